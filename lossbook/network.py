"""A sigmoid neuron and a small deep network, with the rules of backpropagation.

A network here is a list of weight matrices, one for each layer. Its hidden units are
sigmoids or rectifiers, its last layer gives logits, and it has no biases. It shows how
numbers go forwards through the layers and how derivatives go back.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._check import (
    integer,
    knob,
    read_float64,
    read_same_shape,
    require_within,
)
from lossbook._form import Array, Kind, Said, documented, public
from lossbook._rows import Elements
from lossbook.links import sigmoid

__all__ = [
    "ACTIVATIONS",
    "layer_gradients",
    "layer_outputs",
    "random_layers",
    "relu_backward",
    "sigmoid_backward",
    "squared_sigmoid",
    "squared_sigmoid_grad",
]

Matrix = NDArray[np.float64]


# -------------------------------------------------------------------- one neuron


def _targets_and_logits(y_true: ArrayLike, logits: ArrayLike) -> Elements:
    return Elements(*read_same_shape(y_true=y_true, logits=logits))


def _target_and_outputs(y: Array, z: Array) -> tuple[Array, Array, Array]:
    require_within(0.0, 1.0, nan=False, y_true=y)
    return y, sigmoid.formula(z), sigmoid.formula(-z)


_of_outputs = functools.partial(
    public,
    Kind(
        arguments={
            "y_true": ("array_like", "Targets y in [0, 1], usually 0 or 1."),
            "logits": ("array_like", "Logits z, in the shape of `y_true`."),
        },
        read=_targets_and_logits,
        quantity=_target_and_outputs,
        wrong=(
            "the shapes differ",
            "an argument is empty",
            "a target is not in [0, 1]",
        ),
    ),
)


@_of_outputs()
def squared_sigmoid(y: Array, a: Array, opposite: Array) -> Array:
    """Return ½ (sigmoid(z) - y)², half the squared error of a neuron's output.

    Returns: One loss per element, a pure number from 0 to ½.

    Note: It is a convex function of the output, but not of the logit: for y = 0, the
    curve over z is concave where the output is above 2/3.

    Source: Rumelhart, Hinton, Williams (1986), *Learning representations by
    back-propagating errors*, Nature 323.

    >>> squared_sigmoid([0, 1], [0.0, 0.0])
    array([0.125, 0.125])
    """
    return 0.5 * _error(y, a, opposite) ** 2


@squared_sigmoid.slope
def squared_sigmoid_grad(y: Array, a: Array, opposite: Array) -> Array:
    """Return the derivative of `squared_sigmoid` with respect to the logit z.

    With a = sigmoid(z) it is (a - y) a (1 - a).

    Returns: One derivative per element. For the targets 0 and 1 it lies between -4/27
    and 4/27.

    >>> squared_sigmoid_grad([0, 1], [0.0, 0.0])
    array([ 0.125, -0.125])
    """
    # Textbook: (a - y) a (1 - a). For large z, 1 - a cancels. Here it is sigmoid(-z).
    return _error(y, a, opposite) * a * opposite


def _error(y: Array, a: Array, opposite: Array) -> Array:
    """Return a - y, where opposite = 1 - a, without subtracting numbers near 1."""
    return (1.0 - y) * a - y * opposite


# ------------------------------------------------------------- back through a layer

_step_back = functools.partial(
    documented,
    ("ndarray, shape (N, D)", ""),
    upstream=Said(
        "array_like, shape (N, K)",
        "Derivatives δ of the cost with respect to the sums of this layer's K units.",
        ("the shapes do not match",),
        "an argument does not hold real numbers",
    ),
    weights=Said(
        "array_like, shape (D, K)",
        "The weights W of the layer; D units lie below it.",
    ),
    outputs=Said("array_like, shape (N, D)", "The outputs a of the units below."),
)


@_step_back()
def sigmoid_backward(
    upstream: ArrayLike, weights: ArrayLike, outputs: ArrayLike
) -> Matrix:
    r"""Return derivatives after a step back through a layer and the sigmoids below it.

    .. math:: \delta_{l-1} = (\delta_l W_l^\top) \odot a \odot (1 - a)

    outputs: The outputs a of the sigmoids below, after the sigmoid.

    Returns: Derivatives of the cost with respect to the inputs of the sigmoids below.

    Example: A sigmoid passes on at most a quarter of a derivative, here of 1 · 2.

    >>> sigmoid_backward([[1.0]], [[2.0]], [[0.5]])
    array([[0.5]])
    """
    delta, w, a = _layer(upstream, weights, outputs)
    return (delta @ w.T) * a * (1.0 - a)


@_step_back()
def relu_backward(
    upstream: ArrayLike, weights: ArrayLike, outputs: ArrayLike
) -> Matrix:
    r"""Return derivatives after a step back through a layer and the rectifiers below.

    .. math:: \delta_{l-1} = (\delta_l W_l^\top) \odot [a > 0]

    outputs: The outputs a = max(z, 0) of the rectifiers below.

    Returns: Derivatives of the cost with respect to the inputs of the rectifiers below.
    At the kink, where the input of a rectifier is 0, its slope is taken to be 0.

    Example: A rectifier passes on the whole derivative or nothing.

    >>> relu_backward([[1.0]], [[2.0], [2.0]], [[3.0, 0.0]])
    array([[2., 0.]])
    """
    delta, w, a = _layer(upstream, weights, outputs)
    return (delta @ w.T) * (a > 0)


def _layer(
    upstream: ArrayLike, weights: ArrayLike, outputs: ArrayLike
) -> tuple[Matrix, Matrix, Matrix]:
    (delta, w, a), _ = read_float64(upstream=upstream, weights=weights, outputs=outputs)
    fits = delta.ndim == w.ndim == a.ndim == 2
    if not (fits and a.shape == (len(delta), len(w)) and w.shape[1] == delta.shape[1]):
        raise ValueError(
            "upstream, weights and outputs must have shapes (N, K), (D, K) and (N, D), "
            f"got {delta.shape}, {w.shape} and {a.shape}"
        )
    return delta, w, a


# ------------------------------------------------------------------- many layers


def _rectified(z: Matrix) -> Matrix:
    return np.maximum(z, 0.0)


ACTIVATIONS = {
    "sigmoid": (sigmoid, sigmoid_backward),
    "relu": (_rectified, relu_backward),
}


_LAYERS = Said(
    "sequence of array_like",
    "The weights, one matrix for each layer.",
    ("the shapes do not match",),
    "an array does not hold real numbers",
)
_FEATURES = Said("array_like, shape (N, D)", "One row for each example.")
_ACTIVATION = Said(
    '{"sigmoid", "relu"}',
    "What each hidden unit does to its sum.",
    ("the activation is unknown",),
)
_MATRICES = "list of ndarray"


def random_layers(sizes: Sequence[int], *, gain: float, seed: int) -> list[Matrix]:
    r"""Draw normal weights with the standard deviation gain / √(units below).

    Parameters
    ----------
    sizes : sequence of int
        The number of features, of units in each hidden layer, and of outputs.
    gain : float
        Scale of the weights, above 0. With a gain of 1, inputs of mean square 1 give
        sums of mean square 1, on average. He et al. take √2 for rectifiers, since on
        average half of them are off.
    seed : int
        Seed of the random draw.

    Returns
    -------
    list of ndarray
        One matrix for each layer, of shape (units below, units).

    Raises
    ------
    TypeError
        If a size or `seed` is not an integer, or `gain` is not a real number.
    ValueError
        If there are fewer than two sizes, or an argument is out of range.

    References
    ----------
    He, Zhang, Ren & Sun (2015), *Delving deep into rectifiers*, ICCV.

    Examples
    --------
    >>> layers = random_layers([4, 20, 20, 1], gain=1, seed=0)
    >>> [weights.shape for weights in layers]
    [(4, 20), (20, 20), (20, 1)]
    """
    gain = knob("gain", gain, above=0.0)
    seed = integer("seed", seed, minimum=0)
    sizes = [integer(f"sizes[{i}]", size, minimum=1) for i, size in enumerate(sizes)]
    if len(sizes) < 2:
        raise ValueError(f"sizes must be two or more, got {len(sizes)}")
    random = np.random.default_rng(seed)
    return [
        gain / np.sqrt(below) * random.standard_normal((below, units))
        for below, units in itertools.pairwise(sizes)
    ]


@documented((_MATRICES, ""), layers=_LAYERS, features=_FEATURES, activation=_ACTIVATION)
def layer_outputs(
    layers: Sequence[ArrayLike], features: ArrayLike, *, activation: str
) -> list[Matrix]:
    """Return the outputs of each layer of a network, from the features to the logits.

    Returns: The features, then the outputs of each hidden layer, and at the end the
    logits.

    >>> layer_outputs([[[1.0], [1.0]], [[3.0]]], [[2.0, -1.0]], activation="relu")
    [array([[ 2., -1.]]), array([[1.]]), array([[3.]])]
    """
    if activation not in ACTIVATIONS:
        raise ValueError(
            f"activation must be one of {', '.join(ACTIVATIONS)}, got {activation!r}"
        )
    activate, _ = ACTIVATIONS[activation]
    outputs = [_matrix("features", features)]
    for number, weights in enumerate(layers):
        w = _matrix(f"layers[{number}]", weights)
        if len(w) != outputs[-1].shape[1]:
            raise ValueError(
                f"layers[{number}] must have one row for each unit below it, "
                f"{outputs[-1].shape[1]}, got shape {w.shape}"
            )
        z = outputs[-1] @ w
        outputs.append(z if number == len(layers) - 1 else activate(z))
    return outputs


@documented(
    (_MATRICES, ""),
    layers=_LAYERS,
    features=_FEATURES,
    y_true=Said("array_like", "The truth, in the form that `loss_grad` takes."),
    loss_grad=Said(
        "callable",
        "The gradient of a loss with respect to the logits, called as\n"
        "``loss_grad(y_true, logits)``.",
    ),
    activation=_ACTIVATION,
)
def layer_gradients(
    layers: Sequence[ArrayLike],
    features: ArrayLike,
    y_true: ArrayLike,
    loss_grad: Callable[..., Any],
    *,
    activation: str,
) -> list[Matrix]:
    r"""Return the gradient with respect to the weights of each layer: backpropagation.

    If δ are the derivatives of the cost with respect to the sums of a layer, and a are
    the outputs of the layer below, then the gradient with respect to the weights is
    :math:`a^\top \delta`.

    Returns: One gradient for each layer, in the shape of its weights. The cost is the
    mean of the losses over the examples.

    Source: Rumelhart, Hinton, Williams (1986), see `squared_sigmoid`.

    Example: Two hidden sigmoids and an output in a chain, all weights 1: the gradient
    shrinks on its way down.

    >>> from lossbook.classification import sigmoid_cross_entropy_grad
    >>> for gradient in layer_gradients(
    ...     [[[1.0]], [[1.0]], [[1.0]]], [[1.0]], [[0]], sigmoid_cross_entropy_grad,
    ...     activation="sigmoid",
    ... ):
    ...     print(gradient.round(4))
    [[0.0286]]
    [[0.1063]]
    [[0.4473]]
    """
    outputs = layer_outputs(layers, features, activation=activation)
    _, backward = ACTIVATIONS[activation]
    delta = _matrix("loss_grad", loss_grad(y_true, outputs[-1])) / len(outputs[0])
    gradients: list[Matrix] = []
    for number in reversed(range(len(layers))):
        gradients.append(outputs[number].T @ delta)
        if number:  # below the first layer are the features, which are not units
            delta = backward(delta, layers[number], outputs[number])
    return gradients[::-1]


def _matrix(name: str, value: ArrayLike) -> Matrix:
    [array], _ = read_float64(**{name: value})
    if array.ndim != 2:
        raise ValueError(f"{name} must be a matrix, got shape {array.shape}")
    return array
