"""The questions behind the exercises of chapter 07."""

import numpy as np

from lossbook.questions.question import Choice, Mistake, Question
from lossbook.regression import huber, huber_grad, smooth_l1, squared_error

_PAGE = "07-l1-l2-huber.html"
_ONE_NUMBER = (
    "One number first: mean, median, quantile",
    f"{_PAGE}#one-number-first-mean-median-quantile",
)
_PULL = ("The slope is the pull", f"{_PAGE}#the-slope-is-the-pull")
_HUBER = ("Huber: both at once", f"{_PAGE}#huber-both-at-once")
_SMOOTH_L1 = ("Huber: both at once", f"{_PAGE}#huber-smooth-l1")
_KINK = ("Descent on a kink", f"{_PAGE}#descent-on-a-kink")

_EIGHT = np.array([21, 22, 24, 25, 26, 27, 28, 91])
_MIDDLE = np.sort(_EIGHT)[3:5]

_LARGEST_MEDIAN = Question(
    name="largest_median",
    text="Eight trips take 21, 22, 24, 25, 26, 27, 28 and 91 minutes. Several "
    "constants have the lowest mean absolute error. Which is the largest of them?",
    answer=_MIDDLE[1],
    unit="minutes",
    tolerance=0.1,
    mistakes=(
        Mistake(
            _MIDDLE.mean(),
            "that is the middle of the interval of best constants",
            "Programs return it as the median by a convention. It is not the largest "
            "of the best constants.",
            _ONE_NUMBER,
        ),
        Mistake(
            _MIDDLE[0],
            "that is the smallest of them",
            "A little above it, four trips are shorter and four are longer. So the "
            "slopes cancel there too.",
            _ONE_NUMBER,
        ),
        Mistake(
            _EIGHT.mean(),
            "that is the mean",
            "The mean has the lowest squared error. The absolute error counts trips on "
            "each side.",
            _ONE_NUMBER,
        ),
        Mistake(
            _EIGHT[5],
            "above this one only two trips are left",
            "Just below this value five trips are shorter and three are longer, so the "
            "cost rises there.",
            _ONE_NUMBER,
        ),
        Mistake(
            np.sort(_EIGHT)[-2],
            "that is the longest ordinary trip",
            "The far trip does count, as one trip on its side.",
            _PULL,
        ),
    ),
    hints=(
        "The cost is lowest where as many trips are shorter as are longer.",
        "Four trips are shorter and four are longer between the fourth and the fifth. "
        "The ends of this interval are as good.",
    ),
    right="Between the fourth and the fifth trip four are shorter and four are "
    f"longer. The upper end of this interval is {_MIDDLE[1]} minutes.",
)

_BETWEEN_MIDDLE = Choice(
    name="between_middle",
    text="For the trips of 21, 22, 24, 25, 26, 27, 28 and 91 minutes, descent on the "
    "mean absolute error has reached a constant of 25.2 minutes. The rate decays. "
    "What does descent do next?",
    answer="It stops where it is.",
    mistakes=(
        Mistake(
            "It goes on to 25.5.",
            "25.5 is a convention of programs and no better than 25.2",
            "Between 25 and 26 the slopes of the eight trips add up to 0, so no "
            "direction is better.",
            _ONE_NUMBER,
        ),
        Mistake(
            "It goes up to 26.",
            "the far trip pulls no harder than the others",
            "Four trips pull up and four pull down, each with the same force.",
            _PULL,
        ),
        Mistake(
            "It jumps between 25 and 26.",
            "there is no kink between them",
            "Descent jumps where the slope changes its sign at one point. Here the "
            "slope is 0 on an interval.",
            _KINK,
        ),
    ),
    right="Four trips pull up and four pull down. The slope is exactly 0, and a step "
    "of any rate has the length 0.",
)

_RESIDUALS = np.array([1, -1, 2, 0, 10])
_ZEROS = np.zeros(5)
_HUBERS = huber(_ZEROS, _RESIDUALS, delta=2.0)
_SIZES = np.abs(_RESIDUALS)
_SQUARES = squared_error(_ZEROS, _RESIDUALS)
# As in the code of the last exercise but one: arms with the slope 1.
_ARMS_OF_1 = np.where(_SIZES <= 2, _RESIDUALS**2 / 2, _SIZES - 1)

