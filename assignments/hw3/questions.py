"""Homework 3: what a program grades, and how the inputs of a student are drawn."""

from functools import partial

import numpy as np

from lossbook.course.questions import ByHand, Function, Number
from lossbook.descent import gradient_descent, linear_cost
from lossbook.exercises import EXERCISES
from lossbook.margin import hinge
from lossbook.questions import Mistake, Question
from lossbook.regression import huber, huber_grad

_PULL = ("The slope is the pull", "07-l1-l2-huber.html#the-slope-is-the-pull")
_HUBER = ("Huber: both at once", "07-l1-l2-huber.html#huber-both-at-once")
_ONE_NUMBER = (
    "One number first: mean, median, quantile",
    "07-l1-l2-huber.html#one-number-first-mean-median-quantile",
)

_TIMES = np.array([2.0, 2.4, 2.6, 3.0, 11.0])
_GOOD = _TIMES[:4]
_DELTA = 1.0


def _descended(start: float, steps: int) -> float:
    """Return where descent on the mean Huber loss of the times arrives."""
    pair = partial(huber, delta=_DELTA), partial(huber_grad, delta=_DELTA)
    terms = linear_cost(*pair, np.ones((len(_TIMES), 1)), _TIMES)
    return float(gradient_descent(*terms, [start], rate=1.0, steps=steps).last[0])


_MEDIAN = float(np.median(_TIMES))
_ESTIMATE = _descended(_MEDIAN, 200)

_HUBER_ESTIMATE = Question(
    name="huber_estimate",
    text="Five watches show 2.0, 2.4, 2.6, 3.0 and 11.0 seconds. Which constant has "
    "the lowest mean Huber loss for δ = 1 second?",
    answer=_ESTIMATE,
    unit="seconds",
    tolerance=0.01,
    mistakes=(
        Mistake(
            _TIMES.mean(),
            "that is the mean, which has the lowest squared error",
            "Under Huber's loss the last watch pulls with δ at most.",
            _PULL,
        ),
        Mistake(
            _MEDIAN,
            "that is the median, which has the lowest absolute error",
            "Under Huber's loss a time within δ pulls with its distance.",
            _ONE_NUMBER,
        ),
        Mistake(
            _GOOD.mean(),
            "that leaves the last watch out",
            "However far away it is, it pulls with δ.",
            _PULL,
        ),
        Mistake(
            _GOOD.mean() + _DELTA,
            "that adds δ to the mean of the first four",
            "δ is the pull of the last watch and not the distance that the estimate "
            "moves: all four others pull back.",
            _PULL,
        ),
        Mistake(
            _GOOD.mean() - _DELTA / len(_GOOD),
            "that has the wrong sign for the pull of the last watch",
            "This watch shows more than the others, so it pulls the estimate up.",
            _PULL,
        ),
        Mistake(
            (_GOOD.sum() + _DELTA) / len(_TIMES),
            "that divides by five",
            "The slope of the last watch is −δ. The estimate m occurs in the four "
            "other slopes, so divide by 4.",
            _HUBER,
        ),
        Mistake(
            _TIMES[1:4].mean(),
            "that lets the first watch cancel the last",
            "The time of 2.0 seconds is within δ of the estimate, so it pulls with "
            "less than δ.",
            _HUBER,
        ),
        Mistake(
            _GOOD.mean() + _DELTA / len(_GOOD) / 2,
            "that gives the parabola the slope 2r",
            "The parabola of Huber's loss is ½ r², so its slope is r.",
            _HUBER,
        ),
        Mistake(
            _descended(float(_GOOD.mean()), 1),
            "that is one step from the mean of the first four",
            "The slopes do not cancel there yet: clip the residuals again, and repeat.",
            _HUBER,
        ),
        Mistake(
            _descended(_MEDIAN, 1),
            "that is one step from the median",
            "The slopes do not cancel there yet: clip the residuals again, and repeat.",
            _HUBER,
        ),
    ),
    hints=(
        "At the lowest cost the slopes of the five losses add up to 0. Which of the "
        "five residuals are clipped?",
        "The last watch pulls up with 1. The four others are within δ, and pull with "
        "their distances.",
    ),
    right="The slopes m − y of the first four add up to 4 m − 10, and the slope of the "
    f"last is −1. So m is 11/4, which is {_ESTIMATE:.2f} seconds, and the first four "
    "are within δ of it.",
)

_MARGIN = ("The margin", "08-hinge.html#the-margin")
_SIX = ("Six losses of one number", "08-hinge.html#six-losses-of-one-number")
_STREET = (
    "The machine that forgets most of its data",
    "08-hinge.html#the-machine-that-forgets-most-of-its-data",
)
_NOT_ENOUGH = ("Right is not enough", "08-hinge.html#right-is-not-enough")

