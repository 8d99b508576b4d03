"""The figures of chapter 10: the losses of recent papers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lossbook.links import logit
from lossbook.plots.style import (
    GRADIENT,
    LOSS,
    PREDICTION,
    QUIET,
    TRUTH,
    given_or_present,
)

_LINES = ("-", "--", "-.", ":", (0, (1, 2)))


def plot_answers(
    path: ArrayLike, names: Sequence[str], *, ax: Axes | None = None
) -> Axes:
    """Draw the probabilities of up to three answers over the steps of a descent.

    Parameters
    ----------
    path : array_like, shape (steps + 1, answers)
        The probability of each answer at the start and after each step.
    names : sequence of str
        What each answer is called.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    colours = (TRUTH, LOSS, QUIET)
    columns = np.transpose(path)
    for name, column, line, colour in zip(
        names, columns, _LINES, colours, strict=False
    ):
        ax.plot(column, linestyle=line, color=colour, label=name)
    ax.set(xlabel="step", ylabel="probability", ylim=(0, 1), xlim=(0, len(column) - 1))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3)
    return ax


def plot_bins(
    shares: ArrayLike,
    by_entropy: ArrayLike,
    by_dice: ArrayLike,
    threshold: float,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the share of each bin of flipper length, and what two losses make of it.

    Parameters
    ----------
    shares, by_entropy, by_dice : array_like, shape (7,)
        For each bin of 5 mm, the first from below 185 mm: the share of Chinstraps, and
        what a model says that minimises the cross-entropy or the Dice loss.
    threshold : float
        Where to draw a line across.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    middle = 182.5 + 5 * np.arange(len(np.asarray(shares)))
    ax.bar(middle, shares, width=4.4, color=TRUTH, alpha=0.4, label="share")
    ax.plot(middle, by_entropy, "o", color=PREDICTION, label="cross-entropy")
    ax.plot(middle, by_dice, "s", color=LOSS, fillstyle="none", label="Dice")
    ax.axhline(threshold, color=QUIET, linestyle="--", linewidth=1)
    ax.set(
        xlabel="flipper length, mm", ylabel="share of Chinstraps", ylim=(-0.05, 1.05)
    )
    ax.set_xticks(middle[:-1] + 2.5)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3)
    return ax


def plot_best_answers(
    losses: Mapping[str, Callable[..., Any]], *, ax: Axes | None = None
) -> Axes:
    """Draw the best answer of each loss of two classes over the true probability.

    Parameters
    ----------
    losses : mapping
        From a name to a loss, called as ``loss(labels, logits)``. At most five. The
        logit of the second class is 0.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    q = np.arange(1, 1000) / 1000
    logits = np.stack([logit(q), 0 * q], axis=1)
    first = np.zeros(len(q), dtype=int)
    truth = np.linspace(0.02, 0.98, 49)
    colours = (TRUTH, PREDICTION, GRADIENT, LOSS, QUIET)
    for (name, loss), line, colour in zip(
        losses.items(), _LINES, colours, strict=False
    ):
        yes, no = loss(first, logits), loss(1 - first, logits)
        mean = truth[:, None] * yes + (1 - truth[:, None]) * no
        ax.plot(truth, q[mean.argmin(axis=1)], linestyle=line, color=colour, label=name)
    ax.set(xlim=(0, 1), ylim=(-0.02, 1.02))
    ax.set(xlabel="true probability", ylabel="best answer")
    where = {"loc": "lower center", "bbox_to_anchor": (0.5, 1), "ncols": 3}
    ax.legend(**where, columnspacing=1)
    return ax
