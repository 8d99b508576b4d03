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
    pseudo_huber,
    pseudo_huber_grad,
    squared_error,
)

# Residuals on both sides of 0 and of 1, one of them 1 and one 0; whole numbers; and on
# both sides of 1 again, nearer to it and not as far out, where a parabola and a line
# that meet at a place other than 1 differ from Huber's.
_TRUTH = [1.0, 2.0, 0.5, -1.0, 0.0]
_GUESS = [1.4, -1.0, 1.5, -1.0, -0.6]
_INPUTS = (
    (_TRUTH, _GUESS),
    ([21.0, 25.0, 91.0], [25.0, 25.0, 25.0]),
    ([0.3], [-0.2]),
    ([0.0, 1.0, -2.0, 3.0], [1.2, -0.2, 0.0, 1.0]),
    ([0.0, 0.0, 0.5, -0.5], [1.02, -1.02, 1.48, -1.48]),
)
# Apart, since a formula may overflow on one side alone.
_FAR = (([0.0, 1.0], [1000.0, 1e6]), ([0.0, 1.0], [-1000.0, -1e6]))

_HUBER_AT = "07: Huber: both at once"
_PULL = "07: The slope is the pull"

_MEAN = "The mean is the cost. The exercise asks for one loss for each example."
_COUNT = (
    "Their sum is the mean, the cost. The loss of an example does not depend on "
    "how many others there are."
)


def _pieces(y, p, near, far, change=1.0):
    r = np.abs(p - y)
    return np.where(r <= change, near(r), far(r))


def _both_ways(near, far):
    """With the residual of exactly 1 in one piece or in the other."""
    return (
        lambda y, p: _pieces(y, p, near, far),
        lambda y, p: _pieces(y, p, near, far, change=0.99),
    )


