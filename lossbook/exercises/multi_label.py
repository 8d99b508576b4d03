"""The exercises of chapter 06: binary cross-entropy and multi-label problems."""

import math
from functools import partial

import numpy as np

from lossbook.classification import sigmoid_cross_entropy, sigmoid_cross_entropy_grad
from lossbook.exercises.judge import Exercise, Mistake
from lossbook.exercises.multi_label_focal import OF_FOCAL
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
from lossbook.exercises.parts import EPSILONS
from lossbook.links import log_softmax, sigmoid, softmax


def _by_plain_floats(one):
    """One label and one logit at a time, as with the functions of `math`."""
    return lambda t, z: [
        [one(*pair) for pair in zip(*rows, strict=True)]
        for rows in zip(t.tolist(), z.tolist(), strict=True)
    ]


def _clipped_logits(t, z, bound):
    return sigmoid_cross_entropy(t, np.clip(z, -bound, bound))


def _line_above(away, bound):
    return np.where(away > bound, away, np.logaddexp(0, away))


def _line_on_both_sides(away, bound):
    return np.where(away < -bound, 0, _line_above(away, bound))


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
    ordinary=ORDINARY,
    extreme=EXTREME,
    mistakes=(
        Mistake(
            name="This has no term for the labels that are absent.",
            why="Then a model that says yes to everything pays nothing. Where the "
            "truth is no, the loss is -log(1 - p).",
            see=BCE,
            answers=(lambda t, z: -t * np.log(sigmoid(z)),),
        ),
        Mistake(
            name="This has no term for the labels that are present.",
            why="Then a model that says no to everything pays nothing. Where the "
            "truth is yes, the loss is -log(p).",
            see=BCE,
            answers=(lambda t, z: -(1 - t) * np.log(sigmoid(-z)),),
        ),
        Mistake(
            name="The truth plays no part in this.",
            why="The loss is -log(p) where the label is 1 and -log(1 - p) where it is "
            "0. From logits: log(1 + exp(-z)) and log(1 + exp(z)).",
            see=BCE,
            answers=(
                lambda t, z: np.logaddexp(0, z),
                lambda t, z: np.logaddexp(0, -z),
                lambda t, z: np.logaddexp(0, z) + np.logaddexp(0, -z),
            ),
        ),
        Mistake(
            name="This reads the labels as -1 and +1.",
            why="log(1 + exp(-y z)) is right for labels y of -1 and +1. With a label "
            "of 0 it is log 2, whatever the logit. Put 2t - 1 in place of y.",
            see=BCE,
            answers=(lambda t, z: np.logaddexp(0, -t * z),),
        ),
        Mistake(
            name="This makes the labels share one softmax.",
            why="A softmax asks which one of them it is. Here each label is a "
            "yes-or-no question of its own, so each logit gets a sigmoid of its own.",
            see=ONE_OR_ANY,
            answers=(
                lambda t, z: from_probs(t, softmax(z)),
                lambda t, z: from_probs(t, np.exp(z) / np.exp(z).sum()),
                lambda t, z: -t * log_softmax(z),
                lambda t, z: -(t * log_softmax(z)).sum(axis=1),
            ),
        ),
        Mistake(
            name="Yes and no are swapped.",
            why="Where the truth is yes, the loss is -log(p): it must be small when p "
            "is near 1. This one rewards the opposite of the truth.",
            see=BCE,
            answers=(lambda t, z: sigmoid_cross_entropy(1 - t, z),),
        ),
        Mistake(
            name="The minus sign is missing.",
            why="The logarithm of a probability is negative. A loss must be small "
            "when the model is right, so it is minus that logarithm, for a yes and "
            "for a no. Check the brackets.",
            see=BCE,
            answers=(
                lambda t, z: -sigmoid_cross_entropy(t, z),
                lambda t, z: np.where(t == 1, 1, -1) * sigmoid_cross_entropy(t, z),
                lambda t, z: np.where(t == 1, -1, 1) * sigmoid_cross_entropy(t, z),
            ),
        ),
        Mistake(
            name="This applies the sigmoid twice.",
            why="Probabilities taken as logits lie between 0 and 1, so the second "
            "sigmoid can only say 50 to 73 %.",
            see=BCE,
            answers=(lambda t, z: sigmoid_cross_entropy(t, sigmoid(z)),),
        ),
        Mistake(
            name="The sigmoid is missing.",
            why="A logit may be any number, and a negative one has no logarithm. The "
            "sigmoid turns it into a probability.",
            see=BCE,
            answers=(
                from_probs,
                lambda t, z: -np.log(chosen(t, z)),
            ),
        ),
        Mistake(
            name="The logarithm is missing.",
            why="This is the probability itself. It is bounded, and its gradient "
            "vanishes where the model is sure and wrong. The loss is minus its "
            "logarithm.",
            see=BCE,
            answers=(
                lambda t, z: chosen(t, sigmoid(z)),
                lambda t, z: 1 - chosen(t, sigmoid(z)),
                lambda t, z: -chosen(t, sigmoid(z)),
            ),
        ),
        Mistake(
            name="This is the squared error of the probability.",
            why="It is bounded, and its gradient vanishes where the model is sure and "
            "wrong. Cross-entropy is minus a logarithm.",
            see=BCE,
            answers=(
                lambda t, z: (sigmoid(z) - t) ** 2,
                lambda t, z: (sigmoid(z) - t) ** 2 / 2,
            ),
        ),
        Mistake(
            name="This is the slope, not the loss.",
            why="p - t is the slope of the loss with respect to the logit. The next "
            "exercise asks for it.",
            see=BCE,
            answers=(lambda t, z: sigmoid(z) - t,),
        ),
        Mistake(
            name="The logarithm is not the natural one.",
            why="Then the unit is not the nat, and the gradient is no longer p - t. "
            "Use np.log, the natural logarithm.",
            see=BCE,
            answers=(
                lambda t, z: sigmoid_cross_entropy(t, z) / np.log(2),
                lambda t, z: sigmoid_cross_entropy(t, z) / np.log(10),
            ),
        ),
        Mistake(
            name="This divides by the number of examples or labels.",
            why="The sum of these numbers is the mean, the cost. The loss of a label "
            "does not depend on how many others there are.",
            see=BCE,
            answers=divided(sigmoid_cross_entropy),
        ),
        Mistake(
            name="This adds up or averages.",
            why="The exercise asks for one number for each label of each example. "
            "They show which label has a large loss.",
            see=BCE,
            answers=summed_or_averaged(sigmoid_cross_entropy),
        ),
        Mistake(
            name="This takes the logarithm of a sigmoid that has been rounded.",
            why="sigmoid(40) is 1 in 64 bits and 1 minus it is 0; sigmoid(-1000) is 0. "
            "The logarithm of 0 is -inf, and math.log raises an error. Simplify on "
            "paper first: max(z, 0) - z t + log(1 + exp(-|z|)).",
            see=BCE,
            answers=(
                *(
                    lambda t, z, form=form, sigmoid=one: form(t, sigmoid(z))
                    for form in (from_probs, lambda t, p: -np.log(chosen(t, p)))
                    for one in SIGMOIDS
                ),
                lambda t, z: -np.log(sigmoid(np.where(t == 1, z, -z))),
                lambda t, z: -(t * np.log(sigmoid(z)) + (1 - t) * np.log(sigmoid(-z))),
            ),
        ),
        Mistake(
            name="The exponential overflows.",
            why="exp(710) is too large for a 64-bit float. Keep the exponent at 0 or "
            "below: log(1 + exp(z)) is max(z, 0) + log(1 + exp(-|z|)).",
            see=BCE,
            answers=(
                lambda t, z: np.log(1 + np.exp(z)) - t * z,
                lambda t, z: np.log1p(np.exp(z)) - t * z,
                lambda t, z: (1 - t) * z + np.log(1 + np.exp(-z)),
                lambda t, z: np.log(1 + np.exp(np.where(t == 1, -z, z))),
                lambda t, z: np.log1p(np.exp(np.where(t == 1, -z, z))),
                lambda t, z: -np.log(other_sigmoid(np.where(t == 1, z, -z))),
                lambda t, z: (
                    t * np.log(1 + np.exp(-z)) + (1 - t) * np.log(1 + np.exp(z))
                ),
                lambda t, z: (
                    t * np.log(1 + np.exp(-z)) + (1 - t) * (z + np.log(1 + np.exp(-z)))
                ),
            ),
        ),
        Mistake(
            name="This puts an eps inside the logs, or clips.",
            why="Then the loss has an upper bound, however wrong the model is, and "
            "almost no gradient there. Computed from logits it is finite without that.",
            see=BCE,
            answers=BOUNDED
            + tuple(partial(_clipped_logits, bound=bound) for bound in BOUNDS),
        ),
        Mistake(
            name="This is the straight line alone.",
            why="max(z, 0) - z t is how far the logit is on the wrong side. It has a "
            "kink at 0 and is 0 for every right answer. The term log(1 + exp(-|z|)) is "
            "missing.",
            see=BCE,
            answers=(lambda t, z: np.maximum(z, 0) - z * t,),
        ),
        Mistake(
            name="It becomes a straight line too early.",
            why="For a large z, log(1 + exp(z)) is nearly z, and log(1 + exp(-z)) is "
            "nearly 0. At 5 both are 0.007 off, and for a right answer that is the "
            "whole loss.",
            see=BCE,
            answers=tuple(
                lambda t, z, form=form, bound=bound: form(
                    np.where(t == 1, -z, z), bound
                )
                for form, bounds in (
                    (_line_above, (0, 1, 2, 3, 4, 5)),
                    (_line_on_both_sides, (1, 2, 3, 4, 5, 8, 10)),
                )
                for bound in bounds
            ),
        ),
    ),
)


