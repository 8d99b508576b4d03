"""The questions of chapter 08: hinge and the margin."""

import math

import numpy as np

from lossbook.datasets import load_penguins
from lossbook.links import logit
from lossbook.margin import (
    hinge,
    hinge_grad,
    logistic,
    logistic_grad,
    multiclass_hinge,
    perceptron,
    squared_hinge,
)
from lossbook.questions.margin_exercises import OF_EXERCISES
from lossbook.questions.question import Choice, Mistake, Question

_PAGE = "08-hinge.html"
_MARGIN = ("The margin", f"{_PAGE}#the-margin")
_SIX = ("Six losses of one number", f"{_PAGE}#six-losses-of-one-number")
_TRY_LOSSES = ("Try it", f"{_PAGE}#fig-explore-margin")
_BOUNDS = (
    "Which of them are never below the zero-one loss?",
    f"{_PAGE}#which-of-them-are-never-below-the-zero-one-loss",
)
_NOT_ENOUGH = ("Right is not enough", f"{_PAGE}#right-is-not-enough")
_ZERO_ONCE_RIGHT = ("Right is not enough", f"{_PAGE}#zero-once-correct")
_WRONG_SIDE = ("Far on the wrong side", f"{_PAGE}#far-on-the-wrong-side")
_KINK = ("A slope for the kink", f"{_PAGE}#a-slope-for-the-kink")
_OTHERS = ("Why the others do nothing", f"{_PAGE}#why-the-others-do-nothing")
_OTHER_BOOKS = (
    "The same machine in other books",
    f"{_PAGE}#the-same-machine-in-other-books",
)
_NO_PROBABILITY = (
    "A score is not a probability",
    f"{_PAGE}#a-score-is-not-a-probability",
)
_NO_MAJORITY = (
    "When no class has a majority",
    f"{_PAGE}#when-no-class-has-a-majority",
)

_TWO_APART = Choice(
    name="two_apart",
    text="Seven losses at a margin of 0: zero-one, perceptron, hinge, squared hinge, "
    "logistic in nats, logistic divided by log 2, and exponential. Five of them have "
    "the same value. Which two do not?",
    answer="The perceptron's loss and the logistic loss in nats.",
    mistakes=(
        Mistake(
            "The perceptron's loss and the zero-one loss.",
            "a score of 0 decides nothing and counts as a mistake",
            "The zero-one loss is 1 where the margin is 0 or less. The hinge is 1 at "
            "this margin too.",
            _MARGIN,
        ),
        Mistake(
            "The logistic loss in nats and the same divided by log 2.",
            "division by log 2 makes the logistic loss 1 at this margin",
            "In nats it is log 2 there. The perceptron's loss is 0, since it asks for "
            "no margin.",
            _TRY_LOSSES,
        ),
        Mistake(
            "The squared hinge and the exponential loss.",
            "both are 1 at this margin",
            "The square of 1 − 0 is 1, and so is e⁰. The two differ from the hinge at "
            "other margins.",
            _SIX,
        ),
    ),
    right=f"The perceptron's loss is {perceptron(1, 0.0):.0f} there and the logistic "
    f"loss is log 2, about {logistic(1, 0.0):.2f}. The five others are "
    f"{hinge(1, 0.0):.0f}.",
)

_PUSH_WITHOUT_LIMIT = Choice(
    name="push_without_limit",
    text="A loss pushes a margin up with the size of its slope. The margin of an "
    "example falls further and further below 0. Under which of these losses does the "
    "push grow without a limit: hinge, squared hinge, logistic, exponential?",
    answer="Squared hinge and exponential.",
    mistakes=(
        Mistake(
            "Hinge and squared hinge.",
            "the hinge grows without a limit, but its slope does not",
            "It is a straight line on the wrong side and pushes with the strength 1 "
            "everywhere.",
            _KINK,
        ),
        Mistake(
            "Logistic and exponential.",
            "the push of the logistic loss has a limit",
            "Far on the wrong side this loss is almost a straight line, and its push "
            "goes to 1.",
            _WRONG_SIDE,
        ),
        Mistake(
            "Exponential alone.",
            "the squared hinge is left out",
            "Its slope is −2 (1 − m), so its push grows with the distance from the "
            "margin 1.",
            _SIX,
        ),
        Mistake(
            "All four of them.",
            "all four losses grow without a limit, but not all four slopes",
            "The push is the slope. Two of the losses are straight lines far on the "
            "wrong side, or almost.",
            _TRY_LOSSES,
        ),
    ),
    right="The push of the squared hinge is 2 (1 − m) there, and that of the "
    "exponential loss is exp(−m). Those of hinge and logistic loss do not exceed 1.",
)

