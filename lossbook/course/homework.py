"""A homework as its author writes it: a notebook in MyST Markdown, and its questions.

A homework is a folder, such as ``hw1``, with two files:

- ``hw1.md``, the notebook, whose cells say what they are by the metadata of nbgrader;
- ``questions.py``, in which ``QUESTIONS`` lists how each answer is graded, and
  ``ALLOWED``, if it is there, what of the package students may use.
"""

import re
import runpy
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import jupytext
from nbformat import NotebookNode

import lossbook
from lossbook.course.questions import ByHand, Function, Number

__all__ = [
    "ANSWER",
    "BEGIN",
    "END",
    "Homework",
    "kind_of",
    "points_of",
    "read_homework",
]

PACKAGE = Path(lossbook.__file__).parent
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
SCHEMA = 3  # of nbgrader's metadata

# What a cell is, by whether it takes an answer and whether it gives points.
TEXT, ANSWER, POINTS, BY_HAND = "text", "answer", "points", "by hand"
_KINDS = {
    (False, False): TEXT,
    (True, False): ANSWER,
    (False, True): POINTS,
    (True, True): BY_HAND,
}
_GRADE_ID = re.compile(r"[A-Za-z0-9_-]+")
_WORTH = re.compile(r"\((\d+) points?, (\d+) minutes?\)")


@dataclass(frozen=True)
class Homework:
    """A homework that was read and found in order.

    Attributes
    ----------
    name : str
        The name of the folder.
    notebook : NotebookNode
        The notebook with the answers in it.
    questions : tuple
        What a program grades: each is a `Function` or a `Number`.
    by_hand : tuple of ByHand
        What a person grades.
    allowed : tuple of str
        Modules of the package that students may use, such as "links" for the sigmoid.
        None of the losses is there otherwise.
    digest : str
        Of both files, so that grades can tell whether the homework has changed.
    """

    name: str
    notebook: NotebookNode
    questions: tuple[Function | Number, ...]
    by_hand: tuple[ByHand, ...]
    allowed: tuple[str, ...] = ()
    digest: str = ""

    @property
    def points(self) -> dict[str, float]:
        """The points of each cell that gives some, by its name, in their order."""
        return {
            cell.metadata.nbgrader.grade_id: points_of(cell)
            for cell in self.notebook.cells
            if kind_of(cell) in (POINTS, BY_HAND)
        }

    @property
    def headings(self) -> dict[str, str]:
        """The heading above each cell that gives points, by the name of the cell."""
        found, heading = {}, self.name
        for cell in self.notebook.cells:
            for line in (
                cell.source.splitlines() if cell.cell_type == "markdown" else ()
            ):
                if line.startswith("## "):
                    heading = line.removeprefix("## ")
            if kind_of(cell) in (POINTS, BY_HAND):
                found[cell.metadata.nbgrader.grade_id] = heading
        return found

    @property
    def minutes(self) -> int:
        """How long the questions take, as their headings say."""
        return sum(int(minutes) for _, minutes in _worths(self.notebook))


def kind_of(cell: NotebookNode) -> str:
    """Return what a cell is: "text", "answer", "points" or "by hand"."""
    about = cell.metadata.get("nbgrader", {})
    return _KINDS[bool(about.get("solution")), bool(about.get("grade"))]


def points_of(cell: NotebookNode) -> float:
    """Return the points that a cell gives."""
    return float(cell.metadata.nbgrader.get("points") or 0)


def read_homework(folder: Path) -> Homework:
    """Read a homework and look whether all of it fits together.

    Parameters
    ----------
    folder : Path
        The folder, in which a notebook has the same name: ``hw1/hw1.md``.

    Returns
    -------
    Homework

    Raises
    ------
    ValueError
        If a file is missing or cannot be read, or cells and questions do not belong
        together; the message says which, and what was expected.
    """
    source, questions_file = folder / f"{folder.name}.md", folder / "questions.py"
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder}")
    for path in (source, questions_file):
        if not path.is_file():
            raise ValueError(f"a homework must have {path.name}; none in {folder}")
    names = runpy.run_path(str(questions_file))
    listed, allowed = names.get("QUESTIONS"), tuple(names.get("ALLOWED", ()))
    if not isinstance(listed, tuple | list) or not all(
        isinstance(question, Function | Number | ByHand) for question in listed
    ):
        raise ValueError(
            f"QUESTIONS in {folder.name}/questions.py must list Function, Number and "
            f"ByHand, got {listed!r:.200}"
        )
    notebook = jupytext.reads(source.read_text("utf-8"), fmt="md:myst")
    by_hand = tuple(q for q in listed if isinstance(q, ByHand))
    questions = tuple(q for q in listed if not isinstance(q, ByHand))
    both = source.read_bytes() + questions_file.read_bytes()
    homework = Homework(
        folder.name, notebook, questions, by_hand, allowed, sha256(both).hexdigest()
    )
    problems = [*_cell_problems(notebook), *_question_problems(homework)]
    if problems:
        raise ValueError(f"{source.name} is not in order: {'; '.join(problems)}")
    return homework


