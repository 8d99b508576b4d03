"""Losses of a mask: values by derivation, identities, empty masks, kinks, claims."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import inf, nan
from numpy.testing import assert_allclose, assert_array_equal

import lossbook as lb
from lossbook.overlap import lovasz_hinge, lovasz_hinge_grad, tversky, tversky_grad

JACCARD = {"alpha": 1.0, "beta": 1.0}
EMPTY = [0, 0, 0]

VALUES = [
    # function, truth, answer, knobs, derivation, reason
    (tversky, [1, 1, 0], [1, 0, 0], {}, 1 - 2 * 1 / (2 + 1), "Dice: 2 I / (T + P)"),
    (tversky, [1, 1, 0], [1, 0, 0], JACCARD, 1 - 1 / 2, "Jaccard: I / union"),
    (tversky, [1, 0], [0.5, 0.5], {}, 1 - 2 * 0.5 / (1 + 1), "soft: sums of shares"),
    (tversky, [1, 1, 0], [1, 0, 1], {"alpha": 3.0, "beta": 1.0}, 4 / 5, "3 + 1 wrong"),
    (tversky, [1, 1, 0], [1, 0, 1], {"alpha": 0.0}, 0.5 / 1.5, "what is more is free"),
    (tversky, [1, 1, 0], [1, 0, 1], {"beta": 0.0}, 0.5 / 1.5, "what is less is free"),
    (tversky, [1, 0], [0, 0], {"smooth": 1.0}, 0.5 / 1.5, "one pixel counts as found"),
    (tversky, [1, 0], [0, 1], {"power": 0.5}, 1, "no overlap costs 1"),
    (tversky, [1, 1, 0], [1, 0, 0], {"power": 2.0}, (1 / 3) ** 2, "the power"),
    (tversky, [0.3], [0.3], {}, 0.7, "1 - 2 (0.09) / 0.6: soft targets cost something"),
    (tversky, [0.3], [1.0], {}, 1 - 2 * 0.3 / 1.3, "and 1 costs less than they do"),
    (tversky, EMPTY, EMPTY, {}, 0, "nothing is wrong"),
    (tversky, EMPTY, EMPTY, {"power": 0.5, "smooth": 1.0}, 0, "nothing is wrong"),
    (tversky, EMPTY, [0, 1e-9, 0], {}, 1, "no overlap, however little is said"),
    (tversky, EMPTY, [0, 0.5, 0], {"smooth": 1.0}, 0.25 / 1.25, "less is better"),
    (tversky, EMPTY, [1, 1, 1], {"alpha": 0.0}, 0, "what is more is free"),
    (tversky, [1, 0], [0, 1], {"alpha": 0.0, "beta": 0.0}, 0, "all is free"),
    (tversky, [1 - 2**-53], [1], {}, 2**-54 / (1 - 2**-54), "1 - 1 would be 0"),
    (tversky_grad, [1, 0], [1, 0], {}, [-0.5, 0.5], "beta and alpha, over the whole"),
    (tversky_grad, EMPTY, EMPTY, {}, [0, 0, 0], "0 / 0: there is no slope"),
    (tversky_grad, EMPTY, [0.5, 0, 1], {}, [0, 0, 0], "it costs 1, whatever is said"),
    (tversky_grad, [0], [0.5], {"smooth": 1.0}, [0.5 / 1.25**2], "alpha s / whole²"),
    (tversky_grad, [1, 0], [1, 0], {"power": 0.5}, [-inf, inf], "a root at 0"),
    (tversky_grad, [1, 0], [1, 0], {"power": 2.0}, [0, 0], "a square at 0"),
    (tversky_grad, EMPTY, EMPTY, {"power": 0.5}, [0, 0, 0], "a root of a constant"),
    (
        *(tversky_grad, EMPTY, EMPTY, {"power": 0.5, "smooth": 1.0}),
        *([inf, inf, inf], "a root at 0"),
    ),
    (
        *(tversky_grad, [1, 0], [1, 0], {"power": 0.5, "alpha": 0.0}),
        *([-inf, 0], "what is more is free, also beside a root"),
    ),
    (tversky_grad, [1, 0], [0, 1], {"alpha": 0.0, "beta": 0.0}, [0, 0], "all is free"),
    # Sorted: the missed pixel first. Alone it makes 1 - IoU 1/2.
    (lovasz_hinge, [1, 1, -1], [2, -1, -3], {}, 2 / 2, "hinge 2, weight 1/2"),
    (lovasz_hinge, [1, 1, -1], [0, -1, 1], {}, 2 / 2 + 2 / 6 + 1 / 3, "1/2, 2/3, 1"),
    (lovasz_hinge, [-1, -1], [0.5, 2.0], {}, 3, "no +1: the worst pixel has all"),
    (lovasz_hinge, [1], [0.25], {}, 0.75, "one pixel: the hinge"),
    (lovasz_hinge, [1, -1], [1, -1], {}, 0, "all margins are 1"),
    (lovasz_hinge, [-1, -1], [-inf, inf], {}, inf, "infinitely wrong"),
    (lovasz_hinge, [-1, -1, 1], [inf, 0, -inf], {}, inf, "two of them"),
    (lovasz_hinge, [-1, -1], [inf, inf], {}, inf, "0 times infinity is 0"),
    (lovasz_hinge_grad, [-1, -1], [0.5, 2.0], {}, [0, 1], "the worst pixel has all"),
    (lovasz_hinge_grad, [1, -1], [0.5, -0.5], {}, [-1, 0], "equal: the first"),
    (lovasz_hinge_grad, [-1, 1], [-0.5, 0.5], {}, [0.5, -0.5], "equal: the first"),
    (lovasz_hinge_grad, [1, 1], [1.0, 1 - 2**-53], {}, [0, -0.5], "0 at a margin of 1"),
]


@pytest.mark.parametrize(
    ("function", "truth", "answer", "knobs", "expected", "reason"), VALUES
)
def test_values(function, truth, answer, knobs, expected, reason):
    got = function(truth, np.array(answer, float), **knobs)
    assert_allclose(got, expected, rtol=2e-15, atol=0, err_msg=reason)


def masks(count, pixels=6, seed=0):
    """Masks of zeros and ones, and probabilities."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, 2, (count, pixels)), rng.random((count, pixels))


