"""Chapter 06: the numbers that it shows, and the counter-example of each box."""

from functools import partial
from itertools import product

import numpy as np
import pytest
from rows.multi_label import odds_of_truth
from scipy.optimize import brentq, minimize, minimize_scalar
from scipy.stats import beta

import lossbook as lb
from lossbook import datasets, descent

BCE = lb.sigmoid_cross_entropy, lb.sigmoid_cross_entropy_grad
NLL = lb.softmax_cross_entropy, lb.softmax_cross_entropy_grad
LOGITS = np.array([2.0, 1.0, -2.0])


# --- one of them, or any of them -----------------------------------------------------


def test_raising_one_softmax_output_lowers_the_others_and_sigmoids_stay():
    raised = LOGITS + np.array([0, 0, 3])
    assert np.all(lb.softmax(raised)[:2] < lb.softmax(LOGITS)[:2])
    assert np.all(lb.sigmoid(raised)[:2] == lb.sigmoid(LOGITS)[:2])
    assert lb.softmax(raised)[2] > lb.softmax(LOGITS)[2]
    assert lb.softmax(LOGITS).round(3).tolist() == [0.721, 0.265, 0.013]
    assert lb.sigmoid(LOGITS).round(3).tolist() == [0.881, 0.731, 0.119]


def test_the_derivatives_by_differences():
    h = 1e-5
    for z in np.random.default_rng(0).normal(0, 2, (10, 3)):
        p, s = lb.softmax(z), lb.sigmoid(z)
        for j, step in enumerate(np.eye(3) * h):
            soft = (lb.softmax(z + step) - lb.softmax(z - step)) / (2 * h)
            assert soft == pytest.approx(p * (np.eye(3)[j] - p[j]), abs=1e-9)
            each = (lb.sigmoid(z + step) - lb.sigmoid(z - step)) / (2 * h)
            assert each == pytest.approx(np.eye(3)[j] * s * (1 - s), abs=1e-9)


def test_a_full_and_an_empty_sky_are_one_to_a_softmax():
    assert lb.softmax([4.0] * 3) == pytest.approx(lb.softmax([-4.0] * 3))
    assert [round(100 * lb.sigmoid(z)) for z in (4.0, -4.0)] == [98, 2]


def test_a_multi_hot_target_is_out_of_reach_of_a_softmax():
    sure = [40.0, 40.0, -40.0]
    assert lb.sigmoid_cross_entropy([1, 1, 0], sure).sum() < 1e-16
    rng = np.random.default_rng(0)
    halves = np.tile([0.5, 0.5, 0], (1000, 1))
    losses = lb.softmax_cross_entropy(halves, rng.normal(0, 10, (1000, 3)))
    assert losses.min() >= np.log(2)
    assert lb.softmax_cross_entropy(halves[:1], [sure]) == pytest.approx(np.log(2))
    with pytest.raises(ValueError, match="must sum to 1"):
        lb.softmax_cross_entropy([[0, 0, 0]], [sure])
    # The formula without the check: 0 for any logits, and so is its gradient.
    nothing, z = np.zeros(3), rng.normal(0, 10, (1000, 3))
    assert np.all(-(nothing * lb.log_softmax(z)).sum(axis=1) == 0)


# --- binary cross-entropy ------------------------------------------------------------


def test_bce_is_the_softmax_loss_of_two_classes():
    for z, t in product([-30.0, -1.0, 0.0, 1.5, 30.0], [0, 1]):
        one = lb.sigmoid_cross_entropy(t, z)
        assert lb.softmax_cross_entropy(t, [0, z]) == pytest.approx(one, rel=1e-14)
        softplus = max(z, 0) - t * z + np.log1p(np.exp(-abs(z)))
        assert softplus == pytest.approx(one, rel=1e-10, abs=1e-14)
    assert lb.sigmoid_cross_entropy(0, 1.5).round(5) == 1.70141
    assert lb.sigmoid_cross_entropy(1, 1.5).round(5) == 0.20141


def test_the_gradient_is_prediction_minus_truth():
    slopes = lb.sigmoid_cross_entropy_grad([1, 1, 0], LOGITS)
    assert slopes == pytest.approx(lb.sigmoid(LOGITS) - [1, 1, 0])
    by_p = lb.binary_cross_entropy_grad([1, 1, 0], lb.sigmoid(LOGITS))
    p = lb.sigmoid(LOGITS)
    assert by_p * p * (1 - p) == pytest.approx(slopes)


def test_through_the_probability_a_sure_mistake_is_infinite():
    assert lb.binary_cross_entropy(0, lb.sigmoid(40.0)) == np.inf
    assert lb.sigmoid_cross_entropy(0, 40.0) == 40
    # A sure and wrong no keeps its digits: p is small there, not rounded to 0.
    assert lb.binary_cross_entropy(1, lb.sigmoid(-40.0)) == pytest.approx(40)


def test_a_clamped_logarithm_shows_100_and_teaches_nothing():
    """PyTorch's BCELoss, in numpy: log(1 - p) is cut off at -100."""
    p = lb.sigmoid(40.0)
    with np.errstate(divide="ignore"):
        assert -max(np.log(1 - p), -100) == 100
    by_p = (p - 0) / max(p * (1 - p), 1e-12)
    assert by_p * p * (1 - p) == 0
    assert lb.sigmoid_cross_entropy_grad(0, 40.0) == 1


def test_the_mean_over_labels_is_a_kth_of_the_sum():
    each = lb.sigmoid_cross_entropy([1, 1, 0], LOGITS)
    assert (each.sum().round(3), each.mean().round(3)) == (0.567, 0.189)
    # The book's cost adds up the labels and takes the mean over the examples.
    x, t = np.eye(3), np.array([[1, 1, 0], [0, 1, 1], [1, 0, 0]])
    weights = np.random.default_rng(0).normal(size=(3, 3))
    cost, grad = descent.linear_cost(*BCE, x, t)
    losses = lb.sigmoid_cross_entropy(t, weights)
    assert cost(weights) == pytest.approx(losses.sum(axis=1).mean())
    slopes = lb.sigmoid_cross_entropy_grad(t, weights) / losses.size
    assert grad(weights) == pytest.approx(3 * slopes)


def test_bce_is_its_own_mirror_and_pos_weight_breaks_it():
    rng = np.random.default_rng(0)
    t, z = rng.integers(2, size=1000), rng.normal(0, 10, 1000)
    loss = lb.sigmoid_cross_entropy
    np.testing.assert_array_equal(loss(t, z), loss(1 - t, -z))
    assert np.abs(loss(t, z, pos_weight=3) - loss(1 - t, -z, pos_weight=3)).max() > 60
    np.testing.assert_array_equal(lb.focal(t, z), lb.focal(1 - t, -z))
    # At the ends, and near 0, too.
    z = np.array([0.0, 1e-300, 1e-8, 36.7, 700.0, 1e5])
    for t in (np.zeros(6), np.ones(6)):
        np.testing.assert_array_equal(loss(t, z), loss(1 - t, -z))
    # Any other weight by class breaks it as well, such as the alpha of a focal loss.
    alpha = np.where(t == 1, 0.25, 0.75), np.where(1 - t == 1, 0.25, 0.75)
    small = np.array([0.0, 1e-300, 1e-8, 0.5, 2.0, 20.0])
    left, right = alpha[0] * lb.focal(t, small), alpha[1] * lb.focal(1 - t, -small)
    assert np.all(left != right)


POINTS = np.array([-2.0, -1.5, -1.0, 1.0, 1.5, 2.0])


