"""Cross-entropy with another weight: values, limits, identities, claims."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import exp, inf, log, nan
from numpy.testing import assert_allclose, assert_array_equal

import lossbook as lb
from lossbook.reweighted import (
    asymmetric,
    asymmetric_grad,
    generalized_cross_entropy,
    generalized_cross_entropy_grad,
)

QUARTER = log([0.25, 0.75])

VALUES = [
    # label, logits, q, derivation, reason
    (0, QUARTER, 1.0, 3 / 4, "1 - p"),
    (0, QUARTER, 0.5, (1 - 1 / 2) / 0.5, "the root of 1/4"),
    (1, [0.0, 40.0], 1.0, exp(-40), "1 - 1 would be 0"),
    (1, [0.0, 40.0], 0.5, exp(-40), "near p = 1 it is the cross-entropy"),
    (0, [0.0, 40.0], 1e-12, 40 * (1 - 20e-12), "a small q: the cross-entropy"),
    (0, [0.0, 2000.0], 1e-3, (1 - exp(-2)) / 1e-3, "p is below the floats, p^q is not"),
    (0, [0.0, 1000.0], 1.0, 1, "as wrong as it can be"),
    (0, [-inf, 0.0], 0.5, 2, "impossible, and no more than 1 / q"),
    (1, [-inf, 0.0], 0.5, 0, "for sure"),
    (0, [0.0, 40.0], 5e-324, 40, "the least q of all"),
    (1, [0.0, 40.0], 1e-300, exp(-40), "q times it is below the floats"),
    (0, [5.0], 0.5, 0, "the only class"),
    (0, [inf, 0.0], 0.7, nan, "unknown, as in softmax_cross_entropy"),
    (0, [-inf, -inf], 0.7, nan, "no class is there"),
    (0, [nan, 0.0], 0.7, nan, "unknown"),
]


@pytest.mark.parametrize(("label", "logits", "q", "expected", "reason"), VALUES)
def test_values(label, logits, q, expected, reason):
    got = generalized_cross_entropy(label, np.array(logits, float), q=q)
    assert_allclose(got, expected, rtol=1e-15, atol=0, err_msg=reason)
    grad = generalized_cross_entropy_grad(label, np.array(logits, float), q=q)
    assert np.isnan(grad).all() == np.isnan(expected)
    assert np.isfinite(grad).all() != np.isnan(expected)


SLOPES = [
    (0, QUARTER, 1.0, [-3 / 16, 3 / 16], "p (p - 1)"),
    (0, QUARTER, 0.5, [-3 / 8, 3 / 8], "the root of p"),
    (0, [0.0, 2000.0], 1e-3, [-exp(-2), exp(-2)], "p is below the floats, p^q is not"),
    (0, [0.0, 700.3], 0.1, [-exp(-70.03), exp(-70.03)], "p is near the least float"),
    (0, [-inf, 0.0], 0.5, [0, 0], "impossible: let go"),
    (0, [-inf, 0.0], 5e-324, [0, 0], "for each q"),
    (1, [0.0, 40.0], 1.0, [exp(-40), -exp(-40)], "1 - 1 would be 0"),
]


@pytest.mark.parametrize(("label", "logits", "q", "expected", "reason"), SLOPES)
def test_slopes(label, logits, q, expected, reason):
    got = generalized_cross_entropy_grad(label, np.array(logits, float), q=q)
    # exp(-70.03) here is of a rounded number.
    assert_allclose(got, expected, rtol=2e-14, atol=0, err_msg=reason)


def rows(count, k, scale=3.0, seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(0, k, count), rng.normal(size=(count, k)) * scale


def test_a_small_q_is_the_cross_entropy_and_1_half_the_absolute_error():
    y, z = rows(50, 4)
    for ours, theirs in (
        (generalized_cross_entropy, lb.softmax_cross_entropy),
        (generalized_cross_entropy_grad, lb.softmax_cross_entropy_grad),
    ):
        assert_allclose(ours(y, z, q=1e-12), theirs(y, z), rtol=1e-10)
    error = np.abs(np.eye(4)[y] - lb.softmax(z)).sum(axis=1)
    assert_allclose(generalized_cross_entropy(y, z, q=1.0), error / 2, rtol=1e-11)


def test_with_two_classes_and_q_1_it_is_the_sigmoid_loss():
    y, z = rows(50, 2)
    margin = z[:, 1] - z[:, 0]
    expected = lb.sigmoid_margin(2 * y - 1, margin)
    assert_allclose(generalized_cross_entropy(y, z, q=1.0), expected, rtol=1e-13)


def test_the_gradient_is_that_of_the_cross_entropy_times_a_power():
    y, z = rows(50, 4)
    p = lb.softmax(z)[np.arange(50), y]
    expected = lb.softmax_cross_entropy_grad(y, z) * (p**0.7)[:, None]
    assert_allclose(generalized_cross_entropy_grad(y, z), expected, rtol=1e-13)


@pytest.mark.parametrize("q", [0.3, 0.7, 1.0])
def test_slopes_of_q_are_differences_and_sum_to_0(q):
    y, z = rows(30, 4)
    grad, h = generalized_cross_entropy_grad(y, z, q=q), 1e-6
    assert_allclose(grad.sum(axis=1), 0, atol=1e-15)
    for k in range(4):
        step = h * (np.arange(4) == k)
        rise = generalized_cross_entropy(y, z + step, q=q) - generalized_cross_entropy(
            y, z - step, q=q
        )
        assert_allclose(grad[:, k], rise / (2 * h), rtol=1e-6, atol=1e-9)


def test_what_it_says_of_a_share_of_7_in_10():
    share, q = np.array([0.7, 0.3]), 0.7
    said = share ** (1 / (1 - q)) / (share ** (1 / (1 - q))).sum()
    assert said.round(3).tolist() == [0.944, 0.056]
    z = np.tile(log(said), (2, 1))
    slope = share @ generalized_cross_entropy_grad([0, 1], z, q=q)
    assert_allclose(slope, 0, atol=1e-15)
    # For q = 1 the surest answer costs the least.
    z = np.stack([np.linspace(0, 30, 50), np.zeros(50)], axis=1)
    zeros = np.zeros(50, int)
    cost = 0.7 * generalized_cross_entropy(zeros, z, q=1.0)
    cost += 0.3 * generalized_cross_entropy(zeros + 1, z, q=1.0)
    assert cost.argmin() == 49


# --- asymmetric -------------------------------------------------------------------

NONE = {"gamma_pos": 0.0, "gamma_neg": 0.0, "clip": 0.0}
FLAT = {"gamma_neg": 0.0}
C = 0.75 - 0.05

CASES = [
    # target, logit, knobs, derivation, reason
    (1, 0.0, {}, log(2), "yes has no focusing"),
    (1, log(3), {"gamma_pos": 1.0}, -log(3 / 4) / 4, "1 - p = 1/4"),
    (0, log(3), {}, -(C**4) * log(1 - C), "p = 3/4 counts as 0.7"),
    (0, log(3), {"gamma_neg": 1.0, "clip": 0.25}, 0.5 * log(2), "p counts as 1/2"),
    (0, -3.0, {}, 0, "p = 0.047: below the clip"),
    (0, -inf, {}, 0, "right"),
    (0, inf, {}, -(0.95**4) * log(0.05), "the most that a no can cost"),
    (0, 1000.0, {}, -(0.95**4) * log(0.05), "p is 1"),
    (0, 1000.0, NONE, 1000.0, "1 - p is below the floats"),
    (0, 5.0, {"clip": 1.0}, 0, "no costs nothing at all"),
    (0, inf, {"clip": 0.0, "gamma_neg": 2.0}, inf, "without a clip no bound"),
    (1, -inf, {}, inf, "impossible"),
    (0, nan, {}, nan, "unknown"),
    (1, nan, {}, nan, "unknown"),
]


@pytest.mark.parametrize(("target", "logit", "knobs", "expected", "reason"), CASES)
def test_cases(target, logit, knobs, expected, reason):
    got = asymmetric(target, logit, **knobs)
    assert_allclose(got, expected, rtol=3e-15, atol=0, err_msg=reason)
    assert np.isnan(asymmetric_grad(target, logit, **knobs)) == np.isnan(expected)


KINKS = [
    (0, -3.0, {}, 0, "below the clip"),
    (0, 0.0, FLAT | {"clip": 0.5}, 0, "at the clip: 0, and beyond 1/4 / 1"),
    (0, 1e-9, FLAT | {"clip": 0.5}, 0.25, "just beyond: p (1 - p) / (1 - c)"),
    (0, 0.0, {"gamma_neg": 0.5, "clip": 0.5}, 0, "0 to the power -1/2 is not reached"),
    (0, -inf, NONE, 0, "right"),
    (0, inf, {}, 0, "let go"),
    (0, inf, NONE, 1, "not let go"),
    (1, -inf, {}, -1, "yes is never let go"),
    (1, inf, {}, 0, "right"),
]


@pytest.mark.parametrize(("target", "logit", "knobs", "expected", "reason"), KINKS)
def test_slopes_at_kinks_and_ends(target, logit, knobs, expected, reason):
    got = asymmetric_grad(target, logit, **knobs)
    assert_allclose(got, expected, rtol=1e-8, atol=0, err_msg=reason)


T = np.arange(200) % 2
Z = np.random.default_rng(0).normal(scale=4, size=200)


def test_without_focusing_and_clip_it_is_the_cross_entropy():
    for ours, theirs in (
        (asymmetric, lb.sigmoid_cross_entropy),
        (asymmetric_grad, lb.sigmoid_cross_entropy_grad),
    ):
        assert_allclose(ours(T, Z, **NONE), theirs(T, Z), rtol=1e-14)


@pytest.mark.parametrize("gamma", [0.5, 2.0, 3.0])
def test_with_one_gamma_and_no_clip_it_is_the_focal_loss(gamma):
    knobs = {"gamma_pos": gamma, "gamma_neg": gamma, "clip": 0.0}
    assert_array_equal(asymmetric(T, Z, **knobs), lb.focal(T, Z, gamma=gamma))
    assert_array_equal(asymmetric_grad(T, Z, **knobs), lb.focal_grad(T, Z, gamma=gamma))


def test_a_small_clip_is_nearly_none():
    for function in (asymmetric, asymmetric_grad):
        small = function(T, Z, clip=1e-13)
        assert_allclose(small, function(T, Z, clip=0.0), rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize(
    "knobs",
    [{}, {"gamma_neg": 0.5, "clip": 0.2}, {"gamma_pos": 2.0, "gamma_neg": 1.0}, NONE],
)
def test_slopes_of_questions_are_differences(knobs):
    h = 1e-6
    rise = asymmetric(T, Z + h, **knobs) - asymmetric(T, Z - h, **knobs)
    assert_allclose(
        asymmetric_grad(T, Z, **knobs), rise / (2 * h), rtol=1e-5, atol=1e-8
    )


def test_a_sure_mistake_is_let_go():
    z = lb.logit(np.linspace(0.06, 0.9999, 1000))
    slope = asymmetric_grad(np.zeros(1000), z)
    assert lb.sigmoid(z[slope.argmax()]) == pytest.approx(0.9, abs=0.01)
    assert slope.max() == pytest.approx(0.7326, abs=1e-4)
    assert asymmetric_grad(0, lb.logit(0.999)) == pytest.approx(0.026, abs=5e-4)


def test_it_says_the_right_order_and_no_probability():
    z = np.linspace(-5, 5, 2001)
    yes, no = asymmetric(np.ones(2001), z), asymmetric(np.zeros(2001), z)
    shares = [0.02, 0.1, 0.3, 0.5, 0.9]
    said = [lb.sigmoid(z[(p * yes + (1 - p) * no).argmin()]) for p in shares]
    assert_allclose(said, [0.359, 0.478, 0.597, 0.684, 0.920], atol=2e-3)


@given(z=st.floats(-50, 50), clip=st.floats(0.01, 1))
def test_a_no_costs_no_more_than_stated(z, clip):
    most = (1 - clip) ** 4 * -log(clip)
    assert 0 <= asymmetric(0, z, clip=clip) <= most * (1 + 1e-14)
    assert asymmetric_grad(0, z, clip=clip) >= 0


# --- both -------------------------------------------------------------------------


def example(loss, shape, seed=0):
    rng = np.random.default_rng(seed)
    z = rng.normal(size=shape) * 3
    if loss is asymmetric:
        return rng.integers(0, 2, shape), z
    return rng.integers(0, shape[-1], shape[:-1]), z


every = pytest.mark.parametrize("loss", [generalized_cross_entropy, asymmetric])


@every
def test_examples_that_do_not_count_may_hold_anything(loss):
    truth, second = example(loss, (4, 5))
    counts = np.ones(truth.shape, bool)
    counts[1::2] = False
    spoilt, said = truth.copy(), second.copy()
    spoilt[~counts], said[1::2] = -100, nan
    for function in (loss, loss.grad):
        got = function(spoilt, said, where=counts)
        assert_array_equal(got[::2], function(truth[::2], second[::2]))
        assert (got[1::2] == 0).all()


BAD = [
    (lambda: generalized_cross_entropy([2], [[0.0, 1.0]]), r"y_true must hold labels"),
    (
        lambda: generalized_cross_entropy([0], [[0.0, 1.0]], q=0.0),
        r"q must be in \(0, 1",
    ),
    (
        lambda: generalized_cross_entropy([0], [[0.0, 1.0]], q=1.1),
        r"q must be in \(0, 1",
    ),
    (
        lambda: generalized_cross_entropy([0, 1], [[0.0, 1.0]]),
        r"one label for each row",
    ),
    (lambda: asymmetric([0.5], [1.0]), r"y_true must be 0 or 1 .*y_true\[0\] is 0.5"),
    (
        lambda: asymmetric([1], [1.0, 2.0]),
        r"y_true and logits must have the same shape",
    ),
    (lambda: asymmetric(0, 1.0, gamma_pos=-1), r"gamma_pos must be in \[0, 1e\+300\]"),
    (lambda: asymmetric(0, 1.0, gamma_neg=nan), r"gamma_neg must be in \[0, 1e\+300\]"),
    (lambda: asymmetric(0, 1.0, clip=1.01), r"clip must be in \[0, 1\]"),
]


@pytest.mark.parametrize(("call", "words"), BAD)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
