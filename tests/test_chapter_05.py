"""Chapter 05: the numbers that it shows, and the counter-example of each box."""

import functools
import math

import numpy as np
import pytest
from scipy import integrate, optimize

import lossbook as lb
from lossbook import datasets, descent, network

ENTROPY = lb.sigmoid_cross_entropy, lb.sigmoid_cross_entropy_grad
SQUARED = network.squared_sigmoid, network.squared_sigmoid_grad
STARTS = [(0.6, 0.9), (2.0, 2.0)]


def neuron(pair):
    """Input 1, and 1 for the bias; target 0."""
    return descent.linear_cost(*pair, [[1, 1]], [0])


def outputs(terms, start, rate, steps=300):
    walk = descent.gradient_descent(*terms, start, rate=rate, steps=steps)
    return lb.sigmoid(walk.parameters.sum(axis=1))


# --- the neuron ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "rate", "start", "first", "last"),
    [
        (SQUARED, 0.15, (0.6, 0.9), 0.81757, 0.09396),
        (SQUARED, 0.15, (2.0, 2.0), 0.98201, 0.20285),
        (ENTROPY, 0.15, (0.6, 0.9), 0.81757, 0.01164),
        (ENTROPY, 0.15, (2.0, 2.0), 0.98201, 0.01201),
        (ENTROPY, 0.005, (0.6, 0.9), 0.81757, 0.41768),
        (ENTROPY, 0.005, (2.0, 2.0), 0.98201, 0.77959),
    ],
)
def test_three_hundred_steps(pair, rate, start, first, last):
    said = outputs(neuron(pair), start, rate)
    assert said[[0, 300]].round(5).tolist() == [first, last]


def test_half_way_nearly_nothing_has_happened():
    assert outputs(neuron(SQUARED), (2, 2), 0.15)[150].round(4) == 0.9334


def test_by_hand_the_same_in_plain_python():
    """A second way, without the package: z moves by two equal pushes."""
    for pair, push, end in [
        ("squared", lambda a: a * a * (1 - a), 0.20285),
        ("entropy", lambda a: a, 0.01201),
    ]:
        z = 4.0
        for _ in range(300):
            z -= 2 * 0.15 * push(1 / (1 + math.exp(-z)))
        assert round(1 / (1 + math.exp(-z)), 5) == end, pair


def test_the_slopes_at_the_second_start():
    squared, entropy = (
        neuron(pair)[1](np.array([2.0, 2.0])) for pair in (SQUARED, ENTROPY)
    )
    assert squared == pytest.approx([0.017345, 0.017345], abs=5e-7)
    assert entropy.round(4).tolist() == [0.9820, 0.9820]


def test_the_error_grows_and_the_product_shrinks():
    a = lb.sigmoid(np.array([1.5, 4.0]))
    assert a[1] > a[0]
    assert (a * a * (1 - a))[1] < (a * a * (1 - a))[0]


@pytest.mark.parametrize("y", [0.0, 0.3, 1.0])
def test_integrating_the_error_gives_cross_entropy(y):
    z = np.linspace(-8, 8, 33)
    integral = np.log1p(np.exp(z)) - y * z
    a = lb.sigmoid(z)
    textbook = -y * np.log(a) - (1 - y) * np.log(1 - a)
    np.testing.assert_allclose(integral, textbook, rtol=1e-9)
    np.testing.assert_allclose(
        integral, lb.sigmoid_cross_entropy(np.full(33, y), z), rtol=1e-12
    )


def test_from_the_output_the_cancellation_is_lost():
    assert lb.binary_cross_entropy(0, lb.sigmoid(40.0)) == math.inf
    assert lb.sigmoid_cross_entropy(0, 40.0) == 40.0
    a = lb.sigmoid(40.0)
    assert a * (1 - a) == 0
    with np.errstate(divide="ignore", invalid="ignore"):
        assert np.isnan(1 / (1 - a) * (a * (1 - a)))
    assert lb.sigmoid_cross_entropy_grad(0, 40.0) == 1
    # Which outputs are stored as 1: those nearer to it than half the last bit.
    assert 1 - 1.2e-16 < 1
    assert 1 - 0.5e-16 == 1


@pytest.mark.parametrize("pair", [ENTROPY, SQUARED])
def test_only_the_sum_of_weight_and_bias_counts(pair):
    one = outputs(neuron(pair), (3.0, 1.0), 0.15)
    other = outputs(neuron(pair), (-0.5, 4.5), 0.15)
    np.testing.assert_allclose(one, other, rtol=1e-9)


