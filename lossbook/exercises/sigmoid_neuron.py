"""The exercises of chapter 05: cross-entropy against squared error."""

import math

import numpy as np

from lossbook.exercises.judge import Exercise, Mistake
from lossbook.links import sigmoid
from lossbook.network import sigmoid_backward, squared_sigmoid_grad

_FACTOR = "05: Where the factor comes from"
_CANCELS = "05: The loss that cancels it"


def _slope(z):
    return sigmoid(z) * sigmoid(-z)


def _error(y, z):
    return sigmoid(z) - y


def _grad(y, z):
    return _error(y, z) * _slope(z)


def _by_plain_floats(exp):
    def grad(y, z):
        a = [1 / (1 + exp(-x)) for x in z.tolist()]
        return [(x - t) * x * (1 - x) for t, x in zip(y.tolist(), a, strict=True)]

    return grad


def _exp_below(y, z):
    return _error(y, z) * np.exp(-z) / (1 + np.exp(-z)) ** 2


def _exp_above(y, z):
    return _error(y, z) * np.exp(z) / (1 + np.exp(z)) ** 2


_SQUARED_SIGMOID_GRAD = Exercise(
    name="squared_sigmoid_grad",
    statement=(
        "Write `squared_sigmoid_grad(y_true, logits)`. Both are arrays of shape (N,): "
        "targets 0 or 1, and logits z. The loss of an example is half the square of "
        "sigmoid(z) - y. Return the slope of each example's loss with respect to its "
        "logit. It must work for logits of 1000."
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
            see=_FACTOR,
            answers=(_error, lambda y, z: 2 * _error(y, z)),
        ),
        Mistake(
            name="The slope of the sigmoid is missing, and the sign is reversed.",
            why="The error is prediction minus truth, a - y. The chain rule multiplies "
            "it by the sigmoid's slope, a (1 - a).",
            see=_FACTOR,
            answers=(lambda y, z: -_error(y, z), lambda y, z: -2 * _error(y, z)),
        ),
        Mistake(
            name="Only one of the two factors of the sigmoid's slope is there.",
            why="The slope of the sigmoid is a (1 - a). It is small at both ends: "
            "where a is near 0 and where a is near 1.",
            see=_FACTOR,
            answers=(
                lambda y, z: _error(y, z) * sigmoid(z),
                lambda y, z: _error(y, z) * sigmoid(-z),
            ),
        ),
        Mistake(
            name="This divides by the slope of the sigmoid.",
            why="That is the slope of cross-entropy with respect to the output. To go "
            "on from the output to the logit, multiply by a (1 - a).",
            see=_CANCELS,
            answers=(
                lambda y, z: _error(y, z) / _slope(z),
                lambda y, z: (1 - y) / (1 - sigmoid(z)) - y / sigmoid(z),
            ),
        ),
        Mistake(
            name="The sign is wrong.",
            why="The gradient points uphill: where the output is above the target, a "
            "larger logit makes the loss larger, so the slope is positive.",
            see=_FACTOR,
            answers=(lambda y, z: -_grad(y, z), lambda y, z: -2 * _grad(y, z)),
        ),
        Mistake(
            name="There is an extra factor of 2.",
            why="The derivative of the square brings a 2, and the ½ in front of the "
            "square cancels it.",
            see=_FACTOR,
            answers=(lambda y, z: 2 * _grad(y, z),),
        ),
        Mistake(
            name="There is an extra factor of ½.",
            why="The derivative of the square brings a 2. It cancels the ½ in front "
            "of the square, and neither is left.",
            see=_FACTOR,
            answers=(lambda y, z: _grad(y, z) / 2,),
        ),
        Mistake(
            name="This takes the slope of the sigmoid at the output.",
            why="Take the derivative of the sigmoid at the logit: a (1 - a) with "
            "a = sigmoid(z). Here the sigmoid is applied twice.",
            see=_FACTOR,
            answers=(lambda y, z: _error(y, z) * _slope(sigmoid(z)),),
        ),
        Mistake(
            name="The slope of the sigmoid appears twice.",
            why="The chain rule passes through the sigmoid once, so the error is "
            "multiplied by a (1 - a) once.",
            see=_FACTOR,
            answers=(lambda y, z: _grad(y, z) * _slope(z),),
        ),
        Mistake(
            name="This is right only for the target 0.",
            why="There the error is the output itself. In general it is the output "
            "minus the target.",
            see=_FACTOR,
            answers=(lambda y, z: sigmoid(z) * _slope(z),),
        ),
        Mistake(
            name="This uses the logit as the output.",
            why="The neuron's output is a = sigmoid(z). The error is a - y, and the "
            "slope of the sigmoid is a (1 - a).",
            see="05: A neuron that is wrong",
            answers=(
                lambda y, z: (z - y) * z * (1 - z),
                lambda y, z: z - y,
                lambda y, z: (z - y) * _slope(z),
                lambda y, z: _error(y, z) * z * (1 - z),
            ),
        ),
        Mistake(
            name="This is the slope of the sigmoid alone.",
            why="The chain rule multiplies it by the error, a - y, which is the slope "
            "of the loss with respect to the output.",
            see=_FACTOR,
            answers=(lambda y, z: _slope(z),),
        ),
        Mistake(
            name="This is the loss, not its slope.",
            why="Take the derivative with respect to the logit: the error, times the "
            "sigmoid's slope.",
            see=_FACTOR,
            answers=(
                lambda y, z: _error(y, z) ** 2 / 2,
                lambda y, z: _error(y, z) ** 2,
            ),
        ),
        Mistake(
            name="This keeps the square of the error.",
            why="The derivative of the square is twice the error, and the ½ cancels "
            "the 2. The error appears once: (a - y) a (1 - a).",
            see=_FACTOR,
            answers=(
                lambda y, z: _error(y, z) ** 2 * _slope(z),
                lambda y, z: _error(y, z) ** 2 * _slope(z) / 2,
            ),
        ),
        Mistake(
            name="This adds up the examples or averages them.",
            why="Each example has a slope of its own. Their mean is the slope of "
            "the cost.",
            see=_FACTOR,
            answers=(
                lambda y, z: _grad(y, z).mean(),
                lambda y, z: _grad(y, z).sum(),
                lambda y, z: _grad(y, z) / len(z),
            ),
        ),
        Mistake(
            name="Python raises an error here where numpy gives inf.",
            why="exp(1000) is too large for a 64-bit float. np.exp gives inf, and "
            "1 / (1 + inf) is 0, which is right. Use np.exp or lossbook.sigmoid.",
            see=_CANCELS,
            answers=(
                _by_plain_floats(math.exp),
                _by_plain_floats(lambda x: math.e**x),
            ),
        ),
        Mistake(
            name="This overflows, and inf / inf or 0 times inf is nan.",
            why="exp(1000) is too large for a 64-bit float and becomes inf. Write the "
            "sigmoid as 1 / (1 + exp(-z)), where inf gives 0, which is right, and its "
            "slope as a (1 - a).",
            see=_CANCELS,
            answers=(_exp_below, _exp_above),
        ),
    ),
)


