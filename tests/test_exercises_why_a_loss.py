"""The checks of chapter 01: right answers pass, mistakes are called by their names."""

import math

import numpy as np
import pytest

from lossbook.exercises import check


def square_by_loop(y_true, y_pred):
    flat = [(p - y) * (p - y) for y, p in zip(y_true.flat, y_pred.flat, strict=True)]
    return np.reshape(flat, y_true.shape)


def square_by_absolute(y_true, y_pred):
    return np.abs(np.subtract(y_true, y_pred)) ** 2


def square_in_place(y_true, y_pred):
    y_pred -= y_true
    y_pred *= y_pred
    return y_pred


def slope_by_sign(y_true, y_pred):
    return 2 * np.sign(y_pred - y_true) * np.abs(y_pred - y_true)


def slope_by_sum(y_true, y_pred):
    return (y_pred - y_true) + (y_pred - y_true)


def zero_one_by_loop(y_true, scores):
    flat = [
        0 if (s > 0 and y > 0) or (s < 0 and y < 0) else 1
        for y, s in zip(y_true.flat, scores.flat, strict=True)
    ]
    return np.reshape(flat, y_true.shape)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("squared_error", square_by_loop),
        ("squared_error", square_by_absolute),
        ("squared_error", square_in_place),
        ("squared_error", lambda y, p: (y - p) ** 2),
        ("squared_error_grad", slope_by_sign),
        ("squared_error_grad", slope_by_sum),
        ("squared_error_grad", lambda y, p: -2 * (y - p)),
        ("zero_one", zero_one_by_loop),
        ("zero_one", lambda y, s: np.sign(y) != np.sign(s)),
        ("zero_one", lambda y, s: 1 - ((y > 0) & (s > 0) | (y < 0) & (s < 0))),
        ("zero_one", lambda y, s: np.where(y * s > 0, 0.0, 1.0)),
    ],
)
def test_a_right_answer_passes_however_it_is_written(name, answer):
    verdict = check(name, answer)
    assert verdict.passed, verdict


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("squared_error", lambda y, p: np.sum((y - p) ** 2) / y.size, "takes the mean"),
        ("squared_error", lambda y, p: ((y - p) ** 2).mean(-1), "takes the mean"),
        ("squared_error", lambda y, p: np.square(y - p) / len(p), "divides by"),
        ("squared_error", lambda y, p: sum((y - p) ** 2), "adds up"),
        ("squared_error", lambda y, p: (y - p) * 2, "doubles"),
        ("squared_error", lambda y, p: 0.5 * np.square(y - p).sum(), "half the sum"),
        ("squared_error", lambda y, p: sum(((y - p) ** 2).flat), "adds up"),
        ("squared_error", lambda y, p: np.mean((y - p) ** 2 / 2), "half the mean"),
        ("squared_error", lambda y, p: 0.5 * np.square(p - y), "halves each"),
        ("squared_error", lambda y, p: math.sqrt(((p - y) ** 2).mean()), "the root"),
        ("squared_error", lambda y, p: np.linalg.norm((y - p).ravel()), "the root"),
        ("squared_error", lambda y, p: np.sqrt((y - p) ** 2), "absolute error"),
        ("squared_error", lambda y, p: (y - p).sum() ** 2, "after adding up"),
        ("squared_error", lambda y, p: (y - p) * (y + p), "difference of the squares"),
        ("squared_error", lambda y, p: p * p + y * y - 2 * p * y, "multiplies"),
        ("squared_error_grad", lambda y, p: -(y - p), "factor 2"),
        ("squared_error_grad", lambda y, p: -2 * (p - y), "sign is wrong"),
        ("squared_error_grad", lambda y, p: -2 / len(p) * (y - p), "divides by"),
        ("squared_error_grad", lambda y, p: 2 * sum((p - y).flat), "adds up"),
        ("squared_error_grad", lambda y, p: np.where(p > y, 1, -1 * (p < y)), "absol"),
        ("squared_error_grad", lambda y, p: np.sqrt(4 * (p - y) ** 2), "lost its sign"),
        ("zero_one", lambda y, s: np.sign(y) == np.sign(s), "right answers"),
        ("zero_one", lambda y, s: 1.0 * (y * s > 0), "right answers"),
        ("zero_one", lambda y, s: 1 - np.mean(np.sign(y) == np.sign(s)), "the mean"),
        ("zero_one", lambda y, s: np.count_nonzero(y * s <= 0), "adds up"),
        ("zero_one", lambda y, s: y != 2 * (s >= 0) - 1, "counts as right"),
        ("zero_one", lambda y, s: abs(y - np.sign(s)) / 2, "half a mistake"),
        ("zero_one", lambda y, s: np.not_equal(s, y), "score itself"),
        ("zero_one", lambda y, s: (s > 0) != y, "labels of 0 and 1"),
        ("zero_one", lambda y, s: np.clip(-y * s, 0, None), "wrong side"),
        ("zero_one", lambda y, s: (1 - y * s).clip(0), "hinge"),
        ("zero_one", lambda y, s: np.abs(np.sign(s) - y), "charges 2"),
        ("zero_one", lambda y, s: np.logaddexp(0, -y * s), "logistic loss"),
        ("zero_one", lambda y, s: 0.5 - np.tanh(y * s / 2) / 2, "smooth step"),
        ("zero_one", lambda y, s: np.where(y * s > 1e-12, 0, 1), "tolerance"),
    ],
)
def test_readers_write_the_same_mistakes_in_other_words(name, answer, mistake):
    verdict = check(name, answer)
    assert not verdict.passed
    assert verdict.mistake is not None, verdict
    assert mistake in verdict.mistake
