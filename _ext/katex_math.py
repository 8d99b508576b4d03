"""Math set by KaTeX while the book is built, so that a page needs no script for it.

The formulas stand in the HTML, as KaTeX's boxes for the eye and as MathML for a
screen reader. A formula that KaTeX cannot read is a warning, and so a failed build.

A browser may begin a line between a formula and what follows it, even a full stop. So
a formula within a line is kept together with the marks that touch it. ``plain_text``
reads a formula as the words of a line, for labels, descriptions and the search.
"""

import atexit
import json
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

KATEX = Path(__file__).parent / "katex"
OPENING = re.compile(r"[(\[“‘]+$")
CLOSING = re.compile(r"^(?:[.,;:!?…)\]”’%-]+|’s\b)+")
MATHML = re.compile(r"<semantics>(.*?)<annotation", re.DOTALL)
RAISED = str.maketrans("0123456789+-−=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁱⁿ")
LOWERED = str.maketrans(
    "0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
)
# An invisible sign stands between a function and what it is applied to: "log p".
APPLICATION = "\u2061"
APPLIED = re.compile(rf"{APPLICATION}(?=\w)")
# Relations stand apart from what they relate.
SPACED = tuple("=<>≤≥≈≠→←∈")
ACCENTS = {"^": "\u0302", "ˉ": "\u0304", "~": "\u0303", "˙": "\u0307"}
logger = logging.getLogger(__name__)


@cache
def _engine():
    engine = MiniRacer()
    # If Python 3.13 has to close it while it deletes its modules, it waits without end.
    atexit.register(engine.close)
    engine.eval((KATEX / "katex.min.js").read_text(encoding="utf-8"))
    return engine


@cache
def render(latex: str, display: bool = False) -> str:
    """Return the HTML of a formula; raise ``JSEvalException`` if it has an error."""
    options = {"displayMode": display, "throwOnError": True, "strict": "ignore"}
    call = f"katex.renderToString({json.dumps(latex)}, {json.dumps(options)})"
    return _engine().eval(call)


class NeedsMoreThanALine(Exception):
    """A formula with fractions in fractions, sums over something, or rows."""


def plain_text(latex: str) -> str:
    """Return a formula as text, e⁻ᵏ as it is here, or three dots if it needs more."""
    try:
        mathml = ElementTree.fromstring(MATHML.search(render(latex))[1])
        line = APPLIED.sub(" ", _line(mathml)).replace(APPLICATION, "")
        return " ".join(line.split())
    except (NeedsMoreThanALine, JSEvalException):
        return "…"


def _line(node) -> str:
    parts = [_line(child) for child in node]
    if node.tag in ("msup", "msub"):
        signs = RAISED if node.tag == "msup" else LOWERED
        if all(ord(sign) in signs for sign in parts[1]):
            return parts[0] + parts[1].translate(signs)
    elif node.tag == "mfrac":
        if all(len(part) < 3 for part in parts):
            return "/".join(parts)
    elif node.tag == "mover":
        if parts[1] in ACCENTS and len(parts[0]) == 1:
            return parts[0] + ACCENTS[parts[1]]
    elif node.tag == "mspace":
        return " "
    elif node.tag in ("mrow", "mi", "mo", "mn", "mtext", "mstyle", "mpadded"):
        text = node.text or ""
        return f" {text} " if text in SPACED else text + "".join(parts)
    raise NeedsMoreThanALine


class KeepMarks(SphinxPostTransform):
    """Put a formula and the marks that touch it into one span that does not break."""

    default_priority = 700
    formats = ("html",)

    def run(self, **kwargs):
        """Walk over the formulas of one page."""
        for formula in list(self.document.findall(nodes.math)):
            parent, place = formula.parent, formula.parent.index(formula)
            before, after = _split(parent, place)
            if before or after:
                span = nodes.inline(classes=["unbroken"])
                parent[place] = span
                span += [*before, formula, *after]


def _split(parent, place):
    """Take the marks that touch a child off its neighbours and return them."""
    before, after = [], []
    above, next_place = parent, place + 1
    # The full stop may stand behind the bold words that end with the formula.
    while next_place == len(above) and isinstance(above, nodes.Inline):
        above, next_place = above.parent, above.parent.index(above) + 1
    if next_place < len(above) and isinstance(above[next_place], nodes.Text):
        text = above[next_place].astext()
        if found := CLOSING.search(text):
            after = [nodes.Text(found.group())]
            above[next_place] = nodes.Text(text[found.end() :])
    if place and isinstance(parent[place - 1], nodes.Text):
        text = parent[place - 1].astext()
        if found := OPENING.search(text):
            before = [nodes.Text(found.group())]
            parent[place - 1] = nodes.Text(text[: found.start()])
    return before, after


def _visit(self, node, *, display):
    latex = node.astext()
    try:
        html = render(latex, display)
    except Exception as error:
        logger.warning("KaTeX: %s in %r", error, latex, location=node)
        html = self.encode(latex)
    if display:
        number = ""
        if node.get("number"):
            number = f'<span class="eqno">({node["number"]})</span>'
        start = self.starttag(node, "div", CLASS="math notranslate", tabindex="0")
        self.body.append(f"{start}{number}{html}</div>")
    else:
        self.body.append(self.starttag(node, "span", "", CLASS="math notranslate"))
        self.body.append(f"{html}</span>")
    raise nodes.SkipNode


def visit_math(self, node):
    """Write a formula within a line."""
    _visit(self, node, display=False)


def visit_displaymath(self, node):
    """Write a formula on a line of its own."""
    _visit(self, node, display=True)


def setup(app):
    """Register the renderer under the name that ``html_math_renderer`` gives."""
    app.add_post_transform(KeepMarks)
    app.add_html_math_renderer(
        "katex_prerendered", (visit_math, None), (visit_displaymath, None)
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}
