"""Noise models: the negative log-likelihood of what was seen, in nats.

Choose how the truth scatters around what the model says, and the loss follows. The
squared error comes from Gaussian noise of constant scale, the absolute error from
Laplace noise, cross-entropy from a coin or a die. Nothing is left out here: with all
constants the probabilities add up to 1, so that models of the same data can be
compared.

For real numbers it is a density that adds up to 1. It may be above 1, and then its
surprisal is negative. A residual beyond the largest float64, 1.8e308, is infinite.

Each loss has its gradient directly beneath it.
"""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._old_check import (
    LARGEST,
    SMALLEST,
    Floats,
    alike,
    amounts,
    by_elements,
    divergence_terms,
    every,
    finite,
    knob,
    numbers,
    within,
)
from lossbook.classification import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    nll,
    nll_grad,
)

__all__ = [
    "bernoulli_nll",
    "bernoulli_nll_grad",
    "categorical_nll",
    "categorical_nll_grad",
    "gaussian_nll",
    "gaussian_nll_grad",
    "laplace_nll",
    "laplace_nll_grad",
    "poisson_nll",
    "poisson_nll_grad",
]


# ------------------------------------------------------------------- real numbers


def gaussian_nll(
    y_true: ArrayLike, mean: ArrayLike, *, scale: ArrayLike = 1.0
) -> Floats:
    """Return (r/scale)²/2 + log(scale) + log(2π)/2 with r = mean - y_true, in nats.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    mean : array_like
        Means in the shape of `y_true`.
    scale : float or array_like
        Standard deviation, in (0, 1e300], in y's unit: one number, or one for each
        element, in the shape of `y_true`. (Not the variance, its square.)

    Returns
    -------
    ndarray or float
        One loss per element. Negative where the density is above 1: that takes a scale
        below 0.4.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or a scale
        is not in (0, 1e300].

    Notes
    -----
    With a constant scale it is `squared_error` / (2 scale²) plus a constant. If the
    scale is learned too, log(scale) is what keeps it from growing. A small scale is
    taken as it is, not raised to some least value. There is no kink.

    References
    ----------
    Gauss (1809), *Theoria motus corporum coelestium*.

    Examples
    --------
    >>> gaussian_nll([0.0, 0.0], [0.0, 2.0])
    array([0.91893853, 2.91893853])
    >>> gaussian_nll([0.0, 0.0], [0.0, 2.0], scale=[0.1, 2.0])
    array([-1.38364656,  2.11208571])
    """
    y, m, s, dtype = _around(y_true, scale, mean=mean)

    def loss(y: NDArray[Any], m: NDArray[Any], s: NDArray[Any]) -> NDArray[Any]:
        z = (m - y) / s
        return 0.5 * z * z + (np.log(s) + HALF_LOG_2PI)

    return by_elements(loss, y, m, s, dtype=dtype)


HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)


def gaussian_nll_grad(
    y_true: ArrayLike, mean: ArrayLike, *, scale: ArrayLike = 1.0
) -> Floats:
    """Return the derivative r / scale² of `gaussian_nll` with respect to the mean.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    mean : array_like
        Means in the shape of `y_true`.
    scale : float or array_like
        Standard deviation, in (0, 1e300]: one number, or one for each element.

    Returns
    -------
    ndarray or float
        One slope per element, in nats per unit.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or a scale
        is not in (0, 1e300].

    Examples
    --------
    >>> gaussian_nll_grad([0.0, 0.0], [1.0, -2.0], scale=2.0)
    array([ 0.25, -0.5 ])
    """
    y, m, s, dtype = _around(y_true, scale, mean=mean)
    # Textbook: r / scale². The square underflows to 0 at a scale of 1e-162.
    # Here: the scale is divided by twice.
    return by_elements(lambda y, m, s: (m - y) / s / s, y, m, s, dtype=dtype)


def laplace_nll(
    y_true: ArrayLike, location: ArrayLike, *, scale: ArrayLike = 1.0
) -> Floats:
    """Return |r|/scale + log(2 scale) with r = location - y_true, in nats.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    location : array_like
        Medians in the shape of `y_true`.
    scale : float or array_like
        Mean distance from the median, in (0, 1e300], in y's unit: one number, or one
        for each element, in the shape of `y_true`. (The standard deviation is √2 times
        that.)

    Returns
    -------
    ndarray or float
        One loss per element. Negative where the density is above 1: that takes a scale
        below 0.5.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or a scale
        is not in (0, 1e300].

    Notes
    -----
    With a constant scale it is `absolute_error` / scale plus a constant. There is a
    kink at r = 0.

    References
    ----------
    Laplace (1774), *Mémoire sur la probabilité des causes par les événements*.

    Examples
    --------
    >>> laplace_nll([0.0, 0.0], [0.0, 2.0])
    array([0.69314718, 2.69314718])
    """
    y, m, s, dtype = _around(y_true, scale, location=location)

    def loss(y: NDArray[Any], m: NDArray[Any], s: NDArray[Any]) -> NDArray[Any]:
        return np.abs(m - y) / s + np.log(2.0 * s)

    return by_elements(loss, y, m, s, dtype=dtype)


