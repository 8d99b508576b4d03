"""Chapter 06: binary cross-entropy and multi-label problems.

What explorers say is held against formulas written out here, with `math` alone, and
against Newton's method for the probabilities of the animals.
"""

import functools
import math

import numpy as np

from lossbook import gallery
from lossbook.datasets import load_zoo
from rows import Row

SKY = ("cloud", "sun", "moon")
ASKED = ("airborne", "aquatic", "predator", "domestic")


def hyper(z):
    return 1 / (1 + math.exp(-z))


def sky(cloud, sun, moon):
    logits = (cloud, sun, moon)
    weights = [math.exp(z) for z in logits]
    one_of = [100 * w / math.fsum(weights) for w in weights]
    return [100 * hyper(z) for z in logits] + one_of


@functools.cache
def flies_held_out(penalty=0.03):
    """By Newton's method, each animal by a model of the 100 others."""
    zoo = load_zoo()
    body = [k for k, name in enumerate(zoo.feature_names) if name not in ASKED]
    features = zoo.features[:, body]
    flies = zoo.features[:, zoo.feature_names.index("airborne")]
    ridge = penalty * np.diag([1.0] * len(body) + [0.0])
    probs = []
    for animal in range(len(flies)):
        rest = np.arange(len(flies)) != animal
        mean, deviation = features[rest].mean(axis=0), features[rest].std(axis=0)
        x = np.column_stack([(features - mean) / deviation, np.ones(len(flies))])
        w = np.zeros(x.shape[1])
        for _ in range(12):
            p = 1 / (1 + np.exp(-x[rest] @ w))
            slope = x[rest].T @ (p - flies[rest]) / rest.sum() + ridge @ w
            bend = (x[rest].T * (p * (1 - p))) @ x[rest] / rest.sum() + ridge
            w -= np.linalg.solve(bend, slope)
        probs.append(hyper(x[animal] @ w))
    return probs, (flies == 1).tolist()


def bill(threshold, escape):
    """Escapes, nets for nothing, and what they cost together."""
    pairs = list(zip(*flies_held_out(), strict=True))
    escapes = sum(1 for p, flies in pairs if flies and 100 * p < threshold)
    idle = sum(1 for p, flies in pairs if not flies and 100 * p >= threshold)
    return escapes, idle, escape * escapes + idle


def escapes(threshold, escape):
    misses, idle, cost = bill(threshold, escape)
    least = min(bill(t, escape)[2] for t in range(5, 100, 5))
    return [threshold, misses, idle, escape, cost, 100 / (1 + escape), least]


def odds_of_truth(p, gamma):
    """The odds of yes for which a focal model says p: exercise 9 of the chapter."""

    def a(p):
        return -(1 - p) * math.log(1 - p) / p

    o = p / (1 - p)
    return o ** (gamma + 1) * (1 + gamma * a(p)) / (1 + gamma * a(1 - p))


def cheapest(loss, share):
    """The answer with the lowest mean loss when that share, of 1, is yes."""
    odds = share / (1 - share)
    kind, _, knob = loss.partition(" = ")
    if kind != "focal loss, gamma":
        odds *= float(knob or 1)
        return odds / (1 + odds)
    low, high = 1e-9, 1 - 1e-9
    for _ in range(60):
        middle = (low + high) / 2
        if odds_of_truth(middle, float(knob)) < odds:
            low = middle
        else:
            high = middle
    return low


def mean_loss(loss, share, p):
    kind, _, knob = loss.partition(" = ")
    weight = float(knob) if kind == "BCE, pos_weight" else 1.0
    gamma = float(knob) if kind == "focal loss, gamma" else 0.0
    yes = weight * (1 - p) ** gamma * -math.log(p)
    return share * yes + (1 - share) * p**gamma * -math.log(1 - p)


def reweighted(loss, share):
    p = cheapest(loss, share / 100)
    return [share, 100 * p, mean_loss(loss, share / 100, p)]


EXPLORERS = {
    gallery.sky_readings: Row(
        sky, [("cloud", 1, 4), ("sun", 2, 4), ("moon", 3, 1)], unit="%"
    ),
    gallery.escape_costs: Row(
        escapes, [("threshold", 3, 65), ("escape", 2, 9)], unit="nets"
    ),
    gallery.reweighted_minimum: Row(
        reweighted, [("loss", 1, "BCE, pos_weight = 3"), ("share", 4, 40)]
    ),
}

