"""The explorers of chapter 10: the losses of recent papers."""

import math
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

from lossbook import plots
from lossbook.classification import (
    binary_cross_entropy,
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_grad,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from lossbook.explorer import Explorer, Slider
from lossbook.gallery.parts import counted, figures, guide, panels
from lossbook.margin import (
    hinge,
    hinge_grad,
    logistic,
    logistic_grad,
    sigmoid_margin,
    sigmoid_margin_grad,
)
from lossbook.overlap import tversky
from lossbook.regression import squared_error, squared_error_grad

# ------------------------------------------------------------ one margin, six papers

SMOOTHING = 0.1  # the share of labels that cDPO takes for wrong
TARGET = 1.0  # the margin that SimPO asks for, in units of 1 / β


class Paper(NamedTuple):
    """A loss of the gain h and of β, and its slope with respect to h."""

    loss: Callable
    slope: Callable


def _of_scaled(loss: Callable, grad: Callable, truth=1, target=0.0) -> Paper:
    """Return a loss of the package, taken at β h - target."""
    return Paper(
        lambda h, beta: loss(np.full_like(h, truth), beta * h - target),
        lambda h, beta: beta * grad(np.full_like(h, truth), beta * h - target),
    )


PAPERS = {
    "DPO": _of_scaled(logistic, logistic_grad),
    f"cDPO, ε = {SMOOTHING:g}": _of_scaled(
        sigmoid_cross_entropy, sigmoid_cross_entropy_grad, truth=1 - SMOOTHING
    ),
    f"SimPO, γ = {TARGET:g}": _of_scaled(logistic, logistic_grad, target=TARGET),
    "SLiC": _of_scaled(hinge, hinge_grad),
    "IPO": Paper(
        lambda h, beta: squared_error(np.full_like(h, 0.5 / beta), h),
        lambda h, beta: squared_error_grad(np.full_like(h, 0.5 / beta), h),
    ),
    "KTO": _of_scaled(sigmoid_margin, sigmoid_margin_grad),
}
BETAS = (0.1, 0.5, 2)


def _goal(loss: str, beta: float) -> str:
    """Say where a loss wants the margin to be."""
    word = loss.split(",")[0]
    if word == "IPO":
        return f"It is lowest at h = {0.5 / beta:.3g}."
    if word == "cDPO":
        lowest = math.log(1 / SMOOTHING - 1) / beta
        return f"It is lowest at h = {lowest:.3g}."
    if word == "SLiC":
        return f"It asks for h = {1 / beta:.3g} and for no more."
    if word == "KTO":
        return f"Its strongest push is {beta / 4:.3g}, at h = 0."
    return "Its push becomes smaller as h grows, and never ends."


@mpl.rc_context(plots.STYLE)
def preference_losses() -> Explorer:
    """Move the margin between two answers; see how hard six losses push it.

    The gain h is how much more the model prefers the better of two answers than the
    reference model does, in nats. Three losses are here on that same h although their
    papers have another: SLiC and SimPO compare with no reference model, SimPO divides
    each logarithm by the length of its answer, and KTO takes one answer at a time and
    subtracts a reference point, which is 0 here.
    """
    names = list(PAPERS)
    grid = np.linspace(-3, 6, 19)
    curves, pushes = panels(2.4, 2.4)
    curves.set(xlim=(-3.4, 6.4), ylim=(-1.5, 8.5), yticks=range(0, 9, 2))
    curves.set(xticks=range(-2, 7, 2), xlabel="gain h, nats", ylabel="loss")
    curves.text(-1, 7.7, "βh = ½", color=plots.QUIET, ha="right", va="center")
    look = {"color": plots.LOSS, "animated": True}
    unit = curves.hlines(7.7, 0, 0, color=plots.QUIET, linewidth=6, animated=True)
    here = guide(curves, -0.85)
    (curve,) = curves.plot([], [], **look)
    (tangent,) = curves.plot([], [], "--", color=plots.GRADIENT, animated=True)
    (dot,) = curves.plot([], [], "o", markersize=9, **look)

    rows = np.arange(len(names))
    pushes.set_xscale("symlog", linthresh=0.01, linscale=0.5)
    pushes.set(xlim=(-30, 30), ylim=(len(names) - 0.4, -0.6))
    ticks = ["−10", "−0.1", "0", "0.1", "10"]
    pushes.set_xticks([-10, -0.1, 0, 0.1, 10], ticks)
    pushes.minorticks_off()
    pushes.set_yticks(rows, names)
    pushes.tick_params(axis="y", length=0)
    pushes.grid(axis="y", visible=False)
    pushes.set(xlabel="push on h, nats per nat")
    bars = pushes.hlines(rows, 0, 0, linewidth=10, color=plots.GRADIENT, animated=True)
    (mark,) = pushes.plot([], [], "o", markersize=8, **look)

    def update(loss: str, h: float, beta: float) -> str:
        at = np.array(float(h))
        push = [0.0 - float(paper.slope(at, beta)) for paper in PAPERS.values()]
        chosen = names.index(loss)
        value, slope = float(PAPERS[loss].loss(at, beta)), -push[chosen]
        curve.set_data(grid, PAPERS[loss].loss(grid, beta))
        here.set_xdata([h, h])
        unit.set_segments([[(0, 7.7), (0.5 / beta, 7.7)]])
        dot.set_data([h], [value])
        x = h + np.array([-1.5, 1.5])
        tangent.set_data(x, value + slope * (x - h))
        bars.set_segments(
            [[(0, row), (p, row)] for row, p in zip(rows, push, strict=True)]
        )
        mark.set_data([-24], [chosen])
        way = "pushes h up" if slope < 0 else "pulls h back"
        force = f"{way} with {abs(slope):.3g}" if slope else "does not push h"
        return (
            f"β = {beta:g}, h = {h:g}: {loss} costs {value:.3g} and {force}. "
            f"{_goal(loss, beta)}"
        )

    return Explorer(
        figures(curves, pushes),
        update,
        alt=(
            "The chosen loss over the gain h from -3 to 6, with its tangent at the "
            "chosen h. A bar reaches from 0 to the margin where beta h is one half.",
            "A bar for each of six losses on a scale of powers of ten: to the right if "
            "the loss pushes h up, to the left if it pulls h back.",
        ),
        name="preferences",
        loss=Slider("Loss", names, "DPO"),
        h=Slider("Gain h", range(-3, 7), 0, "{}", handle=here),
        beta=Slider("β", BETAS, 0.5, "{:g}", handle=unit),
    )


# ----------------------------------------------------- temperature, batch and bias

# An image beside N captions: its own, one that nearly fits, and others that do not.
OWN, NEAR = 0.6, 0.4
BATCHES = (2, 64, 1024, 32768)
TAUS = (0.02, 0.05, 0.07, 0.1, 0.2, 1)
KINDS = {"InfoNCE": None, "SigLIP, bias 0": 0.0, "SigLIP, bias -10": -10.0}


def _of_a_row(
    similarities: NDArray, tau: float, bias: float | None
) -> tuple[float, NDArray]:
    """Return the loss of a row whose first entry is the truth, and its gradient."""
    if bias is None:
        logits = similarities / tau
        loss = softmax_cross_entropy(0, logits)
        return float(loss), softmax_cross_entropy_grad(0, logits) / tau
    signs = np.where(np.arange(len(similarities)) == 0, 1, -1)
    logits = similarities / tau + bias
    return logistic(signs, logits).sum(), logistic_grad(signs, logits) / tau


def _row(batch: int, own: float, near: float, rest: float) -> NDArray:
    return np.array([own, near] + [rest] * (batch - 2))


@cache
def _over_tau(batch: int, bias: float | None) -> tuple[NDArray, ...]:
    """Return temperatures, and the losses of three rows at each of them."""
    apart = -1 / (batch - 1)
    taus = np.geomspace(TAUS[0], TAUS[-1], 21)
    rows = [
        _row(batch, OWN, NEAR, 0),
        _row(batch, 0, 0, 0),
        _row(batch, 1, apart, apart),
    ]
    return taus, *(np.array([_of_a_row(row, t, bias)[0] for t in taus]) for row in rows)


def _short(number: float) -> str:
    """Write a number of any size in a few digits."""
    if number >= 1000:
        return f"{number:.0f}"
    return f"{number:.3g}" if number == 0 or number >= 1e-6 else "under 1e-6"


@mpl.rc_context(plots.STYLE)
def contrastive_pull() -> Explorer:
    """Change temperature, batch and bias; see what pulls and what pushes.

    A row of the batch is an image beside N captions. The similarity is 0.6 to its own
    caption, 0.4 to one that nearly fits, and 0 to each of the N - 2 others. Chance is
    the loss where all N similarities are 0. The simplex has the similarity 1 to the own
    caption and -1 / (N - 1) to each other one, the lowest that N unit vectors can all
    have to each other. No unit vectors have a lower mean InfoNCE over the rows; some
    have a lower SigLIP.

    The loss is that of one row: of InfoNCE in one direction, and of SigLIP the sum over
    its N pairs, whose mean over the rows is the loss of the batch.
    """
    forces, losses = panels(1.9, 1.9)
    least, most = 1e-3, 3e7
    forces.set(yscale="log", ylim=(least, most), xlim=(-0.6, 2.6))
    forces.set(ylabel="pull or push")
    powers = ["1e-3", "1", "1e3", "1e6"]
    forces.set_xticks(range(3), ["own\npulls", "near\npushes", "others\npush"])
    forces.tick_params(axis="x", length=0)
    forces.grid(axis="x", visible=False)
    losses.set(xscale="log", yscale="log", ylim=(1e-4, 1e5), xlim=(0.008, 1.25))
    losses.set(xlabel="temperature τ", ylabel="loss, nats")
    losses.set_xticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    for ax in (forces, losses):
        ax.set_yticks([float(power) for power in powers], powers)
        ax.minorticks_off()
    bars = [
        forces.vlines(x, least, least, linewidth=40, color=colour, animated=True)
        for x, colour in enumerate((plots.TRUTH, plots.GRADIENT, plots.GRADIENT))
    ]
    numbers = [forces.text(x, 1, "", ha="center", animated=True) for x in range(3)]
    here = guide(losses, 4e-4)
    quiet = {"color": plots.QUIET, "linewidth": 1.5, "animated": True}
    # The level by chance has a dot at its right end.
    (chance,) = losses.plot(
        [], [], ":o", label="chance", markersize=8, markevery=[-1], **quiet
    )
    (simplex,) = losses.plot([], [], "--", label="simplex", **quiet)
    (curve,) = losses.plot([], [], color=plots.LOSS, label="this row", animated=True)
    (dot,) = losses.plot([], [], "o", color=plots.LOSS, markersize=9, animated=True)
    losses.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3)

    def update(kind: str, tau: float, batch: int) -> str:
        bias = KINDS[kind]
        loss, slope = _of_a_row(_row(batch, OWN, NEAR, 0), tau, bias)
        force = [-slope[0], slope[1], slope[2:].sum()]
        for x, (bar, number, f) in enumerate(zip(bars, numbers, force, strict=True)):
            bar.set_segments([[(x, least), (x, f)]] if f > least else [])
            text = _short(f).replace("under", "<")
            number.set(text=text, position=(x, 1.5 * max(f, least)))
        taus, row, none, best = _over_tau(batch, bias)
        for line, height in ((curve, row), (chance, none), (simplex, best)):
            line.set_data(taus, height)
        here.set_xdata([tau, tau])
        dot.set_data([tau], [loss])
        at_best = _of_a_row(_row(batch, 1, *[-1 / (batch - 1)] * 2), tau, bias)[0]
        return (
            f"{kind}, τ = {tau:g}, {batch} captions: the own one pulls with "
            f"{_short(force[0])}, the near one pushes with {_short(force[1])}, all "
            f"others with {_short(force[2])}. The loss is {_short(loss)} nats, "
            f"{_short(none[0])} by chance and {_short(at_best)} for a simplex."
        )

    return Explorer(
        figures(forces, losses),
        update,
        alt=(
            "Three bars on a scale of powers of ten: how hard its own caption pulls "
            "the image, how hard the caption that nearly fits pushes it away, and how "
            "hard all others together do.",
            "The loss over the temperature, both on scales of powers of ten, with a "
            "dot at the chosen one. A level dotted line at the loss by chance ends in "
            "a dot. A dashed curve is for captions as far apart as they can be.",
        ),
        name="contrastive",
        kind=Slider("Loss", list(KINDS), "InfoNCE"),
        tau=Slider("τ", TAUS, 0.07, "{:g}", handle=here),
        batch=Slider("Captions N", BATCHES, 64, handle=chance, along="y"),
    )


