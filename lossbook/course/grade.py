"""The grade of one student's notebook: read, evaluated in a sandbox, judged outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lossbook.course.evaluate import Call, Limits, evaluate
from lossbook.course.homework import Homework
from lossbook.course.notebooks import TEXT_STUB
from lossbook.course.questions import Number
from lossbook.course.sandbox import Sandbox
from lossbook.course.submissions import Unreadable, read_submission
from lossbook.course.verdicts import Mark, calls, draw_all, marks

__all__ = ["ByHandMarks", "Grade", "final_marks", "grade"]


@dataclass(frozen=True)
class Grade:
    """What a student gets for a homework, as far as a program can say.

    Attributes
    ----------
    student : str
        Whose it is.
    marks : tuple of Mark
        One for each cell that a program grades.
    answers : dict
        From the name of a cell that takes an answer to what was written there.
    notes : tuple of str
        What was not as it should be, in words for the student.
    """

    student: str
    marks: tuple[Mark, ...]
    answers: dict[str, str]
    notes: tuple[str, ...]

    @property
    def points(self) -> float:
        """The points of all cells that a program grades."""
        return sum(mark.points for mark in self.marks)

    def has_answer(self, cell: str) -> bool:
        """Return whether anything was written into a cell."""
        return self.answers.get(cell, "").strip() not in ("", TEXT_STUB)


NO_ANSWER = "There is no answer."

# From the name of a cell to the points that a person gave, and a comment.
ByHandMarks = Mapping[str, tuple[float, str]]


def final_marks(
    homework: Homework, grade: Grade, by_hand: ByHandMarks
) -> dict[str, Mark]:
    """Return the marks of all cells that have one, in the order of the homework.

    Parameters
    ----------
    homework : Homework
        What was asked.
    grade : Grade
        What a program found.
    by_hand : mapping
        What a person gave. It counts wherever it is there, also instead of what a
        program found.

    Returns
    -------
    dict
        From the name of a cell to its mark. An answer that is still to be graded by
        hand is not there.
    """
    found = {mark.cell: mark for mark in grade.marks}
    final = {}
    for cell, most in homework.points.items():
        if cell in by_hand:
            points, comment = by_hand[cell]
            final[cell] = Mark(cell, points, most, comment or "Graded by hand.")
        elif cell in found:
            final[cell] = found[cell]
        elif not grade.has_answer(cell):
            final[cell] = Mark(cell, 0.0, most, NO_ANSWER)
    return final


def grade(
    homework: Homework,
    secret: bytes,
    student: str,
    path: Path,
    *,
    sandbox: Sandbox,
    limits: Limits | None = None,
) -> Grade:
    """Grade a notebook that a student handed in.

    Parameters
    ----------
    homework : Homework
        What was asked.
    secret : bytes
        At least 16 bytes that only the teacher knows; the inputs follow from them.
    student : str
        Whose notebook it is.
    path : Path
        The notebook. It is never run outside of the sandbox.
    sandbox : Sandbox
        From `lossbook.course.sandbox.find_sandbox`.
    limits : Limits, optional
        How much the notebook may take.

    Returns
    -------
    Grade
        Each call with the same arguments gives the same. A file that is no notebook
        has no points, and the note says why.
    """
    try:
        submission = read_submission(path, homework)
    except Unreadable as error:
        none = marks(homework, {}, {})
        return Grade(student, tuple(none), {}, (str(error),))
    drawn = draw_all(homework, secret, student)
    asked = [
        Call(q.name, q.name, ((),), value=True)
        if isinstance(q, Number)
        else Call(q.name, q.name, calls(drawn[q.name]))
        for q in homework.questions
    ]
    found = evaluate(
        submission.pieces,
        asked,
        sandbox=sandbox,
        limits=limits,
        allowed=homework.allowed,
    )
    return Grade(
        student,
        tuple(marks(homework, drawn, found.given)),
        submission.answers,
        (*submission.notes, *found.notes),
    )
