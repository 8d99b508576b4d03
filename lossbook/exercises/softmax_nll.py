"""The exercises of chapter 02 on the negative log-likelihood and its gradient."""

from functools import partial

import numpy as np

from lossbook.classification import softmax_cross_entropy, softmax_cross_entropy_grad
from lossbook.exercises.judge import Exercise, Mistake
from lossbook.exercises.parts import EPSILONS, of_target, one_hot
from lossbook.exercises.softmax_parts import (
    BOUNDS,
    CLIPPED,
    CLIPPED_WHY,
    NOT_LARGEST,
    NOT_LARGEST_WHY,
    OVERFLOW,
    OVERFLOW_WHY,
    PICTURES,
    SHIFTS,
    WHOLE,
    WHOLE_WHY,
    WRONG,
    exp_ratio,
    exp_ratio_clipped,
    exp_ratio_clipped_above,
    exp_ratio_shifted,
    exp_ratio_shifted_by_largest_of_all,
)
from lossbook.links import log_softmax, sigmoid, softmax

# The right classes of PICTURES and of WRONG.
_TRUTH = [0, 2, 1]
_WRONG_TRUTH = [1, 2]

# The large ones are told apart where nothing is extreme.
_EPSILONS = (0.1, 0.01, 0.001, *EPSILONS)


def _k_binary_problems(y, z):
    t, p = one_hot(y, z), softmax(z)
    return -(t * np.log(p) + (1 - t) * np.log(1 - p)).sum(axis=1)


def _eps_in_log(y, z, eps, probabilities=softmax):
    return -np.log(of_target(y, probabilities(z)) + eps)


def _clip_in_log(y, z, eps):
    return -np.log(np.clip(of_target(y, softmax(z)), eps, 1 - eps))


def _shifted_in_log(y, z, shift):
    return -np.log(of_target(y, exp_ratio_shifted(z, shift)))


def _shifted_log_of_sum(y, z, shift):
    z = z - shift(z)
    return np.log(np.exp(z).sum(axis=1)) - of_target(y, z)


