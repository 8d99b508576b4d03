"""Chapter 04: entropy, cross-entropy and KL.

What explorers say is held against formulas written out here, with `math` alone.
"""

import math
from functools import cache

from lossbook import gallery
from rows import Row


def coin(percent):
    p = percent / 100
    if p in (0, 1):
        return [percent, 0]
    heads, tails = -math.log2(p), -math.log2(1 - p)
    return [percent, heads, tails, p * heads + (1 - p) * tails]


def log_bell(x, mean, scale):
    return -(((x - mean) / scale) ** 2) / 2 - math.log(scale * math.sqrt(2 * math.pi))


def log_bumps(x):
    """The logarithm of half a bell at -2 and half at 2, without underflow."""
    near, far = -abs(abs(x) - 2), -abs(abs(x) + 2)
    ratio = math.exp(log_bell(far, 0, 0.6) - log_bell(near, 0, 0.6))
    return log_bell(near, 0, 0.6) + math.log1p(ratio) - math.log(2)


def mean_over(log_density, what, middle, reach):
    """The mean of `what`, by the trapezoidal rule."""
    n = 4000
    points = [middle + reach * (2 * i / n - 1) for i in range(n + 1)]
    return math.fsum(math.exp(log_density(x)) * what(x) * 2 * reach / n for x in points)


@cache
def entropy_of_bumps():
    return -mean_over(log_bumps, log_bumps, 0, 9)


def bumps(mean, scale):
    """The known entropies and moments of Gaussians, and one integral each."""
    moment = 0.6**2 + 2**2 + mean**2  # of the bumps, about the mean of q
    cross = math.log(scale * math.sqrt(2 * math.pi)) + moment / (2 * scale**2)
    own = math.log(scale * math.sqrt(2 * math.pi * math.e))
    paid = mean_over(
        lambda x: log_bell(x, mean, scale), lambda x: -log_bumps(x), mean, 10 * scale
    )
    return [mean, scale, cross - entropy_of_bumps(), paid - own]


EXPLORERS = {
    gallery.entropy_of_a_coin: Row(coin, [("percent", 10, 100)], unit="bits"),
    gallery.one_bell_for_two_bumps: Row(bumps, [("mean", 2, 0.0), ("scale", 4, 2.1)]),
}

COUNTS = [[44, 0, 123], [56, 68, 0], [51, 0, 0]]
ISLANDS = ("Biscoe", "Dream", "Torgersen")
SPECIES = ("Adelie", "Chinstrap", "Gentoo")
P, Q = [0.5, 0.25, 0.125, 0.125], [0.125, 0.5, 0.25, 0.125]

PLOTS = {
    "plot_mean_surprisal": ((P, Q, "abcd"), "share of the letters, p", "length, bits"),
    "plot_cross_entropy": (
        (0.3,),
        "chance of heads that is believed, q",
        "nats a toss",
    ),
    "plot_fits": (
        ([0.0, 1.0, 2.0], [0.1, 0.8, 0.1], {"one": [0.2, 0.6, 0.2]}),
        "x",
        "density",
    ),
    "plot_shares": ((COUNTS, ISLANDS, SPECIES), "birds", ""),
    "plot_letters": (([3, 5, 2], "abc"), "letter", "share, %"),
}