def laplace_nll_grad(
    y_true: ArrayLike, location: ArrayLike, *, scale: ArrayLike = 1.0
) -> Floats:
    """Return the derivative sign(r) / scale of `laplace_nll` with respect to location.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    location : array_like
        Medians in the shape of `y_true`.
    scale : float or array_like
        Mean distance from the median, in (0, 1e300]: one number, or one for each
        element.

    Returns
    -------
    ndarray or float
        One slope per element, in nats per unit; 0 at the kink r = 0.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or a scale
        is not in (0, 1e300].

    Examples
    --------
    >>> laplace_nll_grad([0.0, 0.0, 0.0], [1.0, -2.0, 0.0], scale=2.0)
    array([ 0.5, -0.5,  0. ])
    """
    y, m, s, dtype = _around(y_true, scale, location=location)
    return by_elements(lambda y, m, s: np.sign(m - y) / s, y, m, s, dtype=dtype)


# ------------------------------------------------------------ a coin, a die, counts


def bernoulli_nll(y_true: ArrayLike, probs: ArrayLike) -> Floats:
    """Return the surprisal of a yes or no, -log(p) or -log(1 - p), in nats.

    Parameters
    ----------
    y_true : array_like
        What was seen, 0 or 1.
    probs : array_like
        Probabilities p of 1, in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more; inf where the outcome had the probability 0.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, an outcome is not 0 or 1, or a
        probability is not in [0, 1].

    Notes
    -----
    This is `binary_cross_entropy`, for outcomes only: a soft target is no outcome.

    References
    ----------
    Bernoulli (1713), *Ars conjectandi*.

    Examples
    --------
    >>> bernoulli_nll([1, 0], [0.25, 0.25])
    array([1.38629436, 0.28768207])
    """
    _outcomes(y_true)
    return binary_cross_entropy(y_true, probs)


def bernoulli_nll_grad(y_true: ArrayLike, probs: ArrayLike) -> Floats:
    """Return the derivative of `bernoulli_nll` with respect to p, -1/p or 1/(1 - p).

    Parameters
    ----------
    y_true : array_like
        What was seen, 0 or 1.
    probs : array_like
        Probabilities p of 1, in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One slope per element, in nats; infinite where the loss is.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, an outcome is not 0 or 1, or a
        probability is not in [0, 1].

    Examples
    --------
    >>> bernoulli_nll_grad([1, 0], [0.25, 0.5])
    array([-4.,  2.])
    """
    _outcomes(y_true)
    return binary_cross_entropy_grad(y_true, probs)


def categorical_nll(y_true: ArrayLike, probs: ArrayLike) -> Floats:
    """Return the surprisal -log(p_y) of one of K outcomes, in nats.

    Parameters
    ----------
    y_true : array_like of int, shape (...)
        What was seen, from 0 to K-1.
    probs : array_like, shape (..., K)
        Distributions over the K outcomes.

    Returns
    -------
    ndarray or float, shape (...)
        One loss per example; 0 where p_y is 1, inf where p_y is 0.

    Raises
    ------
    TypeError
        If `y_true` does not hold integers or `probs` does not hold real numbers.
    ValueError
        If the shapes do not match, an argument is empty, an outcome is not in 0..K-1, a
        probability is negative, or a row does not sum to 1.

    Notes
    -----
    This is `nll`, the cross-entropy of classes, under the name of its noise.

    Examples
    --------
    >>> categorical_nll([0, 2], [[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]])
    array([0.69314718, 1.38629436])
    """
    return nll(y_true, probs)


def categorical_nll_grad(y_true: ArrayLike, probs: ArrayLike) -> NDArray[np.floating]:
    """Return the gradient of `categorical_nll` with respect to p: -1 / p_y and 0.

    Parameters
    ----------
    y_true : array_like of int, shape (...)
        What was seen, from 0 to K-1.
    probs : array_like, shape (..., K)
        Distributions over the K outcomes.

    Returns
    -------
    ndarray, shape (..., K)
        In nats. The K probabilities are taken as K free numbers.

    Raises
    ------
    TypeError
        If `y_true` does not hold integers or `probs` does not hold real numbers.
    ValueError
        If the shapes do not match, an argument is empty, an outcome is not in 0..K-1, a
        probability is negative, or a row does not sum to 1.

    Examples
    --------
    >>> categorical_nll_grad(0, [0.5, 0.25, 0.25])
    array([-2.,  0.,  0.])
    """
    return nll_grad(y_true, probs)


