"""The kinds of losses of groups: what a formula gets of two arguments."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from lossbook import _group_kinds


def kind(name):
    """Return the kind of a decorator."""
    return getattr(_group_kinds, name).args[0]


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
