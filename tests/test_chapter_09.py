"""Chapter 09: the numbers that it shows, and the counter-example of each box."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, stats

import lossbook as lb
from lossbook import datasets, network
from lossbook.gallery.which_loss import ON_A_LINE

ROOT = Path(__file__).parents[1]
GRAMS = datasets.load_penguins().features[:, 3]


def test_mean_median_and_quantile_do_not_agree():
    mean, median, high = GRAMS.mean(), np.median(GRAMS), np.quantile(GRAMS, 0.8)
    assert high == 4950
    assert mean - median > 100
    assert high - mean > 700


def test_the_cost_of_the_crate_is_five_times_the_quantile_loss():
    for holds in (3000.0, 4050.0, 4950.0, 6000.0):
        said = np.full(len(GRAMS), holds)
        cost = 4 * np.maximum(GRAMS - said, 0) + np.maximum(said - GRAMS, 0)
        expected = 5 * lb.quantile(GRAMS, said, level=0.8)
        assert cost == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("too_little", "too_much"), [(4, 1), (1, 1), (1, 9)])
def test_the_cheapest_constant_is_the_quantile_at_the_share_of_costs(
    too_little, too_much
):
    def cost(c):
        under, over = np.maximum(GRAMS - c, 0), np.maximum(c - GRAMS, 0)
        return (too_little * under + too_much * over).mean()

    level = too_little / (too_little + too_much)
    best = np.quantile(GRAMS, level, method="inverted_cdf")
    assert cost(best) == pytest.approx(min(cost(c) for c in GRAMS), rel=1e-12)


def test_what_the_guide_recommends_estimates_what_it_says():
    text = (ROOT / "chapters/09-which-loss.md").read_text("utf-8")
    table = text.split("| you want | take | read |")[1].split("To put things")[0]
    wanted = {
        "the mean": ["mean"],
        "the median": ["median"],
        "a quantile; two of them bound an interval": ["quantile of that level"],
        "a centre that a few bad readings cannot move far": ["a centre"],
        "a mean and how far the truth scatters around it": ["mean"],
        "the probability of one out of $K$ classes": ["class probabilities"],
        "the probability of each of several labels": ["class probabilities"],
        "probabilities, with a limit to what one example can cost": ["class prob"],
        "only the likelier of two classes": ["the sign of the likelier class"],
        "the better of two, from pairs or preferences": ["class probabilities"],
        "a whole order": ["items' worths"],
        "which of many candidates belongs here": ["class probabilities"],
        "a whole distribution of a number": ["a centre", "quantiles", "are spread as"],
        "a class, where the classes have an order": ["class probabilities"],
        "a mask, scored by its overlap": ["class prob", "a mask of 0", "signs of a"],
    }
    found = 0
    for line in table.strip().splitlines()[1:]:
        want, take, _ = line.strip("| ").split(" | ")
        for name in re.findall(r"`(\w+)`", take):
            minimiser = lb.CATALOGUE[name].minimiser
            assert any(words in minimiser for words in wanted[want]), line
            found += 1
            assert lb.CATALOGUE[name].robust or "bad readings" not in want
    # Several losses find the mean, score a distribution, an order or a mask.
    assert found == len(wanted) + 6
    assert lb.CATALOGUE["brier"].supremum == 2


@pytest.mark.parametrize("p", [0.1, 0.3, 0.7, 0.95])
def test_two_losses_are_proper_and_the_absolute_difference_is_not(p):
    q = np.linspace(0, 1, 1001)
    truth = np.tile([p, 1 - p], (len(q), 1))
    said = np.stack([q, 1 - q], axis=-1)
    assert q[lb.cross_entropy(truth, said).argmin()] == pytest.approx(p)
    yes = lb.brier(np.zeros(len(q), dtype=int), said)
    no = lb.brier(np.ones(len(q), dtype=int), said)
    assert q[(p * yes + (1 - p) * no).argmin()] == pytest.approx(p)
    absolute = p * (1 - q) + (1 - p) * q
    assert q[absolute.argmin()] == (1 if p > 0.5 else 0)


@pytest.mark.parametrize("p", [0.1, 0.3, 0.7, 0.95])
def test_the_slope_of_the_mean_brier_score_of_two_classes(p):
    q, h = np.linspace(0.1, 0.9, 9), 1e-6

    def mean(q):
        said = np.stack([q, 1 - q], axis=-1)
        yes, no = (lb.brier(np.full(len(q), k), said) for k in (0, 1))
        return p * yes + (1 - p) * no

    assert mean(q) == pytest.approx(2 * (p * (1 - q) ** 2 + (1 - p) * q**2))
    slope = (mean(q + h) - mean(q - h)) / (2 * h)
    assert slope == pytest.approx(4 * (q - p), abs=1e-8)


@pytest.mark.parametrize("p", [0.1, 0.3, 0.7, 0.95])
def test_counting_wrong_answers_is_proper_but_not_strictly(p):
    q = np.linspace(0.005, 0.995, 100)  # none of them one half
    yes, no = (lb.zero_one(np.full(len(q), s), q - 0.5) for s in (1, -1))
    mean = p * yes + (1 - p) * no
    right_side = (q > 0.5) == (p > 0.5)
    assert mean[right_side] == pytest.approx(min(p, 1 - p))
    assert mean[~right_side] == pytest.approx(max(p, 1 - p))


def test_the_counter_example_of_improper_losses():
    happened = np.repeat([1, 0], [7, 3])
    cost = {
        said: lb.absolute_error(happened, np.full(10, said)).mean()
        for said in (0.7, 1.0)
    }
    assert cost[1.0] == pytest.approx(0.3)
    assert cost[0.7] == pytest.approx(0.42)
    brier = {
        said: lb.brier(1 - happened, np.tile([said, 1 - said], (10, 1))).mean()
        for said in (0.7, 1.0)
    }
    assert brier[0.7] == pytest.approx(0.42)
    assert brier[1.0] == pytest.approx(0.6)


def test_behind_a_softmax_the_brier_score_fades_where_the_model_is_sure_and_wrong():
    for gap in (8, 16, 32):
        z = np.array([[0.0, gap]])
        p = lb.softmax(z)
        jacobian = np.diag(p[0]) - np.outer(p[0], p[0])
        brier = np.abs(lb.brier_grad([0], p)[0] @ jacobian).max()
        log = np.abs(lb.softmax_cross_entropy_grad([0], z)).max()
        assert log > 0.99
        assert brier < 5 * math.exp(-gap)


def test_losses_that_differ_need_not_differ_in_unit_or_lowest_value():
    """Units and lowest values may differ, as the box says. Here neither does."""
    y = np.array([1.0, 2.0, 4.0])
    for loss in (lb.absolute_error, lb.quantile):
        assert loss(10 * y, 10 * y + 5) == pytest.approx(10 * loss(y, y + 0.5))
        assert loss(y, y).max() == 0


def test_the_loss_that_the_catalogue_leaves_out_is_in_the_package():
    assert network.squared_sigmoid(1.0, 0.0) == 1 / 8
    assert "squared_sigmoid" not in lb.CATALOGUE
    assert "squared_sigmoid" in (
        ROOT / "chapters/05-cross-entropy-or-squared-error.md"
    ).read_text("utf-8")


def test_one_prediction_has_many_values():
    mean = np.full(len(GRAMS), GRAMS.mean())
    in_grams = lb.squared_error(GRAMS, mean).mean()
    in_kilograms = lb.squared_error(GRAMS / 1000, mean / 1000).mean()
    assert in_grams == pytest.approx(1e6 * in_kilograms)
    nll = lb.gaussian_nll(GRAMS, mean, scale=GRAMS.std()).mean()
    # With its own scale: log σ + log(2π)/2 + 1/2.
    expected = math.log(GRAMS.std()) + math.log(2 * math.pi) / 2 + 0.5
    assert nll == pytest.approx(expected)


def test_wrong_labels_leave_the_best_decision_and_not_the_best_probability():
    """What is true of the claim in the box on the mean absolute error."""
    q = np.linspace(0, 1, 1001)
    said = np.stack([q, 1 - q], axis=-1)
    for p in (0.1, 0.3, 0.45, 0.55, 0.7, 0.95):
        for flips in (0.1, 0.2, 0.4):
            seen = (1 - flips) * p + flips * (1 - p)
            absolute = q[(seen * (1 - q) + (1 - seen) * q).argmin()]
            truth = np.tile([seen, 1 - seen], (len(q), 1))
            log = q[lb.cross_entropy(truth, said).argmin()]
            assert (absolute > 0.5) == (log > 0.5) == (p > 0.5)
            assert absolute in (0, 1)  # as without a flip
            assert abs(log - p) > 0.005
    # With more than half of the labels flipped the best decision changes.
    assert (1 - 0.6) * 0.7 + 0.6 * (1 - 0.7) < 0.5
    # So it may with fewer, if the labels of one class are flipped more often.
    assert (1 - 0.4) * 0.7 + 0.0 * (1 - 0.7) < 0.5
    # One wrong label costs at most 1.
    assert lb.absolute_error([1.0, 0.0], [0.0, 1.0]).max() == 1


def test_the_mean_of_logarithms_is_the_logarithm_of_the_geometric_mean():
    spread = np.array([1.0, 2.0, 10.0, 50.0, 1000.0])
    said = np.linspace(1, 1000, 99_901)
    cost = sum(
        lb.squared_error(np.full(said.size, np.log(s)), np.log(said)) for s in spread
    )
    assert said[cost.argmin()] == pytest.approx(spread.prod() ** (1 / 5), abs=0.01)
    assert said[cost.argmin()] < spread.mean() / 10


@pytest.mark.parametrize("seed", range(20))
def test_the_percentage_error_is_least_at_or_below_the_median(seed):
    random = np.random.default_rng(seed)
    for size in (1, 2, 5, 50):
        y = np.exp(random.normal(scale=random.uniform(0.1, 2), size=size))
        # The cost has its kinks at the data, so one of them is a minimum.
        costs = [(np.abs(y - c) / y).mean() for c in y]
        assert y[np.argmin(costs)] <= np.median(y)
        assert min(costs) <= (np.abs(y - np.median(y)) / y).mean() + 1e-12


SAID = np.arange(0.02, 2.5, 0.02)[:, None]


def best_constants(y):
    """The constants of the box, with its losses and its grid."""
    losses = {
        "MSE": lb.squared_error,
        "MAE": lb.absolute_error,
        "log": lambda y, c: lb.squared_error(np.log(y), np.log(c)),
        "RMSLE": lambda y, c: lb.squared_error(np.log1p(y), np.log1p(c)),
        "MAPE": lambda y, c: lb.absolute_error(y, c) / y,
    }
    return {
        name: min(SAID[:, 0], key=lambda c, f=loss: f(y, np.full(len(y), c)).mean())
        for name, loss in losses.items()
    }


# Of numbers whose logarithms are standard normal. The density times 1/y is that of the
# logarithms' mean -1, times a factor, so the median with the weights 1/y is 1/e.
IN_THEORY = {
    "MSE": math.exp(1 / 2),
    "MAE": 1,
    "log": 1,
    "RMSLE": math.expm1(
        integrate.quad(lambda z: math.log1p(math.exp(z)) * stats.norm.pdf(z), -9, 9)[0]
    ),
    "MAPE": math.exp(-1),
}


@pytest.mark.parametrize("seed", range(20))
def test_the_log_of_the_target_does_not_lead_to_the_mean(seed):
    """The counter-example of the box, and what the text says below it."""
    y = np.random.default_rng(seed).lognormal(size=10_000)
    found = best_constants(y)
    assert found == pytest.approx(IN_THEORY, abs=0.08)
    assert found["MAPE"] < found["log"] < found["RMSLE"] < found["MSE"]
    # Means of a function: that of log(1 + y) lies between those of log y and of y.
    middle = math.expm1(np.log1p(y).mean())
    assert math.exp(np.log(y).mean()) < middle < y.mean()
    assert found["RMSLE"] == pytest.approx(middle, abs=0.02)
    assert round(100 * math.exp(np.log(y).mean()) / y.mean()) in (59, 60, 61, 62, 63)
    # The median with the weights 1/y: half of all weight lies below it.
    order = np.sort(y)
    below = np.cumsum(1 / order)
    median = order[np.searchsorted(below, below[-1] / 2)]
    assert found["MAPE"] == pytest.approx(median, abs=0.02)


def test_a_percentage_error_is_limited_on_one_side():
    y = np.full(5, 10.0)
    percent = lb.absolute_error(y, [0.0, 5.0, 20.0, 30.0, 1e4]) / y
    assert percent.tolist() == [1, 0.5, 1, 2, 999]


@pytest.mark.parametrize("seed", range(20))
def test_the_mean_of_exp_of_the_residuals_brings_the_mean_back(seed):
    random = np.random.default_rng(seed)
    x = random.uniform(size=4000)
    log = 1 + 2 * x + random.normal(size=4000)
    slope, start = np.polyfit(x, log, 1)
    fit = start + slope * x
    plain, corrected = np.exp(fit), np.exp(fit) * np.exp(log - fit).mean()
    truth = np.exp(1 + 2 * x + 1 / 2)  # the mean of y for each x
    assert plain.mean() / truth.mean() == pytest.approx(math.exp(-1 / 2), abs=0.06)
    assert corrected.mean() / truth.mean() == pytest.approx(1, abs=0.13)
    # For a constant it is exact.
    constant = np.exp(log.mean()) * np.exp(log - log.mean()).mean()
    assert constant == pytest.approx(np.exp(log).mean())


def test_one_minus_the_probability_of_the_truth_is_no_proper_loss():
    p = np.array([0.5, 0.3, 0.2])
    corners = np.eye(3)
    costs = [(p * (1 - q)).sum() for q in corners]
    assert np.argmin(costs) == 0 and costs[0] == pytest.approx(0.5)
    assert (p * (1 - p)).sum() > 0.6  # the truth costs more
    for q in np.random.default_rng(0).dirichlet(np.ones(3), 100):
        assert (p * (1 - q)).sum() > 0.5
    # With two classes it is the absolute difference.
    for y, q in ((1, 0.7), (0, 0.7)):
        of_truth = q if y else 1 - q
        assert 1 - of_truth == pytest.approx(lb.absolute_error(y, q))


def dice(t, q, power=1):
    return 1 - 2 * (q * t).sum() / ((q**power).sum() + t.sum())


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_the_dice_loss_does_not_find_a_probability(share):
    t = np.where(np.arange(1000) < 1000 * share, 1, 0)
    grid = np.arange(1, 101) / 100
    said = [np.full(1000, q) for q in grid]
    overlap = np.array([dice(t, q) for q in said])
    assert 1 - overlap == pytest.approx(2 * grid * share / (grid + share))
    bce = np.array([lb.binary_cross_entropy(t, q).mean() for q in said])
    assert grid[overlap.argmin()] == 1 and grid[bce.argmin()] == share
    squares = np.array([dice(t, q, power=2) for q in said])
    assert grid[squares.argmin()] == pytest.approx(math.sqrt(share), abs=0.006)
    assert share < grid[(overlap + bce).argmin()] < 1


def test_a_dice_loss_is_all_or_nothing():
    """Pixels with any probabilities, an object of known size: the mean's minimum."""
    random = np.random.default_rng(0)
    for _ in range(20):
        p = random.uniform(size=6)
        size = p.sum()

        def mean(q, p=p, size=size):
            return 1 - 2 * (q @ p) / (q.sum() + size)

        corners = np.array(np.meshgrid(*[[0, 1]] * 6)).reshape(6, -1).T[1:]
        best = min(mean(q) for q in corners)
        inside = random.uniform(size=(2000, 6))
        assert best < min(mean(q) for q in inside)
        for k in range(6):  # monotone in each answer
            q = np.tile(random.uniform(size=6), (50, 1))
            q[:, k] = np.linspace(0, 1, 50)
            steps = np.diff([mean(row) for row in q])
            assert (steps > 0).all() or (steps < 0).all()
    # Background that is called background changes nothing.
    t, q = np.array([1, 1, 0]), np.array([0.7, 0.4, 0.2])
    assert dice(t, q) == dice(np.append(t, [0] * 9), np.append(q, [0] * 9))


