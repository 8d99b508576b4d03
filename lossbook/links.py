"""Links between scores and probabilities.

A *logit* is a score that may be any real number. ``sigmoid`` and ``softmax`` turn
logits into probabilities, and ``logit`` inverts ``sigmoid``. ``log_sigmoid`` and
``log_softmax`` are the logarithms of these probabilities, ``softplus`` and
``logsumexp`` the terms that they are made of. They are computed from the logits
directly, so that they keep digits that the probabilities have lost.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._old_check import (
    Floats,
    by_elements,
    by_rows,
    exponentials,
    floats,
    largest_and_others,
    row_sums,
    rows_along,
    within,
)

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


# --------------------------------------------------------------- many classes


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
