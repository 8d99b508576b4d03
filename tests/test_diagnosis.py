"""What `diagnose` says, of which number, and what it leaves alone.

The faults themselves, with twenty draws each, are in ``test_curves.py``.
"""

import math
import re

import numpy as np
import pytest

import lossbook as lb
from lossbook import curves, descent, network
from lossbook.datasets import load_belgian_calls, load_penguins, load_zoo, split
from lossbook.diagnosis import CAPS, Diagnosis, Finding
from lossbook.symptoms import SYMPTOMS


def names(*arguments, **known):
    return [finding.name for finding in lb.diagnose(*arguments, **known).findings]


FLAT = np.full(20, 1.0)
FALLING = np.geomspace(1.0, 0.01, 40)


# ------------------------------------------------------------------ single patterns


@pytest.mark.parametrize(
    ("losses", "known", "expected"),
    [
        pytest.param(FLAT * math.log(2), {}, "stuck", id="log 2, nothing else known"),
        pytest.param(FLAT * math.log(5), {}, "stuck", id="log 5 without any change"),
        pytest.param(
            np.append([3.0, 9.0], FLAT * math.log(5)),
            {"classes": 5},
            "dead",
            id="log 5 without any change later",
        ),
        pytest.param(
            FLAT * 0.0560, {"base_rates": 0.01}, "shares", id="H of one in a hundred"
        ),
        pytest.param(
            FLAT * (0.7 * math.log(1 / 0.7) + 0.3 * math.log(1 / 0.15)),
            {"base_rates": [0.7, 0.15, 0.15]},
            "shares",
            id="H of three classes",
        ),
        pytest.param(
            FLAT * 80 * 0.159907,
            {"base_rates": [3 / 80] * 80},
            "labels",
            id="the sum over 80 labels",
        ),
        pytest.param(
            FLAT * math.log(1 + 2 / math.e),
            {"classes": 3, "accuracy": 0.98},
            "twice",
            id="0.551",
        ),
        pytest.param(
            FLAT * math.log(1 + 1 / math.e),
            {"classes": 2, "accuracy": 1.0},
            "twice",
            id="0.313",
        ),
        pytest.param(
            FLAT * (0.1 * math.log(1 + 1 / math.e) + 0.9 * math.log(2)),
            {"base_rates": 0.1, "accuracy": 0.99},
            "twice",
            id="a second sigmoid, one yes in ten",
        ),
        pytest.param(
            FLAT * 0.1985, {"classes": 2, "accuracy": 1.0}, "smoothing", id="0.199"
        ),
        pytest.param(FLAT * 8.059, {"accuracy": 0.5}, "cap", id="8.06"),
        # A wrong no costs 7 log 10, a wrong yes -log(2^-23): always half of each.
        pytest.param(FLAT * 8.0151, {"accuracy": 0.5}, "cap", id="8.02 of Keras"),
        pytest.param(
            FLAT * (0.1 * math.log(1 + 1 / math.e) + 0.9 * math.log(2)),
            {"base_rates": [0.9, 0.1], "accuracy": 0.99},
            "twice",
            id="a second sigmoid, the shares of no and yes",
        ),
        pytest.param(
            FLAT * math.log(1 + 9 / math.e),
            {"classes": 10, "accuracy": 0.99, "validation": FLAT * 1.47},
            "twice",
            id="1.461 on both sets",
        ),
        pytest.param([1.2, 3e4, 5e20, math.nan], {}, "diverging", id="two steps"),
        pytest.param(
            [0.7, 0.5, 0.6, 3, 2, 40, 30, 800, math.inf], {}, "diverging", id="noisy"
        ),
        pytest.param(
            FLAT * 0.1 * math.log(10) + FLAT * 0.9 * math.log(10 / 9),
            {"classes": 2, "base_rates": [0.1] * 10},
            "labels",
            id="ten labels whose shares add up to 1",
        ),
        pytest.param([3.0, 100.0, 7.0, 5.0], {}, "cap", id="100"),
        pytest.param([3.0, 18.4207, 7.0, 5.0], {}, "cap", id="18.42"),
        pytest.param([0.5, 0.1, -0.2, -0.4], {}, "negative", id="below 0"),
        pytest.param([0.5, 0.4, math.nan, math.nan], {}, "nan", id="NaN"),
        pytest.param([math.nan, math.nan], {}, "nan", id="NaN at once"),
        pytest.param([0.5, math.inf], {}, "nan", id="inf"),
        pytest.param([1.0, 2.0, 4.0, 8.0, math.nan], {}, "diverging", id="grown NaN"),
        pytest.param([1.0, 1.4, 1.96, 2.744, 3.84], {}, "diverging", id="1.4 a step"),
        pytest.param(FLAT * 8.3, {"variance": 8.3}, "mean", id="variance of y"),
        pytest.param(
            [22.2, 15.0, 8.0, 5.0],
            {"classes": 4, "batch_size": 16},
            "sum",
            id="16 log 4",
        ),
    ],
)
def test_a_pattern_is_recognised_and_no_other(losses, known, expected):
    assert names(losses, **known) == [expected]


