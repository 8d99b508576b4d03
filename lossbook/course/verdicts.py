"""Points for what a student's functions gave back, and what the student is told.

Nothing here runs a student's code. The outcomes were computed elsewhere, and what has
not arrived gives no points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lossbook.course.draws import drawn_for
from lossbook.course.homework import Homework
from lossbook.course.questions import Function, Number
from lossbook.exercises.judge import (
    Answer,
    Exercise,
    is_right,
    other_orders,
    verdict_from,
)
from lossbook.exercises.outcome import Arguments, Outcome

__all__ = ["Given", "Mark", "calls", "draw_all", "marks"]

NOTHING = Outcome(problem="It gave no answer.")
MISSING = "There is no {name} in the notebook, or its cell did not run."
LATE = "The call of {name} did not end in time, or ended the program."


@dataclass(frozen=True)
class Given:
    """What came back of the answer to one question.

    Attributes
    ----------
    outcomes : sequence of Outcome or None
        One for each of `calls`; None where nothing arrived.
    parameters : tuple of str or None
        The names of the function's parameters, where they are known.
    fits : bool
        Whether the function takes as many arguments as it should.
    late : bool
        Whether it was ended because it took too long.
    """

    outcomes: Sequence[Outcome | None]
    parameters: tuple[str, ...] | None = None
    fits: bool = True
    late: bool = False


@dataclass(frozen=True)
class Mark:
    """The points of one cell, and why.

    Attributes
    ----------
    cell : str
        The name of the cell that gives the points.
    points, most : float
        How many the answer has, and how many there are.
    finding : str
        What was found, in a sentence. It holds none of the inputs.
    mistake : str or None
        The name of the mistake, if it is a known one.
    hint : str
        Why it is wrong and where to read on, or nothing.
    """

    cell: str
    points: float
    most: float
    finding: str
    mistake: str | None = None
    hint: str = ""

    @property
    def about(self) -> str:
        """Which points these are, where a question has two kinds: "Formula: "."""
        kind = self.cell.rpartition("-")[2]
        return f"{kind.capitalize()}: " if kind in ("formula", "extremes") else ""


def draw_all(homework: Homework, secret: bytes, student: str) -> dict[str, Exercise]:
    """Return the exercises of a homework with the inputs of one student, by name."""
    return {
        question.name: drawn_for(
            question.exercise, question.draw, secret, homework.name, student
        )
        for question in homework.questions
        if isinstance(question, Function)
    }


def calls(exercise: Exercise) -> tuple[Arguments, ...]:
    """Return the arguments with which the answer to an exercise is called.

    The ordinary inputs, the extreme ones, and the ordinary ones in all other orders of
    their arguments, which tell whether the function takes them in another order.
    """
    reordered = (other for a in exercise.ordinary for other in other_orders(a))
    return (*exercise.ordinary, *exercise.extreme, *reordered)


def marks(
    homework: Homework, drawn: Mapping[str, Exercise], given: Mapping[str, Given]
) -> list[Mark]:
    """Return the marks of all cells that a program grades, in their order.

    Parameters
    ----------
    homework : Homework
        What was asked.
    drawn : mapping
        From `draw_all`: the exercises on which the answers were called.
    given : mapping
        From the name of a question to what came back. A question that is not there
        gets no points.
    """
    found: list[Mark] = []
    for question in homework.questions:
        most = [homework.points[cell] for cell in question.point_cells]
        came = given.get(question.name)
        if came is None or all(outcome is None for outcome in came.outcomes):
            words = LATE if came is not None and came.late else MISSING
            said = words.format(name=question.name)
            pairs = zip(question.point_cells, most, strict=True)
            found += [Mark(cell, 0.0, points, said) for cell, points in pairs]
        elif isinstance(question, Number):
            found.append(_mark_of_number(question, most[0], came))
        else:
            found += _marks_of_function(question, drawn[question.name], most, came)
    return found


def _mark_of_number(question: Number, most: float, given: Given) -> Mark:
    (cell,) = question.point_cells
    outcome = given.outcomes[0] or NOTHING
    if outcome.value is None:
        return Mark(cell, 0.0, most, outcome.problem)
    if outcome.value.size != 1:
        return Mark(cell, 0.0, most, "It is not one number but several.")
    reply = question.question.reply(repr(float(outcome.value.item())))
    right = reply.kind == "right"
    mistake = reply.text if reply.kind == "mistake" else None
    read_on = f"Read on: {reply.words}." if reply.words else ""
    return Mark(cell, most if right else 0.0, most, reply.text, mistake, read_on)


def _marks_of_function(
    question: Function, drawn: Exercise, most: Sequence[float], given: Given
) -> list[Mark]:
    asked = calls(drawn)
    if len(asked) != len(given.outcomes):
        raise ValueError(
            f"outcomes of {question.name} must be {len(asked)}, one for each call, got "
            f"{len(given.outcomes)}"
        )
    # Arguments are lists, which are no keys; the same ones come to the same text.
    came = {
        repr(arguments): outcome or NOTHING
        for arguments, outcome in zip(asked, given.outcomes, strict=True)
    }
    answer = Answer(lambda a: came[repr(a)], given.parameters, given.fits)
    verdict = verdict_from(drawn, answer)
    formula = is_right(drawn, answer.call)
    wrong = (verdict.finding, verdict.mistake, verdict.hint)
    cells = list(zip(question.point_cells, most, strict=True))
    found = []
    for (cell, points), passed in zip(cells, (formula, verdict.passed), strict=False):
        if passed:
            found.append(Mark(cell, points, points, "It is right on all inputs."))
        elif cell is cells[0][0] or formula:
            found.append(Mark(cell, 0.0, points, *wrong))
        else:
            said = "Points for extreme inputs need a right formula first."
            found.append(Mark(cell, 0.0, points, said))
    return found
