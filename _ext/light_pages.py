"""Pages that load little, and nothing from another host.

The theme's icon script is left out and its icons come from ``icons.css``; its style
sheet becomes lighter (``light_styles.py``). The style sheet and the fonts of KaTeX are
copied from this folder. They live here, not in
``_static``, because Jupyter Book links each style sheet below ``_static``. No script
keeps a page waiting: each is deferred.
"""

import re
import shutil
from html import escape
from pathlib import Path

from docutils import nodes
from light_styles import name_version, write_lighter
from myst_nb.sphinx_ext import add_global_html_resources
from plain_words import words_of

HERE = Path(__file__).parent
ICON_SCRIPT = re.compile(r"<script[^>]*scripts/fontawesome\.js[^>]*></script>\s*")
# The theme's script in the head waits for another one, at the end of the page, to find
# out whether the reader prefers a dark page. Until then the page would have no colours
# and no frames, and its lines would move when they come.
NO_THEME_YET = 'localStorage.getItem("theme") || "auto"'
THEME_AT_ONCE = (
    'localStorage.getItem("theme")'
    ' || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
)
# An explorer brings its script; those behind the first of a page only need the call.
EXPLORER = re.compile(
    r"<script>(?P<function>[^<]*?window\.lossbookExplorer \?\?= .*?)"
    r"(?P<call>window\.lossbookExplorer\([^;]*\);)\s*</script>",
    re.DOTALL,
)
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
# What no page loads: the icon script, and Sphinx' search, which has another in its
# place (section_search.py).
UNUSED = (
    "_static/scripts/fontawesome.js*",
    "_static/searchtools.js",
    "_static/language_data.js",
    "_static/*webpack-macros.html",
    "searchindex.js",
)
KATEX_UNUSED = shutil.ignore_patterns("katex.min.js", "*.css")
ABOUT = "lossbook: executable tutorials about loss functions, and their tested package."
DESCRIPTION = 160  # letters that a search engine shows


def copy_assets(app, env):
    """Copy what ``add_css_file`` linked, before any page is written.

    A link holds a checksum of its file, if there is one yet: if it came later, a second
    build would give other pages than the first.
    """
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    add_global_html_resources(app, None)  # MyST-NB's own, which it copies at the end
    shutil.copy(HERE / "icons.css", static)
    shutil.copytree(
        HERE / "katex", static / "katex", ignore=KATEX_UNUSED, dirs_exist_ok=True
    )
    # Letters are shown at once, in another font until KaTeX's own have come.
    style = (HERE / "katex" / "katex.min.css").read_text("utf-8")
    style = style.replace("@font-face{", "@font-face{font-display:swap;")
    (static / "katex" / "katex.min.css").write_text(style, "utf-8")


def remove_unused(app, exception):
    """Remove what no page loads."""
    if exception or app.builder.format != "html":
        return
    for pattern in UNUSED:
        for path in Path(app.outdir).glob(pattern):
            path.unlink()


def description_of(doctree, title):
    """Return the first sentences of a page, as many as a search engine shows."""
    paragraphs = doctree.findall(nodes.paragraph) if doctree else []
    texts = (" ".join(words_of(paragraph).split()) for paragraph in paragraphs)
    whole_ones = (text for text in texts if len(text) > 40 and "…" not in text)
    text = next(whole_ones, f"{title or 'Index'}. {ABOUT}")
    if len(text) <= DESCRIPTION:
        return text
    whole = re.match(rf".{{90,{DESCRIPTION - 1}}}[.?!](?= )", text)
    return whole[0] if whole else text[: DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"


def with_one_explorer_script(body):
    """Return the page with the explorers' function in the first script that has it."""
    seen = set()

    def shorter(found):
        if found["function"] in seen:
            return f"<script>{found['call']}</script>"
        seen.add(found["function"])
        return found[0]

    return EXPLORER.sub(shorter, body)


def lighten_page(app, pagename, templatename, context, doctree):
    """Defer the scripts, describe the page, and repair roles and names in its HTML."""
    context["lossbook_lighter_head"] = lambda html: name_version(
        ICON_SCRIPT.sub("", html).replace(NO_THEME_YET, THEME_AT_ONCE)
    )
    for script in context["script_files"]:
        if getattr(script, "filename", None):
            script.attributes["defer"] = "defer"
    # The theme sets options, inline, of a script that is deferred; it needs none.
    context["script_files"] = [
        script
        for script in context["script_files"]
        if "DOCUMENTATION_OPTIONS"
        not in getattr(script, "attributes", {}).get("body", "")
    ]
    metatags = VIEWPORT.sub("", context.get("metatags") or "")
    if 'name="description"' not in metatags:  # a page may bring its own
        description = escape(description_of(doctree, context.get("title", "")))
        metatags += f'<meta name="description" content="{description}" />'
    context["metatags"] = metatags
    # On paper, too, a chapter has its number.
    number = app.env.toc_secnumbers.get(pagename, {}).get("")
    if number and context.get("pagetitle"):
        context["pagetitle"] = f"{'.'.join(map(str, number))}. {context['pagetitle']}"
    if "body" in context:
        context["body"] = (
            with_one_explorer_script(context["body"])
            # A role that ARIA still knows.
            .replace("doc-biblioentry", "listitem")
            # So that it is called what is written on it: "Show the code".
            .replace('<summary aria-label="Toggle hidden content">', "<summary>")
        )


def setup(app):
    """Link the style sheets and scripts, and connect to the events."""
    app.add_css_file("icons.css")
    app.add_css_file("katex/katex.min.css")
    app.add_js_file("katex/copy-tex.min.js")
    # After the theme, which adds scripts to each page.
    app.connect("html-page-context", lighten_page, priority=900)
    # The page with all chapters is written without the event "write-started".
    app.connect("env-updated", copy_assets)
    app.connect("build-finished", remove_unused)
    app.connect("build-finished", write_lighter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
