"""Chapter 02: the numbers that it shows, and the counter-example of each box."""

import numpy as np
import pytest

import lossbook as lb
from lossbook import datasets, descent

# Three pictures; the columns are cat, dog, horse.
LOGITS = np.array([[5, 4, 2], [4, 2, 8], [4, 4, 1]])
TRUTH = np.array([0, 2, 1])


@pytest.mark.parametrize(
    ("logits", "truth", "probs", "loss"),
    [
        ([5, 4, 2], 0, [0.71, 0.26, 0.04], 0.34901),
        ([4, 2, 8], 2, [0.02, 0.00, 0.98], 0.02058),
        ([4, 4, 1], 1, [0.49, 0.49, 0.02], 0.71774),
    ],
    ids=["cat", "horse", "dog"],
)
def test_three_pictures(logits, truth, probs, loss):
    assert lb.softmax(logits).round(2).tolist() == probs
    assert lb.nll(truth, lb.softmax(logits)).round(5) == loss
    assert lb.softmax_cross_entropy(truth, logits).round(5) == loss


def test_two_classes_are_the_sigmoid_of_the_difference():
    for first, second in [(3, 1), (-2, 5), (0, 0), (400, -400)]:
        expected = lb.sigmoid(first - second)
        assert lb.softmax([first, second])[0] == pytest.approx(expected, rel=1e-15)


def test_softmax_is_the_best_trade_of_score_and_entropy():
    """Mean score plus entropy is logsumexp(z) - KL(p || softmax(z)), for any p."""
    rng = np.random.default_rng(0)
    for z in rng.normal(0, 3, (20, 5)):
        p = rng.dirichlet(np.ones(5))
        left = p @ z + lb.entropy(p)
        right = lb.logsumexp(z) - lb.kl_divergence(p, lb.softmax(z))
        assert left == pytest.approx(right, rel=1e-12)


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


def test_logsumexp_moves_with_a_shift_and_the_loss_does_not():
    z = LOGITS[0]
    assert lb.logsumexp(z + 10) - lb.logsumexp(z) == pytest.approx(10)
    assert lb.softmax_cross_entropy(0, z + 10) == pytest.approx(
        lb.softmax_cross_entropy(0, z), rel=1e-14
    )


def test_a_small_loss_is_not_zero():
    # log(1 + e^-50) is e^-50 to 22 digits.
    assert lb.softmax_cross_entropy(0, [50, 0]) == pytest.approx(np.exp(-50), rel=1e-15)
    assert lb.softmax([50, 0])[0] == 1  # through the probability it would be 0


def test_the_penguins_start_at_log_3_and_are_told_apart():
    penguins = datasets.load_penguins()
    train, test = datasets.split(penguins.labels, test_fraction=0.3, seed=0)
    features, y = penguins.features, penguins.labels
    X = descent.add_intercept(descent.standardize(features, like=features[train]))
    terms = descent.linear_cost(
        lb.softmax_cross_entropy, lb.softmax_cross_entropy_grad, X[train], y[train]
    )
    fit = descent.gradient_descent(*terms, np.zeros((5, 3)), rate=1.0, steps=300)
    assert fit.costs[0] == pytest.approx(np.log(3))
    assert np.all(np.diff(fit.costs) < 0)
    assert fit.costs[-1] < 0.03
    wrong = (X[test] @ fit.last).argmax(axis=-1) != y[test]
    assert wrong.sum() == 1
