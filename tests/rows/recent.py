"""Chapter 10: the losses of recent papers.

What explorers say is held against formulas written out here with `math`, and what a
mask loss is expected to be against all 256 masks, one by one.
"""

import functools
import itertools
import math

from scipy.optimize import minimize_scalar

from lossbook import gallery
from lossbook.classification import softmax_cross_entropy
from rows import Row


def softplus(x):
    return max(x, 0) + math.log1p(math.exp(-abs(x)))


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


# Of each loss of a gain h: the loss, minus its slope, and the numbers of what is said
# last.
PAPERS = {
    "DPO": lambda h, b: (softplus(-b * h), b * sigmoid(-b * h), []),
    "cDPO, ε = 0.1": lambda h, b: (
        0.9 * softplus(-b * h) + 0.1 * softplus(b * h),
        b * (0.9 * sigmoid(-b * h) - 0.1 * sigmoid(b * h)),
        [math.log(9) / b],
    ),
    "SimPO, γ = 1": lambda h, b: (softplus(1 - b * h), b * sigmoid(1 - b * h), []),
    "SLiC": lambda h, b: (max(0, 1 - b * h), b if b * h < 1 else 0, [1 / b]),
    "IPO": lambda h, b: (
        (h - 1 / (2 * b)) ** 2,
        -2 * (h - 1 / (2 * b)),
        [1 / (2 * b)],
    ),
    "KTO": lambda h, b: (
        1 - sigmoid(b * h),
        b * sigmoid(b * h) * sigmoid(-b * h),
        [b / 4, 0],
    ),
}


def preferences(loss, h, beta):
    value, push, last = PAPERS[loss](h, beta)
    # Without a push it "does not push h".
    return [beta, h, value, *([abs(push)] if push else []), *last]


BIAS = {"SigLIP, bias 0": 0, "SigLIP, bias -10": -10}


def row(kind, tau, batch, own, near, rest):
    """The loss of a row, its pull, and its pushes: the near one's, all others'."""
    if kind == "InfoNCE":
        others = (batch - 2) * math.exp((rest - own) / tau)
        close = math.exp((near - own) / tau)
        total = 1 + close + others
        return (
            math.log1p(close + others),
            (close + others) / total / tau,
            close / total / tau,
            others / total / tau,
        )
    b = BIAS[kind]
    return (
        softplus(-own / tau - b)
        + softplus(near / tau + b)
        + (batch - 2) * softplus(rest / tau + b),
        sigmoid(-own / tau - b) / tau,
        sigmoid(near / tau + b) / tau,
        (batch - 2) * sigmoid(rest / tau + b) / tau,
    )


def contrastive(kind, tau, batch):
    loss, *forces = row(kind, tau, batch, 0.6, 0.4, 0)
    apart = -1 / (batch - 1)
    chance = row(kind, tau, batch, 0, 0, 0)[0]
    simplex = row(kind, tau, batch, 1, apart, apart)[0]
    # What is smaller is said to be less than that.
    numbers = [max(x, 1e-6) if x else 0 for x in (*forces, loss, chance, simplex)]
    return [tau, batch, *numbers]


def mask_loss(loss, inside, q, sure):
    """Of eight unsure pixels, of which `inside` are, and `sure` ones."""
    out = 8 - inside
    if loss == "cross-entropy":
        wrong = math.inf if (q == 0 and inside) or (q == 1 and out) else 0
        if wrong or q in (0, 1):
            return wrong
        return -(inside * math.log(q) + out * math.log(1 - q)) / (8 + sure)
    shared = sure + inside * q
    if loss == "Dice":
        return 1 - 2 * shared / (sure + inside + sure + 8 * q)
    if loss == "squared Dice":
        return 1 - 2 * shared / (sure + inside + sure + 8 * q**2)
    return 1 - shared / (shared + 0.3 * out * q + 0.7 * inside * (1 - q))


@functools.cache
def counts(p):
    """How probable each number of pixels inside is, from all masks."""
    chance = [0.0] * 9
    for mask in itertools.product((0, 1), repeat=8):
        chance[sum(mask)] += math.prod(p if pixel else 1 - p for pixel in mask)
    return chance


def expected(loss, p, sure, q):
    return math.fsum(
        chance * mask_loss(loss, inside, q, sure)
        for inside, chance in enumerate(counts(p))
    )


@functools.cache
def best_answer(loss, p, sure):
    """By what is known of each loss; the tests look at all answers."""
    if loss == "cross-entropy":
        return p
    if loss == "squared Dice":
        found = minimize_scalar(
            lambda q: expected(loss, p, sure, q),
            bounds=(0, 1),
            method="bounded",
            options={"xatol": 1e-9},
        )
        return found.x
    return min((0, 1), key=lambda q: expected(loss, p, sure, q))


def mask(loss, percent, sure):
    p = percent / 100
    best = best_answer(loss, p, sure)
    lowest, honest = (expected(loss, p, sure, q) for q in (best, p))
    return [8, percent, sure, lowest, 100 * best, percent, honest]


EXPLORERS = {
    gallery.preference_losses: Row(
        preferences, [("loss", 4, "IPO"), ("h", 3, 3), ("beta", 1, 2)], "β = "
    ),
    gallery.contrastive_pull: Row(
        contrastive, [("tau", 2, 0.2), ("batch", 2, 32768)], "nats"
    ),
    gallery.mask_answer: Row(mask, [("percent", 2, 60), ("sure", 2, 16)], " %"),
}

PLOTS = {
    "plot_answers": (
        ([[0.3, 0.3, 0.4], [0.2, 0.1, 0.7]], ["chosen", "rejected", "a third"]),
        "step",
        "probability",
    ),
    "plot_bins": (
        ([0.1, 0.4, 0.6], [0.1, 0.4, 0.6], [0.0, 1.0, 1.0], 0.3),
        "flipper length, mm",
        "share of Chinstraps",
    ),
    "plot_best_answers": (
        ({"cross-entropy": softmax_cross_entropy},),
        "true probability",
        "best answer",
    ),
}


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


def dice(q):
    return 1 - 2 * math.fsum([q] * 3) / (3 + math.fsum([q] * 10))


LN2, LN10 = math.log(2), math.log(10)

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
    # In four bytes model A chooses one of 16, and model B, twice, one of 25.
    "bits_per_byte": (
        math.log(25 / 16) / (4 * LN2),
        [
            *(math.log(25 / 16) / 4, 4 - math.log2(5), 3 / 2, math.sqrt(5) - 2),
            *(math.log2(25 / 16), 1, math.log2(5) / 2),
        ],
    ),
    # (2 + 4) / 2 - 6 / 2; then 6 / 4 is subtracted, nothing, 6; |4 - 3|; 6 / 2 is added
    "fair_pair": (0, [1.5, 3, -3, 1, 6]),
    "cooled_gradient": (16, [4, 2, 1, 1 / 16, 64, math.e**4]),
}
