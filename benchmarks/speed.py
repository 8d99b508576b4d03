"""How fast lossbook is beside other libraries, in one thread, and how much it holds.

``make benchmarks-peers`` runs it, in the environment of the peers. Times are those of
the processor, in one thread, so that what else the machine does disturbs them little.
All libraries take turns, call by call. A time is the median of the turns; a ratio is
the median of the ratios of the turns.

NumPy has one loop of ``exp`` for AVX-512 and another one for processors without it,
which takes several times as long. On a processor with AVX-512 the script measures both
cases: it starts itself once more, with AVX-512 switched off in NumPy, PyTorch, jax and
OpenBLAS.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import tracemalloc
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

# One thread for all, before any of them starts its own.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["XLA_FLAGS"] = (
    os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"
)
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
sys.path.append(str(Path(__file__).resolve().parents[1]))

import jax
import numpy as np
import optax
import torch
from scipy import special
from sklearn import _loss as half
from sklearn import metrics
from sklearn.utils.extmath import softmax as sklearn_softmax
from torch.nn import functional as F

import lossbook as lb

ROOT = Path(__file__).resolve().parents[1]
SHAPES = [(32, 10), (1_000, 10), (100_000, 10), (10_000, 1_000), (128, 50_000)]
LIBRARIES = ("scipy", "sklearn", "metrics", "PyTorch", "optax", "usual")
DELTA = 1.0
BLOCK = 24_576  # numbers in a block that stays in the cache
CLOSE = 1.5  # times the floor, for a row that cannot be ahead
IMPORT = 15  # ms, how long the import may take

# ---------------------------------------------------------------- what others call them

# Each takes (y, t, z): class labels, yes or no, logits; or the residuals z - t.


def usual_softmax(y, t, z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def usual_log_softmax(y, t, z):
    d = z - z.max(axis=1, keepdims=True)
    return d - np.log(np.exp(d).sum(axis=1, keepdims=True))


def usual_cross_entropy(y, t, z):
    return -usual_log_softmax(y, t, z)[np.arange(len(y)), y]


def usual_cross_entropy_and_slope(y, t, z):
    p = usual_softmax(y, t, z)
    loss = -np.log(p[np.arange(len(y)), y])
    p[np.arange(len(y)), y] -= 1
    return loss, p


def usual_sigmoid(y, t, z):
    return np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))


def usual_sigmoid_and_slope(y, t, z):
    return usual_sigmoid(y, t, z), 1 / (1 + np.exp(-z)) - t


def usual_huber(y, t, z):
    r = z - t
    size = np.abs(r)
    return np.where(size <= DELTA, r * r / 2, DELTA * (size - DELTA / 2))


def usual_huber_and_slope(y, t, z):
    r = z - t
    size = np.abs(r)
    loss = np.where(size <= DELTA, r * r / 2, DELTA * (size - DELTA / 2))
    return loss, np.clip(r, -DELTA, DELTA)


def scipy_cross_entropy_and_slope(y, t, z):
    log_p = special.log_softmax(z, axis=1)
    loss = -log_p[np.arange(len(y)), y]
    p = np.exp(log_p, out=log_p)
    p[np.arange(len(y)), y] -= 1
    return loss, p


def scipy_sigmoid(y, t, z):
    return -t * special.log_expit(z) - (1 - t) * special.log_expit(-z)


def multinomial(z):
    return half.HalfMultinomialLoss(n_classes=z.shape[1])


def backward(loss):
    """Return PyTorch's loss and gradient, of a function of (y, t, z)."""

    def call(y, t, z):
        z.grad = None
        value = loss(y, t, z)
        value.sum().backward()
        return value.detach(), z.grad

    return call


def jitted(loss):
    """Return the loss, compiled and waited for."""
    compiled = jax.jit(loss)
    return lambda *arguments: jax.block_until_ready(compiled(*arguments))


def jitted_with_slope(loss):
    """Return the loss of each example and its gradient, compiled and waited for."""

    def both(y, t, z):
        value, pull = jax.vjp(lambda z: loss(y, t, z), z)
        return value, pull(jax.numpy.ones_like(value))[0]

    return jitted(both)


def one_after_the_other(loss, *arguments, **knobs):
    """Return our loss and its gradient by two calls."""
    gradient = getattr(lb, f"{loss.__name__}_grad")
    return loss(*arguments, **knobs), gradient(*arguments, **knobs)


both = getattr(lb, "value_and_grad", one_after_the_other)


def torch_cross_entropy(y, t, z):
    return F.cross_entropy(z, y, reduction="none")


def torch_sigmoid(y, t, z):
    return F.binary_cross_entropy_with_logits(z, t, reduction="none")


