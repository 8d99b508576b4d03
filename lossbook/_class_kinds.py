"""The kinds of losses of classes: an example is a row of probabilities or logits.

======================  ====================================================
decorator               the formula gets
======================  ====================================================
of_probs                p (N, K), and the place of the true class in the flat array
of_labelled_logits      z (N, K); exp(z) with that of the label y taken out; y
of_logits               for labels z; exp(z) with that of y taken out; None; w_y. For
                        shares z; with that of the largest taken out; t; sum(t)
of_rivals               the scores (N, K), and the places of the right classes
of_die                  distributions (N, K), and the place of what was seen
======================  ====================================================

The functions of `of_logits_along_axis` read for themselves.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lossbook._check import (
    read_amounts,
    read_float64,
    read_floats,
    read_labels,
    read_numbers,
    read_same_shape,
    require_distributions,
    require_finite,
    require_within,
)
from lossbook._exact import OneTakenOut, one_taken_out
from lossbook._form import (
    AN_ARRAY,
    Array,
    Kind,
    Range,
    Said,
    documented,
    public,
)
from lossbook._rows import Rows, row_starts, rows_along

__all__ = [
    "of_die",
    "of_labelled_logits",
    "of_logits",
    "of_logits_along_axis",
    "of_probs",
    "of_rivals",
    "one_per_class",
]


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
    # In one order: that of the memory would show in the last digit of the sums.
    return Rows([z, np.ascontiguousarray(t).reshape(z.shape)], dtype, back)


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
_NO_LABEL = (
    *("the shapes do not match", "an argument is empty"),
    "a label is not in 0..K-1",
)

_NO_SHARES = ("a probability is negative", "a row does not sum to 1")

_PROBS = Kind(
    arguments={
        "y_true": _LABELS,
        "probs": ("array_like, shape (..., K)", "Distributions over K classes."),
    },
    read=_labels_and_probs,
    quantity=_probs_and_place,
    value=_OF_AN_EXAMPLE,
    slope=_OF_ITS_CLASSES,
    wrong=(*_NO_LABEL, *_NO_SHARES),
    type_error="If `y_true` does not hold integers or `probs` does not hold real "
    "numbers.",
    class_axes=1,
)
of_probs = functools.partial(public, _PROBS)
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
    type_error="If the labels are not integers or another argument does not hold real "
    "numbers.",
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
        wrong=_NO_LABEL,
        type_error="If `y_true` does not hold integers or `scores` does not hold real "
        "numbers.",
        class_axes=1,
    ),
)


# ---------------------------------------------------------------- the noise of a die


of_die = functools.partial(
    public,
    _PROBS._replace(
        arguments={
            "y_true": (_LABELS[0], "What was seen, from 0 to K-1."),
            "probs": (_PROBS.arguments["probs"][0], "Distributions over K outcomes."),
        },
        wrong=(*_NO_LABEL[:2], "an outcome is not in 0..K-1", *_NO_SHARES),
    ),
)


# --------------------------------------------------------------- links of classes


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
