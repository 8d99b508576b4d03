"""From a chapter in MyST Markdown to a notebook that every program can show.

A notebook knows no directives and no roles. Boxes become quotes with a bold title,
answers can be folded out, computed numbers stand as numbers, and works are cited by
author and year with a list at the end. What this module does not know is an error: no
markup reaches a reader by accident.

No Sphinx here: :class:`Book` says what a page must know of the others.
"""

import ast
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import jupytext
import nbformat
from author_year import AuthorYearStyle, label_of
from pybtex.backends.markdown import Backend
from pybtex.database import BibliographyData

from lossbook.prose import STILL
from lossbook.svg import as_file, inline_svg

GLUED = "application/papermill.record/"
SVG = "image/svg+xml"

DIRECTIVE = re.compile(r"^(?P<fence>:{3,}|`{3,})\{(?P<name>[\w-]+)\}\s*(?P<title>.*)$")
FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})")
OPTION = re.compile(r"^:(?P<name>[\w-]+):\s*(?P<value>.*)$")
TARGET = re.compile(r"^\([\w-]+\)=$")
# A role, or code that must stay as it is.
CODE = re.compile(
    r"(?:\{(?P<role>[\w:-]+)\})?(?P<ticks>`+)(?P<text>.+?)(?<!`)(?P=ticks)(?!`)", re.S
)
FORMULA = re.compile(r"(\$\$.*?\$\$|(?<![\\$])\$(?:\\.|[^$\\])+\$)", re.S)
PLAIN = re.compile(r"\[([^\]]+)\]\{\.[\w-]+\}")
LABELLED = re.compile(r"(?P<words>.+?)\s*<(?P<target>[^<>]+)>")
CHAPTER = re.compile(r"(?<!\[)[Cc]hapter (?P<number>\d\d)\b")
CODE_BLOCK = re.compile(r"^(?:> )?(`{3,})\w*\n.*?\n(?:> )?\1$", re.S | re.M)
ANSWER = "Answer"
# The title of a misconception begins with it, for readers who see no colours. In a list
# of nothing but false claims it would be noise.
VERDICT = "False: "
LEFT = re.compile(r"^\s*:{3,}|^\s*`{3,}\{|\{[\w:-]+\}`|^\([\w-]+\)=|\{\.[\w-]+\}", re.M)

INSTALL = """\
# Loads lossbook where it is missing, as on Colab and in JupyterLite.
from importlib.util import find_spec

needed = "lossbook", "numpy", "matplotlib"
if not all(map(find_spec, needed)):
    %pip install -q lossbook=={version} numpy matplotlib
if missing := [name for name in needed if not find_spec(name)]:
    raise SystemExit(f"{{', '.join(missing)}} could not be loaded: is the network "
                     "there? Run this cell again, or run the notebook on a computer.")
"""


class UnknownMarkup(ValueError):
    """Markup that has no counterpart in a notebook yet."""


@dataclass(frozen=True)
class Book:
    """What the notebook of one page must know of the rest of the book.

    Parameters
    ----------
    source : Path
        The folder of the sources.
    titles : dict
        The title of each page.
    notebooks : tuple
        The pages that have a notebook, in the order of the book.
    labels : dict
        The page, the place there, and the title, if it has one, of each label.
    figures : dict
        The number of each figure, as in "2.1", by its name.
    works : BibliographyData
        All works.
    site : str
        The address of the published book, or nothing.
    answers : bool
        Whether the answers to the exercises are shown.
    version : str
        The version of the package.
    """

    source: Path
    titles: dict[str, str]
    notebooks: tuple[str, ...]
    labels: dict[str, tuple[str, str, str]]
    figures: dict[str, str]
    works: BibliographyData
    site: str
    answers: bool
    version: str

    def text_of(self, page: str) -> str:
        """Return the source of a page."""
        return (self.source / f"{page}.md").read_text("utf-8")

    def address_of(self, page: str, anchor: str = "") -> str:
        """Return where a page can be read, or nothing where that is not known."""
        if self.site:
            return f"{self.site}{page}.html{'#' if anchor else ''}{anchor}"
        return f"{stem(page)}.ipynb" if page in self.notebooks else ""

    def link(self, words: str, page: str, anchor: str = "") -> str:
        """Return words that lead to a page, where there is an address."""
        address = self.address_of(page, anchor)
        return f"[{words}]({address})" if address else words


