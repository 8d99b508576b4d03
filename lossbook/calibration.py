"""Calibration: whether a classifier is right as often as its probabilities say.

Of the answers to which a model gives the probability 0.9, nine in ten should be right.
If so, the model is calibrated. Calibration is not accuracy: a model can be right often
and still state probabilities that are much too high or too low.

All functions take a number for each of K classes, shape (N, K), or one for yes, shape
(N,), with the outcomes 1 and 0. These are two questions. Of classes, the most probable
one is the answer; its probability is the confidence, and at least 1/K. Of yes and no,
the answer is yes each time, also where its probability is small.
"""

from dataclasses import dataclass
from typing import Any

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

    The confidence of a prediction is the largest of its probabilities. If only the
    probability of yes was given, that is the confidence, and yes is the answer. Bin m
    holds the predictions with a confidence above ``edges[m]`` and up to
    ``edges[m + 1]``; the first bin holds the confidence 0 too.

    Attributes
    ----------
    edges : ndarray of shape (bins + 1,)
        The edges of the bins, from 0 to 1.
    count : ndarray of int, shape (bins,)
        The number of predictions in each bin.
    confidence : ndarray of shape (bins,)
        The mean confidence in each bin; NaN in an empty bin. Of yes and no: the mean
        probability of yes.
    accuracy : ndarray of shape (bins,)
        The share of right answers in each bin; NaN in an empty bin. Of yes and no: the
        share of yes.
    of_yes : bool
        Whether the probability of yes alone was given.
    """

    edges: npt.NDArray[np.floating]
    count: npt.NDArray[np.integer]
    confidence: npt.NDArray[np.floating]
    accuracy: npt.NDArray[np.floating]
    of_yes: bool = False


def reliability(
    y_true: npt.ArrayLike, probs: npt.ArrayLike, *, bins: int = 10
) -> Reliability:
    r"""Sort predictions by confidence into bins, and count how often each is right.

    .. math::

        \hat y_i = \arg\max_k p_{ik}, \qquad c_i = \max_k p_{ik}, \qquad
        B_m = \Bigl\{ i : \tfrac{m-1}{M} < c_i \le \tfrac{m}{M} \Bigr\}

        \mathrm{conf}(B_m) = \frac1{|B_m|} \sum_{i \in B_m} c_i, \qquad
        \mathrm{acc}(B_m) = \frac1{|B_m|} \sum_{i \in B_m} [\hat y_i = y_i]

    For the probability p of yes, shape (N,), the confidence c is p itself, and the
    answer is yes: so the mean probability of yes is compared with the share of yes, as
    ``sklearn.calibration.calibration_curve`` does. That is not the same as two classes
    with the probabilities 1 - p and p. There the confidence is at least ½, and a yes
    with 0.1 falls into the bin of a yes with 0.9, where errors of opposite sign cancel.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        The class of each example. Of yes and no: 1 and 0, also as floats or booleans.
    probs : array_like, shape (N, K) or (N,)
        The probability that the model gives to each class, where each row sums to 1; or
        to yes.
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
        If a label is not in 0..K-1, an outcome is not 0 or 1, the shapes do not match,
        a probability is not in [0, 1], a row of `probs` does not sum to 1, `probs` has
        one class only, or `bins` is below 1.
    TypeError
        If `bins` or the labels of classes are not integers, or `probs` does not hold
        real numbers.

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

    The probability of yes alone. Of the four examples to which the model gives 0.2, one
    is a yes; of the two with 0.9 both are.

    >>> bars = reliability([0, 1, 0, 0, 1, 1], [0.2] * 4 + [0.9] * 2, bins=2)
    >>> bars.confidence, bars.accuracy
    (array([0.2, 0.9]), array([0.25, 1.  ]))
    """
    (probs,), dtype = _check.read_float64(probs=probs)
    of_yes = _is_of_yes(y_true, probs, "probs")
    if of_yes:
        y, confidence = _outcomes(y_true), probs.ravel()
        inside = ((probs >= 0) & (probs <= 1)) | np.isnan(probs)
        hint = ": if these are logits, write sigmoid(probs)"
        _check.require_all("probs", probs, inside, "be in [0, 1]", hint=hint)
        answer = np.ones_like(y)
    else:
        y = _check.read_labels(y_true, probs, "probs")
        probs, _ = _rows.rows_along(probs, -1, "probs")
        _check.require_distributions("probs", probs)
        answer, confidence = probs.argmax(axis=-1), probs.max(axis=-1)
    bins = _check.integer("bins", bins, minimum=1)

    edges = _rows.rounded(np.arange(bins + 1) / bins, dtype)
    # For numpy a NaN is the largest number of its row, and its column would be the
    # answer. Such a row is neither right nor wrong.
    right = np.where(np.isnan(confidence), np.nan, answer == y)

    # "ceil(confidence * bins) - 1" would put 0.7 into the bin above 0.7, since 0.7 * 10
    # is 7.000000000000001. A comparison with the edges does not. A confidence that
    # rounding made larger than 1, and a NaN, come behind the last edge: last bin. A
    # probability of yes may be 0, which is on the first edge: first bin.
    bin_of = np.clip(np.searchsorted(edges, confidence) - 1, 0, bins - 1)
    count = np.bincount(bin_of, minlength=bins)
    size = np.where(count > 0, count, np.nan)
    mean_confidence = np.bincount(bin_of, weights=confidence, minlength=bins) / size
    accuracy = np.bincount(bin_of, weights=right, minlength=bins) / size
    return Reliability(
        edges=edges,
        count=count,
        confidence=_rows.rounded(mean_confidence, dtype),
        accuracy=_rows.rounded(accuracy, dtype),
        of_yes=of_yes,
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

    For the probability of yes, shape (N,), it is the mean gap between that probability
    and the share of yes, see `reliability`. It is another number than that of the two
    classes yes and no, so do not compare the one with the other.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        The class of each example. Of yes and no: 1 and 0, also as floats or booleans.
    probs : array_like, shape (N, K) or (N,)
        The probability that the model gives to each class, where each row sums to 1; or
        to yes.
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

    The probability of yes alone: 0.1 for two examples, of which none is a yes, and 0.9
    for two, of which one is. The gaps are 0.1 and 0.4.

    >>> print(expected_calibration_error([0, 0, 0, 1], [0.1, 0.1, 0.9, 0.9]))
    0.25
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

    For the logit of yes, shape (N,), it is the same with sigmoid(z / T) as the
    probability of yes. That is softmax of the logits 0 and z.

    Dividing the logits by a temperature T > 1 moves the probabilities towards 1/K;
    T < 1 makes them sharper. The largest logit stays the largest, so no answer changes:
    temperature changes the confidence, not the accuracy. Fit it to examples that the
    model was not trained on.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        The class of each example. Of yes and no: 1 and 0, also as floats or booleans.
    logits : array_like, shape (N, K) or (N,)
        The logits that the model gives to each class, or to yes; finite.

    Returns
    -------
    float
        The best temperature, a pure number. It is ``inf`` if no temperature gives a
        lower cost than the probability 1/K for every class (½ for yes). Otherwise it is
        0.0 if the class of each example has the largest logit (each yes has a logit
        >= 0, and each no one <= 0): then the lower T, the lower the cost.

    Raises
    ------
    ValueError
        If a label is not in 0..K-1, an outcome is not 0 or 1, the shapes do not match,
        `logits` has one class only, or a logit is not finite.
    TypeError
        If the labels of classes are not integers, or `logits` does not hold real
        numbers.

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

    The same with the logit of yes alone.

    >>> print(round(fit_temperature([1, 1, 1, 0], [4.0] * 4), 2))
    3.64
    """
    (logits,), _ = _check.read_float64(logits=logits)
    if _is_of_yes(y_true, logits, "logits"):
        _check.require_finite(
            logits=logits
        )  # here, so that the message names the place
        y_true, logits = _outcomes(y_true), logits.ravel()
        logits = np.stack([np.zeros_like(logits), logits], axis=-1)
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