# --------------------------------------------------------- what a mask loss says

UNSURE = 8  # pixels, each inside with the same probability, independently
SURE = (1, 4, 16)
MISSED = 0.7  # what Tversky's loss charges for a missed pixel, of 1 for both mistakes


def squared_dice(inside: NDArray, probs: NDArray) -> NDArray:
    """Return 1 - 2 sum(t p) / (sum(t²) + sum(p²)), which is a squared error."""
    size = np.square(inside).sum(axis=-1) + np.square(probs).sum(axis=-1)
    return squared_error(inside, probs).sum(axis=-1) / size


MASKS = {
    "cross-entropy": lambda t, p: binary_cross_entropy(t, p).mean(axis=-1),
    "Dice": tversky,
    "squared Dice": squared_dice,
    "Tversky": partial(tversky, alpha=1 - MISSED, beta=MISSED),
}


def expected(loss: str, p: float, sure: int, answers: NDArray) -> NDArray:
    """Return the mean loss of each answer, over all that the mask may be.

    The masks with k of the unsure pixels inside all have the same loss, since all those
    pixels get the same answer. So one of them stands for all.
    """
    count = np.arange(UNSURE + 1)
    ways = np.array([math.comb(UNSURE, k) for k in count])
    chance = ways * p**count * (1 - p) ** (UNSURE - count)
    inside = np.ones((len(answers), UNSURE + 1, UNSURE + sure))
    inside[..., :UNSURE] = np.arange(UNSURE) < count[:, None]
    says = np.ones_like(inside)
    says[..., :UNSURE] = np.asarray(answers)[:, None, None]
    return MASKS[loss](inside, says) @ chance


