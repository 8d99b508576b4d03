"""The explorers of chapter 06: binary cross-entropy and multi-label problems."""

from functools import cache, partial

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from lossbook import datasets, descent, plots
from lossbook.classification import (
    focal,
    focal_grad,
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_grad,
)
from lossbook.explorer import Explorer, Slider
from lossbook.gallery.parts import set_bars
from lossbook.links import sigmoid, softmax

SKY = ("cloud", "sun", "moon")
# What the chapter asks about each animal of the zoo; the other columns are its body.
QUESTIONS = ("airborne", "aquatic", "predator", "domestic")


@mpl.rc_context(plots.STYLE)
def sky_readings() -> Explorer:
    """Move three logits; read them as one of three and as any of three."""
    figure, panels = plt.subplots(2, sharex=True, figsize=(plots.WIDTH, 4.6))
    position = np.arange(3)
    bars, numbers = [], []
    for ax, title in zip(
        panels, ("any of them: three sigmoids", "one of them: a softmax"), strict=True
    ):
        ax.set(xlim=(-0.6, 2.6), ylim=(0, 1.22), yticks=[0, 0.5, 1])
        ax.set(ylabel="probability", title=title)
        # A line at 0.5 would strike through the number of a bar just below it.
        ax.grid(visible=False)
        bars.append(
            ax.vlines(
                position, 0, 0, linewidth=40, color=plots.PREDICTION, animated=True
            )
        )
        numbers.append(
            [ax.text(x, 0, "", ha="center", animated=True) for x in range(3)]
        )
    panels[1].set_xticks(position, SKY)

    def update(cloud: int, sun: int, moon: int) -> str:
        logits = np.array([cloud, sun, moon])
        readings = sigmoid(logits), softmax(logits)
        for probs, group, labels in zip(readings, bars, numbers, strict=True):
            set_bars(group, labels, position, probs, "{:.2f}")
        any_of, one_of = (
            ", ".join(
                f"{name} {100 * p:.1f} %" for name, p in zip(SKY, probs, strict=True)
            )
            for probs in readings
        )
        return f"Any of them: {any_of}. One of them: {one_of}."

    logits = [-4, -2, -1, 0, 1, 2, 4]
    return Explorer(
        figure,
        update,
        alt="Two rows of three bars, for cloud, sun and moon. Above, the sigmoid of "
        "each logit: a bar moves only with its own slider. Below, the softmax of the "
        "same logits: each slider moves all three bars, which add up to 1.",
        name="sky",
        cloud=Slider("Logit of cloud", logits, 2),
        sun=Slider("Logit of sun", logits, 1),
        moon=Slider("Logit of moon", logits, -2),
    )


PENALTY = 0.03


@cache
def held_out() -> np.ndarray:
    """Return the probability that each animal flies, from a model of the others.

    The model is that of the chapter: linear logits of the body, descent on the mean
    of the losses plus a penalty on the weights.
    """
    zoo = datasets.load_zoo()
    body = [n for n in zoo.feature_names if n not in QUESTIONS]
    features, flies = zoo.columns(*body), zoo.columns("airborne")[:, 0]
    free = np.append(np.ones(len(body)), 0.0)  # the intercept is not penalised
    probs = np.empty(len(zoo))
    for animal in range(len(zoo)):
        rest = np.delete(np.arange(len(zoo)), animal)
        scaled = descent.standardize(features, like=features[rest])
        x = descent.add_intercept(scaled)
        cost, grad = descent.linear_cost(
            sigmoid_cross_entropy, sigmoid_cross_entropy_grad, x[rest], flies[rest]
        )
        fit = descent.gradient_descent(
            lambda w, cost=cost: cost(w) + PENALTY / 2 * np.sum((free * w) ** 2),
            lambda w, grad=grad: grad(w) + PENALTY * free * w,
            np.zeros(x.shape[1]),
            rate=1.0,
            steps=250,
        )
        probs[animal] = sigmoid(x[animal] @ fit.last)
    probs.flags.writeable = False
    return probs