def test_huber_may_lie_beyond_mean_and_median():
    """The counter-example of the box."""
    y = np.array([-1, -1, -1, 0, 0.1, 0.1, 2.8])
    assert y.mean() == pytest.approx(0, abs=1e-12) and np.median(y) == 0

    def slope(c, delta):
        return lb.huber_grad(y, np.full(7, c), delta=delta).sum()

    assert slope(-0.3, 1.0) == pytest.approx(0, abs=1e-12)
    assert slope(-0.31, 1.0) < 0 < slope(-0.29, 1.0)
    # As the box says: the mean if all residuals are below delta, and near the median
    # for a small one.
    assert slope(0.0, 3.0) == pytest.approx(0, abs=1e-12)
    assert slope(-0.05, 0.01) < 0 < slope(0.05, 0.01)


def test_the_hinge_embedding_loss_is_not_the_hinge():
    """Its formula is held against PyTorch in tests/parity/test_snippets.py."""
    y, scores = np.array([1, -1, 1]), np.array([2, 0.5, -1])

    def embedding(scores):
        return np.where(y == 1, scores, np.maximum(0, 1 - scores))

    assert lb.hinge(y, scores).tolist() == [0, 1.5, 2]
    assert embedding(scores).tolist() == [2, 0.5, -1]
    # For y = 1 lower scores cost less, without end; for y = -1 high ones are free.
    assert (np.diff([embedding(s * np.ones(3))[0] for s in (9, 0, -9, -99)]) < 0).all()
    assert embedding(np.array([0, 1.0, 0]))[1] == 0


