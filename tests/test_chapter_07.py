"""Chapter 07: the numbers that it shows, and the counter-example of each box."""

from functools import partial
from itertools import combinations

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
CLEAN = (BELGIUM.year < 1963) | (BELGIUM.year > 1970)


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


def mad_scale(weights):
    return np.median(np.abs(X @ weights - CALLS)) / 0.6745


def robust_delta(weights):
    return 1.345 * mad_scale(weights)


def through_two(features, y):
    pairs = combinations(range(len(y)), 2)
    return [np.linalg.solve(features[[i, j]], y[[i, j]]) for i, j in pairs]


def trimmed(features, y, h):
    """As the chapter does it: from each line through two points, refit the nearest."""
    best = np.inf, None
    for w in through_two(features, y):
        for _ in range(20):
            near = np.argsort(abs(features @ w - y))[:h]
            w = np.linalg.lstsq(features[near], y[near], rcond=None)[0]
        total = np.sort((features @ w - y) ** 2)[:h].sum()
        best = min(best, (total, tuple(w)))
    return np.array(best[1])


def irls(delta_of, y, passes=200, start=None, features=X):
    w = np.linalg.lstsq(features, y, rcond=None)[0] if start is None else start
    for _ in range(passes):
        r = features @ w - y
        root = np.sqrt(delta_of(r) / np.maximum(abs(r), delta_of(r)))
        w = np.linalg.lstsq(root[:, None] * features, root * y, rcond=None)[0]
    return w


def own_delta(r):
    return 1.345 * np.median(abs(r)) / 0.6745


@pytest.fixture(scope="module")
def corners():
    lines = [w for w in through_two(X, CALLS) if abs(X @ w - CALLS).sum() < 844 + 1e-6]
    return sorted(lines, key=lambda w: w[0])


@pytest.fixture(scope="module")
def yardstick():
    return np.linalg.lstsq(X[CLEAN], CALLS[CLEAN], rcond=None)[0]


@pytest.fixture(scope="module")
def lts():
    return trimmed(X, CALLS, 13)


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


def test_two_quantiles_bound_an_interval_whichever_of_them_are_taken():
    rng = np.random.default_rng(4)
    for y in (TRIPS, *(rng.integers(0, 30, size=n) for n in (2, 19, 20, 40, 101))):
        best = []
        for level in (1 / 20, 19 / 20):
            grid = np.arange(y.min(), y.max() + 1)
            cost = [lb.quantile(y, np.full(len(y), m), level=level).sum() for m in grid]
            best.append(grid[np.array(cost) <= min(cost) + 1e-9])
        # The narrowest of all such intervals.
        low, high = best[0].max(), best[1].min()
        assert ((low <= y) & (y <= high)).mean() >= 9 / 10


@pytest.mark.parametrize("level", [0.1, 0.25, 0.5, 0.75, 0.9])
def test_a_best_quantile_guess_has_at_most_its_level_below_also_with_ties(level):
    """And at most the rest above: this and no more makes a guess best."""
    rng = np.random.default_rng(3)
    for n in (1, 2, 7, 8, 40):
        y = rng.integers(0, 6, size=n).astype(float)
        grid = np.arange(-1, 7, 0.25)
        cost = np.array(
            [lb.quantile(y, np.full(n, m), level=level).sum() for m in grid]
        )
        best = cost <= cost.min() + 1e-9
        below = (y[:, None] < grid).sum(axis=0)
        above = (y[:, None] > grid).sum(axis=0)
        fits = (below <= level * n + 1e-9) & (above <= (1 - level) * n + 1e-9)
        assert np.array_equal(best, fits)


def test_numpy_interpolates_where_the_loss_has_one_best_trip():
    assert np.quantile(TRIPS, 0.75) == 27.5
    cost = {
        m: lb.quantile(TRIPS, np.full(7, m), level=0.75).sum() for m in (27.5, 28, 28.5)
    }
    assert cost[28] < min(cost[27.5], cost[28.5])


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


