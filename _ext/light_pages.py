"""Pages that load little, and nothing from another host.

The theme's icon script is left out and its icons come from ``icons.css``; the style
sheet and the fonts of KaTeX are copied from this folder. They live here, not in
``_static``, because Jupyter Book links each style sheet below ``_static``.
"""

import re
from pathlib import Path

from sphinx.util.fileutil import copy_asset

HERE = Path(__file__).parent
ICON_SCRIPT = re.compile(r'<script[^>]*scripts/fontawesome\.js[^>]*></script>\s*')


def copy_assets(app, exception):
    """Copy what ``add_css_file`` linked; remove what no page loads."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    copy_asset(HERE / "icons.css", static)
    copy_asset(HERE / "katex" / "katex.min.css", static / "katex")
    copy_asset(HERE / "katex" / "LICENSE", static / "katex")
    copy_asset(HERE / "katex" / "fonts", static / "katex" / "fonts")
    for path in (static / "scripts").glob("fontawesome.js*"):
        path.unlink()


def drop_icon_script(app, pagename, templatename, context, doctree):
    """Take the icon script out of the theme's list of scripts in the head."""
    context["lossbook_without_icon_script"] = lambda html: ICON_SCRIPT.sub("", html)


def setup(app):
    """Link the style sheets and connect to the events."""
    app.add_css_file("icons.css")
    app.add_css_file("katex/katex.min.css")
    app.connect("html-page-context", drop_icon_script)
    app.connect("build-finished", copy_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
