"""Chapter 03: the losses of Gaussian and of Poisson noise, and a slope."""

# ruff: noqa: B905

import math
import statistics

import numpy as np
from scipy import special, stats

from answers import ORDER, Right, Wrong

# -------------------------------------------------------------------- gaussian_nll

LOG_2PI = math.log(2 * math.pi)


def gauss_by_loop(y_true, mean):
    losses = []
    for y, m in zip(y_true, mean):
        losses.append(0.5 * (y - m) ** 2 + 0.5 * math.log(2 * math.pi))
    return losses


def gauss_with_scale(y_true, mean, sigma=1):
    r = (y_true - mean) / sigma
    return r**2 / 2 + np.log(sigma) + np.log(2 * np.pi) / 2


def gauss_by_logpdf(y_true, mean):
    return -stats.norm.logpdf(y_true, loc=mean)


def gauss_by_index(y_true, mean):
    out = np.zeros(len(y_true))
    for i in range(len(y_true)):
        out[i] = ((y_true[i] - mean[i]) ** 2 + LOG_2PI) / 2
    return out


def bell(y, m):
    return np.exp(-0.5 * (y - m) ** 2) / np.sqrt(2 * np.pi)


def log_of_bell_with_math(y_true, mean):
    losses = []
    for y, m in zip(y_true, mean):
        density = math.exp(-((y - m) ** 2) / 2) / math.sqrt(2 * math.pi)
        losses.append(-math.log(density))
    return losses


def bell_by_normaldist(y_true, mean):
    return [statistics.NormalDist(m, 1).pdf(y) for y, m in zip(y_true, mean)]


def gauss_mean_by_loop(y_true, mean):
    total = 0
    for y, m in zip(y_true, mean):
        total += (y - m) ** 2 / 2 + math.log(2 * math.pi) / 2
    return total / len(y_true)


def gauss_in_32_bits(y_true, mean):
    r = (y_true - mean).astype(np.float32)
    return r**2 / 2 + np.float32(LOG_2PI / 2)


def clipped_residual(bound):
    return lambda y, m: np.clip(y - m, -bound, bound) ** 2 / 2 + LOG_2PI / 2


