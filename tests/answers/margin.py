"""Chapter 08: the hinge, its slope, and the multiclass hinge."""

# ruff: noqa: B905

import numpy as np

from answers import ORDER, Right, Wrong
from lossbook.links import sigmoid, softmax

# --------------------------------------------------------------------------- hinge


def by_loop(y_true, scores):
    losses = []
    for y, s in zip(y_true, scores):
        losses.append(max(0, 1 - y * s))
    return losses


def by_index(y_true, scores):
    loss = np.zeros(len(y_true))
    for i in range(len(y_true)):
        margin = y_true[i] * scores[i]
        if margin < 1:
            loss[i] = 1 - margin
    return loss


def by_mask(y_true, scores):
    loss = 1 - y_true * scores
    loss[loss < 0] = 0
    return loss


def by_labels(y_true, scores):
    losses = []
    for y, s in zip(y_true, scores):
        if y == 1:
            losses.append(max(0, 1 - s))
        else:
            losses.append(max(0, 1 + s))
    return np.array(losses)


def with_a_stop_at_the_boundary(y_true, scores):
    losses = []
    for y, s in zip(y_true, scores):
        if y * s > 0:
            losses.append(0)
        else:
            losses.append(1 - y * s)
    return losses


def positives_only(y_true, scores):
    losses = []
    for y, s in zip(y_true, scores):
        losses.append(max(0, 1 - s) if y == 1 else 0)
    return losses


def of_zero_and_one(y_true, scores):
    return y_true * np.maximum(0, 1 - scores) + (1 - y_true) * np.maximum(0, 1 + scores)


def running_mean(y_true, scores):
    total = 0
    for y, s in zip(y_true, scores):
        total += max(0, 1 - y * s)
    return total / len(y_true)


def with_pythons_max(y_true, scores):
    return max(0, 1 - y_true * scores)


