"""What makes a formula a public loss.

    @of_residual(delta=positive)
    def huber(r, *, delta=1.0):
        c = r.clip(-delta, delta)
        return c * (r - c / 2)

    @huber.slope
    def huber_grad(r, *, delta=1.0):
        return r.clip(-delta, delta)

A formula is mathematics on float64 arrays. All else is the same for all losses of a
kind and stands here: the arguments are read and checked, the formula gets blocks that
fit into the cache, the result is rounded once, and the paragraphs of the docstring
that all share are put in (see `_docstring`).

``huber(y_true, y_pred, delta=2.0)`` is then the public function, ``huber.formula`` the
formula as it is written, ``huber.grad`` the gradient, and ``huber.with_grad`` both from
one reading, see `lossbook.gradient`.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lossbook._check import knob, plain_array, read_floats, read_numbers
from lossbook._docstring import entries, in_numpy_style
from lossbook._where import (
    counted_examples,
    one_then_zeros,
    with_others_replaced,
    zero_elsewhere,
)

__all__ = [
    "AN_ARRAY",
    "A_NUMBER_OR_ARRAY",
    "Kind",
    "Range",
    "Said",
    "above_0_below_1",
    "at_least",
    "documented",
    "from_0_to_1",
    "positive",
    "public",
    "zero_or_more",
]

Array = NDArray[Any]

A_NUMBER_OR_ARRAY = "ndarray or float"
AN_ARRAY = "ndarray, shape (..., K)"

_WHERE = (
    "array_like of bool, optional",
    "The examples that count, in the shape of the losses. Each other one has the loss\n"
    "0 and the gradient 0, whatever its numbers are.",
)


# -------------------------------------------------------------- what a knob may be


class Range:
    """The numbers that a knob may be, and the words for those that it may not be.

    A knob that may be an array, with a number for each element, has a subclass with
    ``by_element = True``. Then `read` returns an array in the shape of the elements,
    which is cut into the same blocks as they are. With ``in_dtype = True`` the dtype of
    such an array counts as that of the other arguments does: all have to be float32 for
    a result in float32.
    """

    annotation = "float"  # for type checkers
    said = "float"  # for readers
    by_element = False
    in_dtype = False

    def __init__(self, wrong: str, **bounds: float) -> None:
        self.wrong = wrong
        self.bounds = bounds

    def read(self, name: str, value: Any, shape: tuple[int, ...]) -> Any:
        """Return the knob as the formula takes it, for losses of a second argument.

        ``shape`` is that of the second argument.
        """
        return knob(name, value, **self.bounds)


positive = Range("is not above 0", above=0.0)
zero_or_more = Range("is negative", minimum=0.0)
above_0_below_1 = Range("is not between 0 and 1", above=0.0, below=1.0)
from_0_to_1 = Range("is not in [0, 1]", minimum=0.0, maximum=1.0)


def at_least(minimum: float) -> Range:
    """Return the range from a number on."""
    return Range(f"is below {minimum:g}", minimum=minimum)


# -------------------------------------------------- what the functions of a kind share


class Kind(NamedTuple):
    """What all functions of one quantity share, such as the losses of a residual.

    Attributes
    ----------
    arguments : mapping
        For each positional argument its type, and what is said of it.
    read : callable
        Reads the arguments and returns `Elements` or `Rows`.
    quantity : callable
        Takes a block of what was read, checks it, and returns the arguments of the
        formula as a tuple: of a residual loss (r,). Its keyword-only parameters are
        knobs that all losses of the kind have, and the formula does not get these.
    value, slope : tuple of str
        The types of the function and of its gradient, and what is said of them where
        the function says nothing of its own.
    wrong : tuple of str
        What makes a ValueError besides the knobs: "the shapes differ".
    type_error : str
        What makes a TypeError.
    chain : callable, optional
        Takes the slope with respect to the quantity, and the block, and returns the
        slope with respect to the last argument. Without it they are the same.
    class_axes : int
        How many axes the last argument has beyond those of the loss: 1 if an example
        is a row of classes.
    can_skip : bool
        Whether there is a ``where``, for examples that do not count.
    stand_in : callable, optional
        Takes K, and returns the K numbers that stand in for the truth of an example
        that does not count, where 1, 0, 0, ... may not.
    """

    arguments: Mapping[str, tuple[str, str]]
    read: Callable[..., Any]
    quantity: Callable[..., tuple[Any, ...]]
    value: tuple[str, str] = (A_NUMBER_OR_ARRAY, "One loss per element, 0 or more.")
    slope: tuple[str, str] = (A_NUMBER_OR_ARRAY, "One derivative per element.")
    wrong: tuple[str, ...] = ("the shapes differ", "an argument is empty")
    type_error: str = "If an argument does not hold real numbers."
    chain: Callable[..., Array] | None = None
    class_axes: int = 0
    can_skip: bool = True
    stand_in: Callable[[int], Array] | None = None


def public(kind: Kind, /, **knobs: Range) -> Callable[[Callable[..., Any]], Any]:
    """Return the decorator that makes a formula a public function of this kind."""
    chain = kind.chain
    of_kind = kind.quantity.__kwdefaults__ or {}

    def quantity(
        block: tuple[Array, ...], given: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        if not (given and of_kind):
            return kind.quantity(*block), given
        taken = {name: given.pop(name) for name in of_kind if name in given}
        return kind.quantity(*block, **taken), given

    def decorate(formula: Callable[..., Any]) -> Any:
        def value(*block: Array, **given: Any) -> Array:
            if not given:
                return formula(*kind.quantity(*block))
            q, left = quantity(block, given)
            return formula(*q, **left)

        own = entries(formula.__doc__, (*kind.arguments, *knobs))
        function = _function(formula, kind, knobs, value)
        _describe(function, kind, knobs, own, kind.value)

        def slope(slope_formula: Callable[..., Any]) -> Any:
            def gradient(*block: Array, **given: Any) -> Array:
                q, left = quantity(block, given)
                answer = slope_formula(*q, **left)
                return chain(answer, *block) if chain else answer

            def both(*block: Array, **given: Any) -> tuple[Array, Array]:
                q, left = quantity(block, given)
                loss, answer = formula(*q, **left), slope_formula(*q, **left)
                return loss, chain(answer, *block) if chain else answer

            function.grad = _function(slope_formula, kind, knobs, gradient)
            of_knobs = {name: own[name] for name in knobs if name in own}
            told = of_knobs | entries(slope_formula.__doc__, (*kind.arguments, *knobs))
            _describe(function.grad, kind, knobs, told, kind.slope)
            function.with_grad = _function(formula, kind, knobs, both)
            function.with_grad.__signature__ = function.__signature__
            return function.grad

        function.slope = slope
        return function

    return decorate


# ------------------------------------------------ functions that read for themselves


class Said(NamedTuple):
    """What the docstring of several functions says of an argument that they share."""

    kind: str  # "int"
    text: str  # "The axis of outcomes."
    wrong: tuple[str, ...] = ()  # what makes a ValueError: "`axis` does not exist"
    wrong_type: str = ""  # what makes a TypeError: "`axis` is not an integer"


def documented(
    returns: tuple[str, str] = (A_NUMBER_OR_ARRAY, ""), **arguments: Said
) -> Callable[[Callable[..., Any]], Any]:
    """Return the decorator that puts the shared paragraphs into a docstring.

    It changes nothing else: the function reads its arguments itself.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        types = [said.wrong_type for said in arguments.values() if said.wrong_type]
        values = [words for said in arguments.values() for words in said.wrong]
        function.__doc__ = in_numpy_style(
            entries(function.__doc__, tuple(arguments)),
            arguments={name: said[:2] for name, said in arguments.items()},
            returns=returns,
            raises={
                "TypeError": _if_one_of(dict.fromkeys(types)),
                "ValueError": _if_one_of(dict.fromkeys(values)),
            },
        )
        return function

    return decorate


