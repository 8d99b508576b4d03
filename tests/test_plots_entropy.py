"""The figures of chapter 04, read from their artists."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from rows.entropy import COUNTS, ISLANDS, SPECIES, P, Q

from lossbook import plots


@pytest.fixture
def ax():
    with plt.rc_context(plots.STYLE):
        yield plt.subplots()[1]
    plt.close("all")


@pytest.mark.parametrize(("believed", "bits"), [(P, 1.75), (Q, 2.375)])
def test_the_area_of_the_boxes_is_the_cross_entropy(believed, bits, ax):
    plots.plot_mean_surprisal(P, believed, "abcd", ax=ax)
    boxes = ax.patches
    assert [box.get_width() for box in boxes] == P
    assert [box.get_x() for box in boxes] == [0, 0.5, 0.75, 0.875]
    assert [box.get_height() for box in boxes] == [-math.log2(q) for q in believed]
    assert sum(box.get_width() * box.get_height() for box in boxes) == bits
    assert [text.get_text() for text in ax.texts] == list("abcd")
    assert max(box.get_height() for box in boxes) < ax.get_ylim()[1]


def test_the_bowl_rests_on_the_entropy(ax):
    plots.plot_cross_entropy(0.3, ax=ax)
    curve, level, dot = ax.lines
    for q, cost in curve.get_xydata():
        by_hand = -0.3 * math.log(q) - 0.7 * math.log(1 - q)
        assert cost == pytest.approx(by_hand, rel=1e-12)
    entropy = -0.3 * math.log(0.3) - 0.7 * math.log(0.7)
    assert list(level.get_ydata()) == pytest.approx([entropy, entropy])
    assert dot.get_xydata() == pytest.approx(np.array([[0.3, entropy]]))
    assert curve.get_ydata().min() == pytest.approx(entropy, rel=1e-12)
    assert curve.get_xdata()[curve.get_ydata().argmin()] == pytest.approx(0.3)
    assert {text.get_text() for text in ax.texts} == {"q = p", "H(p)", "KL", "H(p, q)"}


def test_fits_are_drawn_as_given_and_differ_by_their_dashes(ax):
    x, fits = [0.0, 1.0], {"wide": [1.0, 2.0], "narrow": [3.0, 4.0]}
    plots.plot_fits(x, [0.5, 0.7], fits, ax=ax)
    assert [line.get_ydata().tolist() for line in ax.lines] == list(fits.values())
    assert len({line.get_linestyle() for line in ax.lines}) == 2
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["truth", "wide", "narrow"]
    (area,) = ax.collections
    # Its edge is seen on any ground, as the pale area may not be.
    assert to_hex(area.get_edgecolor()[0], keep_alpha=True) == f"{plots.TRUTH}ff"
    assert area.get_linewidth() == [1]


def test_shares_are_bars_of_counts_one_after_the_other(ax):
    plots.plot_shares(COUNTS, ISLANDS, SPECIES, ax=ax)
    for k, bars in enumerate(ax.containers):
        there = [i for i, row in enumerate(COUNTS) if row[k] > 0]
        assert [bar.get_width() for bar in bars] == [COUNTS[i][k] for i in there]
        assert [bar.get_x() for bar in bars] == [sum(COUNTS[i][:k]) for i in there]
        middles = [bar.get_y() + bar.get_height() / 2 for bar in bars]
        assert middles == pytest.approx(there)
        assert to_hex(bars[0].get_edgecolor()) == plots.CLASSES[k]
    assert [text.get_text() for text in ax.get_yticklabels()] == list(ISLANDS)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == list(SPECIES)
    low, high = ax.get_ylim()
    assert low > high  # the first island stands on top
    written = [text.get_text() for text in ax.texts]
    assert written == ["44", "56", "51", "68", "123"]


def test_letters_stand_in_the_order_of_their_counts(ax):
    plots.plot_letters([3, 5, 2], "abc", ax=ax)
    assert [bar.get_height() for bar in ax.patches] == [50, 30, 20]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["b", "a", "c"]
    (line,) = ax.lines
    assert list(line.get_ydata()) == pytest.approx([100 / 3, 100 / 3])
