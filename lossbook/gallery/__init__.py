"""The explorers of the book: one function for each, one module for each chapter.

Each draws its figure once, marks the artists that move, and defines the sliders. To see
how an explorer is made, read the shortest: ``gallery.probability_of_truth??``.
"""

from lossbook.gallery.entropy import entropy_of_a_coin, one_bell_for_two_bumps
from lossbook.gallery.loss_curve import curve_of_a_cause, which_of_these
from lossbook.gallery.margin import margin_belief, margin_losses, margin_support
from lossbook.gallery.maximum_likelihood import learned_scale, noise_and_loss
from lossbook.gallery.multi_label import escape_costs, reweighted_minimum, sky_readings
from lossbook.gallery.recent import (
    contrastive_pull,
    mask_answer,
    preference_losses,
)
from lossbook.gallery.robust import line_by_delta, outlier_dragged, robust_family
from lossbook.gallery.sigmoid_neuron import (
    gradient_by_layer,
    neuron_descent,
    saturated_neuron,
)
from lossbook.gallery.softmax import (
    probability_of_truth,
    softmax_mistakes,
    softmax_temperature,
)
from lossbook.gallery.which_loss import catalogue_tour, one_sided_cost
from lossbook.gallery.why_a_loss import (
    accuracy_and_cost,
    best_constant,
    best_probability,
)

__all__ = [
    "accuracy_and_cost",
    "best_constant",
    "best_probability",
    "catalogue_tour",
    "contrastive_pull",
    "curve_of_a_cause",
    "entropy_of_a_coin",
    "escape_costs",
    "gradient_by_layer",
    "learned_scale",
    "line_by_delta",
    "margin_belief",
    "margin_losses",
    "margin_support",
    "mask_answer",
    "neuron_descent",
    "noise_and_loss",
    "one_bell_for_two_bumps",
    "one_sided_cost",
    "outlier_dragged",
    "preference_losses",
    "probability_of_truth",
    "reweighted_minimum",
    "robust_family",
    "saturated_neuron",
    "sky_readings",
    "softmax_mistakes",
    "softmax_temperature",
    "which_of_these",
]
