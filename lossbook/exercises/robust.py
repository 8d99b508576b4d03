"""The exercises of chapter 07: L1, L2 and Huber."""

import numpy as np

from lossbook.exercises.judge import Exercise, Mistake
from lossbook.regression import (
    absolute_error,
    absolute_error_grad,
    huber,
    huber_grad,
    log_cosh,
    log_cosh_grad,
    squared_error,
)

# Residuals on both sides of 0 and of 1, one of them 1 and one 0; and whole numbers.
_TRUTH = [1.0, 2.0, 0.5, -1.0, 0.0]
_GUESS = [1.4, -1.0, 1.5, -1.0, -0.6]
_INPUTS = (
    (_TRUTH, _GUESS),
    ([21.0, 25.0, 91.0], [25.0, 25.0, 25.0]),
    ([0.3], [-0.2]),
)
_FAR = (([0.0, 0.0], [1000.0, -1e6]),)


def _pieces(y, p, near, far):
    r = np.abs(p - y)
    return np.where(r <= 1, near(r), far(r))


_HUBER = Exercise(
    name="huber",
    statement=(
        "Write `huber(y_true, y_pred)` with delta = 1. Both are arrays of numbers of "
        "one shape. Return one loss for each element."
    ),
    arguments=("y_true", "y_pred"),
    solution=huber,
    ordinary=_INPUTS,
    extreme=_FAR,
    mistakes=(
        Mistake(
            name="The arms do not meet the parabola: their -delta/2 is missing.",
            why="At a residual of delta the parabola has the value delta²/2, and the "
            "arms must start there: delta (|r| - delta/2). Without it the loss jumps.",
            see="07: Huber: both at once",
            answers=(lambda y, p: _pieces(y, p, lambda r: r**2 / 2, lambda r: r),),
        ),
        Mistake(
            name="The parabola has no factor ½.",
            why="With r² near 0 and |r| - ½ beyond, the pieces meet neither in value "
            "nor in slope.",
            see="07: Huber: both at once",
            answers=(lambda y, p: _pieces(y, p, lambda r: r**2, lambda r: r - 0.5),),
        ),
        Mistake(
            name="This is r² near 0 and |r| beyond.",
            why="The values meet at 1, but the slopes are 2 and 1: there is a kink, "
            "and the arms pull less than residuals just inside.",
            see="07: Huber: both at once",
            answers=(lambda y, p: _pieces(y, p, lambda r: r**2, lambda r: r),),
        ),
        Mistake(
            name="The two pieces are swapped.",
            why="The parabola belongs to the small residuals, the straight arms to "
            "the large ones. Swapped, an outlier pulls without limit.",
            see="07: Huber: both at once",
            answers=(
                lambda y, p: _pieces(y, p, lambda r: r - 0.5, lambda r: r**2 / 2),
            ),
        ),
        Mistake(
            name="The residual has lost its absolute value.",
            why="Then on one side a bad guess is rewarded with r - ½ < 0, or stays on "
            "the parabola however bad it is. Compare |r| with 1; the arms are |r| - ½.",
            see="07: Huber: both at once",
            answers=(
                lambda y, p: np.where(
                    np.abs(p - y) <= 1, (p - y) ** 2 / 2, p - y - 0.5
                ),
                lambda y, p: np.where(p - y <= 1, (p - y) ** 2 / 2, p - y - 0.5),
                lambda y, p: np.where(
                    np.abs(p - y) <= 1, (p - y) ** 2 / 2, y - p - 0.5
                ),
                lambda y, p: np.where(y - p <= 1, (p - y) ** 2 / 2, y - p - 0.5),
            ),
        ),
        Mistake(
            name="This is half the square everywhere.",
            why="Then a far point pulls as hard as under least squares. Beyond delta "
            "the loss goes on as a straight line.",
            see="07: The slope is the pull",
            answers=(lambda y, p: squared_error(y, p) / 2,),
        ),
        Mistake(
            name="This is the absolute error.",
            why="It has a kink at 0. Huber's loss is a parabola there.",
            see="07: Huber: both at once",
            answers=(absolute_error,),
        ),
        Mistake(
            name="The loss stops growing beyond delta.",
            why="Only the slope is limited. A loss that is flat far out has slope 0 "
            "there and lets go of those points altogether.",
            see="07: One family, one knob",
            answers=(
                lambda y, p: np.minimum((p - y) ** 2 / 2, 0.5),
                lambda y, p: _pieces(y, p, lambda r: r**2 / 2, lambda r: 0 * r + 1),
            ),
        ),
        Mistake(
            name="This is the slope, not the loss.",
            why="The clipped residual says which way to move and how hard. The loss "
            "is what it is the slope of.",
            see="07: Huber: both at once",
            answers=(huber_grad,),
        ),
        Mistake(
            name="This takes the mean over the elements.",
            why="The mean is the cost. Asked for are the losses, one number for each "
            "element, so that one can see which is expensive.",
            see="07: Huber: both at once",
            answers=(lambda y, p: huber(y, p).mean(),),
        ),
        Mistake(
            name="This adds up the elements.",
            why="Asked for are the losses, one number for each element. Their sum "
            "grows with the number of examples.",
            see="07: Huber: both at once",
            answers=(lambda y, p: huber(y, p).sum(),),
        ),
    ),
)


