"""Calls to other libraries: their arrays, their gradients, and a row's `Peer`.

The tests beside this file use it, and so do the benchmarks.
"""

import importlib
import os

import numpy as np

# Read by Keras when it is imported. With NumPy it would have no gradients.
os.environ["KERAS_BACKEND"] = "jax"


class Missing(Exception):
    """A library is not installed; the message says which, and why."""


# Those that have a reason not to be in requirements.txt.
NOT_LISTED = {"torchvision": "its wheels do not load beside PyTorch without CUDA"}


def imported(name):
    """Return the object of a dotted name."""
    parts = name.split(".")
    try:
        thing = importlib.import_module(parts[0])
    except ImportError as error:
        why = NOT_LISTED.get(parts[0], "see tests/parity/requirements.txt")
        raise Missing(f"{parts[0]} is not installed: {why}") from error
    for end in range(1, len(parts)):
        if not hasattr(thing, parts[end]):
            importlib.import_module(".".join(parts[: end + 1]))
        thing = getattr(thing, parts[end])
    return thing


class PyTorch:
    """Tensors, and autograd."""

    def __init__(self):
        self.torch = imported("torch")
        self.log = self.torch.log

    def array(self, x):
        """Return an array of the library, of the same dtype."""
        return self.torch.tensor(np.asarray(x))

    def knob(self, name, value):
        """Return a keyword's value as the library wants it."""
        # These two are taken as tensors only.
        return self.array(value) if name in ("weight", "pos_weight") else value

    def grad(self, scalar, x):
        """Return the gradient at x of a function that gives one number."""
        x = self.array(x).requires_grad_()
        scalar(x).backward()
        return x.grad.numpy()


class Jax:
    """Arrays of jax, and jax.grad; for optax, and for Keras with its jax backend."""

    def __init__(self):
        self.jax = imported("jax")
        self.jax.config.update("jax_enable_x64", True)  # else all is float32
        self.log = self.jax.numpy.log

    def array(self, x):
        """Return an array of the library, of the same dtype."""
        return self.jax.numpy.asarray(x)

    def knob(self, name, value):
        """Return a keyword's value as the library wants it."""
        return value

    def grad(self, scalar, x):
        """Return the gradient at x of a function that gives one number."""
        return np.asarray(self.jax.grad(scalar)(self.array(x)))


class NumPy:
    """Arrays as they are, and no gradients."""

    log = staticmethod(np.log)
    grad = None

    def array(self, x):
        """Return the array."""
        return x

    def knob(self, name, value):
        """Return the value."""
        return value


TOOLS = {"PyTorch": PyTorch, "optax": Jax, "Keras": Jax, "scikit-learn": NumPy}


def dtype(x):
    """Return the dtype of any library's array, as NumPy calls it."""
    return str(x.dtype).removeprefix("torch.")


# How each argument of a peer is made of ours: y is ours, x is the library's array.
VIEWS = {
    "labels": lambda tool, y, x: tool.array(y),
    "one_hot": lambda tool, y, x: tool.array(np.eye(x.shape[-1], dtype=dtype(x))[y]),
    "log_probs": lambda tool, y, x: tool.log(x),
    "decisions": lambda tool, y, x: np.sign(x),
}
for truth in ("targets", "signs", "reals", "counts"):
    VIEWS[truth] = lambda tool, y, x: tool.array(y)
for second in (
    *("probs", "logits", "scores", "y_pred"),
    *("mean", "location", "rate", "log_rate"),
):
    VIEWS[second] = lambda tool, y, x: x


def counterpart(peer, knobs, y_true, tool):
    """Return the peer's answer as a function of our second argument, times `factor`."""
    function = imported(peer.name)
    theirs = {
        peer.knobs[ours]: tool.knob(peer.knobs[ours], value)
        for ours, value in knobs.items()
        if value is not None
    }

    def answer(x):
        arguments = [VIEWS[view](tool, y_true, x) for view in peer.takes]
        factor = x.shape[-1] if peer.factor == "K" else peer.factor
        return factor * function(*arguments, **peer.keywords, **theirs)

    return answer
