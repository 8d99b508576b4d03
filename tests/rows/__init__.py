"""One row for each explorer and each plot of the book, one module a chapter.

A module holds ``EXPLORERS``, from the function that makes an explorer to a `Row`, and
``PLOTS``, from the name of a plot to its arguments and the names of its axes. The
tests of the gallery, of the plots and of the built pages walk over all of them.
``QUESTIONS`` has the answer of each question by a second route, and the numbers of its
mistakes; of a choice, the right statement if a computation says that it is true.
"""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any, NamedTuple


class Row(NamedTuple):
    """What an explorer must say, and moves to try by keyboard.

    ``said`` takes the sliders' values and gives the numbers of the sentence, in order,
    from other formulas than the package's. A move is a slider, a number of presses of
    the arrow key to the right, and the value where that leads. ``unit`` is a
    word that the sentence must hold.
    """

    said: Callable[..., list[float]]
    moves: list[tuple[str, int, Any]]
    unit: str = "nats"


def gather(name: str) -> dict:
    """Put the dictionaries of that name of all modules here together."""
    gathered: dict = {}
    for module in pkgutil.iter_modules(__path__):
        rows = getattr(importlib.import_module(f"{__name__}.{module.name}"), name, {})
        assert not gathered.keys() & rows.keys()
        gathered |= rows
    return gathered
