"""Gradescope's container: the archive is unpacked there, and results always come."""

import io
import json
import os
import stat
import sys
import zipfile

import pytest
from homeworks import HANDED_OUT, HOMEWORK, HW1, NO_ANSWERS, SECRET, SOLVED

from lossbook.course import gradescope
from lossbook.course.grade import Grade
from lossbook.course.sandbox import NoSandbox


@pytest.fixture(scope="module")
def packed():
    content = gradescope.archive(HW1, HOMEWORK, SECRET)
    assert gradescope.archive(HW1, HOMEWORK, SECRET) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {member: archive.read(member) for member in archive.infolist()}


def test_the_archive_has_all_that_the_container_needs(packed):
    names = {member.filename for member in packed}
    assert {"setup.sh", "run_autograder", "secret", "hw1/hw1.md"} <= names
    assert {"lossbook/__init__.py", "lossbook/course/gradescope.py"} <= names
    assert "hw1/questions.py" in names
    assert not any("__pycache__" in name for name in names)
    rights = {m.filename: stat.S_IMODE(m.external_attr >> 16) for m in packed}
    assert rights["setup.sh"] == rights["run_autograder"] == 0o755
    assert rights["secret"] == rights["hw1/hw1.md"] == 0o600
    setup = next(c for m, c in packed.items() if m.filename == "setup.sh").decode()
    assert "chmod 700 /autograder/source" in setup
    assert "'jupytext'" in setup and "nbgrader" not in setup and "extra" not in setup
    run = next(c for m, c in packed.items() if m.filename == "run_autograder").decode()
    assert "-m lossbook.course.gradescope hw1" in run


@pytest.fixture
def container(tmp_path, packed):
    """The folders as Gradescope makes them."""
    for member, content in packed.items():
        path = tmp_path / "source" / member.filename
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "submission").mkdir()
    about = {"users": [{"email": "eva@uni.example"}, {"email": "ada@uni.example"}]}
    (tmp_path / "submission_metadata.json").write_text(json.dumps(about), "utf-8")
    return tmp_path


def graded(container, notebook, sandbox, name="hw1.ipynb"):
    (container / "submission" / name).write_text(notebook, "utf-8")
    gradescope.run("hw1", container, sandbox)
    return json.loads((container / "results" / "results.json").read_text("utf-8"))


def test_a_submission_is_graded(container, sandbox):
    found = graded(container, SOLVED, sandbox, "my solution.ipynb")
    assert found["score"] == 10
    assert found["stdout_visibility"] == "hidden"
    assert sum(test["max_score"] for test in found["tests"]) == 10
    assert {test["status"] for test in found["tests"]} == {"passed"}


def test_what_is_wrong_is_named(container, sandbox):
    found = graded(container, HANDED_OUT, sandbox)
    assert found["score"] == 0
    assert {test["status"] for test in found["tests"]} == {"failed"}
    assert all(test["output"] for test in found["tests"])


def test_notes_are_for_the_student_and_hints_too():
    found = gradescope.results(Grade("ada", NO_ANSWERS, {}, ("One.", "Two.")))
    assert found["output"] == "One.\nTwo."
    assert [test["name"] for test in found["tests"]] == [m.cell for m in NO_ANSWERS]


def test_a_fault_has_a_result_and_shows_nothing(container, capsys):
    (container / "submission_metadata.json").write_text("{", "utf-8")
    sandbox = object()
    found = graded(container, SOLVED, sandbox)
    assert found["score"] == 0
    assert found["output"] == "It could not be graded. Your teacher sees why."
    assert "JSONDecodeError" in capsys.readouterr().err


@pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0, reason="another user needs root"
)
def test_where_the_grader_is_open_nothing_is_run(container):
    """Here lossbook itself lies where everybody can read it."""
    found = graded(container, SOLVED, None)
    assert found["score"] == 0
    assert found["output"] == "There is no sandbox, so nothing was run."


def test_without_a_sandbox_nothing_is_run(container, monkeypatch):
    def none(*_):
        raise NoSandbox("there is none")

    monkeypatch.setattr(gradescope, "find_other_user", none)
    found = graded(container, SOLVED, None)
    assert (found["score"], "tests" in found) == (0, False)
