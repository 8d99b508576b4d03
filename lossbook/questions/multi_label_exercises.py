"""The questions behind the exercises of chapter 06."""

import math
from functools import partial

import numpy as np

from lossbook.classification import (
    binary_cross_entropy,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
)
from lossbook.links import sigmoid
from lossbook.questions.parts import base_10, in_bits
from lossbook.questions.question import Choice, Mistake, Question

_PAGE = "06-multi-label.html"
_READINGS = ("One of them, or any of them", f"{_PAGE}#one-of-them-or-any-of-them")
_BCE = ("Binary cross-entropy", f"{_PAGE}#binary-cross-entropy")
_SCORES = ("Scores for several labels", f"{_PAGE}#scores-for-several-labels")

_NLL = (
    "The negative log-likelihood",
    "02-softmax-nll.html#the-negative-log-likelihood",
)

_NATURAL_WHY = "A loss in nats takes the natural logarithm."
_base_10 = partial(
    base_10,
    where=_BCE,
    name="that is with the logarithm to base 10",
    why=_NATURAL_WHY,
)
_bits = partial(in_bits, where=_BCE, why=_NATURAL_WHY)

_LOG_3 = softmax_cross_entropy(0, np.zeros(3))
_THREE_HALVES = sigmoid_cross_entropy([1, 1, 0], np.zeros(3)).sum()

_ONE_OF_THREE = Question(
    name="one_of_three",
    text="A network gives cloud, sun and moon the logit 0 each. A picture shows the "
    "moon alone, and the logits are read as one of three, by a softmax. What is the "
    "loss?",
    answer=_LOG_3,
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            _THREE_HALVES,
            "that is the loss if they are read as any of three",
            "A softmax asks one question with three answers, and not three "
            "yes-or-no questions.",
            _READINGS,
        ),
        Mistake(
            math.log(2),
            "that is the loss of one sigmoid that says one half",
            "The softmax shares a probability of 1 between three classes, so it says "
            "one third.",
            _READINGS,
        ),
        Mistake(
            binary_cross_entropy([0, 0, 1], np.full(3, 1 / 3)).sum(),
            "that adds −log(1 − p) over the other two",
            "The loss of a softmax has one term, that of what is true.",
            ("Why the logarithm?", "02-softmax-nll.html#other-classes"),
        ),
        Mistake(
            1 / 3,
            "that is the probability of the moon",
            "The loss is minus its logarithm.",
            _NLL,
        ),
        Mistake(
            0,
            "logits of 0 do not make the loss 0",
            "They are equal, so the network is undecided between the three.",
            _READINGS,
        ),
        _bits(_LOG_3),
        _base_10(_LOG_3),
    ),
    hints=(
        "Which probability does a softmax give to each of three equal logits?",
        "Each gets one third, so it is −log(1/3).",
    ),
    right=f"The moon gets one third, so the loss is log 3, which is {_LOG_3:.3f} nats.",
)

_ANY_OF_THREE = Question(
    name="any_of_three",
    text="A network gives cloud, sun and moon the logit 0 each. A picture shows a "
    "cloud and the sun, and the logits are read as any of three, by sigmoids. What is "
    "the loss, added up over the labels?",
    answer=_THREE_HALVES,
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            _LOG_3,
            "that is the loss of a softmax",
            "Three sigmoids answer three questions, and each says one half.",
            _READINGS,
        ),
        Mistake(
            math.log(2),
            "that is the loss of one label, or the mean of all three",
            "Here the losses are added up.",
            _BCE,
        ),
        Mistake(
            2 * math.log(2),
            "that counts the labels that are there",
            "The moon is not there, but its sigmoid says one half, and that costs log "
            "2 too.",
            _BCE,
        ),
        Mistake(
            3 / 2,
            "that adds up the errors, one half each",
            "The loss of a label is minus the logarithm of the probability of what is "
            "true.",
            _BCE,
        ),
        Mistake(
            1 / 8,
            "that is the probability of the whole picture",
            "The loss is minus its logarithm.",
            _BCE,
        ),
        _bits(_THREE_HALVES),
        _base_10(_THREE_HALVES),
    ),
    hints=(
        "What does each sigmoid say at the logit 0, and what does that cost?",
        "Each says one half and costs log 2. There are three of them.",
    ),
    right=f"It is 3 log 2 = log 8, which is {_THREE_HALVES:.3f} nats: the loss of "
    "guessing one of eight skies.",
)

_WHICH_ARE_TRUE = Choice(
    name="which_are_true",
    text="Three sigmoids say one half for cloud, sun and moon, whatever the picture "
    "is. For which of the eight possible skies is the loss, added up over the labels, "
    "the lowest?",
    answer="It is the same for all eight.",
    mistakes=(
        Mistake(
            "It is lowest for the empty sky, since no label is missed.",
            "a no that is half believed has a loss too",
            "The sigmoid says one half, so what is true has the probability one half, "
            "be it yes or no.",
            _BCE,
        ),
        Mistake(
            "It is lowest for the full sky, since each label is found.",
            "a yes costs no less than a no here",
            "Binary cross-entropy treats yes and no alike, and one half is as far from "
            "1 as from 0.",
            ("Binary cross-entropy", f"{_PAGE}#towards-positives"),
        ),
        Mistake(
            "It is lowest for a sky with one label, since the outputs share one whole.",
            "that mixes in a softmax",
            "The sigmoids do not share a probability between them: each answers its "
            "own question.",
            _READINGS,
        ),
    ),
    right="Each of the three labels costs log 2, whether it is there or not.",
)