def slope_of(read, t, z):
    """The derivative of BCE with respect to z, if BCE gets z or its sigmoid."""
    a = 1 / (1 + np.exp(-z))
    if read == "sigmoid":
        return (1 / (1 + np.exp(-a)) - t) * a * (1 - a)
    return a - t


def six_points(read, steps=3000):
    """A neuron without a bias, in plain NumPy: the targets, and its logits."""
    t, w = (POINTS > 0).astype(float), 0.0
    for _ in range(steps):
        w -= 8 * (slope_of(read, t, w * POINTS) * POINTS).mean()
    return t, w * POINTS


def test_a_second_sigmoid_levels_off_at_half_of_both_floors():
    t, z = six_points("sigmoid")
    output = lb.sigmoid(z)
    losses = lb.sigmoid_cross_entropy(t, output)
    floors = [np.log(1 + 1 / np.e), np.log(2)]
    assert np.round(floors, 3).tolist() == [0.313, 0.693]
    assert round(np.mean(floors), 3) == round(losses.mean(), 3) == 0.503
    # No output can do better: the loss falls in it for a yes, and rises for a no.
    outputs = lb.sigmoid(np.linspace(-40, 40, 1001))
    one = np.ones_like(outputs)
    assert lb.sigmoid_cross_entropy(one, outputs).min() >= floors[0]
    assert lb.sigmoid_cross_entropy(0 * one, outputs).min() >= floors[1]
    # All right if read once; read twice it is a yes each time.
    assert np.all((output > 0.5) == t)
    assert np.all(lb.sigmoid(output) > 0.5)
    assert np.all(lb.sigmoid(outputs) >= 0.5)
    # What the training steps along, by differences.
    h = 1e-6
    rise = [lb.sigmoid_cross_entropy(t, lb.sigmoid(POINTS + d)) for d in (h, -h)]
    slope = slope_of("sigmoid", t, POINTS)
    assert slope == pytest.approx((rise[0] - rise[1]) / (2 * h), abs=1e-8)
    # Without the second sigmoid the same training leaves next to nothing.
    t, z = six_points("logit")
    assert lb.sigmoid_cross_entropy(t, z).mean() < 0.001


def test_categorical_and_sparse_are_one_loss_and_binary_is_another():
    categorical = lb.softmax_cross_entropy(np.eye(3)[[1]], [LOGITS])
    assert categorical == pytest.approx(lb.softmax_cross_entropy([1], [LOGITS]))
    assert categorical.round(3).tolist() == [1.327]
    binary = lb.sigmoid_cross_entropy([0, 1, 0], LOGITS)
    assert binary.round(3).tolist() == [2.127, 0.313, 0.127]


def test_knowing_nothing_is_nine_tenths_right_by_element():
    rng = np.random.default_rng(0)
    one_hot = np.eye(10)[rng.integers(10, size=500)]  # any labels, not one of each
    uniform = np.full(one_hot.shape, 0.1)
    assert ((uniform > 0.5) == one_hot).mean() == pytest.approx(0.9, abs=1e-12)
    balanced = np.arange(10)
    assert (np.full((10, 10), 0.1).argmax(axis=1) == balanced).mean() == 0.1


def test_the_mean_of_means_is_the_mean_over_all_numbers():
    rng = np.random.default_rng(0)
    t, z = rng.integers(2, size=(7, 5)), rng.normal(size=(7, 5))
    each = lb.sigmoid_cross_entropy(t, z)
    assert each.mean(axis=1).mean() == pytest.approx(each.mean())


def test_of_eighty_labels_the_base_rates_alone_cost_little_each():
    share = 3 / 80
    nats = -share * np.log(share) - (1 - share) * np.log(1 - share)
    assert lb.entropy([share, 1 - share]) == pytest.approx(nats)
    assert (round(nats, 3), round(80 * nats, 1)) == (0.160, 12.8)
    assert f"{nats:.2f}" == "0.16"
    # That is the mean over pictures with 3 of 80, for a model that says 3/80.
    t = np.zeros((1, 80))
    t[0, :3] = 1
    z = np.full((1, 80), lb.logit(share))
    assert lb.sigmoid_cross_entropy(t, z).mean() == pytest.approx(nats)
    # With unequal shares of the same mean it is lower (the entropy is concave).
    for seed in range(20):
        shares = np.random.default_rng(seed).dirichlet(np.ones(80)) * 3
        shares = np.clip(shares, 1e-12, 1 - 1e-12)
        shares *= 3 / shares.sum()
        mean = np.mean([lb.entropy([p, 1 - p]) for p in shares])
        assert mean < nats


# --- several groups ------------------------------------------------------------------

LIT = (
    *("1110111", "0010010", "1011101", "1011011", "0111010"),
    *("1101011", "1101111", "1010010", "1111111", "1111011"),
)
LIGHTS = np.array([[int(light) for light in row] for row in LIT])
SEEN = np.array(list(product([0, 1], repeat=8)))
WRONG = (SEEN[:, None, :7] != LIGHTS).sum(axis=-1)
CHANCE = 0.1**WRONG * 0.9 ** (7 - WRONG) / 20
SHARE = CHANCE.sum(axis=1)
TRUTH = CHANCE / SHARE[:, None]
FLAGS = np.where(SEEN[:, 7:] == 1, 0.9, 0.1)
DISPLAY = descent.add_intercept(2 * SEEN - 1)


def expected_cost(loss, slope, target):
    def cost(w):
        return SHARE @ loss(target, DISPLAY @ w).reshape(256, -1).sum(axis=1)

    def grad(w):
        return DISPLAY.T @ (SHARE[:, None] * slope(target, DISPLAY @ w))

    return cost, grad


def by_scipy(cost, grad, shape):
    found = minimize(
        lambda w: cost(w.reshape(shape)),
        np.zeros(np.prod(shape)),
        jac=lambda w: grad(w.reshape(shape)).ravel(),
        method="BFGS",
        options={"gtol": 1e-8, "maxiter": 3000},
    )
    return found.x.reshape(shape)


@pytest.fixture(scope="module")
def heads():
    """Probabilities of the digits, by descent: eleven sigmoids, and a softmax."""
    together = np.column_stack([TRUTH, FLAGS])
    outputs = []
    for pair, target in ((BCE, together), (NLL, TRUTH)):
        terms = expected_cost(*pair, target)
        start = np.zeros((9, target.shape[1]))
        fit = descent.gradient_descent(*terms, start, rate=1.0, steps=3000)
        assert np.abs(terms[1](fit.last)).max() < 1e-5
        outputs.append(DISPLAY @ fit.last)
        if pair is BCE:
            # The flag, and the digits against scipy.
            flags = lb.sigmoid(outputs[0][:, 10:])
            np.testing.assert_allclose(flags, FLAGS, atol=1e-4)
            second = DISPLAY @ by_scipy(*terms, start.shape)
            np.testing.assert_allclose(
                lb.sigmoid(outputs[0]), lb.sigmoid(second), atol=5e-4
            )
    return lb.sigmoid(outputs[0][:, :10]), lb.softmax(outputs[1])


def test_the_displays_are_those_of_ten_digits():
    assert SHARE.sum() == pytest.approx(1)
    assert len({tuple(row) for row in LIGHTS}) == 10
    assert LIGHTS.sum(axis=1).tolist() == [6, 2, 5, 5, 4, 5, 6, 3, 7, 6]
    # Breiman and others give the error of the best rule as 26 %.
    assert CHANCE.max(axis=1).sum() == pytest.approx(0.74, abs=0.0005)


def test_targets_of_digit_and_flag_as_eleven_numbers():
    digit, flag = np.array([[9, 1], [2, 0], [5, 1]]).T
    rows = np.column_stack([np.eye(10, dtype=int)[digit], flag])
    assert rows.shape == (3, 11)
    assert [np.flatnonzero(row).tolist() for row in rows] == [[9, 10], [2], [5, 10]]


