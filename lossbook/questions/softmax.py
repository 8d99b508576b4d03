"""The questions of chapter 02: softmax and the negative log-likelihood."""

import math
from functools import partial

import numpy as np

from lossbook.classification import (
    binary_cross_entropy,
    nll,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from lossbook.datasets import load_penguins, split
from lossbook.information import entropy
from lossbook.links import sigmoid, softmax
from lossbook.questions.parts import base_10, in_bits
from lossbook.questions.question import Choice, Mistake, Question
from lossbook.questions.softmax_exercises import OF_EXERCISES

_PAGE = "02-softmax-nll.html"
_SOFTMAX = ("Softmax", f"{_PAGE}#softmax")
_TEMPERATURE = ("Temperature", f"{_PAGE}#temperature")
_LOSS = ("The negative log-likelihood", f"{_PAGE}#the-negative-log-likelihood")
_WHY_LOG = ("Why the logarithm?", f"{_PAGE}#why-the-logarithm")
_OTHER_CLASSES = ("Why the logarithm?", f"{_PAGE}#other-classes")
_LARGEST_OUTPUT = ("Why the logarithm?", f"{_PAGE}#largest-output")
_GRADIENT = ("The gradient", f"{_PAGE}#the-gradient")
_WHY_EXP = ("Why the exponential?", f"{_PAGE}#why-the-exponential")
_PENGUINS = (
    "Real data: three kinds of penguin",
    f"{_PAGE}#real-data-three-kinds-of-penguin",
)

_base_10 = partial(base_10, where=_LOSS)
_bits = partial(in_bits, where=_LOSS)

_LEVEL = softmax([4, 4, 2])
_TWO_TO_GO = math.exp(2)

_LEVEL_CAT = Question(
    name="level_cat",
    text="The logits of cat, dog and horse are 4, 4 and 2. Which probability does "
    "softmax give to the cat, to the nearest per cent?",
    answer=100 * _LEVEL[0],
    unit="%",
    tolerance=1,
    mistakes=(
        Mistake(
            100 * 4 / (4 + 4 + 2),
            "that is the cat's share of the logits themselves",
            "Softmax takes the exponential of each logit first. So a logit that is 2 "
            f"lower means a weight that is e² = {_TWO_TO_GO:.2f} times smaller, not "
            "one that is 2 times smaller.",
            _WHY_EXP,
        ),
        Mistake(
            100 / 2,
            "that leaves nothing for the horse",
            "Cat and dog are level, but the horse keeps a share too: no class gets "
            "the probability 0 from a softmax.",
            _SOFTMAX,
        ),
        Mistake(
            100 / 3,
            "that gives the same to all three",
            "Only equal logits get equal probabilities, and the horse's is lower.",
            _SOFTMAX,
        ),
        Mistake(
            100 * sigmoid(2),
            "that is the cat against the horse alone",
            "The sigmoid of the difference is softmax with two classes. Here the dog "
            "takes as much as the cat.",
            _SOFTMAX,
        ),
        Mistake(
            100 * sigmoid(4),
            "that is the sigmoid of the cat's logit",
            "The sigmoid asks a separate yes-or-no question for each class. Softmax "
            "divides one whole between the classes.",
            _SOFTMAX,
        ),
    ),
    hints=(
        "Cat and dog have equal logits, so they have equal probabilities. How many "
        "times less probable is the horse?",
        "The horse has e² times less than the cat. So the three shares are as 1, 1 "
        "and 1/e², and they add up to 100 %.",
    ),
    right=f"The horse's weight is e² = {_TWO_TO_GO:.2f} times smaller, so the cat gets "
    f"1/(2 + 1/e²), which is {100 * _LEVEL[0]:.1f} %.",
)

_HOT = softmax(np.array([4, 4, 2]) / 8)

_TEMPERATURE_8 = Choice(
    name="temperature_8",
    text="The logits 4, 4 and 2 are divided by a temperature of 8. What happens to the "
    "probabilities of cat, dog and horse?",
    answer="All three move towards one third.",
    mistakes=(
        Mistake(
            "Cat and dog get nearly one half each, the horse nearly nothing.",
            "that is what a temperature near 0 does",
            "Division by a large number makes the differences smaller, so the leaders "
            "lose probability.",
            _TEMPERATURE,
        ),
        Mistake(
            "They do not change, since softmax ignores what all logits have in common.",
            "softmax ignores a number that is added to all logits, not one that "
            "divides them",
            "A shift keeps all differences of logits. A division makes each of them 8 "
            "times smaller.",
            _SOFTMAX,
        ),
        Mistake(
            "The horse becomes the most probable.",
            "a temperature keeps the order of the classes",
            "It divides all logits by the same positive number, so the largest stays "
            "the largest.",
            _TEMPERATURE,
        ),
    ),
    right=f"The difference of 2 becomes 2/8, so cat and dog go down to "
    f"{100 * _HOT[0]:.1f} % each, and the horse goes up to {100 * _HOT[2]:.1f} %.",
)

_P = np.array([0.7, 0.2, 0.1])
_P_LOSS = nll(0, _P)

_ONE_TERM = Question(
    name="one_term",
    text="A network gives three classes the probabilities 0.7, 0.2 and 0.1, and the "
    "first class is the target. What is the negative log-likelihood?",
    answer=_P_LOSS,
    unit="nats",
    tolerance=0.005,
    mistakes=(
        Mistake(
            binary_cross_entropy([1, 0, 0], _P).sum(),
            "that adds −log(1 − p) over the other classes",
            "Three classes are one question with three answers, not three yes-or-no "
            "questions. It has one term, that of the target.",
            _OTHER_CLASSES,
        ),
        _base_10(_P_LOSS),
        _bits(_P_LOSS),
        Mistake(
            1 - _P[0],
            "that is 1 − p",
            "It is 0 for a perfect answer too, but it has no logarithm: it hardly "
            "grows when the network is sure and wrong.",
            _WHY_LOG,
        ),
        Mistake(
            _P[0],
            "that is the probability of the target",
            "The loss is minus its logarithm: it must be small when the probability "
            "is large.",
            _LOSS,
        ),
        Mistake(
            -np.log(_P).mean(),
            "that is the mean of −log p over all classes",
            "The network pays for the class that is true. The other two are not seen.",
            _LOSS,
        ),
        Mistake(
            entropy(_P),
            "that is the entropy, which weights −log p of each class by p",
            "It says how undecided the network is, whatever the truth. The loss looks "
            "at the target alone.",
            _LOSS,
        ),
    ),
    hints=(
        "Which of the three probabilities does the loss look at?",
        "It is minus the natural logarithm of the target's probability, which is "
        f"{_P[0]}.",
    ),
    right=f"It is −log {_P[0]}, which is {_P_LOSS:.3f} nats. The other two "
    "probabilities are not looked at.",
)

_SURE = [0, 0, 9]
_SURE_LOSS = softmax_cross_entropy(0, _SURE)
_SURE_P = softmax(_SURE)

_SURE_AND_WRONG = Question(
    name="sure_and_wrong",
    text="The logits of cat, dog and horse are 0, 0 and 9, and the picture shows a "
    "cat. What is the loss, to the nearest tenth?",
    answer=_SURE_LOSS,
    unit="nats",
    tolerance=0.06,
    mistakes=(
        Mistake(
            -math.log(_SURE_P.max()),
            "that is nearly the loss of the largest output",
            "The target picks the probability, not the network. The network is almost "
            "sure of the horse, but the picture shows a cat.",
            _LARGEST_OUTPUT,
        ),
        _base_10(_SURE_LOSS),
        _bits(_SURE_LOSS),
        Mistake(
            math.inf,
            "no finite logits give the target the probability 0",
            f"It is small, about {_SURE_P[0]:.5f}, but its logarithm is finite.",
            _SOFTMAX,
        ),
        Mistake(
            1 - _SURE_P[0],
            "that is nearly 1 − p",
            "It cannot be more than 1, however sure the network is of the wrong class. "
            "The logarithm has no such limit.",
            _WHY_LOG,
        ),
        Mistake(
            softmax_cross_entropy(0, _SURE_P),
            "that applies softmax twice",
            "Taken as logits, probabilities differ by 1 at most, and the network looks "
            "far less sure than it is.",
            ("From logits, exactly", f"{_PAGE}#double-softmax"),
        ),
    ),
    hints=(
        "The loss looks at the probability of the cat, which is very small.",
        "The cat's share is 1/(1 + 1 + e⁹), and e⁹ is far larger than 2.",
    ),
    right=f"It is log(2 + e⁹), which is {_SURE_LOSS:.4f} nats: very nearly the 9 by "
    "which the horse leads.",
)

_P_GRAD = softmax_cross_entropy_grad(0, np.log(_P))

_OTHER_LOGIT = Question(
    name="other_logit",
    text="Softmax gives three classes the probabilities 0.7, 0.2 and 0.1, and the "
    "first class is the target. What is the derivative of the loss with respect to the "
    "logit of the second class?",
    answer=_P_GRAD[1],
    tolerance=0.01,
    mistakes=(
        Mistake(
            0,
            "the other logits get a gradient too",
            "Only the target's probability is in the loss, but this probability has "
            "all logits in its denominator.",
            ("The gradient", f"{_PAGE}#no-gradient"),
        ),
        Mistake(
            -_P[1],
            "that is the step of descent, which goes against the gradient",
            "The derivative is prediction minus truth: if this logit rises, the loss "
            "rises.",
            _GRADIENT,
        ),
        Mistake(
            _P[1] * (1 - _P[1]),
            "that is p(1 − p), the derivative of the class's own probability",
            "The loss has the probability of the target in it, and its derivative with "
            "respect to another logit is off the diagonal of the Jacobian.",
            ("The gradient", f"{_PAGE}#softmax-jacobian"),
        ),
        Mistake(
            -_P[0] * _P[1],
            "that is the derivative of the target's probability, not of the loss",
            "The loss is minus the logarithm of this probability: divide by it, and "
            "change the sign.",
            ("The gradient", f"{_PAGE}#softmax-jacobian"),
        ),
        Mistake(
            _P[0] - 1,
            "that is the derivative with respect to the target's own logit",
            "The 1 of the truth is subtracted for the target, and the second class is "
            "another.",
            _GRADIENT,
        ),
        Mistake(
            _P[1] - 1,
            "that subtracts 1 as for the target",
            "The truth is 1 for the target and 0 for the others, so nothing is "
            "subtracted here.",
            _GRADIENT,
        ),
    ),
    hints=(
        "The loss is logsumexp(z) minus the logit of the target. Which of the two "
        "terms has the second logit in it?",
        "The derivative of logsumexp with respect to a logit is the softmax output of "
        "that class.",
    ),
    right=f"It is prediction minus truth, {_P[1]} − 0 = {_P_GRAD[1]:.1f}: descent "
    "takes from the second class what it wrongly holds.",
)

_EPS = 1e-8
_CEILING = -math.log(_EPS)

_EPS_CEILING = Question(
    name="eps_ceiling",
    text="Instead of −log p, a program computes −log(p + eps) with eps = 10⁻⁸. Which "
    "value does this never exceed, to the nearest tenth?",
    answer=_CEILING,
    unit="nats",
    tolerance=0.06,
    mistakes=(
        _base_10(_CEILING),
        _bits(_CEILING),
        Mistake(
            math.inf,
            "that is the right loss, which has no upper bound",
            "With eps, the number inside the logarithm is at least eps, also where p "
            "is 0.",
            ("From logits, exactly", f"{_PAGE}#eps-in-log"),
        ),
        Mistake(
            1 / _EPS,
            "that is 1/eps, the number before the logarithm",
            "The loss is the logarithm of 1/eps.",
            ("From logits, exactly", f"{_PAGE}#eps-in-log"),
        ),
        Mistake(
            _EPS,
            "that is nearly eps itself",
            "The loss grows as p gets smaller. At p = 0 it is minus the logarithm of "
            "eps.",
            ("From logits, exactly", f"{_PAGE}#eps-in-log"),
        ),
    ),
    hints=(
        "The loss is largest where p is 0. What is left inside the logarithm there?",
        "It is minus the natural logarithm of 10⁻⁸, which is 8 times log 10.",
    ),
    right=f"At p = 0 it is −log 10⁻⁸ = 8 log 10, which is {_CEILING:.2f} nats. Beyond "
    "that the true loss goes on rising, and this one does not.",
)

# The best that a second softmax can be given: one class with 1, all others with 0.
_FLOOR = softmax_cross_entropy(0, [1, 0, 0])

_DOUBLE_FLOOR = Question(
    name="double_floor",
    text="The outputs of a softmax over three classes are passed to a loss that takes "
    "logits. The network is perfectly sure and right. Which value does the loss have?",
    answer=_FLOOR,
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            0,
            "that is the loss with one softmax",
            "The loss applies a second one, to the outputs 1, 0 and 0, and that is not "
            "sure of anything.",
            ("From logits, exactly", f"{_PAGE}#double-softmax"),
        ),
        Mistake(
            math.log(3),
            "that is the loss of three equal logits",
            "The second softmax gets 1, 0 and 0, which are not equal: the target "
            "leads by 1.",
            _SOFTMAX,
        ),
        Mistake(
            softmax_cross_entropy(0, [1, 0]),
            "that counts one other class",
            "Three classes have two others, and each has the weight e⁰ = 1.",
            _SOFTMAX,
        ),
        Mistake(
            softmax_cross_entropy(0, [1] + [0] * 9),
            "that is the value for ten classes",
            "Here there are two other classes and not nine.",
            ("From logits, exactly", f"{_PAGE}#double-softmax"),
        ),
        Mistake(
            softmax([1, 0, 0])[0],
            "that is the target's probability after the second softmax",
            "The loss is minus its logarithm.",
            _LOSS,
        ),
        _base_10(_FLOOR),
        _bits(_FLOOR),
    ),
    hints=(
        "The first softmax gives 1 to the target and 0 to the two others. Take these "
        "three numbers as logits.",
        "The target's share is e/(e + 1 + 1). Take minus its logarithm.",
    ),
    right=f"The logits are then 1, 0 and 0, and the loss is log(1 + 2/e), which is "
    f"{_FLOOR:.3f} nats. It cannot get lower.",
)

