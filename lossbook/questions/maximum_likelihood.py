"""The questions of chapter 03: maximum likelihood."""

import itertools
import math

import numpy as np

from lossbook.datasets import load_belgian_calls
from lossbook.likelihood import (
    bernoulli_nll,
    gaussian_nll,
    laplace_nll,
    poisson_nll_grad,
)
from lossbook.links import sigmoid
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
_PRIOR = ("A prior becomes a penalty", f"{_PAGE}#a-prior-becomes-a-penalty")
_MASS = (
    "Real data: the mass of a penguin",
    f"{_PAGE}#real-data-the-mass-of-a-penguin",
)
_NEGATIVE = ("Real data: the mass of a penguin", f"{_PAGE}#negative-loss")
_LEARNED = ("A scale that is learned", f"{_PAGE}#a-scale-that-is-learned")
_WRONG = ("What can go wrong", f"{_PAGE}#what-can-go-wrong")

_NATURAL_WHY = "A loss in nats takes the natural logarithm."


def _base_10(loss: float) -> Mistake:
    """Return the mistake of a common logarithm."""
    name = "that is the logarithm to base 10"
    return Mistake(loss / math.log(10), name, _NATURAL_WHY, _COST)


def _bits(loss: float) -> Mistake:
    """Return the mistake of a logarithm to base 2."""
    name = "that is in bits, with the logarithm to base 2"
    return Mistake(loss / math.log(2), name, _NATURAL_WHY, _COST)


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

_NEXT_HEAD = Question(
    name="next_head",
    text="Ten tosses of a coin show no heads. The model takes the p with the largest "
    "likelihood. What does it pay if the next toss is a head?",
    answer=bernoulli_nll(1, 0),
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            0,
            "that is what one more tail costs",
            "The model gives heads the probability 0, and a head was seen.",
            _COST,
        ),
        Mistake(
            math.log(2),
            "that is what a fair coin pays",
            "Ten tails are most probable under p = 0, not under p = ½.",
            _HEADS,
        ),
        Mistake(
            1,
            "that is the likelihood of p = 0 after ten tails",
            "The loss is minus the logarithm of the probability of the next head.",
            _COST,
        ),
        Mistake(
            -math.log(1 / 11),
            "that counts the head before the model is fitted",
            "The model has seen ten tails. In ten tosses the share of heads is 0.",
            _HEADS,
        ),
        Mistake(
            -math.log(1 / 12),
            "that adds a head and a tail to the ten tosses",
            "A prior can do so. The largest likelihood uses the ten tosses alone.",
            _PRIOR,
        ),
    ),
    hints=(
        "Which p makes ten tails most probable?",
        "It is p = 0, so the head has the probability 0. What is −log 0? Infinity is "
        "written `inf`.",
    ),
    right="The likelihood (1 − p)¹⁰ is largest at p = 0, so the next head costs "
    "−log 0 = ∞ nats.",
)

_MAP_HEAD = bernoulli_nll(1, 1 / 12)

_NEXT_HEAD_MAP = Question(
    name="next_head_map",
    text="Ten tosses of a coin show no heads. The prior density over p is proportional "
    "to p(1 − p), and the model takes the MAP estimate over p. What does it pay if the "
    "next toss is a head?",
    answer=_MAP_HEAD,
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            -math.log(1 / 11),
            "that adds one head to the ten tosses and no tail",
            "The prior has both factors, p and 1 − p. So the posterior is proportional "
            "to p(1 − p)¹¹.",
            _PRIOR,
        ),
        Mistake(
            -math.log(2 / 14),
            "that is the cost with the mean of the posterior",
            "The MAP estimate is the top of the posterior, which is at 1/12. Its mean "
            "is 2/14.",
            _PRIOR,
        ),
        Mistake(
            math.inf,
            "that is the cost without the prior",
            "The prior is 0 at p = 0, so the top of the posterior cannot be there.",
            _PRIOR,
        ),
        Mistake(
            math.log(2),
            "that is the cost at the top of the prior",
            "Before the tosses the top is at p = ½. Ten tails move it far down.",
            _PRIOR,
        ),
        Mistake(
            1 / 12,
            "that is the MAP estimate itself",
            "The loss is minus its logarithm.",
            _COST,
        ),
        _base_10(_MAP_HEAD),
        _bits(_MAP_HEAD),
    ),
    hints=(
        "Multiply the likelihood (1 − p)¹⁰ by the prior. Where is the top?",
        "The logarithm of p(1 − p)¹¹ has the derivative 1/p − 11/(1 − p). Where it is "
        "0, take −log p.",
    ),
    right="The posterior p(1 − p)¹¹ is largest at p = 1/12, so the head costs log 12, "
    f"which is {_MAP_HEAD:.3f} nats.",
)

_CALLS = load_belgian_calls()


