"""Losses of an order: values by derivation, identities, far scores, claims."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import inf, log, nan
from numpy.testing import assert_allclose, assert_array_equal

import lossbook as lb
from lossbook.ranking import (
    cumulative_link,
    cumulative_link_grad,
    plackett_luce,
    plackett_luce_grad,
)

WORTH = log([2.0, 1.0, 3.0])
FAR = [0.0, -2000.0, -2001.0]

VALUES = [
    # order, scores, derivation, reason
    ([2, 0, 1], WORTH, -log(3 / 6 * 2 / 3), "3 of 6, then 2 of 3"),
    ([1, 0, 2], WORTH, -log(1 / 6 * 2 / 5), "1 of 6, then 2 of 5"),
    ([0, 1, 2, 3], [5, 5, 5, 5], log(24), "each of 4! orders is as likely"),
    ([0], [3.0], 0, "there is no other order"),
    ([0], [inf], 0, "nor here"),
    ([0, 1], [40, 0], np.exp(-40), "log(1 + exp(-40)) would be 0"),
    ([0, 1, 2], FAR, np.log1p(np.exp(-1)), "the last two are 1 apart"),
    ([0, 2, 1], FAR, 1 + np.log1p(np.exp(-1)), "in the other order"),
    ([1, 0, 2], FAR, 2000, "the first is 2000 behind"),
    ([0, 1, 2], [800, 0, -800], 0, "exp(-800) is below the floats"),
    ([0, 1], [-inf, 0], inf, "it cannot be the best"),
    ([1, 0], [-inf, 0], 0, "and is the last for sure"),
    ([0, 1, 2], [inf, 0, 0], log(2), "it is the first for sure"),
    ([1, 0, 2], [inf, 0, 0], inf, "and not the second"),
    ([0, 1], [inf, inf], nan, "two infinities have no difference"),
    ([0, 1, 2], [0, -inf, -inf], nan, "also if they are the last"),
    ([0, 1, 2], [0, nan, 1], nan, "unknown"),
    ([0, 1, 2], [2000, 0, nan], nan, "unknown"),
    ([0], [nan], nan, "unknown, though nothing is compared"),
]


@pytest.mark.parametrize(("order", "scores", "expected", "reason"), VALUES)
def test_values(order, scores, expected, reason):
    got = plackett_luce(order, np.array(scores, float))
    assert_allclose(got, expected, rtol=4e-16, atol=0, err_msg=reason)
    grad = plackett_luce_grad(order, np.array(scores, float))
    assert np.isnan(grad).all() if np.isnan(expected) else np.isfinite(grad).all()


SLOPES = [
    (
        [2, 0, 1],
        WORTH,
        [2 / 6 + 2 / 3 - 1, 1 / 6 + 1 / 3, 3 / 6 - 1],
        "expected less 1",
    ),
    ([0, 1, 2], [800, 0, -800], [0, 0, 0], "nothing to learn"),
    ([2, 1, 0], [800, 0, -800], [2, -1, -1], "0 was expected twice, and chosen last"),
    ([0, 1], [40, 0], [-np.exp(-40), np.exp(-40)], "1 - 1 would be 0"),
]


@pytest.mark.parametrize(("order", "scores", "expected", "reason"), SLOPES)
def test_slopes(order, scores, expected, reason):
    got = plackett_luce_grad(order, np.array(scores, float))
    assert_allclose(got, expected, rtol=1e-14, atol=1e-16 * (40 not in scores))


def test_the_probabilities_of_all_orders_sum_to_1():
    for scores in (WORTH, [0.3, -2.0, 5.0, 1.0], [0.0, 900.0, -900.0]):
        orders = np.array([*permutations(range(len(scores)))])
        loss = plackett_luce(orders, np.broadcast_to(scores, orders.shape))
        assert np.exp(-loss).sum() == pytest.approx(1, rel=1e-14)


@given(a=st.floats(-50, 50), b=st.floats(-50, 50))
def test_two_items_are_a_logistic_loss_of_the_difference(a, b):
    assert plackett_luce([0, 1], [a, b]) == pytest.approx(
        lb.softmax_cross_entropy(0, [a, b]), rel=1e-15
    )
    # The difference is rounded.
    assert plackett_luce([1, 0], [a, b]) == pytest.approx(
        lb.logistic(1, b - a), rel=1e-13
    )


def drawn(count, k, scale=3.0, seed=0):
    rng = np.random.default_rng(seed)
    orders = rng.permuted(np.tile(np.arange(k), (count, 1)), axis=1)
    return orders, rng.normal(size=(count, k)) * scale


def test_it_is_a_sum_of_cross_entropies_of_what_is_left():
    for scale in (1.0, 1000.0):
        order, s = drawn(40, 6, scale)
        ranked = np.take_along_axis(s, order, 1)
        first = np.zeros(40, int)
        parts = [lb.softmax_cross_entropy(first, ranked[:, k:]) for k in range(6)]
        assert_allclose(plackett_luce(order, s), sum(parts), rtol=1e-14)


def test_it_is_not_the_sum_over_all_pairs():
    pairs = sum(
        lb.logistic(1, WORTH[a] - WORTH[b]) for a, b in combinations([2, 0, 1], 2)
    )
    assert pairs > plackett_luce([2, 0, 1], WORTH) + 0.1


@given(shift=st.integers(-1000, 1000))
def test_a_shift_changes_nothing(shift):
    s = np.array([0.25, -3.5, 2.0, 1.0])
    for function in (plackett_luce, plackett_luce_grad):
        moved = function([2, 0, 3, 1], s + shift)
        assert_allclose(moved, function([2, 0, 3, 1], s), rtol=1e-13)


def test_slopes_of_an_order_are_differences_and_sum_to_0():
    order, s = drawn(30, 5)
    grad, h = plackett_luce_grad(order, s), 1e-6
    assert_allclose(grad.sum(axis=1), 0, atol=1e-14)
    for k in range(5):
        step = h * (np.arange(5) == k)
        rise = plackett_luce(order, s + step) - plackett_luce(order, s - step)
        assert_allclose(grad[:, k], rise / (2 * h), rtol=1e-6, atol=1e-9)


def test_where_scores_are_far_no_order_depends_on_its_neighbours():
    order, s = drawn(20, 4)
    far = s * 1000
    both = np.concatenate([order, order]), np.concatenate([s, far])
    for function in (plackett_luce, plackett_luce_grad):
        expected = np.concatenate([function(order, s), function(order, far)])
        assert_array_equal(function(*both), expected)


def test_both_ways_to_compute_the_odds_agree():
    # The scores of one row are shifted so that the second way is taken.
    order, s = drawn(50, 8)
    wide = np.concatenate([s, np.full((50, 1), -5000.0)], axis=1)
    last = np.concatenate([order, np.full((50, 1), 8)], axis=1)
    assert_allclose(plackett_luce(last, wide), plackett_luce(order, s), rtol=1e-14)
    grad = plackett_luce_grad(last, wide)
    assert_allclose(grad[:, :8], plackett_luce_grad(order, s), rtol=1e-12, atol=1e-15)


def test_long_lists_take_little_memory():
    import tracemalloc

    order, s = drawn(20, 1000)
    tracemalloc.start()
    lb.value_and_grad(plackett_luce, order, s)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60 * s.nbytes  # a matrix for each order would be 1000


# --- ordered classes --------------------------------------------------------------

CUTS = [-1.0, 1.0]
SIGMOID = 1 / (1 + np.exp(-1))

GRADES = [
    # label, score, cuts, derivation, reason
    (0, 0.0, CUTS, -log(1 - SIGMOID), "below -1"),
    (1, 0.0, CUTS, -log(2 * SIGMOID - 1), "between"),
    (2, 0.0, CUTS, -log(1 - SIGMOID), "above 1"),
    (0, 1000.0, CUTS, 1001, "exp(-1001) is below the floats"),
    (
        1,
        1000.0,
        CUTS,
        999 - log(1 - np.exp(-2)),
        "the difference of two numbers near 1",
    ),
    (2, 40.0, CUTS, np.exp(-39), "1 - 1 would be 0"),
    (1, 0.0, [0.0, 1e-20], log(4) - log(1e-20), "a narrow class: its width / 4"),
    (1, 0.0, [-1e308, 1e308], 0, "a wide class"),
    (2, inf, CUTS, 0, "for sure"),
    (1, inf, CUTS, inf, "impossible"),
    (0, -inf, CUTS, 0, "for sure"),
    (2, -inf, CUTS, inf, "impossible"),
    (0, nan, CUTS, nan, "unknown"),
    (1, nan, CUTS, nan, "unknown"),
    (2, nan, CUTS, nan, "unknown"),
]


@pytest.mark.parametrize(("label", "score", "cuts", "expected", "reason"), GRADES)
def test_grades(label, score, cuts, expected, reason):
    got = cumulative_link(label, score, cuts=cuts)
    assert_allclose(got, expected, rtol=1e-15, atol=0, err_msg=reason)
    assert np.isnan(cumulative_link_grad(label, score, cuts=cuts)) == np.isnan(expected)


GRADE_SLOPES = [
    (0, 0.0, CUTS, SIGMOID, "the probability of the others"),
    (1, 0.0, CUTS, 0, "in the middle"),
    (1, 2**-60, CUTS, None, "next to it"),
    (1, inf, CUTS, 1, "infinitely too high"),
    (1, -inf, CUTS, -1, "too low"),
    (0, inf, CUTS, 1, "too high"),
    (2, inf, CUTS, 0, "right"),
    (0, -inf, CUTS, 0, "right"),
    (2, -inf, CUTS, -1, "too low"),
    (1, 3e-20, [0.0, 2e-20], 2e-20 / 2, "narrow: twice the distance from it, / 4"),
]


@pytest.mark.parametrize(("label", "score", "cuts", "expected", "reason"), GRADE_SLOPES)
def test_grade_slopes(label, score, cuts, expected, reason):
    got = cumulative_link_grad(label, score, cuts=cuts)
    if expected is None:  # the second derivative there is 2 p (1 - p)
        expected = 2 * SIGMOID * (1 - SIGMOID) * score
    assert_allclose(got, expected, rtol=1e-15, atol=0, err_msg=reason)


@given(f=st.floats(-700, 700), y=st.integers(0, 1))
def test_two_classes_are_a_sigmoid_cross_entropy(f, y):
    assert cumulative_link(y, f) == pytest.approx(
        lb.sigmoid_cross_entropy(y, f), rel=1e-15
    )
    slope = lb.sigmoid_cross_entropy_grad(y, f)
    assert cumulative_link_grad(y, f) == pytest.approx(slope, rel=1e-15)
    moved = cumulative_link(y, f, cuts=[0.5])
    assert moved == pytest.approx(lb.sigmoid_cross_entropy(y, f - 0.5), rel=1e-12)


@given(f=st.floats(-30, 30))
def test_the_probabilities_of_all_classes_sum_to_1(f):
    loss = cumulative_link(range(4), [f] * 4, cuts=[-2.0, 0.1, 7.0])
    assert np.exp(-loss).sum() == pytest.approx(1, rel=1e-14)


@given(f=st.floats(-9, 9), g=st.floats(-9, 9), y=st.integers(0, 2))
def test_it_is_convex_and_no_step_costs_more_than_its_size(f, g, y):
    a, b = cumulative_link([y, y], [f, g], cuts=CUTS)
    assert b >= a + cumulative_link_grad(y, f, cuts=CUTS) * (g - f) - 1e-12
    assert abs(a - b) <= abs(f - g) + 1e-12


def test_slopes_of_grades_are_differences():
    f, h = np.linspace(-9, 9, 50), 1e-6
    for y in range(4):
        labels, cuts = np.full(50, y), [-1.0, 0.5, 0.7]
        rise = cumulative_link(labels, f + h, cuts=cuts) - cumulative_link(
            labels, f - h, cuts=cuts
        )
        grad = cumulative_link_grad(labels, f, cuts=cuts)
        assert_allclose(grad, rise / (2 * h), rtol=1e-5, atol=1e-8)


def test_a_sum_over_the_questions_is_another_loss():
    # CORAL: the K - 1 questions "above cut k?" as if they were independent.
    y, f = 1, 0.3
    asked = lb.sigmoid_cross_entropy([y > 0, y > 1], f - np.array(CUTS)).sum()
    assert abs(asked - cumulative_link(y, f, cuts=CUTS)) > 0.05
    # At the ends they are one and the same question at most.
    assert lb.sigmoid_cross_entropy([0], [f + 1]) == pytest.approx(
        cumulative_link(0, f, cuts=CUTS)
    )


def test_cuts_of_any_type():
    expected = cumulative_link([0, 2], [0.5, 0.5], cuts=[0.0, 1.0])
    for cuts in (
        (0, 1),
        np.array([0, 1], np.int8),
        np.array([0, 1], np.float32),
        range(2),
    ):
        assert_array_equal(cumulative_link([0, 2], [0.5, 0.5], cuts=cuts), expected)
    for label in (np.uint8, np.int64):
        got = cumulative_link(np.array([0, 2], label), [0.5, 0.5], cuts=[0.0, 1.0])
        assert_array_equal(got, expected)


# --- both -------------------------------------------------------------------------

every = pytest.mark.parametrize("loss", [plackett_luce, cumulative_link])


def example(loss, shape, seed=0):
    rng = np.random.default_rng(seed)
    s = rng.normal(size=shape)
    if loss is plackett_luce:
        truth = rng.permuted(np.broadcast_to(np.arange(shape[-1]), shape), axis=-1)
        return truth, s, {}
    return rng.integers(0, 3, shape), s, {"cuts": CUTS}


@every
@pytest.mark.parametrize("shape", [(3,), (1, 3), (2, 5, 4), (30, 1000), (20_000, 2)])
def test_any_shape_and_any_size(loss, shape):
    truth, second, knobs = example(loss, shape)
    value, grad = lb.value_and_grad(loss, truth, second, **knobs)
    rows = loss is plackett_luce
    assert np.shape(value) == (shape[:-1] if rows else shape) and grad.shape == shape
    assert_array_equal(value, loss(truth, second, **knobs))
    assert_array_equal(grad, loss.grad(truth, second, **knobs))
    last = (-1,) * (len(shape) - 1)
    alone = loss(truth[last], second[last], **knobs)
    assert_allclose(np.asarray(value)[last], alone, rtol=1e-14)
    alone = loss.grad(truth[last], second[last], **knobs)
    assert_allclose(grad[last], alone, rtol=1e-12, atol=1e-15)


@every
def test_examples_that_do_not_count_may_hold_anything(loss):
    truth, second, knobs = example(loss, (4, 5))
    counts = np.array([True, False, True, False])
    spoilt, said = truth.copy(), second.copy()
    spoilt[~counts], said[~counts] = -100, nan
    shape = counts if loss is plackett_luce else np.repeat(counts[:, None], 5, axis=1)
    for function in (loss, loss.grad):
        got = function(spoilt, said, where=shape, **knobs)
        assert_array_equal(
            got[counts], function(truth[counts], second[counts], **knobs)
        )
        assert (got[~counts] == 0).all()
        nothing = function(spoilt, said, where=np.zeros_like(shape), **knobs)
        assert (nothing == 0).all()


def test_a_wrong_order_that_counts_is_named_by_its_place():
    counts = [False, True, True]
    with pytest.raises(ValueError, match="the order of row 2 is"):
        plackett_luce([[9, 9], [0, 1], [1, 1]], np.ones((3, 2)), where=counts)


BAD = [
    # call, error, words
    (lambda: plackett_luce([0, 0], [1, 2]), ValueError, r"item from 0 to 1 .*\[0 0\]"),
    (lambda: plackett_luce([1, 2], [1, 2]), ValueError, r"y_true must name each item"),
    (lambda: plackett_luce([-1, 0], [1, 2]), ValueError, r"y_true must name each item"),
    (lambda: plackett_luce([0.0, 1], [1, 2]), TypeError, r"y_true must hold items as"),
    (lambda: plackett_luce([True, False], [1, 2]), TypeError, r"as integers, got bool"),
    (lambda: plackett_luce([0, 1], [1, 2, 3]), ValueError, r"y_true and scores must"),
    (
        lambda: plackett_luce(0, 1.0),
        ValueError,
        r"scores must be an array with an axis",
    ),
    (lambda: plackett_luce([0], ["a"]), TypeError, r"scores must hold real numbers"),
    (
        lambda: cumulative_link([0, 2], [0.0, 1.0]),
        *(ValueError, r"labels from 0 to 1, but y_true\[1\] is 2: 1 cut between 2 cl"),
    ),
    (
        lambda: cumulative_link([[0], [-1]], [[0.0], [1.0]], cuts=CUTS),
        *(ValueError, r"y_true\[1, 0\] is -1: 2 cuts between 3 classes$"),
    ),
    (lambda: cumulative_link(0.5, 0.0), TypeError, r"y_true must hold class labels as"),
    (lambda: cumulative_link([0], [0.0, 1]), ValueError, r"y_true and score must have"),
    (
        lambda: cumulative_link(0, 0.0, cuts=[1, 1]),
        ValueError,
        r"increase, but cuts\[1\]",
    ),
    (
        lambda: cumulative_link(0, 0.0, cuts=[0, inf]),
        ValueError,
        r"cuts must be finite",
    ),
    (lambda: cumulative_link(0, 0.0, cuts=[nan]), ValueError, r"cuts must be finite"),
    (lambda: cumulative_link(0, 0.0, cuts=[]), ValueError, r"cuts is empty"),
    (lambda: cumulative_link(0, 0.0, cuts=1.0), ValueError, r"cuts must have one axis"),
    (
        lambda: cumulative_link(0, 0.0, cuts=[[1]]),
        ValueError,
        r"cuts must have one axis",
    ),
    (
        lambda: cumulative_link(0, 0.0, cuts=["a"]),
        TypeError,
        r"cuts must hold real num",
    ),
    (lambda: cumulative_link(0, 0.0, cuts=[True]), TypeError, r"cuts must hold real"),
    (lambda: cumulative_link(0, 0.0, cuts=None), TypeError, r"cuts must hold real num"),
]


@pytest.mark.parametrize(("call", "error", "words"), BAD)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_wrong_label_in_a_large_array_is_named_by_its_place():
    y, f = np.zeros((300, 200), int), np.zeros((300, 200))
    y[250, 7] = 5
    with pytest.raises(ValueError, match=r"y_true\[250, 7\] is 5"):
        cumulative_link_grad(y, f)
