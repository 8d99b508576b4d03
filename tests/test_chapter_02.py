"""Chapter 02: the numbers that it shows, and the counter-example of each box."""

import ast
import functools
import re
from pathlib import Path

import mpmath
import numpy as np
import pytest
from scipy.optimize import linprog, minimize

import lossbook as lb
from lossbook import calibration, datasets, descent

SOURCE = Path(__file__).parents[1] / "chapters" / "02-softmax-nll.md"
SOFTMAX = lb.softmax_cross_entropy, lb.softmax_cross_entropy_grad

# Three pictures; the columns are cat, dog, horse.
LOGITS = np.array([[5, 4, 2], [4, 2, 8], [4, 4, 1]])
TRUTH = np.array([0, 2, 1])


@pytest.mark.parametrize(
    ("logits", "truth", "probs", "loss"),
    [
        ([5, 4, 2], 0, [0.705, 0.259, 0.035], 0.34901),
        ([4, 2, 8], 2, [0.018, 0.002, 0.98], 0.02058),
        ([4, 4, 1], 1, [0.488, 0.488, 0.024], 0.71774),
    ],
    ids=["cat", "horse", "dog"],
)
def test_three_pictures(logits, truth, probs, loss):
    assert lb.softmax(logits).round(3).tolist() == probs
    assert abs(sum(probs) - 1) < 2e-3  # three digits each; two would give 1.01
    assert lb.softmax(logits).sum().round(5) == 1
    assert lb.nll(truth, lb.softmax(logits)).round(5) == loss
    assert lb.softmax_cross_entropy(truth, logits).round(5) == loss


def test_two_classes_are_the_sigmoid_of_the_difference():
    for first, second in [(3, 1), (-2, 5), (0, 0), (400, -400)]:
        expected = lb.sigmoid(first - second)
        assert lb.softmax([first, second])[0] == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("seed", range(20))
def test_a_higher_temperature_is_less_sure_and_0_is_the_argmax(seed):
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 3, 5)
    sure = [lb.softmax(z / T).max() for T in (1e-3, 0.1, 0.5, 1, 2, 10, 1e6)]
    assert np.all(np.diff(sure[1:]) < 0)
    assert sure[0] >= sure[1]
    assert lb.softmax(z / 1e-3).round(6).tolist() == np.eye(5)[z.argmax()].tolist()
    assert sure[-1] == pytest.approx(1 / 5, rel=1e-4)
    # Multiplied, it would be the other way round.
    assert lb.softmax(z * 2).max() > lb.softmax(z).max()
    # Draws of a token, as a language model makes them: of the three in the chapter.
    taken = [
        np.bincount(rng.choice(3, 1000, p=lb.softmax(LOGITS[0] / T)), minlength=3)
        for T in (0.1, 1, 10)
    ]
    first, _, last = np.transpose(taken)
    assert first[0] > 990
    assert first[0] > first[1] > first[2]
    assert last[0] < last[1] < last[2]


def test_two_outputs_bring_no_model_that_one_output_cannot_be():
    """The sigmoid of one output with the difference of the weights."""
    rng = np.random.default_rng(0)
    x, W = rng.normal(size=(50, 3)), rng.normal(size=(3, 2))
    one = lb.sigmoid(x @ (W[:, 0] - W[:, 1]))
    np.testing.assert_allclose(lb.softmax(x @ W)[:, 0], one, rtol=1e-12)


def test_logits_divided_by_their_sum_are_no_probabilities():
    assert (np.array([5, 4, -2]) / 7).min() < 0
    assert np.array([5, -3, -2]).sum() == 0


def test_softmax_is_the_best_trade_of_score_and_entropy():
    """Mean score plus entropy is logsumexp(z) - KL(p || softmax(z)), for any p."""
    rng = np.random.default_rng(0)
    for z in rng.normal(0, 3, (20, 5)):
        p = rng.dirichlet(np.ones(5))
        left = p @ z + lb.entropy(p)
        right = lb.logsumexp(z) - lb.kl_divergence(p, lb.softmax(z))
        assert left == pytest.approx(right, rel=1e-12)


