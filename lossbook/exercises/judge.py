"""How an answer is judged.

An exercise holds the right function, which is always one of the package's own, and
the mistakes that are often made, each as a function that makes it. The reader's
function and all of these are called on the same inputs. What comes out decides.

Two kinds of input tell two kinds of mistake apart. *Ordinary* inputs show whether the
formula is right; anything goes there that is right on paper. *Extreme* inputs show
whether the numbers survive, and are looked at only when all ordinary ones are right.
"""

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import permutations
from typing import Any

import numpy as np

from lossbook.exercises.outcome import Arguments, Outcome, call, known_parameters
from lossbook.exercises.verdict import Verdict

# Calls a function with arguments, as `call` does.
Caller = Callable[[Callable[..., Any], Arguments], Outcome]

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
        Chapter and heading that explain it: "02: The gradient"; or nothing.
    answers : tuple of callable
        Functions that make the mistake. More than one where it has several forms.
    orders : tuple of tuple of int
        Orders of the arguments: an answer that is right in one of them makes it too.
    """

    name: str
    why: str
    see: str
    answers: tuple[Callable[..., Any], ...]
    orders: tuple[tuple[int, ...], ...] = ()


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


@dataclass(frozen=True)
class Answer:
    """What is known of an answer: what it gives back, and how it can be called.

    Attributes
    ----------
    call : callable
        Takes a tuple of arguments and returns an `Outcome`.
    parameters : tuple of str or None
        The names of its parameters, where they are known.
    fits : bool
        Whether it takes as many arguments as the exercise has.
    """

    call: Callable[[Arguments], Outcome]
    parameters: tuple[str, ...] | None = None
    fits: bool = True

    def in_order(self, order: tuple[int, ...]) -> Callable[[Arguments], Outcome]:
        """Return how it is called with its arguments in another order."""
        return lambda arguments: self.call(tuple(arguments[i] for i in order))


def verdict_on(exercise: Exercise, function: Callable[..., Any]) -> Verdict:
    """Call the reader's function on all inputs and compare: see `exercises.check`."""
    if not callable(function):
        return Verdict(
            exercise.name,
            passed=False,
            finding=f"Give check the function itself, not {type(function).__name__}.",
            hint="Write the function's name without parentheses after it, as in "
            f'`exercises.check("{exercise.name}", my_{exercise.name})`.',
        )
    parameters, fits = known_parameters(function, len(exercise.arguments))
    return verdict_from(exercise, Answer(partial(call, function), parameters, fits))


def verdict_from(exercise: Exercise, answer: Answer, own: Caller = call) -> Verdict:
    """Compare what an answer gives back on all inputs, wherever it was called.

    ``own`` calls the functions of the exercise itself; who judges many answers to the
    same inputs can keep what it returns.
    """
    for inputs in (exercise.ordinary, exercise.extreme):
        expected = [own(exercise.solution, arguments) for arguments in inputs]
        given = [answer.call(arguments) for arguments in inputs]
        right = [_agree(e, g) for e, g in zip(expected, given, strict=True)]
        if not all(right):
            break
    else:
        too = ", the extreme ones too" if exercise.extreme else ""
        return Verdict(
            exercise.name,
            passed=True,
            finding=f"It agrees with lossbook on all inputs{too}.",
        )

    first = right.index(False)
    finding, name = _difference(expected[first], given[first]), None
    extreme = inputs is exercise.extreme
    hint = _hint(exercise, answer, inputs[first], given[first], extreme)
    for mistake in _mistakes(exercise, answer):
        if _is_made(mistake, exercise, answer, inputs, given, own):
            finding = name = mistake.name
            hint = f"{mistake.why} {_pointer(mistake.see)}".rstrip()
            break
    return Verdict(
        exercise.name,
        passed=False,
        finding=finding,
        mistake=name,
        hint=hint,
        example=_example(exercise, inputs[first], expected[first], given[first]),
    )


# ------------------------------------------------------------- how a check is made


