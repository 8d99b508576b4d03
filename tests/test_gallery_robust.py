"""The explorers of chapter 07: what they draw is what the losses say."""

import itertools
import math

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from rows.robust import ALPHA, SIX, family, huber_centre, line

from lossbook import gallery, plots
from lossbook.datasets import load_belgian_calls
from lossbook.typography import as_written


def moving(explorer):
    return [a for a in explorer.moving if isinstance(a, Line2D)]


def bar(explorer):
    (bars,) = (a for a in explorer.moving if isinstance(a, LineCollection))
    ((start, end),) = bars.get_segments()
    return start.tolist(), end.tolist()


def positions(explorer):
    values = [slider.values for slider in explorer.sliders.values()]
    for chosen in itertools.product(*values):
        yield dict(zip(explorer.sliders, chosen, strict=True))


def test_outlier_marks_and_dots_are_the_three_estimates():
    explorer = gallery.outlier_dragged()
    marks, moved, curve, dots = moving(explorer)
    for values in positions(explorer):
        explorer.move(**values)
        trips = (*SIX, values["trip"])
        expected = [
            np.median(trips),
            huber_centre(trips, values["delta"]),
            np.mean(trips),
        ]
        assert moved.get_xydata().tolist() == [[values["trip"], 0]]
        np.testing.assert_allclose(marks.get_xdata(), expected, atol=1e-9)
        np.testing.assert_allclose(dots.get_ydata(), expected, atol=1e-9)
        assert set(dots.get_xdata()) == {values["trip"]}
        start, end = bar(explorer)
        assert start == pytest.approx([expected[1] - values["delta"], 2])
        assert end == pytest.approx([expected[1] + values["delta"], 2])
        at = list(curve.get_xdata()).index(values["trip"])
        assert curve.get_ydata()[at] == dots.get_ydata()[1]
        for artist in (marks, dots):
            low, high = artist.axes.get_xlim()
            assert low < min(artist.get_xdata()) <= max(artist.get_xdata()) < high
        low, high = dots.axes.get_ylim()
        assert low < min(expected) and max(expected) < high


def test_outlier_the_rows_are_named_in_the_order_of_their_marks():
    explorer = gallery.outlier_dragged()
    marks = moving(explorer)[0]
    names = [label.get_text() for label in marks.axes.get_yticklabels()]
    assert names == ["trips", "median", "Huber ± δ", "mean"]
    assert list(marks.get_ydata()) == [1, 2, 3]


def test_outlier_the_mean_is_carried_off_and_the_others_are_not():
    """As the seventh trip leaves: 1/7 a minute, nothing, and then nothing."""
    explorer = gallery.outlier_dragged()
    _, _, curve, _ = moving(explorer)
    mean, median = (a for a in curve.axes.lines if a not in moving(explorer))
    x = mean.get_xdata()
    np.testing.assert_allclose(np.diff(mean.get_ydata()) / np.diff(x), 1 / 7)
    assert set(median.get_ydata()[x >= 25]) == {25}
    assert set(median.get_ydata()[x <= 24]) == {24}
    for delta in explorer.sliders["delta"].values:
        explorer.move(trip=28, delta=delta)
        y = curve.get_ydata()
        assert np.all(np.diff(y) >= -1e-9)
        far = x > y + delta  # beyond delta it no longer matters where
        assert far.any()
        assert np.ptp(y[far]) < 1e-9
        # The drawn curve becomes level where the text says: delta above the level.
        level = x[np.argmax(y > y[-1] - 1e-9)]
        assert 0 <= level - (y[-1] + delta) <= 0.5
    # Once all six are within delta, they add up to 6 m - 147 = delta.
    for delta in (8, 16, 32):
        explorer.move(trip=91, delta=delta)
        assert curve.get_ydata()[-1] == pytest.approx((147 + delta) / 6)


def test_outlier_the_level_need_not_rise_with_delta():
    explorer = gallery.outlier_dragged()
    curve, levels = moving(explorer)[2], {}
    for delta in (1, 2, 4, 8):
        explorer.move(trip=91, delta=delta)
        levels[delta] = curve.get_ydata()[-1]
    assert levels[1] < levels[2] > levels[4] < levels[8]


def test_family_curves_and_dots_are_the_loss_and_its_slope():
    explorer = gallery.robust_family()
    loss, low, slope, high = moving(explorer)
    for values in positions(explorer):
        explorer.move(**values)
        said = family(**values)
        if math.isfinite(values["shape"]):
            assert said[0] == values["shape"]
            said = said[1:]
        _, _, right_loss, right_slope, *_ = said
        r = values["residual"]
        assert bar(explorer) == ([0, 4], [values["scale"], 4])
        for curve, dot, right, sign in (
            (loss, low, right_loss, 1),
            (slope, high, right_slope, -1),
        ):
            assert dot.get_xydata().tolist()[0] == [r, pytest.approx(right, abs=1e-13)]
            x, y = curve.get_data()
            assert np.interp(r, x, y) == pytest.approx(right, abs=1e-12)
            assert np.interp(-r, x, y) == pytest.approx(sign * right, abs=1e-12)
            bottom, top = curve.axes.get_ylim()
            assert bottom < y.min() and y.max() < top
    assert (loss.get_color(), slope.get_color()) == (plots.LOSS, plots.GRADIENT)