@pytest.mark.parametrize("T", [-2.0, -0.5, 0.5, 1.0, 3.0])
def test_a_fixed_mean_score_and_the_largest_entropy_give_the_same_family(T):
    """The mean is below the plain average where T < 0, above it where T > 0."""
    z = np.array([5.0, 4.0, 2.0, -1.0])
    best = lb.softmax(z / T)
    assert (best @ z > z.mean()) == (T > 0)
    # Directions that leave the sum and the mean score as they are.
    _, _, rows = np.linalg.svd([np.ones(4), z])
    for direction in [*rows[2:], rows[2] + rows[3], rows[2] - rows[3]]:
        for step in [-1e-3, 1e-3]:
            other = best + step * best.min() * direction
            assert other @ z == pytest.approx(best @ z, rel=1e-12)
            assert lb.entropy(other / other.sum()) < lb.entropy(best)


@pytest.mark.parametrize("z", [-30.0, -2.0, 0.0, 3.0, 30.0])
def test_the_logistic_loss_is_the_nll_of_two_classes(z):
    assert -np.log(lb.sigmoid(z)) == pytest.approx(np.log1p(np.exp(-z)), abs=1e-12)
    for y, target in [(1, 0), (-1, 1)]:
        by_hand = np.log1p(np.exp(-y * z))
        assert lb.logistic(y, z) == pytest.approx(by_hand, rel=1e-13)
        loss = lb.softmax_cross_entropy(target, [z + 7, 7])
        assert loss == pytest.approx(by_hand, rel=1e-13)


def test_the_logarithm_asks_for_the_true_probability_and_one_minus_p_for_certainty():
    p = np.linspace(0.01, 0.99, 99)
    both = np.stack([p, 1 - p], axis=-1)
    yes, no = lb.surprisal(both).T
    assert p[(0.7 * yes + 0.3 * no).argmin()] == pytest.approx(0.7)
    assert p[(0.7 * (1 - p) + 0.3 * p).argmin()] == p.max()


def test_the_logarithm_keeps_the_slope_of_a_model_that_is_sure_and_wrong():
    h = 1e-6
    for z in [-9.0, -2.0, 4.0]:
        p = lb.softmax([z, 0])[0]
        up, down = lb.softmax([z + h, 0]), lb.softmax([z - h, 0])
        assert (down[0] - up[0]) / (2 * h) == pytest.approx(-p * (1 - p), rel=1e-4)
        slope = (lb.nll(0, up) - lb.nll(0, down)) / (2 * h)
        assert slope == pytest.approx(p - 1, rel=1e-6)
    p = lb.softmax([-9, 0])[0]
    assert p * (1 - p) < 2e-4
    assert 1 - p > 0.999


def test_printed_losses_come_from_rounded_probabilities():
    rounded = lb.softmax(LOGITS)[np.arange(3), TRUTH].round(2)
    truncated = np.floor(lb.surprisal(rounded) * 100) / 100
    assert truncated.tolist() == [0.34, 0.02, 0.71]


def test_largest_output_rewards_confident_mistakes():
    """A model surer of the wrong class: the wrong loss falls, the right one rises."""
    logits = np.array([[0, 0, z] for z in range(1, 10)])
    wrong = lb.surprisal(lb.softmax(logits).max(axis=-1))
    right = lb.softmax_cross_entropy(np.zeros(9, dtype=int), logits)
    assert np.all(np.diff(wrong) < 0)
    assert np.all(np.diff(right) > 0)


def test_other_classes_add_no_term():
    p = [0.7, 0.2, 0.1]
    assert lb.nll(0, p).round(4) == 0.3567  # -log .7
    # -log .7 - log(1 - .2) - log(1 - .1)
    assert lb.binary_cross_entropy([1, 0, 0], p).sum().round(4) == 0.6852
    # Of the two terms of one question, one is 0: a yes costs -log a alone.
    for a in p:
        assert lb.binary_cross_entropy(1, a) == -np.log(a)
        assert lb.binary_cross_entropy(0, a) == pytest.approx(-np.log(1 - a), rel=1e-15)


def test_other_logits_get_a_gradient():
    p = np.array([0.7, 0.2, 0.1])
    by_logits = lb.softmax_cross_entropy_grad(0, np.log(p))
    assert by_logits == pytest.approx([-0.3, 0.2, 0.1], rel=1e-14)
    assert lb.nll_grad(0, p) == pytest.approx([-1 / 0.7, 0, 0])


