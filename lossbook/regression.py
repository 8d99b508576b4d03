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
from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._check import (
    SMALLEST,
    Floats,
    alike,
    by_elements,
    finite,
    knob,
    surely_finite,
)
from lossbook.links import two_product, two_sum

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
]


# ------------------------------------------------------------ the mean, the median


def squared_error(y_true: ArrayLike, y_pred: ArrayLike) -> Floats:
    """Return the squared residual r², in y's unit squared.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more. There is no factor ½.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or `y_true` is not finite.

    Notes
    -----
    The constant that minimises its mean is the mean. There is no kink.

    References
    ----------
    Legendre (1805), *Nouvelles méthodes pour la détermination des orbites des
    comètes*.

    Examples
    --------
    >>> squared_error([1, 3, 5, 6, 7], [3, 2, 7, 5, 8])
    array([4., 1., 4., 1., 1.])
    """
    return _of_residuals(lambda r: r * r, y_true, y_pred)


def squared_error_grad(y_true: ArrayLike, y_pred: ArrayLike) -> Floats:
    """Return the derivative 2 r of `squared_error` with respect to y_pred.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One derivative per element, in y's unit.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or `y_true` is not finite.

    Examples
    --------
    >>> squared_error_grad([1.0, 3.0], [3.0, 2.0])
    array([ 4., -2.])
    """
    return _of_residuals(lambda r: 2.0 * r, y_true, y_pred)


def absolute_error(y_true: ArrayLike, y_pred: ArrayLike) -> Floats:
    """Return the absolute residual |r|, in y's unit.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or `y_true` is not finite.

    Notes
    -----
    The constants that minimise its mean are the medians. There is a kink at r = 0.

    References
    ----------
    Boscovich (1757); Laplace (1793), *Sur quelques points du système du monde*.

    Examples
    --------
    >>> absolute_error([1.0, 3.0], [3.5, 2.0])
    array([2.5, 1. ])
    """
    return _of_residuals(np.abs, y_true, y_pred)


def absolute_error_grad(y_true: ArrayLike, y_pred: ArrayLike) -> Floats:
    """Return the derivative of `absolute_error` with respect to y_pred, sign(r).

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        Pure numbers: -1 where r < 0, 1 where r > 0, and 0 at the kink r = 0.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or `y_true` is not finite.

    Examples
    --------
    >>> absolute_error_grad([1.0, 3.0, 2.0], [3.5, 2.0, 2.0])
    array([ 1., -1.,  0.])
    """
    return _of_residuals(np.sign, y_true, y_pred)


# --------------------------------------------------- a parabola with straight arms


def huber(y_true: ArrayLike, y_pred: ArrayLike, *, delta: float = 1.0) -> Floats:
    """Return r²/2 up to |r| = delta, and delta (|r| - delta/2) beyond.

    The unit is that of y squared.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    delta : float
        The residual at which the parabola goes over into straight lines, > 0, in y's
        unit.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or
        `delta` is not above 0.

    Notes
    -----
    Where the pieces meet, at r = delta and r = -delta, their slopes agree, so there is
    no kink. The loss is delta times `smooth_l1` with beta = delta.

    References
    ----------
    Huber (1964), *Robust estimation of a location parameter*, Annals of
    Mathematical Statistics 35.

    Examples
    --------
    >>> huber([0.0, 0.0, 0.0], [0.5, 1.0, 3.0])
    array([0.125, 0.5  , 2.5  ])
    """
    delta = knob("delta", delta, above=0.0)

    # Textbook: where(|r| <= delta, r²/2, delta (|r| - delta/2)). It computes both
    # pieces everywhere, and r² overflows where only the other one is needed.
    # Here: with c, the residual clipped to [-delta, delta], both are c (r - c/2).
    # In place: a million losses with their derivatives take a quarter less time.
    def loss(r: NDArray[Any]) -> NDArray[Any]:
        c = r.clip(-delta, delta)
        r -= 0.5 * c
        c *= r
        return c

    return _of_residuals(loss, y_true, y_pred)