GAUSSIAN_NLL = [
    Right(gauss_by_loop),
    Right(gauss_with_scale),
    Right(gauss_by_logpdf),
    Right(gauss_by_index),
    Right(gauss_in_32_bits),
    Right(lambda y, m: (y - m) ** 2 / 2 + np.log(2 * np.pi) / 2),
    Right(lambda y, m: 0.5 * ((m - y) ** 2 + np.log(2 * np.pi))),
    Right(lambda y, m: 0.5 * np.square(y - m) + np.log(np.sqrt(2 * np.pi))),
    Right(lambda y, m: -(-0.5 * (y - m) ** 2 - 0.5 * np.log(2 * np.pi))),
    Right(lambda y, m: (y - m) ** 2 / 2 + 0.918938533),
    Right(lambda y, m: (y - m) ** 2 / 2 + math.log(2 * math.pi) * 0.5),
    Right(lambda y, m: [0.5 * ((a - b) ** 2 + LOG_2PI) for a, b in zip(y, m)]),
    Right(
        lambda y, m: np.log(np.sqrt(2 * np.pi)) - np.log(np.e) * (-((y - m) ** 2) / 2)
    ),
    Right(lambda m, y: 0.5 * (y - m) ** 2 + 0.5 * LOG_2PI, "it is symmetric"),
    Right(lambda y, m: -stats.multivariate_normal(cov=1).logpdf(y - m)),
    Wrong(lambda y, m: -np.log(bell(y, m)), "underflowed"),
    Wrong(lambda y, m: -np.log(stats.norm.pdf(y, m)), "underflowed"),
    Wrong(log_of_bell_with_math, "underflowed"),
    Wrong(
        lambda y, m: np.log(np.sqrt(2 * np.pi) * np.exp((y - m) ** 2 / 2)),
        "exponential overflows",
    ),
    Wrong(lambda y, m: np.log(1 / bell(y, m)), "underflowed"),
    Wrong(lambda y, m: -np.log(bell(y, m) + 1e-12), "eps inside"),
    Wrong(lambda y, m: -np.log(np.maximum(bell(y, m), 1e-300)), "eps inside"),
    Wrong(lambda y, m: -np.log(np.clip(bell(y, m), 1e-10, 1)), "eps inside"),
    Wrong(lambda y, m: -np.log(bell(y, m) + 1e-8), "eps inside"),
    Wrong(lambda y, m: (y - m) ** 2, "squared error"),
    Wrong(lambda y, m: (y - m) ** 2 / 2, "constant log(2π)/2 is missing"),
    Wrong(lambda y, m: 0.5 * np.square(m - y), "constant log(2π)/2 is missing"),
    Wrong(lambda y, m: (y - m) ** 2 + 0.5 * np.log(2 * np.pi), "half is missing"),
    Wrong(lambda y, m: (y - m) ** 2 + np.log(2 * np.pi), "half is missing"),
    Wrong(lambda y, m: 0.5 * (y - m) ** 2 + np.log(2 * np.pi), "whole"),
    Wrong(
        lambda y, m: (y - m) ** 2 / 2 - 0.5 * np.log(2 * np.pi), "subtracts log(2π)/2"
    ),
    Wrong(
        lambda y, m: (y - m) ** 2 / 2 + np.log(1 / np.sqrt(2 * np.pi)),
        "subtracts log(2π)/2",
    ),
    Wrong(lambda y, m: -0.5 * (y - m) ** 2 - 0.5 * LOG_2PI, "minus sign"),
    Wrong(lambda y, m: stats.norm.logpdf(y, m), "minus sign"),
    Wrong(
        lambda y, m: -0.5 * (y - m) ** 2 + 0.5 * LOG_2PI,
        None,
        "the sign of the square alone",
    ),
    Wrong(bell, "logarithm is missing"),
    Wrong(bell_by_normaldist, "logarithm is missing"),
    Wrong(lambda y, m: -stats.norm.pdf(y, m), "logarithm is missing"),
    Wrong(lambda y, m: np.abs(y - m), "Laplace"),
    Wrong(lambda y, m: np.abs(y - m) + np.log(2), "Laplace"),
    Wrong(gauss_mean_by_loop, "takes the mean"),
    Wrong(lambda y, m: np.mean((y - m) ** 2), "takes the mean"),
    Wrong(lambda y, m: 0.5 * np.sum((y - m) ** 2) + len(y) / 2 * LOG_2PI, "adds up"),
    Wrong(lambda y, m: np.sum((y - m) ** 2) / 2, "adds up"),
    Wrong(
        lambda y, m: 0.5 * np.sum((y - m) ** 2) + 0.5 * LOG_2PI,
        None,
        "a sum of squares, and the constant once",
    ),
    Wrong(lambda y, m: (y - m) ** 2 / 2 + np.log(np.pi) / 2, None, "a 2 is missing"),
    Wrong(lambda y, m: (y - m) ** 2 / 2 + np.sqrt(2 * np.pi), None, "no logarithm"),
    Wrong(lambda y, m: (y - m) ** 2 / 2 + np.log10(2 * np.pi) / 2, "base 10"),
    Wrong(lambda y, m: (y - m) / 2 + np.log(2 * np.pi) / 2, "not squared"),
    Wrong(lambda y, m: ((y - m) / 2) ** 2 + LOG_2PI / 2, None, "the half is squared"),
    Wrong(
        lambda y, m: (y - m) ** 2 / (2 * np.std(y - m) ** 2 + 1e-9) + LOG_2PI / 2,
        None,
        "the scale of the residuals, not 1",
    ),
    Wrong(lambda y, m: (y + m) ** 2 / 2 + LOG_2PI / 2, None, "a sum"),
    Wrong(lambda y, m: (y[:, None] - m) ** 2 / 2 + LOG_2PI / 2, None, "all pairs"),
    Wrong(lambda y, m: m - y, None, "the slope"),
    Wrong(
        lambda y, m: (np.log(2 * np.pi) + (y - m) ** 2) / (2 * len(y)),
        "divides by the number",
    ),
    Wrong(clipped_residual(30), None, "residuals are clipped"),
    Wrong(clipped_residual(5), None, "residuals are clipped"),
    Wrong(lambda y, m: np.minimum((y - m) ** 2 / 2 + LOG_2PI / 2, 100), None, "capped"),
]


