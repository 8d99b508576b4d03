"""Gradient descent: its steps by hand, its end against scipy, its errors in words."""

import functools

import numpy as np
import pytest
from scipy import optimize

from lossbook.classification import softmax_cross_entropy, softmax_cross_entropy_grad
from lossbook.datasets import load_penguins
from lossbook.descent import (
    add_intercept,
    gradient_descent,
    linear_cost,
    standardize,
)


def half_square(w):
    """Half the squared distance from 0; its gradient is w itself."""
    return np.sum(w**2) / 2


def identity(w):
    return w


# --- gradient_descent: steps that can be worked out by hand -----------------------


@pytest.mark.parametrize(
    ("rate", "path", "why"),
    [
        (0.5, [8, 4, 2, 1], "w - w/2: each step halves"),
        (1.0, [8, 0, 0, 0], "w - w: one step, and the gradient is 0 there"),
        (2.0, [8, -8, 8, -8], "w - 2w: jumps to the other side without end"),
        (3.0, [8, -16, 32, -64], "w - 3w: too large, each step doubles the error"),
    ],
)
def test_steps_are_parameters_minus_rate_times_gradient(rate, path, why):
    descent = gradient_descent(half_square, identity, 8, rate=rate, steps=3)
    assert descent.parameters.tolist() == path, why
    assert descent.costs.tolist() == [w**2 / 2 for w in path], why
    assert descent.last == path[-1]
    assert len(descent) == 3


@pytest.mark.parametrize(
    ("rate", "path", "why"),
    [
        ([0.5, 0.5, 0.5], [8, 4, 2, 1], "the same at each step: as one number"),
        ([0.5, 1.0, 0.25], [8, 4, 0, 0], "halves, then steps to the minimum"),
        (np.array([3, 0.5, 0.25]), [8, -16, -8, -6], "8 - 24, then a half, then 3/4"),
    ],
)
def test_each_step_may_have_its_own_rate(rate, path, why):
    descent = gradient_descent(half_square, identity, 8, rate=rate, steps=3)
    assert descent.parameters.tolist() == path, why


def test_rates_are_named_by_their_step():
    def walk(rate):
        gradient_descent(half_square, identity, 8.0, rate=rate, steps=2)

    with pytest.raises(ValueError, match=r"rate must .* shape \(2,\).* shape \(3,\)"):
        walk([0.1, 0.1, 0.1])
    with pytest.raises(ValueError, match=r"^rate\[1\] must be in \(0, inf\), got"):
        walk([0.1, 0.0])
    with pytest.raises(ValueError, match=r"2 steps of rate 1e\+300; a smaller"):
        walk([0.5, 1e300])


def test_a_descent_tells_its_first_and_last_cost():
    descent = gradient_descent(half_square, identity, 8, rate=0.5, steps=3)
    assert repr(descent) == "<Descent: 3 steps, cost 32 to 0.5>"  # 8² / 2, 1² / 2


@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3)])
def test_history_has_the_shape_of_the_start(shape):
    start = np.ones(shape)
    descent = gradient_descent(half_square, identity, start, rate=0.1, steps=5)
    assert descent.parameters.shape == (6, *shape)
    assert descent.costs.shape == (6,)
    assert np.shape(descent.last) == shape


def test_no_steps_is_the_start():
    descent = gradient_descent(half_square, identity, [3.0], rate=0.1, steps=0)
    assert descent.parameters.tolist() == [[3.0]]
    assert descent.costs.tolist() == [4.5]


@pytest.mark.parametrize(
    ("start", "dtype"),
    [
        (np.ones(2, np.float32), np.float32),
        (np.ones(2, np.float64), np.float64),
        (np.ones(2, int), np.float64),
        ([1, 1], np.float64),
    ],
)
def test_float32_stays_and_anything_else_becomes_float64(start, dtype):
    descent = gradient_descent(half_square, identity, start, rate=0.3, steps=2)
    assert descent.parameters.dtype == dtype
    assert descent.costs.dtype == dtype


