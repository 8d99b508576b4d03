"""The exercise of chapter 04 on mutual information."""

from functools import partial

import numpy as np

from lossbook.exercises.entropy_parts import (
    BASE_10,
    BASE_10_WHY,
    BITS,
    BITS_WHY,
    DROPS,
    DROPS_WHY,
    THRESHOLDS,
    UNITS,
    information_0,
    kl_terms,
)
from lossbook.exercises.judge import Exercise, Mistake
from lossbook.information import mutual_information

_JOINT = [[0.2, 0.1, 0.05], [0.05, 0.3, 0.05], [0.1, 0.05, 0.1]]
_WIDE = [[0.3, 0.1, 0.1], [0.05, 0.15, 0.3]]


def _margins(joint):
    return joint.sum(axis=1), joint.sum(axis=0)


def _product(joint):
    return np.outer(*_margins(joint))


def _information_of(joint):
    """Zeros are right here."""
    return kl_terms(joint.ravel(), _product(joint).ravel()).sum()


def _information_of_cells_above(joint, threshold):
    cells = joint > threshold
    return (joint[cells] * np.log(joint[cells] / _product(joint)[cells])).sum()


def _information_of_with(joint, eps):
    return (joint * np.log((joint + eps) / (_product(joint) + eps))).sum()


def _information_of_clipped(joint, eps):
    return (joint * np.log(np.maximum(joint, eps) / _product(joint))).sum()


def _h_0(p):
    """Zeros are right here."""
    return information_0(p.reshape(1, -1))[0]


def _h(p):
    return -(p * np.log(p)).sum()


