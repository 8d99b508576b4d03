"""The questions of chapter 07: L1, L2 and Huber."""

import math
from functools import partial

import numpy as np

from lossbook.datasets import load_belgian_calls
from lossbook.descent import gradient_descent, linear_cost
from lossbook.questions.question import Choice, Mistake, Question
from lossbook.questions.robust_exercises import OF_EXERCISES
from lossbook.regression import absolute_error, absolute_error_grad, huber, huber_grad

_PAGE = "07-l1-l2-huber.html"
_ONE_NUMBER = (
    "One number first: mean, median, quantile",
    f"{_PAGE}#one-number-first-mean-median-quantile",
)
_PULL = ("The slope is the pull", f"{_PAGE}#the-slope-is-the-pull")
_HUBER = ("Huber: both at once", f"{_PAGE}#huber-both-at-once")
_NORMS = ("Norms and their corners", f"{_PAGE}#norms-and-their-corners")
_KINK = ("Descent on a kink", f"{_PAGE}#descent-on-a-kink")
_UNITS = ("δ is in the units of the data", f"{_PAGE}#is-in-the-units-of-the-data")
_NO_TUNING = ("δ is in the units of the data", f"{_PAGE}#huber-no-tuning")
_EACH_LINE = ("What each line says", f"{_PAGE}#what-each-line-says")
_LEVERAGE = (
    "Leverage, and a method made for it",
    f"{_PAGE}#leverage-and-a-method-made-for-it",
)
_FAMILY = ("One family, one knob", f"{_PAGE}#one-family-one-knob")

_GOOD = 7 // 2 + 1

_BAD_TRIPS = Question(
    name="bad_trips",
    text="Seven trips take from 21 to 28 minutes. Some of them are replaced by numbers "
    "that you choose. How many must you replace at least, so that the median can "
    "become as large as you like?",
    answer=_GOOD,
    tolerance=0.1,
    mistakes=(
        Mistake(
            1,
            "that is enough for the mean",
            "One far trip moves the mean without limit. For the median it counts as "
            "one trip on its side, however far away it is.",
            _PULL,
        ),
        Mistake(
            _GOOD - 1,
            "with three bad trips the good ones are still the majority",
            "The median is the fourth of seven sorted trips. Three bad ones at the "
            "upper end leave it within the good ones.",
            _HUBER,
        ),
        Mistake(
            7 / 2,
            "that is half of seven, and trips are replaced one by one",
            "Take the next whole number: the bad trips must be the majority.",
            _HUBER,
        ),
        Mistake(
            7,
            "that replaces all trips",
            "The median is the fourth of seven sorted trips. It can be a bad one "
            "although some good ones are left.",
            _ONE_NUMBER,
        ),
    ),
    hints=(
        "Sort the seven trips. Which of them is the median?",
        "It is the fourth. The bad trips are the largest. How many must there be, so "
        "that the fourth is one of them?",
    ),
    right=f"The median is the fourth of seven sorted trips. With {_GOOD} bad ones at "
    "the upper end, it is one of them.",
)

_SIX = np.array([21, 22, 24, 25, 27, 28])


def _plateau(delta: float) -> float:
    """Return Huber's estimate for the six trips and a seventh that is far away."""
    pair = partial(huber, delta=delta), partial(huber_grad, delta=delta)
    terms = linear_cost(*pair, np.ones((7, 1)), np.append(_SIX, 1000.0))
    return float(gradient_descent(*terms, [25.0], rate=1.0, steps=300).last[0])


_DELTA = 4
_LEVEL = _plateau(_DELTA)

