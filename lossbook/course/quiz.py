"""The questions of chapters as a quiz: Moodle XML, and QTI through text2qti.

A platform compares numbers itself, so a quiz knows what the book knows: the right
answer, the wrong ones with a name, and what is said to each.
"""

import html
import io
import math
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence

from lossbook.questions import Choice, Question, Reply

__all__ = ["as_moodle", "as_qti", "as_text2qti"]

# text2qti cannot compare numbers that are nearer to 0 than this.
NEAREST_TO_ZERO = 1e-4
# The first time that a zip can hold, so that equal quizzes are equal bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)
TODAY = "1980-01-01"

_CODE = re.compile(r"`([^`]+)`")
_DATE = re.compile(rb"(?<=<imsmd:dateTime>)[^<]*")
# What Markdown, text2qti or TeX would take for a mark.
_MARKS = re.compile(r"[\\`*_{}\[\]()#+\-.!<>$~^|]")


def as_moodle(
    questions: Sequence[Question | Choice], category: str, link: str = ""
) -> str:
    """Return questions in the XML that Moodle imports.

    Parameters
    ----------
    questions : sequence of Question or Choice
        What is asked. Numbers are answered as numbers; an infinite one is typed as
        "inf" or "infinity".
    category : str
        Under which the question bank keeps them.
    link : str, default ""
        The address of the published book, for the links to its sections.

    Returns
    -------
    str
    """
    quiz = ET.Element("quiz")
    first = ET.SubElement(quiz, "question", type="category")
    _text(ET.SubElement(first, "category"), f"$course$/top/{category}")
    for question in questions:
        quiz.append(
            _choice(question, link)
            if isinstance(question, Choice)
            else _number(question, link)
        )
    ET.indent(quiz)
    return ET.tostring(quiz, "unicode", xml_declaration=True) + "\n"


def _number(question: Question, link: str) -> ET.Element:
    finite = math.isfinite(question.answer)
    element = _asked(question, "numerical" if finite else "shortanswer")
    if finite:
        answer = f"{question.answer:.12g}"
        _answer(element, 100, answer, question.is_right, link, question.tolerance)
        for mistake in question.mistakes:
            if math.isfinite(mistake.answer):
                said = f"{mistake.answer:.12g}"
                _answer(element, 0, said, mistake.reply, link, question.tolerance)
    else:
        sign = "-" * (question.answer < 0)
        for word in ("inf", "infinity", "∞"):
            _answer(element, 100, sign + word, question.is_right, link)
        for mistake in question.mistakes:
            _answer(element, 0, f"{mistake.answer:.4g}", mistake.reply, link)
        ET.SubElement(element, "usecase").text = "0"
    _answer(element, 0, "*", Reply("hint", question.hints[0]), link, tolerance=0)
    return element


def _choice(question: Choice, link: str) -> ET.Element:
    element = _asked(question, "multichoice")
    ET.SubElement(element, "single").text = "true"
    ET.SubElement(element, "shuffleanswers").text = "true"
    ET.SubElement(element, "answernumbering").text = "abc"
    _answer(element, 100, _html(question.answer), question.is_right, link)
    for mistake in question.mistakes:
        _answer(element, 0, _html(mistake.answer), mistake.reply, link)
    return element


def _asked(question: Question | Choice, kind: str) -> ET.Element:
    element = ET.Element("question", type=kind)
    _text(ET.SubElement(element, "name"), question.name)
    _text(
        ET.SubElement(element, "questiontext", format="html"), _asked_as_html(question)
    )
    ET.SubElement(element, "defaultgrade").text = "1"
    ET.SubElement(element, "penalty").text = "0.3333333"
    return element


def _answer(
    element: ET.Element,
    fraction: int,
    answer: str,
    reply: Reply,
    link: str,
    tolerance: float | None = None,
) -> None:
    kind = "html" if element.get("type") == "multichoice" else "moodle_auto_format"
    found = ET.SubElement(element, "answer", fraction=str(fraction), format=kind)
    ET.SubElement(found, "text").text = answer
    _text(ET.SubElement(found, "feedback", format="html"), _reply(reply, link))
    if tolerance is not None and element.get("type") == "numerical":
        ET.SubElement(found, "tolerance").text = f"{tolerance:g}"


