"""The pipe out of the sandbox: what honest runners write comes back, nothing else does.

What is forged is written here byte by byte.
"""

import json

import numpy as np
import pytest

from lossbook.course import protocol
from lossbook.course.protocol import HEAD, OUTCOME, Broken, frames, pack, unpack
from lossbook.exercises.outcome import Outcome, call


def through(outcome):
    """Send an outcome through a pipe that gives one byte at a time."""
    buffer, found = bytearray(), []
    for byte in pack(OUTCOME, {"question": "q", "number": 0}, outcome):
        buffer.append(byte)
        found += frames(buffer)
    assert buffer == b""
    ((kind, content),) = found
    words, back = unpack(kind, content)
    assert words["question"] == "q"
    return back


@pytest.mark.parametrize(
    "function",
    [
        lambda: 0.1,
        lambda: np.arange(6.0).reshape(2, 3),
        lambda: np.zeros((0, 3)),
        lambda: [np.inf, -np.inf, np.nan],
        lambda: np.exp(1000.0),
        lambda: 1 / 0,
        lambda: {}["a"],
        lambda: np.linalg.inv(np.zeros((2, 2))),
        lambda: None,
        lambda: "cat",
        lambda: "\0\n",
    ],
)
def test_an_outcome_comes_back_as_it_was(function):
    outcome = call(function, ())
    back = through(outcome)
    np.testing.assert_array_equal(back.value, outcome.value)
    assert (back.problem, back.raised) == (outcome.problem, outcome.raised)
    assert back.signals == outcome.signals
    if outcome.error is None:
        assert back.error is None
    else:
        assert issubclass(outcome.error, back.error)


def test_an_error_of_a_students_own_becomes_the_one_of_python_behind_it():
    class Mine(ZeroDivisionError):
        pass

    def fails():
        raise Mine("no")

    assert through(call(fails, ())).error is ZeroDivisionError
    assert through(Outcome(error=type("int", (), {}))).error is None


@pytest.mark.parametrize("value", [np.zeros(10**6), np.zeros((1,) * 9)])
def test_an_answer_that_is_too_large_is_said_to_be(value):
    back = through(Outcome(value=value))
    assert back.value is None
    assert "that is too large" in back.problem


def test_long_texts_are_cut():
    back = through(Outcome(problem="x" * 10**6, raised="y" * 10**6))
    assert len(back.problem) == len(back.raised) == protocol.LONGEST_TEXT


@pytest.mark.parametrize("kind", [0, 9, 2**32 - 1])
def test_a_kind_that_there_is_not_breaks_the_reading(kind):
    with pytest.raises(Broken, match="a kind or a length"):
        frames(bytearray(HEAD.pack(kind, 1)))


def test_a_frame_of_4_gib_is_not_waited_for():
    with pytest.raises(Broken, match="a kind or a length"):
        frames(bytearray(HEAD.pack(OUTCOME, 2**32 - 1)))


RIGHT = {
    "shape": [2],
    "problem": "",
    "errors": [],
    "raised": "",
    "signals": [],
}


@pytest.mark.parametrize(
    ("change", "raw"),
    [
        ({"shape": [3]}, bytes(16)),
        ({"shape": [-1, -2]}, bytes(16)),
        ({"shape": [2**62, 2**62]}, bytes(0)),
        ({"shape": [2.0]}, bytes(16)),
        ({"shape": [True, 2]}, bytes(16)),
        ({"shape": [1] * 40}, bytes(8)),
        ({"shape": "2"}, bytes(16)),
        ({"shape": [2]}, bytes(15)),
        ({"problem": 3}, bytes(16)),
        ({"raised": None}, bytes(16)),
        ({"errors": "ValueError"}, bytes(16)),
        ({"signals": [3]}, bytes(16)),
    ],
)
def test_an_outcome_with_another_form_is_refused(change, raw):
    content = json.dumps(RIGHT | {"question": "q"}).encode() + b"\0" + bytes(16)
    assert unpack(OUTCOME, content)[1].value.shape == (2,)
    forged = json.dumps(RIGHT | change).encode() + b"\0" + raw
    with pytest.raises(Broken):
        unpack(OUTCOME, forged)


@pytest.mark.parametrize(
    "content",
    [b"", b"no parting", b"{\0", b"[]\0", b"[" * 5000 + b"\0", b" " * 9000 + b"{}\0"],
)
def test_a_head_that_is_none_is_refused(content):
    with pytest.raises(Broken):
        unpack(OUTCOME, content)


def test_signals_that_numpy_does_not_know_are_dropped():
    content = json.dumps(RIGHT | {"signals": ["overflow", "<script>"]}).encode()
    assert unpack(OUTCOME, content + b"\0" + bytes(16))[1].signals == {"overflow"}
