"""The kinds of question of a homework: two for a program to grade, one for a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from lossbook.course.draws import Draw
from lossbook.exercises import Exercise
from lossbook.questions import Question

__all__ = ["ByHand", "Function", "Number"]


@dataclass(frozen=True)
class Function:
    """A function to write.

    That the formula is right gives the points of one cell; that it also survives
    extreme numbers, those of another.

    Attributes
    ----------
    exercise : Exercise
        What is asked, the right function, and the mistakes that are named.
    draw : callable
        Takes a `numpy.random.Generator` and returns ordinary and extreme inputs, as
        tuples of tuples of arguments, for one student.
    """

    exercise: Exercise
    draw: Draw

    @property
    def name(self) -> str:
        """The name of the function, and of the cell in which it is written."""
        return self.exercise.name

    @property
    def point_cells(self) -> tuple[str, ...]:
        """The names of the cells that give points."""
        cells = [f"{self.name}-formula"]
        if self.exercise.extreme:
            cells.append(f"{self.name}-extremes")
        return tuple(cells)


@dataclass(frozen=True)
class Number:
    """A number to predict or to compute, which the student gives a name.

    Attributes
    ----------
    question : Question
        With the right number, its tolerance, and the wrong ones that are named.
    """

    question: Question

    @property
    def name(self) -> str:
        """The name of the number, and of the cell in which it is given."""
        return self.question.name

    @property
    def point_cells(self) -> tuple[str, ...]:
        """The name of the cell that gives points, as a tuple."""
        return (f"{self.name}-points",)


@dataclass(frozen=True)
class ByHand:
    """A derivation or an explanation, which a person grades.

    Attributes
    ----------
    name : str
        The name of the cell in which it is written, and which gives the points.
    rubric : sequence of tuple
        What earns points: how many, and for what, in a sentence.
    """

    name: str
    rubric: Sequence[tuple[float, str]]

    @property
    def point_cells(self) -> tuple[str, ...]:
        """The name of the cell that gives points, as a tuple."""
        return (self.name,)