def _if_one_of(conditions: Iterable[str]) -> str:
    """Return the sentence "If a, b, or c."."""
    *first, last = conditions
    if len(first) < 2:
        return f"If {' or '.join([*first, last])}."
    return f"If {', '.join(first)}, or {last}."


# ------------------------------------------------------------ from formula to function


def _function(
    formula: Callable[..., Any],
    kind: Kind,
    knobs: Mapping[str, Range],
    computed: Callable[..., Any],
) -> Any:
    """Return the public function (y_true, second, *, knobs, where).

    ``computed`` takes a block of what was read, and the knobs.
    """
    count = len(kind.arguments)

    @functools.wraps(formula)
    def function(*arguments: Any, **given: Any) -> Any:
        if len(arguments) != count or not given.keys() <= knobs.keys():
            arguments, given = _bound(function, arguments, given)
            where = given.pop("where", None)
            if where is not None:
                return _of_counted(function, kind, knobs, arguments, given, where)
        read = kind.read(*arguments)
        if not given:
            return read.map(computed)
        constants, arrays = {}, {}
        shape = np.shape(arguments[-1])
        for name, value in given.items():
            number = knobs[name].read(name, value, shape)
            is_array = knobs[name].by_element and isinstance(number, np.ndarray)
            (arrays if is_array else constants)[name] = number
        if not arrays:
            return read.map(functools.partial(computed, **constants))

        def with_knobs(*block: Array) -> Any:
            more = dict(zip(arrays, block[count:], strict=True))
            return computed(*block[:count], **constants, **more)

        values, dtype = [*read.values, *arrays.values()], read.dtype
        if any(knobs[name].in_dtype for name in arrays):
            named = dict(zip(kind.arguments, arguments, strict=True))
            values, dtype = read_floats(**named, **arrays)
        return read._replace(values=values, dtype=dtype).map(with_knobs)

    function.formula = formula  # type: ignore[attr-defined]
    function.knobs = knobs  # type: ignore[attr-defined]
    return function


