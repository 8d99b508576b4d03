"""What cells put into the text of a chapter: numbers in sentences, and tabs."""

import math
import os
from collections.abc import Mapping

import numpy as np
from IPython import get_ipython

# Set by the book's build: its pages understand directives, and no widget may be made.
STATIC = "LOSSBOOK_STATIC"

# Under this name the metadata of an output of the build holds what a saved notebook
# should show in its place: content by its type. (MyST-NB would warn of an output with a
# type that it does not know.)
STILL = "lossbook_still"

# MyST-NB takes what is published under this prefix for the text and does not show it.
_PREFIX = "application/papermill.record/"


def glue(name: str, value: float | np.number | np.ndarray) -> None:
    """Give a number a name, by which the text of the chapter can show it.

    The text says ``{glue:text}`name:.2f```, and the build puts the number there. The
    cell itself shows nothing. Where no notebook runs, this only checks its arguments.

    Parameters
    ----------
    name : str
        Letters, digits and underscores, not beginning with a digit.
    value : float or int
        A finite number, also one of NumPy's or an array that holds a single number and
        has no axes.

    Raises
    ------
    ValueError
        If `name` is not such a name, or `value` is not a finite number.

    Examples
    --------
    >>> glue("mean_mass", np.mean([3.5, 4.0]))
    >>> glue("masses", [3.5, 4.0])
    Traceback (most recent call last):
        ...
    ValueError: value of 'masses' must be one finite number, got [3.5, 4.0]
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise ValueError(
            "name must be letters, digits and _, and not begin with a digit, "
            f"got {name!r}"
        )
    number = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.ndarray) and value.ndim == 0:
        number = value.item()
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    if not is_number or not math.isfinite(number):
        raise ValueError(f"value of {name!r} must be one finite number, got {value!r}")
    shell = get_ipython()
    if shell:
        shell.display_pub.publish(
            {f"{_PREFIX}text/plain": repr(number)},
            metadata={"scrapbook": {"name": name, "mime_prefix": _PREFIX}},
        )


class Tabs:
    """Texts that a page shows in tabs and a notebook below each other.

    Parameters
    ----------
    texts : mapping of str to str
        The name of each tab, and its text in Markdown.

    Raises
    ------
    ValueError
        If there is no text.

    Examples
    --------
    >>> print(Tabs({"Keras": "`BinaryCrossentropy`", "optax": "`sigmoid_bce`"}))
    **Keras**
    <BLANKLINE>
    `BinaryCrossentropy`
    <BLANKLINE>
    **optax**
    <BLANKLINE>
    `sigmoid_bce`
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        if not texts:
            raise ValueError("texts must be one or more, got none")
        self.texts = dict(texts)

    def __str__(self) -> str:
        return "\n\n".join(f"**{name}**\n\n{text}" for name, text in self.texts.items())

    def _repr_mimebundle_(
        self, **kwargs: object
    ) -> tuple[dict[str, str], dict[str, object]]:
        plain = {"text/markdown": str(self), "text/plain": str(self)}
        if STATIC not in os.environ:
            return plain, {}
        items = "".join(
            f":::{{tab-item}} {name}\n{text}\n:::\n"
            for name, text in self.texts.items()
        )
        page = {"text/markdown": f"::::{{tab-set}}\n{items}::::"}
        return plain | page, {STILL: plain}
