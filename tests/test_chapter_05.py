"""Chapter 05: the numbers that it shows, and the counter-example of each box."""

import math

import numpy as np
import pytest
from scipy import optimize

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


@pytest.mark.parametrize("pair", [ENTROPY, SQUARED])
def test_only_the_sum_of_weight_and_bias_counts(pair):
    one = outputs(neuron(pair), (3.0, 1.0), 0.15)
    other = outputs(neuron(pair), (-0.5, 4.5), 0.15)
    np.testing.assert_allclose(one, other, rtol=1e-9)


# --- a fair comparison --------------------------------------------------------------


def by_output(p):
    return np.ones(2) / (1 - lb.sigmoid(p.sum()))


def test_the_demonstration_steps_along_the_slope_by_the_output():
    cost, right = neuron(ENTROPY)
    ends = [outputs((cost, by_output), start, 0.005)[300] for start in STARTS]
    assert np.round(ends, 3).tolist() == [0.040, 0.048]
    start = np.array([2.0, 2.0])
    assert 50 < by_output(start)[0] / right(start)[0] < 60
    # It is the slope by the output indeed, and not that by the parameters.
    a, h = 0.9, 1e-6
    up, down = (lb.binary_cross_entropy(0, x) for x in (a + h, a - h))
    assert (up - down) / (2 * h) == pytest.approx(1 / (1 - a), rel=1e-6)


@pytest.mark.parametrize("rate", [0.005, 0.15])
def test_what_the_book_concludes_does_not_depend_on_the_rate(rate):
    """With cross-entropy the loss falls fastest at first, with the square later."""
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
    assert ends["entropy", 0.0] == pytest.approx(ends["entropy", 1.0])
    assert ends["squared", 1.0][0] > 2
    assert ends["squared", 1.0][1] > 3 * ends["squared", 0.0][1]
    # From there the cost only falls as the weight grows, towards half the half wrong.
    w = np.linspace(1, 14, 400)
    cost, _ = descent.linear_cost(*SQUARED, [[1], [10]], [1, 0])
    costs = [cost(np.array([x])) for x in w]
    assert np.all(np.diff(costs) < 0)
    assert costs[-1] == pytest.approx(1 / 4, abs=1e-6)


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


@pytest.mark.parametrize("gain", [2, 4])
def test_larger_weights_help_sigmoids_a_little(gain):
    small, large = (draws("sigmoid", g, ENTROPY) for g in (1, gain))
    ratio = [np.median(n[:, 0] / n[:, 8]) for n in (small, large)]
    assert ratio[1] > 10 * ratio[0]
    assert (large[:, 0] / large[:, 8]).max() < 0.1  # and yet, in every draw


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


# --- two penguins -------------------------------------------------------------------

LENGTHS = PENGUINS.features[TWO][:, [0, 2]]


def model(pair, seed=0):
    train, test = datasets.split(SPECIES, test_fraction=0.3, seed=seed)
    X = descent.add_intercept(descent.standardize(LENGTHS, like=LENGTHS[train]))
    terms = descent.linear_cost(*pair, X[train], SPECIES[train])
    return terms, (X[train], SPECIES[train]), (X[test], SPECIES[test])


FITS = [(ENTROPY, 2.0), (SQUARED, 16.0)]


@pytest.mark.parametrize(("pair", "rate"), FITS, ids=["entropy", "squared"])
def test_both_fits_have_arrived_where_scipy_arrives(pair, rate):
    (cost, grad), _, _ = model(pair)
    fit = descent.gradient_descent(cost, grad, np.zeros(3), rate=rate, steps=4000)
    best = optimize.minimize(
        cost, np.zeros(3), jac=grad, method="BFGS", options={"gtol": 1e-9}
    )
    assert fit.costs[-1] == pytest.approx(best.fun, abs=2e-7)
    if pair is ENTROPY:
        assert np.abs(grad(fit.last)).max() < 1e-7
        np.testing.assert_allclose(fit.last, best.x, atol=1e-4)
    else:
        np.testing.assert_allclose(fit.last, best.x, atol=0.05)


def test_the_two_species_overlap():
    """No weights put all training birds on the right side: a linear programme."""
    _, (X, y), _ = model(ENTROPY)
    sides = X * np.where(y == 1, 1, -1)[:, None]
    answer = optimize.linprog(
        np.zeros(3), A_ub=-sides, b_ub=-np.ones(len(y)), bounds=(None, None)
    )
    assert answer.status == 2  # infeasible


def test_both_make_two_mistakes_of_65():
    found = []
    for pair, rate in FITS:
        terms, _, (X, y) = model(pair)
        fit = descent.gradient_descent(*terms, np.zeros(3), rate=rate, steps=4000)
        z = X @ fit.last
        found.append((((z > 0) != y).sum(), lb.sigmoid_cross_entropy(y, z).mean()))
        assert len(y) == 65
    assert [wrong for wrong, _ in found] == [2, 2]
    assert np.round([cost for _, cost in found], 3).tolist() == [0.094, 0.098]


def test_on_other_splits_they_differ_by_at_most_three():
    gaps = []
    for seed in range(1, 11):
        wrong = []
        for pair, rate in FITS:
            terms, _, (X, y) = model(pair, seed)
            fit = descent.gradient_descent(*terms, np.zeros(3), rate=rate, steps=4000)
            wrong.append(((X @ fit.last > 0) != y).sum())
        gaps.append(abs(wrong[0] - wrong[1]))
    assert max(gaps) <= 3


def steps_needed(pair, rate, start, most=1000):
    terms, (X, y), _ = model(pair)
    fit = descent.gradient_descent(*terms, start, rate=rate, steps=most)
    right = ((X @ fit.parameters.T > 0) == (y[:, None] == 1)).mean(axis=0)
    late = np.flatnonzero(right < 0.95)[-1]
    return late + 1 if late < most else np.inf


def test_each_at_its_best_rate():
    terms, (X, y), _ = model(ENTROPY)
    fit = descent.gradient_descent(*terms, np.zeros(3), rate=2.0, steps=4000)
    upside_down = -fit.last
    assert ((X @ upside_down > 0) == (y == 1)).mean() < 0.05
    rates = 2.0 ** np.arange(-3, 10)
    best, at, steps = {}, {}, {}
    for name, pair in {"entropy": ENTROPY, "squared": SQUARED}.items():
        for start, place in (("0", np.zeros(3)), ("bad", upside_down)):
            needed = np.array([steps_needed(pair, rate, place) for rate in rates])
            steps[name, start] = dict(zip(rates, needed, strict=True))
            best[name, start] = needed.min()
            at[name, start] = rates[needed.argmin()]
    # From 0 they are all but level.
    assert best["squared", "0"] - best["entropy", "0"] <= 2
    # At a small rate from the bad start: more than ten times as many.
    for rate in (2.0, 4.0):
        assert steps["squared", "bad"][rate] > 10 * steps["entropy", "bad"][rate]
    # Tuned: fewer than three times as many, at a far larger rate,
    assert 1 < best["squared", "bad"] / best["entropy", "bad"] < 3
    assert at["squared", "bad"] >= 16 * at["entropy", "bad"]
    # which from 0 does not arrive.
    assert steps["squared", "0"][at["squared", "bad"]] == np.inf
    # One rate serves cross-entropy.
    assert steps["entropy", "0"][at["entropy", "bad"]] <= best["entropy", "0"] + 3


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
