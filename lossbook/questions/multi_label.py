"""The questions of chapter 06: binary cross-entropy and multi-label problems."""

import math
from functools import partial

import numpy as np

from lossbook.classification import (
    binary_cross_entropy,
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_grad,
    softmax_cross_entropy,
)
from lossbook.links import logit, sigmoid
from lossbook.questions.multi_label_decisions import OF_DECISIONS
from lossbook.questions.multi_label_exercises import OF_EXERCISES
from lossbook.questions.parts import base_10, in_bits
from lossbook.questions.question import Choice, Mistake, Question

_PAGE = "06-multi-label.html"
_READINGS = ("One of them, or any of them", f"{_PAGE}#one-of-them-or-any-of-them")
_BCE = ("Binary cross-entropy", f"{_PAGE}#binary-cross-entropy")
_GROUPS = ("Two things called multi-label", f"{_PAGE}#two-things-called-multi-label")

_NATURAL_WHY = "A loss in nats takes the natural logarithm."
_base_10 = partial(
    base_10,
    where=_BCE,
    name="that is with the logarithm to base 10",
    why=_NATURAL_WHY,
)
_bits = partial(in_bits, where=_BCE, why=_NATURAL_WHY)

_YES_AT_4 = sigmoid(4)

_FULL_AND_EMPTY = Choice(
    name="full_and_empty",
    text="The logits of cloud, sun and moon are all 4. Then they are all −4. What do "
    "the three sigmoids do, and what does the softmax do?",
    answer="The sigmoids fall from almost 1 to almost 0, the softmax stays the same.",
    mistakes=(
        Mistake(
            "The sigmoids stay the same, the softmax falls from almost 1 to almost 0.",
            "that exchanges the two readings",
            "The outputs of a softmax add up to 1, so they cannot all be almost 1. "
            "Each sigmoid has a logit to itself.",
            _READINGS,
        ),
        Mistake(
            "Both fall from almost 1 to almost 0.",
            "the outputs of a softmax cannot all be almost 1",
            "They add up to 1, so with equal logits each of the three is one third.",
            _READINGS,
        ),
        Mistake(
            "Both stay the same, since the differences of the logits are 0.",
            "the sigmoids do not look at the differences",
            "Each of them looks at its own logit: at 4 it says almost 1, at −4 almost "
            "0.",
            _READINGS,
        ),
    ),
    right=f"The sigmoids say {100 * _YES_AT_4:.1f} % and then "
    f"{100 - 100 * _YES_AT_4:.1f} %. The softmax sees the differences alone, and gives "
    "one third to each in both cases.",
)

_EXPECTED_LABELS = Question(
    name="expected_labels",
    text="The logits of cloud, sun and moon are all 4. They are read as three separate "
    "questions. If the probabilities are right, how many labels does such a picture "
    "have on average, to three digits?",
    answer=3 * _YES_AT_4,
    tolerance=0.005,
    mistakes=(
        Mistake(
            1,
            "that is the sum of the outputs of a softmax",
            "Three sigmoids need not add up to 1.",
            _READINGS,
        ),
        Mistake(
            _YES_AT_4,
            "that is the probability of one label",
            "The number to expect is the sum of the three probabilities.",
            _READINGS,
        ),
        Mistake(
            3,
            "that is for three labels that are certain",
            f"Each sigmoid says {_YES_AT_4:.3f}, which is a little less than 1.",
            _READINGS,
        ),
        Mistake(
            _YES_AT_4**3,
            "that is the product, the chance of all three if they are independent",
            "The number to expect is the sum of the three probabilities.",
            _READINGS,
        ),
        Mistake(
            3 * 4,
            "that is the sum of the logits",
            "Put each logit through the sigmoid first.",
            _READINGS,
        ),
    ),
    hints=(
        "Which probability does each sigmoid say, and what do you have to add up?",
        f"Each says 1/(1 + e⁻⁴), which is {_YES_AT_4:.4f}. Add three of them.",
    ),
    right=f"It is 3/(1 + e⁻⁴), which is {3 * _YES_AT_4:.3f}.",
)

