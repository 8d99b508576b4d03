"""Losses of a mask: how far a region that was said is from the true one.

An example is a mask, and its loss is one number: the last axis holds the pixels. Images
of shape (N, H, W) are N masks if they are reshaped to (N, H * W); as (1, N * H * W)
they are a single mask, of a whole batch, and the loss is another one. The mean of the
losses of several masks is not the loss of all their pixels.

The answer with the least mean loss usually is a mask of zeros and ones here, also where
each pixel is uncertain. So the numbers of a model that was trained with such a loss are
not probabilities.

Each loss has its gradient directly beneath it.
"""

from __future__ import annotations

import numpy as np

from lossbook._exact import product_where_0_wins
from lossbook._form import Array, Range, positive
from lossbook._group_kinds import of_mask, of_signed_mask
from lossbook._rows import nan_where_row_has_nan

__all__ = ["lovasz_hinge", "lovasz_hinge_grad", "tversky", "tversky_grad"]

_weight = Range("is not in [0, 1e100]", minimum=0.0, maximum=1e100)


@of_mask(alpha=_weight, beta=_weight, smooth=_weight, power=positive)
def tversky(
    t: Array,
    p: Array,
    *,
    alpha: float = 0.5,
    beta: float = 0.5,
    smooth: float = 0.0,
    power: float = 1.0,
) -> Array:
    """Return what a mask lacks of overlap, (wrong / (I + wrong + smooth))^power.

    I = sum(t p) is the overlap, and wrong = alpha sum((1 - t) p) + beta sum(t (1 - p)).
    For power = 1 it is 1 - (I + smooth) / (I + wrong + smooth).

    alpha: The weight, from 0 to 1e100, of what is said to be inside and is not.
    beta: The weight, from 0 to 1e100, of what is inside and is missed.
    smooth: A number of pixels, from 0 to 1e100, that count as found in each mask.
    power: The exponent, above 0.

    Returns: One loss per mask, from 0 to 1, a pure number. 0 where nothing is wrong,
    also where an empty mask is said to be empty.

    Note: With the defaults it is the soft Dice loss, with alpha = beta = 1 the soft
    Jaccard loss, with another power the focal Tversky loss. The authors of that write
    the exponent as 1 / gamma in the text and as gamma, 0.75, in their code, and their
    alpha is the weight of what is missed.

    It is not proper. For a share of ones of 0.3 the answer 0.3 at all pixels costs more
    than the answer 1. A soft target is not its own best answer either: t = p = 0.3
    costs 0.7, and t = 0.3, p = 1 less.

    In an empty mask each answer but 0 costs 1 if `smooth` is 0, so the gradient is 0
    there. With a `smooth` above 0 less is better. Libraries add a number between 1e-7
    and 1, and so differ in an empty mask of which little is said to be inside: 0 in
    one, nearly 1 in another. They also differ in whether a batch is taken as one mask.

    Source: Salehi, Erdogmus, Gholipour (2017), *Tversky loss function for image
    segmentation using 3D fully convolutional deep networks*, MLMI. With a power:
    Abraham, Khan (2019), *A novel focal Tversky loss function with improved attention
    U-Net for lesion segmentation*, ISBI.

    Example: One of two pixels is found, and nothing else said; then as Jaccard loss:

    >>> tversky([1, 1, 0, 0], [1.0, 0.0, 0.0, 0.0]).round(4)
    np.float64(0.3333)
    >>> tversky([1, 1, 0, 0], [1.0, 0.0, 0.0, 0.0], alpha=1.0, beta=1.0)
    np.float64(0.5)
    """
    # Textbook: 1 - (I + smooth) / whole. Of a nearly right mask rounding is left.
    # Here: the numerator is what is wrong, a sum of positive terms.
    wrong, found = _wrong_and_found(t, p, alpha, beta, smooth)
    return _share(wrong, found) ** power


