"""Every claim of the catalogue, checked for every loss by walking over the table."""

import importlib
import importlib.util
import inspect
import itertools
import math
import re
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from lossbook.catalogue import CATALOGUE, Knob, Peer, Row
from lossbook.links import sigmoid, softmax

ROWS = [pytest.param(row, id=name) for name, row in CATALOGUE.items()]
every_row = pytest.mark.parametrize("row", ROWS)

LOSS_MODULES = [
    importlib.import_module(f"lossbook.{name}")
    for name in ("classification", "regression", "margin", "likelihood")
    if importlib.util.find_spec(f"lossbook.{name}")
]


# --- where the losses are looked at -----------------------------------------------


def arguments(row, scale=3.0, seed=0, count=60, classes=4):
    """Truths and second arguments, spread over the loss's domain.

    The scale is that of the logits: with 3 the probabilities go down to about 1e-6,
    with 300 nearly all is on one class.
    """
    random = np.random.default_rng(seed)
    if row.truth == "labels":
        y_true = np.arange(count) % classes
        logits = scale * random.normal(size=(count, classes))
        return y_true, logits if row.second == "logits" else softmax(logits)
    y_true = np.arange(count) % 2
    logits = scale * random.normal(size=count)
    return y_true, logits if row.second == "logits" else sigmoid(logits)


def knob_settings(row):
    """All combinations of the ends and the defaults of the knobs."""
    values = [(knob.low, knob.default, knob.high) for knob in row.knobs.values()]
    for combination in itertools.product(*values):
        yield dict(zip(row.knobs, combination, strict=True))


def distance(row, a, b):
    """Euclidean distance of an example's second arguments."""
    gap = a - b
    return np.linalg.norm(gap, axis=-1) if row.truth == "labels" else np.abs(gap)


def directions(row, second):
    """Small steps that stay inside the domain, one array for each direction."""
    if row.truth == "targets":
        if row.second == "probs":
            yield 1e-4 * np.minimum(second, 1 - second)
        else:
            yield np.full_like(second, 1e-4)
    elif row.second == "logits":
        for k in range(second.shape[1]):
            yield 1e-4 * np.eye(second.shape[1])[k] * np.ones_like(second)
    else:
        # A distribution stays one if what one class gains another loses.
        size = 1e-4 * second.min(axis=1, keepdims=True)
        for i, j in itertools.combinations(range(second.shape[1]), 2):
            yield size * (np.eye(second.shape[1])[i] - np.eye(second.shape[1])[j])


# --- the gradient -----------------------------------------------------------------


@every_row
def test_the_gradient_is_the_central_difference_of_the_loss(row):
    for knobs in knob_settings(row):
        y_true, second = arguments(row)
        grad = row.grad(y_true, second, **knobs)
        assert grad.shape == second.shape
        for step in directions(row, second):
            up = row.loss(y_true, second + step, **knobs)
            down = row.loss(y_true, second - step, **knobs)
            slope = grad * step
            slope = slope.sum(axis=1) if row.truth == "labels" else slope
            size = distance(row, step, 0 * step)
            np.testing.assert_allclose(
                slope / size, (up - down) / 2 / size, rtol=1e-6, atol=1e-7
            )


@every_row
def test_a_loss_is_differentiable_if_slopes_from_left_and_right_agree(row):
    # 201 places, 0 and the middle of the domain among them, where kinks like to be.
    x, h = np.linspace(*row.domain, 201)[1:-1], 1e-7
    middle = row.curve(x)
    left, right = (middle - row.curve(x - h)) / h, (row.curve(x + h) - middle) / h
    # Where the second derivative is 4e4, as at p = 0.005, they are 4e-3 apart.
    kinks = np.abs(right - left) > 0.02
    assert row.differentiable == (not kinks.any())


# --- convex, Lipschitz, bounded ---------------------------------------------------


def worst_chord(row, **knobs):
    """How far the loss rises above a chord, at most, over many random chords."""
    worst = -math.inf
    for scale in (1.0, 3.0, 10.0):
        y_true, a = arguments(row, scale=scale, seed=1, count=400)
        _, b = arguments(row, scale=scale, seed=2, count=400)
        for share in (0.1, 0.5, 0.9):
            chord = share * row.loss(y_true, a, **knobs) + (1 - share) * row.loss(
                y_true, b, **knobs
            )
            inside = row.loss(y_true, share * a + (1 - share) * b, **knobs)
            worst = max(worst, np.max((inside - chord) / np.maximum(1, np.abs(chord))))
    return worst


@every_row
def test_a_convex_loss_is_never_above_a_chord_and_another_one_is(row):
    if row.convex:
        for knobs in knob_settings(row):
            assert worst_chord(row, **knobs) < 1e-12
    else:
        assert worst_chord(row) > 1e-3


def steepness(row, y_true, second):
    """Length of the gradient, without what would leave the distributions."""
    grad = row.grad(y_true, second)
    if row.truth == "targets":
        return np.abs(grad)
    if row.second == "probs":
        grad = grad - grad.mean(axis=1, keepdims=True)
    return np.linalg.norm(grad, axis=1)


