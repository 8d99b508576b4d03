"""The exercises of chapter 09, which asks which loss to take."""

import numpy as np

from lossbook.classification import brier, brier_grad, nll
from lossbook.exercises.judge import Exercise, Mistake
from lossbook.exercises.parts import of_target, one_hot

# The number of examples is not the number of classes, so that dividing by one of them
# is not dividing by the other.
_PROBS = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.25, 0.25, 0.5], [0.05, 0.8, 0.15]]
_TRUTH = [0, 2, 1, 1]
_TWO = [[0.9, 0.1], [0.35, 0.65], [0.8, 0.2]]
_TWO_TRUTH = [1, 1, 0]


def _squares(y, p):
    return (p - one_hot(y, p)) ** 2


def _by_logits(y, p):
    slope = 2 * (p - one_hot(y, p))
    return p * (slope - (p * slope).sum(axis=1, keepdims=True))


_BRIER = Exercise(
    name="brier",
    statement=(
        "Write `brier(y_true, probs)`. `y_true` holds the N right classes as integers "
        "from 0, `probs` has the shape (N, K), a row of probabilities for each "
        "example. Return N numbers: the squared distance between the row and the "
        "one-hot vector of the right class, summed over the classes."
    ),
    arguments=("y_true", "probs"),
    solution=brier,
    ordinary=((_TRUTH, _PROBS), (_TWO_TRUTH, _TWO)),
    extreme=(([0, 1], [[0.0, 1.0], [1e-300, 1.0]]),),
    mistakes=(
        Mistake(
            name="This squares only the target's error.",
            why="The distance is between two vectors, and the probabilities of the "
            "other classes count in it: it matters how they share out the rest.",
            see="09: Probabilities need a proper loss",
            answers=(lambda y, p: (1 - of_target(y, p)) ** 2,),
        ),
        Mistake(
            name="This takes the mean over the classes.",
            why="Asked for is the sum over the classes. With the mean the loss of the "
            "same mistake gets smaller when a class is added.",
            see="09: Probabilities need a proper loss",
            answers=(lambda y, p: _squares(y, p).mean(axis=1),),
        ),
        Mistake(
            name="This is half of it.",
            why="With a ½ before the sum it is the score of a yes-or-no question that "
            "looks at the yes alone, and some libraries give that. Asked for is the "
            "whole sum.",
            see="09: The same name, another loss",
            answers=(lambda y, p: _squares(y, p).sum(axis=1) / 2,),
        ),
        Mistake(
            name="This takes the most probable class for the right one.",
            why="The distance is to the class that `y_true` names. To the model's own "
            "favourite it only says how sure the model is.",
            see="02: The negative log-likelihood",
            answers=(lambda y, p: _squares(p.argmax(axis=1), p).sum(axis=1),),
        ),
        Mistake(
            name="This takes the root: the distance instead of its square.",
            why="Without the square the best prediction is no longer the true "
            "probabilities: for two classes it is all on the likelier one.",
            see="09: Probabilities need a proper loss",
            answers=(lambda y, p: np.sqrt(_squares(y, p).sum(axis=1)),),
        ),
        Mistake(
            name="This adds absolute differences.",
            why="Absolute differences are smallest, on average, for all on the "
            "likeliest class. Squares are smallest for the true probabilities.",
            see="09: Probabilities need a proper loss",
            answers=(lambda y, p: np.abs(p - one_hot(y, p)).sum(axis=1),),
        ),
        Mistake(
            name="This takes the mean over the examples.",
            why="The mean is the cost. Asked for are the losses, one number for each "
            "example.",
            see="09: Probabilities need a proper loss",
            answers=(
                lambda y, p: _squares(y, p).sum(axis=1).mean(),
                lambda y, p: _squares(y, p).mean(),
                lambda y, p: _squares(y, p).sum(axis=1) / len(p),
            ),
        ),
        Mistake(
            name="This adds up the examples.",
            why="Asked for is one number for each example: add along the classes, "
            "axis=-1, and not along the examples.",
            see="09: Probabilities need a proper loss",
            answers=(
                lambda y, p: _squares(y, p).sum(),
                lambda y, p: _squares(y, p).sum(axis=0),
            ),
        ),
        Mistake(
            name="This is the negative log-likelihood.",
            why="That is the other proper loss in common use. It looks at the "
            "target's probability alone and has no upper bound; this one is at most 2.",
            see="09: Probabilities need a proper loss",
            answers=(nll,),
        ),
        Mistake(
            name="This leaves one number for each class of each example.",
            why="The squares are there; they still have to be added up along the "
            "classes, axis=-1.",
            see="09: Probabilities need a proper loss",
            answers=(_squares,),
        ),
    ),
)


_BRIER_GRAD = Exercise(
    name="brier_grad",
    statement=(
        "Write `brier_grad(y_true, probs)`: the gradient of each example's `brier` "
        "with respect to its probabilities, taken as K free numbers. Return an array "
        "of shape (N, K)."
    ),
    arguments=("y_true", "probs"),
    solution=brier_grad,
    ordinary=((_TRUTH, _PROBS), (_TWO_TRUTH, _TWO)),
    extreme=(([0, 1], [[0.0, 1.0], [1e-300, 1.0]]),),
    mistakes=(
        Mistake(
            name="The factor 2 is missing.",
            why="The derivative of a square is twice the number. Half of it belongs "
            "to a loss with a factor ½, and then the learning rate means another step. "
            "It is also the gradient of the cross-entropy, but with respect to the "
            "logits.",
            see="09: The same name, another loss",
            answers=(lambda y, p: p - one_hot(y, p),),
        ),
        Mistake(
            name="Only the target gets a gradient.",
            why="Each class has a square of its own in the sum, and each square has a "
            "slope.",
            see="09: Probabilities need a proper loss",
            answers=(lambda y, p: 2 * one_hot(y, p) * (p - one_hot(y, p)),),
        ),
        Mistake(
            name="This is the gradient with respect to the logits.",
            why="Asked for is the gradient with respect to the probabilities, taken as "
            "K free numbers. The Jacobian of softmax comes only after it.",
            see="02: The gradient",
            answers=(_by_logits,),
        ),
        Mistake(
            name="The sign is wrong.",
            why="The gradient points uphill: more probability on a wrong class makes "
            "the loss larger, so its entry is positive.",
            see="09: Probabilities need a proper loss",
            answers=(lambda y, p: 2 * (one_hot(y, p) - p),),
        ),
        Mistake(
            name="This divides by the number of classes or of examples.",
            why="That is the gradient of a mean. Asked for is the gradient of each "
            "example's own sum.",
            see="09: The same name, another loss",
            answers=(
                lambda y, p: 2 * (p - one_hot(y, p)) / p.shape[1],
                lambda y, p: 2 * (p - one_hot(y, p)) / len(p),
            ),
        ),
        Mistake(
            name="This is the gradient of the negative log-likelihood.",
            why="-1/p at the target belongs to the logarithm. Here it is twice the "
            "difference to the one-hot vector.",
            see="09: Probabilities need a proper loss",
            answers=(lambda y, p: -one_hot(y, p) / p,),
        ),
    ),
)

CHAPTER_09 = (_BRIER, _BRIER_GRAD)
