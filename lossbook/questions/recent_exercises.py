"""The questions behind the exercises of chapter 10."""

import math

import numpy as np

from lossbook.forecast import ensemble_crps
from lossbook.questions.question import Mistake, Question
from lossbook.questions.recent_parts import ENSEMBLES, SOFT, TOKENS

# The perplexity per token, and the bytes of a token, of two models.
_LONG, _LONG_BYTES, _SHORT, _SHORT_BYTES = 16, 4, 5, 2
_OF_LONG = math.log2(_LONG) / _LONG_BYTES
_OF_SHORT = math.log2(_SHORT) / _SHORT_BYTES
_SAVED = _OF_SHORT - _OF_LONG

_BITS_PER_BYTE = Question(
    name="bits_per_byte",
    text=f"On the same text, model A has the perplexity {_LONG} per token, and its "
    f"tokens have {_LONG_BYTES} bytes on average. Model B has the perplexity {_SHORT}, "
    f"and its tokens have {_SHORT_BYTES} bytes. By how many bits per byte is the loss "
    "of the better model lower?",
    answer=_SAVED,
    unit="bits per byte",
    tolerance=0.003,
    mistakes=(
        Mistake(
            _SAVED * math.log(2),
            "that is the difference in nats per byte",
            "Take the logarithm to base 2.",
            TOKENS,
        ),
        Mistake(
            math.log2(_LONG / _SHORT),
            "that compares the losses per token",
            "The two models have tokens of different lengths. Divide each loss by the "
            "bytes of its tokens first.",
            TOKENS,
        ),
        Mistake(
            _LONG / _LONG_BYTES - _SHORT / _SHORT_BYTES,
            "that divides the perplexities",
            "The loss is what is shared among the bytes, and the loss is the "
            "logarithm of the perplexity.",
            TOKENS,
        ),
        Mistake(
            2**_OF_SHORT - 2**_OF_LONG,
            "that is the difference of the perplexities per byte",
            "The loss in bits is the logarithm to base 2 of each.",
            TOKENS,
        ),
        Mistake(
            _LONG_BYTES * _SAVED,
            f"that is for {_LONG_BYTES} bytes",
            "The question asks for one byte.",
            TOKENS,
        ),
        Mistake(
            _OF_LONG,
            "that is the loss of model A",
            "Subtract it from that of model B.",
            TOKENS,
        ),
        Mistake(
            _OF_SHORT,
            "that is the loss of model B",
            "The question asks by how much that of model A is lower.",
            TOKENS,
        ),
    ),
    hints=(
        "Which number of both models is about the same unit?",
        f"Model A has log2({_LONG}) bits for {_LONG_BYTES} bytes, model B "
        f"log2({_SHORT}) bits for {_SHORT_BYTES}.",
    ),
    right=f"Model A has {_OF_LONG:.3f} bits per byte and model B {_OF_SHORT:.3f}. So "
    f"A is better by {_SAVED:.3f}, with the larger perplexity.",
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
    _BITS_PER_BYTE,
    _FAIR_PAIR,
    _COOLED_GRADIENT,
)
