"""What the build links and gathers by itself: terms, chapters, boxes."""

import re

import jupytext
import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from link_terms import forms_of, is_the_term
from the_book import CHAPTERS, ROOT, build, write_small_book

HANGUL = re.compile("[가-힣]")
NOT_RUNNING = (
    "h1, h2, h3, code, pre, .math, figcaption, .admonition-title, svg, .citation, "
    ".headerlink, .explorer, .question, .sd-summary-title, .sd-summary-text, .plain"
)


def page(html, source):
    text = (html / source).with_suffix(".html").read_text("utf-8")
    return BeautifulSoup(text, "html.parser")


@pytest.fixture(scope="module")
def entries(html):
    """The terms of the glossary by their anchors, all names of one entry together."""
    found = {}
    for entry in page(html, "chapters/glossary.md").select("dl.glossary > dt"):
        name = entry.get_text().rstrip("#")
        found.setdefault(entry["id"], name.lower())
    return found


def test_the_glossary_is_large_and_each_entry_has_its_korean(html):
    entries = page(html, "chapters/glossary.md").select("dl.glossary > dd")
    assert len(entries) >= 60
    for entry in entries:
        assert HANGUL.search(entry.select_one("[lang=ko]").text), entry
        assert len(entry.text.split()) >= 6, entry


def test_the_glossary_is_in_order():
    text = (ROOT / "chapters/glossary.md").read_text("utf-8").split("{glossary}")[1]
    terms = re.findall(r"(?:^|\n\n)([^\s`].*)\n", text)
    keys = [term.lower().replace("–", "-") for term in terms]
    assert len(keys) >= 60
    assert keys == sorted(keys)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_term_is_linked_where_it_is_first_used(html, entries, chapter):
    article = page(html, chapter).select_one("article")
    links = article.select("a.term-link")
    targets = [link["href"].partition("#")[2] for link in links]
    assert len(targets) == len(set(targets)), "a term is linked twice"
    assert len(targets) >= 10
    for tag in article.select(NOT_RUNNING):
        tag.replace_with(" ¦ ")
    for link in article.select("a.term-link"):
        link.replace_with(f" ⟦{link['href'].partition('#')[2]}⟧ ")
    for link in article.select("a"):
        link.replace_with(" ¦ ")
    text = " ".join(article.get_text().lower().split())
    excluded = jupytext.read(ROOT / chapter).metadata.get("unlinked", ())
    for anchor, term in entries.items():
        if term in excluded:
            continue
        place = text.find(f"⟦{anchor.lower()}⟧")
        before = text if place < 0 else text[:place]
        for longer in entries.values():
            if term in longer and term != longer:
                before = before.replace(longer, "¦")
        for use in re.finditer(rf"(?<![\w⟦-]){re.escape(term)}(?![\w-])", before):
            noun = is_the_term(term, *in_a_paragraph(before, use.start()))
            assert not noun, text[max(use.start() - 40, 0) : use.end() + 40]


def in_a_paragraph(text, start):
    """A node with this text, and a place in it."""
    node = nodes.Text(text)
    nodes.paragraph("", "", node)
    return node, start


@pytest.mark.parametrize(
    ("text", "word", "linked", "why"),
    [
        ("what does it cost you to believe", "cost", False, "a verb after a pronoun"),
        ("What does the digit cost, and", "cost", False, "a verb after its subject"),
        ("they want it to cost less", "cost", False, "an infinitive"),
        ("So crowded lines mean steep ground", "mean", False, "a verb"),
        ("I mean it", "mean", False, "a verb"),
        ("In 64 bits that happens", "bit", False, "a size of memory"),
        ("in 32 bits from about", "bit", False, "a size of memory"),
        ("Its cost is low", "cost", True, "a noun after its owner"),
        ("keep loss, cost and objective apart", "cost", True, "a noun in a list"),
        ("The mean is the entropy", "mean", True, "a noun"),
        ("costs 1.75 bits a letter", "bit", True, "a unit of information"),
        ("what a bit is", "bit", True, "a unit of information"),
        ("a fine margin", "margin", True, "a term without a second sense"),
    ],
)
def test_a_word_is_a_term_only_in_its_sense(text, word, linked, why):
    (form,) = {form for form in forms_of(word) if re.search(rf"\b{form}\b", text)}
    assert is_the_term(word, *in_a_paragraph(text, text.index(form))) is linked, why


def test_what_stands_before_a_word_may_be_bold():
    word = nodes.Text(" cost")
    nodes.paragraph("", "", nodes.strong("", "the"), word)
    assert is_the_term("cost", word, 1)


SMALL = """---
unlinked: [norm]
---

# A small book

In chapter 07 a residual counts. The residual again. An [outlier]{.plain}, a norm.

:::{admonition} False: “Nothing counts”
:class: misconception
:name: nothing-counts
It is tempting.
:::
"""
GLOSSARY = """# Words

```{glossary}
norm
  A length.

outlier
  What is far out.

residual
  What is left.
```

```{misconceptions}
```
"""


@pytest.fixture
def small_book(tmp_path):
    """A book of two chapters and a glossary, with the configuration of this one."""
    other = "# Another\n\nIts cost is low. A residual.\n"
    pages = {"06-small": SMALL, "07-other": other, "words": GLOSSARY}
    return write_small_book(tmp_path, pages)


def test_links_and_boxes_follow_a_change_on_another_page(small_book):
    def built(name):
        result = build(small_book)
        assert result.returncode == 0, result.stderr[-3000:]
        article = page(small_book / "_build" / "html", name).select_one("article")
        return article, [a.text for a in article.select("a.term-link")]

    article, terms = built("06-small.md")
    title = article.select_one(".misconception > .admonition-title").text
    assert title == "False: “Nothing counts”"
    assert terms == ["residual"]
    assert [a["href"] for a in article.select("a.chapter-link")] == ["07-other.html"]

    words = small_book / "words.md"
    words.write_text(
        GLOSSARY.replace("residual", "residual\n  Left.\n\ncost"), encoding="utf-8"
    )
    assert built("07-other.md")[1] == ["cost", "residual"]

    small = small_book / "06-small.md"
    small.write_text(
        SMALL.replace("Nothing counts”", "Everything counts”"), encoding="utf-8"
    )
    boxes = built("words.md")[0].select("li a")
    assert [(a.text, a["href"]) for a in boxes] == [
        ("“Everything counts”", "06-small.html#nothing-counts")
    ]