HINGE = [
    Right(by_loop),
    Right(by_index),
    Right(by_mask),
    Right(by_labels),
    Right(lambda y, s: np.maximum(0, 1 - y * s)),
    Right(lambda y, s: (1 - s * y).clip(min=0)),
    Right(lambda y, s: np.clip(1 - y * s, 0, None)),
    Right(lambda y, s: np.where(y * s >= 1, 0, 1 - y * s)),
    Right(lambda y, s: (1 - y * s) * (y * s < 1)),
    Right(lambda y, s: (abs(1 - y * s) + (1 - y * s)) / 2),
    Right(lambda y, s: -np.minimum(0, y * s - 1)),
    Right(lambda y, s: 1 - np.minimum(1, y * s)),
    Right(lambda y, s: np.where(y > 0, np.maximum(0, 1 - s), np.maximum(0, 1 + s))),
    Right(lambda y, s: [1 - a * b if a * b < 1 else 0 for a, b in zip(y, s)]),
    Right(lambda y, s: np.maximum(0, y * (y - s)), "y² is 1"),
    Right(lambda y, s: np.max([0 * s, 1 - y * s], axis=0)),
    Right(lambda y, s: np.maximum(0, 1 - np.float32(y) * np.float32(s)), "32 bits do"),
    Right(lambda s, y: np.maximum(0, 1 - y * s), "the product has no order"),
    Wrong(lambda y, s: np.maximum(0, -y * s), "as soon as the answer is right"),
    Wrong(with_a_stop_at_the_boundary, "as soon as the answer is right"),
    Wrong(lambda y, s: np.where(np.sign(s) == y, 0, 1 - y * s), "as soon as"),
    Wrong(lambda y, s: np.maximum(0, 2 - y * s), "another margin"),
    Wrong(lambda y, s: np.maximum(0, 0.5 - y * s), "another margin"),
    Wrong(lambda y, s: np.where(y * s < 1.5, 1 - y * s, 0), "another margin"),
    Wrong(lambda y, s: np.where(y * s < 0.9, 1 - y * s, 0), "another margin"),
    Wrong(lambda y, s: np.maximum(0, 1 - s), "label is missing"),
    Wrong(lambda y, s: [max(0, 1 - b) for b in s], "label is missing"),
    Wrong(lambda y, s: np.maximum(0, 1 - (2 * y - 1) * s), "labels as 0 and 1"),
    Wrong(of_zero_and_one, "labels as 0 and 1"),
    Wrong(positives_only, "label -1 are left out"),
    Wrong(
        lambda y, s: np.maximum(0, 1 - np.maximum(y, 0) * s), "label -1 are left out"
    ),
    Wrong(lambda y, s: 1 - y * s, "Nothing stops"),
    Wrong(lambda y, s: abs(1 - y * s), "rises again"),
    Wrong(lambda y, s: np.abs(y - s), "rises again"),
    Wrong(lambda y, s: (y - s) ** 2, "rises again"),
    Wrong(lambda y, s: (1 - y * s) ** 2, "rises again"),
    Wrong(lambda y, s: np.maximum(0, 1 + y * s), "sign of the margin"),
    Wrong(lambda y, s: np.maximum(0, y * s + 1.0), "sign of the margin"),
    Wrong(lambda y, s: np.minimum(0, 1 - y * s), "smaller is taken"),
    Wrong(lambda y, s: -np.maximum(0, 1 - y * s), "negative"),
    Wrong(lambda y, s: np.minimum(0, y * s - 1), "negative"),
    Wrong(lambda y, s: np.maximum(0, y * s - 1), None, "what lies beyond the margin"),
    Wrong(lambda y, s: np.maximum(1, 1 - y * s), None, "1 for 0"),
    Wrong(lambda y, s: np.maximum(0, 1 - y + s), None, "a sum, no product"),
    Wrong(lambda y, s: np.maximum(0, 1 - y * s) ** 2, "squared hinge"),
    Wrong(lambda y, s: 0.5 * np.maximum(0, 1 - y * s) ** 2, "squared hinge"),
    Wrong(lambda y, s: np.log(1 + np.exp(-y * s)), "logistic"),
    Wrong(lambda y, s: np.log2(1 + np.exp(-y * s)), "logistic"),
    Wrong(lambda y, s: np.exp(-y * s), "exponential"),
    Wrong(lambda y, s: np.maximum(0, 1 - y * np.sign(s)), "sign or a probability"),
    Wrong(lambda y, s: np.maximum(0, 1 - y * sigmoid(s)), "sign or a probability"),
    Wrong(lambda y, s: np.maximum(0, 1 - y * np.tanh(s)), "sign or a probability"),
    Wrong(lambda y, s: (y * s <= 0).astype(int), "counts mistakes"),
    Wrong(lambda y, s: np.sign(s) != y, "counts mistakes"),
    Wrong(lambda y, s: np.where(y * s < 1, -y, 0), "the slope, not the loss"),
    Wrong(lambda y, s: np.maximum(0, 1 - y * s) / len(y), "divides by the number"),
    Wrong(running_mean, "takes the mean"),
    Wrong(lambda y, s: np.maximum(0, 1 - np.mean(y * s)), None, "the mean margin"),
    Wrong(lambda y, s: np.sum(np.maximum(0, 1 - y * s)), "adds up"),
    Wrong(lambda y, s: sum(max(0, 1 - a * b) for a, b in zip(y, s)), "adds up"),
    Wrong(lambda y, s: max(0, 1 - y @ s), None, "the sum of the margins"),
    Wrong(lambda y, s: np.max(1 - y * s, 0), None, "the largest, along the axis 0"),
    Wrong(with_pythons_max, None, "Python's max on an array"),
    Wrong(lambda y, s: np.clip(1 - y * s, 0, 10), None, "capped at 10"),
]


# ---------------------------------------------------------------------- hinge_grad


def slope_by_loop(y_true, scores):
    slopes = []
    for y, s in zip(y_true, scores):
        if y * s < 1:
            slopes.append(-y)
        else:
            slopes.append(0)
    return slopes


