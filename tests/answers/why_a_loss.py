"""Chapter 01: the squared error, its slope, and the zero-one loss."""

# ruff: noqa: B905, RET503

import math
import statistics

import numpy as np

from answers import ORDER, Right, Wrong

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
    Wrong(lambda y, p: np.sqrt(np.mean((y - p) ** 2)), "root of the"),
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
        "32 bits",
    ),
    Wrong(square_of_integers, None, "cuts off what is behind the point"),
    Wrong(returned_too_early, None, "returns from within the loop"),
    Wrong(forgot_the_last, None, "one short"),
    Wrong(forgot_to_return, None, "returns nothing"),
]


# ------------------------------------------------------------- squared_error_grad


def slope_by_loop(y_true, y_pred):
    slopes = []
    for y, p in zip(y_true, y_pred):
        slopes.append(2 * (p - y))
    return slopes


def slope_by_index(y_true, y_pred):
    grad = np.zeros_like(y_pred)
    for i in range(len(y_pred)):
        grad[i] = 2 * y_pred[i] - 2 * y_true[i]
    return grad


def slope_by_branch(y_true, y_pred):
    slopes = []
    for y, p in zip(y_true, y_pred):
        size = 2 * abs(p - y)
        if p > y:
            slopes.append(size)
        else:
            slopes.append(-size)
    return slopes


def slope_in_place(y_true, y_pred):
    y_pred -= y_true
    y_pred *= 2
    return y_pred


def slope_by_gradient_of_a_grid(y_true, y_pred):
    """The slope of the parabola at its two neighbours, a whole unit away."""
    return ((y_pred + 1 - y_true) ** 2 - (y_pred - 1 - y_true) ** 2) / 2


def one_step_of_a_line(y_true, y_pred, x=None):
    x = np.ones_like(y_pred) if x is None else x
    return 2 * (y_pred - y_true) * x


def measured(h):
    return lambda y, p: ((p + h - y) ** 2 - (p - h - y) ** 2) / (2 * h)


def measured_forwards(h):
    return lambda y, p: ((p + h - y) ** 2 - (p - y) ** 2) / h


def mean_slope(y_true, y_pred):
    n = len(y_true)
    return [2 / n * (y_pred[i] - y_true[i]) for i in range(n)]


def sum_of_slopes(y_true, y_pred):
    total = 0
    for y, p in zip(y_true, y_pred):
        total += 2 * (p - y)
    return total


SQUARED_ERROR_GRAD = [
    Right(slope_by_loop),
    Right(slope_by_index),
    Right(slope_by_branch, "the slope of a residual of 0 is 0, with either sign"),
    Right(slope_in_place),
    Right(one_step_of_a_line),
    Right(slope_by_gradient_of_a_grid, "a chord has the slope at its middle"),
    Right(lambda y, p: 2 * (p - y)),
    Right(lambda y, p: (p - y) * 2.0),
    Right(lambda y, p: -2 * (y - p)),
    Right(lambda y, p: 2 * p - 2 * y),
    Right(lambda y, p: np.subtract(p, y) / 0.5),
    Right(lambda y, p: [2 * (b - a) for a, b in zip(y.tolist(), p.tolist())]),
    Right(lambda y, p: (p - y) + (p - y)),
    Right(lambda y, p: np.multiply(2, p - y)),
    Right(lambda y, p: np.sign(p - y) * abs(p - y) * 2),
    Right(lambda y, p: 2 * (p.astype(np.longdouble) - y).astype(float)),
    Wrong(lambda y, p: p - y, "factor 2"),
    Wrong(lambda y, p: -(y - p), "factor 2"),
    Wrong(lambda y, p: 0.5 * 2 * (p - y), "factor 2"),
    Wrong(lambda y, p: 2 * (y - p), "sign is wrong"),
    Wrong(lambda y, p: -2 * (p - y), "sign is wrong"),
    Wrong(lambda y, p: y - p, "sign is wrong"),
    Wrong(mean_slope, "divides by the number"),
    Wrong(lambda y, p: 2 * (p - y) / len(y), "divides by the number"),
    Wrong(lambda y, p: 2 / y.size * (p - y), "divides by the number"),
    Wrong(lambda y, p: (p - y) / len(p), "divides by the number"),
    Wrong(lambda y, p: -2 * (y - p) / y.shape[0], "divides by the number"),
    Wrong(sum_of_slopes, "adds up"),
    Wrong(lambda y, p: 2 * np.mean(p - y), "adds up"),
    Wrong(lambda y, p: (2 * (p - y)).sum(), "adds up"),
    Wrong(lambda y, p: 2 * (p.mean() - y.mean()), "adds up"),
    Wrong(lambda y, p: -2 * np.sum(y - p) / len(y), "adds up"),
    Wrong(lambda y, p: (p - y) ** 2, "the loss, not its slope"),
    Wrong(lambda y, p: (y - p) * (y - p), "the loss, not its slope"),
    Wrong(lambda y, p: np.sign(p - y), "slope of the absolute"),
    Wrong(lambda y, p: np.where(p > y, 1, -1), None, "the sign, and -1 at 0"),
    Wrong(lambda y, p: 2 * np.abs(p - y), "lost its sign"),
    Wrong(lambda y, p: 2 * np.sqrt((p - y) ** 2), "lost its sign"),
    Wrong(lambda y, p: 2 * p, "leaves the truth out"),
    Wrong(lambda y, p: 2 * p - y, None, "a bracket is missing"),
    Wrong(lambda y, p: 2 * (p + y), None, "a sum for a difference"),
    Wrong(lambda y, p: 2 * (p - y) * p, None, "a factor y_pred too much"),
    Wrong(lambda y, p: 2 * (p - y) * y, None, "a factor y_true too much"),
    Wrong(lambda y, p: 2 * (p[:, None] - y), "every truth with every"),
    Wrong(lambda y, p: 2 * (p - y[:, None]), "every truth with every"),
    Wrong(lambda y, p: np.gradient((p - y) ** 2), None, "along the examples"),
    Wrong(lambda y, p: np.diff((p - y) ** 2), None, "along the examples, one less"),
    Wrong(lambda y, p: np.clip(2 * (p - y), -1, 1), None, "clipped at 1"),
    Wrong(measured(1e-6), "small step"),
    Wrong(measured(1e-4), "small step"),
    Wrong(measured_forwards(1e-8), "small step"),
    Wrong(lambda y, p: 2 * (np.float32(p) - np.float32(y)), "32 bits"),
    Wrong(lambda y, p: np.full(len(y), 2 * np.mean(p - y)), None, "the mean, for each"),
    Wrong(lambda y_pred, y_true: 2 * (y_pred - y_true), ORDER),
]


