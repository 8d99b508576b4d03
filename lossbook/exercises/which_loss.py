"""The exercises of chapter 09, which asks which loss to take."""

import numpy as np

from lossbook.classification import brier, brier_grad, nll
from lossbook.exercises.judge import Exercise, Mistake
from lossbook.exercises.parts import of_target, one_hot
from lossbook.links import softmax

# The number of examples differs from the number of classes, so dividing by one differs
# from dividing by the other. In the third batch no label is the last class.
_PROBS = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.25, 0.25, 0.5], [0.05, 0.8, 0.15]]
_TRUTH = [0, 2, 1, 1]
_TWO = [[0.9, 0.1], [0.35, 0.65], [0.8, 0.2]]
_TWO_TRUTH = [1, 1, 0]
_FOUR = [[0.4, 0.1, 0.3, 0.2], [0.15, 0.6, 0.2, 0.05]]
_FOUR_TRUTH = [0, 2]
_ORDINARY = ((_TRUTH, _PROBS), (_TWO_TRUTH, _TWO), (_FOUR_TRUTH, _FOUR))
_EXTREME = (([0, 1], [[0.0, 1.0], [1e-300, 1.0]]),)

_PROPER = "09: Probabilities need a proper loss"
_NAME = "09: The same name, another loss"


def _squares(y, p):
    return (p - one_hot(y, p)) ** 2


def _narrow(y, _):
    """One-hot rows that are as wide as the largest label."""
    return np.eye(y.max() + 1)[y]


def _that_occur(y, _):
    """One-hot rows with a column for each label that occurs."""
    return (y[:, None] == np.unique(y)).astype(float)


def _one_off(y, p):
    return (y - 1) % p.shape[1]


def _by_logits(y, p):
    slope = 2 * (p - one_hot(y, p))
    return p * (slope - (p * slope).sum(axis=1, keepdims=True))


