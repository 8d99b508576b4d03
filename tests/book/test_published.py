"""The pages as they are published: with an address, without one, and on paper."""

import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from unittest.mock import MagicMock
from urllib.parse import urlsplit

import assemble_site
import cards
import nbformat
import pdf
import pytest
from address import Address
from bs4 import BeautifulSoup
from downloads import FILES
from page_buttons import ways_to_improve, ways_to_run
from pypdf import PdfReader
from the_book import CHAPTERS, HEAD, PAGES, build, write_small_book

SITE = "https://example.org/books/loss/"
REPOSITORY = "https://github.com/someone/loss"
NOWHERE = Address("", "")
SOMEWHERE = Address(SITE, REPOSITORY)
EXERCISES = """
## Exercises

1. What is $1 + 1$? It needs {cite:t}`nielsen2015`, {doc}`02-two` and {ref}`the start
<The_Start>`.

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
# It has its answer in the page, if the edition has answers.
QUESTION = """
```{code-cell} ipython3
:tags: [remove-input]

from lossbook import questions
questions.ask("doubled_logits")
```
"""
START = """# {}

This page is long enough to be described by its first sentence, which is this one.
"""
ROOT_PAGE = "(The_Start)=\n# lossbook\n\nTake it away.\n\n```{downloads}\n```\n"


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
            "01-one": page("One", "secretone", "1") + QUESTION,
            "02-two": page("Two", "secrettwo", "2"),
        },
    )

    def built(builder: str, **variables: str) -> Path:
        result = build(folder, os.environ | variables, builder)
        assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
        return folder / "_build" / builder

    return built


def kept(built: Path, folder: Path) -> Path:
    """What was built, where the next build does not change it."""
    shutil.copytree(built, folder / "site")
    shutil.rmtree(built)
    return folder / "site"


@pytest.fixture(scope="module")
def site(small, tmp_path_factory):
    """The small book as it is published, with an address, below a sub-path."""
    built = small("site", LOSSBOOK_SITE=SITE, LOSSBOOK_REPOSITORY=REPOSITORY)
    return kept(built, tmp_path_factory.mktemp("addressed"))


@pytest.fixture(scope="module")
def complete(small, tmp_path_factory):
    """The small book with all parts beside it, and without an address."""
    build = small("html").parent
    files = [file for _, file, _ in FILES]
    files += ["lite/index.html", "lite/notebooks/index.html"]
    for file in files:
        (build / file).parent.mkdir(parents=True, exist_ok=True)
        (build / file).write_bytes(b"x" * 1_234_567)
    lock = build / "lite/static/pyodide/pyodide-lock.json"
    lock.parent.mkdir(parents=True)
    numpy = {"file_name": "https://cdn.example.org/numpy.whl"}
    lock.write_text(json.dumps({"packages": {"numpy": numpy}}), "utf-8")
    nowhere = {"LOSSBOOK_SITE": "", "LOSSBOOK_REPOSITORY": ""}
    small("site", LOSSBOOK_PARTS=" ".join(assemble_site.PARTS), **nowhere)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assemble_site, "BUILD", build)
        patch.setattr(assemble_site, "SITE", build / "site")
        assemble_site.copy_parts(assemble_site.PARTS)
    return kept(build / "site", tmp_path_factory.mktemp("complete"))


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


def links_of_notebook(folder: Path) -> list[str]:
    """Where the text of the first notebook leads within the book."""
    notebook = nbformat.read(folder / "notebooks" / "01-one.ipynb", 4)
    text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    assert "(Shift + Enter)" in text
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    return [link for link in links if "neuralnetworks" not in link]


def test_a_notebook_leads_to_the_site(site):
    links = links_of_notebook(site)
    assert len(links) == 2
    for link in links:
        page, _, place = link.removeprefix(SITE).partition("#")
        assert read(site / page).find(id=place or True), link


def test_without_an_address_a_notebook_leads_to_notebooks(complete):
    assert links_of_notebook(complete) == ["02-two.ipynb"]
    assert (complete / "notebooks" / "02-two.ipynb").is_file()


def test_only_the_parts_that_are_there_are_named(site):
    downloads = read(site / "intro.html").select("article li a")
    assert [a["href"] for a in downloads] == ["notebooks/lossbook-notebooks.zip"]
    assert not (site / "run.html").exists()


@pytest.mark.browser
def test_the_card_of_a_page_is_drawn(site, browser, tmp_path):
    shutil.copytree(site, tmp_path / "site")
    chapters = tmp_path / "site" / "chapters"
    chapters.mkdir()
    one = (tmp_path / "site" / "01-one.html").rename(chapters / "01-one.html")
    assert cards.draw(browser, tmp_path / "site") == 2
    named = read(one).find("meta", attrs={"property": "og:image"})["content"]
    image = (tmp_path / "site" / named.removeprefix(SITE)).read_bytes()
    assert image.startswith(b"\x89PNG")
    assert struct.unpack(">II", image[16:24]) == (1200, 630)


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


def test_without_an_address_there_is_no_list_of_pages(html, complete):
    assert not (html / "sitemap.xml").exists() and not (html / "robots.txt").exists()
    assert (html / "404.html").exists()
    assert not (complete / "sitemap.xml").exists()
    robots = (complete / "robots.txt").read_text("utf-8")
    assert robots == "User-agent: *\nAllow: /\n"


@pytest.mark.parametrize("name", ["intro", "01-one", "02-two", "run", "404", "search"])
def test_each_link_of_a_site_without_an_address_leads_to_a_file(complete, name):
    """To the pages, the downloads, JupyterLite, and all that a page loads."""
    page = read(complete / f"{name}.html")
    assert not [word for word in ADDRESSED if word in str(page.head).casefold()]
    links = [tag["href"] for tag in page.select("a[href], link[href]")]
    links += [tag["src"] for tag in page.select("[src]")]
    # A wrong address may be anywhere below the root of the host.
    start = "/" if name == "404" else ""
    checked = 0
    for link in links:
        path = urlsplit(link).path
        if urlsplit(link).netloc or link.startswith("data:") or not path:
            continue
        assert path.startswith(start)
        assert (complete / path.removeprefix(start)).is_file(), link
        checked += 1
    assert checked > 10


def test_a_site_lists_its_parts_with_their_size(complete):
    items = {
        item.a["href"]: " ".join(item.get_text().split())
        for item in read(complete / "intro.html").select("article li:has(a)")
    }
    assert items == {
        "notebooks/lossbook-notebooks.zip": "all notebooks, as a zip",
        "downloads/lossbook.pdf": "a PDF, 1.2 MB",
        "downloads/lossbook-without-answers.pdf": (
            "a PDF without the answers to the exercises, 1.2 MB"
        ),
        "downloads/lossbook-offline.zip": (
            "these pages for a computer without network, 1.2 MB"
        ),
        "lite/index.html": "all notebooks in this browser, with Python (JupyterLite)",
    }
    menu = read(complete / "01-one.html").select(".dropdown-menu a[href]")
    assert [a["href"] for a in menu if a.get_text().strip() == "Run this page"] == [
        "run.html?page=01-one"
    ]
    here = read(complete / "02-two.html").select(".answer-here a")
    assert [a["href"] for a in here] == [
        "run.html?page=02-two",
        "notebooks/02-two.ipynb",
    ]


def test_the_downloads_have_checksums(complete):
    folder = complete / "downloads"
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    names = sorted(path.name for path in folder.iterdir())
    assert sorted([line.split()[1] for line in lines] + ["SHA256SUMS"]) == names
    for line in lines:
        digest, name = line.split()
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("code", ["raise SystemExit('why')", "1 / 0"])
def test_a_site_of_which_a_part_fails_is_not_published(code, tmp_path):
    part = tmp_path / "part.py"
    part.write_text(code, "utf-8")
    process = subprocess.Popen([sys.executable, part], stderr=subprocess.DEVNULL)
    with pytest.raises(SystemExit, match=r"part\.py failed: the site is not complete"):
        assemble_site.finished(process)


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
    cells = sentences[0].find_all_previous(class_="cell")
    checked = ["check(" in cell.get_text() for cell in cells]
    assert checked[0] and not any(checked[1:])  # the nearest comes first


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
    question = one.select_one(".question")
    assert len(question.select("li")) == 5 and "doubled" in question.get_text()
    assert not question.select("form, script, [role=status]")
    assert not read(html / "01-one.html").select("script[src*=question]")
    # The edition with answers is as it was, and is what the next build writes.
    again = small("html") / "01-one.html"
    assert "secretone" in again.read_text("utf-8")
    assert len(read(again).select(".question form, script[src*=question]")) == 2


def test_a_notebook_that_was_deleted_comes_back(small, site):
    notebook = small("html") / "notebooks" / "01-one.ipynb"
    notebook.unlink()
    small("html")
    assert notebook.exists()


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


def test_a_print_with_a_fault_stops_with_a_word(monkeypatch, tmp_path):
    for name in ("need_the_korean_font", "build", "finish"):
        monkeypatch.setattr(pdf, name, lambda *arguments: None)
    monkeypatch.setattr(pdf, "FOLDER", tmp_path)
    monkeypatch.setattr(pdf, "sync_playwright", MagicMock())
    monkeypatch.setattr(pdf, "start_chromium", MagicMock())
    monkeypatch.setattr(pdf, "print_book", lambda *arguments: (b"", []))
    monkeypatch.setattr(pdf, "faults", lambda path: ["it has 11 MB", "no bookmarks"])
    monkeypatch.setattr(sys, "argv", ["pdf.py", "--answers", "omit"])
    with pytest.raises(SystemExit) as stop:
        pdf.main()
    path = tmp_path / "lossbook-without-answers.pdf"
    assert str(stop.value) == f"{path}: it has 11 MB.\n{path}: no bookmarks."


def test_what_a_print_needs_is_named(monkeypatch):
    monkeypatch.setattr(pdf, "chromium", lambda: None)
    with pytest.raises(SystemExit, match="apt install chromium"):
        pdf.start_chromium(None)
    nothing = subprocess.CompletedProcess([], 0, stdout="\n")
    monkeypatch.setattr(pdf.shutil, "which", lambda name: name)
    monkeypatch.setattr(pdf.subprocess, "run", lambda *_, **__: nothing)
    with pytest.raises(SystemExit, match="apt install fonts-nanum"):
        pdf.need_the_korean_font()
