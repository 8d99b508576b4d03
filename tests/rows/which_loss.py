"""Chapter 09: which loss?

What explorers say is held against the oracle, and against formulas written out here,
with `math` alone.
"""

import math

import oracle
import oracle_losses
import oracle_recent

from lossbook import gallery
from lossbook.catalogue import CATALOGUE
from lossbook.datasets import load_penguins
from lossbook.gallery.which_loss import ON_A_LINE
from rows import Row


def exact(name, truth):
    """Return a function of the oracle with its truth, which gives a float."""
    modules = (oracle_losses, oracle, oracle_recent)
    of = next((getattr(m, name) for m in modules if hasattr(m, name)), None)
    return of and (lambda x: float(of(truth, x)))


# Each loss and its slope where the truth is 0, yes or +1.
LOSSES = {
    name: (exact(name, truth), exact(f"{name}_grad", truth))
    for name in ON_A_LINE
    for truth in [0 if CATALOGUE[name].truth == "reals" else 1]
}


def tour(loss, says):
    value, slope = LOSSES[loss]
    return [says, value(says)] + ([] if slope is None else [slope(says)])


GRAMS = sorted(load_penguins().features[:, 3].tolist())


def crate(times, holds):
    too_little = math.fsum(max(g - holds, 0) for g in GRAMS)
    too_much = math.fsum(max(holds - g, 0) for g in GRAMS)
    share = times / (1 + times)
    # The first mass at which that share of the birds is no heavier.
    cheapest = next(
        g for i, g in enumerate(GRAMS, start=1) if i / len(GRAMS) >= share - 1e-12
    )
    cost = (times * too_little + too_much) / len(GRAMS)
    return [times, holds, cost, cheapest, 100 * share]


EXPLORERS = {
    gallery.catalogue_tour: Row(
        tour, [("loss", 2, "pseudo_huber"), ("says", 4, 0.0)], unit="loss"
    ),
    gallery.one_sided_cost: Row(
        crate, [("times", 2, 19), ("holds", 10, 5000)], unit=" g "
    ),
}

PLOTS = {"plot_proper": ((0.7,), "stated probability", "mean loss")}


def mean_loss(q, loss):
    """Of an event that happens in 7 of 10 cases, if q is stated each time."""
    return 0.7 * loss(1 - q) + 0.3 * loss(q)


def best(loss):
    return min((n / 100 for n in range(1, 101)), key=lambda q: mean_loss(q, loss))


def surprise(wrong):
    """Minus the logarithm of what is left for the truth."""
    return math.inf if wrong == 1 else -math.log(1 - wrong)


def unlimited(name):
    """On which sides the slope goes on growing."""
    slope = LOSSES[name][1]
    return [side for side in (-1, 1) if abs(slope(4 * side)) > 2 * abs(slope(side))]


LN10, LN2 = math.log(10), math.log(2)
SIX_LOGS = 6 * LN10 / 5  # of the fifth root of 1 · 2 · 10 · 50 · 1000
HARMONIC = 5 / 1.621
SHARES = math.log(11 / 5)
EXCESS = 2.6 * LN2 - 1.6 * math.log(3)  # 0.8 log(8/9) + 0.2 log 2


def softmax_twice():
    """The loss if the softmax of 5, 4 and 2 is taken for logits."""
    weights = [math.exp(z) for z in (5, 4, 2)]
    p = [w / math.fsum(weights) for w in weights]
    return math.log(math.fsum(math.exp(x - p[0]) for x in p))


# Each question: its answer and the numbers of its mistakes, in their order, by hand or
# by `math` alone. Of a choice only the right statement, if it is true.
QUESTIONS = {
    "crate_equal": (
        (GRAMS[170] + GRAMS[171]) / 2,
        [math.fsum(GRAMS) / 342, crate(4, 4000)[3], 4500, 6300],
    ),
    "crate_three": (75, [25, 200 / 3, 100 / 3, 50, 80, 100]),
    "logarithm_best": (
        math.exp(SIX_LOGS),
        # 16 and not 15: the logarithm of 15.85 is nearer to that of 16.
        [SIX_LOGS, 6 / 5, math.exp(6 / 5), 1063 / 5, 10, HARMONIC, 16],
    ),
    # The weights are 1, 0.5, 0.1, 0.02 and 0.001: the first is more than half of all.
    "percentage_best": (1, [10, 1063 / 5, math.exp(SIX_LOGS), HARMONIC, 1000]),
    "best_q": (
        "Cross-entropy and squared error: 0.7. Absolute error: 1."
        if (best(surprise), best(lambda e: e * e), best(abs)) == (0.7, 0.7, 1)
        else "",
        None,
    ),
    "brier_when_wrong": (1.62, [0.81, 0.02, LN10, 0.9, 1.8, 2]),
    # 6 c + 2.8 - 1 = 0, and so on
    "huber_beyond": (-0.3, [0, 0.3, -2.8 / 6, -1.8 / 7, -3.8 / 6]),
    "one_side_only": (
        "`squared_hinge` and `exponential`"
        if {name for name in LOSSES if LOSSES[name][1] and unlimited(name) == [-1]}
        == {"squared_hinge", "exponential"}
        else "",
        None,
    ),
    "read_as_shares": (
        SHARES,
        [
            math.log(1 + math.exp(-1) + math.exp(-3)),
            softmax_twice(),
            -math.log(5),
            5 / 11,
            SHARES / LN10,
            SHARES / LN2,
        ],
    ),
    # 3 - 1/8 = 23/8, and a quarter of it
    "smooth_factor": (4, [1 / 4, 1, 23 / 8, 23 / 32]),
    "two_payments": (
        "Under the first: no. Under the second: 30 %."
        if 0.3 < 0.5
        and min(range(101), key=lambda q: 0.3 * (100 - q) ** 2 + 0.7 * q**2) == 30
        else "",
        None,
    ),
    "excess_nats": (
        EXCESS,
        [
            0.9 * math.log(9 / 8) - 0.1 * LN2,
            LN10 - 0.8 * math.log(9),
            math.log(5) - 1.6 * LN2,
            EXCESS / LN2,
            0.02,
            0.8 * math.log(8 / 9),
            math.log(9 / 8),
        ],
    ),
    # 0.8 · 0.02 + 0.2 · 1.62 and 0.8 · 0.08 + 0.2 · 1.28
    "excess_brier": (0.02, [0.01, 0.1, 0.2, 0.34, 0.32, EXCESS]),
}