_HUBER = Exercise(
    name="huber",
    statement=(
        "Write `huber(y_true, y_pred)` with delta = 1. Both are arrays of shape (N,). "
        "Return N numbers, one loss for each example."
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
            see=_HUBER_AT,
            answers=_both_ways(lambda r: r**2 / 2, lambda r: r),
        ),
        Mistake(
            name="The arms do not meet the parabola: they start too low.",
            why="At a residual of delta the parabola has the value delta²/2, and the "
            "arms must start there: delta (|r| - delta/2), not delta (|r| - delta).",
            see=_HUBER_AT,
            answers=_both_ways(lambda r: r**2 / 2, lambda r: r - 1),
        ),
        Mistake(
            name="The parabola has no factor ½.",
            why="With r² near 0 and |r| - ½ beyond, the pieces meet neither in value "
            "nor in slope.",
            see=_HUBER_AT,
            answers=_both_ways(lambda r: r**2, lambda r: r - 0.5),
        ),
        Mistake(
            name="This is r² near 0 and |r| beyond.",
            why="The values meet at 1, but the slopes are 2 and 1: there is a kink, "
            "and the arms pull less than residuals just inside.",
            see=_HUBER_AT,
            answers=(lambda y, p: _pieces(y, p, lambda r: r**2, lambda r: r),),
        ),
        Mistake(
            name="This is twice Huber's loss.",
            why="r² and 2|r| - 1 have the same minimum, and some libraries use them. "
            "The exercise asks for r²/2 and |r| - ½.",
            see=_HUBER_AT,
            answers=(lambda y, p: 2 * huber(y, p),),
        ),
        Mistake(
            name="The two pieces are swapped.",
            why="The parabola belongs to the small residuals, the straight arms to "
            "the large ones. If they are swapped, an outlier pulls without limit.",
            see=_HUBER_AT,
            answers=(
                lambda y, p: _pieces(y, p, lambda r: r - 0.5, lambda r: r**2 / 2),
            ),
        ),
        Mistake(
            name="The absolute value of the residual is missing.",
            why="On one side the loss is then negative, or stays on the parabola "
            "however large the residual is. Compare |r| with 1; the arms are |r| - ½.",
            see=_HUBER_AT,
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
            name="It changes from parabola to line at a place other than delta.",
            why="The parabola ends at |r| = 1. Compare |r|, and not the loss r²/2, "
            "with delta, and not with another number.",
            see=_HUBER_AT,
            answers=tuple(
                lambda y, p, change=change: _pieces(
                    y, p, lambda r: r**2 / 2, lambda r: r - 0.5, change
                )
                for change in (0.5, 0.9, 1.1, 1.345, 2**0.5, 1.5, 2, 2.9, 3, 5, 10)
            ),
        ),
        Mistake(
            name="This has a delta other than 1.",
            why="The exercise asks for delta = 1. Programs that first estimate the "
            "scale of the residuals often take 1.345 or 1.35.",
            see=_HUBER_AT,
            answers=tuple(
                lambda y, p, delta=delta: huber(y, p, delta=delta)
                for delta in (0.5, 1.345, 1.35, 1.5, 2.0, 3.0, 5.0, 10.0)
            ),
        ),
        Mistake(
            name="This is half the square everywhere.",
            why="Then a far point pulls as hard as under least squares. Beyond delta "
            "the loss continues as a straight line.",
            see=_PULL,
            answers=(lambda y, p: squared_error(y, p) / 2,),
        ),
        Mistake(
            name="This is the absolute error.",
            why="It has a kink at 0. Huber's loss is a parabola there.",
            see=_HUBER_AT,
            answers=(absolute_error,),
        ),
        Mistake(
            name="This is another loss of nearly the same shape.",
            why="The pseudo-Huber loss and log cosh look alike. Huber's own is exactly "
            "r²/2 up to delta, and exactly a line beyond.",
            see="07: More shapes",
            answers=(pseudo_huber, log_cosh),
        ),
        Mistake(
            name="The loss stops growing beyond delta.",
            why="Only the slope is limited. A loss that is flat far out has slope 0 "
            "there, so those points no longer pull at all.",
            see="07: One family, one knob",
            answers=(
                lambda y, p: np.minimum((p - y) ** 2 / 2, 0.5),
                *_both_ways(lambda r: r**2 / 2, lambda r: 0 * r + 1),
            ),
        ),
        Mistake(
            name="The parabola near 0 is missing.",
            why="|r| - ½ is negative near 0. Up to |r| = 1 the loss is r²/2.",
            see=_HUBER_AT,
            answers=(
                lambda y, p: np.abs(p - y) - 0.5,
                lambda y, p: np.maximum(np.abs(p - y) - 0.5, 0),
            ),
        ),
        Mistake(
            name="This is the slope, not the loss.",
            why="The clipped residual says which way to move and how hard. The loss "
            "is r²/2 up to |r| = 1 and |r| - ½ beyond.",
            see=_HUBER_AT,
            answers=(huber_grad,),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why=_COUNT,
            see=_HUBER_AT,
            answers=(lambda y, p: huber(y, p) / np.size(y),),
        ),
        Mistake(
            name="This takes the mean over the examples.",
            why=_MEAN + " A mean does not show which example has a large loss.",
            see=_HUBER_AT,
            answers=(lambda y, p: huber(y, p).mean(),),
        ),
        Mistake(
            name="This adds up the examples.",
            why="The exercise asks for one loss for each example. A sum grows with the "
            "number of examples.",
            see=_HUBER_AT,
            answers=(lambda y, p: huber(y, p).sum(),),
        ),
    ),
)


def _slope_both_ways(near, far):
    return tuple(
        lambda y, p, change=change: np.where(
            np.abs(p - y) <= change, near(p - y), far(p - y)
        )
        for change in (1.0, 0.99)
    )


