"""nbgrader's gradebook, and the notebooks that its Formgrader shows.

nbgrader keeps the points and lets a person give those that a program cannot. Its own
autograder is never called: it runs students' code beside gradebook and solutions. A
configuration written here makes it refuse.

A course is nbgrader's folder: ``release/``, ``source/``, ``autograded/``,
``gradebook.db``.
"""

import json
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import nbformat

from lossbook.course.grade import Grade
from lossbook.course.homework import ANSWER, BY_HAND, Homework, kind_of, points_of
from lossbook.course.notebooks import as_text, release
from lossbook.course.shown import copy_for_graders
from lossbook.course.submissions import timestamp_of

__all__ = ["by_hand", "configure", "no_autograder", "opened", "record"]

CONFIGURATION = '''"""Settings of nbgrader for a course that lossbook-course grades."""

c = get_config()  # noqa: F821

# nbgrader's autograder runs the code of students on this machine, with your rights.
c.Autograde.sanitize_preprocessors = ["lossbook.course.gradebook.no_autograder"]
c.Autograde.autograde_preprocessors = ["lossbook.course.gradebook.no_autograder"]
'''


# nbgrader's own feedback shows a comment as Markdown with HTML.
INERT = str.maketrans("<>[]&`\\$", "＜＞［］＆｀＼＄")


def no_autograder(notebook: Any, resources: Any) -> NoReturn:
    """Stand where nbgrader would run a student's code, and refuse."""
    raise RuntimeError(
        "nbgrader's autograder runs the code of students on this machine, with your "
        "rights. Grade with: lossbook-course grade"
    )


def configure(course: Path) -> None:
    """Write nbgrader's configuration, unless the course has its own."""
    path = course / "nbgrader_config.py"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CONFIGURATION, "utf-8")


@contextmanager
def opened(homework: Homework, course: Path) -> Iterator[Any]:
    """Open the gradebook of a course, with all cells of a homework in it.

    Parameters
    ----------
    homework : Homework
        Whose cells the gradebook must have.
    course : Path
        The folder of the course.

    Yields
    ------
    nbgrader.api.Gradebook

    Raises
    ------
    ValueError
        If the gradebook has other cells of this homework. Points of students would
        silently belong to something else.
    """
    # nbgrader calls the program "alembic" by its name.
    path = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), path])
    # It takes seconds, so it is imported where it is used.
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SAWarning

    course.mkdir(parents=True, exist_ok=True)
    database = (course / "gradebook.db").resolve().as_posix()
    with warnings.catch_warnings(), Gradebook(f"sqlite:///{database}") as book:
        # Of the order in which nbgrader adds rows, at each student.
        warnings.simplefilter("ignore", SAWarning)
        _add_cells(book, homework)
        yield book


def record(book: Any, homework: Homework, grade: Grade, path: Path, to: Path) -> None:
    """Write a student's points and findings, and the notebook for Formgrader.

    Points and comments that a person gave are not touched.

    Parameters
    ----------
    book : nbgrader.api.Gradebook
        From `opened`.
    homework : Homework
        What was asked.
    grade : Grade
        What a program found.
    path : Path
        What the student handed in, which tells the time.
    to : Path
        The folder of the course.
    """
    name, student = homework.name, grade.student
    folder = to / "autograded" / student / name
    folder.mkdir(parents=True, exist_ok=True)
    copied = folder / f"{name}.ipynb"
    shown = as_text(copy_for_graders(homework, grade.answers))
    now = {cell.id: cell.source for cell in nbformat.reads(shown, 4).cells}
    earlier = _sources(copied)
    copied.write_text(shown, "utf-8", newline="\n")

    book.update_or_create_student(student)
    when = {}
    if time := timestamp_of(path):
        (folder / "timestamp.txt").write_text(f"{time} UTC", "utf-8")
        when["timestamp"] = time
    book.update_or_create_submission(name, student, **when)

    by_program = {mark.cell: mark for mark in grade.marks}
    for cell in homework.points:
        row = book.find_grade(cell, name, name, student)
        if cell in by_program:
            row.auto_score, row.needs_manual_grade = by_program[cell].points, False
        elif grade.has_answer(cell):
            row.auto_score = None
            # What a person gave counts for the answer that they have seen.
            changed = earlier.get(cell, now[cell]) != now[cell]
            if row.manual_score is None or changed:
                row.needs_manual_grade = True
        else:
            row.auto_score, row.needs_manual_grade = 0.0, False
    for question in homework.questions:
        marks = [by_program[cell] for cell in question.point_cells]
        said = {f"{mark.finding} {mark.hint}".strip() for mark in marks}
        if len(said) > 1:
            said = [f"{m.about}{m.finding} {m.hint}".strip() for m in marks]
        comment = book.find_comment(question.name, name, name, student)
        comment.auto_comment = " ".join(said).translate(INERT)
    book.db.commit()


def by_hand(
    book: Any, homework: Homework, grade: Grade
) -> dict[str, tuple[float, str]]:
    """Return the points and comments that a person gave a student.

    Parameters
    ----------
    book : nbgrader.api.Gradebook
        From `opened`, after `record`.
    homework : Homework
        What was asked.
    grade : Grade
        What a program found.

    Returns
    -------
    dict
        From the name of a cell to points, with extra credit, and comment. A cell for
        which nobody has given points is not there, nor is one whose answer has changed
        since.
    """
    name, given = homework.name, {}
    by_program = {mark.cell for mark in grade.marks}
    for cell in homework.points:
        row = book.find_grade(cell, name, name, grade.student)
        given_by_hand = row.manual_score is not None and not row.needs_manual_grade
        if given_by_hand or row.extra_credit:
            points = row.manual_score if given_by_hand else (row.auto_score or 0.0)
            where = cell if cell not in by_program else cell.rpartition("-")[0]
            comment = book.find_comment(where, name, name, grade.student)
            total = points + (row.extra_credit or 0.0)
            given[cell] = (total, comment.manual_comment or "")
    return given


def _sources(path: Path) -> dict[str, str]:
    """Return the texts of the cells in a copy that was written before."""
    if not path.exists():
        return {}
    notebook = nbformat.read(path, 4)
    return {cell.id: cell.source for cell in notebook.cells}


def _add_cells(book: Any, homework: Homework) -> None:
    from nbgrader.api import MissingEntry
    from nbgrader.utils import compute_checksum

    name, notebook = homework.name, release(homework)
    try:
        there = {cell.name for cell in book.find_notebook(name, name).grade_cells}
    except MissingEntry:
        there = set()
    if there - set(homework.points):
        raise ValueError(
            f"the gradebook has cells of {name} that the homework no longer has: "
            f"{', '.join(sorted(there - set(homework.points)))}; points that were "
            "given for them would be lost"
        )
    book.update_or_create_assignment(name)
    kernel = json.dumps(notebook.metadata.kernelspec)
    book.update_or_create_notebook(name, name, kernelspec=kernel)
    for cell in notebook.cells:
        if "nbgrader" not in cell.metadata:
            continue
        where, kind = (cell.id, name, name), kind_of(cell)
        if cell.metadata.nbgrader.grade:
            most = {"max_score": points_of(cell), "cell_type": cell.cell_type}
            book.update_or_create_grade_cell(*where, **most)
        if kind in (ANSWER, BY_HAND):
            book.update_or_create_solution_cell(*where)
        book.update_or_create_source_cell(
            *where,
            cell_type=cell.cell_type,
            source=cell.source,
            locked=bool(cell.metadata.nbgrader.locked),
            checksum=compute_checksum(cell),
        )
