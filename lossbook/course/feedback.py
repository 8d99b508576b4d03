"""The page that a student gets back: points, findings and hints, in plain HTML.

All that a student wrote is shown as text. The page runs nothing and asks nobody: its
policy forbids both, should a text ever get past the escaping.
"""

import html
from collections.abc import Sequence
from itertools import groupby

from lossbook.course.grade import ByHandMarks, Grade, final_marks
from lossbook.course.homework import Homework
from lossbook.course.verdicts import Mark

__all__ = ["page"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto;
  padding: 0 1rem; }
section { border-top: 1px solid; margin-top: 1.5rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border-left: 3px solid;
  padding-left: 0.75rem; }
"""


def page(homework: Homework, grade: Grade, by_hand: ByHandMarks) -> str:
    """Return the feedback of one student.

    Parameters
    ----------
    homework : Homework
        What was asked.
    grade : Grade
        What a program found.
    by_hand : mapping
        From the name of a cell that is graded by hand to its points and a comment; a
        cell that is not there is still to be graded.

    Returns
    -------
    str
        A page of its own, which needs no other file.
    """
    marks = final_marks(homework, grade, by_hand)
    rubrics = {question.name: question.rubric for question in homework.by_hand}
    headings = homework.headings
    sections = []
    for heading, cells in groupby(homework.points, headings.__getitem__):
        said, rubric, answer = [], [], ""
        for cell in cells:
            most = homework.points[cell]
            if cell in marks:
                said.append(_said(marks[cell]))
            else:
                said.append(f"This is graded by hand, for up to {most:g} points.")
            if cell not in marks or marks[cell].points < most:
                answer = _answer(grade, cell)
            rubric += rubrics.get(cell, ())
        sections.append(_section(heading, said, rubric, answer))
    points = sum(mark.points for mark in marks.values())
    total = f"{points:g} of {sum(homework.points.values()):g} points"
    if left := len(homework.points) - len(marks):
        answers = "1 answer is" if left == 1 else f"{left} answers are"
        total += f" so far; {answers} still to be graded by hand"
    notes = "".join(f"<li>{_text(note)}</li>" for note in grade.notes)
    title = f"{homework.name}: {grade.student}"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_text(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{_text(title)}</h1>
<p><strong>{_text(total)}.</strong></p>
{f"<ul>{notes}</ul>" if notes else ""}
{"".join(sections)}
</main>
</body>
</html>
"""


def _said(mark: Mark) -> str:
    points = f"{mark.points:g} of {mark.most:g} points."
    return f"{mark.about}{points} {mark.finding} {mark.hint}".strip()


def _answer(grade: Grade, cell: str) -> str:
    return grade.answers.get(cell, grade.answers.get(cell.rpartition("-")[0], ""))


def _section(
    heading: str,
    said: Sequence[str],
    rubric: Sequence[tuple[float, str]],
    answer: str,
) -> str:
    words = "".join(f"<p>{_text(one)}</p>" for one in said)
    lines = [f"<li>{points:g}: {_text(what)}</li>" for points, what in rubric]
    asked = f"<p>What earns points:</p><ul>{''.join(lines)}</ul>" if lines else ""
    shown = f"<p>Your answer:</p><pre>{_text(answer)}</pre>" if answer else ""
    return f"<section><h2>{_text(heading)}</h2>{words}{asked}{shown}</section>\n"


def _text(words: str) -> str:
    return html.escape(words)
