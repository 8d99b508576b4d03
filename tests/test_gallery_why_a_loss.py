"""What the explorers of chapter 01 draw is what lossbook computes."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from rows.why_a_loss import cheapest, constant, share, staircase, training_birds

from lossbook import gallery, plots
from lossbook.gallery.why_a_loss import GUESSES


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def lines(explorer, **marks):
    """The moving lines that have these properties."""
    return [
        line
        for line in explorer.moving
        if isinstance(line, Line2D)
        and all(plt.getp(line, name) == value for name, value in marks.items())
    ]


def positions(explorer):
    values = [slider.values for slider in explorer.sliders.values()]
    for chosen in itertools.product(*values):
        yield dict(zip(explorer.sliders, chosen, strict=True))


def slope_of(tangent):
    (x0, y0), (x1, y1) = tangent.get_xydata()
    return (y1 - y0) / (x1 - x0)


def height_at(tangent, x):
    (x0, y0), _ = tangent.get_xydata()
    return y0 + slope_of(tangent) * (x - x0)


def legend_of(explorer):
    """The axes that have a legend, and the legend."""
    (ax,) = {artist.axes for artist in explorer.moving if artist.axes.get_legend()}
    ax.figure.draw_without_rendering()
    return ax, ax.get_legend()


@pytest.mark.parametrize("make", [gallery.best_constant, gallery.probability_of_truth])
def test_a_legend_stands_above_its_axes_where_it_is_not_taken_for_data(make):
    ax, legend = legend_of(make())
    assert legend.get_window_extent().y0 >= ax.get_window_extent().y1


def test_on_the_first_page_curve_and_tangent_are_named():
    _, legend = legend_of(gallery.probability_of_truth())
    named = {
        text.get_text(): to_hex(line.get_color())
        for text, line in zip(legend.get_texts(), legend.get_lines(), strict=True)
    }
    assert named == {"loss": plots.LOSS, "tangent": plots.GRADIENT}


# --- accuracy and cost ----------------------------------------------------------------


def test_staircase_the_dots_stand_on_the_accuracy_and_on_the_cost():
    explorer = gallery.accuracy_and_cost()
    dots = lines(explorer, color=plots.PREDICTION, marker="o")
    flat, tangent = lines(explorer, color=plots.GRADIENT)
    (curve,) = lines(explorer, color=plots.LOSS)
    for values in positions(explorer):
        explorer.move(**values)
        _, percent, _, _, cost, slope = staircase(**values)
        t = values["threshold"]
        heights = [dot.get_xydata().tolist() for dot in dots]
        assert heights == [[[t, pytest.approx(percent / 100)]], [[t, heights[1][0][1]]]]
        assert heights[1][0][1] == pytest.approx(cost, rel=1e-12)
        assert slope_of(flat) == 0
        assert slope_of(tangent) == pytest.approx(slope, rel=1e-9)
        assert height_at(tangent, t) == pytest.approx(cost, rel=1e-9)
        # The cost is convex, so its tangent is nowhere above it.
        x, y = curve.get_data()
        assert np.all(y >= height_at(tangent, x) - 1e-12)
        for dot in dots:
            low, high = dot.axes.get_ylim()
            assert low < dot.get_ydata()[0] < high
        for wall in lines(explorer, linestyle="--"):
            assert list(wall.get_xdata()) == [t, t]


def test_staircase_the_curve_is_the_cost_at_each_threshold():
    explorer = gallery.accuracy_and_cost()
    (curve,) = lines(explorer, color=plots.LOSS)
    for weight in explorer.sliders["weight"].values:
        explorer.move(threshold=40.05, weight=weight)
        for t, height in curve.get_xydata()[::20]:
            assert height == pytest.approx(staircase(t, weight)[4], rel=1e-12)


def test_staircase_no_threshold_meets_a_bird_so_the_accuracy_is_flat_there():
    bills = np.array([x for _, x in training_birds()])
    explorer = gallery.accuracy_and_cost()
    for t in explorer.sliders["threshold"].values:
        assert np.abs(bills - t).min() > 0.04
        assert staircase(t - 0.04, 1)[1] == staircase(t, 1)[1]
        assert staircase(t + 0.04, 1)[1] == staircase(t, 1)[1]


def test_staircase_the_accuracy_drawn_is_that_of_the_birds_drawn():
    explorer = gallery.accuracy_and_cost()
    ax = lines(explorer, marker="o")[0].axes
    adelie, chinstrap, stairs = [line for line in ax.lines if not line.get_animated()]
    names = {text.get_text(): text for text in ax.texts}
    for name, marks in (("Adelie", adelie), ("Chinstrap", chinstrap)):
        # Each name stands in the row of its marks, has their colour, and meets none.
        assert set(marks.get_ydata()) == {names[name].get_position()[1]}
        assert names[name].get_color() == marks.get_color()
        room = names[name].get_window_extent()
        at = ax.transData.transform(marks.get_xydata())[:, 0]
        assert not np.any((room.x0 - 2 < at) & (at < room.x1 + 2))
    for t, accuracy in stairs.get_xydata()[::15]:
        right = np.sum(adelie.get_xdata() < t) + np.sum(chinstrap.get_xdata() > t)
        assert accuracy == pytest.approx(right / 154)
    # The staircase does not come down to the marks.
    assert stairs.get_ydata().min() > chinstrap.get_ydata()[0] + 0.1


def test_staircase_the_weight_moves_the_cost_and_not_the_accuracy():
    explorer = gallery.accuracy_and_cost()
    on_top, below = lines(explorer, color=plots.PREDICTION, marker="o")
    for t in explorer.sliders["threshold"].values:
        accuracies, costs = set(), set()
        for weight in explorer.sliders["weight"].values:
            explorer.move(threshold=t, weight=weight)
            accuracies.add(on_top.get_ydata()[0])
            costs.add(below.get_ydata()[0])
        assert len(accuracies) == 1
        assert len(costs) == 4


@pytest.mark.parametrize("weight", [0.25, 0.5, 1, 2])
def test_staircase_the_advice_leads_to_the_bottom(weight):
    explorer = gallery.accuracy_and_cost()
    thresholds = explorer.sliders["threshold"].values
    costs = [staircase(t, weight)[4] for t in thresholds]
    best = int(np.argmin(costs))
    for i, t in enumerate(thresholds):
        advice = explorer.move(threshold=t, weight=weight).split(": ")[-1]
        if i < best - 1:
            assert advice == "raise the threshold."
        if i > best + 1:
            assert advice == "lower the threshold."


# --- the best constant ----------------------------------------------------------------


def test_constant_dot_triangle_and_tangent_are_on_the_curve():
    explorer = gallery.best_constant()
    (dot,) = lines(explorer, marker="o", label="guess")
    (triangle,) = lines(explorer, marker="^")
    (tangent,) = lines(explorer, color=plots.GRADIENT)
    (curve,) = lines(explorer, color=plots.LOSS)
    for values in positions(explorer):
        explorer.move(**values)
        c, cost, slope, best = constant(**values)
        assert dot.get_xydata().tolist() == [[c, pytest.approx(cost, rel=1e-12)]]
        assert slope_of(tangent) == pytest.approx(slope, abs=1e-12)
        assert height_at(tangent, c) == pytest.approx(cost, rel=1e-9)
        ((x, y),) = triangle.get_xydata()
        assert x == pytest.approx(best, abs=1e-8)
        assert y == pytest.approx(constant(values["loss"], round(x, 3))[1], rel=1e-3)
        # It is the lowest point, and the tangent supports the curve from below.
        assert y <= curve.get_ydata().min() + 1e-9
        grid, heights = curve.get_data()
        assert np.all(heights >= height_at(tangent, grid) - 1e-12)
        low, high = dot.axes.get_ylim()
        assert low < cost < high


@pytest.mark.parametrize("loss", GUESSES)
def test_constant_the_curve_is_the_cost(loss):
    explorer = gallery.best_constant()
    (curve,) = lines(explorer, color=plots.LOSS)
    explorer.move(loss=loss, constant=4.0)
    for c, height in curve.get_xydata()[::4]:  # each at whole grams
        assert round(1000 * c) == pytest.approx(1000 * c)
        assert height == pytest.approx(constant(loss, c)[1], rel=1e-12)


def test_constant_the_histogram_has_an_outline_that_a_dark_page_shows():
    (wall,) = lines(gallery.best_constant(), linestyle="--")
    (birds,) = wall.axes.patches
    assert to_hex(birds.get_edgecolor()) == plots.TRUTH
    assert birds.get_edgecolor()[3] == 1
    assert birds.get_linewidth() >= 1


def test_constant_the_line_at_the_guess_ends_in_a_dot_over_all_birds():
    explorer = gallery.best_constant()
    (wall,) = lines(explorer, linestyle="--")
    (birds,) = wall.axes.patches
    for c in explorer.sliders["constant"].values:
        explorer.move(loss="absolute error", constant=c)
        assert list(wall.get_xdata()) == [c, c]
    foot, end = wall.get_ydata()
    assert foot == 0
    assert birds.get_xy()[:, 1].max() < end < wall.axes.get_ylim()[1]
    assert (wall.get_marker(), wall.get_markevery()) == ("o", [1])


def test_constant_mean_median_and_quantiles_in_order():
    best = [cheapest(loss) for loss in GUESSES]
    mean, median, low, high, huber = best
    assert low < median < huber < mean < high


# --- the best probability -------------------------------------------------------------


def test_share_dot_and_tangent_are_on_the_curve_and_the_mark_is_the_share():
    explorer = gallery.best_probability()
    (dot,) = lines(explorer, marker="o")
    (tangent,) = lines(explorer, color=plots.GRADIENT)
    (curve,) = lines(explorer, color=plots.LOSS)
    (mark,) = lines(explorer, linestyle="--")
    assert to_hex(mark.get_color()) == plots.TRUTH
    for values in positions(explorer):
        explorer.move(**values)
        percent, cost, slope, best, species = share(**values)
        assert dot.get_xydata().tolist() == [[percent, pytest.approx(cost, rel=1e-12)]]
        assert slope_of(tangent) == pytest.approx(slope, rel=1e-9)
        assert height_at(tangent, percent) == pytest.approx(cost, rel=1e-9)
        assert list(mark.get_xdata()) == [pytest.approx(species)] * 2
        lowest = curve.get_xdata()[curve.get_ydata().argmin()]
        assert abs(lowest - best) <= 0.5  # the grid has steps of half a per cent
        low, high = dot.axes.get_ylim()
        assert low < cost < high


def test_share_the_curve_is_the_cost():
    explorer = gallery.best_probability()
    (curve,) = lines(explorer, color=plots.LOSS)
    for values in positions(explorer):
        if values["percent"] != 50:
            continue
        explorer.move(**values)
        for percent, height in curve.get_xydata()[::9]:
            rest = {**values, "percent": percent}
            assert height == pytest.approx(share(**rest)[1], rel=1e-12)