def test_the_absolute_error_picks_none_of_two_modes_and_the_square_picks_0():
    modes = np.array([-1.0, -1.0, 1.0, 1.0])
    m = np.linspace(-2, 2, 401)
    absolute, squared = (
        np.array([loss(modes, np.full(4, c)).mean() for c in m])
        for loss in (lb.absolute_error, lb.squared_error)
    )
    between = np.abs(m) <= 1
    np.testing.assert_allclose(absolute[between], 1, rtol=1e-14)
    assert (absolute[~between] > 1).all()
    assert m[squared.argmin()] == pytest.approx(0, abs=1e-12)


# --- the slope is the pull -----------------------------------------------------------


@pytest.mark.parametrize("x", [-30.0, 20.0, 26.0, 40.0, 91.0, 500.0])
@pytest.mark.parametrize(
    "slope", [lb.huber_grad, lb.pseudo_huber_grad, lb.log_cosh_grad]
)
def test_a_newcomer_moves_the_estimate_by_the_slope_of_its_loss(slope, x):
    """Finite differences with respect to the weight, against the formula."""
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
    # A newcomer pulls towards itself: a longer trip has a negative slope.
    assert np.sign(measured) == np.sign(x - m) == -np.sign(slope(x, m))


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


@pytest.mark.parametrize("delta", [1, 2, 4, 8, 16, 32])
def test_the_estimate_stops_rising_once_the_last_trip_is_delta_above(delta):
    def estimate(last):
        trips = np.array([*TRIPS[:6], last])
        return brentq(lambda m: np.clip(m - trips, -delta, delta).sum(), 0, 1e4)

    level = estimate(1e3)
    assert estimate(level + delta + 0.1) == pytest.approx(level, abs=1e-9)
    assert estimate(level + delta - 0.1) < level - 1e-3 or delta == 1
    # So with a larger delta it stops later; the level itself may fall.
    assert estimate(1e3) + delta == pytest.approx(STOPS[delta], abs=5e-3)


STOPS = {1: 26, 2: 27.333, 4: 29.2, 8: 33.833, 16: 43.167, 32: 61.833}


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


# --- MSE, MAE, RMSE -----------------------------------------------------------------


def mse(r):
    return (r**2).mean()


def rmse(r):
    return np.sqrt(mse(r))


def slopes_of(cost, r, h=1e-6):
    """By differences, one prediction at a time."""
    steps = h * np.eye(len(r))
    return np.array([(cost(r + e) - cost(r - e)) / (2 * h) for e in steps])


def test_an_outlier_has_the_same_share_of_the_slope_under_mse_and_rmse():
    r = np.array([1.0, -1.0, 2.0, 0.0, 10.0])
    for cost, share in ((mse, "71.43%"), (rmse, "71.43%")):
        slope = np.abs(slopes_of(cost, r))
        assert f"{slope[-1] / slope.sum():.2%}" == share
    slope = np.abs(lb.absolute_error_grad(0 * r, r))  # at 0 there is a kink
    assert f"{slope[-1] / slope.sum():.2%}" == "25.00%"
    # What is true of the number that is read: 100 times and 10 times.
    assert mse(10 * r) / mse(r) == pytest.approx(100)
    assert rmse(10 * r) / rmse(r) == pytest.approx(10)


@pytest.mark.parametrize("seed", range(20))
def test_rmse_is_mse_with_one_positive_factor_on_all_slopes(seed):
    rng = np.random.default_rng(seed)
    r = rng.standard_t(2, size=30)
    factor = slopes_of(rmse, r) / slopes_of(mse, r)
    np.testing.assert_allclose(factor, 1 / (2 * rmse(r)), rtol=1e-4)
    # So they put models in the same order, and it is never below MAE.
    models = [rng.standard_t(2, size=30) for _ in range(10)]
    ranks = [np.argsort([cost(m) for m in models]) for cost in (mse, rmse)]
    assert np.array_equal(*ranks)
    assert all(rmse(m) > np.abs(m).mean() for m in models)
    assert rmse(3 * np.sign(r)) == pytest.approx(3)  # equal: all of one size


