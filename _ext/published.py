"""What a page says of itself to the world: its address, its card, the way back.

All of it follows from the address of the site (``address.py``). Without one there is no
canonical link, no card and no list of pages, and the page for a wrong address
(``404.html``) takes the site to be at the root of its host.
"""

from pathlib import Path

from address import address
from light_pages import description_of
from to_notebook import stem

CARDS = "_static/cards"
NOT_PAGES = ["404.html", "run.html", "search.html", "genindex.html", "py-modindex.html"]


def describe(app, pagename, templatename, context, doctree):
    """Give the card of a page its words and its picture."""
    if doctree is None:
        return
    site = address().site
    title = app.env.titles[pagename].astext()
    context["meta"] = (context.get("meta") or {}) | {
        "og:description": description_of(doctree, title),
        "og:image": f"{site}{CARDS}/{stem(pagename)}.png",
        "og:image:alt": f"A figure from “{title}”",
    }


def write_robots(app, exception):
    """Allow every robot everything, and name the list of pages where there is one."""
    if exception or app.builder.name != "site":
        return
    lines = ["User-agent: *", "Allow: /"]
    if address().site:
        lines.append(f"Sitemap: {address().site}sitemap.xml")
    (Path(app.outdir) / "robots.txt").write_text("\n".join(lines) + "\n", "utf-8")


def setup(app):
    """Load what needs an address only if there is one."""
    found = address()
    # With another address the pages are written again.
    app.add_config_value("lossbook_address", "", "html", str)
    app.config.lossbook_address = f"{found.site} {found.repository}"
    app.setup_extension("notfound.extension")
    app.config.notfound_urls_prefix = found.path
    app.connect("build-finished", write_robots)
    if found.site:
        app.config.html_baseurl = found.site
        app.setup_extension("sphinx_sitemap")
        app.config.sitemap_url_scheme = "{link}"
        app.config.sitemap_show_lastmod = False
        app.config.sitemap_excludes = NOT_PAGES
        app.setup_extension("sphinxext.opengraph")
        app.config.ogp_site_url = found.site
        app.config.ogp_site_name = "lossbook"
        app.config.ogp_social_cards = {"enable": False}
        app.config.ogp_enable_meta_description = False
        app.config.ogp_custom_meta_tags = (
            '<meta name="twitter:card" content="summary_large_image" />',
        )
        app.connect("html-page-context", describe, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
