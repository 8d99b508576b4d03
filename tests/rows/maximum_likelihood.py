"""Chapter 03: maximum likelihood.

What explorers say is held against formulas written out here, with `math` alone.
"""

import math

import numpy as np

from lossbook import gallery
from rows import Row

HALF_LOG_2PI = math.log(2 * math.pi) / 2


def poisson(z, k):
    return math.exp(z) ** k * math.exp(-math.exp(z)) / math.factorial(k)


def one_of_three(z, k):
    """Outcome 1 has the weight e^z, both others the weight 1."""
    return (math.exp(z) if k == 1 else 1) / (2 + math.exp(z))


def coin(z, k):
    return 1 / (1 + math.exp(-z if k else z))


# For each noise: the prediction from the score z, how probable it makes an outcome,
# and the derivative of the loss with respect to z.
NOISES = {
    "Gaussian": (
        lambda z: z,
        lambda z, y: math.exp(-((z - y) ** 2) / 2) / math.sqrt(2 * math.pi),
        lambda z, y: z - y,
    ),
    "Laplace": (
        lambda z: z,
        lambda z, y: math.exp(-abs(z - y)) / 2,
        lambda z, y: int(z > y) - int(z < y),
    ),
    "Bernoulli": (
        lambda z: coin(z, 1),
        coin,
        lambda z, y: coin(z, 1) - y,
    ),
    "categorical": (
        lambda z: one_of_three(z, 1),
        one_of_three,
        lambda z, y: one_of_three(z, 1) - y,
    ),
    "Poisson": (
        math.exp,
        poisson,
        lambda z, y: math.exp(z) - y,
    ),
}


def noise(noise, z, seen):
    says, held, slope = NOISES[noise]
    p = held(z, seen)
    # "probability of a 1"
    number = [1] if noise in ("Bernoulli", "categorical") else []
    return [*number, says(z), seen, p, -math.log(p), slope(z, seen)]


def gaussian(residual, scale):
    return (residual / scale) ** 2 / 2 + math.log(scale) + HALF_LOG_2PI


def learned_scale(residual, scale):
    said = [residual, scale, gaussian(residual, scale), residual / scale**2]
    if residual in (0, scale):
        return said
    # At the scale |r| the first term is one half.
    return [*said, residual, 0.5 + math.log(residual) + HALF_LOG_2PI]


EXPLORERS = {
    gallery.noise_and_loss: Row(
        noise, [("noise", 4, "Poisson"), ("z", 3, -0.75), ("seen", 1, 1)]
    ),
    gallery.learned_scale: Row(
        learned_scale, [("residual", 3, 0.8), ("scale", 4, 0.5)]
    ),
}

X = np.array([3.0, 1.0, 2.0])
PLOTS = {
    "plot_coin_outcomes": ((7, 10, 0.7), "number of heads", "probability"),
    "plot_coin_likelihood": ((7, 10), "probability of heads, p", "likelihood"),
    "plot_underflow": (
        ([0.5, 300.0, 300.0, 300.0],),
        "number of tosses",
        "likelihood, power of 10",
    ),
    "plot_frequencies": (
        ([109, 65, 22, 3, 1], [108.7, 66.3, 20.2, 4.1, 0.6]),
        "deaths in a corps and year",
        "corps and years",
    ),
    # The caller names the feature.
    "plot_band": (
        (X, np.array([4.0, 3.0, 5.0]), 2 * X, X / 4, 0.5),
        "",
        "body mass, kg",
    ),
}
