"""Chapter 08: the numbers that it shows, and the counter-example of each box."""

from functools import partial
from itertools import product

import numpy as np
import pytest
from rows.margin import solve_svm
from scipy.optimize import linprog, minimize, minimize_scalar

import lossbook as lb
from lossbook import datasets, descent
from lossbook.gallery.margin import BIRDS, MOVERS, PENALTY, SHIFTS, moved_bird_fits

LOSSES = {
    "perceptron": lb.perceptron,
    "hinge": lb.hinge,
    "squared hinge": lb.squared_hinge,
    "logistic": lb.logistic,
    "bits": lambda y, s: lb.logistic(y, s) / np.log(2),
    "exponential": lb.exponential,
}
MARGINS = np.linspace(-20, 20, 4001)
YES = np.ones_like(MARGINS)
PICTURES = [[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]]


# --- the margin and its losses ------------------------------------------------------


def test_margins_of_the_first_cell():
    y, score = np.array([1, 1, 1, -1, -1]), np.array([2.0, 0.5, -1.0, -3.0, 4.0])
    assert (y * score).tolist() == [2, 0.5, -1, 3, -4]
    assert lb.zero_one(y, score).tolist() == [0, 0, 1, 0, 1]
    assert lb.zero_one([1, -1], [0.0, 0.0]).tolist() == [1, 1]


def test_a_label_0_costs_1_and_learns_nothing_and_the_package_refuses_it():
    s = np.array([-5.0, 0.0, 5.0])
    assert np.maximum(0, 1 - 0 * s).tolist() == [1, 1, 1]
    assert np.all(-0 * (0 * s < 1) == 0)
    for loss in (lb.hinge, lb.hinge_grad, lb.squared_hinge, lb.perceptron):
        with pytest.raises(ValueError, match=r"labels 0 and 1 become -1 and \+1"):
            loss([0, 1, 0], s)
    assert (2 * np.array([0, 1]) - 1).tolist() == [-1, 1]


@pytest.mark.parametrize("name", LOSSES)
def test_all_but_zero_one_are_convex(name):
    loss = LOSSES[name](YES, MARGINS)
    bend = loss[:-2] + loss[2:] - 2 * loss[1:-1]
    assert bend.min() >= -1e-14 * loss.max()


def test_zero_one_has_a_chord_below_it_and_no_slope():
    chord = 0.75 * lb.zero_one(1, -1.0) + 0.25 * lb.zero_one(1, 1.0)  # at -1/2
    assert chord < lb.zero_one(1, -0.5)
    away = MARGINS[np.abs(MARGINS) > 0.02]
    up = lb.zero_one(np.ones_like(away), away + 0.01)
    np.testing.assert_array_equal(up, lb.zero_one(np.ones_like(away), away))
    assert not hasattr(lb, "zero_one_grad")


def test_logistic_is_binary_cross_entropy():
    s = np.linspace(-30, 30, 61)
    for y in (-1, 1):
        signs = np.full_like(s, y)
        expected = lb.sigmoid_cross_entropy((signs + 1) / 2, s)
        np.testing.assert_allclose(lb.logistic(signs, s), expected, rtol=1e-14)


def test_five_of_seven_curves_meet_at_a_margin_of_0():
    at_0 = [loss(1, 0.0) for loss in (lb.zero_one, *LOSSES.values())]
    assert np.isclose(at_0, 1).sum() == 5
    assert lb.perceptron(1, 0.0) == 0
    assert lb.logistic(1, 0.0) == pytest.approx(np.log(2))


def test_how_hard_each_loss_pushes_on_the_wrong_side():
    m = np.array([-300.0, -30.0, -3.0, -0.1])
    yes = np.ones_like(m)
    for grad in (lb.perceptron_grad, lb.hinge_grad):
        assert grad(yes, m).tolist() == [-1, -1, -1, -1]
        assert grad(yes, m + 302).tolist() == [0, 0, 0, 0]
    for grad in (lb.squared_hinge_grad, lb.exponential_grad):
        assert (np.diff(grad(yes, m)) > 0).all()  # steeper to the left
        assert grad(yes, m)[0] < -600
    push = -lb.logistic_grad(np.ones(3), np.array([-30.0, -3.0, -0.1]))
    assert (push < 1).all() and (np.diff(push) < 0).all()
    assert push[0] == pytest.approx(1, abs=1e-12)


def test_the_rule_of_the_perceptron_is_a_step_down_its_loss():
    x, y, w = np.array([[2.0, -1.0]]), np.array([1.0]), np.array([-1.0, 1.0])
    _, grad = descent.linear_cost(lb.perceptron, lb.perceptron_grad, x, y)
    assert (w - grad(w)).tolist() == (w + y[0] * x[0]).tolist()


@pytest.mark.parametrize(
    ("name", "is_above"),
    [
        ("perceptron", False),
        ("hinge", True),
        ("squared hinge", True),
        ("logistic", False),
        ("bits", True),
        ("exponential", True),
    ],
)
def test_which_losses_bound_the_zero_one_loss(name, is_above):
    loss = LOSSES[name](YES, MARGINS)
    # Divided by log 2 a number may be one rounding below 1.
    assert np.all(loss >= lb.zero_one(YES, MARGINS) - 1e-15) == is_above


