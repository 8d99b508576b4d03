"""The one place that looks at arguments: what it returns, and what it says."""

import re
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from numpy import inf, nan
from numpy.testing import assert_array_equal

from lossbook import _check
from lossbook._check import (
    LARGEST,
    SMALLEST,
    integer,
    knob,
    read_amounts,
    read_float64,
    read_floats,
    read_labels,
    read_same_shape,
    require_all,
    require_distributions,
    require_finite,
    require_within,
)

SINGLE = np.zeros(2, np.float32)
DOUBLE = np.zeros(2)
WHOLE = np.zeros(2, int)


@pytest.mark.parametrize(
    ("arguments", "dtype", "reason"),
    [
        ([SINGLE], np.float32, "float32 stays"),
        ([DOUBLE], np.float64, "float64 stays"),
        ([WHOLE], np.float64, "integers become float64"),
        ([WHOLE > 0], np.float64, "booleans too"),
        ([[0.0, 1.0]], np.float64, "lists too"),
        ([SINGLE, DOUBLE], np.float64, "the wider float counts"),
        ([WHOLE, SINGLE], np.float32, "integers have no say beside a float"),
        ([SINGLE.astype(">f4")], np.float32, "neither has the byte order"),
        ([np.zeros(2, np.float16)], np.float32, "16 bits are read as 32"),
        ([np.zeros(2, ">f2")], np.float32, "in either order of bytes"),
        ([np.zeros(2, np.float16), SINGLE], np.float32, "and fit to 32"),
        ([np.zeros(2, np.float16), DOUBLE], np.float64, "but not to 64"),
        ([3], np.float64, "a number is an array without axes"),
    ],
)
def test_everything_becomes_float64(arguments, dtype, reason):
    named = {f"x{i}": value for i, value in enumerate(arguments)}
    arrays, answer = read_float64(**named)
    assert answer == dtype, reason
    for array in arrays:
        assert array.dtype == np.float64
        assert array.dtype.isnative


@pytest.mark.parametrize(
    ("arguments", "dtypes"),
    [
        ([SINGLE, SINGLE], [np.float32, np.float32, np.float32]),
        ([SINGLE, WHOLE], [np.float32, np.float64, np.float32]),
        ([SINGLE, DOUBLE], [np.float64, np.float64, np.float64]),
        ([WHOLE, WHOLE], [np.float64, np.float64, np.float64]),
    ],
)
def test_floats_leave_float32_only_if_that_is_the_only_kind(arguments, dtypes):
    named = {f"x{i}": value for i, value in enumerate(arguments)}
    arrays, answer = read_floats(**named)
    assert [*(array.dtype for array in arrays), answer] == dtypes


def test_what_comes_as_it_should_is_not_copied():
    assert read_float64(x=DOUBLE)[0][0] is DOUBLE
    assert read_floats(x=DOUBLE)[0][0] is DOUBLE
    assert read_floats(x=SINGLE)[0][0] is SINGLE


def test_labels_are_not_copied():
    y = np.array([0, 2])
    assert np.shares_memory(read_labels(y, np.zeros((2, 3)), "logits"), y)


@pytest.mark.parametrize(
    ("bounds", "inside", "outside", "domain"),
    [
        ({"above": 0.0}, [1e-300, 1, 1e300], [0, -1, inf, nan], "(0, inf)"),
        ({"minimum": 0.0}, [0, np.float32(0.5)], [-1e-300, inf], "[0, inf)"),
        ({"above": 0.0, "below": 1.0}, [0.5], [0, 1], "(0, 1)"),
        ({"minimum": 0.0, "maximum": 1.0}, [0, 1, np.int8(1)], [1.1, nan], "[0, 1]"),
        ({}, [-1e300, 0], [inf, -inf, nan], "(-inf, inf)"),
    ],
)
def test_knob(bounds, inside, outside, domain):
    for value in inside:
        assert knob("delta", value, **bounds) == value
        assert type(knob("delta", value, **bounds)) is float
    for value in outside:
        with pytest.raises(ValueError, match=re.escape(f"delta must be in {domain}")):
            knob("delta", value, **bounds)
    for value in ("1", None, True, np.True_, [0.5], 1j):
        with pytest.raises(TypeError, match="delta must be one real number"):
            knob("delta", value, **bounds)
    for value in (10**400, -(10**5000), Fraction(10**400, 3)):
        with pytest.raises(ValueError, match="delta is beyond the largest float64"):
            knob("delta", value, **bounds)