_HUBER_GRAD = Exercise(
    name="huber_grad",
    statement=(
        "Write `huber_grad(y_true, y_pred)`: the slope of `huber` with delta = 1 with "
        "respect to the prediction. Both are arrays of shape (N,). Return N numbers, "
        "one for each example."
    ),
    arguments=("y_true", "y_pred"),
    solution=huber_grad,
    ordinary=_INPUTS,
    extreme=_FAR,
    mistakes=(
        Mistake(
            name="The sign is wrong: this is truth minus prediction.",
            why="If the prediction is too high, raising it makes the loss larger, so "
            "the slope is positive there. With the other sign, descent climbs.",
            see=_HUBER_AT,
            answers=(lambda y, p: -huber_grad(y, p),),
        ),
        Mistake(
            name="The residual is not clipped.",
            why="That is the slope of a squared error: a far point pulls without "
            "limit. Huber's slope stays between -delta and delta.",
            see=_PULL,
            answers=(
                lambda y, p: p - y,
                lambda y, p: 2 * (p - y),
                lambda y, p: y - p,
            ),
        ),
        Mistake(
            name="This is the sign of the residual.",
            why="That is the slope of the absolute error. Within delta, Huber's slope "
            "is the residual itself and goes through 0 without a jump.",
            see=_PULL,
            answers=(absolute_error_grad,),
        ),
        Mistake(
            name="The slope is 0 beyond delta.",
            why="The arms of the loss are straight, not flat: they keep the slope "
            "±delta. With a slope of 0 these points would no longer pull.",
            see=_HUBER_AT,
            answers=_slope_both_ways(lambda r: r, lambda r: 0 * r),
        ),
        Mistake(
            name="It has the same sign on both sides.",
            why="Beyond delta the slope has the sign of the residual: -delta where "
            "the prediction is too low.",
            see=_HUBER_AT,
            answers=(
                *_slope_both_ways(lambda r: r, lambda r: 0 * r + 1),
                *_slope_both_ways(lambda r: r, lambda r: 0 * r - 1),
                lambda y, p: np.abs(huber_grad(y, p)),
            ),
        ),
        Mistake(
            name="It is clipped on one side only.",
            why="On the other side a far point pulls without limit. Clip at -delta "
            "and at delta.",
            see=_HUBER_AT,
            answers=(
                lambda y, p: np.minimum(p - y, 1.0),
                lambda y, p: np.maximum(p - y, -1.0),
            ),
        ),
        Mistake(
            name="It changes at a place other than delta.",
            why="The slope is r up to |r| = 1 and ±1 beyond. Compare |r|, and not the "
            "loss r²/2, with delta, and not with another number.",
            see=_HUBER_AT,
            answers=(
                *(
                    lambda y, p, change=change: np.where(
                        np.abs(p - y) <= change, p - y, np.sign(p - y)
                    )
                    for change in (0.5, 0.9, 1.1, 1.345, 2**0.5, 1.5, 2, 2.9, 3, 5, 10)
                ),
                *(
                    lambda y, p, delta=delta: np.clip(p - y, -delta, delta)
                    for delta in (0.5, 0.9, 1.1, 1.345, 1.35, 1.5, 2, 2.9, 3, 5, 10)
                ),
            ),
        ),
        Mistake(
            name="It has an extra factor 2.",
            why="The parabola of Huber's loss is r²/2, so its slope is r.",
            see=_HUBER_AT,
            answers=(
                lambda y, p: 2 * huber_grad(y, p),
                lambda y, p: np.clip(2 * (p - y), -1, 1),
                *_slope_both_ways(lambda r: 2 * r, np.sign),
            ),
        ),
        Mistake(
            name="It has an extra factor ½.",
            why="The derivative of r²/2 is r: the 2 from the square cancels the ½.",
            see=_HUBER_AT,
            answers=(
                lambda y, p: huber_grad(y, p) / 2,
                *_slope_both_ways(lambda r: r / 2, np.sign),
            ),
        ),
        Mistake(
            name="This is the slope of another loss of nearly the same shape.",
            why="The slopes of the pseudo-Huber loss and of log cosh come near ±1 "
            "but do not reach it. Huber's is exactly ±1 beyond delta.",
            see="07: More shapes",
            answers=(pseudo_huber_grad, log_cosh_grad),
        ),
        Mistake(
            name="This is the loss, not its slope.",
            why="A loss is never negative. Its slope is negative wherever the "
            "prediction is too low.",
            see=_HUBER_AT,
            answers=(huber,),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="That is the gradient of the mean, the cost. The exercise asks for the "
            "slope of each example's own loss.",
            see=_HUBER_AT,
            answers=(lambda y, p: huber_grad(y, p) / np.size(y),),
        ),
        Mistake(
            name="This adds up or averages the examples.",
            why="Each example has a slope of its own. Their mean is the slope of the "
            "cost with respect to a constant that all predictions share.",
            see=_PULL,
            answers=(
                lambda y, p: huber_grad(y, p).sum(),
                lambda y, p: huber_grad(y, p).mean(),
            ),
        ),
    ),
)


