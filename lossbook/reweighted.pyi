# Written by tests/stubs.py.

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._check import Floats

__all__ = [
    "asymmetric",
    "asymmetric_grad",
    "generalized_cross_entropy",
    "generalized_cross_entropy_grad",
]

def asymmetric(y_true: ArrayLike, logits: ArrayLike, *, gamma_pos: float = 0.0, gamma_neg: float = 4.0, clip: float = 0.05, where: ArrayLike | None = None) -> Floats: ...
def asymmetric_grad(y_true: ArrayLike, logits: ArrayLike, *, gamma_pos: float = 0.0, gamma_neg: float = 4.0, clip: float = 0.05, where: ArrayLike | None = None) -> Floats: ...
def generalized_cross_entropy(y_true: ArrayLike, logits: ArrayLike, *, q: float = 0.7, where: ArrayLike | None = None) -> Floats: ...
def generalized_cross_entropy_grad(y_true: ArrayLike, logits: ArrayLike, *, q: float = 0.7, where: ArrayLike | None = None) -> NDArray[np.floating]: ...
