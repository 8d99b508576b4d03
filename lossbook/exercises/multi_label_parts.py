"""What the mistakes of the exercises of chapter 06 are made of."""

from functools import partial

import numpy as np

from lossbook.exercises.parts import EPSILONS
from lossbook.links import sigmoid

# Four pictures of the sky; the columns are cloud, sun, moon. One shows all three, one
# nothing. Not as many rows as columns, so that a sum along the wrong axis is seen.
SKY = [[2.0, 1.0, -2.0], [0.5, -1.0, 3.0], [-1.5, 0.3, 0.8], [1.2, -0.4, -3.0]]
LABELS = [[1, 1, 0], [0, 1, 1], [1, 1, 1], [0, 0, 0]]
TWO = [[0.2, -0.7], [-2.5, 1.1], [0.9, 0.4]]
TWO_LABELS = [[0, 1], [1, 1], [0, 0]]
# Where log(1 + exp(z)) is nearly, and not yet, a straight line.
SURE, SURE_LABELS = [[6.0, -6.0], [6.0, -6.0]], [[1, 0], [0, 1]]
ORDINARY = ((LABELS, SKY), (TWO_LABELS, TWO), (SURE_LABELS, SURE))

BOUNDS = (5, 8, 10, 12, 15, 20, 30, 35, 37, 40, 50, 88, 100, 300, 500, 700, 709)

EXTREME = (
    ([[1, 0]], [[12.0, -12.0]]),
    ([[0, 1]], [[40.0, -40.0]]),
    ([[0, 1]], [[1000.0, -1000.0]]),
    ([[1, 0]], [[1000.0, -1000.0]]),
)

BCE = "06: Binary cross-entropy"
ONE_OR_ANY = "06: One of them, or any of them"


def plain_sigmoid(z):
    """Return the sigmoid, which overflows far below 0."""
    return 1 / (1 + np.exp(-z))


def other_sigmoid(z):
    """Return the sigmoid, which overflows far above 0."""
    return np.exp(z) / (1 + np.exp(z))


def tanh_sigmoid(z):
    """Return the sigmoid, which overflows nowhere."""
    return 0.5 + 0.5 * np.tanh(z / 2)


SIGMOIDS = (sigmoid, plain_sigmoid, other_sigmoid, tanh_sigmoid)


def from_probs(t, p):
    """Return the loss of probabilities, with the formula of the text."""
    return -(t * np.log(p) + (1 - t) * np.log(1 - p))


def chosen(t, p):
    """Return the probability of what is true of each label."""
    return np.where(t == 1, p, 1 - p)


def eps_in_logs(t, z, eps):
    """Return the loss with an eps added within each logarithm."""
    p = sigmoid(z)
    return -(t * np.log(p + eps) + (1 - t) * np.log(1 - p + eps))


def eps_in_logs_of_both(t, z, eps):
    """Return the loss with an eps added to the probability of the truth."""
    return -np.log(sigmoid(np.where(t == 1, z, -z)) + eps)


def floor(t, z, eps):
    """Return the loss with a least probability of the truth."""
    return -np.log(np.maximum(chosen(t, sigmoid(z)), eps))


def clipped_probs(t, z, eps):
    """Return the loss of probabilities that are clipped on both sides."""
    return from_probs(t, np.clip(sigmoid(z), eps, 1 - eps))


# Below 1e-7 these differ from an eps in the logs only where p is about as small.
LARGE_OR_TINY = tuple(eps for eps in EPSILONS if eps > 1e-7 or 1e-21 < eps < 1e-13)
BOUNDED = tuple(
    partial(form, eps=eps)
    for form, values in (
        (eps_in_logs, EPSILONS),
        (clipped_probs, EPSILONS),
        (eps_in_logs_of_both, LARGE_OR_TINY),
        (floor, LARGE_OR_TINY),
    )
    for eps in values
)


def summed_or_averaged(loss):
    """Return functions that sum or average a loss, over all or along an axis."""
    return tuple(
        lambda t, z, how=how, axis=axis: how(loss(t, z), axis=axis)
        for how in (np.sum, np.mean)
        for axis in (None, 0, 1)
    )


def divided(loss):
    """Return functions that divide a loss by the number of rows or of columns."""
    return (
        lambda t, z: loss(t, z) / len(z),
        lambda t, z: loss(t, z) / z.size,
        lambda t, z: loss(t, z) / z.shape[1],
    )
