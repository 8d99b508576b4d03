"""One table of all losses: formulas, properties, and names in other libraries.

Tests, tables, plots and explorers walk over `CATALOGUE`, so a loss that has a row is
tested, listed and drawn. ``tests/test_catalogue.py`` checks each claim in a row.
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
    brier,
    focal,
    nll,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    softmax_focal,
)
from lossbook.forecast import (
    energy_score,
    ensemble_crps,
    gaussian_crps,
    quantile_huber,
    ranked_probability,
)
from lossbook.likelihood import (
    bernoulli_nll,
    categorical_nll,
    gaussian_nll,
    laplace_nll,
    poisson_nll,
    poisson_nll_from_log,
)
from lossbook.margin import (
    exponential,
    hinge,
    logistic,
    multiclass_hinge,
    perceptron,
    sigmoid_margin,
    squared_hinge,
    zero_one,
)
from lossbook.overlap import lovasz_hinge, tversky
from lossbook.ranking import cumulative_link, plackett_luce
from lossbook.regression import (
    absolute_error,
    epsilon_insensitive,
    general_robust,
    huber,
    log_cosh,
    lp,
    pseudo_huber,
    quantile,
    smooth_l1,
    squared_error,
    tukey_biweight,
)
from lossbook.reweighted import asymmetric, generalized_cross_entropy

__all__ = ["CATALOGUE", "Knob", "Peer", "Row"]


@dataclass(frozen=True)
class Knob:
    """A parameter of a loss that is one number, and the range of its slider."""

    symbol: str
    low: float
    default: float
    high: float


class _ReadOnly:
    """Makes the mappings among its attributes read-only, and can be copied and pickled.

    A MappingProxyType allows neither, so copies and pickles hold a dictionary instead.
    """

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, Mapping):
                object.__setattr__(self, name, MappingProxyType(dict(value)))

    def __getstate__(self) -> dict[str, Any]:
        return {
            name: dict(value) if isinstance(value, Mapping) else value
            for name, value in vars(self).items()
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.__post_init__()


@dataclass(frozen=True, eq=False)
class Peer(_ReadOnly):
    """The same loss in another library.

    To compare, call ``name(*takes, **keywords)``. Reduce both answers to the same
    size, as `gives` says, and multiply theirs by `factor`. The result is ours.

    Attributes
    ----------
    library : str
        "PyTorch", "Keras", "optax" or "scikit-learn".
    name : str
        The function, under the name by which it is imported.
    takes : tuple of str
        Its positional arguments in order, by the words of `Row.truth` and
        `Row.second`; or "one_hot" (labels as rows of 0 and 1), "log_probs" (the
        logarithms of ours), "decisions" (the signs of our scores).
    keywords : mapping
        The keyword arguments with which their function is the same as ours.
    ours : mapping
        The keyword arguments that ours needs for that, other than its defaults.
    knobs : mapping
        Those of our knobs that it has too, and their names there.
    gives : str
        What one number of its answer stands for: "example", "element" (add up the
        elements of an example if ours gives one number for each example), "last axis"
        (the mean over it) or "all" (the mean over everything).
    factor : float or "K"
        Ours is this many times theirs, at the default knobs; "K" is the number of
        classes.
    lacks : str
        A term of ours that it leaves out, in LaTeX as `Row.formula`. The term does not
        depend on the prediction, so gradients and differences of losses agree.
    note : str
        What else differs.
    as_class : str
        The class that computes the same, under the name by which it is imported, if
        the library has one.
    """

    library: Literal["PyTorch", "Keras", "optax", "scikit-learn"]
    name: str
    takes: tuple[str, str]
    gives: Literal["example", "element", "last axis", "all"]
    keywords: Mapping[str, Any] = field(default_factory=dict)
    ours: Mapping[str, Any] = field(default_factory=dict)
    knobs: Mapping[str, str] = field(default_factory=dict)
    factor: float | Literal["K"] = 1.0
    lacks: str = ""
    note: str = ""
    as_class: str = ""


@dataclass(frozen=True, eq=False)
class Row(_ReadOnly):
    """What the book knows about one loss.

    Each claim is about the loss of one example as a function of the second argument,
    at the default knobs, and holds for each truth that `truth` allows.

    Attributes
    ----------
    loss : callable
        The loss.
    formula : str
        LaTeX, without dollar signs, in the letters of the chapters.
    truth : str
        What `y_true` holds for one example. One number: "labels" (one of K classes),
        "targets" (0 or 1), "signs" (-1 or 1), "reals" (any number) or "counts" (0, 1,
        2, ...). A row: "masks" (targets of P pixels, not all 0), "signed masks" (signs
        of P pixels), "orders" (K items, the best first) or "points" (d numbers).
    second : str
        The second argument's name, which tells its space: "probs", "logits",
        "scores", "score", "y_pred", "mean", "location", "members", "rate" or
        "log_rate".
    knobs : mapping of str to Knob
        The keyword parameters that are one number.
    domain : tuple of float
        Where to draw it: the ends of `curve`'s argument.
    convex : bool
        Whether the loss is convex in the second argument.
    convex_for : str or None
        Where that depends on a knob: for which values it is convex, in LaTeX.
    lipschitz : float
        The steepest slope: the least L such that the loss changes by at most L times
        the Euclidean distance between two second arguments of an example (between two
        elements, if each is its own problem). `math.inf` if there is none. For two
        classes, items or members, where it depends on their number.
    supremum : float
        The least upper bound of the loss, `math.inf` if there is none. For two classes,
        where it grows with their number.
    differentiable : bool
        Whether the loss has a gradient everywhere inside its domain.
    minimiser : str
        What the constant prediction with the least mean loss estimates.
    noise : str or None
        The noise model whose negative log-likelihood it is, up to a constant: the
        probability, or the density, of the truth is proportional to exp(-loss).
    peers : tuple of Peer
        The same loss in other libraries.
    """

    loss: Callable[..., Any]
    formula: str
    truth: Literal[
        "labels",
        "targets",
        "signs",
        "reals",
        "counts",
        "masks",
        "signed masks",
        "orders",
        "points",
    ]
    second: Literal[
        "probs",
        "logits",
        "scores",
        "score",
        "y_pred",
        "mean",
        "location",
        "members",
        "rate",
        "log_rate",
    ]
    domain: tuple[float, float]
    convex: bool
    lipschitz: float
    supremum: float
    differentiable: bool
    minimiser: str
    noise: str | None
    peers: tuple[Peer, ...]
    knobs: Mapping[str, Knob] = field(default_factory=dict)
    convex_for: str | None = None

    @property
    def name(self) -> str:
        """The function's name."""
        return self.loss.__name__

    @property
    def grad(self) -> Callable[..., Any] | None:
        """The gradient with respect to the second argument.

        None if it would be 0 wherever it exists.
        """
        return getattr(self.loss, "grad", None)

    @property
    def family(self) -> str:
        """The module that holds the loss."""
        return self.loss.__module__.rpartition(".")[2]

    @property
    def axes(self) -> int:
        """How many axes the second argument has for one example.

        0 if an example is one number, 1 if it is a row of classes, pixels, items or
        members, and 2 if it is several points.
        """
        if self.truth == "points":
            return 2
        return int(self.second == "members" or self.truth in _ROWS_OF)

    @property
    def robust(self) -> bool:
        """Whether the push of one example is limited, however wrong the example is.

        It is limited if the loss has a Lipschitz constant or is itself bounded. This is
        about the second argument. The push on the weights of a linear model is larger
        by the features as a factor, and so it is not limited (leverage). It says
        nothing either about how far many wrong examples move the minimiser together.
        """
        return math.isfinite(self.lipschitz) or math.isfinite(self.supremum)

    def example(self, x: npt.ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """Return ``(y_true, second)`` for examples with one free number.

        `x` is what the model says. The truth is always the same: class 1 or yes, the
        sign +1, the number 0, or the count 3. Losses of classes get two classes. Class
        0 has the remaining probability, or else the logit or score 0. Of two items, the
        one with the score `x` is the better one. Of two pixels, members or points, the
        other one is right: a no with the probability 0 or the score -1, or the number
        0.

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
        >>> CATALOGUE["huber"].example([-2.0])
        (array([0]), array([-2.]))
        """
        x = np.asarray(x, dtype=np.float64)
        truth = _EXAMPLES.get(self.truth, 1)
        y_true = np.tile(np.int64(truth), (*x.shape, *[1] * np.ndim(truth)))
        if not self.axes:
            return y_true, x
        other = np.full_like(x, -1.0 if self.truth == "signed masks" else 0.0)
        if self.truth == "labels" and self.second == "probs":
            other = 1 - x
        row = np.stack([other, x], axis=-1)
        # Of a point, the second number is right.
        return y_true, row if self.axes == 1 else np.stack([row, 0 * row], axis=-1)

    def curve(self, x: npt.ArrayLike, **knobs: float) -> np.ndarray:
        """Return the losses of `example`, to draw them as a curve.

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
        curve: np.ndarray = self.loss(*self.example(x), **knobs)
        return curve


# What is a row, of these truths, in the second argument; and the truths of `example`
# that are not 1.
_ROWS_OF = ("labels", "masks", "signed masks", "orders")
_EXAMPLES: dict[str, Any] = {
    "reals": 0,
    "counts": 3,
    "masks": [0, 1],
    "signed masks": [-1, 1],
    "orders": [1, 0],
    "points": [0, 0],
}

_RESIDUAL = r", \quad r = \hat y - y"
_MARGIN = r", \quad m = y f"

# Like the mean while residuals are small, like the median when they are large, and not
# always between the two: the minimiser may lie beyond both.
_COMPROMISE = "a centre, mean-like to median-like"

_PROBS_CLIPPED = "clips the probabilities to [1e-7, 1 - 1e-7]"
_AND_DIVIDED = "; divides them by their sum, which adds 1 to each partial derivative"
_IGNORED = "leaves out targets of -100 (ignore_index), from its mean too"

# The same functions under two names: as a loss of classes, and as a noise model.
_OF_A_DIE = (
    Peer(
        "PyTorch",
        "torch.nn.functional.nll_loss",
        takes=("log_probs", "labels"),
        gives="example",
        keywords={"reduction": "none"},
        note="probabilities in place of their logarithms raise no error and give a "
        "wrong answer; " + _IGNORED,
        as_class="torch.nn.NLLLoss",
    ),
    Peer(
        "Keras",
        "keras.losses.sparse_categorical_crossentropy",
        takes=("labels", "probs"),
        gives="example",
        note=_PROBS_CLIPPED + _AND_DIVIDED,
        as_class="keras.losses.SparseCategoricalCrossentropy",
    ),
    Peer(
        "Keras",
        "keras.losses.categorical_crossentropy",
        takes=("one_hot", "probs"),
        gives="example",
        note=_PROBS_CLIPPED + _AND_DIVIDED,
        as_class="keras.losses.CategoricalCrossentropy",
    ),
    Peer(
        "scikit-learn",
        "sklearn.metrics.log_loss",
        takes=("labels", "probs"),
        gives="all",
        note="clips the probabilities to [eps, 1 - eps] of their dtype; needs "
        "labels=range(K) if a class does not occur",
    ),
)
_OF_A_COIN = (
    Peer(
        "PyTorch",
        "torch.nn.functional.binary_cross_entropy",
        takes=("probs", "targets"),
        gives="element",
        keywords={"reduction": "none"},
        note="clamps each logarithm at -100; targets must be floats",
        as_class="torch.nn.BCELoss",
    ),
    Peer(
        "Keras",
        "keras.losses.binary_crossentropy",
        takes=("targets", "probs"),
        gives="last axis",
        note=_PROBS_CLIPPED,
        as_class="keras.losses.BinaryCrossentropy",
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
)

_ROWS = (
    Row(
        loss=nll,
        formula=r"-\log p_y",
        truth="labels",
        second="probs",
        domain=(0.0, 1.0),
        convex=True,
        # The slope at the target is -1/p, which has no bound as p falls to 0.
        lipschitz=math.inf,
        supremum=math.inf,
        differentiable=True,
        minimiser="class probabilities",
        noise="categorical",
        peers=_OF_A_DIE,
    ),
    Row(
        loss=softmax_cross_entropy,
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
                note="with weights, its mean divides by the sum of the weights; "
                + _IGNORED,
                as_class="torch.nn.CrossEntropyLoss",
            ),
            Peer(
                "PyTorch",
                "torch.nn.functional.cross_entropy",
                takes=("logits", "one_hot"),
                gives="example",
                keywords={"reduction": "none"},
                knobs={"label_smoothing": "label_smoothing", "class_weight": "weight"},
                note="rows must be floats; with weights, its mean divides by the "
                "number of examples",
                as_class="torch.nn.CrossEntropyLoss",
            ),
            Peer(
                "Keras",
                "keras.losses.sparse_categorical_crossentropy",
                takes=("labels", "logits"),
                gives="example",
                keywords={"from_logits": True},
                note="label_smoothing is in categorical_crossentropy, for one-hot rows",
                as_class="keras.losses.SparseCategoricalCrossentropy",
            ),
            Peer(
                "Keras",
                "keras.losses.categorical_crossentropy",
                takes=("one_hot", "logits"),
                gives="example",
                keywords={"from_logits": True},
                knobs={"label_smoothing": "label_smoothing"},
                as_class="keras.losses.CategoricalCrossentropy",
            ),
            Peer(
                "optax",
                "optax.softmax_cross_entropy_with_integer_labels",
                takes=("logits", "labels"),
                gives="example",
                note="for label smoothing, optax.smooth_labels and "
                "optax.softmax_cross_entropy",
            ),
            Peer(
                "optax",
                "optax.softmax_cross_entropy",
                takes=("logits", "one_hot"),
                gives="example",
            ),
        ),
    ),
    Row(
        loss=binary_cross_entropy,
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
        peers=_OF_A_COIN,
    ),
    Row(
        loss=sigmoid_cross_entropy,
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
                as_class="torch.nn.BCEWithLogitsLoss",
            ),
            Peer(
                "Keras",
                "keras.losses.binary_crossentropy",
                takes=("targets", "logits"),
                gives="last axis",
                keywords={"from_logits": True},
                as_class="keras.losses.BinaryCrossentropy",
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
        loss=focal,
        formula=(
            r"-(1 - p_t)^{\gamma} \log p_t, \quad "
            r"p_t = t\,\sigma(z) + (1 - t)\,\sigma(-z)"
        ),
        truth="targets",
        second="logits",
        knobs={"gamma": Knob(r"\gamma", 0.0, 2.0, 5.0)},
        domain=(-6.0, 6.0),
        # Far on the wrong side the slope goes to -1. Nearer to 0 it is steeper, for
        # gamma = 2 down to -1.13 at the margin -2.79. So it bends both ways.
        convex=False,
        convex_for=r"\gamma = 0",
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
                note="its default alpha=0.25 weights yes by 1/4 and no by 3/4; -1 is "
                "our None",
            ),
            Peer(
                "Keras",
                "keras.losses.binary_focal_crossentropy",
                takes=("targets", "logits"),
                gives="last axis",
                keywords={"from_logits": True},
                knobs={"gamma": "gamma"},
                note="its alpha counts with apply_class_balancing=True only",
                as_class="keras.losses.BinaryFocalCrossentropy",
            ),
            Peer(
                "optax",
                "optax.sigmoid_focal_loss",
                takes=("logits", "targets"),
                gives="element",
                knobs={"gamma": "gamma", "alpha": "alpha"},
            ),
        ),
    ),
    Row(
        loss=softmax_focal,
        formula=(r"-(1 - p_y)^{\gamma} \log p_y, \quad p = \operatorname{softmax}(z)"),
        truth="labels",
        second="logits",
        knobs={"gamma": Knob(r"\gamma", 0.0, 2.0, 5.0)},
        domain=(-6.0, 6.0),
        convex=False,
        convex_for=r"\gamma = 0",
        # With two classes it is focal of the difference of the logits, whose slope is c
        # for one logit and -c for the other. More rivals share the c among them.
        lipschitz=math.sqrt(2) * 1.1289832185668566,
        supremum=math.inf,
        differentiable=True,
        minimiser="logits of probabilities in the true order, up to a shift",
        noise=None,
        peers=(
            Peer(
                "Keras",
                "keras.losses.categorical_focal_crossentropy",
                takes=("one_hot", "logits"),
                gives="example",
                keywords={"from_logits": True, "alpha": 1.0},
                knobs={"gamma": "gamma"},
                note="its default alpha=0.25 is a factor of the whole loss",
                as_class="keras.losses.CategoricalFocalCrossentropy",
            ),
        ),
    ),
    Row(
        loss=brier,
        formula=r"\sum_{k=1}^{K} (p_k - [k = y])^2",
        truth="labels",
        second="probs",
        domain=(0.0, 1.0),
        convex=True,
        # The gradient is 2 (p - onehot(y)), twice that of softmax_cross_entropy.
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
                as_class="torch.nn.MSELoss",
            ),
            Peer(
                "Keras",
                "keras.losses.mean_squared_error",
                takes=("one_hot", "probs"),
                gives="example",
                factor="K",
                note="takes the mean over the classes",
                as_class="keras.losses.MeanSquaredError",
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
    Row(
        loss=squared_error,
        formula=r"r^2" + _RESIDUAL,
        truth="reals",
        second="y_pred",
        domain=(-4.0, 4.0),
        convex=True,
        lipschitz=math.inf,
        supremum=math.inf,
        differentiable=True,
        minimiser="mean",
        noise="Gaussian",
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.mse_loss",
                takes=("y_pred", "reals"),
                gives="element",
                keywords={"reduction": "none"},
                as_class="torch.nn.MSELoss",
            ),
            Peer(
                "Keras",
                "keras.losses.mean_squared_error",
                takes=("reals", "y_pred"),
                gives="last axis",
                as_class="keras.losses.MeanSquaredError",
            ),
            Peer(
                "optax",
                "optax.squared_error",
                takes=("y_pred", "reals"),
                gives="element",
            ),
            Peer(
                "optax",
                "optax.l2_loss",
                takes=("y_pred", "reals"),
                gives="element",
                factor=2.0,
                note="has the factor ½",
            ),
            Peer(
                "scikit-learn",
                "sklearn.metrics.mean_squared_error",
                takes=("reals", "y_pred"),
                gives="all",
            ),
        ),
    ),
    Row(
        loss=absolute_error,
        formula=r"|r|" + _RESIDUAL,
        truth="reals",
        second="y_pred",
        domain=(-4.0, 4.0),
        convex=True,
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=False,
        minimiser="median",
        noise="Laplace",
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.l1_loss",
                takes=("y_pred", "reals"),
                gives="element",
                keywords={"reduction": "none"},
                as_class="torch.nn.L1Loss",
            ),
            Peer(
                "Keras",
                "keras.losses.mean_absolute_error",
                takes=("reals", "y_pred"),
                gives="last axis",
                as_class="keras.losses.MeanAbsoluteError",
            ),
            Peer(
                "scikit-learn",
                "sklearn.metrics.mean_absolute_error",
                takes=("reals", "y_pred"),
                gives="all",
            ),
        ),
    ),
    Row(
        loss=huber,
        formula=(
            r"\begin{cases} r^2 / 2 & |r| \le \delta \\ "
            r"\delta\,(|r| - \delta / 2) & |r| > \delta \end{cases}" + _RESIDUAL
        ),
        truth="reals",
        second="y_pred",
        knobs={"delta": Knob(r"\delta", 0.1, 1.0, 3.0)},
        domain=(-4.0, 4.0),
        convex=True,
        # The slope is the residual, clipped to delta.
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=True,
        minimiser=_COMPROMISE,
        noise="Gaussian with Laplace tails",
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.huber_loss",
                takes=("y_pred", "reals"),
                gives="element",
                keywords={"reduction": "none"},
                knobs={"delta": "delta"},
                as_class="torch.nn.HuberLoss",
            ),
            Peer(
                "Keras",
                "keras.losses.huber",
                takes=("reals", "y_pred"),
                gives="last axis",
                knobs={"delta": "delta"},
                as_class="keras.losses.Huber",
            ),
            Peer(
                "optax",
                "optax.huber_loss",
                takes=("y_pred", "reals"),
                gives="element",
                knobs={"delta": "delta"},
            ),
        ),
    ),
    Row(
        loss=smooth_l1,
        formula=(
            r"\begin{cases} r^2 / (2 \beta) & |r| \le \beta \\ "
            r"|r| - \beta / 2 & |r| > \beta \end{cases}" + _RESIDUAL
        ),
        truth="reals",
        second="y_pred",
        knobs={"beta": Knob(r"\beta", 0.1, 1.0, 3.0)},
        domain=(-4.0, 4.0),
        convex=True,
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=True,
        minimiser=_COMPROMISE,
        noise="Gaussian with Laplace tails",
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.smooth_l1_loss",
                takes=("y_pred", "reals"),
                gives="element",
                keywords={"reduction": "none"},
                knobs={"beta": "beta"},
                as_class="torch.nn.SmoothL1Loss",
            ),
            Peer(
                "Keras",
                "keras.losses.huber",
                takes=("reals", "y_pred"),
                gives="last axis",
                note="its delta is beta, and its loss beta times ours",
                as_class="keras.losses.Huber",
            ),
            Peer(
                "optax",
                "optax.huber_loss",
                takes=("y_pred", "reals"),
                gives="element",
                note="its delta is beta, and its loss beta times ours",
            ),
        ),
    ),
    Row(
        loss=pseudo_huber,
        formula=r"\delta^2 \left(\sqrt{1 + (r / \delta)^2} - 1\right)" + _RESIDUAL,
        truth="reals",
        second="y_pred",
        knobs={"delta": Knob(r"\delta", 0.1, 1.0, 3.0)},
        domain=(-4.0, 4.0),
        convex=True,
        # The slope approaches delta, and does not reach it.
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=True,
        minimiser=_COMPROMISE,
        noise="hyperbolic",
        peers=(),
    ),
    Row(
        loss=log_cosh,
        formula=r"\log \cosh r" + _RESIDUAL,
        truth="reals",
        second="y_pred",
        domain=(-4.0, 4.0),
        convex=True,
        # The slope is tanh(r).
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=True,
        minimiser=_COMPROMISE,
        noise="hyperbolic secant",
        peers=(
            Peer(
                "Keras",
                "keras.losses.log_cosh",
                takes=("reals", "y_pred"),
                gives="last axis",
                as_class="keras.losses.LogCosh",
            ),
            Peer(
                "optax",
                "optax.log_cosh",
                takes=("y_pred", "reals"),
                gives="element",
            ),
        ),
    ),
    Row(
        loss=quantile,
        formula=r"\max(-\tau r,\ (1 - \tau)\,r)" + _RESIDUAL,
        truth="reals",
        second="y_pred",
        knobs={"level": Knob(r"\tau", 0.05, 0.5, 0.95)},
        domain=(-4.0, 4.0),
        convex=True,
        # The larger of level and 1 - level.
        lipschitz=0.5,
        supremum=math.inf,
        differentiable=False,
        minimiser="quantile of that level",
        noise="asymmetric Laplace",
        peers=(
            Peer(
                "scikit-learn",
                "sklearn.metrics.mean_pinball_loss",
                takes=("reals", "y_pred"),
                gives="all",
                knobs={"level": "alpha"},
            ),
        ),
    ),
    Row(
        loss=epsilon_insensitive,
        formula=r"\max(|r| - \varepsilon,\ 0)" + _RESIDUAL,
        truth="reals",
        second="y_pred",
        knobs={"epsilon": Knob(r"\varepsilon", 0.0, 0.1, 2.0)},
        domain=(-2.0, 2.0),
        convex=True,
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=False,
        minimiser="a number within epsilon of the median",
        noise="uniform with Laplace tails",
        peers=(),
    ),
    Row(
        loss=lp,
        formula=r"|r|^p" + _RESIDUAL,
        truth="reals",
        second="y_pred",
        knobs={"p": Knob("p", 1.0, 2.0, 4.0)},
        domain=(-4.0, 4.0),
        convex=True,
        lipschitz=math.inf,
        supremum=math.inf,
        differentiable=True,
        minimiser="mean",
        noise="Gaussian",
        peers=(),
    ),
    Row(
        loss=general_robust,
        formula=(
            r"\frac{b}{\alpha} \left(\left(\frac{(r / c)^2}{b} + 1"
            r"\right)^{\alpha / 2} - 1\right), \quad b = 2 - \alpha" + _RESIDUAL
        ),
        truth="reals",
        second="y_pred",
        knobs={
            "alpha": Knob(r"\alpha", -4.0, 1.0, 2.0),
            "scale": Knob("c", 0.5, 1.0, 2.0),
        },
        domain=(-4.0, 4.0),
        convex=True,
        convex_for=r"\alpha \ge 1",
        # pseudo_huber at alpha = 1. Above, the slope has no bound. Below, it falls
        # to 0 again far out.
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=True,
        minimiser=_COMPROMISE,
        noise="hyperbolic",
        peers=(),
    ),
    Row(
        loss=tukey_biweight,
        formula=r"\frac{c^2}{6} \left(1 - \left(1 - \min(|r| / c, 1)^2\right)^3\right)"
        + _RESIDUAL,
        truth="reals",
        second="y_pred",
        knobs={"c": Knob("c", 1.0, 4.685, 8.0)},
        domain=(-8.0, 8.0),
        convex=False,
        # The slope c x (1 - x²)², x = r/c, is the steepest at x² = 1/5.
        lipschitz=4.685 * 0.64 / math.sqrt(5),
        # c²/6, from |r| = c on.
        supremum=4.685**2 / 6,
        differentiable=True,
        minimiser="the mean of those near it; there may be several minima",
        noise=None,
        peers=(),
    ),
    Row(
        loss=zero_one,
        formula=r"[m \le 0]" + _MARGIN,
        truth="signs",
        second="scores",
        domain=(-4.0, 4.0),
        convex=False,
        # It jumps at 0.
        lipschitz=math.inf,
        supremum=1.0,
        differentiable=False,
        minimiser="any score with the sign of the likelier class",
        noise="random flips of the label",
        peers=(
            Peer(
                "scikit-learn",
                "sklearn.metrics.zero_one_loss",
                takes=("signs", "decisions"),
                gives="all",
                note="takes the signs of the scores",
            ),
        ),
    ),
    Row(
        loss=perceptron,
        formula=r"\max(-m,\ 0)" + _MARGIN,
        truth="signs",
        second="scores",
        domain=(-4.0, 4.0),
        convex=True,
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=False,
        minimiser="the score 0, if both labels occur",
        noise=None,
        peers=(
            Peer(
                "optax",
                "optax.losses.perceptron_loss",
                takes=("scores", "signs"),
                gives="element",
            ),
        ),
    ),
    Row(
        loss=hinge,
        formula=r"\max(\mu - m,\ 0)" + _MARGIN,
        truth="signs",
        second="scores",
        knobs={"margin": Knob(r"\mu", 0.0, 1.0, 2.0)},
        domain=(-4.0, 4.0),
        convex=True,
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=False,
        minimiser="the sign of the likelier class",
        noise=None,
        peers=(
            Peer(
                "Keras",
                "keras.losses.hinge",
                takes=("signs", "scores"),
                gives="last axis",
                note="labels 0 and 1, if there are no others, are taken as -1 and 1",
                as_class="keras.losses.Hinge",
            ),
            Peer(
                "optax",
                "optax.hinge_loss",
                takes=("scores", "signs"),
                gives="element",
                note="takes labels 0 and 1 as they are: 0 costs 1, whatever the score",
            ),
            Peer(
                "scikit-learn",
                "sklearn.metrics.hinge_loss",
                takes=("signs", "scores"),
                gives="all",
                note="takes any two labels, and the larger one as +1",
            ),
        ),
    ),
    Row(
        loss=squared_hinge,
        formula=r"\max(1 - m,\ 0)^2" + _MARGIN,
        truth="signs",
        second="scores",
        domain=(-4.0, 4.0),
        convex=True,
        lipschitz=math.inf,
        supremum=math.inf,
        differentiable=True,
        minimiser="2p - 1, where p is the probability of +1",
        noise=None,
        peers=(
            Peer(
                "Keras",
                "keras.losses.squared_hinge",
                takes=("signs", "scores"),
                gives="last axis",
                note="labels 0 and 1, if there are no others, are taken as -1 and 1",
                as_class="keras.losses.SquaredHinge",
            ),
        ),
    ),
    Row(
        loss=logistic,
        formula=r"\log(1 + e^{-m})" + _MARGIN,
        truth="signs",
        second="scores",
        domain=(-4.0, 4.0),
        convex=True,
        # The slope is -y sigmoid(-m).
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=True,
        minimiser="logits of the class probabilities",
        noise="Bernoulli",
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.soft_margin_loss",
                takes=("scores", "signs"),
                gives="element",
                keywords={"reduction": "none"},
                as_class="torch.nn.SoftMarginLoss",
            ),
        ),
    ),
    Row(
        loss=exponential,
        formula=r"e^{-m}" + _MARGIN,
        truth="signs",
        second="scores",
        domain=(-4.0, 4.0),
        convex=True,
        lipschitz=math.inf,
        supremum=math.inf,
        differentiable=True,
        minimiser="half the logits of the class probabilities",
        noise=None,
        peers=(),
    ),
    Row(
        loss=sigmoid_margin,
        formula=r"1 - \sigma(m)" + _MARGIN,
        truth="signs",
        second="scores",
        domain=(-4.0, 4.0),
        convex=False,
        # The slope of the sigmoid at 0.
        lipschitz=0.25,
        supremum=1.0,
        differentiable=True,
        minimiser="the sign of the likelier class, as far out as it can be",
        noise=None,
        peers=(),
    ),
    Row(
        loss=multiclass_hinge,
        formula=r"\sum_{k \ne y} \max(\Delta + s_k - s_y,\ 0)",
        truth="labels",
        second="scores",
        knobs={"margin": Knob(r"\Delta", 0.5, 1.0, 2.0)},
        domain=(-4.0, 4.0),
        convex=True,
        # The slope is 1 at each rival, and minus their number at the target. For K
        # classes its length is the square root of K (K - 1).
        lipschitz=math.sqrt(2),
        supremum=math.inf,
        differentiable=False,
        minimiser="the largest score for a class with more than half of the examples",
        noise=None,
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.multi_margin_loss",
                takes=("scores", "labels"),
                gives="example",
                keywords={"reduction": "none"},
                knobs={"margin": "margin"},
                factor="K",
                note="divides by the number of classes",
                as_class="torch.nn.MultiMarginLoss",
            ),
            Peer(
                "Keras",
                "keras.losses.categorical_hinge",
                takes=("one_hot", "scores"),
                gives="example",
                ours={"kind": "crammer-singer"},
                note="has one more rival, with the score 0",
                as_class="keras.losses.CategoricalHinge",
            ),
            Peer(
                "optax",
                "optax.losses.multiclass_hinge_loss",
                takes=("scores", "labels"),
                gives="example",
                ours={"kind": "crammer-singer"},
            ),
            Peer(
                "scikit-learn",
                "sklearn.metrics.hinge_loss",
                takes=("labels", "scores"),
                gives="all",
                ours={"kind": "crammer-singer"},
                note="needs labels=range(K) if a class does not occur",
            ),
        ),
    ),
    Row(
        loss=gaussian_nll,
        formula=(r"\frac{r^2}{2 s^2} + \log s + \frac{1}{2} \log 2 \pi" + _RESIDUAL),
        truth="reals",
        second="mean",
        knobs={"scale": Knob("s", 0.5, 1.0, 3.0)},
        domain=(-4.0, 4.0),
        convex=True,
        lipschitz=math.inf,
        supremum=math.inf,
        differentiable=True,
        minimiser="mean",
        noise="Gaussian",
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.gaussian_nll_loss",
                takes=("mean", "reals"),
                gives="element",
                keywords={"var": 1.0, "full": True, "reduction": "none"},
                note="takes the variance, which is our scale squared, and raises it to "
                "eps=1e-6 without a warning; full=False leaves out log(2π)/2",
                as_class="torch.nn.GaussianNLLLoss",
            ),
        ),
    ),
    Row(
        loss=laplace_nll,
        formula=r"\frac{|r|}{s} + \log 2 s" + _RESIDUAL,
        truth="reals",
        second="location",
        knobs={"scale": Knob("s", 0.5, 1.0, 3.0)},
        domain=(-4.0, 4.0),
        convex=True,
        # One over the scale.
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=False,
        minimiser="median",
        noise="Laplace",
        peers=(),
    ),
    Row(
        loss=bernoulli_nll,
        formula=r"-t \log p - (1 - t) \log(1 - p)",
        truth="targets",
        second="probs",
        domain=(0.0, 1.0),
        convex=True,
        lipschitz=math.inf,
        supremum=math.inf,
        differentiable=True,
        minimiser="class probabilities",
        noise="Bernoulli",
        peers=_OF_A_COIN,
    ),
    Row(
        loss=categorical_nll,
        formula=r"-\log p_y",
        truth="labels",
        second="probs",
        domain=(0.0, 1.0),
        convex=True,
        lipschitz=math.inf,
        supremum=math.inf,
        differentiable=True,
        minimiser="class probabilities",
        noise="categorical",
        peers=_OF_A_DIE,
    ),
    Row(
        loss=poisson_nll,
        formula=r"\mu - y \log \mu + \log y!",
        truth="counts",
        second="rate",
        domain=(0.0, 10.0),
        convex=True,
        # The slope is 1 - y / rate, which has no bound as the rate falls to 0.
        lipschitz=math.inf,
        supremum=math.inf,
        differentiable=True,
        minimiser="mean",
        noise="Poisson",
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.poisson_nll_loss",
                takes=("rate", "counts"),
                gives="element",
                keywords={"log_input": False, "eps": 0.0, "reduction": "none"},
                lacks=r"\log y!",
                note="its defaults take the logarithm of the rate, and add eps=1e-8 to "
                "a rate; full=True adds Stirling's formula for log(y!) above y = 1",
                as_class="torch.nn.PoissonNLLLoss",
            ),
            Peer(
                "Keras",
                "keras.losses.poisson",
                takes=("counts", "rate"),
                gives="last axis",
                lacks=r"\log y!",
                note="adds 1e-7 to the rate in the logarithm",
                as_class="keras.losses.Poisson",
            ),
            Peer(
                "scikit-learn",
                "sklearn.metrics.mean_poisson_deviance",
                takes=("counts", "rate"),
                gives="all",
                factor=0.5,
                lacks=r"\log y! - y \log y + y",
                note="twice the loss above the least possible, that of the rate y",
            ),
        ),
    ),
    Row(
        loss=poisson_nll_from_log,
        formula=r"e^v - y v + \log y!, \quad v = \log \mu",
        truth="counts",
        second="log_rate",
        domain=(-4.0, 4.0),
        convex=True,
        # The slope is the rate itself less y, which has no bound as v grows.
        lipschitz=math.inf,
        supremum=math.inf,
        differentiable=True,
        minimiser="the logarithm of the mean",
        noise="Poisson",
        peers=(
            Peer(
                "PyTorch",
                "torch.nn.functional.poisson_nll_loss",
                takes=("log_rate", "counts"),
                gives="element",
                keywords={"log_input": True, "reduction": "none"},
                lacks=r"\log y!",
                note="full=True adds Stirling's formula for log(y!) above y = 1",
                as_class="torch.nn.PoissonNLLLoss",
            ),
        ),
    ),
    Row(
        loss=gaussian_crps,
        formula=(
            r"\sigma \left(w\,(2 \Phi(w) - 1) + 2 \varphi(w) - "
            r"\frac{1}{\sqrt \pi}\right), \quad w = r / \sigma" + _RESIDUAL
        ),
        truth="reals",
        second="mean",
        knobs={"scale": Knob(r"\sigma", 0.25, 1.0, 4.0)},
        domain=(-4.0, 4.0),
        convex=True,
        # The slope is 2 Phi(w) - 1.
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=True,
        minimiser=_COMPROMISE,
        noise="one without a name",
        peers=(),
    ),
    Row(
        loss=ensemble_crps,
        formula=(
            r"\frac{1}{M} \sum_{i=1}^{M} |x_i - y| - "
            r"\frac{1}{2 M^2} \sum_{i,j=1}^{M} |x_i - x_j|"
        ),
        truth="reals",
        second="members",
        domain=(-4.0, 4.0),
        convex=False,
        # Where two members are beyond the truth, one has the slope 3/4, the other 1/4.
        lipschitz=math.sqrt(10) / 4,
        supremum=math.inf,
        differentiable=False,
        minimiser="quantiles, of the levels (i - 1/2) / M",
        noise=None,
        peers=(),
    ),
    Row(
        loss=energy_score,
        formula=(
            r"\frac{1}{M} \sum_{i=1}^{M} \|x_i - y\| - "
            r"\frac{1}{2 M^2} \sum_{i,j=1}^{M} \|x_i - x_j\|"
        ),
        truth="points",
        second="members",
        domain=(-4.0, 4.0),
        convex=False,
        # As that of `ensemble_crps`, which it is on a line.
        lipschitz=math.sqrt(10) / 4,
        supremum=math.inf,
        differentiable=False,
        minimiser="points that are spread as the truths are",
        noise=None,
        peers=(),
    ),
    Row(
        loss=ranked_probability,
        formula=r"\sum_{k=1}^{K-1} \bigl(\sum_{j \le k} p_j - [y \le k]\bigr)^2",
        truth="labels",
        second="probs",
        domain=(0.0, 1.0),
        convex=True,
        # Of two classes it is half of `brier`; of K, the last may be K - 1 away.
        lipschitz=math.sqrt(2),
        supremum=1.0,
        differentiable=True,
        minimiser="class probabilities",
        noise=None,
        peers=(),
    ),
    Row(
        loss=asymmetric,
        formula=(
            r"\begin{cases} -(1 - p)^{\gamma_+} \log p & \text{yes} \\ "
            r"-p_c^{\gamma_-} \log(1 - p_c) & \text{no} \end{cases}, \quad "
            r"p_c = \max(p - c,\ 0)"
        ),
        truth="targets",
        second="logits",
        knobs={
            "gamma_pos": Knob(r"\gamma_+", 0.0, 0.0, 2.0),
            "gamma_neg": Knob(r"\gamma_-", 0.0, 4.0, 6.0),
            "clip": Knob("c", 0.0, 0.05, 0.2),
        },
        domain=(-6.0, 6.0),
        convex=False,
        convex_for=r"\gamma_+ = \gamma_- = c = 0",
        # That of a yes; a no is pushed by 0.73 at most.
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=True,
        minimiser="numbers in the order of the probabilities",
        noise=None,
        peers=(),
    ),
    Row(
        loss=quantile_huber,
        formula=(
            r"|\tau - [r > 0]| \begin{cases} r^2 / (2 \kappa) & |r| \le \kappa \\ "
            r"|r| - \kappa / 2 & |r| > \kappa \end{cases}" + _RESIDUAL
        ),
        truth="reals",
        second="y_pred",
        knobs={
            "level": Knob(r"\tau", 0.05, 0.5, 0.95),
            "kappa": Knob(r"\kappa", 0.1, 1.0, 3.0),
        },
        domain=(-4.0, 4.0),
        convex=True,
        # The larger of level and 1 - level.
        lipschitz=0.5,
        supremum=math.inf,
        differentiable=True,
        minimiser=_COMPROMISE,
        noise="asymmetric Gaussian with Laplace tails",
        peers=(),
    ),
    Row(
        loss=generalized_cross_entropy,
        formula=r"\frac{1 - p_y^q}{q}, \quad p = \operatorname{softmax}(z)",
        truth="labels",
        second="logits",
        knobs={"q": Knob("q", 0.1, 0.7, 1.0)},
        domain=(-6.0, 6.0),
        convex=False,
        # The slope p^q (1 - p) is greatest at p = q / (1 + q).
        lipschitz=math.sqrt(2) * (0.7 / 1.7) ** 0.7 / 1.7,
        supremum=1 / 0.7,
        differentiable=True,
        minimiser="logits of the class probabilities over 1 - q, up to a shift",
        noise=None,
        peers=(),
    ),
    Row(
        loss=cumulative_link,
        formula=(
            r"-\log\bigl(\sigma(\theta_y - f) - \sigma(\theta_{y-1} - f)\bigr), "
            r"\quad \theta_{-1} = -\infty,\ \theta_{K-1} = \infty"
        ),
        truth="targets",
        second="score",
        domain=(-6.0, 6.0),
        convex=True,
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=True,
        minimiser="logits of the class probabilities",
        noise="Bernoulli",
        peers=(),
    ),
    Row(
        loss=plackett_luce,
        formula=r"-\sum_{i=1}^{K} \log \frac{e^{s_{o_i}}}{\sum_{j \ge i} e^{s_{o_j}}}",
        truth="orders",
        second="scores",
        domain=(-6.0, 6.0),
        convex=True,
        # Of two items, that of `softmax_cross_entropy`; it grows with their number.
        lipschitz=math.sqrt(2),
        supremum=math.inf,
        differentiable=True,
        minimiser="logarithms of the items' worths, up to a shift",
        noise="Plackett-Luce",
        peers=(),
    ),
    Row(
        loss=tversky,
        formula=(
            r"\left(1 - \frac{I + s}{I + \alpha A + \beta B + s}\right)^{\gamma}, "
            r"\quad I = \sum_i t_i p_i,\ A = \sum_i (1 - t_i)\,p_i,\ "
            r"B = \sum_i t_i\,(1 - p_i)"
        ),
        truth="masks",
        second="probs",
        knobs={
            "alpha": Knob(r"\alpha", 0.25, 0.5, 1.0),
            "beta": Knob(r"\beta", 0.25, 0.5, 1.0),
            "smooth": Knob("s", 0.0, 0.0, 1.0),
            "power": Knob(r"\gamma", 0.75, 1.0, 2.0),
        },
        domain=(0.0, 1.0),
        convex=False,
        # Where one pixel is inside and all are said to be outside: 2 / (1 + 0)².
        lipschitz=2.0,
        supremum=1.0,
        differentiable=True,
        minimiser="a mask of 0 and 1",
        noise=None,
        peers=(),
    ),
    Row(
        loss=lovasz_hinge,
        formula=(
            r"\sum_{i=1}^{P} (J_i - J_{i-1}) \max(1 - m_i,\ 0), \quad "
            r"m_1 \le m_2 \le \dots"
        ),
        truth="signed masks",
        second="scores",
        domain=(-4.0, 4.0),
        convex=True,
        # The weights J_i - J_(i-1) are 0 or more, and add up to 1.
        lipschitz=1.0,
        supremum=math.inf,
        differentiable=False,
        minimiser="the signs of a mask",
        noise=None,
        peers=(),
    ),
)

CATALOGUE: Mapping[str, Row] = MappingProxyType({row.name: row for row in _ROWS})
