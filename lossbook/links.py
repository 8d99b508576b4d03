"""Links between scores and probabilities.

A *logit* is a score on the whole real line. ``sigmoid`` and ``softmax`` make
probabilities of logits, ``logit`` goes back, and ``softplus``, ``logsumexp``,
``log_sigmoid`` and ``log_softmax`` are their logarithms, taken before the digits
are gone.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._check import Floats, by_elements, by_rows, floats, rows_along, within

__all__ = [
    "log_sigmoid",
    "log_softmax",
    "logit",
    "logsumexp",
    "sigmoid",
    "softmax",
    "softplus",
]


# ---------------------------------------------------------------- two classes


def softplus(x: ArrayLike) -> Floats:
    """Return the smooth ramp log(1 + exp(x)), in nats.

    Parameters
    ----------
    x : array_like
        Numbers, any shape.

    Returns
    -------
    ndarray or float
        The shape of `x`; never negative, and never below ``max(x, 0)``. 0 at -inf,
        inf at inf.

    Raises
    ------
    TypeError
        If `x` does not hold real numbers.
    ValueError
        If `x` is empty.

    Notes
    -----
    Its slope is `sigmoid`. There is no kink.

    References
    ----------
    Dugas, Bengio, Bélisle, Nadeau, Garcia (2001), *Incorporating second-order
    functional knowledge for better option pricing*, NIPS 13.

    Examples
    --------
    >>> softplus([-40.0, 0.0, 1000.0])
    array([4.24835426e-18, 6.93147181e-01, 1.00000000e+03])
    """
    x, dtype = floats(x=x)
    return by_elements(_softplus, x, dtype=dtype)


def _softplus(x: NDArray[Any]) -> NDArray[Any]:
    # Textbook: log(1 + exp(x)). It overflows above 709 and is 0 below -37.
    # Here: log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), a sum of positives.
    return x.clip(0.0, np.inf) + np.log1p(np.exp(-np.abs(x)))


def sigmoid(x: ArrayLike) -> Floats:
    """Return the probability 1 / (1 + exp(-x)) that has the logit x.

    Parameters
    ----------
    x : array_like
        Logits, any shape.

    Returns
    -------
    ndarray or float
        Probabilities in the shape of `x`. 0 at -inf, 1 at inf.

    Raises
    ------
    TypeError
        If `x` does not hold real numbers.
    ValueError
        If `x` is empty.

    Notes
    -----
    Its slope is ``sigmoid(x) * sigmoid(-x)``. There is no kink.

    Examples
    --------
    >>> sigmoid([-700.0, 0.0, 2.0])
    array([9.85967654e-305, 5.00000000e-001, 8.80797078e-001])
    """
    x, dtype = floats(x=x)
    return by_elements(_sigmoid, x, dtype=dtype)


def _sigmoid(x: NDArray[Any]) -> NDArray[Any]:
    # Textbook: 1 / (1 + exp(-x)). For x < -709 the exponential overflows.
    # Here: where exp(-x) nears the end of float64, 1 / (1 + exp(-x)) is exp(x), to the
    # last digit. And 1 - sigmoid(x) is never taken: sigmoid(-x) has all its digits.
    p = 1.0 / (1.0 + np.exp(-x))
    if not x.item(x.argmin()) >= -700.0:
        return np.where(x < -700.0, np.exp(x), p)
    return p


def log_sigmoid(x: ArrayLike) -> Floats:
    """Return the log of a sigmoid, log(1 / (1 + exp(-x))), in nats.

    Parameters
    ----------
    x : array_like
        Logits, any shape.

    Returns
    -------
    ndarray or float
        The shape of `x`; never positive. -inf at -inf, 0 at inf.

    Raises
    ------
    TypeError
        If `x` does not hold real numbers.
    ValueError
        If `x` is empty.

    Notes
    -----
    Its slope is ``sigmoid(-x)``. There is no kink.

    Examples
    --------
    >>> log_sigmoid([-1000.0, 0.0, 40.0])
    array([-1.00000000e+03, -6.93147181e-01, -4.24835426e-18])
    """
    x, dtype = floats(x=x)
    # Textbook: log(sigmoid(x)). It is -inf below -745, where sigmoid is 0.
    # Here: log(1 / (1 + exp(-x))) = -softplus(-x).
    return by_elements(lambda x: 0.0 - _softplus(-x), x, dtype=dtype)


def logit(p: ArrayLike) -> Floats:
    """Return the log-odds log(p / (1 - p)) of a probability, in nats.

    Parameters
    ----------
    p : array_like
        Probabilities in [0, 1], any shape.

    Returns
    -------
    ndarray or float
        The shape of `p`. -inf at 0, inf at 1.

    Raises
    ------
    TypeError
        If `p` does not hold real numbers.
    ValueError
        If `p` is empty or has a number outside [0, 1].

    Notes
    -----
    The inverse of `sigmoid`. Its slope is ``1 / (p * (1 - p))``.

    References
    ----------
    Berkson (1944), *Application of the logistic function to bio-assay*,
    Journal of the American Statistical Association 39.

    Examples
    --------
    >>> logit([0.0, 0.5, 0.75])
    array([      -inf, 0.        , 1.09861229])
    """
    p, dtype = floats(p=p)
    within(0.0, 1.0, p=p)

    # Textbook: log(p / (1 - p)). Near p = 1/2 the odds are near 1 and round: at
    # p = 1/2 + 1e-12 four digits of the logarithm are left.
    # Here, near 1/2: odds - 1 = (2p - 1) / (1 - p), and 2p - 1 is exact.
    def log_odds(p: NDArray[Any]) -> NDArray[Any]:
        near = np.abs(p - 0.5) < 0.25
        half = np.where(near, p, 0.5)
        beyond = np.log1p((2.0 * half - 1.0) / (1.0 - half))
        return np.where(near, beyond, np.log(p / (1.0 - p)))

    return by_elements(log_odds, p, dtype=dtype)


# ------------------------------------------------------ numbers in two parts


def two_sum(x: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return x + y, rounded, and exactly what the rounding lost (Knuth's TwoSum)."""
    s = x + y
    back = s - x
    return s, (x - (s - back)) + (y - back)


