"""What the explorers of chapter 03 draw."""

import itertools
import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
from rows.maximum_likelihood import NOISES, gaussian

from lossbook import gallery

# What can be seen under noise of whole numbers, and drawn: of Poisson counts the part
# that the axis has room for.
OUTCOMES = {"Bernoulli": 2, "categorical": 3, "Poisson": 13}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def positions(explorer):
    values = [slider.values for slider in explorer.sliders.values()]
    return (
        dict(zip(explorer.sliders, chosen, strict=True))
        for chosen in itertools.product(*values)
    )


def test_noise_draws_how_probable_each_outcome_is():
    explorer = gallery.noise_and_loss()
    density, bars, *_ = explorer.moving
    for values in positions(explorer):
        explorer.move(**values)
        _, held, _ = NOISES[values["noise"]]
        segments = [np.array(segment) for segment in bars.get_segments()]
        if values["noise"] in OUTCOMES:
            assert len(density.get_xydata()) == 0
            assert [s[0].tolist() for s in segments] == [
                [y, 0] for y in range(OUTCOMES[values["noise"]])
            ]
            for (y, _), (_, height) in segments:
                assert height == pytest.approx(held(values["z"], int(y)), rel=1e-12)
        else:
            assert segments == []
            for y, height in density.get_xydata()[::9]:
                assert height == pytest.approx(held(values["z"], y), rel=1e-12)


@pytest.mark.parametrize(("noise", "count"), [("Bernoulli", 2), ("categorical", 3)])
def test_noise_bars_of_all_outcomes_add_up_to_one(noise, count):
    explorer = gallery.noise_and_loss()
    _, bars, *_ = explorer.moving
    for z in explorer.sliders["z"].values:
        explorer.move(noise=noise, z=z, seen=0)
        heights = [segment[1][1] for segment in bars.get_segments()]
        assert len(heights) == count
        assert math.fsum(heights) == pytest.approx(1, abs=1e-14)


def test_noise_the_loss_is_minus_the_logarithm_of_the_stalk():
    explorer = gallery.noise_and_loss()
    _, _, mark, top_dot, curve, tangent, dot = explorer.moving
    for values in positions(explorer):
        explorer.move(**values)
        noise, z, seen = values["noise"], values["z"], values["seen"]
        _, held, slope = NOISES[noise]
        ((foot, top),) = mark.get_segments()
        assert foot.tolist() == [seen, 0]
        assert top_dot.get_xydata().tolist() == [top.tolist()]
        assert top[1] == pytest.approx(held(z, seen), rel=1e-12)

        ((x, loss),) = dot.get_xydata()
        assert x == z
        assert loss == pytest.approx(-math.log(top[1]), rel=1e-12)
        for score, height in curve.get_xydata()[::8]:
            assert height == pytest.approx(-math.log(held(score, seen)), rel=1e-9)
        (x0, y0), (x1, y1) = tangent.get_xydata()
        assert (y1 - y0) / (x1 - x0) == pytest.approx(slope(z, seen), abs=1e-12)
        assert (y0 + y1) / 2 == pytest.approx(loss, abs=1e-12)

        # Both dots can be seen.
        for artist in (top_dot, dot):
            low, high = artist.axes.get_ylim()
            assert low <= artist.get_ydata()[0] <= high


def test_noise_the_slope_is_that_of_the_curve():
    """Second route: the rise between the next positions, by the rule of Simpson."""
    explorer = gallery.noise_and_loss()
    dot, tangent = explorer.moving[-1], explorer.moving[-2]
    scores = explorer.sliders["z"].values
    h = scores[1] - scores[0]
    for noise in ("Gaussian", "Bernoulli", "categorical", "Poisson"):
        loss, slope = [], []
        for z in scores:
            explorer.move(noise=noise, z=z, seen=1)
            loss.append(dot.get_ydata()[0])
            (x0, y0), (x1, y1) = tangent.get_xydata()
            slope.append((y1 - y0) / (x1 - x0))
        rise = h / 3 * (np.array(slope[:-2]) + 4 * np.array(slope[1:-1]) + slope[2:])
        # Its error is h^5 / 90 times a derivative that is at most e^2, that of e^z.
        bound = h**5 / 90 * math.exp(2)
        np.testing.assert_allclose(
            rise, np.subtract(loss[2:], loss[:-2]), rtol=0, atol=bound
        )


def test_scale_both_curves_are_cuts_through_the_same_loss():
    explorer = gallery.learned_scale()
    over_residual, tangent, dot, over_scale, cheapest, claim = explorer.moving
    for values in positions(explorer):
        explorer.move(**values)
        residual, scale = values["residual"], values["scale"]
        for x, y in over_residual.get_xydata()[::5]:
            expected = gaussian(x, scale)
            assert np.isnan(y) if expected >= 14 else y == pytest.approx(expected)
        for x, y in over_scale.get_xydata()[::5]:
            expected = gaussian(residual, x)
            assert np.isnan(y) if expected >= 14 else y == pytest.approx(expected)
        loss = gaussian(residual, scale)
        for artist, x in ((dot, residual), (claim, scale)):
            assert artist.get_xydata() == pytest.approx(np.array([[x, loss]]))
            low, high = artist.axes.get_ylim()
            assert low < loss < high
        assert cheapest.get_xdata() == [residual, residual]
        (x0, y0), (x1, y1) = tangent.get_xydata()
        assert (y1 - y0) / (x1 - x0) == pytest.approx(residual / scale**2, abs=1e-9)
        assert (y0 + y1) / 2 == pytest.approx(loss, abs=1e-9)


def test_scale_the_curve_is_lowest_at_the_residual():
    explorer = gallery.learned_scale()
    _, _, _, over_scale, _, _ = explorer.moving
    for residual in explorer.sliders["residual"].values[2:]:
        explorer.move(residual=residual, scale=0.5)
        scale, loss = over_scale.get_data()
        assert scale[np.nanargmin(loss)] == pytest.approx(residual, rel=0.024)
    explorer.move(residual=0.0, scale=0.5)
    assert np.all(np.diff(over_scale.get_ydata()) > 0)


def test_at_its_corner_the_loss_of_laplace_noise_is_said_to_have_no_slope():
    explorer = gallery.noise_and_loss()
    for seen in (0, 1):
        assert "no slope" in explorer.update(noise="Laplace", z=seen, seen=seen)
        assert "no slope" not in explorer.update(noise="Laplace", z=0.5, seen=seen)
        assert "no slope" not in explorer.update(noise="Gaussian", z=seen, seen=seen)
