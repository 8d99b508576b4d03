"""What stands in a part of a page, as the words of one line.

For the names of columns, the description of a page, and the search.
"""

import re

from docutils import nodes
from katex_math import plain_text

KOREAN = re.compile(r'<span lang="ko">(.*?)</span>')


def words_of(node) -> str:
    """Return the words of a node; a formula that needs more than a line is "…"."""
    if isinstance(node, (nodes.math, nodes.math_block)):
        return plain_text(node.astext())
    if isinstance(node, nodes.raw):
        return " ".join(KOREAN.findall(node.astext()))
    if isinstance(node, nodes.Text):
        return node.astext()
    return "".join(map(words_of, node.children))
