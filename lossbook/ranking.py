"""Losses of an order: of items that were ranked, and of classes that have an order.

Each loss has its gradient directly beneath it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lossbook._check import read_float64, read_same_shape, require_finite
from lossbook._form import Array, Kind, Range, public
from lossbook._group_kinds import of_order
from lossbook._rows import Elements
from lossbook.links import sigmoid, softplus

__all__ = [
    "cumulative_link",
    "cumulative_link_grad",
    "plackett_luce",
    "plackett_luce_grad",
]


@of_order()
def plackett_luce(s: Array) -> Array:
    """Return the surprisal of an order of K items, in nats.

    Source: Plackett (1975), *The analysis of permutations*, JRSS C 24.

    >>> plackett_luce([1, 0], [0.0, 0.0]).round(6)
    np.float64(0.693147)
    """
    rest = np.logaddexp.accumulate(s[:, ::-1], axis=1)[:, ::-1]
    return (rest - s).sum(axis=1)


@plackett_luce.slope
def plackett_luce_grad(s: Array) -> Array:
    """Return the gradient of `plackett_luce` with respect to the scores.

    >>> plackett_luce_grad([1, 0], [0.0, 0.0])
    array([ 0.5, -0.5])
    """
    rest = np.logaddexp.accumulate(s[:, ::-1], axis=1)[:, ::-1]
    p = np.exp(s[:, None, :] - rest[:, :, None])
    return np.triu(p).sum(axis=1) - 1.0


class _Cuts(Range):
    annotation = "ArrayLike"
    said = "array_like, shape (K - 1,)"

    def read(self, name: str, value: Any, shape: tuple[int, ...]) -> Array:
        """Return the cuts as float64."""
        (cuts,), _ = read_float64(**{name: value})
        require_finite(**{name: cuts})
        return cuts


def _read(y_true: Any, score: Any) -> Elements:
    (y, f), dtype = read_same_shape(y_true=y_true, score=score)
    return Elements([y.astype(np.intp), f], dtype)


def _between_cuts(y: Array, f: Array, *, cuts: Any = (0.0,)) -> tuple[Array, Array]:
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    y = y.astype(np.intp)
    return edges[y] - f, edges[y + 1] - f


_of_cuts = Kind(
    arguments={
        "y_true": ("array_like of int", "Class labels from 0 to K-1, in order."),
        "score": ("array_like", "Scores in the shape of `y_true`."),
    },
    read=_read,
    quantity=_between_cuts,
)


@public(_of_cuts, cuts=_Cuts("is not increasing"))
def cumulative_link(a: Array, b: Array) -> Array:
    """Return the surprisal of one of K ordered classes, in nats.

    cuts: The K - 1 scores at which one class becomes the next, in increasing order.

    Source: McCullagh (1980), *Regression models for ordinal data*, JRSS B 42.

    >>> cumulative_link([0, 1, 2], [0.0, 0.0, 0.0], cuts=[-1.0, 1.0]).round(4)
    array([1.3133, 0.7719, 1.3133])
    """
    return softplus.formula(-b) + softplus.formula(a) - np.log1p(-np.exp(a - b))


@cumulative_link.slope
def cumulative_link_grad(a: Array, b: Array) -> Array:
    """Return the derivative of `cumulative_link` with respect to the score.

    >>> cumulative_link_grad([0, 2], [0.0, 0.0], cuts=[-1.0, 1.0]).round(4)
    array([ 0.7311, -0.7311])
    """
    return sigmoid.formula(-b) - sigmoid.formula(a)
