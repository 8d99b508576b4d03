"""What a grader opens holds the answers, and nothing in it acts."""

import re

import pytest
from bs4 import BeautifulSoup
from homeworks import HOMEWORK
from payloads import PAYLOADS

from lossbook.course.shown import as_html, copy_for_graders

TAGS = {"p", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "br", "hr"}
TAGS |= {"span", "div", "h1", "h2", "h3"}
ATTRIBUTES = {"class", "start"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_student_wrote_does_nothing(payload):
    shown = as_html(payload)
    assert "\n" not in shown
    soup = BeautifulSoup(shown, "html.parser")
    for tag in soup.find_all(True):
        assert tag.name in TAGS
        assert set(tag.attrs) <= ATTRIBUTES
    # TeX is looked for in the text of the page.
    assert not re.search(r"\\(href|require|style|def)\b", soup.get_text())


def test_markdown_and_formulas_are_kept():
    shown = as_html(
        "The *loss* is **$\\{a_1, b_2\\}$**, so\n\n$$x \\\\ y < z$$\n\n- one\n- `two`\n"
    )
    soup = BeautifulSoup(shown, "html.parser")
    assert soup.em.get_text() == "loss"
    assert soup.strong.get_text() == "$\\{a_1, b_2\\}$"
    assert "$$x \\\\ y < z$$" in soup.get_text()
    assert [item.get_text() for item in soup.find_all("li")] == ["one", "two"]


def test_words_of_tex_that_only_begin_like_others_are_kept():
    assert as_html(r"$\left( \deg \right) \letter$") == (
        r'<p><span class="math inline">$\left( \deg \right) \letter$</span></p>'
    )


@pytest.mark.parametrize("text", ["$$a\n\n" * 9000, "*a " * 60_000, "$a" * 30_000])
def test_what_would_take_minutes_is_shown_as_it_is(text):
    shown = as_html(text)
    assert shown.startswith("<pre>")
    assert BeautifulSoup(shown, "html.parser").get_text().strip() == text.strip()


def test_the_copy_is_the_release_with_the_answers():
    answers = {"softmax": "def softmax(z):\n    return z", "repair": "*So*", "x": "y"}
    cells = {cell.id: cell for cell in copy_for_graders(HOMEWORK, answers).cells}
    assert cells["softmax"].source == answers["softmax"]
    assert cells["repair"].source == "<p><em>So</em></p>"
    assert cells["softmax_nll"].source == "# There is no answer."
    assert cells["gradient_by_hand"].source == "There is no answer."
    assert "x" not in cells