def _least_absolute(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the residuals of the best line, which goes through two of the points."""
    pairs = np.array(list(itertools.combinations(range(len(x)), 2))).T
    slope = np.diff(y[pairs], axis=0)[0] / np.diff(x[pairs], axis=0)[0]
    residuals = y - y[pairs[0], None] - slope[:, None] * (x - x[pairs[0], None])
    return residuals[np.abs(residuals).sum(axis=1).argmin()]


def _calls_saved() -> tuple[float, float]:
    """Return what Laplace noise saves, with its own line and with that of squares."""
    year, calls = _CALLS.year.astype(float), _CALLS.calls
    year -= year.mean()
    slope = (year @ calls) / (year @ year)
    squares = calls - calls.mean() - slope * year
    zeros = np.zeros(len(year))
    s = math.sqrt((squares**2).mean())
    gaussian = gaussian_nll(zeros, squares, scale=s).sum()

    def saved(residuals: np.ndarray) -> float:
        scale = np.abs(residuals).mean()
        return float(gaussian - laplace_nll(zeros, residuals, scale=scale).sum())

    return saved(_least_absolute(year, calls)), saved(squares)


_SAVED, _SAME_LINE = _calls_saved()
_YEARS = len(_CALLS.year)

_CALLS_SAVED = Question(
    name="calls_saved",
    text="`datasets.load_belgian_calls()` holds telephone calls over "
    f"{_YEARS} years. Fit a line under Gaussian and under Laplace noise, each with its "
    "best scale. By how many nats is the cost lower under Laplace noise than "
    f"under Gaussian noise, for all {_YEARS} years together? (If it is higher, answer "
    "with a negative number.)",
    answer=_SAVED,
    unit="nats",
    tolerance=0.15,
    mistakes=(
        Mistake(
            _SAVED / _YEARS,
            "that is the mean for each year",
            f"For all years together, multiply by {_YEARS}.",
            _COST,
        ),
        Mistake(
            -_SAVED,
            "the lower cost is that of Laplace noise",
            "You have subtracted the Gaussian cost from that of Laplace noise.",
            _MASS,
        ),
        Mistake(
            _SAME_LINE,
            "that has the line of least squares under both noises",
            "Laplace noise has a line of its own, that of least absolute error.",
            _MASS,
        ),
        Mistake(
            math.exp(_SAVED),
            "that is how many times as likely the data become",
            "The cost in nats is lower by the logarithm of this ratio.",
            _COST,
        ),
        _base_10(_SAVED),
        _bits(_SAVED),
    ),
    hints=(
        "The function `laplace_saves` of the chapter fits both lines with their best "
        "scales.",
        "Call `laplace_saves(year, number)` with the years as floats. It multiplies "
        "the difference of the two costs by the number of years.",
    ),
    right=f"Laplace noise costs {_SAVED:.2f} nats less in all. The years in which "
    "another quantity was recorded are far from the line, and long tails allow that.",
)

_FLAT = math.log(2000)

_UNIFORM_LOSS = Question(
    name="uniform_loss",
    text="The truth lies within 1000 g of what the model says, on either side, each "
    "place equally likely, and never outside. A bird is 400 g heavier than the model "
    "says. What is the loss, with the density per gram?",
    answer=_FLAT,
    unit="nats",
    tolerance=0.02,
    mistakes=(
        Mistake(
            math.log(1000),
            "that takes half of the range",
            "From 1000 g below to 1000 g above, the range is 2000 g wide.",
            _NOISE,
        ),
        Mistake(
            0,
            "that takes the density to be 1",
            "The density has the area 1, so over 2000 g it is 1/2000 per gram.",
            _NOISE,
        ),
        Mistake(
            -_FLAT,
            "that is the logarithm of the density",
            "The loss is minus this logarithm.",
            _COST,
        ),
        Mistake(
            math.inf,
            "that is the loss outside of the range",
            "A residual of 400 g lies within the 1000 g.",
            _NOISE,
        ),
        Mistake(
            math.log(400),
            "that makes the loss depend on the residual",
            "Within the range each place is equally likely, so each residual costs the "
            "same.",
            _NOISE,
        ),
        _base_10(_FLAT),
        _bits(_FLAT),
    ),
    hints=(
        "A density has the area 1. How wide is the range, and so how high is the "
        "density?",
        "The density is 1/2000 per gram. Take minus its logarithm.",
    ),
    right=f"It is −log(1/2000) = log 2000, which is {_FLAT:.3f} nats, as for each "
    "residual up to 1000 g.",
)

_UNIFORM_BEST = Choice(
    name="uniform_best",
    text="The truth lies within 1000 g of what the model says, each place equally "
    "likely, and never outside. The model says the same constant for three birds of "
    "3000, 4000 and 4700 g. Which constants have the lowest cost?",
    answer="Each constant from 3700 to 4000 g.",
    mistakes=(
        Mistake(
            "The mean alone, 3900 g.",
            "that is the answer under Gaussian noise",
            "It is one of the best constants here. But within 1000 g of all birds each "
            "constant costs the same.",
            _NOISE,
        ),
        Mistake(
            "The median alone, 4000 g.",
            "that is the answer under Laplace noise",
            "It is one of the best constants here. But the loss inside the range does "
            "not depend on the residual.",
            _NOISE,
        ),
        Mistake(
            "The middle of smallest and largest alone, 3850 g.",
            "that is the constant whose largest residual is the smallest",
            "It is one of the best constants here. But a largest residual of 1000 g "
            "costs no more.",
            _NOISE,
        ),
        Mistake(
            "Each constant from 3000 to 4700 g.",
            "some of these constants are too far from a bird",
            "With 3000 g the bird of 4700 g is 1700 g off, which this noise makes "
            "impossible: the cost is infinite.",
            _NOISE,
        ),
    ),
    right="The cost is log 2000 if all three birds are within 1000 g, and infinite "
    "otherwise. The heaviest bird asks for at least 3700 g, the lightest for at most "
    "4000 g.",
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
    _NEXT_HEAD,
    _NEXT_HEAD_MAP,
    _CALLS_SAVED,
    _UNIFORM_LOSS,
    _UNIFORM_BEST,
)