def torch_huber(y, t, z):
    return F.huber_loss(z, t, reduction="none", delta=DELTA)


def optax_cross_entropy(y, t, z):
    return optax.softmax_cross_entropy_with_integer_labels(z, y)


@dataclass
class Operation:
    """Something to time: ours, theirs, and what no formula for it can do without."""

    name: str
    lossbook: Callable[..., Any]
    peers: dict[str, Callable[..., Any]]
    results: int  # N x K arrays that come out
    passes: int  # N x K arrays that must be read or written, at the least
    exps: int = 0  # of each element
    log1ps: int = 0  # of each element
    row_log1ps: int = 0  # of each row


OPERATIONS = [
    Operation(
        "softmax",
        lambda y, t, z: lb.softmax(z),
        {
            "scipy": lambda y, t, z: special.softmax(z, axis=1),
            "sklearn": lambda y, t, z: sklearn_softmax(z),
            "PyTorch": lambda y, t, z: torch.softmax(z, dim=1),
            "optax": jitted(lambda y, t, z: jax.nn.softmax(z)),
            "usual": usual_softmax,
        },
        results=1,
        passes=2,
        exps=1,
    ),
    Operation(
        "log_softmax",
        lambda y, t, z: lb.log_softmax(z),
        {
            "scipy": lambda y, t, z: special.log_softmax(z, axis=1),
            "PyTorch": lambda y, t, z: torch.log_softmax(z, dim=1),
            "optax": jitted(lambda y, t, z: jax.nn.log_softmax(z)),
            "usual": usual_log_softmax,
        },
        results=1,
        passes=2,
        exps=1,
        row_log1ps=1,
    ),
    Operation(
        "softmax CE",
        lambda y, t, z: lb.softmax_cross_entropy(y, z),
        {
            "scipy": lambda y, t, z: (
                -special.log_softmax(z, axis=1)[np.arange(len(y)), y]
            ),
            "sklearn": lambda y, t, z: multinomial(z).loss(y.astype(z.dtype), z),
            "metrics": lambda y, t, z: metrics.log_loss(
                y, sklearn_softmax(z), labels=np.arange(z.shape[1])
            ),
            "PyTorch": torch_cross_entropy,
            "optax": jitted(optax_cross_entropy),
            "usual": usual_cross_entropy,
        },
        results=0,
        passes=1,
        exps=1,
        row_log1ps=1,
    ),
    Operation(
        "softmax CE, gradient",
        lambda y, t, z: both(lb.softmax_cross_entropy, y, z),
        {
            "scipy": scipy_cross_entropy_and_slope,
            "sklearn": lambda y, t, z: multinomial(z).loss_gradient(
                y.astype(z.dtype), z
            ),
            "PyTorch": backward(torch_cross_entropy),
            "optax": jitted_with_slope(optax_cross_entropy),
            "usual": usual_cross_entropy_and_slope,
        },
        results=1,
        passes=2,
        exps=1,
        row_log1ps=1,
    ),
    Operation(
        "sigmoid CE",
        lambda y, t, z: lb.sigmoid_cross_entropy(t, z),
        {
            "scipy": scipy_sigmoid,
            "sklearn": lambda y, t, z: half.HalfBinomialLoss().loss(
                t.ravel(), z.ravel()
            ),
            "metrics": lambda y, t, z: metrics.log_loss(
                t.ravel(), special.expit(z.ravel())
            ),
            "PyTorch": torch_sigmoid,
            "optax": jitted(lambda y, t, z: optax.sigmoid_binary_cross_entropy(z, t)),
            "usual": usual_sigmoid,
        },
        results=1,
        passes=3,
        exps=1,
        log1ps=1,
    ),
    Operation(
        "sigmoid CE, gradient",
        lambda y, t, z: both(lb.sigmoid_cross_entropy, t, z),
        {
            "scipy": lambda y, t, z: (scipy_sigmoid(y, t, z), special.expit(z) - t),
            "sklearn": lambda y, t, z: half.HalfBinomialLoss().loss_gradient(
                t.ravel(), z.ravel()
            ),
            "PyTorch": backward(torch_sigmoid),
            "optax": jitted_with_slope(
                lambda y, t, z: optax.sigmoid_binary_cross_entropy(z, t)
            ),
            "usual": usual_sigmoid_and_slope,
        },
        results=2,
        passes=4,
        exps=1,
        log1ps=1,
    ),
    Operation(
        "Huber",
        lambda y, t, z: lb.huber(t, z, delta=DELTA),
        {
            "scipy": lambda y, t, z: special.huber(DELTA, z - t),
            "sklearn": lambda y, t, z: half.HuberLoss(delta=DELTA).loss(
                t.ravel(), z.ravel()
            ),
            "PyTorch": torch_huber,
            "optax": jitted(lambda y, t, z: optax.huber_loss(z, t, delta=DELTA)),
            "usual": usual_huber,
        },
        results=1,
        passes=3,
    ),
    Operation(
        "Huber, gradient",
        lambda y, t, z: both(lb.huber, t, z, delta=DELTA),
        {
            "scipy": lambda y, t, z: (
                special.huber(DELTA, z - t),
                np.clip(z - t, -DELTA, DELTA),
            ),
            "sklearn": lambda y, t, z: half.HuberLoss(delta=DELTA).loss_gradient(
                t.ravel(), z.ravel()
            ),
            "PyTorch": backward(torch_huber),
            "optax": jitted_with_slope(
                lambda y, t, z: optax.huber_loss(z, t, delta=DELTA)
            ),
            "usual": usual_huber_and_slope,
        },
        results=2,
        passes=4,
    ),
]

