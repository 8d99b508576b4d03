"""The explorers of chapter 09, which asks which loss to take."""

import math

import matplotlib as mpl
import numpy as np

from lossbook import plots
from lossbook.catalogue import CATALOGUE
from lossbook.datasets import load_penguins
from lossbook.explorer import Explorer, Slider
from lossbook.gallery.parts import figures, panels
from lossbook.regression import quantile

# The losses of one number that may take any real value. They share one axis.
ON_A_LINE = tuple(
    name
    for name, row in CATALOGUE.items()
    if row.second in ("y_pred", "logits", "scores") and row.truth != "labels"
)


@mpl.rc_context(plots.STYLE)
def catalogue_tour() -> Explorer:
    """Show each loss of the catalogue that is drawn over a line, and its slope."""
    grid = np.linspace(-4, 4, 161)
    top, bottom = panels(2.4, 2.4)
    for ax in (top, bottom):
        ax.set(xlim=(-4.1, 4.1), xlabel="what the model says")
    top.set(ylim=(-0.3, 8.3), ylabel="loss")
    bottom.set(ylim=(-4.4, 4.4), yticks=[-4, -2, 0, 2, 4], ylabel="slope")
    bottom.axhline(0, color=plots.QUIET, linewidth=1)
    (curve,) = top.plot([], [], color=plots.LOSS, animated=True)
    (slopes,) = bottom.plot([], [], color=plots.GRADIENT, animated=True)
    (dot,) = top.plot([], [], "o", color=plots.PREDICTION, markersize=9, animated=True)
    (push,) = bottom.plot(
        [], [], "o", color=plots.PREDICTION, markersize=9, animated=True
    )

    def update(loss: str, says: float) -> str:
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
        slopes.set_data(grid, np.where(np.abs(along) < 5, along, np.nan))
        push.set_data([says], [slope if abs(slope) < 5 else math.nan])
        return f"{loss} at {says:g}: loss {value:.2f}, slope {slope:.2f}."

    return Explorer(
        figures(top, bottom),
        update,
        alt=(
            "The curve of the chosen loss against what the model says, from -4 to 4: "
            "a number where the truth is 0, a logit where it is yes, or a score where "
            "it is +1. A dot marks the chosen place.",
            "The slope of that curve, with a dot at the same place.",
        ),
        name="tour",
        loss=Slider("Loss", ON_A_LINE, "huber"),
        says=Slider(
            "The model says",
            np.arange(-4, 4.5, 0.5),
            -2.0,
            "{:g}",
            handle=(dot, push),
        ),
    )


@mpl.rc_context(plots.STYLE)
def one_sided_cost() -> Explorer:
    """Choose a number when too little costs more than too much."""
    grams = np.sort(load_penguins().features[:, 3])
    promises = np.arange(3000, 6100, 100)

    top, bottom = panels(2.4, 2.4)
    top.plot(grams, np.arange(1, len(grams) + 1) / len(grams), color=plots.TRUTH)
    top.set(ylim=(0, 1.05), ylabel="share lighter", xlabel="mass, g")
    bottom.set(ylim=(0, 6000), ylabel="mean cost, g", xlabel="the crate holds, g")
    for ax in (top, bottom):
        ax.set(xlim=(2950, 6050), xticks=[3000, 4000, 5000, 6000])
    (curve,) = bottom.plot([], [], color=plots.LOSS, animated=True)
    best = [
        ax.axvline(0, color=plots.QUIET, linestyle="--", linewidth=1.5, animated=True)
        for ax in (top, bottom)
    ]
    (dot,) = bottom.plot(
        [], [], "o", color=plots.PREDICTION, markersize=9, animated=True
    )

    def mean_cost(holds, times):
        """Each gram too little costs `times`, each gram too much costs 1."""
        level = times / (1 + times)
        said = np.full(grams.shape, float(holds))
        return (1 + times) * quantile(grams, said, level=level).mean()

    def update(times: int, holds: int) -> str:
        cost = mean_cost(holds, times)
        curve.set_data(promises, [mean_cost(g, times) for g in promises])
        dot.set_data([holds], [cost])
        share = times / (1 + times)
        cheapest = np.quantile(grams, share, method="inverted_cdf")
        for line in best:
            line.set_xdata([cheapest, cheapest])
        return (
            f"Too little costs {times} times as much. A crate for {holds} g costs "
            f"{cost:.0f} g a bird on average. The cheapest is for {cheapest:.0f} g, "
            f"where the share of lighter birds passes {100 * share:.1f} %."
        )

    return Explorer(
        figures(top, bottom),
        update,
        alt=(
            "The share of penguins that are lighter than a given mass, rising from "
            "almost 0 at 3000 grams to almost 1 at 6000. A dashed line marks the mass "
            "of the cheapest crate: a quantile of the masses.",
            "The mean cost against the mass that a crate holds, with a dot at the "
            "chosen mass, and the same dashed line.",
        ),
        name="crate",
        times=Slider("Too little costs", [1, 2, 3, 4, 9, 19], 4, "{} times as much"),
        holds=Slider("The crate holds", promises.tolist(), 4000, "{} g", handle=dot),
    )
