"""Chapter 05: cross-entropy against squared error.

What explorers say is held against formulas written out here.
"""

import functools
import itertools
import math

import numpy as np

import lossbook as lb
from lossbook import descent, gallery
from lossbook.datasets import load_penguins
from rows import Row


def hyper(z):
    return 1 / (1 + math.exp(-z))


def slope_of(loss, a, y):
    error = a - y
    return error if loss == "cross-entropy" else error * a * (1 - a)


def loss_of(loss, a, y):
    if loss == "cross-entropy":
        return -math.log(a if y else 1 - a)
    return (a - y) ** 2 / 2


@functools.cache
def logits(loss, z):
    """Both parameters get the same push, since the input is 1: the logit gets two."""
    walked = [z]
    for _ in range(300):
        z -= 0.15 * 2 * slope_of(loss, hyper(z), 0)
        walked.append(z)
    return walked


def neuron(w, b, steps):
    numbers = [w, b, hyper(w + b), steps]
    for loss in ("cross-entropy", "squared error"):
        a = hyper(logits(loss, w + b)[steps])
        numbers += [a, loss_of(loss, a, 0)]
    return numbers


def saturated(z, target):
    a = hyper(z)
    numbers = [z, target, a]
    for loss in ("cross-entropy", "squared error"):
        numbers += [loss_of(loss, a, target), slope_of(loss, a, target)]
    return numbers


@functools.cache
def norms(hidden, gain, loss):
    """Gradients bird by bird: the logit's derivative w.r.t. a sum, as one product."""
    penguins = load_penguins()
    two = penguins.labels < 2
    features = penguins.features[two]
    features = (features - features.mean(axis=0)) / features.std(axis=0)
    y = penguins.labels[two]
    found = []
    for seed in range(10):
        random = np.random.default_rng(seed)
        sizes = [4, *9 * [20], 1]
        layers = [
            gain / math.sqrt(m) * random.standard_normal((m, n))
            for m, n in itertools.pairwise(sizes)
        ]
        outputs, passes = [features], []
        for w in layers[:-1]:
            z = outputs[-1] @ w
            if hidden == "sigmoids":
                outputs.append((1 + np.tanh(z / 2)) / 2)
                passes.append(0.25 / np.cosh(z / 2) ** 2)
            else:
                outputs.append(np.where(z > 0, z, 0))
                passes.append(np.where(z > 0, 1.0, 0.0))
        z = (outputs[-1] @ layers[-1])[:, 0]
        # Where a bird is right, the derivative with respect to the logit may round.
        a, other = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z))
        error = np.where(y == 1, -other, a)
        push = error if loss == "cross-entropy" else error * a * other
        lengths = []
        for number in range(10):
            by_sums = np.ones((len(y), 1))
            for later in range(9, number, -1):
                by_sums = np.einsum("dk,nk->nd", layers[later], by_sums)
                by_sums = by_sums * passes[later - 1]
            gradient = np.einsum("n,nd,nk->dk", push, outputs[number], by_sums)
            lengths.append(math.sqrt((gradient**2).sum()) / len(y))
        found.append(lengths)
    return np.array(found)


def layers(hidden, gain, loss):
    middle = np.median(norms(hidden, gain, loss), axis=0)
    return [gain, middle[0], middle[8], middle[8] / middle[0]]


EXPLORERS = {
    gallery.neuron_descent: Row(
        neuron, [("w", 1, 3), ("b", 1, 3), ("steps", 3, 200)], unit="nats"
    ),
    gallery.saturated_neuron: Row(saturated, [("z", 4, 6.0), ("target", 1, 1)]),
    gallery.gradient_by_layer: Row(
        layers,
        [("hidden", 1, "rectifiers"), ("gain", 1, 1.4), ("loss", 1, "squared error")],
    ),
}

TERMS = descent.linear_cost(
    lb.sigmoid_cross_entropy, lb.sigmoid_cross_entropy_grad, [[1.0, 1.0]], [0.0]
)
WALK = descent.gradient_descent(*TERMS, [2.0, 2.0], rate=0.15, steps=90)

