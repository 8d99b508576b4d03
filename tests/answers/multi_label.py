"""Chapter 06: binary cross-entropy from logits, its slope, and the focal loss."""

# ruff: noqa: B905

import math

import numpy as np
from scipy.special import expit, log1p, log_expit, xlogy

from answers import ORDER, Right, Wrong
from lossbook.links import log_softmax, sigmoid, softmax

# ----------------------------------------------------------------- bce_from_logits


def plain(z):
    return 1 / (1 + np.exp(-z))


def other(z):
    return np.exp(z) / (1 + np.exp(z))


def from_probs(t, p):
    return -(t * np.log(p) + (1 - t) * np.log(1 - p))


def stable(t, z):
    return np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))


def by_two_loops(y_true, logits):
    losses = np.zeros(logits.shape)
    for i in range(logits.shape[0]):
        for k in range(logits.shape[1]):
            z = logits[i, k] if y_true[i, k] == 0 else -logits[i, k]
            losses[i, k] = max(z, 0) + math.log(1 + math.exp(-abs(z)))
    return losses


def by_lists(y_true, logits):
    def one(t, z):
        return max(z, 0) - z * t + math.log1p(math.exp(-abs(z)))

    return [
        [one(t, z) for t, z in zip(labels, row)] for labels, row in zip(y_true, logits)
    ]


def by_two_masks(y_true, logits):
    out = np.empty_like(logits)
    yes = y_true == 1
    out[yes] = np.logaddexp(0, -logits[yes])
    out[~yes] = np.logaddexp(0, logits[~yes])
    return out


def as_two_class_softmax(y_true, logits):
    pair = np.stack([0 * logits, logits], axis=-1)
    logs = log_softmax(pair.reshape(-1, 2)).reshape(pair.shape)
    return -np.take_along_axis(logs, y_true[..., None], axis=-1)[..., 0]


def one_array_at_a_time(y_true, logits):
    return np.array(
        [[stable(t, z) for t, z in zip(a, b)] for a, b in zip(y_true, logits)]
    )


def with_a_threshold(y_true, logits, bound=20):
    """As PyTorch's softplus does it."""
    softplus = np.where(
        logits > bound, logits, np.log1p(np.exp(np.minimum(logits, bound)))
    )
    return softplus - y_true * logits


def line_above(bound):
    def loss(y_true, logits):
        z = np.where(y_true == 1, -logits, logits)
        return np.where(z > bound, z, np.log1p(np.exp(np.minimum(z, 50))))

    return loss


def line_everywhere_else(y_true, logits):
    z = np.where(y_true == 1, -logits, logits)
    near = np.log1p(np.exp(np.clip(z, -20, 20)))
    return np.where(z > 10, z, np.where(z < -10, 0, near))


def by_math_logs(y_true, logits):
    losses = []
    for labels, row in zip(y_true, logits):
        probs = [sigmoid(z) for z in row]
        losses.append(
            [-math.log(p) if t else -math.log(1 - p) for t, p in zip(labels, probs)]
        )
    return losses


def by_math_exp(y_true, logits):
    return [
        [math.log(1 + math.exp(z)) - t * z for t, z in zip(labels, row)]
        for labels, row in zip(y_true, logits)
    ]


def by_math_all_the_way(y_true, logits):
    losses = []
    for labels, row in zip(y_true.tolist(), logits.tolist()):
        line = []
        for t, z in zip(labels, row):
            p = 1 / (1 + math.exp(-z))
            line.append(-(t * math.log(p) + (1 - t) * math.log(1 - p)))
        losses.append(line)
    return losses


