"""Chapter 09: the Brier score and its gradient."""

# ruff: noqa: B905, RET503

import numpy as np

from answers import ORDER, Right, Wrong
from lossbook.links import softmax

# --------------------------------------------------------------------------- brier


def hot(y, p):
    return np.eye(p.shape[1])[y]


def target(y, p):
    return p[np.arange(len(y)), y]


def by_loops(y_true, probs):
    losses = []
    for i in range(len(y_true)):
        loss = 0
        for k in range(probs.shape[1]):
            truth = 1 if k == y_true[i] else 0
            loss += (probs[i, k] - truth) ** 2
        losses.append(loss)
    return losses


def by_rows(y_true, probs):
    losses = []
    for y, row in zip(y_true, probs):
        truth = np.zeros(len(row))
        truth[y] = 1
        losses.append(np.sum((row - truth) ** 2))
    return np.array(losses)


def by_lists(y_true, probs):
    return [
        sum((p - (k == y)) ** 2 for k, p in enumerate(row))
        for y, row in zip(y_true.tolist(), probs.tolist())
    ]


def in_place(y_true, probs):
    probs[np.arange(len(probs)), y_true] -= 1
    return (probs**2).sum(axis=-1)


def by_zeros(y_true, probs):
    truth = np.zeros_like(probs)
    truth[np.arange(len(y_true)), y_true] = 1
    return np.linalg.norm(probs - truth, axis=1) ** 2


def by_put(y_true, probs):
    truth = np.zeros(probs.shape)
    np.put_along_axis(truth, y_true[:, None], 1, axis=1)
    return np.square(truth - probs).sum(axis=1)


def rest_and_target(y_true, probs):
    losses = []
    for y, row in zip(y_true, probs):
        others = np.delete(row, y)
        losses.append((1 - row[y]) ** 2 + others @ others)
    return losses


def by_unique(y_true, probs):
    """The classes that occur, which need not be all."""
    classes = np.unique(y_true)
    truth = (y_true[:, None] == classes).astype(float)
    return ((probs - truth) ** 2).sum(axis=1)


def returned_in_the_loop(y_true, probs):
    losses = []
    for y, row in zip(y_true, probs):
        losses.append(((row - np.eye(len(row))[y]) ** 2).sum())
        return losses


