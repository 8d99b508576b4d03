"""What several explorers have in common."""

import matplotlib.pyplot as plt

from lossbook import plots


def panels(*heights: float):
    """Return axes, one pair in a figure of its own for each height in inches."""
    return [plt.subplots(figsize=(plots.WIDTH, height))[1] for height in heights]


def figures(*axes):
    """Return the figures of axes: the panels of an explorer."""
    return [ax.figure for ax in axes]


def guide(ax, foot):
    """Return a vertical line that moves, and ends in a dot to drag at height `foot`.

    For a place on the axis of an `ax` whose curves may leave the picture there.
    """
    (line,) = ax.plot(
        [ax.get_xlim()[0]] * 2,
        [ax.get_ylim()[1], foot],
        "-o",
        color=plots.PREDICTION,
        linewidth=1,
        markersize=8,
        markevery=[-1],
        animated=True,
    )
    return line


def set_bar(bar, label, x, height, form, *, held=False) -> None:
    """Set the height of a bar, which is a thick line, and the number at its end.

    At the end of a bar that is `held` the number leaves room for a handle.
    """
    bar.set_segments([[(x, 0), (x, height)]])
    low, high = bar.axes.get_ylim()
    gap = (0.13 if held else 0.02) * (high - low)
    end, side = (height - gap, "top") if height < 0 else (height + gap, "bottom")
    label.set(text=form.format(height), position=(x, end), va=side)


def set_bars(bars, labels, position, heights, form, *, held=()) -> None:
    """Set several such bars."""
    for bar, label, x, height in zip(bars, labels, position, heights, strict=True):
        set_bar(bar, label, x, height, form, held=bar in held)


def counted(number: int, thing: str) -> str:
    """Say how many there are: "1 net", "2 nets"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