BCE_FROM_LOGITS = [
    Right(stable),
    Right(by_two_loops),
    Right(by_lists),
    Right(by_two_masks),
    Right(as_two_class_softmax),
    Right(one_array_at_a_time),
    Right(with_a_threshold, "2e-9 off at 20"),
    Right(lambda t, z: np.logaddexp(0, z) - t * z),
    Right(lambda t, z: np.logaddexp(0, (1 - 2 * t) * z)),
    Right(lambda t, z: t * np.logaddexp(0, -z) + (1 - t) * np.logaddexp(0, z)),
    Right(lambda t, z: -log_expit(np.where(t == 1, z, -z))),
    Right(lambda t, z: -(t * log_expit(z) + (1 - t) * log_expit(-z))),
    Right(lambda t, z: np.where(t, 0, z) + np.logaddexp(0, -z)),
    Right(lambda t, z: (1 - t) * z + np.maximum(-z, 0) + log1p(np.exp(-abs(z)))),
    Right(lambda t, z: abs(z) / 2 - (t - 0.5) * z + np.log1p(np.exp(-abs(z)))),
    Right(lambda t, z: stable(t, z.astype(np.float32)), "ordinary in 32 bits too"),
    Wrong(lambda t, z: -(t * np.log(plain(z))), "labels that are absent"),
    Wrong(
        lambda t, z: np.where(t == 1, -np.log(expit(z)), 0), "labels that are absent"
    ),
    Wrong(lambda t, z: -(1 - t) * np.log(1 - plain(z)), "labels that are present"),
    Wrong(lambda t, z: np.logaddexp(0, z), "truth plays no part"),
    Wrong(lambda t, z: -np.log(plain(z)), "truth plays no part"),
    Wrong(lambda t, z: -(np.log(plain(z)) + np.log(1 - plain(z))), "plays no part"),
    Wrong(
        lambda t, z: -(t * np.log(plain(z)) + (1 - t) * np.log(plain(z))),
        "truth plays no part",
        "1 - p is missing",
    ),
    Wrong(lambda t, z: np.log(1 + np.exp(-t * z)), "labels as -1 and +1"),
    Wrong(lambda t, z: from_probs(t, softmax(z)), "one softmax"),
    Wrong(lambda t, z: -t * np.log(softmax(z)), "one softmax"),
    Wrong(lambda t, z: -np.sum(t * log_softmax(z), axis=1), "one softmax"),
    Wrong(lambda t, z: stable(1 - t, z), "swapped"),
    Wrong(lambda t, z: np.logaddexp(0, np.where(t == 1, z, -z)), "swapped"),
    Wrong(lambda t, z: z * t - np.logaddexp(0, z), "minus sign"),
    Wrong(lambda t, z: t * np.log(plain(z)) + (1 - t) * np.log(1 - plain(z)), "minus"),
    Wrong(lambda t, z: -t * np.log(plain(z)) + (1 - t) * np.log(1 - plain(z)), "minus"),
    Wrong(lambda t, z: t * np.log(plain(z)) - (1 - t) * np.log(1 - plain(z)), "minus"),
    Wrong(lambda t, z: stable(t, plain(z)), "sigmoid twice"),
    Wrong(lambda t, z: from_probs(t, sigmoid(sigmoid(z))), "sigmoid twice"),
    Wrong(lambda t, z: from_probs(t, z), "sigmoid is missing"),
    Wrong(
        lambda t, z: 1 - np.where(t == 1, plain(z), 1 - plain(z)), "logarithm is mis"
    ),
    Wrong(lambda t, z: np.abs(t - plain(z)), "logarithm is missing"),
    Wrong(lambda t, z: -np.where(t == 1, plain(z), 1 - plain(z)), "logarithm is mis"),
    Wrong(lambda t, z: (t - plain(z)) ** 2, "squared error"),
    Wrong(lambda t, z: plain(z) - t, "the slope, not the loss"),
    Wrong(lambda t, z: stable(t, z) / math.log(2), "natural"),
    Wrong(lambda t, z: -np.where(t, np.log2(plain(z)), np.log2(plain(-z))), "natural"),
    Wrong(lambda t, z: -np.log10(np.where(t, plain(z), 1 - plain(z))), "natural"),
    Wrong(lambda t, z: stable(t, z) / len(t), "divides by the number"),
    Wrong(lambda t, z: stable(t, z) / t.shape[1], "divides by the number"),
    Wrong(lambda t, z: np.mean(stable(t, z)), "adds up"),
    Wrong(lambda t, z: stable(t, z).sum(axis=1), "adds up"),
    Wrong(lambda t, z: stable(t, z).mean(axis=-1), "adds up"),
    Wrong(lambda t, z: np.average(stable(t, z), axis=0), "adds up"),
    Wrong(lambda t, z: from_probs(t, plain(z)), "has been rounded"),
    Wrong(lambda t, z: from_probs(t, expit(z)), "has been rounded"),
    Wrong(lambda t, z: from_probs(t, 0.5 + 0.5 * np.tanh(z / 2)), "has been rounded"),
    Wrong(lambda t, z: -np.log(np.where(t == 1, plain(z), 1 - plain(z))), "rounded"),
    Wrong(lambda t, z: -np.log(1 - np.abs(t - sigmoid(z))), "rounded"),
    Wrong(lambda t, z: -(xlogy(t, expit(z)) + xlogy(1 - t, 1 - expit(z))), "rounded"),
    Wrong(lambda t, z: -np.where(t, np.log(expit(z)), np.log(expit(-z))), "rounded"),
    Wrong(
        lambda t, z: -(t * np.log(expit(z)) + (1 - t) * np.log(expit(-z))), "rounded"
    ),
    Wrong(lambda t, z: from_probs(t, other(z)), "rounded"),
    Wrong(by_math_logs, "rounded"),
    Wrong(by_math_all_the_way, "rounded"),
    Wrong(lambda t, z: np.log(1 + np.exp(z)) - t * z, "overflows"),
    Wrong(lambda t, z: -t * z + np.log1p(np.exp(z)), "overflows"),
    Wrong(lambda t, z: np.log(1 + np.exp((1 - 2 * t) * z)), "overflows"),
    Wrong(lambda t, z: z - t * z + np.log(1 + np.exp(-z)), "overflows"),
    Wrong(lambda t, z: -np.log(plain((2 * t - 1) * z)), "overflows"),
    Wrong(
        lambda t, z: t * np.log(1 + np.exp(-z)) + (1 - t) * np.log(1 + np.exp(z)),
        "overflows",
    ),
    Wrong(by_math_exp, "overflows"),
    Wrong(lambda t, z: from_probs(t, np.clip(plain(z), 1e-7, 1 - 1e-7)), "eps inside"),
    Wrong(
        lambda t, z: -np.log(np.where(t, plain(z), 1 - plain(z)) + 1e-9), "eps inside"
    ),
    Wrong(
        lambda t, z: (
            -(t * np.log(expit(z) + 1e-8) + (1 - t) * np.log(1 - expit(z) + 1e-8))
        ),
        "eps inside",
    ),
    Wrong(
        lambda t, z: -np.log(np.maximum(np.where(t, expit(z), 1 - expit(z)), 1e-12)),
        "eps inside",
    ),
    Wrong(lambda t, z: stable(t, z.clip(-30, 30)), "eps inside"),
    Wrong(
        lambda t, z: np.log(1 + np.exp(np.clip(-(2 * t - 1) * z, -500, 500))),
        "eps inside",
    ),
    Wrong(lambda t, z: np.maximum(z, 0) - z * t, "straight line alone"),
    Wrong(lambda t, z: np.maximum((1 - 2 * t) * z, 0), "straight line alone"),
    Wrong(line_above(5), "too early"),
    Wrong(line_above(2), "too early"),
    Wrong(line_everywhere_else, "too early"),
    Wrong(lambda t, z: np.nan_to_num(from_probs(t, plain(z))), None, "1.8e308 for 40"),
    Wrong(lambda t, z: stable(t.T, z), None, "shapes do not fit"),
    Wrong(lambda t, z: np.maximum(0, 1 - (2 * t - 1) * z), None, "the hinge"),
    Wrong(
        lambda t, z: [math.log1p(math.exp(-z)) if t else 0 for t, z in zip(t, z)],
        None,
        "a row at a time",
    ),
    Wrong(lambda logits, y_true: stable(y_true, logits), ORDER),
]


