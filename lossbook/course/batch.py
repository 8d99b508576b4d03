"""A whole class: grades as CSV, feedback as HTML, and what the class got wrong.

What was found of each student is kept as JSON as soon as it is found, so that a run
that was ended goes on where it stopped, and one bad submission never stops the others.
"""

import csv
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, replace
from pathlib import Path
from queue import SimpleQueue

import lossbook
from lossbook.course.evaluate import Limits
from lossbook.course.feedback import page
from lossbook.course.grade import ByHandMarks, Grade, final_marks, grade
from lossbook.course.homework import Homework
from lossbook.course.sandbox import Sandbox
from lossbook.course.submissions import LARGEST
from lossbook.course.verdicts import Mark, marks

__all__ = [
    "NOT_GRADED",
    "as_written",
    "grade_class",
    "safe_in_a_table",
    "summary",
    "write_feedback",
    "write_summary",
    "write_table",
]

NOT_GRADED = "It could not be graded:"

# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def grade_class(
    homework: Homework,
    secret: bytes,
    students: dict[str, Path],
    results: Path,
    *,
    sandbox: Sandbox,
    jobs: int = 1,
    limits: Limits | None = None,
) -> Iterator[Grade]:
    """Grade the notebooks of a class, and yield each grade when it is known.

    Parameters
    ----------
    homework : Homework
        What was asked.
    secret : bytes
        At least 16 bytes that only the teacher knows. They are not written anywhere.
    students : dict
        From the name of a student to the notebook.
    results : Path
        A folder for what was found. A student whose notebook has not changed since is
        not graded again.
    sandbox : Sandbox
        From `lossbook.course.sandbox.find_sandbox`.
    jobs : int, default 1
        How many notebooks are graded at the same time.
    limits : Limits, optional
        How much a notebook may take.

    Yields
    ------
    Grade
        In the order in which they are ready.
    """
    results.mkdir(parents=True, exist_ok=True)
    users: SimpleQueue[int] = SimpleQueue()
    for number in range(jobs):
        users.put(sandbox.user - number)

    def graded(student: str, path: Path) -> Grade:
        kept = results / f"{student}.json"
        user = users.get()
        try:
            state = _state(homework, secret, student, path)
            if (found := _read(kept, state)) is not None:
                return found
            own = replace(sandbox, user=user)
            found = grade(homework, secret, student, path, sandbox=own, limits=limits)
        except Exception as error:
            # Whatever it is, the others are graded; it is not kept, so a second run
            # tries again.
            none = tuple(marks(homework, {}, {}))
            said = f"{NOT_GRADED} {type(error).__name__}: {error}"
            return Grade(student, none, {}, (said,))
        finally:
            users.put(user)
        words = json.dumps({"state": state} | asdict(found), indent=1)
        unfinished = kept.with_suffix(f".{os.getpid()}.part")
        unfinished.write_text(words, "utf-8")
        unfinished.replace(kept)
        return found

    with ThreadPoolExecutor(jobs) as pool:
        tasks = [pool.submit(graded, *pair) for pair in students.items()]
        try:
            for task in as_completed(tasks):
                yield task.result()
        finally:
            pool.shutdown(cancel_futures=True)


def write_feedback(
    homework: Homework, grade: Grade, by_hand: ByHandMarks, folder: Path
) -> None:
    """Write the page of feedback for a student."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = page(homework, grade, by_hand)
    (folder / f"{grade.student}.html").write_text(shown, "utf-8")


def write_table(
    homework: Homework,
    grades: Sequence[Grade],
    by_hand: Mapping[str, ByHandMarks],
    path: Path,
) -> None:
    """Write a table with a row for each student, and a column for each cell.

    Parameters
    ----------
    homework : Homework
        What was asked.
    grades : sequence of Grade
        What a program found.
    by_hand : mapping
        From a student's name to what a person gave.
    path : Path
        Where the table is written, as CSV. What is still to be graded by hand is
        empty there, and ``open`` counts it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["student", "points", "open", *homework.points, "notes"])
        for one in sorted(grades, key=lambda one: one.student):
            final = final_marks(homework, one, by_hand.get(one.student, {}))
            points = sum(mark.points for mark in final.values())
            cells = [
                f"{final[cell].points:g}" if cell in final else ""
                for cell in homework.points
            ]
            left = len(homework.points) - len(final)
            notes = safe_in_a_table(" ".join(one.notes))
            name = safe_in_a_table(one.student)
            table.writerow([name, f"{points:g}", left, *cells, notes])


def summary(grades: Sequence[Grade]) -> list[tuple[str, str, int]]:
    """Return which mistakes were made how often: cell, mistake, number of students.

    The most frequent come first.
    """
    made = Counter(
        (mark.cell, mark.mistake)
        for one in grades
        for mark in one.marks
        if mark.mistake is not None
    )
    return [(cell, mistake, count) for (cell, mistake), count in made.most_common()]


def write_summary(homework: Homework, grades: Sequence[Grade], path: Path) -> None:
    """Write what the class got wrong, in Markdown: what the next lecture is about.

    Parameters
    ----------
    homework : Homework
        What was asked.
    grades : sequence of Grade
        What a program found.
    path : Path
        Where it is written.
    """
    count = len(grades)
    lines = [f"# {homework.name}: what a class of {count} got right and wrong", ""]
    lines += ["| cell | full points | no points | mean |", "| --- | --- | --- | --- |"]
    for cell in (mark.cell for mark in marks(homework, {}, {})):
        of_cell = [mark for one in grades for mark in one.marks if mark.cell == cell]
        full = sum(mark.points == mark.most for mark in of_cell)
        none = sum(mark.points == 0 for mark in of_cell)
        mean = sum(mark.points for mark in of_cell) / max(len(of_cell), 1)
        worth = f"{mean:.2f} of {homework.points[cell]:g}"
        lines.append(f"| {cell} | {full} | {none} | {worth} |")
    if made := summary(grades):
        lines += ["", "| students | cell | mistake |", "| --- | --- | --- |"]
        lines += [f"| {number} | {cell} | {words} |" for cell, words, number in made]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def safe_in_a_table(words: str) -> str:
    """Return a text that a spreadsheet does not take for a formula, in one line."""
    words = "".join(c if c.isprintable() else " " for c in words).replace(";", ",")
    return f"'{words}" if words.startswith(FORMULA) else words


def as_written(words: str) -> str:
    """Undo `safe_in_a_table`."""
    return words[1:] if words[:1] == "'" and words[1:].startswith(FORMULA) else words


def _state(homework: Homework, secret: bytes, student: str, path: Path) -> str:
    """Return what a grade depends on, as a digest that tells nothing of the secret."""
    digest = hashlib.sha256(f"{lossbook.__version__} {homework.digest}".encode())
    digest.update(hashlib.scrypt(secret, salt=student.encode(), n=2**12, r=8, p=1))
    if path.is_file() and not path.is_symlink():
        with path.open("rb") as file:
            digest.update(file.read(LARGEST + 1))
    return digest.hexdigest()


def _read(kept: Path, state: str) -> Grade | None:
    """Return what was found before, if it was found of the same notebook."""
    try:
        found = json.loads(kept.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or found.pop("state", None) != state:
        return None
    found["marks"] = tuple(Mark(**mark) for mark in found["marks"])
    return Grade(**found | {"notes": tuple(found["notes"])})
