"""The kinds of functions: which arguments they take, and what the formula gets.

======================  ====================================================
decorator               the formula gets
======================  ====================================================
of_residual             r = y_pred - y_true
of_exact_residual       r, and what rounding lost of it
of_number               x
of_probability          p, in [0, 1]
of_margin               m = y_true * scores
of_decay                exp(-m)
of_rivals               the scores (N, K), and the places of the right classes
of_probs                p (N, K), and the place of the true class in the flat array
of_labelled_logits      z (N, K); exp(z) with that of the label y taken out; y
of_logits               for labels z; exp(z) with that of y taken out; None; w_y. For
                        shares z; with that of the largest taken out; t; sum(t)
of_prob                 targets t, and probabilities p of yes
of_logit                z, exp(-|z|), the slope far out on the side of z (1 - t for
                        z > 0 and -w t for z < 0), and the weight w t + 1 - t
of_answer               the sign s of the true answer, its logit a = s z, and exp(-|a|)
======================  ====================================================

The functions of `of_logits_along_axis` read for themselves.
"""

from __future__ import annotations

import functools
import math
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lossbook._check import (
    LARGEST,
    knob,
    read_amounts,
    read_float64,
    read_floats,
    read_labels,
    read_numbers,
    read_same_shape,
    require_all,
    require_distributions,
    require_finite,
    require_within,
)
from lossbook._exact import OneTakenOut, one_taken_out, two_sum
from lossbook._form import (
    A_NUMBER_OR_ARRAY,
    AN_ARRAY,
    Array,
    Kind,
    Range,
    Said,
    documented,
    public,
)
from lossbook._rows import Elements, Rows, row_starts, rows_along

__all__ = [
    "of_answer",
    "of_decay",
    "of_exact_residual",
    "of_labelled_logits",
    "of_logit",
    "of_logits",
    "of_logits_along_axis",
    "of_margin",
    "of_number",
    "of_prob",
    "of_probability",
    "of_probs",
    "of_residual",
    "of_rivals",
    "one_per_class",
    "share_or_none",
    "weight_of_yes",
]


# ------------------------------------------------------------------------ residuals


def _numbers_and_predictions(y_true: ArrayLike, y_pred: ArrayLike) -> Elements:
    return Elements(*read_same_shape(y_true=y_true, y_pred=y_pred))


def _residual(y: Array, prediction: Array) -> tuple[Array]:
    # It is taken after both are float64: uint8 would wrap around.
    r = prediction - y
    # Where y is not finite, r is not, and r is in the cache. If the sum is finite, all
    # are: that takes half the time of a minimum and a maximum.
    if not math.isfinite(np.add.reduce(r, axis=None)):
        require_finite(y_true=y)
    return (r,)


def _residual_in_two_parts(y: Array, prediction: Array) -> tuple[Array, Array]:
    require_finite(y_true=y)
    r, lost = two_sum(prediction, -y)
    return r, np.where(np.isfinite(lost), lost, 0.0)


_RESIDUAL = Kind(
    arguments={
        "y_true": ("array_like", "Finite numbers, any shape."),
        "y_pred": ("array_like", "Predictions in the shape of `y_true`."),
    },
    read=_numbers_and_predictions,
    quantity=_residual,
    wrong=("the shapes differ", "an argument is empty", "`y_true` is not finite"),
)
of_residual = functools.partial(public, _RESIDUAL)
of_exact_residual = functools.partial(
    public, _RESIDUAL._replace(quantity=_residual_in_two_parts)
)


# ---------------------------------------------------------- links: one argument


def _one_number(x: ArrayLike) -> Elements:
    return Elements(*read_floats(x=x))


def _one_probability(p: ArrayLike) -> Elements:
    return Elements(*read_floats(p=p))


def _itself(x: Array) -> tuple[Array]:
    return (x,)


def _checked_probability(p: Array) -> tuple[Array]:
    require_within(0.0, 1.0, p=p)
    return (p,)