def _passed(a):
    return a * (1 - a)


def _back(d, w, a):
    return (d @ w.T) * _passed(a)


def _not_transposed_by_loops(d, w, a):
    below = np.zeros(a.shape)
    for n, j in np.ndindex(*a.shape):
        below[n, j] = sum(d[n, k] * w[k, j] for k in range(d.shape[1]))
    return below * _passed(a)


_DEPTH = "05: Depth is another matter"

_SIGMOID_BACKWARD = Exercise(
    name="sigmoid_backward",
    statement=(
        "Write `sigmoid_backward(upstream, weights, outputs)` for one layer. "
        "`upstream`, of shape (N, K), holds the slopes of the cost with respect to the "
        "sums of this layer. `weights`, of shape (D, K), holds its weights. `outputs`, "
        "of shape (N, D), holds the outputs of the sigmoids in the layer below. Return "
        "the slopes with respect to the sums of the layer below, of shape (N, D)."
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
            see=_DEPTH,
            answers=(
                lambda d, w, a: (d @ w.T) * _slope(a),
                lambda d, w, a: (d @ w.T) * sigmoid(a),
            ),
        ),
        Mistake(
            name="The slope of the sigmoid is missing.",
            why="This goes back through the weights and stops above the sigmoids. "
            "Multiply by a (1 - a), entry by entry.",
            see=_DEPTH,
            answers=(lambda d, w, a: d @ w.T,),
        ),
        Mistake(
            name="This multiplies by the outputs instead of the slopes.",
            why="A sigmoid multiplies the slopes that come back by its own slope, "
            "a (1 - a).",
            see=_DEPTH,
            answers=(
                lambda d, w, a: (d @ w.T) * a,
                lambda d, w, a: (d @ w.T) * (1 - a),
            ),
        ),
        Mistake(
            name="This is the slope of tanh, 1 - a².",
            why="That belongs to units whose output is tanh of their sum. The slope of "
            "the sigmoid is a (1 - a).",
            see=_DEPTH,
            answers=(lambda d, w, a: (d @ w.T) * (1 - a**2),),
        ),
        Mistake(
            name="This divides by the slope of the sigmoid.",
            why="The chain rule multiplies the slopes along the way.",
            see=_DEPTH,
            answers=(lambda d, w, a: (d @ w.T) / _passed(a),),
        ),
        Mistake(
            name="The slope of the sigmoid appears twice.",
            why="On the way back each unit is passed once, so its slope a (1 - a) is a "
            "factor once.",
            see=_DEPTH,
            answers=(lambda d, w, a: _back(d, w, a) * _passed(a),),
        ),
        Mistake(
            name="The sign is wrong.",
            why="This passes the gradient on, which points uphill. The minus comes "
            "later, when descent takes its step.",
            see=_DEPTH,
            answers=(
                lambda d, w, a: -_back(d, w, a),
                lambda d, w, a: (d @ -w.T) * _passed(a),
            ),
        ),
        Mistake(
            name="The weights are not transposed.",
            why="Forwards, the outputs below are multiplied by the weights, from D "
            "units to K. Backwards, the slopes go from K units to D, which needs the "
            "transpose.",
            see=_DEPTH,
            answers=(
                lambda d, w, a: (d @ w) * _passed(a),
                lambda d, w, a: np.dot(d, w) * _passed(a),
                _not_transposed_by_loops,
            ),
        ),
        Mistake(
            name="The result is transposed.",
            why="Rows are examples and columns are units: the result has the shape of "
            "`outputs`, (N, D).",
            see=_DEPTH,
            answers=(lambda d, w, a: _back(d, w, a).T,),
        ),
        Mistake(
            name="The wrong factor is transposed.",
            why="Weights times upstream transposed has the shape (D, N). Upstream "
            "times weights transposed has the shape of `outputs`, (N, D).",
            see=_DEPTH,
            answers=(lambda d, w, a: (w @ d.T) * _passed(a),),
        ),
        Mistake(
            name="The slope is multiplied before the weights.",
            why="On the way back, the weights come first and the sigmoids below "
            "them second: the slopes a (1 - a) belong to the units below.",
            see=_DEPTH,
            answers=(
                lambda d, w, a: (d * _passed(a)) @ w.T,
                lambda d, w, a: np.dot(d * _passed(a), w.T),
            ),
        ),
        Mistake(
            name="This is the gradient with respect to the weights.",
            why="Outputs transposed times upstream tells how to change this layer's "
            "weights. The exercise asks for the slopes that go on to the layer below.",
            see=_DEPTH,
            answers=(
                lambda d, w, a: a.T @ d,
                lambda d, w, a: a.T @ d / len(d),
            ),
        ),
        Mistake(
            name="The weights are left out.",
            why="Each unit below is an input of all units above, and gets their slopes "
            "back through the same weights.",
            see=_DEPTH,
            answers=(lambda d, w, a: d * _passed(a),),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="The mean over the examples is in the upstream slopes already.",
            see=_DEPTH,
            answers=(lambda d, w, a: _back(d, w, a) / len(d),),
        ),
        Mistake(
            name="This adds up the examples or averages them.",
            why="Each example has slopes of its own. Only the gradient with respect to "
            "the weights adds them up.",
            see=_DEPTH,
            answers=(
                lambda d, w, a: _back(d, w, a).sum(axis=0),
                lambda d, w, a: _back(d, w, a).mean(axis=0),
            ),
        ),
    ),
)


CHAPTER_05 = (_SQUARED_SIGMOID_GRAD, _SIGMOID_BACKWARD)
