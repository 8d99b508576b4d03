"""What a page may load and run, written into the page itself.

A static site sends no headers, so a ``meta`` element has the policy. Scripts are the
book's own files; those within a page are named by their digests, which only the
finished page shows. Therefore all pages are read when they have been written. A page
that has its policy already is left as it is.
"""

import base64
import hashlib
import re
from pathlib import Path

from launch_page import LITE, LOCK, is_there, outside_host
from page_buttons import LAUNCH

# 'self' is the host of the page or, for a page opened from a file, all files.
DIRECTIVES = {
    # Not 'none': Firefox fetches the next page in advance, and only this allows it.
    # What else it would allow is forbidden by name.
    "default-src": "'self'",
    "object-src": "'none'",
    "frame-src": "'none'",
    "worker-src": "'none'",
    "media-src": "'none'",
    "manifest-src": "'none'",
    "script-src": "'self'",
    # Formulas and figures have hundreds of style attributes, which no digest covers.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
INLINE = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.S)
IS_DATA = re.compile(r"""type=["']application/json["']""")
META = re.compile(r'\s*<meta http-equiv="Content-Security-Policy"[^>]*>')
# The policy holds for what comes after it.
CHARSET = re.compile(r'<meta charset="utf-8" ?/>')


def digest(script: str) -> str:
    """Return how a policy names a script within a page."""
    found = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(found).decode()}'"


def policy_of(html: str, outside: str = "") -> str:
    """Return the policy of a page.

    Parameters
    ----------
    html : str
        The page.
    outside : str
        Another host that its scripts may ask, as "https://host", or nothing.
    """
    scripts = [
        digest(found["body"])
        for found in INLINE.finditer(html)
        if "src=" not in found["attributes"] and not IS_DATA.search(found["attributes"])
    ]
    more = {"script-src": list(dict.fromkeys(scripts)), "connect-src": [outside]}
    return "; ".join(
        " ".join(filter(None, [name, value, *more.get(name, [])]))
        for name, value in DIRECTIVES.items()
    )


def with_policy(html: str, outside: str = "") -> str:
    """Return a page with its policy in place of the one that it may have."""
    html = META.sub("", html)
    policy = policy_of(html, outside)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}" />'
    whole, count = CHARSET.subn(lambda found: f"{found[0]}\n    {meta}", html, 1)
    if not count:
        raise ValueError("a page without <meta charset> has no place for its policy")
    return whole


def pages_in(folder: Path):
    """Yield the pages of the book: JupyterLite's need what the policy forbids."""
    for path in sorted(folder.rglob("*.html")):
        if path.relative_to(folder).parts[0] not in ("_static", LITE):
            yield path


def outside_of(app) -> str:
    """Return the host that the page before JupyterLite asks, or nothing."""
    # JupyterLite is made beside the site, and put below it later (assemble_site.py).
    lock = Path(app.outdir).parent / LOCK
    return outside_host(lock) if is_there(app) and lock.exists() else ""


def write_policies(app, exception):
    """Write the policy into each page."""
    if exception or app.builder.name not in ("html", "site"):
        return
    root = Path(app.outdir)
    for path in pages_in(root):
        html = path.read_text("utf-8")
        if "<html" not in html:  # index.html, which only leads to the first page
            continue
        outside = outside_of(app) if path == root / LAUNCH else ""
        if (whole := with_policy(html, outside)) != html:
            path.write_text(whole, "utf-8", newline="\n")


def setup(app):
    """Write the policies when nothing else is written any more."""
    app.connect("build-finished", write_policies, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
