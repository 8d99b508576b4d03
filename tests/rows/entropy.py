"""Chapter 04: entropy, cross-entropy and KL.

What explorers say is held against formulas written out here, with `math` alone.
"""

import math
from functools import cache

from scipy.optimize import brentq

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
    gallery.one_bell_for_two_bumps: Row(bumps, [("mean", 2, 0.0), ("scale", 5, 2.1)]),
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


LN10, LN2 = math.log(10), math.log(2)


def entropy_of(*shares):
    return -math.fsum(p * math.log(p) for p in shares)


def bits(*shares):
    return entropy_of(*shares) / LN2


def chance(nats):
    """The chance of heads above one half, in per cent, at which a toss has this."""
    return 100 * brentq(
        lambda p: entropy_of(p, 1 - p) - nats, 0.5, 1 - 1e-9, xtol=1e-15
    )


def one_bell_from_another():
    """The mean of log p/q over p, by the trapezoidal rule."""
    return mean_over(
        lambda x: log_bell(x, 0, 0.5),
        lambda x: log_bell(x, 0, 0.5) - log_bell(x, 3, 0.5),
        0,
        6,
    )


def cost_of(z):
    """The cross-entropy of three logits, for shares of 0.1, 0.2 and 0.7."""
    log_sum = math.log(math.fsum(math.exp(each) for each in z))
    return log_sum - 0.1 * z[0] - 0.2 * z[1] - 0.7 * z[2]


def slope_of_third():
    """The slope of `cost_of` by a central difference, whose error falls with h^4."""
    z = [math.log(q) for q in (0.2, 0.3, 0.5)]

    def along(h):
        return cost_of([z[0], z[1], z[2] + h])

    h = 1e-3
    near, far = along(h) - along(-h), along(2 * h) - along(-2 * h)
    return (8 * near - far) / (12 * h)


@cache
def best_bells():
    """The means, without sign, and scales that are best, forward and reverse."""
    found = [bumps(m, s) for m in (0, 1, 2) for s in (0.6, 1.0, 1.5, 2.1)]
    return [min(found, key=lambda said: said[k])[:2] for k in (2, 3)]


def reverse_at_one(mean, scale):
    """The reverse KL of a bell from bumps at -1 and 1."""

    def log_truth(x):
        pair = log_bell(x, -1, 0.6), log_bell(x, 1, 0.6)
        return max(pair) + math.log1p(math.exp(-abs(pair[0] - pair[1]))) - LN2

    def log_ratio(x):
        return log_bell(x, mean, scale) - log_truth(x)

    return mean_over(lambda x: log_bell(x, mean, scale), log_ratio, mean, 10 * scale)


def the_middle_covers_both():
    """Also against a bell as wide as the best forward one, of the variance 1.36."""
    best = reverse_at_one(0, 1.1)
    others = [(1, 0.6), (-1, 0.6), (0, 0.5), (0, math.sqrt(1.36)), (0, 1.3)]
    return all(best < reverse_at_one(*other) for other in others)


BENT = bits(0.9, 0.1)
HALF = chance(LN2 / 2)
FLOOR = entropy_of(0.3, 0.7)
_, _, FORWARD, REVERSE = bumps(2, 0.6)

# Each question: its answer and the numbers of its mistakes, in their order, by `math`
# alone. Of a choice only the right statement, if it is true.
QUESTIONS = {
    "bent_coin": (
        "Tails counts for one tenth of the mean, and heads tells little."
        if BENT < 1 and -math.log2(0.9) < 1 < -math.log2(0.1)
        else "",
        None,
    ),
    "half_a_bit": (HALF, [75, 100 * 2**-0.5, chance(0.5), 100 - HALF, 90]),
    "eight_sides": (3 * LN2, [-3 * LN2, 3, 3 * LN2 / LN10, 8, 3 / 8 * LN2, 1 / 8]),
    # Lengths 3, 1, 2 and 3, and 1, 2, 3 and 3 in the right code.
    "code_for_q": (
        (4 * 3 + 2 * 1 + 2 + 3) / 8,
        [
            (4 * 1 + 2 * 2 + 3 + 3) / 8,
            (4 * 2 - 2 * 1 - 1) / 8,
            9 / 4,
            9,
            19 / 8 * LN2,
        ],
    ),
    "two_bells": (one_bell_from_another(), [-18, 36, 9, 4.5, 6, 18 / LN2]),
    "coin_floor": (
        FLOOR,
        [
            0,
            LN2,
            math.inf,
            -math.log(0.7),
            -math.log(0.3),
            0.3,
            FLOOR / LN2,
            FLOOR / LN10,
        ],
    ),
    "soft_gradient": (slope_of_third(), [0.2, -0.5, -1.4, -0.35, 0.5]),
    "where_the_bell": (
        "Forward: a wide bell in the middle. Reverse: a narrow bell on one bump."
        if best_bells() == [[0, 2.1], [2, 0.6]]
        else "",
        None,
    ),
    "one_bump_cost": (
        REVERSE,
        [0, math.inf, FORWARD, 0.5, -REVERSE, REVERSE / LN2, REVERSE / LN10],
    ),
    "die_and_coin": (4, [16, 3, 10, 4 * LN2]),
    "decided_coin": (3, [4, 2, 8, 3 * LN2]),
    "told_of_die": (1, [0, 2, 3, 0.5, LN2]),
    # 0.81 + 2 * 0.09 + 3 * 0.09 + 3 * 0.01 for two tosses
    "pairs_of_tosses": (
        0.645,
        [1.29, BENT, 0.645 - BENT, 9 / 8, 0.645 * LN2],
    ),
    "near_bumps": (
        "One in the middle that covers both bumps." if the_middle_covers_both() else "",
        None,
    ),
}
