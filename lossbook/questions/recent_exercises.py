"""The questions behind the exercises of chapter 10."""

import math

import numpy as np

from lossbook.forecast import ensemble_crps
from lossbook.questions.question import Mistake, Question
from lossbook.questions.recent_parts import ENSEMBLES, SOFT, TOKENS

_PER_TOKEN, _LETTERS = 20, 4
_PER_LETTER = _PER_TOKEN ** (1 / _LETTERS)

_LETTER_PERPLEXITY = Question(
    name="letter_perplexity",
    text=f"A language model has the perplexity {_PER_TOKEN} per token, and a token "
    f"has {_LETTERS} letters on average. What is its perplexity per letter, on the "
    "same text?",
    answer=_PER_LETTER,
    tolerance=0.01,
    mistakes=(
        Mistake(
            _PER_TOKEN / _LETTERS,
            "that divides the perplexity",
            "The loss is what is shared among the letters, and the loss is the "
            "logarithm of the perplexity.",
            TOKENS,
        ),
        Mistake(
            math.log(_PER_TOKEN) / _LETTERS,
            "that is the loss per letter, in nats",
            "The perplexity is its exponential.",
            TOKENS,
        ),
        Mistake(
            _PER_TOKEN**_LETTERS,
            "that is the perplexity of a unit of four tokens",
            "A letter is a quarter of a token, so the loss is divided.",
            TOKENS,
        ),
        Mistake(
            _PER_TOKEN,
            "the perplexity depends on the unit",
            "The loss of the whole text stays the same, but there are four times as "
            "many letters as tokens.",
            TOKENS,
        ),
        Mistake(
            math.exp(math.log2(_PER_TOKEN) / _LETTERS),
            "that takes bits as the exponent of e",
            "Bits belong to the base 2. With the natural logarithm in both places, or "
            "base 2 in both, it is right.",
            TOKENS,
        ),
        Mistake(
            math.log2(_PER_TOKEN) / _LETTERS,
            "that is the number of bits per letter",
            "The perplexity is 2 to the power of it.",
            TOKENS,
        ),
    ),
    hints=(
        "The loss of the whole text is the same. By what is it divided?",
        "The loss per letter is log(20)/4. The perplexity is its exponential.",
    ),
    right="The loss per letter is a quarter of log 20. So the perplexity is the fourth "
    f"root of 20, which is {_PER_LETTER:.3f}.",
)

_MEMBERS, _HAPPENED = np.array([1.0, 7.0]), 3.0
_FAR = np.abs(_MEMBERS - _HAPPENED).mean()
_SPREAD = abs(_MEMBERS[1] - _MEMBERS[0])

_FAIR_PAIR = Question(
    name="fair_pair",
    text="An ensemble of two members says 1 and 7 °C, and 3 °C is measured. What is "
    "the fair CRPS?",
    answer=ensemble_crps(_HAPPENED, _MEMBERS, fair=True),
    unit="°C",
    tolerance=0.02,
    mistakes=(
        Mistake(
            ensemble_crps(_HAPPENED, _MEMBERS),
            "that is the CRPS of the two members themselves",
            "It divides by M², which counts each member as its own pair. The fair one "
            "divides by M (M − 1).",
            ENSEMBLES,
        ),
        Mistake(
            _FAR,
            "that is the mean distance from the truth",
            "Half the mean distance between two members is subtracted from it.",
            ENSEMBLES,
        ),
        Mistake(
            _FAR - _SPREAD,
            "that forgets the ½ before the second term",
            "A fair CRPS of two members is never below 0.",
            ENSEMBLES,
        ),
        Mistake(
            abs(_MEMBERS.mean() - _HAPPENED),
            "that is the error of the mean of the members",
            "The CRPS takes the distance of each member first, then their mean.",
            ENSEMBLES,
        ),
        Mistake(
            _FAR + _SPREAD / 2,
            "that adds the spread",
            "The second term is subtracted: members that differ are not punished for "
            "that alone.",
            ENSEMBLES,
        ),
    ),
    hints=(
        "How far are the members from 3 °C, on average? And how far from each other?",
        "The distances from the truth are 2 and 4. The one pair is 6 apart, and half "
        "of this is subtracted.",
    ),
    right="The members are 3 from the truth on average, and half of their distance "
    "from each other is 3 as well. The fair CRPS is 0 °C.",
)

_HOT = 4

_COOLED_GRADIENT = Question(
    name="cooled_gradient",
    text="A student learns from a teacher's softmax, both at the temperature T, and "
    "the logits are small against T. T is raised from 1 to "
    f"{_HOT} without any factor before the KL divergence. About how many times smaller "
    "does the gradient with respect to the student's logits become?",
    answer=_HOT**2,
    tolerance=0.3,
    mistakes=(
        Mistake(
            _HOT,
            "that is one of the two reasons",
            "The chain rule gives 1/T. And the two softmaxes are flatter, so they "
            "differ less, by another 1/T.",
            SOFT,
        ),
        Mistake(
            math.sqrt(_HOT),
            "that is the root of T",
            "The chain rule alone gives 1/T, and the difference of the two softmaxes "
            "becomes smaller too.",
            SOFT,
        ),
        Mistake(
            1,
            "the gradient does change",
            "The logits are divided by T before the softmax.",
            SOFT,
        ),
        Mistake(
            1 / _HOT**2,
            "that is the factor itself",
            "The question asks how many times smaller the gradient becomes.",
            SOFT,
        ),
        Mistake(
            _HOT**3,
            "that counts one factor too many",
            "The chain rule gives one 1/T, and the difference of the softmaxes the "
            "other one.",
            SOFT,
        ),
        Mistake(
            math.exp(_HOT),
            "that is the exponential of T",
            "For small logits the softmax is nearly a straight line, so powers of T "
            "come out.",
            SOFT,
        ),
    ),
    hints=(
        "The gradient is the difference of the two softmaxes, times a factor from the "
        "chain rule. What does T do to each?",
        "The factor is 1/T, and for small logits the difference of the softmaxes is "
        "proportional to 1/T too.",
    ),
    right="The chain rule gives 1/T and the flatter softmaxes another 1/T. So the "
    f"gradient is about {_HOT**2} times smaller, and a factor T² makes up for it.",
)

OF_EXERCISES = (
    _LETTER_PERPLEXITY,
    _FAIR_PAIR,
    _COOLED_GRADIENT,
)
