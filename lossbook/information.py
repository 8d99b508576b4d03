"""Surprisal, entropy and the divergences between distributions.

The arguments are in the mathematical order, ``kl_divergence(p, q)``: p is the truth, q
is the model. Distributions lie along ``axis``, and each gives one number.
``base=None`` gives nats, ``base=2`` gives bits.

A distribution must sum to 1 within 1e-5, or within K * 5e-10 for K > 20 000 outcomes,
which is the rounding error of a large softmax in float32. A probability may thus exceed
1 by as much, and then its surprisal is negative by as much. The bounds that are stated
below hold for distributions that sum to exactly 1, up to rounding.

A gradient is that with respect to the second argument, and stands directly beneath its
function. The K probabilities are taken as K free numbers, although they sum to 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._check import (
    FLOAT64,
    Floats,
    knob,
    read_floats,
    read_labels,
    read_numbers,
    read_same_shape,
    require_distributions,
    require_within,
)
from lossbook._exact import (
    divergence_terms,
    exponentials,
    largest_and_others,
    only_where,
    product_where_0_wins,
    sum_in_two_parts,
    two_product,
)
from lossbook._form import Array, Said, documented
from lossbook._rows import (
    Elements,
    Rows,
    nan_where_row_has_nan,
    rounded,
    row_sums,
    rows_along,
)
from lossbook._where import counted_examples, with_others_replaced
from lossbook.classification import softmax_cross_entropy

__all__ = [
    "cross_entropy",
    "cross_entropy_grad",
    "entropy",
    "js_divergence",
    "js_divergence_grad",
    "kl_divergence",
    "kl_divergence_from_logits",
    "kl_divergence_from_logits_grad",
    "kl_divergence_grad",
    "model_perplexity",
    "mutual_information",
    "perplexity",
    "surprisal",
]

# ------------------------------------------------ what the docstrings have in common

_NO_DISTRIBUTION = ("a probability is negative", "a distribution does not sum to 1")
_NO_REALS = "an argument does not hold real numbers"
_P = Said(
    "array_like",
    "Distributions along `axis`.",
    ("`p` is empty", *_NO_DISTRIBUTION),
    "`p` does not hold real numbers",
)
_BASE = Said(
    "float, optional",
    "Base of the logarithm, above 1. None is e: the answer is in nats.",
    ("`base` is not above 1",),
    "`base` is not a number",
)
_AXIS = Said(
    "int",
    "The axis of outcomes.",
    ("`axis` does not exist",),
    "`axis` is not an integer",
)
_TRUTH = Said(
    "array_like",
    "The truth: distributions along `axis`.",
    ("the shapes differ", "an argument is empty", *_NO_DISTRIBUTION),
    _NO_REALS,
)
_MODEL = Said(
    "array_like", "What is believed: distributions along `axis`, in the shape of `p`."
)
_LOGITS = Said(
    "array_like",
    "Logits z along `axis`, in the shape of `p`. -inf gives an outcome the "
    "probability 0.",
)
_TWO = {"p": _TRUTH, "q": _MODEL, "base": _BASE, "axis": _AXIS}
_TRUTH_AND_LOGITS = {"p": _TRUTH, "logits": _LOGITS, "base": _BASE, "axis": _AXIS}
_TWO_ALIKE = _TWO | {
    "p": _TRUTH._replace(text="Distributions along `axis`."),
    "q": _MODEL._replace(text="Distributions in the shape of `p`."),
}
_SLOPES = ("ndarray", "In the shape of `p`.")


# ------------------------------------------------------------- of one distribution


@documented(
    p=Said(
        "array_like",
        "Probabilities in [0, 1], any shape. They need not sum to 1.",
        ("`p` is empty", "a number is not in [0, 1]"),
        "`p` does not hold real numbers",
    ),
    base=_BASE,
)
def surprisal(p: ArrayLike, *, base: float | None = None) -> Floats:
    """Return the surprisal -log(p) of an outcome that had the probability p.

    Returns: In the shape of `p`; 0 where p is 1, inf where p is 0.

    Source: Shannon (1948), *A mathematical theory of communication*, Bell System
    Technical Journal 27.

    >>> surprisal([1.0, 0.5, 0.125], base=2)
    array([0., 1., 3.])
    """
    (p,), dtype = read_floats(p=p)
    require_within(0.0, 1.0, p=p)
    log = _log(base)
    return Elements([p], dtype).map(lambda p: 0.0 - log(p))


@documented(p=_P, base=_BASE, axis=_AXIS)
def entropy(p: ArrayLike, *, base: float | None = None, axis: int = -1) -> Floats:
    """Return the mean surprisal -sum_k p_k log(p_k) of a distribution.

    Returns: In the shape of `p` without `axis`; from 0, where one outcome is certain,
    to log K, where all K outcomes are equally likely.

    Source: Shannon (1948), *A mathematical theory of communication*.

    >>> entropy([0.5, 0.25, 0.125, 0.125], base=2)
    np.float64(1.75)
    """
    rows, log = _one_distribution(p, axis), _log(base)
    return rows.map(lambda p: _mean(p, 0.0 - log(p)))


@documented(p=_P, axis=_AXIS)
def perplexity(p: ArrayLike, *, axis: int = -1) -> Floats:
    """Return how many equally likely outcomes would be as uncertain as p.

    It is ``exp(entropy(p))``, a pure number that does not depend on a base.

    Returns: In the shape of `p` without `axis`; from 1, where one outcome is certain,
    to K, where all K outcomes are equally likely.

    Note: This is the perplexity of a distribution. That of a model on data, in which
    the truth is one outcome for each example, is `model_perplexity`.

    Source: Jelinek, Mercer, Bahl, Baker (1977), *Perplexity, a measure of the
    difficulty of speech recognition tasks*, Journal of the Acoustical Society of
    America 62 (supplement 1), S63.

    >>> perplexity([0.25, 0.25, 0.25, 0.25])
    np.float64(4.0)
    """
    rows = _one_distribution(p, axis)
    return rows.map(lambda p: np.exp2(_mean(p, 0.0 - np.log2(p))))


# ---------------------------------------------------------------- of truth and model


@documented(**_TWO)
def cross_entropy(
    p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1
) -> Floats:
    """Return the mean surprisal -sum_k p_k log(q_k) if q is believed and p is true.

    Returns: In the shape of `p` without `axis`; at least the entropy of p, inf where q
    is 0 and p is not.

    Note: ``cross_entropy(p, q) = entropy(p) + kl_divergence(p, q)``, if both sum to 1.
    Of rows that do so only within the tolerance, what `kl_divergence` adds is left
    over: the two sides differ by sum(q) - sum(p).

    >>> cross_entropy([0.5, 0.25, 0.125, 0.125], [0.125, 0.5, 0.25, 0.125], base=2)
    np.float64(2.375)
    """
    rows, log = _two_distributions(p, q, axis), _log(base)
    return rows.map(lambda p, q: _mean(p, 0.0 - log(q)))


@documented(_SLOPES, **_TWO)
def cross_entropy_grad(
    p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1
) -> NDArray[np.floating]:
    """Return the gradient -p / q of `cross_entropy` with respect to q.

    Returns: In the shape of `p`: 0 where p is 0, and -inf where q is 0 and p is not.

    >>> cross_entropy_grad([0.5, 0.5, 0.0], [0.25, 0.5, 0.25])
    array([-2., -1.,  0.])
    """
    return _slopes(p, q, base, axis, lambda p, q: np.where(p == 0, 0.0, -p / q))


@documented(**_TWO)
def kl_divergence(
    p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1
) -> Floats:
    """Return the surprisal sum_k p_k log(p_k / q_k) that believing q costs beyond need.

    Returns: In the shape of `p` without `axis`; 0 only where p equals q, else positive,
    inf where q is 0 and p is not.

    Note: What is summed is ``p log(p / q) - p + q``. If p and q both added up to
    exactly 1, -p + q would change nothing. Stored numbers often miss 1 by a rounding
    error, which can be larger than a small divergence, and -p + q takes this error out.
    It also makes each term positive, or 0 for p = q, so nothing cancels in the sum.

    It is no distance: ``kl_divergence(q, p)`` is another number in general.

    Source: Kullback, Leibler (1951), *On information and sufficiency*, Annals of
    Mathematical Statistics 22.

    >>> kl_divergence([0.3, 0.7], [0.3 + 1e-8, 0.7 - 1e-8])
    np.float64(2.380952356141774e-16)
    """
    rows, unit = _two_distributions(p, q, axis), _nats(base)
    return rows.map(
        lambda p, q: divergence_terms(p, q, p - q, p + q).sum(axis=1) / unit
    )


@documented(_SLOPES, **_TWO)
def kl_divergence_grad(
    p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1
) -> NDArray[np.floating]:
    """Return the gradient (q - p) / q of `kl_divergence` with respect to q.

    Returns: In the shape of `p`, at most 1 nat: 0 where p equals q, 1 where p is 0,
    also if q is, and -inf where q is 0 and p is not.

    Note: It is that of the terms ``p log(p / q) - p + q``. The textbook sums
    p log(p / q), whose gradient -p / q is less by 1 in each component. On the way from
    one distribution to another the changes of the components add up to 0, so along such
    ways the two are the same.

    >>> kl_divergence_grad([0.5, 0.5, 0.0], [0.25, 0.5, 0.25])
    array([-1.,  0.,  1.])
    """
    # Textbook: 1 - p / q. For p near q the digits of p / q cancel.
    # Here: over one bar. It is 1 where that would be 0 / 0.
    return _slopes(p, q, base, axis, lambda p, q: np.where(p == 0, 1.0, (q - p) / q))


@documented(**_TRUTH_AND_LOGITS)
def kl_divergence_from_logits(
    p: ArrayLike, logits: ArrayLike, *, base: float | None = None, axis: int = -1
) -> Floats:
    """Return ``kl_divergence(p, softmax(logits))``, also where the softmax underflows.

    Returns: In the shape of `p` without `axis`; 0 or more, inf where a logit is -inf
    and p is not 0, NaN where a logit is inf or all are -inf.

    Note: With the target of a classifier for p, it is `softmax_cross_entropy` less the
    entropy of p. Where the softmax is near p, its rounding shows: the error is up to
    4 ulp of sum_k |p_k - softmax(z)_k|, or of 1e-16 if that is larger. A change of the
    logits by an ulp, near 1, moves the divergence by as much.

    Source: Kullback, Leibler (1951), as `kl_divergence`. As a loss of a small model
    that learns from a large one: Hinton, Vinyals, Dean (2015), *Distilling the
    knowledge in a neural network*.

    >>> kl_divergence_from_logits([0.5, 0.5], [0.0, -1000.0])
    np.float64(499.3068528194401)
    """
    # Textbook: logsumexp(z) - sum(p z) - entropy(p). Near p all digits cancel.
    # Here: the terms of `kl_divergence`, of which none is negative, and log(q) from the
    # logits where q is too small.
    rows, unit = _truth_and_logits(p, logits, axis), _nats(base)

    def divergence(p: Array, z: Array) -> Array:
        q = _softmax(z)
        terms = divergence_terms(p, q, p - q, p + q, lambda: _log_softmax(z))
        return terms.sum(axis=1) / unit

    return rows.map(divergence)


@documented(_SLOPES, **_TRUTH_AND_LOGITS)
def kl_divergence_from_logits_grad(
    p: ArrayLike, logits: ArrayLike, *, base: float | None = None, axis: int = -1
) -> NDArray[np.floating]:
    """Return the gradient of `kl_divergence_from_logits` with respect to the logits.

    It is sum(p) softmax(z) - p.

    Returns: In the shape of `p`. The K derivatives of an example sum to 0, up to
    rounding. They are NaN where a logit is inf or all are -inf.

    >>> kl_divergence_from_logits_grad([0.5, 0.5], [0.0, 0.0])
    array([0., 0.])
    """
    rows, unit = _truth_and_logits(p, logits, axis), _nats(base)
    return rows.map(
        lambda p, z: (_softmax(z) * p.sum(axis=1, keepdims=True) - p) / unit
    )


@documented(**_TWO_ALIKE)
def js_divergence(
    p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1
) -> Floats:
    """Return the Jensen-Shannon divergence of two distributions.

    With m = (p + q) / 2 it is the mean of the KL divergences KL(p, m) and KL(q, m).

    Returns: In the shape of `p` without `axis`; from 0, where p equals q, to log 2,
    where no outcome is possible under both.

    Note: It is symmetric and always finite. Its square root is a distance: it satisfies
    the triangle inequality.

    Source: Lin (1991), *Divergence measures based on the Shannon entropy*, IEEE
    Transactions on Information Theory 37. The distance: Endres, Schindelin (2003), *A
    new metric for probability distributions*, IEEE Transactions on Information
    Theory 49.

    >>> js_divergence([1.0, 0.0], [0.0, 1.0], base=2)
    np.float64(1.0)
    """
    # Textbook: p - m with m = (p + q) / 2. Where p is near q, the difference disappears
    # in the rounding of m. Here: it is (p - q) / 2.
    rows, unit = _two_distributions(p, q, axis), _nats(base)

    def divergence(p: Array, q: Array) -> Array:
        half, m = (p - q) / 2.0, (p + q) / 2.0
        of_p = divergence_terms(p, m, half, p + m)
        of_q = divergence_terms(q, m, -half, q + m)
        return (of_p + of_q).sum(axis=1) / 2.0 / unit

    return rows.map(divergence)


@documented(_SLOPES, **_TWO_ALIKE)
def js_divergence_grad(
    p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1
) -> NDArray[np.floating]:
    """Return the gradient log(q / m) / 2 of `js_divergence` with respect to q.

    Here m is the middle (p + q) / 2.

    Returns: In the shape of `p`, at most log(2) / 2: that is where p is 0, also if q
    is. It is 0 where p equals q, and -inf where q is 0 and p is not.

    Note: The gradient with respect to p is ``js_divergence_grad(q, p)``.

    >>> js_divergence_grad([0.5, 0.5, 0.0], [0.5, 0.0, 0.5], base=2)
    array([ 0. , -inf,  0.5])
    """

    # Textbook: the logarithm of q / m. For p near q it is log(1), and the rounding of
    # the ratio is all that is left. Here: log1p(u) with u = (q - p) / (p + q). Where u
    # is near -1, m / q = (1 + p / q) / 2 keeps more digits.
    def slope(p: Array, q: Array) -> Array:
        u, ratio = (q - p) / (p + q), p / q
        far = only_where(
            np.isinf(ratio),  # q is 0, or so small that p / q overflows
            lambda: np.log(2.0 * q) - np.log(p),
            -np.log(0.5 + 0.5 * ratio),
        )
        log_ratio = np.where(u < -0.5, far, np.log1p(u))
        return 0.5 * np.where(p == 0, math.log(2.0), log_ratio)

    return _slopes(p, q, base, axis, slope)


# ----------------------------------------------------- of tables, and of data


@documented(
    ("ndarray or float, shape (...)", ""),
    joint=Said(
        "array_like, shape (..., I, J)",
        "Joint distributions: each table (I, J) sums to 1.",
        (
            "`joint` is empty",
            "has fewer than two axes",
            "a probability is negative",
            "a table does not sum to 1",
        ),
        "`joint` does not hold real numbers",
    ),
    base=_BASE,
)
def mutual_information(joint: ArrayLike, *, base: float | None = None) -> Floats:
    """Return the information that each of two variables gives about the other.

    It is ``sum_ij p_ij log(p_ij / (a_i b_j))``, where p is the joint distribution of
    the two, and a and b are the sums of its rows and of its columns.

    Returns: One number for each table: 0 if the variables are independent (up to
    rounding), otherwise positive; at most the entropy of either variable.

    Source: Shannon (1948), *A mathematical theory of communication*.

    >>> mutual_information([[0.5, 0.0], [0.0, 0.5]], base=2).round(12)
    np.float64(1.0)
    """
    (p,), dtype = read_floats(joint=joint)
    if p.ndim < 2:
        raise ValueError(f"joint must be a table (..., I, J), got the shape {p.shape}")
    require_distributions("joint", p, axis=(-2, -1))
    unit = _nats(base)
    tables = np.ascontiguousarray(p).reshape(-1, *p.shape[-2:])
    rows = Rows([tables], dtype, lambda answer: answer.reshape(p.shape[:-2])[()])
    return rows.map(lambda p: _from_independence(p).sum(axis=(-2, -1)) / unit)


@documented(
    ("float", "One number, 1 or more."),
    y_true=Said(
        "array_like of int, shape (...)",
        "Class labels from 0 to K-1.",
        (
            "the shapes do not match",
            "an argument is empty",
            "a label is not in 0..K-1",
            "no example counts, so that there is no mean",
        ),
        "`y_true` does not hold integers",
    ),
    logits=Said(
        "array_like, shape (..., K)",
        "Logits. -inf gives a class the probability 0.",
        wrong_type="`logits` does not hold real numbers",
    ),
    where=Said(
        "array_like of bool, optional",
        "The examples that count, in the shape of `y_true`. The others may hold "
        "anything, as padding with the label -100.",
        wrong_type="`where` does not hold booleans",
    ),
)
def model_perplexity(
    y_true: ArrayLike, logits: ArrayLike, *, where: ArrayLike | None = None
) -> Floats:
    """Return the perplexity of a model on data: exp of its mean cross-entropy.

    The mean of `softmax_cross_entropy` is over all examples together.

    Note: If the model says the same q for each example, and p are the shares of the
    labels, it is ``exp(cross_entropy(p, q))``, which is at least ``perplexity(p)``. A
    model that takes all K classes for equally likely has the perplexity K.

    Its gradient with respect to the logits is the perplexity times that of the mean,
    which is `softmax_cross_entropy_grad` divided by how many examples count.

    The exponential turns an absolute error into a relative one: that of the result is
    a few ulp times the mean cross-entropy, if that is above 1.

    Source: Jelinek, Mercer, Bahl, Baker (1977), as `perplexity`.

    >>> model_perplexity([0, 1], [[0.0, 0.0], [0.0, 0.0]]).round(12)
    np.float64(2.0)
    """
    (z,), dtype = read_floats(logits=logits)
    counted = np.ones(z.shape[:-1], bool)
    if where is not None:
        counted = counted_examples(where, z.shape[:-1])
        if not counted.any():
            raise ValueError("where counts no example, so there is no mean")
        y_true = with_others_replaced(read_numbers(y_true, "y_true"), counted, np.zeros)
        z = with_others_replaced(z, counted)
    losses = _losses_in_float64(read_labels(y_true, z, "logits"), z)
    with np.errstate(over="ignore"):  # a perplexity beyond the floats is inf
        return rounded(np.exp(losses[counted.ravel()].mean()), dtype)


# ------------------------------------------------------------------ formulas of rows


def _mean(p: Array, surprisal: Array) -> Array:
    """Return the mean surprisal of each row, where 0 log 0 is 0."""
    return product_where_0_wins(p, surprisal).sum(axis=1)


def _softmax(z: Array) -> Array:
    """Return softmax(z) of rows."""
    e = exponentials(z)
    return e / row_sums(e)[:, None]


def _log_softmax(z: Array) -> Array:
    """Return log(softmax(z)) of rows, for where it is far below 0."""
    m, others = largest_and_others(z)
    return (z - m[:, None]) - np.log1p(others)[:, None]


def _losses_in_float64(y: Array, z: Array) -> Array:
    """Return the cross-entropies of labels (N,), also of float32 logits in float64."""
    # In float32 they would be rounded before the exponential, which shows each ulp.
    rows = Rows([z.reshape(-1, z.shape[-1]), y], FLOAT64, lambda losses: losses)
    return rows.map(lambda z, y: softmax_cross_entropy(y, z.astype(FLOAT64)))


def _from_independence(p: Array) -> Array:
    """Return p log(p / q) - p + q of tables, with the product q = a b of their sums."""
    # Textbook: q = a b and p - q. If the variables are nearly independent, the rounding
    # of the sums a and b and of their product is as large as p - q.
    # Here: each is kept in two parts, the rounded number and what rounding lost.
    (a, a_lost), (b, b_lost) = sum_in_two_parts(p, -1), sum_in_two_parts(p, -2)
    q, q_lost = two_product(a, b)
    q_lost += a * b_lost + a_lost * b
    # The product of two rare outcomes may underflow, although p / (a b) is finite.
    return only_where(
        (q < 1e-290) & (p > 2.0 * q),
        lambda: p * (np.log(p / a) - np.log(b)) - (p - q),
        divergence_terms(p, q, (p - q) - q_lost, p + q),
    )


# -------------------------------------------------------------- reading arguments


def _one_distribution(p: ArrayLike, axis: int) -> Rows:
    (p,), dtype = read_floats(p=p)
    rows, back = rows_along(p, axis, "p")
    require_distributions("p", p, axis)
    return Rows([rows], dtype, back)


def _two_distributions(p: ArrayLike, q: ArrayLike, axis: int) -> Rows:
    (p, q), dtype = read_same_shape(p=p, q=q)
    p_rows, back = rows_along(p, axis, "p")
    q_rows, _ = rows_along(q, axis, "q")
    require_distributions("p", p, axis)
    require_distributions("q", q, axis)
    return Rows([p_rows, q_rows], dtype, back)


def _truth_and_logits(p: ArrayLike, logits: ArrayLike, axis: int) -> Rows:
    (p, z), dtype = read_same_shape(p=p, logits=logits)
    p_rows, back = rows_along(p, axis, "p")
    z_rows, _ = rows_along(z, axis, "logits")
    require_distributions("p", p, axis)
    return Rows([p_rows, z_rows], dtype, back)


def _slopes(
    p: ArrayLike,
    q: ArrayLike,
    base: float | None,
    axis: int,
    slope: Callable[[Array, Array], Array],
) -> Array:
    """Return slope(p, q), in the unit of the base, NaN in each row with a NaN."""
    rows, unit = _two_distributions(p, q, axis), _nats(base)
    return rows.map(
        lambda p, q: nan_where_row_has_nan(
            nan_where_row_has_nan(slope(p, q) / unit, p), q
        )
    )


def _log(base: float | None) -> Callable[..., Any]:
    """Return the logarithm of a base; base 2 is exact at the powers of 2."""
    if base is None:
        return np.log
    base = knob("base", base, above=1.0)
    exact = {2.0: np.log2, 10.0: np.log10}
    return exact.get(base, lambda x: np.log(x) / np.log(base))


def _nats(base: float | None) -> float:
    """Return how many nats the unit of a base has."""
    return 1.0 if base is None else float(np.log(knob("base", base, above=1.0)))
