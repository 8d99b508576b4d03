"""The kinds of losses of an example that is a group, or of classes with an order.

======================  ====================================================
decorator               the formula gets
======================  ====================================================
of_members              members x (N, M), and truths y (N,)
of_points               members x (N, M, d), and truths y (N, d)
of_mask                 targets t (N, P) in [0, 1], and probabilities p (N, P)
of_signed_mask          labels y (N, P), -1 or +1, and margins m (N, P)
of_order                scores s (N, K) in the order that was seen
of_ordered_class        how far the edges of the class are above the score, as two
                        `Edge`, and the width of the class
======================  ====================================================
"""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lossbook._check import (
    read_amounts,
    read_float64,
    read_floats,
    read_numbers,
    read_same_shape,
    require_all,
    require_finite,
    require_within,
)
from lossbook._exact import two_sum
from lossbook._form import AN_ARRAY, Array, Kind, Range, public
from lossbook._kinds import by_score, require_signs
from lossbook._rows import Elements, Rows, rows_along

__all__ = [
    "Edge",
    "cuts_between",
    "fair_members",
    "fair_points",
    "of_mask",
    "of_members",
    "of_order",
    "of_ordered_class",
    "of_points",
    "of_signed_mask",
]


_OF_AN_EXAMPLE = ("ndarray or float, shape (...)", "One loss per example, 0 or more.")


# ------------------------------------------------------- members of an ensemble


def _truths_and_members(y_true: ArrayLike, members: ArrayLike) -> Rows:
    (y, x), dtype = read_floats(y_true=y_true, members=members)
    if x.ndim == 0 or y.shape != x.shape[:-1]:
        raise ValueError(
            f"y_true must hold one number for each row of members: the shape "
            f"{x.shape[:-1]} for {x.shape}, got {y.shape}"
        )
    x, back = rows_along(x, -1, "members")
    return Rows([x, np.ascontiguousarray(y).reshape(-1)], dtype, back)


def _members_and_truths(x: Array, y: Array) -> tuple[Array, Array]:
    require_finite(y_true=y)
    # One NaN among the members of an example makes all of them unknown.
    if math.isnan(x.item(x.argmax())):  # argmax finds a NaN first
        others = tuple(range(1, x.ndim))
        x = np.where(np.isnan(x).any(axis=others, keepdims=True), np.nan, x)
    return x, y


class _Fair(Range):
    """Whether members are a sample. Then there must be two, for one to be left out."""

    annotation = "bool"
    said = "bool"

    def __init__(self, axis: int) -> None:
        super().__init__("is True with one member")
        self.axis = axis

    def read(self, name: str, value: Any, shape: tuple[int, ...]) -> bool:
        """Return the bool; ``shape`` is that of the members."""
        if not isinstance(value, bool | np.bool_):
            raise TypeError(f"{name} must be True or False, got {value!r}")
        if value and shape[self.axis] < 2:
            raise ValueError(
                f"{name}=True needs two or more members, got members of shape {shape}"
            )
        return bool(value)


fair_members, fair_points = _Fair(-1), _Fair(-2)

_MEMBERS = Kind(
    arguments={
        "y_true": ("array_like, shape (...)", "Finite numbers."),
        "members": ("array_like, shape (..., M)", "M members of a forecast of each."),
    },
    read=_truths_and_members,
    quantity=_members_and_truths,
    value=_OF_AN_EXAMPLE,
    slope=(AN_ARRAY.replace("K", "M"), "One derivative per member."),
    wrong=("the shapes do not match", "an argument is empty", "`y_true` is not finite"),
    type_error="If an argument does not hold real numbers, `fair` is not a bool.",
    class_axes=1,
)
of_members = functools.partial(public, _MEMBERS)


def _truths_and_points(y_true: ArrayLike, members: ArrayLike) -> Rows:
    (y, x), dtype = read_floats(y_true=y_true, members=members)
    if x.ndim < 2 or y.shape != (*x.shape[:-2], x.shape[-1]):
        raise ValueError(
            f"members must have the shape of y_true with an axis of members before the "
            f"last, got {y.shape} and {x.shape}"
        )
    shape = x.shape

    def back(answer: Array) -> Any:
        if answer.ndim == 1:
            return answer.reshape(shape[:-2]) if len(shape) > 2 else answer[0]
        return answer.reshape(shape)

    rows = np.ascontiguousarray(x).reshape(-1, *shape[-2:])
    return Rows([rows, np.ascontiguousarray(y).reshape(-1, shape[-1])], dtype, back)