_FACTOR = 1 / logistic(1, 0.0)

_LOGISTIC_FACTOR = Question(
    name="logistic_factor",
    text="The logistic loss of a margin m is `log(1 + exp(−m))`. It is multiplied by a "
    "factor. Which is the smallest factor with which it is nowhere below the zero-one "
    "loss, which is 1 for m ≤ 0 and 0 for m > 0?",
    answer=_FACTOR,
    tolerance=0.005,
    mistakes=(
        Mistake(
            1,
            "without a factor the loss is too small near 0",
            f"At m = 0 it is {1 / _FACTOR:.3f}, and the zero-one loss is 1.",
            (
                "Which of them are never below the zero-one loss?",
                f"{_PAGE}#upper-bounds",
            ),
        ),
        Mistake(
            1 / _FACTOR,
            "that is the loss at m = 0, and the factor is 1 divided by it",
            "The factor must raise the loss at m = 0 to 1.",
            _BOUNDS,
        ),
        Mistake(
            1 / math.log10(2),
            "that is the factor for a logarithm to base 10",
            "The logistic loss takes the natural logarithm, with log 2 at m = 0.",
            _BOUNDS,
        ),
        Mistake(
            2,
            "that is 1 divided by the probability ½",
            "At m = 0 the probability is ½, but the loss is minus its logarithm.",
            _BOUNDS,
        ),
        Mistake(
            1 / logistic(1, -1.0),
            "that is the factor for m = −1",
            "The loss falls up to m = 0, where the zero-one loss is still 1. So this "
            "is where the most is needed.",
            _BOUNDS,
        ),
    ),
    hints=(
        "Where m ≤ 0, the zero-one loss is 1. At which of these m is the logistic loss "
        "smallest?",
        "It is smallest at m = 0, where it is log 2. Which factor turns log 2 into 1?",
    ),
    right="For m ≤ 0 the loss is smallest at 0, where it is log 2. So the factor is "
    f"1/log 2, which is {_FACTOR:.4f}.",
)

_NARROW_HINGE = hinge(-1, -0.3)

_RIGHT_BY_LITTLE = Question(
    name="right_by_little",
    text="An example has the label −1 and the score −0.3. What is its hinge loss?",
    answer=_NARROW_HINGE,
    tolerance=0.01,
    mistakes=(
        Mistake(
            perceptron(-1, -0.3),
            "that is the perceptron's loss, which is 0 once the answer is right",
            "The answer is right, but the hinge is above 0 until the margin is 1.",
            _ZERO_ONCE_RIGHT,
        ),
        Mistake(
            max(0, 1 - -0.3),
            "that takes the score for the margin",
            "The margin is the label times the score, (−1) · (−0.3). It is above 0, "
            "so the answer is right.",
            _MARGIN,
        ),
        Mistake(
            0.3,
            "that is the margin",
            "The hinge is the amount by which the margin is below 1.",
            _SIX,
        ),
        Mistake(
            squared_hinge(-1, -0.3),
            "that is the squared hinge",
            "The hinge itself has no square.",
            _SIX,
        ),
        Mistake(
            logistic(-1, -0.3),
            "that is the logistic loss",
            "The hinge has no logarithm: it is a straight line below the margin 1.",
            _SIX,
        ),
    ),
    hints=(
        "What is the margin, the label times the score?",
        "The margin is 0.3. How far is it below 1?",
    ),
    right=f"The margin is 0.3, which is {_NARROW_HINGE:.1f} below 1. The answer is "
    "right, and it costs something all the same.",
)