def test_the_counter_examples_of_the_bound():
    assert lb.perceptron(1, -0.3) == 0.3
    assert lb.logistic(1, -0.3).round(4) == 0.8544
    assert (lb.logistic(1, -0.3) / np.log(2)).round(4) == 1.2326
    assert lb.hinge(1, -0.3) == 1.3
    passes = -np.log(np.e - 1)
    assert passes.round(4) == -0.5413
    assert lb.logistic(1, passes) == pytest.approx(1, rel=1e-15)
    # No factor repairs the perceptron: near 0 it is below any bound.
    for factor in (10, 1e6):
        assert factor * lb.perceptron(1, -0.5 / factor) < lb.zero_one(1, -0.5 / factor)
    # Nor does one below 1 / log 2 repair the logistic loss.
    assert 0.999 / np.log(2) * lb.logistic(1, 0.0) < 1


def test_the_hinge_is_zero_beyond_the_margin_only():
    right = np.array([0.1, 0.3, 1.0, 2.0])
    expected = [0.9, 0.7, 0, 0]
    np.testing.assert_allclose(lb.hinge(np.ones(4), right), expected, rtol=1e-15)
    assert lb.perceptron(np.ones(4), right).tolist() == [0, 0, 0, 0]


def test_silence_costs_the_perceptron_nothing():
    y = np.array([1.0, -1.0, 1.0])
    assert lb.perceptron(y, np.zeros(3)).tolist() == [0, 0, 0]
    assert lb.hinge(y, np.zeros(3)).tolist() == [1, 1, 1]


def test_growth_on_the_wrong_side():
    m = np.array([-1.0, -10.0, -100.0])
    yes = np.ones(3)
    assert lb.perceptron(yes, m).tolist() == [1, 10, 100]
    assert lb.hinge(yes, m).tolist() == [2, 11, 101]
    assert lb.squared_hinge(yes, m).tolist() == [4, 121, 10201]
    assert lb.logistic(yes, m).round(3).tolist() == [1.313, 10, 100]
    np.testing.assert_allclose(lb.exponential(yes, m), np.exp(-m), rtol=1e-14)
    for loss in (lb.perceptron, lb.hinge, lb.logistic):
        assert loss(1, -201.0) - loss(1, -200.0) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    ("loss", "share"),
    [
        (lb.hinge, 11 / (99 / 2 + 11)),
        (lb.squared_hinge, 121 / (99 / 4 + 121)),
        (lb.logistic, np.log1p(np.e**10) / (99 * np.log1p(np.e**-0.5) + 10.0000454)),
        (lb.exponential, np.e**10 / (99 * np.e**-0.5 + np.e**10)),
    ],
)
def test_one_mistake_among_a_hundred(loss, share):
    losses = loss(np.ones(100), np.append(np.full(99, 0.5), -10.0))
    assert losses[-1] / losses.sum() == pytest.approx(share, rel=1e-6)


def test_the_shares_that_the_chapter_prints():
    m = np.append(np.full(99, 0.5), -10.0)
    shares = {"": [], "_grad": []}
    for name in ("hinge", "squared_hinge", "logistic", "exponential"):
        for kind, found in shares.items():
            each = np.abs(getattr(lb, name + kind)(np.ones(100), m))
            found.append(round(100 * each[-1] / each.sum(), 1))
    assert shares[""] == [18.2, 83.0, 17.6, 99.7]
    assert shares["_grad"] == [1.0, 18.2, 2.6, 99.7]


# --- the kink -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("g", "is_subgradient"),
    [(-1.1, False), (-1.0, True), (-0.5, True), (0.0, True), (0.1, False)],
)
def test_each_slope_from_minus_1_to_0_is_a_subgradient(g, is_subgradient):
    for m in (np.linspace(-3, 4, 141), np.linspace(0.999, 1.001, 21)):
        loss = lb.hinge(np.ones_like(m), m)
        assert np.all(loss - g * (m - 1) >= 0) == is_subgradient


def test_a_kink_may_be_convex_and_is_not_where_the_slope_falls():
    m = np.arange(-192, 193) / 64  # exact in binary, and so are the differences
    hinge = lb.hinge(np.ones_like(m), m)
    smallest = [
        (L[:-2] - 2 * L[1:-1] + L[2:]).min()
        for L in (hinge, np.abs(m), np.minimum(hinge, 1))
    ]
    assert smallest == [0, 0, -1 / 64]
    # By chords: between any two points, at any share of the way.
    rng = np.random.default_rng(0)
    a, b, t = rng.uniform(-3, 3, size=(2, 10_000)), 0, rng.uniform(size=10_000)
    a, b = a
    yes = np.ones_like(t)
    curves = (
        lambda m: lb.hinge(yes, m),
        np.abs,
        lambda m: np.minimum(lb.hinge(yes, m), 1),
    )
    below = [
        ((1 - t) * f(a) + t * f(b) < f((1 - t) * a + t * b) - 1e-12).any()
        for f in curves
    ]
    assert below == [False, False, True]


