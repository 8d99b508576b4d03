"""Chapter 07: Huber's loss, its slope, and log cosh."""

# ruff: noqa: B905

import math

import numpy as np

from answers import ORDER, Right, Wrong

# --------------------------------------------------------------------------- huber


def pieces(y, p, near, far, change=1):
    r = np.abs(y - p)
    return np.where(r <= change, near(r), far(r))


def by_loop(y_true, y_pred):
    losses = []
    for y, p in zip(y_true, y_pred):
        r = abs(y - p)
        if r <= 1:
            losses.append(0.5 * r**2)
        else:
            losses.append(r - 0.5)
    return losses


def by_index(y_true, y_pred, delta=1.0):
    out = np.zeros(len(y_true))
    for i in range(len(y_true)):
        r = y_true[i] - y_pred[i]
        if abs(r) < delta:
            out[i] = r * r / 2
        else:
            out[i] = delta * (abs(r) - delta / 2)
    return out


def by_mask(y_true, y_pred):
    r = np.abs(y_pred - y_true)
    loss = r - 0.5
    small = r < 1
    loss[small] = r[small] ** 2 / 2
    return loss


def by_sides(y_true, y_pred):
    losses = []
    for r in y_pred - y_true:
        if r > 1:
            losses.append(r - 0.5)
        elif r < -1:
            losses.append(-r - 0.5)
        else:
            losses.append(r**2 / 2)
    return np.array(losses)


def by_clipping(y_true, y_pred):
    r = y_pred - y_true
    c = np.clip(r, -1, 1)
    return c * (r - c / 2)


def by_booleans(y_true, y_pred):
    r = np.abs(y_pred - y_true)
    return (r <= 1) * 0.5 * r**2 + (r > 1) * (r - 0.5)


def by_excess(y_true, y_pred):
    """Half the square, less half the square of what lies beyond."""
    r = np.abs(y_pred - y_true)
    return r**2 / 2 - np.maximum(r - 1, 0) ** 2 / 2


def loop_without_abs(y_true, y_pred):
    losses = []
    for y, p in zip(y_true, y_pred):
        r = p - y
        losses.append(r**2 / 2 if r <= 1 else r - 0.5)
    return losses


def loop_on_the_loss(y_true, y_pred):
    losses = []
    for y, p in zip(y_true, y_pred):
        loss = (y - p) ** 2 / 2
        if loss > 1:
            loss = abs(y - p) - 0.5
        losses.append(loss)
    return losses


def running_mean(y_true, y_pred):
    total = 0
    for loss in by_loop(y_true, y_pred):
        total += loss
    return total / len(y_true)


def one_condition_for_all(y_true, y_pred):
    r = np.abs(y_true - y_pred)
    if np.all(r <= 1):
        return r**2 / 2
    return r - 0.5


def if_on_the_array(y_true, y_pred):
    r = np.abs(y_true - y_pred)
    if r <= 1:
        return r**2 / 2
    return r - 0.5


def smooth(y_true, y_pred):
    return np.sqrt(1 + (y_true - y_pred) ** 2) - 1


