"""Losses of the margin m = y * score, for labels y in {-1, +1}.

A positive score means yes and a negative one means no; its size says how firmly. The
margin is positive where that is right. Its unit is that of the score.

All are convex except `zero_one`, which counts mistakes. `hinge`, `squared_hinge`,
`exponential` and `logistic` / log 2 are nowhere below it; `perceptron` is, for margins
from -1 to 0. `multiclass_hinge` takes one score for each class, and class labels.

Each loss except `zero_one` has its gradient directly beneath it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._old_check import (
    Floats,
    alike,
    by_elements,
    by_rows,
    every,
    floats,
    knob,
    labels,
    row_starts,
    rows_along,
    two_sum,
)
from lossbook.links import _sigmoid, _softplus

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
    "squared_hinge",
    "squared_hinge_grad",
    "zero_one",
]


# ------------------------------------------------------------------- two classes


def zero_one(y_true: ArrayLike, scores: ArrayLike) -> Floats:
    """Return 1 for a mistake and 0 for a right answer: the loss that counts mistakes.

    Parameters
    ----------
    y_true : array_like
        Labels, -1 or +1.
    scores : array_like
        Scores in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        1 where the margin is negative or 0, else 0. A score of 0 decides nothing and
        is a mistake for either label.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or a label is not -1 or +1.

    Notes
    -----
    There is no ``zero_one_grad``. The slope is 0 wherever there is one, so it does not
    say in which direction to move a score: gradient descent cannot train with this
    loss. That is why the other losses of this module exist.

    References
    ----------
    Wald (1950), *Statistical decision functions*, Wiley.

    Examples
    --------
    >>> zero_one([1, -1, 1, -1], [0.1, 100.0, 0.0, 0.0])
    array([0., 1., 1., 1.])
    """
    return _of_margins(lambda m: np.heaviside(-m, 1.0), y_true, scores)


def perceptron(y_true: ArrayLike, scores: ArrayLike) -> Floats:
    """Return how far the score is on the wrong side, max(-m, 0).

    Parameters
    ----------
    y_true : array_like
        Labels, -1 or +1.
    scores : array_like
        Scores in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or a label is not -1 or +1.

    Notes
    -----
    The score 0 everywhere costs nothing, so a model that outputs 0 has a perfect cost.
    `hinge` prevents this by asking for a margin of 1. There is a kink at m = 0.

    References
    ----------
    Rosenblatt (1958), *The perceptron: a probabilistic model for information storage
    and organization in the brain*, Psychological Review 65.

    Examples
    --------
    >>> perceptron([1, -1, 1], [0.5, 0.5, -3.0])
    array([0. , 0.5, 3. ])
    """
    # Of -0.0 and 0.0 clip may return either, and for m = 0 it is the first.
    return _of_margins(lambda m: (0.0 - m).clip(0.0, np.inf), y_true, scores)


def perceptron_grad(y_true: ArrayLike, scores: ArrayLike) -> Floats:
    """Return the slope of `perceptron` with respect to the score: -y or 0.

    Parameters
    ----------
    y_true : array_like
        Labels, -1 or +1.
    scores : array_like
        Scores in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        -y where m <= 0, a mistake, else 0. At the kink m = 0 it is -y: a score of 0 is
        a mistake, and a perceptron that starts from zero weights could not learn
        otherwise.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or a label is not -1 or +1.

    Examples
    --------
    >>> perceptron_grad([1, -1, 1], [0.5, 0.5, 0.0])
    array([ 0.,  1., -1.])
    """
    return _slopes(lambda m: np.heaviside(-m, 1.0), y_true, scores)


def hinge(y_true: ArrayLike, scores: ArrayLike) -> Floats:
    """Return how much the margin falls short of 1, max(1 - m, 0).

    Parameters
    ----------
    y_true : array_like
        Labels, -1 or +1.
    scores : array_like
        Scores in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or a label is not -1 or +1.

    Notes
    -----
    It is 0 from a margin of 1 on, so a right answer with a smaller margin still costs
    something. There is a kink at m = 1.

    References
    ----------
    Cortes, Vapnik (1995), *Support-vector networks*, Machine Learning 20.

    Examples
    --------
    >>> hinge([1, 1, 1, -1], [2.0, 0.5, 0.0, 2.0])
    array([0. , 0.5, 1. , 3. ])
    """
    return _of_margins(lambda m: (1.0 - m).clip(0.0, np.inf), y_true, scores)


def hinge_grad(y_true: ArrayLike, scores: ArrayLike) -> Floats:
    """Return the slope of `hinge` with respect to the score: -y or 0.

    Parameters
    ----------
    y_true : array_like
        Labels, -1 or +1.
    scores : array_like
        Scores in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        -y where m < 1, else 0. At the kink m = 1 it is 0: a margin of 1 is all that was
        asked for.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or a label is not -1 or +1.

    Examples
    --------
    >>> hinge_grad([1, 1, -1], [1.0, 0.5, 0.0])
    array([ 0., -1.,  1.])
    """
    return _slopes(lambda m: np.heaviside(1.0 - m, 0.0), y_true, scores)


def squared_hinge(y_true: ArrayLike, scores: ArrayLike) -> Floats:
    """Return the square of what the margin falls short of 1, max(1 - m, 0)².

    Parameters
    ----------
    y_true : array_like
        Labels, -1 or +1.
    scores : array_like
        Scores in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or a label is not -1 or +1.

    Notes
    -----
    At m = 1 both pieces have the slope 0, so there is no kink. Where +1 has the
    probability p, the best score is 2 p - 1: p can be computed from it.

    References
    ----------
    Chang, Hsieh, Lin (2008), *Coordinate descent method for large-scale L2-loss
    linear support vector machines*, JMLR 9.

    Examples
    --------
    >>> squared_hinge([1, 1, 1, -1], [2.0, 0.5, 0.0, 2.0])
    array([0.  , 0.25, 1.  , 9.  ])
    """

    def loss(m: NDArray[Any]) -> NDArray[Any]:
        short = (1.0 - m).clip(0.0, np.inf)
        return short * short

    return _of_margins(loss, y_true, scores)


def squared_hinge_grad(y_true: ArrayLike, scores: ArrayLike) -> Floats:
    """Return the slope of `squared_hinge` with respect to the score.

    Parameters
    ----------
    y_true : array_like
        Labels, -1 or +1.
    scores : array_like
        Scores in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One slope per element, -2 y max(1 - m, 0).

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or a label is not -1 or +1.

    Examples
    --------
    >>> squared_hinge_grad([1, 1, -1], [1.0, 0.5, 2.0])
    array([ 0., -1.,  6.])
    """
    return _slopes(lambda m: 2.0 * (1.0 - m).clip(0.0, np.inf), y_true, scores)


def logistic(y_true: ArrayLike, scores: ArrayLike) -> Floats:
    """Return the surprisal log(1 + exp(-m)) of the label, in nats.

    Parameters
    ----------
    y_true : array_like
        Labels, -1 or +1.
    scores : array_like
        Scores in the shape of `y_true`: logits of +1.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more; log 2 at m = 0.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or a label is not -1 or +1.

    Notes
    -----
    It is `sigmoid_cross_entropy` with labels -1 and +1 in place of 0 and 1. There is
    no kink. Divided by log 2 it is in bits, 1 at m = 0, and never below `zero_one`.

    References
    ----------
    Cox (1958), *The regression analysis of binary sequences*, JRSS B 20.

    Examples
    --------
    >>> logistic([1, 1, -1], [0.0, 40.0, 1000.0])
    array([6.93147181e-01, 4.24835426e-18, 1.00000000e+03])
    """
    return _of_margins(lambda m: _softplus(-m), y_true, scores)


def logistic_grad(y_true: ArrayLike, scores: ArrayLike) -> Floats:
    """Return the slope of `logistic` with respect to the score, in nats.

    Parameters
    ----------
    y_true : array_like
        Labels, -1 or +1.
    scores : array_like
        Scores in the shape of `y_true`: logits of +1.

    Returns
    -------
    ndarray or float
        One slope per element, -y sigmoid(-m), from -1 to 1.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or a label is not -1 or +1.

    Examples
    --------
    >>> logistic_grad([1, -1, 1], [0.0, 0.0, -1000.0])
    array([-0.5,  0.5, -1. ])
    """
    return _slopes(lambda m: _sigmoid(-m), y_true, scores)


def exponential(y_true: ArrayLike, scores: ArrayLike) -> Floats:
    """Return exp(-m), which grows exponentially with the size of a mistake.

    Parameters
    ----------
    y_true : array_like
        Labels, -1 or +1.
    scores : array_like
        Scores in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One loss per element, 0 or more; inf below m = -709.8, where it is beyond
        the largest float64.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or a label is not -1 or +1.

    Notes
    -----
    AdaBoost is a descent on this loss. One wrong label in the data can outweigh all
    others. There is no kink.

    References
    ----------
    Freund, Schapire (1997), *A decision-theoretic generalization of on-line learning
    and an application to boosting*, JCSS 55; read as a loss by Friedman, Hastie,
    Tibshirani (2000), *Additive logistic regression*, Annals of Statistics 28.

    Examples
    --------
    >>> exponential([1, 1, -1], [0.0, 2.0, 2.0])
    array([1.        , 0.13533528, 7.3890561 ])
    """
    return _of_margins(lambda m: np.exp(-m), y_true, scores)


def exponential_grad(y_true: ArrayLike, scores: ArrayLike) -> Floats:
    """Return the slope of `exponential` with respect to the score.

    Parameters
    ----------
    y_true : array_like
        Labels, -1 or +1.
    scores : array_like
        Scores in the shape of `y_true`.

    Returns
    -------
    ndarray or float
        One slope per element, -y exp(-m): the loss itself, with the sign of -y.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, an argument is empty, or a label is not -1 or +1.

    Examples
    --------
    >>> exponential_grad([1, 1, -1], [0.0, 2.0, 2.0])
    array([-1.        , -0.13533528,  7.3890561 ])
    """
    return _slopes(lambda m: np.exp(-m), y_true, scores)


# ------------------------------------------------------------------- many classes

Kind = Literal["weston-watkins", "crammer-singer"]


def multiclass_hinge(
    y_true: ArrayLike,
    scores: ArrayLike,
    *,
    margin: float = 1.0,
    kind: Kind = "weston-watkins",
) -> Floats:
    """Return what the right class lacks to lead its rivals by a margin.

    Each rival k of the right class y has the excess ``max(margin + s_k - s_y, 0)``.
    The loss is the sum of them ("weston-watkins"), or the largest of them
    ("crammer-singer").

    Parameters
    ----------
    y_true : array_like of int, shape (...)
        Class labels from 0 to K-1.
    scores : array_like, shape (..., K)
        Scores s of the K classes.
    margin : float
        The lead that is asked for, above 0.
    kind : {"weston-watkins", "crammer-singer"}
        Whether all rivals count or only the worst one.

    Returns
    -------
    ndarray or float, shape (...)
        One loss per example, 0 or more.

    Raises
    ------
    TypeError
        If `y_true` does not hold integers or `scores` does not hold real numbers.
    ValueError
        If the shapes do not match, an argument is empty, a label is not in 0..K-1,
        `margin` is not above 0, or there is no such kind.

    Notes
    -----
    A shift of all scores of a row changes nothing. With two classes both kinds are
    `hinge` of the difference of the scores, if the margin is 1. With more classes and
    none that has a majority, the best scores need not put the most likely class first.
    There are kinks where an excess begins, and where two rivals are the worst.

    References
    ----------
    Weston, Watkins (1999), *Support vector machines for multi-class pattern
    recognition*, ESANN. Crammer, Singer (2001), *On the algorithmic implementation of
    multiclass kernel-based vector machines*, JMLR 2.

    Examples
    --------
    >>> scores = [[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]]
    >>> multiclass_hinge([0, 1, 2], scores)
    array([ 2.9,  0. , 12.9])
    >>> multiclass_hinge([0, 1, 2], scores, kind="crammer-singer")
    array([2.9, 0. , 6.6])
    """
    s, y, margin, all_count, dtype, back = _multiclass(y_true, scores, margin, kind)

    def loss(s: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        excess = _excesses(s, y, margin)
        return excess.sum(axis=1) if all_count else excess.max(axis=1)

    return back(by_rows(loss, s, y, dtype=dtype))


def multiclass_hinge_grad(
    y_true: ArrayLike,
    scores: ArrayLike,
    *,
    margin: float = 1.0,
    kind: Kind = "weston-watkins",
) -> NDArray[np.floating]:
    """Return the slopes of `multiclass_hinge` with respect to each score.

    Parameters
    ----------
    y_true : array_like of int, shape (...)
        Class labels from 0 to K-1.
    scores : array_like, shape (..., K)
        Scores s of the K classes.
    margin : float
        The lead that is asked for, above 0.
    kind : {"weston-watkins", "crammer-singer"}
        Whether all rivals count or only the worst one.

    Returns
    -------
    ndarray, shape (..., K)
        1 for each rival that counts, and minus their number at the right class. At
        the kinks, a rival whose excess is exactly 0 has the slope 0, and of several
        worst rivals the first has the slope 1.

    Raises
    ------
    TypeError
        If `y_true` does not hold integers or `scores` does not hold real numbers.
    ValueError
        If the shapes do not match, an argument is empty, a label is not in 0..K-1,
        `margin` is not above 0, or there is no such kind.

    Examples
    --------
    >>> multiclass_hinge_grad(2, [2.2, 2.5, -3.1])
    array([ 1.,  1., -2.])
    >>> multiclass_hinge_grad(2, [2.2, 2.5, -3.1], kind="crammer-singer")
    array([ 0.,  1., -1.])
    """
    s, y, margin, all_count, dtype, back = _multiclass(y_true, scores, margin, kind)

    def slope(s: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        excess = _excesses(s, y, margin)
        right = row_starts(s) + y
        grad = np.heaviside(excess, 0.0)
        if not all_count:
            # Textbook: the largest excess. Two rivals' may be rounded to the same.
            # Here: the largest score, the target's own left out.
            rivals = s.copy()
            rivals.put(right, -np.inf)
            worst = np.zeros_like(grad)
            worst.put(row_starts(rivals) + rivals.argmax(axis=1), 1.0)
            grad *= worst
        grad.put(right, 0.0 - grad.sum(axis=1))
        grad[np.isnan(excess).any(axis=1)] = np.nan
        return grad

    return back(by_rows(slope, s, y, dtype=dtype))


def _excesses(s: NDArray[Any], y: NDArray[Any], margin: float) -> NDArray[Any]:
    """Return max(margin + s_k - s_y, 0) for each rival, and 0 at the right class."""
    # Textbook: margin + s_k - s_y. Where a rival is behind by nearly the margin, that
    # is the rounding of s_k - s_y.
    # Here: what that rounding lost is added again.
    right = row_starts(s) + y
    lead, lost = two_sum(s, -s.take(right)[:, None])
    lost[~np.isfinite(lost)] = 0.0  # the lead is infinite, or NaN
    excess = ((margin + lead) + lost).clip(0.0, np.inf)
    excess.put(right, 0.0)
    excess[np.isnan(s).any(axis=1)] = np.nan
    return excess


# -------------------------------------------------------------- reading arguments


def _of_margins(
    formula: Callable[[NDArray[Any]], NDArray[Any]],
    y_true: ArrayLike,
    scores: ArrayLike,
) -> Any:
    """Return formula(y * score) for each element."""
    y, score, dtype = _signs_and_scores(y_true, scores)
    return by_elements(lambda y, s: formula(y * s), y, score, dtype=dtype)


def _slopes(
    push: Callable[[NDArray[Any]], NDArray[Any]], y_true: ArrayLike, scores: ArrayLike
) -> Any:
    """Return -y push(m): the slope of a loss whose slope in the margin is -push."""
    y, score, dtype = _signs_and_scores(y_true, scores)
    return by_elements(lambda y, s: 0.0 - y * push(y * s), y, score, dtype=dtype)


def _multiclass(
    y_true: ArrayLike, scores: ArrayLike, margin: float, kind: str
) -> tuple[Any, ...]:
    """Return scores (N, K), labels, margin, if all rivals count, dtype, way back."""
    kinds = ("weston-watkins", "crammer-singer")
    if not isinstance(kind, str) or kind not in kinds:
        raise ValueError(f"kind must be one of {kinds}, got {kind!r}")
    margin = knob("margin", margin, above=0.0)
    s, dtype = floats(scores=scores)
    y = labels(y_true, s, "scores")
    s, back = rows_along(s, -1, "scores")
    return s, y, margin, kind == kinds[0], dtype, back


def _signs_and_scores(y_true: ArrayLike, scores: ArrayLike) -> list[Any]:
    """Return labels and scores in one shape, and the dtype, once all labels are ±1."""
    y, score, dtype = alike(y_true=y_true, scores=scores)
    hint = ": labels 0 and 1 become -1 and +1 by 2 * y_true - 1"
    if not ((y == 0.0) | (y == 1.0)).all():
        hint = ""
    every("y_true", y, np.abs(y) == 1.0, "hold labels -1 or +1", hint=hint)
    return [y, score, dtype]
