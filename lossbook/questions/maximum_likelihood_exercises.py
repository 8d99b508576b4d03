"""The questions behind the exercises of chapter 03."""

import itertools
import math
from functools import partial

import numpy as np

from lossbook.datasets import load_belgian_calls
from lossbook.likelihood import bernoulli_nll, gaussian_nll, laplace_nll
from lossbook.questions.parts import base_10, in_bits
from lossbook.questions.question import Choice, Mistake, Question

_PAGE = "03-maximum-likelihood.html"
_HEADS = ("Seven heads", f"{_PAGE}#seven-heads")
_COST = ("From a product to a cost", f"{_PAGE}#from-a-product-to-a-cost")
_NOISE = (
    "Choose the noise, and the loss follows",
    f"{_PAGE}#choose-the-noise-and-the-loss-follows",
)
_PRIOR = ("A prior becomes a penalty", f"{_PAGE}#a-prior-becomes-a-penalty")
_MASS = (
    "Real data: the mass of a penguin",
    f"{_PAGE}#real-data-the-mass-of-a-penguin",
)

_NATURAL_WHY = "A loss in nats takes the natural logarithm."
_base_10 = partial(base_10, where=_COST, why=_NATURAL_WHY)
_bits = partial(in_bits, where=_COST, why=_NATURAL_WHY)

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

OF_EXERCISES = (
    _NEXT_HEAD,
    _NEXT_HEAD_MAP,
    _CALLS_SAVED,
    _UNIFORM_LOSS,
    _UNIFORM_BEST,
)