HUBER = [
    Right(by_loop),
    Right(by_index, "at |r| = 1 both pieces are ½"),
    Right(by_mask),
    Right(by_sides),
    Right(by_clipping),
    Right(by_booleans),
    Right(by_excess),
    Right(lambda y, p: pieces(y, p, lambda r: 0.5 * r**2, lambda r: r - 0.5)),
    Right(lambda y, p: pieces(y, p, lambda r: r * r / 2, lambda r: 1 * (r - 1 / 2))),
    Right(
        lambda y, p: (
            np.minimum(abs(y - p), 1) * (abs(y - p) - np.minimum(abs(y - p), 1) / 2)
        )
    ),
    Right(lambda y, p: [r * r / 2 if r < 1 else r - 0.5 for r in abs(y - p)]),
    Right(
        lambda y, p: np.where(
            (y - p) ** 2 / 2 <= 0.5, (y - p) ** 2 / 2, abs(y - p) - 0.5
        )
    ),
    Right(
        lambda y, p: np.where(
            (y - p) ** 2 <= 1, (y - p) ** 2 / 2, np.sqrt((y - p) ** 2) - 0.5
        )
    ),
    Right(
        lambda y, p: np.select(
            [p - y > 1, p - y < -1], [p - y - 0.5, y - p - 0.5], (p - y) ** 2 / 2
        )
    ),
    Right(
        lambda y, p: np.piecewise(
            p - y, [abs(p - y) <= 1], [lambda r: r**2 / 2, lambda r: abs(r) - 0.5]
        )
    ),
    Right(
        lambda y, p: [
            math.pow(r, 2) / 2 if math.fabs(r) <= 1 else math.fabs(r) - 0.5
            for r in y - p
        ]
    ),
    Right(lambda y, p: by_clipping(np.float32(y), np.float32(p)), "32 bits are enough"),
    Wrong(lambda y, p: pieces(y, p, lambda r: r**2 / 2, lambda r: r), "their -delta/2"),
    Wrong(
        lambda y, p: [r * r / 2 if r < 1 else r for r in abs(y - p)], "their -delta/2"
    ),
    Wrong(lambda y, p: pieces(y, p, lambda r: r**2 / 2, lambda r: r - 1), "too low"),
    Wrong(lambda y, p: pieces(y, p, lambda r: r**2, lambda r: r - 0.5), "no factor ½"),
    Wrong(lambda y, p: pieces(y, p, lambda r: r**2, lambda r: r), "near 0 and"),
    Wrong(lambda y, p: pieces(y, p, lambda r: r**2, lambda r: 2 * r - 1), "twice"),
    Wrong(lambda y, p: 2 * by_mask(y, p), "twice"),
    Wrong(lambda y, p: pieces(y, p, lambda r: r - 0.5, lambda r: r**2 / 2), "swapped"),
    Wrong(
        lambda y, p: np.where(abs(y - p) > 1, (y - p) ** 2 / 2, abs(y - p) - 0.5),
        "swapped",
    ),
    Wrong(loop_without_abs, "absolute value"),
    Wrong(
        lambda y, p: np.where(p - y < 1, (p - y) ** 2 / 2, p - y - 0.5), "absolute val"
    ),
    Wrong(
        lambda y, p: np.where(y - p < 1, (y - p) ** 2 / 2, y - p - 0.5), "absolute val"
    ),
    Wrong(
        lambda y, p: np.where(abs(y - p) <= 1, (y - p) ** 2 / 2, y - p - 0.5),
        "absolute value",
    ),
    Wrong(
        lambda y, p: np.where(
            (y - p) ** 2 / 2 <= 1, (y - p) ** 2 / 2, abs(y - p) - 0.5
        ),
        "place other",
    ),
    Wrong(loop_on_the_loss, "place other"),
    Wrong(
        lambda y, p: np.where((y - p) ** 2 <= 2, (y - p) ** 2 / 2, abs(y - p) - 0.5),
        "place other",
    ),
    Wrong(
        lambda y, p: pieces(y, p, lambda r: r**2 / 2, lambda r: r - 0.5, 2),
        "place other",
    ),
    Wrong(
        lambda y, p: pieces(y, p, lambda r: r**2 / 2, lambda r: r - 0.5, 2.9),
        "place other",
    ),
    Wrong(
        lambda y, p: pieces(y, p, lambda r: r**2 / 2, lambda r: r - 0.5, 0.5),
        "place other",
    ),
    Wrong(
        lambda y, p: pieces(y, p, lambda r: r**2 / 2, lambda r: r - 0.5, 1.1),
        "place other",
    ),
    Wrong(
        lambda y, p: pieces(
            y, p, lambda r: r**2 / 2, lambda r: 1.35 * (r - 1.35 / 2), 1.35
        ),
        "delta other than",
    ),
    Wrong(lambda y, p: by_index(y, p, 2.0), "delta other than"),
    Wrong(lambda y, p: 0.5 * (y - p) ** 2, "half the square"),
    Wrong(lambda y, p: np.abs(y - p), "absolute error"),
    Wrong(lambda y, p: np.sqrt((y - p) ** 2), "absolute error"),
    Wrong(smooth, "nearly the same shape"),
    Wrong(lambda y, p: np.log(np.cosh(y - p)), "nearly the same shape"),
    Wrong(lambda y, p: np.minimum(0.5 * (y - p) ** 2, 0.5), "stops growing"),
    Wrong(lambda y, p: np.clip(y - p, -1, 1) ** 2 / 2, "stops growing"),
    Wrong(lambda y, p: pieces(y, p, lambda r: r**2 / 2, np.ones_like), "stops growing"),
    Wrong(
        lambda y, p: np.minimum((y - p) ** 2 / 2, np.abs(y - p) - 0.5),
        "parabola near 0 is missing",
    ),
    Wrong(lambda y, p: np.maximum((y - p) ** 2 / 2, np.abs(y - p) - 0.5), "half the"),
    Wrong(lambda y, p: np.abs(y - p) - 0.5, "parabola near 0 is missing"),
    Wrong(one_condition_for_all, None, "the line for all, if one is far"),
    Wrong(if_on_the_array, None, "an if on an array"),
    Wrong(lambda y, p: np.clip(p - y, -1, 1), "the slope, not the loss"),
    Wrong(lambda y, p: by_mask(y, p) / len(y), "divides by the number"),
    Wrong(running_mean, "takes the mean"),
    Wrong(lambda y, p: np.mean(by_mask(y, p)), "takes the mean"),
    Wrong(lambda y, p: by_mask(y, p).sum(), "adds up"),
    Wrong(lambda y, p: sum(by_loop(y, p)), "adds up"),
    Wrong(lambda y, p: -by_mask(y, p), None, "a minus too much"),
    Wrong(
        lambda y, p: pieces(y, p, lambda r: r**2 / 2, lambda r: r + 0.5), None, "+ ½"
    ),
    Wrong(
        lambda y, p: pieces(y, p, lambda r: r / 2, lambda r: r - 0.5), None, "no square"
    ),
    Wrong(lambda y, p: by_mask(y[:, None], p), None, "every truth with every"),
]


