"""Chapter 09: which loss?

What explorers say is held against formulas written out here, with `math` alone.
"""

import math

from lossbook import gallery
from lossbook.datasets import load_penguins
from rows import Row


def soft(x):
    """log(1 + e^x): safe here, since no x is above 4."""
    return math.log1p(math.exp(x))


def hyper(x):
    return 1 / (1 + math.exp(-x))


def sign(r):
    return int(r > 0) - int(r < 0)


# Each loss and its slope where the truth is 0, yes or +1.
LOSSES = {
    "sigmoid_cross_entropy": (lambda z: soft(-z), lambda z: hyper(z) - 1),
    "focal": (
        lambda z: hyper(-z) ** 2 * soft(-z),
        # By the product rule, with p' = p (1 - p).
        lambda z: -(hyper(-z) ** 3) - 2 * hyper(-z) ** 2 * hyper(z) * soft(-z),
    ),
    "squared_error": (lambda r: r * r, lambda r: 2 * r),
    "absolute_error": (abs, sign),
    "huber": (
        lambda r: r * r / 2 if abs(r) <= 1 else abs(r) - 0.5,
        lambda r: max(-1, min(r, 1)),
    ),
    "smooth_l1": (
        lambda r: r * r / 2 if abs(r) <= 1 else abs(r) - 0.5,
        lambda r: max(-1, min(r, 1)),
    ),
    "pseudo_huber": (
        lambda r: math.sqrt(1 + r * r) - 1,
        lambda r: r / math.sqrt(1 + r * r),
    ),
    "log_cosh": (lambda r: math.log(math.cosh(r)), math.tanh),
    "quantile": (lambda r: abs(r) / 2, lambda r: sign(r) / 2),
    "epsilon_insensitive": (
        lambda r: max(abs(r) - 0.1, 0),
        lambda r: sign(r) * int(abs(r) > 0.1),
    ),
    "lp": (lambda r: r * r, lambda r: 2 * r),
    # At alpha = 1: (sqrt(r² + 1) - 1).
    "general_robust": (
        lambda r: math.sqrt(1 + r * r) - 1,
        lambda r: r / math.sqrt(1 + r * r),
    ),
    "zero_one": (lambda m: int(m <= 0), None),
    # At the kinks the slope of the side where the loss is: see their docstrings.
    "perceptron": (lambda m: max(-m, 0), lambda m: -int(m <= 0)),
    "hinge": (lambda m: max(1 - m, 0), lambda m: -int(m < 1)),
    "squared_hinge": (lambda m: max(1 - m, 0) ** 2, lambda m: -2 * max(1 - m, 0)),
    "logistic": (lambda m: soft(-m), lambda m: hyper(m) - 1),
    "exponential": (lambda m: math.exp(-m), lambda m: -math.exp(-m)),
}


def tour(loss, says):
    value, slope = LOSSES[loss]
    return [says, value(says)] + ([] if slope is None else [slope(says)])


GRAMS = sorted(load_penguins().features[:, 3].tolist())


def crate(times, holds):
    too_little = math.fsum(max(g - holds, 0) for g in GRAMS)
    too_much = math.fsum(max(holds - g, 0) for g in GRAMS)
    share = times / (1 + times)
    # The first mass at which that share of the birds is no heavier.
    cheapest = next(
        g for i, g in enumerate(GRAMS, start=1) if i / len(GRAMS) >= share - 1e-12
    )
    cost = (times * too_little + too_much) / len(GRAMS)
    return [times, holds, cost, cheapest, 100 * share]


EXPLORERS = {
    gallery.catalogue_tour: Row(
        tour, [("loss", 2, "pseudo_huber"), ("says", 4, 0.0)], unit="loss"
    ),
    gallery.one_sided_cost: Row(
        crate, [("times", 2, 19), ("holds", 10, 5000)], unit=" g "
    ),
}

PLOTS = {"plot_proper": ((0.7,), "stated probability", "mean loss")}
