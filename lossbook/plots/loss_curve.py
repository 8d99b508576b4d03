"""The figures of the appendix on loss curves."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lossbook.diagnosis import Diagnosis
from lossbook.plots.style import LOSS, PREDICTION, QUIET, given_or_present

DASHES = ("--", ":", "-.")


def plot_diagnosis(
    found: Diagnosis, *, steps: ArrayLike | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the curves of a diagnosis, and the losses with which they are compared.

    These are log K, the entropy of the class shares, the variance of the targets, and
    a cap that the curve reaches. Each is named at its right end.

    Parameters
    ----------
    found : Diagnosis
        What `lossbook.diagnose` has returned.
    steps : array_like, optional
        The step at which each loss was printed, if not at each step. The axis is then
        logarithmic.
    ax : Axes, optional
        Where to draw; the current axes by default.

    Returns
    -------
    Axes
    """
    ax = given_or_present(ax)
    x = np.arange(len(found.losses)) if steps is None else np.asarray(steps)
    ax.plot(x, found.losses, color=LOSS, label="training")
    if found.validation is not None:
        ax.plot(x, found.validation, "--", color=PREDICTION, label="validation")
        ax.legend(loc="best")
    for (name, loss), dash in zip(found.lines.items(), DASHES, strict=False):
        ax.axhline(loss, color=QUIET, linewidth=1, linestyle=dash)
        ax.annotate(
            name,
            (1, loss),
            xycoords=("axes fraction", "data"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="right",
            va="bottom",
            color=QUIET,
        )
    if steps is not None:
        ax.set_xscale("log")
    ax.set(xlabel="step", ylabel="loss")
    return ax
