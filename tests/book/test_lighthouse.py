"""What Lighthouse looks for, without Lighthouse, and that its findings are told."""

import gzip
import urllib.error
import urllib.request

import pytest
from bs4 import BeautifulSoup
from lighthouse import PERFECT, Compressing, failures, pages_of, row
from serving import served
from the_book import PAGES


@pytest.fixture(scope="module")
def heads(html):
    """The head of each page, also of those that no source is behind."""
    texts = {page: (html / page).read_text("utf-8") for page in pages_of(html)}
    return {
        page: BeautifulSoup(text.partition("<body")[0], "html.parser")
        for page, text in texts.items()
    }


def test_all_pages_are_judged(heads):
    written = {page.replace(".md", ".html") for page in PAGES}
    assert set(heads) == written | {
        "404.html",
        "genindex.html",
        "py-modindex.html",
        "search.html",
    }


def test_each_page_says_what_a_search_engine_shows(heads):
    for page, head in heads.items():
        assert head.html["lang"] == "en", page
        assert head.title.string.strip(), page
        (description,) = head.select("meta[name=description]")
        assert 40 <= len(description["content"]) <= 160, page
        (viewport,) = head.select("meta[name=viewport]")
        assert "width=device-width" in viewport["content"], page
        assert len(head.select("link[rel=canonical]")) <= 1, page


# ------------------------------------------------------------------------ the report


def report(shift=0.0, **scores):
    """A report as Lighthouse writes it, of one audit for each category."""
    scores = dict.fromkeys(("performance", *PERFECT), 1) | scores
    audits = {
        name: {"title": f"Title of {name}", "score": scores[name]} for name in scores
    }
    audits["cumulative-layout-shift"] = {"numericValue": shift, "title": "CLS"}
    audits["total-byte-weight"] = {"numericValue": 123_400, "title": "bytes"}
    return {
        "audits": audits,
        "categories": {
            name: {
                "title": name.upper(),
                "score": score,
                "auditRefs": [{"id": name, "weight": 1}],
            }
            for name, score in scores.items()
        },
        "environment": {"benchmarkIndex": 1500.4},
    }


def test_a_perfect_page_has_no_failures_however_slow_the_machine():
    assert failures(report(performance=0.3)) == []


@pytest.mark.parametrize("name", PERFECT)
def test_an_audit_that_failed_is_named(name):
    assert failures(report(**{name: 0.9})) == [
        f"{name.upper()}: Title of {name} ({name})"
    ]


def test_a_page_that_jumps_is_named():
    assert failures(report(shift=0.01)) == []
    assert failures(report(shift=0.02)) == ["CLS: 0.020, at most 0.01"]


def test_a_page_that_cannot_be_judged_is_named():
    broken = report() | {"runtimeError": {"message": "NO_FCP: nothing was painted"}}
    assert failures(broken) == ["NO_FCP: nothing was painted"]


def test_a_line_of_the_table_has_all_numbers():
    line = row("intro.html", report(shift=0.004, performance=0.57, seo=0.9))
    assert " ".join(line.split()) == "intro.html 57 100 100 90 0.004 123 1500"


# ------------------------------------------------------------------------ the server


def test_the_server_compresses_and_knows_what_is_missing(html):
    with served(html, Compressing) as address:
        with urllib.request.urlopen(f"{address}/intro.html") as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            sent = answer.read()
        assert gzip.decompress(sent) == (html / "intro.html").read_bytes()
        with pytest.raises(urllib.error.HTTPError, match="404") as error:
            urllib.request.urlopen(f"{address}/no/page.html")
        shown = gzip.decompress(error.value.read())
        assert shown == (html / "404.html").read_bytes()
