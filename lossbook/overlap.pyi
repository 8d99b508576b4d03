# Written by tests/stubs.py.

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._check import Floats

__all__ = [
    "lovasz_hinge",
    "lovasz_hinge_grad",
    "tversky",
    "tversky_grad",
]

def lovasz_hinge(y_true: ArrayLike, scores: ArrayLike, *, where: ArrayLike | None = None) -> Floats: ...
def lovasz_hinge_grad(y_true: ArrayLike, scores: ArrayLike, *, where: ArrayLike | None = None) -> NDArray[np.floating]: ...
def tversky(y_true: ArrayLike, probs: ArrayLike, *, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, power: float = 1.0, where: ArrayLike | None = None) -> Floats: ...
def tversky_grad(y_true: ArrayLike, probs: ArrayLike, *, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, power: float = 1.0, where: ArrayLike | None = None) -> NDArray[np.floating]: ...