def huber_grad(y_true: ArrayLike, y_pred: ArrayLike, *, delta: float = 1.0) -> Floats:
    """Return the derivative of `huber` with respect to y_pred: r clipped to ±delta.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    delta : float
        The residual at which the parabola goes over into straight lines, > 0, in y's
        unit.

    Returns
    -------
    ndarray or float
        One derivative per element, from -delta to delta, in y's unit.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or
        `delta` is not above 0.

    Examples
    --------
    >>> huber_grad([0.0, 0.0, 0.0], [0.5, 1.0, -3.0])
    array([ 0.5,  1. , -1. ])
    """
    delta = knob("delta", delta, above=0.0)
    return _of_residuals(lambda r: r.clip(-delta, delta), y_true, y_pred)


def smooth_l1(y_true: ArrayLike, y_pred: ArrayLike, *, beta: float = 1.0) -> Floats:
    """Return r²/(2 beta) up to |r| = beta, and |r| - beta/2 beyond, in y's unit.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    beta : float
        The residual at which the parabola goes over into straight lines, > 0, in y's
        unit.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or
        `beta` is not above 0.

    Notes
    -----
    Where the pieces meet, at r = beta and r = -beta, their slopes agree, so there is no
    kink. The loss is `huber` with delta = beta, divided by beta. Its straight parts
    have slope 1 and -1 for every beta. As beta goes to 0 it becomes `absolute_error`.

    References
    ----------
    Girshick (2015), *Fast R-CNN*, ICCV.

    Examples
    --------
    >>> smooth_l1([0.0, 0.0, 0.0], [0.5, 1.0, 3.0], beta=2.0)
    array([0.0625, 0.25  , 2.    ])
    """
    beta = knob("beta", beta, above=0.0)

    # As in `huber`: with the clipped residual c, both pieces are c/beta (r - c/2).
    def loss(r: NDArray[Any]) -> NDArray[Any]:
        c = r.clip(-beta, beta)
        return c / beta * (r - 0.5 * c)

    return _of_residuals(loss, y_true, y_pred)


def smooth_l1_grad(
    y_true: ArrayLike, y_pred: ArrayLike, *, beta: float = 1.0
) -> Floats:
    """Return the derivative of `smooth_l1` with respect to y_pred.

    It is r/beta clipped to ±1.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    beta : float
        The residual at which the parabola goes over into straight lines, > 0, in y's
        unit.

    Returns
    -------
    ndarray or float
        One derivative per element, a pure number from -1 to 1.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or
        `beta` is not above 0.

    Examples
    --------
    >>> smooth_l1_grad([0.0, 0.0, 0.0], [0.5, 2.0, -3.0], beta=2.0)
    array([ 0.25,  1.  , -1.  ])
    """
    beta = knob("beta", beta, above=0.0)
    return _of_residuals(lambda r: (r / beta).clip(-1.0, 1.0), y_true, y_pred)


def pseudo_huber(y_true: ArrayLike, y_pred: ArrayLike, *, delta: float = 1.0) -> Floats:
    """Return delta² (sqrt(1 + (r/delta)²) - 1), in y's unit squared.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    delta : float
        Where the loss bends from the parabola r²/2 towards straight lines of slope
        ±delta, > 0, in y's unit.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more; at most `huber` with the same delta.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or
        `delta` is not above 0.

    Notes
    -----
    It has derivatives of every order. There is no kink.

    References
    ----------
    Charbonnier, Blanc-Féraud, Aubert, Barlaud (1997), *Deterministic edge-preserving
    regularization in computed imaging*, IEEE Transactions on Image Processing 6. The
    name: Hartley, Zisserman (2003), *Multiple view geometry in computer vision*.

    Examples
    --------
    >>> pseudo_huber([0.0, 0.0], [0.75, 1e-10])
    array([2.5e-01, 5.0e-21])
    """
    delta = knob("delta", delta, above=0.0)

    # Textbook: sqrt(1 + x²) - 1 with x = r/delta. Below x = 1e-8 it is 1 - 1 = 0, and
    # x² overflows above 1e154.
    # Here: it is x² / (sqrt(1 + x²) + 1); and the larger of |r| and delta is taken
    # out of the root, so that no number that is squared is above 1.
    def loss(r: NDArray[Any]) -> NDArray[Any]:
        near, far, root = _near_and_far(r, delta)
        return r * (near / (root + delta / far))

    return _of_residuals(loss, y_true, y_pred)


