"""What the figures of chapter 06 draw."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from lossbook import plots


@pytest.fixture
def ax():
    yield plt.subplots()[1]
    plt.close("all")


@pytest.mark.parametrize("weight", [1.0, 3.0])
def test_yes_and_no_are_the_losses_of_both_truths(weight, ax):
    plots.plot_yes_and_no(pos_weight=weight, ax=ax)
    yes, no = ax.lines
    z = yes.get_xdata()
    np.testing.assert_allclose(yes.get_ydata(), weight * np.log1p(np.exp(-z)))
    np.testing.assert_allclose(no.get_ydata(), np.log1p(np.exp(z)))
    assert yes.get_linestyle() != no.get_linestyle()
    assert [text.get_text() for text in ax.texts] == ["truth: yes", "truth: no"]
    # Each name stands where its curve is.
    for text, curve in zip(ax.texts, (yes, no), strict=True):
        x, y = text.xy
        at = np.interp(x, curve.get_xdata(), curve.get_ydata())
        assert y == pytest.approx(at, abs=1e-3)


def test_labels_are_green_where_they_hold(ax):
    plots.plot_labels([0.9, 0.255, 0.1], [1, 1, 0], ["a", "b", "c"], ax=ax)
    assert [bar.get_height() for bar in ax.patches] == [0.9, 0.255, 0.1]
    colours = [to_hex(bar.get_facecolor()) for bar in ax.patches]
    assert colours == [plots.TRUTH, plots.TRUTH, plots.PREDICTION]
    numbers = [text.get_text() for text in ax.texts]
    assert numbers == ["0.90", f"{0.255:.2f}", "0.10"]
    assert list(ax.get_yticks()) == [0, 0.5, 1]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["a", "b", "c"]


def test_no_line_strikes_through_the_number_of_a_bar():
    with mpl.rc_context(plots.STYLE):
        ax = plots.plot_labels([0.44, 0.4, 0.1], [1, 0, 0], ["a", "b", "c"])
    plt.close("all")
    assert not any(line.get_visible() for line in ax.get_ygridlines())


def test_of_many_labels_only_tall_bars_have_a_number(ax):
    probs = [0.02, 0.03, 0.4, 0.0, 0.05, 0.0, 0.5]
    plots.plot_labels(probs, np.zeros(7), list("0123456"), ax=ax)
    numbers = [text.get_text() for text in ax.texts]
    assert numbers == ["", "", "0.40", "", "", "", "0.50"]


def test_a_cost_stands_beside_its_base_rate(ax):
    plots.plot_beside_base([0.3, 0.7], [0.6, 0.5], ["airborne", "domestic"], ax=ax)
    base, model = ax.lines
    assert base.get_xydata().tolist() == [[0.6, 0], [0.5, 1]]
    assert model.get_xydata().tolist() == [[0.3, 0], [0.7, 1]]
    assert base.get_marker() != model.get_marker()
    assert to_hex(model.get_color()) == plots.LOSS
    low, high = ax.get_ylim()
    assert low > high  # the first question on top
    assert ax.get_xlim()[0] == 0
    assert [t.get_text() for t in ax.get_yticklabels()] == ["airborne", "domestic"]
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["base rate", "model"]
