"""Scores of forecasts: values by hand, identities, what they reward, extremes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import exp, inf, log, nan, pi, sqrt
from numpy.testing import assert_allclose, assert_array_equal
from scipy import integrate, optimize, stats

import lossbook as lb
from lossbook.forecast import (
    energy_score,
    energy_score_grad,
    ensemble_crps,
    ensemble_crps_grad,
    gaussian_crps,
    gaussian_crps_grad,
    gaussian_crps_scale_grad,
    quantile_huber,
    quantile_huber_grad,
    ranked_probability,
    ranked_probability_grad,
)

FAIR = {"fair": True}
LEAST = (sqrt(2) - 1) / sqrt(pi)
VALUES = [
    # function, truth, second, knobs, derivation, reason
    (gaussian_crps, 0, 0.0, {}, LEAST, "2φ(0) - 1/√π"),
    (gaussian_crps, 3, 3.0, {"scale": 8.0}, 8 * LEAST, "the scale is a factor"),
    (gaussian_crps, 1, 3.0, {}, 2 * (2 * stats.norm.cdf(2) - 1)
     + 2 * stats.norm.pdf(2) - 1 / sqrt(pi), "the definition at w = 2"),
    (gaussian_crps, 0, -100.0, {}, 100 - 1 / sqrt(pi), "far out a straight line"),
    (gaussian_crps, 0, 1e200, {"scale": 1e-200}, 1e200, "w would be inf"),
    (gaussian_crps, 0, 1e-200, {"scale": 1e200}, 1e200 * LEAST, "w would be 0"),
    (gaussian_crps, 0, 1e-310, {"scale": 1e-310}, 1e-310 * (math.erf(sqrt(0.5))
     + sqrt(2 / pi) * exp(-0.5) - 1 / sqrt(pi)), "of the smallest floats"),
    (gaussian_crps, 0, inf, {}, inf, "infinitely far"),
    (gaussian_crps, -1.7e308, 1.7e308, {}, inf, "r is beyond the floats"),
    (gaussian_crps_grad, 5, 5.0, {}, 0, "the mean is right"),
    (gaussian_crps_grad, 0, 1.0, {}, 0.6826894921370859, "the area within one scale"),
    (gaussian_crps_grad, 0, -3.0, {"scale": 3.0}, -0.6826894921370859, "and below"),
    (gaussian_crps_grad, 0, 1e-300, {}, 1e-300 * sqrt(2 / pi), "2φ(0) w"),
    (gaussian_crps_grad, 0, 1e300, {"scale": 1e-300}, 1, "all of it on one side"),
    (gaussian_crps_grad, 0, -inf, {}, -1, "and on the other"),
    (gaussian_crps_scale_grad, 0, 0.0, {"scale": 7.0}, LEAST, "narrower is better"),
    (gaussian_crps_scale_grad, 0, 9.0, {}, -1 / sqrt(pi) + 2 * stats.norm.pdf(9),
     "far out wider is better"),
    (gaussian_crps_scale_grad, 0, 1e300, {"scale": 1e-300}, -1 / sqrt(pi), "farther"),
    (gaussian_crps_scale_grad, 0, -inf, {}, -1 / sqrt(pi), "infinitely far"),
    (gaussian_crps_scale_grad, -1.7e308, 1.7e308, {}, -1 / sqrt(pi), "r is inf"),
    (gaussian_crps_scale_grad, 0, 1e-310, {"scale": 1e-310}, 2 * stats.norm.pdf(1)
     - 1 / sqrt(pi), "of the smallest floats: w is 1"),
    (gaussian_crps_scale_grad, 0, sqrt(log(4)), {"scale": sqrt(2)},
     3.586795147921272e-17, "next to scale √(log 2); by 400 digits"),
    (gaussian_crps_scale_grad, 0.3, -0.5325546111576978, {}, 5.93524443640412e-18,
     "so is it here, where r is rounded; by 400 digits"),
    (ensemble_crps, 3, [5.0], {}, 2, "one member: its distance"),
    (ensemble_crps, 0, [-1.0, 1.0], {}, 1 / 2, "distance 1 less a quarter of 2"),
    (ensemble_crps, 0, [-1.0, 1.0], FAIR, 0, "distance 1 less half of 2"),
    (ensemble_crps, 0, [3.0, 1.0], {}, 2 - 1 / 2, "distance 2 less a quarter of 2"),
    (ensemble_crps, 0, [3.0, 1.0], FAIR, 2 - 1, "distance 2 less half of 2"),
    (ensemble_crps, 3, [-997.0, 2003.0], FAIR, 0, "on both sides, however far"),
    (ensemble_crps, 0, [2.0, 2.0, 2.0], {}, 2, "one place"),
    (ensemble_crps, 0, [2.0, 2.0, 2.0], FAIR, 2, "one place"),
    (ensemble_crps, 0, [-1.0, 0.0, 4.0], {}, 5 / 3 - 20 / 18, "pairs: 1, 4, 5, twice"),
    (ensemble_crps, 0, [-1.0, 0.0, 4.0], FAIR, 5 / 3 - 20 / 12, "over 6 pairs"),
    (ensemble_crps, 0, [-1e300, 1e300], {}, 5e299, "no sum of squares"),
    (ensemble_crps, 0, [-1.7e308, 1.7e308], {}, 8.5e307, "their distance would be inf"),
    (ensemble_crps, 0, [5e-324, 5e-324], {}, 5e-324, "the smallest float"),
    (ensemble_crps, 0, [1.0, inf], {}, inf, "F is 1/2 for ever"),
    (ensemble_crps, 0, [-inf, -1.0, inf], FAIR, 1 / 3, "the ends may go at no cost"),
    (ensemble_crps, 0, [1.0, inf, inf], FAIR, inf, "but not two of three"),
    (ensemble_crps_grad, 3, [5.0], {}, [1], "one member: the sign"),
    (ensemble_crps_grad, 0, [-1.0, 1.0], {}, [-1 / 4, 1 / 4], "1/2 less 1/4"),
    (ensemble_crps_grad, 0, [-1.0, 1.0], FAIR, [0, 0], "1/2 less 1/2"),
    (ensemble_crps_grad, 0, [3.0, 1.0, 2.0], {}, [1 / 9, 5 / 9, 3 / 9],
     "1/3 less -2, 0, 2 of nine pairs: as they stand, not as they are sorted"),
    (ensemble_crps_grad, 0, [3.0, 1.0, 2.0], FAIR, [0, 2 / 3, 1 / 3], "of six pairs"),
    (ensemble_crps_grad, 0, [2.0, 2.0, 1.0], {}, [2 / 9, 2 / 9, 5 / 9], "equal ones"),
    (ensemble_crps_grad, 0, [0.0, 4.0], {}, [1 / 4, 1 / 4], "on the truth: 0 + 1/4"),
    (ensemble_crps_grad, 0, [0.0, 0.0], {}, [0, 0], "both kinks at once"),
    (ensemble_crps_grad, 0, [-inf, 1.0], {}, [-1 / 4, 1 / 4], "also infinitely far"),
    (energy_score, [0, 0], [[3.0, 4.0]], {}, 5, "one member: its distance"),
    (energy_score, [0, 0], [[3.0, 4.0], [-3.0, -4.0]], {}, 5 - 10 / 4, "a line"),
    (energy_score, [0, 0], [[3.0, 4.0], [-3.0, -4.0]], FAIR, 0, "both sides"),
    (energy_score, [0, 0], [[3.0, 0.0], [0.0, 4.0]], {}, 3.5 - 5 / 4, "a right angle"),
    (energy_score, [0, 0], [[3.0, 0.0], [0.0, 4.0]], FAIR, 1, "a detour of 2"),
    (energy_score, [0, 0], [[0.0, 0.0], [0.0, 4.0]], FAIR, 0, "one on the truth"),
    (energy_score, [0, 0], [[0.0, 0.0], [0.0, 0.0]], {}, 0, "all on the truth"),
    (energy_score, [1, 1], [[4.0, 5.0], [4.0, 5.0]], FAIR, 5, "one place"),
    (energy_score, [0, 0], [[3e300, 4e300], [-3e300, -4e300]], {}, 2.5e300, "5e300"),
    (energy_score, [0, 0], [[3e-300, 4e-300]], {}, 5e-300, "none here either"),
    (energy_score, [0, 0], [[3.0, 4.0], [inf, 0.0]], {}, inf, "infinitely far"),
    (energy_score, [0, 0], [[3.0, 4.0], [inf, 0.0]], FAIR, nan, "inf less inf"),
    (energy_score_grad, [0, 0], [[3.0, 4.0]], {}, [[0.6, 0.8]], "the direction"),
    (energy_score_grad, [0, 0], [[3.0, 4.0], [-3.0, -4.0]], {},
     [[0.15, 0.2], [-0.15, -0.2]], "a half less a quarter of it"),
    (energy_score_grad, [0, 0], [[3.0, 4.0], [-3.0, -4.0]], FAIR,
     [[0, 0], [0, 0]], "a half less a half"),
    (energy_score_grad, [0, 0], [[0.0, 0.0], [3.0, 4.0]], {},
     [[0.15, 0.2], [0.15, 0.2]], "no direction from the truth to itself"),
    (energy_score_grad, [0, 0], [[3.0, 4.0], [3.0, 4.0]], {},
     [[0.3, 0.4], [0.3, 0.4]], "nor from one to its equal"),
    (energy_score_grad, [0, 0], [[3e200, 4e200]], {}, [[0.6, 0.8]], "no squares"),
    (ranked_probability, 0, [1.0], {}, 0, "one class, no cut"),
    (ranked_probability, 0, [0.5, 0.5, 0.0, 0.0], {}, 1 / 4, "one class off"),
    (ranked_probability, 0, [0.5, 0.0, 0.0, 0.5], {}, 3 / 4, "three classes off"),
    (ranked_probability, 1, [0.5, 0.0, 0.0, 0.5], {}, 3 / 4, "one and two off"),
    (ranked_probability, 2, [0.2, 0.3, 0.5], {}, 0.2**2 + 0.5**2, "F_k below"),
    (ranked_probability, 0, [0.0, 0.0, 1.0], {}, 2, "K - 1 at most"),
    (ranked_probability, 2, [0.0, 0.0, 1.0], {}, 0, "certain and right"),
    (ranked_probability, 0, [1.0, 1e-150], {}, 1e-300, "F_k - 1 would be 0"),
    (ranked_probability_grad, 0, [1.0], {}, [0], "one class, no cut"),
    (ranked_probability_grad, 0, [0.5, 0.25, 0.25], {}, [0, 1, 1 + 0.5], "2 (1 - F_k)"),
    (ranked_probability_grad, 2, [0.5, 0.25, 0.25], {}, [2.5, 1.5, 0], "2 F_k"),
    (ranked_probability_grad, 1, [0.5, 0.25, 0.25], {}, [1, 0, 0.5], "both"),
    (ranked_probability_grad, 0, [1.0, 1e-200], {}, [0, 2e-200], "F_k - 1 would be 0"),
    (quantile_huber, 4, 5.0, {"level": 0.75}, 0.25 * (1 - 1 / 2), "too high, straight"),
    (quantile_huber, 6, 5.0, {"level": 0.75}, 0.75 * (1 - 1 / 2), "too low, straight"),
    (quantile_huber, 6, 5.0, {"level": 0.75, "kappa": 2.0}, 0.75 / 4, "r²/(2 kappa)"),
    (quantile_huber, 5, 5.0, {"level": 0.75}, 0, "right"),
    (quantile_huber, 0, 1e-200, {"kappa": 1e-150}, 2.5e-251, "r² would be 0"),
    (quantile_huber, 0, 1e250, {"kappa": 1e200}, 5e249, "kappa r would be inf"),
    (quantile_huber, 0, -inf, {}, inf, "infinitely far"),
    (quantile_huber_grad, 6, 5.0, {"level": 0.75}, -0.75, "as `quantile`"),
    (quantile_huber_grad, 4, 4.5, {"level": 0.75}, 0.125, "half of 1 - level"),
    (quantile_huber_grad, 4, 4.5, {"level": 0.75, "kappa": 0.1}, 0.25, "straight"),
    (quantile_huber_grad, 0, inf, {"level": 0.75}, 0.25, "infinitely far"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("function", "truth", "second", "knobs", "expected", "reason"), VALUES
)
def test_values(function, truth, second, knobs, expected, reason):
    got = function(truth, second, **knobs)
    assert_allclose(got, expected, rtol=1e-15, atol=1e-300, err_msg=reason)


# --- identities -------------------------------------------------------------------

RNG = np.random.default_rng(31)
T, M = 3 * RNG.normal(size=(2, 60))
SCALE = exp(RNG.normal(size=60))
MEMBERS = RNG.normal(size=(60, 7)) + M[:, None]
POINTS, CLOUD = RNG.normal(size=(60, 3)), RNG.normal(size=(60, 7, 3))
LABELS, PROBS = RNG.integers(5, size=60), RNG.dirichlet(np.ones(5), size=60)
both = pytest.mark.parametrize("fair", [False, True])


@pytest.mark.parametrize(
    ("y", "mean", "scale"), [(0.3, 1.1, 0.7), (-2, 1, 3), (5, 0, 1)]
)
def test_the_gaussian_score_is_the_integral_of_its_definition(y, mean, scale):
    f = stats.norm(mean, scale).cdf
    below = integrate.quad(lambda z: f(z) ** 2, -inf, y)[0]
    above = integrate.quad(lambda z: (1 - f(z)) ** 2, y, inf)[0]
    assert gaussian_crps(y, mean, scale=scale) == pytest.approx(below + above, rel=1e-7)


def test_the_gaussian_score_is_twice_the_mean_of_all_its_quantile_losses():
    levels = (np.arange(20_000) + 0.5) / 20_000
    quantiles = stats.norm(1.1, 0.7).ppf(levels)
    losses = [
        lb.quantile(0.3, float(q), level=float(a))
        for q, a in zip(quantiles[::10], levels[::10], strict=True)
    ]
    expected = gaussian_crps(0.3, 1.1, scale=0.7)
    assert 2 * np.mean(losses) == pytest.approx(expected, rel=1e-3)


def test_a_gaussian_without_width_is_the_absolute_error():
    assert_allclose(gaussian_crps(T, M, scale=1e-300), lb.absolute_error(T, M))
    assert_array_equal(
        gaussian_crps_grad(T, M, scale=1e-300), lb.absolute_error_grad(T, M)
    )


def test_a_large_ensemble_of_a_gaussian_has_its_score():
    quantiles = stats.norm(1.1, 0.7).ppf((np.arange(4000) + 0.5) / 4000)
    expected = gaussian_crps(0.3, 1.1, scale=0.7)
    assert ensemble_crps(0.3, quantiles) == pytest.approx(expected, rel=1e-6)


def plain(y, x, fair):
    """The definition: the mean distance less half the mean distance of pairs."""
    m = len(x)
    pairs = np.linalg.norm(x[:, None] - x, axis=-1).sum() / (m * (m - fair))
    return np.linalg.norm(x - y, axis=-1).mean() - pairs / 2


@both
@pytest.mark.parametrize("m", [2, 3, 7])
def test_an_ensemble_has_the_score_of_the_definition(m, fair):
    for y, x, point, cloud in zip(T, MEMBERS, POINTS, CLOUD, strict=True):
        expected = plain([y], x[:m, None], fair)
        assert ensemble_crps(y, x[:m], fair=fair) == pytest.approx(expected, abs=1e-13)
        expected = plain(point, cloud[:m], fair)
        got = energy_score(point, cloud[:m], fair=fair)
        assert got == pytest.approx(expected, abs=1e-13)


@both
def test_the_score_of_an_ensemble_is_twice_the_mean_of_quantile_losses(fair):
    i, m = np.arange(1, 8), 7
    levels = (i - 1) / (m - 1) if fair else (i - 1 / 2) / m
    r = np.sort(MEMBERS, axis=1) - T[:, None]
    losses = np.where(r < 0, levels, 1 - levels) * np.abs(r)  # levels of 0 and 1 too
    assert_allclose(ensemble_crps(T, MEMBERS, fair=fair), 2 * losses.mean(axis=1))
    if not fair:
        for k, level in enumerate(levels):
            column = lb.quantile(0 * T, r[:, k].copy(), level=float(level))
            assert_allclose(losses[:, k], column)


@both
def test_points_of_one_coordinate_are_numbers(fair):
    got = energy_score(T[:, None], MEMBERS[..., None], fair=fair)
    expected = ensemble_crps(T, MEMBERS, fair=fair)
    assert_allclose(got, expected, rtol=1e-13, atol=1e-15)
    got = energy_score_grad(T[:, None], MEMBERS[..., None], fair=fair)[..., 0]
    expected = ensemble_crps_grad(T, MEMBERS, fair=fair)
    assert_allclose(got, expected, rtol=1e-13, atol=1e-16)


@both
def test_the_order_of_the_members_does_not_matter(fair):
    order = RNG.permutation(7)
    for loss, y, x in ((ensemble_crps, T, MEMBERS), (energy_score, POINTS, CLOUD)):
        assert_allclose(loss(y, x[:, order], fair=fair), loss(y, x, fair=fair))
        slope = loss.grad(y, x, fair=fair)[:, order]
        assert_allclose(loss.grad(y, x[:, order], fair=fair), slope, atol=1e-15)


def test_the_score_of_two_classes_is_half_of_brier():
    p = np.stack([PROBS[:, 0], 1 - PROBS[:, 0]], axis=1)
    y = LABELS % 2
    assert_allclose(ranked_probability(y, p), lb.brier(y, p) / 2, rtol=1e-12)


def test_the_score_of_ordered_classes_is_half_the_sum_of_their_cuts():
    """Each cut is a question of its own: is the class at most k?"""
    y, f = LABELS, np.cumsum(PROBS, axis=1)
    cuts = [
        lb.brier((y > k).astype(int), np.stack([f[:, k], 1 - f[:, k]], axis=1)) / 2
        for k in range(4)
    ]
    assert_allclose(ranked_probability(LABELS, PROBS), sum(cuts), rtol=1e-12)
    # And the CRPS of a forecast that lives on 0, 1, 2, ...
    counted = np.repeat(np.arange(5), [1, 0, 4, 2, 3])
    crps = ensemble_crps(1.0, counted.astype(float))
    assert ranked_probability(1, [0.1, 0, 0.4, 0.2, 0.3]) == pytest.approx(crps)


def test_the_slopes_differ_from_those_of_the_textbook_form_by_a_number():
    errors = np.cumsum(PROBS, axis=1) - (LABELS[:, None] <= np.arange(5))
    textbook = 2 * np.cumsum(errors[:, ::-1], axis=1)[:, ::-1]
    shift = ranked_probability_grad(LABELS, PROBS) - textbook
    assert_allclose(shift, np.broadcast_to(shift[:, :1], (60, 5)), atol=1e-13)
    assert np.ptp(shift[:, 0]) > 0.5  # and not all by the same
    one = np.arange(60), LABELS
    assert (ranked_probability_grad(LABELS, PROBS)[one] == 0).all()


@pytest.mark.parametrize(("level", "jumps"), [(0.5, [-2, 2]), (0.8, [-2, 0, 2])])
def test_where_the_second_derivative_of_the_rounded_quantile_jumps(level, jumps):
    def bend(r):
        left, right = (
            quantile_huber_grad(np.zeros_like(r), r + h, level=level, kappa=2.0)
            for h in (0, 0.1)
        )
        return (right - left) / 0.1

    r = np.arange(-3.0, 3.5, 0.5)
    jumped = ~np.isclose(bend(r), bend(r - 0.1))
    assert_array_equal(r[jumped], jumps)


def test_the_quantile_loss_is_what_a_small_kappa_leaves():
    for level in (0.1, 0.5, 0.9):
        got = quantile_huber(T, M, level=level, kappa=1e-12)
        assert_allclose(got, lb.quantile(T, M, level=level), atol=1e-12)
    assert_array_equal(quantile_huber(T, M), lb.smooth_l1(T, M) / 2)
    assert_allclose(quantile_huber(T, M, kappa=3.0), lb.huber(T, M, delta=3.0) / 6)


# --- what they reward -------------------------------------------------------------


def best_constant(loss, truths, **knobs):
    """The constant at which the mean slope is 0."""
    ends = truths.min() - 1, truths.max() + 1
    slope = lambda c: loss.grad(truths, np.full(len(truths), c), **knobs).mean()  # noqa: E731
    return optimize.brentq(slope, *ends)


def test_the_best_mean_goes_from_the_median_to_the_mean():
    truths = np.array([0.0] * 6 + [1.0] * 3 + [10.0])
    best = [best_constant(gaussian_crps, truths, scale=s) for s in (0.01, 0.5, 2, 500)]
    assert best == sorted(best)
    assert best[0] == pytest.approx(0, abs=0.01)
    assert best[-1] == pytest.approx(truths.mean(), abs=1e-3)
    # On the way it need not lie between them.
    truths = np.array([2.0, 3, 3, 8, 8, 16, 18])
    assert np.median(truths) == 8 < truths.mean()
    assert best_constant(gaussian_crps, truths, scale=2.5) < 7


def test_of_gaussian_truths_the_best_are_their_mean_and_scale():
    """The expected score of N(m, s) for truths of N(0, 1)."""
    truths = stats.norm.ppf((np.arange(2000) + 0.5) / 2000)
    wrong = gaussian_crps_scale_grad(truths, 0 * truths, scale=1.0).mean()
    assert abs(wrong) < 1e-4
    assert abs(gaussian_crps_grad(truths, 0 * truths).mean()) < 1e-12
    means = [gaussian_crps(truths, 0 * truths, scale=s).mean() for s in (0.8, 1, 1.25)]
    assert min(means) == means[1] == pytest.approx(1 / sqrt(pi), rel=1e-3)


def test_a_sample_of_the_truth_is_beaten_by_a_narrower_one_unless_fair():
    members = RNG.normal(size=(20_000, 4))
    truths = RNG.normal(size=20_000)
    for fair, best in ((False, 0.6), (True, 1.0)):
        of_scale = {
            s: ensemble_crps(truths, s * members, fair=fair).mean()
            for s in (0.3, 0.6, 1.0, 1.5)
        }
        assert min(of_scale, key=of_scale.get) == best


def test_the_best_members_are_quantiles_of_the_levels():
    truths = np.sort(RNG.normal(size=3000))
    for fair, levels in ((False, [1 / 6, 1 / 2, 5 / 6]), (True, [0, 1 / 2, 1])):
        best = np.quantile(truths, levels, method="inverted_cdf")
        tiled = np.broadcast_to(best, (3000, 3))
        slope = ensemble_crps_grad(truths, tiled, fair=fair).mean(axis=0)
        assert_allclose(slope, 0, atol=1e-3)


@given(
    y=st.floats(-1e6, 1e6),
    x=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=9),
)
def test_no_score_is_below_0_and_only_a_fair_one_is_0_for_nothing(y, x):
    fair = ensemble_crps(y, x, fair=True)
    exact = ensemble_crps(y, x)
    assert 0 <= fair <= exact * (1 + 1e-12)
    assert (exact == 0) == all(member == y for member in x) or exact < 1e-300
    points = [[y, member] for member in x]
    assert energy_score([0.0, 0.0], points, fair=True) >= 0
    ends = [min([*x, y]) - 1e9, *x, max([*x, y]) + 1e9]
    farther = [ends[0] - 1e9, *x, ends[-1] + 1e9]
    assert ensemble_crps(y, farther, fair=True) == ensemble_crps(y, ends, fair=True)


def test_the_energy_score_hardly_sees_a_wrong_dependence():
    truths, x = RNG.normal(size=(4000, 2)), RNG.normal(size=(4000, 20, 2))
    root = np.linalg.cholesky([[1, 0.8], [0.8, 1]])
    right, wrong = (
        energy_score(truths @ root.T, members, fair=True).mean()
        for members in (x @ root.T, x)
    )
    assert 1 < wrong / right < 1.06


def test_a_probability_costs_more_the_farther_away_its_class_is():
    near, far = [0.5, 0.5, 0.0, 0.0], [0.5, 0.0, 0.0, 0.5]
    assert ranked_probability(0, near) < ranked_probability(0, far)
    assert lb.nll(0, near) == lb.nll(0, far)
    assert lb.brier(0, near) == lb.brier(0, far)


def test_the_ranked_score_is_strictly_proper():
    truth = np.array([0.5, 0.2, 0.3])
    expected = lambda p: truth @ ranked_probability([0, 1, 2], [p] * 3)  # noqa: E731
    for p in RNG.dirichlet(np.ones(3), size=200):
        assert expected(p) - expected(truth) == pytest.approx(
            np.square(np.cumsum(p - truth)[:2]).sum(), abs=1e-13
        )


def test_the_best_constant_is_no_quantile():
    truths = np.arange(101.0)
    best = best_constant(quantile_huber, truths, level=0.05, kappa=30.0)
    assert round(best, 1) == 14.5
    assert np.quantile(truths, 0.05) == 5
    best = best_constant(quantile_huber, truths, level=0.05, kappa=0.1)
    assert best == pytest.approx(5)
    # With a very large kappa, the expectile.
    best = best_constant(quantile_huber, truths, level=0.05, kappa=1e3)
    assert best == pytest.approx(stats.expectile(truths, 0.05), rel=1e-12)


# --- slopes -----------------------------------------------------------------------


def central(loss, y, x, h=1e-6, **knobs):
    """The central differences by each number of each example, which are apart."""
    answer = np.empty(x.shape)
    for place in np.ndindex(x.shape[1:]):
        step = np.zeros(x.shape[1:])
        step[place] = h
        rise = loss(y, x + step, **knobs) - loss(y, x - step, **knobs)
        answer[(slice(None), *place)] = rise / (2 * h)
    return answer


CALLS = [
    (gaussian_crps, T, M, {}),
    (gaussian_crps, T, M, {"scale": 0.3}),
    (ensemble_crps, T, MEMBERS, {}),
    (ensemble_crps, T, MEMBERS, FAIR),
    (energy_score, POINTS, CLOUD, {}),
    (energy_score, POINTS, CLOUD, FAIR),
    (ranked_probability, LABELS, PROBS, {}),
    (quantile_huber, T, M, {"level": 0.2}),
    (quantile_huber, T, M, {"kappa": 3.0}),
]
every_call = pytest.mark.parametrize(("loss", "y", "x", "knobs"), CALLS)


@every_call
def test_slopes_are_the_central_differences(loss, y, x, knobs):
    expected = central(loss, y, x, **knobs)
    assert_allclose(loss.grad(y, x, **knobs), expected, rtol=1e-6, atol=1e-8)


def test_the_slope_by_the_scale_is_the_central_difference():
    h = 1e-5 * SCALE
    rise = gaussian_crps(T, M, scale=SCALE + h) - gaussian_crps(T, M, scale=SCALE - h)
    got = gaussian_crps_scale_grad(T, M, scale=SCALE)
    assert_allclose(got, rise / (2 * h), rtol=1e-6, atol=1e-8)


def test_at_a_kink_the_slope_is_the_mean_of_those_on_both_sides():
    y, x = np.zeros(1), np.array([[0.0, 2.0, 2.0, 2.0, -1.0]])
    for fair in (False, True):
        expected = central(ensemble_crps, y, x, fair=fair)
        assert_allclose(ensemble_crps_grad(y, x, fair=fair), expected, atol=1e-9)
    point, cloud = np.zeros((1, 2)), np.array([[[0.0, 0], [1, 2], [1, 2], [3, -1]]])
    expected = central(energy_score, point, cloud)
    assert_allclose(energy_score_grad(point, cloud), expected, atol=1e-6)


# --- arrays -----------------------------------------------------------------------


@every_call
def test_a_loss_and_its_slope_at_once(loss, y, x, knobs):
    value, slope = lb.value_and_grad(loss, y, x, **knobs)
    assert_array_equal(value, loss(y, x, **knobs))
    assert_array_equal(slope, loss.grad(y, x, **knobs))


@every_call
def test_in_blocks_as_at_once(loss, y, x, knobs):
    times = 30_000 // x.size + 1
    many_y = np.concatenate([y] * times)
    many_x = np.concatenate([x] * times)
    assert many_x.size > 24576
    # The sum of a row may depend in its last digit on how many rows there are.
    for function in (loss, loss.grad):
        expected = np.concatenate([function(y, x, **knobs)] * times)
        got = function(many_y, many_x, **knobs)
        assert_allclose(got, expected, rtol=1e-14, atol=1e-15)


@both
def test_one_ensemble_larger_than_a_block(fair):
    x = RNG.normal(size=(2, 30_001))
    ordered = np.sort(x, axis=1)
    gaps = np.diff(ordered, axis=1)
    i, m = np.arange(1, 30_001), 30_001
    # Between two members F is i/M: the integral of (F - [z >= y])² with y below all.
    weight = (m - i) * (m - i - 1) / (m * (m - 1)) if fair else ((m - i) / m) ** 2
    expected = ordered[:, 0] + 9 + gaps @ weight
    got = ensemble_crps([-9.0, -9.0], x, fair=fair)
    assert_allclose(got, expected, rtol=1e-12)
    slope = ensemble_crps_grad([-9.0, -9.0], x, fair=fair)
    assert_allclose(slope.sum(axis=1), 1, rtol=1e-12)
    assert slope[0].argmin() == x[0].argmax()


@both
def test_one_cloud_larger_than_a_block(fair):
    x = np.tile([[[3.0, 4.0], [-3.0, -4.0]]], (1, 80, 80))  # 160 points of 160
    m = 160
    got = energy_score(np.zeros((1, 160)), x, fair=fair)
    half = sqrt(80 * 25)
    pairs = m * m / 2 * 2 * half / (m * (m - fair))
    assert x.size > 24576
    assert_allclose(got, half - pairs / 2, rtol=1e-12, atol=1e-12)


@every_call
def test_float32_is_float64_rounded_once(loss, y, x, knobs):
    if loss is ranked_probability:
        single = np.repeat(np.float32([[0.5, 0.25, 0.125, 0.125, 0]]), 60, axis=0)
        truth = y
    else:
        single, truth = x.astype(np.float32), y.astype(np.float32)
    for function in (loss, loss.grad):
        got = function(truth, single, **knobs)
        assert got.dtype == np.float32
        double = np.asarray(truth, float) if truth is not y else truth
        expected = function(double, single.astype(float), **knobs)
        assert_array_equal(got, expected.astype(np.float32))


@every_call
def test_nan_in_nan_out(loss, y, x, knobs):
    spoilt = x.copy()
    spoilt[::7].reshape(len(x[::7]), -1)[:, 0] = nan
    spoilt = np.where(np.isnan(spoilt), nan, spoilt)
    if x.ndim == 1:
        spoilt[::7] = nan
    bad = np.arange(60) % 7 == 0
    for function in (loss, loss.grad):
        got = function(y, spoilt, **knobs).reshape(60, -1)
        assert np.isnan(got[bad]).all() and not np.isnan(got[~bad]).any()


@every_call
def test_examples_that_do_not_count(loss, y, x, knobs):
    counted = np.arange(60) % 3 != 1
    bad_y, bad_x = y.copy(), x.copy()
    bad_y[~counted], bad_x[~counted] = -100, nan
    for function in (loss, loss.grad):
        got = function(bad_y, bad_x, where=counted, **knobs)
        expected = function(y[counted], x[counted], **knobs)
        assert_allclose(got[counted], expected, rtol=1e-14, atol=1e-16)
        assert (got[~counted] == 0).all()


@every_call
def test_lists_are_read_and_the_arrays_are_left_as_they_are(loss, y, x, knobs):
    before = y.copy(), x.copy()
    for function in (loss, loss.grad):
        expected = function(y, x, **knobs)
        assert_array_equal(function(y.tolist(), x.tolist(), **knobs), expected)
    assert_array_equal(y, before[0])
    assert_array_equal(x, before[1])


# --- scales -----------------------------------------------------------------------

scaled = pytest.mark.parametrize(
    "function", [gaussian_crps, gaussian_crps_grad, gaussian_crps_scale_grad]
)


@scaled
def test_a_scale_for_each_element(function):
    got = function(T, M, scale=SCALE)
    for i in (0, 30, 59):
        assert got[i] == function(T[i], M[i], scale=float(SCALE[i]))
    many = function(*(np.tile(a, 500) for a in (T, M)), scale=np.tile(SCALE, 500))
    assert_array_equal(many, np.tile(got, 500))
    single = [a.astype(np.float32) for a in (T, M, SCALE)]
    assert function(*single[:2], scale=single[2]).dtype == np.float32
    assert function(*single[:2], scale=SCALE).dtype == np.float64
    counted = np.arange(60) % 2 == 0
    masked = function(T, M, scale=np.where(counted, SCALE, -1), where=counted)
    assert_array_equal(masked, np.where(counted, got, 0))


@scaled
@pytest.mark.parametrize(
    ("scale", "error", "message"),
    [
        (0.0, ValueError, r"scale must be in \(0, 1e\+300\], got 0\.0"),
        (nan, ValueError, "scale must be in"),
        (True, TypeError, "scale must be one real number"),
        ([1.0, -1.0], ValueError, r"scale\[1\] is -1\.0"),
        ([1.0], ValueError, "y_true and scale must have the same shape"),
    ],
)
def test_scales_that_are_refused(function, scale, error, message):
    with pytest.raises(error, match=message):
        function([0.0, 1.0], [1.0, 1.0], scale=scale)


# --- bad input --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: gaussian_crps([0, nan], [1, 1]), ValueError, r"y_true\[1\] is nan"),
        (lambda: gaussian_crps([0, 1], [1.0]), ValueError, "y_true and mean must have"),
        (lambda: gaussian_crps(["a"], [1.0]), TypeError, "y_true must hold real"),
        (lambda: ensemble_crps([0], ["a"]), TypeError, "members must hold real"),
        (lambda: ensemble_crps([0], [[1, 2], [3]]), ValueError, "members has rows of"),
        (lambda: ranked_probability(3, [0.5, 0.5]), ValueError, "labels from 0 to 1"),
        (lambda: ranked_probability(0, [0.5, 0.6]), ValueError, "probs sums to 1.1"),
        (lambda: ranked_probability(0.0, [1.0]), TypeError, "class labels as integers"),
        (
            lambda: quantile_huber(0, 1, level=1.0),
            ValueError,
            r"level must be in \(0, 1",
        ),
        (
            lambda: quantile_huber(0, 1, kappa=0),
            ValueError,
            r"kappa must be in \(0, inf",
        ),
        (lambda: quantile_huber(inf, 1.0), ValueError, "y_true must be finite"),
        (lambda: ensemble_crps(0, [1.0], [2.0]), TypeError, "too many positional"),
        (lambda: energy_score([0], [[1.0]], fare=True), TypeError, "fare"),
    ],
)
def test_what_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
