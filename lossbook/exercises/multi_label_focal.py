"""The exercise of chapter 06 on focal loss."""

import numpy as np

from lossbook.classification import focal, sigmoid_cross_entropy
from lossbook.exercises.judge import Exercise, Mistake
from lossbook.exercises.multi_label_parts import (
    BCE,
    BOUNDED,
    BOUNDS,
    EXTREME,
    ONE_OR_ANY,
    ORDINARY,
    SIGMOIDS,
    chosen,
    divided,
    from_probs,
    other_sigmoid,
    summed_or_averaged,
)
from lossbook.links import log_softmax, sigmoid, softmax

_FOCAL = "06: Focal loss"


def _focus(t, z, gamma=2.0):
    return (1 - chosen(t, sigmoid(z))) ** gamma


def _focal_from(loss):
    return lambda t, z: _focus(t, z) * loss(t, z)


_FOCAL_LOSS = Exercise(
    name="focal_loss",
    statement=(
        "Write `focal_loss(y_true, logits)`: the focal loss with gamma = 2, in nats, "
        "for each label of each example, without a class weight alpha. Both arguments "
        "have the shape (N, K); `y_true` holds 0 or 1. Return an array of that shape. "
        "It must be right for logits of 1000."
    ),
    arguments=("y_true", "logits"),
    solution=focal,
    ordinary=ORDINARY,
    extreme=EXTREME,
    mistakes=(
        Mistake(
            name="The factor is p_t squared.",
            why="That favours the easy examples. The factor is (1 - p_t) squared, and "
            "1 - p_t is how much the right answer still lacks.",
            see=_FOCAL,
            answers=(
                lambda t, z: chosen(t, sigmoid(z)) ** 2 * sigmoid_cross_entropy(t, z),
                lambda t, z: (
                    (1 - chosen(t, sigmoid(z)) ** 2) * sigmoid_cross_entropy(t, z)
                ),
            ),
        ),
        Mistake(
            name="The factor has p, the probability of yes, even for a no.",
            why="p_t is the probability of what is true: p for a yes and 1 - p for a "
            "no. With p alone the easy examples among the noes keep their full loss.",
            see=_FOCAL,
            answers=(
                lambda t, z: (1 - sigmoid(z)) ** 2 * sigmoid_cross_entropy(t, z),
                lambda t, z: sigmoid(z) ** 2 * sigmoid_cross_entropy(t, z),
            ),
        ),
        Mistake(
            name="This squares the whole loss.",
            why="Only the factor 1 - p_t is squared, and it is between 0 and 1. So a "
            "hard example counts as much as before, not more.",
            see=_FOCAL,
            answers=(lambda t, z: sigmoid_cross_entropy(t, z) ** 2,),
        ),
        Mistake(
            name="This has no factor: it is plain binary cross-entropy.",
            why="That is the focal loss with gamma = 0.",
            see=_FOCAL,
            answers=(sigmoid_cross_entropy,),
        ),
        Mistake(
            name="This is the factor alone, without the cross-entropy.",
            why="The focal loss is the factor (1 - p_t) squared times -log(p_t).",
            see=_FOCAL,
            answers=(_focus, lambda t, z: _focus(t, z, 1.0)),
        ),
        Mistake(
            name="The factor is not squared.",
            why="gamma = 2 is a power: the factor is (1 - p_t) times itself.",
            see=_FOCAL,
            answers=(
                lambda t, z: _focus(t, z, 1.0) * sigmoid_cross_entropy(t, z),
                lambda t, z: 2 * _focus(t, z, 1.0) * sigmoid_cross_entropy(t, z),
            ),
        ),
        Mistake(
            name="This has another gamma.",
            why="With gamma = 2 the factor is (1 - p_t) times itself.",
            see=_FOCAL,
            answers=tuple(
                lambda t, z, gamma=gamma: (
                    _focus(t, z, gamma) * sigmoid_cross_entropy(t, z)
                )
                for gamma in (0.5, 1.5, 3.0, 4.0, 5.0)
            ),
        ),
        Mistake(
            name="This has a class weight alpha in it.",
            why="The paper uses a weight as well, alpha = 0.25 for a yes. It is a "
            "separate choice, like pos_weight. The exercise leaves it out.",
            see=_FOCAL,
            answers=tuple(
                lambda t, z, yes=yes, no=no: np.where(t == 1, yes, no) * focal(t, z)
                for yes, no in (
                    (0.25, 0.75),
                    (0.75, 0.25),
                    (0.25, 0.25),
                    (0.25, 1),
                    (0.5, 0.5),
                )
            ),
        ),
        Mistake(
            name="This has no term for the labels that are absent.",
            why="Then a model that says yes to everything pays nothing.",
            see=_FOCAL,
            answers=(lambda t, z: t * focal(t, z),),
        ),
        Mistake(
            name="The minus sign is missing.",
            why="The logarithm of a probability is negative. The loss is minus "
            "this logarithm, times the factor.",
            see=_FOCAL,
            answers=(
                lambda t, z: -focal(t, z),
                lambda t, z: np.where(t == 1, 1, -1) * focal(t, z),
                lambda t, z: np.where(t == 1, -1, 1) * focal(t, z),
            ),
        ),
        Mistake(
            name="Yes and no are swapped.",
            why="p_t is p where the label is 1, and 1 - p where it is 0.",
            see=_FOCAL,
            answers=(lambda t, z: focal(1 - t, z),),
        ),
        Mistake(
            name="The sigmoid is applied twice.",
            why="p is the sigmoid of the logit. A function that takes logits applies "
            "the sigmoid itself.",
            see=BCE,
            answers=(
                lambda t, z: focal(t, sigmoid(z)),
                lambda t, z: _focus(t, z) * sigmoid_cross_entropy(t, sigmoid(z)),
            ),
        ),
        Mistake(
            name="This makes the labels share one softmax.",
            why="Each label is a yes-or-no question of its own, so each logit gets a "
            "sigmoid of its own.",
            see=ONE_OR_ANY,
            answers=(
                lambda t, z: (
                    -((1 - chosen(t, softmax(z))) ** 2) * np.log(chosen(t, softmax(z)))
                ),
                lambda t, z: -t * (1 - softmax(z)) ** 2 * log_softmax(z),
            ),
        ),
        Mistake(
            name="The logarithm is not the natural one.",
            why="The exercise asks for nats. Use np.log, the natural logarithm.",
            see=_FOCAL,
            answers=(
                lambda t, z: focal(t, z) / np.log(2),
                lambda t, z: focal(t, z) / np.log(10),
            ),
        ),
        Mistake(
            name="This divides by the number of examples or labels.",
            why="The sum of these numbers is the mean, the cost. The exercise asks for "
            "each loss.",
            see=_FOCAL,
            answers=divided(focal),
        ),
        Mistake(
            name="This adds up or averages.",
            why="The exercise asks for one number for each label of each example.",
            see=_FOCAL,
            answers=summed_or_averaged(focal),
        ),
        Mistake(
            name="This takes the logarithm of a sigmoid that has been rounded.",
            why="sigmoid(40) is 1 in 64 bits and 1 minus it is 0, so the logarithm is "
            "-inf, and math.log raises an error. Multiply the factor by the binary "
            "cross-entropy computed from logits.",
            see=_FOCAL,
            answers=(
                *(
                    lambda t, z, form=form, one=one: _focus(t, z) * form(t, one(z))
                    for form in (from_probs, lambda t, p: -np.log(chosen(t, p)))
                    for one in SIGMOIDS
                ),
                _focal_from(lambda t, z: -np.log(sigmoid(np.where(t == 1, z, -z)))),
                # 0 times inf, where each label's own term is multiplied by its factor
                lambda t, z: (
                    -t * (1 - sigmoid(z)) ** 2 * np.log(sigmoid(z))
                    - (1 - t) * sigmoid(z) ** 2 * np.log(1 - sigmoid(z))
                ),
                lambda t, z: (
                    -t * (1 - sigmoid(z)) ** 2 * np.log(sigmoid(z))
                    - (1 - t) * sigmoid(z) ** 2 * np.log(sigmoid(-z))
                ),
            ),
        ),
        Mistake(
            name="The exponential overflows.",
            why="exp(710) is too large for a 64-bit float. Keep the exponent at 0 or "
            "below: log(1 + exp(z)) is max(z, 0) + log(1 + exp(-|z|)).",
            see=BCE,
            answers=(
                _focal_from(lambda t, z: np.log(1 + np.exp(np.where(t == 1, -z, z)))),
                _focal_from(lambda t, z: np.log1p(np.exp(np.where(t == 1, -z, z)))),
                _focal_from(lambda t, z: np.log(1 + np.exp(z)) - t * z),
                _focal_from(lambda t, z: (1 - t) * z + np.log(1 + np.exp(-z))),
                _focal_from(
                    lambda t, z: -np.log(other_sigmoid(np.where(t == 1, z, -z)))
                ),
            ),
        ),
        Mistake(
            name="This puts an eps inside the logs, or clips.",
            why="Then the loss has an upper bound, however wrong the model is. "
            "Computed from logits it is finite without it.",
            see=_FOCAL,
            answers=tuple(map(_focal_from, BOUNDED))
            + tuple(
                lambda t, z, bound=bound: focal(t, np.clip(z, -bound, bound))
                for bound in BOUNDS
            ),
        ),
    ),
)

OF_FOCAL = (_FOCAL_LOSS,)