def test_the_logistic_loss_does_not_grow_faster_than_the_hinge():
    m = np.append(-np.geomspace(1e-3, 1e6, 400), 0.0)
    gap = lb.hinge(np.ones_like(m), m) - lb.logistic(np.ones_like(m), m)
    assert (gap > 0).all() and (gap[m > -30] < 1).all()  # below, to the last digit
    np.testing.assert_allclose(gap, 1 - np.logaddexp(0, m), atol=1e-9)
    assert gap[-2] == pytest.approx(1)  # at -1e6


def test_the_package_takes_0_at_the_hinge_and_minus_y_at_the_perceptron():
    assert lb.hinge_grad([1, 1, -1], [1.0, 0.5, 0.5]).tolist() == [0, -1, 1]
    assert lb.hinge_grad([1, -1], [1.0, -1.0]).tolist() == [0, 0]
    assert lb.perceptron_grad([1, -1], [0.0, 0.0]).tolist() == [-1, 1]
    # A hopeless mistake pushes no harder than a narrow one.
    assert lb.hinge_grad([1, 1], [-1000.0, 0.99]).tolist() == [-1, -1]


# --- the machine --------------------------------------------------------------------

PRICE = 0.01


@pytest.fixture(scope="module")
def birds():
    penguins = datasets.load_penguins()
    two = penguins.labels < 2
    y = 2.0 * penguins.labels[two] - 1
    return descent.standardize(penguins.features[two, :2]), y


def svm(features, y, price, loss=lb.hinge, loss_grad=lb.hinge_grad, **options):
    cost, grad = descent.linear_cost(
        loss, loss_grad, descent.add_intercept(features), y
    )
    per_weight = price * np.array([1, 1, 0])
    return descent.gradient_descent(
        lambda w: cost(w) + w @ (per_weight * w) / 2,
        lambda w: grad(w) + per_weight * w,
        np.zeros(3),
        **options,
    )


SHRINKING = {"rate": np.geomspace(2, 1e-4, 1000), "steps": 1000}


@pytest.fixture(scope="module")
def fit(birds):
    return svm(*birds, PRICE, **SHRINKING)


def solve_primal(features, y, penalty, c):
    """Minimise penalty |w|² / 2 + c times the sum of the slacks, in scipy.

    The variables are weights, intercept and slacks. There are no hinges in it: the
    slacks are bounded from below.
    """
    n = len(y)
    rows = y[:, None] * descent.add_intercept(features)
    price = np.array([penalty, penalty, 0])
    found = minimize(
        lambda v: (
            c * v[3:].sum() + v[:3] @ (price * v[:3]) / 2,
            np.concatenate([price * v[:3], np.full(n, c)]),
        ),
        np.concatenate([np.zeros(3), np.ones(n)]),
        jac=True,
        method="SLSQP",
        bounds=[(None, None)] * 3 + [(0, None)] * n,
        constraints={
            "type": "ineq",
            "fun": lambda v: rows @ v[:3] + v[3:] - 1,
            "jac": lambda v: np.hstack([rows, np.eye(n)]),
        },
        options={"ftol": 1e-13, "maxiter": 500},
    )
    assert found.success
    return found


@pytest.fixture(scope="module")
def primal(birds):
    return solve_primal(*birds, PRICE, 1 / len(birds[1]))


def margins_of(fit, birds):
    features, y = birds
    return y * (descent.add_intercept(features) @ fit.last)


def test_the_descent_finds_the_minimum_of_the_quadratic_programme(birds, fit, primal):
    np.testing.assert_allclose(fit.last, primal.x[:3], atol=1e-4)
    assert fit.costs[-1] == pytest.approx(primal.fun, abs=1e-7)
    assert fit.costs.min() >= primal.fun - 1e-9
    # What the figure takes for the least objective is that, too.
    long = svm(*birds, PRICE, rate=np.geomspace(2, 1e-5, 4000), steps=4000)
    assert long.costs.min() == pytest.approx(primal.fun, abs=1e-8)


def test_shrinking_rates_arrive_and_a_fixed_one_hovers(birds, fit):
    fixed = svm(*birds, PRICE, rate=0.5, steps=1000)
    least = svm(*birds, PRICE, rate=np.geomspace(2, 1e-5, 4000), steps=4000).costs.min()
    assert fit.costs[-1] - least < 1e-7
    late = fixed.costs[500:] - least
    assert late.min() > 1e-7
    gap = fixed.costs - least
    assert gap[100] > 5e-5  # it still falls
    assert gap[130] < 1e-5  # it hovers from here on
    assert 2e-6 < np.median(gap[130:]) < 2e-5
    assert fit.costs[50] < fixed.costs[50]
    assert (np.diff(late) > 0).sum() > 100  # steps that go up
    assert (np.diff(fit.costs) > 0).any()  # so do some of the shrinking ones