@pytest.mark.parametrize(("start", "steps"), [(2, 87), (3, 1270)])
def test_how_long_a_plateau_lasts(start, steps):
    """In plain Python; and e^z falls by about 0.3 a step, to 31."""
    z, taken = 2.0 * start, 0
    while (a := 1 / (1 + math.exp(-z))) ** 2 * (1 - a) <= 4 / 27 / 5:
        z -= 2 * 0.15 * a * a * (1 - a)
        taken += 1
    assert taken == steps
    assert math.exp(z) == pytest.approx(31, abs=1.5)
    assert steps == pytest.approx((math.exp(2 * start) - 31) / 0.3, rel=0.12)
    walk = descent.gradient_descent(
        *neuron(SQUARED), [start, start], rate=0.15, steps=1500
    )
    slope = network.squared_sigmoid_grad(np.zeros(1501), walk.parameters.sum(axis=1))
    assert np.argmax(slope > slope.max() / 5) == steps


def test_one_line_of_equal_loss_lies_in_the_plateau_near_its_edge():
    border = optimize.brentq(lambda a: a * a * (1 - a) - 4 / 27 / 5, 2 / 3, 1)
    lines = np.sqrt(2 * np.arange(0.025, 0.5, 0.05))  # the outputs on them
    (inside,) = lines[lines > border]
    assert 0 < lb.logit(inside) - lb.logit(border) < 0.3


@pytest.mark.parametrize("pair", [ENTROPY, SQUARED])
def test_a_sum_that_is_large_in_size_saturates_and_hurts_where_its_sign_is_wrong(pair):
    for z in (-6.0, 6.0):
        assert lb.sigmoid(z) * lb.sigmoid(-z) < 0.0025
    assert abs(pair[1](0, -6.0)) < 0.0025  # right, and little left to learn
    assert (pair[1](0, 6.0) > 0.99) == (pair is ENTROPY)


def test_there_is_no_minimum_and_no_step_jumps_over_one():
    for pair in (ENTROPY, SQUARED):
        z = np.linspace(-30, 6, 200)
        assert np.all(np.diff(pair[0](np.zeros(200), z)) > 0)


# --- a fair comparison --------------------------------------------------------------


def by_output(p):
    return np.ones(2) / (1 - lb.sigmoid(p.sum()))


def test_the_demonstration_steps_along_the_slope_by_the_output():
    cost, right = neuron(ENTROPY)
    ends = [outputs((cost, by_output), start, 0.005)[300] for start in STARTS]
    assert np.round(ends, 3).tolist() == [0.040, 0.048]
    start = np.array([2.0, 2.0])
    assert 50 < by_output(start)[0] / right(start)[0] < 60
    # It is the derivative with respect to the output, not to the parameters.
    a, h = 0.9, 1e-6
    up, down = (lb.binary_cross_entropy(0, x) for x in (a + h, a - h))
    assert (up - down) / (2 * h) == pytest.approx(1 / (1 - a), rel=1e-6)


@pytest.mark.parametrize("rate", [0.005, 0.15])
def test_what_the_book_concludes_is_about_slopes(rate):
    """With cross-entropy the loss falls fastest at first, with the square later."""
    z = np.linspace(-8, 8, 161)
    steepest = [z[np.abs(pair[1](0 * z, z)).argmax()] for pair in (ENTROPY, SQUARED)]
    assert steepest == [8, pytest.approx(math.log(2), abs=0.05)]
    fall = {}
    for name, pair in {"entropy": ENTROPY, "squared": SQUARED}.items():
        walk = descent.gradient_descent(
            *neuron(pair), [2.0, 2.0], rate=rate, steps=9000 if rate < 0.1 else 2000
        )
        fall[name] = -np.diff(walk.costs)
    assert fall["entropy"].argmax() == 0
    assert fall["squared"].argmax() > 100


def test_thirty_times_a_loss_is_thirty_times_the_rate():
    cost, grad = neuron(ENTROPY)
    scaled = outputs((lambda p: 30 * cost(p), lambda p: 30 * grad(p)), (2, 2), 0.005)
    np.testing.assert_allclose(scaled, outputs((cost, grad), (2, 2), 0.15), rtol=1e-9)


def test_the_slope_of_the_square_is_largest_at_two_thirds():
    a = np.linspace(0, 1, 3001)
    slope = a * a * (1 - a)
    assert a[slope.argmax()] == pytest.approx(2 / 3)
    assert slope.max() == pytest.approx(4 / 27)
    share = network.squared_sigmoid_grad(0, 4.0) / (4 / 27)
    assert share.round(3) == 0.117


