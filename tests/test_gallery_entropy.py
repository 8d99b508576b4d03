"""What the explorers of chapter 04 draw."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.contour import ContourSet
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text
from rows.entropy import bumps, coin, log_bell, log_bumps

from lossbook import gallery, plots


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def moving(explorer, kind):
    return [artist for artist in explorer.moving if isinstance(artist, kind)]


def area(polygon):
    """By the shoelace formula."""
    x, y = polygon.get_xy().T
    return abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


@pytest.mark.parametrize("percent", [0, 1, 10, 50, 77, 99, 100])
def test_the_boxes_of_the_coin_are_as_large_as_its_entropy(percent):
    explorer = gallery.entropy_of_a_coin()
    explorer.move(percent=percent)
    boxes, (dot,) = moving(explorer, Polygon), moving(explorer, Line2D)
    heads, tails = sorted(boxes, key=lambda box: box.get_xy()[:, 0].min())
    mean = coin(percent)[-1]
    assert area(heads) + area(tails) == pytest.approx(mean, abs=1e-12)
    assert dot.get_xydata().tolist() == [[percent, pytest.approx(mean, abs=1e-12)]]
    if 0 < percent < 100:
        assert area(heads) == pytest.approx(-percent / 100 * math.log2(percent / 100))
        for box, bits in zip((heads, tails), coin(percent)[1:3], strict=True):
            assert box.get_xy()[:, 1].max() == pytest.approx(bits)
            assert bits < box.axes.get_ylim()[1]


def test_the_names_of_the_sides_stand_on_their_boxes():
    explorer = gallery.entropy_of_a_coin()
    explorer.move(percent=90)
    heads, tails = moving(explorer, Text)
    assert (heads.get_text(), tails.get_text()) == ("heads", "tails")
    assert tails.get_position()[1] > coin(90)[2] > heads.get_position()[1]
    explorer.move(percent=100)
    assert heads.get_text() == tails.get_text() == ""


def test_the_arch_is_the_entropy_and_is_highest_for_a_fair_coin():
    (dot,) = moving(gallery.entropy_of_a_coin(), Line2D)
    curve = dot.axes.lines[0]
    for percent, bits in curve.get_xydata()[::10]:
        assert bits == pytest.approx(coin(percent)[-1], abs=1e-12)
    top = curve.get_ydata().argmax()
    assert curve.get_xydata()[top].tolist() == [50, 1]


@pytest.mark.parametrize(("mean", "scale"), [(-3, 0.5), (0, 2.1), (2, 0.6), (3, 2.5)])
def test_the_bell_is_a_density_and_the_dots_stand_at_its_place(mean, scale):
    explorer = gallery.one_bell_for_two_bumps()
    explorer.move(mean=mean, scale=scale)
    *dots, curve = moving(explorer, Line2D)
    for x, y in curve.get_xydata():
        assert y == pytest.approx(math.exp(log_bell(x, mean, scale)), rel=1e-12)
    assert curve.get_ydata().max() < curve.axes.get_ylim()[1]
    assert len(dots) == 2
    for dot in dots:
        assert dot.get_xydata().tolist() == [[mean, scale]]


def test_the_truth_has_two_bumps():
    *_, curve = moving(gallery.one_bell_for_two_bumps(), Line2D)
    truth = curve.axes.lines[0]
    assert truth.get_color() == plots.TRUTH
    for x, y in truth.get_xydata()[::10]:
        assert y == pytest.approx(math.exp(log_bumps(x)), rel=1e-9)


@pytest.mark.parametrize(("panel", "which"), [(0, 2), (1, 3)])
def test_each_line_of_the_maps_has_the_height_that_it_is_drawn_for(panel, which):
    ax = moving(gallery.one_bell_for_two_bumps(), Line2D)[panel].axes
    (lines,) = [c for c in ax.collections if isinstance(c, ContourSet)]
    tried = 0
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        for mean, scale in path.vertices[::8]:
            if abs(mean) < 4.5 and scale > 0.6:
                # A line is drawn straight between the points of a coarse grid.
                height = bumps(mean, scale)[which]
                assert height == pytest.approx(level, rel=0.12), (mean, scale)
                tried += 1
    assert tried > 20


def test_forward_has_one_hollow_and_reverse_has_two_deep_ones():
    grid = [(m, s) for m in (-2, -1, 0, 1, 2) for s in (0.6, 1.0, 2.1)]
    forward = {place: bumps(*place)[2] for place in grid}
    reverse = {place: bumps(*place)[3] for place in grid}
    assert min(forward, key=forward.get) == (0, 2.1)
    assert {p for p in grid if reverse[p] < 0.7} == {(-2, 0.6), (2, 0.6)}
