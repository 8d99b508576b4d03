"""nbgrader's gradebook has what was found, and keeps what a person gave."""

import json
import runpy

import pytest
from homeworks import HOMEWORK, NO_ANSWERS

from lossbook.course import gradebook
from lossbook.course.grade import Grade
from lossbook.course.notebooks import as_text, release, source
from lossbook.course.verdicts import Mark

pytest.importorskip("nbgrader", reason="the part for courses is not installed")
# Of the many libraries that nbgrader brings.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

FULL = tuple(Mark(m.cell, m.most, m.most, "It is right.") for m in NO_ANSWERS)
WRITTEN = {"gradient_by_hand": "By the *chain rule*.", "softmax": "def softmax(z): 1"}


@pytest.fixture
def course(tmp_path):
    gradebook.configure(tmp_path)
    return tmp_path


def recorded(course, *grades):
    """What a person has given to each student, after the grades were written."""
    found = {}
    with gradebook.opened(HOMEWORK, course) as book:
        for grade in grades:
            path = course / "submitted" / grade.student / "hw1" / "hw1.ipynb"
            gradebook.record(book, HOMEWORK, grade, path, course)
            found[grade.student] = gradebook.by_hand(book, HOMEWORK, grade)
    return found


def rows(course, student="ada"):
    with gradebook.opened(HOMEWORK, course) as book:
        return {
            cell: (row.auto_score, row.manual_score, row.needs_manual_grade)
            for cell in HOMEWORK.points
            for row in [book.find_grade(cell, "hw1", "hw1", student)]
        }


def given(course, cell, points, comment=""):
    """Give points as Formgrader does."""
    with gradebook.opened(HOMEWORK, course) as book:
        row = book.find_grade(cell, "hw1", "hw1", "ada")
        row.manual_score, row.needs_manual_grade = points, False
        where = cell.rpartition("-")[0] or cell
        book.find_comment(where, "hw1", "hw1", "ada").manual_comment = comment
        book.db.commit()


def test_points_and_findings_are_written(course):
    wrong = Mark("softmax-formula", 0, 2, "It is a sigmoid.", "a", "Look at the sum.")
    marks = tuple(wrong if m.cell == wrong.cell else m for m in FULL)
    assert recorded(course, Grade("ada", marks, WRITTEN, ())) == {"ada": {}}
    found = rows(course)
    assert found["softmax-formula"] == (0.0, None, False)
    assert found["softmax-extremes"] == (1.0, None, False)
    assert found["gradient_by_hand"] == (None, None, True)
    # Nobody has to open an answer that is not there.
    assert found["repair"] == (0.0, None, False)
    with gradebook.opened(HOMEWORK, course) as book:
        comment = book.find_comment("softmax", "hw1", "hw1", "ada").auto_comment
        assert comment == (
            "Formula: It is a sigmoid. Look at the sum. Extremes: It is right."
        )
        submission = book.find_submission("hw1", "ada")
        assert (submission.score, submission.max_score) == (8.0, 17.0)


def test_what_a_person_gave_outlives_another_run(course):
    grade = Grade("ada", FULL, WRITTEN, ())
    recorded(course, grade)
    given(course, "gradient_by_hand", 3.5, "The sum is missing.")
    given(course, "softmax-formula", 1.0, "Half of it.")
    expected = {
        "softmax-formula": (1.0, "Half of it."),
        "gradient_by_hand": (3.5, "The sum is missing."),
    }
    assert recorded(course, grade) == {"ada": expected}
    assert rows(course)["gradient_by_hand"] == (None, 3.5, False)
    # Points are for the answer that was seen: another one waits for them again.
    other = Grade("ada", FULL, WRITTEN | {"softmax": "def softmax(z): 2"}, ())
    assert recorded(course, other) == {"ada": expected}
    new = Grade("ada", FULL, WRITTEN | {"gradient_by_hand": "By the product rule."}, ())
    del expected["gradient_by_hand"]
    assert recorded(course, new) == {"ada": expected}
    assert rows(course)["gradient_by_hand"] == (None, 3.5, True)


def test_a_comment_is_no_markdown_and_no_html(course):
    said = "It raises ValueError: <img src=x onerror=alert(1)> [a](b) &lt; $x$"
    wrong = Mark("softmax-formula", 0, 2, said)
    marks = tuple(wrong if m.cell == wrong.cell else m for m in FULL)
    recorded(course, Grade("ada", marks, {}, ()))
    with gradebook.opened(HOMEWORK, course) as book:
        comment = book.find_comment("softmax", "hw1", "hw1", "ada").auto_comment
    assert "It raises ValueError: ＜img" in comment
    assert not set(comment) & set("<>[]&`$\\")


