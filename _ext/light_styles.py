"""The theme's style sheet without the rules that no page of the book can use.

``pydata-sphinx-theme.css`` is the largest file of a first visit: it has all of
Bootstrap, and 1900 rules for the icons of a font that the book does not load. What is
left out is told by the classes that a rule needs, not by what is seen to be used on
some day: a rule for a pointer, a key or paper stays.
``tests/book/test_weight.py`` fails if an element has a class whose rules are left out.
"""

import hashlib
import re
import shutil
from pathlib import Path

SHEET = "_static/styles/pydata-sphinx-theme.css"
FONTS = "_static/vendor/fontawesome"  # which only these rules load
LEFT_OUT = re.compile(
    # Components of Bootstrap.
    r"(?:accordion|alert|badge|breadcrumb|carousel|input-group|list-group|modal"
    r"|offcanvas|page-item|page-link|pagination|placeholder|popover|bs-popover"
    r"|progress|spinner|toast)(?:-[\w-]+)?"
    r"|form-(?!control$)[\w-]+|(?:was-|is-)?(?:in)?valid(?:ated|-[\w-]+)?"
    r"|btn-(?:check|close|danger|dark|group|info|light|link|secondary|success|toolbar"
    r"|warning|outline-(?!primary))[\w-]*"
    r"|(?:link|table|row-cols)-[\w-]+|nav-(?:fill|justified|pills|tabs|underline)"
    # Its shorthands that differ with the width of the window.
    r"|(?!d-)[a-z]+(?:-[a-z]+)*-(?:sm|md|lg|xl|xxl)-[\w-]+"
    # Other extensions of Sphinx.
    r"|ablog[\w-]*|ethical-[\w-]+"
)
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
# What stands within these may be missing.
OPTIONAL = re.compile(r":(?:not|is|where)\((?:[^()]|\([^()]*\))*\)")
ICON = re.compile(r"\.fa-[\w-]+:before")  # the book's own: icons.css
COMMA = re.compile(r",(?![^()\[\]]*[)\]])")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
EMPTY = re.compile(r"@media[^{}]*\{\s*\}")
COMMENT = re.compile(r"/\*[^!].*?\*/", re.S)  # not a licence


def is_used(selector: str) -> bool:
    """Return whether a selector may stand for an element of the book."""
    if ICON.fullmatch(selector.strip()):
        return False
    needed = CLASS.findall(OPTIONAL.sub("", selector))
    return not any(map(LEFT_OUT.fullmatch, needed))


def lighter_rule(rule: re.Match) -> str:
    """Return a rule with the selectors that are used, or nothing."""
    prelude, body = rule.groups()
    licence, end, prelude = prelude.rpartition("*/")
    if prelude.lstrip() == "@font-face" and "Font Awesome" in body:
        return licence + end
    if prelude.lstrip().startswith("@"):
        return rule[0]
    selectors = [one for one in COMMA.split(prelude) if is_used(one)]
    return licence + end + (f"{','.join(selectors)}{{{body}}}" if selectors else "")


def lighter(style: str) -> str:
    """Return a style sheet without the rules that are left out."""
    return EMPTY.sub("", RULE.sub(lighter_rule, COMMENT.sub("", style)))


def name_version(html: str) -> str:
    """Give the address of the style sheet a mark, so that no cache takes another."""
    mark = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    name = Path(SHEET).name
    return html.replace(f"{name}?digest=", f"{name}?digest={mark}")


def write_lighter(app, exception):
    """Write what is left, and remove the fonts that only the rest loads."""
    if exception or app.builder.format != "html":
        return
    shutil.rmtree(Path(app.outdir) / FONTS, ignore_errors=True)
    for path in (Path(app.outdir) / SHEET).parent.glob("*.map"):
        path.unlink()
    path = Path(app.outdir) / SHEET
    path.write_text(lighter(path.read_text("utf-8")), "utf-8", newline="\n")
