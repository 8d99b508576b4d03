"""The explorers of chapter 07: L1, L2 and Huber."""

import math
from functools import partial

import matplotlib as mpl
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
from lossbook.gallery.parts import figures, panels
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
NAMES = {alpha: name for name, alpha in FAMILY.items()}


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

    rows, curves = panels(2.6, 2.6)
    names = ("trips", "median", "Huber ± δ", "mean")
    rows.plot(TRIPS, np.zeros(6), "o", color=plots.TRUTH, markersize=4)
    rows.set(ylim=(-0.6, 3.6), yticks=range(4), yticklabels=names)
    rows.set(xlabel="trip, minutes")
    look = {"color": plots.PREDICTION, "animated": True}
    # A trip in the row of this bar pulls by its residual, one outside only by δ.
    within = rows.hlines(2, 0, 0, linewidth=14, alpha=0.3, **look)
    (marks,) = rows.plot([], [], "|", markersize=16, mew=3, **look)
    (moved,) = rows.plot([], [], "D", color=plots.TRUTH, markersize=9, animated=True)
    curves.plot(finer, mean, color=plots.PREDICTION, label="mean")
    curves.plot(finer, median, ":", color=plots.PREDICTION, label="median")
    (curve,) = curves.plot([], [], "--", label="Huber", **look)
    (dots,) = curves.plot([], [], "o", **look)
    curves.set(ylim=(20.5, 35.5), ylabel="estimate, minutes")
    curves.set(yticks=range(22, 35, 3), xlabel="the seventh trip, minutes")
    curves.legend(loc="upper left")
    for ax in (rows, curves):
        ax.set(xlim=(0, 98), xticks=range(0, 91, 15))

    def update(trip: int, delta: int) -> str:
        at = np.searchsorted(finer, trip)
        estimates = median[at], centres[delta][at], mean[at]
        moved.set_data([trip], [0])
        marks.set_data(estimates, [1, 2, 3])
        within.set_segments([[(estimates[1] - delta, 2), (estimates[1] + delta, 2)]])
        curve.set_data(finer, centres[delta])
        dots.set_data([trip] * 3, estimates)
        return (
            f"The seventh trip takes {trip} minutes. The mean is {estimates[2]:.2f}, "
            f"the median {estimates[0]:.2f}, and Huber's estimate with δ = {delta} is "
            f"{estimates[1]:.2f} minutes."
        )

    return Explorer(
        figures(rows, curves),
        update,
        alt=(
            "Six trips of 21 to 28 minutes and a seventh that moves; a mark each for "
            "the median, Huber's estimate and the mean. A pale bar reaches from "
            "Huber's estimate to delta on either side.",
            "Each estimate against the seventh trip: the mean is a straight rising "
            "line, the median consists of two level pieces with a short step between "
            "them, and Huber's estimate rises and then stays level; for a small delta "
            "it is also level at first.",
        ),
        name="outlier",
        trip=Slider("Seventh trip", seventh, 28, "{} min", handle=[moved, dots]),
        delta=Slider("δ of Huber", widths, 4, "{} min", handle=within),
    )


@mpl.rc_context(plots.STYLE)
def robust_family() -> Explorer:
    """Turn alpha: from the square to a loss that ignores outliers."""
    grid = np.linspace(-6, 6, 73)
    zeros = np.zeros_like(grid)
    losses, slopes = panels(2.4, 2.4)
    (loss_curve,) = losses.plot([], [], color=plots.LOSS, animated=True)
    (slope_curve,) = slopes.plot([], [], color=plots.GRADIENT, animated=True)
    pair = [
        ax.plot([], [], "o", color=plots.TRUTH, markersize=8, animated=True)[0]
        for ax in (losses, slopes)
    ]
    width = losses.hlines(4, 0, 0, color=plots.QUIET, linewidth=6, animated=True)
    losses.text(-0.3, 4, "scale", color=plots.QUIET, ha="right", va="center")
    losses.set(ylim=(-0.3, 4.8), ylabel="loss")
    slopes.set(ylim=(-1.65, 1.65), ylabel="slope, per minute")
    for ax in (losses, slopes):
        ax.set(xlim=(-6.4, 6.4), xticks=range(-6, 7, 2), xlabel="residual, minutes")

    def update(shape: float, scale: int, residual: int) -> str:
        knobs = {"alpha": shape, "scale": float(scale)}
        loss = general_robust(0.0, float(residual), **knobs)
        slope = general_robust_grad(0.0, float(residual), **knobs)
        loss_curve.set_data(grid, general_robust(zeros, grid, **knobs))
        slope_curve.set_data(grid, general_robust_grad(zeros, grid, **knobs))
        pair[0].set_data([residual], [loss])
        pair[1].set_data([residual], [slope])
        width.set_segments([[(0, 4), (scale, 4)]])
        return (
            f"{NAMES[shape]}, scale {scale} minutes: a residual of {residual} minutes "
            f"costs {loss:.3f} and pulls with {slope:.3f} per minute. "
            f"{_far_away(shape, scale)}"
        )

    return Explorer(
        figures(losses, slopes),
        update,
        alt=(
            "The general robust loss against the residual. At alpha 2 a parabola; at 1 "
            "straight arms; below 1 arms that flatten. A dot marks the chosen "
            "residual, and a bar is as long as the scale.",
            "The slope of that loss. At alpha 2 a straight line; at 1 it levels off; "
            "below 1 it rises to a peak and falls back towards 0. A dot marks the "
            "chosen residual.",
        ),
        name="robustfamily",
        shape=Slider("α", sorted(FAMILY.values()), 1, "{:g}"),
        scale=Slider("Scale", [2, 3, 4], 2, "{} min", handle=width),
        residual=Slider("Residual", range(7), 5, "{} min", handle=pair),
    )