# ------------------------------------------------------------------------ zero_one


def zero_one_by_loop(y_true, scores):
    losses = []
    for y, s in zip(y_true, scores):
        if y * s > 0:
            losses.append(0)
        else:
            losses.append(1)
    return losses


def zero_one_by_cases(y_true, scores):
    losses = np.ones(len(scores))
    for i in range(len(scores)):
        if (y_true[i] == 1 and scores[i] > 0) or (y_true[i] == -1 and scores[i] < 0):
            losses[i] = 0
    return losses


def zero_one_by_mask(y_true, scores):
    wrong = np.zeros_like(scores)
    wrong[y_true * scores <= 0] = 1
    return wrong


def zero_one_of_predictions(y_true, scores):
    predictions = np.where(scores > 0, 1, -1)
    predictions[scores == 0] = 0
    return (predictions != y_true).astype(int)


def zero_one_by_predictions_alone(y_true, scores):
    predictions = np.where(scores > 0, 1, -1)
    return (predictions != y_true).astype(int)


def zero_counts_as_yes(y_true, scores):
    return [0 if (1 if s >= 0 else -1) == y else 1 for y, s in zip(y_true, scores)]


def count_of_wrong(y_true, scores):
    wrong = 0
    for y, s in zip(y_true, scores):
        if y * s <= 0:
            wrong += 1
    return wrong


def binary_labels(y_true, scores):
    return ((scores > 0).astype(int) != y_true).astype(int)


def labels_made_binary(y_true, scores):
    return ((scores > 0) != (y_true > 0)).astype(int)


