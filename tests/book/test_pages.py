"""What every built page must show, read from its HTML."""

import functools
import json
import re
from pathlib import Path

import pytest
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
        for positions, slider in zip(
            table["values"], explorer.select("input[type=range]"), strict=True
        ):
            frames *= len(positions)
            assert int(slider["max"]) == len(positions) - 1
            assert positions[int(slider["value"])] == slider["aria-valuetext"]
            assert explorer.find("label", attrs={"for": slider["id"]}).text.strip()
        assert len(table["states"]) == frames
        assert [len(pieces) for pieces in table["shapes"]] == [frames] * len(
            explorer.select("g.moving")
        )


def test_the_index_leads_to_the_first_page(html):
    assert "intro.html" in (html / "index.html").read_text()


@pytest.mark.parametrize("secret", [".venv", "site-packages", "/home/", "/root/"])
def test_no_path_of_the_building_machine_is_published(html, secret):
    for path in [*html.rglob("*.html"), *Path(html).glob("*.js")]:
        assert secret not in path.read_text("utf-8"), path