def test_the_jacobian_is_a_matrix():
    """Its columns, by central differences, are not those of a diagonal matrix."""
    z, h = np.log([0.7, 0.2, 0.1]), 1e-5
    p = lb.softmax(z)
    jacobian = np.diag(p) - np.outer(p, p)
    for j, step in enumerate(np.eye(3) * h):
        column = (lb.softmax(z + step) - lb.softmax(z - step)) / (2 * h)
        assert jacobian[:, j] == pytest.approx(column, abs=1e-10)
    by_probs = lb.nll_grad(0, p)
    assert by_probs @ jacobian == pytest.approx([-0.3, 0.2, 0.1])
    assert by_probs * p * (1 - p) == pytest.approx([-0.3, 0, 0])


def test_eps_in_the_log_caps_the_loss_and_kills_the_slope():
    z, target, eps = [100, 0], 1, 1e-8
    p = lb.softmax(z)[target]
    assert lb.softmax_cross_entropy(target, z) == 100
    assert -np.log(p + eps) == pytest.approx(18.42, abs=0.005)
    assert lb.softmax_cross_entropy_grad(target, z)[target] == -1
    assert 1e-36 < p * (1 - p) / (p + eps) < 1e-35


def test_with_eps_the_curve_of_the_explorer_bends_at_18_and_is_flat_from_22_on():
    """Its slope by the logit of the target, where the right slope is almost -1."""

    def slope(z):
        p = lb.softmax([z, 0, 0])[0]
        return -p * (1 - p) / (p + 1e-8)

    assert slope(-18) == pytest.approx(-0.5, abs=0.1)
    assert all(-0.02 < slope(z) < 0 for z in range(-30, -21))
    assert lb.softmax_cross_entropy_grad(0, [-22, 0, 0])[0] == pytest.approx(-1)


def test_subtracting_the_maximum_does_not_save_the_logarithm():
    assert lb.softmax([1000, 1])[1] == 0  # so its logarithm is -inf
    assert lb.log_softmax([1000, 1]).tolist() == [0, -999]


def test_double_softmax_has_a_floor():
    """The best is e against nine times 1: log(1 + 9/e)."""
    floor = np.log1p(9 / np.e)
    assert floor.round(4) == 1.4612
    for lead in [1e1, 1e2, 1e4]:
        logits = [lead] + [0] * 9
        assert lb.softmax_cross_entropy(0, lb.softmax(logits)) >= floor * (1 - 1e-15)
    assert lb.softmax_cross_entropy(0, lb.softmax(logits)) == pytest.approx(floor)


FLOORS = [("floor_of_ten", 10, "1.461"), ("floor_of_three", 3, "0.551")]
FLOORS += [("floor_of_two", 2, "0.313")]


@pytest.mark.parametrize(("name", "K", "shown"), FLOORS)
def test_a_double_softmax_that_is_right_stops_at_a_number_in_the_text(name, K, shown):
    logits = np.zeros((K, K)) + 40 * np.eye(K)
    losses = lb.softmax_cross_entropy(np.arange(K), lb.softmax(logits))
    assert [f"{loss:.3f}" for loss in losses] == [shown] * K
    # A sigmoid in the place of the first softmax stops at the same number.
    losses = lb.softmax_cross_entropy(np.arange(K), lb.sigmoid(2 * logits - 40))
    assert [f"{loss:.3f}" for loss in losses] == [shown] * K
    assert f"{{glue:text}}`{name}:.3f`" in SOURCE.read_text("utf-8")


@pytest.mark.parametrize("seed", range(20))
def test_negative_logits_do_not_make_the_loss_negative(seed):
    z = -np.random.default_rng(seed).uniform(0, 100, 4)
    for target in range(4):
        loss = lb.softmax_cross_entropy(target, z)
        assert loss >= 0
        assert loss == pytest.approx(lb.softmax_cross_entropy(target, z + 200))
    shown = lb.softmax_cross_entropy(0, [-50, -60, -55])
    assert f"{shown:.4f}" == f"{np.log(1 + np.exp(-10) + np.exp(-5)):.4f}" == "0.0068"


CAPS = [
    ("cap_6", 1e-6, "13.816"),
    ("cap_7", 1e-7, "16.118"),
    ("cap_8", 1e-8, "18.42"),
    ("cap_12", 1e-12, "27.631"),
    ("cap_32", 2.0**-23, "15.942"),
    ("cap_64", 2.0**-52, "36.044"),
]