def slope_by_mask(y_true, scores):
    grad = -y_true
    grad[y_true * scores >= 1] = 0
    return grad


def slope_by_index(y_true, scores):
    grad = np.zeros_like(scores)
    for i in range(len(scores)):
        if 1 - y_true[i] * scores[i] > 0:
            grad[i] = -y_true[i]
    return grad


def slope_measured(y_true, scores, h=1e-6):
    s = np.clip(scores, -100, 100)
    up = np.maximum(0, 1 - y_true * (s + h))
    down = np.maximum(0, 1 - y_true * (s - h))
    return (up - down) / (2 * h)


def slope_of_the_loss(y_true, scores):
    loss = np.maximum(0, 1 - y_true * scores)
    return np.where(loss > 0, -y_true, 0)


HINGE_GRAD = [
    Right(slope_by_loop),
    Right(slope_by_mask),
    Right(slope_by_index),
    Right(slope_measured),
    Right(slope_of_the_loss),
    Right(lambda y, s: np.where(y * s < 1, -y, 0.0)),
    Right(lambda y, s: np.where(y * s <= 1, -y, 0), "any subgradient at the kink"),
    Right(lambda y, s: -y * (y * s < 1)),
    Right(lambda y, s: np.where(y * s > 1, 0, -y)),
    Right(lambda y, s: -(y * (1 - y * s > 0).astype(float))),
    Right(lambda y, s: y * (np.sign(y * s - 1) - 1) / 2, "half of it at the kink"),
    Right(lambda y, s: -y * np.heaviside(1 - y * s, 0.5)),
    Right(lambda y, s: [-a if a * b < 1 else 0.0 for a, b in zip(y, s)]),
    Right(lambda y, s: np.where(y > 0, np.where(s < 1, -1, 0), np.where(s > -1, 1, 0))),
    Right(lambda y, s: (s > -1) * (y < 0) * 1.0 - (s < 1) * (y > 0) * 1.0),
    Right(lambda y, s: np.float32(-y) * (np.float32(y * s) < 1)),
    Wrong(lambda y, s: np.where(y * s < 1, -1.0, 0.0), "with respect to the margin"),
    Wrong(lambda y, s: -(y * s < 1).astype(int), "with respect to the margin"),
    Wrong(lambda y, s: np.where(y * s < 1, 1, 0), None, "1 for each"),
    Wrong(lambda y, s: np.where(y * s < 1, y, 0), "sign is wrong"),
    Wrong(lambda y, s: y * (1 - y * s > 0), "sign is wrong"),
    Wrong(lambda y, s: np.where(y * s < 0, -y, 0), "Only mistakes"),
    Wrong(lambda y, s: -y * (np.sign(s) != y), "Only mistakes"),
    Wrong(lambda y, s: np.where(y * s < 2, -y, 0), "another margin"),
    Wrong(lambda y, s: np.where(y * s < 0.9, -y, 0), "another margin"),
    Wrong(lambda y, s: np.where(y * s <= 1.5, -y, 0), "another margin"),
    Wrong(lambda y, s: np.where(y * s < 0.5, -y, 0), "another margin"),
    Wrong(lambda y, s: -y, "beyond the margin are pushed"),
    Wrong(lambda y, s: [-a for a in y], "beyond the margin are pushed"),
    Wrong(lambda y, s: np.where(y * s > 1, -y, 0), "confused"),
    Wrong(lambda y, s: np.where(y * s < 1, 0, -y), "confused"),
    Wrong(lambda y, s: np.where(s < 1, -y, 0), "looks at the score"),
    Wrong(lambda y, s: np.where(np.abs(s) < 1, -y, 0), "looks at the score"),
    Wrong(lambda y, s: np.where((2 * y - 1) * s < 1, -(2 * y - 1), 0), "as 0 and 1"),
    Wrong(lambda y, s: np.where((y == 1) & (s < 1), -1, 0), "left out"),
    Wrong(lambda y, s: np.where(y * s < 1, -y * s, 0), "multiplies by the score"),
    Wrong(lambda y, s: -s * (y * s < 1), "multiplies by the score"),
    Wrong(lambda y, s: -2 * y * np.maximum(0, 1 - y * s), "squared hinge"),
    Wrong(lambda y, s: -y * np.maximum(0, 1 - y * s), "squared hinge"),
    Wrong(lambda y, s: -y / (1 + np.exp(y * s)), "logistic"),
    Wrong(lambda y, s: -y * sigmoid(-y * s), "logistic"),
    Wrong(lambda y, s: -y * np.exp(-y * s), None, "of the exponential loss"),
    Wrong(lambda y, s: np.maximum(0, 1 - y * s), "the loss, not its slope"),
    Wrong(lambda y, s: np.where(y * s < 1, 1 - y * s, 0), "the loss, not its slope"),
    Wrong(lambda y, s: np.where(y * s < 1, -y, 0) / len(y), "divides by the number"),
    Wrong(lambda y, s: np.mean(np.where(y * s < 1, -y, 0)), "adds up"),
    Wrong(lambda y, s: np.where(y * s < 1, -y, 0).sum(), "adds up"),
    Wrong(lambda y, s: -y * (y * s < 1) - y, None, "a term too much"),
    Wrong(lambda y, s: np.maximum(0, -y), None, "the loss of nothing"),
    Wrong(
        lambda y, s: np.gradient(np.maximum(0, 1 - y * s), s), None, "along examples"
    ),
    Wrong(lambda y, s: np.where(y * s == 1, 0, -y), "beyond the margin are"),
    Wrong(lambda y, s: np.where(y * s < 1, -0.5 * y, 0), None, "half"),
    Wrong(lambda y, s: -y if y * s < 1 else 0, None, "an if on an array"),
    Wrong(lambda scores, y_true: slope_by_mask(y_true, scores), ORDER),
]


