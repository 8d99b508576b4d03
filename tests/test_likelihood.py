"""Noise models: values by derivation, what adds up to 1, identities, peers' errors."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import exp, inf, log, nan, pi, sqrt
from numpy.testing import assert_allclose, assert_array_equal
from scipy import integrate, stats

import lossbook as lb
from lossbook.likelihood import (
    bernoulli_nll,
    bernoulli_nll_grad,
    categorical_nll,
    categorical_nll_grad,
    gaussian_nll,
    gaussian_nll_grad,
    gaussian_nll_scale_grad,
    laplace_nll,
    laplace_nll_grad,
    laplace_nll_scale_grad,
    poisson_nll,
    poisson_nll_from_log,
    poisson_nll_from_log_grad,
    poisson_nll_grad,
)

VALUES = [
    # function, truth, second, knobs, derivation, reason
    (gaussian_nll, 0, 0.0, {}, log(2 * pi) / 2, "at the mean: -log of the density"),
    (gaussian_nll, 1, 3.0, {}, 2**2 / 2 + log(2 * pi) / 2, "two scales off"),
    (gaussian_nll, 1, 3.0, {"scale": 4.0}, 1 / 8 + log(4 * sqrt(2 * pi)), "half a one"),
    (gaussian_nll, 0, 0.0, {"scale": 1 / sqrt(2 * pi)}, 0.0, "a density of 1"),
    (gaussian_nll, 0, 0.0, {"scale": 1e-4}, log(1e-4 * sqrt(2 * pi)), "no least scale"),
    (gaussian_nll, 0, 1e-200, {"scale": 1e-200}, 0.5 + log(1e-200 * sqrt(2 * pi)),
     "the variance would be 0"),
    (gaussian_nll, 0, 1e200, {"scale": 1e200}, 0.5 + log(1e200 * sqrt(2 * pi)),
     "the variance would be inf"),
    (gaussian_nll, 0, 1e200, {}, inf, "5e399 is beyond the floats"),
    (gaussian_nll_grad, 1, 3.0, {"scale": 2.0}, 2 / 4, "r / scale²"),
    (gaussian_nll_grad, 0, 1e-300, {"scale": 1e-200}, 1e100, "the variance would be 0"),
    (gaussian_nll_grad, 0, 1e300, {"scale": 1e-200}, inf, "1e700 is beyond the floats"),
    (laplace_nll_grad, 0, 1.0, {"scale": 1e-310}, inf, "1e310 is beyond the floats"),
    (poisson_nll_grad, 1, 1e-310, {}, -inf, "1 - 1e310 is beyond the floats"),
    (laplace_nll, 0, 0.0, {}, log(2), "at the median: -log of the density 1/2"),
    (laplace_nll, 1, 3.0, {"scale": 4.0}, 2 / 4 + log(2 * 4), "|r| / b + log 2b"),
    (laplace_nll, 0, 0.0, {"scale": 0.5}, 0.0, "a density of 1"),
    (laplace_nll, 0, -1e300, {"scale": 1e-5}, 1e305, "far off"),
    (laplace_nll_grad, 1, 3.0, {"scale": 4.0}, 1 / 4, "sign(r) / b"),
    (bernoulli_nll, 1, 0.25, {}, log(4), "-log p"),
    (bernoulli_nll, 0, 0.25, {}, log(4 / 3), "-log(1 - p)"),
    (bernoulli_nll, 0, 1e-20, {}, 1e-20, "1 - p would be 1"),
    (bernoulli_nll, 1, 0.0, {}, inf, "the impossible"),
    (bernoulli_nll_grad, 1, 0.25, {}, -4, "-1 / p"),
    (categorical_nll, 2, [0.5, 0.25, 0.25], {}, log(4), "-log of what was seen"),
    (categorical_nll_grad, 2, [0.5, 0.25, 0.25], {}, [0, 0, -4], "-1 / p_y"),
    (poisson_nll, 0, 2.0, {}, 2, "exp(-rate)"),
    (poisson_nll, 1, 2.0, {}, 2 - log(2), "rate exp(-rate)"),
    (poisson_nll, 3, 1.0, {}, 1 + log(6), "exp(-1) / 3!"),
    (poisson_nll, 2, 1.0, {}, 1 + log(2), "1.6931: by Stirling's formula 1.6518"),
    (poisson_nll, 0, 0.0, {}, 0, "nothing expected, nothing seen"),
    (poisson_nll, 1, 0.0, {}, inf, "nothing expected, something seen"),
    (poisson_nll, 1, 1e-300, {}, 300 * log(10), "nearly nothing expected"),
    (poisson_nll, 0, 1e-300, {}, 1e-300, "and nothing seen"),
    (poisson_nll, 10**6, 1e6, {}, log(2 * pi * 1e6) / 2 + 1 / 12e6,
     "by Stirling's series; y log(y) takes six digits off the textbook form"),
    (poisson_nll, 5, inf, {}, inf, "far too many expected"),
    (poisson_nll, 1e307, 1.75e308, {}, 1.3637799119070532e308,
     "y + rate is beyond the floats; by 700 digits"),
    (poisson_nll, 1e308, 1e308, {}, (log(2 * pi) + 308 * log(10)) / 2, "so is 2π y"),
    (poisson_nll, 1.7e308, 1.6e308, {}, 3.06185708793923e305, "and both at once"),
    (poisson_nll_grad, 4, 2.0, {}, 1 - 4 / 2, "1 - y / rate"),
    (poisson_nll_grad, 0, 0.0, {}, 1, "less than nothing cannot be"),
    (poisson_nll_grad, 3, 0.0, {}, -inf, "anything is better"),
    (poisson_nll_grad, 3, inf, {}, 1, "far out it is 1"),
    (poisson_nll_grad, 3, 3 * (1 + 2**-40), {}, 2**-40 / (1 + 2**-40), "near the best"),
    (gaussian_nll_scale_grad, 0, 0.0, {"scale": 2.0}, 1 / 2, "narrower is better"),
    (gaussian_nll_scale_grad, 1, 3.0, {"scale": 2.0}, 0, "z is 1"),
    (gaussian_nll_scale_grad, 1, 7.0, {"scale": 2.0}, (1 - 9) / 2, "z is 3"),
    (gaussian_nll_scale_grad, 0, 1 + 2**-40, {}, -(2**-39) - 2**-80, "z near 1"),
    (gaussian_nll_scale_grad, 0, 1e165, {"scale": 1e10}, -1e300, "z² would be inf"),
    (gaussian_nll_scale_grad, 0, 1e-310, {"scale": 1e-200}, 1e200, "z² would be 0"),
    (gaussian_nll_scale_grad, -1.7e308, 1.7e308, {}, -inf, "r is beyond the floats"),
    (laplace_nll_scale_grad, 0, 0.0, {"scale": 2.0}, 1 / 2, "narrower is better"),
    (laplace_nll_scale_grad, 1, -1.0, {"scale": 2.0}, 0, "|r| is one scale"),
    (laplace_nll_scale_grad, 1, 7.0, {"scale": 2.0}, (1 - 3) / 2, "|r| is three"),
    (laplace_nll_scale_grad, 0, -1 - 2**-40, {}, -(2**-40), "|r| near one scale"),
    (laplace_nll_scale_grad, 0.3, 1.3, {}, -(2**-54), "1.3 - 0.3 as floats"),
    (poisson_nll_from_log, 0, log(2.0), {}, 2, "exp(-rate)"),
    (poisson_nll_from_log, 2, 0.0, {}, 1 + log(2), "1.6931: by Stirling's 1.6518"),
    (poisson_nll_from_log, 3, -1000.0, {}, 3000 + log(6), "the rate would be 0"),
    (poisson_nll_from_log, 0, -1000.0, {}, 0, "and 0 is right"),
    (poisson_nll_from_log, 3, -740.0, {}, 2220 + log(6), "the rate has few digits"),
    (poisson_nll_from_log, 3, -inf, {}, inf, "nothing expected, something seen"),
    (poisson_nll_from_log, 0, -inf, {}, 0, "nothing expected, nothing seen"),
    (poisson_nll_from_log, 3, 710.0, {}, inf, "the rate is beyond the floats"),
    (poisson_nll_from_log, 10**6, log(1e6), {}, log(2 * pi * 1e6) / 2 + 1 / 12e6,
     "y v takes six digits off the textbook form"),
    (poisson_nll_from_log_grad, 3, 0.0, {}, 1 - 3, "exp(v) - y"),
    (poisson_nll_from_log_grad, 3, -inf, {}, -3, "a rate of 0"),
    (poisson_nll_from_log_grad, 3, 710.0, {}, inf, "exp(710) is beyond the floats"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("function", "truth", "second", "knobs", "expected", "reason"), VALUES
)
def test_values(function, truth, second, knobs, expected, reason):
    got = function(truth, second, **knobs)
    # Where the density is 1 the two terms cancel: to the rounding of one of them.
    atol = 1e-15 if expected == 0 and knobs else 0
    assert_allclose(got, expected, rtol=1e-15, atol=atol, err_msg=reason)


def test_slope_at_the_kink():
    places = [-5e-324, 0.0, 5e-324]
    assert_array_equal(laplace_nll_grad(np.zeros(3), places, scale=2.0), [-0.5, 0, 0.5])
    # No kink: through 0 in a straight line.
    assert_array_equal(gaussian_nll_grad(np.zeros(3), places), places)


def test_log_of_a_factorial_is_exact():
    for y in [*range(40), 100, 170]:
        # At the rate 1 the loss is 1 + log(y!).
        assert poisson_nll(y, 1.0) == pytest.approx(1 + math.lgamma(y + 1), rel=1e-15)
        exact = 1 + log(float(math.factorial(y)))
        assert poisson_nll(y, 1.0) == pytest.approx(exact, rel=1e-15)


def test_where_the_peers_go_wrong():
    # PyTorch's Poisson loss takes Stirling's formula for log(y!), above y = 1.
    stirling = 2 * log(2) - 2 + log(2 * pi * 2) / 2
    assert round(1 + stirling, 4) == 1.6518
    assert poisson_nll(2, 1.0).round(4) == 1.6931
    # Its Gaussian loss raises a variance below 1e-6 to it, and says nothing.
    assert gaussian_nll(0, 0.0, scale=1e-4) - log(2 * pi) / 2 == pytest.approx(
        log(1e-4)
    )
    assert round(log(1e-8) / 2, 3) == -9.21  # what it is
    assert round(log(1e-6) / 2, 3) == -6.908  # what PyTorch says


# --- what adds up -----------------------------------------------------------------


@pytest.mark.parametrize("scale", [1e-3, 0.3, 1.0, 5.0])
@pytest.mark.parametrize(
    ("nll", "noise"), [(gaussian_nll, stats.norm), (laplace_nll, stats.laplace)]
)
def test_densities(nll, noise, scale):
    y = 0.7 + scale * np.linspace(-8, 8, 101)
    density = noise(loc=0.7, scale=scale).pdf(y)
    assert_allclose(exp(-nll(y, np.full(101, 0.7), scale=scale)), density, rtol=1e-13)
    area = sum(
        integrate.quad(lambda y: exp(-nll(y, 0.7, scale=scale)), *ends, epsabs=1e-12)[0]
        for ends in ((0.7 - 60 * scale, 0.7), (0.7, 0.7 + 60 * scale))
    )
    assert area == pytest.approx(1, rel=1e-9)


@pytest.mark.parametrize("rate", [1e-9, 0.5, 3.0, 40.0, 1000.0])
def test_counts_add_up_and_have_the_rate_for_their_mean(rate):
    y = np.arange(int(3 * rate) + 60)
    p = exp(-poisson_nll(y, np.full(y.size, rate)))
    assert p.sum() == pytest.approx(1, rel=1e-13)
    assert (p * y).sum() == pytest.approx(rate, rel=1e-12)
    assert_allclose(p[:60], stats.poisson(rate).pmf(y[:60]), rtol=1e-11)


@given(p=st.floats(0, 1))
def test_coins_and_dice_add_up(p):
    assert exp(-bernoulli_nll([0, 1], [p, p])).sum() == pytest.approx(1, rel=1e-15)
    row = [p, 1 - p]
    assert exp(-categorical_nll([0, 1], [row, row])).sum() == pytest.approx(
        1, rel=1e-15
    )


@given(y=st.integers(0, 10**6), rate=st.floats(1e-3, 1e7))
def test_the_best_rate_is_the_count(y, rate):
    best = poisson_nll(y, float(y))
    assert 0 <= best <= poisson_nll(y, rate)
    # Poisson counts near y are never rarer than one in a few root y.
    assert best <= 1 + log(max(y, 1)) / 2


def test_near_the_best_rate_no_digit_is_lost():
    # A parabola: (rate - y)² / 2y above the best. The textbook form, a difference of
    # numbers near 1e11, has noise of 1e-5 there.
    y, step = 10**10, 1e4
    above = poisson_nll(y, y + step) - poisson_nll(y, float(y))
    assert above == pytest.approx(step**2 / (2 * y), rel=1e-5)


# --- identities: where the losses come from ---------------------------------------

RNG = np.random.default_rng(3)
T, M = RNG.normal(size=(2, 200)) * 3


@pytest.mark.parametrize("scale", [0.3, 1.0, 5.0])
def test_squared_and_absolute_error_are_noise_of_constant_scale(scale):
    constant = log(scale * sqrt(2 * pi))
    half = lb.squared_error(T, M) / (2 * scale**2)
    assert_allclose(gaussian_nll(T, M, scale=scale), half + constant, rtol=1e-13)
    slope = lb.squared_error_grad(T, M) / (2 * scale**2)
    assert_allclose(gaussian_nll_grad(T, M, scale=scale), slope, rtol=1e-14)
    line = lb.absolute_error(T, M) / scale
    assert_allclose(laplace_nll(T, M, scale=scale), line + log(2 * scale), rtol=1e-13)
    slope = lb.absolute_error_grad(T, M) / scale
    assert_allclose(laplace_nll_grad(T, M, scale=scale), slope, rtol=1e-15)


def test_cross_entropies_are_coins_and_dice():
    p = lb.sigmoid(M)
    y = (T > 0).astype(int)
    assert_array_equal(bernoulli_nll(y, p), lb.binary_cross_entropy(y, p))
    assert_array_equal(bernoulli_nll_grad(y, p), lb.binary_cross_entropy_grad(y, p))
    assert_allclose(bernoulli_nll(y, p), lb.sigmoid_cross_entropy(y, M), rtol=1e-12)
    rows = lb.softmax(M.reshape(50, 4))
    labels = np.arange(50) % 4
    assert_array_equal(categorical_nll(labels, rows), lb.nll(labels, rows))
    assert_array_equal(categorical_nll_grad(labels, rows), lb.nll_grad(labels, rows))
    two = np.stack([1 - p, p], axis=-1)
    assert_allclose(categorical_nll(y, two), bernoulli_nll(y, p), rtol=1e-12)


def test_the_poisson_loss_is_a_divergence_from_its_best_value():
    y, rate = RNG.integers(1, 50, 200), exp(RNG.normal(size=200)) * 10
    away = y * log(y / rate) - y + rate
    best = poisson_nll(y, y.astype(float))
    assert_allclose(poisson_nll(y, rate), best + away, rtol=1e-12)


def test_the_poisson_loss_of_a_logarithm_is_that_of_the_rate():
    y, v = RNG.integers(0, 50, 200), 3 * RNG.normal(size=200)
    assert_allclose(poisson_nll_from_log(y, v), poisson_nll(y, exp(v)), rtol=1e-13)
    slope = poisson_nll_grad(y, exp(v)) * exp(v)  # by the chain rule
    assert_allclose(poisson_nll_from_log_grad(y, v), slope, rtol=1e-12, atol=1e-12)


# --- scales -----------------------------------------------------------------------

every_scaled = pytest.mark.parametrize(
    "function",
    [
        *(gaussian_nll, gaussian_nll_grad, gaussian_nll_scale_grad),
        *(laplace_nll, laplace_nll_grad, laplace_nll_scale_grad),
    ],
)


@every_scaled
@pytest.mark.parametrize("size", [7, 70_000])
def test_a_scale_for_each_element(function, size):
    t, m = RNG.normal(size=(2, size))
    scale = exp(RNG.normal(size=size))
    got = function(t, m, scale=scale)
    for i in (0, size // 2, size - 1):
        assert got[i] == function(t[i], m[i], scale=float(scale[i]))
    assert_array_equal(
        function(t, m, scale=np.full(size, 2.0)), function(t, m, scale=2)
    )


@every_scaled
def test_one_scale_is_a_knob_and_an_array_has_a_say_in_the_dtype(function):
    t, m = np.zeros(3, np.float32), np.ones(3, np.float32)
    for scale in (2.0, np.float64(2), 2):
        assert function(t, m, scale=scale).dtype == np.float32
    assert function(t, m, scale=np.ones(3, np.float32)).dtype == np.float32
    assert function(t, m, scale=np.ones(3, int)).dtype == np.float32
    whole = np.zeros(3, int)
    assert function(whole, whole, scale=np.ones(3, np.float32)).dtype == np.float32
    nobody = np.zeros(3, bool)
    for scale, dtype in ((2.0, np.float32), (np.ones(3), np.float64)):
        assert function(t, m, scale=scale, where=nobody).dtype == dtype
    assert function(t, m, scale=np.ones(3)).dtype == np.float64


@every_scaled
def test_scales_do_not_broadcast(function):
    for scale in (np.ones(1), np.ones((3, 1)), np.ones((1, 3)), np.ones(2)):
        with pytest.raises(ValueError, match="scale must have the same shape"):
            function(np.zeros(3), np.zeros(3), scale=scale)


@every_scaled
def test_a_scale_that_does_not_count_may_be_anything(function):
    t, m, scale = np.array([1.0, nan, 2.0]), np.array([3.0, 4.0, nan]), [2.0, -1.0, nan]
    counted = [True, False, False]
    answer = function(t, m, scale=scale, where=counted)
    assert_array_equal(answer, [function(1.0, 3.0, scale=2.0), 0, 0])


def test_a_loss_and_its_slope_with_a_scale_for_each_element():
    scale = exp(RNG.normal(size=200))
    for nll in (gaussian_nll, laplace_nll):
        loss, slope = lb.value_and_grad(nll, T, M, scale=scale)
        assert_array_equal(loss, nll(T, M, scale=scale))
        assert_array_equal(slope, nll.grad(T, M, scale=scale))


@pytest.mark.parametrize(
    ("nll", "by_scale"),
    [(gaussian_nll, gaussian_nll_scale_grad), (laplace_nll, laplace_nll_scale_grad)],
)
def test_the_derivative_by_the_scale_is_the_central_difference(nll, by_scale):
    scale = exp(RNG.normal(size=200))
    h = 1e-5 * scale
    rise = nll(T, M, scale=scale + h) - nll(T, M, scale=scale - h)
    expected = rise / (2 * h)
    assert_allclose(by_scale(T, M, scale=scale), expected, rtol=1e-6, atol=1e-7)
    # With respect to the logarithm: times the scale, as its docstring says.
    rise = nll(T, M, scale=scale * exp(1e-5)) - nll(T, M, scale=scale * exp(-1e-5))
    by_log = by_scale(T, M, scale=scale) * scale
    assert_allclose(by_log, rise / 2e-5, rtol=1e-6, atol=1e-7)


def test_the_best_scale_has_the_slope_0():
    r = RNG.normal(size=50)
    best = float(sqrt((r**2).mean()))
    assert abs(gaussian_nll_scale_grad(0 * r, r, scale=best).mean()) < 1e-15
    best = float(np.abs(r).mean())
    assert abs(laplace_nll_scale_grad(0 * r, r, scale=best).mean()) < 1e-15


def test_a_learned_scale_is_kept_from_growing_by_its_logarithm():
    # Chapter 03: without log(scale) the best scale would be infinite. With it, it is
    # the root mean square of the residuals, or their mean size.
    r = np.array([1.0, -2.0, 3.0, 0.5])
    scales = np.linspace(0.2, 6, 5801)
    for nll, best in (
        (gaussian_nll, sqrt((r**2).mean())),
        (laplace_nll, np.abs(r).mean()),
    ):
        costs = [nll(r, 0 * r, scale=float(scale)).mean() for scale in scales]
        assert scales[np.argmin(costs)] == pytest.approx(best, abs=1e-3)


def test_a_density_may_be_above_one_and_its_surprisal_below_zero():
    assert gaussian_nll(0, 0.0, scale=0.1) < 0
    assert laplace_nll(0, 0.0, scale=0.1) < 0


# --- arrays -----------------------------------------------------------------------

CALLS = [
    (gaussian_nll, T, M),
    (gaussian_nll_grad, T, M),
    (laplace_nll, T, M),
    (laplace_nll_grad, T, M),
    (bernoulli_nll, (T > 0).astype(int), lb.sigmoid(M)),
    (bernoulli_nll_grad, (T > 0).astype(int), lb.sigmoid(M)),
    (poisson_nll, np.arange(200) % 9, exp(M)),
    (poisson_nll_grad, np.arange(200) % 9, exp(M)),
    (gaussian_nll_scale_grad, T, M),
    (laplace_nll_scale_grad, T, M),
    (poisson_nll_from_log, np.arange(200) % 9, M),
    (poisson_nll_from_log_grad, np.arange(200) % 9, M),
]
every_call = pytest.mark.parametrize(("function", "truth", "second"), CALLS)


@every_call
def test_nan_in_nan_out(function, truth, second):
    spoilt = second.copy()
    spoilt[::7] = nan
    got = function(truth, spoilt)
    assert_array_equal(np.isnan(got), np.isnan(spoilt))


def test_a_nan_rate_is_nan_also_where_nothing_was_counted():
    assert np.isnan(poisson_nll(0, nan)) and np.isnan(poisson_nll_grad(0, nan))


@every_call
def test_any_shape_and_any_size(function, truth, second):
    whole = function(truth, second)
    for shape in ((20, 10), (1, 200), (5, 4, 10)):
        got = function(truth.reshape(shape), second.reshape(shape))
        assert_array_equal(got, whole.reshape(shape))
    many = function(np.tile(truth, 400), np.tile(second, 400))
    assert_array_equal(many, np.tile(whole, 400))
    assert function(truth[0], second[0]) == whole[0]


@every_call
def test_float32_is_float64_rounded_once(function, truth, second):
    single = second.astype(np.float32)
    truth = truth.astype(np.float32)
    got = function(truth, single)
    assert got.dtype == np.float32
    double = function(truth.astype(float), single.astype(float))
    assert_array_equal(got, double.astype(np.float32))


def test_counts_may_be_floats_if_they_are_whole():
    assert poisson_nll(3.0, 2.0) == poisson_nll(np.uint8(3), 2.0)
    assert poisson_nll(np.uint8(255), 2.0) == poisson_nll(255, 2.0)
    with pytest.raises(ValueError, match="counts"):
        poisson_nll(3.5, 2.0)


def test_infinite_predictions_have_the_limit():
    assert_array_equal(gaussian_nll([0, 0], [inf, -inf]), [inf, inf])
    assert_array_equal(laplace_nll([0, 0], [inf, -inf]), [inf, inf])
    assert_array_equal(gaussian_nll_grad([0, 0], [inf, -inf]), [inf, -inf])
    assert_array_equal(laplace_nll_grad([0, 0], [inf, -inf]), [1, -1])


@pytest.mark.parametrize(
    ("scale", "error", "message"),
    [
        (True, TypeError, "scale must be one real number"),
        (np.True_, TypeError, "scale must hold real numbers, got booleans"),
        ([True, True], TypeError, "scale must hold real numbers, got booleans"),
        ([[1.0], [2.0, 3.0]], ValueError, "scale has rows of different lengths"),
        (None, TypeError, "scale must hold real numbers"),
        (1e301, ValueError, r"scale must be in \(0, 1e\+300\], got 1e\+301"),
        ([1.0, 0.0], ValueError, r"be in \(0, 1e\+300\], but scale\[1\] is 0\.0"),
        ([1e301, 1.0], ValueError, r"\(0, 1e\+300\], but scale\[0\] is 1e\+301"),
    ],
)
@pytest.mark.parametrize("function", [gaussian_nll, laplace_nll_grad])
def test_scales_that_are_refused(function, scale, error, message):
    with pytest.raises(error, match=message):
        function([0.0, 1.0], [1.0, 1.0], scale=scale)


def test_a_scale_in_an_array_without_axes_is_one_number():
    zeros = np.zeros(2, np.float32)
    answer = gaussian_nll(zeros, zeros, scale=np.array(2.0))
    assert answer.dtype == np.float32
    assert_array_equal(answer, gaussian_nll(zeros, zeros, scale=2.0))


def test_an_outcome_that_is_nearly_one_is_shown_to_the_last_digit():
    with pytest.raises(ValueError, match=r"y_true\[0\] is 1\.0000000000000002$"):
        bernoulli_nll([1 + 2**-52], [0.5])


def test_a_residual_beyond_the_floats_is_infinite():
    assert gaussian_nll(1.7e308, -1.7e308, scale=1e300) == inf
    assert laplace_nll(1.7e308, -1.7e308, scale=1e300) == inf
