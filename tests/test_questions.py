"""Questions: right by a second route, read as people type, and never only "no"."""

import json
import math
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from rows import gather
from rows.typed import READ, REFUSED

from lossbook import questions
from lossbook.prose import STATIC, STILL
from lossbook.questions import QUESTIONS, Choice, Mistake, Question, ask
from lossbook.questions.numbers import Unreadable, read
from lossbook.questions.shown import WIDGET

ROOT = Path(__file__).parents[1]
ROWS = gather("QUESTIONS")
NUMBERS = [name for name, one in QUESTIONS.items() if isinstance(one, Question)]
CHOICES = [name for name, one in QUESTIONS.items() if isinstance(one, Choice)]
CHAPTERS = {
    name: [question.name for question in chapter]
    for module in vars(questions).values()
    for name, chapter in getattr(module, "__dict__", {}).items()
    if name.startswith("CHAPTER_")
}
PLACE = ("The gradient", "02-softmax-nll.html#the-gradient")


@pytest.fixture
def live(monkeypatch):
    monkeypatch.delenv(STATIC, raising=False)


def some_mistakes(*answers):
    return [Mistake(a, f"that is {a}", f"It is {a}.", PLACE) for a in answers]


def square(**changes):
    """Return a question of a number, as it is or with a change."""
    arguments = {
        "name": "square",
        "text": "What is `3**2`?",
        "answer": 9,
        "tolerance": 0.1,
        "mistakes": some_mistakes(6, 8, 27),
        "hints": ("Multiply.", "Multiply 3 by 3."),
        "right": "It is 3 · 3.",
    }
    return Question(**arguments | changes)


def statement(**changes):
    """Return a question of statements, as it is or with a change."""
    arguments = {
        "name": "parity",
        "text": "What is 9?",
        "answer": "an odd number",
        "mistakes": some_mistakes("a prime", "even", "below 0"),
        "right": "It is 2 · 4 + 1.",
    }
    return Choice(**arguments | changes)


# --- the questions of the book -----------------------------------------------------


def test_each_question_has_a_row_and_each_row_a_question():
    assert set(ROWS) == set(QUESTIONS)


@pytest.mark.parametrize("name", NUMBERS)
def test_answers_and_mistakes_are_right_by_a_second_route(name):
    question, (answer, mistakes) = QUESTIONS[name], ROWS[name]
    assert question.answer == pytest.approx(answer, rel=1e-9, abs=1e-12)
    assert [m.answer for m in question.mistakes] == pytest.approx(
        mistakes, rel=1e-9, abs=1e-12
    )


@pytest.mark.parametrize("name", CHOICES)
def test_the_right_statement_is_true_by_a_second_route(name):
    assert QUESTIONS[name].answer == ROWS[name][0]


@pytest.mark.parametrize("name", NUMBERS)
def test_no_number_can_mean_two_things(name):
    question = QUESTIONS[name]
    numbers = [question.answer, *(m.answer for m in question.mistakes)]
    for i, one in enumerate(numbers):
        for other in numbers[:i]:
            assert one != other
            assert not abs(one - other) <= 2 * question.tolerance


@pytest.mark.parametrize("name", NUMBERS)
def test_what_readers_type_is_right_when_it_is_rounded_to_three_digits(name):
    question = QUESTIONS[name]
    assert question.reply(f"{question.answer:.3g}").kind == "right"
    for mistake in question.mistakes:
        reply = question.reply(repr(mistake.answer))
        assert (reply.kind, reply.text) == ("mistake", mistake.reply.text)


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_reply_says_something_of_its_own(name):
    question = QUESTIONS[name]
    texts = [question.right, *(m.why for m in question.mistakes)]
    texts += [m.name for m in question.mistakes] + list(getattr(question, "hints", ()))
    assert len(set(texts)) >= len(texts) - 1  # bits and base 10 have one reason
    assert all(len(text) > 8 for text in texts)
    for text in (*texts, question.text):
        assert not re.search(r"[$\\_{}]", re.sub("`[^`]*`", "", text)), "LaTeX"
        assert not re.search(r"(?<![\w.])-\d|\d-\d|\de[-+]?\d", text), "a minus sign"
        assert "  " not in text


