"""The search page: what is found, in which order, and where it leads."""

import re

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.browser

HITS = """() => [...document.querySelectorAll('#search-results li')].map(li => ({
  title: li.querySelector('a').textContent,
  href: li.querySelector('a').getAttribute('href'),
  text: li.querySelector('.context')?.textContent ?? ''}))"""
GLOSSARY, API = "chapters/glossary.html#", "chapters/api.html#lossbook."
SOFTMAX, ENTROPY = "chapters/02-softmax-nll.html#", "chapters/04-entropy-kl.html#"


@pytest.fixture(scope="module")
def find(browser, html):
    """Search for words on the page as a reader does, opened from a file."""
    page = browser.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def search(words):
        page.goto((html / "search.html").as_uri())
        field = page.locator(".bd-search-container input[name=q]")
        field.fill(words)
        field.press("Enter")
        page.wait_for_url("**q=**")
        page.locator("#search-status:not(:empty)").wait_for()
        assert not complaints
        return page.evaluate(HITS)

    yield search
    page.close()


@pytest.mark.parametrize(
    ("words", "first", "soon"),
    [
        ("nats", f"{GLOSSARY}term-nat", "chapters/04"),
        ("calibration", f"{GLOSSARY}term-calibration", SOFTMAX),
        ("log sum exp", f"{GLOSSARY}term-logsumexp", SOFTMAX),
        ("log-sum-exp", f"{GLOSSARY}term-logsumexp", SOFTMAX),
        ("logsumexp", f"{GLOSSARY}term-logsumexp", f"{API}links.logsumexp"),
        (
            "kl divergence",
            f"{GLOSSARY}term-KL-divergence",
            "chapters/04-entropy-kl.html#",
        ),
        ("엔트로피", f"{GLOSSARY}term-entropy", f"{GLOSSARY}term-"),
        ("엔트로피를", GLOSSARY, GLOSSARY),
        ("label smoothing", f"{GLOSSARY}term-label-smoothing", "chapters/04"),
        ("hinge", "chapters/08-hinge.html", f"{GLOSSARY}term-hinge-loss"),
        ("L1 loss", "", "chapters/07-l1-l2-huber.html"),
        ("huber delta", "chapters/07-l1-l2-huber.html#", "chapters/07"),
        ("softmax temperature", "chapters/02-softmax-nll.html#temperature", GLOSSARY),
        ("pos_weight", "chapters/06", "chapters/06"),
        ("temprature", "", f"{GLOSSARY}term-temperature"),
        (
            "softmax_cross_entropy",
            f"{API}classification.softmax_cross_entropy",
            "",
        ),
    ],
)
def test_the_right_place_is_among_the_first(find, words, first, soon):
    hrefs = [hit["href"] for hit in find(words)]
    assert hrefs[0].startswith(first), hrefs[:6]
    assert any(href.startswith(soon) for href in hrefs[:6]), hrefs[:6]


def test_excerpts_are_words_without_markup(find):
    for words in ("kl divergence", "softmax", "gradient"):
        hits = find(words)
        assert len(hits) > 10
        for hit in hits:
            assert not re.search(r"\\[a-z]+|[{}$]|<\w", hit["text"]), hit
        assert sum(bool(hit["text"]) for hit in hits) > len(hits) / 2


def test_hits_lead_to_places_that_exist(find, html):
    anchors = {}
    hits = find("loss")
    assert len(hits) == 40
    for hit in hits:
        path, _, anchor = hit["href"].partition("#")
        if path not in anchors:
            page = BeautifulSoup((html / path).read_text("utf-8"), "html.parser")
            anchors[path] = {tag["id"] for tag in page.select("[id]")}
        assert not anchor or anchor in anchors[path], hit


def test_nothing_found_is_said(find):
    assert find("zzzzqqq") == []


def test_the_words_stand_beside_the_magnifier(visit):
    page = visit("search.md")
    icon = page.locator(".bd-search-container .fa-magnifying-glass").bounding_box()
    padding = page.locator(".bd-search-container input").evaluate(
        "e => e.getBoundingClientRect().x + parseFloat(getComputedStyle(e).paddingLeft)"
    )
    assert padding >= icon["x"] + icon["width"] + 4


def test_only_the_search_page_loads_the_search(visit, source):
    requested = " ".join(visit(source).requested)
    for name in (
        "searchindex",
        "searchtools",
        "language_data",
        "minisearch",
        "sections",
    ):
        assert name not in requested


def test_the_search_page_complains_of_nothing(visit):
    page = visit("search.md")
    assert page.complaints == []
