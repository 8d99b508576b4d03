"""The questions of chapter 03: maximum likelihood."""

import math
from functools import partial

from lossbook.likelihood import gaussian_nll, laplace_nll, poisson_nll_grad
from lossbook.links import sigmoid
from lossbook.questions.maximum_likelihood_exercises import OF_EXERCISES
from lossbook.questions.parts import base_10, in_bits
from lossbook.questions.question import Choice, Mistake, Question

_PAGE = "03-maximum-likelihood.html"
_NO_PROBABILITY = ("Seven heads", f"{_PAGE}#likelihood-is-no-probability")
_HEADS = ("Seven heads", f"{_PAGE}#seven-heads")
_COST = ("From a product to a cost", f"{_PAGE}#from-a-product-to-a-cost")
_NOISE = (
    "Choose the noise, and the loss follows",
    f"{_PAGE}#choose-the-noise-and-the-loss-follows",
)
_UNIT = ("The output unit", f"{_PAGE}#the-output-unit")
_SQUARES = ("What squared error assumes", f"{_PAGE}#what-squared-error-assumes")
_NEGATIVE = ("Real data: the mass of a penguin", f"{_PAGE}#negative-loss")
_LEARNED = ("A scale that is learned", f"{_PAGE}#a-scale-that-is-learned")
_WRONG = ("What can go wrong", f"{_PAGE}#what-can-go-wrong")

_NATURAL_WHY = "A loss in nats takes the natural logarithm."
_base_10 = partial(base_10, where=_COST, why=_NATURAL_WHY)
_bits = partial(in_bits, where=_COST, why=_NATURAL_WHY)


def _seven(p: float) -> float:
    """Return the chance of seven heads in ten tosses."""
    return math.comb(10, 7) * p**7 * (1 - p) ** 3


_TOP, _FAIR = _seven(0.7), _seven(0.5)
_PERCENT = f"{100 * _TOP:.0f} %"

_LIKELIHOOD_SAYS = Choice(
    name="likelihood_says",
    text="A coin shows seven heads in ten tosses. The likelihood of p = 0.7 is then "
    f"{_TOP:.2f}. What does this number say?",
    answer=f"If p is 0.7, seven heads in ten tosses have a chance of {_PERCENT}.",
    mistakes=(
        Mistake(
            f"After seven heads in ten tosses, p is 0.7 with a chance of {_PERCENT}.",
            "that reads the likelihood as a probability of p",
            "The area under the likelihoods of all p is 1/11 and not 1. A probability "
            "of p needs one thing more, a prior.",
            _NO_PROBABILITY,
        ),
        Mistake(
            f"If p is 0.7, the next toss shows heads with a chance of {_PERCENT}.",
            "the next toss is one toss, and the number is about all ten",
            "If p is 0.7, the next toss shows heads with a chance of 70 %.",
            _HEADS,
        ),
        Mistake(
            f"Seven heads are {_PERCENT} more probable if p is 0.7 than if it is 0.5.",
            "one likelihood alone compares nothing",
            "A comparison is the ratio of two likelihoods. A fair coin has the "
            f"likelihood {_FAIR:.2f}, so the ratio is {_TOP / _FAIR:.1f}.",
            _NO_PROBABILITY,
        ),
    ),
    right="It is a probability of what was seen, given p. Read as a function of p, it "
    "is called a likelihood.",
)

_SCALE, _OFF = 0.5, 4.2 - 4.7
_BIRD = gaussian_nll(4.7, 4.2, scale=_SCALE)
_HALF_LOG_2PI = math.log(2 * math.pi) / 2

