"""How far from the truth, in ulp: scores of a whole forecast.

As `test_accuracy_losses`, whose table, grids and measure these are.

``python tests/test_accuracy_forecast.py`` prints the table.
"""

import math

import numpy as np
from mpmath import mp
from test_accuracy import PROBABILITIES
from test_accuracy_losses import SIZES, Row, around, errors, held, pair, residuals

from lossbook import forecast

# ---------------------------------------------------------------------- grids

MEMBERS = (1, 2, 3, 5, 12, 40)


def ensembles() -> list[tuple[float, list[float]]]:
    """Truths and members: of all sizes, near one another, equal, near the truth."""
    rng = np.random.default_rng(8)
    cells = []
    for m in MEMBERS:
        for size in SIZES:
            cells.append((size * rng.normal(), (size * rng.normal(size=m)).tolist()))
            # All but one are next to the truth.
            close = 1.7 + np.spacing(1.7) * rng.integers(-9, 9, size=m)
            close[0] = 1.7 + size
            cells.append((1.7, close.tolist()))
        for truth in (0.3, -1.7, 1e5 + 0.1):
            near = rng.choice(around(truth), size=m)  # with many ties
            cells.append((truth, near.tolist()))
            mixed = 10 ** rng.uniform(-8, 8, size=m) * rng.choice([-1, 1], size=m)
            cells.append((truth, (truth + mixed).tolist()))
            # Truth outside of all members, and on one of them.
            cells.append((truth, (truth + abs(mixed)).tolist()))
            cells.append((truth, [truth, *mixed[1:].tolist()]))
    return cells


def clouds(d: int) -> list[tuple[list[float], list[list[float]]]]:
    """The same for points of d coordinates."""
    rng = np.random.default_rng(9)
    cells = []
    for m in (1, 2, 3, 6):
        for size in [x for x in SIZES[::3] if 1e-290 < x < 1e290]:
            y, x = size * rng.normal(size=d), size * rng.normal(size=(m, d))
            cells.append((y.tolist(), x.tolist()))
            unlike = x * 10 ** rng.uniform(-4, 4, size=(m, 1))
            cells.append((y.tolist(), unlike.tolist()))
            # Nearly on one line with the truth, and on both sides of it.
            line = rng.normal(size=(m, 1)) * x[0] + size * 1e-7 * rng.normal(
                size=(m, d)
            )
            cells.append((y.tolist(), (y + line).tolist()))
            ties = np.concatenate([x[:1], x[:1], [y], x])[:m]
            cells.append((y.tolist(), ties.tolist()))
    return cells


def ordered() -> list[tuple[int, list[float]]]:
    """Distributions over ordered classes: near certain, even, and of any kind."""
    rng = np.random.default_rng(10)
    rows = [[p, 1.0 - p] for p in PROBABILITIES]
    for k in (1, 3, 5, 12):
        spread = rng.dirichlet(np.full(k, 0.3), size=20)
        certain = np.eye(k)[rng.integers(k, size=20)]
        rows += spread.tolist() + certain.tolist()
        leak = 10.0 ** rng.uniform(-300, -6, size=20)
        rows += (certain * (1 - leak[:, None]) + spread * leak[:, None]).tolist()
    return [(y, row) for row in rows for y in range(len(row))]


# -------------------------------------------------------------------- the table

LEVEL = math.sqrt(math.log(2.0))  # where the slope by the scale is 0


def one_share(y: list, x: list, fair: bool = False) -> float:
    """What a single member counts for."""
    return 1.0 / len(x)


def distances(y: list, x: list, fair: bool = False) -> mp.mpf:
    """The mean distance of the members from the truth."""
    gaps = (mp.mpf(a) - mp.mpf(b) for row in x for a, b in zip(row, y, strict=True))
    return mp.sqrt(mp.fsum(gap**2 for gap in gaps)) / len(x)


def one_a_class(y: int, p: list[float]) -> float:
    """4 ulp, or an ulp for each class."""
    return max(4.0, len(p))


def eight_beside_the_level(y: float, m: float, scale: float) -> float:
    """4 ulp, or 8 where |r| is next to the one where the slope is 0."""
    return 8.0 if abs(abs(m - y) / scale / LEVEL - 1) < 1e-15 else 4.0


WHY_LEVEL = "where |r| is next to √(log 2) scale, two roundings are all that is left"
WHY_DIRECTIONS = "directions cancel: ulp of what one member counts for"
WHY_LINES = "a member, the truth and a member on one line: ulp of the distances"
WHY_SUMS = "up to K - 1 probabilities are added, one after the other, before a square"

TABLE = []
for scale in (1.0, 3.7, 0.1, 1e5, 1e-5, 1e-300, 1e300):
    cells = residuals(scale * LEVEL)
    # Beyond that, mpmath needs minutes for the exponential of a square.
    cells = [(y, m) for y, m in cells if abs(m - y) / scale < 1e30]
    TABLE += pair("gaussian_crps", cells, scale=scale)
    by_scale = Row("gaussian_crps_scale_grad", cells, {"scale": scale}, WHY_LEVEL)
    by_scale.bound = eight_beside_the_level
    TABLE += [by_scale]
for fair in (False, True):
    cells = [(y, x) for y, x in ensembles() if len(x) > fair]
    TABLE += pair("ensemble_crps", cells, fair=fair)
    for d in (1, 2, 5):
        cells = [(y, x) for y, x in clouds(d) if len(x) > fair]
        value, slope = pair("energy_score", cells, fair=fair)
        slope.scale, slope.why = one_share, WHY_DIRECTIONS
        if fair and d > 1:
            value.scale, value.why = distances, WHY_LINES
        TABLE += [value, slope]
value, slope = pair("ranked_probability", ordered())
for row in (value, slope):
    row.bound, row.why = one_a_class, WHY_SUMS
TABLE += [value, slope]
for level in (0.5, 0.1, 1e-3):
    for kappa in (1.0, 0.1, 3.7, 1e-10, 1e10):
        TABLE += pair("quantile_huber", residuals(kappa), level=level, kappa=kappa)


test_float64, test_float32, test_reasons, test_all_are_measured = held(
    TABLE, errors, (forecast,)
)


if __name__ == "__main__":
    print(f"{'function':50} float64  float32   largest error in ulp")
    for row in TABLE:
        worst = [max(errors(row, dtype))[0] for dtype in (np.float64, np.float32)]
        print(f"{row!s:50} {worst[0]:7.2f}  {worst[1]:7.3f}   {row.why}")
