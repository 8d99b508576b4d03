"""A neuron and a small network: slopes held against differences, sizes against He."""

import math

import numpy as np
import pytest
from mpmath import mp

import lossbook as lb
from lossbook import network
from lossbook.network import (
    layer_gradients,
    layer_outputs,
    random_layers,
    relu_backward,
    sigmoid_backward,
    squared_sigmoid,
    squared_sigmoid_grad,
)

# --- one neuron ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("y", "z", "loss", "slope", "why"),
    [
        (0, 0.0, 1 / 8, 1 / 8, "a = 1/2: 1/2 * 1/4, and 1/2 * 1/4"),
        (1, 0.0, 1 / 8, -1 / 8, "the same from the other side"),
        (0, math.log(2), 2 / 9, 4 / 27, "a = 2/3: 1/2 * 4/9, and 4/9 * 1/3"),
        (1, -math.log(2), 2 / 9, -4 / 27, "mirrored"),
        (0.5, 0.0, 0, 0, "a soft target, met"),
        (0, 1000.0, 1 / 2, 0, "as wrong as can be, and flat"),
        (0, -1000.0, 0, 0, "right"),
        (1, 1000.0, 0, 0, "right"),
    ],
)
def test_half_the_square_and_its_slope(y, z, loss, slope, why):
    assert squared_sigmoid(y, z) == pytest.approx(loss, rel=1e-15), why
    assert squared_sigmoid_grad(y, z) == pytest.approx(slope, rel=1e-15), why


@pytest.mark.parametrize("y", [0.0, 0.25, 1.0])
def test_the_slope_is_that_of_the_loss(y):
    z, h = np.linspace(-9, 9, 37), 1e-5
    up, down = (
        squared_sigmoid(np.full(37, y), z + h),
        squared_sigmoid(np.full(37, y), z - h),
    )
    grad = squared_sigmoid_grad(np.full(37, y), z)
    np.testing.assert_allclose(grad, (up - down) / (2 * h), atol=1e-11)


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-300.0, -40.0, -1.0, 0.3, 20.0, 40.0, 300.0])
def test_small_slopes_keep_their_digits(y, z):
    with mp.workdps(600):
        a = 1 / (1 + mp.exp(-mp.mpf(z)))
        slope, loss = float((a - y) * a * (1 - a)), float((a - y) ** 2 / 2)
    assert squared_sigmoid_grad(y, z) == pytest.approx(slope, rel=1e-15)
    assert squared_sigmoid(y, z) == pytest.approx(loss, rel=1e-15)


def test_float32_stays_and_bad_targets_are_refused():
    for function in (squared_sigmoid, squared_sigmoid_grad):
        assert function(np.float32(1), np.float32(0)).dtype == np.float32
        assert function([0, 1], [0, 0]).dtype == np.float64
        with pytest.raises(ValueError, match=r"y_true .*\[0, 1\]"):
            function(5, 0.0)
        with pytest.raises(ValueError, match=r"y_true .*\(2,\).*\(2, 1\)"):
            function([0, 1], [[0.0], [1.0]])
        with pytest.raises(ValueError, match="y_true"):
            function(math.nan, 0.0)
        assert math.isnan(function(0, math.nan))


def test_the_loss_and_its_slope_at_once_and_examples_that_do_not_count():
    y, z = np.array([0.0, -100.0, 0.25, 1.0]), np.array([3.0, math.nan, -1.0, 40.0])
    counts = np.array([True, False, True, True])
    loss, slope = lb.value_and_grad(squared_sigmoid, y, z, where=counts)
    for answer, function in ((loss, squared_sigmoid), (slope, squared_sigmoid_grad)):
        assert answer[1] == 0
        np.testing.assert_array_equal(answer[counts], function(y[counts], z[counts]))
        np.testing.assert_array_equal(answer, function(y, z, where=counts))


# --- back through one layer ---------------------------------------------------------

DELTA = np.array([[1.0, -2.0], [0.5, 3.0], [2.0, 0.0]])
WEIGHTS = np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, 4.0], [3.0, -3.0]])
SUMS = np.array([[0.0, 1.0, -1.0, 2.0], [3.0, -2.0, 0.5, 0.1], [-1.0, 4.0, 1.0, -0.3]])


@pytest.mark.parametrize(
    ("backward", "activate"),
    [(sigmoid_backward, lb.sigmoid), (relu_backward, lambda z: np.maximum(z, 0))],
)
def test_a_backward_rule_is_the_gradient_of_the_sums_below(backward, activate):
    """Of the sum of delta * (activate(z) @ W), entry by entry."""
    z, h = SUMS + 0.01, 1e-6  # off the kink
    grad = backward(DELTA, WEIGHTS, activate(z))
    for place in np.ndindex(*z.shape):
        step = np.zeros_like(z)
        step[place] = h
        up, down = ((DELTA * (activate(z + s) @ WEIGHTS)).sum() for s in (step, -step))
        assert grad[place] == pytest.approx((up - down) / (2 * h), abs=1e-8)


def test_a_rectifier_that_is_off_lets_nothing_pass_nor_does_its_kink():
    assert relu_backward([[1.0]], [[1.0], [1.0]], [[0.0, 2.0]]).tolist() == [[0, 1]]