def test_the_output_moves_by_the_sigmoids_slope_times_what_the_logit_moves():
    """Cross-entropy does not cancel that; a slope of 1/(1 - a) would."""
    a = lb.sigmoid(6.0)
    for slope, speed in [(a, a * a * (1 - a)), (1 / (1 - a), a)]:
        assert a * (1 - a) * slope == pytest.approx(speed)


def test_the_output_lingers_with_either_loss():
    said = outputs(neuron(ENTROPY), (2, 2), 0.15)
    falls = -np.diff(said)
    assert 0 < falls.argmax() < 30
    assert falls[0] < falls.max() / 3


# --- convex in what? ----------------------------------------------------------------


@pytest.mark.parametrize("pair", [ENTROPY, SQUARED])
def test_the_second_derivatives_by_the_logit(pair):
    loss, grad = pair
    z, h = np.linspace(-6, 6, 49), 1e-5
    a = lb.sigmoid(z)
    by_differences = (grad(0 * z, z + h) - grad(0 * z, z - h)) / (2 * h)
    formula = a * (1 - a) if pair is ENTROPY else a**2 * (1 - a) * (2 - 3 * a)
    np.testing.assert_allclose(by_differences, formula, atol=1e-9)
    assert loss(0, 0.0) > 0


@pytest.mark.parametrize(("y", "edge"), [(0, 2 / 3), (1, 1 / 3)])
def test_the_square_stops_bending_up_where_the_error_is_two_thirds(y, edge):
    h = 1e-3
    for a in np.linspace(0.02, 0.98, 49):
        z = lb.logit(a)
        bend = sum(
            k * network.squared_sigmoid(y, z + s * h)
            for s, k in ((1, 1), (0, -2), (-1, 1))
        )
        assert (bend > 0) == ((a < edge) if y == 0 else (a > edge))


def test_in_the_output_the_square_bends_up_everywhere():
    h = 1e-3
    for a in (0.1, 0.5, 0.9):
        bend = sum(
            k * lb.squared_error(0.0, a + s * h) / 2
            for s, k in ((1, 1), (0, -2), (-1, 1))
        )
        assert bend / h**2 == pytest.approx(1, rel=1e-6)


def test_two_examples_are_a_trap_for_the_square_and_none_for_cross_entropy():
    ends = {}
    for name, pair in {"entropy": ENTROPY, "squared": SQUARED}.items():
        terms = descent.linear_cost(*pair, [[1], [10]], [1, 0])
        for start in (0.0, 1.0):
            fit = descent.gradient_descent(*terms, [start], rate=0.1, steps=2000)
            ends[name, start] = fit.last[0], fit.costs[-1]
        best = optimize.minimize_scalar(lambda w: terms[0](np.array([w])))  # noqa: B023
        assert ends[name, 0.0] == pytest.approx((best.x, best.fun), abs=1e-5)
        slopes = [np.abs(terms[1](np.array([ends[name, w][0]])))[0] for w in (0, 1)]
        assert slopes[0] < 1e-12
        # The one that has not arrived, as the text says.
        assert (slopes[1] < 1e-12) == (name == "entropy")
    assert ends["entropy", 0.0] == pytest.approx(ends["entropy", 1.0])
    assert ends["squared", 1.0][0] > 2
    assert ends["squared", 1.0][1] > 3 * ends["squared", 0.0][1]
    # From there the cost only falls as the weight grows, towards half the half wrong.
    w = np.linspace(1, 14, 400)
    cost, _ = descent.linear_cost(*SQUARED, [[1], [10]], [1, 0])
    costs = [cost(np.array([x])) for x in w]
    assert np.all(np.diff(costs) < 0)
    assert costs[-1] == pytest.approx(1 / 4, abs=1e-6)


def test_for_logistic_regression_the_square_is_not_convex_and_cross_entropy_is():
    X, y = [[1], [10]], [1, 0]
    w = np.linspace(-3, 3, 601)
    for pair, convex in ((ENTROPY, True), (SQUARED, False)):
        cost, _ = descent.linear_cost(*pair, X, y)
        bends = np.diff([cost(np.array([v])) for v in w], 2)
        assert (bends.min() >= -1e-12) == convex


# --- depth --------------------------------------------------------------------------

PENGUINS = datasets.load_penguins()
TWO = PENGUINS.labels < 2
BIRDS = descent.standardize(PENGUINS.features[TWO])
SPECIES = PENGUINS.labels[TWO]


