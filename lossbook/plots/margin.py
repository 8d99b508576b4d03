"""The figures of chapter 08: hinge and the margin."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from lossbook.margin import (
    exponential,
    hinge,
    logistic,
    perceptron,
    squared_hinge,
    zero_one,
)
from lossbook.plots.style import (
    GRADIENT,
    LOSS,
    PREDICTION,
    QUIET,
    TRUTH,
    given_or_present,
)

# Each loss of the margin under the name that figures give it. With the label +1 the
# margin is the score.
MARGIN_LOSSES = {
    "zero-one": zero_one,
    "perceptron": perceptron,
    "hinge": hinge,
    "squared hinge": squared_hinge,
    "logistic": logistic,
    "logistic / log 2": lambda y_true, scores: logistic(y_true, scores) / np.log(2),
    "exponential": exponential,
}
_DASHES = ("-", "--", ":")


def plot_zero_one(*, ax: Axes | None = None) -> Axes:
    """Draw the zero-one loss against the margin, within the limits of the axes."""
    ax = given_or_present(ax)
    low, high = ax.get_xlim()
    for x, y in (([low, 0], [1, 1]), ([0, high], [0, 0])):
        ax.plot(x, y, color=QUIET, linewidth=4, alpha=0.7, solid_capstyle="butt")
    ax.plot([0], [1], "o", color=QUIET)
    ax.plot([0], [0], "o", color=QUIET, markerfacecolor="none")
    ax.set_xlim(low, high)
    return ax


def plot_margin_losses(names: Sequence[str], *, ax: Axes | None = None) -> Axes:
    """Draw losses against the margin, with the zero-one loss behind them.

    Parameters
    ----------
    names : sequence of str
        At most three keys of ``MARGIN_LOSSES``.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    margin = np.linspace(-2, 2.5, 181)
    ax.set(xlim=(-2, 2.5), ylim=(-0.2, 4.4))
    plot_zero_one(ax=ax)
    curves = [Line2D([], [], color=QUIET, linewidth=4, alpha=0.7, label="zero-one")]
    yes = np.ones_like(margin)
    for name, dashes in zip(names, _DASHES, strict=False):
        loss = MARGIN_LOSSES[name](yes, margin)
        curves += ax.plot(margin, loss, dashes, color=LOSS, label=name)
    ax.legend(handles=curves, loc="upper right")
    ax.set(xlabel="margin m", ylabel="loss")
    return ax


def plot_street(weights: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw where a linear score of two features is 0, and dashed where it is -1 and 1.

    Parameters
    ----------
    weights : array_like, shape (3,)
        Of the two features of the axes, in their order, then the intercept.
    ax : Axes, optional
        The lines extend to its present limits.
    """
    ax = given_or_present(ax)
    limits = ax.get_xlim(), ax.get_ylim()
    for level in (-1, 0, 1):
        ax.plot(
            *street_line(weights, level, *limits),
            color=QUIET if level else PREDICTION,
            linestyle="--" if level else "-",
            linewidth=1.5 if level else 2,
        )
    ax.set(xlim=limits[0], ylim=limits[1])
    return ax


def street_line(
    weights: ArrayLike,
    level: float,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
) -> tuple[np.ndarray, np.ndarray]:
    """Return two points of the line on which a linear score has the given level."""
    a, b, c = np.asarray(weights, dtype=float)
    # By the coordinate that changes more along the line across these axes.
    if abs(a) * (xlim[1] - xlim[0]) > abs(b) * (ylim[1] - ylim[0]):
        y = np.array(ylim)
        return (level - c - b * y) / a, y
    x = np.array(xlim)
    return x, (level - c - a * x) / b


def plot_rings(points: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw a ring around each point: the support vectors."""
    ax = given_or_present(ax)
    x, y = np.asarray(points, dtype=float).T
    ring = {"markersize": 9, "markeredgewidth": 1.3, "markerfacecolor": "none"}
    ax.plot(x, y, "o", color=GRADIENT, **ring)
    return ax


def plot_gaps(
    costs: Mapping[str, ArrayLike], least: float, *, ax: Axes | None = None
) -> Axes:
    """Draw how far the costs of descents are above the least cost, step by step.

    Parameters
    ----------
    costs : mapping of str to array_like
        The costs of up to three descents, by their names.
    least : float
        The least cost that there is.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    looks = zip((QUIET, LOSS, TRUTH), ("-", "-", "--"), strict=True)
    for (name, path), (colour, dashes) in zip(costs.items(), looks, strict=False):
        gap = np.asarray(path, dtype=float) - least
        ax.plot(gap, color=colour, linestyle=dashes, linewidth=1.5, label=name)
    ax.set(xlabel="step", ylabel="objective above its minimum", yscale="log")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(costs))
    return ax
