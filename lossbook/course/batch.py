"""A whole class: grades as CSV, feedback as HTML, and what the class got wrong.

Submissions lie where nbgrader collects them: ``STUDENT/HOMEWORK/HOMEWORK.ipynb``. What
was found of each student is kept as JSON as soon as it is found, so that a run that was
ended goes on where it stopped, and one bad submission never stops the others.
"""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, replace
from pathlib import Path
from queue import SimpleQueue

from lossbook.course.evaluate import Limits
from lossbook.course.feedback import page
from lossbook.course.grade import Grade, grade
from lossbook.course.homework import Homework
from lossbook.course.notebooks import as_text, solutions
from lossbook.course.sandbox import Bubblewrap
from lossbook.course.submissions import LARGEST
from lossbook.course.verdicts import Mark, marks

__all__ = ["grade_class", "students_in", "summary", "write_results"]

# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def students_in(folder: Path, homework: Homework) -> dict[str, Path]:
    """Return the notebook of each student, by the name of the student's folder."""
    found = {}
    for student in sorted(folder.iterdir()):
        if student.is_dir() and not student.is_symlink():
            found[student.name] = student / homework.name / f"{homework.name}.ipynb"
    return found


def grade_class(
    homework: Homework,
    secret: bytes,
    students: dict[str, Path],
    results: Path,
    *,
    sandbox: Bubblewrap,
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
    sandbox : Bubblewrap
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
        state = _state(homework, secret, student, path)
        if (found := _read(kept, state)) is not None:
            return found
        user = users.get()
        try:
            own = replace(sandbox, user=user)
            found = grade(homework, secret, student, path, sandbox=own, limits=limits)
        except Exception as error:
            # Whatever it is, the others are graded; it is not kept, so a second run
            # tries again.
            none = tuple(marks(homework, {}, {}))
            said = f"It could not be graded: {type(error).__name__}: {error}"
            return Grade(student, none, {}, (said,))
        finally:
            users.put(user)
        words = json.dumps({"state": state} | asdict(found), indent=1)
        unfinished = kept.with_suffix(".part")
        unfinished.write_text(words, "utf-8")
        unfinished.replace(kept)
        return found

    with ThreadPoolExecutor(jobs) as pool:
        tasks = [pool.submit(graded, *pair) for pair in students.items()]
        for task in as_completed(tasks):
            yield task.result()


def write_results(homework: Homework, grades: list[Grade], folder: Path) -> None:
    """Write ``grades.csv`` and a page of feedback for each student."""
    feedback = folder / "feedback"
    feedback.mkdir(parents=True, exist_ok=True)
    by_program = [mark.cell for mark in marks(homework, {}, {})]
    with (folder / "grades.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["student", "points", *by_program, "notes"])
        for one in sorted(grades, key=lambda one: one.student):
            points = {mark.cell: f"{mark.points:g}" for mark in one.marks}
            cells = [points.get(cell, "") for cell in by_program]
            notes = " ".join(one.notes)
            table.writerow(
                [_plain(one.student), f"{one.points:g}", *cells, _plain(notes)]
            )
            shown = page(homework, one, {})
            (feedback / f"{one.student}.html").write_text(shown, "utf-8")


def summary(grades: list[Grade]) -> list[tuple[str, str, int]]:
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


def _plain(words: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{words}" if words.startswith(FORMULA) else words


def _state(homework: Homework, secret: bytes, student: str, path: Path) -> str:
    """Return what a grade depends on, as a digest that tells nothing of the secret."""
    digest = hashlib.sha256(as_text(solutions(homework)).encode())
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
    if found.pop("state", None) != state:
        return None
    found["marks"] = tuple(Mark(**mark) for mark in found["marks"])
    return Grade(**found | {"notes": tuple(found["notes"])})
