"""Cross-entropy with a weight that depends on the probability said.

`generalized_cross_entropy` gives less weight to examples whose label seems wrong, and
`asymmetric` to the many easy examples of "no". `focal` and `softmax_focal`, in
`lossbook.classification`, are of this kind too. Unless their parameters are all 0,
which makes them cross-entropy, they have another best answer than the share of the
labels: what a model says after training with them is not a probability.

Each loss has its gradient directly beneath it.
"""

from __future__ import annotations

import numpy as np

from lossbook._class_kinds import of_labelled_logits
from lossbook._exact import (
    OneTakenOut,
    largest_and_others,
    only_where,
    two_product,
    two_sum,
)
from lossbook._form import Array, Range, from_0_to_1
from lossbook._kinds import focusing, of_answer
from lossbook.classification import focal, softmax_cross_entropy

__all__ = [
    "asymmetric",
    "asymmetric_grad",
    "generalized_cross_entropy",
    "generalized_cross_entropy_grad",
]

_above_0_to_1 = Range("is not in (0, 1]", above=0.0, maximum=1.0)


# ----------------------------------------------------------------- wrong labels


@of_labelled_logits(q=_above_0_to_1)
def generalized_cross_entropy(
    z: Array, e: OneTakenOut, y: Array, *, q: float = 0.7
) -> Array:
    """Return (1 - p_y^q) / q with p = softmax(z), a loss between two others.

    For q = 1 it is 1 - p_y, half of the absolute error of the probabilities. The
    smaller q is, the nearer it comes to `softmax_cross_entropy`.

    q: Above 0, at most 1.

    Returns: One loss per example, from 0 to 1 / q, which is the loss where the class y
    has the logit -inf. NaN where a logit is inf or all are -inf.

    Note: The gradient is that of the cross-entropy times p_y^q. So an example whose
    label the model holds for unlikely hardly counts: a wrong label does less harm, and
    a hard example is learned late or not at all. The best answer is proportional to the
    share of each class to the power 1 / (1 - q): of 0.7 and 0.3 it makes 0.944 and
    0.056 for q = 0.7. For q = 1 it is 1 for the most frequent class.

    Source: Zhang, Sabuncu (2018), *Generalized cross entropy loss for training deep
    neural networks with noisy labels*, NeurIPS.

    >>> generalized_cross_entropy([0, 0], np.log([[0.5, 0.5], [0.25, 0.75]]), q=0.5)
    array([0.58578644, 1.        ])
    """
    # Textbook: (1 - p_y**q) / q. For p_y near 1, or a small q, it is a difference of
    # ones. Here: expm1 of q times the surprisal. Where that is too small for float64,
    # the loss is the surprisal.
    surprisal = softmax_cross_entropy.formula(z, e, None, None)
    x = q * surprisal
    return np.where(x < 1e-290, surprisal, -np.expm1(-x) / q)


@generalized_cross_entropy.slope
def generalized_cross_entropy_grad(
    z: Array, e: OneTakenOut, y: Array, *, q: float = 0.7
) -> Array:
    """Return the gradient of `generalized_cross_entropy` with respect to the logits.

    It is p_y^q (p_k - [k = y]).

    Returns: The K derivatives of an example sum to 0, up to rounding.

    >>> generalized_cross_entropy_grad([0], [[0.0, 0.0]], q=1.0)
    array([[-0.25,  0.25]])
    """
    weight = e.taken / (e.taken + e.sum_of_others)
    weight = only_where(e.taken < 1e-150, lambda: _power_far_behind(z, y, q), weight**q)
    return softmax_cross_entropy.grad.formula(z, e, None, None) * weight[:, None]


def _power_far_behind(z: Array, y: Array, q: float) -> Array:
    """Return p_y**q where p_y has underflowed, and a small power of it has not."""
    m, others = largest_and_others(z)
    d, lost = two_sum(np.take_along_axis(z, y[:, None], 1)[:, 0], -m)
    x, more = two_product(q, d)
    lost = q * lost + more
    lost[~np.isfinite(lost)] = 0.0  # x is -inf, and so is the logarithm
    return np.exp(x) * (1.0 + lost) * np.exp(-q * np.log1p(others))


# ----------------------------------------------------------- many answers of "no"