@pytest.mark.parametrize("backward", [sigmoid_backward, relu_backward])
def test_shapes_must_fit_in_a_backward_rule(backward):
    for arguments in [
        (DELTA, WEIGHTS.T, SUMS),
        (DELTA, WEIGHTS, SUMS[:, :2]),
        (DELTA[:2], WEIGHTS, SUMS),
        (DELTA[0], WEIGHTS, SUMS),
        (DELTA, WEIGHTS, SUMS[None]),
        (DELTA[:, :1], WEIGHTS, SUMS),
    ]:
        with pytest.raises(
            ValueError,
            match=r"^upstream, weights and outputs must have shapes \(N, K\), \(D",
        ):
            backward(*arguments)


# --- many layers --------------------------------------------------------------------

FEATURES = np.random.default_rng(1).standard_normal((6, 3))
TRUTH = np.array([[0.0], [1.0], [1.0], [0.0], [1.0], [0.0]])
PAIRS = [
    (lb.sigmoid_cross_entropy, lb.sigmoid_cross_entropy_grad),
    (squared_sigmoid, squared_sigmoid_grad),
]


@pytest.mark.parametrize("pair", PAIRS, ids=["cross-entropy", "squared"])
@pytest.mark.parametrize("activation", network.ACTIVATIONS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_gradients_are_the_slopes_of_the_cost(pair, activation, seed):
    loss, loss_grad = pair
    layers = random_layers([3, 5, 4, 1], gain=1.5, seed=seed)

    def cost(layers):
        logits = layer_outputs(layers, FEATURES, activation=activation)[-1]
        return loss(TRUTH, logits).mean()

    gradients = layer_gradients(
        layers, FEATURES, TRUTH, loss_grad, activation=activation
    )
    assert [g.shape for g in gradients] == [w.shape for w in layers]
    h = 1e-6
    for number, gradient in enumerate(gradients):
        for place in np.ndindex(*gradient.shape):
            costs = []
            for step in (h, -h):
                moved = [w.copy() for w in layers]
                moved[number][place] += step
                costs.append(cost(moved))
            slope = (costs[0] - costs[1]) / (2 * h)
            assert gradient[place] == pytest.approx(slope, abs=2e-9)


def test_one_layer_is_the_linear_model():
    layers = random_layers([3, 1], gain=1, seed=0)
    (gradient,) = layer_gradients(
        layers, FEATURES, TRUTH, lb.sigmoid_cross_entropy_grad, activation="relu"
    )
    error = lb.sigmoid(FEATURES @ layers[0]) - TRUTH
    np.testing.assert_allclose(gradient, FEATURES.T @ error / 6, rtol=1e-13)


def test_outputs_layer_by_layer():
    layers = random_layers([3, 5, 1], gain=1, seed=0)
    features, hidden, logits = layer_outputs(layers, FEATURES, activation="sigmoid")
    np.testing.assert_array_equal(features, FEATURES)
    np.testing.assert_allclose(hidden, 1 / (1 + np.exp(-FEATURES @ layers[0])))
    np.testing.assert_allclose(logits, hidden @ layers[1])
    _, hidden, _ = layer_outputs(layers, FEATURES, activation="relu")
    np.testing.assert_array_equal(hidden, (FEATURES @ layers[0]).clip(0))


@pytest.mark.parametrize("gain", [0.5, 1.0, 2.0])
def test_weights_have_the_deviation_that_the_gain_says(gain):
    first, second = random_layers([400, 300, 100], gain=gain, seed=3)
    assert first.std() == pytest.approx(gain / 20, rel=0.02)
    assert second.std() == pytest.approx(gain / math.sqrt(300), rel=0.02)
    assert abs(first.mean()) < 0.01 * gain
    again, _ = random_layers([400, 300, 100], gain=gain, seed=3)
    np.testing.assert_array_equal(first, again)


def test_with_the_gain_of_he_rectifiers_keep_the_mean_square():
    layers = random_layers([500] + 8 * [500], gain=math.sqrt(2), seed=0)
    features = np.random.default_rng(0).standard_normal((50, 500))
    outputs = layer_outputs(layers, features, activation="relu")
    # Of the sums the mean square is 2 times that of what goes in, of which half is cut.
    for hidden in outputs[1:-1]:
        assert np.mean(hidden**2) == pytest.approx(1, rel=0.3)


def test_what_networks_refuse():
    layers = random_layers([3, 2, 1], gain=1, seed=0)
    with pytest.raises(ValueError, match="activation must be one of sigmoid, relu"):
        layer_outputs(layers, FEATURES, activation="tanh")
    with pytest.raises(ValueError, match=r"layers\[0\] must have one row for each"):
        layer_outputs(layers, FEATURES[:, :2], activation="relu")
    with pytest.raises(ValueError, match="features must be a matrix"):
        layer_outputs(layers, FEATURES[0], activation="relu")
    with pytest.raises(
        ValueError, match=r"^loss_grad must be a matrix, got shape \(6,\)"
    ):
        layer_gradients(
            layers,
            FEATURES,
            np.ones(6),
            lambda y, z: z[:, 0] - y,
            activation="relu",
        )
    with pytest.raises(ValueError, match="sizes must be two or more, got 1"):
        random_layers([3], gain=1, seed=0)
    with pytest.raises(ValueError, match=r"sizes\[1\]"):
        random_layers([3, 0], gain=1, seed=0)
    with pytest.raises(ValueError, match=r"^gain must be in \(0, inf\), got 0$"):
        random_layers([3, 1], gain=0, seed=0)
    with pytest.raises(ValueError, match=r"^seed must be 0 or more, got -1$"):
        random_layers([3, 1], gain=1, seed=-1)
