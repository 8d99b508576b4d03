"""The exercises of chapter 08: hinge and the margin."""

import numpy as np

from lossbook.classification import softmax_cross_entropy
from lossbook.exercises.judge import Exercise, Mistake
from lossbook.links import sigmoid
from lossbook.margin import (
    hinge,
    hinge_grad,
    logistic,
    logistic_grad,
    multiclass_hinge,
    perceptron,
    perceptron_grad,
    squared_hinge,
    squared_hinge_grad,
    zero_one,
)

# Right and beyond the margin, right and within it, wrong, and each with both labels.
# No margin is 0 or 1: there any subgradient would be a right answer.
_LABELS = [1.0, 1.0, 1.0, -1.0, -1.0, -1.0]
_SCORES = [2.5, 0.3, -1.7, -3.0, -0.4, 2.2]
_MORE = ([-1.0, 1.0, 1.0], [0.6, 0.8, 4.0])
_HUGE = ([1.0, -1.0, 1.0, -1.0], [1e308, 1e308, -1e308, -1e308])

_WHERE = "08: Six losses of one number"


def _short(y, s):
    return np.maximum(0, 1 - y * s)


_HINGE = Exercise(
    name="hinge",
    statement=(
        "Write `hinge(y_true, scores)`. `y_true` holds labels -1 or +1, `scores` real "
        "numbers in the same shape. Return one loss for each example."
    ),
    arguments=("y_true", "scores"),
    solution=hinge,
    ordinary=((_LABELS, _SCORES), _MORE),
    extreme=(_HUGE,),
    mistakes=(
        Mistake(
            name="This is 0 as soon as the answer is right.",
            why="To stop at the boundary is the perceptron's way. The hinge goes on "
            "until the margin is 1: max(0, 1 - m).",
            see="08: Right is not enough",
            answers=(
                perceptron,
                lambda y, s: _short(y, s) * zero_one(y, s),
            ),
        ),
        Mistake(
            name="The label is missing.",
            why="max(0, 1 - s) wants every score to be large, those of the label -1 "
            "too. The margin is the label times the score.",
            see="08: The margin",
            answers=(lambda y, s: np.maximum(0, 1 - s),),
        ),
        Mistake(
            name="This reads the labels as 0 and 1.",
            why="The labels here are -1 and +1 already. 2 y - 1 would make -3 and +1 "
            "of them.",
            see="08: The margin",
            answers=(lambda y, s: np.maximum(0, 1 - (2 * y - 1) * s),),
        ),
        Mistake(
            name="Examples with the label -1 are left out.",
            why="They cost nothing here, or always the same. The margin of a negative "
            "example is minus its score.",
            see="08: The margin",
            answers=(
                lambda y, s: np.where(y > 0, _short(y, s), 0),
                lambda y, s: np.maximum(0, 1 - (y > 0) * s),
            ),
        ),
        Mistake(
            name="Nothing stops it at 0.",
            why="1 - m goes on below 0, so that one example far on the right side "
            "could pay for many mistakes. Take the larger of 0 and 1 - m.",
            see=_WHERE,
            answers=(lambda y, s: 1 - y * s,),
        ),
        Mistake(
            name="The sign of the margin is wrong.",
            why="max(0, 1 + m) punishes the right side. A large margin is good.",
            see=_WHERE,
            answers=(lambda y, s: np.maximum(0, 1 + y * s),),
        ),
        Mistake(
            name="This is the squared hinge.",
            why="The hinge grows as the margin falls, on a straight line. Its square "
            "is another loss, which listens more to outliers.",
            see="08: Far on the wrong side",
            answers=(squared_hinge, lambda y, s: _short(y, s) ** 2 / 2),
        ),
        Mistake(
            name="This is the logistic loss.",
            why="log(1 + exp(-m)) is never 0, so that each example keeps pushing.",
            see=_WHERE,
            answers=(logistic, lambda y, s: logistic(y, s) / np.log(2)),
        ),
        Mistake(
            name="The score is made a sign or a probability first.",
            why="The hinge takes the score itself. A sign has no slope, and a sigmoid "
            "never lets a margin reach 1.",
            see="08: A score is not a probability",
            answers=(
                lambda y, s: _short(y, np.sign(s)),
                lambda y, s: _short(y, sigmoid(s)),
                lambda y, s: _short(y, np.tanh(s)),
            ),
        ),
        Mistake(
            name="This counts mistakes.",
            why="That is the zero-one loss. It has no slope that says which way to go.",
            see=_WHERE,
            answers=(zero_one, lambda y, s: 1 - zero_one(y, s)),
        ),
        Mistake(
            name="This takes the mean over the examples.",
            why="The mean is the cost. Asked for is one loss for each example.",
            see=_WHERE,
            answers=(lambda y, s: hinge(y, s).mean(),),
        ),
        Mistake(
            name="This adds up the examples.",
            why="Asked for is one loss for each example.",
            see=_WHERE,
            answers=(lambda y, s: hinge(y, s).sum(),),
        ),
    ),
)


