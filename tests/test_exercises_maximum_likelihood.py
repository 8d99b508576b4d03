"""The exercises of chapter 03: right answers pass, wrong ones are called by name."""

import math
import statistics

import numpy as np
import pytest

from lossbook.exercises import check


def gauss_by_loop(y_true, mean):
    return [
        ((m - y) ** 2 + math.log(2 * math.pi)) / 2
        for y, m in zip(y_true, mean, strict=True)
    ]


def gauss_by_root(y_true, mean):
    return np.log(np.sqrt(2 * np.pi)) + np.square(y_true - mean) / 2


def gauss_with_a_variance(y_true, mean, variance=1.0):
    return 0.5 * (np.log(2 * np.pi * variance) + (y_true - mean) ** 2 / variance)


def poisson_by_loop(y_true, rate):
    return [
        mu - y * math.log(mu) + math.lgamma(y + 1)
        for y, mu in zip(y_true, rate, strict=True)
    ]


def poisson_by_sums(y_true, rate):
    """log(y!) as the sum of the logarithms of 1 to y."""
    log_factorial = [np.log(np.arange(1, y + 1)).sum() for y in y_true]
    return -(y_true * np.log(rate) - rate - log_factorial)


def poisson_by_scipy(y_true, rate):
    from scipy.special import gammaln

    return rate - y_true * np.log(rate) + gammaln(y_true + 1)


def slope_over_one_bar(y_true, rate):
    return (rate - y_true) / rate


def slope_by_loop(y_true, rate):
    return [1 - y / mu for y, mu in zip(y_true, rate, strict=True)]


def slope_by_differences(y_true, rate):
    h = 1e-4 * rate
    up, down = (np.array(poisson_by_loop(y_true, r)) for r in (rate + h, rate - h))
    return (up - down) / (2 * h)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("gaussian_nll", gauss_by_loop),
        ("gaussian_nll", gauss_by_root),
        ("gaussian_nll", gauss_with_a_variance),
        ("poisson_nll", poisson_by_loop),
        ("poisson_nll", poisson_by_sums),
        ("poisson_nll", poisson_by_scipy),
        ("poisson_nll_grad", slope_over_one_bar),
        ("poisson_nll_grad", slope_by_loop),
        ("poisson_nll_grad", slope_by_differences),
    ],
)
def test_a_right_answer_passes_however_it_is_written(name, answer):
    verdict = check(name, answer)
    assert verdict.passed, verdict


def density_of_the_standard_library(y_true, mean):
    return [
        -math.log(statistics.NormalDist(m).pdf(y))
        for y, m in zip(y_true, mean, strict=True)
    ]


def chance_with_math(y_true, rate):
    return [
        -math.log(mu ** int(y) * math.exp(-mu) / math.factorial(int(y)))
        for y, mu in zip(y_true, rate, strict=True)
    ]


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("gaussian_nll", lambda y, m: np.square(np.subtract(y, m)), "squared error"),
        ("gaussian_nll", lambda y, m: (y - m) * (y - m) / 2, "constant"),
        (
            "gaussian_nll",
            lambda y, m: [
                (a - b) ** 2 / 2 + math.log(2 * math.pi)
                for a, b in zip(y, m, strict=True)
            ],
            "whole",
        ),
        ("gaussian_nll", lambda y, m: (y - m) ** 2 + 0.9189385, "half is missing"),
        (
            "gaussian_nll",
            lambda y, m: 0.5 * (y - m) ** 2 - np.log(np.sqrt(2 * np.pi)),
            "subtracts",
        ),
        (
            "gaussian_nll",
            lambda y, m: -(0.5 * (y - m) ** 2) - 0.5 * np.log(2 * np.pi),
            "minus sign",
        ),
        (
            "gaussian_nll",
            lambda y, m: [
                statistics.NormalDist(b).pdf(a) for a, b in zip(y, m, strict=True)
            ],
            "logarithm is missing",
        ),
        ("gaussian_nll", lambda y, m: abs(y - m) + math.log(2.0), "Laplace"),
        ("gaussian_nll", lambda y, m: np.mean(gauss_by_root(y, m)), "mean over"),
        ("gaussian_nll", lambda y, m: np.sum(gauss_by_root(y, m)), "adds up"),
        ("gaussian_nll", density_of_the_standard_library, "underflowed"),
        (
            "gaussian_nll",
            lambda y, m: -np.log(np.clip(np.exp(-gauss_by_root(y, m)), 1e-12, None)),
            "eps inside",
        ),
        ("poisson_nll", lambda y, r: r - np.log(r**y), "log(y!) is missing"),
        ("poisson_nll", lambda y, r: np.exp(r) - r * y, "as its logarithm"),
        ("poisson_nll", lambda y, r: -poisson_by_sums(y, r), "minus sign"),
        ("poisson_nll", lambda y, r: np.exp(-poisson_by_sums(y, r)), "logarithm is"),
        ("poisson_nll", lambda y, r: np.square(y - r), "squared error"),
        (
            "poisson_nll",
            lambda y, r: poisson_by_sums(y, r) - 2 * poisson_by_sums(y, 0 * r + 1) + 2,
            "sign of log(y!)",
        ),
        (
            "poisson_nll",
            lambda y, r: [
                b - a * math.log(b) + (math.lgamma(a) if a else math.inf)
                for a, b in zip(y, r, strict=True)
            ],
            "lgamma(y)",
        ),
        ("poisson_nll", lambda y, r: np.mean(poisson_by_loop(y, r)), "mean over"),
        ("poisson_nll", lambda y, r: sum(poisson_by_loop(y, r)), "adds up"),
        ("poisson_nll", chance_with_math, "range of floating point"),
        (
            "poisson_nll",
            lambda y, r: -np.log(np.exp(-np.array(poisson_by_sums(y, r))) + 1e-10),
            "eps inside",
        ),
        ("poisson_nll", lambda r, y: poisson_by_loop(y, r), "another order"),
        ("poisson_nll_grad", lambda y, r: np.subtract(r, y), "logarithm of the rate"),
        ("poisson_nll_grad", lambda y, r: (y - r) / r, "sign is wrong"),
        ("poisson_nll_grad", lambda y, r: -(y * r**-1), "1 is missing"),
        ("poisson_nll_grad", lambda y, r: 1 - r * y, "multiplies"),
        ("poisson_nll_grad", lambda y, r: (y - r) / y, "upside down"),
        ("poisson_nll_grad", poisson_by_loop, "not its slope"),
        ("poisson_nll_grad", lambda y, r: (r - 1) / r, "leaves y out"),
        ("poisson_nll_grad", lambda y, r: -2 * (y - r), "squared error"),
        (
            "poisson_nll_grad",
            lambda y, r: slope_over_one_bar(y, r) / np.size(y),
            "number of examples",
        ),
        ("poisson_nll_grad", lambda y, r: np.mean(1 - y / r), "adds up"),
    ],
)
def test_readers_write_the_same_mistakes_in_other_words(name, answer, mistake):
    verdict = check(name, answer)
    assert not verdict.passed
    assert verdict.mistake is not None, verdict
    assert mistake in verdict.mistake
