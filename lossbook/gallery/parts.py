"""What several explorers have in common."""


def set_bars(bars, labels, position, heights, form) -> None:
    """Set the heights of bars, which are thick lines, and the number at each end."""
    bars.set_segments(
        [[(x, 0), (x, h)] for x, h in zip(position, heights, strict=True)]
    )
    low, high = bars.axes.get_ylim()
    gap = 0.02 * (high - low)
    for label, x, h in zip(labels, position, heights, strict=True):
        end, side = (h - gap, "top") if h < 0 else (h + gap, "bottom")
        label.set(text=form.format(h), position=(x, end), va=side)
