"""A search that leads to sections, glossary entries and functions, not to pages.

Sphinx indexes whole pages, formulas as TeX, and finds no excerpt in a page that is
opened from a file. Here each section of a page is an entry of its own, with its text.
On the search page MiniSearch (``minisearch``, the npm package of that name) finds words
in them. ``ranking.js`` takes a question apart with the help of ``search_words.js``, and
puts the entries in order; ``search.js`` shows them. No other page loads any of it.
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
SCRIPTS = ("minisearch/minisearch.js", "search_words.js", "ranking.js", "search.js")
# Boxes that are entries of their own.
BOXES = ("misconception", "exercise")
# Pages about the book, which explain no loss.
AROUND = ("intro", "glossary", "instructors", "loss-curves-on-one-page", "notation")


class Entries:
    """The entries of one page, gathered in a walk over its tree."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.entries: list[dict] = []

    def begin(self, title: str, anchor: str, kind: str, above=None) -> dict:
        """Add an entry whose text is still to come, below another one."""
        outer = [above["above"], above["title"]] if above and above["anchor"] else []
        entry = {
            "title": title,
            "above": " · ".join(filter(None, outer)),
            "within": above["anchor"] if above and kind in BOXES else "",
            "anchor": anchor,
            "kind": kind,
            "text": "",
            "code": "",
        }
        self.entries.append(entry)
        return entry

    def walk(self, node, entry) -> None:
        """Sort what stands below a node into entries."""
        children = node.children
        if isinstance(node, nodes.section):
            title = words_of(node.next_node(nodes.title))
            top = isinstance(node.parent, nodes.document)
            anchor = "" if top else node["ids"][0]
            entry = self.begin(title, anchor, self.kind, entry)
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
        elif box_kind(node):
            title = words_of(node.next_node(nodes.title))
            if box_kind(node) == "exercise":
                title = f"Exercise {title}"
            entry = self.begin(title, node["ids"][0], box_kind(node), entry)
            children = children[1:]
        if isinstance(node, (nodes.literal_block, nodes.doctest_block)):
            add(entry, "code", node.astext())
        elif isinstance(node, nodes.TextElement):
            add(entry, "text", words_of(node))
        elif not isinstance(node, nodes.citation):  # which the bibliography has
            self.walk_all(children, entry)

    def walk_all(self, children, entry) -> None:
        """Sort children into entries; what belongs to a box stands behind it.

        The counter-example of a misconception is the next cell, and the answer to an
        exercise is what follows up to the next one.
        """
        open_box = None
        for child in children:
            kind = box_kind(child)
            if isinstance(child, nodes.Element) and child.get("gathered"):
                continue
            to_box = open_box and not kind and not isinstance(child, nodes.section)
            self.walk(child, open_box if to_box else entry)
            if kind:
                open_box = self.entries[-1]
            elif open_box and open_box["kind"] == "misconception":
                open_box = None


def box_kind(node) -> str | None:
    """Return what kind of entry a box is, or None if it belongs to its section."""
    if not isinstance(node, nodes.admonition) or not node["ids"]:
        return None
    return next((name for name in BOXES if name in node["classes"]), None)


def name_exercises(app, doctree):
    """Give each exercise a name, so that one can be led to it."""
    for box in doctree.findall(nodes.admonition):
        number = re.match(r"\d+", box.next_node(nodes.title).astext())
        if "exercise" in box["classes"] and not box["ids"] and number:
            box["ids"].append(f"exercise-{number.group()}")


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
    """Return what a page is: a chapter, the reference, or another."""
    name = docname.rpartition("/")[2]
    if CHAPTER.match(name):
        return "chapter"
    if name in AROUND:
        return "around"
    return {"api": "reference", "bibliography": "works"}.get(name, "appendix")


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
    found = Entries(kind_of(pagename))
    for child in doctree.children:
        found.walk(child, None)
    path = file_of(app, pagename)
    path.parent.mkdir(exist_ok=True)
    for entry in found.entries:
        anchor, within = entry.pop("anchor"), entry.pop("within")
        entry |= {"url": url_of(pagename, anchor), "page": where}
        if within:
            entry["section"] = url_of(pagename, within)
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
    for script in SCRIPTS:
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
    app.connect("doctree-read", name_exercises)
    app.connect("html-page-context", keep_sections)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_entries)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