@pytest.mark.parametrize(("name", "eps", "shown"), CAPS)
def test_the_largest_loss_shows_the_eps(name, eps, shown):
    """Added to the probability or as its limit: no logit gets above it."""
    for z in (-50.0, -100.0, -700.0):
        p = lb.sigmoid(z)
        digits = len(shown.split(".")[1])
        for capped in (-np.log(p + eps), -np.log(max(p, eps))):
            assert f"{capped:.{digits}f}" == shown
    assert f"{{glue:text}}`{name}:.{digits}f`" in SOURCE.read_text("utf-8")


def test_the_spacing_of_floats_above_1():
    assert np.spacing(np.float32(1)) == 2.0**-23 == np.finfo(np.float32).eps
    assert np.spacing(1.0) == 2.0**-52 == np.finfo(np.float64).eps


@pytest.mark.parametrize("seed", range(20))
def test_a_mean_near_the_cap_times_the_wrong_share_says_sure_of_everything(seed):
    cap = -np.log(1e-7)
    for K, near in [(10, 14.5), (2, 8.06)]:
        label = np.random.default_rng(seed).integers(K, size=10_000)
        probs = np.clip(np.eye(K)[1], 1e-7, 1 - 1e-7)
        mean, wrong = -np.log(probs[label]).mean(), (label != 1).mean()
        assert mean / wrong == pytest.approx(cap, rel=1e-6)
        assert mean == pytest.approx(near, abs=0.3)
    assert f"{0.9 * cap:.1f} {0.5 * cap:.2f}" == "14.5 8.06"


def test_a_clipped_example_has_no_gradient():
    """By differences, from the logit on which the probability is below the limit."""

    def clipped(z):
        return -np.log(np.clip(lb.sigmoid(z), 1e-7, 1 - 1e-7))

    for z in (-17.0, -30.0, -100.0):
        assert clipped(z + 1e-3) == clipped(z) == -np.log(1e-7)
        assert lb.sigmoid_cross_entropy_grad(1, z) == pytest.approx(-1)


def test_logsumexp_moves_with_a_shift_and_the_loss_does_not():
    z = LOGITS[0]
    assert lb.logsumexp(z + 10) - lb.logsumexp(z) == pytest.approx(10)
    assert lb.softmax_cross_entropy(0, z + 10) == pytest.approx(
        lb.softmax_cross_entropy(0, z), rel=1e-14
    )


def test_nll_loss_of_probabilities_is_negative_and_of_logarithms_is_right():
    """What PyTorch's `nll_loss` computes: minus the target's entry, nothing else."""
    p = np.array([0.7, 0.2, 0.1])
    assert -p[0] == (1 - p[0]) - 1  # the loss 1 - p, moved down by 1
    assert -np.log(p)[0] == lb.nll(0, p)
    with pytest.raises(ValueError, match="probs"):
        lb.nll(0, np.log(p))


def test_a_small_loss_is_not_zero():
    # log(1 + e^-50) is e^-50 to 22 digits.
    assert lb.softmax_cross_entropy(0, [50, 0]) == pytest.approx(np.exp(-50), rel=1e-15)
    assert lb.softmax([50, 0])[0] == 1  # through the probability it would be 0
    assert lb.logsumexp([50, 0]) - 50 == 0  # and so it would from logits, by definition
    # And through a log-softmax that adds up all weights, after the usual shift.
    assert np.log(np.exp(np.array([50.0, 0.0]) - 50.0).sum()) == 0


@pytest.mark.parametrize("gap", [150, 300, 600])
def test_rounding_the_difference_of_logits_costs_up_to_two_or_three_digits(gap):
    rng = np.random.default_rng(0)
    simple, package = [], []
    for _ in range(200):
        leader = rng.uniform(0, gap)
        other = leader - gap * rng.uniform(0.9, 1.1)
        with mpmath.workdps(40):
            true = mpmath.log1p(mpmath.exp(mpmath.mpf(other) - mpmath.mpf(leader)))
            for errors, found in [
                (simple, np.log1p(np.exp(other - leader))),
                (package, lb.softmax_cross_entropy(0, [leader, other])),
            ]:
                errors.append(float(abs(found / true - 1)) / np.finfo(float).eps)
    assert 50 < max(simple) < 1000
    assert max(package) < 4


@pytest.mark.parametrize(("dtype", "lead"), [(np.float64, 37), (np.float32, 17)])
def test_from_this_lead_on_the_probability_rounds_to_1(dtype, lead):
    for z, is_1 in [(lead - 1, False), (lead, True)]:
        weight = np.exp(np.array([0, -z], dtype=dtype))
        assert weight.dtype == dtype
        assert (weight[0] / weight.sum() == 1) == is_1


