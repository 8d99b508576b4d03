"""The exercises of chapter 05: answers written differently, right and wrong."""

import math

import numpy as np
import pytest

from lossbook.exercises import EXERCISES, check


def by_loop(y_true, logits):
    slopes = []
    for y, z in zip(y_true, logits.tolist(), strict=True):
        a = (1 + math.tanh(z / 2)) / 2
        slopes.append((a - y) * a * (1 - a))
    return slopes


def by_cosh(y_true, logits):
    a = (1 + np.tanh(logits / 2)) / 2
    return (a - y_true) / (4 * np.cosh(logits / 2) ** 2)


def by_differences(y_true, logits, h=1e-5):
    def loss(z):
        return ((1 + np.tanh(z / 2)) / 2 - y_true) ** 2 / 2

    return (loss(logits + h) - loss(logits - h)) / (2 * h)


def by_exponentials(y_true, logits):
    a = 1 / (1 + np.exp(-logits))
    return a * a * (1 - a) - y_true * a * (1 - a)


def back_by_loops(upstream, weights, outputs):
    below = np.zeros_like(outputs)
    for n, j in np.ndindex(*outputs.shape):
        for k in range(weights.shape[1]):
            below[n, j] += upstream[n, k] * weights[j, k]
        below[n, j] *= outputs[n, j] * (1 - outputs[n, j])
    return below


def back_by_einsum(upstream, weights, outputs):
    return np.einsum("nk,jk,nj->nj", upstream, weights, outputs - outputs**2)


def back_by_jacobian(upstream, weights, outputs):
    rows = [
        np.diag(a * (1 - a)) @ weights @ d
        for d, a in zip(upstream, outputs, strict=True)
    ]
    return np.stack(rows)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("squared_sigmoid_grad", by_loop),
        ("squared_sigmoid_grad", by_cosh),
        ("squared_sigmoid_grad", by_differences),
        ("squared_sigmoid_grad", by_exponentials),
        ("sigmoid_backward", back_by_loops),
        ("sigmoid_backward", back_by_einsum),
        ("sigmoid_backward", back_by_jacobian),
    ],
)
def test_a_right_answer_passes_however_it_is_written(name, answer):
    verdict = check(name, answer)
    assert verdict.passed, verdict


def output(z):
    return np.array([1 / (1 + math.exp(-x)) if x > -700 else 0.0 for x in z])


def pushed_back(upstream, weights, outputs, passed):
    return np.einsum("nk,jk->nj", upstream, weights) * passed


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("squared_sigmoid_grad", lambda y, z: output(z) - y, "sigmoid is missing"),
        (
            "squared_sigmoid_grad",
            lambda y, z: np.where(y == 1, -1 / output(z), 1 / (1 - output(z))),
            "divides by the slope",
        ),
        ("squared_sigmoid_grad", lambda y, z: -by_cosh(y, z), "sign"),
        ("squared_sigmoid_grad", lambda y, z: by_cosh(y, z) * 2, "factor of 2"),
        (
            "squared_sigmoid_grad",
            lambda y, z: (output(z) - y) * output(output(z)) * (1 - output(output(z))),
            "at the output",
        ),
        (
            "squared_sigmoid_grad",
            lambda y, z: output(z) ** 2 - output(z) ** 3,
            "only for the target 0",
        ),
        ("squared_sigmoid_grad", lambda y, z: z - y, "logit as the output"),
        (
            "squared_sigmoid_grad",
            lambda y, z: output(z) - output(z) ** 2,
            "sigmoid alone",
        ),
        ("squared_sigmoid_grad", lambda y, z: 0.5 * (output(z) - y) ** 2, "the loss"),
        ("squared_sigmoid_grad", lambda y, z: np.mean(by_cosh(y, z)), "averages"),
        (
            "squared_sigmoid_grad",
            lambda y, z: (
                (1 / (1 + np.exp(-z)) - y) * np.exp(-z) / (1 + np.exp(-z)) ** 2
            ),
            "overflows",
        ),
        (
            "sigmoid_backward",
            lambda d, w, a: pushed_back(d, w, a, 1 / (2 + 2 * np.cosh(a))),
            "sigmoid twice",
        ),
        (
            "sigmoid_backward",
            lambda d, w, a: pushed_back(d, w, a, 1),
            "slope of the sigmoid is missing",
        ),
        (
            "sigmoid_backward",
            lambda d, w, a: pushed_back(d, w, a, a),
            "by the outputs instead",
        ),
        ("sigmoid_backward", lambda d, w, a: d @ w * (a - a**2), "not transposed"),
        ("sigmoid_backward", lambda d, w, a: (d * (a - a**2)) @ w.T, "before the"),
        (
            "sigmoid_backward",
            lambda d, w, a: np.einsum("nj,nk->jk", a, d),
            "gradient with respect to the weights",
        ),
        ("sigmoid_backward", lambda d, w, a: d * a * (1 - a), "left out"),
        (
            "sigmoid_backward",
            lambda d, w, a: back_by_einsum(d, w, a) / a.shape[0],
            "number of examples",
        ),
    ],
)
def test_readers_write_the_same_mistakes_in_other_words(name, answer, mistake):
    verdict = check(name, answer)
    assert not verdict.passed
    assert verdict.mistake
    assert mistake in verdict.mistake


def test_numbers_in_the_messages():
    texts = {m.name: m.why for m in EXERCISES["squared_sigmoid_grad"].mistakes}
    assert all("exp(1000)" in texts[name] for name in texts if "inf" in name)
    with pytest.raises(OverflowError):
        math.exp(1000)
    with np.errstate(over="ignore"):
        assert 1 / (1 + np.exp(1000.0)) == 0


def test_a_refusal_of_math_is_not_told_that_inf_was_divided():
    """The answer is a (1 - a) already: what fails is math.exp alone."""

    def my_slope(y_true, logits):
        a = [1 / (1 + math.exp(-z)) for z in logits]
        return [(b - y) * b * (1 - b) for y, b in zip(y_true, a, strict=True)]

    verdict = check("squared_sigmoid_grad", my_slope)
    assert verdict.mistake.startswith("Python raises an error")
    assert verdict.example.endswith("given    = OverflowError: math range error")