_HUBER_PLATEAU = Question(
    name="huber_plateau",
    text="Six trips take 21, 22, 24, 25, 27 and 28 minutes, and a seventh takes "
    "longer and longer. Huber's estimate with δ = 4 minutes rises and then stays "
    "level. At which value is it then?",
    answer=_LEVEL,
    unit="minutes",
    tolerance=0.01,
    mistakes=(
        Mistake(
            _SIX.mean(),
            "that leaves the seventh trip out",
            f"However far away it is, it pulls with δ = {_DELTA}. So the estimate is "
            "above the mean of the six.",
            _PULL,
        ),
        Mistake(
            np.median(np.append(_SIX, 1000)),
            "that is the median of the seven",
            "The median counts trips on each side. Under Huber's loss a trip within δ "
            "pulls with its distance.",
            _PULL,
        ),
        Mistake(
            (_SIX.sum() + _DELTA) / 6,
            "that lets the trip of 21 minutes pull with its full distance",
            "This trip is more than δ below the estimate, so its pull is δ as well.",
            _HUBER,
        ),
        Mistake(
            _LEVEL + _DELTA,
            "that is the length of the seventh trip at which the estimate stops",
            "The estimate itself is δ lower.",
            ("Try it", f"{_PAGE}#fig-explore-outlier"),
        ),
        Mistake(
            _SIX.mean() + _DELTA,
            "that adds δ to the mean of the six",
            "δ is the pull and not the distance that the estimate moves. The other "
            "trips pull back, and it moves by less than one minute.",
            _PULL,
        ),
        Mistake(
            math.inf,
            "that is what the mean does",
            "Under the squared error the pull has no limit. Under Huber's loss the "
            "seventh trip pulls with δ at most.",
            _PULL,
        ),
    ),
    hints=(
        f"The seventh trip pulls up with δ = {_DELTA}. At which value do the pulls of "
        "all seven cancel?",
        "The trip of 21 minutes pulls down with 4, the seventh pulls up with 4, and "
        "these two cancel. The five others are within δ.",
    ),
    right="The pulls of the shortest and of the seventh trip cancel. What is left is "
    f"the mean of 22, 24, 25, 27 and 28, which is {_LEVEL:.1f} minutes.",
)

_NARROW, _WIDE = _plateau(2), _plateau(4)

_WIDER_DELTA = Choice(
    name="wider_delta",
    text="Six trips take 21, 22, 24, 25, 27 and 28 minutes, and a seventh takes "
    "longer and longer, until Huber's estimate stops rising. Now δ is 4 instead of 2 "
    "minutes. What changes?",
    answer="The estimate stops later, at a lower level.",
    mistakes=(
        Mistake(
            "The estimate stops later, at a higher level.",
            "the far trip is not the only one that pulls harder",
            "A larger δ also lets the shortest trips pull harder, and here they win.",
            ("Try it", f"{_PAGE}#fig-explore-outlier"),
        ),
        Mistake(
            "The estimate stops earlier, at a lower level.",
            "a larger δ lets the seventh trip pull harder for longer",
            "The estimate stops once the seventh trip is δ above it.",
            _HUBER,
        ),
        Mistake(
            "The estimate stops earlier, at a higher level.",
            "that is what happens if δ becomes smaller here",
            "The estimate stops once the seventh trip is δ above it, so a larger δ "
            "means a later stop.",
            _HUBER,
        ),
    ),
    right=f"The seventh trip is then {_WIDE + 4:.1f} instead of {_NARROW + 2:.1f} "
    f"minutes long, and the level falls from {_NARROW:.2f} to {_WIDE:.2f} minutes: "
    "the shortest trips pull harder too.",
)

_START, _TARGET = 30.6, 25.0
_FIXED = gradient_descent(
    partial(absolute_error, _TARGET),
    partial(absolute_error_grad, _TARGET),
    _START,
    rate=1.0,
    steps=400,
).parameters
_LOWEST = float(_FIXED.min())

_KINK_BOUNCE = Question(
    name="kink_bounce",
    text="Gradient descent on the absolute error starts at a prediction of 30.6 "
    "minutes. The target is 25 minutes, and the rate is fixed at 1. Which is the "
    "lowest prediction in 400 steps?",
    answer=_LOWEST,
    unit="minutes",
    tolerance=0.05,
    mistakes=(
        Mistake(
            _TARGET,
            "that is the target, which this descent jumps over",
            "Each step is 1 minute long, also close to the target. A proximal step "
            "would stop there.",
            ("Descent on a kink", f"{_PAGE}#l1-jumps"),
        ),
        Mistake(
            _LOWEST + 1,
            "that is the last prediction before the jump",
            "It is above the target, so there is one more step down.",
            _KINK,
        ),
        Mistake(
            2 * _TARGET - (_LOWEST + 1),
            "that is as far below the target as the prediction was above it",
            "A step has the length 1, the rate times the slope. It does not mirror the "
            "prediction at the target.",
            _KINK,
        ),
        Mistake(
            _START - 1,
            "that is the first step alone",
            "The slope stays 1 as long as the prediction is above the target.",
            _KINK,
        ),
        Mistake(
            _START - 400,
            "that goes down 400 times",
            "Below the target the slope is −1, and the next step goes up.",
            _KINK,
        ),
    ),
    hints=(
        "The slope of the absolute error is 1 above the target and −1 below it. So how "
        "long is each step?",
        "Subtract 1 from 30.6 until the prediction is below 25. The next step goes up "
        "again.",
    ),
    right=f"Each step is 1 minute long. The sixth leads to {_LOWEST:.1f} minutes, the "
    f"seventh back to {_LOWEST + 1:.1f}, and so on without end.",
)

