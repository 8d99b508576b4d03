"""Chapter 02: softmax, the negative log-likelihood from logits, and its gradient."""

# ruff: noqa: B905

import math
from functools import partial

import numpy as np

from answers import ORDER, Right, Wrong
from lossbook.links import log_softmax
from lossbook.links import softmax as lb_softmax

# ------------------------------------------------------------------------- softmax


def naive(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def stable(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def by_loops(logits):
    rows = []
    for row in logits:
        top = max(row)
        weights = [math.exp(z - top) for z in row]
        total = sum(weights)
        rows.append([w / total for w in weights])
    return rows


def by_loops_naive(logits):
    rows = []
    for row in logits:
        weights = [math.exp(z) for z in row]
        rows.append([w / sum(weights) for w in weights])
    return rows


def by_rows(logits):
    out = np.empty_like(logits)
    for i, row in enumerate(logits):
        e = np.exp(row - np.max(row))
        out[i] = e / e.sum()
    return out


def by_transposing(logits):
    e = np.exp(logits.T - logits.max(axis=1))
    return (e / e.sum(axis=0)).T


def by_smallest(logits):
    e = np.exp(logits - logits.min(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def shifted_by(shift):
    """The weights after a shift of each row by something other than its maximum."""
    return lambda z: naive(z - shift(z))


def with_eps(eps):
    def softmax(z):
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / (e.sum(axis=1, keepdims=True) + eps)

    return softmax


def clipped(bound):
    return lambda z: naive(np.clip(z, -bound, bound))


def of_one_example(logits):
    e = np.exp(logits - np.max(logits))
    return e / e.sum()


def without_keepdims(logits):
    e = np.exp(logits - logits.max(axis=1))
    return e / e.sum(axis=1)


def in_32_bits(logits):
    return stable(logits.astype(np.float32))


def in_32_bits_naive(logits):
    return naive(logits.astype(np.float32))


def in_base_2(logits):
    e = 2 ** (logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def in_place(logits):
    logits -= logits.max(axis=-1)[:, None]
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=-1)[:, None]
    return logits


def nan_made_zero(logits):
    return np.nan_to_num(naive(logits))


SOFTMAX = [
    Right(stable),
    Right(by_loops),
    Right(by_rows),
    Right(by_transposing),
    Right(in_place),
    Right(in_32_bits),
    Right(lambda z: np.exp(log_softmax(z))),
    Right(lambda z: np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))),
    Right(lambda z: np.array([of_one_example(row) for row in z])),
    Right(lambda z: np.apply_along_axis(of_one_example, 1, z)),
    Right(lambda z: [list(of_one_example(row)) for row in z]),
    Right(lambda z: stable(z - 1e3), "a shift changes nothing"),
    Right(lambda z: naive(z - z.max(axis=-1).reshape(-1, 1))),
    Right(lambda z: 1 / np.exp(z[:, None, :] - z[:, :, None]).sum(axis=2)),
    Right(with_eps(1e-8), "an eps that is lost beside a sum of at least 1"),
    Right(lambda z: naive(np.maximum(z - z.max(1, keepdims=True), -700))),
    Right(lambda z: list(map(of_one_example, z))),
    Wrong(naive, "nothing is subtracted"),
    Wrong(by_loops_naive, "nothing is subtracted"),
    Wrong(lambda z: (np.exp(z).T / np.exp(z).sum(1)).T, "nothing is subtracted"),
    Wrong(
        lambda z: np.exp(z - np.log(np.exp(z).sum(1, keepdims=True))),
        "nothing is subtracted",
    ),
    Wrong(nan_made_zero, None, "nan is made 0, so the sure class has no probability"),
    Wrong(in_32_bits_naive, "nothing is subtracted"),
    Wrong(by_smallest, "row's mean"),
    Wrong(shifted_by(lambda z: z.mean(axis=1, keepdims=True)), "row's mean"),
    Wrong(shifted_by(lambda z: np.median(z, axis=1, keepdims=True)), "row's mean"),
    Wrong(shifted_by(lambda z: z[:, :1]), "row's mean"),
    Wrong(shifted_by(lambda z: z[:, -1:]), "row's mean"),
    Wrong(shifted_by(lambda z: np.mean(z)), None, "the mean of the whole array"),
    Wrong(shifted_by(lambda z: 500), None, "a fixed shift"),
    Wrong(shifted_by(lambda z: np.abs(z).max(1, keepdims=True)), None, "largest size"),
    Wrong(shifted_by(lambda z: z.max()), "largest logit of the whole array"),
    Wrong(of_one_example, "over the whole array"),
    Wrong(lambda z: np.exp(z) / np.sum(np.exp(z)), "over the whole array"),
    Wrong(lambda z: np.exp(z) / np.exp(z).sum(axis=0), "down the columns"),
    Wrong(lambda z: stable(z.T).T, "down the columns"),
    Wrong(
        lambda z: np.exp(z - z.max(0)) / np.exp(z - z.max(0)).sum(0), "down the columns"
    ),
    Wrong(lambda z: np.exp(z) / np.exp(z).sum(axis=1), "other rows"),
    Wrong(without_keepdims, "other rows"),
    Wrong(np.exp, "does not normalise"),
    Wrong(lambda z: np.exp(z - z.max(axis=1, keepdims=True)), "does not normalise"),
    Wrong(lambda z: z / z.sum(axis=1, keepdims=True), "without the exponential"),
    Wrong(
        lambda z: z / np.linalg.norm(z, axis=1, keepdims=True),
        None,
        "divides by the length",
    ),
    Wrong(lambda z: 1 / (1 + np.exp(-z)), "sigmoid of each"),
    Wrong(
        lambda z: np.array([[1 / (1 + math.exp(-x)) for x in row] for row in z]),
        "sigmoid of each",
    ),
    Wrong(log_softmax, "logarithm of softmax"),
    Wrong(
        lambda z: z - np.log(np.exp(z).sum(1, keepdims=True)), "logarithm of softmax"
    ),
    Wrong(lambda z: -log_softmax(z), None, "minus the logarithm"),
    Wrong(lambda z: 1.0 * (z == z.max(1, keepdims=True)), "all to the largest"),
    Wrong(lambda z: np.eye(z.shape[1])[np.argmax(z, axis=1)], "all to the largest"),
    Wrong(lambda z: z.argmax(axis=1), None, "the place of the largest"),
    Wrong(lambda z: stable(-z), None, "the sign of the logits"),
    Wrong(lambda z: stable(stable(z)), None, "twice"),
    Wrong(in_base_2, None, "the base is 2"),
    Wrong(clipped(50), "clips the logits"),
    Wrong(clipped(700), "clips the logits"),
    Wrong(clipped(100), "clips the logits"),
    Wrong(
        lambda z: (
            np.exp(np.minimum(z, 700))
            / np.exp(np.minimum(z, 700)).sum(1, keepdims=True)
        ),
        "clips the logits",
    ),
    Wrong(with_eps(1e-2), None, "an eps so large that it shows"),
    Wrong(
        lambda z: np.exp(z) / (np.exp(z).sum(1, keepdims=True) - np.exp(z)),
        None,
        "the odds: its own weight is not in the sum",
    ),
    Wrong(lambda z: stable(z)[0], None, "the first row alone"),
    Wrong(lambda z: stable(z) / len(z), None, "divides by the number of examples"),
    Wrong(lambda z: stable(z).round(2), None, "rounded to two places"),
    Wrong(partial(np.exp, where=True), "does not normalise"),
]


# --------------------------------------------------------------------- softmax_nll


def nll_by_logsumexp(y, z):
    top = z.max(axis=1, keepdims=True)
    total = np.log(np.exp(z - top).sum(axis=1)) + top[:, 0]
    return total - z[np.arange(len(y)), y]


def nll_by_loops(y_true, logits):
    losses = []
    for y, row in zip(y_true, logits):
        top = max(row)
        total = sum(math.exp(z - top) for z in row)
        losses.append(math.log(total) + top - row[y])
    return losses


def nll_by_loops_naive(y_true, logits):
    losses = []
    for y, row in zip(y_true, logits):
        total = sum(math.exp(z) for z in row)
        losses.append(math.log(total) - row[y])
    return losses


def nll_of_loops_of_probs(y_true, logits):
    return [-math.log(row[y]) for y, row in zip(y_true, by_loops(logits))]


def nll_by_one_hot(y, z):
    return -(np.eye(z.shape[1])[y] * log_softmax(z)).sum(axis=1)


def nll_by_differences_naive(y, z):
    """The textbook form: the log of the sum of exp(z_k - z_y)."""
    return np.log(np.exp(z - z[np.arange(len(y)), y][:, None]).sum(axis=1))


def nll_by_differences_with_math(y_true, logits):
    return [
        math.log(sum(math.exp(z - row[y]) for z in row))
        for y, row in zip(y_true, logits)
    ]


def nll_by_log1p_of_others(y, z):
    rows = np.arange(len(y))
    gaps = z - z[rows, y][:, None]
    gaps[rows, y] = -np.inf
    return np.logaddexp(0, np.logaddexp.reduce(gaps, axis=1))


def nll_by_log1p_naive(y, z):
    rows = np.arange(len(y))
    gaps = np.exp(z - z[rows, y][:, None])
    gaps[rows, y] = 0
    return np.log1p(gaps.sum(axis=1))


def one_hot(y, z):
    return np.eye(z.shape[1])[y]


def target(y, p):
    return p[np.arange(len(y)), y]


def shifted_nll(shift):
    def nll(y, z):
        z = z - shift(z)
        return np.log(np.exp(z).sum(axis=1)) - target(y, z)

    return nll


def shifted_nll_of_probs(shift):
    return lambda y, z: -np.log(target(y, naive(z - shift(z))))


def row_mean(z):
    return z.mean(axis=1, keepdims=True)


def row_median(z):
    return np.median(z, axis=1, keepdims=True)


def row_first(z):
    return z[:, :1]


def nll_eps(eps):
    return lambda y, z: -np.log(target(y, stable(z)) + eps)


def nll_clipped(eps):
    return lambda y, z: -np.log(np.clip(target(y, stable(z)), eps, 1 - eps))


def nll_floor(eps):
    return lambda y, z: -np.log(np.maximum(stable(z), eps))[np.arange(len(y)), y]


def nll_by_one_hot_of_probs(y, z):
    return -(np.eye(z.shape[1])[y] * np.log(stable(z))).sum(axis=1)


def nll_in_32_bits(y, z):
    return nll_by_logsumexp(y, z.astype(np.float32))


def mean_by_loop(y_true, logits):
    total = 0
    for y, p in zip(y_true, by_loops(logits)):
        total -= math.log(p[y])
    return total / len(y_true)


def k_binary_problems(y, z):
    t, p = one_hot(y, z), stable(z)
    return -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p), axis=1)


