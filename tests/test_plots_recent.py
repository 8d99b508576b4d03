"""The figures of chapter 10."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

import lossbook as lb
from lossbook import plots


@pytest.fixture
def ax():
    yield plt.subplots()[1]
    plt.close("all")


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_each_answer_has_a_line_of_its_own(ax):
    path = [[0.3, 0.3, 0.4], [0.2, 0.1, 0.7], [0.1, 0.0, 0.9]]
    plots.plot_answers(path, ["chosen", "rejected", "a third"], ax=ax)
    assert legend(ax) == ["chosen", "rejected", "a third"]
    for line, column in zip(ax.lines, np.transpose(path), strict=True):
        assert line.get_xdata().tolist() == [0, 1, 2]
        assert line.get_ydata().tolist() == column.tolist()
    assert len({line.get_linestyle() for line in ax.lines}) == 3
    assert ax.get_xlim() == (0, 2)
    assert to_hex(ax.lines[0].get_color()) == plots.TRUTH


def test_bins_lie_where_their_birds_are(ax):
    shares = np.arange(7) / 10
    plots.plot_bins(shares, shares, shares > 0.25, 0.25, ax=ax)
    assert [bar.get_height() for bar in ax.patches] == shares.tolist()
    for k, bar in enumerate(ax.patches):
        # Of the k-th bin are the lengths with floor((x - 180) / 5) = k.
        middle = bar.get_x() + bar.get_width() / 2
        assert middle == pytest.approx(182.5 + 5 * k)
        assert bar.get_width() < 5
    entropy, dice, line = ax.lines
    assert entropy.get_ydata().tolist() == shares.tolist()
    assert dice.get_ydata().tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert entropy.get_marker() != dice.get_marker()
    assert line.get_ydata() == [0.25, 0.25]
    assert legend(ax) == ["cross-entropy", "Dice", "share"]
    assert ax.get_xticks().tolist() == [185, 190, 195, 200, 205, 210]


def test_the_best_answer_of_each_loss(ax):
    def gce(q):
        return lambda y, z: lb.generalized_cross_entropy(y, z, q=q)

    losses = {"CE": lb.softmax_cross_entropy, "GCE": gce(0.7), "1 - p": gce(1)}
    plots.plot_best_answers(losses, ax=ax)
    assert legend(ax) == list(losses)
    proper, robust, jump = ax.lines
    p = proper.get_xdata()
    assert proper.get_ydata() == pytest.approx(p, abs=1e-3)
    weights = p ** (1 / 0.3), (1 - p) ** (1 / 0.3)
    assert robust.get_ydata() == pytest.approx(weights[0] / sum(weights), abs=2e-3)
    off = abs(p - 0.5) > 1e-9
    assert jump.get_ydata()[off] == pytest.approx((p > 0.5)[off] * 1.0, abs=2e-3)