@every_row
def test_the_lipschitz_constant_bounds_every_chord_and_no_smaller_one_would(row):
    steepest = 0.0
    for scale in (0.1, 1.0, 3.0, 8.0):
        y_true, a = arguments(row, scale=scale, seed=3, count=2000)
        _, b = arguments(row, scale=scale, seed=4, count=2000)
        for c in (b, a + 0.01 * (b - a)):
            rise = np.abs(row.loss(y_true, a) - row.loss(y_true, c))
            assert np.all(rise <= row.lipschitz * distance(row, a, c) + 1e-12)
        steepest = max(steepest, np.max(steepness(row, y_true, a)))
    assert steepest > min(0.9999 * row.lipschitz, 1e6)
    assert steepest <= row.lipschitz * (1 + 1e-12)


@every_row
def test_a_loss_is_robust_if_the_slope_is_bounded_where_it_is_most_wrong(row):
    ends = {"probs": [1e-12, 1e-300], "logits": [-50.0, -1e6]}[row.second]
    y_true, second = row.example(ends)
    slopes = np.abs(row.grad(y_true, second)).reshape(2, -1).max(axis=1)
    assert row.robust == bool(np.all(slopes < 10))


@every_row
def test_the_supremum_holds_and_is_reached_or_approached(row):
    _, second = arguments(row, scale=300.0, count=500)
    y_true, _ = arguments(row, scale=300.0, count=500)
    losses = row.loss(y_true, second)
    assert np.all(losses >= 0)
    assert np.all(losses <= row.supremum)
    assert losses.max() > min(0.999 * row.supremum, 300)


# --- what a loss estimates --------------------------------------------------------

SHARES = np.array([0.2, 0.5, 0.3])  # of three classes, among ten examples
YES = 0.3  # the share of yes, among ten elements

MINIMISERS = {
    "class probabilities": (SHARES, YES),
    "logits of the class probabilities, up to a shift": (np.log(SHARES) + 7, None),
    "logits of the class probabilities": (None, math.log(YES / (1 - YES))),
}


def ten_examples(row):
    if row.truth == "labels":
        return np.repeat([0, 1, 2], [2, 5, 3])
    return np.repeat([1, 0], [3, 7])


def cost(row, prediction):
    """The mean loss of one prediction for all ten examples."""
    y_true = ten_examples(row)
    prediction = np.asarray(prediction)
    return np.mean(
        row.loss(y_true, np.tile(prediction, (10,) + (1,) * prediction.ndim))
    )


@pytest.mark.parametrize(
    "row", [param for param in ROWS if param.values[0].minimiser in MINIMISERS]
)
def test_the_best_constant_prediction_is_what_the_row_says(row):
    best = np.asarray(MINIMISERS[row.minimiser][row.truth == "targets"])
    random = np.random.default_rng(5)
    for _ in range(100):
        if row.second == "logits":
            other = best + random.normal(size=best.shape)
        elif row.truth == "labels":
            other = 0.8 * best + 0.2 * random.dirichlet(np.ones(3))
        else:
            other = 0.8 * best + 0.2 * random.uniform()
        assert cost(row, best) < cost(row, other)


def test_focal_loss_is_minimised_between_the_class_probability_and_one_half():
    row = CATALOGUE["focal"]
    assert row.minimiser == "logits of probabilities drawn towards 1/2"
    logits = np.linspace(-3, 3, 6001)
    best = sigmoid(logits[np.argmin([cost(row, z) for z in logits])])
    assert YES + 0.05 < best < 0.5 - 0.01


def test_every_minimiser_is_tested():
    tested = {*MINIMISERS, CATALOGUE["focal"].minimiser}
    assert {row.minimiser for row in CATALOGUE.values()} == tested


@every_row
def test_a_noise_model_gives_all_truths_together_the_probability_1(row):
    # A negative log-likelihood is -log of a probability: summed over what can happen,
    # exp(-loss) is 1. A loss without a noise model does not add up.
    _, second = arguments(row, count=20)
    truths = range(second.shape[1]) if row.truth == "labels" else (0, 1)
    total = sum(np.exp(-row.loss(np.full(20, truth), second)) for truth in truths)
    adds_up = np.allclose(total, 1, rtol=1e-12)
    assert adds_up == (row.noise is not None)


NOISE = {"labels": "categorical", "targets": "Bernoulli"}


@every_row
def test_the_noise_model_is_that_of_the_truth(row):
    assert row.noise in (None, NOISE[row.truth])


# --- drawing ----------------------------------------------------------------------


@every_row
def test_a_curve_can_be_drawn_over_the_domain_for_all_knobs(row):
    x = np.linspace(*row.domain, 31)
    for knobs in knob_settings(row):
        y = row.curve(x, **knobs)
        assert y.shape == x.shape
        assert np.all(np.isfinite(y[1:-1]))
        assert np.all(y >= 0)
    assert row.curve(x)[0] > row.curve(x)[-1]  # the truth lies at the upper end


# --- arrays -----------------------------------------------------------------------


