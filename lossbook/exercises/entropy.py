"""The exercises of chapter 04: entropy, cross-entropy and KL."""

import numpy as np

from lossbook.exercises.judge import Exercise, Mistake
from lossbook.information import (
    cross_entropy,
    entropy,
    js_divergence,
    kl_divergence,
    mutual_information,
    perplexity,
)

# Rows of one table, and as many rows as columns, so that sums along the wrong axis
# have a shape that fits.
_P = [[0.5, 0.25, 0.25], [0.1, 0.2, 0.7], [0.3, 0.3, 0.4]]
_Q = [[0.2, 0.5, 0.3], [0.3, 0.3, 0.4], [0.6, 0.1, 0.3]]
_P4 = [[0.5, 0.25, 0.125, 0.125], [0.1, 0.2, 0.3, 0.4]]
_Q4 = [[0.125, 0.5, 0.25, 0.125], [0.4, 0.3, 0.2, 0.1]]
_JOINT = [[0.2, 0.1, 0.05], [0.05, 0.3, 0.05], [0.1, 0.05, 0.1]]
_WIDE = [[0.3, 0.1, 0.1], [0.05, 0.15, 0.3]]


def _information(p):
    return -(p * np.log(p)).sum(axis=1)


def _information_0(p):
    """Zeros are right here: 0 log 0 is 0."""
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=1)


_ENTROPY = Exercise(
    name="entropy",
    statement=(
        "Write `entropy(p)`. `p` has the shape (N, K), a distribution in each row. "
        "Return N numbers: the entropy of each row in nats. An outcome of probability "
        "0 adds nothing."
    ),
    arguments=("p",),
    solution=entropy,
    ordinary=((_P,), (_P4,)),
    extreme=(([[1.0, 0.0], [0.5, 0.5]],), ([[0.0, 0.2, 0.8], [0.0, 0.0, 1.0]],)),
    mistakes=(
        Mistake(
            name="The sign is wrong.",
            why="The logarithm of a probability is negative or 0. The minus sign makes "
            "the surprisal, and with it the entropy, positive.",
            see="04: Entropy: the mean surprisal",
            answers=(lambda p: -_information(p),),
        ),
        Mistake(
            name="This is in bits.",
            why="Asked for are nats: take np.log. One bit is log 2 nats.",
            see="04: Surprisal: what an outcome tells",
            answers=(lambda p: -(p * np.log2(p)).sum(axis=1),),
        ),
        Mistake(
            name="This adds the surprisals without weighing them.",
            why="Entropy is a mean: each surprisal counts as often as its outcome "
            "comes, p_k times.",
            see="04: Entropy: the mean surprisal",
            answers=(
                lambda p: -np.log(p).sum(axis=1),
                lambda p: -np.log(p).mean(axis=1),
            ),
        ),
        Mistake(
            name="This takes the mean over the outcomes on top of their weights.",
            why="The weights p_k already make it a mean, since they add up to 1. Take "
            "the sum.",
            see="04: Entropy: the mean surprisal",
            answers=(lambda p: -(p * np.log(p)).mean(axis=1),),
        ),
        Mistake(
            name="This leaves one number for each outcome.",
            why="The terms are there; they still have to be added up along axis=-1.",
            see="04: Entropy: the mean surprisal",
            answers=(lambda p: -p * np.log(p), lambda p: -np.log(p)),
        ),
        Mistake(
            name="This adds up the rows.",
            why="Each row is a distribution of its own, with an entropy of its own: "
            "sum along axis=-1 alone.",
            see="04: Entropy: the mean surprisal",
            answers=(
                lambda p: _information(p).sum(),
                lambda p: _information_0(p).sum(),
                lambda p: _information(p).mean(),
            ),
        ),
        Mistake(
            name="This goes down the columns.",
            why="The distributions are the rows. Sum along axis=-1.",
            see="04: Entropy: the mean surprisal",
            answers=(lambda p: -(p * np.log(p)).sum(axis=0),),
        ),
        Mistake(
            name="This is the perplexity.",
            why="exp(entropy) is a number of outcomes. Leave the exponential out and "
            "it is the entropy.",
            see="04: Entropy: the mean surprisal",
            answers=(perplexity,),
        ),
        Mistake(
            name="This is one minus the sum of squares.",
            why="That is the Gini impurity. It also measures how mixed a distribution "
            "is, but it does not add up over independent outcomes and is no number of "
            "nats.",
            see="04: Surprisal: what an outcome tells",
            answers=(lambda p: 1 - (p**2).sum(axis=1),),
        ),
        Mistake(
            name="This gives nan where a probability is 0.",
            why="The computer multiplies 0 by -inf. What never happens adds nothing to "
            "a mean: the limit of p log p at 0 is 0. Take the logarithm of 1 there.",
            see="04: Entropy: the mean surprisal",
            answers=(_information,),
        ),
    ),
)


def _kl(p, q):
    return (p * np.log(p / q)).sum(axis=1)


