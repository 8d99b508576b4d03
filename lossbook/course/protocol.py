"""What is said through the pipe between the sandbox and the program outside.

Whoever writes inside may write anything. So everything that is read has a size, a type
and a limit, arrays are raw numbers whose count must fit their shape, and nothing is
unpickled. This module needs NumPy and ``outcome.py`` alone, since it is also inside.
"""

import builtins
import json
import math
import re
import struct
from typing import Any

import numpy as np

from lossbook.exercises.outcome import Outcome

__all__ = ["ABOUT", "BEGINS", "ENDS", "OUTCOME", "Broken", "frames", "pack", "unpack"]

# Kinds of frame.
BEGINS, ABOUT, OUTCOME, ENDS = 1, 2, 3, 4

HEAD = struct.Struct(">II")  # kind and length
LONGEST_WORDS = 8_000  # bytes of JSON
MOST_NUMBERS = 100_000  # of an answer
LONGEST = LONGEST_WORDS + 1 + 8 * MOST_NUMBERS
LONGEST_TEXT = 1_000  # letters
MOST_AXES = 8
MOST_NUMBERS_SAID = 4  # as in "shape (3, 3) and (3,)"
_NUMBER = re.compile(r"\d+")
SIGNALS = {"overflow", "divide by zero", "invalid value", "underflow"}


class Broken(ValueError):
    """What came through the pipe is not what the runner writes."""


def pack(kind: int, words: dict[str, Any], outcome: Outcome | None = None) -> bytes:
    """Return a frame: words, and an outcome if there is one.

    An answer of more than 100 000 numbers becomes a problem in words.
    """
    raw = b""
    if outcome is not None:
        value = outcome.value
        if value is not None and (value.size > MOST_NUMBERS or value.ndim > MOST_AXES):
            said = f"It returns an array that is too large, of the shape {value.shape}."
            outcome, value = Outcome(problem=said), None
        shape = None
        if value is not None:
            shape, raw = list(value.shape), value.astype("<f8").tobytes()
        words = words | {
            "shape": shape,
            "problem": outcome.problem[:LONGEST_TEXT],
            "errors": [kind.__name__ for kind in (outcome.error or object).__mro__],
            "raised": outcome.raised[:LONGEST_TEXT],
            "signals": sorted(outcome.signals),
        }
    head = json.dumps(words).encode()
    return HEAD.pack(kind, len(head) + 1 + len(raw)) + head + b"\0" + raw


def frames(buffer: bytearray) -> list[tuple[int, bytes]]:
    """Take all whole frames from a buffer; what has not come yet stays there."""
    found = []
    while len(buffer) >= HEAD.size:
        kind, length = HEAD.unpack_from(buffer)
        if kind not in (BEGINS, ABOUT, OUTCOME, ENDS) or length > LONGEST:
            raise Broken("a frame has a kind or a length that no frame has")
        if len(buffer) < HEAD.size + length:
            break
        found.append((kind, bytes(buffer[HEAD.size : HEAD.size + length])))
        del buffer[: HEAD.size + length]
    return found


def unpack(kind: int, content: bytes) -> tuple[dict[str, Any], Outcome | None]:
    """Return the words of a frame, and its outcome if it has one."""
    head, parted, raw = content.partition(b"\0")
    if not parted or len(head) > LONGEST_WORDS:
        raise Broken("a frame has no head, or one that is too long")
    try:
        words = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise Broken("the head of a frame is no JSON") from error
    if not isinstance(words, dict):
        raise Broken("the head of a frame is no table")
    if kind != OUTCOME:
        return words, None
    shape = words.get("shape")
    return words, Outcome(
        value=None if shape is None else _array(shape, raw),
        problem=_without_numbers(_text(words.get("problem"))),
        error=_error(words.get("errors")),
        raised=_without_numbers(_text(words.get("raised"))),
        signals=frozenset(_texts(words.get("signals"))) & SIGNALS,
    )


def _array(shape: Any, raw: bytes) -> np.ndarray:
    whole = isinstance(shape, list) and all(
        type(n) is int and 0 <= n <= MOST_NUMBERS for n in shape
    )
    if not whole or len(shape) > MOST_AXES or 8 * math.prod(shape) != len(raw):
        raise Broken("an array has another shape than its numbers")
    return np.frombuffer(raw, "<f8").reshape(shape).astype(np.float64)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Broken("a text is none")
    return value[:LONGEST_TEXT].encode("utf-8", "replace").decode()


def _without_numbers(words: str) -> str:
    """Cut a message where it shows more than a few numbers: they may be inputs."""
    found = list(_NUMBER.finditer(words))
    if len(found) <= MOST_NUMBERS_SAID:
        return words
    return words[: found[0].start()].rstrip(" -[(,:") + " …"


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise Broken("a list of texts is none")
    return [_text(one) for one in value[:100]]


def _error(names: Any) -> type[BaseException] | None:
    """Return the first of some classes that is an exception of Python's own."""
    for name in _texts(names):
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            return kind
    return None