def _clipped(y, p, bound):
    return log_cosh(0 * y, np.clip(p - y, -bound, bound))


def _with_a_line(y, p, change):
    r = np.abs(p - y)
    return np.where(r > change, r - np.log(2), log_cosh(y, p))


def _with_a_parabola(y, p, change):
    return np.where(np.abs(p - y) < change, (p - y) ** 2 / 2, log_cosh(y, p))


def _parabola_and_line(y, p, change):
    r = np.abs(p - y)
    return np.where(r < change, r**2 / 2, r - np.log(2))


_LOG_COSH = Exercise(
    name="log_cosh",
    statement=(
        "Write `log_cosh(y_true, y_pred)`, the logarithm of the hyperbolic cosine of "
        "the residual. Both are arrays of shape (N,). Return N numbers, one loss for "
        "each example. It must work for residuals of 1000."
    ),
    arguments=("y_true", "y_pred"),
    solution=log_cosh,
    ordinary=(
        *_INPUTS,
        # Where it is nearly, and not yet, a parabola or a line.
        ([0.0, 0.0, 1.0, 1.0], [0.09, -0.09, 6.001, -4.001]),
    ),
    extreme=_FAR,
    mistakes=(
        Mistake(
            name="This overflows: the exponential is taken before the logarithm.",
            why="cosh(711) is too large for a 64-bit float. Take exp(|r|) out of it "
            "first: |r| + log1p(exp(-2|r|)) - log 2.",
            see="07: More shapes",
            answers=(
                lambda y, p: np.log(np.cosh(p - y)),
                lambda y, p: np.log(np.exp(p - y) + np.exp(y - p)) - np.log(2),
                lambda y, p: np.log(np.exp(p - y) * (1 + np.exp(2 * (y - p))) / 2),
                lambda y, p: np.log(np.exp(y - p) * (1 + np.exp(2 * (p - y))) / 2),
            ),
        ),
        Mistake(
            name="This overflows on one side, since it takes r and not |r|.",
            why="r + log1p(exp(-2r)) - log 2 is right on paper for any sign, but for "
            "r = -1000 the exponent is +2000. Use |r| in place of r.",
            see="07: More shapes",
            answers=(
                lambda y, p: p - y + np.log1p(np.exp(-2 * (p - y))) - np.log(2),
                lambda y, p: y - p + np.log1p(np.exp(-2 * (y - p))) - np.log(2),
            ),
        ),
        Mistake(
            name="The difference 1 - tanh² has lost its digits.",
            why="1 / cosh² is 1 - tanh², but tanh(20) is 1 in 64 bits, so this "
            "is the logarithm of 0. Use |r| + log1p(exp(-2|r|)) - log 2.",
            see="07: More shapes",
            answers=(lambda y, p: -np.log(1 - np.tanh(p - y) ** 2) / 2,),
        ),
        Mistake(
            name="This clips the residual.",
            why="Beyond the bound the loss no longer grows, and its slope is 0. "
            "|r| + log1p(exp(-2|r|)) - log 2 needs no bound.",
            see="07: More shapes",
            answers=tuple(
                lambda y, p, bound=bound: _clipped(y, p, bound)
                for bound in (1, 10, 20, 30, 50, 88, 100, 300, 500, 700, 709, 710)
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
            name="The log 2 has the wrong sign.",
            why="cosh r is half of exp(r) + exp(-r), and the logarithm of a half is "
            "-log 2: it is subtracted.",
            see="07: More shapes",
            answers=(lambda y, p: np.logaddexp(p - y, y - p) + np.log(2),),
        ),
        Mistake(
            name="This is the hyperbolic cosine without its logarithm.",
            why="cosh grows like an exponential, so one outlier would determine the "
            "fit. Its logarithm grows like |r|.",
            see="07: More shapes",
            answers=(
                lambda y, p: np.cosh(p - y),
                lambda y, p: np.cosh(p - y) - 1,
            ),
        ),
        Mistake(
            name="This is the cosine, not the hyperbolic cosine.",
            why="np.cos goes up and down between -1 and 1; np.cosh grows on both sides "
            "of 0.",
            see="07: More shapes",
            answers=(lambda y, p: np.log(np.cos(p - y)),),
        ),
        Mistake(
            name="The sign is wrong.",
            why="cosh is at least 1, so its logarithm is never negative.",
            see="07: More shapes",
            answers=(lambda y, p: -log_cosh(y, p),),
        ),
        Mistake(
            name="This is the slope, tanh.",
            why="tanh(r) is the derivative of log cosh r. It is negative where the "
            "prediction is too low; a loss is never negative.",
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
            name="This is the line that the loss approaches.",
            why="Far out log cosh r is |r| - log 2 to the last digit. At r = 0 that "
            "would be -log 2, but the loss is 0 there.",
            see="07: More shapes",
            answers=(
                lambda y, p: np.abs(p - y) - np.log(2),
                lambda y, p: np.maximum(np.abs(p - y) - np.log(2), 0),
            ),
        ),
        Mistake(
            name="This is the absolute error.",
            why="It has a kink at 0, where log cosh r is nearly r²/2. Far out it is "
            "larger by log 2.",
            see="07: More shapes",
            answers=(absolute_error,),
        ),
        Mistake(
            name="This is half the square, which is nearly right only near 0.",
            why="For small residuals log cosh r is nearly r²/2. For large ones it "
            "grows like |r|, and so an outlier pulls no harder than ±1.",
            see="07: More shapes",
            answers=(lambda y, p: squared_error(y, p) / 2,),
        ),
        Mistake(
            name="This is another loss of nearly the same shape.",
            why="Huber and pseudo-Huber look alike, and so do their slopes. The "
            "exercise asks for log cosh, whose slope is tanh.",
            see="07: More shapes",
            answers=(huber, pseudo_huber),
        ),
        Mistake(
            name="It becomes a straight line too early.",
            why="|r| - log 2 is too small by log1p(exp(-2|r|)): by 0.018 at 2, and by "
            "0.00005 at 5. With that term it is right for every r.",
            see="07: More shapes",
            answers=tuple(
                lambda y, p, change=change: _with_a_line(y, p, change)
                for change in (0.5, 1, 2, 3, 4, 5)
            ),
        ),
        Mistake(
            name="It uses a parabola near 0.",
            why="r²/2 is too large by about r⁴/12. |r| + log1p(exp(-2|r|)) - log 2 is "
            "right there too.",
            see="07: More shapes",
            answers=tuple(
                lambda y, p, form=form, change=change: form(y, p, change)
                for form in (_with_a_parabola, _parabola_and_line)
                for change in (0.1, 0.5, 1, 1.5, 2)
            ),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why=_COUNT,
            see=_HUBER_AT,
            answers=(lambda y, p: log_cosh(y, p) / np.size(y),),
        ),
        Mistake(
            name="This takes the mean over the examples.",
            why=_MEAN,
            see=_HUBER_AT,
            answers=(lambda y, p: log_cosh(y, p).mean(),),
        ),
        Mistake(
            name="This adds up the examples.",
            why="The exercise asks for one loss for each example. A sum grows with the "
            "number of examples.",
            see=_HUBER_AT,
            answers=(lambda y, p: log_cosh(y, p).sum(),),
        ),
    ),
)


CHAPTER_07 = (_HUBER, _HUBER_GRAD, _LOG_COSH)
