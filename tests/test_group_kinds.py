"""The kinds of losses of groups: what a formula gets of members, masks and orders."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import lossbook as lb
from lossbook import _group_kinds


def kind(name):
    """Return the kind of a decorator."""
    return getattr(_group_kinds, name).args[0]


# --- members and points -----------------------------------------------------------

RNG = np.random.default_rng(14)
KINDS = [("of_members", 1, lb.ensemble_crps), ("of_points", 2, lb.energy_score)]
every_kind = pytest.mark.parametrize(("name", "axes", "loss"), KINDS)


def example(axes, *shape):
    """Return truths in a shape, and five members for each."""
    of_each = (2,) * (axes - 1)
    truths = RNG.normal(size=(*shape, *of_each))
    return truths, RNG.normal(size=(*shape, 5, *of_each))


@every_kind
@pytest.mark.parametrize("shape", [(), (4,), (2, 3)])
def test_members_there_and_back(name, axes, loss, shape):
    y, x = example(axes, *shape)
    read = kind(name).read(y, x)
    rows, truths = read.values
    assert rows.shape[1:] == x.shape[len(shape) :]
    assert truths.shape[1:] == y.shape[len(shape) :]
    assert_array_equal(read.map(lambda x, y: x), x)
    assert read.map(lambda x, y: x.reshape(len(x), -1)[:, 0]).shape == shape
    answer, slope = loss(y, x), loss.grad(y, x)
    assert np.shape(answer) == shape and slope.shape == x.shape
    # One after the other they have what they have together.
    flat = zip(truths, rows, np.ravel(answer), slope.reshape(rows.shape), strict=True)
    for truth, members, one, its_slope in flat:
        assert loss(truth, members) == pytest.approx(one, rel=1e-15)
        np.testing.assert_allclose(loss.grad(truth, members), its_slope, rtol=1e-15)


@every_kind
def test_one_nan_makes_all_members_unknown(name, axes, loss):
    y, x = example(axes, 3)
    x[1].flat[2] = np.nan
    got, truths = kind(name).quantity(x, y)
    unknown = np.isnan(got).reshape(3, -1)
    assert unknown[1].all() and not unknown[[0, 2]].any()
    assert truths is y
    x[1].flat[2] = 0.0
    assert kind(name).quantity(x, y)[0] is x


@every_kind
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_truth_must_be_finite(name, axes, loss, bad):
    y, x = example(axes, 3)
    y[1] = bad
    place = r"\[1\]" if axes == 1 else r"\[1, 0\]"
    for function in (loss, loss.grad):
        with pytest.raises(
            ValueError, match=rf"y_true must be finite, but y_true{place}"
        ):
            function(y, x)


@pytest.mark.parametrize(
    ("loss", "y", "x", "words"),
    [
        (lb.ensemble_crps, (3,), (5,), r"y_true must hold one number for each row of "
         r"members: the shape \(\) for \(5,\), got \(3,\)"),
        (lb.ensemble_crps, (3,), (4, 5), r"\(4,\) for \(4, 5\), got \(3,\)"),
        (lb.ensemble_crps, (3, 5), (3, 5), r"\(3,\) for \(3, 5\), got \(3, 5\)"),
        (lb.ensemble_crps, (), (), r"y_true must hold one number for each row"),
        (lb.ensemble_crps, (0,), (0, 5), r"y_true is empty"),
        (lb.ensemble_crps, (3,), (3, 0), r"members is empty"),
        (lb.energy_score, (3,), (3,), r"members must have the shape of y_true with an "
         r"axis of members before the last, got \(3,\) and \(3,\)"),
        (lb.energy_score, (2,), (5, 3), r"got \(2,\) and \(5, 3\)"),
        (lb.energy_score, (4, 2), (3, 5, 2), r"got \(4, 2\) and \(3, 5, 2\)"),
        (lb.energy_score, (), (), r"members must have the shape of y_true"),
    ],
)  # fmt: skip
def test_members_whose_shape_does_not_fit(loss, y, x, words):
    for function in (loss, loss.grad):
        with pytest.raises(ValueError, match=words):
            function(np.zeros(y), np.zeros(x))


@every_kind
def test_fair_is_a_bool_and_needs_two_members(name, axes, loss):
    y, x = example(axes, 3)
    assert_array_equal(loss(y, x, fair=np.True_), loss(y, x, fair=True))
    for wrong in (1, None, "yes", np.array([True])):
        with pytest.raises(TypeError, match="fair must be True or False, got"):
            loss(y, x, fair=wrong)
    one = x[:, :1]
    for function in (loss, loss.grad):
        with pytest.raises(
            ValueError, match=r"fair=True needs two or more members, got"
        ):
            function(y, one, fair=True)
        function(y, one, fair=False)


@every_kind
def test_members_that_do_not_count_may_be_anything(name, axes, loss):
    y, x = example(axes, 6)
    counted = np.arange(6) % 3 != 1
    bad_y, bad_x = y.copy(), x.copy()
    bad_y[~counted], bad_x[~counted] = np.nan, np.inf
    for function in (loss, loss.grad):
        masked = function(bad_y, bad_x, where=counted)
        assert_array_equal(masked[counted], function(y[counted], x[counted]))
        assert (masked[~counted] == 0).all()
        fair = function(bad_y, bad_x, where=counted, fair=True)
        assert_array_equal(fair[counted], function(y[counted], x[counted], fair=True))
        # In two axes, and as a single example.
        turned = function(
            bad_y.reshape(2, 3, *y.shape[1:]),
            bad_x.reshape(2, 3, *x.shape[1:]),
            where=counted.reshape(2, 3),
        )
        assert_array_equal(turned, masked.reshape(turned.shape))
        assert not np.any(function(bad_y[1], bad_x[1], where=False))
        single = bad_x.astype(np.float32)
        nothing = function(bad_y.astype(np.float32), single, where=counted & False)
        assert nothing.dtype == np.float32 and not nothing.any()
    with pytest.raises(
        ValueError, match=r"where must have the shape of the losses, \(6,"
    ):
        loss(y, x, where=counted[:5])
    with pytest.raises(ValueError, match=r"y_true\[4"):
        loss(bad_y * np.nan, x, where=np.arange(6) >= 4)


def test_members_that_broadcast_are_refused_also_where_none_counts():
    with pytest.raises(ValueError, match="y_true must hold one number for each row"):
        lb.ensemble_crps(np.zeros((3, 1)), np.zeros((3, 5)), where=np.zeros(3, bool))
    with pytest.raises(ValueError, match="members must have the shape of y_true"):
        lb.energy_score(np.zeros((3, 1)), np.zeros((3, 5, 2)), where=np.zeros(3, bool))


# ------------------------------------------- masks, orders, classes with an order

ORDER, SCORES = np.array([[2, 0, 1]]), np.array([[0.5, -1.0, 4.0]])


def test_of_a_mask_the_targets_and_the_probabilities():
    t, p = np.array([[0.0, 1.0]]), np.array([[0.25, 0.5]])
    assert_array_equal(kind("of_mask").quantity(t, p), [t, p])


def test_of_a_signed_mask_the_labels_and_the_margins():
    y, s = np.array([[-1.0, 1.0]]), np.array([[3.0, 5.0]])
    said = kind("of_signed_mask")
    assert_array_equal(said.quantity(y, s), [y, [[-3, 5]]])
    assert_array_equal(said.chain(np.array([[2.0, 7.0]]), y, s), [[-2, 7]])


def test_of_an_order_the_scores_of_the_best_item_first_and_back():
    said = kind("of_order")
    (ranked,) = said.quantity(SCORES, ORDER)
    assert_array_equal(ranked, [[4, 0.5, -1]])
    assert_array_equal(said.chain(ranked, SCORES, ORDER), SCORES)


@np.errstate(all="ignore")
def test_of_an_ordered_class_its_two_edges_and_its_width():
    low, high, width = kind("of_ordered_class").quantity(
        np.array([0, 1, 2]), np.array([0.0, 0.1, 0.0]), cuts=np.array([-1.0, 2.0])
    )
    assert_array_equal(low.distance, [-np.inf, -1.1, 2])
    assert_array_equal(high.distance, [-1, 1.9, np.inf])
    assert_array_equal(width, [np.inf, 3, np.inf])
    # What rounding lost of -1 - 0.1, in fractions of an ulp.
    assert low.lost[1] != 0 and abs(low.lost[1]) <= np.spacing(1.1) / 2
    assert low.lost[1] == (-1.0 - low.distance[1]) - 0.1
    np.testing.assert_allclose(low.decay, np.exp([-np.inf, -1.1, -2]), rtol=1e-15)


@pytest.mark.parametrize(
    ("name", "truth", "second"),
    [
        ("of_mask", np.array([0.0, 1.0, 0.5]), np.array([0.1, 0.2, 0.3])),
        ("of_signed_mask", np.array([-1.0, 1.0, 1.0]), np.array([0.1, 0.2, 0.3])),
        ("of_order", np.array([1, 2, 0]), np.array([0.1, 0.2, 0.3])),
    ],
)
@pytest.mark.parametrize("shape", [(3,), (1, 3), (2, 4, 3)])
def test_rows_there_and_back(name, truth, second, shape):
    truth, second = np.broadcast_to(truth, shape), np.broadcast_to(second, shape)
    read = kind(name).read(truth, second)
    assert {np.shape(value) for value in read.values} == {(second.size // 3, 3)}
    swapped = name == "of_order"
    assert_array_equal(read.map(lambda a, b: a if swapped else b), second)
    assert np.shape(read.map(lambda a, b: a.sum(axis=1))) == shape[:-1]


def test_what_stands_in_for_a_truth_that_does_not_count_is_a_truth():
    for name, shown in (
        ("of_mask", None),
        ("of_signed_mask", [1, 1, 1]),
        ("of_order", [0, 1, 2]),
        ("of_ordered_class", None),
    ):
        stand_in = kind(name).stand_in
        assert stand_in is None if shown is None else stand_in(3).tolist() == shown
