"""The exercises of chapter 02: softmax and the negative log-likelihood."""

from functools import partial

import numpy as np

from lossbook.exercises.judge import Exercise, Mistake
from lossbook.exercises.softmax_nll import OF_LOSS
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
from lossbook.links import sigmoid, softmax

_SOFTMAX = Exercise(
    name="softmax",
    statement=(
        "Write `softmax(logits)`. `logits` is an array of shape (N, K), one row for "
        "each example. Return an array of the same shape whose rows are the "
        "probabilities of the K classes. It must work for logits of 1000."
    ),
    arguments=("logits",),
    solution=softmax,
    ordinary=((PICTURES,), (WRONG,), ([[0.2, -0.4]],)),
    extreme=(
        ([[1000.0, 1.0], [0.0, 1.0]],),
        ([[-1000.0, -1001.0], [1.0, 0.0]],),
        ([[0.0, 1.0], [1000.0, 1001.0]],),
        ([[1000.0, -1000.0]],),
        ([[1.0, 1000.0]],),
        ([[0.0, 1000.0, 0.0, 0.0], [999.0, 0.0, 1000.0, -1000.0]],),
    ),
    mistakes=(
        Mistake(
            name="This is the sigmoid of each logit.",
            why="The sigmoid asks K separate yes-or-no questions, so a row need not "
            "sum to 1. Softmax asks one question with K answers.",
            see="02: Softmax",
            answers=(sigmoid,),
        ),
        Mistake(
            name="This normalises over the whole array.",
            why="Each row is an example of its own and must sum to 1: sum along "
            "axis=-1, with keepdims=True.",
            see="02: Softmax",
            answers=(lambda z: np.exp(z) / np.exp(z).sum(),),
        ),
        Mistake(
            name="This normalises down the columns.",
            why="The examples are the rows and the classes the columns. Each row must "
            "sum to 1: sum along axis=-1.",
            see="02: Softmax",
            answers=(lambda z: np.exp(z) / np.exp(z).sum(axis=0),),
        ),
        Mistake(
            name="This divides by the sums of other rows.",
            why="The sums of the rows have the shape (N,), and numpy aligns this shape "
            "with the columns. With keepdims=True the shape is (N, 1), which fits the "
            "rows.",
            see="02: Softmax",
            answers=(
                lambda z: np.exp(z) / np.exp(z).sum(axis=1),
                lambda z: (
                    np.exp(z - z.max(axis=1)) / np.exp(z - z.max(axis=1)).sum(axis=1)
                ),
            ),
        ),
        Mistake(
            name="This does not normalise.",
            why="The exponentials are positive, but they are not shares yet: divide "
            "each row by its sum.",
            see="02: Softmax",
            answers=(np.exp, lambda z: np.exp(z - z.max(axis=1, keepdims=True))),
        ),
        Mistake(
            name="This normalises without the exponential.",
            why="Logits may be negative, and shares may not. The exponential makes "
            "them positive and keeps their order.",
            see="02: Why the exponential?",
            answers=(
                lambda z: z / z.sum(axis=1, keepdims=True),
                lambda z: np.abs(z) / np.abs(z).sum(axis=1, keepdims=True),
            ),
        ),
        Mistake(
            name="This is the logarithm of softmax.",
            why="It is a useful function, but its values are not probabilities: they "
            "are negative and do not sum to 1.",
            see="02: From logits, exactly",
            answers=(lambda z: np.log(softmax(z)),),
        ),
        Mistake(
            name="This gives all to the largest logit.",
            why="That is a hard maximum. Softmax leaves each class a share that "
            "changes smoothly with its logit, and so it has a gradient.",
            see="02: Softmax",
            answers=(
                lambda z: np.eye(z.shape[1])[z.argmax(axis=1)],
                lambda z: (z == z.max(axis=1, keepdims=True)) * 1.0,
            ),
        ),
        Mistake(
            name=OVERFLOW,
            why=OVERFLOW_WHY,
            see="02: From logits, exactly",
            answers=(
                exp_ratio,
                lambda z: np.exp(z - np.log(np.exp(z).sum(axis=1, keepdims=True))),
            ),
        ),
        Mistake(
            name=WHOLE,
            why=WHOLE_WHY,
            see="02: From logits, exactly",
            answers=(exp_ratio_shifted_by_largest_of_all,),
        ),
        Mistake(
            name=NOT_LARGEST,
            why=NOT_LARGEST_WHY,
            see="02: From logits, exactly",
            answers=tuple(partial(exp_ratio_shifted, shift=shift) for shift in SHIFTS),
        ),
        Mistake(
            name=CLIPPED,
            why=CLIPPED_WHY,
            see="02: From logits, exactly",
            answers=tuple(
                partial(form, bound=bound)
                for form in (exp_ratio_clipped, exp_ratio_clipped_above)
                for bound in BOUNDS
            ),
        ),
    ),
)

CHAPTER_02 = (_SOFTMAX, *OF_LOSS)
