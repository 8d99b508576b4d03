"""Arrays as rows and in blocks: nothing is lost on the way, there or back."""

import numpy as np
import pytest
from numpy import inf, nan
from numpy.testing import assert_array_equal

from lossbook import _rows
from lossbook._check import FLOAT32, FLOAT64, require_finite
from lossbook._rows import (
    Elements,
    Rows,
    nan_where_row_has_nan,
    rounded,
    row_blocks,
    row_starts,
    row_sums,
    rows_along,
)

SHAPES = [(), (7,), (100_000,), (50_000, 2), (300, 20, 10), (2, 40_000)]


def test_a_float32_answer_is_rounded_once_and_silently():
    answer = rounded(np.array([1 / 3, 1e300, 1e-60, nan]), np.dtype(np.float32))
    assert_array_equal(answer, np.array([np.float32(1 / 3), inf, 0, nan], np.float32))
    assert type(rounded(np.array(2.0), np.dtype(np.float32))) is np.float32
    assert type(rounded(np.array(2.0), np.dtype(np.float64))) is np.float64


@pytest.mark.parametrize("axis", [-3, -2, -1, 0, 1, 2])
def test_rows_along_and_back(axis):
    x = np.arange(24.0).reshape(2, 3, 4)
    rows, back = rows_along(x, axis, "x")
    assert rows.shape == (24 // x.shape[axis], x.shape[axis])
    assert rows.flags.c_contiguous
    assert_array_equal(back(rows), x)
    assert_array_equal(back(rows.sum(axis=1)), x.sum(axis=axis))


@pytest.mark.parametrize(
    "shape", [(1, 1), (7, 3), (80_000, 1), (5, 80_000), (18_000, 10)]
)
def test_row_blocks_cover_every_row_once(shape):
    rows = np.empty(shape)
    seen = np.concatenate([np.arange(shape[0])[block] for block in row_blocks(rows)])
    assert_array_equal(seen, np.arange(shape[0]))
    sizes = [rows[block].size for block in row_blocks(rows)]
    assert max(sizes) <= max(_rows.BLOCK, shape[1])


@pytest.mark.parametrize("value", [3.0, "3", None, True])
def test_an_axis_is_an_integer(value):
    with pytest.raises(TypeError, match="axis must be an integer, got "):
        rows_along(np.zeros((2, 3)), value, "logits")


def test_an_axis_that_is_not_there():
    words = r"axis 2 does not exist: logits has the shape \(2, 3\)"
    with pytest.raises(ValueError, match=words):
        rows_along(np.zeros((2, 3)), 2, "logits")
    words = "z must be an array with an axis, got the single number 5.0"
    with pytest.raises(ValueError, match=words):
        rows_along(np.array(5.0), -1, "z")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("turned", [False, True])
def test_elements(shape, turned):
    x = np.random.default_rng(0).normal(size=shape)
    x = x.T if turned else x
    answer = Elements([x, 2 * x], FLOAT64).map(lambda x, y: x * y + 3.0)
    assert_array_equal(answer, x * (2 * x) + 3.0)
    assert type(answer) is (np.ndarray if shape else np.float64)


@pytest.mark.parametrize("shape", SHAPES)
def test_two_answers_at_once(shape):
    x = np.random.default_rng(0).normal(size=shape)
    for one, other in (
        Elements([x], FLOAT64).map(lambda x: (x + 1.0, x * 2.0)),
        Elements([x.T], FLOAT64).map(lambda x: (x.T + 1.0, x.T * 2.0))
        if x.ndim < 2
        else (x + 1.0, x * 2.0),
    ):
        assert_array_equal(one, x + 1.0)
        assert_array_equal(other, x * 2.0)


@pytest.mark.parametrize("n", [5, 50_000])
def test_rows(n):
    x = np.random.default_rng(0).normal(size=(n, 3))
    y = np.arange(n) % 3
    read = Rows([x, y], FLOAT64, lambda answer: answer[::-1])
    for answer in (
        read.map(lambda x, y: x.take(row_starts(x) + y)),
        read.map(lambda x, y: (x.take(row_starts(x) + y), x))[0],
    ):
        assert_array_equal(answer, x[np.arange(n), y][::-1])
    assert_array_equal(read.map(lambda x, y: (x[:, 0], x))[1], x[::-1])


@pytest.mark.parametrize("n", [5, 100_000])
def test_float32_is_computed_in_float64_and_rounded_once(n):
    x = np.random.default_rng(0).normal(size=(n, 2)).astype(np.float32)
    labels = np.arange(n)

    def formula(x, labels):
        assert x.dtype == np.float64
        assert labels.dtype == np.intp
        return x[:, 0] / 3.0 + labels

    answer = Rows([x, labels], FLOAT32, lambda answer: answer).map(formula)
    assert answer.dtype == np.float32
    exact = x[:, 0].astype(np.float64) / 3.0 + labels
    assert_array_equal(answer, exact.astype(np.float32))


@pytest.mark.parametrize("shape", [(50_000, 2), (100_000,)])
def test_a_bad_number_is_named_by_its_place_in_the_whole(shape):
    x = np.zeros(shape)
    x[(40_000, 1)[: x.ndim]] = inf

    def checked(x):
        require_finite(x=x)
        return x

    place = ", ".join(map(str, (40_000, 1)[: x.ndim]))
    for read in (Elements([x], FLOAT64), Rows([x], FLOAT64, np.asarray)):
        with pytest.raises(ValueError, match=rf"but x\[{place}\] is inf"):
            read.map(checked)


@pytest.mark.parametrize("n", [1, 100_000])
@pytest.mark.parametrize("dtype", [FLOAT32, FLOAT64])
def test_nothing_warns_and_only_while_it_runs(n, dtype):
    """RuntimeWarnings are errors in tests."""

    def overflow_and_the_others(x):
        np.log(x), x / x, np.exp(x - 745.0)
        return np.exp(x + 800.0)

    x = np.zeros(n, dtype)
    with np.errstate(under="warn"):
        for read in (Elements([x], dtype), Rows([x], dtype, np.asarray)):
            assert_array_equal(read.map(overflow_and_the_others), inf)
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        np.log(np.zeros(1))


@pytest.mark.parametrize("n", [1, 100_000])
def test_no_answer_is_minus_0(n):
    answer = Elements([np.zeros(n)], FLOAT64).map(lambda x: -x)
    assert not np.signbit(answer).any()
    answer = Rows([np.zeros((n, 2))], FLOAT64, np.asarray).map(lambda x: -x)
    assert not np.signbit(answer).any()


@pytest.mark.parametrize("k", [1, 3, 64, 65, 1000])
def test_row_sums(k):
    x = np.random.default_rng(0).normal(size=(7, k))
    np.testing.assert_allclose(row_sums(x), x.sum(axis=1), rtol=1e-12, atol=1e-13)
    # The sum of a row does not depend on the others.
    assert_array_equal(row_sums(x)[3:4], row_sums(x[3:4]))


def test_a_nan_fills_the_answer_of_its_row():
    rows = np.array([[1.0, nan], [1.0, 2.0], [nan, nan]])
    assert_array_equal(nan_where_row_has_nan(np.zeros(3), rows), [nan, 0, nan])
    slopes = nan_where_row_has_nan(np.zeros((3, 2)), rows)
    assert_array_equal(slopes, [[nan, nan], [0, 0], [nan, nan]])
    assert_array_equal(nan_where_row_has_nan(np.ones(1), rows[1:2]), [1])