_MARGINS = np.append(np.full(99, 0.5), -10.0)
_YES = np.ones(100)


def _last_share(numbers: np.ndarray) -> float:
    """Return the share of the last of some numbers, without signs, in per cent."""
    sizes = np.abs(numbers)
    return float(100 * sizes[-1] / sizes.sum())


_PUSH_SHARE = _last_share(hinge_grad(_YES, _MARGINS))
_COST_SHARE = _last_share(hinge(_YES, _MARGINS))

_HINGE_PUSH_SHARE = Question(
    name="hinge_push_share",
    text="Of 100 examples, 99 are right with a margin of ½, and one is wrong with a "
    "margin of −10. An example pushes with the size of the slope of its hinge. Which "
    "share of all pushes together does the wrong one have?",
    answer=_PUSH_SHARE,
    unit="%",
    tolerance=0.3,
    mistakes=(
        Mistake(
            _COST_SHARE,
            "that is its share of the cost",
            "Its hinge is 11, but its slope has the size 1, as for each margin below "
            "1.",
            _WRONG_SIDE,
        ),
        Mistake(
            100,
            "the right answers push too",
            "Their margin is ½, and the hinge has a slope of size 1 up to the margin "
            "1.",
            _ZERO_ONCE_RIGHT,
        ),
        Mistake(
            _last_share(_MARGINS),
            "that is its share of the margins without their signs",
            "The push is the slope of the hinge. It does not grow with the distance.",
            _KINK,
        ),
        Mistake(
            _last_share(squared_hinge(_YES, _MARGINS)),
            "that is its share of the cost under the squared hinge",
            "The hinge has no square, and the push is its slope.",
            _WRONG_SIDE,
        ),
        Mistake(
            _last_share(logistic_grad(_YES, _MARGINS)),
            "that is its share under the logistic loss",
            "The logistic loss pushes less at a margin of ½ than at −10. The hinge "
            "pushes alike at both.",
            _WRONG_SIDE,
        ),
        Mistake(
            0,
            "the hinge gives up no example",
            "On the wrong side its slope has the size 1, however far away the example "
            "is.",
            _KINK,
        ),
    ),
    hints=(
        "The slope of the hinge is −1 below a margin of 1. Which of the 100 examples "
        "are there?",
        "All 100 push with the strength 1. Which share does one of them have?",
    ),
    right=f"All 100 push with the strength 1, so it has {_PUSH_SHARE:.0f} %. Of the "
    f"cost it has {_COST_SHARE:.1f} %.",
)

_BIRD_A = Choice(
    name="bird_a",
    text="A support vector machine has Adelies on the left of its boundary, where the "
    "score is 0, and Chinstraps on the right. The edges of its street are where the "
    "score is −1 and 1. The Adelie A has a margin above 2. Now A moves to the left or "
    "to the right, and the machine is fitted again. When does the line begin to move?",
    answer="If A moves to the right and reaches the edge of the street.",
    mistakes=(
        Mistake(
            "If A moves to the right and reaches the boundary.",
            "that is a margin of 0, and A begins to push before",
            "The hinge is above 0 as soon as the margin is below 1, which is the edge "
            "of the street.",
            _NOT_ENOUGH,
        ),
        Mistake(
            "If A moves to the right or to the left, at once.",
            "a bird with a margin above 1 does not push",
            "The hinge is flat there, so a small move of A changes nothing.",
            _OTHERS,
        ),
        Mistake(
            "If A moves to the left, away from all other birds.",
            "a move to the left makes the margin of A larger",
            "The hinge is flat above 1 without an end, so A can go as far as it likes.",
            _OTHERS,
        ),
        Mistake(
            "At no place of A, since A does not carry the line.",
            "A does not carry the line now, but it can begin to",
            "It becomes a support vector once its margin under the old line falls "
            "below 1.",
            _OTHERS,
        ),
    ),
    right="Up to there the margin of A is above 1, and A has no part in the sum of "
    "pushes that makes the weights. To the left the margin grows without end.",
)

