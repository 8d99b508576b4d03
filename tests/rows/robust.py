"""Chapter 07: L1, L2 and Huber.

What explorers say is held against formulas written out here, with `math` alone.
"""

import math
from functools import cache

from lossbook import gallery, regression
from lossbook.datasets import load_belgian_calls
from rows import Row

SIX = (21, 22, 24, 25, 27, 28)
ALPHA = {
    "α = 2, half the square": 2,
    "α = 1.5": 1.5,
    "α = 1, pseudo-Huber": 1,
    "α = 0.5": 0.5,
    "α = 0, Cauchy": 0,
    "α = -1": -1,
    "α = -2, Geman-McClure": -2,
    "α = -8": -8,
    "α = -∞, Welsch": -math.inf,
}


def huber_centre(examples, delta):
    """Halve an interval on which the sum of the clipped residuals changes sign."""
    low, high = min(examples), max(examples)
    for _ in range(200):
        middle = (low + high) / 2
        pull = math.fsum(max(-delta, min(delta, middle - y)) for y in examples)
        low, high = (low, middle) if pull > 0 else (middle, high)
    return (low + high) / 2


def outlier(trip, delta):
    trips = (*SIX, trip)
    mean, median = math.fsum(trips) / 7, sorted(trips)[3]
    return [trip, mean, median, delta, huber_centre(trips, delta)]


def family(shape, scale, residual):
    """Textbook forms: safe here, where z is from 0 to 3."""
    alpha, z = ALPHA[shape], residual / scale
    b = 2 - alpha
    named = {
        2: (z**2 / 2, z),
        0: (math.log(1 + z**2 / 2), z / (1 + z**2 / 2)),
        -math.inf: (1 - math.exp(-(z**2) / 2), z * math.exp(-(z**2) / 2)),
    }
    if alpha in named:
        loss, slope = named[alpha]
    else:
        loss = b / alpha * ((1 + z**2 / b) ** (alpha / 2) - 1)
        slope = z * (1 + z**2 / b) ** (alpha / 2 - 1)
    said = [scale, residual, loss, slope / scale]
    if alpha == 1:
        said.append(1 / scale)
    if alpha < 1:
        # (log slope)' = 1/z - z b / (b + z²) = 0, so z² (b - 1) = b.
        peak = 1 if alpha == -math.inf else math.sqrt(b / (b - 1))
        said.append(scale * peak)
    return said


@cache
def line(delta):
    """Return intercept in 1973 and slope a year, by reweighted least squares.

    A residual beyond delta gets the weight delta / |r|, so that weight times residual
    is Huber's slope. The units are tens of millions.
    """
    belgium = load_belgian_calls()
    pairs = [(t - 1973.0, y) for t, y in zip(belgium.year, belgium.calls, strict=True)]
    weights = [1.0] * len(pairs)
    a = b = 0.0
    for _ in range(20_000):
        rows = [(w, x, y) for w, (x, y) in zip(weights, pairs, strict=True)]
        s, sx, sy, sxx, sxy = (
            math.fsum(w * x**i * y**j for w, x, y in rows)
            for i, j in ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1))
        )
        before = a, b
        b = (s * sxy - sx * sy) / (s * sxx - sx * sx)
        a = (sy - b * sx) / s
        if abs(a - before[0]) + abs(b - before[1]) < 1e-13:
            break
        weights = [min(1.0, delta / max(abs(a + b * x - y), 1e-9)) for x, y in pairs]
    far = sum(abs(a + b * x - y) > delta for x, y in pairs)
    return a, b, far


def delta_line(delta):
    a, b, far = line(delta / 10)
    last = load_belgian_calls().calls[-1]
    return [delta, far, 24, 10 * b, 10 * (a - last), 1973]


EXPLORERS = {
    gallery.outlier_dragged: Row(
        outlier, [("trip", 21, 91), ("delta", 1, 8)], unit="minutes"
    ),
    gallery.robust_family: Row(
        family,
        [("shape", 2, "α = 0, Cauchy"), ("scale", 1, 3), ("residual", 1, 6)],
        unit="minutes",
    ),
    gallery.line_by_delta: Row(delta_line, [("delta", 3, 75)], unit="calls"),
}

PLOTS = {
    "plot_calls": (
        (load_belgian_calls(), {"level": [30.0] * 24}),
        "year",
        "calls, tens of millions",
    ),
    "plot_over_residual": (
        ({"Huber": regression.huber, "absolute": regression.absolute_error},),
        "residual ŷ - y",
        "loss",
    ),
    "plot_balls": ((), "first residual", "second residual"),
    "plot_descents_on_a_kink": (
        ({"one": [3.0, 2.0, 1.0], "other": [3.0, 1.0, 2.0]}, 1.0),
        "step",
        "prediction, minutes",
    ),
}
