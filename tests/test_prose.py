"""Numbers for the text: what is published, and what is refused."""

import io
import subprocess
import sys
from contextlib import redirect_stdout

import numpy as np
import pytest

from lossbook import prose

PREFIX = "application/papermill.record/"


class Shell:
    """What IPython gives a cell to publish with."""

    def __init__(self):
        self.display_pub, self.published = self, []

    def publish(self, data, metadata=None):
        self.published.append((data, metadata))


@pytest.fixture
def published(monkeypatch):
    shell = Shell()
    monkeypatch.setattr(prose, "get_ipython", lambda: shell)
    return shell.published


@pytest.mark.parametrize(
    ("value", "text", "why"),
    [
        (0.25, "0.25", "a float as it is"),
        (3, "3", "an int stays one, so that the text can say 3 and not 3.0"),
        (np.float64(0.25), "0.25", "its own repr is np.float64(0.25)"),
        (np.float32(0.5), "0.5", "of any width"),
        (np.int64(3), "3", "a count of NumPy's"),
        (np.array(0.25), "0.25", "what np.asarray makes of a number"),
        (np.array([1.0, 2.0]).max(), "2.0", "what a reduction returns"),
        (1e-17, "1e-17", "no digit is lost"),
    ],
)
def test_a_number_is_published_as_the_build_reads_it(published, value, text, why):
    prose.glue("some_name", value)
    ((data, metadata),) = published
    assert data == {f"{PREFIX}text/plain": text}, why
    assert metadata == {"scrapbook": {"name": "some_name", "mime_prefix": PREFIX}}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("0.25", "'0.25'"),
        (None, "None"),
        (True, "True"),
        (np.bool_(True), "np.True_"),
        ([0.25], "[0.25]"),
        (np.array([0.25]), "array([0.25])"),
        (1 + 2j, "(1+2j)"),
        (np.complex128(1), "np.complex128(1+0j)"),
        (float("nan"), "nan"),
        (np.float64("inf"), "np.float64(inf)"),
    ],
)
def test_what_is_no_number_is_refused(published, value, says):
    with pytest.raises(ValueError) as refusal:
        prose.glue("some_name", value)
    message = str(refusal.value)
    assert message.startswith("value of 'some_name' must be one finite number, got ")
    assert message.endswith(says)
    assert published == []


@pytest.mark.parametrize("name", ["", "two words", "2nd", "a:b", "a`b", None, 3])
def test_a_name_that_the_text_could_not_use_is_refused(published, name):
    with pytest.raises(ValueError) as refusal:
        prose.glue(name, 1.0)
    assert str(refusal.value).startswith("name must be letters, digits and _")
    assert str(refusal.value).endswith(f"got {name!r}")
    assert published == []


def test_without_a_notebook_nothing_is_printed_and_no_shell_is_started():
    printed = io.StringIO()
    with redirect_stdout(printed):
        prose.glue("some_name", 1.0)
    assert printed.getvalue() == ""
    code = (
        "from lossbook.prose import glue; glue('x', 1.0);"
        "from IPython.core.interactiveshell import InteractiveShell;"
        "assert not InteractiveShell.initialized()"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert said.stdout == ""


TEXTS = {"Keras": "| a |\n| --- |\n| b |", "optax": "`c`"}
PLAIN = "**Keras**\n\n| a |\n| --- |\n| b |\n\n**optax**\n\n`c`"


def test_tabs_stand_below_each_other_in_a_notebook(monkeypatch):
    """Only a page of the book understands directives."""
    monkeypatch.delenv(prose.STATIC, raising=False)
    data, metadata = prose.Tabs(TEXTS)._repr_mimebundle_()
    assert data == {"text/markdown": PLAIN, "text/plain": PLAIN}
    assert metadata == {}


def test_tabs_are_tabs_in_the_build_which_keeps_the_other_form(monkeypatch):
    monkeypatch.setenv(prose.STATIC, "1")
    data, metadata = prose.Tabs(TEXTS)._repr_mimebundle_()
    assert data["text/markdown"] == (
        "::::{tab-set}\n:::{tab-item} Keras\n| a |\n| --- |\n| b |\n:::\n"
        ":::{tab-item} optax\n`c`\n:::\n::::"
    )
    assert metadata == {
        prose.STILL: {"text/markdown": PLAIN, "text/plain": PLAIN},
    }


def test_no_tab_at_all_is_refused():
    with pytest.raises(ValueError, match="texts must be one or more, got none"):
        prose.Tabs({})