def test_the_loss_at_the_mean_target_is_the_mean_of_the_losses():
    rng = np.random.default_rng(0)
    z, digits = rng.normal(0, 2, 10), rng.integers(10, size=50)
    one_hot = np.eye(10)[digits]
    for loss in (lb.softmax_cross_entropy, lb.sigmoid_cross_entropy):
        each = loss(one_hot, np.tile(z, (50, 1))).reshape(50, -1).sum(axis=1)
        at_mean = np.sum(loss(one_hot.mean(axis=0)[None], z[None]))
        assert each.mean() == pytest.approx(at_mean)


def test_ten_sigmoids_may_say_two_digits_or_a_third_of_one(heads):
    sigmoids, _ = heads
    total, over = sigmoids.sum(axis=1), (sigmoids > 0.5).sum(axis=1)
    assert total.min().round(2) == 0.32
    assert total.max().round(2) == 1.28
    assert SHARE[over == 2].sum() == pytest.approx(0.0027, abs=5e-5)
    assert SHARE[over == 0].sum() == pytest.approx(0.1675, abs=5e-5)
    assert over.max() == 2
    # No digit over a half is no fault by itself: so it is in truth.
    unsure = TRUTH.max(axis=1) <= 0.5
    assert SHARE[unsure].sum() == pytest.approx(0.2043, abs=5e-5)
    # The sigmoids name a digit too often rather than too seldom.
    too_sure = SHARE[unsure & (over > 0)].sum()
    assert too_sure > 3 * SHARE[~unsure & (over == 0)].sum() > 0
    assert too_sure < 0.05
    # On average the sum is right (exercise 8).
    assert SHARE @ total == pytest.approx(1, abs=1e-4)
    ambiguous = (SEEN == [1, 0, 1, 0, 1, 0, 0, 0]).all(axis=1).argmax()
    assert np.flatnonzero(sigmoids[ambiguous] > 0.5).tolist() == [2, 7]
    assert WRONG[ambiguous, [2, 7]].tolist() == [2, 2]
    assert TRUTH[ambiguous, 2] == pytest.approx(TRUTH[ambiguous, 7])


def test_the_softmax_is_exact_and_the_sigmoids_cost_more(heads):
    sigmoids, softmax = heads
    np.testing.assert_allclose(softmax, TRUTH, atol=1e-3)
    scaled = sigmoids / sigmoids.sum(axis=1, keepdims=True)
    costs = [-(CHANCE * np.log(head)).sum() for head in (scaled, softmax, TRUTH)]
    assert np.round(costs, 4).tolist() == [0.8151, 0.7687, 0.7687]
    rows = np.arange(256)
    right = [CHANCE[rows, h.argmax(axis=1)].sum() for h in (scaled, softmax, TRUTH)]
    assert right == pytest.approx([right[2]] * 3, abs=1e-12)
    assert right[2] == pytest.approx(0.74, abs=0.0005)


def test_an_unlimited_model_would_lose_nothing():
    """One logit for each display and digit: each sigmoid at the truth, sum 1."""
    free = lb.logit(TRUTH)
    slopes = lb.sigmoid_cross_entropy_grad(TRUTH, free)
    assert np.abs(slopes).max() < 1e-15
    assert lb.sigmoid(free).sum(axis=1) == pytest.approx(1)


# --- the zoo -------------------------------------------------------------------------

ZOO = datasets.load_zoo()
ASKED = ["airborne", "aquatic", "predator", "domestic"]
BODY = [n for n in ZOO.feature_names if n not in ASKED]
F, Y = ZOO.columns(*BODY), ZOO.columns(*ASKED).astype(int)
ANIMALS = np.arange(len(ZOO))


def objective(keep, target, loss, slope, penalty, features=F):
    x = descent.add_intercept(descent.standardize(features, like=features[keep]))
    cost, grad = descent.linear_cost(loss, slope, x[keep], target[keep])
    free = np.ones((x.shape[1], 1))
    free[-1] = 0
    return (
        x,
        lambda w: cost(w) + penalty / 2 * np.sum((free * w) ** 2),
        lambda w: grad(w) + penalty * free * w,
    )


def fitted(keep, target, loss, slope, features=F, penalty=0.03, steps=300):
    x, cost, grad = objective(keep, target, loss, slope, penalty, features)
    start = np.zeros((x.shape[1], target.shape[1]))
    fit = descent.gradient_descent(cost, grad, start, rate=1.0, steps=steps)
    assert np.abs(grad(fit.last)).max() < 1e-5
    return x @ fit.last


def each_held_out(among, *args, **named):
    """The logits of each animal, by a model of the others among these."""
    return np.array(
        [fitted(np.setdiff1d(among, i), *args, **named)[i] for i in ANIMALS]
    )


def sigmoids_at_the_minimum(x, t, ridge):
    """Weights where the derivatives are 0, by Newton's method, column by column."""
    w = np.zeros((x.shape[1], t.shape[1]))
    for _ in range(9):
        p = 1 / (1 + np.exp(-x @ w))
        slopes = x.T @ (p - t) / len(x) + ridge[:, None] * w
        for k in range(t.shape[1]):
            bend = (x.T * (p[:, k] * (1 - p[:, k]))) @ x / len(x) + np.diag(ridge)
            w[:, k] -= np.linalg.solve(bend, slopes[:, k])
    assert np.abs(slopes).max() < 1e-6
    return w


def softmax_at_the_minimum(x, t, ridge):
    def cost(w):
        w = w.reshape(x.shape[1], -1)
        e = np.exp(x @ w)
        p = e / e.sum(axis=1, keepdims=True)
        slope = x.T @ (p - t) / len(x) + ridge[:, None] * w
        value = -(t * np.log(p)).sum() / len(x) + (ridge[:, None] * w**2).sum() / 2
        return value, slope.ravel()

    start = np.zeros(x.shape[1] * t.shape[1])
    found = minimize(cost, start, jac=True, method="L-BFGS-B", options={"gtol": 1e-4})
    return found.x.reshape(x.shape[1], -1)


def in_ten_parts(seed, minimum, among, target, features=F):
    """The logits of each animal, by a model of nine tenths of the others."""
    logits = np.empty(target.shape)
    ridge = np.append(np.full(features.shape[1], 0.03), 0.0)
    for part in np.array_split(np.random.default_rng(seed).permutation(ANIMALS), 10):
        keep = np.setdiff1d(among, part)
        mean, deviation = features[keep].mean(axis=0), features[keep].std(axis=0)
        x = np.column_stack([(features - mean) / deviation, np.ones(len(features))])
        logits[part] = x[part] @ minimum(x[keep], target[keep], ridge)
    return logits


@pytest.fixture(scope="module")
def held_out():
    return each_held_out(ANIMALS, Y, *BCE)


COUNT = Y.sum(axis=1)
HALVES = Y / np.maximum(COUNT, 1)[:, None]
SOME = np.flatnonzero(COUNT > 0)


@pytest.fixture(scope="module")
def shared():
    return lb.softmax(each_held_out(SOME, HALVES, *NLL))


@pytest.fixture(scope="module")
def twenty():
    """Held-out probabilities in 20 divisions: sigmoids, and a softmax."""
    return [
        (
            lb.sigmoid(in_ten_parts(seed, sigmoids_at_the_minimum, ANIMALS, Y)),
            lb.softmax(in_ten_parts(seed, softmax_at_the_minimum, SOME, HALVES)),
        )
        for seed in range(20)
    ]


def named(*names):
    return [ZOO.animals.index(name) for name in names]