@pytest.mark.parametrize("name", NUMBERS)
def test_the_right_reply_has_the_unit_that_was_asked_for(name):
    question = QUESTIONS[name]
    text = question.right
    if question.unit:
        assert question.unit.split(" ")[0] in text
    for unit in {"nats", "bits", "%"} - {question.unit.split(" ")[0]}:
        assert unit not in text


def test_chapters_have_five_questions_or_more_each_asked_once():
    assert sorted(n for names in CHAPTERS.values() for n in names) == sorted(QUESTIONS)
    for chapter, names in CHAPTERS.items():
        number = chapter.removeprefix("CHAPTER_")
        (page,) = (ROOT / "chapters").glob(f"{number}-*.md")
        text = page.read_text("utf-8")
        asked = re.findall(r'^questions\.ask\("(\w+)"\)$', text, re.M)
        assert asked == names, "in the order of the chapter"
        assert len(names) >= 5


PLACES = {m.read for question in QUESTIONS.values() for m in question.mistakes}


def headings_of(target):
    """Return the headings, boxes and terms that a link may be called by."""
    page, _, name = target.partition("#")
    (path,) = ROOT.glob(f"**/{page.removesuffix('.html')}.md")
    section, heading, found = "", "", set()
    for line in path.read_text("utf-8").splitlines():
        if title := re.match(r"#+ (.+)|:+\{admonition\} (.+)", line):
            box = title[2] is not None
            heading = heading if box else title[1]
            section = heading if line.startswith("## ") else section
            here = {section, heading, title[2]} if box else {section, heading}
            plain = re.sub(r"[$`*]|\\", "", heading)
            if not box and slug(plain) == name:
                found.add(heading)
        elif re.fullmatch(
            rf"\s*:?name: {re.escape(name)}|\({re.escape(name)}\)=", line
        ):
            found |= here
    return found


def slug(heading):
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


@pytest.mark.parametrize(("heading", "target"), sorted(PLACES))
def test_a_reply_sends_readers_where_it_says(heading, target):
    found = headings_of(target)
    assert {slug(heading)} & {slug(one) for one in found if one}, found


def test_the_right_statement_is_not_always_in_the_same_place():
    places = {QUESTIONS[n].statements.index(QUESTIONS[n].answer) for n in CHOICES}
    assert len(places) > 1 or len(CHOICES) < 3


# --- numbers as people type them ---------------------------------------------------


@pytest.mark.parametrize(("typed", "unit", "value"), READ)
def test_a_number_is_read_as_it_was_meant(typed, unit, value):
    assert read(typed, unit).value == pytest.approx(value, rel=1e-14, abs=0)


@pytest.mark.parametrize(("typed", "unit", "words"), REFUSED)
def test_what_cannot_be_read_gets_a_word_about_how_to_write_it(typed, unit, words):
    with pytest.raises(Unreadable) as refusal:
        read(typed, unit)
    message = str(refusal.value)
    assert words in message
    if "in two ways" not in message and "is not that" not in message:
        assert "rite" in message  # Write it as in ...


def test_the_natural_logarithm_is_named_only_where_log_was_typed():
    assert read("log 3").natural
    assert not read("ln 3").natural and not read("log10 3").natural
    assert "natural logarithm here" in square().reply("log 3").text
    assert "natural logarithm here" not in square().reply("ln 3").text
    assert square().reply("log(e^9)").text == "Right. It is 3 · 3."