# ---------------------------------------------------------------------- huber_grad


def slope_by_loop(y_true, y_pred):
    slopes = []
    for y, p in zip(y_true, y_pred):
        r = p - y
        if abs(r) <= 1:
            slopes.append(r)
        elif r > 0:
            slopes.append(1)
        else:
            slopes.append(-1)
    return slopes


def slope_by_mask(y_true, y_pred):
    r = y_pred - y_true
    r[r > 1] = 1
    r[r < -1] = -1
    return r


def slope_measured(y_true, y_pred, h=1e-7):
    up, down = by_clipping(y_true, y_pred + h), by_clipping(y_true, y_pred - h)
    return np.where(abs(y_pred) < 100, (up - down) / (2 * h), np.sign(y_pred - y_true))


def slope_by_weights(y_true, y_pred):
    """As in iteratively reweighted least squares."""
    r = y_pred - y_true
    weight = np.minimum(1, 1 / np.maximum(np.abs(r), 1e-12))
    return weight * r


def slope_with_copysign(y_true, y_pred):
    return [math.copysign(min(abs(r), 1), r) for r in (y_pred - y_true).tolist()]


def slope_on_the_loss(y_true, y_pred):
    r = y_pred - y_true
    return np.where(r**2 / 2 <= 1, r, np.sign(r))


def slope_in_place(y_true, y_pred):
    y_pred -= y_true
    return y_pred.clip(-1, 1, out=y_pred)