PLOTS = {
    "plot_yes_and_no": ((), "logit z", "loss, nats"),
    "plot_labels": (([0.9, 0.6, 0.1], [1, 1, 0], SKY), "", "probability"),
    "plot_beside_base": (
        ([0.3, 0.7], [0.6, 0.5], ["airborne", "domestic"]),
        "cost, nats per animal",
        "",
    ),
}


def wrong_birds():
    """Say of each of six birds what most of the other five do; count the mistakes."""
    flies = [1, 1, 1, 0, 0, 0]
    return sum((sum(flies) - own > 2.5) != own for own in flies)


LN2, LN10 = math.log(2), math.log(10)
E4 = math.exp(4)
PICTURE = 0.9 * 0.6 * 0.8
END = math.log1p(1 / math.e)  # the loss of a yes at the logit 1
AT_1 = math.e / (1 + math.e)

QUESTIONS = {
    "full_and_empty": (
        "The sigmoids fall from almost 1 to almost 0, the softmax stays the same."
        if min(sky(4, 4, 4)[:3]) > 98
        and max(sky(-4, -4, -4)[:3]) < 2
        and np.allclose(sky(4, 4, 4)[3:], sky(-4, -4, -4)[3:])
        else "",
        None,
    ),
    "expected_labels": (
        3 * E4 / (1 + E4),
        [1, E4 / (1 + E4), 3, (1 + 1 / E4) ** -3, 12],
    ),
    "sky_loss": (
        -math.log(PICTURE),
        [
            -math.log(PICTURE) / 3,
            -math.log(0.54),
            -math.log(0.108),
            0.7,
            PICTURE,
            -math.log2(PICTURE),
            -math.log10(PICTURE),
        ],
    ),
    "slope_of_no": (0.8, [-0.2, 0.2, -0.8, 0.128, 5, 0.16, math.log(5)]),
    "rate_for_mean": (2, [0.005, 0.1, math.sqrt(0.2), 40]),
    "digit_and_flag": (
        math.log(20),
        [
            11 * LN2,
            math.log(11),
            LN10,
            math.log(20) / 2,
            1 / 20,
            math.log2(20),
            math.log10(20),
        ],
    ),
    "six_birds": (wrong_birds(), [3, 0, 3.6]),
    # 20 found, 100 called, 20 true
    "all_yes_f1": (2 * 20 / (100 + 20), [0.2, 1, 0.6, math.sqrt(0.2), 0.4, 0]),
    "half_checked": (20, [40, 70, 45, 50, 80, 60]),
    "net_from": (5, [100 / 19, 95, 50, 19]),
    "focal_pull": (
        "One between 50 and 90 %."
        if 0.5 < cheapest("focal loss, gamma = 2", 0.9) < 0.9
        else "",
        None,
    ),
    "heavy_answer": (1000 / 14, [20, 200, 1000 / 11, 200 / 3, 400 / 14]),
    "one_of_three": (
        math.log(3),
        [
            3 * LN2,
            LN2,
            math.log(27 / 4),
            1 / 3,
            0,
            math.log2(3),
            math.log10(3),
        ],
    ),
    "any_of_three": (
        3 * LN2,
        [math.log(3), LN2, 2 * LN2, 1.5, 1 / 8, 3, 3 * LN2 / LN10],
    ),
    "which_are_true": (
        "It is the same for all eight." if hyper(0) == 1 - hyper(0) else "",
        None,
    ),
    "shift_by_one": (
        "The softmax does not change, each sigmoid rises."
        if np.allclose(sky(3, 2, -1)[3:], sky(2, 1, -2)[3:])
        and all(a > b for a, b in zip(sky(3, 2, -1)[:3], sky(2, 1, -2), strict=False))
        else "",
        None,
    ),
    # The loss of a no at the logit 1 is larger than that of a yes by 1.
    "rise_together": (
        3 * LN2 - 3 * END,
        [
            1.5,
            3 - 3 * AT_1,
            LN2 - END,
            3 * LN2 - 3 * END - 1,
            3 * END,
            3 * LN2,
            3 * AT_1 - 1.5,
            3 - 3 * END / LN2,
            3 * (LN2 - END) / LN10,
        ],
    ),
    "all_no_accuracy": (7700 / 80, [300 / 80, 0, 50, 97]),
}