def test_the_factors_that_hide_behind_other_settings():
    r = np.array([-3.0, 0.01, 3.0])
    for knob in (1 / 9, 1 / 4, 1.0, 5.0):
        ratio = lb.smooth_l1(0 * r, r, beta=knob) / lb.huber(0 * r, r, delta=knob)
        assert ratio == pytest.approx(1 / knob)
    notes = {peer.name: peer.note for peer in lb.CATALOGUE["brier"].peers}
    assert "1/K of ours" in notes["torch.nn.functional.mse_loss"]
    assert "halves the score of two" in notes["sklearn.metrics.brier_score_loss"]


def test_names_are_shared_by_losses_that_differ_by_a_factor():
    factors = {
        (peer.library, peer.name.split(".")[-1]): peer.factor
        for row in lb.CATALOGUE.values()
        for peer in row.peers
        if peer.factor != 1
    }
    assert factors[("optax", "l2_loss")] == 2
    assert factors[("PyTorch", "multi_margin_loss")] == "K"
    assert len(factors) >= 4


def test_who_takes_the_prediction_first_and_who_takes_a_mean():
    for row in lb.CATALOGUE.values():
        for peer in row.peers:
            truth = peer.takes[0] in ("one_hot", row.truth)
            assert truth is (peer.library in ("Keras", "scikit-learn")), peer.name
            if peer.library in ("PyTorch", "optax"):
                assert peer.gives in ("example", "element")
            elif peer.library == "scikit-learn":
                assert peer.gives == "all"
            elif row.truth != "labels":
                assert peer.gives == "last axis"


