"""What `lossbook.diagnose` was given, and the numbers that a curve is compared with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lossbook import _check
from lossbook.information import entropy

Array = np.ndarray[Any, np.dtype[np.float64]]

# How far a level may be from a number to be taken for it, as a part of that number.
NEAR = 0.015
# How much a curve may still change from its fourth to its last fifth to be called flat.
FLAT = 0.01
# Shares of classes that were rounded when they were typed.
ADDS_UP = 0.02
# How far the first loss may be from log K, as a part of it.
AT_START = 0.1

# The largest loss of an example, by what limits it.
CAPS = {
    "probabilities clipped at 1e-6": -math.log(1e-6),
    "probabilities clipped at 1.2e-7, the eps of float32": -math.log(2.0**-23),
    "probabilities clipped at 1e-7, as in Keras": -math.log(1e-7),
    "probabilities clipped at 1e-8": -math.log(1e-8),
    "probabilities clipped at 1e-10": -math.log(1e-10),
    "probabilities clipped at 1e-12": -math.log(1e-12),
    "probabilities clipped at 1e-15": -math.log(1e-15),
    "probabilities clipped at 2.2e-16, the eps of float64": -math.log(2.0**-52),
    "logarithms clamped at -100, as in PyTorch's BCELoss": 100.0,
    # In float32 the other limit, 1 - 1e-7, is rounded to 1 - 2**-23.
    "1e-7 in float32, as many yes as no, as in Keras's binary_crossentropy": (
        -(math.log(1e-7) + math.log(2.0**-23)) / 2
    ),
}


@dataclass(frozen=True, eq=False)
class Seen:
    """The arguments, read and checked, and what is asked of them more than once."""

    losses: Array
    validation: Array | None
    accuracy: Array | None
    classes: int | None
    shares: Array | None
    of_labels: bool
    variance: float | None
    batch_size: int | None

    @property
    def end(self) -> int:
        """The place of the first NaN or infinity, or the length."""
        finite = np.isfinite(self.losses)
        return len(finite) if finite.all() else int(finite.argmin())

    @property
    def numbers(self) -> Array:
        """The losses before the first that is none."""
        return self.losses[: self.end]

    @property
    def level(self) -> float:
        """The median of the last fifth."""
        return last_fifth(self.numbers)

    @property
    def flat(self) -> bool:
        """Whether the last two fifths are at the same level."""
        count = fifth(self.numbers)
        before = self.numbers[-2 * count : -count]
        if self.end < 3 or self.end < len(self.losses):
            return False
        return bool(abs(np.median(before) - self.level) <= FLAT * abs(self.level))

    @property
    def right(self) -> float | None:
        """The accuracy at the end."""
        return None if self.accuracy is None else last_fifth(self.accuracy)

    @property
    def chance(self) -> float | None:
        """The loss of equal probabilities, log K."""
        return None if self.classes is None else math.log(self.classes)

    @property
    def ignorance(self) -> float | None:
        """The price of knowing the shares and nothing else; for labels the mean."""
        if self.shares is None:
            return self.chance
        if self.of_labels:
            return float(np.mean([entropy([p, 1 - p]) for p in self.shares]))
        return float(entropy(self.shares))

    @property
    def unsure(self) -> float | None:
        """The largest mean loss of a calibrated model that is right as often."""
        if self.right is None or self.classes is None:
            return None
        wrong = 1 - self.right
        return float(
            entropy([wrong, self.right]) + wrong * math.log(max(self.classes - 1, 1))
        )

    @property
    def summed(self) -> float | None:
        """The first loss for an example, if that of a batch is a sum and near log K."""
        size, price = self.batch_size, self.chance
        if size is None or price is None or size < 2:
            return None
        each = self.losses[0] / size
        return each if near(each, price, AT_START) else None

    def lines(self) -> dict[str, float]:
        """Return the losses with which a curve should be compared."""
        found = {}
        if self.chance is not None:
            found[f"log {self.classes}"] = self.chance
        if self.shares is not None and self.ignorance != self.chance:
            found["entropy of the shares"] = float(self.ignorance or 0)
        if self.variance is not None:
            found["variance of y"] = self.variance
        top = self.numbers.max(initial=0.0) if self.variance is None else 0.0
        found |= {name: cap for name, cap in CAPS.items() if near(top, cap, NEAR / 5)}
        return found

    def ends(self) -> str:
        """Return how far the last loss is from the price of knowing nothing."""
        if not self.end:
            return ""
        last = self.level
        said = f"The last losses are about {last:.4g}"
        if self.variance is not None:
            return f"{said}; 1 - loss/variance is {1 - last / self.variance:.3f}."
        if self.ignorance is None or last < 0:
            return ""
        if self.summed is not None:
            last /= self.batch_size or 1
            said += f", or {last:.4g} for an example"
        said += f", in nats. Knowing nothing costs {self.ignorance:.4g}."
        if last > 5 * self.ignorance:
            said += " If this is a perplexity, give its logarithm."
        elif not self.of_labels:
            said += (
                f" exp(-loss) = {math.exp(-last):.3f} is the geometric mean of the "
                "probabilities of the truth."
            )
        return said

    def not_given(self) -> tuple[str, ...]:
        """Return the arguments that could have told more."""
        given: dict[str, Any] = {"validation": self.validation}
        of_classes = {
            "accuracy": self.accuracy,
            "classes": self.classes,
            "base_rates": self.shares,
        }
        if self.variance is None:
            given |= of_classes
        if all(value is None for value in of_classes.values()):
            given["variance"] = self.variance
        return tuple(name for name, value in given.items() if value is None)


def read(
    losses: ArrayLike,
    validation: ArrayLike | None,
    accuracy: ArrayLike | None,
    classes: Any,
    base_rates: ArrayLike | None,
    variance: Any,
    batch_size: Any,
) -> Seen:
    """Read the arguments of `lossbook.diagnose`, or refuse them by name."""
    curve = _curve("losses", losses)
    others: dict[str, Array | None] = {"validation": None, "accuracy": None}
    for name, value in (("validation", validation), ("accuracy", accuracy)):
        if value is None:
            continue
        array = _curve(name, np.atleast_1d(value) if np.ndim(value) == 0 else value)
        single = name == "accuracy" and np.ndim(value) == 0
        if not single and array.shape != curve.shape:
            raise ValueError(
                f"{name} must have one number for each of the losses, got shapes "
                f"{array.shape} and {curve.shape}"
            )
        others[name] = array
    if (share := others["accuracy"]) is not None:
        right = (share >= 0) & (share <= 1) | np.isnan(share)
        must = "be a share from 0 to 1 and not in percent"
        _check.require_all("accuracy", share, right, must)
    if classes is not None:
        classes = _check.integer("classes", classes, minimum=2)
    shares, of_labels = None, False
    if base_rates is not None:
        shares, of_labels = _shares(base_rates, classes)
        classes = 2 if of_labels else len(shares)
    if variance is not None:
        variance = _check.knob("variance", variance, above=0.0)
    if batch_size is not None:
        batch_size = _check.integer("batch_size", batch_size, minimum=1)
    return Seen(
        curve,
        **others,
        classes=classes,
        shares=shares,
        of_labels=of_labels,
        variance=variance,
        batch_size=batch_size,
    )


def _curve(name: str, value: ArrayLike) -> Array:
    if isinstance(value, list | tuple) and any(number is None for number in value):
        raise TypeError(f"{name} has None: put NaN where there is no number")
    (array,), _ = _check.read_float64(**{name: value})
    if array.ndim != 1:
        raise ValueError(f"{name} must be one curve, got the shape {array.shape}")
    return array


def _shares(base_rates: ArrayLike, classes: int | None) -> tuple[Array, bool]:
    """Return the shares, and whether they are those of labels."""
    (rates,), _ = _check.read_float64(base_rates=base_rates)
    _check.require_within(0.0, 1.0, nan=False, base_rates=rates)
    if rates.ndim == 0:
        rates = np.array([1 - rates, rates])  # no, yes
    if rates.ndim != 1 or len(rates) < 2:
        raise ValueError(
            "base_rates must be the share of yes, or one share for each class or "
            f"label, got the shape {rates.shape}"
        )
    total, count = float(rates.sum()), len(rates)
    if abs(total - 1) <= ADDS_UP and classes in (None, count):
        return rates / total, False
    if classes not in (None, 2):
        raise ValueError(
            f"classes must be {count}, as many as base_rates has, or 2 if these are "
            f"the shares of labels (they add up to {total:.4g}), got {classes}"
        )
    return rates, True


def near(value: float, number: float, part: float = NEAR) -> bool:
    """Return whether a value may be taken for a number."""
    return abs(value - number) <= part * number


def fifth(curve: Array) -> int:
    """Return how many losses a fifth of a curve has, at least 1."""
    return max(1, len(curve) // 5)


def last_fifth(curve: Array) -> float:
    """Return the median of the last fifth of what is finite, or NaN."""
    numbers = curve[np.isfinite(curve)]
    return float(np.median(numbers[-fifth(numbers) :])) if numbers.size else math.nan
