"""The exercises of chapter 03: maximum likelihood."""

from functools import partial
from math import factorial, lgamma

import numpy as np

from lossbook.exercises.judge import Exercise, Mistake
from lossbook.exercises.parts import EPSILONS
from lossbook.likelihood import gaussian_nll, poisson_nll, poisson_nll_grad

_HEADING = "03: Choose the noise, and the loss follows"
_UNITS = "03: The output unit"
_PRODUCT = "03: From a product to a cost"
_LOG_2PI = float(np.log(2 * np.pi))


def _bell(y, m):
    return np.exp(-0.5 * (m - y) ** 2) / np.sqrt(2 * np.pi)


def _log_of_bell(y, m, eps):
    return -np.log(_bell(y, m) + eps)


def _log_of_clipped_bell(y, m, eps):
    return -np.log(np.maximum(_bell(y, m), eps))


_GAUSSIAN_NLL = Exercise(
    name="gaussian_nll",
    statement=(
        "Write `gaussian_nll(y_true, mean)`: the negative log-likelihood of each "
        "number in `y_true` under Gaussian noise of scale 1 around `mean`, all terms "
        "included, in nats. Both have the shape (N,); return N numbers. It must be "
        "right for residuals of 100."
    ),
    arguments=("y_true", "mean"),
    solution=gaussian_nll,
    ordinary=(
        ([4.7, 3.2, 5.0], [4.2, 3.9, 5.0]),
        ([0.0, -1.0], [2.0, 1.5]),
        ([1.0, 2.0, 0.0, 1.5], [0.5, 2.5, 0.3, 1.0]),
    ),
    extreme=(([100.0, 0.0], [0.0, 40.0]), ([-1000.0, 7.0], [0.0, 0.0])),
    mistakes=(
        Mistake(
            name="This is the squared error.",
            why="Gaussian noise leads to half the square, and to the constant "
            "log(2π)/2, without which the density would not integrate to 1.",
            see=_HEADING,
            answers=(lambda y, m: (m - y) ** 2,),
        ),
        Mistake(
            name="The constant log(2π)/2 is missing.",
            why="It does not change the gradient, so training does not need it. But "
            "without it two noises cannot be compared. The exercise asks for all "
            "terms.",
            see=_HEADING,
            answers=(lambda y, m: 0.5 * (m - y) ** 2,),
        ),
        Mistake(
            name="The half is missing.",
            why="The exponent of the bell is minus half the square of the residual.",
            see=_HEADING,
            answers=(
                lambda y, m: (m - y) ** 2 + 0.5 * _LOG_2PI,
                lambda y, m: (m - y) ** 2 + _LOG_2PI,
            ),
        ),
        Mistake(
            name="This takes the whole of log(2π).",
            why="The bell is divided by the square root of 2π, and the logarithm of a "
            "root is half the logarithm.",
            see=_HEADING,
            answers=(lambda y, m: 0.5 * (m - y) ** 2 + _LOG_2PI,),
        ),
        Mistake(
            name="The logarithm is to base 10.",
            why="The exercise asks for nats: take np.log, the natural logarithm.",
            see=_HEADING,
            answers=(
                lambda y, m: 0.5 * (m - y) ** 2 + 0.5 * np.log10(2 * np.pi),
                lambda y, m: gaussian_nll(y, m) / np.log(10),
            ),
        ),
        Mistake(
            name="The residual is not squared.",
            why="The exponent of the bell is minus half the square of the residual.",
            see=_HEADING,
            answers=(
                lambda y, m: (y - m) / 2 + 0.5 * _LOG_2PI,
                lambda y, m: (m - y) / 2 + 0.5 * _LOG_2PI,
                lambda y, m: np.abs(m - y) / 2 + 0.5 * _LOG_2PI,
            ),
        ),
        Mistake(
            name="This subtracts log(2π)/2.",
            why="The bell is divided by the root of 2π. That makes its logarithm "
            "smaller and minus its logarithm larger: the constant is added.",
            see=_HEADING,
            answers=(lambda y, m: 0.5 * (m - y) ** 2 - 0.5 * _LOG_2PI,),
        ),
        Mistake(
            name="The minus sign is missing.",
            why="This is the log-likelihood, which should be large. A loss should be "
            "small: it is minus that.",
            see=_PRODUCT,
            answers=(lambda y, m: -gaussian_nll(y, m),),
        ),
        Mistake(
            name="The logarithm is missing.",
            why="This is computed from the density itself, the likelihood. The loss is "
            "minus its logarithm.",
            see=_PRODUCT,
            answers=(_bell, lambda y, m: -_bell(y, m), lambda y, m: 1 - _bell(y, m)),
        ),
        Mistake(
            name="This is the loss of Laplace noise.",
            why="The size of the residual belongs to the Laplace density, half of its "
            "square belongs to the Gaussian.",
            see=_HEADING,
            answers=(
                lambda y, m: np.abs(m - y),
                lambda y, m: np.abs(m - y) + np.log(2),
            ),
        ),
        Mistake(
            name="This takes the mean over the examples.",
            why="The mean is the cost. The exercise asks for the losses, one number "
            "for each example.",
            see=_PRODUCT,
            answers=(
                lambda y, m: gaussian_nll(y, m).mean(),
                lambda y, m: 0.5 * ((m - y) ** 2).mean(),
                lambda y, m: ((m - y) ** 2).mean(),
            ),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="Added up over the examples this is the mean, the cost. The loss of an "
            "example does not depend on how many others there are.",
            see=_PRODUCT,
            answers=(
                lambda y, m: gaussian_nll(y, m) / len(y),
                lambda y, m: (m - y) ** 2 / len(y),
                lambda y, m: (m - y) ** 2 / 2 / len(y),
            ),
        ),
        Mistake(
            name="This adds up the examples.",
            why="The sum is the negative log-likelihood of all of them. The exercise "
            "asks for the losses, one number for each example.",
            see=_PRODUCT,
            answers=(
                lambda y, m: gaussian_nll(y, m).sum(),
                lambda y, m: 0.5 * ((m - y) ** 2).sum(),
                lambda y, m: ((m - y) ** 2).sum(),
            ),
        ),
        Mistake(
            name="This takes the logarithm of a density that has underflowed.",
            why="Beyond a residual of about 39 the density is 0 in floating point, and "
            "0 has no finite logarithm. Take the logarithm on paper: it undoes the "
            "exponential.",
            see=_PRODUCT,
            answers=(lambda y, m: -np.log(_bell(y, m)),),
        ),
        Mistake(
            name="The exponential overflows.",
            why="exp(710) is too large for a 64-bit float, and half the square of a "
            "residual of 38 is larger. Take the logarithm on paper: it undoes the "
            "exponential.",
            see=_PRODUCT,
            answers=(
                lambda y, m: np.log(np.sqrt(2 * np.pi) * np.exp((m - y) ** 2 / 2)),
                lambda y, m: np.log(np.exp((m - y) ** 2 / 2)) + _LOG_2PI / 2,
            ),
        ),
        Mistake(
            name="This puts an eps inside the log.",
            why="Then no loss is above -log(eps), however far off the model is, and "
            "there its gradient vanishes. Take the logarithm on paper instead.",
            see=_PRODUCT,
            answers=tuple(
                partial(form, eps=eps)
                for form in (_log_of_bell, _log_of_clipped_bell)
                for eps in EPSILONS
            ),
        ),
    ),
)