def test_a_rise_without_an_accuracy_says_what_decides():
    (finding,) = lb.diagnose(FALLING, validation=np.geomspace(0.5, 1, 40)).findings
    assert finding.name == "overfitting"
    assert "the accuracy decides" in finding.because
    assert not finding.sure
    assert str(finding).startswith("Perhaps: Validation loss rises")
    assert finding.number == pytest.approx(2, rel=0.2)
    (finding,) = lb.diagnose(
        FALLING, validation=np.geomspace(0.5, 1, 40), variance=2.0
    ).findings
    assert "accuracy" not in finding.because


def test_places_without_a_number_are_left_out():
    rising = np.geomspace(0.5, 1, 40)
    rising[1::5] = math.nan
    right = np.full(40, 0.8)
    right[2::7] = math.nan
    assert names(FALLING, validation=rising, accuracy=right) == ["too_sure"]


def test_a_model_that_is_never_updated_is_said_to_be():
    (finding,) = lb.diagnose(FLAT * math.log(2), classes=2).findings
    assert "They have not changed at all" in finding.because
    first = lb.diagnose([math.nan, math.nan]).findings[0]
    assert "look for NaN in the inputs" in first.because


@pytest.mark.parametrize(
    ("level", "known"),
    [
        # With a second softmax a wrong answer of two classes costs at least log 2.
        (0.3133, {"classes": 2, "accuracy": 0.93}),
        (0.1985, {"classes": 2, "accuracy": 0.95}),
        # A regression whose loss has one of these values by chance.
        (16.118, {"variance": 40.0}),
        (100.0, {"variance": 900.0}),
        # Right more often than chance, whatever the first loss was.
        (0.6931, {"classes": 2, "accuracy": 0.95}),
    ],
)
def test_what_cannot_be_is_not_said(level, known):
    assert names(np.append([3.0 * level], FLAT * level), **known) == []


def test_the_least_loss_of_a_wrong_answer():
    """By a search over all probabilities of three classes, in steps of a hundredth."""
    grid = [
        (a, b, 100 - a - b)
        for a in range(101)
        for b in range(101 - a)
        if max(b, 100 - a - b) >= a  # the truth is the first, and not the largest
    ]
    q = np.array(grid) / 100
    twice = np.log(np.exp(q).sum(axis=1)) - q[:, 0]
    assert twice.min() == pytest.approx(math.log(2 + math.exp(-0.5)), abs=1e-12)


def test_a_curve_without_faults_that_knows_no_classes_is_told_perhaps():
    (finding,) = lb.diagnose(FLAT * math.log(3)).findings
    assert not finding.sure
    assert "If this is a cross-entropy" in finding.because


# ----------------------------------------------------------- what is left alone


