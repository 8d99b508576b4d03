# Written by tests/stubs.py.

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._check import Floats

__all__ = [
    "log_sigmoid",
    "log_softmax",
    "logit",
    "logsumexp",
    "sigmoid",
    "softmax",
    "softplus",
]

def log_sigmoid(x: ArrayLike) -> Floats: ...
def log_softmax(logits: ArrayLike, *, axis: int = -1) -> NDArray[np.floating]: ...
def logit(p: ArrayLike) -> Floats: ...
def logsumexp(logits: ArrayLike, *, axis: int = -1) -> Floats: ...
def sigmoid(x: ArrayLike) -> Floats: ...
def softmax(logits: ArrayLike, *, axis: int = -1) -> NDArray[np.floating]: ...
def softplus(x: ArrayLike) -> Floats: ...
