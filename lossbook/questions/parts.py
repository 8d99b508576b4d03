"""What the questions of several modules are made of."""

import math
from typing import Any

from numpy.typing import NDArray

from lossbook.datasets import load_penguins, split
from lossbook.links import sigmoid
from lossbook.questions.question import Mistake

Place = tuple[str, str]
WHY_NATURAL = "The loss in nats takes the natural logarithm."


def base_10(
    nats: float,
    where: Place,
    *,
    name: str = "that is the logarithm to base 10",
    why: str = WHY_NATURAL,
) -> Mistake:
    """Return the mistake of a common logarithm where nats are asked."""
    return Mistake(nats / math.log(10), name, why, where)


def in_bits(nats: float, where: Place, *, why: str = WHY_NATURAL) -> Mistake:
    """Return the mistake of a logarithm to base 2 where nats are asked."""
    name = "that is in bits, with the logarithm to base 2"
    return Mistake(nats / math.log(2), name, why, where)


def in_nats(bits: float, where: Place) -> Mistake:
    """Return the mistake of a natural logarithm where bits are asked."""
    name = "that is in nats, with the natural logarithm"
    why = "A bit takes the logarithm to base 2."
    return Mistake(bits * math.log(2), name, why, where)


def sigmoid_slope(z: float) -> float:
    """Return the derivative of the sigmoid."""
    return sigmoid(z) * sigmoid(-z)


def two_species() -> tuple[NDArray[Any], ...]:
    """Return bills in mm, species (Chinstrap is +1), and the rows to train and test."""
    penguins = load_penguins()
    two = penguins.labels < 2
    species = 2 * penguins.labels[two] - 1
    train, test = split(species, test_fraction=0.3, seed=0)
    return penguins.features[two, 0], species, train, test