_LOG_3 = softmax_cross_entropy(0, np.zeros(3))
_SPECIES = load_penguins().labels
_TRAIN, _ = split(_SPECIES, test_fraction=0.3, seed=0)
_SHARES = entropy(np.bincount(_SPECIES[_TRAIN]) / len(_TRAIN))

_COST_AT_START = Question(
    name="cost_at_start",
    text="There are three species. Before the first step of descent, all weights of "
    "the softmax regression are 0. What is the cost then?",
    answer=_LOG_3,
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            0,
            "weights of 0 do not make the cost 0",
            "They make all logits 0, so the model knows nothing. A cost of 0 would "
            "mean that it is sure of each bird and right.",
            _PENGUINS,
        ),
        Mistake(
            1 / 3,
            "that is the probability of each species",
            "The cost is the mean of minus its logarithm.",
            _LOSS,
        ),
        Mistake(
            2 / 3,
            "that is 1 − p, the share of wrong guesses if one guesses at random",
            "The loss of a bird is minus the logarithm of p.",
            _WHY_LOG,
        ),
        Mistake(
            _SHARES,
            "that is the entropy of the shares of the species",
            "The best constant pays it, but a model with weights of 0 does not know "
            "the shares yet.",
            _PENGUINS,
        ),
        Mistake(
            len(_TRAIN) * _LOG_3,
            "that is the sum over the birds",
            "The cost is the mean over them.",
            _PENGUINS,
        ),
        Mistake(
            binary_cross_entropy([1, 0, 0], np.full(3, 1 / 3)).sum(),
            "that adds −log(1 − p) over the other species",
            "One question with three answers has one term, that of the target.",
            _OTHER_CLASSES,
        ),
        _base_10(_LOG_3),
        _bits(_LOG_3),
    ),
    hints=(
        "If all weights are 0, which logits does a bird get, and which probabilities?",
        "Each species gets the probability 1/3, and each bird pays −log(1/3).",
    ),
    right=f"All logits are 0, each species gets one third, and each bird costs log 3, "
    f"which is {_LOG_3:.3f} nats.",
)

CHAPTER_02 = (
    _LEVEL_CAT,
    _TEMPERATURE_8,
    _ONE_TERM,
    _SURE_AND_WRONG,
    _OTHER_LOGIT,
    _EPS_CEILING,
    _DOUBLE_FLOOR,
    _COST_AT_START,
    *OF_EXERCISES,
)