# ------------------------------------------------------------------------- the machine


def processor():
    """Return the name of the processor, as exactly as the system knows it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        text = cpuinfo.read_text(encoding="utf-8")
        found = dict(re.findall(r"^([^\t\n]+?)\s*: (.*)$", text, re.MULTILINE))
        if "model name" in found:
            family, model = found.get("cpu family", "?"), found.get("model", "?")
            return f"{found['model name']} (family {family}, model {model})"
    if sys.platform == "darwin":
        brand = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.check_output(brand, encoding="utf-8").strip()
    return platform.processor() or platform.machine()


def targets(which, name="."):
    """Return the targets of NumPy's loops of such a name: the current or available."""
    # The names of the baseline stand in brackets: baseline(X86_V2).
    info = np.lib.introspect.opt_func_info(func_name=name)
    loops = [loop[which] for types in info.values() for loop in types.values()]
    return {
        target
        for loop in loops
        for target in re.sub(r"baseline\(.*?\)", "baseline", loop)
        .replace("__", " ")
        .split()
    }


def with_avx_512(names):
    """Return those of NumPy's names that mean AVX-512, as NumPy calls them."""
    # AVX512F, AVX512_SKX and others up to NumPy 2.3, and X86_V4 since then. NumPy
    # ignores a name that it does not know, with a warning that Python does not show.
    return {name for name in names if "AVX512" in name or name == "X86_V4"}


def dispatched():
    """Return "AVX-512", "AVX2", or the names of what NumPy uses on other processors."""
    used = targets("current")
    if with_avx_512(used):
        return "AVX-512"
    if used & {"AVX2", "X86_V3"}:
        return "AVX2"
    return " ".join(sorted(used))


def without_avx_512():
    """Return the environment in which all libraries do without AVX-512."""
    # SciPy and scikit-learn have no such switch of their own.
    return os.environ | {
        "NPY_DISABLE_CPU_FEATURES": " ".join(
            sorted(with_avx_512(targets("available")))
        ),
        "ATEN_CPU_CAPABILITY": "avx2",
        "OPENBLAS_CORETYPE": "Haswell",
        "XLA_FLAGS": os.environ["XLA_FLAGS"] + " --xla_cpu_max_isa=AVX2",
    }


# -------------------------------------------------------------------------- measuring


def keep_memory():
    """Make malloc keep what is freed, as it does once 32 MB were freed in one piece."""
    # Before that, glibc gives memory back after each call, and the kernel clears it
    # for the next one: it would cost NumPy, and all that is built on it, several times
    # the arithmetic.
    np.zeros(2**25 - 2**16, dtype=np.uint8).fill(1)


def inputs(shape, dtype):
    """Return labels, targets and logits of ordinary size, for each kind of array."""
    random = np.random.default_rng(0)
    z = (2 * random.standard_normal(shape)).astype(dtype)
    y = random.integers(shape[1], size=shape[0])
    t = (random.random(shape) < 0.3).astype(dtype)
    tensors = [torch.tensor(y), torch.tensor(t), torch.tensor(z)]
    return {
        "numpy": (y, t, z),
        "PyTorch": tensors,
        "optax": tuple(jax.device_put(x) for x in (y, t, z)),
    }


