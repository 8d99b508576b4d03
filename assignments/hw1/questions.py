"""Homework 1: what a program grades, and how the inputs of a student are drawn."""

import math

import numpy as np

from lossbook.course.questions import ByHand, Function, Number
from lossbook.exercises import EXERCISES
from lossbook.questions import Mistake, Question

_LOSS = (
    "The negative log-likelihood",
    "02-softmax-nll.html#the-negative-log-likelihood",
)
_CLASSES = 20

_UNTRAINED_LOSS = Question(
    name="untrained_loss",
    text="A network that is to distinguish 20 kinds of bird is still untrained, and "
    "gives all of them nearly the same logit. Which loss does it start with?",
    answer=math.log(_CLASSES),
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            math.log2(_CLASSES),
            "that is in bits, with the logarithm to base 2",
            "The loss in nats takes the natural logarithm.",
            _LOSS,
        ),
        Mistake(
            math.log10(_CLASSES),
            "that is the logarithm to base 10",
            "The loss in nats takes the natural logarithm.",
            _LOSS,
        ),
        Mistake(
            1 / _CLASSES,
            "that is the probability of each kind",
            "The loss is minus the logarithm of that probability.",
            _LOSS,
        ),
        Mistake(
            math.log(2),
            "that is the loss of a network that has two classes to choose from",
            "Here there are 20, so the right one gets 1/20 and not 1/2.",
            _LOSS,
        ),
    ),
    hints=(
        "Equal logits give equal probabilities.",
        "Each of the 20 kinds gets 1/20.",
    ),
    right="With equal logits the right kind gets 1/20, and log 20 is 2.996 nats.",
)


def _targets(rng: np.random.Generator) -> tuple[list[list[int]], list[list]]:
    """Return targets and logits: three classes, then four, then one row of two.

    Three rows and three columns, so that a sum along the wrong axis has a shape that
    fits; the targets differ, so that the order of the classes matters.
    """
    targets = [
        rng.permutation(3).tolist(),
        rng.choice(4, 2, replace=False).tolist(),
        rng.choice(2, 1).tolist(),
    ]
    shapes = [(3, 3), (2, 4), (1, 2)]
    logits = [np.round(rng.uniform(-2, 4, shape), 2).tolist() for shape in shapes]
    return targets, logits


def _varied(rng: np.random.Generator, logits: list[list[float]]) -> list[list[float]]:
    """Change the size of extreme logits without changing what is extreme in them."""
    sizes = np.abs(logits)
    scale = rng.uniform(0.85, 1.2)
    if 700 < sizes.max() < 750:  # between where exp overflows and where it is 0
        scale = rng.uniform(0.99, 1.03)
    varied = np.where(sizes > 1, np.multiply(logits, scale), logits)
    # Float32 holds quarters exactly.
    return (np.round(4 * varied) / 4).tolist()


def _logits_alone(rng):
    _, logits = _targets(rng)
    extreme = EXERCISES["softmax"].extreme
    return tuple((z,) for z in logits), tuple((_varied(rng, z),) for (z,) in extreme)


def _with_targets(name):
    def draw(rng):
        extreme = EXERCISES[name].extreme
        varied = tuple((y, _varied(rng, z)) for y, z in extreme)
        return tuple(zip(*_targets(rng), strict=True)), varied

    return draw


QUESTIONS = (
    Number(_UNTRAINED_LOSS),
    Function(EXERCISES["softmax"], _logits_alone),
    Function(EXERCISES["softmax_nll"], _with_targets("softmax_nll")),
    ByHand(
        "gradient_by_hand",
        (
            (1, "writes the loss as a function of the logits, with the log-sum-exp"),
            (1, "differentiates the log-sum-exp and recognises the softmax in it"),
            (1, "treats both cases, the right class and another one"),
            (1, "says that the derivatives sum to 0, and gives a reason"),
        ),
    ),
    Function(EXERCISES["softmax_nll_grad"], _with_targets("softmax_nll_grad")),
    ByHand(
        "repair",
        (
            (1, "finds the loss of 18.4 nats (or −log 1e-8)"),
            (
                1,
                "finds the derivative 0 with respect to the logit, and that nothing is "
                "learnt",
            ),
            (1, "computes the loss from the logits instead, without the 1e-8"),
        ),
    ),
)
