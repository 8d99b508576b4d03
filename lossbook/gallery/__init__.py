"""The explorers of the book, one function each and one module a chapter.

Each draws its figure once, says which artists move, and gives the sliders. To read how
an explorer is made, open the shortest: ``gallery.probability_of_truth??``.
"""

from lossbook.gallery.robust import (
    line_by_delta,
    outlier_dragged,
    robust_family,
)
from lossbook.gallery.softmax import (
    probability_of_truth,
    softmax_mistakes,
    softmax_temperature,
)
from lossbook.gallery.which_loss import catalogue_tour, one_sided_cost

__all__ = [
    "catalogue_tour",
    "line_by_delta",
    "one_sided_cost",
    "outlier_dragged",
    "probability_of_truth",
    "robust_family",
    "softmax_mistakes",
    "softmax_temperature",
]
