"""What one chapter says of another stands there, under the word that is used."""

import re

import pytest
from promises import PROMISES
from the_book import CHAPTERS, ROOT

from lossbook import tables

MENTION = re.compile(r"[Cc]hapter (\d\d)")
CODE = re.compile(r"^```\{code-cell\}.*?^```$", re.DOTALL | re.MULTILINE)
SENTENCE = re.compile(r"(?<=[.?!:])\s+|\n\n+|\n(?=[-|:])")


def prose(number):
    """The text of a chapter, without the code of its cells, in one line."""
    (path,) = (ROOT / "chapters").glob(f"{number}-*.md")
    return " ".join(CODE.sub("\n\n", path.read_text("utf-8")).split())


def sentences():
    """Every sentence of a chapter that names another one, with both numbers."""
    for source in CHAPTERS:
        text = CODE.sub("\n\n", (ROOT / source).read_text("utf-8"))
        for sentence in SENTENCE.split(text):
            for found in MENTION.finditer(sentence):
                yield source[9:11], found[1], " ".join(sentence.split())


def name_of(here, there, sentence):
    """A short name of a sentence: the chapters and its first words."""
    return "-".join([here, "to", there, *re.findall(r"[A-Za-z]+", sentence)[:5]])


@pytest.mark.parametrize(
    ("here", "there", "sentence"),
    [pytest.param(*said, id=name_of(*said)) for said in sentences()],
)
def test_each_promise_is_kept(here, there, sentence):
    kept = [
        words
        for source, part, target, words in PROMISES
        if (source, target) == (here, there) and part in sentence
    ]
    assert kept, "add a row to promises.py: which words stand there?"
    text = prose(there).lower()
    assert all(word.lower() in text for words in kept for word in words)


def test_each_row_is_about_one_sentence_that_is_there():
    said = list(sentences())
    for source, part, target, _ in PROMISES:
        about = [
            sentence
            for here, there, sentence in said
            if (source, target) == (here, there) and part in sentence
        ]
        assert len(about) == 1, (source, part, target)


def test_the_words_of_a_row_tell_its_place():
    """They stand in few places of the chapter, so they point at one of them."""
    for _, part, target, words in PROMISES:
        text = prose(target).lower()
        assert min(text.count(word.lower()) for word in words) <= 2, (part, words)


def test_the_table_of_names_says_which_functions_clamp_or_clip():
    """Chapter 06 sends the reader to it; a cell of chapter 09 prints it."""
    assert "clamps each logarithm" in tables.names_elsewhere("PyTorch")
    for library in ("Keras", "scikit-learn"):
        assert "clips" in tables.names_elsewhere(library)


def test_a_chapter_that_the_glossary_names_uses_the_term():
    text = (ROOT / "chapters/glossary.md").read_text("utf-8")
    entries = text.split("```{glossary}\n")[1].split("\n```")[0].split("\n\n")
    for entry in entries:
        names = [line for line in entry.split("\n") if not line.startswith(" ")]
        forms = [form_of(name) for name in names]
        for number in MENTION.findall(entry):
            assert any(re.search(form, prose(number), re.I) for form in forms), entry


def form_of(name):
    """A pattern for a term as it may stand in a text, in singular and plural."""
    words = re.sub(r"\s*\(.*\)", "", name).replace("’", ".")
    return rf"(?<!\w){re.escape(words).replace(chr(92) + '.', '.').rstrip('y')}"
