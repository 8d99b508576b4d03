"""Every claim of the catalogue, checked for every loss by walking over the table."""

import copy
import importlib
import inspect
import itertools
import math
import pickle
import re
import tracemalloc
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from lossbook.catalogue import CATALOGUE, Knob, Peer, Row
from lossbook.links import sigmoid, softmax

ROWS = [pytest.param(row, id=name) for name, row in CATALOGUE.items()]
every_row = pytest.mark.parametrize("row", ROWS)
every_slope = pytest.mark.parametrize(
    "row", [param for param in ROWS if param.values[0].grad]
)
every_function = pytest.mark.parametrize(
    "function",
    [
        pytest.param((row, function), id=function.__name__)
        for row in CATALOGUE.values()
        for function in (row.loss, row.grad)
        if function
    ],
)

LOSS_MODULES = [
    importlib.import_module(f"lossbook.{name}")
    for name in (
        *("classification", "regression", "margin", "likelihood"),
        *("forecast", "overlap", "ranking", "reweighted"),
    )
]


# --- where the losses are looked at -----------------------------------------------


def arguments(row, scale=3.0, seed=0, count=60, classes=4):
    """Truths and second arguments, spread over the loss's domain.

    The scale is that of logits, scores and residuals: with 3 the probabilities go down
    to about 1e-6, with 300 nearly all is on one class. It is that of the logarithm of a
    rate.
    """
    random = np.random.default_rng(seed)
    if row.axes:
        y_true = rows_of_truths(row.truth, count, classes)
        shape = (count, classes, *[2] * (row.axes - 1))
        z = scale * random.normal(size=shape)
        if row.second == "members":
            return y_true, np.expand_dims(y_true, 1) + z
        if row.second == "probs":
            return y_true, softmax(z) if row.truth == "labels" else sigmoid(z)
        return y_true, z
    z = scale * random.normal(size=count)
    if row.truth == "counts":
        return np.arange(count) % 5, (
            np.exp(np.clip(z, -600, 600)) if row.second == "rate" else z
        )
    if row.truth == "reals":
        y_true = np.arange(count) % 5 / 4.0
        return y_true, y_true + z
    y_true = np.arange(count) % 2
    if row.truth == "signs":
        return 2 * y_true - 1, z
    return y_true, sigmoid(z) if row.second == "probs" else z


def rows_of_truths(truth, count, size):
    """Truths of examples that are rows of so many classes, pixels, items or members."""
    place = np.arange(count)
    if truth == "labels":
        return place % size
    if truth == "reals":
        return place % 5 / 4.0
    if truth == "points":
        return np.stack([place % 5 / 4.0, place % 3 / 2.0], axis=1)
    if truth == "orders":
        orders = np.array([*itertools.permutations(range(size))])
        return orders[place % len(orders)]
    # From one pixel inside to all of them.
    inside = (np.arange(size) <= place[:, None] % size).astype(np.int64)
    return 2 * inside - 1 if truth == "signed masks" else inside


def knob_settings(row):
    """All combinations of the ends and the defaults of the knobs."""
    values = [(knob.low, knob.default, knob.high) for knob in row.knobs.values()]
    for combination in itertools.product(*values):
        yield dict(zip(row.knobs, combination, strict=True))


def distance(row, a, b):
    """Euclidean distance of an example's second arguments."""
    return length(row, a - b)


def length(row, gaps):
    """Euclidean length of each example's part of an array like the second argument."""
    size = gaps.shape[: gaps.ndim - row.axes]
    return np.linalg.norm(gaps.reshape(*size, -1), axis=-1) if row.axes else abs(gaps)


def directions(row, second):
    """Small steps that stay inside the domain, one array for each direction."""
    if row.truth != "labels" or row.second != "probs":
        small = np.full_like(second, 1e-4)
        if row.second == "probs":
            small = 1e-4 * np.minimum(second, 1 - second)
        elif row.second == "rate":
            small = 1e-4 * second
        for unit in np.eye(second[0].size).reshape(-1, *second.shape[1:]):
            yield unit * small
    else:
        # A distribution stays one if what one class gains another loses.
        size = 1e-4 * second.min(axis=1, keepdims=True)
        for i, j in itertools.combinations(range(second.shape[1]), 2):
            yield size * (np.eye(second.shape[1])[i] - np.eye(second.shape[1])[j])


# --- the gradient -----------------------------------------------------------------


@every_slope
def test_the_gradient_is_the_central_difference_of_the_loss(row):
    for knobs in knob_settings(row):
        y_true, second = arguments(row)
        grad = row.grad(y_true, second, **knobs)
        assert grad.shape == second.shape
        for step in directions(row, second):
            up = row.loss(y_true, second + step, **knobs)
            down = row.loss(y_true, second - step, **knobs)
            slope = (grad * step).reshape(len(y_true), -1).sum(axis=1)
            size = distance(row, step, 0 * step)
            np.testing.assert_allclose(
                slope / size, (up - down) / 2 / size, rtol=1e-6, atol=1e-7
            )


@every_row
def test_a_loss_is_differentiable_if_slopes_from_left_and_right_agree(row):
    # 201 places, 0 and the middle of the domain among them, where kinks like to be.
    x, h = np.linspace(*row.domain, 201)[1:-1], 1e-7
    middle = row.curve(x)
    left, right = (middle - row.curve(x - h)) / h, (row.curve(x + h) - middle) / h
    # Where the second derivative is 4e4, as at p = 0.005, they are 4e-3 apart.
    kinks = np.abs(right - left) > 0.02
    assert row.differentiable == (not kinks.any())


# --- large inputs -----------------------------------------------------------------


@every_function
def test_a_large_input_gives_what_its_parts_give(function):
    """In float32 too, which is computed in float64 and rounded once."""
    row, function = function
    y_true, second = arguments(row, count=30_000)
    answer = function(y_true, second)
    parts = [
        function(y_true[i : i + 99], second[i : i + 99]) for i in (0, 10_000, 29_950)
    ]
    for part, i in zip(parts, (0, 10_000, 29_950), strict=True):
        np.testing.assert_array_equal(answer[i : i + 99], part)
    single = second.astype(np.float32)
    if row.truth in ("reals", "points"):
        y_true = y_true.astype(np.float32)
    wide = [
        x.astype(np.float64) if x.dtype.kind == "f" else x for x in (y_true, single)
    ]
    exact = function(*wide)
    np.testing.assert_array_equal(function(y_true, single), exact.astype(np.float32))