def draws(activation, gain, pair, hidden=9, seeds=20, width=20):
    norms = []
    for seed in range(seeds):
        layers = network.random_layers([4, *hidden * [width], 1], gain=gain, seed=seed)
        grads = network.layer_gradients(
            layers, BIRDS, SPECIES[:, None], pair[1], activation=activation
        )
        norms.append([np.linalg.norm(grad) for grad in grads])
    return np.array(norms)


@pytest.mark.parametrize("width", [10, 20, 50])
@pytest.mark.parametrize("pair", [ENTROPY, SQUARED], ids=["entropy", "squared"])
def test_sigmoids_vanish_layer_by_layer_with_either_loss(pair, width):
    norms = draws("sigmoid", 1, pair, width=width)
    assert (norms[:, 0] / norms[:, 8]).max() < 1e-3  # in every draw
    middle = np.median(norms, axis=0)
    assert np.all(middle[:9] < middle[1:] / 1.5)


def test_the_loss_does_not_matter_to_how_fast_they_vanish():
    entropy, squared = (draws("sigmoid", 1, pair) for pair in (ENTROPY, SQUARED))
    ratio = [n[:, 0] / n[:, 8] for n in (entropy, squared)]
    np.testing.assert_allclose(*ratio, rtol=1e-3)
    assert f"{np.median(ratio[0]):.1e}" == f"{np.median(ratio[1]):.1e}" == "6.6e-06"
    # In a draw each layer of the square gets the same share, at most a quarter.
    share = squared / entropy
    np.testing.assert_allclose(share, share[:, :1].repeat(10, axis=1), rtol=1e-3)
    assert share.max() <= 0.25 * (1 + 1e-3)


@pytest.mark.parametrize(("gain", "at_most"), [(2, 0.01), (4, 0.1)])
def test_larger_weights_help_sigmoids_but_not_enough(gain, at_most):
    small, large = (draws("sigmoid", g, ENTROPY) for g in (1, gain))
    ratio = [np.median(n[:, 0] / n[:, 8]) for n in (small, large)]
    assert ratio[1] > 10 * ratio[0]
    assert (large[:, 0] / large[:, 8]).max() < at_most  # and yet, in every draw


def test_the_lengths_that_the_figure_shows():
    """Medians: rectifiers between 0.1 and 1; sigmoids from about one half down."""
    level = np.median(draws("relu", math.sqrt(2), ENTROPY), axis=0)
    assert 0.1 < level.min() < level.max() < 1
    falling = np.median(draws("sigmoid", 1, ENTROPY), axis=0)
    assert 0.45 < falling[-1] < 0.55
    assert falling[0] < 1e-5


@pytest.mark.parametrize("width", [20, 50])
@pytest.mark.parametrize("gain", [1, math.sqrt(2)], ids=["1", "He"])
def test_rectifiers_do_not_vanish_layer_by_layer(gain, width):
    norms = draws("relu", gain, ENTROPY, width=width)
    middle = np.median(norms, axis=0)
    assert middle.max() / middle.min() < 15
    # Between hidden layers of one size there is no trend at all.
    assert middle[1:9].max() / middle[1:9].min() < 2.5


