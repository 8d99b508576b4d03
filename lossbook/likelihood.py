"""Noise models: the negative log-likelihood of what was seen, in nats.

Choose how the truth scatters around what the model says, and the loss follows. The
squared error comes from Gaussian noise of constant scale, the absolute error from
Laplace noise, cross-entropy from a coin or a die. Nothing is left out here: with all
constants the probabilities add up to 1, so that models of the same data can be
compared.

For real numbers it is a density that adds up to 1. It may be above 1, and then its
surprisal is negative. A residual beyond the largest float64, 1.8e308, is infinite.

Each loss has its gradient directly beneath it, and where the scale can be learned too,
the derivative with respect to the scale beneath that.
"""

from __future__ import annotations

import math

import numpy as np

from lossbook._class_kinds import of_die
from lossbook._exact import divergence_terms
from lossbook._form import Array
from lossbook._kinds import (
    of_coin,
    of_location,
    of_log_rate,
    of_mean,
    of_rate,
    of_spread,
    of_spread_of_location,
    scale_of_noise,
)
from lossbook.classification import nll, nll_grad

__all__ = [
    "bernoulli_nll",
    "bernoulli_nll_grad",
    "categorical_nll",
    "categorical_nll_grad",
    "gaussian_nll",
    "gaussian_nll_grad",
    "gaussian_nll_scale_grad",
    "laplace_nll",
    "laplace_nll_grad",
    "laplace_nll_scale_grad",
    "poisson_nll",
    "poisson_nll_from_log",
    "poisson_nll_from_log_grad",
    "poisson_nll_grad",
]

_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)


# ------------------------------------------------------------------- real numbers


@of_mean(scale=scale_of_noise)
def gaussian_nll(r: Array, *, scale: float | Array = 1.0) -> Array:
    """Return (r/scale)²/2 + log(scale) + log(2π)/2 with r = mean - y_true, in nats.

    scale: Standard deviation, in (0, 1e300], in y's unit: one number, or one for each
    element, in the shape of `y_true`. (Not the variance, its square.)

    Returns: One loss per element. Negative where the density is above 1: that takes a
    scale below 0.4.

    Note: With a constant scale it is `squared_error` / (2 scale²) plus a constant. If
    the scale is learned too, log(scale) is what keeps it from growing. A small scale is
    taken as it is, not raised to some least value. There is no kink.

    Source: Gauss (1809), *Theoria motus corporum coelestium*.

    >>> gaussian_nll([0.0, 0.0], [0.0, 2.0])
    array([0.91893853, 2.91893853])
    >>> gaussian_nll([0.0, 0.0], [0.0, 2.0], scale=[0.1, 2.0])
    array([-1.38364656,  2.11208571])
    """
    z = r / scale
    return 0.5 * z * z + (np.log(scale) + _HALF_LOG_2PI)


@gaussian_nll.slope
def gaussian_nll_grad(r: Array, *, scale: float | Array = 1.0) -> Array:
    """Return the derivative r / scale² of `gaussian_nll` with respect to the mean.

    >>> gaussian_nll_grad([0.0, 0.0], [1.0, -2.0], scale=2.0)
    array([ 0.25, -0.5 ])
    """
    return r / scale / scale  # scale² would underflow to 0 at a scale of 1e-162


@of_spread(scale=scale_of_noise)
def gaussian_nll_scale_grad(
    r: Array, lost: Array, *, scale: float | Array = 1.0
) -> Array:
    """Return the derivative of `gaussian_nll` with respect to the scale.

    With z = r / scale it is (1 - z²) / scale: 0 where |r| is one scale.

    scale: Standard deviation, in (0, 1e300], in y's unit: one number, or one for each
    element, in the shape of `y_true`.

    Note: With one scale for all elements, the derivative of their mean loss is the mean
    of these. With respect to the logarithm of the scale it is this times the scale.

    >>> gaussian_nll_scale_grad([0.0, 0.0, 0.0], [0.0, 2.0, 4.0], scale=2.0)
    array([ 0.5,  0. , -1.5])
    """
    # Textbook: 1 - z². Near |z| = 1 the rounding of z and of its square is all that is
    # left. Here: (scale - |r|) / scale is 1 - |z|, in which the difference is exact.
    return _within(r, lost, scale) / scale / scale * (1.0 + np.abs(r) / scale)


def _within(r: Array, lost: Array, scale: float | Array) -> Array:
    """Return scale - |r + lost|."""
    return (scale - np.abs(r)) - np.where(r < 0, -lost, lost)


