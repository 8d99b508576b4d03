"""The checks of chapter 06: right answers pass, each mistake is called by its name."""

import math
import sys

import numpy as np
import pytest

from lossbook.exercises import EXERCISES, check


def bce_by_ramp(y_true, logits):
    z = logits
    ramp = np.where(y_true == 1, np.maximum(-z, 0), np.maximum(z, 0))
    return ramp + np.log1p(np.exp(-np.abs(z)))


def bce_by_logaddexp(y_true, logits):
    return np.logaddexp(0, np.where(y_true == 1, -logits, logits))


def bce_as_in_most_libraries(y_true, logits):
    z = logits
    return np.maximum(z, 0) - z * y_true + np.log1p(np.exp(-np.abs(z)))


def bce_by_loops(y_true, logits):
    def one(t, z):
        away = -z if t else z
        return max(away, 0) + math.log1p(math.exp(-abs(z)))

    return [
        [one(t, z) for t, z in zip(*pair, strict=True)]
        for pair in zip(y_true.tolist(), logits.tolist(), strict=True)
    ]


def slope_by_tanh(y_true, logits):
    return 0.5 * (1 + np.tanh(logits / 2)) - y_true


def slope_by_cases(y_true, logits):
    small = np.exp(-np.abs(logits))
    p = np.where(logits >= 0, 1, small) / (1 + small)
    return np.where(y_true == 1, p - 1, p)


def slope_as_written(y_true, logits):
    """1 / (1 + inf) is 0, and right."""
    return 1 / (1 + np.exp(-logits)) - y_true


def focal_by_margin(y_true, logits):
    a = np.where(y_true == 1, logits, -logits)
    return np.exp(-2 * np.logaddexp(0, a)) * np.logaddexp(0, -a)


def focal_by_terms(y_true, logits):
    yes = slope_by_tanh(0, -logits) ** 2 * np.logaddexp(0, -logits)
    no = slope_by_tanh(0, logits) ** 2 * np.logaddexp(0, logits)
    return y_true * yes + (1 - y_true) * no


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("bce_from_logits", bce_by_ramp),
        ("bce_from_logits", bce_by_logaddexp),
        ("bce_from_logits", bce_as_in_most_libraries),
        ("bce_from_logits", bce_by_loops),
        ("bce_from_logits_grad", slope_by_tanh),
        ("bce_from_logits_grad", slope_by_cases),
        ("bce_from_logits_grad", slope_as_written),
        ("focal_loss", focal_by_margin),
        ("focal_loss", focal_by_terms),
    ],
)
def test_a_right_answer_passes_however_it_is_written(name, answer):
    verdict = check(name, answer)
    assert verdict.passed, verdict


def squash(z):
    return 0.5 * (1 + np.tanh(z / 2))


