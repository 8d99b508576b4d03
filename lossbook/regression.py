"""Losses of the residual r = y_pred - y_true, one number for each element.

The residual has the unit of y. Each loss is 0 at r = 0 and does not decrease on the way
from there to either side; the losses differ in how much a large residual counts. The
derivative with respect to the prediction is the derivative with respect to r. A
residual beyond the largest float64, 1.8e308, is infinite. A prediction that is NaN
gives NaN.

Each loss has its gradient directly beneath it.
"""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

import numpy as np

from lossbook._check import SMALLEST, knob
from lossbook._exact import only_where, two_product
from lossbook._form import (
    Array,
    Range,
    above_0_below_1,
    at_least,
    positive,
    zero_or_more,
)
from lossbook._kinds import of_exact_residual, of_residual

__all__ = [
    "absolute_error",
    "absolute_error_grad",
    "epsilon_insensitive",
    "epsilon_insensitive_grad",
    "general_robust",
    "general_robust_grad",
    "huber",
    "huber_grad",
    "log_cosh",
    "log_cosh_grad",
    "lp",
    "lp_grad",
    "pseudo_huber",
    "pseudo_huber_grad",
    "quantile",
    "quantile_grad",
    "smooth_l1",
    "smooth_l1_grad",
    "squared_error",
    "squared_error_grad",
    "tukey_biweight",
    "tukey_biweight_grad",
]


# ------------------------------------------------------------ the mean, the median


@of_residual()
def squared_error(r: Array) -> Array:
    """Return the squared residual r², in y's unit squared.

    Returns: One loss per element, 0 or more. There is no factor ½.

    Note: The constant that minimises its mean is the mean. There is no kink.
    Source: Legendre (1805), *Nouvelles méthodes pour la détermination des orbites des
    comètes*.

    >>> squared_error([1, 3, 5, 6, 7], [3, 2, 7, 5, 8])
    array([4., 1., 4., 1., 1.])
    """
    return r * r


@squared_error.slope
def squared_error_grad(r: Array) -> Array:
    """Return the derivative 2 r of `squared_error` with respect to y_pred.

    Returns: One derivative per element, in y's unit.

    >>> squared_error_grad([1.0, 3.0], [3.0, 2.0])
    array([ 4., -2.])
    """
    return 2.0 * r


@of_residual()
def absolute_error(r: Array) -> Array:
    """Return the absolute residual |r|, in y's unit.

    Note: The constants that minimise its mean are the medians. There is a kink at
    r = 0.

    Source: Boscovich (1757); Laplace (1793), *Sur quelques points du système du monde*.

    >>> absolute_error([1.0, 3.0], [3.5, 2.0])
    array([2.5, 1. ])
    """
    return np.abs(r)


@absolute_error.slope
def absolute_error_grad(r: Array) -> Array:
    """Return the derivative of `absolute_error` with respect to y_pred, sign(r).

    Returns: Pure numbers: -1 where r < 0, 1 where r > 0, and 0 at the kink r = 0.

    >>> absolute_error_grad([1.0, 3.0, 2.0], [3.5, 2.0, 2.0])
    array([ 1., -1.,  0.])
    """
    return np.sign(r)


# --------------------------------------------------- a parabola with straight arms


@of_residual(delta=positive)
def huber(r: Array, *, delta: float = 1.0) -> Array:
    """Return r²/2 up to |r| = delta, and delta (|r| - delta/2) beyond.

    The unit is that of y squared.

    delta: Where the parabola goes over into straight lines, > 0, in y's unit.
    Note: The slopes of the two pieces agree where they meet, so there is no kink. It is
    delta times `smooth_l1` with beta = delta.
    Source: Huber (1964), *Robust estimation of a location parameter*, Annals of
    Mathematical Statistics 35.

    >>> huber([0.0, 0.0, 0.0], [0.5, 1.0, 3.0])
    array([0.125, 0.5  , 2.5  ])
    """
    c = r.clip(-delta, delta)  # both pieces are c (r - c/2), and r² cannot overflow
    return c * (r - c / 2)


@huber.slope
def huber_grad(r: Array, *, delta: float = 1.0) -> Array:
    """Return the derivative of `huber` with respect to y_pred: r clipped to ±delta.

    Returns: One derivative per element, from -delta to delta, in y's unit.

    >>> huber_grad([0.0, 0.0, 0.0], [0.5, 1.0, -3.0])
    array([ 0.5,  1. , -1. ])
    """
    return r.clip(-delta, delta)