def test_rates_that_shrink_too_fast_stop_short(birds, fit, primal):
    fast = 2 * 0.9 ** np.arange(1000)
    hurried = svm(*birds, PRICE, rate=fast, steps=1000)
    assert fast.sum() == pytest.approx(20)
    assert SHRINKING["rate"].sum() > 200
    assert hurried.costs.min() - primal.fun > 1e-3
    assert np.ptp(hurried.parameters[-500:], axis=0).max() < 1e-12  # it stands still
    np.testing.assert_allclose(hurried.last, [2.025, -0.597, -1.008], atol=1e-3)
    # Both fall by the same factor at each step.
    for rates in (fast, SHRINKING["rate"]):
        np.testing.assert_allclose(rates[1:] / rates[:-1], rates[1] / rates[0])


def test_c_of_the_libraries_is_1_over_lambda_n(birds, fit):
    features, y = birds
    c = 1 / (PRICE * len(y))
    assert round(c, 3) == 0.457
    held = margins_of(fit, birds) < 1 + 1e-3
    found = solve_primal(features[held], y[held], 1, c).x[:3]
    np.testing.assert_allclose(found, fit.last, atol=1e-4)


def can_separate(features, y):
    """Say if some w and b give each margin at least 1, by a linear programme."""
    rows = -y[:, None] * descent.add_intercept(features)
    zero = np.zeros(3)
    return linprog(zero, rows, -np.ones(len(y)), bounds=(None, None)).success


def test_no_line_separates_the_birds_so_there_is_no_hard_margin(birds):
    features, y = birds
    assert not can_separate(features, y)
    sure = np.abs(features[:, 0]) > 1
    assert can_separate(features[sure], np.sign(features[sure, 0]))  # it can say yes


def test_the_geometric_margin_is_the_distance_from_the_boundary(birds, fit):
    features, y = birds
    w, b = fit.last[:2], fit.last[2]
    geometric = margins_of(fit, birds) / np.linalg.norm(w)
    # The nearest point of the boundary, from the foot of the perpendicular.
    foot = features - np.outer((features @ w + b) / (w @ w), w)
    np.testing.assert_allclose(foot @ w + b, 0, atol=1e-12)
    distance = np.linalg.norm(features - foot, axis=1)
    np.testing.assert_allclose(np.abs(geometric), distance, rtol=1e-10, atol=1e-12)
    assert ((geometric < 0) == (np.sign(features @ w + b) != y)).all()
    on_edge = np.abs(margins_of(fit, birds) - 1) < 1e-3
    np.testing.assert_allclose(distance[on_edge], 1 / np.linalg.norm(w), rtol=1e-3)


def test_which_birds_carry_the_boundary(birds, fit):
    features, y = birds
    assert len(y) == 219 and (y < 0).sum() == 151 and (y > 0).sum() == 68
    m = margins_of(fit, birds)
    assert (m <= 0).sum() == 6
    assert ((m > 0) & (m < 1 - 1e-3)).sum() == 20
    assert (np.abs(m - 1) <= 1e-3).sum() == 3
    assert (m < 1 + 1e-3).sum() == 29
    assert (m >= 1 + 1e-3).sum() == 190
    # None stands where the tolerance would decide.
    assert not ((np.abs(m - 1) > 1e-4) & (np.abs(m - 1) < 1e-2)).any()
    scores = descent.add_intercept(features) @ fit.last
    assert lb.hinge(y, scores).mean().round(4) == 0.0714
    assert lb.zero_one(y, scores).mean().round(4) == 0.0274


def test_a_higher_price_makes_more_birds_carry(birds):
    features, y = birds
    for price, count in ((0.01, 29), (0.1, 71)):
        found = svm(features, y, price, **SHRINKING)
        assert (margins_of(found, birds) < 1 + 1e-3).sum() == count
        held = margins_of(found, birds) < 1 + 1e-3
        # Solved for these alone: no other bird contradicts, so it is the minimum.
        w, b, _ = solve_svm(features[held], y[held], price * len(y) / count)
        np.testing.assert_allclose(found.last, [*w, b], atol=1e-3)
        assert (y * (features @ w + b) < 1 + 1e-3).sum() == count