_log_factorial = np.vectorize(lambda n: lgamma(n + 1), otypes=[float])
_factorial = np.vectorize(
    lambda n: float(np.prod(np.arange(1.0, n + 1))), otypes=[float]
)


def _log_factorial_of_one_less(y):
    """Return lgamma(y), as SciPy does: inf for 0."""
    return np.where(y > 0, _log_factorial(np.maximum(y, 1) - 1), np.inf)


def _poisson(y, mu):
    return mu**y * np.exp(-mu) / _factorial(y)


def _log_of_poisson(y, mu, eps):
    return -np.log(_poisson(y, mu) + eps)


def _log_of_exact_poisson(y, mu, eps):
    return -np.log(np.exp(-poisson_nll(y, mu)) + eps)


def _log_of_clipped_poisson(y, mu, eps):
    return -np.log(np.maximum(np.exp(-poisson_nll(y, mu)), eps))


def _stirling(y):
    """Return what PyTorch puts for log(y!): 0 up to 1, then Stirling's formula."""
    n = np.maximum(y, 1)
    return np.where(y > 1, n * np.log(n) - n + 0.5 * np.log(2 * np.pi * n), 0)


def _crude_stirling(y, first=0):
    n = np.maximum(y, 1)
    return np.where(y > first, n * np.log(n) - n, 0)


