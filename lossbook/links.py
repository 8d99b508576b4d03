"""Links between scores and probabilities.

A *logit* is a score that may be any real number. ``sigmoid`` and ``softmax`` turn
logits into probabilities, and ``logit`` inverts ``sigmoid``. ``log_sigmoid`` and
``log_softmax`` are the logarithms of these probabilities, ``softplus`` and
``logsumexp`` the terms that they are made of. They are computed from the logits
directly, so that they keep digits that the probabilities have lost.
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
        In the shape of `x`; at least ``max(x, 0)``. 0 at -inf, inf at inf.

    Raises
    ------
    TypeError
        If `x` does not hold real numbers.
    ValueError
        If `x` is empty.

    Notes
    -----
    Its derivative is `sigmoid`. There is no kink.

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
    """Return 1 / (1 + exp(-x)), the probability whose logit is x.

    Parameters
    ----------
    x : array_like
        Logits, any shape.

    Returns
    -------
    ndarray or float
        Probabilities in the shape of `x`: 0 at -inf, 1 at inf.

    Raises
    ------
    TypeError
        If `x` does not hold real numbers.
    ValueError
        If `x` is empty.

    Notes
    -----
    Its derivative is ``sigmoid(x) * sigmoid(-x)``. There is no kink. For the opposite
    probability 1 - sigmoid(x) use ``sigmoid(-x)``, which has all its digits.

    References
    ----------
    Verhulst (1845), *Recherches mathématiques sur la loi d'accroissement de la
    population*, Nouveaux mémoires de l'Académie royale de Bruxelles 18.

    Examples
    --------
    >>> sigmoid([-700.0, 0.0, 2.0])
    array([9.85967654e-305, 5.00000000e-001, 8.80797078e-001])
    """
    x, dtype = floats(x=x)
    return by_elements(_sigmoid, x, dtype=dtype)


def _sigmoid(x: NDArray[Any]) -> NDArray[Any]:
    # Textbook: 1 / (1 + exp(-x)). For x < -709 the exponential overflows.
    # Here: where exp(-x) comes near the largest float64, the fraction equals exp(x) to
    # the last digit.
    p = 1.0 / (1.0 + np.exp(-x))
    if not x.item(x.argmin()) >= -700.0:
        return np.where(x < -700.0, np.exp(x), p)
    return p


def log_sigmoid(x: ArrayLike) -> Floats:
    """Return the logarithm of the sigmoid, -log(1 + exp(-x)), in nats.

    Parameters
    ----------
    x : array_like
        Logits, any shape.

    Returns
    -------
    ndarray or float
        In the shape of `x`; at most 0. -inf at -inf, 0 at inf.

    Raises
    ------
    TypeError
        If `x` does not hold real numbers.
    ValueError
        If `x` is empty.

    Notes
    -----
    Its derivative is ``sigmoid(-x)``. There is no kink. Its negative, ``softplus(-x)``,
    is the surprisal of an outcome that has the logit x.

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
        Logits in the shape of `p`: -inf at 0, 0 at 1/2, inf at 1.

    Raises
    ------
    TypeError
        If `p` does not hold real numbers.
    ValueError
        If `p` is empty or has a number outside [0, 1].

    Notes
    -----
    It is the inverse of `sigmoid`. Its derivative is ``1 / (p * (1 - p))``. A p near 1
    has few digits of 1 - p, and the logit inherits their error.

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

    # Textbook: log(p / (1 - p)). Near p = 1/2 the odds are rounded to a number near 1:
    # at p = 1/2 + 1e-12 only four digits of the logarithm are left.
    # Here, near 1/2: odds - 1 = (2p - 1) / (1 - p), and 2p - 1 is exact.
    def log_odds(p: NDArray[Any]) -> NDArray[Any]:
        near = np.abs(p - 0.5) < 0.25
        half = np.where(near, p, 0.5)
        beyond = np.log1p((2.0 * half - 1.0) / (1.0 - half))
        return np.where(near, beyond, np.log(p / (1.0 - p)))

    return by_elements(log_odds, p, dtype=dtype)


# ------------------------------------------------------ numbers in two parts