def _within(y, s):
    return (y * s < 1).astype(float)


_SUBGRADIENT = "08: A slope for the kink"

_HINGE_GRAD = Exercise(
    name="hinge_grad",
    statement=(
        "Write `hinge_grad(y_true, scores)`: the slope of each example's hinge loss by "
        "its *score*. `y_true` holds labels -1 or +1. At the kink any subgradient is "
        "right; the check does not look there."
    ),
    arguments=("y_true", "scores"),
    solution=hinge_grad,
    ordinary=((_LABELS, _SCORES), _MORE),
    extreme=(_HUGE,),
    mistakes=(
        Mistake(
            name="This is the slope by the margin, not by the score.",
            why="By the margin it is -1. The margin is the label times the score, so "
            "the chain rule brings the label along: -y.",
            see=_SUBGRADIENT,
            answers=(lambda y, s: -_within(y, s),),
        ),
        Mistake(
            name="The sign is wrong.",
            why="The slope points uphill. A larger score makes a positive example "
            "cheaper, so its slope is negative: -y.",
            see=_SUBGRADIENT,
            answers=(lambda y, s: y * _within(y, s),),
        ),
        Mistake(
            name="Only mistakes get a slope.",
            why="That is the perceptron. The hinge pushes until the margin is 1, so a "
            "right answer short of that has a slope as well.",
            see="08: Right is not enough",
            answers=(perceptron_grad,),
        ),
        Mistake(
            name="Examples beyond the margin are pushed too.",
            why="There the loss is 0 and flat. Its slope is 0.",
            see=_SUBGRADIENT,
            answers=(lambda y, s: -y,),
        ),
        Mistake(
            name="Inside and outside are confused.",
            why="The slope is -y below a margin of 1, and 0 beyond it.",
            see=_SUBGRADIENT,
            answers=(lambda y, s: -y * (1 - _within(y, s)),),
        ),
        Mistake(
            name="The condition looks at the score, not at the margin.",
            why="A condition on the score alone does not know which side is right. Ask "
            "whether y * s < 1.",
            see="08: The margin",
            answers=(lambda y, s: -y * (s < 1), lambda y, s: -y * (np.abs(s) < 1)),
        ),
        Mistake(
            name="This multiplies by the score.",
            why="By the score the slope is -y. Times the *features* it would be the "
            "slope by the weights; the score itself has no place in it.",
            see=_SUBGRADIENT,
            answers=(lambda y, s: -y * s * _within(y, s),),
        ),
        Mistake(
            name="This is the slope of the squared hinge.",
            why="The hinge is a straight line below the margin: its slope does not "
            "grow with the mistake.",
            see="08: Far on the wrong side",
            answers=(squared_hinge_grad, lambda y, s: squared_hinge_grad(y, s) / 2),
        ),
        Mistake(
            name="This is the slope of the logistic loss.",
            why="That one fades bit by bit. The hinge's is all or nothing.",
            see=_SUBGRADIENT,
            answers=(logistic_grad,),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="That is the slope of the mean, the cost. Asked for is the slope of "
            "each example's own loss.",
            see=_SUBGRADIENT,
            answers=(lambda y, s: hinge_grad(y, s) / len(y),),
        ),
    ),
)


