"""The figures of chapter 04: entropy, cross-entropy and KL."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from numpy.typing import ArrayLike

from lossbook.information import cross_entropy, entropy, surprisal
from lossbook.plots.style import (
    CLASSES,
    LOSS,
    PREDICTION,
    QUIET,
    TRUTH,
    given_or_present,
)


def plot_mean_surprisal(
    p: ArrayLike, q: ArrayLike, names: Sequence[str], *, ax: Axes | None = None
) -> Axes:
    """Draw boxes, p wide and -log2 q high: their total area is H(p, q) in bits."""
    ax = given_or_present(ax)
    p, heights = np.asarray(p), surprisal(q, base=2)
    left = np.cumsum(p) - p
    boxes = ax.bar(left, heights, width=p, align="edge", linewidth=1.5)
    for k, box in enumerate(boxes):
        box.set(facecolor=to_rgba(LOSS, 0.4 if k % 2 == 0 else 0.15), edgecolor=LOSS)
    ax.bar_label(boxes, names, padding=2)
    ax.set(xlim=(-0.02, 1.02), ylim=(0, heights.max() + 0.9))
    ax.set(xlabel="share of the letters, p", ylabel="length, bits")
    return ax


def plot_cross_entropy(p: float, *, ax: Axes | None = None) -> Axes:
    """Draw the cross-entropy of a coin p and a model q: H(p), and the KL above it."""
    ax = given_or_present(ax)
    q = np.linspace(0.005, 0.995, 199)
    belief = np.stack([q, 1 - q], axis=-1)
    coin = np.broadcast_to([p, 1 - p], belief.shape)
    least = float(entropy(coin[0]))
    cost = cross_entropy(coin, belief)
    ax.fill_between(q, least, cost, color=LOSS, alpha=0.15, linewidth=0)
    ax.plot(q, cost, color=LOSS)
    ax.axhline(least, color=QUIET, linestyle="--", linewidth=1.5)
    ax.plot([p], [least], "o", color=TRUTH)
    ax.text(p, least - 0.06, "q = p", color=TRUTH, ha="center", va="top")
    ax.text(0.99, least - 0.06, "H(p)", ha="right", va="top")
    ax.text(0.92, least + 0.28, "KL", ha="right", va="center")
    ax.text(0.78, 1.75, "H(p, q)", color=LOSS, ha="right", va="center")
    ax.set(xlim=(0, 1), ylim=(0, 2.6))
    ax.set(xlabel="chance of heads that is believed, q", ylabel="nats a toss")
    return ax


def plot_fits(
    x: ArrayLike,
    truth: ArrayLike,
    fits: Mapping[str, ArrayLike],
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw a density and up to three fits to it, each with its name in the legend."""
    ax = given_or_present(ax)
    ax.fill_between(
        x,
        0,
        truth,
        facecolor=to_rgba(TRUTH, 0.25),
        edgecolor=TRUTH,
        linewidth=1,
        label="truth",
    )
    for (name, fit), line in zip(fits.items(), ("-", "--", ":"), strict=False):
        ax.plot(x, fit, line, color=PREDICTION, label=name)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, columnspacing=1.2)
    ax.set(xlabel="x", ylabel="density", ylim=(0, None))
    return ax


def plot_shares(
    counts: ArrayLike,
    groups: Sequence[str],
    classes: Sequence[str],
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw a bar per group, as wide as its size, divided into its classes."""
    ax = given_or_present(ax)
    counts = np.asarray(counts)
    place = np.arange(len(groups))
    left = np.zeros(len(groups))
    for k, name in enumerate(classes):
        there = counts[:, k] > 0
        bars = ax.barh(
            place[there],
            counts[there, k],
            left=left[there],
            height=0.65,
            facecolor=to_rgba(CLASSES[k], 0.35),
            edgecolor=CLASSES[k],
            linewidth=1.5,
            label=name,
        )
        ax.bar_label(bars, label_type="center")
        left = left + counts[:, k]
    ax.set_yticks(place, groups)
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1), ncols=3, columnspacing=1)
    ax.set(xlabel="birds", ylabel="")
    return ax


def plot_letters(
    counts: ArrayLike, alphabet: Sequence[str], *, ax: Axes | None = None
) -> Axes:
    """Draw the share of each letter, the most common first, and an equal share."""
    ax = given_or_present(ax)
    counts = np.asarray(counts)
    order = np.argsort(-counts, kind="stable")
    place = np.arange(len(counts))
    ax.bar(place, 100 * counts[order] / counts.sum(), color=TRUTH, width=0.7)
    ax.axhline(100 / len(counts), color=QUIET, linestyle="--", linewidth=1.5)
    ax.text(place[-1] + 0.5, 100 / len(counts) + 0.3, "all alike", ha="right")
    ax.set_xticks(place, [alphabet[k] for k in order])
    ax.tick_params(axis="x", length=0, pad=2)
    ax.set_yticks([0, 5, 10])
    ax.grid(axis="x", visible=False)
    ax.set(xlim=(-0.7, place[-1] + 0.7), xlabel="letter", ylabel="share, %")
    return ax