BRIER = [
    Right(by_loops),
    Right(by_rows),
    Right(by_lists),
    Right(in_place),
    Right(by_zeros),
    Right(by_put),
    Right(rest_and_target),
    Right(lambda y, p: ((p - hot(y, p)) ** 2).sum(axis=1)),
    Right(lambda y, p: np.sum(np.square(hot(y, p) - p), axis=-1)),
    Right(lambda y, p: 1 - 2 * target(y, p) + (p**2).sum(axis=1)),
    Right(lambda y, p: np.einsum("nk,nk->n", p - hot(y, p), p - hot(y, p))),
    Right(lambda y, p: np.diag((p - hot(y, p)) @ (p - hot(y, p)).T)),
    Right(lambda y, p: [np.dot(r - e, r - e) for r, e in zip(p, hot(y, p))]),
    Right(lambda y, p: ((p - (np.arange(p.shape[1]) == y[:, None])) ** 2).sum(1)),
    Right(lambda y, p: p.shape[1] * ((p - hot(y, p)) ** 2).mean(axis=1)),
    Right(lambda y, p: ((p.astype(np.float32) - hot(y, p)) ** 2).sum(axis=1)),
    Wrong(lambda y, p: (1 - target(y, p)) ** 2, "only the target"),
    Wrong(lambda y, p: [(1 - r[k]) ** 2 for k, r in zip(y, p)], "only the target"),
    Wrong(lambda y, p: 2 * (1 - target(y, p)) ** 2, "only the target"),
    Wrong(lambda y, p: (p**2).sum(axis=1) - target(y, p) ** 2, "leaves the target out"),
    Wrong(lambda y, p: (p**2).sum(axis=1), "plays no part"),
    Wrong(lambda y, p: 1 - (p**2).sum(axis=1), "plays no part", "Gini"),
    Wrong(lambda y, p: np.mean((p - hot(y, p)) ** 2, axis=1), "mean over the classes"),
    Wrong(lambda y, p: by_zeros(y, p) / p.shape[1], "mean over the classes"),
    Wrong(lambda y, p: 0.5 * np.sum((p - hot(y, p)) ** 2, axis=1), "half"),
    Wrong(lambda y, p: by_put(p.argmax(axis=1), p), "most probable class"),
    Wrong(lambda y, p: 1 - 2 * p.max(axis=1) + (p**2).sum(axis=1), "most probable"),
    Wrong(lambda y, p: by_put(y - 1, p), "counted from 1"),
    Wrong(
        lambda y, p: ((p - y[:, None]) ** 2).sum(axis=1), "label is used as a number"
    ),
    Wrong(lambda y, p: (p.argmax(axis=1) - y) ** 2, "label is used as a number"),
    Wrong(
        lambda y, p: ((p - np.eye(max(y) + 1)[y]) ** 2).sum(axis=1),
        "no example has",
    ),
    Wrong(
        lambda y, p: ((np.eye(y.max() + 1)[y] - p) ** 2).sum(axis=-1),
        "no example has",
    ),
    Wrong(by_unique, "no example has"),
    Wrong(lambda y, p: ((p - np.eye(3)[y]) ** 2).sum(axis=1), None, "3 classes always"),
    Wrong(lambda y, p: ((p - np.eye(len(p))[y]) ** 2).sum(1), None, "N for K"),
    Wrong(lambda y, p: np.linalg.norm(p - hot(y, p), axis=1), "root"),
    Wrong(lambda y, p: np.sqrt(((p - hot(y, p)) ** 2).sum(axis=1)), "root"),
    Wrong(lambda y, p: np.abs(p - hot(y, p)).sum(axis=1), "absolute"),
    Wrong(lambda y, p: 2 - 2 * target(y, p), "absolute"),
    Wrong(lambda y, p: 1 - target(y, p), "absolute"),
    Wrong(lambda y, p: np.sum(p - hot(y, p), axis=1) ** 2, "before it squares"),
    Wrong(lambda y, p: -((p - hot(y, p)) ** 2).sum(axis=1), "sign is wrong"),
    Wrong(lambda y, p: by_put(y, softmax(p)), "applies softmax"),
    Wrong(lambda y, p: by_put(y, p) / len(y), "divides by the number"),
    Wrong(lambda y, p: np.mean(by_put(y, p)), "mean over the examples"),
    Wrong(lambda y, p: np.mean((p - hot(y, p)) ** 2), "mean over the examples"),
    Wrong(lambda y, p: np.mean((p - hot(y, p)) ** 2, axis=0), "mean over the examples"),
    Wrong(lambda y, p: np.sum((p - hot(y, p)) ** 2), "adds up the examples"),
    Wrong(lambda y, p: sum((p - hot(y, p)) ** 2), "adds up the examples"),
    Wrong(lambda y, p: np.linalg.norm(p - hot(y, p)) ** 2, "adds up the examples"),
    Wrong(lambda y, p: -np.log(target(y, p)), "negative log"),
    Wrong(lambda y, p: (p - hot(y, p)) ** 2, "for each class of each"),
    Wrong(lambda y, p: p**2 - hot(y, p) ** 2, None, "the difference of the squares"),
    Wrong(lambda y, p: (p - y) ** 2, None, "shapes do not fit"),
    Wrong(lambda y, p: 2 * by_put(y, p), None, "twice"),
    Wrong(lambda y, p: ((p - 1 + hot(y, p)) ** 2).sum(1), None, "one-hot turned round"),
    Wrong(lambda y, p: p - hot(y, p) ** 2, None, "a bracket is missing"),
    Wrong(returned_in_the_loop, None, "returns from within the loop"),
    Wrong(lambda probs, y_true: by_put(y_true, probs), ORDER),
]


# ---------------------------------------------------------------------- brier_grad


def grad_by_loops(y_true, probs):
    grad = np.zeros(probs.shape)
    for i in range(len(y_true)):
        for k in range(probs.shape[1]):
            grad[i, k] = 2 * (probs[i, k] - (1 if k == y_true[i] else 0))
    return grad


def grad_in_place(y_true, probs):
    probs *= 2
    probs[np.arange(len(probs)), y_true] -= 2
    return probs


def grad_by_copy(y_true, probs):
    grad = probs.copy()
    grad[np.arange(len(grad)), y_true] -= 1
    return 2 * grad


def grad_by_lists(y_true, probs):
    return [
        [2 * (p - 1) if k == y else 2 * p for k, p in enumerate(row)]
        for y, row in zip(y_true, probs)
    ]


def grad_measured(y_true, probs, h=1e-6):
    grad = np.zeros(probs.shape)
    for k in range(probs.shape[1]):
        up, down = probs.copy(), probs.copy()
        up[:, k] += h
        down[:, k] -= h
        grad[:, k] = (by_put(y_true, up) - by_put(y_true, down)) / (2 * h)
    return grad


def grad_on_the_simplex(y_true, probs):
    """A row and its one-hot vector have the same sum: their mean difference is 0."""
    grad = 2 * (probs - hot(y_true, probs))
    return grad - grad.mean(axis=1, keepdims=True)


def grad_through_softmax(y_true, probs):
    grad = 2 * (probs - hot(y_true, probs))
    rows = []
    for g, p in zip(grad, probs):
        rows.append((np.diag(p) - np.outer(p, p)) @ g)
    return np.stack(rows)


def grad_all_minus_one(y_true, probs):
    """The index [:, y_true] is a whole column for each label."""
    grad = probs.copy()
    grad[:, y_true] -= 1
    return 2 * grad