def test_an_array_without_axes_is_one_number():
    assert type(knob("delta", np.array(2, np.int8))) is float
    with pytest.raises(TypeError, match="delta must be one real number"):
        knob("delta", np.array(True))
    with pytest.raises(TypeError, match="delta must be one real number"):
        knob("delta", np.array([2.0]))


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3), np.array(3)])
def test_integers(value):
    assert type(integer("bins", value)) is int
    assert integer("bins", value, minimum=3) == 3
    says("bins must be 4 or more, got 3", integer, "bins", value, minimum=4)


@pytest.mark.parametrize(
    "value", [3.0, np.float64(3), "3", None, (3,), [3], True, np.True_, np.array(True)]
)
def test_what_is_no_integer(value):
    says(f"axis must be an integer, got {value!r}", integer, "axis", value)


def test_a_boolean_is_no_amount():
    assert_array_equal(read_amounts([1, 2.5], "scale"), [1, 2.5])
    for value in (True, np.True_, [True, False]):
        says("scale must hold real numbers, got booleans", read_amounts, value, "scale")


@pytest.mark.parametrize("shell", [list, tuple])
def test_a_mask_is_not_taken_away(shell):
    masked = np.ma.masked_array([1.0, 2.0], [False, True])
    for value in (masked, shell([masked, masked]), shell([[1.0, 2.0], masked])):
        says(
            "x is a masked array: drop what is masked, or use NaN",
            read_float64,
            x=value,
        )


def test_the_cause_of_a_failure_is_told():
    class Table:
        def __array__(self, dtype=None, copy=None):
            raise ValueError("the file is closed")

    says("x could not be read as an array: the file is closed", read_float64, x=Table())


@pytest.mark.parametrize("value", [LARGEST, -LARGEST, 1e200, SMALLEST, 0.0])
def test_what_is_finite(value):
    """Also where its square is not; and wherever it stands."""
    x = np.zeros((3, 4))
    x[1, 2] = value
    require_finite(x=x, transposed=x.T, every_other=x[:, ::2], one=np.array(value))
    for wrong in (inf, -inf, nan):
        x[2, 0] = wrong
        says(
            f"x must be finite, but x[2, 0] is {wrong}",
            require_finite,
            y=x[:2],
            x=x,
        )
        says(f"x must be finite, but x[0, 2] is {wrong}", require_finite, x=x.T)


def says(message, function, *args, **kwargs):
    """Assert that a call is refused, in these words exactly."""
    with pytest.raises((ValueError, TypeError)) as caught:
        function(*args, **kwargs)
    assert str(caught.value) == message