_BRIER = Exercise(
    name="brier",
    statement=(
        "Write `brier(y_true, probs)`. `y_true` holds the N right classes as integers "
        "from 0, `probs` has the shape (N, K), a row of probabilities for each "
        "example; some may be 0. Return N numbers: the squared distance between the "
        "row and the one-hot vector of the right class, summed over the classes."
    ),
    arguments=("y_true", "probs"),
    solution=brier,
    ordinary=_ORDINARY,
    extreme=_EXTREME,
    mistakes=(
        Mistake(
            name="This squares only the target's error.",
            why="The distance is between two vectors, and the probabilities of the "
            "other classes count in it: it matters how the rest is shared among them.",
            see=_PROPER,
            answers=(
                lambda y, p: (1 - of_target(y, p)) ** 2,
                lambda y, p: 2 * (1 - of_target(y, p)) ** 2,
            ),
        ),
        Mistake(
            name="This leaves the target out.",
            why="The right class counts as well: its probability should be 1, so its "
            "share is (1 - p) squared.",
            see=_PROPER,
            answers=(lambda y, p: (p**2).sum(axis=1) - of_target(y, p) ** 2,),
        ),
        Mistake(
            name="The truth plays no part in it.",
            why="The sum of p² says only how sure the model is. Subtract the one-hot "
            "vector of the right class before you square.",
            see=_PROPER,
            answers=(
                lambda y, p: (p**2).sum(axis=1),
                lambda y, p: 1 - (p**2).sum(axis=1),
            ),
        ),
        Mistake(
            name="This takes the mean over the classes.",
            why="The exercise asks for the sum over the classes. With the mean the "
            "loss of the same mistake gets smaller when a class is added.",
            see=_PROPER,
            answers=(lambda y, p: _squares(y, p).mean(axis=1),),
        ),
        Mistake(
            name="This is half of the Brier score.",
            why="With a ½ before the sum it is the score of a yes-or-no question that "
            "looks only at the yes, and some libraries return this. The exercise asks "
            "for the whole sum.",
            see=_NAME,
            answers=(lambda y, p: _squares(y, p).sum(axis=1) / 2,),
        ),
        Mistake(
            name="This takes the most probable class for the right one.",
            why="The distance is to the class that `y_true` names. The distance to the "
            "class that the model finds most probable says only how sure the model is.",
            see="02: The negative log-likelihood",
            answers=(lambda y, p: _squares(p.argmax(axis=1), p).sum(axis=1),),
        ),
        Mistake(
            name="The classes are counted from 1.",
            why="`y_true` counts them from 0, as numpy counts columns. With y - 1 the "
            "class 0 becomes the last one, since numpy counts -1 from the end.",
            see=_PROPER,
            answers=(lambda y, p: _squares(_one_off(y, p), p).sum(axis=1),),
        ),
        Mistake(
            name="The label is used as a number.",
            why="The classes have no order and no distances: class 2 is not twice "
            "class 1. Make a one-hot vector of the label.",
            see=_PROPER,
            answers=(
                lambda y, p: ((p - y[:, None]) ** 2).sum(axis=1),
                lambda y, p: (p - y[:, None]) ** 2,
                lambda y, p: (p.argmax(axis=1) - y) ** 2,
            ),
        ),
        Mistake(
            name="The one-hot rows leave out classes that no example has.",
            why="A batch need not hold an example of each class. The number of "
            "classes is the number of columns of `probs`.",
            see=_PROPER,
            answers=(
                lambda y, p: ((p - _narrow(y, p)) ** 2).sum(axis=1),
                lambda y, p: ((_narrow(y, p) - p) ** 2).sum(axis=1),
                lambda y, p: ((p - _that_occur(y, p)) ** 2).sum(axis=1),
                lambda y, p: ((_that_occur(y, p) - p) ** 2).sum(axis=1),
            ),
        ),
        Mistake(
            name="This takes the root: the distance instead of its square.",
            why="Without the square the best prediction is no longer the true "
            "probabilities: for two classes it puts all probability on the "
            "likelier one.",
            see=_PROPER,
            answers=(lambda y, p: np.sqrt(_squares(y, p).sum(axis=1)),),
        ),
        Mistake(
            name="This takes absolute differences, not squares.",
            why="Absolute differences are smallest, on average, if all probability is "
            "on the likeliest class. Squares are smallest for the true probabilities.",
            see=_PROPER,
            answers=(
                lambda y, p: np.abs(p - one_hot(y, p)).sum(axis=1),
                lambda y, p: 1 - of_target(y, p),
            ),
        ),
        Mistake(
            name="This adds up before it squares.",
            why="A row and its one-hot vector both sum to 1, so the differences sum to "
            "0. Square each difference first.",
            see=_PROPER,
            answers=(lambda y, p: (p - one_hot(y, p)).sum(axis=1) ** 2,),
        ),
        Mistake(
            name="The sign is wrong.",
            why="A loss is small when the model is right. The squared distance is at "
            "least 0, and it is 0 for a sure and right answer.",
            see=_PROPER,
            answers=(lambda y, p: -_squares(y, p).sum(axis=1),),
        ),
        Mistake(
            name="This applies softmax to probabilities.",
            why="`probs` has been through a softmax already. A second one makes each "
            "row more even.",
            see="02: Softmax",
            answers=(lambda y, p: _squares(y, softmax(p)).sum(axis=1),),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="The sum of these numbers is the mean, the cost. The loss of an "
            "example does not depend on how many others there are.",
            see=_PROPER,
            answers=(lambda y, p: _squares(y, p).sum(axis=1) / len(p),),
        ),
        Mistake(
            name="This takes the mean over the examples.",
            why="The mean is the cost. The exercise asks for one loss for each "
            "example.",
            see=_PROPER,
            answers=(
                lambda y, p: _squares(y, p).sum(axis=1).mean(),
                lambda y, p: _squares(y, p).mean(),
                lambda y, p: _squares(y, p).mean(axis=0),
            ),
        ),
        Mistake(
            name="This adds up the examples.",
            why="The exercise asks for one number for each example: add along the "
            "classes, axis=-1, and not along the examples.",
            see=_PROPER,
            answers=(
                lambda y, p: _squares(y, p).sum(),
                lambda y, p: _squares(y, p).sum(axis=0),
            ),
        ),
        Mistake(
            name="This is the negative log-likelihood.",
            why="That is the other proper loss in common use. It looks at the "
            "target's probability alone and has no upper bound; the Brier score is "
            "at most 2.",
            see=_PROPER,
            answers=(nll,),
        ),
        Mistake(
            name="This leaves one number for each class of each example.",
            why="The squares are there; they still have to be added up along the "
            "classes, axis=-1.",
            see=_PROPER,
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
    ordinary=_ORDINARY,
    extreme=_EXTREME,
    mistakes=(
        Mistake(
            name="The factor 2 is missing.",
            why="The derivative of a square is twice the number. Half of this belongs "
            "to a loss with a factor ½, and makes each step half as long. It is also "
            "the gradient of the cross-entropy, but with respect to the logits.",
            see=_NAME,
            answers=(lambda y, p: p - one_hot(y, p),),
        ),
        Mistake(
            name="Only the target gets a gradient.",
            why="Each class has a square of its own in the sum, and each square has a "
            "slope.",
            see=_PROPER,
            answers=(
                lambda y, p: 2 * one_hot(y, p) * (p - one_hot(y, p)),
                lambda y, p: one_hot(y, p) * (p - one_hot(y, p)),
                lambda y, p: 2 * (of_target(y, p) - 1),
                lambda y, p: -2 * (of_target(y, p) - 1),
            ),
        ),
        Mistake(
            name="The truth is not subtracted.",
            why="The slope of (p - t)² with respect to p is 2(p - t), and t is 1 for "
            "the right class.",
            see=_PROPER,
            answers=(lambda y, p: 2 * p, lambda y, p: 1.0 * p),
        ),
        Mistake(
            name="This is the gradient with respect to the logits.",
            why="The exercise asks for the gradient with respect to the probabilities, "
            "taken as K free numbers. Here the Jacobian of softmax is one factor too "
            "many.",
            see="02: The gradient",
            answers=(_by_logits,),
        ),
        Mistake(
            name="The sign is wrong.",
            why="The gradient points uphill: more probability on a wrong class makes "
            "the loss larger, so its entry is positive.",
            see=_PROPER,
            answers=(
                lambda y, p: 2 * (one_hot(y, p) - p),
                lambda y, p: one_hot(y, p) - p,
            ),
        ),
        Mistake(
            name="The gradient has lost its sign.",
            why="The entry of the right class is negative: more probability there "
            "makes the loss smaller.",
            see=_PROPER,
            answers=(
                lambda y, p: 2 * np.abs(p - one_hot(y, p)),
                lambda y, p: np.abs(p - one_hot(y, p)),
            ),
        ),
        Mistake(
            name="The classes are counted from 1.",
            why="`y_true` counts them from 0, as numpy counts columns. With y - 1 the "
            "class 0 becomes the last one, since numpy counts -1 from the end.",
            see=_PROPER,
            answers=(lambda y, p: brier_grad(_one_off(y, p), p),),
        ),
        Mistake(
            name="The label is used as a number.",
            why="The classes have no order and no distances: class 2 is not twice "
            "class 1. Make a one-hot vector of the label.",
            see=_PROPER,
            answers=(lambda y, p: 2 * (p - y[:, None]), lambda y, p: p - y[:, None]),
        ),
        Mistake(
            name="The one-hot rows leave out classes that no example has.",
            why="A batch need not hold an example of each class. The number of "
            "classes is the number of columns of `probs`.",
            see=_PROPER,
            answers=(
                lambda y, p: 2 * (p - _narrow(y, p)),
                lambda y, p: -2 * (_narrow(y, p) - p),
                lambda y, p: 2 * (p - _that_occur(y, p)),
                lambda y, p: -2 * (_that_occur(y, p) - p),
            ),
        ),
        Mistake(
            name="This divides by the number of classes or of examples.",
            why="That is the gradient of a mean. The exercise asks for the gradient of "
            "each example's own sum.",
            see=_NAME,
            answers=(
                lambda y, p: 2 * (p - one_hot(y, p)) / p.shape[1],
                lambda y, p: 2 * (p - one_hot(y, p)) / len(p),
                lambda y, p: 2 * (p - one_hot(y, p)) / p.size,
                lambda y, p: (p - one_hot(y, p)) / len(p),
            ),
        ),
        Mistake(
            name="This adds up or averages.",
            why="Each probability has a slope of its own, so the result has the shape "
            "of `probs`.",
            see=_PROPER,
            answers=tuple(
                lambda y, p, how=how, axis=axis: how(brier_grad(y, p), axis=axis)
                for how in (np.sum, np.mean)
                for axis in (None, 0, 1)
            ),
        ),
        Mistake(
            name="This is the loss, not its gradient.",
            why="The slope of (p - t)² with respect to p is 2(p - t), and there is one "
            "for each class of each example.",
            see=_PROPER,
            answers=(brier, _squares),
        ),
        Mistake(
            name="This is the gradient of the negative log-likelihood.",
            why="-1/p at the target belongs to the logarithm. Here the gradient is "
            "twice the difference from the one-hot vector.",
            see=_PROPER,
            answers=(
                lambda y, p: -one_hot(y, p) / p,
                lambda y, p: -1 / of_target(y, p),
            ),
        ),
    ),
)

CHAPTER_09 = (_BRIER, _BRIER_GRAD)
