"""The exercises of chapter 05: cross-entropy against squared error."""

import numpy as np

from lossbook.exercises.judge import Exercise, Mistake
from lossbook.links import sigmoid
from lossbook.network import sigmoid_backward, squared_sigmoid_grad


def _slope(z):
    return sigmoid(z) * sigmoid(-z)


def _error(y, z):
    return sigmoid(z) - y


def _exp_slope(y, z):
    return (sigmoid(z) - y) * np.exp(-z) / (1 + np.exp(-z)) ** 2


_SQUARED_SIGMOID_GRAD = Exercise(
    name="squared_sigmoid_grad",
    statement=(
        "Write `squared_sigmoid_grad(y_true, logits)`. Both are arrays of shape (N,): "
        "targets 0 or 1, and logits z. Return the slope of each example's loss, half "
        "the square of sigmoid(z) - y, by its logit. It must work for logits of 1000."
    ),
    arguments=("y_true", "logits"),
    solution=squared_sigmoid_grad,
    ordinary=(
        ([0.0, 1.0, 0.0], [4.0, 0.5, -1.5]),
        ([1.0, 1.0, 0.0, 0.0], [-2.0, 3.0, 0.3, 1.0]),
    ),
    extreme=(([0.0, 1.0], [1000.0, -1000.0]), ([0.0, 1.0], [-1000.0, 1000.0])),
    mistakes=(
        Mistake(
            name="The slope of the sigmoid is missing.",
            why="Prediction minus truth is the slope of cross-entropy. The square "
            "has no logarithm that would cancel the sigmoid's slope, a (1 - a).",
            see="05: Where the factor comes from",
            answers=(_error,),
        ),
        Mistake(
            name="This divides by the slope of the sigmoid.",
            why="That is the slope of cross-entropy by the output. Going on from the "
            "output to the logit multiplies by a (1 - a).",
            see="05: The loss that cancels it",
            answers=(
                lambda y, z: _error(y, z) / _slope(z),
                lambda y, z: (1 - y) / (1 - sigmoid(z)) - y / sigmoid(z),
            ),
        ),
        Mistake(
            name="The sign is wrong.",
            why="The gradient points uphill: where the output is above the target, a "
            "larger logit makes the loss larger, so the slope is positive.",
            see="05: Where the factor comes from",
            answers=(lambda y, z: -_error(y, z) * _slope(z),),
        ),
        Mistake(
            name="A factor 2 is too much.",
            why="The derivative of the square brings a 2, and the ½ in front of the "
            "square takes it away.",
            see="05: Where the factor comes from",
            answers=(lambda y, z: 2 * _error(y, z) * _slope(z),),
        ),
        Mistake(
            name="This takes the slope of the sigmoid at the output.",
            why="The derivative of the sigmoid belongs to the logit: a (1 - a) with "
            "a = sigmoid(z). Here the sigmoid is applied twice.",
            see="05: Where the factor comes from",
            answers=(lambda y, z: _error(y, z) * _slope(sigmoid(z)),),
        ),
        Mistake(
            name="This is right for the target 0 alone.",
            why="There the error is the output itself. In general it is the output "
            "minus the target.",
            see="05: Where the factor comes from",
            answers=(lambda y, z: sigmoid(z) * _slope(z),),
        ),
        Mistake(
            name="This takes the logit for the output.",
            why="The neuron answers with a = sigmoid(z), and the error is a - y.",
            see="05: A neuron that is wrong",
            answers=(
                lambda y, z: (z - y) * z * (1 - z),
                lambda y, z: z - y,
                lambda y, z: (z - y) * _slope(z),
            ),
        ),
        Mistake(
            name="This is the slope of the sigmoid alone.",
            why="It says how far the error is passed on; the error has to be there "
            "as well.",
            see="05: Where the factor comes from",
            answers=(lambda y, z: _slope(z),),
        ),
        Mistake(
            name="This is the loss, not its slope.",
            why="Differentiate it by the logit: the error, times the sigmoid's slope.",
            see="05: Where the factor comes from",
            answers=(
                lambda y, z: _error(y, z) ** 2 / 2,
                lambda y, z: _error(y, z) ** 2,
            ),
        ),
        Mistake(
            name="This adds up the examples or averages them.",
            why="Each example has a slope of its own. The mean is taken for the cost.",
            see="05: Where the factor comes from",
            answers=(
                lambda y, z: (_error(y, z) * _slope(z)).mean(),
                lambda y, z: (_error(y, z) * _slope(z)).sum(),
                lambda y, z: _error(y, z) * _slope(z) / len(z),
            ),
        ),
        Mistake(
            name="This overflows, since exp(-z) stands above and below the line.",
            why="For z = -1000 that is inf / inf, nan. With a = sigmoid(z) the same "
            "slope is a (1 - a), and nothing overflows.",
            see="05: The loss that cancels it",
            answers=(_exp_slope,),
        ),
    ),
)


