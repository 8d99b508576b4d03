"""Formulas that keep what rounding loses: against fractions and mpmath."""

from fractions import Fraction

import numpy as np
import pytest
from mpmath import mp
from numpy import inf, nan
from numpy.testing import assert_array_equal

from lossbook._exact import (
    divergence_terms,
    exponentials,
    largest_and_others,
    one_taken_out,
    only_where,
    product_where_0_wins,
    two_product,
    two_sum,
)

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(2, 200)) * 10.0 ** RNG.integers(-12, 12, size=(2, 200))


def test_a_sum_and_what_it_lost_are_exact():
    s, lost = two_sum(X, Y)
    assert lost.any()
    for x, y, a, b in zip(X, Y, s, lost, strict=True):
        assert Fraction(x) + Fraction(y) == Fraction(a) + Fraction(b)


def test_a_product_and_what_it_lost_are_exact_to_twice_as_many_digits():
    for factor in (X, 3.7):
        p, lost = two_product(factor, Y)
        assert lost.any()
        for x, y, a, b in zip(np.broadcast_to(factor, 200), Y, p, lost, strict=True):
            exact = Fraction(float(x)) * Fraction(y)
            assert abs(Fraction(a) + Fraction(b) - exact) <= abs(exact) / 2**104


def test_what_is_not_needed_is_not_computed():
    usual, need = np.array([1.0, 2.0, 3.0]), np.array([False, True, False])
    assert_array_equal(only_where(need, lambda: -usual, usual), [1, -2, 3])
    assert only_where(need & False, lambda: 1 / 0, usual) is usual
    with pytest.raises(ZeroDivisionError):
        only_where(need, lambda: 1 / 0, usual)


def test_0_times_infinity_is_0_and_a_nan_stays():
    share = np.array([0.0, 0.5, 0.0, nan, 0.0, 1.0])
    surprisal = np.array([inf, inf, 2.0, 1.0, nan, 3.0])
    expected = [0, inf, 0, nan, nan, 3]
    with np.errstate(invalid="ignore"):
        assert_array_equal(product_where_0_wins(share, surprisal), expected)


ROWS = np.array([[0.0, 1.0, -2.0], [700.0, 0.1, 699.9], [-900.0, -900.5, -1e4]])


def test_exponentials_of_a_row_are_exact_up_to_a_factor():
    e = exponentials(ROWS)
    assert np.isfinite(e).all()
    for z, row in zip(ROWS, e, strict=True):
        for a, x in zip(z, row, strict=True):
            ratio = mp.exp(mp.mpf(a) - mp.mpf(z.max()))
            assert abs(x / row[z.argmax()] - ratio) <= 4e-16 * ratio + 1e-300
    # The answer for a row does not depend on the others.
    assert_array_equal(exponentials(ROWS[:1]), e[:1])


def test_the_others_are_added_without_the_one_taken_out():
    z = np.array([[0.0, -40.0, -41.0], [1.0, 2.0, 3.0]])
    out = one_taken_out(z, np.array([0, 2]))
    assert_array_equal(out.taken, np.exp([0.0, 3.0]))
    np.testing.assert_allclose(
        out.sum_of_others,
        [np.exp(-40) + np.exp(-41), np.exp(1) + np.exp(2)],
        rtol=1e-15,
    )
    assert_array_equal(out.place, [0, 5])
    assert_array_equal(out.others.ravel()[out.place], [0, 0])
    m, others = largest_and_others(z)
    assert_array_equal(m, [0, 3])
    np.testing.assert_allclose(m + np.log1p(others), np.logaddexp.reduce(z, axis=1))


@pytest.mark.parametrize("step", [1e-12, 1e-8, 1e-3, 0.5, 3.0])
def test_a_term_of_a_divergence(step):
    p = np.array([0.3, 1e-200, 5.0])
    q = p * (1 + step)
    got = divergence_terms(p, q, p - q, p + q)
    for a, b, term in zip(p, q, got, strict=True):
        a, b = mp.mpf(a), mp.mpf(b)
        with mp.workdps(60):
            exact = a * mp.log(a / b) - a + b
        assert abs(term - exact) <= 2e-15 * exact


def test_a_term_of_a_divergence_at_its_ends():
    p, q = np.array([0.0, 0.5, 0.0]), np.array([0.25, 0.0, 0.0])
    with np.errstate(all="ignore"):
        terms = divergence_terms(p, q, p - q, p + q)
    assert_array_equal(terms, [0.25, inf, 0.0])