# --------------------------------------------------------------------- poisson_nll


def poisson_by_loop(y_true, rate):
    losses = []
    for k, mu in zip(y_true, rate):
        losses.append(mu - k * math.log(mu) + math.lgamma(k + 1))
    return losses


def poisson_by_logs_of_integers(y_true, rate):
    losses = []
    for k, mu in zip(y_true, rate):
        log_factorial = sum(math.log(i) for i in range(1, int(k) + 1))
        losses.append(mu - k * math.log(mu) + log_factorial)
    return losses


def poisson_by_big_integers(y_true, rate):
    """math.log takes Python's integers, however long."""
    return [
        mu - k * math.log(mu) + math.log(math.factorial(int(k)))
        for k, mu in zip(y_true, rate)
    ]


def poisson_by_numpys_log_of_integers(y_true, rate):
    log_factorial = np.array([np.log(math.factorial(int(k))) for k in y_true])
    return rate - y_true * np.log(rate) + log_factorial


def poisson_by_prod(y_true, rate):
    factorial = np.array([np.prod(np.arange(1.0, k + 1)) for k in y_true])
    return rate - y_true * np.log(rate) + np.log(factorial)


def poisson_by_prod_of_integers(y_true, rate):
    """numpy's integers have 64 bits: 21! is already wrong, without a warning."""
    factorial = np.array([np.prod(np.arange(1, k + 1)) for k in y_true])
    return rate - y_true * np.log(rate) + np.log(factorial)


def poisson_probability(y_true, rate):
    return [
        mu ** int(k) * math.exp(-mu) / math.factorial(int(k))
        for k, mu in zip(y_true, rate)
    ]


def log_of_poisson_with_math(y_true, rate):
    return [-math.log(p) for p in poisson_probability(y_true, rate)]


def log_of_poisson_by_scipy(y_true, rate):
    return -np.log(stats.poisson.pmf(y_true, rate))


def log_of_poisson_by_special(y_true, rate):
    return -np.log(rate**y_true * np.exp(-rate) / special.factorial(y_true))


def lgamma_of_an_array(y_true, rate):
    return rate - y_true * np.log(rate) + math.lgamma(y_true + 1)


def lgamma_of_count(y_true, rate):
    return [mu - k * math.log(mu) + math.lgamma(k) for k, mu in zip(y_true, rate)]


def stirling(n):
    return n * np.log(n) - n + 0.5 * np.log(2 * np.pi * n)


def poisson_with_stirling(y_true, rate):
    extra = np.where(y_true > 1, stirling(np.maximum(y_true, 1)), 0)
    return rate - y_true * np.log(rate) + extra


def poisson_with_crude_stirling(y_true, rate):
    n = np.maximum(y_true, 1)
    return rate - y_true * np.log(rate) + np.where(y_true > 0, n * np.log(n) - n, 0)


def poisson_by_recursion(y_true, rate):
    def log_factorial(k):
        return 0.0 if k < 2 else math.log(k) + log_factorial(k - 1)

    return [mu - k * math.log(mu) + log_factorial(k) for k, mu in zip(y_true, rate)]