def test_rmse_has_no_slope_where_a_batch_is_fitted_exactly():
    zero, e = np.zeros(4), np.array([1e-3, 0, 0, 0])
    assert rmse(zero) == 0
    sides = [(rmse(zero + s * e) - rmse(zero)) / (s * 1e-3) for s in (1, -1)]
    np.testing.assert_allclose(sides, [0.5, -0.5])  # 1 / sqrt(4): a kink
    with np.errstate(divide="ignore", invalid="ignore"):
        outer, inner = 1 / (2 * np.sqrt(mse(zero))), 2 * zero / 4
        assert np.isinf(outer) and np.isnan(outer * inner).all()


def test_batches_with_rmse_1_and_7_have_5_and_not_4():
    batches = np.array([[1.0, -1.0], [7.0, -7.0]])
    each = [rmse(batch) for batch in batches]
    assert each == [1, 7] and np.mean(each) == 4
    assert rmse(batches.ravel()) == 5


@pytest.mark.parametrize("seed", range(20))
def test_rmse_per_batch_goes_from_the_median_to_the_mean(seed):
    sample = np.random.default_rng(seed).lognormal(size=4096)
    best = []
    for size in (1, 4, 64, 4096):
        batches = sample.reshape(-1, size)
        found = minimize_scalar(
            lambda m, b=batches: np.sqrt(((b - m) ** 2).mean(axis=1)).mean(),
            bounds=(0.5, 2.5),
            method="bounded",
        )
        best.append(found.x)
    assert best[0] == pytest.approx(np.median(sample), abs=0.01)
    assert best[-1] == pytest.approx(sample.mean(), abs=1e-4)
    assert (np.diff(best) > 0.03).all()
    if seed == 0:  # as printed, from a grid
        np.testing.assert_allclose(best, [0.96, 1.23, 1.55, 1.62], atol=0.01)


def test_a_small_mse_may_be_that_of_the_mean_and_the_unit_does_not_matter():
    x, noise = np.random.default_rng(0).normal(size=(2, 1000))
    share = 0.5 + 0.016 * x + 0.012 * noise
    correlation = np.corrcoef(x, share)[0, 1]  # its square is R² of the line
    for c in (1, 100):
        y = c * share
        line = np.polyval(np.polyfit(x, y, 1), x)
        constant, fitted = mse(y - y.mean()), mse(y - line)
        assert constant == pytest.approx(y.var())
        assert 1 - fitted / y.var() == pytest.approx(correlation**2)
        assert round(constant, 4) == {1: 0.0004, 100: 4.1741}[c]
        # The best constant is that with R² 0; those beside it have less.
        assert mse(y - y.mean() - 0.1 * c) > constant
    assert round(correlation**2, 2) == 0.64


@pytest.mark.parametrize("c", [1e-3, 100])
def test_a_linear_model_takes_the_same_path_in_another_unit_at_the_same_rate(c):
    one, other = (fit(SQUARED, 0.1, 20, y=k * CALLS).parameters for k in (1, c))
    np.testing.assert_allclose(other, c * one, rtol=1e-10)


def test_behind_a_last_layer_that_has_grown_gradients_grow_with_the_square():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 50))
    first, last = rng.normal(size=(2, 4))

    def cost(first, c):
        hidden = np.tanh(x[:, None] * first)
        return lb.squared_error(c * y, hidden @ (c * last)).mean()

    one, other = (slopes_of(lambda w, c=c: cost(w, c), first) for c in (1, 100))
    np.testing.assert_allclose(other, 100**2 * one, rtol=1e-5)


# --- norms --------------------------------------------------------------------------


def test_norms_and_the_costs_that_they_make():
    r = np.array([3.0, -4.0, 0.0])
    assert [np.linalg.norm(r, order) for order in (1, 2, np.inf)] == [7, 5, 4]
    assert lb.absolute_error(0 * r, r).mean() == pytest.approx(7 / 3)
    assert lb.squared_error(0 * r, r).mean() == pytest.approx(25 / 3)
    assert rmse(r) == pytest.approx(np.linalg.norm(r) / np.sqrt(3))