_TENS = 2

_DELTA_NEW_UNIT = Question(
    name="delta_new_unit",
    text=f"Counts of calls in tens of millions are fitted with Huber's loss and δ = "
    f"{_TENS}. Then the same counts are written in millions, so that each number is "
    "ten times as large. Which δ gives the same line?",
    answer=10 * _TENS,
    tolerance=0.05,
    mistakes=(
        Mistake(
            _TENS,
            "that leaves δ as it is",
            "δ has the unit of the data. In millions the same number is a tenth as "
            "much, so it gives another line.",
            _NO_TUNING,
        ),
        Mistake(
            _TENS / 10,
            "that changes δ in the other direction",
            "The residuals become ten times as large as numbers, and δ is compared "
            "with them.",
            _UNITS,
        ),
        Mistake(
            100 * _TENS,
            "that multiplies by 10²",
            "The loss becomes 10² times as large, but δ is compared with residuals. It "
            "has the unit of the data, not its square.",
            _UNITS,
        ),
        Mistake(
            1,
            "that is the default of many libraries",
            "A default does not know the unit. δ must be compared with the residuals.",
            _NO_TUNING,
        ),
    ),
    hints=(
        "δ is compared with the residuals. What happens to the residuals as numbers?",
        "Each residual becomes ten times as large, so δ must do the same.",
    ),
    right=f"The residuals become ten times as large, so δ must too: {10 * _TENS}. In "
    f"both units it is {10 * _TENS} million calls.",
)

_BELGIUM = load_belgian_calls()
_SQUARES_LINE = np.polyfit(_BELGIUM.year, _BELGIUM.calls, 1)
_LARGEST = np.abs(np.polyval(_SQUARES_LINE, _BELGIUM.year) - _BELGIUM.calls).max()

_LINE_STAYS = Choice(
    name="line_stays",
    text="A line is fitted with Huber's loss, again and again, with a larger and "
    "larger δ. From which δ on does the line stay the same?",
    answer="From the largest residual of least squares on.",
    mistakes=(
        Mistake(
            "From the largest residual of least absolute error on.",
            "the line of least absolute error belongs to a δ near 0",
            "As δ grows, the line goes to that of least squares. It stays once δ "
            "exceeds each residual of this line.",
            _EACH_LINE,
        ),
        Mistake(
            "From the standard deviation of the residuals on.",
            "the largest residuals are larger than their standard deviation",
            "They still lie beyond δ there, and their pull still grows with δ.",
            _EACH_LINE,
        ),
        Mistake(
            "From 1.345 times the robust scale on.",
            "that is a common choice of δ, not its end",
            "The residuals of outliers are larger, and their pull still grows with δ.",
            _UNITS,
        ),
        Mistake(
            "From no δ on: the line keeps turning.",
            "the largest residual is finite",
            "Once δ exceeds it, each example is on the parabola, and δ has no effect.",
            _HUBER,
        ),
    ),
    right="Then each residual is on the parabola, and the line is that of least "
    f"squares. For the Belgian calls this is at {10 * _LARGEST:.0f} million calls.",
)

_X = np.append(np.arange(10.0), 100.0)
_Y = np.append(np.arange(10.0), 0.0)
_SLOPES = np.array([0.0, 1.0])
_COSTS = [float(absolute_error(_Y, slope * _X).mean()) for slope in _SLOPES]
_BEST_SLOPE = float(_SLOPES[np.argmin(_COSTS)])

