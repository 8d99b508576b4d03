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

A weight for each class has the shape (K,) and belongs to the last axis, also where
there are as many examples as classes. For a weight of each example, multiply the loss
by it. An example that shall not count, such as one with the label -100, is left out by
``where=y_true != -100``.

Each loss has its gradient directly beneath it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lossbook._class_kinds import of_labelled_logits, of_logits, of_probs, one_per_class
from lossbook._exact import (
    OneTakenOut,
    largest_and_others,
    only_where,
    product_where_0_wins,
    two_product,
)
from lossbook._form import Array, from_0_to_1
from lossbook._kinds import (
    focusing,
    of_answer,
    of_logit,
    of_prob,
    share_or_none,
    weight_of_yes,
)

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
    "softmax_focal",
    "softmax_focal_grad",
]

# Below this, the exponential of a logit is too near the smallest float64 to divide by.
_TINY = 1e-150


# ------------------------------------------- one of K classes, from probabilities


@of_probs()
def nll(p: Array, place: Array) -> Array:
    """Return the surprisal -log(p_y) of the true class y, in nats.

    Returns: One loss per example; 0 where p_y is 1, inf where p_y is 0.

    Note: Only the probability of the true class counts, whether or not it is the
    largest. There is no term -log(1 - p_k) for the other classes: those belong to K
    separate yes-or-no questions, `binary_cross_entropy`. It takes probabilities; for
    logits use `softmax_cross_entropy`.

    Source: As a score of forecasts: Gneiting, Raftery (2007), *Strictly proper scoring
    rules, prediction, and estimation*, Journal of the American Statistical
    Association 102.

    >>> nll([0, 2], [[0.7, 0.2, 0.1], [0.7, 0.2, 0.1]])
    array([0.35667494, 2.30258509])
    """
    return -np.log(p.take(place))


@nll.slope
def nll_grad(p: Array, place: Array) -> Array:
    """Return the gradient of `nll` with respect to `probs`: -1 / p_y and zeros.

    Returns: In nats: -1 / p_y for the true class (-inf where p_y is 0), and 0 for all
    others.

    Note: The K probabilities are treated as K independent variables, although they sum
    to 1. With respect to the logits, the other classes have a gradient too: see
    `softmax_cross_entropy_grad`.

    >>> nll_grad(0, [0.5, 0.3, 0.2])
    array([-2.,  0.,  0.])
    """
    grad = 0.0 * p  # NaN stays NaN
    grad.put(place, -1.0 / p.take(place))
    return grad


@of_probs()
def brier(p: Array, place: Array) -> Array:
    """Return the Brier score, sum_k (p_k - [k = y])², of each example.

    [k = y] is 1 for the true class y and 0 for all others.

    Returns: One loss per example, a pure number from 0 to 2.

    Note: This is Brier's original sum over all classes. For two classes it is twice
    (p - t)², which is called the Brier score as well.

    Source: Brier (1950), *Verification of forecasts expressed in terms of probability*,
    Monthly Weather Review 78.

    >>> brier([0, 1], [[0.5, 0.5], [1.0, 0.0]])
    array([0.5, 2. ])
    """
    # Textbook, without the one-hot: sum(p²) - 2 p_y + 1. Near p_y = 1 the terms cancel.
    # Here: the 1 is subtracted from p_y before anything is squared.
    return np.square(_from_certainty(p, place)).sum(axis=1)


@brier.slope
def brier_grad(p: Array, place: Array) -> Array:
    """Return the gradient of `brier` with respect to `probs`: 2 (p_k - [k = y]).

    Returns: Pure numbers from -2 to 2. The K probabilities are treated as K independent
    variables.

    >>> brier_grad(0, [0.5, 0.5])
    array([-1.,  1.])
    """
    return 2.0 * _from_certainty(p, place)


def _from_certainty(p: Array, place: Array) -> Array:
    """Return p_k - [k = y], without a one-hot."""
    error = p.copy()
    error.put(place, p.take(place) - 1.0)
    return error


# -------------------------------------------------- one of K classes, from logits


