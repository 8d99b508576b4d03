"""The tables of Canvas and Moodle come back with their grades and nothing else new."""

import csv
import io

import pytest
from homeworks import HOMEWORK, NO_ANSWERS, TO_GRADE

from lossbook.course.batch import write_table
from lossbook.course.export import Row, fill_canvas, fill_moodle, read_grades
from lossbook.course.grade import Grade

GRADES = {
    "11": Row(9.5, 0, {"softmax-formula": "2", "repair": ""}),
    "eva@uni.example": Row(3.0, 0, {"softmax-formula": "0", "repair": "3"}),
    "77": Row(1.0, 0, {}),
}
COLUMN = "Homework 1 (81234)"
CANVAS = f"""\
Student,ID,SIS User ID,SIS Login ID,Section,{COLUMN},Homework 2 (9)
    Points Possible,,,,,17,10
"Lovelace, Ada",11,u11,ada,One,,4
"Mozart, Eva",12,u12,eva@uni.example,One,5,
"Smith, Sam",13,u77,sam,One,6,
"""
MOODLE = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments
Participant 11,Ada Lovelace,ada@uni.example,Submitted,,17.00,
Participant 12,Eva Mozart,eva@uni.example,Submitted,,17.00,
Participant 13,"Smith, Sam",sam@uni.example,No submission,-,17.00,
"""


def rows(text, delimiter=","):
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_a_column_of_canvas_is_filled():
    filled = fill_canvas(CANVAS, GRADES, COLUMN)
    title, ada, eva, sam = rows(filled.text)
    assert list(title) == [
        *("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
        COLUMN,
    ]
    assert title["Student"] == "    Points Possible" and title[COLUMN] == "17"
    assert [row[COLUMN] for row in (ada, eva, sam)] == ["9.5", "3", "6"]
    assert ada["Student"] == "Lovelace, Ada"
    assert filled.most == "17"
    assert filled.without_row == ["77"]
    assert filled.without_grade == ["13, u77, sam, Smith, Sam"]


def test_a_name_like_anothers_number_blocks_nobody():
    table = "Student,ID,Section,hw\n11,99,A,\nAda,11,A,\n"
    filled = fill_canvas(table, {"11": GRADES["11"]}, "hw")
    assert [row["hw"] for row in rows(filled.text)] == ["", "9.5"]
    filled = fill_canvas(table, {"11": GRADES["11"], "99": GRADES["77"]}, "hw")
    assert [row["hw"] for row in rows(filled.text)] == ["1", "9.5"]


def test_a_table_with_semicolons_and_a_mark_in_front_is_read():
    table = "\ufeffStudent;ID;Section;hw\n;;;\nAda;11;One;\n"
    filled = fill_canvas(table, {"11": GRADES["11"]}, "hw")
    assert filled.text == "Student;ID;Section;hw\n;;;\nAda;11;One;9.5\n"


def test_a_worksheet_of_moodle_is_filled():
    filled = fill_moodle(MOODLE, GRADES)
    ada, eva, sam = rows(filled.text)
    assert list(ada) == MOODLE.splitlines()[0].split(",")
    assert [row["Grade"] for row in (ada, eva, sam)] == ["9.5", "3", "-"]
    assert ada["Feedback comments"] == "softmax-formula: 2"
    assert eva["Feedback comments"] == "softmax-formula: 0, repair: 3"
    assert filled.most == "17.00"
    assert filled.without_row == ["77"]
    assert len(filled.without_grade) == 1


def test_a_worksheet_in_another_language_is_filled():
    table = "ID;Name;Bewertung\nTeilnehmer/in11;Ada;\n"
    filled = fill_moodle(table, GRADES, column="Bewertung", match=["ID"])
    assert filled.text == "ID;Name;Bewertung\nTeilnehmer/in11;Ada;9.5\n"


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        (
            lambda: fill_canvas(CANVAS, GRADES, "Homework 1"),
            r"must have a column 'Homework 1'; it has Student, ID,.*Homework 1 \(81234",
        ),
        (lambda: fill_canvas(MOODLE, GRADES, "Grade"), "must have a column 'Student'"),
        (lambda: fill_moodle(CANVAS, GRADES), "must have a column 'Grade'"),
        (
            lambda: fill_moodle("A,Grade\n1,2\n", GRADES),
            "must have one of the columns Identifier, .*; it has A, Grade",
        ),
        (
            lambda: fill_canvas(CANVAS, {"x": GRADES["77"]}, COLUMN),
            "no row of the table belongs to a student with a grade; the students are x",
        ),
        (
            lambda: fill_canvas(CANVAS + "Twin,11,,,,,\n", GRADES, COLUMN),
            "more than one row belongs to the student 11",
        ),
    ],
)
def test_what_does_not_fit_is_refused(fill, words):
    with pytest.raises(ValueError, match=words):
        fill()


def test_the_table_of_grades_is_read_back(tmp_path):
    grades = [Grade("=ada", NO_ANSWERS, TO_GRADE, ("a note",))]
    by_hand = {"=ada": {"repair": (2.5, "")}}
    write_table(HOMEWORK, grades, by_hand, tmp_path / "grades.csv")
    (row,) = read_grades(tmp_path / "grades.csv").values()
    assert list(read_grades(tmp_path / "grades.csv")) == ["=ada"]
    assert (row.points, row.left) == (2.5, 1)
    assert list(row.cells) == list(HOMEWORK.points)
    assert row.cells["repair"] == "2.5"


def test_what_is_no_table_of_grades_is_refused(tmp_path):
    with pytest.raises(ValueError, match="there are no grades yet"):
        read_grades(tmp_path / "grades.csv")
    (tmp_path / "grades.csv").write_text(CANVAS, "utf-8")
    with pytest.raises(ValueError, match="is not a table that grade has written"):
        read_grades(tmp_path / "grades.csv")