def test_the_steepest_slope_of_the_multiclass_hinge_grows_with_the_classes():
    slopes = [
        np.linalg.norm(lb.multiclass_hinge_grad([0], np.zeros((1, k))))
        for k in (2, 3, 10)
    ]
    assert slopes[0] == pytest.approx(lb.CATALOGUE["multiclass_hinge"].lipschitz)
    # As the text says.
    assert slopes == pytest.approx([math.sqrt(k * (k - 1)) for k in (2, 3, 10)])


def test_one_example_tells_logits_from_probabilities():
    logits = np.array([5, 4, 2])
    right = lb.softmax_cross_entropy(0, logits)
    assert lb.nll(0, logits / logits.sum()) != pytest.approx(right, rel=0.1)
    assert lb.softmax_cross_entropy(0, lb.softmax(logits)) > 2 * right


def test_a_right_pair_and_a_wrong_pair_of_functions():
    """The classes of PyTorch are run in tests/parity/test_parity.py."""
    weights = [math.exp(z) for z in (5, 4, 2)]
    p = weights[0] / math.fsum(weights)
    logits = np.array([5.0, 4.0, 2.0])
    assert round(-math.log(p), 4) == 0.349 and round(-p, 4) == -0.7054
    assert lb.softmax_cross_entropy(0, logits) == pytest.approx(-math.log(p))
    assert lb.softmax_cross_entropy([1.0, 0, 0], logits) == pytest.approx(-math.log(p))
    assert -lb.log_softmax(logits)[0] == pytest.approx(-math.log(p))
    assert -lb.softmax(logits)[0] == pytest.approx(-p)


