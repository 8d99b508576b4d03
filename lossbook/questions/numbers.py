"""Numbers as people type them: ``0,35``, ``1/3``, ``-ln(0.7)``, ``35 %``, ``∞``.

A small reader by recursive descent, so that nothing that a reader types is run as code.
``question.js`` reads in the same way on the page; one table of cases tests both.

Where an expression has two meanings, the reader is asked and not guessed for: ``1,000``
is one or a thousand, ``log 1/2`` is log(1/2) or (log 1)/2.
"""

import math
import re
from typing import NamedTuple

MOST_SIGNS = 60
HOW = "Write it as in 0.35, 1/3, log 2, e^2, 35 % or inf."

_SIGNS = {
    "−": "-",
    "–": "-",
    "·": "*",
    "⋅": "*",
    "×": "*",
    "÷": "/",
    "∞": " inf ",
    "π": " pi ",
    "√": " sqrt ",
    "**": "^",
    "log₂": "log2 ",
    "log₁₀": "log10 ",
    "log_": "log",
    "per cent": "%",
    "percent": "%",
    "½": " (1/2)",
    "⅓": " (1/3)",
    "⅔": " (2/3)",
    "¼": " (1/4)",
    "¾": " (3/4)",
}
_SPACE = re.compile("[\t\u00a0\u2009\u202f]")
_RAISED = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOWERED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
# 43½, but not the 10½ of log10½.
_MIXED = re.compile("(^|[^a-z0-9.,])([0-9.,]*[0-9]) *([½⅓⅔¼¾])")
# 12 000, where no letter or digit stands before it: not the end of log10 000.
_GROUPED = re.compile(r"(^|[^a-z0-9.,])([0-9]{1,3}(?: [0-9]{3})+)(?![0-9.,])")
_TOKEN = re.compile(
    r" *(?:(?P<number>[0-9.,]*[0-9][0-9.,]*(?:e[+-]?[0-9]+)?)"
    r"|(?P<word>log(?:2|10)(?![0-9.,])|[a-z]+)|(?P<sign>[^ ]))"
)
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_FORMS = (
    # What a number looks like, and what to take away from it.
    (re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+"), "", "."),
    (re.compile(r"[0-9]*,[0-9]+"), "", ","),
    (re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?"), ",", "."),
    (re.compile(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?"), ".", ","),
)

_CONSTANTS = {"e": math.e, "pi": math.pi, "inf": math.inf, "infinity": math.inf}


def _log(x: float) -> float:
    return -math.inf if x == 0 else math.log(x) if x > 0 else math.nan


_FUNCTIONS = {
    "log": _log,
    "ln": _log,
    "log2": lambda x: math.log2(x) if x > 0 else _log(x),
    "log10": lambda x: math.log10(x) if x > 0 else _log(x),
    "exp": lambda x: _power(math.e, x),
    "sqrt": lambda x: math.sqrt(x) if x >= 0 else math.nan,
}


class Unreadable(ValueError):
    """What was typed is not a number, or not one only: a word about how to write it."""


class Number(NamedTuple):
    """What was read.

    ``natural`` says that "log" was taken for the natural logarithm.
    """

    value: float
    natural: bool


def forms_of(unit: str) -> list[str]:
    """Return how a unit may stand behind a number, the longest form first.

    Examples
    --------
    >>> forms_of("nats a bird")
    ['nats a bird', 'nats', 'nat']
    >>> forms_of("%")
    ['%']
    """
    first = unit.split(" ")[0]
    forms = {unit, first, first.removesuffix("s")} - {""}
    return sorted(forms, key=len, reverse=True)


def spoken(unit: str) -> str:
    """Return a unit as it is named in a sentence."""
    return "per cent" if unit == "%" else unit


def read(typed: str, unit: str = "") -> Number:
    """Return the number that a reader has typed.

    Parameters
    ----------
    typed : str
        The answer, as it was typed.
    unit : str, default ""
        The unit in which the answer is asked; it may stand behind the number.

    Returns
    -------
    Number

    Raises
    ------
    Unreadable
        If it cannot be read, or in two ways. The message is for the reader.

    Examples
    --------
    >>> read("0,35"), read("35 %"), read("35 %", "%").value
    (Number(value=0.35, natural=False), Number(value=0.35, natural=False), 35.0)
    >>> read("2 log 2 nats", "nats")
    Number(value=1.3862943611198906, natural=True)
    >>> read("1,000")
    Traceback (most recent call last):
        ...
    lossbook.questions.numbers.Unreadable: “1,000” can mean 1.000 or 1000.
    Write one of these.
    """
    typed = " ".join(_SPACE.sub(" ", typed).split())
    if len(typed) > MOST_SIGNS:
        raise Unreadable(
            f"“{typed[:20]}…” is too long: write at most {MOST_SIGNS} signs. {HOW}"
        )
    text = _without_unit(_plain(typed), unit)
    if not text:
        raise Unreadable(f"There is no number yet. {HOW}")
    return _Reader(typed, text, unit).number()


def _plain(typed: str) -> str:
    """Return what was typed with the signs of a keyboard alone."""
    text = typed.lower()
    # 2½ is a sum, and 2 · ½ would be read without this.
    text = _MIXED.sub(r"\1(\2+\3)", text)
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    text = _RAISED.sub(lambda found: f"^({found[0].translate(_LOWERED)})", text)
    text = _GROUPED.sub(lambda found: found[1] + found[2].replace(" ", ""), text)
    return re.sub("^[=≈~ ]+", "", text).strip()


def _without_unit(text: str, unit: str) -> str:
    for form in forms_of(unit.lower()):
        rest = text.removesuffix(form)
        if rest != text and not re.search("[a-z]$", rest):
            return rest.strip()
    return text


class _Reader:
    """One text on its way to a number; each method reads one rule of the grammar."""

    def __init__(self, typed: str, text: str, unit: str) -> None:
        self.typed, self.unit, self.natural = typed, unit, False
        self.tokens = [
            (found.lastgroup, found[found.lastgroup]) for found in _TOKEN.finditer(text)
        ]
        self.place = 0

    @property
    def next(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("", "")

    def take(self, *signs: str) -> str:
        """Return the next token if it is one of these signs, and go on behind it."""
        kind, text = self.next
        if kind == "sign" and text in signs:
            self.place += 1
            return text
        return ""

    def fail(self, why: str) -> Unreadable:
        return Unreadable(f"“{self.typed}” cannot be read as a number: {why}. {HOW}")

    def checked(self, value: float) -> float:
        if math.isnan(value):
            raise Unreadable(f"“{self.typed}” has no value. {HOW}")
        return value

    def number(self) -> Number:
        value = self.sum()
        kind, text = self.next
        if kind == "word":
            asked = (
                f"in {spoken(self.unit)}" if self.unit else "as a number without a unit"
            )
            raise Unreadable(f"The answer is asked {asked}, and “{text}” is not that.")
        if kind == "number":
            raise self.fail(f"before {text} a sign such as + or · is missing")
        if kind:
            raise self.fail(f"“{text}” is out of place")
        return Number(value + 0.0, self.natural)  # no -0.0

    def sum(self) -> float:
        value = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            value = self.checked(value + other if sign == "+" else value - other)
        return value

    def product(self) -> float:
        value = self.signed()
        while True:
            sign = self.take("*", "/")
            if not sign and not self.factor_follows():
                return value
            other = self.signed()
            if sign == "/":
                other = 1 / other if other else math.nan
            value = self.checked(value * other)

    def factor_follows(self) -> bool:
        """Whether a factor stands behind the last without a sign: 2 log 2, 2(1 + 1)."""
        kind, text = self.next
        known = text in _CONSTANTS or text in _FUNCTIONS
        return known if kind == "word" else text == "("

    def signed(self) -> float:
        if sign := self.take("-", "+"):
            return -self.signed() if sign == "-" else self.signed()
        return self.power()

    def power(self) -> float:
        base = self.atom()
        while self.take("%"):
            base /= 100
        return self.checked(_power(base, self.signed())) if self.take("^") else base

    def atom(self) -> float:
        kind, text = self.next
        self.place += 1
        if kind == "number":
            return self.decimal(text)
        if text == "(":
            return self.closed()
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text in _FUNCTIONS:
            return self.applied(text)
        if kind == "word":
            raise self.fail(f"“{text}” is not known here")
        raise self.fail(f"“{text}” is out of place" if text else "its end is missing")

    def closed(self) -> float:
        value = self.sum()
        if not self.take(")"):
            raise self.fail("a parenthesis is not closed")
        return value

    def applied(self, name: str) -> float:
        self.natural |= name == "log"
        if self.take("("):
            return self.checked(_FUNCTIONS[name](self.closed()))
        if name in ("log2", "log10") and self.next[0] not in ("number", "word"):
            raise Unreadable(
                f"“{name}” is the logarithm to base {name[3:]} and needs a number "
                f"behind it: write {name}(8), or log({name[3:]}) if you mean the "
                f"natural logarithm of {name[3:]}."
            )
        value = self.signed()
        if self.next[1] in ("*", "/") or self.factor_follows():
            raise Unreadable(
                f"“{self.typed}” can be read in two ways: write parentheses behind "
                f"{name}, as in {name}(1/2)."
            )
        return self.checked(_FUNCTIONS[name](value))

    def decimal(self, text: str) -> float:
        digits, _, power = text.partition("e")
        if _AMBIGUOUS.fullmatch(digits):
            point, none = digits.replace(",", "."), digits.replace(",", "")
            raise Unreadable(
                f"“{digits}” can mean {point} or {none}. Write one of these."
            )
        for form, without, point in _FORMS:
            if form.fullmatch(digits):
                digits = digits.replace(without, "").replace(point, ".")
                return float(f"{digits}e{power or 0}")
        raise self.fail(f"“{digits}” is not one number")


def _power(base: float, exponent: float) -> float:
    """Return a power; NaN where there is none, infinity where it is too large."""
    if (base == 0 and exponent < 0) or (abs(base) == 1 and math.isinf(exponent)):
        return math.nan
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    except ValueError:
        return math.nan