_HALF_A_KILO = Question(
    name="half_a_kilo",
    text="The noise is Gaussian with a scale of 0.5 kg. The model says 4.2 kg, and the "
    "bird weighs 4.7 kg. What is the loss, with all its terms?",
    answer=_BIRD,
    unit="nats",
    tolerance=0.005,
    mistakes=(
        Mistake(
            _OFF**2 / (2 * _SCALE**2),
            "that is the first term alone, r²/2s²",
            "The loss is minus the logarithm of the whole density, so log s and "
            "½ log 2π belong to it.",
            _NOISE,
        ),
        Mistake(
            _BIRD - math.log(_SCALE),
            "that leaves out log s",
            "The density has the factor 1/s. Minus its logarithm is log s, which is "
            f"−{-math.log(_SCALE):.2f} here.",
            _NOISE,
        ),
        Mistake(
            _BIRD - 2 * math.log(_SCALE),
            "that has log s with the wrong sign",
            "The scale is in the denominator of the density. Minus the logarithm of "
            "1/s is plus log s.",
            _NOISE,
        ),
        Mistake(
            _BIRD - _HALF_LOG_2PI,
            "that leaves out ½ log 2π",
            "This term contains nothing of the model, but it is a part of the "
            "negative log-likelihood.",
            _NOISE,
        ),
        Mistake(
            _BIRD + _OFF**2 / (2 * _SCALE**2),
            "that does not halve the square",
            "The exponent of the density is −r²/2s². Here r² equals s², so the first "
            "term is one half.",
            _NOISE,
        ),
        Mistake(
            _OFF**2,
            "that is the squared error",
            "It is the loss only up to a factor and a constant: divide it by 2s², then "
            "add log s and ½ log 2π.",
            _NOISE,
        ),
        Mistake(
            math.exp(-_BIRD),
            "that is the density",
            "The loss is minus its logarithm.",
            _NOISE,
        ),
        Mistake(
            laplace_nll(4.7, 4.2, scale=_SCALE),
            "that is the loss under Laplace noise of the same scale",
            "Gaussian noise has the square of the residual in its exponent, not its "
            "size.",
            _NOISE,
        ),
        _base_10(_BIRD),
        _bits(_BIRD),
    ),
    hints=(
        "It is minus the logarithm of the density, and that is a sum of three terms.",
        "Add r²/2s², log s and ½ log 2π. The residual is as large as the scale.",
    ),
    right=f"It is ½ + log 0.5 + ½ log 2π, which is {_BIRD:.3f} nats.",
)

_NOISE_SHAPES = Choice(
    name="noise_shapes",
    text="Each noise has its own output unit: linear for Gaussian and Laplace noise, "
    "sigmoid for Bernoulli, exponential for Poisson. All scales are 1. Draw the loss "
    "over the score z. Where is it a parabola, and where does it have a corner?",
    answer="A parabola for Gaussian noise, a corner for Laplace noise.",
    mistakes=(
        Mistake(
            "A parabola for Laplace noise, a corner for Gaussian noise.",
            "that exchanges the two",
            "The exponent of the Gaussian density has r², that of the Laplace density "
            "has |r|.",
            _NOISE,
        ),
        Mistake(
            "A parabola for Gaussian noise, a corner for Bernoulli noise.",
            "the loss of a yes or no is smooth over the score",
            "It is log(1 + e^z) − yz, which has a slope at each z. The corner belongs "
            "to |r|.",
            _UNIT,
        ),
        Mistake(
            "A parabola for Poisson noise, a corner for Laplace noise.",
            "the loss of a count is not a parabola over the score",
            "It is e^z − yz plus a constant: on the right it rises like an "
            "exponential, on the left it is nearly a straight line.",
            _UNIT,
        ),
        Mistake(
            "A parabola for Bernoulli noise, a corner for Laplace noise.",
            "the loss of a yes or no is not a parabola over the score",
            "It is log(1 + e^z) − yz: flat on one side, nearly a straight line on the "
            "other.",
            _UNIT,
        ),
    ),
    right="Minus the logarithm of the density is r²/2 plus a constant for Gaussian "
    "noise, and |r| plus a constant for Laplace noise, with its corner at r = 0.",
)

_RARE = math.exp(-2)

_NOTHING_SEEN = Question(
    name="nothing_seen",
    text="The noise is Poisson, and the score is z = −2, so e^z events are expected. "
    "No event is seen. What is the loss?",
    answer=_RARE,
    unit="nats",
    tolerance=0.003,
    mistakes=(
        Mistake(
            2,
            "that is minus the logarithm of the expected count",
            "The loss is minus the logarithm of the probability of what was seen. No "
            "event has the probability e^−μ, where μ is the expected count.",
            _NOISE,
        ),
        Mistake(
            math.exp(2),
            "that has the wrong sign in the exponent",
            "The score is negative, so the expected count e^z is below 1.",
            _UNIT,
        ),
        Mistake(
            math.exp(-_RARE),
            "that is the probability of no event",
            "The loss is minus its logarithm.",
            _NOISE,
        ),
        Mistake(
            math.inf,
            "a low score is right when nothing is seen",
            "The model expects hardly any event, and no event is what was seen.",
            _NOISE,
        ),
        Mistake(
            math.log1p(_RARE),
            "that is the loss under Bernoulli noise",
            "There the probability of a 0 is 1/(1 + e^z). Under Poisson noise it is "
            "e^−μ with μ = e^z.",
            _UNIT,
        ),
        _base_10(_RARE),
        _bits(_RARE),
    ),
    hints=(
        "If μ events are expected, how probable is it to see none?",
        "It is e^−μ. Minus its logarithm is μ, and μ = e^z.",
    ),
    right="No event has the probability e^−μ, so the loss is the expected count "
    f"itself: e^−2, which is {_RARE:.4f} nats. The lower the score, the nearer it is "
    "to 0.",
)