def test_the_larger_p_the_more_the_largest_residual_counts():
    """From the median at p = 1 to the middle of the extremes."""
    r = np.array([3.0, -4.0, 1.0])
    shares = []
    for p in (1.0, 2.0, 4.0, 16.0):
        losses = lb.lp(0 * r, r, p=p)
        assert losses.sum() ** (1 / p) == pytest.approx(np.linalg.norm(r, p))
        shares.append(losses[1] / losses.sum())
    assert shares == sorted(shares) and shares[-1] > 0.98
    trips = TRIPS.astype(float)
    best = minimize_scalar(
        lambda m: lb.lp(trips / 91, np.full(7, m / 91), p=200.0).sum(),
        bounds=(21, 91),
        method="bounded",
    ).x
    assert best == pytest.approx((21 + 91) / 2, abs=1)


def test_some_best_line_runs_through_two_of_the_points():
    """The least sum over all lines through two points is the least of all."""
    best = np.inf
    for i in range(24):
        for j in range(i):
            w = np.linalg.solve(X[[i, j]], CALLS[[i, j]])
            best = min(best, np.abs(X @ w - CALLS).sum())
    assert best == pytest.approx(844, abs=1e-9)


# --- a kink -------------------------------------------------------------------------


def test_a_fixed_step_keeps_jumping_and_a_decaying_or_proximal_one_arrives():
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
    assert abs(decaying[-1] - y) <= rates[-1] == pytest.approx(1 / 20)
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
        # Arrived: the gradient is 0, so descent has stopped moving.
        pull = X.T @ lb.absolute_error_grad(CALLS, X @ path.last)
        assert np.abs(pull).max() < 1e-12
        np.testing.assert_array_equal(path.last, path.parameters[-200])
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


def test_the_flat_bottom_has_six_corners_and_all_between_them_is_best(corners):
    rises = [float(round(A_YEAR * w[0], 1)) for w in corners]
    assert rises == [11.6, 11.7, 11.9, 12.0, 15.3, 16.2]
    rng = np.random.default_rng(0)
    for shares in rng.dirichlet(np.ones(6), size=50):
        w = shares @ np.array(corners)
        assert np.abs(X @ w - CALLS).sum() == pytest.approx(844, abs=1e-9)
    # The flattest is near the yardstick of 10.8, the steepest 1.5 times as steep.
    assert rises[0] / 10.8 < 1.1
    assert rises[-1] / 10.8 == pytest.approx(1.5, abs=0.01)


def test_the_scale_is_three_times_the_scatter_of_the_clean_years(
    absolute, again, corners, yardstick
):
    scatter = (X @ yardstick - CALLS)[CLEAN].std()
    assert CLEAN.sum() == 16
    assert round(10 * scatter, 1) == 9.1
    assert 3.4 < mad_scale(absolute.last) / scatter < 3.6
    scales = [10 * mad_scale(w) for w in corners]
    assert (round(min(scales), 1), round(max(scales), 1)) == (17.3, 48.4)
    assert round(10 * mad_scale(again.last), 1) == 48.6
    # Even about the yardstick it is about twice the scatter, since a third is bad.
    assert mad_scale(yardstick) / scatter == pytest.approx(2, abs=0.1)
    good = np.median(np.abs(X @ yardstick - CALLS)[CLEAN]) / 0.6745
    assert good == pytest.approx(scatter, rel=0.02)
    # That is the scale; the MAD itself is the median size of the residuals.
    assert round(10 * mad_scale(yardstick), 1) == 17.7
    assert round(10 * np.median(np.abs(X @ yardstick - CALLS)), 1) == 12.0
    # The delta of the clean years would have been a third, and the line flatter.
    assert round(13.45 * scatter, 1) == 12.2
    assert round(A_YEAR * huber_minimum(1.345 * scatter)[0], 1) == 14.8