def _kl_with(eps):
    return lambda p, q: (p * np.log((p + eps) / (q + eps))).sum(axis=1)


_KL = Exercise(
    name="kl_divergence",
    statement=(
        "Write `kl_divergence(p, q)`. Both have the shape (N, K), a distribution in "
        "each row. Return N numbers: KL(p‖q) of each row in nats; inf where q calls "
        "impossible what p does not."
    ),
    arguments=("p", "q"),
    solution=kl_divergence,
    ordinary=((_P, _Q), (_P4, _Q4)),
    extreme=(
        ([[1.0, 0.0], [0.25, 0.75]], [[0.5, 0.5], [0.5, 0.5]]),
        ([[0.5, 0.5], [0.25, 0.75]], [[1.0, 0.0], [0.5, 0.5]]),
        ([[0.0, 0.4, 0.6]], [[0.0, 0.5, 0.5]]),
    ),
    mistakes=(
        Mistake(
            name="This is KL(q‖p).",
            why="The first argument does the weighing: p_k log(p_k / q_k). The two "
            "directions are different numbers.",
            see="04: Cross-entropy and KL",
            answers=(lambda p, q: _kl(q, p),),
        ),
        Mistake(
            name="This is the cross-entropy.",
            why="It still holds the entropy of p, what the outcomes cost anyone. KL is "
            "what comes on top: take H(p) away.",
            see="04: Cross-entropy and KL",
            answers=(cross_entropy, lambda p, q: cross_entropy(q, p)),
        ),
        Mistake(
            name="This is the difference of the two entropies.",
            why="Who believes q meets the outcomes as often as p says. So both "
            "surprisals have to be weighed by p.",
            see="04: Cross-entropy and KL",
            answers=(
                lambda p, q: _information(q) - _information(p),
                lambda p, q: _information(p) - _information(q),
                lambda p, q: np.abs(_information(p) - _information(q)),
            ),
        ),
        Mistake(
            name="The sign is wrong.",
            why="KL is never negative. With p_k log(q_k / p_k) a minus sign belongs in "
            "front.",
            see="04: Cross-entropy and KL",
            answers=(lambda p, q: -_kl(p, q),),
        ),
        Mistake(
            name="This takes the absolute value of each term.",
            why="Single terms may be negative, where q gives more than p. Only their "
            "sum cannot be.",
            see="04: Cross-entropy and KL",
            answers=(lambda p, q: np.abs(p * np.log(p / q)).sum(axis=1),),
        ),
        Mistake(
            name="This is in bits.",
            why="Asked for are nats: take np.log. One bit is log 2 nats.",
            see="04: Surprisal: what an outcome tells",
            answers=(lambda p, q: _kl(p, q) / np.log(2),),
        ),
        Mistake(
            name="This adds the ratios' logarithms without weighing them.",
            why="An outcome counts as often as it comes: weigh its logarithm with p_k.",
            see="04: Cross-entropy and KL",
            answers=(
                lambda p, q: np.log(p / q).sum(axis=1),
                lambda p, q: np.log(p / q).mean(axis=1),
            ),
        ),
        Mistake(
            name="This divides by the number of outcomes.",
            why="The weights p_k already make it a mean. Take the sum along the "
            "outcomes.",
            see="04: Cross-entropy and KL",
            answers=(lambda p, q: _kl(p, q) / p.shape[1],),
        ),
        Mistake(
            name="This is symmetric.",
            why="KL has a direction. Adding both gives Jeffreys' divergence, meeting "
            "in the middle gives Jensen-Shannon.",
            see="04: A divergence with two equal sides",
            answers=(
                lambda p, q: _kl(p, q) + _kl(q, p),
                lambda p, q: (_kl(p, q) + _kl(q, p)) / 2,
                js_divergence,
            ),
        ),
        Mistake(
            name="This measures how far the numbers are apart.",
            why="Differences and squares know nothing of surprise: they stay finite "
            "where q calls the truth impossible.",
            see="04: Cross-entropy and KL",
            answers=(
                lambda p, q: ((p - q) ** 2).sum(axis=1),
                lambda p, q: np.abs(p - q).sum(axis=1),
                lambda p, q: np.abs(p - q).sum(axis=1) / 2,
                lambda p, q: np.sqrt(((p - q) ** 2).sum(axis=1)),
            ),
        ),
        Mistake(
            name="This goes down the columns.",
            why="The distributions are the rows. Sum along axis=-1.",
            see="04: Cross-entropy and KL",
            answers=(lambda p, q: (p * np.log(p / q)).sum(axis=0),),
        ),
        Mistake(
            name="This takes the mean over the rows.",
            why="Asked for is one number for each row. The mean of them is the cost.",
            see="04: Cross-entropy and KL",
            answers=(
                lambda p, q: _kl(p, q).mean(),
                lambda p, q: _kl(p, q).sum(),
            ),
        ),
        Mistake(
            name="This gives nan where p is 0.",
            why="The computer multiplies 0 by -inf. What never happens adds nothing: "
            "leave it out with np.where before you take the logarithm.",
            see="04: Cross-entropy and KL",
            answers=(
                _kl,
                lambda p, q: (p * (np.log(p) - np.log(q))).sum(axis=1),
            ),
        ),
        Mistake(
            name="An eps inside the logarithm makes an infinite answer finite.",
            why="Who calls impossible what then happens cannot be excused by a small "
            "number, and another eps gives another answer.",
            see="04: Cross-entropy and KL",
            answers=tuple(
                form
                for k in range(7, 21)
                for form in (
                    _kl_with(10.0**-k),
                    lambda p, q, e=10.0**-k: (
                        p * np.log(np.maximum(p, e) / np.maximum(q, e))
                    ).sum(axis=1),
                    lambda p, q, e=10.0**-k: (
                        p * (np.log(np.where(p > 0, p, 1)) - np.log(q + e))
                    ).sum(axis=1),
                )
            ),
        ),
        Mistake(
            name="This leaves out the outcomes that q calls impossible.",
            why="Where q is 0 and p is not, the answer is inf. Leave out only where p "
            "is 0.",
            see="04: Cross-entropy and KL",
            answers=(
                lambda p, q: np.where(
                    (p > 0) & (q > 0),
                    p * np.log(np.where(p > 0, p, 1) / np.where(q > 0, q, 1)),
                    0,
                ).sum(axis=1),
                lambda p, q: np.nansum(
                    np.where(q > 0, p * np.log(p / q), np.nan), axis=1
                ),
            ),
        ),
    ),
)


