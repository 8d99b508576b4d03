"""The lines of `lossbook.identities`, evaluated, their slopes, and inputs for them."""

from typing import Any

import numpy as np

import lossbook as lb
from lossbook.identities import IDENTITIES

N, K = 6, 4


def unit(x: Any) -> Any:
    """Return rows of length 1."""
    return x / np.sqrt((x * x).sum(axis=1, keepdims=True))


def drawn(seed: int) -> dict[str, Any]:
    """Return inputs of ordinary size for all lines, by their names."""
    random = np.random.default_rng(seed)

    def normal(*shape: int) -> Any:
        return 2 * random.normal(size=shape)

    y, groups = random.integers(K, size=N), random.permutation([0, 0, 0, 1, 1, 1])
    probs = np.exp(normal(N, K))
    return {
        "y": y,
        "one_hot": np.eye(K)[y],
        "other_one_hot": np.eye(K)[random.integers(K, size=N)],
        "logits": normal(N, K),
        "probs": probs / probs.sum(axis=1, keepdims=True),
        "s": random.uniform(-1, 1, (N, N)),
        "tau": random.uniform(0.1, 1),
        "same": (groups[:, None] == groups) * (1.0 - np.eye(N)),
        "cosines": random.uniform(-0.95, 0.95, (N, K)),
        "scale": random.uniform(2, 9),
        "bias": random.uniform(-3, 3),
        "margin": random.uniform(0.2, 0.8),
        "T": random.uniform(1, 5),
        "teacher": normal(N, K),
        "student": normal(N, K),
        "share": random.uniform(0.1, 0.4),
        "mix": random.uniform(0.1, 0.9),
        "relevance": random.integers(4, size=(N, K)).astype(float),
        "scores": normal(N, K),
        "seen": normal(N),
        "made_up": normal(N, 3),
        "seen_log_kq": normal(N),
        "made_up_log_kq": normal(N, 3),
        "score": normal(N),
        "biases": -np.sort(normal(K - 1)),
        "sign": random.choice([-1.0, 1.0], N),
        "first": normal(N),
        "second": normal(N),
        "preferred": random.uniform(0, 1, N),
        "won": normal(N),
        "lost": normal(N),
        "h": 3 * normal(N),
        "log_ratio": 3 * normal(N),
        "beta": random.uniform(0.1, 0.9),
        "alpha": random.uniform(0.1, 0.9),
        "flipped": random.uniform(0.05, 0.4),
        "kl": random.uniform(0, 2),
        "shift": random.uniform(-1, 1),
        "weight": random.uniform(0.5, 2),
        "mean_won": -random.uniform(0.1, 3, N),
        "mean_lost": -random.uniform(0.1, 3, N),
        "near": random.uniform(0, 2, N),
        "far": random.uniform(0, 2, N),
        "real": normal(N),
        "fake": normal(N),
        "u": unit(normal(N, 3)),
        "v": unit(normal(N, 3)),
        "noise": normal(N, 5),
        "said": normal(N, 5),
        "kept": random.uniform(0.1, 0.9),
        "start": normal(N, 5),
        "end": normal(N, 5),
        "velocity": normal(N, 5),
        "reward": normal(N),
        "discount": random.uniform(0.8, 1),
        "best": normal(N),
        "value": normal(N),
        "total": random.uniform(K, 30, N),
        "truth": normal(N),
        "members": normal(N, 7),
        # No mask is empty.
        "mask": np.concatenate([np.ones((N, 1)), random.integers(2, size=(N, 8))], 1),
        "inside": random.uniform(0, 1, (N, 9)),
        "epsilon": random.uniform(-1, 3),
        "log_0": -random.uniform(2, 9),
    }


def value(name: str, given: dict[str, Any]) -> Any:
    """Return what the line of a row computes, of those inputs that it takes."""
    row = IDENTITIES[name]
    inputs = {key: given[key] for key in row.takes}
    return eval(row.code, {"lb": lb, "np": np, **inputs})


def sigmoid(x: Any) -> Any:
    """Return 1 / (1 + exp(-x)), apart from the package."""
    return 1 / (1 + np.exp(-x))


def softmax(z: Any) -> Any:
    """Return the softmax of each row, apart from the package."""
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


def slope(name: str, given: dict[str, Any], key: str, step: float = 1e-6) -> Any:
    """Return the gradient of the sum of a line's values, by differences of an input."""
    x = np.asarray(given[key], dtype=float)
    found = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += step
        down[place] -= step
        ends = [value(name, {**given, key: end}).sum() for end in (up, down)]
        found[place] = (ends[0] - ends[1]) / (2 * step)
    return found
