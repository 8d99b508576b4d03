"""The figures of chapter 07, read from their artists."""

from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import pytest

import lossbook as lb
from lossbook import datasets, plots


@pytest.fixture
def ax():
    with plt.rc_context():
        plots.use_style()
        yield plt.subplots()[1]
    plt.close("all")


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_calls_are_those_of_the_data_and_minutes_are_set_apart(ax):
    belgium = datasets.load_belgian_calls()
    plots.plot_calls(belgium, ax=ax)
    calls, minutes = ax.lines
    assert minutes.get_xdata().tolist() == [1964, 1965, 1966, 1967, 1968, 1969]
    drawn = dict(np.concatenate([calls.get_xydata(), minutes.get_xydata()]))
    assert drawn == dict(zip(belgium.year, belgium.calls, strict=True))
    assert calls.get_marker() != minutes.get_marker()
    assert legend(ax) == ["calls", "minutes"]
    low, high = ax.get_ylim()
    assert low < 0 and belgium.calls.max() < high


def test_calls_may_have_lines_apart_by_their_dashes(ax):
    belgium = datasets.load_belgian_calls()
    fits = {"one": np.arange(24.0), "two": 2 * np.arange(24.0), "three": np.ones(24)}
    plots.plot_calls(belgium, fits, ax=ax)
    lines = ax.lines[2:]
    for line, values in zip(lines, fits.values(), strict=True):
        assert line.get_xdata().tolist() == belgium.year.tolist()
        assert line.get_ydata().tolist() == values.tolist()
        assert line.get_color() == plots.PREDICTION
    assert len({line.get_linestyle() for line in lines}) == 3
    assert legend(ax)[2:] == list(fits)


@pytest.mark.parametrize("slopes", [False, True])
def test_over_residual_draws_each_function_in_the_colour_of_its_kind(slopes, ax):
    functions = {
        "Huber": partial(lb.huber, delta=2.0),
        "quantile": partial(lb.quantile, level=0.8),
    }
    plots.plot_over_residual(functions, slopes=slopes, ax=ax)
    huber, quantile = ax.lines
    r = huber.get_xdata()
    assert r.min() == -3 and r.max() == 3 and 0 in r
    inside = np.abs(r) <= 2
    expected = np.where(inside, r**2 / 2, 2 * np.abs(r) - 2)
    np.testing.assert_allclose(huber.get_ydata(), expected, atol=1e-14)
    # A guess too low, r < 0, costs the level.
    expected = np.where(r < 0, -0.8 * r, 0.2 * r)
    np.testing.assert_allclose(quantile.get_ydata(), expected, atol=1e-14)
    assert {line.get_color() for line in ax.lines} == {
        plots.GRADIENT if slopes else plots.LOSS
    }
    assert huber.get_linestyle() != quantile.get_linestyle()
    assert ax.get_ylabel() == ("slope" if slopes else "loss")
    assert legend(ax) == list(functions)


def test_balls_touch_the_line_and_lie_on_one_side_of_it(ax):
    plots.plot_balls(ax=ax)
    line, *rest = ax.lines
    x, y = line.get_data()
    np.testing.assert_allclose(x + 2 * y, 2)
    for ball, dot, order in zip(rest[::2], rest[1::2], (1, 2, np.inf), strict=True):
        outline, touch = ball.get_xydata(), dot.get_xydata()[0]
        assert touch[0] + 2 * touch[1] == pytest.approx(2)
        assert (outline @ [1, 2]).max() <= 2 + 1e-12
        radius = np.linalg.norm(touch, order)
        if order != 2:  # a polygon is drawn by its corners
            norms = np.linalg.norm(outline, order, axis=1)
            np.testing.assert_allclose(norms, radius)
        np.testing.assert_allclose(
            np.linalg.norm(outline, order, axis=1).max(), radius, rtol=1e-12
        )
        # No point of the line has a smaller norm.
        t = np.linspace(-2, 4, 6001)
        on_line = np.stack([t, 1 - t / 2], axis=-1)
        least = np.linalg.norm(on_line, order, axis=1).min()
        assert least == pytest.approx(radius, abs=1e-3)
    assert [text.get_text() for text in ax.texts] == ["L1", "L2", "L∞"]


def test_paths_are_over_their_steps_and_the_minimum_is_marked(ax):
    paths = {"one": [3.0, 2.0, 1.0], "other": [3.0, 1.0, 2.0]}
    plots.plot_descents_on_a_kink(paths, 1.0, ax=ax)
    minimum, *lines = ax.lines
    assert set(minimum.get_ydata()) == {1.0}
    assert minimum.get_color() == plots.TRUTH
    for line, path in zip(lines, paths.values(), strict=True):
        assert line.get_xdata().tolist() == [0, 1, 2]
        assert line.get_ydata().tolist() == path
    assert lines[0].get_linestyle() != lines[1].get_linestyle()
    assert legend(ax) == ["one", "other"]