# --- the exercises ------------------------------------------------------------------


def test_doubling_the_logits_raises_no_loss_of_the_three_pictures():
    before = lb.softmax_cross_entropy(TRUTH, LOGITS)
    after = lb.softmax_cross_entropy(TRUTH, 2 * LOGITS)
    assert np.all(after < before)
    assert after[2] > np.log(2)


def test_a_runner_up_gains_by_a_little_sharpening_and_loses_by_more():
    z = np.array([1.25, 1, 0])
    assert lb.softmax(z) @ z < z[1]  # above the mean, and not the leader
    loss = [lb.softmax_cross_entropy(1, b * z) for b in (1, 1.1, 2)]
    assert loss[1] < loss[0] < loss[2]


def test_a_target_below_the_mean_logit_loses_by_sharpening():
    z = np.array([5.0, 4.0, 2.0])
    assert lb.softmax(z) @ z > z[1]
    losses = [lb.softmax_cross_entropy(1, b * z) for b in np.linspace(1, 10, 50)]
    assert np.all(np.diff(losses) > 0)


def test_at_the_best_temperature_targets_have_the_mean_logit_that_is_expected():
    z = np.array([[4.0, 0.0, 1.0], [2.0, 3.0, 0.0], [1.0, 0.0, 0.5]])
    y = np.array([0, 0, 1])
    p = lb.softmax(z / calibration.fit_temperature(y, z))
    expected = np.sum(p * z, axis=-1).mean()
    assert expected == pytest.approx(z[np.arange(3), y].mean(), rel=1e-10)


def test_double_softmax_of_a_sure_and_wrong_model_has_almost_no_gradient():
    z = np.array([30.0] + [0.0] * 9)
    jacobian = np.diag(lb.softmax(z)) - np.outer(lb.softmax(z), lb.softmax(z))
    grad = lb.softmax_cross_entropy_grad(1, lb.softmax(z)) @ jacobian
    assert np.abs(grad).max() < 1e-12
    assert lb.softmax_cross_entropy_grad(1, z)[1] == pytest.approx(-1)


# --- the penguins -------------------------------------------------------------------


@functools.cache
def all_measurements():
    """The chapter's first model: its training and test birds, and its descent."""
    penguins = datasets.load_penguins()
    features, y = penguins.features, penguins.labels
    train, test = datasets.split(y, test_fraction=0.3, seed=0)
    X = descent.add_intercept(descent.standardize(features, like=features[train]))
    terms = descent.linear_cost(*SOFTMAX, X[train], y[train])
    fit = descent.gradient_descent(*terms, np.zeros((5, 3)), rate=1.0, steps=3000)
    return X, y, train, test, fit


def test_the_penguins_start_at_log_3_and_are_told_apart():
    X, y, _, test, fit = all_measurements()
    assert fit.costs[0] == pytest.approx(np.log(3))
    assert np.all(np.diff(fit.costs) < 0)
    assert fit.costs[300] < 0.03
    logits = X[test] @ fit.parameters[300]
    (wrong,) = np.flatnonzero(logits.argmax(axis=-1) != y[test])
    assert np.argsort(logits[wrong])[-2] == y[test][wrong]  # its second choice
    assert lb.softmax(logits[wrong]).max() < 0.7


def test_the_first_loss_is_log_K_for_small_weights_and_larger_for_large_ones():
    X, y, train, _, _ = all_measurements()
    cost, _ = descent.linear_cost(*SOFTMAX, X[train], y[train])
    sizes = (0, 0.1, 1, 10)
    costs = [
        [cost(size * np.random.default_rng(seed).normal(size=(5, 3))) for size in sizes]
        for seed in range(20)
    ]
    assert [f"{c:.3f}" for c in costs[0]] == ["1.099", "1.179", "2.390", "20.301"]
    assert np.all(np.diff(np.median(costs, axis=0)) > 0)
    at_0, small, _, large = np.transpose(costs)
    assert at_0 == pytest.approx([np.log(3)] * 20)
    assert np.abs(small - np.log(3)).max() < 0.3
    assert large.min() > 2 * np.log(3)
    # So for each number of classes: the same probability for all of them.
    for K, shown in [(2, "0.693147"), (4, "1.386294"), (10, "2.302585")]:
        assert f"{lb.softmax_cross_entropy(1, np.zeros(K)):.6f}" == shown