@of_residual(beta=positive)
def smooth_l1(r: Array, *, beta: float = 1.0) -> Array:
    """Return r²/(2 beta) up to |r| = beta, and |r| - beta/2 beyond, in y's unit.

    beta: Where the parabola goes over into straight lines, > 0, in y's unit.

    Note: The slopes of the two pieces agree where they meet, so there is no kink. The
    loss is `huber` with delta = beta, divided by beta. Its straight parts have slope 1
    and -1 for every beta. As beta goes to 0 it becomes `absolute_error`.

    Source: Girshick (2015), *Fast R-CNN*, ICCV.

    >>> smooth_l1([0.0, 0.0, 0.0], [0.5, 1.0, 3.0], beta=2.0)
    array([0.0625, 0.25  , 2.    ])
    """
    c = r.clip(-beta, beta)  # as in `huber`: both pieces are c/beta (r - c/2)
    return c / beta * (r - 0.5 * c)


@smooth_l1.slope
def smooth_l1_grad(r: Array, *, beta: float = 1.0) -> Array:
    """Return the derivative of `smooth_l1` with respect to y_pred.

    It is r/beta clipped to ±1.

    Returns: One derivative per element, a pure number from -1 to 1.

    >>> smooth_l1_grad([0.0, 0.0, 0.0], [0.5, 2.0, -3.0], beta=2.0)
    array([ 0.25,  1.  , -1.  ])
    """
    return (r / beta).clip(-1.0, 1.0)


@of_residual(delta=positive)
def pseudo_huber(r: Array, *, delta: float = 1.0) -> Array:
    """Return delta² (sqrt(1 + (r/delta)²) - 1), in y's unit squared.

    delta: Where the loss bends from the parabola r²/2 towards straight lines of slope
    ±delta, > 0, in y's unit.

    Returns: One loss per element, 0 or more; at most `huber` with the same delta.

    Note: It has derivatives of every order. There is no kink.

    Source: Charbonnier, Blanc-Féraud, Aubert, Barlaud (1997), *Deterministic
    edge-preserving regularization in computed imaging*, IEEE Transactions on Image
    Processing 6. The name: Hartley, Zisserman (2003), *Multiple view geometry in
    computer vision*.

    >>> pseudo_huber([0.0, 0.0], [0.75, 1e-10])
    array([2.5e-01, 5.0e-21])
    """
    # Textbook: sqrt(1 + x²) - 1 with x = r/delta. Below x = 1e-8 it is 1 - 1 = 0, and
    # x² overflows above 1e154.
    # Here: it is x² / (sqrt(1 + x²) + 1); and the larger of |r| and delta is taken
    # out of the root, so that no number that is squared is above 1.
    near, far, root = _near_and_far(r, delta)
    return r * (near / (root + delta / far))


@pseudo_huber.slope
def pseudo_huber_grad(r: Array, *, delta: float = 1.0) -> Array:
    """Return the derivative of `pseudo_huber` with respect to y_pred.

    It is r / sqrt(1 + (r/delta)²), in y's unit.

    Returns: One derivative per element, from -delta to delta.

    >>> pseudo_huber_grad([0.0, 0.0], [0.75, -1e300])
    array([ 0.6, -1. ])
    """
    near, _, root = _near_and_far(r, delta)
    return near / root


def _near_and_far(r: Array, delta: float) -> tuple[Array, Array, Array]:
    """Return r clipped to ±delta, the larger of |r| and delta, and their root.

    With these, sqrt(r² + delta²) is far * root.
    """
    near, far = r.clip(-delta, delta), np.abs(r).clip(delta, np.inf)
    return near, far, np.sqrt(1.0 + (near / far) ** 2)


