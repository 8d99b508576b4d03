"""Losses of the margin m = y * score, for labels y in {-1, +1}.

A positive score means yes and a negative one means no; its size says how firmly. The
margin is positive where that is right. Its unit is that of the score.

All are convex except `zero_one`, which counts mistakes, and `sigmoid_margin`.
`squared_hinge`, `exponential`, `logistic` / log 2 and a `hinge` that asks for a margin
of 1 or more are nowhere below `zero_one`; `perceptron` is, for margins above -1 up to
0. `multiclass_hinge` takes one score for each class, and class labels.

Each loss except `zero_one` has its gradient directly beneath it. The formula of a
gradient is the derivative with respect to the margin. The derivative with respect to
the score, which the function returns, is y times that.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lossbook._class_kinds import of_rivals
from lossbook._exact import two_sum
from lossbook._form import Array, Range, positive, zero_or_more
from lossbook._kinds import of_decay, of_margin
from lossbook._rows import nan_where_row_has_nan
from lossbook.links import sigmoid, softplus

__all__ = [
    "exponential",
    "exponential_grad",
    "hinge",
    "hinge_grad",
    "logistic",
    "logistic_grad",
    "multiclass_hinge",
    "multiclass_hinge_grad",
    "perceptron",
    "perceptron_grad",
    "sigmoid_margin",
    "sigmoid_margin_grad",
    "squared_hinge",
    "squared_hinge_grad",
    "zero_one",
]


# ------------------------------------------------------------------- two classes


@of_margin()
def zero_one(m: Array) -> Array:
    """Return 1 for a mistake and 0 for a right answer: the loss that counts mistakes.

    Returns: 1 where the margin is negative or 0, else 0. A score of 0 decides nothing
    and is a mistake for either label.

    Note: There is no ``zero_one_grad``. The slope is 0 wherever there is one, so it
    does not say in which direction to move a score: gradient descent cannot train with
    this loss. That is why the other losses of this module exist.

    Source: Wald (1950), *Statistical decision functions*, Wiley.

    >>> zero_one([1, -1, 1, -1], [0.1, 100.0, 0.0, 0.0])
    array([0., 1., 1., 1.])
    """
    return np.heaviside(-m, 1.0)


@of_margin()
def perceptron(m: Array) -> Array:
    """Return how far the score is on the wrong side, max(-m, 0).

    Note: The score 0 everywhere costs nothing, so a model that outputs 0 has a perfect
    cost. `hinge` prevents this by asking for a margin of 1. There is a kink at m = 0.

    Source: Rosenblatt (1958), *The perceptron: a probabilistic model for information
    storage and organization in the brain*, Psychological Review 65.

    >>> perceptron([1, -1, 1], [0.5, 0.5, -3.0])
    array([0. , 0.5, 3. ])
    """
    return (-m).clip(0.0, np.inf)


@perceptron.slope
def perceptron_grad(m: Array) -> Array:
    """Return the slope of `perceptron` with respect to the score: -y or 0.

    Returns: -y where m <= 0, a mistake, else 0. At the kink m = 0 it is -y: a score of
    0 is a mistake, and a perceptron that starts from zero weights could not learn
    otherwise.

    >>> perceptron_grad([1, -1, 1], [0.5, 0.5, 0.0])
    array([ 0.,  1., -1.])
    """
    return -np.heaviside(-m, 1.0)


@of_margin(margin=zero_or_more)
def hinge(m: Array, *, margin: float = 1.0) -> Array:
    """Return how much the margin falls short of 1, max(1 - m, 0).

    margin: The margin that is asked for in place of 1, 0 or more.

    Note: It is 0 from that margin on, so a right answer with a smaller one still costs
    something. There is a kink there. A margin of 0 makes it `perceptron`, but for the
    slope at the kink, and constant scores of 0 then cost nothing. As a ranking loss: y
    says which of two items should be first, and the score is their difference.

    Source: Cortes, Vapnik (1995), *Support-vector networks*, Machine Learning 20.

    >>> hinge([1, 1, 1, -1], [2.0, 0.5, 0.0, 2.0])
    array([0. , 0.5, 1. , 3. ])
    """
    return (margin - m).clip(0.0, np.inf)


@hinge.slope
def hinge_grad(m: Array, *, margin: float = 1.0) -> Array:
    """Return the slope of `hinge` with respect to the score: -y or 0.

    Returns: -y where m < margin, else 0. At the kink m = margin it is 0: that margin is
    all that was asked for. So for margin = 0 a score of 0 is not moved, unlike in
    `perceptron_grad`.

    >>> hinge_grad([1, 1, -1], [1.0, 0.5, 0.0])
    array([ 0., -1.,  1.])
    """
    return -np.heaviside(margin - m, 0.0)


@of_margin()
def squared_hinge(m: Array) -> Array:
    """Return the square of what the margin falls short of 1, max(1 - m, 0)².

    Note: At m = 1 both pieces have the slope 0, so there is no kink. Where +1 has the
    probability p, the best score is 2 p - 1: p can be computed from it.

    Source: Chang, Hsieh, Lin (2008), *Coordinate descent method for large-scale L2-loss
    linear support vector machines*, JMLR 9.

    >>> squared_hinge([1, 1, 1, -1], [2.0, 0.5, 0.0, 2.0])
    array([0.  , 0.25, 1.  , 9.  ])
    """
    return np.square((1.0 - m).clip(0.0, np.inf))


@squared_hinge.slope
def squared_hinge_grad(m: Array) -> Array:
    """Return the slope of `squared_hinge` with respect to the score.

    Returns: One slope per element, -2 y max(1 - m, 0).

    >>> squared_hinge_grad([1, 1, -1], [1.0, 0.5, 2.0])
    array([ 0., -1.,  6.])
    """
    return -2.0 * (1.0 - m).clip(0.0, np.inf)


@of_margin()
def logistic(m: Array) -> Array:
    """Return the surprisal log(1 + exp(-m)) of the label, in nats.

    scores: Scores in the shape of `y_true`: logits of +1.

    Returns: One loss per element, 0 or more; log 2 at m = 0.

    Note: It is `sigmoid_cross_entropy` with labels -1 and +1 in place of 0 and 1. There
    is no kink. Divided by log 2 it is in bits, 1 at m = 0, and never below `zero_one`.

    Source: Cox (1958), *The regression analysis of binary sequences*, JRSS B 20.

    >>> logistic([1, 1, -1], [0.0, 40.0, 1000.0])
    array([6.93147181e-01, 4.24835426e-18, 1.00000000e+03])
    """
    return softplus.formula(-m)


@logistic.slope
def logistic_grad(m: Array) -> Array:
    """Return the slope of `logistic` with respect to the score, in nats.

    scores: Scores in the shape of `y_true`: logits of +1.

    Returns: One slope per element, -y sigmoid(-m), from -1 to 1.

    >>> logistic_grad([1, -1, 1], [0.0, 0.0, -1000.0])
    array([-0.5,  0.5, -1. ])
    """
    # It takes exp(m), and the loss exp(-|m|). One from the other would be up to 4 ulp
    # off: each exponential is rounded by itself.
    return -sigmoid.formula(-m)


@of_decay()
def exponential(decay: Array) -> Array:
    """Return exp(-m), which grows exponentially with the size of a mistake.

    Returns: One loss per element, 0 or more; inf below m = -709.8, where it is beyond
    the largest float64.

    Note: AdaBoost is a descent on this loss. One wrong label in the data can outweigh
    all others. There is no kink.

    Source: Freund, Schapire (1997), *A decision-theoretic generalization of on-line
    learning and an application to boosting*, JCSS 55; read as a loss by Friedman,
    Hastie, Tibshirani (2000), *Additive logistic regression*, Annals of Statistics 28.

    >>> exponential([1, 1, -1], [0.0, 2.0, 2.0])
    array([1.        , 0.13533528, 7.3890561 ])
    """
    return decay  # exp(-m), computed once for the loss and its gradient


@exponential.slope
def exponential_grad(decay: Array) -> Array:
    """Return the slope of `exponential` with respect to the score.

    Returns: One slope per element, -y exp(-m): the loss itself, with the sign of -y.

    >>> exponential_grad([1, 1, -1], [0.0, 2.0, 2.0])
    array([-1.        , -0.13533528,  7.3890561 ])
    """
    return -decay


@of_margin()
def sigmoid_margin(m: Array) -> Array:
    """Return the sigmoid loss 1 - sigmoid(m), a smooth `zero_one`.

    scores: Scores in the shape of `y_true`: logits of +1.

    Returns: One loss per element, from 0 to 1: the probability of the other label, 1/2
    at m = 0.

    Note: No example can cost more than 1, so wrong labels in the data count for little.
    But the slope goes to 0 on both sides: a sure mistake is hardly corrected, and the
    loss is not convex. What it estimates is the more likely label and not its
    probability: the mean loss over labels of which 0.7 are +1 falls up to the score
    inf. It is `absolute_error` of a probability, and `generalized_cross_entropy` of two
    classes with q = 1.

    Source: Ghosh, Manwani, Sastry (2015), *Making risk minimization tolerant to label
    noise*, Neurocomputing 160.

    >>> sigmoid_margin([1, -1, 1], [0.0, 0.0, -1000.0])
    array([0.5, 0.5, 1. ])
    """
    return sigmoid.formula(-m)


@sigmoid_margin.slope
def sigmoid_margin_grad(m: Array) -> Array:
    """Return the slope of `sigmoid_margin` with respect to the score.

    scores: Scores in the shape of `y_true`: logits of +1.

    Returns: One slope per element, -y sigmoid(m) sigmoid(-m), from -1/4 to 1/4.

    >>> sigmoid_margin_grad([1, -1, 1], [0.0, 0.0, -1000.0])
    array([-0.25,  0.25,  0.  ])
    """
    e = np.exp(-np.abs(m))
    return -e / np.square(1.0 + e)


# ------------------------------------------------------------------- many classes


class _Rivals(Range):
    annotation = 'Literal["weston-watkins", "crammer-singer"]'
    said = '{"weston-watkins", "crammer-singer"}'

    def read(self, name: str, value: Any, shape: tuple[int, ...]) -> str:
        """Return the word, if it is one of the two."""
        kinds = ("weston-watkins", "crammer-singer")
        if not isinstance(value, str) or value not in kinds:
            raise ValueError(f"{name} must be one of {kinds}, got {value!r}")
        return value


@of_rivals(margin=positive, kind=_Rivals("is neither of the two"))
def multiclass_hinge(
    s: Array, right: Array, *, margin: float = 1.0, kind: str = "weston-watkins"
) -> Array:
    """Return what the right class lacks to lead its rivals by a margin.

    Each rival k of the right class y has the excess ``max(margin + s_k - s_y, 0)``.
    The loss is the sum of them ("weston-watkins"), or the largest of them
    ("crammer-singer").

    margin: The lead that is asked for, above 0.
    kind: Whether all rivals count or only the worst one.

    Note: A shift of all scores of a row changes nothing. With two classes both kinds
    are `hinge` of the difference of the scores, if the margin is 1. With more classes
    and none that has a majority, the best scores need not put the most likely class
    first. There are kinks where an excess begins, and where two rivals are the worst.

    Source: Weston, Watkins (1999), *Support vector machines for multi-class pattern
    recognition*, ESANN. Crammer, Singer (2001), *On the algorithmic implementation of
    multiclass kernel-based vector machines*, JMLR 2.

    >>> scores = [[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]]
    >>> multiclass_hinge([0, 1, 2], scores)
    array([ 2.9,  0. , 12.9])
    >>> multiclass_hinge([0, 1, 2], scores, kind="crammer-singer")
    array([2.9, 0. , 6.6])
    """
    excess = _excesses(s, right, margin)
    return excess.sum(axis=1) if kind == "weston-watkins" else excess.max(axis=1)


@multiclass_hinge.slope
def multiclass_hinge_grad(
    s: Array, right: Array, *, margin: float = 1.0, kind: str = "weston-watkins"
) -> Array:
    """Return the slopes of `multiclass_hinge` with respect to each score.

    Returns: 1 for each rival that counts, and minus their number at the right class. At
    the kinks, a rival whose excess is exactly 0 has the slope 0, and of several worst
    rivals the first has the slope 1.

    >>> multiclass_hinge_grad(2, [2.2, 2.5, -3.1])
    array([ 1.,  1., -2.])
    >>> multiclass_hinge_grad(2, [2.2, 2.5, -3.1], kind="crammer-singer")
    array([ 0.,  1., -1.])
    """
    counts = np.heaviside(_excesses(s, right, margin), 0.0)
    if kind == "crammer-singer":
        # Textbook: the largest excess. Two rivals' may be rounded to the same.
        # Here: the largest score, the target's own left out.
        rivals = s.copy()
        rivals.put(right, -np.inf)
        counts *= np.arange(s.shape[1]) == rivals.argmax(axis=1)[:, None]
    counts.put(right, -counts.sum(axis=1))
    return nan_where_row_has_nan(counts, counts)


def _excesses(s: Array, right: Array, margin: float) -> Array:
    """Return max(margin + s_k - s_y, 0) for each rival, and 0 at the right class."""
    # Textbook: margin + s_k - s_y. Where a rival is behind by nearly the margin, that
    # is the rounding of s_k - s_y.
    # Here: what that rounding lost is added again.
    lead, lost = two_sum(s, -s.take(right)[:, None])
    # Of a lead that is infinite or NaN, what was lost is NaN, which argmax finds first.
    if math.isnan(lost.item(lost.argmax())):
        lost[~np.isfinite(lost)] = 0.0
    excess = ((margin + lead) + lost).clip(0.0, np.inf)
    excess.put(right, 0.0)
    return nan_where_row_has_nan(excess, s)
