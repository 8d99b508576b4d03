"""Chapter 01: the numbers that it shows, and the counter-example of each box."""

import csv
import itertools
import math
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize

import lossbook as lb
from lossbook import datasets, descent

Y = np.array([1, 3, 5, 6, 7])
GUESS = np.array([3, 2, 7, 5, 8])
PENGUINS = datasets.load_penguins()
MASS = PENGUINS.features[:, 3] / 1000


def adelie_and_chinstrap():
    two = PENGUINS.labels < 2
    species = 2 * PENGUINS.labels[two] - 1
    train, test = datasets.split(species, test_fraction=0.3, seed=0)
    return PENGUINS.features[two, 0], species, train, test


BILL, SPECIES, TRAIN, TEST = adelie_and_chinstrap()
X, LABEL = BILL[TRAIN], SPECIES[TRAIN]


def accuracy(t):
    return (LABEL * (X - t) > 0).mean()


def cost(t):
    return lb.logistic(LABEL, X - t).mean()


def slope(t):
    return -lb.logistic_grad(LABEL, X - t).mean()


# --- what is said where -------------------------------------------------------------

ROOT = Path(__file__).parents[1]


def test_the_first_page_says_for_whom_what_is_needed_and_where_to_start():
    opening = (ROOT / "intro.md").read_text("utf-8").split("```{code-cell}")[0]
    for said in ("for people who", "You need", "Start with {doc}`chapter 01 <"):
        assert said in opening


@pytest.mark.parametrize(
    "word",
    [
        "overfitting",
        "generalisation gap",
        "standard error",
        "unbiased",
        "independent",
        "validation set",
        "test set",
        "mini-batch",
        "epoch",
        "stochastic gradient descent",
        "residual",
        "risk",
    ],
)
def test_the_chapter_uses_the_words_of_the_field_and_the_glossary_has_them(word):
    chapter = (ROOT / "chapters/01-why-a-loss.md").read_text("utf-8")
    glossary = (ROOT / "chapters/glossary.md").read_text("utf-8")
    assert word in chapter
    assert f"\n{word}\n" in glossary


# --- accuracy has no slope ----------------------------------------------------------


def test_the_birds():
    assert (LABEL < 0).sum() == 106
    assert (LABEL > 0).sum() == 48
    assert len(TEST) / len(BILL) == pytest.approx(0.3, abs=0.005)  # three in ten


def test_a_little_change_of_the_threshold_changes_no_answer():
    """Seven in ten are right, hardly better than the answer "Adelie" each time."""
    assert accuracy(40.0) == accuracy(40.01) == pytest.approx(0.7, abs=0.05)
    assert X.max() < 60
    always_adelie = accuracy(60.0)
    assert always_adelie == (LABEL < 0).mean()
    assert always_adelie < accuracy(40.0) < always_adelie + 0.05


def test_accuracy_is_flat_between_birds_and_jumps_at_them():
    """Its values between neighbours are one number each; it changes at birds only."""
    places = np.unique(X)
    for low, high in itertools.pairwise(places):
        inside = np.linspace(low, high, 7)[1:-1]
        assert len({accuracy(t) for t in inside}) == 1
    assert lb.zero_one(LABEL, X - 40.05).mean() == pytest.approx(1 - accuracy(40.05))


def test_a_measured_slope_of_the_accuracy_is_zero_or_grows_without_end():
    def measured(t, h):
        return (accuracy(t + h) - accuracy(t - h)) / (2 * h)

    assert measured(40.05, 0.01) == 0
    assert measured(40.05, 1) > measured(40.05, 0.1) > 0
    # Six Adelie penguins have bills of 41.1 mm.
    assert not np.isin([40.0, 40.05], X).any()  # where accuracy has a slope, of 0
    assert (X == 41.1).sum() == (LABEL[X == 41.1] == -1).sum() == 6
    for h in (0.01, 1e-3, 1e-4):
        assert measured(41.1, h) == pytest.approx(6 / 154 / (2 * h), rel=1e-6)


# --- a loss with a slope ------------------------------------------------------------


def test_the_slope_is_the_mean_of_the_pulls():
    for t in [30.0, 40.05, 44.0, 55.0]:
        margins = LABEL * (X - t)
        pulls = LABEL * lb.sigmoid(-margins)
        assert slope(t) == pytest.approx(pulls.mean(), rel=1e-12)
        h = 1e-5
        assert slope(t) == pytest.approx((cost(t + h) - cost(t - h)) / (2 * h), 1e-6)
        assert np.all(np.abs(pulls) < 1)


def test_the_logistic_loss_is_minus_the_logarithm_of_a_probability():
    """Of that which the model gives to the right species."""
    for t in [36.0, 40.05, 44.0]:
        chinstrap, adelie = lb.sigmoid(X - t), lb.sigmoid(t - X)
        np.testing.assert_allclose(adelie, 1 - chinstrap, atol=1e-15)
        right = np.where(LABEL > 0, chinstrap, adelie)
        paid = lb.logistic(LABEL, X - t)
        np.testing.assert_allclose(paid, -np.log(right), rtol=1e-9, atol=1e-15)


def test_far_on_the_wrong_side_the_loss_is_the_distance():
    losses = lb.logistic(np.ones(5), np.array([-8.0, -1, 0, 1, 8]))
    assert losses.round(5).tolist() == [8.00034, 1.31326, 0.69315, 0.31326, 0.00034]


def test_at_the_start_of_the_explorer_the_slope_says_up():
    assert slope(40.05) < 0


def test_a_weight_changes_the_loss_and_no_answer():
    for t, w in itertools.product([36.05, 44.05], [0.25, 0.5, 2]):
        right = LABEL * (w * (X - t)) > 0
        assert right.mean() == accuracy(t)
        assert lb.logistic(LABEL, w * (X - t)).mean() != pytest.approx(cost(t))


# --- downhill -----------------------------------------------------------------------


@pytest.mark.parametrize("start", [40.0, 45.25])
def test_descent_arrives_where_scipy_finds_the_minimum(start):
    fit = descent.gradient_descent(cost, slope, start, rate=5, steps=60)
    best = optimize.minimize_scalar(cost, bounds=(35, 55), options={"xatol": 1e-9})
    assert fit.last == pytest.approx(best.x, abs=1e-4)
    assert fit.costs[-1] == pytest.approx(best.fun, abs=1e-9)
    assert np.all(np.diff(fit.costs) < 0)
    assert abs(slope(fit.last)) < 1e-5


