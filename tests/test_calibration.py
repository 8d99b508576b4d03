"""Calibration: bins by hand, temperatures by hand, and over-confidence on penguins."""

import functools

import numpy as np
import pytest

from lossbook.calibration import (
    expected_calibration_error,
    fit_temperature,
    reliability,
)
from lossbook.classification import (
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from lossbook.datasets import load_penguins, split
from lossbook.descent import (
    add_intercept,
    gradient_descent,
    linear_cost,
    standardize,
)
from lossbook.links import softmax


def two_classes(confidence):
    """Rows that predict class 0 with the given confidence, at least 1/2 each."""
    confidence = np.asarray(confidence)
    return np.stack([confidence, 1 - confidence], axis=-1)


# --- reliability ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confidence", "bins", "bin_of", "why"),
    [
        (0.75, 4, 2, "an edge belongs to the bin below it: (1/2, 3/4]"),
        (0.7501, 4, 3, "just above the edge"),
        (0.7, 10, 6, "0.7 * 10 is 7.000000000000001 in floating point"),
        (0.6, 10, 5, "numpy's linspace puts this edge at 0.6000000000000001"),
        (1.0, 10, 9, "certainty is in the last bin"),
        (0.5, 2, 0, "the smallest confidence of two classes: (0, 1/2]"),
        (0.9, 1, 0, "one bin holds all"),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_bin_holds_what_is_above_its_lower_edge_up_to_its_upper_edge(
    confidence, bins, bin_of, why, dtype
):
    bars = reliability([0], two_classes([confidence]).astype(dtype), bins=bins)
    assert bars.count.tolist() == [int(m == bin_of) for m in range(bins)], why
    assert bars.edges.tolist() == (np.arange(bins + 1) / bins).astype(dtype).tolist()


def test_confidence_and_accuracy_of_a_bin_are_means():
    # In (0.6, 0.8]: 0.7 and 0.8, one right. In (0.8, 1]: 0.9, 0.9, 0.9, two right.
    bars = reliability([0, 1, 0, 0, 1], two_classes([0.7, 0.8, 0.9, 0.9, 0.9]), bins=5)
    assert bars.count.tolist() == [0, 0, 0, 2, 3]
    np.testing.assert_allclose(bars.confidence[3:], [0.75, 0.9], rtol=1e-15)
    np.testing.assert_allclose(bars.accuracy[3:], [1 / 2, 2 / 3], rtol=1e-15)
    assert np.all(np.isnan(bars.confidence[:3]))
    assert np.all(np.isnan(bars.accuracy[:3]))


def test_only_the_largest_probability_of_a_row_counts():
    # The right class has 0.3, but the answer is class 0, and it is wrong.
    bars = reliability([1], [[0.5, 0.3, 0.2]], bins=10)
    assert bars.count[4] == 1
    assert bars.accuracy[4] == 0


def test_a_row_that_sums_to_a_little_more_than_1_is_in_the_last_bin():
    bars = reliability([0], [[1.0, 1e-12]], bins=10)
    assert bars.count[9] == 1


def test_float32_stays_and_inputs_are_not_written_to():
    probs = two_classes([0.7, 0.9]).astype(np.float32)
    probs.flags.writeable = False
    bars = reliability([0, 1], probs, bins=10)
    for array in (bars.edges, bars.confidence, bars.accuracy):
        assert array.dtype == np.float32
    assert reliability([0], [[1, 0]]).confidence.dtype == np.float64
    assert len(reliability([0], [[1, 0]]).count) == 10


def test_more_axes_than_one_are_more_examples():
    probs = two_classes([[0.7, 0.9], [0.7, 0.9]])
    bars = reliability([[0, 1], [1, 1]], probs, bins=10)
    assert bars.count[[6, 8]].tolist() == [2, 2]


def test_a_nan_makes_the_last_bin_nan_and_no_other():
    bars = reliability([0, 0, 0], [[0.6, 0.4], [1.0, 0.0], [np.nan, 0.5]], bins=10)
    assert (bars.accuracy[5], bars.confidence[5]) == (1, 0.6)
    assert np.isnan(bars.accuracy[9])
    assert np.isnan(bars.confidence[9])
    assert np.isnan(expected_calibration_error([0], [[np.nan, 0.5]]))


# --- expected_calibration_error ---------------------------------------------------


@pytest.mark.parametrize(
    ("y_true", "confidence", "error", "why"),
    [
        ([0, 0], [1.0, 1.0], 0.0, "certain and right"),
        ([1, 1], [1.0, 1.0], 1.0, "certain and wrong"),
        ([0, 0, 0, 1], [0.75] * 4, 0.0, "0.75, and three of four are right"),
        ([0, 0, 1, 1], [0.75] * 4, 0.25, "0.75, but two of four are right"),
        ([0, 0, 0, 0], [0.75] * 4, 0.25, "under-confident counts as much"),
        (
            [0, 1, 1, 1],
            [0.6, 0.6, 0.9, 0.9],
            (2 * 0.1 + 2 * 0.9) / 4,
            "|1/2 - 0.6| = 0.1 for two, |0 - 0.9| = 0.9 for two",
        ),
        (
            [0, 0, 0, 1],
            [0.72, 0.72, 0.72, 0.96],
            (3 * 0.28 + 1 * 0.96) / 4,
            "bins are weighted by their counts",
        ),
        ([0, 1], [0.81, 0.9], 0.855 - 1 / 2, "ten bins, if nothing is said: both"),
    ],
)
def test_expected_calibration_error_is_the_weighted_mean_gap(
    y_true, confidence, error, why
):
    found = expected_calibration_error(y_true, two_classes(confidence))
    assert found == pytest.approx(error, rel=1e-14, abs=1e-15), why


def test_with_one_bin_it_is_the_gap_between_the_means():
    # Gaps of opposite sign cancel within a bin: that is what more bins are for.
    y_true, probs = [0, 0, 1, 1], two_classes([0.6, 0.6, 0.9, 0.9])
    assert expected_calibration_error(y_true, probs, bins=1) == pytest.approx(0.25)
    assert expected_calibration_error(y_true, probs, bins=10) == pytest.approx(0.65)


def test_a_perfectly_calibrated_model_is_above_0_by_chance_and_less_so_with_more_data():
    random, found = np.random.default_rng(0), {}
    for n in (100, 10_000):
        probs = two_classes(random.uniform(0.5, 1, size=n))
        y_true = (random.uniform(size=n) > probs[:, 0]).astype(int)
        found[n] = expected_calibration_error(y_true, probs)
    assert 0 < found[10_000] < 0.02 < found[100]


@pytest.mark.parametrize("measure", [reliability, expected_calibration_error])
@pytest.mark.parametrize(
    ("y_true", "probs", "bins", "error", "message"),
    [
        ([2], [[0.5, 0.5]], 10, ValueError, r"y_true .* 0 to 1, but y_true\[0\] is 2"),
        ([0, 0], [[0.5, 0.5]], 10, ValueError, r"each row of probs: .* got \(2,\)"),
        ([0.0], [[0.5, 0.5]], 10, TypeError, "y_true .* integers"),
        (
            [0],
            [[0.5, 0.6]],
            10,
            ValueError,
            r"probs\[0\] sums to 1.1, but must sum to 1",
        ),
        (
            [0],
            [[1.5, -0.5]],
            10,
            ValueError,
            r"probs must be >= 0, but probs\[0, 1\] is -0.5",
        ),
        ([0], [[0.5, 0.5]], 0, ValueError, "bins must be 1 or more, got 0"),
        ([0], [[0.5, 0.5]], 2.5, TypeError, "bins must be an integer, got 2.5"),
    ],
)
def test_bad_input_is_named(measure, y_true, probs, bins, error, message):
    with pytest.raises(error, match=message):
        measure(y_true, probs, bins=bins)


# --- fit_temperature --------------------------------------------------------------


@pytest.mark.parametrize("gap", [0.1, 1.0, 4.0, 200.0, 1e6])
@pytest.mark.parametrize(("right", "n"), [(2, 3), (3, 4), (99, 100)])
def test_temperature_makes_the_confidence_the_share_that_is_right(gap, right, n):
    # All rows alike: the best logit is log(right / wrong), so T = gap / that.
    y_true = np.r_[np.zeros(right, int), np.ones(n - right, int)]
    temperature = fit_temperature(y_true, np.tile([gap, 0.0], (n, 1)))
    assert temperature == pytest.approx(gap / np.log(right / (n - right)), rel=1e-12)


@pytest.mark.parametrize(
    ("y_true", "logits", "temperature", "why"),
    [
        ([0, 1], [[3.0, 0.0], [0.0, 2.0]], 0.0, "all right: sharper is always better"),
        ([1, 0], [[3.0, 0.0], [0.0, 2.0]], np.inf, "all wrong: 1/K is the best"),
        ([0, 1], [[3.0, 0.0], [3.0, 0.0]], np.inf, "right and wrong alike"),
        ([0, 1], [[0.0, 0.0], [0.0, 0.0]], np.inf, "no opinion at all"),
        (
            [0, 0, 1],
            [[1e300, -1e300]] * 3,
            2e300 / np.log(2),
            "huge logits do not overflow",
        ),
    ],
)
def test_temperature_at_the_ends(y_true, logits, temperature, why):
    assert fit_temperature(y_true, logits) == pytest.approx(temperature, rel=1e-12), why


def test_the_smallest_of_wrong_answers_is_no_right_one():
    """At b = 1/T the sure row still gains exp(-b), the other loses 5e-324 / 2."""
    temperature = fit_temperature([0, 1], [[1.0, 0.0], [5e-324, 0.0]])
    assert temperature == pytest.approx(1 / (1074 * np.log(2) + np.log(2)), rel=1e-2)


def test_a_temperature_of_more_axes_than_one_is_that_of_more_examples():
    random = np.random.default_rng(3)
    logits, y_true = random.normal(size=(20, 4, 3)), random.integers(3, size=(20, 4))
    flat = fit_temperature(y_true.ravel(), logits.reshape(80, 3))
    assert fit_temperature(y_true, logits) == flat < np.inf


def test_scaled_logits_need_a_scaled_temperature_and_shifts_none():
    random = np.random.default_rng(1)
    logits = random.normal(size=(200, 4))
    y_true = (logits + random.gumbel(size=(200, 4))).argmax(axis=-1)
    plain = fit_temperature(y_true, logits)
    # The labels were drawn from softmax(logits) itself, by the Gumbel-max trick.
    assert plain == pytest.approx(1, abs=0.25)
    assert fit_temperature(y_true, 7 * logits) == pytest.approx(7 * plain, rel=1e-9)
    shifted = logits + random.normal(size=(200, 1))
    assert fit_temperature(y_true, shifted) == pytest.approx(plain, rel=1e-9)


@pytest.mark.parametrize("unit", [5e-324, 1e-310, 1e-200, 1e200, 1.7e308])
def test_temperature_is_in_the_unit_of_the_logits_whatever_that_is(unit):
    # Three of four are right: the difference of the logits should be log 3.
    temperature = fit_temperature([0, 0, 0, 1], [[unit, 0.0]] * 4)
    assert temperature == pytest.approx(unit / np.log(3), rel=1e-14, abs=5e-324)
    if unit < 1e308:
        temperature = fit_temperature([0, 0, 0, 1], [[unit, -unit]] * 4)
        assert temperature == pytest.approx(
            unit / (np.log(3) / 2), rel=1e-14, abs=5e-324
        )


def test_a_temperature_beyond_the_floats_is_infinite():
    # 3.4e308 / log 3 is 3.1e308.
    assert fit_temperature([0, 0, 0, 1], [[1.7e308, -1.7e308]] * 4) == np.inf


def test_no_temperature_nearby_is_better():
    random = np.random.default_rng(2)
    logits, y_true = random.normal(size=(50, 3)), random.integers(3, size=50)
    y_true[:30] = logits[:30].argmax(axis=-1)
    best = fit_temperature(y_true, logits)

    def cost(temperature):
        return softmax_cross_entropy(y_true, logits / temperature).mean()

    assert cost(best) < min(cost(1.01 * best), cost(best / 1.01))


@pytest.mark.parametrize(
    ("y_true", "logits", "message"),
    [
        ([0], [[np.inf, 0.0]], r"logits must be finite, but logits\[0, 0\] is inf"),
        ([0], [[np.nan, 0.0]], r"logits must be finite, but logits\[0, 0\] is nan"),
        ([3], [[1.0, 0.0]], r"y_true .* from 0 to 1, but y_true\[0\] is 3"),
        ([0, 1], [[1.0, 0.0]], r"each row of logits: .* got \(2,\)"),
    ],
)
def test_fit_temperature_says_what_is_wrong(y_true, logits, message):
    with pytest.raises(ValueError, match=message):
        fit_temperature(y_true, logits)


# --- the probability of yes -------------------------------------------------------


@pytest.mark.parametrize("kind", [int, bool, float, np.float32])
def test_the_probability_of_yes_is_compared_with_the_share_of_yes(kind):
    # In [0, 1/4]: 0, 0.1 and 0.2, one yes. In (1/4, 1/2]: 0.5, a no. In (3/4, 1]: 0.8
    # and 1, both yes.
    p, y = [0.5, 0.0, 0.8, 0.1, 1.0, 0.2], np.array([0, 0, 1, 1, 1, 0], dtype=kind)
    bars = reliability(y, p, bins=4)
    assert bars.count.tolist() == [3, 1, 0, 2]
    nan = np.nan
    np.testing.assert_allclose(bars.confidence, [0.1, 0.5, nan, 0.9], rtol=1e-15)
    np.testing.assert_allclose(bars.accuracy, [1 / 3, 0, nan, 1], rtol=1e-15)
    assert bars.of_yes
    error = (3 * (1 / 3 - 0.1) + 1 * 0.5 + 2 * 0.1) / 6
    found = expected_calibration_error(y, p, bins=4)
    assert found == pytest.approx(error, rel=1e-14)


@pytest.mark.parametrize(
    ("p", "bin_of"), [(0.0, 0), (1e-300, 0), (0.1, 0), (0.3, 2), (0.7, 6), (1.0, 9)]
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_edge_belongs_to_the_bin_below_it_and_0_to_the_first(p, bin_of, dtype):
    bars = reliability([1], np.array([p], dtype=dtype))
    assert bars.count.tolist() == [int(m == bin_of) for m in range(10)]
    assert bars.confidence.dtype == bars.accuracy.dtype == dtype


def test_yes_is_counted_bin_by_bin_as_in_a_loop():
    random = np.random.default_rng(5)
    p = np.r_[random.uniform(size=300), np.arange(11) / 10]
    y = (random.uniform(size=311) < p**2).astype(int)
    bars, error = reliability(y, p), 0.0
    for m in range(10):
        inside = [
            (said, came)
            for said, came in zip(p, y, strict=True)
            if m / 10 < said <= (m + 1) / 10 or said == m == 0
        ]
        said, came = np.mean(inside, axis=0)
        assert bars.count[m] == len(inside)
        assert bars.confidence[m] == pytest.approx(said, rel=1e-12)
        assert bars.accuracy[m] == pytest.approx(came, rel=1e-12)
        error += len(inside) / 311 * abs(said - came)
    assert error > 0.05
    assert expected_calibration_error(y, p) == pytest.approx(error, rel=1e-12)


def test_that_the_answer_is_right_is_a_yes_with_the_probability_of_the_answer():
    random = np.random.default_rng(6)
    probs, y = softmax(random.normal(size=(200, 3))), random.integers(3, size=200)
    classes = reliability(y, probs)
    yes = reliability(probs.argmax(axis=-1) == y, probs.max(axis=-1))
    for field in ("count", "confidence", "accuracy"):
        np.testing.assert_array_equal(getattr(classes, field), getattr(yes, field))
    assert (classes.of_yes, yes.of_yes) == (False, True)


def test_as_two_classes_errors_of_opposite_sign_cancel():
    # 0.1 for ten, of which two are a yes; 0.9 for ten, all of which are.
    p, y = np.repeat([0.1, 0.9], 10), np.r_[1, 1, np.zeros(8, int), np.ones(10, int)]
    assert expected_calibration_error(y, p) == pytest.approx(0.1)
    # As two classes 8 + 10 of 20 answers are right, and each claims 0.9.
    two = np.stack([1 - p, p], axis=-1)
    assert expected_calibration_error(y, two) == pytest.approx(0, abs=1e-15)
    assert np.nanmin(reliability(y, two).confidence) >= 1 / 2


def test_a_nan_of_yes_makes_the_last_bin_nan_and_one_number_is_one_example():
    bars = reliability([1, 0, 1], [0.95, 0.1, np.nan])
    assert (bars.confidence[0], bars.accuracy[0]) == (0.1, 0)
    assert np.isnan(bars.confidence[9])
    assert np.isnan(bars.accuracy[9])
    assert np.isnan(expected_calibration_error([1, 0], [np.nan, 0.1]))
    assert expected_calibration_error(1, 0.75) == 0.25
    assert fit_temperature(0, 3.0) == np.inf


@pytest.mark.parametrize("gap", [5e-324, 0.1, 4.0, 1e6, 1.7e308])
@pytest.mark.parametrize(("yes", "n"), [(3, 4), (99, 100)])
def test_the_logit_of_yes_gets_the_temperature_that_makes_it_the_log_odds(gap, yes, n):
    outcomes = np.r_[np.ones(yes), np.zeros(n - yes)]
    for sign in (1, -1):  # what is true of yes is true of no
        found = fit_temperature(outcomes[::sign] == (sign > 0), np.full(n, sign * gap))
        odds = np.log(yes / (n - yes))
        assert found == pytest.approx(gap / odds, rel=1e-12, abs=5e-324)


@pytest.mark.parametrize(
    ("outcomes", "logits", "temperature"),
    [
        ([1, 0], [3.0, -2.0], 0.0),  # all right: sharper is always better
        ([0, 1], [3.0, -2.0], np.inf),  # all wrong: 1/2 is the best
        ([1, 0], [3.0, 3.0], np.inf),  # right and wrong alike
        ([1, 0], [0.0, 0.0], np.inf),  # no opinion at all
    ],
)
def test_the_temperature_of_yes_at_the_ends(outcomes, logits, temperature):
    assert fit_temperature(outcomes, logits) == temperature


def test_the_temperature_of_yes_is_that_of_two_classes_and_the_best():
    random = np.random.default_rng(8)
    z = 3 * random.normal(size=300)
    y = (random.logistic(size=300) < z / 3).astype(int)
    best = fit_temperature(y, z)
    pairs = np.stack([-z / 2, z / 2], axis=-1)
    assert best == pytest.approx(fit_temperature(y, pairs), rel=1e-12)
    assert best == pytest.approx(3, abs=0.7)

    def cost(temperature):
        return sigmoid_cross_entropy(y, z / temperature).mean()

    assert cost(best) < min(cost(1.01 * best), cost(best / 1.01))


COLUMN = r"two classes or more, got the shape \(2, 1\): .* write {}\[..., 0\]"
BOTH = r"y_true and {} both have the shape \(2, 2\), .*argmax.*; .*{}.ravel\(\)"


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("probs", reliability),
        ("probs", expected_calibration_error),
        ("logits", fit_temperature),
    ],
)
@pytest.mark.parametrize(
    ("y_true", "second", "message"),
    [
        ([-1, 1], [0.5, 0.5], r"y_true must be 0 for no or 1 for yes, .*\[0\] is -1"),
        ([0.0, 0.3], [0.5, 0.5], r"0 for no or 1 for yes, but y_true\[1\] is 0.3"),
        ([0.0, np.nan], [0.5, 0.5], r"0 for no or 1 for yes, but y_true\[1\] is nan"),
        ([0, 1], [0.5, 0.5, 0.5], r"y_true and {} .* same shape, got \(2,\) and \(3,"),
        ([[0], [1]], [0.5, 0.5], r"y_true and {} .* same shape, got \(2, 1\) and \(2,"),
        ([0, 1], [[0.5], [0.5]], COLUMN),
        ([0, 0], [[1.0], [1.0]], COLUMN),  # once rows of one class that is always right
        ([[0, 1], [1, 0]], [[0.2, 0.8], [0.6, 0.4]], BOTH),  # one-hot, or four yeses
    ],
)
def test_bad_outcomes_of_yes_are_named(name, measure, y_true, second, message):
    with pytest.raises(ValueError, match=message.format(name, name)):
        measure(y_true, second)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, np.inf])
