"""Math set by KaTeX while the book is built, so that a page needs no script for it.

The formulas stand in the HTML, as KaTeX's boxes for the eye and as MathML for a
screen reader. A formula that KaTeX cannot read is a warning, and so a failed build.
"""

import json
from functools import cache
from pathlib import Path

from docutils import nodes
from py_mini_racer import MiniRacer
from sphinx.util import logging

KATEX = Path(__file__).parent / "katex"
logger = logging.getLogger(__name__)


@cache
def _engine():
    engine = MiniRacer()
    engine.eval((KATEX / "katex.min.js").read_text(encoding="utf-8"))
    return engine


@cache
def render(latex: str, display: bool = False) -> str:
    """Return the HTML of a formula; raise ``JSEvalException`` if it has an error."""
    options = {"displayMode": display, "throwOnError": True, "strict": "ignore"}
    call = f"katex.renderToString({json.dumps(latex)}, {json.dumps(options)})"
    return _engine().eval(call)


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
    app.add_html_math_renderer(
        "katex_prerendered", (visit_math, None), (visit_displaymath, None)
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}
