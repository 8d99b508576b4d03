"""What every built page must show, read from its HTML."""

import functools
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from the_book import CHAPTERS

ABSOLUTE = re.compile(r"^(?:[a-z]+:)?//")


def test_no_cell_ended_in_a_traceback(soup):
    assert not soup.select(".output.traceback, .output.stderr")


def test_every_figure_says_what_it_shows(soup, source):
    figures = soup.select("article svg.lossbook-figure, article img")
    assert figures or source not in CHAPTERS
    for figure in figures:
        text = figure.get("aria-label") or figure.get("alt", "")
        assert len(text) > 40, figure
        assert "_images" not in text


def test_no_name_stands_twice(soup):
    names = [tag["id"] for tag in soup.select("[id]")]
    assert sorted(names) == sorted(set(names))


@functools.cache
def anchors_of(page):
    """All ids of a page: many links lead to the same few pages."""
    return set(re.findall(r'\bid="([^"]*)"', page.read_text("utf-8")))


def test_links_lead_somewhere(soup, html, source):
    here = (html / source).with_suffix(".html")
    links = [a["href"] for a in soup.select("a[href]") if a["href"] != "#"]
    assert links
    for link in links:
        if ABSOLUTE.match(link):
            continue
        path, _, anchor = link.partition("#")
        target = (here.parent / path).resolve() if path else here
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


def test_nothing_comes_from_another_host(soup, html):
    loaded = [tag["src"] for tag in soup.select("[src]")]
    loaded += [tag["href"] for tag in soup.select("link[href]")]
    styles = "".join(path.read_text("utf-8") for path in html.rglob("*.css"))
    loaded += re.findall(r"@import\s+(?:url\()?[\"']?([^\"')]+)", styles)
    loaded += re.findall(r"url\([\"']?(?!data:)([^\"')]+)", styles)
    assert [url for url in loaded if ABSOLUTE.match(url)] == []


def test_formulas_are_set_without_script(soup):
    formulas = soup.select(".math")
    assert all(formula.select(".katex math") for formula in formulas)
    assert not soup.select(".katex-error")


def test_no_widget_was_made(html, source):
    text = (html / source).with_suffix(".html").read_text("utf-8")
    assert "application/vnd.jupyter.widget" not in text
    assert "require.js" not in text


def test_an_explorer_has_a_frame_for_each_position(soup, source):
    explorers = soup.select(".explorer")
    assert explorers or source not in CHAPTERS
    for explorer in explorers:
        table = json.loads(explorer.select_one("[type='application/json']").string)
        frames = 1
        for name, positions in zip(table["names"], table["values"], strict=True):
            frames *= len(positions)
            controls = explorer.form.find_all(attrs={"name": name})
            kinds = {(control.name, control.get("type")) for control in controls}
            if kinds == {("input", "radio")}:
                words = [control.parent.text.strip() for control in controls]
                assert words == positions
                continue
            (control,) = controls
            assert explorer.find("label", attrs={"for": control["id"]}).text.strip()
            if control.name == "select":
                assert [option.text for option in control("option")] == positions
            else:
                assert int(control["max"]) == len(positions) - 1
                start = positions[int(control["value"])]
                assert start == control["aria-valuetext"]
        assert len(table["states"]) == frames
        assert [len(pieces) for pieces in table["shapes"]] == [frames] * len(
            explorer.select("g.moving")
        )


def test_the_script_of_the_explorers_stands_once(soup):
    found = [tag.get_text() for tag in soup.select(".explorer > script:not([type])")]
    calls = [script.split("\n")[-2 if "??=" in script else -1] for script in found]
    assert len(found) == len(soup.select(".explorer"))
    assert len([script for script in found if "??=" in script]) == bool(found)
    assert all(call.startswith("window.lossbookExplorer(") for call in calls)


def test_the_index_leads_to_the_first_page(html):
    assert "intro.html" in (html / "index.html").read_text("utf-8")


def test_the_head_says_once_what_the_page_is(soup):
    head = soup.head
    assert len(head.select("meta[name=viewport]")) == 1
    assert all(meta.get("content") for meta in head.select("meta[name]"))
    (description,) = head.select("meta[name=description]")
    assert 40 <= len(description["content"]) <= 160
    assert "…" not in description["content"][:-1]
    assert not re.search(r"[\\${}]|  ", description["content"])


def test_pages_describe_themselves_differently(html):
    said = [
        BeautifulSoup(path.read_text("utf-8"), "html.parser").select_one(
            "meta[name=description]"
        )["content"]
        for path in (html / "chapters").glob("*.html")
    ]
    assert len(said) == len(set(said)) > 10


def test_no_script_keeps_a_page_waiting(soup):
    assert soup.select("head script[src]")
    assert not soup.select("script[src]:not([defer])")


def test_a_page_has_an_icon(soup, html, source):
    icon = soup.select_one("link[rel=icon]")["href"]
    assert ((html / source).parent / icon).resolve().is_file()
    touch = soup.select_one("link[rel=apple-touch-icon]")["href"]
    assert ((html / source).parent / touch).resolve().is_file()
    assert (html / "favicon.ico").is_file()  # for who asks for it unprompted


def test_folds_are_called_what_is_written_on_them(soup):
    assert not soup.select("summary[aria-label]")


def test_references_carry_the_label_of_the_text(soup):
    """What the text shows is "Bishop [2006]" or "[Bishop, 2006]"."""
    labels = {}
    for citation in soup.select("article .citation[id]"):
        label = citation.select_one(".label").get_text().strip("[]")
        assert label not in labels
        labels[label] = citation["id"]
    cited = 0
    for link in soup.select("article a.reference.internal[href^='#id']"):
        named = [label for label, name in labels.items() if link["href"] == f"#{name}"]
        if not named:
            continue
        names, year = named[0].rsplit(", ", 1)
        shown = link.get_text().replace("\xa0", " ")  # as in "van den Oord"
        assert shown in (f"{names}, {year}", year, names), (shown, named[0])
        if shown == year:  # the names stand before it: Bishop [2006]
            before = "".join(map(text_of, reversed(list(link.previous_siblings))))
            assert before.rstrip(" [\xa0").endswith(names.removesuffix(".")) or (
                before.rstrip(" [\xa0").endswith(names)
            ), (before[-60:], names)
        cited += 1
    assert cited or not labels


def text_of(node):
    return node if isinstance(node, str) else node.get_text()


def test_lines_of_code_are_elements_and_lose_nothing(soup, source):
    blocks = soup.select("div.highlight pre")
    assert blocks or source not in CHAPTERS
    for block in blocks:
        lines = block.select("span.line")
        assert "".join(line.get_text() for line in lines) == block.get_text()
        for line in lines:
            text = line.get_text()
            indent = len(text.rstrip("\n")) - len(text.rstrip("\n").lstrip(" "))
            stated = re.search(r"--in:(\d+)", line.get("style", "--in:0"))
            assert int(stated[1]) == indent or not text.strip()


@pytest.mark.parametrize("secret", [".venv", "site-packages", "/home/", "/root/"])
def test_no_path_of_the_building_machine_is_published(html, secret):
    for path in [*html.rglob("*.html"), *Path(html).glob("*.js")]:
        assert secret not in path.read_text("utf-8"), path