@of_residual()
def log_cosh(r: Array) -> Array:
    """Return the logarithm of the hyperbolic cosine of the residual, log(cosh(r)).

    Returns: One loss per element, 0 or more: nearly r²/2 where |r| is far below 1,
    nearly |r| - log 2 where |r| is far above 1.

    Note: It has derivatives of every order. There is no kink. It has no parameter and
    always bends near |r| = 1. To move the bend, measure y in another unit: the
    residuals that are to count as small must be below 1.

    Source: Green (1990), *Bayesian reconstructions from emission tomography data using
    a modified EM algorithm*, IEEE Transactions on Medical Imaging 9.

    >>> log_cosh([0.0, 0.0, 0.0], [1e-10, 1.0, 1000.0])
    array([5.00000000e-21, 4.33780830e-01, 9.99306853e+02])
    """
    # Textbook: log(cosh(r)) overflows at 711; |r| + log1p(exp(-2|r|)) - log 2 does
    # not, but near 0 it is log 2 - log 2, and below 1e-8 nothing is left of r²/2.
    # Here: cosh(r) is 1 + 2 sinh(r/2)², a sum of positives. Beyond 20 the loss is a
    # straight line to the last digit.
    bent = np.abs(r).clip(0.0, 20.0)
    return np.log1p(2.0 * np.sinh(0.5 * bent) ** 2) + (np.abs(r) - bent)


@log_cosh.slope
def log_cosh_grad(r: Array) -> Array:
    """Return the derivative tanh(r) of `log_cosh` with respect to y_pred.

    Returns: One derivative per element, a pure number from -1 to 1.

    >>> log_cosh_grad([0.0, 0.0], [1e-10, -1000.0])
    array([ 1.e-10, -1.e+00])
    """
    return np.tanh(r)


# ---------------------------------------------------- quantiles, and a free zone


@of_residual(level=above_0_below_1)
def quantile(r: Array, *, level: float = 0.5) -> Array:
    """Return (1 - level) r where a prediction is too high, level |r| where too low.

    The unit is that of y. Also called the pinball loss.

    level: The share of the truths that should lie below the prediction, in (0, 1).

    Note: The constants that minimise its mean are the quantiles of that level. With 0.5
    it is half of `absolute_error`. There is a kink at r = 0.

    Source: Koenker, Bassett (1978), *Regression quantiles*, Econometrica 46.

    >>> quantile([5.0, 5.0], [4.0, 6.0], level=0.75)
    array([0.75, 0.25])
    """
    return np.abs(r) * np.where(r < 0, level, 1.0 - level)


@quantile.slope
def quantile_grad(r: Array, *, level: float = 0.5) -> Array:
    """Return the derivative of `quantile` with respect to y_pred: 1 - level or -level.

    Returns: Pure numbers: -level where the prediction is too low, 1 - level where it is
    too high, and 0 at the kink r = 0.

    >>> quantile_grad([5.0, 5.0, 5.0], [4.0, 6.0, 5.0], level=0.75)
    array([-0.75,  0.25,  0.  ])
    """
    return np.sign(r) * np.where(r < 0, level, 1.0 - level)


@of_exact_residual(epsilon=zero_or_more)
def epsilon_insensitive(r: Array, lost: Array, *, epsilon: float = 0.1) -> Array:
    """Return how far |r| exceeds epsilon: max(|r| - epsilon, 0), in y's unit.

    epsilon: Residuals up to here cost nothing, >= 0, in y's unit.

    Note: It is the loss of support vector regression. There are kinks at r = epsilon
    and r = -epsilon. With epsilon = 0 it is `absolute_error`.

    Source: Vapnik (1995), *The nature of statistical learning theory*, Springer.

    >>> epsilon_insensitive([0.0, 0.0, 0.0], [0.25, -0.5, 2.0], epsilon=0.5)
    array([0. , 0. , 1.5])
    """
    return _beyond(r, lost, epsilon).clip(0.0, np.inf)


@epsilon_insensitive.slope
def epsilon_insensitive_grad(r: Array, lost: Array, *, epsilon: float = 0.1) -> Array:
    """Return the derivative of `epsilon_insensitive` with respect to y_pred.

    Returns: Pure numbers: the sign of r where |r| > epsilon, and 0 elsewhere, also at
    the kinks |r| = epsilon.

    >>> epsilon_insensitive_grad([0.0, 0.0, 0.0], [0.5, -0.75, 2.0], epsilon=0.5)
    array([ 0., -1.,  1.])
    """
    return np.sign(r) * np.heaviside(_beyond(r, lost, epsilon), 0.0)


def _beyond(r: Array, lost: Array, epsilon: float) -> Array:
    """Return |r + lost| - epsilon."""
    # Textbook: |r| - epsilon. Near the kink, the rounding error of r may be all that is
    # left once epsilon is subtracted. Here: what rounding lost is added again.
    return (np.abs(r) - epsilon) + _towards(r, lost)


