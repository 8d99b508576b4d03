"""The explorers of chapter 04: entropy, cross-entropy and KL."""

import matplotlib as mpl
import numpy as np

from lossbook import plots
from lossbook.explorer import Explorer, Slider
from lossbook.gallery.parts import figures, panels
from lossbook.information import entropy, kl_divergence, surprisal
from lossbook.links import softmax

# Two bumps: where they are, and how wide each is.
BUMPS, WIDTH = (-2.0, 2.0), 0.6
CELLS = np.linspace(-16, 16, 641)
SCALES = (0.5, 0.6, 0.7, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.1, 2.3, 2.5)


def bell(mean, scale) -> np.ndarray:
    """Return a Gaussian as probabilities of the cells: a softmax of its logarithm."""
    mean, scale = np.asarray(mean)[..., None], np.asarray(scale)[..., None]
    return softmax(-(((CELLS - mean) / scale) ** 2) / 2)


@mpl.rc_context(plots.STYLE)
def entropy_of_a_coin() -> Explorer:
    """Bend a coin: see the surprisal of both sides, and entropy as an area."""
    top, bottom = panels(2.8, 2.8)
    chances = np.linspace(0, 1, 201)
    sides = np.stack([chances, 1 - chances], axis=-1)
    top.plot(100 * chances, entropy(sides, base=2), color=plots.LOSS)
    top.set(xlim=(-2, 102), ylim=(-0.04, 1.1), xticks=[0, 25, 50, 75, 100])
    top.set(xlabel="chance of heads, %", ylabel="entropy, bits")
    (dot,) = top.plot([], [], "o", color=plots.TRUTH, markersize=9, animated=True)

    bottom.set(xlim=(-0.02, 1.02), ylim=(0, 7.4), xticks=[0, 0.5, 1])
    bottom.set(xlabel="share of all tosses", ylabel="surprisal, bits")
    boxes = [
        bottom.fill(
            [0, 0, 0],
            [0, 0, 0],
            facecolor=mpl.colors.to_rgba(plots.LOSS, alpha),
            edgecolor=plots.LOSS,
            animated=True,
        )[0]
        for alpha in (0.45, 0.15)
    ]
    names = [
        bottom.text(0, 0, "", ha=side, va="bottom", animated=True)
        for side in ("left", "right")
    ]

    def update(percent: int) -> str:
        coin = np.array([percent, 100 - percent]) / 100
        mean = entropy(coin, base=2)
        dot.set_data([percent], [mean])
        bits = np.where(coin > 0, surprisal(coin, base=2), 0)
        edges = (0, coin[0], 1)
        for box, left, right, height in zip(
            boxes, edges[:2], edges[1:], bits, strict=True
        ):
            box.set_xy([(left, 0), (left, height), (right, height), (right, 0)])
        for text, x, height, name in zip(
            names, (0, 1), bits, ("heads", "tails"), strict=True
        ):
            text.set(position=(x, height + 0.1), text=name if height else "")
        if 0 in coin:
            always = "tails" if percent == 0 else "heads"
            return (
                f"With heads in {percent} % of tosses, {always} is certain: no "
                "surprise, 0 bits a toss."
            )
        return (
            f"With heads in {percent} % of tosses, heads tells {bits[0]:.2f} bits and "
            f"tails {bits[1]:.2f}. The mean is {mean:.3f} bits a toss."
        )

    return Explorer(
        figures(top, bottom),
        update,
        alt=(
            "The entropy of a coin against the chance of heads: an arch from 0 bits at "
            "0 % through 1 bit at 50 % back to 0 at 100 %, with a dot at the chosen "
            "chance.",
            "A box for heads and one for tails. The width of a box is its chance, its "
            "height is its surprisal. The two areas together are the entropy.",
        ),
        name="entropy_coin",
        percent=Slider("Chance of heads", range(101), 90, "{} %", handle=dot),
    )


@mpl.rc_context(plots.STYLE)
def one_bell_for_two_bumps() -> Explorer:
    """Fit one Gaussian to two bumps, and watch both divergences."""
    truth = (bell(BUMPS[0], WIDTH) + bell(BUMPS[1], WIDTH)) / 2
    step = CELLS[1] - CELLS[0]

    *maps, bells = panels(2.05, 2.05, 1.75)
    near = np.abs(CELLS) <= 5
    bells.plot(
        CELLS[near], truth[near] / step, "--", color=plots.TRUTH, label="truth p"
    )
    bells.set(xlim=(-5, 5), ylim=(0, 0.85), yticks=[0, 0.4, 0.8])
    bells.set(xlabel="x", ylabel="density")
    (curve,) = bells.plot(
        [], [], color=plots.PREDICTION, label="belief q", animated=True
    )
    bells.legend(loc="upper right")

    means, scales = np.linspace(-5, 5, 61), np.linspace(0.4, 2.6, 34)
    beliefs = bell(*np.meshgrid(means, scales))
    same = np.broadcast_to(truth, beliefs.shape)
    titles = ("forward: KL(p‖q), nats", "reverse: KL(q‖p), nats")
    dots = []
    for ax, title, pair in zip(
        maps, titles, ((same, beliefs), (beliefs, same)), strict=True
    ):
        heights = kl_divergence(*pair)
        lines = ax.contour(
            means,
            scales,
            heights,
            levels=[0.7, 1, 2, 4, 8, 16, 32],
            colors=plots.LOSS,
            linewidths=[2.4, 1.8, 1.5, 1.2, 1, 0.8, 0.6],
        )
        for text in ax.clabel(lines, levels=[1, 4, 16], fontsize=12, colors="black"):
            text.set_visible(text.get_position()[1] > 0.6)  # not on the lower edge
        ax.set(title=title, ylabel="scale", ylim=(0.4, 2.6), yticks=[1, 2])
        ax.set(xlim=(-5, 5), xlabel="mean of q")
        (dot,) = ax.plot(
            [], [], "o", color=plots.PREDICTION, markersize=9, animated=True
        )
        dots.append(dot)
    shape = np.linspace(-3.5, 3.5, 29)

    def update(mean: float, scale: float) -> str:
        belief = bell(mean, scale)
        forward, reverse = kl_divergence(truth, belief), kl_divergence(belief, truth)
        peak = 1 / (scale * np.sqrt(2 * np.pi))
        curve.set_data(mean + scale * shape, peak * np.exp(-(shape**2) / 2))
        for dot in dots:
            dot.set_data([mean], [scale])
        return (
            f"With mean {mean:g} and scale {scale:.1f}, the forward KL(p‖q) is "
            f"{forward:.2f} nats and the reverse KL(q‖p) is {reverse:.2f} nats."
        )

    return Explorer(
        figures(*maps, bells),
        update,
        alt=(
            "A map of mean and scale with lines of equal forward divergence and a dot "
            "at the chosen bell. It has one minimum, at mean 0 and scale 2.1.",
            "The same map with lines of equal reverse divergence. It has two deep "
            "minima, at the bumps.",
            "A density with two equal bumps at -2 and 2, dashed, and one bell curve "
            "with the chosen mean and scale.",
        ),
        name="kl_bumps",
        mean=Slider("Mean of q", np.arange(-6, 7) / 2, -1, "{:g}", handle=dots),
        scale=Slider("Scale of q", SCALES, 1.0, "{:.1f}", handle=dots, along="y"),
    )
