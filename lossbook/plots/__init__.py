"""All figures of the book, one module for each chapter.

Each function draws into one Matplotlib ``Axes``, which it takes as ``ax`` and returns.
Colours mean the same thing in every chapter: see ``plots/style.py``.
"""

from lossbook.plots.entropy import (
    plot_cross_entropy,
    plot_fits,
    plot_letters,
    plot_mean_surprisal,
    plot_shares,
)
from lossbook.plots.floating_point import plot_accuracy
from lossbook.plots.instructors import plot_dependencies
from lossbook.plots.loss_curve import plot_diagnosis
from lossbook.plots.margin import (
    plot_gaps,
    plot_margin_losses,
    plot_rings,
    plot_street,
    plot_zero_one,
)
from lossbook.plots.maximum_likelihood import (
    plot_band,
    plot_coin_likelihood,
    plot_coin_outcomes,
    plot_frequencies,
    plot_underflow,
)
from lossbook.plots.multi_label import plot_beside_base, plot_labels, plot_yes_and_no
from lossbook.plots.recent import plot_answers, plot_best_answers, plot_bins
from lossbook.plots.robust import (
    plot_balls,
    plot_calls,
    plot_descents_on_a_kink,
    plot_over_residual,
)
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
from lossbook.plots.why_a_loss import plot_objective, plot_optimism, plot_paths

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
    "plot_answers",
    "plot_balls",
    "plot_band",
    "plot_beside_base",
    "plot_best_answers",
    "plot_bins",
    "plot_calls",
    "plot_coin_likelihood",
    "plot_coin_outcomes",
    "plot_costs",
    "plot_cross_entropy",
    "plot_dependencies",
    "plot_descents_on_a_kink",
    "plot_diagnosis",
    "plot_fits",
    "plot_frequencies",
    "plot_gaps",
    "plot_gradient_norms",
    "plot_labels",
    "plot_letters",
    "plot_margin_losses",
    "plot_mean_surprisal",
    "plot_objective",
    "plot_optimism",
    "plot_outputs",
    "plot_over_residual",
    "plot_paths",
    "plot_points",
    "plot_probabilities",
    "plot_proper",
    "plot_regions",
    "plot_reliability",
    "plot_rings",
    "plot_shares",
    "plot_sigmoid",
    "plot_slopes",
    "plot_steps_needed",
    "plot_street",
    "plot_surface",
    "plot_surprisal",
    "plot_underflow",
    "plot_yes_and_no",
    "plot_zero_one",
    "use_style",
]
