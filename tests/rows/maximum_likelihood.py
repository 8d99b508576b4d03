"""Chapter 03: maximum likelihood.

What explorers say is held against formulas written out here, with `math` alone.
"""

import csv
import math
from pathlib import Path

import numpy as np
from scipy.optimize import linprog

import lossbook
from lossbook import gallery
from rows import Row

HALF_LOG_2PI = math.log(2 * math.pi) / 2


def poisson(z, k):
    return math.exp(z) ** k * math.exp(-math.exp(z)) / math.factorial(k)


def one_of_three(z, k):
    """Outcome 1 has the weight e^z, both others the weight 1."""
    return (math.exp(z) if k == 1 else 1) / (2 + math.exp(z))


def coin(z, k):
    return 1 / (1 + math.exp(-z if k else z))


# For each noise: the prediction from the score z, how probable it makes an outcome,
# and the derivative of the loss with respect to z.
NOISES = {
    "Gaussian": (
        lambda z: z,
        lambda z, y: math.exp(-((z - y) ** 2) / 2) / math.sqrt(2 * math.pi),
        lambda z, y: z - y,
    ),
    "Laplace": (
        lambda z: z,
        lambda z, y: math.exp(-abs(z - y)) / 2,
        lambda z, y: int(z > y) - int(z < y),
    ),
    "Bernoulli": (
        lambda z: coin(z, 1),
        coin,
        lambda z, y: coin(z, 1) - y,
    ),
    "categorical": (
        lambda z: one_of_three(z, 1),
        one_of_three,
        lambda z, y: one_of_three(z, 1) - y,
    ),
    "Poisson": (
        math.exp,
        poisson,
        lambda z, y: math.exp(z) - y,
    ),
}


def noise(noise, z, seen):
    says, held, slope = NOISES[noise]
    p = held(z, seen)
    # "probability of a 1"
    number = [1] if noise in ("Bernoulli", "categorical") else []
    return [*number, says(z), seen, p, -math.log(p), slope(z, seen)]


def gaussian(residual, scale):
    return (residual / scale) ** 2 / 2 + math.log(scale) + HALF_LOG_2PI


def learned_scale(residual, scale):
    said = [residual, scale, gaussian(residual, scale), residual / scale**2]
    if residual in (0, scale):
        return said
    # At the scale |r| the first term is one half.
    return [*said, residual, 0.5 + math.log(residual) + HALF_LOG_2PI]


EXPLORERS = {
    gallery.noise_and_loss: Row(
        noise, [("noise", 4, "Poisson"), ("z", 3, -0.75), ("seen", 1, 1)]
    ),
    gallery.learned_scale: Row(
        learned_scale, [("residual", 3, 0.8), ("scale", 4, 0.5)]
    ),
}

X = np.array([3.0, 1.0, 2.0])
PLOTS = {
    "plot_coin_outcomes": ((7, 10, 0.7), "number of heads", "probability"),
    "plot_coin_likelihood": ((7, 10), "probability of heads, p", "likelihood"),
    "plot_underflow": (
        ([0.5, 300.0, 300.0, 300.0],),
        "number of tosses",
        "likelihood, power of 10",
    ),
    "plot_frequencies": (
        ([109, 65, 22, 3, 1], [108.7, 66.3, 20.2, 4.1, 0.6]),
        "deaths in a corps and year",
        "corps and years",
    ),
    # The caller names the feature.
    "plot_band": (
        (X, np.array([4.0, 3.0, 5.0]), 2 * X, X / 4, 0.5),
        "",
        "body mass, kg",
    ),
}


LN10, LN2 = math.log(10), math.log(2)


def is_parabola(noise, y):
    """Whether the loss over z has one and the same second difference."""
    losses = [-math.log(NOISES[noise][1](k / 10, y)) for k in range(-20, 21)]
    curves = np.diff(losses, 2)
    return max(curves) - min(curves) < 1e-12


def has_corner(noise, y):
    """Whether the slope jumps at some z, of those at which explorers draw."""
    slopes = [NOISES[noise][2](k / 1000 + 0.0005, y) for k in range(-2000, 2000)]
    return max(abs(np.diff(slopes))) > 0.1


def shapes():
    smooth = [n for n in ("Gaussian", "Bernoulli", "Poisson") if not has_corner(n, 1)]
    others = [n for n in ("Laplace", "Bernoulli", "Poisson") if is_parabola(n, 1)]
    return len(smooth) == 3 and not others


def calls():
    """Years from 1950 and calls, as in the file."""
    path = Path(lossbook.__file__).parent / "data" / "belgian_calls.csv"
    lines = [line for line in path.read_text("utf-8").splitlines() if line[0] != "#"]
    rows = [[float(cell) for cell in row] for row in csv.reader(lines[1:])]
    return np.array(rows).T


