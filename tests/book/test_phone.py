"""A phone in a real browser: nothing is cut, nothing needs a swipe or a mouse."""

import pytest
from the_book import PHONE

pytestmark = pytest.mark.browser

NARROW = {**PHONE, "viewport": {"width": 320, "height": 640}}
OTHER_PAGES = ["genindex.md", "search.md", "py-modindex.md"]

# What is wider than the box that would scroll it.
CUT = """selector => [...document.querySelectorAll(selector)]
  .map(e => [e, e.tagName === 'TABLE' ? e.parentElement : e])
  .filter(([, box]) => box.scrollWidth > box.clientWidth + 1)
  .map(([e]) => e.textContent.slice(0, 80))"""
SIZES = """selector => [...document.querySelectorAll(selector)]
  .filter(e => e.checkVisibility())
  .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < 24)
  .map(([html]) => html)"""


def test_code_and_tables_need_no_swipe(phone):
    page = phone
    assert page.evaluate(CUT, "article pre") == []
    # One table of numbers keeps its columns: it is there to compare them.
    assert page.evaluate(CUT, "article table:not(.wide-table table)") == []


def test_a_long_line_hangs_below_its_beginning(visit):
    page = visit("chapters/01-why-a-loss.md", **PHONE)
    lines = page.locator("div.cell_input .line").all()
    starts = page.evaluate(
        """() => [...document.querySelectorAll('div.cell_input .line')].map(line => {
             const range = document.createRange(); range.selectNodeContents(line);
             return [...range.getClientRects()].filter(r => r.width > 1)
               .map(r => [Math.round(r.top), r.left]);
           }).filter(rects => rects.length)"""
    )
    assert len(lines) > 50
    wrapped = 0
    for rects in starts:
        first_top, first_left = rects[0]
        below = [left for top, left in rects if top > first_top + 4]
        wrapped += bool(below)
        assert all(left >= first_left + 4 for left in below)
    assert wrapped > 5


def test_wide_tables_are_cards_that_name_their_columns(visit):
    page = visit("chapters/09-which-loss.md", **PHONE)
    cells = page.locator("table.cards td[data-column]").evaluate_all(
        "all => all.map(td => [td.dataset.column, "
        "getComputedStyle(td, '::before').content, td.cellIndex])"
    )
    assert len(cells) > 50
    assert {"take", "read", "formula", "estimates"} <= {name for name, *_ in cells}
    for name, shown, column in cells:
        assert shown == ("none" if column == 0 else f'"{name}: "')


@pytest.mark.parametrize("other", OTHER_PAGES)
def test_other_pages_fit_the_narrowest_screen(visit, other):
    page = visit(other, **NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_pages_fit_the_narrowest_screen(visit, source):
    """320 pixels are also what is left at 1280 when letters are four times as large."""
    page = visit(source, **NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_what_a_mouse_would_reveal_is_seen(phone):
    page = phone
    for selector in ("button.copybtn", "article :is(h1, h2, h3) > a.headerlink"):
        seen = page.locator(selector).evaluate_all(
            "all => all.map(e => getComputedStyle(e))"
            ".map(style => [style.visibility, style.opacity])"
        )
        assert set(map(tuple, seen)) <= {("visible", "1")}


def test_targets_are_large_enough_for_a_finger(phone):
    """24 pixels, WCAG 2.2 AA; links within a line of text are exempt."""
    page = phone
    controls = (
        "article :is(button, summary, .explorer input[type=range], .explorer select, "
        ".explorer label:has(input), .explorer-handle, .question input, "
        ".sd-tab-set > label), "
        ".bd-header-article button"
    )
    assert page.evaluate(SIZES, controls) == []


def test_links_of_sections_are_reached_by_keyboard(visit):
    page = visit("chapters/01-why-a-loss.md", reduced_motion="reduce")
    link = page.locator("article h2 > a.headerlink").first
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert link.evaluate("e => e === document.activeElement")
    assert link.evaluate("e => getComputedStyle(e).opacity") == "1"