@mpl.rc_context(plots.STYLE)
def line_by_delta() -> Explorer:
    """Widen Huber's parabola; see the line through the Belgian calls tilt."""
    belgium = load_belgian_calls()
    year, calls = belgium.year, belgium.calls
    millions = (10, 15, 20, 30, 50, 75, 100, 200, 300, 500, 700, 1000, 2000)
    lines = _huber_lines([m / 10 for m in millions])
    rises = [_rise(year, line) for line in lines]
    # In the other years, minutes were counted, at least in part.
    clean = (year < 1963) | (year > 1970)
    yardstick = np.polyval(np.polyfit(year[clean], calls[clean], 1), year)

    data, slopes = panels(2.8, 2.8)
    data.plot(year, lines[-1], color=plots.QUIET, linewidth=1)
    data.text(1962, 62, "least squares", color=plots.QUIET, ha="right")
    (band,) = data.fill([], [], color=plots.PREDICTION, alpha=0.2, animated=True)
    (line,) = data.plot([], [], color=plots.PREDICTION, animated=True)
    (within,) = data.plot(
        [], [], "o", color=plots.TRUTH, label="within δ of the line", animated=True
    )
    (beyond,) = data.plot(
        [],
        [],
        "s",
        color=plots.GRADIENT,
        fillstyle="none",
        label="beyond, pull fixed",
        animated=True,
    )
    data.set(xlim=(1949, 1974), ylim=(-15, 225), xticks=range(1950, 1974, 5))
    data.set(xlabel="year", ylabel="calls, tens of millions")
    data.legend(loc="upper left", handletextpad=0.2)
    slopes.plot(millions, rises, ".-", color=plots.PREDICTION)
    # Each name stands where the curve is far away.
    for name, fitted, free, side in (
        ("least squares", lines[-1], 9, "left"),
        ("clean years", yardstick, 2300, "right"),
    ):
        rise = _rise(year, fitted)
        slopes.axhline(rise, color=plots.QUIET, linestyle="--", linewidth=1)
        slopes.text(free, rise - 1, name, color=plots.QUIET, ha=side, va="top")
    (dot,) = slopes.plot([], [], "o", color=plots.PREDICTION, ms=9, animated=True)
    slopes.set(xscale="log", xlim=(8, 2500), ylim=(0, 60))
    slopes.set_xticks([10, 100, 1000], ["10", "100", "1000"])
    slopes.minorticks_off()
    slopes.set(xlabel="δ, million calls", ylabel="rise, millions a year")

    def update(delta: int) -> str:
        fitted = lines[millions.index(delta)]
        residual = fitted - calls
        far = np.abs(residual) > delta / 10
        rise = rises[millions.index(delta)]
        # There on the lower edge of the band, and back on the upper one.
        edges = np.append(fitted - delta / 10, (fitted + delta / 10)[::-1])
        band.set_xy(np.column_stack([np.append(year, year[::-1]), edges]))
        line.set_data(year, fitted)
        within.set_data(year[~far], calls[~far])
        beyond.set_data(year[far], calls[far])
        dot.set_data([delta], [rise])
        return (
            f"δ = {delta} million calls: {far.sum()} of the 24 years lie farther than "
            f"δ from the line. The line rises by {rise:.1f} million calls a year and "
            f"is {10 * residual[-1]:.0f} million above the count of 1973."
        )

    return Explorer(
        figures(data, slopes),
        update,
        alt=(
            "Calls from Belgium by year, low and slowly rising except for six high "
            "years, 1964 to 1969. Huber's line runs near the low years if delta is "
            "small, and tilts up towards that of least squares as delta grows. A band "
            "reaches delta to either side. Squares mark the years outside of it, dots "
            "the others.",
            "How steeply Huber's line rises, over delta: by about 15 million calls a "
            "year up to a delta of 30 million, and from there on more and more, up to "
            "the 50 of least squares. The line of the clean years rises by 11. A dot "
            "marks the chosen delta.",
        ),
        name="deltaline",
        delta=Slider("δ, million calls", millions, 20, handle=dot),
    )


def _rise(year: np.ndarray, line: np.ndarray) -> float:
    """Return by how many million calls a year a line of tens of millions rises."""
    return 10 * (line[-1] - line[0]) / (year[-1] - year[0])


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
