"""The script that turns the page with all chapters into a book on paper."""

import io
from pathlib import Path

import pytest

pikepdf = pytest.importorskip("pikepdf", reason="publish/requirements.txt has pikepdf")

PUBLISH = Path(__file__).parents[2] / "publish"
# As Sphinx writes it: the place of a chapter is in front of it, inside the first page.
PAGE = """<article class="bd-article"><section id="book"><h1>Book</h1>
<p><a href="#document-one">chapter 01</a> <a href="#place">a place</a></p>
<div class="toctree-wrapper"><span id="document-one"></span><section id="one">
<h2>One</h2><p style="height: 225mm">Nearly a page.</p>
<section id="two"><span id="place"></span><h3>Two</h3>
<p style="height: 40mm; break-inside: avoid">Text.</p>
</section></section></div></section></article>"""


@pytest.mark.browser
def test_links_on_paper_lead_to_the_page_of_the_heading(browser):
    page = browser.new_page()
    page.set_content(PAGE)
    page.add_style_tag(path=PUBLISH / "paper.css")
    script = (PUBLISH / "paper.js").read_text("utf-8")
    page.evaluate(script, {"title": "Book", "about": "", "lines": []})
    printed = page.pdf(prefer_css_page_size=True, outline=True, tagged=True)
    page.close()
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        pages = [sheet.objgen for sheet in pdf.pages]
        first = pdf.pages[2]  # after the title and the contents
        led = [
            pages.index(pdf.Root.Dests[note.Dest][0].objgen) for note in first.Annots
        ]
    assert led == [3, 4], "One begins a page, and Two does not fit on it"
