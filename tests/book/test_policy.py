"""The policy of each page, and that all of a page works under it."""

import json
import os
import re
import shutil

import pytest
from bs4 import BeautifulSoup
from engines import Firefox, WebKit
from security_policy import (
    digest,
    outside_host,
    pages_in,
    policy_of,
    with_policy,
)
from serving import served
from the_book import PAGES, watch

# What no source is behind has the policy too.
OTHERS = ["search.md", "genindex.md", "py-modindex.md", "404.md"]
STRICT = {
    "default-src": {"'self'"},
    "object-src": {"'none'"},
    "frame-src": {"'none'"},
    "worker-src": {"'none'"},
    "media-src": {"'none'"},
    "manifest-src": {"'none'"},
    "style-src": {"'self'", "'unsafe-inline'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
}
CHAPTER = "chapters/02-softmax-nll"


def directives(policy):
    """The policy as a table."""
    listed = [directive.split() for directive in policy.split(";")]
    return {name: set(sources) for name, *sources in listed}


# ---------------------------------------------------------------------- how it is made


def test_a_digest_is_the_one_that_browsers_compute():
    # The example of the specification, CSP Level 2, section 4.2.5.
    script = "alert('Hello, world.');"
    assert digest(script) == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"


def test_each_script_within_a_page_is_named_once_and_no_data():
    html = (
        "<script>a()</script><script src='b.js'></script><script>a()</script>"
        '<script defer="defer">\nc()\n</script>'
        "<script type='application/json'>[1]</script>"
    )
    assert directives(policy_of(html))["script-src"] == {
        "'self'",
        digest("a()"),
        digest("\nc()\n"),
    }


def test_a_page_has_one_policy_however_often_it_is_given():
    html = '<html><head>\n    <meta charset="utf-8" />\n<script>a()</script></head>'
    once = with_policy(html)
    assert with_policy(once) == once
    changed = with_policy(once.replace("a()", "b()"))
    assert digest("b()") in changed
    assert digest("a()") not in changed
    assert changed.count("Content-Security-Policy") == 1


def test_a_page_without_a_place_for_it_is_an_error():
    with pytest.raises(ValueError, match="charset"):
        with_policy("<html><head></head></html>")


def test_jupyterlite_gets_none(tmp_path):
    for name in ("a.html", "chapters/b.html", "lite/c.html", "_static/d.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = {path.relative_to(tmp_path).as_posix() for path in pages_in(tmp_path)}
    assert found == {"a.html", "chapters/b.html"}


@pytest.mark.parametrize(
    ("file", "host"),
    [
        (
            "https://cdn.jsdelivr.net/pyodide/v1/full/numpy.whl",
            "https://cdn.jsdelivr.net",
        ),
        ("numpy.whl", ""),
    ],
    ids=["outside", "filled"],
)
def test_only_the_page_before_jupyterlite_may_ask_another_host(tmp_path, file, host):
    lock = tmp_path / "lock.json"
    lock.write_text(json.dumps({"packages": {"numpy": {"file_name": file}}}), "utf-8")
    allowed = directives(policy_of("<html>", outside_host(lock)))["connect-src"]
    assert allowed == {"'self'", host} - {""}


# ---------------------------------------------------------------------- what is built


@pytest.mark.parametrize("page", [*PAGES, *OTHERS])
def test_the_policy_is_strict_and_fits_the_page(html, page):
    text = (html / page).with_suffix(".html").read_text("utf-8")
    head = BeautifulSoup(text, "html.parser").head
    charset, meta = head.find_all(True, limit=2)
    assert charset["charset"] == "utf-8"
    assert meta["http-equiv"] == "Content-Security-Policy"
    assert text.count("Content-Security-Policy") == 1
    policy = directives(meta["content"])
    scripts = policy.pop("script-src")
    assert policy == STRICT
    # As a parser finds them, not the expression of the extension.
    inline = [
        script.string
        for script in BeautifulSoup(text, "html.parser").find_all("script", src=False)
        if script.get("type") != "application/json"
    ]
    assert scripts == {"'self'", *map(digest, inline)}


def test_no_element_brings_code_of_its_own(soup):
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")], tag
        assert not str(tag.get("href", "")).startswith("javascript:"), tag


# ---------------------------------------------------------------------- what works

WATCH = """() => {
  window.violations = [];
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    violations.push(`${violatedDirective}: ${blockedURI}`));
}"""


@pytest.fixture
def reader(browser):
    """A page that keeps what is forbidden and what is complained of."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(60_000)
    context.add_init_script(f"({WATCH})()")
    page = context.new_page()
    watch(page)
    yield page
    context.close()


def complaints(page):
    """What is forbidden or wrong on the page, and since the one before."""
    return page.evaluate("violations") + page.complaints


def use(page):
    """Do on a page all that can be done there."""
    for toggle in page.locator("[data-bs-toggle=dropdown]:visible").all():
        toggle.click()
        page.locator(".dropdown-menu.show").wait_for()
        page.keyboard.press("Escape")
    # The modes are auto, light and dark. Newer themes have a menu for them.
    switch, root = page.locator(".theme-switch-button"), page.locator("html")
    modes = set()
    for number in range(3):
        switch.click()
        if (menu := page.locator(".theme-change-button")).count():
            menu.nth(number).click()
        modes.add(root.get_attribute("data-mode"))
    assert modes == {"auto", "light", "dark"}
    for toggle in page.locator(".sidebar-toggle:visible").all():
        toggle.click()
    for slider in page.locator(".explorer input[type=range]").all():
        seen = set()
        for key in ("End", "Home"):
            slider.press(key)
            seen.add(slider.get_attribute("aria-valuetext"))
        assert len(seen) == 2
    if page.locator("button.copybtn:visible").count():
        page.locator("button.copybtn:visible").first.click()
    for tab in page.locator("label.sd-tab-label").all():
        tab.click()
    if page.locator("article details > summary").count():
        page.locator("article details > summary").first.click()


def search(page):
    """Search from the dialog of a page; the search page has a field instead."""
    page.keyboard.press("Control+k")
    field = page.locator(
        "dialog[open] input[name=q], .bd-search-container input[name=q]"
    ).locator("visible=true")
    field.fill("softmax")
    field.press("Enter")
    page.wait_for_url("**/search.html?q=softmax*")
    page.locator("#search-results li").first.wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("page", [*PAGES, *OTHERS])
def test_all_of_a_page_works_under_its_policy(reader, html, page):
    """Opened from its file, where 'self' has to mean the files beside it."""
    if page == "404.md":
        pytest.skip("its links begin at the root of a host: it is tried below one")
    reader.goto((html / page).with_suffix(".html").as_uri())
    use(reader)
    assert complaints(reader) == []
    search(reader)
    assert complaints(reader) == []


@pytest.mark.browser
@pytest.mark.parametrize("path", ["html/", ""], ids=["below a path", "root"])
def test_served_a_page_works_under_its_policy(reader, html, path):
    with served(html.parent if path else html) as address:
        reader.goto(f"{address}/{path}{CHAPTER}.html")
        use(reader)
        assert complaints(reader) == []
        search(reader)
        assert complaints(reader) == []
        if not path:
            reader.goto(f"{address}/404.html")
            use(reader)
            search(reader)
            assert complaints(reader) == []


@pytest.mark.browser
def test_what_the_policy_forbids_does_not_run(reader, html):
    """A script that somebody brings into a page, and a picture from another host."""
    reader.goto((html / f"{CHAPTER}.html").as_uri())
    reader.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          const picture = new Image();
          picture.src = "https://example.org/picture.png";
          document.body.append(picture);
        }"""
    )
    reader.wait_for_timeout(200)
    assert reader.evaluate("window.ran") is None
    seen = {said.partition(":")[0] for said in reader.evaluate("violations")}
    assert seen == {"script-src-elem", "img-src"}


@pytest.mark.browser
@pytest.mark.parametrize("kind", [Firefox, WebKit], ids=lambda kind: kind.__name__)
def test_other_browsers_read_the_files_of_a_folder(html, kind, tmp_path):
    """What 'self' is for a file is said by no standard."""
    if shutil.which(kind.program) is None:
        message = f"no {kind.program}: on Debian and Ubuntu, see README.md"
        required = os.environ.get("LOSSBOOK_BROWSER") == "required"
        (pytest.fail if required else pytest.skip)(message)
    engine = kind(tmp_path)
    try:
        engine.open((html / f"{CHAPTER}.html").as_uri())
        slider = engine.run("document.querySelector('.explorer input[type=range]').id")
        state = "document.querySelector('.explorer-state').textContent"
        before = engine.run(state)
        for key in ("End", "Home"):
            engine.press(f"#{slider}", key)
            if engine.run(state) != before:
                break
        assert engine.run(state) != before  # a script within the page
        assert engine.run("document.querySelectorAll('button.copybtn').length")
        sheets = "getComputedStyle(document.documentElement)"
        assert engine.run(f"{sheets}.getPropertyValue('--pst-color-primary')")
        fonts = "[...document.fonts].map((font) => font.status).join(' ')"
        found = engine.run(f"document.fonts.ready.then(() => {fonts})")
        assert re.search(r"\bloaded\b", str(found)), found
        assert "error" not in found
        engine.open(f"{(html / 'search.html').as_uri()}?q=softmax")
        assert engine.run("document.querySelectorAll('#search-results li').length")
    finally:
        engine.close()
