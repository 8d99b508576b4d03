"""What the figures of chapter 03 draw."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from lossbook import plots


@pytest.fixture
def ax():
    with plt.rc_context():
        plots.use_style()
        yield plt.subplots()[1]
    plt.close("all")


def chance(k, n, p):
    return math.comb(n, k) * p**k * (1 - p) ** (n - k)


@pytest.mark.parametrize(("heads", "tosses", "p"), [(7, 10, 0.7), (0, 3, 0.25)])
def test_outcomes_of_a_coin_add_up_to_one(heads, tosses, p, ax):
    plots.plot_coin_outcomes(heads, tosses, p, ax=ax)
    heights = [bar.get_height() for bar in ax.patches]
    expected = [chance(k, tosses, p) for k in range(tosses + 1)]
    assert heights == pytest.approx(expected, rel=1e-12)
    assert math.fsum(heights) == pytest.approx(1)
    colours = [to_hex(bar.get_facecolor()) for bar in ax.patches]
    assert colours.index(plots.TRUTH) == heads
    assert colours.count(plots.PREDICTION) == tosses


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_a_coin_that_always_falls_alike_is_drawn_without_nan(p, ax):
    plots.plot_coin_outcomes(3, 3, p, ax=ax)
    assert [bar.get_height() for bar in ax.patches] == [1 - p, 0, 0, p]


@pytest.mark.parametrize(("heads", "tosses"), [(7, 10), (0, 10), (10, 10)])
def test_the_likelihood_is_a_hill_with_its_top_at_the_share(heads, tosses, ax):
    curve, top = plots.plot_coin_likelihood(heads, tosses, ax=ax).lines
    p, height = curve.get_data()
    expected = [chance(heads, tosses, x) for x in p]
    np.testing.assert_allclose(height, expected, rtol=1e-12, atol=1e-15)
    assert p[height.argmax()] == pytest.approx(heads / tosses)
    assert top.get_xdata() == [heads / tosses, heads / tosses]
    # The integral of p^k (1 - p)^(n - k) is k! (n - k)! / (n + 1)!.
    assert np.trapezoid(height, p) == pytest.approx(1 / (tosses + 1), rel=1e-3)


def test_the_product_ends_where_it_underflows_and_the_sum_goes_on(ax):
    losses = np.full(1500, math.log(2))
    product, total = plots.plot_underflow(losses, ax=ax).lines
    # The least positive float64 is 2^-1074; half of it is 0.
    assert product.get_xdata().tolist() == list(range(1, 1075))
    assert total.get_xdata().tolist() == list(range(1, 1501))
    expected = -np.arange(1, 1501) * math.log10(2)
    np.testing.assert_allclose(product.get_ydata(), expected[:1074], rtol=1e-12)
    np.testing.assert_allclose(total.get_ydata(), expected, rtol=1e-12)
    styles = {line.get_linestyle() for line in (product, total)}
    assert len(styles) == 2


def test_frequencies_stand_side_by_side_so_that_none_is_hidden(ax):
    seen, expected = [109, 65, 22, 3, 1], [108.7, 66.3, 20.2, 4.1, 0.6]
    plots.plot_frequencies(seen, expected, ax=ax)
    assert [bar.get_height() for bar in ax.patches] == seen
    assert [text.get_text() for text in ax.texts] == [str(n) for n in seen]
    (diamonds,) = ax.lines
    assert diamonds.get_ydata().tolist() == expected
    for k, bar in enumerate(ax.patches):
        assert k - 0.5 < bar.get_x()
        assert bar.get_x() + bar.get_width() < diamonds.get_xdata()[k] < k + 0.5
    assert ax.get_ylim()[1] > 109


def test_the_band_is_two_scales_wide_and_the_birds_are_sorted(ax):
    x, y = np.array([3.0, 1.0, 2.0]), np.array([4.0, 3.0, 5.0])
    plots.plot_band(x, y, 2 * x, x / 4, 0.5, ax=ax)
    birds, mean, low, high = ax.lines
    assert birds.get_linestyle() == "None"
    assert birds.get_xydata().tolist() == [[1, 3], [2, 5], [3, 4]]
    assert mean.get_xydata().tolist() == [[1, 2], [2, 4], [3, 6]]
    assert low.get_ydata().tolist() == [1, 3, 5]  # the mean less 2 · 0.5
    assert high.get_ydata().tolist() == [3, 5, 7]
    assert {low.get_linestyle(), high.get_linestyle()} == {"--"}
    assert mean.get_linestyle() == "-"
    (band,) = ax.collections
    # On a dark page the fill has hardly any contrast: the outline has.
    (fill,), (outline,) = band.get_facecolor(), band.get_edgecolor()
    assert to_hex(fill) == to_hex(outline) == plots.PREDICTION
    assert fill[3] == 0.2
    assert outline[3] == 1
    assert band.get_linewidth() == 1
    corners = {tuple(corner) for corner in band.get_paths()[0].vertices}
    for at in (1.0, 2.0, 3.0):
        assert (at, 2 * at - at / 2) in corners
        assert (at, 2 * at + at / 2) in corners