def _towards(r: Array, lost: Array) -> Array:
    """Return |r + lost| - |r|, where lost is far below r."""
    return np.where(r < 0, -lost, lost)


# ----------------------------------------------------------------- whole families


@of_exact_residual(p=at_least(1.0))
def lp(r: Array, lost: Array, *, p: float = 2.0) -> Array:
    """Return the power |r|^p of the residual, in y's unit to the power p.

    p: The exponent, >= 1.

    Note: With p = 1 it is `absolute_error`, with p = 2 `squared_error`. As p grows
    without end, the constant that minimises the mean approaches the middle between the
    smallest and the largest y_true. There is a kink at r = 0 if p = 1.

    p < 1 is an error. The loss would not be convex, and it would be infinitely steep on
    both sides of r = 0: a descent gets stuck where a prediction equals its y_true. For
    robust losses that flatten, see `general_robust`.

    Source: Forsythe (1972), *Robust estimation of straight line regression coefficients
    by minimizing pth power deviations*, Technometrics 14.

    >>> lp([0.0, 0.0], [-2.0, 4.0], p=1.5)
    array([2.82842712, 8.        ])
    """
    return _power(np.abs(r), _towards(r, lost), p)


@lp.slope
def lp_grad(r: Array, lost: Array, *, p: float = 2.0) -> Array:
    """Return the derivative p |r|^(p-1) sign(r) of `lp` with respect to y_pred.

    Returns: One derivative per element, in y's unit to the power p - 1. It is 0 at
    r = 0, which is a kink if p = 1.

    >>> lp_grad([0.0, 0.0], [-4.0, 1.0], p=1.5)
    array([-3. ,  1.5])
    """
    return np.sign(r) * (p * _power(np.abs(r), _towards(r, lost), p - 1.0))


def _power(a: Array, lost: Array, p: float) -> Array:
    """Return (a + lost)^p, where lost is what the rounding of a lost."""
    # Textbook: a^p. Its relative error is p times that of a.
    # Here: the error of a is corrected, with (1 + lost/a)^p = exp(p lost/a).
    more = p * (lost / np.clip(a, SMALLEST, np.inf))  # 0 where a and lost are 0
    # For p beyond 1e16, a^p may be inf and the exponential 0, so both become one.
    return only_where(
        np.abs(more) > 1.0,
        lambda: np.exp(p * np.log(a) + more),
        a**p * np.exp(more),
    )


class _Alpha(Range):
    def read(self, name: str, value: Any, shape: tuple[int, ...]) -> float:
        """Return alpha, or 0 or -inf where it is so near that no digit differs."""
        # For an array with axes, `value == -math.inf` is an array. np.array_equal fails
        # on words before numpy 2.1.
        is_one = isinstance(value, Real | np.ndarray) and np.ndim(value) == 0
        if is_one and value == -math.inf:
            return -math.inf
        alpha = knob(name, value, maximum=2.0)
        if abs(alpha) < 1e-20:
            return 0.0
        return -math.inf if alpha < -1e25 else alpha


