"""Chapter 08: hinge and the margin.

What explorers say is held against formulas written out here, and the machine with a
bird that moves against its dual problem, solved by scipy.
"""

import functools
import math

import numpy as np
from scipy.optimize import minimize

from lossbook import gallery
from lossbook.datasets import load_penguins
from lossbook.gallery.margin import BIRDS, MOVERS, PENALTY
from rows import Row

# Each loss of the margin and its slope by it; None where there is no slope.
LOSSES = {
    "zero-one": lambda m: (float(m <= 0), None if m == 0 else 0),
    "perceptron": lambda m: (max(-m, 0), -1 if m <= 0 else 0),
    "hinge": lambda m: (max(1 - m, 0), -1 if m < 1 else 0),
    "squared hinge": lambda m: (max(1 - m, 0) ** 2, -2 * max(1 - m, 0)),
    "logistic": lambda m: (math.log1p(math.exp(-m)), -1 / (1 + math.exp(m))),
    "logistic / log 2": lambda m: (
        math.log2(1 + math.exp(-m)),
        -1 / (1 + math.exp(m)) / math.log(2),
    ),
    "exponential": lambda m: (math.exp(-m), -math.exp(-m)),
}


def losses(loss, margin):
    value, slope = LOSSES[loss](margin)
    return [margin, value] if slope is None else [margin, value, slope]


def solve_svm(features, signs, price):
    """Weights, intercept and pushes of a linear machine, by its dual in scipy.

    With w = sum a_i y_i x_i / (price N), what is left is to maximise
    sum a_i / N - price |w|^2 / 2 over 0 <= a_i <= 1 with sum a_i y_i = 0.
    """
    count = len(signs)
    rows = signs[:, None] * features
    gram = rows @ rows.T / (price * count**2)
    found = minimize(
        lambda a: (a @ gram @ a / 2 - a.sum() / count, gram @ a - 1 / count),
        np.full(count, 0.5),
        jac=True,
        method="SLSQP",
        bounds=[(0, 1)] * count,
        constraints={"type": "eq", "fun": lambda a: a @ signs, "jac": lambda a: signs},
        options={"maxiter": 1000, "ftol": 1e-16},
    )
    pushes = found.x
    weights = rows.T @ pushes / (price * count)
    on_the_edge = (pushes > 1e-4) & (pushes < 1 - 1e-4)
    assert on_the_edge.any()  # or else the intercept would not be unique
    intercept = (signs - features @ weights)[on_the_edge].mean()
    return weights, intercept, pushes


@functools.cache
def moved_bird(bird, shift):
    """Margins, pushes, and where the boundary crosses a depth of 16 mm."""
    penguins = load_penguins()
    bills = penguins.features[list(BIRDS), :2].copy()
    middle, unit = bills.mean(axis=0), bills.std(axis=0)
    signs = np.where(penguins.labels[list(BIRDS)] == 1, 1.0, -1.0)
    bills[MOVERS[bird], 0] += shift
    features = (bills - middle) / unit
    w, b, pushes = solve_svm(features, signs, PENALTY)
    margins = signs * (features @ w + b)
    depth = (16 - middle[1]) / unit[1]
    crossing = middle[0] - unit[0] * (b + w[1] * depth) / w[0]
    return margins, pushes, crossing


def support(bird, shift):
    margins, pushes, crossing = moved_bird(bird, shift)
    of_it = margins[MOVERS[bird]]
    changed = [shift] if shift else []  # or else the bill is "unchanged"
    return [*changed, of_it, (pushes > 1e-4).sum(), len(pushes), 16, crossing]


def belief(loss, percent):
    p = percent / 100
    best = {
        "hinge": math.copysign(1, p - 0.5),
        "squared hinge": 2 * p - 1,
        "logistic": math.log(p / (1 - p)),
        "exponential": math.log(p / (1 - p)) / 2,
    }[loss]
    least = {
        "hinge": 2 * min(p, 1 - p),
        "squared hinge": 4 * p * (1 - p),
        "logistic": -p * math.log(p) - (1 - p) * math.log(1 - p),
        "exponential": 2 * math.sqrt(p * (1 - p)),
    }[loss]
    return [1, percent, best, least]


EXPLORERS = {
    gallery.margin_losses: Row(
        losses, [("loss", 1, "squared hinge"), ("margin", 5, 0.75)], "unit of margin"
    ),
    gallery.margin_support: Row(support, [("shift", 3, 6), ("bird", 2, "C")], "mm"),
    gallery.margin_belief: Row(
        belief, [("loss", 2, "logistic"), ("percent", 2, 80)], "score"
    ),
}

PLOTS = {
    "plot_zero_one": ((), "", ""),
    "plot_margin_losses": ((["hinge", "logistic"],), "margin m", "loss"),
    "plot_street": (([1.0, -0.5, 0.2],), "", ""),
    "plot_rings": ((np.array([[0.0, 1.0], [2.0, 3.0]]),), "", ""),
    "plot_gaps": (({"one": [3.0, 2.0]}, 1.0), "step", "objective above its minimum"),
}
