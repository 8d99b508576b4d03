"""A question, the wrong answers that people give, and what each of them is told.

One definition serves three places. The page of the book has it as data, and
``question.js`` replies there without a kernel; in Jupyter `reply` does, in the same
words; a saved notebook shows the question alone (``shown.py``).
"""

import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lossbook.prose import STATIC, STILL
from lossbook.questions import shown
from lossbook.questions.numbers import Unreadable, read, spoken

LEAST_MISTAKES = 3
HINTS = 2

NATURAL = " (“log” is read as the natural logarithm here; log2 and log10 are others.)"
BELOW = " The text below gives the answer."
SIGN = "The size is right, but the sign is not."
SHARE = "That is the share; in per cent it is 100 times as much."
NOTHING = "Choose one of the statements first."

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TARGET = re.compile(r"(?P<chapter>\d\d)?[\w-]+\.html#[\w-]+")


class Reply(NamedTuple):
    """What a reader is told.

    ``kind`` is "right", "mistake" (a wrong answer that was recognised), "hint" (another
    wrong answer) or "unread". ``words`` and ``target`` say where to read on, or are
    empty.
    """

    kind: str
    text: str
    words: str = ""
    target: str = ""

    def __str__(self) -> str:
        return f"{self.text} Read on: {self.words}." if self.words else self.text


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people give.

    Parameters
    ----------
    answer : float or str
        The wrong number, computed from the wrong formula, or the wrong statement.
    name : str
        What goes on behind "Not quite: ", without a full stop: "that is in bits".
    why : str
        Why it is wrong, in a sentence or two.
    read : tuple of str
        Where to read on: the heading, and a link that works from any chapter, as
        ``("The gradient", "02-softmax-nll.html#the-gradient")``.

    Raises
    ------
    ValueError
        If one of them is empty or has another form.
    """

    answer: float | str
    name: str
    why: str
    read: tuple[str, str]

    def __post_init__(self) -> None:
        """Refuse a mistake that says too little."""
        if isinstance(self.answer, str):
            _check_text("answer", self.answer)
        else:
            object.__setattr__(self, "answer", _as_number("answer", self.answer))
        _check_text("name", self.name)
        _check_sentence("why", self.why)
        if self.name[-1] in ".!?":
            raise ValueError(f"name must have no full stop, got {self.name!r}")
        is_pair = isinstance(self.read, tuple) and len(self.read) == 2
        if not is_pair or not _TARGET.fullmatch(self.read[1]) or not self.read[0]:
            raise ValueError(
                "read must be a heading and a link such as "
                f"'02-softmax-nll.html#the-gradient', got {self.read!r}"
            )

    @property
    def reply(self) -> Reply:
        """What a reader is told who makes it."""
        heading, target = self.read
        chapter = _TARGET.fullmatch(target)["chapter"]
        words = f"chapter {chapter}, “{heading}”" if chapter else f"“{heading}”"
        return Reply("mistake", f"Not quite: {self.name}. {self.why}", words, target)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What questions of both kinds have."""

    name: str
    text: str
    answer: Any
    mistakes: Sequence[Mistake]
    right: str

    def __post_init__(self) -> None:
        """Refuse a question that could not be asked or answered."""
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                "name must be small letters, digits and _, and begin with a letter, "
                f"got {self.name!r}"
            )
        _check_text("text", self.text)
        _check_sentence("right", self.right)
        object.__setattr__(self, "mistakes", tuple(self.mistakes))
        if len(self.mistakes) < LEAST_MISTAKES:
            raise ValueError(
                f"mistakes of {self.name!r} must be {LEAST_MISTAKES} or more, "
                f"got {len(self.mistakes)}"
            )

    @property
    def is_right(self) -> Reply:
        """What a reader is told whose answer is right."""
        return Reply("right", f"Right. {self.right}")

    def _repr_mimebundle_(self, **kwargs: object) -> Any:
        """Show the form in the book's build, the widget in Jupyter.

        What cannot show the widget, such as a saved notebook on a web site, shows the
        question.
        """
        still = {"text/html": shown.still(self), "text/plain": repr(self)}
        if STATIC in os.environ:
            return still | {"text/html": shown.page(self)}, {STILL: still}
        view = {"version_major": 2, "version_minor": 0}
        view["model_id"] = shown.widget(self).model_id
        return still | {shown.WIDGET: view}, {}