def test_what_the_chapter_says_of_the_birds_that_move():
    fits = moved_bird_fits()
    position = {
        (bird, shift): i for i, (bird, shift) in enumerate(product(MOVERS, SHIFTS))
    }
    start = fits.bills[position["D", 0]]
    middle, unit = start.mean(axis=0), start.std(axis=0)

    def pushes(bird, shift):
        bills = (fits.bills[position[bird, shift]] - middle) / unit
        return solve_svm(bills, fits.signs, PENALTY)[2]

    assert PENALTY == 1 / 20
    at_start = fits.margins[position["D", 0]]
    for bird, expected in zip("ABCD", (2.2, 1, 1, 0.8), strict=True):
        assert at_start[MOVERS[bird]] == pytest.approx(expected, abs=0.02)
    d = MOVERS["D"]
    # Beyond the margin at once when shorter, on the wrong side at once when longer.
    for shift in (s for s in SHIFTS if s < 0):
        assert fits.margins[position["D", shift]][d] > 1
    still = fits.weights[[position["D", shift] for shift in SHIFTS if shift < 0]]
    assert np.ptp(still, axis=0).max() < 0.01
    for shift in (s for s in SHIFTS if s > 0):
        assert fits.margins[position["D", shift]][d] < 0
        assert pushes("D", shift)[d] == pytest.approx(1)
    for shift in SHIFTS:
        of_a = fits.margins[position["A", shift]][MOVERS["A"]]
        assert of_a > 1.4 if shift <= 2 else of_a < 1 + 1e-3
    assert fits.margins[position["A", 4]][MOVERS["A"]] == pytest.approx(1, abs=1e-3)
    still = fits.weights[[position["D", shift] for shift in (8, 10, 12)]]
    assert np.ptp(still, axis=0).max() < 0.01
    assert np.abs(still[0] - fits.weights[position["D", 6]]).max() > 1
    near, far = pushes("D", 8), pushes("D", 12)
    assert near[d] == pytest.approx(1) and far[d] == pytest.approx(1)
    free = (near > 0.001) & (near < 0.999)
    assert free.any() and np.abs(near - far)[free].max() > 0.01
    np.testing.assert_allclose(near[~free], far[~free], atol=1e-3)


def test_beyond_the_slider_the_line_moves_again_and_turns_round():
    penguins = datasets.load_penguins()
    bills = penguins.features[list(BIRDS), :2]
    y = 2.0 * penguins.labels[list(BIRDS)] - 1
    middle, unit = bills.mean(axis=0), bills.std(axis=0)

    def moved(shift):
        there = bills.copy()
        there[MOVERS["D"], 0] += shift
        scaled = (there - middle) / unit
        w = solve_primal(scaled, y, PENALTY, 1 / 16).x[:3]
        return w, (y * (descent.add_intercept(scaled) @ w) <= 0).sum()

    last, _ = moved(12)
    np.testing.assert_allclose(moved(8)[0], last, atol=1e-4)
    assert np.abs(moved(20)[0] - last).max() > 0.01
    far, wrong = moved(100)
    assert far[0] < 0 < last[0] and wrong == 7


@pytest.mark.parametrize(("factor", "wrong"), [(1, 6), (10, 10), (1000, 68)])
def test_one_bill_without_its_point_moves_the_line_of_219_birds(birds, factor, wrong):
    features, y = birds
    penguins = datasets.load_penguins()
    mm = penguins.features[penguins.labels < 2, 0]
    assert mm[0] == 39.1 and y[0] == -1
    typo = features.copy()
    typo[0, 0] += (factor - 1) * mm[0] / mm.std()
    rates = {"rate": np.geomspace(0.2, 1e-6, 6000), "steps": 6000}
    found = svm(typo, y, PRICE, **rates)
    scores = descent.add_intercept(typo) @ found.last
    assert lb.zero_one(y, scores).sum() == wrong
    # The least of the losses of some birds is below that of all.
    some = y * scores < 1 + 1e-3
    if factor == 1000:
        some[:] = True
    least = solve_primal(typo[some], y[some], PRICE, 1 / len(y)).fun
    assert found.costs[-1] == pytest.approx(least, abs=1e-5)
    if factor == 1000:  # no weight is left, and every bird is called an Adelie
        np.testing.assert_allclose(found.last, [0, 0, -1], atol=5e-4)
        assert (scores < 0).all()


def test_the_dual_problem_has_the_same_value_and_needs_products_only(birds, fit):
    features, y = birds
    held = margins_of(fit, birds) < 1 + 1e-3
    n = len(y)
    w, b, a = solve_svm(features[held], y[held], PRICE * n / held.sum())
    value = a.sum() / n - PRICE / 2 * w @ w
    assert value == pytest.approx(fit.costs[-1], abs=1e-6)
    products = features[held] @ features.T
    score = (a * y[held]) @ products / (PRICE * n) + b
    expected = descent.add_intercept(features) @ fit.last
    np.testing.assert_allclose(score, expected, atol=1e-3)


def test_without_the_other_birds_nothing_changes(birds, fit):
    features, y = birds
    held = margins_of(fit, birds) < 1 + 1e-3
    price = PRICE * len(y) / held.sum()
    again = svm(features[held], y[held], price, **SHRINKING)
    np.testing.assert_allclose(again.last, fit.last, atol=1e-4)
    w, b, pushes = solve_svm(features[held], y[held], price)
    np.testing.assert_allclose([*w, b], fit.last, atol=1e-4)
    # Each of them is needed: none has a push of 0.
    assert pushes.min() > 1e-3
    # With the same price the line moves: the mean divides by fewer birds.
    other = svm(features[held], y[held], PRICE, **SHRINKING)
    assert np.abs(other.last - fit.last).max() > 0.1


