"""The questions behind the exercises of chapter 02."""

import math
from functools import partial

import numpy as np

from lossbook.classification import binary_cross_entropy, softmax_cross_entropy
from lossbook.links import logsumexp
from lossbook.questions.parts import base_10, in_bits
from lossbook.questions.question import Choice, Mistake, Question

_PAGE = "02-softmax-nll.html"
_SOFTMAX = ("Softmax", f"{_PAGE}#softmax")
_TEMPERATURE = ("Temperature", f"{_PAGE}#temperature")
_LOSS = ("The negative log-likelihood", f"{_PAGE}#the-negative-log-likelihood")
_WHY_LOG = ("Why the logarithm?", f"{_PAGE}#why-the-logarithm")
_OTHER_CLASSES = ("Why the logarithm?", f"{_PAGE}#other-classes")
_EXACTLY = ("From logits, exactly", f"{_PAGE}#from-logits-exactly")

_base_10 = partial(base_10, where=_LOSS)
_bits = partial(in_bits, where=_LOSS)

_LOG_3 = softmax_cross_entropy(0, np.zeros(3))

_EQUAL_LOGITS = Question(
    name="equal_logits",
    text="The logits are [1002, 1002, 1002], and the first class is the target. What "
    "is the loss?",
    answer=softmax_cross_entropy(0, [1002, 1002, 1002]),
    unit="nats",
    tolerance=0.01,
    mistakes=(
        _base_10(_LOG_3),
        _bits(_LOG_3),
        Mistake(
            1 / 3,
            "that is the probability of the target",
            "The loss is minus its logarithm.",
            _LOSS,
        ),
        Mistake(
            0,
            "equal logits mean that the model is undecided, not that it is right",
            "Only differences count, so the loss is that of [0, 0, 0]. But the loss is "
            "0 only for a model that is sure and right.",
            _SOFTMAX,
        ),
        Mistake(
            math.inf,
            "that is an overflow and not the loss",
            "The exponential of 1002 is too large for a float, but on paper a shift of "
            "all logits changes nothing.",
            _EXACTLY,
        ),
        Mistake(
            logsumexp([1002, 1002, 1002]),
            "that is logsumexp alone",
            "The loss is logsumexp minus the logit of the target.",
            ("From logits, exactly", f"{_PAGE}#logsumexp-shift"),
        ),
        Mistake(
            binary_cross_entropy([1, 0, 0], np.full(3, 1 / 3)).sum(),
            "that adds −log(1 − p) over the other classes",
            "One question with three answers has one term, that of the target.",
            _OTHER_CLASSES,
        ),
    ),
    hints=(
        "Equal logits give equal probabilities.",
        "Each class has the probability 1/3, however large the logits are.",
    ),
    right=f"Each class gets 1/3, so the loss is log 3, which is {_LOG_3:.3f} nats.",
)

_LOG_1000 = softmax_cross_entropy(0, np.zeros(1000))

_THOUSAND_LOGITS = Question(
    name="thousand_logits",
    text="A thousand classes have equal logits. What is the loss?",
    answer=_LOG_1000,
    unit="nats",
    tolerance=0.03,
    mistakes=(
        _base_10(_LOG_1000),
        _bits(_LOG_1000),
        Mistake(
            1 / 1000,
            "that is nearly the probability of the target",
            "The loss is minus its logarithm, and that is large.",
            _LOSS,
        ),
        Mistake(
            1 - 1 / 1000,
            "that is nearly 1 − p",
            "It cannot be more than 1, however many classes there are. The loss is "
            "minus the logarithm of p.",
            _WHY_LOG,
        ),
        Mistake(
            1000 * math.log(2),
            "that counts a thousand yes-or-no questions",
            "One question with a thousand answers has one term, that of the target.",
            _OTHER_CLASSES,
        ),
        Mistake(
            _LOG_3,
            "that is the loss of three equal logits",
            "More classes leave less probability for each of them.",
            _SOFTMAX,
        ),
    ),
    hints=(
        "Which probability does each class get?",
        "It is −log(1/1000), and 1000 = 10³, so it is 3 times log 10.",
    ),
    right=f"Each class gets 1/1000, so the loss is log 1000 = 3 log 10, which is "
    f"{_LOG_1000:.3f} nats.",
)

_PICTURES = np.array([[5, 4, 2], [4, 2, 8], [4, 4, 1]])
_TRUTH = np.array([0, 2, 1])
_DOUBLED = softmax_cross_entropy(_TRUTH, 2 * _PICTURES)

_DOUBLED_LOGITS = Choice(
    name="doubled_logits",
    text="The logits of cat, dog and horse are 5, 4, 2 for the cat picture, 4, 2, 8 "
    "for the horse picture and 4, 4, 1 for the dog picture. All of them are doubled. "
    "What happens to the three losses?",
    answer="All three fall.",
    mistakes=(
        Mistake(
            "None of them changes.",
            "softmax ignores a shift of all logits, not a factor",
            "Doubling also doubles the differences, and with them the probabilities "
            "change.",
            _SOFTMAX,
        ),
        Mistake(
            "The loss of the dog picture rises, the other two fall.",
            "the dog loses no probability to the cat",
            "Their logits stay equal. Doubling takes probability from the horse alone, "
            "and cat and dog share it.",
            _TEMPERATURE,
        ),
        Mistake(
            "The loss of the dog picture stays the same, the other two fall.",
            "the horse is left out",
            "Cat and dog stay level, but the horse has some probability in this "
            "picture, and doubling takes it away.",
            _TEMPERATURE,
        ),
        Mistake(
            "All three rise.",
            "that is what halving the logits does",
            "In each picture the target has the largest logit, alone or with another. "
            "Larger differences give it more probability.",
            _TEMPERATURE,
        ),
    ),
    right=f"They become {_DOUBLED[0]:.3f}, {_DOUBLED[1]:.4f} and {_DOUBLED[2]:.3f} "
    "nats: in each picture the target has the largest logit, and doubling takes "
    "probability from those below it.",
)

_LOG_2 = math.log(2)

_SHARPEST_DOG = Question(
    name="sharpest_dog",
    text="The dog picture has the logits 4, 4 and 1 for cat, dog and horse. They are "
    "multiplied by a factor that grows without end. Which number does the loss "
    "approach?",
    answer=_LOG_2,
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            0,
            "that is what happens where the target leads alone",
            "Here the cat is level with the dog, however large the factor is.",
            _TEMPERATURE,
        ),
        Mistake(
            math.inf,
            "that is what happens where the target trails",
            "The dog's logit is one of the two largest, so its probability does not "
            "go to 0.",
            _TEMPERATURE,
        ),
        Mistake(
            1 / 2,
            "that is the probability of the dog",
            "The loss is minus its logarithm.",
            _LOSS,
        ),
        Mistake(
            _LOG_3,
            "that is what a factor near 0 does",
            "Then all logits are equal. A large factor takes all probability from the "
            "horse.",
            _TEMPERATURE,
        ),
        _base_10(_LOG_2),
        _bits(_LOG_2),
    ),
    hints=(
        "What happens to the probability of the horse, and what to the other two?",
        "The horse's goes to 0. Cat and dog stay level, so each goes to 1/2.",
    ),
    right=f"Cat and dog share all the probability, so the loss approaches log 2, which "
    f"is {_LOG_2:.3f} nats.",
)

OF_EXERCISES = (
    _EQUAL_LOGITS,
    _THOUSAND_LOGITS,
    _DOUBLED_LOGITS,
    _SHARPEST_DOG,
)