_HUBER_GRAD = Exercise(
    name="huber_grad",
    statement=(
        "Write `huber_grad(y_true, y_pred)`: the slope of `huber` with delta = 1 by "
        "the prediction, one number for each element."
    ),
    arguments=("y_true", "y_pred"),
    solution=huber_grad,
    ordinary=_INPUTS,
    extreme=_FAR,
    mistakes=(
        Mistake(
            name="The sign is wrong: this is truth minus prediction.",
            why="If the prediction is too high, more of it makes the loss larger, so "
            "the slope is positive there. With the other sign descent climbs.",
            see="07: Huber: both at once",
            answers=(lambda y, p: -huber_grad(y, p),),
        ),
        Mistake(
            name="The residual is not clipped.",
            why="That is the slope of a squared error: a far point pulls without "
            "limit. Huber's slope stays within ±delta.",
            see="07: The slope is the pull",
            answers=(lambda y, p: p - y, lambda y, p: 2 * (p - y)),
        ),
        Mistake(
            name="This is the sign of the residual.",
            why="That is the slope of the absolute error. Within delta Huber's slope "
            "is the residual itself and goes through 0 without a jump.",
            see="07: The slope is the pull",
            answers=(absolute_error_grad,),
        ),
        Mistake(
            name="The slope is 0 beyond delta.",
            why="The arms of the loss are straight, not flat: they keep the slope "
            "±delta. A slope of 0 would let go of these points.",
            see="07: Huber: both at once",
            answers=(lambda y, p: np.where(np.abs(p - y) <= 1, p - y, 0.0),),
        ),
        Mistake(
            name="It is positive on both sides.",
            why="Beyond delta the slope has the sign of the residual: -delta where "
            "the prediction is too low.",
            see="07: Huber: both at once",
            answers=(
                lambda y, p: np.where(np.abs(p - y) <= 1, p - y, 1.0),
                lambda y, p: np.abs(huber_grad(y, p)),
            ),
        ),
        Mistake(
            name="It is clipped on one side only.",
            why="On the other side a far point pulls without limit. Clip at -delta "
            "and at delta.",
            see="07: Huber: both at once",
            answers=(
                lambda y, p: np.minimum(p - y, 1.0),
                lambda y, p: np.maximum(p - y, -1.0),
            ),
        ),
        Mistake(
            name="It has a factor 2.",
            why="The parabola of Huber's loss is r²/2, so its slope is r.",
            see="07: Huber: both at once",
            answers=(
                lambda y, p: 2 * huber_grad(y, p),
                lambda y, p: np.clip(2 * (p - y), -1, 1),
                lambda y, p: np.where(np.abs(p - y) <= 1, 2 * (p - y), np.sign(p - y)),
            ),
        ),
        Mistake(
            name="This is the loss, not its slope.",
            why="A loss is never negative. Its slope is, wherever the prediction is "
            "too low.",
            see="07: Huber: both at once",
            answers=(huber,),
        ),
        Mistake(
            name="This divides by the number of elements.",
            why="That is the gradient of the mean, the cost. Asked for is the slope "
            "of each element's own loss.",
            see="07: Huber: both at once",
            answers=(lambda y, p: huber_grad(y, p) / np.size(y),),
        ),
    ),
)


_LOG_COSH = Exercise(
    name="log_cosh",
    statement=(
        "Write `log_cosh(y_true, y_pred)`, the logarithm of the hyperbolic cosine of "
        "the residual, one number for each element. It must work for residuals of "
        "1000."
    ),
    arguments=("y_true", "y_pred"),
    solution=log_cosh,
    ordinary=_INPUTS,
    extreme=_FAR,
    mistakes=(
        Mistake(
            name="This overflows: cosh is taken before the logarithm.",
            why="cosh(711) is too large for a 64-bit float. Take exp(|r|) out of it "
            "first: |r| + log1p(exp(-2|r|)) - log 2.",
            see="07: More shapes",
            answers=(
                lambda y, p: np.log(np.cosh(p - y)),
                lambda y, p: np.log(np.exp(p - y) + np.exp(y - p)) - np.log(2),
            ),
        ),
        Mistake(
            name="This overflows on one side, since it takes r and not |r|.",
            why="r + log1p(exp(-2r)) - log 2 is right on paper for any sign, but for "
            "r = -1000 the exponent is +2000. Put |r| in place of r.",
            see="07: More shapes",
            answers=(
                lambda y, p: p - y + np.log1p(np.exp(-2 * (p - y))) - np.log(2),
                lambda y, p: y - p + np.log1p(np.exp(-2 * (y - p))) - np.log(2),
            ),
        ),
        Mistake(
            name="The log 2 is missing.",
            why="cosh r is half of exp(r) + exp(-r). Without the half a perfect "
            "prediction costs log 2.",
            see="07: More shapes",
            answers=(lambda y, p: np.logaddexp(p - y, y - p),),
        ),
        Mistake(
            name="This is the hyperbolic cosine without its logarithm.",
            why="cosh grows like an exponential, so an outlier would rule the fit. "
            "Its logarithm grows like |r|.",
            see="07: More shapes",
            answers=(
                lambda y, p: np.cosh(p - y),
                lambda y, p: np.cosh(p - y) - 1,
            ),
        ),
        Mistake(
            name="This is the slope, tanh.",
            why="tanh(r) is the derivative of log cosh r. It is negative where the "
            "prediction is too low; a loss is not.",
            see="07: More shapes",
            answers=(log_cosh_grad,),
        ),
        Mistake(
            name="The logarithm is not the natural one.",
            why="Then the loss is not r²/2 near 0, and its slope is not tanh r.",
            see="07: More shapes",
            answers=(
                lambda y, p: log_cosh(y, p) / np.log(10),
                lambda y, p: log_cosh(y, p) / np.log(2),
            ),
        ),
        Mistake(
            name="This takes the mean over the elements.",
            why="The mean is the cost. Asked for are the losses, one number for each "
            "element.",
            see="07: Huber: both at once",
            answers=(lambda y, p: log_cosh(y, p).mean(),),
        ),
    ),
)


CHAPTER_07 = (_HUBER, _HUBER_GRAD, _LOG_COSH)
