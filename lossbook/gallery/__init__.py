"""The explorers of the book, one function each and one module a chapter.

Each draws its figure once, says which artists move, and gives the sliders. To read how
an explorer is made, open the shortest: ``gallery.probability_of_truth??``.
"""

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

__all__ = [
    "catalogue_tour",
    "gradient_by_layer",
    "neuron_descent",
    "one_sided_cost",
    "probability_of_truth",
    "saturated_neuron",
    "softmax_mistakes",
    "softmax_temperature",
]
