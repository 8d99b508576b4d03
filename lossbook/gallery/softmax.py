"""The explorers of chapter 02: softmax and the negative log-likelihood."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from lossbook import plots
from lossbook.classification import (
    nll,
    nll_grad,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from lossbook.explorer import Explorer, Slider
from lossbook.gallery.parts import figures, panels, set_bars
from lossbook.information import surprisal
from lossbook.links import softmax, softplus

ANIMALS = ("cat", "dog", "horse")


@mpl.rc_context(plots.STYLE)
def probability_of_truth() -> Explorer:
    """Choose how probable the model held the right answer; see the loss of that."""
    figure, ax = plt.subplots(figsize=(plots.WIDTH, 2.6))
    plots.plot_surprisal(ax=ax)
    ax.lines[0].set_label("loss")
    (tangent,) = ax.plot([], [], color=plots.GRADIENT, animated=True, label="tangent")
    (dot,) = ax.plot([], [], "o", color=plots.TRUTH, markersize=9, animated=True)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)

    def update(percent: int) -> str:
        p = percent / 100
        probs = [p, 1 - p]
        loss, slope = nll(0, probs), nll_grad(0, probs)[0]
        x = np.array([p - 0.2, p + 0.2])
        tangent.set_data(x, loss + slope * (x - p))
        dot.set_data([p], [loss])
        return (
            f"The right answer got {percent} %. The loss is {loss:.2f} nats, and the "
            f"tangent's slope is {slope / 100:.3f} nats per percentage point."
        )

    return Explorer(
        figure,
        update,
        alt="The loss, minus the logarithm of the probability of the target, falls "
        "steeply from 5.3 nats at half a percent to 0 at 100 %. A dot and its tangent "
        "mark the chosen probability.",
        name="truth",
        percent=Slider("Probability", range(1, 101), 20, "{} %", handle=dot),
    )


@mpl.rc_context(plots.STYLE)
def softmax_temperature() -> Explorer:
    """Move one logit and the temperature; see probabilities, loss and gradient."""
    top, bottom = panels(2.4, 2.2)
    position = np.arange(3)
    top.set(ylim=(0, 1.28), yticks=[0, 0.5, 1], ylabel="probability")
    bottom.set(ylim=(-3.6, 2.8), yticks=[-2, 0, 2], ylabel="gradient")
    bottom.axhline(0, color=plots.QUIET, linewidth=1)
    for ax in (top, bottom):
        ax.set(xlim=(-0.6, 2.6))
        ax.set_xticks(position, ANIMALS)
        ax.grid(axis="x", visible=False)
    look = {"linewidth": 40, "animated": True}
    bars = [top.vlines(x, 0, 0, **look) for x in position]
    pushes = [bottom.vlines(x, 0, 0, color=plots.GRADIENT, **look) for x in position]
    numbers = [top.text(x, 0, "", ha="center", animated=True) for x in position]
    slopes = [bottom.text(x, 0, "", ha="center", animated=True) for x in position]
    mark = bottom.text(0, -3.5, "target", color=plots.TRUTH, ha="center", animated=True)

    def update(cat: float, temperature: float, target: str) -> str:
        y = ANIMALS.index(target)
        scaled = np.array([cat, 4, 2]) / temperature
        probs = softmax(scaled)
        loss = softmax_cross_entropy(y, scaled)
        grad = softmax_cross_entropy_grad(y, scaled) / temperature

        set_bars(bars, numbers, position, probs, "{:.3f}", held=bars[:1])
        for animal, bar in enumerate(bars):
            bar.set_color(plots.TRUTH if animal == y else plots.PREDICTION)
        mark.set_x(position[y])
        set_bars(pushes, slopes, position, grad, "{:+.3f}")
        listed = ", ".join(f"{a} {g:+.3f}" for a, g in zip(ANIMALS, grad, strict=True))
        return (
            f"The {target} gets {100 * probs[y]:.3g} %, so the loss is {loss:.3g} "
            f"nats. The gradient with respect to the logits is {listed}."
        )

    return Explorer(
        figures(top, bottom),
        update,
        alt=(
            "A bar for the probability of cat, dog and horse; the target's bar has a "
            "colour of its own.",
            "A bar for the gradient of the loss with respect to each logit, downward "
            "for the target, which is marked, and upward for the others.",
        ),
        name="softmax",
        cat=Slider(
            "Logit of the cat",
            np.arange(-4, 12.5, 0.5),
            5,
            "{:.1f}",
            handle=bars[0],
            along="y",
        ),
        temperature=Slider("Temperature", [0.5, 1, 2, 4, 8], 1, "{:g}"),
        target=Slider("The picture shows a", ANIMALS, "cat"),
    )


@mpl.rc_context(plots.STYLE)
def softmax_mistakes() -> Explorer:
    """Set a mistaken loss beside the right one, over the logit of the target."""
    grid = np.linspace(-30, 10, 161)
    logits = np.stack([grid, np.zeros_like(grid), np.zeros_like(grid)], axis=-1)
    target = np.zeros(len(grid), dtype=int)
    probs = softmax(logits)
    # How far each class leads the other two together: the logit of yes or no.
    leads = np.stack([grid - np.log(2), -softplus(grid), -softplus(grid)], axis=-1)
    yes = np.eye(3)[target]
    wrong = {
        "eps = 1e-8 in the log": -np.log(probs[:, 0] + 1e-8),
        "softmax twice": softmax_cross_entropy(target, probs),
        "the largest output": surprisal(probs.max(axis=-1)),
        "a term for each class": sigmoid_cross_entropy(yes, leads).sum(axis=-1),
    }
    right = softmax_cross_entropy(target, logits)

    whole, part = panels(2.4, 2.4)
    curves, dots = [], []
    for ax in (whole, part):
        ax.plot(grid, right, color=plots.LOSS, linestyle="--", label="right")
        (curve,) = ax.plot(
            [], [], color=plots.PREDICTION, label="with the mistake", animated=True
        )
        (pair,) = ax.plot([], [], "o", color=plots.TRUTH, markersize=8, animated=True)
        ax.set_ylabel("loss, nats")
        curves.append(curve)
        dots.append(pair)
        ax.set_xlabel("logit of the target, others 0")
    whole.set(xlim=(-31, 11), ylim=(-2, 35))
    whole.legend(loc="upper right")
    part.set(xlim=(-4.2, 10.2), ylim=(-0.3, 6.2))

    def update(mistake: str, logit: float) -> str:
        at = np.searchsorted(grid, logit)
        for curve, pair in zip(curves, dots, strict=True):
            curve.set_data(grid, wrong[mistake])
            pair.set_data([logit, logit], [right[at], wrong[mistake][at]])
        return (
            f"The target's logit is {logit:g}. The right loss is {right[at]:.3g} nats; "
            f"with {mistake} it is {wrong[mistake][at]:.3g} nats."
        )

    return Explorer(
        figures(whole, part),
        update,
        alt=(
            "Loss over the logit of the target among three classes, from -30 to 10. "
            "The right loss, dashed, falls with slope -1 and bends to 0 above a logit "
            "of 0. A second curve shows the chosen mistake, with a dot on each at the "
            "chosen logit.",
            "The same curves and dots from a logit of -4 on, larger.",
        ),
        name="mistakes",
        mistake=Slider("Mistake", list(wrong), "eps = 1e-8 in the log"),
        logit=Slider("Logit of the target", range(-30, 11), -25, handle=dots),
    )
