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
def split_birds():
    """Pairs of label and bill length, of the training and of the test birds."""
    penguins = load_penguins()
    birds = [
        (1 if label else -1, features[0])
        for label, features in zip(penguins.labels, penguins.features, strict=True)
        if label < 2
    ]
    parts = split([max(y, 0) for y, _ in birds], test_fraction=0.3, seed=0)
    return [[birds[i] for i in part] for part in parts]


def training_birds():
    return split_birds()[0]


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


def log_sigmoid(m):
    return -max(-m, 0) - math.log1p(math.exp(-abs(m)))


def mean_loss(score, birds):
    return -math.fsum(log_sigmoid(y * score(x)) for y, x in birds) / len(birds)


@cache
def learned():
    """Weight and intercept, per mm, by Newton's method."""
    w, b = 1.0, -44.0
    for _ in range(20):
        g, h = np.zeros(2), np.zeros((2, 2))
        for y, x in training_birds():
            p = math.exp(log_sigmoid(-y * (w * x + b)))
            row = np.array([x, 1.0])
            g -= y * p * row
            h += p * (1 - p) * np.outer(row, row)
        w, b = np.array([w, b]) - np.linalg.solve(h, g)
    return w, b


def wrong(score, birds):
    return sum(y * score(x) <= 0 for y, x in birds)


def wrong_in_mm():
    """Test birds wrong if weights for standardized bills meet bills in mm."""
    w, b = learned()
    bills = [x for _, x in training_birds()]
    centre = math.fsum(bills) / len(bills)
    spread = math.sqrt(math.fsum((x - centre) ** 2 for x in bills) / len(bills))
    return wrong(lambda x: w * spread * x + (b + w * centre), split_birds()[1])


def larger_model():
    """Whether the weight helps on the birds that it was learned from."""
    w, b = learned()
    fixed = min(
        mean_loss(lambda x, t=t: x - t, training_birds())
        for t in np.arange(43, 45, 0.01)
    )
    return mean_loss(lambda x: w * x + b, training_birds()) < fixed


def slopes_at_start():
    """Of the accuracy and of the cost, from what the first explorer says."""
    _, right, _, _, _, slope = staircase(40.05, 1)
    return staircase(40.06, 1)[1] - right, slope


E2 = math.exp(2)
TOO_LONG = 2 + math.log1p(math.exp(-2))  # log(1 + e^2)
P_WRONG = E2 / (1 + E2)
CHINSTRAP = 48 / 154
ENTROPY = math.log(154) - (106 * math.log(106) + 48 * math.log(48)) / 154
LN10, LN2 = math.log(10), math.log(2)

# Each question: its answer and the numbers of its mistakes, in their order, by hand or
# by `math` alone. Of a choice only the right statement, if it is true.
QUESTIONS = {
    "two_mm_wrong": (
        TOO_LONG,
        [TOO_LONG - 2, 2, 1, P_WRONG, TOO_LONG / LN10, TOO_LONG / LN2],
    ),
    "pull_up": (
        -P_WRONG,
        [
            P_WRONG,
            -1 / (1 + E2),
            1 / (1 + E2),
            -1,
            -1 / 2,
            E2 / (1 + E2) ** 2,
            0,
        ],
    ),
    "raise_or_lower": (
        "The slope of the accuracy is 0, and that of the loss is negative."
        if slopes_at_start()[0] == 0 > slopes_at_start()[1]
        else "",
        None,
    ),
    "doubled_weight": (
        "The loss changes, but the accuracy does not."
        if staircase(40.05, 1)[1] == staircase(40.05, 2)[1]
        and abs(staircase(40.05, 1)[4] - staircase(40.05, 2)[4]) > 0.1
        else "",
        None,
    ),
    # k (c - 4.4) + c / 10 = 0
    "penalised_sum": (
        220 / 51,
        [4, 22 / 5, 110 / 26, 99 / 25, 440 / 101],
    ),
    "seen_five": (80, [100, 120, 125, 20, 40 * math.sqrt(5), 400]),
    "long_tail": (
        "Absolute error, Huber loss, squared error."
        if cheapest("absolute error")
        < cheapest("Huber loss, delta 0.5 kg")
        < cheapest("squared error")
        else "",
        None,
    ),
    "absolute_share": (0, [6800 / 342, 100, 50, 27400 / 342, 100 / 3]),
    "knowing_nothing": (
        ENTROPY,
        [
            LN2,
            math.log(154 / 48),
            math.log(154 / 106),
            CHINSTRAP * math.log(154 / 48),
            2 * CHINSTRAP * (1 - CHINSTRAP),
            CHINSTRAP,
            154 * ENTROPY,
            ENTROPY / LN10,
            ENTROPY / LN2,
        ],
    ),
    "mistyped_mean": (32 / 5, [22 / 5, 5, 72 / 5, 39 / 5, 39 / 6, 32, 9]),
    # 2 (5 - mean); the losses are 16, 4, 0, 1 and 144
    "mistyped_slope": (-14 / 5, [14 / 5, -7 / 5, 6 / 5, -14, -7, 0, 165 / 5]),
    "mistyped_median": (
        "The best constant stays at 5, and the slope there stays 0."
        if all(
            sum(n < 5 for n in numbers) == sum(n > 5 for n in numbers) == 2
            for numbers in [(1, 3, 5, 6, 7), (1, 3, 5, 6, 17)]
        )
        else "",
        None,
    ),
    # The point of symmetry of 40 and 47, and of 43 and 44.
    "balance": (87 / 2, [83 / 2, 91 / 2, 42, 45]),
    "balanced_accuracy": (50, [75, 100, 0, 25]),
    "larger_model": (
        "The training cost of the second model is not higher."
        if larger_model()
        else "",
        None,
    ),
    "wrong_test_birds": (
        wrong(lambda x: learned()[0] * x + learned()[1], split_birds()[1]),
        [
            wrong(lambda x: learned()[0] * x + learned()[1], training_birds()),
            wrong_in_mm(),
            63,
            200 / 65,
            sum(y > 0 for y, _ in split_birds()[1]),
        ],
    ),
}
