"""The questions behind the exercises of chapter 08."""

import numpy as np

from lossbook.margin import (
    hinge,
    hinge_grad,
    multiclass_hinge,
    perceptron,
    squared_hinge,
    squared_hinge_grad,
)
from lossbook.questions.question import Mistake, Question

_PAGE = "08-hinge.html"
_MARGIN = ("The margin", f"{_PAGE}#the-margin")
_SIX = ("Six losses of one number", f"{_PAGE}#six-losses-of-one-number")
_WRONG_SIDE = ("Far on the wrong side", f"{_PAGE}#far-on-the-wrong-side")
_KINK = ("A slope for the kink", f"{_PAGE}#a-slope-for-the-kink")
_MANY = ("Many classes", f"{_PAGE}#many-classes")

_FAR_HINGE = hinge(-1, 3.0)

_HINGE_FAR_WRONG = Question(
    name="hinge_far_wrong",
    text="An example has the score 3 and the label −1. What is its hinge loss?",
    answer=_FAR_HINGE,
    tolerance=0.1,
    mistakes=(
        Mistake(
            hinge(1, 3.0),
            "that takes the score for the margin",
            "The margin is the label times the score, which is −3. The example is on "
            "the wrong side.",
            _MARGIN,
        ),
        Mistake(
            perceptron(-1, 3.0),
            "that is the perceptron's loss",
            "The hinge asks for a margin of 1, and this adds 1.",
            _SIX,
        ),
        Mistake(
            squared_hinge(-1, 3.0),
            "that is the squared hinge",
            "The hinge itself has no square.",
            _SIX,
        ),
        Mistake(
            abs(1 - 3),
            "that is the distance of the score from 1",
            "With the label −1 the score should be −1 or less. So 3 is further away.",
            _MARGIN,
        ),
        Mistake(
            1,
            "that is the zero-one loss",
            "It counts a mistake and does not look at how far off the score is.",
            _SIX,
        ),
    ),
    hints=(
        "What is the margin, the label times the score?",
        "The margin is −3. How far is it below 1?",
    ),
    right=f"The margin is −3, which is {_FAR_HINGE:.0f} below 1.",
)

_FAR_SLOPE = squared_hinge_grad(-1, 3.0)

_SLOPE_BY_SCORE = Question(
    name="squared_hinge_slope",
    text="An example has the score 3 and the label −1. What is the slope of its "
    "squared hinge with respect to the score?",
    answer=_FAR_SLOPE,
    tolerance=0.1,
    mistakes=(
        Mistake(
            squared_hinge_grad(1, -3.0),
            "that is the slope with respect to the margin",
            "The margin is the label times the score, so the chain rule adds the label "
            "−1 as a factor.",
            _KINK,
        ),
        Mistake(
            hinge(-1, 3.0),
            "that forgets the factor 2",
            "The derivative of a square is twice what is squared, times its own "
            "derivative.",
            _KINK,
        ),
        Mistake(
            squared_hinge(-1, 3.0),
            "that is the loss itself",
            "The slope says how fast the loss rises with the score.",
            _SIX,
        ),
        Mistake(
            hinge_grad(-1, 3.0),
            "that is the slope of the hinge",
            "The squared hinge is steeper, the further the example is on the wrong "
            "side.",
            _WRONG_SIDE,
        ),
        Mistake(
            squared_hinge_grad(1, 3.0),
            "that takes the score for the margin",
            "The label is −1, so the margin is −3, and the loss is far above 0.",
            _MARGIN,
        ),
    ),
    hints=(
        "The squared hinge is (1 − m)² here, with m = −3. What is its slope with "
        "respect to m?",
        "With respect to m it is −2 (1 − m). The chain rule multiplies it by the "
        "label, which is −1.",
    ),
    right="With respect to the margin it is −2 · 4. The label −1 turns this into "
    f"+{_FAR_SLOPE:.0f}: a larger score makes the loss larger.",
)

_SCORES = np.array([2, 1.5, 1.75])
_WW = multiclass_hinge(0, _SCORES)
_CS = multiclass_hinge(0, _SCORES, kind="crammer-singer")
_EXCESS = 1 + _SCORES - _SCORES[0]

_WESTON_WATKINS_LOSS = Question(
    name="weston_watkins_loss",
    text="Three classes have the scores 2, 1½ and 1¾, and the target is the first "
    "class. What is the multiclass hinge of Weston and Watkins, with a margin of 1?",
    answer=_WW,
    tolerance=0.02,
    mistakes=(
        Mistake(
            _CS,
            "that is the loss of Crammer and Singer",
            "It counts the worst rival alone. Weston and Watkins add up both rivals.",
            _MANY,
        ),
        Mistake(
            _EXCESS.sum(),
            "that counts the target as a rival of itself",
            "It adds 1 for the target. The sum is over the other classes.",
            _MANY,
        ),
        Mistake(
            np.maximum(0, _SCORES[1:] - _SCORES[0]).sum(),
            "the target leads, but by less than 1",
            "Each rival costs the amount by which the lead over it is below 1.",
            _MANY,
        ),
        Mistake(
            _WW / 2,
            "that is the mean over the rivals",
            "The loss is the sum over them.",
            _MANY,
        ),
        Mistake(
            _WW / 3,
            "that divides by the number of classes, as `multi_margin_loss` does",
            "PyTorch's function does so. The loss of Weston and Watkins is the sum.",
            _MANY,
        ),
    ),
    hints=(
        "By how much does the target lead each of the two rivals?",
        "It leads by ½ and by ¼. How far is each lead below 1? Add the two amounts.",
    ),
    right="The target leads by ½ and ¼, which is ½ and ¾ too little. The sum is "
    f"{_WW:.2f}.",
)

_TARGET_NEEDS = Question(
    name="target_needs",
    text="Three classes have the scores 2, 1½ and 1¾, and the target is the first "
    "class. How much must be added to the target's score until the multiclass hinge "
    "of Weston and Watkins, with a margin of 1, is 0?",
    answer=_EXCESS[1:].max(),
    tolerance=0.02,
    mistakes=(
        Mistake(
            _WW,
            "that adds up what the two rivals ask for",
            "One step of the target's score moves it away from both rivals at once.",
            _MANY,
        ),
        Mistake(
            _WW / 2,
            "that is the loss divided by its slope at the start",
            "The slope is −2 until the first rival is far enough behind. From there "
            "on it is −1.",
            _MANY,
        ),
        Mistake(
            _EXCESS[1:].min(),
            "that is enough for one of the rivals",
            "The other rival has the score 1¾ and is closer to the target.",
            _MANY,
        ),
        Mistake(
            1,
            "that forgets the lead that the target has already",
            "It must lead by 1, and it leads by ¼ before anything is added.",
            _MANY,
        ),
        Mistake(
            _SCORES[0] - _SCORES[2],
            "that is the lead over the worst rival",
            "It must become 1, so the rest is still to be added.",
            _MANY,
        ),
    ),
    hints=(
        "The loss is 0 once the target leads each rival by 1. Which rival is the "
        "closest?",
        "The closest rival has the score 1¾, so the target must reach 2¾.",
    ),
    right="The worst rival has the score 1¾, so the target must reach 2¾, which is "
    f"{_EXCESS[1:].max():.2f} more.",
)

OF_EXERCISES = (
    _HINGE_FAR_WRONG,
    _SLOPE_BY_SCORE,
    _WESTON_WATKINS_LOSS,
    _TARGET_NEEDS,
)
