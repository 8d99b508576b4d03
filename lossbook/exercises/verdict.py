"""What `check` found, laid out as text and as Markdown."""

import re
import textwrap
from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class Verdict:
    """What `check` found. It is true if the answer is right.

    Attributes
    ----------
    exercise : str
        The name of the exercise.
    passed : bool
        Whether the answer is right.
    finding : str
        What was found, in one sentence.
    mistake : str or None
        The name of the recognised mistake.
    hint : str
        Why it is wrong and where to read on, or nothing.
    example : str
        The first input where the answer is wrong, expected and given, or nothing.
    """

    exercise: str
    passed: bool
    finding: str
    mistake: str | None = None
    hint: str = ""
    example: str = ""

    def __bool__(self) -> bool:
        return self.passed

    def __str__(self) -> str:
        headline = f"{self.exercise}: {self._word()}. {self.finding}"
        return _paragraphs(_wrapped(headline), _wrapped(self.hint), self.example)

    __repr__ = __str__

    def _word(self) -> str:
        return "right" if self.passed else "not yet"

    def _repr_markdown_(self) -> str:
        headline = f"**{_escaped(self.exercise)}: {self._word()}.**"
        return _paragraphs(
            f"{headline} {_escaped(self.finding)}",
            _escaped(self.hint),
            self.example and f"```text\n{self.example}\n```",
        )


def _wrapped(text: str) -> str:
    return textwrap.fill(text, width=84, break_long_words=False)


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is; `code` stays code."""
    parts = re.split(r"(`[^`]*`)", text)
    special = r"[\\`*<>\[\]$~|&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"
    parts[::2] = [re.sub(special, r"\\\g<0>", part) for part in parts[::2]]
    return "".join(parts)
