"""Chapter 05: the slope of the squared error, and one layer of backpropagation."""

# ruff: noqa: B905

import math

import numpy as np
from scipy.special import expit

from answers import ORDER, Right, Wrong
from lossbook.links import sigmoid

# ------------------------------------------------------------ squared_sigmoid_grad


def plain(z):
    return 1 / (1 + np.exp(-z))


def other(z):
    return np.exp(z) / (1 + np.exp(z))


def by_loop(y_true, logits):
    slopes = []
    for y, z in zip(y_true, logits):
        a = 1 / (1 + np.exp(-z))
        slopes.append((a - y) * a * (1 - a))
    return slopes


def by_index(y_true, logits):
    grad = np.zeros(len(logits))
    for i in range(len(logits)):
        a = sigmoid(logits[i])
        grad[i] = (a - y_true[i]) * a * (1 - a)
    return grad


def by_cases(y_true, logits):
    a = plain(logits)
    return np.where(y_true == 1, -a * (1 - a) ** 2, a**2 * (1 - a))


def by_signs(y_true, logits):
    """Two forms, each where its exponential is small."""
    small = np.exp(-np.abs(logits))
    a = np.where(logits >= 0, 1, small) / (1 + small)
    return (a - y_true) * small / (1 + small) ** 2


def with_math_carefully(y_true, logits):
    def one(y, z):
        if z < -700:
            return 0.0
        a = 1 / (1 + math.exp(-z))
        return (a - y) * a * (1 - a)

    return [one(y, z) for y, z in zip(y_true, logits)]


def with_tanh(y_true, logits):
    a = [(1 + math.tanh(z / 2)) / 2 for z in logits]
    return [(x - y) * x * (1 - x) for y, x in zip(y_true, a)]


def measured(y_true, logits, h=1e-5):
    def loss(z):
        return 0.5 * (plain(z) - y_true) ** 2

    return (loss(logits + h) - loss(logits - h)) / (2 * h)


def by_steps(y_true, logits):
    a = sigmoid(logits)
    error = a - y_true
    slope = a * (1 - a)
    return error * slope


def in_float32(y_true, logits):
    a = 1 / (1 + np.exp(-logits.astype(np.float32)))
    return (a - y_true.astype(np.float32)) * a * (1 - a)


def with_math(y_true, logits):
    slopes = []
    for y, z in zip(y_true, logits):
        a = 1 / (1 + math.exp(-z))
        slopes.append((a - y) * a * (1 - a))
    return slopes


def with_math_and_a_power(y_true, logits):
    a = [1 / (1 + math.e**-z) for z in logits.tolist()]
    return [(x - y) * x * (1 - x) for y, x in zip(y_true, a)]


def with_math_on_the_array(y_true, logits):
    a = 1 / (1 + math.exp(-logits))
    return (a - y_true) * a * (1 - a)


def running_sum(y_true, logits):
    total = 0
    for y, z in zip(y_true, logits):
        a = plain(z)
        total += (a - y) * a * (1 - a)
    return total


