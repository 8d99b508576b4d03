"""The explorers of chapter 01: why a loss at all."""

from functools import partial

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from lossbook import plots
from lossbook.classification import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    brier,
    brier_grad,
)
from lossbook.datasets import load_penguins, split
from lossbook.explorer import Explorer, Slider
from lossbook.gallery.parts import figures, panels
from lossbook.margin import logistic, logistic_grad, zero_one
from lossbook.regression import (
    absolute_error,
    absolute_error_grad,
    huber,
    huber_grad,
    quantile,
    quantile_grad,
    squared_error,
    squared_error_grad,
)


def _set_tangent(line, x, y, slope, reach) -> None:
    """Lay a line of that slope through a point, `reach` to each side."""
    ends = np.array([x - reach, x + reach])
    line.set_data(ends, y + slope * (ends - x))


@mpl.rc_context(plots.STYLE)
def accuracy_and_cost() -> Explorer:
    """Move a threshold; see the staircase of the accuracy and the smooth cost."""
    penguins = load_penguins()
    two = penguins.labels < 2
    train, _ = split(penguins.labels[two], test_fraction=0.3, seed=0)
    x = penguins.features[two, 0][train]
    y = 2 * penguins.labels[two][train] - 1  # Chinstrap is +1

    # Between the birds, which are measured to 0.1 mm.
    grid = np.arange(3205, 5800, 10) / 100
    thresholds = np.arange(3795, 5026, 30) / 100
    right = [1 - zero_one(y, x - t).mean() for t in grid]
    weights = (0.25, 0.5, 1, 2)
    costs = {w: [logistic(y, w * (x - t)).mean() for t in grid] for w in weights}

    first, second = panels(2.8, 2.8)
    # A row of marks for each species, under the staircase, and its name where the
    # species has no birds.
    rows = zip((-1, 1), (0.06, 0.18), (58, 32), ("right", "left"), strict=True)
    for k, (sign, height, free, side) in enumerate(rows):
        here, colour = x[y == sign], plots.CLASSES[k]
        marks = np.full(len(here), height)
        first.plot(here, marks, "|", color=colour, markersize=11)
        name = penguins.species[k]
        first.text(free, height, name, color=colour, ha=side, va="center")
    first.plot(grid, right, color=plots.PREDICTION, drawstyle="steps-mid")
    first.set(ylim=(0, 1.06), yticks=[0.4, 0.6, 0.8, 1], ylabel="accuracy")
    second.set(ylim=(0, 2.6), ylabel="cost, nats")

    (curve,) = second.plot([], [], color=plots.LOSS, animated=True)
    walls, tangents, dots = [], [], []
    for ax in (first, second):
        ax.set(xlim=(31.5, 58.5), xlabel="bill length and threshold, mm")
        walls.append(ax.axvline(0, color=plots.QUIET, linestyle="--", animated=True))
        tangents += ax.plot([], [], color=plots.GRADIENT, animated=True)
        dots += ax.plot(
            [], [], "o", color=plots.PREDICTION, markersize=8, animated=True
        )

    def update(threshold: float, weight: float) -> str:
        margin = weight * (x - threshold)
        accuracy, cost = 1 - zero_one(y, margin).mean(), logistic(y, margin).mean()
        slope = -weight * logistic_grad(y, margin).mean()

        curve.set_data(grid, costs[weight])
        for wall in walls:
            wall.set_xdata([threshold, threshold])
        for height, dot in zip((accuracy, cost), dots, strict=True):
            dot.set_data([threshold], [height])
        _set_tangent(tangents[0], threshold, accuracy, 0, 3)
        _set_tangent(tangents[1], threshold, cost, slope, 3)
        way = "lower" if slope > 0 else "raise"
        return (
            f"At {threshold:.2f} mm the accuracy is {100 * accuracy:.1f} %, and its "
            f"slope is 0. With weight {weight:g} the cost is {cost:.3f} nats, and its "
            f"slope is {slope:+.3f} nats per mm: {way} the threshold."
        )

    return Explorer(
        figures(first, second),
        update,
        alt=(
            "The accuracy over the threshold in millimetres: a staircase that rises "
            "to a flat top near 45 mm and falls; its tangent is level wherever the "
            "threshold is. A row of marks for the bills of each species: those of "
            "Adelie are short, those of Chinstrap long, and they overlap a little.",
            "The cost over the threshold: a smooth bowl whose tangent tilts towards "
            "its bottom.",
        ),
        name="staircase",
        threshold=Slider("Threshold", thresholds, 40.05, "{:.2f} mm", handle=dots),
        weight=Slider("Weight, per mm", weights, 1, "{:g}"),
    )


