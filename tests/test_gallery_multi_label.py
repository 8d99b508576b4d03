"""What the explorers of chapter 06 draw."""

import itertools
import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from rows.multi_label import bill, cheapest, flies_held_out, hyper, mean_loss, sky

from lossbook import gallery, plots
from lossbook.gallery.multi_label import WEIGHTINGS, best_logit, held_out


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def positions(explorer):
    values = [slider.values for slider in explorer.sliders.values()]
    for chosen in itertools.product(*values):
        yield dict(zip(explorer.sliders, chosen, strict=True))


def panels(explorer):
    return [panel.moving for panel in explorer.panels]


def heights(artists):
    bars = [artist for artist in artists if hasattr(artist, "get_segments")]
    return [end[1] - start[1] for bar in bars for start, end in bar.get_segments()]


def test_sky_bars_are_the_two_readings_with_their_numbers():
    explorer = gallery.sky_readings()
    for values in positions(explorer):
        explorer.move(**values)
        percent = sky(**values)
        any_of, one_of = panels(explorer)
        for artists, right in ((any_of, percent[:3]), (one_of, percent[3:])):
            drawn = heights(artists)
            numbers, top = artists[3:], artists[0].axes.get_ylim()[1]
            assert drawn == pytest.approx([r / 100 for r in right], rel=1e-12)
            assert [n.get_text() for n in numbers] == [f"{h:.2f}" for h in drawn]
            assert [n.get_position()[0] for n in numbers] == [0, 1, 2]
            assert max(n.get_position()[1] for n in numbers) < top


def test_sky_no_line_strikes_through_the_number_of_a_bar():
    explorer = gallery.sky_readings()
    for bar, *_ in panels(explorer):
        assert not any(line.get_visible() for line in bar.axes.get_ygridlines())


def test_sky_a_slider_moves_its_own_sigmoid_and_the_whole_softmax():
    explorer = gallery.sky_readings()
    any_of, one_of = panels(explorer)
    for name, place in (("cloud", 0), ("sun", 1), ("moon", 2)):
        others = [k for k in range(3) if k != place]
        seen = []
        for value in explorer.sliders[name].values:
            explorer.move(**{**explorer.start, name: value})
            seen.append((heights(any_of), heights(one_of)))
        for (any1, one1), (any2, one2) in itertools.pairwise(seen):
            assert any2[place] > any1[place]
            assert one2[place] > one1[place]
            for k in others:
                assert any2[k] == any1[k]
                assert one2[k] < one1[k]


def test_held_out_is_where_newton_arrives():
    probs, _ = flies_held_out()
    np.testing.assert_allclose(held_out(), probs, rtol=0, atol=5e-5)
    # No animal is so near a threshold that this could change a count.
    gaps = np.abs(np.subtract.outer(probs, np.arange(5, 100, 5) / 100))
    assert gaps.min() > 2e-4


@pytest.mark.parametrize("escape", [1, 2, 3, 4, 6, 9, 19])
def test_escapes_the_curve_is_the_cost_and_the_dot_on_it(escape):
    explorer = gallery.escape_costs()
    for threshold in (5, 20, 50, 95):
        explorer.move(threshold=threshold, escape=escape)
        (line, grip), (chosen, theory, curve, dot, formula) = panels(explorer)
        for vertical in (line, chosen):
            assert list(vertical.get_xdata()) == [threshold, threshold]
        assert grip.get_xdata() == [threshold]
        assert list(theory.get_xdata()) == [100 / (1 + escape)] * 2
        assert formula.get_xdata() == [100 / (1 + escape)]
        for x, y in curve.get_xydata():
            assert y == bill(x, escape)[2]
        assert dot.get_xydata().tolist() == [[threshold, bill(threshold, escape)[2]]]
        low = curve.axes.get_ylim()[0]
        # The diamond of the formula has its place over the whole curve.
        assert low < curve.get_ydata().min()
        assert curve.get_ydata().max() < formula.get_ydata()[0] / 1.3


def test_escapes_one_is_said_in_the_singular():
    explorer = gallery.escape_costs()
    one = explorer.move(threshold=50, escape=1)
    assert "costs as much as 1 net," in one
    assert "7 escapes, 5 needless nets" in one
    for values in positions(explorer):
        said = explorer.move(**values)
        assert " 1 escapes" not in said and " 1 nets" not in said
        assert " 1 needless nets" not in said


def test_escapes_each_animal_is_a_dot_in_its_row():
    explorer = gallery.escape_costs()
    ax = explorer.moving[0].axes
    down, up = (line for line in ax.lines if not line.get_animated())
    probs, flies = map(np.array, flies_held_out())
    np.testing.assert_allclose(up.get_xdata(), 100 * probs[flies], atol=5e-3)
    np.testing.assert_allclose(down.get_xdata(), 100 * probs[~flies], atol=5e-3)
    assert up.get_ydata().min() > 0.5 > down.get_ydata().max()
    assert to_hex(up.get_color()) == plots.TRUTH
    assert up.get_marker() != down.get_marker()


@pytest.mark.parametrize("loss", WEIGHTINGS)
def test_the_valley_is_the_mean_loss_and_the_dot_its_floor(loss):
    explorer = gallery.reweighted_minimum()
    for share in (5, 20, 50, 80, 95):
        explorer.move(loss=loss, share=share)
        curve, least, truth, line, dot = explorer.moving
        best = cheapest(loss, share / 100)
        for x, y in curve.get_xydata():
            assert y == pytest.approx(mean_loss(loss, share / 100, x / 100), rel=1e-9)
        ((x, y),) = least.get_xydata()
        assert x == pytest.approx(100 * best, abs=1e-4)
        assert y <= curve.get_ydata().min() + 1e-12
        assert len(curve.get_xdata()) > 10
        assert list(truth.get_xdata()) == [share, share]
        for right, said in line.get_xydata():
            assert said == pytest.approx(100 * cheapest(loss, right / 100), abs=1e-4)
        assert dot.get_xydata()[0] == pytest.approx([share, 100 * best], abs=1e-4)


def test_halving_finds_the_logit_where_the_mean_slope_is_zero():
    slope = WEIGHTINGS["plain BCE"][1]
    shares = np.array([0.01, 0.5, 0.9])
    expected = [math.log(s / (1 - s)) for s in shares]
    np.testing.assert_allclose(best_logit(shares, slope), expected, atol=1e-12)
    slope = WEIGHTINGS["focal loss, gamma = 5"][1]
    assert hyper(best_logit(0.5, slope)) == pytest.approx(0.5)