def _text(element: ET.Element, words: str) -> None:
    ET.SubElement(element, "text").text = words


def _asked_as_html(question: Question | Choice) -> str:
    unit = f" ({question.asked}.)" if isinstance(question, Question) else ""
    return f"<p>{_html(question.text + unit)}</p>"


def _html(words: str) -> str:
    return _CODE.sub(r"<code>\1</code>", html.escape(words, quote=False))


def _reply(reply: Reply, link: str) -> str:
    said = _html(reply.text)
    if reply.words:
        where = _html(reply.words)
        if link:
            address = html.escape(f"{link.rstrip('/')}/chapters/{reply.target}")
            where = f'<a href="{address}">{where}</a>'
        said += f" Read on: {where}."
    return f"<p>{said}</p>"


def as_text2qti(questions: Sequence[Question | Choice], title: str) -> str:
    """Return questions in the plain text from which text2qti makes QTI.

    Parameters
    ----------
    questions : sequence of Question or Choice
        What is asked. QTI has no reply to a wrong number. A number that text2qti cannot
        compare, an infinite one or one near 0, is chosen from the right one and the
        mistakes.
    title : str
        The name of the quiz.

    Returns
    -------
    str
    """
    parts = [f"Quiz title: {title}\n"]
    for number, question in enumerate(questions, 1):
        if isinstance(question, Choice):
            lines = [f"{number}. {_markdown(question.text)}"]
            choices = {s: question.reply(s) for s in question.statements}
            lines += _choices(choices)
        else:
            asked = f"{question.text} ({question.asked}.)"
            lines = [f"{number}. {_markdown(asked)}"]
            if abs(question.answer) - question.tolerance < NEAREST_TO_ZERO or (
                math.isinf(question.answer)
            ):
                lines += _choices(_numbers(question))
            else:
                lines += [f"+ {_markdown(str(question.is_right))}"]
                lines += [f"- {_markdown(question.hints[0])}"]
                lines += [f"= {question.answer:.12g} +- {question.tolerance:.12g}"]
        parts.append("\n".join([f"Title: {question.name}", "Points: 1", *lines]) + "\n")
    return "\n".join(parts)


def _numbers(question: Question) -> dict[str, Reply]:
    """Return the right number and the wrong ones, in order, with what is said."""
    replies = {question.answer: question.is_right}
    replies |= {mistake.answer: mistake.reply for mistake in question.mistakes}
    unit = f" {question.unit}" if question.unit else ""
    return {
        f"{number:.4g}{unit}".replace("inf", "infinity"): reply
        for number, reply in sorted(replies.items())
    }


def _choices(replies: dict[str, Reply]) -> list[str]:
    lines = []
    for letter, (answer, reply) in zip("abcdefghij", replies.items(), strict=False):
        mark = "*" * (reply.kind == "right")
        lines += [f"{mark}{letter}) {_markdown(answer)}"]
        lines += [f"... {_markdown(str(reply))}"]
    return lines


def _markdown(words: str) -> str:
    """Write a text so that Markdown gives it back as it is, with its code."""
    parts = re.split(r"(`[^`]+`)", words)
    return "".join(p if p[:1] == "`" else _MARKS.sub(_entity, p) for p in parts)


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def as_qti(questions: Sequence[Question | Choice], title: str) -> bytes:
    """Return questions as the zip of QTI 1.2 that Canvas imports.

    Parameters
    ----------
    questions : sequence of Question or Choice
        What is asked.
    title : str
        The name of the quiz.

    Returns
    -------
    bytes
        Equal questions give equal bytes.
    """
    from text2qti.config import Config
    from text2qti.qti import QTI
    from text2qti.quiz import Quiz

    text = as_text2qti(questions, title)
    made = QTI(Quiz(text, config=Config(), source_name=title)).zip_bytes()
    again = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made)) as old,
        zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "imsmanifest.xml":
                content = _DATE.sub(TODAY.encode(), content)
            new.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return again.getvalue()