@every_function
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_large_input_needs_no_second_one_beside_the_answer(function, dtype):
    row, function = function
    y_true, second = arguments(row, count=1_000_000 // 4**row.axes)
    second = second.astype(dtype)
    if row.truth not in ("labels", "orders") and row.second != "score":
        y_true = y_true.astype(dtype)
    function(y_true[:9], second[:9])
    shapes = [y_true.shape]
    if not row.axes:  # one number an element, in any shape
        shapes += [(2, -1), (1000, -1)]
    for shape in shapes:
        y_true = y_true.reshape(shape)
        second = second if row.axes else second.reshape(shape)
        tracemalloc.start()
        answer = function(y_true, second)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert answer.shape[0] == y_true.shape[0]
        # The larger one is that of the orders, whose integers have 64 bits.
        assert most <= answer.nbytes + 1.1 * max(second.nbytes, y_true.nbytes)


# --- convex, Lipschitz, bounded ---------------------------------------------------


def worst_chord(row, **knobs):
    """How far the loss rises above a chord, at most, over many random chords."""
    worst = -math.inf
    for scale in (1.0, 3.0, 10.0):
        y_true, a = arguments(row, scale=scale, seed=1, count=400)
        _, b = arguments(row, scale=scale, seed=2, count=400)
        for share in (0.1, 0.5, 0.9):
            chord = share * row.loss(y_true, a, **knobs) + (1 - share) * row.loss(
                y_true, b, **knobs
            )
            inside = row.loss(y_true, share * a + (1 - share) * b, **knobs)
            worst = max(worst, np.max((inside - chord) / np.maximum(1, np.abs(chord))))
    return worst


# Those that are convex for some knobs only: the row's words, and what they mean.
CONVEX = {
    "general_robust": (r"\alpha \ge 1", lambda alpha, scale: alpha >= 1),
    "focal": (r"\gamma = 0", lambda gamma: gamma == 0),
    "softmax_focal": (r"\gamma = 0", lambda gamma: gamma == 0),
    "asymmetric": (
        r"\gamma_+ = \gamma_- = c = 0",
        lambda gamma_pos, gamma_neg, clip: gamma_pos == gamma_neg == clip == 0,
    ),
}


@every_row
def test_a_convex_loss_is_never_above_a_chord_and_another_one_is(row):
    assert (worst_chord(row) < 1e-12) == row.convex
    words, holds = CONVEX.get(row.name, (None, lambda **knobs: row.convex))
    assert row.convex_for == words
    for knobs in knob_settings(row):
        if holds(**knobs):
            assert worst_chord(row, **knobs) < 1e-12
        else:
            assert worst_chord(row, **knobs) > 1e-3


@pytest.mark.parametrize("alpha", [1.0, 1.2, 1.6, 2.0])
def test_the_general_robust_loss_is_convex_from_1_on(alpha):
    assert worst_chord(CATALOGUE["general_robust"], alpha=alpha) < 1e-12


@pytest.mark.parametrize("alpha", [0.9, 0.5, 0.0, -1.0, -math.inf])
def test_the_general_robust_loss_is_not_convex_below_1(alpha):
    r = np.linspace(0, 400, 4001)
    assert np.diff(CATALOGUE["general_robust"].grad(0 * r, r, alpha=alpha)).min() < 0


@pytest.mark.parametrize("alpha", [-4.0, -1.0, 0.5, 1.0, 1.5])
def test_the_formula_of_the_general_robust_loss_with_its_letter_b(alpha):
    r, c, b = np.linspace(-3, 3, 7), 0.5, 2 - alpha
    formula = b / alpha * (((r / c) ** 2 / b + 1) ** (alpha / 2) - 1)
    row = CATALOGUE["general_robust"]
    assert row.loss(0 * r, r, alpha=alpha, scale=c) == pytest.approx(formula)
    assert r"\frac{b}{\alpha} \left(\left(\frac{(r / c)^2}{b} + 1\right)" in row.formula
    assert r"b = 2 - \alpha" in row.formula


def test_the_slope_of_the_general_robust_loss_depends_on_alpha():
    """No limit above 1, a limit at 1, and back to 0 below 1."""
    slope = CATALOGUE["general_robust"].grad
    far = np.array([1e3, 1e6, 1e9])
    above, at, below = (slope(0 * far, far, alpha=a) for a in (1.5, 1.0, 0.5))
    assert above[0] > 10 and (np.diff(above) > above[:-1]).all()
    assert at == pytest.approx(1, abs=1e-5)
    assert (below < [0.1, 1e-2, 1e-3]).all()


@pytest.mark.parametrize("gamma", [0.05, 0.5, 1.0, 2.0, 5.0])
def test_the_focal_loss_is_not_convex_for_any_gamma_above_0(gamma):
    # Its slope goes to -1 on the wrong side, and beyond -1 on the way there.
    z = -np.geomspace(0.1, 1e3, 4000)
    slopes = CATALOGUE["focal"].grad(np.ones(z.size), z, gamma=gamma)
    assert slopes[-1] == pytest.approx(-1, abs=1e-6)
    assert slopes.min() < -1


def steepness(row, y_true, second):
    """Length of the gradient, without what would leave the distributions."""
    grad = row.grad(y_true, second)
    if row.truth == "labels" and row.second == "probs":
        grad = grad - grad.mean(axis=1, keepdims=True)
    return length(row, grad)


@every_slope
def test_the_lipschitz_constant_bounds_every_chord_and_no_smaller_one_would(row):
    steepest = 0.0
    # The last one is for losses that steepen slowly, and exp(1e6) is inf.
    far = (1e6,) if row.second not in ("probs", "rate") else ()
    far = () if row.name in ("exponential", "poisson_nll_from_log") else far
    for scale in (0.1, 1.0, 3.0, 8.0, *far):
        y_true, a = arguments(row, scale=scale, seed=3, count=2000, classes=2)
        _, b = arguments(row, scale=scale, seed=4, count=2000, classes=2)
        for c in (b, a + 0.01 * (b - a)):
            loss = row.loss(y_true, a)
            rise = np.abs(loss - row.loss(y_true, c))
            rounding = 1e-12 * np.maximum(1, loss)
            assert np.all(rise <= row.lipschitz * distance(row, a, c) + rounding)
        steepest = max(steepest, np.max(steepness(row, y_true, a)))
    assert steepest > min(0.9999 * row.lipschitz, 1e6)
    assert steepest <= row.lipschitz * (1 + 1e-12)


def test_what_jumps_has_no_lipschitz_constant():
    row = CATALOGUE["zero_one"]
    assert row.lipschitz == math.inf
    y_true, second = row.example([-1e-300, 1e-300])
    assert row.loss(y_true, second).tolist() == [1, 0]


@pytest.mark.parametrize("classes", [3, 10])
def test_the_focal_loss_of_more_classes_is_not_steeper(classes):
    row = CATALOGUE["softmax_focal"]
    z = np.random.default_rng(0).normal(scale=3, size=(5000, classes))
    # One rival, the others far behind: as with two classes. The margin is -2.79.
    z[0] = [-2.79, 0.0, *[-90.0] * (classes - 2)]
    length = np.linalg.norm(row.grad(np.zeros(5000, int), z), axis=1)
    assert length[0] == pytest.approx(row.lipschitz, rel=1e-5)
    assert length.max() <= row.lipschitz


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_the_lipschitz_constant_of_a_hinge_of_many_classes(classes):
    row = CATALOGUE["multiclass_hinge"]
    for kind, steepest in (
        ("weston-watkins", math.sqrt(classes * (classes - 1))),
        ("crammer-singer", math.sqrt(2)),  # one rival, however many there are
    ):
        scores = np.eye(classes)[0] * -9
        assert np.linalg.norm(row.grad(0, scores, kind=kind)) == pytest.approx(steepest)
    assert row.lipschitz == math.sqrt(2 * (2 - 1))


WRONG = {  # further and further on the wrong side, of `Row.example`
    "probs": [1e-12, 1e-300],
    "logits": [-50.0, -1e6],
    "scores": [-50.0, -1e6],
    "y_pred": [-50.0, 1e6],
    "mean": [-50.0, 1e6],
    "location": [-50.0, 1e6],
    "members": [-50.0, 1e6],
    "score": [-50.0, -1e6],
    "rate": [1e-12, 1e-300],
    "log_rate": [-50.0, 1e6],
}


@every_slope
def test_a_loss_is_robust_if_the_slope_is_bounded_where_it_is_most_wrong(row):
    y_true, second = row.example(WRONG[row.second])
    slopes = np.abs(row.grad(y_true, second)).reshape(2, -1).max(axis=1)
    assert row.robust == bool(np.all(slopes < 10))


@pytest.mark.parametrize("name", ["zero_one", "sigmoid_margin", "tversky"])
def test_a_bounded_loss_is_robust(name):
    row = CATALOGUE[name]
    assert row.robust and row.supremum == 1
    assert np.all(row.loss(*row.example(WRONG[row.second])) <= 1)


@every_row
def test_the_supremum_holds_and_is_reached_or_approached(row):
    y_true, second = arguments(row, scale=300.0, count=500, classes=2)
    losses = row.loss(y_true, second)
    assert np.all(losses >= 0)
    assert np.all(losses <= row.supremum * (1 + 1e-15))  # which may be rounded
    assert losses.max() > min(0.999 * row.supremum, 300)


# --- what a loss estimates --------------------------------------------------------

SHARES = np.array([0.2, 0.6, 0.2])  # of three classes, among ten examples
YES = 0.3  # the share of yes, of +1, among ten elements
NUMBERS = np.array([1.0, 2.0, 4.0, 8.0, 20.0])
MEAN, MEDIAN = 7.0, 4.0
LOGIT = math.log(YES / (1 - YES))

TEN = {
    "labels": np.repeat([0, 1, 2], [2, 6, 2]),
    "targets": np.repeat([1, 0], [3, 7]),
    "signs": np.repeat([1, -1], [3, 7]),
    "reals": np.repeat(NUMBERS, 2),
    "counts": np.repeat(NUMBERS, 2).astype(int),
    "orders": np.repeat([[0, 1], [1, 0]], [3, 7], axis=0),
}

# What the row says: the best constant prediction for the ten, by what the truth is.
MINIMISERS = {
    "class probabilities": {"labels": SHARES, "targets": YES},
    "logits of the class probabilities, up to a shift": {"labels": np.log(SHARES) + 7},
    "logits of the class probabilities": {"targets": LOGIT, "signs": LOGIT},
    "logits of the class probabilities over 1 - q, up to a shift": {
        "labels": np.log(SHARES) / (1 - 0.7) + 7
    },
    "logarithms of the items' worths, up to a shift": {
        "orders": np.log([YES, 1 - YES]) + 7
    },
    "half the logits of the class probabilities": {"signs": LOGIT / 2},
    "2p - 1, where p is the probability of +1": {"signs": 2 * YES - 1},
    "the sign of the likelier class": {"signs": -1.0},
    "the score 0, if both labels occur": {"signs": 0.0},
    "the largest score for a class with more than half of the examples": {
        "labels": np.eye(3)[1]
    },
    "mean": {"reals": MEAN, "counts": MEAN},
    "the logarithm of the mean": {"counts": math.log(MEAN)},
    "median": {"reals": MEDIAN},
}


def cost(row, prediction, **knobs):
    """The mean loss of one prediction for all ten examples."""
    y_true, prediction = TEN[row.truth], np.asarray(prediction)
    tiled = np.tile(prediction, (10,) + (1,) * prediction.ndim)
    return np.mean(row.loss(y_true, tiled, **knobs))


@pytest.mark.parametrize(
    "row", [param for param in ROWS if param.values[0].minimiser in MINIMISERS]
)
def test_the_best_constant_prediction_is_what_the_row_says(row):
    best = np.asarray(MINIMISERS[row.minimiser][row.truth])
    random = np.random.default_rng(5)
    for size in np.geomspace(1e-3, 3, 100):
        if row.second != "probs":
            other = np.abs(best + size * random.normal(size=best.shape))
            # A shift of all of them changes nothing.
            other = other - other.mean() + best.mean() if row.axes else other
            other *= np.sign(best) if row.truth == "signs" and best else 1
        elif row.truth == "labels":
            other = 0.8 * best + 0.2 * random.dirichlet(np.ones(3))
        else:
            other = 0.8 * best + 0.2 * random.uniform()
        assert cost(row, best) < cost(row, other)


def argmin(row, places, **knobs):
    """Of these constant predictions the best."""
    return places[np.argmin([cost(row, place, **knobs) for place in places])]


COMPROMISE = "a centre, mean-like to median-like"
between_two_losses = pytest.mark.parametrize(
    "row", [param for param in ROWS if param.values[0].minimiser == COMPROMISE]
)


def best_constant(row, numbers):
    """The minimiser of the mean loss, to a thousandth of the numbers' range."""
    places = np.linspace(numbers.min(), numbers.max(), 1001)
    costs = [row.loss(numbers, np.full(numbers.size, at)).mean() for at in places]
    return places[np.argmin(costs)]


@between_two_losses
def test_small_residuals_leave_the_mean_and_large_ones_go_near_the_median(row):
    assert best_constant(row, NUMBERS / 1e3) == pytest.approx(MEAN / 1e3, rel=0.01)
    assert best_constant(row, NUMBERS * 1e3) == pytest.approx(MEDIAN * 1e3, rel=0.01)


@between_two_losses
def test_a_compromise_of_two_losses_may_lie_beyond_both_minimisers(row):
    """The claim, as in the box of chapter 09: it is between the median and the mean."""
    numbers = np.array([-1, -1, -1, 0, 0.1, 0.1, 2.8])
    assert np.median(numbers) == 0
    assert np.mean(numbers) == pytest.approx(0)
    assert best_constant(row, numbers) < -0.05
    if row.name == "huber":
        # Its slopes there: 3 * 0.7 to the left, 0.3 + 2 * 0.4 + 1 to the right.
        assert best_constant(row, numbers) == pytest.approx(-0.3, abs=2e-3)


def test_another_example_where_the_huber_estimate_is_above_mean_and_median():
    numbers = np.array([-36.28, 0.0, 0.04, 0.15, 3.34, 5.63, 13.37])
    mean, median = numbers.mean(), np.median(numbers)
    best = optimize.minimize_scalar(
        lambda c: CATALOGUE["huber"].loss(numbers, np.full(7, c), delta=1.79).mean(),
        bounds=(-5, 5),
        method="bounded",
        options={"xatol": 1e-9},
    ).x
    assert mean < median < best
    assert best == pytest.approx(1.26, abs=0.01)
    # Its slopes cancel there.
    slopes = CATALOGUE["huber"].grad(numbers, np.full(7, best), delta=1.79)
    assert slopes.sum() == pytest.approx(0, abs=1e-6)


def test_the_perceptron_needs_both_labels_for_its_score_of_0():
    perceptron = CATALOGUE["perceptron"].loss
    ones, scores = np.ones(5), np.array([0.0, 0.5, 1.0, 2.0, 9.0])
    assert perceptron(ones, scores).tolist() == [0] * 5


SPECIAL = {  # a minimiser in words, and the test that holds it
    "logits of probabilities drawn towards 1/2": "focal",
    "logits of probabilities in the true order, up to a shift": "softmax_focal",
    "quantile of that level": "quantile",
    "a number within epsilon of the median": "epsilon_insensitive",
    "any score with the sign of the likelier class": "zero_one",
    "the mean of those near it; there may be several minima": "tukey_biweight",
    "the sign of the likelier class, as far out as it can be": "sigmoid_margin",
    "quantiles, of the levels (i - 1/2) / M": "ensemble_crps",
    "points that are spread as the truths are": "energy_score",
    "numbers in the order of the probabilities": "asymmetric",
    "a mask of 0 and 1": "tversky",
    "the signs of a mask": "lovasz_hinge",
}


def test_focal_loss_is_minimised_between_the_class_probability_and_one_half():
    best = sigmoid(argmin(CATALOGUE["focal"], np.linspace(-3, 3, 6001)))
    assert YES + 0.05 < best < 0.5 - 0.01


def best_softmax_focal(shares):
    """The probabilities with the least mean loss, where classes have these shares."""
    row, shares = CATALOGUE["softmax_focal"], np.asarray(shares)
    labels = np.arange(shares.size)

    def cost(z):
        tiled = np.tile(z, (shares.size, 1))
        return shares @ row.loss(labels, tiled), shares @ row.grad(labels, tiled)

    return softmax(optimize.minimize(cost, np.log(shares), jac=True, tol=1e-10).x)


def test_the_focal_loss_of_classes_keeps_their_order_and_not_their_shares():
    best = best_softmax_focal([0.6, 0.35, 0.05])
    assert best[0] < 0.55 and best[0] > best[1] > best[2] > 0.07
    # The largest of many small shares becomes larger, and more than by rounding.
    best = best_softmax_focal([0.02, *[0.98 / 99] * 99])
    assert 0.0205 < best[0] < 0.0215


@pytest.mark.parametrize(
    ("level", "best"),
    [(0.1, 1), (0.19, 1), (0.21, 2), (0.5, 4), (0.61, 8), (0.79, 8), (0.81, 20)],
)
def test_the_quantile_loss_is_minimised_by_the_quantile(level, best):
    # Each of five numbers is a fifth: the second is the quantile from 0.2 to 0.4.
    row = CATALOGUE["quantile"]
    assert argmin(row, np.linspace(0, 25, 2501), level=level) == best


@pytest.mark.parametrize("epsilon", [0.1, 1.0, 2.0])
def test_the_insensitive_loss_is_minimised_near_the_median(epsilon):
    best = argmin(CATALOGUE["epsilon_insensitive"], np.linspace(0, 20, 2001))
    assert abs(best - MEDIAN) <= epsilon + 1e-9


def test_the_biweight_has_a_minimum_in_each_far_group_and_near_its_mean():
    row = CATALOGUE["tukey_biweight"]
    numbers = np.array([-0.3, 0.0, 0.4, 0.1, 0.2, 1000.0, 1000.2])
    for group in (numbers[:5], numbers[5:]):
        near = group.mean() + np.linspace(-2, 2, 4001)
        costs = [row.loss(numbers, np.full(7, at)).mean() for at in near]
        best = near[np.argmin(costs)]
        assert near[0] < best < near[-1]
        assert best == pytest.approx(group.mean(), abs=0.01)


def test_the_default_of_the_biweight_is_95_percent_as_efficient_as_the_mean():
    """Its asymptotic variance for Gaussian residuals, E[psi²] / E[psi']²."""
    row = CATALOGUE["tukey_biweight"]
    r, step = np.linspace(-9, 9, 180_001, retstep=True)
    weights = stats.norm.pdf(r) * step
    psi = row.grad(0 * r, r)
    variance = (psi**2 @ weights) / (np.gradient(psi, step) @ weights) ** 2
    assert 1 / variance == pytest.approx(0.95, abs=5e-4)


def test_any_score_of_the_right_sign_minimises_the_zero_one_loss():
    row = CATALOGUE["zero_one"]
    assert cost(row, -1e-9) == cost(row, -5.0) == YES
    assert cost(row, 5.0) == 1 - YES
    assert cost(row, 0.0) == 1


def test_the_sigmoid_of_the_margin_draws_the_score_out_for_ever():
    row = CATALOGUE["sigmoid_margin"]
    costs = [cost(row, score) for score in (5.0, 0.0, -1.0, -5.0, -20.0)]
    assert (np.diff(costs) < 0).all()
    assert cost(row, -1e3) == pytest.approx(YES)


@pytest.mark.parametrize(
    ("count", "best"), [(1, [4.0]), (2, [2.0, 8.0]), (3, [1.0, 4.0, 20.0])]
)
def test_the_best_members_are_quantiles(count, best):
    """Of five numbers, each is a fifth: (i - 1/2) / M of 1/4 and 3/4 are 2 and 8."""
    row = CATALOGUE["ensemble_crps"]
    lowest = cost(row, best)
    for members in itertools.combinations_with_replacement(range(1, 21), count):
        assert cost(row, np.array(members, float)) > lowest or [*members] == best


def test_the_best_points_are_spread_as_the_truths():
    row = CATALOGUE["energy_score"]
    truths = np.repeat([[0.0, 0.0], [4.0, 3.0]], 5, axis=0)

    def mean_score(points):
        return row.loss(truths, np.tile(points, (10, 1, 1))).mean()

    both = mean_score(np.array([[0.0, 0.0], [4.0, 3.0]]))
    random = np.random.default_rng(6)
    for size in np.geomspace(1e-3, 5, 200):
        moved = [[0.0, 0.0], [4.0, 3.0]] + size * random.normal(size=(2, 2))
        assert both < mean_score(moved)
    assert both < mean_score(np.full((2, 2), truths.mean(axis=0)))


def test_the_asymmetric_loss_keeps_the_order_and_not_the_probability():
    row, z = CATALOGUE["asymmetric"], np.linspace(-8, 8, 3201)
    one = np.ones_like(z)
    shares = np.array([0.02, 0.1, 0.3, 0.5, 0.9])
    best = [
        z[np.argmin(p * row.loss(one, z) + (1 - p) * row.loss(0 * one, z))]
        for p in shares
    ]
    assert (np.diff(best) > 0.1).all()
    assert (np.abs(sigmoid(np.array(best)) - shares) > 0.01).all()


INSIDE = np.array([0.2, 0.45, 0.9])  # of three pixels, each by itself


def expected(row, says):
    """The mean over all masks but the empty one, of independent pixels."""
    total = 0.0
    for mask in [*itertools.product((0, 1), repeat=3)][1:]:
        chance = np.prod(np.where(mask, INSIDE, 1 - INSIDE))
        truth = 2 * np.array(mask) - 1 if row.second == "scores" else mask
        total += chance * row.loss(truth, says)
    return total


def test_the_best_answer_to_a_loss_of_overlap_is_a_mask():
    row, random = CATALOGUE["tversky"], np.random.default_rng(7)
    masks = np.array([*itertools.product((0.0, 1.0), repeat=3)])
    lowest = min(expected(row, mask) for mask in masks)
    assert lowest == expected(row, [0.0, 1.0, 1.0]) < expected(row, INSIDE)
    for says in random.uniform(size=(300, 3)):
        assert expected(row, says) > lowest


def test_the_best_scores_of_the_lovasz_hinge_are_plus_and_minus_1():
    row, random = CATALOGUE["lovasz_hinge"], np.random.default_rng(8)
    signs = np.array([*itertools.product((-1.0, 1.0), repeat=3)])
    best = min(signs, key=lambda scores: expected(row, scores))
    assert best.tolist() == [-1, -1, 1]
    for scores in random.normal(scale=2, size=(300, 3)):
        assert expected(row, scores) > expected(row, best)


@pytest.mark.parametrize(
    ("kind", "best"),
    [("weston-watkins", [1.0, 1.0, 0.0]), ("crammer-singer", [0.0, 0.0, 0.0])],
)
def test_without_a_majority_the_multiclass_hinge_leaves_a_tie(kind, best):
    # Class 0 is the likeliest, with 42 of 100. Still a tie with class 1, or with all,
    # is cheaper than any scores of whole numbers that tell them apart.
    loss, y_true = (
        CATALOGUE["multiclass_hinge"].loss,
        np.repeat([0, 1, 2], [42, 38, 20]),
    )

    def cost(scores):
        return loss(y_true, np.tile(scores, (100, 1)), kind=kind).mean()

    for a, b in itertools.product(range(-3, 4), repeat=2):
        if a > 0:
            assert cost(best) < cost([float(a), 0.0, float(b)])


def test_every_minimiser_is_tested():
    tested = {*MINIMISERS, *SPECIAL, COMPROMISE}
    assert {row.minimiser for row in CATALOGUE.values()} == tested
    for words, name in SPECIAL.items():
        assert CATALOGUE[name].minimiser == words


# --- noise models -----------------------------------------------------------------


def total(row, second):
    """Exp(-loss) of one second argument, summed over all truths there can be."""
    if row.truth == "reals" and math.isfinite(row.supremum):
        return math.inf  # far out it falls no further, so there is no density
    if row.second == "members":  # the further apart they are, the more adds up
        return np.ptp(second, axis=0).sum()
    if row.truth == "reals":
        # Piecewise, since a kink is where the prediction is.
        ends = [-math.inf, second - 5, second, second + 5, math.inf]
        return sum(
            integrate.quad(
                lambda y: float(np.exp(-row.loss(y, second))), low, high, epsabs=1e-12
            )[0]
            for low, high in itertools.pairwise(ends)
        )
    truths = {
        "labels": range(np.size(second)),
        "targets": (0, 1),
        "signs": (-1, 1),
        "counts": range(400),
        "orders": [*itertools.permutations(range(np.size(second)))],
        "masks": [*itertools.product((0, 1), repeat=np.size(second))][1:],
        "signed masks": [*itertools.product((-1, 1), repeat=np.size(second))],
    }[row.truth]
    return sum(np.exp(-row.loss(truth, second)) for truth in truths)


@every_row
def test_a_noise_model_gives_all_truths_together_the_same_whatever_is_predicted(row):
    # A negative log-likelihood is -log of a probability, so that exp(-loss) adds up to
    # 1 over all that can happen, or to a constant if the loss leaves one out. Without a
    # noise model the sum depends on what is predicted.
    _, second = arguments(row, scale=1.5, count=12)
    totals = [total(row, x) for x in second]
    adds_up = np.isfinite(totals).all() and np.allclose(totals, totals[0], rtol=1e-8)
    assert adds_up == (row.noise is not None)
    if row.noise in ("categorical", "Bernoulli", "Poisson", "Plackett-Luce"):
        assert totals[0] == pytest.approx(1, rel=1e-12)
    if row.family == "likelihood":
        assert totals[0] == pytest.approx(1, rel=1e-8)


HYPERBOLIC = stats.genhyperbolic(p=1, a=1, b=0)
HALF = math.sqrt(0.5)  # r² is (r / scale)² / 2 with this scale
# By the words of the row: one density, or one within a bend and one beyond it.
DENSITIES = {
    ("Gaussian", "y_pred"): (stats.norm(scale=HALF),),
    ("Gaussian", "mean"): (stats.norm(),),
    ("Laplace", "y_pred"): (stats.laplace(),),
    ("Laplace", "location"): (stats.laplace(),),
    ("asymmetric Laplace", "y_pred"): (stats.laplace(scale=2),),  # at the level 1/2
    ("hyperbolic", "y_pred"): (HYPERBOLIC,),
    ("hyperbolic secant", "y_pred"): (stats.hypsecant(),),
    ("Gaussian with Laplace tails", "y_pred"): (stats.norm(), stats.laplace()),
    ("uniform with Laplace tails", "y_pred"): (stats.uniform(-1, 2), stats.laplace()),
    # At the level 1/2 the two sides are alike, and half as steep.
    ("asymmetric Gaussian with Laplace tails", "y_pred"): (
        stats.norm(scale=1 / HALF),
        stats.laplace(scale=2),
    ),
}
BENDS = {
    "huber": 1.0,
    "smooth_l1": 1.0,
    "quantile_huber": 1.0,
    "epsilon_insensitive": 0.1,
}


@pytest.mark.parametrize(
    "row",
    [
        param
        for param in ROWS
        for row in param.values
        if row.truth == "reals" and row.noise and row.name != "gaussian_crps"
    ],
)
def test_the_noise_of_a_residual_has_the_shape_that_the_row_names(row):
    # Of a density in proportion to exp(-loss), the logarithm and the loss add up to a
    # constant.
    r = np.linspace(-6, 6, 241)
    losses, densities = row.loss(0 * r, r), DENSITIES[row.noise, row.second]
    within = np.abs(r) < BENDS.get(row.name, math.inf)
    assert len(densities) == 1 + (row.name in BENDS)
    for part, density in zip((within, ~within), densities, strict=False):
        sums = density.logpdf(r[part]) + losses[part]
        np.testing.assert_allclose(sums, sums[0], rtol=0, atol=1e-12)


def test_the_quantile_loss_has_asymmetric_laplace_noise():
    r, level = np.linspace(-6, 6, 241), 0.2
    # It falls by (1 - level) a unit on one side and by level on the other.
    scale = 1 / math.sqrt(level * (1 - level))
    density = stats.laplace_asymmetric(math.sqrt((1 - level) / level), scale=scale)
    sums = density.logpdf(r) + CATALOGUE["quantile"].loss(0 * r, r, level=level)
    np.testing.assert_allclose(sums, sums[0], rtol=0, atol=1e-12)


def test_the_noise_of_the_crps_of_a_gaussian_is_between_gaussian_and_laplace():
    """Its tails are those of the Laplace density, its middle is round."""
    row = CATALOGUE["gaussian_crps"]
    assert row.noise == "one without a name"
    middle, far = row.loss([0.0, 0.0], [0.0, 0.01]), row.loss([0.0, 0.0], [30.0, 31.0])
    assert middle[1] - middle[0] == pytest.approx(stats.norm.pdf(0) * 1e-4, rel=1e-4)
    assert far[1] - far[0] == pytest.approx(1, abs=1e-12)


NOISE = {
    "labels": {"categorical"},
    "targets": {"Bernoulli"},
    "signs": {"Bernoulli", "random flips of the label"},
    "counts": {"Poisson"},
    "reals": {
        "Gaussian",
        "Laplace",
        "asymmetric Laplace",
        "Gaussian with Laplace tails",
        "uniform with Laplace tails",
        "asymmetric Gaussian with Laplace tails",
        "hyperbolic",
        "hyperbolic secant",
        "one without a name",
    },
    "orders": {"Plackett-Luce"},
    "points": set(),
    "masks": set(),
    "signed masks": set(),
}


@every_row
def test_the_noise_model_is_that_of_the_truth(row):
    assert row.noise in {None, *NOISE[row.truth]}


# --- drawing ----------------------------------------------------------------------


@every_row
def test_a_curve_can_be_drawn_over_the_domain_for_all_knobs(row):
    x = np.linspace(*row.domain, 31)
    for knobs in knob_settings(row):
        y = row.curve(x, **knobs)
        assert y.shape == x.shape
        assert np.all(np.isfinite(y[1:-1]))
        assert np.all(y >= 0)


@every_row
def test_the_truth_of_an_example_is_where_the_curve_is_lowest(row):
    x = np.linspace(*row.domain, 1001)
    lowest = x[np.argmin(row.curve(x))]
    if row.truth in ("reals", "points", "counts"):
        truth = {"counts": 3}.get(row.truth, 0)
        truth = math.log(truth) if row.second == "log_rate" else truth
        assert lowest == pytest.approx(truth, abs=0.11)
    else:
        assert row.curve(x)[0] > row.curve(x)[-1] == np.min(row.curve(x))


@pytest.mark.parametrize(
    ("name", "truth", "second", "reason"),
    [
        ("nll", [1, 1], [[0.75, 0.25], [0.0, 1.0]], "class 0 has the remainder"),
        ("softmax_cross_entropy", [1, 1], [[0, 0.25], [0, 1]], "or the logit 0"),
        ("huber", [0, 0], [0.25, 1.0], "a number by itself"),
        ("plackett_luce", [[1, 0]] * 2, [[0, 0.25], [0, 1]], "item 1 is the better"),
        ("tversky", [[0, 1]] * 2, [[0, 0.25], [0, 1]], "the first pixel is right"),
        ("lovasz_hinge", [[-1, 1]] * 2, [[-1, 0.25], [-1, 1]], "and costs nothing"),
        ("ensemble_crps", [0, 0], [[0, 0.25], [0, 1]], "the first member is right"),
        (
            "energy_score",
            [[0, 0]] * 2,
            [[[0, 0], [0.25, 0]], [[0, 0], [1, 0]]],
            "on the first axis",
        ),
    ],
)
def test_an_example_is_a_truth_and_what_the_model_says(name, truth, second, reason):
    y_true, answer = CATALOGUE[name].example([0.25, 1])
    assert y_true.tolist() == truth, reason
    assert answer.tolist() == second, reason
    whole = CATALOGUE[name].example([0, 1])[1]
    assert whole.dtype == np.float64


def test_a_curve_takes_the_knobs_of_the_loss():
    # Outside: delta * (|r| - delta / 2).
    assert CATALOGUE["huber"].curve([3.0], delta=2.0) == 2 * (3 - 1)


# --- arrays -----------------------------------------------------------------------


@every_function
def test_float32_stays_and_float64_stays(function):
    row, function = function
    y_true, second = arguments(row)
    for dtype in (np.float32, np.float64):
        y = y_true.astype(dtype) if row.truth in ("reals", "points") else y_true
        assert function(y, second.astype(dtype)).dtype == dtype


@every_function
def test_inputs_are_not_written_to(function):
    row, function = function
    y_true, second = arguments(row)
    y_true.flags.writeable = second.flags.writeable = False
    before = second.copy()
    function(y_true, second)
    np.testing.assert_array_equal(second, before)


@every_function
@pytest.mark.parametrize("least", [1, 25_000], ids=["few", "many"])
def test_no_answer_is_minus_zero(function, least):
    """It would be printed as ``-0.``; here 0 is reached from both sides, and scaled."""
    row, function = function
    sides = np.array([-1000.0, -1.0, -0.0, 0.0, 1.0, 1000.0])
    if row.axes:
        second = np.array(list(itertools.product(sides, repeat=3)))
        truths = range(3)
        if row.truth == "points":
            second = second[:, :, None] * [1.0, -1.0]
        if row.truth not in ("labels", "reals"):
            truths = rows_of_truths(row.truth, 3, 3)
    else:
        second = np.abs(sides) if row.second == "rate" else sides
        truths = {"targets": (0, 1), "signs": (-1, 1)}.get(row.truth, (-0.0, 0, 1))
    if row.second == "probs":
        second = softmax(second) if row.truth == "labels" else sigmoid(second)
    second = np.concatenate([second] * (least // len(second) + 1))
    for truth in truths:
        # Counts, labels and items are integers.
        whole = row.truth in ("labels", "counts", "orders") or row.second == "score"
        y_true = np.full(
            (len(second), *np.shape(truth)), truth, int if whole else float
        )
        # Many are computed in blocks, which do not depend on the knobs.
        settings = [*knob_settings(row)] if least == 1 else [{}]
        for knobs in settings:
            answer = function(y_true, second, **knobs)
            assert not np.any((answer == 0) & np.signbit(answer)), (truth, knobs)


def test_a_weight_of_0_leaves_no_minus_zero():
    gradient = CATALOGUE["softmax_cross_entropy"].grad
    slopes = gradient([0], [[1.0, 2.0]], class_weight=[0.0, 1.0])
    assert not np.signbit(slopes).any()


@every_row
def test_one_loss_for_each_example_and_never_a_mean(row):
    y_true, second = arguments(row)
    losses = row.loss(y_true, second)
    assert losses.shape == (60,)
    for i in (0, 17, 59):
        alone = row.loss(y_true[i : i + 1], second[i : i + 1])
        np.testing.assert_allclose(alone[0], losses[i], rtol=1e-15)


# --- the table itself -------------------------------------------------------------


@pytest.mark.parametrize("module", LOSS_MODULES, ids=lambda module: module.__name__)
def test_every_public_loss_has_a_row(module):
    losses = {name for name in module.__all__ if not name.endswith("_grad")}
    slopes = {f"{name}_grad" for name in losses - {"zero_one"}}
    if module.__name__ == "lossbook.likelihood":
        slopes |= {"gaussian_nll_scale_grad", "laplace_nll_scale_grad"}
    if module.__name__ == "lossbook.forecast":
        slopes |= {"gaussian_crps_scale_grad"}
    assert slopes == set(module.__all__) - losses
    family = module.__name__.removeprefix("lossbook.")
    assert losses == {row.name for row in CATALOGUE.values() if row.family == family}


OPTIONAL = ("noise", "grad", "convex_for")


@every_row
def test_a_row_is_complete(row):
    module = importlib.import_module(f"lossbook.{row.family}")
    assert row.loss is getattr(module, row.name)
    # The one that has none says why in its docstring.
    assert row.grad is getattr(module, f"{row.name}_grad", None)
    assert row.grad or row.name == "zero_one"
    assert row.truth in TRUTHS
    assert row.second in SECONDS
    assert list(inspect.signature(row.loss).parameters)[:2] == ["y_true", row.second]
    assert row.domain[0] < row.domain[1]
    if row.second not in ("probs", "rate"):  # what is a logit, a score or a residual
        assert row.domain[0] == -row.domain[1]
    else:
        assert row.domain[0] == 0
    assert row.lipschitz > 0
    assert row.supremum > 0
    for field in fields(Row):
        assert getattr(row, field.name) is not None or field.name in OPTIONAL
        if isinstance(getattr(row, field.name), str):
            assert getattr(row, field.name).strip()


@every_function
def test_knobs_are_the_keyword_parameters_that_are_numbers(function):
    row, function = function
    parameters = inspect.signature(function).parameters.values()
    defaults = {
        parameter.name: parameter.default
        for parameter in parameters
        if parameter.kind is parameter.KEYWORD_ONLY
        and isinstance(parameter.default, float)  # not class_weight, not kind
    }
    assert defaults == {name: knob.default for name, knob in row.knobs.items()}
    for knob in row.knobs.values():
        assert isinstance(knob, Knob)
        assert knob.low <= knob.default <= knob.high
        assert knob.low < knob.high
        assert knob.symbol in row.formula


@every_row
def test_a_formula_is_latex_that_closes_what_it_opens(row):
    assert "$" not in row.formula
    depth = 0
    for mark in re.findall(r"[{}]", row.formula):
        depth += 1 if mark == "{" else -1
        assert depth >= 0
    assert depth == 0


PEER_ROOTS = {
    "PyTorch": ("torch.nn.functional.", "torchvision.ops."),
    "Keras": ("keras.losses.",),
    "optax": ("optax.",),
    "scikit-learn": ("sklearn.metrics.",),
}
TRUTHS = {
    "labels": {"labels", "one_hot"},
    "targets": {"targets"},
    "signs": {"signs"},
    "reals": {"reals"},
    "counts": {"counts"},
    "masks": {"masks"},
    "signed masks": {"signed masks"},
    "orders": {"orders"},
    "points": {"points"},
}
SECONDS = {
    "probs": {"probs", "log_probs"},
    "logits": {"logits"},
    "scores": {"scores", "decisions"},
    "y_pred": {"y_pred"},
    "mean": {"mean"},
    "location": {"location"},
    "members": {"members"},
    "score": {"score"},
    "rate": {"rate"},
    "log_rate": {"log_rate"},
}
# Losses that no peer has as a function: some have a model that is trained with one.
NO_PEER = {
    "pseudo_huber",
    "epsilon_insensitive",  # scikit-learn: sklearn.svm.SVR
    "lp",
    "general_robust",
    "tukey_biweight",  # statsmodels: TukeyBiweight, see tests/parity
    "exponential",  # scikit-learn: GradientBoostingClassifier(loss="exponential")
    "laplace_nll",  # PyTorch: minus torch.distributions.Laplace.log_prob
    # In libraries of one field each, see tests/parity.
    *("gaussian_crps", "ensemble_crps", "energy_score", "ranked_probability"),
    *("asymmetric", "cumulative_link", "tversky", "lovasz_hinge"),
    # In the code that belongs to a paper.
    *("quantile_huber", "generalized_cross_entropy", "sigmoid_margin"),
    "plackett_luce",
}
WITHOUT_PYTORCH = {"softmax_focal"}  # torchvision has it for yes or no only


@every_row
def test_peers_hold_what_a_comparison_needs(row):
    assert bool(row.peers) == (row.name not in NO_PEER)
    if row.family == "classification":
        libraries = {"Keras"} if row.name in WITHOUT_PYTORCH else {"PyTorch", "Keras"}
        assert libraries <= {peer.library for peer in row.peers}
    assert len({(peer.name, peer.takes) for peer in row.peers}) == len(row.peers)
    ours = inspect.signature(row.loss).parameters
    for peer in row.peers:
        assert isinstance(peer, Peer)
        assert peer.name.startswith(PEER_ROOTS[peer.library])
        assert re.fullmatch(r"\w+(\.\w+)+", peer.name)
        assert len(peer.takes) == 2
        assert len(set(peer.takes) & TRUTHS[row.truth]) == 1
        assert len(set(peer.takes) & SECONDS[row.second]) == 1
        assert peer.gives in ("example", "element", "last axis", "all")
        assert peer.factor == "K" or peer.factor > 0
        assert set(peer.knobs) <= set(ours)
        assert set(peer.ours) <= set(ours) - set(peer.knobs)
        assert "$" not in peer.lacks
        # PyTorch and Keras have a class beside each function; the others have none.
        has_class = peer.name.startswith(("torch.nn.", "keras."))
        root = "torch.nn." if peer.library == "PyTorch" else "keras.losses."
        assert bool(peer.as_class) is has_class
        assert not has_class or re.fullmatch(rf"{root}[A-Z]\w+", peer.as_class)
        # What takes logits says so, wherever probabilities would do as well.
        if peer.library == "Keras":
            assert peer.keywords.get("from_logits", False) == (row.second == "logits")


def test_the_catalogue_cannot_be_changed():
    row = CATALOGUE["softmax_cross_entropy"]
    with pytest.raises(TypeError):
        CATALOGUE["nll"] = row
    for part, name in (
        (row, "convex"),
        (row.peers[0], "factor"),
        (row.knobs["label_smoothing"], "low"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(part, name, 0.25)
    with pytest.raises(TypeError):
        row.knobs["label_smoothing"] = Knob("s", 0, 0, 1)
    with pytest.raises(TypeError):
        row.peers[0].keywords["reduction"] = "mean"


def test_rows_and_peers_are_themselves_and_may_be_keys():
    row = CATALOGUE["nll"]
    assert replace(row) != row
    assert {row: 1, row.peers[0]: 2}[row.peers[0]] == 2


def test_a_peer_has_no_factor_if_nothing_is_said():
    assert Peer("a", "b", ("c", "d"), "all").factor == 1


def test_rows_and_peers_keep_copies_of_what_they_are_given():
    knobs, words = {"delta": Knob("d", 0, 1, 2)}, {"reduction": "none"}
    row = replace(CATALOGUE["huber"], knobs=knobs)
    peer = Peer("a", "b", ("c", "d"), "all", keywords=words, ours=words, knobs=words)
    knobs["delta"] = words["reduction"] = None
    assert row.knobs == {"delta": Knob("d", 0, 1, 2)}
    assert peer.keywords == peer.ours == peer.knobs == {"reduction": "none"}
    for mapping in (row.knobs, peer.keywords, peer.ours, peer.knobs):
        with pytest.raises(TypeError):
            mapping["reduction"] = "mean"


def test_names_are_the_keys():
    assert all(name == row.name for name, row in CATALOGUE.items())


# --- the table itself -------------------------------------------------------------


@pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda row: pickle.loads(pickle.dumps(row))]
)
@every_row
def test_a_row_can_be_copied_and_pickled_and_stays_frozen(row, copied):
    twin = copied(row)
    assert (twin.name, twin.loss, twin.formula) == (row.name, row.loss, row.formula)
    assert twin.knobs == row.knobs
    for ours, theirs in zip(row.peers, twin.peers, strict=True):
        assert (theirs.name, theirs.keywords) == (ours.name, ours.keywords)
    with pytest.raises(TypeError, match="does not support item assignment"):
        twin.knobs["other"] = None
    with pytest.raises(FrozenInstanceError):
        twin.name = "other"
