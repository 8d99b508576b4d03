"""The questions of chapter 05: cross-entropy against squared error."""

import math
from collections.abc import Iterator
from itertools import islice

from lossbook.classification import sigmoid_cross_entropy, sigmoid_cross_entropy_grad
from lossbook.links import logit, sigmoid
from lossbook.network import squared_sigmoid, squared_sigmoid_grad
from lossbook.questions.parts import sigmoid_slope
from lossbook.questions.question import Choice, Mistake, Question
from lossbook.questions.sigmoid_neuron_exercises import OF_EXERCISES

_PAGE = "05-cross-entropy-or-squared-error.html"
_FACTOR = ("Where the factor comes from", f"{_PAGE}#where-the-factor-comes-from")
_CANCELS = ("The loss that cancels it", f"{_PAGE}#the-loss-that-cancels-it")
_SURFACES = ("Two surfaces", f"{_PAGE}#two-surfaces")
_FAIR = ("What is a fair comparison?", f"{_PAGE}#what-is-a-fair-comparison")
_CONVEX = ("Convex in what?", f"{_PAGE}#convex-in-what")
_DEPTH = ("Depth is another matter", f"{_PAGE}#depth-is-another-matter")
_NOT_CURED = ("Depth is another matter", f"{_PAGE}#vanishing-gradients")

_RATE = 0.15

_W, _B = 0.6, 0.9
_A = sigmoid(_W + _B)
_SLOPE = squared_sigmoid_grad(0, _W + _B)

_SLOPE_AT_START = Question(
    name="slope_at_start",
    text="A neuron has the weight 0.6 and the bias 0.9, its input is 1, and it should "
    f"say 0. It says {_A:.4f}. What is the derivative of half the squared error with "
    "respect to the weight, to three digits?",
    answer=_SLOPE,
    tolerance=0.001,
    mistakes=(
        Mistake(
            _A,
            "that is the error alone",
            "The chain rule multiplies it by the slope of the sigmoid.",
            _FACTOR,
        ),
        Mistake(
            sigmoid_slope(_W + _B),
            "that is the slope of the sigmoid alone",
            "The chain rule multiplies it by the error, which is output minus target.",
            _FACTOR,
        ),
        Mistake(
            -_SLOPE,
            "that is the direction of descent, which goes against the slope",
            "The output is too high, so a larger weight makes the loss larger: the "
            "derivative is positive.",
            _FACTOR,
        ),
        Mistake(
            squared_sigmoid(0, _W + _B),
            "that is the loss itself",
            "Its derivative with respect to the output is the error, and two more "
            "factors follow.",
            _FACTOR,
        ),
        Mistake(
            2 * _SLOPE,
            "that is the derivative of the square without the ½",
            "The ½ cancels the 2 that the derivative of a square brings.",
            _FACTOR,
        ),
        Mistake(
            _W * _SLOPE,
            "that multiplies by the weight",
            "The logit is wx + b. Its derivative with respect to the weight is the "
            "input, and that is 1.",
            _FACTOR,
        ),
    ),
    hints=(
        "It is a product of three factors: the error, the slope of the sigmoid and the "
        "input.",
        f"The error is {_A:.4f}, the slope of the sigmoid is {_A:.4f} · "
        f"{1 - _A:.4f}, and the input is 1.",
    ),
    right=f"{_A:.4f} · {_A:.4f} · {1 - _A:.4f} · 1 is {_SLOPE:.4f}.",
)

_SAYS = 0.98
_SAID = logit(_SAYS)
_TIMES = sigmoid_cross_entropy_grad(0, _SAID) / squared_sigmoid_grad(0, _SAID)

