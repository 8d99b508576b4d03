"""The directive ``{downloads}``: the forms in which a reader can take the book away.

What the directive contains stands above their list. On paper and in a notebook, where
no link could lead to them, both are left out.

The notebooks are always there. The others are made by ``make site``, which names those
that it has made in the variable LOSSBOOK_PARTS; only the pages of the site show them.
"""

import os
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

FOLDER = "downloads"
NOTEBOOKS = "notebooks/lossbook-notebooks.zip"
# The part of the site, the file in _build, and what it is called.
FILES = (
    ("pdf", "pdf/lossbook.pdf", "a PDF"),
    (
        "pdf",
        "pdf/lossbook-without-answers.pdf",
        "a PDF without the answers to the exercises",
    ),
    ("offline", "lossbook-offline.zip", "these pages for a computer without network"),
)
MEGABYTE = 1e6


class downloads(nodes.General, nodes.Element):
    """The place of the list."""


class Downloads(SphinxDirective):
    """Leave a mark, which is replaced when it is known for which builder."""

    has_content = True

    def run(self):
        """Return the mark, with the words above the list."""
        return [downloads("", *self.parse_content_to_nodes())]


def parts_of(app) -> set[str]:
    """Return the parts that stand beside the pages that are being written."""
    if app.builder.name != "site":
        return set()
    return set(os.environ.get("LOSSBOOK_PARTS", "").split())


def item(words, uri, remark=""):
    """Return a list item with a link."""
    link = nodes.reference("", words, internal=True, refuri=uri)
    return nodes.list_item("", nodes.paragraph("", "", link, nodes.Text(remark)))


def write_list(app, doctree, docname):
    """List what is there."""
    for mark in list(doctree.findall(downloads)):
        if app.builder.name not in ("html", "site"):
            mark.parent.remove(mark)
            continue
        parts = parts_of(app)
        upward = "../" * docname.count("/")
        found = nodes.bullet_list(bullet="-")
        found += item("all notebooks", f"{upward}{NOTEBOOKS}", ", as a zip")
        build = Path(app.outdir).parent
        for part, file, words in FILES:
            if part in parts:
                size = (build / file).stat().st_size / MEGABYTE
                uri = f"{upward}{FOLDER}/{Path(file).name}"
                found += item(words, uri, f", {size:.1f} MB")
        if "lite" in parts:
            found += item(
                "all notebooks in this browser",
                f"{upward}lite/index.html",
                ", with Python (JupyterLite)",
            )
        mark.replace_self([*mark.children, found])


def setup(app):
    """Register the directive and connect to the event of writing."""
    app.add_node(downloads)
    app.add_directive("downloads", Downloads)
    # With other parts the pages are written again.
    app.add_config_value("lossbook_parts", "", "html", str)
    app.config.lossbook_parts = os.environ.get("LOSSBOOK_PARTS", "")
    app.connect("doctree-resolved", write_list)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
