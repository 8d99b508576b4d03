"""How far from the truth, in ulp: losses of masks, orders and doubtful labels.

As `test_accuracy_losses`, with `oracle_recent` as the truth. An example is a mask, an
order or a row, and its truth too. Each cell is held to 4 ulp in float64 and 0.501 ulp
in float32. Where that cannot be, the row says why.

``python tests/test_accuracy_groups.py`` prints the table.
"""

from collections.abc import Iterator
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import oracle
import oracle_recent
from mpmath import mp
from test_accuracy import MANY, PROBABILITIES, labelled_rows, targets_and, ulp
from test_accuracy_losses import Row, around, both_signs, held, pair

import lossbook as lb
from lossbook import overlap, ranking, reweighted

# ---------------------------------------------------------------------- grids


# Products of smaller numbers are not among the floats.
SHARES = [p for p in PROBABILITIES if p == 0 or p > 1e-299]


def masks(*shares: float) -> list[tuple[list[float], list[float]]]:
    """Masks of few pixels: each pair of a target and a probability, and random ones."""
    rng = np.random.default_rng(8)
    cells = [([a, 1.0], [p, 0.3]) for a in shares for p in SHARES]
    cells += [([a, 0.0], [p, 1e-9]) for a in shares for p in SHARES]
    cells += [([a], [p]) for a in shares for p in SHARES]
    for size in (2, 3, 7, 40):
        for _ in range(25):
            t = rng.choice(shares, size)
            cells.append((t.tolist(), rng.random(size).tolist()))
            cells.append((t.tolist(), rng.choice(SHARES, size).tolist()))
    return cells


HARD = masks(0.0, 1.0)
SOFT = masks(0.0, 0.1, 0.5, 0.9, 1.0)


def signed_masks() -> list[tuple[list[float], list[float]]]:
    """Labels and scores: near the kink, far, equal, in masks with and without +1."""
    rng = np.random.default_rng(9)
    cells = []
    near = [0.0, 1e-300, 0.5, 1 - 2**-53, 1.0, 1 + 2**-52, 2.0, 1e10, 1e300]
    for s in both_signs(near):
        cells += [([y, 1.0], [s, 0.3]) for y in (1.0, -1.0)]
        cells += [([y, -1.0], [s, 0.3]) for y in (1.0, -1.0)]
    for size in (1, 3, 7, 40):
        for _ in range(25):
            y = rng.choice([-1.0, 1.0], size, p=[0.7, 0.3])
            s = rng.normal(size=size) * 10 ** rng.uniform(-1, 2)
            cells += [(y.tolist(), s.tolist()), (y.tolist(), s.round().tolist())]
    return cells


def orders() -> list[tuple[list[int], list[float]]]:
    """Orders of scores: near, far from 0 and from each other, equal."""
    rng = np.random.default_rng(10)
    rows = [[0.0, 0.0, 0.0], [1e4, 1e4 + 1e-9, 1e4], [0.0, -2000.0, -2000.7]]
    rows += [
        [0.3, gap, gap / 2] for gap in both_signs([36.7, 299.9, 700.3, 745.2, 1e4])
    ]
    rows += [[0.1, 310.7, -310.3], [1e300, 0.0, -1e300], [5e3 + 0.1, 5e3, 4e3]]
    cells = [([*order], row) for row in rows for order in permutations(range(3))]
    for size in (1, 2, 3, 12):
        for scale in (1e-3, 1.0, 20.0, 300.0, 3000.0):
            for _ in range(8):
                row = rng.normal(size=size) * scale + rng.choice([0.0, scale])
                cells.append((rng.permutation(size).tolist(), row.tolist()))
                cells.append((np.argsort(-row).tolist(), row.tolist()))
    return cells


CUTS = [(0.0,), (-1.0, 1.0), (0.1, 0.3, 3.7), (0.1, 0.1 + 2**-50), (-700.3, 0.0, 700.1)]
CUTS += [(-1e-300, 1e-300), (0.5, 1e10), (1e5 + 0.1, 1e5 + 0.3)]


def graded(cuts: tuple[float, ...]) -> list[tuple[int, float]]:
    """Each class, and scores of all sizes, near the edges and the middles."""
    rng = np.random.default_rng(11)
    middles = [(a + b) / 2 for a, b in pairwise(cuts)]
    scores = [*MANY[:47], *around(*cuts, *middles)]
    steps = both_signs([1e-9, 0.3, 7.1, 36.8, 700.1, 744.3])
    scores += [x + d for x in cuts for d in steps]
    scores += rng.normal(scale=3, size=40).tolist()
    bounds = [-np.inf, *cuts, np.inf]
    # A class with two edges that are farther away has no digit in the oracle.
    return [
        (y, f)
        for y, (low, high) in enumerate(pairwise(bounds))
        for f in scores
        if low == -np.inf or high == np.inf or low - 3e3 < f < high + 3e3
    ]


LABELLED = [cell for cell in labelled_rows() if np.isfinite(cell[1]).all()][::7]
QUESTIONS = targets_and(MANY[::2], (0.0, 1.0))
# Beyond, 1 - p has underflowed, and a division by a small clip does not bring it back.
NEAR_QUESTIONS = [(t, z) for t, z in QUESTIONS if abs(z) < 680]

# -------------------------------------------------------------------- the table


def unlike_terms(t, p, **knobs) -> list[Any]:
    """The larger of the two terms of the derivative."""
    pairs = oracle_recent.tversky_terms(t, p, **knobs)
    return [max(rise, rise - slope) for slope, rise in pairs]