@of_logits(label_smoothing=from_0_to_1, class_weight=one_per_class)
def softmax_cross_entropy(
    z: Array, e: OneTakenOut, t: Array | None, sum_t: Array | None
) -> Array:
    """Return the cross-entropy -sum_k t_k log(softmax(z)_k) of target t, in nats.

    label_smoothing: The share, from 0 to 1, of the target that is spread evenly over
    all K classes: t_k = (1 - share) [k = y] + share / K, or (1 - share) y_k + share /
    K. Above 0, each class has a share: one with the logit -inf makes the loss inf. Then
    leave it at 0 and pass the target itself, smooth over the classes that are there.
    Without weights, the loss is at least the entropy of t.
    class_weight: Weights w_k from 0 to 1e100: t_k becomes w_k t_k, and the loss is
    lowest where softmax(z) is proportional to w_k t_k. With `label_smoothing` the share
    of each other class is weighted too, so a class of large weight can be given more
    than the true one. Then leave out `class_weight`, and multiply each loss by w_y.

    Returns: One loss per example, 0 or more. inf where t_k > 0 for a class with the
    logit -inf; NaN where a logit is inf or all are -inf.

    Note: With a label y it is -log(p_y), the `nll` of the softmax. Adding the same
    number to all logits of an example does not change it. With two classes and the
    defaults it is `sigmoid_cross_entropy` of the logit z_1 - z_0.

    Source: Bridle (1990), *Probabilistic interpretation of feedforward classification
    network outputs*, in Neurocomputing, Springer. Label smoothing: Szegedy, Vanhoucke,
    Ioffe, Shlens, Wojna (2016), *Rethinking the Inception architecture for computer
    vision*, CVPR.

    Example: Three pictures and the classes cat, dog and horse:

    >>> logits = [[5.0, 4.0, 2.0], [4.0, 2.0, 8.0], [4.0, 4.0, 1.0]]
    >>> softmax_cross_entropy([0, 2, 1], logits)
    array([0.34901222, 0.02058114, 0.71773592])

    The softmax of these logits is 1 for the first class to the last digit; the losses
    have all their digits:

    >>> softmax_cross_entropy([0, 1], [[100.0, 0.0], [100.0, 0.0]])
    array([3.72007598e-44, 1.00000000e+02])

    Where a class is not there, a label is smoothed over the others:

    >>> masked, there = np.array([2.0, 1.0, -np.inf]), np.array([True, True, False])
    >>> softmax_cross_entropy(0, masked, label_smoothing=0.1)
    np.float64(inf)
    >>> smooth = 0.9 * np.array([1.0, 0.0, 0.0]) + 0.1 * there / there.sum()
    >>> softmax_cross_entropy(smooth, masked).round(6)
    np.float64(0.363262)
    """
    # For labels, t is None, the label is what is taken out of e, and sum_t is w_y.
    if t is not None:
        return _of_shares(z, e, t)
    # Textbook: -log(exp(z_y) / sum(exp(z))). It overflows at z = 710, is inf where p_y
    # underflows, and 0 where p_y rounds to 1.
    # Here: -log(p_y) = log(1 + (1 - p_y) / p_y). The odds against y are the sum of the
    # other exponentials, divided by that of y: nothing cancels.
    loss = np.log1p(e.sum_of_others / e.taken)
    loss = only_where(e.taken <= _TINY, lambda: _far_behind(z, e.place), loss)
    return loss if sum_t is None else product_where_0_wins(sum_t, loss)


def _far_behind(z: Array, place: Array) -> Array:
    """Return -log(p_y) for rows whose p_y is too small for float64."""
    # There exp(z_y) has lost its digits or is 0, and the odds overflow. But then nearly
    # all of the loss is the difference of the largest logit and z_y.
    m, others = largest_and_others(z)
    return (m - z.take(place)) + np.log1p(others)


def _of_shares(z: Array, e: OneTakenOut, t: Array) -> Array:
    """Return -sum_k t_k log(p_k), for shares; that of the largest is taken out of e."""
    # -log(p_k) = (m - z_k) + log1p(others), with the largest logit m. Both are 0 or
    # positive, and so are the shares t_k.
    m, others = z.take(e.place), e.sum_of_others / e.taken
    surprisal = (m[:, None] - z) + np.log1p(others)[:, None]
    return product_where_0_wins(t, surprisal).sum(axis=1)


