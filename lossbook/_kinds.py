"""The kinds of losses: which two arguments they take, and what the formula gets.

======================  ====================================================
decorator               the formula gets
======================  ====================================================
of_residual             r = y_pred - y_true
of_exact_residual       r, and what rounding lost of it
of_margin               m = y_true * scores
of_mean                 r = mean - y_true
of_location             r = location - y_true
of_spread               r = mean - y_true, and what rounding lost of it
of_spread_of_location   r = location - y_true, and what rounding lost of it
of_coin                 an outcome, 0 or 1, and the probability of 1
of_die                  distributions (N, K), and the place of what was seen
of_rate                 a count, and its rate
of_log_rate             a count, the logarithm of its rate, and the rate
======================  ====================================================
"""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import ArrayLike

from lossbook._check import (
    LARGEST,
    read_floats,
    read_labels,
    read_same_shape,
    require_all,
    require_distributions,
    require_finite,
    require_within,
)
from lossbook._exact import two_sum
from lossbook._form import A_NUMBER_OR_ARRAY, AN_ARRAY, Array, Kind, public
from lossbook._rows import Elements, Rows, row_starts, rows_along

__all__ = [
    "of_coin",
    "of_die",
    "of_exact_residual",
    "of_location",
    "of_log_rate",
    "of_mean",
    "of_rate",
    "of_residual",
    "of_spread",
    "of_spread_of_location",
]


# ------------------------------------------------------------------------ residuals


def _numbers_and_predictions(y_true: ArrayLike, y_pred: ArrayLike) -> Elements:
    return Elements(*read_same_shape(y_true=y_true, y_pred=y_pred))


def _residual(y: Array, prediction: Array) -> tuple[Array]:
    # It is taken after both are float64: uint8 would wrap around.
    r = prediction - y
    # Where y is not finite, r is not, and r is still in the cache. If the sum of the
    # squares is finite, all are: that takes half the time of a minimum and a maximum.
    if not math.isfinite(np.vdot(r, r)):
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


# --------------------------------------------------------- noise of real numbers


def _numbers_and_means(y_true: ArrayLike, mean: ArrayLike) -> Elements:
    return Elements(*read_same_shape(y_true=y_true, mean=mean))


def _numbers_and_locations(y_true: ArrayLike, location: ArrayLike) -> Elements:
    return Elements(*read_same_shape(y_true=y_true, location=location))


_Y_TRUE = _RESIDUAL.arguments["y_true"]
_MEAN = _RESIDUAL._replace(
    arguments={
        "y_true": _Y_TRUE,
        "mean": ("array_like", "Means in the shape of `y_true`."),
    },
    read=_numbers_and_means,
    slope=(A_NUMBER_OR_ARRAY, "One derivative per element, in nats per unit."),
)
_LOCATION = _MEAN._replace(
    arguments={
        "y_true": _Y_TRUE,
        "location": ("array_like", "Medians in the shape of `y_true`."),
    },
    read=_numbers_and_locations,
)
of_mean = functools.partial(public, _MEAN)
of_location = functools.partial(public, _LOCATION)
# What is public is itself a derivative: with respect to the scale.
of_spread, of_spread_of_location = (
    functools.partial(
        public, kind._replace(quantity=_residual_in_two_parts, value=kind.slope)
    )
    for kind in (_MEAN, _LOCATION)
)


# ----------------------------------------------------- noise of outcomes and counts


def _outcomes_and_probabilities(y_true: ArrayLike, probs: ArrayLike) -> Elements:
    return Elements(*read_same_shape(y_true=y_true, probs=probs))


def _outcome_and_probability(y: Array, p: Array) -> tuple[Array, Array]:
    require_all("y_true", y, (y == 0.0) | (y == 1.0), "hold 0 or 1")
    require_within(0.0, 1.0, probs=p)
    return y, p


of_coin = functools.partial(
    public,
    Kind(
        arguments={
            "y_true": ("array_like", "What was seen, 0 or 1."),
            "probs": ("array_like", "Probabilities p of 1, in the shape of `y_true`."),
        },
        read=_outcomes_and_probabilities,
        quantity=_outcome_and_probability,
        wrong=(
            *("the shapes differ", "an argument is empty", "an outcome is not 0 or 1"),
            "a probability is not in [0, 1]",
        ),
    ),
)


def _outcomes_and_distributions(y_true: ArrayLike, probs: ArrayLike) -> Rows:
    (p,), dtype = read_floats(probs=probs)
    y = read_labels(y_true, p, "probs")
    require_distributions("probs", p)
    rows, back = rows_along(p, -1, "probs")
    return Rows([rows, y], dtype, back)


def _distribution_and_place(p: Array, y: Array) -> tuple[Array, Array]:
    return p, row_starts(p) + y


of_die = functools.partial(
    public,
    Kind(
        arguments={
            "y_true": (
                "array_like of int, shape (...)",
                "What was seen, from 0 to K-1.",
            ),
            "probs": (
                "array_like, shape (..., K)",
                "Distributions over the K outcomes.",
            ),
        },
        read=_outcomes_and_distributions,
        quantity=_distribution_and_place,
        value=("ndarray or float, shape (...)", "One loss per example, 0 or more."),
        slope=(AN_ARRAY, "K derivatives per example."),
        wrong=(
            *("the shapes do not match", "an argument is empty"),
            *("an outcome is not in 0..K-1", "a probability is negative"),
            "a row does not sum to 1",
        ),
        type_error="If `y_true` does not hold integers, or `probs` does not hold real "
        "numbers.",
        class_axes=1,
    ),
)


def _counts_and_rates(y_true: ArrayLike, rate: ArrayLike) -> Elements:
    return Elements(*read_same_shape(y_true=y_true, rate=rate))


def _counts_and_logs(y_true: ArrayLike, log_rate: ArrayLike) -> Elements:
    return Elements(*read_same_shape(y_true=y_true, log_rate=log_rate))


def _require_counts(y: Array) -> None:
    require_within(0.0, LARGEST, nan=False, y_true=y)
    require_all("y_true", y, np.floor(y) == y, "hold counts 0, 1, 2, ...")


def _count_and_rate(y: Array, rate: Array) -> tuple[Array, Array]:
    _require_counts(y)
    require_within(0.0, np.inf, rate=rate)
    return y, rate


def _count_and_log(y: Array, log_rate: Array) -> tuple[Array, Array, Array]:
    _require_counts(y)
    return y, log_rate, np.exp(log_rate)


_COUNTS = ("array_like", "Counts 0, 1, 2, ...")
_RATE = Kind(
    arguments={
        "y_true": _COUNTS,
        "rate": ("array_like", "Expected counts, >= 0, in the shape of `y_true`."),
    },
    read=_counts_and_rates,
    quantity=_count_and_rate,
    wrong=(
        *("the shapes differ", "an argument is empty"),
        *("a count is negative or not whole", "a rate is negative"),
    ),
)
of_rate = functools.partial(public, _RATE)
of_log_rate = functools.partial(
    public,
    _RATE._replace(
        arguments={
            "y_true": _COUNTS,
            "log_rate": (
                "array_like",
                "Logarithms v of the expected counts, in the shape of `y_true`.",
            ),
        },
        read=_counts_and_logs,
        quantity=_count_and_log,
        wrong=_RATE.wrong[:3],
    ),
)
