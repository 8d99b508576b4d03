"""The whole book on one page, for paper: no name stands twice.

Each chapter counts its citations from 1 and has sections such as "Exercises". On one
page those names would be the same, and a link would lead into the first chapter that
has the name. A name that several pages have gets the name of its page put before it.
"""

from collections import Counter
from pathlib import PurePosixPath

from docutils import nodes
from sphinx import addnodes


def parts_of(tree) -> list:
    """Return the root of each page in the tree of the whole book, the first page last.

    The first page holds all others, so its own names are those that are left.
    """
    return [*tree.findall(addnodes.start_of_file), tree]


def own_elements(part):
    """Return the elements of a page without those of the pages inside."""
    for child in part.children:
        if isinstance(child, nodes.Element) and not isinstance(
            child, addnodes.start_of_file
        ):
            yield child
            yield from own_elements(child)


def rename(app, tree, docname):
    """Rename what has the same name on several pages, and all that leads there."""
    if app.builder.name != "singlehtml":
        return
    pages = {
        part.get("docname", docname): list(own_elements(part))
        for part in parts_of(tree)
    }
    count = Counter(
        name
        for elements in pages.values()
        for name in {name for element in elements for name in element.get("ids", [])}
    )
    numbers = app.env.toc_secnumbers  # in memory: what was read has been stored
    for page, elements in pages.items():
        numbers[page] = {
            f"#{new(page, anchor[1:], count)}" if anchor else anchor: number
            for anchor, number in numbers.get(page, {}).items()
        }
        for element in elements:
            for names in ("ids", "backrefs"):
                if names in element:
                    element[names] = [new(page, n, count) for n in element[names]]
            if "refid" in element:
                element["refid"] = new(page, element["refid"], count)
            if "refuri" in element:
                element["refuri"] = led(element["refuri"], count)


def new(page: str, name: str, count: Counter) -> str:
    """Return the name that something on a page gets."""
    return f"{PurePosixPath(page).name}-{name}" if count[name] > 1 else name


def led(uri: str, count: Counter) -> str:
    """Return a link to a place in a page, "#document-chapters/x#place", renamed."""
    start = "#document-"
    if not uri.startswith(start) or uri.count("#") != 2:
        return uri
    page, name = uri.removeprefix(start).split("#")
    return f"{start}{page}#{new(page, name, count)}"


def setup(app):
    """Rename when all links are there."""
    app.connect("doctree-resolved", rename, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