def turns(calls, seconds):
    """Return the times of each call, one a turn, for about so many seconds in all."""
    once = {}
    for name, call in calls.items():
        call()  # compiled, and its memory fetched once
        start = process_time()
        call()
        once[name] = process_time() - start
    # A short call is repeated within a turn, or the clock would be measured.
    repeats = {name: max(1, int(1e-3 / time)) for name, time in once.items()}
    total = sum(repeats[name] * time for name, time in once.items())
    times = {name: [] for name in calls}
    for _ in range(min(200, max(5, int(seconds / total)))):
        for name, call in calls.items():
            start = process_time()
            for _ in range(repeats[name]):
                call()
            times[name].append((process_time() - start) / repeats[name])
    return times


def peak(call, size):
    """Return how much a call holds at once, in arrays of this size."""
    tracemalloc.start()
    kept = call()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del kept
    return most / size


def needed(operation, shape, costs):
    """Return the times of the exps, of the log1ps and of the memory passes."""
    n, k = shape
    return (
        operation.exps * n * k * costs["exp"],
        (operation.log1ps * k + operation.row_log1ps) * n * costs["log1p"],
        operation.passes * n * k * costs["pass"],
    )


def marks(times, exps, log1ps):
    """Return "*" for a library faster than our exps, "+" than our exps and log1ps."""
    found = {}
    for name, turns_of_it in times.items():
        whole = median(turns_of_it)
        found[name] = "*" if whole < exps else "+" if whole < exps + log1ps else ""
    return found


def missed(operation, shape, ratios, held, marked, by_floor):
    """Return the goals that a row misses; they are for float64.

    Beside a library that is faster than our exponentials alone, the goal is to be near
    the floor.
    """
    n, k = shape
    found = []
    if n * k > 10_000:
        ahead_of = ["scipy", "sklearn"]
        if "CE" in operation.name or "Huber" in operation.name:
            ahead_of.append("PyTorch")
        behind = [name for name in ahead_of if ratios.get(name, 9) < 1]
        found += [f"behind {name}" for name in behind if marked[name] != "*"]
        if by_floor > CLOSE and any(marked[name] for name in behind):
            found.append(f"{CLOSE} times the floor")
        # Where arrays are small, a few kB of Python objects count for much.
        if held > operation.results + 1.05:
            found.append("more than one temporary")
    if (n, k) == SHAPES[0] and ratios["usual"] < 1 / 2:
        found.append("2 times the usual formula")
    return found


def measure(operation, shape, dtype, given, costs, seconds):
    """Print one row, and return the goals that it misses."""
    for tensor in given["PyTorch"][2:]:
        tensor.grad = None
        tensor.requires_grad_("gradient" in operation.name)
    calls = {"lossbook": lambda: operation.lossbook(*given["numpy"])}
    for name, function in operation.peers.items():
        arguments = given.get(name, given["numpy"])
        calls[name] = lambda function=function, arguments=arguments: function(
            *arguments
        )
    times = turns(calls, seconds)
    ratios = {
        name: median(
            t / ours for t, ours in zip(times[name], times["lossbook"], strict=True)
        )
        for name in operation.peers
    }
    z = given["numpy"][2]
    ours = median(times["lossbook"])
    exps, log1ps, passes = needed(operation, shape, costs)
    by_floor = ours / (exps + log1ps + passes)
    marked = marks(times, exps, log1ps)
    held = {
        name: peak(call, z.nbytes)
        for name, call in calls.items()
        if name not in ("PyTorch", "optax")  # their allocators are not seen
    }
    cells = [
        f"{ratios[name]:.2f}"
        + marked[name]
        + (f"/{held[name]:.1f}" if name in held else "")
        if name in ratios
        else ""
        for name in LIBRARIES
    ]
    goals = (
        missed(operation, shape, ratios, held["lossbook"], marked, by_floor)
        if dtype == "float64"
        else []
    )
    print(
        f"{operation.name:21}",
        f"{ours / z.size * 1e9:7.2f}/{held['lossbook']:.1f}",
        *(f"{cell:>11}" for cell in cells),
        f"{by_floor:6.2f}  {'; '.join(goals)}",
    )
    sys.stdout.flush()
    return [f"{operation.name}, {shape}: {goal}" for goal in goals]


def time_of_a_pass(z):
    """Return the time to read or write such an array once: half that of a copy."""
    other = np.empty_like(z)
    return median(turns({"copy": lambda: np.copyto(other, z)}, 0.5)["copy"]) / 2


