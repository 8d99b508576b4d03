"""The explorers of the appendix on loss curves."""

from dataclasses import dataclass
from functools import cache

import matplotlib as mpl
import numpy as np

from lossbook import plots
from lossbook.curves import Curve, run
from lossbook.explorer import Explorer, Slider
from lossbook.gallery.parts import figures, panels


@dataclass(frozen=True)
class Cause:
    """A cause by the reader's words: its curve, what it does, and how it is found out.

    `does` ends "A run of this kind", said of a curve that has another cause.
    """

    curve: str
    does: str
    check: str


CAUSES = {
    "all is well": Cause(
        "healthy",
        "falls on both sets of examples, and ends far below its start",
        "nothing has to be done",
    ),
    "shuffled labels": Cause(
        "shuffled",
        "stays at the price of equal probabilities",
        "print inputs beside their labels",
    ),
    "dead units": Cause(
        "dead",
        "explodes in its first steps, and is then flat to the last digit",
        "the standard deviation of the logits over the examples is 0",
    ),
    "a softmax too many": Cause(
        "softmax_twice",
        "has nearly all right and still stops far above 0, where no example can cost "
        "less",
        "the smallest loss of an example is the logarithm of 1 + 9/e",
    ),
    "label smoothing": Cause(
        "smoothed",
        "has all right and stops at the entropy of its smoothed target",
        "without the smoothing the loss is near 0",
    ),
    "a start that is too sure": Cause(
        "overconfident_start",
        "starts far above the price of equal probabilities, and falls to it and no "
        "farther",
        "compare the first and the last loss with the logarithm of the number of "
        "classes",
    ),
    "clipped, and sure of everything": Cause(
        "capped",
        "is flat at the cap times the share of wrong answers",
        "divide the loss by the share of wrong answers",
    ),
    "logits that grow": Cause(
        "too_sure",
        "costs more and more on new examples, while at least as many of them are right",
        "fit a temperature",
    ),
    "overfitting": Cause(
        "overfitting",
        "costs more and more on new examples, while fewer of them are right",
        "compare the best validation accuracy with the last",
    ),
    "two ways to compute": Cause(
        "mean_of_an_epoch",
        "has the validation loss below the training loss all the time",
        "compute both losses after the epoch, in the same way",
    ),
}
# Which curve has which letter.
LETTERS = dict(zip("ABCDEFGHIJ", (7, 3, 0, 5, 9, 1, 4, 8, 6, 2), strict=True))
POINTS = 61
LOWEST, HIGHEST = 0.03, 30


@cache
def _drawn(cause: str, seed: int) -> Curve:
    return run(CAUSES[cause].curve, seed=seed)


def _spread(values) -> np.ndarray:
    """Return a curve at equal parts of its length."""
    place = np.linspace(0, len(values) - 1, POINTS)
    return np.interp(place, np.arange(len(values)), values)


def _axes():
    first, second = panels(2.4, 2.4)
    first.set(yscale="log", ylim=(LOWEST, HIGHEST), ylabel="loss, nats")
    first.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
    second.set(ylim=(-0.03, 1.06), ylabel="accuracy")
    for ax in (first, second):
        ax.set(xlim=(0, 100), xlabel="part of the run, %")
    return first, second


def _lines(first, second, colours, width=2):
    """Return lines for the training loss, the validation loss and the accuracy."""
    made = []
    for ax, dash, colour in zip(
        (first, first, second), ("-", "--", "-"), colours, strict=True
    ):
        made += ax.plot([], [], dash, color=colour, linewidth=width, animated=True)
    return made


def _set(lines, curve: Curve, until: float = 100) -> None:
    part = np.linspace(0, 100, POINTS)
    seen = part <= until
    for line, values in zip(
        lines, (curve.losses, curve.validation, curve.accuracy), strict=True
    ):
        if values is None:
            line.set_data([], [])
        else:
            line.set_data(part[seen], np.minimum(_spread(values), 100 * HIGHEST)[seen])


def _is(curve: Curve, until: float = 100) -> str:
    """Return where a curve is at a part of its run, in words."""
    at = round(until / 100 * (POINTS - 1))
    said = f"{_spread(curve.losses)[at]:.3g} nats"
    if curve.validation is not None:
        said += f", {_spread(curve.validation)[at]:.3g} on new examples"
    return f"{said}, {100 * _spread(curve.accuracy)[at]:.0f} % right"


@mpl.rc_context(plots.STYLE)
def which_of_these() -> Explorer:
    """Pick a curve and what you take for its cause; get the reason."""
    causes = list(CAUSES)
    first, second = _axes()
    guessed = _lines(first, second, 3 * [plots.QUIET], width=1.5)
    shown = _lines(first, second, [plots.LOSS, plots.PREDICTION, plots.PREDICTION])

    def update(curve: str, cause: str) -> str:
        truth = causes[LETTERS[curve]]
        given = _drawn(truth, 0)
        _set(shown, given)
        _set(guessed, _drawn(cause, 1))
        if cause == truth:
            return (
                f"Yes. A run with the cause “{cause}” {CAUSES[cause].does}. To be "
                f"sure: {CAUSES[cause].check}. Curve {curve} ends with {_is(given)}."
            )
        return (
            f"Curve {curve} has another cause. A run with the cause “{cause}” "
            f"{CAUSES[cause].does}: the grey curve. Curve {curve} ends with "
            f"{_is(given)}."
        )

    return Explorer(
        figures(first, second),
        update,
        alt=(
            "The loss of a run on a logarithmic scale: a solid line for the training "
            "loss, and in some runs a dashed one for the validation loss. In grey, "
            "another run that has the cause that was picked.",
            "The accuracy of the same runs, from 0 to 1.",
        ),
        name="cause_of_a_curve",
        curve=Slider("Curve", list(LETTERS), "A", "{}"),
        cause=Slider("Its cause", causes, "all is well", "{}"),
    )


@mpl.rc_context(plots.STYLE)
def curve_of_a_cause() -> Explorer:
    """Pick a cause, and see how its curve comes about."""
    first, second = _axes()
    chance = first.axhline(1, color=plots.QUIET, linewidth=1, animated=True)
    shown = _lines(first, second, [plots.LOSS, plots.PREDICTION, plots.PREDICTION])

    def update(cause: str, part: float) -> str:
        curve = _drawn(cause, 2)
        _set(shown, curve, part)
        price = np.log(curve.classes)
        chance.set_ydata([price, price])
        return (
            f"A run with the cause “{cause}” {CAUSES[cause].does}. Equal "
            f"probabilities cost {price:.3f} nats, the thin line. After {part} % of "
            f"the run: {_is(curve, part)}."
        )

    return Explorer(
        figures(first, second),
        update,
        alt=(
            "The loss of a run that has the chosen cause, on a logarithmic scale, "
            "with a thin line at the price of equal probabilities.",
            "The accuracy of the same run, from 0 to 1.",
        ),
        name="curve_of_a_cause",
        cause=Slider("Cause", list(CAUSES), "a softmax too many", "{}"),
        part=Slider("Part of the run", range(10, 101, 10), 90, "{:d} %", time=True),
    )