def test_start_is_copied_and_the_history_is_read_only():
    start = np.array([8.0])
    descent = gradient_descent(half_square, identity, start, rate=0.5, steps=2)
    assert start.tolist() == [8.0]
    start[0] = 0
    assert descent.parameters[0] == 8.0
    for array in (descent.parameters, descent.costs, descent.last):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


def test_a_small_enough_rate_never_raises_the_cost():
    # The curvature of the softmax cost is at most half the largest eigenvalue of
    # X'X / N (Böhning 1992), and a rate below one over the curvature only descends.
    features, labels = bills_and_flippers()
    cost, grad = softmax_regression(features, labels)
    largest = np.linalg.eigvalsh(features.T @ features / len(features))[-1]
    descent = gradient_descent(cost, grad, np.zeros((3, 3)), rate=2 / largest, steps=50)
    assert np.all(np.diff(descent.costs) < 0)


# --- gradient_descent: what it refuses --------------------------------------------


def test_a_diverging_run_names_the_step_and_the_rate():
    # |w| grows by the factor 9 a step; w² / 2 overflows once |w| > 1.9e154, that is
    # when 9^n > 1.9e154: n = 162.
    with pytest.raises(
        ValueError,
        match=r"got inf after 162 steps of rate 10\.0; a smaller rate may help$",
    ):
        gradient_descent(half_square, identity, 1.0, rate=10.0, steps=400)


def test_a_gradient_of_nan_is_caught_at_the_next_cost():
    with pytest.raises(ValueError, match="cost must stay finite, got nan after 1 step"):
        gradient_descent(half_square, lambda w: w * np.nan, 1.0, rate=0.1, steps=1)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"cost": lambda w: w}, ValueError, r"^cost must return one number.* \(2,\)"),
        ({"cost": lambda w: np.nan}, ValueError, "nan at the start$"),
        (
            {"cost": lambda w: np.sum(1e308 * w) - np.sum(1e308 * w)},  # inf - inf
            ValueError,
            "nan at the start$",
        ),
        ({"grad": lambda w: 1.0}, ValueError, r"grad .* \(2,\), got \(\)"),
        ({"grad": lambda w: w[:, None]}, ValueError, r"grad .* \(2,\), got \(2, 1\)"),
        (
            {"start": [1.0, np.nan]},
            ValueError,
            r"start must be finite, but start\[1\] is nan",
        ),
        ({"rate": 0.0}, ValueError, r"rate must be in \(0, inf\), got 0.0"),
        ({"rate": -1.0}, ValueError, r"rate must be in \(0, inf\), got -1.0"),
        ({"rate": np.inf}, ValueError, r"rate must be in \(0, inf\), got inf"),
        ({"rate": np.nan}, ValueError, r"rate must be in \(0, inf\), got nan"),
        ({"steps": -1}, ValueError, "steps must be 0 or more, got -1"),
        ({"steps": 2.0}, TypeError, "steps must be an integer, got 2.0"),
        ({"steps": True}, TypeError, "steps must be an integer, got True"),
        ({"cost": lambda w: None}, TypeError, "cost returned None: is there a return"),
        ({"grad": lambda w: None}, TypeError, "grad returned None: is there a return"),
        ({"cost": lambda w: 1j}, TypeError, "cost .* real numbers .* dtype complex"),
        ({"grad": lambda w: w * 1j}, TypeError, "grad .* real numbers .* complex"),
        (
            {"grad": lambda w: np.ma.masked_array(w, w > 1)},
            TypeError,
            "grad is a masked array",
        ),
    ],
)
def test_gradient_descent_says_what_is_wrong(changes, error, message):
    arguments = {
        "cost": half_square,
        "grad": identity,
        "start": [1.0, 2.0],
        "rate": 0.1,
        "steps": 1,
    }
    with pytest.raises(error, match=message):
        gradient_descent(**(arguments | changes))