def huber_minimum(delta):
    """Return the weights of Huber's line by scipy, apart from the book's descent."""
    return minimize(
        lambda w: lb.huber(CALLS, X @ w, delta=delta).mean(),
        [0, 0],
        jac=lambda w: X.T @ np.clip(X @ w - CALLS, -delta, delta) / 24,
        tol=1e-12,
    ).x


def test_reweighting_reaches_the_minimum_that_descent_reaches(absolute):
    for delta in (robust_delta(absolute.last), 1.2, 100.0):
        w = irls(lambda r, delta=delta: delta, CALLS)
        pull = X.T @ np.clip(X @ w - CALLS, -delta, delta) / 24
        assert np.abs(pull).max() < 1e-9 * delta
        np.testing.assert_allclose(w, huber_minimum(delta), rtol=1e-6)
    shown = huber_fit(robust_delta(absolute.last)).last
    found = irls(lambda r: robust_delta(absolute.last), CALLS)
    np.testing.assert_allclose(found, shown, rtol=1e-9)


@pytest.mark.parametrize("size", [1, 10, 1000, 1e-7])
def test_a_scale_of_its_own_takes_care_of_the_unit_and_not_of_outliers(size, yardstick):
    w = irls(own_delta, CALLS / size)
    delta = own_delta(X @ w - CALLS / size)
    pull = X.T @ np.clip(X @ w - CALLS / size, -delta, delta) / 24
    assert np.abs(pull).max() < 1e-9 * delta  # line and scale have settled
    assert round(A_YEAR * size * w[0], 1) == 20.4
    scatter = (X @ yardstick - CALLS)[CLEAN].std()
    assert mad_scale(size * w) / scatter == pytest.approx(10, abs=0.1)


def test_a_scale_of_its_own_takes_care_of_a_few_wrong_years():
    """Of each set of one or two of the six, next to the clean years."""
    wrong = np.flatnonzero((BELGIUM.year >= 1964) & (BELGIUM.year <= 1969))
    for few in [*combinations(wrong, 1), *combinations(wrong, 2)]:
        rows = CLEAN.copy()
        rows[list(few)] = True
        features, y = X[rows], CALLS[rows]
        w = irls(own_delta, y, features=features)
        assert A_YEAR * w[0] == pytest.approx(10.8, abs=1)
        squares = np.linalg.lstsq(features, y, rcond=None)[0]
        assert A_YEAR * squares[0] > 16


def test_the_scale_of_its_own_settles_there_from_a_good_start_too(lts):
    for start in (lts, np.zeros(2)):
        w = irls(own_delta, CALLS, start=start)
        assert round(A_YEAR * w[0], 1) == 20.4


def test_the_line_stops_changing_at_the_largest_residual_of_least_squares(square):
    largest = np.abs(X @ square.last - CALLS).max()
    assert round(10 * largest) == 1242
    for factor, same in ((1.001, True), (5, True), (0.9, False)):
        w = huber_minimum(factor * largest)
        assert np.allclose(w, square.last, rtol=1e-5) == same
    # And no delta brings it near the yardstick of 10.8.
    rises = [A_YEAR * irls(lambda r, d=d: d, CALLS)[0] for d in np.geomspace(0.5, 200)]
    assert min(rises) > 14


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
    z = np.linspace(-9, 9, 180_000)
    weight = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    for k in (0.1, 1.345, 3.0):
        psi = lb.huber_grad(0 * z, z, delta=k)
        shown = ((np.abs(z) <= k) @ weight) ** 2 / (psi**2 @ weight)
        assert round(shown, 3) == round(efficiency(k), 3)
    assert round(shown, 3) == 1.0
    assert round(efficiency(1.345), 3) == 0.95


