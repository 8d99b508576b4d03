"""The questions behind the exercises of chapter 05."""

from lossbook.classification import sigmoid_cross_entropy, sigmoid_cross_entropy_grad
from lossbook.links import sigmoid
from lossbook.network import squared_sigmoid, squared_sigmoid_grad
from lossbook.questions.parts import sigmoid_slope
from lossbook.questions.question import Choice, Mistake, Question

_PAGE = "05-cross-entropy-or-squared-error.html"
_FACTOR = ("Where the factor comes from", f"{_PAGE}#where-the-factor-comes-from")
_CANCELS = ("The loss that cancels it", f"{_PAGE}#the-loss-that-cancels-it")
_FAIR = ("What is a fair comparison?", f"{_PAGE}#what-is-a-fair-comparison")

_RATE = 0.15
_LARGEST = 4 / 27

_Z = -4
_CROSS_1 = sigmoid_cross_entropy_grad(1, _Z)
_SQUARED_1 = squared_sigmoid_grad(1, _Z)
_CROSS_0 = sigmoid_cross_entropy_grad(0, _Z)
_SQUARED_0 = squared_sigmoid_grad(0, _Z)

_MIRRORED_CROSS = Question(
    name="mirrored_cross",
    text="A neuron starts at w = b = −2. Its input is 1, and it should say 1. What is "
    "the derivative of cross-entropy with respect to the logit, to three digits?",
    answer=_CROSS_1,
    tolerance=0.001,
    mistakes=(
        Mistake(
            -_CROSS_1,
            "that is truth minus prediction",
            "The output is too low, so a higher logit makes the loss smaller: the "
            "derivative is negative.",
            _CANCELS,
        ),
        Mistake(
            _CROSS_0,
            "that is the output, which is the slope for the target 0",
            "The slope is output minus target, and the target is 1.",
            _CANCELS,
        ),
        Mistake(
            _SQUARED_1,
            "that is the slope of half the squared error",
            "Cross-entropy cancels the slope of the sigmoid, and the error is left.",
            _CANCELS,
        ),
        Mistake(
            sigmoid_cross_entropy(1, _Z),
            "that is the loss itself",
            "Its derivative with respect to the logit is output minus target.",
            _CANCELS,
        ),
        Mistake(
            -1 / sigmoid(_Z),
            "that is the derivative with respect to the output",
            "The chain rule multiplies it by the slope of the sigmoid.",
            _CANCELS,
        ),
        Mistake(
            _Z - 1,
            "that is the logit minus the target",
            "The error is the output minus the target: put the logit through the "
            "sigmoid first.",
            _CANCELS,
        ),
    ),
    hints=(
        "The logit is −4. What does the neuron say, and what should it say?",
        f"It says {sigmoid(_Z):.4f} and should say 1. The slope is output minus "
        "target.",
    ),
    right=f"It is output minus target, {sigmoid(_Z):.4f} − 1, or −{-_CROSS_1:.4f}: "
    "the slope at the logit 4 with the target 0, mirrored.",
)

_MIRRORED_SQUARED = Question(
    name="mirrored_squared",
    text="A neuron starts at w = b = −2. Its input is 1, and it should say 1. What is "
    "the derivative of half the squared error with respect to the logit, to three "
    "digits?",
    answer=_SQUARED_1,
    tolerance=0.0001,
    mistakes=(
        Mistake(
            -_SQUARED_1,
            "that has the error with the wrong sign",
            "The error is output minus target, and the output is too low, so the "
            "derivative is negative.",
            _FACTOR,
        ),
        Mistake(
            -sigmoid_slope(_Z),
            "that takes −1 for the error",
            f"The neuron says {sigmoid(_Z):.4f}, so the error is a little smaller in "
            "size.",
            _FACTOR,
        ),
        Mistake(
            _SQUARED_0,
            "that is the slope for the target 0",
            "There the neuron is right, and the error is small. Here it is almost −1.",
            _FACTOR,
        ),
        Mistake(
            _CROSS_1,
            "that is the error alone, the slope of cross-entropy",
            "The squared error does not cancel the slope of the sigmoid.",
            _FACTOR,
        ),
        Mistake(
            2 * _SQUARED_1,
            "that is the derivative of the square without the ½",
            "The ½ cancels the 2 that the derivative of a square brings.",
            _FACTOR,
        ),
        Mistake(
            squared_sigmoid(1, _Z),
            "that is the loss itself",
            "Its derivative with respect to the logit is the error times the slope of "
            "the sigmoid.",
            _FACTOR,
        ),
    ),
    hints=(
        "The logit is −4. Multiply the error by the slope of the sigmoid.",
        f"The output a is {sigmoid(_Z):.5f}, so it is (a − 1) · a · (1 − a).",
    ),
    right=f"The error is −{-_CROSS_1:.4f}, the slope of the sigmoid is "
    f"{sigmoid_slope(_Z):.5f}, and their product is −{-_SQUARED_1:.5f}.",
)