def test_dice_is_twice_jaccard_over_one_more():
    # Of the overlaps, 1 minus the losses, and for each mask by itself.
    t, p = masks(50)
    dice, jaccard = 1 - tversky(t, p), 1 - tversky(t, p, **JACCARD)
    assert_allclose(dice, 2 * jaccard / (1 + jaccard), rtol=1e-13)
    assert not np.isclose(dice.mean(), 2 * jaccard.mean() / (1 + jaccard.mean()))


def test_the_soft_dice_of_the_textbook():
    t, p = masks(50)
    for smooth in (0.0, 1.0):
        textbook = 1 - (2 * (t * p).sum(1) + 2 * smooth) / (
            t.sum(1) + p.sum(1) + 2 * smooth
        )
        assert_allclose(tversky(t, p, smooth=smooth), textbook, rtol=1e-12)


def test_the_power_is_taken_of_each_mask():
    t, p = masks(50)
    for power in (0.75, 4 / 3):
        assert_allclose(tversky(t, p, power=power), tversky(t, p) ** power, rtol=1e-14)


@pytest.mark.parametrize(
    "knobs",
    [
        {},
        JACCARD,
        {"alpha": 0.3, "beta": 0.7, "smooth": 0.1, "power": 0.75},
        {"alpha": 2.0, "beta": 0.0, "power": 3.0},
    ],
)
def test_slopes_are_differences(knobs):
    t, p = masks(20)
    t = np.where(np.arange(6) < 3, t, 0.8 * t + 0.1)  # and soft targets
    p, h = 0.1 + 0.8 * p, 1e-6
    grad = tversky_grad(t, p, **knobs)
    for k in range(6):
        step = h * (np.arange(6) == k)
        rise = tversky(t, p + step, **knobs) - tversky(t, p - step, **knobs)
        assert_allclose(grad[:, k], rise / (2 * h), rtol=1e-6, atol=1e-8)


def test_of_a_mask_of_zeros_and_ones_the_slopes_are_two_numbers():
    t, p = masks(1, 40)
    grad = tversky_grad(t, p)
    (inside,), (outside,) = np.unique(grad[t == 1]), np.unique(grad[t == 0])
    assert inside < 0 < outside


@given(
    t=st.lists(st.integers(0, 1), min_size=4, max_size=4),
    p=st.lists(st.floats(0, 1), min_size=4, max_size=4),
)
def test_it_lies_between_0_and_1(t, p):
    assert 0 <= tversky(t, p) <= 1
    assert tversky(t, np.array(t, float)) == 0


