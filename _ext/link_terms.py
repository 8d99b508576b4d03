"""Links that the text does not carry: first uses of glossary terms, and chapters.

In each chapter the first use of a term of the glossary becomes a link to it, and
"chapter 05" a link to that chapter. The sources stay plain text, and no first use is
forgotten when a paragraph moves.

Some terms are everyday words as well. SENSES says what must stand before such a word
for it to be the term. Where that does not suffice, the source switches the link off:
``[margins]{.plain}`` at one place, or ``unlinked: [margin]`` at the head of a page.
"""

import json
import re
from pathlib import PurePosixPath

from docutils import nodes
from sphinx.addnodes import pending_xref

CHAPTER = re.compile(r"[Cc]hapter (?P<number>\d\d)\b")
PLAIN = "plain"
NUMBERED = re.compile(r"\d\d(?=-)")
# "The cost" and "loss, cost and objective", but not "what does it cost".
NOUN = re.compile(
    r"(?:^|[,(:]|\b(?:a|an|the|this|each|every|no|one|its|his|her|our|their|your|whose|"
    r"of|in|by|for|from|with|without|at|on|between|beyond|and|or|than|as|is|not|per|"
    r"total|whole|lowest|low|least|best|smallest|same|training|average))\s*$",
    re.IGNORECASE,
)
# "In 64 bits" is about memory.
NOT_A_SIZE = re.compile(r"(?<!\b(?:16|32|53|64)\s)(?<!\b8\s)$")
SENSES = {"cost": NOUN, "mean": NOUN, "bit": NOT_A_SIZE}
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


def text_before(node, start):
    """Return what stands in the same paragraph before a place in a text."""
    block = node.parent
    while isinstance(block, nodes.Inline) and block.parent is not None:
        block = block.parent
    earlier = ""
    for text in block.findall(nodes.Text):
        if text is node:
            break
        earlier += text.astext()
    return earlier + node.astext()[:start]


def is_the_term(term, node, start):
    """Return whether a word has the sense of the term, by what stands before it."""
    return term not in SENSES or bool(SENSES[term].search(text_before(node, start)))


def linked(node, pattern, target_of):
    """Split a text at what the pattern finds; what has a target becomes a link."""
    text, pieces, end = node.astext(), [], 0
    for found in pattern.finditer(text):
        target = target_of(found, node)
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
        if not any(
            isinstance(parent, UNLINKED) or PLAIN in parent.get("classes", ())
            for parent in parents
        ):
            pieces = linked(node, pattern, target_of)
            if pieces:
                node.parent.replace(node, pieces)


def unlinked_on(env, docname):
    """Return the terms that a page's head excludes."""
    listed = env.metadata[docname].get("unlinked", "[]")  # MyST keeps lists as JSON
    return {term.lower() for term in json.loads(listed)}


def link_page(app, doctree, docname):
    """Link the chapters that a page names, and in a chapter the first use of terms."""
    uri_of = app.builder.get_relative_uri
    chapters = {number_of(name): name for name in app.env.found_docs if number_of(name)}

    def chapter(found, _node):
        name = chapters.get(found["number"])
        return name and name != docname and (uri_of(docname, name), "chapter-link")

    replace_text(doctree, CHAPTER, chapter)
    unlinked = unlinked_on(app.env, docname)
    terms = {
        form: (term, place)
        for term, place in glossary(app.env).items()
        for form in forms_of(term)
        if term not in unlinked
    }
    if not (terms and number_of(docname)):
        return
    seen = set()

    def first_use(found, node):
        term, (page, anchor) = terms[" ".join(found.group().lower().split())]
        if anchor in seen or not is_the_term(term, node, found.start()):
            return None
        seen.add(anchor)
        return f"{uri_of(docname, page)}#{anchor}", "term-link"

    replace_text(doctree, pattern_of(terms), first_use)


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