_RIGHT_ALREADY = Choice(
    name="right_already",
    text="A neuron starts at w = b = −2. Its input is 1, and it should say 0, so it is "
    "right. Which loss moves it more in one step at the same rate, cross-entropy or "
    "half the squared error?",
    answer="Cross-entropy, since its slope is the error alone.",
    mistakes=(
        Mistake(
            "The squared error, since its slope is small at wrong answers.",
            "it is small at sure answers, be they wrong or right",
            "It is the slope of cross-entropy times that of the sigmoid, which is a "
            "quarter at most.",
            _FACTOR,
        ),
        Mistake(
            "Both alike, since the error is the same.",
            "the error is one of two factors in the squared error",
            "The other one is the slope of the sigmoid, and it makes the step shorter.",
            _FACTOR,
        ),
        Mistake(
            "Neither of them, since the answer is right.",
            "the answer is nearly 0, but not 0",
            "An output reaches its target at no finite logit, so both losses still "
            "have a slope.",
            _CANCELS,
        ),
    ),
    right=f"The slopes are {_CROSS_0:.4f} and {_SQUARED_0:.6f}. Their ratio is "
    f"1 divided by the slope of the sigmoid, about {_CROSS_0 / _SQUARED_0:.0f}.",
)

_MADE_UP = _RATE / sigmoid_slope(4)

_MADE_UP_RATE = Question(
    name="made_up_rate",
    text="A neuron with the input 1 should say 0 and starts at w = b = 2. Descent on "
    "cross-entropy has the rate 0.15. At which rate is the first step of half the "
    "squared error as long as that of cross-entropy?",
    answer=_MADE_UP,
    tolerance=0.03,
    mistakes=(
        Mistake(
            _RATE / (1 - sigmoid(4)),
            "that divides by 1 − a alone, with the output a",
            "The slope of the sigmoid, for which the rate must make up, is a(1 − a).",
            _CANCELS,
        ),
        Mistake(
            _RATE / squared_sigmoid_grad(0, 4),
            "that divides by the whole slope of the squared error",
            "The slope of cross-entropy is not 1 but the error, and the error is in "
            "both.",
            _CANCELS,
        ),
        Mistake(
            _RATE,
            "that is the same rate",
            "The slope of the squared error is far smaller here, so the step would be "
            "far shorter.",
            _FAIR,
        ),
        Mistake(
            _RATE * sigmoid_slope(4),
            "that multiplies by the slope of the sigmoid",
            "The slope of the squared error is too small already: the rate must be "
            "larger.",
            _FAIR,
        ),
        Mistake(
            _RATE / sigmoid_slope(0),
            "that makes up for the sigmoid where it is steepest",
            "At the logit 4 the sigmoid is far flatter.",
            _FACTOR,
        ),
        Mistake(
            _RATE / _LARGEST,
            "that makes up for the largest slopes of the two losses",
            "They lie at other places. At the logit 4 the squared error has far less "
            "than its largest slope.",
            _FAIR,
        ),
        Mistake(
            _MADE_UP / 2,
            "that is for the square without the ½",
            "The ½ cancels the 2 that the derivative of a square brings.",
            _FACTOR,
        ),
    ),
    hints=(
        "The length of a step is the rate times the slope. How many times smaller is "
        "the slope of the squared error at the logit 4?",
        f"It has the further factor a(1 − a), with a = {sigmoid(4):.5f}. Divide 0.15 "
        "by it.",
    ),
    right=f"0.15/{sigmoid_slope(4):.5f} is {_MADE_UP:.2f}. This rate belongs to this "
    "start: from w = b = 3 you would need another one, "
    f"{_RATE / sigmoid_slope(6):.1f}.",
)

OF_EXERCISES = (
    _MIRRORED_CROSS,
    _MIRRORED_SQUARED,
    _RIGHT_ALREADY,
    _MADE_UP_RATE,
)
