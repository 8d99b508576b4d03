"""Losses of probabilities and of logits, one number for each example.

Two kinds of truth. Either an example belongs to one of K classes: then ``y_true`` holds
labels from 0 to K-1 (for `softmax_cross_entropy` also distributions), in the shape of
the probabilities or logits without their last axis, the axis of classes. Or each
element is a yes-or-no question of its own: then ``y_true`` holds targets in [0, 1], in
the shape of the probabilities or logits.

A distribution must sum to 1 within 1e-5, or within K * 5e-10 for K > 20 000 classes,
which is the rounding error of a large softmax in float32. A probability may thus exceed
1 by as much, and then its surprisal is negative by as much. The bounds that are stated
below hold for distributions that sum to exactly 1, up to rounding. A NaN among the
probabilities or logits of an example gives NaN.

Each loss has its gradient directly beneath it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._old_check import (
    LARGEST,
    Floats,
    alike,
    amounts,
    by_elements,
    by_rows,
    distributions,
    every,
    exponentials,
    finite,
    floats,
    knob,
    labels,
    largest_and_others,
    numbers,
    reals,
    row_starts,
    row_sums,
    rows_along,
    times,
    two_product,
    within,
    without,
)
from lossbook.links import _sigmoid, _softplus

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_grad",
    "brier",
    "brier_grad",
    "focal",
    "focal_grad",
    "nll",
    "nll_grad",
    "sigmoid_cross_entropy",
    "sigmoid_cross_entropy_grad",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
]

# Below this, the exponential of a logit is too near the smallest float64 to divide by.
TINY = 1e-150


# ------------------------------------------- one of K classes, from probabilities


def nll(y_true: ArrayLike, probs: ArrayLike) -> Floats:
    """Return the surprisal -log(p_y) of the true class y, in nats.

    Parameters
    ----------
    y_true : array_like of int, shape (...)
        Class labels from 0 to K-1.
    probs : array_like, shape (..., K)
        Distributions over the K classes.

    Returns
    -------
    ndarray or float, shape (...)
        One loss per example; 0 where p_y is 1, inf where p_y is 0.

    Raises
    ------
    TypeError
        If `y_true` does not hold integers or `probs` does not hold real numbers.
    ValueError
        If the shapes do not match, a label is not in 0..K-1, a probability is negative,
        or a row does not sum to 1.

    Notes
    -----
    Only the probability of the true class counts, whether or not it is the largest.
    There is no term -log(1 - p_k) for the other classes: those belong to K separate
    yes-or-no questions, `binary_cross_entropy`. It takes probabilities; for logits use
    `softmax_cross_entropy`.

    References
    ----------
    As a score of forecasts: Gneiting, Raftery (2007), *Strictly proper scoring rules,
    prediction, and estimation*, Journal of the American Statistical Association 102.

    Examples
    --------
    >>> nll([0, 2], [[0.7, 0.2, 0.1], [0.7, 0.2, 0.1]])
    array([0.35667494, 2.30258509])
    """
    p, y, dtype, back = _rows_and_labels(y_true, probs)

    def loss(p: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        surprisal = 0.0 - np.log(p.take(row_starts(p) + y))
        surprisal[np.isnan(p).any(axis=1)] = np.nan
        return surprisal

    return back(by_rows(loss, p, y, dtype=dtype))


def nll_grad(y_true: ArrayLike, probs: ArrayLike) -> NDArray[np.floating]:
    """Return the gradient of `nll` with respect to `probs`: -1 / p_y and zeros.

    Parameters
    ----------
    y_true : array_like of int, shape (...)
        Class labels from 0 to K-1.
    probs : array_like, shape (..., K)
        Distributions over the K classes.

    Returns
    -------
    ndarray, shape (..., K)
        In nats: -1 / p_y for the true class (-inf where p_y is 0), and 0 for all
        others.

    Raises
    ------
    TypeError
        If `y_true` does not hold integers or `probs` does not hold real numbers.
    ValueError
        If the shapes do not match, a label is not in 0..K-1, a probability is negative,
        or a row does not sum to 1.

    Notes
    -----
    The K probabilities are treated as K independent variables, although they sum to 1.
    With respect to the logits, the other classes have a gradient too: see
    `softmax_cross_entropy_grad`.

    Examples
    --------
    >>> nll_grad(0, [0.5, 0.3, 0.2])
    array([-2.,  0.,  0.])
    """
    p, y, dtype, back = _rows_and_labels(y_true, probs)

    def slope(p: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        right = row_starts(p) + y
        grad = np.zeros_like(p)
        grad.put(right, -1.0 / p.take(right))
        grad[np.isnan(p).any(axis=1)] = np.nan
        return grad

    return back(by_rows(slope, p, y, dtype=dtype))


def brier(y_true: ArrayLike, probs: ArrayLike) -> Floats:
    """Return the Brier score, sum_k (p_k - [k = y])², of each example.

    [k = y] is 1 for the true class y and 0 for all others.

    Parameters
    ----------
    y_true : array_like of int, shape (...)
        Class labels from 0 to K-1.
    probs : array_like, shape (..., K)
        Distributions over the K classes.

    Returns
    -------
    ndarray or float, shape (...)
        One loss per example, a pure number from 0 to 2.

    Raises
    ------
    TypeError
        If `y_true` does not hold integers or `probs` does not hold real numbers.
    ValueError
        If the shapes do not match, a label is not in 0..K-1, a probability is negative,
        or a row does not sum to 1.

    Notes
    -----
    This is Brier's original sum over all classes. For two classes it is twice (p - t)²,
    which is called the Brier score as well.

    References
    ----------
    Brier (1950), *Verification of forecasts expressed in terms of probability*,
    Monthly Weather Review 78.

    Examples
    --------
    >>> brier([0, 1], [[0.5, 0.5], [1.0, 0.0]])
    array([0.5, 2. ])
    """
    p, y, dtype, back = _rows_and_labels(y_true, probs)

    # Textbook, without the one-hot: sum(p²) - 2 p_y + 1. Near p_y = 1 the terms cancel.
    # Here: the 1 is subtracted from p_y before anything is squared.
    def loss(p: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        error = _from_certainty(p, y)
        return (error * error).sum(axis=1)

    return back(by_rows(loss, p, y, dtype=dtype))


def brier_grad(y_true: ArrayLike, probs: ArrayLike) -> NDArray[np.floating]:
    """Return the gradient of `brier` with respect to `probs`: 2 (p_k - [k = y]).

    Parameters
    ----------
    y_true : array_like of int, shape (...)
        Class labels from 0 to K-1.
    probs : array_like, shape (..., K)
        Distributions over the K classes.

    Returns
    -------
    ndarray, shape (..., K)
        Pure numbers from -2 to 2. The K probabilities are treated as K independent
        variables.

    Raises
    ------
    TypeError
        If `y_true` does not hold integers or `probs` does not hold real numbers.
    ValueError
        If the shapes do not match, a label is not in 0..K-1, a probability is negative,
        or a row does not sum to 1.

    Examples
    --------
    >>> brier_grad(0, [0.5, 0.5])
    array([-1.,  1.])
    """
    p, y, dtype, back = _rows_and_labels(y_true, probs)

    def slope(p: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        grad = 2.0 * _from_certainty(p, y)
        grad[np.isnan(p).any(axis=1)] = np.nan
        return grad

    return back(by_rows(slope, p, y, dtype=dtype))


def _from_certainty(p: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    """Return p_k - [k = y], without a one-hot."""
    error = p.copy()
    error.ravel()[row_starts(p) + y] -= 1.0
    return error


# -------------------------------------------------- one of K classes, from logits


def softmax_cross_entropy(
    y_true: ArrayLike,
    logits: ArrayLike,
    *,
    label_smoothing: float = 0.0,
    class_weight: ArrayLike | None = None,
) -> Floats:
    """Return the cross-entropy -sum_k t_k log(softmax(z)_k) of target t, in nats.

    Parameters
    ----------
    y_true : array_like, shape (...) or (..., K)
        Integer class labels from 0 to K-1, or distributions over the K classes.
    logits : array_like, shape (..., K)
        Logits z. -inf gives a class the probability 0.
    label_smoothing : float
        The share, from 0 to 1, of the target that is spread evenly over all K classes:
        t_k = (1 - share) [k = y] + share / K, or (1 - share) y_k + share / K. Above
        0, each class has a share: one with the logit -inf makes the loss inf. Without
        weights, the loss is at least the entropy of t.
    class_weight : array_like, shape (K,), optional
        Weights w_k from 0 to 1e100: t_k becomes w_k t_k, and the loss is lowest where
        softmax(z) is proportional to w_k t_k. With `label_smoothing` the share of each
        other class is weighted too, so a class of large weight can be given more than
        the true one. Then leave out `class_weight`, and multiply each loss by w_y.

    Returns
    -------
    ndarray or float, shape (...)
        One loss per example, 0 or more. inf where t_k > 0 for a class with the logit
        -inf; NaN where a logit is inf or all are -inf.

    Raises
    ------
    TypeError
        If the labels are not integers, or the rest does not hold real numbers.
    ValueError
        If the shapes do not match, a label is not in 0..K-1, a row of `y_true` is not a
        distribution, or `label_smoothing` or `class_weight` is out of its range.

    Notes
    -----
    With a label y it is -log(p_y), the `nll` of the softmax. Adding the same number to
    all logits of an example does not change it. With two classes and the defaults it is
    `sigmoid_cross_entropy` of the logit z_1 - z_0.

    References
    ----------
    Bridle (1990), *Probabilistic interpretation of feedforward classification network
    outputs*, in Neurocomputing, Springer. Label smoothing: Szegedy, Vanhoucke, Ioffe,
    Shlens, Wojna (2016), *Rethinking the Inception architecture for computer vision*,
    CVPR.

    Examples
    --------
    Three pictures and the classes cat, dog and horse:

    >>> logits = [[5.0, 4.0, 2.0], [4.0, 2.0, 8.0], [4.0, 4.0, 1.0]]
    >>> softmax_cross_entropy([0, 2, 1], logits)
    array([0.34901222, 0.02058114, 0.71773592])

    The softmax of these logits is 1 for the first class to the last digit; the losses
    have all their digits:

    >>> softmax_cross_entropy([0, 1], [[100.0, 0.0], [100.0, 0.0]])
    array([3.72007598e-44, 1.00000000e+02])
    """
    z, y, smoothing, weight, dtype, back = _logits_and_target(
        y_true, logits, label_smoothing, class_weight
    )

    def of_labels(z: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        # Textbook: -log(exp(z_y) / sum(exp(z))). It overflows at z = 710, is inf
        # where p_y underflows, and 0 where p_y rounds to 1.
        # Here: -log(p_y) = log(1 + (1 - p_y) / p_y). The odds against y are the sum of
        # the other exponentials, divided by that of y: nothing cancels.
        _, place, e_y, others = without(y, z)
        loss = np.log1p(others / e_y)
        if not e_y.item(e_y.argmin()) > TINY:
            loss = np.where(e_y > TINY, loss, _far_behind(z, z.take(place)))
        return loss if weight is None else times(weight[y], loss)

    def of_shares(z: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        # Here: -log(p_k) = (m - z_k) + log1p(others), with the largest logit m. Both
        # are 0 or positive, and so are the shares t_k.
        t, _ = _shares(y, z.shape[1], smoothing, weight)
        m, others = largest_and_others(z)
        return times(t, (m[:, None] - z) + np.log1p(others)[:, None]).sum(axis=1)

    formula = of_shares if y.ndim > 1 or smoothing > 0 else of_labels
    return back(by_rows(formula, z, y, dtype=dtype))


def _far_behind(z: NDArray[Any], z_y: NDArray[Any]) -> NDArray[Any]:
    """Return -log(p_y) for rows whose p_y is too small for float64."""
    # There exp(z_y) has lost its digits or is 0, and the odds overflow. But then nearly
    # all of the loss is the difference of the largest logit and z_y.
    m, others = largest_and_others(z)
    return (m - z_y) + np.log1p(others)


def softmax_cross_entropy_grad(
    y_true: ArrayLike,
    logits: ArrayLike,
    *,
    label_smoothing: float = 0.0,
    class_weight: ArrayLike | None = None,
) -> NDArray[np.floating]:
    """Return the gradient of `softmax_cross_entropy` with respect to the logits.

    It is softmax(z) - t, in nats.

    Parameters
    ----------
    y_true : array_like, shape (...) or (..., K)
        Integer class labels from 0 to K-1, or distributions over the K classes.
    logits : array_like, shape (..., K)
        Logits z. -inf gives a class the probability 0.
    label_smoothing : float
        The share, from 0 to 1, of the target that is spread evenly over all K classes:
        t_k = (1 - share) [k = y] + share / K, or (1 - share) y_k + share / K.
    class_weight : array_like, shape (K,), optional
        Weights w_k from 0 to 1e100: t_k becomes w_k t_k, and the gradient becomes
        sum(t) softmax(z) - t.

    Returns
    -------
    ndarray, shape (..., K)
        The K derivatives of an example sum to 0, up to rounding. They are NaN where a
        logit is inf or all are -inf.

    Raises
    ------
    TypeError
        If the labels are not integers, or the rest does not hold real numbers.
    ValueError
        If the shapes do not match, a label is not in 0..K-1, a row of `y_true` is not a
        distribution, or `label_smoothing` or `class_weight` is out of its range.

    Examples
    --------
    >>> softmax_cross_entropy_grad(0, np.log([0.7, 0.2, 0.1])).round(2)
    array([-0.3,  0.2,  0.1])
    """
    z, y, smoothing, weight, dtype, back = _logits_and_target(
        y_true, logits, label_smoothing, class_weight
    )

    def of_labels(z: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        # Textbook: p_y - 1. Where p_y is nearly 1, its digits cancel.
        # Here: p_y - 1 is minus the sum of the other probabilities.
        e, place, e_y, others = without(y, z)
        e.put(place, 0.0 - others)
        if weight is None:
            e /= (e_y + others)[:, None]
        else:
            e *= (weight[y] / (e_y + others))[:, None]
        return e

    def of_shares(z: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        t, total = _shares(y, z.shape[1], smoothing, weight)
        e = exponentials(z)
        return e * (total / row_sums(e))[:, None] - t

    formula = of_shares if y.ndim > 1 or smoothing > 0 else of_labels
    return back(by_rows(formula, z, y, dtype=dtype))


# ------------------------------------------- yes or no, from probabilities, logits


def binary_cross_entropy(y_true: ArrayLike, probs: ArrayLike) -> Floats:
    """Return the binary cross-entropy -t log(p) - (1 - t) log(1 - p), in nats.

    Parameters
    ----------
    y_true : array_like
        Targets t in [0, 1], usually 0 or 1.
    probs : array_like
        Probabilities p of yes, in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more; inf where p is 0 and t is not, and where p is 1
        and t is not.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, or a target or a probability is not in [0, 1].

    Notes
    -----
    The least value for a target t is the entropy of [t, 1 - t], at p = t. It is 0 for
    the targets 0 and 1 only.

    References
    ----------
    Solla, Levin, Fleisher (1988), *Accelerated learning in layered neural networks*,
    Complex Systems 2.

    Examples
    --------
    >>> binary_cross_entropy([1, 0, 0.5], [0.9, 0.9, 0.5])
    array([0.10536052, 2.30258509, 0.69314718])
    """

    # Textbook: clip p to [eps, 1 - eps], so that no logarithm is infinite. Then every
    # larger loss becomes 16.1 (for eps = 1e-7), with a gradient of 0.
    # Here: nothing is clipped, and 0 log 0 = 0. log1p(-p) keeps the digits of a
    # small p, which are lost in 1 - p.
    def loss(t: NDArray[Any], p: NDArray[Any]) -> NDArray[Any]:
        return 0.0 - times(t, np.log(p)) - times(1.0 - t, np.log1p(-p))

    return _of_targets(loss, y_true, probs=probs)


def binary_cross_entropy_grad(y_true: ArrayLike, probs: ArrayLike) -> Floats:
    """Return the derivative of `binary_cross_entropy` with respect to p.

    It is (p - t) / (p (1 - p)), in nats.

    Parameters
    ----------
    y_true : array_like
        Targets t in [0, 1], usually 0 or 1.
    probs : array_like
        Probabilities p of yes, in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One derivative per element: -1 / p for t = 1 and 1 / (1 - p) for t = 0, also at
        p = 0 and at p = 1. -inf or inf where the loss is inf.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, or a target or a probability is not in [0, 1].

    Examples
    --------
    >>> binary_cross_entropy_grad([1, 0, 0.5], [0.5, 0.5, 0.5])
    array([-2.,  2.,  0.])
    """

    # Textbook: (1 - t) / (1 - p) - t / p. For p near t the two cancel.
    # Here: one fraction, in which p - t is rounded once. For t = 0 and t = 1 a factor
    # is cancelled by hand, since it is 0 / 0 at one end.
    def slope(t: NDArray[Any], p: NDArray[Any]) -> NDArray[Any]:
        soft = (p - t) / (p * (1.0 - p))
        return np.where(t == 0, 1.0 / (1.0 - p), np.where(t == 1, -1.0 / p, soft))

    return _of_targets(slope, y_true, probs=probs)


def sigmoid_cross_entropy(
    y_true: ArrayLike, logits: ArrayLike, *, pos_weight: ArrayLike = 1.0
) -> Floats:
    """Return the binary cross-entropy of logits z, in nats.

    It is -w t log(sigmoid(z)) - (1 - t) log(sigmoid(-z)), with the weight w of yes.

    Parameters
    ----------
    y_true : array_like
        Targets t in [0, 1], usually 0 or 1.
    logits : array_like
        Logits z of yes, in the shape of `y_true`: each element is a question of
        its own.
    pos_weight : float or array_like, shape (K,)
        The weight w >= 0 of yes: one number, or one for each column.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, a target is not in [0, 1], or `pos_weight` is
        negative or not finite.

    Notes
    -----
    For the weight 1 it is `binary_cross_entropy` of ``sigmoid(logits)``, and correct
    also where the sigmoid rounds to 0 or 1. Where z > 708.4, the surprisal of a yes is
    below the smallest normal float64, 2.2e-308, and has fewer digits. A large weight
    does not bring them back.

    References
    ----------
    Cox (1958), *The regression analysis of binary sequences*, Journal of the Royal
    Statistical Society, Series B 20.

    Examples
    --------
    >>> sigmoid_cross_entropy([0, 0, 1], [-40.0, 0.0, -1000.0])
    array([4.24835426e-18, 6.93147181e-01, 1.00000000e+03])
    """
    w = _pos_weight(pos_weight, logits)

    # Textbook: max(z, 0) - z t + log1p(exp(-|z|)). For a soft t near 1 and z > 0 the
    # first two cancel, and only the rounding of z t is left of them.
    # Here: both surprisals are log1p(exp(-|z|)), plus |z| for the answer that z makes
    # less likely. The mean of these ramps is the larger of (1 - t) z and -t z: nothing
    # cancels. Where z is infinite and t is 0 or 1, one of the two is 0 times infinity,
    # a NaN, which fmin ignores; the 0 in the outer fmin takes its place.
    def loss(t: NDArray[Any], z: NDArray[Any]) -> NDArray[Any]:
        minus_ramp = np.fmin(np.fmin((t - 1.0) * z, t * z), 0.0)
        return np.log1p(np.exp(-np.abs(z))) - minus_ramp

    def weighted(t: NDArray[Any], z: NDArray[Any], w: Any) -> NDArray[Any]:
        yes = times(w, times(t, _softplus(-z)))
        return yes + times(1.0 - t, _softplus(z))

    if w is None:
        return _of_targets(loss, y_true, logits=logits)
    return _of_targets(weighted, y_true, w, logits=logits)


def sigmoid_cross_entropy_grad(
    y_true: ArrayLike, logits: ArrayLike, *, pos_weight: ArrayLike = 1.0
) -> Floats:
    """Return the derivative of `sigmoid_cross_entropy` with respect to the logit.

    For the weight 1 it is sigmoid(z) - t, in nats.

    Parameters
    ----------
    y_true : array_like
        Targets t in [0, 1], usually 0 or 1.
    logits : array_like
        Logits z of yes, in the shape of `y_true`.
    pos_weight : float or array_like, shape (K,)
        The weight w >= 0 of yes: one number, or one for each column.

    Returns
    -------
    ndarray or float
        One derivative per element: (1 - t) sigmoid(z) - w t sigmoid(-z).

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, a target is not in [0, 1], or `pos_weight` is
        negative or not finite.

    Examples
    --------
    >>> sigmoid_cross_entropy_grad([0, 1, 0.5], [0.0, 0.0, 0.0])
    array([ 0.5, -0.5,  0. ])
    """
    w = _pos_weight(pos_weight, logits)

    # Textbook: sigmoid(z) - t. For t = 1 and a large z that is 1 - 1.
    # Here: (1 - t) sigmoid(z) - t sigmoid(-z), whose first term is 0 for t = 1; as one
    # fraction, with e = exp(-z). Where e comes near the largest float64, it equals
    # exp(z) - t to the last digit.
    def slope(t: NDArray[Any], z: NDArray[Any]) -> NDArray[Any]:
        e = np.exp(-z)
        grad = ((1.0 - t) - t * e) / (1.0 + e)
        if not z.item(z.argmin()) >= -700.0:
            return np.where(z < -700.0, np.exp(z) - t, grad)
        return grad

    def weighted(t: NDArray[Any], z: NDArray[Any], w: Any) -> NDArray[Any]:
        return (1.0 - t) * _sigmoid(z) - w * t * _sigmoid(-z)

    if w is None:
        return _of_targets(slope, y_true, logits=logits)
    return _of_targets(weighted, y_true, w, logits=logits)


def focal(y_true: ArrayLike, logits: ArrayLike, *, gamma: float = 2.0) -> Floats:
    """Return the focal loss -(1 - p_t)^gamma log(p_t) of a yes-or-no target, in nats.

    Here p_t = sigmoid(a) is the probability of the true answer, with the margin a = z
    for yes and a = -z for no. The loss is ``sigmoid(-a)**gamma * softplus(-a)``.

    Parameters
    ----------
    y_true : array_like
        Targets, 0 or 1.
    logits : array_like
        Logits z of yes, in the shape of `y_true`.
    gamma : float
        How strongly the easy examples are weighted down, from 0 to 1e300. With 0 it is
        `sigmoid_cross_entropy`.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, a target is neither 0 nor 1, or `gamma` is not in
        [0, 1e300].

    Notes
    -----
    Raising a number to the power gamma multiplies its relative rounding error by gamma:
    the error is a few ulp up to gamma = 2 and grows in proportion to gamma beyond.

    References
    ----------
    Lin, Goyal, Girshick, He, Dollár (2017), *Focal loss for dense object
    detection*, ICCV. Without their class weight alpha.

    Examples
    --------
    >>> focal([1, 0], [0.0, 0.0])
    array([0.1732868, 0.1732868])
    """
    gamma = knob("gamma", gamma, minimum=0.0, maximum=1e300)

    def loss(t: NDArray[Any], z: NDArray[Any]) -> NDArray[Any]:
        a = _signs(t) * z
        return _sigmoid_power(-a, gamma) * _softplus(-a)

    return _of_targets(loss, y_true, logits=logits)


def focal_grad(y_true: ArrayLike, logits: ArrayLike, *, gamma: float = 2.0) -> Floats:
    """Return the derivative of `focal` with respect to the logit, in nats.

    It is ``-s sigmoid(-a)**gamma (gamma sigmoid(a) softplus(-a) + sigmoid(-a))``
    with s = 1 for yes, s = -1 for no, and the margin a = s z.

    Parameters
    ----------
    y_true : array_like
        Targets, 0 or 1.
    logits : array_like
        Logits z of yes, in the shape of `y_true`.
    gamma : float
        How strongly the easy examples are weighted down, from 0 to 1e300.

    Returns
    -------
    ndarray or float
        One derivative per element.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, a target is neither 0 nor 1, or `gamma` is not in
        [0, 1e300].

    Notes
    -----
    Raising a number to the power gamma multiplies its relative rounding error by gamma:
    the error is a few ulp up to gamma = 2 and grows in proportion to gamma beyond.

    Examples
    --------
    >>> focal_grad([1, 0], [0.0, 0.0], gamma=0.0)
    array([-0.5,  0.5])
    """
    gamma = knob("gamma", gamma, minimum=0.0, maximum=1e300)

    def slope(t: NDArray[Any], z: NDArray[Any]) -> NDArray[Any]:
        s = _signs(t)
        a = s * z
        bracket = gamma * times(_sigmoid(a), _softplus(-a)) + _sigmoid(-a)
        return -s * (_sigmoid_power(-a, gamma) * bracket)

    return _of_targets(slope, y_true, logits=logits)


def _sigmoid_power(x: NDArray[Any], gamma: float) -> NDArray[Any]:
    """Return sigmoid(x)**gamma."""
    # Textbook: the power of the sigmoid. It multiplies the rounding error by gamma.
    # Here: exp(gamma log(sigmoid(x))), where log(sigmoid(x)) is min(x, 0) minus
    # log1p(exp(-|x|)), which is at most 0.7. The large term, gamma x, is kept in two
    # parts. (x may be clipped: below -750 the loss is 0 whatever the power is.)
    d, lost = two_product(gamma, x.clip(-750.0, 0.0))
    return np.exp(d) * (1.0 + lost) * np.exp(-gamma * np.log1p(np.exp(-np.abs(x))))


# -------------------------------------------------------------- reading arguments


def _rows_and_labels(y_true: ArrayLike, probs: ArrayLike) -> tuple[Any, ...]:
    """Return distributions (N, K), labels, dtype, and the way back to their shape."""
    p, dtype = floats(probs=probs)
    y = labels(y_true, p, "probs")
    distributions("probs", p)
    p, back = rows_along(p, -1, "probs")
    return p, y, dtype, back


def _logits_and_target(
    y_true: ArrayLike,
    logits: ArrayLike,
    label_smoothing: float,
    class_weight: ArrayLike | None,
) -> tuple[Any, ...]:
    """Return logits (N, K), the target, smoothing, weights, dtype and the way back."""
    z, dtype = floats(logits=logits)
    smoothing = knob("label_smoothing", label_smoothing, minimum=0.0, maximum=1.0)
    if numbers(y_true, "y_true").ndim < z.ndim or z.ndim == 0:
        y = labels(y_true, z, "logits")
    else:
        q, z, dtype = alike(y_true=y_true, logits=logits)
        finite(y_true=q)
        distributions("y_true", q)
        y, _ = rows_along(q, -1, "y_true")
    weight = None
    if class_weight is not None:
        weight, _ = reals(class_weight=amounts(class_weight, "class_weight"))
        if weight.shape != z.shape[-1:]:
            raise ValueError(
                f"class_weight must have the shape {z.shape[-1:]}, one weight for each "
                f"class, got {weight.shape}"
            )
        within(0.0, 1e100, nan=False, class_weight=weight)
    z, back = rows_along(z, -1, "logits")
    return z, y, smoothing, weight, dtype, back


def _shares(
    y: NDArray[Any], k: int, smoothing: float, weight: NDArray[Any] | None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the share t_k of each class in the targets of a block, and sum(t)."""
    even = np.ones(k) if weight is None else weight
    t = np.broadcast_to(smoothing / k * even, (len(y), k)).copy()
    if y.ndim == 1:
        own = (1.0 - smoothing) * even[y]
        t.ravel()[row_starts(t) + y] += own
    else:
        q = (1.0 - smoothing) * even * y
        own = q.sum(axis=1)
        t += q
    return t, own + smoothing * even.mean()


