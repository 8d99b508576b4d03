"""The exercises of chapter 06: binary cross-entropy and multi-label problems."""

from functools import partial

import numpy as np

from lossbook.classification import (
    focal,
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_grad,
)
from lossbook.exercises.judge import Exercise, Mistake
from lossbook.exercises.parts import EPSILONS
from lossbook.links import log_softmax, sigmoid, softmax

# Four pictures of the sky; the columns are cloud, sun, moon. One shows all three, one
# nothing. Not as many rows as columns, so that a sum along the wrong axis is seen.
_SKY = [[2.0, 1.0, -2.0], [0.5, -1.0, 3.0], [-1.5, 0.3, 0.8], [1.2, -0.4, -3.0]]
_LABELS = [[1, 1, 0], [0, 1, 1], [1, 1, 1], [0, 0, 0]]
_TWO = [[0.2, -0.7], [-2.5, 1.1], [0.9, 0.4]]
_TWO_LABELS = [[0, 1], [1, 1], [0, 0]]

_BOUNDS = (10, 20, 30, 50, 88, 100, 500, 700, 709)

_EXTREME = (
    ([[0, 1]], [[1000.0, -1000.0]]),
    ([[1, 0]], [[1000.0, -1000.0]]),
    ([[0, 1]], [[40.0, -40.0]]),
)


def _plain_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _other_sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))


def _from_probs(t, p):
    return -(t * np.log(p) + (1 - t) * np.log(1 - p))


def _chosen(t, p):
    return np.where(t == 1, p, 1 - p)


def _eps_in_logs(t, z, eps):
    p = sigmoid(z)
    return -(t * np.log(p + eps) + (1 - t) * np.log(1 - p + eps))


def _eps_in_log_of_chosen(t, z, eps):
    return -np.log(_chosen(t, sigmoid(z)) + eps)


def _clipped_probs(t, z, eps):
    return _from_probs(t, np.clip(sigmoid(z), eps, 1 - eps))


def _clipped_logits(t, z, bound):
    return sigmoid_cross_entropy(t, np.clip(z, -bound, bound))


_BCE_FROM_LOGITS = Exercise(
    name="bce_from_logits",
    statement=(
        "Write `bce_from_logits(y_true, logits)`: binary cross-entropy, in nats, for "
        "each label of each example. Both arguments have the shape (N, K); `y_true` "
        "holds 0 or 1. Return an array of that shape. It must be right for logits of "
        "1000."
    ),
    arguments=("y_true", "logits"),
    solution=sigmoid_cross_entropy,
    ordinary=((_LABELS, _SKY), (_TWO_LABELS, _TWO)),
    extreme=_EXTREME,
    mistakes=(
        Mistake(
            name="This has no term for the labels that are absent.",
            why="Then a model that says yes to everything pays nothing. Where the "
            "truth is no, the loss is -log(1 - p).",
            see="06: Binary cross-entropy",
            answers=(lambda t, z: -t * np.log(sigmoid(z)),),
        ),
        Mistake(
            name="This makes the labels share one softmax.",
            why="A softmax asks which one of them it is. Here each label is a "
            "yes-or-no question of its own, so each logit gets a sigmoid of its own.",
            see="06: One of them, or any of them",
            answers=(
                lambda t, z: _from_probs(t, softmax(z)),
                lambda t, z: _from_probs(t, np.exp(z) / np.exp(z).sum()),
                lambda t, z: -t * log_softmax(z),
            ),
        ),
        Mistake(
            name="Yes and no are the wrong way round.",
            why="Where the truth is yes, the loss is -log(p): it must be small when p "
            "is near 1. This one rewards the opposite of the truth.",
            see="06: Binary cross-entropy",
            answers=(lambda t, z: sigmoid_cross_entropy(1 - t, z),),
        ),
        Mistake(
            name="The minus sign is missing.",
            why="The logarithm of a probability is negative. A loss must be small "
            "when the model is right, so it is minus that logarithm, for a yes and "
            "for a no. Mind the brackets.",
            see="06: Binary cross-entropy",
            answers=(
                lambda t, z: -sigmoid_cross_entropy(t, z),
                lambda t, z: np.where(t == 1, 1, -1) * sigmoid_cross_entropy(t, z),
            ),
        ),
        Mistake(
            name="This applies the sigmoid twice.",
            why="Probabilities taken as logits lie between 0 and 1, so the second "
            "sigmoid can only say 50 to 73 %.",
            see="06: Binary cross-entropy",
            answers=(lambda t, z: sigmoid_cross_entropy(t, sigmoid(z)),),
        ),
        Mistake(
            name="The sigmoid is missing.",
            why="A logit is a number on the whole line. It becomes a probability by "
            "the sigmoid, and only then has a logarithm.",
            see="06: Binary cross-entropy",
            answers=(
                _from_probs,
                lambda t, z: -np.log(_chosen(t, z)),
            ),
        ),
        Mistake(
            name="This is the squared error of the probability.",
            why="It is bounded, and its gradient vanishes where the model is sure and "
            "wrong. Cross-entropy is minus a logarithm.",
            see="06: Binary cross-entropy",
            answers=(
                lambda t, z: (sigmoid(z) - t) ** 2,
                lambda t, z: (sigmoid(z) - t) ** 2 / 2,
            ),
        ),
        Mistake(
            name="The logarithm is to base 2.",
            why="These are bits, not nats, and the gradient is no longer p - t. Use "
            "np.log, the natural logarithm.",
            see="06: Binary cross-entropy",
            answers=(lambda t, z: sigmoid_cross_entropy(t, z) / np.log(2),),
        ),
        Mistake(
            name="This adds up or averages.",
            why="Asked for is one number for each label of each example, so that one "
            "can see which label is expensive.",
            see="06: Binary cross-entropy",
            answers=tuple(
                lambda t, z, how=how, axis=axis: how(
                    sigmoid_cross_entropy(t, z), axis=axis
                )
                for how in (np.sum, np.mean)
                for axis in (None, 0, 1)
            ),
        ),
        Mistake(
            name="This takes the logarithm of a sigmoid that has been rounded.",
            why="sigmoid(40) is 1 in 64 bits and 1 minus it is 0, so the logarithm is "
            "infinite; at -1000 the sigmoid itself is 0. Put the logarithm of the "
            "sigmoid on paper first: max(z, 0) - z t + log(1 + exp(-|z|)).",
            see="06: Binary cross-entropy",
            answers=tuple(
                lambda t, z, form=form, sigmoid=one: form(t, sigmoid(z))
                for form in (_from_probs, lambda t, p: -np.log(_chosen(t, p)))
                for one in (sigmoid, _plain_sigmoid, _other_sigmoid)
            ),
        ),
        Mistake(
            name="The exponential overflows.",
            why="exp(710) is too large for a 64-bit float. Let the exponent never be "
            "above 0: log(1 + exp(z)) is max(z, 0) + log(1 + exp(-|z|)).",
            see="06: Binary cross-entropy",
            answers=(
                lambda t, z: np.log(1 + np.exp(z)) - t * z,
                lambda t, z: np.log1p(np.exp(z)) - t * z,
                lambda t, z: (1 - t) * z + np.log(1 + np.exp(-z)),
                lambda t, z: np.log(1 + np.exp(np.where(t == 1, -z, z))),
                lambda t, z: np.log1p(np.exp(np.where(t == 1, -z, z))),
            ),
        ),
        Mistake(
            name="This puts an eps inside the logs, or clips.",
            why="Then no loss is above -log(eps), however wrong the model is, and "
            "there it has no gradient. From logits the loss is finite without it.",
            see="06: Binary cross-entropy",
            answers=tuple(
                partial(form, eps=eps)
                for form in (_eps_in_logs, _eps_in_log_of_chosen, _clipped_probs)
                for eps in EPSILONS
            )
            + tuple(partial(_clipped_logits, bound=bound) for bound in _BOUNDS),
        ),
    ),
)


