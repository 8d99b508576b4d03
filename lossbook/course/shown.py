"""A student's notebook as a grader opens it: what was handed out, and the answers.

Formgrader shows Markdown as a web page that may run scripts with the teacher's rights.
So nothing of the student's file is copied but the text of the answers, and what is
Markdown among it becomes plain HTML here, without the student's own HTML, without links
and pictures, and without the commands of TeX that make links or load something.
"""

import html
import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat import NotebookNode

from lossbook.course.grade import NO_ANSWER
from lossbook.course.homework import ANSWER, BY_HAND, Homework, kind_of
from lossbook.course.notebooks import release

__all__ = ["as_html", "copy_for_graders"]

LONGEST, MOST_DOLLARS = 20_000, 400

# MathJax makes a link, loads an extension, or sets a style or an attribute by these,
# and the definitions could give one of them another name.
_ACTIVE_TEX = re.compile(
    r"\\(?=(?:href|class|cssId|style|data|require|bbox|mmlToken|texttip|mathtip"
    r"|tooltip|includegraphics|def|let|newcommand|renewcommand|providecommand"
    r"|newenvironment|renewenvironment|DeclareMathOperator|Newextarrow)(?![a-zA-Z]))"
)
INERT_BACKSLASH = "＼"  # it looks like one and starts no command


def copy_for_graders(homework: Homework, answers: Mapping[str, str]) -> NotebookNode:
    """Return the notebook that Formgrader shows.

    Parameters
    ----------
    homework : Homework
        What was asked.
    answers : mapping
        From the name of a cell that takes an answer to what was written there.
    """
    notebook = release(homework)
    for cell in notebook.cells:
        if kind_of(cell) not in (ANSWER, BY_HAND):
            continue
        written = answers.get(cell.id, "")
        if cell.cell_type == "markdown":
            cell.source = as_html(written) if written.strip() else NO_ANSWER
        else:
            cell.source = written if written.strip() else f"# {NO_ANSWER}"
    return notebook


def as_html(written: str) -> str:
    """Return Markdown of a student as one line of HTML that does nothing.

    Examples
    --------
    >>> as_html("*Hence* $p_k$ <script>alert(1)</script>")[:40]
    '<p><em>Hence</em> <span class="math inli'
    >>> "<script" in as_html("<script>alert(1)</script>")
    False
    """
    if len(written) > LONGEST or written.count("$") > MOST_DOLLARS:
        # Reading it as Markdown could take minutes.
        rendered = f"<pre>{html.escape(written)}</pre>"
    else:
        rendered = _MARKDOWN.render(written)
    inert = _ACTIVE_TEX.sub(INERT_BACKSLASH, rendered)
    # An empty line would end the HTML, and Markdown would begin again.
    return inert.strip().replace("\n", "&#10;")


def _math(formula: str, options: Mapping[str, bool]) -> str:
    mark = "$$" if options["display_mode"] else "$"
    return f"{mark}{html.escape(formula)}{mark}"


_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False})
    .disable(["link", "image", "autolink", "reference", "html_inline", "html_block"])
    .use(dollarmath_plugin, renderer=_math)
)
