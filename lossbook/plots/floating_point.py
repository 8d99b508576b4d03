"""The figure of the appendix on floating point."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from lossbook.plots.style import (
    GRADIENT,
    LOSS,
    PREDICTION,
    QUIET,
    TRUTH,
    given_or_present,
)

# Functions that several libraries have, with the knobs left alone.
FUNCTIONS = (
    "softmax",
    "log_softmax",
    "logsumexp",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
    "sigmoid_cross_entropy_grad",
    "softplus",
    "logit",
    "entropy",
    "kl_divergence",
    "huber",
    "log_cosh",
)
# Each library: its colour, its marker, and how far above the line it stands.
LIBRARIES = {
    "lossbook": (TRUTH, "o", 0.0),
    "scipy": (PREDICTION, "s", 0.08),
    "scikit-learn": (QUIET, "^", -0.08),
    "PyTorch": (LOSS, "D", 0.16),
    "optax": (GRADIENT, "x", -0.16),
}
# Within the row of a function, from 0 at its top to 1: the line of its dots, its name.
DOTS, NAME = 0.72, 0.06
NO_DIGIT = 2.0**53
INFINITE = 1e19


def plot_accuracy(rows: Sequence[Mapping[str, str]], *, ax: Axes | None = None) -> Axes:
    """Draw the largest error of each function, a marker for each library.

    Parameters
    ----------
    rows : sequence of mapping
        As `lossbook.tables.accuracy` returns them: function, dtype, and for each
        library the largest error in ulp as text, empty where it has no such function.
    ax : Axes, optional
        Where to draw.
    """
    ax = given_or_present(ax)
    float64 = {row["function"]: row for row in rows if row["dtype"] == "float64"}
    top = np.arange(len(FUNCTIONS))
    for library, (colour, marker, above) in LIBRARIES.items():
        errors = [float(float64[name][library] or "nan") for name in FUNCTIONS]
        shown = np.clip(errors, 0.5, INFINITE)
        dots = ax.plot(shown, top + DOTS - above, marker, color=colour, label=library)
        dots[0].set_zorder(3 if library == "lossbook" else 2)
    ax.axvline(NO_DIGIT, color=QUIET, linewidth=1, linestyle="--")
    ax.set(xscale="log", xlim=(0.3, 1e20), ylim=(len(FUNCTIONS), 0))
    ax.set_xticks([1, 1e4, 1e8, 1e12, 1e16, INFINITE])
    ax.set_xticklabels(["1", "10⁴", "10⁸", "10¹²", "10¹⁶", "∞"])
    ax.minorticks_off()
    # A name stands above its dots, so that they have the whole width; a rule parts it
    # from the dots of the row above.
    for row, name in zip(top, FUNCTIONS, strict=True):
        ax.axhline(row, color=QUIET, linewidth=0.8)
        ax.text(0.4, row + NAME, name.replace("_", " "), va="top")
    ax.set_yticks([])
    ax.grid(axis="y", visible=False)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("largest error, ulp")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, columnspacing=1)
    return ax
