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
======================  ====================================================

The functions of `of_logits_along_axis` read for themselves.
"""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import ArrayLike

from lossbook._check import (
    read_floats,
    read_labels,
    read_same_shape,
    require_all,
    require_finite,
    require_within,
)
from lossbook._exact import two_sum
from lossbook._form import (
    A_NUMBER_OR_ARRAY,
    AN_ARRAY,
    Array,
    Kind,
    Said,
    documented,
    public,
)
from lossbook._rows import Elements, Rows, row_starts, rows_along

__all__ = [
    "of_decay",
    "of_exact_residual",
    "of_logits_along_axis",
    "of_margin",
    "of_number",
    "of_probability",
    "of_residual",
    "of_rivals",
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