def with_math(y_true, logits):
    """Stops at log(0), where numpy would go on with inf."""
    return [
        [-math.log(p if t else 1 - p) for t, p in zip(*pair, strict=True)]
        for pair in zip(y_true.tolist(), squash(logits).tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        (
            "bce_from_logits",
            lambda t, z: -np.where(t == 1, np.log(squash(z)), 0),
            "no term for the labels that are absent",
        ),
        (
            "bce_from_logits",
            lambda t, z: -np.log(np.where(t == 1, 1 - squash(z), squash(z))),
            "swapped",
        ),
        ("bce_from_logits", lambda t, z: -bce_by_ramp(t, z), "minus sign"),
        (
            "bce_from_logits",
            lambda t, z: -t * np.log(squash(z)) + (1 - t) * np.log(squash(-z)),
            "minus sign",
        ),
        (
            "bce_from_logits",
            lambda t, z: t * (np.log(np.exp(z).sum(axis=1, keepdims=True)) - z),
            "share one softmax",
        ),
        (
            "bce_from_logits_grad",
            lambda t, z: 2 * (squash(z) - t) * squash(z) * squash(-z),
            "again",
        ),
        ("bce_from_logits", lambda t, z: bce_by_ramp(t, squash(z)), "sigmoid twice"),
        ("bce_from_logits", lambda t, z: np.mean(bce_by_ramp(t, z)), "averages"),
        ("bce_from_logits", lambda t, z: bce_by_ramp(t, z).sum(1), "adds up"),
        ("bce_from_logits", with_math, "has been rounded"),
        (
            "bce_from_logits",
            lambda t, z: np.log(1 + np.exp((1 - 2 * t) * z)),
            "overflows",
        ),
        (
            "bce_from_logits",
            lambda t, z: -np.log(np.where(t == 1, squash(z), 1 - squash(z)) + 1e-8),
            "eps",
        ),
        ("bce_from_logits", lambda z, t: bce_by_ramp(t, z), "another order"),
        (
            "bce_from_logits_grad",
            lambda t, z: (squash(z) - t) * squash(z) * squash(-z),
            "multiplies p - t",
        ),
        ("bce_from_logits_grad", lambda t, z: t - squash(z), "sign is wrong"),
        (
            "bce_from_logits_grad",
            lambda t, z: np.where(t == 1, -squash(-z), 0),
            "Only the labels that are present",
        ),
        (
            "bce_from_logits_grad",
            lambda t, z: np.exp(z) / np.exp(z).sum(1, keepdims=True) - t,
            "softmax minus the truth",
        ),
        (
            "bce_from_logits_grad",
            lambda t, z: np.where(t == 1, -1 / squash(z), 1 / squash(-z)),
            "with respect to the probability",
        ),
        (
            "focal_loss",
            lambda t, z: squash(-z) ** 2 * np.logaddexp(0, np.where(t == 1, -z, z)),
            "the probability of yes, even",
        ),
        (
            "focal_loss",
            lambda t, z: np.exp(-2 * bce_by_ramp(t, z)) * bce_by_ramp(t, z),
            "p_t squared",
        ),
        ("focal_loss", lambda t, z: bce_by_ramp(t, z) ** 2, "whole loss"),
        ("focal_loss", bce_by_logaddexp, "no factor"),
        (
            "focal_loss",
            lambda t, z: (0.75 - 0.5 * t) * focal_by_margin(t, z),
            "alpha",
        ),
    ],
)
def test_readers_write_the_same_mistakes_in_other_words(name, answer, mistake):
    verdict = check(name, answer)
    assert not verdict.passed
    assert mistake in verdict.mistake


def whys(name):
    return " ".join(m.why for m in EXERCISES[name].mistakes)


def test_numbers_in_the_messages():
    said = whys("bce_from_logits")
    assert "sigmoid(40) is 1 in 64 bits" in said and squash(40.0) == 1
    assert "sigmoid(-1000) is 0" in said and squash(-1000.0) == 0
    assert "exp(710) is too large" in said and math.log(sys.float_info.max) < 710
    assert "50 to 73 %" in said and 100 * squash(1.0) == pytest.approx(73, abs=0.5)
    assert "At 5 both are 0.007 off" in said
    assert np.logaddexp(0, 5) - 5 == pytest.approx(0.007, abs=0.0005)
    assert np.logaddexp(0, -5) == pytest.approx(0.007, abs=0.0005)
    assert "add up to 0 only if exactly one label is true" in whys(
        "bce_from_logits_grad"
    )


@pytest.mark.parametrize("name", ["bce_from_logits", "focal_loss"])
def test_the_first_extreme_input_that_fails_shows_what_is_named(name):
    """The sigmoid is rounded at 40 already; at 1000 it may also be refused."""
    bound = lambda t, z: bce_by_ramp(t, np.clip(z, -36, 36))  # noqa: E731
    for wrong in (with_math, bound):
        focus = 1 if name == "bce_from_logits" else 0
        verdict = check(
            name,
            lambda t, z, wrong=wrong, focus=focus: (
                np.array(wrong(t, z)) * (1 if focus else (squash(z) - t) ** 2)
            ),
        )
        assert "logits   = [[ 40., -40.]]" in verdict.example
