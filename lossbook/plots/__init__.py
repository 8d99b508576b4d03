"""Every figure of the book, one module a chapter.

Each function draws into one Matplotlib ``Axes``, which it takes as ``ax`` and returns.
Colours mean the same thing in every chapter: see ``plots/style.py``.
"""

from lossbook.plots.floating_point import plot_accuracy
from lossbook.plots.instructors import plot_dependencies
from lossbook.plots.margin import (
    plot_gaps,
    plot_margin_losses,
    plot_rings,
    plot_street,
    plot_zero_one,
)
from lossbook.plots.softmax import (
    plot_costs,
    plot_points,
    plot_probabilities,
    plot_regions,
    plot_reliability,
    plot_sigmoid,
    plot_surprisal,
)
from lossbook.plots.style import (
    CLASSES,
    GRADIENT,
    LOSS,
    MARKERS,
    PREDICTION,
    QUIET,
    STYLE,
    TRUTH,
    WIDTH,
    use_style,
)

__all__ = [
    "CLASSES",
    "GRADIENT",
    "LOSS",
    "MARKERS",
    "PREDICTION",
    "QUIET",
    "STYLE",
    "TRUTH",
    "WIDTH",
    "plot_accuracy",
    "plot_costs",
    "plot_dependencies",
    "plot_gaps",
    "plot_margin_losses",
    "plot_points",
    "plot_probabilities",
    "plot_regions",
    "plot_reliability",
    "plot_rings",
    "plot_sigmoid",
    "plot_street",
    "plot_surprisal",
    "plot_zero_one",
    "use_style",
]
