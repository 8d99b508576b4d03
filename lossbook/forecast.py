"""Scores of a whole forecast: a Gaussian, an ensemble, quantiles, ordered classes.

A forecast is a distribution. Its score is smallest on average where the forecast is the
distribution that the truth comes from, unless a loss says otherwise.

Each loss has its gradient directly beneath it.
"""

from __future__ import annotations

import math

import numpy as np

from lossbook._class_kinds import of_probs
from lossbook._form import Array, above_0_below_1, positive
from lossbook._group_kinds import of_members, of_points, yes_or_no
from lossbook._kinds import of_mean, of_residual, of_spread

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

_ONE_OVER_ROOT_PI = 1.0 / math.sqrt(math.pi)


def _erf(x: Array) -> Array:
    return np.asarray(np.frompyfunc(math.erf, 1, 1)(x), np.float64)


def _density(w: Array) -> Array:
    return np.exp(-0.5 * w * w) / math.sqrt(2.0 * math.pi)


@of_mean(scale=positive)
def gaussian_crps(r: Array, *, scale: float = 1.0) -> Array:
    """Return the CRPS of a Gaussian forecast, in y's unit.

    scale: Standard deviation, above 0.

    Source: Gneiting, Raftery (2007), *Strictly proper scoring rules, prediction, and
    estimation*, Journal of the American Statistical Association 102.

    >>> gaussian_crps([0.0], [0.0]).round(6)
    array([0.233695])
    """
    w = r / scale
    whole = w * _erf(w / math.sqrt(2.0)) + 2.0 * _density(w) - _ONE_OVER_ROOT_PI
    return scale * whole


@gaussian_crps.slope
def gaussian_crps_grad(r: Array, *, scale: float = 1.0) -> Array:
    """Return the derivative of `gaussian_crps` with respect to the mean.

    >>> gaussian_crps_grad([0.0], [1.0]).round(6)
    array([0.682689])
    """
    return _erf(r / scale / math.sqrt(2.0))


@of_spread(scale=positive)
def gaussian_crps_scale_grad(r: Array, lost: Array, *, scale: float = 1.0) -> Array:
    """Return the derivative of `gaussian_crps` with respect to the scale.

    >>> gaussian_crps_scale_grad([0.0], [0.0]).round(6)
    array([0.233695])
    """
    return 2.0 * _density(r / scale) - _ONE_OVER_ROOT_PI


@of_members(fair=yes_or_no)
def ensemble_crps(x: Array, y: Array, *, fair: bool = False) -> Array:
    """Return the CRPS of an ensemble, in y's unit.

    fair: Whether the members are a sample of the forecast.

    Source: Gneiting, Raftery (2007), *Strictly proper scoring rules, prediction, and
    estimation*, Journal of the American Statistical Association 102.

    >>> ensemble_crps([0.0], [[-1.0, 1.0]])
    array([0.5])
    """
    m = x.shape[1]
    pairs = np.abs(x[:, :, None] - x[:, None, :]).sum(axis=(1, 2))
    count = m * (m - 1) if fair else m * m
    return np.abs(x - y[:, None]).mean(axis=1) - pairs / (2 * count)


@ensemble_crps.slope
def ensemble_crps_grad(x: Array, y: Array, *, fair: bool = False) -> Array:
    """Return the derivatives of `ensemble_crps` with respect to the members.

    >>> ensemble_crps_grad([0.0], [[-1.0, 1.0]])
    array([[-0.25,  0.25]])
    """
    m = x.shape[1]
    count = m * (m - 1) if fair else m * m
    pairs = np.sign(x[:, :, None] - x[:, None, :]).sum(axis=2)
    return np.sign(x - y[:, None]) / m - pairs / count