_MUTUAL = Exercise(
    name="mutual_information",
    statement=(
        "Write `mutual_information(joint)`. `joint` has the shape (I, J), and all its "
        "numbers together sum to 1. Return one number: how much the row tells about "
        "the column, in nats."
    ),
    arguments=("joint",),
    solution=mutual_information,
    ordinary=((_JOINT,), (_WIDE,)),
    extreme=(
        ([[0.5, 0.0], [0.0, 0.5]],),
        ([[0.2, 0.0, 0.3], [0.1, 0.4, 0.0]],),
        ([[0.5, 0.0005], [0.0305, 0.469]],),
        ([[0.499999, 0.000001], [0.000001, 0.499999]],),
    ),
    mistakes=(
        Mistake(
            name="This is the entropy of the table.",
            why="That is the entropy of row and column together. Subtract it from the "
            "sum of their two entropies.",
            see="04: Real data: what an island tells",
            answers=(_h,),
        ),
        Mistake(
            name="This is the entropy that is left.",
            why="That is the conditional entropy: how uncertain one variable "
            "still is when the other is known. The information is the entropy before "
            "minus this one.",
            see="04: Real data: what an island tells",
            answers=(
                lambda joint: _h(joint) - _h(joint.sum(axis=1)),
                lambda joint: _h(joint) - _h(joint.sum(axis=0)),
            ),
        ),
        Mistake(
            name="This is the entropy of the rows or of the columns alone.",
            why="It says how uncertain one of the two is, and nothing about the other.",
            see="04: Real data: what an island tells",
            answers=(
                lambda joint: _h(joint.sum(axis=1)),
                lambda joint: _h(joint.sum(axis=0)),
            ),
        ),
        Mistake(
            name="This is the sum of the two entropies.",
            why="That would be the entropy of both together if they were independent. "
            "Subtract the entropy of the table.",
            see="04: Real data: what an island tells",
            answers=(lambda joint: _h(joint.sum(axis=1)) + _h(joint.sum(axis=0)),),
        ),
        Mistake(
            name="This adds the logarithms of the ratios without weighting them.",
            why="Each cell has its probability as its weight, the share of the cases "
            "in which it occurs.",
            see="04: Real data: what an island tells",
            answers=(
                lambda joint: np.log(joint / _product(joint)).sum(),
                lambda joint: np.log(joint / _product(joint)).mean(),
            ),
        ),
        Mistake(
            name="This leaves more than one number.",
            why="The terms are there; they still have to be added up over all cells.",
            see="04: Real data: what an island tells",
            answers=(
                lambda joint: joint * np.log(joint / _product(joint)),
                lambda joint: np.log(joint / _product(joint)),
                lambda joint: (joint * np.log(joint / _product(joint))).sum(axis=0),
                lambda joint: (joint * np.log(joint / _product(joint))).sum(axis=1),
            ),
        ),
        Mistake(
            name="This divides by the number of cells.",
            why="The weights of the cells already make it a mean, since they add up to "
            "1. Take the sum.",
            see="04: Real data: what an island tells",
            answers=(
                lambda joint: (joint * np.log(joint / _product(joint))).mean(),
                lambda joint: _information_of(joint) / joint.size,
            ),
        ),
        Mistake(
            name="This is the information as a share of an entropy.",
            why="The exercise asks for the information itself, in nats: do not divide "
            "it.",
            see="04: Real data: what an island tells",
            answers=tuple(
                lambda joint, mean=mean: (
                    _information_of(joint) / mean([_h_0(m) for m in _margins(joint)])
                )
                for mean in (
                    np.min,
                    np.max,
                    np.mean,
                    lambda h: h[0],
                    lambda h: h[1],
                    lambda h: np.sqrt(h[0] * h[1]),
                )
            ),
        ),
        Mistake(
            name="This is how far the table is from the product of its marginals.",
            why="It is 0 for the same tables as the information, but its unit is not "
            "the nat. The exercise asks for the KL divergence.",
            see="04: Real data: what an island tells",
            answers=(
                lambda joint: np.abs(joint - _product(joint)).sum(),
                lambda joint: np.abs(joint - _product(joint)).sum() / 2,
                lambda joint: ((joint - _product(joint)) ** 2).sum(),
                lambda joint: ((joint - _product(joint)) ** 2 / _product(joint)).sum(),
            ),
        ),
        Mistake(
            name="This is KL the other way round.",
            why="The table says how often a cell occurs, so the weights are those of "
            "the table. The product of the marginals is what independence would give.",
            see="04: Real data: what an island tells",
            answers=(
                lambda joint: (_product(joint) * np.log(_product(joint) / joint)).sum(),
            ),
        ),
        Mistake(
            name="The sign is wrong.",
            why="It is the KL divergence of the table from the product of its "
            "marginals, and no KL divergence is negative.",
            see="04: Real data: what an island tells",
            answers=(lambda joint: (joint * np.log(_product(joint) / joint)).sum(),),
        ),
        Mistake(
            name=BITS,
            why=BITS_WHY,
            see=UNITS,
            answers=(lambda joint: (joint * np.log2(joint / _product(joint))).sum(),),
        ),
        Mistake(
            name=BASE_10,
            why=BASE_10_WHY,
            see=UNITS,
            answers=(lambda joint: (joint * np.log10(joint / _product(joint))).sum(),),
        ),
        Mistake(
            name="This divides by the sum of the rows or of the columns alone.",
            why="If the two were independent, a cell would hold the product of both "
            "marginals. Divide by that.",
            see="04: Real data: what an island tells",
            answers=(
                lambda joint: (
                    joint * np.log(joint / joint.sum(axis=1, keepdims=True))
                ).sum(),
                lambda joint: (
                    joint * np.log(joint / joint.sum(axis=0, keepdims=True))
                ).sum(),
            ),
        ),
        Mistake(
            name="This swaps the marginals.",
            why="Cell (i, j) goes with the sum of row i and the sum of column j. "
            "np.outer(rows, columns) has them in that order.",
            see="04: Real data: what an island tells",
            answers=(lambda joint: (joint * np.log(joint / _product(joint).T)).sum(),),
        ),
        Mistake(
            name="This gives nan where a cell is 0.",
            why="The logarithm of 0 is -inf, and 0 times -inf is nan in floating "
            "point. A cell of probability 0 adds nothing: leave it out before you take "
            "the logarithm.",
            see="04: Entropy: the mean surprisal",
            answers=(lambda joint: (joint * np.log(joint / _product(joint))).sum(),),
        ),
        Mistake(
            name=DROPS,
            why=DROPS_WHY,
            see="04: Entropy: the mean surprisal",
            answers=tuple(
                partial(_information_of_cells_above, threshold=t) for t in THRESHOLDS
            ),
        ),
        Mistake(
            name="An eps changes the result.",
            why="With an eps, the logarithm is that of other numbers than those of the "
            "table, and a large eps changes the result visibly. Leave out the cells "
            "that are 0 instead.",
            see="04: Entropy: the mean surprisal",
            answers=tuple(
                partial(form, eps=10.0**-k)
                for form in (_information_of_with, _information_of_clipped)
                for k in range(1, 5)
            ),
        ),
    ),
)

OF_TABLES = (_MUTUAL,)