HUBER_GRAD = [
    Right(slope_by_loop),
    Right(slope_by_mask),
    Right(slope_measured),
    Right(slope_by_weights),
    Right(slope_with_copysign),
    Right(slope_in_place),
    Right(lambda y, p: np.clip(p - y, -1, 1)),
    Right(lambda y, p: -np.clip(y - p, -1, 1)),
    Right(lambda y, p: np.where(abs(p - y) <= 1, p - y, np.sign(p - y))),
    Right(lambda y, p: np.where(abs(p - y) < 1, p - y, np.where(p > y, 1, -1))),
    Right(lambda y, p: np.sign(p - y) * np.minimum(np.abs(p - y), 1)),
    Right(lambda y, p: (p - y) / np.maximum(1, np.abs(p - y))),
    Right(lambda y, p: np.minimum(np.maximum(p - y, -1), 1)),
    Right(lambda y, p: [max(-1, min(1, b - a)) for a, b in zip(y, p)]),
    Right(lambda y, p: np.median([p - y, -np.ones(len(y)), np.ones(len(y))], axis=0)),
    Right(lambda y, p: (abs(p - y + 1) - abs(p - y - 1)) / 2),
    Right(
        lambda y, p: np.where((p - y) ** 2 <= 1, p - y, (p - y) / abs(p - y + (p == y)))
    ),
    Right(lambda y, p: np.clip(np.float32(p) - np.float32(y), -1, 1)),
    Wrong(lambda y, p: np.clip(y - p, -1, 1), "sign is wrong"),
    Wrong(
        lambda y, p: np.where(abs(y - p) <= 1, y - p, np.sign(y - p)), "sign is wrong"
    ),
    Wrong(lambda y, p: p - y, "not clipped"),
    Wrong(lambda y, p: 2 * (p - y), "not clipped"),
    Wrong(lambda y, p: y - p, "not clipped"),
    Wrong(lambda y, p: np.sign(p - y), "sign of the residual"),
    Wrong(lambda y, p: np.where(abs(p - y) <= 1, p - y, 0), "0 beyond"),
    Wrong(lambda y, p: (p - y) * (abs(p - y) < 1.0001), "0 beyond"),
    Wrong(lambda y, p: np.where(abs(p - y) <= 1, p - y, 1), "same sign"),
    Wrong(lambda y, p: np.where(abs(p - y) <= 1, p - y, -1), "same sign"),
    Wrong(lambda y, p: np.abs(np.clip(p - y, -1, 1)), "same sign"),
    Wrong(lambda y, p: np.minimum(np.abs(p - y), 1), "same sign"),
    Wrong(lambda y, p: np.minimum(p - y, 1), "one side"),
    Wrong(lambda y, p: np.where(p - y > 1, 1, p - y), "one side"),
    Wrong(lambda y, p: np.maximum(p - y, -1), "one side"),
    Wrong(slope_on_the_loss, "place other"),
    Wrong(
        lambda y, p: np.where((p - y) ** 2 <= 2, p - y, np.sign(p - y)),
        "place other",
    ),
    Wrong(
        lambda y, p: np.where(abs(p - y) <= 2.9, p - y, np.sign(p - y)),
        "place other",
    ),
    Wrong(
        lambda y, p: np.where(abs(p - y) <= 0.5, p - y, np.sign(p - y)),
        "place other",
    ),
    Wrong(lambda y, p: np.clip(p - y, -2, 2), "place other"),
    Wrong(lambda y, p: np.clip(p - y, -2.9, 2.9), "place other"),
    Wrong(lambda y, p: np.clip(p - y, -1.345, 1.345), "place other"),
    Wrong(lambda y, p: np.clip(p - y, -0.5, 0.5), "place other"),
    Wrong(lambda y, p: np.clip(p - y, -1.1, 1.1), "place other"),
    Wrong(lambda y, p: np.clip(p - y, 0, 1), None, "nothing where it is too low"),
    Wrong(lambda y, p: 2 * np.clip(p - y, -1, 1), "factor 2"),
    Wrong(lambda y, p: np.clip(2 * (p - y), -1, 1), "factor 2"),
    Wrong(
        lambda y, p: np.where(abs(p - y) <= 1, 2 * (p - y), np.sign(p - y)), "factor 2"
    ),
    Wrong(lambda y, p: 0.5 * np.clip(p - y, -1, 1), "factor ½"),
    Wrong(
        lambda y, p: np.where(abs(p - y) <= 1, (p - y) / 2, np.sign(p - y)), "factor ½"
    ),
    Wrong(lambda y, p: np.tanh(p - y), "nearly the same shape"),
    Wrong(lambda y, p: (p - y) / np.sqrt(1 + (p - y) ** 2), "nearly the same shape"),
    Wrong(lambda y, p: by_mask(y, p), "the loss, not its slope"),
    Wrong(lambda y, p: np.clip(p - y, -1, 1) / len(y), "divides by the number"),
    Wrong(lambda y, p: np.mean(np.clip(p - y, -1, 1)), "adds up"),
    Wrong(lambda y, p: np.clip(p - y, -1, 1).sum(), "adds up"),
    Wrong(lambda y, p: np.clip(np.mean(p - y), -1, 1), None, "clipped after averaging"),
    Wrong(lambda y, p: np.clip(p, -1, 1) - np.clip(y, -1, 1), None, "each clipped"),
    Wrong(lambda y, p: np.clip(p - y, 1, -1), None, "the bounds are swapped"),
    Wrong(
        lambda y, p: np.where(abs(p - y) <= 1, p - y, abs(p - y) - 0.5),
        None,
        "half loss",
    ),
    Wrong(lambda y, p: max(-1, min(1, p - y)), None, "Python's min on an array"),
    Wrong(lambda y_pred, y_true: np.clip(y_pred - y_true, -1, 1), ORDER),
]


# ------------------------------------------------------------------------ log_cosh


