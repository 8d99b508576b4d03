"""The explorers of chapter 08: hinge and the margin."""

import functools
from typing import NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray

from lossbook import plots
from lossbook.datasets import load_penguins
from lossbook.descent import add_intercept, gradient_descent
from lossbook.explorer import Explorer, Slider
from lossbook.gallery.parts import figures, guide, panels
from lossbook.links import logit
from lossbook.margin import (
    exponential,
    exponential_grad,
    hinge,
    hinge_grad,
    logistic,
    logistic_grad,
    perceptron_grad,
    squared_hinge,
    squared_hinge_grad,
)
from lossbook.plots.margin import MARGIN_LOSSES, street_line

_SLOPES = {
    "perceptron": perceptron_grad,
    "hinge": hinge_grad,
    "squared hinge": squared_hinge_grad,
    "logistic": logistic_grad,
    "logistic / log 2": lambda y, s: logistic_grad(y, s) / np.log(2),
    "exponential": exponential_grad,
}
_KINKS = {"perceptron": 0.0, "hinge": 1.0}


def _slope(name: str, margin: float) -> float:
    """Return the slope that the package gives; for zero-one, 0 but for the jump."""
    if name == "zero-one":
        return np.nan if margin == 0 else 0.0
    # 0.0 + takes the sign from a zero.
    return 0.0 + _SLOPES[name](1, margin)


@mpl.rc_context(plots.STYLE)
def margin_losses() -> Explorer:
    """Move the margin; see what each loss charges, and how hard it pushes."""
    names = list(MARGIN_LOSSES)
    grid = np.linspace(-1.6, 2.1, 149)
    yes = np.ones_like(grid)
    top, bottom = panels(2.8, 2.8)
    # Under the curves there is room for the dot on the axis.
    top.set(xlim=(-1.6, 2.1), ylim=(-1.1, 6.6), xlabel="margin m", ylabel="loss")
    top.set_yticks([0, 2, 4, 6])
    plots.plot_zero_one(ax=top)
    for name in names[1:]:
        loss = MARGIN_LOSSES[name](yes, grid)
        top.plot(grid, loss, color=plots.QUIET, linewidth=1, alpha=0.8)
    here = guide(top, -0.6)
    (curve,) = top.plot([], [], color=plots.LOSS, animated=True)
    (tangent,) = top.plot([], [], "--", color=plots.GRADIENT, animated=True)
    (dots,) = top.plot([], [], "o", color=plots.QUIET, markersize=4, animated=True)
    (dot,) = top.plot([], [], "o", color=plots.LOSS, markersize=9, animated=True)

    # A table in units of an inch: the bars are as long as the slope is steep.
    rows = np.arange(len(names))
    bottom.set(xlim=(0, 4.3), ylim=(len(names) - 0.4, -1.5), xticks=[], yticks=[])
    bottom.grid(visible=False)
    bottom.spines[["left", "bottom"]].set_visible(False)
    for x, head in ((2.05, "loss"), (2.8, "slope")):
        bottom.text(x, -1, head, ha="right", va="center", weight="bold")
    for row, name in zip(rows, names, strict=True):
        bottom.text(0.2, row, name, va="center")
    look = {"ha": "right", "va": "center", "animated": True}
    values = [bottom.text(2.05, row, "", **look) for row in rows]
    slopes = [bottom.text(2.8, row, "", **look) for row in rows]
    bars = bottom.hlines(rows, 0, 0, linewidth=10, color=plots.GRADIENT, animated=True)
    (mark,) = bottom.plot([], [], "o", color=plots.LOSS, markersize=8, animated=True)

    def update(loss: str, margin: float) -> str:
        chosen = names.index(loss)
        value = [float(MARGIN_LOSSES[name](1, margin)) for name in names]
        slope = [_slope(name, margin) for name in names]
        height = MARGIN_LOSSES[loss](yes, grid)
        if loss == "zero-one":  # a jump, no steep line
            height[grid.searchsorted(0, "right")] = np.nan
        curve.set_data(grid, height)
        here.set_xdata([margin, margin])
        dots.set_data(np.full(len(names), margin), value)
        dot.set_data([margin], [value[chosen]])
        x = np.array([margin - 0.7, margin + 0.7])
        tangent.set_data(x, value[chosen] + slope[chosen] * (x - margin))
        for texts, numbers, form in ((values, value, ".2f"), (slopes, slope, "+.2f")):
            for text, number in zip(texts, numbers, strict=True):
                text.set_text("none" if np.isnan(number) else f"{number:{form}}")
        ends = 2.9 + 0.26 * np.abs(np.nan_to_num(slope))
        bars.set_segments(
            [[(2.9, row), (x, row)] for row, x in zip(rows, ends, strict=True)]
        )
        mark.set_data([0.06], [chosen])
        said = f"At a margin of {margin:.2f} the {loss} loss is {value[chosen]:.3g}"
        if np.isnan(slope[chosen]):
            return f"{said}. It jumps here, so it has no slope."
        kink = " It has its kink here." if _KINKS.get(loss) == margin else ""
        said = f"{said}, and its slope is {slope[chosen]:.3g}"
        return f"{said} for each unit of margin.{kink}"

    return Explorer(
        figures(top, bottom),
        update,
        alt=(
            "Seven losses over the margin from -1.6 to 2.1, the chosen one in colour "
            "with its tangent, and a line across them at the chosen margin, with a dot "
            "on each.",
            "A table of the losses with value and slope at that margin, and a bar "
            "that is longer where the slope is steeper.",
        ),
        name="margin_losses",
        loss=Slider("Loss", names, "hinge"),
        margin=Slider("Margin", np.arange(-6, 9) / 4, -0.5, "{:.2f}", handle=here),
    )


