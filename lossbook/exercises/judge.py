"""How an answer is judged.

An exercise holds the right function, which is always one of the package's own, and
the mistakes that are often made, each as a function that makes it. The reader's
function and all of these are called on the same inputs. What comes out decides.

Two kinds of input tell two kinds of mistake apart. *Ordinary* inputs show whether the
formula is right; anything goes there that is right on paper. *Extreme* inputs show
whether the numbers survive, and are looked at only when the formula is right.
"""

import textwrap
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lossbook._check import numbers

Arguments = tuple[Any, ...]

# Wide enough for an answer in float32, or with an eps of 1e-8 added on the way: such
# an answer is right on paper, and the extreme inputs are there to judge the rest.
RTOL, ATOL = 1e-5, 1e-6


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that many give.

    Attributes
    ----------
    name : str
        What the answer does, as a sentence: "This adds up the examples."
    why : str
        Why it is wrong, in a sentence or two.
    see : str
        Chapter and heading that explain it: "02: The gradient".
    answers : tuple of callable
        Functions that make the mistake. More than one where it has several forms.
    """

    name: str
    why: str
    see: str
    answers: tuple[Callable[..., Any], ...]


@dataclass(frozen=True)
class Exercise:
    """A function to write, and what is needed to judge it.

    Attributes
    ----------
    name : str
        The name of the function to write.
    statement : str
        What it must do.
    arguments : tuple of str
        The names of its arguments.
    solution : callable
        The right function, out of this package.
    ordinary, extreme : tuple of tuples
        The inputs, each a tuple of arguments.
    mistakes : tuple of Mistake
        The wrong answers that are recognised.
    """

    name: str
    statement: str
    arguments: tuple[str, ...]
    solution: Callable[..., Any]
    ordinary: tuple[Arguments, ...]
    extreme: tuple[Arguments, ...]
    mistakes: tuple[Mistake, ...]


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
        hint = _wrapped(self.hint)
        return "\n\n".join(filter(None, [self._headline(), hint, self.example]))

    __repr__ = __str__

    def _headline(self) -> str:
        return (
            f"{self.exercise}: {'right' if self.passed else 'not yet'}. {self.finding}"
        )

    def _repr_markdown_(self) -> str:
        example = self.example and f"```text\n{self.example}\n```"
        headline = f"**{self.exercise}: {'right' if self.passed else 'not yet'}.**"
        return "\n\n".join(
            filter(None, [f"{headline} {self.finding}", self.hint, example])
        )


def judge(exercise: Exercise, answer: Callable[..., Any]) -> Verdict:
    """Call the reader's function on all inputs and compare: see `exercises.check`."""
    if not callable(answer):
        return Verdict(
            exercise.name,
            passed=False,
            finding=f"Give check the function itself, not {type(answer).__name__}.",
            hint=f'Write `check("{exercise.name}", {exercise.name})`, without '
            "parentheses after the function's name.",
        )

    for inputs in (exercise.ordinary, exercise.extreme):
        expected = [_call(exercise.solution, arguments) for arguments in inputs]
        given = [_call(answer, arguments) for arguments in inputs]
        right = [_agree(e, g) for e, g in zip(expected, given, strict=True)]
        if not all(right):
            break
    else:
        return Verdict(
            exercise.name,
            passed=True,
            finding="It agrees with lossbook on all inputs, the extreme ones too.",
        )

    first = right.index(False)
    finding, name = _difference(expected[first], given[first]), None
    hint = "" if inputs is exercise.ordinary else _EXTREME
    if _takes_them_in_reverse(answer, exercise):
        finding = name = "It takes its arguments in another order."
        hint = f"It is called as `{exercise.name}({', '.join(exercise.arguments)})`."
    for mistake in exercise.mistakes:
        if any(_makes(wrong, exercise, inputs, given) for wrong in mistake.answers):
            finding = name = mistake.name
            hint = f"{mistake.why} {_pointer(mistake.see)}"
            break
    return Verdict(
        exercise.name,
        passed=False,
        finding=finding,
        mistake=name,
        hint=hint,
        example=_example(exercise, inputs[first], expected[first], given[first]),
    )


_EXTREME = (
    "The formula is right. Here floating point gives way: some number on the path is "
    "too large or too small to be stored, although the answer is not."
)


# ------------------------------------------------------------- how a check is made


