"""Links between scores and probabilities.

A *logit* is a score that may be any real number. ``sigmoid`` and ``softmax`` turn
logits into probabilities, and ``logit`` inverts ``sigmoid``. ``log_sigmoid`` and
``log_softmax`` are the logarithms of these probabilities, ``softplus`` and
``logsumexp`` the terms that they are made of. They are computed from the logits
directly, so that they keep digits that the probabilities have lost.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._check import Floats
from lossbook._class_kinds import of_logits_along_axis
from lossbook._exact import exponentials, largest_and_others
from lossbook._form import Array
from lossbook._kinds import of_number, of_probability
from lossbook._rows import row_sums, rows_of

__all__ = [
    "log_sigmoid",
    "log_softmax",
    "logit",
    "logsumexp",
    "sigmoid",
    "softmax",
    "softplus",
]


# ---------------------------------------------------------------- two classes


@of_number()
def softplus(x: Array) -> Array:
    """Return the smooth ramp log(1 + exp(x)), in nats.

    x: Numbers, any shape.

    Returns: In the shape of `x`; at least ``max(x, 0)``. 0 at -inf, inf at inf.

    Note: Its derivative is `sigmoid`. There is no kink.

    Source: Dugas, Bengio, Bélisle, Nadeau, Garcia (2001), *Incorporating second-order
    functional knowledge for better option pricing*, NIPS 13.

    >>> softplus([-40.0, 0.0, 1000.0])
    array([4.24835426e-18, 6.93147181e-01, 1.00000000e+03])
    """
    # Textbook: log(1 + exp(x)). It overflows above 709 and is 0 below -37.
    # Here: log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), a sum of positives.
    return x.clip(0.0, np.inf) + np.log1p(np.exp(-np.abs(x)))


@of_number()
def sigmoid(x: Array) -> Array:
    """Return 1 / (1 + exp(-x)), the probability whose logit is x.

    Returns: Probabilities in the shape of `x`: 0 at -inf, 1 at inf.

    Note: Its derivative is ``sigmoid(x) * sigmoid(-x)``. There is no kink. For the
    opposite probability 1 - sigmoid(x) use ``sigmoid(-x)``, which has all its digits.

    Source: Verhulst (1845), *Recherches mathématiques sur la loi d'accroissement de la
    population*, Nouveaux mémoires de l'Académie royale de Bruxelles 18.

    >>> sigmoid([-700.0, 0.0, 2.0])
    array([9.85967654e-305, 5.00000000e-001, 8.80797078e-001])
    """
    # Textbook: 1 / (1 + exp(-x)). For x < -709 the exponential overflows.
    # Here: where exp(-x) comes near the largest float64, the fraction equals exp(x) to
    # the last digit.
    p = 1.0 / (1.0 + np.exp(-x))
    if x.item(x.argmin()) >= -700.0:
        return p
    return np.where(x < -700.0, np.exp(x), p)


@of_number()
def log_sigmoid(x: Array) -> Array:
    """Return the logarithm of the sigmoid, -log(1 + exp(-x)), in nats.

    Returns: In the shape of `x`; at most 0. -inf at -inf, 0 at inf.

    Note: Its derivative is ``sigmoid(-x)``. There is no kink. Its negative,
    ``softplus(-x)``, is the surprisal of an outcome that has the logit x.

    >>> log_sigmoid([-1000.0, 0.0, 40.0])
    array([-1.00000000e+03, -6.93147181e-01, -4.24835426e-18])
    """
    # Textbook: log(sigmoid(x)). It is -inf below -745, where sigmoid is 0.
    # Here: log(1 / (1 + exp(-x))) = -softplus(-x).
    return -softplus.formula(-x)


@of_probability()
def logit(p: Array) -> Array:
    """Return the log-odds log(p / (1 - p)) of a probability, in nats.

    Returns: Logits in the shape of `p`: -inf at 0, 0 at 1/2, inf at 1.

    Note: It is the inverse of `sigmoid`. Its derivative is ``1 / (p * (1 - p))``. A p
    near 1 has few digits of 1 - p, and the logit inherits their error.

    Source: Berkson (1944), *Application of the logistic function to bio-assay*, Journal
    of the American Statistical Association 39.

    >>> logit([0.0, 0.5, 0.75])
    array([      -inf, 0.        , 1.09861229])
    """
    # Textbook: log(p / (1 - p)). Near p = 1/2 the odds are rounded to a number near 1:
    # at p = 1/2 + 1e-12 only four digits of the logarithm are left.
    # Here, near 1/2: odds - 1 = (2p - 1) / (1 - p), and 2p - 1 is exact.
    near = np.abs(p - 0.5) < 0.25
    half = np.where(near, p, 0.5)
    beyond = np.log1p((2.0 * half - 1.0) / (1.0 - half))
    return np.where(near, beyond, np.log(p / (1.0 - p)))


# --------------------------------------------------------------- many classes


@of_logits_along_axis()
def logsumexp(logits: ArrayLike, *, axis: int = -1) -> Floats:
    """Return the smooth maximum log(sum_j exp(z_j)), in nats.

    logits: Numbers; the sum is over the K numbers along `axis`.
    axis: The axis to sum over.

    Returns: In the shape of `logits` without `axis`; at least the maximum of the K
    numbers, at most the maximum plus log K. Where the maximum is infinite, it is the
    result.

    Note: Its gradient is `softmax`. A number that is added to all logits is added to
    the result.

    Source: Blanchard, Higham, Higham (2021), *Accurately computing the log-sum-exp and
    softmax functions*, IMA Journal of Numerical Analysis 41.

    >>> logsumexp([1000.0, 1000.0])
    np.float64(1000.6931471805599)
    """

    def smooth_maximum(z: Array) -> Array:
        m, others = largest_and_others(z)
        return np.where(np.isinf(m), m, m + np.log1p(others))

    return rows_of(axis, logits=logits).map(smooth_maximum)


@of_logits_along_axis(("ndarray", ""))
def softmax(logits: ArrayLike, *, axis: int = -1) -> NDArray[np.floating]:
    """Return the probabilities exp(z_k) / sum_j exp(z_j) of K classes.

    Returns: Probabilities in the shape of `logits`; those along `axis` sum to 1, up to
    rounding. All of them are NaN where a logit is inf or all are -inf.

    Note: Adding the same number to all K logits does not change the probabilities. With
    two classes, ``softmax([a, b])[0]`` is ``sigmoid(a - b)``. The derivative of p_k
    with respect to z_j is ``p_k * ((j == k) - p_j)``.

    Source: Bridle (1990), *Probabilistic interpretation of feedforward classification
    network outputs*, in Neurocomputing, Springer.

    >>> softmax([5.0, 4.0, 2.0]).round(2)
    array([0.71, 0.26, 0.04])
    """

    def shares(z: Array) -> Array:
        e = exponentials(z)
        e /= row_sums(e)[:, None]
        return e

    return rows_of(axis, logits=logits).map(shares)


@of_logits_along_axis(("ndarray", ""))
def log_softmax(logits: ArrayLike, *, axis: int = -1) -> NDArray[np.floating]:
    """Return the logarithms z_k - log(sum_j exp(z_j)) of the softmax, in nats.

    Returns: Log-probabilities in the shape of `logits`; at most 0. All K of them are
    NaN where a logit is inf or all are -inf.

    Note: The derivative of the k-th result with respect to z_j is ``(j == k) - p_j``,
    where p is the `softmax`.

    Source: That of `logsumexp`.

    Example: ``np.log(softmax(...))`` would be -inf here, since the second probability
    rounds to 0:

    >>> log_softmax([1000.0, 1.0])
    array([   0., -999.])
    """

    # Textbook: z - logsumexp(z). For the largest logit that is 40 - 40 = 0.
    # Here: z - m and -log1p(others) are both 0 or negative, so nothing cancels.
    def logs(z: Array) -> Array:
        m, others = largest_and_others(z)
        return (z - m[:, None]) - np.log1p(others)[:, None]

    return rows_of(axis, logits=logits).map(logs)