def _error(t, z):
    return sigmoid(z) - t


_BCE_FROM_LOGITS_GRAD = Exercise(
    name="bce_from_logits_grad",
    statement=(
        "Write `bce_from_logits_grad(y_true, logits)`: the slope of each loss of "
        "`bce_from_logits` with respect to its logit. Both arguments have the shape "
        "(N, K); `y_true` holds 0 or 1. Return an array of that shape. It must be "
        "right for logits of 1000."
    ),
    arguments=("y_true", "logits"),
    solution=sigmoid_cross_entropy_grad,
    ordinary=ORDINARY,
    extreme=EXTREME,
    mistakes=(
        Mistake(
            name="This multiplies p - t by p(1 - p) again.",
            why="p - t already is the slope with respect to the logit: the slope of "
            "the sigmoid has cancelled. With the factor it vanishes where the model is "
            "sure and wrong.",
            see=BCE,
            answers=tuple(
                lambda t, z, factor=factor: (
                    factor * _error(t, z) * sigmoid(z) * (1 - sigmoid(z))
                )
                for factor in (1, 2)
            ),
        ),
        Mistake(
            name="This is the slope with respect to the probability.",
            why="With respect to p the slope is (p - t) / (p(1 - p)). The chain rule "
            "multiplies it by the slope of the sigmoid, p(1 - p), and p - t is left.",
            see=BCE,
            answers=(
                lambda t, z: _error(t, z) / (sigmoid(z) * (1 - sigmoid(z))),
                lambda t, z: -t / sigmoid(z) + (1 - t) / (1 - sigmoid(z)),
                lambda t, z: -t / sigmoid(z),
            ),
        ),
        Mistake(
            name="The sign is wrong: this is t - p.",
            why="The gradient points uphill, where the loss grows. Where the truth is "
            "yes a larger logit makes the loss smaller, so the slope is negative.",
            see=BCE,
            answers=(lambda t, z: -_error(t, z),),
        ),
        Mistake(
            name="This is softmax minus the truth.",
            why="A softmax asks which one of them it is, and its slopes add up to 0 "
            "only if exactly one label is true. Each logit has a sigmoid of its own.",
            see=ONE_OR_ANY,
            answers=(lambda t, z: softmax(z) - t,),
        ),
        Mistake(
            name="Only the labels that are present get a slope.",
            why="Where the truth is no, descent must lower the logit: its slope is p.",
            see=BCE,
            answers=(lambda t, z: t * _error(t, z),),
        ),
        Mistake(
            name="Only the labels that are absent get a slope.",
            why="Where the truth is yes, descent must raise the logit: its slope is "
            "p - 1.",
            see=BCE,
            answers=(lambda t, z: (1 - t) * _error(t, z),),
        ),
        Mistake(
            name="This is p: the truth is not subtracted.",
            why="Then descent lowers every logit, even those of the labels that are "
            "present.",
            see=BCE,
            answers=(lambda t, z: sigmoid(z),),
        ),
        Mistake(
            name="This is the slope of the sigmoid.",
            why="p(1 - p) is the slope of the probability with respect to the logit. "
            "The slope of the loss is p - t.",
            see=BCE,
            answers=(lambda t, z: sigmoid(z) * (1 - sigmoid(z)),),
        ),
        Mistake(
            name="The sigmoid is missing, or is applied twice.",
            why="p is the sigmoid of the logit, and the slope is p - t.",
            see=BCE,
            answers=(lambda t, z: z - t, lambda t, z: sigmoid(sigmoid(z)) - t),
        ),
        Mistake(
            name="Yes and no are swapped.",
            why="The slope is p - 1 where the label is 1, and p where it is 0.",
            see=BCE,
            answers=(lambda t, z: _error(1 - t, z),),
        ),
        Mistake(
            name="This is the loss, not its slope.",
            why="A loss is never negative. Its slope is p - t, negative where the "
            "label is present.",
            see=BCE,
            answers=(sigmoid_cross_entropy,),
        ),
        Mistake(
            name="There is an extra factor of 2.",
            why="2(p - t) is the slope of the square of p - t with respect to p. The "
            "cross-entropy has the slope p - t with respect to the logit.",
            see=BCE,
            answers=(lambda t, z: 2 * _error(t, z),),
        ),
        Mistake(
            name="This divides by the number of examples or labels.",
            why="That is the slope of a mean. The exercise asks for the slope of each "
            "loss.",
            see=BCE,
            answers=divided(_error),
        ),
        Mistake(
            name="This adds up or averages.",
            why="Each logit has a slope of its own, so the result has the shape of "
            "`logits`.",
            see=BCE,
            answers=summed_or_averaged(_error),
        ),
        Mistake(
            name="Python raises an error here where numpy gives inf.",
            why="exp(1000) is too large for a 64-bit float. np.exp gives inf, and "
            "1 / (1 + inf) is 0, which is right. Use np.exp or lossbook.sigmoid.",
            see=BCE,
            answers=(
                _by_plain_floats(lambda t, z: 1 / (1 + math.exp(-z)) - t),
                _by_plain_floats(lambda t, z: 1 / (1 + math.e**-z) - t),
            ),
        ),
        Mistake(
            name="The exponential overflows.",
            why="exp(1000) becomes inf, and inf / inf is nan. Divide by 1 + exp(-|z|), "
            "or use lossbook.sigmoid.",
            see=BCE,
            answers=(
                lambda t, z: other_sigmoid(z) - t,
                lambda t, z: np.exp(z - np.log(1 + np.exp(z))) - t,
            ),
        ),
        Mistake(
            name="This clips the logits or the probabilities.",
            why="Then the slope of a logit far out is a little too small, or not quite "
            "0. p - t needs no clipping.",
            see=BCE,
            answers=(
                *(
                    lambda t, z, eps=eps: np.clip(sigmoid(z), eps, 1 - eps) - t
                    for eps in EPSILONS
                    if eps > 2e-6
                ),
                *(
                    lambda t, z, bound=bound: _error(t, np.clip(z, -bound, bound))
                    for bound in (5, 6, 8, 10, 12)
                ),
            ),
        ),
    ),
)

CHAPTER_06 = (_BCE_FROM_LOGITS, _BCE_FROM_LOGITS_GRAD, *OF_FOCAL)
