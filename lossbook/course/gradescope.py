"""An autograder for Gradescope: the archive to upload, and what runs in its container.

Gradescope makes a container for each submission, unpacks the archive there, and runs
``setup.sh`` once and ``run_autograder`` each time. Bubblewrap does not work inside, so
the code runs as another user (see ``other_user.py``), and only if the grader's files
are closed to that user.

The archive holds the secret and the solutions. It is for Gradescope alone.
"""

import io
import json
import shutil
import stat
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import lossbook
from lossbook.course.grade import Grade, grade
from lossbook.course.homework import Homework, read_homework
from lossbook.course.other_user import find_other_user
from lossbook.course.sandbox import NoSandbox, Sandbox

__all__ = ["archive", "main", "results"]

AUTOGRADER = Path("/autograder")
EPOCH = (1980, 1, 1, 0, 0, 0)
SECRET = "secret"

SETUP = """#!/usr/bin/env bash
# Gradescope runs this once, when it makes the image.
set -euo pipefail
apt-get update -qq
apt-get install -y -qq python3 python3-venv >/dev/null
python=python3
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  # Ubuntu 22.04 has Python 3.10.
  apt-get install -y -qq software-properties-common >/dev/null
  add-apt-repository -y ppa:deadsnakes/ppa >/dev/null
  apt-get install -y -qq python3.11 python3.11-venv >/dev/null
  python=python3.11
fi
cd /autograder/source
$python -m venv environment
environment/bin/pip install --quiet {requirements}
# What the code of students may use: NumPy and nothing else.
environment/bin/pip install --quiet --no-deps --target /autograder/numpy {numpy}
chmod -R a+rX /autograder/numpy
chmod 700 /autograder/source
"""

RUN = """#!/usr/bin/env bash
# Gradescope runs this for each submission.
chmod 700 /autograder/source /autograder/submission /autograder/results
cd /autograder/source
PYTHONPATH=. exec environment/bin/python -m lossbook.course.gradescope {homework}
"""


def archive(folder: Path, homework: Homework, secret: bytes) -> bytes:
    """Return the zip that is uploaded to Gradescope as the autograder.

    Parameters
    ----------
    folder : Path
        Where the homework is.
    homework : Homework
        What is asked.
    secret : bytes
        At least 16 bytes that only the teacher knows. They are in the archive.

    Returns
    -------
    bytes
        The package as it is here, the homework, and the two programs.
    """
    wanted = [
        name for name in metadata.requires("lossbook") or () if "extra ==" not in name
    ]
    numpy = f"numpy=={metadata.version('numpy')}"
    needed = [numpy, "jupytext", *(n for n in wanted if not n.startswith("numpy"))]
    words = {
        "requirements": " ".join(f"'{name}'" for name in needed),
        "numpy": numpy,
        "homework": homework.name,
    }
    package = Path(lossbook.__file__).parent
    files = {
        "setup.sh": SETUP.format_map(words).encode(),
        "run_autograder": RUN.format_map(words).encode(),
        SECRET: secret,
    }
    for root, base in ((package, "lossbook"), (folder, homework.name)):
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                name = f"{base}/{path.relative_to(root).as_posix()}"
                files[name] = path.read_bytes()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            about = zipfile.ZipInfo(name, EPOCH)
            rights = 0o755 if "/" not in name and name != SECRET else 0o600
            about.external_attr = (stat.S_IFREG | rights) << 16
            packed.writestr(about, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def results(found: Grade) -> dict:
    """Return a grade in the form of Gradescope's ``results.json``.

    Its points are those that a program gives; those by hand are given in Gradescope.
    """
    tests = [
        {
            "name": mark.cell,
            "score": mark.points,
            "max_score": mark.most,
            "status": "passed" if mark.points == mark.most else "failed",
            "output": f"{mark.finding} {mark.hint}".strip(),
            "output_format": "text",
            "visibility": "after_published",
        }
        for mark in found.marks
    ]
    return {
        "score": found.points,
        "output": "\n".join(found.notes),
        "output_format": "text",
        "visibility": "after_published",
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def run(name: str, root: Path, sandbox: Sandbox | None = None) -> None:
    """Grade the submission in a container, and write the results in every case.

    Parameters
    ----------
    name : str
        The name of the homework.
    root : Path
        The folder with ``source``, ``submission`` and ``results``.
    sandbox : Sandbox, optional
        Where the code runs; by default as another user.
    """
    source, to = root / "source", root / "results" / "results.json"
    try:
        homework = read_homework(source / name)
        if sandbox is None:
            closed = [source / SECRET, source / name, Path(lossbook.__file__)]
            sandbox = find_other_user(root / "numpy", closed)
        about = json.loads((root / "submission_metadata.json").read_text("utf-8"))
        student = "+".join(sorted(str(user["email"]) for user in about["users"]))
        notebooks = sorted((root / "submission").glob("*.ipynb"))
        expected = root / "submission" / f"{name}.ipynb"
        path = notebooks[0] if len(notebooks) == 1 else expected
        secret = (source / SECRET).read_bytes()
        found = results(grade(homework, secret, student, path, sandbox=sandbox))
    except Exception as error:
        # Without results Gradescope shows a student a fault of the program.
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        said = (
            "There is no sandbox, so nothing was run."
            if isinstance(error, NoSandbox)
            else "It could not be graded. Your teacher sees why."
        )
        found = {"score": 0.0, "output": said, "stdout_visibility": "hidden"}
    to.parent.mkdir(exist_ok=True)
    unfinished = to.with_suffix(".part")
    unfinished.write_text(json.dumps(found, indent=1), "utf-8")
    shutil.move(unfinished, to)


def main() -> None:
    """Run in Gradescope's container; the argument is the name of the homework."""
    run(sys.argv[1], AUTOGRADER)


if __name__ == "__main__":
    main()
