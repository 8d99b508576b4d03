"""Homework 2: what a program grades, and how the inputs of a student are drawn."""

import math

import numpy as np

from lossbook.course.questions import ByHand, Function, Number
from lossbook.exercises import EXERCISES
from lossbook.information import cross_entropy, entropy, kl_divergence
from lossbook.links import logit, sigmoid
from lossbook.network import squared_sigmoid, squared_sigmoid_grad
from lossbook.questions import Mistake, Question

_SURPRISAL = (
    "Surprisal: what an outcome tells",
    "04-entropy-kl.html#surprisal-what-an-outcome-tells",
)
_CROSS = ("Cross-entropy and KL", "04-entropy-kl.html#cross-entropy-and-kl")
_FACTOR = (
    "Where the factor comes from",
    "05-cross-entropy-or-squared-error.html#where-the-factor-comes-from",
)

_RAIN, _FORECAST = [0.2, 0.8], [0.6, 0.4]
_EXTRA = kl_divergence(_RAIN, _FORECAST)

_EXTRA_COST = Question(
    name="extra_cost",
    text="In a town it rains on one day in five. A forecast says every day that it "
    "will rain with a probability of 60 %. The cost of a day is the surprisal, under "
    "the forecast, of what then happens. How much more does this forecast cost than "
    "one that says 20 % every day, on average over many days?",
    answer=_EXTRA,
    unit="nats a day",
    tolerance=0.005,
    mistakes=(
        Mistake(
            cross_entropy(_RAIN, _FORECAST),
            "that is the cross-entropy, all that the forecast costs",
            "The forecast of 20 % has a cost too, the entropy of the weather. Subtract "
            "it.",
            _CROSS,
        ),
        Mistake(
            entropy(_RAIN),
            "that is what the forecast of 20 % costs",
            "The question is how much more the forecast of 60 % costs.",
            _CROSS,
        ),
        Mistake(
            kl_divergence(_FORECAST, _RAIN),
            "that is KL in the other direction",
            "The weather gives the weights, 0.2 and 0.8, and the forecast gives the "
            "surprisals.",
            _CROSS,
        ),
        Mistake(
            entropy(_FORECAST) - entropy(_RAIN),
            "that is the difference of the two entropies",
            "It rains on 20 % of the days, whatever the forecast says, so both costs "
            "have the weights 0.2 and 0.8.",
            _CROSS,
        ),
        Mistake(
            _EXTRA / math.log(2),
            "that is in bits, with the logarithm to base 2",
            "A nat takes the natural logarithm.",
            _SURPRISAL,
        ),
        Mistake(
            _EXTRA / math.log(10),
            "that is the logarithm to base 10",
            "A nat takes the natural logarithm.",
            _SURPRISAL,
        ),
        Mistake(
            (_FORECAST[0] - _RAIN[0]) ** 2,
            "that is the square of the difference of the probabilities",
            "The cost of a day is minus the logarithm of a probability.",
            _CROSS,
        ),
    ),
    hints=(
        "Compute the mean surprisal of a day for both forecasts, with the same "
        "weights, and subtract.",
        "It is 0.2 log(0.2/0.6) + 0.8 log(0.8/0.4), with the natural logarithm.",
    ),
    right="It is KL of the weather from the forecast: 0.2 log(1/3) + 0.8 log 2 is "
    f"{_EXTRA:.4f} nats a day.",
)

_LOW, _LOWER = logit(0.1), logit(0.01)
_SHARE = squared_sigmoid_grad(1, _LOWER) / squared_sigmoid_grad(1, _LOW)


def _ratio(of_output):
    """Return the value at the second neuron's output, divided by that at the first."""
    return of_output(sigmoid(_LOWER)) / of_output(sigmoid(_LOW))


_SLOPE_RATIO = Question(
    name="slope_ratio",
    text="Two neurons should answer 1. The first answers 0.1, the second 0.01. Take "
    "the slope of half the squared error with respect to the logit. What is the slope "
    "of the second neuron divided by that of the first, to two digits?",
    answer=_SHARE,
    tolerance=0.003,
    mistakes=(
        Mistake(
            _ratio(lambda a: a - 1),
            "that is the ratio of the errors, the slopes of cross-entropy",
            "The slope of the squared error has one more factor, the slope of the "
            "sigmoid.",
            _FACTOR,
        ),
        Mistake(
            _ratio(lambda a: a * (1 - a)),
            "that is the ratio of the slopes of the sigmoid",
            "The chain rule multiplies each of them by the error of its neuron.",
            _FACTOR,
        ),
        Mistake(
            _ratio(lambda a: a),
            "that is the ratio of the outputs",
            "The slope with the target 1 is (a − 1) a (1 − a), where a is the output.",
            _FACTOR,
        ),
        Mistake(
            _ratio(lambda a: a**2 * (1 - a)),
            "that is the ratio for the target 0",
            "With the target 1 the error is a − 1, where a is the output.",
            _FACTOR,
        ),
        Mistake(
            1 / _SHARE,
            "that is the ratio turned around",
            "Divide the slope of the neuron that answers 0.01 by the slope of the "
            "other one.",
            _FACTOR,
        ),
        Mistake(
            squared_sigmoid(1, _LOWER) / squared_sigmoid(1, _LOW),
            "that is the ratio of the losses",
            "The slope is the derivative of the loss: the error times the slope of the "
            "sigmoid.",
            _FACTOR,
        ),
    ),
    hints=(
        "Each slope is the error times the slope of the sigmoid.",
        "With the output a, the slope is (a − 1) a (1 − a). Put in 0.01 and 0.1.",
    ),
    right="−0.99 · 0.01 · 0.99 divided by −0.9 · 0.1 · 0.9 is "
    f"{_SHARE:.3f}. The second neuron is more wrong, and its slope is about an eighth "
    "of the other one.",
)

