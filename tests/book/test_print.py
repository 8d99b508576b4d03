"""What a browser puts on paper."""

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
    "a.headerlink",
    "details.hide > summary",
    "#pst-header",
    ".bd-sidebar-primary",
    ".prev-next-area",
)


@pytest.fixture
def printed(visit, source):
    """A page as it is printed, from a dark screen."""
    page = visit(source, color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    return page


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
