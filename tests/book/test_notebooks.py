"""A notebook that a reader takes away has all that the page has, and no markup."""

import ast
import dataclasses
import io
import json
import re
import zipfile
from types import SimpleNamespace

import jupytext
import nbformat
import pytest
from archives import archive
from bs4 import BeautifulSoup
from notebooks import NEEDED, README, state_of
from pybtex.database import parse_file
from the_book import HEAD, PAGES, ROOT
from to_notebook import GLUED, Book, UnknownMarkup, convert, markup_left_in, stem

import lossbook as lb
from lossbook.explorer import WIDGET
from lossbook.prose import STILL

WITH_CODE = [
    page for page in PAGES if "```{code-cell}" in (ROOT / page).read_text("utf-8")
]
KOREAN = re.compile(r"[가-힣]+")


@pytest.fixture(scope="module", params=WITH_CODE)
def page(request) -> str:
    """The path of a source that has code."""
    return request.param


@pytest.fixture(scope="module")
def source_text(page) -> str:
    """The source itself."""
    return (ROOT / page).read_text("utf-8")


@pytest.fixture(scope="module")
def notebook(html, page):
    """The notebook that the build has written."""
    path = html / "notebooks" / f"{stem(page.removesuffix('.md'))}.ipynb"
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


@pytest.fixture(scope="module")
def words(notebook) -> str:
    """All text of the notebook."""
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


@pytest.fixture(scope="module")
def built(html, page) -> BeautifulSoup:
    """The page as HTML."""
    text = (html / page).with_suffix(".html").read_text("utf-8")
    return BeautifulSoup(text, "html.parser")


def test_each_page_with_code_has_a_notebook_and_no_other(html):
    written = {path.stem for path in (html / "notebooks").glob("*.ipynb")}
    assert written == {stem(page.removesuffix(".md")) for page in WITH_CODE}


def test_a_notebook_is_valid(notebook):
    nbformat.validate(notebook)


def test_no_markup_of_the_book_is_left(notebook, words):
    assert markup_left_in(words) == ""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert markup_left_in(output.get("data", {}).get("text/markdown", "")) == ""


def test_the_code_is_that_of_the_chapter(notebook, page):
    chapter = jupytext.read(ROOT / page)
    expected = [
        cell.source
        for cell in chapter.cells
        if cell.cell_type == "code"
        and "remove-cell" not in cell.metadata.get("tags", [])
    ]
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert code[1:] == expected


def test_the_first_cell_installs_this_version_and_is_python(notebook):
    first = notebook.cells[0].source
    assert f"%pip install -q lossbook=={lb.__version__} numpy matplotlib" in first
    ast.parse(first.replace("%pip", "pass #"))


def straight(text: str) -> str:
    """Text in one line, with the apostrophe that the source has."""
    return " ".join(text.replace("’", "'").split())


# Words beside a glued number which no part of the converter may change.
BESIDE = r"[^\n`*$\[\]{}()<>]"
GLUE = re.compile(rf"({BESIDE}{{0,40}})\{{glue:text\}}`([^`]+)`({BESIDE}{{0,20}})")


def test_each_glued_number_is_the_number_of_the_page(source_text, words, built):
    """It stands between the same words, where the page has it in the same place."""
    glued = GLUE.findall(source_text)
    shown = [span.get_text() for span in built.select("article .pasted-text")]
    assert len(glued) == len(shown) == source_text.count("{glue:")
    text = straight(words)
    for (before, _, after), number in zip(glued, shown, strict=True):
        assert re.fullmatch(r"[-−]?\d[\d.,e-]*", number), number
        # A link may begin where a chapter is named.
        before = re.sub(r".*[Cc]hapter \d\d", "", before)
        after = re.sub(r"[Cc]hapter \d.*", "", after)
        assert straight(f"{before}{number}{after}") in text
    # No name with a form, such as "loss_cat:.3f", is left in its place.
    assert not [name for _, name, _ in glued if ":" in name and name in words]


def test_boxes_are_quotes_with_a_bold_title(source_text, words):
    titles = re.findall(r"^:{3,}\{admonition\} (.+)$", source_text, re.MULTILINE)
    assert len(re.findall(r"^> \*\*", words, re.MULTILINE)) >= len(titles)
    for title in titles:
        if not re.search(r"[{`$\[]", title):
            assert f"> **{title}**" in words


def test_answers_are_folded(source_text, words):
    answers = re.findall(r"^:{3,}\{dropdown\} (.+)$", source_text, re.MULTILINE)
    assert words.count("<details>") == words.count("</details>") == len(answers)
    assert words.count("<summary>") == len(answers)