# The losses of a guess, by the reader's words: function, gradient, unit of the cost,
# and what the best constant is called.
GUESSES = {
    "squared error": (squared_error, squared_error_grad, "kg²", "the mean"),
    "absolute error": (absolute_error, absolute_error_grad, "kg", "the median"),
    "quantile loss, level 0.1": (
        partial(quantile, level=0.1),
        partial(quantile_grad, level=0.1),
        "kg",
        "the quantile of that level",
    ),
    "quantile loss, level 0.9": (
        partial(quantile, level=0.9),
        partial(quantile_grad, level=0.9),
        "kg",
        "the quantile of that level",
    ),
    "Huber loss, delta 0.5 kg": (
        partial(huber, delta=0.5),
        partial(huber_grad, delta=0.5),
        "kg²",
        "a compromise between mean and median",
    ),
}


def _lowest(slope, low, high) -> float:
    """Halve the interval until the slope of a convex cost changes its sign there."""
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return high


@mpl.rc_context(plots.STYLE)
def best_constant() -> Explorer:
    """Guess one mass for all penguins; see what each loss thinks of it."""
    mass = load_penguins().features[:, 3] / 1000
    grid = np.linspace(2.6, 6.4, 153)

    def mean_of(function, constant):
        return function(mass, np.full_like(mass, constant)).mean()

    curves, best = {}, {}
    for word, (loss, grad, _, _) in GUESSES.items():
        curves[word] = np.array([mean_of(loss, c) for c in grid])
        best[word] = _lowest(partial(mean_of, grad), mass.min(), mass.max())

    birds, costs = panels(2.5, 3.0)
    # The outline is what stays visible on a dark page.
    birds.hist(
        mass,
        bins=np.arange(2.6, 6.5, 0.2),
        histtype="stepfilled",
        facecolor=(plots.TRUTH, 0.5),
        edgecolor=plots.TRUTH,
        linewidth=1.5,
    )
    birds.set(ylim=(0, 53), ylabel="birds")
    costs.set(ylim=(0, 3.3), ylabel="cost, kg or kg²")
    for ax in (birds, costs):
        ax.set(xlim=(2.6, 6.4), xlabel="body mass and guess, kg")
    look = {"color": plots.PREDICTION, "markersize": 8, "animated": True}
    # A dashed line with a dot at its end, where it can be taken hold of.
    (wall,) = birds.plot([0, 0], [0, 48], "o--", markevery=[1], **look)
    (curve,) = costs.plot([], [], color=plots.LOSS, animated=True)
    (lowest,) = costs.plot(
        [], [], "^", color=plots.TRUTH, markersize=9, animated=True, label="lowest cost"
    )
    (tangent,) = costs.plot([], [], color=plots.GRADIENT, animated=True)
    (dot,) = costs.plot([], [], "o", label="guess", **look)
    # Above the axes, where no triangle of it can be taken for one of the data.
    costs.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)

    def update(loss: str, constant: float) -> str:
        function, grad, unit, called = GUESSES[loss]
        cost, slope = mean_of(function, constant), mean_of(grad, constant)
        curve.set_data(grid, curves[loss])
        lowest.set_data([best[loss]], [mean_of(function, best[loss])])
        _set_tangent(tangent, constant, cost, slope, 0.5)
        dot.set_data([constant], [cost])
        wall.set_xdata([constant, constant])
        return (
            f"With {loss}, the guess {constant:.2f} kg costs {cost:.3f} {unit}, "
            f"and the slope is {slope:+.2f} {unit} per kg. The cost is lowest at "
            f"{best[loss]:.2f} kg, {called}."
        )

    return Explorer(
        figures(birds, costs),
        update,
        alt=(
            "A histogram of the body masses of the penguins, from under 3 to over "
            "6 kg, with a steep rise and a long tail of heavy birds. A dashed line "
            "marks the guess.",
            "The cost of guessing the same mass for every bird, over that guess: a "
            "bowl whose lowest point, marked with a triangle, depends on the loss. A "
            "dot and its tangent mark the guess.",
        ),
        name="constant",
        loss=Slider("Loss", list(GUESSES), "squared error"),
        constant=Slider(
            "Guess", np.arange(60, 117) / 20, 3.5, "{:.2f} kg", handle=(wall, dot)
        ),
    )