_FAR_POINT = Question(
    name="far_point",
    text="Ten points with the inputs 0, 1, …, 9 lie on the line ŷ = x. An eleventh, "
    "at the input 100, has the target 0. A line through the origin is fitted with the "
    "absolute error. Which slope does it get?",
    answer=_BEST_SLOPE,
    tolerance=0.01,
    mistakes=(
        Mistake(
            1,
            "that is the line of the majority",
            "With this slope the far point has a residual of 100. The mean is then "
            f"{_COSTS[1]:.2f}, against {_COSTS[0]:.2f} for the best slope.",
            ("Leverage, and a method made for it", f"{_PAGE}#leverage"),
        ),
        Mistake(
            _X @ _Y / (_X @ _X),
            "that is the slope of least squares",
            "Under the absolute error the residual of the far point becomes exactly 0. "
            "Least squares leaves a part of it.",
            _NORMS,
        ),
        Mistake(
            np.polyfit(_X, _Y, 1)[0],
            "that is least squares with an intercept",
            "This line runs through the origin, and its loss is the absolute error.",
            _LEVERAGE,
        ),
        Mistake(
            10 / 11,
            "that is the share of the points on the line ŷ = x",
            "A point pulls on the slope with its input. So the far point pulls with "
            "100, and not as one of eleven.",
            ("Leverage, and a method made for it", f"{_PAGE}#leverage"),
        ),
    ),
    hints=(
        "The gradient with respect to the slope is the pull times the input. How hard "
        "do the ten points pull together, and how hard the eleventh?",
        "The inputs of the ten add up to 45, and the far point alone has 100. So the "
        "far point wins: which slope suits it?",
    ),
    right="The ten pull with 45 together, the far point with 100. Slope "
    f"{_BEST_SLOPE:.0f} gives the far point the residual 0.",
)

_FADING_ALPHA = Question(
    name="fading_alpha",
    text="Far out, the general robust loss with a knob α above 0 grows like the "
    "residual to the power α. Below which α does the pull, which is the slope of the "
    "loss, fade as the residual grows?",
    answer=1,
    tolerance=0.1,
    mistakes=(
        Mistake(
            2,
            "below 2 the pull grows more slowly, but it still grows",
            "At α = 1.5 it grows like the square root of the residual, without end.",
            _FAMILY,
        ),
        Mistake(
            0,
            "below 0 the loss itself has a limit",
            "The pull is the slope. A loss that grows more and more slowly has a slope "
            "that fades.",
            _FAMILY,
        ),
        Mistake(
            0.5,
            "at this α the pull fades already",
            "At 0.5 the loss grows like a square root. A loss with a larger α can "
            "have a slope that fades too.",
            _FAMILY,
        ),
        Mistake(
            -math.inf,
            "that is Welsch's loss, at the end of the family",
            "The pull fades there, but it also does for much larger α.",
            _FAMILY,
        ),
    ),
    hints=(
        "The slope of a power of the residual is again a power. Which one?",
        "The slope goes like the residual to the power α − 1. For which α is this "
        "exponent negative?",
    ),
    right="The slope goes like the residual to the power α − 1, which falls if α is "
    "below 1. At α = 1 it levels off, as in pseudo-Huber.",
)

_SCALE = 2
_PEAK = _SCALE * math.sqrt(2)

_HARDEST_PULL = Question(
    name="hardest_pull",
    text="At α = 0 the general robust loss is log(1 + ½ (r/c)²), where r is the "
    f"residual. The scale c is {_SCALE} minutes. Which residual above 0 pulls hardest?",
    answer=_PEAK,
    unit="minutes",
    tolerance=0.05,
    mistakes=(
        Mistake(
            math.sqrt(2),
            "that is r/c, the residual in units of the scale",
            f"The scale is {_SCALE} minutes, so multiply by it.",
            _FAMILY,
        ),
        Mistake(
            _SCALE,
            "that is one scale",
            "There Welsch's loss, α = −∞, pulls hardest. At α = 0 the peak is further "
            "out.",
            _FAMILY,
        ),
        Mistake(
            2 * _SCALE,
            "that takes (r/c)² for r/c",
            "The peak is where (r/c)² is 2. Take the square root before you multiply "
            "by c.",
            _FAMILY,
        ),
        Mistake(
            math.sqrt(2) / 2 / _SCALE,
            "that is the pull at its peak, per minute",
            "The question asks for the residual at which the pull is so large.",
            _FAMILY,
        ),
        Mistake(
            math.inf,
            "a larger residual does not always pull harder",
            "The loss grows like a logarithm far out, so its slope goes back to 0.",
            _FAMILY,
        ),
    ),
    hints=(
        "Write z for r/c. The pull is proportional to z/(1 + ½ z²). Where is this "
        "largest?",
        "The derivative is 0 where 1 + ½ z² = z². Solve it for z, and multiply by the "
        "scale.",
    ),
    right=f"The pull is largest where z² = 2. So the residual is √2 · {_SCALE}, which "
    f"is {_PEAK:.2f} minutes.",
)

CHAPTER_07 = (
    _BAD_TRIPS,
    _HUBER_PLATEAU,
    _WIDER_DELTA,
    _KINK_BOUNCE,
    _DELTA_NEW_UNIT,
    _LINE_STAYS,
    _FAR_POINT,
    _FADING_ALPHA,
    _HARDEST_PULL,
    *OF_EXERCISES,
)
