"""Gradient descent that keeps all its steps, and the linear model that it trains.

Nothing here is random, and the result holds every step: the path over a cost surface
and the curve of cost against step are both in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lossbook import _check, _rows

__all__ = [
    "Descent",
    "add_intercept",
    "gradient_descent",
    "linear_cost",
    "standardize",
]

FloatArray = npt.NDArray[np.floating]


@dataclass(frozen=True, eq=False, repr=False)
class Descent:
    """The path of a gradient descent. ``len`` of it is the number of steps.

    Attributes
    ----------
    parameters : ndarray of shape (steps + 1, ...)
        The parameters at the start and after each step, in the shape of the start.
    costs : ndarray of shape (steps + 1,)
        The cost at each of these parameters.
    """

    parameters: FloatArray
    costs: FloatArray

    @property
    def last(self) -> FloatArray:
        """The parameters after the last step."""
        return self.parameters[-1]

    def __len__(self) -> int:
        return len(self.costs) - 1

    def __repr__(self) -> str:
        first, last = self.costs[0], self.costs[-1]
        return f"<Descent: {len(self)} steps, cost {first:.6g} to {last:.6g}>"


def gradient_descent(
    cost: Callable[..., Any],
    grad: Callable[..., Any],
    start: npt.ArrayLike,
    *,
    rate: float | npt.ArrayLike,
    steps: int,
) -> Descent:
    r"""Take a number of steps against the gradient of a cost, and keep them all.

    .. math:: w_{t+1} = w_t - \eta_t \, \nabla C(w_t)

    Parameters
    ----------
    cost : callable
        Takes parameters and returns one number, the cost C.
    grad : callable
        Takes parameters and returns the gradient of the cost, in the same shape.
    start : array_like
        The first parameters, of any shape. They are copied.
    rate : float or array_like of shape (steps,)
        The learning rate η, above 0: one for all steps, or one for each step.
    steps : int
        The number of steps. With 0 the result is the start and its cost.

    Returns
    -------
    Descent
        The parameters at the start and after each step, and the cost at each of them.

    Raises
    ------
    ValueError
        If the cost is not one number, or is infinite or NaN after a step (the message
        names the step and the rate), if the gradient does not have the shape of the
        parameters, or if `start`, `rate` or `steps` is out of range.
    TypeError
        If `steps` is not an integer, `start` or `rate` is not real, or `cost` or `grad`
        returns something that is not real, such as None.

    References
    ----------
    Cauchy (1847), *Méthode générale pour la résolution des systèmes d'équations
    simultanées*, Comptes rendus de l'Académie des sciences 25.

    Examples
    --------
    The cost w² has the derivative 2w, so with the rate 1/4 each step halves w.

    >>> path = gradient_descent(lambda w: w**2, lambda w: 2 * w, 8.0, rate=1/4, steps=3)
    >>> path.parameters
    array([8., 4., 2., 1.])
    >>> path.costs
    array([64., 16.,  4.,  1.])
    >>> path
    <Descent: 3 steps, cost 64 to 1>

    |w| has slope 1 or -1 wherever w is not 0, so with a fixed rate all steps have the
    same length: unless one lands on the minimum, they jump to and fro over it without
    end. Rates that decrease reach it here.

    >>> path = gradient_descent(np.abs, np.sign, 1.75, rate=[1, 1/2, 1/4], steps=3)
    >>> path.parameters
    array([1.75, 0.75, 0.25, 0.  ])
    """
    (start,), dtype = _check.read_float64(start=start)
    _check.require_finite(start=start)
    steps = _check.integer("steps", steps, minimum=0)
    rates = _rates(rate, steps)

    parameters = np.empty((steps + 1, *start.shape))
    costs = np.empty(steps + 1)
    # A run that diverges may overflow. The error of _cost_at then names the step and
    # the rate; numpy's own warning would only say "overflow encountered".
    with np.errstate(over="ignore", invalid="ignore"):
        parameters[0] = start
        costs[0] = _cost_at(cost, parameters[0], when="at the start")
        for t, rate in enumerate(rates):
            slope = _grad_at(grad, parameters[t])
            parameters[t + 1] = parameters[t] - rate * slope
            costs[t + 1] = _cost_at(
                cost,
                parameters[t + 1],
                when=f"after {t + 1} steps of rate {rate}; a smaller rate may help",
            )

    parameters = _rows.rounded(parameters, dtype)
    costs = _rows.rounded(costs, dtype)
    parameters.flags.writeable = False
    costs.flags.writeable = False
    return Descent(parameters, costs)


def linear_cost(
    loss: Callable[..., Any],
    loss_grad: Callable[..., Any],
    features: npt.ArrayLike,
    y_true: npt.ArrayLike,
) -> tuple[Callable[[FloatArray], float], Callable[[FloatArray], FloatArray]]:
    r"""Return the cost of a linear model and its gradient, as functions of the weights.

    The outputs of the model are ``features @ weights``, and its cost is the mean loss:

    .. math::

        C(w) = \frac1N \sum_{i=1}^N L\bigl(y_i, (Xw)_i\bigr), \qquad
        \nabla C(w) = \frac1N X^\top \nabla L(y, Xw)

    The loss alone decides whether this is linear regression, logistic regression,
    softmax regression or (with a penalty added) a linear support vector machine.

    Parameters
    ----------
    loss, loss_grad : callable
        A loss and its gradient, called as ``loss(y_true, outputs)``. Use
        `functools.partial` to set their parameters, such as ``delta``. If the loss
        gives one number for each element of the outputs, the losses of an example are
        added up.
    features : array_like, shape (N, D)
        One row for each example. `add_intercept` gives the model an intercept.
    y_true : array_like, shape (N,) or (N, K)
        The truth of each example, in the form that the loss takes.

    Returns
    -------
    cost, grad : callable
        Two functions of the weights, as `gradient_descent` takes them. Weights of shape
        (D,) give one output for each example, weights of shape (D, K) give K outputs.
        The cost has the unit of the loss.

    Raises
    ------
    ValueError
        If `y_true` does not have one entry for each row of `features`; when called,
        if the weights do not have one row for each column of `features`, or if the
        loss does not give at least one number for each example.
    TypeError
        If an array does not hold real numbers, or the loss or its gradient returns
        something else.

    Examples
    --------
    With all weights 0, softmax gives each of K classes the probability 1/K, and the
    cost is log K, here log 2.

    >>> from lossbook.classification import softmax_cross_entropy
    >>> from lossbook.classification import softmax_cross_entropy_grad
    >>> cost, grad = linear_cost(
    ...     softmax_cross_entropy, softmax_cross_entropy_grad, [[1.0], [3.0]], [0, 1]
    ... )
    >>> weights = np.zeros((1, 2))
    >>> print(round(cost(weights), 4))
    0.6931
    >>> grad(weights)
    array([[ 0.5, -0.5]])
    """
    (features,), _ = _check.read_float64(features=features)
    _is_matrix(features=features)
    # Copies, so that the cost stays the same when the caller's arrays change.
    features, y_true = features.copy(), _check.read_numbers(y_true, "y_true").copy()
    if y_true.shape[:1] != features.shape[:1]:
        raise ValueError(
            "y_true must have one entry for each row of features, got shapes "
            f"{y_true.shape} and {features.shape}"
        )

    def outputs(weights: FloatArray) -> FloatArray:
        if np.shape(weights)[:1] != features.shape[1:]:
            raise ValueError(
                "weights must have one row for each column of features, got shapes "
                f"{np.shape(weights)} and {features.shape}"
            )
        return features @ weights

    def cost(weights: FloatArray) -> float:
        losses = _returned("loss", loss(y_true, outputs(weights)))
        if np.shape(losses)[:1] != features.shape[:1]:
            raise ValueError(
                "loss must give one number for each example, got shape "
                f"{np.shape(losses)} for {len(features)} examples"
            )
        return np.sum(losses) / len(features)

    def grad(weights: FloatArray) -> FloatArray:
        slopes = _returned("loss_grad", loss_grad(y_true, outputs(weights)))
        return features.T @ slopes / len(features)

    return cost, grad


def standardize(
    features: npt.ArrayLike, *, like: npt.ArrayLike | None = None
) -> FloatArray:
    r"""Subtract the mean of each column, and divide by its standard deviation.

    .. math:: z = \frac{x - \bar x}{s}, \qquad
              s^2 = \frac1N \sum_{i=1}^N (x_i - \bar x)^2

    The mean and the standard deviation are those of `like`; its own columns would get
    mean 0 and standard deviation 1. Standardize test examples like the training
    examples: their own mean is not known when the model is trained. The result has no
    unit; 1 is one standard deviation.

    Parameters
    ----------
    features : array_like, shape (N, D)
        One row for each example.
    like : array_like, shape (M, D), optional
        The examples whose means and standard deviations are used. By default these are
        the `features` themselves.

    Returns
    -------
    ndarray, shape (N, D)
        The standardized features. Standard deviations divide by N, not N - 1.

    Raises
    ------
    ValueError
        If an array is not a matrix, the two do not have the same number of columns, or
        a column of `like` is constant (its standard deviation is 0).
    TypeError
        If an array does not hold real numbers.

    Examples
    --------
    >>> train = [[1.0, 10.0], [3.0, 30.0]]
    >>> standardize(train)
    array([[-1., -1.],
           [ 1.,  1.]])
    >>> standardize([[5.0, 20.0]], like=train)
    array([[3., 0.]])
    """
    statistics_of = "features" if like is None else "like"
    like = features if like is None else like
    (features, like), dtype = _check.read_float64(features=features, like=like)
    _is_matrix(features=features, like=like)
    if like.shape[1] != features.shape[1]:
        raise ValueError(
            "like must have as many columns as features, got shapes "
            f"{like.shape} and {features.shape}"
        )

    # "std == 0" misses columns such as [0.1, 0.1, 0.1]: their computed mean is not
    # exactly 0.1, and the computed deviation is 1e-17. Largest == smallest is exact.
    constant = np.flatnonzero(like.max(axis=0) == like.min(axis=0))
    if constant.size:
        raise ValueError(
            f"{statistics_of} must vary within each column to have a standard "
            f"deviation, got column {constant[0]} with all entries "
            f"{like[0, constant[0]]}"
        )
    # Textbook: (x - mean) / sd. The squares in the deviation overflow for x = 1e200
    # and are 0 for x = 1e-200, and a sum of two numbers may overflow as well.
    # Here: the same in a unit in which the largest number of a column is near 1. The
    # unit is a power of 2, so that nothing is rounded.
    _, power = np.frexp(np.abs(like).max(axis=0))
    with np.errstate(over="ignore"):
        x, like = np.ldexp(features, -power), np.ldexp(like, -power)
        return _rows.rounded((x - like.mean(axis=0)) / like.std(axis=0), dtype)


def add_intercept(features: npt.ArrayLike) -> FloatArray:
    """Append a column of ones to the features, so that a linear model has an intercept.

    The last row of the weights is then the intercept: the output of the model where all
    features are 0. With standardized features that is the average example. The rows
    before it belong to the features, in their order.

    Parameters
    ----------
    features : array_like, shape (N, D)
        One row for each example.

    Returns
    -------
    ndarray, shape (N, D + 1)
        The features, followed by the ones.

    Raises
    ------
    ValueError
        If `features` is not a matrix.
    TypeError
        If `features` does not hold real numbers.

    Examples
    --------
    >>> add_intercept([[5.0], [7.0]])
    array([[5., 1.],
           [7., 1.]])
    """
    (features,), dtype = _check.read_float64(features=features)
    _is_matrix(features=features)
    return _rows.rounded(np.column_stack([features, np.ones(len(features))]), dtype)


def _rates(rate: float | npt.ArrayLike, steps: int) -> list[float]:
    """Return the rate of each step."""
    if np.ndim(rate) == 0:
        return [_check.knob("rate", rate, above=0.0)] * steps
    if np.shape(rate) != (steps,):
        raise ValueError(
            f"rate must be one number or have shape ({steps},), one for each step, "
            f"got shape {np.shape(rate)}"
        )
    return [
        _check.knob(f"rate[{t}]", number, above=0.0)
        for t, number in enumerate(np.asarray(rate))
    ]


def _is_matrix(**arguments: FloatArray) -> None:
    """Raise unless each argument has one row for each example."""
    for name, array in arguments.items():
        if array.ndim != 2:
            raise ValueError(
                f"{name} must have the shape (N, D), one row for each example, "
                f"got {array.shape}"
            )


def _returned(name: str, value: Any) -> npt.NDArray[Any]:
    """Return what a function returned as an array of real numbers, or raise."""
    if value is None:
        raise TypeError(f"{name} returned None: is there a return at the end?")
    return _check.read_numbers(value, name)


def _cost_at(cost: Callable[..., Any], parameters: FloatArray, *, when: str) -> float:
    """Evaluate the cost at a copy; raise unless it is one finite number."""
    value = _returned("cost", cost(parameters.copy()))
    if value.shape != ():
        raise ValueError(
            "cost must return one number (the mean of the losses, for instance), "
            f"got shape {value.shape}"
        )
    if not np.isfinite(value):
        raise ValueError(f"cost must stay finite, got {value} {when}")
    return float(value)


def _grad_at(grad: Callable[..., Any], parameters: FloatArray) -> FloatArray:
    """Evaluate the gradient at a copy; raise unless it has the parameters' shape."""
    # (D, 1) and (D,) would be broadcast to (D, D) silently.
    slope = _returned("grad", grad(parameters.copy()))
    if slope.shape != parameters.shape:
        raise ValueError(
            "grad must return the shape of the parameters, "
            f"{parameters.shape}, got {slope.shape}"
        )
    return slope
