"""The explorers of chapter 05: cross-entropy against squared error."""

import itertools
from functools import cache

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from lossbook import plots
from lossbook.classification import sigmoid_cross_entropy, sigmoid_cross_entropy_grad
from lossbook.datasets import load_penguins
from lossbook.descent import gradient_descent, linear_cost, standardize
from lossbook.explorer import Explorer, Slider
from lossbook.gallery.parts import figures, panels
from lossbook.links import sigmoid
from lossbook.network import (
    layer_gradients,
    random_layers,
    squared_sigmoid,
    squared_sigmoid_grad,
)

LOSSES = {
    "cross-entropy": (sigmoid_cross_entropy, sigmoid_cross_entropy_grad),
    "squared error": (squared_sigmoid, squared_sigmoid_grad),
}
# Lines of equal loss, equally far apart: where they crowd, the ground is steep.
LEVELS = {
    "cross-entropy": np.arange(0.25, 9, 0.5),
    "squared error": np.arange(0.025, 0.5, 0.05),
}


START_WEIGHTS = (-1, 0, 0.6, 1.3, 2, 3)
START_BIASES = (-1, 0, 0.9, 1.5, 2, 3)


@cache
def _walks(loss: str) -> dict[tuple[float, float], np.ndarray]:
    """Take 300 steps of rate 0.15 from each start, with input 1 and target 0.

    One descent walks them all: a column of its weights is a neuron of its own.
    """
    starts = list(itertools.product(START_WEIGHTS, START_BIASES))
    truth = np.zeros((1, len(starts)))
    terms = linear_cost(*LOSSES[loss], [[1.0, 1.0]], truth)
    walked = gradient_descent(*terms, np.transpose(starts), rate=0.15, steps=300)
    return dict(zip(starts, np.moveaxis(walked.parameters, -1, 0), strict=True))


@mpl.rc_context(plots.STYLE)
def neuron_descent() -> Explorer:
    """Choose where a neuron starts; walk down the surfaces of both losses."""
    maps = panels(2.3, 2.3)
    artists, starts = {}, []
    for ax, name in zip(maps, LOSSES, strict=True):
        plots.plot_surface(LOSSES[name][0], LEVELS[name], ax=ax)
        ax.set(title=name, aspect="auto", yticks=[-4, -2, 0, 2, 4])
        (path,) = ax.plot([], [], color=plots.PREDICTION, animated=True)
        (dots,) = ax.plot(
            [], [], "o", color=plots.PREDICTION, markersize=4.5, animated=True
        )
        (now,) = ax.plot(
            [], [], "s", color=plots.PREDICTION, markersize=9, animated=True
        )
        (start,) = ax.plot(
            [], [], "o", color=plots.PREDICTION, markersize=9, mfc="none", animated=True
        )
        artists[name] = path, dots, now
        starts.append(start)

    def update(w: float, b: float, steps: int) -> str:
        said = []
        for start in starts:
            start.set_data([w], [b])
        for name, (path, dots, now) in artists.items():
            walked = _walks(name)[w, b][: steps + 1]
            shown = walked.round(2)
            path.set_data(*shown[[0, -1]].T)
            dots.set_data(*shown[::30].T)
            now.set_data(*shown[-1:].T)
            z = walked[-1].sum()
            unit = " nats" if name == "cross-entropy" else ""
            loss = LOSSES[name][0](0, z)
            said.append(f"{sigmoid(z):.3f} with {name} (loss {loss:.3g}{unit})")
        return (
            f"From w = {w:g}, b = {b:g} the neuron first says {sigmoid(w + b):.3f}. "
            f"After {steps} steps it says {said[0]} and {said[1]}."
        )

    return Explorer(
        figures(*maps),
        update,
        alt=(
            "A map over weight and bias, -4.5 to 4.5, with lines of equal "
            "cross-entropy, all falling diagonals: beyond the middle they lie at equal "
            "distances up to the corner where both are large. A square moves from a "
            "ring at the chosen start towards small weight and bias, with a dot every "
            "30 steps.",
            "The same map for the squared error: the lines crowd in the middle, and "
            "where weight and bias are large there is only one line, near the edge, "
            "and the ground is grey: the plateau. A square moves from the same start.",
        ),
        name="neuron",
        w=Slider("Start weight", START_WEIGHTS, 2, "{:g}", handle=starts),
        b=Slider("Start bias", START_BIASES, 2, "{:g}", handle=starts, along="y"),
        steps=Slider("Steps", [0, 30, 60, 120, 150, 200, 300], 60, time=True),
    )