def label_from_1(y, z):
    return nll_by_logsumexp(y - 1, z)


def first_example_only(y, z):
    return -log_softmax(z)[0, y]


def all_pairs(y, z):
    return -log_softmax(z)[:, y]


SOFTMAX_NLL = [
    Right(nll_by_logsumexp),
    Right(nll_by_loops),
    Right(nll_by_one_hot),
    Right(nll_by_log1p_of_others),
    Right(lambda y, z: nll_by_logsumexp(y, np.float32(z - z.max(1, keepdims=True)))),
    Right(lambda y, z: -target(y, log_softmax(z))),
    Right(lambda y, z: np.logaddexp.reduce(z, axis=1) - target(y, z)),
    Right(lambda y, z: -np.take_along_axis(log_softmax(z), y[:, None], 1)[:, 0]),
    Right(lambda y, z: [-row[k] for k, row in zip(y, log_softmax(z))]),
    Right(lambda y, z: -np.diag(log_softmax(z)[:, y])),
    Right(lambda y, z: np.choose(y, -log_softmax(z).T)),
    Right(lambda y, z: nll_by_logsumexp(y, z - z.mean())),
    Right(lambda y, z: nll_by_logsumexp(y, z) * np.log(np.e)),
    Right(lambda y, z: -np.einsum("nk,nk->n", np.eye(z.shape[1])[y], log_softmax(z))),
    Wrong(nll_in_32_bits, None, "32 bits: 0.3 loses its digits beside 1000"),
    Wrong(lambda y, z: -np.log(target(y, stable(z))), "underflowed"),
    Wrong(lambda y, z: -np.log(target(y, lb_softmax(z))), "underflowed"),
    Wrong(lambda y, z: np.log(1 / target(y, stable(z))), "underflowed"),
    Wrong(nll_of_loops_of_probs, "underflowed"),
    Wrong(nll_by_one_hot_of_probs, "0 by the logarithm"),
    Wrong(lambda y, z: -np.log(target(y, naive(z))), "nothing is subtracted"),
    Wrong(
        lambda y, z: np.log(np.exp(z).sum(1)) - target(y, z), "nothing is subtracted"
    ),
    Wrong(nll_by_loops_naive, "nothing is subtracted"),
    Wrong(nll_by_differences_naive, "logit of the target"),
    Wrong(nll_by_differences_with_math, "logit of the target"),
    Wrong(nll_by_log1p_naive, "logit of the target"),
    Wrong(shifted_nll(row_mean), "row's mean"),
    Wrong(shifted_nll(row_median), "row's mean"),
    Wrong(shifted_nll(row_first), "row's mean"),
    Wrong(shifted_nll_of_probs(row_mean), "row's mean"),
    Wrong(shifted_nll_of_probs(row_median), "row's mean"),
    Wrong(shifted_nll_of_probs(row_first), "row's mean"),
    Wrong(shifted_nll(lambda z: z.max()), "largest logit of the whole array"),
    Wrong(shifted_nll_of_probs(lambda z: z.max()), "largest logit of the whole array"),
    Wrong(nll_eps(1e-8), "eps inside"),
    Wrong(nll_eps(1e-12), "eps inside"),
    Wrong(nll_eps(1e-15), "eps inside"),
    Wrong(nll_eps(1e-3), "eps inside"),
    Wrong(nll_clipped(1e-7), "eps inside"),
    Wrong(nll_floor(1e-10), "eps inside"),
    Wrong(nll_floor(np.finfo(float).eps), "eps inside"),
    Wrong(lambda y, z: -np.log(stable(z).max(axis=1)), "largest output"),
    Wrong(lambda y, z: -log_softmax(z).max(axis=1), "largest output"),
    Wrong(lambda y, z: target(y, log_softmax(z)), "minus sign"),
    Wrong(lambda y, z: target(y, z) - np.log(np.exp(z).sum(1)), "minus sign"),
    Wrong(lambda y, z: target(y, stable(z)), "logarithm is missing"),
    Wrong(lambda y, z: 1 - target(y, stable(z)), "logarithm is missing"),
    Wrong(lambda y, z: -target(y, z), "softmax is missing"),
    Wrong(lambda y, z: -np.log(target(y, z)), "softmax is missing"),
    Wrong(
        lambda y, z: [-math.log(row[k]) for k, row in zip(y, z)], "softmax is missing"
    ),
    Wrong(lambda y, z: nll_by_logsumexp(y, stable(z)), "softmax twice"),
    Wrong(lambda y, z: -target(y, log_softmax(2 * z)), None, "doubled logits"),
    Wrong(lambda y, z: np.log(1 + np.exp(-target(y, z))), "sigmoid of the target"),
    Wrong(
        lambda y, z: -np.log(1 / (1 + np.exp(-target(y, z)))), "sigmoid of the target"
    ),
    Wrong(lambda y, z: -np.log10(target(y, stable(z))), "base 10"),
    Wrong(lambda y, z: -np.log2(target(y, stable(z))), "base 2"),
    Wrong(mean_by_loop, "takes the mean"),
    Wrong(lambda y, z: np.mean(nll_by_logsumexp(y, z)), "takes the mean"),
    Wrong(lambda y, z: nll_by_logsumexp(y, z).sum(), "adds up"),
    Wrong(lambda y, z: nll_by_logsumexp(y, z) / len(y), "divides by"),
    Wrong(lambda y, z: -np.sum(np.eye(z.shape[1])[y] * log_softmax(z)), "adds up"),
    Wrong(all_pairs, "columns of all targets"),
    Wrong(first_example_only, None, "the first row, for all labels"),
    Wrong(label_from_1, None, "counts the classes from 1"),
    Wrong(
        lambda y, z: -(np.eye(z.shape[1])[y] * log_softmax(z)), "number for each class"
    ),
    Wrong(lambda y, z: -log_softmax(z), "number for each class"),
    Wrong(k_binary_problems, "other classes"),
    Wrong(lambda y, z: nll_by_logsumexp(y, z.clip(-500, 500)), "clips the logits"),
    Wrong(lambda y, z: -log_softmax(z).sum(axis=1), None, "adds all classes"),
    Wrong(lambda y, z: -np.log(target(y, z.T / z.sum(1)).T), None, "no softmax"),
    Wrong(lambda z, y: nll_by_logsumexp(y, z), ORDER),
    Wrong(lambda logits, y_true: nll_by_loops(y_true, logits), ORDER),
]