def test_the_conditions_that_explain_it(birds, fit):
    """Pushes from the birds that carry alone; then w is their sum."""
    features, y = birds
    m = margins_of(fit, birds)
    held = m < 1 + 1e-3
    _, _, pushes = solve_svm(features[held], y[held], PRICE * len(y) / held.sum())
    a = np.zeros(len(y))
    a[held] = pushes
    np.testing.assert_allclose(a[m < 1 - 1e-3], 1, atol=1e-5)
    assert a[m > 1 + 1e-3].max() == 0
    assert a @ y == pytest.approx(0, abs=1e-8)
    sum_of_pushes = (a * y) @ features / len(y)
    np.testing.assert_allclose(PRICE * fit.last[:2], sum_of_pushes, atol=1e-6)


def test_birds_beyond_the_margin_may_move_there_as_they_like(birds, fit):
    features, y = birds
    m = margins_of(fit, birds)
    free = m > 1 + 1e-3
    rng = np.random.default_rng(0)
    moved = features.copy()
    away = fit.last[:2] / np.linalg.norm(fit.last[:2])
    along = np.array([-away[1], away[0]])
    moved[free] += y[free, None] * rng.uniform(0, 2, (free.sum(), 1)) * away
    moved[free] += rng.uniform(-2, 2, (free.sum(), 1)) * along
    again = svm(moved, y, PRICE, **SHRINKING)
    assert margins_of(again, (moved, y))[free].min() > 1
    np.testing.assert_allclose(again.last, fit.last, atol=1e-4)


def test_under_the_logistic_loss_no_bird_stops_pushing(birds):
    features, y = birds
    found = svm(features, y, PRICE, lb.logistic, lb.logistic_grad, rate=0.5, steps=500)
    m = margins_of(found, birds)
    push = np.abs(lb.logistic_grad(np.ones_like(m), m))
    assert push.min() > 0
    assert push[m.argmax()] < 0.02 < 0.5 < push[m.argmin()]


def test_under_the_logistic_loss_a_fixed_rate_arrives(birds):
    pair = lb.logistic, lb.logistic_grad
    path = svm(*birds, PRICE, *pair, rate=0.5, steps=1000)
    _, grad = descent.linear_cost(*pair, descent.add_intercept(birds[0]), birds[1])
    slope = grad(path.last) + PRICE * path.last * [1, 1, 0]
    assert np.abs(slope).max() < 1e-6
    # Half the rate ends at the same place; the hinge hovers at either.
    half = svm(*birds, PRICE, *pair, rate=0.25, steps=2000)
    np.testing.assert_allclose(half.last, path.last, atol=1e-4)


def test_the_street_is_as_wide_as_the_chapter_says(fit):
    w, b = fit.last[:2], fit.last[2]
    foot = -b * w / (w @ w)
    step = w / np.linalg.norm(w) * 2 / np.linalg.norm(w)
    edge = foot - step / 2
    assert edge @ w + b == pytest.approx(-1)
    assert (edge + step) @ w + b == pytest.approx(1)


def test_leaving_one_out_only_support_vectors_can_be_mistaken(birds, fit):
    features, y = birds
    held = np.flatnonzero(margins_of(fit, birds) < 1 + 1e-3)
    assert len(held) == 29 and len(y) == 219
    mistakes = 0
    for bird in held:
        rest = np.delete(held, bird == held)  # the others do not matter
        price = PRICE * len(y) / len(rest)
        w = svm(features[rest], y[rest], price, **SHRINKING).last
        mistakes += y[bird] * (features[bird] @ w[:2] + w[2]) <= 0
    m = margins_of(fit, birds)
    assert mistakes == (m <= 0).sum() == 6  # and the bound is 29


def best_squared_hinge(features, y):
    X, per_weight = descent.add_intercept(features), PRICE * np.array([1, 1, 0])
    return minimize(
        lambda w: (
            lb.squared_hinge(y, X @ w).mean() + w @ (per_weight * w) / 2,
            X.T @ lb.squared_hinge_grad(y, X @ w) / len(y) + per_weight * w,
        ),
        np.zeros(3),
        jac=True,
        method="BFGS",
        options={"gtol": 1e-9},
    ).x


def angle(before, after):
    u, v = before[:2], after[:2]
    return np.degrees(np.arccos(u @ v / np.linalg.norm(u) / np.linalg.norm(v)))


def test_answer_10_a_wrong_label_turns_the_squared_hinge_more(birds):
    features, y = birds
    shortest = features[:, 0].argmin()
    assert y[shortest] == -1
    flipped = y.copy()
    flipped[shortest] = 1.0
    X = descent.add_intercept(features)
    turns, wrong = [], []
    fixed = {"rate": 0.3, "steps": 4000}
    for pair, options in [
        ((lb.hinge, lb.hinge_grad), SHRINKING),
        ((lb.squared_hinge, lb.squared_hinge_grad), fixed),
    ]:
        fits = [svm(features, t, PRICE, *pair, **options).last for t in (y, flipped)]
        turns.append(angle(*fits))
        wrong.append([lb.zero_one(y, X @ w).sum() for w in fits])
        for w, truth in zip(fits, (y, flipped), strict=True):
            held = truth * (X @ w) < 1 + 1e-3
            best = (
                solve_primal(features[held], truth[held], PRICE, 1 / len(y)).x[:3]
                if options is SHRINKING
                else best_squared_hinge(features, truth)
            )
            np.testing.assert_allclose(w, best, atol=1e-4)
    assert np.round(turns, 1).tolist() == [0.6, 3.9]
    assert wrong == [[6, 6], [7, 5]]


