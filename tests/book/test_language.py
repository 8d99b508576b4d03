"""Plain standard English, as far as a list of words can hold it.

Each row was found in the book by readers whose first language is another: the words,
and what the field says instead. CONTRIBUTING.md tells the rest.
"""

import re

import pytest
from the_book import CHAPTERS, PAGES, ROOT

TEXTS = [*PAGES, "README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
CODE = [
    path.relative_to(ROOT).as_posix()
    for path in sorted((ROOT / "lossbook").rglob("*.py"))
]

DIALECT = {
    r"(?:slope|gradient|derivative)s? by (?:the|each|its|what|\$|`)": "with respect to",
    r"\bdifferentiat\w+ by\b": "with respect to",
    r"\bdearer\b|\bdearest\b": "costs more, costs most",
    r"\bmend(?:s|ed|ing)?\b": "repair, correct, fix",
    r"\bboast\w*": "overconfident",
    r"\ball but (?!one\b|two\b|three\b)": "almost",
    r"\bwhoever\b": "anyone who",
    r"\bto be had\b": "can be obtained, is available",
    r"\bread were\b": "we read",
    r"\bfor ever\b": "without end",
    r"\bnever hears of\b": "never reaches",
    r"\bstands? firm\b": "is not moved",
    r"(?:^|[.!?] |\n\n)Who(?:ever)? [^.?!]*\.(?:\s|$)": "anyone who, a model that",
    r"\bthe price of (?:such )?faith\b": "the loss is larger",
    r"\bhardly ever\b": "rarely",
}


@pytest.mark.parametrize("name", [*TEXTS, *CODE])
def test_words_are_those_of_the_field(name):
    text = (ROOT / name).read_text("utf-8")
    text = " ".join(re.sub(r"\n(?!\n)", " ", text).split(" "))
    found = {
        match.group().strip(): better
        for pattern, better in DIALECT.items()
        for match in re.finditer(pattern, text)
    }
    assert found == {}


@pytest.mark.parametrize("name", CHAPTERS)
def test_misconceptions_are_not_all_told_in_the_same_words(name):
    text = (ROOT / name).read_text("utf-8")
    assert len(re.findall("It is tempting", text)) <= 2
    assert len(re.findall("^The rule:", text, re.MULTILINE)) <= 2