@of_location(scale=scale_of_noise)
def laplace_nll(r: Array, *, scale: float | Array = 1.0) -> Array:
    """Return |r|/scale + log(2 scale) with r = location - y_true, in nats.

    scale: Mean distance from the median, in (0, 1e300], in y's unit: one number, or one
    for each element, in the shape of `y_true`. (The standard deviation is √2 times
    that.)

    Returns: One loss per element. Negative where the density is above 1: that takes a
    scale below 0.5.

    Note: With a constant scale it is `absolute_error` / scale plus a constant. There is
    a kink at r = 0.

    Source: Laplace (1774), *Mémoire sur la probabilité des causes par les événements*.

    >>> laplace_nll([0.0, 0.0], [0.0, 2.0])
    array([0.69314718, 2.69314718])
    """
    return np.abs(r) / scale + np.log(2.0 * scale)


@laplace_nll.slope
def laplace_nll_grad(r: Array, *, scale: float | Array = 1.0) -> Array:
    """Return the derivative sign(r) / scale of `laplace_nll` with respect to location.

    Returns: One derivative per element, in nats per unit; 0 at the kink r = 0.

    >>> laplace_nll_grad([0.0, 0.0, 0.0], [1.0, -2.0, 0.0], scale=2.0)
    array([ 0.5, -0.5,  0. ])
    """
    return np.sign(r) / scale


@of_spread_of_location(scale=scale_of_noise)
def laplace_nll_scale_grad(
    r: Array, lost: Array, *, scale: float | Array = 1.0
) -> Array:
    """Return the derivative of `laplace_nll` with respect to the scale.

    It is (1 - |r| / scale) / scale: 0 where |r| is one scale.

    scale: Mean distance from the median, in (0, 1e300], in y's unit: one number, or one
    for each element, in the shape of `y_true`.

    Note: See `gaussian_nll_scale_grad` for one scale for all elements, and for the
    logarithm of the scale. There is a kink at r = 0, across which this is continuous.

    >>> laplace_nll_scale_grad([0.0, 0.0, 0.0], [0.0, 2.0, 4.0], scale=2.0)
    array([ 0.5,  0. , -0.5])
    """
    return _within(r, lost, scale) / scale / scale  # the difference is exact near 0


# ------------------------------------------------------------ a coin, a die, counts


@of_coin()
def bernoulli_nll(y: Array, p: Array) -> Array:
    """Return the surprisal of a yes or no, -log(p) or -log(1 - p), in nats.

    Returns: One loss per element, 0 or more; inf where the outcome had the
    probability 0.

    Note: This is `binary_cross_entropy`, for outcomes only: a soft target is no
    outcome.

    Source: Bernoulli (1713), *Ars conjectandi*.

    >>> bernoulli_nll([1, 0], [0.25, 0.25])
    array([1.38629436, 0.28768207])
    """
    return -np.where(y == 1.0, np.log(p), np.log1p(-p))


@bernoulli_nll.slope
def bernoulli_nll_grad(y: Array, p: Array) -> Array:
    """Return the derivative of `bernoulli_nll` with respect to p, -1/p or 1/(1 - p).

    Returns: One derivative per element, in nats; infinite where the loss is.

    >>> bernoulli_nll_grad([1, 0], [0.25, 0.5])
    array([-4.,  2.])
    """
    return np.where(y == 1.0, -1.0 / p, 1.0 / (1.0 - p))


@of_die()
def categorical_nll(p: Array, place: Array) -> Array:
    """Return the surprisal -log(p_y) of one of K outcomes, in nats.

    Returns: One loss per example; 0 where p_y is 1, inf where p_y is 0.

    Note: This is `nll`, the cross-entropy of classes, under the name of its noise.

    >>> categorical_nll([0, 2], [[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]])
    array([0.69314718, 1.38629436])
    """
    return nll.formula(p, place)


@categorical_nll.slope
def categorical_nll_grad(p: Array, place: Array) -> Array:
    """Return the gradient of `categorical_nll` with respect to p: -1 / p_y and 0.

    Returns: In nats. The K probabilities are taken as K free numbers.

    >>> categorical_nll_grad(0, [0.5, 0.25, 0.25])
    array([-2.,  0.,  0.])
    """
    return nll_grad.formula(p, place)


