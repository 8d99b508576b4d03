"""How far from the truth lossbook and other libraries are, in ulp.

``make benchmarks-peers`` runs it, in the environment of the peers. The grids and the
truth, to 400 digits, are those of ``tests/test_accuracy*.py``. The table is printed and
written to ``lossbook/data/accuracy.csv``, which the book shows.
"""

import argparse
import csv
import datetime
import importlib.metadata
import inspect
import math
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.extend(
    str(Path(__file__).parents[1] / folder) for folder in ("", "tests", "tests/parity")
)

import jax
import numpy as np
import optax
import oracle
import oracle_losses
import oracle_recent
import test_accuracy
import test_accuracy_forecast
import test_accuracy_groups
import test_accuracy_losses
import torch
from jax import numpy as jnp
from peers import TOOLS, counterpart
from peers import dtype as dtype_of
from scipy import special, stats
from scipy.spatial.distance import jensenshannon
from sklearn import _loss as half
from sklearn import metrics
from sklearn.utils.extmath import softmax as sklearn_softmax
from test_accuracy import as_dtype, fits_float32, ulp
from torch.nn import functional as F

import lossbook as lb
from lossbook import classification
from lossbook.catalogue import CATALOGUE

RESULTS = Path(__file__).parents[1] / "lossbook" / "data" / "accuracy.csv"
LIBRARIES = ("lossbook", "scipy", "scikit-learn", "PyTorch", "optax")

# ------------------------------------------------------- what others call our functions

# By the name of ours: arguments are stacked, one cell of the grid a row. A parameter
# after them is a knob. What is not here is not in the library, or is in the catalogue.


def of_class(table, y):
    """Return the column y of each row."""
    return np.take_along_axis(table, y[:, None], axis=1)[:, 0]


def minus_target(p, y):
    """Return p less the target, a class or a distribution."""
    return p - (y if y.ndim == 2 else np.eye(p.shape[1], dtype=p.dtype)[y])


def shares(y, z, label_smoothing):
    """Return the distribution that optax wants."""
    t = y if y.ndim == 2 else jnp.eye(z.shape[1], dtype=z.dtype)[y]
    return t if label_smoothing is None else optax.smooth_labels(t, label_smoothing)


def one_by_one(function):
    """Call for each cell what can give a mean only; NaN where it raises."""

    def call(*cell):
        try:
            return function(*cell)
        except ValueError:
            return math.nan

    return lambda *arguments: [call(*cell) for cell in zip(*arguments, strict=True)]


def multinomial(kind, y, z):
    """Return scikit-learn's loss or gradient; it has no soft labels."""
    if y.ndim == 2:
        return None
    return getattr(half.HalfMultinomialLoss(n_classes=z.shape[1]), kind)(
        y.astype(z.dtype), z
    )


def sums(table):
    """Return the sum of each row."""
    return table.sum(axis=-1)


SCIPY = {
    "softplus": special.softplus,
    "sigmoid": special.expit,
    "log_sigmoid": special.log_expit,
    "logit": special.logit,
    "softmax": lambda z: special.softmax(z, axis=1),
    "log_softmax": lambda z: special.log_softmax(z, axis=1),
    "logsumexp": lambda z: special.logsumexp(z, axis=1),
    "entropy": lambda p, base=None: stats.entropy(p, base=base, axis=1),
    "cross_entropy": lambda p, q: -sums(special.xlogy(p, q)),
    "kl_divergence": lambda p, q: sums(special.kl_div(p, q)),
    "js_divergence": lambda p, q: jensenshannon(p, q, axis=1) ** 2,
    "perplexity": lambda p: np.exp(stats.entropy(p, axis=1)),
    "softmax_cross_entropy": lambda y, z: (
        -(
            of_class(special.log_softmax(z, axis=1), y)
            if y.ndim == 1
            else sums(y * special.log_softmax(z, axis=1))
        )
    ),
    "softmax_cross_entropy_grad": lambda y, z: minus_target(
        special.softmax(z, axis=1), y
    ),
    "binary_cross_entropy": lambda t, p: (
        -special.xlogy(t, p) - special.xlog1py(1 - t, -p)
    ),
    "sigmoid_cross_entropy": lambda t, z, pos_weight=1: (
        -pos_weight * t * special.log_expit(z) - (1 - t) * special.log_expit(-z)
    ),
    "sigmoid_cross_entropy_grad": lambda t, z: special.expit(z) - t,
    "huber": lambda t, p, delta=1: special.huber(delta, p - t),
    "pseudo_huber": lambda t, p, delta=1: special.pseudo_huber(delta, p - t),
    "logistic": lambda y, s: -special.log_expit(y * s),
    "gaussian_nll": lambda y, m, scale=1: -stats.norm.logpdf(y, m, scale),
    "laplace_nll": lambda y, m, scale=1: -stats.laplace.logpdf(y, m, scale),
    "bernoulli_nll": lambda y, p: -stats.bernoulli.logpmf(y, p),
    "poisson_nll": lambda y, rate: -stats.poisson.logpmf(y, rate),
}