_TIMES_STEEPER = Question(
    name="times_steeper",
    text="A neuron should say 0 and says 0.98. Divide the slope of cross-entropy with "
    "respect to the logit by that of half the squared error. What is the ratio, to the "
    "nearest whole number?",
    answer=_TIMES,
    tolerance=0.3,
    mistakes=(
        Mistake(
            1 / (1 - _SAYS),
            "that is 1/0.02",
            "The slope of the sigmoid, which cross-entropy cancels, also has the "
            "output a = 0.98 as a factor.",
            _CANCELS,
        ),
        Mistake(
            1 / squared_sigmoid_grad(0, _SAID),
            "that takes 1 for the slope of cross-entropy",
            "This slope is the error, which is 0.98.",
            _CANCELS,
        ),
        Mistake(
            1,
            "that compares the errors, which are the same",
            "The slope of the squared error has one more factor, the slope of the "
            "sigmoid.",
            _FACTOR,
        ),
        Mistake(
            1 / _TIMES,
            "that is the ratio turned around",
            "The neuron is saturated, so the slope of the squared error is the smaller "
            "one.",
            _CANCELS,
        ),
        Mistake(
            1 / sigmoid_slope(0),
            "that is the ratio where the neuron says one half",
            "There the sigmoid is steepest. Where it says 0.98, the sigmoid is far "
            "flatter.",
            _FACTOR,
        ),
        Mistake(
            _TIMES / 2,
            "that is for the square without the ½",
            "The ½ cancels the 2 that the derivative of a square brings.",
            _FACTOR,
        ),
        Mistake(
            sigmoid_cross_entropy(0, _SAID) / squared_sigmoid(0, _SAID),
            "that is the ratio of the losses",
            "Learning depends on the slopes: the error, with or without the slope of "
            "the sigmoid.",
            _CANCELS,
        ),
    ),
    hints=(
        "One of the two slopes is the error alone. Which factor does the other have?",
        "The ratio is 1/(a(1 − a)), with a = 0.98.",
    ),
    right=f"The error, 0.98, is in both. The squared error also has the factor 0.98 · "
    f"0.02, so the ratio is 1/{_SAYS * (1 - _SAYS):.4f}, which is {_TIMES:.2f}.",
)


_LARGEST = 4 / 27


def _outputs(z: float) -> Iterator[float]:
    """Yield the outputs of the neuron that learns from the squared error.

    Weight and bias get the same step, so the logit gets it twice.
    """
    while True:
        a = 1 / (1 + math.exp(-z))
        yield a
        z -= 2 * _RATE * a * a * (1 - a)


def _on_plateau(z: float) -> int:
    """Return after how many steps the slope is more than a fifth of the largest."""
    slopes = (a * a * (1 - a) for a in _outputs(z))
    return next(i for i, slope in enumerate(slopes) if slope > _LARGEST / 5)


_FROM_2, _FROM_3 = _on_plateau(4), _on_plateau(6)
_FLATTER = squared_sigmoid_grad(0, 4) / squared_sigmoid_grad(0, 6)

_PLATEAU_FROM_3 = Choice(
    name="plateau_from_3",
    text="A neuron with the input 1 should say 0. It learns from half the squared "
    f"error, at the rate 0.15. From w = b = 2 it needs {_FROM_2} steps to leave the "
    "plateau, where the slope is less than a fifth of the largest one. How many does "
    "it need from w = b = 3?",
    answer="More than ten times as many.",
    mistakes=(
        Mistake(
            "About one and a half times as many.",
            "that is the ratio of the logits, 6 to 4",
            "The slope on the plateau is about 1/eᶻ, so it is not the logit z that "
            "falls by the same amount in each step, but eᶻ.",
            _SURFACES,
        ),
        Mistake(
            "About twice as many.",
            "that takes the slope for about the same at both starts",
            f"At the logit 6 it is {_FLATTER:.0f} times smaller than at 4, so the "
            "first steps are that much shorter.",
            _SURFACES,
        ),
        Mistake(
            "About seven times as many.",
            "that compares the slopes at the two starts, and not the ways",
            "The border of the plateau lies at an eᶻ of about 31. From e⁴, about 55, "
            "it is near; from e⁶, about 403, it is more than ten times as far.",
            _SURFACES,
        ),
    ),
    right=f"It needs {_FROM_3} steps. On the plateau each step lowers eᶻ by about "
    "the same amount, from 55 to 31 in one case and from 403 to 31 in the other.",
)

_AFTER_150 = next(islice(_outputs(2), 150, None))

_WHICH_IS_LARGE = Choice(
    name="which_is_large",
    text="Two neurons with the input 1 should say 0, and learn from half the squared "
    "error at the rate 0.15. One starts at w = 3 and b = −1, the other at w = −1 and "
    "b = 3. Which of them has the lower output after 150 steps?",
    answer="Both have the same output.",
    mistakes=(
        Mistake(
            "The one with the large bias.",
            "a large weight is no worse than a large bias",
            "The logit is the sum of the two, since the input is 1. At the start it "
            "is 2 in both neurons.",
            _SURFACES,
        ),
        Mistake(
            "The one with the large weight.",
            "a large bias is no worse than a large weight",
            "With the input 1 both parameters get the same step, so only their sum "
            "counts.",
            _SURFACES,
        ),
        Mistake(
            "Neither: both still say almost 1.",
            "one large parameter does not saturate a neuron",
            f"The logit is 2 and the output {sigmoid(2):.2f}, where the sigmoid is not "
            "flat yet.",
            _FACTOR,
        ),
    ),
    right="The logit is 2 in both, and weight and bias get the same steps. After 150 "
    f"steps both say {_AFTER_150:.3f}.",
)

