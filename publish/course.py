"""Run ``lossbook-course`` on each homework, with a made-up class: ``make course``.

All is below ``_build/course``: the notebooks for students, solutions, keys, the grades
of three made-up students, their feedback, the quizzes, and the archives for Gradescope.
Homework of another folder is tried with ``make course ASSIGNMENTS=folder``.
"""

import argparse
import json
import shutil
from pathlib import Path

from lossbook.course import cli
from lossbook.questions import CHAPTERS

ROOT = Path(__file__).parents[1]
COURSE = ROOT / "_build" / "course"


def run(*arguments: object) -> None:
    """Say a command, and run it."""
    words = [str(argument) for argument in arguments]
    print("\n$ lossbook-course", *words)
    cli.main(words)


def hand_in(homework: str) -> None:
    """Hand in for three students: all, nothing, and all but one answer."""
    solved, handed_out = (
        (COURSE / kind / homework / f"{homework}.ipynb").read_text("utf-8")
        for kind in ("solutions", "release")
    )
    notebook, stubs = json.loads(solved), json.loads(handed_out)
    changed = [
        number
        for number, cells in enumerate(
            zip(notebook["cells"], stubs["cells"], strict=True)
        )
        if cells[0]["source"] != cells[1]["source"]
    ]
    notebook["cells"][changed[1]] = stubs["cells"][changed[1]]
    submitted = {"ada": solved, "bela": handed_out, "chen": json.dumps(notebook)}
    for student, text in submitted.items():
        path = COURSE / "submitted" / student / homework / f"{homework}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def main() -> None:
    """Check, build and grade all that is in a folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "assignments", type=Path, nargs="?", default=ROOT / "assignments"
    )
    parser.add_argument("--draws", type=int, default=200)
    asked = parser.parse_args()
    shutil.rmtree(COURSE, ignore_errors=True)
    COURSE.mkdir(parents=True)
    secret = COURSE / "secret"
    run("secret", secret)
    for questions in sorted(asked.assignments.glob("*/questions.py")):
        folder = questions.parent
        run("check", folder, "--draws", asked.draws)
        run("build", folder, "--to", COURSE)
        hand_in(folder.name)
        run(
            *("grade", folder, COURSE / "submitted", "--secret", secret),
            *("--to", COURSE, "--jobs", 2),
        )
        run("gradescope", folder, "--secret", secret, "--to", COURSE)
    run("quiz", *CHAPTERS, "--to", COURSE)


if __name__ == "__main__":
    main()
