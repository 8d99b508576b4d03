"""Chapter 10: the losses of recent papers.

What explorers say is held against formulas written out here with `math`, and what a
mask loss is expected to be against all 256 masks, one by one.
"""

import functools
import itertools
import math

from scipy.optimize import minimize_scalar

from lossbook import gallery
from rows import Row


def softplus(x):
    return max(x, 0) + math.log1p(math.exp(-abs(x)))


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


# Of each loss of a margin h: the loss, minus its slope, and the numbers of what is said
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
        preferences, [("loss", 4, "IPO"), ("h", 6, 3.0), ("beta", 1, 1)], "β = "
    ),
    gallery.contrastive_pull: Row(
        contrastive, [("tau", 2, 0.2), ("batch", 2, 32768)], "nats"
    ),
    gallery.mask_answer: Row(mask, [("percent", 3, 55), ("sure", 2, 16)], " %"),
}