_BIRDS = int((load_penguins().labels < 2).sum())
_PENALTY = 0.01
_C = 1 / (_PENALTY * _BIRDS)

_C_OF_LAMBDA = Question(
    name="c_of_lambda",
    text="A machine minimises the mean hinge of 219 birds plus ½ λ ‖w‖², with λ = "
    "0.01. Libraries minimise ½ ‖w‖² plus C times the sum of the hinges. Which C gives "
    "the same machine?",
    answer=_C,
    tolerance=0.003,
    mistakes=(
        Mistake(
            1 / _PENALTY,
            "that is 1/λ, which is right before a mean of the hinges",
            f"Libraries take the sum, which is {_BIRDS} times the mean.",
            _OTHER_BOOKS,
        ),
        Mistake(
            _PENALTY * _BIRDS,
            "that is λN, and C is 1 divided by it",
            "λ weighs the penalty and C weighs the hinges, so one falls where the "
            "other rises.",
            _OTHER_BOOKS,
        ),
        Mistake(
            1 / (2 * _PENALTY * _BIRDS),
            "that has one factor ½ too many",
            "The factor ½ stands before ‖w‖² in both, so it cancels.",
            _OTHER_BOOKS,
        ),
        Mistake(
            _PENALTY,
            "C is not another name for λ",
            "A large C is a small penalty, and C belongs to a sum.",
            _OTHER_BOOKS,
        ),
        Mistake(
            1,
            "that is the default of `SVC` in scikit-learn",
            "It belongs to another λ, that is, to another machine.",
            _OTHER_BOOKS,
        ),
    ),
    hints=(
        "Divide the whole objective by λ: that does not move its minimum.",
        "The mean is the sum divided by 219. So which number stands before the sum, "
        "after you divide by 0.01?",
    ),
    right=f"Divided by λ, the objective has 1/(λN) before the sum: 1/(0.01 · {_BIRDS}) "
    f"is {_C:.4f}.",
)

_P = 0.7


def _mean_hinge(score: float) -> float:
    return float(_P * hinge(1, score) + (1 - _P) * hinge(-1, score))


# The mean is a straight line between the two kinks, and rises beyond them.
_BEST_SCORE = min((-1.0, 1.0), key=_mean_hinge)

_BEST_HINGE_SCORE = Question(
    name="best_hinge_score",
    text="Of all birds with a certain bill, 70 % have the label +1, and the others "
    "have the label −1. All of them get the same score. Which score has the lowest "
    "mean hinge?",
    answer=_BEST_SCORE,
    tolerance=0.01,
    mistakes=(
        Mistake(
            2 * _P - 1,
            "that is the best score of the squared hinge",
            "The mean hinge is a straight line between −1 and 1, so its lowest value "
            "is at an end.",
            _NO_PROBABILITY,
        ),
        Mistake(
            logit(_P),
            "that is the log-odds, the best score of the logistic loss",
            "The best hinge score does not depend on p, except for its sign.",
            _NO_PROBABILITY,
        ),
        Mistake(
            logit(_P) / 2,
            "that is half the log-odds, the best score of the exponential loss",
            "Under the hinge no logarithm of p comes in.",
            _NO_PROBABILITY,
        ),
        Mistake(
            _P,
            "that is the probability, and a score is not one",
            f"At {_P} the mean hinge is {_mean_hinge(_P):.2f}, and it still falls "
            "towards larger scores.",
            ("A score is not a probability", f"{_PAGE}#hinge-probability"),
        ),
        Mistake(
            math.inf,
            "beyond 1 the mean rises again",
            "The birds with the label +1 cost nothing there, and those with the label "
            "−1 cost more and more.",
            _NO_PROBABILITY,
        ),
        Mistake(
            0,
            "a score of 0 costs 1 for each bird",
            "The label +1 is more frequent, so a positive score costs less on average.",
            _NO_PROBABILITY,
        ),
    ),
    hints=(
        "Write the mean hinge of a score f between −1 and 1. What kind of curve is it?",
        "It is 0.7 (1 − f) + 0.3 (1 + f), a straight line that falls. How far does it "
        "go?",
    ),
    right=f"Between −1 and 1 the mean is 1 − {2 * _P - 1:.1f} f, which falls up to "
    f"{_BEST_SCORE:.0f}. Beyond it the mean rises with {1 - _P:.1f} f.",
)

