"""The figures of chapter 07: L1, L2 and Huber."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lossbook.datasets import BelgianCalls
from lossbook.plots.style import (
    GRADIENT,
    LOSS,
    PREDICTION,
    QUIET,
    TRUTH,
    given_or_present,
)

# Curves of one colour are told apart by these, in this order.
DASHES = ("-", "--", ":", "-.")
NONE: Mapping[str, ArrayLike] = MappingProxyType({})


def plot_calls(
    belgium: BelgianCalls,
    lines: Mapping[str, ArrayLike] = NONE,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the Belgian calls by year, and lines: for each name one value per year.

    Squares mark the years in which minutes were counted.
    """
    ax = given_or_present(ax)
    year, calls = belgium.year, belgium.calls
    minutes = (year >= 1964) & (year <= 1969)
    ax.plot(year[~minutes], calls[~minutes], "o", color=TRUTH, label="calls")
    ax.plot(
        year[minutes],
        calls[minutes],
        "s",
        color=TRUTH,
        fillstyle="none",
        label="minutes",
    )
    for dash, (name, fitted) in zip(DASHES, lines.items(), strict=False):
        ax.plot(year, np.asarray(fitted), dash, color=PREDICTION, label=name)
    ax.set(xlabel="year", ylabel="calls, tens of millions", ylim=(-15, 225))
    ax.legend(loc="upper left", handletextpad=0.4)
    return ax


def plot_over_residual(
    functions: Mapping[str, Callable[..., Any]],
    *,
    slopes: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw losses, or slopes of losses, against the residual from -3 to 3.

    Parameters
    ----------
    functions : mapping
        From a name to a loss or gradient, called as ``function(y_true, y_pred)``.
        At most four.
    slopes : bool
        Whether these are gradients.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    residual = np.linspace(-3, 3, 241)
    for dash, (name, function) in zip(DASHES, functions.items(), strict=False):
        ax.plot(
            residual,
            function(np.zeros_like(residual), residual),
            dash,
            color=GRADIENT if slopes else LOSS,
            label=name,
        )
    ax.set(xlabel="residual ŷ - y", ylabel="slope" if slopes else "loss")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return ax


def plot_balls(*, ax: Axes | None = None) -> Axes:
    """Draw the balls of three norms, each just large enough to touch one line."""
    ax = given_or_present(ax)
    x = np.array([-0.4, 1.7])
    ax.plot(x, 1 - x / 2, color=QUIET)
    corners = np.array([[0, 1], [1, 0], [0, -1], [-1, 0], [0, 1]])
    square = np.array([[1, 1], [1, -1], [-1, -1], [-1, 1], [1, 1]])
    turn = np.linspace(0, 2 * np.pi, 121)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    # Where a x + b y = c is first met: L1 puts all on the larger of a and b, L2 goes
    # along (a, b), and L∞ gives both the same. Here x + 2 y = 2.
    balls = {
        "L1": (corners, (0, 1)),
        "L2": (circle * np.hypot(0.4, 0.8), (0.4, 0.8)),
        "L∞": (square * 2 / 3, (2 / 3, 2 / 3)),
    }
    for dash, (name, (outline, touch)) in zip(DASHES, balls.items(), strict=False):
        ax.plot(*outline.T, dash, color=LOSS)
        ax.plot(*touch, "o", color=PREDICTION)
        ax.annotate(name, touch, (5, 5), textcoords="offset points")
    ax.set(xlabel="first residual", ylabel="second residual")
    ax.set(xlim=(-1.15, 1.75), ylim=(-1.15, 1.35), aspect="equal")
    return ax


def plot_descents_on_a_kink(
    paths: Mapping[str, ArrayLike], minimum: float, *, ax: Axes | None = None
) -> Axes:
    """Draw a prediction in minutes against the steps of several descents."""
    ax = given_or_present(ax)
    ax.axhline(minimum, color=TRUTH, linewidth=1)
    for dash, (name, path) in zip(DASHES, paths.items(), strict=False):
        ax.plot(np.asarray(path), dash, color=PREDICTION, label=name)
    ax.set(xlabel="step", ylabel="prediction, minutes")
    ax.legend(loc="upper right")
    return ax