def list_of(rows):
    return [ZOO.animals[i] for i in np.flatnonzero(rows)]


def test_the_data_are_as_the_chapter_says():
    assert len(BODY) == 12
    assert len(ZOO) == 101
    assert np.bincount(Y.sum(axis=1)).tolist() == [17, 42, 39, 3]
    assert Y.mean(axis=0).round(3).tolist() == [0.238, 0.356, 0.554, 0.129]
    fins = ZOO.columns("fins")[:, 0] == 1
    assert fins.sum() > 0 and Y[fins, 0].sum() == 0


def test_without_the_penalty_weights_grow_and_the_cost_falls():
    x, cost, grad = objective(ANIMALS, Y, *BCE, penalty=0.0)
    start = np.zeros((x.shape[1], 4))
    fit = descent.gradient_descent(cost, grad, start, rate=1.0, steps=4000)
    sizes = np.abs(fit.parameters[[500, 1000, 2000, 4000]]).max(axis=(1, 2))
    assert np.all(np.diff(sizes) > 0.3)
    assert np.all(np.diff(fit.costs) < 0)


@pytest.mark.parametrize("weight", [1, 7])
def test_descent_arrives_where_scipy_does(weight):
    pair = [partial(f, pos_weight=weight) for f in BCE]
    x, cost, grad = objective(ANIMALS, Y, *pair, penalty=0.03)
    second = x @ by_scipy(cost, grad, (x.shape[1], 4))
    np.testing.assert_allclose(fitted(ANIMALS, Y, *pair), second, atol=2e-4)


def test_four_questions_are_four_separate_regressions():
    together = fitted(ANIMALS, Y, *BCE)
    for k in range(4):
        alone = fitted(ANIMALS, Y[:, [k]], *BCE)
        np.testing.assert_allclose(together[:, [k]], alone, atol=1e-10)


def test_what_held_out_animals_cost(held_out):
    cost = lb.sigmoid_cross_entropy(Y, held_out).mean(axis=0)
    base = (Y.sum(axis=0) - Y) / (len(Y) - 1)
    base_cost = lb.binary_cross_entropy(Y, base).mean(axis=0)
    airborne, aquatic, predator, domestic = cost / base_cost
    assert airborne < 0.5 and aquatic < 0.6
    assert 0.95 < predator < 1
    assert domestic > 1
    p = lb.sigmoid(held_out)
    assert ((p > 0.5) != Y).sum(axis=0).tolist() == [12, 14, 36, 13]
    assert (p > 0.5).sum(axis=0).tolist() == [22, 26, 62, 0]
    wrong_base = np.minimum(Y.sum(axis=0), len(Y) - Y.sum(axis=0))
    assert wrong_base.tolist() == [24, 36, 45, 13]


def test_in_twenty_divisions_the_costs_give_the_same_picture(twenty):
    base = -Y.mean(axis=0) * np.log(Y.mean(axis=0))
    base -= (1 - Y.mean(axis=0)) * np.log(1 - Y.mean(axis=0))
    for p, _ in twenty:
        ratios = lb.binary_cross_entropy(Y, p).mean(axis=0) / base
        airborne, aquatic, predator, domestic = ratios
        assert airborne < 0.6 and aquatic < 0.65
        assert 0.9 < predator < 1.05
        assert domestic > 1
        assert not np.any(p[:, 3] > 0.5)


def test_domestic_is_overfitted(held_out):
    """On its own animals the model beats each base rate, on others not."""
    base = (Y.sum(axis=0) - Y) / (len(Y) - 1)
    base_cost = lb.binary_cross_entropy(Y, base).mean(axis=0)
    own_base = lb.binary_cross_entropy(Y, Y.mean(axis=0) + 0 * Y).mean(axis=0)
    inside = lb.sigmoid_cross_entropy(Y, fitted(ANIMALS, Y, *BCE)).mean(axis=0)
    assert np.all(inside < np.minimum(base_cost, own_base))
    held = lb.sigmoid_cross_entropy(Y, held_out).mean(axis=0)
    assert held[3] > base_cost[3] > inside[3]
    assert (Y[:, 3].sum(), len(BODY)) == (13, 12)


def test_hair_alone_says_a_little_about_pets():
    hair = ZOO.columns("hair")[:, 0] == 1
    assert (Y[hair, 3].sum(), hair.sum()) == (9, 43)
    rates = []
    for i in ANIMALS:
        others = [k for k in ANIMALS if k != i and hair[k] == hair[i]]
        rates.append(Y[others, 3].mean())
    base = (Y[:, 3].sum() - Y[:, 3]) / (len(Y) - 1)
    by_hair, by_all = (
        lb.binary_cross_entropy(Y[:, 3], r).mean() for r in (rates, base)
    )
    assert by_hair.round(3) == 0.384
    assert 0.005 < by_all - by_hair < 0.02


@pytest.mark.parametrize("penalty", [0.01, 0.09])
def test_another_penalty_gives_the_same_picture(penalty):
    probs = []
    for i in ANIMALS:
        x, cost, grad = objective(np.delete(ANIMALS, i), Y, *BCE, penalty)
        start = np.zeros((x.shape[1], 4))
        fit = descent.gradient_descent(cost, grad, start, rate=1.0, steps=300)
        probs.append(lb.sigmoid(x[i] @ fit.last))
    cost = lb.binary_cross_entropy(Y, np.array(probs)).mean(axis=0)
    base = (Y.sum(axis=0) - Y) / (len(Y) - 1)
    base_cost = lb.binary_cross_entropy(Y, base).mean(axis=0)
    airborne, aquatic, predator, domestic = cost / base_cost
    assert airborne < 0.6 and aquatic < 0.65
    assert 0.95 < predator < 1
    assert domestic > 1


def test_the_animals_that_it_gets_wrong(held_out):
    flies, said = Y[:, 0] == 1, held_out[:, 0] > 0
    assert list_of(said & ~flies) == ["kiwi", "ostrich", "penguin", "rhea", "scorpion"]
    assert list_of(~said & flies) == [
        "flamingo",
        "fruitbat",
        "gnat",
        "ladybird",
        "swan",
        "vampire",
        "vulture",
    ]


def same_body(name):
    return (F[named(name)] == F).all(axis=1)


def test_whichever_of_the_six_birds_is_held_out_the_others_lean_the_other_way(held_out):
    flies, said = Y[:, 0] == 1, held_out[:, 0] > 0
    six = np.flatnonzero(same_body("ostrich"))
    assert len(six) == 6 and flies[six].sum() == 3
    for bird in six:
        others = six[six != bird]
        lean = flies[others].sum() > 2
        assert lean != flies[bird]
        assert said[bird] == lean
    # A model of all animals gives the six one answer, and three are wrong.
    together = fitted(ANIMALS, Y, *BCE)[six, 0]
    assert np.ptp(together) < 1e-12
    assert ((together > 0) != flies[six]).sum() == 3