# ---------------------------------------------------------------- multiclass_hinge


def lead_of(y, s):
    return s - s[np.arange(len(y)), y][:, None]


def many_by_loops(y_true, scores):
    losses = []
    for i in range(len(y_true)):
        loss = 0
        for k in range(scores.shape[1]):
            if k != y_true[i]:
                loss += max(0, scores[i, k] - scores[i, y_true[i]] + 1)
        losses.append(loss)
    return losses


def many_by_rows(y_true, scores):
    losses = []
    for y, row in zip(y_true, scores):
        rivals = np.delete(row, y)
        losses.append(np.maximum(0, rivals - row[y] + 1).sum())
    return np.array(losses)


def many_as_in_cs231n(y_true, scores):
    n = scores.shape[0]
    margins = np.maximum(0, scores - scores[np.arange(n), y_true].reshape(n, 1) + 1)
    margins[np.arange(n), y_true] = 0
    return margins.sum(axis=1)


def many_less_one(y_true, scores):
    right = scores[np.arange(len(scores)), y_true]
    return np.maximum(0, 1 + scores - right[:, None]).sum(axis=1) - 1


def many_with_infinity(y_true, scores):
    rivals = scores.copy()
    rivals[np.arange(len(y_true)), y_true] = -np.inf
    right = np.take_along_axis(scores, y_true[:, None], axis=1)
    return np.maximum(0, rivals - right + 1).sum(axis=1)


def many_by_one_hot(y_true, scores):
    one_hot = np.eye(scores.shape[1])[y_true]
    right = (scores * one_hot).sum(axis=1, keepdims=True)
    return (np.maximum(0, scores - right + 1) * (1 - one_hot)).sum(axis=1)


def many_with_a_low_score(y_true, scores, low=-1e9):
    rivals = scores.copy()
    rivals[np.arange(len(y_true)), y_true] = low
    right = scores[np.arange(len(y_true)), y_true][:, None]
    return np.maximum(0, rivals - right + 1).sum(axis=1)


