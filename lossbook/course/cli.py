"""The command ``lossbook-course``: check, build and grade a homework."""

import argparse
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from lossbook.course.batch import grade_class, students_in, summary, write_results
from lossbook.course.check import check_homework
from lossbook.course.homework import Homework, read_homework
from lossbook.course.notebooks import as_text, leaks, release, solutions
from lossbook.course.sandbox import NoSandbox, find_sandbox

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; what is wrong is said in a sentence, with the exit code 1."""
    parser = argparse.ArgumentParser(prog="lossbook-course", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="try the solutions and the mistakes")
    check.add_argument(
        "homework", type=Path, help="its folder, such as assignments/hw1"
    )
    check.add_argument(
        "--draws", type=int, default=200, help="inputs for each question"
    )
    check.set_defaults(run=_check)

    build = commands.add_parser("build", help="make the notebooks")
    build.add_argument("homework", type=Path, help="its folder")
    build.add_argument("--to", type=Path, default=Path("course"), help="where to")
    build.set_defaults(run=_build)

    grade = commands.add_parser("grade", help="grade what students have handed in")
    grade.add_argument("homework", type=Path, help="its folder")
    grade.add_argument(
        "submitted", type=Path, help="a folder with STUDENT/HOMEWORK/HOMEWORK.ipynb"
    )
    grade.add_argument(
        "--secret", type=Path, required=True, help="a file that only you can read"
    )
    grade.add_argument("--to", type=Path, default=Path("course"), help="where to")
    grade.add_argument("--jobs", type=int, default=1, help="how many at the same time")
    grade.set_defaults(run=_grade)

    asked = parser.parse_args(arguments)
    try:
        asked.run(asked)
    except (ValueError, OSError, NoSandbox) as error:
        sys.exit(f"lossbook-course: {error}")


def _check(asked: argparse.Namespace) -> None:
    homework = read_homework(asked.homework)
    for line in check_homework(homework, asked.draws):
        print(line)


def _build(asked: argparse.Namespace) -> None:
    homework = read_homework(asked.homework)
    text = as_text(release(homework))
    if found := leaks(homework, text):
        raise ValueError(f"students would get a part of the solutions: {found[0]!r}")
    for kind, content in (
        ("release", text),
        ("solutions", as_text(solutions(homework))),
    ):
        path = asked.to / kind / homework.name / f"{homework.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="\n")
        print(path)


def _grade(asked: argparse.Namespace) -> None:
    if asked.jobs < 1:
        raise ValueError(f"--jobs must be at least 1, got {asked.jobs}")
    homework, secret = read_homework(asked.homework), read_secret(asked.secret)
    sandbox = find_sandbox()
    students = students_in(asked.submitted, homework)
    if not students:
        raise ValueError(f"there is no folder of a student in {asked.submitted}")
    folder = asked.to / "graded" / homework.name
    grades = []
    for one in grade_class(
        homework, secret, students, folder / "results", sandbox=sandbox, jobs=asked.jobs
    ):
        grades.append(one)
        print(
            f"{len(grades)} of {len(students)}: {one.student} {one.points:g}",
            flush=True,
        )
    write_results(homework, grades, folder)
    _say(homework, folder)
    for cell, mistake, count in summary(grades):
        print(f"{count:>5}  {cell}: {mistake}")


def _say(homework: Homework, folder: Path) -> None:
    most = sum(homework.points.values())
    print(f"The grades, without what is graded by hand, of {most:g} points in all:")
    print(folder / "grades.csv")
    print("Which mistakes were made, and by how many:")


def read_secret(path: Path) -> bytes:
    """Return the secret in a file that nobody else can read.

    Parameters
    ----------
    path : Path
        A file of 16 bytes or more, such as ``openssl rand -out secret 32`` makes.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        If others may read the file. The message does not show what is in it.
    """
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ValueError(
            f"others can read the secret in {path}; change that with: chmod 600 {path}"
        )
    return path.read_bytes()


if __name__ == "__main__":
    main()
