"""What a browser puts on paper."""

import re

import pytest

pytestmark = pytest.mark.browser

CLOSED = """() => [...document.querySelectorAll('article details')]
  .filter(d => ![...d.children].some(
    c => c.tagName !== 'SUMMARY' && c.getBoundingClientRect().height > 0))
  .map(d => d.textContent.slice(0, 60))"""
SHOWN = """selector => [...document.querySelectorAll(selector)]
  .filter(e => e.checkVisibility()).length"""
CONTROLS = (
    "button.copybtn",
    ".explorer-controls",
    ".explorer-handle",
    ".question form",
    "a.headerlink",
    "details.hide > summary",
    "#pst-header",
    ".bd-sidebar-primary",
    ".prev-next-area",
    ".answer-here",
    ".sd-summary-state-marker",
    "#jb-print-toc",
)
# Between the margins of book.css, in points of CSS: the width of A4, which is the
# narrower, and the height of Letter, which is the lower.
WIDTH, HEIGHT = 657, 934
# What reaches beyond the page, or is cut where a reader of a screen would scroll. KaTeX
# sets some letters with a blank of 2 points behind them.
CUT = """width => [...document.querySelectorAll('#jb-print-docs-body *, article *')]
  .filter(e => e.checkVisibility())
  .filter(e => !e.closest('.katex-mathml, svg, .visually-hidden'))
  .filter(e => e.getBoundingClientRect().right > width + 1
    || (getComputedStyle(e).overflowX !== 'visible' && e.clientWidth > 1
        && e.scrollWidth > e.clientWidth + 2))
  .map(e => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 40)}`)"""
# What a page break may not part, and whether it fits on a page.
WHOLE = """height => [
    ...document.querySelectorAll('article :is(.explorer, figure, tr)')]
  .filter(e => e.checkVisibility())
  .filter(e => getComputedStyle(e).breakInside !== 'avoid'
    || e.getBoundingClientRect().height > height)
  .map(e => `${e.className || e.tagName}: ${e.getBoundingClientRect().height}`)"""
EMPTY = """() => [...document.querySelectorAll(
    'article :is(.admonition, details, .cell_input, .cell_output, .explorer, figure)')]
  .filter(e => e.getBoundingClientRect().height > 0)
  .filter(e => !e.innerText.trim() && !e.querySelector('svg, img'))
  .map(e => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="session")
def printed(browser, html, source):
    """Each page on paper, from a dark screen, loaded once for tests that only look."""
    context = browser.new_context(
        color_scheme="dark", viewport={"width": WIDTH, "height": HEIGHT}
    )
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto((html / source).with_suffix(".html").as_uri())
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    yield page
    context.close()


def test_paper_shows_what_is_folded_and_no_controls(printed):
    assert printed.evaluate(CLOSED) == []
    for control in CONTROLS:
        assert printed.evaluate(SHOWN, control) == 0, control
    for panel in printed.locator(".sd-tab-content").all():
        assert panel.evaluate("p => p.getBoundingClientRect().height") > 0
    assert printed.evaluate("document.documentElement.dataset.theme") == "light"
    # A chapter is called by its number.
    title = printed.locator("#jb-print-docs-body h1").inner_text()
    number = printed.title().partition(". ")[0]
    assert not number.isdigit() or title.startswith(f"{number}. ")


def test_nothing_is_cut_at_the_edge_of_the_paper(printed):
    assert printed.evaluate(CUT, WIDTH) == []


def test_a_picture_and_its_words_are_on_one_page(printed):
    assert printed.evaluate(WHOLE, HEIGHT) == []
    for explorer in printed.locator("article .explorer").all():
        for svg in explorer.locator("svg").all():
            assert svg.bounding_box()["height"] > 50
        assert explorer.locator(".explorer-state").inner_text().strip()


def test_no_frame_is_empty_on_paper(printed):
    assert printed.evaluate(EMPTY) == []


def test_folds_are_closed_again_after_printing(visit):
    page = visit("chapters/01-why-a-loss.md", color_scheme="dark")
    before = page.locator("details[open]").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("article details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == before
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_folds_print_without_a_script(visit):
    page = visit("chapters/01-why-a-loss.md", java_script_enabled=False)
    page.emulate_media(media="print")
    answer = page.locator("details.sd-dropdown .sd-summary-content").first
    assert answer.bounding_box()["height"] > 0


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_page_of_loss_curves_is_one_sheet(visit, paper):
    """All rows fit: what is printed has one page, and its letters can be read."""
    page = visit("chapters/loss-curves-on-one-page.md")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    # One object of a PDF for each page.
    pdf = page.pdf(format=paper, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    page.emulate_media(media="print")
    size = page.locator("article td").first.evaluate(
        "cell => parseFloat(getComputedStyle(cell).fontSize)"
    )
    assert size >= 8.5  # pixels of CSS: 6.4 points