def test_no_model_of_these_columns_can_tell_them_apart():
    flies = Y[:, 0] == 1
    kiwi = same_body("kiwi")
    assert kiwi.sum() == 14 and list_of(kiwi & ~flies) == ["kiwi"]
    large = same_body("ostrich")
    assert list_of(large & ~flies) == ["ostrich", "penguin", "rhea"]
    assert list_of(large & flies) == ["flamingo", "swan", "vulture"]
    assert list_of(same_body("squirrel")) == ["fruitbat", "squirrel", "vampire"]
    assert list_of(same_body("gnat")) == ["flea", "gnat", "ladybird", "termite"]
    assert list_of(same_body("scorpion")) == ["scorpion"]
    shared = ["breathes", "venomous", "toothed", "catsize"]
    for name in ("scorpion", "wasp", "honeybee"):
        (row,) = ZOO.columns(*shared)[named(name)]
        assert row.tolist() == [1, 1, 0, 0]
    # What speaks for flying, in the model that has not seen the scorpion: these four
    # together more than all the rest.
    (scorpion,) = named("scorpion")
    keep = np.delete(ANIMALS, scorpion)
    x, cost, grad = objective(keep, Y[:, [0]], *BCE, penalty=0.03)
    weights = by_scipy(cost, grad, (13, 1))[:, 0]
    speaks = dict(zip(BODY, x[scorpion] * weights, strict=False))
    for_it = [speaks.pop(name) for name in shared]
    assert min(for_it) > 0.3
    assert sum(for_it) > sum(s for s in speaks.values() if s > 0)
    lion = list_of(same_body("lion"))
    assert len(lion) == 22
    assert {"wolf", "goat", "lion", "antelope"} <= set(lion)


# --- scores for several labels -------------------------------------------------------


def average_precision(truth, score):
    """The area under the steps of precision over recall, threshold by threshold."""
    area, before = 0.0, 0.0
    for threshold in sorted(set(score.round(9)), reverse=True):
        called = score.round(9) >= threshold
        found = np.sum(called & (truth == 1))
        recall = found / truth.sum()
        area += (recall - before) * found / called.sum()
        before = recall
    return area


def test_scores_of_whole_rows_and_of_single_labels(held_out):
    yes = held_out > 0
    always = np.tile([False, False, True, False], (len(Y), 1))
    rows = [sum(map(np.array_equal, said, Y == 1)) for said in (yes, always)]
    assert rows == [45, 21]
    wrong = [
        sum(a != b for a, b in zip(s.flat, Y.flat, strict=True)) for s in (yes, always)
    ]
    assert wrong == [75, 118]
    assert [round(n / 101, 3) for n in rows] == [0.446, 0.208]
    assert [round(n / 404, 3) for n in wrong] == [0.186, 0.292]


def test_precision_recall_and_f1_with_their_two_averages(held_out):
    f1, counts = [], np.zeros(3)
    for said, true in zip((held_out > 0).T, Y.T, strict=True):
        found = sum(1 for s, t in zip(said, true, strict=True) if s and t)
        alarms, misses = said.sum() - found, true.sum() - found
        precision, recall = found / max(found + alarms, 1), found / (found + misses)
        total = precision + recall
        f1.append(2 * precision * recall / total if total else 0.0)
        counts += found, alarms, misses
    assert np.round(f1, 3).tolist() == [0.739, 0.774, 0.695, 0]
    found, alarms, misses = counts
    micro = 2 * found / (2 * found + alarms + misses)
    assert (np.mean(f1).round(3), micro.round(3)) == (0.552, 0.686)
    # All yes has precision pi and recall 1; on two labels that beats the model.
    share = Y.mean(axis=0)
    all_yes = 2 * share / (1 + share)
    assert (all_yes > f1).tolist() == [False, False, True, True]


def test_average_precision_beside_labels_in_random_order(held_out):
    p = lb.sigmoid(held_out)
    scores = [average_precision(Y[:, k], p[:, k]) for k in range(4)]
    assert np.round(scores, 3).tolist() == [0.847, 0.864, 0.686, 0.152]
    rng = np.random.default_rng(1)
    for k, score in enumerate(scores):
        # The chapter's form: the precision down to each yes, equal scores together.
        at_least = p[:, k].round(9) >= p[:, [k]].round(9)

        def short(truth, at_least=at_least):
            precision = (at_least & (truth == 1)).sum(axis=1) / at_least.sum(axis=1)
            return precision[truth == 1].mean()

        assert short(Y[:, k]) == pytest.approx(score, abs=1e-12)
        shuffled = np.mean([short(rng.permutation(Y[:, k])) for _ in range(500)])
        assert 0 < shuffled - Y[:, k].mean() < 0.06
        # Better than shuffled, except for the pets.
        assert (score > shuffled + 0.05) == (k < 3)


# --- a softmax on the same task ------------------------------------------------------


def whole_rows(head, threshold):
    """Animals all of whose labels are right: with none, one and several."""
    right = ((head > threshold) == Y).all(axis=1)
    kinds = np.minimum(COUNT, 2)
    return [int(right[kinds == k].sum()) for k in range(3)]


def at_best(head):
    return max(sum(whole_rows(head, t)) for t in np.linspace(0.05, 0.95, 91))


def test_a_softmax_fails_on_a_dolphin_and_a_worm(held_out, shared):
    dolphin, worm = named("dolphin", "worm")
    assert (COUNT[dolphin], COUNT[worm]) == (2, 0)
    assert Y[dolphin].tolist() == [0, 1, 1, 0]
    separate = lb.sigmoid(held_out)
    assert np.all((separate[dolphin] > 0.5) == Y[dolphin])
    assert np.all((separate[worm] > 0.5) == Y[worm])
    assert (shared[dolphin] > 0.5).tolist() == [False, False, True, False]
    assert (shared[worm] > 0.5).tolist() == [True, False, False, False]


def test_whole_rows_by_a_softmax_and_by_sigmoids(held_out, shared):
    separate = lb.sigmoid(held_out)
    assert whole_rows(separate, 0.5) == [7, 19, 19]
    assert whole_rows(shared, 0.5) == [6, 24, 0]
    assert whole_rows(separate, 0.25) == [0, 14, 24]
    assert whole_rows(shared, 0.25) == [0, 18, 21]
    assert (at_best(separate), at_best(shared)) == (46, 39)


def test_what_four_shares_of_1_can_say():
    rng = np.random.default_rng(0)
    shares = lb.softmax(rng.normal(0, 5, (10_000, 4)))
    assert (shares > 0.5).sum(axis=1).max() == 1
    assert shares.max(axis=1).min() > 0.25
    assert lb.softmax(np.zeros(4)).tolist() == [0.25] * 4  # the only exception


def test_in_twenty_divisions_sigmoids_get_more_whole_rows(twenty):
    for separate, shared in twenty:
        sigmoids, softmax = whole_rows(separate, 0.5), whole_rows(shared, 0.5)
        assert sum(sigmoids) > sum(softmax) + 8
        assert sigmoids[2] > 10 > softmax[2] == 0
        assert softmax[1] > sigmoids[1]
        assert at_best(separate) > at_best(shared)


# --- what separate sigmoids leave out ------------------------------------------------


def test_aquatic_animals_are_mostly_predators_and_a_chain_can_say_so(held_out):
    aquatic, predator = Y[:, 1] == 1, Y[:, [2]]
    assert (predator[aquatic].sum(), aquatic.sum()) == (29, 36)
    assert (predator[~aquatic].sum(), (~aquatic).sum()) == (27, 65)
    # The body explains a part of that: what the model leaves correlates less.
    left = Y[:, 1:3] - lb.sigmoid(held_out[:, 1:3])
    of_labels, of_rest = (np.corrcoef(c.T)[0, 1] for c in (Y[:, 1:3], left))
    assert of_labels > 0.35 and 0.2 < of_rest < 0.3
    longer = np.column_stack([F, aquatic])
    chain = each_held_out(ANIMALS, predator, *BCE, features=longer)
    loss = lb.sigmoid_cross_entropy
    body = loss(predator, held_out[:, [2]]).mean()
    knowing = loss(predator, chain).mean()
    assert (body.round(3), knowing.round(3)) == (0.674, 0.648)


