"""The command ``lossbook-course``: homework from one source, graded in a sandbox."""

import argparse
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path

from tqdm import tqdm

from lossbook.course import gradescope, quiz
from lossbook.course.batch import (
    NOT_GRADED,
    grade_class,
    safe_in_a_table,
    summary,
    write_feedback,
    write_summary,
    write_table,
)
from lossbook.course.check import check_homework
from lossbook.course.collected import students_in, unpack
from lossbook.course.export import Filled, fill_canvas, fill_moodle, read_grades
from lossbook.course.grade import ByHandMarks, Grade, final_marks
from lossbook.course.homework import Homework, read_homework
from lossbook.course.notebooks import (
    as_text,
    key,
    leaks,
    release,
    solutions,
    source,
)
from lossbook.course.sandbox import NoSandbox, find_sandbox
from lossbook.questions import CHAPTERS

__all__ = ["main"]

EXAMPLE = Path(__file__).parent / "example"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; what is wrong is said in a sentence, with the exit code 1."""
    asked = _parser().parse_args(arguments)
    try:
        asked.run(asked)
    except (ValueError, OSError, NoSandbox) as error:
        sys.exit(f"lossbook-course: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lossbook-course", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name, run, words):
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(run=run)
        return added

    new = command("new", _new, "make a folder with an example to change")
    new.add_argument("homework", type=Path, help="the folder, such as hw1")

    secret = command("secret", _secret, "make a file with a secret, once for a course")
    secret.add_argument("file", type=Path, help="where; keep it out of the repository")

    check = command("check", _check, "try the solutions and the mistakes")
    _homework(check)
    check.add_argument(
        "--draws", type=int, default=200, help="inputs for each question (200)"
    )

    build = command("build", _build, "make the notebooks for students and graders")
    _homework(build, to="the folder of the course (course)")

    grade = command("grade", _grade, "grade what students have handed in")
    _homework(grade, to="the folder of the course (course)")
    grade.add_argument(
        "submitted",
        type=Path,
        help="a folder with STUDENT/HOMEWORK/HOMEWORK.ipynb, or the zip of Moodle or "
        "Canvas",
    )
    _with_secret(grade)
    grade.add_argument(
        "--jobs", type=int, default=1, help="how many at the same time (1)"
    )
    grade.add_argument(
        "--docker", metavar="IMAGE", help="an image with NumPy, instead of bubblewrap"
    )
    grade.add_argument(
        "--no-gradebook", action="store_true", help="write nothing for nbgrader"
    )

    export = command("export", _export, "fill the table of Canvas or Moodle")
    _homework(export, to="the folder of the course (course)")
    export.add_argument("platform", choices=["canvas", "moodle"])
    export.add_argument("table", type=Path, help="what you downloaded there, as CSV")
    export.add_argument("--column", help="the column for the points")
    export.add_argument(
        "--unfinished",
        action="store_true",
        help="although answers are still to be graded by hand",
    )

    made = command("quiz", _quiz, "make a quiz of the questions of chapters")
    made.add_argument("chapters", nargs="+", metavar="CHAPTER", choices=CHAPTERS)
    made.add_argument("--site", default="", help="the address of the published book")
    _to(made, "the folder of the course (course)")

    archive = command("gradescope", _gradescope, "make an autograder for Gradescope")
    _homework(archive, to="the folder of the course (course)")
    _with_secret(archive)
    return parser


def _homework(command: argparse.ArgumentParser, to: str = "") -> None:
    command.add_argument(
        "homework", type=Path, help="its folder, such as assignments/hw1"
    )
    if to:
        _to(command, to)


def _to(command: argparse.ArgumentParser, words: str) -> None:
    command.add_argument("--to", type=Path, default=Path("course"), help=words)


def _with_secret(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--secret", type=Path, required=True, help="a file that only you can read"
    )


def _new(asked: argparse.Namespace) -> None:
    folder = asked.homework
    if folder.exists():
        raise ValueError(f"{folder} is there already")
    folder.mkdir(parents=True)
    shutil.copy(EXAMPLE / "example.md", folder / f"{folder.name}.md")
    shutil.copy(EXAMPLE / "questions.py", folder)
    _say_paths(sorted(folder.iterdir()))


def _secret(asked: argparse.Namespace) -> None:
    if asked.file.exists():
        raise ValueError(f"{asked.file} is there already, and is not overwritten")
    # It is never there with the rights of others.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with open(os.open(asked.file, flags, 0o600), "wb") as file:
        file.write(secrets.token_hex(32).encode())
    print(f"Wrote {asked.file}. Keep it private, and keep it until grades are final.")


def _check(asked: argparse.Namespace) -> None:
    for line in check_homework(read_homework(asked.homework), asked.draws):
        print(line)


def _build(asked: argparse.Namespace) -> None:
    homework = read_homework(asked.homework)
    text = as_text(release(homework))
    if found := leaks(homework, text):
        raise ValueError(f"students would get a part of the solutions: {found[0]!r}")
    paths = []
    for kind, content in (
        ("release", text),
        ("solutions", as_text(solutions(homework))),
        ("key", as_text(key(homework))),
        ("source", as_text(source(homework))),
    ):
        path = asked.to / kind / homework.name / f"{homework.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="\n")
        paths.append(path)
    _say_paths(paths)


def _grade(asked: argparse.Namespace) -> None:
    if asked.jobs < 1:
        raise ValueError(f"--jobs must be at least 1, got {asked.jobs}")
    homework, secret = read_homework(asked.homework), read_secret(asked.secret)
    sandbox = find_sandbox(asked.docker)
    students = _students(asked, homework)
    if not students:
        raise ValueError(
            f"there is no folder of a student in {asked.submitted}; expected "
            f"STUDENT/{homework.name}/{homework.name}.ipynb"
        )
    folder = asked.to / "graded" / homework.name
    found = grade_class(
        homework, secret, students, folder / "results", sandbox=sandbox, jobs=asked.jobs
    )
    shown = tqdm(found, total=len(students), unit=" notebooks", smoothing=0)
    grades, by_hand, failed = _recorded(homework, shown, students, asked)
    write_summary(homework, grades, folder / "summary.md")
    _say_end(homework, grades, by_hand, folder)
    if failed:
        raise ValueError(f"not all is done, call it again; it failed for: {failed}")


def _students(asked: argparse.Namespace, homework: Homework) -> dict[str, Path]:
    """Return whose notebooks there are, unpacked if a platform gave a zip."""
    if asked.submitted.is_dir():
        return students_in(asked.submitted, homework)
    folder = asked.to / "submitted"
    students, left_out = unpack(asked.submitted, homework, folder)
    for line in left_out:
        print(f"left out: {safe_in_a_table(line)}")
    found = students_in(folder, homework)
    return {student: found[student] for student in students}


def _recorded(
    homework: Homework,
    found: Iterable[Grade],
    students: dict[str, Path],
    asked: argparse.Namespace,
) -> tuple[list[Grade], dict[str, ByHandMarks], list[str]]:
    """Write all that belongs to each grade when it is known, and the table at the end.

    The table is also written if the run is ended before. Grades, what a person gave,
    and the students of whom something could not be done are returned.
    """
    grades: list[Grade] = []
    failed: list[str] = []
    by_hand: dict[str, ByHandMarks] = {}
    folder = asked.to / "graded" / homework.name
    if asked.no_gradebook:
        opening, gradebook = nullcontext(), None
    else:
        from lossbook.course import gradebook

        gradebook.configure(asked.to)
        opening = gradebook.opened(homework, asked.to)
    try:
        with opening as book:
            for one in found:
                grades.append(one)
                try:
                    if gradebook is not None:
                        path = students[one.student]
                        gradebook.record(book, homework, one, path, asked.to)
                        by_hand[one.student] = gradebook.by_hand(book, homework, one)
                    marks = by_hand.get(one.student, {})
                    write_feedback(homework, one, marks, folder / "feedback")
                except Exception as error:  # whatever it is, the others go on
                    failed.append(f"{one.student} ({type(error).__name__}: {error})")
    finally:
        write_table(homework, grades, by_hand, folder / "grades.csv")
    failed += [one.student for one in grades if _is_not_graded(one)]
    return grades, by_hand, failed


def _is_not_graded(grade: Grade) -> bool:
    """Return whether a fault of this program or of the machine is in the way."""
    return any(note.startswith(NOT_GRADED) for note in grade.notes)


def _say_end(
    homework: Homework,
    grades: list[Grade],
    by_hand: dict[str, ByHandMarks],
    folder: Path,
) -> None:
    most = sum(homework.points.values())
    print(f"The grades, of {most:g} points: {folder / 'grades.csv'}")
    if noted := [one.student for one in grades if one.notes]:
        print(f"Something is noted there of: {', '.join(sorted(noted))}")
    final = [final_marks(homework, one, by_hand.get(one.student, {})) for one in grades]
    if left := sum(len(homework.points) - len(marks) for marks in final):
        print(
            f"Answers that are still to be graded by hand: {left}. Open Formgrader in "
            f"{folder.parents[1]}, and run grade again when they have points."
        )
    for cell, mistake, count in summary(grades):
        print(f"{count:>5}  {cell}: {mistake}")


def _export(asked: argparse.Namespace) -> None:
    homework = read_homework(asked.homework)
    grades = read_grades(asked.to / "graded" / homework.name / "grades.csv")
    left = [student for student, row in grades.items() if row.left]
    if left and not asked.unfinished:
        raise ValueError(
            f"students with answers that are still to be graded by hand: {len(left)}, "
            f"such as {left[0]}; --unfinished exports their points without those"
        )
    table = asked.table.read_text("utf-8-sig")
    if asked.platform == "canvas":
        if asked.column is None:
            raise ValueError(
                "canvas needs --column, as the table names it: 'Homework 1 (81234)'"
            )
        filled = fill_canvas(table, grades, asked.column)
    else:
        filled = fill_moodle(table, grades, column=asked.column or "Grade")
    most = sum(homework.points.values())
    if filled.most and filled.most not in (f"{most:g}", f"{most:.2f}", f"{most:.1f}"):
        print(f"the table is for {filled.most} points, and the homework has {most:g}")
    path = asked.to / "graded" / homework.name / f"{asked.platform}.csv"
    path.write_text(filled.text, "utf-8", newline="")
    _say_filled(filled)
    _say_paths([path])


def _say_filled(filled: Filled) -> None:
    for student in filled.without_row:
        print(f"no row for the student {student}")
    for row in filled.without_grade:
        print(f"no grade for the row {row}")


def _quiz(asked: argparse.Namespace) -> None:
    folder, chapters = asked.to / "quiz", list(dict.fromkeys(asked.chapters))
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for chapter in chapters:
        questions, title = CHAPTERS[chapter], f"lossbook, chapter {chapter}"
        moodle = folder / f"chapter-{chapter}-moodle.xml"
        category = f"lossbook/chapter {chapter}"
        text = quiz.as_moodle(questions, category, asked.site)
        moodle.write_text(text, "utf-8", newline="\n")
        canvas = folder / f"chapter-{chapter}-qti.zip"
        canvas.write_bytes(quiz.as_qti(questions, title))
        paths += [moodle, canvas]
    _say_paths(paths)


def _gradescope(asked: argparse.Namespace) -> None:
    homework = read_homework(asked.homework)
    content = gradescope.archive(asked.homework, homework, read_secret(asked.secret))
    path = asked.to / "gradescope" / f"{homework.name}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
    ) as file:
        file.write(content)
    by_program = [cell for q in homework.questions for cell in q.point_cells]
    points = sum(homework.points[cell] for cell in by_program)
    rest = sum(homework.points.values()) - points
    print(
        f"The archive holds the secret. Make the autograder worth {points:g} points; "
        f"{rest:g} more are given by hand."
    )
    _say_paths([path])


def _say_paths(paths: Iterable[Path]) -> None:
    for path in paths:
        print(path)


def read_secret(path: Path) -> bytes:
    """Return the secret in a file that nobody else can read.

    Parameters
    ----------
    path : Path
        A file of 16 bytes or more, such as ``lossbook-course secret`` makes.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        If others may read the file. The message does not show what is in it.
    """
    if not path.is_file():
        raise ValueError(
            f"there is no file {path}; make it with: lossbook-course secret {path}"
        )
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ValueError(
            f"others can read the secret in {path}; change that with: chmod 600 {path}"
        )
    return path.read_bytes()


if __name__ == "__main__":
    main()