# ------------------------------------------------------------ bce_from_logits_grad


def slope_by_loops(y_true, logits):
    grad = np.zeros_like(logits)
    for i in range(len(logits)):
        for k in range(len(logits[i])):
            grad[i, k] = 1 / (1 + np.exp(-logits[i, k])) - y_true[i, k]
    return grad


def slope_with_math(y_true, logits):
    return [
        [1 / (1 + math.exp(-z)) - t for t, z in zip(labels, row)]
        for labels, row in zip(y_true, logits)
    ]


def slope_with_a_power(y_true, logits):
    rows = zip(y_true.tolist(), logits.tolist())
    return [[1 / (1 + math.e**-z) - t for t, z in zip(*row)] for row in rows]


def slope_with_other_math(y_true, logits):
    def one(t, z):
        return math.exp(z) / (1 + math.exp(z)) - t

    return [[one(t, z) for t, z in zip(*row)] for row in zip(y_true, logits)]


def slope_with_careful_math(y_true, logits):
    def one(z):
        if z >= 0:
            return 1 / (1 + math.exp(-z))
        return math.exp(z) / (1 + math.exp(z))

    return [[one(z) - t for t, z in zip(*row)] for row in zip(y_true, logits)]


def slope_measured(y_true, logits, h=1e-6):
    return (stable(y_true, logits + h) - stable(y_true, logits - h)) / (2 * h)


