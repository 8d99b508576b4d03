"""The figures of chapter 05: cross-entropy against squared error.

Where both losses are drawn, cross-entropy is solid and squared error dashed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lossbook.descent import Descent
from lossbook.links import sigmoid
from lossbook.plots.style import (
    GRADIENT,
    LOSS,
    PREDICTION,
    QUIET,
    given_or_present,
)

# Lines and markers of several runs in one figure.
DASHES = ("-", "--", ":", "-.")
# The corner of the map over weight and bias.
LOWEST, HIGHEST = -4.5, 4.5
# A place is flat if it is less than a fifth as steep as the steepest one on the map.
FLAT = 0.2


def plot_outputs(
    runs: Mapping[str, ArrayLike],
    *,
    dashes: Sequence[str] = DASHES,
    ax: Axes | None = None,
) -> Axes:
    """Draw the output of a neuron, step by step, with one line per run.

    Parameters
    ----------
    runs : mapping of str to array_like
        The outputs of each run, from the start on.
    dashes : sequence of str
        The line style of each run.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    for (name, outputs), dash in zip(runs.items(), dashes, strict=False):
        ax.plot(np.asarray(outputs), dash, color=PREDICTION, label=name)
    ax.set(xlabel="step", ylabel="output", ylim=(-0.03, 1.03))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return ax


def plot_surface(
    loss: Callable[..., Any],
    levels: ArrayLike,
    descents: Sequence[Descent] = (),
    *,
    every: int = 30,
    ax: Axes | None = None,
) -> Axes:
    """Draw a map of a neuron's loss over weight and bias, and paths of descent on it.

    Plateaus are grey: there the neuron is wrong, and yet the surface is almost flat.

    Parameters
    ----------
    loss : callable
        Called as ``loss(y_true, logits)``; the input is 1 and the target 0.
    levels : array_like
        The losses at which to draw a contour line. If they are equally far apart, the
        lines are dense where the surface is steep, and absent where it is flat.
    descents : sequence of Descent
        Paths of parameters (weight, bias).
    every : int
        The number of steps from one dot on a path to the next.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    levels = np.asarray(levels)
    side = np.linspace(LOWEST, HIGHEST, 91)
    w, b = np.meshgrid(side, side)
    surface = loss(np.zeros_like(w), w + b)
    steep = np.hypot(*np.gradient(surface, side, side))
    plateau = (w + b > 0) & (steep < FLAT * steep.max())
    if plateau.any():
        steep = np.where(w + b > 0, steep, steep.max())
        ax.contourf(w, b, steep, [0, FLAT * steep.max()], colors=QUIET, alpha=0.25)
        ax.text(HIGHEST - 0.2, HIGHEST - 0.2, "plateau", ha="right", va="top")
    ax.contour(w, b, surface, levels, colors=LOSS, linewidths=1)
    for descent in descents:
        ax.plot(*descent.parameters[[0, -1]].T, color=PREDICTION, linewidth=1)
        ax.plot(*descent.parameters[::every].T, "o", color=PREDICTION, markersize=4.5)
        ax.plot(*descent.parameters[0], "s", color=PREDICTION, markersize=8)
    ax.set(xlim=(LOWEST, HIGHEST), ylim=(LOWEST, HIGHEST))
    ax.set(
        xlabel="weight w",
        ylabel="bias b",
        xticks=[-4, -2, 0, 2, 4],
        yticks=[-4, -2, 0, 2, 4],
    )
    ax.grid(visible=False)
    return ax


def plot_gradient_norms(
    norms: Mapping[str, ArrayLike], *, ax: Axes | None = None
) -> Axes:
    """Draw the size of the gradient in each layer, on a logarithmic axis.

    Parameters
    ----------
    norms : mapping of str to array_like, shape (draws, layers)
        For each network the norms, one row for each draw of its weights. The line is
        the median of the draws, the band extends from the smallest to the largest.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    looks = zip(norms.items(), DASHES, "os^D", strict=False)
    for (name, values), dash, marker in looks:
        values = np.asarray(values)
        layer = np.arange(1, values.shape[1] + 1)
        line = ax.plot(layer, np.median(values, axis=0), dash + marker, label=name)
        line[0].set(color=GRADIENT, markersize=5)
        low, high = values.min(axis=0), values.max(axis=0)
        ax.fill_between(layer, low, high, color=GRADIENT, alpha=0.15, linewidth=0)
    ax.set(yscale="log", xlabel="layer, 1 is at the input", ylabel="gradient norm")
    ax.minorticks_off()
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return ax


def plot_steps_needed(
    rates: ArrayLike, steps: Mapping[str, ArrayLike], *, ax: Axes | None = None
) -> Axes:
    """Draw the steps that a descent needs against its learning rate, one line per loss.

    Parameters
    ----------
    rates : array_like
        The learning rates.
    steps : mapping of str to array_like
        For each loss the steps needed at each rate, NaN where it did not arrive.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    for (name, needed), dash, marker in zip(
        steps.items(), DASHES, "os^D", strict=False
    ):
        ax.plot(rates, needed, dash + marker, color=LOSS, markersize=5, label=name)
    ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel="steps needed")
    ax.minorticks_off()
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return ax


def plot_slopes(*, ax: Axes | None = None) -> Axes:
    """Draw the derivatives of both losses against the output, for the target 0.

    They are taken with respect to the logit. A dotted line marks the output where that
    of the squared error is largest.

    Parameters
    ----------
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    a = sigmoid(np.linspace(-7, 7, 141))
    ax.plot(a, a, "-", color=GRADIENT, label="cross-entropy")
    ax.plot(a, a * a * (1 - a), "--", color=GRADIENT, label="squared error")
    ax.axvline(2 / 3, color=QUIET, linestyle=":", linewidth=1.5)
    ax.text(0.65, 0.92, "a = 2/3", ha="right", va="center")
    ax.set(xlim=(0, 1), ylim=(0, 1.03))
    ax.set(xlabel="output a, the target is 0", ylabel="slope with respect to z")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return ax
