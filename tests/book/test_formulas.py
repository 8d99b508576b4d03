"""Formulas within the text: how lines break at them, and what a reader copies."""

import re
import subprocess
import sys

import pytest
from katex_math import plain_text
from the_book import ROOT

WIDTHS = [320, 390, 600, 768, 1024, 1280]

# Marks that begin a line, left of and below the formula that they belong to.
PARTED = r"""() => [...document.querySelectorAll('article span.math')].filter(math => {
  const base = [...math.querySelectorAll('.katex-html .base')].at(-1);
  if (!base || !base.checkVisibility()) return false;
  const walker = document.createTreeWalker(
    document.querySelector('article'), NodeFilter.SHOW_TEXT);
  walker.currentNode = math;
  let next = walker.nextNode();
  while (next && math.contains(next)) next = walker.nextNode();
  if (!next || !/^[.,;:!?)\]”’]/.test(next.textContent)) return false;
  const range = document.createRange();
  range.setStart(next, 0);
  range.setEnd(next, 1);
  const mark = range.getBoundingClientRect(), box = base.getBoundingClientRect();
  return mark.left < box.left - 1 && mark.top > box.top + box.height / 2;
}).map(math => math.parentElement.textContent.slice(-60))"""


@pytest.mark.browser
def test_no_full_stop_begins_a_line(visit, source):
    page = visit(source)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => d.open = true)"
        )
        assert page.evaluate(PARTED) == [], width


@pytest.mark.browser
def test_a_formula_is_selected_once(visit):
    page = visit("intro.md")
    paragraph = page.locator("article p:has(.katex)").first
    selected = paragraph.evaluate(
        "p => { getSelection().selectAllChildren(p); return getSelection().toString() }"
    )
    assert re.search(r"That curve is\s*−\s*log\s*p\s*, the negative", selected)
    assert "\\log" not in selected


@pytest.mark.browser
def test_a_copied_formula_is_its_source(visit):
    page = visit("intro.md")
    copied = page.evaluate(
        """() => {
          getSelection().selectAllChildren(document.querySelector('p:has(.katex)'));
          const data = new DataTransfer();
          document.querySelector('p:has(.katex)').dispatchEvent(
            new ClipboardEvent('copy', { clipboardData: data, bubbles: true }));
          return data.getData('text/plain');
        }"""
    )
    assert "That curve is $-\\log p$, the negative" in copied


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"p", "p"),
        (r"-\log p", "−log p"),
        (r"\hat y - y", "y\u0302−y"),
        (r"e^{-40}", "e⁻⁴⁰"),
        (r"z_k", "zₖ"),
        (r"\tfrac12", "1/2"),
        (r"r = 0", "r = 0"),
        (r"\log(1+e^z)", "…"),
        (r"\sum_j e^{z_j}", "…"),
        (r"\frac{p}{1-p}", "…"),
    ],
)
def test_a_formula_in_a_line_of_text(latex, text):
    assert plain_text(latex) == text


def test_the_build_ends_when_all_formulas_are_set():
    # Python 3.13 waited without end for an engine that was still open.
    code = "from katex_math import render; render('x')"
    subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "_ext", timeout=60, check=True
    )