def _cell_problems(notebook: NotebookNode) -> list[str]:
    """Say which cells are not what nbgrader and a student need."""
    found, seen = [], set()
    for number, cell in enumerate(notebook.cells, 1):
        about = cell.metadata.get("nbgrader")
        if about is None:
            if BEGIN in cell.source:
                found.append(f"cell {number} has a solution but no nbgrader metadata")
            continue
        name = str(about.get("grade_id", ""))
        where = f"cell {name or number}"
        if not _GRADE_ID.fullmatch(name):
            found.append(f"{where} needs a grade_id of letters, digits, - and _")
        if name in seen:
            found.append(f"the grade_id {name} occurs twice")
        seen.add(name)
        if about.get("schema_version") != SCHEMA:
            found.append(f"{where} needs schema_version: {SCHEMA}")
        found += [f"{where} {words}" for words in _kind_problems(cell)]
    return found


def _kind_problems(cell: NotebookNode) -> list[str]:
    kind, found = kind_of(cell), []
    about = cell.metadata.nbgrader
    points = about.get("points")
    worth = isinstance(points, int | float) and points > 0
    if kind in (POINTS, BY_HAND) and not worth:
        found.append(f"needs points above 0, got {about.get('points')}")
    if bool(about.get("locked")) != (kind in (TEXT, POINTS)):
        found.append(f"must {'not ' * (kind in (ANSWER, BY_HAND))}be locked")
    marks = (cell.source.count(BEGIN), cell.source.count(END))
    wanted = (
        (1, 1) if cell.cell_type == "code" and kind in (ANSWER, BY_HAND) else (0, 0)
    )
    if marks != wanted:
        found.append(
            f"must have {wanted[0]} {BEGIN} and {wanted[1]} {END}, got {marks[0]} and "
            f"{marks[1]}"
        )
    if "HIDDEN TESTS" in cell.source:
        found.append("must have no hidden tests: students can read each cell")
    return found


def _question_problems(homework: Homework) -> list[str]:
    """Say which questions have no cells, and which cells no question."""
    found = [
        f"ALLOWED must list modules of the package, got {name!r}"
        for name in homework.allowed
        if not (PACKAGE / f"{name}.py").is_file()
    ]
    cells = homework.notebook.cells
    of_kind = {
        kind: [c.metadata.nbgrader.grade_id for c in cells if kind_of(c) == kind]
        for kind in (ANSWER, POINTS, BY_HAND)
    }
    wanted = {
        ANSWER: [question.name for question in homework.questions],
        POINTS: [name for q in homework.questions for name in q.point_cells],
        BY_HAND: [question.name for question in homework.by_hand],
    }
    for kind in wanted:
        if of_kind[kind] != wanted[kind]:
            found.append(
                f"the cells of kind {kind!r} must be {wanted[kind]}, as QUESTIONS "
                f"lists them, got {of_kind[kind]}"
            )
    for question in homework.by_hand:
        counted = sum(points for points, _ in question.rubric)
        most = homework.points.get(question.name, counted)
        if counted != most:
            found.append(
                f"the rubric of {question.name} must add up to the {most:g} points of "
                f"its cell, got {counted:g}"
            )
    stated = sum(int(points) for points, _ in _worths(homework.notebook))
    given = sum(homework.points.values())
    if stated != given:
        found.append(
            f"the headings promise {stated} points, as in “(3 points, 10 minutes)”, "
            f"but the cells give {given:g}"
        )
    return found


def _worths(notebook: NotebookNode) -> list[tuple[str, str]]:
    """Return points and minutes as the headings of the questions state them."""
    return [
        found
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("#")
        for found in _WORTH.findall(line)
    ]
