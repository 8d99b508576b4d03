"""Reading arguments: what is bad raises an error that names the argument.

Each function takes the arguments by name, ``read_floats(logits=logits)``, because the
message of an error contains the name.

NaN is accepted wherever it may stand for a missing prediction, and gives NaN. So a
check has two steps. It first looks at the smallest and the largest number, which is
cheap. If one of them is wrong or NaN, it looks at every number.
"""

from __future__ import annotations

import operator
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "integer",
    "knob",
    "plain_array",
    "read_amounts",
    "read_float64",
    "read_floats",
    "read_labels",
    "read_numbers",
    "read_same_shape",
    "require_all",
    "require_distributions",
    "require_finite",
    "require_within",
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

# ----------------------------------------------------------------- in and out


def plain_array(value: ArrayLike, name: str) -> NDArray[Any]:
    """Return ``value`` as an array of any dtype, without a mask."""
    if type(value) is np.ndarray:
        return value
    # np.asarray would drop a mask, and the masked numbers would count.
    kinds = {type(value)}
    if isinstance(value, list | tuple):
        kinds |= set(map(type, value))
    if any(issubclass(kind, np.ma.MaskedArray) for kind in kinds):
        raise TypeError(f"{name} is a masked array: drop what is masked, or use NaN")
    try:
        return np.asarray(value)
    except ValueError as error:
        if "inhomogeneous" in str(error):
            raise ValueError(f"{name} has rows of different lengths") from None
        raise ValueError(f"{name} could not be read as an array: {error}") from error


def read_numbers(value: ArrayLike, name: str) -> NDArray[Any]:
    """Return ``value`` as an array of bool, integer, float32 or float64.

    float16 and bfloat16 are read as float32, which holds each of their numbers.
    """
    if type(value) is np.ndarray and value.dtype is FLOAT64 and value.size:
        return value  # the most common case needs no check
    if type(value) is not np.ndarray:
        value = plain_array(value, name)
    dtype = value.dtype
    if dtype.kind in "biu":
        pass
    elif dtype.name in ("float16", "bfloat16"):  # in either order of bytes
        value = value.astype(FLOAT32)
    elif dtype != FLOAT64 and (
        dtype.kind not in "biuf" or (dtype.kind == "f" and dtype.itemsize not in (4, 8))
    ):
        raise TypeError(
            f"{name} must hold real numbers (floats of 16, 32 or 64 bits, integers or "
            f"booleans), got dtype {dtype}"
        )
    if value.size == 0:
        raise ValueError(f"{name} is empty, it has the shape {value.shape}")
    return value


def read_amounts(value: ArrayLike, name: str) -> NDArray[Any]:
    """Return ``value`` as an array of numbers, where booleans would be a mistake."""
    array = read_numbers(value, name)
    if array.dtype.kind == "b":
        raise TypeError(f"{name} must hold real numbers, got booleans")
    return array


def read_floats(**arguments: ArrayLike) -> tuple[list[NDArray[Any]], np.dtype]:
    """Return the arguments as arrays of floats, and the dtype of the result.

    Everything is computed in float64. The result is float32 if float32 is the only kind
    of float among the arguments; integers and booleans do not count. In that case
    float32 arrays are returned as they are, and converted to float64 when a block of
    them is computed.
    """
    arrays: list[Any] = []
    double = True
    for name, value in arguments.items():
        array: Any = value
        # Most often nothing needs to be converted: then no function is called.
        if (
            type(value) is not np.ndarray
            or value.dtype is not FLOAT64
            or not value.size
        ):
            array = read_numbers(value, name)
            double = double and array.dtype is FLOAT64
        arrays.append(array)
    if double:
        return arrays, FLOAT64
    widths = {array.itemsize for array in arrays if array.dtype.kind == "f"}
    dtype = FLOAT32 if widths == {4} else FLOAT64
    for i, array in enumerate(arrays):
        kind = dtype if array.dtype.kind == "f" else FLOAT64
        arrays[i] = array.astype(kind, copy=False)
    return arrays, dtype


def read_float64(**arguments: ArrayLike) -> tuple[list[NDArray[Any]], np.dtype]:
    """Return the arguments as float64 arrays, and the dtype of the result."""
    arrays, dtype = read_floats(**arguments)
    return [array.astype(FLOAT64, copy=False) for array in arrays], dtype


def read_same_shape(**arguments: ArrayLike) -> tuple[list[NDArray[Any]], np.dtype]:
    """Return what `read_floats` does; raise unless all shapes agree."""
    arrays, dtype = read_floats(**arguments)
    first = arrays[0].shape
    for name, array in zip(arguments, arrays, strict=True):
        if array.shape != first:
            raise ValueError(
                f"{next(iter(arguments))} and {name} must have the same shape, "
                f"got {first} and {array.shape}"
            )
    return arrays, dtype


# -------------------------------------------------------------------- numbers


def require_finite(**arguments: NDArray[Any]) -> None:
    """Raise unless all numbers are finite."""
    require_within(-LARGEST, LARGEST, nan=False, **arguments)


def require_within(low: float, high: float, nan: bool = True, **arguments: Any) -> None:
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
            require_all(name, array, right, f"be {_domain(low, high)}")


def _domain(low: float, high: float) -> str:
    """Return the words for the range [low, high]."""
    if low == -LARGEST:
        return "finite"
    if high >= LARGEST:
        return f">= {low:g}" if high > LARGEST else f"finite and >= {low:g}"
    return f"in (0, {high:g}]" if low == SMALLEST else f"in [{low:g}, {high:g}]"


def require_all(
    name: str, array: NDArray[Any], right: Any, must: str, *, hint: str = ""
) -> None:
    """Raise unless all of ``right`` is true; name the first element where it is not."""
    if not right.all():
        place, value = _first(array, ~right)
        raise ValueError(f"{name} must {must}, but {name}{place} is {value!r}{hint}")


def knob(
    name: str,
    value: Any,
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


# ------------------------------------------------------- labels, distributions


def read_labels(
    y_true: ArrayLike, classes: NDArray[Any], name: str
) -> NDArray[np.intp]:
    """Return class labels 0..K-1, one for each row of ``classes``, as (N,)."""
    y = y_true
    if type(y) is not np.ndarray or y.dtype.kind not in "iu" or not y.size:
        y = read_numbers(y_true, "y_true")
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
        require_all(
            "y_true", y, (y >= 0) & (y <= last), f"hold labels from 0 to {last}"
        )
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


def require_distributions(
    name: str, p: NDArray[Any], axis: int | tuple[int, ...] = -1
) -> None:
    """Raise unless p is a distribution along an axis; a sum that is NaN passes."""
    # No number is larger than the sum, so it is enough to bound the sum from above.
    if not p.item(p.argmin()) >= 0.0:
        right = (p >= 0.0) | np.isnan(p)
        require_all(name, p, right, "be >= 0", hint=_logarithms(name, p, axis))
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