@softmax_cross_entropy.slope
def softmax_cross_entropy_grad(
    z: Array, e: OneTakenOut, t: Array | None, sum_t: Array | None
) -> Array:
    """Return the gradient of `softmax_cross_entropy` with respect to the logits.

    It is softmax(z) - t, in nats.

    class_weight: Weights w_k from 0 to 1e100: t_k becomes w_k t_k, and the gradient
    becomes sum(t) softmax(z) - t.

    Returns: The K derivatives of an example sum to 0, up to rounding. They are NaN
    where a logit is inf or all are -inf.

    >>> softmax_cross_entropy_grad(0, np.log([0.7, 0.2, 0.1])).round(2)
    array([-0.3,  0.2,  0.1])
    """
    if t is not None:
        return _slopes_of_shares(e, t, sum_t)
    # Textbook: p_y - 1. Where p_y is nearly 1, its digits cancel.
    # Here: p_y - 1 is minus the sum of the other probabilities.
    total, rest = _divisor(e, sum_t)
    grad = e.others / total[:, None]
    grad.put(e.place, -e.sum_of_others / total)
    return grad if sum_t is None else grad * rest[:, None]


def _divisor(e: OneTakenOut, sum_t: Any) -> tuple[Array, Any]:
    """Return a divisor of exponentials, and a factor: sum(t) / sum(exp(z)) in two."""
    # Textbook: one factor. A sum(t) below 1 makes it underflow, although the result
    # does not. But one above 1 is part of the divisor: it lifts what underflows.
    total = e.taken + e.sum_of_others
    if sum_t is None:
        return total, 1.0
    return total / sum_t.clip(1.0, np.inf), sum_t.clip(0.0, 1.0)


def _slopes_of_shares(e: OneTakenOut, t: Array, sum_t: Any) -> Array:
    """Return sum(t) p_k - t_k, for shares."""
    total, rest = _divisor(e, sum_t)
    grad = e.others / total[:, None]
    grad.put(e.place, e.taken / total)
    grad *= rest[:, None]
    grad -= t
    return grad


@of_labelled_logits(gamma=focusing, alpha=one_per_class)
def softmax_focal(
    z: Array,
    e: OneTakenOut,
    y: Array,
    *,
    gamma: float = 2.0,
    alpha: Array | None = None,
) -> Array:
    """Return the focal loss -alpha_y (1 - p_y)^gamma log(p_y) of one of K classes.

    p = softmax(z), y is the true class, and the unit is the nat.

    gamma: How strongly the easy examples are weighted down, from 0 to 1e300. With 0 it
    is `softmax_cross_entropy`.
    alpha: A weight alpha_k from 0 to 1e100 for each class. None stands for 1.

    Note: With two classes it is `focal` of the logit z_1 - z_0. The probabilities at
    the least mean loss are in the order of the shares of the classes, but not equal to
    them: a share above one half comes out too small, and the largest of many small
    shares too large. Raising a number to the power gamma multiplies its relative
    rounding error by gamma.

    Source: Lin, Goyal, Girshick, He, Dollár (2017), *Focal loss for dense object
    detection*, ICCV, who define it for yes or no. What it estimates: Charoenphakdee,
    Vongkulbhisal, Chairatanakul, Sugiyama (2021), *On focal loss for class-posterior
    probability estimation*, CVPR.

    >>> softmax_focal([0, 1], np.log([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]])).round(5)
    array([0.17329, 0.77979])
    """
    weight = None if alpha is None else alpha[y]
    loss = softmax_cross_entropy.formula(z, e, None, weight)
    return _power_of_others(e, gamma) * loss


@softmax_focal.slope
def softmax_focal_grad(
    z: Array,
    e: OneTakenOut,
    y: Array,
    *,
    gamma: float = 2.0,
    alpha: Array | None = None,
) -> Array:
    """Return the gradient of `softmax_focal` with respect to the logits, in nats.

    For the true class it is -c with c = alpha_y q^gamma (q - gamma p_y log(p_y)) and
    q = 1 - p_y, for any other class c p_k / q.

    Returns: The K derivatives of an example sum to 0, up to rounding.

    >>> softmax_focal_grad(0, np.log([0.5, 0.25, 0.25]), gamma=0.0)
    array([-0.5 ,  0.25,  0.25])
    """
    q = e.sum_of_others / (e.taken + e.sum_of_others)
    p = e.taken / (e.taken + e.sum_of_others)
    surprisal = softmax_cross_entropy.formula(z, e, None, None)
    bracket = gamma * product_where_0_wins(p, surprisal) + q
    weight = 1.0 if alpha is None else alpha[y]
    # The bracket is up to gamma, and the product of both may be beyond the floats.
    c = weight * (_power_of_others(e, gamma) * bracket)
    odds = e.others / np.where(e.sum_of_others == 0, 1.0, e.sum_of_others)[:, None]
    grad = odds * c[:, None]
    grad.put(e.place, -c)
    return grad


