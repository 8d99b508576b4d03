"""Buttons, keys and areas of the pages: what they are called, copy, say and show."""

import re

import pytest
from the_book import CHAPTERS

pytestmark = pytest.mark.browser

COPIED = """async button => {
  button.click();
  await new Promise(done => setTimeout(done, 100));
  return navigator.clipboard.readText();
}"""


def test_copy_buttons_have_names_of_their_own(visit, source):
    page = visit(source)
    names = page.locator("button.copybtn").evaluate_all(
        "all => all.map(button => button.getAttribute('aria-label'))"
    )
    assert names or source not in CHAPTERS
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"Copy (code cell|example) \d+", name) for name in names)
    # What a cell has put out has none.
    assert page.locator(".output button.copybtn").count() == 0


def test_prompts_and_outputs_are_not_copied(visit):
    page = visit("chapters/api.md")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for button in page.locator("button.copybtn").all()[:8]:
        shown = button.locator("xpath=preceding-sibling::pre").inner_text()
        typed = [
            line[4:] for line in shown.splitlines() if re.match(r">>> |\.\.\. ", line)
        ]
        assert typed
        assert button.evaluate(COPIED) == "\n".join(typed)


def test_a_cell_is_copied_as_it_was_typed(visit):
    page = visit("chapters/01-why-a-loss.md")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    cell = page.locator("div.cell_input:has(pre):visible").nth(1)
    typed = cell.locator("pre").evaluate("pre => pre.textContent")
    assert "\n    " in typed
    assert cell.locator("button").evaluate(COPIED) == typed.rstrip("\n")


def test_arrows_turn_pages_but_not_while_they_do_something_else(visit):
    page = visit("chapters/02-softmax-nll.md")
    page.locator(".explorer input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    page.evaluate(
        """() => {
          const box = document.querySelector('div.math');
          box.style.width = '4em'; box.style.whiteSpace = 'nowrap'; box.focus();
        }"""
    )
    page.keyboard.press("ArrowRight")
    assert "02-softmax-nll" in page.url
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/03-*.html")


def test_keys_turn_pages_one_way_and_the_other(visit):
    page = visit("chapters/02-softmax-nll.md")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/01-*.html")


def test_keys_with_another_task_do_not_turn_pages(visit):
    """Those of the browser, of tabs, of a button, and of the field of the search."""
    page = visit("chapters/09-which-loss.md")
    visited = page.evaluate("history.length")
    for modifier in ("Alt", "Control", "Meta", "Shift"):
        page.keyboard.press(f"{modifier}+ArrowRight")
    for control in (".sd-tab-set input", ".explorer button"):
        page.locator(control).first.focus()
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+k")
    page.locator("input[name=q]:focus").wait_for()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert "09-which-loss" in page.url
    assert page.evaluate("history.length") == visited


def test_an_explorer_speaks_once_a_slider_rests(visit):
    page = visit("intro.md")
    page.evaluate(
        """() => {
          window.said = [];
          const status = document.querySelector('.explorer [role=status]');
          const note = () => status.textContent && said.push(status.textContent);
          new MutationObserver(note).observe(status, { childList: true });
        }"""
    )
    slider = page.locator(".explorer input[type=range]").first
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    state = page.locator(".explorer-state").first
    # The words are there at once for those who see them.
    assert state.inner_text() != "" and page.evaluate("said") == []
    # Playwright's wait for an expression needs "eval", which the page's policy forbids.
    page.locator(".explorer [role=status]:not(:empty)").first.wait_for(state="attached")
    page.wait_for_timeout(700)
    assert page.evaluate("said") == [state.inner_text()]
    assert page.locator(".explorer-state[role]").count() == 0
    described = page.locator(".explorer svg").first.get_attribute("aria-describedby")
    assert page.locator(f"#{described}").inner_text() == state.inner_text()


# Areas of at least 60 square points that are paler than 3 : 1 on their ground and have
# no edge of 3 : 1 either, and broad strokes that are paler.
PALE = r"""least => {
  const parse = colour => {
    const parts = colour.match(/[\d.]+/g).map(Number);
    return parts.length > 3 ? parts : [...parts, 1];
  };
  const light = rgb => {
    const [r, g, b] = rgb.map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const found = [];
  for (const svg of document.querySelectorAll('svg.lossbook-figure')) {
    let box = svg;
    while (box.parentElement && parse(getComputedStyle(box).backgroundColor)[3] === 0) {
      box = box.parentElement;
    }
    const ground = parse(getComputedStyle(box).backgroundColor).slice(0, 3);
    const contrast = (colour, opacity) => {
      const parts = parse(colour), alpha = parts[3] * opacity;
      const seen = ground.map((v, i) => parts[i] * alpha + v * (1 - alpha));
      const [a, b] = [light(seen), light(ground)];
      return Math.max(a, b) / Math.min(a, b);
    };
    for (const shape of svg.querySelectorAll('path, use, rect')) {
      if (shape.closest('defs, clipPath')) continue;
      const style = getComputedStyle(shape), size = shape.getBBox();
      const fill = style.fill === 'none' ? 0 : parseFloat(style.fillOpacity);
      const edge = style.stroke === 'none' ? 0
        : contrast(style.stroke, parseFloat(style.strokeOpacity));
      const broad = parseFloat(style.strokeWidth) >= 4 && edge > 0;
      const area = fill > 0 && size.width * size.height >= 60;
      if ((area && Math.max(edge, contrast(style.fill, fill)) < least)
          || (broad && !area && edge < least)) {
        found.push(`${svg.closest('[id]')?.id} ${shape.getAttribute('style')} ${edge}`);
      }
    }
  }
  return [...new Set(found)];
}"""


def test_areas_of_figures_are_seen_in_the_dark(visit, source):
    page = visit(source, color_scheme="dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate(PALE, 3) == []