def test_a_share_is_not_the_best_answer():
    # Of pixels of which 0.3 are 1, cross-entropy is lowest at 0.3, and Dice at 1.
    t, answers = np.arange(100) < 30, np.linspace(0.01, 1, 100)
    cost = np.array([tversky(t, np.full(100, q)) for q in answers])
    assert answers[cost.argmin()] == 1
    said = [lb.binary_cross_entropy(t, np.full(100, q)).mean() for q in answers]
    assert answers[np.argmin(said)] == pytest.approx(0.3)


def test_the_best_answer_to_uncertain_pixels_is_a_mask():
    share = np.array([0.05, 0.2, 0.4, 0.6, 0.8, 0.95])
    t = np.array([*product([0, 1], repeat=6)])
    chance = np.prod(np.where(t == 1, share, 1 - share), axis=1)

    def cost(said):
        return chance @ tversky(t, np.broadcast_to(said, t.shape))

    best = np.array([0, 0, 0, 1, 1, 1.0])
    assert cost(best) == pytest.approx(0.2245, abs=5e-5)
    assert cost(share) == pytest.approx(0.3075, abs=5e-5)
    for k, other in product(range(6), (0.1, 0.5, 0.9)):
        assert cost(np.where(np.arange(6) == k, other, best)) > cost(best)


def test_a_batch_as_one_mask_is_another_loss():
    t, p = masks(2, 50)
    one = tversky(t.reshape(1, -1), p.reshape(1, -1))
    assert one.shape == (1,)
    assert not np.isclose(one[0], tversky(t, p).mean(), rtol=1e-4)


# --- the Lovász hinge -------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_of_right_and_wrong_pixels_it_is_the_jaccard_loss(size):
    for y in product([-1, 1], repeat=size):
        for said in product([-1, 1], repeat=size):
            t, p = (np.array(y) + 1) // 2, (np.array(said) + 1.0) / 2
            # The hinge of a mistake is 2.
            assert lovasz_hinge(y, said) / 2 == pytest.approx(
                tversky(t, p, **JACCARD), abs=1e-15
            )


def test_the_weights_are_the_fractions_that_1_minus_iou_grows_by():
    # 40 pixels, 3 of them inside. 1 - shared / union, in fractions.
    rng = np.random.default_rng(3)
    y, s = -np.ones(40), -np.abs(rng.normal(size=40))
    y[[4, 11, 30]] = 1
    shared, union, before, grad = 3, 3, Fraction(0), lovasz_hinge_grad(y, s)
    for i in np.argsort(y * s):
        shared, union = shared - (y[i] > 0), union + (y[i] < 0)
        after = 1 - Fraction(int(shared), int(union))
        if y[i] * s[i] < 1:
            weight = float(after - before)
            assert -y[i] * grad[i] == pytest.approx(weight, rel=4e-16)
        before = after


@given(
    y=st.lists(st.sampled_from([-1, 1]), min_size=5, max_size=5),
    s=st.lists(st.integers(-20, 20).map(lambda n: n / 8), min_size=5, max_size=5),
)
def test_it_is_never_below_the_jaccard_loss_of_the_signs(y, s):
    wrong = np.array(y) * s <= 0
    t = (np.array(y) + 1) // 2
    iou = tversky(t, np.where(wrong, 1 - t, t).astype(float), **JACCARD)
    assert lovasz_hinge(y, s) >= iou - 1e-15


def test_of_many_equal_margins_the_first_counts_as_the_worst():
    for size in (3, 2000):
        s = np.random.default_rng(size).integers(0, 3, size)
        expected = np.arange(size) == s.argmax()
        assert_array_equal(lovasz_hinge_grad(-np.ones(size), s), expected)


def test_its_slopes_are_differences_away_from_the_kinks():
    rng = np.random.default_rng(4)
    y, s = np.sign(rng.normal(size=(30, 6))), rng.normal(size=(30, 6)) * 2
    grad, h = lovasz_hinge_grad(y, s), 1e-7
    for k in range(6):
        step = h * (np.arange(6) == k)
        rise = lovasz_hinge(y, s + step) - lovasz_hinge(y, s - step)
        assert_allclose(grad[:, k], rise / (2 * h), rtol=1e-6, atol=1e-8)