SQUARED_SIGMOID_GRAD = [
    Right(by_loop),
    Right(by_index),
    Right(by_cases),
    Right(by_signs),
    Right(with_math_carefully),
    Right(with_tanh),
    Right(measured, "a central difference is right to 10 digits"),
    Right(by_steps),
    Right(in_float32, "exp(1000) is inf in 32 bits as well, and 1 / inf is 0"),
    Right(lambda y, z: (plain(z) - y) * plain(z) * (1 - plain(z))),
    Right(lambda y, z: -(y - expit(z)) * expit(z) * expit(-z)),
    Right(lambda y, z: (expit(z) - y) * (expit(z) - expit(z) ** 2)),
    Right(lambda y, z: (sigmoid(z) - y) / (2 + 2 * np.cosh(z)), "1 / inf is 0"),
    Right(lambda y, z: (sigmoid(z) - y) / (2 * np.cosh(z / 2)) ** 2),
    Right(lambda y, z: (sigmoid(z) - y) / (1 + np.exp(z)) / (1 + np.exp(-z))),
    Right(lambda y, z: 0.5 * 2 * (plain(z) - y) * plain(z) * (1 - plain(z))),
    Right(lambda y, z: (expit(z) - y) * (1 - np.tanh(z / 2) ** 2) / 4),
    Right(lambda y, z: by_steps(y, np.clip(z, -500, 500)), "both are 0 there"),
    Wrong(lambda y, z: plain(z) - y, "sigmoid is missing."),
    Wrong(lambda y, z: 2 * (sigmoid(z) - y), "sigmoid is missing."),
    Wrong(lambda y, z: y - plain(z), "and the sign is reversed"),
    Wrong(lambda y, z: -2 * (y - plain(z)), "sigmoid is missing."),
    Wrong(lambda y, z: (plain(z) - y) * plain(z), "one of the two factors"),
    Wrong(lambda y, z: (plain(z) - y) * (1 - plain(z)), "one of the two factors"),
    Wrong(
        lambda y, z: (plain(z) - y) / (plain(z) * (1 - plain(z))),
        "divides by the slope",
    ),
    Wrong(
        lambda y, z: -y / expit(z) + (1 - y) / (1 - expit(z)), "divides by the slope"
    ),
    Wrong(lambda y, z: (y - plain(z)) * plain(z) * (1 - plain(z)), "sign is wrong"),
    Wrong(
        lambda y, z: -by_steps(y, z),
        "sign is wrong",
    ),
    Wrong(lambda y, z: 2 * (y - plain(z)) * plain(z) * (1 - plain(z)), "sign is wrong"),
    Wrong(lambda y, z: 2 * (plain(z) - y) * plain(z) * (1 - plain(z)), "factor of 2"),
    Wrong(lambda y, z: 0.5 * (plain(z) - y) * plain(z) * (1 - plain(z)), "factor of ½"),
    Wrong(
        lambda y, z: (plain(z) - y) * plain(plain(z)) * (1 - plain(plain(z))),
        "at the output",
    ),
    Wrong(lambda y, z: (plain(z) - y) * (plain(z) * (1 - plain(z))) ** 2, "twice"),
    Wrong(lambda y, z: plain(z) ** 2 * (1 - plain(z)), "only for the target 0"),
    Wrong(lambda y, z: -plain(z) * (1 - plain(z)) ** 2, None, "right for 1 alone"),
    Wrong(lambda y, z: (z - y) * z * (1 - z), "logit as the output"),
    Wrong(lambda y, z: (plain(z) - y) * z * (1 - z), "logit as the output"),
    Wrong(lambda y, z: z - y, "logit as the output"),
    Wrong(lambda y, z: (z - y) * plain(z) * (1 - plain(z)), "logit as the output"),
    Wrong(lambda y, z: plain(z) * (1 - plain(z)), "sigmoid alone"),
    Wrong(lambda y, z: 0.5 * (plain(z) - y) ** 2, "the loss, not its slope"),
    Wrong(lambda y, z: (y - plain(z)) ** 2, "the loss, not its slope"),
    Wrong(
        lambda y, z: (plain(z) - y) ** 2 * plain(z) * (1 - plain(z)),
        "keeps the square",
    ),
    Wrong(
        lambda y, z: 0.5 * (y - plain(z)) ** 2 * plain(z) * (1 - plain(z)),
        "keeps the square",
    ),
    Wrong(running_sum, "adds up"),
    Wrong(lambda y, z: np.mean(by_steps(y, z)), "adds up"),
    Wrong(lambda y, z: by_steps(y, z) / len(y), "adds up"),
    Wrong(lambda y, z: by_steps(y, z) / z.size, "adds up"),
    Wrong(with_math, "Python raises"),
    Wrong(with_math_and_a_power, "Python raises"),
    Wrong(with_math_on_the_array, None, "math takes one number at a time"),
    Wrong(
        lambda y, z: (plain(z) - y) * np.exp(-z) / (1 + np.exp(-z)) ** 2,
        "inf / inf",
    ),
    Wrong(
        lambda y, z: (sigmoid(z) - y) * np.exp(z) / (1 + np.exp(z)) ** 2,
        "inf / inf",
    ),
    Wrong(lambda y, z: (other(z) - y) * other(z) * (1 - other(z)), "inf / inf"),
    Wrong(lambda y, z: (plain(z) - y) * np.exp(-z) * plain(z) ** 2, "inf / inf"),
    Wrong(lambda y, z: y * by_steps(y, z), None, "0 where the truth is 0"),
    Wrong(lambda y, z: np.abs(by_steps(y, z)), None, "no sign"),
    Wrong(lambda y, z: (plain(z) + y) * plain(z) * (1 - plain(z)), None, "a sum"),
    Wrong(lambda y, z: (plain(z) - y) * plain(z) * (1 + plain(z)), None, "a + for -"),
    Wrong(
        lambda y, z: (sigmoid(z) - y) * sigmoid(z) * (1 - y),
        None,
        "1 minus the truth instead of 1 minus the output",
    ),
    Wrong(lambda logits, y_true: by_steps(y_true, logits), ORDER),
    Wrong(lambda z, y: by_loop(y, z), ORDER),
]


