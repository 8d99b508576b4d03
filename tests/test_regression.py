"""Losses of the residual: values by derivation, kinks, identities, extremes."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import inf, nan
from numpy.testing import assert_allclose, assert_array_equal

from lossbook import regression
from lossbook.regression import (
    absolute_error,
    absolute_error_grad,
    epsilon_insensitive,
    epsilon_insensitive_grad,
    general_robust,
    general_robust_grad,
    huber,
    huber_grad,
    log_cosh,
    log_cosh_grad,
    lp,
    lp_grad,
    pseudo_huber,
    pseudo_huber_grad,
    quantile,
    quantile_grad,
    smooth_l1,
    smooth_l1_grad,
    squared_error,
    squared_error_grad,
    tukey_biweight,
    tukey_biweight_grad,
)

UP, DOWN = np.nextafter(1.0, 2), np.nextafter(1.0, 0)

VALUES = [
    # function, truth, prediction, knobs, derivation, reason
    (squared_error, 1.0, 4.0, {}, (4 - 1) ** 2, "r², without a ½"),
    (squared_error, 0.0, 1.3e154, {}, 1.3e154**2, "the largest that fits"),
    (squared_error, 0.0, 1e155, {}, inf, "1e310 is beyond the floats"),
    (squared_error_grad, 1.0, 4.0, {}, 2 * (4 - 1), "2 r"),
    (absolute_error, 1.0, -4.0, {}, 5.0, "|r|"),
    (absolute_error, -1e308, 1e308, {}, inf, "2e308 is beyond the floats"),
    (huber, 0, 0.5, {}, 0.5**2 / 2, "inside: r² / 2"),
    (huber, 0, 3.0, {}, 1 * (3 - 1 / 2), "outside: delta * (r - delta / 2)"),
    (huber, 0, -3.0, {"delta": 2.0}, 2 * (3 - 2 / 2), "outside, on the other side"),
    (huber, 5, 5 + 2.0, {"delta": 2.0}, 2**2 / 2, "at the seam both pieces agree"),
    (huber, 0, 1e300, {}, 1e300, "r² would overflow, delta |r| does not"),
    (huber, 0, 1.8e154, {"delta": 1e200}, 0.5 * 1.8e154 * 1.8e154, "r² overflows"),
    (huber, 0, 1e-170, {}, 0.0, "r² / 2 = 5e-341 is below the floats"),
    (huber, 0, 1e-160, {}, 5e-321, "and 5e-321 is not"),
    (smooth_l1, 0, 0.5, {"beta": 2.0}, 0.5**2 / (2 * 2), "inside: r² / (2 beta)"),
    (smooth_l1, 0, 3.0, {"beta": 2.0}, 3 - 2 / 2, "outside: |r| - beta / 2"),
    (smooth_l1, 0, 2.0, {"beta": 1e-300}, 2.0, "with a small beta |r|"),
    (pseudo_huber, 0, 0.75, {}, 5 / 4 - 1, "sqrt(1 + 9/16) = 5/4"),
    (pseudo_huber, 0, 1.5, {"delta": 2.0}, 2**2 * (5 / 4 - 1), "twice as wide"),
    (pseudo_huber, 0, 1e-10, {}, 1e-20 / 2, "sqrt(1 + 1e-20) - 1 would be 0"),
    (pseudo_huber, 0, 1e300, {}, 1e300, "(r / delta)² would overflow"),
    (pseudo_huber, 0, 1e-5, {"delta": 1e-300}, 1e-305, "and so it would here"),
    (log_cosh, 0, math.log(2), {}, math.log((2 + 1 / 2) / 2), "cosh(log 2) = 5/4"),
    (log_cosh, 0, 1e-10, {}, 1e-20 / 2, "log 2 - log 2 would be 0"),
    (log_cosh, 0, -1000, {}, 1000 - math.log(2), "cosh overflows at 711"),
    (quantile, 5.0, 4.0, {"level": 0.9}, 0.9 * 1, "too low costs level"),
    (quantile, 5.0, 6.0, {"level": 0.9}, (1 - 0.9) * 1, "too high costs 1 - level"),
    (epsilon_insensitive, 0, 0.5, {"epsilon": 0.25}, 0.5 - 0.25, "beyond"),
    (epsilon_insensitive, 0, -0.2, {"epsilon": 0.25}, 0.0, "within"),
    (tukey_biweight, 0, 1.0, {"c": 2.0}, 4 / 6 * (1 - 0.75**3), "within"),
    (tukey_biweight, 0, -2.0, {"c": 2.0}, 4 / 6, "at the seam"),
    (tukey_biweight, 0, inf, {"c": 3.0}, 9 / 6, "beyond: the same for each outlier"),
    (tukey_biweight, 0, 1e-10, {}, 1e-20 / 2, "1 - (1 - 5e-22)³ would be 0"),
    (tukey_biweight, 0, 1.0, {"c": 1e200}, 1 / 2, "c² would overflow"),
    (tukey_biweight_grad, 0, -1.0, {"c": 2.0}, -(0.75**2), "r (1 - (r/c)²)²"),
    (lp, 0, -2.0, {"p": 3.0}, 2.0**3, "|r|^p"),
    (lp, 0, 1e200, {"p": 1.5}, 1e300, "1e200 squared would overflow"),
    (lp, 1e-17, 1.0, {"p": 2e17}, np.exp(-2), "(1 - 1e-17)^2e17; rounded first, 1"),
    (lp, -(2**-54), 1 - 2**-53, {"p": 5e18}, np.exp(-5e18 * 2**-54),
     "1 - 2^-54: rounded to 1 - 2^-53 it is squared"),
    (lp, 2**-53, 1 + 2**-52, {"p": 1e20}, inf, "1 + 2^-53, to a huge power"),
    (lp_grad, 1e-17, 1.0, {"p": 2e17}, 2e17 * np.exp(-2), "the same, times p"),
    (lp_grad, 0, -2.0, {"p": 3.0}, -3 * 2.0**2, "p |r|^(p - 1), with the sign of r"),
    (general_robust, 0, 3.0, {"alpha": 2.0}, 3**2 / 2, "z² / 2"),
    (general_robust, 0, 1.6e154, {"alpha": 2.0}, 1.28e308, "z² would overflow"),
    (general_robust, 0, 0.75, {"alpha": 1.0}, 5 / 4 - 1, "sqrt(1 + z²) - 1"),
    (general_robust, 0, 2.0, {"alpha": 0.0}, math.log(1 + 2**2 / 2), "log(1 + z²/2)"),
    (general_robust, 0, 2.0, {"alpha": -2.0}, 2 * 4 / (4 + 4), "2 z² / (4 + z²)"),
    (general_robust, 0, 2.0, {"alpha": -inf}, 1 - math.exp(-2), "1 - exp(-z²/2)"),
    (general_robust, 0, 6.0, {"alpha": -2.0, "scale": 3.0}, 1.0, "z = 6 / 3"),
    (general_robust, 0, 1e300, {"alpha": 1.0}, 1e300, "z² would overflow"),
    (general_robust, 0, 1e300, {"alpha": -2.0}, 2.0, "its ceiling, b / |alpha|"),
    (general_robust, 0, 1e300, {"alpha": -inf}, 1.0, "its ceiling"),
    (general_robust_grad, 0, 1e300, {"alpha": 0.0}, 2e-300, "2 z / (2 + z²), far out"),
    (general_robust, 0, 1e300, {"alpha": 0.0}, 600 * math.log(10) - math.log(2),
     "log(z²/2), far out"),
    (general_robust_grad, 0, 1e300, {"alpha": 1.5}, 1e150 * 0.5**0.25,
     "z (z²/b)^(-b/2) with b = 1/2, far out"),
    (general_robust_grad, 0, 1e200, {"alpha": -0.5}, 1e-300 * 2.5**1.25,
     "and with b = 5/2"),
    (general_robust_grad, 0, 6.0, {"alpha": -inf, "scale": 3.0}, 2 * math.exp(-2) / 3,
     "z exp(-z²/2) / scale, z = 6 / 3"),
    (general_robust_grad, 0, 50.0, {"alpha": -inf}, 0.0, "exp(-1250) is too small"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("function", "truth", "prediction", "knobs", "expected", "reason"), VALUES
)
def test_values(function, truth, prediction, knobs, expected, reason):
    got = function(truth, prediction, **knobs)
    assert_allclose(got, expected, rtol=1e-15, atol=0, err_msg=reason)


# What the docstrings say of each kink, or seam: the slope just below, at, just above.
KINKS = [
    (absolute_error_grad, 0.0, {}, (-1, 0, 1), "both slopes are subgradients; 0 stays"),
    (quantile_grad, 0.0, {"level": 0.75}, (-0.75, 0, 0.25), "and 0 lies between them"),
    (epsilon_insensitive_grad, 1.0, {"epsilon": 1.0}, (0, 0, 1), "still free at it"),
    (epsilon_insensitive_grad, -1.0, {"epsilon": 1.0}, (-1, 0, 0), "on both sides"),
    (epsilon_insensitive_grad, 0.0, {"epsilon": 0.0}, (-1, 0, 1), "nothing is free"),
    (lp_grad, 0.0, {"p": 1.0}, (-1, 0, 1), "as the absolute error"),
    (huber_grad, 1.0, {}, (DOWN, 1, 1), "no kink: the slope is r, then delta"),
    (huber_grad, -1.0, {}, (-1, -1, -DOWN), "no kink on the other side"),
    (smooth_l1_grad, 1.0, {}, (DOWN, 1, 1), "no kink"),
    (squared_error_grad, 0.0, {}, (-1e-323, 0, 1e-323), "no kink: 2 r"),
    (lp_grad, 0.0, {"p": 1.5}, (-1.5 * 5e-324**0.5, 0, 1.5 * 5e-324**0.5), "no kink"),
]


@pytest.mark.parametrize(("grad", "kink", "knobs", "slopes", "reason"), KINKS)
def test_slopes_at_kinks(grad, kink, knobs, slopes, reason):
    places = [np.nextafter(kink, -inf), kink, np.nextafter(kink, inf)]
    got = grad(np.zeros(3), places, **knobs)
    assert_allclose(got, slopes, rtol=1e-15, atol=0, err_msg=reason)


def test_a_rounded_residual_does_not_decide_about_the_kink():
    # The difference is rounded to the first epsilon. Whether it is beyond is told by
    # what the rounding lost.
    truth, prediction = 0.3, np.nextafter(0.4, 1)
    assert prediction - truth == 0.10000000000000009
    for epsilon, beyond in ((0.10000000000000009, 0), (0.10000000000000007, 1)):
        exact = Fraction(prediction) - Fraction(truth) - Fraction(epsilon)
        got = epsilon_insensitive(truth, prediction, epsilon=epsilon)
        assert got == max(float(exact), 0)
        slope = epsilon_insensitive_grad(truth, prediction, epsilon=epsilon)
        assert slope == beyond == (exact > 0)


# --- all of them ------------------------------------------------------------------

LOSSES = [
    (squared_error, squared_error_grad, {}),
    (absolute_error, absolute_error_grad, {}),
    (huber, huber_grad, {"delta": 1.5}),
    (smooth_l1, smooth_l1_grad, {"beta": 0.5}),
    (pseudo_huber, pseudo_huber_grad, {"delta": 1.5}),
    (log_cosh, log_cosh_grad, {}),
    (tukey_biweight, tukey_biweight_grad, {}),
    (quantile, quantile_grad, {"level": 0.8}),
    (epsilon_insensitive, epsilon_insensitive_grad, {"epsilon": 0.5}),
    (lp, lp_grad, {"p": 1.5}),
    *(
        (general_robust, general_robust_grad, {"alpha": alpha})
        for alpha in (2.0, 1.5, 1.0, 0.5, 0.0, -2.0, -inf)
    ),
]


def test_the_list_has_all_losses_of_the_module():
    listed = {
        function.__name__ for loss, grad, _ in LOSSES for function in (loss, grad)
    }
    assert listed == set(regression.__all__)


every_loss = pytest.mark.parametrize(
    ("loss", "grad", "knobs"), LOSSES, ids=lambda x: getattr(x, "__name__", str(x))
)
numbers = st.floats(-1e3, 1e3)


@every_loss
@given(t=numbers, p=numbers)
def test_zero_at_zero_never_negative_and_slopes_point_away(loss, grad, knobs, t, p):
    assert loss(t, t, **knobs) == grad(t, t, **knobs) == 0
    assert loss(t, p, **knobs) >= 0
    assert grad(t, p, **knobs) * np.sign(p - t) >= 0


@every_loss
@given(r=st.floats(0, 1e3), further=st.floats(0, 1e3))
def test_further_is_never_cheaper(loss, grad, knobs, r, further):
    near, far = loss([0, 0], [r, r + further], **knobs)
    # A flat end may waver in its last digit.
    assert far >= near * (1 - 1e-15)
    near, far = loss([0, 0], [-r, -r - further], **knobs)
    assert far >= near * (1 - 1e-15)


@every_loss
@given(t=numbers, p=numbers)
def test_only_quantiles_tell_the_sides_apart(loss, grad, knobs, t, p):
    if "level" in knobs:
        knobs, other = knobs, {"level": 1 - knobs["level"]}
    else:
        other = knobs
    assert_allclose(loss(t, p, **knobs), loss(p, t, **other), rtol=1e-15)
    assert_allclose(grad(t, p, **knobs), -grad(p, t, **other), rtol=1e-15)


@every_loss
def test_an_infinite_prediction_has_the_limit(loss, grad, knobs):
    values, slopes = (
        loss([0, 0], [-inf, inf], **knobs),
        grad([0, 0], [-inf, inf], **knobs),
    )
    far = loss([0, 0], [-1e300, 1e300], **knobs)
    alpha = knobs.get("alpha", 1)
    bounded = alpha < 0 or loss is tukey_biweight
    assert_array_equal(values, far if bounded else [inf, inf])
    near = grad([0, 0], [-1e300, 1e300], **knobs)
    growing = loss in (squared_error, lp) or alpha > 1
    assert_allclose(slopes, [-inf, inf] if growing else near, rtol=1e-15, atol=1e-149)


@every_loss
def test_nan_in_nan_out(loss, grad, knobs):
    for function in (loss, grad):
        got = function([0.0, 0.0, 1.0], [nan, 1.0, 1.0], **knobs)
        assert_array_equal(np.isnan(got), [True, False, False])


@every_loss
def test_small_integers_do_not_wrap_around(loss, grad, knobs):
    # In eight bits 127 - (-128) is -1, and 200 - 250 is 206 without a sign.
    for dtype, t, p in ((np.int8, -128, 127), (np.uint8, 250, 200)):
        for function in (loss, grad):
            small = function(np.array([t], dtype), np.array([p], dtype), **knobs)
            assert_array_equal(small, function([float(t)], [float(p)], **knobs))


@every_loss
@pytest.mark.parametrize("shape", [(), (1,), (3, 4), (70_000,), (2, 40_000)])
def test_any_shape_and_any_size(loss, grad, knobs, shape):
    # Large arrays are worked on in blocks: element by element it is the same.
    rng = np.random.default_rng(0)
    t, p = rng.normal(size=shape), rng.normal(size=shape)
    for function in (loss, grad):
        got = function(t, p, **knobs)
        assert np.shape(got) == shape
        flat = np.ravel(got)
        for i in {0, flat.size // 2, flat.size - 1}:
            alone = function(np.ravel(t)[i], np.ravel(p)[i], **knobs)
            assert flat[i] == pytest.approx(alone, rel=1e-15)


@every_loss
@given(t=st.floats(-1e3, 1e3, width=32), p=st.floats(-1e3, 1e3, width=32))
def test_float32_is_float64_rounded_once(loss, grad, knobs, t, p):
    for function in (loss, grad):
        got = function(np.float32(t), np.float32(p), **knobs)
        assert got.dtype == np.float32
        with np.errstate(under="ignore"):
            assert got == np.float32(function(t, p, **knobs))


# --- identities -------------------------------------------------------------------

R = np.concatenate([np.linspace(-5, 5, 101), [-1e9, 1e-9, 1e9]])
T = np.linspace(-3, 7, R.size)
P = T + R
KNOBS = (0.1, 1.0, 3.7)


@pytest.mark.parametrize("delta", KNOBS)
def test_smooth_l1_is_huber_over_delta(delta):
    assert_allclose(
        smooth_l1(T, P, beta=delta), huber(T, P, delta=delta) / delta, 4e-16
    )
    slope = huber_grad(T, P, delta=delta) / delta
    assert_allclose(smooth_l1_grad(T, P, beta=delta), slope, 4e-16)


def test_huber_is_not_smooth_l1_but_for_delta_one():
    # Chapter 07: "Huber is smooth L1". With delta = beta = 2 they differ by a factor 2.
    assert_array_equal(huber(T, P), smooth_l1(T, P))
    assert huber(0, 3, delta=2) == 2 * (3 - 1) == 4
    assert smooth_l1(0, 3, beta=2) == 3 - 1 == 2


def test_the_constant_slope_of_the_absolute_error_makes_a_fixed_step_jump():
    # Chapter 07: "L1 jumps around the minimum". A step that shrinks arrives.
    def walk(steps):
        p = 0.25
        for step in steps:
            p -= step * absolute_error_grad(0.0, p)
        return p

    assert [abs(walk([0.1] * n)) for n in (50, 51)] == pytest.approx([0.05, 0.05])
    assert abs(walk(1 / n for n in range(1, 2000))) < 1e-3


@pytest.mark.parametrize("delta", KNOBS)
def test_huber_lies_between_the_pseudo_huber_and_half_of_the_square(delta):
    h = huber(T, P, delta=delta)
    assert np.all(h <= squared_error(T, P) / 2 * (1 + 1e-15))
    assert np.all(pseudo_huber(T, P, delta=delta) <= h * (1 + 1e-15))
    assert np.all(h <= delta * absolute_error(T, P))


def test_the_unit_of_delta_is_that_of_y():
    # Chapter 07: "Huber needs no tuning". In other units delta has to move along.
    cm, r = 100, np.array([0.3, 3.0])
    assert_allclose(huber(0 * r, cm * r, delta=cm) / cm**2, huber(0 * r, r), 1e-15)
    assert huber(0, cm * 0.3) / cm**2 < huber(0, 0.3) / 4


@pytest.mark.parametrize("level", [0.05, 0.5, 0.95])
def test_quantile_losses_of_both_sides_add_up_to_the_absolute_error(level):
    both = quantile(T, P, level=level) + quantile(T, P, level=1 - level)
    assert_allclose(both, absolute_error(T, P), 1e-15)


def test_the_middle_quantile_loss_is_half_the_absolute_error():
    assert_array_equal(quantile(T, P), absolute_error(T, P) / 2)
    assert_array_equal(quantile_grad(T, P), absolute_error_grad(T, P) / 2)


def test_powers_and_a_zone_of_no_width():
    assert_allclose(lp(T, P, p=1), absolute_error(T, P), 1e-15)
    assert_allclose(lp(T, P), squared_error(T, P), 1e-15)
    assert_allclose(lp_grad(T, P), squared_error_grad(T, P), 1e-15)
    assert_array_equal(lp_grad(T, P, p=1), absolute_error_grad(T, P))
    assert_array_equal(epsilon_insensitive(T, P, epsilon=0), absolute_error(T, P))


@pytest.mark.parametrize("scale", KNOBS)
def test_the_general_robust_loss_contains_the_others(scale):
    # Barron (2019), table of special cases.
    z = R / scale
    q, knob = z**2, {"scale": scale}
    for alpha, expected in (
        (2, squared_error(0 * R, R) / (2 * scale**2)),
        (1, pseudo_huber(0 * R, R, delta=scale) / scale**2),  # Charbonnier
        (0, np.log1p(q / 2)),  # Cauchy
        (-2, 2 * q / (q + 4)),  # Geman-McClure
        (-inf, -np.expm1(-q / 2)),  # Welsch
    ):
        got = general_robust(0 * R, R, alpha=alpha, **knob)
        assert_allclose(got, expected, 4e-15, err_msg=f"{alpha}")


@pytest.mark.parametrize("function", [general_robust, general_robust_grad])
@pytest.mark.parametrize("alpha", [2.0, 0.0, -inf])
@pytest.mark.parametrize("step", [1e-3, 1e-6, 1e-9, 1e-12, 1e-15, 1e-18, 1e-30])
def test_the_general_robust_loss_reaches_its_limits_without_a_jump(
    function, alpha, step
):
    r = np.array([1e-10, 0.01, 0.5, 1.0, 2.0, 5.0])
    limit = function(0 * r, r, alpha=alpha)
    for near in (-1 / step,) if alpha == -inf else (alpha - step, alpha + step):
        if near <= 2:
            # How fast it moves with alpha, relative: log(1 + z²/b) or z⁴/4b at most,
            # where for alpha near 2 the logarithm has 1/b in it.
            speed = 300 if alpha == -inf else 2 * math.log(25 / step)
            got = function(0 * r, r, alpha=near)
            assert_allclose(got, limit, rtol=speed * step + 2e-15)


def test_a_smaller_alpha_counts_large_residuals_less():
    alphas = [2, 1.9, 1.5, 1, 1e-9, 0, -1e-9, -1, -2, -30, -1e9, -inf]
    for r in (0.5, 3.0, 100.0):
        losses = [float(general_robust(0, r, alpha=alpha)) for alpha in alphas]
        assert losses == sorted(losses, reverse=True)


@pytest.mark.parametrize("alpha", [2.0, 1.0, 0.0, -2.0, -inf])
def test_all_shapes_start_as_the_same_parabola(alpha):
    r = np.array([1e-9, 1e-100, 1e-160])
    got = general_robust(0 * r, r, alpha=alpha)
    assert_allclose(got, squared_error(0 * r, r) / 2, rtol=1e-15, atol=5e-324)


def test_smooth_losses_start_as_half_the_square_and_end_as_a_line():
    tiny, huge = np.array([1e-9, -1e-12]), np.array([1e12, -1e15])
    for loss in (huber, pseudo_huber, log_cosh):
        assert_allclose(loss(0 * tiny, tiny), tiny**2 / 2, 1e-15)
        assert_allclose(loss(0 * huge, huge), np.abs(huge), 2e-12)


def test_the_mean_of_squares_the_sum_and_half_the_sum_are_three_numbers():
    # Chapter 01: the five residuals of a post that prints half the sum as its mean.
    losses = squared_error([1, 3, 5, 6, 7], [3, 2, 7, 5, 8])
    assert (losses.sum() / 2, losses.sum(), losses.mean()) == (5.5, 11, 2.2)


# --- minimisers -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "knobs", "best"),
    [
        (squared_error, {}, lambda y: y.mean()),
        (absolute_error, {}, np.median),
        (
            quantile,
            {"level": 0.3},
            lambda y: np.quantile(y, 0.3, method="inverted_cdf"),
        ),
        (lp, {"p": 1.0}, np.median),
    ],
)
@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=15).filter(lambda y: len(y) % 2)
)
def test_the_best_constant(loss, knobs, best, y):
    y = np.array(y) / 100.0
    places = np.union1d(np.linspace(0, 1, 401), best(y))
    costs = [loss(y, np.full(y.size, place), **knobs).mean() for place in places]
    assert costs[np.searchsorted(places, best(y))] <= min(costs) + 1e-15


def test_a_high_power_draws_the_best_constant_to_the_middle_between_the_extremes():
    y, places = np.array([0.0, 0.1, 0.1, 0.1, 2.0]), np.linspace(0, 2, 2001)
    best = []
    for p in (1, 2, 8, 100):
        costs = [lp(y, np.full(5, place), p=p).mean() for place in places]
        best.append(places[np.argmin(costs)])
    assert best[:2] == pytest.approx([0.1, y.mean()])
    assert best == sorted(best) and best[-1] == pytest.approx((0 + 2) / 2, abs=0.01)


def test_one_outlier_pulls_the_mean_and_not_the_median():
    # The gradient of the cost at a constant: what the outlier adds is bounded, or not.
    y = np.array([1.0, 2.0, 3.0, 1e6])
    at = np.full(4, 2.0)
    assert squared_error_grad(y, at)[-1] == 2 * (2 - 1e6)
    for grad, most in ((absolute_error_grad, 1), (huber_grad, 1), (log_cosh_grad, 1)):
        assert grad(y, at)[-1] == -most
    assert abs(general_robust_grad(y, at, alpha=-2.0)[-1]) < 1e-15


# --- what is refused, and the end of the floats -----------------------------------


@pytest.mark.parametrize("function", [general_robust, general_robust_grad])
def test_alpha_is_one_number(function):
    for alpha in (np.array([1.0, 2.0]), [-np.inf], [[1.0], [1.0, 2.0]], "1", True):
        with pytest.raises(TypeError, match="alpha must be one real number"):
            function(0.0, 1.0, alpha=alpha)
    for alpha in (1.0, -np.inf):
        assert function(0.0, 1.0, alpha=np.array(alpha)) == function(
            0.0, 1.0, alpha=alpha
        )


def test_a_residual_beyond_the_floats_is_infinite():
    # The loss of the exact residual, 3.4e308, would be 3.4e305.
    assert huber(1.7e308, -1.7e308, delta=1e-3) == inf
    assert absolute_error(1.7e308, -1.7e308) == inf


def test_a_huge_power_of_what_rounding_lost_depends_on_no_neighbour():
    """r = 1 + x, rounded to 1 + 2^-52: what that lost, times p, is above 1, or not."""
    p, truth = 1e16, np.array([0.99 * 2**-53, 0.8 * 2**-53, 0.0])
    x = 2**-52 - truth
    assert_allclose(lp(truth, np.full(3, UP), p=p), np.exp(p * x), rtol=2e-15)
    # There (1 + 2^-52)^p is inf, and what the rounding lost makes it finite again.
    assert_allclose(lp(truth[1], UP, p=4e18), np.exp(4e18 * x[1]), rtol=1e-12)


def test_how_the_general_robust_loss_ends_far_out():
    for alpha in (-1.0, -2.0, -8.0):
        level = general_robust(0.0, 1e200, alpha=alpha)
        assert_allclose(level, (2 - alpha) / abs(alpha), rtol=1e-15)
    assert general_robust(0.0, 1e200, alpha=-inf) == 1
    for alpha in (0.5, 1.0, 1.5):
        ratio = general_robust(0.0, 2e20, alpha=alpha) / general_robust(
            0.0, 1e20, alpha=alpha
        )
        assert_allclose(ratio, 2**alpha, rtol=1e-8)
    step = general_robust(0.0, 2e20, alpha=0.0) - general_robust(0.0, 1e20, alpha=0.0)
    assert_allclose(step, 2 * math.log(2), rtol=1e-12)
    # And near 0 all are the same parabola, measured in the scale.
    for alpha in (2.0, 1.0, 0.0, -2.0, -inf):
        near = general_robust(0.0, 3e-6, alpha=alpha, scale=3.0)
        assert_allclose(near, 1e-12 / 2, rtol=1e-11)
