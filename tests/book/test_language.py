"""Plain standard English, as far as a list of words can ensure it.

Each row is a phrase that readers whose first language is another cannot look up, and
what the field says instead. CONTRIBUTING.md says the rest.
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
    # "The slope of a loss by the score", but not "slopes of both by the same factor".
    r"(?:slope|gradient|derivative)s? of [^.;:()]{1,40}? "
    r"by (?:the (?!same)|each|its|`|\$|[a-z]\b)": "with respect to",
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
    r"\b(?:of|for|by|to|than|from|with) who (?!\w+ (?:is|are)\b)\w+": "of a model that",
    r"(?:^|[.!?;:] )(?:Only so|Only then|Hardly|Scarcely|Seldom|Rarely) "
    r"(?:can|does|do|is|are|has|have|could|would|was|were|will)\b": "subject first",
    r"\bmakes? [^.]{1,60}(?<!of )\bits own\b": "has the error of",
    r"\bend of float(?:64|32)\b": "the largest or the smallest float64",
    r"\bstands? (?:once|twice)\b": "occurs once, twice",
    r"\b[Oo]ne (?:loss|slope|number|row|matrix) an? (?:element|example|row)\b": "per",
    r"\b(?:is|or|`\w+`) no (?:integer|real number|vector|matrix)\b": "is not one",
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