def test_after_300_steps_test_birds_cost_more_as_often_as_less():
    penguins = datasets.load_penguins()
    features, y = penguins.features, penguins.labels
    more, mistakes = [], []
    for seed in range(20):
        train, test = datasets.split(y, test_fraction=0.3, seed=seed)
        X = descent.add_intercept(descent.standardize(features, like=features[train]))
        terms = descent.linear_cost(*SOFTMAX, X[train], y[train])
        fit = descent.gradient_descent(*terms, np.zeros((5, 3)), rate=1.0, steps=300)
        logits = X[test] @ fit.last
        more.append(lb.softmax_cross_entropy(y[test], logits).mean() > fit.costs[-1])
        mistakes.append(np.sum(logits.argmax(axis=-1) != y[test]))
    assert 8 <= np.sum(more) <= 12
    assert np.median(mistakes) == mistakes[0] == 1  # the split that is shown


def test_the_best_constant_pays_the_entropy_of_the_shares():
    _, y, train, _, _ = all_measurements()
    terms = descent.linear_cost(*SOFTMAX, np.ones((len(train), 1)), y[train])
    fit = descent.gradient_descent(*terms, np.zeros((1, 3)), rate=1.0, steps=300)
    entropy = lb.entropy(np.bincount(y[train]) / len(train))
    assert fit.costs[-1] == pytest.approx(entropy, rel=1e-10)
    assert entropy < np.log(3) - 0.04


def test_the_cost_of_separated_penguins_has_no_minimum():
    """Each target leads, so larger weights cost less: towards 0, and without end."""
    X, y, train, _, fit = all_measurements()
    weights = fit.parameters[300]
    logits = X[train] @ weights
    assert np.all(logits.argmax(axis=-1) == y[train])
    losses = [
        lb.softmax_cross_entropy(y[train], factor * logits)
        for factor in (1, 2, 10, 100, 10_000)
    ]
    assert np.all(np.diff(losses, axis=0)[:2] < 0)  # of each single bird
    costs = np.mean(losses, axis=1)
    assert np.all(np.diff(costs) < 0)
    assert costs[-1] < 1e-12
    # So where descent is stopped decides what the probabilities are.
    at_300, at_3000 = (lb.softmax(X @ fit.parameters[t]) for t in (300, 3000))
    assert np.abs(at_300 - at_3000).max() > 0.05
    assert np.mean(at_3000.max(axis=-1) > at_300.max(axis=-1)) > 0.8


def test_the_map_of_bills_is_drawn_at_the_minimum():
    penguins = datasets.load_penguins()
    y, bill = penguins.labels, penguins.features[:, :2]
    X = descent.add_intercept(descent.standardize(bill))
    cost, grad = descent.linear_cost(*SOFTMAX, X, y)
    fit = descent.gradient_descent(cost, grad, np.zeros((3, 3)), rate=8.0, steps=5000)
    assert np.all(np.diff(fit.costs[:100]) < 0)
    assert np.abs(grad(fit.last)).max() < 1e-6

    best = minimize(
        lambda w: cost(w.reshape(3, 3)),
        np.zeros(9),
        jac=lambda w: grad(w.reshape(3, 3)).ravel(),
        method="BFGS",
        options={"gtol": 1e-9, "maxiter": 10_000},
    )
    assert fit.costs[-1] == pytest.approx(best.fun, rel=1e-6)
    x1, x2 = np.meshgrid(np.linspace(32, 60, 80), np.linspace(13, 22, 80))
    ground = np.stack([x1.ravel(), x2.ravel()], axis=-1)
    ground = descent.add_intercept(descent.standardize(ground, like=bill))
    shown, right = (
        lb.softmax(ground @ fit.last),
        lb.softmax(ground @ best.x.reshape(3, 3)),
    )
    assert np.abs(shown - right).max() < 1e-3
    # No weights get all birds right, which is why there is a minimum.
    assert np.mean((X @ best.x.reshape(3, 3)).argmax(axis=-1) == y) < 1
    assert best.fun > 0.05
    # Adelie and Gentoo alone can be told apart by a line, Chinstrap from neither.
    for one, other, apart in [(0, 1, False), (1, 2, False), (0, 2, True)]:
        birds = (y == one) | (y == other)
        margins = np.where(y == one, 1, -1)[birds, None] * X[birds]
        line = linprog(
            np.zeros(3), A_ub=-margins, b_ub=-np.ones(len(margins)), bounds=(None, None)
        )
        assert line.success is apart