def test_works_are_cited_by_author_and_year_with_a_list(source_text, words):
    works = parse_file(ROOT / "references.bib").entries
    cited = {
        key.strip()
        for keys in re.findall(r"\{cite:[pt]\}`([^`]+)`", source_text)
        for key in keys.split(",")
    }
    listed = re.findall(r"^- \*\*(.+), (\d{4}\w?|n\.d\.)\*\*: ", words, re.MULTILINE)
    if "{bibliography}" in source_text:
        assert len(listed) == len(cited)
        labels = [", ".join(label).casefold() for label in listed]
        assert labels == sorted(labels)
    for key in cited:
        surname = (
            works[key].persons["author"][0].last_names[-1]
            if ("author" in works[key].persons)
            else ""
        )
        year = works[key].fields.get("year", "n.d.")
        assert surname.strip("{}") in words and year in words, key


def test_figures_have_their_number_and_caption(notebook, source_text, built):
    captions = {
        cell.source.split("** ")[0].strip("*")
        for cell in notebook.cells
        if cell.cell_type == "markdown" and cell.source.startswith("**Fig. ")
    }
    numbers = {
        span.get_text().strip()
        for span in built.select("article figure .caption-number")
    }
    assert captions == numbers


def test_each_link_leads_to_a_file_or_the_world(html, words):
    links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)", words)
    for link in links:
        if not link.startswith(("http://", "https://")):
            assert (html / "notebooks" / link).is_file(), link


def test_korean_is_kept(source_text, words):
    assert set(KOREAN.findall(source_text)) == set(KOREAN.findall(words))


def test_an_explorer_shows_its_picture_and_its_sentence(notebook, page, built):
    explorers = built.select("article .explorer")
    stills = [
        output.data
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "<img" in output.get("data", {}).get("text/html", "")
    ]
    assert len(stills) == len(explorers)
    for data in stills:
        assert WIDGET not in data
        picture = BeautifulSoup(data["text/html"], "html.parser")
        assert picture.img["alt"].strip() and picture.get_text().strip()


def test_a_notebook_holds_nothing_that_only_the_build_needs(notebook):
    for cell in notebook.cells:
        assert "mystnb" not in cell.metadata
        for output in cell.get("outputs", []):
            assert not any(kind.startswith(GLUED) for kind in output.get("data", {}))
            assert STILL not in output.get("metadata", {})
            assert output.output_type != "error"


# --- the archive ------------------------------------------------------------------


def test_the_archive_has_all_notebooks_and_how_to_run_them(html):
    folder = html / "notebooks"
    with zipfile.ZipFile(folder / "lossbook-notebooks.zip") as packed:
        files = {name.split("/", 1)[1]: packed.read(name) for name in packed.namelist()}
    notebooks = {path.name: path.read_bytes() for path in folder.glob("*.ipynb")}
    assert {n: b for n, b in files.items() if n.endswith(".ipynb")} == notebooks
    assert files["README.txt"].decode() == README
    assert len(README.splitlines()) == 5
    pins = files["requirements.txt"].decode().splitlines()
    assert pins[0] == f"lossbook=={lb.__version__}"
    assert [pin.split("==")[0] for pin in pins[1:-1]] == list(NEEDED)