SKLEARN = {
    "softmax": sklearn_softmax,
    "mutual_information": one_by_one(
        lambda joint: metrics.mutual_info_score(None, None, contingency=joint)
    ),
    "nll": one_by_one(lambda y, p: metrics.log_loss([y], [p], labels=range(len(p)))),
    "brier": one_by_one(
        lambda y, p: metrics.brier_score_loss(
            [y], [p], labels=range(len(p)), scale_by_half=False
        )
    ),
    "softmax_cross_entropy": lambda y, z: multinomial("loss", y, z),
    "softmax_cross_entropy_grad": lambda y, z: multinomial("gradient", y, z),
    "sigmoid_cross_entropy": lambda t, z: half.HalfBinomialLoss().loss(t, z),
    "sigmoid_cross_entropy_grad": lambda t, z: half.HalfBinomialLoss().gradient(t, z),
    "squared_error": lambda t, p: 2 * half.HalfSquaredError().loss(t, p),
    "squared_error_grad": lambda t, p: 2 * half.HalfSquaredError().gradient(t, p),
    "absolute_error": lambda t, p: half.AbsoluteError().loss(t, p),
    "absolute_error_grad": lambda t, p: half.AbsoluteError().gradient(t, p),
    "huber": lambda t, p, delta=1: half.HuberLoss(delta=delta).loss(t, p),
    "huber_grad": lambda t, p, delta=1: half.HuberLoss(delta=delta).gradient(t, p),
    "quantile": lambda t, p, level=0.5: half.PinballLoss(quantile=level).loss(t, p),
    "quantile_grad": lambda t, p, level=0.5: half.PinballLoss(quantile=level).gradient(
        t, p
    ),
}

PYTORCH = {
    "softplus": F.softplus,
    "sigmoid": torch.sigmoid,
    "log_sigmoid": F.logsigmoid,
    "logit": torch.logit,
    "softmax": lambda z: torch.softmax(z, dim=1),
    "log_softmax": lambda z: torch.log_softmax(z, dim=1),
    "logsumexp": lambda z: torch.logsumexp(z, dim=1),
    "entropy": lambda p: sums(torch.special.entr(p)),
    "cross_entropy": lambda p, q: -sums(torch.xlogy(p, q)),
    "kl_divergence": lambda p, q: sums(F.kl_div(torch.log(q), p, reduction="none")),
    "perplexity": lambda p: torch.exp(sums(torch.special.entr(p))),
    "gaussian_nll": lambda y, m, scale=1: F.gaussian_nll_loss(
        m, y, torch.full_like(m, scale**2), full=True, reduction="none"
    ),
    "laplace_nll": lambda y, m, scale=1: (
        -torch.distributions.Laplace(m, scale).log_prob(y)
    ),
    "poisson_nll": lambda y, rate: F.poisson_nll_loss(
        rate, y, log_input=False, full=True, eps=0, reduction="none"
    ),
}

JAX = {
    "softplus": jax.nn.softplus,
    "sigmoid": jax.nn.sigmoid,
    "log_sigmoid": jax.nn.log_sigmoid,
    "logit": jax.scipy.special.logit,
    "softmax": jax.nn.softmax,
    "log_softmax": jax.nn.log_softmax,
    "logsumexp": lambda z: jax.nn.logsumexp(z, axis=1),
    "entropy": lambda p: sums(jax.scipy.special.entr(p)),
    "cross_entropy": lambda p, q: -sums(jax.scipy.special.xlogy(p, q)),
    "kl_divergence": lambda p, q: optax.kl_divergence(jnp.log(q), p),
    "perplexity": lambda p: jnp.exp(sums(jax.scipy.special.entr(p))),
    "softmax_cross_entropy": lambda y, z, label_smoothing=None: (
        optax.softmax_cross_entropy_with_integer_labels(z, y)
        if y.ndim == 1 and label_smoothing is None
        else optax.softmax_cross_entropy(z, shares(y, z, label_smoothing))
    ),
    "gaussian_nll": lambda y, m, scale=1: -jax.scipy.stats.norm.logpdf(y, m, scale),
    "laplace_nll": lambda y, m, scale=1: -jax.scipy.stats.laplace.logpdf(y, m, scale),
    "poisson_nll": lambda y, rate: -jax.scipy.stats.poisson.logpmf(y, rate),
}