def two_product(x: Any, y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return x y, rounded, and what the rounding lost (Dekker's TwoProduct)."""
    # With 26 bits in front and 27 behind, the products of the parts are exact.
    p = x * y
    (a, b), (c, d) = halves(np.asarray(x)), halves(y)
    return p, (((a * c - p) + a * d) + b * c) + b * d


def halves(x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the first 26 bits of a number, and the rest."""
    front = (x.view(np.int64) & -(1 << 27)).view(np.float64)
    return front, x - front


# --------------------------------------------------------------- many classes


def exponentials(z: NDArray[Any]) -> NDArray[Any]:
    """Return exp(z) of rows (N, K), up to one factor a row, as exact as exp itself."""
    # Textbook: exp(z - max). It cannot overflow, but z - max is rounded: half an
    # ulp of 700 is 6e-14, and so the exponential is wrong by up to 256 ulp.
    # Here: where no exponential, no sum and no ratio of them can leave the range
    # of float64, exp(z) itself is proportional to softmax and nothing is rounded.
    if z.item(z.argmin()) >= -300.0 and z.item(z.argmax()) <= 300.0:
        return np.exp(z)
    # Else the rows that need it, and no others, are shifted: so no row's answer
    # depends on its neighbours. The largest comes to 300, which leaves room below.
    # What z - shift lost to rounding is carried along: exp(d) (1 + lost).
    far = np.abs(z).max(axis=1, keepdims=True) > 300.0
    shift = np.where(far, z.max(axis=1, keepdims=True) - 300.0, 0.0)
    d, lost = two_sum(z, -shift)
    lost[~np.isfinite(lost)] = 0.0  # d is infinite: exp(d) is 0 all the same
    return np.exp(d) * (1.0 + lost)


def row_starts(e: NDArray[Any]) -> NDArray[Any]:
    """Return where each row of (N, K) starts in the flat array."""
    # Textbook: e[np.arange(n), column]. One flat index is four times as fast.
    return np.arange(0, e.size, e.shape[1])


def row_sums(e: NDArray[Any]) -> NDArray[Any]:
    """Return the sum of each row (N, K)."""
    # For short rows einsum is four times as fast as e.sum(axis=1). A product with ones
    # is faster still, but a row's sum then depends on how many rows there are.
    # For long rows e.sum is fast enough, and sums pairwise: it is more exact.
    return np.einsum("ij->i", e) if e.shape[1] <= 64 else e.sum(axis=1)


def without(column: NDArray[Any], z: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """Return exp(z) of rows (N, K), up to one factor a row, less one column of each.

    That is: the exponentials with 0 in place of the one taken out, its place in
    the flat array, itself, and the sum of the others.
    """
    # Textbook: the sum S of all, and S - e. If e dominates, S is e and S - e is 0.
    # Here: e is left out by its place in the row, and never added.
    e = exponentials(z)
    place = row_starts(e) + column
    taken = e.take(place)
    e.put(place, 0.0)
    return e, place, taken, row_sums(e)


def largest_and_others(z: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the largest logit m of each row, and sum exp(z_j - m) over all others.

    With these two, logsumexp(z) = m + log1p(others).
    """
    _, top, e_top, others = without(z.argmax(axis=1), z)
    return z.take(top), others / e_top


def times(share: NDArray[Any], surprisal: NDArray[Any]) -> NDArray[Any]:
    """Return share * surprisal, and 0 where nothing is shared of an infinity."""
    # Textbook: log(p + eps), so that 0 * log(0) is not NaN. It bends every value for
    # the sake of one. Here: 0 log 0 is 0, the limit of x log x.
    product = share * surprisal
    if math.isnan(product.item(product.argmax())):  # argmax finds a NaN first
        return np.where((share == 0) & np.isinf(surprisal), 0.0, product)
    return product


def logsumexp(logits: ArrayLike, *, axis: int = -1) -> Floats:
    """Return the smooth maximum log(sum_j exp(z_j)), in nats.

    Parameters
    ----------
    logits : array_like
        Numbers; those along `axis` are summed.
    axis : int
        The axis to sum over.

    Returns
    -------
    ndarray or float
        The shape of `logits` without `axis`; at least its maximum, at most that
        plus log K. An infinite maximum is the answer.

    Raises
    ------
    TypeError
        If `logits` does not hold real numbers.
    ValueError
        If `logits` is empty or `axis` does not exist.

    Notes
    -----
    Its slope is `softmax`. It is not unchanged by a shift: it moves along.

    Examples
    --------
    >>> logsumexp([1000.0, 1000.0])
    np.float64(1000.6931471805599)
    """
    z, dtype = floats(logits=logits)
    z, back = rows_along(z, axis, "logits")

    def smooth_maximum(z: NDArray[Any]) -> NDArray[Any]:
        m, others = largest_and_others(z)
        return np.where(np.isinf(m), m, m + np.log1p(others))

    return back(by_rows(smooth_maximum, z, dtype=dtype))


def softmax(logits: ArrayLike, *, axis: int = -1) -> NDArray[np.floating]:
    """Return the probabilities exp(z_k) / sum_j exp(z_j) of K classes.

    Parameters
    ----------
    logits : array_like
        Logits; those along `axis` belong together. -inf masks a class.
    axis : int
        The axis of classes.

    Returns
    -------
    ndarray
        Probabilities in the shape of `logits`; those along `axis` sum to 1. NaN
        along `axis` where a logit is inf or all are -inf.

    Raises
    ------
    TypeError
        If `logits` does not hold real numbers.
    ValueError
        If `logits` is empty or `axis` does not exist.

    Notes
    -----
    A shift of all logits changes nothing. With two classes,
    ``softmax([a, b])[0]`` is ``sigmoid(a - b)``. The slope of p_k by z_j is
    ``p_k * ((j == k) - p_j)``.

    References
    ----------
    Bridle (1990), *Probabilistic interpretation of feedforward classification
    network outputs*, in Neurocomputing, Springer.

    Examples
    --------
    >>> softmax([5.0, 4.0, 2.0]).round(2)
    array([0.71, 0.26, 0.04])
    """
    z, dtype = floats(logits=logits)
    z, back = rows_along(z, axis, "logits")

    def shares(z: NDArray[Any]) -> NDArray[Any]:
        e = exponentials(z)
        e /= row_sums(e)[:, None]
        return e

    return back(by_rows(shares, z, dtype=dtype))


def log_softmax(logits: ArrayLike, *, axis: int = -1) -> NDArray[np.floating]:
    """Return the logs z_k - log(sum_j exp(z_j)) of the softmax, in nats.

    Parameters
    ----------
    logits : array_like
        Logits; those along `axis` belong together. -inf masks a class.
    axis : int
        The axis of classes.

    Returns
    -------
    ndarray
        The shape of `logits`; never positive. NaN along `axis` where a logit is
        inf or all are -inf.

    Raises
    ------
    TypeError
        If `logits` does not hold real numbers.
    ValueError
        If `logits` is empty or `axis` does not exist.

    Examples
    --------
    The log of a softmax is -inf here, since the softmax is 0:

    >>> log_softmax([1000.0, 1.0])
    array([   0., -999.])
    """
    z, dtype = floats(logits=logits)
    z, back = rows_along(z, axis, "logits")

    # Textbook: z - logsumexp(z). For the largest logit that is 40 - 40 = 0.
    # Here: (z - m) and -log1p(others) are both negative, nothing cancels.
    def logs(z: NDArray[Any]) -> NDArray[Any]:
        m, others = largest_and_others(z)
        return (z - m[:, None]) - np.log1p(others)[:, None]

    return back(by_rows(logs, z, dtype=dtype))