def slope_in_place(y_true, logits):
    np.negative(logits, out=logits)
    np.exp(logits, out=logits)
    logits += 1
    return 1 / logits - y_true


def slope_by_chain_rule(y_true, logits):
    p = plain(logits)
    return (-y_true / p + (1 - y_true) / (1 - p)) * p * (1 - p)


def slope_row_by_row(y_true, logits):
    return np.stack([expit(z) - t for t, z in zip(y_true, logits)])


BCE_FROM_LOGITS_GRAD = [
    Right(slope_by_loops),
    Right(slope_with_careful_math),
    Right(slope_measured),
    Right(slope_in_place),
    Right(slope_row_by_row),
    Right(lambda t, z: plain(z) - t),
    Right(lambda t, z: -(t - expit(z))),
    Right(lambda t, z: np.where(t == 1, -expit(-z), expit(z))),
    Right(lambda t, z: 0.5 * (1 + np.tanh(z / 2)) - t),
    Right(lambda t, z: (1 - t) * sigmoid(z) - t * sigmoid(-z)),
    Right(lambda t, z: (1 - 2 * t) * sigmoid((1 - 2 * t) * z)),
    Right(lambda t, z: np.exp(log_expit(z)) - t),
    Right(lambda t, z: 1 - t - 1 / (1 + np.exp(z)), "1 / inf is 0"),
    Right(lambda t, z: np.float32(plain(z)) - np.float32(t)),
    Right(lambda t, z: plain(np.clip(z, -500, 500)) - t, "0 and 1 there as well"),
    Right(lambda t, z: np.clip(plain(z), 1e-12, 1 - 1e-12) - t, "1e-12 is nothing"),
    Right(
        lambda t, z: (
            (np.sign(z) * (1 - np.exp(-abs(z))) / (1 + np.exp(-abs(z))) + 1) / 2 - t
        )
    ),
    Wrong(lambda t, z: (plain(z) - t) * plain(z) * (1 - plain(z)), "again"),
    Wrong(lambda t, z: 2 * (expit(z) - t) * expit(z) * (1 - expit(z)), "again"),
    Wrong(lambda t, z: (expit(z) - t) * expit(z) * expit(-z), "again"),
    Wrong(
        lambda t, z: (plain(z) - t) / (plain(z) * (1 - plain(z))),
        "respect to the probability",
    ),
    Wrong(
        lambda t, z: -(t / plain(z)) + (1 - t) / (1 - plain(z)),
        "respect to the probability",
    ),
    Wrong(lambda t, z: -t / expit(z), "respect to the probability"),
    Wrong(lambda t, z: t - plain(z), "sign is wrong"),
    Wrong(lambda t, z: -(plain(z) - t), "sign is wrong"),
    Wrong(lambda t, z: softmax(z) - t, "softmax minus"),
    Wrong(
        lambda t, z: np.exp(z) / np.exp(z).sum(1, keepdims=True) - t, "softmax minus"
    ),
    Wrong(lambda t, z: t * (plain(z) - 1), "present get a slope"),
    Wrong(lambda t, z: np.where(t == 1, plain(z) - 1, 0), "present get a slope"),
    Wrong(lambda t, z: (1 - t) * plain(z), "absent get a slope"),
    Wrong(lambda t, z: plain(z), "not subtracted"),
    Wrong(lambda t, z: plain(z) * (1 - plain(z)), "slope of the sigmoid."),
    Wrong(lambda t, z: z - t, "missing, or is applied twice"),
    Wrong(lambda t, z: plain(plain(z)) - t, "missing, or is applied twice"),
    Wrong(lambda t, z: np.where(t == 1, plain(z), plain(z) - 1), "swapped"),
    Wrong(lambda t, z: plain(z) - (1 - t), "swapped"),
    Wrong(lambda t, z: stable(t, z), "the loss, not its slope"),
    Wrong(lambda t, z: np.logaddexp(0, z) - t * z, "the loss, not its slope"),
    Wrong(lambda t, z: 2 * (plain(z) - t), "factor of 2"),
    Wrong(lambda t, z: (plain(z) - t) / len(z), "divides by the number"),
    Wrong(lambda t, z: (plain(z) - t) / z.size, "divides by the number"),
    Wrong(lambda t, z: (plain(z) - t) / z.shape[-1], "divides by the number"),
    Wrong(lambda t, z: (plain(z) - t).mean(), "adds up"),
    Wrong(lambda t, z: (plain(z) - t).sum(axis=0), "adds up"),
    Wrong(lambda t, z: np.mean(plain(z) - t, axis=0), "adds up"),
    Wrong(lambda t, z: np.sum(plain(z) - t, axis=1), "adds up"),
    Wrong(slope_with_math, "Python raises"),
    Wrong(slope_with_a_power, "Python raises"),
    Wrong(slope_with_other_math, "Python raises"),
    Wrong(lambda t, z: other(z) - t, "overflows"),
    Wrong(lambda t, z: np.clip(plain(z), 1e-4, 1 - 1e-4) - t, "clips"),
    Wrong(lambda t, z: plain(z.clip(-10, 10)) - t, "clips"),
    Wrong(lambda t, z: np.clip(plain(z) - t, -0.5, 0.5), None, "clipped slopes"),
    Wrong(slope_by_chain_rule, None, "0 / 0 where p is 0 or 1"),
    Wrong(lambda t, z: np.round(plain(z)) - t, None, "of the decision"),
    Wrong(lambda t, z: np.abs(plain(z) - t), None, "no sign"),
    Wrong(lambda t, z: (plain(z) - t) @ z.T, None, "a matrix product too much"),
    Wrong(lambda logits, y_true: plain(logits) - y_true, ORDER),
]


