"""Losses of a mask: how much of two regions is not shared, one number for each mask.

The last axis holds the pixels of a mask. An image of height H and width W is one mask
if it is reshaped to (..., H * W).

Each loss has its gradient directly beneath it.
"""

from __future__ import annotations

import numpy as np

from lossbook._form import Array, positive, zero_or_more
from lossbook._group_kinds import of_mask, of_signed_mask

__all__ = ["lovasz_hinge", "lovasz_hinge_grad", "tversky", "tversky_grad"]


@of_mask(alpha=zero_or_more, beta=zero_or_more, smooth=zero_or_more, power=positive)
def tversky(
    t: Array,
    p: Array,
    *,
    alpha: float = 0.5,
    beta: float = 0.5,
    smooth: float = 0.0,
    power: float = 1.0,
) -> Array:
    """Return (1 - (I + smooth) / (I + alpha A + beta B + smooth))^power of each mask.

    I = sum(t p), A = sum((1 - t) p), B = sum(t (1 - p)).

    alpha: The weight of what is wrongly said to be inside.
    beta: The weight of what is missed.
    smooth: What is added to numerator and denominator.
    power: The exponent, above 0.

    Source: Salehi, Erdogmus, Gholipour (2017), *Tversky loss function for image
    segmentation using 3D fully convolutional deep networks*, MLMI.

    >>> tversky([1, 1, 0, 0], [1.0, 0.0, 0.0, 0.0]).round(4)
    np.float64(0.3333)
    """
    wrong, whole = _parts(t, p, alpha, beta, smooth)
    return (wrong / whole) ** power


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

    >>> tversky_grad([1, 0], [1.0, 0.0])
    array([-0.5,  0.5])
    """
    wrong, whole = (part[:, None] for part in _parts(t, p, alpha, beta, smooth))
    step = alpha * (1.0 - t) - beta * t
    slope = (step * whole - wrong * (t + step)) / whole**2
    return power * (wrong / whole) ** (power - 1.0) * slope


def _parts(
    t: Array, p: Array, alpha: float, beta: float, smooth: float
) -> tuple[Array, Array]:
    shared = (t * p).sum(axis=1)
    wrong = alpha * ((1.0 - t) * p).sum(axis=1) + beta * (t * (1.0 - p)).sum(axis=1)
    return wrong, shared + wrong + smooth


@of_signed_mask()
def lovasz_hinge(y: Array, m: Array) -> Array:
    """Return the Lovász hinge: the hinge losses of a mask, weighted by what they cost.

    Source: Berman, Triki, Blaschko (2018), *The Lovász-softmax loss*, CVPR.

    >>> lovasz_hinge([1, 1, -1], [2.0, -1.0, -3.0])
    np.float64(1.0)
    """
    order, steps = _steps(y, m)
    return (np.take_along_axis((1.0 - m).clip(0.0, np.inf), order, 1) * steps).sum(1)


@lovasz_hinge.slope
def lovasz_hinge_grad(y: Array, m: Array) -> Array:
    """Return the gradient of `lovasz_hinge` with respect to the scores.

    >>> lovasz_hinge_grad([1, 1, -1], [2.0, -1.0, -3.0])
    array([ 0. , -0.5,  0. ])
    """
    order, steps = _steps(y, m)
    slope = np.empty_like(m)
    np.put_along_axis(slope, order, steps, 1)
    return -slope * np.heaviside(1.0 - m, 0.0)


def _steps(y: Array, m: Array) -> tuple[Array, Array]:
    order = np.argsort(m, axis=1, kind="stable")
    inside = np.take_along_axis(y, order, 1) > 0
    total = inside.sum(axis=1, keepdims=True)
    shared = total - np.cumsum(inside, axis=1)
    union = total + np.cumsum(~inside, axis=1)
    jaccard = 1.0 - shared / union
    return order, np.diff(jaccard, axis=1, prepend=0.0)