def core(y, mu):
    return mu - y * np.log(mu)


def poisson_mean(y_true, rate):
    return sum(poisson_by_loop(y_true, rate)) / len(y_true)


POISSON_NLL = [
    Right(poisson_by_loop),
    Right(poisson_by_logs_of_integers),
    Right(poisson_by_big_integers),
    Right(lambda y, mu: core(y, mu) + special.gammaln(y + 1)),
    Right(lambda y, mu: core(y, mu) + special.loggamma(y + 1)),
    Right(lambda y, mu: core(y, mu) + np.vectorize(math.lgamma)(y + 1)),
    Right(lambda y, mu: core(y, mu) + np.array([math.lgamma(k + 1) for k in y])),
    Right(lambda y, mu: core(y, mu) + list(map(math.lgamma, y + 1))),
    Right(lambda y, mu: -stats.poisson.logpmf(y, mu)),
    Right(lambda y, mu: -(y * np.log(mu) - mu - special.gammaln(y + 1))),
    Right(lambda y, mu: mu - special.xlogy(y, mu) + special.gammaln(1 + y)),
    Right(lambda y, mu: [-stats.poisson(m).logpmf(k) for k, m in zip(y, mu)]),
    Right(lambda y, mu: core(y, mu) + [np.log(np.arange(1, k + 1)).sum() for k in y]),
    Right(lambda y, mu: core(y, mu + 1e-12) + special.gammaln(y + 1)),
    Wrong(poisson_by_recursion, None, "a recursion 1000 deep"),
    Wrong(log_of_poisson_with_math, "range of floating point"),
    Wrong(log_of_poisson_by_scipy, "range of floating point"),
    Wrong(log_of_poisson_by_special, "range of floating point"),
    Wrong(
        lambda y, mu: core(y, mu) + np.log(special.factorial(y)),
        "range of floating point",
    ),
    Wrong(poisson_by_prod, "range of floating point"),
    Wrong(
        lambda y, mu: core(y, mu) + np.log([float(math.factorial(k)) for k in y]),
        "range of floating point",
    ),
    Wrong(
        lambda y, mu: core(y, mu) + np.log(special.gamma(y + 1)),
        "range of floating point",
    ),
    Wrong(
        lambda y, mu: core(y, mu) + [math.log(math.gamma(k + 1)) for k in y],
        "range of floating point",
    ),
    Wrong(poisson_by_prod_of_integers, "64 bits"),
    Wrong(poisson_by_numpys_log_of_integers, "Python integer"),
    Wrong(lgamma_of_an_array, None, "math takes one number at a time"),
    Wrong(
        lambda y, mu: core(y, mu) + math.log(math.factorial(y)),
        None,
        "math takes one number at a time",
    ),
    Wrong(core, "log(y!) is missing"),
    Wrong(lambda y, mu: mu - special.xlogy(y, mu), "log(y!) is missing"),
    Wrong(lambda y, mu: -(y * np.log(mu) - mu), "log(y!) is missing"),
    Wrong(lambda y, mu: core(y, mu + 1e-8), "log(y!) is missing"),
    Wrong(lambda y, mu: np.exp(mu) - y * mu, "as its logarithm"),
    Wrong(
        lambda y, mu: np.exp(mu) - y * mu + special.gammaln(y + 1), "as its logarithm"
    ),
    Wrong(lambda y, mu: y * np.log(mu) - mu - special.gammaln(y + 1), "minus sign"),
    Wrong(lambda y, mu: y * np.log(mu) - mu, "minus sign"),
    Wrong(lambda y, mu: stats.poisson.logpmf(y, mu), "minus sign"),
    Wrong(poisson_probability, "logarithm is missing"),
    Wrong(lambda y, mu: stats.poisson.pmf(y, mu), "logarithm is missing"),
    Wrong(lambda y, mu: 1 - stats.poisson.pmf(y, mu), "logarithm is missing"),
    Wrong(lambda y, mu: (y - mu) ** 2, "squared error"),
    Wrong(lambda y, mu: core(y, mu) - special.gammaln(y + 1), "sign of log(y!)"),
    Wrong(lgamma_of_count, "lgamma(y)"),
    Wrong(lambda y, mu: core(y, mu) + special.gammaln(y), "lgamma(y)"),
    Wrong(poisson_with_stirling, "Stirling"),
    Wrong(poisson_with_crude_stirling, "Stirling"),
    Wrong(poisson_mean, "takes the mean"),
    Wrong(lambda y, mu: np.mean(core(y, mu)), "takes the mean"),
    Wrong(lambda y, mu: sum(poisson_by_loop(y, mu)), "adds up"),
    Wrong(lambda y, mu: np.sum(mu - y * np.log(mu)), "adds up"),
    Wrong(lambda y, mu: mu - y * np.log10(mu) + special.gammaln(y + 1), "base 10"),
    Wrong(lambda y, mu: mu - y * np.log(mu) + y, None, "y for log(y!)"),
    Wrong(
        lambda y, mu: -y * np.log(mu) + special.gammaln(y + 1), "term rate is missing"
    ),
    Wrong(
        lambda y, mu: mu + y * np.log(mu) + special.gammaln(y + 1),
        None,
        "the sign of y log(rate)",
    ),
    Wrong(
        lambda y, mu: mu - mu * np.log(y + 1e-9) + special.gammaln(y + 1),
        None,
        "count and rate are swapped in one term",
    ),
    Wrong(lambda y, mu: -np.log(stats.poisson.pmf(y, mu) + 1e-12), "eps inside"),
    Wrong(
        lambda y, mu: -np.log(np.maximum(stats.poisson.pmf(y, mu), 1e-300)),
        "eps inside",
    ),
    Wrong(
        lambda y, mu: -np.log(np.clip(stats.poisson.pmf(y, mu), 1e-7, 1)), "eps inside"
    ),
    Wrong(lambda mu, y: poisson_by_loop(y, mu), ORDER),
    Wrong(
        lambda rate, y_true: rate - y_true * np.log(rate) + special.gammaln(y_true + 1),
        ORDER,
    ),
]