# Three pictures, and two rows of four classes where several rivals are too close.
_PICTURES = ([0, 1, 2], [[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
_FOUR = ([3, 1], [[0.5, -1.0, 2.0, 0.3], [3.0, 3.4, 2.6, 1.0]])
_MANY = "08: Many classes"


def _lead(y, s):
    return s - s[np.arange(len(y)), y][:, None]


def _rivals(y, s):
    return np.arange(s.shape[1]) != np.asarray(y)[:, None]


def _excess(y, s, margin=1.0):
    return np.maximum(0, _lead(y, s) + margin) * _rivals(y, s)


_MULTICLASS_HINGE = Exercise(
    name="multiclass_hinge",
    statement=(
        "Write `multiclass_hinge(y_true, scores)` after Weston and Watkins, with a "
        "margin of 1. `y_true` holds N classes as integers from 0, `scores` has the "
        "shape (N, K). Return N numbers."
    ),
    arguments=("y_true", "scores"),
    solution=multiclass_hinge,
    ordinary=(_PICTURES, _FOUR),
    extreme=(([0, 1], [[1e300, -1e300, 0.0], [1e300, -1e300, 0.0]]),),
    mistakes=(
        Mistake(
            name="The right class is counted as its own rival.",
            why="It trails itself by 0, so that it adds the margin of 1 to each loss, "
            "and no loss can be 0. Sum over the other classes.",
            see=_MANY,
            answers=(lambda y, s: np.maximum(0, _lead(y, s) + 1).sum(axis=1),),
        ),
        Mistake(
            name="Only the worst rival counts.",
            why="That is the loss of Crammer and Singer, a good loss of its own. Here "
            "each rival that comes too close is to be added.",
            see=_MANY,
            answers=(lambda y, s: _excess(y, s).max(axis=1),),
        ),
        Mistake(
            name="The margin is missing.",
            why="A rival that is behind by less than 1 costs something as well.",
            see="08: Right is not enough",
            answers=(lambda y, s: _excess(y, s, margin=0).sum(axis=1),),
        ),
        Mistake(
            name="This takes the mean over the classes.",
            why="PyTorch's multi_margin_loss divides by K. Here the rivals are added "
            "up, and nothing divides them.",
            see=_MANY,
            answers=(
                lambda y, s: _excess(y, s).sum(axis=1) / s.shape[1],
                lambda y, s: np.maximum(0, _lead(y, s) + 1).mean(axis=1),
                lambda y, s: _excess(y, s).sum(axis=1) / (s.shape[1] - 1),
            ),
        ),
        Mistake(
            name="Nothing stops it at 0.",
            why="A rival far behind would pay for one that is too close. Take the "
            "larger of 0 and each excess before you add.",
            see=_MANY,
            answers=(
                lambda y, s: ((_lead(y, s) + 1) * _rivals(y, s)).sum(axis=1),
                lambda y, s: np.maximum(
                    0, ((_lead(y, s) + 1) * _rivals(y, s)).sum(axis=1)
                ),
            ),
        ),
        Mistake(
            name="The difference is the wrong way round.",
            why="The loss grows with the rival's score: s_k - s_y + 1.",
            see=_MANY,
            answers=(
                lambda y, s: (np.maximum(0, 1 - _lead(y, s)) * _rivals(y, s)).sum(1),
            ),
        ),
        Mistake(
            name="Each class has a hinge of its own, with labels -1 and +1.",
            why="That asks K separate yes-or-no questions and wants scores beyond 1 "
            "and -1. This loss looks at differences of scores only.",
            see=_MANY,
            answers=(
                lambda y, s: np.maximum(0, 1 - (1 - 2 * _rivals(y, s)) * s).sum(axis=1),
            ),
        ),
        Mistake(
            name="Each excess is squared.",
            why="That is another loss, which listens more to rivals far ahead.",
            see="08: Far on the wrong side",
            answers=(lambda y, s: (_excess(y, s) ** 2).sum(axis=1),),
        ),
        Mistake(
            name="This is softmax cross-entropy.",
            why="It is never 0. A hinge is, once all rivals are behind by the margin.",
            see=_MANY,
            answers=(softmax_cross_entropy,),
        ),
        Mistake(
            name="This takes the mean over the examples.",
            why="The mean is the cost. Asked for is one loss for each example.",
            see=_MANY,
            answers=(lambda y, s: _excess(y, s).sum(axis=1).mean(),),
        ),
        Mistake(
            name="This adds up the examples.",
            why="Asked for is one loss for each example: sum along axis 1.",
            see=_MANY,
            answers=(lambda y, s: _excess(y, s).sum(),),
        ),
    ),
)


CHAPTER_08 = (_HINGE, _HINGE_GRAD, _MULTICLASS_HINGE)