def _pair(p):
    """Put the probability of no before that of yes."""
    return np.stack([1 - p, p], axis=-1)


def _brier(y, p):
    return brier(y.astype(int), _pair(p))


def _brier_grad(y, p):
    no, yes = np.moveaxis(brier_grad(y.astype(int), _pair(p)), -1, 0)
    return yes - no  # as p rises, the probability of no falls


# The losses of a probability: function, derivative with respect to p, unit.
BELIEFS = {
    "cross-entropy": (binary_cross_entropy, binary_cross_entropy_grad, " nats"),
    "Brier score": (_brier, _brier_grad, ""),
    "absolute error": (absolute_error, absolute_error_grad, ""),
}


@mpl.rc_context(plots.STYLE)
def best_probability() -> Explorer:
    """State one probability of a species for all birds; see which one costs least."""
    penguins = load_penguins()
    counts = np.bincount(penguins.labels)
    shares = dict(zip(penguins.species, counts / counts.sum(), strict=True))
    grid = np.arange(1, 200) / 200

    def mean_of(function, share, p):
        p = np.asarray(p, dtype=float)
        yes, no = np.ones_like(p), np.zeros_like(p)
        return share * function(yes, p) + (1 - share) * function(no, p)

    curves = {
        (word, name): mean_of(function, share, grid)
        for word, (function, _, _) in BELIEFS.items()
        for name, share in shares.items()
    }

    figure, ax = plt.subplots(figsize=(plots.WIDTH, 3.2))
    ax.set(xlim=(0, 100), ylim=(0, 3.4))
    ax.set(xlabel="stated probability, %", ylabel="cost, nats or no unit")
    (curve,) = ax.plot([], [], color=plots.LOSS, animated=True)
    (tangent,) = ax.plot([], [], color=plots.GRADIENT, animated=True)
    mark = ax.axvline(0, color=plots.TRUTH, linestyle="--", animated=True)
    note = ax.text(0, 3.1, "share", color=plots.TRUTH, animated=True)
    (dot,) = ax.plot([], [], "o", color=plots.PREDICTION, markersize=8, animated=True)

    def update(loss: str, species: str, percent: int) -> str:
        function, grad, unit = BELIEFS[loss]
        share, p = shares[species], percent / 100
        cost, slope = mean_of(function, share, p), mean_of(grad, share, p) / 100
        curve.set_data(100 * grid, curves[loss, species])
        _set_tangent(tangent, percent, cost, slope, 15)
        dot.set_data([percent], [cost])
        mark.set_xdata([100 * share, 100 * share])
        note.set_x(100 * share + 1.5)
        # The absolute error is a straight line: it is lowest at one of its ends.
        best = round(share) if loss == "absolute error" else share
        return (
            f"With {loss}, stating {percent} % for {species} each time costs "
            f"{cost:.3f}{unit}, and the slope is {slope:+.4f}{unit} per percentage "
            f"point. The cost is lowest at {100 * best:.1f} %; the share is "
            f"{100 * share:.1f} %."
        )

    return Explorer(
        figure,
        update,
        alt="The cost of stating the same probability of a species for every penguin, "
        "over that probability. For cross-entropy and the Brier score it is a bowl "
        "whose lowest point is the share of the species, a dashed line; for the "
        "absolute error it is a straight line that is lowest at 0 %.",
        name="share",
        loss=Slider("Loss", list(BELIEFS), "cross-entropy"),
        species=Slider("Species", penguins.species, "Chinstrap"),
        percent=Slider("Probability", range(2, 99, 4), 50, "{} %", handle=dot),
    )
