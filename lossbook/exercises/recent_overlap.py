"""The exercise of chapter 10 on masks: the soft Dice loss."""

import numpy as np

from lossbook.classification import binary_cross_entropy
from lossbook.exercises.judge import Exercise, Mistake
from lossbook.exercises.recent_parts import OVERLAP
from lossbook.links import sigmoid
from lossbook.overlap import tversky

__all__ = ["DICE"]

# The number of masks differs from that of the pixels, and no probability is ½.
_MASKS = [[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0]]
_SAID = [[0.9, 0.4, 0.2, 0.1], [0.6, 0.7, 0.05, 0.3], [0.8, 0.95, 0.3, 0.45]]
_WIDE = ([[0.0, 1.0, 1.0, 0.0, 0.0]] * 2, [[0.3, 0.6, 0.2, 0.1, 0.55], [0.1] * 5])
# Nothing to find twice: next to nothing is said, and something. And even less is said.
_EMPTY = (
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
    [[1e-9, 2e-9, 0.0], [0.3, 0.2, 0.1], [0.2, 0.7, 0.1]],
)
_LESS = ([[0.0, 0.0, 0.0]], [[1e-30, 2e-30, 0.0]])

_SMOOTH = (1.0, 0.5, 0.1, 0.01, 1e-3, 1e-4)
_EPS = (
    *(10.0**-k for k in range(5, 31)),
    float(np.finfo(np.float32).eps),
    float(np.finfo(np.float64).eps),
)


def _shared(t, q):
    return (t * q).sum(axis=1)


def _sizes(t, q):
    return t.sum(axis=1) + q.sum(axis=1)


def _coefficient(t, q):
    return 2 * _shared(t, q) / _sizes(t, q)


def _union(t, q):
    return _sizes(t, q) - _shared(t, q)


