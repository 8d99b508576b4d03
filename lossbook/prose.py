"""Numbers of a chapter's cells for the sentences around them."""

import math

import numpy as np
from IPython import get_ipython

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
