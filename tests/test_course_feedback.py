"""What a student gets back says all that counts, and runs nothing that was written."""

import pytest
from bs4 import BeautifulSoup
from homeworks import HOMEWORK, NO_ANSWERS, TO_GRADE
from payloads import PAYLOADS

from lossbook.course.feedback import page
from lossbook.course.grade import Grade, final_marks

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main"),
    *("h1", "h2", "p", "strong", "ul", "li", "section", "pre"),
}


def read(grade, by_hand=()):
    return BeautifulSoup(page(HOMEWORK, grade, dict(by_hand)), "html.parser")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_student_wrote_is_shown_as_text(payload):
    answers = dict.fromkeys(HOMEWORK.points, payload) | {"softmax": payload}
    soup = read(Grade(payload, NO_ANSWERS, answers, (payload,)))
    assert {tag.name for tag in soup.find_all(True)} == TAGS
    for tag in soup.find_all(True):
        assert set(tag.attrs) <= {"lang", "charset", "http-equiv", "content", "name"}
    assert {pre.get_text() for pre in soup.find_all("pre")} == {payload}
    assert payload in soup.h1.get_text()
    assert soup.li.get_text() == payload
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_points_findings_and_hints_are_there():
    soup = read(Grade("ada", NO_ANSWERS, TO_GRADE, ()))
    words = soup.get_text()
    assert "0 of 17 points so far; 2 answers are still to be graded by hand" in words
    headings = [heading.get_text() for heading in soup.find_all("h2")]
    assert headings == list(dict.fromkeys(HOMEWORK.headings.values()))
    assert headings[1] == "2. Softmax (3 points, 12 minutes)"
    for mark in NO_ANSWERS:
        assert mark.finding in words
    rubrics = [what for q in HOMEWORK.by_hand for _, what in q.rubric]
    shown = [line.get_text().partition(": ")[2] for line in soup.find_all("li")]
    assert shown == rubrics


def test_what_is_graded_by_hand_counts():
    by_hand = {"gradient_by_hand": (3.5, "The sum is missing."), "repair": (3, "Good.")}
    words = read(Grade("ada", NO_ANSWERS, {}, ()), by_hand).get_text()
    assert "6.5 of 17 points." in words
    assert "3.5 of 4 points. The sum is missing." in words


def test_an_answer_is_shown_where_points_are_missing_and_not_elsewhere():
    full = tuple(
        type(mark)(mark.cell, mark.most, mark.most, "It is right on all inputs.")
        for mark in NO_ANSWERS
    )
    answers = {"softmax": "def softmax(z): ..."}
    assert "def softmax" in read(Grade("ada", NO_ANSWERS, answers, ())).get_text()
    assert "def softmax" not in read(Grade("ada", full, answers, ())).get_text()


def test_what_a_person_gave_counts_instead_of_what_a_program_found():
    by_hand = {"softmax-formula": (1.5, "Right but for the axis.")}
    final = final_marks(HOMEWORK, Grade("ada", NO_ANSWERS, TO_GRADE, ()), by_hand)
    assert final["softmax-formula"].points == 1.5
    assert final["softmax-formula"].finding == "Right but for the axis."
    assert final["softmax-extremes"] in NO_ANSWERS
    assert "repair" not in final


def test_no_answer_is_said_to_be_worth_nothing():
    answers = TO_GRADE | {"repair": " YOUR ANSWER HERE\n"}
    words = read(Grade("ada", NO_ANSWERS, answers, ())).get_text()
    assert "0 of 3 points. There is no answer." in words
    assert "1 answer is still to be graded by hand" in words