_SKY_P, _SKY = np.array([0.9, 0.6, 0.2]), np.array([1, 1, 0])
_SKY_EACH = binary_cross_entropy(_SKY, _SKY_P)
_SKY_SUM = _SKY_EACH.sum()

_SKY_LOSS = Question(
    name="sky_loss",
    text="Three sigmoids say 0.9 for cloud, 0.6 for sun and 0.2 for moon. The picture "
    "shows a cloud and the sun, but no moon. What is the binary cross-entropy, added "
    "up over the labels?",
    answer=_SKY_SUM,
    unit="nats",
    tolerance=0.005,
    mistakes=(
        Mistake(
            _SKY_EACH.mean(),
            "that is the mean over the three labels",
            "It has the same minimum, but here the losses are to be added up.",
            _BCE,
        ),
        Mistake(
            _SKY_EACH[:2].sum(),
            "that leaves out the moon",
            "A label that is not there is a question too, and its answer is no: it "
            "costs −log(1 − 0.2).",
            _BCE,
        ),
        Mistake(
            -np.log(_SKY_P).sum(),
            "that takes −log 0.2 for the moon",
            "The moon is not there, and the probability of that is 1 − 0.2.",
            _BCE,
        ),
        Mistake(
            np.abs(_SKY_P - _SKY).sum(),
            "that adds up the errors",
            "The loss of a label is minus the logarithm of the probability of what is "
            "true.",
            _BCE,
        ),
        Mistake(
            math.exp(-_SKY_SUM),
            "that is the probability of the whole picture",
            "The loss is minus its logarithm.",
            _BCE,
        ),
        _bits(_SKY_SUM),
        _base_10(_SKY_SUM),
    ),
    hints=(
        "For each of the three labels: how probable is what is true?",
        "It is −log 0.9 − log 0.6 − log 0.8, with the natural logarithm.",
    ),
    right=f"−log 0.9 − log 0.6 − log(1 − 0.2) is {_SKY_SUM:.3f} nats.",
)

_SAYS = 0.8
_NO_SLOPE = sigmoid_cross_entropy_grad(0, logit(_SAYS))

_SLOPE_OF_NO = Question(
    name="slope_of_no",
    text="A sigmoid says 0.8 for the moon, but the picture does not show it. What is "
    "the derivative of binary cross-entropy with respect to the logit of the moon?",
    answer=_NO_SLOPE,
    tolerance=0.005,
    mistakes=(
        Mistake(
            sigmoid_cross_entropy_grad(1, logit(_SAYS)),
            "that is the derivative for a moon that is there",
            "The truth is no, so 0 is subtracted from the prediction, and not 1.",
            _BCE,
        ),
        Mistake(
            1 - _SAYS,
            "that is the probability that there is no moon",
            "Minus its logarithm is the loss. The derivative is the prediction, the "
            "probability of yes, minus the truth.",
            _BCE,
        ),
        Mistake(
            -_NO_SLOPE,
            "that is truth minus prediction",
            "The probability is too high, so a higher logit makes the loss larger: the "
            "derivative is positive.",
            _BCE,
        ),
        Mistake(
            _NO_SLOPE * _SAYS * (1 - _SAYS),
            "that multiplies by the derivative of the sigmoid, p(1 − p)",
            "In the derivative with respect to the logit it has cancelled.",
            _BCE,
        ),
        Mistake(
            1 / (1 - _SAYS),
            "that is the derivative with respect to the probability",
            "The chain rule multiplies it by that of the sigmoid, 0.8 · 0.2.",
            _BCE,
        ),
        Mistake(
            _SAYS * (1 - _SAYS),
            "that is the derivative of the sigmoid alone",
            "It cancels against the denominator of the derivative of the loss.",
            _BCE,
        ),
        Mistake(
            sigmoid_cross_entropy(0, logit(_SAYS)),
            "that is the loss itself",
            "Its derivative with respect to the logit is prediction minus truth.",
            _BCE,
        ),
    ),
    hints=(
        "What is the prediction, and what is the truth?",
        "It is prediction minus truth, and the truth is 0.",
    ),
    right=f"It is prediction minus truth, 0.8 − 0 = {_NO_SLOPE:.1f}.",
)

