"""The figure of chapter 09: which loss to choose."""

import numpy as np
from matplotlib.axes import Axes

from lossbook.information import cross_entropy
from lossbook.plots.style import GRADIENT, LOSS, PREDICTION, TRUTH, given_or_present


def plot_proper(p: float, *, ax: Axes | None = None) -> Axes:
    """Draw three mean losses of an event of probability p over the stated probability.

    Parameters
    ----------
    p : float
        How often the event happens, between 0 and 1.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    q = np.linspace(0, 1, 201)  # at 0 and 1 the cross-entropy is infinite
    truth = np.broadcast_to([p, 1 - p], (len(q), 2))
    log = cross_entropy(truth, np.stack([q, 1 - q], axis=-1))
    # Of two classes: the second difference is as large as the first.
    brier = 2 * (p * (1 - q) ** 2 + (1 - p) * q**2)
    absolute = p * (1 - q) + (1 - p) * q
    ax.plot(q, log, color=LOSS, label="cross-entropy, nats")
    ax.plot(q, brier, color=PREDICTION, linestyle="--", label="Brier")
    ax.plot(q, absolute, color=GRADIENT, linestyle=":", label="absolute")
    ax.axvline(p, color=TRUTH, linewidth=1)
    ax.set(xlim=(0, 1), ylim=(0, 2.4), xlabel="stated probability", ylabel="mean loss")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return ax
