"""How fast lossbook is beside other libraries, in one thread, and how much it holds.

``make benchmarks-peers`` runs it, in the environment of the peers. Times are those of
the processor, in one thread, so that what else the machine does disturbs them little.
All libraries take turns, call by call. A time is the median of the turns; a ratio is
the median of the ratios of the turns.
"""

import argparse
import os
import platform
import sys
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
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
sys.path.append(str(Path(__file__).parents[1]))

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

SHAPES = [(32, 10), (1_000, 10), (100_000, 10), (10_000, 1_000), (128, 50_000)]
LIBRARIES = ("scipy", "sklearn", "metrics", "PyTorch", "optax", "usual")
DELTA = 1.0

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


def torch_cross_entropy(y, t, z):
    return F.cross_entropy(z, y, reduction="none")


def torch_sigmoid(y, t, z):
    return F.binary_cross_entropy_with_logits(z, t, reduction="none")


def optax_cross_entropy(y, t, z):
    return optax.softmax_cross_entropy_with_integer_labels(z, y)


@dataclass
class Operation:
    """Something to time: ours, theirs, and what it must read and write."""

    name: str
    lossbook: Callable[..., Any]
    peers: dict[str, Callable[..., Any]]
    results: int  # N x K arrays that come out
    passes: int  # N x K arrays that must be read or written, at the least


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
    ),
    Operation(
        "softmax CE, gradient",
        lambda y, t, z: (
            lb.softmax_cross_entropy(y, z),
            lb.softmax_cross_entropy_grad(y, z),
        ),
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
    ),
    Operation(
        "sigmoid CE, gradient",
        lambda y, t, z: (
            lb.sigmoid_cross_entropy(t, z),
            lb.sigmoid_cross_entropy_grad(t, z),
        ),
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
    ),
    Operation(
        "Huber, gradient",
        lambda y, t, z: (lb.huber(t, z, delta=DELTA), lb.huber_grad(t, z, delta=DELTA)),
        {
            "scipy": lambda y, t, z: (
                special.huber(DELTA, z - t),
                np.clip(z - t, -DELTA, DELTA),
            ),
            "sklearn": lambda y, t, z: half.HuberLoss(delta=DELTA).loss_gradient(
                t.ravel(), z.ravel()
            ),
            "PyTorch": backward(
                lambda y, t, z: F.huber_loss(z, t, reduction="none", delta=DELTA)
            ),
            "optax": jitted_with_slope(
                lambda y, t, z: optax.huber_loss(z, t, delta=DELTA)
            ),
            "usual": usual_huber_and_slope,
        },
        results=2,
        passes=4,
    ),
]

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


def missed(operation, shape, ratios, held):
    """Return the goals that a row misses; they are for float64."""
    n, k = shape
    found = []
    ahead_of = ["scipy"] if "max" in operation.name[4:] else []
    if n * k > 10_000 and ("CE" in operation.name or "Huber" in operation.name):
        ahead_of = ["scipy", "sklearn", "PyTorch"]
    found += [f"behind {name}" for name in ahead_of if ratios.get(name, 9) < 1]
    if (n, k) == SHAPES[0] and ratios["usual"] < 1 / 1.5:
        found.append("1.5 times the usual formula")
    # Where arrays are small, a few kB of Python objects count for much.
    if n * k > 10_000 and held > operation.results + 1.05:
        found.append("more than one temporary")
    return found


def measure(operation, shape, dtype, given, passes, seconds):
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
    held = {
        name: peak(call, z.nbytes)
        for name, call in calls.items()
        if name not in ("PyTorch", "optax")  # their allocators are not seen
    }
    cells = [
        f"{ratios[name]:.2f}" + (f"/{held[name]:.1f}" if name in held else "")
        if name in ratios
        else ""
        for name in LIBRARIES
    ]
    goals = (
        missed(operation, shape, ratios, held["lossbook"]) if dtype == "float64" else []
    )
    print(
        f"{operation.name:21}",
        f"{ours / z.size * 1e9:7.2f}/{held['lossbook']:.1f}",
        *(f"{cell:>10}" for cell in cells),
        f"{ours / (operation.passes * passes):7.1f}  {'; '.join(goals)}",
    )
    sys.stdout.flush()
    return [f"{operation.name}, {shape}: {goal}" for goal in goals]


def time_of_a_pass(z):
    """Return the time to read or write such an array once: half that of a copy."""
    other = np.empty_like(z)
    return median(turns({"copy": lambda: np.copyto(other, z)}, 0.5)["copy"]) / 2


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="float64, small shapes")
    parser.add_argument("name", nargs="?", default="", help="what the names begin with")
    asked = parser.parse_args()
    quick = asked.quick
    warnings.simplefilter("ignore")
    jax.config.update("jax_enable_x64", True)
    torch.set_num_threads(1)
    keep_memory()

    print(f"{platform.processor() or platform.machine()}, one thread.")
    print("lossbook: ns an element / what it holds at most beyond its input, in N x K")
    print(
        "arrays, results included. Others: their time by that of lossbook / the same."
    )
    print("limit: the time of lossbook by that of reading the input and writing the")
    print("result once, at the speed of a copy.")
    missing = []
    for dtype in ("float64",) if quick else ("float64", "float32"):
        for shape in SHAPES[:3] if quick else SHAPES:
            given = inputs(shape, dtype)
            a_pass = time_of_a_pass(given["numpy"][2])
            copy = 2e9 * a_pass / np.prod(shape)
            print(f"\n{shape}, {dtype}; a copy: {copy:.2f} ns an element")
            heads = " ".join(f"{name:>10}" for name in LIBRARIES)
            print(f"{'':21} {'lossbook':>11} {heads} {'limit':>7}  goals missed")
            for operation in OPERATIONS:
                if not operation.name.startswith(asked.name):
                    continue
                missing += measure(
                    operation, shape, dtype, given, a_pass, 0.5 if quick else 4
                )
    print("\nGoals missed, in float64:", *(missing or ["none"]), sep="\n  ")


if __name__ == "__main__":
    main()