_WEIGHTS, _INTERCEPT = np.array([3.0, 4.0]), -2.0
_EXAMPLE, _LABEL = np.array([0.4, 0.7]), -1.0
_SCORE = float(_WEIGHTS @ _EXAMPLE + _INTERCEPT)
_SHORT = float(hinge(_LABEL, _SCORE))  # by how much the margin is below 1
_LENGTH = float(np.linalg.norm(_WEIGHTS))

_SHORTEST_MOVE = Question(
    name="shortest_move",
    text="A linear classifier gives the score 3 x₁ + 4 x₂ − 2, with both features in "
    "millimetres. An example has x₁ = 0.4, x₂ = 0.7 and the label −1. What is the "
    "shortest distance over which it must be moved to bring its hinge loss to 0?",
    answer=_SHORT / _LENGTH,
    unit="mm",
    tolerance=0.005,
    mistakes=(
        Mistake(
            _SCORE / _LENGTH,
            "that is the distance from the boundary, where the score is 0",
            "The hinge is still 1 there. It is 0 from a margin of 1 on.",
            _NOT_ENOUGH,
        ),
        Mistake(
            (_SCORE - 1) / _LENGTH,
            "that is the distance from the nearer edge of the street",
            "The score is 1 there, and with the label −1 the margin is −1. It must "
            "become 1.",
            _MARGIN,
        ),
        Mistake(
            _SHORT,
            "that is the hinge loss, which is in units of the score",
            "A move of 1 mm can change the score by up to ‖w‖, which is 5 here.",
            _STREET,
        ),
        Mistake(
            hinge(1.0, _SCORE),
            "that takes the score for the margin",
            "The margin is the label times the score, which is −2.",
            _MARGIN,
        ),
        Mistake(
            _SHORT / _LENGTH**2,
            "that divides by the square of ‖w‖",
            "A move of 1 mm along w changes the score by ‖w‖, and not by its square.",
            _STREET,
        ),
        Mistake(
            _SHORT / np.abs(_WEIGHTS).sum(),
            "that divides by 3 + 4",
            "A move of 1 mm cannot change both features by 1 mm. The length of w is "
            "the square root of 9 + 16.",
            _STREET,
        ),
        Mistake(
            _SHORT / np.abs(_WEIGHTS).max(),
            "that changes the second feature alone",
            "A shorter move changes both features, in proportion to their weights.",
            _STREET,
        ),
        Mistake(
            _SHORT / np.abs(_WEIGHTS).min(),
            "that changes the first feature alone",
            "A shorter move changes both features, in proportion to their weights.",
            _STREET,
        ),
        Mistake(
            _SHORT / np.hypot(_LENGTH, _INTERCEPT),
            "that counts the intercept as a part of w",
            "A move changes the features. The intercept is the same before and after.",
            _STREET,
        ),
    ),
    hints=(
        "What is the margin, and by how much must it rise until the hinge is 0?",
        "The margin must rise from −2 to 1. By how much can a move of 1 mm raise it?",
    ),
    right="The margin is −2 and must rise by 3. A move of 1 mm in the best direction "
    f"raises it by ‖w‖, which is {_LENGTH:.0f}, so the move is {_SHORT / _LENGTH:.1f} "
    "mm long.",
)


def _signed(rng: np.random.Generator, low: float, high: float) -> list[float]:
    """Return a residual above 0 and one below, of other sizes, to 2 decimals."""
    sizes = rng.uniform(low, high, 2)
    return np.round(sizes * [1, -1], 2).tolist()


def _pairs(rng: np.random.Generator, residuals: list[float]) -> tuple[list, list]:
    """Return truths and predictions, in any order, that have these residuals.

    The truths are small, so that in float32 as well the residuals keep their digits.
    """
    truths = np.round(rng.uniform(-2, 2, len(residuals)), 2)
    predictions = np.round(truths + rng.permutation(residuals), 2)
    return truths.tolist(), predictions.tolist()