_LARGEST_SLOPE = Question(
    name="largest_slope",
    text="A neuron should say 0. What is the largest slope that half the squared error "
    "can have with respect to the logit?",
    answer=squared_sigmoid_grad(0, logit(2 / 3)),
    tolerance=0.002,
    mistakes=(
        Mistake(
            sigmoid_slope(0),
            "that is the largest slope of the sigmoid",
            "The slope of the loss is this times the error, and where the sigmoid is "
            "steepest, the error is one half.",
            _FACTOR,
        ),
        Mistake(
            squared_sigmoid_grad(0, 0),
            "that is the slope where the sigmoid is steepest",
            "If the output rises from one half, the error grows faster than the "
            "sigmoid gets flatter, so the product rises at first.",
            _FACTOR,
        ),
        Mistake(
            1,
            "that is what the slope of cross-entropy approaches",
            "The squared error has the slope of the sigmoid as a further factor, and "
            "that is a quarter at most.",
            _CANCELS,
        ),
        Mistake(
            2 / 3,
            "that is the output where the slope is largest",
            "Put it into a²(1 − a).",
            _FAIR,
        ),
        Mistake(
            2 * _LARGEST,
            "that is for the square without the ½",
            "The ½ cancels the 2 that the derivative of a square brings.",
            _FAIR,
        ),
    ),
    hints=(
        "With the output a, the slope is the error a times a(1 − a). For which a is "
        "this largest?",
        "The derivative of a² − a³ is 0 where a = 2/3.",
    ),
    right=f"a²(1 − a) is largest at a = 2/3, where it is 4/27, or {_LARGEST:.3f}.",
)

_BEND = logit(1 / 3)

_BEND_AT = Question(
    name="bend_at",
    text="For the target 0, half the squared error as a function of the logit stops "
    "bending up where the output is 2/3. At which logit does it stop bending up for "
    "the target 1?",
    answer=_BEND,
    tolerance=0.01,
    mistakes=(
        Mistake(
            -_BEND,
            "that is the logit for the target 0",
            "The target 1 mirrors everything: the curve bends down where the neuron "
            "is wrong, which is on the left now.",
            _CONVEX,
        ),
        Mistake(
            0,
            "that is where the sigmoid stops bending up",
            "The loss also has the error in it, and goes on bending up until this is "
            "2/3.",
            _CONVEX,
        ),
        Mistake(
            1 / 3,
            "that is the output at this point",
            "The logit is the logarithm of its odds.",
            _CONVEX,
        ),
        Mistake(
            2 / 3,
            "that is the size of the error at this point",
            "The output is then 1/3. The logit is the logarithm of its odds.",
            _CONVEX,
        ),
        Mistake(
            1 / 2,
            "that is the odds at this point, 1/3 to 2/3",
            "The logit is the logarithm of the odds.",
            _CONVEX,
        ),
        Mistake(
            math.log(1 / 3),
            "that is the logarithm of the output",
            "The logit is the logarithm of the odds, a/(1 − a).",
            _CONVEX,
        ),
        Mistake(
            _BEND / math.log(10),
            "that is the logarithm to base 10",
            "The sigmoid has e in it, so a logit takes the natural logarithm.",
            _CONVEX,
        ),
        Mistake(
            _BEND / math.log(2),
            "that is the logarithm to base 2",
            "Since the sigmoid has e in it, a logit takes the natural logarithm.",
            _CONVEX,
        ),
    ),
    hints=(
        "For the target 0 the point is where the neuron is wrong by 2/3. What is the "
        "output if it is wrong by 2/3 for the target 1?",
        "The output is 1/3, so the odds are 1 to 2. Take their natural logarithm.",
    ),
    right=f"The output is 1/3 and the odds are ½, so z = −log 2, or −{-_BEND:.3f}.",
)

_FIRST_PULL = squared_sigmoid_grad(1, 1)
_SECOND_PULL = 10 * squared_sigmoid_grad(0, 10)

