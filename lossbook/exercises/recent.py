"""The exercises of chapter 10, on the losses of recent papers: InfoNCE."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from lossbook.classification import sigmoid_cross_entropy, softmax_cross_entropy
from lossbook.exercises.judge import Exercise, Mistake
from lossbook.exercises.recent_overlap import DICE
from lossbook.exercises.recent_parts import CANDIDATES, PAIRS
from lossbook.exercises.recent_preferences import DPO
from lossbook.exercises.softmax_nll import OF_LOSS
from lossbook.links import softmax, softplus

__all__ = ["CHAPTER_10", "info_nce"]

_LABELLED, _ = OF_LOSS


def info_nce(similarities: ArrayLike, temperature: float) -> np.ndarray:
    """Return the InfoNCE loss of each query: softmax cross-entropy over candidates.

    Parameters
    ----------
    similarities : array_like, shape (N, N)
        A row for each query and a column for each candidate. The candidate of a query
        has its number.
    temperature : float
        Above 0.

    Returns
    -------
    ndarray, shape (N,)
        In nats.

    Examples
    --------
    >>> info_nce([[0.9, 0.1], [0.3, 0.7]], 0.5).round(4)
    array([0.1839, 0.3711])
    """
    logits = np.divide(similarities, temperature)
    return softmax_cross_entropy(np.arange(len(logits)), logits)


# The right candidate is the most similar one in some rows and not in others, and three
# temperatures tell a missing or a fixed one from the one that is given.
_BATCH = [[0.9, 0.2, -0.1], [0.4, 0.3, 0.6], [-0.5, 0.1, 0.8]]
_PAIRS = [[0.35, -0.2], [0.5, 0.15]]
_FOUR = [
    [0.1, 0.05, 0.2, -0.15],
    [0.0, 0.3, 0.25, 0.1],
    [-0.1, 0.2, 0.15, 0.05],
    [0.12, -0.08, 0.22, 0.18],
]
_OPPOSITE = [[-1.0, 1.0], [-1.0, 1.0]]
# All that the second query is like is far below what the first one is like.
_LEVELS = [[1.0, 0.9, -1.0], [-1.0, -0.9, -0.95], [0.2, -1.0, -0.3]]
_SMALL = 0.001

_TEMPERATURES = (0.01, 0.02, 0.05, 0.07, 0.1, 0.2, 0.5, 2.0)


def _total(s):
    """Return the logarithm of each row's sum of exponentials."""
    return np.logaddexp.reduce(s, axis=1)


def _own(s):
    return np.diagonal(s)


def _without_own(s):
    return np.where(np.eye(len(s)) == 1, -np.inf, s)


def _pairs(s):
    return sigmoid_cross_entropy(np.eye(len(s)), s)


def _of_labels(words, **changes):
    """Return a mistake of `softmax_nll`, made with similarities over a temperature."""
    (mistake,) = (m for m in _LABELLED.mistakes if words in m.name)
    answers = tuple(
        lambda s, t, answer=answer: answer(np.arange(len(s)), s / t)
        for answer in mistake.answers
    )
    return replace(mistake, answers=answers, **changes)


