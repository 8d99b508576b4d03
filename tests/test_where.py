"""Examples that do not count: whatever they hold, they change nothing."""

import functools
from fractions import Fraction

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
            spoilt.reshape(4, 15, *spoilt.shape[1:]),
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


@pytest.mark.parametrize("where", [[False, True, True], [False, False, True]])
def test_a_bad_number_is_named_where_the_first_that_counts_is_bad(where):
    place = where.index(True)
    with pytest.raises(ValueError, match=rf"y_true\[{place}\] is nan"):
        lb.huber([0, np.nan, np.nan], [1, 1, 1], where=where)
    with pytest.raises(ValueError, match=rf"scale\[{place}\] is -1"):
        lb.gaussian_nll([0, 0, 0], [1, 1, 1], scale=[1, -1, -1], where=where)
    half = np.full((3, 2), 0.5)
    for loss in (lb.nll, lb.softmax_cross_entropy, lb.model_perplexity):
        with pytest.raises(ValueError, match=rf"y_true\[{place}\] is 7"):
            loss([0, 7, 7], half, where=where)
    with pytest.raises(ValueError, match=rf"probs\[{place}\] sums to 2"):
        lb.nll([0, 0, 0], [[0.5, 0.5], [1, 1], [1, 1]], where=where)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda no: lb.huber([0, 1, 2], [1, 1], where=no), "have the same shape"),
        (lambda no: lb.huber([0, 1], [1, 1], delta=-1, where=no), "delta must be in"),
        (
            lambda no: lb.gaussian_nll([0, 1], [1, 1], scale=[1, 2, 3], where=no),
            "y_true and scale must have the same shape",
        ),
        (lambda no: lb.nll([0], np.ones((2, 1)), where=no), "one label for each row"),
        (
            lambda no: lb.softmax_cross_entropy_grad(
                [0, 1], np.ones((2, 2)), class_weight=[1, 2, 3], where=no
            ),
            "class_weight must have the shape",
        ),
        (
            lambda no: lb.multiclass_hinge([0, 1], np.ones((2, 2)), kind="x", where=no),
            "kind must be one of",
        ),
    ],
)
def test_shapes_and_knobs_are_checked_also_where_none_counts(call, words):
    with pytest.raises(ValueError, match=words):
        call([False, False])


def test_labels_must_be_integers_also_where_none_counts():
    with pytest.raises(TypeError, match="class labels as integers"):
        lb.nll([0.0, 1.0], np.full((2, 2), 0.5), where=[False, False])


@pytest.mark.parametrize("where", [[True, False], [False, False]])
def test_one_class_and_whole_numbers_can_be_left_out(where):
    assert (lb.nll([0, -100], [[1.0], [np.nan]], where=where) == 0).all()
    assert (lb.softmax_cross_entropy([[1], [9]], [[3], [9]], where=where) == 0).all()
    soft = np.array([[0, 1], [7, 7]], np.int8)
    assert lb.softmax_cross_entropy(soft, soft, where=where)[1] == 0


def test_masked_arrays_and_ragged_rows_are_refused_beside_where():
    mask = np.ma.masked_array([True, True], [True, False])
    with pytest.raises(TypeError, match="where is a masked array"):
        lb.huber([0, 1], [1, 1], where=mask)
    scale = np.ma.masked_array([1.0, 2.0], [True, False])
    with pytest.raises(TypeError, match="scale is a masked array"):
        lb.gaussian_nll([0, 1], [1, 1], scale=scale, where=[True, True])
    with pytest.raises(ValueError, match="where has rows of different lengths"):
        lb.huber([0, 1], [1, 1], where=[[True], [True, False]])
    with pytest.raises(ValueError, match="scale has rows of different lengths"):
        lb.gaussian_nll([0, 1], [1, 1], scale=[[1], [1, 2]], where=[True, True])


def test_one_number_as_a_knob_is_read_as_without_where():
    half = Fraction(1, 2)
    for name, loss in (
        ("scale", lb.gaussian_nll),
        ("pos_weight", lb.sigmoid_cross_entropy),
    ):
        loss = functools.partial(loss, [0, 1], [1, 1])
        assert_array_equal(
            loss(**{name: half}, where=[True, True]), loss(**{name: half})
        )
        with pytest.raises(
            TypeError, match=f"{name} must be one real number, got True"
        ):
            loss(**{name: True}, where=[True, True])
