"""The exercises of chapter 08: hinge and the margin."""

import numpy as np

from lossbook.classification import softmax_cross_entropy
from lossbook.exercises.judge import Exercise, Mistake
from lossbook.links import sigmoid, softmax
from lossbook.margin import (
    exponential,
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

# Right and beyond the margin, right and within it, wrong, and each with both labels;
# then on both sides of a margin of 1, where a loss that ends elsewhere differs. No
# margin is 0 or 1: there any subgradient would be a right answer.
_LABELS = [1.0, 1.0, 1.0, -1.0, -1.0, -1.0]
_SCORES = [2.5, 0.3, -1.7, -3.0, -0.4, 2.2]
_MORE = ([-1.0, 1.0, 1.0], [0.6, 0.8, 4.0])
_EDGE = (
    [1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0],
    [0.98, -0.98, 1.02, -1.02, 1.5, -1.5, 0.7],
)
_ORDINARY = ((_LABELS, _SCORES), _MORE, _EDGE)
# Not larger than what 32 bits can hold.
_HUGE = ([1.0, -1.0, 1.0, -1.0], [1e30, 1e30, -1e30, -1e30])

_WHERE = "08: Six losses of one number"
_MARGIN = "08: The margin"
_SHORT = "08: Right is not enough"

_OTHER_MARGINS = (0.5, 0.9, 1.1, 1.5, 2.0, 3.0)


def _short(y, s):
    return np.maximum(0, 1 - y * s)


_HINGE = Exercise(
    name="hinge",
    statement=(
        "Write `hinge(y_true, scores)`. Both are arrays of shape (N,): labels -1 or "
        "+1, and scores, numbers of any size. Return N numbers, one loss for each "
        "example."
    ),
    arguments=("y_true", "scores"),
    solution=hinge,
    ordinary=_ORDINARY,
    extreme=(_HUGE,),
    mistakes=(
        Mistake(
            name="This is 0 as soon as the answer is right.",
            why="The perceptron's loss is 0 from the boundary on. The hinge is above 0 "
            "until the margin is 1: max(0, 1 - m).",
            see=_SHORT,
            answers=(
                perceptron,
                lambda y, s: _short(y, s) * zero_one(y, s),
            ),
        ),
        Mistake(
            name="It ends at another margin, not at 1.",
            why="The hinge is max(0, 1 - m): it falls to 0 at a margin of 1 and stays "
            "there.",
            see=_SHORT,
            answers=(
                *(
                    lambda y, s, end=end: np.maximum(0, end - y * s)
                    for end in _OTHER_MARGINS
                ),
                *(
                    lambda y, s, end=end: np.where(y * s < end, 1 - y * s, 0)
                    for end in _OTHER_MARGINS
                ),
            ),
        ),
        Mistake(
            name="The label is missing.",
            why="max(0, 1 - s) is small only for large scores, for the label -1 as "
            "well. The margin is the label times the score.",
            see=_MARGIN,
            answers=(lambda y, s: np.maximum(0, 1 - s),),
        ),
        Mistake(
            name="This reads the labels as 0 and 1.",
            why="The labels here are -1 and +1 already. 2 y - 1 turns them into "
            "-3 and +1, and 1 - y turns -1 into 2.",
            see=_MARGIN,
            answers=(
                lambda y, s: np.maximum(0, 1 - (2 * y - 1) * s),
                lambda y, s: y * np.maximum(0, 1 - s) + (1 - y) * np.maximum(0, 1 + s),
            ),
        ),
        Mistake(
            name="Examples with the label -1 are left out.",
            why="Here they cost nothing, or always the same amount. The margin of a "
            "negative example is minus its score.",
            see=_MARGIN,
            answers=(
                lambda y, s: np.where(y > 0, _short(y, s), 0),
                lambda y, s: np.maximum(0, 1 - (y > 0) * s),
            ),
        ),
        Mistake(
            name="Nothing stops it at 0.",
            why="1 - m becomes negative, so one example far on the right side could "
            "cancel many mistakes. Take the larger of 0 and 1 - m.",
            see=_WHERE,
            answers=(lambda y, s: 1 - y * s,),
        ),
        Mistake(
            name="It rises again beyond the margin.",
            why="|1 - m| and (1 - m)² punish a score that is better than needed. Take "
            "the larger of 0 and 1 - m.",
            see=_WHERE,
            answers=(
                lambda y, s: np.abs(1 - y * s),
                lambda y, s: (1 - y * s) ** 2,
                lambda y, s: (1 - y * s) ** 2 / 2,
            ),
        ),
        Mistake(
            name="The sign of the margin is wrong.",
            why="max(0, 1 + m) punishes the right side. A large margin is good.",
            see=_WHERE,
            answers=(lambda y, s: np.maximum(0, 1 + y * s),),
        ),
        Mistake(
            name="The smaller is taken instead of the larger.",
            why="min(0, 1 - m) is 0 for each mistake and negative beyond the margin. "
            "The loss is the larger of 0 and 1 - m.",
            see=_WHERE,
            answers=(lambda y, s: np.minimum(0, 1 - y * s),),
        ),
        Mistake(
            name="The loss is negative.",
            why="A loss grows with the mistake: it is 1 - m for a margin m below 1, "
            "without a minus in front.",
            see=_WHERE,
            answers=(lambda y, s: -_short(y, s),),
        ),
        Mistake(
            name="This is the squared hinge.",
            why="The hinge grows on a straight line as the margin falls. Its square "
            "is another loss, on which outliers have more influence.",
            see="08: Far on the wrong side",
            answers=(squared_hinge, lambda y, s: _short(y, s) ** 2 / 2),
        ),
        Mistake(
            name="This is the logistic loss.",
            why="log(1 + exp(-m)) is above 0 for every margin, so each example keeps "
            "pushing. The hinge is 0 from a margin of 1 on.",
            see=_WHERE,
            answers=(logistic, lambda y, s: logistic(y, s) / np.log(2)),
        ),
        Mistake(
            name="This is the exponential loss.",
            why="exp(-m) is above 0 for every margin, and its slope grows without "
            "limit as m falls. The hinge has the slope -1 or 0.",
            see=_WHERE,
            answers=(exponential,),
        ),
        Mistake(
            name="The score is first turned into a sign or a probability.",
            why="The hinge takes the score itself. A sign has no slope, and after a "
            "sigmoid no margin can go beyond 1.",
            see="08: A score is not a probability",
            answers=(
                lambda y, s: _short(y, np.sign(s)),
                lambda y, s: _short(y, sigmoid(s)),
                lambda y, s: _short(y, np.tanh(s)),
            ),
        ),
        Mistake(
            name="This counts mistakes.",
            why="That is the zero-one loss. It has no slope that says in which "
            "direction to go.",
            see=_WHERE,
            answers=(zero_one, lambda y, s: 1 - zero_one(y, s)),
        ),
        Mistake(
            name="This is the slope, not the loss.",
            why="The slope is -y where the margin is below 1. The loss there is 1 - m.",
            see="08: A slope for the kink",
            answers=(hinge_grad, lambda y, s: -(y * s < 1).astype(float)),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="The sum of these numbers is the mean, the cost. The loss of an "
            "example does not depend on how many others there are.",
            see=_WHERE,
            answers=(lambda y, s: hinge(y, s) / len(y),),
        ),
        Mistake(
            name="This takes the mean over the examples.",
            why="The mean is the cost. The exercise asks for a loss for each example.",
            see=_WHERE,
            answers=(lambda y, s: hinge(y, s).mean(),),
        ),
        Mistake(
            name="This adds up the examples.",
            why="The exercise asks for one loss for each example.",
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
        "Write `hinge_grad(y_true, scores)`: the slope of each example's hinge loss "
        "with respect to its *score*. Both are arrays of shape (N,): labels -1 or +1, "
        "and scores, numbers of any size. Return N numbers. At the kink any "
        "subgradient is right; the check does not look there."
    ),
    arguments=("y_true", "scores"),
    solution=hinge_grad,
    ordinary=_ORDINARY,
    extreme=(_HUGE,),
    mistakes=(
        Mistake(
            name="This is the slope with respect to the margin, not to the score.",
            why="With respect to the margin it is -1. The margin is the label times "
            "the score, so the chain rule multiplies by the label: -y.",
            see=_SUBGRADIENT,
            answers=(lambda y, s: -_within(y, s),),
        ),
        Mistake(
            name="The sign is wrong.",
            why="The slope points uphill. A larger score lowers the loss of a positive "
            "example, so its slope is negative: -y.",
            see=_SUBGRADIENT,
            answers=(lambda y, s: y * _within(y, s),),
        ),
        Mistake(
            name="Only mistakes get a slope.",
            why="That is the perceptron. The hinge pushes until the margin is 1, so a "
            "right answer with a smaller margin has a slope as well.",
            see=_SHORT,
            answers=(perceptron_grad,),
        ),
        Mistake(
            name="It ends at another margin, not at 1.",
            why="The hinge has its kink where y * s is 1: below, the slope is -y, and "
            "beyond it is 0.",
            see=_SHORT,
            answers=tuple(
                lambda y, s, end=end: np.where(y * s < end, -y, 0)
                for end in _OTHER_MARGINS
            ),
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
            see=_MARGIN,
            answers=(lambda y, s: -y * (s < 1), lambda y, s: -y * (np.abs(s) < 1)),
        ),
        Mistake(
            name="This reads the labels as 0 and 1.",
            why="The labels here are -1 and +1 already. 2 y - 1 turns them into "
            "-3 and +1.",
            see=_MARGIN,
            answers=(
                lambda y, s: np.where((2 * y - 1) * s < 1, 1 - 2 * y, 0),
                lambda y, s: np.where((2 * y - 1) * s < 1, -y, 0),
            ),
        ),
        Mistake(
            name="Examples with the label -1 are left out.",
            why="Where the label is -1 and the margin is below 1, the slope is +1: the "
            "score is too high.",
            see=_SUBGRADIENT,
            answers=(lambda y, s: np.where((y > 0) & (y * s < 1), -1.0, 0.0),),
        ),
        Mistake(
            name="This multiplies by the score.",
            why="With respect to the score the slope is -y. Times the *features* it "
            "would be the slope with respect to the weights; the score itself is not "
            "a factor of it.",
            see=_SUBGRADIENT,
            answers=(
                lambda y, s: -y * s * _within(y, s),
                lambda y, s: -s * _within(y, s),
            ),
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
            why="That slope becomes smaller little by little. The slope of the hinge "
            "is -y or 0.",
            see=_SUBGRADIENT,
            answers=(logistic_grad,),
        ),
        Mistake(
            name="This is the loss, not its slope.",
            why="The loss is 1 - y s below the margin. Its slope with respect to s is "
            "-y.",
            see=_SUBGRADIENT,
            answers=(hinge,),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="That is the slope of the mean, the cost. The exercise asks for the "
            "slope of each example's own loss.",
            see=_SUBGRADIENT,
            answers=(lambda y, s: hinge_grad(y, s) / len(y),),
        ),
        Mistake(
            name="This adds up or averages the examples.",
            why="Each example has a slope of its own with respect to its own score.",
            see=_SUBGRADIENT,
            answers=(
                lambda y, s: hinge_grad(y, s).sum(),
                lambda y, s: hinge_grad(y, s).mean(),
            ),
        ),
    ),
)


# Three pictures, two rows of four classes where several rivals are too close, and three
# rows where no label is the last class.
_PICTURES = ([0, 1, 2], [[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
_FOUR = ([3, 1], [[0.5, -1.0, 2.0, 0.3], [3.0, 3.4, 2.6, 1.0]])
_NO_LAST = ([1, 0, 0], [[0.08, 1.1, 0.12], [2.0, 0.5, 1.6], [-0.3, 0.4, -1.2]])
# A rival that has the score of the target is a rival too.
_TIES = ([0, 2], [[0.0, 0.0, 0.0], [1.5, 0.5, 1.5]])
_MANY = "08: Many classes"


def _row(y):
    return np.arange(len(y))


def _lead(y, s):
    return s - s[_row(y), y][:, None]


def _rivals(y, s):
    return np.arange(s.shape[1]) != np.asarray(y)[:, None]


def _excess(y, s, margin=1.0):
    return np.maximum(0, _lead(y, s) + margin) * _rivals(y, s)


def _put_aside(y, s, value):
    others = s.copy()
    others[_row(y), y] = value
    return np.maximum(0, others - s[_row(y), y][:, None] + 1).sum(axis=1)


def _one_hot_by_largest_label(y, s):
    right = (s * np.eye(y.max() + 1)[y]).sum(axis=1, keepdims=True)
    return (np.maximum(0, s - right + 1) * _rivals(y, s)).sum(axis=1)


_MULTICLASS_HINGE = Exercise(
    name="multiclass_hinge",
    statement=(
        "Write `multiclass_hinge(y_true, scores)` after Weston and Watkins, with a "
        "margin of 1. `y_true` holds N classes as integers from 0, `scores` has the "
        "shape (N, K). Return N numbers, one loss for each example. It must be right "
        "for scores of 1e12."
    ),
    arguments=("y_true", "scores"),
    solution=multiclass_hinge,
    ordinary=(_PICTURES, _FOUR, _NO_LAST, _TIES),
    # Larger ones would absorb the 1, which is right on paper wherever it is added.
    extreme=(([0, 1], [[1e12, -1e12, 0.0], [1e12, -1e12, 0.0]]),),
    mistakes=(
        Mistake(
            name="The right class is counted as its own rival.",
            why="Its lead over itself is 0, so it adds the margin of 1 to each loss, "
            "and no loss can be 0. Sum over the other classes.",
            see=_MANY,
            answers=(
                lambda y, s: np.maximum(0, _lead(y, s) + 1).sum(axis=1),
                lambda y, s: np.maximum(0, _lead(y, s) + 1).max(axis=1),
            ),
        ),
        Mistake(
            name="Only the worst rival counts.",
            why="That is the loss of Crammer and Singer, another multiclass hinge. "
            "The loss of Weston and Watkins adds up all rivals that come too close.",
            see=_MANY,
            answers=(lambda y, s: _excess(y, s).max(axis=1),),
        ),
        Mistake(
            name="A rival with the score of the target is left out.",
            why="It leads by 0, so it costs 1. Leave the target out by its number, and "
            "not by its score.",
            see=_MANY,
            answers=(
                lambda y, s: (np.maximum(0, _lead(y, s) + 1) * (_lead(y, s) != 0)).sum(
                    axis=1
                ),
            ),
        ),
        Mistake(
            name="The margin is missing.",
            why="A rival that is behind by less than 1 costs something as well.",
            see=_SHORT,
            answers=(lambda y, s: _excess(y, s, margin=0).sum(axis=1),),
        ),
        Mistake(
            name="The margin is not 1.",
            why="The exercise asks for max(0, 1 + s_k - s_y), added up over the rivals "
            "k.",
            see=_MANY,
            answers=tuple(
                lambda y, s, margin=margin: _excess(y, s, margin).sum(axis=1)
                for margin in (0.1, 0.5, 2.0, 10.0)
            ),
        ),
        Mistake(
            name="This takes the mean over the classes.",
            why="PyTorch's multi_margin_loss divides by K. Here the rivals are added "
            "up, and the sum is not divided.",
            see=_MANY,
            answers=(
                lambda y, s: _excess(y, s).sum(axis=1) / s.shape[1],
                lambda y, s: np.maximum(0, _lead(y, s) + 1).mean(axis=1),
                lambda y, s: _excess(y, s).sum(axis=1) / (s.shape[1] - 1),
            ),
        ),
        Mistake(
            name="Nothing stops it at 0.",
            why="A rival far behind would cancel one that is too close. Take the "
            "larger of 0 and each excess before you add.",
            see=_MANY,
            answers=(
                lambda y, s: ((_lead(y, s) + 1) * _rivals(y, s)).sum(axis=1),
                lambda y, s: (_lead(y, s) + 1).sum(axis=1),
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
                lambda y, s: np.maximum(0, 1 - _lead(y, s)).sum(axis=1),
            ),
        ),
        Mistake(
            name="This treats the class with the highest score as the right one.",
            why="The rivals are compared with the class that `y_true` names, whether "
            "its score is the highest or not.",
            see=_MANY,
            answers=(
                lambda y, s: multiclass_hinge(s.argmax(axis=1), s),
                lambda y, s: np.maximum(0, s - s.max(1, keepdims=True) + 1).sum(axis=1),
            ),
        ),
        Mistake(
            name="The classes are counted from 1.",
            why="`y_true` counts them from 0, as numpy counts columns. With y - 1 the "
            "class 0 becomes the last one, since numpy counts -1 from the end.",
            see=_MANY,
            answers=(lambda y, s: multiclass_hinge((y - 1) % s.shape[1], s),),
        ),
        Mistake(
            name="The one-hot rows leave out classes that no example has.",
            why="A batch need not hold an example of the last class. Take the number "
            "of columns of `scores`.",
            see=_MANY,
            answers=(_one_hot_by_largest_label,),
        ),
        Mistake(
            name="Each class has a hinge of its own.",
            why="That asks K separate yes-or-no questions and compares each score with "
            "1 or -1. This loss looks at differences of scores only.",
            see=_MANY,
            answers=(
                lambda y, s: np.maximum(0, 1 - (1 - 2 * _rivals(y, s)) * s).sum(axis=1),
                lambda y, s: np.maximum(0, 1 - ~_rivals(y, s) * s).sum(axis=1),
            ),
        ),
        Mistake(
            name="This looks only at the score of the right class.",
            why="It has to be larger than each rival's by 1, and not larger than 1. "
            "The loss looks at differences of scores.",
            see=_MANY,
            answers=(lambda y, s: np.maximum(0, 1 - s[_row(y), y]),),
        ),
        Mistake(
            name="The excess is squared.",
            why="That is another loss, on which rivals far ahead have more influence.",
            see="08: Far on the wrong side",
            answers=(
                lambda y, s: (_excess(y, s) ** 2).sum(axis=1),
                lambda y, s: _excess(y, s).sum(axis=1) ** 2,
            ),
        ),
        Mistake(
            name="The scores are first turned into probabilities.",
            why="The hinge compares the scores themselves. After a softmax or a "
            "sigmoid no difference can reach 1, so each rival would cost something.",
            see="08: A score is not a probability",
            answers=(
                lambda y, s: _excess(y, softmax(s)).sum(axis=1),
                lambda y, s: _excess(y, sigmoid(s)).sum(axis=1),
            ),
        ),
        Mistake(
            name="This is softmax cross-entropy.",
            why="It is above 0, whatever the scores are. A hinge is 0 once all rivals "
            "are behind by the margin.",
            see=_MANY,
            answers=(softmax_cross_entropy,),
        ),
        Mistake(
            name="The loss is negative.",
            why="A loss grows with the mistake: each rival adds max(0, 1 + s_k - s_y).",
            see=_MANY,
            answers=(lambda y, s: -_excess(y, s).sum(axis=1),),
        ),
        Mistake(
            name="This leaves one number for each class.",
            why="Each rival's share is there, but the shares still have to be added up "
            "along the classes, axis 1.",
            see=_MANY,
            answers=(_excess, lambda y, s: np.maximum(0, _lead(y, s) + 1)),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="The sum of these numbers is the mean, the cost. The loss of an "
            "example does not depend on how many others there are.",
            see=_MANY,
            answers=(lambda y, s: multiclass_hinge(y, s) / len(y),),
        ),
        Mistake(
            name="This takes the mean over the examples.",
            why="The mean is the cost. The exercise asks for a loss for each example.",
            see=_MANY,
            answers=(lambda y, s: _excess(y, s).sum(axis=1).mean(),),
        ),
        Mistake(
            name="This adds up the examples.",
            why="The exercise asks for one loss for each example: sum along axis 1.",
            see=_MANY,
            answers=(
                lambda y, s: _excess(y, s).sum(),
                lambda y, s: _excess(y, s).sum(axis=0),
            ),
        ),
        Mistake(
            name="The right class gets a score that is not low enough.",
            why="A number such as -1e9 leaves the right class out only while it is far "
            "below all scores. Use -np.inf, or set its own share of the sum to 0.",
            see=_MANY,
            answers=tuple(
                lambda y, s, value=value: _put_aside(y, s, value)
                for value in (0, -1, *(-(10.0**k) for k in range(1, 12)), -999, -9999)
            ),
        ),
    ),
)


CHAPTER_08 = (_HINGE, _HINGE_GRAD, _MULTICLASS_HINGE)