def test_residuals_of_neighbouring_clean_years_are_alike(yardstick):
    residual = X @ yardstick - CALLS
    pairs = [(i, i + 1) for i in range(23) if CLEAN[i] and CLEAN[i + 1]]
    before, after = residual[np.array(pairs)].T
    assert np.corrcoef(before, after)[0, 1] > 0.5


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


def test_larger_wrong_numbers_move_least_squares_without_limit_and_not_huber(
    square, absolute, yardstick
):
    delta = robust_delta(absolute.last)
    shown = huber_minimum(delta)
    assert round(square.last[0] / yardstick[0], 1) == 4.6
    assert round(shown[0] / yardstick[0], 1) == 1.5
    wrong = (BELGIUM.year >= 1964) & (BELGIUM.year <= 1969)
    rises = []
    for factor in (2, 10, 1e3):
        y = np.where(wrong, factor * CALLS, CALLS)
        rises.append(np.linalg.lstsq(X, y, rcond=None)[0][0] / factor)
        pull = X.T @ np.clip(X @ shown - y, -delta, delta)
        assert np.abs(pull).max() < 1e-4  # the same line is still the minimum
    assert min(rises) > 10


def test_hubers_line_is_where_scipy_finds_it(absolute):
    delta = robust_delta(absolute.last)
    path = huber_fit(delta)
    np.testing.assert_allclose(path.last, huber_minimum(delta), rtol=1e-7)
    residual = X @ path.last - CALLS
    pull = X.T @ np.clip(residual, -delta, delta)
    assert np.abs(pull).max() < 1e-10
    # Two years within delta make the cost strictly convex there: the only minimum.
    assert (np.abs(residual) < delta).sum() >= 2


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
    assert (y[:10] != 0).sum() == 9  # slope 0 meets the good point at the origin too
    # An intercept does not help: the best of all lines, by a linear program.
    line = descent.add_intercept(x[:, None])
    best = min(
        (lb.absolute_error(y, line @ w).mean(), tuple(w)) for w in through_two(line, y)
    )
    cost, (slope, level) = best
    assert [round(v, 3) for v in (slope, level, cost)] == [-0.042, 4.167, 2.367]
    rows = np.vstack([np.hstack([line, -np.eye(11)]), np.hstack([-line, -np.eye(11)])])
    goal = np.concatenate([[0, 0], np.ones(11)])
    free = [(None, None)] * 2 + [(0, None)] * 11
    least = linprog(goal, A_ub=rows, b_ub=np.concatenate([y, -y]), bounds=free)
    assert least.fun / 11 == pytest.approx(cost)


# --- least trimmed squares -----------------------------------------------------------


def test_the_trimmed_line_is_the_best_of_all_choices_of_13_years(lts):
    total = np.sort((X @ lts - CALLS) ** 2)[:13].sum()
    # All sets of 13 of 24 years as bits, and their sums of squares about their line.
    sets = np.arange(2**24, dtype=np.uint32)
    ones = np.zeros(2**24, dtype=np.uint8)
    for bit in range(24):
        ones += ((sets >> np.uint32(bit)) & 1).astype(np.uint8)
    sets = sets[ones == 13]
    assert len(sets) == 2_496_144
    x, y = X[:, 0], CALLS
    moments = np.stack([x, y, x * x, x * y, y * y], axis=-1)
    least = np.inf
    for part in np.array_split(sets, 40):
        bits = (part[:, None] >> np.arange(24, dtype=np.uint32)) & 1
        sx, sy, sxx, sxy, syy = (bits.astype(float) @ moments).T
        across = sxy - sx * sy / 13
        left = syy - sy**2 / 13 - across**2 / (sxx - sx**2 / 13)
        least = min(least, left.min())
    assert total == pytest.approx(least, rel=1e-9)
    assert round(A_YEAR * lts[0], 1) == 11.6
    assert round(10 * mad_scale(lts), 1) == 13.0
    # It was not told the wrong years, and uses none of them.
    near = np.argsort(np.abs(X @ lts - CALLS))[:13]
    assert CLEAN[near].all()