def counted(number: int, thing: str) -> str:
    """Say how many there are: "1 net", "2 nets"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


@mpl.rc_context(plots.STYLE)
def escape_costs() -> Explorer:
    """Choose where a probability becomes a yes, and what an escape costs."""
    probs = held_out()
    flies = datasets.load_zoo().columns("airborne")[:, 0] == 1
    percents = np.arange(5, 100, 5)
    nets = probs >= percents[:, None] / 100
    misses = (~nets & flies).sum(axis=1)
    alarms = (nets & ~flies).sum(axis=1)

    figure, (top, bottom) = plt.subplots(
        2, sharex=True, figsize=(plots.WIDTH, 4.6), height_ratios=[2, 3]
    )
    # Animals of the same body lie on one spot: spread them, the same way every time.
    spread = np.random.default_rng(0).uniform(-0.3, 0.3, len(probs))
    for row, (group, color, marker) in enumerate(
        [(~flies, plots.PREDICTION, "s"), (flies, plots.TRUTH, "o")]
    ):
        top.plot(
            100 * probs[group],
            row + spread[group],
            marker,
            color=color,
            markersize=4,
            alpha=0.7,
        )
    top.set(xlim=(0, 100), ylim=(-0.6, 1.6))
    top.set_yticks([0, 1], ["stays\ndown", "flies"])
    top.grid(axis="y", visible=False)
    bottom.set(xlabel="threshold, % probability of flying", ylabel="cost, nets")
    bottom.set(yscale="log", ylim=(8, 600))
    bottom.set_yticks([10, 30, 100, 300], ["10", "30", "100", "300"])
    bottom.minorticks_off()
    lines = [
        ax.axvline(0, color=plots.LOSS, animated=True, linewidth=1.5)
        for ax in (top, bottom)
    ]
    theory = bottom.axvline(
        0, color=plots.QUIET, linestyle="--", linewidth=1.5, animated=True
    )
    (curve,) = bottom.plot([], [], ".-", color=plots.LOSS, animated=True)
    (dot,) = bottom.plot([], [], "o", color=plots.LOSS, markersize=9, animated=True)

    def update(threshold: int, escape: int) -> str:
        at = int(np.searchsorted(percents, threshold))
        costs = escape * misses + alarms
        best = 100 / (1 + escape)
        for line in lines:
            line.set_xdata([threshold, threshold])
        theory.set_xdata([best, best])
        curve.set_data(percents, costs)
        dot.set_data([threshold], [costs[at]])
        return (
            f"A net from {threshold} % on: {counted(misses[at], 'escape')}, "
            f"{counted(alarms[at], 'needless net')}. If an escape costs as much as "
            f"{counted(escape, 'net')}, that costs {counted(costs[at], 'net')} in all. "
            f"If the probabilities were calibrated, {best:.0f} % would be best; here "
            f"the lowest cost is {counted(costs.min(), 'net')}."
        )

    return Explorer(
        figure,
        update,
        alt="Above, a dot for each of 101 animals at the probability that it flies, in "
        "one row those that do and in another those that do not; the two rows hardly "
        "overlap. A line marks the threshold. Below, the cost at each threshold, with "
        "a dot at the chosen one and a dashed line at the one from the formula.",
        name="escapes",
        threshold=Slider("A net from", percents, 50, "{} %"),
        escape=Slider("An escape costs", [1, 2, 4, 9, 19], 4, "{} × a net"),
    )


# What is minimised, and its loss and slope, called with the truth and the logits.
WEIGHTINGS = {
    "plain BCE": (sigmoid_cross_entropy, sigmoid_cross_entropy_grad),
    **{
        f"BCE, pos_weight = {w}": (
            partial(sigmoid_cross_entropy, pos_weight=w),
            partial(sigmoid_cross_entropy_grad, pos_weight=w),
        )
        for w in (3, 10)
    },
    **{
        f"focal loss, gamma = {g}": (
            partial(focal, gamma=g),
            partial(focal_grad, gamma=g),
        )
        for g in (1, 2, 5)
    },
}


def best_logit(share, slope):
    """Return the logit where the mean slope is 0, when `share` of the truths are yes.

    The mean slope is below 0 on its left and above on its right: halve and halve.
    """
    share = np.asarray(share, dtype=float)
    yes, no = np.ones_like(share), np.zeros_like(share)
    low, high = np.full_like(share, -30.0), np.full_like(share, 30.0)
    for _ in range(60):
        z = (low + high) / 2
        uphill = share * slope(yes, z) + (1 - share) * slope(no, z) > 0
        low, high = np.where(uphill, low, z), np.where(uphill, z, high)
    return (low + high) / 2


@mpl.rc_context(plots.STYLE)
def reweighted_minimum() -> Explorer:
    """Choose a loss and a share of yes; see which answer has the lowest mean loss."""
    shares = np.arange(5, 100, 5)
    says = np.concatenate([[0.002, 0.005, 0.01], np.linspace(0.02, 0.98, 49)])
    says = np.concatenate([says, 1 - says[2::-1]])
    logits = np.log(says / (1 - says))
    best = {
        name: sigmoid(best_logit(shares / 100, slope))
        for name, (_, slope) in WEIGHTINGS.items()
    }

    figure, (top, bottom) = plt.subplots(
        2, sharex=True, figsize=(plots.WIDTH, 5.4), height_ratios=[3, 4]
    )
    top.set(xlim=(0, 100), ylim=(0, 3), ylabel="mean loss, nats")
    bottom.set(ylim=(0, 100), yticks=[0, 50, 100])
    bottom.set(xlabel="what the model says, %", ylabel="share of yes, %")
    bottom.plot([0, 100], [0, 100], "--", color=plots.QUIET, linewidth=1)
    (curve,) = top.plot([], [], color=plots.LOSS, animated=True)
    (least,) = top.plot([], [], "o", color=plots.PREDICTION, ms=9, animated=True)
    truth = top.axvline(0, color=plots.TRUTH, linestyle="--", animated=True)
    (line,) = bottom.plot([], [], color=plots.PREDICTION, animated=True)
    (dot,) = bottom.plot([], [], "o", color=plots.PREDICTION, ms=9, animated=True)

    def update(loss: str, share: int) -> str:
        value, _ = WEIGHTINGS[loss]

        def cost(z):
            yes, no = np.ones_like(z), np.zeros_like(z)
            return share / 100 * value(yes, z) + (1 - share / 100) * value(no, z)

        said = best[loss][np.searchsorted(shares, share)]
        lowest = cost(np.array([np.log(said / (1 - said))]))[0]
        costs = cost(logits)
        shown = costs <= 3
        curve.set_data(100 * says[shown], costs[shown])
        least.set_data([100 * said], [lowest])
        truth.set_xdata([share, share])
        line.set_data(100 * best[loss], shares)
        dot.set_data([100 * said], [share])
        return (
            f"Of the examples {share} % are a yes. With {loss}, the answer with the "
            f"lowest mean loss is {100 * said:.1f} %. That loss is {lowest:.3f} nats."
        )

    return Explorer(
        figure,
        update,
        alt="Above, the mean loss over the probability that the model says, a valley "
        "with a dot at its lowest point and a dashed line at the true share of yes. "
        "Below, the answer with the lowest mean loss for each true share: the diagonal "
        "for plain BCE, a curve on its right with pos_weight, an S with focal loss.",
        name="reweighted",
        loss=Slider("Loss", list(WEIGHTINGS), "plain BCE"),
        share=Slider("True share of yes", shares, 20, "{} %"),
    )