def test_with_the_gain_of_he_the_length_stays_as_the_network_gets_deeper():
    at = {
        (gain, hidden): np.median(draws("relu", gain, ENTROPY, hidden)[:, hidden // 2])
        for gain in (1, math.sqrt(2))
        for hidden in (5, 10, 20)
    }
    assert at[1, 5] > 3 * at[1, 10] > 30 * at[1, 20]
    he = [at[math.sqrt(2), hidden] for hidden in (5, 10, 20)]
    assert max(he) / min(he) < 5


def test_a_saturated_output_mutes_all_layers_of_the_square_and_not_of_cross_entropy():
    entropy, squared = (draws("relu", 2, pair, seeds=10) for pair in (ENTROPY, SQUARED))
    muted = squared.max(axis=1) < 1e-3
    assert muted.any()
    assert entropy[muted].min() > 1


def test_the_same_sum_in_each_layer_of_rectifiers():
    layers = network.random_layers([4, 20, 20, 20, 1], gain=1.4, seed=1)
    for pair in (ENTROPY, SQUARED):
        grads = network.layer_gradients(
            layers, BIRDS, SPECIES[:, None], pair[1], activation="relu"
        )
        sums = [(w * g).sum() for w, g in zip(layers, grads, strict=True)]
        np.testing.assert_allclose(sums, sums[0], rtol=1e-10)


# --- two species --------------------------------------------------------------------

LENGTHS = PENGUINS.features[TWO][:, [0, 2]]
SPLITS = range(20)
GOOD_RATES = {"entropy": 8.0, "squared": 64.0}
PAIRS = {"entropy": ENTROPY, "squared": SQUARED}


def model(pair, seed=0):
    train, test = datasets.split(SPECIES, test_fraction=0.3, seed=seed)
    X = descent.add_intercept(descent.standardize(LENGTHS, like=LENGTHS[train]))
    terms = descent.linear_cost(*pair, X[train], SPECIES[train])
    return terms, (X[train], SPECIES[train]), (X[test], SPECIES[test])


@functools.cache
def fit(name, seed=0):
    (cost, grad), _, (X, y) = model(PAIRS[name], seed)
    path = descent.gradient_descent(
        cost, grad, np.zeros(3), rate=GOOD_RATES[name], steps=1000
    )
    z = X @ path.last
    wrong = ((z > 0) != (y == 1)).sum()
    nats = lb.sigmoid_cross_entropy(y, z).mean()
    return path.last, wrong, nats, np.abs(grad(path.last)).max()


@pytest.mark.parametrize("name", PAIRS)
def test_both_fits_of_the_split_shown_have_arrived_where_scipy_arrives(name):
    (cost, grad), _, _ = model(PAIRS[name])
    weights, *_, left = fit(name)
    best = optimize.minimize(
        cost, np.zeros(3), jac=grad, method="BFGS", options={"gtol": 1e-9}
    )
    assert left < 1e-6
    assert cost(weights) == pytest.approx(best.fun, abs=1e-8)
    np.testing.assert_allclose(weights, best.x, atol=0.02)


def test_nineteen_descents_of_cross_entropy_have_arrived_and_fifteen_of_the_square():
    arrived = {name: [fit(name, s)[3] < 1e-5 for s in SPLITS] for name in PAIRS}
    assert [sum(of_loss) for of_loss in arrived.values()] == [19, 15]
    for name in PAIRS:
        for seed in SPLITS:
            (cost, grad), _, _ = model(PAIRS[name], seed)
            weights = fit(name, seed)[0]
            if arrived[name][seed]:
                best = optimize.minimize(
                    cost, weights, jac=grad, method="BFGS", options={"gtol": 1e-9}
                )
                assert cost(weights) == pytest.approx(best.fun, abs=2e-6)
            else:  # still growing
                more = descent.gradient_descent(
                    cost, grad, weights, rate=GOOD_RATES[name], steps=500
                )
                assert np.linalg.norm(more.last) > np.linalg.norm(weights) + 0.1


@pytest.mark.parametrize("seed", SPLITS)
def test_cross_entropy_has_one_finite_minimum_in_each_split(seed):
    """No line has all birds on its sides, nor on itself: a linear programme."""
    (cost, grad), (X, y), _ = model(ENTROPY, seed)
    sides = X * np.where(y == 1, 1, -1)[:, None]
    answer = optimize.linprog(
        -sides.sum(axis=0), A_ub=-sides, b_ub=np.zeros(len(y)), bounds=(-1, 1)
    )
    assert answer.status == 0
    assert answer.fun == pytest.approx(0, abs=1e-9)
    best = optimize.minimize(
        cost, fit("entropy", seed)[0], jac=grad, method="BFGS", options={"gtol": 1e-9}
    )
    # Far out in one split, and found all the same.
    assert np.abs(grad(best.x)).max() < 1e-7
    assert np.abs(best.x).max() < 15


def test_over_twenty_splits_they_are_level_in_mistakes_and_not_in_nats():
    table = np.array([[fit(name, seed)[1:3] for name in PAIRS] for seed in SPLITS])
    wrong, nats = np.moveaxis(table, -1, 0)
    assert np.abs(wrong[:, 0] - wrong[:, 1]).max() == 3
    assert wrong.sum(axis=0).tolist() == [63, 65]
    ratio = nats[:, 1] / nats[:, 0]
    assert 0.7 < ratio.min() < 0.8
    assert 1.85 < ratio.max() < 2
    # The split that is shown, and that it is one of the kinder ones.
    assert wrong[0].tolist() == [2, 2]
    assert nats[0].round(3).tolist() == [0.094, 0.098]
    assert np.all(nats[0] < np.median(nats, axis=0))


def test_the_square_arrives_at_a_local_minimum():
    (cost, grad), (X, y), _ = model(SQUARED)
    near = fit("squared")[0]
    far = descent.gradient_descent(cost, grad, 10 * near, rate=64.0, steps=1000)
    counts = [int(((X @ w > 0) != (y == 1)).sum()) for w in (near, far.last)]
    assert counts == [6, 4]
    assert cost(far.last) < cost(near) - 0.001
    assert np.abs(grad(far.last)).max() > 1e-6  # not there yet
    # It is a minimum: all curvatures are above 0. And there is a lower one far out.
    h = 1e-5
    hessian = [(grad(near + h * e) - grad(near - h * e)) / (2 * h) for e in np.eye(3)]
    assert np.linalg.eigvalsh(hessian).min() > 0
    limit = 4 / len(y) / 2
    assert len(y) == 154
    assert cost(1e6 * far.last) == pytest.approx(limit, abs=1e-9)
    assert limit < cost(near)


RATES = 2.0 ** np.arange(-3, 14)


def steps_at_all_rates(pair, X, y, start, most=1000):
    """Columns of weights, each with its own rate; a second way, without descent."""
    weights = np.repeat(start[:, None], len(RATES), axis=1)
    last = np.zeros(len(RATES))
    for step in range(most + 1):
        z = X @ weights
        wrong = ((z > 0) != (y[:, None] == 1)).sum(axis=0)
        last = np.where(wrong > 10, step, last)
        a = (1 + np.tanh(z / 2)) / 2
        slope = (a - y[:, None]) * (1 if pair is ENTROPY else a * (1 - a))
        weights = weights - RATES * (X.T @ slope) / len(y)
    return np.where(last < most, last + 1, np.inf)


@functools.cache
def steps_of(seed):
    _, (X, y), _ = model(ENTROPY, seed)
    good = fit("entropy", seed)[0]
    assert ((X @ -good > 0) == (y == 1)).mean() < 0.1  # upside down
    return {
        (name, place): steps_at_all_rates(pair, X, y, start)
        for name, pair in PAIRS.items()
        for place, start in (("0", np.zeros(3)), ("bad", -good))
    }


def test_the_steps_that_the_chapter_prints():
    steps = steps_of(0)
    for name, zero, bad, both in [
        ("entropy", (2, 1), (2, 64), (2, 64)),
        ("squared", (2, 4), (5, 2048), (8, 512)),
    ]:
        slower = np.maximum(steps[name, "0"], steps[name, "bad"])
        for of, expected in [
            (steps[name, "0"], zero),
            (steps[name, "bad"], bad),
            (slower, both),
        ]:
            assert (of.min(), RATES[of.argmin()]) == expected


def test_the_curves_of_steps_over_the_rate():
    """What the figure's description says of cross-entropy at large rates."""
    entropy, squared = (steps_of(0)[name, "bad"] for name in ("entropy", "squared"))
    assert 200 < entropy[0] < 250
    assert entropy[RATES == 64] == entropy.min() == 2
    # There it jumps about, and two ways to add up end at different steps.
    assert entropy[RATES > 64].min() > 100
    late = squared[RATES >= 500]
    assert late.min() == 5 and late.max() <= 10


@pytest.mark.parametrize("seed", SPLITS)
def test_each_at_its_best_rate(seed):
    steps = steps_of(seed)
    best = {key: of.min() for key, of in steps.items()}
    moderate = (RATES >= 2) & (RATES <= 8)
    # From 0 they are level.
    assert best["squared", "0"] == best["entropy", "0"] <= 2
    # At a moderate rate from the bad start: far apart.
    ratio = (steps["squared", "bad"] / steps["entropy", "bad"])[moderate]
    assert ratio.min() >= 15
    if seed == 0:
        assert 45 < ratio.min() < ratio.max() < 55
    # Each at its own.
    assert best["squared", "bad"] <= 5 * best["entropy", "bad"]
    at = RATES[steps["squared", "bad"].argmin()]
    assert at >= 50 * 8
    # A rate of 8 serves cross-entropy from either start.
    for place in ("0", "bad"):
        assert steps["entropy", place][RATES == 8] < 10


def test_one_rate_for_both_starts_is_found_in_all_splits_but_one():
    found, no_more, slow = [], 0, 0
    for seed in SPLITS:
        steps = steps_of(seed)
        slower = np.maximum(steps["squared", "0"], steps["squared", "bad"])
        found.append(np.isfinite(slower.min()))
        no_more += steps["squared", "bad"].min() <= steps["entropy", "bad"].min()
        slow += not np.isfinite(steps["squared", "bad"][RATES == 2]).all()
    assert sum(found) == 19
    assert no_more >= 5  # "in several no more"
    assert slow >= 2  # "in some 1000 steps are not enough"


# --- exactness ----------------------------------------------------------------------

INPUTS = np.linspace(-3, 3, 300)


def spreads(seed, draws=200):
    """The variance of the weight over draws of the answers, for each loss."""
    X = descent.add_intercept(INPUTS[:, None])
    random = np.random.default_rng(seed)
    truth = lb.sigmoid(INPUTS[:, None])
    answers = (random.random((300, draws)) < truth).astype(float)
    for pair, rate in ((ENTROPY, 2.0), (SQUARED, 16.0)):
        cost, grad = descent.linear_cost(*pair, X, answers)
        fitted = descent.gradient_descent(
            cost, grad, np.zeros((2, draws)), rate=rate, steps=200
        ).last
        assert np.abs(grad(fitted)).max() < 1e-6  # arrived, all of them
        if seed == 0:  # one descent fits each column on its own: the first, by scipy
            alone = descent.linear_cost(*pair, X, answers[:, 0])
            best = optimize.minimize(alone[0], np.zeros(2), jac=alone[1])
            np.testing.assert_allclose(fitted[:, 0], best.x, atol=1e-3)
        assert abs(fitted[0].mean() - 1) < 0.1
        yield fitted[0].var()


def test_cross_entropy_is_more_exact():
    entropy, squared = spreads(0)
    assert 1.3 < squared / entropy < 1.4


def test_cross_entropy_is_more_exact_in_each_of_twenty_draws():
    """Fewer sets of answers a draw: the same 20 experiments in shorter form."""
    ratios = []
    for seed in range(20):
        entropy, squared = spreads(seed, draws=120)
        ratios.append(squared / entropy)
    assert min(ratios) > 1
    assert 1.2 < np.median(ratios) < 1.5  # the one shown is no lucky one


def large_sample_variance(c, x, w):
    a = lb.sigmoid(w * x)
    v = a * (1 - a)
    return (c(a) ** 2 * v * x**2).sum() / (c(a) * v * x**2).sum() ** 2


def test_with_many_examples_the_square_needs_a_fifth_more():
    """The formula of exercise 9, and the same from both parameters by quadrature."""
    square, entropy = (
        large_sample_variance(c, INPUTS, 1.0)
        for c in (lambda a: a * (1 - a), np.ones_like)
    )
    assert round(square / entropy, 2) == 1.21

    def sandwich(power):
        """The variance of weight and intercept: inverse, middle, inverse."""

        def moments(of_v):
            entries = [
                integrate.quad(
                    lambda x, k=k: of_v(lb.sigmoid(x) * lb.sigmoid(-x)) * x**k, -3, 3
                )[0]
                for k in (2, 1, 0)
            ]
            return np.array([entries[:2], entries[1:]])

        inverse = np.linalg.inv(moments(lambda v: v ** (power + 1)))
        middle = moments(lambda v: v ** (2 * power + 1))
        return (inverse @ middle @ inverse)[0, 0]

    assert sandwich(1) / sandwich(0) == pytest.approx(square / entropy, abs=0.005)


@pytest.mark.parametrize("w", [0.2, 1.0, 3.0])
def test_the_same_weight_for_all_errors_is_best(w):
    best = large_sample_variance(np.ones_like, INPUTS, w)
    square = large_sample_variance(lambda a: a * (1 - a), INPUTS, w)
    assert square > best
    random = np.random.default_rng(1)
    for power in random.uniform(-2, 2, size=20):
        other = large_sample_variance(lambda a: (a * (1 - a)) ** power, INPUTS, w)  # noqa: B023
        assert other >= best
    # The edge: where all inputs are alike in size, every loss does as well.
    alike = np.where(INPUTS > 0, 2.0, -2.0)
    assert large_sample_variance(lambda a: a * (1 - a), alike, w) == pytest.approx(
        large_sample_variance(np.ones_like, alike, w)
    )


# --- more than two classes ----------------------------------------------------------


def softmax_square(y, z):
    return ((lb.softmax(z) - y) ** 2).sum() / 2


@pytest.mark.parametrize("z", [[8.0, 0.0, 0.0], [0.3, -1.0, 2.0], [1.0, 1.0, 1.0]])
def test_behind_a_softmax_the_slope_goes_through_the_jacobian(z):
    z, y, h = np.array(z), np.array([0, 1, 0]), 1e-6
    p = lb.softmax(z)
    slope = (np.diag(p) - np.outer(p, p)) @ (p - y)
    by_differences = [
        (softmax_square(y, z + h * e) - softmax_square(y, z - h * e)) / (2 * h)
        for e in np.eye(3)
    ]
    np.testing.assert_allclose(slope, by_differences, atol=1e-9)
    assert softmax_square(y, z) == pytest.approx(lb.brier(1, p) / 2)
    np.testing.assert_allclose(lb.softmax_cross_entropy_grad(1, z), p - y, atol=1e-12)


def test_where_softmax_is_sure_and_wrong_the_square_has_almost_no_slope():
    sizes = []
    for z in (8.0, 12.0, 16.0):
        p = lb.softmax([z, 0.0, 0.0])
        slope = (np.diag(p) - np.outer(p, p)) @ (p - [0, 1, 0])
        sizes.append(np.abs(slope).max())
    assert sizes[0] == pytest.approx(0.001, abs=2e-5)
    assert sizes[0] > 50 * sizes[1] > 2500 * sizes[2]
    entropy = lb.softmax_cross_entropy_grad(1, [16.0, 0.0, 0.0])
    np.testing.assert_allclose(entropy, [1, -1, 0], atol=1e-6)


def test_with_two_classes_it_is_twice_the_slope_of_one_neuron():
    for z, t in [(0.7, 1.0), (-2.0, 0.0), (5.0, 0.3)]:
        p, y = lb.softmax([z, 0.0]), np.array([t, 1 - t])
        slope = (np.diag(p) - np.outer(p, p)) @ (p - y)
        one = network.squared_sigmoid_grad(t, z)
        assert slope == pytest.approx([2 * one, -2 * one])


# --- exercises ----------------------------------------------------------------------


def test_a_rate_that_makes_up_for_the_sigmoid_belongs_to_its_start():
    def slope(z):
        return lb.sigmoid(z) * lb.sigmoid(-z)

    rate = 0.15 / slope(4.0)
    assert 8.4 < rate < 8.6
    first = rate * network.squared_sigmoid_grad(0, 4.0)
    assert first == pytest.approx(0.15 * lb.sigmoid_cross_entropy_grad(0, 4.0))
    assert outputs(neuron(SQUARED), (2, 2), rate)[300] < 0.02
    assert slope(4.0) / slope(6.0) == pytest.approx(7, abs=0.3)
    # That rate, and an example in the middle: two parameters, each with the input 1.
    middle = neuron(SQUARED)[1](np.array([math.log(2), 0.0])).sum()
    assert 0.15 / slope(6.0) * middle == pytest.approx(18, abs=0.1)


@pytest.mark.parametrize(
    ("x", "sign", "why"),
    [
        (1.0, -1, "as the exercise says, the loss goes down"),
        (-0.5, -1, "the bias outweighs the weight"),
        (-1.0, 0, "the two updates cancel"),
        (-2.0, 1, "the weight outweighs the bias"),
    ],
)
def test_the_script_without_its_factor_x(x, sign, why):
    w = b = 2.0
    losses = []
    for _ in range(50):
        z = w * x + b
        losses.append(np.logaddexp(0, z))
        delta = 1 / (1 - lb.sigmoid(z))
        w, b = w - 0.005 * delta, b - 0.005 * delta
    assert np.sign(round(losses[-1] - losses[0], 9)) == sign, why


def test_which_form_of_the_loss_stays_finite():
    assert np.logaddexp(0, 800.0) == 800
    with np.errstate(over="ignore"):
        assert np.log(1 + np.exp(710.0)) == math.inf
    assert np.isfinite(np.log(1 + np.exp(709.0)))


def test_along_a_quasi_separating_direction_cross_entropy_falls_without_end():
    """One logit of 0, none wrong: no finite minimum although no line separates."""
    X, y = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]), np.array([1, 0, 1])
    cost, _ = descent.linear_cost(*ENTROPY, X, y)
    costs = [cost(np.array([t, 0.0])) for t in (0, 1, 5, 30)]
    assert np.all(np.diff(costs) < 0)


def test_far_out_the_square_counts_mistakes_and_cross_entropy_grows():
    _, (X, y), _ = model(ENTROPY)
    direction = np.array([1.0, -0.5, -0.1])
    wrong = ((X @ direction > 0) != (y == 1)).mean()
    assert wrong > 0
    squared, entropy = (
        [pair[0](y, t * (X @ direction)).mean() for t in (1e3, 1e4, 1e5)]
        for pair in (SQUARED, ENTROPY)
    )
    assert squared[-1] == pytest.approx(wrong / 2, abs=1e-4)
    assert entropy[2] > 5 * entropy[1] > 25 * entropy[0]