def _log_of_integer_product(y):
    """Return the logarithm of a product of 64-bit integers, which wraps around."""
    return np.log([np.prod(np.arange(1, n + 1)) for n in y])


def _log_of_long_integer(y):
    """Return np.log of Python's integers, which numpy takes up to 64 bits only."""
    return np.array([np.log(factorial(int(n))) for n in y])


_COUNTS = (
    ([0, 1, 4], [0.5, 2.0, 3.0]),
    ([2, 3], [2.5, 0.7]),
    ([5, 0, 1, 2], [1.5, 1.2, 0.4, 3.0]),
)
_LARGE_COUNTS = (([1000, 180], [900.0, 200.0]), ([0, 3], [800.0, 1000.0]))

_POISSON_NLL = Exercise(
    name="poisson_nll",
    statement=(
        "Write `poisson_nll(y_true, rate)`: the negative log-likelihood of each count "
        "in `y_true` under Poisson noise with the expected counts `rate`, all terms "
        "included, in nats. Both have the shape (N,); return N numbers. It must be "
        "right for counts of 1000. `math.lgamma(y + 1)` is log(y!)."
    ),
    arguments=("y_true", "rate"),
    solution=poisson_nll,
    ordinary=_COUNTS,
    extreme=_LARGE_COUNTS,
    mistakes=(
        Mistake(
            name="The term log(y!) is missing.",
            why="It does not change the gradient, so training does not need it, and "
            "some libraries leave it out. But then the value is not a surprisal and "
            "may be negative.",
            see=_HEADING,
            answers=(lambda y, mu: mu - y * np.log(mu),),
        ),
        Mistake(
            name="The term rate is missing.",
            why="The probability has the factor exp(-rate), so the loss has + rate.",
            see=_HEADING,
            answers=(
                lambda y, mu: _log_factorial(y) - y * np.log(mu),
                lambda y, mu: -y * np.log(mu),
            ),
        ),
        Mistake(
            name="The logarithm is to base 10.",
            why="The exercise asks for nats: take np.log, the natural logarithm.",
            see=_HEADING,
            answers=(
                lambda y, mu: mu - y * np.log10(mu) + _log_factorial(y),
                lambda y, mu: mu - y * np.log10(mu),
            ),
        ),
        Mistake(
            name="This treats the rate as its logarithm.",
            why="Some libraries take the logarithm of the rate, PyTorch by default. "
            "Here the rate itself is given: the first term is the rate, and the second "
            "contains its logarithm.",
            see=_UNITS,
            answers=(
                lambda y, mu: np.exp(mu) - y * mu,
                lambda y, mu: np.exp(mu) - y * mu + _log_factorial(y),
            ),
        ),
        Mistake(
            name="The minus sign is missing.",
            why="This is the log-likelihood, which should be large. A loss should be "
            "small: it is minus that.",
            see=_PRODUCT,
            answers=(
                lambda y, mu: -poisson_nll(y, mu),
                lambda y, mu: y * np.log(mu) - mu,
            ),
        ),
        Mistake(
            name="The logarithm is missing.",
            why="This is computed from the probability of the count, the likelihood. "
            "The loss is minus its logarithm.",
            see=_PRODUCT,
            answers=(
                _poisson,
                lambda y, mu: -_poisson(y, mu),
                lambda y, mu: 1 - _poisson(y, mu),
            ),
        ),
        Mistake(
            name="This is the squared error, or half of it.",
            why="The squared error belongs to Gaussian noise, which allows any number. "
            "Counts are whole numbers from 0, and those of the Poisson distribution "
            "spread more where the rate is larger.",
            see=_HEADING,
            answers=(
                lambda y, mu: (mu - y) ** 2,
                lambda y, mu: 0.5 * (mu - y) ** 2,
            ),
        ),
        Mistake(
            name="The sign of log(y!) is wrong.",
            why="The probability is divided by y!, so the loss has + log(y!).",
            see=_HEADING,
            answers=(lambda y, mu: mu - y * np.log(mu) - _log_factorial(y),),
        ),
        Mistake(
            name="This takes lgamma(y), which is log((y - 1)!).",
            why="The gamma function is shifted by one: log(y!) is lgamma(y + 1).",
            see=_HEADING,
            answers=(
                lambda y, mu: mu - y * np.log(mu) + _log_factorial_of_one_less(y),
            ),
        ),
        Mistake(
            name="This takes Stirling's formula for log(y!).",
            why="It is an approximation for large counts. For a count of 2 it is 0.04 "
            "nats off, and 1.3 nats without the term log(2πy)/2. math.lgamma(y + 1) "
            "has no such error.",
            see=_HEADING,
            answers=(
                lambda y, mu: mu - y * np.log(mu) + _stirling(y),
                lambda y, mu: mu - y * np.log(mu) + _crude_stirling(y),
                lambda y, mu: mu - y * np.log(mu) + _crude_stirling(y, first=1),
            ),
        ),
        Mistake(
            name="This takes the mean over the examples.",
            why="The mean is the cost. The exercise asks for the losses, one number "
            "for each example.",
            see=_PRODUCT,
            answers=(
                lambda y, mu: poisson_nll(y, mu).mean(),
                lambda y, mu: (mu - y * np.log(mu)).mean(),
            ),
        ),
        Mistake(
            name="This adds up the examples.",
            why="The sum is the negative log-likelihood of all of them. The exercise "
            "asks for the losses, one number for each example.",
            see=_PRODUCT,
            answers=(
                lambda y, mu: poisson_nll(y, mu).sum(),
                lambda y, mu: (mu - y * np.log(mu)).sum(),
            ),
        ),
        Mistake(
            name="This multiplies integers of 64 bits.",
            why="From 21! on the product is too large for them, and numpy goes on with "
            "wrong digits without a warning. math.lgamma(y + 1) needs no product.",
            see=_PRODUCT,
            answers=(lambda y, mu: mu - y * np.log(mu) + _log_of_integer_product(y),),
        ),
        Mistake(
            name="This gives numpy a Python integer that is too long for it.",
            why="math.factorial(1000) has 2568 digits, and np.log takes integers of 64 "
            "bits. math.log takes the long ones, and math.lgamma(y + 1) needs none.",
            see=_PRODUCT,
            answers=(lambda y, mu: mu - y * np.log(mu) + _log_of_long_integer(y),),
        ),
        Mistake(
            name="This leaves the range of floating point on the way.",
            why="171! is too large for a 64-bit float, and a probability below "
            "exp(-745) is 0 in it. Take the logarithm on paper: a product becomes a "
            "sum of moderate numbers.",
            see=_PRODUCT,
            answers=(
                lambda y, mu: -np.log(np.exp(-poisson_nll(y, mu))),
                lambda y, mu: -np.log(_poisson(y, mu)),
                lambda y, mu: -np.log(np.exp(-mu) * (mu**y / _factorial(y))),
                lambda y, mu: mu - y * np.log(mu) + np.log(_factorial(y)),
            ),
        ),
        Mistake(
            name="This puts an eps inside the log.",
            why="Then no loss is above -log(eps), however far off the model is, and "
            "there its gradient vanishes. Take the logarithm on paper instead.",
            see=_PRODUCT,
            answers=tuple(
                partial(form, eps=eps)
                for form in (
                    _log_of_poisson,
                    _log_of_exact_poisson,
                    _log_of_clipped_poisson,
                )
                for eps in EPSILONS
            ),
        ),
    ),
)


