"""Figures of the notebooks as SVG inside the page.

Matplotlib's black becomes ``currentColor``, so a figure follows light and dark mode,
and its letters stay letters. A figure without a text alternative causes a warning, and
with it a failed build.
"""

from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from lossbook.svg import inline_svg

logger = logging.getLogger(__name__)


class InlineFigures(SphinxPostTransform):
    """Replace each SVG image in the output of a cell by the SVG itself."""

    # Before Sphinx collects the images that it copies.
    default_priority = 5
    formats = ("html",)

    def run(self, **kwargs):
        """Walk over the images of one page."""
        figures = [
            node
            for node in self.document.findall(nodes.image)
            if "jupyter_execute" in node["uri"] and node["uri"].endswith(".svg")
        ]
        for number, node in enumerate(figures):
            alt = node.get("alt", "")
            if not alt:
                logger.warning("figure without alt text", location=node)
            svg = (Path(self.env.srcdir) / node["uri"]).read_text("utf-8")
            html = inline_svg(svg, prefix=f"figure{number}-", alt=alt)
            node.replace_self(nodes.raw("", html, format="html"))


def setup(app):
    """Register the transform."""
    app.add_post_transform(InlineFigures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