def test_messages_name_the_argument_what_it_must_be_and_what_came():
    says(
        "y_true and logits must have the same shape, got (3,) and (3, 1)",
        read_same_shape,
        y_true=np.zeros(3),
        logits=np.zeros((3, 1)),
    )
    says(
        "y_true and scale must have the same shape, got (2,) and ()",
        read_same_shape,
        y_true=[0, 1],
        mean=[0, 1],
        scale=1,
    )
    says(
        "logits must hold real numbers (floats of 16, 32 or 64 bits, integers or "
        "booleans), got dtype complex128",
        read_float64,
        logits=np.zeros(3, complex),
    )
    says(
        "probs is empty, it has the shape (0, 3)", read_float64, probs=np.zeros((0, 3))
    )
    says("x has rows of different lengths", read_float64, x=[[1.0], [1.0, 2.0]])
    says(
        "y must be finite, but y[0, 1] is inf",
        require_finite,
        y=np.array([[0.0, inf]]),
    )
    says(
        "p must be in [0, 1], but p[1] is 1.5",
        require_within,
        0,
        1,
        p=np.array([nan, 1.5]),
    )
    says("w must be >= 0, but w is -1.0", require_within, 0, inf, w=np.array(-1.0))
    says(
        "w must be finite and >= 0, but w is inf",
        require_within,
        0,
        LARGEST,
        w=np.array(inf),
    )
    says(
        "w must be in (0, 1e+300], but w is 0",
        require_within,
        SMALLEST,
        1e300,
        w=np.array(0),
    )
    says(
        "y must hold whole numbers, but y[1] is 1.0000000000000002: round them",
        *(require_all, "y", np.array([1, 1 + 2**-52]), np.array([True, False])),
        *("hold whole numbers",),
        hint=": round them",
    )
    says(
        "probs[1] sums to 0.5, but must sum to 1 (within 1e-05)",
        require_distributions,
        "probs",
        np.array([[nan, 0.5], [0.25, 0.25]]),
    )
    z = np.zeros((2, 3))
    says(
        "y_true must hold one label for each row of logits: the shape (2,) for (2, 3), "
        "got (3,). If the classes are axis 0, write np.moveaxis(logits, 0, -1)",
        read_labels,
        [0, 1, 2],
        z,
        "logits",
    )
    says(
        "y_true must hold one label for each row of logits: the shape (4, 2) for "
        "(4, 2, 3), got (4,)",
        read_labels,
        [0, 1, 2, 0],
        np.zeros((4, 2, 3)),
        "logits",
    )
    # The 2 is the last of the classes, and not what is wrong.
    says(
        "y_true must hold labels from 0 to 2, but y_true[1] is 3",
        read_labels,
        [2, 3],
        z,
        "logits",
    )
    says(
        "y_true must hold class labels as integers, got float64: if its numbers are "
        "whole, write y_true.astype(int)",
        read_labels,
        [0.0, 1.0],
        z,
        "logits",
    )


def test_messages_name_the_cure():
    # Pictures of 4 by 5, 3 classes in the second axis, as other libraries have it.
    says(
        "y_true must hold one label for each row of logits: the shape (2, 3, 4) for "
        "(2, 3, 4, 5), got (2, 4, 5). If the classes are axis 1, write "
        "np.moveaxis(logits, 1, -1)",
        read_labels,
        np.zeros((2, 4, 5), int),
        np.zeros((2, 3, 4, 5)),
        "logits",
    )
    p = np.array([[0.2, 0.8], [0.5, 0.5]])
    says(
        "probs must be >= 0, but probs[0, 0] is -1.6094379124341003: these are "
        "log-probabilities, write np.exp(probs)",
        require_distributions,
        "probs",
        np.log(p),
    )
    says(
        "probs must be >= 0, but probs[1] is -2.0: if these are logits, write "
        "softmax(probs)",
        require_distributions,
        "probs",
        np.array([1.0, -2.0]),
    )
    # Nothing is guessed of a table of two variables.
    says(
        "joint must be >= 0, but joint[0, 1] is -0.5",
        require_distributions,
        "joint",
        np.array([[1.0, -0.5], [0.25, 0.25]]),
        (-2, -1),
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_sum_may_be_off_as_a_softmax_of_so_many_classes_is(dtype):
    """256 000 classes in float32, one added after the other: 4e-5 off; and not 1e-2."""
    p = np.full(256_000, 1 / 256_000, dtype)
    require_distributions("p", p * dtype(1 + 4e-5))
    with pytest.raises(ValueError, match=r"within 0\.000128"):
        require_distributions("p", p * dtype(1 + 2e-4))
    require_distributions("p", np.array([0.5, 0.5 + 9e-6]))
    for few in ([0.5, 0.5 + 2e-5], [0.33, 0.33, 0.33]):
        with pytest.raises(ValueError, match=r"within 1e-05"):
            require_distributions("p", np.array(few, dtype))


def test_the_float32_softmax_of_a_vocabulary_is_a_distribution():
    """Summed in float32 in eight lanes, as the vector units of a processor do."""
    z = np.random.default_rng(0).normal(0, 5, 128_256).astype(np.float32)
    e = np.exp(z - z.max())
    p = e / np.cumsum(e.reshape(-1, 8), axis=0, dtype=np.float32)[-1].sum()
    assert abs(p.sum(dtype=float) - 1) > _check.SUM_TOLERANCE
    require_distributions("p", p)


def test_importing_the_package_is_light():
    """No figure, widget or statistics library."""
    code = """
import sys
import lossbook
heavy = [name for name in ("matplotlib", "ipywidgets", "scipy") if name in sys.modules]
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], check=True)