_POISSON_NLL_GRAD = Exercise(
    name="poisson_nll_grad",
    statement=(
        "Write `poisson_nll_grad(y_true, rate)`: the slope of each `poisson_nll` with "
        "respect to its rate. Both have the shape (N,); return N numbers."
    ),
    arguments=("y_true", "rate"),
    solution=poisson_nll_grad,
    ordinary=_COUNTS,
    extreme=_LARGE_COUNTS,
    mistakes=(
        Mistake(
            name="This is the slope with respect to the logarithm of the rate.",
            why="Prediction minus truth is the slope with respect to the score, which "
            "the exponential unit turns into the rate. With respect to the rate itself "
            "it is that, divided by the rate.",
            see=_UNITS,
            answers=(lambda y, mu: mu - y,),
        ),
        Mistake(
            name="The sign is wrong.",
            why="Where the rate is below the count, a larger rate makes the loss "
            "smaller: the slope is negative there. This is the slope of the "
            "log-likelihood.",
            see=_PRODUCT,
            answers=(lambda y, mu: y / mu - 1, lambda y, mu: y - mu),
        ),
        Mistake(
            name="The 1 is missing.",
            why="It is the slope of the term rate. Without it the slope of a count "
            "above 0 is never 0, and no rate is the best.",
            see=_HEADING,
            answers=(lambda y, mu: -y / mu, lambda y, mu: y / mu),
        ),
        Mistake(
            name="The logarithm is still there.",
            why="Differentiate it as well: the slope of log(rate) is 1 / rate.",
            see=_HEADING,
            answers=(lambda y, mu: 1 - y * np.log(mu),),
        ),
        Mistake(
            name="This treats the rate as its logarithm.",
            why="Some libraries take the logarithm of the rate, PyTorch by default. "
            "Here the rate itself is given.",
            see=_UNITS,
            answers=(lambda y, mu: np.exp(mu) - y,),
        ),
        Mistake(
            name="This is the second derivative.",
            why="It says how the slope changes with the rate. The exercise asks for "
            "the slope itself.",
            see=_HEADING,
            answers=(lambda y, mu: y / mu**2,),
        ),
        Mistake(
            name="The slope has lost its sign.",
            why="The sign says in which direction the loss grows: it is negative where "
            "the rate is below the count.",
            see=_HEADING,
            answers=(lambda y, mu: np.abs(1 - y / mu), lambda y, mu: np.abs(mu - y)),
        ),
        Mistake(
            name="This multiplies by the rate.",
            why="The slope of log(rate) is 1 / rate.",
            see=_HEADING,
            answers=(lambda y, mu: 1 - y * mu,),
        ),
        Mistake(
            name="The fraction is upside down.",
            why="The slope of log(rate) is 1 / rate, and y is a factor in front of it.",
            see=_HEADING,
            answers=(lambda y, mu: 1 - mu / y,),
        ),
        Mistake(
            name="This is the loss, not its slope.",
            why="The slope says by how much the loss changes with the rate: "
            "differentiate each term.",
            see=_HEADING,
            answers=(poisson_nll, lambda y, mu: mu - y * np.log(mu)),
        ),
        Mistake(
            name="This leaves y out of the fraction.",
            why="The term is y log(rate): its slope is y / rate.",
            see=_HEADING,
            answers=(lambda y, mu: 1 - 1 / mu,),
        ),
        Mistake(
            name="This is the slope of the squared error.",
            why="Twice the residual belongs to the squared error. A Poisson count "
            "spreads more where its rate is larger, so a residual counts less there: "
            "it is divided by the rate.",
            see=_HEADING,
            answers=(lambda y, mu: 2 * (mu - y),),
        ),
        Mistake(
            name="This divides by the number of examples.",
            why="That is the gradient of the mean, the cost. The exercise asks for "
            "the slope of each example's own loss.",
            see=_PRODUCT,
            answers=(
                lambda y, mu: (1 - y / mu) / len(y),
                lambda y, mu: (mu - y) / len(y),
            ),
        ),
        Mistake(
            name="This adds up or averages the examples.",
            why="Each example has a slope of its own.",
            see=_PRODUCT,
            answers=(
                lambda y, mu: (1 - y / mu).sum(),
                lambda y, mu: (1 - y / mu).mean(),
            ),
        ),
    ),
)


CHAPTER_03 = (_GAUSSIAN_NLL, _POISSON_NLL, _POISSON_NLL_GRAD)