# ---------------------------------------------------------------------- focal_loss


def p_of_truth(t, z, sigmoid=plain):
    return np.where(t == 1, sigmoid(z), 1 - sigmoid(z))


def focal_by_margin(y_true, logits):
    m = np.where(y_true == 1, logits, -logits)
    return sigmoid(-m) ** 2 * np.logaddexp(0, -m)


def focal_as_in_many_repositories(y_true, logits):
    bce = stable(y_true, logits)
    p_t = np.exp(-bce)
    return (1 - p_t) ** 2 * bce


def focal_as_torchvision_does(y_true, logits, gamma=2):
    p = plain(logits)
    ce = stable(y_true, logits)
    p_t = p * y_true + (1 - p) * (1 - y_true)
    return ce * (1 - p_t) ** gamma


def focal_by_loops(y_true, logits):
    out = np.zeros(logits.shape)
    for i in range(out.shape[0]):
        for k in range(out.shape[1]):
            z = logits[i, k] if y_true[i, k] == 1 else -logits[i, k]
            lacks = 1 / (1 + np.exp(z))
            out[i, k] = lacks * lacks * np.logaddexp(0, -z)
    return out


def focal_by_lists(y_true, logits):
    def one(t, z):
        a = z if t else -z
        bce = max(-a, 0) + math.log1p(math.exp(-abs(a)))
        return (1 - math.exp(-bce)) ** 2 * bce

    return [[one(t, z) for t, z in zip(*row)] for row in zip(y_true, logits)]


def focal_by_masks(y_true, logits):
    out = np.logaddexp(0, logits)
    yes = y_true == 1
    out[yes] = np.logaddexp(0, -logits[yes])
    lacks = np.abs(y_true - expit(logits))
    return lacks**2 * out