@given(
    a=st.lists(st.floats(-5, 5), min_size=4, max_size=4),
    b=st.lists(st.floats(-5, 5), min_size=4, max_size=4),
)
def test_it_is_convex_and_its_slope_is_a_support(a, b):
    y, a, b = np.array([1, -1, 1, -1]), np.array(a), np.array(b)
    line = lovasz_hinge(y, a) + lovasz_hinge_grad(y, a) @ (b - a)
    assert lovasz_hinge(y, b) >= line - 1e-12


def test_labels_are_signs():
    with pytest.raises(ValueError, match=r"y_true\[1\] is 0.0: labels 0 and 1 become"):
        lovasz_hinge([1, 0], [1.0, 2.0])


# --- both -------------------------------------------------------------------------

every = pytest.mark.parametrize("loss", [tversky, lovasz_hinge])


def example(loss, shape, seed=0):
    rng = np.random.default_rng(seed)
    if loss is tversky:
        return rng.integers(0, 2, shape), rng.random(shape)
    return np.sign(rng.normal(size=shape)), rng.normal(size=shape)


@every
@pytest.mark.parametrize("shape", [(3,), (1, 3), (2, 5, 4), (30, 1000), (1, 70_000)])
def test_any_shape_and_any_size(loss, shape):
    truth, second = example(loss, shape)
    value, grad = lb.value_and_grad(loss, truth, second)
    assert np.shape(value) == shape[:-1] and grad.shape == shape
    assert_array_equal(value, loss(truth, second))
    assert_array_equal(grad, loss.grad(truth, second))
    last = (-1,) * (len(shape) - 1)
    assert_allclose(
        np.asarray(value)[last], loss(truth[last], second[last]), rtol=1e-14
    )
    assert_allclose(grad[last], loss.grad(truth[last], second[last]), rtol=1e-14)


@every
def test_the_order_of_the_memory_changes_nothing(loss):
    truth, second = example(loss, (40, 300))
    turned = np.asfortranarray(truth), np.asfortranarray(second)
    for function in (loss, loss.grad):
        assert_array_equal(function(*turned), function(truth, second))


@every
def test_a_nan_spoils_its_mask_and_no_other(loss):
    truth, second = example(loss, (3, 4))
    second[1, 2] = nan
    assert_array_equal(np.isnan(loss(truth, second)), [False, True, False])
    spoilt = np.isnan(loss.grad(truth, second))
    assert_array_equal(spoilt, [[False] * 4, [True] * 4, [False] * 4])


@every
def test_masks_that_do_not_count_may_hold_anything(loss):
    truth, second = example(loss, (4, 5))
    counts = np.array([True, False, True, False])
    spoilt, said = truth.copy(), second.copy()
    spoilt[~counts], said[~counts] = 7, nan
    for function in (loss, loss.grad):
        got = function(spoilt, said, where=counts)
        assert_array_equal(got[counts], function(truth[counts], second[counts]))
        assert (got[~counts] == 0).all()
        assert (function(spoilt, said, where=np.zeros(4, bool)) == 0).all()


BAD = [
    # call, words
    (
        lambda: tversky([[1, 2]], [[0.5, 0.5]]),
        r"y_true must be in \[0, 1\].*\[0, 1\] is",
    ),
    (lambda: tversky([1, nan], [0.5, 0.5]), r"y_true\[1\] is nan"),
    (lambda: tversky([1, 0], [0.5, -0.1]), r"probs\[1\] is -0.1"),
    (lambda: tversky([1, 0], [0.5]), r"y_true and probs must have the same shape"),
    (lambda: tversky(1, 0.5), r"probs must be an array with an axis"),
    (lambda: tversky([1], [0.5], alpha=-1), r"alpha must be in \[0, 1e\+100\], got -1"),
    (lambda: tversky([1], [0.5], beta=nan), r"beta must be in"),
    (lambda: tversky([1], [0.5], smooth=-1e-9), r"smooth must be in"),
    (lambda: tversky([1], [0.5], power=0.0), r"power must be in \(0, inf\)"),
    (lambda: lovasz_hinge([[1], [3]], [[1.0], [2.0]]), r"y_true\[1, 0\] is 3.0$"),
    (lambda: lovasz_hinge([1], [[1.0]]), r"y_true and scores must have the same shape"),
    (lambda: lovasz_hinge(1, 2.0), r"scores must be an array with an axis"),
]


@pytest.mark.parametrize(("call", "words"), BAD)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