_LABELS, _RATE = 20, 0.1

_RATE_FOR_MEAN = Question(
    name="rate_for_mean",
    text="A model of 20 labels is trained on the sum of their losses, at the learning "
    "rate 0.1. Now the loss is the mean over the labels, and nothing else changes. "
    "Which rate gives the same steps of descent?",
    answer=_RATE * _LABELS,
    tolerance=0.01,
    mistakes=(
        Mistake(
            _RATE / _LABELS,
            "that makes the steps even shorter",
            "The gradient of the mean is 20 times smaller, so the rate must be larger.",
            _BCE,
        ),
        Mistake(
            _RATE,
            "that gives steps that are 20 times shorter",
            "The minimum is the same, but the gradient of the mean is 20 times "
            "smaller.",
            _BCE,
        ),
        Mistake(
            _RATE * math.sqrt(_LABELS),
            "that takes the square root of the number of labels",
            "The mean divides the whole gradient by 20.",
            _BCE,
        ),
        Mistake(
            _RATE * _LABELS**2,
            "that multiplies by 20 twice",
            "The mean divides the gradient by 20 once.",
            _BCE,
        ),
    ),
    hints=(
        "How many times smaller is the gradient of the mean?",
        "It is 20 times smaller, so the rate must be 20 times larger.",
    ),
    right=f"The gradient is 20 times smaller, so the rate must be 20 · 0.1 = "
    f"{_RATE * _LABELS:.0f}.",
)

_DIGIT_LOSS = softmax_cross_entropy(0, np.zeros(10))
_FLAG_LOSS = sigmoid_cross_entropy(1, 0.0)
_DISPLAY_LOSS = _DIGIT_LOSS + _FLAG_LOSS

_DIGIT_AND_FLAG = Question(
    name="digit_and_flag",
    text="A display shows a digit from 0 to 9, and its flag is on or off. The digit "
    "gets a softmax, the flag a sigmoid, and their losses are added. All logits are 0. "
    "What is the loss of a picture?",
    answer=_DISPLAY_LOSS,
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            sigmoid_cross_entropy(np.eye(11)[0], np.zeros(11)).sum(),
            "that is the loss of eleven sigmoids",
            "Which digit it is is one question with ten answers, and not ten "
            "yes-or-no questions.",
            _GROUPS,
        ),
        Mistake(
            softmax_cross_entropy(0, np.zeros(11)),
            "that is one softmax over all eleven logits",
            "The flag is a question of its own: it can be on beside any digit.",
            _GROUPS,
        ),
        Mistake(
            _DIGIT_LOSS,
            "that is the digit alone",
            "The sigmoid of the flag says one half and has a loss too.",
            _GROUPS,
        ),
        Mistake(
            _DISPLAY_LOSS / 2,
            "that is the mean of the two losses",
            "Here they are added.",
            _GROUPS,
        ),
        Mistake(
            math.exp(-_DISPLAY_LOSS),
            "that is the probability of what is shown",
            "The loss is minus its logarithm.",
            _BCE,
        ),
        _bits(_DISPLAY_LOSS),
        _base_10(_DISPLAY_LOSS),
    ),
    hints=(
        "How probable is each digit with equal logits, and how probable is each state "
        "of the flag?",
        "It is −log(1/10) − log(1/2).",
    ),
    right=f"It is log 10 + log 2 = log 20, which is {_DISPLAY_LOSS:.3f} nats: the loss "
    "of guessing one of 20 pictures.",
)

CHAPTER_06 = (
    _FULL_AND_EMPTY,
    _EXPECTED_LABELS,
    _SKY_LOSS,
    _SLOPE_OF_NO,
    _RATE_FOR_MEAN,
    _DIGIT_AND_FLAG,
    *OF_DECISIONS,
    *OF_EXERCISES,
)