BY_HAND = {"scipy": SCIPY, "scikit-learn": SKLEARN, "PyTorch": PYTORCH, "optax": JAX}


def by_hand(library: str, name: str, knobs: dict[str, Any]) -> Callable | None:
    """Return the library's function from the tables above."""
    function = BY_HAND[library].get(name)
    if function is None:
        return None
    if knobs and not set(knobs) <= set(inspect.signature(function).parameters):
        return None
    return lambda *arguments: function(*arguments, **knobs)


def of_the_catalogue(library: str, name: str, knobs: dict[str, Any]) -> Callable | None:
    """Return the library's function from the peers of the row."""
    for peer in CATALOGUE[name].peers if name in CATALOGUE else ():
        rest = {k: v for k, v in knobs.items() if peer.ours.get(k) != v}
        if (
            peer.library == library
            and peer.gives in ("example", "element")
            and set(peer.ours) <= set(knobs)
            and set(rest) <= set(peer.knobs)
            and not peer.lacks
            and not peer.name.startswith("torchvision")
        ):
            tool = TOOLS[library]()

            def call(y_true, x, peer=peer, tool=tool, rest=rest):
                of_dtype = {
                    key: np.asarray(value, dtype_of(x)) if np.ndim(value) else value
                    for key, value in rest.items()
                }
                answer = counterpart(peer, of_dtype, y_true, tool)(x)
                return sums(answer) if answer.ndim > 1 else answer

            return call
    return None


# ------------------------------------------------------------------------- measuring


@dataclass
class Row:
    """A function with knobs, the grid it is called on, and what is true there."""

    name: str
    knobs: dict[str, Any]
    cells: list[tuple]
    truth: Callable[..., Any]
    scale: Callable[..., Any] | None

    @property
    def called(self) -> str:
        """The function, the knobs that it is given, and the kind of its labels."""
        extras = list(self.knobs)
        truths = [cell[0] for cell in self.cells if not isinstance(cell[0], int)]
        if self.name in classification.__all__ and any(
            np.ndim(truth) or truth not in (0, 1) for truth in truths
        ):
            extras.insert(0, "soft labels")
        return f"{self.name} ({', '.join(extras)})" if extras else self.name


def grid() -> dict[str, list[Row]]:
    """Return the rows of all tables; those that differ in a knob's value together."""
    found = defaultdict(list)
    for tests, truth in (
        (test_accuracy, oracle),
        (test_accuracy_losses, oracle_losses),
        (test_accuracy_forecast, oracle_losses),
        (test_accuracy_groups, oracle_recent),
    ):
        for row in tests.TABLE:
            if row.name == "model_perplexity":  # one number for a whole grid
                continue
            usual = inspect.signature(getattr(lb, row.name)).parameters
            knobs = {
                key: value
                for key, value in row.knobs.items()
                if np.ndim(value) or value != usual[key].default
            }
            answers = getattr(truth, row.name)
            mine = Row(row.name, knobs, row.cells, answers, row.scale)
            found[mine.called].append(mine)
    return found


def function_of(library: str, row: Row) -> Callable | None:
    """Return what the library has for a row of the grid, from arrays to an array."""
    if library == "lossbook":
        return lambda *arguments: getattr(lb, row.name)(*arguments, **row.knobs)
    if library in ("scipy", "scikit-learn"):
        return by_hand(library, row.name, row.knobs)
    name = row.name.removesuffix("_grad")
    value = by_hand(library, name, row.knobs)
    value = value or of_the_catalogue(library, name, row.knobs)
    if value is None:
        return None
    tool = TOOLS[library]()
    if row.name == name:
        return lambda *arguments: np.asarray(value(*map(tool.array, arguments)))
    return lambda *arguments: tool.grad(
        lambda x: value(*map(tool.array, arguments[:-1]), x).sum(), arguments[-1]
    )


def in_dtype(argument: Any, dtype: type) -> Any:
    """Return an argument as functions get it; a row of integers, an order, stays."""
    array = np.asarray(argument)
    is_order = array.ndim and array.dtype.kind == "i"
    return array if is_order else as_dtype(argument, dtype)


