"""The page that a student gets back: points, findings and hints, in plain HTML.

All that a student wrote is shown as text. The page runs nothing and asks nobody: its
policy forbids both, should a text ever get past the escaping.
"""

import html
from collections.abc import Mapping

from lossbook.course.grade import Grade
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


def page(
    homework: Homework, grade: Grade, by_hand: Mapping[str, tuple[float, str]]
) -> str:
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
    marks = {mark.cell: mark for mark in grade.marks}
    sections, points, open_cells = [], grade.points, 0
    for cell, most in homework.points.items():
        if cell in marks:
            sections.append(_section(marks[cell], grade.answers))
        elif cell in by_hand:
            given, comment = by_hand[cell]
            points += given
            said = Mark(cell, given, most, comment)
            sections.append(_section(said, grade.answers))
        else:
            open_cells += 1
            said = f"This is graded by hand, for up to {most:g} points."
            sections.append(_part(cell, said, grade.answers.get(cell, "")))
    total = f"{points:g} of {sum(homework.points.values()):g} points"
    if open_cells:
        total += f" so far; {open_cells} answers are still to be graded by hand"
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


def _section(mark: Mark, answers: Mapping[str, str]) -> str:
    points = f"{mark.points:g} of {mark.most:g} points. {mark.finding}"
    answer = answers.get(mark.cell, answers.get(mark.cell.rpartition("-")[0], ""))
    shown = answer if mark.points < mark.most else ""
    return _part(mark.cell, f"{points} {mark.hint}".strip(), shown)


def _part(cell: str, said: str, answer: str) -> str:
    shown = f"<p>Your answer:</p><pre>{_text(answer)}</pre>" if answer else ""
    return f"<section><h2>{_text(cell)}</h2><p>{_text(said)}</p>{shown}</section>\n"


def _text(words: str) -> str:
    return html.escape(words)
