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
        neuron, [("w", 1, 3), ("b", 1, 3), ("steps", 2, 150)], unit="nats"
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
