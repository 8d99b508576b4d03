"""A loss and its gradient at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import ArrayLike

__all__ = ["value_and_grad"]


def value_and_grad(
    loss: Callable[..., Any], y_true: ArrayLike, prediction: ArrayLike, **knobs: Any
) -> tuple[Any, Any]:
    """Return a loss, and its gradient with respect to the prediction.

    The numbers are those of two calls, ``huber(...)`` and ``huber_grad(...)``. The
    arguments are read and checked once, and what both need, such as the exponentials of
    logits, is computed once.

    Parameters
    ----------
    loss : callable
        A loss of this package that has a gradient: ``huber``.
    y_true, prediction : array_like
        The two arguments of the loss.
    **knobs
        The keyword arguments of the loss.

    Returns
    -------
    loss, gradient : ndarray or float
        As the loss and its gradient return them.

    Raises
    ------
    TypeError
        If `loss` is not a loss of this package that has a gradient, and where the loss
        itself raises one.
    ValueError
        Where the loss itself raises one.

    Examples
    --------
    >>> from lossbook import huber
    >>> value_and_grad(huber, [0.0, 0.0], [0.5, -3.0])
    (array([0.125, 2.5  ]), array([ 0.5, -1. ]))
    """
    with_grad: Callable[..., tuple[Any, Any]] | None = getattr(loss, "with_grad", None)
    if with_grad is None:
        name = getattr(loss, "__name__", repr(loss))
        raise TypeError(f"loss must be a loss of lossbook with a gradient, got {name}")
    return with_grad(y_true, prediction, **knobs)
