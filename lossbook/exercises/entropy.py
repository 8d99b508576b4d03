"""The exercises of chapter 04: entropy, cross-entropy and KL."""

import math
from functools import partial

import numpy as np

from lossbook.exercises.entropy_mutual_information import OF_TABLES
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
from lossbook.information import (
    cross_entropy,
    entropy,
    js_divergence,
    kl_divergence,
    perplexity,
)

# Rows of one table, and as many rows as columns, so that sums along the wrong axis
# have a shape that fits.
_P = [[0.5, 0.25, 0.25], [0.1, 0.2, 0.7], [0.3, 0.3, 0.4]]
_Q = [[0.2, 0.5, 0.3], [0.3, 0.3, 0.4], [0.6, 0.1, 0.3]]
_P4 = [[0.5, 0.25, 0.125, 0.125], [0.1, 0.2, 0.3, 0.4]]
_Q4 = [[0.125, 0.5, 0.25, 0.125], [0.4, 0.3, 0.2, 0.1]]


def _information(p):
    return -(p * np.log(p)).sum(axis=1)


def _information_above(p, threshold):
    return information_0(np.where(p > threshold, p, 0))


def _information_with(p, eps):
    return -(p * np.log(p + eps)).sum(axis=1)


def _information_clipped(p, eps):
    return _information(np.maximum(p, eps))


def _information_renormalised(p, eps):
    return _information((p + eps) / (p + eps).sum(axis=1, keepdims=True))