@of_exact_residual(alpha=_Alpha("is above 2"), scale=positive)
def general_robust(
    r: Array, lost: Array, *, alpha: float = 1.0, scale: float = 1.0
) -> Array:
    """Return Barron's loss, a family that alpha makes more or less robust.

    With z = r / scale and b = 2 - alpha it is
    ``b / alpha * ((1 + z²/b)^(alpha/2) - 1)``, a pure number; for alpha = 2, 0 and -inf
    it is the limit of this. Near 0 it is nearly z²/2 for every alpha. Far out it grows
    like |z|^alpha if alpha > 0, like 2 log|z| if alpha = 0, and levels off at
    b / |alpha| if alpha < 0 (at 1 for -inf).

    alpha: How much large residuals count: any number up to 2, or ``-numpy.inf``.
    scale: The size of residual around which the loss leaves the parabola, > 0, in y's
    unit.

    Note: Special cases have names of their own:

    ========  =====================  =====================================
    alpha     the loss               also known as
    ========  =====================  =====================================
    2         z²/2                   `squared_error` / (2 scale²)
    1         sqrt(1 + z²) - 1       `pseudo_huber` / scale², Charbonnier
    0         log(1 + z²/2)          Cauchy, Lorentz
    -2        2 z² / (4 + z²)        Geman-McClure
    -inf      1 - exp(-z²/2)         Welsch, Leclerc
    ========  =====================  =====================================

    It is convex for alpha from 1 to 2. Above 2 it would grow faster than the parabola,
    the opposite of robust, so alpha > 2 is an error. There is no kink.

    Source: Barron (2019), *A general and adaptive robust loss function*, CVPR.

    >>> general_robust([0.0, 0.0], [0.75, 1e-10])
    array([2.5e-01, 5.0e-21])
    >>> [float(general_robust(0.0, 2.0, alpha=a).round(4)) for a in (2, 1, 0, -2)]
    [2.0, 1.2361, 1.0986, 1.0]
    """
    z, q, _ = _squared(r, lost, scale)
    if alpha == 2.0:
        return 0.5 * z * z
    if alpha == -math.inf:
        return -np.expm1(-0.5 * q)
    if alpha == 0.0:
        return 2.0 * _log_growth(z, q, 2.0)
    # Below 1e-9 it is z²/2 to the last digit, even where z²/b is subnormal.
    return np.where(np.abs(z) < 1e-9, 0.5 * q, _robust_power(z, q, alpha))


@general_robust.slope
def general_robust_grad(
    r: Array, lost: Array, *, alpha: float = 1.0, scale: float = 1.0
) -> Array:
    """Return the derivative of `general_robust` with respect to y_pred.

    With z = r / scale and b = 2 - alpha it is ``z / scale * (1 + z²/b)^(-b/2)``, in
    1 / y's unit.

    Returns: One derivative per element. For alpha < 1 it goes back to 0 as the residual
    grows: an outlier that is far enough away has almost no influence.

    Note: Its relative error is below 1e-15 for alpha from -2 to 2 and for -inf. For
    other alpha it is larger: up to 2e-15 at -10, 2e-14 at -100, and 3e-13 from -1000
    downwards.

    >>> general_robust_grad([0.0, 0.0], [0.75, -1e300])
    array([ 0.6, -1. ])
    >>> general_robust_grad([0.0, 0.0], [1.0, 30.0], alpha=-2.0)
    array([6.40000000e-01, 5.87360013e-04])
    """
    z, q, q_lost = _squared(r, lost, scale)
    if alpha == 2.0:
        return z / scale
    if alpha == -math.inf:
        return _bell_slope(z, q, q_lost) / scale
    # Textbook: z (1 + z²/b)^(-b/2). Far out it is inf * 0.
    # Here: near 0 it is z exp(-b g), with g = log(1 + z²/b) / 2, whose error is b g
    # ulp. Far out it is a power, whose error is b ulp.
    b = 2.0 - alpha
    g = _log_growth(z, q, b)
    near, far = z * np.exp(-b * g), _far_slope(z, q, alpha)
    return np.where(g < max(1.0 / b, 0.4), near, far) / scale


def _squared(r: Array, lost: Array, scale: float) -> tuple[Array, Array, Array]:
    """Return z = (r + lost) / scale, its square, and what the rounding of that lost."""
    # Textbook: three roundings, of which two count twice in the square.
    # Here: what each of them loses is put back, so that only one is left.
    z = r / scale
    back, back_lost = two_product(scale, z)
    z_lost = (((r - back) - back_lost) + lost) / scale
    q, q_lost = two_product(z, z)
    q_lost = q_lost + 2.0 * z * z_lost
    known = np.isfinite(q_lost)
    z_lost, q_lost = np.where(known, z_lost, 0.0), np.where(known, q_lost, 0.0)
    sum_q = q + q_lost
    return z + z_lost, sum_q, np.where(known, q_lost - (sum_q - q), 0.0)


def _log_growth(z: Array, q: Array, b: float) -> Array:
    """Return log(1 + q/b) / 2 with q = z², also where that overflows."""
    u = q / b
    return np.where(u < 1e20, 0.5 * np.log1p(u), np.log(np.abs(z) / math.sqrt(b)))


