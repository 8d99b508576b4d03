"""Surprisal, entropy and the divergences between distributions.

The arguments are in the mathematical order, ``kl_divergence(p, q)``: p is the truth, q
is the model. Distributions lie along ``axis``, and each gives one number.
``base=None`` gives nats, ``base=2`` gives bits.

A distribution must sum to 1 within 1e-5, or within K * 5e-10 for K > 20 000 outcomes,
which is the rounding error of a large softmax in float32. A probability may thus exceed
1 by as much, and then its surprisal is negative by as much. The bounds that are stated
below hold for distributions that sum to exactly 1, up to rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._old_check import (
    Floats,
    alike,
    by_elements,
    by_rows,
    distributions,
    divergence_terms,
    floats,
    knob,
    rows_along,
    times,
    two_product,
    two_sum,
    within,
)

__all__ = [
    "cross_entropy",
    "entropy",
    "js_divergence",
    "kl_divergence",
    "mutual_information",
    "perplexity",
    "surprisal",
]


def surprisal(p: ArrayLike, *, base: float | None = None) -> Floats:
    """Return the surprisal -log(p) of an outcome that had the probability p.

    Parameters
    ----------
    p : array_like
        Probabilities in [0, 1], any shape. They need not sum to 1.
    base : float, optional
        Base of the logarithm, above 1. None is e: the answer is in nats.

    Returns
    -------
    ndarray or float
        In the shape of `p`; 0 where p is 1, inf where p is 0.

    Raises
    ------
    TypeError
        If `p` or `base` is not real.
    ValueError
        If `p` is empty or has a number outside [0, 1], or `base` is not above 1.

    References
    ----------
    Shannon (1948), *A mathematical theory of communication*, Bell System
    Technical Journal 27.

    Examples
    --------
    >>> surprisal([1.0, 0.5, 0.125], base=2)
    array([0., 1., 3.])
    """
    p, dtype = floats(p=p)
    within(0.0, 1.0, p=p)
    log = _log(base)
    return by_elements(lambda p: 0.0 - log(p), p, dtype=dtype)


def entropy(p: ArrayLike, *, base: float | None = None, axis: int = -1) -> Floats:
    """Return the mean surprisal -sum_k p_k log(p_k) of a distribution.

    Parameters
    ----------
    p : array_like
        Distributions along `axis`.
    base : float, optional
        Base of the logarithm, above 1. None is e: the answer is in nats.
    axis : int
        The axis of outcomes.

    Returns
    -------
    ndarray or float
        In the shape of `p` without `axis`; from 0, where one outcome is certain, to
        log K, where all K outcomes are equally likely.

    Raises
    ------
    TypeError
        If `p` or `base` is not real, or `axis` is not an integer.
    ValueError
        If `p` is empty, has a negative number or does not sum to 1; if `base` is not
        above 1; if `axis` does not exist.

    References
    ----------
    Shannon (1948), *A mathematical theory of communication*, Bell System
    Technical Journal 27.

    Examples
    --------
    >>> entropy([0.5, 0.25, 0.125, 0.125], base=2)
    np.float64(1.75)
    """
    p, back, dtype = _one_distribution(p, axis)
    log = _log(base)
    return back(by_rows(lambda p: _mean(p, 0.0 - log(p)), p, dtype=dtype))


def cross_entropy(
    p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1
) -> Floats:
    """Return the mean surprisal -sum_k p_k log(q_k) if q is believed and p is true.

    Parameters
    ----------
    p, q : array_like
        Distributions along `axis`, in one shape: the truth and what is believed.
    base : float, optional
        Base of the logarithm, above 1. None is e: the answer is in nats.
    axis : int
        The axis of outcomes.

    Returns
    -------
    ndarray or float
        In the shape of `p` without `axis`; at least the entropy of p, inf where q is
        0 and p is not.

    Raises
    ------
    TypeError
        If `p`, `q` or `base` is not real, or `axis` is not an integer.
    ValueError
        If `p` and `q` differ in shape, are empty, have a negative number or do not sum
        to 1; if `base` is not above 1; if `axis` does not exist.

    Notes
    -----
    ``cross_entropy(p, q) = entropy(p) + kl_divergence(p, q)``, if both sum to 1. Of
    rows that do so only within the tolerance, what `kl_divergence` adds is left over:
    the two sides differ by sum(q) - sum(p).

    Examples
    --------
    >>> cross_entropy([0.5, 0.25, 0.125, 0.125], [0.125, 0.5, 0.25, 0.125], base=2)
    np.float64(2.375)
    """
    p, q, back, dtype = _two_distributions(p, q, axis)
    log = _log(base)
    return back(by_rows(lambda p, q: _mean(p, 0.0 - log(q)), p, q, dtype=dtype))


def kl_divergence(
    p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1
) -> Floats:
    """Return the surprisal sum_k p_k log(p_k / q_k) that believing q costs beyond need.

    Parameters
    ----------
    p, q : array_like
        Distributions along `axis`, in one shape: the truth and what is believed.
    base : float, optional
        Base of the logarithm, above 1. None is e: the answer is in nats.
    axis : int
        The axis of outcomes.

    Returns
    -------
    ndarray or float
        In the shape of `p` without `axis`; 0 only where p equals q, else positive,
        inf where q is 0 and p is not.

    Raises
    ------
    TypeError
        If `p`, `q` or `base` is not real, or `axis` is not an integer.
    ValueError
        If `p` and `q` differ in shape, are empty, have a negative number or do not sum
        to 1; if `base` is not above 1; if `axis` does not exist.

    Notes
    -----
    What is summed is ``p log(p / q) - p + q``. If p and q both added up to exactly 1,
    -p + q would change nothing. Stored numbers often miss 1 by a rounding error, which
    can be larger than a small divergence, and -p + q takes this error out. It also
    makes each term positive, or 0 for p = q, so nothing cancels in the sum.

    It is no distance: ``kl_divergence(q, p)`` is another number in general.

    References
    ----------
    Kullback, Leibler (1951), *On information and sufficiency*, Annals of
    Mathematical Statistics 22.

    Examples
    --------
    >>> kl_divergence([0.3, 0.7], [0.3 + 1e-8, 0.7 - 1e-8])
    np.float64(2.380952356141774e-16)
    """
    p, q, back, dtype = _two_distributions(p, q, axis)

    unit = _nats(base)

    def divergence(p: NDArray[Any], q: NDArray[Any]) -> NDArray[Any]:
        return divergence_terms(p, q, p - q, p + q).sum(axis=1) / unit

    return back(by_rows(divergence, p, q, dtype=dtype))


def js_divergence(
    p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1
) -> Floats:
    """Return the Jensen-Shannon divergence of two distributions.

    With m = (p + q) / 2 it is the mean of the KL divergences KL(p, m) and KL(q, m).

    Parameters
    ----------
    p, q : array_like
        Distributions along `axis`, in one shape.
    base : float, optional
        Base of the logarithm, above 1. None is e: the answer is in nats.
    axis : int
        The axis of outcomes.

    Returns
    -------
    ndarray or float
        In the shape of `p` without `axis`; from 0, where p equals q, to log 2, where
        no outcome is possible under both.

    Raises
    ------
    TypeError
        If `p`, `q` or `base` is not real, or `axis` is not an integer.
    ValueError
        If `p` and `q` differ in shape, are empty, have a negative number or do not sum
        to 1; if `base` is not above 1; if `axis` does not exist.

    Notes
    -----
    It is symmetric and always finite. Its square root is a distance: it satisfies the
    triangle inequality.

    References
    ----------
    Lin (1991), *Divergence measures based on the Shannon entropy*, IEEE Transactions
    on Information Theory 37. The distance: Endres, Schindelin (2003), *A new metric for
    probability distributions*, IEEE Transactions on Information Theory 49.

    Examples
    --------
    >>> js_divergence([1.0, 0.0], [0.0, 1.0], base=2)
    np.float64(1.0)
    """
    p, q, back, dtype = _two_distributions(p, q, axis)
    unit = _nats(base)

    def divergence(p: NDArray[Any], q: NDArray[Any]) -> NDArray[Any]:
        # Textbook: p - m with m = (p + q) / 2. Where p is near q, the difference
        # disappears in the rounding of m. Here: it is (p - q) / 2.
        half, m = (p - q) / 2.0, (p + q) / 2.0
        of_p = divergence_terms(p, m, half, p + m)
        of_q = divergence_terms(q, m, -half, q + m)
        return (of_p + of_q).sum(axis=1) / 2.0 / unit

    return back(by_rows(divergence, p, q, dtype=dtype))


def mutual_information(joint: ArrayLike, *, base: float | None = None) -> Floats:
    """Return the information that each of two variables gives about the other.

    It is ``sum_ij p_ij log(p_ij / (a_i b_j))``, where p is the joint distribution of
    the two, and a and b are the sums of its rows and of its columns.

    Parameters
    ----------
    joint : array_like, shape (..., I, J)
        Joint distributions: each table (I, J) sums to 1.
    base : float, optional
        Base of the logarithm, above 1. None is e: the answer is in nats.

    Returns
    -------
    ndarray or float, shape (...)
        One number for each table: 0 if the variables are independent (up to rounding),
        otherwise positive; at most the entropy of either variable.

    Raises
    ------
    TypeError
        If `joint` or `base` is not real.
    ValueError
        If `joint` is empty, has fewer than two axes, a negative number or a table that
        does not sum to 1; if `base` is not above 1.

    References
    ----------
    Shannon (1948), *A mathematical theory of communication*, Bell System
    Technical Journal 27.

    Examples
    --------
    >>> mutual_information([[0.5, 0.0], [0.0, 0.5]], base=2).round(12)
    np.float64(1.0)
    """
    p, dtype = floats(joint=joint)
    if p.ndim < 2:
        raise ValueError(f"joint must be a table (..., I, J), got the shape {p.shape}")
    distributions("joint", p, axis=(-2, -1))
    unit = _nats(base)

    # Textbook: q = a b and p - q. If the variables are nearly independent, the
    # rounding of the sums a and b and of their product is as large as p - q.
    # Here: each is kept in two parts, the rounded number and what rounding lost.
    def from_independence(p: NDArray[Any]) -> NDArray[Any]:
        (a, a_lost), (b, b_lost) = _sum_in_two_parts(p, -1), _sum_in_two_parts(p, -2)
        q, q_lost = two_product(a, b)
        q_lost += a * b_lost + a_lost * b
        terms = divergence_terms(p, q, (p - q) - q_lost, p + q)
        # The product of two rare outcomes may underflow, although p / (a b) is finite.
        rare = (q < 1e-290) & (p > 2.0 * q)
        if rare.any():
            terms = np.where(rare, p * (np.log(p / a) - np.log(b)) - (p - q), terms)
        return terms.sum(axis=(-2, -1)) / unit

    tables = np.ascontiguousarray(p).reshape(-1, *p.shape[-2:])
    answer = by_rows(from_independence, tables, dtype=dtype)
    return answer.reshape(p.shape[:-2])[()]


def perplexity(p: ArrayLike, *, axis: int = -1) -> Floats:
    """Return how many equally likely outcomes would be as uncertain as p.

    It is ``exp(entropy(p))``, a pure number that does not depend on a base.

    Parameters
    ----------
    p : array_like
        Distributions along `axis`.
    axis : int
        The axis of outcomes.

    Returns
    -------
    ndarray or float
        In the shape of `p` without `axis`; from 1, where one outcome is certain, to K,
        where all K outcomes are equally likely.

    Raises
    ------
    TypeError
        If `p` is not real, or `axis` is not an integer.
    ValueError
        If `p` is empty, has a negative number or does not sum to 1; if `axis` does not
        exist.

    References
    ----------
    Jelinek, Mercer, Bahl, Baker (1977), *Perplexity, a measure of the difficulty
    of speech recognition tasks*, Journal of the Acoustical Society of America 62
    (supplement 1), S63.

    Examples
    --------
    >>> perplexity([0.25, 0.25, 0.25, 0.25])
    np.float64(4.0)
    """
    p, back, dtype = _one_distribution(p, axis)

    def choices(p: NDArray[Any]) -> NDArray[Any]:
        return np.exp2(_mean(p, 0.0 - np.log2(p)))

    return back(by_rows(choices, p, dtype=dtype))


def _sum_in_two_parts(p: NDArray[Any], axis: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the sum along an axis, rounded, and what rounding lost."""
    s = lost = 0.0
    for column in np.split(p, p.shape[axis], axis):
        s, more = two_sum(s, column)
        lost = lost + more
    return s + lost, lost - ((s + lost) - s)