def lc_by_loop(y_true, y_pred):
    losses = []
    for y, p in zip(y_true, y_pred):
        r = abs(y - p)
        losses.append(r + math.log1p(math.exp(-2 * r)) - math.log(2))
    return losses


def lc_by_branch(y_true, y_pred):
    losses = []
    for r in y_pred - y_true:
        if abs(r) > 100:
            losses.append(abs(r) - math.log(2))
        else:
            losses.append(math.log(math.cosh(r)))
    return losses


def lc_joined(y_true, y_pred, change=12):
    r = np.abs(y_pred - y_true)
    near = np.log(np.cosh(np.minimum(r, change)))
    return np.where(r > change, r - np.log(2), near)


def lc_by_shifting(y_true, y_pred):
    r = y_pred - y_true
    top = np.maximum(r, -r)
    return top + np.log((np.exp(r - top) + np.exp(-r - top)) / 2)


def lc_by_sinh(y_true, y_pred):
    r = np.abs(y_pred - y_true)
    near = np.minimum(r, 20)
    return np.log1p(2 * np.sinh(near / 2) ** 2) + r - near


def lc_by_tanh(y_true, y_pred):
    """cosh² is 1 / (1 - tanh²), which is lost from some 19 on."""
    r = y_pred - y_true
    return -0.5 * np.log(1 - np.tanh(r) ** 2)


def lc_integrated(y_true, y_pred, steps=20000):
    r = np.abs(y_pred - y_true)
    grid = (np.arange(steps) + 0.5) / steps
    near = np.minimum(r, 30)
    return (np.tanh(near[:, None] * grid).mean(axis=1) * near) + r - near


def lc_in_float32(y_true, y_pred):
    r = np.abs(y_pred - y_true).astype(np.float32)
    return r + np.log1p(np.exp(-2 * r)) - np.float32(np.log(2))


def parabola_and_line(y_true, y_pred):
    r = np.abs(y_pred - y_true)
    return np.where(r < 1, r**2 / 2, r - np.log(2))


