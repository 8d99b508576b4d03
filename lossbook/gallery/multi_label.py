"""The explorers of chapter 06: binary cross-entropy and multi-label problems."""

from functools import cache, partial

import matplotlib as mpl
import numpy as np

from lossbook import datasets, descent, plots
from lossbook.classification import (
    focal,
    focal_grad,
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_grad,
)
from lossbook.explorer import Explorer, Slider
from lossbook.gallery.parts import counted, figures, panels, set_bars
from lossbook.links import sigmoid, softmax

SKY = ("cloud", "sun", "moon")
# What the chapter asks about each animal of the zoo; the other columns are its body.
QUESTIONS = ("airborne", "aquatic", "predator", "domestic")


@mpl.rc_context(plots.STYLE)
def sky_readings() -> Explorer:
    """Move three logits; read them as one of three and as any of three."""
    position = np.arange(3)
    bars, numbers, axes = [], [], panels(2.8, 2.8)
    for ax, title in zip(
        axes, ("any of them: three sigmoids", "one of them: a softmax"), strict=True
    ):
        ax.set(xlim=(-0.6, 2.6), ylim=(0, 1.4), yticks=[0, 0.5, 1])
        ax.set(ylabel="probability", title=title)
        ax.set_xticks(position, SKY)
        # Room for the handle of a bar that is close to 0.
        ax.tick_params(axis="x", length=0, pad=23)
        # A line at 0.5 would strike through the number of a bar just below it.
        ax.grid(visible=False)
        look = {"linewidth": 40, "color": plots.PREDICTION, "animated": True}
        bars.append([ax.vlines(x, 0, 0, **look) for x in position])
        numbers.append(
            [ax.text(x, 0, "", ha="center", animated=True) for x in position]
        )

    def update(cloud: int, sun: int, moon: int) -> str:
        logits = np.array([cloud, sun, moon])
        readings = sigmoid(logits), softmax(logits)
        for probs, group, labels in zip(readings, bars, numbers, strict=True):
            set_bars(group, labels, position, probs, "{:.2f}", held=group)
        any_of, one_of = (
            ", ".join(
                f"{name} {100 * p:.1f} %" for name, p in zip(SKY, probs, strict=True)
            )
            for probs in readings
        )
        return f"Any of them: {any_of}. One of them: {one_of}."

    # The bars of one label, one in each reading, say where its logit is.
    cloud, sun, moon = zip(*bars, strict=True)
    logits = [-4, -2, -1, 0, 1, 2, 4]
    return Explorer(
        figures(*axes),
        update,
        alt=(
            "A bar each for cloud, sun and moon: the sigmoid of its logit. A bar moves "
            "only with its own logit.",
            "A bar each for cloud, sun and moon: the softmax of the same logits. Each "
            "logit moves all three bars, which add up to 1.",
        ),
        name="sky",
        cloud=Slider("Logit of cloud", logits, 2, handle=cloud, along="y"),
        sun=Slider("Logit of sun", logits, 1, handle=sun, along="y"),
        moon=Slider("Logit of moon", logits, -2, handle=moon, along="y"),
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


@mpl.rc_context(plots.STYLE)
def escape_costs() -> Explorer:
    """Choose where a probability becomes a yes, and what an escape costs."""
    probs = held_out()
    flies = datasets.load_zoo().columns("airborne")[:, 0] == 1
    percents = np.arange(5, 100, 5)
    nets = probs >= percents[:, None] / 100
    misses = (~nets & flies).sum(axis=1)
    alarms = (nets & ~flies).sum(axis=1)

    animals, bills = panels(2.6, 2.6)
    # Animals of the same body lie on one spot: spread them, the same way every time.
    spread = np.random.default_rng(0).uniform(-0.3, 0.3, len(probs))
    for row, (group, color, marker) in enumerate(
        [(~flies, plots.PREDICTION, "s"), (flies, plots.TRUTH, "o")]
    ):
        animals.plot(
            100 * probs[group],
            row + spread[group],
            marker,
            color=color,
            markersize=4,
            alpha=0.7,
        )
    animals.set(ylim=(-0.5, 1.5), xlabel="probability of flying, %")
    animals.set_yticks([0, 1], ["stays\ndown", "flies"])
    animals.grid(axis="y", visible=False)
    bills.set(xlabel="threshold, %", ylabel="cost, nets")
    bills.set(yscale="log", ylim=(8, 1200))
    bills.set_yticks([10, 30, 100, 300], ["10", "30", "100", "300"])
    bills.minorticks_off()
    lines = []
    for ax in (animals, bills):
        ax.set(xlim=(0, 100), xticks=range(0, 101, 20))
        lines.append(ax.axvline(0, color=plots.LOSS, animated=True, linewidth=1.5))
    theory = bills.axvline(
        0, color=plots.QUIET, linestyle="--", linewidth=1.5, animated=True
    )
    (curve,) = bills.plot([], [], ".-", color=plots.LOSS, animated=True)
    look = {"color": plots.LOSS, "markersize": 9, "animated": True}
    (grip,) = animals.plot([], [], "o", **look)
    (dot,) = bills.plot([], [], "o", **look)
    (formula,) = bills.plot([], [], "D", color=plots.QUIET, markersize=7, animated=True)

    def update(threshold: int, escape: int) -> str:
        at = int(np.searchsorted(percents, threshold))
        costs = escape * misses + alarms
        best = 100 / (1 + escape)
        for line in lines:
            line.set_xdata([threshold, threshold])
        theory.set_xdata([best, best])
        curve.set_data(percents, costs)
        grip.set_data([threshold], [0.5])
        dot.set_data([threshold], [costs[at]])
        formula.set_data([best], [750])
        return (
            f"A net from {threshold} % on: {counted(misses[at], 'escape')}, "
            f"{counted(alarms[at], 'needless net')}. If an escape costs as much as "
            f"{counted(escape, 'net')}, all this costs {counted(costs[at], 'net')}. "
            f"Calibrated probabilities would make {best:.0f} % best. The lowest cost "
            f"here is {counted(costs.min(), 'net')}."
        )

    return Explorer(
        figures(animals, bills),
        update,
        alt=(
            "A dot for each of 101 animals at the probability that it flies, in one "
            "row those that do and in another those that do not; the two rows hardly "
            "overlap. A line marks the threshold.",
            "The cost at each threshold, with a dot at the chosen one and a dashed "
            "line at the one from the formula.",
        ),
        name="escapes",
        threshold=Slider("A net from", percents, 50, "{} %", handle=[grip, dot]),
        escape=Slider(
            "An escape costs",
            [1, 2, 3, 4, 6, 9, 19],
            4,
            "{} × a net",
            handle=formula,
        ),
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
    says = np.concatenate([[0.002, 0.005, 0.01], np.linspace(0.02, 0.98, 33)])
    says = np.concatenate([says, 1 - says[2::-1]])
    logits = np.log(says / (1 - says))
    best = {
        name: sigmoid(best_logit(shares / 100, slope))
        for name, (_, slope) in WEIGHTINGS.items()
    }

    valley, answers = panels(2.8, 2.8)
    valley.set(ylim=(-0.2, 3.4), yticks=range(4))
    valley.set(xlabel="what the model says, %", ylabel="mean loss, nats")
    answers.set(ylim=(-5, 105), yticks=[0, 50, 100])
    answers.set(xlabel="true share of yes, %", ylabel="answer of least loss, %")
    for ax in (valley, answers):
        # Wide enough for a whole dot at 99.5 %.
        ax.set(xlim=(-3, 103), xticks=range(0, 101, 20))
    answers.plot([0, 100], [0, 100], "--", color=plots.QUIET, linewidth=1)
    look = {"color": plots.PREDICTION, "markersize": 9, "animated": True}
    (curve,) = valley.plot([], [], color=plots.LOSS, animated=True)
    (least,) = valley.plot([], [], "o", **look)
    # The line of the true share has a dot at its upper end.
    (truth,) = valley.plot(
        [], [], "--o", color=plots.TRUTH, markersize=9, markevery=[1], animated=True
    )
    (line,) = answers.plot([], [], color=plots.PREDICTION, animated=True)
    (dot,) = answers.plot([], [], "o", **look)

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
        truth.set_data([share, share], [0, 3.2])
        line.set_data(shares, 100 * best[loss])
        dot.set_data([share], [100 * said])
        return (
            f"Of the examples {share} % are a yes. With {loss}, the answer with the "
            f"lowest mean loss is {100 * said:.1f} %. That loss is {lowest:.3f} nats."
        )

    return Explorer(
        figures(valley, answers),
        update,
        alt=(
            "The mean loss over the probability that the model says, a valley with a "
            "dot at its lowest point and a dashed line at the true share of yes.",
            "The answer with the lowest mean loss over the true share: the diagonal "
            "for plain BCE, a curve that is nearer to 100 % with pos_weight, and one "
            "that is nearer to 50 % with focal loss.",
        ),
        name="reweighted",
        loss=Slider("Loss", list(WEIGHTINGS), "plain BCE"),
        share=Slider("True share of yes", shares, 20, "{} %", handle=[truth, dot]),
    )