def test_a_mean_with_class_weights_has_two_divisors():
    labels, weights = np.repeat([0, 1], [23, 1]), np.array([1, 55])
    each = lb.softmax_cross_entropy(labels, np.zeros((24, 2)), class_weight=weights)
    assert round(each.mean(), 4) == 2.2527
    assert each.mean() == pytest.approx((23 + 55) / 24 * math.log(2))
    assert each.sum() / weights[labels].sum() == pytest.approx(math.log(2))


def test_divided_by_the_weights_of_its_batch_a_rare_class_counts_less():
    """Ten batches of 24, one yes in all: what an example's push is multiplied by."""
    labels = np.zeros((10, 24), dtype=int)
    labels[0, 0] = 1
    weights = np.array([1, 55])[labels]
    pushes = weights / weights.sum(axis=1, keepdims=True)
    no_elsewhere = pushes[1, 0]
    assert no_elsewhere == pytest.approx(1 / 24)
    assert pushes[0, 0] / no_elsewhere < 17 < 55
    # In one full batch the divisor is one factor for all: the ratio is the weight.
    whole = weights / weights.sum()
    assert whole[0, 0] / whole[1, 0] == pytest.approx(55)


def test_a_clip_can_be_read_from_a_loss():
    """The libraries themselves are run in tests/parity/test_parity.py."""
    upper = 1 - np.float32(1 - 1e-7)
    clips = {16.118: 1e-7, 15.942: upper, 36.044: np.finfo(float).eps}
    for loss, clip in clips.items():
        assert round(-math.log(clip), 3) == loss
    # The floats just below 1 are half an epsilon apart: 1e-7 is rounded to two steps.
    assert upper == np.finfo(np.float32).eps == 2 * np.spacing(np.float32(0.9))
    assert round(-math.log(upper) / 2, 3) == 7.971  # always yes, half are yes
    assert round(-math.log(1e-7) / 2, 3) == 8.059  # always no


