"""The pages for a computer without network, packed and read from a folder."""

import posixpath
import re
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import offline
import pytest
from the_book import PAGES, file_of, watch


@pytest.fixture(scope="module")
def archive(html, tmp_path_factory) -> Path:
    """The pages for a computer without network."""
    path = tmp_path_factory.mktemp("offline") / "book.zip"
    path.write_bytes(offline.pack(html))
    return path


def test_the_archive_has_each_page_and_the_same_bytes(html, archive):
    assert offline.pack(html) == archive.read_bytes()
    with zipfile.ZipFile(archive) as packed:
        names = set(packed.namelist())
    for source in PAGES:
        assert f"lossbook/{source.removesuffix('.md')}.html" in names
    assert {"lossbook/README.txt", "lossbook/index.html"} <= names
    assert "lossbook/404.html" not in names


def test_each_link_in_the_archive_leads_to_a_file_in_it(archive):
    with zipfile.ZipFile(archive) as packed:
        names = set(packed.namelist())
        pages = {n: packed.read(n).decode() for n in names if n.endswith(".html")}
    for name, text in pages.items():
        # What a page shows as code is escaped, so it has no such links.
        for link in set(re.findall(r'\s(?:href|src)="([^"]+)"', text)):
            parts = urlsplit(link)
            if parts.scheme or not parts.path:
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), link))
            assert urlsplit(target).path in names, (name, link)


@pytest.mark.browser
def test_the_archive_works_without_a_network(archive, browser, tmp_path):
    """From a folder whose name has a space and letters of another script."""
    folder = tmp_path / "my book 책"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    context = browser.new_context(offline=True)
    context.set_default_timeout(60_000)
    page = context.new_page()
    watch(page)
    page.goto((folder / "lossbook" / "index.html").as_uri())
    page.wait_for_url("**/intro.html")
    slider = page.locator(".explorer input[type=range]").first
    before = slider.get_attribute("aria-valuetext")
    slider.press("End")
    assert slider.get_attribute("aria-valuetext") != before
    page.get_by_label("Take this page away").click()
    menu = page.locator(".dropdown-menu.show a")
    menu.first.wait_for()
    (notebook,) = [a.evaluate("a => a.href") for a in menu.all()]
    assert file_of(notebook).is_file() and file_of(notebook).name == "intro.ipynb"
    page.keyboard.press("Escape")
    all_notebooks = page.locator("article a[href$='lossbook-notebooks.zip']")
    assert file_of(all_notebooks.evaluate("a => a.href")).is_file()
    page.keyboard.press("Control+k")
    field = page.locator("dialog[open] input[name=q]")
    field.fill("softmax")
    field.press("Enter")
    page.locator("#search-results li a").first.click()
    page.locator("article h1").wait_for()
    assert all(url.startswith((folder.as_uri(), "data:")) for url in page.requested)
    assert page.complaints == []
    context.close()


def test_a_book_that_is_not_built_cannot_be_packed(monkeypatch, tmp_path):
    monkeypatch.setattr(offline, "HTML", tmp_path)
    with pytest.raises(SystemExit, match="run make book first"):
        offline.main()
    (tmp_path / "index.html").touch()
    monkeypatch.setattr(offline, "ARCHIVE", tmp_path / "gone" / "book.zip")
    with pytest.raises(SystemExit, match=r"Cannot write to .*gone"):
        offline.main()
