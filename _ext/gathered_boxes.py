"""The directives ``{misconceptions}`` and ``{goals}``: the same boxes of all chapters.

The boxes are collected from the chapters themselves, so that none is missing. For a
misconception the claim in its title is shown, as a link to the box and its
counter-example; for the goals the whole box is shown.
"""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from to_notebook import VERDICT

KINDS = {"misconceptions": "misconception", "goals": "goals"}


class gathered_boxes(nodes.General, nodes.Element):
    """The place where boxes of all chapters will be inserted."""


class Gathered(SphinxDirective):
    """Leave a mark, which is replaced when all pages have been read."""

    def run(self):
        """Return the mark, with the class of the boxes that it stands for."""
        return [gathered_boxes(kind=KINDS[self.name])]


def collect(app, doctree):
    """Keep the boxes of a page that has been read."""
    env = app.env
    env.lossbook_boxes = getattr(env, "lossbook_boxes", {})
    env.lossbook_boxes[env.docname] = [
        box.deepcopy()
        for box in doctree.findall(nodes.admonition)
        if set(KINDS.values()) & set(box["classes"])
    ]


def forget(app, env, docname):
    """Drop the boxes of a page that will be read again or is gone."""
    getattr(env, "lossbook_boxes", {}).pop(docname, None)


def pages_to_write_again(app, env):
    """Write the pages with a mark again when a box has changed anywhere."""
    state = {
        page: [box.pformat() for box in boxes]
        for page, boxes in env.lossbook_boxes.items()
    }
    known, env.lossbook_known_boxes = getattr(env, "lossbook_known_boxes", None), state
    if known == state:
        return []
    return [
        name
        for name in env.found_docs
        if any(env.get_doctree(name).findall(gathered_boxes))
    ]


def links_to(boxes, uri):
    """Return a list of links, one to each box."""
    links = nodes.bullet_list(bullet="-")
    for box in boxes:
        anchor = f"{uri}#{box['ids'][0]}"
        link = nodes.reference("", "", internal=True, refuri=anchor)
        first, *rest = box.next_node(nodes.title).children
        link += nodes.Text(first.astext().removeprefix(VERDICT))
        link += [child.deepcopy() for child in rest]
        links += nodes.list_item("", nodes.paragraph("", "", link))
    return [links]


def contents_of(boxes, uri):
    """Return the contents of the boxes, without their titles."""
    return [child.deepcopy() for box in boxes for child in box.children[1:]]


def write_boxes(app, doctree, docname):
    """Replace each mark by the name of each chapter, followed by its boxes."""
    for mark in list(doctree.findall(gathered_boxes)):
        show = links_to if mark["kind"] == "misconception" else contents_of
        written = []
        for page, boxes in sorted(app.env.lossbook_boxes.items()):
            boxes = [box for box in boxes if mark["kind"] in box["classes"]]
            if boxes:
                uri = app.builder.get_relative_uri(docname, page)
                title = app.env.titles[page].astext()
                link = nodes.reference("", title, internal=True, refuri=uri)
                written += [nodes.paragraph("", "", nodes.strong("", "", link))]
                written += show(boxes, uri)
        for node in written:
            node["gathered"] = True  # the search has them where they come from
        mark.replace_self(written)


def setup(app):
    """Register the directives and connect to the events of reading and writing."""
    app.add_node(gathered_boxes)
    for name in KINDS:
        app.add_directive(name, Gathered)
    app.connect("doctree-read", collect)
    app.connect("env-purge-doc", forget)
    app.connect("env-updated", pages_to_write_again)
    app.connect("doctree-resolved", write_boxes)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
