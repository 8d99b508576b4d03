"""The figures of chapter 01: why a loss at all."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lossbook.plots.style import LOSS, PREDICTION, QUIET, TRUTH, given_or_present
from lossbook.regression import squared_error


def plot_objective(
    y_true: ArrayLike, penalty: float, *, ax: Axes | None = None
) -> Axes:
    """Draw cost, penalty and objective of one constant for all, against the constant.

    The cost is the mean squared error, the penalty is a factor times the constant
    squared, and the objective is their sum. Dots mark the lowest cost and the lowest
    objective.
    """
    ax = given_or_present(ax)
    y = np.asarray(y_true, dtype=float)

    def cost(constants):
        c = np.asarray(constants, dtype=float)
        truth = np.broadcast_to(y, (*c.shape, len(y)))
        guess = np.broadcast_to(c[..., None], truth.shape)
        return squared_error(truth, guess).mean(axis=-1)

    mean = y.mean()
    c = np.linspace(0, 2 * mean, 201)
    ax.plot(c, cost(c) + penalty * c**2, "--", color=LOSS, label="objective")
    ax.plot(c, cost(c), color=LOSS, label="cost")
    ax.plot(c, penalty * c**2, ":", color=QUIET, label="penalty")
    shrunk = mean / (1 + penalty)
    lowest = cost([shrunk])[0] + penalty * shrunk**2
    ax.plot([shrunk, mean], [lowest, cost([mean])[0]], "o", color=PREDICTION)
    ax.set(xlabel="constant c", ylabel="squared units", ylim=(0, None))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3)
    return ax


def plot_paths(
    paths: Mapping[str, ArrayLike], goal: float, *, ax: Axes | None = None
) -> Axes:
    """Draw one parameter against the steps of several descents, and its best value.

    Up to four paths are drawn, with their names; they differ in dash and marker.
    """
    ax = given_or_present(ax)
    ax.axhline(goal, color=TRUTH, linewidth=1)
    for (name, path), style in zip(
        paths.items(), ("o-", "s--", "^:", "D-."), strict=False
    ):
        ax.plot(np.asarray(path), style, color=PREDICTION, markersize=5, label=name)
    ax.set(xlabel="step", ylabel="constant c")
    ax.legend(loc="lower right")
    return ax


def plot_optimism(
    sizes: ArrayLike,
    seen: ArrayLike,
    new: ArrayLike,
    variance: float,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw training cost and cost on new examples against the number of examples.

    The dots are given. The lines are the theory for a mean under squared error: the
    variance times 1 - 1/n and 1 + 1/n.
    """
    ax = given_or_present(ax)
    n = np.geomspace(np.min(sizes), np.max(sizes), 100)
    ax.axhline(variance, color=QUIET, linewidth=1)
    for costs, sign, style, colour, label in (
        (new, 1, "s--", PREDICTION, "on new birds"),
        (seen, -1, "o-", LOSS, "on these birds"),
    ):
        marker, dash = style[0], style[1:]
        ax.plot(n, variance * (1 + sign / n), dash, color=colour)
        ax.plot(np.asarray(sizes), np.asarray(costs), marker, color=colour, label=label)
    ax.set_xscale("log")
    ax.set_xticks(np.asarray(sizes), [f"{size:g}" for size in np.asarray(sizes)])
    ax.minorticks_off()
    ax.set(
        xlabel="birds that the guess was fitted to", ylabel="cost, kg²", ylim=(0, None)
    )
    ax.legend(loc="lower right")
    return ax