DICE = Exercise(
    name="dice",
    statement=(
        "Write `dice(y_true, probs)`. Both arrays have the shape (N, K): N masks of K "
        "pixels each, 1 inside and 0 outside, and the probabilities of inside. Return "
        "N numbers: 1 minus the soft Dice coefficient of each mask, with the sums of "
        "the masks themselves in the denominator. Nothing is added, neither to the "
        "numerator nor to the denominator. In each row some probability is above 0, "
        "also where the true mask is empty, so you need not say what 0 / 0 is."
    ),
    arguments=("y_true", "probs"),
    solution=tversky,
    ordinary=((_MASKS, _SAID), _WIDE),
    extreme=(_EMPTY, _LESS),
    mistakes=(
        Mistake(
            name="The factor 2 is missing.",
            why="The denominator counts what both share twice, once in each mask. "
            "Without the 2 a perfect mask costs one half.",
            see=OVERLAP,
            answers=(lambda t, q: 1 - _coefficient(t, q) / 2,),
        ),
        Mistake(
            name="This is the Jaccard loss, 1 - IoU.",
            why="It divides by the union. Dice divides twice the overlap by the sum of "
            "the two sizes.",
            see=OVERLAP,
            answers=(lambda t, q: 1 - _shared(t, q) / _union(t, q),),
        ),
        Mistake(
            name="The denominator is the union, but the 2 is kept.",
            why="Twice the overlap belongs to the sum of the two sizes. Over the union "
            "the coefficient of a perfect mask would be 2.",
            see=OVERLAP,
            answers=(lambda t, q: 1 - 2 * _shared(t, q) / _union(t, q),),
        ),
        Mistake(
            name="The denominator has squares.",
            why="That is another Dice loss, which has another best answer. The "
            "exercise asks for the sums of the masks themselves.",
            see=OVERLAP,
            answers=(
                lambda t, q: 1 - 2 * _shared(t, q) / _sizes(t * t, q * q),
                lambda t, q: 1 - _shared(t, q) / _sizes(t * t, q * q),
            ),
        ),
        Mistake(
            name="Only one of the two masks is in the denominator.",
            why="Overlap over the true mask is the recall, over what was said the "
            "precision. Each of them is perfect for a trivial mask. Dice divides by "
            "both sizes.",
            see=OVERLAP,
            answers=tuple(
                lambda t, q, factor=factor, of=of: (
                    1 - factor * _shared(t, q) / of(t, q).sum(axis=1)
                )
                for factor in (1, 2)
                for of in (lambda t, q: t, lambda t, q: q)
            ),
        ),
        Mistake(
            name="This divides by the number of pixels.",
            why="The overlap counts against the sizes of the two masks. Against all "
            "pixels a small region would hardly count.",
            see=OVERLAP,
            answers=(
                lambda t, q: 1 - 2 * (t * q).mean(axis=1),
                lambda t, q: 1 - (t * q).mean(axis=1),
                lambda t, q: 1 - 2 * (t * q).mean(axis=1) / _sizes(t, q),
            ),
        ),
        Mistake(
            name="This takes the ratio for each pixel.",
            why="A pixel alone has no overlap with a region: add up the pixels of a "
            "mask first, in numerator and denominator, then divide.",
            see=OVERLAP,
            answers=(
                lambda t, q: (1 - 2 * t * q / (t + q)).mean(axis=1),
                lambda t, q: (1 - 2 * t * q / (t + q)).sum(axis=1),
                lambda t, q: 1 - 2 * t * q / (t + q),
            ),
        ),
        Mistake(
            name="All masks are pooled into one.",
            why="Then large masks decide, and the loss of one image depends on the "
            "others in its batch. Sum over the pixels of each mask: axis=1.",
            see=OVERLAP,
            answers=(
                lambda t, q: 1 - 2 * (t * q).sum() / (t.sum() + q.sum()),
                lambda t, q: 1 - 2 * _shared(t, q) / (t.sum() + q.sum()),
                lambda t, q: 1 - 2 * (t * q).sum() / _sizes(t, q),
            ),
        ),
        Mistake(
            name="The sum runs over the masks, not over the pixels.",
            why="Each row is a mask: sum along axis=1.",
            see=OVERLAP,
            answers=(lambda t, q: 1 - _coefficient(t.T, q.T),),
        ),
        Mistake(
            name="This is the coefficient, not the loss.",
            why="The coefficient is 1 for a perfect mask. A loss is small when the "
            "model is right: subtract it from 1.",
            see=OVERLAP,
            answers=(
                _coefficient,
                lambda t, q: _coefficient(t, q).mean(),
                lambda t, q: _coefficient(t, q) / 2,
            ),
        ),
        Mistake(
            name="This is minus the coefficient.",
            why="It has the same slopes, but a perfect mask should cost 0: write 1 "
            "minus the coefficient.",
            see=OVERLAP,
            answers=(
                lambda t, q: -_coefficient(t, q),
                lambda t, q: _coefficient(t, q) - 1,
            ),
        ),
        Mistake(
            name="This takes the logarithm of the coefficient.",
            why="That is another loss, without an upper bound. The exercise asks for 1 "
            "minus the coefficient.",
            see=OVERLAP,
            answers=(lambda t, q: -np.log(_coefficient(t, q)),),
        ),
        Mistake(
            name="The probabilities are rounded to a mask first.",
            why="A count of pixels has no slope, so nothing could be trained with it. "
            "Soft Dice takes the probabilities themselves.",
            see=OVERLAP,
            answers=(
                lambda t, q: 1 - _coefficient(t, (q > 0.5) * 1.0),
                lambda t, q: 1 - 2 * (t * (q > 0.5)).sum(axis=1) / _sizes(t, q),
            ),
        ),
        Mistake(
            name="This applies a sigmoid to probabilities.",
            why="`probs` has been through a sigmoid already. A second one says at "
            "least ½ everywhere.",
            see=OVERLAP,
            answers=(lambda t, q: 1 - _coefficient(t, sigmoid(q)),),
        ),
        Mistake(
            name="Inside and outside are swapped, or averaged.",
            why="The background is large and easy to find. The exercise asks for the "
            "overlap of the region, where `y_true` is 1.",
            see=OVERLAP,
            answers=(
                lambda t, q: 1 - _coefficient(1 - t, 1 - q),
                lambda t, q: 1 - (_coefficient(t, q) + _coefficient(1 - t, 1 - q)) / 2,
                lambda t, q: 1 - _coefficient(t, 1 - q),
            ),
        ),
        Mistake(
            name="This is a loss for each pixel, not an overlap.",
            why="Cross-entropy and the squared error judge each pixel by itself. Dice "
            "is one ratio for the whole mask.",
            see=OVERLAP,
            answers=(
                lambda t, q: binary_cross_entropy(t, q).mean(axis=1),
                lambda t, q: binary_cross_entropy(t, q).sum(axis=1),
                lambda t, q: ((t - q) ** 2).mean(axis=1),
                lambda t, q: ((t - q) ** 2).sum(axis=1),
                lambda t, q: np.abs(t - q).mean(axis=1),
                lambda t, q: np.abs(t - q).sum(axis=1),
            ),
        ),
        Mistake(
            name="Something is added to numerator and denominator.",
            why="Then the loss depends on how large a mask is, and not only on the "
            "share that is wrong. The exercise asks for the ratio itself.",
            see=OVERLAP,
            answers=(
                *(
                    lambda t, q, s=s: 1 - (2 * _shared(t, q) + s) / (_sizes(t, q) + s)
                    for s in _SMOOTH
                ),
                *(
                    lambda t, q, s=s: 1 - 2 * (_shared(t, q) + s) / (_sizes(t, q) + s)
                    for s in _SMOOTH
                ),
                *(
                    lambda t, q, s=s: (
                        1 - (2 * _shared(t, q) + s) / (_sizes(t, q) + 2 * s)
                    )
                    for s in _SMOOTH
                ),
            ),
        ),
        Mistake(
            name="Something is added to the denominator alone.",
            why="Then a perfect mask costs more than 0, and the smaller it is, the "
            "more: with 1 added, a perfect mask of one pixel costs 1/3. The exercise "
            "asks for the ratio itself.",
            see=OVERLAP,
            answers=tuple(
                lambda t, q, s=s: 1 - 2 * _shared(t, q) / (_sizes(t, q) + s)
                for s in _SMOOTH
            ),
        ),
        Mistake(
            name="This takes the mean over the masks.",
            why="The mean is the cost. The exercise asks for one loss for each mask.",
            see=OVERLAP,
            answers=(lambda t, q: 1 - _coefficient(t, q).mean(),),
        ),
        Mistake(
            name="This adds up the masks.",
            why="The exercise asks for one loss for each mask. Their sum grows with "
            "the number of masks.",
            see=OVERLAP,
            answers=(
                lambda t, q: (1 - _coefficient(t, q)).sum(),
                lambda t, q: 1 - _coefficient(t, q).sum(),
            ),
        ),
        Mistake(
            name="This divides by the number of masks.",
            why="The sum of these numbers is the mean, the cost. The loss of a mask "
            "does not depend on how many others there are.",
            see=OVERLAP,
            answers=(lambda t, q: (1 - _coefficient(t, q)) / len(t),),
        ),
        Mistake(
            name="A small number in the numerator decides about an empty mask.",
            why="Where the true mask is empty, the overlap is 0, and any probability "
            "above 0 is wrong: the ratio says 1. An eps in the numerator counts as "
            "overlap where there is none, so a mask that says less than the eps costs "
            "almost nothing, or less than 0. Leave it out.",
            see=OVERLAP,
            answers=(
                *(
                    lambda t, q, s=s: 1 - (2 * _shared(t, q) + s) / (_sizes(t, q) + s)
                    for s in _EPS
                ),
                *(
                    lambda t, q, s=s: 1 - 2 * (_shared(t, q) + s) / (_sizes(t, q) + s)
                    for s in _EPS
                ),
            ),
        ),
        Mistake(
            name="An empty mask costs nothing.",
            why="Where the true mask is empty, any probability above 0 is wrong, and "
            "the ratio says so: the loss is 1.",
            see=OVERLAP,
            answers=(
                lambda t, q: np.where(t.sum(axis=1) == 0, 0, 1 - _coefficient(t, q)),
            ),
        ),
    ),
)
