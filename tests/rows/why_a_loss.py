"""Chapter 01: why a loss at all.

What explorers say is held against formulas written out here, bird by bird.
"""

import math
from functools import cache

import numpy as np

from lossbook import gallery
from lossbook.datasets import load_penguins, split
from rows import Row

MASSES = sorted(load_penguins().features[:, 3].tolist())  # in grams


@cache
def training_birds():
    """Pairs of label and bill length of the birds of the first explorer."""
    penguins = load_penguins()
    birds = [
        (1 if label else -1, features[0])
        for label, features in zip(penguins.labels, penguins.features, strict=True)
        if label < 2
    ]
    train, _ = split([max(y, 0) for y, _ in birds], test_fraction=0.3, seed=0)
    return [birds[i] for i in train]


def staircase(threshold, weight):
    birds = training_birds()
    margins = [y * weight * (x - threshold) for y, x in birds]
    right = sum(m > 0 for m in margins)
    # log(1 + e^-m), with the larger part outside of the logarithm.
    losses = [max(-m, 0) + math.log1p(math.exp(-abs(m))) for m in margins]
    pulls = [
        y * weight / (1 + math.exp(m)) for (y, _), m in zip(birds, margins, strict=True)
    ]
    n = len(birds)
    return [
        threshold,
        100 * right / n,
        0,
        weight,
        math.fsum(losses) / n,
        math.fsum(pulls) / n,
    ]


# What each loss charges for a residual in kilograms, and the slope.
RESIDUALS = {
    "squared error": (lambda r: r * r, lambda r: 2 * r),
    "absolute error": (abs, lambda r: (r > 0) - (r < 0)),
    # At a kink the package takes the slope 0 here as well.
    "quantile loss, level 0.1": (
        lambda r: max(0.9 * r, -0.1 * r),
        lambda r: 0.9 * (r > 0) - 0.1 * (r < 0),
    ),
    "quantile loss, level 0.9": (
        lambda r: max(0.1 * r, -0.9 * r),
        lambda r: 0.1 * (r > 0) - 0.9 * (r < 0),
    ),
    "Huber loss, delta 0.5 kg": (
        lambda r: r * r / 2 if abs(r) <= 0.5 else 0.5 * (abs(r) - 0.25),
        lambda r: min(max(r, -0.5), 0.5),
    ),
}


@cache
def cheapest(loss):
    """The best constant in kilograms, by its meaning."""
    n = len(MASSES)
    if loss == "squared error":
        return sum(MASSES) / n / 1000
    if loss == "Huber loss, delta 0.5 kg":
        # The mean of the masses once they are pulled to within delta: a fixed point.
        c = 4000.0
        for _ in range(200):
            c = math.fsum(min(max(m, c - 500), c + 500) for m in MASSES) / n
        return c / 1000
    # The first bird with more than the share of all, itself counted, up to it.
    share = {"quantile loss, level 0.1": 0.1, "quantile loss, level 0.9": 0.9}
    return MASSES[math.floor(share.get(loss, 0.5) * n)] / 1000


def constant(loss, constant):
    charge, slope = RESIDUALS[loss]
    # In whole grams, so that a guess that meets a bird meets it exactly.
    residuals = [(round(1000 * constant) - m) / 1000 for m in MASSES]
    n = len(MASSES)
    return [
        constant,
        math.fsum(map(charge, residuals)) / n,
        math.fsum(map(slope, residuals)) / n,
        cheapest(loss),
    ]


def share(loss, species, percent):
    n = {"Adelie": 151, "Chinstrap": 68, "Gentoo": 123}[species]
    f, p = n / 342, percent / 100
    cost, slope, best = {
        "cross-entropy": (
            -f * math.log(p) - (1 - f) * math.log(1 - p),
            (p - f) / (p * (1 - p)),
            f,
        ),
        "Brier score": (
            2 * (f * (1 - p) ** 2 + (1 - f) * p**2),
            4 * (p - f),
            f,
        ),
        "absolute error": (f * (1 - p) + (1 - f) * p, 1 - 2 * f, 0),
    }[loss]
    return [percent, cost, slope / 100, 100 * best, 100 * f]


EXPLORERS = {
    gallery.accuracy_and_cost: Row(
        staircase, [("threshold", 8, 42.45), ("weight", 1, 2)]
    ),
    gallery.best_constant: Row(
        constant, [("loss", 2, "quantile loss, level 0.1"), ("constant", 6, 3.8)], "kg"
    ),
    gallery.best_probability: Row(
        share,
        [("loss", 1, "Brier score"), ("species", 1, "Gentoo"), ("percent", 5, 70)],
    ),
}

PLOTS = {
    "plot_objective": (([1.0, 3.0, 5.0], 0.5), "constant c", "squared units"),
    "plot_paths": (
        ({"short": np.array([0.0, 1.0]), "long": np.array([0.0, 2.0, 1.0])}, 1.0),
        "step",
        "constant c",
    ),
    "plot_optimism": (
        ([2, 4, 10], [0.4, 0.8, 0.9], [1.6, 1.2, 1.1], 1.0),
        "birds that the guess was fitted to",
        "cost, kg²",
    ),
}
