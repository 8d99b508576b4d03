"""Chapter 08: what its figures draw, read from their artists."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from rows.margin import LOSSES

from lossbook import plots


@pytest.fixture
def ax():
    with plt.rc_context():
        plots.use_style()
        yield plt.subplots()[1]
    plt.close("all")


def test_zero_one_is_a_step_whose_upper_end_holds_the_jump(ax):
    ax.set_xlim(-3, 2)
    above, below, full, empty = plots.plot_zero_one(ax=ax).lines
    assert above.get_xydata().tolist() == [[-3, 1], [0, 1]]
    assert below.get_xydata().tolist() == [[0, 0], [2, 0]]
    assert full.get_xydata().tolist() == [[0, 1]]  # a margin of 0 is a mistake
    assert empty.get_xydata().tolist() == [[0, 0]]
    assert empty.get_markerfacecolor() == "none"
    assert ax.get_xlim() == (-3, 2)


@pytest.mark.parametrize(
    "names",
    [
        ["perceptron", "hinge", "squared hinge"],
        ["logistic", "logistic / log 2", "exponential"],
    ],
)
def test_losses_are_those_of_the_margin_and_told_apart_by_dashes(names, ax):
    plots.plot_margin_losses(names, ax=ax)
    curves = ax.lines[-3:]
    for name, curve in zip(names, curves, strict=True):
        for m, loss in curve.get_xydata()[::9]:
            assert loss == pytest.approx(LOSSES[name](m)[0], rel=1e-12, abs=1e-15)
        assert curve.get_color() == plots.LOSS
    assert len({curve.get_linestyle() for curve in curves}) == 3
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["zero-one", *names]


@pytest.mark.parametrize(
    "weights", [[2, -1, 0.5], [0.1, 3, -1], [1, 0, 0.2], [0, 1, 0.2], [-1, -1, 0]]
)
def test_street_is_where_the_score_is_0_and_plus_or_minus_1(weights, ax):
    ax.set(xlim=(-3, 2), ylim=(-2, 1))
    lines = plots.plot_street(weights, ax=ax).lines
    for line, level in zip(lines, (-1, 0, 1), strict=True):
        ends = line.get_xydata()
        score = ends @ weights[:2] + weights[2]
        np.testing.assert_allclose(score, level, atol=1e-12)
        assert np.abs(np.diff(ends, axis=0)).max() >= 3  # across the axes
        assert line.get_linestyle() == ("-" if level == 0 else "--")
    assert (ax.get_xlim(), ax.get_ylim()) == ((-3, 2), (-2, 1))


def test_rings_are_empty_and_around_the_points(ax):
    points = [[0.0, 1.0], [2.0, 3.0]]
    (rings,) = plots.plot_rings(points, ax=ax).lines
    assert rings.get_xydata().tolist() == points
    assert rings.get_markerfacecolor() == "none"
    assert rings.get_linestyle() == "None"


def test_gaps_are_costs_above_the_least(ax):
    plots.plot_gaps({"one": [3.0, 2.0, 1.5], "two": [3.0, 2.5]}, 1.0, ax=ax)
    one, two = ax.lines
    assert one.get_xydata().tolist() == [[0, 2], [1, 1], [2, 0.5]]
    assert two.get_xydata().tolist() == [[0, 2], [1, 1.5]]
    assert ax.get_yscale() == "log"
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["one", "two"]