@pytest.mark.parametrize("start", [36.0, 40.0, 43.9, 50.0])
def test_a_rate_can_be_too_small_or_too_large(start):
    best = optimize.brentq(slope, 36, 55)

    def end(rate, steps=60):
        return descent.gradient_descent(cost, slope, start, rate=rate, steps=steps)

    # From 40 mm, as shown: not there yet, arrived, arrived with jumps, never.
    if start == 40.0:
        assert abs(end(0.5).last - best) > 0.5
        assert np.all(np.diff(end(0.5).costs) < 0)
        jumps = end(30).parameters - best
        assert jumps[0] < 0 < jumps[1]
        assert abs(end(30).last - best) < 1e-6
        assert not np.all(np.diff(end(30).costs) < 0)
    assert end(0.5, 3000).last == pytest.approx(best, abs=1e-3)  # only slow
    # To and fro without end: sides change at each step, however many there are.
    late = end(60, 3000).parameters[-200:] - best
    assert np.abs(late).max() > 1
    assert end(60, 3000).costs[-200:].max() > cost(best) + 0.5

    # The limit near the minimum: 2 divided by the second derivative there.
    chance = lb.sigmoid(X - best)
    limit = 2 / (chance * (1 - chance)).mean()
    near = best + 0.001
    for factor, leaves in [(0.98, False), (1.02, True)]:
        path = descent.gradient_descent(
            cost, slope, near, rate=factor * limit, steps=400
        ).parameters
        assert bool(abs(path[-1] - best) > 0.001) is leaves


def test_the_slope_of_a_mini_batch_is_right_on_average():
    rng = np.random.default_rng(0)
    slopes = -lb.logistic_grad(LABEL, X - 41.0)
    batches = [rng.choice(slopes, 20, replace=False).mean() for _ in range(4000)]
    error = np.std(batches) / np.sqrt(len(batches))
    assert abs(np.mean(batches) - slope(41.0)) < 4 * error
    assert np.std(batches) > 0.02  # noisy


def test_the_first_steps_are_long_and_then_they_shrink():
    fit = descent.gradient_descent(cost, slope, 40.0, rate=5, steps=60)
    steps = np.abs(np.diff(fit.parameters))
    assert np.all(np.diff(steps) < 0)


def test_the_cost_falls_and_the_accuracy_falls_with_it():
    fit = descent.gradient_descent(cost, slope, 40.0, rate=5, steps=60)
    assert accuracy(fit.parameters[7]) > accuracy(fit.last)

    between = (np.unique(X)[1:] + np.unique(X)[:-1]) / 2
    best = max(accuracy(t) for t in between)
    assert accuracy(45.25) == best  # the best of all thresholds
    run = descent.gradient_descent(cost, slope, 45.25, rate=5, steps=60)
    assert np.all(np.diff(run.costs) < 0)
    assert accuracy(run.last) < best

    # What it gave up, and what it got: fewer nats on birds that stay wrong.
    was, now = (LABEL * (X - t) > 0 for t in (45.25, run.last))
    change = lb.logistic(LABEL, X - run.last) - lb.logistic(LABEL, X - 45.25)
    assert (was & ~now).sum() == 2
    assert not (~was & now).any()
    assert change[~was & ~now].sum() < -change[was & ~now].sum() < 0


@pytest.mark.parametrize("seed", range(20))
def test_the_loss_of_random_scores_falls_to_log_2_and_no_answer_changes(seed):
    """Twenty draws: a smaller weight makes the model less sure, and nothing else."""
    draw = np.random.default_rng(seed)
    coin, z = draw.choice([-1, 1], 1000), draw.normal(0, 10, 1000)
    costs = [lb.logistic(coin, w * z).mean() for w in (1, 0.1, 0.01)]
    assert costs[0] > 3 > costs[1] > costs[2]
    assert costs[2] == pytest.approx(np.log(2), abs=0.01)
    right = [(coin * w * z > 0).mean() for w in (1, 0.1, 0.01)]
    assert len(set(right)) == 1
    assert right[0] == pytest.approx(0.5, abs=0.06)


def test_it_is_luck_on_which_side_of_log_2_the_random_scores_end():
    ends = []
    for seed in range(20):
        draw = np.random.default_rng(seed)
        coin, z = draw.choice([-1, 1], 1000), draw.normal(0, 10, 1000)
        ends.append(lb.logistic(coin, 0.01 * z).mean() - np.log(2))
    assert f"{ends[0] + np.log(2):.3f}" == "0.691"
    # The mean is above it, by E z² / 8 to this order.
    assert np.mean(ends) == pytest.approx(0.01**2 * 10**2 / 8, abs=0.0005)
    assert 1 <= np.sum(np.array(ends) < 0) <= 6


def test_if_no_input_makes_the_rare_class_likely_the_frequent_one_is_best():
    """All eight answers to three inputs, the exact accuracy of each."""
    inputs, yes = np.array([0.5, 0.3, 0.2]), np.array([0.02, 0.1, 0.45])
    right = {
        answer: inputs @ np.where(answer, yes, 1 - yes)
        for answer in itertools.product([False, True], repeat=3)
    }
    assert max(right, key=right.get) == (False, False, False)
    # To know them is worth nats all the same: on new examples, less than the shares.
    share = inputs @ yes
    assert inputs @ lb.entropy(np.stack([yes, 1 - yes], axis=-1)) < 0.8 * lb.entropy(
        [share, 1 - share]
    )


def test_a_loss_above_the_price_of_the_shares_can_come_from_a_sure_model():
    """Eight of ten are right by 8, two are wrong by 8."""
    margins = np.array([8.0] * 8 + [-8.0] * 2)
    assert lb.logistic(np.ones(10), margins).mean() > 2 * np.log(2)


