"""The figures of chapter 05, read from their artists."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from rows.sigmoid_neuron import WALK

import lossbook as lb
from lossbook import network, plots


@pytest.fixture
def ax():
    yield plt.subplots()[1]
    plt.close("all")


def test_outputs_are_drawn_from_the_start_on_and_each_run_has_its_line(ax):
    plots.plot_outputs({"one": [0.9, 0.5, 0.1], "two": [0.8, 0.4, 0.2]}, ax=ax)
    one, two = ax.lines
    assert one.get_xydata().tolist() == [[0, 0.9], [1, 0.5], [2, 0.1]]
    assert two.get_ydata().tolist() == [0.8, 0.4, 0.2]
    assert one.get_linestyle() != two.get_linestyle()
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["one", "two"]
    assert {one.get_color(), two.get_color()} == {plots.PREDICTION}


def lines_of(ax):
    (lines,) = (c for c in ax.collections if len(c.get_linewidths()) and not c.filled)
    return lines


def test_lines_of_a_surface_join_places_of_equal_loss(ax):
    levels = [0.5, 1.0, 2.0, 4.0]
    plots.plot_surface(lb.sigmoid_cross_entropy, levels, ax=ax)
    lines = lines_of(ax)
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        w, b = path.vertices.T
        loss = lb.sigmoid_cross_entropy(np.zeros_like(w), w + b)
        np.testing.assert_allclose(loss, level, atol=2e-3)
    assert lines.levels.tolist() == levels


def test_a_path_has_a_dot_every_so_many_steps(ax):
    plots.plot_surface(lb.sigmoid_cross_entropy, [1.0], [WALK], every=45, ax=ax)
    path, dots, start = ax.lines
    assert dots.get_xydata().tolist() == WALK.parameters[[0, 45, 90]].tolist()
    assert path.get_xydata().tolist() == WALK.parameters[[0, 90]].tolist()
    assert start.get_xydata().tolist() == [[2, 2]]
    # Drawn as a straight line, which it is: both parameters get the same push.
    assert np.ptp(np.diff(WALK.parameters, axis=1)) < 1e-12


def test_the_plateau_is_where_the_slope_is_less_than_a_fifth_of_the_steepest(ax):
    plots.plot_surface(network.squared_sigmoid, [0.1, 0.2], ax=ax)
    (grey,) = (c for c in ax.collections if c.filled)
    (path,) = grey.get_paths()
    side = np.linspace(-4.45, 4.45, 40)
    for w in side:
        for b in side:
            slope = network.squared_sigmoid_grad(0, w + b) / (4 / 27)
            if abs(slope - 0.2) > 0.01:  # off the border, known to a step of the grid
                expected = slope < 0.2 and w + b > 0
                assert path.contains_point((w, b)) == expected


def test_cross_entropy_has_no_plateau(ax):
    plots.plot_surface(lb.sigmoid_cross_entropy, [1.0], ax=ax)
    assert not any(c.filled for c in ax.collections)
    assert not ax.texts


def test_gradient_norms_are_medians_within_their_range(ax):
    norms = np.array([[1e-3, 1.0], [1e-2, 2.0], [1e-1, 4.0]])
    plots.plot_gradient_norms({"one": norms, "two": 2 * norms}, ax=ax)
    one, two = ax.lines
    assert one.get_xydata().tolist() == [[1, 1e-2], [2, 2.0]]
    assert two.get_ydata().tolist() == [2e-2, 4.0]
    assert one.get_marker() != two.get_marker()
    assert one.get_linestyle() != two.get_linestyle()
    band = ax.collections[0].get_paths()[0].vertices
    assert (band[:, 1].min(), band[:, 1].max()) == (1e-3, 4.0)
    assert ax.get_yscale() == "log"


def test_steps_needed_leaves_out_what_did_not_arrive(ax):
    plots.plot_steps_needed([0.5, 1.0, 2.0], {"one": [40, 20, np.nan]}, ax=ax)
    (line,) = ax.lines
    np.testing.assert_array_equal(line.get_ydata(), [40, 20, np.nan])
    assert line.get_xdata().tolist() == [0.5, 1, 2]
    ax.figure.draw_without_rendering()


def test_slopes_over_the_output_have_their_hump_at_two_thirds(ax):
    entropy, squared, bend = plots.plot_slopes(ax=ax).lines
    np.testing.assert_array_equal(entropy.get_xdata(), entropy.get_ydata())
    a, slope = squared.get_data()
    z = lb.logit(a)
    expected = network.squared_sigmoid_grad(np.zeros_like(z), z)
    np.testing.assert_allclose(slope, expected, atol=1e-13)
    assert a[slope.argmax()] == pytest.approx(bend.get_xdata()[0], abs=0.01)
    assert bend.get_xdata() == [2 / 3, 2 / 3]
    (named,) = ax.texts  # the dotted line says what it is, and stands beside it
    assert named.get_text() == "a = 2/3"
    assert 0.6 < named.get_position()[0] < 2 / 3
