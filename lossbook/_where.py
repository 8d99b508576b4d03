"""Examples that do not count: padding, unlabelled pixels, missing truths.

Such an example may hold anything, a label of -100 or a NaN, and must neither raise an
error nor change a number. It is replaced by the first example that counts before
anything is read. So what is read is right if and only if the examples that count are,
and each keeps its place in the message of an error.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["counted_examples", "with_others_replaced", "zero_elsewhere"]


def counted_examples(where: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return the examples that count, in the shape of the losses."""
    counted = np.asarray(where)
    if counted.dtype != np.bool_:
        raise TypeError(f"where must hold booleans, got dtype {counted.dtype}")
    if counted.shape != shape:
        raise ValueError(
            f"where must have the shape of the losses, {shape}, got {counted.shape}"
        )
    return counted


def with_others_replaced(array: NDArray[Any], counted: NDArray[np.bool_]) -> Any:
    """Return a copy in which each other example is the first one that counts.

    The first axes of the array are those of ``counted``; if it has other ones, the
    array is returned as it is, for its shape to be complained of.
    """
    if array.shape[: counted.ndim] != counted.shape:
        return array
    array = array.copy()
    array[~counted] = array[tuple(np.argwhere(counted)[0])]
    return array


def zero_elsewhere(answer: Any, counted: NDArray[np.bool_]) -> Any:
    """Return losses or gradients, 0 for the examples that do not count."""
    axes = np.ndim(answer) - counted.ndim
    kept = counted.reshape(counted.shape + (1,) * axes)
    return np.where(kept, answer, np.zeros((), answer.dtype))[()]
