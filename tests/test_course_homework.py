"""A homework is read whole or refused with a reason; what students get holds no answer.

The homework of the repository is the example, and each fault is made in a copy of it.
"""

import shutil

import pytest
from homeworks import FOLDERS

from lossbook.course.homework import BY_HAND, kind_of, read_homework
from lossbook.course.questions import Function


@pytest.fixture
def copied(tmp_path):
    """A copy of the first homework, to make faults in."""
    return shutil.copytree(FOLDERS[0], tmp_path / FOLDERS[0].name)


def test_points_and_minutes_are_those_of_the_text(homework):
    first = homework.notebook.cells[0].source
    assert f"for {sum(homework.points.values()):g} points" in first
    assert f"about {homework.minutes} minutes" in first
    assert 60 <= homework.minutes <= 90
    kinds = [kind_of(cell) for cell in homework.notebook.cells]
    assert 5 <= len(homework.questions) + len(homework.by_hand) <= 7
    assert kinds.count(BY_HAND) == len(homework.by_hand)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("grade_id: softmax,", "grade_id: imports,", "the grade_id imports occurs tw"),
        ("grade_id: softmax,", "grade_id: a b,", "needs a grade_id of letters"),
        ("schema_version: 3, grade_id: softmax,", "grade_id: softmax,", "schema_ver"),
        ("points: 2}", "points: 0}", "needs points above 0, got 0"),
        (", points: 2}", "}", "softmax-formula needs points above 0, got None"),
        ("points: 2}", "points: 3}", "the headings promise 17 points"),
        ("### END SOLUTION", "### END", "must have 1 ### BEGIN SOLUTION and 1"),
        ("locked: false", "locked: true", "must not be locked"),
        ("locked: true", "locked: false", "must be locked"),
        ("grade_id: softmax-formula", "grade_id: other", "the cells of kind 'points'"),
        ("exercises.check", "### BEGIN HIDDEN TESTS\n#", "must have no hidden tests"),
    ],
)
def test_a_homework_with_a_fault_is_refused(copied, old, new, words):
    path = copied / f"{copied.name}.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ValueError, match=words) as error:
        read_homework(copied)
    assert path.name in str(error.value)


def test_a_homework_without_its_files_is_refused(copied):
    (copied / "questions.py").write_text("QUESTIONS = [1]", "utf-8")
    with pytest.raises(ValueError, match=r"must list .* and ByHand, got \[1\]"):
        read_homework(copied)
    (copied / "questions.py").unlink()
    with pytest.raises(ValueError, match=r"must have questions.py; none in .*hw1"):
        read_homework(copied)


def test_what_is_allowed_must_be_there(copied):
    path = copied / "questions.py"
    path.write_text(path.read_text("utf-8") + '\nALLOWED = ("links", "lnks")', "utf-8")
    with pytest.raises(
        ValueError, match="must list modules of the package, got 'lnks'"
    ):
        read_homework(copied)


def test_a_rubric_adds_up_to_the_points_of_its_cell(copied):
    path = copied / "questions.py"
    text = path.read_text("utf-8")
    path.write_text(text.replace('(1, "treats', '(2, "treats'), "utf-8")
    with pytest.raises(ValueError, match=r"add up to the 4 points of its cell, got 5"):
        read_homework(copied)


def test_each_function_gives_points_for_formula_and_extremes_apart(homework):
    functions = [q for q in homework.questions if isinstance(q, Function)]
    assert functions
    for question in functions:
        assert all(homework.points[name] > 0 for name in question.point_cells)
        assert len(question.point_cells) == 1 + bool(question.exercise.extreme)