@dataclass(frozen=True, kw_only=True, repr=False)
class Question(_Asked):
    """A question whose answer is a number.

    Parameters
    ----------
    name : str
        A name that no other question of the book has.
    text : str
        The question in plain words, with `code` between backticks and no LaTeX.
    answer : float
        The right number; it may be infinite.
    unit : str, default ""
        The unit in which the answer is asked: "nats", "bits", "kg", "%".
    tolerance : float
        How far from the answer a number may be and still be right, in the unit.
    mistakes : sequence of Mistake
        Three or more wrong numbers that people give.
    hints : tuple of str
        Two hints, for wrong numbers that are not recognised.
    right : str
        Why the answer is right, with the exact number.

    Raises
    ------
    ValueError
        If an argument has another form, or two numbers are so close that something
        typed could be both.

    Examples
    --------
    >>> from lossbook.questions import ask
    >>> question = ask("equal_logits")
    >>> print(question.reply("log10 3"))
    Not quite: that is the logarithm to base 10. The loss in nats takes the natural
    logarithm. Read on: chapter 02, “The negative log-likelihood”.
    >>> print(question.reply("2"))
    Too large. Equal logits give equal probabilities.
    """

    answer: float
    unit: str = ""
    tolerance: float
    hints: tuple[str, str]

    def __post_init__(self) -> None:
        """Refuse a question in which one number could mean two things."""
        super().__post_init__()
        object.__setattr__(self, "answer", _as_number("answer", self.answer))
        if not 0 < self.tolerance < math.inf:
            raise ValueError(
                f"tolerance must be above 0 and finite, got {self.tolerance}"
            )
        if isinstance(self.hints, str) or len(self.hints) != HINTS:
            raise ValueError(f"hints must be exactly {HINTS}, got {self.hints!r}")
        for hint in self.hints:
            _check_sentence("hints", hint)
        numbers = [("the answer", self.answer)]
        for mistake in self.mistakes:
            if isinstance(mistake.answer, str):
                raise ValueError(
                    f"mistakes of {self.name!r} must have numbers for answers, "
                    f"got {mistake.answer!r}"
                )
            for what, other in numbers:
                near = abs(mistake.answer - other) <= 2 * self.tolerance
                if near or mistake.answer == other:
                    raise ValueError(
                        f"mistakes of {self.name!r} must be more than two tolerances "
                        f"({2 * self.tolerance:g}) from each other and from the "
                        f"answer: {mistake.answer:.6g} ({mistake.name}) is too near "
                        f"to {other:.6g} ({what})"
                    )
            numbers.append((mistake.name, mistake.answer))

    def _is(self, value: float, answer: float) -> bool:
        return value == answer or abs(value - answer) <= self.tolerance

    def reply(self, typed: str, earlier: int = 0) -> Reply:
        """Return what a reader is told.

        Parameters
        ----------
        typed : str
            The answer, as it was typed.
        earlier : int, default 0
            How many other wrong answers were not recognised before.
        """
        try:
            value, natural = read(typed, self.unit)
        except Unreadable as error:
            return Reply("unread", str(error))
        if self._is(value, self.answer):
            return self.is_right
        note = NATURAL if natural else ""
        for mistake in self.mistakes:
            if self._is(value, mistake.answer):
                reply = mistake.reply
                return reply._replace(text=reply.text + note)
        if self._is(-value, self.answer):
            lead = SIGN
        elif self.unit == "%" and self._is(100 * value, self.answer):
            lead = SHARE
        else:
            lead = "Too large." if value > self.answer else "Too small."
        hint = self.hints[min(earlier, HINTS - 1)]
        end = BELOW if earlier >= HINTS else ""
        return Reply("hint", f"{lead} {hint}{end}{note}")

    @property
    def asked(self) -> str:
        """What stands beside the place for the answer."""
        return f"Your answer, in {spoken(self.unit)}" if self.unit else "Your answer"

    @property
    def statements(self) -> tuple[str, ...]:
        """None: the answer is typed."""
        return ()

    def __repr__(self) -> str:
        """Return the question as text."""
        return f"{self.text} ({self.asked}.)"


@dataclass(frozen=True, kw_only=True, repr=False)
class Choice(_Asked):
    """A question whose answer is one of several statements.

    Parameters
    ----------
    name, text, right
        As for a `Question`.
    answer : str
        The right statement.
    mistakes : sequence of Mistake
        Three or more wrong statements.

    Raises
    ------
    ValueError
        If an argument has another form, or two statements are the same.
    """

    answer: str

    def __post_init__(self) -> None:
        """Refuse a choice between statements that are the same."""
        super().__post_init__()
        _check_text("answer", self.answer)
        for mistake in self.mistakes:
            if not isinstance(mistake.answer, str):
                raise ValueError(
                    f"mistakes of {self.name!r} must have statements for answers, "
                    f"got {mistake.answer!r}"
                )
        if len(set(self.statements)) <= len(self.mistakes):
            raise ValueError(
                f"statements of {self.name!r} must differ, got {self.statements}"
            )

    @property
    def statements(self) -> tuple[str, ...]:
        """All statements by the alphabet, which does not know the right one."""
        wrong = [mistake.answer for mistake in self.mistakes]
        return tuple(sorted([self.answer, *wrong], key=str.casefold))

    @property
    def asked(self) -> str:
        """What stands above the statements."""
        return "Your answer"

    def reply(self, typed: str, earlier: int = 0) -> Reply:
        """Return what a reader is told who chooses a statement.

        Parameters
        ----------
        typed : str
            One of `statements`, or nothing.
        earlier : int, default 0
            Not used: each wrong statement has a reply of its own.
        """
        if typed == self.answer:
            return self.is_right
        for mistake in self.mistakes:
            if typed == mistake.answer:
                return mistake.reply
        return Reply("unread", NOTHING)

    def __repr__(self) -> str:
        """Return the question as text."""
        return "\n".join([self.text, *(f"- {one}" for one in self.statements)])


def _as_number(name: str, value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool | str) or math.isnan(number):
        raise ValueError(f"{name} must be one number, got {value!r}")
    return number


def _check_text(name: str, text: object) -> None:
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{name} must be a text, got {text!r}")
    if "$" in text or "\\" in text:
        raise ValueError(f"{name} must have no LaTeX, got {text!r}")
    if text.count("`") % 2:
        raise ValueError(f"{name} must close each backtick, got {text!r}")


def _check_sentence(name: str, text: object) -> None:
    _check_text(name, text)
    if text.strip()[-1] not in ".?!":
        raise ValueError(f"{name} must end as a sentence, got {text!r}")