@dataclass(frozen=True)
class _Outcome:
    """What a function gave back: numbers, or a problem in one sentence."""

    value: np.ndarray | None = None
    problem: str = ""
    error: type[BaseException] | None = None


def _call(function: Callable[..., Any], arguments: Arguments) -> _Outcome:
    """Call with copies: nothing the function does to them is seen by the next one."""
    try:
        # What overflows is judged by its value. A warning would only be noise, or an
        # exception where warnings are errors.
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            value = function(*(np.array(argument) for argument in arguments))
    except (Exception, SystemExit) as error:
        name, text = type(error).__name__, str(error)
        problem = f"It raises {name}: {text}" if text else f"It raises {name}"
        return _Outcome(problem=problem.rstrip(".") + ".", error=type(error))
    if value is None:
        return _Outcome(problem="It returns None: is there a return at the end?")
    kind = type(value).__name__
    try:
        # np.array(value, dtype=np.float64) would cut off what is imaginary, and take a
        # mask away.
        return _Outcome(value=numbers(value, "it").astype(np.float64))
    except (TypeError, ValueError) as error:
        problem = f"It returns no array of numbers but this {kind}: {error}."
        return _Outcome(problem=problem)


def _agree(one: _Outcome, other: _Outcome) -> bool:
    """Tell whether two functions did the same: numbers, or the same exception."""
    if one.value is None or other.value is None:
        return one.error is not None and one.error is other.error
    return one.value.shape == other.value.shape and np.allclose(
        one.value, other.value, rtol=RTOL, atol=ATOL, equal_nan=True
    )


def _makes(
    wrong: Callable[..., Any],
    exercise: Exercise,
    inputs: tuple[Arguments, ...],
    given: list[_Outcome],
) -> bool:
    """Tell whether a wrong function explains what the reader's gave back.

    On extreme inputs the reader's formula is known to be right, so the wrong one's
    must be right as well: many a wrong formula overflows in the same way.
    """
    if inputs is exercise.extreme:
        for arguments in exercise.ordinary:
            if not _agree(_call(exercise.solution, arguments), _call(wrong, arguments)):
                return False
    pairs = zip((_call(wrong, arguments) for arguments in inputs), given, strict=True)
    return all(_agree(w, g) or _refused(w, g) for w, g in pairs)


def _takes_them_in_reverse(answer: Callable[..., Any], exercise: Exercise) -> bool:
    """Tell whether the answer would be right if it were called the other way round."""
    return len(exercise.arguments) > 1 and all(
        _agree(_call(exercise.solution, arguments), _call(answer, arguments[::-1]))
        for arguments in exercise.ordinary
    )


def _refused(wrong: _Outcome, given: _Outcome) -> bool:
    """Tell whether Python's `math` refused where numpy gives inf or nan."""
    return (
        given.error in (OverflowError, ValueError, ZeroDivisionError)
        and wrong.value is not None
        and not np.all(np.isfinite(wrong.value))
    )


def _difference(expected: _Outcome, given: _Outcome) -> str:
    """Say in one sentence how an answer that nobody knows is wrong."""
    if given.value is None:
        return given.problem
    if given.value.shape != expected.value.shape:
        return f"It returns the shape {given.value.shape}, not {expected.value.shape}."
    if not np.all(np.isfinite(given.value)):
        return "It returns nan or inf where the answer is finite."
    gap = np.max(np.abs(given.value - expected.value))
    return f"Its numbers differ by up to {gap:.2g}."


def _example(
    exercise: Exercise, arguments: Arguments, expected: _Outcome, given: _Outcome
) -> str:
    """Show one input, the right answer and the reader's, as text."""
    lines = dict(zip(exercise.arguments, arguments, strict=True))
    lines["expected"] = expected.value
    if given.value is not None:
        lines["given"] = given.value
    width = max(map(len, lines))
    return "\n".join(
        f"{name:<{width}} = "
        + np.array2string(
            np.asarray(array),
            precision=5,
            suppress_small=True,
            separator=", ",
            prefix=" " * (width + 3),
        )
        for name, array in lines.items()
    )


def _pointer(see: str) -> str:
    chapter, heading = see.split(": ", maxsplit=1)
    return f"See chapter {chapter}, “{heading}”."


def _wrapped(text: str) -> str:
    return textwrap.fill(text, width=84, break_long_words=False)