def _power_of_others(e: OneTakenOut, gamma: float) -> Array:
    """Return (1 - p_y)**gamma."""
    # Textbook: the power of a rounded 1 - p_y, whose error it multiplies by gamma.
    # Here, for small p_y: exp(-gamma log1p(odds)), since log1p(odds) is small as well.
    y, others = e.taken, e.sum_of_others
    near_1 = np.exp(-gamma * np.log1p(y / others))
    return np.where(y < others, near_1, (others / (y + others)) ** gamma)


# ------------------------------------------- yes or no, from probabilities, logits


@of_prob()
def binary_cross_entropy(t: Array, p: Array) -> Array:
    """Return the binary cross-entropy -t log(p) - (1 - t) log(1 - p), in nats.

    Returns: One loss per element, 0 or more; inf where p is 0 and t is not, and where p
    is 1 and t is not.

    Note: The least value for a target t is the entropy of [t, 1 - t], at p = t. It is 0
    for the targets 0 and 1 only.

    Source: Solla, Levin, Fleisher (1988), *Accelerated learning in layered neural
    networks*, Complex Systems 2.

    >>> binary_cross_entropy([1, 0, 0.5], [0.9, 0.9, 0.5])
    array([0.10536052, 2.30258509, 0.69314718])
    """
    # Textbook: clip p to [eps, 1 - eps], so that no logarithm is infinite. Then every
    # larger loss becomes 16.1 (for eps = 1e-7), with a gradient of 0.
    # Here: nothing is clipped, and 0 log 0 = 0. log1p(-p) keeps the digits of a
    # small p, which are lost in 1 - p.
    yes = product_where_0_wins(t, np.log(p))
    return -yes - product_where_0_wins(1.0 - t, np.log1p(-p))


@binary_cross_entropy.slope
def binary_cross_entropy_grad(t: Array, p: Array) -> Array:
    """Return the derivative of `binary_cross_entropy` with respect to p.

    It is (p - t) / (p (1 - p)), in nats.

    Returns: One derivative per element: -1 / p for t = 1 and 1 / (1 - p) for t = 0,
    also at p = 0 and at p = 1. -inf or inf where the loss is inf.

    >>> binary_cross_entropy_grad([1, 0, 0.5], [0.5, 0.5, 0.5])
    array([-2.,  2.,  0.])
    """
    # Textbook: (1 - t) / (1 - p) - t / p. For p near t the two cancel.
    # Here: one fraction, in which p - t is rounded once. For t = 0 and t = 1 a factor
    # is cancelled by hand, since it is 0 / 0 at one end.
    soft = (p - t) / (p * (1.0 - p))
    return np.where(t == 0, 1.0 / (1.0 - p), np.where(t == 1, -1.0 / p, soft))


@of_logit(pos_weight=weight_of_yes)
def sigmoid_cross_entropy(z: Array, e: Array, far: Array, w: float | Array) -> Array:
    """Return the binary cross-entropy of logits z, in nats.

    It is -w t log(sigmoid(z)) - (1 - t) log(sigmoid(-z)), with the weight w of yes.

    pos_weight: The weight w >= 0 of yes: one number, or one for each of the K classes
    along the last axis of `logits`.

    Note: For the weight 1 it is `binary_cross_entropy` of ``sigmoid(logits)``, and
    correct also where the sigmoid rounds to 0 or 1. Where z > 708.4, the surprisal of a
    yes is below the smallest normal float64, 2.2e-308, and has fewer digits. A large
    weight does not bring them back.

    Source: Cox (1958), *The regression analysis of binary sequences*, Journal of the
    Royal Statistical Society, Series B 20.

    >>> sigmoid_cross_entropy([0, 0, 1], [-40.0, 0.0, -1000.0])
    array([4.24835426e-18, 6.93147181e-01, 1.00000000e+03])
    """
    # Textbook: max(z, 0) - z t + log1p(exp(-|z|)). For a soft t near 1 and z > 0 the
    # first two cancel, and only the rounding of z t is left of them.
    # Here: z is factored out. They are (1 - t) z for z > 0 and -t z for z < 0, and
    # nothing cancels.
    return w * np.log1p(e) + product_where_0_wins(far, z)


