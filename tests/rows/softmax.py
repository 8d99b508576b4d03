"""Chapter 02: softmax and the negative log-likelihood.

What explorers say is held against formulas written out here, with `math` alone.
"""

import math

import numpy as np

from lossbook import gallery
from lossbook.calibration import reliability
from rows import Row

POINTS = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0], [6.0, 7.0], [1.0, 1.0]])
LABELS = np.array([0, 1, 2, 1, 0])
ANIMALS = ("cat", "dog", "horse")
# Rows: two features, then the intercepts. Class 0 leads on the left, 1 on the right,
# 2 above both.
WEIGHTS = np.array([[-4.0, 4.0, 0.0], [0.0, 0.0, 8.0], [0.0, 0.0, -2.0]])


def some_reliability():
    """Claims of 58 %, of 62, 65 and 69 %, of 93 and 95 %; the one of 65 % is wrong."""
    probs = np.array([0.42, 0.62, 0.65, 0.69, 0.93, 0.95])
    truth = np.array([1, 0, 1, 0, 0, 0])
    return reliability(truth, np.stack([probs, 1 - probs], axis=-1), bins=10)


def truth(percent):
    p = percent / 100
    return [percent, -math.log(p), -1 / p / 100]


def softmax(cat, temperature, target):
    """Textbook form: safe here, since no logit is above 24."""
    y = ANIMALS.index(target)
    weights = [math.exp(z / temperature) for z in (cat, 4, 2)]
    probs = [w / math.fsum(weights) for w in weights]
    gradient = [(p - (k == y)) / temperature for k, p in enumerate(probs)]
    return [100 * probs[y], -math.log(probs[y]), *gradient]


def mistakes(mistake, logit):
    # Of the target and of each of the two others, whose logits are 0; neither is
    # rounded to 1 or 0 before its logarithm.
    log_p = -math.log1p(2 * math.exp(-logit))
    log_q = -math.log(2 + math.exp(logit))
    p, q = math.exp(log_p), math.exp(log_q)
    wrong = {
        "eps = 1e-8 in the log": -math.log(p + 1e-8),
        "softmax twice": math.log(math.exp(p) + 2 * math.exp(q)) - p,
        "the largest output": -max(log_p, log_q),
        # 1 - q is (1 + e^z) / (2 + e^z), so -log(1 - q) is log(1 + 1 / (1 + e^z)).
        "a term for each class": -log_p + 2 * math.log1p(1 / (1 + math.exp(logit))),
    }
    return [logit, -log_p, wrong[mistake]]


EXPLORERS = {
    gallery.probability_of_truth: Row(truth, [("percent", 3, 23)]),
    gallery.softmax_temperature: Row(
        softmax, [("cat", 4, 7.0), ("temperature", 1, 2), ("target", 2, "horse")]
    ),
    gallery.softmax_mistakes: Row(
        mistakes, [("mistake", 1, "softmax twice"), ("logit", 30, 5)]
    ),
}

# Each plot: how to draw it, and the names of its axes. The points, and the regions
# behind them, leave the names to the caller, who knows the features.
PLOTS = {
    "plot_sigmoid": ((), "logit z", "probability σ(z)"),
    "plot_probabilities": (([0.7, 0.2, 0.1], 1, ANIMALS), "", "probability"),
    "plot_surprisal": (([0.9, 0.1],), "probability of the target", "loss, nats"),
    "plot_costs": (([1.1, 0.7, 0.6],), "step", "cost, nats a bird"),
    "plot_points": ((POINTS, LABELS, ANIMALS), "length, mm", "depth, mm"),
    "plot_regions": ((WEIGHTS,), "length, mm", "depth, mm"),
    "plot_reliability": (
        (some_reliability(),),
        "confidence of the model",
        "share that is right",
    ),
}


def shares(*logits):
    weights = [math.exp(z) for z in logits]
    return [w / math.fsum(weights) for w in weights]