def test_family_names_the_losses_of_their_own():
    z = 1.7
    assert family(ALPHA["α = 1, pseudo-Huber"], 1, z)[3] == pytest.approx(
        math.sqrt(1 + z**2) - 1
    )
    assert family(ALPHA["α = -2, Geman-McClure"], 1, z)[3] == pytest.approx(
        2 * z**2 / (4 + z**2)
    )
    assert list(gallery.robust.FAMILY.items()) == list(ALPHA.items())


def test_family_the_pull_does_at_a_distance_what_is_said():
    explorer = gallery.robust_family()
    slope = moving(explorer)[2]
    for name, alpha in ALPHA.items():
        sentence = explorer.move(shape=alpha, scale=2, residual=6)
        assert sentence.startswith(as_written(name))
        x, y = slope.get_data()
        x, y = x[x >= 0], y[x >= 0]
        if alpha > 1:
            assert "without end" in sentence
            assert np.all(np.diff(y) > 0)
        elif alpha == 1:
            assert "levels off at 0.500" in sentence
            assert np.all(np.diff(y) > 0) and y.max() < 0.5
        else:
            assert "fades beyond" in sentence
            said = float(sentence.split("strongest at ")[1].split()[0])
            assert abs(x[y.argmax()] - said) <= 1 / 8 + 0.005  # the grid's step


def test_line_the_fit_is_hubers_and_the_marks_are_the_years_beyond_delta():
    explorer = gallery.line_by_delta()
    fitted, within, beyond, dot = moving(explorer)
    (band,) = (a for a in explorer.moving if isinstance(a, Polygon))
    belgium = load_belgian_calls()
    for values in positions(explorer):
        explorer.move(**values)
        delta = values["delta"] / 10
        a, b, far = line(delta)
        right = a + b * (belgium.year - 1973)
        np.testing.assert_allclose(fitted.get_ydata(), right, atol=1e-6)
        # From the lower left corner of the band along its edges, and back.
        edges = np.append(right - delta, (right + delta)[::-1])
        np.testing.assert_allclose(band.get_xy()[:-1, 1], edges, atol=1e-6)
        assert dot.get_xydata()[0] == pytest.approx([values["delta"], 10 * b])
        residual = right - belgium.calls
        # At the minimum the clipped residuals add up to 0, and so do their moments.
        pull = np.clip(residual, -delta, delta)
        assert abs(pull.sum()) < 1e-6 * delta
        assert abs(pull @ (belgium.year - 1973)) < 1e-5 * delta
        assert len(beyond.get_xdata()) == far
        assert set(beyond.get_xdata()) | set(within.get_xdata()) == set(belgium.year)
        np.testing.assert_array_less(
            np.abs(residual[np.isin(belgium.year, within.get_xdata())]), delta + 1e-6
        )
        # More than one year within delta: this minimum is the only one.
        assert len(within.get_xdata()) >= 2


def test_line_a_delta_beyond_all_residuals_is_least_squares():
    explorer = gallery.line_by_delta()
    fitted = moving(explorer)[0]
    explorer.move(delta=2000)
    belgium = load_belgian_calls()
    slope, level = np.polyfit(belgium.year - 1960, belgium.calls, 1)
    expected = level + slope * (belgium.year - 1960)
    np.testing.assert_allclose(fitted.get_ydata(), expected, rtol=1e-10)
    grey = [a for a in fitted.axes.lines if a.get_color() == plots.QUIET]
    np.testing.assert_allclose(grey[0].get_ydata(), expected, rtol=1e-10)


def test_line_the_rise_of_each_delta_lies_between_the_two_known_lines():
    explorer = gallery.line_by_delta()
    dot = moving(explorer)[-1]
    rises, squares, clean = (a for a in dot.axes.lines if a is not dot)
    for delta, rise in rises.get_xydata():
        assert rise == pytest.approx(10 * line(delta / 10)[1], rel=1e-6)
        assert clean.get_ydata()[0] < rise <= squares.get_ydata()[0] * (1 + 1e-9)
    belgium = load_belgian_calls()
    counted = np.isin(belgium.year, [*range(1950, 1963), 1971, 1972, 1973])
    for level, kept in ((squares, np.full(24, True)), (clean, counted)):
        x, y = belgium.year[kept], belgium.calls[kept]
        slope = ((x - x.mean()) @ y) / ((x - x.mean()) @ (x - x.mean()))
        assert level.get_ydata()[0] == pytest.approx(10 * slope)
