"""Docstrings put together from what a function says and what its kind shares.

A formula says what is its own, in paragraphs, some of them with a word in front::

    Return r²/2 up to |r| = delta, and delta (|r| - delta/2) beyond.

    The unit is that of y squared.

    delta: where the parabola goes over into straight lines, > 0, in y's unit.

    Note: The two pieces have one slope where they meet, so there is no kink.

    Source: Huber (1964), *Robust estimation of a location parameter*.

and then an example. What comes out is a docstring in numpy's style. The entries of the
arguments come first, then those of the four words, in the order of `_WORDS`. An entry
goes on until a line with the word of a later one in front, a line that begins with
``>>>``, or the end. So a line of a note may begin with ``delta:``.
"""

from __future__ import annotations

import functools
import inspect
import textwrap
from collections.abc import Mapping

__all__ = ["entries", "in_numpy_style"]

_WIDTH = 84
_WORDS = ("Returns", "Note", "Source", "Example")


def entries(doc: str | None, names: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the parts of a formula's docstring: "" is what stands before the first.

    ``names`` are the arguments that may have an entry of their own.
    """
    parts: dict[str, list[str]] = {"": []}
    order = dict.fromkeys(names, 0) | {word: i for i, word in enumerate(_WORDS, 1)}
    word = ""
    for line in inspect.cleandoc(doc or "").split("\n"):
        front, colon, rest = line.partition(": ")
        later = order.get(front, -1) >= order.get(word, 0) and front not in parts
        if colon and later:
            word, line = front, rest
        elif line.startswith(">>> "):
            word = "Example"
        parts.setdefault(word, []).append(line)
    return {word: "\n".join(lines).strip("\n") for word, lines in parts.items()}


def in_numpy_style(
    own: Mapping[str, str],
    *,
    arguments: Mapping[str, tuple[str, str]],
    returns: tuple[str, str],
    raises: Mapping[str, str],
) -> str:
    """Return a docstring with all sections.

    Parameters
    ----------
    own : mapping
        What `entries` returns.
    arguments : mapping
        For each argument its type, and what is said of it where `own` is silent.
    returns : tuple of str
        The type of the result, and what is said of it where `own` is silent.
    raises : mapping
        For each kind of error the condition.
    """
    listed = [
        f"{name} : {kind}\n{_block(own.get(name, text))}"
        for name, (kind, text) in arguments.items()
    ]
    sections = {
        "Parameters": "\n".join(listed),
        "Returns": f"{returns[0]}\n{_block(own.get('Returns', returns[1]))}",
        "Raises": "\n".join(f"{kind}\n{_block(text)}" for kind, text in raises.items()),
        "Notes": own.get("Note", ""),
        "References": own.get("Source", ""),
        "Examples": own.get("Example", ""),
    }
    titled = [
        f"{title}\n{'-' * len(title)}\n{text}"
        for title, text in sections.items()
        if text
    ]
    return "\n\n".join([own[""], *titled]) + "\n"


@functools.cache
def _block(text: str) -> str:
    """Return text as an indented block, filled if a line of it is too long."""
    words = text[:1].upper() + text[1:]
    if max(map(len, words.split("\n"))) > _WIDTH:
        words = textwrap.fill(words, _WIDTH, break_on_hyphens=False)
    return "    " + words.replace("\n", "\n    ")