def pseudo_huber_grad(
    y_true: ArrayLike, y_pred: ArrayLike, *, delta: float = 1.0
) -> Floats:
    """Return the derivative of `pseudo_huber` with respect to y_pred.

    It is r / sqrt(1 + (r/delta)²), in y's unit.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    delta : float
        Where the loss bends from a parabola towards straight lines, > 0, in y's unit.

    Returns
    -------
    ndarray or float
        One derivative per element, from -delta to delta.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or
        `delta` is not above 0.

    Examples
    --------
    >>> pseudo_huber_grad([0.0, 0.0], [0.75, -1e300])
    array([ 0.6, -1. ])
    """
    delta = knob("delta", delta, above=0.0)

    def slope(r: NDArray[Any]) -> NDArray[Any]:
        near, _, root = _near_and_far(r, delta)
        return near / root

    return _of_residuals(slope, y_true, y_pred)


def _near_and_far(r: NDArray[Any], delta: float) -> tuple[NDArray[Any], ...]:
    """Return r clipped to ±delta, the larger of |r| and delta, and their root.

    With these, sqrt(r² + delta²) is far * root.
    """
    near, far = r.clip(-delta, delta), np.abs(r).clip(delta, np.inf)
    return near, far, np.sqrt(1.0 + (near / far) ** 2)


def log_cosh(y_true: ArrayLike, y_pred: ArrayLike) -> Floats:
    """Return the logarithm of the hyperbolic cosine of the residual, log(cosh(r)).

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more: nearly r²/2 where |r| is far below 1, nearly
        |r| - log 2 where |r| is far above 1.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or `y_true` is not finite.

    Notes
    -----
    It has derivatives of every order. There is no kink. It has no parameter and always
    bends near |r| = 1. To move the bend, measure y in another unit: the residuals that
    are to count as small must be below 1.

    References
    ----------
    Green (1990), *Bayesian reconstructions from emission tomography data using a
    modified EM algorithm*, IEEE Transactions on Medical Imaging 9.

    Examples
    --------
    >>> log_cosh([0.0, 0.0, 0.0], [1e-10, 1.0, 1000.0])
    array([5.00000000e-21, 4.33780830e-01, 9.99306853e+02])
    """

    # Textbook: log(cosh(r)) overflows at 711; |r| + log1p(exp(-2|r|)) - log 2 does
    # not, but near 0 it is log 2 - log 2, and below 1e-8 nothing is left of r²/2.
    # Here: cosh(r) is 1 + 2 sinh(r/2)², a sum of positives. Beyond 20 the loss is a
    # straight line to the last digit.
    def loss(r: NDArray[Any]) -> NDArray[Any]:
        bent = np.abs(r).clip(0.0, 20.0)
        return np.log1p(2.0 * np.sinh(0.5 * bent) ** 2) + (np.abs(r) - bent)

    return _of_residuals(loss, y_true, y_pred)


def log_cosh_grad(y_true: ArrayLike, y_pred: ArrayLike) -> Floats:
    """Return the derivative tanh(r) of `log_cosh` with respect to y_pred.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One derivative per element, a pure number from -1 to 1.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or `y_true` is not finite.

    Examples
    --------
    >>> log_cosh_grad([0.0, 0.0], [1e-10, -1000.0])
    array([ 1.e-10, -1.e+00])
    """
    return _of_residuals(np.tanh, y_true, y_pred)


# ---------------------------------------------------- quantiles, and a free zone


