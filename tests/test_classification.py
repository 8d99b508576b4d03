"""Losses of classes: worked examples, gradients, identities, extremes, claims."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy import exp, inf, log, log1p, nan
from numpy.testing import assert_allclose, assert_array_equal

import lossbook as lb
from lossbook.classification import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    brier,
    brier_grad,
    focal,
    focal_grad,
    nll,
    nll_grad,
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_grad,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
    softmax_focal,
    softmax_focal_grad,
)

LOG721 = [log(7), log(2), log(1)]  # logits of the probabilities .7, .2, .1
SMOOTH = {"label_smoothing": 0.3}
WEIGHT = {"class_weight": [2.0, 3.0, 5.0]}

VALUES = [
    # function, y_true, second, knobs, derivation, reason
    (nll, 0, [0.7, 0.2, 0.1], {}, -log(0.7), "the right class alone"),
    (nll, 0, [1.0, 0.0], {}, 0.0, "certain and right"),
    (nll, 1, [1.0, 0.0], {}, inf, "certain and wrong"),
    (nll, 0, [1e-320, 1.0], {}, -log(1e-320), "as small as floats get"),
    (nll_grad, 0, [0.5, 0.3, 0.2], {}, [-1 / 0.5, 0, 0], "the right class alone"),
    (nll_grad, 1, [1.0, 0.0], {}, [0, -inf], "certain and wrong"),
    (nll_grad, 0, [1e-320, 1.0], {}, [-inf, 0], "1e320 is beyond float64"),
    (brier, 0, [0.7, 0.2, 0.1], {}, 0.3**2 + 0.2**2 + 0.1**2, "all classes"),
    (brier, 1, [1.0, 0.0], {}, 2.0, "certain and wrong: the most there is"),
    (brier, 0, [1 - 1e-9, 1e-9], {}, (1 - (1 - 1e-9)) ** 2 + 1e-18, "near certain"),
    (brier_grad, 0, [0.5, 0.3, 0.2], {}, [2 * -0.5, 2 * 0.3, 2 * 0.2], "2 (p - 1)"),
    (softmax_cross_entropy, 0, LOG721, {}, -log(0.7), "-log of the softmax"),
    (softmax_cross_entropy, 2, [0, 0, 0], {}, log(3), "nothing known: log K"),
    (softmax_cross_entropy, 1, [100, 0], {}, 100.0, "log(1 + e^100), nearly 100"),
    (softmax_cross_entropy, 0, [100, 0], {}, exp(-100), "log(1 + e^-100)"),
    (softmax_cross_entropy, 0, [50, 0], {}, exp(-50), "peers give 0 in float32"),
    (softmax_cross_entropy, 0, [1e8, 1e8], {}, log(2), "peers give 0 in float32"),
    (softmax_cross_entropy, 1, [1e300, -1e300], {}, 2e300, "difference of logits"),
    (softmax_cross_entropy, 2, [700, 700, 0], {}, 700 + log(2), "two are far ahead"),
    (softmax_cross_entropy, 1, [0, -inf], {}, inf, "the right class is masked"),
    (softmax_cross_entropy, 0, [0, -inf], {}, 0.0, "the wrong class is masked"),
    (softmax_cross_entropy, 0, [-inf, -inf], {}, nan, "no class is left"),
    (softmax_cross_entropy, 0, [inf, 0], {}, nan, "inf - inf has no answer"),
    (softmax_cross_entropy, [1, 0], [3, -inf], {}, 0.0, "a masked class, no share"),
    (softmax_cross_entropy, [0.5, 0.5], [0, 0], {}, log(2), "a distribution"),
    (
        softmax_cross_entropy,
        [0.5, 0.25, 0.25],
        LOG721,
        {},
        -0.5 * log(0.7) - 0.25 * log(0.2) - 0.25 * log(0.1),
        "mean over the target",
    ),
    (
        softmax_cross_entropy,
        0,
        LOG721,
        SMOOTH,
        -0.8 * log(0.7) - 0.1 * log(0.2) - 0.1 * log(0.1),
        "0.3 over three classes, and 0.7 for the label",
    ),
    (
        softmax_cross_entropy,
        [0.5, 0.25, 0.25],
        LOG721,
        SMOOTH,
        -0.45 * log(0.7) - 0.275 * log(0.2) - 0.275 * log(0.1),
        "0.3 over three classes, and 0.7 of the target",
    ),
    (softmax_cross_entropy, 1, LOG721, WEIGHT, -3 * log(0.2), "weight of the label"),
    (
        softmax_cross_entropy,
        [0.5, 0.5, 0.0],
        LOG721,
        WEIGHT,
        -0.5 * 2 * log(0.7) - 0.5 * 3 * log(0.2),
        "each share with its own weight",
    ),
    (
        softmax_cross_entropy,
        1,
        LOG721,
        SMOOTH | WEIGHT,
        -0.1 * 2 * log(0.7) - 0.8 * 3 * log(0.2) - 0.1 * 5 * log(0.1),
        "smoothing first, then weights: as in PyTorch",
    ),
    (
        softmax_cross_entropy,
        1,
        [0, -inf],
        {"class_weight": [1, 0]},
        0.0,
        "a weight of 0 for what is masked",
    ),
    (softmax_cross_entropy_grad, 0, LOG721, {}, [-0.3, 0.2, 0.1], "p - one-hot"),
    (softmax_cross_entropy_grad, 1, [100, 0], {}, [1.0, -1.0], "wrong: nearly 1"),
    (
        softmax_cross_entropy_grad,
        0,
        [100, 0],
        {},
        [-exp(-100), exp(-100)],
        "right: p - 1 would be 0",
    ),
    (
        softmax_cross_entropy_grad,
        0,
        LOG721,
        {"label_smoothing": 0.15},
        [0.7 - 0.9, 0.2 - 0.05, 0.1 - 0.05],
        "p - t",
    ),
    (
        softmax_cross_entropy_grad,
        1,
        LOG721,
        WEIGHT,
        [3 * 0.7, 3 * (0.2 - 1), 3 * 0.1],
        "weight of the label",
    ),
    (
        softmax_cross_entropy_grad,
        [0.5, 0.5, 0.0],
        LOG721,
        WEIGHT,
        [2.5 * 0.7 - 1.0, 2.5 * 0.2 - 1.5, 2.5 * 0.1],
        "sum(t) p - t with t = 1, 1.5, 0",
    ),
    (binary_cross_entropy, 1, 0.9, {}, -log(0.9), "yes"),
    (binary_cross_entropy, 0, 0.9, {}, -log(1 - 0.9), "no"),
    (binary_cross_entropy, 0.5, 0.5, {}, log(2), "as likely as not"),
    (binary_cross_entropy, 0, 1e-20, {}, 1e-20, "1 - 1e-20 would be 1"),
    (binary_cross_entropy, 1, 1e-300, {}, -log(1e-300), "no clamp"),
    (binary_cross_entropy, 1, 0.0, {}, inf, "never, and yet"),
    (binary_cross_entropy, 0, 0.0, {}, 0.0, "never: 0 log 0 is 0"),
    (binary_cross_entropy, 1, 1.0, {}, 0.0, "always: 0 log 0 is 0"),
    (binary_cross_entropy_grad, 1, 0.5, {}, -1 / 0.5, "-1 / p"),
    (binary_cross_entropy_grad, 0, 0.75, {}, 1 / 0.25, "1 / (1 - p)"),
    (binary_cross_entropy_grad, 0.5, 0.75, {}, 0.25 / (0.75 * 0.25), "(p - t) / pq"),
    (binary_cross_entropy_grad, 0, 0.0, {}, 1.0, "at the end: 1 / (1 - 0)"),
    (binary_cross_entropy_grad, 1, 1.0, {}, -1.0, "at the end: -1 / 1"),
    (binary_cross_entropy_grad, 1, 0.0, {}, -inf, "as the loss is inf"),
    (binary_cross_entropy_grad, 0, 1.0, {}, inf, "as the loss is inf"),
    (binary_cross_entropy_grad, 1, 1e-320, {}, -inf, "1e320 is beyond float64"),
    (binary_cross_entropy_grad, 0.5, 0.0, {}, -inf, "as the loss is inf"),
    (sigmoid_cross_entropy, 1, 0, {}, log(2), "nothing known"),
    (sigmoid_cross_entropy, 1, log(3), {}, -log(3 / 4), "odds of 3 to 1"),
    (sigmoid_cross_entropy, 0, log(3), {}, -log(1 / 4), "odds of 3 to 1 against"),
    (sigmoid_cross_entropy, 0, -10, {}, log1p(exp(-10)), "PyTorch: 4.58e-5"),
    (sigmoid_cross_entropy, 0, -40, {}, exp(-40), "PyTorch: 0"),
    (sigmoid_cross_entropy, 1, -1e300, {}, 1e300, "the logit itself"),
    (sigmoid_cross_entropy, 1, -1e300, {"pos_weight": 1e9}, inf, "beyond float64"),
    (sigmoid_cross_entropy, 1, inf, {}, 0.0, "the limit"),
    (sigmoid_cross_entropy, 0, inf, {}, inf, "the limit"),
    (sigmoid_cross_entropy, 0.5, -inf, {}, inf, "the limit"),
    (sigmoid_cross_entropy, 1, 0, {"pos_weight": 3}, 3 * log(2), "weight of yes"),
    (sigmoid_cross_entropy, 1, 0, {"pos_weight": 2}, 2 * log(2), "weight of yes"),
    (sigmoid_cross_entropy, 1, 0, {"pos_weight": 0}, 0.0, "no weight at all"),
    (sigmoid_cross_entropy, 0, 0, {"pos_weight": 3}, log(2), "not of no"),
    (sigmoid_cross_entropy, [1, 1], [0, 0], {"pos_weight": [2, 3]},
     [2 * log(2), 3 * log(2)], "a weight for each question"),
    (sigmoid_cross_entropy_grad, 1, 0, {}, 1 / 2 - 1, "sigmoid - t"),
    (sigmoid_cross_entropy_grad, 1, 40, {}, -1 / (1 + exp(40)), "1 - 1 would be 0"),
    (sigmoid_cross_entropy_grad, 1, 0, {"pos_weight": 3}, -3 / 2, "weight of yes"),
    (sigmoid_cross_entropy_grad, 1, -inf, {}, -1.0, "the limit"),
    (sigmoid_cross_entropy_grad, 0, -inf, {}, 0.0, "the limit"),
    (focal, 1, 0, {}, (1 / 2) ** 2 * log(2), "(1 - p)² -log(p)"),
    (focal, 0, log(3), {}, (3 / 4) ** 2 * -log(1 / 4), "wrong, with odds of 3 to 1"),
    (focal, 1, log(3), {"gamma": 1}, 1 / 4 * -log(3 / 4), "right, with those odds"),
    (focal, 1, 99, {"gamma": 3}, exp(-99) ** 3 * exp(-99), "easy: e^-99 to the 4th"),
    (focal, 1, -1e300, {}, 1e300, "hard: as without the factor"),
    (focal, 1, inf, {}, 0.0, "the limit"),
    (focal, 1, -inf, {}, inf, "the limit"),
    (focal_grad, 1, 0, {"gamma": 0}, 1 / 2 - 1, "sigmoid - t"),
    (focal_grad, 1, 0, {}, -(2 / 4 * log(2) / 2 + 1 / 8), "product rule at p = 1/2"),
    (focal, 1, 0, {"alpha": 0.25}, (1 / 2) ** 2 * log(2) / 4, "alpha for yes"),
    (focal, 0, 0, {"alpha": 0.25}, (1 / 2) ** 2 * log(2) * 3 / 4, "the rest for no"),
    (focal, 0, inf, {"alpha": 1}, 0.0, "no weight at all"),
    (focal_grad, 0, 0, {"gamma": 0, "alpha": 0.25}, 3 / 4 / 2, "that of the loss"),
    (focal_grad, 1, -inf, {}, -1.0, "the limit"),
    (focal_grad, 0, -inf, {}, 0.0, "the limit"),
    (softmax_focal, 0, LOG721, {}, 0.3**2 * -log(0.7), "(1 - p)² -log(p)"),
    (softmax_focal, 2, LOG721, {"gamma": 1}, 0.9 * -log(0.1), "(1 - p) -log(p)"),
    (softmax_focal, 1, LOG721, {"alpha": [2, 3, 5]}, 3 * 0.8**2 * -log(0.2),
     "the weight of the true class"),
    (softmax_focal, 0, [99, 0], {"gamma": 3}, exp(-99) ** 3 * exp(-99), "easy"),
    (softmax_focal, 1, [1e300, -1e300], {}, 2e300, "hard: as without the factor"),
    (softmax_focal, 1, [0, -inf], {}, inf, "the right class is masked"),
    (softmax_focal, 1, [0, -inf], {"alpha": [1, 0]}, 0.0, "and has no weight"),
    (softmax_focal, 0, [0, -inf], {"gamma": 0}, 0.0, "the wrong class is masked"),
    (softmax_focal, 0, [0, 0], {"gamma": 1e300}, 0.0, "no example is hard enough"),
    (softmax_focal, 1, [1e4, 0], {"gamma": 1e300}, 1e4, "but this one: 1 - p is 1"),
    (softmax_focal, 0, [5.0], {}, 0.0, "one class only"),
    (softmax_focal, 0, [inf, 0], {}, nan, "inf - inf has no answer"),
    (softmax_focal_grad, 0, LOG721, {"gamma": 0}, [-0.3, 0.2, 0.1], "p - one-hot"),
    (softmax_focal_grad, 0, LOG721, {"gamma": 1},
     [-0.3 * (0.3 - 0.7 * log(0.7)) * x for x in (1, -2 / 3, -1 / 3)],
     "the product rule; the rivals share what the true class gets"),
    (softmax_focal_grad, 1, [0, -inf], {}, [1.0, -1.0], "the limit"),
    (softmax_focal_grad, 0, [0, -inf], {}, [0.0, 0.0], "the limit"),
    (softmax_focal_grad, 0, [5.0], {}, [0.0], "one class only"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "y", "x", "knobs", "expected", "why"), VALUES)
def test_value(function, y, x, knobs, expected, why):
    answer = function(y, x, **knobs)
    assert_allclose(answer, expected, rtol=2e-15, atol=0, err_msg=why)


def test_three_pictures():
    logits = [[5, 4, 2], [4, 2, 8], [4, 4, 1]]
    expected = [
        log1p(exp(4 - 5) + exp(2 - 5)),
        log1p(exp(4 - 8) + exp(2 - 8)),
        log1p(exp(4 - 4) + exp(1 - 4)),
    ]
    assert_allclose(softmax_cross_entropy([0, 2, 1], logits), expected, rtol=1e-15)
    assert_allclose(nll([0, 2, 1], lb.softmax(logits)), expected, rtol=1e-14)


# ------------------------------------------------------------------ strategies

logits = st.floats(-50, 50)
knobs = st.fixed_dictionaries(
    {},
    optional={
        "label_smoothing": st.floats(0, 1),
        "class_weight": st.just([0.5, 2.0, 0.0, 1.0]),
    },
)
rows = hnp.arrays(np.float64, (4,), elements=logits)


# ------------------------------------------------------------------- gradients


def slopes(loss, x, h=1e-6):
    """Central differences of a loss of x with respect to each element of x."""
    steps = h * np.eye(len(x))
    return np.array([(loss(x + step) - loss(x - step)) / (2 * h) for step in steps])


@given(st.integers(0, 3), rows, knobs)
def test_softmax_cross_entropy_grad(y, z, knobs):
    grad = softmax_cross_entropy_grad(y, z, **knobs)
    numerical = slopes(lambda z: softmax_cross_entropy(y, z, **knobs), z)
    assert_allclose(grad, numerical, rtol=1e-6, atol=1e-7)
    assert grad.sum() == pytest.approx(0, abs=1e-14)


@given(rows, rows, knobs)
def test_softmax_cross_entropy_grad_of_distributions(q, z, knobs):
    q = lb.softmax(q)
    grad = softmax_cross_entropy_grad(q, z, **knobs)
    numerical = slopes(lambda z: softmax_cross_entropy(q, z, **knobs), z)
    assert_allclose(grad, numerical, rtol=1e-6, atol=1e-7)
    assert grad.sum() == pytest.approx(0, abs=1e-14)


@given(
    st.integers(0, 3),
    hnp.arrays(np.float64, (4,), elements=st.floats(-20, 20)),
    st.sampled_from([0.0, 0.5, 1.0, 2.0, 5.0]),
    st.sampled_from([None, [0.5, 2.0, 0.0, 1.0]]),
)
def test_softmax_focal_grad(y, z, gamma, alpha):
    knobs = {"gamma": gamma, "alpha": alpha}
    grad = softmax_focal_grad(y, z, **knobs)
    numerical = slopes(lambda z: softmax_focal(y, z, **knobs), z)
    assert_allclose(grad, numerical, rtol=1e-6, atol=1e-7)
    assert grad.sum() == pytest.approx(0, abs=1e-13)


ELEMENTWISE = [
    (sigmoid_cross_entropy, sigmoid_cross_entropy_grad, {}),
    (sigmoid_cross_entropy, sigmoid_cross_entropy_grad, {"pos_weight": 3.5}),
    (focal, focal_grad, {}),
    (focal, focal_grad, {"gamma": 0.0}),
    (focal, focal_grad, {"gamma": 0.5}),
    (focal, focal_grad, {"gamma": 5.0}),
    (focal, focal_grad, {"alpha": 0.3}),
]


@pytest.mark.parametrize(("loss", "grad", "knobs"), ELEMENTWISE)
@pytest.mark.parametrize("t", [0.0, 1.0])
def test_gradient_with_respect_to_logits(loss, grad, knobs, t):
    z = np.array([-20.0, -5.0, -1.0, -1e-3, 0.0, 1e-3, 0.7, 3.0, 10.0, 20.0])
    t = np.full_like(z, t)
    h = 1e-5
    numerical = (loss(t, z + h, **knobs) - loss(t, z - h, **knobs)) / (2 * h)
    assert_allclose(grad(t, z, **knobs), numerical, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("t", [0.0, 1e-3, 0.3, 0.5, 1.0])
def test_binary_cross_entropy_grad(t):
    p = np.array([0.01, 0.2, 0.3, 0.5, 0.77, 0.99])
    t = np.full_like(p, t)
    h = 1e-7
    numerical = binary_cross_entropy(t, p + h) - binary_cross_entropy(t, p - h)
    grad = binary_cross_entropy_grad(t, p)
    assert_allclose(grad, numerical / (2 * h), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(("loss", "grad"), [(nll, nll_grad), (brier, brier_grad)])
def test_gradient_with_respect_to_probabilities(loss, grad):
    # along the distributions: from p towards q the slope is grad · (q - p)
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.1, 0.7])
    h = 1e-6
    for y in range(3):
        forth, back = loss(y, p + h * (q - p)), loss(y, p - h * (q - p))
        assert_allclose(grad(y, p) @ (q - p), (forth - back) / (2 * h), rtol=1e-8)


# ------------------------------------------------------------------ identities


@given(st.integers(0, 3), rows)
def test_the_ways_to_the_same_loss(y, z):
    loss = softmax_cross_entropy(y, z)
    assert loss >= 0
    one_hot = np.eye(4)[y]
    close = {"rtol": 1e-13, "atol": 1e-15}
    assert_allclose(loss, -lb.log_softmax(z)[y], rtol=2e-15)
    assert_allclose(loss, nll(y, lb.softmax(z)), **close)
    assert_allclose(loss, lb.cross_entropy(one_hot, lb.softmax(z)), **close)
    assert_allclose(loss, softmax_cross_entropy(one_hot, z), rtol=2e-15)
    assert_allclose(loss, softmax_cross_entropy(one_hot.astype(int), z), rtol=2e-15)
    assert_allclose(
        softmax_cross_entropy_grad(y, z),
        softmax_cross_entropy_grad(one_hot, z),
        rtol=1e-14,
        atol=1e-15,
    )


@given(st.integers(0, 3), rows, st.floats(0, 1))
def test_smoothing_mixes_the_label_and_the_uniform(y, z, share):
    mixed = (1 - share) * softmax_cross_entropy(y, z)
    mixed += share * softmax_cross_entropy([1 / 4] * 4, z)
    answer = softmax_cross_entropy(y, z, label_smoothing=share)
    assert_allclose(answer, mixed, rtol=1e-14)


@given(logits, logits)
def test_two_classes_are_one_question(a, b):
    d = np.round(a, 3) - np.round(b, 3)
    assert_allclose(
        softmax_cross_entropy(0, [d, 0.0]), sigmoid_cross_entropy(1, d), rtol=2e-15
    )
    assert_allclose(
        softmax_cross_entropy_grad(1, [d, 0.0])[0],
        sigmoid_cross_entropy_grad(0, d),
        rtol=2e-15,
    )


@given(st.floats(0, 1), logits)
def test_sigmoid_cross_entropy_is_binary_cross_entropy_of_the_sigmoid(t, z):
    by_probability = binary_cross_entropy(t, lb.sigmoid(z))
    loss = sigmoid_cross_entropy(t, z)
    assert loss >= 0
    if abs(z) < 15:  # beyond, the sigmoid near 1 has lost the digits
        assert_allclose(loss, by_probability, rtol=1e-9)
        chain = binary_cross_entropy_grad(t, lb.sigmoid(z)) * (
            lb.sigmoid(z) * lb.sigmoid(-z)
        )
        assert_allclose(sigmoid_cross_entropy_grad(t, z), chain, rtol=1e-8, atol=1e-9)


@given(st.sampled_from([0, 1]), logits)
def test_focal_without_focus(t, z):
    plain = sigmoid_cross_entropy(t, z)
    assert_allclose(focal(t, z, gamma=0), plain, rtol=1e-15)
    assert_allclose(
        focal_grad(t, z, gamma=0), sigmoid_cross_entropy_grad(t, z), rtol=1e-15
    )
    assert 0 <= focal(t, z) <= plain * (1 + 1e-15)


@given(st.integers(0, 3), rows)
def test_softmax_focal_without_focus(y, z):
    w = [0.5, 2.0, 0.0, 1.0]
    for weights in (None, w):
        knobs, plain = {"gamma": 0.0, "alpha": weights}, {"class_weight": weights}
        loss = softmax_cross_entropy(y, z, **plain)
        assert_allclose(softmax_focal(y, z, **knobs), loss, rtol=1e-15)
        grad = softmax_cross_entropy_grad(y, z, **plain)
        assert_allclose(softmax_focal_grad(y, z, **knobs), grad, rtol=4e-15)
    assert 0 <= softmax_focal(y, z) <= softmax_cross_entropy(y, z) * (1 + 1e-15)


@given(st.sampled_from([0, 1]), logits, st.sampled_from([0.0, 0.7, 2.0, 5.0]))
def test_focal_is_that_of_two_classes(t, d, gamma):
    d = np.round(d, 3)
    both = softmax_focal(t, [0.0, d], gamma=gamma, alpha=[0.75, 0.25])
    assert_allclose(both, focal(t, d, gamma=gamma, alpha=0.25), rtol=5e-15)
    slopes = softmax_focal_grad(t, [0.0, d], gamma=gamma, alpha=[0.75, 0.25])
    assert_allclose(slopes[1], focal_grad(t, d, gamma=gamma, alpha=0.25), rtol=5e-15)


@given(st.sampled_from([0, 1]), logits)
def test_without_alpha_focal_is_twice_that_with_one_half(t, z):
    for function in (focal, focal_grad):
        assert function(t, z) == 2 * function(t, z, alpha=0.5)


@given(st.floats(0, 1), st.floats(1e-300, 1 - 1e-16))
def test_the_least_binary_cross_entropy_is_an_entropy(t, p):
    assert binary_cross_entropy(t, p) >= lb.entropy([t, 1 - t]) * (1 - 1e-14) - 1e-15


# ---------------------------------------------------------------------- shapes

shapes = hnp.array_shapes(min_dims=0, max_dims=3, max_side=3)


@given(shapes, shapes)
def test_a_wrong_shape_is_never_silent(of_y, of_z):
    y, z = np.zeros(of_y, int), np.zeros(of_z)
    t = np.zeros(of_y)
    if of_z and of_y == of_z[:-1]:
        assert np.shape(softmax_cross_entropy(y, z)) == of_y
        assert np.shape(softmax_cross_entropy_grad(y, z)) == of_z
        assert np.shape(brier(y, z + 1 / of_z[-1])) == of_y
    else:
        for function in (softmax_cross_entropy, softmax_cross_entropy_grad, nll, brier):
            with pytest.raises(ValueError):
                function(y, z)
    for function in (sigmoid_cross_entropy, focal_grad, binary_cross_entropy):
        if of_y == of_z:
            assert np.shape(function(t, z)) == of_z
        else:
            with pytest.raises(ValueError, match="same shape"):
                function(t, z)


def test_rows_far_and_near_in_one_batch_and_in_blocks():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(10_001, 10)) * rng.choice([1, 1, 1, 100, 1000], (10_001, 1))
    z[::50, 3] = -inf
    y, q = rng.integers(0, 10, 10_001), np.full((10_001, 10), 0.1)
    for function in (softmax_cross_entropy, softmax_cross_entropy_grad):
        for knobs in ({}, {"label_smoothing": 0.1}, {"class_weight": np.arange(10)}):
            for target in (y, q):
                answer = function(target, z, **knobs)
                alone = [
                    function(target[i], z[i], **knobs) for i in range(0, 10_001, 100)
                ]
                assert_allclose(answer[::100], alone, rtol=1e-15, atol=1e-14)


def test_no_loss_depends_on_a_far_neighbour():
    rng = np.random.default_rng(0)
    y, z = rng.integers(0, 5, 300), rng.normal(size=(300, 5))
    near = softmax_cross_entropy(y, z)
    z[-1, 0], y[-1] = 1000.0, 1
    assert_array_equal(softmax_cross_entropy(y, z)[:-1], near[:-1])


@pytest.mark.parametrize(("loss", "grad", "knobs"), ELEMENTWISE)
@pytest.mark.parametrize("t", [0.0, 1.0])
def test_no_element_depends_on_its_neighbours(loss, grad, knobs, t):
    z = np.array([nan, 0.3, -745.5, inf, -inf, 2.0, -1e300, 1e300, 745.5, -701.0])
    for function in (loss, grad):
        answer = function(np.full_like(z, t), z, **knobs)
        assert_array_equal(answer, [function(t, number, **knobs) for number in z])
        answer = function(np.full_like(z[1:], t), z[1:], **knobs)
        assert not np.isnan(answer).any()


def test_a_weight_of_1_is_no_weight():
    z = np.array([-800.0, -30.0, -1.0, 0.0, 0.1, 3.0, 40.0])
    for t in np.array([0.0, 1.0]), np.array([0.3, 1 - 2**-53]):
        t, z_of_t = np.repeat(t, len(z)), np.tile(z, len(t))
        for function in (sigmoid_cross_entropy, sigmoid_cross_entropy_grad):
            plain = function(t, z_of_t)
            assert_array_equal(function(t, z_of_t, pos_weight=1), plain)
            weighted = function(t, z_of_t, pos_weight=np.array(1.0))
            assert_allclose(weighted, plain, rtol=2e-15)


@pytest.mark.parametrize(
    ("function", "knob"),
    [
        (softmax_cross_entropy, "class_weight"),
        (softmax_cross_entropy_grad, "class_weight"),
        (softmax_focal, "alpha"),
        (softmax_focal_grad, "alpha"),
        (sigmoid_cross_entropy, "pos_weight"),
        (sigmoid_cross_entropy_grad, "pos_weight"),
    ],
)
def test_weights_belong_to_the_classes_and_not_to_the_examples(function, knob):
    of_classes = function not in (sigmoid_cross_entropy, sigmoid_cross_entropy_grad)
    rng = np.random.default_rng(0)
    for n in (2, 3):  # with 3 there are as many examples as classes
        z, w = rng.normal(size=(n, 3)), np.array([1.0, 4.0, 0.25])
        y = np.arange(n) if of_classes else np.ones((n, 3))
        weighted, plain = function(y, z, **{knob: w}), function(y, z)
        if of_classes:  # y = 0, 1, 2: each example has the weight of its class
            w = w[:n].reshape(-1, *[1] * (plain.ndim - 1))
        assert_allclose(weighted, w * plain, rtol=1e-15)
        both = np.stack([z, z])
        twice = function(np.stack([y, y]), both, **{knob: [1.0, 4.0, 0.25]})
        assert_array_equal(twice, [weighted, weighted])
        for wrong in (np.ones(4), np.ones((n, 1)), np.ones((n, 3)), np.ones((1, 3))):
            with pytest.raises(ValueError, match=f"{knob} must .*shape \\(3,\\)") as e:
                function(y, z, **{knob: wrong})
            assert str(wrong.shape) in str(e.value)
    with pytest.raises(ValueError, match=r"shape \(3,\).*, got \(2,\)"):
        function(y[:2], z[:2], **{knob: np.ones(2)})


def test_what_does_not_count_may_be_anything():
    rng = np.random.default_rng(0)
    z, counts = rng.normal(size=(6, 3)), np.array([0, 1, 1, 0, 1, 1], bool)
    y, q = np.array([-100, 0, 2, 99, 1, 1]), lb.softmax(rng.normal(size=(6, 3)))
    t = rng.integers(0, 2, (6, 3)).astype(float)
    z[~counts] = q[0] = nan
    q[3] = 7.0
    w = [2.0, 0.5, 3.0]
    for target in (y, q):
        for knobs in ({}, {"label_smoothing": 0.1}, {"class_weight": w}):
            for function in (softmax_cross_entropy, softmax_cross_entropy_grad):
                masked = function(target, z, where=counts, **knobs)
                alone = function(target[counts], z[counts], **knobs)
                assert_array_equal(masked[counts], alone)
                assert not masked[~counts].any()
    for function in (softmax_focal, softmax_focal_grad):
        masked = function(y, z, where=counts, alpha=w)
        assert_array_equal(masked[counts], function(y[counts], z[counts], alpha=w))
        assert not masked[~counts].any()
    # Of several labels each element may be left out. A weight still has its column.
    some = rng.integers(0, 2, (6, 3)).astype(bool) & counts[:, None]
    t[~some] = -100
    right = np.where(some, t, 0.0), np.where(some, z, 0.0)
    for function in (sigmoid_cross_entropy, sigmoid_cross_entropy_grad):
        masked = function(t, z, where=some, pos_weight=w)
        assert_array_equal(masked, np.where(some, function(*right, pos_weight=w), 0))
    with pytest.raises(ValueError, match=re.escape("y_true[1] is -100")):
        nll([0, -100], [[0.5, 0.5]] * 2, where=[True, True])


@pytest.mark.parametrize("k", [3, 3000])
def test_value_and_gradient_at_once_with_every_kind_of_target(k):
    rng = np.random.default_rng(0)
    n = 30_000 // k
    z, w = rng.normal(size=(n, k)) * 5, rng.uniform(0, 3, k)
    y, q = rng.integers(0, k, n), lb.softmax(rng.normal(size=(n, k)))
    t = rng.integers(0, 2, (n, k)).astype(float)
    cases = [
        (softmax_cross_entropy, softmax_cross_entropy_grad, target, knobs)
        for target in (y, q)
        for knobs in ({}, {"label_smoothing": 0.1}, {"class_weight": w})
    ]
    cases += [
        (sigmoid_cross_entropy, sigmoid_cross_entropy_grad, t, {"pos_weight": w}),
        (sigmoid_cross_entropy, sigmoid_cross_entropy_grad, q, {}),
        (softmax_focal, softmax_focal_grad, y, {"alpha": w, "gamma": 1.5}),
        (focal, focal_grad, t, {"alpha": 0.25}),
    ]
    for loss, grad, target, knobs in cases:
        both = lb.value_and_grad(loss, target, z, **knobs)
        assert_array_equal(both[0], loss(target, z, **knobs))
        assert_array_equal(both[1], grad(target, z, **knobs))


def test_a_wrong_number_of_weights_is_told_with_the_right_one():
    t = np.zeros((2, 3, 4))
    message = "pos_weight must be one number or have the shape (4,), got (3,)"
    with pytest.raises(ValueError, match=re.escape(message)):
        sigmoid_cross_entropy(t, t, pos_weight=[1.0, 2.0, 3.0])


def test_the_largest_gamma_and_weight_give_no_nan():
    # alpha gamma is beyond the largest number, and the power is 0.
    knobs = {"gamma": 1e300, "alpha": [1e100, 1.0]}
    assert_array_equal(softmax_focal_grad(0, [0.0, 1.0], **knobs), [0.0, 0.0])
    assert softmax_focal(0, [0.0, 1.0], **knobs) == 0.0


@pytest.mark.parametrize("target", [0, [0.2, 0.3, 0.5]])
def test_a_small_weight_scales_the_gradient_of_large_logits(target):
    z = [300.0, 299.0, 298.0]
    expected = softmax_cross_entropy_grad(target, z) * 1e-200
    scaled = softmax_cross_entropy_grad(target, z, class_weight=[1e-200] * 3)
    assert_allclose(scaled, expected, rtol=1e-14)


def test_a_single_logit_has_one_weight():
    with pytest.raises(ValueError, match=r"pos_weight must be one number, got \(1,\)"):
        sigmoid_cross_entropy(1, 0.5, pos_weight=[2.0])


def test_large_inputs_elementwise_are_worked_out_in_blocks():
    rng = np.random.default_rng(0)
    z, t = rng.normal(size=(10_000, 7)) * 9, rng.integers(0, 2, (10_000, 7))
    for loss, grad, knobs in ELEMENTWISE:
        for function in (loss, grad):
            parts = [
                function(t[i : i + 99], z[i : i + 99], **knobs)
                for i in range(0, 10_000, 99)
            ]
            assert_array_equal(function(t, z, **knobs), np.concatenate(parts))
    w = np.arange(7.0)
    weighted = sigmoid_cross_entropy(t, z, pos_weight=w)
    plain = sigmoid_cross_entropy(t, z)
    assert_allclose(weighted, np.where(t, w, 1) * plain, rtol=1e-15)


# ------------------------------------------------- claims, and what answers them


def test_nll_is_of_the_target_and_not_of_the_largest_output():
    """The claim: take the largest softmax output."""
    assert nll(2, [0.7, 0.2, 0.1]) == pytest.approx(-log(0.1))


def test_the_other_classes_add_no_term_but_have_a_gradient():
    """Two claims: the loss adds -log(1 - a) of the others; they get no gradient."""
    p = np.array([0.7, 0.2, 0.1])
    assert nll(0, p) == pytest.approx(0.3567, abs=5e-5)
    k_questions = binary_cross_entropy([1, 0, 0], p).sum()
    assert k_questions == pytest.approx(0.6852, abs=5e-5)
    grad = softmax_cross_entropy_grad(0, log(p))
    assert_allclose(grad, [-0.3, 0.2, 0.1], rtol=1e-14)


def test_an_epsilon_inside_the_log_does_not_help():
    """The claim: log(p + 1e-8) is safe. It is 18.42, and flat, where 100 is true."""
    z = np.array([100.0, 0.0])
    with_eps = -log(lb.softmax(z)[1] + 1e-8)
    assert with_eps == pytest.approx(18.42, abs=5e-3)
    assert softmax_cross_entropy(1, z) == 100.0
    assert softmax_cross_entropy_grad(1, z)[1] == -1.0


def test_a_softmax_too_many_has_a_floor():
    """The claim: softmax before a loss of logits is harmless. K = 10: 1.4612."""
    best = np.eye(10)[0]  # what a softmax can give at the very best
    floor = softmax_cross_entropy(0, best)
    assert floor == pytest.approx(log(1 + 9 * exp(-1)), rel=1e-15)
    assert floor == pytest.approx(1.4612, abs=5e-5)


def test_the_least_loss_of_a_soft_label_is_its_entropy():
    q = np.array([0.1, 0.2, 0.7])
    assert softmax_cross_entropy(q, log(q)) == pytest.approx(lb.entropy(q), rel=1e-14)
    assert_allclose(softmax_cross_entropy_grad(q, log(q)), 0, atol=1e-16)


def test_derivatives_sum_to_0_where_the_shares_nearly_sum_to_1():
    z = np.array([1.0, -0.5, 2.0])
    for t in ([0.5, 0.25, 0.25 + 9e-6], [0.5, 0.25, 0.25 - 9e-6]):
        assert softmax_cross_entropy_grad(t, z).sum() == pytest.approx(0, abs=1e-15)


def test_minus_0_is_0():
    for function in (sigmoid_cross_entropy, sigmoid_cross_entropy_grad):
        for knobs in ({}, {"pos_weight": 3.0}):
            answers = function([0.3, 0.3], [0.0, -0.0], **knobs)
            assert_allclose(answers[0], answers[1], rtol=1e-15)


def test_nan_in_a_class_without_a_share():
    assert np.isnan(softmax_cross_entropy([1.0, 0.0], [0.0, nan]))
    assert np.isnan(nll(0, [0.5, nan]))
    assert np.isnan(nll_grad(0, [0.5, nan])).all()


def test_a_probability_above_1_within_the_tolerance_has_a_negative_surprisal():
    more = 9e-6
    assert -1.01 * more < nll(0, [1 + more, 0.0]) < 0
    assert 2 < brier(1, [1 + more, 0.0]) < 2 + 2.01 * more
    with pytest.raises(ValueError, match="must sum to 1"):
        nll(0, [1 + 2e-5, 0.0])


def test_the_least_binary_cross_entropy_is_0_for_0_and_1_only():
    assert binary_cross_entropy([0, 1], [0.0, 1.0]).tolist() == [0, 0]
    t = np.linspace(0.01, 0.99, 99)
    assert np.all(binary_cross_entropy(t, t) > 0.05)
