"""Small training runs, each of which has one known fault: the curves of a diagnosis.

`run` takes the name of a fault, trains a model of a few weights on invented data in a
fraction of a second, and returns its `Curve`. The appendix "Reading a loss curve" shows
all of them, and `lossbook.diagnose` is tested with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from lossbook import _check
from lossbook.classification import (
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_grad,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from lossbook.descent import add_intercept, gradient_descent, linear_cost
from lossbook.links import sigmoid, softmax, softplus
from lossbook.network import layer_gradients, layer_outputs, random_layers
from lossbook.regression import (
    absolute_error,
    absolute_error_grad,
    squared_error,
    squared_error_grad,
)

__all__ = ["CURVES", "Curve", "run"]

Array = np.ndarray[Any, np.dtype[np.float64]]

# What somebody may know of a run besides its losses.
KNOWN = (
    "validation",
    "accuracy",
    "classes",
    "base_rates",
    "variance",
    "batch_size",
)


@dataclass(frozen=True, eq=False, repr=False)
class Curve:
    """What somebody who trains a model sees of it, as `lossbook.diagnose` takes it.

    Attributes
    ----------
    losses : ndarray, shape (T,)
        The training loss, in the order in which it was printed.
    validation : ndarray, shape (T,), optional
        The loss on validation examples.
    accuracy : ndarray, shape (T,), optional
        The share of right answers, on the validation examples if there are any.
    classes, base_rates, variance, batch_size : optional
        As for `lossbook.diagnose`.
    outputs, labels : ndarray, optional
        What the model says of each training example at the end, logits or predictions,
        and the truth.
    new_outputs, new_labels : ndarray, optional
        The same for the validation examples.
    steps : ndarray, shape (T,), optional
        The step at which each loss was printed, if it was not at each step.
    """

    losses: Array
    validation: Array | None = None
    accuracy: Array | None = None
    classes: int | None = None
    base_rates: Any = None
    variance: float | None = None
    batch_size: int | None = None
    outputs: Array | None = None
    labels: Array | None = None
    new_outputs: Array | None = None
    new_labels: Array | None = None
    steps: Array | None = None

    @property
    def known(self) -> dict[str, Any]:
        """The arguments of `lossbook.diagnose` that are known, but for the losses."""
        values = {name: getattr(self, name) for name in KNOWN}
        return {name: value for name, value in values.items() if value is not None}

    def __repr__(self) -> str:
        first, last = self.losses[0], self.losses[-1]
        return f"<Curve: {len(self.losses)} losses, {first:.6g} to {last:.6g}>"


# --------------------------------------------------------------------- the data


def _noise(random: np.random.Generator, examples: int, features: int) -> Array:
    """Return features that say nothing, and a column of ones."""
    return add_intercept(random.normal(size=(examples, features)))


def _clouds(
    random: np.random.Generator, examples: int, classes: int, apart: float
) -> tuple[Array, Array]:
    """Return clouds of points, one for each class, and the labels.

    The clouds are equally large, and `apart` times as far away as they are wide.
    """
    labels = np.arange(examples) % classes
    noise = random.normal(size=(examples, classes)) / apart
    return add_intercept(np.eye(classes)[labels] + noise), labels


def _right(labels: Array, logits: Array) -> Array:
    """Return the share of right answers; the last two axes are examples and classes."""
    return (logits.argmax(axis=-1) == labels).mean(axis=-1)


def _softmax_curve(
    features: Array,
    labels: Array,
    *,
    rate: float,
    steps: int,
    start: Array | None = None,
    loss: Callable[..., Any] = softmax_cross_entropy,
    slope: Callable[..., Any] = softmax_cross_entropy_grad,
    **known: Any,
) -> Curve:
    """Train softmax regression on a loss of the logits."""
    classes = int(labels.max()) + 1
    if start is None:
        start = np.zeros((features.shape[1], classes))
    cost = linear_cost(loss, slope, features, labels)
    path = gradient_descent(*cost, start, rate=rate, steps=steps)
    right = _right(labels, features @ path.parameters)
    curve = {"accuracy": right, "classes": classes, "labels": labels}
    return Curve(path.costs, outputs=features @ path.last, **curve | known)


def _sigmoid_curve(
    features: Array,
    labels: Array,
    *,
    rate: float,
    steps: int,
    loss: Callable[..., Any] = sigmoid_cross_entropy,
    slope: Callable[..., Any] = sigmoid_cross_entropy_grad,
    **known: Any,
) -> Curve:
    """Train logistic regression, with one column of weights for each label."""
    cost = linear_cost(loss, slope, features, labels)
    start = np.zeros((features.shape[1], *labels.shape[1:]))
    path = gradient_descent(*cost, start, rate=rate, steps=steps)
    logits = np.stack([features @ weights for weights in path.parameters])
    right = ((logits > 0) == labels).reshape(steps + 1, -1).mean(axis=1)
    curve = {"accuracy": right, "classes": 2, "labels": labels}
    return Curve(path.costs / labels[0].size, outputs=logits[-1], **curve | known)


def _line(
    features: Array,
    y: Array,
    loss: Callable[..., Any],
    slope: Callable[..., Any],
    *,
    rate: float,
    steps: int,
    **known: Any,
) -> Curve:
    """Fit a line by a loss of the residual."""
    cost = linear_cost(loss, slope, features, y)
    path = gradient_descent(*cost, np.zeros(2), rate=rate, steps=steps)
    return Curve(path.costs, outputs=features @ path.last, labels=y, **known)


# ------------------------------------------------------------ flat where it should fall


def shuffled(seed: int) -> Curve:
    """Train with labels that do not belong to the inputs: yes and no at random."""
    random = np.random.default_rng(seed)
    labels = random.permutation(np.arange(1000) % 2)
    return _sigmoid_curve(_noise(random, 1000, 4), labels, rate=1.0, steps=100)


def rare(seed: int) -> Curve:
    """Train on inputs that say nothing, with one yes among ten examples."""
    random = np.random.default_rng(seed)
    labels = (np.arange(1000) % 10 == 0).astype(float)
    features = _noise(random, 1000, 4)
    return _sigmoid_curve(features, labels, rate=1.0, steps=150, base_rates=0.1)


def many_labels(seed: int) -> Curve:
    """Train with 80 labels, three for an example, on inputs that say nothing."""
    random = np.random.default_rng(seed)
    labels = np.zeros((400, 80))
    for i in range(400):
        labels[i, (3 * i + np.arange(3)) % 80] = 1
    features = _noise(random, 400, 1)
    rates = labels.mean(axis=0)
    return _sigmoid_curve(features, labels, rate=4.0, steps=100, base_rates=rates)


def dead(seed: int) -> Curve:
    """Train rectifiers, and begin with five steps whose rate is far too high."""
    random = np.random.default_rng(seed)
    features = random.normal(size=(200, 20))
    labels = (features @ random.normal(size=(20, 10))).argmax(axis=1)
    layers = random_layers([20, 50, 50, 10], gain=np.sqrt(2), seed=seed)
    losses, right = [], []
    for step in range(151):
        logits = layer_outputs(layers, features, activation="relu")[-1]
        losses.append(softmax_cross_entropy(labels, logits).mean())
        right.append(_right(labels, logits))
        slopes = layer_gradients(
            layers, features, labels, softmax_cross_entropy_grad, activation="relu"
        )
        rate = 50.0 if step < 5 else 0.1
        layers = [w - rate * slope for w, slope in zip(layers, slopes, strict=True)]
    return Curve(
        np.array(losses),
        accuracy=np.array(right),
        classes=10,
        outputs=logits,
        labels=labels,
    )


def by_element(seed: int) -> Curve:
    """Train on inputs that say nothing, and count each of ten answers."""
    random = np.random.default_rng(seed)
    features, labels = _noise(random, 1000, 4), np.arange(1000) % 10
    curve = _softmax_curve(features, labels, rate=0.5, steps=100)
    yes = softmax(curve.outputs) > 0.5  # none
    right = np.full(len(curve.losses), (yes == np.eye(10)[labels]).mean())
    return replace(curve, accuracy=right)


def overconfident_start(seed: int) -> Curve:
    """Start with large weights; the labels do not belong to the inputs."""
    random = np.random.default_rng(seed)
    features, labels = _noise(random, 2000, 10), np.arange(2000) % 4
    start = 3.4 * random.normal(size=(11, 4))
    return _softmax_curve(features, labels, rate=0.5, steps=400, start=start)


# ------------------------------------------------------------------ the wrong function


def _softmax_twice(labels: Array, logits: Array) -> Array:
    return softmax_cross_entropy(labels, softmax(logits))


def _softmax_twice_grad(labels: Array, logits: Array) -> Array:
    q = softmax(logits)
    slope = softmax_cross_entropy_grad(labels, q)
    return q * (slope - (q * slope).sum(axis=1, keepdims=True))


def softmax_twice(seed: int) -> Curve:
    """Apply softmax before the loss of logits; ten classes are easy to tell apart."""
    features, labels = _clouds(np.random.default_rng(seed), 500, 10, apart=10.0)
    twice = {"loss": _softmax_twice, "slope": _softmax_twice_grad}
    return _softmax_curve(features, labels, rate=60.0, steps=600, **twice)


def sigmoid_twice(seed: int) -> Curve:
    """Apply a sigmoid before the loss of logits; yes and no are easy to tell apart."""
    features, labels = _clouds(np.random.default_rng(seed), 400, 2, apart=10.0)

    def loss(y: Array, z: Array) -> Array:
        return sigmoid_cross_entropy(y, sigmoid(z))

    def slope(y: Array, z: Array) -> Array:
        a = sigmoid(z)
        return sigmoid_cross_entropy_grad(y, a) * a * (1 - a)

    twice = {"loss": loss, "slope": slope}
    return _sigmoid_curve(features, labels, rate=60.0, steps=600, **twice)


def smoothed(seed: int) -> Curve:
    """Smooth the labels by 0.1; ten classes are easy to tell apart."""
    features, labels = _clouds(np.random.default_rng(seed), 500, 10, apart=40.0)
    smoothing = {
        "loss": partial(softmax_cross_entropy, label_smoothing=0.1),
        "slope": partial(softmax_cross_entropy_grad, label_smoothing=0.1),
    }
    return _softmax_curve(features, labels, rate=10.0, steps=300, **smoothing)


def capped(seed: int) -> Curve:
    """Clip probabilities at 1e-7; the model is sure of everything."""
    random = np.random.default_rng(seed)
    features, labels = _noise(random, 1000, 10), random.integers(10, size=1000)
    start = 1000 * random.normal(size=(11, 10))

    def clipped(y: Array, z: Array) -> Array:
        return -np.log(np.clip(softmax(z), 1e-7, 1 - 1e-7)[np.arange(len(y)), y])

    def slope(y: Array, z: Array) -> Array:
        q = softmax(z)
        own = q[np.arange(len(y)), y]
        inside = (own > 1e-7) & (own < 1 - 1e-7)
        return softmax_cross_entropy_grad(y, z) * inside[:, np.newaxis]

    given = {"loss": clipped, "slope": slope}
    return _softmax_curve(features, labels, rate=0.5, steps=60, start=start, **given)


def labels_from_one(seed: int) -> Curve:
    """Give labels 1 and 2 to a formula for labels 0 and 1."""
    features, labels = _clouds(np.random.default_rng(seed), 200, 2, apart=2.0)

    # The formula as it is typed. `sigmoid_cross_entropy` refuses a label of 2.
    def loss(y: Array, z: Array) -> Array:
        return softplus(z) - y * z

    def slope(y: Array, z: Array) -> Array:
        return sigmoid(z) - y

    typed = {"loss": loss, "slope": slope, "accuracy": None}
    return _sigmoid_curve(features, labels + 1.0, rate=0.4, steps=60, **typed)


# ------------------------------------------------------------------ no number any more


def rounded_to_one(seed: int) -> Curve:
    """Compute two logarithms in float32: 0 · log 0 once the model is right."""
    random = np.random.default_rng(seed)
    side = np.where(np.arange(80) % 2, 1, -1)
    x = (side * random.uniform(0.3, 4.0, size=80)).astype(np.float32)
    y, one, weight = (x > 0).astype(np.float32), np.float32(1), np.float32(0)
    losses, right = [], []
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for _ in range(600):
            a = one / (one + np.exp(-weight * x))
            losses.append(-(y * np.log(a) + (one - y) * np.log(one - a)).mean())
            right.append(((weight * x > 0) == y).mean())
            if np.isnan(losses[-1]):
                break
            weight -= np.float32(0.5) * ((a - y) * x).mean()
    return Curve(
        np.array(losses, float),
        accuracy=np.array(right),
        classes=2,
        outputs=weight * x,
        labels=y,
    )


def diverging(seed: int) -> Curve:
    """Fit a line with a rate of 2.2 over the curvature; 2 is the limit."""
    random = np.random.default_rng(seed)
    features = _noise(random, 100, 1)
    y = features @ [3.0, 1.0] + 0.1 * random.normal(size=100)
    rate = 2.2 / (2 * np.linalg.eigvalsh(features.T @ features / 100).max())
    loss = (squared_error, squared_error_grad)
    return _line(features, y, *loss, rate=rate, steps=40, variance=y.var())


def zigzag(seed: int) -> Curve:
    """Fit a line by absolute error with a fixed rate; the inputs are large."""
    random = np.random.default_rng(seed)
    features = _noise(random, 200, 1) * [5.0, 1.0]
    y = features @ [1.0, 2.0] + 0.3 * random.normal(size=200)
    loss = (absolute_error, absolute_error_grad)
    return _line(features, y, *loss, rate=0.4, steps=60)


# -------------------------------------------------------------- training and validation


def healthy(seed: int) -> Curve:
    """Train on three classes that overlap a little: nothing is wrong here."""
    random = np.random.default_rng(seed)
    features, labels = _clouds(random, 2000, 3, apart=2.5)
    new, truth = _clouds(random, 2000, 3, apart=2.5)
    cost = linear_cost(
        softmax_cross_entropy, softmax_cross_entropy_grad, features, labels
    )
    path = gradient_descent(*cost, np.zeros((4, 3)), rate=3.0, steps=60)
    logits = new @ path.parameters
    return Curve(
        path.costs,
        validation=np.array([softmax_cross_entropy(truth, z).mean() for z in logits]),
        accuracy=_right(truth, logits),
        classes=3,
        outputs=features @ path.last,
        labels=labels,
        new_outputs=logits[-1],
        new_labels=truth,
    )


def _two_sets(
    seed: int,
    sizes: Array,
    useful: int,
    *,
    examples: int,
    wrong: float,
    rate: float,
    steps: int,
) -> Curve:
    """Train on few examples with some wrong labels, and try the model on 2000 others.

    The features have these sizes. The first `useful` of them decide on the label.
    """
    random = np.random.default_rng(seed)
    true = random.normal(size=len(sizes)) * (np.arange(len(sizes)) < useful)

    def draw(count: int) -> tuple[Array, Array]:
        x = random.normal(size=(count, len(sizes)))
        flipped = random.random(count) < wrong
        return x * sizes, ((x @ true > 0) ^ flipped).astype(float)

    (x, y), (new, truth) = draw(examples), draw(2000)
    cost = linear_cost(sigmoid_cross_entropy, sigmoid_cross_entropy_grad, x, y)
    path = gradient_descent(*cost, np.zeros(len(sizes)), rate=rate, steps=steps)
    printed = np.unique(np.geomspace(1, steps, 60).astype(int))
    logits = path.parameters[printed] @ new.T
    truths = np.broadcast_to(truth, logits.shape)
    return Curve(
        path.costs[printed],
        validation=sigmoid_cross_entropy(truths, logits).mean(axis=1),
        accuracy=((logits > 0) == truths).mean(axis=1),
        classes=2,
        outputs=x @ path.last,
        labels=y,
        new_outputs=logits[-1],
        new_labels=truth,
        steps=printed,
    )


def too_sure(seed: int) -> Curve:
    """Train on features of very different size; the small ones are learned late."""
    sizes = np.geomspace(1, 0.03, 100)
    options = {"examples": 150, "wrong": 0.05, "rate": 4.0, "steps": 4000}
    return _two_sets(seed, sizes, 100, **options)


def overfitting(seed: int) -> Curve:
    """Train on three features that matter, and a hundred that are only noise."""
    sizes = np.repeat([1.0, 0.4], [3, 100])
    options = {"examples": 100, "wrong": 0.2, "rate": 1.0, "steps": 800}
    return _two_sets(seed, sizes, 3, **options)


def mean_of_an_epoch(seed: int) -> Curve:
    """Print the mean during an epoch, with the penalty, as the training loss."""
    random = np.random.default_rng(seed)
    features, labels = _clouds(random, 400, 3, apart=2.5)
    new, truth = _clouds(random, 2000, 3, apart=2.5)
    weights, penalty = np.zeros((4, 3)), 0.005
    losses, validation, right = [], [], []
    for _ in range(12):
        during = []
        for batch in random.permutation(400).reshape(-1, 20):
            x, y = features[batch], labels[batch]
            logits = x @ weights
            cost = softmax_cross_entropy(y, logits).mean()
            during.append(cost + penalty * (weights**2).sum())
            slope = x.T @ softmax_cross_entropy_grad(y, logits) / len(batch)
            weights = weights - 0.3 * (slope + 2 * penalty * weights)
        losses.append(np.mean(during))
        validation.append(softmax_cross_entropy(truth, new @ weights).mean())
        right.append(_right(truth, new @ weights))
    return Curve(
        np.array(losses),
        validation=np.array(validation),
        accuracy=np.array(right),
        classes=3,
        outputs=features @ weights,
        labels=labels,
        new_outputs=new @ weights,
        new_labels=truth,
    )


# ------------------------------------------------------------------ shapes and units


def all_pairs(seed: int) -> Curve:
    """Subtract targets (N,) from predictions (N, 1): a table of all pairs."""
    random = np.random.default_rng(seed)
    x = random.normal(size=200)
    y = 3 * x + 0.1 * random.normal(size=200)
    weight, constant, losses = 1.0, 2.0, []
    for _ in range(100):
        residuals = (weight * x + constant)[:, np.newaxis] - y
        losses.append((residuals**2).mean())
        weight -= 0.1 * 2 * (residuals * x[:, np.newaxis]).mean()
        constant -= 0.1 * 2 * residuals.mean()
    return Curve(
        np.array(losses), variance=y.var(), outputs=weight * x + constant, labels=y
    )


def summed(seed: int) -> Curve:
    """Add up the losses of a batch of 64, where the mean was expected."""
    features, labels = _clouds(np.random.default_rng(seed), 64, 4, apart=4.0)
    curve = _softmax_curve(features, labels, rate=3.0, steps=60)
    return replace(curve, losses=64 * curve.losses, batch_size=64)


CURVES: dict[str, Callable[[int], Curve]] = {
    "shuffled": shuffled,
    "rare": rare,
    "many_labels": many_labels,
    "dead": dead,
    "by_element": by_element,
    "overconfident_start": overconfident_start,
    "softmax_twice": softmax_twice,
    "sigmoid_twice": sigmoid_twice,
    "smoothed": smoothed,
    "capped": capped,
    "labels_from_one": labels_from_one,
    "rounded_to_one": rounded_to_one,
    "diverging": diverging,
    "zigzag": zigzag,
    "too_sure": too_sure,
    "overfitting": overfitting,
    "mean_of_an_epoch": mean_of_an_epoch,
    "all_pairs": all_pairs,
    "summed": summed,
    "healthy": healthy,
}


def run(name: str, *, seed: int = 0) -> Curve:
    """Return the curve of a fault: train a small model that has it.

    Parameters
    ----------
    name : str
        One of `CURVES`; the function of that name says what is wrong. ``"healthy"`` has
        no fault.
    seed : int, default 0
        Seed of the invented data.

    Returns
    -------
    Curve

    Raises
    ------
    TypeError
        If `seed` is not an integer.
    ValueError
        If there is no such curve, or `seed` is negative.

    Examples
    --------
    A line that is fitted with a rate above the limit:

    >>> run("diverging")
    <Curve: 41 losses, 9.9042 to 1.41611e+07>
    """
    if name not in CURVES:
        raise ValueError(f"name must be one of {', '.join(CURVES)}, got {name!r}")
    return CURVES[name](_check.integer("seed", seed, minimum=0))
