"""The exercises of chapter 01: why a loss at all."""

from functools import partial

import numpy as np

from lossbook.exercises.judge import Exercise, Mistake
from lossbook.margin import zero_one
from lossbook.regression import squared_error, squared_error_grad

_Y, _GUESS = [1.0, 3.0, 5.0, 6.0, 7.0], [3.0, 2.0, 7.0, 5.0, 8.0]
_NUMBERS = (
    (_Y, _GUESS),
    ([0.5, -2.0, 3.0, 1.0], [0.5, 1.0, -1.5, 1.1]),
)
# The residuals are 1 and 2, but the squares of the numbers have lost all digits there.
# In 32 bits, 1000 and 1000.001 have lost two hundredths of their difference.
_FAR_OUT = (([1e12, -1e12], [1e12 + 1, -1e12 + 2]), ([1000.0], [1000.001]))

_SINGLE = "This computes in 32 bits."
_SINGLE_WHY = (
    "A 32-bit float has some seven digits: near 1e12 neighbouring numbers are 65536 "
    "apart. Leave the arrays in float64, as they come."
)


def _in_32_bits(formula):
    return lambda y, p: formula(np.float32(y), np.float32(p))


_MEAN = (
    "The mean is the cost. The exercise asks for the losses, one number for each "
    "example."
)
_COST = "01: Loss, cost, objective"
_CONSTANT = "01: The constant that minimises a loss"
_ACCURACY = "01: Accuracy has no slope"


def _all_pairs(y, p):
    return y[..., None] - p[..., None, :]


_SQUARED_ERROR = Exercise(
    name="squared_error",
    statement=(
        "Write `squared_error(y_true, y_pred)`: the squared error of each example. "
        "Both are arrays of shape (N,); return N numbers. It must be right for numbers "
        "near 1e12."
    ),
    arguments=("y_true", "y_pred"),
    solution=squared_error,
    ordinary=_NUMBERS,
    extreme=_FAR_OUT,
    mistakes=(
        Mistake(
            name="This takes the mean over the examples.",
            why=_MEAN + " A mean does not show which example has a large loss.",
            see=_COST,
            answers=(
                lambda y, p: np.mean((p - y) ** 2),
                lambda y, p: np.mean((p - y) ** 2, axis=-1),
            ),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="The sum of these numbers is the mean, the cost. The loss of an "
            "example does not depend on how many others there are.",
            see=_COST,
            answers=(
                lambda y, p: (p - y) ** 2 / len(y),
                lambda y, p: (p - y) ** 2 / np.size(y),
            ),
        ),
        Mistake(
            name="This is half the sum over the examples.",
            why="It is lowest where the mean is lowest, but its slope grows with the "
            "number of examples. The exercise asks for one number for each example.",
            see=_COST,
            answers=(lambda y, p: np.sum((p - y) ** 2) / 2,),
        ),
        Mistake(
            name="This adds up the examples.",
            why="A sum grows with the number of examples. The exercise asks for one "
            "number for each example.",
            see=_COST,
            answers=(
                lambda y, p: np.sum((p - y) ** 2),
                lambda y, p: np.sum((p - y) ** 2, axis=0),
                lambda y, p: np.sum((p - y) ** 2, axis=-1),
            ),
        ),
        Mistake(
            name="This is half the mean over the examples.",
            why=_MEAN + " The ½ is a convention that makes the slope shorter to write.",
            see=_COST,
            answers=(lambda y, p: np.mean((p - y) ** 2) / 2,),
        ),
        Mistake(
            name="This halves each square.",
            why="The ½ makes the slope shorter to write, but it is another loss: half "
            "as large, with half the slope.",
            see=_COST,
            answers=(lambda y, p: (p - y) ** 2 / 2,),
        ),
        Mistake(
            name="This takes the root of the mean or of the sum of the squares.",
            why="The root has the unit of the data. It is a way to report one cost for "
            "all examples, not the loss of an example.",
            see=_COST,
            answers=(
                lambda y, p: np.sqrt(np.mean((p - y) ** 2)),
                lambda y, p: np.sqrt(np.sum((p - y) ** 2)),
            ),
        ),
        Mistake(
            name="The square is missing.",
            why="Residuals of both signs would cancel in the mean, and the loss could "
            "be lowered without end by moving away from the data.",
            see=_CONSTANT,
            answers=(lambda y, p: p - y, lambda y, p: y - p),
        ),
        Mistake(
            name="This is the absolute error.",
            why="It is another loss: the best constant for it is the median, and for "
            "the squared error it is the mean.",
            see=_CONSTANT,
            answers=(lambda y, p: np.abs(p - y),),
        ),
        Mistake(
            name="This doubles the residual.",
            why="Twice the residual is the slope of its square with respect to the "
            "prediction. The exercise asks for the square.",
            see=_CONSTANT,
            answers=(lambda y, p: 2 * (p - y), lambda y, p: 2 * (y - p)),
        ),
        Mistake(
            name="This squares after adding up.",
            why="Residuals of both signs cancel before they are squared. Square each "
            "residual first.",
            see=_COST,
            answers=(
                lambda y, p: np.sum(p - y) ** 2,
                lambda y, p: np.mean(p - y) ** 2,
            ),
        ),
        Mistake(
            name="This is the difference of the squares.",
            why="The residual is squared, (p - y)², not truth and prediction "
            "separately: p² - y² is 0 for p = -y and may be negative.",
            see=_COST,
            answers=(lambda y, p: p**2 - y**2, lambda y, p: y**2 - p**2),
        ),
        Mistake(
            name="This compares every truth with every prediction.",
            why="Shapes (N, 1) and (N,) broadcast to (N, N), and numpy does not warn. "
            "Truth and prediction must have the same shape.",
            see=_COST,
            answers=(
                lambda y, p: _all_pairs(y, p) ** 2,
                lambda y, p: _all_pairs(p, y) ** 2,
            ),
        ),
        Mistake(
            name=_SINGLE,
            why=_SINGLE_WHY,
            see=_COST,
            answers=(_in_32_bits(lambda y, p: (p - y) ** 2),),
        ),
        Mistake(
            name="This multiplies the square out.",
            why="y² - 2yp + p² subtracts numbers that are nearly equal and much larger "
            "than the result: its digits are gone. Subtract first, then square.",
            see=_COST,
            answers=(
                lambda y, p: y**2 - 2 * y * p + p**2,
                lambda y, p: y**2 + p**2 - 2 * y * p,
                lambda y, p: p**2 - 2 * p * y + y**2,
            ),
        ),
    ),
)