def poisson_nll(y_true: ArrayLike, rate: ArrayLike) -> Floats:
    """Return the surprisal rate - y log(rate) + log(y!) of a count y, in nats.

    Parameters
    ----------
    y_true : array_like
        Counts 0, 1, 2, ...
    rate : array_like
        Expected counts, >= 0, in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more; inf where something was counted at the
        rate 0.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, a count is negative or not whole,
        or a rate is negative.

    Notes
    -----
    log(y!) is exact, not Stirling's formula, and it is always there. The rate itself
    is the argument, not its logarithm. There is no kink.

    References
    ----------
    Poisson (1837), *Recherches sur la probabilité des jugements*. The form without
    cancellation: Loader (2000), *Fast and accurate computation of binomial
    probabilities*.

    Examples
    --------
    >>> poisson_nll([0, 1, 2], [2.0, 2.0, 2.0])
    array([2.        , 1.30685282, 1.30685282])
    """
    y, rate, dtype = _counts_and_rates(y_true, rate)

    # Textbook: the three terms. For y and rate near 1e6 they are near 1e7, and their
    # sum near 8: six digits are gone.
    # Here: the surprisal at the best rate, which is y, and the divergence from there,
    # y log(y / rate) - y + rate. Both are positive.
    def loss(y: NDArray[Any], rate: NDArray[Any]) -> NDArray[Any]:
        away = divergence_terms(y, rate, y - rate, y + rate)
        return np.where(np.isinf(rate), np.inf, _at_best(y) + away)

    return by_elements(loss, y, rate, dtype=dtype)


def poisson_nll_grad(y_true: ArrayLike, rate: ArrayLike) -> Floats:
    """Return the derivative 1 - y / rate of `poisson_nll` with respect to the rate.

    Parameters
    ----------
    y_true : array_like
        Counts 0, 1, 2, ...
    rate : array_like
        Expected counts, >= 0, in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One slope per element, in nats, at most 1. At the rate 0 it is 1 for the count
        0, and -inf for all others.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, a count is negative or not whole,
        or a rate is negative.

    Examples
    --------
    >>> poisson_nll_grad([0, 1, 4], [2.0, 2.0, 2.0])
    array([ 1. ,  0.5, -1. ])
    """
    y, rate, dtype = _counts_and_rates(y_true, rate)

    # Textbook: 1 - y / rate. For a rate near y the digits of y / rate cancel.
    # Here: over one bar. It is 1 where that would be 0 / 0 or inf / inf.
    def slope(y: NDArray[Any], rate: NDArray[Any]) -> NDArray[Any]:
        one = ((y == 0) & (rate >= 0)) | np.isinf(rate)
        return np.where(one, 1.0, (rate - y) / rate)

    return by_elements(slope, y, rate, dtype=dtype)


# log(y!) - y log(y) + y for y from 0 to 15.
AT_BEST = np.array(
    [
        0.0,
        1.0,
        1.3068528194400546,
        1.4959226032237258,
        1.6328763858683832,
        1.7403021806115442,
        1.828694396641771,
        1.9037903176782212,
        1.9690705693065629,
        2.0268062840554952,
        2.0785616431350586,
        2.12545984509181,
        2.168334698205882,
        2.207822206123445,
        2.244418568125061,
        2.2785183673077407,
    ]
)


def _at_best(y: NDArray[Any]) -> NDArray[Any]:
    """Return log(y!) - y log(y) + y, the surprisal of the count y at the rate y."""
    # Textbook: the difference of log(y!) and y log(y) - y, which cancel to half the
    # logarithm of 2π y. Here: Stirling's series for what is left, exact from 16 on;
    # the first sixteen from a table.
    n = np.clip(y, 16.0, np.inf)
    w = 1.0 / (n * n)
    series = ((1 / 1188 * w - 1 / 1680) * w + 1 / 1260) * w - 1 / 360
    # The logarithm of a product is taken apart: 2π n may be beyond the largest number.
    large = HALF_LOG_2PI + 0.5 * np.log(n) + (series * w + 1 / 12) / n
    return np.where(y < 16, AT_BEST[np.clip(y, 0, 15).astype(np.intp)], large)


# -------------------------------------------------------------- reading arguments


def _around(y_true: ArrayLike, scale: ArrayLike, **centre: ArrayLike) -> list[Any]:
    """Return truths, centres and scales, and the dtype of the answer."""
    s = scale if isinstance(scale, Real) else amounts(scale, "scale")
    if np.ndim(s) == 0:
        # One number is a knob: it has no say in the dtype.
        s = knob("scale", s, above=0.0, maximum=1e300)
        y, m, dtype = alike(y_true=y_true, **centre)
    else:
        y, m, s, dtype = alike(y_true=y_true, **centre, scale=s)
        within(SMALLEST, 1e300, nan=False, scale=s)
    finite(y_true=y)
    return [y, m, s, dtype]


def _outcomes(y_true: ArrayLike) -> None:
    """Raise unless all outcomes are 0 or 1."""
    y = numbers(y_true, "y_true")
    every("y_true", y, (y == 0.0) | (y == 1.0), "hold 0 or 1")


def _counts_and_rates(y_true: ArrayLike, rate: ArrayLike) -> list[Any]:
    """Return counts and rates in one shape, and the dtype of the answer."""
    y, r, dtype = alike(y_true=y_true, rate=rate)
    within(0.0, LARGEST, nan=False, y_true=y)
    every("y_true", y, np.floor(y) == y, "hold counts 0, 1, 2, ...")
    within(0.0, np.inf, rate=r)
    return [y, r, dtype]