def stem(page: str) -> str:
    """Return the name of a page without its folder."""
    return PurePosixPath(page).name


def directives(lines: list[str]) -> Iterator[tuple[str | None, str, list[str]]]:
    """Split lines into ``(name, title, contents)``, one for each directive.

    What is no directive comes with the name None; fenced code comes whole, with the
    name "code".
    """
    text: list[str] = []
    waiting = iter(lines)
    for line in waiting:
        found = DIRECTIVE.match(line) or FENCE.match(line)
        if not found:
            text.append(line)
            continue
        if text:
            yield None, "", text
            text = []
        contents = []
        fence = found["fence"]
        for inner in waiting:
            if inner.strip().startswith(fence) and not inner.strip().strip(fence[0]):
                break
            contents.append(inner)
        else:
            raise UnknownMarkup(f"a fence that nothing closes: {line!r}")
        if found.re is DIRECTIVE:
            yield found["name"], found["title"], contents
        else:
            yield "code", "", [line, *contents, fence]
    if text:
        yield None, "", text


def options_of(contents: list[str]) -> tuple[dict[str, str], list[str]]:
    """Part the options of a directive from what it contains."""
    options = {}
    lines = list(contents)
    while lines and (found := OPTION.match(lines[0])):
        options[found["name"]] = found["value"]
        lines.pop(0)
    return options, lines