_SOFTMAX_NLL = Exercise(
    name="softmax_nll",
    statement=(
        "Write `softmax_nll(y_true, logits)`: the negative log-likelihood of the right "
        "classes, from logits. `y_true` holds the N right classes as integers from 0, "
        "`logits` has the shape (N, K). Return N numbers, one loss for each example, "
        "in nats. It must be right for logits of 1000."
    ),
    arguments=("y_true", "logits"),
    solution=softmax_cross_entropy,
    ordinary=((_TRUTH, PICTURES), (_WRONG_TRUTH, WRONG), ([1], [[0.2, -0.4]])),
    extreme=(
        ([1], [[100.0, 0.0]]),
        ([1, 0], [[1000.0, 1.0], [1000.0, 1.0]]),
        ([0, 1], [[0.0, 1.0], [1000.0, 1001.0]]),
        ([0], [[-1000.0, -1001.0]]),
        # exp(720) overflows, but exp(-720) is not 0 yet.
        ([1], [[720.0, 0.0]]),
        ([1, 0], [[1000.0, -1000.0], [1.0, 1000.0]]),
        ([1, 2], [[0.0, 1000.0, 0.0, 0.0], [1000.0, 0.0, 999.0, -1000.0]]),
    ),
    mistakes=(
        Mistake(
            name="This takes the largest output instead of the target's.",
            why="They agree as long as the model is right. When it is wrong, this "
            "loss is small if the model is sure. Take minus the logarithm of the "
            "target's probability.",
            see="02: The negative log-likelihood",
            answers=(lambda y, z: -np.log(softmax(z).max(axis=1)),),
        ),
        Mistake(
            name="This adds -log(1 - p) over the other classes.",
            why="That is K binary problems, K separate yes-or-no questions. One "
            "question with K answers has one term, that of the target.",
            see="02: The negative log-likelihood",
            answers=(_k_binary_problems,),
        ),
        Mistake(
            name="This applies softmax twice.",
            why="Probabilities differ by 1 at most. Taken as logits they cannot say "
            "that the model is sure, so the loss stays far above 0.",
            see="02: From logits, exactly",
            answers=(lambda y, z: softmax_cross_entropy(y, softmax(z)),),
        ),
        Mistake(
            name="The minus sign is missing.",
            why="The logarithm of a probability is negative. A loss must be small "
            "when the model is right, so it is minus that logarithm.",
            see="02: The negative log-likelihood",
            answers=(lambda y, z: -softmax_cross_entropy(y, z),),
        ),
        Mistake(
            name="The logarithm is missing.",
            why="This uses the target's probability itself. The loss is minus "
            "its logarithm, which has no upper bound.",
            see="02: The negative log-likelihood",
            answers=(
                lambda y, z: of_target(y, softmax(z)),
                lambda y, z: 1 - of_target(y, softmax(z)),
                lambda y, z: -of_target(y, softmax(z)),
            ),
        ),
        Mistake(
            name="The softmax is missing.",
            why="Logits are scores on the whole line. Turn them into probabilities by "
            "softmax first, then take the logarithm.",
            see="02: Softmax",
            answers=(
                lambda y, z: -np.log(of_target(y, z)),
                lambda y, z: -of_target(y, z),
                lambda y, z: -(one_hot(y, z) * z).sum(axis=1),
            ),
        ),
        Mistake(
            name="This takes whole rows: p[y] is the row of the example y.",
            why="y says which column of each row counts. Take one number from each "
            "row: p[np.arange(len(y)), y].",
            see="02: The negative log-likelihood",
            answers=(lambda y, z: -np.log(softmax(z)[y]),),
        ),
        Mistake(
            name="The largest logit is subtracted in the sum, but not from the target.",
            why="log-sum-exp is the largest logit plus the logarithm of the sum. If "
            "the first part is left out, the loss is wrong by the largest logit.",
            see="02: From logits, exactly",
            answers=(
                lambda y, z: (
                    np.log(np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1))
                    - of_target(y, z)
                ),
            ),
        ),
        Mistake(
            name="This is the sigmoid of the target's logit.",
            why="The sigmoid looks at one logit. The probability of one of K classes "
            "depends on all K logits.",
            see="02: Softmax",
            answers=(lambda y, z: -np.log(sigmoid(of_target(y, z))),),
        ),
        Mistake(
            name="The logarithm is to base 10.",
            why="The unit is then not the nat, and the gradient is no longer p minus "
            "one-hot. Use np.log, the natural logarithm.",
            see="02: The negative log-likelihood",
            answers=(lambda y, z: softmax_cross_entropy(y, z) / np.log(10),),
        ),
        Mistake(
            name="The logarithm is to base 2.",
            why="These are bits, not nats, and the gradient is no longer p minus "
            "one-hot. Use np.log, the natural logarithm.",
            see="02: The negative log-likelihood",
            answers=(lambda y, z: softmax_cross_entropy(y, z) / np.log(2),),
        ),
        Mistake(
            name="This takes the mean over the examples.",
            why="The mean is the cost. The exercise asks for the losses, one number "
            "for each example: they show which example has a large loss.",
            see="02: The negative log-likelihood",
            answers=(lambda y, z: softmax_cross_entropy(y, z).mean(),),
        ),
        Mistake(
            name="This adds up the examples.",
            why="The exercise asks for the losses, one number for each example. Their "
            "sum grows with the number of examples.",
            see="02: The negative log-likelihood",
            answers=(lambda y, z: softmax_cross_entropy(y, z).sum(),),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="The sum of these numbers is the mean, the cost. The loss of an "
            "example does not depend on how many others there are.",
            see="02: The negative log-likelihood",
            answers=(lambda y, z: softmax_cross_entropy(y, z) / len(y),),
        ),
        Mistake(
            name="This returns a number for each class.",
            why="The loss of an example is one number, that of its right class: pick "
            "p[np.arange(N), y], or add up what is left of each row after it is "
            "multiplied by the one-hot row.",
            see="02: The negative log-likelihood",
            answers=(
                lambda y, z: -one_hot(y, z) * log_softmax(z),
                lambda y, z: -log_softmax(z),
            ),
        ),
        Mistake(
            name="This takes the columns of all targets from every row.",
            why="p[:, y] has the shape (N, N). One entry of each row is "
            "p[np.arange(N), y].",
            see="02: The negative log-likelihood",
            answers=(lambda y, z: -np.log(softmax(z)[:, y]),),
        ),
        Mistake(
            name=OVERFLOW,
            why=OVERFLOW_WHY,
            see="02: From logits, exactly",
            answers=(
                lambda y, z: -np.log(of_target(y, exp_ratio(z))),
                lambda y, z: np.log(np.exp(z).sum(axis=1)) - of_target(y, z),
                lambda y, z: np.log(np.exp(z).sum(axis=1) / np.exp(of_target(y, z))),
                lambda y, z: -(one_hot(y, z) * np.log(exp_ratio(z))).sum(axis=1),
            ),
        ),
        Mistake(
            name="This overflows, since it subtracts the logit of the target.",
            why="log(sum(exp(z - z_y))) is right on paper. But the exponential of a "
            "logit that is 710 above the target's is too large for a 64-bit float. "
            "Subtract the row's largest logit m: log(sum(exp(z - m))) + m - z_y.",
            see="02: From logits, exactly",
            answers=(
                lambda y, z: np.log(np.exp(z - of_target(y, z)[:, None]).sum(axis=1)),
            ),
        ),
        Mistake(
            name=WHOLE,
            why=WHOLE_WHY,
            see="02: From logits, exactly",
            answers=(
                lambda y, z: (
                    -np.log(of_target(y, exp_ratio_shifted_by_largest_of_all(z)))
                ),
                lambda y, z: (
                    np.log(np.exp(z - z.max()).sum(axis=1)) + z.max() - of_target(y, z)
                ),
            ),
        ),
        Mistake(
            name=NOT_LARGEST,
            why=NOT_LARGEST_WHY,
            see="02: From logits, exactly",
            answers=tuple(
                partial(form, shift=shift)
                for form in (_shifted_in_log, _shifted_log_of_sum)
                for shift in SHIFTS
            ),
        ),
        Mistake(
            name="This takes the logarithm of a softmax that has underflowed.",
            why="Where a logit is some 745 below another, its probability is 0 in "
            "floating point, and the logarithm of 0 is not finite. Take logarithm and "
            "softmax in one step, with the row's largest logit m: "
            "log(sum(exp(z - m))) + m - z_y.",
            see="02: From logits, exactly",
            answers=(
                lambda y, z: -np.log(of_target(y, softmax(z))),
                lambda y, z: np.log(1 / of_target(y, softmax(z))),
            ),
        ),
        Mistake(
            name="This multiplies 0 by the logarithm of 0.",
            why="A probability that has underflowed to 0 has the logarithm -inf, and 0 "
            "times -inf is nan. Pick the target's entry instead of multiplying by a "
            "one-hot row, and take logarithm and softmax in one step.",
            see="02: From logits, exactly",
            answers=(lambda y, z: -(one_hot(y, z) * np.log(softmax(z))).sum(axis=1),),
        ),
        Mistake(
            name=CLIPPED,
            why=CLIPPED_WHY,
            see="02: From logits, exactly",
            answers=tuple(
                lambda y, z, bound=bound: softmax_cross_entropy(
                    y, np.clip(z, -bound, bound)
                )
                for bound in BOUNDS
            ),
        ),
        Mistake(
            name="This puts an eps inside the log.",
            why="Then no loss is above -log(eps), however wrong the model is, and "
            "near that bound its gradient vanishes. From logits the loss is finite "
            "without an eps.",
            see="02: From logits, exactly",
            answers=tuple(
                partial(_eps_in_log, eps=eps, probabilities=probabilities)
                for probabilities in (softmax, exp_ratio)
                for eps in _EPSILONS
            )
            + tuple(partial(_clip_in_log, eps=eps) for eps in _EPSILONS),
        ),
    ),
)