@cache
def best_answer(loss: str, p: float, sure: int) -> float:
    """Return the answer of the lowest mean loss: look closer and closer around it."""
    low, high = 0.0, 1.0
    for _ in range(5):
        answers = np.linspace(low, high, 41)
        at = int(expected(loss, p, sure, answers).argmin())
        low, high = answers[max(at - 1, 0)], answers[min(at + 1, 40)]
    return float(answers[at])


@mpl.rc_context(plots.STYLE)
def mask_answer() -> Explorer:
    """Choose a loss of a mask; see which answer it rewards for unsure pixels.

    The model is sure, and right, that some pixels are inside. Eight others are inside
    with the same probability p each, independently of one another, and get the same
    answer q. The expected loss is the sum over all 0 to 8 that may be inside. If the
    eight belonged together, the answer of the lowest Dice loss would change at p = 1/2;
    since they do not, it changes below.
    """
    percents = np.arange(10, 100, 10)
    answers = np.linspace(0, 1, 11)
    valley, said = panels(2.0, 2.0)
    valley.set(ylim=(-75, 95), yticks=[-50, 0, 50])
    valley.set(xlabel="answer q, %", ylabel="more loss, %")
    valley.axhline(0, color=plots.QUIET, linewidth=1)
    said.set(ylim=(-8, 172), yticks=[0, 50, 100])
    said.set(xlabel="probability p, %", ylabel="best answer q, %")
    said.plot([0, 100], [0, 100], "--", color=plots.QUIET, linewidth=1)
    for ax in (valley, said):
        ax.set(xlim=(-3, 103), xticks=range(0, 101, 20))
    # The mask as a row of pixels: the unsure ones first, then the sure ones.
    place = 2 + 4.2 * np.arange(UNSURE + max(SURE))
    pixels = {"marker": "s", "markersize": 8, "linestyle": "", "color": plots.TRUTH}
    said.plot(place[:UNSURE], [155] * UNSURE, fillstyle="none", **pixels)
    (solid,) = said.plot([], [], animated=True, **pixels)
    (curve,) = valley.plot([], [], color=plots.LOSS, animated=True)
    look = {"color": plots.PREDICTION, "animated": True}
    (least,) = valley.plot([], [], "o", markersize=9, **look)
    # The line of the probability has a dot at its upper end.
    (truth,) = valley.plot(
        [], [], "--o", color=plots.TRUTH, markersize=9, markevery=[1], animated=True
    )
    (dots,) = said.plot([], [], ".", **look)
    (dot,) = said.plot([], [], "o", markersize=9, **look)

    def update(loss: str, percent: int, sure: int) -> str:
        p = percent / 100
        best = best_answer(loss, p, sure)
        lowest, honest = expected(loss, p, sure, [best, p])
        height = 100 * (expected(loss, p, sure, answers) / honest - 1)
        seen = height <= 150
        curve.set_data(100 * answers[seen], height[seen])
        least.set_data([100 * best], [100 * (lowest / honest - 1)])
        truth.set_data([percent, percent], [-75, 80])
        dots.set_data(
            percents, [100 * best_answer(loss, n / 100, sure) for n in percents]
        )
        dot.set_data([percent], [100 * best])
        solid.set_data(place[UNSURE : UNSURE + sure], [155] * sure)
        return (
            f"{UNSURE} unsure pixels, each inside with {percent} %, beside "
            f"{counted(sure, 'sure pixel')}: the expected {loss} loss is lowest, "
            f"{lowest:.3g}, at the answer {100 * best:.1f} %. "
            f"The answer {percent} % costs {honest:.3g}."
        )

    return Explorer(
        figures(valley, said),
        update,
        alt=(
            "How much more or less the expected loss is at each answer than at the "
            "true probability, which a dashed line marks. A dot is at the lowest "
            "point: on the dashed line for cross-entropy, at 0 or 100 % for Dice and "
            "Tversky, and near the dashed line for squared Dice.",
            "The best answer over the probability: the diagonal for cross-entropy, and "
            "a jump from 0 to 100 % for Dice, earlier where fewer pixels are sure. "
            "A row of hollow and filled squares shows how many pixels are unsure and "
            "sure.",
        ),
        name="mask",
        loss=Slider("Loss", list(MASKS), "Dice"),
        percent=Slider("Probability p", percents, 40, "{} %", handle=[truth, dot]),
        sure=Slider("Sure pixels", SURE, 1, handle=solid),
    )