_SHIFT_BY_ONE = Choice(
    name="shift_by_one",
    text="The logits of cloud, sun and moon are raised by 1 each. What do the outputs "
    "of a softmax do, and what do those of three sigmoids do?",
    answer="The softmax does not change, each sigmoid rises.",
    mistakes=(
        Mistake(
            "Each output of the softmax rises, each sigmoid rises.",
            "the outputs of a softmax cannot all rise",
            "They add up to 1 before and after.",
            _READINGS,
        ),
        Mistake(
            "Each output of the softmax rises, the sigmoids do not change.",
            "that exchanges the two readings",
            "A softmax sees the differences of the logits alone, and a sigmoid sees "
            "its own logit.",
            _READINGS,
        ),
        Mistake(
            "The softmax does not change, the sigmoids do not change.",
            "a sigmoid does not ignore a shift",
            "Its logit is compared with that of the no, which is fixed at 0.",
            _BCE,
        ),
    ),
    right="The differences of the logits stay the same, and the softmax sees nothing "
    "else. Each sigmoid rises with its own logit.",
)


def _fall(sky: list[int]) -> float:
    """Return by how much the loss falls if all logits rise from 0 to 1."""
    before, after = np.zeros(3), np.ones(3)
    falls = sigmoid_cross_entropy(sky, before) - sigmoid_cross_entropy(sky, after)
    return falls.sum()


_FALL = _fall([1, 1, 1])
_AFTER = sigmoid_cross_entropy([1, 1, 1], [1.0, 1.0, 1.0]).sum()

_RISE_TOGETHER = Question(
    name="rise_together",
    text="The logits of cloud, sun and moon rise from 0 to 1 together. For one of the "
    "eight possible targets the sum of the three binary cross-entropies falls most. By "
    "how much does it fall there?",
    answer=_FALL,
    unit="nats",
    tolerance=0.005,
    mistakes=(
        Mistake(
            3 / 2,
            "that is the slope at the start, 3 times one half",
            "The loss curves: on the way from 0 to 1 it becomes flatter, so it falls "
            "by less.",
            _BCE,
        ),
        Mistake(
            3 * (1 - sigmoid(1)),
            "that is the slope at the end",
            "The loss is steeper on the way there, so it falls by more.",
            _BCE,
        ),
        Mistake(
            _FALL / 3,
            "that is the fall of one label, or of the mean",
            "Three labels rise together, and their losses are added up.",
            _BCE,
        ),
        Mistake(
            _fall([1, 1, 0]),
            "that is the fall with two true labels",
            "The loss of the third then rises. It falls most if all three are true.",
            _BCE,
        ),
        Mistake(
            _AFTER,
            "that is the loss at the end",
            "Subtract it from the loss at the start, 3 log 2.",
            _BCE,
        ),
        Mistake(
            _THREE_HALVES,
            "that is the loss at the start",
            "At the logit 1 each sigmoid says 0.73, and that still has a loss.",
            _BCE,
        ),
        Mistake(
            3 * (sigmoid(1) - 1 / 2),
            "that is the rise of the three probabilities, or the loss of one label at "
            "the start",
            "Take the loss of all three labels at the start, and subtract that at the "
            "end.",
            _BCE,
        ),
        _bits(_FALL),
        _base_10(_FALL),
    ),
    hints=(
        "Higher logits are right for labels that are there. What does one such label "
        "cost at the logit 0, and what at the logit 1?",
        "It costs log 2 at first and log(1 + 1/e) at the end. Take 3 times the "
        "difference.",
    ),
    right="For [1, 1, 1] it falls from 3 log 2 to 3 log(1 + 1/e), which is by "
    f"{_FALL:.3f} nats.",
)

_THINGS, _THERE = 80, 3
_HAMMING = 100 * _THERE / _THINGS

_ALL_NO_ACCURACY = Question(
    name="all_no_accuracy",
    text="A picture may show any of 80 things, and 3 of them on average. A model says "
    "no to everything. Which share of its yes-or-no answers is right?",
    answer=100 - _HAMMING,
    unit="%",
    tolerance=0.3,
    mistakes=(
        Mistake(
            _HAMMING,
            "that is the share of wrong answers, the Hamming loss",
            "The 77 other things of a picture are answered rightly.",
            _SCORES,
        ),
        Mistake(
            0,
            "that is the recall, the share of the things that were found",
            "A no to what is not there is right too, and is counted here.",
            _SCORES,
        ),
        Mistake(
            50,
            "that would be so if half of the things were there",
            "Far fewer are there: 3 of 80 on average.",
            _SCORES,
        ),
        Mistake(
            100 - _THERE,
            "that takes 3 of 80 for 3 %",
            "Divide the number of right answers by 80.",
            _SCORES,
        ),
    ),
    hints=(
        "How many of its 80 answers to a picture are right, on average?",
        "The 77 things that are not there are answered rightly. Divide 77 by 80.",
    ),
    right=f"77 of 80 answers are right, which is {100 - _HAMMING:.2f} %, and no thing "
    "was found.",
)

OF_EXERCISES = (
    _ONE_OF_THREE,
    _ANY_OF_THREE,
    _WHICH_ARE_TRUE,
    _SHIFT_BY_ONE,
    _RISE_TOGETHER,
    _ALL_NO_ACCURACY,
)