def test_a_gradient_that_writes_to_the_parameters_does_not_change_the_history():
    def careless(w):
        w *= 2
        return w

    descent = gradient_descent(half_square, careless, [8.0], rate=0.25, steps=2)
    assert descent.parameters.ravel().tolist() == [8, 4, 2]  # w - 2w / 4


# --- softmax regression on the penguins -------------------------------------------


def bills_and_flippers():
    """Bill and flipper length, standardized, with an intercept.

    No lines part the three species without a mistake, so the cost has a minimum.
    """
    penguins = load_penguins()
    return add_intercept(standardize(penguins.features[:, [0, 2]])), penguins.labels


softmax_regression = functools.partial(
    linear_cost, softmax_cross_entropy, softmax_cross_entropy_grad
)


def centred(weights):
    """The weights up to what softmax cannot see: a shift of all classes alike."""
    return weights - weights.mean(axis=1, keepdims=True)


def are_separable(features, labels):
    """Is there a linear model that gives each example's class the largest logit?

    A linear programme: weights such that every class's logit stays 1 below the
    right one's (any positive number will do, weights can be scaled).
    """
    n_classes, rows = labels.max() + 1, []
    for x, label in zip(features, labels, strict=True):
        for other in set(range(n_classes)) - {label}:
            margin = np.zeros((n_classes, len(x)))
            margin[label], margin[other] = x, -x
            rows.append(margin.ravel())
    rows = np.array(rows)
    answer = optimize.linprog(
        np.zeros(rows.shape[1]), -rows, -np.ones(len(rows)), bounds=(None, None)
    )
    return answer.status == 0  # 0: found, 2: infeasible


def test_descent_and_scipy_find_the_same_softmax_regression():
    features, labels = bills_and_flippers()
    assert not are_separable(features, labels)

    cost, grad = softmax_regression(features, labels)
    ours = gradient_descent(cost, grad, np.zeros((3, 3)), rate=5.0, steps=3000)
    second_opinion = optimize.minimize(
        lambda w: cost(w.reshape(3, 3)),
        np.zeros(9),
        jac=lambda w: grad(w.reshape(3, 3)).ravel(),
        method="BFGS",
        options={"gtol": 1e-8},
    )
    theirs = second_opinion.x.reshape(3, 3)

    assert ours.costs[0] == pytest.approx(np.log(3), rel=1e-15)  # all classes alike
    assert ours.costs[-1] == pytest.approx(second_opinion.fun, abs=1e-12)
    np.testing.assert_allclose(centred(ours.last), centred(theirs), atol=1e-6)
    np.testing.assert_array_equal(
        (features @ ours.last).argmax(axis=1), (features @ theirs).argmax(axis=1)
    )


def test_at_the_minimum_the_expected_counts_are_the_counts():
    # The gradient of the intercepts is mean(p - onehot(y)): where it is 0, the model's
    # mean probability of a species is the species' share.
    features, labels = bills_and_flippers()
    cost, grad = softmax_regression(features, labels)
    weights = gradient_descent(cost, grad, np.zeros((3, 3)), rate=5.0, steps=3000).last
    logits = features @ weights
    probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    shares = np.bincount(labels) / len(labels)
    np.testing.assert_allclose(probs.mean(axis=0), shares, atol=1e-9)


def test_all_four_features_separate_the_species_so_that_there_is_no_minimum():
    penguins = load_penguins()
    features = add_intercept(standardize(penguins.features))
    assert are_separable(features, penguins.labels)

    cost, grad = softmax_regression(features, penguins.labels)
    descent = gradient_descent(cost, grad, np.zeros((5, 3)), rate=2.0, steps=3000)
    sizes = np.linalg.norm(descent.parameters, axis=(1, 2))
    assert np.all(np.diff(descent.costs) < 0)  # on and on towards 0 ...
    assert np.all(np.diff(sizes) > 0)  # ... and the weights on and on outwards
    right = (features @ descent.last).argmax(axis=1) == penguins.labels
    assert np.all(right)