of_points = functools.partial(
    public,
    _MEMBERS._replace(
        arguments={
            "y_true": ("array_like, shape (..., d)", "Points of d finite numbers."),
            "members": (
                "array_like, shape (..., M, d)",
                "M members of a forecast of each point.",
            ),
        },
        read=_truths_and_points,
        slope=("ndarray, shape (..., M, d)", "d derivatives per member."),
        class_axes=2,
    ),
)


# ------------------------------------------------------------------------- masks


def _mask_and_probs(y_true: ArrayLike, probs: ArrayLike) -> Rows:
    (t, p), dtype = read_same_shape(y_true=y_true, probs=probs)
    require_within(0.0, 1.0, nan=False, y_true=t)
    require_within(0.0, 1.0, probs=p)
    p, back = rows_along(p, -1, "probs")
    return Rows([np.ascontiguousarray(t).reshape(p.shape), p], dtype, back)


def _themselves(t: Array, p: Array) -> tuple[Array, Array]:
    return t, p


_MASK = Kind(
    arguments={
        "y_true": (
            "array_like, shape (..., P)",
            "Targets t in [0, 1], usually 0 or 1, for the P pixels of a mask.",
        ),
        "probs": ("array_like, shape (..., P)", "Probabilities p of 1."),
    },
    read=_mask_and_probs,
    quantity=_themselves,
    value=("ndarray or float, shape (...)", "One loss per mask, 0 or more."),
    slope=("ndarray, shape (..., P)", "P derivatives per mask."),
    wrong=(
        *("the shapes differ", "an argument is empty"),
        "a target or a probability is not in [0, 1]",
    ),
    class_axes=1,
)
of_mask = functools.partial(public, _MASK)


def _signs_and_scores(y_true: ArrayLike, scores: ArrayLike) -> Rows:
    (y, s), dtype = read_same_shape(y_true=y_true, scores=scores)
    require_signs(y)
    s, back = rows_along(s, -1, "scores")
    return Rows([np.ascontiguousarray(y).reshape(s.shape), s], dtype, back)


def _signs_and_margins(y: Array, s: Array) -> tuple[Array, Array]:
    return y, y * s


of_signed_mask = functools.partial(
    public,
    _MASK._replace(
        arguments={
            "y_true": (
                "array_like, shape (..., P)",
                "Labels, -1 or +1, for the P pixels of a mask.",
            ),
            "scores": (
                "array_like, shape (..., P)",
                "Scores: a positive one says that the pixel belongs to the region.",
            ),
        },
        read=_signs_and_scores,
        quantity=_signs_and_margins,
        wrong=(*_MASK.wrong[:2], "a label is not -1 or +1"),
        chain=by_score,
        stand_in=np.ones,
    ),
)


# ------------------------------------------------------------------------ orders


def _order_and_scores(y_true: ArrayLike, scores: ArrayLike) -> Rows:
    order = read_numbers(y_true, "y_true")
    [s], dtype = read_floats(scores=scores)
    if order.shape != s.shape:
        raise ValueError(
            f"y_true and scores must have the same shape, got {order.shape} and "
            f"{s.shape}"
        )
    if order.dtype.kind not in "iu":
        raise TypeError(f"y_true must hold items as integers, got {order.dtype}")
    s, back = rows_along(s, -1, "scores")
    order = np.ascontiguousarray(order).reshape(s.shape)
    right = (np.sort(order, axis=1) == np.arange(s.shape[1])).all(axis=1)
    if not right.all():
        place = int(np.argmin(right))
        named = f" of row {place}" if len(order) > 1 else ""
        raise ValueError(
            f"y_true must name each item from 0 to {s.shape[1] - 1} once, but the "
            f"order{named} is {np.array2string(order[place], threshold=20)}"
        )
    return Rows([s, order.astype(np.intp, copy=False)], dtype, back)