def _central(y, p, h):
    return ((p + h - y) ** 2 - (p - h - y) ** 2) / (2 * h)


def _forward(y, p, h):
    return ((p + h - y) ** 2 - (p - y) ** 2) / h


_SQUARED_ERROR_GRAD = Exercise(
    name="squared_error_grad",
    statement=(
        "Write `squared_error_grad(y_true, y_pred)`: the slope of each example's "
        "squared error with respect to its prediction, for the square without a factor "
        "½. Both are arrays of shape (N,); return N numbers. It must be right for "
        "numbers near 1e12."
    ),
    arguments=("y_true", "y_pred"),
    solution=squared_error_grad,
    ordinary=_NUMBERS,
    extreme=_FAR_OUT,
    mistakes=(
        Mistake(
            name="The factor 2 is missing.",
            why="The slope of r² is 2r. Without the 2 it is the slope of half the "
            "square, and each step of descent is half as long.",
            see=_COST,
            answers=(lambda y, p: p - y,),
        ),
        Mistake(
            name="The sign is wrong: this is truth minus prediction.",
            why="The slope with respect to the prediction is positive where the "
            "prediction is too high. Descent goes against the slope; with this sign it "
            "would climb.",
            see="01: Downhill",
            answers=(lambda y, p: 2 * (y - p), lambda y, p: y - p),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="That is the slope of the mean, the cost. The exercise asks for the "
            "slope of each example's own loss.",
            see=_COST,
            answers=(
                lambda y, p: 2 * (p - y) / len(y),
                lambda y, p: 2 * (p - y) / np.size(y),
                lambda y, p: (p - y) / len(y),
                lambda y, p: (p - y) / np.size(y),
            ),
        ),
        Mistake(
            name="This adds up or averages the examples.",
            why="Each example has a slope of its own. Their mean is the slope of the "
            "cost with respect to a constant that all predictions share.",
            see=_COST,
            answers=(
                lambda y, p: np.sum(2 * (p - y)),
                lambda y, p: np.mean(2 * (p - y)),
                lambda y, p: np.sum(p - y),
                lambda y, p: np.mean(p - y),
            ),
        ),
        Mistake(
            name="This is the loss, not its slope.",
            why="The slope of r² with respect to the prediction is 2r. It has the unit "
            "of the data.",
            see=_CONSTANT,
            answers=(lambda y, p: (p - y) ** 2,),
        ),
        Mistake(
            name="This is the slope of the absolute error.",
            why="The sign says in which direction to move. The slope of the square "
            "also grows with the residual.",
            see=_CONSTANT,
            answers=(lambda y, p: np.sign(p - y),),
        ),
        Mistake(
            name="The slope has lost its sign.",
            why="The sign says in which direction to move. Without it every step "
            "lowers the prediction, even where it is too low already.",
            see="01: Downhill",
            answers=(lambda y, p: 2 * np.abs(p - y), lambda y, p: np.abs(p - y)),
        ),
        Mistake(
            name="This doubles the prediction and leaves the truth out.",
            why="By the chain rule the slope of (p - y)² is 2(p - y): the residual in "
            "the bracket stays.",
            see=_CONSTANT,
            answers=(lambda y, p: 2 * p,),
        ),
        Mistake(
            name="This compares every truth with every prediction.",
            why="Shapes (N, 1) and (N,) broadcast to (N, N), and numpy does not warn. "
            "Truth and prediction must have the same shape.",
            see=_COST,
            answers=(
                lambda y, p: 2 * _all_pairs(p, y),
                lambda y, p: -2 * _all_pairs(y, p),
            ),
        ),
        Mistake(
            name=_SINGLE,
            why=_SINGLE_WHY,
            see=_COST,
            answers=(_in_32_bits(lambda y, p: 2 * (p - y)),),
        ),
        Mistake(
            name="This measures the slope with a small step.",
            why="Near 1e12 neighbouring floats are 0.0001 apart: a small step is "
            "rounded, or lost. The formula for the slope needs no step.",
            see=_ACCURACY,
            answers=tuple(
                partial(measure, h=10.0**-k)
                for measure in (_central, _forward)
                for k in range(1, 13)
            ),
        ),
    ),
)