def test_extra_credit_counts(course):
    grade = Grade("ada", FULL, WRITTEN, ())
    recorded(course, grade)
    with gradebook.opened(HOMEWORK, course) as book:
        for cell in ("softmax-formula", "gradient_by_hand"):
            book.find_grade(cell, "hw1", "hw1", "ada").extra_credit = 0.5
        book.db.commit()
    given(course, "gradient_by_hand", 3.0)
    assert recorded(course, grade) == {
        "ada": {"softmax-formula": (2.5, ""), "gradient_by_hand": (3.5, "")}
    }


def test_formgrader_gets_the_release_with_the_answers(course):
    recorded(course, Grade("ada", FULL, WRITTEN, ()))
    path = course / "autograded" / "ada" / "hw1" / "hw1.ipynb"
    cells = {c["id"]: c for c in json.loads(path.read_text("utf-8"))["cells"]}
    handed_out = {c.id: c for c in release(HOMEWORK).cells}
    assert list(cells) == list(handed_out)
    assert cells["gradient_by_hand"]["source"] == (
        ["<p>By the <em>chain rule</em>.</p>"]
    )
    assert "".join(cells["softmax"]["source"]) == "def softmax(z): 1"
    assert cells["repair"]["source"] == ["There is no answer."]
    assert "".join(cells["imports"]["source"]) == handed_out["imports"].source
    for name, cell in cells.items():
        assert cell["metadata"] == handed_out[name].metadata
        assert not cell.get("outputs")


@pytest.mark.parametrize(
    ("stamp", "hour"),
    [
        ("2026-11-27 10:00:00.5 UTC", 10),
        ("2026-11-27 10:00:00 +0200", 8),
        ("no time", None),
        ("0001-01-01 00:00:00 +23:59", None),
        ("9" * 200, None),
    ],
)
def test_the_time_of_handing_in_is_known_where_it_is_written(course, stamp, hour):
    path = course / "submitted" / "ada" / "hw1" / "timestamp.txt"
    path.parent.mkdir(parents=True)
    path.write_text(stamp, "utf-8")
    recorded(course, Grade("ada", FULL, {}, ()))
    with gradebook.opened(HOMEWORK, course) as book:
        time = book.find_submission("hw1", "ada").timestamp
    assert (time.hour if time else None) == hour


def test_a_gradebook_of_another_homework_is_refused(course):
    recorded(course, Grade("ada", FULL, {}, ()))
    with gradebook.opened(HOMEWORK, course) as book:
        book.add_grade_cell("old", "hw1", "hw1", max_score=1, cell_type="code")
    with (
        pytest.raises(ValueError, match="that the homework no longer has: old; points"),
        gradebook.opened(HOMEWORK, course),
    ):
        pass


def api(course):
    """nbgrader as its commands and Formgrader use it, in a course."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    config = Config()
    path = str(course / "nbgrader_config.py")
    runpy.run_path(path, {"get_config": lambda: config})
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.db_url = f"sqlite:///{course}/gradebook.db"
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_generate_assignment_makes_what_build_makes(course):
    put(course / "source" / "hw1" / "hw1.ipynb", as_text(source(HOMEWORK)))
    result = api(course).generate_assignment("hw1")
    assert result["success"], result
    made = json.loads((course / "release/hw1/hw1.ipynb").read_text("utf-8"))
    ours = json.loads(as_text(release(HOMEWORK)))
    for its, mine in zip(made["cells"], ours["cells"], strict=True):
        assert "".join(its["source"]) == "".join(mine["source"])
        about = its["metadata"].get("nbgrader", {})
        assert about | {"checksum": 0, "cell_type": 0} == (
            mine["metadata"].get("nbgrader", {}) | {"checksum": 0, "cell_type": 0}
        )
    # The gradebook that it made takes our grades, and it goes on with ours.
    recorded(course, Grade("ada", FULL, WRITTEN, ()))
    assert rows(course)["softmax-formula"] == (2.0, None, False)
    assert api(course).generate_assignment("hw1")["success"]


def test_its_autograder_runs_nothing(course):
    recorded(course, Grade("ada", FULL, WRITTEN, ()))
    put(course / "source" / "hw1" / "hw1.ipynb", as_text(source(HOMEWORK)))
    notebook = json.loads(as_text(release(HOMEWORK)))
    ran = course / "ran"
    notebook["cells"][1]["source"] = f"open({str(ran)!r}, 'w')"
    put(course / "submitted" / "ada" / "hw1" / "hw1.ipynb", json.dumps(notebook))
    result = api(course).autograde("hw1", "ada")
    assert not result["success"]
    assert "Grade with: lossbook-course grade" in result["log"] + result.get(
        "error", ""
    )
    assert not ran.exists()


def test_a_configuration_of_the_course_is_kept(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("# mine", "utf-8")
    gradebook.configure(tmp_path)
    assert (tmp_path / "nbgrader_config.py").read_text("utf-8") == "# mine"