_LEAST = 6  # per cent: in ordinary inputs nothing is rare; that is for extreme ones


def _distributions(rng: np.random.Generator, rows: int, outcomes: int) -> list:
    """Return rows of probabilities, each of them 6 % or more in whole per cents."""
    free = 100 - _LEAST * outcomes
    shares = rng.dirichlet(np.ones(outcomes), rows)
    return ((_LEAST + rng.multinomial(free, shares)) / 100).tolist()


def _two(rng: np.random.Generator, low: int = 20, high: int = 80) -> list[float]:
    """Return two probabilities, the first of them between two per cents."""
    first = int(rng.integers(low, high, endpoint=True))
    return [first / 100, (100 - first) / 100]


def _rare(rng: np.random.Generator) -> list[list[float]]:
    """Return two rows with outcomes of some per cent, and of less than one in 1000."""
    some = rng.integers(2, 5, 2, endpoint=True) / 100
    few = rng.integers(2, 10, 2, endpoint=True) / 10_000
    rows = [[1 - some.sum(), *some], [1 - few.sum(), *few]]
    return np.round(rows, 4).tolist()


def _pairs(rng):
    """Draw p and q: as many rows as outcomes, then four outcomes; zeros are extreme.

    Three rows and three columns, so that a sum along the wrong axis has a shape that
    fits. The columns of the extreme inputs are in a random order.
    """
    ordinary = tuple(
        (_distributions(rng, *shape), _distributions(rng, *shape))
        for shape in ((3, 3), (2, 4))
    )
    inputs = (
        ([[1.0, 0.0], _two(rng)], [_two(rng), _two(rng)]),
        ([_two(rng), _two(rng)], [[1.0, 0.0], _two(rng)]),
        ([[0.0, *_two(rng, 20, 45)]], [[0.0, *_two(rng, 50, 80)]]),
        (_rare(rng), _distributions(rng, 2, 3)),
        ([[0.999999, 0.000001]], [_two(rng, 50, 90)]),
    )
    extreme = []
    for p, q in inputs:
        order = rng.permutation(len(p[0]))
        extreme.append(tuple(np.array(rows)[:, order].tolist() for rows in (p, q)))
    return ordinary, tuple(extreme)


def _neurons(rng):
    """Draw targets and logits: each target with wrong answers and with right ones."""
    strata = (
        ((0, 1.5, 4), (1, 0.2, 1.2), (0, -2, -0.5)),
        ((1, -3.5, -1), (1, 1, 3), (0, 0.2, 0.8), (0, 1, 2)),
    )
    ordinary = []
    for group in strata:
        rows = [(float(y), rng.uniform(low, high)) for y, low, high in group]
        y, z = np.round(rng.permutation(rows), 2).T.tolist()
        ordinary.append((y, z))
    extreme = tuple(
        (y, np.round(np.multiply(z, rng.uniform(0.8, 1.2, len(z))), 2).tolist())
        for y, z in EXERCISES["squared_sigmoid_grad"].extreme
    )
    return tuple(ordinary), extreme


QUESTIONS = (
    Number(_EXTRA_COST),
    Function(EXERCISES["kl_divergence"], _pairs),
    ByHand(
        "never_negative",
        (
            (1, "uses Jensen with the weights p_k and the numbers q_k / p_k"),
            (
                1,
                "treats the zeros: sums where p_k > 0, so that the q_k there sum to at "
                "most 1 (half), and KL is infinite if one of them is 0 (half)",
            ),
            (
                1,
                "shows that KL = 0 needs equal ratios and the ratio 1, and so q = p; "
                "zeros that were forgotten above cost nothing here",
            ),
            (1, "names q = p and the value H(p), since H(p) does not contain q"),
        ),
    ),
    Number(_SLOPE_RATIO),
    Function(EXERCISES["squared_sigmoid_grad"], _neurons),
    ByHand(
        "flat_curve",
        (
            (1, "names the factor a (1 − a), and its size here, 0.000335"),
            (
                1,
                "gives two of these: the slope is 0.000335 here and not 0, or positive "
                "at each finite logit; the loss still falls, in the sixth digit; it "
                "bends down over the logit; it is near its upper bound, ½ (half a "
                "point for one)",
            ),
            (
                1,
                "says that cross-entropy starts at about 8 nats (half) and falls by "
                "about 0.3 nats in the first step (half; 0.15 forgets that weight and "
                "bias both change)",
            ),
            (
                1,
                "says no, because a derivative that goes back through a hidden sigmoid "
                "is multiplied by the slope of that sigmoid, with either loss",
            ),
        ),
    ),
)

# What students may use of the package besides what all homeworks allow.
ALLOWED = ("links",)