def quantile(y_true: ArrayLike, y_pred: ArrayLike, *, level: float = 0.5) -> Floats:
    """Return (1 - level) r where a prediction is too high, level |r| where too low.

    The unit is that of y. Also called the pinball loss.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    level : float
        The share of the truths that should lie below the prediction, in (0, 1).

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or `level`
        is not between 0 and 1.

    Notes
    -----
    The constants that minimise its mean are the quantiles of that level. With 0.5 it is
    half of `absolute_error`. There is a kink at r = 0.

    References
    ----------
    Koenker, Bassett (1978), *Regression quantiles*, Econometrica 46.

    Examples
    --------
    >>> quantile([5.0, 5.0], [4.0, 6.0], level=0.75)
    array([0.75, 0.25])
    """
    level = knob("level", level, above=0.0, below=1.0)

    def loss(r: NDArray[Any]) -> NDArray[Any]:
        return np.abs(r) * np.where(r < 0, level, 1.0 - level)

    return _of_residuals(loss, y_true, y_pred)


def quantile_grad(
    y_true: ArrayLike, y_pred: ArrayLike, *, level: float = 0.5
) -> Floats:
    """Return the derivative of `quantile` with respect to y_pred: 1 - level or -level.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    level : float
        The share of the truths that should lie below the prediction, in (0, 1).

    Returns
    -------
    ndarray or float
        Pure numbers: -level where the prediction is too low, 1 - level where it is too
        high, and 0 at the kink r = 0.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or `level`
        is not between 0 and 1.

    Examples
    --------
    >>> quantile_grad([5.0, 5.0, 5.0], [4.0, 6.0, 5.0], level=0.75)
    array([-0.75,  0.25,  0.  ])
    """
    level = knob("level", level, above=0.0, below=1.0)

    def slope(r: NDArray[Any]) -> NDArray[Any]:
        return np.sign(r) * np.where(r < 0, level, 1.0 - level)

    return _of_residuals(slope, y_true, y_pred)


def epsilon_insensitive(
    y_true: ArrayLike, y_pred: ArrayLike, *, epsilon: float = 0.1
) -> Floats:
    """Return how far |r| exceeds epsilon: max(|r| - epsilon, 0), in y's unit.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    epsilon : float
        Residuals up to here cost nothing, >= 0, in y's unit.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or
        `epsilon` is negative.

    Notes
    -----
    It is the loss of support vector regression. There are kinks at r = epsilon and
    r = -epsilon. With epsilon = 0 it is `absolute_error`.

    References
    ----------
    Vapnik (1995), *The nature of statistical learning theory*, Springer.

    Examples
    --------
    >>> epsilon_insensitive([0.0, 0.0, 0.0], [0.25, -0.5, 2.0], epsilon=0.5)
    array([0. , 0. , 1.5])
    """
    epsilon = knob("epsilon", epsilon, minimum=0.0)

    def loss(t: NDArray[Any], p: NDArray[Any]) -> NDArray[Any]:
        return _outside(t, p, epsilon).clip(0.0, np.inf)

    return _of_pairs(loss, y_true, y_pred)


def epsilon_insensitive_grad(
    y_true: ArrayLike, y_pred: ArrayLike, *, epsilon: float = 0.1
) -> Floats:
    """Return the derivative of `epsilon_insensitive` with respect to y_pred.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    epsilon : float
        Residuals up to here cost nothing, >= 0, in y's unit.

    Returns
    -------
    ndarray or float
        Pure numbers: the sign of r where |r| > epsilon, and 0 elsewhere, also at the
        kinks |r| = epsilon.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or
        `epsilon` is negative.

    Examples
    --------
    >>> epsilon_insensitive_grad([0.0, 0.0, 0.0], [0.5, -0.75, 2.0], epsilon=0.5)
    array([ 0., -1.,  1.])
    """
    epsilon = knob("epsilon", epsilon, minimum=0.0)

    def slope(t: NDArray[Any], p: NDArray[Any]) -> NDArray[Any]:
        return np.sign(p - t) * np.heaviside(_outside(t, p, epsilon), 0.0)

    return _of_pairs(slope, y_true, y_pred)


def _outside(t: NDArray[Any], p: NDArray[Any], epsilon: float) -> NDArray[Any]:
    """Return |p - t| - epsilon."""
    # Textbook: the same, with p - t rounded. Near the kink, this rounding error may be
    # all that is left once epsilon is subtracted.
    # Here: what rounding lost is added again.
    a, lost = _distance(t, p)
    return (a - epsilon) + lost


