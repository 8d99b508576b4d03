"""The pages as they are published: with an address, without one, and on paper."""

import hashlib
import json
import os
import re
import zipfile
from collections import Counter
from pathlib import Path

import offline
import pytest
import work_copies
from address import Address
from bs4 import BeautifulSoup
from page_buttons import ways_to_improve, ways_to_run
from pypdf import PdfReader
from the_book import CHAPTERS, HEAD, PAGES, build, write_small_book

SITE = "https://example.org/books/loss/"
REPOSITORY = "https://github.com/someone/loss"
NOWHERE = Address("", "")
SOMEWHERE = Address(SITE, REPOSITORY)
EXERCISES = """
## Exercises

1. What is $1 + 1$? It needs {cite:t}`nielsen2015`.

::::{dropdown} Answer to 1
It is WORD.
::::

::::{dropdown} A hint
Count.
::::

```{code-cell} ipython3
:tags: [hide-input]

NUMBER + 1
```

:::{answer-here}
:::

:::{bibliography}
:filter: docname in docnames
:::
"""
START = """# {}

This page is long enough to be described by its first sentence, which is this one.
"""
ROOT_PAGE = "# lossbook\n\nTake it away.\n\n```{downloads}\n```\n"


def page(name: str, word: str, number: str) -> str:
    """The source of a page with an exercise."""
    return (
        HEAD
        + START.format(name)
        + EXERCISES.replace("WORD", word).replace("NUMBER", number)
    )


