"""Losses of an order: of items that were ranked, and of classes that have an order.

A ranking is an order of items that somebody saw. Ordered classes are grades, such as
"bad", "fair" and "good": each example has one score, and the classes lie side by side
on the line of scores.

Each loss has its gradient directly beneath it.
"""

from __future__ import annotations

import numpy as np

from lossbook._exact import exponentials, two_sum
from lossbook._form import Array
from lossbook._group_kinds import Edge, cuts_between, of_order, of_ordered_class

__all__ = [
    "cumulative_link",
    "cumulative_link_grad",
    "plackett_luce",
    "plackett_luce_grad",
]

# Below this, an exponential is too near the smallest float64 to be divided by.
_TINY = 1e-150


# ------------------------------------------------------------------- ranked items


@of_order()
def plackett_luce(s: Array) -> Array:
    """Return the surprisal of an order of K items, in nats.

    The best item is chosen among all, the second among those that are left, and so on,
    each with the probability that `softmax` gives it. The loss is the sum of the K - 1
    cross-entropies.

    Returns: One loss per order, 0 or more; log(K!) if all scores are equal. inf where
    the score of an item is infinitely far below that of a later one; NaN where two
    items with one and the same infinite score are compared.

    Note: It is the log-likelihood loss of a list (ListMLE). With two items it is
    `logistic` of the difference of their scores, the Bradley-Terry model. Adding the
    same number to all scores changes nothing. It is not the sum of `logistic` over all
    pairs. The order must have no ties, and all items. Time and memory are proportional
    to K.

    Source: Plackett (1975), *The analysis of permutations*, Journal of the Royal
    Statistical Society, Series C 24. Luce (1959), *Individual choice behavior*, Wiley.

    Example: Item 2 is the best, then 0, then 1:

    >>> plackett_luce([2, 0, 1], np.log([2.0, 1.0, 3.0])).round(6)
    np.float64(1.098612)
    >>> -np.log((3 / 6) * (2 / 3)).round(6)
    np.float64(1.098612)
    """
    # Textbook: logsumexp of those left, minus s. Where the right item leads by far,
    # the two are nearly equal, and only their rounding is left.
    # Here: log1p of the odds against it. No term is negative, and nothing cancels.
    return _choices(s)[1].sum(axis=1)


@plackett_luce.slope
def plackett_luce_grad(s: Array) -> Array:
    """Return the gradient of `plackett_luce` with respect to the scores, in nats.

    Returns: K derivatives per order, which sum to 0, up to rounding: how often each
    item was expected to be chosen, less 1 for its choice.

    >>> plackett_luce_grad([1, 0], [0.0, 0.0])
    array([ 0.5, -0.5])
    """
    # Textbook: the softmax of each choice, in a matrix of K x K for each order.
    # Here: how often an item was expected is carried along. Each choice multiplies it
    # by the probability that the best of those left was not chosen.
    odds = np.ascontiguousarray(_choices(s)[0].clip(0.0, 1e300).T)
    chosen, left = 1.0 / (1.0 + odds), odds / (1.0 + odds)
    slope, expected = np.empty_like(odds), np.zeros(len(s))
    for k in range(len(odds)):
        slope[k] = expected * chosen[k] - left[k]
        expected = (expected + 1.0) * left[k]
    return slope.T


def _choices(s: Array) -> tuple[Array, Array]:
    """Return the odds against each choice, and its surprisal, of scores in order."""
    e = exponentials(s)
    rest = np.zeros_like(e)
    rest[:, :-1] = np.cumsum(e[:, :0:-1], axis=1)[:, ::-1]
    odds = rest / e
    surprisal = np.log1p(odds)
    far = ~(e > _TINY).all(axis=1)
    if far.any():
        odds[far], surprisal[far] = _far_choices(s[far])
    return odds, surprisal


