"""The figures of chapter 03: maximum likelihood."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from numpy.typing import ArrayLike

from lossbook.likelihood import bernoulli_nll
from lossbook.plots.style import LOSS, PREDICTION, QUIET, TRUTH, given_or_present


def _of_heads(heads: int, tosses: int, p: ArrayLike) -> np.ndarray:
    """Return the probability of so many heads in so many tosses of a coin."""
    p = np.asarray(p, dtype=float)
    yes, no = bernoulli_nll(np.ones(p.shape), p), bernoulli_nll(np.zeros(p.shape), p)
    # The product 0 · inf is nan: an outcome that did not occur costs nothing.
    cost = (heads * yes if heads else 0.0) + (
        (tosses - heads) * no if heads < tosses else 0.0
    )
    return math.comb(tosses, heads) * np.exp(-cost)


def plot_coin_outcomes(
    heads: int, tosses: int, p: float, *, ax: Axes | None = None
) -> Axes:
    """Draw the probability of each number of heads for one coin; mark what was seen.

    The heights of the bars add up to 1.
    """
    ax = given_or_present(ax)
    counts = np.arange(tosses + 1)
    heights = np.array([_of_heads(k, tosses, p) for k in counts])
    colours = [TRUTH if k == heads else PREDICTION for k in counts]
    ax.bar(counts, heights, color=colours, width=0.7)
    ax.set(xlabel="number of heads", ylabel="probability", xticks=counts)
    ax.grid(axis="x", visible=False)
    return ax


def plot_coin_likelihood(heads: int, tosses: int, *, ax: Axes | None = None) -> Axes:
    """Draw how probable each coin makes the number of heads that was seen."""
    ax = given_or_present(ax)
    p = np.linspace(0, 1, 201)
    best = heads / tosses
    ax.plot(p, _of_heads(heads, tosses, p), color=TRUTH)
    ax.axvline(best, color=QUIET, linestyle="--", linewidth=1.5)
    ax.set(xlim=(0, 1), ylim=(0, None))
    ax.set(xlabel="probability of heads, p", ylabel="likelihood")
    return ax


def plot_underflow(losses: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw the likelihood of ever more observations, as a product and as a sum.

    Parameters
    ----------
    losses : array_like, shape (N,)
        The negative log-likelihood of each observation, in nats.
    ax : Axes, optional
        The axes to draw into.
    """
    ax = given_or_present(ax)
    losses = np.asarray(losses, dtype=float)
    number = np.arange(1, len(losses) + 1)
    product = np.cumprod(np.exp(-losses))
    left = product > 0
    ax.plot(
        number[left],
        np.log10(product[left]),
        color=PREDICTION,
        linewidth=6,
        alpha=0.5,
        solid_capstyle="butt",
        label="product, until it is 0",
    )
    ax.plot(
        number,
        -np.cumsum(losses) / math.log(10),
        color=LOSS,
        linestyle="--",
        label="sum of logarithms",
    )
    ax.legend(loc="upper right")
    ax.set(xlabel="number of tosses", ylabel="likelihood, power of 10")
    return ax


def plot_frequencies(
    observed: ArrayLike, expected: ArrayLike, *, ax: Axes | None = None
) -> Axes:
    """Draw how often each count was seen, and how often a model expects it."""
    ax = given_or_present(ax)
    observed, expected = np.asarray(observed), np.asarray(expected)
    counts = np.arange(len(observed))
    # Side by side: where the model is right, one would hide the other.
    bars = ax.bar(counts - 0.15, observed, color=TRUTH, width=0.4, label="seen")
    ax.bar_label(bars, padding=3)
    ax.plot(
        counts + 0.22,
        expected,
        "D",
        color=PREDICTION,
        markersize=8,
        clip_on=False,
        label="expected (Poisson)",
    )
    ax.set(xlabel="deaths in a corps and year", ylabel="corps and years")
    ax.set(xticks=counts, ylim=(0, 1.15 * max(observed.max(), expected.max())))
    ax.grid(axis="x", visible=False)
    ax.legend(loc="upper right")
    return ax


def plot_band(
    x: ArrayLike,
    y: ArrayLike,
    mean: ArrayLike,
    scale: ArrayLike,
    constant: float,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw birds, the mean that a model gives them, and two scales to either side.

    Parameters
    ----------
    x, y : array_like, shape (N,)
        A feature and the mass of each bird.
    mean, scale : array_like, shape (N,)
        What the model says of each, the shaded and outlined band.
    constant : float
        A scale that is the same for all birds, the dashed lines.
    ax : Axes, optional
        The axes to draw into. The caller names the feature.
    """
    ax = given_or_present(ax)
    order = np.argsort(np.asarray(x))
    x, y, mean, scale = (np.asarray(a)[order] for a in (x, y, mean, scale))
    ax.plot(x, y, "o", color=QUIET, markersize=3, alpha=0.7)
    # On a dark page the fill alone can hardly be seen: its outline can.
    ax.fill_between(
        x,
        mean - 2 * scale,
        mean + 2 * scale,
        facecolor=to_rgba(PREDICTION, 0.2),
        edgecolor=PREDICTION,
        linewidth=1,
    )
    ax.plot(x, mean, color=PREDICTION)
    for side in (-2, 2):
        ax.plot(
            x, mean + side * constant, color=PREDICTION, linestyle="--", linewidth=1.5
        )
    ax.set(ylabel="body mass, kg")
    return ax