def _residuals(rng: np.random.Generator):
    """Draw for `log_cosh`: the places where it is nearly a parabola or nearly a line.

    A parabola that ends at 0.1 differs from it by more than the tolerance from 0.07 on,
    and a line that begins at 5 no longer does from 5.02 on.
    """
    small = float(rng.choice([0.08, 0.09]))
    whole = rng.integers(15, 30, 3).astype(float)
    apart = rng.permutation([-int(rng.integers(7, 13)), 0, int(rng.integers(3, 7))])
    ordinary = (
        _pairs(rng, [*_signed(rng, 0.2, 0.9), *_signed(rng, 1.2, 1.9), 0.0]),
        _pairs(rng, [small, -small, 5.01, -5.01, *_signed(rng, 2.1, 4.5)]),
        (whole.tolist(), (whole + apart).tolist()),
        _pairs(rng, [float(rng.choice([-1, 1]) * rng.uniform(0.3, 1.8))]),
    )
    return ordinary, tuple(_far(rng, sign) for sign in (1, -1))


def _far(rng: np.random.Generator, sign: int) -> tuple[list[float], list[float]]:
    """Return truths, and predictions far away from them on one side."""
    far = [rng.uniform(850, 1200), 10 ** rng.uniform(5.7, 6.2)]
    truths = np.round(rng.uniform(-2, 2, 2), 2)
    return truths.tolist(), np.round(np.multiply(sign, far), 2).tolist()


_AHEAD, _CLOSE, _BEHIND = (0.2, 2.5), (-0.85, -0.15), (-5.0, -1.3)
_LEVEL = (0.0, 0.0)


def _row(rng: np.random.Generator, target: int, leads: list[tuple]) -> list[float]:
    """Return scores in which the rivals lead the target by amounts of these ranges."""
    right = rng.uniform(-1, 3)
    rivals = [right + rng.uniform(*lead) for lead in leads]
    return np.round(np.insert(rng.permutation(rivals), target, right), 2).tolist()


def _scores(rng: np.random.Generator):
    """Draw for `multiclass_hinge`: rivals ahead, behind by less than 1, and by more.

    Three rows and three columns, where a sum along the wrong axis has a shape that
    fits; two rows of four, where two or three rivals count; three rows in which no
    target is the last class; and one in which a rival has the target's score.
    """
    kinds = [[_AHEAD, _BEHIND], [_BEHIND, _BEHIND], [_AHEAD, _CLOSE]]
    fours = [[_AHEAD, _CLOSE, _BEHIND], [_AHEAD, _AHEAD, _CLOSE]]
    without_last = [[_CLOSE, _CLOSE], [_CLOSE, _BEHIND], [_AHEAD, _BEHIND]]
    targets = (
        rng.permutation(3).tolist(),
        rng.permutation([3, int(rng.integers(3))]).tolist(),
        rng.permutation([0, 1, int(rng.integers(2))]).tolist(),
    )
    ordinary = []
    for target, rows in zip(targets, (kinds, fours, without_last), strict=True):
        order = rng.permutation(len(rows))
        drawn = [_row(rng, t, rows[k]) for t, k in zip(target, order, strict=True)]
        ordinary.append((target, drawn))
    target = int(rng.integers(3))
    ordinary.append(([target], [_row(rng, target, [_LEVEL, _CLOSE])]))
    extreme = EXERCISES["multiclass_hinge"].extreme
    varied = tuple((y, _varied(rng, s)) for y, s in extreme)
    return tuple(ordinary), varied


def _varied(rng: np.random.Generator, scores: list[list[float]]) -> list[list[float]]:
    """Make scores of 1e12 smaller, each by a factor of its own, but not below 5e11."""
    factors = rng.uniform(0.5, 1, np.shape(scores))
    return np.round(scores * factors, 2).tolist()


QUESTIONS = (
    Number(_HUBER_ESTIMATE),
    ByHand(
        "median_by_hand",
        (
            (
                1,
                "bounds the sum from below in pairs, or states its slope between the "
                "numbers as how many are below minus how many are above, or says how "
                "it changes when m moves a little",
            ),
            (
                1,
                "concludes that the middle is best and every other m is worse, and "
                "takes no derivative at a kink (a subgradient is fine)",
            ),
            (1, "for even N: every m between the two in the middle, both included"),
            (1, "the best m does not change, and the mean rises by 1000/N"),
        ),
    ),
    Function(EXERCISES["log_cosh"], _residuals),
    Number(_SHORTEST_MOVE),
    Function(EXERCISES["multiclass_hinge"], _scores),
    ByHand(
        "three_claims",
        (
            (
                1,
                "says that the hinge is convex, and that a kink does not rule this out",
            ),
            (
                1,
                "proves it: the larger of two lines, or a chord by cases, or a line "
                "through each point that is nowhere above the curve, or a slope that "
                "never falls",
            ),
            (1, "names the subgradient at the kink, and rates that shrink"),
            (
                1,
                "finds the losses 10 and 100 and the slopes −1 and −20, and that one "
                "wrong label far behind has much more influence",
            ),
        ),
    ),
)