# --- linear_cost ------------------------------------------------------------------


def square(y_true, y_pred):
    return (y_pred - y_true) ** 2


def square_grad(y_true, y_pred):
    return 2 * (y_pred - y_true)


@pytest.mark.parametrize(
    ("loss", "loss_grad", "y_true", "shape"),
    [
        (square, square_grad, np.linspace(-1, 1, 7), (4,)),
        (square, square_grad, np.linspace(-1, 1, 14).reshape(7, 2), (4, 2)),
        (
            softmax_cross_entropy,
            softmax_cross_entropy_grad,
            np.array([0, 1, 2, 0, 1, 2, 2]),
            (4, 3),
        ),
        (
            functools.partial(softmax_cross_entropy, label_smoothing=0.3),
            functools.partial(softmax_cross_entropy_grad, label_smoothing=0.3),
            np.array([0, 1, 2, 0, 1, 2, 2]),
            (4, 3),
        ),
    ],
    ids=["one output", "two outputs", "softmax", "softmax with a knob"],
)
def test_gradient_of_the_cost_is_its_central_difference(loss, loss_grad, y_true, shape):
    random = np.random.default_rng(0)
    cost, grad = linear_cost(loss, loss_grad, random.normal(size=(7, 4)), y_true)
    weights, h = random.normal(size=shape), 1e-5
    numerical = np.zeros(shape)
    for index in np.ndindex(shape):
        step = np.zeros(shape)
        step[index] = h
        numerical[index] = (cost(weights + step) - cost(weights - step)) / (2 * h)
    np.testing.assert_allclose(grad(weights), numerical, rtol=1e-7, atol=1e-9)


def test_least_squares_by_descent_is_the_line_through_the_points():
    x, y = np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 3.0, 5.0])
    cost, grad = linear_cost(square, square_grad, add_intercept(x), y)
    line = gradient_descent(cost, grad, np.zeros(2), rate=0.2, steps=500).last
    np.testing.assert_allclose(line, [2, 1], atol=1e-10)  # y = 2x + 1


def test_the_cost_is_the_mean_of_the_losses():
    cost, grad = linear_cost(square, square_grad, [[1.0], [1.0]], [1.0, 3.0])
    assert cost(np.array([0.0])) == (1 + 9) / 2
    assert grad(np.array([0.0])) == -(2 + 6) / 2


def test_the_losses_of_one_examples_elements_are_added_up():
    truth = [[1.0, 3.0], [0.0, 0.0]]
    cost, grad = linear_cost(square, square_grad, [[1.0], [1.0]], truth)
    assert cost(np.zeros((1, 2))) == ((1 + 9) + (0 + 0)) / 2
    assert grad(np.zeros((1, 2))).tolist() == [[-(2 + 0) / 2, -(6 + 0) / 2]]


@pytest.mark.parametrize(
    ("features", "y_true", "weights", "message"),
    [
        ([1.0, 2.0], [0.0, 1.0], [1.0], r"features .* the shape \(N, D\).* \(2,\)"),
        ([[1.0], [2.0]], [0.0], [1.0], r"y_true .* \(1,\) and \(2, 1\)"),
        ([[1.0], [2.0]], [0.0, 1.0], [1.0, 2.0], r"weights .* \(2,\) and \(2, 1\)"),
        ([[1.0], [2.0]], [[0.0], [1.0, 2.0]], [1.0], "y_true has rows of different"),
    ],
)
def test_linear_cost_says_what_is_wrong(features, y_true, weights, message):
    with pytest.raises(ValueError, match=message):
        linear_cost(square, square_grad, features, y_true)[0](np.array(weights))


def test_a_mask_over_the_truth_is_not_dropped():
    masked = np.ma.masked_array([1.0, 99.0], [False, True])
    with pytest.raises(TypeError, match="y_true is a masked array"):
        linear_cost(square, square_grad, [[1.0], [2.0]], masked)


