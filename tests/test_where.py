"""Examples that do not count: whatever they hold, they change nothing."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from test_catalogue import arguments

import lossbook as lb
from lossbook.catalogue import CATALOGUE

every_row = pytest.mark.parametrize("row", CATALOGUE.values(), ids=CATALOGUE)
MASK = np.arange(60) % 3 != 1


@every_row
@pytest.mark.parametrize("bad", [np.nan, -100.0])
def test_the_others_have_what_they_have_alone_and_these_have_0(row, bad):
    y_true, second = arguments(row)
    spoilt, spoilt_second = y_true.copy(), second.copy()
    spoilt[~MASK] = -100
    spoilt_second[~MASK] = bad
    for function in filter(None, (row.loss, row.grad)):
        masked = function(spoilt, spoilt_second, where=MASK)
        assert_array_equal(masked[MASK], function(y_true[MASK], second[MASK]))
        assert (masked[~MASK] == 0).all()
        # In any shape.
        shape = (4, 15, *second.shape[1:])
        turned = function(
            spoilt.reshape(4, 15),
            spoilt_second.reshape(shape),
            where=MASK.reshape(4, 15),
        )
        assert_array_equal(turned, masked.reshape(turned.shape))
    if row.grad:
        loss, grad = lb.value_and_grad(row.loss, spoilt, spoilt_second, where=MASK)
        assert_array_equal(loss, row.loss(spoilt, spoilt_second, where=MASK))
        assert_array_equal(grad, row.grad(spoilt, spoilt_second, where=MASK))


@every_row
def test_none_counts(row):
    y_true, second = arguments(row, count=3)
    second = (second * np.nan).astype(np.float32)
    y_true = y_true.astype(np.float32) if y_true.dtype.kind == "f" else y_true
    nothing = np.zeros(3, bool)
    answers = [f(y_true, second, where=nothing) for f in (row.loss, row.grad) if f]
    shapes = [(3,), second.shape][: len(answers)]
    for answer, shape in zip(answers, shapes, strict=True):
        assert answer.shape == shape and (answer == 0).all()
        assert answer.dtype == np.float32


def test_a_bad_number_that_counts_is_named_by_its_place():
    with pytest.raises(ValueError, match=r"y_true\[2\] is nan"):
        lb.huber([np.nan, 0, np.nan], [1, 1, 1], where=[False, True, True])


@pytest.mark.parametrize(
    ("where", "error", "words"),
    [
        ([1, 0], TypeError, "where must hold booleans, got dtype int"),
        ([True], ValueError, r"must have the shape of the losses, \(2,\), got \(1,\)"),
        (True, ValueError, r"must have the shape of the losses, \(2,\), got \(\)"),
        (np.ones((2, 3), bool), ValueError, r"losses, \(2,\), got \(2, 3\)"),
    ],
)
def test_what_is_no_mask(where, error, words):
    for call in (
        lambda: lb.huber([0, 1], [1, 1], where=where),
        lambda: lb.nll([0, 1], [[0.5, 0.5], [0.5, 0.5]], where=where),
    ):
        with pytest.raises(error, match=words):
            call()


def test_the_arguments_must_fit_each_other_all_the_same():
    with pytest.raises(ValueError, match="must have the same shape"):
        lb.huber([0, 1, 2], [1, 1], where=[True, False])


def test_one_example():
    assert lb.huber(0.0, 3.0, where=True) == 2.5
    assert lb.huber(np.nan, 3.0, where=False) == 0
    assert type(lb.huber(0.0, 3.0, where=True)) is np.float64


def test_the_mean_over_those_that_count_is_a_line():
    y, z, mask = np.array([0, -100, 1]), np.zeros((3, 2)), np.array([True, False, True])
    loss = lb.softmax_cross_entropy(y, z, where=mask)
    assert loss.sum() / mask.sum() == pytest.approx(np.log(2))
