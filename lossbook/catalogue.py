"""The table of all losses: what each is, what is true of it, what others call it.

Tests, tables, plots and explorers walk over `CATALOGUE`, so a loss that has a row is
tested, listed and drawn. Each claim in a row is checked by ``tests/test_catalogue.py``.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from lossbook.classification import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    brier,
    brier_grad,
    focal,
    focal_grad,
    nll,
    nll_grad,
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_grad,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)

__all__ = ["CATALOGUE", "Knob", "Peer", "Row"]


@dataclass(frozen=True)
class Knob:
    """A parameter of a loss that is one number, and the range a slider gives it."""

    symbol: str
    low: float
    default: float
    high: float


@dataclass(frozen=True, eq=False)
class Peer:
    """The same loss in another library.

    To compare, call ``name(*takes, **keywords)``, bring the answer and ours to the
    same size as `gives` says, and multiply the answer by `factor`: that is ours.

    Attributes
    ----------
    library : str
        "PyTorch", "Keras", "optax" or "scikit-learn".
    name : str
        The function, as it is imported.
    takes : tuple of str
        Its positional arguments in order: "labels" (class numbers), "one_hot" (the
        same as rows of 0 and 1), "targets" (0 or 1 an element), "probs", "logits", or
        "log_probs" (the logarithms of ours).
    keywords : mapping
        The keyword arguments that make it ours.
    knobs : mapping
        Our knobs that it has too, and their names there.
    gives : str
        What one number of its answer stands for: "example", "element" (add up an
        example's elements if ours is one number an example), "last axis" (the mean
        over it) or "all" (the mean over everything).
    factor : float or "K"
        Ours is this many times theirs; "K" is the number of classes.
    note : str
        What else differs.
    """

    library: Literal["PyTorch", "Keras", "optax", "scikit-learn"]
    name: str
    takes: tuple[str, str]
    gives: Literal["example", "element", "last axis", "all"]
    keywords: Mapping[str, Any] = field(default_factory=dict)
    knobs: Mapping[str, str] = field(default_factory=dict)
    factor: float | Literal["K"] = 1.0
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "keywords", MappingProxyType(dict(self.keywords)))
        object.__setattr__(self, "knobs", MappingProxyType(dict(self.knobs)))


@dataclass(frozen=True, eq=False)
class Row:
    """What there is to know about one loss.

    Every claim is about one example's loss as a function of the second argument, at
    the default knobs, for each truth that `truth` allows.

    Attributes
    ----------
    name : str
        The function's name.
    loss, grad : callable
        The loss and its gradient by the second argument.
    family : str
        The module that it lives in.
    formula : str
        LaTeX, without dollar signs, in the letters of the chapters.
    truth : str
        What `y_true` holds: "labels" (one of K classes) or "targets" (0 or 1 for each
        element).
    second : str
        The space of the second argument: "probs" or "logits".
    knobs : mapping of str to Knob
        The keyword parameters that are one number.
    domain : tuple of float
        Where to draw it: the ends of `curve`'s argument.
    convex : bool
        Whether the loss is convex in the second argument.
    lipschitz : float
        The steepest slope: the least L such that the loss changes by at most L times
        the Euclidean distance between two second arguments of an example (between two
        elements, if each is its own problem). `math.inf` if there is none.
    supremum : float
        The least upper bound of the loss, `math.inf` if there is none.
    differentiable : bool
        Whether it has a gradient everywhere inside its domain.
    minimiser : str
        What the prediction that minimises the mean loss estimates.
    noise : str or None
        The noise model whose negative log-likelihood it is.
    peers : tuple of Peer
        What other libraries call it.
    """

    name: str
    loss: Callable[..., Any]
    grad: Callable[..., Any]
    family: str
    formula: str
    truth: Literal["labels", "targets"]
    second: Literal["probs", "logits"]
    domain: tuple[float, float]
    convex: bool
    lipschitz: float
    supremum: float
    differentiable: bool
    minimiser: str
    noise: str | None
    peers: tuple[Peer, ...]
    knobs: Mapping[str, Knob] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "knobs", MappingProxyType(dict(self.knobs)))

    @property
    def robust(self) -> bool:
        """Whether one example, however wrong, pushes with a limited force only.

        That is bounded influence, and the same as having a Lipschitz constant. It says
        nothing of how far many wrong examples move the minimiser together.
        """
        return math.isfinite(self.lipschitz)

    def example(self, x: npt.ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """Return ``(y_true, second)`` for examples that lie on one line.

        The truth is class 1, or yes. `x` is what the model says of it: its probability,
        or its logit. There are two classes; class 0 has the remaining probability, or
        the logit 0.

        Parameters
        ----------
        x : array_like, shape (N,)
            Places within `domain`.

        Returns
        -------
        y_true, second : ndarray
            Arguments for `loss` and `grad`.

        Examples
        --------
        >>> CATALOGUE["nll"].example([0.25])
        (array([1]), array([[0.75, 0.25]]))
        >>> CATALOGUE["sigmoid_cross_entropy"].example([-2.0])
        (array([1]), array([-2.]))
        """
        x = np.asarray(x, dtype=np.float64)
        y_true = np.ones(x.shape, dtype=np.int64)
        if self.truth == "targets":
            return y_true, x
        other = 1 - x if self.second == "probs" else np.zeros_like(x)
        return y_true, np.stack([other, x], axis=-1)

    def curve(self, x: npt.ArrayLike, **knobs: float) -> np.ndarray:
        """Return the loss along the line of `example`, to draw it.

        Parameters
        ----------
        x : array_like, shape (N,)
            Places within `domain`.
        **knobs : float
            Knobs of the loss.

        Returns
        -------
        ndarray, shape (N,)

        Examples
        --------
        >>> CATALOGUE["brier"].curve([0.0, 0.5, 1.0])
        array([2. , 0.5, 0. ])
        """
        return self.loss(*self.example(x), **knobs)


_PROBS_CLIPPED = "clips the probabilities to [1e-7, 1 - 1e-7]"

_ROWS = (
    Row(
        name="nll",
        loss=nll,
        grad=nll_grad,
        family="classification",
        formula=r"-\log p_y",
        truth="labels",
        second="probs",
        domain=(0.0, 1.0),
        convex=True,
        # The slope at the target is -1/p: it grows without bound as p falls to 0.
        lipschitz=math.inf,
        supremum=math.inf,
        differentiable=True,
        minimiser="class probabilities",
        noise="categorical",
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.nll_loss",
                takes=("log_probs", "labels"),
                gives="example",
                keywords={"reduction": "none"},
                note="takes logarithms of probabilities",
            ),
            Peer(
                "Keras",
                "keras.losses.sparse_categorical_crossentropy",
                takes=("labels", "probs"),
                gives="example",
                note=_PROBS_CLIPPED + "; divides them by their sum, so that each of "
                "its slopes is 1 more",
            ),
            Peer(
                "scikit-learn",
                "sklearn.metrics.log_loss",
                takes=("labels", "probs"),
                gives="all",
                note="clips the probabilities to [eps, 1 - eps] of their dtype; needs "
                "labels=range(K) if a class does not occur",
            ),
        ),
    ),
    Row(
        name="softmax_cross_entropy",
        loss=softmax_cross_entropy,
        grad=softmax_cross_entropy_grad,
        family="classification",
        formula=(
            r"-\sum_{k=1}^{K} w_k t_k \log \operatorname{softmax}(z)_k, \quad "
            r"t_k = (1 - \varepsilon)\,[k = y] + \frac{\varepsilon}{K}"
        ),
        truth="labels",
        second="logits",
        knobs={"label_smoothing": Knob(r"\varepsilon", 0.0, 0.0, 0.5)},
        domain=(-6.0, 6.0),
        convex=True,
        # The gradient is p - onehot(y). It is longest when all is on one wrong class:
        # 1 there and -1 at the target.
        lipschitz=math.sqrt(2),
        supremum=math.inf,
        differentiable=True,
        minimiser="logits of the class probabilities, up to a shift",
        noise="categorical",
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.cross_entropy",
                takes=("logits", "labels"),
                gives="example",
                keywords={"reduction": "none"},
                knobs={"label_smoothing": "label_smoothing", "class_weight": "weight"},
                note="with weights, its mean divides by the sum of the weights",
            ),
            Peer(
                "Keras",
                "keras.losses.sparse_categorical_crossentropy",
                takes=("labels", "logits"),
                gives="example",
                keywords={"from_logits": True},
                note="label_smoothing is in categorical_crossentropy, for one-hot rows",
            ),
            Peer(
                "Keras",
                "keras.losses.categorical_crossentropy",
                takes=("one_hot", "logits"),
                gives="example",
                keywords={"from_logits": True},
                knobs={"label_smoothing": "label_smoothing"},
            ),
            Peer(
                "optax",
                "optax.softmax_cross_entropy_with_integer_labels",
                takes=("logits", "labels"),
                gives="example",
                note="for label smoothing, optax.smooth_labels and "
                "optax.softmax_cross_entropy",
            ),
        ),
    ),
    Row(
        name="binary_cross_entropy",
        loss=binary_cross_entropy,
        grad=binary_cross_entropy_grad,
        family="classification",
        formula=r"-t \log p - (1 - t) \log(1 - p)",
        truth="targets",
        second="probs",
        domain=(0.0, 1.0),
        convex=True,
        lipschitz=math.inf,  # the slope -1/p again
        supremum=math.inf,
        differentiable=True,
        minimiser="class probabilities",
        noise="Bernoulli",
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.binary_cross_entropy",
                takes=("probs", "targets"),
                gives="element",
                keywords={"reduction": "none"},
                note="clamps each logarithm at -100; targets must be floats",
            ),
            Peer(
                "Keras",
                "keras.losses.binary_crossentropy",
                takes=("targets", "probs"),
                gives="last axis",
                note=_PROBS_CLIPPED,
            ),
            Peer(
                "scikit-learn",
                "sklearn.metrics.log_loss",
                takes=("targets", "probs"),
                gives="all",
                note="takes a vector of probabilities of yes, and clips them to "
                "[eps, 1 - eps] of their dtype; needs labels=[0, 1] if one does not "
                "occur",
            ),
        ),
    ),
    Row(
        name="sigmoid_cross_entropy",
        loss=sigmoid_cross_entropy,
        grad=sigmoid_cross_entropy_grad,
        family="classification",
        formula=r"-w\,t \log \sigma(z) - (1 - t) \log \sigma(-z)",
        truth="targets",
        second="logits",
        knobs={"pos_weight": Knob("w", 0.1, 1.0, 10.0)},
        domain=(-6.0, 6.0),
        convex=True,
        lipschitz=1.0,  # the slope is sigmoid(z) - t
        supremum=math.inf,
        differentiable=True,
        minimiser="logits of the class probabilities",
        noise="Bernoulli",
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.binary_cross_entropy_with_logits",
                takes=("logits", "targets"),
                gives="element",
                keywords={"reduction": "none"},
                knobs={"pos_weight": "pos_weight"},
                note="targets must be floats, pos_weight a tensor",
            ),
            Peer(
                "Keras",
                "keras.losses.binary_crossentropy",
                takes=("targets", "logits"),
                gives="last axis",
                keywords={"from_logits": True},
            ),
            Peer(
                "optax",
                "optax.sigmoid_binary_cross_entropy",
                takes=("logits", "targets"),
                gives="element",
            ),
        ),
    ),
    Row(
        name="focal",
        loss=focal,
        grad=focal_grad,
        family="classification",
        formula=(
            r"-(1 - p_t)^{\gamma} \log p_t, \quad "
            r"p_t = t\,\sigma(z) + (1 - t)\,\sigma(-z)"
        ),
        truth="targets",
        second="logits",
        knobs={"gamma": Knob(r"\gamma", 0.0, 2.0, 5.0)},
        domain=(-6.0, 6.0),
        # Far on the wrong side the slope is -1, nearer by it is steeper (-1.13 at the
        # margin -2.79, for gamma = 2), and then it flattens: it bends both ways.
        convex=False,
        lipschitz=1.1289832185668566,
        supremum=math.inf,
        differentiable=True,
        minimiser="logits of probabilities drawn towards 1/2",
        noise=None,
        peers=(
            Peer(
                "PyTorch",
                "torchvision.ops.sigmoid_focal_loss",
                takes=("logits", "targets"),
                gives="element",
                keywords={"alpha": -1, "reduction": "none"},
                knobs={"gamma": "gamma"},
                note="its default alpha=0.25 weights yes by 1/4 and no by 3/4",
            ),
            Peer(
                "Keras",
                "keras.losses.binary_focal_crossentropy",
                takes=("targets", "logits"),
                gives="last axis",
                keywords={"from_logits": True},
                knobs={"gamma": "gamma"},
            ),
            Peer(
                "optax",
                "optax.sigmoid_focal_loss",
                takes=("logits", "targets"),
                gives="element",
                knobs={"gamma": "gamma"},
            ),
        ),
    ),
    Row(
        name="brier",
        loss=brier,
        grad=brier_grad,
        family="classification",
        formula=r"\sum_{k=1}^{K} (p_k - [k = y])^2",
        truth="labels",
        second="probs",
        domain=(0.0, 1.0),
        convex=True,
        # The gradient is 2 (p - onehot(y)): twice that of the logits, see above.
        lipschitz=2 * math.sqrt(2),
        supremum=2.0,
        differentiable=True,
        minimiser="class probabilities",
        noise=None,
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.mse_loss",
                takes=("probs", "one_hot"),
                gives="element",
                keywords={"reduction": "none"},
                note="its default takes the mean over the classes too: 1/K of ours",
            ),
            Peer(
                "Keras",
                "keras.losses.mean_squared_error",
                takes=("one_hot", "probs"),
                gives="example",
                factor="K",
                note="takes the mean over the classes",
            ),
            Peer(
                "optax",
                "optax.squared_error",
                takes=("probs", "one_hot"),
                gives="element",
            ),
            Peer(
                "scikit-learn",
                "sklearn.metrics.brier_score_loss",
                takes=("labels", "probs"),
                gives="all",
                keywords={"scale_by_half": False},
                note="rows of probabilities since 1.7; its default halves the score of "
                "two classes; needs labels=range(K) if a class does not occur",
            ),
        ),
    ),
)

CATALOGUE: Mapping[str, Row] = MappingProxyType({row.name: row for row in _ROWS})
