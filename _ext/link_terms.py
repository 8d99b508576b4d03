"""Links that the text does not carry: first uses of glossary terms, and chapters.

In each chapter the first use of a term of the glossary becomes a link to it, and
"chapter 05" a link to that chapter. The sources stay plain text, and no first use is
forgotten when a paragraph moves.
"""

import re
from pathlib import PurePosixPath

from docutils import nodes
from sphinx.addnodes import pending_xref

CHAPTER = re.compile(r"[Cc]hapter (?P<number>\d\d)\b")
NUMBERED = re.compile(r"\d\d(?=-)")
VERBS = {"means", "costs"}
# Where a link would be noise, or a link inside a link.
UNLINKED = (
    nodes.reference,
    nodes.title,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.caption,
    nodes.raw,
    nodes.citation,
    pending_xref,
)


def glossary(env):
    """Return where each term is explained, by the term in small letters."""
    objects = env.get_domain("std").objects
    return {
        name.lower(): place for (kind, name), place in objects.items() if kind == "term"
    }


def forms_of(term):
    """Return a term as it may stand in a text: in the singular and in the plural."""
    forms = {term, f"{term}s", f"{term}es", re.sub("y$", "ies", term)}
    return forms - VERBS


def pattern_of(forms):
    """Match any of the forms, the longest first.

    "entropy" is not found in "cross-entropy", nor "margin" in "marginal".
    """
    longest_first = sorted(forms, key=len, reverse=True)
    either = "|".join(re.escape(f).replace(r"\ ", r"\s+") for f in longest_first)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)


def number_of(docname):
    """Return the number of a chapter, or None for another page."""
    found = NUMBERED.match(PurePosixPath(docname).name)
    return found and found.group()


def linked(text, pattern, target_of):
    """Split a text at what the pattern finds; what has a target becomes a link."""
    pieces, end = [], 0
    for found in pattern.finditer(text):
        target = target_of(found)
        if target:
            uri, style = target
            link = nodes.reference(
                "", found.group(), internal=True, refuri=uri, classes=[style]
            )
            pieces += [nodes.Text(text[end : found.start()]), link]
            end = found.end()
    return [*pieces, nodes.Text(text[end:])] if pieces else []


def replace_text(doctree, pattern, target_of):
    """Put links into all running text of a page, in its order."""
    for node in list(doctree.findall(nodes.Text)):
        above, parents = node.parent, []
        while above is not None:
            parents.append(above)
            above = above.parent
        if not any(isinstance(parent, UNLINKED) for parent in parents):
            pieces = linked(node.astext(), pattern, target_of)
            if pieces:
                node.parent.replace(node, pieces)


def link_page(app, doctree, docname):
    """Link the chapters that a page names, and in a chapter the first use of terms."""
    uri_of = app.builder.get_relative_uri
    chapters = {number_of(name): name for name in app.env.found_docs if number_of(name)}

    def chapter(found):
        name = chapters.get(found["number"])
        return name and name != docname and (uri_of(docname, name), "chapter-link")

    replace_text(doctree, CHAPTER, chapter)
    places = {
        form: place
        for term, place in glossary(app.env).items()
        for form in forms_of(term)
    }
    if not (places and number_of(docname)):
        return
    seen = set()

    def first_use(found):
        page, anchor = places[" ".join(found.group().lower().split())]
        if anchor in seen:
            return None
        seen.add(anchor)
        return f"{uri_of(docname, page)}#{anchor}", "term-link"

    replace_text(doctree, pattern_of(places), first_use)


def pages_to_write_again(app, env):
    """Write all pages again when the glossary has other terms or chapters moved."""
    state = (glossary(env), sorted(env.found_docs))
    known, env.lossbook_links = getattr(env, "lossbook_links", None), state
    return [] if known == state else sorted(env.found_docs)


def setup(app):
    """Connect to the events at which pages are complete but not yet written."""
    app.connect("env-updated", pages_to_write_again)
    app.connect("doctree-resolved", link_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
