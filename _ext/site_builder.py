"""The builder ``site``: the pages as they are published.

They are the pages of the book (``html``) and, in addition, what only a published site
has: links to the parts that ``make site`` puts beside them.

The builders share what has been read. So what one of them has read again looks up to
date to the others, which would leave their old pages as they are. A builder that runs
after another one therefore writes all its pages.
"""

from pathlib import Path

from sphinx.builders.html import StandaloneHTMLBuilder


class SiteBuilder(StandaloneHTMLBuilder):
    """Sphinx' pages under another name, so that extensions can tell them apart."""

    name = "site"
    epilog = "The pages of the site are in %(outdir)s."


def all_after_another(app, env):
    """Return all pages if another builder ran last, to be written again."""
    last = Path(app.doctreedir) / "last-builder"
    before = last.read_text("utf-8") if last.exists() else ""
    last.write_text(app.builder.name, "utf-8")
    return [] if before == app.builder.name else sorted(env.found_docs)


def setup(app):
    """Register the builder, and keep in mind which one ran."""
    app.add_builder(SiteBuilder)
    app.connect("env-updated", all_after_another)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