def healthy_descents():
    """Descents like those of the chapters, on their data."""
    penguins = load_penguins()
    x = descent.add_intercept(descent.standardize(penguins.features))
    softmax = (lb.softmax_cross_entropy, lb.softmax_cross_entropy_grad)
    terms = descent.linear_cost(*softmax, x, penguins.labels)
    path = descent.gradient_descent(*terms, np.zeros((5, 3)), rate=0.5, steps=300)
    yield "penguins, softmax", path.costs, {"classes": 3}

    train, test = split(penguins.labels, test_fraction=0.3, seed=0)
    cost, grad = descent.linear_cost(*softmax, x[train], penguins.labels[train])
    new, _ = descent.linear_cost(*softmax, x[test], penguins.labels[test])
    path = descent.gradient_descent(cost, grad, np.zeros((5, 3)), rate=0.5, steps=200)
    right = (x[test] @ path.parameters).argmax(axis=-1) == penguins.labels[test]
    shares = np.bincount(penguins.labels) / len(penguins.labels)
    yield (
        "penguins, two sets",
        path.costs,
        {
            "validation": [new(w) for w in path.parameters],
            "accuracy": right.mean(axis=1),
            "base_rates": shares,
        },
    )

    two = penguins.labels < 2
    bills = descent.add_intercept(descent.standardize(penguins.features[two, :1]))
    signs = 2 * penguins.labels[two] - 1
    for loss in (lb.logistic, lb.hinge, lb.squared_hinge):
        slope = getattr(lb, f"{loss.__name__}_grad")
        terms = descent.linear_cost(loss, slope, bills, signs)
        path = descent.gradient_descent(*terms, np.zeros(2), rate=0.05, steps=300)
        yield f"two species, {loss.__name__}", path.costs, {"classes": 2}

    zoo = load_zoo()
    x, labels = descent.add_intercept(zoo.features[:, 3:]), zoo.features[:, :3]
    terms = descent.linear_cost(
        lb.sigmoid_cross_entropy, lb.sigmoid_cross_entropy_grad, x, labels
    )
    start = np.zeros((x.shape[1], 3))
    path = descent.gradient_descent(*terms, start, rate=0.5, steps=400)
    yield "zoo", path.costs / 3, {"base_rates": labels.mean(axis=0)}

    calls = load_belgian_calls()
    x = descent.add_intercept(descent.standardize(calls.year[:, np.newaxis]))
    for loss in (lb.squared_error, lb.huber, lb.absolute_error):
        slope = getattr(lb, f"{loss.__name__}_grad")
        terms = descent.linear_cost(loss, slope, x, calls.calls)
        path = descent.gradient_descent(*terms, np.zeros(2), rate=0.02, steps=400)
        yield f"calls, {loss.__name__}", path.costs, {}

    random = np.random.default_rng(0)
    x = random.normal(size=(200, 8))
    y = (x @ random.normal(size=(8, 3))).argmax(axis=1)
    layers = network.random_layers([8, 16, 3], gain=1.4, seed=0)
    losses = []
    for _ in range(200):
        logits = network.layer_outputs(layers, x, activation="relu")[-1]
        losses.append(lb.softmax_cross_entropy(y, logits).mean())
        slopes = network.layer_gradients(
            layers, x, y, lb.softmax_cross_entropy_grad, activation="relu"
        )
        layers = [w - 0.3 * g for w, g in zip(layers, slopes, strict=True)]
    yield "a network", losses, {"classes": 3, "accuracy": 0.99}


@pytest.mark.parametrize(
    ("losses", "known"),
    [
        pytest.param(losses, known, id=name)
        for name, losses, known in healthy_descents()
    ],
)
def test_a_healthy_descent_is_not_accused(losses, known):
    assert names(losses, **known) == []


def test_short_noise_is_rarely_a_zigzag():
    """Of a thousand short curves of noise at most one in a hundred is accused."""
    random = np.random.default_rng(0)
    for length in (13, 16, 30):
        draws = 1 + 0.1 * random.normal(size=(1000, length))
        assert sum("zigzag" in names(draw) for draw in draws) <= 10, length


def test_long_noise_that_turns_at_three_of_four_steps_is_no_zigzag():
    """As if each mini-batch made up for a part of the one before."""
    curve = np.ones(2000)
    for i, noise in enumerate(np.random.default_rng(0).normal(size=1999), 1):
        curve[i] = 1 - 0.6 * (curve[i - 1] - 1) + 0.1 * noise
    steps = np.diff(curve[1000:])
    assert 0.7 < (steps[1:] * steps[:-1] < 0).mean() < 0.8
    assert names(curve) == []


def test_shares_that_were_rounded_are_those_of_classes():
    found = lb.diagnose(FLAT * math.log(3), base_rates=[0.33, 0.33, 0.33])
    assert [finding.name for finding in found.findings] == ["stuck"]
    assert found.lines["log 3"] == math.log(3)


def test_noise_of_mini_batches_is_no_zigzag_and_no_rise():
    """Over twenty draws: independent numbers turn at two of three steps."""
    for seed in range(20):
        random = np.random.default_rng(seed)
        noise = np.exp(0.1 * random.normal(size=(2, 100)))
        curve = 0.3 + 0.8 * np.exp(-np.arange(100) / 15)
        known = {"validation": curve * noise[1], "accuracy": 0.88, "classes": 2}
        assert names(curve * noise[0], **known) == []