@of_answer(gamma_pos=focusing, gamma_neg=focusing, clip=from_0_to_1)
def asymmetric(
    s: Array,
    a: Array,
    e: Array,
    *,
    gamma_pos: float = 0.0,
    gamma_neg: float = 4.0,
    clip: float = 0.05,
) -> Array:
    """Return a focal loss whose focusing is another for yes and for no, in nats.

    With p = sigmoid(z) it is -(1 - p)^gamma_pos log(p) for yes, and for no
    -c^gamma_neg log(1 - c) with c = max(p - clip, 0).

    gamma_pos: How strongly the easy examples of yes are weighted down, from 0 to 1e300.
    gamma_neg: The same for no.
    clip: Up to this probability of yes a no costs nothing. From 0 to 1.

    Returns: One loss per element, 0 or more. For no at most (1 - clip)^gamma_neg
    log(1 / clip), if `clip` is above 0.

    Note: With (0, 0, 0) it is `sigmoid_cross_entropy`, with one gamma for both and clip
    = 0 it is `focal`. The defaults are meant for many labels that are mostly no. With
    them the slope of a no is largest near p = 0.9 and goes to 0 beyond, so a sure
    mistake is taken for a wrong label and let go. What is said then has the right
    order, and is not a probability.

    Defaults differ: libraries have gamma_pos = 1 as well as 0, and sum over the labels
    of an example or over all. Near p = clip the difference cancels, and raising a
    number to the power gamma multiplies its relative rounding error by gamma.

    Source: Ridnik, Ben-Baruch, Zamir, Noy, Friedman, Protter, Zelnik-Manor (2021),
    *Asymmetric loss for multi-label classification*, ICCV.

    >>> asymmetric([1, 0, 0], [0.0, 0.0, -3.0]).round(5)
    array([0.69315, 0.02452, 0.     ])
    """
    no = focal.formula(s, a, e, gamma=gamma_neg)
    if clip > 0.0:
        c, rest = _clipped(a, e, clip)
        no = c**gamma_neg * _surprisal(c, rest)
    return np.where(s > 0, focal.formula(s, a, e, gamma=gamma_pos), no)


@asymmetric.slope
def asymmetric_grad(
    s: Array,
    a: Array,
    e: Array,
    *,
    gamma_pos: float = 0.0,
    gamma_neg: float = 4.0,
    clip: float = 0.05,
) -> Array:
    """Return the derivative of `asymmetric` with respect to the logit, in nats.

    Returns: One derivative per element, 0 or below for yes, 0 or above for no. For no
    it is 0 up to p = clip, where there is a kink if gamma_neg is 0.

    >>> asymmetric_grad([1, 0, 0], [0.0, 0.0, -3.0]).round(5)
    array([-0.5    ,  0.07312,  0.     ])
    """
    no = focal.grad.formula(s, a, e, gamma=gamma_neg)
    if clip > 0.0:
        # Textbook: gamma c^(gamma - 1) log(1 - c), inf times 0 at c = 0 if gamma < 1.
        # Here: the logarithm is divided by c, which is 1 there, and not the power.
        c, rest = _clipped(a, e, clip)
        bracket = gamma_neg * (_surprisal(c, rest) / c) + 1.0 / rest
        no = np.where(c == 0, 0.0, c**gamma_neg * bracket * (e / np.square(1.0 + e)))
    return np.where(s > 0, focal.grad.formula(s, a, e, gamma=gamma_pos), no)


def _clipped(a: Array, e: Array, clip: float) -> tuple[Array, Array]:
    """Return c = max(sigmoid(-a) - clip, 0), and 1 - c where c is above 0."""
    wrong = np.where(a < 0, 1.0, e) / (1.0 + e)
    right = np.where(a < 0, e, 1.0) / (1.0 + e)
    return (wrong - clip).clip(0.0, 1.0), right + clip


def _surprisal(c: Array, rest: Array) -> Array:
    """Return -log(1 - c)."""
    # Textbook: log(1 - c). 1 - c has few digits of a small c, or, for c near 1, of
    # itself. Here: log1p for a small c, and the other sum for a large one.
    return np.where(c < 0.5, -np.log1p(-c), -np.log(rest))
