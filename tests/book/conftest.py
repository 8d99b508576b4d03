"""The built book, and a browser to read it with."""

import os
from pathlib import Path

import jupytext
import pytest
from bs4 import BeautifulSoup
from filelock import FileLock
from the_book import (
    CHAPTERS,
    CHROMIUM_FLAGS,
    HTML,
    OPEN_ALL,
    PAGES,
    PHONE,
    ROOT,
    build,
    chromium,
    watch,
)


@pytest.fixture(scope="session")
def html(tmp_path_factory) -> Path:
    """The folder of the book, built once for all processes that test it.

    Pages that somebody else has built are named by LOSSBOOK_HTML.
    """
    if "LOSSBOOK_HTML" in os.environ:
        return HTML
    shared = tmp_path_factory.getbasetemp().parent
    log = shared / f"built-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    with FileLock(f"{log}.lock"):
        if not log.exists():
            result = build(ROOT)
            log.write_text(
                f"{result.returncode}\n{result.stdout}\n{result.stderr}", "utf-8"
            )
    code, _, said = log.read_text("utf-8").partition("\n")
    assert code == "0", said[-3000:]
    return HTML


@pytest.fixture(scope="session", params=PAGES)
def source(request) -> str:
    """The path of each page's source, from the root."""
    return request.param


@pytest.fixture(scope="session", params=["intro.md", *CHAPTERS])
def explored(request) -> str:
    """The path of each page's source that has explorers."""
    return request.param


@pytest.fixture(scope="session", params=CHAPTERS)
def chapter(request):
    """Each chapter as a notebook."""
    return jupytext.read(ROOT / request.param)


@pytest.fixture(scope="session")
def soup(html, source) -> BeautifulSoup:
    """The built page."""
    text = (html / source).with_suffix(".html").read_text("utf-8")
    return BeautifulSoup(text, "html.parser")


@pytest.fixture(scope="session")
def browser(html):
    """Chromium; without one the tests are skipped, or fail where it must be there."""
    path = chromium()
    if path is None:
        message = "no Chromium: on Debian and Ubuntu, apt install chromium"
        if os.environ.get("LOSSBOOK_BROWSER") == "required":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def phone(browser, html, source):
    """Each page on a phone, all folds open, loaded once for tests that only look."""
    context = browser.new_context(**PHONE)
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto((html / source).with_suffix(".html").as_uri())
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(OPEN_ALL)
    yield page
    context.close()


@pytest.fixture
def visit(browser, html):
    """Open a page from its file; whatever it asks for or complains of is kept."""
    contexts = []

    def open_page(source: str, **options):
        context = browser.new_context(**options)
        context.set_default_timeout(120_000)  # a busy machine is no error
        contexts.append(context)
        page = context.new_page()
        watch(page)
        page.goto((html / source).with_suffix(".html").as_uri())
        # All that the page itself asks for has come; now what its letters ask for.
        if options.get("java_script_enabled", True):
            page.evaluate("document.fonts.ready.then(() => true)")
        return page

    yield open_page
    for context in contexts:
        context.close()
