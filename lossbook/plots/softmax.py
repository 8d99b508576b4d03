"""The figures of chapter 02: softmax and the negative log-likelihood."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.typing import ColorType
from numpy.typing import ArrayLike

from lossbook.calibration import Reliability
from lossbook.descent import add_intercept, standardize
from lossbook.information import surprisal
from lossbook.links import sigmoid, softmax
from lossbook.plots.style import (
    CLASSES,
    LOSS,
    MARKERS,
    PREDICTION,
    QUIET,
    TRUTH,
    given_or_present,
)


def plot_sigmoid(*, ax: Axes | None = None) -> Axes:
    """Draw the probability of the first of two classes against its logit."""
    ax = given_or_present(ax)
    logit = np.linspace(-6, 6, 241)
    ax.plot(logit, sigmoid(logit), color=PREDICTION)
    ax.plot([0], [0.5], "o", color=PREDICTION)
    ax.set(xlabel="logit z", ylabel="probability σ(z)", ylim=(-0.03, 1.03))
    return ax


def plot_probabilities(
    probs: ArrayLike,
    target: int,
    classes: Sequence[str],
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw one bar per class; that of the target has the colour of the truth."""
    ax = given_or_present(ax)
    probs = np.asarray(probs)
    colours = [TRUTH if k == target else PREDICTION for k in range(len(probs))]
    bars = ax.bar(classes, probs, color=colours, width=0.7)
    ax.bar_label(bars, fmt="{:.3f}", padding=2)
    ax.set(ylim=(0, 1.15), yticks=[0, 0.5, 1], ylabel="probability")
    ax.grid(axis="x", visible=False)
    return ax


def plot_surprisal(probs: ArrayLike = (), *, ax: Axes | None = None) -> Axes:
    """Draw -log p against p, with a dot at each given probability of the target."""
    ax = given_or_present(ax)
    p = np.geomspace(0.005, 1, 200)
    ax.plot(p, surprisal(p), color=LOSS)
    probs = np.asarray(probs, dtype=float)
    ax.plot(probs, surprisal(probs) if probs.size else [], "o", color=TRUTH)
    ax.set(xlim=(0, 1.02), ylim=(0, 5.3))
    ax.set(xlabel="probability of the target", ylabel="loss, nats")
    return ax


def plot_costs(costs: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw the mean loss against the steps of a descent."""
    ax = given_or_present(ax)
    ax.plot(np.asarray(costs), color=LOSS)
    ax.set(xlabel="step", ylabel="cost, nats a bird", ylim=(0, None))
    return ax


def plot_points(
    points: ArrayLike,
    labels: ArrayLike,
    classes: Sequence[str],
    *,
    colours: Sequence[ColorType] = CLASSES,
    ax: Axes | None = None,
) -> Axes:
    """Draw two features of each example, with one colour and one marker per class."""
    ax = given_or_present(ax)
    points, labels = np.asarray(points), np.asarray(labels)
    for k, name in enumerate(classes):
        x, y = points[labels == k].T
        ax.plot(x, y, MARKERS[k], color=colours[k], markersize=4, alpha=0.8, label=name)
    ax.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(classes), markerscale=1.5
    )
    return ax


def plot_regions(
    weights: ArrayLike,
    *,
    like: ArrayLike | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw where a softmax of two features gives each class the largest probability.

    Parameters
    ----------
    weights : array_like, shape (3, K)
        One row for each feature of the axes, in their order, then the intercepts.
    like : array_like, shape (N, 2), optional
        The examples whose mean and standard deviation the model's features were
        standardized with. Without it, the weights belong to the units of the axes.
    ax : Axes, optional
        The regions fill its present limits.
    """
    ax = given_or_present(ax)
    weights = np.asarray(weights)
    x, y = np.meshgrid(
        np.linspace(*ax.get_xlim(), 200), np.linspace(*ax.get_ylim(), 200)
    )
    features = np.stack([x.ravel(), y.ravel()], axis=-1)
    if like is not None:
        features = standardize(features, like=like)
    probs = softmax(add_intercept(features) @ weights)
    for k in range(weights.shape[1]):
        others = np.delete(probs, k, axis=-1).max(axis=-1)
        lead = (probs[:, k] - others).reshape(x.shape)
        ax.contourf(x, y, lead, levels=[0, 1], colors=[CLASSES[k]], alpha=0.12)
    return ax


def plot_reliability(reliability: Reliability, *, ax: Axes | None = None) -> Axes:
    """Draw the share of right answers against the confidence that the model claimed.

    Of yes and no: the share of yes against the probability of yes.

    The area of a dot is the number of examples in its bin.
    """
    ax = given_or_present(ax)
    ax.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle="--")
    ax.scatter(
        reliability.confidence,
        reliability.accuracy,
        s=12 + 500 * reliability.count / reliability.count.sum(),
        color=PREDICTION,
        alpha=0.8,
    )
    least = np.nanmin(reliability.confidence)
    ax.set(xlim=(least - 0.05, 1.03), ylim=(-0.03, 1.05))
    if reliability.of_yes:
        ax.set(xlabel="probability of yes", ylabel="share of yes")
    else:
        ax.set(xlabel="confidence of the model", ylabel="share that is right")
    return ax
