"""Where an artist is taken hold of."""

import matplotlib.pyplot as plt
import numpy as np

from lossbook import handles


def test_where_a_bar_a_line_and_a_text_are_held():
    figure, ax = plt.subplots()
    figure.set_dpi(72)
    ax.set_position((0, 0, 1, 1))
    ax.set(xlim=(0, 10), ylim=(0, 10))
    bar = ax.vlines(2, 0, 7)
    (line,) = ax.plot([1, 4], [2, 3])
    word = ax.text(6, 9, "word")
    assert handles.point(bar) == (20, 30)
    assert handles.point(line) == (40, 70)
    assert handles.point(word) == (60, 10)
    line.set_data([1, np.nan], [2, 3])
    assert handles.point(line) is None
    line.set_data([1, 11], [2, 3])
    assert handles.point(line) is None  # outside of what is seen
    line.set_data([1, 10], [2, 10])
    assert handles.point(line) == (100, 0)
    line.set_data([], [])
    assert handles.point(line) is None
    plt.close(figure)
