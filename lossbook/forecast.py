"""Scores of a whole forecast: a Gaussian, an ensemble, quantiles, ordered classes.

A forecast is a distribution. A score is strictly proper if on average it is lowest
where the forecast is the distribution of the truth, and nowhere else. `gaussian_crps`
(among Gaussians) and `ranked_probability` are. What the others reward says the note of
each.

CRPS is short for continuous ranked probability score: the integral over z of
(F(z) - [z >= y])², where F(z) is the probability that the forecast gives to numbers up
to z. It has the unit of y. A distance beyond the largest float64, 1.8e308, is infinite.

Each loss has its gradient directly beneath it.
"""

from __future__ import annotations

import functools
import math

import numpy as np

from lossbook._class_kinds import of_probs
from lossbook._exact import product_where_0_wins, two_product
from lossbook._form import Array, above_0_below_1, positive
from lossbook._group_kinds import fair_members, fair_points, of_members, of_points
from lossbook._kinds import of_mean, of_residual, of_spread, scale_of_noise
from lossbook._rows import nan_where_row_has_nan
from lossbook.regression import smooth_l1, smooth_l1_grad

__all__ = [
    "energy_score",
    "energy_score_grad",
    "ensemble_crps",
    "ensemble_crps_grad",
    "gaussian_crps",
    "gaussian_crps_grad",
    "gaussian_crps_scale_grad",
    "quantile_huber",
    "quantile_huber_grad",
    "ranked_probability",
    "ranked_probability_grad",
]

# -------------------------------------------------------------------- a Gaussian

_ROOT_2 = math.sqrt(2.0)
_ROOT_2_OVER_PI = math.sqrt(2.0 / math.pi)
# The nearest floats: computed from rounded roots they would be one to either side.
_ONE_OVER_ROOT_PI = 0.5641895835477563
_AT_MEAN = 0.23369497725510907  # (√2 - 1) / √π, the loss where r is 0 and the scale 1
# √(log 2), the |r| / scale of the best scale; and what rounding lost of it.
_LEVEL_AT = 0.8325546111576978
_LEVEL_LOST = -4.28754073216281e-17


@of_mean(scale=scale_of_noise)
def gaussian_crps(r: Array, *, scale: float | Array = 1.0) -> Array:
    """Return the CRPS of a Gaussian forecast, in y's unit.

    With w = r / scale and r = mean - y_true it is scale (w (2Φ(w) - 1) + 2φ(w) - 1/√π),
    where φ is the density of a Gaussian of mean 0 and scale 1, and Φ(w) its area up to
    w.

    scale: Standard deviation, in (0, 1e300], in y's unit: one number, or one for each
    element, in the shape of `y_true`. (Not the variance, its square.)

    Returns: One loss per element, at least 0.2337 scale.

    Note: As the scale goes to 0 it becomes `absolute_error`. Far out it is |r| - 0.564
    scale, where `gaussian_nll` is a parabola. If only the mean is learned, the constant
    that minimises the mean loss goes from the median of the truths, for a small scale,
    to their mean, for a large one. If the scale is learned too, they are the mean and
    the standard deviation where the truths are Gaussian. The slope with respect to
    the mean is at most 1, and an outlier has it however far it is. There is no kink.

    Source: Gneiting, Raftery, Westveld, Goldman (2005), *Calibrated probabilistic
    forecasting using ensemble model output statistics and minimum CRPS estimation*,
    Monthly Weather Review 133.

    >>> gaussian_crps([0.0, 0.0], [0.0, 2.0])
    array([0.23369498, 1.45279182])
    >>> gaussian_crps([0.0, 0.0], [2.0, 2.0], scale=[1e-3, 10.0])
    array([1.99943581, 2.49599688])
    """
    # Textbook: 2φ(w) - 1/√π. At w = 0 two digits of three cancel; and scale w is inf
    # where r / scale is. Here: the loss at w = 0, and what r adds to it.
    w = r / scale
    narrower = _ROOT_2_OVER_PI * np.expm1(-0.5 * w * w)
    return r * _erf(w / _ROOT_2) + scale * (_AT_MEAN + narrower)


