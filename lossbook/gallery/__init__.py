"""The explorers of the book, one function each and one module a chapter.

Each draws its figure once, says which artists move, and gives the sliders. To read how
an explorer is made, open the shortest: ``gallery.probability_of_truth??``.
"""

from lossbook.gallery.margin import (
    margin_belief,
    margin_losses,
    margin_support,
)
from lossbook.gallery.softmax import (
    probability_of_truth,
    softmax_mistakes,
    softmax_temperature,
)

__all__ = [
    "margin_belief",
    "margin_losses",
    "margin_support",
    "probability_of_truth",
    "softmax_mistakes",
    "softmax_temperature",
]