BRIER_GRAD = [
    Right(grad_by_loops),
    Right(grad_in_place),
    Right(grad_by_copy),
    Right(grad_by_lists),
    Right(grad_measured),
    Right(grad_on_the_simplex),
    Right(lambda y, p: 2 * (p - hot(y, p))),
    Right(lambda y, p: -2 * (hot(y, p) - p)),
    Right(lambda y, p: 2 * p - 2 * hot(y, p)),
    Right(lambda y, p: np.multiply(2.0, np.subtract(p, hot(y, p)))),
    Right(lambda y, p: np.where(np.arange(p.shape[1]) == y[:, None], 2 * p - 2, 2 * p)),
    Right(lambda y, p: [2 * (r - e) for r, e in zip(p, hot(y, p))]),
    Right(lambda y, p: (p - (y[:, None] == np.arange(p.shape[1]))) / 0.5),
    Right(lambda y, p: 2 * (np.float32(p) - np.float32(hot(y, p)))),
    Wrong(lambda y, p: p - hot(y, p), "factor 2"),
    Wrong(lambda y, p: 0.5 * grad_by_copy(y, p), "factor 2"),
    Wrong(lambda y, p: hot(y, p) * 2 * (p - 1), "Only the target"),
    Wrong(lambda y, p: np.minimum(2 * (p - hot(y, p)), 0), "Only the target"),
    Wrong(lambda y, p: hot(y, p) * (p - 1), "Only the target"),
    Wrong(lambda y, p: -2 * (1 - target(y, p)), "Only the target"),
    Wrong(lambda y, p: 2 * (1 - target(y, p)), "Only the target"),
    Wrong(lambda y, p: 2 * p, "truth is not subtracted"),
    Wrong(lambda y, p: 2 * p * (1 - hot(y, p)), None, "the target gets none"),
    Wrong(grad_through_softmax, "respect to the logits"),
    Wrong(
        lambda y, p: (
            2 * p * (p - hot(y, p) - ((p - hot(y, p)) * p).sum(1, keepdims=True))
        ),
        "respect to the logits",
    ),
    Wrong(lambda y, p: 2 * (p - hot(y, p)) * p * (1 - p), None, "the diagonal alone"),
    Wrong(lambda y, p: 2 * (hot(y, p) - p), "sign is wrong"),
    Wrong(lambda y, p: -2 * (p - hot(y, p)), "sign is wrong"),
    Wrong(lambda y, p: hot(y, p) - p, "sign is wrong"),
    Wrong(lambda y, p: 2 * np.abs(p - hot(y, p)), "lost its sign"),
    Wrong(lambda y, p: np.abs(hot(y, p) - p), "lost its sign"),
    Wrong(lambda y, p: grad_by_copy(y - 1, p), "counted from 1"),
    Wrong(lambda y, p: 2 * (p - y[:, None]), "label is used as a number"),
    Wrong(lambda y, p: p - y.reshape(-1, 1), "label is used as a number"),
    Wrong(lambda y, p: 2 * (p - np.eye(y.max() + 1)[y]), "no example has"),
    Wrong(lambda y, p: -2 * (np.eye(max(y) + 1)[y] - p), "no example has"),
    Wrong(lambda y, p: 2 * (p - np.eye(3)[y]), None, "3 classes always"),
    Wrong(lambda y, p: 2 * (p - hot(y, p)) / p.shape[1], "divides by the number"),
    Wrong(lambda y, p: 2 * (p - hot(y, p)) / len(y), "divides by the number"),
    Wrong(lambda y, p: 2 / p.size * (p - hot(y, p)), "divides by the number"),
    Wrong(lambda y, p: (p - hot(y, p)) / len(p), "divides by the number"),
    Wrong(lambda y, p: grad_by_copy(y, p).mean(axis=0), "adds up"),
    Wrong(lambda y, p: grad_by_copy(y, p).sum(axis=0), "adds up"),
    Wrong(lambda y, p: (2 * (p - hot(y, p))).sum(), "adds up"),
    Wrong(lambda y, p: np.sum(grad_by_copy(y, p), axis=1), "adds up"),
    Wrong(
        lambda y, p: ((p - hot(y, p)) ** 2).sum(axis=1), "the loss, not its gradient"
    ),
    Wrong(lambda y, p: (p - hot(y, p)) ** 2, "the loss, not its gradient"),
    Wrong(lambda y, p: -hot(y, p) / p, "negative log"),
    Wrong(lambda y, p: -1 / target(y, p), "negative log"),
    Wrong(grad_all_minus_one, None, "whole columns"),
    Wrong(lambda y, p: 2 * p - hot(y, p), None, "a bracket is missing"),
    Wrong(lambda y, p: 2 * (p + hot(y, p)), None, "a sum for a difference"),
    Wrong(lambda y, p: grad_by_copy(y, p).T, None, "transposed"),
    Wrong(lambda y, p: 2 * (softmax(p) - hot(y, p)), None, "softmax of probabilities"),
    Wrong(lambda y, p: 4 * (p - hot(y, p)), None, "a factor 2 too much"),
    Wrong(lambda probs, y_true: 2 * (probs - hot(y_true, probs)), ORDER),
]

ANSWERS = {"brier": BRIER, "brier_grad": BRIER_GRAD}