# ---------------------------------------------------------------- poisson_nll_grad


def slope_by_loop(y_true, rate):
    slopes = []
    for k, mu in zip(y_true, rate):
        slopes.append(1 - k / mu)
    return slopes


def slope_by_index(y_true, rate):
    out = np.empty(len(rate))
    for i in range(len(rate)):
        out[i] = (rate[i] - y_true[i]) / rate[i]
    return out


def slope_by_central_differences(y_true, rate):
    h = 1e-5 * rate
    return (core(y_true, rate + h) - core(y_true, rate - h)) / (2 * h)


def slope_by_a_small_step(y_true, rate):
    h = 1e-5
    return (core(y_true, rate + h) - core(y_true, rate - h)) / (2 * h)


def slope_by_whole_integers(y_true, rate):
    return 1 - y_true // rate


def slope_with_digamma(y_true, rate):
    """The derivative with respect to the count as well."""
    return 1 - y_true / rate + special.digamma(y_true + 1)


def slope_in_place(y_true, rate):
    out = y_true / rate
    out *= -1
    out += 1
    return out


POISSON_NLL_GRAD = [
    Right(slope_by_loop),
    Right(slope_by_index),
    Right(slope_by_central_differences),
    Right(slope_by_a_small_step),
    Right(slope_in_place),
    Right(lambda y, mu: 1 - y / mu),
    Right(lambda y, mu: (mu - y) / mu),
    Right(lambda y, mu: -(y - mu) / mu),
    Right(lambda y, mu: -(y / mu - 1)),
    Right(lambda y, mu: 1 - y * mu**-1),
    Right(lambda y, mu: [1 - k / m for k, m in zip(y.tolist(), mu.tolist())]),
    Right(lambda y, mu: np.ones_like(mu) - np.divide(y, mu)),
    Right(lambda y, mu: 1 - y / (mu + 1e-12)),
    Right(lambda y, mu: np.float32(1 - y / mu)),
    Right(lambda y, mu: -np.expm1(np.log(np.maximum(y, 1e-300) / mu))),
    Wrong(lambda y, mu: mu - y, "logarithm of the rate"),
    Wrong(lambda y, mu: -(y - mu), "logarithm of the rate"),
    Wrong(lambda y, mu: np.exp(np.log(mu)) - y, "logarithm of the rate"),
    Wrong(lambda y, mu: y / mu - 1, "sign is wrong"),
    Wrong(lambda y, mu: y - mu, "sign is wrong"),
    Wrong(lambda y, mu: (y - mu) / mu, "sign is wrong"),
    Wrong(lambda y, mu: -y / mu, "1 is missing"),
    Wrong(lambda y, mu: y / mu, "1 is missing"),
    Wrong(lambda y, mu: 1 - y * mu, "multiplies by the rate"),
    Wrong(lambda y, mu: 1 - mu / y, "upside down"),
    Wrong(lambda y, mu: (y - mu) / y, "upside down"),
    Wrong(lambda y, mu: 1 - y * np.log(mu), "still there"),
    Wrong(lambda y, mu: mu - y / mu, None, "the slope of the rate itself is 1"),
    Wrong(lambda y, mu: 1 + y / mu, None, "the sign of the second term"),
    Wrong(core, "not its slope"),
    Wrong(poisson_by_loop, "not its slope"),
    Wrong(lambda y, mu: 1 - 1 / mu, "leaves y out"),
    Wrong(lambda y, mu: 1 - y, None, "the rate is left out"),
    Wrong(lambda y, mu: y / mu**2, "second derivative"),
    Wrong(lambda y, mu: np.exp(mu) - y, "treats the rate as its"),
    Wrong(lambda y, mu: 2 * (mu - y), "squared error"),
    Wrong(lambda y, mu: -2 * (y - mu), "squared error"),
    Wrong(lambda y, mu: 2 * (1 - y / mu), None, "a factor 2"),
    Wrong(lambda y, mu: (1 - y / mu) / len(y), "divides by the number"),
    Wrong(lambda y, mu: (mu - y) / y.size, "divides by the number"),
    Wrong(lambda y, mu: np.mean(1 - y / mu), "adds up"),
    Wrong(lambda y, mu: np.sum(1 - y / mu), "adds up"),
    Wrong(lambda y, mu: 1 - np.mean(y) / np.mean(mu), None, "means first"),
    Wrong(lambda y, mu: sum(1 - a / b for a, b in zip(y, mu)), "adds up"),
    Wrong(slope_by_whole_integers, None, "// cuts the fraction off"),
    Wrong(slope_with_digamma, None, "differentiates the count as well"),
    Wrong(lambda y, mu: mu * (1 - y / mu) / mu.sum(), None, "weighed by the rates"),
    Wrong(lambda y, mu: (y[:, None] - mu) / mu, None, "all pairs"),
    Wrong(lambda y, mu: np.clip(1 - y / mu, -1, 1), None, "clipped at 1"),
    Wrong(lambda y, mu: np.abs(1 - y / mu), "lost its sign"),
    Wrong(lambda y, mu: np.sign(mu - y), None, "the sign alone"),
    Wrong(
        lambda y, mu: np.gradient(core(y, mu), mu),
        None,
        "np.gradient goes along the examples",
    ),
    Wrong(lambda rate, y_true: 1 - y_true / rate, ORDER),
]

ANSWERS = {
    "gaussian_nll": GAUSSIAN_NLL,
    "poisson_nll": POISSON_NLL,
    "poisson_nll_grad": POISSON_NLL_GRAD,
}
