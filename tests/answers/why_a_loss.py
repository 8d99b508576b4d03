"""Chapter 01: the squared error, its slope, and the zero-one loss."""

# ruff: noqa: B905, RET503

import math
import statistics

import numpy as np

from answers import Right, Wrong

# ------------------------------------------------------------------ squared_error


def square_by_loop(y_true, y_pred):
    losses = []
    for y, p in zip(y_true, y_pred, strict=True):
        losses.append((y - p) ** 2)
    return losses


def square_by_index(y_true, y_pred):
    out = np.zeros(len(y_true))
    for i in range(len(y_true)):
        out[i] = (y_true[i] - y_pred[i]) ** 2
    return out


def square_of_plain_numbers(y_true, y_pred):
    if y_true.ndim != 1:
        raise ValueError("one axis, please")
    return [math.pow(p - y, 2) for y, p in zip(y_true.tolist(), y_pred.tolist())]


def square_in_place(y_true, y_pred):
    y_pred -= y_true
    y_pred *= y_pred
    return y_pred


def square_by_branch(y_true, y_pred):
    losses = []
    for y, p in zip(y_true, y_pred, strict=True):
        if p > y:
            losses.append((p - y) * (p - y))
        else:
            losses.append((y - p) * (y - p))
    return np.array(losses)


def square_of_integers(y_true, y_pred):
    return (y_true.astype(int) - y_pred.astype(int)) ** 2


def running_mean(y_true, y_pred):
    total = 0
    for y, p in zip(y_true, y_pred, strict=True):
        total += (p - y) ** 2
    return total / len(y_true)


def running_sum(y_true, y_pred):
    total = 0.0
    for i in range(len(y_true)):
        total = total + (y_true[i] - y_pred[i]) ** 2
    return total


def returned_too_early(y_true, y_pred):
    for y, p in zip(y_true, y_pred, strict=True):
        return (y - p) ** 2


def forgot_the_last(y_true, y_pred):
    return [(y_true[i] - y_pred[i]) ** 2 for i in range(len(y_true) - 1)]


def forgot_to_return(y_true, y_pred):
    (y_true - y_pred) ** 2


SQUARED_ERROR = [
    Right(square_by_loop),
    Right(square_by_index),
    Right(square_of_plain_numbers),
    Right(square_in_place),
    Right(square_by_branch),
    Right(lambda y, p: (p - y) ** 2),
    Right(lambda y, p: (y - p) * (y - p)),
    Right(lambda y, p: np.square(np.subtract(y, p))),
    Right(lambda y, p: np.power(y - p, 2)),
    Right(lambda y, p: abs(y - p) ** 2.0),
    Right(lambda y, p: np.array([np.linalg.norm(a - b) ** 2 for a, b in zip(y, p)])),
    Right(lambda y, p: list(map(lambda a, b: pow(a - b, 2), y, p))),
    Right(lambda y, p: np.einsum("i,i->i", y - p, y - p)),
    Right(lambda y, p: np.vectorize(lambda a, b: (a - b) ** 2)(y, p)),
    Right(lambda y, p: np.exp(2 * np.log(np.abs(p - y) + 1e-300))),
    Wrong(running_mean, "takes the mean"),
    Wrong(lambda y, p: ((y - p) ** 2).mean(), "takes the mean"),
    Wrong(lambda y, p: np.average((y - p) ** 2), "takes the mean"),
    Wrong(lambda y, p: statistics.fmean((y - p) ** 2), "takes the mean"),
    Wrong(lambda y, p: np.sum((y - p) ** 2) / len(y), "takes the mean"),
    Wrong(lambda y, p: (y - p) @ (y - p) / y.size, "takes the mean"),
    Wrong(running_sum, "adds up"),
    Wrong(lambda y, p: np.dot(y - p, y - p), "adds up"),
    Wrong(lambda y, p: np.linalg.norm(y - p) ** 2, "adds up"),
    Wrong(lambda y, p: sum((a - b) ** 2 for a, b in zip(y, p)), "adds up"),
    Wrong(lambda y, p: 0.5 * np.sum((y - p) ** 2), "half the sum"),
    Wrong(lambda y, p: np.mean((y - p) ** 2) / 2, "half the mean"),
    Wrong(lambda y, p: np.sum((y - p) ** 2) / (2 * len(y)), "half the mean"),
    Wrong(lambda y, p: 0.5 * (y - p) ** 2, "halves each"),
    Wrong(lambda y, p: (y - p) ** 2 / len(y), "divides by the number"),
    Wrong(lambda y, p: np.sqrt(np.mean((y - p) ** 2)), "root of the mean"),
    Wrong(lambda y, p: np.linalg.norm(y - p), "root of the"),
    Wrong(lambda y, p: y - p, "square is missing"),
    Wrong(lambda y, p: (y - p) ^ 2, None, "^ is exclusive or: Python raises"),
    Wrong(lambda y, p: np.abs(y - p), "absolute error"),
    Wrong(lambda y, p: np.sqrt((y - p) ** 2), "absolute error"),
    Wrong(lambda y, p: (y - p) * 2, "doubles"),
    Wrong(lambda y, p: np.sum(y - p) ** 2, "after adding up"),
    Wrong(lambda y, p: y**2 - p**2, "difference of the squares"),
    Wrong(lambda y, p: y - p**2, None, "only the prediction is squared"),
    Wrong(lambda y, p: (y + p) ** 2, None, "a sum, no difference"),
    Wrong(lambda y, p: (y[:, None] - p) ** 2, "every truth with every"),
    Wrong(lambda y, p: y**2 - 2 * y * p + p**2, "multiplies"),
    Wrong(lambda y, p: y * y + p * p - 2 * y * p, "multiplies"),
    Wrong(
        lambda y, p: (y.astype(np.float32) - p.astype(np.float32)) ** 2,
        None,
        "32 bits have lost 1 beside 1e12",
    ),
    Wrong(square_of_integers, None, "cuts off what is behind the point"),
    Wrong(returned_too_early, None, "returns from within the loop"),
    Wrong(forgot_the_last, None, "one short"),
    Wrong(forgot_to_return, None, "returns nothing"),
]

ANSWERS = {"squared_error": SQUARED_ERROR}