# ---------------------------------------------------------------- softmax_nll_grad


def grad_by_index(y, z):
    p = stable(z)
    p[np.arange(len(y)), y] -= 1
    return p


def grad_by_loops(y_true, logits):
    rows = []
    for y, p in zip(y_true, by_loops(logits)):
        rows.append([p[k] - 1 if k == y else p[k] for k in range(len(p))])
    return rows


def grad_by_jacobian(y, z):
    grads = []
    for k, p in zip(y, stable(z)):
        jacobian = np.diag(p) - np.outer(p, p)
        by_p = np.zeros(len(p))
        by_p[k] = -1 / max(p[k], 1e-300)
        grads.append(jacobian @ by_p)
    return np.array(grads)


def grad_by_differences(y, z):
    grad, h = np.zeros_like(z), 1e-4
    for k in range(z.shape[1]):
        up, down = z.copy(), z.copy()
        up[:, k] += h
        down[:, k] -= h
        grad[:, k] = (nll_by_logsumexp(y, up) - nll_by_logsumexp(y, down)) / (2 * h)
    return grad


def grad_all_columns(y, z):
    p = stable(z)
    p[:, y] -= 1
    return p


def grad_of_first(y, z):
    p = stable(z)
    p[0, y] -= 1
    return p


def grad_naive(y, z):
    return naive(z) - one_hot(y, z)