def test_in_twenty_divisions_the_chain_costs_less(twenty):
    predator, longer = Y[:, [2]], np.column_stack([F, Y[:, 1]])
    for seed, (p, _) in enumerate(twenty):
        chain = in_ten_parts(
            seed, sigmoids_at_the_minimum, ANIMALS, predator, features=longer
        )
        body = lb.binary_cross_entropy(predator, p[:, [2]]).mean()
        assert lb.sigmoid_cross_entropy(predator, chain).mean() < body - 0.005


def test_an_empty_cell_read_as_no_halves_what_is_learned():
    known = np.random.default_rng(0).random((1000, *Y.shape)) < 0.5
    cells = np.broadcast_to(Y, known.shape)
    share = Y.mean(axis=0)
    as_no = np.where(known, cells, 0).mean(axis=(0, 1))
    np.testing.assert_allclose(as_no, share / 2, atol=0.003)
    left_out = cells.mean(axis=(0, 1), where=known)
    np.testing.assert_allclose(left_out, share, atol=0.003)
    # Each is where the derivative of its cost with respect to the logit is 0.
    one, z = known[0], lb.logit(Y.mean(axis=0, where=known[0]))
    slopes = lb.sigmoid_cross_entropy_grad(Y, np.tile(z, (len(Y), 1)))
    np.testing.assert_allclose((one * slopes).sum(axis=0), 0, atol=1e-12)


# --- the threshold -------------------------------------------------------------------


def test_the_threshold_of_the_formula_is_the_cheapest_for_true_probabilities():
    p = np.linspace(0.0005, 0.9995, 1000)
    thresholds = np.linspace(0, 1, 1001)
    for miss in (1, 2, 4, 9, 19):
        yes = p >= thresholds[:, None]
        cost = np.where(yes, 1 - p, miss * p).sum(axis=1)
        assert thresholds[cost.argmin()] == pytest.approx(1 / (1 + miss), abs=0.0011)


def test_a_threshold_of_a_fifth_is_cheaper_where_an_escape_costs_four(held_out):
    p, flies = lb.sigmoid(held_out[:, 0]), Y[:, 0] == 1
    bills = []
    for threshold in (0.5, 0.2):
        net = p > threshold
        bills.append(((flies & ~net).sum(), (net & ~flies).sum()))
    assert bills == [(7, 5), (2, 10)]
    assert [4 * escapes + idle for escapes, idle in bills] == [33, 18]


def test_the_formula_is_as_good_as_the_probabilities(held_out):
    p, flies = lb.sigmoid(held_out[:, 0]), Y[:, 0] == 1

    def bill(threshold, miss):
        net = p >= threshold
        return miss * (flies & ~net).sum() + (net & ~flies).sum()

    assert bill(0.1, 9) > bill(0.3, 9)
    assert flies[(p >= 0.1) & (p < 0.3)].sum() == 0
    assert list_of(flies & (p < 0.1)) == ["fruitbat", "vampire"]
    # An escape for 19 nets: 5 %, and no other on the slider is cheaper.
    assert bill(0.05, 19) == min(bill(t / 100, 19) for t in range(5, 100, 5))


def f1_of(called, found, true):
    return 2 * found / (called + true)


def test_f1_counts_the_same_example_differently_beside_others():
    rise = [f1_of(k, k, 10) - f1_of(k - 1, k - 1, 10) for k in (1, 10)]
    assert rise == pytest.approx([2 / 11, 1 / 19])


def test_the_best_threshold_for_f1_is_half_of_the_best_f1():
    """With Beta(1/2, 4) as the distribution of true probabilities, by integrals."""
    spread = beta(0.5, 4)
    base = spread.mean()

    def f1(threshold):
        # The density times p is, up to its mean, a Beta(3/2, 4).
        return f1_of(spread.sf(threshold), base * beta(1.5, 4).sf(threshold), base)

    best = minimize_scalar(lambda c: -f1(c), bounds=(0, 1), method="bounded")
    assert best.x == pytest.approx(f1(best.x) / 2, abs=1e-5)
    assert np.round([base, f1(best.x), best.x, f1(0.5)], 2).tolist() == [
        *(0.11, 0.43, 0.22, 0.2)
    ]
    # In any list the examples called are those above half of the best F1, exactly.
    for seed in range(20):
        p = np.sort(np.random.default_rng(seed).beta(0.5, 4, 1000))[::-1]
        expected = 2 * np.cumsum(p) / (np.arange(1, len(p) + 1) + p.sum())
        k = expected.argmax()
        assert p[k] >= expected[k] / 2 >= p[k + 1]
        assert expected[k] > expected[(p > 0.5).sum()] + 0.1


def test_auc_is_the_area_under_the_curve_and_ignores_size(held_out):
    flies, z = Y[:, 0] == 1, held_out[:, 0]
    # By its definition as an area: recall over the share of false alarms.
    thresholds = np.sort(np.append(z, np.inf))[::-1]
    hits = [np.mean(z[flies] >= c) for c in thresholds]
    alarms = [np.mean(z[~flies] >= c) for c in thresholds]
    area = np.trapezoid(hits, alarms)
    pairs = [
        (a > b) + (a == b) / 2
        for a, b in product(z[flies].tolist(), z[~flies].tolist())
    ]
    assert area == pytest.approx(np.mean(pairs), abs=1e-12)
    assert area.round(3) == 0.937
    ahead = (10 * z)[flies][:, None] - (10 * z)[~flies]
    assert ((ahead > 0) + (ahead == 0) / 2).mean() == pytest.approx(area, abs=1e-12)
    nats = [lb.sigmoid_cross_entropy(Y[:, 0], f * z).mean().round(3) for f in (1, 10)]
    assert nats == [0.262, 1.075]
    # A little push of the scores changes nothing: flat, with jumps.
    nudged = z + 1e-9 * np.random.default_rng(0).normal(size=len(z))
    ahead = nudged[flies][:, None] - nudged[~flies]
    assert (ahead > 0).mean() == pytest.approx(area, abs=1e-12)


# --- imbalance -----------------------------------------------------------------------


@pytest.mark.parametrize("weight", [0.2, 1, 3, 10])
@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.9])
def test_pos_weight_multiplies_the_odds(weight, share):
    def slope(z):
        yes = lb.sigmoid_cross_entropy_grad(1, z, pos_weight=weight)
        return share * yes + (1 - share) * lb.sigmoid_cross_entropy_grad(0, z)

    z = brentq(slope, -20, 20, xtol=1e-12)
    assert np.exp(z) == pytest.approx(weight * share / (1 - share))
    # At one half it decides as the threshold 1 / (1 + w) does on the truth.
    assert (z > 1e-9) == (share > 1 / (1 + weight) + 1e-9)


def test_a_weight_makes_a_zoo_full_of_pets():
    plain = fitted(ANIMALS, Y, *BCE)
    heavy = fitted(ANIMALS, Y, *(partial(f, pos_weight=7) for f in BCE))
    means = [lb.sigmoid(z[:, 3]).mean() for z in (plain, heavy, heavy - np.log(7))]
    assert np.round(means, 3).tolist() == [0.129, 0.44, 0.125]
    assert lb.sigmoid(plain).mean(axis=0) == pytest.approx(Y.mean(axis=0), abs=1e-6)
    said = [(z[:, 3] > 0).sum() for z in (plain, heavy, heavy - np.log(7))]
    assert said == [0, 55, 0]
    assert said[1] > len(Y) / 2
    # Corrected, the mean is near the truth, and single animals are less so.
    corrected = lb.sigmoid(heavy[:, 3] - np.log(7)) - lb.sigmoid(plain[:, 3])
    assert np.abs(corrected).max().round(3) == 0.08
    assert abs(corrected.mean()) < 0.005