def quoted(text: str) -> str:
    """Return a text as a quote."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n"))


def boxes_of(text: str, kind: str) -> Iterator[tuple[str, str]]:
    """Return the title and the contents of each box of a kind in a page."""
    for name, title, contents in directives(text.split("\n")):
        options, inner = options_of(contents)
        if name == "admonition" and options.get("class") == kind:
            yield title, "\n".join(inner)


class Page:
    """One page on its way to a notebook."""

    def __init__(self, book: Book, name: str, values: dict[str, str]) -> None:
        self.book, self.name, self.values = book, name, values
        self.cited: set[str] = set()

    # -------------------------------------------------------------- running text

    def inline(self, text: str) -> str:
        """Replace the roles in running text; code and formulas stay as they are."""
        pieces, end = [], 0
        for found in CODE.finditer(text):
            pieces.append(self.outside_code(text[end : found.start()]))
            role = found["role"]
            pieces.append(self.role(role, found["text"]) if role else found[0])
            end = found.end()
        return "".join([*pieces, self.outside_code(text[end:])])

    def outside_code(self, text: str) -> str:
        """Replace what is written without a role, but not in formulas."""
        parts = FORMULA.split(text)
        for i in range(0, len(parts), 2):
            parts[i] = CHAPTER.sub(self.chapter, PLAIN.sub(r"\1", parts[i]))
        return "".join(parts)

    def chapter(self, found: re.Match[str]) -> str:
        """Lead from the name of a chapter to it."""
        number = found["number"]
        pages = (p for p in self.book.titles if stem(p).startswith(f"{number}-"))
        page = next(pages, self.name)
        return found[0] if page == self.name else self.book.link(found[0], page)

    def role(self, role: str, text: str) -> str:
        """Return what a role stands for."""
        if role == "ko":
            return text
        if role == "glue:text":
            name, _, form = text.partition(":")
            value = self.known(self.values, name, "a number")
            return format(ast.literal_eval(value), form)
        if role in ("cite:p", "cite:t"):
            return self.citation(role, re.split(r"\s*,\s*", text.strip()))
        if role in ("doc", "ref"):
            labelled = LABELLED.fullmatch(" ".join(text.split()))
            words, target = labelled.groups() if labelled else ("", text)
            return self.reference(role, words, target)
        raise UnknownMarkup(f"the role {{{role}}} in {self.name}")

    def reference(self, role: str, words: str, target: str) -> str:
        """Lead to a page, or to a place in a page."""
        if role == "ref":
            labels = self.book.labels
            page, anchor, title = self.known(labels, target.lower(), "a label")
            words = words or title
            return words if page == self.name else self.book.link(words, page, anchor)
        folder = PurePosixPath(self.name).parent
        near = (folder / target).as_posix()
        page = near if near in self.book.titles else target
        title = self.known(self.book.titles, page, "a page")
        return self.book.link(words or title, page)

    def known(self, table, name: str, what: str):
        """Return what has a name."""
        if name not in table:
            raise UnknownMarkup(f"{what} {name!r} that is not there, in {self.name}")
        return table[name]

    def citation(self, role: str, keys: list[str]) -> str:
        """Name works by author and year, linked to where they can be read."""
        self.cited.update(keys)
        entries = self.book.works.entries
        works = [self.known(entries, key, "a work") for key in keys]
        labels = [label_of(work).rsplit(", ", 1) for work in works]
        links = [address_of_work(work) for work in works]
        if role == "cite:p":
            named = map(linked, map(", ".join, labels), links)
            return f"({'; '.join(named)})"
        return " and ".join(
            f"{names} ({linked(year, address)})"
            for (names, year), address in zip(labels, links, strict=True)
        )

    # -------------------------------------------------------------------- blocks

    def blocks(self, text: str) -> str:
        """Return Markdown without directives and roles."""
        try:
            parts = list(directives(text.split("\n")))
        except UnknownMarkup as error:
            raise UnknownMarkup(f"{error} in {self.name}") from None
        written = [self.block(*part) for part in parts]
        return re.sub(r"\n{3,}", "\n\n", "\n\n".join(filter(None, written))).strip()

    def block(self, name: str | None, title: str, contents: list[str]) -> str:
        """Return one directive, or what stands between two."""
        if name is None:
            lines = [line for line in contents if not TARGET.match(line)]
            return self.inline("\n".join(lines)).strip("\n")
        if name == "code":
            return "\n".join(contents)
        options, lines = options_of(contents)
        write = getattr(self, f"write_{name.replace('-', '_')}", None)
        if write is None:
            raise UnknownMarkup(f"the directive {{{name}}} in {self.name}")
        return write(title, options, lines)

    def write_admonition(self, title, options, lines):
        """Write a box as a quote with a bold title."""
        contents = self.blocks("\n".join(lines))
        return quoted(f"**{self.inline(title)}**\n\n{contents}")

    def write_dropdown(self, title, options, lines):
        """Write what is folded away so that it is folded away here, too."""
        if title.startswith(ANSWER) and not self.book.answers:
            return ""
        contents = self.blocks("\n".join(lines))
        summary = f"<summary><b>{html.escape(title, quote=False)}</b></summary>"
        return f"<details>\n{summary}\n\n{contents}\n\n</details>"

    def write_tab_set(self, title, options, lines):
        """Write tabs below one another."""
        return self.blocks("\n".join(lines))

    def write_tab_item(self, title, options, lines):
        """Write a tab below its name."""
        return f"**{self.inline(title)}**\n\n{self.blocks(chr(10).join(lines))}"

    def write_literalinclude(self, title, options, lines):
        """Write the file itself."""
        file = (self.book.source / self.name).parent / title
        code = file.read_text("utf-8").rstrip("\n")
        return f"```{options['language']}\n{code}\n```"

    def write_bibliography(self, title, options, lines):
        """List the works that this page cites."""
        entries = [self.book.works.entries[key] for key in self.cited]
        formatted = AuthorYearStyle().format_entries(entries)
        backend = Backend("utf-8")
        return "\n".join(
            f"- **{label_of(self.book.works.entries[entry.key])}**: "
            f"{unescaped(entry.text.render(backend))}"
            for entry in formatted
        )

    def linked_title(self, page: str) -> str:
        """Return the title of a page as a link to it."""
        return self.book.link(self.book.titles[page], page)

    def write_goals(self, title, options, lines):
        """Gather the goals of all chapters."""
        return "\n\n".join(
            f"**{self.linked_title(page)}**\n\n{self.blocks(goals)}"
            for page in self.book.notebooks
            for _, goals in boxes_of(self.book.text_of(page), "goals")
        )

    def write_misconceptions(self, title, options, lines):
        """List the misconceptions of all chapters."""
        lists = []
        for page in self.book.notebooks:
            boxes = list(boxes_of(self.book.text_of(page), "misconception"))
            if boxes:
                claims = [title.removeprefix(VERDICT) for title, _ in boxes]
                items = "\n".join(f"- {self.inline(claim)}" for claim in claims)
                lists.append(f"**{self.linked_title(page)}**\n\n{items}")
        return "\n\n".join(lists)

    def write_downloads(self, title, options, lines):
        """Leave out what leads to other forms of the book."""
        return ""

    def write_answer_here(self, title, options, lines):
        """Say how to answer in the notebook itself."""
        return (
            "*To answer: change the function in the cell above and run the cell "
            "(Shift + Enter).*"
        )

    # --------------------------------------------------------------------- cells

    def outputs(self, cell) -> list:
        """Return the outputs of an executed cell as a saved notebook shows them."""
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        kept = []
        for output in cell.outputs:
            data = output.get("data", {})
            if any(kind.startswith(GLUED) for kind in data):
                continue
            data.update(output.get("metadata", {}).get(STILL, {}))
            if SVG in data:
                data[SVG] = as_file(inline_svg(data[SVG], prefix="", alt=alt))
            if "text/markdown" in data:
                data["text/markdown"] = self.blocks(data["text/markdown"])
            if "metadata" in output:
                output.metadata = {}
            kept.append(output)
        return kept

    def caption(self, cell) -> str:
        """Return the number and the caption of a figure, or nothing."""
        figure = cell.metadata.get("mystnb", {}).get("figure")
        if not figure:
            return ""
        number = self.book.figures[figure["name"]]
        return f"**Fig. {number}** {self.inline(figure['caption'])}"

    def cells(self, chapter, executed) -> Iterator:
        """Return the cells of the notebook."""
        yield nbformat.v4.new_code_cell(
            INSTALL.format(version=self.book.version).rstrip(),
            metadata={"jupyter": {"source_hidden": True}},
        )
        run = iter(executed.cells)
        for cell in chapter.cells:
            if cell.cell_type == "markdown":
                text = self.blocks(cell.source)
                if text:
                    yield nbformat.v4.new_markdown_cell(text)
                continue
            done = next(run)
            tags = cell.metadata.get("tags", [])
            if "remove-cell" in tags:
                continue
            hidden = {"hide-input", "remove-input"} & set(tags)
            yield nbformat.v4.new_code_cell(
                cell.source,
                execution_count=done.execution_count,
                outputs=self.outputs(done),
                metadata={"jupyter": {"source_hidden": True}} if hidden else {},
            )
            caption = self.caption(cell)
            if caption:
                yield nbformat.v4.new_markdown_cell(caption)


def linked(words: str, address: str) -> str:
    """Return words as a link, or alone where there is no address."""
    return f"[{words}]({address})" if address else words


def address_of_work(work) -> str:
    """Return where a work can be read."""
    doi = work.fields.get("doi")
    return f"https://doi.org/{doi}" if doi else work.fields.get("url", "")


def unescaped(text: str) -> str:
    """Undo the escapes that pybtex writes where Markdown needs none."""
    return re.sub(r"\\([.()\-+!#])", r"\1", text)


def glued(executed) -> dict[str, str]:
    """Return the values that the cells of a page glue into its text."""
    values = {}
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            scrap = output.get("metadata", {}).get("scrapbook")
            if scrap:
                values[scrap["name"]] = output.data[f"{GLUED}text/plain"]
    return values


def sources_of(notebook) -> tuple[str, ...]:
    """Return the code of a notebook, which tells one from another."""
    return tuple(c.source for c in notebook.cells if c.cell_type == "code")


def convert(book: Book, name: str, executed) -> nbformat.NotebookNode:
    """Return the notebook of a page.

    Parameters
    ----------
    book : Book
    name : str
        The page, without its suffix.
    executed : NotebookNode
        The code cells of the page with their outputs, as the build has run them.

    Raises
    ------
    UnknownMarkup
        If the page has markup without a counterpart in a notebook.
    """
    chapter = jupytext.reads(book.text_of(name), fmt="md:myst")
    page = Page(book, name, glued(executed))
    notebook = nbformat.v4.new_notebook(
        cells=list(page.cells(chapter, executed)),
        metadata={
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python", "file_extension": ".py"},
            "title": book.titles[name],
        },
    )
    for number, cell in enumerate(notebook.cells):
        digest = hashlib.sha256(f"{name}{number}{cell.source}".encode())
        cell.id = digest.hexdigest()[:12]
        if cell.cell_type == "markdown" and (left := markup_left_in(cell.source)):
            raise UnknownMarkup(f"{left!r} is left in the notebook of {name}")
    nbformat.validate(notebook)
    return notebook


def markup_left_in(text: str) -> str:
    """Return the first piece of MyST's markup in a text that should have none."""
    found = LEFT.search(CODE_BLOCK.sub("", text))
    return found[0] if found else ""
