"""The patterns of a loss curve: each rule finds one, or nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from lossbook.diagnosis.finding import Finding
from lossbook.diagnosis.given import (
    CAPS,
    FLAT,
    NEAR,
    Array,
    Seen,
    fifth,
    last_fifth,
    near,
)
from lossbook.information import entropy

# More points than this say nothing more of a rise.
MOST_POINTS = 1000
# A rise of the validation loss that is worth a word.
WORTH = 0.1
# A hundred examples that happen to be easier make a validation loss lower by a tenth
# of itself, or a small one by more: by hundredths of a nat.
BEYOND_LUCK = 0.15
BEYOND_LUCK_NATS = 0.05
# By how much an accuracy may fall and still be said not to.
STEADY = 0.01
SMOOTHING = (0.05, 0.1, 0.2)


def findings(seen: Seen) -> Iterator[Finding]:
    """Yield what is recognised. What has no number any more has no level either."""
    for rules in (_BROKEN, _LEVELS, _VALIDATION):
        found = [finding for rule in rules if (finding := rule(seen))]
        yield from found
        if rules is _BROKEN and found:
            return


def _not_a_number(seen: Seen) -> Finding | None:
    if seen.end == len(seen.losses) or _ratio(seen) > 1:
        return None
    what = "NaN" if np.isnan(seen.losses[seen.end]) else "infinite"
    because = f"Loss {seen.end + 1} of {len(seen.losses)} is {what}"
    if not seen.end:
        because += ". It was so from the start: look for NaN in the inputs first."
    else:
        because += f", after {seen.numbers[-1]:.4g}."
    return Finding("nan", because, float(seen.end + 1))


def _diverges(seen: Seen) -> Finding | None:
    ratio = _ratio(seen)
    if ratio <= 1:
        return None
    last = ", ".join(f"{loss:.4g}" for loss in seen.numbers[-3:])
    grown = f"They have grown by a factor of {ratio:.3g} per step, in the mean"
    return Finding("diverging", f"The last losses are {last}. {grown}.", ratio)


def _negative(seen: Seen) -> Finding | None:
    lowest = float(seen.numbers.min(initial=0.0))
    if lowest >= -1e-6:
        return None
    return Finding("negative", f"The lowest loss is {lowest:.4g}.", lowest)


def _stuck(seen: Seen) -> Finding | None:
    """Find log K or the entropy of the shares: the prices of knowing no input."""
    for name, price, words in _prices(seen):
        if not (seen.flat and near(seen.level, price)):
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
        last = seen.numbers[-fifth(seen.numbers) :]
        if np.ptp(seen.numbers) == 0:
            because += " They have not changed at all: are the weights updated?"
        elif name == "stuck" and np.ptp(last) < 1e-9 and abs(last[0] - price) < 1e-6:
            return Finding("dead", f"{because} They do not differ.", price)
        if seen.chance is None:
            because += " (If this is a cross-entropy.)"
        return Finding(name, because, price, sure=seen.chance is not None)
    return None


def _prices(seen: Seen) -> Iterator[tuple[str, float, str]]:
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
            if near(seen.level, math.log(classes), NEAR / 10):
                yield "stuck", math.log(classes), f"log {classes}"


def _wrong_function(seen: Seen) -> Finding | None:
    """Find a floor at which no calibrated model with that accuracy would stop."""
    if seen.unsure is None or seen.classes is None or seen.right is None:
        return None
    levels = [seen.level] if seen.flat else []
    if seen.validation is not None:
        levels.append(last_fifth(seen.validation))
    for name, floor, of_wrong, words in _floors(seen):
        least = seen.right * floor + (1 - seen.right) * of_wrong
        for level in levels:
            possible = level > max(1.2 * seen.unsure, (1 - NEAR) * least)
            if possible and near(level, floor):
                because = f"The last losses are about {level:.4g} with "
                because += f"{100 * seen.right:.3g} % right; {words} = {floor:.4g}."
                return Finding(name, because, floor)
    return None


def _floors(seen: Seen) -> Iterator[tuple[str, float, float, str]]:
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


def _cap(seen: Seen) -> Finding | None:
    if seen.variance is not None:
        return None
    known = seen.classes is not None or seen.accuracy is not None
    note = "" if known else " (If this is a cross-entropy.)"
    for name, cap in CAPS.items():
        if seen.right is not None and seen.right < 0.95 and seen.flat:
            wrong = 1 - seen.right
            if near(seen.level / wrong, cap, NEAR / 5):
                because = (
                    f"The last losses are about {seen.level:.4g}, and "
                    f"{seen.level:.4g} / {wrong:.4g} = {seen.level / wrong:.4g}: "
                    f"{name}."
                )
                return Finding("cap", because, cap)
        if near(float(seen.numbers.max()), cap, 1e-4):
            because = f"The largest loss is {seen.numbers.max():.5g}: {name}.{note}"
            return Finding("cap", because, cap, sure=known)
    return None


def _predicts_the_mean(seen: Seen) -> Finding | None:
    if seen.variance is None or not (seen.flat and near(seen.level, seen.variance)):
        return None
    because = f"The last losses are about {seen.level:.4g}, and the variance of y is "
    return Finding("mean", f"{because}{seen.variance:.4g}.", seen.variance)


def _sum(seen: Seen) -> Finding | None:
    size, price, each = seen.batch_size, seen.chance, seen.summed
    if each is None:
        return None
    because = f"The first loss is {seen.losses[0]:.4g}, divided by {size} {each:.4g}"
    return Finding("sum", f"{because}, and log {seen.classes} = {price:.4g}.", each)


def _zigzag(seen: Seen) -> Finding | None:
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


def _beside_each_other(seen: Seen) -> tuple[Array, Array, Array | None] | None:
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


def _rises(seen: Seen) -> Finding | None:
    given = _beside_each_other(seen)
    if given is None:
        return None
    losses, curve, accuracy = given
    # The lowest of many noisy numbers is too low, so that of medians is taken.
    width = max(1, len(curve) // 10)
    medians = np.median(sliding_window_view(curve, width), axis=1)
    best, last = int(medians.argmin()), last_fifth(curve)
    lowest, noise = float(medians[best]), np.median(np.abs(np.diff(curve)))
    rises = last > (1 + WORTH) * lowest and last > lowest + 2 * noise
    if not rises or last_fifth(losses) > losses[best]:
        return None
    because = f"The validation loss was {lowest:.4g} and is {last:.4g}"
    if accuracy is None:
        because += "."
        if seen.variance is None:
            because += " Of classes, the accuracy decides which of two cases it is."
        return Finding("overfitting", because, last / lowest, sure=False)
    then = float(np.median(accuracy[best : best + width]))
    change = last_fifth(accuracy) - then
    name = "too_sure" if change >= -STEADY else "overfitting"
    because += f", while the accuracy changed by {100 * change:+.1f} points."
    return Finding(name, because, last / lowest)


def _below(seen: Seen) -> Finding | None:
    given = _beside_each_other(seen)
    if given is None or seen.level <= 0:
        return None
    losses, curve, _ = given
    share = float((curve < losses).mean())
    level, last = last_fifth(losses), last_fifth(curve)
    unit = 1.0 if seen.variance is None else seen.variance
    lower = level - last > BEYOND_LUCK_NATS * unit
    if share < 0.75 or last > (1 - BEYOND_LUCK) * level or not lower:
        return None
    because = f"The validation loss is lower at {100 * share:.0f} % of the points"
    ratio = last / level
    return Finding("below", f"{because}, at the end {ratio:.2f} times as high.", ratio)


_Rule = Callable[[Seen], Finding | None]
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


def _ratio(seen: Seen) -> float:
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