PLOTS = {
    "plot_outputs": (({"one": [0.9, 0.5], "two": [0.8, 0.4]},), "step", "output"),
    "plot_surface": (
        (lb.sigmoid_cross_entropy, [1.0, 2.0, 3.0], [WALK]),
        "weight w",
        "bias b",
    ),
    "plot_gradient_norms": (
        ({"one": [[1e-3, 1.0], [1e-2, 2.0], [1e-1, 4.0]]},),
        "layer, 1 is at the input",
        "gradient norm",
    ),
    "plot_steps_needed": (
        ([0.5, 1.0, 2.0], {"one": [40, 20, np.nan]}),
        "learning rate",
        "steps needed",
    ),
    "plot_slopes": ((), "output a, the target is 0", "slope with respect to z"),
}


def on_plateau(start):
    """Count the steps of weight and bias with a slope below a fifth of 4/27."""
    w = b = start
    steps = 0
    while (slope := slope_of("squared error", hyper(w + b), 0)) <= 4 / 27 / 5:
        w, b, steps = w - 0.15 * slope, b - 0.15 * slope, steps + 1
    return steps


def pull(w):
    """Return the slope of the squared error, for 1 at the input 1 and 0 at 10."""
    return slope_of("squared error", hyper(w), 1) + 10 * slope_of(
        "squared error", hyper(10 * w), 0
    )


def is_shifted():
    """Whether each layer's gradient is about a quarter of that of cross-entropy."""
    ratio = [
        np.median(norms("sigmoids", 1, loss), axis=0)
        for loss in ("squared error", "cross-entropy")
    ]
    ratio = ratio[0] / ratio[1]
    return bool(np.all((ratio > 0.22) & (ratio < 0.26)))


E4 = math.exp(4)
WRONG = 1 / (1 + 1 / E4)  # the output at the logit 4, and 1 minus that at -4
BELL = E4 / (1 + E4) ** 2  # the slope of the sigmoid at both
FIRST = math.exp(1.5) / (1 + math.exp(1.5))

QUESTIONS = {
    # e^1.5 squared over (1 + e^1.5) cubed
    "slope_at_start": (
        math.exp(3) / (1 + math.exp(1.5)) ** 3,
        [
            FIRST,
            math.exp(1.5) / (1 + math.exp(1.5)) ** 2,
            -(FIRST**2) + FIRST**3,
            FIRST**2 / 2,
            2 * FIRST**2 - 2 * FIRST**3,
            0.6 * (FIRST**2 - FIRST**3),
        ],
    ),
    "times_steeper": (
        2500 / 49,
        [50, 125000 / 2401, 1, 0.0196, 4, 1250 / 49, math.log(50) / (0.9604 / 2)],
    ),
    "plateau_from_3": (
        "More than ten times as many."
        if (on_plateau(2), on_plateau(3)) == (87, 1270)
        else "",
        None,
    ),
    # The logit is w + b for the input 1, and the rest depends on it alone.
    "which_is_large": (
        "Both have the same output."
        if neuron(3, -1, 150)[2:] == neuron(-1, 3, 150)[2:]
        and hyper(logits("squared error", 2)[150]) < 0.2
        else "",
        None,
    ),
    "largest_slope": (4 / 27, [1 / 4, 1 / 8, 1, 2 / 3, 8 / 27]),
    "bend_at": (
        -math.log(2),
        [
            math.log(2),
            0,
            1 / 3,
            2 / 3,
            1 / 2,
            -math.log(3),
            -math.log10(2),
            -1,
        ],
    ),
    "trap": (
        "It grows without end, and the second answer stays wrong."
        if all(pull(w / 10) < 0 for w in range(10, 200))
        else "",
        None,
    ),
    "eight_sigmoids": (2**-16, [1 / 4, 1 / 32, 2**-8, 1, 2**-18, 2**-14]),
    "what_tilts": (
        "It moves down and hardly changes its tilt." if is_shifted() else "",
        None,
    ),
    "mirrored_cross": (
        -WRONG,
        [
            WRONG,
            1 / (1 + E4),
            -WRONG * BELL,
            4 + math.log1p(1 / E4),
            -1 - E4,
            -5,
        ],
    ),
    "mirrored_squared": (
        -WRONG * BELL,
        [WRONG * BELL, -BELL, BELL / (1 + E4), -WRONG, -2 * WRONG * BELL, WRONG**2 / 2],
    ),
    "right_already": (
        "Cross-entropy, since its slope is the error alone."
        if 1 / (1 + E4) > BELL / (1 + E4) > 0
        else "",
        None,
    ),
    "made_up_rate": (
        0.15 / BELL,
        [
            0.15 * (1 + E4),
            0.15 / (WRONG * BELL),
            0.15,
            0.15 * BELL,
            0.6,
            1.0125,
            0.075 / BELL,
        ],
    ),
}