@of_rate()
def poisson_nll(y: Array, rate: Array) -> Array:
    """Return the surprisal rate - y log(rate) + log(y!) of a count y, in nats.

    Returns: One loss per element, 0 or more; inf where something was counted at the
    rate 0.

    Note: log(y!) is exact, not Stirling's formula, and it is always there. The rate
    itself is the argument; if you have its logarithm, use `poisson_nll_from_log`. There
    is no kink.

    Source: Poisson (1837), *Recherches sur la probabilité des jugements*. The form
    without cancellation: Loader (2000), *Fast and accurate computation of binomial
    probabilities*.

    >>> poisson_nll([0, 1, 2], [2.0, 2.0, 2.0])
    array([2.        , 1.30685282, 1.30685282])
    """
    # Textbook: the three terms. For y and rate near 1e6 they are near 1e7, and their
    # sum near 8: six digits are gone.
    # Here: the surprisal at the best rate, which is y, and the divergence from there,
    # y log(y / rate) - y + rate. Both are positive.
    away = divergence_terms(y, rate, y - rate, y + rate)
    return np.where(np.isinf(rate), np.inf, _at_best(y) + away)


@poisson_nll.slope
def poisson_nll_grad(y: Array, rate: Array) -> Array:
    """Return the derivative 1 - y / rate of `poisson_nll` with respect to the rate.

    Returns: One derivative per element, in nats, at most 1. At the rate 0 it is 1 for
    the count 0, and -inf for all others.

    >>> poisson_nll_grad([0, 1, 4], [2.0, 2.0, 2.0])
    array([ 1. ,  0.5, -1. ])
    """
    # Textbook: 1 - y / rate. For a rate near y the digits of y / rate cancel.
    # Here: over one bar. It is 1 where that would be 0 / 0 or inf / inf.
    one = ((y == 0) & (rate >= 0)) | np.isinf(rate)
    return np.where(one, 1.0, (rate - y) / rate)


@of_log_rate()
def poisson_nll_from_log(y: Array, log_rate: Array, rate: Array) -> Array:
    """Return the surprisal exp(v) - y v + log(y!) of a count, v the log of its rate.

    It is in nats, and that of `poisson_nll` with the rate exp(v).

    Returns: One loss per element, 0 or more; inf where exp(v) is beyond the largest
    float64, and where v is -inf and something was counted.

    Note: Each number is a valid v, so a linear model may end in it, and the loss is
    convex in v. There is no kink. Its error is up to 4 ulp of the loss or of
    |exp(v) - y|, the larger of the two: by as much the rounding of exp(v) moves it.

    Source: As a model that is linear in v: Nelder, Wedderburn (1972), *Generalized
    linear models*, Journal of the Royal Statistical Society, Series A 135.

    >>> poisson_nll_from_log([0, 3], [-1000.0, -1000.0])
    array([   0.        , 3001.79175947])
    """
    # As in `poisson_nll`, with v for the logarithm of a rate that underflows.
    away = divergence_terms(y, rate, y - rate, y + rate, lambda: log_rate)
    return np.where(np.isinf(rate), np.inf, _at_best(y) + away)


@poisson_nll_from_log.slope
def poisson_nll_from_log_grad(y: Array, log_rate: Array, rate: Array) -> Array:
    """Return the derivative exp(v) - y of `poisson_nll_from_log` with respect to v.

    Returns: One derivative per element, in nats, at least -y. Its error is up to an
    ulp of exp(v), which shows where exp(v) is near y.

    >>> poisson_nll_from_log_grad([1, 3], [0.0, 0.0])
    array([ 0., -2.])
    """
    return rate - y


# log(y!) - y log(y) + y for y from 0 to 15.
_AT_BEST = np.array(
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


def _at_best(y: Array) -> Array:
    """Return log(y!) - y log(y) + y, the surprisal of the count y at the rate y."""
    # Textbook: the difference of log(y!) and y log(y) - y, which cancel to half the
    # logarithm of 2π y. Here: Stirling's series for what is left, exact from 16 on;
    # the first sixteen from a table.
    n = np.clip(y, 16.0, np.inf)
    w = 1.0 / (n * n)
    series = ((1 / 1188 * w - 1 / 1680) * w + 1 / 1260) * w - 1 / 360
    # The logarithm of a product is taken apart: 2π n may be beyond the largest number.
    large = _HALF_LOG_2PI + 0.5 * np.log(n) + (series * w + 1 / 12) / n
    return np.where(y < 16, _AT_BEST[np.clip(y, 0, 15).astype(np.intp)], large)