def _robust_power(z: Array, q: Array, alpha: float) -> Array:
    """Return b/alpha ((1 + q/b)^(alpha/2) - 1) with q = z² and b = 2 - alpha."""
    # Textbook: as it stands. For small z, and for any z if alpha is near 0, that is
    # 1 - 1. Here: with g = log(1 + z²/b) / 2 it is expm1(alpha g). Where that is large,
    # the power is more exact: the relative error of an exponential is the absolute
    # error of alpha g.
    b = 2.0 - alpha
    g = _log_growth(z, q, b)
    value = b * np.expm1(alpha * g) / alpha
    if alpha < 0.0:
        return value
    power = np.where(q < 1e300, (b + q) ** (alpha / 2.0), np.abs(z) ** alpha)
    large = (power * b ** (b / 2.0) - b) / alpha
    return np.where(alpha * g < 1.0, value, large)


def _bell_slope(z: Array, q: Array, q_lost: Array) -> Array:
    """Return z exp(-(q + q_lost)/2) with q = z²."""
    # Textbook: z exp(-z²/2), whose relative error is q/2 times that of q.
    # Here: what q lost is put back. And the exponential is taken in two halves, since
    # it may be subnormal when its product with z is not. Beyond z = 40 it is 0.
    half = np.exp(-0.25 * q)
    return z.clip(-40.0, 40.0) * (1.0 - 0.5 * q_lost) * half * half


def _far_slope(z: Array, q: Array, alpha: float) -> Array:
    """Return z (1 + q/b)^(-b/2) with q = z² and b = 2 - alpha, for large z."""
    b = 2.0 - alpha
    root = math.sqrt(b)
    if alpha >= 0.5:  # alpha - 1 is exact, and the power takes in one factor z
        sine = 1.0 / np.hypot(1.0, root / z)
        grown = (np.hypot(z, root) / root) ** (alpha - 1)
        return np.copysign(root * sine, z) * grown
    # The power leaves out two factors z: it cannot overflow.
    u = q / b
    grown = np.where(u < 1e300, (1.0 + u) ** (alpha / 2.0), np.abs(z / root) ** alpha)
    return b / (b / z + z) * grown


@of_exact_residual(c=positive)
def tukey_biweight(r: Array, lost: Array, *, c: float = 4.685) -> Array:
    """Return c²/6 (1 - (1 - (r/c)²)³) up to |r| = c, and c²/6 beyond.

    The unit is that of y squared.

    c: The residual from which on the loss is constant, > 0, in y's unit.

    Returns: One loss per element, from 0 to c²/6.

    Note: Near 0 it is nearly r²/2. An outlier beyond c has no influence at all, so the
    minimiser depends on the start of the descent. If the residuals of the other points
    are Gaussian with the standard deviation 1, the mean of this loss with the default c
    is 95 % as efficient as the squared error. There is no kink.

    Source: Beaton, Tukey (1974), *The fitting of power series, meaning polynomials,
    illustrated on band-spectroscopic data*, Technometrics 16. The default: Holland,
    Welsch (1977), *Robust regression using iteratively reweighted least-squares*,
    Communications in Statistics 6.

    >>> tukey_biweight([0.0, 0.0, 0.0], [1e-10, 1.0, 100.0], c=2.0)
    array([5.00000000e-21, 3.85416667e-01, 6.66666667e-01])
    """
    # Textbook: 1 - (1 - u)³ with u = (r/c)². For a small u that is 1 - 1.
    # Here: it is u (3 - 3u + u²), and c² u is the square of the clipped residual.
    k = r.clip(-c, c)
    u = np.square(k / c)
    return k * (k * ((3.0 + u * (u - 3.0)) / 6.0))


@tukey_biweight.slope
def tukey_biweight_grad(r: Array, lost: Array, *, c: float = 4.685) -> Array:
    """Return the derivative of `tukey_biweight` with respect to y_pred.

    It is r (1 - (r/c)²)² up to |r| = c, and 0 beyond, in y's unit.

    >>> tukey_biweight_grad([0.0, 0.0, 0.0], [1.0, -2.0, 100.0], c=2.0)
    array([0.5625, 0.    , 0.    ])
    """
    # Textbook: 1 - x² with x = r/c. Near |x| = 1 the digits of x² cancel.
    # Here: it is (c - |r|) (c + |r|) / c², and what rounding lost of r is put back.
    k, gap = r.clip(-c, c), -_beyond(r, lost, c).clip(-np.inf, 0.0)
    return k * np.square(gap / c * (1.0 + np.abs(k / c)))
