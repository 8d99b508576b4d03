"""Pages that load little, and nothing from another host.

The theme's icon script is left out and its icons come from ``icons.css``; the style
sheet and the fonts of KaTeX are copied from this folder. They live here, not in
``_static``, because Jupyter Book links each style sheet below ``_static``.
"""

import re
import shutil
from pathlib import Path

HERE = Path(__file__).parent
ICON_SCRIPT = re.compile(r"<script[^>]*scripts/fontawesome\.js[^>]*></script>\s*")


def copy_assets(app, exception):
    """Copy what ``add_css_file`` linked; remove what no page loads."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    shutil.copy(HERE / "icons.css", static)
    shutil.copytree(
        HERE / "katex",
        static / "katex",
        ignore=shutil.ignore_patterns("katex.min.js"),
        dirs_exist_ok=True,
    )
    for path in (static / "scripts").glob("fontawesome.js*"):
        path.unlink()


def mend_page(app, pagename, templatename, context, doctree):
    """Drop the icon script; give bibliography entries a role that ARIA still knows."""
    context["lossbook_without_icon_script"] = lambda html: ICON_SCRIPT.sub("", html)
    if "body" in context:
        context["body"] = context["body"].replace("doc-biblioentry", "listitem")


def setup(app):
    """Link the style sheets and connect to the events."""
    app.add_css_file("icons.css")
    app.add_css_file("katex/katex.min.css")
    app.connect("html-page-context", mend_page)
    app.connect("build-finished", copy_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