def test_weighting_a_yes_is_repeating_it():
    rng = np.random.default_rng(0)
    t, z = rng.integers(2, size=20), rng.normal(size=20)
    weighted = lb.sigmoid_cross_entropy(t, z, pos_weight=3)
    again = np.repeat(np.arange(20), np.where(t == 1, 3, 1))
    repeated = lb.sigmoid_cross_entropy(t[again], z[again])
    assert weighted.sum() == pytest.approx(repeated.sum())
    assert len(again) == 20 + 2 * t.sum()
    factor = 1 + 2 * t.sum() / 20
    assert weighted.mean() == pytest.approx(factor * repeated.mean())


def test_ten_times_odds_of_a_quarter():
    assert round(100 * 10 / 14, 1) == 71.4
    assert lb.sigmoid(lb.logit(0.2) + np.log(10)) == pytest.approx(10 / 14)


def test_the_same_answer_for_all_costs_the_entropy_of_the_shares():
    shares = np.array([0.24, 0.22, 0.20, 0.18, 0.16])
    labels = np.repeat(np.arange(5), (100 * shares).astype(int))
    logits = np.tile(np.log(shares), (len(labels), 1))
    cost = lb.softmax_cross_entropy(labels, logits).mean()
    assert len(labels) == 100
    assert cost == pytest.approx(-(shares * np.log(shares)).sum())
    assert f"{cost:.4f}" == "1.5994" and f"{cost:.2f}" == "1.60"
    assert f"{np.log(5):.4f}" == "1.6094"
    # Weights change which class the one answer is, and it is still one.
    for k in range(5):
        weights = np.where(np.arange(5) == k, 2, 1)
        assert (weights * shares).argmax() == k


def test_the_pets_are_told_apart_and_not_called():
    z = fitted(ANIMALS, Y, *BCE)[:, 3]
    assert z.std().round(2) == 0.70
    assert lb.sigmoid(z).max().round(2) == 0.31
    pets = Y[:, 3] == 1
    assert z[pets].mean() > z[~pets].mean() + 0.5


def test_with_the_log_odds_as_bias_training_starts_at_the_entropy():
    bias = np.log(0.01 / 0.99)
    assert f"{bias:.3f}" == "-4.595"
    t = np.append(np.ones(1), np.zeros(99))
    first = [lb.sigmoid_cross_entropy(t, np.full(100, b)).mean() for b in (0, bias)]
    assert [f"{nats:.4f}" for nats in first] == ["0.6931", "0.0560"]
    assert first[1] == pytest.approx(-0.01 * np.log(0.01) - 0.99 * np.log(0.99))


@pytest.mark.parametrize("k", range(4))
def test_noes_over_yeses_as_weight_is_the_base_rate_as_threshold(k):
    noes, yeses = (Y[:, k] == 0).sum(), (Y[:, k] == 1).sum()
    w = noes / yeses
    assert round(w, 3) == [3.208, 1.806, 0.804, 6.769][k]
    assert 1 / (1 + w) == pytest.approx(Y[:, k].mean())
    # Weighted, yes and no weigh the same in all, so without features it says one half.
    slope = lb.sigmoid_cross_entropy_grad(Y[:, k], np.zeros(len(Y)), pos_weight=w)
    assert slope.sum() == pytest.approx(0, abs=1e-9)


def test_a_weight_per_label_moves_no_answer_and_pos_weight_does():
    rng = np.random.default_rng(0)
    t = rng.integers(2, size=(50, 3))
    share = t.mean(axis=0)
    # weight: one factor for yes and no of a label, so the slope stays 0 at the share.
    slope = lb.sigmoid_cross_entropy_grad(t, np.tile(lb.logit(share), (50, 1)))
    assert (np.array([1, 5, 9]) * slope).sum(axis=0) == pytest.approx(0, abs=1e-12)
    slope = lb.sigmoid_cross_entropy_grad(
        t, np.tile(lb.logit(share), (50, 1)), pos_weight=[1, 5, 9]
    )
    assert np.all(np.abs(slope.sum(axis=0)[1:]) > 1)
    # Two classes with the weights [1, w] are pos_weight w, example by example.
    for z, y in product([-3.0, 0.0, 1.5], [0, 1]):
        two = lb.softmax_cross_entropy(y, [0, z], class_weight=[1, 7])
        assert two == pytest.approx(lb.sigmoid_cross_entropy(y, z, pos_weight=7))
    # The mean is another one if it is divided by the sum of the weights.
    z, y = np.array([-2.0, -1, 0.5, 1, 2]), np.array([0, 0, 0, 1, 1])
    each = lb.sigmoid_cross_entropy(y, z, pos_weight=7)
    assert each.sum() / np.where(y == 1, 7, 1).sum() < each.mean() / 3


@pytest.mark.parametrize("seed", range(20))
def test_class_weights_multiply_the_probabilities(seed):
    rng = np.random.default_rng(seed)
    shares, weights = rng.dirichlet(np.ones(4)), rng.uniform(0.2, 5, 4)
    # The minimum by the derivative of -sum(w pi log q) under sum(q) = 1.
    learned = weights * shares / (weights * shares).sum()
    slope = lb.softmax_cross_entropy_grad(shares, np.log(learned), class_weight=weights)
    assert slope == pytest.approx(0, abs=1e-12)
    undone = lb.softmax(np.log(learned) + 3 - np.log(weights))  # 3: any shift
    assert undone == pytest.approx(shares)
    # The largest weighted output is the cheapest answer, if class k costs w_k.
    bills = [(weights * shares).sum() - weights[k] * shares[k] for k in range(4)]
    assert np.argmin(bills) == learned.argmax()


def test_balanced_weights_teach_equal_frequencies():
    shares = np.array([0.7, 0.2, 0.1])
    weights = shares[0] / shares
    assert weights == pytest.approx([1, 3.5, 7])
    # As scikit-learn's "balanced": N over K times the count, up to a factor.
    assert 1000 / (3 * 1000 * shares) / weights == pytest.approx(1 / 2.1)
    labels = np.repeat(np.arange(3), (1000 * shares).round().astype(int))

    def cost(z):
        rows = np.tile(z, (len(labels), 1))
        return lb.softmax_cross_entropy(labels, rows, class_weight=weights).mean()

    found = minimize(cost, np.zeros(3), options={"gtol": 1e-7}).x
    assert lb.softmax(found) == pytest.approx(np.full(3, 1 / 3), abs=1e-4)
    assert lb.softmax(found - np.log(weights)) == pytest.approx(shares, abs=1e-4)


def test_oversampling_weighting_and_a_lower_threshold_call_the_same_pets():
    plain = fitted(ANIMALS, Y, *BCE)[:, 3]
    heavy = fitted(ANIMALS, Y, *(partial(f, pos_weight=7) for f in BCE))[:, 3]
    called = heavy > 0, lb.sigmoid(plain) > 1 / 8
    assert [int(c.sum()) for c in called] == [55, 56]
    assert (called[0] == called[1]).sum() == 100
    t = Y[:, 3]
    again = np.repeat(ANIMALS, np.where(t == 1, 7, 1))
    for z in (plain, heavy, np.random.default_rng(0).normal(size=len(t))):
        weighted = lb.sigmoid_cross_entropy(t, z, pos_weight=7).sum()
        repeated = lb.sigmoid_cross_entropy(t[again], z[again]).sum()
        assert weighted == pytest.approx(repeated, rel=1e-13)
    # Keeping one no in seven multiplies the odds by seven as well.
    assert (t.sum() / ((1 - t).sum() / 7)) / (t.sum() / (1 - t).sum()) == pytest.approx(
        7
    )


def test_random_batches_without_a_yes():
    assert round(100 * 0.99**32) == 72
    batches = np.random.default_rng(0).random((20_000, 32)) < 0.01
    assert abs(np.mean(~batches.any(axis=1)) - 0.725) < 0.015


