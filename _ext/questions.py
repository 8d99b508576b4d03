"""The questions on a page: their script, and an edition that cannot reply.

The script is one file of the book, since all pages with questions share it. In an
edition without answers (``answers.py``) nothing may reply, and no answer may stand in
the page: a question keeps its text and loses the rest.
"""

import re
from pathlib import Path

from answers import NAME
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

SCRIPT = Path(__file__).parents[1] / "lossbook" / "questions" / "question.js"
QUESTION = '<div class="question"'
# From the form to the end of the data: what question.js needs.
REPLIES = re.compile(r"<form .*</script>\n", re.S)


def questions_in(document):
    """Return the questions of a page, which cells have put out as HTML."""
    return [
        node
        for node in document.findall(nodes.raw)
        if node.astext().startswith(QUESTION)
    ]


class OmitReplies(SphinxPostTransform):
    """Leave the text of each question alone, in an edition without answers."""

    # After MyST-NB has chosen the HTML from what a cell puts out.
    default_priority = 6
    formats = ("html",)

    def run(self, **kwargs):
        """Walk over the questions of one page."""
        if self.config[NAME] == "show":
            return
        for node in questions_in(self.document):
            text, count = REPLIES.subn("", node.astext())
            if not count:
                raise ValueError(f"a question without a form: {text[:80]}")
            node.replace_self(nodes.raw("", text, format="html"))


def bring_script(app, config):
    """Let Sphinx copy the script beside those of the book."""
    config.html_static_path.append(str(SCRIPT))


def add_script(app, pagename, templatename, context, doctree):
    """Load the script on a page that has questions that reply."""
    questions = questions_in(doctree) if doctree is not None else []
    if any("<form " in question.astext() for question in questions):
        app.add_js_file(SCRIPT.name)


def setup(app):
    """Register the transform, and connect to the events."""
    app.add_post_transform(OmitReplies)
    app.connect("config-inited", bring_script)
    # Before light_pages.py, which defers all scripts.
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
