"""Numbers as people write them, in what readers see beside the code."""

import re

_MINUS = re.compile(r"(?<![\w.)])-(?=\.?\d|inf\b|∞)")
_INFINITY = re.compile(r"(?<=−)inf\b")
_POWER = re.compile(r"(?P<digits>\d+(?:\.\d+)?)e(?P<sign>[-+]?)0*(?P<power>\d+)\b")
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def as_written(text: str) -> str:
    """Return a text with a real minus sign and powers of ten in its numbers.

    A negative infinity becomes −∞; "inf" alone may be a word.

    Parameters
    ----------
    text : str
        Words and numbers, as Python formats them.

    Returns
    -------
    str
        The same words. A hyphen between words or digits stays one.

    Examples
    --------
    >>> as_written("slope -0.29, a yes-or-no question, 5.4e-07 nats")
    'slope −0.29, a yes-or-no question, 5.4·10⁻⁷ nats'
    >>> as_written("eps = 1e-8")
    'eps = 10⁻⁸'
    """
    return _INFINITY.sub("∞", _MINUS.sub("−", _POWER.sub(_power, text)))


def _power(number: re.Match[str]) -> str:
    sign = number["sign"].replace("+", "")
    ten = "10" + (sign + number["power"]).translate(_RAISED)
    return ten if number["digits"] == "1" else f"{number['digits']}·{ten}"
