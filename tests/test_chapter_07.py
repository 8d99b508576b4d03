"""Chapter 07: the numbers that it shows, and the counter-example of each box."""

from functools import partial

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.optimize import brentq, linprog, minimize, minimize_scalar

import lossbook as lb
from lossbook import datasets, descent

TRIPS = np.array([21, 22, 24, 25, 27, 28, 91])
BELGIUM = datasets.load_belgian_calls()
CALLS = BELGIUM.calls
X = descent.add_intercept(descent.standardize(BELGIUM.year[:, None]))
A_YEAR = 10 / BELGIUM.year.std()  # from weights to millions of calls a year
SQUARED = lb.squared_error, lb.squared_error_grad
ABSOLUTE = lb.absolute_error, lb.absolute_error_grad
DECAYING = 10 / np.sqrt(1 + np.arange(2000))
AT_1970, AT_1973 = 20, 23


def with_knobs(*functions, **knobs):
    return [partial(function, **knobs) for function in functions]


def fit(pair, rate, steps, start=(0, 0), y=CALLS):
    terms = descent.linear_cost(*pair, X, y)
    return descent.gradient_descent(*terms, start, rate=rate, steps=steps)


def least_absolute_program():
    """min sum(t) with -t <= X w - y <= t: the program of least absolute deviations."""
    n = len(CALLS)
    above = np.hstack([X, -np.eye(n)])
    below = np.hstack([-X, -np.eye(n)])
    rows, bounds = np.vstack([above, below]), np.concatenate([CALLS, -CALLS])
    free = [(None, None)] * 2 + [(0, None)] * n
    return rows, bounds, free


@pytest.fixture(scope="module")
def square():
    return fit(SQUARED, 0.5, 1)


@pytest.fixture(scope="module")
def absolute():
    return fit(ABSOLUTE, DECAYING, 2000)


@pytest.fixture(scope="module")
def again(square):
    return fit(ABSOLUTE, DECAYING, 2000, start=square.last)


def robust_delta(weights):
    return 1.345 * np.median(np.abs(X @ weights - CALLS)) / 0.6745


def huber_fit(delta):
    return fit(with_knobs(lb.huber, lb.huber_grad, delta=delta), 1.0, 500)


# --- one number ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "best"),
    [
        (lb.squared_error, TRIPS.mean()),
        (lb.absolute_error, np.median(TRIPS)),
        (partial(lb.quantile, level=0.75), 28),  # the 6th: 3/4 of 7 is between 5 and 6
    ],
)
def test_the_best_constants_are_mean_median_and_quartile(loss, best):
    guesses = np.arange(20, 91, 0.5)
    costs = [loss(TRIPS, np.full(7, m)).mean() for m in guesses]
    assert guesses[np.argmin(costs)] == best
    assert TRIPS.mean() == 34 and np.median(TRIPS) == 25
    found = minimize_scalar(
        lambda m: loss(TRIPS, np.full(7, m)).mean(), bounds=(20, 91), method="bounded"
    )
    assert found.x == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize("level", [0.1, 0.3, 0.5, 0.75, 0.9])
def test_the_share_below_the_best_quantile_guess_is_its_level(level):
    y = np.random.default_rng(0).exponential(size=997)
    best = min(y, key=lambda m: lb.quantile(y, np.full_like(y, m), level=level).sum())
    assert (y < best).mean() <= level <= (y <= best).mean()


def test_with_an_even_number_the_absolute_cost_is_flat_in_the_middle():
    eight = np.append(TRIPS, 26)  # exercise 1
    cost = {m: lb.absolute_error(eight, np.full(8, m)).sum() for m in (25, 25.5, 26)}
    assert cost[25] == cost[25.5] == cost[26]
    for m in (24.9, 26.1):
        assert lb.absolute_error(eight, np.full(8, m)).sum() > cost[25]
    terms = descent.linear_cost(*ABSOLUTE, np.ones((8, 1)), eight)
    path = descent.gradient_descent(*terms, [25.3], rate=1.0, steps=3)
    assert set(path.parameters.ravel()) == {25.3}


# --- the slope is the pull -----------------------------------------------------------