# --- few birds: an overconfident model ----------------------------------------------

SEEDS = range(40)


@functools.cache
def few_birds(seed):
    penguins = datasets.load_penguins()
    y, two = penguins.labels, penguins.features[:, 2:]
    few, rest = datasets.split(y, test_fraction=0.97, seed=seed)
    V = descent.add_intercept(descent.standardize(two, like=two[few]))
    terms = descent.linear_cost(*SOFTMAX, V[few], y[few])
    run = descent.gradient_descent(*terms, np.zeros((3, 3)), rate=1.0, steps=1000)
    aside, fresh = datasets.split(y[rest], test_fraction=0.85, seed=seed)
    aside, fresh = rest[aside], rest[fresh]
    z = V @ run.last
    T = calibration.fit_temperature(y[aside], z[aside])
    plain, tempered = lb.softmax(z[fresh]), lb.softmax(z[fresh] / T)
    return {
        "right": np.mean(plain.argmax(axis=-1) == y[fresh]),
        "right on few": np.mean(z[few].argmax(axis=-1) == y[few]),
        "claims": plain.max(axis=-1).mean(),
        "claims on few": lb.softmax(z[few]).max(axis=-1).mean(),
        "before": calibration.expected_calibration_error(y[fresh], plain),
        "after": calibration.expected_calibration_error(y[fresh], tempered),
        "cost": lb.nll(y[fresh], plain).mean(),
        "cost after": lb.nll(y[fresh], tempered).mean(),
        "cost on few": run.costs[-1],
    }


def over(seeds, name):
    return np.array([few_birds(seed)[name] for seed in seeds])


def test_few_birds_make_an_overconfident_model_in_nearly_every_draw():
    assert np.mean(over(SEEDS, "claims") > over(SEEDS, "right")) > 0.9
    assert np.mean(over(SEEDS, "cost") > over(SEEDS, "cost on few")) > 0.9


def test_a_temperature_typically_removes_most_of_the_error_and_leaves_some():
    before, after = over(SEEDS, "before"), over(SEEDS, "after")
    for seeds in (range(20), SEEDS):
        assert np.median(after[seeds]) < np.median(before[seeds]) / 2
        assert np.median(after[seeds]) > 0.02
    assert np.mean(over(SEEDS, "cost after") < over(SEEDS, "cost")) > 0.9
    # "In some draws beyond these twenty it makes the error larger."
    assert np.any(after[20:] > before[20:])


def test_the_draw_that_is_shown_is_neither_a_lucky_nor_an_unlucky_one():
    (shown,) = re.findall(r"few_birds\(seed=(\d+)\)", SOURCE.read_text("utf-8"))
    for name in ("right", "claims", "before", "after", "cost", "cost after"):
        low, high = np.quantile(over(SEEDS, name), [0.2, 0.8])
        assert low <= few_birds(int(shown))[name] <= high, name
    bird = few_birds(int(shown))
    assert bird["right on few"] == 1
    assert bird["claims on few"] < 1


def test_larger_logits_raise_the_loss_of_examples_of_which_a_fifth_is_wrong():
    """The accuracy stays, and a temperature takes all of it back."""
    leads = np.array([1.0] * 8 + [-1.0] * 2)

    def mean(times, leads):
        return np.log1p(np.exp(-times * leads)).mean()

    times = (1, 2, 4, 8)
    assert [f"{mean(n, leads):.3f}" for n in times] == [
        "0.513",
        "0.527",
        "0.818",
        "1.600",
    ]
    wrong = [np.log1p(np.exp(n)) for n in times]
    right = [np.log1p(np.exp(-n)) for n in times]
    assert np.all(np.diff(wrong) > 0)
    assert np.all(np.diff(right) < 0)
    # One of the two becomes right: 90 % are right, and the mean is above the first.
    nine = np.array([1.0] * 9 + [-1.0])
    assert f"{mean(8, nine):.3f}" == "0.800"
    assert mean(8, nine) > mean(1, leads)
    # Whatever the size, the best temperature gives the entropy of 80 and 20 %.
    for n in times:
        z = np.stack([n * leads, np.zeros(10)], axis=-1)
        T = calibration.fit_temperature(np.zeros(10, dtype=int), z)
        fitted = lb.softmax_cross_entropy(np.zeros(10, dtype=int), z / T).mean()
        assert fitted == pytest.approx(lb.entropy([0.8, 0.2]))