def _error(t, z):
    return sigmoid(z) - t


_BCE_FROM_LOGITS_GRAD = Exercise(
    name="bce_from_logits_grad",
    statement=(
        "Write `bce_from_logits_grad(y_true, logits)`: the slope of each loss of "
        "`bce_from_logits` by its logit. Both arguments have the shape (N, K); "
        "`y_true` holds 0 or 1. Return an array of that shape."
    ),
    arguments=("y_true", "logits"),
    solution=sigmoid_cross_entropy_grad,
    ordinary=((_LABELS, _SKY), (_TWO_LABELS, _TWO)),
    extreme=_EXTREME,
    mistakes=(
        Mistake(
            name="This multiplies p - t by p(1 - p) again.",
            why="p - t already is the slope by the logit: the slope of the sigmoid "
            "has cancelled. With the factor it vanishes where the model is sure and "
            "wrong.",
            see="06: Binary cross-entropy",
            answers=tuple(
                lambda t, z, factor=factor: (
                    factor * _error(t, z) * sigmoid(z) * (1 - sigmoid(z))
                )
                for factor in (1, 2)
            ),
        ),
        Mistake(
            name="This is the slope by the probability.",
            why="By p the slope is (p - t) / (p(1 - p)). The chain rule multiplies it "
            "by the slope of the sigmoid, p(1 - p), and p - t is left.",
            see="06: Binary cross-entropy",
            answers=(
                lambda t, z: _error(t, z) / (sigmoid(z) * (1 - sigmoid(z))),
                lambda t, z: -t / sigmoid(z) + (1 - t) / (1 - sigmoid(z)),
            ),
        ),
        Mistake(
            name="The sign is wrong: this is t - p.",
            why="The gradient points uphill, where the loss grows. Where the truth is "
            "yes a larger logit makes the loss smaller, so the slope is negative.",
            see="06: Binary cross-entropy",
            answers=(lambda t, z: -_error(t, z),),
        ),
        Mistake(
            name="This is softmax minus the truth.",
            why="A softmax asks which one of them it is, and its slopes add up to 0 "
            "only if exactly one label is true. Each logit has a sigmoid of its own.",
            see="06: One of them, or any of them",
            answers=(lambda t, z: softmax(z) - t,),
        ),
        Mistake(
            name="Only the labels that are present get a slope.",
            why="Where the truth is no, the logit must be pushed down: its slope is p.",
            see="06: Binary cross-entropy",
            answers=(lambda t, z: t * _error(t, z),),
        ),
        Mistake(
            name="This is p: the truth is not subtracted.",
            why="Then descent pushes every logit down, also those of the labels that "
            "are present.",
            see="06: Binary cross-entropy",
            answers=(lambda t, z: sigmoid(z),),
        ),
        Mistake(
            name="This divides by the number of examples or labels.",
            why="That is the slope of a mean. Asked for is the slope of each loss.",
            see="06: Binary cross-entropy",
            answers=(
                lambda t, z: _error(t, z) / len(z),
                lambda t, z: _error(t, z) / z.size,
                lambda t, z: _error(t, z) / z.shape[1],
            ),
        ),
        Mistake(
            name="The exponential overflows.",
            why="exp(1000) is infinite, and infinite by infinite is nan. Divide by "
            "1 + exp(-|z|), or use lossbook.sigmoid.",
            see="06: Binary cross-entropy",
            answers=(lambda t, z: _other_sigmoid(z) - t,),
        ),
    ),
)


