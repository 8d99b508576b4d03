"""Each line of code in an element of its own, so that a narrow page can wrap it.

A wrapped line hangs two letters below its own beginning (``book.css``). For that the
element says how far the line is indented. It is best wrapped at a space or behind an
opening bracket, and in the middle of a name only where nothing else helps.
"""

import re

from pygments.formatters import HtmlFormatter
from sphinx.highlighting import PygmentsBridge

OPENING = re.compile(r"([(\[{]+</span>)")


class LineFormatter(HtmlFormatter):
    """Pygments' HTML, with a ``span`` around each line."""

    def _format_lines(self, tokensource):
        tokens = list(tokensource)
        lines = "".join(text for _, text in tokens).split("\n")
        indents = iter(len(line) - len(line.lstrip(" ")) for line in lines)
        for is_code, line in super()._format_lines(tokens):
            if is_code:
                indent = next(indents, 0)
                style = f' style="--in:{indent}"' if indent else ""
                line = OPENING.sub(r"\1<wbr>", line)
                line = f'<span class="line"{style}>{line}</span>'
            yield is_code, line


def setup(app):
    """Have Sphinx write all code and print-outs so."""
    PygmentsBridge.html_formatter = LineFormatter
    return {"parallel_read_safe": True, "parallel_write_safe": True}