def test_some_losses_of_one_number_are_not_on_the_line():
    """A probability or a rate has an end; the question is for those without one."""
    for name in ("binary_cross_entropy", "poisson_nll"):
        row = lb.CATALOGUE[name]
        near, far = np.abs(row.grad(*row.example([1e-6, 1.0])))
        assert near > 1e5 and far < 3 and name not in ON_A_LINE


def test_two_losses_have_no_limit_on_one_side_only():
    one_sided = []
    for name in ON_A_LINE:
        row = lb.CATALOGUE[name]
        if row.grad is not None:
            low, high = np.abs(row.grad(*row.example([-30.0, 30.0])))
            if max(low, high) > 20 and min(low, high) < 2:
                one_sided.append(name)
    assert one_sided == ["squared_hinge", "exponential"]
    for name in one_sided:
        row = lb.CATALOGUE[name]
        assert abs(row.grad(*row.example([30.0]))[0]) < 1e-12


def test_the_excess_of_the_exercise():
    p, q = np.array([0.8, 0.2]), np.array([0.9, 0.1])
    excess = lb.cross_entropy(p, q) - lb.entropy(p)
    assert excess == pytest.approx(lb.kl_divergence(p, q))

    def brier(said):
        return p @ lb.brier([0, 1], np.stack([said, said]))

    assert brier(q) - brier(p) == pytest.approx(2 * 0.1**2)


def test_the_brier_score_is_strictly_proper_for_any_number_of_classes():
    rng = np.random.default_rng(0)
    for k in (2, 3, 7):
        p, q = rng.dirichlet(np.ones(k), 2)

        def mean(said, p=p, k=k):
            return p @ lb.brier(np.arange(k), np.tile(said, (k, 1)))

        assert mean(q) - mean(p) == pytest.approx(((q - p) ** 2).sum())


def test_smooth_l1_is_huber_divided_by_its_threshold():
    r = np.array([0.01, 0.2, 3.0])
    ours = lb.smooth_l1(np.zeros(3), r, beta=1 / 9)
    theirs = lb.huber(np.zeros(3), r, delta=1 / 9)
    assert theirs == pytest.approx(ours / 9)


def test_rmsle_finds_the_geometric_mean_of_one_more():
    y = np.random.default_rng(0).lognormal(size=10_000)
    best = np.exp(np.log1p(y).mean()) - 1
    said = np.arange(0.02, 2.5, 0.02)[:, None]
    squares = ((np.log1p(said) - np.log1p(y)) ** 2).mean(axis=1)
    assert abs(said[squares.argmin(), 0] - best) <= 0.01
    # The mean of 2, 4 and 8 in this sense is that of 3, 5 and 9.
    assert np.exp(np.log1p([2, 4, 8]).mean()) == pytest.approx(135 ** (1 / 3))
