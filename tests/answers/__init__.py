"""What readers write as answers to the exercises, right and wrong; a module a chapter.

A module holds ``ANSWERS``, from the name of an exercise to its rows. A row is a
function and what must come out of it: `Right`, or `Wrong` with the name of the mistake
that the reader must be told. A part of the name will do, if no other mistake of that
exercise has it in its name; `None` where no name fits, and only an example is shown.
``tests/test_answers.py`` walks over all of them.
"""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any, NamedTuple

ORDER = "It takes its arguments in another order."


class Right(NamedTuple):
    """An answer that must pass, and why where that is not evident."""

    answer: Callable[..., Any]
    why: str = ""


class Wrong(NamedTuple):
    """An answer that must not pass, and the mistake that it must be told.

    ``why`` says what is wrong where the mistake does not say it.
    """

    answer: Callable[..., Any]
    mistake: str | None
    why: str = ""


def gather() -> dict[str, list[Right | Wrong]]:
    """Put the tables of all modules here together."""
    gathered: dict[str, list[Right | Wrong]] = {}
    for module in pkgutil.iter_modules(__path__):
        rows = importlib.import_module(f"{__name__}.{module.name}").ANSWERS
        assert not gathered.keys() & rows.keys()
        gathered |= rows
    return gathered