def _agree(one: Outcome, other: Outcome) -> bool:
    """Tell whether two functions did the same: numbers, or the same exception."""
    if one.value is None or other.value is None:
        return one.error is not None and one.raised == other.raised
    return one.value.shape == other.value.shape and np.allclose(
        one.value, other.value, rtol=RTOL, atol=ATOL, equal_nan=True
    )


def other_orders(arguments: Arguments) -> list[Arguments]:
    """Return the same arguments in all other orders."""
    _, *others = permutations(arguments)
    return others


def is_right(
    exercise: Exercise, called: Callable[[Arguments], Outcome], own: Caller = call
) -> bool:
    """Tell whether the outcomes are right for all ordinary inputs."""
    return all(
        _agree(own(exercise.solution, arguments), called(arguments))
        for arguments in exercise.ordinary
    )


def _mistakes(exercise: Exercise, answer: Answer) -> list[Mistake]:
    """Return the mistakes that an answer may make, the first to look for first.

    Another order of the arguments may come to the same as another mistake, such as a
    sign. It is the one that counts if the answer names the arguments in that order.
    """
    order = Mistake(
        "It takes its arguments in another order.",
        why=_signature(exercise),
        see="",
        answers=(),
        orders=tuple(other_orders(tuple(range(len(exercise.arguments))))),
    )
    if answer.parameters in other_orders(exercise.arguments):
        return [order, *exercise.mistakes]
    return [*exercise.mistakes, order]


def _is_made(
    mistake: Mistake,
    exercise: Exercise,
    answer: Answer,
    inputs: tuple[Arguments, ...],
    given: list[Outcome],
    own: Caller,
) -> bool:
    """Tell whether a mistake explains what the reader's function gave back.

    On extreme inputs the reader's function is known to be right on the ordinary ones,
    so a wrong one must be right there as well: many a wrong formula overflows in the
    same way. And no order explains anything there: a loss that does not change when its
    arguments are swapped is right in each.
    """
    ordinary = inputs is exercise.ordinary
    for wrong in mistake.answers:
        pairs = zip((own(wrong, arguments) for arguments in inputs), given, strict=True)
        if all(
            (_agree(w, g) and _in_the_same_way(w, g)) or _refused(w, g)
            for w, g in pairs
        ) and (ordinary or is_right(exercise, partial(own, wrong), own)):
            return True
    return ordinary and any(
        is_right(exercise, answer.in_order(order), own) for order in mistake.orders
    )


def _in_the_same_way(wrong: Outcome, given: Outcome) -> bool:
    """Tell whether both have overflowed, or neither, where they come to inf or nan.

    An infinity that exp(1000) makes looks like one that log(0) makes.
    """
    if wrong.value is None or np.all(np.isfinite(wrong.value)):
        return True
    silent = not (wrong.signals and given.signals)
    return silent or ("overflow" in wrong.signals) == ("overflow" in given.signals)


def _refused(wrong: Outcome, given: Outcome) -> bool:
    """Tell whether Python raised an exception for what gives numpy an inf or a nan.

    `math.exp` refuses what overflows, `math.log` what is not in its domain, and so
    does the division of one float by another.
    """
    if wrong.value is None or np.all(np.isfinite(wrong.value)):
        return False
    if not _is_arithmetic(given):
        return False
    if given.error is FloatingPointError:  # under np.errstate(all="raise")
        return any(kind in given.raised for kind in ("underflow", *wrong.signals))
    if given.error is OverflowError:
        return not wrong.signals or "overflow" in wrong.signals
    # Where both happen on the way, what Python refuses first depends on the order.
    return wrong.signals != {"overflow"}


def _is_arithmetic(given: Outcome) -> bool:
    """Tell whether an exception says that there is no such number."""
    if given.error is ValueError:  # "math domain error", or "expected a positive input"
        return "domain" in given.raised or "expected a " in given.raised
    return given.error in (OverflowError, ZeroDivisionError, FloatingPointError)


# ------------------------------------------------------------------ what is said


