"""Chapter 08: what its explorers draw, at all positions of their sliders."""

from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text
from rows.margin import LOSSES, belief, moved_bird
from scipy.optimize import minimize_scalar
from test_gallery import moving, positions

from lossbook import gallery, plots
from lossbook.gallery.margin import MOVERS, moved_bird_fits


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


# --- losses of the margin -----------------------------------------------------------


def test_losses_the_curve_the_dots_and_the_tangent_are_those_of_the_margin():
    explorer = gallery.margin_losses()
    lines = moving(explorer, Line2D)
    here, curve, tangent, dots, dot, mark = lines
    for values in positions(explorer):
        explorer.move(**values)
        m = values["margin"]
        value, slope = LOSSES[values["loss"]](m)
        assert here.get_xdata() == [m, m]
        for x, y in curve.get_xydata()[::7]:
            assert np.isnan(y) or y == pytest.approx(
                LOSSES[values["loss"]](x)[0], rel=1e-12, abs=1e-15
            )
        expected = [LOSSES[name](m)[0] for name in LOSSES]
        np.testing.assert_allclose(dots.get_ydata(), expected, rtol=1e-12, atol=1e-15)
        ((x, y),) = dot.get_xydata()
        assert (x, y) == (m, pytest.approx(value, rel=1e-12, abs=1e-15))
        (x0, y0), (x1, y1) = tangent.get_xydata()
        if slope is None:
            assert np.isnan([y0, y1]).all()
        else:
            assert (y1 - y0) / (x1 - x0) == pytest.approx(slope, rel=1e-9, abs=1e-12)
            assert (y0 + y1) / 2 == pytest.approx(value, rel=1e-9, abs=1e-12)
        assert mark.get_ydata() == [list(LOSSES).index(values["loss"])]
        low, high = dot.axes.get_ylim()
        assert low < min(expected) and max(expected) < high


def test_losses_the_table_says_what_each_costs_and_how_hard_it_pushes():
    explorer = gallery.margin_losses()
    (bars,) = moving(explorer, LineCollection)
    texts = moving(explorer, Text)
    columns = sorted({t.get_position()[0] for t in texts})
    for values in positions(explorer):
        explorer.move(**values)
        table = [LOSSES[name](values["margin"]) for name in LOSSES]
        values_said, slopes_said = (
            [t.get_text() for t in texts if t.get_position()[0] == x] for x in columns
        )
        # Half a unit of the second decimal, for those on the edge of rounding.
        for said, (value, _) in zip(values_said, table, strict=True):
            assert abs(float(said) - value) <= 0.005 + 1e-12
        for said, (_, slope) in zip(slopes_said, table, strict=True):
            assert (
                said == "none"
                if slope is None
                else (abs(float(said) - slope) <= 0.005 + 1e-12 and said != "-0.00")
                or abs(slope) > 0
            )
        length = [seg[1][0] - seg[0][0] for seg in bars.get_segments()]
        slopes = [abs(slope or 0) for _, slope in table]
        np.testing.assert_allclose(length, 0.26 * np.array(slopes), atol=1e-12)
        # The longest bar ends within the axes.
        assert max(seg[1][0] for seg in bars.get_segments()) <= bars.axes.get_xlim()[1]


# --- a bird that moves --------------------------------------------------------------


def test_support_the_fits_are_those_of_the_dual_problem():
    """Nowhere is a margin further off than a tenth of what tells a support vector."""
    fits = moved_bird_fits()
    explorer = gallery.margin_support()
    for at, values in enumerate(positions(explorer)):
        margins, pushes, _ = moved_bird(**values)
        np.testing.assert_allclose(fits.margins[at], margins, rtol=0, atol=2e-4)
        np.testing.assert_array_equal(fits.margins[at] < 1 + 1e-3, pushes > 1e-4)
        score = fits.bills[at] @ fits.weights[at, :2] + fits.weights[at, 2]
        np.testing.assert_allclose(fits.signs * score, fits.margins[at], atol=1e-10)


def test_support_a_bird_beyond_the_margin_moves_nothing():
    """Same line wherever the mover is none of the support vectors; else another."""
    fits = moved_bird_fits()
    explorer = gallery.margin_support()
    for bird in MOVERS:
        row = MOVERS[bird]
        at = [k for k, v in enumerate(positions(explorer)) if v["bird"] == bird]
        free = [k for k in at if fits.margins[k, row] > 1 + 1e-3]
        held = [k for k in at if k not in free]
        others = np.delete(fits.margins, row, axis=1)
        assert free and held
        np.testing.assert_allclose(others[free] - others[free[0]], 0, atol=2e-4)
        moved = np.abs(others[held] - others[free[0]]).max(axis=1)
        assert moved.min() > 0.02