@of_points(fair=yes_or_no)
def energy_score(x: Array, y: Array, *, fair: bool = False) -> Array:
    """Return the energy score of an ensemble of points, in y's unit.

    fair: Whether the members are a sample of the forecast.

    Source: Gneiting, Raftery (2007), *Strictly proper scoring rules, prediction, and
    estimation*, Journal of the American Statistical Association 102.

    >>> energy_score([[0.0, 0.0]], [[[3.0, 4.0], [-3.0, -4.0]]])
    array([2.5])
    """
    m = x.shape[1]
    count = m * (m - 1) if fair else m * m
    pairs = np.linalg.norm(x[:, :, None] - x[:, None], axis=-1).sum(axis=(1, 2))
    return np.linalg.norm(x - y[:, None], axis=-1).mean(axis=1) - pairs / (2 * count)


@energy_score.slope
def energy_score_grad(x: Array, y: Array, *, fair: bool = False) -> Array:
    """Return the derivatives of `energy_score` with respect to the members.

    >>> energy_score_grad([[0.0, 0.0]], [[[3.0, 4.0], [-3.0, -4.0]]]).round(2)
    array([[[ 0.15,  0.2 ],
            [-0.15, -0.2 ]]])
    """
    m = x.shape[1]
    count = m * (m - 1) if fair else m * m
    pairs = _unit(x[:, :, None] - x[:, None]).sum(axis=2)
    return _unit(x - y[:, None]) / m - pairs / count


def _unit(d: Array) -> Array:
    size = np.linalg.norm(d, axis=-1, keepdims=True)
    return d / np.where(size == 0.0, 1.0, size)


@of_probs()
def ranked_probability(p: Array, place: Array) -> Array:
    """Return the ranked probability score of ordered classes, a pure number.

    Source: Epstein (1969), *A scoring system for probability forecasts of ranked
    categories*, Journal of Applied Meteorology 8.

    >>> ranked_probability(0, [0.5, 0.5, 0.0, 0.0])
    np.float64(0.25)
    """
    return np.square(_cumulative_errors(p, place)).sum(axis=1)


@ranked_probability.slope
def ranked_probability_grad(p: Array, place: Array) -> Array:
    """Return the gradient of `ranked_probability` with respect to `probs`.

    >>> ranked_probability_grad(0, [0.5, 0.5, 0.0])
    array([-1.,  0.,  0.])
    """
    errors = _cumulative_errors(p, place)
    return 2.0 * np.cumsum(errors[:, ::-1], axis=1)[:, ::-1]


def _cumulative_errors(p: Array, place: Array) -> Array:
    """Return F_k - [y <= k], in which the last is 0."""
    classes = np.arange(p.shape[1])
    y = place - classes[-1:] * 0 - np.arange(len(p)) * p.shape[1]
    below = np.cumsum(p, axis=1)
    above = np.cumsum(p[:, ::-1], axis=1)[:, ::-1] - p
    return np.where(classes < y[:, None], below, -above)


@of_residual(level=above_0_below_1, kappa=positive)
def quantile_huber(r: Array, *, level: float = 0.5, kappa: float = 1.0) -> Array:
    """Return the quantile loss with a rounded kink, in y's unit.

    level: Between 0 and 1.
    kappa: Where the straight pieces begin, above 0, in y's unit.

    Source: Dabney, Rowland, Bellemare, Munos (2018), *Distributional reinforcement
    learning with quantile regression*, AAAI.

    >>> quantile_huber([5.0, 5.0], [4.0, 6.0], level=0.75)
    array([0.375, 0.125])
    """
    c = r.clip(-kappa, kappa)
    return np.where(r < 0, level, 1.0 - level) * (c * (r - c / 2.0) / kappa)


@quantile_huber.slope
def quantile_huber_grad(r: Array, *, level: float = 0.5, kappa: float = 1.0) -> Array:
    """Return the derivative of `quantile_huber` with respect to y_pred.

    >>> quantile_huber_grad([5.0, 5.0], [4.0, 6.0], level=0.75)
    array([-0.75,  0.25])
    """
    return np.where(r < 0, level, 1.0 - level) * (r.clip(-kappa, kappa) / kappa)
