"""What a loss curve says: a reader's own numbers in, findings in words out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from lossbook import _check
from lossbook.information import entropy
from lossbook.symptoms import SYMPTOMS, Symptom

__all__ = ["CAPS", "Diagnosis", "Finding", "diagnose"]

Array = np.ndarray[Any, np.dtype[np.float64]]

# How far a level may be from a number to be taken for it, as a part of that number.
NEAR = 0.015
# How much a curve may still change from its fourth to its last fifth to be called flat.
FLAT = 0.01
# Shares of classes that were rounded when they were typed.
ADDS_UP = 0.02
# More points than this say nothing more of a rise.
MOST_POINTS = 1000
# A rise or a difference of validation losses that is worth a word.
WORTH = 0.1
# A hundred examples that happen to be easier make a validation loss lower by a tenth
# of itself, or a small one by more: by hundredths of a nat.
BEYOND_LUCK = 0.15
BEYOND_LUCK_NATS = 0.05
# By how much an accuracy may fall and still be said not to.
STEADY = 0.01

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
SMOOTHING = (0.05, 0.1, 0.2)


@dataclass(frozen=True)
class Finding:
    """One thing that a curve says.

    Attributes
    ----------
    name : str
        The row of `lossbook.symptoms.SYMPTOMS`.
    because : str
        What was seen, with the numbers.
    number : float
        The number that the finding rests on.
    sure : bool, default True
        Whether all that the title says was seen, or a part of it was not given.
    """

    name: str
    because: str
    number: float
    sure: bool = True

    @property
    def symptom(self) -> Symptom:
        """What it says, the check to make next, what to do, and where to read on."""
        return SYMPTOMS[self.name]

    def __str__(self) -> str:
        row = self.symptom
        begins = "" if self.sure else "Perhaps: "
        return (
            f"{begins}{row.title}\n  Seen: {self.because}\n  It says: {row.says}\n"
            f"  Check: {row.check}\n  Then: {row.remedy}\n"
            f"  Read: Reading a loss curve, “{row.title}”; {row.where}"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """All that `diagnose` has to say. Print it, or draw it with `plots.plot_diagnosis`.

    Attributes
    ----------
    findings : tuple of Finding
        What was recognised; empty if nothing was.
    lines : dict of str to float
        The losses with which a curve should be compared, by their names.
    ends : str
        How far the last loss is from the price of knowing nothing.
    losses, validation : ndarray
        The curves, as they were given.
    """

    findings: tuple[Finding, ...]
    lines: dict[str, float]
    ends: str
    losses: Array
    validation: Array | None = None
    not_given: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        said = [str(finding) for finding in self.findings]
        if not said:
            said = [
                "Nothing that lossbook recognises. That may mean that all is well, or "
                "that the fault has no pattern of its own."
            ]
            if self.not_given:
                said.append(f"Not given: {', '.join(self.not_given)}.")
        return "\n\n".join([*said, self.ends]).rstrip()

    def __repr__(self) -> str:
        return str(self)


def diagnose(
    losses: ArrayLike,
    *,
    validation: ArrayLike | None = None,
    accuracy: ArrayLike | None = None,
    classes: int | None = None,
    base_rates: ArrayLike | None = None,
    variance: float | None = None,
    batch_size: int | None = None,
) -> Diagnosis:
    """Say in words what a loss curve shows, with the number behind each finding.

    Parameters
    ----------
    losses : array_like, shape (T,)
        The training loss in nats, or for a squared error in the square of y's unit, in
        the order in which it was printed. NaN and infinity are allowed.
    validation : array_like, shape (T,), optional
        The loss on validation examples, beside each training loss.
    accuracy : float or array_like, shape (T,), optional
        The share of right answers, from 0 to 1, at the end or beside each loss: on the
        validation examples if `validation` is given, otherwise on the training ones.
    classes : int, optional
        The number of classes; 2 for yes and no.
    base_rates : float or array_like, optional
        One number: the share of yes. Several that add up to 1, to within 2 %: the share
        of each class. Several others, or more than two where `classes` is 2: the share
        of yes for each label.
    variance : float, optional
        For a squared error, the variance of the targets.
    batch_size : int, optional
        The number of examples in a batch.

    Returns
    -------
    Diagnosis
        Its `findings`, or none: then it says so.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers, or `classes` or `batch_size` is not
        an integer.
    ValueError
        If an argument is out of range, has another shape than `losses`, or `classes`
        does not fit `base_rates`.

    Notes
    -----
    A finding is a suspicion with a number. Each names the check that decides. All
    patterns are those of the appendix "Reading a loss curve".

    Examples
    --------
    >>> found = diagnose([0.6935, 0.6931, 0.6932, 0.6931, 0.6931], classes=2)
    >>> found.findings[0].name
    'stuck'
    >>> print(found.findings[0].because)
    The last losses are about 0.6931, and log 2 = 0.6931.
    """
    seen = _read(
        losses, validation, accuracy, classes, base_rates, variance, batch_size
    )
    findings = list(_findings(seen))
    return Diagnosis(
        tuple(findings),
        seen.lines(),
        seen.ends(),
        seen.losses,
        seen.validation,
        seen.not_given(),
    )


# ------------------------------------------------------------------ what was given


@dataclass(frozen=True, eq=False)
class _Seen:
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
        return _last_fifth(self.numbers)

    @property
    def flat(self) -> bool:
        """Whether the last two fifths are at the same level."""
        fifth = _fifth(self.numbers)
        before = self.numbers[-2 * fifth : -fifth]
        if self.end < 3 or self.end < len(self.losses):
            return False
        return bool(abs(np.median(before) - self.level) <= FLAT * abs(self.level))

    @property
    def right(self) -> float | None:
        """The accuracy at the end."""
        return None if self.accuracy is None else _last_fifth(self.accuracy)

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
        found |= {name: cap for name, cap in CAPS.items() if _near(top, cap, NEAR / 5)}
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
        if _sum(self):
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


def _read(
    losses: ArrayLike,
    validation: ArrayLike | None,
    accuracy: ArrayLike | None,
    classes: Any,
    base_rates: ArrayLike | None,
    variance: Any,
    batch_size: Any,
) -> _Seen:
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
        _check.every("accuracy", share, right, must)
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
    return _Seen(
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
    array, _ = _check.reals(**{name: value})
    if array.ndim != 1:
        raise ValueError(f"{name} must be one curve, got the shape {array.shape}")
    return array


def _shares(base_rates: ArrayLike, classes: int | None) -> tuple[Array, bool]:
    """Return the shares, and whether they are those of labels."""
    rates, _ = _check.reals(base_rates=base_rates)
    _check.within(0.0, 1.0, nan=False, base_rates=rates)
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


# ------------------------------------------------------------------------ the rules


def _findings(seen: _Seen) -> Iterator[Finding]:
    """Yield what is recognised. What has no number any more has no level either."""
    for rules in (_BROKEN, _LEVELS, _VALIDATION):
        found = [finding for rule in rules if (finding := rule(seen))]
        yield from found
        if rules is _BROKEN and found:
            return


def _not_a_number(seen: _Seen) -> Finding | None:
    if seen.end == len(seen.losses) or _ratio(seen) > 1:
        return None
    what = "NaN" if np.isnan(seen.losses[seen.end]) else "infinite"
    because = f"Loss {seen.end + 1} of {len(seen.losses)} is {what}"
    if not seen.end:
        because += ". It was so from the start: look for NaN in the inputs first."
    else:
        because += f", after {seen.numbers[-1]:.4g}."
    return Finding("nan", because, float(seen.end + 1))


def _diverges(seen: _Seen) -> Finding | None:
    ratio = _ratio(seen)
    if ratio <= 1:
        return None
    last = ", ".join(f"{loss:.4g}" for loss in seen.numbers[-3:])
    grown = f"They have grown by a factor of {ratio:.3g} per step, in the mean"
    return Finding("diverging", f"The last losses are {last}. {grown}.", ratio)


def _negative(seen: _Seen) -> Finding | None:
    lowest = float(seen.numbers.min(initial=0.0))
    if lowest >= -1e-6:
        return None
    return Finding("negative", f"The lowest loss is {lowest:.4g}.", lowest)


def _stuck(seen: _Seen) -> Finding | None:
    """Find log K or the entropy of the shares: the prices of knowing no input."""
    for name, price, words in _prices(seen):
        if not (seen.flat and _near(seen.level, price)):
            continue
        because = f"The last losses are about {seen.level:.4g}, and {words} = "
        because += f"{price:.4g}."
        right, classes = seen.right, seen.classes
        if right is not None and classes is not None and name != "labels":
            by_element = 1 - 1 / classes
            if classes > 2 and name == "stuck" and abs(right - by_element) < STEADY:
                return Finding(
                    "by_element",
                    f"{because} An accuracy of {right:.3g} is 1 - 1/{classes}.",
                    right,
                )
            commonest = 1 / classes if seen.shares is None else seen.shares.max()
            if right > commonest + 0.1:
                continue
        if seen.losses[0] > 2 * price and price == seen.chance:
            begins = f"The first loss is {seen.losses[0]:.4g}. "
            return Finding("start", begins + because, float(seen.losses[0] / price))
        last = seen.numbers[-_fifth(seen.numbers) :]
        if np.ptp(seen.numbers) == 0:
            because += " They have not changed at all: are the weights updated?"
        elif name == "stuck" and np.ptp(last) < 1e-9 and abs(last[0] - price) < 1e-6:
            return Finding("dead", f"{because} They do not differ.", price)
        if seen.chance is None:
            because += " (If this is a cross-entropy.)"
        return Finding(name, because, price, sure=seen.chance is not None)
    return None


def _prices(seen: _Seen) -> Iterator[tuple[str, float, str]]:
    if seen.variance is not None:
        return
    if seen.of_labels and seen.ignorance is not None and seen.shares is not None:
        count = len(seen.shares)
        yield "labels", seen.ignorance, "the mean entropy of the labels' shares"
        yield "labels", count * seen.ignorance, "the sum of the labels' entropies"
    elif seen.shares is not None and np.ptp(seen.shares) > 1e-3:
        yield "shares", seen.ignorance or 0.0, "the entropy of the shares"
    if seen.chance is not None:
        yield "stuck", seen.chance, f"log {seen.classes}"
    elif np.ptp(seen.numbers) < NEAR * seen.level:
        # Nobody said how many classes there are, but it has never been anywhere else.
        for classes in (*range(2, 11), 100, 1000):
            if _near(seen.level, math.log(classes), NEAR / 10):
                yield "stuck", math.log(classes), f"log {classes}"


def _wrong_function(seen: _Seen) -> Finding | None:
    """Find a floor at which no calibrated model with that accuracy would stop."""
    if seen.unsure is None or seen.classes is None or seen.right is None:
        return None
    levels = [seen.level] if seen.flat else []
    if seen.validation is not None:
        levels.append(_last_fifth(seen.validation))
    for name, floor, of_wrong, words in _floors(seen):
        least = seen.right * floor + (1 - seen.right) * of_wrong
        for level in levels:
            possible = level > max(1.2 * seen.unsure, (1 - NEAR) * least)
            if possible and _near(level, floor):
                because = f"The last losses are about {level:.4g} with "
                because += f"{100 * seen.right:.3g} % right; {words} = {floor:.4g}."
                return Finding(name, because, floor)
    return None


def _floors(seen: _Seen) -> Iterator[tuple[str, float, float, str]]:
    """Yield names, floors, what a wrong answer costs at least, and the words."""
    classes = seen.classes or 2
    softmax = math.log1p((classes - 1) / math.e)
    # A wrong answer has a rival that is at least as large: 1/2 and 1/2 at best.
    wrong = math.log(2 + (classes - 2) * math.exp(-0.5))
    yield "twice", softmax, wrong, f"log(1 + {classes - 1}/e)"
    if classes == 2:
        yes = 0.5 if seen.shares is None or seen.of_labels else float(seen.shares[1])
        sigmoid = yes * softmax + (1 - yes) * math.log(2)
        wrong = yes * math.log1p(math.exp(-0.5)) + (1 - yes) * math.log1p(math.exp(0.5))
        words = f"{yes:.3g} · {softmax:.4f} + {1 - yes:.3g} · {math.log(2):.4f}"
        yield "twice", sigmoid, wrong, words
    for share in SMOOTHING:
        target = np.full(classes, share / classes)
        target[0] += 1 - share
        tied = target.copy()
        tied[:2] = target[:2].mean()
        words = f"the entropy of a target smoothed by {share:g}"
        yield "smoothing", float(entropy(target)), float(entropy(tied)), words


def _cap(seen: _Seen) -> Finding | None:
    if seen.variance is not None:
        return None
    known = seen.classes is not None or seen.accuracy is not None
    note = "" if known else " (If this is a cross-entropy.)"
    for name, cap in CAPS.items():
        if seen.right is not None and seen.right < 0.95 and seen.flat:
            wrong = 1 - seen.right
            if _near(seen.level / wrong, cap, NEAR / 5):
                because = (
                    f"The last losses are about {seen.level:.4g}, and "
                    f"{seen.level:.4g} / {wrong:.4g} = {seen.level / wrong:.4g}: "
                    f"{name}."
                )
                return Finding("cap", because, cap)
        if _near(float(seen.numbers.max()), cap, 1e-4):
            because = f"The largest loss is {seen.numbers.max():.5g}: {name}.{note}"
            return Finding("cap", because, cap, sure=known)
    return None


def _predicts_the_mean(seen: _Seen) -> Finding | None:
    if seen.variance is None or not (seen.flat and _near(seen.level, seen.variance)):
        return None
    because = f"The last losses are about {seen.level:.4g}, and the variance of y is "
    return Finding("mean", f"{because}{seen.variance:.4g}.", seen.variance)


def _sum(seen: _Seen) -> Finding | None:
    size, price = seen.batch_size, seen.chance
    if size is None or price is None or size < 2:
        return None
    each = seen.losses[0] / size
    if not _near(each, price, WORTH):
        return None
    because = f"The first loss is {seen.losses[0]:.4g}, divided by {size} {each:.4g}"
    return Finding("sum", f"{because}, and log {seen.classes} = {price:.4g}.", each)


def _zigzag(seen: _Seen) -> Finding | None:
    half = seen.numbers[len(seen.numbers) // 2 :]
    steps, count = np.diff(half), len(half)
    if count < 6 or not np.abs(half).mean():
        return None
    turns = float((steps[1:] * steps[:-1] < 0).mean())
    size = np.abs(steps).mean() / np.abs(half).mean()
    # Of three independent numbers the middle one is the largest or the smallest in two
    # cases of three: so noise turns, with this standard deviation.
    noise = math.sqrt((16 * count - 29) / 90) / (count - 2)
    if turns < max(0.8, 2 / 3 + 2.5 * noise) or size < FLAT:
        return None
    because = f"It changes direction at {100 * turns:.0f} % of the steps"
    return Finding("zigzag", f"{because}, by {100 * size:.0f} % of the loss.", turns)


def _beside_each_other(seen: _Seen) -> tuple[Array, Array, Array | None] | None:
    """Return training loss, validation loss and accuracy where all are numbers."""
    if seen.validation is None:
        return None
    keep = np.isfinite(seen.losses) & np.isfinite(seen.validation)
    accuracy = seen.accuracy
    if accuracy is not None and len(accuracy) == len(keep):
        keep &= np.isfinite(accuracy)
    else:
        accuracy = None
    places = np.flatnonzero(keep)
    if len(places) < 3:
        return None
    places = places[:: -(-len(places) // MOST_POINTS)]
    right = None if accuracy is None else accuracy[places]
    return seen.losses[places], seen.validation[places], right


def _rises(seen: _Seen) -> Finding | None:
    given = _beside_each_other(seen)
    if given is None:
        return None
    losses, curve, accuracy = given
    # The lowest of many noisy numbers is too low, so that of medians is taken.
    width = max(1, len(curve) // 10)
    medians = np.median(sliding_window_view(curve, width), axis=1)
    best, last = int(medians.argmin()), _last_fifth(curve)
    lowest, noise = float(medians[best]), np.median(np.abs(np.diff(curve)))
    rises = last > (1 + WORTH) * lowest and last > lowest + 2 * noise
    if not rises or _last_fifth(losses) > losses[best]:
        return None
    because = f"The validation loss was {lowest:.4g} and is {last:.4g}"
    if accuracy is None:
        because += "."
        if seen.variance is None:
            because += " Of classes, the accuracy decides which of two cases it is."
        return Finding("overfitting", because, last / lowest, sure=False)
    then = float(np.median(accuracy[best : best + width]))
    change = _last_fifth(accuracy) - then
    name = "too_sure" if change >= -STEADY else "overfitting"
    because += f", while the accuracy changed by {100 * change:+.1f} points."
    return Finding(name, because, last / lowest)


def _below(seen: _Seen) -> Finding | None:
    given = _beside_each_other(seen)
    if given is None or seen.level <= 0:
        return None
    losses, curve, _ = given
    share = float((curve < losses).mean())
    level, last = _last_fifth(losses), _last_fifth(curve)
    unit = 1.0 if seen.variance is None else seen.variance
    lower = level - last > BEYOND_LUCK_NATS * unit
    if share < 0.75 or last > (1 - BEYOND_LUCK) * level or not lower:
        return None
    because = f"The validation loss is lower at {100 * share:.0f} % of the points"
    ratio = last / level
    return Finding("below", f"{because}, at the end {ratio:.2f} times as high.", ratio)


_Rule = Callable[[_Seen], Finding | None]
_BROKEN: tuple[_Rule, ...] = (_not_a_number, _diverges, _negative)
_LEVELS: tuple[_Rule, ...] = (
    _stuck,
    _wrong_function,
    _cap,
    _predicts_the_mean,
    _sum,
    _zigzag,
)
_VALIDATION: tuple[_Rule, ...] = (_rises, _below)


def _near(value: float, number: float, part: float = NEAR) -> bool:
    return abs(value - number) <= part * number


def _fifth(curve: Array) -> int:
    return max(1, len(curve) // 5)


def _last_fifth(curve: Array) -> float:
    numbers = curve[np.isfinite(curve)]
    return float(np.median(numbers[-_fifth(numbers) :])) if numbers.size else math.nan


def _ratio(seen: _Seen) -> float:
    """Return the mean factor by which the losses have grown at the end, or 1."""
    curve = seen.numbers
    if len(curve) < 2:
        return 1.0
    lowest = int(curve.argmin())
    steps = len(curve) - 1 - lowest
    if seen.end < len(seen.losses) and curve[-1] > 5 * curve[lowest] > 0:
        # What grows like that and is then no number any more has diverged.
        return float((curve[-1] / curve[lowest]) ** (1 / steps))
    last = curve[-6:]
    growing = len(last) > 3 and last[0] > 0 and (np.diff(last) > 0).all()
    if not growing or last[-1] < 1.5 * curve[lowest]:
        return 1.0
    return float((last[-1] / last[0]) ** (1 / (len(last) - 1)))