def _is_of_yes(y_true: npt.ArrayLike, second: npt.NDArray[Any], name: str) -> bool:
    """Tell whether there is one number for yes, and not one for each class."""
    shape = _check.read_numbers(y_true, "y_true").shape
    if second.ndim == len(shape) == 0 or (second.ndim == 1 and shape):
        if shape != second.shape:
            raise ValueError(
                f"y_true and {name} must have the same shape, "
                f"got {shape} and {second.shape}"
            )
        return True
    if shape == second.shape:
        # Each number might be that of a yes. But one-hot rows look the same.
        raise ValueError(
            f"y_true and {name} both have the shape {shape}, which may mean two "
            f"things: if {name} has a number for each class, write "
            "y_true.argmax(axis=-1); if it has numbers for yes only, write "
            f"y_true.ravel() and {name}.ravel()"
        )
    if second.ndim and second.shape[-1] == 1:
        raise ValueError(
            f"{name} must have two classes or more, got the shape {second.shape}: "
            f"if these are numbers for yes, write {name}[..., 0]"
        )
    return False


def _outcomes(y_true: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """Return outcomes, of which each must be 0 or 1, as integers."""
    y = _check.read_numbers(y_true, "y_true")
    _check.require_all("y_true", y, (y == 0) | (y == 1), "be 0 for no or 1 for yes")
    return y.astype(np.intp).ravel()
