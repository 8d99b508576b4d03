"""Losses of the margin: values by derivation, kinks, identities, claims."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy import exp, inf, log, nan
from numpy.testing import assert_allclose, assert_array_equal

import lossbook as lb
from lossbook import margin
from lossbook.margin import (
    exponential,
    exponential_grad,
    hinge,
    hinge_grad,
    logistic,
    logistic_grad,
    multiclass_hinge,
    multiclass_hinge_grad,
    perceptron,
    perceptron_grad,
    sigmoid_margin,
    sigmoid_margin_grad,
    squared_hinge,
    squared_hinge_grad,
    zero_one,
)

CS = {"kind": "crammer-singer"}
CHAPTER = [[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]]
SLIDE = [-2.85, 0.86, 0.28]

VALUES = [
    # function, label, score, knobs, derivation, reason
    (zero_one, 1, 0.1, {}, 0, "right"),
    (zero_one, -1, 1e-300, {}, 1, "wrong, if only just"),
    (zero_one, 1, 0.0, {}, 1, "a score of 0 decides nothing: a mistake"),
    (zero_one, -1, -0.0, {}, 1, "for either label, and either zero"),
    (zero_one, 1, -inf, {}, 1, "never more than 1"),
    (perceptron, 1, 2.0, {}, 0, "right"),
    (perceptron, -1, 2.0, {}, 2, "-m"),
    (perceptron, 1, 1e-300, {}, 0, "right, if only just"),
    (hinge, 1, 2.0, {}, 0, "beyond the margin"),
    (hinge, 1, 0.25, {}, 1 - 0.25, "right, and not yet by 1"),
    (hinge, -1, 0.25, {}, 1 + 0.25, "wrong"),
    (hinge, 1, 1 - 2**-53, {}, 2**-53, "one float below the margin"),
    (hinge, 1, -1e300, {}, 1e300, "grows as the score"),
    (hinge, 1, 0.25, {"margin": 3.0}, 3 - 0.25, "a margin of 3 is asked for"),
    (hinge, -1, 0.25, {"margin": 0.0}, 0.25, "none is: a perceptron"),
    (hinge, 1, 0.25, {"margin": 0.0}, 0, "right is enough"),
    (hinge, 1, 0.1, {"margin": 0.3}, 0.3 - 0.1, "a difference of two floats"),
    (hinge_grad, 1, 0.25, {"margin": 3.0}, -1, "below the margin"),
    (hinge_grad, -1, 0.25, {"margin": 0.0}, 1, "wrong"),
    (squared_hinge, 1, 0.25, {}, 0.75**2, "(1 - m)²"),
    (squared_hinge, -1, 3.0, {}, 4.0**2, "wrong"),
    (squared_hinge, 1, -1e155, {}, inf, "1e310 is beyond the floats"),
    (squared_hinge_grad, -1, 3.0, {}, 2 * (1 + 3), "-2 y (1 - m)"),
    (logistic, 1, 0.0, {}, log(2), "as likely as not"),
    (logistic, 1, log(3), {}, -log(3 / 4), "the probability is 3/4"),
    (logistic, 1, 40.0, {}, exp(-40), "log(1 + exp(-40)) would be 0"),
    (logistic, -1, 1000.0, {}, 1000.0, "exp(1000) would overflow"),
    (logistic_grad, 1, log(3), {}, -1 / 4, "-y times the probability of the other"),
    (logistic_grad, 1, 700.0, {}, -exp(-700), "sigmoid(700) - 1 would be 0"),
    (exponential, 1, log(2), {}, 1 / 2, "exp(-m)"),
    (exponential, -1, 709.0, {}, exp(709), "the largest power that fits"),
    (exponential, -1, 710.0, {}, inf, "beyond the floats"),
    (exponential_grad, -1, log(2), {}, 2, "-y exp(-m)"),
    (sigmoid_margin, 1, 0.0, {}, 1 / 2, "as likely as not"),
    (sigmoid_margin, 1, log(3), {}, 1 / 4, "the probability of the other label"),
    (sigmoid_margin, -1, log(3), {}, 3 / 4, "and of this one"),
    (sigmoid_margin, 1, 40.0, {}, exp(-40), "1 - sigmoid(40) would be 0"),
    (sigmoid_margin, 1, -1000.0, {}, 1, "never more than 1"),
    (sigmoid_margin, 1, 1000.0, {}, 0, "exp(1000) would overflow"),
    (sigmoid_margin_grad, 1, log(3), {}, -3 / 16, "-y p (1 - p)"),
    (sigmoid_margin_grad, -1, -700.0, {}, exp(-700), "1 - 1 would be 0"),
    (sigmoid_margin_grad, 1, -700.0, {}, -exp(-700), "a sure mistake is let go"),
    (multiclass_hinge, 0, CHAPTER[0], {}, 1 + 5.1 - 3.2, "one rival of two is near"),
    (multiclass_hinge, 1, CHAPTER[1], {}, 0, "4.9 leads by more than 1"),
    (
        multiclass_hinge,
        2,
        CHAPTER[2],
        {},
        (1 + 2.2 + 3.1) + (1 + 2.5 + 3.1),
        "both rivals lead",
    ),
    (multiclass_hinge, 2, CHAPTER[2], CS, 1 + 2.5 + 3.1, "the worst of them"),
    (multiclass_hinge, 2, SLIDE, {}, 1 + 0.86 - 0.28, "a slide's example: 1.58"),
    (multiclass_hinge, 2, SLIDE, CS, 1 + 0.86 - 0.28, "only one rival counts anyway"),
    (multiclass_hinge, 0, [0, 0, 0], {}, 2, "nothing said: 1 a rival"),
    (multiclass_hinge, 0, [0, 0, 0], CS, 1, "nothing said: 1"),
    (multiclass_hinge, 0, [3, 0], {"margin": 5.0}, 5 - 3, "a wider margin"),
    (multiclass_hinge, 0, [-1e308, 1e308], {}, inf, "2e308 is beyond the floats"),
    (multiclass_hinge, 0, [2, -inf], {}, 0, "a masked rival"),
    (multiclass_hinge, 0, [-inf, 2], {}, inf, "the right class is masked"),
    (multiclass_hinge, 0, [7.0], {}, 0, "no rival"),
    (multiclass_hinge_grad, 0, CHAPTER[0], {}, [-1, 1, 0], "one rival counts"),
    (multiclass_hinge_grad, 2, CHAPTER[2], {}, [1, 1, -2], "two do"),
    (multiclass_hinge_grad, 2, CHAPTER[2], CS, [0, 1, -1], "the worst one does"),
    (multiclass_hinge_grad, 1, CHAPTER[1], {}, [0, 0, 0], "none does"),
    (multiclass_hinge_grad, 0, [7.0], CS, [0], "no rival"),
]


@pytest.mark.parametrize(
    ("function", "label", "score", "knobs", "expected", "reason"), VALUES
)
def test_values(function, label, score, knobs, expected, reason):
    got = function(label, score, **knobs)
    assert_allclose(got, expected, rtol=2e-15, atol=0, err_msg=reason)


def test_the_numbers_of_chapter_08():
    assert_allclose(multiclass_hinge([0, 1, 2], CHAPTER), [2.9, 0, 12.9], rtol=1e-14)
    assert multiclass_hinge(2, SLIDE).round(2) == 1.58
    # The slide prints .452 for the cross-entropy: that is log base 10.
    nats = lb.softmax_cross_entropy(2, SLIDE)
    assert nats.round(4) == 1.0402
    assert (nats / log(10)).round(3) == 0.452


# The derivative just below, at, and just above each kink, for the label +1.
KINKS = [
    (perceptron_grad, 0.0, (-1, -1, 0), "a score of 0 is a mistake: it is pushed"),
    (hinge_grad, 1.0, (-1, 0, 0), "a margin of 1 is what was asked for"),
    (squared_hinge_grad, 1.0, (-(2**-52), 0, 0), "no kink: -2 (1 - m)"),
]


@pytest.mark.parametrize(("grad", "kink", "slopes", "reason"), KINKS)
def test_slopes_at_kinks(grad, kink, slopes, reason):
    places = np.array([np.nextafter(kink, -inf), kink, np.nextafter(kink, inf)])
    assert_array_equal(grad(np.ones(3), places), slopes, err_msg=reason)
    assert_array_equal(grad(-np.ones(3), -places), -np.array(slopes), err_msg=reason)


MANY_KINKS = [
    # label, scores, kind, slopes, reason
    (0, [1.0, 0.0], "weston-watkins", [0, 0], "an excess of just 0 does not push"),
    (0, [1.0, 0.0], "crammer-singer", [0, 0], "nor there"),
    (0, [1.0, 2**-53], "weston-watkins", [-1, 1], "the next one does"),
    (0, [0.0, 3.0, 3.0], "weston-watkins", [-2, 1, 1], "no kink: both count"),
    (0, [0.0, 3.0, 3.0], "crammer-singer", [-1, 1, 0], "of two worst the first"),
    (2, [3.0, 3.0, 0.0], "crammer-singer", [1, 0, -1], "of two worst the first"),
    (2, [0.0, 1e-300, 0.0], "crammer-singer", [0, 1, -1], "equal excesses, not scores"),
]


@pytest.mark.parametrize(("label", "scores", "kind", "slopes", "reason"), MANY_KINKS)
def test_slopes_at_kinks_of_many_classes(label, scores, kind, slopes, reason):
    got = multiclass_hinge_grad(label, scores, kind=kind)
    assert_array_equal(got, slopes, err_msg=reason)


def test_a_rounded_lead_does_not_decide_about_the_kink():
    # Both leads are rounded to 1. The first is a little more, the second a little less.
    assert 1.3 - 0.3 == 0.7 + 0.3 == 1
    assert multiclass_hinge(0, [1.3, 0.3]) == 0
    assert 0 < multiclass_hinge(0, [0.7, -0.3]) < 1e-16
    assert_array_equal(multiclass_hinge_grad(0, [1.3, 0.3]), [0, 0])
    assert_array_equal(multiclass_hinge_grad(0, [0.7, -0.3]), [-1, 1])


def test_a_hinge_is_nowhere_below_the_mistakes_if_it_asks_for_1_or_more():
    m = np.linspace(-3, 3, 601)
    ones = np.ones_like(m)
    mistakes = zero_one(ones, m)
    for asked in (1.0, 1.5):
        assert (hinge(ones, m, margin=asked) >= mistakes).all()
    assert (hinge(ones, m, margin=0.5) < mistakes).any()
    below = m[perceptron(ones, m) < mistakes]
    assert below.min() > -1 and below.max() == pytest.approx(0)


# --- all of two classes -----------------------------------------------------------

PAIRS = [
    (perceptron, perceptron_grad),
    (hinge, hinge_grad),
    (squared_hinge, squared_hinge_grad),
    (logistic, logistic_grad),
    (exponential, exponential_grad),
    (sigmoid_margin, sigmoid_margin_grad),
]
every_pair = pytest.mark.parametrize(("loss", "grad"), PAIRS)
every_loss = pytest.mark.parametrize("loss", [zero_one, *(loss for loss, _ in PAIRS)])
scores = st.floats(-700, 700)


def test_the_list_has_all_losses_of_the_module():
    listed = {function.__name__ for pair in PAIRS for function in pair}
    of_classes = {"multiclass_hinge", "multiclass_hinge_grad"}
    assert listed | of_classes | {"zero_one"} == set(margin.__all__)


def test_zero_one_has_no_gradient_and_says_why():
    assert not hasattr(margin, "zero_one_grad")
    assert not hasattr(lb, "zero_one_grad")
    assert "no ``zero_one_grad``" in zero_one.__doc__
    # The slope is 0 wherever there is one: no step of descent would move anything.
    scores = np.array([-5.0, -0.5, 0.5, 5.0])
    y, h = np.ones(4), 0.01
    assert_array_equal(zero_one(y, scores + h), zero_one(y, scores - h))


@every_loss
@given(score=scores)
def test_only_the_margin_counts(loss, score):
    assert loss(1, score) == loss(-1, -score)


@every_pair
@given(score=scores)
def test_the_slope_pushes_the_score_towards_the_label(loss, grad, score):
    assert grad(1, score) == -grad(-1, -score)
    assert grad(1, score) <= 0


@every_loss
@given(m=scores, more=st.floats(0, 100))
def test_a_larger_margin_never_costs_more(loss, m, more):
    assert loss(1, m + more) <= loss(1, m)


# Chapter 08, "all bound the zero-one loss from above": which do, and in which unit.
BOUNDS = [
    (hinge, 1),
    (squared_hinge, 1),
    (exponential, 1),
    (logistic, log(2)),  # in bits
]


@pytest.mark.parametrize(("loss", "unit"), BOUNDS)
@given(m=scores)
def test_surrogates_are_never_below_the_zero_one_loss(loss, unit, m):
    assert loss(1, m) / unit >= zero_one(1, m) * (1 - 1e-15)


def test_two_that_do_not_bound_it():
    # In nats the logistic loss is log 2 = 0.69 where a mistake begins; and a perceptron
    # says 0.1 for a mistake by 0.1.
    assert logistic(1, 0.0) < zero_one(1, 0.0)
    assert perceptron(1, -0.1) < zero_one(1, -0.1)


def test_the_hinge_is_not_zero_once_the_answer_is_right():
    assert zero_one(1, 0.3) == 0
    assert hinge(1, 0.3) == 0.7
    assert hinge_grad(1, 0.3) == -1
    assert hinge_grad(1, 1.0) == hinge_grad(1, 30.0) == 0


def test_how_they_grow_where_the_answer_is_very_wrong():
    # Chapter 08, m to -inf: not at all, as m, as m², as exp(m).
    y = np.ones(2)
    growth = {loss: loss(y, [-100.0, -200.0]) for loss in (zero_one, hinge, logistic)}
    assert growth[zero_one].tolist() == [1, 1]
    assert growth[hinge].tolist() == [101, 201]
    assert_allclose(growth[logistic], [100, 200], rtol=1e-15)
    assert squared_hinge(1, -200.0) == 201**2
    assert exponential(1, -200.0) == pytest.approx(exp(100) ** 2)


@every_loss
def test_nan_in_nan_out(loss):
    got = loss([1, 1, -1], [nan, 1.0, nan])
    assert_array_equal(np.isnan(got), [True, False, True])


@every_pair
def test_infinite_scores(loss, grad):
    worst = 1 if loss is sigmoid_margin else inf
    assert_array_equal(loss([1, 1], [inf, -inf]), [0, worst])
    slopes = grad([1, 1], [inf, -inf])
    assert slopes[0] == 0
    steepest = {squared_hinge: -inf, exponential: -inf, sigmoid_margin: 0}
    assert slopes[1] == steepest.get(loss, -1)


@every_pair
@pytest.mark.parametrize("shape", [(), (1,), (3, 4), (70_000,), (2, 40_000)])
def test_any_shape_and_any_size(loss, grad, shape):
    rng = np.random.default_rng(0)
    y, score = np.sign(rng.normal(size=shape)), rng.normal(size=shape)
    for function in (loss, grad):
        got = function(y, score)
        assert np.shape(got) == shape
        flat = np.ravel(got)
        for i in {0, flat.size // 2, flat.size - 1}:
            alone = function(np.ravel(y)[i], np.ravel(score)[i])
            assert flat[i] == pytest.approx(alone, rel=1e-15)


@every_pair
@given(score=st.floats(-80, 80, width=32))
def test_float32_is_float64_rounded_once(loss, grad, score):
    for function in (loss, grad):
        got = function(1, np.float32(score))
        assert got.dtype == np.float32
        assert got == np.float32(function(1, score))


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.float32, np.float64])
def test_labels_of_any_type_and_scores_of_eight_bits(dtype):
    y = np.array([1, -1], dtype)
    assert_array_equal(hinge(y, np.array([-128, 127], np.int8)), [129, 128])
    assert_array_equal(hinge(y, np.array([200, 200], np.uint8)), [0, 201])


# --- identities -------------------------------------------------------------------

M = np.concatenate([np.linspace(-9, 9, 91), [-745.2, -40, 1e-300, 40, 745.2, 1e300]])
Y = np.where(np.arange(M.size) % 2, 1, -1)
F = Y * M


def test_the_logistic_loss_is_a_softplus_and_a_cross_entropy():
    assert_allclose(logistic(Y, F), lb.softplus(-M), rtol=1e-15)
    t = (Y + 1) // 2
    assert_allclose(logistic(Y, F), lb.sigmoid_cross_entropy(t, F), rtol=1e-15)
    grad = lb.sigmoid_cross_entropy_grad(t, F)
    assert_allclose(logistic_grad(Y, F), grad, rtol=1e-15)
    assert_allclose(logistic_grad(Y, F), -Y * lb.sigmoid(-M), rtol=1e-15)


def test_the_squared_hinge_is_the_square_of_the_hinge():
    ordinary = np.abs(M) < 1e100
    squared = hinge(Y, F)[ordinary] ** 2
    assert_array_equal(squared_hinge(Y, F)[ordinary], squared)
    assert_array_equal(squared_hinge_grad(Y, F), 2 * hinge(Y, F) * -Y)


def test_the_hinge_is_a_perceptron_moved_by_its_margin():
    small = np.abs(M) < 10
    moved = perceptron(Y, F - Y)[small]
    assert_allclose(hinge(Y, F)[small], moved, rtol=0, atol=2e-15)


@pytest.mark.parametrize("asked", [0.0, 0.25, 1.0, 3.0, 1e10])
def test_a_margin_moves_the_hinge(asked):
    small = np.abs(M) < 10
    moved = perceptron(Y, F - Y * asked)[small]
    got = hinge(Y, F, margin=asked)[small]
    assert_allclose(got, moved, rtol=4e-16, atol=1e-15 * max(asked, 1))
    # It is as long a hinge as asked for, of scores in that unit.
    if asked:
        ordinary = np.abs(M) < 1e100
        scaled = asked * hinge(Y, F / asked)[ordinary]
        assert_allclose(hinge(Y, F, margin=asked)[ordinary], scaled, rtol=1e-13)


@pytest.mark.parametrize("asked", [0.0, 0.1, 1.0, 1e10])
def test_the_slope_at_the_kink_of_a_margin_is_0(asked):
    places = np.array([np.nextafter(asked, -inf), asked, np.nextafter(asked, inf)])
    assert_array_equal(hinge_grad(np.ones(3), places, margin=asked), [-1, 0, 0])
    assert_array_equal(hinge_grad(-np.ones(3), -places, margin=asked), [1, 0, 0])


def test_a_margin_of_0_is_a_perceptron_but_for_the_slope_at_0():
    assert_array_equal(hinge(Y, F, margin=0.0), perceptron(Y, F))
    other = hinge_grad(Y, F, margin=0.0) != perceptron_grad(Y, F)
    assert_array_equal(other, M == 0)
    assert other.any()


def test_the_sigmoid_loss_is_an_error_of_a_probability():
    expected = lb.absolute_error(np.ones(M.size), lb.sigmoid(M))
    assert_allclose(sigmoid_margin(Y, F), expected, rtol=0, atol=4e-16)
    # In full: the probability of the other label.
    assert_array_equal(sigmoid_margin(Y, F), lb.sigmoid(-M))


def test_the_sigmoid_loss_of_a_label_and_of_the_other_sum_to_1():
    # So a label that is wrong at random changes the cost by a constant and a factor.
    both = sigmoid_margin(Y, F) + sigmoid_margin(-Y, F)
    assert_allclose(both, 1, rtol=1e-15)


def test_the_sigmoid_loss_estimates_a_label_and_no_probability():
    scores = np.linspace(-30, 30, 61)
    cost = 0.7 * sigmoid_margin(np.ones(61), scores)
    cost += 0.3 * sigmoid_margin(-np.ones(61), scores)
    assert (np.diff(cost) <= 0).all() and cost.argmin() > 50
    proper = 0.7 * logistic(np.ones(61), scores) + 0.3 * logistic(-np.ones(61), scores)
    assert scores[proper.argmin()] == 1  # log(7 / 3) = 0.85


def test_the_perceptron_pushes_where_there_is_a_mistake():
    assert_array_equal(perceptron_grad(Y, F), -Y * zero_one(Y, F))


def test_losses_of_labels_and_of_targets_are_one_where_the_labels_are_renamed():
    # Chapter 08, "hinge takes 0/1 labels": with 0 for -1 the loss is always 1 there.
    t = np.array([0, 1])
    with pytest.raises(ValueError, match=r"2 \* y_true - 1"):
        hinge(t, [3.0, 3.0])
    assert_array_equal(hinge(2 * t - 1, [3.0, 3.0]), [4, 0])


# --- many classes -----------------------------------------------------------------

every_kind = pytest.mark.parametrize("kind", ["weston-watkins", "crammer-singer"])
tables = hnp.arrays(
    float, (5, 4), elements=st.integers(-2000, 2000).map(lambda n: n / 64)
)
LABELS = np.array([0, 1, 2, 3, 0])


@every_kind
@given(z=st.floats(-5, 5), y=st.integers(0, 1))
def test_two_classes_are_a_hinge_of_the_difference(kind, z, y):
    two = multiclass_hinge(y, [0.0, z], kind=kind)
    assert two == hinge(2 * y - 1, z)
    grad = multiclass_hinge_grad(y, [0.0, z], kind=kind)
    slope = hinge_grad(2 * y - 1, z)
    assert_array_equal(grad, [-slope, slope])


@every_kind
@given(s=tables, shift=st.integers(-1000, 1000))
def test_a_shift_of_all_scores_changes_nothing(kind, s, shift):
    for function in (multiclass_hinge, multiclass_hinge_grad):
        moved = function(LABELS, s + shift, kind=kind)
        assert_array_equal(moved, function(LABELS, s, kind=kind))


@given(s=tables)
def test_the_worst_rival_is_one_of_all_and_each_mistake_costs(s):
    worst = multiclass_hinge(LABELS, s, kind="crammer-singer")
    every = multiclass_hinge(LABELS, s)
    assert np.all(worst <= every) and np.all(every <= 3 * worst)
    mistakes = s.argmax(axis=1) != LABELS
    assert np.all(worst >= mistakes)


@every_kind
@given(s=tables)
def test_slopes_sum_to_zero_and_stand_for_the_loss(kind, s):
    # The loss is a sum of margin + s_k - s_y: it is the slopes times the scores, and
    # one margin for each rival that counts.
    grad = multiclass_hinge_grad(LABELS, s, kind=kind)
    assert_array_equal(grad.sum(axis=1), 0)
    rivals = -grad[np.arange(5), LABELS]
    loss = multiclass_hinge(LABELS, s, kind=kind)
    assert_allclose(loss, (grad * s).sum(axis=1) + rivals, rtol=0, atol=1e-12)


@every_kind
@given(s=tables, order=st.permutations(range(4)))
def test_classes_have_no_order(kind, s, order):
    # Label y of the scores s is the label where `order` has y, of the scores s[order].
    renamed = np.argsort(order)[LABELS]
    got = multiclass_hinge(renamed, s[:, order], kind=kind)
    assert_allclose(got, multiclass_hinge(LABELS, s, kind=kind), rtol=1e-14)


@every_kind
def test_axes_in_front_are_examples(kind):
    rng = np.random.default_rng(1)
    s, y = rng.normal(size=(2, 3, 4)), rng.integers(0, 4, (2, 3))
    loss = multiclass_hinge(y, s, kind=kind)
    grad = multiclass_hinge_grad(y, s, kind=kind)
    assert loss.shape == (2, 3) and grad.shape == (2, 3, 4)
    for i, j in np.ndindex(2, 3):
        assert loss[i, j] == multiclass_hinge(y[i, j], s[i, j], kind=kind)
        alone = multiclass_hinge_grad(y[i, j], s[i, j], kind=kind)
        assert_array_equal(grad[i, j], alone)


@every_kind
def test_a_nan_score_spoils_its_row_and_no_other(kind):
    s = np.array([[nan, 1.0, 0.0], [2.0, 1.0, 0.0], [0.0, 1.0, nan]])
    loss = multiclass_hinge([0, 0, 0], s, kind=kind)
    assert_array_equal(np.isnan(loss), [True, False, True])
    grad = multiclass_hinge_grad([0, 0, 0], s, kind=kind)
    assert_array_equal(np.isnan(grad), [[True] * 3, [False] * 3, [True] * 3])
    assert np.isnan(multiclass_hinge(0, [nan], kind=kind))


def test_another_kind_is_refused_by_name():
    for kind in ("sum", np.array(["a", "b"]), ["crammer-singer"]):
        with pytest.raises(ValueError, match=r"kind .*'weston-watkins', 'crammer-s"):
            multiclass_hinge(0, [1.0, 2.0], kind=kind)


def test_a_label_that_is_nearly_one_is_shown_to_the_last_digit():
    with pytest.raises(ValueError, match=r"y_true\[0\] is 1\.0000000000000002$"):
        hinge([1 + 2**-52, 0.0], [1.0, 1.0])


def test_no_mistake_costs_nothing_with_a_plus():
    assert not np.signbit(perceptron([1, -1, 1, -1], [0.0, 0.0, -0.0, -0.0])).any()


@every_pair
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_where_nothing_pushes_the_slope_is_0_with_a_plus(loss, grad, dtype):
    y, score = np.array([1, -1, 1, -1]), np.array([1, -1, 800, -800], dtype)
    for slopes in (grad(y, score), loss.with_grad(y, score)[1]):
        assert not np.signbit(slopes[slopes == 0]).any()
        assert (slopes[2:] == 0).all()
    assert not np.signbit(grad(1, dtype(800)))


def test_the_label_that_is_wrong_is_named_by_its_place_in_any_shape():
    y = np.ones((300, 200))
    y[250, 7] = 0.0
    for labels, place in ((y, "250, 7"), (y.T, "7, 250"), (y[:, 1::2], "250, 3")):
        with pytest.raises(
            ValueError, match=rf"y_true\[{place}\] is 0.0: labels 0 and"
        ):
            hinge_grad(labels, labels)
    with pytest.raises(ValueError, match=r"or \+1, but y_true is 2\.0$"):
        hinge(2.0, 1.0)


def test_examples_that_do_not_count_in_one_of_many_classes():
    scores = np.array([[0.0, 3.0], [nan, 1.0], [2.0, 1.5]])
    counts = np.array([True, False, True])
    given = {"margin": 2.0, "kind": "crammer-singer", "where": counts}
    loss, grad = lb.value_and_grad(multiclass_hinge, [0, -100, 0], scores, **given)
    assert_array_equal(loss, [2 + 3, 0, 2 - 0.5])
    assert_array_equal(grad, [[-1, 1], [0, 0], [-1, 1]])


@every_kind
def test_two_infinite_scores_have_no_difference(kind):
    scores = [[inf, inf, 0], [inf, 2, 0], [0, 2, -inf]]
    grad = multiclass_hinge_grad([0, 0, 1], scores, kind=kind)
    assert_array_equal(grad, [[nan, nan, nan], [0, 0, 0], [0, 0, 0]])
    assert np.isnan(multiclass_hinge(0, [inf, inf], kind=kind))
    assert multiclass_hinge(0, [inf, 2], kind=kind) == 0


def test_the_exponential_is_computed_once_for_the_loss_and_its_slope(monkeypatch):
    calls = []

    def watched(x):
        calls.append(x)
        return exp(x)

    monkeypatch.setattr(np, "exp", watched)
    lb.value_and_grad(exponential, [1, -1], [0.5, 2.0])
    lb.value_and_grad(exponential, 1, 0.5)
    assert len(calls) == 2