@gaussian_crps.slope
def gaussian_crps_grad(r: Array, *, scale: float | Array = 1.0) -> Array:
    """Return the derivative of `gaussian_crps` with respect to the mean.

    With w = r / scale it is 2Φ(w) - 1.

    Returns: One derivative per element, a pure number from -1 to 1: the probability of
    being on one side of the truth less that of the other.

    >>> gaussian_crps_grad([0.0, 0.0, 0.0], [0.0, 1.0, -10.0]).round(6)
    array([ 0.      ,  0.682689, -1.      ])
    """
    return _erf(r / scale / _ROOT_2)


def _erf(x: Array) -> Array:
    # NumPy has no erf, and scipy is not asked for. That of Python is the machine's own,
    # within an ulp; number by number, 100 000 take about 10 ms.
    return np.asarray(np.frompyfunc(math.erf, 1, 1)(x), np.float64)


@of_spread(scale=scale_of_noise)
def gaussian_crps_scale_grad(
    r: Array, lost: Array, *, scale: float | Array = 1.0
) -> Array:
    """Return the derivative of `gaussian_crps` with respect to the scale.

    With w = r / scale it is 2φ(w) - 1/√π: 0 where |w| is √(log 2) = 0.8326.

    scale: Standard deviation, in (0, 1e300], in y's unit: one number, or one for each
    element, in the shape of `y_true`.

    Returns: One derivative per element, a pure number from -0.5642 to 0.2337.

    Note: With one scale for all elements, the derivative of their mean loss is the mean
    of these. With respect to the logarithm of the scale it is this times the scale.

    >>> gaussian_crps_scale_grad([0.0, 0.0, 0.0], [0.0, 1.0, 4.0]).round(6)
    array([ 0.233695, -0.080248, -0.563922])
    """
    # Textbook: 2φ(w) - 1/√π. Near |w| = √(log 2) it cancels. Here: it is
    # expm1((log 2 - w²) / 2) / √π, and the difference of squares has a factor that
    # scale √(log 2) - |r| gives, each of them in two parts. The scale becomes a number
    # from 1/2 to 1, so that no part underflows.
    s, power = np.frexp(scale)
    r, lost = np.ldexp(r, -power), np.ldexp(lost, -power)
    level, more = two_product(_LEVEL_AT, s)
    inside = (level - np.abs(r)) + (more + _LEVEL_LOST * s - np.sign(r) * lost)
    return np.expm1(inside / s * (_LEVEL_AT + np.abs(r) / s) / 2.0) * _ONE_OVER_ROOT_PI


# ------------------------------------------------------------------- an ensemble


@of_members(fair=fair_members)
def ensemble_crps(x: Array, y: Array, *, fair: bool = False) -> Array:
    """Return the CRPS of an ensemble of M members, in y's unit.

    It is the mean of |x_i - y| less half the mean of |x_i - x_j|.

    fair: False takes the forecast to be the members themselves, each with the share
    1/M: the second mean is over all M² pairs. True takes them to be a sample of the
    forecast, and estimates its CRPS without bias: over the M (M - 1) pairs of two.

    Returns: One loss per example, 0 or more. With an infinite member it is the limit.

    Note: It is twice the mean of the `quantile` losses of the sorted members, with the
    levels (i - 1/2)/M for i from 1 to M. A sample from the true distribution does not
    have the lowest loss: a narrower ensemble has a lower one, and the members that
    minimise the mean loss are the quantiles of these levels. The fair loss has the
    levels (i - 1)/(M - 1), from 0 to 1. On average it is lowest for a sample from the
    true distribution, but it does not see a single ensemble: two members on both sides
    of the truth cost 0 however far they are. Of any M the lowest member, if it is below
    the truth, and the highest, if it is above, may move outwards at no cost. With one
    member, too few for the fair loss, the loss is `absolute_error`. The library
    scoringrules calls the two the estimators "nrg" (or "qd", "int") and "fair". Neither
    is convex.

    Source: Gneiting, Raftery (2007), *Strictly proper scoring rules, prediction, and
    estimation*, Journal of the American Statistical Association 102. Fair: Ferro
    (2014), *Fair scores for ensemble forecasts*, Quarterly Journal of the Royal
    Meteorological Society 140.

    >>> ensemble_crps([0.0, 0.0], [[-1.0, 1.0], [1.0, 3.0]])
    array([0.5, 1.5])
    >>> ensemble_crps([0.0, 0.0], [[-1.0, 1.0], [1.0, 3.0]], fair=True)
    array([0., 1.])
    """
    # Textbook: the difference of the two means, and M² distances. It cancels.
    # Here: sorted, each member has a weight of its own, and nothing is subtracted.
    x, m = np.sort(x, axis=1), x.shape[1]
    rank, r = np.arange(m), x - y[:, None]
    weight = np.where(r < 0, _levels(rank, fair), _levels(m - 1 - rank, fair))
    return product_where_0_wins(weight / _pairs(m, fair), np.abs(r)).sum(axis=1)