def _distance(t: NDArray[Any], p: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return |p - t|, rounded, and what rounding lost."""
    r, lost = two_sum(p, -t)
    lost = np.where(np.isfinite(lost), np.where(r < 0, -lost, lost), 0.0)
    return np.abs(r), lost


# ----------------------------------------------------------------- whole families


def lp(y_true: ArrayLike, y_pred: ArrayLike, *, p: float = 2.0) -> Floats:
    """Return the power |r|^p of the residual, in y's unit to the power p.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    p : float
        The exponent, >= 1.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or `p` is
        below 1.

    Notes
    -----
    With p = 1 it is `absolute_error`, with p = 2 `squared_error`. As p grows without
    end, the constant that minimises the mean approaches the middle between the smallest
    and the largest y_true. There is a kink at r = 0 if p = 1.

    p < 1 is an error. The loss would not be convex, and it would be infinitely steep on
    both sides of r = 0: a descent gets stuck where a prediction equals its y_true. For
    robust losses that flatten, see `general_robust`.

    References
    ----------
    Forsythe (1972), *Robust estimation of straight line regression coefficients by
    minimizing pth power deviations*, Technometrics 14.

    Examples
    --------
    >>> lp([0.0, 0.0], [-2.0, 4.0], p=1.5)
    array([2.82842712, 8.        ])
    """
    p = knob("p", p, minimum=1.0)

    def loss(t: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        return _power(*_distance(t, y), p)

    return _of_pairs(loss, y_true, y_pred)


def lp_grad(y_true: ArrayLike, y_pred: ArrayLike, *, p: float = 2.0) -> Floats:
    """Return the derivative p |r|^(p-1) sign(r) of `lp` with respect to y_pred.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    p : float
        The exponent, >= 1.

    Returns
    -------
    ndarray or float
        One derivative per element, in y's unit to the power p - 1. It is 0 at r = 0,
        which is a kink if p = 1.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, or `p` is
        below 1.

    Examples
    --------
    >>> lp_grad([0.0, 0.0], [-4.0, 1.0], p=1.5)
    array([-3. ,  1.5])
    """
    p = knob("p", p, minimum=1.0)
    q = p - 1.0

    def slope(t: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        return np.sign(y - t) * (p * _power(*_distance(t, y), q))

    return _of_pairs(slope, y_true, y_pred)


def _power(a: NDArray[Any], lost: NDArray[Any], p: float) -> NDArray[Any]:
    """Return (a + lost)^p, where lost is what the rounding of a lost."""
    # Textbook: a^p. Its relative error is p times that of a.
    # Here: the error of a is corrected, with (1 + lost/a)^p = exp(p lost/a).
    more = p * (lost / np.clip(a, SMALLEST, np.inf))  # 0 where a and lost are 0
    far = np.abs(more) > 1.0
    if not far.any():
        return a**p * np.exp(more)
    # For p beyond 1e16, a^p may be inf and the exponential 0, so both become one.
    both = np.exp(p * np.log(a) + more)
    return np.where(far, both, a**p * np.exp(more))


def general_robust(
    y_true: ArrayLike, y_pred: ArrayLike, *, alpha: float = 1.0, scale: float = 1.0
) -> Floats:
    """Return Barron's loss, a family that alpha makes more or less robust.

    With z = r / scale and b = 2 - alpha it is
    ``b / alpha * ((1 + z²/b)^(alpha/2) - 1)``, a pure number; for alpha = 2, 0 and -inf
    it is the limit of this. Near 0 it is nearly z²/2 for every alpha. Far out it grows
    like |z|^alpha if alpha > 0, like 2 log|z| if alpha = 0, and levels off at
    b / |alpha| if alpha < 0 (at 1 for -inf).

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    alpha : float
        How much large residuals count: any number up to 2, or ``-numpy.inf``.
    scale : float
        The size of residual around which the loss leaves the parabola, > 0, in y's
        unit.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, `alpha` is
        above 2, or `scale` is not above 0.

    Notes
    -----
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

    References
    ----------
    Barron (2019), *A general and adaptive robust loss function*, CVPR.

    Examples
    --------
    >>> general_robust([0.0, 0.0], [0.75, 1e-10])
    array([2.5e-01, 5.0e-21])
    >>> [float(general_robust(0.0, 2.0, alpha=a).round(4)) for a in (2, 1, 0, -2)]
    [2.0, 1.2361, 1.0986, 1.0]
    """
    alpha, scale = _alpha(alpha), knob("scale", scale, above=0.0)
    b = 2.0 - alpha

    def loss(t: NDArray[Any], p: NDArray[Any]) -> NDArray[Any]:
        z, q, _ = _squared(t, p, scale)
        if alpha == 2.0:
            return 0.5 * z * z
        if alpha == -math.inf:
            return -np.expm1(-0.5 * q)
        g = _log_growth(z, q, b)
        if alpha == 0.0:
            return b * g
        # Textbook: (1 + z²/b)^(alpha/2) - 1. For small z, and for any z if alpha is
        # near 0, that is 1 - 1.
        # Here: with g = log(1 + z²/b) / 2 it is expm1(alpha g). Where that is large,
        # the power is more exact: the relative error of an exponential is the absolute
        # error of alpha g.
        value = b * np.expm1(alpha * g) / alpha
        if alpha > 0.0:
            power = np.where(q < 1e300, (b + q) ** (alpha / 2.0), np.abs(z) ** alpha)
            large = (power * b ** (b / 2.0) - b) / alpha
            value = np.where(alpha * g < 1.0, value, large)
        # Below 1e-9 it is z²/2 to the last digit, even where z²/b is subnormal.
        return np.where(np.abs(z) < 1e-9, 0.5 * q, value)

    return _of_pairs(loss, y_true, y_pred)


def general_robust_grad(
    y_true: ArrayLike, y_pred: ArrayLike, *, alpha: float = 1.0, scale: float = 1.0
) -> Floats:
    """Return the derivative of `general_robust` with respect to y_pred.

    With z = r / scale and b = 2 - alpha it is ``z / scale * (1 + z²/b)^(-b/2)``, in
    1 / y's unit.

    Parameters
    ----------
    y_true : array_like
        Finite numbers, any shape.
    y_pred : array_like
        Predictions in the shape of `y_true`.
    alpha : float
        How much large residuals count: any number up to 2, or ``-numpy.inf``.
    scale : float
        The size of residual around which the loss leaves the parabola, > 0, in y's
        unit.

    Returns
    -------
    ndarray or float
        One derivative per element. For alpha < 1 it goes back to 0 as the residual
        grows: an outlier that is far enough away has almost no influence.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, `y_true` is not finite, `alpha` is
        above 2, or `scale` is not above 0.

    Notes
    -----
    Its relative error is below 1e-15 for alpha from -2 to 2 and for -inf. For other
    alpha it is larger: up to 2e-15 at -10, 2e-14 at -100, and 3e-13 from -1000
    downwards.

    Examples
    --------
    >>> general_robust_grad([0.0, 0.0], [0.75, -1e300])
    array([ 0.6, -1. ])
    >>> general_robust_grad([0.0, 0.0], [1.0, 30.0], alpha=-2.0)
    array([6.40000000e-01, 5.87360013e-04])
    """
    alpha, scale = _alpha(alpha), knob("scale", scale, above=0.0)
    b = 2.0 - alpha

    def slope(t: NDArray[Any], p: NDArray[Any]) -> NDArray[Any]:
        z, q, lost = _squared(t, p, scale)
        if alpha == 2.0:
            return z / scale
        if alpha == -math.inf:
            # Textbook: z exp(-z²/2), whose relative error is q/2 times that of q.
            # Here: what q lost is put back. And the exponential is taken in two halves,
            # since it may be subnormal when its product with z is not. Beyond z = 40 it
            # is 0.
            half = np.exp(-0.25 * q)
            near = z.clip(-40.0, 40.0) / scale * (1.0 - 0.5 * lost)
            return near * half * half
        # Textbook: z (1 + z²/b)^(-b/2). Far out it is inf * 0.
        # Here: near 0 it is z exp(-b g), with g = log(1 + z²/b) / 2, whose error is b g
        # ulp. Far out it is a power, whose error is b ulp.
        g, root = _log_growth(z, q, b), math.sqrt(b)
        if alpha >= 0.5:  # alpha - 1 is exact, and the power takes in one factor z
            sine = 1.0 / np.hypot(1.0, root / z)
            far = np.copysign(root * sine, z) * (np.hypot(z, root) / root) ** (
                alpha - 1
            )
        else:  # the power leaves out two factors z: it cannot overflow
            u = q / b
            power = np.where(
                u < 1e300, (1.0 + u) ** (alpha / 2.0), np.abs(z / root) ** alpha
            )
            far = b / (b / z + z) * power
        return np.where(g < max(1.0 / b, 0.4), z * np.exp(-b * g), far) / scale

    return _of_pairs(slope, y_true, y_pred)


def _squared(
    t: NDArray[Any], p: NDArray[Any], scale: float
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return z = (p - t) / scale, its square, and what the rounding of that lost."""
    # Textbook: three roundings, of which two count twice in the square.
    # Here: what each of them loses is put back, so that only one is left.
    r, r_lost = two_sum(p, -t)
    z = r / scale
    back, back_lost = two_product(scale, z)
    z_lost = (((r - back) - back_lost) + r_lost) / scale
    q, q_lost = two_product(z, z)
    q_lost = q_lost + 2.0 * z * z_lost
    known = np.isfinite(q_lost)
    z_lost, q_lost = np.where(known, z_lost, 0.0), np.where(known, q_lost, 0.0)
    sum_q = q + q_lost
    return z + z_lost, sum_q, np.where(known, q_lost - (sum_q - q), 0.0)


def _log_growth(z: NDArray[Any], q: NDArray[Any], b: float) -> NDArray[Any]:
    """Return log(1 + q/b) / 2 with q = z², also where that overflows."""
    u = q / b
    return np.where(u < 1e20, 0.5 * np.log1p(u), np.log(np.abs(z) / math.sqrt(b)))


def _alpha(alpha: float) -> float:
    """Return alpha, or 0 or -inf where it is so near that no digit differs."""
    # For an array with axes, `alpha == -math.inf` is an array. np.array_equal fails on
    # words before numpy 2.1.
    is_one = isinstance(alpha, Real | np.ndarray) and np.ndim(alpha) == 0
    if is_one and alpha == -math.inf:
        return -math.inf
    alpha = knob("alpha", alpha, maximum=2.0)
    if abs(alpha) < 1e-20:
        return 0.0
    return -math.inf if alpha < -1e25 else alpha


# -------------------------------------------------------------- reading arguments


def _of_residuals(
    formula: Callable[[NDArray[Any]], NDArray[Any]],
    y_true: ArrayLike,
    y_pred: ArrayLike,
) -> Any:
    """Return formula(y_pred - y_true) for each element."""
    # The residual is taken after both are float64: uint8 would wrap around.
    t, p, dtype = alike(y_true=y_true, y_pred=y_pred)

    def of_pair(t: NDArray[Any], p: NDArray[Any]) -> NDArray[Any]:
        r = p - t
        # Where t is not finite, r is not, and r is still in the cache.
        if not surely_finite(r):
            finite(y_true=t)
        return formula(r)

    return by_elements(of_pair, t, p, dtype=dtype)


def _of_pairs(
    formula: Callable[..., NDArray[Any]], y_true: ArrayLike, y_pred: ArrayLike
) -> Any:
    """Return formula(y_true, y_pred) for each element."""
    t, p, dtype = alike(y_true=y_true, y_pred=y_pred)

    def checked(t: NDArray[Any], p: NDArray[Any]) -> NDArray[Any]:
        finite(y_true=t)
        return formula(t, p)

    return by_elements(checked, t, p, dtype=dtype)