_HUBER_BY_HAND = Question(
    name="huber_by_hand",
    text="The residuals are 1, −1, 2, 0 and 10. What is the mean Huber loss for δ = 2?",
    answer=_HUBERS.mean(),
    tolerance=0.05,
    mistakes=(
        Mistake(
            _HUBERS.sum(),
            "that is the sum",
            "Divide it by the number of residuals, which is 5.",
            _HUBER,
        ),
        Mistake(
            _SQUARES.mean(),
            "that is the mean squared error",
            "Within δ Huber's loss is half the square, and beyond δ a straight line.",
            _HUBER,
        ),
        Mistake(
            _SQUARES.mean() / 2,
            "that is half the mean squared error",
            "The last residual is beyond δ, so it has its place on the straight line.",
            _HUBER,
        ),
        Mistake(
            _ARMS_OF_1.mean(),
            "that gives the straight lines the slope 1",
            "Beyond δ the loss is δ (|r| − ½ δ), with the factor δ in front.",
            _HUBER,
        ),
        Mistake(
            np.where(_SIZES <= 2, _RESIDUALS**2 / 2, 2 * _SIZES).mean(),
            "that forgets −½ δ² beyond δ",
            "Without it the two pieces do not meet at δ.",
            _HUBER,
        ),
        Mistake(
            np.where(_SIZES <= 2, _RESIDUALS**2, _HUBERS).mean(),
            "that forgets the factor ½ of the parabola",
            "Within δ the loss is ½ r², so that the slope is r and meets that of the "
            "straight line.",
            _HUBER,
        ),
        Mistake(
            smooth_l1(_ZEROS, _RESIDUALS, beta=2.0).mean(),
            "that is smooth L1 with β = 2",
            "Huber's loss is δ times as much.",
            _SMOOTH_L1,
        ),
        Mistake(
            _SIZES.mean(),
            "that is the mean absolute error",
            "Huber's loss is a parabola within δ, and beyond it δ (|r| − ½ δ).",
            _HUBER,
        ),
    ),
    hints=(
        "Which of the residuals are within δ, and which formula is for the others?",
        "Four are on the parabola ½ r². The last one costs 2 · (10 − 1).",
    ),
    right=f"The losses are ½, ½, 2, 0 and 18, with the sum {_HUBERS.sum():.0f} and the "
    f"mean {_HUBERS.mean():.1f}.",
)


def _last_share(numbers: np.ndarray) -> float:
    """Return the share of the last of some numbers, in per cent."""
    return float(100 * numbers[-1] / numbers.sum())


_PULLS = np.abs(huber_grad(_ZEROS, _RESIDUALS, delta=2.0))

_HUBER_SHARE = Question(
    name="huber_share",
    text="The residuals are 1, −1, 2, 0 and 10. Which share of the mean Huber loss "
    "for δ = 2 comes from the last residual, to the nearest per cent?",
    answer=_last_share(_HUBERS),
    unit="%",
    tolerance=0.8,
    mistakes=(
        Mistake(
            _last_share(_SQUARES),
            "that is its share of the squared error",
            "Beyond δ Huber's loss grows like a straight line, so the share is "
            "smaller.",
            _HUBER,
        ),
        Mistake(
            _last_share(_SIZES),
            "that is its share of the absolute error",
            "Huber's loss makes the small residuals cost less beside the large one.",
            _HUBER,
        ),
        Mistake(
            _last_share(_PULLS),
            "that is its share of the pulls",
            "It is what moves the fit. The question asks for the share of the cost.",
            _PULL,
        ),
        Mistake(
            _last_share(_ARMS_OF_1),
            "that gives the straight lines the slope 1",
            "The last residual costs 2 · (10 − 1), with the factor δ in front.",
            _HUBER,
        ),
        Mistake(
            100 / 5,
            "that counts it as one of five",
            "Its loss is larger than those of the others together.",
            _HUBER,
        ),
    ),
    hints=(
        "Divide the loss of the last residual by the sum of all five losses.",
        "The losses are ½, ½, 2, 0 and 2 · (10 − 1).",
    ),
    right=f"It is 18 of 21, which is {_last_share(_HUBERS):.1f} %. Its share of the "
    f"pulls is {_last_share(_PULLS):.0f} %, the same as that of the third residual.",
)

OF_EXERCISES = (
    _LARGEST_MEDIAN,
    _BETWEEN_MIDDLE,
    _HUBER_BY_HAND,
    _HUBER_SHARE,
)