def grad_naive_with_math(y_true, logits):
    rows = by_loops_naive(logits)
    for y, row in zip(y_true, rows):
        row[y] -= 1
    return rows


def grad_shifted(shift):
    return lambda y, z: naive(z - shift(z)) - one_hot(y, z)


def grad_only_target(y, z):
    out = np.zeros_like(z)
    rows = np.arange(len(y))
    out[rows, y] = stable(z)[rows, y] - 1
    return out


SOFTMAX_NLL_GRAD = [
    Right(grad_by_index),
    Right(grad_by_loops),
    Right(grad_by_differences),
    Right(lambda y, z: stable(z) - one_hot(y, z)),
    Right(lambda y, z: lb_softmax(z) - one_hot(y, z)),
    Right(lambda y, z: -(one_hot(y, z) - stable(z))),
    Right(lambda y, z: np.exp(log_softmax(z)) - one_hot(y, z)),
    Right(lambda y, z: stable(z) - (np.arange(z.shape[1]) == y[:, None])),
    Right(lambda y, z: stable(z.astype(np.float32)) - one_hot(y, z)),
    Right(lambda y, z: np.where(one_hot(y, z) == 1, stable(z) - 1, stable(z))),
    Right(lambda y, z: [p - e for p, e in zip(stable(z), one_hot(y, z))]),
    Right(lambda y, z: np.subtract(by_loops(z), one_hot(y, z))),
    Right(lambda y, z: by_transposing(z) - np.equal.outer(y, np.arange(z.shape[1]))),
    Right(
        lambda y, z: (stable(z) * z.shape[1] - one_hot(y, z) * z.shape[1]) / z.shape[1]
    ),
    Wrong(grad_by_jacobian, None, "the target's probability has underflowed"),
    Wrong(grad_naive, "overflows"),
    Wrong(grad_naive_with_math, "overflows"),
    Wrong(grad_shifted(row_mean), "row's mean"),
    Wrong(grad_shifted(row_median), "row's mean"),
    Wrong(grad_shifted(row_first), "row's mean"),
    Wrong(grad_shifted(lambda z: z.max()), "largest logit of the whole array"),
    Wrong(lambda y, z: clipped(50)(z) - one_hot(y, z), "clips the logits"),
    Wrong(lambda y, z: clipped(700)(z) - one_hot(y, z), "clips the logits"),
    Wrong(lambda y, z: one_hot(y, z) - stable(z), "sign is wrong"),
    Wrong(lambda y, z: -(stable(z) - one_hot(y, z)), "sign is wrong"),
    Wrong(lambda y, z: stable(z), "nothing is subtracted at"),
    Wrong(lambda y, z: stable(z) - 1, "1 from every class"),
    Wrong(grad_all_columns, "columns of all targets"),
    Wrong(grad_of_first, None, "all targets in the first row"),
    Wrong(grad_only_target, "Only the target"),
    Wrong(lambda y, z: one_hot(y, z) * (stable(z) - 1), "Only the target"),
    Wrong(
        lambda y, z: (target(y, stable(z)) - 1)[:, None] * one_hot(y, z),
        "Only the target",
    ),
    Wrong(lambda y, z: target(y, stable(z)) - 1, None, "one number an example"),
    Wrong(lambda y, z: stable(z) * (1 - stable(z)), "diagonal of the softmax"),
    Wrong(
        lambda y, z: stable(z) * (one_hot(y, z) - stable(z)),
        None,
        "the target's row of the Jacobian would have p_y in front",
    ),
    Wrong(
        lambda y, z: target(y, stable(z))[:, None] * (one_hot(y, z) - stable(z)),
        "gradient of the target's probability",
    ),
    Wrong(
        lambda y, z: (stable(z) - one_hot(y, z)) * stable(z) * (1 - stable(z)),
        "by p(1 - p) again",
    ),
    Wrong(lambda y, z: (stable(z) - one_hot(y, z)) / len(y), "divides by"),
    Wrong(lambda y, z: (stable(z) - one_hot(y, z)) / y.size, "divides by"),
    Wrong(
        lambda y, z: (stable(z) - one_hot(y, z)).sum(axis=0), "averages the examples"
    ),
    Wrong(lambda y, z: (stable(z) - one_hot(y, z)).mean(0), "averages the examples"),
    Wrong(
        lambda y, z: (stable(z) - one_hot(y, z)).sum(axis=1), None, "each row sums to 0"
    ),
    Wrong(lambda y, z: -one_hot(y, z) / stable(z), "with respect to the probabilities"),
    Wrong(lambda y, z: z - one_hot(y, z), "softmax is missing"),
    Wrong(lambda y, z: 1 / (1 + np.exp(-z)) - one_hot(y, z), "sigmoid of each"),
    Wrong(lambda y, z: 2 * (stable(z) - one_hot(y, z)), "doubles"),
    Wrong(lambda y, z: -2 * (one_hot(y, z) - stable(z)), "doubles"),
    Wrong(lambda y, z: stable(z) + one_hot(y, z), None, "adds the one-hot"),
    Wrong(lambda y, z: stable(z) - y[:, None], None, "subtracts the label's number"),
    Wrong(
        lambda y, z: stable(z) - y, None, "subtracts the labels, lined up as columns"
    ),
    Wrong(lambda y, z: stable(z.T).T - one_hot(y, z), None, "softmax down the columns"),
    Wrong(lambda y, z: of_one_example(z) - one_hot(y, z), None, "over the whole array"),
    Wrong(lambda y, z: log_softmax(z) - one_hot(y, z), None, "log of the softmax"),
    Wrong(lambda y, z: stable(stable(z)) - one_hot(y, z), None, "softmax twice"),
    Wrong(lambda y, z: np.argmax(z, 1) - y, None, "the difference of the labels"),
    Wrong(lambda y, z: stable(z) - one_hot(z.argmax(1), z), "largest output"),
    Wrong(lambda y, z: nll_by_logsumexp(y, z), "the loss, not its gradient"),
    Wrong(lambda z, y: stable(z) - one_hot(y, z), ORDER),
    Wrong(lambda logits, y_true: grad_by_loops(y_true, logits), ORDER),
]

ANSWERS = {
    "softmax": SOFTMAX,
    "softmax_nll": SOFTMAX_NLL,
    "softmax_nll_grad": SOFTMAX_NLL_GRAD,
}