def _in_order(s: Array, order: Array) -> tuple[Array]:
    return (np.take_along_axis(s, order, axis=1),)


def _back_to_items(slope: Array, s: Array, order: Array) -> Array:
    answer = np.empty_like(slope)
    np.put_along_axis(answer, order, slope, axis=1)
    return answer


of_order = functools.partial(
    public,
    Kind(
        arguments={
            "y_true": (
                "array_like of int, shape (..., K)",
                "The numbers of the K items, 0 to K-1, the best item first.",
            ),
            "scores": (
                "array_like, shape (..., K)",
                "The score of item 0, of item 1, and so on.",
            ),
        },
        read=_order_and_scores,
        quantity=_in_order,
        value=_OF_AN_EXAMPLE,
        slope=(AN_ARRAY, "One derivative per item."),
        wrong=(
            *("the shapes differ", "an argument is empty"),
            "a row of `y_true` does not name each item once",
        ),
        type_error="If `y_true` does not hold integers or `scores` does not hold real "
        "numbers.",
        chain=_back_to_items,
        class_axes=1,
        stand_in=np.arange,
    ),
)


# --------------------------------------------------------- classes with an order


class _Cuts(Range):
    """The numbers between which the classes lie."""

    annotation = "ArrayLike"
    said = "array_like, shape (K - 1,)"

    def read(self, name: str, value: Any, shape: tuple[int, ...]) -> Array:
        """Return the cuts as float64."""
        (cuts,), _ = read_float64(**{name: read_amounts(value, name)})
        if cuts.ndim != 1:
            raise ValueError(
                f"{name} must have one axis, a number between each class and the next, "
                f"got the shape {cuts.shape}"
            )
        require_finite(**{name: cuts})
        above = np.append(True, cuts[1:] > cuts[:-1])
        require_all(name, cuts, above, "increase", hint=", not above the one before")
        return cuts


cuts_between = _Cuts("is not finite and increasing")


class Edge(NamedTuple):
    """How far the edge of a class is above the score: what the formula needs of it."""

    distance: Array  # d
    lost: Array  # what rounding lost of d
    decay: Array  # exp(-|d|)


def _labels_and_score(y_true: ArrayLike, score: ArrayLike) -> Elements:
    (_, f), dtype = read_same_shape(y_true=y_true, score=score)
    y = read_numbers(y_true, "y_true")
    if y.dtype.kind not in "iu":
        raise TypeError(f"y_true must hold class labels as integers, got {y.dtype}")
    return Elements([y, f], dtype)


def _edges(
    y: Array, f: Array, *, cuts: Any = (0.0,)
) -> tuple[Edge, Edge, float | Array]:
    last = len(cuts)
    right = (y >= 0) & (y <= last)
    said = f": {last} cut{'s' * (last > 1)} between {last + 1} classes"
    require_all("y_true", y, right, f"hold labels from 0 to {last}", hint=said)
    bounds = np.concatenate([[-np.inf], cuts, [np.inf]])
    low, high = bounds[y.astype(np.intp)], bounds[y.astype(np.intp) + 1]
    return _edge(low, f), _edge(high, f), high - low


def _edge(bound: Array, f: Array) -> Edge:
    d, lost = two_sum(bound, -f)
    # The first class has no lower edge and the last no upper one, wherever f is.
    d = np.where(np.isinf(bound), bound, d)
    lost = np.where(np.isfinite(lost), lost, 0.0)
    return Edge(d, lost, np.exp(-np.abs(d)) * (1.0 - np.sign(d) * lost))


of_ordered_class = functools.partial(
    public,
    Kind(
        arguments={
            "y_true": ("array_like of int", "Class labels from 0 to K-1, in order."),
            "score": ("array_like", "Scores f in the shape of `y_true`."),
        },
        read=_labels_and_score,
        quantity=_edges,
        wrong=(
            *("the shapes differ", "an argument is empty"),
            "a label is not in 0..K-1",
        ),
        type_error="If `y_true` does not hold integers or another argument does not "
        "hold real numbers.",
    ),
)
