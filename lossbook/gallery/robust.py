"""The explorers of chapter 07: L1, L2 and Huber."""

import math
from functools import partial

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from lossbook import plots
from lossbook.datasets import load_belgian_calls
from lossbook.descent import (
    add_intercept,
    gradient_descent,
    linear_cost,
    standardize,
)
from lossbook.explorer import Explorer, Slider
from lossbook.regression import (
    general_robust,
    general_robust_grad,
    huber,
    huber_grad,
)

TRIPS = (21, 22, 24, 25, 27, 28)  # minutes; the seventh is the reader's

# The general robust loss passes through losses that have names of their own.
FAMILY = {
    "α = 2, half the square": 2.0,
    "α = 1.5": 1.5,
    "α = 1, pseudo-Huber": 1.0,
    "α = 0.5": 0.5,
    "α = 0, Cauchy": 0.0,
    "α = -1": -1.0,
    "α = -2, Geman-McClure": -2.0,
    "α = -8": -8.0,
    "α = -∞, Welsch": -math.inf,
}


@mpl.rc_context(plots.STYLE)
def outlier_dragged() -> Explorer:
    """Drag one of seven trips away; see how mean, median and Huber's estimate move."""
    seventh = np.arange(7, 92, 3)
    widths = (1, 2, 4, 8, 16, 32)
    # The curves have corners between the stops of the slider, so theirs are finer.
    finer = np.arange(7, 91.5, 0.5)
    trips = np.array([(*TRIPS, last) for last in finer])
    mean, median = trips.mean(axis=1), np.median(trips, axis=1)
    centres = {delta: _huber_centres(trips, median, delta) for delta in widths}

    figure, (top, bottom) = plt.subplots(
        2, sharex=True, figsize=(plots.WIDTH, 4.8), height_ratios=[2, 3]
    )
    rows = ("trips", "median", "Huber", "mean")
    top.plot(TRIPS, np.zeros(6), "o", color=plots.TRUTH, markersize=6)
    top.set(ylim=(-0.6, 3.6), yticks=range(4), yticklabels=rows)
    (moved,) = top.plot([], [], "D", color=plots.TRUTH, markersize=9, animated=True)
    (marks,) = top.plot(
        [], [], "|", color=plots.PREDICTION, markersize=16, mew=3, animated=True
    )
    bottom.plot(finer, mean, color=plots.PREDICTION, label="mean")
    bottom.plot(finer, median, ":", color=plots.PREDICTION, label="median")
    (curve,) = bottom.plot(
        [], [], "--", color=plots.PREDICTION, label="Huber", animated=True
    )
    (dots,) = bottom.plot([], [], "o", color=plots.PREDICTION, animated=True)
    bottom.set(xlim=(0, 95), ylim=(20.5, 35.5), ylabel="estimate, minutes")
    bottom.set(yticks=range(22, 35, 3), xlabel="the seventh trip, minutes")
    bottom.legend(loc="upper left")

    def update(trip: int, delta: int) -> str:
        at = np.searchsorted(finer, trip)
        estimates = median[at], centres[delta][at], mean[at]
        moved.set_data([trip], [0])
        marks.set_data(estimates, [1, 2, 3])
        curve.set_data(finer, centres[delta])
        dots.set_data([trip] * 3, estimates)
        return (
            f"The seventh trip takes {trip} minutes. The mean is {estimates[2]:.2f}, "
            f"the median {estimates[0]:.2f}, and Huber's estimate with δ = {delta} is "
            f"{estimates[1]:.2f} minutes."
        )

    return Explorer(
        figure,
        update,
        alt="Above, six trips of 21 to 28 minutes and a seventh that moves; a mark "
        "each for the median, Huber's estimate and the mean. Below, each estimate "
        "against the seventh trip: the mean is a straight rising line, the median "
        "consists of two level pieces with a short step between them, and Huber's "
        "estimate rises and then stays level; for a small delta it is also level at "
        "first.",
        name="outlier",
        trip=Slider("Seventh trip", seventh, 28, "{} min"),
        delta=Slider("δ of Huber", widths, 4, "{} min"),
    )


@mpl.rc_context(plots.STYLE)
def robust_family() -> Explorer:
    """Turn alpha: from the square to a loss that ignores outliers."""
    grid = np.linspace(-6, 6, 97)
    zeros = np.zeros_like(grid)
    figure, (top, bottom) = plt.subplots(2, sharex=True, figsize=(plots.WIDTH, 4.8))
    (loss_curve,) = top.plot([], [], color=plots.LOSS, animated=True)
    (slope_curve,) = bottom.plot([], [], color=plots.GRADIENT, animated=True)
    pair = [
        ax.plot([], [], "o", color=plots.TRUTH, markersize=8, animated=True)[0]
        for ax in (top, bottom)
    ]
    top.set(xlim=(-6.3, 6.3), ylim=(-0.2, 4.8), ylabel="loss")
    bottom.set(ylim=(-1.65, 1.65), ylabel="slope, per minute")
    bottom.set(xticks=range(-6, 7, 2), xlabel="residual, minutes")

    def update(shape: str, scale: int, residual: int) -> str:
        knobs = {"alpha": FAMILY[shape], "scale": float(scale)}
        loss = general_robust(0.0, float(residual), **knobs)
        slope = general_robust_grad(0.0, float(residual), **knobs)
        loss_curve.set_data(grid, general_robust(zeros, grid, **knobs))
        slope_curve.set_data(grid, general_robust_grad(zeros, grid, **knobs))
        pair[0].set_data([residual], [loss])
        pair[1].set_data([residual], [slope])
        return (
            f"{shape}, scale {scale} minutes: a residual of {residual} minutes costs "
            f"{loss:.3f} and pulls with {slope:.3f} per minute. "
            f"{_far_away(FAMILY[shape], scale)}"
        )

    return Explorer(
        figure,
        update,
        alt="Above, the general robust loss against the residual, below, its slope. At "
        "alpha 2 a parabola and a straight line; at 1 straight arms and a slope that "
        "levels off; below 1 a slope that rises to a peak and falls back towards 0. A "
        "dot on each curve marks the chosen residual.",
        name="robustfamily",
        shape=Slider("Shape", list(FAMILY), "α = 1, pseudo-Huber"),
        scale=Slider("Scale", [2, 3, 4], 2, "{} min"),
        residual=Slider("Residual", range(7), 5, "{} min"),
    )


