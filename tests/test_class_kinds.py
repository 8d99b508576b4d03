"""The kinds of losses of classes: what a formula gets of labels and rows."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lossbook import _class_kinds

P = np.array([[0.7, 0.2, 0.1], [0.25, 0.5, 0.25]])
Z, Y = np.log(P), np.array([0, 2])


def kind(name):
    """Return the kind of a decorator."""
    return getattr(_class_kinds, name).args[0]


@pytest.mark.parametrize("name", ["of_probs", "of_die"])
def test_of_probabilities_the_place_of_the_true_class(name):
    p, place = kind(name).quantity(P, Y)
    assert_array_equal(p.take(place), [0.7, 0.25])
    spoilt = P.copy()
    spoilt[1, 0] = np.nan
    p, _ = kind(name).quantity(spoilt, Y)
    assert_array_equal(np.isnan(p), [[False] * 3, [True] * 3])


def test_of_scores_the_place_of_the_right_class():
    s, place = kind("of_rivals").quantity(Z, Y)
    assert_array_equal(s.take(place), Z[[0, 1], Y])


def test_of_logits_and_labels_the_odds():
    for name in ("of_labelled_logits", "of_logits"):
        z, odds, *_ = kind(name).quantity(Z, Y)
        assert z is Z
        assert_allclose(odds.sum_of_others / odds.taken, [3 / 7, 3], rtol=1e-15)


def test_of_logits_and_shares_the_shares_and_their_sum():
    _, _, t, total = kind("of_logits").quantity(
        Z, Y, label_smoothing=0.3, class_weight=np.array([1.0, 2.0, 4.0])
    )
    assert_allclose(t, [[0.8, 0.2, 0.4], [0.1, 0.2, 3.2]], rtol=1e-15)
    assert_allclose(total, [1.4, 3.5], rtol=1e-15)
    _, _, t, total = kind("of_logits").quantity(Z, P)
    assert_array_equal(t, P)
    assert_allclose(total, 1, rtol=1e-15)


@pytest.mark.parametrize("shape", [(3,), (4, 3), (2, 5, 3)])
def test_rows_there_and_back(shape):
    z = np.random.default_rng(0).normal(size=shape)
    y = np.zeros(shape[:-1], int)
    read = kind("of_logits").read(y, z)
    assert read.values[0].shape == (z.size // 3, 3)
    assert_array_equal(read.map(lambda z, y: z), z)
    assert_array_equal(read.map(lambda z, y: z[:, 0]), z[..., 0])


def test_each_kind_reads_labels():
    for name in ("of_probs", "of_die", "of_rivals", "of_labelled_logits", "of_logits"):
        with pytest.raises(ValueError, match=r"y_true must hold labels from 0 to 2"):
            kind(name).read([0, 3], P)


def test_shares_are_read_in_one_order_of_memory():
    # Sums along rows would differ in the last digit.
    shares = np.random.default_rng(0).random((300, 100))
    shares /= shares.sum(axis=1, keepdims=True)
    z = np.zeros((300, 100))
    read = kind("of_logits").read
    for array in (shares, np.asfortranarray(shares)):
        (_, t), _, _ = read(array, z)
        assert t.flags.c_contiguous
        assert_array_equal(t, shares)