# --- what is replied ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "earlier", "kind", "text"),
    [
        ("9", 0, "right", "Right. It is 3 · 3."),
        ("9.1", 0, "right", "Right. It is 3 · 3."),
        ("9.11", 0, "hint", "Too large. Multiply."),
        ("6", 3, "mistake", "Not quite: that is 6. It is 6."),
        ("7", 0, "hint", "Too small. Multiply."),
        ("7", 1, "hint", "Too small. Multiply 3 by 3."),
        (
            "7",
            2,
            "hint",
            "Too small. Multiply 3 by 3. The text below gives the answer.",
        ),
        ("inf", 0, "hint", "Too large. Multiply."),
        ("-9", 0, "hint", "The size is right, but the sign is not. Multiply."),
        ("9 kg", 0, "unread", None),
        ("nine", 0, "unread", None),
    ],
)
def test_a_reply_never_only_says_no(typed, earlier, kind, text):
    reply = square().reply(typed, earlier)
    assert reply.kind == kind
    assert text is None or reply.text == text
    assert bool(reply.words) == (kind == "mistake")


def test_a_reply_as_text_says_where_to_read_on():
    assert str(square().reply("6")) == (
        "Not quite: that is 6. It is 6. Read on: chapter 02, “The gradient”."
    )
    place = ("float64", "floating-point.html#float64")
    assert Mistake(1, "that", "It.", place).reply.words == "“float64”"


def test_a_share_is_told_from_per_cent():
    question = square(
        answer=40, unit="%", tolerance=1, mistakes=some_mistakes(6, 9, 60)
    )
    assert question.reply("0.4").text.startswith("That is the share; in per cent")
    assert question.reply("40 %").kind == "right"
    assert question.asked == "Your answer, in per cent"


def test_an_infinite_answer_is_right_and_all_else_too_small():
    question = square(answer=math.inf)
    assert question.reply("∞").kind == "right"
    assert question.reply("1e9").text == "Too small. Multiply."
    mistaken = square(mistakes=some_mistakes(1, 2, math.inf))
    assert mistaken.reply("inf").kind == "mistake"


def test_a_choice_knows_each_statement():
    choice = statement()
    assert choice.statements == ("a prime", "an odd number", "below 0", "even")
    assert choice.reply("an odd number").text == "Right. It is 2 · 4 + 1."
    assert choice.reply("even").text == "Not quite: that is even. It is even."
    assert choice.reply("").text == "Choose one of the statements first."


# --- a bad definition is refused ---------------------------------------------------