def many_one_hot_by_labels(y_true, scores):
    one_hot = np.eye(y_true.max() + 1)[y_true]
    right = (scores * one_hot).sum(axis=1, keepdims=True)
    return (np.maximum(0, scores - right + 1) * (1 - one_hot)).sum(axis=1)


def many_in_float32(y_true, scores):
    return many_less_one(y_true, scores.astype(np.float32))


def many_break(y_true, scores):
    """Stops at the right class instead of leaving it out."""
    losses = []
    for y, row in zip(y_true, scores):
        loss = 0
        for k, s in enumerate(row):
            if k == y:
                break
            loss += max(0, s - row[y] + 1)
        losses.append(loss)
    return losses


def many_total(y_true, scores):
    total = 0
    for y, row in zip(y_true, scores):
        for k, s in enumerate(row):
            if k != y:
                total += max(0, s - row[y] + 1)
    return total


def worst_rival(y_true, scores):
    rivals = np.where(np.arange(scores.shape[1]) == y_true[:, None], -np.inf, scores)
    right = scores[np.arange(len(y_true)), y_true]
    return np.maximum(0, 1 + rivals.max(axis=1) - right)


MULTICLASS_HINGE = [
    Right(many_by_loops),
    Right(many_by_rows),
    Right(many_as_in_cs231n),
    Right(many_less_one, "the 1 of the right class, taken away again"),
    Right(many_with_infinity),
    Right(many_by_one_hot),
    Right(lambda y, s: np.maximum(0, 1 + lead_of(y, s)).sum(axis=1) - 1),
    Right(lambda y, s: (lead_of(y, s) + 1).clip(0).sum(1) - 1.0),
    Right(
        lambda y, s: [sum(max(0, b - r[a] + 1) for b in r) - 1 for a, r in zip(y, s)]
    ),
    Right(
        lambda y, s: [
            sum(max(0, 1 + b - r[a]) for k, b in enumerate(r) if k != a)
            for a, r in zip(y, s)
        ]
    ),
    Right(
        lambda y, s: np.where(
            np.arange(s.shape[1]) == y[:, None], 0, np.maximum(0, lead_of(y, s) + 1)
        ).sum(axis=-1)
    ),
    Right(lambda y, s: np.einsum("nk->n", np.maximum(0, lead_of(y, s) + 1)) - 1),
    Right(lambda y, s: np.maximum(0, 1 - (np.diag(s[:, y])[:, None] - s)).sum(1) - 1),
    Right(lambda y, s: ((lead_of(y, s) > -1) * (lead_of(y, s) + 1)).sum(axis=1) - 1),
    Wrong(lambda y, s: np.maximum(0, 1 + lead_of(y, s)).sum(axis=1), "own rival"),
    Wrong(lambda y, s: np.maximum(0, 1 + lead_of(y, s)).max(axis=1), "own rival"),
    Wrong(
        lambda y, s: [sum(max(0, b - r[a] + 1) for b in r) for a, r in zip(y, s)],
        "own rival",
    ),
    Wrong(worst_rival, "worst rival"),
    Wrong(lambda y, s: np.maximum(0, lead_of(y, s)).sum(axis=1), "margin is missing"),
    Wrong(
        lambda y, s: np.maximum(0, 0.5 + lead_of(y, s)).sum(1) - 0.5, "margin is not 1"
    ),
    Wrong(
        lambda y, s: np.maximum(0, 2 + lead_of(y, s)).sum(axis=1) - 2, "margin is not 1"
    ),
    Wrong(lambda y, s: many_as_in_cs231n(y, s) / s.shape[1], "mean over the classes"),
    Wrong(lambda y, s: many_as_in_cs231n(y, s) / (s.shape[1] - 1), "over the classes"),
    Wrong(
        lambda y, s: np.maximum(0, 1 + lead_of(y, s)).mean(axis=1), "over the classes"
    ),
    Wrong(lambda y, s: (1 + lead_of(y, s)).sum(axis=1) - 1, "Nothing stops"),
    Wrong(lambda y, s: (1 + lead_of(y, s)).sum(axis=1), "Nothing stops"),
    Wrong(lambda y, s: np.maximum(0, (1 + lead_of(y, s)).sum(1) - 1), "Nothing stops"),
    Wrong(lambda y, s: np.maximum(0, 1 - lead_of(y, s)).sum(1) - 1, "wrong way round"),
    Wrong(lambda y, s: many_as_in_cs231n(y, -s), "wrong way round"),
    Wrong(lambda y, s: many_as_in_cs231n(s.argmax(axis=1), s), "highest score"),
    Wrong(lambda y, s: many_as_in_cs231n(y - 1, s), "counted from 1"),
    Wrong(
        lambda y, s: np.maximum(0, 1 - (2 * np.eye(s.shape[1])[y] - 1) * s).sum(axis=1),
        "hinge of its own",
    ),
    Wrong(
        lambda y, s: np.maximum(0, 1 - np.eye(s.shape[1])[y] * s).sum(axis=1),
        "hinge of its own",
    ),
    Wrong(lambda y, s: np.maximum(0, 1 - s[np.arange(len(y)), y]), "only at the score"),
    Wrong(lambda y, s: (np.maximum(0, 1 + lead_of(y, s)) ** 2).sum(1) - 1, "squared"),
    Wrong(lambda y, s: many_as_in_cs231n(y, s) ** 2, "squared"),
    Wrong(lambda y, s: many_as_in_cs231n(y, softmax(s)), "turned into probabilities"),
    Wrong(lambda y, s: many_as_in_cs231n(y, sigmoid(s)), "turned into probabilities"),
    Wrong(lambda y, s: -np.log(softmax(s)[range(len(y)), y]), "cross-entropy"),
    Wrong(lambda y, s: np.log(np.exp(lead_of(y, s)).sum(axis=1)), "cross-entropy"),
    Wrong(lambda y, s: -many_as_in_cs231n(y, s), "negative"),
    Wrong(lambda y, s: np.maximum(0, 1 + lead_of(y, s)), "one number for each class"),
    Wrong(lambda y, s: many_as_in_cs231n(y, s) / len(y), "divides by the number"),
    Wrong(lambda y, s: many_as_in_cs231n(y, s).mean(), "mean over the examples"),
    Wrong(lambda y, s: many_total(y, s) / len(s), "mean over the examples"),
    Wrong(many_total, "adds up the examples"),
    Wrong(
        lambda y, s: (
            np.maximum(0, 1 + lead_of(y, s)) * (1 - np.eye(s.shape[1])[y])
        ).sum(axis=0),
        "adds up the examples",
    ),
    Wrong(many_with_a_low_score, "not low enough"),
    Wrong(lambda y, s: many_with_a_low_score(y, s, -100), "not low enough"),
    Wrong(lambda y, s: many_with_a_low_score(y, s, -9999), "not low enough"),
    Wrong(lambda y, s: many_with_a_low_score(y, s, 0), "not low enough"),
    Wrong(many_one_hot_by_labels, "no example has"),
    Wrong(many_in_float32, None, "32 bits lose the 1 beside 1e12"),
    Wrong(many_break, None, "only the classes before the right one"),
    Wrong(lambda y, s: np.maximum(0, s - s[:, y] + 1).sum(1) - 1, None, "s[:, y]"),
    Wrong(
        lambda y, s: np.maximum(0, s - s[y] + 1).sum(axis=1), None, "rows, not columns"
    ),
    Wrong(lambda y, s: np.max(0, lead_of(y, s) + 1), None, "np.max for np.maximum"),
    Wrong(lambda y, s: np.maximum(0, 1 - y * s), None, "the hinge of two classes"),
    Wrong(lambda scores, y_true: many_as_in_cs231n(y_true, scores), ORDER),
]

ANSWERS = {
    "hinge": HINGE,
    "hinge_grad": HINGE_GRAD,
    "multiclass_hinge": MULTICLASS_HINGE,
}