# ------------------------------------------------------------- a bird that moves

# Eight Adelie penguins, then eight Chinstraps, by their rows among the penguins.
BIRDS = (5, 21, 68, 74, 110, 123, 139, 143, 275, 279, 298, 308, 313, 324, 330, 331)
# With a margin above 1, of 1, of 1 from the other side, and between 0 and 1.
MOVERS = {"A": 5, "B": 6, "C": 10, "D": 3}
SHIFTS = range(-12, 13, 2)
PENALTY = 0.05
# The descent ends with margins this close to 1 for the birds on the edges.
TOUCH = 1e-3

_RING = {
    "color": plots.GRADIENT,
    "markersize": 12,
    "markeredgewidth": 1.5,
    "markerfacecolor": "none",
}
_HALO = {
    "color": plots.TRUTH,
    "markersize": 18,
    "markeredgewidth": 3.5,
    "markerfacecolor": "none",
}


class Fits(NamedTuple):
    """A support vector machine for each bird that moves and each of its places.

    Attributes
    ----------
    bills : ndarray, shape (P, 16, 2)
        Length and depth of the bills in mm, in each of the P positions.
    signs : ndarray, shape (16,)
        -1 for an Adelie, +1 for a Chinstrap.
    weights : ndarray, shape (P, 3)
        Of length and depth in mm, and the intercept.
    margins : ndarray, shape (P, 16)
        The margin of each bird.
    """

    bills: NDArray[np.floating]
    signs: NDArray[np.floating]
    weights: NDArray[np.floating]
    margins: NDArray[np.floating]


@functools.cache
def moved_bird_fits() -> Fits:
    """Fit all positions of the explorer in one descent: their costs add up."""
    penguins = load_penguins()
    bills = penguins.features[list(BIRDS), :2]
    signs = 2.0 * penguins.labels[list(BIRDS)] - 1
    moved = np.array(
        [
            bills + np.outer(np.arange(len(bills)) == bird, [shift, 0])
            for bird in MOVERS.values()
            for shift in SHIFTS
        ]
    )
    # The unit is the same in all positions, or else the penalty would move as well.
    middle, unit = bills.mean(axis=0), bills.std(axis=0)
    X = np.stack([add_intercept((b - middle) / unit) for b in moved])
    y = np.broadcast_to(signs, X.shape[:2])
    free = np.array([1.0, 1.0, 0.0])

    def scores(w):
        return (X @ w[..., None])[..., 0]

    def cost(w):
        return (hinge(y, scores(w)).mean(axis=1) + PENALTY / 2 * w**2 @ free).sum()

    def grad(w):
        push = hinge_grad(y, scores(w))[..., None]
        return (X * push).mean(axis=1) + PENALTY * w * free

    steps = 3000
    w = gradient_descent(
        cost,
        grad,
        np.zeros((len(X), 3)),
        rate=np.geomspace(2, 1e-4, steps),
        steps=steps,
    ).last
    slopes = w[:, :2] / unit
    weights = np.column_stack([slopes, w[:, 2] - slopes @ middle])
    return Fits(moved, signs, weights, y * scores(w))