def _of_targets(
    formula: Callable[..., NDArray[Any]],
    y_true: ArrayLike,
    *weight: float | NDArray[Any],
    **second: ArrayLike,
) -> Any:
    """Return formula(targets, probs or logits) of each element, block by block."""
    t, x, dtype = alike(y_true=y_true, **second)

    def checked(t: NDArray[Any], x: NDArray[Any], *weight: Any) -> NDArray[Any]:
        within(0.0, 1.0, nan=False, y_true=t)
        if "probs" in second:
            within(0.0, 1.0, probs=x)
        return formula(t, x, *weight)

    return by_elements(checked, t, x, *weight, dtype=dtype)


def _pos_weight(
    pos_weight: ArrayLike, logits: ArrayLike
) -> float | NDArray[Any] | None:
    """Return one weight, one for each element, or None for the weight 1."""
    if isinstance(pos_weight, float | int):
        w = knob("pos_weight", pos_weight, minimum=0.0)
        return None if w == 1.0 else w
    w, _ = reals(pos_weight=amounts(pos_weight, "pos_weight"))
    shape = numbers(logits, "logits").shape
    if w.shape not in ((), shape[-1:]):
        raise ValueError(
            f"pos_weight must be one number or have the shape {shape[-1:]}, "
            f"got {w.shape}"
        )
    within(0.0, LARGEST, nan=False, pos_weight=w)
    return np.broadcast_to(w, shape)


def _signs(t: NDArray[Any]) -> NDArray[Any]:
    """Return -1 for no and 1 for yes; raise unless all targets are 0 or 1."""
    every("y_true", t, (t == 0) | (t == 1), "be 0 or 1 in the focal loss")
    return 2.0 * t - 1.0
