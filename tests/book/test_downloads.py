"""The words about other forms of the book are only where these forms can be reached."""

from types import SimpleNamespace

import nbformat
import pytest
from docutils import nodes
from downloads import downloads, write_list


@pytest.mark.parametrize(
    ("builder", "left"),
    [("html", "The whole book:all notebooks, as a zip"), ("singlehtml", "")],
)
def test_the_list_and_its_words_stay_together(builder, left, tmp_path):
    page = nodes.section(
        "", downloads("", nodes.paragraph("", "The whole book:")), ids=["page"]
    )
    app = SimpleNamespace(builder=SimpleNamespace(name=builder), outdir=tmp_path)
    write_list(app, page, "intro")
    assert "".join(text.astext() for text in page.findall(nodes.Text)) == left


def test_a_notebook_does_not_speak_of_the_buttons_of_a_page(html):
    notebook = nbformat.read(html / "notebooks" / "intro.ipynb", 4)
    words = "\n".join(cell.source for cell in notebook.cells)
    assert "Run it" in words
    assert "Take it away" not in words and "button" not in words
