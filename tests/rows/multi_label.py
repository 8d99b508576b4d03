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
        escapes, [("threshold", 3, 65), ("escape", 1, 9)], unit="nets"
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