_INFO_NCE = Exercise(
    name="info_nce",
    statement=(
        "Write `info_nce(similarities, temperature)`. `similarities` has the shape "
        "(N, N): a row for each query, a column for each candidate, and the candidate "
        "that belongs to a query has its number. `temperature` is one number above 0. "
        "Return N numbers in nats, the loss of each query. It must be right for a "
        "temperature of 0.001."
    ),
    arguments=("similarities", "temperature"),
    solution=info_nce,
    ordinary=((_BATCH, 0.5), (_PAIRS, 0.1), (_FOUR, 2.0), (_FOUR, 0.25)),
    extreme=((_OPPOSITE, _SMALL), (_LEVELS, _SMALL)),
    mistakes=(
        Mistake(
            name="The temperature is missing.",
            why="Similarities of unit vectors lie between -1 and 1, so without a "
            "division no candidate can get a probability near 1. Divide them by the "
            "temperature.",
            see=CANDIDATES,
            answers=(lambda s, t: info_nce(s, 1),),
        ),
        Mistake(
            name="This multiplies by the temperature.",
            why="A small temperature must make the logits large. Divide by it. CLIP "
            "multiplies, but by a scale, which is 1 over the temperature.",
            see=CANDIDATES,
            answers=(lambda s, t: info_nce(s, 1 / t),),
        ),
        Mistake(
            name="Only one of the two parts has the temperature.",
            why="Numerator and denominator hold the same logits: divide all "
            "similarities by the temperature first, then take the softmax.",
            see=CANDIDATES,
            answers=(
                lambda s, t: _total(s / t) - _own(s),
                lambda s, t: _total(s) - _own(s) / t,
            ),
        ),
        Mistake(
            name="The temperature is a fixed number.",
            why="Use the temperature that is given.",
            see=CANDIDATES,
            answers=tuple(
                lambda s, t, fixed=fixed: info_nce(s, fixed) for fixed in _TEMPERATURES
            ),
        ),
        Mistake(
            name="The loss is scaled by the temperature.",
            why="The temperature divides the similarities, within the softmax. Outside "
            "of it, it only changes the length of the steps.",
            see=CANDIDATES,
            answers=(
                lambda s, t: info_nce(s, t) * t,
                lambda s, t: info_nce(s, t) / t,
                lambda s, t: info_nce(s, 1) * t,
                lambda s, t: info_nce(s, 1) / t,
                lambda s, t: info_nce(s, t) * t / 0.07,
            ),
        ),
        Mistake(
            name="The positive is left out of the denominator.",
            why="Then the ratio is not a probability, and the loss can fall below 0. "
            "The denominator is the sum over all candidates, the right one too.",
            see=CANDIDATES,
            answers=(lambda s, t: _total(_without_own(s / t)) - _own(s / t),),
        ),
        Mistake(
            name="The positive is in the denominator twice.",
            why="The sum over all candidates holds the right one already. With it "
            "twice no loss is below log 2.",
            see=CANDIDATES,
            answers=(
                lambda s, t: np.logaddexp(_total(s / t), _own(s / t)) - _own(s / t),
            ),
        ),
        Mistake(
            name="The sum runs down the columns.",
            why="Then a candidate looks for its query. Here each query looks for its "
            "candidate: sum along each row, axis=1.",
            see=CANDIDATES,
            answers=(lambda s, t: info_nce(s.T, t),),
        ),
        Mistake(
            name="Both directions are averaged.",
            why="That is the loss of CLIP, the mean of rows and columns. InfoNCE has "
            "one direction: each query looks for its candidate.",
            see=CANDIDATES,
            answers=(
                lambda s, t: (info_nce(s, t) + info_nce(s.T, t)) / 2,
                lambda s, t: (info_nce(s, t) + info_nce(s.T, t)).mean() / 2,
                lambda s, t: info_nce(s, t) + info_nce(s.T, t),
            ),
        ),
        Mistake(
            name="The denominator is a mean.",
            why="A mean over the candidates lowers each loss by log N. The "
            "probabilities of a softmax sum to 1 only with the sum.",
            see=CANDIDATES,
            answers=(lambda s, t: info_nce(s, t) - np.log(len(s)),),
        ),
        Mistake(
            name="The denominator runs over all pairs of the batch.",
            why="Each query has a softmax of its own: sum along its row.",
            see=CANDIDATES,
            answers=(lambda s, t: np.logaddexp.reduce(s / t, axis=None) - _own(s / t),),
        ),
        Mistake(
            name="Each pair gets a sigmoid of its own.",
            why="That asks of each pair whether it belongs together, as SigLIP does. "
            "InfoNCE asks which of N candidates it is: one softmax for each row.",
            see=PAIRS,
            answers=(
                lambda s, t: _pairs(s / t),
                lambda s, t: _pairs(s / t).sum(axis=1),
                lambda s, t: _pairs(s / t).mean(axis=1),
                lambda s, t: _pairs(s / t).sum() / len(s),
                lambda s, t: _pairs(s / t).mean(),
                lambda s, t: softplus(-_own(s / t)),
            ),
        ),
        _of_labels(
            "largest output",
            name="This takes the most similar candidate for the right one.",
            why="The right candidate of a query has its number: it is on the diagonal, "
            "whether it is the most similar one or not.",
            see=CANDIDATES,
        ),
        Mistake(
            name="Only the similarity of the right pair counts.",
            why="Vectors that are all the same would then be the best ones. The others "
            "must be pushed away, which the denominator does.",
            see=CANDIDATES,
            answers=(lambda s, t: -_own(s / t), lambda s, t: 1 - _own(s)),
        ),
        _of_labels("minus sign is missing"),
        _of_labels("logarithm is missing"),
        Mistake(
            name="This applies softmax twice.",
            why="A function that takes logits does the softmax itself. Give it the "
            "similarities divided by the temperature.",
            see="02: From logits, exactly",
            answers=(
                lambda s, t: info_nce(softmax(s / t), 1),
                lambda s, t: info_nce(softmax(s), t),
                lambda s, t: info_nce(softmax(s / t), t),
            ),
        ),
        _of_labels("to base 10"),
        _of_labels("to base 2"),
        _of_labels("mean over the examples"),
        _of_labels("adds up the examples"),
        _of_labels("divides by the number of examples"),
        _of_labels(
            "number for each class",
            name="This returns a number for each pair.",
            why="The loss of a query is one number, that of its own candidate: take "
            "the diagonal.",
            see=CANDIDATES,
        ),
        _of_labels("not from the target"),
        _of_labels("overflows, since nothing is subtracted"),
        _of_labels("subtracts the logit of the target"),
        _of_labels("largest logit of the whole array"),
        _of_labels("subtracts the row's mean"),
        _of_labels("softmax that has underflowed"),
        _of_labels("multiplies 0 by the logarithm"),
        _of_labels("clips the logits"),
        _of_labels("eps inside the log"),
    ),
)

CHAPTER_10 = (_INFO_NCE, DPO, DICE)