def falls(row, target):
    """Whether the loss of a picture falls if its logits are doubled."""
    doubled = [2 * z for z in row]
    return shares(*doubled)[target] > shares(*row)[target]


LN10, LN2 = math.log(10), math.log(2)
LOG_SURE = 9 + math.log1p(2 * math.exp(-9))  # log(e^9 + 2)
THIRDS = -math.log(1 / 3) - 2 * math.log(2 / 3)
# The training birds of the three species, as counted.
TRAINING = (106, 48, 86)
BIRDS = sum(TRAINING)

# Each question: its answer and the numbers of its mistakes, in their order, by `math`
# alone. Of a choice only the right statement, if it is true.
QUESTIONS = {
    # 1 / (1 + 1 + e^-2); the sigmoid of z is e^z / (e^z + 1)
    "level_cat": (
        100 / (2 + math.exp(-2)),
        [
            40,
            50,
            100 / 3,
            100 * math.exp(2) / (math.exp(2) + 1),
            100 * math.exp(4) / (math.exp(4) + 1),
        ],
    ),
    "temperature_8": (
        "All three move towards one third."
        if all(
            abs(hot - 1 / 3) < abs(cold - 1 / 3)
            for hot, cold in zip(
                shares(4 / 8, 4 / 8, 2 / 8), shares(4, 4, 2), strict=True
            )
        )
        else "",
        None,
    ),
    "one_term": (
        math.log(10 / 7),
        [
            math.log(10 / 7) + math.log(10 / 8) + math.log(10 / 9),
            1 - math.log10(7),
            math.log2(10 / 7),
            3 / 10,
            7 / 10,
            math.log(1000 / 14) / 3,
            0.7 * math.log(10 / 7) + 0.2 * math.log(5) + 0.1 * LN10,
        ],
    ),
    "sure_and_wrong": (
        LOG_SURE,
        [
            math.log1p(2 * math.exp(-9)),
            LOG_SURE / LN10,
            LOG_SURE / LN2,
            math.inf,
            1 - 1 / (2 + math.exp(9)),
            # logits p, p and q: log(2 e^p + e^q) - p
            math.log(2 + math.exp((math.exp(9) - 1) / (2 + math.exp(9)))),
        ],
    ),
    # d/dz of log(sum of e^z) is the share, 0.2
    "other_logit": (0.2, [0, -0.2, 0.2 * 0.8, -0.7 * 0.2, -0.3, -0.8]),
    "eps_ceiling": (8 * LN10, [8, 8 * LN10 / LN2, math.inf, 1e8, 1e-8]),
    # -log(e / (e + 2))
    "double_floor": (
        math.log((math.e + 2) / math.e),
        [
            0,
            math.log(3),
            math.log1p(1 / math.e),
            math.log1p(9 / math.e),
            math.e / (math.e + 2),
            math.log10(1 + 2 / math.e),
            math.log2(1 + 2 / math.e),
        ],
    ),
    "cost_at_start": (
        math.log(3),
        [
            0,
            1 / 3,
            2 / 3,
            math.log(BIRDS) - sum(n * math.log(n) for n in TRAINING) / BIRDS,
            BIRDS * math.log(3),
            THIRDS,
            math.log10(3),
            math.log2(3),
        ],
    ),
    "equal_logits": (
        math.log(3),
        [
            math.log10(3),
            math.log2(3),
            1 / 3,
            0,
            math.inf,
            1002 + math.log(3),
            THIRDS,
        ],
    ),
    "thousand_logits": (
        3 * LN10,
        [3, math.log2(1000), 0.001, 0.999, 1000 * LN2, math.log(3)],
    ),
    "doubled_logits": (
        "All three fall."
        if falls((5, 4, 2), 0) and falls((4, 2, 8), 2) and falls((4, 4, 1), 1)
        else "",
        None,
    ),
    # -log(e^4c / (2 e^4c + e^c)) = log(2 + e^-3c)
    "sharpest_dog": (
        LN2,
        [0, math.inf, 0.5, math.log(3), math.log10(2), 1],
    ),
}