def test_a_loss_below_the_price_of_the_shares_with_the_accuracy_of_the_majority():
    """A tenth are yes, and the scores say something, but none is above one half."""
    yes = np.array([0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    p = np.where(yes == 1, 0.4, 0.05)
    assert lb.binary_cross_entropy(yes, p).mean() < lb.entropy([0.1, 0.9])
    assert np.all(p < 0.5)
    assert ((p > 0.5) == yes).mean() == 0.9


def test_the_cost_of_a_rate_that_is_too_large_jumps_up_and_down_without_end():
    """The slope is bounded by 1, so no step is longer than the rate."""
    run = descent.gradient_descent(cost, slope, 40.0, rate=60, steps=3000)
    assert np.abs(np.diff(run.parameters)).max() <= 60
    for part in np.array_split(np.diff(run.costs), 30):
        assert part.max() > 0.5
        assert part.min() < -0.5
    assert run.costs.max() < 20


def test_in_a_network_of_two_layers_the_logistic_loss_can_explode():
    """Score u v x, one input, labels of both kinds: u and v push each other."""
    y, u, v, costs = np.array([-1, 1]), 1.0, 1.0, []
    for _ in range(30):
        score = np.full(2, u * v)
        costs.append(lb.logistic(y, score).mean())
        push = lb.logistic_grad(y, score).mean()
        u, v = u - 10 * push * v, v - 10 * push * u
    assert np.all(np.diff(costs)[2:] > 0)
    assert costs[-1] > 1e20


# --- loss, cost, objective ----------------------------------------------------------


def test_five_losses_and_their_cost():
    losses = lb.squared_error(Y, GUESS)
    assert losses.tolist() == [4, 1, 4, 1, 1]
    assert losses.mean() == pytest.approx(2.2)
    assert losses.sum() / 2 == 5.5
    assert losses.sum() == 11


def five(k):
    """The cost of one constant for the five numbers, and its slope, times k."""
    terms = descent.linear_cost(
        lb.squared_error, lb.squared_error_grad, np.ones((5, 1)), Y
    )
    return [lambda c, f=f: k * f(c) for f in terms]


def test_a_penalty_moves_the_optimum_and_so_does_a_constraint():
    lam = 0.1
    penalised = optimize.minimize_scalar(lambda c: ((Y - c) ** 2).mean() + lam * c**2)
    assert penalised.x == pytest.approx(Y.mean() / (1 + lam)) == pytest.approx(4)
    constrained = optimize.minimize_scalar(
        lambda c: ((Y - c) ** 2).mean(), bounds=(-9, 4), options={"xatol": 1e-9}
    )
    assert constrained.x == pytest.approx(4, abs=1e-6)
    unpenalised = optimize.minimize_scalar(lambda c: ((Y - c) ** 2).mean())
    assert unpenalised.x == pytest.approx(4.4)


FACTORS = {"mean": 1, "half the sum": 5 / 2, "sum": 5}


@pytest.mark.parametrize(("name", "k"), FACTORS.items(), ids=FACTORS)
def test_mean_half_sum_and_sum_have_one_minimiser_and_three_paths(name, k):
    """The distance to the mean is multiplied by 1 - 2 k rate at each step."""
    path = descent.gradient_descent(*five(k), [0.0], rate=0.15, steps=10).parameters
    expected = 4.4 * (1 - (1 - 2 * k * 0.15) ** np.arange(11))
    assert path[:, 0] == pytest.approx(expected)
    assert optimize.minimize_scalar(
        lambda c: five(k)[0](np.array([c]))
    ).x == pytest.approx(4.4)

    # At the rate divided by k, the very same path.
    again = descent.gradient_descent(*five(k), [0.0], rate=0.15 / k, steps=10)
    of_mean = descent.gradient_descent(*five(1), [0.0], rate=0.15, steps=10)
    np.testing.assert_allclose(again.parameters, of_mean.parameters, rtol=1e-12)


def test_with_the_sum_a_rate_above_a_fifth_flies_off():
    for rate, grows in [(0.19, False), (0.21, True)]:
        path = descent.gradient_descent(*five(5), [0.0], rate=rate, steps=10)
        gaps = np.abs(path.parameters[:, 0] - 4.4)
        assert bool(gaps[-1] > gaps[0]) is grows


@pytest.mark.parametrize(
    ("rate", "factor"), [(0.19, 0.9), (0.2, 1.0), (0.21, 1.1)], ids=str
)
def test_below_at_and_above_the_limit(rate, factor):
    """The distance from the minimum is multiplied by 10 rate - 1 at each step."""
    found = descent.gradient_descent(*five(5), [0.0], rate=rate, steps=10).costs
    lowest = ((Y - 4.4) ** 2).sum()
    expected = lowest + 5 * (4.4 * factor ** np.arange(11)) ** 2
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    shown = {0.19: [120, 102, 87], 0.2: [120] * 3, 0.21: [120, 140, 165]}
    assert found[:3].round().tolist() == shown[rate]
    if factor > 1:
        late = found[1:] / found[:-1]
        assert np.all((late > 1.1) & (late < factor**2))
        c, seen = 0.0, []
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(8000):
                seen.append(((c - Y) ** 2).sum())
                c -= rate * 2 * (c - Y).sum()
        assert np.isinf(seen).any()
        assert np.isnan(seen[-1])


def test_a_mean_of_means_is_the_mean_for_equal_sizes():
    rng = np.random.default_rng(0)
    for losses in rng.exponential(size=(20, 12)):
        equal = np.mean([part.mean() for part in np.split(losses, 3)])
        assert equal == pytest.approx(losses.mean())
        parts = np.split(losses, [8])
        means, sizes = [part.mean() for part in parts], [8, 4]
        assert np.mean(means) != pytest.approx(losses.mean(), rel=1e-6)
        assert np.average(means, weights=sizes) == pytest.approx(losses.mean())


def test_the_last_of_five_counts_as_much_as_the_other_four():
    losses = lb.squared_error(Y, GUESS).astype(float)

    def of_means(losses):
        return (losses[:4].mean() + losses[4:].mean()) / 2

    assert of_means(losses) == 1.75
    weights = [of_means(row) for row in np.eye(5)]
    assert weights == pytest.approx([1 / 8] * 4 + [1 / 2])
    # The first token counts in a text of 10 tokens, the last in one of 100.
    tokens = np.eye(110)[[0, -1]]
    short, long = [(row[:10].mean() + row[10:].mean()) / 2 for row in tokens]
    assert short == pytest.approx(10 * long)


def test_gradient_accumulation_of_means_has_another_goal():
    def slope_of(c, part):
        return lb.squared_error_grad(part, np.full(len(part), c))

    def accumulated(c, how):
        return how(slope_of(c, Y[:4])) + how(slope_of(c, Y[4:]))

    goal = optimize.brentq(lambda c: accumulated(c, np.mean), 0, 9)
    assert goal == pytest.approx(5.375) == (Y[:4].mean() + Y[4]) / 2
    for c in (0.0, 4.4, 7.0):
        assert accumulated(c, np.sum) / 5 == pytest.approx(slope_of(c, Y).mean())
    assert optimize.brentq(lambda c: accumulated(c, np.sum), 0, 9) == pytest.approx(4.4)
    # Two means of equal batches add up to twice the slope of the mean of all.
    halves = np.split(slope_of(2.0, Y[:4]), 2)
    assert sum(half.mean() for half in halves) / 2 == slope_of(2.0, Y[:4]).mean()


@pytest.mark.parametrize("seed", range(20))
def test_with_a_sum_the_slope_grows_with_the_batch_and_with_a_mean_its_noise_falls(
    seed,
):
    rng = np.random.default_rng(seed)
    at_0 = lb.squared_error_grad(MASS, np.zeros_like(MASS))
    small, large = (rng.choice(at_0, (500, n)) for n in (10, 20))
    assert large.sum(axis=1).mean() / small.sum(axis=1).mean() == pytest.approx(2, 0.03)
    assert large.mean() == pytest.approx(small.mean(), rel=0.03)
    assert large.mean(axis=1).std() < small.mean(axis=1).std()


def test_class_weights_have_a_mean_of_their_own():
    answer, weights = np.array([1] + [0] * 23), np.array([1, 55])
    logits = np.zeros((24, 2))
    each = lb.softmax_cross_entropy(answer, logits, class_weight=weights)
    assert each.mean() == pytest.approx(np.log(2) * (23 + 55) / 24)
    assert f"{each.mean():.4f}" == "2.2527"
    own = weights[answer]
    assert f"{each.sum() / own.sum():.4f}" == f"{np.log(2):.4f}" == "0.6931"

    # Two batches: their own means, weighted by their sums of weights, and not by size.
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(24, 2))
    each = lb.softmax_cross_entropy(answer, logits, class_weight=weights)
    parts = [slice(0, 10), slice(10, 24)]
    means = [each[part].sum() / own[part].sum() for part in parts]
    whole = each.sum() / own.sum()
    assert np.average(means, weights=[64, 14]) == pytest.approx(whole)
    assert np.average(means, weights=[10, 14]) != pytest.approx(whole, rel=0.01)


def test_ignored_targets_are_left_out_before_the_call():
    target = np.array([0, 2, -100, 1])
    logits = np.array([[2, 0, 0], [0, 0, 1], [9, 0, 0], [0, 1, 0]])
    with pytest.raises(ValueError, match="labels from 0 to 2"):
        lb.softmax_cross_entropy(target, logits)
    keep = target != -100
    found = lb.softmax_cross_entropy(target[keep], logits[keep])
    masked = lb.softmax_cross_entropy(target, logits, where=keep)
    assert masked[keep].tolist() == found.tolist() and masked[~keep].tolist() == [0]
    assert masked.sum() / keep.sum() == pytest.approx(found.mean())
    nothing = lb.softmax_cross_entropy(target, logits, where=keep & False)
    assert not nothing.any()
    by_hand = [np.log(np.exp(row).sum()) - row.max() for row in logits[[0, 1, 3]]]
    np.testing.assert_allclose(found, by_hand, rtol=1e-12)
    assert found.round(3).tolist() == [0.24, 0.551, 0.551]
    # Without the examples of a class, its logit still gets a gradient: it has a place.
    rest = target[keep] != 1
    grad = lb.softmax_cross_entropy_grad(target[keep][rest], logits[keep][rest])
    assert np.all(grad[:, 1] > 0)
    # Nothing left: an error here, 0/0 in a mean.
    none = np.zeros(4, dtype=bool)
    with pytest.raises(ValueError, match="empty"):
        lb.softmax_cross_entropy(target[none], logits[none])


def test_a_factor_on_the_cost_alone_moves_the_minimiser():
    lam, found = 0.1, []
    for k in FACTORS.values():
        best = optimize.minimize_scalar(
            lambda c, k=k: k * ((Y - c) ** 2).mean() + lam * c**2
        ).x
        assert best == pytest.approx(k * Y.mean() / (k + lam))
        found.append(round(best, 3))
    assert found == [4.0, 4.231, 4.314]


# --- what a cost estimates ----------------------------------------------------------


def test_the_test_birds_happen_to_be_easier():
    t = optimize.brentq(slope, 36, 55)
    new = lb.logistic(SPECIES[TEST], BILL[TEST] - t)
    error = new.std(ddof=1) / np.sqrt(len(new))
    assert new.mean() < cost(t) < new.mean() + error
    assert np.median(new) < 0.01  # most cost almost nothing
    assert (new > 1).sum() == 2  # and a few a lot

    # One number flatters only a little: the usual estimate of how much, the variance
    # of the slopes over the curvature over N, is far below the error of the estimate.
    chance = lb.sigmoid(X - t)
    slopes, curvature = lb.logistic_grad(LABEL, X - t), (chance * (1 - chance)).mean()
    assert 0 < slopes.var() / curvature / len(X) < error / 5


def splits():
    """Twenty random splits: the threshold of each, its costs, and who is where."""
    for seed in range(20):
        train, test = datasets.split(SPECIES, test_fraction=0.3, seed=seed)
        t = optimize.brentq(
            lambda t, who=train: -lb.logistic_grad(SPECIES[who], BILL[who] - t).mean(),
            36,
            55,
        )
        losses = lb.logistic(SPECIES, BILL - t)
        yield train, test, losses


def test_test_birds_are_as_often_harder_as_easier():
    easier = [
        losses[test].mean() < losses[train].mean() for train, test, losses in splits()
    ]
    assert 7 <= sum(easier) <= 13
    # Rough in each of them.
    for _, test, losses in splits():
        error = losses[test].std(ddof=1) / np.sqrt(len(test))
        assert error > 0.2 * losses[test].mean()
        assert np.median(losses[test]) < 0.02


def nests():
    """Which nest each Adelie and Chinstrap is from: two neighbours in the file."""
    file = resources.files("lossbook") / "data" / "penguins.csv"
    with file.open(encoding="utf-8") as lines:
        birds = list(csv.DictReader(lines))
    pairs = list(zip(birds[::2], birds[1::2], strict=True))
    for pair in pairs:
        assert (
            len({(bird["species"], bird["island"], bird["year"]) for bird in pair}) == 1
        )
        sexes = sorted(bird["sex"] for bird in pair)
        assert sexes == ["female", "male"] or "NA" in sexes
    both_known = [p for p in pairs if "NA" not in {bird["sex"] for bird in p}]
    assert len(both_known) == 163
    nest = [i // 2 for i, bird in enumerate(birds) if bird["body_mass_g"] != "NA"]
    return np.array(nest)[PENGUINS.labels < 2]


def test_the_birds_are_pairs_whose_losses_are_almost_uncorrelated():
    nest = nests()
    both = [i for i in range(len(nest) - 1) if nest[i] == nest[i + 1]]
    mates = np.array([(i, i + 1) for i in both])
    assert len(mates) == 109
    one = np.concatenate([mates[:, 0], mates[:, 1]])
    other = np.concatenate([mates[:, 1], mates[:, 0]])
    # One mate tells something about the other: long bills go with short ones.
    typical = np.array([BILL[s == SPECIES].mean() for s in SPECIES])
    residual = BILL - typical
    assert np.corrcoef(residual[one], residual[other])[0, 1] < -0.4
    for train, test, losses in splits():
        assert abs(np.corrcoef(losses[one], losses[other])[0, 1]) < 0.15
        # Most of the test birds have their mate among the training birds.
        assert np.isin(nest[test], nest[train]).mean() > 0.5
        # The standard error that lets mates be alike is that of the chapter.
        error = losses[test].std(ddof=1) / np.sqrt(len(test))
        of_nests = np.zeros(nest.max() + 1)
        np.add.at(of_nests, nest[test], losses[test] - losses[test].mean())
        assert np.sqrt((of_nests**2).sum()) / len(test) == pytest.approx(error, rel=0.1)


def test_the_training_cost_is_biased_and_the_test_cost_is_not():
    """Over many small draws: below the risk on average, and right on average."""
    rng = np.random.default_rng(0)
    grid = np.arange(36, 52, 0.25)
    all_losses = np.array([lb.logistic(SPECIES, BILL - t) for t in grid])
    risk = all_losses.mean(axis=1)
    seen, truth, new = [], [], []
    for _ in range(3000):
        birds, others = rng.integers(len(BILL), size=(2, 10))
        on_these = all_losses[:, birds].mean(axis=1)
        k = int(on_these.argmin())
        seen.append(on_these[k])
        truth.append(risk[k])
        new.append(all_losses[k, others].mean())
    gap = np.subtract(truth, seen)
    assert gap.mean() > 5 * gap.std() / np.sqrt(len(gap))
    off = np.subtract(new, truth)
    assert abs(off.mean()) < 4 * off.std() / np.sqrt(len(off))


@pytest.mark.parametrize("n", [2, 3, 5, 10, 20, 50])
def test_the_training_cost_flatters_by_the_known_amount(n):
    """Within five standard errors of (1 - 1/n) and (1 + 1/n) times the variance."""
    rng = np.random.default_rng(1)
    birds = rng.choice(MASS, size=(4000, n))
    guess = birds.mean(axis=1, keepdims=True)
    on_seen = ((birds - guess) ** 2).mean(axis=1)
    on_new = MASS.var() + (guess[:, 0] - MASS.mean()) ** 2
    direct = ((MASS - guess[0]) ** 2).mean()
    assert on_new[0] == pytest.approx(direct, rel=1e-12)
    for costs, factor in ((on_seen, 1 - 1 / n), (on_new, 1 + 1 / n)):
        error = costs.std() / np.sqrt(len(costs))
        assert abs(costs.mean() - factor * MASS.var()) < 5 * error


@pytest.mark.parametrize("seed", range(20))
def test_the_mean_during_the_first_epoch_is_above_the_cost_afterwards(seed):
    batches = np.random.default_rng(seed).permutation(154).reshape(11, 14)
    t, printed = 40.0, []
    for b in batches:
        printed.append(cost_of(b, t))
        t -= 5 * -lb.logistic_grad(LABEL[b], X[b] - t).mean()
    assert np.mean(printed) > 1.3 * cost(t)
    # Dropout: the loss is convex, so noise around a score costs more on average.
    score = X - t
    dropped = (lb.logistic(LABEL, 0 * score) + lb.logistic(LABEL, 2 * score)) / 2
    assert np.all(dropped >= lb.logistic(LABEL, score) - 1e-12)
    assert dropped.mean() > 2 * cost(t)
    if seed == 0:
        shown = np.mean(printed), cost(t), dropped.mean()
        assert [f"{number:.3f}" for number in shown] == ["0.218", "0.128", "0.425"]


def cost_of(birds, t):
    return lb.logistic(LABEL[birds], X[birds] - t).mean()


def test_the_penalty_is_in_the_objective_alone():
    assert ((Y - 4) ** 2).mean() == pytest.approx(4.8)
    assert ((Y - 4) ** 2).mean() + 0.1 * 4**2 == pytest.approx(6.4)


def test_with_label_smoothing_the_training_loss_has_a_floor_above_0():
    """Ten classes, smoothing 0.1: no lead of the target gets below 0.500 nats."""

    def smoothed(lead):
        return lb.softmax_cross_entropy(0, [lead] + [0] * 9, label_smoothing=0.1)

    best = optimize.minimize_scalar(smoothed, bounds=(0, 20))
    target = np.full(10, 0.01)
    target[0] = 0.91
    assert best.fun == pytest.approx(lb.entropy(target), rel=1e-6)
    assert f"{best.fun:.3f}" == "0.500"
    assert lb.softmax_cross_entropy(0, [99] + [0] * 9) < 1e-40


def test_loss_and_accuracy_choose_different_steps():
    run = descent.gradient_descent(cost, slope, 45.25, rate=5, steps=60)
    shares = [accuracy(t) for t in run.parameters]
    assert int(np.argmin(run.costs)) == 60
    assert int(np.argmax(shares)) == 0
    assert np.sqrt(0.5 * 0.5 / 100) == 0.05  # the largest, at one half


def test_the_number_at_the_chosen_step_is_too_good_on_average():
    """Twenty validation sets and sixty steps that are all right with 0.8."""
    rng = np.random.default_rng(0)
    right = rng.binomial(100, 0.8, size=(20, 60)) / 100
    assert right.max(axis=1).mean() > 0.85


# --- the constant that minimises ----------------------------------------------------


def lowest(loss, truth, grid):
    costs = [loss(truth, np.full(len(truth), c)).mean() for c in grid]
    return grid[int(np.argmin(costs))]


def test_mean_median_and_quantile_are_the_cheapest_constants():
    grid = np.arange(2700, 6301, 5) / 1000
    assert lowest(lb.squared_error, MASS, grid) == pytest.approx(
        MASS.mean(), abs=0.0025
    )
    assert lowest(lb.absolute_error, MASS, grid) == np.median(MASS)
    for q in (0.1, 0.9):
        best = lowest(lambda t, c, q=q: lb.quantile(t, c, level=q), MASS, grid)
        assert best == pytest.approx(np.quantile(MASS, q))


def test_the_slope_of_the_quantile_loss_is_the_share_below_less_the_level():
    for c, q in itertools.product([3.01, 4.01, 5.01], [0.1, 0.5, 0.9]):
        below = (c > MASS).mean()
        measured = lb.quantile_grad(MASS, np.full_like(MASS, c), level=q).mean()
        assert measured == pytest.approx(below - q)


def test_for_an_even_count_each_constant_in_the_middle_will_do():
    costs = [lb.absolute_error([1, 2, 4, 9], [c] * 4).mean() for c in (2, 2.5, 3.7, 4)]
    assert len(set(costs)) == 1
    assert lb.absolute_error([1, 2, 4, 9], [1.9] * 4).mean() > costs[0]
    assert lb.absolute_error([1, 2, 4, 9], [4.1] * 4).mean() > costs[0]


TIES = ([1.0, 5, 5, 7, 9], [2.0, 2, 2], [1.0, 2, 4, 9], MASS)


@pytest.mark.parametrize("numbers", TIES, ids=["five", "equal", "four", "masses"])
def test_the_median_has_at_most_half_below_and_at_most_half_above(numbers):
    """With ties there need not be as many below as above: 170, 6 and 166 birds."""
    numbers = np.array(numbers)
    places = np.unique(numbers)
    candidates = np.concatenate([places, (places[1:] + places[:-1]) / 2])
    costs = [np.abs(numbers - c).mean() for c in candidates]
    for c, paid in zip(candidates, costs, strict=True):
        below, above = (numbers < c).mean(), (numbers > c).mean()
        balanced = below <= 0.5 and above <= 0.5
        assert balanced == (paid <= min(costs) + 1e-12)
    assert [int(n) for n in (sum(MASS < 4.05), sum(MASS > 4.05))] == [170, 166]


def test_the_absolute_error_does_not_pick_one_of_two_modes():
    modes = np.repeat([-1.0, 1.0], 50)
    places = np.array([-1, -0.5, 0, 0.5, 1])
    costs = [lb.absolute_error(modes, np.full(100, c)).mean() for c in places]
    assert costs == [1.0] * 5
    squares = [lb.squared_error(modes, np.full(100, c)).mean() for c in places]
    assert squares == (1 + places**2).tolist()
    # One number more on a side, and the best constant is there.
    modes[0] = 1.0
    grid = np.linspace(-2, 2, 401)
    assert lowest(lb.absolute_error, modes, grid) == pytest.approx(1)
    assert (modes == 1).sum() == 51


@pytest.mark.parametrize("q", [0.1, 0.5, 0.9])
def test_the_quantile_loss_is_as_written_and_lowest_where_its_slope_turns(q):
    for y, c in itertools.product([-1.0, 0.0, 2.0], [-1.5, 0.0, 2.0, 5.0]):
        written = q * (y - c) if c <= y else (1 - q) * (c - y)
        assert lb.quantile(y, c, level=q) == pytest.approx(written)
    half = lb.quantile(MASS, np.full_like(MASS, 4.1), level=0.5)
    np.testing.assert_allclose(half, lb.absolute_error(MASS, 4.1 + 0 * MASS) / 2)
    # Falls while less than q lies below, rises once more does.
    places = np.unique(MASS)
    for low, high in itertools.pairwise(places):
        share = (low >= MASS).mean()
        change = (
            lb.quantile(MASS, np.full_like(MASS, high), level=q).mean()
            - lb.quantile(MASS, np.full_like(MASS, low), level=q).mean()
        )
        assert np.sign(round(change, 12)) == np.sign(round(share - q, 12))
    # Nine times as bad: at the level 9/10 too little costs nine times too much.
    if q == 0.9:
        too_little, too_much = lb.quantile([1.0, 1.0], [0.0, 2.0], level=q)
        assert too_little == pytest.approx(9 * too_much)


@pytest.mark.parametrize("delta", [0.5, 1.0, 2.0])
def test_the_huber_loss_is_as_written(delta):
    for r in [-5.0, -delta, -0.3, 0.0, 0.3, delta, 5.0]:
        inside = abs(r) <= delta
        written = r**2 / 2 if inside else delta * (abs(r) - delta / 2)
        assert lb.huber(1.0, 1.0 + r, delta=delta) == pytest.approx(written)
        slope = lb.huber_grad(1.0, 1.0 + r, delta=delta)
        assert slope == pytest.approx(min(max(r, -delta), delta))


def test_the_mean_of_the_masses_is_above_the_median_and_huber_between():
    best = optimize.minimize_scalar(
        lambda c: lb.huber(MASS, np.full_like(MASS, c), delta=0.5).mean(),
        bounds=(3, 6),
    ).x
    assert np.median(MASS) < best < MASS.mean()


@pytest.mark.parametrize("f", [0.1, 0.31, 0.5, 0.8])
def test_proper_losses_are_cheapest_at_the_frequency_and_the_absolute_error_is_not(f):
    p = np.arange(1, 1000) / 1000
    yes, no = np.ones(len(p), dtype=int), np.zeros(len(p), dtype=int)

    def mean_of(loss, second=p):
        return f * loss(yes, second) + (1 - f) * loss(no, second)

    pairs = np.stack([1 - p, p], axis=-1)
    for costs in (mean_of(lb.binary_cross_entropy), mean_of(lb.brier, pairs)):
        assert p[costs.argmin()] == pytest.approx(f)
    by_p = mean_of(lb.binary_cross_entropy_grad)
    np.testing.assert_allclose(by_p, (p - f) / (p * (1 - p)), rtol=1e-9, atol=1e-9)
    brier = mean_of(lb.brier, pairs)
    np.testing.assert_allclose(
        np.gradient(brier, p)[1:-1], 4 * (p - f)[1:-1], atol=1e-9
    )
    straight = mean_of(lb.absolute_error)
    np.testing.assert_allclose(np.diff(straight), (1 - 2 * f) / 1000, atol=1e-12)
    # Strictly proper: everything else costs more. The absolute error: the majority.
    for costs in (mean_of(lb.binary_cross_entropy), mean_of(lb.brier, pairs)):
        assert (costs <= costs.min() + 1e-12).sum() == 1
    if f != 0.5:
        assert p[straight.argmin()] == (p[0] if f < 0.5 else p[-1])


@pytest.mark.parametrize("f", np.arange(1, 20) / 20)
def test_one_minus_the_probability_of_the_truth_is_the_absolute_error(f):
    p = np.linspace(0, 1, 101)
    of_truth = {1: p, 0: 1 - p}
    for y in (0, 1):
        np.testing.assert_allclose(
            1 - of_truth[y], lb.absolute_error(np.full(101, y), p), atol=1e-15
        )
    mean = f * (1 - of_truth[1]) + (1 - f) * (1 - of_truth[0])
    assert min(mean[0], mean[-1]) <= mean.min() + 1e-12
    inner = p[1:-1]
    logarithm = -f * np.log(inner) - (1 - f) * np.log(1 - inner)
    assert inner[logarithm.argmin()] == pytest.approx(f)


def test_many_programs_halve_the_brier_score_of_a_yes_or_no():
    p = np.array([0.7, 0.4])
    mine = lb.brier([1, 0], np.stack([1 - p, p], axis=-1))
    np.testing.assert_allclose(mine / 2, (np.array([1, 0]) - p) ** 2)


def test_the_threshold_knows_more_than_nothing():
    """The logistic loss of a score is the cross-entropy of its sigmoid."""
    share = np.full(len(LABEL), (LABEL > 0).mean())
    nothing = lb.binary_cross_entropy(LABEL > 0, share).mean()
    fit = descent.gradient_descent(cost, slope, 40.0, rate=5, steps=60)
    probs = lb.sigmoid(X - fit.last)
    assert lb.binary_cross_entropy(LABEL > 0, probs).mean() == pytest.approx(
        fit.costs[-1]
    )
    assert fit.costs[-1] < nothing / 4


ARRIVE_WITH = [
    ("log_2", [1] * 2, "0.693"),
    ("log_3", [1] * 3, "1.099"),
    ("log_4", [1] * 4, "1.386"),
    ("log_5", [1] * 5, "1.609"),
    ("log_10", [1] * 10, "2.303"),
    ("log_10", [1] * 10, "2.302585"),
    ("ten_per_cent", [1, 9], "0.325"),
    ("one_per_cent", [1, 99], "0.056"),
]


@pytest.mark.parametrize(("name", "counts", "shown"), ARRIVE_WITH)
def test_the_price_of_knowing_nothing_stands_in_the_text(name, counts, shown):
    """The lowest cost of a model that gives the same logits to each example."""
    labels = np.repeat(np.arange(len(counts)), counts)
    terms = descent.linear_cost(
        lb.softmax_cross_entropy,
        lb.softmax_cross_entropy_grad,
        np.ones((len(labels), 1)),
        labels,
    )
    start = np.zeros((1, len(counts)))
    fit = optimize.minimize(lambda w: terms[0](w.reshape(start.shape)), start.ravel())
    digits = len(shown.split(".")[1])
    assert f"{fit.fun:.{digits}f}" == shown
    chapter = (ROOT / "chapters/01-why-a-loss.md").read_text("utf-8")
    assert f"{{glue:text}}`{name}:.{digits}f`" in chapter


@pytest.mark.parametrize("seed", range(20))
def test_a_line_through_shuffled_masses_predicts_the_mean(seed):
    flipper = PENGUINS.features[:, 2]
    right = np.polyval(np.polyfit(flipper, MASS, 1), flipper)
    shuffled = np.random.default_rng(seed).permutation(MASS)
    line = np.polyval(np.polyfit(flipper, shuffled, 1), flipper)
    assert lb.squared_error(shuffled, line).mean() == pytest.approx(MASS.var(), 0.03)
    assert line.std() < right.std() / 4
    assert line.mean() == pytest.approx(MASS.mean())
    if seed == 0:
        assert f"{lb.squared_error(MASS, right).mean():.3f} {right.std():.3f}" == (
            "0.155 0.698"
        )


def test_a_column_against_a_row_compares_all_with_all_and_predicts_the_mean():
    """The mean over all pairs is var p + var y + the squared difference of means."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 1))
    y = 3 * x[:, 0] + rng.normal(0, 0.1, 200)

    def wrong(w):
        return ((w[0] * x + w[1] - y) ** 2).mean()

    assert (x - y).shape == (200, 200)
    fit = optimize.minimize(wrong, [1.0, 1.0])
    assert fit.x == pytest.approx([0, y.mean()], abs=1e-4)
    assert fit.fun == pytest.approx(y.var(), rel=1e-6)
    with pytest.raises(ValueError, match="shape"):
        lb.squared_error(y, x)


def test_hidden_weights_of_0_stay_there_and_give_one_answer():
    """A layer of ReLU units that starts at 0: no gradient, there or behind it."""
    x, y = np.linspace(-1, 1, 20)[:, None], np.linspace(-1, 1, 20)
    inner, outer = np.zeros((1, 4)), np.zeros(4)
    for _ in range(5):
        hidden = np.maximum(x @ inner, 0)
        push = 2 * (hidden @ outer - y) / len(y)
        outer_slope = hidden.T @ push
        inner_slope = x.T @ (np.outer(push, outer) * (hidden > 0))
        assert not outer_slope.any()
        assert not inner_slope.any()
        inner, outer = inner - inner_slope, outer - outer_slope


# --- exercises ----------------------------------------------------------------------


def test_exercise_1_an_outlier_moves_the_mean_and_not_the_median():
    mistyped = np.array([1, 3, 5, 6, 17])
    assert mistyped.mean() - Y.mean() == pytest.approx(2)
    assert np.median(mistyped) == np.median(Y) == 5
    at_5 = np.full(5, 5.0)
    slopes = [lb.squared_error_grad(y, at_5).mean() for y in (Y, mistyped)]
    assert slopes == pytest.approx([6 / 5, -14 / 5])
    for y in (Y, mistyped):
        assert lb.absolute_error_grad(y, at_5).sum() == 0
        # A kink: the slope is -1/5 on one side of the number 5 and +1/5 on the other.
        sides = [lb.absolute_error_grad(y, at_5 + h).mean() for h in (-0.1, 0.1)]
        assert sides == pytest.approx([-1 / 5, 1 / 5])


def test_exercise_2_the_cheapest_threshold_has_the_worse_accuracy():
    x, y = np.array([40.0, 44, 43, 47]), np.array([-1, -1, 1, 1])
    grid = np.arange(38.1, 49, 0.2)
    right = {round(t, 1): (y * (x - t) > 0).mean() for t in grid}
    assert max(right.values()) == 0.75
    best = [t for t, share in right.items() if share == 0.75]
    assert all(40 < t < 43 or 44 < t < 47 for t in best)
    found = optimize.minimize_scalar(lambda t: lb.logistic(y, x - t).mean(), (38, 49))
    assert found.x == pytest.approx(43.5, abs=1e-6)
    assert all(right[round(t, 1)] == 0.5 for t in grid if 43 < t < 44)
    # Each Chinstrap pulls harder and each Adelie less, the higher the threshold.
    pulls = np.array([np.abs(lb.logistic_grad(y, x - t)) for t in grid])
    assert np.all(np.sign(np.diff(pulls, axis=0)) == y)


def test_exercise_3_the_floats_near_1e24_are_far_apart():
    assert np.spacing(1e24) > 1e8
    y, p = 1e12, 1e12 + 1
    assert y**2 - 2 * y * p + p**2 != 1
    assert lb.squared_error(y, p) == 1


def test_exercise_6_the_last_batch_pulls_less_and_has_another_minimiser():
    """Its sum is of 10 examples, not of 64; the penalty is the same for both."""
    pull = [lb.squared_error_grad(np.zeros(n), np.ones(n)).sum() for n in (64, 10)]
    assert pull[0] / pull[1] == pytest.approx(6.4)
    # sum / 2 + 0.01 w^2 for one number, y = 1 in each example.
    best = [n / (n + 0.02) for n in (64, 10)]
    for n, w in zip((64, 10), best, strict=True):
        slope = lb.squared_error_grad(np.ones(n), np.full(n, w)).sum() / 2 + 0.02 * w
        assert slope == pytest.approx(0, abs=1e-12)
    assert best[0] != pytest.approx(best[1], abs=1e-4)


def test_exercise_7_the_weight_learns_too():
    scaled = descent.standardize(BILL[:, None], like=BILL[TRAIN, None])
    features = descent.add_intercept(scaled)
    terms = descent.linear_cost(lb.logistic, lb.logistic_grad, features[TRAIN], LABEL)
    fit = descent.gradient_descent(*terms, np.zeros(2), rate=5, steps=1000)
    best = optimize.minimize(terms[0], np.zeros(2), jac=terms[1], tol=1e-10)
    assert fit.last == pytest.approx(best.x, abs=1e-3)
    t = optimize.brentq(slope, 36, 55)
    assert np.abs(terms[1](fit.last)).max() < 1e-8  # arrived
    assert 0.99 * cost(t) < fit.costs[-1] < cost(t)  # by less than one in a hundred
    assert fit.last[0] / X.std() == pytest.approx(1.1, abs=0.02)  # per millimetre
    wrong = lb.zero_one(SPECIES[TEST], features[TEST] @ fit.last).sum()
    assert wrong == lb.zero_one(SPECIES[TEST], BILL[TEST] - t).sum() == 2


def test_exercise_9_momentum_keeps_its_path_too_and_signs_do_not():
    def momentum(k, rate):
        w, v, path = 0.0, 0.0, []
        for _ in range(20):
            v = 0.9 * v + k * 2 * (w - 4.4)
            w -= rate * v
            path.append(w)
        return path

    assert momentum(5, 0.02 / 5) == pytest.approx(momentum(1, 0.02))

    def signs(k, rate):
        w, path = 0.0, []
        for _ in range(20):
            w -= rate * np.sign(k * 2 * (w - 4.4))
            path.append(w)
        return path

    assert signs(5, 0.02) == signs(1, 0.02)
    assert signs(5, 0.02 / 5) != pytest.approx(signs(1, 0.02))


def test_exercise_8_dividing_by_one_less_is_unbiased():
    rng = np.random.default_rng(2)
    draws = rng.choice(MASS, size=(20_000, 4))
    for ddof, factor in ((0, 3 / 4), (1, 1)):
        variances = draws.var(axis=1, ddof=ddof)
        error = variances.std() / np.sqrt(len(variances))
        assert abs(variances.mean() - factor * MASS.var()) < 4 * error


@pytest.mark.parametrize(
    ("slope_of", "proper"),
    [
        (lambda p: -1 / p, True),
        (lambda p: -2 * (1 - p), True),
        (lambda p: -1.0, False),
    ],
    ids=["-log p", "(1-p)^2", "1-p"],
)
def test_exercise_10_p_times_the_slope_is_the_same_from_both_ends(slope_of, proper):
    sides = [(p * slope_of(p), (1 - p) * slope_of(1 - p)) for p in (0.1, 0.3, 0.45)]
    assert all((a == pytest.approx(b)) is proper for a, b in sides)


@pytest.mark.parametrize("classes", [2, 5])
def test_the_share_of_wrong_answers_is_at_most_the_loss_over_log_2(classes):
    """A wrong answer has a rival as probable as the truth, so p is at most one half."""
    random = np.random.default_rng(0)
    for scale in (0.1, 1, 10):
        z = random.normal(0, scale, (2000, classes))
        y = random.integers(classes, size=2000)
        losses = lb.softmax_cross_entropy(y, z)
        wrong = z.argmax(axis=1) != y
        assert losses[wrong].min() >= math.log(2)
        assert wrong.mean() <= losses.mean() / math.log(2)


def test_the_first_large_gradient_after_small_ones_makes_a_long_step_of_adam():
    def steps(gradients):
        m = v = 0.0
        for t, g in enumerate(gradients, 1):
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            yield m / (1 - 0.9**t) / math.sqrt(v / (1 - 0.999**t))

    *_, usual = steps([1.0] * 20_000)
    *_, spike = steps([1e-9] * 20_000 + [1.0])
    assert usual == pytest.approx(1)
    assert round(spike, 1) == 3.2 == round(0.1 / math.sqrt(0.001), 1)


def test_four_times_the_rate_makes_up_for_a_quarter_of_the_steps():
    left = [
        descent.gradient_descent(
            lambda w: w**2 / 2, lambda w: w, 1.0, rate=rate, steps=steps
        ).last
        for steps, rate in [(8, 0.1), (2, 0.1), (2, 0.4)]
    ]
    assert np.round(left, 2).tolist() == [0.43, 0.81, 0.36]
