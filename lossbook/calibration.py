"""Calibration: whether a classifier is right as often as its probabilities say.

Of the answers to which a model gives the probability 0.9, nine in ten should be right.
If so, the model is calibrated. Calibration is not accuracy: a model can be right often
and still state probabilities that are much too high or too low.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lossbook import _check, _rows
from lossbook.links import softmax

__all__ = [
    "Reliability",
    "expected_calibration_error",
    "fit_temperature",
    "reliability",
]


@dataclass(frozen=True, eq=False)
class Reliability:
    """The confidence and the accuracy of a classifier's predictions, bin by bin.

    The confidence of a prediction is the largest of its probabilities. Bin m holds the
    predictions with a confidence above ``edges[m]`` and up to ``edges[m + 1]``.

    Attributes
    ----------
    edges : ndarray of shape (bins + 1,)
        The edges of the bins, from 0 to 1.
    count : ndarray of int, shape (bins,)
        The number of predictions in each bin.
    confidence : ndarray of shape (bins,)
        The mean confidence in each bin; NaN in an empty bin.
    accuracy : ndarray of shape (bins,)
        The share of right answers in each bin; NaN in an empty bin.
    """

    edges: npt.NDArray[np.floating]
    count: npt.NDArray[np.integer]
    confidence: npt.NDArray[np.floating]
    accuracy: npt.NDArray[np.floating]


def reliability(
    y_true: npt.ArrayLike, probs: npt.ArrayLike, *, bins: int = 10
) -> Reliability:
    r"""Sort predictions by confidence into bins, and count how often each is right.

    .. math::

        \hat y_i = \arg\max_k p_{ik}, \qquad c_i = \max_k p_{ik}, \qquad
        B_m = \Bigl\{ i : \tfrac{m-1}{M} < c_i \le \tfrac{m}{M} \Bigr\}

        \mathrm{conf}(B_m) = \frac1{|B_m|} \sum_{i \in B_m} c_i, \qquad
        \mathrm{acc}(B_m) = \frac1{|B_m|} \sum_{i \in B_m} [\hat y_i = y_i]

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        The class of each example.
    probs : array_like, shape (N, K)
        The probability that the model gives to each class; each row sums to 1.
    bins : int
        The number M of bins, of equal width.

    Returns
    -------
    Reliability
        Edges, counts, mean confidence and accuracy of the bins. A row with a NaN is
        counted in the last bin, whose means become NaN.

    Raises
    ------
    ValueError
        If a label is not in 0..K-1, the shapes do not match, a probability is negative,
        a row of `probs` does not sum to 1, or `bins` is below 1.
    TypeError
        If `bins` or the labels are not integers, or `probs` does not hold real numbers.

    References
    ----------
    DeGroot & Fienberg (1983), *The comparison and evaluation of forecasters*,
    The Statistician 32. Guo, Pleiss, Sun & Weinberger (2017), *On calibration of
    modern neural networks*, ICML.

    Examples
    --------
    Four predictions. Of the two with confidence 0.6 one is right; of the two with 0.9
    both are.

    >>> probs = [[0.6, 0.4], [0.6, 0.4], [0.1, 0.9], [0.1, 0.9]]
    >>> bars = reliability([0, 1, 1, 1], probs, bins=2)
    >>> bars.count
    array([0, 4])
    >>> bars = reliability([0, 1, 1, 1], probs, bins=5)
    >>> bars.count
    array([0, 0, 2, 0, 2])
    >>> bars.confidence
    array([nan, nan, 0.6, nan, 0.9])
    >>> bars.accuracy
    array([nan, nan, 0.5, nan, 1. ])
    """
    (probs,), dtype = _check.read_float64(probs=probs)
    y = _check.read_labels(y_true, probs, "probs")
    probs, _ = _rows.rows_along(probs, -1, "probs")
    _check.require_distributions("probs", probs)
    bins = _check.integer("bins", bins, minimum=1)

    edges = _rows.rounded(np.arange(bins + 1) / bins, dtype)
    confidence = probs.max(axis=-1)
    # For numpy a NaN is the largest number of its row, and its column would be the
    # answer. Such a row is neither right nor wrong.
    right = np.where(np.isnan(confidence), np.nan, probs.argmax(axis=-1) == y)

    # "ceil(confidence * bins) - 1" would put 0.7 into the bin above 0.7, since 0.7 * 10
    # is 7.000000000000001. A comparison with the edges does not. A confidence that
    # rounding made larger than 1, and a NaN, come behind the last edge: last bin.
    bin_of = np.minimum(np.searchsorted(edges, confidence, side="left") - 1, bins - 1)
    count = np.bincount(bin_of, minlength=bins)
    size = np.where(count > 0, count, np.nan)
    mean_confidence = np.bincount(bin_of, weights=confidence, minlength=bins) / size
    accuracy = np.bincount(bin_of, weights=right, minlength=bins) / size
    return Reliability(
        edges=edges,
        count=count,
        confidence=_rows.rounded(mean_confidence, dtype),
        accuracy=_rows.rounded(accuracy, dtype),
    )


def expected_calibration_error(
    y_true: npt.ArrayLike, probs: npt.ArrayLike, *, bins: int = 10
) -> float:
    r"""Return the mean gap between confidence and accuracy, weighted by bin counts.

    .. math::

        \mathrm{ECE} = \sum_{m=1}^{M} \frac{|B_m|}{N} \,
        \bigl| \mathrm{acc}(B_m) - \mathrm{conf}(B_m) \bigr|

    It is a pure number between 0 and 1. It depends on the number of bins. By chance it
    is usually above 0 even for a perfectly calibrated model, and the fewer examples
    there are in a bin, the larger it is. So compare models only on the same examples
    and bins.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        The class of each example.
    probs : array_like, shape (N, K)
        The probability that the model gives to each class; each row sums to 1.
    bins : int
        The number M of bins, of equal width.

    Returns
    -------
    float
        The expected calibration error; NaN if `probs` holds a NaN.

    Raises
    ------
    ValueError, TypeError
        In the same cases as `reliability`.

    References
    ----------
    Guo, Pleiss, Sun & Weinberger (2017), *On calibration of modern neural networks*,
    ICML, equation 3. Naeini, Cooper & Hauskrecht (2015), *Obtaining well calibrated
    probabilities using Bayesian binning*, AAAI.

    Examples
    --------
    With confidence 0.6 half of the answers are right, with 0.9 all are. Both gaps are
    0.1.

    >>> probs = [[0.6, 0.4], [0.6, 0.4], [0.1, 0.9], [0.1, 0.9]]
    >>> print(round(expected_calibration_error([0, 1, 1, 1], probs), 4))
    0.1
    """
    bars = reliability(y_true, probs, bins=bins)
    filled = bars.count > 0
    gap = np.abs(bars.accuracy - bars.confidence)
    return float(np.average(gap[filled], weights=bars.count[filled]))


def fit_temperature(y_true: npt.ArrayLike, logits: npt.ArrayLike) -> float:
    r"""Return the temperature with which a softmax fits the examples best.

    .. math::

        T^\star = \arg\min_{T > 0} \, -\frac1N \sum_{i=1}^N
        \log \mathrm{softmax}(z_i / T)_{y_i}

    Dividing the logits by a temperature T > 1 moves the probabilities towards 1/K;
    T < 1 makes them sharper. The largest logit stays the largest, so no answer changes:
    temperature changes the confidence, not the accuracy. Fit it to examples that the
    model was not trained on.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        The class of each example.
    logits : array_like, shape (N, K)
        The logits that the model gives to each class; finite.

    Returns
    -------
    float
        The best temperature, a pure number. It is ``inf`` if no temperature gives a
        lower cost than the probability 1/K for every class. Otherwise it is 0.0 if the
        class of each example has the largest logit: then the lower T, the lower the
        cost.

    Raises
    ------
    ValueError
        If a label is not in 0..K-1, the shapes do not match, or a logit is not finite.
    TypeError
        If the labels are not integers, or `logits` does not hold real numbers.

    References
    ----------
    Guo, Pleiss, Sun & Weinberger (2017), *On calibration of modern neural networks*,
    ICML, section 4.2.

    Examples
    --------
    A logit of 4 gives the first class the probability 0.98. It is the true class in
    three of four examples only, so the logit should be log 3. Thus T is 4 / log 3.

    >>> print(round(fit_temperature([0, 0, 0, 1], [[4.0, 0.0]] * 4), 2))
    3.64
    """
    (logits,), _ = _check.read_float64(logits=logits)
    y = _check.read_labels(y_true, logits, "logits")
    _check.require_finite(logits=logits)
    logits, _ = _rows.rows_along(logits, -1, "logits")
    all_right = np.all(logits[np.arange(len(y)), y] == logits.max(axis=-1))

    # Textbook: the logits as they are. Near the largest float64 their differences are
    # infinite, and near the smallest the inverse of the temperature is.
    # Here: the same in a unit in which the largest logit is near 1. The unit is a power
    # of 2, so that only logits are rounded that are 1e-300 times as large as that one.
    _, power = np.frexp(np.abs(logits).max())
    logits = np.ldexp(logits, -power)

    # As a function of the inverse temperature b = 1/T the cost is convex. Its slope is
    # the mean of (expected logit - logit of the true class). The maximum of each row is
    # subtracted: then a large b makes a logit -inf at worst, and never inf - inf.
    excess = logits - logits.max(axis=-1, keepdims=True)
    right = np.take_along_axis(excess, y[:, None], axis=-1)[:, 0]

    def slope(b: float) -> float:
        return np.mean(np.sum(softmax(b * excess) * excess, axis=-1) - right)

    if slope(0.0) >= 0:
        return np.inf
    if all_right:
        return 0.0

    low, high = 0.0, 1.0
    while slope(high) < 0:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    with np.errstate(over="ignore", under="ignore"):
        return float(np.ldexp(1 / high, power))