_ENTROPY = Exercise(
    name="entropy",
    statement=(
        "Write `entropy(p)`. `p` has the shape (N, K), a distribution in each row. "
        "Return N numbers: the entropy of each row in nats. It must be right for "
        "probabilities of 1e-6, and an outcome of probability 0 adds nothing."
    ),
    arguments=("p",),
    solution=entropy,
    ordinary=((_P,), (_P4,)),
    extreme=(
        ([[1.0, 0.0], [0.5, 0.5]],),
        ([[0.0, 0.2, 0.8], [0.0, 0.0, 1.0]],),
        ([[0.93, 0.04, 0.03], [0.9985, 0.0005, 0.001]],),
        ([[0.999999, 0.000001]],),
    ),
    mistakes=(
        Mistake(
            name="The sign is wrong.",
            why="The logarithm of a probability is negative or 0. The minus sign makes "
            "the surprisal, and with it the entropy, positive.",
            see="04: Entropy: the mean surprisal",
            answers=(lambda p: -_information(p),),
        ),
        Mistake(
            name=BITS,
            why=BITS_WHY,
            see=UNITS,
            answers=(
                lambda p: -(p * np.log2(p)).sum(axis=1),
                lambda p: information_0(p) / np.log(2),
            ),
        ),
        Mistake(
            name=BASE_10,
            why=BASE_10_WHY,
            see=UNITS,
            answers=(lambda p: -(p * np.log10(p)).sum(axis=1),),
        ),
        Mistake(
            name="This adds the surprisals without weighting them.",
            why="Entropy is a mean: the surprisal of outcome k has the weight p_k, the "
            "share of the cases in which it occurs.",
            see="04: Entropy: the mean surprisal",
            answers=(
                lambda p: -np.log(p).sum(axis=1),
                lambda p: -np.log(p).mean(axis=1),
            ),
        ),
        Mistake(
            name="This takes the mean over the outcomes, which already have weights.",
            why="The weights p_k already make it a mean, since they add up to 1. Take "
            "the sum.",
            see="04: Entropy: the mean surprisal",
            answers=(
                lambda p: -(p * np.log(p)).mean(axis=1),
                lambda p: information_0(p) / p.shape[1],
            ),
        ),
        Mistake(
            name="This leaves one number for each outcome.",
            why="The terms are there; they still have to be added up along axis=-1.",
            see="04: Entropy: the mean surprisal",
            answers=(lambda p: -p * np.log(p), lambda p: -np.log(p)),
        ),
        Mistake(
            name="This adds up or averages the rows.",
            why="Each row is a distribution of its own, with an entropy of its own: "
            "sum along axis=-1 alone.",
            see="04: Entropy: the mean surprisal",
            answers=(
                lambda p: _information(p).sum(),
                lambda p: information_0(p).sum(),
                lambda p: _information(p).mean(),
            ),
        ),
        Mistake(
            name="This sums down the columns.",
            why="The distributions are the rows. Sum along axis=-1.",
            see="04: Entropy: the mean surprisal",
            answers=(lambda p: -(p * np.log(p)).sum(axis=0),),
        ),
        Mistake(
            name="This is the perplexity.",
            why="exp(entropy) is a number of outcomes. Leave out the exponential to "
            "get the entropy.",
            see="04: Entropy: the mean surprisal",
            answers=(perplexity,),
        ),
        Mistake(
            name="This is one minus the sum of squares.",
            why="That is the Gini impurity. It also measures how mixed a distribution "
            "is, but it does not add up over independent outcomes, and its unit is not "
            "the nat.",
            see=UNITS,
            answers=(lambda p: 1 - (p**2).sum(axis=1),),
        ),
        Mistake(
            name="This is the entropy as a share of the largest possible one.",
            why="The entropy of K outcomes is at most log K. The exercise asks for the "
            "entropy itself, in nats: do not divide by log K.",
            see="04: Entropy: the mean surprisal",
            answers=(
                lambda p: _information(p) / np.log(p.shape[1]),
                lambda p: information_0(p) / np.log(p.shape[1]),
            ),
        ),
        Mistake(
            name="This is how far the entropy is below the largest possible one.",
            why="log K minus the entropy is the KL divergence from the uniform "
            "distribution. The exercise asks for the entropy itself.",
            see="04: Cross-entropy and KL",
            answers=(
                lambda p: np.log(p.shape[1]) - _information(p),
                lambda p: np.log(p.shape[1]) - information_0(p),
            ),
        ),
        Mistake(
            name="This adds the entropies of K yes-or-no questions.",
            why="The terms with 1 - p belong to K separate questions. One question "
            "with K answers has one term for each answer.",
            see="04: Entropy: the mean surprisal",
            answers=(lambda p: _information(p) + _information(1 - p),),
        ),
        Mistake(
            name="This gives nan where a probability is 0.",
            why="The logarithm of 0 is -inf, and 0 times -inf is nan in floating "
            "point. An outcome that never occurs adds nothing: the limit of p log p at "
            "0 is 0. Use the logarithm of 1 there.",
            see="04: Entropy: the mean surprisal",
            answers=(_information, lambda p: (p * np.log(1 / p)).sum(axis=1)),
        ),
        Mistake(
            name=DROPS,
            why=DROPS_WHY,
            see="04: Entropy: the mean surprisal",
            answers=tuple(partial(_information_above, threshold=t) for t in THRESHOLDS),
        ),
        Mistake(
            name="An eps changes the result.",
            why="With an eps, the logarithm is that of other probabilities than those "
            "given, and a large eps changes the result visibly. Use the logarithm of 1 "
            "where p is 0 instead.",
            see="04: Entropy: the mean surprisal",
            answers=tuple(
                partial(form, eps=10.0**-k)
                for form, last in (
                    (_information_with, 5),
                    (_information_clipped, 7),
                    (_information_renormalised, 6),
                )
                for k in range(1, last + 1)
            ),
        ),
    ),
)


def _kl(p, q):
    return (p * np.log(p / q)).sum(axis=1)


def _kl_with(eps):
    return lambda p, q: (p * np.log((p + eps) / (q + eps))).sum(axis=1)


def _kl_above(p, q, threshold):
    return np.where(p > threshold, kl_terms(p, q), 0).sum(axis=1)