def _margins(joint):
    return joint.sum(axis=1), joint.sum(axis=0)


def _product(joint):
    return np.outer(*_margins(joint))


def _h(p):
    return -(p * np.log(p)).sum()


_MUTUAL = Exercise(
    name="mutual_information",
    statement=(
        "Write `mutual_information(joint)`. `joint` has the shape (I, J), and all its "
        "numbers together sum to 1. Return one number: what the row tells about the "
        "column, in nats."
    ),
    arguments=("joint",),
    solution=mutual_information,
    ordinary=((_JOINT,), (_WIDE,)),
    extreme=(
        ([[0.5, 0.0], [0.0, 0.5]],),
        ([[0.2, 0.0, 0.3], [0.1, 0.4, 0.0]],),
    ),
    mistakes=(
        Mistake(
            name="This is the entropy of the table.",
            why="That is what row and column cost together. Take it from the sum of "
            "their two entropies.",
            see="04: Real data: what an island tells",
            answers=(_h,),
        ),
        Mistake(
            name="This is the entropy that is left.",
            why="That is the conditional entropy, what the other variable does *not* "
            "tell. The information is the entropy before, less this.",
            see="04: Real data: what an island tells",
            answers=(
                lambda joint: _h(joint) - _h(joint.sum(axis=1)),
                lambda joint: _h(joint) - _h(joint.sum(axis=0)),
            ),
        ),
        Mistake(
            name="This is the entropy of the rows or of the columns alone.",
            why="It says how undecided one of the two is, and nothing about the other.",
            see="04: Real data: what an island tells",
            answers=(
                lambda joint: _h(joint.sum(axis=1)),
                lambda joint: _h(joint.sum(axis=0)),
            ),
        ),
        Mistake(
            name="This is KL the other way round.",
            why="The table is what holds, the product of its margins what is believed: "
            "weigh with the table.",
            see="04: Real data: what an island tells",
            answers=(
                lambda joint: (_product(joint) * np.log(_product(joint) / joint)).sum(),
            ),
        ),
        Mistake(
            name="The sign is wrong.",
            why="It is a KL divergence, the table's from the product of the margins, "
            "so it is never negative.",
            see="04: Real data: what an island tells",
            answers=(lambda joint: (joint * np.log(_product(joint) / joint)).sum(),),
        ),
        Mistake(
            name="This is in bits.",
            why="Asked for are nats: take np.log. One bit is log 2 nats.",
            see="04: Surprisal: what an outcome tells",
            answers=(lambda joint: (joint * np.log2(joint / _product(joint))).sum(),),
        ),
        Mistake(
            name="This divides by the sum of the rows or of the columns alone.",
            why="If the two were independent, a cell would hold the product of both "
            "margins. Divide by that.",
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
            name="This swaps the margins.",
            why="Cell (i, j) goes with the sum of row i and the sum of column j. "
            "np.outer(rows, columns) has them in that order.",
            see="04: Real data: what an island tells",
            answers=(lambda joint: (joint * np.log(joint / _product(joint).T)).sum(),),
        ),
        Mistake(
            name="This gives nan where a cell is 0.",
            why="The computer multiplies 0 by -inf. What never happens adds nothing: "
            "leave it out before you take the logarithm.",
            see="04: Entropy: the mean surprisal",
            answers=(lambda joint: (joint * np.log(joint / _product(joint))).sum(),),
        ),
    ),
)

CHAPTER_04 = (_ENTROPY, _KL, _MUTUAL)