_EXPECTED = math.exp(0.5)
_SLOPE = poisson_nll_grad(3, _EXPECTED) * _EXPECTED

_SLOPE_OF_COUNT = Question(
    name="slope_of_count",
    text="The noise is Poisson, and the score is z = 0.5, so "
    f"e^z = {_EXPECTED:.3f} events are expected. Three events are seen. What is the "
    "derivative of the loss with respect to the score z?",
    answer=_SLOPE,
    tolerance=0.01,
    mistakes=(
        Mistake(
            poisson_nll_grad(3, _EXPECTED),
            "that is the derivative with respect to the expected count",
            "By the chain rule, multiply it by the slope of the output unit, which is "
            "e^z.",
            _UNIT,
        ),
        Mistake(
            -_SLOPE,
            "that is truth minus prediction",
            "More events are seen than expected, so a higher score lowers the loss: "
            "the derivative is negative.",
            _UNIT,
        ),
        Mistake(
            0.5 - 3,
            "that takes the score for the prediction",
            "This is right for Gaussian noise, where the unit is linear. Here the "
            "prediction is e^z.",
            _UNIT,
        ),
        Mistake(
            _EXPECTED,
            "that is the derivative of the first term alone",
            "The loss is e^z − yz plus a constant. The second term has the derivative "
            "−y.",
            _UNIT,
        ),
        Mistake(
            sigmoid(0.5) - 3,
            "that has the unit of Bernoulli noise",
            "The sigmoid makes a probability, and a count is predicted by e^z.",
            _UNIT,
        ),
    ),
    hints=(
        "Write the loss as a function of z: e^z − yz plus a constant.",
        f"It is prediction minus truth. The prediction is {_EXPECTED:.3f}.",
    ),
    right=f"It is prediction minus truth, {_EXPECTED:.3f} − 3 = −{-_SLOPE:.3f}.",
)

_AVERAGE = math.hypot(1, 10) / 2
_WEIGHTED = 1 / math.sqrt(1 / 1**2 + 1 / 10**2)

_TWO_THERMOMETERS = Question(
    name="two_thermometers",
    text="Two thermometers hang in one bath. Their errors are independent, with mean 0 "
    "and a standard deviation of 1 degree for one and 10 degrees for the other. Which "
    "standard deviation does the average of the two readings have?",
    answer=_AVERAGE,
    unit="degrees",
    tolerance=0.03,
    mistakes=(
        Mistake(
            (1 + 10) / 2,
            "that is the average of the two standard deviations",
            "Variances of independent errors add up, standard deviations do not.",
            _SQUARES,
        ),
        Mistake(
            math.hypot(1, 10),
            "that is the standard deviation of the sum",
            "The average is half the sum, so halve its standard deviation too.",
            _SQUARES,
        ),
        Mistake(
            _WEIGHTED,
            "that is what the best weights reach",
            "The average gives both readings the same weight. The best weights are "
            "proportional to 1/s².",
            _SQUARES,
        ),
        Mistake(
            math.hypot(1, 10) / math.sqrt(2),
            "that is the root of the mean variance",
            "The sum has the variance 101. To halve the sum divides its variance by 4, "
            "not by 2.",
            _SQUARES,
        ),
        Mistake(
            _AVERAGE**2,
            "that is the variance",
            "The standard deviation is its square root.",
            _SQUARES,
        ),
        Mistake(
            1 / math.sqrt(2),
            "that holds for two thermometers that are both good",
            "The second one has ten times the scale of the first.",
            _SQUARES,
        ),
    ),
    hints=(
        "What is the variance of the sum of two independent errors?",
        "It is 1 + 100. Take the root, and halve it.",
    ),
    right=f"It is √101/2, which is {_AVERAGE:.3f} degrees: the average is about five "
    "times worse than the good thermometer alone.",
)

_FACTOR = math.log(1000)

