"""The builder ``site``: the pages as they are published.

They are the pages of the book (``html``) and, in addition, what only a published site
has: links to the parts that ``make site`` puts beside them.
"""

from sphinx.builders.html import StandaloneHTMLBuilder


class SiteBuilder(StandaloneHTMLBuilder):
    """Sphinx' pages under another name, so that extensions can tell them apart."""

    name = "site"
    epilog = "The pages of the site are in %(outdir)s."


def setup(app):
    """Register the builder."""
    app.add_builder(SiteBuilder)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
