"""A class is graded to its end, goes on where it stopped, and is summed up."""

import csv

import pytest
from homeworks import HANDED_OUT, HOMEWORK, LIMITS, NO_ANSWERS, SECRET, SOLVED, TO_GRADE

from lossbook.course import batch
from lossbook.course.batch import (
    as_written,
    grade_class,
    safe_in_a_table,
    summary,
    write_feedback,
    write_summary,
    write_table,
)
from lossbook.course.bubblewrap import Bubblewrap
from lossbook.course.collected import students_in
from lossbook.course.grade import Grade
from lossbook.course.verdicts import Mark


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
    assert found["cem"].notes == ("It is not a notebook (no JSON).",)
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
        return Grade(student, NO_ANSWERS, {"softmax": "…"}, ("a note",))

    monkeypatch.setattr(batch, "grade", grade)
    return asked


def test_a_run_that_was_ended_goes_on_where_it_stopped(handed_in, tmp_path, counted):
    students, results = students_in(handed_in, HOMEWORK), tmp_path / "results"
    first = grade_class(
        HOMEWORK, SECRET, {"ada": students["ada"]}, results, sandbox=Bubblewrap("", 1)
    )
    (ada,) = first
    found = graded(students, results, Bubblewrap("", 1))
    assert counted == ["ada", "=bob", "cem", "dan"]
    assert found["ada"] == ada
    # What failed is not kept, and neither is what has changed since.
    students["=bob"].write_text(SOLVED, "utf-8")
    graded(students, results, Bubblewrap("", 1))
    assert counted[4:] == ["=bob", "cem"]
    # Another secret means other inputs.
    other = grade_class(
        HOMEWORK, SECRET * 2, students, results, sandbox=Bubblewrap("", 1)
    )
    assert len(list(other)) == 4
    assert counted[6:] == ["=bob", "ada", "cem", "dan"]


def test_a_fault_of_the_grader_is_said_and_has_no_points(handed_in, tmp_path, counted):
    students = students_in(handed_in, HOMEWORK)
    cem = graded(students, tmp_path / "results", Bubblewrap("", 1))["cem"]
    assert cem.notes == ("It could not be graded: OSError: the disk is full",)
    assert cem.points == 0


def test_a_kept_result_that_is_broken_is_made_anew(handed_in, tmp_path, counted):
    students, results = students_in(handed_in, HOMEWORK), tmp_path / "results"
    graded(students, results, Bubblewrap("", 1))
    (results / "ada.json").write_text("{", "utf-8")
    graded(students, results, Bubblewrap("", 1))
    assert counted.count("ada") == 2


def test_the_table_has_a_row_for_each_and_no_formula(tmp_path):
    grades = [
        Grade("=cmd", NO_ANSWERS, TO_GRADE, ("@note",)),
        Grade("ada", NO_ANSWERS, TO_GRADE, ()),
    ]
    by_hand = {"ada": {"repair": (2.5, "")}}
    write_table(HOMEWORK, grades, by_hand, tmp_path / "grades.csv")
    with (tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["student", "points", "open", *HOMEWORK.points, "notes"]
    assert [row[:3] for row in rows] == [["'=cmd", "0", "2"], ["ada", "2.5", "1"]]
    assert rows[0][-1] == "'@note"
    assert {len(row) for row in rows} == {len(head)}
    ada = dict(zip(head, rows[1], strict=True))
    assert (ada["repair"], ada["gradient_by_hand"]) == ("2.5", "")


@pytest.mark.parametrize("words", ["=1", "+1", "-1", "@a", "ada", "'", ""])
def test_what_a_spreadsheet_would_compute_is_kept_and_found_again(words):
    written = safe_in_a_table(words)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert as_written(written) == words


def test_a_page_of_feedback_is_named_after_its_student(tmp_path):
    write_feedback(HOMEWORK, Grade("=a b", NO_ANSWERS, {}, ()), {}, tmp_path / "new")
    assert "=a b" in (tmp_path / "new" / "=a b.html").read_text("utf-8")


def test_the_summary_is_written_for_the_next_lecture(tmp_path):
    right = Mark("softmax-formula", 2, 2, "")
    wrong = Mark("softmax-formula", 0, 2, "", "A sign.")
    grades = [Grade("a", (right,), {}, ()), Grade("b", (wrong,), {}, ())]
    write_summary(HOMEWORK, grades, tmp_path / "summary.md")
    text = (tmp_path / "summary.md").read_text("utf-8")
    assert "| softmax-formula | 1 | 1 | 1.00 of 2 |" in text
    assert "| 1 | softmax-formula | A sign. |" in text
    write_summary(HOMEWORK, grades[:1], tmp_path / "summary.md")
    assert "| mistake |" not in (tmp_path / "summary.md").read_text("utf-8")


def test_the_summary_counts_mistakes_of_students():
    def made(*mistakes):
        return tuple(Mark(cell, 0, 1, "", mistake) for cell, mistake in mistakes)

    grades = [
        Grade("a", made(("q", "A sign."), ("r", None)), {}, ()),
        Grade("b", made(("q", "A sign."), ("r", "A mean.")), {}, ()),
        Grade("c", made(("q", None)), {}, ()),
    ]
    assert summary(grades) == [("q", "A sign.", 2), ("r", "A mean.", 1)]


def test_a_row_is_one_line_with_nothing_that_a_terminal_obeys():
    assert safe_in_a_table("a\nb\x1b[2J;=1") == "a b [2J,=1"
    assert safe_in_a_table("\t=1") == " =1"