def _difference(expected: Outcome, given: Outcome) -> str:
    """Say in one sentence how an answer that nobody knows is wrong."""
    if given.value is None:
        return given.problem
    e, g = expected.value, given.value
    if g.shape != e.shape:
        return f"It returns the shape {g.shape}, not {e.shape}."
    if np.any(np.isfinite(e) & ~np.isfinite(g)):
        return "It returns nan or inf where the answer is finite."
    if np.any(np.isinf(e) & np.isnan(g)):
        return "It returns nan where the answer is inf."
    if np.any(np.isinf(e) & (g != e)):
        return "It returns a finite number where the answer is inf."
    finite = np.isfinite(e)
    return f"Its numbers differ by up to {np.max(np.abs(g[finite] - e[finite])):.2g}."


def _hint(
    exercise: Exercise,
    answer: Answer,
    arguments: Arguments,
    given: Outcome,
    extreme: bool,
) -> str:
    """Say what can be said of an answer that nobody knows."""
    if given.error is not None and not answer.fits:
        return _signature(exercise)
    said = []
    if extreme:
        said.append("It is right for ordinary inputs. This input is an extreme one.")
        if given.value is not None or _is_arithmetic(given):
            said.append(_EXTREME)
    elif given.error is not None:
        said += [hint for words, hint in _ABOUT.items() if words in given.raised]
        said += [
            f"The input here has two axes: `{name}` has the shape {np.shape(argument)}."
            for name, argument in zip(exercise.arguments, arguments, strict=True)
            if np.ndim(argument) == 2
        ][:1]
    return " ".join(said)


# What numpy says where a function of one number is given an array, and what it means.
_ONE_NUMBER = (
    "A function that takes one number at a time, such as those of `math`, was given an "
    "array here."
)
_ABOUT = {
    "0-dimensional arrays can be converted": _ONE_NUMBER,
    "length-1 arrays can be converted": _ONE_NUMBER,  # until numpy 2.3
    "only integer scalar arrays": _ONE_NUMBER,
    "truth value of an array": "Python's `if`, `and`, `or`, `min` and `max` take one "
    "truth value at a time and were given an array here. For arrays there are "
    "`np.where`, `&`, `|`, `np.minimum` and `np.maximum`.",
}
_EXTREME = (
    "Often some number on the way to the answer is too large or too small to be "
    "stored, although the answer is not, or a small number is lost beside a large one."
)


def _signature(exercise: Exercise) -> str:
    return f"It is called as `{exercise.name}({', '.join(exercise.arguments)})`."


def _example(
    exercise: Exercise, arguments: Arguments, expected: Outcome, given: Outcome
) -> str:
    """Show one input, the right answer and the reader's, as text."""
    names = [*exercise.arguments, "expected", "given"]
    width = max(map(len, names))

    def shown(array: Any, precision: int) -> str:
        return _as_text(array, precision, prefix=" " * (width + 3))

    # With all their digits: some inputs differ in the last ones.
    lines = [shown(argument, 17) for argument in arguments]
    if given.value is None:
        lines += [shown(expected.value, 5), textwrap.shorten(given.raised, 72)]
    else:
        for precision in (5, 8, 17):
            pair = [shown(o.value, precision) for o in (expected, given)]
            if pair[0] != pair[1]:
                break
        lines += pair
    return "\n".join(
        f"{name:<{width}} = {line}"
        for name, line in zip(names, lines, strict=True)
        if line
    )


def _as_text(array: Any, precision: int, prefix: str) -> str:
    array = np.asarray(array)
    # An input that only has to be above 0 would be shown as 0.
    tiny = precision == 17 and bool(np.any((array != 0) & (np.abs(array) < 1e-17)))
    text = np.array2string(
        # A zero has no sign for the reader, and neither has what is rounded to it.
        array if array.dtype.kind in "biu" else array + 0.0,
        precision=precision,
        suppress_small=not tiny,
        separator=", ",
        prefix=prefix,
    )
    return re.sub(r"-0\.(?=[ ,\]]|e\+00|$)", " 0.", text).strip()


def _pointer(see: str) -> str:
    if not see:
        return ""
    chapter, heading = see.split(": ", maxsplit=1)
    return f"See chapter {chapter}, “{heading}”."