@mpl.rc_context(plots.STYLE)
def saturated_neuron() -> Explorer:
    """Move the logit; see both losses, their tangents and their slopes."""
    grid = np.linspace(-8, 8, 161)
    *losses, sizes = panels(1.8, 1.8, 1.7)
    for ax, top, label in zip(
        (*losses, sizes),
        (8.6, 0.54, 1.08),
        ("cross-entropy", "squared error", "slope size"),
        strict=True,
    ):
        ax.set(xlim=(-8.2, 8.2), ylim=(-0.04 * top, top), ylabel=label)
        ax.set(xlabel="logit z", xticks=[-8, -4, 0, 4, 8])
    artists = []
    styles = zip(LOSSES.values(), losses, ("-", "--"), strict=True)
    for (loss, grad), ax, dash in styles:
        (curve,) = ax.plot([], [], dash, color=plots.LOSS, animated=True)
        (tangent,) = ax.plot([], [], color=plots.GRADIENT, animated=True)
        (dot,) = ax.plot(
            [], [], "o", color=plots.PREDICTION, markersize=8, animated=True
        )
        (slopes,) = sizes.plot([], [], dash, color=plots.GRADIENT, animated=True)
        (push,) = sizes.plot(
            [], [], "o", color=plots.PREDICTION, markersize=6, animated=True
        )
        artists.append((loss, grad, curve, tangent, dot, slopes, push))
    (bend,) = losses[1].plot([], [], ":", color=plots.QUIET, animated=True)

    def update(z: float, target: int) -> str:
        said = []
        for loss, grad, curve, tangent, dot, slopes, push in artists:
            truth = np.full(grid.shape, target)
            curve.set_data(grid, loss(truth, grid))
            slopes.set_data(grid, np.abs(grad(truth, grid)))
            here, slope = loss(target, z), grad(target, z)
            near = np.array([z - 1.5, z + 1.5])
            tangent.set_data(near, here + slope * (near - z))
            dot.set_data([z], [here])
            push.set_data([z], [abs(slope)])
            said.append((here, slope))
        edge = np.log(2) * (1 if target == 0 else -1)
        bend.set_data([edge, edge], [0, 0.54])
        # Wrong by more than 2/3: beyond the line, on the side away from the target.
        bends = "down" if abs(sigmoid(z) - target) > 2 / 3 else "up"
        return (
            f"Logit {z:g}, target {target}: the neuron says {sigmoid(z):.4g}. "
            f"Cross-entropy: {said[0][0]:.3g} nats, slope {said[0][1]:.3g}. "
            f"Squared error: {said[1][0]:.3g}, slope {said[1][1]:.3g}, and the curve "
            f"bends {bends}."
        )

    return Explorer(
        figures(*losses, sizes),
        update,
        alt=(
            "Cross-entropy over the logit from -8 to 8, a solid curve. It rises from 0 "
            "to a straight line as the neuron gets more wrong. A dot and a tangent "
            "mark the chosen logit.",
            "Half the squared error over the logit, a dashed curve. It rises from 0 "
            "and levels off at one half; a dotted line marks where it stops bending "
            "up. A dot and a tangent mark the chosen logit.",
            "The size of both slopes over the logit: that of cross-entropy, solid, "
            "rises to 1, that of squared error, dashed, is a low hump which falls to 0 "
            "at both ends.",
        ),
        name="saturated",
        z=Slider(
            "Logit",
            np.arange(-8, 8.5, 0.5),
            4,
            "{:g}",
            handle=[dot for *_, dot, _, _ in artists],
        ),
        target=Slider("Target", [0, 1], 0),
    )


HIDDEN = {"sigmoids": "sigmoid", "rectifiers": "relu"}
DRAWS = 10


@cache
def _norms(hidden: str, gain: float, loss: str) -> np.ndarray:
    """Return the gradient's norm in each of 10 layers, one row a draw of weights."""
    penguins = load_penguins()
    two = penguins.labels < 2
    birds = standardize(penguins.features[two])
    y = penguins.labels[two][:, None]
    norms = np.empty((DRAWS, 10))
    for seed in range(DRAWS):
        layers = random_layers([4] + 9 * [20] + [1], gain=gain, seed=seed)
        gradients = layer_gradients(
            layers, birds, y, LOSSES[loss][1], activation=HIDDEN[hidden]
        )
        norms[seed] = [np.linalg.norm(gradient) for gradient in gradients]
    return norms


@mpl.rc_context(plots.STYLE)
def gradient_by_layer() -> Explorer:
    """Choose the hidden units, the size of the weights and the loss of a deep net."""
    figure, ax = plt.subplots(figsize=(plots.WIDTH, 3.2))
    layer = np.arange(1, 11)
    ax.set(xlim=(0.5, 10.5), ylim=(1e-10, 1e3), yscale="log", xticks=[1, 4, 7, 10])
    ax.set_yticks([1e-9, 1e-6, 1e-3, 1, 1e3])
    ax.minorticks_off()
    ax.set(xlabel="layer, 1 is at the input", ylabel="gradient norm")
    (line,) = ax.plot([], [], "o-", color=plots.GRADIENT, animated=True)
    ranges = ax.vlines(layer, 1, 1, color=plots.GRADIENT, linewidth=6, alpha=0.3)
    ranges.set_animated(True)
    (first,) = ax.plot([], [], "o", ms=9, color=plots.GRADIENT, animated=True)

    def update(hidden: str, gain: float, loss: str) -> str:
        norms = _norms(hidden, gain, loss)
        middle = np.median(norms, axis=0)
        line.set_data(layer, middle)
        first.set_data(layer[:1], middle[:1])
        ends = zip(layer, norms.min(axis=0), norms.max(axis=0), strict=True)
        ranges.set_segments([[(x, low), (x, high)] for x, low, high in ends])
        unit = " nats" if loss == "cross-entropy" else ""
        return (
            f"Hidden {hidden}, weights of gain {gain:g}, {loss}. The length of the "
            f"gradient is {middle[0]:.2g}{unit} in the first layer and "
            f"{middle[8]:.2g}{unit} in the ninth, {middle[8] / middle[0]:.2g} times as "
            f"long."
        )

    return Explorer(
        figure,
        update,
        alt="The norm of the gradient over the ten layers of a network, on a "
        "logarithmic axis from 1e-10 to 1000: the median over ten draws of the "
        "weights, joined by a line, and a bar from the smallest to the largest. With "
        "hidden sigmoids the line climbs from layer 1 to layer 10, with rectifiers "
        "it is nearly level.",
        name="layers",
        hidden=Slider("Hidden units", list(HIDDEN), "sigmoids"),
        gain=Slider(
            "Gain of the weights",
            [0.5, 0.7, 1, 1.4, 2],
            1,
            "{:g}",
            handle=first,
            along="y",
        ),
        loss=Slider("Loss", list(LOSSES), "cross-entropy"),
    )