def test_a_probability_of_yes_is_in_0_to_1(wrong):
    message = rf"probs must be in \[0, 1\], but probs\[1\] is {wrong}: .* sigmoid"
    with pytest.raises(ValueError, match=message):
        reliability([0, 1], [0.5, wrong])


def test_a_logit_of_yes_is_finite():
    with pytest.raises(ValueError, match=r"logits must be finite, .*\[1\] is inf"):
        fit_temperature([0, 1], [0.5, np.inf])


# --- softmax outputs are not confidences one can trust ----------------------------

SEEDS = range(20)


@functools.cache
def eleven_birds(seed):
    """Train on eleven birds to the bitter end; measure on birds never seen.

    Flipper length and body mass only. A further fifty birds choose a step to stop at
    and a temperature. Each model's accuracy, mean confidence, calibration error and
    cost, on the remaining 281 birds.
    """
    penguins = load_penguins()
    train, rest = split(penguins.labels, test_fraction=0.97, seed=seed)
    tune, test = split(penguins.labels[rest], test_fraction=0.85, seed=seed)
    tune, test = rest[tune], rest[test]
    assert (len(train), len(tune), len(test)) == (11, 50, 281)

    raw = penguins.features[:, 2:]
    features = add_intercept(standardize(raw, like=raw[train]))
    cost, grad = linear_cost(
        softmax_cross_entropy,
        softmax_cross_entropy_grad,
        features[train],
        penguins.labels[train],
    )
    path = gradient_descent(cost, grad, np.zeros((3, 3)), rate=1.0, steps=3000)

    tune_cost, _ = linear_cost(
        softmax_cross_entropy,
        softmax_cross_entropy_grad,
        features[tune],
        penguins.labels[tune],
    )
    stop = 10 * np.argmin([tune_cost(weights) for weights in path.parameters[::10]])
    temperature = fit_temperature(penguins.labels[tune], features[tune] @ path.last)

    def measured(weights, temperature=1.0):
        logits = features[test] @ weights / temperature
        probs, truth = softmax(logits), penguins.labels[test]
        return {
            "accuracy": np.mean(probs.argmax(axis=-1) == truth),
            "confidence": np.mean(probs.max(axis=-1)),
            "error": expected_calibration_error(truth, probs),
            "cost": np.mean(softmax_cross_entropy(truth, logits)),
        }

    return {
        "late": measured(path.last),
        "early": measured(path.parameters[stop]),
        "tempered": measured(path.last, temperature),
    }


def over_seeds(model, measure):
    return np.array([eleven_birds(seed)[model][measure] for seed in SEEDS])


def test_a_model_trained_on_eleven_birds_is_over_confident_whichever_they_are():
    gap = over_seeds("late", "confidence") - over_seeds("late", "accuracy")
    assert np.all(gap > 0)
    assert np.mean(gap) > 0.1
    assert np.mean(over_seeds("late", "error")) > 0.1


def test_stopping_early_mends_it():
    assert (
        np.mean(over_seeds("early", "error")) < np.mean(over_seeds("late", "error")) / 2
    )
    better = over_seeds("early", "cost") < over_seeds("late", "cost")
    assert np.mean(better) >= 0.8  # fifty birds sometimes choose a step badly


def test_a_temperature_mends_it_and_changes_no_answer():
    np.testing.assert_array_equal(
        over_seeds("tempered", "accuracy"), over_seeds("late", "accuracy")
    )
    assert (
        np.mean(over_seeds("tempered", "error"))
        < np.mean(over_seeds("late", "error")) / 2
    )
    assert np.all(over_seeds("tempered", "cost") < over_seeds("late", "cost"))
