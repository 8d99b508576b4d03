"""Cross-entropy with a weight that depends on the probability said.

`focal` and `softmax_focal`, in `lossbook.classification`, are of this kind too.

Each loss has its gradient directly beneath it.
"""

from __future__ import annotations

import numpy as np

from lossbook._class_kinds import of_labelled_logits
from lossbook._exact import OneTakenOut
from lossbook._form import Array, Range, from_0_to_1, zero_or_more
from lossbook._kinds import of_answer
from lossbook.classification import softmax_cross_entropy
from lossbook.links import sigmoid, softplus

__all__ = [
    "asymmetric",
    "asymmetric_grad",
    "generalized_cross_entropy",
    "generalized_cross_entropy_grad",
]

_above_0_to_1 = Range("is not in (0, 1]", above=0.0, maximum=1.0)


@of_labelled_logits(q=_above_0_to_1)
def generalized_cross_entropy(
    z: Array, e: OneTakenOut, y: Array, *, q: float = 0.7
) -> Array:
    """Return (1 - p_y^q) / q with p = softmax(z), a pure number.

    q: Above 0 and at most 1.

    Source: Zhang, Sabuncu (2018), *Generalized cross entropy loss for training deep
    neural networks with noisy labels*, NeurIPS.

    >>> generalized_cross_entropy([0], [[0.0, 0.0]], q=1.0)
    array([0.5])
    """
    return -np.expm1(-q * softmax_cross_entropy.formula(z, e, None, None)) / q


@generalized_cross_entropy.slope
def generalized_cross_entropy_grad(
    z: Array, e: OneTakenOut, y: Array, *, q: float = 0.7
) -> Array:
    """Return the gradient of `generalized_cross_entropy` with respect to the logits.

    It is p_y^q (p - onehot(y)).

    >>> generalized_cross_entropy_grad([0], [[0.0, 0.0]], q=1.0)
    array([[-0.25,  0.25]])
    """
    weight = np.exp(-q * softmax_cross_entropy.formula(z, e, None, None))
    return softmax_cross_entropy.grad.formula(z, e, None, None) * weight[:, None]


@of_answer(gamma_pos=zero_or_more, gamma_neg=zero_or_more, clip=from_0_to_1)
def asymmetric(
    s: Array,
    a: Array,
    e: Array,
    *,
    gamma_pos: float = 0.0,
    gamma_neg: float = 4.0,
    clip: float = 0.05,
) -> Array:
    """Return the asymmetric loss of a yes-or-no target, in nats.

    gamma_pos: The focusing of yes.
    gamma_neg: The focusing of no.
    clip: Probabilities of yes up to here cost a no nothing.

    Source: Ridnik, Ben-Baruch, Zamir, Noy, Friedman, Protter, Zelnik-Manor (2021),
    *Asymmetric loss for multi-label classification*, ICCV.

    >>> asymmetric([1, 0], [0.0, 0.0]).round(5)
    array([0.69315, 0.02452])
    """
    wrong = sigmoid.formula(-a)
    yes = wrong**gamma_pos * softplus.formula(-a)
    p = (wrong - clip).clip(0.0, 1.0)
    return np.where(s > 0, yes, -(p**gamma_neg) * np.log1p(-p))


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

    >>> asymmetric_grad([1, 0], [0.0, 0.0]).round(5)
    array([-0.5    ,  0.07312])
    """
    wrong, right = sigmoid.formula(-a), sigmoid.formula(a)
    yes = -(wrong**gamma_pos) * (gamma_pos * right * softplus.formula(-a) + wrong)
    p = (wrong - clip).clip(0.0, 1.0)
    inner = p**gamma_neg / (1.0 - p)
    if gamma_neg > 0.0:
        inner = inner - gamma_neg * p ** (gamma_neg - 1.0) * np.log1p(-p)
    return np.where(s > 0, yes, np.where(p > 0.0, inner * wrong * right, 0.0))