@ensemble_crps.slope
def ensemble_crps_grad(x: Array, y: Array, *, fair: bool = False) -> Array:
    """Return the derivatives of `ensemble_crps` with respect to the members.

    Returns: One derivative per member, pure numbers whose sum is from -1 to 1. Where a
    member is equal to the truth or to other members, there is a kink; the derivative is
    then the mean of those on both sides.

    >>> ensemble_crps_grad([0.0, 0.0], [[-1.0, 1.0], [3.0, 1.0]])
    array([[-0.25,  0.25],
           [ 0.25,  0.75]])
    """
    m, rank, r = x.shape[1], _mean_ranks(x), x - y[:, None]
    above = np.heaviside(r, 0.5) * _levels(m - 1 - rank, fair)
    below = np.heaviside(-r, 0.5) * _levels(rank, fair)
    return (above - below) / _pairs(m, fair)


def _levels(rank: Array, fair: bool) -> Array:
    """Return the levels of the members, times twice M, or twice M - 1.

    The level is that of the quantile that a member of this rank, from 0, stands for.
    """
    return 2 * rank if fair else 2 * rank + 1


def _pairs(m: int, fair: bool) -> int:
    """Return over how many pairs of members there is a mean."""
    return m * (m - 1) if fair else m * m


def _mean_ranks(x: Array) -> Array:
    """Return the rank of each member in its row, from 0; equal ones share theirs."""
    order, place = np.argsort(x, axis=1), np.arange(x.shape[1])
    ordered = np.take_along_axis(x, order, axis=1)
    starts = np.ones(x.shape, bool)
    starts[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    ends = np.roll(starts, -1, axis=1)  # the first is a start, so the last is an end
    first = np.maximum.accumulate(np.where(starts, place, 0), axis=1)
    last = np.where(ends, place, len(place))[:, ::-1]
    last = np.minimum.accumulate(last, axis=1)[:, ::-1]
    rank = np.empty(x.shape)
    np.put_along_axis(rank, order, 0.5 * (first + last), axis=1)
    return rank


@of_points(fair=fair_points)
def energy_score(x: Array, y: Array, *, fair: bool = False) -> Array:
    """Return the energy score of an ensemble of M points, in y's unit.

    It is the mean of |x_i - y| less half the mean of |x_i - x_j|, where |..| is the
    length of a difference of points: the `ensemble_crps` of points.

    fair: Whether the members are a sample of the forecast. False takes the second mean
    over all M² pairs, True over the M (M - 1) pairs of two.

    Returns: One loss per example, 0 or more. With an infinite member it is inf, or NaN
    if fair.

    Note: Coordinates of unlike units or sizes must be scaled first: the largest one
    decides. The score sees a wrong dependence between the coordinates only weakly. What
    `ensemble_crps` says of narrow ensembles and of the fair loss holds here too, the
    latter where members lie on both sides of the truth on one line; there its error is
    up to 4 ulp of the distances. It takes M² times d steps.

    Source: Gneiting, Raftery (2007), *Strictly proper scoring rules, prediction, and
    estimation*, Journal of the American Statistical Association 102.

    >>> energy_score([[0.0, 0.0]], [[[3.0, 4.0], [-3.0, -4.0]]])
    array([2.5])
    >>> energy_score([[0.0, 0.0]], [[[3.0, 4.0], [-3.0, -4.0]]], fair=True)
    array([0.])
    """
    # Textbook: the difference of the two means, which cancels and may be below 0.
    # Here: a fair loss is the mean over pairs of a detour, the way from x_i to x_j over
    # y less the direct one; otherwise, the pairs of a member with itself are added.
    away, count = x - y[:, None], _pairs(x.shape[1], fair)
    far, towards = _lengths(away), _units(away)
    loss = 0.0 if fair else far.sum(axis=1) / count
    for j in range(1, x.shape[1]):  # each with the one that is j places before it
        direct = _lengths(x[:, j:] - x[:, :-j])
        turn = _lengths(towards[:, j:] + towards[:, :-j])
        detours = _detours(far[:, j:], far[:, :-j], direct, turn)
        loss = loss + detours.sum(axis=1) / count
    return loss if fair else np.where(np.isinf(far.sum(axis=1)), np.inf, loss)


@energy_score.slope
def energy_score_grad(x: Array, y: Array, *, fair: bool = False) -> Array:
    """Return the derivatives of `energy_score` with respect to the members.

    It is the mean of the directions from y to x_i less that from the x_j to x_i.

    Returns: d derivatives per member, pure numbers. A member that is the truth, or two
    that are equal, have no direction from one to the other, and 0 is taken for it. NaN
    where a member is infinite. They are differences of numbers near 1/M, exact to 4 ulp
    of that.

    >>> energy_score_grad([[0.0, 0.0]], [[[3.0, 4.0], [-3.0, -4.0]]]).round(2)
    array([[[ 0.15,  0.2 ],
            [-0.15, -0.2 ]]])
    """
    m = x.shape[1]
    slope = _units(x - y[:, None]) * (m - 1 if fair else m)
    for j in range(1, m):
        direction = _units(x[:, j:] - x[:, :-j])
        slope[:, j:] -= direction
        slope[:, :-j] += direction
    return slope / _pairs(m, fair)


def _lengths(d: Array) -> Array:
    """Return the lengths of the vectors along the last axis."""
    # Textbook: the root of the sum of squares, which overflow beyond 1e154.
    return functools.reduce(np.hypot, np.moveaxis(d, -1, 0), 0.0)


def _units(d: Array) -> Array:
    """Return the vectors along the last axis in length 1, and 0 where they are 0."""
    size = _lengths(d)[..., None]
    return d / np.where(size == 0.0, 1.0, size)


def _detours(a: Array, b: Array, c: Array, turn: Array) -> Array:
    """Return a + b - c, for the sides of a triangle.

    ``turn`` is the length of the sum of the directions of a and b from their corner.
    """
    # By the law of cosines, (a + b)² - c² is a b turn².
    whole = a + b + c
    return a * (b / np.where(whole == 0.0, 1.0, whole)) * turn * turn


# ---------------------------------------------------------------- ordered classes


@of_probs()
def ranked_probability(p: Array, place: Array) -> Array:
    """Return the ranked probability score of K ordered classes, a pure number.

    Each of the K - 1 cuts between neighbours has two sides. The score is the sum over
    the cuts of the squared probability of the side on which the true class is not.

    Returns: One loss per example, a pure number from 0 to K - 1.

    Note: It is the sum over k below the last class of (F_k - [y <= k])², where F_k is
    the probability of the classes up to k. So a probability costs more the farther away
    its class is. For K = 2 it is half of `brier`. Some divide it by K - 1. scoringrules
    counts classes from 1. It is strictly proper. There is no kink.

    Source: Epstein (1969), *A scoring system for probability forecasts of ranked
    categories*, Journal of Applied Meteorology 8.

    >>> ranked_probability([0, 0], [[0.5, 0.5, 0.0, 0.0], [0.5, 0.0, 0.0, 0.5]])
    array([0.25, 0.75])
    """
    # Textbook: F_k - 1 above the true class, which is rounded to 0 near certainty.
    # Here: the probabilities beyond k are added up from the last class.
    return np.square(np.add(*_wrong_sides(p, place))).sum(axis=1)


@ranked_probability.slope
def ranked_probability_grad(p: Array, place: Array) -> Array:
    """Return the gradient of `ranked_probability` with respect to `probs`.

    For a class it is twice the sum of the probabilities on the wrong side, over the
    cuts between it and the true class.

    Returns: Pure numbers, 0 for the true class and from 0 to 2 (K - 1) for the others.
    The K probabilities are treated as K independent variables. The derivatives of the
    formula with F_k differ from these by a number that all classes of an example share,
    which makes no difference behind a softmax.

    >>> ranked_probability_grad(0, [0.5, 0.25, 0.25])
    array([0. , 1. , 1.5])
    """
    below, above = _wrong_sides(p, place)
    slope = np.zeros_like(p)
    slope[:, :-1] = np.cumsum(below[:, ::-1], axis=1)[:, ::-1]
    slope[:, 1:] += np.cumsum(above, axis=1)
    return nan_where_row_has_nan(2.0 * slope, p)


def _wrong_sides(p: Array, place: Array) -> tuple[Array, Array]:
    """Return P(class <= k) for cuts k below the true class, P(class > k) for others.

    Each is 0 at the cuts of the other, (N, K - 1).
    """
    cuts = np.arange(p.shape[1] - 1)
    is_below = cuts < (place % p.shape[1])[:, None]
    below = np.cumsum(p[:, :-1], axis=1)
    above = np.cumsum(p[:, :0:-1], axis=1)[:, ::-1]
    return np.where(is_below, below, 0.0), np.where(is_below, 0.0, above)


# --------------------------------------------------------------------- a quantile


@of_residual(level=above_0_below_1, kappa=positive)
def quantile_huber(r: Array, *, level: float = 0.5, kappa: float = 1.0) -> Array:
    """Return the `quantile` loss with its kink rounded, in y's unit.

    It is `smooth_l1` with beta = kappa, times 1 - level where a prediction is too high,
    and times level where it is too low.

    level: In (0, 1). Not the share of the truths below the prediction: see the note.
    kappa: Where the parabola goes over into straight lines, > 0, in y's unit.

    Note: The constant that minimises its mean is not the quantile of this level, but
    goes from that, for a small kappa, to the expectile, for a large one. For the truths
    0, 1, ..., 100 and the level 0.05 the quantile is 5, and the constant is 14.5 with
    kappa 30. The straight parts have the slopes of `quantile` for every kappa, as in
    the paper of Dabney, Ostrovski, Silver, Munos (2018), *Implicit quantile networks
    for distributional reinforcement learning*; the paper below does not divide by
    kappa, and its loss is kappa times this. There is no kink, but a jump of the second
    derivative where |r| = kappa, and at r = 0 unless the level is 1/2.

    Source: Dabney, Rowland, Bellemare, Munos (2018), *Distributional reinforcement
    learning with quantile regression*, AAAI.

    >>> quantile_huber([5.0, 5.0], [4.0, 6.0], level=0.75)
    array([0.375, 0.125])
    """
    weight = np.where(r < 0, level, 1.0 - level)
    return weight * smooth_l1.formula(r, beta=kappa)


@quantile_huber.slope
def quantile_huber_grad(r: Array, *, level: float = 0.5, kappa: float = 1.0) -> Array:
    """Return the derivative of `quantile_huber` with respect to y_pred.

    Returns: One derivative per element, a pure number from -level to 1 - level.

    >>> quantile_huber_grad([5.0, 5.0], [4.0, 6.0], level=0.75)
    array([-0.75,  0.25])
    """
    weight = np.where(r < 0, level, 1.0 - level)
    return weight * smooth_l1_grad.formula(r, beta=kappa)
