"""Arrays as rows and in blocks: what a reader gave, mapped through a formula.

A formula is called with float64 arrays that fit into the cache of one core. Its results
are rounded once, and get the shape of the arguments again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._check import FLOAT32, FLOAT64, integer, read_floats

__all__ = [
    "Elements",
    "Rows",
    "nan_where_row_has_nan",
    "rounded",
    "row_blocks",
    "row_starts",
    "row_sums",
    "rows_along",
    "rows_of",
]

# Elements of a block of rows: 192 kB of float64, so that a block and the four or five
# arrays that a formula computes from it fit into the cache of one core.
BLOCK = 24576

Formula = Callable[..., Any]


class Elements(NamedTuple):
    """Arrays of one shape, as they were read, and the dtype of what is returned."""

    values: Sequence[Any]
    dtype: np.dtype

    @np.errstate(all="ignore")
    def map(self, formula: Formula) -> Any:
        """Return formula(*values) for each element, in their shape.

        There are no warnings: an infinity or a NaN in the result says enough.
        """
        first = self.values[0]
        if first.size <= BLOCK:
            if self.dtype is FLOAT64:  # then all floats are float64: see `read_floats`
                answer = formula(*self.values)
                if type(answer) is np.ndarray and answer.ndim:
                    return answer + 0.0
                return _finished(answer, self.dtype)
            return _at_once(formula, self.values, self.dtype)
        if all(a.flags.c_contiguous for a in self.values):
            # As one long array: two rows of a million would be two blocks of a million.
            flat = [a.ravel() for a in self.values]
            try:
                answer = _in_blocks(formula, flat, self.dtype)
            except ValueError:
                # The message is to name the place in the array that the reader gave.
                return _at_once(formula, self.values, self.dtype)
            return _each(answer, lambda a: a.reshape(first.shape))
        return _in_blocks(formula, self.values, self.dtype)


class Rows(NamedTuple):
    """Arrays (N, K), or (N,) with a number for each row, and the way back.

    ``back`` takes results of shape (N,), one for each row, or (N, K), to the shape that
    the reader's array had. None: they have it.
    """

    values: Sequence[Any]
    dtype: np.dtype
    back: Callable[[NDArray[Any]], Any] | None

    @np.errstate(all="ignore")
    def map(self, formula: Formula) -> Any:
        """Return formula(*values), computed for some rows at a time.

        There are no warnings: an infinity or a NaN in the result says enough.
        """
        if self.values[0].size > BLOCK:
            answer = _in_blocks(formula, self.values, self.dtype)
        elif self.dtype is FLOAT64:
            answer = formula(*self.values)
            if type(answer) is np.ndarray:
                answer = answer + 0.0
            else:
                answer = _finished(answer, self.dtype)
        else:
            answer = _at_once(formula, self.values, self.dtype)
        return answer if self.back is None else _each(answer, self.back)


def _at_once(formula: Formula, values: Sequence[Any], dtype: np.dtype) -> Any:
    """Return formula(*values) in float64, rounded to ``dtype``."""
    return _finished(formula(*_doubles(values)), dtype)


def _finished(answer: Any, dtype: np.dtype) -> Any:
    """Return an answer, or a tuple of answers, rounded to ``dtype``.

    No result is -0.0: 0 is added to each number, which changes no other one.
    """
    return _each(answer, lambda a: rounded(a + 0.0, dtype))


def _in_blocks(formula: Formula, values: Sequence[Any], dtype: np.dtype) -> Any:
    """Return what `_at_once` returns, computed for some rows at a time.

    A formula may check its block while the block is in the cache. If it raises, it is
    called again with the whole arrays, so that the message names the place in them.
    """
    # Textbook: np.concatenate of the results. Each is allocated and copied once more,
    # which takes three times as long as a short formula itself.
    whole: list[NDArray[Any]] = []
    for rows in row_blocks(values[0]):
        try:
            answer = formula(*_doubles([a[rows] for a in values]))
        except ValueError:
            formula(*_doubles(values))
            raise
        parts = answer if type(answer) is tuple else (answer,)
        if not whole:
            n = len(values[0])
            whole = [np.empty((n, *part.shape[1:]), dtype) for part in parts]
        for out, part in zip(whole, parts, strict=True):
            np.add(part, 0.0, out=out[rows], casting="same_kind")
    return tuple(whole) if type(answer) is tuple else whole[0]


def _doubles(values: Sequence[Any]) -> Sequence[Any]:
    """Return the arrays with their floats as float64; labels stay as they are."""
    return [a.astype(FLOAT64) if a.dtype == FLOAT32 else a for a in values]


def _each(answer: Any, change: Callable[[Any], Any]) -> Any:
    """Return the changed answer, or of a tuple of answers each one changed."""
    return tuple(map(change, answer)) if type(answer) is tuple else change(answer)


def rounded(answer: Any, dtype: np.dtype) -> Any:
    """Round a float64 result, once, to ``dtype``; a 0-d array becomes a number."""
    if dtype != FLOAT64:
        # A finite float64 beyond the largest float32 rounds to inf, as it should.
        with np.errstate(over="ignore", under="ignore"):
            answer = answer.astype(dtype)
    return answer if answer.ndim else answer[()]


def row_blocks(rows: NDArray[Any]) -> list[slice]:
    """Return slices of some rows each, 192 kB or one row, that fit into the cache."""
    step = max(1, BLOCK * len(rows) // rows.size)
    return [slice(start, start + step) for start in range(0, len(rows), step)]


def rows_along(
    array: NDArray[Any], axis: int, name: str
) -> tuple[NDArray[Any], Callable[[NDArray[Any]], Any]]:
    """Return ``array`` as rows (N, K) along ``axis``, and a function for the way back.

    That function takes results of shape (N,), one per row, or of shape (N, K).
    """
    axis, ndim, shape = integer("axis", axis), array.ndim, array.shape
    if ndim == 0:
        raise ValueError(
            f"{name} must be an array with an axis, got the single number {array}"
        )
    if not -ndim <= axis < ndim:
        raise ValueError(f"axis {axis} does not exist: {name} has the shape {shape}")
    last = axis in (-1, ndim - 1)
    if not last:
        array = np.moveaxis(array, axis, -1)
    moved = array.shape

    def back(answer: NDArray[Any]) -> Any:
        if answer.ndim == 1:
            return answer.reshape(moved[:-1]) if len(moved) > 1 else answer[0]
        answer = answer.reshape(moved)
        return answer if last else np.moveaxis(answer, -1, axis)

    return np.ascontiguousarray(array).reshape(-1, moved[-1]), back


def rows_of(axis: int, **argument: ArrayLike) -> Rows:
    """Return one argument, given by name, as rows of floats along ``axis``."""
    [array], dtype = read_floats(**argument)
    rows, back = rows_along(array, axis, next(iter(argument)))
    return Rows([rows], dtype, back)


def row_starts(rows: NDArray[Any]) -> NDArray[Any]:
    """Return the place in the flat array where each row of (N, K) starts."""
    # Textbook: rows[np.arange(n), column]. One flat index is four times as fast.
    return np.arange(0, rows.size, rows.shape[1])


def row_sums(rows: NDArray[Any]) -> NDArray[Any]:
    """Return the sum of each row (N, K)."""
    # For short rows einsum is four times as fast as rows.sum(axis=1). A product with
    # ones is even faster, but then the sum of a row depends on how many rows there are.
    # For long rows rows.sum is fast enough, and more exact, since it adds pairwise.
    return np.einsum("ij->i", rows) if rows.shape[1] <= 64 else rows.sum(axis=1)


def nan_where_row_has_nan(answer: NDArray[Any], rows: NDArray[Any]) -> NDArray[Any]:
    """Return the answers of rows, NaN for each row that holds a NaN."""
    if math.isnan(rows.item(rows.argmax())):  # argmax finds a NaN first
        answer[np.isnan(rows).any(axis=1)] = np.nan
    return answer
