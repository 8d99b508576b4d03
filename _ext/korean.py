"""The role ``{ko}``: Korean words, marked as such for screen readers and fonts."""

from html import escape

from docutils import nodes


def korean(name, rawtext, text, lineno, inliner, options=None, content=None):
    """Write the words with their language."""
    return [nodes.raw("", f'<span lang="ko">{escape(text)}</span>', format="html")], []


def setup(app):
    """Register the role."""
    app.add_role("ko", korean)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