def _kl_by_loops(term):
    """Return a sum in plain Python, which raises where numpy gives inf."""
    return lambda p, q: [
        sum(term(a, b) for a, b in zip(one, other, strict=True) if a > 0)
        for one, other in zip(p.tolist(), q.tolist(), strict=True)
    ]


_KL = Exercise(
    name="kl_divergence",
    statement=(
        "Write `kl_divergence(p, q)`. Both have the shape (N, K), a distribution in "
        "each row. Return N numbers: KL(p‖q) of each row in nats. It must be inf if an "
        "outcome is possible under p and impossible under q."
    ),
    arguments=("p", "q"),
    solution=kl_divergence,
    ordinary=((_P, _Q), (_P4, _Q4)),
    extreme=(
        ([[1.0, 0.0], [0.25, 0.75]], [[0.5, 0.5], [0.5, 0.5]]),
        ([[0.5, 0.5], [0.25, 0.75]], [[1.0, 0.0], [0.5, 0.5]]),
        ([[0.0, 0.4, 0.6]], [[0.0, 0.5, 0.5]]),
        ([[0.93, 0.04, 0.03], [0.9985, 0.0005, 0.001]], _Q[:2]),
        ([[0.999999, 0.000001]], [[0.5, 0.5]]),
    ),
    mistakes=(
        Mistake(
            name="This is KL(q‖p).",
            why="The first argument gives the weights: p_k log(p_k / q_k). The two "
            "directions are different numbers.",
            see="04: Cross-entropy and KL",
            answers=(lambda p, q: _kl(q, p),),
        ),
        Mistake(
            name="This is the cross-entropy.",
            why="It contains the entropy of p, which is the cost of q = p. KL is what "
            "q costs in addition to that: subtract H(p).",
            see="04: Cross-entropy and KL",
            answers=(cross_entropy, lambda p, q: cross_entropy(q, p)),
        ),
        Mistake(
            name="This is the difference of the two entropies.",
            why="The outcomes come with the probabilities p, whatever q says. So both "
            "surprisals have the weights p.",
            see="04: Cross-entropy and KL",
            answers=(
                lambda p, q: _information(q) - _information(p),
                lambda p, q: _information(p) - _information(q),
                lambda p, q: np.abs(_information(p) - _information(q)),
            ),
        ),
        Mistake(
            name="The sign is wrong.",
            why="No KL divergence is negative. A sum of p_k log(q_k / p_k) needs a "
            "minus sign in front.",
            see="04: Cross-entropy and KL",
            answers=(lambda p, q: -_kl(p, q),),
        ),
        Mistake(
            name="This takes the absolute value of each term.",
            why="Single terms are negative where q is larger than p. Only their sum "
            "cannot be negative.",
            see="04: Cross-entropy and KL",
            answers=(lambda p, q: np.abs(p * np.log(p / q)).sum(axis=1),),
        ),
        Mistake(
            name=BITS,
            why=BITS_WHY,
            see=UNITS,
            answers=(lambda p, q: _kl(p, q) / np.log(2),),
        ),
        Mistake(
            name=BASE_10,
            why=BASE_10_WHY,
            see=UNITS,
            answers=(lambda p, q: _kl(p, q) / np.log(10),),
        ),
        Mistake(
            name="This leaves one number for each outcome.",
            why="The terms are there; they still have to be added up along axis=-1.",
            see="04: Cross-entropy and KL",
            answers=(lambda p, q: p * np.log(p / q), lambda p, q: np.log(p / q)),
        ),
        Mistake(
            name="This adds the logarithms of the ratios without weighting them.",
            why="The logarithm of outcome k has the weight p_k, the share of the cases "
            "in which the outcome occurs.",
            see="04: Cross-entropy and KL",
            answers=(
                lambda p, q: np.log(p / q).sum(axis=1),
                lambda p, q: np.log(p / q).mean(axis=1),
            ),
        ),
        Mistake(
            name="This divides by the number of outcomes.",
            why="The weights p_k already make it a mean. Take the sum over the "
            "outcomes.",
            see="04: Cross-entropy and KL",
            answers=(lambda p, q: _kl(p, q) / p.shape[1],),
        ),
        Mistake(
            name="This is symmetric.",
            why="KL has a direction. The sum of both directions is Jeffreys' "
            "divergence; the mean KL of p and q from their average is that of Jensen "
            "and Shannon.",
            see="04: A divergence with two equal sides",
            answers=(
                lambda p, q: _kl(p, q) + _kl(q, p),
                lambda p, q: (_kl(p, q) + _kl(q, p)) / 2,
                js_divergence,
            ),
        ),
        Mistake(
            name="This measures how far the numbers are apart.",
            why="Differences of probabilities are at most 1. KL compares surprisals, "
            "and is infinite if an outcome is possible under p and impossible under q.",
            see="04: Cross-entropy and KL",
            answers=(
                lambda p, q: ((p - q) ** 2).sum(axis=1),
                lambda p, q: np.abs(p - q).sum(axis=1),
                lambda p, q: np.abs(p - q).sum(axis=1) / 2,
                lambda p, q: np.sqrt(((p - q) ** 2).sum(axis=1)),
            ),
        ),
        Mistake(
            name="This sums down the columns.",
            why="The distributions are the rows. Sum along axis=-1.",
            see="04: Cross-entropy and KL",
            answers=(lambda p, q: (p * np.log(p / q)).sum(axis=0),),
        ),
        Mistake(
            name="This adds up or averages the rows.",
            why="The exercise asks for one number for each row.",
            see="04: Cross-entropy and KL",
            answers=(
                lambda p, q: _kl(p, q).mean(),
                lambda p, q: _kl(p, q).sum(),
            ),
        ),
        Mistake(
            name="This gives nan where p is 0.",
            why="The logarithm of 0 is -inf, and 0 times -inf is nan in floating "
            "point. An outcome that never occurs adds nothing: leave it out, for "
            "example with np.where(p > 0, ..., 0).",
            see="04: Cross-entropy and KL",
            answers=(
                _kl,
                lambda p, q: (p * (np.log(p) - np.log(q))).sum(axis=1),
                lambda p, q: -(p * np.log(q / p)).sum(axis=1),
            ),
        ),
        Mistake(
            name="This replaces inf by the largest float.",
            why="np.nan_to_num replaces nan by 0, but also inf by 1.8e308. Use "
            "np.where(p > 0, ..., 0), which leaves inf where it belongs.",
            see="04: Cross-entropy and KL",
            answers=(
                lambda p, q: np.nan_to_num(p * np.log(p / q)).sum(axis=1),
                lambda p, q: np.nan_to_num(kl_terms(p, q).sum(axis=1)),
            ),
        ),
        Mistake(
            name="This raises an exception where q is 0 and p is not.",
            why="Python's floats cannot be divided by 0, and math.log has no value at "
            "0. The answer there is inf: check whether q is 0 before you divide.",
            see="04: Cross-entropy and KL",
            answers=(
                _kl_by_loops(lambda a, b: a * math.log(a / b)),
                _kl_by_loops(lambda a, b: a * (math.log(a) - math.log(b))),
                _kl_by_loops(lambda a, b: -a * math.log(b / a)),
            ),
        ),
        Mistake(
            name=DROPS,
            why=DROPS_WHY,
            see="04: Cross-entropy and KL",
            answers=tuple(partial(_kl_above, threshold=t) for t in THRESHOLDS),
        ),
        Mistake(
            name="An eps inside the logarithm makes an infinite answer finite.",
            why="Where q is 0 and p is not, the answer is inf. With an eps it is some "
            "number that depends on the eps.",
            see="04: Cross-entropy and KL",
            answers=tuple(
                form
                for k in range(2, 21)
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
            why="Where q is 0 and p is not, the answer is inf. Leave out only the "
            "outcomes where p is 0.",
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

CHAPTER_04 = (_ENTROPY, _KL, *OF_TABLES)
