"""The explorers of chapter 03: maximum likelihood."""

import math

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from lossbook import plots
from lossbook.classification import (
    sigmoid_cross_entropy_grad,
    softmax_cross_entropy_grad,
)
from lossbook.explorer import Explorer, Slider
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
    scores = np.linspace(-2, 2, 81)
    numbers = np.linspace(-4.5, 5, 153)
    figure, (top, bottom) = plt.subplots(2, figsize=(plots.WIDTH, 5.2))
    top.set(xlim=(-4.7, 12.7), ylim=(0, 1), xticks=range(-4, 13, 2))
    top.set(xlabel="what can be seen, y", ylabel="probability (density)")
    bottom.set(xlim=(-2.1, 2.1), ylim=(-0.2, 7.8))
    bottom.set(xlabel="score z of the model", ylabel="loss, nats")
    (density,) = top.plot([], [], color=plots.PREDICTION, animated=True)
    bars = top.vlines([], 0, 0, color=plots.PREDICTION, linewidth=9, animated=True)
    mark = top.vlines([], 0, 0, color=plots.TRUTH, linewidth=3, animated=True)
    (top_dot,) = top.plot([], [], "o", color=plots.TRUTH, markersize=9, animated=True)
    (curve,) = bottom.plot([], [], color=plots.LOSS, animated=True)
    (tangent,) = bottom.plot([], [], color=plots.GRADIENT, animated=True)
    (dot,) = bottom.plot([], [], "o", color=plots.TRUTH, markersize=9, animated=True)

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
        top_dot.set_data([seen], [held])
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
        figure,
        update,
        alt="Above, how probable the model makes each outcome: a bell or a tent over "
        "the numbers, or bars over 0, 1, 2 and so on, with a green stalk at what was "
        "seen. Below, the loss of what was seen over the model's score, from -2 to 2, "
        "with a dot and its tangent at the chosen score. The loss is minus the "
        "logarithm of the stalk's height.",
        name="noise",
        noise=Slider("Noise", list(NOISES), "Gaussian"),
        z=Slider("Score z", np.arange(-2, 2.25, 0.25), -1.5, "{:.2f}"),
        seen=Slider("Seen", [0, 1], 0),
    )


@mpl.rc_context(plots.STYLE)
def learned_scale() -> Explorer:
    """Choose how far the model is off, and how unsure it claims to be."""
    residuals, scales = np.linspace(-1.1, 1.1, 111), np.geomspace(0.12, 2, 121)
    figure, (top, bottom) = plt.subplots(2, figsize=(plots.WIDTH, 5.2))
    top.set(xlim=(-1.15, 1.15), ylim=(-1.8, 12.6))
    top.set(xlabel="residual, kg", ylabel="loss, nats")
    bottom.set(xlim=(0, 2.05), ylim=(-1.8, 12.6))
    bottom.set(xlabel="scale that the model claims, kg", ylabel="loss, nats")
    for ax in (top, bottom):
        ax.axhline(0, color=plots.QUIET, linewidth=1)
    (over_residual,) = top.plot([], [], color=plots.LOSS, animated=True)
    (tangent,) = top.plot([], [], color=plots.GRADIENT, animated=True)
    (dot,) = top.plot([], [], "o", color=plots.PREDICTION, markersize=9, animated=True)
    (over_scale,) = bottom.plot([], [], color=plots.LOSS, animated=True)
    cheapest = bottom.axvline(
        0, color=plots.QUIET, linestyle="--", linewidth=1.5, animated=True
    )
    (claim,) = bottom.plot(
        [], [], "o", color=plots.PREDICTION, markersize=9, animated=True
    )

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
            f"The model is {residual:.1f} kg off and claims a scale of {scale:.2f} kg. "
            f"The loss is {value:.2f} nats, and its slope with respect to the "
            f"residual is {slope:.2f} nats per kg. "
        )
        if residual == 0:
            return said + "The smaller the scale, the lower the loss, without end."
        if residual == scale:
            return said + "No other claim is as cheap."
        least = float(loss(residual, residual))
        return said + (
            f"A claim of {residual:.1f} kg would be the cheapest: {least:.2f} nats."
        )

    return Explorer(
        figure,
        update,
        alt="Above, the Gaussian loss over the residual at the chosen scale: a "
        "parabola, narrow and reaching below 0 for a small scale, wide for a large "
        "one, with a dot and its tangent. Below, the loss of the same bird over the "
        "scale: steep to the left of a dashed line at the residual, slowly rising to "
        "its right, with a dot at the chosen scale.",
        name="learned_scale",
        residual=Slider(
            "The model is off by",
            [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0],
            0.5,
            "{:.1f} kg",
        ),
        scale=Slider(
            "It claims a scale of",
            [0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5, 2.0],
            0.25,
            "{:.2f} kg",
        ),
    )
