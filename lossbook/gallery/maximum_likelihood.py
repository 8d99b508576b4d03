"""The explorers of chapter 03: maximum likelihood."""

import math

import matplotlib as mpl
import numpy as np

from lossbook import plots
from lossbook.classification import (
    sigmoid_cross_entropy_grad,
    softmax_cross_entropy_grad,
)
from lossbook.explorer import Explorer, Slider
from lossbook.gallery.parts import figures, panels
from lossbook.likelihood import (
    bernoulli_nll,
    categorical_nll,
    gaussian_nll,
    gaussian_nll_grad,
    laplace_nll,
    laplace_nll_grad,
    poisson_nll,
    poisson_nll_grad,
)
from lossbook.links import sigmoid, softmax


def _logits(z):
    """Return three logits: that of outcome 1 is z, those of 0 and 2 are 0."""
    return np.stack([0 * z, z, 0 * z], axis=-1)


# For each noise: the name of its prediction, the output unit that makes the prediction
# of the score z, the loss of what was seen given the prediction, and the derivative of
# that loss with respect to the score. Under all of them a 0 or a 1 can be seen.
NOISES = {
    "Gaussian": (
        "mean",
        lambda z: z,
        gaussian_nll,
        gaussian_nll_grad,
    ),
    "Laplace": (
        "median",
        lambda z: z,
        laplace_nll,
        laplace_nll_grad,
    ),
    "Bernoulli": (
        "probability of a 1:",
        sigmoid,
        bernoulli_nll,
        sigmoid_cross_entropy_grad,
    ),
    "categorical": (
        "probability of a 1:",
        lambda z: softmax(_logits(z))[..., 1],
        lambda y, p: categorical_nll(
            y, np.stack([(1 - p) / 2, p, (1 - p) / 2], axis=-1)
        ),
        lambda y, z: softmax_cross_entropy_grad(y, _logits(z))[..., 1],
    ),
    "Poisson": (
        "mean",
        np.exp,
        poisson_nll,
        lambda y, z: poisson_nll_grad(y, np.exp(z)) * np.exp(z),
    ),
}
# How many outcomes there are to draw, where not every number can be seen.
OUTCOMES = {"Bernoulli": 2, "categorical": 3, "Poisson": 13}


@mpl.rc_context(plots.STYLE)
def noise_and_loss() -> Explorer:
    """Choose the noise; see how probable it makes each outcome, and the loss."""
    scores = np.linspace(-2, 2, 41)
    numbers = np.linspace(-4.5, 5, 39)
    data, losses = panels(2.5, 2.5)
    # Room below 0, so that a dot down there does not cover the numbers of the axis.
    data.set(xlim=(-4.7, 12.7), ylim=(-0.12, 1), xticks=range(-4, 13, 2))
    data.axhline(0, color=plots.QUIET, linewidth=1)
    data.set(xlabel="what can be seen, y", ylabel="probability (density)")
    losses.set(xlim=(-2.3, 2.3), ylim=(-0.5, 8))
    losses.set(xlabel="score z of the model", ylabel="loss, nats")
    (density,) = data.plot([], [], color=plots.PREDICTION, animated=True)
    bars = data.vlines([], 0, 0, color=plots.PREDICTION, linewidth=9, animated=True)
    mark = data.vlines([], 0, 0, color=plots.TRUTH, linewidth=3, animated=True)
    look = {"color": plots.TRUTH, "markersize": 9, "animated": True}
    (end,) = data.plot([], [], "o", **look)
    (curve,) = losses.plot([], [], color=plots.LOSS, animated=True)
    (tangent,) = losses.plot([], [], color=plots.GRADIENT, animated=True)
    (dot,) = losses.plot([], [], "o", **look)

    def update(noise: str, z: float, seen: int) -> str:
        called, unit, nll, grad = NOISES[noise]

        def loss(y, score):
            score = np.full(np.shape(y), score) if np.ndim(y) else score
            return nll(y, unit(score))

        value = float(loss(seen, z))
        slope = float(grad(seen, np.float64(z)))
        held = math.exp(-value)
        if noise in OUTCOMES:
            outcomes = np.arange(OUTCOMES[noise])
            heights = np.exp(-loss(outcomes, z))
            density.set_data([], [])
            bars.set_segments(
                [[(y, 0), (y, h)] for y, h in zip(outcomes, heights, strict=True)]
            )
            kind = "probability"
        else:
            density.set_data(numbers, np.exp(-loss(numbers, z)))
            bars.set_segments([])
            kind = "density"
        mark.set_segments([[(seen, 0), (seen, held)]])
        end.set_data([seen], [held])
        curve.set_data(scores, nll(np.full(scores.shape, seen), unit(scores)))
        reach = np.array([z - 0.4, z + 0.4])
        tangent.set_data(reach, value + slope * (reach - z))
        dot.set_data([z], [value])
        said = (
            f"{noise} noise, {called} {unit(np.float64(z)):.2f}. The outcome {seen} "
            f"was seen; its {kind} is {held:.3f}. So the loss is {value:.2f} nats"
        )
        if noise == "Laplace" and z == seen:
            return said + f". At this corner it has no slope; {slope:.2f} is drawn."
        return said + f", and its slope is {slope:+.2f} nats per unit of the score."

    return Explorer(
        figures(data, losses),
        update,
        alt=(
            "How probable the model makes each outcome: a bell or a tent over the "
            "numbers, or bars over 0, 1, 2 and so on, with a green stalk at what was "
            "seen.",
            "The loss of what was seen over the model's score, from -2 to 2, with a "
            "dot and its tangent at the chosen score. The loss is minus the logarithm "
            "of how probable the model makes what was seen.",
        ),
        name="noise",
        noise=Slider("Noise", list(NOISES), "Gaussian"),
        z=Slider("Score z", np.arange(-2, 2.25, 0.25), -1.5, "{:.2f}", handle=dot),
        seen=Slider("Seen", [0, 1], 0, handle=end),
    )