def time_of(function, numbers):
    """Return how long a function of NumPy takes for a number, from cache to cache."""
    # Each block is fetched before the clock starts. There are many blocks, since a loop
    # with branches is faster on numbers that it has just seen.
    numbers = numbers.ravel().astype(np.float64)[: 100 * BLOCK]
    size = min(BLOCK, numbers.size)
    held, out = np.empty(size), np.empty(size)
    starts = range(0, numbers.size - size + 1, size)
    repeats = max(1, 10_000 // size)  # of few numbers, or the clock would be measured
    times = []
    for start in [*starts] * max(1, 100 // len(starts)):
        np.copyto(held, numbers[start : start + size])
        begin = process_time()
        for _ in range(repeats):
            function(held, out=out)
        times.append((process_time() - begin) / (repeats * size))
    return median(times)


def costs_of(z):
    """Return what an exp, a log1p and a memory pass cost for an element of z."""
    return {
        "exp": time_of(np.exp, z),
        "log1p": time_of(np.log1p, np.exp(-np.abs(z))),
        "pass": time_of_a_pass(z) / z.size,
    }


def times_of_import(runs=21):
    """Return how long the import takes in new processes with NumPy, in ms.

    First the time when Python compiles lossbook, then the median of the later ones.
    """
    code = (
        "import numpy, time; start = time.process_time(); import lossbook; "
        "print(time.process_time() - start)"
    )
    with tempfile.TemporaryDirectory() as compiled:
        places = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": compiled}
        environment = os.environ | places | {"PYTHONDONTWRITEBYTECODE": ""}
        first, *later = (
            1e3
            * float(
                subprocess.check_output([sys.executable, "-c", code], env=environment)
            )
            for _ in range(runs)
        )
    return first, median(later)


def table(shape, dtype, names, seconds):
    """Print the table of a shape, and return the goals that are missed."""
    given = inputs(shape, dtype)
    costs = costs_of(given["numpy"][2])
    words = ", ".join(f"{name} {1e9 * cost:.2f}" for name, cost in costs.items())
    print(f"\n{shape}, {dtype}, {dispatched()}; ns an element: {words}")
    heads = " ".join(f"{name:>11}" for name in LIBRARIES)
    print(f"{'':21} {'lossbook':>11} {heads} {'floor':>6}  goals missed")
    return [
        goal
        for operation in OPERATIONS
        if operation.name.startswith(names)
        for goal in measure(operation, shape, dtype, given, costs, seconds)
    ]


def heading():
    """Print what is measured, and what the columns mean."""
    torch_has = torch.backends.cpu.get_cpu_capability()
    loops = ", ".join(
        f"{name} {' '.join(sorted(targets('current', f'^{name}$')))}"
        for name in ("exp", "log", "log1p")
    )
    print(f"{processor()}, one thread.")
    print(f"NumPy {np.__version__} uses {dispatched()} ({loops}),")
    print(f"PyTorch {torch.__version__} uses {torch_has}.")
    print("lossbook: ns an element / what it holds at most beyond its input, in N x K")
    print(
        "arrays, results included. Others: their time by that of lossbook / the same."
    )
    print("*: the exp of NumPy alone takes longer than all that this library does.")
    print("+: exp and log1p alone do.")
    print(
        "floor: the time of lossbook by the sum of the exp, the log1p and the reading"
    )
    print("and writing that the operation needs, measured in the same process.")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="float64, small shapes")
    parser.add_argument("--avx2", action="store_true", help="only without AVX-512")
    parser.add_argument("name", nargs="?", default="", help="what the names begin with")
    asked = parser.parse_args()
    again = [sys.executable, __file__, *sys.argv[1:]]
    if asked.avx2 and dispatched() == "AVX-512":
        if with_avx_512(set(os.environ.get("NPY_DISABLE_CPU_FEATURES", "").split())):
            sys.exit("NumPy still uses AVX-512: is its name another one by now?")
        sys.exit(subprocess.run(again, env=without_avx_512()).returncode)
    warnings.simplefilter("ignore")
    jax.config.update("jax_enable_x64", True)
    torch.set_num_threads(1)
    keep_memory()

    heading()
    first, later = times_of_import()
    print(f"\nimport lossbook, with NumPy loaded: {later:.1f} ms", end="")
    print(f" (and {first:.1f} ms when Python compiles it)")
    missing = [f"import lossbook: above {IMPORT} ms"] if later > IMPORT else []
    # The goals are for float64: the second case leaves out float32.
    for dtype in ("float64",) if asked.quick or asked.avx2 else ("float64", "float32"):
        for shape in SHAPES[:3] if asked.quick else SHAPES:
            missing += table(shape, dtype, asked.name, 0.5 if asked.quick else 4)
    print(f"\nGoals missed, in float64 with {dispatched()}:", end="")
    print("", *(missing or ["none"]), sep="\n  ", flush=True)
    if dispatched() == "AVX-512":
        print(f"\n{'-' * 88}\n", flush=True)
        sys.exit(subprocess.run([*again, "--avx2"], env=without_avx_512()).returncode)


if __name__ == "__main__":
    main()
