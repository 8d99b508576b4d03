"""Chapter 09: the numbers that it shows, and the counter-example of each box."""

import math
import re
from pathlib import Path

import numpy as np
import pytest

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
    }
    found = 0
    for line in table.strip().splitlines()[1:]:
        want, take, _ = line.strip("| ").split(" | ")
        for name in re.findall(r"`(\w+)`", take):
            minimiser = lb.CATALOGUE[name].minimiser
            assert any(words in minimiser for words in wanted[want]), line
            found += 1
            assert lb.CATALOGUE[name].robust or "bad readings" not in want
    assert found == len(wanted) + 1  # two losses find the mean
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