def batches(cells: list[tuple], dtype: type) -> Iterator[tuple[list[int], list[Any]]]:
    """Yield the cells that are alike in shape: their numbers, and stacked arguments."""
    alike = defaultdict(list)
    for i, cell in enumerate(cells):
        alike[tuple(np.shape(argument) for argument in cell)].append(i)
    for numbers in alike.values():
        arguments = [
            np.stack([in_dtype(cells[i][k], dtype) for i in numbers])
            for k in range(len(cells[numbers[0]]))
        ]
        yield numbers, arguments


def truths(row: Row, dtype: type) -> tuple[list[tuple], list[Any], list[Any]]:
    """Return the cells, the true answers, and the sizes to measure them against."""
    cells, answers, scales = [], [], []
    for cell in row.cells:
        if dtype is np.float32 and not fits_float32(cell):
            continue
        exact = [
            argument
            if isinstance(argument, int)
            else in_dtype(argument, dtype).tolist()
            for argument in cell
        ]
        answer = row.truth(*exact, **row.knobs)
        answer = answer if isinstance(answer, list) else [answer]
        scale = row.scale(*exact, **row.knobs) if row.scale else None
        scale = scale if isinstance(scale, list) else [scale] * len(answer)
        cells.append(cell)
        answers.append(answer)
        scales.append(scale)
    return cells, answers, scales


def worst(function: Callable, row_truths: tuple, dtype: type) -> float | None:
    """Return the largest error of a function, in ulp; None if it cannot do it."""
    cells, answers, scales = row_truths
    largest = 0.0
    for numbers, arguments in batches(cells, dtype):
        found = function(*arguments)
        if found is None:
            return None
        # Some answer float32 with float64: that is rounded, like all others.
        for i, answer in zip(numbers, np.asarray(found, dtype), strict=True):
            for got, true, scale in zip(
                np.ravel(answer), answers[i], scales[i], strict=True
            ):
                # 0 has no ulp. What is too small to have all its digits is left out
                # too: other libraries round it to 0, which would hide all else.
                if abs(true) >= np.finfo(dtype).smallest_normal:
                    largest = max(largest, ulp(got, true, dtype, scale))
    return largest


def shown(error: float | None) -> str:
    """Return an error as the table shows it."""
    if error is None:
        return ""
    if math.isinf(error):
        return "inf"
    return f"{error:.2f}" if error < 100 else f"{error:.0e}".replace("e+", "e")


def versions() -> str:
    """Return the libraries and their versions."""
    names = ("numpy", "scipy", "scikit-learn", "torch", "jax", "optax")
    found = [f"{name} {importlib.metadata.version(name)}" for name in names]
    return ", ".join([f"lossbook {lb.__version__}", *found])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="names of functions; all if none")
    only = parser.parse_args().only
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")

    rows, behind = [], []
    print("Largest error in ulp; inf: no finite answer where there is one.\n")
    print(f"{'':65}{'float64':45}float32")
    heads = (library.replace("scikit-", "sk") for library in 2 * LIBRARIES)
    print(f"{'function':62}", *(f"{head:>8}" for head in heads))
    for name, group in grid().items():
        if only and group[0].name not in only:
            continue
        errors = []
        for dtype in (np.float64, np.float32):
            answers = [truths(row, dtype) for row in group]
            for library in LIBRARIES:
                functions = [function_of(library, row) for row in group]
                parts = [
                    worst(function, answer, dtype) if function else None
                    for function, answer in zip(functions, answers, strict=True)
                ]
                errors.append(None if None in parts else max(parts))
        rows.append((name, errors))
        print(f"{name:62}", *(f"{shown(error):>8}" for error in errors))
        sys.stdout.flush()
        for dtype, part in (("float64", errors[:5]), ("float32", errors[5:])):
            best = min(error for error in part if error is not None)
            if part[0] > best + 1:
                behind.append(f"{name}, {dtype}: {part[0]:.2f} to {best:.2f}")

    print("\nlossbook is the best, or within 1 ulp of it,", end=" ")
    print(*(["except in:", *behind] if behind else ["in every row."]), sep="\n  ")
    print(f"\n{versions()}")
    if not only:
        write(rows)


def write(rows: list[tuple[str, list[float | None]]]) -> None:
    """Write one line a function and dtype."""
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# largest error in ulp; {datetime.date.today()}; {versions()}\n")
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["function", "dtype", *LIBRARIES])
        for name, errors in rows:
            for dtype, part in (("float64", errors[:5]), ("float32", errors[5:])):
                cells = ["" if error is None else f"{error:.3g}" for error in part]
                table.writerow([name, dtype, *cells])


if __name__ == "__main__":
    main()
