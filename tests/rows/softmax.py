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