_IN_TONNES = Question(
    name="in_tonnes",
    text="The masses of birds are in kg, and a Gaussian model has a cost in nats a "
    "bird, with all terms. Now express the same masses, the same predictions and the "
    "same scale in tonnes (1 tonne is 1000 kg). By how many nats a bird does the cost "
    "change?",
    answer=-_FACTOR,
    unit="nats a bird",
    tolerance=0.02,
    mistakes=(
        Mistake(
            _FACTOR,
            "that is the change from kg to grams",
            "In tonnes the scale is a smaller number, so log s falls.",
            _NEGATIVE,
        ),
        Mistake(
            0,
            "the first term stays the same, but log s does not",
            "The ratio r/s has no unit. But s becomes 1000 times smaller.",
            _NEGATIVE,
        ),
        Mistake(
            -2 * _FACTOR,
            "that is the change of the logarithm of the variance",
            "The loss has log s, which is half of log s².",
            _NEGATIVE,
        ),
        Mistake(
            -math.log10(1000),
            "that is the change with logarithms to base 10",
            _NATURAL_WHY,
            _COST,
        ),
        Mistake(
            -math.log2(1000),
            "that is the change in bits, with logarithms to base 2",
            _NATURAL_WHY,
            _COST,
        ),
    ),
    hints=(
        "Which of the three terms of the Gaussian loss depends on the unit?",
        "It is log s, and s becomes s/1000. Is that more or less than before?",
    ),
    right=f"The cost changes by −log 1000, which is −{_FACTOR:.3f} nats a bird: r/s "
    "stays as it is, and log s falls.",
)

_CHEAPEST_CLAIM = Question(
    name="cheapest_claim",
    text="The noise is Gaussian. The prediction for one bird is off by 0.5 kg. For "
    "which scale that the model claims is the loss of this bird the lowest?",
    answer=0.5,
    unit="kg",
    tolerance=0.02,
    mistakes=(
        Mistake(
            0.5**2,
            "that is r², the cheapest variance",
            "The scale is the square root of the variance.",
            _LEARNED,
        ),
        Mistake(
            math.sqrt(2) * 0.5,
            "that is cheapest for a square that is not halved",
            "The loss is r²/2s² + log s plus a constant. Its derivative with respect "
            "to s is 1/s − r²/s³.",
            _LEARNED,
        ),
        Mistake(
            0.5 / math.sqrt(2),
            "that is cheapest if log s is counted twice",
            "Next to r²/2s², the loss has log s once, which is half the logarithm of "
            "the variance.",
            _LEARNED,
        ),
        Mistake(
            0,
            "that is what a model should claim that is exactly right",
            "Here r is not 0, so r²/2s² grows without end as s gets smaller.",
            _WRONG,
        ),
        Mistake(
            math.inf,
            "that forgets what the claim itself costs",
            "A large scale makes r²/2s² small, but the term log s rises without end.",
            _LEARNED,
        ),
    ),
    hints=(
        "A larger scale lowers one term of the loss and raises another. Where do the "
        "two balance?",
        "The derivative with respect to log s is 1 − r²/s². Where is it 0?",
    ),
    right="The derivative with respect to log s, which is 1 − r²/s², is 0 where the "
    "scale is as large as the residual: 0.5 kg.",
)

_DOUBLED_CLAIM = Question(
    name="doubled_claim",
    text="The noise is Gaussian. The residual of a bird stays the same, and the scale "
    "that the model claims is doubled. By which factor is the derivative of the loss "
    "with respect to the prediction multiplied?",
    answer=1 / 2**2,
    tolerance=0.01,
    mistakes=(
        Mistake(
            1 / 2,
            "that is the factor of r/s",
            "The derivative of r²/2s² with respect to r is r/s², with the square.",
            _LEARNED,
        ),
        Mistake(
            2**2,
            "that is the inverse",
            "A model that claims a larger scale is moved less by the same residual, "
            "not more.",
            _WRONG,
        ),
        Mistake(
            1,
            "the scale is not in the term log s alone",
            "The prediction is in r²/2s², and so is the scale.",
            _LEARNED,
        ),
        Mistake(
            1 / 2**3,
            "that is the factor of r²/s³",
            "This is a part of the derivative with respect to the scale. With respect "
            "to the prediction it is r/s².",
            _LEARNED,
        ),
    ),
    hints=(
        "Differentiate r²/2s² with respect to r.",
        "It is r/s². What happens to it if s becomes 2s?",
    ),
    right=f"The derivative is r/s², and 1/2² is {1 / 2**2}: it falls to a quarter.",
)

CHAPTER_03 = (
    _LIKELIHOOD_SAYS,
    _HALF_A_KILO,
    _NOISE_SHAPES,
    _NOTHING_SEEN,
    _SLOPE_OF_COUNT,
    _TWO_THERMOMETERS,
    _IN_TONNES,
    _CHEAPEST_CLAIM,
    _DOUBLED_CLAIM,
    *OF_EXERCISES,
)