def _passed(a):
    return a * (1 - a)


_SIGMOID_BACKWARD = Exercise(
    name="sigmoid_backward",
    statement=(
        "Write `sigmoid_backward(upstream, weights, outputs)`. `upstream`, of shape "
        "(N, K), holds the slopes of the cost by the sums of a layer, `weights`, of "
        "shape (D, K), the weights of that layer, `outputs`, of shape (N, D), what the "
        "sigmoids below it put out. Return the slopes by the sums of the layer below, "
        "of shape (N, D)."
    ),
    arguments=("upstream", "weights", "outputs"),
    solution=sigmoid_backward,
    ordinary=(
        (
            [[1.0, -0.5], [0.2, 0.3], [-1.0, 2.0]],
            [[0.5, -1.0], [2.0, 0.4]],
            [[0.5, 0.9], [0.2, 0.7], [0.6, 0.1]],
        ),
        ([[1.0], [-2.0]], [[0.3], [-0.7], [1.1]], [[0.5, 0.8, 0.3], [0.4, 0.9, 0.6]]),
    ),
    extreme=(),
    mistakes=(
        Mistake(
            name="This applies the sigmoid twice.",
            why="The outputs have been through the sigmoid already: its slope is "
            "a (1 - a), with the outputs themselves for a.",
            see="05: Depth is another matter",
            answers=(lambda d, w, a: (d @ w.T) * _slope(a),),
        ),
        Mistake(
            name="The slope of the sigmoid is missing.",
            why="This goes back through the weights and stops above the sigmoids. "
            "Multiply by a (1 - a), entry by entry.",
            see="05: Depth is another matter",
            answers=(lambda d, w, a: d @ w.T,),
        ),
        Mistake(
            name="This multiplies by the outputs instead of the slopes.",
            why="How far a sigmoid passes a slope on is its own slope, a (1 - a).",
            see="05: Depth is another matter",
            answers=(
                lambda d, w, a: (d @ w.T) * a,
                lambda d, w, a: (d @ w.T) * (1 - a),
            ),
        ),
        Mistake(
            name="The weights are not transposed.",
            why="Forwards the outputs below are multiplied by W, from D units to K. "
            "Backwards it goes from K to D, which is the transpose.",
            see="05: Depth is another matter",
            answers=(lambda d, w, a: (d @ w) * _passed(a),),
        ),
        Mistake(
            name="The slope is multiplied before the weights.",
            why="Coming from above, the weights are met first and the sigmoids "
            "below them second: slopes a (1 - a) belong to the units below.",
            see="05: Depth is another matter",
            answers=(lambda d, w, a: (d * _passed(a)) @ w.T,),
        ),
        Mistake(
            name="This is the gradient by the weights.",
            why="Outputs transposed times upstream tells how to change this layer's "
            "weights. Asked for is what goes on to the layer below.",
            see="05: Depth is another matter",
            answers=(
                lambda d, w, a: a.T @ d,
                lambda d, w, a: a.T @ d / len(d),
            ),
        ),
        Mistake(
            name="The weights are left out.",
            why="Each unit below feeds all units above, and gets their slopes back "
            "through the same weights.",
            see="05: Depth is another matter",
            answers=(lambda d, w, a: d * _passed(a),),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="The mean over the examples is in the upstream slopes already.",
            see="05: Depth is another matter",
            answers=(lambda d, w, a: (d @ w.T) * _passed(a) / len(d),),
        ),
    ),
)


CHAPTER_05 = (_SQUARED_SIGMOID_GRAD, _SIGMOID_BACKWARD)