def test_support_what_is_drawn_is_what_is_fitted():
    explorer = gallery.margin_support()
    adelie, chinstrap, halo, edges, border, rings = moving(explorer, Line2D)
    letters = moving(explorer, Text)
    fits = moved_bird_fits()
    for at, values in enumerate(positions(explorer)):
        explorer.move(**values)
        bills, weights = fits.bills[at], fits.weights[at]
        np.testing.assert_array_equal(adelie.get_xydata(), bills[:8])
        np.testing.assert_array_equal(chinstrap.get_xydata(), bills[8:])
        _, pushes, _ = moved_bird(**values)
        np.testing.assert_array_equal(rings.get_xydata(), bills[pushes > 1e-4])
        chosen = bills[[MOVERS[values["bird"]]]]
        np.testing.assert_array_equal(halo.get_xydata(), chosen)
        for line, levels in ((border, [0, 0]), (edges, [-1, -1, np.nan, 1, 1])):
            score = line.get_xydata() @ weights[:2] + weights[2]
            np.testing.assert_allclose(score, levels, atol=1e-10)
        for letter, row in zip(letters, MOVERS.values(), strict=True):
            x, y = letter.get_position()
            assert x == bills[row, 0] and 0 < y - bills[row, 1] < 0.5
        # Each bird can be seen.
        for axis, limits in enumerate((rings.axes.get_xlim(), rings.axes.get_ylim())):
            assert limits[0] < bills[:, axis].min()
            assert bills[:, axis].max() < limits[1]


def test_support_each_choice_of_a_bird_is_seen_at_each_setting_of_the_other_slider():
    explorer = gallery.margin_support()
    seen = {}
    for values in positions(explorer):
        sentence = explorer.move(**values)
        drawn = [line.get_xydata().tobytes() for line in moving(explorer, Line2D)]
        drawn += [text.get_position() for text in moving(explorer, Text)]
        seen.setdefault(values["shift"], []).append(drawn)
        assert ("unchanged" in sentence) == (values["shift"] == 0)
    for pictures in seen.values():
        assert len(pictures) == len(MOVERS)
        assert all(one != two for one, two in combinations(pictures, 2))


def test_support_the_four_birds_are_what_the_chapter_says():
    margins, pushes, _ = moved_bird("A", 0)
    a, b, c, d = (MOVERS[bird] for bird in "ABCD")
    assert margins[a] > 1.5 and pushes[a] < 1e-4
    assert margins[[b, c]] == pytest.approx(1, abs=1e-6)
    assert 0 < margins[d] < 1 and pushes[d] == pytest.approx(1, abs=1e-6)


# --- what a score can tell ----------------------------------------------------------


def test_belief_the_dots_are_at_the_least_mean_loss():
    explorer = gallery.margin_belief()
    curve, least, answer, dot = moving(explorer, Line2D)
    for values in positions(explorer):
        explorer.move(**values)
        p, loss = values["percent"] / 100, LOSSES[values["loss"]]

        def mean(s, p=p, loss=loss):
            return p * loss(s)[0] + (1 - p) * loss(-s)[0]

        found = minimize_scalar(mean, bounds=(-6, 6), options={"xatol": 1e-9})
        ((score, cost),) = least.get_xydata()
        assert score == pytest.approx(found.x, abs=1e-4)
        assert cost == pytest.approx(found.fun, abs=1e-6)
        assert dot.get_xydata().tolist() == [[values["percent"], score]]
        for s, drawn in curve.get_xydata()[::10]:
            assert drawn == pytest.approx(mean(s), rel=1e-12)
        for percent, best in answer.get_xydata()[:-1:24]:
            assert best == pytest.approx(belief(values["loss"], percent)[2], abs=1e-12)
        assert least.axes.get_ylim()[1] > cost
        assert abs(score) < 4


def test_losses_and_scores_keep_their_colours():
    _, curve, tangent, _, dot, _ = moving(gallery.margin_losses(), Line2D)
    assert {curve.get_color(), dot.get_color()} == {plots.LOSS}
    assert tangent.get_color() == plots.GRADIENT
    (border,) = (
        line
        for line in moving(gallery.margin_support(), Line2D)
        if line.get_color() == plots.PREDICTION and line.get_linestyle() == "-"
    )
    assert len(border.get_xydata()) == 2