def test_the_archive_has_the_same_bytes_whenever_it_is_made():
    files = {"b": b"text\n", "a": "가".encode()}
    first = archive("folder", files)
    assert first == archive("folder", dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert packed.namelist() == ["folder/a", "folder/b"]


# --- the converter alone ----------------------------------------------------------

CELL = "```{code-cell} ipython3\n1 + 1\n```\n"
EXERCISE = (
    "# Two\n\n:::{admonition} A box with $x$\n:class: note\n\n"
    "See {doc}`three <three>`, {ref}`There`, {ref}`a place <there>`, chapter 03,"
    " {doc}`list` and {cite:t}`nielsen`.\n:::\n\n"
    "::::{dropdown} Answer to 1\n한국어 {ko}`손실`\n::::\n\n"
    "::::{dropdown} A hint\nThink.\n::::\n\n"
    "`$x$` in code stays, and {glue:text}`n:.1f` too.\n\n"
    ":::{bibliography}\n:::\n"
)


@pytest.fixture
def book(tmp_path) -> Book:
    """A book of three pages, two of which have a notebook."""
    (tmp_path / "references.bib").write_text(
        "@book{nielsen, author={Nielsen, Michael}, title={Networks}, year={2015},"
        " publisher={P}, url={https://example.org/n}}",
        "utf-8",
    )
    (tmp_path / "02-two.md").write_text(HEAD + EXERCISE + "\n" + CELL, "utf-8")
    (tmp_path / "03-three.md").write_text(HEAD + "# Three\n\n" + CELL, "utf-8")
    return Book(
        source=tmp_path,
        titles={
            "02-two": "Two",
            "03-three": "Three",
            "three": "Three",
            "list": "A list",
        },
        notebooks=("02-two", "03-three"),
        labels={"there": ("03-three", "its-place", "There")},
        figures={},
        works=parse_file(tmp_path / "references.bib"),
        site="",
        answers=True,
        version="1.0.0",
    )


def executed(value="2.0"):
    """The cells of a page, as if they had been run."""
    glue = nbformat.v4.new_output(
        "display_data",
        data={f"{GLUED}text/plain": value},
        metadata={"scrapbook": {"name": "n"}},
    )
    cell = nbformat.v4.new_code_cell("1 + 1", execution_count=1, outputs=[glue])
    return nbformat.v4.new_notebook(cells=[cell])


def text_of(book: Book) -> str:
    """The text of the notebook of the second page."""
    cells = convert(book, "02-two", executed()).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def test_the_converter_writes_what_a_notebook_can_show(book):
    text = text_of(book)
    assert "> **A box with $x$**\n>\n> See " in text
    assert "[There](03-three.ipynb), [a place](03-three.ipynb)," in text
    assert "[chapter 03](03-three.ipynb)" in text
    assert ", A list and " in text  # which has no notebook
    assert "Nielsen ([2015](https://example.org/n))" in text
    assert "<summary><b>Answer to 1</b></summary>\n\n한국어 손실\n\n</details>" in text
    assert "`$x$` in code stays, and 2.0 too." in text
    assert "- **Nielsen, 2015**: " in text


def test_with_an_address_links_lead_to_the_site(book):
    text = text_of(dataclasses.replace(book, site="https://example.org/book/"))
    assert "[There](https://example.org/book/03-three.html#its-place)" in text
    assert "[A list](https://example.org/book/list.html)" in text
    assert "[chapter 03](https://example.org/book/03-three.html)" in text
    assert ".ipynb" not in text


def test_without_answers_hints_stay(book):
    text = text_of(dataclasses.replace(book, answers=False))
    assert "Answer to 1" not in text and "한국어" not in text
    assert "<summary><b>A hint</b></summary>" in text


@pytest.mark.parametrize(
    ("markup", "named"),
    [
        ("{unheard}`of`", "unheard"),
        (":::{unheard}\nof\n:::", "unheard"),
        (":::{admonition} Open\nand never closed", "nothing closes"),
        ("{doc}`nowhere`", "a page 'nowhere'"),
        ("{ref}`nowhere`", "a label 'nowhere'"),
        ("{cite:p}`nobody`", "a work 'nobody'"),
        ("{glue:text}`nothing:.2f`", "a number 'nothing'"),
        ("A word with a [class]{.red} and {.left}.", "{.left}"),
    ],
)
def test_unknown_markup_is_an_error_that_names_it_and_its_page(book, markup, named):
    page = book.source / "02-two.md"
    page.write_text(f"{HEAD}# Two\n\n{markup}\n\n{CELL}", "utf-8")
    with pytest.raises(UnknownMarkup, match=f"{re.escape(named)}.* 02-two"):
        text_of(book)


def test_a_notebook_has_the_same_bytes_whenever_it_is_made(book):
    first, second = (convert(book, "02-two", executed()) for _ in range(2))
    assert nbformat.writes(first) == nbformat.writes(second)
    assert json.loads(nbformat.writes(first))["cells"][0]["id"]


def test_notebooks_are_written_again_when_a_file_in_them_changes(book, monkeypatch):
    """A file that a page shows, and the versions that the archive names."""
    shown = book.source / "shown.py"
    shown.write_text("1\n", "utf-8")
    config = SimpleNamespace(lossbook_package="", lossbook_site="")
    env = SimpleNamespace(dependencies={"02-two": {"shown.py", "gone.svg"}})
    app = SimpleNamespace(config=config, env=env)
    titles = {name: book.titles[name] for name in book.notebooks}
    book = dataclasses.replace(book, titles=titles)
    before = state_of(app, book)
    assert state_of(app, book) == before
    shown.write_text("2\n", "utf-8")
    after = state_of(app, book)
    assert after != before
    monkeypatch.setattr("notebooks.version", lambda name: "99.0")
    assert state_of(app, book) != after
