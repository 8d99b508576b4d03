"""Links: what they are worth at chosen points, and what must hold at every point."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy import exp, inf, log, log1p, nan
from numpy.testing import assert_allclose, assert_array_equal

from lossbook.links import (
    log_sigmoid,
    log_softmax,
    logit,
    logsumexp,
    sigmoid,
    softmax,
    softplus,
)

VALUES = [
    # function, argument, derivation, reason
    (softplus, 0.0, log(2), "log(1 + 1)"),
    (softplus, 1000.0, 1000.0, "the curve is exp(-1000) above the ramp"),
    (softplus, -40.0, exp(-40.0), "log(1 + e) is e, for e far below 1"),
    (softplus, -inf, 0.0, "the limit"),
    (softplus, inf, inf, "the limit"),
    (sigmoid, 0.0, 1 / 2, "1 / (1 + 1)"),
    (sigmoid, log(3), 3 / 4, "odds of 3 to 1"),
    (sigmoid, -log(3), 1 / 4, "the other side of it"),
    (sigmoid, -700.0, exp(-700.0), "the 1 in 1 + exp(700) does not count"),
    (sigmoid, -709.9, exp(-709.9), "exp(709.9) overflows"),
    (sigmoid, -740.0, exp(-740.0), "the end of the small floats is not reached"),
    (sigmoid, -inf, 0.0, "the limit"),
    (sigmoid, inf, 1.0, "the limit"),
    (log_sigmoid, 0.0, -log(2), "log(1 / 2)"),
    (log_sigmoid, -1000.0, -1000.0, "not -inf, although sigmoid(-1000) is 0"),
    (log_sigmoid, 40.0, -exp(-40.0), "not 0, although sigmoid(40) is 1"),
    (log_sigmoid, -inf, -inf, "the limit"),
    (log_sigmoid, inf, 0.0, "the limit"),
    (logit, 1 / 2, 0.0, "even odds"),
    (logit, 3 / 4, log(3), "odds of 3 to 1"),
    (logit, 1e-300, log(1e-300), "the odds are the probability itself"),
    (logit, 1 / 2 + 2**-40, 2**-38, "log(1 + x) is x, and x is (2p - 1) / (1 - p)"),
    (logit, 0.0, -inf, "never"),
    (logit, 1.0, inf, "always"),
    (logsumexp, [0.0, 0.0], log(2), "log(1 + 1)"),
    (logsumexp, [1000.0, 1000.0], 1000 + log(2), "moves along with a shift"),
    (logsumexp, [-1000.0, -1000.0], -1000 + log(2), "and does not underflow"),
    (logsumexp, [5.0], 5.0, "one number is its own logsumexp"),
    (logsumexp, [1e-20, -100.0], 1e-20, "the digits of a small maximum stay"),
    (logsumexp, [-inf, 3.0], 3.0, "what is masked adds nothing"),
    (logsumexp, [-inf, -inf], -inf, "the log of an empty sum"),
    (logsumexp, [inf, 3.0], inf, "the limit"),
    (logsumexp, [inf, inf], inf, "the limit"),
    (softmax, [0.0, 0.0], [1 / 2, 1 / 2], "nothing to choose"),
    (softmax, [log(7), log(2), log(1)], [0.7, 0.2, 0.1], "proportional to 7, 2, 1"),
    (softmax, [5.0], [1.0], "one class is certain"),
    (softmax, [1000.0, 0.0], [1.0, 0.0], "no overflow"),
    (softmax, [-inf, 0.0, 0.0], [0.0, 1 / 2, 1 / 2], "-inf masks a class"),
    (softmax, [-inf, -inf], [nan, nan], "no class is left"),
    (softmax, [inf, 0.0], [nan, nan], "inf - inf has no answer"),
    (log_softmax, [0.0, 0.0], [-log(2), -log(2)], "log(1 / 2)"),
    (log_softmax, [1000.0, 1.0], [0.0, -999.0], "log(softmax) is -inf there"),
    (log_softmax, [40.0, 0.0], [-exp(-40.0), -40.0], "and 0 here"),
    (log_softmax, [-inf, 0.0], [-inf, 0.0], "-inf masks a class"),
    (log_softmax, [-inf, -inf], [nan, nan], "no class is left"),
    (log_softmax, [inf, 0.0], [nan, nan], "inf - inf has no answer"),
    (log_softmax, [1e308, -1e308], [0.0, -inf], "-2e308 is beyond float64"),
]


@pytest.mark.parametrize(("function", "x", "expected", "reason"), VALUES)
def test_value(function, x, expected, reason):
    assert_allclose(function(x), expected, rtol=4e-16, atol=0, err_msg=reason)


rows = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=1, max_dims=3, max_side=5),
    elements=st.floats(-1e3, 1e3),
)
numbers = st.floats(-1e3, 1e3)


@given(rows)
def test_softmax_is_a_distribution(z):
    p = softmax(z)
    assert p.shape == z.shape
    assert (p >= 0).all()
    assert_allclose(p.sum(axis=-1), 1, rtol=1e-15)


@given(rows, st.integers(-1000, 1000))
def test_a_shift_of_all_logits_changes_nothing(z, shift):
    z = np.round(z)  # so that the shift itself is exact
    assert_allclose(softmax(z + shift), softmax(z), rtol=2e-15, atol=0)
    assert_allclose(log_softmax(z + shift), log_softmax(z), rtol=2e-15, atol=0)
    assert_allclose(logsumexp(z + shift), logsumexp(z) + shift, rtol=2e-15, atol=1e-12)


@given(numbers, numbers)
def test_two_classes_are_a_sigmoid_of_the_difference(a, b):
    d = np.round(a) - np.round(b)
    z = [np.round(a), np.round(b)]
    assert_allclose(softmax(z)[0], sigmoid(d), rtol=2e-15, atol=0)
    assert_allclose(log_softmax(z)[0], log_sigmoid(d), rtol=2e-15, atol=0)


@given(numbers)
def test_the_two_sides_of_a_sigmoid(x):
    assert sigmoid(x) + sigmoid(-x) == pytest.approx(1, rel=1e-15)
    assert softplus(x) - softplus(-x) == pytest.approx(x, rel=1e-15, abs=1e-15)
    assert log_sigmoid(x) == -softplus(-x)


@given(st.floats(1e-300, 1 - 2**-53))
def test_sigmoid_undoes_logit(p):
    # an error of an ulp in the logit is one of logit * (1 - p) ulp in p
    assert_allclose(sigmoid(logit(p)), p, rtol=1e-15 * (1 + abs(logit(p))))


@given(rows)
def test_logsumexp_is_a_smooth_maximum(z):
    most = z.max(axis=-1)
    slack = 1e-13
    assert (logsumexp(z) >= most).all()
    assert (logsumexp(z) <= most + np.log(z.shape[-1]) + slack).all()


@given(rows)
def test_log_softmax_is_the_log_of_softmax(z):
    p = softmax(z)
    seen = p > 1e-300
    assert_allclose(log_softmax(z)[seen], np.log(p[seen]), rtol=1e-14, atol=1e-15)
    assert (log_softmax(z) <= 0).all()


@pytest.mark.parametrize("function", [softmax, log_softmax, logsumexp])
def test_axis(function):
    z = np.random.default_rng(0).normal(size=(3, 4, 5))
    for axis in range(-3, 3):
        expected = np.moveaxis(z, axis, -1)
        answer = function(z, axis=axis)
        if function is logsumexp:
            assert_array_equal(answer, function(expected))
        else:
            assert_array_equal(answer, np.moveaxis(function(expected), -1, axis))


@pytest.mark.parametrize("function", [softmax, log_softmax, logsumexp])
@pytest.mark.parametrize("k", [3, 100])
def test_no_row_depends_on_its_neighbours(function, k):
    rng = np.random.default_rng(0)
    z = rng.normal(size=(400, k)) * rng.choice([1.0, 100.0, 1000.0], size=(400, 1))
    z[::7, 0], z[::11, 1] = -inf, nan
    alone = np.array([function(row) for row in z])
    assert_allclose(function(z), alone, rtol=5e-16)


@pytest.mark.parametrize("function", [softmax, log_softmax, logsumexp])
def test_blocks_join(function):
    z = np.random.default_rng(0).normal(size=(20_001, 10))  # 4 blocks, the last short
    parts = [function(z[i : i + 500]) for i in range(0, len(z), 500)]
    assert_allclose(function(z), np.concatenate(parts), rtol=5e-16)


@pytest.mark.parametrize("function", [sigmoid, softplus, log_sigmoid])
def test_no_element_depends_on_its_neighbours(function):
    x = np.random.default_rng(0).normal(size=70_000) * 300  # 2 blocks, the last short
    x[:6] = nan, inf, -inf, -740.5, -800.0, 1e300
    alone = [function(number) for number in x[:2000]]
    assert_array_equal(function(x)[:2000], alone)
    assert_array_equal(function(x)[-2000:], function(x[-2000:]))


@pytest.mark.parametrize(
    ("function", "slope", "points"),
    [
        (softplus, sigmoid, [-30.0, -3.0, -0.1, 0.0, 0.2, 5.0, 20.0]),
        (sigmoid, lambda x: sigmoid(x) * sigmoid(-x), [-30.0, -3.0, 0.0, 0.3, 4.0]),
        (log_sigmoid, lambda x: sigmoid(-x), [-30.0, -3.0, 0.0, 0.3, 4.0]),
        (logit, lambda p: 1 / (p * (1 - p)), [0.01, 0.24, 0.26, 0.5, 0.74, 0.76, 0.99]),
    ],
)
def test_slope(function, slope, points):
    x = np.array(points)
    h = 1e-6
    numerical = (function(x + h) - function(x - h)) / (2 * h)
    assert_allclose(numerical, slope(x), rtol=1e-6, atol=1e-10)


def test_the_slope_of_logsumexp_is_softmax():
    z = np.array([0.3, -1.0, 2.0, 0.0])
    h = 1e-6
    numerical = [
        (logsumexp(z + h * step) - logsumexp(z - h * step)) / (2 * h)
        for step in np.eye(4)
    ]
    assert_allclose(numerical, softmax(z), rtol=1e-8)


def test_subtracting_the_maximum_is_not_enough():
    """The claim: after z - max, log(softmax(z)) is safe."""
    with np.errstate(divide="ignore"):
        z = np.array([1000.0, 1.0])
        e = np.exp(z - z.max())
        assert np.log(e / e.sum())[1] == -inf
    assert log_softmax([1000.0, 1.0])[1] == -999.0


def test_logsumexp_is_not_unchanged_by_a_shift():
    """The claim: logsumexp is shift-invariant, as softmax is."""
    assert logsumexp([1.0 + 7, 2.0 + 7]) == pytest.approx(logsumexp([1.0, 2.0]) + 7)


def test_the_small_loss_that_log1p_keeps():
    assert softplus(-40.0) == pytest.approx(log1p(exp(-40.0)), rel=1e-15)
    assert log(1 + exp(-40.0)) == 0


@pytest.mark.parametrize("classes", [2, 3, 10, 33, 64, 65, 1000])
@pytest.mark.parametrize("function", [softmax, log_softmax, logsumexp])
def test_the_answer_of_a_row_does_not_depend_on_the_rows_around_it(function, classes):
    """To the last bit: a matrix product adds up differently for more rows."""
    z = 3 * np.random.default_rng(1).normal(size=(40, classes))
    together = function(z)
    for i, row in enumerate(z):
        assert np.array_equal(together[i], function(row))
