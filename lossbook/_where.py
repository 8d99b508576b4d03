"""Examples that do not count: padding, unlabelled pixels, missing truths.

Such an example may hold anything, a label of -100 or a NaN, and must neither raise an
error nor change a number. It is replaced before anything is read, by an example that
is right for each kind of loss: the label 0 among classes, the number 1 elsewhere, and
for a row of classes 1, 0, 0, ..., which may be probabilities, logits or scores. Where
that is no truth, as among orders, the kind names another one. So what is read is right
if and only if the examples that count are, and each keeps its place in the message of
an error.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._check import plain_array

__all__ = [
    "counted_examples",
    "one_then_zeros",
    "with_others_replaced",
    "zero_elsewhere",
]


def counted_examples(where: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return the examples that count, in the shape of the losses."""
    counted = plain_array(where, "where")
    if counted.dtype != np.bool_:
        raise TypeError(f"where must hold booleans, got dtype {counted.dtype}")
    if counted.shape != shape:
        raise ValueError(
            f"where must have the shape of the losses, {shape}, got {counted.shape}"
        )
    return counted


def one_then_zeros(size: int) -> NDArray[Any]:
    """Return 1, 0, 0, ..., or the number 1 alone."""
    return np.arange(size) == 0


def with_others_replaced(
    array: NDArray[Any],
    counted: NDArray[np.bool_],
    stand_in: Callable[[int], NDArray[Any]] = one_then_zeros,
) -> NDArray[Any]:
    """Return a copy in which each other example is what stands in for one of its size.

    The first axes of the array are those of ``counted``; if it has other ones, the
    array is returned as it is, for its shape to be complained of.
    """
    if array.shape[: counted.ndim] != counted.shape:
        return array
    example = np.empty(array.shape[counted.ndim :], array.dtype)
    example.flat[:] = stand_in(example.size)
    array = array.copy()
    array[~counted] = example
    return array


def zero_elsewhere(answer: Any, counted: NDArray[np.bool_]) -> Any:
    """Return losses or gradients, 0 for the examples that do not count."""
    axes = np.ndim(answer) - counted.ndim
    kept = counted.reshape(counted.shape + (1,) * axes)
    return np.where(kept, answer, np.zeros((), answer.dtype))[()]