def two_sum(x: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return x + y, rounded, and exactly what rounding lost (Knuth's TwoSum)."""
    s = x + y
    back = s - x
    return s, (x - (s - back)) + (y - back)


def two_product(x: Any, y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return x y, rounded, and what rounding lost (Dekker's TwoProduct)."""
    # The front parts have 26 bits, the back parts 27: the products of parts are exact.
    p = x * y
    (a, b), (c, d) = halves(np.asarray(x)), halves(y)
    return p, (((a * c - p) + a * d) + b * c) + b * d


def halves(x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the number cut after its first 26 bits, and the rest."""
    front = (x.view(np.int64) & -(1 << 27)).view(np.float64)
    return front, x - front


# --------------------------------------------------------------- many classes


def exponentials(z: NDArray[Any]) -> NDArray[Any]:
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


def row_starts(e: NDArray[Any]) -> NDArray[Any]:
    """Return the place in the flat array where each row of (N, K) starts."""
    # Textbook: e[np.arange(n), column]. One flat index is four times as fast.
    return np.arange(0, e.size, e.shape[1])


def row_sums(e: NDArray[Any]) -> NDArray[Any]:
    """Return the sum of each row (N, K)."""
    # For short rows einsum is four times as fast as e.sum(axis=1). A product with ones
    # is even faster, but then the sum of a row depends on how many rows there are.
    # For long rows e.sum is fast enough, and more exact, since it adds pairwise.
    return np.einsum("ij->i", e) if e.shape[1] <= 64 else e.sum(axis=1)


def without(column: NDArray[Any], z: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """Return the `exponentials` of rows (N, K) with one entry of each row taken out.

    Four arrays: the exponentials with 0 in place of that entry, its place in the flat
    array, the entry itself, and the sum of the other entries.
    """
    # Textbook: the sum S of all, and S - e. If e dominates, S rounds to e and S - e
    # is 0. Here: e is left out of the sum.
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
    """Return share * surprisal, where 0 times infinity is 0."""
    # Textbook: log(p + eps), so that 0 * log(0) is not NaN. It changes every value for
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
        Numbers; the sum is over the K numbers along `axis`.
    axis : int
        The axis to sum over.

    Returns
    -------
    ndarray or float
        In the shape of `logits` without `axis`; at least the maximum of the K numbers,
        at most the maximum plus log K. Where the maximum is infinite, it is the result.

    Raises
    ------
    TypeError
        If `logits` does not hold real numbers, or `axis` is not an integer.
    ValueError
        If `logits` is empty or `axis` does not exist.

    Notes
    -----
    Its gradient is `softmax`. A number that is added to all logits is added to the
    result.

    References
    ----------
    Blanchard, Higham, Higham (2021), *Accurately computing the log-sum-exp and softmax
    functions*, IMA Journal of Numerical Analysis 41.

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
        Logits, K of them along `axis`. -inf gives a class the probability 0.
    axis : int
        The axis of classes.

    Returns
    -------
    ndarray
        Probabilities in the shape of `logits`; those along `axis` sum to 1, up to
        rounding. All of them are NaN where a logit is inf or all are -inf.

    Raises
    ------
    TypeError
        If `logits` does not hold real numbers, or `axis` is not an integer.
    ValueError
        If `logits` is empty or `axis` does not exist.

    Notes
    -----
    Adding the same number to all K logits does not change the probabilities. With two
    classes, ``softmax([a, b])[0]`` is ``sigmoid(a - b)``. The derivative of p_k with
    respect to z_j is ``p_k * ((j == k) - p_j)``.

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
    """Return the logarithms z_k - log(sum_j exp(z_j)) of the softmax, in nats.

    Parameters
    ----------
    logits : array_like
        Logits, K of them along `axis`. -inf gives a class the probability 0.
    axis : int
        The axis of classes.

    Returns
    -------
    ndarray
        Log-probabilities in the shape of `logits`; at most 0. All K of them are NaN
        where a logit is inf or all are -inf.

    Raises
    ------
    TypeError
        If `logits` does not hold real numbers, or `axis` is not an integer.
    ValueError
        If `logits` is empty or `axis` does not exist.

    Notes
    -----
    The derivative of the k-th result with respect to z_j is ``(j == k) - p_j``, where p
    is the `softmax`.

    References
    ----------
    Blanchard, Higham, Higham (2021), *Accurately computing the log-sum-exp and softmax
    functions*, IMA Journal of Numerical Analysis 41.

    Examples
    --------
    ``np.log(softmax(...))`` would be -inf here, since the second probability rounds
    to 0:

    >>> log_softmax([1000.0, 1.0])
    array([   0., -999.])
    """
    z, dtype = floats(logits=logits)
    z, back = rows_along(z, axis, "logits")

    # Textbook: z - logsumexp(z). For the largest logit that is 40 - 40 = 0.
    # Here: z - m and -log1p(others) are both 0 or negative, so nothing cancels.
    def logs(z: NDArray[Any]) -> NDArray[Any]:
        m, others = largest_and_others(z)
        return (z - m[:, None]) - np.log1p(others)[:, None]

    return back(by_rows(logs, z, dtype=dtype))