# ---------------------------------------------------------------- sigmoid_backward


def back(d, w, a):
    return (d @ w.T) * a * (1 - a)


def back_by_loops(upstream, weights, outputs):
    below = np.zeros_like(outputs)
    for n in range(outputs.shape[0]):
        for j in range(outputs.shape[1]):
            total = 0
            for k in range(upstream.shape[1]):
                total += upstream[n, k] * weights[j, k]
            below[n, j] = total * outputs[n, j] * (1 - outputs[n, j])
    return below


def back_by_lists(upstream, weights, outputs):
    return [
        [
            sum(u * w for u, w in zip(row, unit)) * a * (1 - a)
            for unit, a in zip(weights, out)
        ]
        for row, out in zip(upstream, outputs)
    ]


def back_example_by_example(upstream, weights, outputs):
    rows = []
    for d, a in zip(upstream, outputs):
        rows.append(weights @ d * (a - a**2))
    return np.array(rows)


def back_by_jacobians(upstream, weights, outputs):
    rows = []
    for d, a in zip(upstream, outputs):
        rows.append(np.diag(a * (1 - a)) @ weights @ d)
    return np.stack(rows)


def back_in_place(upstream, weights, outputs):
    outputs *= 1 - outputs
    outputs *= upstream @ weights.T
    return outputs


def back_through_logits(upstream, weights, outputs):
    z = np.log(outputs / (1 - outputs))
    return upstream @ weights.T * np.exp(-z) / (1 + np.exp(-z)) ** 2


def back_by_units(upstream, weights, outputs):
    below = np.empty_like(outputs)
    for j in range(outputs.shape[1]):
        below[:, j] = upstream @ weights[j] * outputs[:, j] * (1 - outputs[:, j])
    return below


def loops_the_other_way(upstream, weights, outputs):
    below = np.zeros_like(outputs)
    for n in range(outputs.shape[0]):
        for j in range(outputs.shape[1]):
            for k in range(upstream.shape[1]):
                below[n, j] += upstream[n, k] * weights[k, j]
    return below * outputs * (1 - outputs)


def loops_that_overwrite(upstream, weights, outputs):
    below = np.zeros_like(outputs)
    for n in range(outputs.shape[0]):
        for j in range(outputs.shape[1]):
            for k in range(upstream.shape[1]):
                below[n, j] = upstream[n, k] * weights[j, k]
    return below * outputs * (1 - outputs)


