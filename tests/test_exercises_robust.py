"""The exercises of chapter 07: right answers in other words, and wrong ones."""

import math

import numpy as np
import pytest

from lossbook.exercises import EXERCISES, check
from lossbook.exercises.robust import CHAPTER_07


def test_the_chapter_has_its_exercises():
    assert [e.name for e in CHAPTER_07] == ["huber", "huber_grad", "log_cosh"]
    assert all(EXERCISES[e.name] is e for e in CHAPTER_07)
    assert all(len(e.mistakes) >= 5 for e in CHAPTER_07)


def huber_by_loop(y_true, y_pred):
    losses = []
    for y, p in zip(y_true, y_pred, strict=True):
        r = abs(p - y)
        losses.append(r * r / 2 if r <= 1 else r - 0.5)
    return losses


def huber_as_an_envelope(y_true, y_pred):
    """The least of |u| + (r - u)²/2 over u: the rest after a shrunken residual."""
    r = y_pred - y_true
    u = np.sign(r) * np.maximum(np.abs(r) - 1, 0)
    return np.abs(u) + (r - u) ** 2 / 2


def grad_by_min_and_max(y_true, y_pred):
    return np.maximum(-1, np.minimum(1, y_pred - y_true))


def grad_by_loop(y_true, y_pred):
    r = (p - y for y, p in zip(y_true, y_pred, strict=True))
    return [x if abs(x) <= 1 else math.copysign(1, x) for x in r]


def log_cosh_by_addition(y_true, y_pred):
    r = y_pred - y_true
    return np.logaddexp(r, -r) - np.log(2)


def log_cosh_by_sinh(y_true, y_pred):
    r = np.abs(y_pred - y_true)
    near = np.minimum(r, 30)
    return np.log1p(2 * np.sinh(near / 2) ** 2) + (r - near)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("huber", huber_by_loop),
        ("huber", huber_as_an_envelope),
        ("huber_grad", grad_by_min_and_max),
        ("huber_grad", grad_by_loop),
        ("log_cosh", log_cosh_by_addition),
        ("log_cosh", log_cosh_by_sinh),
    ],
)
def test_a_right_answer_passes_however_it_is_written(name, answer):
    assert check(name, answer)


def jumping(y_true, y_pred):
    r = abs(y_true - y_pred)
    return [x * x * 0.5 if x <= 1 else x for x in r]


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("huber", jumping, "-delta/2 is missing"),
        ("huber", lambda y, p: 0.5 * np.square(y - p), "half the square"),
        ("huber", lambda y, p: np.hypot(y - p, 0), "absolute error"),
        ("huber", lambda y, p: np.average(huber_by_loop(y, p)), "mean over"),
        ("huber", lambda y, p: math.fsum(huber_by_loop(y, p)), "adds up"),
        ("huber", grad_by_min_and_max, "slope, not the loss"),
        (
            "huber",
            lambda y, p: np.where(abs(p - y) > 1, (p - y) ** 2 / 2, abs(p - y) - 0.5),
            None,  # at |r| = 1 both pieces agree, so this is the swapped one
        ),
        ("huber_grad", lambda y, p: np.clip(y - p, -1, 1), "truth minus prediction"),
        ("huber_grad", lambda y, p: np.subtract(p, y), "not clipped"),
        (
            "huber_grad",
            lambda y, p: np.where(p - y > 1, 1, p - y),
            "clipped on one side",
        ),
        (
            "huber_grad",
            lambda y, p: np.where(p - y < -1, -1, p - y),
            "clipped on one side",
        ),
        (
            "huber",
            lambda y, p: np.where(p - y > 1, p - y - 0.5, (p - y) ** 2 / 2),
            "absolute value of",
        ),
        ("huber_grad", lambda y, p: (p > y) * 1.0 - (p < y), "sign of the residual"),
        ("huber_grad", huber_by_loop, "loss, not its slope"),
        (
            "huber_grad",
            lambda y, p: (p - y) * (abs(p - y) <= 1),
            "0 beyond delta",
        ),
        (
            "huber_grad",
            lambda y, p: grad_by_min_and_max(y, p) / len(p),
            "number of examples",
        ),
        ("log_cosh", lambda y, p: np.log((np.exp(p - y) + np.exp(y - p)) / 2), "over"),
        ("log_cosh", lambda y, p: [math.log(math.cosh(r)) for r in p - y], "overflows"),
        ("log_cosh", lambda y, p: np.log10(np.cosh(p - y)), "natural"),
        ("log_cosh", lambda y, p: np.sinh(p - y) / np.cosh(p - y), "slope, tanh"),
        (
            "log_cosh",
            lambda y, p: np.log(np.exp(p - y) + np.exp(y - p)),
            "log 2 is missing",
        ),
    ],
)
def test_readers_write_the_same_mistakes_in_other_words(name, answer, mistake):
    verdict = check(name, answer)
    assert not verdict.passed
    assert (mistake or "swapped") in verdict.mistake