def test_so_do_twenty_other_wrong_labels(birds):
    features, y = birds
    before = [svm(*birds, PRICE, **SHRINKING).last, best_squared_hinge(*birds)]
    for bird in features[:, 0].argsort()[:20]:
        flipped = y.copy()
        flipped[bird] *= -1
        after = [
            svm(features, flipped, PRICE, **SHRINKING).last,
            best_squared_hinge(features, flipped),
        ]
        by_hinge, by_squared = map(angle, before, after)
        assert by_squared > by_hinge


# --- scores and probabilities -------------------------------------------------------


@pytest.mark.parametrize("p", [0.1, 0.4, 0.6, 0.9])
def test_what_the_best_score_knows(p):
    best = {}
    for name, loss in LOSSES.items():

        def mean(s, loss=loss):
            return p * loss(1, s) + (1 - p) * loss(-1, s)

        options = {"xatol": 1e-10}
        best[name] = minimize_scalar(mean, bounds=(-5, 4.7), options=options).x
    assert best["hinge"] == pytest.approx(np.sign(p - 0.5), abs=1e-5)
    assert best["squared hinge"] == pytest.approx(2 * p - 1, abs=1e-5)
    assert best["logistic"] == pytest.approx(lb.logit(p), abs=1e-5)
    assert best["exponential"] == pytest.approx(lb.logit(p) / 2, abs=1e-5)
    assert best["perceptron"] == pytest.approx(0, abs=1e-5)
    # For a score from -1 to 1 the mean hinge is a straight line.
    for s in (-1.0, -0.3, 0.8, 1.0):
        mean = p * lb.hinge(1, s) + (1 - p) * lb.hinge(-1, s)
        assert mean == pytest.approx(1 + (1 - 2 * p) * s, rel=1e-14)


def test_a_sigmoid_of_the_best_hinge_score_is_no_probability():
    s = np.linspace(-3, 3, 601)
    said = {}
    for p in (0.6, 0.9):
        for loss in (lb.hinge, lb.logistic):
            mean = p * loss(s**0, s) + (1 - p) * loss(-(s**0), s)
            said[p, loss] = lb.sigmoid(s[mean.argmin()]).round(3)
    assert said[0.6, lb.hinge] == said[0.9, lb.hinge] == 0.731
    assert said[0.6, lb.logistic] == pytest.approx(0.6, abs=2e-3)
    assert said[0.9, lb.logistic] == pytest.approx(0.9, abs=2e-3)


# --- many classes -------------------------------------------------------------------


def test_three_pictures():
    loss = lb.multiclass_hinge([0, 1, 2], PICTURES)
    np.testing.assert_allclose(loss, [2.9, 0, 12.9], rtol=1e-14)
    assert loss.mean().round(4) == 5.2667
    worst = lb.multiclass_hinge([0, 1, 2], PICTURES, kind="crammer-singer")
    np.testing.assert_allclose(worst, [2.9, 0, 6.6], rtol=1e-14)
    assert worst.mean().round(4) == 3.1667
    # By hand: the car leads the cat, the frog trails; both lead the frog.
    assert loss[0] == pytest.approx(1 + 5.1 - 3.2)
    assert loss[2] == pytest.approx((1 + 2.2 + 3.1) + (1 + 2.5 + 3.1))
    grad = lb.multiclass_hinge_grad([0, 1, 2], PICTURES)
    assert grad.tolist() == [[-1, 1, 0], [0, 0, 0], [1, 1, -2]]


def test_the_slides_take_the_logarithm_to_base_10():
    s, target = [-2.85, 0.86, 0.28], 2
    assert lb.multiclass_hinge(target, s) == pytest.approx(1.58, rel=1e-14)
    assert lb.softmax_cross_entropy(target, s).round(4) == 1.0402
    p = lb.softmax(s)[target]
    assert p.round(3) == 0.353
    assert -np.log10(0.353).round(3) == 0.452
    assert -np.log10(p).round(3) == 0.452
    assert -np.log(p).round(2) == 1.04
    assert lb.softmax(PICTURES[0])[0].round(2) == 0.13
    assert -np.log10(0.13).round(2) == 0.89
    assert -np.log(0.13).round(2) == 2.04


def test_minus_log_six_tenths_in_digits_and_in_nats():
    assert np.power(10, -0.2218) == pytest.approx(0.6, abs=1e-4)
    assert np.exp(-0.5108) == pytest.approx(0.6, abs=1e-4)
    assert [f"{-f(0.6):.4f}" for f in (np.log10, np.log)] == ["0.2218", "0.5108"]


