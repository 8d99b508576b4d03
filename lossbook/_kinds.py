"""The kinds of losses: which two arguments they take, and what the formula gets.

======================  ====================================================
decorator               the formula gets
======================  ====================================================
of_residual             r = y_pred - y_true
of_exact_residual       r, and what rounding lost of it
of_margin               m = y_true * scores
======================  ====================================================
"""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import ArrayLike

from lossbook._check import read_same_shape, require_finite
from lossbook._exact import two_sum
from lossbook._form import Array, Kind, public
from lossbook._rows import Elements

__all__ = ["of_exact_residual", "of_residual"]


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