of_number = functools.partial(
    public,
    Kind(
        arguments={"x": ("array_like", "Logits, any shape.")},
        read=_one_number,
        quantity=_itself,
        wrong=("`x` is empty",),
        type_error="If `x` does not hold real numbers.",
        can_skip=False,
    ),
)
of_probability = functools.partial(
    public,
    Kind(
        arguments={"p": ("array_like", "Probabilities in [0, 1], any shape.")},
        read=_one_probability,
        quantity=_checked_probability,
        wrong=("`p` is empty", "has a number outside [0, 1]"),
        type_error="If `p` does not hold real numbers.",
        can_skip=False,
    ),
)
of_logits_along_axis = functools.partial(
    documented,
    logits=Said(
        "array_like",
        "Logits, K of them along `axis`. -inf gives a class the probability 0.",
        ("`logits` is empty",),
        "`logits` does not hold real numbers",
    ),
    axis=Said(
        "int",
        "The axis of classes.",
        ("`axis` does not exist",),
        "`axis` is not an integer",
    ),
)


# -------------------------------------------------------- margins: labels -1 and +1


def _labels_and_scores(y_true: ArrayLike, scores: ArrayLike) -> Elements:
    return Elements(*read_same_shape(y_true=y_true, scores=scores))


def _margin(y: Array, score: Array) -> tuple[Array]:
    right = np.abs(y) == 1.0
    # It takes a tenth of the time of right.all().
    if np.count_nonzero(right) < right.size:
        hint = ": labels 0 and 1 become -1 and +1 by 2 * y_true - 1"
        if not np.all((y == 0.0) | (y == 1.0)):
            hint = ""
        require_all("y_true", y, right, "hold labels -1 or +1", hint=hint)
    return (y * score,)


def _decay(y: Array, score: Array) -> tuple[Array]:
    (m,) = _margin(y, score)
    return (np.exp(-m),)


def _by_score(slope: Array, y: Array, score: Array) -> Array:
    # The margin is y * score: a step of the score moves it by y.
    return y * slope


_MARGIN = Kind(
    arguments={
        "y_true": ("array_like", "Labels, -1 or +1."),
        "scores": ("array_like", "Scores in the shape of `y_true`."),
    },
    read=_labels_and_scores,
    quantity=_margin,
    slope=(A_NUMBER_OR_ARRAY, "One slope per element."),
    wrong=("the shapes differ", "an argument is empty", "a label is not -1 or +1"),
    chain=_by_score,
)
of_margin = functools.partial(public, _MARGIN)
of_decay = functools.partial(public, _MARGIN._replace(quantity=_decay))


# ------------------------------------------------- a right class and its rivals


def _labels_and_rows(y_true: ArrayLike, scores: ArrayLike) -> Rows:
    [s], dtype = read_floats(scores=scores)
    y = read_labels(y_true, s, "scores")
    s, back = rows_along(s, -1, "scores")
    return Rows([s, y], dtype, back)


def _scores_and_places(s: Array, y: Array) -> tuple[Array, Array]:
    return s, row_starts(s) + y


of_rivals = functools.partial(
    public,
    Kind(
        arguments={
            "y_true": ("array_like of int, shape (...)", "Class labels from 0 to K-1."),
            "scores": ("array_like, shape (..., K)", "Scores s of the K classes."),
        },
        read=_labels_and_rows,
        quantity=_scores_and_places,
        value=("ndarray or float, shape (...)", "One loss per example, 0 or more."),
        slope=(AN_ARRAY, "One slope per score."),
        wrong=(
            "the shapes do not match",
            "an argument is empty",
            "a label is not in 0..K-1",
        ),
        type_error="If `y_true` does not hold integers or `scores` does not hold real "
        "numbers.",
        class_axes=1,
    ),
)


# ------------------------------------------------------------------ one of K classes


def _labels_and_probs(y_true: ArrayLike, probs: ArrayLike) -> Rows:
    (p,), dtype = read_floats(probs=probs)
    y = read_labels(y_true, p, "probs")
    require_distributions("probs", p)
    p, back = rows_along(p, -1, "probs")
    return Rows([p, y], dtype, back)


def _targets_and_logits(
    y_true: ArrayLike, logits: ArrayLike, *, may_be_soft: bool = True
) -> Rows:
    t = y_true if type(y_true) is np.ndarray else read_numbers(y_true, "y_true")
    z = logits if type(logits) is np.ndarray else read_numbers(logits, "logits")
    if may_be_soft and t.ndim >= z.ndim > 0:
        return _shares_and_logits(t, z)
    (z,), dtype = read_floats(logits=z)
    y = read_labels(t, z, "logits")
    if z.ndim == 2:
        return Rows([np.ascontiguousarray(z), y], dtype, None)
    z, back = rows_along(z, -1, "logits")
    return Rows([z, y], dtype, back)