def focal_with_math(y_true, logits):
    losses = []
    for labels, row in zip(y_true, logits):
        line = []
        for t, z in zip(labels, row):
            p = 1 / (1 + math.exp(-z))
            p_t = p if t == 1 else 1 - p
            line.append(-((1 - p_t) ** 2) * math.log(p_t))
        losses.append(line)
    return losses


def focal_of_math_logs(y_true, logits):
    def one(t, p):
        p_t = p if t else 1 - p
        return -((1 - p_t) ** 2) * math.log(p_t)

    return [[one(t, p) for t, p in zip(*row)] for row in zip(y_true, expit(logits))]


FOCAL_LOSS = [
    Right(focal_by_margin),
    Right(focal_as_in_many_repositories),
    Right(focal_as_torchvision_does),
    Right(focal_by_loops),
    Right(focal_by_lists),
    Right(focal_by_masks),
    Right(lambda t, z: np.abs(t - plain(z)) ** 2 * stable(t, z)),
    Right(lambda t, z: (t - plain(z)) ** 2 * stable(t, z)),
    Right(lambda t, z: np.square(1 - p_of_truth(t, z)) * stable(t, z)),
    Right(lambda t, z: expit((1 - 2 * t) * z) ** 2 * np.logaddexp(0, (1 - 2 * t) * z)),
    Right(
        lambda t, z: (
            t * expit(-z) ** 2 * np.logaddexp(0, -z)
            + (1 - t) * expit(z) ** 2 * np.logaddexp(0, z)
        )
    ),
    Right(
        lambda t, z: (
            -np.expm1(-stable(t, z)) * (1 - np.exp(-stable(t, z))) * stable(t, z)
        )
    ),
    Right(lambda t, z: np.exp(2 * log_expit(-(2 * t - 1) * z)) * stable(t, z)),
    Right(
        lambda t, z: (
            np.power(1 - p_of_truth(t, z, expit), 2) * -log_expit((2 * t - 1) * z)
        )
    ),
    Right(lambda t, z: focal_by_margin(t, z.astype(np.float32)), "32 bits are enough"),
    Wrong(lambda t, z: p_of_truth(t, z) ** 2 * stable(t, z), "p_t squared"),
    Wrong(lambda t, z: (1 - p_of_truth(t, z) ** 2) * stable(t, z), "p_t squared"),
    Wrong(lambda t, z: (1 - plain(z)) ** 2 * stable(t, z), "the probability of yes"),
    Wrong(lambda t, z: plain(z) ** 2 * stable(t, z), "the probability of yes"),
    Wrong(lambda t, z: stable(t, z) ** 2, "whole loss"),
    Wrong(stable, "no factor"),
    Wrong(lambda t, z: np.logaddexp(0, z) - z * t, "no factor"),
    Wrong(lambda t, z: (1 - p_of_truth(t, z)) ** 2, "factor alone"),
    Wrong(lambda t, z: (1 - p_of_truth(t, z)) * stable(t, z), "not squared"),
    Wrong(lambda t, z: 2 * (1 - p_of_truth(t, z)) * stable(t, z), "not squared"),
    Wrong(lambda t, z: (1 - p_of_truth(t, z)) ** 3 * stable(t, z), "another gamma"),
    Wrong(lambda t, z: np.sqrt(1 - p_of_truth(t, z)) * stable(t, z), "another gamma"),
    Wrong(lambda t, z: 0.25 * focal_by_margin(t, z), "alpha"),
    Wrong(lambda t, z: np.where(t, 0.25, 0.75) * focal_by_margin(t, z), "alpha"),
    Wrong(lambda t, z: (0.25 + 0.5 * (1 - t)) * focal_by_masks(t, z), "alpha"),
    Wrong(lambda t, z: np.where(t == 1, 0.75, 0.25) * focal_by_masks(t, z), "alpha"),
    Wrong(lambda t, z: np.where(t == 1, 0.25, 1) * focal_by_masks(t, z), "alpha"),
    Wrong(lambda t, z: -t * (1 - plain(z)) ** 2 * np.log(plain(z)), "absent"),
    Wrong(lambda t, z: -focal_by_margin(t, z), "minus sign"),
    Wrong(
        lambda t, z: (1 - p_of_truth(t, z)) ** 2 * np.log(p_of_truth(t, z)),
        "minus sign",
    ),
    Wrong(lambda t, z: focal_by_margin(1 - t, z), "swapped"),
    Wrong(lambda t, z: focal_by_margin(t, plain(z)), "applied twice"),
    Wrong(
        lambda t, z: (1 - p_of_truth(t, z)) ** 2 * stable(t, expit(z)), "applied twice"
    ),
    Wrong(lambda t, z: -t * (1 - softmax(z)) ** 2 * np.log(softmax(z)), "one softmax"),
    Wrong(
        lambda t, z: (
            -((1 - p_of_truth(t, z, softmax)) ** 2) * np.log(p_of_truth(t, z, softmax))
        ),
        "one softmax",
    ),
    Wrong(lambda t, z: focal_by_margin(t, z) / np.log(2), "natural"),
    Wrong(
        lambda t, z: -((1 - p_of_truth(t, z)) ** 2) * np.log2(p_of_truth(t, z)),
        "natural",
    ),
    Wrong(lambda t, z: focal_by_margin(t, z) / len(z), "divides by the number"),
    Wrong(lambda t, z: focal_by_margin(t, z).mean(), "adds up"),
    Wrong(lambda t, z: focal_by_margin(t, z).sum(axis=1), "adds up"),
    Wrong(lambda t, z: np.mean(focal_by_margin(t, z), axis=-1), "adds up"),
    Wrong(
        lambda t, z: -((1 - p_of_truth(t, z)) ** 2) * np.log(p_of_truth(t, z)),
        "has been rounded",
    ),
    Wrong(
        lambda t, z: (
            -((1 - p_of_truth(t, z, expit)) ** 2) * np.log(p_of_truth(t, z, expit))
        ),
        "has been rounded",
    ),
    Wrong(
        lambda t, z: (1 - p_of_truth(t, z, expit)) ** 2 * from_probs(t, expit(z)),
        "has been rounded",
    ),
    Wrong(
        lambda t, z: (
            -t * (1 - expit(z)) ** 2 * np.log(expit(z))
            - (1 - t) * expit(z) ** 2 * np.log(1 - expit(z))
        ),
        "has been rounded",
    ),
    Wrong(
        lambda t, z: (
            -t * (1 - plain(z)) ** 2 * np.log(plain(z))
            - (1 - t) * plain(z) ** 2 * np.log(1 - plain(z))
        ),
        "has been rounded",
    ),
    Wrong(focal_with_math, "has been rounded"),
    Wrong(focal_of_math_logs, "has been rounded"),
    Wrong(
        lambda t, z: np.abs(t - expit(z)) ** 2 * (np.log(1 + np.exp(z)) - t * z),
        "overflows",
    ),
    Wrong(
        lambda t, z: (t - expit(z)) ** 2 * np.log1p(np.exp((1 - 2 * t) * z)),
        "overflows",
    ),
    Wrong(
        lambda t, z: (
            (t - plain(z)) ** 2 * from_probs(t, np.clip(plain(z), 1e-7, 1 - 1e-7))
        ),
        "eps inside",
    ),
    Wrong(
        lambda t, z: -((1 - p_of_truth(t, z)) ** 2) * np.log(p_of_truth(t, z) + 1e-8),
        "eps inside",
    ),
    Wrong(
        lambda t, z: (
            -((1 - p_of_truth(t, z).clip(1e-6, 1)) ** 2)
            * np.log(p_of_truth(t, z).clip(1e-6, 1))
        ),
        "eps inside",
    ),
    Wrong(lambda t, z: focal_by_margin(t, z.clip(-50, 50)), "eps inside"),
    Wrong(lambda t, z: (1 - p_of_truth(t, z)) ** (2 * stable(t, z)), None, "a power"),
    Wrong(lambda t, z: 1 - p_of_truth(t, z) ** 2 * stable(t, z), None, "brackets"),
    Wrong(lambda t, z: t * (1 - plain(z)) ** 2 + stable(t, z), None, "a sum"),
    Wrong(lambda logits, y_true: focal_by_margin(y_true, logits), ORDER),
]

ANSWERS = {
    "bce_from_logits": BCE_FROM_LOGITS,
    "bce_from_logits_grad": BCE_FROM_LOGITS_GRAD,
    "focal_loss": FOCAL_LOSS,
}