@every_row
@pytest.mark.parametrize("kind", ["loss", "grad"])
def test_float32_stays_and_float64_stays(row, kind):
    y_true, second = arguments(row)
    for dtype in (np.float32, np.float64):
        assert getattr(row, kind)(y_true, second.astype(dtype)).dtype == dtype


@every_row
@pytest.mark.parametrize("kind", ["loss", "grad"])
def test_inputs_are_not_written_to(row, kind):
    y_true, second = arguments(row)
    y_true.flags.writeable = second.flags.writeable = False
    before = second.copy()
    getattr(row, kind)(y_true, second)
    np.testing.assert_array_equal(second, before)


@every_row
def test_one_loss_for_each_example_and_never_a_mean(row):
    y_true, second = arguments(row)
    losses = row.loss(y_true, second)
    assert losses.shape == y_true.shape
    for i in (0, 17, 59):
        alone = row.loss(y_true[i : i + 1], second[i : i + 1])
        np.testing.assert_allclose(alone[0], losses[i], rtol=1e-15)


# --- the table itself -------------------------------------------------------------


@pytest.mark.parametrize("module", LOSS_MODULES, ids=lambda module: module.__name__)
def test_every_public_loss_has_a_row(module):
    losses = {name for name in module.__all__ if not name.endswith("_grad")}
    family = module.__name__.removeprefix("lossbook.")
    assert losses == {row.name for row in CATALOGUE.values() if row.family == family}


@every_row
def test_a_row_is_complete(row):
    module = importlib.import_module(f"lossbook.{row.family}")
    assert row.loss is getattr(module, row.name)
    assert row.grad is getattr(module, f"{row.name}_grad")
    assert row.truth in ("labels", "targets")
    assert row.second in ("probs", "logits")
    assert list(inspect.signature(row.loss).parameters)[:2] == ["y_true", row.second]
    assert row.domain[0] < row.domain[1]
    assert row.lipschitz > 0
    assert row.supremum > 0
    for field in fields(Row):
        assert getattr(row, field.name) is not None or field.name == "noise"
        if isinstance(getattr(row, field.name), str):
            assert getattr(row, field.name).strip()


@every_row
def test_knobs_are_the_keyword_parameters_that_are_numbers(row):
    for function in (row.loss, row.grad):
        parameters = inspect.signature(function).parameters.values()
        defaults = {
            parameter.name: parameter.default
            for parameter in parameters
            if parameter.kind is parameter.KEYWORD_ONLY
            and parameter.default is not None  # class_weight: an array, or none
        }
        assert defaults == {name: knob.default for name, knob in row.knobs.items()}
    for knob in row.knobs.values():
        assert isinstance(knob, Knob)
        assert knob.low <= knob.default <= knob.high
        assert knob.low < knob.high
        assert knob.symbol in row.formula


@every_row
def test_a_formula_is_latex_that_closes_what_it_opens(row):
    assert "$" not in row.formula
    depth = 0
    for mark in re.findall(r"[{}]", row.formula):
        depth += 1 if mark == "{" else -1
        assert depth >= 0
    assert depth == 0


PEER_ROOTS = {
    "PyTorch": ("torch.nn.functional.", "torchvision.ops."),
    "Keras": ("keras.losses.",),
    "optax": ("optax.",),
    "scikit-learn": ("sklearn.metrics.",),
}
TRUTHS = {"labels": {"labels", "one_hot"}, "targets": {"targets"}}
SECONDS = {"probs": {"probs", "log_probs"}, "logits": {"logits"}}


@every_row
def test_peers_hold_what_a_comparison_needs(row):
    assert {"PyTorch", "Keras"} <= {peer.library for peer in row.peers}
    assert len({peer.name for peer in row.peers}) == len(row.peers)
    ours = inspect.signature(row.loss).parameters
    for peer in row.peers:
        assert isinstance(peer, Peer)
        assert peer.name.startswith(PEER_ROOTS[peer.library])
        assert re.fullmatch(r"\w+(\.\w+)+", peer.name)
        assert len(peer.takes) == 2
        assert len(set(peer.takes) & TRUTHS[row.truth]) == 1
        assert len(set(peer.takes) & SECONDS[row.second]) == 1
        assert peer.gives in ("example", "element", "last axis", "all")
        assert peer.factor == "K" or peer.factor > 0
        assert set(peer.knobs) <= set(ours)
        # What takes logits says so, wherever probabilities would do as well.
        if peer.library == "Keras":
            assert peer.keywords.get("from_logits", False) == (row.second == "logits")


def test_the_catalogue_cannot_be_changed():
    row = CATALOGUE["softmax_cross_entropy"]
    with pytest.raises(TypeError):
        CATALOGUE["nll"] = row
    with pytest.raises(FrozenInstanceError):
        row.convex = False
    with pytest.raises(TypeError):
        row.knobs["label_smoothing"] = Knob("s", 0, 0, 1)
    with pytest.raises(TypeError):
        row.peers[0].keywords["reduction"] = "mean"


def test_names_are_the_keys():
    assert all(name == row.name for name, row in CATALOGUE.items())
