"""What a first visit loads, and that nothing which a page needs is left out."""

import re

import pytest
from light_styles import LEFT_OUT, SHEET, is_used, lighter
from the_book import PAGES, ROOT, weight

# kB, compressed as a server sends it.
BUDGET = {"intro.md": 200}
OTHERS = 300
# Scripts that give classes to elements. Bootstrap's own components are listed below.
SCRIPTS = [
    "_static/scripts/*book-theme.js",
    "_static/scripts/pydata*.js",
    "_static/*.js",
]
STRING = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`")


@pytest.mark.browser
@pytest.mark.parametrize("page", [*PAGES, "search.md", "genindex.md"])
def test_a_first_visit_stays_within_its_weight(visit, page):
    loaded = visit(page).requested
    if page == "search.md":  # the texts of all pages, which nothing else loads
        loaded = [url for url in loaded if "/search/" not in url]
    assert weight(loaded) <= 1000 * BUDGET.get(page, OTHERS)


# What the icons are called by the theme, and what only gives them a size.
SIZES = {"fa-solid", "fa-lg", "fa-fw"}


@pytest.fixture(scope="module")
def classes(html):
    """The classes of all elements of all pages."""
    found = set()
    for path in [*html.glob("*.html"), *html.glob("chapters/*.html")]:
        for listed in re.findall(r'\bclass="([^"]*)"', path.read_text("utf-8")):
            found.update(listed.split())
    return found


def test_no_element_has_a_class_whose_rules_are_left_out(classes):
    assert len(classes) > 100
    assert sorted(filter(LEFT_OUT.fullmatch, classes)) == []


# Words of the theme's menu of versions, which the book has not.
OF_VERSIONS = {"invalid", "list-group-item", "list-group-item-action", "valid"}


def test_no_script_gives_an_element_such_a_class(html, classes):
    assert not [name for name in classes if "version-switcher" in name]
    for pattern in SCRIPTS:
        for path in html.glob(pattern):
            strings = STRING.findall(path.read_text("utf-8"))
            words = {word for string in strings for word in "".join(string).split()}
            assert set(filter(LEFT_OUT.fullmatch, words)) <= OF_VERSIONS, path


def test_of_bootstrap_only_these_components_are_used(html):
    used = set()
    for path in html.rglob("*.html"):
        used |= set(re.findall(r'data-bs-toggle="([^"]*)"', path.read_text("utf-8")))
    assert used == {"tooltip", "dropdown"}


def test_each_icon_has_a_shape_of_the_books_own(html, classes):
    own = set(
        re.findall(r"\.(fa-[\w-]+)", (ROOT / "_ext/icons.css").read_text("utf-8"))
    )
    icons = {name for name in classes if name.startswith("fa-")} - SIZES
    assert icons
    assert sorted(icons - own) == []


def test_the_style_sheet_has_neither_icons_nor_empty_rules(html):
    style = (html / SHEET).read_text("utf-8")
    assert style == lighter(style)
    assert "Font Awesome 6 Free-" not in style
    assert "@font-face" not in style
    assert "{}" not in style
    assert "sourceMappingURL" not in style
    assert style.count("{") == style.count("}") > 1000
    # The licence stays.
    assert "Licensed under MIT" in style


@pytest.mark.parametrize(
    ("selector", "used"),
    [
        (".btn", True),
        (".dropdown-menu.show", True),
        (".btn-close", False),
        (".a .modal-body>p", False),
        (".fa-trash:before", False),
        (".fa-lg", True),
        (".theme-switch .fa-lg", True),
        ("a:not(.btn-close)", True),
        (":is(.modal,.page):hover", True),
        ("input[type=range]:not(:disabled)", True),
        (".form-control:focus", True),
        (".form-select:focus", False),
        (".d-print-none", True),
        (".flex-lg-row", False),
    ],
)
def test_a_rule_is_left_out_if_it_needs_what_no_page_has(selector, used):
    assert is_used(selector) is used


def test_what_is_left_of_a_style_sheet():
    style = (
        '@charset "UTF-8";/*! licence */.a,.modal{x:1}.toast{y:2}'
        "@media print{.card,.alert{z:3}.alert{z:4}}@media screen{.alert{z:5}}"
        '@font-face{font-family:"Font Awesome 6 Free";src:url(f.woff2)}'
        "@keyframes k{0%{a:1}to{a:2}}.b:is(.c,.d),.e[f='g,h']{i:6}/*# map*/"
    )
    assert lighter(style) == (
        '@charset "UTF-8";/*! licence */.a{x:1}'
        "@media print{.card{z:3}}"
        "@keyframes k{0%{a:1}to{a:2}}.b:is(.c,.d),.e[f='g,h']{i:6}"
    )


# Where that begins which follows the sliders, before the script has run and after.
BEGINNINGS = """() => [...document.querySelectorAll(".explorer form")].map(controls => {
  const state = controls.closest(".explorer").querySelector(".explorer-state");
  return [true, false].map(hidden => {
    controls.hidden = hidden;
    return state.getBoundingClientRect().top;
  });
})"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("page", ["intro.md", "chapters/02-softmax-nll.md"])
def test_nothing_jumps_when_the_sliders_come(visit, page, width):
    opened = visit(page, viewport={"width": width, "height": 800})
    beginnings = opened.evaluate(BEGINNINGS)
    assert beginnings
    for before, after in beginnings:
        assert before == after
    controls = opened.locator(".explorer-controls").first
    controls.evaluate("controls => { controls.hidden = true }")
    assert not controls.is_visible()
