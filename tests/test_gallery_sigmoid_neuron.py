"""What the explorers of chapter 05 draw."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from rows.sigmoid_neuron import hyper, logits, loss_of, norms, slope_of

from lossbook import gallery, plots

LOSSES = ("cross-entropy", "squared error")


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def positions(explorer):
    values = [slider.values for slider in explorer.sliders.values()]
    for chosen in itertools.product(*values):
        yield dict(zip(explorer.sliders, chosen, strict=True))


def test_the_neuron_walks_down_both_surfaces():
    explorer = gallery.neuron_descent()
    moving = explorer.moving
    by_loss = dict(zip(LOSSES, (moving[:4], moving[4:]), strict=True))
    for values in positions(explorer):
        explorer.move(**values)
        w, b, steps = values.values()
        for name, (path, dots, now, start) in by_loss.items():
            assert start.get_xydata().tolist() == [[w, b]]
            assert path.axes.get_title() == now.axes.get_title() == name
            # Both parameters have moved by half of what the logit has.
            half = [(z - (w + b)) / 2 for z in logits(name, w + b)]
            ends = [[w, b], [w + half[steps], b + half[steps]]]
            np.testing.assert_allclose(path.get_xydata(), ends, atol=0.0051)
            np.testing.assert_allclose(now.get_xydata(), ends[1:], atol=0.0051)
            every = [[w + m, b + m] for m in half[: steps + 1 : 30]]
            np.testing.assert_allclose(dots.get_xydata(), every, atol=0.0051)
            low, high = now.axes.get_xlim()
            assert low < now.get_xdata()[0] < high


def test_the_starts_of_the_text_can_be_chosen():
    sliders = gallery.neuron_descent().sliders
    for w, b in [(0.6, 0.9), (2, 2)]:
        assert w in sliders["w"].values
        assert b in sliders["b"].values
    assert {150, 300} <= set(sliders["steps"].values)


def test_the_plateau_is_marked_where_the_square_is_flat_and_nowhere_else():
    moving = gallery.neuron_descent().moving
    entropy, squared = moving[0].axes, moving[-1].axes
    assert [t.get_text() for t in squared.texts if not t.get_animated()] == ["plateau"]
    assert not entropy.texts
    # One collection of lines each; the square has a grey one as well.
    assert len(squared.collections) == len(entropy.collections) + 1


def saturated_artists(explorer):
    """Curve, tangent, dot, slopes and push of each loss; and where the square bends."""
    first, second, third = (
        [line for line in explorer.moving if line.axes is ax]
        for ax in {line.axes: 0 for line in explorer.moving}
    )
    *second, bend = second
    entropy, squared = [*first, *third[:2]], [*second, *third[2:]]
    return dict(zip(LOSSES, (entropy, squared), strict=True)), bend


def test_the_saturated_neuron_has_its_tangents_and_slopes():
    explorer = gallery.saturated_neuron()
    artists, bend = saturated_artists(explorer)
    for values in positions(explorer):
        explorer.move(**values)
        z, y = values.values()
        a = hyper(z)
        for name, (curve, tangent, dot, slopes, push) in artists.items():
            loss, slope = loss_of(name, a, y), slope_of(name, a, y)
            assert dot.get_xydata() == pytest.approx(np.array([[z, loss]]))
            assert push.get_xydata() == pytest.approx(np.array([[z, abs(slope)]]))
            (x0, y0), (x1, y1) = tangent.get_xydata()
            assert (y1 - y0) / (x1 - x0) == pytest.approx(slope, abs=1e-12)
            assert y0 + slope * (z - x0) == pytest.approx(loss, abs=1e-12)
            for x, drawn in curve.get_xydata()[::16]:
                assert drawn == pytest.approx(loss_of(name, hyper(x), y), abs=1e-12)
            for x, drawn in slopes.get_xydata()[::16]:
                expected = abs(slope_of(name, hyper(x), y))
                assert drawn == pytest.approx(expected, abs=1e-12)
        # Where the output is 2/3 of the way to the wrong answer.
        assert hyper(bend.get_xdata()[0]) == pytest.approx(1 / 3 if y else 2 / 3)


def test_the_bend_that_is_said_is_that_of_the_curve():
    explorer = gallery.saturated_neuron()
    h = 1e-3
    for values in positions(explorer):
        z, y = values.values()
        here, up, down = (
            loss_of("squared error", hyper(x), y) for x in (z, z + h, z - h)
        )
        said = "up" if up + down - 2 * here > 0 else "down"
        assert f"bends {said}." in explorer.move(**values)


def test_the_layers_show_the_median_and_the_range_of_the_draws():
    explorer = gallery.gradient_by_layer()
    line, ranges, first = explorer.moving
    for values in positions(explorer):
        explorer.move(**values)
        expected = norms(**values)
        x, middle = line.get_data()
        assert first.get_xydata().tolist() == line.get_xydata()[:1].tolist()
        assert list(x) == list(range(1, 11))
        np.testing.assert_allclose(middle, np.median(expected, axis=0), rtol=1e-9)
        drawn = np.array(ranges.get_segments())[:, :, 1]
        ends = np.stack([expected.min(axis=0), expected.max(axis=0)], axis=1)
        np.testing.assert_allclose(drawn, ends, rtol=1e-9)
        low, high = line.axes.get_ylim()
        assert low < ends.min() and ends.max() < high


def test_solid_is_cross_entropy_and_colours_keep_their_meaning():
    artists, _ = saturated_artists(gallery.saturated_neuron())
    for name, dash in zip(LOSSES, ("-", "--"), strict=True):
        curve, tangent, dot, slopes, _ = artists[name]
        assert curve.get_linestyle() == slopes.get_linestyle() == dash
        assert curve.get_color() == plots.LOSS
        assert tangent.get_color() == slopes.get_color() == plots.GRADIENT
        assert dot.get_color() == plots.PREDICTION
