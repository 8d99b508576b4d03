"""A search that leads to sections, glossary entries and functions, not to pages.

Sphinx indexes whole pages, formulas as TeX, and finds no excerpt in a page that is
opened from a file. Here each section of a page is an entry of its own, with its text.
MiniSearch (``minisearch``, the npm package of that name) finds and ranks them on the
search page (``search.js``); no other page loads any of it.
"""

import json
import re
import shutil
from pathlib import Path

from docutils import nodes
from plain_words import words_of
from sphinx import addnodes

HERE = Path(__file__).parent
CHAPTER = re.compile(r"\d\d(?=-)")


class Entries:
    """The entries of one page, gathered in a walk over its tree."""

    def __init__(self, page: str, kind: str) -> None:
        self.page, self.kind = page, kind
        # The works that a chapter cites are found in the bibliography.
        self.left_out = (nodes.citation,) if kind == "chapter" else ()
        self.entries: list[dict] = []

    def begin(self, title: str, anchor: str, kind: str) -> dict:
        """Add an entry whose text is still to come."""
        entry = {"title": title, "anchor": anchor, "kind": kind, "text": "", "code": ""}
        self.entries.append(entry)
        return entry

    def walk(self, node, entry) -> None:
        """Sort what stands below a node into entries."""
        children = node.children
        if isinstance(node, nodes.section):
            title = words_of(node.next_node(nodes.title))
            top = isinstance(node.parent, nodes.document)
            entry = self.begin(title, "" if top else node["ids"][0], self.kind)
            children = children[1:]
        elif is_glossary_entry(node):
            terms = list(node.findall(nodes.term))
            title = ", ".join(map(words_of, terms))
            entry = self.begin(title, terms[0]["ids"][0], "glossary")
            children = children[len(terms) :]
        elif isinstance(node, addnodes.desc):
            signature = node.next_node(addnodes.desc_signature)
            if signature["ids"]:
                name = signature.next_node(addnodes.desc_name).astext()
                entry = self.begin(name, signature["ids"][0], "reference")
            children = children[1:]
        if isinstance(node, (nodes.literal_block, nodes.doctest_block)):
            add(entry, "code", node.astext())
        elif isinstance(node, nodes.TextElement):
            add(entry, "text", words_of(node))
        elif not isinstance(node, self.left_out):
            for child in children:
                self.walk(child, entry)


def is_glossary_entry(node) -> bool:
    """Return whether a node explains a term of the glossary."""
    return isinstance(node, nodes.definition_list_item) and bool(
        node.next_node(nodes.term)["ids"]
    )


def add(entry, field, text):
    """Put a piece of text into a field of an entry."""
    if entry is not None:
        entry[field] = " ".join(f"{entry[field]} {text}".split())


def kind_of(docname) -> str:
    """Return what a page is: a chapter, the reference of functions, or another."""
    if CHAPTER.search(docname):
        return "chapter"
    return "reference" if docname.endswith("/api") else "appendix"


def file_of(app, docname) -> Path:
    """Return where the entries of a page are kept between builds."""
    return Path(app.doctreedir) / "sections" / f"{docname.replace('/', '+')}.json"


def keep_sections(app, pagename, templatename, context, doctree):
    """Gather the entries of a page that is being written."""
    if doctree is None:
        return
    page = app.env.titles[pagename].astext()
    number = CHAPTER.search(pagename)
    where = f"Chapter {number.group()}: {page}" if number else page
    found = Entries(where, kind_of(pagename))
    for child in doctree.children:
        found.walk(child, None)
    path = file_of(app, pagename)
    path.parent.mkdir(exist_ok=True)
    for entry in found.entries:
        anchor = entry.pop("anchor")
        entry |= {"url": url_of(pagename, anchor), "page": where}
    path.write_text(json.dumps(found.entries, ensure_ascii=False), "utf-8")


def url_of(docname, anchor) -> str:
    """Return the address of an entry, as seen from the search page."""
    return f"{docname}.html{'#' if anchor else ''}{anchor}"


def leave_out_sphinx_search(app):
    """Have Sphinx index nothing."""
    app.builder.search = False


def search_page(app):
    """Return the page that Sphinx no longer writes."""
    return [("search", {"title": "Search"}, "search.html")]


def write_entries(app, exception):
    """Write the entries of all pages, and the scripts that search them."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / "search"
    folder.mkdir(exist_ok=True)
    for script in ("minisearch/minisearch.js", "search.js"):
        shutil.copy(HERE / script, folder)
    entries = []
    for docname in sorted(app.env.found_docs):
        if (path := file_of(app, docname)).exists():
            entries += json.loads(path.read_text("utf-8"))
    data = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    (folder / "sections.js").write_text(f"const SECTIONS = {data};\n", "utf-8")


def setup(app):
    """Connect to the events at which pages are written."""
    app.connect("builder-inited", leave_out_sphinx_search)
    app.connect("html-page-context", keep_sections)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_entries)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
