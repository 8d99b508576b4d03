"""The one place that checks shapes, labels and distributions, and raises errors.

Every public function starts here and ends here::

    t, z, dtype = alike(y_true=y_true, logits=logits)  # numbers in one shape

    def loss(t, z): ...                                # the mathematics, in float64

    return by_elements(loss, t, z, dtype=dtype)        # float32 only if all floats are

The functions take arguments by name, ``floats(logits=logits)``, because the message of
an error contains the name.

NaN is accepted wherever it may stand for a missing prediction, and gives NaN. So a
check has two steps. It first looks at the smallest and the largest number, which is
cheap. If one of them is wrong or NaN, it looks at every number.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "alike",
    "amounts",
    "by_elements",
    "by_rows",
    "distributions",
    "every",
    "finite",
    "floats",
    "integer",
    "knob",
    "labels",
    "numbers",
    "reals",
    "rounded",
    "row_blocks",
    "rows_along",
    "surely_finite",
    "within",
]

# What a function of numbers returns: a number (float64 or float32) for one example, an
# array for many. For a type checker it is Any, as with numpy's own functions: a union
# would make ordinary lines such as ``loss[0]`` and ``cost: float = loss`` errors.
Floats: TypeAlias = Any

FLOAT32 = np.dtype(np.float32)
FLOAT64 = np.dtype(np.float64)

LARGEST = float(np.finfo(np.float64).max)
SMALLEST = float(np.finfo(np.float64).smallest_subnormal)

# How far from 1 the sum of a distribution may be: as far as the float32 softmax of that
# many classes may be in libraries that add one number after the other (256 000 classes:
# 4e-5), and less than a typing mistake (probabilities with two decimals: 1e-2).
SUM_TOLERANCE = 1e-5
SUM_TOLERANCE_A_CLASS = 5e-10

# Elements of a block of rows: 192 kB of float64, so that a block and the four or five
# arrays that a formula computes from it fit into the cache of one core.
BLOCK = 24576


# ----------------------------------------------------------------- in and out


def numbers(value: ArrayLike, name: str) -> NDArray[Any]:
    """Return ``value`` as an array of bool, integer, float32 or float64."""
    if type(value) is np.ndarray and value.dtype is FLOAT64 and value.size:
        return value  # the most common case needs no check
    if type(value) is not np.ndarray:
        # np.asarray would drop a mask, and the masked numbers would count.
        kinds = {type(value)}
        if isinstance(value, list | tuple):
            kinds |= set(map(type, value))
        if any(issubclass(kind, np.ma.MaskedArray) for kind in kinds):
            raise TypeError(
                f"{name} is a masked array: drop what is masked, or use NaN"
            )
        try:
            value = np.asarray(value)
        except ValueError as error:
            if "inhomogeneous" in str(error):
                raise ValueError(f"{name} has rows of different lengths") from None
            raise ValueError(
                f"{name} could not be read as an array: {error}"
            ) from error
    dtype = value.dtype
    if dtype != FLOAT64 and (
        dtype.kind not in "biuf" or (dtype.kind == "f" and dtype.itemsize not in (4, 8))
    ):
        raise TypeError(
            f"{name} must hold real numbers (float64, float32, integers or booleans), "
            f"got dtype {dtype}"
            + (f": write {name}.astype(np.float32)" if dtype == np.float16 else "")
        )
    if value.size == 0:
        raise ValueError(f"{name} is empty, it has the shape {value.shape}")
    return value


def amounts(value: ArrayLike, name: str) -> NDArray[Any]:
    """Return ``value`` as an array of numbers, where booleans would be a mistake."""
    array = numbers(value, name)
    if array.dtype.kind == "b":
        raise TypeError(f"{name} must hold real numbers, got booleans")
    return array


def floats(**arguments: ArrayLike) -> list[Any]:
    """Return each argument as numbers for `by_rows`, then the dtype of the result.

    Everything is computed in float64. The result is float32 if float32 is the only kind
    of float among the arguments; integers and booleans do not count. In that case
    float32 arrays are returned as they are, and `by_rows` converts a block at a time to
    float64.
    """
    answer, double = [], True
    for name, value in arguments.items():
        array = numbers(value, name)
        double = double and array.dtype is FLOAT64
        answer.append(array)
    if double:
        return [*answer, FLOAT64]
    widths = {array.itemsize for array in answer if array.dtype.kind == "f"}
    dtype = FLOAT32 if widths == {4} else FLOAT64
    for i, array in enumerate(answer):
        kind = dtype if array.dtype.kind == "f" else FLOAT64
        answer[i] = array.astype(kind, copy=False)
    return [*answer, dtype]


def reals(**arguments: ArrayLike) -> list[Any]:
    """Return each argument as float64 numbers, then the dtype of the result."""
    *arrays, dtype = floats(**arguments)
    return [*(array.astype(FLOAT64, copy=False) for array in arrays), dtype]


def alike(**arguments: ArrayLike) -> list[Any]:
    """Return what `floats` does; raise unless all have one shape: none is broadcast."""
    answer = floats(**arguments)
    first = answer[0].shape
    for name, array in zip(arguments, answer, strict=False):  # the last is the dtype
        if array.shape != first:
            raise ValueError(
                f"{next(iter(arguments))} and {name} must have the same shape, "
                f"got {first} and {array.shape}"
            )
    return answer


def rounded(answer: Any, dtype: np.dtype) -> Any:
    """Round a float64 result, once, to ``dtype``; a 0-d array becomes a number."""
    if dtype != FLOAT64:
        # A finite float64 beyond the largest float32 rounds to inf, as it should.
        with np.errstate(over="ignore", under="ignore"):
            answer = answer.astype(dtype)
    return answer if answer.ndim else answer[()]


# -------------------------------------------------------------------- numbers


def finite(**arguments: NDArray[Any]) -> None:
    """Raise unless all numbers are finite."""
    for name, array in arguments.items():
        if not surely_finite(array):
            within(-LARGEST, LARGEST, nan=False, **{name: array})


def surely_finite(array: NDArray[Any]) -> bool:
    """Return whether the sum of squares is finite: if it is, so is every number."""
    # It takes half the time of a minimum and a maximum, and does not warn of overflow.
    # For numbers beyond 1e154 it may return False although they are finite.
    return math.isfinite(np.vdot(array, array))


def within(low: float, high: float, nan: bool = True, **arguments: Any) -> None:
    """Raise unless all numbers are in [low, high], or NaN if ``nan`` allows it."""
    for name, array in arguments.items():
        # argmin and argmax find a NaN first, and a NaN fails both comparisons.
        least, most = array.item(array.argmin()), array.item(array.argmax())
        if not (least >= low and most <= high):
            # Compared in float64: in float32 LARGEST would be infinity.
            wide = array.astype(FLOAT64, copy=False)
            right = (wide >= low) & (wide <= high)
            if nan:
                right |= np.isnan(wide)
            every(name, array, right, f"be {_domain(low, high)}")


def _domain(low: float, high: float) -> str:
    """Return the words for the range [low, high]."""
    if low == -LARGEST:
        return "finite"
    if high >= LARGEST:
        return f">= {low:g}" if high > LARGEST else f"finite and >= {low:g}"
    return f"in (0, {high:g}]" if low == SMALLEST else f"in [{low:g}, {high:g}]"


def every(
    name: str, array: NDArray[Any], right: Any, must: str, *, hint: str = ""
) -> None:
    """Raise unless all of ``right`` is true; name the first element where it is not."""
    if not right.all():
        place, value = _first(array, ~right)
        raise ValueError(f"{name} must {must}, but {name}{place} is {value!r}{hint}")


def knob(
    name: str,
    value: float,
    *,
    above: float = -np.inf,
    below: float = np.inf,
    minimum: float = -np.inf,
    maximum: float = np.inf,
) -> float:
    """Return one finite number in its range; ``above`` and ``below`` are excluded."""
    if type(value) is np.ndarray and value.ndim == 0:
        value = value[()]
    if type(value) is not float and (
        isinstance(value, bool | np.bool_) or not isinstance(value, Real)
    ):
        raise TypeError(f"{name} must be one real number, got {value!r}")
    try:
        number = float(value)
    except OverflowError:  # there is no largest integer or fraction
        raise ValueError(f"{name} is beyond the largest float64, 1.8e308") from None
    if not (above < number < below and minimum <= number <= maximum):
        left = f"({above:g}" if above > -np.inf else f"[{minimum:g}"
        right = f"{below:g})" if below < np.inf else f"{maximum:g}]"
        left, right = left.replace("[-inf", "(-inf"), right.replace("inf]", "inf)")
        raise ValueError(f"{name} must be in {left}, {right}, got {value!r}")
    return number


def integer(name: str, value: Any, *, minimum: int | None = None) -> int:
    """Return one integer; booleans and floats, also 1.0, raise an error."""
    try:
        if isinstance(value, bool | np.bool_):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, got {value!r}") from None
    if minimum is not None and number < minimum:
        raise ValueError(f"{name} must be {minimum} or more, got {number}")
    return number


def _first(array: NDArray[Any], wrong: Any, axis: int = -1) -> tuple[str, Any]:
    """Return the place of the first wrong element, as [i, j], and the element.

    If ``array`` holds sums along an axis other than the last, the place is that of the
    numbers that were summed: [i, :, j].
    """
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    words = [*map(str, index)]
    if axis not in (-1, len(index)):
        words.insert(axis % (len(index) + 1), ":")
    return f"[{', '.join(words)}]" if index else "", array[index].item()


# --------------------------------------------------------------------- shapes


def rows_along(
    array: NDArray[Any], axis: int, name: str
) -> tuple[NDArray[Any], Callable[[NDArray[Any]], NDArray[Any]]]:
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


def row_blocks(rows: NDArray[Any]) -> list[slice]:
    """Return slices of some rows each, 192 kB or one row, that fit into the cache."""
    step = max(1, BLOCK * len(rows) // rows.size)
    return [slice(start, start + step) for start in range(0, len(rows), step)]


def by_elements(
    formula: Callable[..., Any], *arrays: NDArray[Any] | float, dtype: np.dtype
) -> Any:
    """Return formula(*arrays) for each element, as `by_rows` does, in any shape."""
    first = arrays[0]
    if first.size <= BLOCK or not all(
        a.flags.c_contiguous for a in arrays if isinstance(a, np.ndarray)
    ):
        return by_rows(formula, *arrays, dtype=dtype)
    # As one long array: two rows of a million would be two blocks of a million.
    flat = [a.ravel() if isinstance(a, np.ndarray) else a for a in arrays]
    try:
        return by_rows(formula, *flat, dtype=dtype).reshape(first.shape)
    except ValueError:
        return by_rows(formula, *arrays, dtype=dtype)


@np.errstate(all="ignore")
def by_rows(
    formula: Callable[..., Any], *arrays: NDArray[Any] | float, dtype: np.dtype
) -> Any:
    """Return formula(*arrays), computed block by block, a block being some rows.

    This is for formulas of many steps, whose temporary arrays would not fit into the
    cache. The first argument is an array; the others may be numbers, the same for all
    blocks. The formula gets its floats as float64, and what it returns is rounded once,
    to ``dtype``. There are no warnings: an infinity or a NaN in the result says enough.
    No result is -0.0: 0 is added to each number, which changes no other one.

    A formula may check its block while the block is in the cache. If it raises, it is
    called again with the whole arrays, so that the message names the place in them.
    """
    if arrays[0].size <= BLOCK:
        return rounded(formula(*_doubles(arrays, dtype)) + 0.0, dtype)
    # Textbook: np.concatenate of the results. Each is allocated and copied once more,
    # which takes three times as long as a short formula itself.
    whole = None
    for rows in row_blocks(arrays[0]):
        block = [a[rows] if isinstance(a, np.ndarray) else a for a in arrays]
        try:
            part = formula(*_doubles(block, dtype))
        except ValueError:
            return formula(*_doubles(arrays, dtype)) + 0.0
        if whole is None:
            whole = np.empty((len(arrays[0]), *part.shape[1:]), dtype)
        np.add(part, 0.0, out=whole[rows], casting="same_kind")
    return whole


def _doubles(block: Sequence[Any], dtype: np.dtype) -> Sequence[Any]:
    """Return a block with its floats as float64; integer labels stay as they are."""
    if dtype is FLOAT64:  # then all floats are float64: see `floats`
        return block
    return [
        a.astype(FLOAT64) if isinstance(a, np.ndarray) and a.dtype == FLOAT32 else a
        for a in block
    ]


# ------------------------------------------------------- labels, distributions


def labels(y_true: ArrayLike, classes: NDArray[Any], name: str) -> NDArray[np.intp]:
    """Return class labels 0..K-1, one for each row of ``classes``, as (N,)."""
    y = numbers(y_true, "y_true")
    if classes.ndim == 0:
        raise ValueError(f"{name} must have an axis of classes, got a single number")
    if y.shape != classes.shape[:-1]:
        raise ValueError(
            f"y_true must hold one label for each row of {name}: "
            f"the shape {classes.shape[:-1]} for {classes.shape}, got {y.shape}"
            + _classes_elsewhere(y.shape, classes.shape, name)
        )
    if y.dtype.kind == "f":
        raise TypeError(
            f"y_true must hold class labels as integers, got {y.dtype}: "
            "if its numbers are whole, write y_true.astype(int)"
        )
    last = classes.shape[-1] - 1
    if y.item(y.argmin()) < 0 or y.item(y.argmax()) > last:
        every("y_true", y, (y >= 0) & (y <= last), f"hold labels from 0 to {last}")
    return y.astype(np.intp, copy=False).ravel()


def _classes_elsewhere(
    labels: tuple[int, ...], shape: tuple[int, ...], name: str
) -> str:
    """Return a hint if the classes seem to lie along another axis than the last."""
    for axis in range(len(shape) - 1):
        if labels == shape[:axis] + shape[axis + 1 :]:
            return (
                f". If the classes are axis {axis}, write np.moveaxis({name}, {axis}, "
                "-1)"
            )
    return ""


def distributions(name: str, p: NDArray[Any], axis: int | tuple[int, ...] = -1) -> None:
    """Raise unless p is a distribution along an axis; a sum that is NaN passes."""
    # No number is larger than the sum, so it is enough to bound the sum from above.
    if not p.item(p.argmin()) >= 0.0:
        right = (p >= 0.0) | np.isnan(p)
        every(name, p, right, "be >= 0", hint=_logarithms(name, p, axis))
    with np.errstate(over="ignore"):
        sums = p.sum(axis=axis, dtype=FLOAT64)
    tolerance = max(SUM_TOLERANCE, SUM_TOLERANCE_A_CLASS * p.size / max(sums.size, 1))
    least, most = sums.item(sums.argmin()), sums.item(sums.argmax())
    if not (least >= 1.0 - tolerance and most <= 1.0 + tolerance):
        wrong = np.abs(sums - 1.0) > tolerance
        if wrong.any():
            place, value = _first(sums, wrong, axis if isinstance(axis, int) else -1)
            raise ValueError(
                f"{name}{place} sums to {value}, but must sum to 1 "
                f"(within {tolerance:g})"
            )


def _logarithms(name: str, p: NDArray[Any], axis: int | tuple[int, ...]) -> str:
    """Return a hint for numbers that should be probabilities and are not."""
    with np.errstate(all="ignore"):
        sums = np.exp(p.astype(FLOAT64, copy=False)).sum(axis=axis)
    if np.all(np.abs(sums - 1.0) <= SUM_TOLERANCE):
        return f": these are log-probabilities, write np.exp({name})"
    if isinstance(axis, int):
        return f": if these are logits, write softmax({name})"
    return ""


from lossbook._exact import (  # noqa: E402, F401
    divergence_terms,
    exponentials,
    largest_and_others,
    one_taken_out,
    two_product,
    two_sum,
)
from lossbook._exact import product_where_0_wins as times  # noqa: E402, F401
from lossbook._rows import row_starts, row_sums  # noqa: E402, F401


def without(column, z):
    """Return what `one_taken_out` does."""
    return one_taken_out(z, column)
