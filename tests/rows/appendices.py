"""The appendices: loss curves, floating point, and the page for instructors."""

import math

from lossbook import curves, gallery
from lossbook.diagnosis import diagnose
from lossbook.gallery.loss_curve import CAUSES, LETTERS
from lossbook.plots.floating_point import FUNCTIONS, LIBRARIES
from rows import Row

MEASURED = [
    {"function": name, "dtype": "float64", **dict.fromkeys(LIBRARIES, "1.5")}
    for name in FUNCTIONS
]

# Numbers in the words for a cause: of what such a run does, and of the check.
DOES = {"a softmax too many": [0]}
CHECKS = {"a softmax too many": [1, 9], "dead units": [0], "label smoothing": [0]}
SIZES = {
    "shuffled": 2,
    "too_sure": 2,
    "overfitting": 2,
    "overconfident_start": 4,
    "healthy": 3,
    "mean_of_an_epoch": 3,
}


def ends(cause, seed):
    """Training loss, validation loss and accuracy at the end, from the outputs."""
    run = curves.run(CAUSES[cause].curve, seed=seed)
    said = [run.losses[-1]]
    if run.new_outputs is not None:
        z, y = run.new_outputs, run.new_labels
        if z.ndim == 1:
            losses = [
                max(a, 0) - a * b + math.log1p(math.exp(-abs(a)))
                for a, b in zip(z, y, strict=True)
            ]
            right = [(a > 0) == b for a, b in zip(z, y, strict=True)]
        else:
            losses = [
                math.log(sum(math.exp(a - max(row)) for a in row)) + max(row) - row[b]
                for row, b in zip(z, y, strict=True)
            ]
            right = [row.argmax() == b for row, b in zip(z, y, strict=True)]
        return [*said, math.fsum(losses) / len(y), 100 * sum(right) / len(y)]
    right = [
        (row > 0) == b if row.ndim == 0 else row.argmax() == b
        for row, b in zip(run.outputs, run.labels, strict=True)
    ]
    return [*said, 100 * sum(right) / len(right)]


def cause_of_a_curve(curve, cause):
    truth = list(CAUSES)[LETTERS[curve]]
    words = DOES.get(cause, [])
    if cause == truth:
        words = words + CHECKS.get(cause, [])
    return [*words, *ends(truth, 0)]


def at(values, part):
    """The value at a part of a curve, between its two neighbours."""
    place = part / 100 * (len(values) - 1)
    left = min(int(place), len(values) - 2)
    return values[left] + (place - left) * (values[left + 1] - values[left])


def curve_of_a_cause(cause, part):
    run = curves.run(CAUSES[cause].curve, seed=2)
    said = [*DOES.get(cause, []), math.log(SIZES.get(CAUSES[cause].curve, 10)), part]
    if part == 100:
        return [*said, *ends(cause, 2)]
    said.append(at(run.losses, part))
    if run.validation is not None:
        said.append(at(run.validation, part))
    return [*said, 100 * at(run.accuracy, part)]


EXPLORERS = {
    gallery.which_of_these: Row(
        cause_of_a_curve, [("curve", 1, "B"), ("cause", 3, "a softmax too many")]
    ),
    gallery.curve_of_a_cause: Row(
        curve_of_a_cause, [("cause", 1, "label smoothing"), ("part", 1, 100)]
    ),
}

PLOTS = {
    "plot_diagnosis": ((diagnose([3.0, 2.0, 1.0], classes=10),), "step", "loss"),
    "plot_dependencies": ((), "", ""),
    "plot_accuracy": ((MEASURED,), "largest error, ulp", ""),
}