def read(path: Path) -> BeautifulSoup:
    """A page that was built."""
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small book, and a function that builds it."""
    folder = write_small_book(
        tmp_path_factory.mktemp("small"),
        {
            "intro": ROOT_PAGE,
            "01-one": page("One", "secretone", "1"),
            "02-two": page("Two", "secrettwo", "2"),
        },
    )

    def built(builder: str, **variables: str) -> Path:
        result = build(folder, os.environ | variables, builder)
        assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
        return folder / "_build" / builder

    return built


@pytest.fixture(scope="module")
def site(small):
    """The small book as it is published, with an address, below a sub-path."""
    return small("site", LOSSBOOK_SITE=SITE, LOSSBOOK_REPOSITORY=REPOSITORY)


# --- with an address --------------------------------------------------------------


def test_each_page_names_its_address(site):
    for name in ("intro", "01-one", "02-two"):
        head = read(site / f"{name}.html").head
        assert head.find("link", rel="canonical")["href"] == f"{SITE}{name}.html"


def test_each_page_has_a_card(site):
    def say(name):
        return one.find("meta", attrs={"property": name})["content"]

    one = read(site / "01-one.html").head
    assert say("og:url") == f"{SITE}01-one.html"
    assert say("og:image") == f"{SITE}_static/cards/01-one.png"
    assert say("og:title") and say("og:image:alt")
    assert say("og:description").startswith("This page is long enough")
    card = one.find("meta", attrs={"name": "twitter:card"})
    assert card["content"] == "summary_large_image"
    described = one.find_all("meta", attrs={"name": "description"})
    assert len(described) == 1


def test_the_list_of_pages_has_the_pages_that_are_read(site):
    listed = re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text("utf-8"))
    names = ("01-one", "02-two", "intro")
    assert sorted(listed) == [f"{SITE}{name}.html" for name in names]
    robots = (site / "robots.txt").read_text("utf-8")
    assert f"Sitemap: {SITE}sitemap.xml" in robots and "Disallow" not in robots


def test_a_wrong_address_leads_back_from_wherever_it_is(site):
    """All of the page is loaded from the root of the site, not from near the error."""
    lost = read(site / "404.html")
    path = "/books/loss/"
    links = [a["href"] for a in lost.select("a[href]")]
    files = [x.get("src") or x.get("href") for x in lost.select("script[src], link")]
    inside = [x for x in links + files if not x.startswith(("#", "http"))]
    assert inside and all(x.startswith(path) for x in inside), inside
    assert f"{path}intro.html" in links


def test_the_menus_lead_to_colab_binder_and_the_source(site):
    links = {
        a.get_text().strip(): a["href"]
        for a in read(site / "01-one.html").select(".dropdown-menu a[href]")
    }
    assert links["Notebook"] == "notebooks/01-one.ipynb"
    assert links["Colab"].endswith("/github/someone/loss/blob/notebooks/01-one.ipynb")
    assert "gh/someone/loss/notebooks" in links["Binder"]
    assert links["Edit this page"] == f"{REPOSITORY}/edit/main/01-one.md"
    assert links["Report an error"].startswith(f"{REPOSITORY}/issues/new?title=Error")
    assert "Run this page" not in links
    on_intro = read(site / "intro.html").select(".dropdown-menu a[href]")
    assert "Colab" not in {a.get_text().strip() for a in on_intro}


def test_a_notebook_leads_to_the_site(site):
    cells = json.loads((site / "notebooks" / "01-one.ipynb").read_text("utf-8"))
    assert "(Shift + Enter)" in json.dumps(cells)


def test_the_answer_is_given_in_the_notebook(site):
    sentence = read(site / "01-one.html").select_one(".answer-here")
    assert [a["href"] for a in sentence.select("a")] == ["notebooks/01-one.ipynb"]


# --- without an address -----------------------------------------------------------

ADDRESSED = ("colab", "binder", "github.com/someone", "canonical", "og:", "sitemap")


@pytest.mark.parametrize("source", PAGES)
def test_without_an_address_nothing_needs_one(html, source):
    path = (html / source).with_suffix(".html")
    head = str(read(path).head).casefold()
    assert not [word for word in ADDRESSED if word in head]
    for menu in read(path).select(".dropdown-menu a[href]"):
        assert not menu["href"].startswith("http")
        assert (path.parent / menu["href"].split("?")[0].split("#")[0]).exists()


def test_without_an_address_there_is_no_list_of_pages(html):
    assert not (html / "sitemap.xml").exists() and not (html / "robots.txt").exists()
    assert (html / "404.html").exists()


@pytest.mark.parametrize("lite", [True, False])
def test_a_page_offers_only_what_is_there(lite):
    words = [b["text"] for b in ways_to_run("a/01-one", "../", lite, NOWHERE)]
    assert words == ["Notebook", "Run this page"][: 1 + lite]
    assert ways_to_improve("a/01-one", "One", NOWHERE) == []


def test_the_title_of_a_report_is_quoted():
    (_, report) = ways_to_improve("a/one", "L1 & L2?", SOMEWHERE)
    assert "L1+%26+L2%3F" in report["url"] and "a%2Fone" in report["url"]


@pytest.mark.parametrize("source", CHAPTERS)
def test_a_chapter_says_once_how_to_answer(html, source):
    path = (html / source).with_suffix(".html")
    sentences = read(path).select("article .answer-here")
    assert len(sentences) == 1
    for link in sentences[0].select("a"):
        assert (path.parent / link["href"]).exists()
    first = sentences[0].find_previous(class_="cell")
    assert "exercises.check" in first.get_text() or ".check" in first.get_text()


# --- without answers, and on paper ------------------------------------------------


def test_an_edition_without_answers_has_them_nowhere(small, site):
    html = small("html", LOSSBOOK_ANSWERS="omit")
    for path in html.rglob("*"):
        if path.suffix in (".html", ".js", ".ipynb", ".json"):
            assert "secret" not in path.read_text("utf-8"), path
    with zipfile.ZipFile(html / "notebooks" / "lossbook-notebooks.zip") as packed:
        for name in packed.namelist():
            assert b"secret" not in packed.read(name), name
    one = read(html / "01-one.html").article
    assert one.get_text().count("This edition has no answers.") == 1
    assert one.select_one("summary").get_text().strip() == "A hint"
    # The edition with answers is as it was, and is what the next build writes.
    assert "secretone" in (small("html") / "01-one.html").read_text("utf-8")


def test_a_wrong_word_for_the_answers_is_refused(small, tmp_path):
    with pytest.raises(AssertionError, match="must be show or omit, got 'no'"):
        small("html", LOSSBOOK_ANSWERS="no")


def test_on_one_page_no_name_stands_twice(small, site):
    whole = read(small("singlehtml") / "intro.html")
    names = Counter(element["id"] for element in whole.select("[id]"))
    assert [name for name, times in names.items() if times > 1] == []
    links = [a["href"] for a in whole.select("article a[href^='#']")]
    assert links and not [href for href in links if href[1:] not in names]
    one, two = whole.select("[id$='exercises']")
    for section in (one, two):  # each citation leads to the list of its own page
        cited = section.select_one("a.reference.internal[href*='id']")
        page_of = cited["href"][1:].rsplit("-", 1)[0]
        assert page_of in section["id"]
    assert not whole.select(".answer-here")


@pytest.fixture(scope="module")
def printed(small, site, browser, tmp_path_factory) -> Path:
    """The small book on paper."""
    import pdf

    whole = small("singlehtml") / "intro.html"
    path = tmp_path_factory.mktemp("paper") / "small.pdf"
    paper, headings = pdf.print_book(browser, whole, "show")
    pdf.finish(paper, headings, browser, path)
    return path


@pytest.mark.browser
def test_the_contents_name_the_page_of_each_heading(printed):
    book = PdfReader(printed)
    named = re.findall(r"^\s*(\d+)$", book.pages[1].extract_text(), re.MULTILINE)
    marks = list(_flat(book.outline))
    pages = [book.get_destination_page_number(mark) for mark in marks]
    for mark, page in zip(marks, pages, strict=True):
        assert mark.title in book.pages[page].extract_text()
    # The number of the page itself, 2, is at its foot.
    assert sorted(map(int, named)) == [2, *(page + 1 for page in pages)]


@pytest.mark.browser
def test_bookmarks_are_the_headings(printed):
    titles = [mark.title for mark in _flat(PdfReader(printed).outline)]
    assert titles[0] == "lossbook" and len(titles) == 5
    assert titles.count("Exercises") == 2


def _flat(outline):
    """The bookmarks without their levels."""
    for mark in outline:
        yield from _flat(mark) if isinstance(mark, list) else (mark,)


@pytest.mark.browser
def test_on_paper_answers_are_open(printed):
    text = "".join(page.extract_text() for page in PdfReader(printed).pages)
    assert "secretone" in text and "secrettwo" in text and "Count." in text
    assert "1 + 1" in text  # code that a page folds away


@pytest.mark.browser
def test_what_is_wrong_with_a_print_is_said(printed, tmp_path, monkeypatch):
    import pdf_faults
    import pikepdf

    # This small book has no Korean word.
    assert [line for line in pdf_faults.faults(printed) if "font" not in line] == []
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(printed) as pdf:
        pdf.Root.Dests = pikepdf.Dictionary()
        pdf.save(broken)
    monkeypatch.setattr(pdf_faults, "MEGABYTES", 0.001)
    said = "\n".join(pdf_faults.faults(broken))
    assert "which is not there" in said and "more than 0.001" in said
    assert "NanumGothic is not in it" in said


# --- the archive of the pages -----------------------------------------------------


def test_the_archive_has_each_page_and_the_same_bytes(html, tmp_path):
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    offline.pack(html, first)
    offline.pack(html, second)
    digests = {hashlib.sha256(p.read_bytes()).hexdigest() for p in (first, second)}
    assert len(digests) == 1
    with zipfile.ZipFile(first) as packed:
        names = set(packed.namelist())
    for source in PAGES:
        assert f"lossbook/{source.removesuffix('.md')}.html" in names
    assert {"lossbook/README.txt", "lossbook/index.html"} <= names
    assert "lossbook/404.html" not in names


# --- work copies ------------------------------------------------------------------


@pytest.fixture
def notebooks(tmp_path):
    """Two notebooks of the book."""
    folder = tmp_path / "built"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.ipynb").write_text(f"{name}, first edition", "utf-8")
    return folder


def test_what_a_reader_has_changed_is_kept(notebooks, tmp_path):
    mine = tmp_path / "mine"
    assert work_copies.copy(notebooks, mine) == []
    (mine / "a.ipynb").write_text("my answer", "utf-8")
    assert work_copies.copy(notebooks, mine) == []  # nothing is newer
    for name in ("a", "b"):
        (notebooks / f"{name}.ipynb").write_text(f"{name}, second", "utf-8")
    (said,) = work_copies.copy(notebooks, mine)
    assert "a.ipynb has your changes" in said and "a-new.ipynb" in said
    texts = {path.name: path.read_text("utf-8") for path in mine.glob("*.ipynb")}
    assert texts == {
        "a.ipynb": "my answer",
        "a-new.ipynb": "a, second",
        "b.ipynb": "b, second",
    }


def test_a_copy_that_was_deleted_comes_back(notebooks, tmp_path):
    mine = tmp_path / "mine"
    work_copies.copy(notebooks, mine)
    (mine / "a.ipynb").unlink()
    assert work_copies.copy(notebooks, mine) == []
    assert (mine / "a.ipynb").read_text("utf-8") == "a, first edition"


def test_a_new_edition_does_not_overwrite_changes_in_an_earlier_one(
    notebooks, tmp_path
):
    mine = tmp_path / "mine"
    work_copies.copy(notebooks, mine)
    (mine / "a.ipynb").write_text("my answer", "utf-8")
    (notebooks / "a.ipynb").write_text("a, second", "utf-8")
    work_copies.copy(notebooks, mine)
    (mine / "a-new.ipynb").write_text("my other answer", "utf-8")
    (notebooks / "a.ipynb").write_text("a, third", "utf-8")
    work_copies.copy(notebooks, mine)
    texts = [path.read_text("utf-8") for path in mine.glob("a*.ipynb")]
    assert sorted(texts) == ["a, third", "my answer", "my other answer"]