def test_the_start_of_a_rare_label():
    t = np.append(1.0, np.zeros(999))
    half = lb.sigmoid_cross_entropy(t, np.zeros(1000))
    assert half[1:].sum() > 900 * half[0]
    bias = -np.log((1 - 0.001) / 0.001)
    assert bias == pytest.approx(-np.log(999))
    assert lb.sigmoid(bias) == pytest.approx(0.001)
    rare = lb.sigmoid_cross_entropy(t, np.full(1000, bias))
    assert rare[1:].sum() < rare[0]
    assert np.round([half[0], half[1:].sum(), rare[0], rare[1:].sum()], 1).tolist() == [
        *(0.7, 692.5, 6.9, 1.0)
    ]


def best_focal(share, gamma):
    def slope(z):
        yes, no = (lb.focal_grad(t, z, gamma=gamma) for t in (1, 0))
        return share * yes + (1 - share) * no

    return lb.sigmoid(brentq(slope, -30, 30, xtol=1e-13))


@pytest.mark.parametrize("gamma", [0.1, 0.5, 1, 2, 5])
def test_focal_pulls_towards_one_half_and_stays_on_its_side(gamma):
    for share in (0.01, 0.05, 0.2, 0.4, 0.49):
        low = best_focal(share, gamma)
        assert share < low < 0.5
        assert best_focal(1 - share, gamma) == pytest.approx(1 - low)
        # The formula of exercise 9 brings the truth back.
        assert odds_of_truth(low, gamma) == pytest.approx(share / (1 - share))
    assert odds_of_truth(0.3, 0) == pytest.approx(3 / 7)


def test_focal_says_less_than_the_truth_at_ninety_percent():
    assert best_focal(0.9, 0).round(3) == 0.9
    assert best_focal(0.9, 2).round(3) == 0.694
    # From 70 to 90 %: little is left to win on a yes, on a no it costs as before.
    at = lb.logit(np.array([0.7, 0.9]))
    yes, no = np.ones(2), np.zeros(2)
    win = -np.diff(lb.focal(yes, at)) / -np.diff(lb.sigmoid_cross_entropy(yes, at))
    price = np.diff(lb.focal(no, at)) / np.diff(lb.sigmoid_cross_entropy(no, at))
    assert win < 0.15
    assert 0.8 < price < 1.25


def best_alpha_focal(share, alpha, gamma=2):
    def slope(z):
        yes, no = (lb.focal_grad(t, z, gamma=gamma) for t in (1, 0))
        return alpha * share * yes + (1 - alpha) * (1 - share) * no

    return lb.sigmoid(brentq(slope, -30, 30, xtol=1e-13))


def test_alpha_favours_a_class_and_gamma_does_not():
    answers = [best_alpha_focal(0.1, a).round(3) for a in (0.5, 0.25, 0.75)]
    assert answers == [0.306, 0.227, 0.399]
    # Without gamma, alpha is a pos_weight.
    for alpha in (0.1, 0.25, 0.75):
        odds = 0.1 / 0.9 * alpha / (1 - alpha)
        assert best_alpha_focal(0.1, alpha, 0) == pytest.approx(odds / (1 + odds))
    # With both, it says one half where the share is 1 - alpha, and yes above.
    for alpha, gamma in product((0.1, 0.25, 0.75), (0.5, 2, 5)):
        assert best_alpha_focal(1 - alpha, alpha, gamma) == pytest.approx(0.5)
        assert best_alpha_focal(1 - alpha + 0.02, alpha, gamma) > 0.5
        assert best_alpha_focal(1 - alpha - 0.02, alpha, gamma) < 0.5


@pytest.mark.parametrize(
    ("alpha", "called", "most"), [(0.5, 0, 0.42), (0.25, 0, 0.31), (0.75, 6, 0.52)]
)
def test_focal_loss_calls_no_pets_unless_alpha_does(alpha, called, most):
    def weighted(f):
        return lambda t, z: np.where(t == 1, alpha, 1 - alpha) * f(t, z)

    pair = weighted(lb.focal), weighted(lb.focal_grad)
    z = fitted(ANIMALS, Y[:, [3]], *pair)
    assert ((z > 0).sum(), lb.sigmoid(z).max().round(2)) == (called, most)
    x, cost, grad = objective(ANIMALS, Y[:, [3]], *pair, penalty=0.03)
    second = x @ by_scipy(cost, grad, (x.shape[1], 1))
    np.testing.assert_allclose(z, second, atol=1e-3)


def test_the_numbers_of_focal_loss_are_smaller_where_an_example_is_easy():
    def at(p):
        z, h = lb.logit(p), 1e-6
        pair = lb.sigmoid_cross_entropy, lb.focal
        losses = [f(1, z) for f in pair]
        slopes = [(f(1, z + h) - f(1, z - h)) / (2 * h) for f in pair]
        return losses[0] / losses[1], slopes[0] / slopes[1]

    loss, slope = at(0.9)
    assert loss == pytest.approx(100)
    assert round(slope) == 35
    assert f"{lb.focal(1, lb.logit(0.9)):.5f}" == "0.00105"
    assert f"{-np.log(0.9):.3f}" == "0.105"
    # The easier, the more; for a hard one there is hardly a difference.
    assert at(0.99)[1] > 1000
    assert 0.8 < at(0.1)[1] < 1


# --- exercises -----------------------------------------------------------------------


def test_exercises_1_2_and_6():
    assert lb.softmax_cross_entropy(0, np.zeros(3)) == pytest.approx(np.log(3))
    for target in product([0, 1], repeat=3):
        loss = lb.sigmoid_cross_entropy(target, np.zeros(3)).sum()
        assert loss == pytest.approx(np.log(8))
    slopes = lb.sigmoid_cross_entropy_grad([1, 1, 1], np.zeros(3))
    assert slopes.sum() == -1.5
    falls = {
        target: np.log(8) - lb.sigmoid_cross_entropy(target, np.ones(3)).sum()
        for target in product([0, 1], repeat=3)
    }
    assert max(falls, key=falls.get) == (1, 1, 1)
    assert falls[1, 1, 1] == pytest.approx(3 * np.log(2) - 3 * np.log1p(np.exp(-1)))
    assert falls[1, 1, 1].round(2) == 1.14
    assert lb.sigmoid([0.0, 1.0]).round(2).tolist() == [0.5, 0.73]
    assert round(100 * 77 / 80) == 96


def test_f1_of_probabilities_is_the_dice_score():
    """With decisions for probabilities it is F1 again."""
    random = np.random.default_rng(0)
    truth = random.integers(2, size=50)
    p = random.random(50)

    def overlap(said):
        return 2 * (said * truth).sum() / (said.sum() + truth.sum())

    said = (p > 0.5).astype(float)
    found, called = (said * truth).sum(), said.sum()
    precision, recall = found / called, found / truth.sum()
    f1 = 2 * precision * recall / (precision + recall)
    assert overlap(said) == pytest.approx(f1)
    # A slope with respect to each probability, which decisions have not.
    more = p.copy()
    more[0] += 1e-6
    assert overlap(more) != overlap(p)
    assert overlap((more > 0.5).astype(float)) == pytest.approx(f1)


def test_half_of_the_examples_can_be_80_per_cent_of_the_elements():
    """Five classes: a wrong answer has two wrong elements of five."""
    truth = np.eye(5)[[0, 1, 2, 3, 4, 0]]
    said = np.eye(5)[[0, 1, 2, 4, 3, 1]]
    assert (said.argmax(axis=1) == truth.argmax(axis=1)).mean() == 0.5
    assert (said == truth).mean() == pytest.approx(0.8)
