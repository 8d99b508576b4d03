"""The figures of chapter 01, read from their artists."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lossbook import plots


@pytest.fixture
def ax():
    yield plt.subplots()[1]
    plt.close("all")


def test_objective_is_cost_plus_penalty_and_the_dots_are_at_the_lowest_points(ax):
    y = np.array([1, 3, 5, 6, 7])
    objective, cost, penalty, dots = plots.plot_objective(y, 0.1, ax=ax).lines
    for c, height in cost.get_xydata()[::20]:
        assert height == pytest.approx(sum((v - c) ** 2 for v in y) / 5)
    np.testing.assert_allclose(penalty.get_ydata(), penalty.get_xdata() ** 2 / 10)
    total = cost.get_ydata() + penalty.get_ydata()
    np.testing.assert_allclose(objective.get_ydata(), total)
    # The mean is 22/5; shrunk by 1.1 it is 4. Costs: 116/5... 4.64 and 4.8.
    expected = [[4, 4.8 + 1.6], [4.4, 4.64]]
    np.testing.assert_allclose(dots.get_xydata(), expected)
    assert dots.get_ydata()[0] <= objective.get_ydata().min()
    assert dots.get_ydata()[1] <= cost.get_ydata().min() + 1e-12
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["objective", "cost", "penalty"]
    assert len({line.get_linestyle() for line in (objective, cost, penalty)}) == 3


def test_paths_are_drawn_step_by_step_and_differ_without_colour(ax):
    paths = {"slow": [0, 1, 2], "quick": [0, 4, 5], "wild": [0, 9, 3]}
    goal, *drawn = plots.plot_paths(paths, 4.5, ax=ax).lines
    assert list(goal.get_ydata()) == [4.5, 4.5]
    assert goal.get_color() == plots.TRUTH
    for (name, path), line in zip(paths.items(), drawn, strict=True):
        assert line.get_label() == name
        assert line.get_xydata().tolist() == [[k, c] for k, c in enumerate(path)]
    assert len({line.get_linestyle() for line in drawn}) == 3
    assert len({line.get_marker() for line in drawn}) == 3
    assert ax.get_legend() is not None


def test_optimism_has_the_dots_given_on_the_curves_of_the_theory(ax):
    sizes, variance = [2, 5, 10], 3.0
    seen = [variance * (1 - 1 / n) for n in sizes]
    new = [variance * (1 + 1 / n) for n in sizes]
    lines = plots.plot_optimism(sizes, seen, new, variance, ax=ax).lines
    level, new_curve, new_dots, seen_curve, seen_dots = lines
    assert list(level.get_ydata()) == [variance, variance]
    for curve, dots, costs in (
        (new_curve, new_dots, new),
        (seen_curve, seen_dots, seen),
    ):
        assert dots.get_xydata().tolist() == [
            [n, c] for n, c in zip(sizes, costs, strict=True)
        ]
        assert curve.get_color() == dots.get_color()
        at_ends = [curve.get_ydata()[0], curve.get_ydata()[-1]]
        assert at_ends == pytest.approx([costs[0], costs[-1]])
    assert np.all(new_curve.get_ydata() > variance)
    assert np.all(seen_curve.get_ydata() < variance)
    assert [text.get_text() for text in ax.get_xticklabels()] == ["2", "5", "10"]
    assert new_dots.get_marker() != seen_dots.get_marker()
