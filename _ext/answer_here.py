"""The directive ``{answer-here}``: how to answer an exercise that is checked.

No code runs on a page, so the sentence leads to the notebook of the page. In the
notebook itself another sentence stands in its place (``to_notebook.py``).
"""

from docutils import nodes
from downloads import parts_of
from notebooks import FOLDER
from page_buttons import LAUNCH
from sphinx.util.docutils import SphinxDirective
from to_notebook import stem


class answer_here(nodes.General, nodes.Element):
    """The place of the sentence."""


class AnswerHere(SphinxDirective):
    """Leave a mark, which is replaced when it is known for which builder."""

    def run(self):
        """Return the mark."""
        return [answer_here()]


def link(words, uri):
    """Return a link below the root of the book."""
    return nodes.reference("", words, internal=True, refuri=uri)


def write_sentence(app, doctree, docname):
    """Say where the exercises of this page can be answered."""
    upward = "../" * docname.count("/")
    for mark in list(doctree.findall(answer_here)):
        if app.builder.name == "singlehtml":  # paper
            mark.parent.remove(mark)
            continue
        sentence = nodes.paragraph(classes=["answer-here"])
        sentence += nodes.Text("No code runs on this page. To answer, ")
        if "lite" in parts_of(app):
            sentence += link("run it here", f"{upward}{LAUNCH}?page={stem(docname)}")
            sentence += nodes.Text(" or ")
        notebook = f"{upward}{FOLDER}/{stem(docname)}.ipynb"
        sentence += link("download its notebook", notebook)
        sentence += nodes.Text(", change the function above, and run the cell.")
        mark.replace_self(sentence)


def setup(app):
    """Register the directive and connect to the event of writing."""
    app.add_node(answer_here)
    app.add_directive("answer-here", AnswerHere)
    app.connect("doctree-resolved", write_sentence)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
