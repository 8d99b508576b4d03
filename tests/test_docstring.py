"""Docstrings put together: the short form that a formula is written in."""

from lossbook._docstring import entries, in_numpy_style


def test_an_entry_goes_on_until_the_next():
    doc = """Return it.

    More: this is no entry, and Note: neither is this.

    delta: Its text
    goes on.

    With a second paragraph.
    Note: Here.
    Example: Before it:

    >>> 1
    1
    """
    assert entries(doc, ("delta",)) == {
        "": "Return it.\n\nMore: this is no entry, and Note: neither is this.",
        "delta": "Its text\ngoes on.\n\nWith a second paragraph.",
        "Note": "Here.",
        "Example": "Before it:\n\n>>> 1\n1",
    }
    # What is no argument of this function has no entry.
    assert "delta" not in entries(doc)


def test_a_line_of_a_note_may_begin_with_an_argument():
    doc = """Return it.

    gamma: A power.
    Note: Its error is multiplied by
    gamma: it grows.

    Returns: so it does.
    """
    assert entries(doc, ("gamma",)) == {
        "": "Return it.",
        "gamma": "A power.",
        "Note": "Its error is multiplied by\ngamma: it grows.\n\nReturns: so it does.",
    }


def test_without_a_docstring_nothing_is_said():
    assert entries(None) == {"": ""}


def test_a_long_line_is_broken_and_the_rest_is_left_out():
    text = in_numpy_style(
        {"": "Return it."},
        arguments={"x": ("float", "word " * 40)},
        returns=("float", "a number"),
        raises={"TypeError": "If not."},
    )
    assert max(map(len, text.splitlines())) <= 88
    assert "Returns\n-------\nfloat\n    A number" in text
    assert "Notes" not in text and "Examples" not in text