def _error(y, z):
    return softmax(z) - one_hot(y, z)


def _exp_ratio_error(y, z):
    return exp_ratio(z) - one_hot(y, z)


_SOFTMAX_NLL_GRAD = Exercise(
    name="softmax_nll_grad",
    statement=(
        "Write `softmax_nll_grad(y_true, logits)`: the gradient of each example's "
        "`softmax_nll` with respect to its logits. `y_true` holds the N right classes "
        "as integers from 0, `logits` has the shape (N, K). Return an array of shape "
        "(N, K). It must be right for logits of 1000."
    ),
    arguments=("y_true", "logits"),
    solution=softmax_cross_entropy_grad,
    ordinary=((_TRUTH, PICTURES), (_WRONG_TRUTH, WRONG), ([1], [[0.2, -0.4]])),
    extreme=(
        ([1, 0], [[1000.0, 1.0], [1000.0, 1.0]]),
        ([0, 1], [[0.0, 1.0], [1000.0, 1001.0]]),
        ([0], [[-1000.0, -1001.0]]),
        ([1, 0], [[1000.0, -1000.0], [1.0, 1000.0]]),
        ([1, 2], [[0.0, 1000.0, 0.0, 0.0], [1000.0, 0.0, 999.0, -1000.0]]),
    ),
    mistakes=(
        Mistake(
            name="Only the target gets a gradient.",
            why="The denominator of the target's probability contains all logits, so "
            "each of them gets a gradient. Using only the diagonal of the softmax "
            "Jacobian gives the same mistake.",
            see="02: The gradient",
            answers=(lambda y, z: one_hot(y, z) * _error(y, z),),
        ),
        Mistake(
            name="This is p(1 - p), the diagonal of the softmax Jacobian.",
            why="It is how each probability changes with its own logit. The gradient "
            "of the loss needs the whole matrix, and is p minus one-hot.",
            see="02: The gradient",
            answers=(lambda y, z: softmax(z) * (1 - softmax(z)),),
        ),
        Mistake(
            name="This is the gradient of the target's probability.",
            why="The loss is minus the logarithm of that probability. By the chain "
            "rule, divide this gradient by minus the probability: that gives p minus "
            "one-hot.",
            see="02: The gradient",
            answers=(
                lambda y, z: -of_target(y, softmax(z))[:, None] * _error(y, z),
                lambda y, z: of_target(y, softmax(z))[:, None] * _error(y, z),
            ),
        ),
        Mistake(
            name="This multiplies p minus one-hot by p(1 - p) again.",
            why="p minus one-hot already is the gradient with respect to the logits: "
            "the softmax's derivative is in it. With the factor the gradient vanishes "
            "where the model is sure and wrong.",
            see="02: The gradient",
            answers=(lambda y, z: _error(y, z) * softmax(z) * (1 - softmax(z)),),
        ),
        Mistake(
            name="The sign is wrong: this is one-hot minus p.",
            why="The gradient points uphill, where the loss grows. A larger logit of "
            "the target makes the loss smaller, so its entry is negative.",
            see="02: The gradient",
            answers=(lambda y, z: -_error(y, z),),
        ),
        Mistake(
            name="This doubles the gradient.",
            why="A factor 2 comes from the derivative of a square, and there is no "
            "square in this loss.",
            see="02: The gradient",
            answers=(lambda y, z: 2 * _error(y, z),),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="That is the gradient of the mean, the cost. The exercise asks for the "
            "gradient of each example's own loss.",
            see="02: The gradient",
            answers=(lambda y, z: _error(y, z) / len(z),),
        ),
        Mistake(
            name="This adds up or averages the examples.",
            why="Each example has a gradient of its own, a row of K numbers.",
            see="02: The gradient",
            answers=(
                lambda y, z: _error(y, z).sum(axis=0),
                lambda y, z: _error(y, z).mean(axis=0),
            ),
        ),
        Mistake(
            name="This is p: nothing is subtracted at the target.",
            why="Then descent would lower every logit, the target's as well. Subtract "
            "1 at each row's target.",
            see="02: The gradient",
            answers=(lambda y, z: softmax(z),),
        ),
        Mistake(
            name="This subtracts 1 from every class.",
            why="The 1 belongs to the target alone. Each row of the gradient adds up "
            "to 0, since a shift of all logits changes nothing.",
            see="02: The gradient",
            answers=(lambda y, z: softmax(z) - 1,),
        ),
        Mistake(
            name="This subtracts 1 in the columns of all targets, in every row.",
            why="p[:, y] means those columns of all rows. One entry of each row is "
            "p[np.arange(N), y].",
            see="02: The gradient",
            answers=(lambda y, z: softmax(z) - one_hot(y, z).max(axis=0),),
        ),
        Mistake(
            name="This subtracts 1 at the largest output instead of the target.",
            why="Then the gradient agrees with whatever the model says. The right "
            "class is in y_true.",
            see="02: The gradient",
            answers=(lambda y, z: softmax(z) - one_hot(z.argmax(axis=1), z),),
        ),
        Mistake(
            name="This is the gradient with respect to the probabilities.",
            why="-1/p at the target is how the loss changes with the probability. The "
            "logits come before it: by the chain rule, multiply by the derivative of "
            "the softmax as well.",
            see="02: The gradient",
            answers=(lambda y, z: -one_hot(y, z) / softmax(z),),
        ),
        Mistake(
            name="The softmax is missing.",
            why="The gradient is prediction minus truth, and the prediction is the "
            "vector of probabilities, not of logits.",
            see="02: The gradient",
            answers=(lambda y, z: z - one_hot(y, z),),
        ),
        Mistake(
            name="This takes the sigmoid of each logit.",
            why="That is the gradient of K separate yes-or-no questions. One question "
            "with K answers has softmax in place of the sigmoids.",
            see="02: Softmax",
            answers=(lambda y, z: sigmoid(z) - one_hot(y, z),),
        ),
        Mistake(
            name="This is the loss, not its gradient.",
            why="The gradient has one number for each logit: how the loss changes with "
            "this logit.",
            see="02: The gradient",
            answers=(softmax_cross_entropy,),
        ),
        Mistake(
            name=OVERFLOW,
            why=OVERFLOW_WHY,
            see="02: From logits, exactly",
            answers=(_exp_ratio_error,),
        ),
        Mistake(
            name=WHOLE,
            why=WHOLE_WHY,
            see="02: From logits, exactly",
            answers=(
                lambda y, z: exp_ratio_shifted_by_largest_of_all(z) - one_hot(y, z),
            ),
        ),
        Mistake(
            name=NOT_LARGEST,
            why=NOT_LARGEST_WHY,
            see="02: From logits, exactly",
            answers=tuple(
                lambda y, z, shift=shift: exp_ratio_shifted(z, shift) - one_hot(y, z)
                for shift in SHIFTS
            ),
        ),
        Mistake(
            name=CLIPPED,
            why=CLIPPED_WHY,
            see="02: From logits, exactly",
            answers=tuple(
                lambda y, z, form=form, bound=bound: form(z, bound) - one_hot(y, z)
                for form in (exp_ratio_clipped, exp_ratio_clipped_above)
                for bound in BOUNDS
            ),
        ),
    ),
)

OF_LOSS = (_SOFTMAX_NLL, _SOFTMAX_NLL_GRAD)