@pytest.mark.parametrize("which", ["loss", "loss_grad"])
def test_a_loss_without_a_return_is_told_so(which):
    functions = {"loss": square, "loss_grad": square_grad} | {which: lambda y, p: None}
    cost, grad = linear_cost(**functions, features=[[1.0]], y_true=[1.0])
    with pytest.raises(TypeError, match=f"^{which} returned None"):
        cost(np.zeros(1))
        grad(np.zeros(1))


def test_a_loss_that_has_already_taken_the_mean_is_refused():
    def mean_square(y_true, y_pred):
        return square(y_true, y_pred).mean()

    cost, _ = linear_cost(mean_square, square_grad, [[1.0], [1.0]], [1.0, 3.0])
    with pytest.raises(ValueError, match=r"^loss .* shape \(\) for 2 examples$"):
        cost(np.array([0.0]))


def test_changing_the_data_afterwards_does_not_change_the_cost():
    features, y_true = np.ones((2, 1)), np.array([1.0, 3.0])
    cost, _ = linear_cost(square, square_grad, features, y_true)
    features[:], y_true[:] = 0, 0
    assert cost(np.array([0.0])) == 5.0


# --- standardize and add_intercept ------------------------------------------------


def test_standardized_features_have_mean_0_and_standard_deviation_1():
    z = standardize(load_penguins().features)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-14)
    np.testing.assert_allclose(z.std(axis=0), 1, rtol=1e-14)


def test_new_examples_are_standardized_like_the_old_ones():
    train = np.array([[0.0], [2.0]])  # mean 1, standard deviation 1
    assert standardize([[1.0], [4.0]], like=train).tolist() == [[0.0], [3.0]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_features_keep_their_dtype_and_are_not_written_to(dtype):
    features = np.array([[1.0, 2.0], [3.0, 5.0]], dtype)
    features.flags.writeable = False
    assert standardize(features).dtype == dtype
    assert add_intercept(features).dtype == dtype


@pytest.mark.parametrize(
    ("features", "like", "message"),
    [
        ([[1.0, 7.0], [2.0, 7.0]], None, "column 1 with all entries 7.0"),
        ([[1.0, 9.0], [1.0, 8.0]], None, "^features must .* column 0 .* entries 1.0"),
        ([[0.1]] * 3, None, "column 0 with all entries 0.1"),  # its std is 1e-17
        ([[1.0], [2.0]], [[3.0]], "^like must vary .* column 0 with all entries 3.0"),
        ([1.0, 2.0], None, r"features .* the shape \(N, D\).*got \(2,\)"),
        ([[1.0]], [[1.0, 2.0]], r"like .* as many columns .* \(1, 2\) and \(1, 1\)"),
        ([[1.0]], [1.0, 2.0], r"like .* the shape \(N, D\).*got \(2,\)"),
        ([[1.0]], np.empty((0, 1)), r"like is empty, it has the shape \(0, 1\)"),
    ],
)
def test_standardize_says_what_is_wrong(features, like, message):
    with pytest.raises(ValueError, match=message):
        standardize(features, like=like)


@pytest.mark.parametrize("unit", [1e-320, 1e-200, 1.0, 1e200, 1e308])
def test_a_standardized_feature_has_no_unit(unit):
    # Squares of such numbers are 0 or inf.
    np.testing.assert_allclose(
        standardize([[-unit, 0.5 * unit], [unit, unit]]),
        [[-1.0, -1.0], [1.0, 1.0]],
        rtol=1e-15,
    )
    assert standardize([[unit]], like=[[5e-324], [0.0]]) > 0  # inf, but not NaN


def test_a_missing_value_stays_missing():
    z = standardize([[1.0, 1.0], [2.0, np.nan]])
    assert z[:, 0].tolist() == [-1.0, 1.0]
    assert np.all(np.isnan(z[:, 1]))


def test_intercept_is_the_last_column():
    assert add_intercept([[5], [7]]).tolist() == [[5.0, 1.0], [7.0, 1.0]]