@pytest.mark.parametrize("x", [-30.0, 20.0, 26.0, 40.0, 91.0, 500.0])
@pytest.mark.parametrize(
    "slope", [lb.huber_grad, lb.pseudo_huber_grad, lb.log_cosh_grad]
)
def test_a_newcomer_moves_the_estimate_by_the_slope_of_its_loss(slope, x):
    """Differences of the estimate by the weight, against the formula."""
    if slope is not lb.log_cosh_grad:
        slope = partial(slope, delta=4.0)

    def pull(m, weight):
        old = slope(TRIPS, np.full(7, m)).mean()
        return (1 - weight) * old + weight * slope(x, m)

    def estimate(weight):
        return brentq(pull, 0, 100, args=(weight,), xtol=1e-14, rtol=1e-14)

    h = 1e-6
    measured = (estimate(h) - estimate(-h)) / (2 * h)
    m = estimate(0)
    step = 1e-5
    bend = (pull(m + step, 0) - pull(m - step, 0)) / (2 * step)
    assert measured == pytest.approx(-slope(x, m) / bend, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("x", [-40.0, 40.0])
def test_a_newcomer_moves_the_median_by_its_sign_over_twice_the_density(x):
    n, weight = 200_001, 0.002
    y = stats.norm.ppf((np.arange(n) + 0.5) / n)  # density 1/√(2π) at the median
    shares = np.append(np.full(n, (1 - weight) / n), weight)
    order = np.argsort(both := np.append(y, x))
    median = both[order][np.searchsorted(shares[order].cumsum(), 0.5)]
    formula = -lb.absolute_error_grad(x, 0.0) / (2 * stats.norm.pdf(0))
    assert median / weight == pytest.approx(formula, rel=0.01)


@pytest.mark.parametrize(
    ("bad", "mean", "median", "huber"),
    [
        (0, 25.0, 25, 25.0),
        (1, 142878.1, 25, 25.2),
        (2, 285731.3, 25, 25.5),
        (3, 428584.6, 25, 26.5),
        (4, 571438.1, 1_000_000, 999_997.0),
    ],
)
def test_three_bad_trips_of_seven_are_survived_and_four_are_not(
    bad, mean, median, huber
):
    y = np.array([21, 22, 24, 25, 27, 28, 28.0])
    y[7 - bad :] = 1e6
    pair = with_knobs(lb.huber, lb.huber_grad, delta=4.0)
    terms = descent.linear_cost(*pair, np.ones((7, 1)), y)
    m = descent.gradient_descent(*terms, [np.median(y)], rate=1.0, steps=200).last[0]
    assert (y.mean().round(1), np.median(y), m.round(1)) == (mean, median, huber)
    assert np.clip(m - y, -4, 4).sum() == pytest.approx(0, abs=1e-9)


def test_huber_stays_within_delta_of_the_good_ones_while_they_are_the_majority():
    """Exercise 6."""
    rng = np.random.default_rng(1)
    for _ in range(50):
        good = rng.normal(size=6)
        bad = rng.choice([-1, 1], size=5) * 10 ** rng.uniform(0, 9, size=5)
        y, delta = np.concatenate([good, bad]), rng.uniform(0.1, 3)
        found = brentq(
            lambda m, y, d: np.clip(m - y, -d, d).sum(), -1e10, 1e10, args=(y, delta)
        )
        assert good.min() - delta - 1e-6 <= found <= good.max() + delta + 1e-6


# --- Huber --------------------------------------------------------------------------


def test_huber_worked_numbers_and_the_seam():
    r = np.array([0.5, 1, 3])
    assert lb.huber(np.zeros(3), r, delta=1.0).tolist() == [0.125, 0.5, 2.5]
    assert lb.huber_grad(np.zeros(3), r, delta=1.0).tolist() == [0.5, 1, 1]
    for delta in (0.3, 1.0, 7.0):
        edge, h = delta * (1 + 1e-9), 1e-9 * delta
        assert lb.huber(0.0, delta, delta=delta) == pytest.approx(delta**2 / 2)
        assert lb.huber(0.0, edge, delta=delta) == pytest.approx(
            delta**2 / 2 + delta * h
        )


def test_huber_is_delta_times_smooth_l1_and_only_alike_at_1():
    r = np.linspace(-50, 50, 401)
    for knob in (0.1, 1.0, 10.0):
        huber = lb.huber(0 * r, r, delta=knob)
        smooth = lb.smooth_l1(0 * r, r, beta=knob)
        np.testing.assert_allclose(huber, knob * smooth, rtol=1e-13)
        assert np.allclose(huber, smooth) == (knob == 1)
    printed = [
        (k, lb.huber(0.0, 30.0, delta=k).round(3), lb.smooth_l1(0.0, 30.0, beta=k))
        for k in (0.1, 1.0, 10.0)
    ]
    assert printed == [(0.1, 2.995, 29.95), (1, 29.5, 29.5), (10, 250, 25)]
    # As the knob falls: the absolute error, and 0.
    assert lb.smooth_l1(0.0, 3.0, beta=1e-9) == pytest.approx(3)
    assert lb.huber(0.0, 3.0, delta=1e-9) < 1e-8


def test_shares_of_cost_and_of_pull():
    """Exercise 2."""
    r = np.array([1, -1, 2, 0, 10.0])
    zero = np.zeros(5)
    for losses, mean, share in (
        (lb.squared_error(zero, r), 106 / 5, 0.94),
        (lb.absolute_error(zero, r), 14 / 5, 0.71),
        (lb.huber(zero, r, delta=2.0), 21 / 5, 0.86),
    ):
        assert losses.mean() == pytest.approx(mean)
        assert round(losses[-1] / losses.sum(), 2) == share
    pull = lb.huber_grad(zero, r, delta=2.0)
    assert pull[-1] == pull[2] == 2


# --- norms --------------------------------------------------------------------------


def test_norms_and_the_costs_that_they_make():
    r = np.array([3.0, -4.0, 0.0])
    assert [np.linalg.norm(r, order) for order in (1, 2, np.inf)] == [7, 5, 4]
    assert lb.absolute_error(0 * r, r).mean() == pytest.approx(7 / 3)
    assert lb.squared_error(0 * r, r).mean() == pytest.approx(25 / 3)


def test_some_best_line_runs_through_two_of_the_points():
    """The least sum over all lines through two points is the least of all."""
    best = np.inf
    for i in range(24):
        for j in range(i):
            w = np.linalg.solve(X[[i, j]], CALLS[[i, j]])
            best = min(best, np.abs(X @ w - CALLS).sum())
    assert best == pytest.approx(844, abs=1e-9)


# --- a kink -------------------------------------------------------------------------


def test_a_fixed_step_jumps_for_ever_and_a_decaying_or_proximal_one_arrives():
    y, start, steps = 25.0, 30.6, 400
    terms = with_knobs(*ABSOLUTE)
    terms = [partial(f, y) for f in terms]
    run = partial(descent.gradient_descent, *terms, start, steps=steps)
    fixed = run(rate=1.0).parameters
    assert np.abs(fixed - y).min() == pytest.approx(0.4)
    np.testing.assert_allclose(fixed[-2:], [25.6, 24.6])
    rates = 1 / np.sqrt(1 + np.arange(steps))
    decaying = run(rate=rates).parameters
    crossed = np.flatnonzero(np.diff(np.sign(decaying - y)))[0]
    for t in range(crossed, steps):  # once across, never farther off than a step
        assert abs(decaying[t + 1] - y) <= rates[crossed : t + 1].max()
    assert abs(decaying[-1] - y) <= rates[-1]
    proximal = start
    for _ in range(6):
        proximal -= np.clip(proximal - y, -1, 1)
    assert proximal == y


def test_the_proximal_step_is_a_gradient_step_on_huber():
    """Exercise 7, with the minimum found by scipy."""
    y = 25.0
    for m in (30.6, 25.5, 25.0, 24.8, 11.0):
        for eta in (0.5, 1.0, 3.0):
            found = minimize_scalar(
                lambda u, m, eta: abs(u - y) + (u - m) ** 2 / (2 * eta),
                bounds=(0, 50),
                args=(m, eta),
                method="bounded",
                options={"xatol": 1e-10},
            ).x
            step = m - lb.huber_grad(y, m, delta=eta)
            assert step == pytest.approx(found, abs=1e-5)
            if abs(m - y) <= eta:
                assert step == y


# --- the Belgian calls --------------------------------------------------------------


def test_the_data_are_as_the_text_says():
    counted = dict(zip(BELGIUM.year.tolist(), CALLS.tolist(), strict=True))
    printed = {1950: 4.4, 1963: 21.2, 1964: 119, 1969: 212, 1971: 24}
    assert {year: counted[year] for year in printed} == printed
    assert BELGIUM.unit == "tens of millions"
    assert (BELGIUM.year[AT_1970], BELGIUM.year[AT_1973]) == (1970, 1973)


def test_one_step_of_rate_a_half_is_least_squares(square):
    expected = np.linalg.lstsq(X, CALLS, rcond=None)[0]
    np.testing.assert_allclose(square.last, expected, rtol=1e-12)
    np.testing.assert_allclose(2 * X.T @ X / 24, 2 * np.eye(2), atol=1e-14)


def test_two_lines_of_least_absolute_error(absolute, again):
    rows, bounds, free = least_absolute_program()
    goal = np.concatenate([[0, 0], np.ones(24)])
    least = linprog(goal, A_ub=rows, b_ub=bounds, bounds=free)
    assert least.fun == pytest.approx(844, abs=1e-8)
    for path in (absolute, again):
        assert 24 * path.costs[-1] == pytest.approx(844, abs=1e-9)
        residual = X @ path.last - CALLS
        assert (residual > 0).sum() == (residual < 0).sum() == 12
        years = BELGIUM.year
        assert years[residual > 0].sum() == years[residual < 0].sum()
    rises = [(A_YEAR * path.last[0]).round(1) for path in (absolute, again)]
    assert rises == [13.6, 16.1]
    # How far apart such lines can be: the least and the largest rise at that sum.
    rows = np.vstack([rows, goal])
    bounds = np.append(bounds, 844 + 1e-9)
    rise = np.zeros(26)
    rise[0] = A_YEAR
    low = linprog(rise, A_ub=rows, b_ub=bounds, bounds=free).fun
    high = -linprog(-rise, A_ub=rows, b_ub=bounds, bounds=free).fun
    assert low < 13.5 and high > 16.1
    assert (round(low, 1), round(high, 1)) == (11.6, 16.2)


def test_scale_and_delta_from_the_residuals(absolute, again):
    assert stats.norm.ppf(0.75) == pytest.approx(0.6745, abs=5e-5)
    delta = robust_delta(absolute.last)
    assert round(10 * delta / 1.345, 1) == 31.5
    assert round(10 * delta, 1) == 42.4
    # Exercise 9: the other line gives another scale, and another fit.
    other = robust_delta(again.last)
    assert 1.5 < other / delta < 1.6
    rise, other_rise = (huber_fit(d).last[0] for d in (delta, other))
    assert 1.1 < other_rise / rise < 1.2


def efficiency(k):
    """Of Huber's estimate under Gaussian data, from its definition by integrals."""
    inside = integrate.quad(stats.norm.pdf, -k, k)[0]
    square = integrate.quad(lambda z: np.clip(z, -k, k) ** 2 * stats.norm.pdf(z), -9, 9)
    return inside**2 / square[0]


def test_95_percent_efficiency_is_at_1_345():
    assert brentq(lambda k: efficiency(k) - 0.95, 1, 2) == pytest.approx(
        1.345, abs=5e-4
    )
    assert efficiency(1e-3) == pytest.approx(2 / np.pi, rel=2e-3)
    assert 2 / np.pi == pytest.approx(0.64, abs=0.005)
    # The sum of the chapter comes to the same digits.
    z = np.linspace(-9, 9, 180_001)
    weight = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    for k in (0.1, 1.345, 3.0):
        psi = lb.huber_grad(0 * z, z, delta=k)
        shown = ((np.abs(z) <= k) @ weight) ** 2 / (psi**2 @ weight)
        assert shown == pytest.approx(efficiency(k), abs=2e-3)
    assert round(shown, 3) == 1.0
    assert round(efficiency(1.345), 3) == 0.95


def test_the_efficiency_is_that_of_samples():
    """The variance of the mean over that of Huber's estimate, by drawing."""
    y = np.random.default_rng(0).normal(size=(4000, 100))
    m = np.median(y, axis=1)
    for _ in range(200):
        m = m - np.clip(m[:, None] - y, -1.345, 1.345).mean(axis=1)
    assert y.mean(axis=1).var() / m.var() == pytest.approx(0.95, abs=0.02)


def test_delta_1_is_three_different_lines_in_three_units():
    rises = []
    for size in (1, 10, 1000):
        path = fit((lb.huber, lb.huber_grad), 1.0, 2000, y=CALLS / size)
        slope = X.T @ np.clip(X @ path.last - CALLS / size, -1, 1)
        assert np.abs(slope).max() < 1e-10  # converged
        rises.append(round(size * A_YEAR * path.last[0], 1))
        same = minimize(
            lambda w, d: lb.huber(CALLS, X @ w, delta=d).mean(),
            size * path.last + 0.1,
            args=(float(size),),
            tol=1e-12,
        )
        np.testing.assert_allclose(same.x, size * path.last, rtol=1e-3)
    assert rises == [14.9, 19.8, 50.4]
    # In tens of billions all residuals are within delta: least squares.
    assert np.abs(X @ path.last - CALLS / 1000).max() < 1
    # In single calls and at rate 1 no weight moves by more than a call a step.
    pull = lb.huber_grad(1e7 * CALLS, X @ [0, 0])
    assert abs((X.T @ pull / 24)[1]) <= 1


def test_what_each_line_says(square, absolute):
    huber = huber_fit(robust_delta(absolute.last))
    table = []
    for path in (square, absolute, huber):
        line = X @ path.last
        missed = 10 * (line - CALLS)
        rise = 10 * (line[-1] - line[0]) / 23
        assert rise == pytest.approx(A_YEAR * path.last[0])
        table.append((round(rise, 1), round(missed[AT_1970]), round(missed[AT_1973])))
    assert table == [(50.4, 498, 790), (13.6, -144, 37), (16.6, -95, 95)]
    assert 2 * 10 * CALLS[AT_1973] < 790  # more than twice as many as there were


def test_hubers_line_is_where_scipy_finds_it(absolute):
    delta = robust_delta(absolute.last)
    path = huber_fit(delta)
    found = minimize(
        lambda w: lb.huber(CALLS, X @ w, delta=delta).mean(),
        [0, 0],
        jac=lambda w: X.T @ np.clip(X @ w - CALLS, -delta, delta) / 24,
        tol=1e-12,
    )
    np.testing.assert_allclose(path.last, found.x, rtol=1e-7)
    pull = X.T @ np.clip(X @ path.last - CALLS, -delta, delta)
    assert np.abs(pull).max() < 1e-10


def test_the_yardstick_is_least_squares_on_the_years_in_calls():
    clean = (BELGIUM.year < 1963) | (BELGIUM.year > 1970)
    terms = descent.linear_cost(*SQUARED, X[clean], CALLS[clean])
    path = descent.gradient_descent(*terms, [0, 0], rate=0.2, steps=500)
    slope = np.polyfit(BELGIUM.year[clean], CALLS[clean], 1)[0]
    assert A_YEAR * path.last[0] == pytest.approx(10 * slope, rel=1e-9)
    assert round(10 * slope, 1) == 10.8
    assert clean.sum() == 16


# --- leverage -----------------------------------------------------------------------


def test_a_far_input_carries_the_line_of_least_absolute_error():
    x, y = np.append(np.arange(10.0), 100.0), np.append(np.arange(10.0), 0.0)
    cost = {w: lb.absolute_error(y, w * x).mean() for w in (1, 0)}
    assert {w: round(c, 2) for w, c in cost.items()} == {1: 9.09, 0: 4.09}
    slopes = np.linspace(-1, 2, 3001)
    costs = [lb.absolute_error(y, w * x).mean() for w in slopes]
    assert abs(slopes[np.argmin(costs)]) < 1e-12
    # An intercept does not help: the slope of the best line is not near 1.
    grid = np.linspace(-20, 20, 401)
    line = min(
        ((w, b) for w in np.linspace(-1, 2, 301) for b in grid),
        key=lambda wb: np.abs(y - wb[0] * x - wb[1]).sum(),
    )
    assert line[0] < 0.1


@pytest.mark.parametrize(
    "loss",
    [
        partial(lb.huber, delta=1.0),
        partial(lb.pseudo_huber, delta=1.0),
        lb.log_cosh,
        partial(lb.quantile, level=0.8),
        partial(lb.epsilon_insensitive, epsilon=1.0),
        lb.squared_error,
    ],
)
def test_no_other_convex_loss_withstands_an_input_far_enough_away(loss):
    best = []
    for far in (1e2, 1e4, 1e6):
        x, y = np.append(np.arange(10.0), far), np.append(np.arange(10.0), 0.0)
        slopes = np.concatenate([[0], np.geomspace(1e-9, 2, 2001)])
        slopes = np.concatenate([-slopes, slopes])
        costs = [loss(y, w * x).mean() for w in slopes]
        best.append(abs(slopes[np.argmin(costs)]))
    assert best[0] >= best[1] >= best[2]
    assert best[-1] < 1e-4


# --- more shapes --------------------------------------------------------------------


def test_textbook_forms_fail_and_the_packages_do_not():
    with np.errstate(over="ignore"):
        assert np.cosh(711.0) == np.inf
        assert np.isfinite(np.cosh(710.0))
    assert 709 < lb.log_cosh(0.0, 711.0) < 711
    assert lb.log_cosh(0.0, 1000.0).round(3) == 999.307  # 1000 - log 2
    assert 1e18 * (np.sqrt(1 + (1 / 1e9) ** 2) - 1) == 0
    assert lb.pseudo_huber(0.0, 1.0, delta=1e9) == 0.5


def test_arms_and_bends():
    r = 40.0
    assert lb.pseudo_huber_grad(0.0, r, delta=2.0) == pytest.approx(2, rel=2e-3)
    assert lb.log_cosh_grad(0.0, 0.7) == pytest.approx(np.tanh(0.7))
    assert lb.epsilon_insensitive(0.0, 0.9, epsilon=1.0) == 0


# --- the family ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alpha", "named"),
    [
        (2.0, lambda z: z**2 / 2),
        (1.0, lambda z: lb.pseudo_huber(0 * z, 3 * z, delta=3.0) / 9),
        (0.0, lambda z: np.log(1 + z**2 / 2)),
        (-2.0, lambda z: 2 * z**2 / (4 + z**2)),
        (-np.inf, lambda z: 1 - np.exp(-(z**2) / 2)),
    ],
    ids=["half square", "pseudo-Huber", "Cauchy", "Geman-McClure", "Welsch"],
)
def test_the_family_passes_through_losses_with_names(alpha, named):
    z = np.linspace(-8, 8, 161)
    loss = lb.general_robust(0 * z, 3 * z, alpha=alpha, scale=3.0)
    np.testing.assert_allclose(loss, named(z), rtol=1e-12, atol=1e-15)
    if alpha not in (2.0, 0.0, -np.inf):
        b = 2 - alpha
        formula = b / alpha * ((1 + z**2 / b) ** (alpha / 2) - 1)
        np.testing.assert_allclose(loss, formula, rtol=1e-12, atol=1e-14)