@sigmoid_cross_entropy.slope
def sigmoid_cross_entropy_grad(
    z: Array, e: Array, far: Array, w: float | Array
) -> Array:
    """Return the derivative of `sigmoid_cross_entropy` with respect to the logit.

    For the weight 1 it is sigmoid(z) - t, in nats.

    Returns: One derivative per element: (1 - t) sigmoid(z) - w t sigmoid(-z).

    >>> sigmoid_cross_entropy_grad([0, 1, 0.5], [0.0, 0.0, 0.0])
    array([ 0.5, -0.5,  0. ])
    """
    # Textbook: sigmoid(z) - t. For t = 1 and a large z that is 1 - 1.
    # Here: sigmoid(z) is 1 - e / (1 + e) for z > 0, else e / (1 + e). 1 - t is exact
    # for t = 1, and e = exp(-|z|) cannot overflow.
    return far - w * (np.copysign(e, z) / (1.0 + e))


@of_answer(gamma=focusing, alpha=share_or_none)
def focal(
    s: Array, a: Array, e: Array, *, gamma: float = 2.0, alpha: float | None = None
) -> Array:
    """Return the focal loss -(1 - p_t)^gamma log(p_t) of a yes-or-no target, in nats.

    Here p_t = sigmoid(a) is the probability of the true answer, with the margin a = z
    for yes and a = -z for no. The loss is ``sigmoid(-a)**gamma * softplus(-a)``.

    gamma: How strongly the easy examples are weighted down, from 0 to 1e300. With 0 it
    is `sigmoid_cross_entropy`.
    alpha: The weight of yes, from 0 to 1; that of no is 1 - alpha. None stands for no
    weights: the loss is then twice that with 0.5.

    Note: Raising a number to the power gamma multiplies its relative rounding error by
    gamma: the error is a few ulp up to gamma = 2 and grows in proportion to gamma
    beyond.

    Source: Lin, Goyal, Girshick, He, Dollár (2017), *Focal loss for dense object
    detection*, ICCV.

    >>> focal([1, 0], [0.0, 0.0])
    array([0.1732868, 0.1732868])
    """
    loss = _sigmoid_power(a, e, gamma) * (np.maximum(-a, 0.0) + np.log1p(e))
    return _balanced(alpha, s, loss)


@focal.slope
def focal_grad(
    s: Array, a: Array, e: Array, *, gamma: float = 2.0, alpha: float | None = None
) -> Array:
    """Return the derivative of `focal` with respect to the logit, in nats.

    It is ``-s sigmoid(-a)**gamma (gamma sigmoid(a) softplus(-a) + sigmoid(-a))``
    with s = 1 for yes, s = -1 for no, and the margin a = s z.

    Note: Raising a number to the power gamma multiplies its relative rounding error by
    gamma: the error is a few ulp up to gamma = 2 and grows in proportion to gamma
    beyond.

    >>> focal_grad([1, 0], [0.0, 0.0], gamma=0.0)
    array([-0.5,  0.5])
    """
    right, wrong = (
        np.where(a < 0, e, 1.0) / (1.0 + e),
        np.where(a < 0, 1.0, e) / (1.0 + e),
    )
    surprisal = np.maximum(-a, 0.0) + np.log1p(e)
    bracket = gamma * product_where_0_wins(right, surprisal) + wrong
    return -s * _balanced(alpha, s, _sigmoid_power(a, e, gamma) * bracket)


def _sigmoid_power(a: Array, e: Array, gamma: float) -> Array:
    """Return sigmoid(-a)**gamma, with e = exp(-|a|)."""
    # Textbook: the power of the sigmoid. It multiplies the rounding error by gamma.
    # Here: exp(gamma log(sigmoid(-a))), where log(sigmoid(-a)) is min(-a, 0) minus
    # log1p(e), which is at most 0.7. The large term, gamma a, is kept in two parts.
    # (a may be clipped: above 750 the loss is 0 whatever the power is.)
    d, lost = two_product(gamma, (-a).clip(-750.0, 0.0))
    return np.exp(d) * (1.0 + lost) * np.exp(-gamma * np.log1p(e))


def _balanced(alpha: float | None, s: Array, loss: Array) -> Array:
    """Return each loss times alpha for yes and 1 - alpha for no, if there is one."""
    if alpha is None:
        return loss
    return product_where_0_wins(np.where(s > 0, alpha, 1.0 - alpha), loss)
