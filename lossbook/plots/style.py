"""Colours, fonts and lines: the same in all figures of the book."""

import os

import matplotlib.pyplot as plt
from IPython import get_ipython
from matplotlib.axes import Axes
from matplotlib_inline.backend_inline import set_matplotlib_formats

# Apart for the colour-blind (Okabe and Ito), and at least 3:1 against both the white
# and the dark page.
TRUTH = "#009e73"
PREDICTION = "#1a80c4"
LOSS = "#d55e00"
GRADIENT = "#8f4ff2"
CLASSES = ("#1a80c4", "#d55e00", "#009e73")
MARKERS = ("o", "s", "^")
QUIET = "#808080"

# At this width a phone shows 12 point letters at 9 points or more.
WIDTH = 4.5

STYLE = {
    "figure.figsize": (WIDTH, 2.8),
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "font.size": 12,
    "grid.alpha": 0.3,
    "grid.color": QUIET,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": "lossbook",
}


def use_style() -> None:
    """Set Matplotlib's style for the book: vector figures for a light and a dark page.

    In a notebook, figures are then shown below their cells, even if the environment
    variable MPLBACKEND names a backend that shows them elsewhere or not at all.
    """
    shell = get_ipython()
    if shell and hasattr(shell, "kernel"):
        if plt.get_backend().lower() == os.environ.get("MPLBACKEND", "").lower():
            shell.run_line_magic("matplotlib", "inline")
        set_matplotlib_formats("svg")
    plt.rcParams.update(STYLE)


def given_or_present(ax: Axes | None) -> Axes:
    """Return the axes to draw into: the given ones, or the current ones of pyplot."""
    return plt.gca() if ax is None else ax
