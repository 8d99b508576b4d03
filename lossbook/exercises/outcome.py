"""What a function gives back: numbers, or a problem that can be said in a sentence.

This module needs NumPy and `lossbook._check` alone, so that it also works where the
losses are not to be seen.
"""

import inspect
import textwrap
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lossbook._check import read_numbers

Arguments = tuple[Any, ...]


@dataclass(frozen=True)
class Outcome:
    """What a function gave back: numbers, or a problem in one sentence.

    ``signals`` are what numpy would have warned of: "overflow", "divide by zero",
    "invalid value".
    """

    value: np.ndarray | None = None
    problem: str = ""
    error: type[BaseException] | None = None
    raised: str = ""
    signals: frozenset[str] = frozenset()


def call(function: Callable[..., Any], arguments: Arguments) -> Outcome:
    """Call with copies: nothing the function does to them is seen by the next one."""
    signals: set[str] = set()
    # What overflows is judged by its value. A warning would only be noise, or an
    # exception where warnings are errors.
    with (
        warnings.catch_warnings(),
        np.errstate(all="call", under="ignore", call=lambda kind, _: signals.add(kind)),
    ):
        warnings.simplefilter("ignore")
        try:
            # [()] makes an array of no axes the number that it holds.
            value = function(*(np.array(argument)[()] for argument in arguments))
        except (Exception, SystemExit) as error:
            raised = raised_by(error)
            return Outcome(
                problem=f"It raises {raised.rstrip('.')}.",
                error=type(error),
                raised=raised,
            )
        if value is None:
            return Outcome(problem="It returns None: is there a return at the end?")
        kind = type(value).__name__
        if isinstance(value, Iterator):
            return Outcome(
                problem=f"It returns this {kind}, not its numbers: write list(...) "
                "around it, or square brackets."
            )
        try:
            # np.array(value, dtype=np.float64) would cut off what is imaginary, and
            # take a mask away.
            array = read_numbers(value, "it").astype(np.float64)
        except (TypeError, ValueError) as error:
            why = str(error).rstrip(".")
            problem = f"It returns no array of numbers but this {kind}: {why}."
            return Outcome(problem=problem)
        except (Exception, SystemExit) as error:  # from the __array__ of a library
            return Outcome(
                problem=f"It returns this {kind}, and turning it into numbers raises "
                f"{raised_by(error).rstrip('.')}."
            )
    return Outcome(value=array, signals=frozenset(signals))


def raised_by(error: BaseException) -> str:
    """Return an exception's name and text, in one line that is not too long."""
    text = textwrap.shorten(str(error), 300, placeholder=" …")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def known_parameters(
    function: Callable[..., Any], count: int
) -> tuple[tuple[str, ...] | None, bool]:
    """Return the names of a function's parameters, and whether it takes so many."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions have no signature
        return None, True
    try:
        signature.bind(*range(count))
    except TypeError:
        return tuple(signature.parameters), False
    return tuple(signature.parameters), True
