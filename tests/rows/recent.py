"""Chapter 10: the losses of recent papers."""

import math

# ------------------------------------------------------------------------ questions


def one_plus_exp(x):
    """Return log(1 + exp(x))."""
    return math.log(1 + math.exp(x))


def root(slope, low, high):
    """Return where a rising slope is 0, by halving."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return low


def rounded_quantile(kappa):
    """Return the best answer for five waits at level 0.1, by the pulls of all."""

    def slope(q):
        pulls = [max(-1, min(1, (q - y) / kappa)) for y in (1, 2, 3, 4, 10)]
        return math.fsum((0.9 if pull > 0 else 0.1) * pull for pull in pulls)

    return root(slope, 0, 11)


def gce(power):
    """Return sigmoid(power · log(7/3))."""
    return 1 / (1 + math.exp(-power * math.log(7 / 3)))


def dice(q):
    return 1 - 2 * math.fsum([q] * 3) / (3 + math.fsum([q] * 10))


LN2, LN10 = math.log(2), math.log(10)
E_TO_BITS = 20 ** (1 / (4 * LN2))  # exp(log2(20) / 4)

# The loss of a row of 1024 pairs: as a sum, and as a mean.
ROW = one_plus_exp(10) + 1023 * one_plus_exp(-10)

# Each question: its answer and the numbers of its mistakes, in their order, by hand or
# by `math` alone. Of a choice only the right statement, if it is true.
QUESTIONS = {
    "nce_chance": (8 * LN2, [LN2, 1 / 256, 255 / 256, 8, 8 * LN2 / LN10, 16 * LN2]),
    "smoothing_best": (37 / 40, [9 / 10, 1, 39 / 40, 91 / 100, 1 / 40]),
    # where (n - 1) sigmoid(-10) is sigmoid(10)
    "siglip_bias": (
        1 + (1 / (1 + math.exp(-10))) / (1 / (1 + math.exp(10))),
        [1024, 1e10, 10, 2 * math.e**10, math.e**5],
    ),
    "siglip_mean": (
        "Loss and steps are 1024 times smaller."
        if (f"{ROW:.2f}", f"{ROW / 1024:.5f}") == ("10.05", "0.00981")
        else "",
        None,
    ),
    "dpo_start": (
        LN2,
        # -0.1 · 5 without the reference, and -0.5 + 5 with it outside
        [*map(one_plus_exp, (0.5, -0.5, -4.5)), 0, 1 / 2, 1, LN2 / LN10],
    ),
    "dpo_nine_of_ten": (
        # where 0.1 · ((1 - p) - 0.1) is 0, for p = 1 / (1 + exp(-h / 10))
        root(lambda h: 1 / (1 + math.exp(-h / 10)) - 0.9, 0, 100),
        [math.inf, 2 * math.log(3), math.log(9) / 10, 4, 5, 0.9, 10 * math.log10(9)],
    ),
    "dpo_sure": (
        "The log-ratio of the chosen answer has grown against that of the rejected one."
        # chosen falls, rejected rises, rejected stays ahead: the loss falls each time
        if all(one_plus_exp(-(c - r)) < LN2 for c, r in ((-1, -3), (3, 1), (0.5, 0)))
        else "",
        None,
    ),
    "rounded_quantile": (
        rounded_quantile(1),
        # without a limit of the pull: κ above all distances
        [1, 3, 4, rounded_quantile(100), 0.6],
    ),
    "dice_says": (
        max(range(101), key=lambda n: -dice(n / 100)) / 100,
        [0.3, 0, 0.5, 6 / 13],
    ),
    "gce_says": (gce(10 / 3), [0.7, 1, 0.7 ** (10 / 3), gce(10 / 7), gce(0.3)]),
    "letter_perplexity": (
        math.sqrt(math.sqrt(20)),
        [5, (2 * LN2 + math.log(5)) / 4, 160_000, 20, E_TO_BITS, math.log2(20) / 4],
    ),
    # (2 + 4) / 2 - 6 / 2; then 6 / 4 is subtracted, nothing, 6; |4 - 3|; 6 / 2 is added
    "fair_pair": (0, [1.5, 3, -3, 1, 6]),
    "cooled_gradient": (16, [4, 2, 1, 1 / 16, 64, math.e**4]),
}