def pulls(order, s) -> list[Any]:
    """The larger of what an item is pulled up by and down by."""
    answer = [mp.mpf(0)] * len(s)
    expected = oracle_recent.choices_expected(order, s)
    for k, i in enumerate(order):
        up = 1 - oracle.softmax([s[j] for j in order[k:]])[0]
        answer[i] = max(up, expected[i] - 1 + up)
    return answer


def near_clip(t, z, gamma_pos=0.0, gamma_neg=4.0, clip=0.05) -> float:
    """4 ulp, and what gamma and the difference p - clip make of the rounding of p."""
    if t:
        return 4.0 + 2.0 * gamma_pos
    p = oracle.sigmoid(z)
    cancelled = float(p / (p - mp.mpf(clip))) if p > clip else 1.0
    return 4.0 + 2.0 * gamma_neg + 1.5 * (1.0 + gamma_neg) * (cancelled - 1.0)


def of_many_classes(y, z, q=0.7) -> float:
    """4 ulp, and more the more of p_y is in the weight."""
    return 4.0 + 2.0 * q


def six_ulp(t, p, **knobs) -> float:
    return 6.0


def in_proportion(t, p, power=1.0, **knobs) -> float:
    return 4.0 + 2.0 * power


WHY_TERMS = (
    "a pixel is inside and outside: two terms of six roundings, which may cancel"
)
WHY_POWER = "the power multiplies the relative rounding error"
WHY_PULLS = "earlier choices pull an item down and its own up: ulp of the larger pull"
WHY_SUM = "the sum of the exponentials is rounded, and shows in p_k and in p_y^q"
WHY_CLIP = "near p = clip the difference cancels, and gamma multiplies its error"

TABLE: list[Row] = []
for knobs in (
    {},
    {"alpha": 1.0, "beta": 1.0},
    {"alpha": 0.3, "beta": 0.7, "smooth": 1.0},
    {"alpha": 0.0, "smooth": 1e-5},
    {"beta": 0.0},
):
    TABLE += pair("tversky", HARD, **knobs)
    value, slope = pair("tversky", SOFT, **knobs)
    slope.scale, slope.bound, slope.why = unlike_terms, six_ulp, WHY_TERMS
    TABLE += [value, slope]
for power in (0.75, 2.0, 3.3):
    rows = pair("tversky", HARD, power=power)
    for row in rows:
        row.bound, row.why = in_proportion, WHY_POWER
    TABLE += rows
TABLE += pair("lovasz_hinge", signed_masks())
value, slope = pair("plackett_luce", orders())
slope.scale, slope.why = pulls, WHY_PULLS
TABLE += [value, slope]
for cuts in CUTS:
    TABLE += pair("cumulative_link", graded(cuts), cuts=cuts)
for q in (1.0, 0.7, 0.1, 1e-9, 1e-300):
    value, slope = pair("generalized_cross_entropy", LABELLED, q=q)
    slope.bound, slope.why = of_many_classes, WHY_SUM
    TABLE += [value, slope]
for *given, cells in (
    (0.0, 4.0, 0.05, QUESTIONS),
    (1.0, 0.5, 0.2, QUESTIONS),
    (2.0, 0.0, 1e-9, NEAR_QUESTIONS),
    (0.0, 0.0, 0.0, QUESTIONS),
):
    knobs = dict(zip(("gamma_pos", "gamma_neg", "clip"), given, strict=True))
    for row in pair("asymmetric", cells, **knobs):
        row.bound, row.why = near_clip, WHY_CLIP
        TABLE.append(row)


def errors(row: Row, dtype: type) -> Iterator[tuple[float, float, tuple]]:
    """Yield the error of each cell in ulp, what it is held to, and the cell."""
    function, truth = getattr(lb, row.name), getattr(oracle_recent, row.name)
    for cell in row.cells:
        first, second = np.asarray(cell[0]), np.asarray(cell[1])
        with np.errstate(over="ignore"):
            first = first if first.dtype.kind == "i" else first.astype(dtype)
            second = second.astype(dtype)
        if not np.isfinite(second).all():
            continue
        got = function(first, second, **row.knobs)
        assert got.dtype == dtype
        exact = first.tolist(), second.tolist()
        true = truth(*exact, **row.knobs)
        true = true if isinstance(true, list) else [true]
        scale = row.scale(*exact, **row.knobs) if row.scale else [None] * len(true)
        bound = row.bound(*exact, **row.knobs) if row.bound else 4.0
        for g, t, s in zip(np.ravel(got).tolist(), true, scale, strict=True):
            if mp.isinf(t):
                yield (0.0 if g == float(t) else np.inf), bound, (*exact, g, float(t))
            else:
                yield ulp(g, t, dtype, s), bound, (*exact, g, float(t))


test_float64, test_float32, test_reasons, test_all_are_measured = held(
    TABLE, errors, (overlap, ranking, reweighted)
)


if __name__ == "__main__":
    print(f"{'function':60} float64  float32   largest error in ulp")
    for row in TABLE:
        worst = [max(errors(row, dtype)) for dtype in (np.float64, np.float32)]
        print(
            f"{row!s:60} {worst[0][0]:7.2f}  {worst[1][0]:7.3f}   {row.why}", flush=True
        )
        if worst[0][0] > 4 or worst[1][0] > 0.501:
            over = [e for e in errors(row, np.float64) if e[0] > e[1]]
            print("      OVER", len(over), max(over)[0:3] if over else "", worst[1])
