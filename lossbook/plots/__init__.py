"""Every figure of the book, one module a chapter.

Each function draws into one Matplotlib ``Axes``, which it takes as ``ax`` and returns.
Colours mean the same thing in every chapter: see ``plots/style.py``.
"""

from lossbook.plots.floating_point import plot_accuracy
from lossbook.plots.instructors import plot_dependencies
from lossbook.plots.sigmoid_neuron import (
    plot_gradient_norms,
    plot_outputs,
    plot_slopes,
    plot_steps_needed,
    plot_surface,
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
from lossbook.plots.which_loss import plot_proper

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
    "plot_gradient_norms",
    "plot_outputs",
    "plot_points",
    "plot_probabilities",
    "plot_proper",
    "plot_regions",
    "plot_reliability",
    "plot_sigmoid",
    "plot_slopes",
    "plot_steps_needed",
    "plot_surface",
    "plot_surprisal",
    "use_style",
]