def test_the_family_is_half_the_square_near_0_for_every_alpha():
    for alpha in (2.0, 1.0, 0.0, -2.0, -50.0, -np.inf):
        assert lb.general_robust(0.0, 1e-4, alpha=alpha) == pytest.approx(
            5e-9, rel=1e-6
        )


@pytest.mark.parametrize("alpha", [2.0, 1.5, 1.0, 0.99, 0.5, 0.0, -2.0, -np.inf])
def test_the_pull_fades_and_convexity_ends_below_alpha_1(alpha):
    r = np.geomspace(1e-3, 1e6, 4001)
    slope = lb.general_robust_grad(0 * r, r, alpha=alpha)
    rises = np.diff(slope) >= -1e-15
    assert rises.all() == (alpha >= 1)


def test_the_pull_at_alpha_0_is_largest_at_the_root_of_2():
    found = minimize_scalar(
        lambda r: -lb.general_robust_grad(0.0, r, alpha=0.0, scale=2.0),
        bounds=(0, 10),
        method="bounded",
    )
    assert found.x == pytest.approx(2 * np.sqrt(2), abs=1e-4)


def test_two_minima_and_the_start_decides():
    both = np.array([21, 22, 24, 25, 27, 28, 60, 61, 63])
    pair = with_knobs(lb.general_robust, lb.general_robust_grad, alpha=-2.0, scale=2.0)
    terms = descent.linear_cost(*pair, np.ones((9, 1)), both)
    ends = []
    for start in (20.0, 70.0):
        path = descent.gradient_descent(*terms, [start], rate=4.0, steps=500)
        assert abs(terms[1](path.last)[0]) < 1e-10  # converged
        ends.append((path.last[0].round(2), path.costs[-1].round(3)))
    assert ends == [(24.51, 0.983), (61.2, 1.374)]
    # Both are minima: the cost is larger on either side.
    for m, _ in ends:
        for side in (-0.5, 0.5):
            assert terms[0](np.array([m + side])) > terms[0](np.array([m]))