@mpl.rc_context(plots.STYLE)
def line_by_delta() -> Explorer:
    """Widen Huber's parabola; see the line through the Belgian calls tilt."""
    belgium = load_belgian_calls()
    year, calls = belgium.year, belgium.calls
    millions = (10, 15, 20, 30, 50, 75, 100, 200, 300, 500, 700, 1000, 2000)
    lines = _huber_lines([m / 10 for m in millions])

    figure, ax = plt.subplots(figsize=(plots.WIDTH, 3.4))
    ax.plot(year, lines[-1], color=plots.QUIET, linewidth=1)
    ax.text(1962, 62, "least squares", color=plots.QUIET, ha="right")
    (line,) = ax.plot([], [], color=plots.PREDICTION, animated=True)
    (within,) = ax.plot(
        [], [], "o", color=plots.TRUTH, label="within δ of the line", animated=True
    )
    (beyond,) = ax.plot(
        [],
        [],
        "s",
        color=plots.GRADIENT,
        fillstyle="none",
        label="beyond, pull fixed",
        animated=True,
    )
    ax.set(xlim=(1949, 1974), ylim=(-15, 225))
    ax.set(xlabel="year", ylabel="calls, tens of millions")
    ax.legend(loc="upper left", handletextpad=0.2)

    def update(delta: int) -> str:
        fitted = lines[millions.index(delta)]
        residual = fitted - calls
        far = np.abs(residual) > delta / 10
        line.set_data(year, fitted)
        within.set_data(year[~far], calls[~far])
        beyond.set_data(year[far], calls[far])
        rise = 10 * (fitted[-1] - fitted[0]) / (year[-1] - year[0])
        return (
            f"δ = {delta} million calls: {far.sum()} of the 24 years lie farther than "
            f"δ from the line. The line rises by {rise:.1f} million calls a year and "
            f"is {10 * residual[-1]:.0f} million above the count of 1973."
        )

    return Explorer(
        figure,
        update,
        alt="Calls from Belgium by year, low and slowly rising except for six high "
        "years, 1964 to 1969. Huber's line runs near the low years if delta is small, "
        "and tilts up towards the line of least squares as delta grows. Squares "
        "mark the years that are farther than delta from it, dots the others.",
        name="deltaline",
        delta=Slider("δ, million calls", millions, 20),
    )


def _huber_centres(examples: np.ndarray, start: np.ndarray, delta: float) -> np.ndarray:
    """Return the Huber estimate of each row: all rows descend at once."""

    def at(function, centres):
        guess = np.broadcast_to(centres[:, None], examples.shape)
        return function(examples, guess, delta=delta).mean(axis=1)

    def cost(centres):
        return at(huber, centres).sum()

    def grad(centres):
        return at(huber_grad, centres)

    # At least one trip in seven is within delta, so a step leaves 6/7 of the error.
    return gradient_descent(cost, grad, start, rate=1.0, steps=250).last


def _huber_lines(deltas: list[float]) -> list[np.ndarray]:
    """Return the fitted calls of each year, one line for each delta, in their order."""
    belgium = load_belgian_calls()
    features = add_intercept(standardize(belgium.year[:, None]))
    weights, lines = np.zeros(2), []
    # From wide to narrow: each line is a good start for the next.
    for delta in reversed(deltas):
        pair = partial(huber, delta=delta), partial(huber_grad, delta=delta)
        terms = linear_cost(*pair, features, belgium.calls)
        weights = gradient_descent(*terms, weights, rate=1.0, steps=1000).last
        lines.append(features @ weights)
    return lines[::-1]


def _far_away(alpha: float, scale: float) -> str:
    """Say what the slope does as the residual grows."""
    if alpha > 1:
        return "The pull grows without end."
    if alpha == 1:
        return f"The pull levels off at {1 / scale:.3f} per minute."
    # z (1 + z²/b)^(-b/2) has its peak where z² (b - 1) = b.
    b = 2 - alpha
    peak = 1.0 if math.isinf(b) else math.sqrt(b / (b - 1))
    return f"The pull is strongest at {scale * peak:.2f} minutes and fades beyond."
