"""The figure of chapter 09."""

import matplotlib.pyplot as plt
import pytest

import lossbook as lb
from lossbook import plots


def test_two_losses_are_lowest_at_the_truth_and_one_at_the_end():
    _, ax = plt.subplots()
    plots.plot_proper(0.7, ax=ax)
    log, brier, absolute, truth = ax.get_lines()
    for line in (log, brier):
        said, cost = line.get_data()
        assert said[cost.argmin()] == pytest.approx(0.7)
    said, cost = absolute.get_data()
    assert said[cost.argmin()] == said.max() == 1  # as the caption says
    assert truth.get_xdata() == [0.7, 0.7]
    for q, cost in log.get_xydata():
        assert cost == pytest.approx(lb.cross_entropy([0.7, 0.3], [q, 1 - q]))
    for q, cost in brier.get_xydata():
        both = lb.brier([0, 1], [[q, 1 - q], [q, 1 - q]])
        assert cost == pytest.approx(0.7 * both[0] + 0.3 * both[1])
    for q, cost in absolute.get_xydata():
        both = lb.absolute_error([1, 0], [q, q])
        assert cost == pytest.approx(0.7 * both[0] + 0.3 * both[1])
    plt.close("all")
