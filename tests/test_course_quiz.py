"""A quiz asks what the book asks, and each answer is told what the book tells."""

import html
import io
import math
import re
import xml.etree.ElementTree as ET
import zipfile

import pytest

from lossbook.course.quiz import as_moodle, as_qti, as_text2qti
from lossbook.questions import CHAPTERS, Choice


@pytest.fixture(scope="module", params=CHAPTERS)
def chapter(request):
    return CHAPTERS[request.param]


def plain(marked_up):
    """The words of a piece of HTML, with code between backticks again."""
    words = re.sub(r"</?code>", "`", marked_up)
    return html.unescape(re.sub(r"<[^>]*>", "", words)).strip()


def answered(question, typed):
    """What Moodle says to an answer: the first that matches counts."""
    for answer in question.iter("answer"):
        text = answer.findtext("text")
        kind = question.get("type")
        if text == "*" or (kind != "numerical" and text.lower() == typed.lower()):
            return answer
        if kind == "numerical":
            tolerance = float(answer.findtext("tolerance"))
            if abs(float(text) - float(typed)) <= tolerance:
                return answer
    return None


def test_moodle_says_what_the_book_says(chapter):
    category, *asked = ET.fromstring(as_moodle(chapter, "lossbook"))
    assert category.findtext("category/text") == "$course$/top/lossbook"
    assert [q.findtext("name/text") for q in asked] == [q.name for q in chapter]
    for element, question in zip(asked, chapter, strict=True):
        endless = element.get("type") == "shortanswer"
        assert question.text in plain(element.findtext("questiontext/text"))
        answers = [question.answer, *(m.answer for m in question.mistakes)]
        for answer in answers:
            if isinstance(question, Choice):
                typed = element_text = answer
                found = next(
                    one
                    for one in element.iter("answer")
                    if plain(one.findtext("text")) == element_text
                )
            elif math.isinf(answer) and math.isfinite(question.answer):
                continue  # Moodle knows no infinite number: "*" replies
            else:
                typed = repr(float(answer))
                found = answered(element, f"{answer:.4g}" if endless else typed)
            reply = question.reply(typed)
            assert plain(found.findtext("feedback/text")) == str(reply)
            assert found.get("fraction") == ("100" if reply.kind == "right" else "0")


def test_moodle_has_a_hint_for_another_number():
    (question,) = [q for q in CHAPTERS["02"] if q.name == "level_cat"]
    _, element = ET.fromstring(as_moodle([question], "x"))
    found = answered(element, "12345")
    assert found.get("fraction") == "0"
    assert plain(found.findtext("feedback/text")) == question.hints[0]


def test_a_reply_leads_to_its_section_where_the_address_is_known():
    text = as_moodle(CHAPTERS["02"], "x", "https://book.example/en/")
    assert 'href="https://book.example/en/chapters/02-softmax-nll.html#' in (
        html.unescape(text)
    )
    assert "href" not in as_moodle(CHAPTERS["02"], "x")


def test_text2qti_asks_each_question(chapter):
    text = as_text2qti(chapter, "A quiz")
    assert text.startswith("Quiz title: A quiz\n")
    titles = re.findall("^Title: (.*)$", text, re.MULTILINE)
    assert titles == [question.name for question in chapter]
    # Each has one right answer: a number or a statement.
    assert len(re.findall(r"^(?:= |\*[a-j]\) )", text, re.MULTILINE)) == len(chapter)


def test_qti_keeps_words_and_numbers(chapter):
    pytest.importorskip("text2qti", reason="the part for courses is not installed")
    with zipfile.ZipFile(io.BytesIO(as_qti(chapter, "A quiz"))) as packed:
        (name,) = [
            n
            for n in packed.namelist()
            if re.search(r"assessment_[^/]*\.xml$", n) and "meta" not in n
        ]
        tree = ET.fromstring(packed.read(name))
    space = {"q": tree.tag.partition("}")[0].strip("{")}
    items = tree.findall(".//q:item", space)
    assert [item.get("title") for item in items] == [q.name for q in chapter]
    for item, question in zip(items, chapter, strict=True):
        words = [
            plain(text.text or "") for text in item.iter(f"{{{space['q']}}}mattext")
        ]
        # text2qti makes its quotation marks and dashes itself.
        flat = " ".join(" ".join(words).split()).replace("’", "'")
        assert question.text in flat
        assert str(question.is_right) in flat
        low, high = (
            item.findtext(f".//q:{kind}", None, space) for kind in ("vargte", "varlte")
        )
        if low is not None:
            assert float(low) <= question.answer <= float(high)
            assert math.isclose(
                float(high) - float(low), 2 * question.tolerance, rel_tol=1e-6
            )
        else:
            for mistake in question.mistakes:
                assert str(mistake.reply) in flat


def test_a_quiz_is_the_same_whenever_it_is_made():
    pytest.importorskip("text2qti", reason="the part for courses is not installed")
    made = as_qti(CHAPTERS["01"], "A quiz")
    assert as_qti(CHAPTERS["01"], "A quiz") == made
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert {member.date_time[0] for member in packed.infolist()} == {1980}
        assert b"1980-01-01" in packed.read("imsmanifest.xml")
