"""Calibration: is a classifier as often right as its probabilities say.

A model that gives 0.9 to its answers should be right in nine of ten of them. That is
calibration. It is not accuracy: a model can be often right and still not know when.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lossbook import _check
from lossbook.links import softmax

__all__ = [
    "Reliability",
    "expected_calibration_error",
    "fit_temperature",
    "reliability",
]


@dataclass(frozen=True, eq=False)
class Reliability:
    """Confidence against accuracy, bin by bin.

    A prediction's confidence is the largest of its probabilities. Bin m holds the
    predictions with a confidence above ``edges[m]`` and up to ``edges[m + 1]``.

    Attributes
    ----------
    edges : ndarray of shape (bins + 1,)
        The borders of the bins, from 0 to 1.
    count : ndarray of int, shape (bins,)
        How many predictions fall in each bin.
    confidence : ndarray of shape (bins,)
        Their mean confidence; NaN in an empty bin.
    accuracy : ndarray of shape (bins,)
        The share of them that is right; NaN in an empty bin.
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
        Edges, counts, mean confidence and accuracy of the bins. A row with a NaN
        falls in the last bin and makes its means NaN.

    Raises
    ------
    ValueError
        If a label is not a class, the shapes do not belong together, a row of `probs`
        does not sum to 1, or `bins` is below 1.
    TypeError
        If `bins` or the labels are not integers.

    References
    ----------
    DeGroot & Fienberg (1983), *The comparison and evaluation of forecasters*,
    The Statistician 32. Guo, Pleiss, Sun & Weinberger (2017), *On calibration of
    modern neural networks*, ICML.

    Examples
    --------
    Four predictions: at 0.6 one of two is right, at 0.9 both.

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
    probs, dtype = _check.reals(probs=probs)
    y = _check.labels(y_true, probs, "probs")
    probs, _ = _check.rows_along(probs, -1, "probs")
    _check.distributions("probs", probs)
    bins = _check.integer("bins", bins, minimum=1)

    edges = _check.rounded(np.arange(bins + 1) / bins, dtype)
    confidence = probs.max(axis=-1)
    # A NaN is the largest of its row for numpy, and its column the "answer". Such a
    # row is neither right nor wrong.
    right = np.where(np.isnan(confidence), np.nan, probs.argmax(axis=-1) == y)

    # "ceil(confidence * bins) - 1" puts 0.7 above 0.7: 0.7 * 10 is 7.000000000000001.
    # Comparing with the edges themselves does not. A row may sum to 1 with an error
    # in the last digit, and a NaN is sorted behind everything: both go last.
    bin_of = np.minimum(np.searchsorted(edges, confidence, side="left") - 1, bins - 1)
    count = np.bincount(bin_of, minlength=bins)
    size = np.where(count > 0, count, np.nan)
    mean_confidence = np.bincount(bin_of, weights=confidence, minlength=bins) / size
    accuracy = np.bincount(bin_of, weights=right, minlength=bins) / size
    return Reliability(
        edges=edges,
        count=count,
        confidence=_check.rounded(mean_confidence, dtype),
        accuracy=_check.rounded(accuracy, dtype),
    )


def expected_calibration_error(
    y_true: npt.ArrayLike, probs: npt.ArrayLike, *, bins: int = 10
) -> float:
    r"""Compute the mean gap between confidence and accuracy, weighted by bin counts.

    .. math::

        \mathrm{ECE} = \sum_{m=1}^{M} \frac{|B_m|}{N} \,
        \bigl| \mathrm{acc}(B_m) - \mathrm{conf}(B_m) \bigr|

    It is a share between 0 and 1. It depends on the number of bins, and it is above 0
    by chance even for a perfectly calibrated model, the more so the fewer examples a
    bin holds: compare it only between models on the same examples and bins.

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
        As `reliability` does.

    References
    ----------
    Guo, Pleiss, Sun & Weinberger (2017), *On calibration of modern neural networks*,
    ICML, equation 3. Naeini, Cooper & Hauskrecht (2015), *Obtaining well calibrated
    probabilities using Bayesian binning*, AAAI.

    Examples
    --------
    At 0.6 half is right, at 0.9 all is: the gaps are 0.1 and 0.1.

    >>> probs = [[0.6, 0.4], [0.6, 0.4], [0.1, 0.9], [0.1, 0.9]]
    >>> print(round(expected_calibration_error([0, 1, 1, 1], probs), 4))
    0.1
    """
    bars = reliability(y_true, probs, bins=bins)
    filled = bars.count > 0
    gap = np.abs(bars.accuracy - bars.confidence)
    return float(np.average(gap[filled], weights=bars.count[filled]))


def fit_temperature(y_true: npt.ArrayLike, logits: npt.ArrayLike) -> float:
    r"""Find the temperature that makes softmax outputs fit examples best.

    .. math::

        T^\star = \arg\min_{T > 0} \, -\frac1N \sum_{i=1}^N
        \log \mathrm{softmax}(z_i / T)_{y_i}

    Dividing logits by T > 1 draws the probabilities towards 1/K, T < 1 sharpens them.
    No answer changes, since the largest logit stays the largest: temperature changes
    the confidence and leaves the accuracy alone. Fit it on examples that the model was
    not trained on.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        The class of each example.
    logits : array_like, shape (N, K)
        The logits that the model gives to each class; finite.

    Returns
    -------
    float
        The best temperature. It is ``inf`` if the logits are of no use (no
        temperature beats the probability 1/K for all), and 0.0 if each example's class
        has the largest logit (then sharper is always better).

    Raises
    ------
    ValueError
        If a label is not a class, the shapes do not belong together, or a logit is
        not finite.
    TypeError
        If the labels are not integers.

    References
    ----------
    Guo, Pleiss, Sun & Weinberger (2017), *On calibration of modern neural networks*,
    ICML, section 4.2.

    Examples
    --------
    Logits of 4 claim a probability of 0.98 for the first class. It is right in three
    of four, so the logit should be log 3, and T is 4 / log 3 = 3.64.

    >>> print(round(fit_temperature([0, 0, 0, 1], [[4.0, 0.0]] * 4), 2))
    3.64
    """
    logits, _ = _check.reals(logits=logits)
    y = _check.labels(y_true, logits, "logits")
    _check.finite(logits=logits)
    logits, _ = _check.rows_along(logits, -1, "logits")
    all_right = np.all(logits[np.arange(len(y)), y] == logits.max(axis=-1))

    # Textbook: the logits as they are. Near the largest float64 their differences are
    # infinite, and near the smallest the inverse of the temperature is.
    # Here: in a unit in which the largest is near 1. It is a power of 2, so that
    # nothing is rounded but what is 1e-300 times smaller than the largest.
    _, power = np.frexp(np.abs(logits).max())
    logits = np.ldexp(logits, -power)

    # In the inverse temperature b = 1/T the cost is convex, and its slope is the mean
    # of (expected logit - right logit). Logits count from their row's maximum, so that
    # a large b sends them to -inf at worst, and never inf - inf.
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
