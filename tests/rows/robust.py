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
    alpha, z = shape, residual / scale
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
    said = [] if math.isinf(alpha) else [alpha]
    said += [scale, residual, loss, slope / scale]
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
        [("shape", 1, 1.5), ("scale", 1, 3), ("residual", 1, 6)],
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


def squares_line():
    """Return the largest residual of least squares, and its slope, by normal sums."""
    a, b, _ = line(1e9)
    belgium = load_belgian_calls()
    pairs = zip(belgium.year, belgium.calls, strict=True)
    return max(abs(a + b * (t - 1973) - y) for t, y in pairs), b


def is_the_slope_of_squares(delta):
    return math.isclose(line(delta)[1], squares_line()[1], rel_tol=1e-9)


def count(trips, m):
    """How many trips are shorter than a constant, and how many are longer."""
    return sum(t < m for t in trips), sum(t > m for t in trips)


NARROW, WIDE = (huber_centre((*SIX, 1000), delta) for delta in (2, 4))
EIGHT = (*SIX, 26, 91)

# Each question: its answer and the numbers of its mistakes, in their order, by `math`
# alone. Of a choice only the right statement, if it is true.
QUESTIONS = {
    "bad_trips": (
        # The fourth of seven is bad, with the bad ones at the end, from here on.
        next(
            bad for bad in range(8) if sorted([0] * (7 - bad) + [math.inf] * bad)[3] > 0
        ),
        [1, 3, 3.5, 7],
    ),
    "huber_plateau": (WIDE, [147 / 6, 25, 151 / 6, 29.2, 28.5, math.inf]),
    "wider_delta": (
        "The estimate stops later, at a lower level."
        if NARROW + 2 < WIDE + 4 and WIDE < NARROW
        else "",
        None,
    ),
    # 30.6, 29.6, ..., 25.6, 24.6, 25.6, ...
    "kink_bounce": (24.6, [25, 25.6, 24.4, 29.6, -369.4]),
    "delta_new_unit": (20, [2, 0.2, 200, 1]),
    "line_stays": (
        "From the largest residual of least squares on."
        if is_the_slope_of_squares(1.0001 * squares_line()[0])
        and not is_the_slope_of_squares(0.99 * squares_line()[0])
        else "",
        None,
    ),
    # The cost is 45 |1 - s| + 100 |s|, with the corners 0 and 1.
    "far_point": (
        min((0, 1), key=lambda s: 45 * abs(1 - s) + 100 * abs(s)),
        [
            1,
            285 / 10285,
            (11 * 285 - 145 * 45) / (11 * 10285 - 145**2),
            10 / 11,
        ],
    ),
    # The slope of r^α is α r^(α - 1).
    "fading_alpha": (1, [2, 0, 1 / 2, -math.inf]),
    # (1 + z²/2) - z² = 0 at z = √2, and r = 2 z; there z / (1 + z²/2) is √2 / 2.
    "hardest_pull": (
        math.sqrt(8),
        [math.sqrt(2), 2, 4, math.sqrt(2) / 4, math.inf],
    ),
    "largest_median": (
        max(m for m in EIGHT if count(EIGHT, m - 0.01) == (4, 4)),
        [25.5, 25, 264 / 8, 27, 28],
    ),
    "between_middle": (
        "It stops where it is." if count(EIGHT, 25.2) == (4, 4) else "",
        None,
    ),
    # ½, ½, 2, 0 and 18; with arms of the slope 1 the last is 9, without -½ δ² it is 20
    "huber_by_hand": (
        21 / 5,
        [21, 106 / 5, 53 / 5, 12 / 5, 23 / 5, 24 / 5, 21 / 10, 14 / 5],
    ),
    "huber_share": (
        100 * 18 / 21,
        [100 * 100 / 106, 100 * 10 / 14, 100 * 2 / 6, 100 * 9 / 12, 20],
    ),
}
