"""What makes a formula a public loss: reading, blocks, knobs, signature, docstring."""

import inspect
import pickle
import sys

import numpy as np
import pytest
from house import PACKAGE
from numpy.testing import assert_array_equal

import lossbook as lb
from lossbook._form import Range, Said, at_least, documented
from lossbook._kinds import of_residual


class PerElement(Range):
    by_element = True

    def read(self, name, value, shape):
        """Return one number for each element."""
        return np.broadcast_to(np.asarray(value, float), shape)


@of_residual(power=at_least(1.0), weight=PerElement("is wrong"))
def weighted(r, *, power=2.0, weight=1.0):
    """Return weight |r|^power.

    It is made up.

    power: The exponent.
    weight: One number,
    or one for each element.

    Note: First.

    Second.
    Source: Nobody (2000).

    >>> 1 + 1
    2
    """
    return weight * np.abs(r) ** power


@weighted.slope
def weighted_grad(r, *, power=2.0, weight=1.0):
    """Return the slope.

    Returns: A slope.
    """
    return weight * power * np.sign(r) * np.abs(r) ** (power - 1.0)


def test_the_docstring_has_what_is_its_own_and_what_is_shared():
    assert inspect.getdoc(weighted) == (
        """\
Return weight |r|^power.

It is made up.

Parameters
----------
y_true : array_like
    Finite numbers, any shape.
y_pred : array_like
    Predictions in the shape of `y_true`.
power : float
    The exponent.
weight : float
    One number,
    or one for each element.
where : array_like of bool, optional
    The examples that count, in the shape of the losses. Each other one has the loss
    0 and the gradient 0, whatever its numbers are.

Returns
-------
ndarray or float
    One loss per element, 0 or more.

Raises
------
TypeError
    If an argument does not hold real numbers, or `where` does not hold booleans.
ValueError
    If the shapes differ, an argument is empty, `y_true` is not finite, `power` is below
    1, or `weight` is wrong.

Notes
-----
First.

Second.

References
----------
Nobody (2000).

Examples
--------
>>> 1 + 1
2"""
    )
    # The gradient says of the knobs what the loss says.
    assert "power : float\n    The exponent.\n" in weighted_grad.__doc__
    assert "ndarray or float\n    A slope.\n" in weighted_grad.__doc__
    assert "Nobody" not in weighted_grad.__doc__


def test_a_function_that_reads_for_itself_gets_the_shared_paragraphs():
    axis = Said("int", "The axis.", ("`axis` does not exist",), "`axis` is no integer")

    @documented(("float", "A number."), axis=axis, base=axis._replace(text="The base."))
    def anything(*, axis=-1, base=2):
        """Return anything.

        base: Its own.
        """
        return axis, base

    assert anything(axis=3) == (3, 2)
    doc = inspect.getdoc(anything)
    assert "axis : int\n    The axis.\nbase : int\n    Its own.\n" in doc
    # What two arguments have in common is said once.
    assert doc.endswith(
        "TypeError\n    If `axis` is no integer.\nValueError\n"
        "    If `axis` does not exist."
    )


def test_the_source_is_the_formula():
    source = inspect.getsource(lb.huber)
    assert source.startswith("@of_residual(delta=positive)\ndef huber(r")
    assert len(source.splitlines()) <= 20
    assert lb.huber.formula(np.array(3.0), delta=1.0) == 2.5


def test_it_has_the_names_of_its_arguments_and_can_be_sent():
    for function in (lb.huber, lb.huber_grad, lb.huber.with_grad):
        parameters = inspect.signature(function).parameters
        assert [*parameters] == ["y_true", "y_pred", "delta", "where"]
        assert parameters["delta"].default == 1.0
        assert parameters["delta"].kind is parameters["delta"].KEYWORD_ONLY
    for function in (lb.huber, lb.huber_grad):
        assert function.__module__ == "lossbook.regression"
        assert pickle.loads(pickle.dumps(function)) is function


def test_by_position_and_by_name():
    expected = lb.huber([0.0, 1.0], [3.0, 1.5], delta=2.0)
    assert_array_equal(lb.huber(y_true=[0, 1], y_pred=[3, 1.5], delta=2.0), expected)
    assert_array_equal(lb.huber([0, 1], y_pred=[3, 1.5], delta=2), expected)
    mask = [True, True]
    both = lb.huber(delta=2.0, where=mask, y_pred=[3, 1.5], y_true=[0, 1])
    assert_array_equal(both, expected)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: lb.huber(0.0), r"huber\(\): missing a required argument: 'y_pred'"),
        (lambda: lb.huber(0, 1, 2), r"huber\(\): too many positional arguments"),
        (lambda: lb.huber(0, 1, beta=2), "unexpected keyword argument 'beta'"),
        (lambda: lb.huber(0, 1, y_true=2), "multiple values for argument 'y_true'"),
        (lambda: lb.huber_grad(0.0), r"huber_grad\(\): missing a required argument"),
    ],
)
def test_what_does_not_fit_the_signature(call, words):
    with pytest.raises(TypeError, match=words):
        call()


@pytest.mark.parametrize("shape", [(), (5,), (300, 200), (2, 40_000)])
@pytest.mark.parametrize("turned", [False, True])
def test_a_knob_for_each_element_is_cut_into_the_same_blocks(shape, turned):
    rng = np.random.default_rng(0)
    t, p = rng.normal(size=(2, *shape))
    weight = 2.0 ** rng.integers(-2, 3, size=shape)  # then no product is rounded
    if turned:
        t, p, weight = t.T, p.T, weight.T
    for function in (weighted, weighted_grad):
        whole = function(t, p, power=3.0, weight=weight)
        assert_array_equal(whole, weight * function(t, p, power=3.0))
    loss, slope = weighted.with_grad(t, p, power=3.0, weight=weight)
    assert_array_equal(loss, weighted(t, p, power=3.0, weight=weight))
    assert_array_equal(slope, weighted_grad(t, p, power=3.0, weight=weight))


def test_a_knob_for_each_element_that_does_not_count_may_be_anything():
    mask = [True, False]
    loss = weighted([0, 0], [3, 3], weight=[2.0, np.nan], where=mask)
    assert_array_equal(loss, [18, 0])


def test_calls_on_the_way_to_numpy():
    """How many functions of the package stand between a loss and NumPy."""

    package, seen = str(PACKAGE), []

    def watch(frame, event, _):
        if event == "call" and frame.f_code.co_filename.startswith(package):
            seen.append(frame.f_code.co_name)

    t, p = np.zeros((4, 3)), np.ones((4, 3))
    for function, arguments, most in (
        (lb.huber, (t, p), 8),
        (lb.softmax_cross_entropy, (np.zeros(4, int), p), 12),
    ):
        function(*arguments)
        seen.clear()
        sys.setprofile(watch)
        try:
            function(*arguments)
        finally:
            sys.setprofile(None)
        assert len(seen) <= most, (function.__name__, seen)
