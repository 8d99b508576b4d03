# Written by tests/stubs.py.

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._check import Floats

__all__ = [
    "cumulative_link",
    "cumulative_link_grad",
    "plackett_luce",
    "plackett_luce_grad",
]

def cumulative_link(y_true: ArrayLike, score: ArrayLike, *, cuts: ArrayLike = (0.0,), where: ArrayLike | None = None) -> Floats: ...
def cumulative_link_grad(y_true: ArrayLike, score: ArrayLike, *, cuts: ArrayLike = (0.0,), where: ArrayLike | None = None) -> Floats: ...
def plackett_luce(y_true: ArrayLike, scores: ArrayLike, *, where: ArrayLike | None = None) -> Floats: ...
def plackett_luce_grad(y_true: ArrayLike, scores: ArrayLike, *, where: ArrayLike | None = None) -> NDArray[np.floating]: ...