@pytest.mark.parametrize(
    ("make", "changes", "says"),
    [
        (square, {"name": "Two words"}, "name must be small letters"),
        (square, {"text": " "}, "text must be a text"),
        (square, {"text": "What is $x^2$?"}, "text must have no LaTeX"),
        (square, {"text": "What is `x?"}, "text must close each backtick"),
        (square, {"answer": "nine"}, "answer must be one number, got 'nine'"),
        (square, {"answer": math.nan}, "answer must be one number, got nan"),
        (square, {"answer": np.ones(2)}, "answer must be one number"),
        (square, {"tolerance": 0}, "tolerance must be above 0 and finite, got 0"),
        (square, {"hints": ("One.",)}, "hints must be exactly 2"),
        (square, {"hints": "ab"}, "hints must be exactly 2"),
        (square, {"hints": ("One.", "Two")}, "hints must end as a sentence"),
        (square, {"right": "Because"}, "right must end as a sentence"),
        (square, {"mistakes": some_mistakes(1, 2)}, "must be 3 or more, got 2"),
        (square, {"mistakes": some_mistakes(1, 2, 9.2)}, "too near to 9 (the answer)"),
        (square, {"mistakes": some_mistakes(1, 2, 2.1)}, "to 2 (that is 2)"),
        (
            square,
            {"mistakes": some_mistakes(1, math.inf, math.inf)},
            "too near to inf (that is inf)",
        ),
        (square, {"mistakes": some_mistakes(1, 2, "a")}, "must have numbers"),
        (statement, {"mistakes": some_mistakes("a", "b", 3)}, "must have statements"),
        (statement, {"mistakes": some_mistakes("a", "b", "b")}, "must differ"),
        (statement, {"answer": "even"}, "must differ"),
    ],
)
def test_a_bad_question_is_refused(make, changes, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        make(**changes)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((True, "that", "It.", PLACE), "answer must be one number, got True"),
        (("", "that", "It.", PLACE), "answer must be a text"),
        ((1, "", "It.", PLACE), "name must be a text"),
        ((1, "that.", "It.", PLACE), "name must have no full stop"),
        ((1, "that", "It", PLACE), "why must end as a sentence"),
        ((1, "that", "It.", "The gradient"), "read must be a heading and a link"),
        ((1, "that", "It.", ("a", "b.html")), "got ('a', 'b.html')"),
        ((1, "that", "It.", ("", PLACE[1])), "read must be"),
    ],
)
def test_a_bad_mistake_is_refused(arguments, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        Mistake(*arguments)


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one():
    with pytest.raises(ValueError, match="did you mean 'cost_at_start'"):
        ask("cost_at_the_start")
    with pytest.raises(ValueError, match="the names are "):
        ask("x")


# --- three places ------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_page_has_a_form_that_is_named_and_hidden(name, monkeypatch):
    monkeypatch.setenv(STATIC, "1")
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    question = QUESTIONS[name]
    data, metadata = question._repr_mimebundle_()
    assert metadata[STILL]["text/html"] == questions.shown.still(question)
    box = BeautifulSoup(data["text/html"], "html.parser").div
    assert box["id"] == f"question-{name}" and box["class"] == ["question"]
    assert "hidden" in box.form.attrs
    assert box.select_one("p[role=status]").text == ""
    ids = [element["id"] for element in box.select("[id]")]
    assert len(ids) == len(set(ids))
    control = box.select_one("fieldset, input[type=text]")
    described = box.find(id=control["aria-describedby"])
    assert described.text == question.text.replace("`", "")
    if isinstance(question, Choice):
        radios = box.select("input[type=radio]")
        assert [r["value"] for r in radios] == [
            str(i) for i in range(len(question.statements))
        ]
        listed = [item.text for item in box.select(".question-statements li")]
        assert listed == [one.replace("`", "") for one in question.statements]
    else:
        label = box.find("label", attrs={"for": control["id"]})
        assert label.text == question.asked
    assert json.loads(box.script.string) == questions.shown.data_of(question)


def test_what_is_code_in_a_text_is_code_and_the_rest_is_text(monkeypatch):
    monkeypatch.setenv(STATIC, "1")
    question = square(text="Is `a < b` & c?", right="See </script><b>.")
    html = question._repr_mimebundle_()[0]["text/html"]
    assert "Is <code>a &lt; b</code> &amp; c?" in html
    assert html.count("</script>") == 1
    data = json.loads(BeautifulSoup(html, "html.parser").script.string)
    assert data["right"][1] == "Right. See </script><b>."


def test_a_saved_notebook_shows_the_question_and_no_answer(live):
    data, _ = square()._repr_mimebundle_()
    assert data["text/html"] == (
        '<p class="question-text">What is <code>3**2</code>?</p>'
    )
    assert data["text/plain"] == "What is `3**2`? (Your answer.)"
    assert WIDGET in data
    assert repr(statement()).splitlines()[1:3] == ["- a prime", "- an odd number"]


def test_the_widget_replies_and_counts_each_answer_once(live):
    text, field, check, said = questions.shown.widget(square()).children
    assert text.value == "What is <code>3**2</code>?"
    check.click()
    assert said.value.startswith("There is no number yet")
    for typed, reply in [
        ("7", "Too small. Multiply."),
        ("6", "Not quite: that is 6. It is 6. Read on: chapter 02, “The gradient”."),
        ("5", "Too small. Multiply 3 by 3."),
        ("7", "Too small. Multiply."),
        ("4", "Too small. Multiply 3 by 3. The text below gives the answer."),
        ("9", "Right. It is 3 · 3."),
    ]:
        field.value = typed  # as Enter does
        assert said.value == reply
        check.click()
        assert said.value == reply


def test_the_widget_of_a_choice_waits_for_the_button(live):
    _, field, check, said = questions.shown.widget(statement()).children
    check.click()
    assert said.value == "Choose one of the statements first."
    field.value = "an odd number"
    assert said.value == "Choose one of the statements first."
    check.click()
    assert said.value == "Right. It is 2 · 4 + 1."