def test_the_attempts_of_the_chapter_are_named():
    def my_huber(y_true, y_pred):
        r = np.abs(y_pred - y_true)
        return np.where(r <= 1, r**2 / 2, r)

    assert "do not meet" in check("huber", my_huber).mistake
    sign = check("huber_grad", lambda y, p: np.clip(y - p, -1, 1))
    assert "sign is wrong" in sign.mistake
    over = check("log_cosh", lambda y, p: np.log(np.cosh(p - y)))
    assert "overflows" in over.mistake


def test_the_folded_answers_of_the_chapter_pass():
    def my_huber(y_true, y_pred):
        r = np.abs(y_pred - y_true)
        c = np.minimum(r, 1)
        return c * (r - c / 2)

    def my_log_cosh(y_true, y_pred):
        r = np.abs(y_pred - y_true)
        return r + np.log1p(np.exp(-2 * r)) - np.log(2)

    assert check("huber", my_huber)
    assert check("huber_grad", lambda y, p: np.clip(p - y, -1, 1))
    assert check("log_cosh", my_log_cosh)


def test_numbers_in_the_messages():
    said = {m.name: m.why for m in EXERCISES["log_cosh"].mistakes}
    assert any("cosh(711) is too large" in why for why in said.values())
    assert math.cosh(710) < math.inf
    with pytest.raises(OverflowError):
        math.cosh(711)
    assert (
        "tanh(20) is 1 in 64 bits"
        in said["The difference 1 - tanh² has lost its digits."]
    )
    assert math.tanh(20) == 1
    early = said["It becomes a straight line too early."]
    assert "by 0.018 at 2, and by 0.00005 at 5" in early
    assert math.log1p(math.exp(-4)) == pytest.approx(0.018, abs=0.0005)
    assert math.log1p(math.exp(-10)) == pytest.approx(0.00005, abs=5e-6)
    assert "about r⁴/12" in said["It uses a parabola near 0."]
    r = 0.1
    assert r**2 / 2 - log_cosh_by_addition(0, r) == pytest.approx(r**4 / 12, rel=0.01)


@pytest.mark.parametrize("change", [0.5, 0.9, 0.97, 1.03, 1.1, 1.3, 2, 2.9, 5, 50])
def test_a_loss_that_changes_at_another_place_does_not_pass(change):
    def own(y_true, y_pred):
        r = np.abs(y_pred - y_true)
        return np.where(r <= change, r**2 / 2, r - 0.5)

    def own_slope(y_true, y_pred):
        r = y_pred - y_true
        return np.where(np.abs(r) <= change, r, np.sign(r))

    assert not check("huber", own)
    assert not check("huber_grad", own_slope)
    assert not check("huber_grad", lambda y, p: np.clip(p - y, -change, change))


@pytest.mark.parametrize("change", [1, 2, 3, 4, 4.9])
def test_log_cosh_that_becomes_a_line_too_early_does_not_pass(change):
    def joined(y_true, y_pred):
        r = np.abs(y_pred - y_true)
        near = np.log(np.cosh(np.minimum(r, 20)))
        return np.where(r > change, r - np.log(2), near)

    assert "too early" in (check("log_cosh", joined).mistake or "too early")
    assert not check("log_cosh", joined)