@mpl.rc_context(plots.STYLE)
def learned_scale() -> Explorer:
    """Choose how far the model is off, and how unsure it claims to be."""
    residuals, scales = np.linspace(-1.1, 1.1, 45), np.geomspace(0.12, 2, 61)
    first, second = panels(2.8, 2.8)
    first.set(xlim=(-1.15, 1.15), xlabel="residual, kg")
    second.set(xlim=(0, 2.05), xlabel="scale that the model claims, kg")
    for ax in (first, second):
        ax.set(ylim=(-1.8, 12.6), yticks=[0, 4, 8, 12], ylabel="loss, nats")
        ax.axhline(0, color=plots.QUIET, linewidth=1)
    look = {"color": plots.PREDICTION, "markersize": 9, "animated": True}
    (over_residual,) = first.plot([], [], color=plots.LOSS, animated=True)
    (tangent,) = first.plot([], [], color=plots.GRADIENT, animated=True)
    (dot,) = first.plot([], [], "o", **look)
    (over_scale,) = second.plot([], [], color=plots.LOSS, animated=True)
    cheapest = second.axvline(
        0, color=plots.QUIET, linestyle="--", linewidth=1.5, animated=True
    )
    (claim,) = second.plot([], [], "o", **look)

    def loss(residual, scale):
        shape = np.broadcast_shapes(np.shape(residual), np.shape(scale))
        mean = np.broadcast_to(residual, shape)
        return gaussian_nll(np.zeros(shape), mean, scale=np.broadcast_to(scale, shape))

    def update(residual: float, scale: float) -> str:
        value = float(loss(residual, scale))
        slope = float(gaussian_nll_grad(0.0, residual, scale=scale))
        along, across = loss(residuals, scale), loss(residual, scales)
        over_residual.set_data(residuals, np.where(along < 14, along, np.nan))
        over_scale.set_data(scales, np.where(across < 14, across, np.nan))
        # As long on the screen, whatever its slope: an ellipse in the axes' units.
        half = 0.25 / math.hypot(1, slope * 2.3 / 14.4)
        tangent.set_data(
            [residual - half, residual + half],
            [value - slope * half, value + slope * half],
        )
        dot.set_data([residual], [value])
        claim.set_data([scale], [value])
        cheapest.set_xdata([residual, residual])
        said = (
            f"With a residual of {residual:.1f} kg and a scale of {scale:.2f} kg the "
            f"loss is {value:.2f} nats, and its slope is {slope:.2f} nats per kg of "
            "residual. "
        )
        if residual == 0:
            return said + "The smaller the scale, the lower the loss, without end."
        if residual == scale:
            return said + "No other scale is as cheap."
        least = float(loss(residual, residual))
        return said + f"The cheapest scale is {residual:.1f} kg: {least:.2f} nats."

    return Explorer(
        figures(first, second),
        update,
        alt=(
            "The Gaussian loss over the residual at the chosen scale: a parabola, "
            "narrow and with negative values for a small scale, wide for a large one, "
            "with a dot and its tangent.",
            "The loss of the same bird over the scale: it falls steeply up to a "
            "dashed line at the residual and rises slowly from there, with a dot at "
            "the chosen scale.",
        ),
        name="learned_scale",
        residual=Slider(
            "The model is off by",
            [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0],
            0.5,
            "{:.1f} kg",
            handle=dot,
        ),
        scale=Slider(
            "It claims a scale of",
            [0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5, 2.0],
            0.25,
            "{:.2f} kg",
            handle=claim,
        ),
    )
