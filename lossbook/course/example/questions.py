"""How the answers are graded: what is right, which mistakes have a name, the inputs."""

import numpy as np

from lossbook.course.questions import ByHand, Function, Number
from lossbook.exercises import Exercise
from lossbook.exercises import Mistake as WrongFunction
from lossbook.questions import Mistake as WrongNumber
from lossbook.questions import Question

MEDIAN = (
    "The constant that minimises a loss",
    "01-why-a-loss.html#the-constant-that-minimises-a-loss",
)

BEST_CONSTANT = Question(
    name="best_constant",
    text="Which single number has the lowest mean absolute error for the numbers 1, 2, "
    "3, 4 and 90?",
    answer=np.median([1, 2, 3, 4, 90]),
    tolerance=0.01,
    mistakes=(
        WrongNumber(
            np.mean([1, 2, 3, 4, 90]),
            "that is the mean",
            "The mean has the lowest mean squared error.",
            MEDIAN,
        ),
        WrongNumber(
            np.mean([1, 2, 3, 4]),
            "that is the mean without the outlier",
            "Nothing has to be left out.",
            MEDIAN,
        ),
        WrongNumber(
            (1 + 90) / 2,
            "that is the middle of the range",
            "It has the lowest largest error.",
            MEDIAN,
        ),
    ),
    hints=("Move the number a little: for how many is it further away?", "Sort them."),
    right="The median is 3: two numbers are below it and two are above.",
)

ABSOLUTE_ERROR = Exercise(
    name="absolute_error",
    statement="Write `absolute_error(y_true, y_pred)`.",
    arguments=("y_true", "y_pred"),
    solution=lambda y_true, y_pred: np.abs(y_true - y_pred),
    ordinary=(([1.0, 5.0], [3.0, 4.0]),),
    extreme=(([0.0], [1e300]),),
    mistakes=(
        WrongFunction(
            name="This has no absolute value.",
            why="An error of −2 and one of 2 are equally large.",
            see="01: The constant that minimises a loss",
            answers=(
                lambda y_true, y_pred: y_true - y_pred,
                lambda y_true, y_pred: y_pred - y_true,
            ),
        ),
        WrongFunction(
            name="This is the squared error.",
            why="Its unit is the square of the unit of y.",
            see="01: The constant that minimises a loss",
            answers=(lambda y_true, y_pred: (y_true - y_pred) ** 2,),
        ),
        WrongFunction(
            name="This takes the mean over the examples.",
            why="The exercise asks for one number for each example.",
            see="01: Loss, cost, objective",
            answers=(lambda y_true, y_pred: np.mean(np.abs(y_true - y_pred)),),
        ),
        WrongFunction(
            name="The square overflows.",
            why="The root of the square is right until the square is infinite.",
            see="01: Loss, cost, objective",
            answers=(lambda y_true, y_pred: np.sqrt((y_true - y_pred) ** 2),),
        ),
    ),
)


def draw(rng):
    """Return ordinary and extreme inputs for one student."""
    y_true = np.round(rng.uniform(-5, 5, 4), 2)
    away = np.round(rng.uniform(1.5, 4, 4), 2) * rng.permutation([1, 1, -1, -1])
    far = float(10.0 ** rng.integers(200, 300))
    ordinary = ((y_true.tolist(), (y_true + away).round(2).tolist()),)
    return ordinary, (([0.0], [far]),)


QUESTIONS = (
    Number(BEST_CONSTANT),
    Function(ABSOLUTE_ERROR, draw),
    ByHand(
        "why",
        (
            (1, "computes both medians and both means"),
            (1, "explains the difference by the slopes of the two losses"),
        ),
    ),
)