def test_the_trimmed_line_ignores_the_far_point_wherever_it_is():
    for far in (1e2, 1e4, 1e6):
        x, y = np.append(np.arange(10.0), far), np.append(np.arange(10.0), 0.0)
        line = descent.add_intercept(x[:, None])
        np.testing.assert_allclose(trimmed(line, y, 6), [1, 0], atol=1e-9)


def test_delta_from_three_lines(absolute, again, lts):
    """Exercise 9."""
    said = [
        (
            round(10 * robust_delta(w), 1),
            round(A_YEAR * huber_minimum(robust_delta(w))[0], 1),
        )
        for w in (absolute.last, again.last, lts)
    ]
    assert said == [(42.4, 16.6), (65.4, 18.9), (17.5, 14.6)]


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


# --- a prediction interval ----------------------------------------------------------


def test_two_quantiles_hold_nine_tenths_of_the_penguins():
    grams = np.sort(datasets.load_penguins().features[:, 3])
    # The quantile of level q is the bird with the first rank that is at least q N.
    low, high = (grams[int(np.ceil(q * 342)) - 1] for q in (0.05, 0.95))
    assert (low, high) == (3150, 5650)
    assert f"{((low <= grams) & (grams <= high)).mean():.1%}" == "90.1%"
    tries = np.unique(grams)
    for level, end in ((0.05, low), (0.95, high)):
        cost = [lb.quantile(grams, np.full(342, m), level=level).sum() for m in tries]
        assert tries[np.argmin(cost)] == end


@pytest.mark.parametrize("seed", range(20))
def test_on_new_examples_the_share_inside_can_be_lower(seed):
    """It is, on average over 200 fits to 40 examples each, of all 20 seeds."""
    y, new = np.random.default_rng(seed).normal(size=(2, 200, 40))
    low, high = (np.sort(y)[:, [rank - 1]] for rank in (2, 38))  # 0.05 N and 0.95 N
    inside, outside = (((low <= v) & (v <= high)).mean() for v in (y, new))
    assert inside == pytest.approx(37 / 40)
    assert outside < inside - 0.01


SEVEN = np.array([2.0, 6.0, 7.0, 9.0, 9.0, 6.0, 5.0])


def quantile_line(x, y, level):
    """The best line by a linear program, and its sum of losses."""
    n = len(y)
    line = descent.add_intercept(x[:, None])
    goal = np.concatenate([[0, 0], np.full(n, level), np.full(n, 1 - level)])
    equal = np.hstack([line, np.eye(n), -np.eye(n)])  # what is too low, too high
    free = [(None, None)] * 2 + [(0, None)] * (2 * n)
    found = linprog(goal, A_eq=equal, b_eq=y, bounds=free)
    return line @ found.x[:2], found.fun


def test_lines_of_two_levels_cross_at_the_first_of_seven_points():
    x = np.arange(7.0)
    low, high = (quantile_line(x, SEVEN, level)[0] for level in (0.3, 0.7))
    np.testing.assert_allclose(low, 6, atol=1e-9)
    np.testing.assert_allclose(high, 5 + x, atol=1e-9)
    assert np.flatnonzero(low > high + 1e-9).tolist() == [0]
    # Each is the only best one of the lines through two points, and none is better.
    line = descent.add_intercept(x[:, None])
    for level in (0.3, 0.7):
        cost = {
            tuple((line @ w).round(9)): lb.quantile(SEVEN, line @ w, level=level).sum()
            for w in through_two(line, SEVEN)
        }
        first, second = sorted(cost.values())[:2]
        assert first == pytest.approx(quantile_line(x, SEVEN, level)[1])
        assert second > first + 0.03


