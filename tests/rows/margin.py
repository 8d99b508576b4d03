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


def moves(shift):
    """Whether the boundary moves if bird A is shifted from its place."""
    there, here = moved_bird("A", shift)[2], moved_bird("A", 0)[2]
    return not math.isclose(there, here, abs_tol=1e-3)


def margin_on_the_old_line(shift):
    """The margin of bird A if it is shifted and the machine is not fitted again."""
    at, pace = (moved_bird("A", s)[0][MOVERS["A"]] for s in (0, -2))
    return at + (at - pace) / 2 * shift


def weston_watkins(car, frog):
    """The mean loss of 45 cats, 40 cars and 15 frogs; the score of the cat is 0."""
    scores = (0, car, frog)
    return sum(
        share * max(0, 1 + scores[k] - scores[target])
        for target, share in enumerate((0.45, 0.40, 0.15))
        for k in range(3)
        if k != target
    )


# In steps of one twentieth.
GRID = [(a / 20, b / 20) for a in range(-40, 21) for b in range(-40, 21)]
AT_0 = {name: loss(0)[0] for name, loss in LOSSES.items()}
# How much more each loss pushes at -40 than at -20.
GAIN = {
    name: abs(LOSSES[name](-40)[1]) - abs(LOSSES[name](-20)[1])
    for name in ("hinge", "squared hinge", "logistic", "exponential")
}
LOG_2 = math.log(2)

# Each question: its answer and the numbers of its mistakes, in their order, by `math`
# alone. Of a choice only the right statement, if it is true.
QUESTIONS = {
    "two_apart": (
        "The perceptron's loss and the logistic loss in nats."
        if {name for name, value in AT_0.items() if value != 1}
        == {"perceptron", "logistic"}
        else "",
        None,
    ),
    "push_without_limit": (
        "Squared hinge and exponential."
        if {name for name, gain in GAIN.items() if gain > 1}
        == {"squared hinge", "exponential"}
        else "",
        None,
    ),
    "logistic_factor": (
        1 / LOG_2,
        [1, LOG_2, math.log(10) / LOG_2, 2, 1 / math.log(1 + math.e)],
    ),
    # m = 0.3
    "right_by_little": (0.7, [0, 1.3, 0.3, 0.49, math.log1p(math.exp(-0.3))]),
    # the hinge is ½ and 11, its square ¼ and 121
    "hinge_push_share": (
        1,
        [
            100 * 11 / 60.5,
            100,
            100 * 10 / 59.5,
            100 * 121 / (99 / 4 + 121),
            100 / (1 + 99 * (1 + math.exp(-10)) / (1 + math.exp(0.5))),
            0,
        ],
    ),
    # At +2 mm bird A is outside the street, at +4 mm on it and still on its own side.
    "bird_a": (
        "If A moves to the right and reaches the edge of the street."
        if not moves(-12)
        and not moves(2)
        and moves(4)
        and margin_on_the_old_line(2) > 1 > margin_on_the_old_line(4) > 0
        else "",
        None,
    ),
    "c_of_lambda": (100 / 219, [100, 2.19, 50 / 219, 0.01, 1]),
    "best_hinge_score": (
        1,
        [0.4, math.log(7 / 3), math.log(7 / 3) / 2, 0.7, math.inf, 0],
    ),
    # Which best scores differ between 60 % and 90 %; the perceptron's is 0 for both.
    "which_tell_p": (
        "Squared hinge and exponential."
        if {
            loss
            for loss in ("hinge", "squared hinge", "exponential")
            if belief(loss, 60)[2] != belief(loss, 90)[2]
        }
        == {"squared hinge", "exponential"}
        else "",
        None,
    ),
    "without_majority": (
        "Cat and car are level, and the frog is lower."
        if sorted(GRID, key=lambda s: weston_watkins(*s))[0] == (0, -1)
        else "",
        None,
    ),
    # m = -3
    "hinge_far_wrong": (4, [0, 3, 16, 2, 1]),
    # y · -2 (1 - m)
    "squared_hinge_slope": (8, [-8, 4, 16, 1, 0]),
    # the rivals are ½ and ¾ too close
    "weston_watkins_loss": (5 / 4, [3 / 4, 9 / 4, 0, 5 / 8, 5 / 12]),
    "target_needs": (3 / 4, [5 / 4, 5 / 8, 1 / 2, 1, 1 / 4]),
}
