"""The figures of chapter 06: binary cross-entropy and multi-label problems."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lossbook.classification import sigmoid_cross_entropy
from lossbook.plots.style import LOSS, PREDICTION, QUIET, TRUTH, given_or_present


def plot_yes_and_no(*, pos_weight: float = 1.0, ax: Axes | None = None) -> Axes:
    """Draw the loss against the logit, for a true answer of yes and of no."""
    ax = given_or_present(ax)
    z = np.linspace(-5, 5, 201)
    for target, dashes, place in ((1, "-", (-3.4, "left")), (0, "--", (3.4, "right"))):
        truth = np.full_like(z, target)
        loss = sigmoid_cross_entropy(truth, z, pos_weight=pos_weight)
        ax.plot(z, loss, dashes, color=LOSS)
        x, _ = place
        weight = pos_weight if target else 1.0
        ax.annotate(
            "truth: yes" if target else "truth: no",
            (x, weight * np.log1p(np.exp(abs(x)))),
            (6 if target else -6, 0),
            textcoords="offset points",
            ha="left" if target else "right",
        )
    ax.set(xlabel="logit z", ylabel="loss, nats")
    return ax


def plot_labels(
    probs: ArrayLike,
    truth: ArrayLike,
    labels: Sequence[str],
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw one bar per label; the labels that hold have the colour of the truth.

    Parameters
    ----------
    probs : array_like, shape (K,)
        The probability of each label.
    truth : array_like, shape (K,)
        1 for each label that holds, 0 for the others; any number of them.
    labels : sequence of str
        The name of each label.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    probs, truth = np.asarray(probs), np.asarray(truth)
    bars = ax.bar(
        labels, probs, width=0.7, color=np.where(truth == 1, TRUTH, PREDICTION)
    )
    # Side by side, the numbers of more than six bars would run into one another.
    least = 0.0 if len(probs) <= 6 else 0.1
    numbers = [f"{p:.2f}" if p >= least else "" for p in probs]
    ax.bar_label(bars, numbers, padding=2)
    ax.set(ylim=(0, 1.2), yticks=[0, 0.5, 1], ylabel="probability")
    # A line at 0.5 would strike through the number of a bar that ends just below it.
    ax.grid(visible=False)
    return ax


def plot_beside_base(
    costs: ArrayLike,
    base: ArrayLike,
    labels: Sequence[str],
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the cost of the predictions of each label beside that of its base rate."""
    ax = given_or_present(ax)
    costs, base = np.asarray(costs), np.asarray(base)
    rows = np.arange(len(labels))
    ax.hlines(rows, costs, base, color=QUIET, linewidth=1.5)
    ax.plot(base, rows, "s", color=QUIET, label="base rate")
    ax.plot(costs, rows, "o", color=LOSS, label="model")
    ax.set_yticks(rows, labels)
    ax.set(xlim=(0, None), ylim=(len(labels) - 0.5, -0.5))
    ax.set(xlabel="cost, nats per animal")
    ax.grid(axis="y", visible=False)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return ax