def _focus(t, z, gamma=2.0):
    return (1 - _chosen(t, sigmoid(z))) ** gamma


def _focal_textbook(t, z):
    return _focus(t, z) * -np.log(_chosen(t, sigmoid(z)))


_FOCAL_LOSS = Exercise(
    name="focal_loss",
    statement=(
        "Write `focal_loss(y_true, logits)`: the focal loss with gamma = 2, in nats, "
        "for each label of each example. Both arguments have the shape (N, K); "
        "`y_true` holds 0 or 1. Return an array of that shape. No class weight."
    ),
    arguments=("y_true", "logits"),
    solution=focal,
    ordinary=((_LABELS, _SKY), (_TWO_LABELS, _TWO)),
    extreme=_EXTREME,
    mistakes=(
        Mistake(
            name="The factor is p_t squared.",
            why="That turns to the easy examples. The factor is what the right answer "
            "still lacks, (1 - p_t) squared.",
            see="06: Focal loss",
            answers=(
                lambda t, z: _chosen(t, sigmoid(z)) ** 2 * sigmoid_cross_entropy(t, z),
            ),
        ),
        Mistake(
            name="The factor has p, the probability of yes, also where truth is no.",
            why="p_t is the probability of what is true: p for a yes and 1 - p for a "
            "no. With p alone the easy examples among the noes count fully.",
            see="06: Focal loss",
            answers=(
                lambda t, z: (1 - sigmoid(z)) ** 2 * sigmoid_cross_entropy(t, z),
                lambda t, z: sigmoid(z) ** 2 * sigmoid_cross_entropy(t, z),
            ),
        ),
        Mistake(
            name="This squares the whole loss.",
            why="The factor is a power of 1 - p_t, which is between 0 and 1, not of "
            "the surprisal: a hard example counts as much as before, not more.",
            see="06: Focal loss",
            answers=(lambda t, z: sigmoid_cross_entropy(t, z) ** 2,),
        ),
        Mistake(
            name="This has no factor: it is plain binary cross-entropy.",
            why="That is the focal loss with gamma = 0.",
            see="06: Focal loss",
            answers=(sigmoid_cross_entropy,),
        ),
        Mistake(
            name="gamma is 1.",
            why="With gamma = 2 the factor is squared.",
            see="06: Focal loss",
            answers=(lambda t, z: _focus(t, z, 1.0) * sigmoid_cross_entropy(t, z),),
        ),
        Mistake(
            name="This has the class weight alpha = 0.25 in it.",
            why="The paper uses both. The weight is a matter of its own, like "
            "pos_weight, and was not asked for.",
            see="06: Focal loss",
            answers=(
                lambda t, z: np.where(t == 1, 0.25, 0.75) * focal(t, z),
                lambda t, z: 0.25 * focal(t, z),
            ),
        ),
        Mistake(
            name="This has no term for the labels that are absent.",
            why="Then a model that says yes to everything pays nothing.",
            see="06: Focal loss",
            answers=(lambda t, z: t * focal(t, z),),
        ),
        Mistake(
            name="This takes the logarithm of a sigmoid that has been rounded.",
            why="sigmoid(40) is 1 in 64 bits and 1 minus it is 0, so the logarithm is "
            "infinite. Multiply the factor with binary cross-entropy from logits.",
            see="06: Focal loss",
            answers=(
                _focal_textbook,
                lambda t, z: _focus(t, z) * _from_probs(t, sigmoid(z)),
                lambda t, z: _focus(t, z) * -np.log(_chosen(t, _plain_sigmoid(z))),
            ),
        ),
    ),
)

CHAPTER_06 = (_BCE_FROM_LOGITS, _BCE_FROM_LOGITS_GRAD, _FOCAL_LOSS)