SIGMOID_BACKWARD = [
    Right(back_by_loops),
    Right(back_by_lists),
    Right(back_example_by_example),
    Right(back_by_jacobians),
    Right(back_in_place),
    Right(back_through_logits),
    Right(back_by_units),
    Right(lambda d, w, a: d @ w.T * a * (1 - a)),
    Right(lambda d, w, a: np.dot(d, w.T) * (a - a**2)),
    Right(lambda d, w, a: np.matmul(d, np.transpose(w)) * (a * (1 - a))),
    Right(lambda d, w, a: (w @ d.T).T * a * (1 - a)),
    Right(lambda d, w, a: ((w @ d.T) * (a * (1 - a)).T).T),
    Right(lambda d, w, a: np.einsum("nk,jk,nj->nj", d, w, a * (1 - a))),
    Right(lambda d, w, a: (d[:, None, :] * w).sum(axis=2) * a * (1 - a)),
    Right(lambda d, w, a: np.inner(d, w) * a * (1 - a)),
    Right(lambda d, w, a: np.tensordot(d, w, axes=(1, 1)) * a * (1 - a)),
    Right(lambda d, w, a: np.multiply(d @ w.T, (0.25 - (a - 0.5) ** 2))),
    Right(lambda d, w, a: back(np.float32(d), np.float32(w), np.float32(a))),
    Wrong(lambda d, w, a: d @ w.T * plain(a) * (1 - plain(a)), "sigmoid twice"),
    Wrong(
        lambda d, w, a: d @ w.T * np.exp(-a) / (1 + np.exp(-a)) ** 2, "sigmoid twice"
    ),
    Wrong(lambda d, w, a: np.dot(d, w.T) * sigmoid(a), "sigmoid twice"),
    Wrong(lambda d, w, a: d @ w.T, "sigmoid is missing"),
    Wrong(lambda d, w, a: np.einsum("nk,jk->nj", d, w), "sigmoid is missing"),
    Wrong(lambda d, w, a: d @ w.T * (a > 0), "sigmoid is missing", "as for ReLU"),
    Wrong(lambda d, w, a: d @ w.T * a, "by the outputs"),
    Wrong(lambda d, w, a: np.dot(d, w.T) * (1 - a), "by the outputs"),
    Wrong(lambda d, w, a: d @ w.T * (1 - a**2), "tanh"),
    Wrong(lambda d, w, a: d @ w.T * (1 - a) * (1 + a), "tanh"),
    Wrong(lambda d, w, a: d @ w.T / (a * (1 - a)), "divides by the slope"),
    Wrong(lambda d, w, a: d @ w.T * (a * (1 - a)) ** 2, "appears twice"),
    Wrong(lambda d, w, a: -(d @ w.T) * a * (1 - a), "sign is wrong"),
    Wrong(lambda d, w, a: d @ w.T * a * (a - 1), "sign is wrong"),
    Wrong(lambda d, w, a: d @ w * a * (1 - a), "not transposed"),
    Wrong(lambda d, w, a: d.dot(w) * a * (1 - a), "not transposed"),
    Wrong(loops_the_other_way, "not transposed"),
    Wrong(lambda d, w, a: (w @ d.T) * (a * (1 - a)).T, "result is transposed"),
    Wrong(lambda d, w, a: back(d, w, a).T, "result is transposed"),
    Wrong(lambda d, w, a: (d * a * (1 - a)) @ w.T, "before the weights"),
    Wrong(
        lambda d, w, a: np.dot(d * (a - a**2), w.T),
        "before the weights",
    ),
    Wrong(lambda d, w, a: a.T @ d, "with respect to the weights"),
    Wrong(lambda d, w, a: np.dot(a.T, d) / len(a), "with respect to the weights"),
    Wrong(lambda d, w, a: np.einsum("nj,nk->jk", a, d), "with respect to the weights"),
    Wrong(lambda d, w, a: d * a * (1 - a), "left out"),
    Wrong(lambda d, w, a: back(d, w, a) / len(d), "number of examples"),
    Wrong(lambda d, w, a: back(d, w, a) / d.shape[0], "number of examples"),
    Wrong(lambda d, w, a: back(d, w, a).sum(axis=0), "adds up"),
    Wrong(lambda d, w, a: np.mean(back(d, w, a), axis=0), "adds up"),
    Wrong(lambda d, w, a: back(d, w, a).sum(axis=1), None, "summed over the units"),
    Wrong(lambda d, w, a: np.sum(back(d, w, a)), None, "one number"),
    Wrong(loops_that_overwrite, None, "= where += is meant"),
    Wrong(lambda d, w, a: d * w * a * (1 - a), None, "no matrix product"),
    Wrong(lambda d, w, a: a * (1 - a), None, "nothing from above"),
    Wrong(lambda d, w, a: w @ d.T * a * (1 - a), "wrong factor"),
    Wrong(lambda d, w, a: (a - d @ w.T) * a * (1 - a), None, "an error of its own"),
    Wrong(lambda d, w, a: d @ w.T @ (a * (1 - a)), None, "a matrix product too many"),
    Wrong(lambda weights, upstream, outputs: back(upstream, weights, outputs), ORDER),
    Wrong(lambda outputs, weights, upstream: back(upstream, weights, outputs), ORDER),
]

ANSWERS = {
    "squared_sigmoid_grad": SQUARED_SIGMOID_GRAD,
    "sigmoid_backward": SIGMOID_BACKWARD,
}
