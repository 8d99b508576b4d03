"""The explorers of chapter 09, which asks which loss to take."""

import math

import matplotlib as mpl
import numpy as np

from lossbook import plots
from lossbook.catalogue import CATALOGUE
from lossbook.datasets import load_penguins
from lossbook.explorer import Explorer, Slider
from lossbook.gallery.parts import figures, guide, panels
from lossbook.regression import quantile

# The losses of one number that may take any real value. They share one axis.
ON_A_LINE = tuple(
    name
    for name, row in CATALOGUE.items()
    if row.second in ("y_pred", "logits", "scores") and not row.axes
)


@mpl.rc_context(plots.STYLE)
def catalogue_tour() -> Explorer:
    """Show each loss of the catalogue that is drawn over a line, and its slope."""
    grid = np.linspace(-4, 4, 161)
    top, bottom = panels(2.8, 2.8)
    for ax in (top, bottom):
        ax.set(xlim=(-4.1, 4.1), xlabel="what the model says")
    # Under the curves there is room for the dot on the axis.
    top.set(ylim=(-1.4, 8.3), yticks=[0, 2, 4, 6, 8], ylabel="loss")
    bottom.set(ylim=(-5.6, 4.4), yticks=[-4, -2, 0, 2, 4], ylabel="slope")
    bottom.axhline(0, color=plots.QUIET, linewidth=1)
    places = [guide(top, -0.8), guide(bottom, -5)]
    (curve,) = top.plot([], [], color=plots.LOSS, animated=True)
    (slopes,) = bottom.plot([], [], color=plots.GRADIENT, animated=True)
    (dot,) = top.plot([], [], "o", color=plots.LOSS, markersize=9, animated=True)
    (push,) = bottom.plot(
        [], [], "o", color=plots.GRADIENT, markersize=9, animated=True
    )

    def update(loss: str, says: float) -> str:
        for place in places:
            place.set_xdata([says, says])
        row = CATALOGUE[loss]
        value = float(row.curve([says])[0])
        curve.set_data(grid, np.where(row.curve(grid) < 9, row.curve(grid), np.nan))
        dot.set_data([says], [value if value < 9 else math.nan])
        if row.grad is None:
            slopes.set_data([], [])
            push.set_data([], [])
            return f"{loss} at {says:g}: loss {value:.2f}, and no slope to follow."
        slope = float(row.grad(*row.example([says]))[0])
        along = row.grad(*row.example(grid))
        slopes.set_data(grid, np.where(np.abs(along) < 9, along, np.nan))
        push.set_data([says], [slope if abs(slope) < 9 else math.nan])
        return f"{loss} at {says:g}: loss {value:.2f}, slope {slope:.2f}."

    return Explorer(
        figures(top, bottom),
        update,
        alt=(
            "The curve of the chosen loss against what the model says, from -4 to 4: "
            "a number where the truth is 0, a logit where it is yes, or a score where "
            "it is +1. A line and a dot mark the chosen place.",
            "The slope of that curve, with a line and a dot at the same place.",
        ),
        name="tour",
        loss=Slider("Loss", ON_A_LINE, "huber"),
        says=Slider(
            "The model says",
            np.arange(-4, 4.5, 0.5),
            -2.0,
            "{:g}",
            handle=places,
        ),
    )


@mpl.rc_context(plots.STYLE)
def one_sided_cost() -> Explorer:
    """Choose a number when too little costs more than too much."""
    grams = np.sort(load_penguins().features[:, 3])
    promises = np.arange(3000, 6100, 100)

    top, bottom = panels(2.6, 2.6)
    shares = np.arange(1, len(grams) + 1) / len(grams)
    top.plot(grams, shares, color=plots.TRUTH, drawstyle="steps-post")
    top.set(ylim=(0, 1.05), ylabel="share lighter", xlabel="mass, g")
    bottom.set(ylim=(0, 6000), ylabel="mean cost, g", xlabel="the crate holds, g")
    for ax in (top, bottom):
        ax.set(xlim=(2950, 6050), xticks=[3000, 4000, 5000, 6000])
    look = {"color": plots.QUIET, "ls": "--", "linewidth": 1.5, "animated": True}
    (curve,) = bottom.plot([], [], color=plots.LOSS, animated=True)
    best = bottom.axvline(0, **look)
    # From the axis up to the curve, and back to a dot near the left edge.
    (level,) = top.plot([], [], marker="D", markersize=7, markevery=[-1], **look)
    dots = [
        ax.plot([], [], "o", color=plots.PREDICTION, markersize=9, animated=True)[0]
        for ax in (top, bottom)
    ]

    def mean_cost(holds, times):
        """Each gram too little costs `times`, each gram too much costs 1."""
        level = times / (1 + times)
        said = np.full(grams.shape, float(holds))
        return (1 + times) * quantile(grams, said, level=level).mean()

    def update(times: int, holds: int) -> str:
        cost = mean_cost(holds, times)
        curve.set_data(promises, [mean_cost(g, times) for g in promises])
        enough = (grams <= holds).mean()
        for dot, height in zip(dots, (enough, cost), strict=True):
            dot.set_data([holds], [height])
        share = times / (1 + times)
        cheapest = np.quantile(grams, share, method="inverted_cdf")
        best.set_xdata([cheapest, cheapest])
        level.set_data([cheapest, cheapest, 3150], [0, share, share])
        return (
            f"Too little costs {times} times as much. A crate for {holds} g has a mean "
            f"cost of {cost:.0f} g. The cheapest is for {cheapest:.0f} g, where the "
            f"share of lighter birds passes {100 * share:.1f} %."
        )

    return Explorer(
        figures(top, bottom),
        update,
        alt=(
            "The share of penguins that are lighter than a given mass, rising from "
            "almost 0 at 3000 grams to almost 1 at 6000. A dashed line goes up at the "
            "mass of the cheapest crate, a quantile of the masses, and from the curve "
            "to the axis of the shares. A dot marks the chosen crate.",
            "The mean cost against the mass that a crate holds, with a dot at the "
            "chosen mass, and a dashed line at the cheapest.",
        ),
        name="crate",
        times=Slider(
            "Too little costs",
            [1, 2, 3, 4, 9, 19],
            4,
            "{} times as much",
            handle=level,
            along="y",
        ),
        holds=Slider("The crate holds", promises.tolist(), 4000, "{} g", handle=dots),
    )