def test_larger_logits_change_decisions_with_another_threshold_than_one_half():
    """Act if the model is 90 % sure: never at first, and then wrongly in a fifth."""
    leads = np.array([1.0] * 8 + [-1.0] * 2)
    for times, acts in [(1, 0), (8, 2)]:
        wrong = lb.sigmoid(-times * leads)
        assert np.sum(wrong > 0.9) == acts
        assert np.sum(wrong > 0.5) == 2


def test_a_direction_may_first_become_less_sure_and_in_the_end_nearly_all_are_sure():
    _, _, _, _, fit = all_measurements()
    noise = np.random.default_rng(0).normal(size=(1000, 4))
    sure = np.array(
        [
            lb.softmax(descent.add_intercept(far * noise) @ fit.parameters[300]).max(1)
            for far in (0, 0.2, 0.5, 1, 2, 5, 20, 100, 1000)
        ]
    )
    assert np.any(np.diff(sure, axis=0)[:4] < -0.05)
    assert np.mean(sure[-1] > 0.99) > 0.99


@pytest.mark.parametrize("seed", range(20))
def test_the_farther_from_the_birds_the_surer_with_a_temperature_or_without(seed):
    _, _, _, _, fit = all_measurements()
    noise = np.random.default_rng(seed).normal(size=(1000, 4))

    def confidence(far, T):
        z = descent.add_intercept(far * noise) @ fit.parameters[300]
        return lb.softmax(z / T).max(axis=-1).mean()

    for T in (1, 4):
        by_distance = [confidence(far, T) for far in (1, 2, 5, 20, 100)]
        assert np.all(np.diff(by_distance) > 0)
        assert by_distance[-1] > 0.99
    # The same confidence, about four times as far out.
    for far in (1, 5, 25):
        assert confidence(4 * far, 4) == pytest.approx(confidence(far, 1), abs=0.01)


def test_the_logits_of_a_direction_grow_in_proportion_to_the_distance():
    _, _, _, _, fit = all_measurements()
    W = fit.parameters[300]
    for direction in np.random.default_rng(0).normal(size=(20, 4)):
        near, far = (direction * n @ W[:4] for n in (1, 7))
        np.testing.assert_allclose(far, 7 * near, rtol=1e-12)


# --- the cells ----------------------------------------------------------------------


def names_of(cell):
    """The names that a cell binds, and those that it takes from other cells."""
    bound, taken, inner = set(), set(), set()
    nodes = list(ast.walk(ast.parse(cell)))
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.comprehension)):
            inside = list(ast.walk(node))
            inner |= {n.arg for n in inside if isinstance(n, ast.arg)}
            if isinstance(node, ast.FunctionDef):
                bound.add(node.name)
                inner |= {
                    n.id
                    for n in inside
                    if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
                }
    for statement in ast.parse(cell).body:
        top = [n for n in ast.walk(statement) if isinstance(n, ast.Name)]
        stored = {n.id for n in top if isinstance(n.ctx, ast.Store)}
        if isinstance(statement, ast.FunctionDef):
            stored = set()
        loaded = {n.id for n in top if isinstance(n.ctx, ast.Load)}
        if isinstance(
            statement, ast.For
        ):  # its own names are bound before they are read
            loaded -= stored
        taken |= loaded - bound - inner
        bound |= stored
    return bound, taken


def test_a_cell_run_again_or_out_of_order_finds_the_same_names():
    """What one cell takes from another is bound in one cell of the chapter alone."""
    fences = re.findall(
        r"^```\{code-cell\} ipython3\n(.*?)^```$",
        SOURCE.read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    cells = []
    for text in fences:
        without_options = re.sub(
            r"\A---\n.*?^---\n|^:tags:.*\n", "", text, flags=re.S | re.M
        )
        cells.append(names_of(without_options))
    assert len(cells) > 40
    for bound, taken in cells:
        for name in taken - bound:
            homes = sum(name in others for others, _ in cells)
            assert homes <= 1, name
        # A name of this cell's own that it reads before it binds it.
        for name in taken & bound:
            assert sum(name in others for others, _ in cells) <= 1, name