ZERO_ONE = [
    Right(zero_one_by_loop),
    Right(zero_one_by_cases),
    Right(zero_one_by_mask),
    Right(zero_one_of_predictions),
    Right(lambda y, s: (y * s <= 0).astype(int)),
    Right(lambda y, s: y * s <= 0, "True is 1 and False is 0"),
    Right(lambda y, s: np.where(y * s > 0, 0, 1)),
    Right(lambda y, s: [0 if a * b > 0 else 1 for a, b in zip(y, s)]),
    Right(lambda y, s: [int(a * b <= 0) for a, b in zip(y, s)]),
    Right(lambda y, s: np.sign(s) != y),
    Right(lambda y, s: 1 - (np.sign(s) == y)),
    Right(lambda y, s: (np.sign(y) != np.sign(s)) * 1.0),
    Right(lambda y, s: ~(y * s > 0)),
    Right(lambda y, s: np.heaviside(-y * s, 1), "1 is the value at 0"),
    Right(lambda y, s: np.logical_not((s > 0) & (y > 0) | (s < 0) & (y < 0))),
    Right(lambda y, s: 1.0 * (-y * s >= 0)),
    Right(
        lambda y, s: [float(math.copysign(1, b) != a or b == 0) for a, b in zip(y, s)]
    ),
    Right(lambda y, s: np.ceil((1 - np.sign(y * s)) / 2)),
    Wrong(lambda y, s: (y * s < 0).astype(int), "score of 0 counts as right"),
    Wrong(lambda y, s: np.where(y * s >= 0, 0, 1), "score of 0 counts as right"),
    Wrong(zero_counts_as_yes, "score of 0 counts as right"),
    Wrong(zero_one_by_predictions_alone, "score of 0 counts as right"),
    Wrong(labels_made_binary, "score of 0 counts as right"),
    Wrong(lambda y, s: np.heaviside(-y * s, 0), "score of 0 counts as right"),
    Wrong(lambda y, s: np.signbit(y * s), "score of 0 counts as right"),
    Wrong(lambda y, s: (1 - np.sign(y * s)) / 2, "half a mistake"),
    Wrong(lambda y, s: np.heaviside(-y * s, 0.5), "half a mistake"),
    Wrong(lambda y, s: (y * s > 0).astype(int), "counts the right answers"),
    Wrong(lambda y, s: np.sign(s) == y, "counts the right answers"),
    Wrong(lambda y, s: (y * s >= 0).astype(float), "counts the right answers"),
    Wrong(lambda y, s: np.mean(y * s <= 0), "takes the mean"),
    Wrong(lambda y, s: np.mean(np.sign(s) != y), "takes the mean"),
    Wrong(lambda y, s: np.mean(np.sign(s) == y), "takes the mean"),
    Wrong(lambda y, s: 1 - np.mean(y * s > 0), "takes the mean"),
    Wrong(lambda y, s: (y * s < 0).mean(), "takes the mean"),
    Wrong(count_of_wrong, "adds up"),
    Wrong(lambda y, s: np.sum(np.sign(s) != y), "adds up"),
    Wrong(lambda y, s: (y * s < 0).sum(), "adds up"),
    Wrong(lambda y, s: y != s, "score itself"),
    Wrong(lambda y, s: (s != y).astype(float), "score itself"),
    Wrong(lambda y, s: [0 if a == b else 1 for a, b in zip(y, s)], "score itself"),
    Wrong(binary_labels, "labels of 0 and 1"),
    Wrong(lambda y, s: (s >= 0) != y, "labels of 0 and 1"),
    Wrong(lambda y, s: np.where(s >= 0.5, 1, -1) != y, "threshold at ½"),
    Wrong(lambda y, s: np.round(s) != y, None, "a score of 3 is rounded to 3"),
    Wrong(lambda y, s: np.maximum(0, -y * s), "how far the score"),
    Wrong(lambda y, s: np.maximum(0, 1 - y * s), "hinge"),
    Wrong(lambda y, s: -y * s, "label times score"),
    Wrong(lambda y, s: np.sign(y * s), None, "1 for right and -1 for wrong"),
    Wrong(lambda y, s: -np.sign(y * s), None, "1 for wrong, but -1 for right"),
    Wrong(lambda y, s: np.abs(np.sign(s) - y), "charges 2"),
    Wrong(lambda y, s: (np.sign(s) - y) ** 2 / 4, None, "a quarter for a score of 0"),
    Wrong(lambda y, s: (np.sign(s) - y) ** 2, None, "4 for a wrong answer"),
    Wrong(lambda y, s: np.log(1 + np.exp(-y * s)), "logistic loss"),
    Wrong(lambda y, s: 1 / (1 + np.exp(y * s)), "smooth step"),
    Wrong(lambda y, s: 1 / (1 + np.exp(10 * y * s)), "smooth step"),
    Wrong(lambda y, s: y * s < 1e-8, "tolerance"),
    Wrong(lambda y, s: y * s <= 1e-12, "tolerance"),
    Wrong(lambda y, s: np.isclose(s, 0) | (np.sign(s) != y), "tolerance"),
    Wrong(lambda y, s: np.float32(y * s) <= 0, "tolerance", "1e-300 becomes 0"),
    Wrong(lambda s, y: np.sign(s) != y, "score itself"),
    Wrong(lambda scores, y_true: np.sign(scores) != y_true, ORDER),
]

ANSWERS = {
    "squared_error": SQUARED_ERROR,
    "squared_error_grad": SQUARED_ERROR_GRAD,
    "zero_one": ZERO_ONE,
}