def _shares_and_logits(t: Array, z: Array) -> Rows:
    (t, z), dtype = read_same_shape(y_true=t, logits=z)
    require_finite(y_true=t)
    require_distributions("y_true", t)
    z, back = rows_along(z, -1, "logits")
    return Rows([z, t.reshape(z.shape)], dtype, back)


_labels_and_logits = functools.partial(_targets_and_logits, may_be_soft=False)


def _probs_and_place(p: Array, y: Array) -> tuple[Array, Array]:
    # One NaN among the probabilities of an example makes all of them unknown.
    if math.isnan(p.item(p.argmax())):  # argmax finds a NaN first
        p = np.where(np.isnan(p).any(axis=1, keepdims=True), np.nan, p)
    return p, row_starts(p) + y


def _logits_and_label(z: Array, y: Array) -> tuple[Array, OneTakenOut, Array]:
    return z, one_taken_out(z, y), y


def _logits_and_target(
    z: Array,
    y: Array,
    *,
    label_smoothing: float = 0.0,
    class_weight: Array | None = None,
) -> tuple[Array, OneTakenOut, Array | None, Array | None]:
    if y.ndim == 1 and label_smoothing == 0.0:
        weight = None if class_weight is None else class_weight[y]
        return z, one_taken_out(z, y), None, weight
    largest = one_taken_out(z, z.argmax(axis=1))
    if label_smoothing == 0.0 and class_weight is None:
        return z, largest, y, y.sum(axis=1)
    return z, largest, *_shares(y, z.shape[1], label_smoothing, class_weight)


def _shares(
    y: Array, k: int, smoothing: float, weight: Array | None
) -> tuple[Array, Array]:
    """Return the shares t_k = w_k ((1 - smoothing) y_k + smoothing / K), and sum(t)."""
    even = np.ones(k) if weight is None else weight
    t = np.broadcast_to(smoothing / k * even, (len(y), k)).copy()
    if y.ndim == 1:
        own = (1.0 - smoothing) * even[y]
        t.ravel()[row_starts(t) + y] += own
    else:
        q = (1.0 - smoothing) * even * y
        own = q.sum(axis=1)
        t += q
    return t, own + smoothing * even.mean()


_LABELS = ("array_like of int, shape (...)", "Class labels from 0 to K-1.")
_OF_AN_EXAMPLE = ("ndarray or float, shape (...)", "One loss per example, 0 or more.")
_OF_ITS_CLASSES = (AN_ARRAY, "K derivatives per example.")
_NO_LABEL = ("the shapes do not match", "a label is not in 0..K-1")

of_probs = functools.partial(
    public,
    Kind(
        arguments={
            "y_true": _LABELS,
            "probs": ("array_like, shape (..., K)", "Distributions over K classes."),
        },
        read=_labels_and_probs,
        quantity=_probs_and_place,
        value=_OF_AN_EXAMPLE,
        slope=_OF_ITS_CLASSES,
        wrong=(*_NO_LABEL, "a probability is negative", "a row does not sum to 1"),
        type_error="If `y_true` does not hold integers, or `probs` no real numbers.",
        class_axes=1,
    ),
)
_LOGITS = Kind(
    arguments={
        "y_true": _LABELS,
        "logits": (
            "array_like, shape (..., K)",
            "Logits z. -inf gives a class the probability 0.",
        ),
    },
    read=_labels_and_logits,
    quantity=_logits_and_label,
    value=_OF_AN_EXAMPLE,
    slope=_OF_ITS_CLASSES,
    wrong=_NO_LABEL,
    type_error="If the labels are not integers, or the rest no real numbers.",
    class_axes=1,
)
of_labelled_logits = functools.partial(public, _LOGITS)
of_logits = functools.partial(
    public,
    _LOGITS._replace(
        arguments={
            "y_true": (
                "array_like, shape (...) or (..., K)",
                "Integer class labels from 0 to K-1, or distributions over K classes.",
            ),
            "logits": _LOGITS.arguments["logits"],
        },
        read=_targets_and_logits,
        quantity=_logits_and_target,
        wrong=(*_NO_LABEL, "a row of `y_true` is not a distribution"),
    ),
)