_WHICH_TELL_P = Choice(
    name="which_tell_p",
    text="A label is +1 with the probability p. From the score with the lowest mean "
    "logistic loss, p can be computed. Under which of these losses does the best score "
    "tell p as well: perceptron, hinge, squared hinge, exponential?",
    answer="Squared hinge and exponential.",
    mistakes=(
        Mistake(
            "Exponential alone.",
            "the squared hinge is left out",
            "Its best score is 2p − 1, which is different for each p.",
            _NO_PROBABILITY,
        ),
        Mistake(
            "Hinge, squared hinge and exponential.",
            "the best hinge score is +1 for each p above one half",
            "It says which label is more likely, but not by how much.",
            ("A score is not a probability", f"{_PAGE}#hinge-probability"),
        ),
        Mistake(
            "Perceptron, squared hinge and exponential.",
            "the best score of the perceptron is 0 for each p",
            "A score of 0 costs nothing under its loss, whatever the label is.",
            _NO_PROBABILITY,
        ),
        Mistake(
            "None of the four.",
            "a score is not a probability, but it can tell one",
            "Where the best score is different for each p, p can be computed from it.",
            _NO_PROBABILITY,
        ),
    ),
    right="Their best scores are 2p − 1 and half the log-odds, and both are different "
    "for each p.",
)

_SHARES = np.array([0.45, 0.40, 0.15])


def _mean_multiclass(scores: list[float]) -> float:
    return float(_SHARES @ multiclass_hinge([0, 1, 2], [scores] * 3))


_WITHOUT_MAJORITY = Choice(
    name="without_majority",
    text="A kind of picture shows a cat 45 times in 100, a car 40 times and a frog 15 "
    "times. All these pictures get the same three scores. Which scores have the lowest "
    "mean loss of Weston and Watkins?",
    answer="Cat and car are level, and the frog is lower.",
    mistakes=(
        Mistake(
            "The cat is first, the car second, the frog third.",
            "that is what cross-entropy does",
            "Here a lead of the cat over the car costs more in the pictures of a car "
            "or a frog than it saves in those of a cat.",
            _NO_MAJORITY,
        ),
        Mistake(
            "The cat is first, and car and frog are level.",
            "the frog is much rarer than the car",
            "It costs little to put the frog lower, and it saves something in the "
            "pictures of both others.",
            _NO_MAJORITY,
        ),
        Mistake(
            "All three are level.",
            "that is what the loss of Crammer and Singer does",
            "Weston and Watkins add up all rivals, so a rival that is rare is put "
            "lower.",
            _NO_MAJORITY,
        ),
    ),
    right=f"The scores 0, 0 and −1 cost {_mean_multiclass([0, 0, -1]):.2f} on average, "
    f"against {_mean_multiclass([0, -1, -1]):.2f} for 0, −1 and −1, where the cat "
    f"leads, and {_mean_multiclass([0, 0, 0]):.2f} for three equal ones.",
)

CHAPTER_08 = (
    _TWO_APART,
    _PUSH_WITHOUT_LIMIT,
    _LOGISTIC_FACTOR,
    _RIGHT_BY_LITTLE,
    _HINGE_PUSH_SHARE,
    _BIRD_A,
    _C_OF_LAMBDA,
    _BEST_HINGE_SCORE,
    _WHICH_TELL_P,
    _WITHOUT_MAJORITY,
    *OF_EXERCISES,
)