_TRAP = Choice(
    name="trap",
    text="A neuron has one weight w and no bias. For the input 1 it should say 1, for "
    "the input 10 it should say 0. Descent on half the squared error starts at w = 1. "
    "What does the weight do?",
    answer="It grows without end, and the second answer stays wrong.",
    mistakes=(
        Mistake(
            "It falls to the minimum that descent from w = 0 reaches.",
            "that is what it does with cross-entropy",
            "Cross-entropy is convex in the weight. With the squared error the second "
            "example is saturated at w = 1, and hardly pulls.",
            _CONVEX,
        ),
        Mistake(
            "It grows until both answers are right.",
            "both answers cannot be right at once",
            "Both inputs are positive, so both logits have the sign of the weight, and "
            "both outputs lie on the same side of one half.",
            _CONVEX,
        ),
        Mistake(
            "It stays near 1, since both examples are saturated.",
            "the first example is not saturated",
            f"Its logit is 1 and it says {sigmoid(1):.2f}, so it still has a slope.",
            _FACTOR,
        ),
    ),
    right=f"At w = 1 the slope of the first example is −{-_FIRST_PULL:.3f}, and that "
    f"of the second, which is saturated, is {_SECOND_PULL:.4f}. Larger weights "
    "saturate it even more.",
)

_QUARTER = sigmoid_slope(0)
_PASSED = _QUARTER**8

_EIGHT_SIGMOIDS = Question(
    name="eight_sigmoids",
    text="A derivative goes back through 8 sigmoids, one after the other, and the "
    "weights between them leave it as it is. Which share of it arrives if each sigmoid "
    "lets as much pass as a sigmoid can, to two digits?",
    answer=_PASSED,
    tolerance=3e-7,
    mistakes=(
        Mistake(
            _QUARTER,
            "that is the share that passes one sigmoid",
            "Each of the 8 takes its share of what the one above it has let pass.",
            _DEPTH,
        ),
        Mistake(
            _QUARTER / 8,
            "that divides by 8",
            "Shares multiply: it is a quarter of a quarter, and so on, 8 times.",
            _DEPTH,
        ),
        Mistake(
            0.5**8,
            "that takes one half for each sigmoid",
            "One half is the output where the sigmoid is steepest. Its slope there is "
            "½ · ½.",
            _FACTOR,
        ),
        Mistake(
            1,
            "that is for rectifiers that are on",
            "Their slope is 1. That of a sigmoid is a(1 − a), which is a quarter at "
            "most.",
            _DEPTH,
        ),
        Mistake(
            _QUARTER**9,
            "that counts one sigmoid too many",
            "Here are 8 of them, so a quarter is taken 8 times.",
            _DEPTH,
        ),
        Mistake(
            _QUARTER**7,
            "that counts one sigmoid too few",
            "The derivative goes through the first of the 8 and through the last.",
            _DEPTH,
        ),
    ),
    hints=(
        "How large can the slope of one sigmoid be, a(1 − a)?",
        "Each lets a quarter pass at most, so it is ¼ to the power of 8.",
    ),
    right=f"It is ¼ to the power of 8, 1/65536 or {_PASSED:.7f}. Where the sigmoids "
    "are not at their steepest, even less arrives.",
)

_WHAT_TILTS = Choice(
    name="what_tilts",
    text="A network has nine hidden layers of sigmoids and is at its random start, "
    "with weights of gain 1. A line shows the length of the gradient in each layer, "
    "on a logarithmic axis. Cross-entropy is replaced by the squared error. What does "
    "the line do?",
    answer="It moves down and hardly changes its tilt.",
    mistakes=(
        Mistake(
            "It becomes steeper, since one more factor is below 1.",
            "the factor is there once, at the output",
            "It makes the last δ smaller, and with it the gradients of all layers "
            "alike. Only a factor in each layer tilts the line.",
            _NOT_CURED,
        ),
        Mistake(
            "It stays where it is, since the recursion has no loss in it.",
            "the loss sets the δ with which the recursion starts",
            "With the squared error this δ has the factor a(1 − a), with the output a, "
            "and all layers get it.",
            _NOT_CURED,
        ),
        Mistake(
            "It moves up, since a square grows faster than a logarithm.",
            "after a sigmoid the squared error has the smaller slope",
            "Its slope with respect to the logit is that of cross-entropy times "
            "a(1 − a), which is a quarter at most.",
            _CANCELS,
        ),
    ),
    right="Untrained, the network says nearly the same whatever its input is. So the "
    "squared error multiplies the gradients of all layers by about the same factor, "
    "a(1 − a), a little less than a quarter. On a logarithmic axis that is a shift.",
)

CHAPTER_05 = (
    _SLOPE_AT_START,
    _TIMES_STEEPER,
    _PLATEAU_FROM_3,
    _WHICH_IS_LARGE,
    _LARGEST_SLOPE,
    _BEND_AT,
    _TRAP,
    _EIGHT_SIGMOIDS,
    _WHAT_TILTS,
    *OF_EXERCISES,
)