def saved():
    """What Laplace noise saves: with its line by linear programming, and with squares.

    At their best scales the costs are 1/2 + log s + log(2 pi)/2 and 1 + log 2s.
    """
    year, number = calls()
    year = year - year[0]
    n, ones = len(year), np.ones(len(year))
    line = np.polyfit(year, number, 1)
    residual = number - np.polyval(line, year)
    gaussian = 0.5 + math.log(math.sqrt(np.mean(residual**2))) + HALF_LOG_2PI
    # The smallest sum of t with -t <= number - a - b year <= t.
    design = np.stack([ones, year], axis=1)
    sides = np.block([[design, -np.eye(n)], [-design, -np.eye(n)]])
    found = linprog(
        np.concatenate([[0, 0], ones]),
        A_ub=sides,
        b_ub=np.concatenate([number, -number]),
        bounds=[(None, None)] * 2 + [(0, None)] * n,
    )
    own = 1 + math.log(2 * found.fun / n)
    same = 1 + math.log(2 * np.mean(np.abs(residual)))
    return [n * (gaussian - own), n * (gaussian - same)]


def best_constants():
    """The constants, in steps of 50 g, that leave no bird impossible."""
    birds = (3000, 4000, 4700)
    possible = [
        c for c in range(2000, 6000, 50) if max(abs(c - b) for b in birds) <= 1000
    ]
    return possible == list(range(3700, 4001, 50))


BIRD = 0.5 - LN2 + HALF_LOG_2PI  # r = s = 1/2
RARE = math.exp(-2)
COUNT = math.exp(0.5)
SAVED, SAME_LINE = saved()
FLAT = LN2 + 3 * LN10

# Each question: its answer and the numbers of its mistakes, in their order, by `math`
# alone. Of a choice only the right statement, if it is true.
QUESTIONS = {
    "likelihood_says": (
        "If p is 0.7, seven heads in ten tosses have a chance of 27 %."
        if round(120 * 0.7**7 * 0.3**3, 2) == 0.27
        else "",
        None,
    ),
    "half_a_kilo": (
        BIRD,
        [
            0.5,
            0.5 + HALF_LOG_2PI,
            0.5 + LN2 + HALF_LOG_2PI,
            0.5 - LN2,
            1 - LN2 + HALF_LOG_2PI,
            0.25,
            2 / math.sqrt(2 * math.pi * math.e),
            1,
            BIRD / LN10,
            BIRD / LN2,
        ],
    ),
    "noise_shapes": (
        "A parabola for Gaussian noise, a corner for Laplace noise."
        if is_parabola("Gaussian", 1) and has_corner("Laplace", 1) and shapes()
        else "",
        None,
    ),
    "nothing_seen": (
        -math.log(poisson(-2, 0)),
        [
            -math.log(RARE),
            1 / RARE,
            poisson(-2, 0),
            math.inf,
            -math.log(coin(-2, 0)),
            RARE / LN10,
            RARE / LN2,
        ],
    ),
    "slope_of_count": (
        COUNT - 3,
        [1 - 3 / COUNT, 3 - COUNT, -2.5, COUNT, coin(0.5, 1) - 3],
    ),
    "two_thermometers": (
        math.sqrt(101) / 2,
        [
            5.5,
            math.sqrt(101),
            math.sqrt(100 / 101),
            math.sqrt(50.5),
            25.25,
            math.sqrt(0.5),
        ],
    ),
    "in_tonnes": (
        -3 * LN10,
        [3 * LN10, 0, -6 * LN10, -3, -3 * LN10 / LN2],
    ),
    "cheapest_claim": (0.5, [0.25, math.sqrt(0.5), math.sqrt(0.125), 0, math.inf]),
    "doubled_claim": (0.25, [0.5, 4, 1, 0.125]),
    "next_head": (math.inf, [0, LN2, 1, math.log(11), math.log(12)]),
    # The posterior p (1 - p)^11 is that of Beta(2, 12).
    "next_head_map": (
        math.log(12),
        [
            math.log(11),
            math.log(7),
            math.inf,
            LN2,
            1 / 12,
            math.log10(12),
            math.log2(12),
        ],
    ),
    "calls_saved": (
        SAVED,
        [SAVED / 24, -SAVED, SAME_LINE, math.exp(SAVED), SAVED / LN10, SAVED / LN2],
    ),
    "uniform_loss": (
        FLAT,
        [3 * LN10, 0, -FLAT, math.inf, math.log(400), FLAT / LN10, FLAT / LN2],
    ),
    "uniform_best": (
        "Each constant from 3700 to 4000 g." if best_constants() else "",
        None,
    ),
}