@tversky.slope
def tversky_grad(
    t: Array,
    p: Array,
    *,
    alpha: float = 0.5,
    beta: float = 0.5,
    smooth: float = 0.0,
    power: float = 1.0,
) -> Array:
    """Return the gradient of `tversky` with respect to `probs`.

    Returns: P derivatives per mask. For targets 0 and 1 they are two numbers: one for
    all pixels inside, 0 or below, and one for all others, 0 or above. With a power
    below 1 they are infinite where the loss is 0, but for those that a power of 1 makes
    0, such as all those of an empty mask if `smooth` is 0.

    >>> tversky_grad([1, 0], [1.0, 0.0])
    array([-0.5,  0.5])
    """
    # Textbook: the rule for a quotient, which subtracts two products of the whole.
    # Here: what they have in common is left out. For targets 0 and 1 one term remains.
    wrong, found = _wrong_and_found(t, p, alpha, beta, smooth)
    whole = np.where(found + wrong == 0, 1.0, found + wrong)[:, None]
    outside = alpha * (1.0 - t) * (found[:, None] / whole)
    inside = t * ((beta * found + wrong)[:, None] / whole)
    outer = power * _share(wrong, found) ** (power - 1.0)
    return product_where_0_wins((outside - inside) / whole, outer[:, None])


def _wrong_and_found(
    t: Array, p: Array, alpha: float, beta: float, smooth: float
) -> tuple[Array, Array]:
    wrong = alpha * ((1.0 - t) * p).sum(axis=1) + beta * (t * (1.0 - p)).sum(axis=1)
    return wrong, (t * p).sum(axis=1) + smooth


def _share(wrong: Array, found: Array) -> Array:
    """Return wrong / (found + wrong), 0 where nothing is wrong."""
    return np.where(wrong == 0, 0.0, wrong / (found + wrong))


@of_signed_mask()
def lovasz_hinge(y: Array, m: Array) -> Array:
    """Return the hinge losses of a mask, each weighted by what its mistake costs.

    The pixels are sorted, the worst margin first. The weight of a pixel is by how much
    1 - IoU grows if it is wrong as well as all before it. IoU is the Jaccard index
    |A and B| / |A or B| of the region that was said and the true one.

    Returns: One loss per mask, 0 or more. 0 where all margins are 1 or more.

    Note: The labels are -1 and +1, and the scores are not probabilities. If each margin
    is 1 or -1 it is twice the Jaccard loss 1 - IoU of the signs, since the hinge of a
    mistake is 2 there. It is never below 1 - IoU. It is convex, with kinks where a
    margin is 1 and where two margins are equal. In a mask without any +1 the worst
    pixel has all the weight.

    Source: Berman, Triki, Blaschko (2018), *The Lovász-softmax loss: a tractable
    surrogate for the optimization of the intersection-over-union measure in neural
    networks*, CVPR; Yu, Blaschko (2015), *Learning submodular losses with the Lovász
    hinge*, ICML.

    >>> lovasz_hinge([1, 1, -1], [2.0, -1.0, -3.0])
    np.float64(1.0)
    """
    order, weight = _weights(y, m)
    hinges = (1.0 - np.take_along_axis(m, order, 1)).clip(0.0, np.inf)
    return product_where_0_wins(weight, hinges).sum(axis=1)


@lovasz_hinge.slope
def lovasz_hinge_grad(y: Array, m: Array) -> Array:
    """Return the slopes of `lovasz_hinge` with respect to the scores.

    Returns: P slopes per mask: -y times the weight of the pixel where the margin is
    below 1, else 0. At the kinks: 0 where the margin is 1, and of equal margins the
    first in the mask counts as the worst.

    >>> lovasz_hinge_grad([1, 1, -1], [2.0, -1.0, -3.0])
    array([ 0. , -0.5,  0. ])
    """
    order, weight = _weights(y, m)
    slope = np.empty_like(m)
    np.put_along_axis(slope, order, -weight, 1)
    return nan_where_row_has_nan(slope * np.heaviside(1.0 - m, 0.0), m)


def _weights(y: Array, m: Array) -> tuple[Array, Array]:
    """Return the order of the pixels, and by how much each one raises 1 - IoU."""
    # Textbook: the differences of 1 - shared / union. They cancel in a large mask.
    # Here: as fractions. A pixel inside takes 1 / union away, and one outside makes
    # shared / (union - 1) into shared / union. The first of an empty mask adds 1.
    order = np.argsort(m, axis=1, kind="stable")
    inside = np.take_along_axis(y, order, 1) > 0
    total = inside.sum(axis=1, keepdims=True)
    shared = total - np.cumsum(inside, axis=1)
    union = total + np.cumsum(~inside, axis=1)
    first = inside | (union == 1)
    return order, np.where(first, 1.0, shared / (union - 1)) / union