@pytest.mark.parametrize("seed", range(20))
def test_sorting_lowers_the_sum_of_two_quantile_losses_by_what_the_text_says(seed):
    rng = np.random.default_rng(seed)
    low_level, high_level = np.sort(rng.uniform(0.01, 0.99, size=2))
    y, *ends = rng.normal(size=(3, 50))
    above, below = np.maximum(*ends), np.minimum(*ends)  # they have crossed

    def both(low, high):
        return lb.quantile(y, low, level=low_level) + lb.quantile(
            y, high, level=high_level
        )

    saved = both(above, below) - both(below, above)
    np.testing.assert_allclose(saved, (high_level - low_level) * (above - below))


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
    m = np.linspace(0, 90, 9001)  # and there is no third one
    cost = np.array([terms[0](np.array([v])) for v in m])
    low = (cost[1:-1] < cost[:-2]) & (cost[1:-1] < cost[2:])
    np.testing.assert_allclose(m[1:-1][low], [end for end, _ in ends], atol=0.01)
    # Both are minima: the cost is larger on either side.
    for m, _ in ends:
        for side in (-0.5, 0.5):
            assert terms[0](np.array([m + side])) > terms[0](np.array([m]))


def test_on_the_calls_the_start_decides_between_two_minima(square, lts):
    c = mad_scale(lts)
    pair = with_knobs(lb.general_robust, lb.general_robust_grad, alpha=-2.0, scale=c)
    cost, grad = descent.linear_cost(*pair, X, CALLS)
    ends = []
    for start in (square.last, lts):
        path = descent.gradient_descent(cost, grad, start, rate=1.5 * c**2, steps=5000)
        assert np.abs(grad(path.last)).max() < 1e-9  # arrived
        h = 1e-5
        bend = [
            (grad(path.last + h * e) - grad(path.last - h * e)) / (2 * h)
            for e in np.eye(2)
        ]
        assert np.linalg.eigvalsh(bend).min() > 1e-3  # at a minimum, not on a saddle
        found = minimize(cost, path.last + 0.05, jac=grad, tol=1e-10).x
        np.testing.assert_allclose(path.last, found, rtol=1e-5)
        ends.append((round(A_YEAR * path.last[0], 1), round(path.costs[-1], 3)))
    assert ends == [(22.0, 1.504), (11.1, 0.769)]
    # No start on a wide grid finds a lower cost than that from the trimmed line.
    lowest = min(
        minimize(cost, [a, b], jac=grad).fun
        for a in np.linspace(-20, 60, 9)
        for b in np.linspace(-20, 120, 8)
    )
    assert lowest == pytest.approx(0.769, abs=1e-3)


def test_without_outliers_a_redescending_slope_may_have_one_minimum_only():
    m = np.linspace(-12, 12, 801)
    knobs = {"alpha": -2.0, "scale": 2.0}
    for seed in range(20):
        y = np.random.default_rng(seed).normal(size=(50, 1))
        at = [np.broadcast_to(part, (50, 801)) for part in (y, m)]
        cost = lb.general_robust(*at, **knobs).mean(axis=0)
        assert ((cost[1:-1] < cost[:-2]) & (cost[1:-1] < cost[2:])).sum() == 1


def test_the_lines_of_the_last_figure_end_above_the_last_three_dots(square, lts):
    """As its alternative text says, and not above that of 1970."""
    c, late = mad_scale(lts), slice(AT_1970, None)
    pair = with_knobs(lb.general_robust, lb.general_robust_grad, alpha=-2.0, scale=c)
    bad = X @ fit(pair, 1.5 * c**2, 5000, start=square.last).last - CALLS
    robust = X @ huber_minimum(4.24) - CALLS
    for over in (bad, robust):
        assert (over[late] > 0).tolist() == [False, True, True, True]


@pytest.mark.parametrize("alpha", [0.9, 0.0, -2.0, -np.inf])
def test_a_slope_that_redescends_belongs_to_a_loss_that_never_falls(alpha):
    r = np.geomspace(1e-3, 1e3, 2001)
    loss = lb.general_robust(0 * r, r, alpha=alpha)
    slope = lb.general_robust_grad(0 * r, r, alpha=alpha)
    assert np.all(np.diff(loss) >= 0)
    top = slope.argmax()
    assert 0 < top < len(r) - 1
    assert np.all(np.diff(slope[top:]) <= 0)