def _mean(p: NDArray[Any], surprisal: NDArray[Any]) -> NDArray[Any]:
    """Return the mean surprisal of each row, where 0 log 0 is 0."""
    return times(p, surprisal).sum(axis=1)


def _one_distribution(p: ArrayLike, axis: int) -> tuple[Any, ...]:
    """Return p as rows (N, K), the way back, and the dtype of the answer."""
    p, dtype = floats(p=p)
    rows, back = rows_along(p, axis, "p")
    distributions("p", p, axis)
    return rows, back, dtype


def _two_distributions(p: ArrayLike, q: ArrayLike, axis: int) -> tuple[Any, ...]:
    """Return p and q as rows (N, K), the way back, and the dtype of the answer."""
    p, q, dtype = alike(p=p, q=q)
    p_rows, back = rows_along(p, axis, "p")
    q_rows, _ = rows_along(q, axis, "q")
    distributions("p", p, axis)
    distributions("q", q, axis)
    return p_rows, q_rows, back, dtype


def _log(base: float | None) -> Callable[..., Any]:
    """Return the logarithm of a base; base 2 is exact at the powers of 2."""
    if base is None:
        return np.log
    base = knob("base", base, above=1.0)
    exact = {2.0: np.log2, 10.0: np.log10}
    return exact.get(base, lambda x: np.log(x) / np.log(base))


def _nats(base: float | None) -> float:
    """Return how many nats the unit of a base has."""
    return 1.0 if base is None else float(np.log(knob("base", base, above=1.0)))