@mpl.rc_context(plots.STYLE)
def margin_support() -> Explorer:
    """Make a bird's bill longer or shorter; see whether the boundary moves."""
    fits = moved_bird_fits()
    figure, ax = plt.subplots(figsize=(plots.WIDTH, 3.6))
    limits = (21, 65), (15.6, 21.4)
    ax.set(xlabel="bill length, mm", ylabel="bill depth, mm")
    ax.set(xlim=limits[0], ylim=limits[1])
    looks = {"ls": "", "markersize": 6, "animated": True}
    clouds = [
        ax.plot([], [], marker, color=colour, label=name, **looks)[0]
        for marker, colour, name in zip(
            plots.MARKERS, plots.CLASSES, ("Adelie", "Chinstrap"), strict=False
        )
    ]
    ax.legend(
        handles=[
            *clouds,
            ax.plot([], [], "o", **_RING, label="carries")[0],
            ax.plot([], [], "o", **_HALO, label="chosen")[0],
        ],
        loc="lower center",
        bbox_to_anchor=(0.5, 1),
        ncols=4,
        columnspacing=0.5,
        handletextpad=0.2,
    )
    (halo,) = ax.plot([], [], "o", **_HALO, animated=True)
    (edges,) = ax.plot([], [], "--", color=plots.QUIET, linewidth=1.5, animated=True)
    (border,) = ax.plot([], [], color=plots.PREDICTION, animated=True)
    (rings,) = ax.plot([], [], "o", **_RING, animated=True)
    look = {"ha": "center", "va": "bottom", "animated": True}
    # Within the axes, or the layout would make room for them.
    letters = [ax.text(43, 18, bird, **look) for bird in MOVERS]

    def update(bird: str, shift: int) -> str:
        at = list(MOVERS).index(bird) * len(SHIFTS) + SHIFTS.index(shift)
        bills, weights, margins = fits.bills[at], fits.weights[at], fits.margins[at]
        for cloud, sign in zip(clouds, (-1, 1), strict=True):
            cloud.set_data(*bills[fits.signs == sign].T)
        carry = margins < 1 + TOUCH
        rings.set_data(*bills[carry].T)
        for letter, row in zip(letters, MOVERS.values(), strict=True):
            letter.set_position(bills[row] + [0, 0.27])
        border.set_data(*street_line(weights, 0, *limits))
        low, high = (street_line(weights, level, *limits) for level in (-1, 1))
        # One line with a gap, so that both edges are one artist.
        edges.set_data(*([*a, np.nan, *b] for a, b in zip(low, high, strict=True)))
        halo.set_data(*bills[[MOVERS[bird]]].T)
        margin = margins[MOVERS[bird]]
        change = f"changed by {shift:+d} mm" if shift else "unchanged"
        part = "carries" if carry[MOVERS[bird]] else "does not carry"
        (crossing, _), _ = street_line(weights, 0, limits[0], (16, 16))
        return (
            f"Bird {bird}, its bill {change}, has a margin of {margin:.2f} and {part} "
            f"the boundary. {carry.sum()} of {len(carry)} birds do. At a depth of "
            f"16 mm the boundary is at {crossing:.1f} mm."
        )

    return Explorer(
        figure,
        update,
        alt="Bill depth over bill length of eight Adelie and eight Chinstrap penguins, "
        "a line between them and a dashed line on either side, where the score is -1 "
        "and 1. Rings mark the birds that carry the boundary: their margin is 1 or "
        "less. Four birds have the letters A to D; the chosen one has a halo and moves "
        "sideways.",
        name="margin_support",
        bird=Slider("Bird", list(MOVERS), "A"),
        shift=Slider("Bill longer by", SHIFTS, 0, "{:+d} mm", handle=halo),
    )


# ---------------------------------------------------------- what a score can tell

_BELIEFS = {
    "hinge": (hinge, lambda p: np.sign(p - 0.5)),
    "squared hinge": (squared_hinge, lambda p: 2 * p - 1),
    "logistic": (logistic, logit),
    "exponential": (exponential, lambda p: logit(p) / 2),
}


@mpl.rc_context(plots.STYLE)
def margin_belief() -> Explorer:
    """Choose how often the label is +1; see the score that is best on average."""
    score = np.linspace(-4, 4, 161)
    yes = np.ones_like(score)
    # Without one half, where each score from -1 to 1 has the same mean hinge.
    chance = np.linspace(0.02, 0.98, 192)
    top, bottom = panels(2.6, 2.6)
    top.set(xlim=(-4, 4), ylim=(0, 4.2), xlabel="score", ylabel="mean loss")
    bottom.set(xlim=(0, 100), ylim=(-4, 4), ylabel="best score")
    bottom.set(xlabel="how often the label is +1, %")
    bottom.axhline(0, color=plots.QUIET, linewidth=1)
    (curve,) = top.plot([], [], color=plots.LOSS, animated=True)
    (least,) = top.plot([], [], "o", color=plots.PREDICTION, animated=True)
    (answer,) = bottom.plot([], [], color=plots.PREDICTION, animated=True)
    (dot,) = bottom.plot([], [], "o", color=plots.PREDICTION, animated=True)

    def update(loss: str, percent: int) -> str:
        p = percent / 100
        of_margin, best = _BELIEFS[loss]
        curve.set_data(
            score, p * of_margin(yes, score) + (1 - p) * of_margin(-yes, score)
        )
        answer.set_data(100 * chance, best(chance))
        here = float(best(p))
        mean = float(p * of_margin(1, here) + (1 - p) * of_margin(-1, here))
        least.set_data([here], [mean])
        dot.set_data([percent], [here])
        said = f"The label is +1 in {percent} % of such cases. The mean {loss} loss"
        return f"{said} is lowest at the score {here:.2f}, where it is {mean:.3f}."

    return Explorer(
        figures(top, bottom),
        update,
        alt=(
            "The mean loss over the score for the chosen chance of the label +1, with "
            "a dot at its lowest point.",
            "The score with the lowest mean loss over the chance of the label +1, with "
            "a dot at the chosen one: for the hinge a step from -1 to 1 at one half, "
            "for the others a rising curve or line.",
        ),
        name="margin_belief",
        loss=Slider("Loss", list(_BELIEFS), "hinge"),
        percent=Slider(
            "Chance of +1",
            [p for p in range(5, 100, 5) if p != 50],
            70,
            "{} %",
            handle=dot,
        ),
    )
