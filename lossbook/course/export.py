"""Grades for a learning platform: a column of the teacher's own file is filled.

Canvas and Moodle both let a teacher download a table of the class and upload it again.
Nothing else makes sure that names, numbers and columns are those of the platform, and
in Moodle the names of the columns even depend on its language.
"""

import csv
import html
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lossbook.course.batch import as_written

__all__ = ["Filled", "Row", "fill_canvas", "fill_moodle", "read_grades"]

CANVAS_IDS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS_POSSIBLE = "points possible"
_LAST_NUMBER = re.compile(r"\d+\s*$")


@dataclass(frozen=True)
class Row:
    """What is known of a student after grading.

    Attributes
    ----------
    points : float
        Of all cells that have points.
    left : int
        How many cells are still to be graded by hand.
    cells : dict
        From the name of a cell to its points, as text; empty if it has none yet.
    """

    points: float
    left: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Filled:
    """A table of a platform with the grades in it.

    Attributes
    ----------
    text : str
        The table, as CSV.
    most : str
        The points possible that the table states, or nothing.
    without_row : list of str
        Students who have a grade but no row.
    without_grade : list of str
        Rows of the table for which there is no grade; they are as they were.
    """

    text: str
    most: str
    without_row: list[str]
    without_grade: list[str]


def read_grades(path: Path) -> dict[str, Row]:
    """Read the table that ``grade`` has written.

    Parameters
    ----------
    path : Path
        ``grades.csv``.

    Returns
    -------
    dict
        From the name of a student to the row.

    Raises
    ------
    ValueError
        If it is not there or no such table.
    """
    if not path.is_file():
        raise ValueError(f"there are no grades yet: {path} is written by grade")
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        if (table.fieldnames or [])[:3] != ["student", "points", "open"]:
            raise ValueError(f"{path} is not a table that grade has written")
        found = {}
        for row in table:
            name, points, left = (row.pop(key) for key in ("student", "points", "open"))
            row.pop("notes", None)
            found[as_written(name)] = Row(float(points), int(left), row)
    return found


def fill_canvas(table: str, grades: Mapping[str, Row], column: str) -> Filled:
    """Fill a column of the gradebook that was exported from Canvas.

    Parameters
    ----------
    table : str
        The exported CSV.
    grades : mapping
        From `read_grades`. A student is a number or a name in one of the columns ID,
        SIS User ID, SIS Login ID and Student.
    column : str
        The assignment's column, such as ``Homework 1 (81234)``. Without the number in
        brackets Canvas would make a new assignment.

    Returns
    -------
    Filled
        The columns that name a student, and this one.

    Raises
    ------
    ValueError
        If the table has no such column, or a student has two rows.
    """
    names, rows, delimiter = _read(table, [*CANVAS_IDS[:2], column])
    kept = [name for name in CANVAS_IDS if name in names] + [column]
    title, pupils = [], []
    for row in rows:
        name = row["Student"].strip().lower()
        is_title = not name or POINTS_POSSIBLE in name
        (title if is_title else pupils).append(row)
    # A name is what a student chooses, so it is looked at last.
    by = [name for name in kept[1:-1] if name != "Section"] + ["Student"]
    keys = [[row[name].strip() for name in by] for row in pupils]
    filled = _fill(pupils, keys, grades, column, lambda grade: f"{grade.points:g}")
    stated = [row[column].strip() for row in title if row[column].strip()]
    return Filled(
        _written(kept, title + pupils, delimiter), (stated or [""])[0], *filled
    )


def fill_moodle(
    table: str,
    grades: Mapping[str, Row],
    *,
    column: str = "Grade",
    comments: str = "Feedback comments",
    maximum: str = "Maximum Grade",
    match: Sequence[str] = ("Identifier", "Email address", "ID number", "Username"),
) -> Filled:
    """Fill the offline grading worksheet that was downloaded from Moodle.

    Parameters
    ----------
    table : str
        The worksheet as CSV.
    grades : mapping
        From `read_grades`. A student is the number at the end of the identifier
        ("Participant 4711"), or what stands in another column of ``match``.
    column : str, default "Grade"
        The name of the column for the points, in the language of the site.
    comments : str, default "Feedback comments"
        The name of the column for comments. It is passed over if there is none.
    maximum : str, default "Maximum Grade"
        The name of the column for the points possible, if there is one.
    match : sequence of str
        The names of the columns by which students are found; one must be there.

    Returns
    -------
    Filled
        The whole worksheet.

    Raises
    ------
    ValueError
        If the table has no such column, or a student has two rows.
    """
    names, rows, delimiter = _read(table, [column])
    by = [name for name in match if name in names]
    if not by:
        raise ValueError(
            f"the table must have one of the columns {', '.join(match)}; it has "
            f"{', '.join(names)}"
        )
    keys = []
    for row in rows:
        number = _LAST_NUMBER.search(row[by[0]])
        found = number[0].strip() if number else ""
        keys.append([found, *(row[name].strip() for name in by)])
    filled = _fill(rows, keys, grades, column, lambda grade: f"{grade.points:g}")
    if comments in names:
        _fill(rows, keys, grades, comments, _comment)
    stated = {row.get(maximum, "").strip() for row in rows} - {""}
    most = stated.pop() if len(stated) == 1 else ""
    return Filled(_written(names, rows, delimiter), most, *filled)


def _comment(grade: Row) -> str:
    cells = (f"{name}: {points}" for name, points in grade.cells.items() if points)
    return html.escape(", ".join(cells))


def _read(table: str, needed: Sequence[str]) -> tuple[list[str], list[dict], str]:
    """Return the names of the columns, the rows, and what stands between columns."""
    table = table.removeprefix("\ufeff")
    first = table.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(table), delimiter=delimiter, restval="")
    names = list(reader.fieldnames or [])
    for name in needed:
        if name not in names:
            raise ValueError(
                f"the table must have a column {name!r}; it has {', '.join(names)}"
            )
    return names, list(reader), delimiter


def _fill(
    rows: Sequence[dict],
    keys: Sequence[Sequence[str]],
    grades: Mapping[str, Row],
    column: str,
    words: Callable[[Row], str],
) -> tuple[list[str], list[str]]:
    """Write into a column, and return who has no row and which rows have no grade."""
    of_student: dict[str, int] = {}
    of_row: dict[int, str] = {}
    # The first column counts for all rows before the next one does for any.
    for column_of_keys in zip(*keys, strict=True):
        found: dict[str, int] = {}
        for number, key in enumerate(column_of_keys):
            if key not in grades or key in of_student or number in of_row:
                continue
            if key in found:
                raise ValueError(f"more than one row belongs to the student {key}")
            found[key] = number
        of_student |= found
        of_row |= {number: student for student, number in found.items()}
    if not of_student:
        raise ValueError(
            "no row of the table belongs to a student with a grade; the students are "
            f"{', '.join(list(grades)[:3])}, …"
        )
    for number, student in of_row.items():
        rows[number][column] = words(grades[student])
    without_grade = [
        ", ".join(filter(None, keys[number]))
        for number in range(len(rows))
        if number not in of_row
    ]
    return [student for student in grades if student not in of_student], without_grade


def _written(names: Sequence[str], rows: Sequence[dict], delimiter: str) -> str:
    text = io.StringIO(newline="")
    table = csv.DictWriter(
        text, names, extrasaction="ignore", delimiter=delimiter, lineterminator="\n"
    )
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()