def _bound(
    function: Any, arguments: tuple[Any, ...], given: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the positional arguments and the knobs, as the signature names them."""
    try:
        bound = function.__signature__.bind(*arguments, **given)
    except TypeError as error:
        raise TypeError(f"{function.__name__}(): {error}") from None
    return bound.args, bound.kwargs


def _of_counted(
    function: Any,
    kind: Kind,
    knobs: Mapping[str, Range],
    arguments: tuple[Any, ...],
    given: Mapping[str, Any],
    where: Any,
) -> Any:
    """Return what the function returns, 0 for the examples that do not count."""
    named = zip(kind.arguments, arguments, strict=True)
    arrays = [read_numbers(value, name) for name, value in named]
    whole = arrays[-1].shape
    counted = counted_examples(where, whole[: len(whole) - kind.class_axes])
    by_element = {}
    for name, value in given.items():
        if knobs[name].by_element:
            # One number is left as it is: a fraction would not be one in an array.
            array = plain_array(value, name)
            if array.ndim:
                by_element[name] = with_others_replaced(array, counted)
    truth, *others = arrays
    is_label = kind.class_axes and truth.ndim == counted.ndim
    stand_in = np.zeros if is_label else kind.stand_in or one_then_zeros
    replaced = [with_others_replaced(truth, counted, stand_in)]
    replaced += [with_others_replaced(array, counted) for array in others]
    answer = function(*replaced, **{**given, **by_element})
    if type(answer) is tuple:
        return tuple(zero_elsewhere(one, counted) for one in answer)
    return zero_elsewhere(answer, counted)


# ----------------------------------------------------------- what a function says


def _describe(
    function: Any,
    kind: Kind,
    knobs: Mapping[str, Range],
    own: Mapping[str, str],
    returns: tuple[str, str],
) -> None:
    """Give a function its signature and its docstring."""
    of_kind = kind.quantity.__kwdefaults__ or {}
    defaults = {**of_kind, **(function.formula.__kwdefaults__ or {})}
    optional = {name: (knobs[name].said, "") for name in knobs}
    if kind.can_skip:
        optional["where"] = _WHERE
    two, only = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    types = {name: knobs[name].annotation for name in knobs}
    types |= {"where": "ArrayLike | None"} if kind.can_skip else {}
    result = "NDArray[np.floating]" if returns[0][:8] == "ndarray," else "Floats"
    function.__signature__ = inspect.Signature(
        [
            inspect.Parameter(name, two, annotation="ArrayLike")
            for name in kind.arguments
        ]
        + [
            inspect.Parameter(
                name, only, default=defaults.get(name), annotation=kind_of
            )
            for name, kind_of in types.items()
        ],
        return_annotation=result,
    )
    function.__annotations__ = {}
    also = ", or `where` does not hold booleans." if kind.can_skip else "."
    function.__doc__ = in_numpy_style(
        own,
        arguments={**kind.arguments, **optional},
        returns=returns,
        raises={
            "TypeError": kind.type_error[:-1] + also,
            "ValueError": _if_one_of(
                [*kind.wrong, *(f"`{name}` {knobs[name].wrong}" for name in knobs)]
            ),
        },
    )
