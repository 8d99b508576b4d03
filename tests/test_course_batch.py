"""A class is graded to its end, goes on where it stopped, and is summed up."""

import csv
import shutil
from pathlib import Path

import pytest

from lossbook.course import batch
from lossbook.course.batch import grade_class, students_in, summary, write_results
from lossbook.course.evaluate import Limits
from lossbook.course.grade import Grade
from lossbook.course.homework import read_homework
from lossbook.course.notebooks import as_text, release, solutions
from lossbook.course.sandbox import Bubblewrap
from lossbook.course.verdicts import Mark, marks

HOMEWORK = read_homework(Path(__file__).parents[1] / "assignments" / "hw1")
SECRET = b"only for the tests"
LIMITS = Limits(step_seconds=2, wall_seconds=8)
SOLVED, HANDED_OUT = as_text(solutions(HOMEWORK)), as_text(release(HOMEWORK))
NOTHING = tuple(marks(HOMEWORK, {}, {}))


@pytest.fixture
def handed_in(tmp_path):
    folder = tmp_path / "submitted"
    for student, content in {
        "ada": SOLVED,
        "=bob": HANDED_OUT,
        "cem": "not a notebook",
    }.items():
        path = folder / student / "hw1" / "hw1.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(content, "utf-8")
    (folder / "dan").mkdir()  # who handed in nothing
    return folder


def graded(students, folder, sandbox, **options):
    found = grade_class(
        HOMEWORK, SECRET, students, folder, sandbox=sandbox, limits=LIMITS, **options
    )
    return {one.student: one for one in found}


def test_each_student_is_graded_and_nobody_stops_the_others(
    handed_in, tmp_path, sandbox
):
    students = students_in(handed_in, HOMEWORK)
    assert list(students) == ["=bob", "ada", "cem", "dan"]
    found = graded(students, tmp_path / "results", sandbox, jobs=2)
    points = {name: one.points for name, one in found.items()}
    assert points == {"ada": 10, "=bob": 0, "cem": 0, "dan": 0}
    assert found["cem"].notes == ("It is no notebook but no JSON.",)
    assert "No such file" in found["dan"].notes[0]
    # What is kept holds neither the secret nor an input.
    kept = "".join(p.read_text("utf-8") for p in (tmp_path / "results").iterdir())
    assert SECRET.decode() not in kept


@pytest.fixture
def counted(monkeypatch):
    """Grades without a sandbox, and whom they were asked for."""
    asked = []

    def grade(homework, secret, student, path, *, sandbox, limits):
        asked.append(student)
        if student == "cem":
            raise OSError("the disk is full")
        return Grade(student, NOTHING, {"softmax": "…"}, ("a note",))

    monkeypatch.setattr(batch, "grade", grade)
    return asked


def test_a_run_that_was_ended_goes_on_where_it_stopped(handed_in, tmp_path, counted):
    students, results = students_in(handed_in, HOMEWORK), tmp_path / "results"
    first = grade_class(
        HOMEWORK, SECRET, {"ada": students["ada"]}, results, sandbox=Bubblewrap("")
    )
    (ada,) = first
    found = graded(students, results, Bubblewrap(""))
    assert counted == ["ada", "=bob", "cem", "dan"]
    assert found["ada"] == ada
    # What failed is not kept, and neither is what has changed since.
    students["=bob"].write_text(SOLVED, "utf-8")
    graded(students, results, Bubblewrap(""))
    assert counted[4:] == ["=bob", "cem"]
    # Another secret means other inputs.
    other = grade_class(HOMEWORK, SECRET * 2, students, results, sandbox=Bubblewrap(""))
    assert len(list(other)) == 4
    assert counted[6:] == ["=bob", "ada", "cem", "dan"]


def test_a_fault_of_the_grader_is_said_and_has_no_points(handed_in, tmp_path, counted):
    students = students_in(handed_in, HOMEWORK)
    cem = graded(students, tmp_path / "results", Bubblewrap(""))["cem"]
    assert cem.notes == ("It could not be graded: OSError: the disk is full",)
    assert cem.points == 0


def test_a_kept_result_that_is_broken_is_made_anew(handed_in, tmp_path, counted):
    students, results = students_in(handed_in, HOMEWORK), tmp_path / "results"
    graded(students, results, Bubblewrap(""))
    (results / "ada.json").write_text("{", "utf-8")
    graded(students, results, Bubblewrap(""))
    assert counted.count("ada") == 2


def test_a_folder_that_is_a_link_is_no_student(handed_in, tmp_path):
    try:
        (handed_in / "eve").symlink_to(handed_in / "ada", target_is_directory=True)
    except OSError:
        shutil.rmtree(handed_in / "dan")  # Windows lets not everybody make links
    assert "eve" not in students_in(handed_in, HOMEWORK)


def test_the_table_has_a_row_for_each_and_no_formula(tmp_path):
    grades = [
        Grade("=cmd", NOTHING, {}, ("@note",)),
        Grade("ada", NOTHING, {}, ()),
    ]
    write_results(HOMEWORK, grades, tmp_path)
    with (tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["student", "points", *(mark.cell for mark in NOTHING), "notes"]
    assert [row[0] for row in rows] == ["'=cmd", "ada"]
    assert rows[0][-1] == "'@note"
    assert {len(row) for row in rows} == {len(head)}
    pages = {path.name for path in (tmp_path / "feedback").iterdir()}
    assert pages == {"=cmd.html", "ada.html"}


def test_the_summary_counts_mistakes_of_students():
    def made(*mistakes):
        return tuple(Mark(cell, 0, 1, "", mistake) for cell, mistake in mistakes)

    grades = [
        Grade("a", made(("q", "A sign."), ("r", None)), {}, ()),
        Grade("b", made(("q", "A sign."), ("r", "A mean.")), {}, ()),
        Grade("c", made(("q", None)), {}, ()),
    ]
    assert summary(grades) == [("q", "A sign.", 2), ("r", "A mean.", 1)]