def _smooth_step(y, s, steepness):
    return 1 / (1 + np.exp(steepness * y * s))


_ZERO_ONE = Exercise(
    name="zero_one",
    statement=(
        "Write `zero_one(y_true, scores)`: 1 for each example that is wrong and 0 for "
        "each that is right. `y_true` holds N labels, -1 or +1, and `scores` N numbers "
        "of any size. A score is right if it has the sign of its label; a score of 0 "
        "is wrong for either label. Return N numbers. It must be right for scores of "
        "1e-300."
    ),
    arguments=("y_true", "scores"),
    solution=zero_one,
    ordinary=(
        ([1, -1, 1, -1, 1], [0.1, 3.0, -2.0, -0.4, 0.7]),
        ([1, -1, -1], [0.0, 0.0, -1.0]),
        ([1, -1, -1, 1], [2.0, 0.3, -4.0, 0.6]),
        ([1, -1, 1, -1], [-0.05, 0.05, 0.0005, -0.0005]),
    ),
    extreme=(([1, -1, 1], [1e-300, 1e-300, 1e300]), ([-1, 1], [-1e-9, 1e-9])),
    mistakes=(
        Mistake(
            name="This counts the right answers.",
            why="A loss is small when the model is right: a right answer costs 0 and a "
            "wrong one 1. The mean is then 1 minus the accuracy.",
            see=_ACCURACY,
            answers=(
                lambda y, s: (y * s > 0) * 1.0,
                lambda y, s: (y * s >= 0) * 1.0,
            ),
        ),
        Mistake(
            name="This takes the mean over the examples.",
            why=_MEAN,
            see=_COST,
            answers=(
                lambda y, s: np.mean(y * s <= 0),
                lambda y, s: np.mean(y * s > 0),
                lambda y, s: np.mean(y * s < 0),
            ),
        ),
        Mistake(
            name="This adds up the examples.",
            why="A count of mistakes grows with the number of examples. The exercise "
            "asks for one number for each example.",
            see=_COST,
            answers=(
                lambda y, s: np.sum(y * s <= 0),
                lambda y, s: np.sum(y * s > 0),
                lambda y, s: np.sum(y * s < 0),
            ),
        ),
        Mistake(
            name="A score of 0 counts as right here.",
            why="A score of 0 decides nothing. If it were right, a model that gives "
            "every example the score 0 would make no mistake.",
            see=_ACCURACY,
            answers=(
                lambda y, s: (y * s < 0) * 1.0,
                lambda y, s: y != np.where(s >= 0, 1, -1),
                lambda y, s: y != np.where(s > 0, 1, -1),
            ),
        ),
        Mistake(
            name="A score of 0 counts as half a mistake here.",
            why="(1 - sign) / 2 is ½ there. Count it as a whole mistake: a score of 0 "
            "decides nothing.",
            see=_ACCURACY,
            answers=(lambda y, s: (1 - np.sign(y * s)) / 2,),
        ),
        Mistake(
            name="This compares the label with the score itself.",
            why="A score is any number; only its sign is the answer. Compare signs, or "
            "look at the sign of label times score.",
            see=_ACCURACY,
            answers=(lambda y, s: y != s,),
        ),
        Mistake(
            name="This takes labels of 0 and 1.",
            why="The labels are -1 and +1 here, and `scores > 0` is 0 or 1: it is not "
            "equal to -1 for any score.",
            see=_ACCURACY,
            answers=(
                lambda y, s: y != (s > 0),
                lambda y, s: y != (s >= 0),
                lambda y, s: np.abs(y - (s > 0)),
            ),
        ),
        Mistake(
            name="This puts the threshold at ½.",
            why="½ is the usual threshold for a probability. For a score it is 0.",
            see=_ACCURACY,
            answers=(
                lambda y, s: y != np.where(s > 0.5, 1, -1),
                lambda y, s: y != np.where(s >= 0.5, 1, -1),
            ),
        ),
        Mistake(
            name="This is how far the score is on the wrong side.",
            why="That is a useful loss, since it has a slope. The exercise asks for "
            "the count: 1 for each wrong answer.",
            see="01: A loss with a slope",
            answers=(lambda y, s: np.maximum(0, -y * s),),
        ),
        Mistake(
            name="This is label times score.",
            why="Its sign says whether the answer is right. Return 1 where label times "
            "score is negative or 0, and 0 elsewhere.",
            see="01: A loss with a slope",
            answers=(lambda y, s: y * s, lambda y, s: -y * s),
        ),
        Mistake(
            name="This is the hinge loss.",
            why="It is above 0 for a right answer too, as long as label times score is "
            "less than 1. The exercise asks for the count.",
            see="01: A loss with a slope",
            answers=(lambda y, s: np.maximum(0, 1 - y * s),),
        ),
        Mistake(
            name="This charges 2 for a wrong answer.",
            why="The labels -1 and +1 are 2 apart. So this is 2 for a wrong answer, "
            "and 1 for a score of 0.",
            see=_ACCURACY,
            answers=(
                lambda y, s: np.abs(y - np.sign(s)),
                lambda y, s: 1 - y * np.sign(s),
            ),
        ),
        Mistake(
            name="This is the logistic loss.",
            why="It is a smooth curve in place of the count. The exercise asks for the "
            "count.",
            see="01: A loss with a slope",
            answers=(lambda y, s: np.log1p(np.exp(-y * s)),),
        ),
        Mistake(
            name="This is a smooth step.",
            why="However steep it is, it takes values between 0 and 1 near a score of "
            "0, and ½ at 0. The count is 0 or 1.",
            see=_ACCURACY,
            answers=tuple(
                partial(_smooth_step, steepness=k) for k in (1, 2, 5, 10, 20, 50, 100)
            ),
        ),
        Mistake(
            name="This leaves a tolerance around 0.",
            why="A score with the sign of its label is right, however small it is. "
            "Compare with 0 itself.",
            see=_ACCURACY,
            answers=tuple(
                partial(lambda y, s, eps: (y * s <= eps) * 1.0, eps=10.0**-k)
                for k in (*range(2, 21), 30, 100)
            ),
        ),
    ),
)


CHAPTER_01 = (_SQUARED_ERROR, _SQUARED_ERROR_GRAD, _ZERO_ONE)
