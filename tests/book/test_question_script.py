"""question.js replies word for word as Python does; run in V8, without a browser."""

import gzip
import json
from pathlib import Path

import pytest
from py_mini_racer import MiniRacer
from rows.typed import READ, REFUSED

from lossbook import questions
from lossbook.questions import QUESTIONS
from lossbook.questions.numbers import forms_of
from lossbook.questions.shown import data_of

SCRIPT = Path(questions.__file__).with_name("question.js").read_text("utf-8")


@pytest.fixture(scope="module")
def reply():
    """Return what question.js replies to something typed."""
    engine = MiniRacer()
    engine.eval(SCRIPT)

    def ask(call, *arguments):
        given = ", ".join(json.dumps(argument) for argument in arguments)
        said = engine.eval(f"JSON.stringify(lossbookQuestions.{call}({given}))")
        return json.loads(said)

    yield ask
    engine.close()


def data_for(unit, answer):
    """A question that is answered by one number alone."""
    written = str(answer).replace("inf", "Infinity")
    return {
        "answer": written,
        "tolerance": 1e-14 * max(1, abs(answer)) if abs(answer) < 1e300 else 1e-14,
        "unit": unit,
        "forms": forms_of(unit),
        "right": ["right", "Right.", "", ""],
        "mistakes": [],
        "hints": ["One.", "Two."],
    }


@pytest.mark.parametrize(("typed", "unit", "value"), READ)
def test_a_number_is_read_as_in_python(reply, typed, unit, value):
    assert reply("replyTo", data_for(unit, value), typed, 0)[0] == "right"


@pytest.mark.parametrize(("typed", "unit", "words"), REFUSED)
def test_what_cannot_be_read_is_refused_in_the_same_words(reply, typed, unit, words):
    with pytest.raises(ValueError) as refusal:
        questions.numbers.read(typed, unit)
    said = reply("replyTo", data_for(unit, 1), typed, 0)
    assert said == ["unread", str(refusal.value), "", ""]


@pytest.mark.parametrize("name", [n for n, q in QUESTIONS.items() if not q.statements])
def test_each_number_gets_the_same_reply(reply, name):
    question = QUESTIONS[name]
    data = json.loads(json.dumps(data_of(question)))
    numbers = [question.answer, *(mistake.answer for mistake in question.mistakes)]
    typed = [repr(number) for number in numbers]
    typed += [f"{-number}" for number in numbers]
    typed += [f"{number / 100}" for number in numbers]
    typed += ["123456", "-123456", "log 7", "∞", "", "cat", "1,000", "3 apples"]
    typed += [f"0.5 {question.unit}"]
    for one in typed:
        for earlier in range(4):
            assert reply("replyTo", data, one, earlier) == list(
                question.reply(one, earlier)
            )


@pytest.mark.parametrize("name", [n for n, q in QUESTIONS.items() if q.statements])
def test_each_statement_gets_the_same_reply(reply, name):
    question = QUESTIONS[name]
    data = data_of(question)
    for i, one in enumerate(question.statements):
        # The value of a radio button is text.
        assert reply("replyToChoice", data, str(i)) == list(question.reply(one))
    assert reply("replyToChoice", data, "") == list(question.reply(""))


def test_the_script_is_small():
    assert len(gzip.compress(SCRIPT.encode())) < 4096