class _OnePerClass(Range):
    """None, or a number for each class: for the last axis, and never for another."""

    annotation = "ArrayLike | None"
    said = "array_like, shape (K,), optional"

    def read(self, name: str, value: Any, shape: tuple[int, ...]) -> Array | None:
        """Return the numbers as float64."""
        if value is None:
            return None
        (numbers,), _ = read_float64(**{name: read_amounts(value, name)})
        if numbers.shape != shape[-1:]:
            raise ValueError(
                f"{name} must have the shape {shape[-1:]}, one weight for each class, "
                f"got {numbers.shape}"
            )
        require_within(0.0, 1e100, nan=False, **{name: numbers})
        return numbers


one_per_class = _OnePerClass("does not hold one weight from 0 to 1e100 for each class")


# ---------------------------------------------------------------- yes-or-no questions


def _targets_and_prob(y_true: ArrayLike, probs: ArrayLike) -> Elements:
    return Elements(*read_same_shape(y_true=y_true, probs=probs))


def _targets_and_logit(y_true: ArrayLike, logits: ArrayLike) -> Elements:
    return Elements(*read_same_shape(y_true=y_true, logits=logits))


def _target_and_prob(t: Array, p: Array) -> tuple[Array, Array]:
    require_within(0.0, 1.0, nan=False, y_true=t)
    require_within(0.0, 1.0, probs=p)
    return t, p


def _logit_and_weights(
    t: Array, z: Array, *, pos_weight: float | Array = 1.0
) -> tuple[Array, Array, Array, float | Array]:
    require_within(0.0, 1.0, nan=False, y_true=t)
    e, low = np.exp(-np.abs(z)), np.signbit(z)
    if isinstance(pos_weight, float) and pos_weight == 1.0:
        return z, e, np.logical_not(low).astype(np.float64) - t, 1.0
    yes, no = pos_weight * t, 1.0 - t
    return z, e, np.where(low, -yes, no), yes + no


def _answer_and_its_logit(t: Array, z: Array) -> tuple[Array, Array, Array]:
    require_all("y_true", t, (t == 0) | (t == 1), "be 0 or 1 in the focal loss")
    sign = 2.0 * t - 1.0
    return sign, sign * z, np.exp(-np.abs(z))


_PROB = Kind(
    arguments={
        "y_true": ("array_like", "Targets t in [0, 1], usually 0 or 1."),
        "probs": ("array_like", "Probabilities p of yes, in the shape of `y_true`."),
    },
    read=_targets_and_prob,
    quantity=_target_and_prob,
    wrong=("the shapes differ", "a target or a probability is not in [0, 1]"),
)
_LOGIT = Kind(
    arguments={
        "y_true": _PROB.arguments["y_true"],
        "logits": (
            "array_like",
            "Logits z of yes, in the shape of `y_true`: each element is a question of "
            "its own.",
        ),
    },
    read=_targets_and_logit,
    quantity=_logit_and_weights,
    wrong=("the shapes differ", "a target is not in [0, 1]"),
)
_ANSWER = _LOGIT._replace(
    arguments={
        "y_true": ("array_like", "Targets, 0 or 1."),
        "logits": ("array_like", "Logits z of yes, in the shape of `y_true`."),
    },
    quantity=_answer_and_its_logit,
    wrong=("the shapes differ", "a target is neither 0 nor 1"),
)
of_prob = functools.partial(public, _PROB)
of_logit = functools.partial(public, _LOGIT)
of_answer = functools.partial(public, _ANSWER)


class _WeightOfYes(Range):
    """One number, or one for each class: for the last axis, and never for another."""

    annotation = "ArrayLike"
    said = "float or array_like, shape (K,)"
    by_element = True

    def read(self, name: str, value: Any, shape: tuple[int, ...]) -> Any:
        """Return a number, or an array with one for each element."""
        if isinstance(value, Real) or np.ndim(value) == 0:
            return knob(name, value, minimum=0.0)
        (w,), _ = read_float64(**{name: read_amounts(value, name)})
        if w.shape != shape[-1:]:
            raise ValueError(
                f"{name} must be one number or have the shape {shape[-1:]}, "
                f"got {w.shape}"
            )
        require_within(0.0, LARGEST, nan=False, **{name: w})
        return np.broadcast_to(w, shape)


class _NumberOrNone(Range):
    """None, or a number."""

    annotation = "float | None"
    said = "float, optional"

    def read(self, name: str, value: Any, shape: tuple[int, ...]) -> float | None:
        """Return the number."""
        return None if value is None else knob(name, value, **self.bounds)


weight_of_yes = _WeightOfYes("is negative or not finite")
share_or_none = _NumberOrNone("is not in [0, 1]", minimum=0.0, maximum=1.0)