def _far_choices(s: Array) -> tuple[Array, Array]:
    """Return what `_choices` does, for scores that are far apart."""
    # No shift keeps all exponentials of a row: those of the last items underflow,
    # and they are compared too. From the last item on, the largest score of those
    # left is carried along, and the sum of the exponentials relative to it.
    odds = np.where(np.isnan(s), np.nan, 0.0)
    surprisal, largest, total = odds.copy(), s[:, -1], 1.0 + odds[:, -1]
    for k in range(s.shape[1] - 2, -1, -1):
        d, lost = two_sum(largest, -s[:, k])
        lost = np.where(np.isfinite(lost), lost, 0.0)
        e = np.exp(-np.abs(d)) * (1.0 - np.sign(d) * lost)
        leads = d <= 0.0
        odds[:, k] = np.where(leads, e * total, total / e)
        behind = d + np.log(total + e)
        surprisal[:, k] = np.where(leads, np.log1p(e * total), behind)
        total = np.where(leads, 1.0 + e * total, total + e)
        largest = np.maximum(largest, s[:, k])
    return odds, surprisal


# ---------------------------------------------------------- classes with an order


@of_ordered_class(cuts=cuts_between)
def cumulative_link(low: Edge, high: Edge, width: Array) -> Array:
    """Return the surprisal of one of K ordered classes, in nats.

    Class k lies between cut k - 1 and cut k on the line of scores, and its probability
    is sigmoid(cut_k - f) - sigmoid(cut_(k-1) - f). A larger score f makes the higher
    classes more likely.

    cuts: The K - 1 scores at which one class becomes the next, finite and increasing.
    The default is for two classes, 0 and 1.

    Returns: One loss per element, 0 or more.

    Note: This is ordinal or ordered logistic regression, the proportional odds model.
    With the default it is `sigmoid_cross_entropy`. The cuts usually are parameters of
    the model too, and there is no function here for the gradient with respect to them.
    A number that is added to the score and to all cuts changes nothing.

    A sum of `sigmoid_cross_entropy` over the K - 1 questions "above cut k?" is another
    loss (CORAL): it takes the questions for independent, and is not the surprisal of
    the class. For probabilities of classes in place of a score: `ranked_probability`.

    Source: McCullagh (1980), *Regression models for ordinal data*, Journal of the Royal
    Statistical Society, Series B 42.

    >>> cumulative_link([0, 1, 2], [0.0, 0.0, 0.0], cuts=[-1.0, 1.0]).round(4)
    array([1.3133, 0.7719, 1.3133])
    """
    # Textbook: -log(sigmoid(high) - sigmoid(low)). For a narrow class, or a far score,
    # the two sigmoids are equal, and the loss is inf.
    # Here: the difference as a product, whose logarithms are all 0 or negative.
    below = low.distance.clip(0.0, np.inf) + np.log1p(low.decay)
    above = (-high.distance).clip(0.0, np.inf) + np.log1p(high.decay)
    narrow = -np.log(-np.expm1(-width))
    return below + above + np.where(width < 0.7, narrow, -np.log1p(-np.exp(-width)))


@cumulative_link.slope
def cumulative_link_grad(low: Edge, high: Edge, width: Array) -> Array:
    """Return the derivative of `cumulative_link` with respect to the score, in nats.

    Returns: One derivative per element, sigmoid(f - cut_k) - sigmoid(cut_(k-1) - f),
    from -1 to 1; 0 in the middle of a class that has two edges.

    >>> cumulative_link_grad([0, 2], [0.0, 0.0], cuts=[-1.0, 1.0]).round(4)
    array([ 0.7311, -0.7311])
    """
    # Textbook: that difference. Near the middle of a class its terms are equal.
    # Here: as a product with expm1 of how far the score is from the middle.
    twice, lost = two_sum(low.distance, high.distance)
    lost = np.where(np.isfinite(lost), lost, 0.0)
    twice = np.where(np.isinf(low.distance), low.distance, twice)
    twice = np.where(np.isinf(high.distance), high.distance, twice)
    twice = twice + (lost + (low.lost + high.lost))
    right = np.where(high.distance > 0, high.decay, 1.0)
    left = np.where(low.distance < 0, low.decay, 1.0)
    side = np.where(twice > 0, -left, right) / ((1.0 + low.decay) * (1.0 + high.decay))
    return side * -np.expm1(-np.abs(twice))