LOG_COSH = [
    Right(lc_by_loop),
    Right(lc_by_branch),
    Right(lc_joined, "4e-11 off at 12"),
    Right(lc_by_shifting),
    Right(lc_by_sinh),
    Right(lc_integrated, "the integral of the slope, 1e-8 off"),
    Right(lc_in_float32, "32 bits are enough"),
    Right(lambda y, p: abs(p - y) + np.log1p(np.exp(-2 * abs(p - y))) - np.log(2)),
    Right(lambda y, p: np.logaddexp(p - y, y - p) - np.log(2)),
    Right(lambda y, p: p - y + np.logaddexp(0, -2 * (p - y)) - np.log(2)),
    Right(lambda y, p: abs(p - y) + np.log((1 + np.exp(-2 * abs(y - p))) / 2)),
    Right(lambda y, p: abs(p - y) + np.log(0.5 + 0.5 * np.exp(-2 * abs(y - p)))),
    Right(lambda y, p: np.logaddexp.reduce([p - y, y - p]) - math.log(2)),
    Right(lambda y, p: abs(p - y) - np.log(1 + np.tanh(abs(p - y)))),
    Right(
        lambda y, p: [
            float(np.logaddexp(b - a, a - b) - np.log(2)) for a, b in zip(y, p)
        ]
    ),
    Wrong(lambda y, p: np.log(np.cosh(p - y)), "exponential is taken before"),
    Wrong(lambda y, p: np.log((np.exp(p - y) + np.exp(y - p)) / 2), "taken before"),
    Wrong(
        lambda y, p: np.log(np.exp(y - p) + np.exp(p - y)) - np.log(2), "taken before"
    ),
    Wrong(lambda y, p: np.log1p(np.cosh(p - y) - 1), "taken before"),
    Wrong(lambda y, p: np.log1p(2 * np.sinh((p - y) / 2) ** 2), "taken before"),
    Wrong(
        lambda y, p: np.log(np.exp(p - y) * (1 + np.exp(-2 * (p - y))) / 2), "before"
    ),
    Wrong(lambda y, p: [math.log(math.cosh(r)) for r in p - y], "taken before"),
    Wrong(lambda y, p: np.log(np.cosh(np.float32(p - y))), "taken before"),
    Wrong(lambda y, p: -np.log(1 / np.cosh(p - y)), "taken before"),
    Wrong(lambda y, p: p - y + np.log1p(np.exp(-2 * (p - y))) - np.log(2), "one side"),
    Wrong(lambda y, p: p - y + np.log((1 + np.exp(2 * (y - p))) / 2), "one side"),
    Wrong(
        lambda y, p: y - p + np.log(1 + np.exp(-2 * (y - p))) - np.log(2), "one side"
    ),
    Wrong(
        lambda y, p: [r + math.log1p(math.exp(-2 * r)) - math.log(2) for r in p - y],
        "one side",
    ),
    Wrong(lambda y, p: np.log(np.cosh(np.clip(p - y, -500, 500))), "clips"),
    Wrong(lambda y, p: np.log(np.cosh(np.clip(y - p, -700, 700))), "clips"),
    Wrong(lambda y, p: np.log(np.cosh(np.minimum(abs(p - y), 100))), "clips"),
    Wrong(lambda y, p: np.log(np.cosh(np.clip(p - y, -50, 50))), "clips"),
    Wrong(lambda y, p: np.nan_to_num(np.log(np.cosh(p - y))), None, "1.8e308 for inf"),
    Wrong(lambda y, p: np.minimum(np.log(np.cosh(p - y)), 710), None, "capped"),
    Wrong(lc_by_tanh, "lost its digits"),
    Wrong(lambda y, p: np.logaddexp(p - y, y - p), "log 2 is missing"),
    Wrong(
        lambda y, p: abs(p - y) + np.log1p(np.exp(-2 * abs(p - y))), "log 2 is missing"
    ),
    Wrong(lambda y, p: np.log(np.exp(p - y) + np.exp(y - p)), "log 2 is missing"),
    Wrong(lambda y, p: np.log(2 * np.cosh(p - y)) + np.log(2), "wrong sign"),
    Wrong(lambda y, p: np.cosh(p - y), "without its logarithm"),
    Wrong(
        lambda y, p: (np.exp(p - y) + np.exp(y - p)) / 2 - 1, "without its logarithm"
    ),
    Wrong(lambda y, p: np.log(np.cos(p - y)), "cosine, not"),
    Wrong(lambda y, p: -np.log(np.cosh(p - y)), "sign is wrong"),
    Wrong(lambda y, p: np.log(1 / np.cosh(p - y)), "sign is wrong"),
    Wrong(lambda y, p: np.tanh(p - y), "slope, tanh"),
    Wrong(lambda y, p: np.log2(np.cosh(p - y)), "natural"),
    Wrong(lambda y, p: np.log10(np.cosh(p - y)), "natural"),
    Wrong(lambda y, p: abs(p - y) - np.log(2), "line that the loss"),
    Wrong(lambda y, p: np.abs(p - y), "absolute error"),
    Wrong(lambda y, p: (p - y) ** 2 / 2, "half the square"),
    Wrong(lambda y, p: np.sqrt(1 + (p - y) ** 2) - 1, "nearly the same shape"),
    Wrong(by_clipping, "nearly the same shape"),
    Wrong(lambda y, p: lc_joined(y, p, 5), "too early"),
    Wrong(lambda y, p: lc_joined(y, p, 2), "too early"),
    Wrong(parabola_and_line, "parabola near 0"),
    Wrong(
        lambda y, p: np.where(
            abs(p - y) < 0.5, (p - y) ** 2 / 2, np.log(np.cosh(p - y))
        ),
        "parabola near 0",
    ),
    Wrong(lambda y, p: np.log(np.cosh(p - y)) / len(y), "divides by the number"),
    Wrong(lambda y, p: np.mean(np.log(np.cosh(p - y))), "takes the mean"),
    Wrong(lambda y, p: np.log(np.cosh(p - y)).sum(), "adds up"),
    Wrong(lambda y, p: np.log(np.mean(np.cosh(p - y))), None, "the log of the mean"),
    Wrong(lambda y, p: np.log(np.cosh(p) - np.cosh(y)), None, "each by itself"),
    Wrong(lambda y, p: np.log(np.cosh(p + y)), None, "a sum for a difference"),
    Wrong(lambda y, p: np.log(np.sinh(p - y)), None, "the sine"),
    Wrong(lambda y, p: math.log(math.cosh(p - y)), None, "math on an array"),
    Wrong(lambda y, p: np.log(np.cosh(p - y)) ** 2, None, "squared"),
    Wrong(lambda y, p: np.cosh(np.log(np.abs(p - y) + 1)), None, "the wrong way round"),
]

ANSWERS = {"huber": HUBER, "huber_grad": HUBER_GRAD, "log_cosh": LOG_COSH}
