"""Numbers as people write them."""

import pytest

from lossbook.typography import as_written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("-0.29", "−0.29"),
        ("slope -1.40, +0.3", "slope −1.40, +0.3"),
        ("(-2)", "(−2)"),
        ("-.5 and -inf and -∞", "−.5 and −∞ and −∞"),
        ("1.11e-05 %", "1.11·10⁻⁵ %"),
        ("-2.2e+05 times", "−2.2·10⁵ times"),
        ("3e12", "3·10¹²"),
        ("eps = 1e-8", "eps = 10⁻⁸"),
        ("-1e-300", "−10⁻³⁰⁰"),
        # What is no number stays.
        ("lim inf, -information", "lim inf, -information"),
        ("half-open, 10-fold, 1950-1973", "half-open, 10-fold, 1950-1973"),
        ("ε-insensitive, L1-norm, x-1", "ε-insensitive, L1-norm, x-1"),
        ("2e, e5, 0xe5, kg²", "2e, e5, 0xe5, kg²"),
    ],
)
def test_only_numbers_change(typed, written):
    assert as_written(typed) == written
    assert as_written(written) == written