def best_scores(p, kind):
    """Range of each best score less that of class 0, by linear programmes.

    The variables are the scores, the first of them 0, and what the loss takes the sum
    or the maximum of.
    """
    k = len(p)
    pairs = [(y, r) for y in range(k) for r in range(k) if r != y]
    count = len(pairs) if kind == "weston-watkins" else k
    cost = np.zeros(k + count)
    rows = np.zeros((len(pairs), k + count))
    for i, (y, rival) in enumerate(pairs):
        excess = k + (i if kind == "weston-watkins" else y)
        cost[excess] = p[y]
        rows[i, [rival, y, excess]] = 1, -1, -1
    bounds = [(0, 0)] + [(-9, 9)] * (k - 1) + [(0, None)] * count
    least = linprog(cost, rows, -np.ones(len(pairs)), bounds=bounds).fun
    rows = np.vstack([rows, cost])
    most = np.append(-np.ones(len(pairs)), least + 1e-9)
    ranges = []
    for j in range(1, k):
        aim = np.eye(k + count)[j]
        ends = [linprog(sign * aim, rows, most, bounds=bounds).fun for sign in (1, -1)]
        ranges.append((ends[0], -ends[1]))
    return np.array(ranges)


def test_no_majority_and_neither_multiclass_hinge_finds_the_likeliest_class():
    p = np.array([0.45, 0.40, 0.15])
    for kind, best in [("weston-watkins", [0, -1]), ("crammer-singer", [0, 0])]:
        np.testing.assert_allclose(
            best_scores(p, kind), np.transpose([best, best]), atol=1e-6
        )
    # As in the chapter, on a grid, where softmax finds the logarithms of the shares.
    axis = np.linspace(-2, 1, 61)
    car, frog = map(np.ravel, np.meshgrid(axis, axis))
    tried = np.stack([0 * car, car, frog], axis=1)
    for loss, best in [
        (lb.multiclass_hinge, [0, 0, -1]),
        (partial(lb.multiclass_hinge, kind="crammer-singer"), [0, 0, 0]),
        (lb.softmax_cross_entropy, np.log(p / p[0]).round(1)),
    ]:
        mean = sum(p[k] * loss(np.full(len(tried), k), tried) for k in range(3))
        np.testing.assert_allclose(tried[mean.argmin()], best, atol=1e-12)


def test_with_a_majority_both_find_it_without_one_crammer_and_singer_never_do():
    rng = np.random.default_rng(0)
    found = []
    for _ in range(40):
        p = np.sort(rng.dirichlet(np.ones(rng.integers(3, 6))))[::-1]
        if abs(p[0] - 0.5) < 0.01:
            continue
        for kind in ("weston-watkins", "crammer-singer"):
            leads = bool(best_scores(p, kind)[:, 1].max() < -0.5)
            found.append((bool(p[0] > 0.5), kind, leads))
    # With a majority always; Weston and Watkins without one sometimes, not always.
    assert set(found) == {
        (True, "weston-watkins", True),
        (True, "crammer-singer", True),
        (False, "weston-watkins", True),
        (False, "weston-watkins", False),
        (False, "crammer-singer", False),
    }


# --- answers to the exercises -------------------------------------------------------


def test_answer_1():
    y, s = [-1, 1], [3, 0.5]
    assert lb.hinge(y, s).tolist() == [4, 0.5]
    assert lb.hinge_grad(y, s).tolist() == [1, -1]
    assert lb.squared_hinge(y, s).tolist() == [16, 0.25]
    assert lb.squared_hinge_grad(y, s).tolist() == [8, -1]
    assert lb.perceptron(y, s).tolist() == [3, 0]
    assert lb.perceptron_grad(y, s).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("kind", "loss", "grad"),
    [
        ("weston-watkins", 1.25, [-2, 1, 1]),
        ("crammer-singer", 0.75, [-1, 0, 1]),
    ],
)
def test_answer_2(kind, loss, grad):
    assert lb.multiclass_hinge(0, [2, 1.5, 1.75], kind=kind) == loss
    assert lb.multiclass_hinge_grad(0, [2, 1.5, 1.75], kind=kind).tolist() == grad
    assert lb.multiclass_hinge(0, [2.75, 1.5, 1.75], kind=kind) == 0
    assert lb.multiclass_hinge(0, [2.74, 1.5, 1.75], kind=kind) > 0


def test_answer_8_a_convex_loss_grows_at_least_like_its_tangent():
    for name, m0 in [("hinge", 0.5), ("bits", 2.0), ("exponential", 3.0)]:
        loss = LOSSES[name]
        g = (loss(1, m0 + 1e-6) - loss(1, m0 - 1e-6)) / 2e-6
        assert g < 0
        line = loss(1, m0) + g * (MARGINS - m0)
        assert np.all(loss(YES, MARGINS) >= line - 1e-6)
    # The exceptions never fall: convex, and bounded on the wrong side.
    rising = np.exp(MARGINS)
    assert np.all(rising[:-2] + rising[2:] - 2 * rising[1:-1] >= 0)
    assert rising[MARGINS < 0].max() < 1 and np.all(np.diff(rising) > 0)
