"""The kinds of losses of single numbers, and of links: what the formula gets.

======================  ====================================================
decorator               the formula gets
======================  ====================================================
of_residual             r = y_pred - y_true
of_exact_residual       r, and what rounding lost of it
of_number               x
of_probability          p, in [0, 1]
of_margin               m = y_true * scores
of_decay                exp(-m)
of_prob                 targets t, and probabilities p of yes
of_logit                z, exp(-|z|), the slope far out on the side of z (1 - t for
                        z > 0 and -w t for z < 0), and the weight w t + 1 - t
of_answer               the sign s of the true answer, its logit a = s z, and exp(-|a|)
of_mean                 r = mean - y_true
of_location             r = location - y_true
of_spread               r = mean - y_true, and what rounding lost of it
of_spread_of_location   r = location - y_true, and what rounding lost of it
of_coin                 an outcome, 0 or 1, and the probability of 1
of_rate                 a count, and its rate
of_log_rate             a count, the logarithm of its rate, and the rate
======================  ====================================================
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lossbook._check import (
    FLOAT64,
    LARGEST,
    SMALLEST,
    knob,
    read_amounts,
    read_float64,
    read_floats,
    read_same_shape,
    require_all,
    require_finite,
    require_within,
)
from lossbook._exact import two_sum
from lossbook._form import (
    A_NUMBER_OR_ARRAY,
    Array,
    Kind,
    Range,
    public,
)
from lossbook._rows import Elements

__all__ = [
    "by_score",
    "focusing",
    "of_answer",
    "of_coin",
    "of_decay",
    "of_exact_residual",
    "of_location",
    "of_log_rate",
    "of_logit",
    "of_margin",
    "of_mean",
    "of_number",
    "of_prob",
    "of_probability",
    "of_rate",
    "of_residual",
    "of_spread",
    "of_spread_of_location",
    "require_signs",
    "scale_of_noise",
    "share_or_none",
    "weight_of_yes",
]


_NO_MATCH = ("the shapes differ", "an argument is empty")


def _elements(*names: str) -> Callable[..., Elements]:
    """Return what reads arguments of these names: numbers in one shape."""

    def read(*arguments: ArrayLike) -> Elements:
        # Two float64 arrays of one shape need no reading. This is the most common case.
        first, last = arguments[0], arguments[-1]
        if (
            type(first) is type(last) is np.ndarray
            and first.dtype is last.dtype is FLOAT64
            and first.shape == last.shape
            and first.size
        ):
            return Elements(arguments, FLOAT64)
        return Elements(*read_same_shape(**dict(zip(names, arguments, strict=True))))

    return read


# ------------------------------------------------------------------------ residuals


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
    read=_elements("y_true", "y_pred"),
    quantity=_residual,
    wrong=(*_NO_MATCH, "`y_true` is not finite"),
)
of_residual = functools.partial(public, _RESIDUAL)
of_exact_residual = functools.partial(
    public, _RESIDUAL._replace(quantity=_residual_in_two_parts)
)


# ---------------------------------------------------------- links: one argument


def _itself(x: Array) -> tuple[Array]:
    return (x,)


def _checked_probability(p: Array) -> tuple[Array]:
    require_within(0.0, 1.0, p=p)
    return (p,)


of_number = functools.partial(
    public,
    Kind(
        arguments={"x": ("array_like", "Logits, any shape.")},
        read=_elements("x"),
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
        read=_elements("p"),
        quantity=_checked_probability,
        wrong=("`p` is empty", "has a number outside [0, 1]"),
        type_error="If `p` does not hold real numbers.",
        can_skip=False,
    ),
)


# -------------------------------------------------------- margins: labels -1 and +1


def require_signs(y: Array) -> None:
    """Raise unless all labels are -1 or +1."""
    right = np.abs(y) == 1.0
    # It takes a tenth of the time of right.all().
    if np.count_nonzero(right) < right.size:
        hint = ": labels 0 and 1 become -1 and +1 by 2 * y_true - 1"
        if not np.all((y == 0.0) | (y == 1.0)):
            hint = ""
        require_all("y_true", y, right, "hold labels -1 or +1", hint=hint)


def _margin(y: Array, score: Array) -> tuple[Array]:
    require_signs(y)
    return (y * score,)


def _decay(y: Array, score: Array) -> tuple[Array]:
    (m,) = _margin(y, score)
    return (np.exp(-m),)


def by_score(slope: Array, y: Array, score: Array) -> Array:
    """Return the slope with respect to the score, given that to the margin."""
    # The margin is y * score: a step of the score moves it by y.
    return y * slope


_MARGIN = Kind(
    arguments={
        "y_true": ("array_like", "Labels, -1 or +1."),
        "scores": ("array_like", "Scores in the shape of `y_true`."),
    },
    read=_elements("y_true", "scores"),
    quantity=_margin,
    slope=(A_NUMBER_OR_ARRAY, "One slope per element."),
    wrong=(*_NO_MATCH, "a label is not -1 or +1"),
    chain=by_score,
)
of_margin = functools.partial(public, _MARGIN)
of_decay = functools.partial(public, _MARGIN._replace(quantity=_decay))


# ---------------------------------------------------------------- yes-or-no questions


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
        return z, e, np.logical_not(low) - t, 1.0
    yes, no = pos_weight * t, 1.0 - t
    return z, e, np.where(low, -yes, no), yes + no


def _answer_and_its_logit(t: Array, z: Array) -> tuple[Array, Array, Array]:
    require_all("y_true", t, (t == 0) | (t == 1), "be 0 or 1 in a focal loss")
    sign = 2.0 * t - 1.0
    return sign, sign * z, np.exp(-np.abs(z))


_PROB = Kind(
    arguments={
        "y_true": ("array_like", "Targets t in [0, 1], usually 0 or 1."),
        "probs": ("array_like", "Probabilities p of yes, in the shape of `y_true`."),
    },
    read=_elements("y_true", "probs"),
    quantity=_target_and_prob,
    wrong=(*_NO_MATCH, "a target or a probability is not in [0, 1]"),
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
    read=_elements("y_true", "logits"),
    quantity=_logit_and_weights,
    wrong=(*_NO_MATCH, "a target is not in [0, 1]"),
)
_ANSWER = _LOGIT._replace(
    arguments={
        "y_true": ("array_like", "Targets, 0 or 1."),
        "logits": ("array_like", "Logits z of yes, in the shape of `y_true`."),
    },
    quantity=_answer_and_its_logit,
    wrong=(*_NO_MATCH, "a target is neither 0 nor 1"),
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
            for_classes = f" or have the shape {shape[-1:]}" if shape else ""
            raise ValueError(f"{name} must be one number{for_classes}, got {w.shape}")
        require_within(0.0, LARGEST, nan=False, **{name: w})
        return np.broadcast_to(w, shape)


class _Scale(Range):
    """One number, or one for each element."""

    annotation = "ArrayLike"
    said = "float or array_like"
    by_element = True
    in_dtype = True

    def read(self, name: str, value: Any, shape: tuple[int, ...]) -> Any:
        """Return one number, or an array with one for each element."""
        s = value if isinstance(value, Real) else read_amounts(value, name)
        if np.ndim(s) == 0:
            # One number is a knob: it has no say in the dtype.
            return knob(name, s, above=0.0, maximum=1e300)
        if s.shape != shape:
            raise ValueError(
                f"y_true and {name} must have the same shape, got {shape} and {s.shape}"
            )
        (checked,), _ = read_floats(**{name: s})
        require_within(SMALLEST, 1e300, nan=False, **{name: checked})
        return s


class _NumberOrNone(Range):
    """None, or a number."""

    annotation = "float | None"
    said = "float, optional"

    def read(self, name: str, value: Any, shape: tuple[int, ...]) -> float | None:
        """Return the number."""
        return None if value is None else knob(name, value, **self.bounds)


focusing = Range("is not in [0, 1e300]", minimum=0.0, maximum=1e300)
weight_of_yes = _WeightOfYes("is negative or not finite")
scale_of_noise = _Scale("is not in (0, 1e300]")
share_or_none = _NumberOrNone("is not in [0, 1]", minimum=0.0, maximum=1.0)


# --------------------------------------------------------- noise of real numbers


_Y_TRUE = _RESIDUAL.arguments["y_true"]
_MEAN = _RESIDUAL._replace(
    arguments={
        "y_true": _Y_TRUE,
        "mean": ("array_like", "Means in the shape of `y_true`."),
    },
    read=_elements("y_true", "mean"),
    slope=(A_NUMBER_OR_ARRAY, "One derivative per element, in nats per unit."),
)
_LOCATION = _MEAN._replace(
    arguments={
        "y_true": _Y_TRUE,
        "location": ("array_like", "Medians in the shape of `y_true`."),
    },
    read=_elements("y_true", "location"),
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


def _outcome_and_probability(y: Array, p: Array) -> tuple[Array, Array]:
    require_all("y_true", y, (y == 0.0) | (y == 1.0), "hold 0 or 1")
    require_within(0.0, 1.0, probs=p)
    return y, p


of_coin = functools.partial(
    public,
    _PROB._replace(
        arguments={
            "y_true": ("array_like", "What was seen, 0 or 1."),
            "probs": ("array_like", "Probabilities p of 1, in the shape of `y_true`."),
        },
        quantity=_outcome_and_probability,
        wrong=(
            *_NO_MATCH,
            *("an outcome is not 0 or 1", "a probability is not in [0, 1]"),
        ),
    ),
)


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
    read=_elements("y_true", "rate"),
    quantity=_count_and_rate,
    wrong=(
        *_NO_MATCH,
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
        read=_elements("y_true", "log_rate"),
        quantity=_count_and_log,
        wrong=_RATE.wrong[:3],
    ),
)
