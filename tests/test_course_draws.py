"""Inputs by secret and name: repeatable, different for each, and fit to judge by."""

import hashlib

import numpy as np
import pytest

from lossbook.course.draws import confusions, drawn_for, generator
from lossbook.exercises import EXERCISES

SECRET = b"0123456789abcdef"
HINGE = EXERCISES["hinge"]


def margins(rng):
    """Margins on each side of 0 and of 1, each with both labels; one extreme."""
    ends = [(2, 4), (1.1, 1.5), (1.01, 1.09), (0.91, 0.99), (0.1, 0.5), (-3, -1.1)]
    sizes = [rng.uniform(*sorted(pair)) for pair in ends for _ in range(2)]
    labels = np.array([1, -1] * len(ends))
    scores = (labels * np.round(sizes, 2)).tolist()
    far = [float(10 ** rng.uniform(30, 37)), 0.5]
    ordinary = ((labels.tolist(), scores), ([-1, 1, 1], [*scores[:2], scores[-1]]))
    return ordinary, (([-1, 1], far),)


def test_the_numbers_are_those_of_the_specification():
    """HMAC-SHA256 by its definition, RFC 2104, with hashlib alone."""

    def hashed(*parts):
        return hashlib.sha256(b"".join(parts)).digest()

    block = SECRET.ljust(64, b"\0")
    inner, outer = (bytes(b ^ pad for b in block) for pad in (0x36, 0x5C))
    key = hashed(outer, hashed(inner, b"lossbook-draw-1\0hw\0q\0ada"))
    expected = np.random.Generator(
        np.random.Philox(key=int.from_bytes(key[:16], "little"))
    )
    assert generator(SECRET, "hw", "q", "ada").random(5).tolist() == (
        expected.random(5).tolist()
    )


def test_each_name_and_the_secret_change_the_numbers():
    drawn = [
        generator(secret, *names).random()
        for secret, *names in (
            (SECRET, "hw", "q", "ada"),
            (SECRET, "hw", "q", "bob"),
            (SECRET, "hw", "r", "ada"),
            (SECRET, "hx", "q", "ada"),
            (SECRET, "hw", "qa", "da"),
            (SECRET[::-1], "hw", "q", "ada"),
        )
    ]
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("names", [("hw", ""), ("hw", "a\0b")])
def test_a_name_that_could_be_read_as_another_is_refused(names):
    with pytest.raises(ValueError, match="names must be text without NUL"):
        generator(SECRET, *names)


def test_a_short_secret_is_refused_without_being_shown():
    with pytest.raises(ValueError, match="at least 16 bytes, got 5") as error:
        generator(b"guess", "hw")
    assert "guess" not in str(error.value)


def test_a_student_gets_the_same_inputs_again_and_nobody_else_does():
    drawn = [
        drawn_for(HINGE, margins, SECRET, "hw3", student)
        for student in ("ada", "bob", "ada")
    ]
    assert drawn[0] == drawn[2]
    assert drawn[0].ordinary != drawn[1].ordinary
    assert drawn[0].extreme != drawn[1].extreme
    assert drawn[0].ordinary != HINGE.ordinary


def test_each_listed_mistake_is_recognised_on_what_is_drawn():
    for number in range(5):
        drawn = drawn_for(HINGE, margins, SECRET, "hw3", f"student {number}")
        assert confusions(drawn) == []


def test_what_tells_no_mistake_apart_is_not_used():
    def too_easy(rng):
        return (([1], [float(rng.uniform(5, 6))]),), ()

    assert confusions(HINGE) == []
    with pytest.raises(ValueError, match="draw of hinge must tell all listed mistakes"):
        drawn_for(HINGE, too_easy, SECRET, "hw3", "ada")


def test_a_draw_that_fails_by_chance_is_repeated():
    seen = []

    def now_and_then(rng):
        seen.append(rng.random())
        return margins(rng) if len(seen) > 2 else ((([1], [7.0]),), ())

    drawn_for(HINGE, now_and_then, SECRET, "hw3", "ada")
    assert len(set(seen)) == 3
