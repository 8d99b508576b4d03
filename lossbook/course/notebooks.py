"""The notebooks that are made from a homework: for students, graders and nbgrader.

They are the same bytes whenever they are made.
"""

import copy
import re

import nbformat
from nbformat import NotebookNode

from lossbook.course.homework import ANSWER, BEGIN, BY_HAND, END, Homework, kind_of
from lossbook.course.questions import ByHand, Function, Number

__all__ = ["as_text", "key", "leaks", "release", "solutions", "source"]

# The words of nbgrader, so that its own generate_assignment makes the same.
CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
TEXT_STUB = "YOUR ANSWER HERE"

_SOLUTION = re.compile(
    rf"^(?P<indent>[ \t]*){BEGIN}\n(?P<inside>.*?)\n?^[ \t]*{END}",
    re.DOTALL | re.MULTILINE,
)
SHORTEST_LEAK = 12  # letters; shorter lines, such as "return x", may stand anywhere


def release(homework: Homework) -> NotebookNode:
    """Return the notebook that students get: stubs in place of the solutions."""
    notebook = _settled(homework)
    for cell in notebook.cells:
        if kind_of(cell) not in (ANSWER, BY_HAND):
            continue
        if cell.cell_type == "code":
            cell.source = _SOLUTION.sub(_stub, cell.source)
        else:
            cell.source = TEXT_STUB
    return notebook


def solutions(homework: Homework) -> NotebookNode:
    """Return the notebook with the solutions, without the marks around them."""
    notebook = _settled(homework)
    for cell in notebook.cells:
        cell.source = _SOLUTION.sub(lambda found: found["inside"], cell.source)
    return notebook


def source(homework: Homework) -> NotebookNode:
    """Return the notebook from which nbgrader's ``generate_assignment`` works."""
    return _settled(homework)


def key(homework: Homework) -> NotebookNode:
    """Return the solutions with what a grader must know: mistakes and rubrics."""
    notebook = solutions(homework)
    about = {
        question.point_cells[-1]: words_for_graders(question)
        for question in (*homework.questions, *homework.by_hand)
    }
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if cell.id in about:
            name = f"{cell.id}-key"
            cells.append(nbformat.v4.new_markdown_cell(about[cell.id], id=name))
    notebook.cells = cells
    return notebook


def words_for_graders(question: Function | Number | ByHand) -> str:
    """Return in Markdown how an answer is graded."""
    if isinstance(question, ByHand):
        lines = [f"- {_points(points)}: {what}" for points, what in question.rubric]
        return "\n".join(["**Rubric**", "", *lines])
    if isinstance(question, Number):
        asked = question.question
        lines = [f"- {m.answer:.6g}: {m.name}. {m.why}" for m in asked.mistakes]
        unit = f" {asked.unit}" if asked.unit else ""
        right = f"{asked.answer:.6g}{unit}, give or take {asked.tolerance:g}"
        return "\n".join(
            [f"**Right**: {right}. Wrong numbers with a name:", "", *lines]
        )
    exercise = question.exercise
    lines = [f"- {mistake.name} {mistake.why}" for mistake in exercise.mistakes]
    return "\n".join(["**Mistakes that are recognised**", "", *lines])


def leaks(homework: Homework, text: str) -> list[str]:
    """Return the lines of solutions that a text holds, or the marks around them.

    Parameters
    ----------
    homework : Homework
        Whose solutions must not be there.
    text : str
        A file that students get, as it is written.

    Returns
    -------
    list of str
        Empty if nothing leaks.
    """
    given = {
        line.strip() for cell in release(homework).cells for line in _lines(cell.source)
    }
    secret = {BEGIN, END}
    for cell in homework.notebook.cells:
        if kind_of(cell) not in (ANSWER, BY_HAND):
            continue
        inside = [found["inside"] for found in _SOLUTION.finditer(cell.source)]
        for part in inside if cell.cell_type == "code" else [cell.source]:
            secret |= {line.strip() for line in _lines(part)} - given
    # Quotation marks are written otherwise in a notebook's file.
    plain = text.replace('\\"', '"')
    return sorted(
        line for line in secret if len(line) >= SHORTEST_LEAK and line in plain
    )


def as_text(notebook: NotebookNode) -> str:
    """Return a notebook as the text of its file."""
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"


def _settled(homework: Homework) -> NotebookNode:
    """Copy the notebook without outputs, with cells that keep their names."""
    notebook = copy.deepcopy(homework.notebook)
    notebook.metadata = NotebookNode(
        kernelspec={
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        },
        language_info={"name": "python"},
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells, 1):
        about = cell.metadata.get("nbgrader")
        cell.id = about.grade_id if about else f"cell-{number}"
        cell.metadata = NotebookNode({"nbgrader": about} if about else {})
        if about:
            cell.metadata.deletable = False
            if about.get("locked"):
                cell.metadata.editable = False
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _stub(found: re.Match[str]) -> str:
    return "\n".join(found["indent"] + line for line in CODE_STUB.splitlines())


def _points(points: float) -> str:
    return f"{points:g} point{'s' * (points != 1)}"


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