def test_nothing_is_said_to_be_nothing():
    said = str(lb.diagnose(FALLING, classes=10))
    assert said.startswith("Nothing that lossbook recognises. That may mean")
    assert "Not given: validation, accuracy, base_rates." in said
    assert "base_rates, variance." in str(lb.diagnose(FALLING))
    sums = str(lb.diagnose([22.2, 8.0, 3.2], classes=4, batch_size=16))
    assert "about 3.2, or 0.2 for an example, in nats" in sums
    assert "give its logarithm" in str(lb.diagnose([90.0, 80, 70], classes=10))
    assert f"Knowing nothing costs {math.log(10):.4g}." in said
    level = np.median(FALLING[-8:])
    assert f"exp(-loss) = {math.exp(-level):.3f} is the geometric mean" in said
    share = 1 - level / 2
    assert f"1 - loss/variance is {share:.3f}" in str(lb.diagnose(FALLING, variance=2))


def test_a_model_that_is_right_is_not_stuck_although_its_loss_is_log_k():
    assert names(FLAT * math.log(2), classes=2, accuracy=0.95) == []


# ------------------------------------------------------------------- what is given


def test_a_finding_has_number_check_and_place():
    run = curves.run("capped")
    found = lb.diagnose(run.losses, **run.known)
    assert isinstance(found, Diagnosis)
    (finding,) = found.findings
    assert isinstance(finding, Finding)
    assert finding.number == pytest.approx(7 * math.log(10))
    row = SYMPTOMS["cap"]
    for words in (row.title, row.says, row.check, row.remedy, row.where):
        assert words in str(found)
    assert "Read: Reading a loss curve, “16.12" in str(found)
    assert repr(found) == str(found)


def test_the_lines_are_what_a_curve_is_compared_with():
    lines = lb.diagnose([16.118, 3.0], base_rates=[0.9, 0.1]).lines
    assert lines["log 2"] == math.log(2)
    entropy = -0.9 * math.log(0.9) - 0.1 * math.log(0.1)
    assert lines["entropy of the shares"] == pytest.approx(entropy)
    assert lines["probabilities clipped at 1e-7, as in Keras"] == 7 * math.log(10)
    assert len(lines) == 3
    assert lb.diagnose([16.118, 3.0], variance=40.0).lines == {"variance of y": 40.0}
    assert lb.diagnose([3.0, 1.0], variance=2.5).lines == {"variance of y": 2.5}


@pytest.mark.parametrize(
    ("name", "limit"),
    [(name, cap) for name, cap in CAPS.items() if "clipped" in name],
)
def test_each_cap_is_minus_the_logarithm_of_its_limit(name, limit):
    written = float(re.search(r"at ([\d.e-]+)", name)[1])
    exact = {1.2e-7: np.finfo(np.float32).eps, 2.2e-16: np.finfo(float).eps}
    assert limit == pytest.approx(-math.log(float(exact.get(written, written))))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([],), ValueError, "losses is empty"),
        (([[1.0]],), ValueError, r"losses must be one curve, got the shape \(1, 1\)"),
        ((["a"],), TypeError, "losses must hold real numbers"),
        (([1, 2], {"validation": [1]}), ValueError, r"validation .* \(1,\) and \(2,\)"),
        (([1, 2], {"accuracy": [1]}), ValueError, r"accuracy .* \(1,\) and \(2,\)"),
        (([1, 2], {"accuracy": 95}), ValueError, r"accuracy .* not in percent, .* 95"),
        (([1, None],), TypeError, "losses has None: put NaN where"),
        (([1, 2], {"accuracy": [1, None]}), TypeError, "accuracy has None"),
        (([1, 2], {"classes": 1}), ValueError, "classes must be 2 or more, got 1"),
        (([1, 2], {"classes": 2.0}), TypeError, "classes must be an integer, got 2.0"),
        (
            ([1, 2], {"classes": 3, "base_rates": [0.5, 0.5]}),
            ValueError,
            r"classes must be 2, as many as base_rates has, .* add up to 1\), got 3",
        ),
        (
            ([1, 2], {"classes": 3, "base_rates": [0.5, 0.9, 0.1]}),
            ValueError,
            r"classes must be 3, .* or 2 if .* add up to 1.5\), got 3",
        ),
        (([1, 2], {"base_rates": 1.5}), ValueError, r"base_rates must be in \[0, 1\]"),
        (([1, 2], {"base_rates": [0.5]}), ValueError, r"base_rates must be .*\(1,\)"),
        (([1, 2], {"variance": 0}), ValueError, r"variance must be in \(0, inf\)"),
        (([1, 2], {"batch_size": 0}), ValueError, "batch_size must be 1 or more"),
    ],
)
def test_bad_input_is_named(arguments, error, message):
    losses, known = (*arguments, {})[:2]
    with pytest.raises(error, match=message):
        lb.diagnose(losses, **known)
