"""Formulas of float64 arrays that keep the digits which the textbook form loses.

Each takes and returns float64 arrays, checks nothing, and is used by more than one
module. A comment tells the textbook form, what it loses, and what is done here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lossbook._rows import row_sums

__all__ = [
    "OneTakenOut",
    "divergence_terms",
    "exponentials",
    "halves",
    "largest_and_others",
    "one_taken_out",
    "only_where",
    "product_where_0_wins",
    "sum_in_two_parts",
    "two_product",
    "two_sum",
]

Array = NDArray[Any]


def only_where(need: Array, better: Callable[[], Array], usual: Array) -> Array:
    """Return the usual numbers, and the better ones where they are needed.

    The better ones are computed only if some number needs them.
    """
    # argmax finds the first True, in a quarter of the time of any().
    return np.where(need, better(), usual) if need.item(need.argmax()) else usual


# ------------------------------------------------------ numbers in two parts


def two_sum(x: Array, y: Array) -> tuple[Array, Array]:
    """Return x + y, rounded, and exactly what rounding lost (Knuth's TwoSum)."""
    s = x + y
    back = s - x
    return s, (x - (s - back)) + (y - back)


def two_product(x: Any, y: Array) -> tuple[Array, Array]:
    """Return x y, rounded, and nearly all that rounding lost (Dekker's TwoProduct)."""
    # The front parts have 26 bits, the back parts 27: the products of parts are exact,
    # but for that of the back parts. The two results miss x y by below 2^-104 of it.
    p = x * y
    (a, b), (c, d) = halves(np.asarray(x)), halves(y)
    return p, (((a * c - p) + a * d) + b * c) + b * d


def sum_in_two_parts(p: Array, axis: int) -> tuple[Array, Array]:
    """Return the sum along an axis, rounded, and what rounding lost."""
    s = lost = 0.0
    for column in np.split(p, p.shape[axis], axis):
        s, more = two_sum(s, column)
        lost = lost + more
    return s + lost, lost - ((s + lost) - s)


def halves(x: Array) -> tuple[Array, Array]:
    """Return the number cut after its first 26 bits, and the rest."""
    front = (x.view(np.int64) & -(1 << 27)).view(np.float64)
    return front, x - front


# ---------------------------------------------------------- exponentials of rows


def exponentials(z: Array) -> Array:
    """Return exp(z) of rows (N, K), each row times a factor, as exact as exp itself."""
    # Textbook: exp(z - max). It cannot overflow, but z - max is rounded: half an
    # ulp of 700 is 6e-14, and so the exponential is wrong by up to 256 ulp.
    # Here: within ±300 no exponential, no sum and no ratio of them can leave the range
    # of float64. So exp(z) is used as it is, and no shift is rounded.
    if z.item(z.argmin()) >= -300.0 and z.item(z.argmax()) <= 300.0:
        return np.exp(z)
    # Otherwise only the rows that need it are shifted, so that no row's answer depends
    # on its neighbours. The largest logit becomes 300, which leaves room below.
    # What z - shift lost to rounding is put back: exp(d) (1 + lost).
    far = np.abs(z).max(axis=1, keepdims=True) > 300.0
    shift = np.where(far, z.max(axis=1, keepdims=True) - 300.0, 0.0)
    d, lost = two_sum(z, -shift)
    lost[~np.isfinite(lost)] = 0.0  # d is infinite, and exp(d) needs no correction
    return np.exp(d) * (1.0 + lost)


class OneTakenOut(NamedTuple):
    """The exponentials of rows (N, K), with one entry of each row taken out."""

    others: Array  # (N, K), with 0 in place of the entry
    place: Array  # (N,), where in the flat array the entry was
    taken: Array  # (N,), the entry
    sum_of_others: Array  # (N,)


def one_taken_out(logits: Array, column: Array) -> OneTakenOut:
    """Return the `exponentials` of logits (N, K) with one column of each taken out."""
    # Textbook: the sum S of all, and S - e. If e dominates, S rounds to e and S - e
    # is 0. Here: e is left out of the sum.
    e = exponentials(logits)
    place = np.arange(0, e.size, e.shape[1]) + column
    taken = e.take(place)
    e.put(place, 0.0)
    return OneTakenOut(e, place, taken, row_sums(e))


def largest_and_others(logits: Array) -> tuple[Array, Array]:
    """Return the largest logit m of each row, and sum exp(z_j - m) over all others.

    With these two, logsumexp(z) = m + log1p(others).
    """
    _, top, e_top, others = one_taken_out(logits, logits.argmax(axis=1))
    return logits.take(top), others / e_top


# ------------------------------------------------- surprisals and their differences


def product_where_0_wins(share: Array, surprisal: Array) -> Array:
    """Return share * surprisal, where 0 times infinity is 0."""
    # Textbook: log(p + eps), so that 0 * log(0) is not NaN. It changes every value for
    # the sake of one. Here: 0 log 0 is 0, the limit of x log x.
    product = share * surprisal
    if math.isnan(product.item(product.argmax())):  # argmax finds a NaN first
        return np.where((share == 0) & np.isinf(surprisal), 0.0, product)
    return product


def divergence_terms(
    p: Array,
    q: Array,
    difference: Array,
    total: Array,
    log_q: Callable[[], Array] | None = None,
) -> Array:
    """Return p log(p / q) - p + q, given p - q and p + q as exactly as known.

    ``log_q`` returns log(q), for where q itself has underflowed.
    """
    # Textbook: p * log(p / q) - p + q. For p = q (1 + x) it is near q x² / 2, the
    # difference of two numbers near q x: at x = 1e-8 no digit is left.
    # Here: with u = (p - q) / (p + q) the logarithm is log(p / q) = 2 atanh(u). Algebra
    # removes everything that cancels, and the term becomes
    #     (p - q) u (1 + u (1 + u) R),    R = (atanh(u) - u) / u³,
    # where Lambert's continued fraction for atanh gives
    #     R = 1 / (3 - w - 4w / (5 - 9w / (7 - 16w / ...))),    w = u².
    u = only_where(
        np.isinf(total),  # too large to be added; their halves are not
        lambda: difference / 2.0 / (p / 2.0 + q / 2.0),
        difference / total,
    )
    w = u * u
    tail = 29.0
    for n in range(13, 1, -1):
        tail = (2 * n + 1) - (n + 1) ** 2 * w / tail
    near = difference * u * (1.0 + u * (1.0 + u) / (3.0 - w - 4.0 * w / tail))
    ratio = p / q
    far_below = np.isinf(ratio)  # q is 0, or so small that p / q overflows
    if log_q is not None:
        far_below |= q < 1e-290  # or so small that it has lost digits
    log_ratio = only_where(
        far_below,
        lambda: np.log(p) - (np.log(q) if log_q is None else log_q()),
        np.log(ratio),
    )
    far = p * log_ratio - difference
    return np.where(p == 0, q, np.where(np.abs(u) < 0.5, near, far))
