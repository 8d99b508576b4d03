"""Each run has the fault that it is named after, whatever the draw of its data.

The claims are those of the appendix "Reading a loss curve". Each is tried with twenty
seeds, beside the diagnosis, which must find the fault and nothing else.
"""

import math
from functools import cache

import numpy as np
import pytest

import lossbook as lb
from lossbook import calibration, curves, descent, network
from lossbook.curves import CURVES
from lossbook.symptoms import SYMPTOMS

SEEDS = range(20)
FAULTS = {row.curve: name for name, row in SYMPTOMS.items()}
FAULTS |= {"sigmoid_twice": "twice"}


def nats(share):
    """The entropy of yes and no."""
    return -share * math.log(share) - (1 - share) * math.log(1 - share)


def too_sure(run):
    """All that the appendix says of it."""
    z, y = run.new_outputs, run.new_labels
    each = np.logaddexp(0, np.where(y == 1, -z, z))
    right = (z > 0) == y
    best = run.validation.argmin()
    T = calibration.fit_temperature(
        y.astype(int), np.column_stack([np.zeros_like(z), z])
    )
    return (
        each.mean() == pytest.approx(run.validation[-1])
        and run.validation[-1] > 1.5 * run.validation[best]
        and run.accuracy[-10:].mean() > run.accuracy[best]
        and each[right].mean() < 0.1 < 2 < each[~right].mean()
        and 0.25 < (~right).mean() < 0.4
        and each[~right].sum() > 0.95 * each.sum()
        and np.logaddexp(0, np.where(y == 1, -z, z) / T).mean() < run.validation[best]
    )


def all_pairs(run):
    """The loss by its derivation: two variances and a difference of means."""
    p, y = run.outputs, run.labels
    return run.losses[-1] == pytest.approx(
        p.var() + y.var() + (p.mean() - y.mean()) ** 2, rel=1e-6
    ) and run.losses[-1] == pytest.approx(y.var())


def typed_in_float32(run):
    """The loss before the last is small and right, and all answers are right."""
    largest = np.abs(run.outputs[np.isfinite(run.outputs)]).max()
    return (
        np.isfinite(run.losses[:-1]).all()
        and np.isnan(run.losses[-1])
        and run.accuracy[-2] == 1
        and run.losses[-2] < 0.05
        # 1 - p is below half an ulp of 1 in float32.
        and 16 < largest < 19
    )


def smallest_loss_of_an_example(run):
    q = np.exp(run.outputs - run.outputs.max(axis=1, keepdims=True))
    q /= q.sum(axis=1, keepdims=True)
    own = q[np.arange(len(q)), run.labels]
    return (np.log(np.exp(q).sum(axis=1)) - own).min()


CLAIMS = {
    "shuffled": lambda run: (
        abs(run.losses - math.log(2)).max() < 0.01 and run.outputs.std() < 0.3
    ),
    "rare": lambda run: (
        run.losses[0] == pytest.approx(math.log(2))
        and abs(run.losses[-1] - nats(0.1)) < 0.005
        and run.accuracy[-1] == 0.9
    ),
    "many_labels": lambda run: (
        run.base_rates.mean() == pytest.approx(3 / 80)
        and abs(run.losses[-1] - nats(3 / 80)) < 0.003
    ),
    "dead": lambda run: (
        abs(run.losses[-100:] - math.log(10)).max() < 1e-12 and run.outputs.std() == 0
    ),
    "by_element": lambda run: (
        run.accuracy[-1] == pytest.approx(0.9)
        and abs(run.losses[-1] - math.log(10)) < 0.04
        and (run.outputs.argmax(axis=1) == run.labels).mean() < 0.2
    ),
    "overconfident_start": lambda run: (
        run.losses[0] > 5
        and math.log(4) - 0.015 < run.losses[-1] < math.log(4)
        and run.accuracy[-1] < 0.35
    ),
    "softmax_twice": lambda run: (
        run.losses[-1] == pytest.approx(math.log(1 + 9 / math.e), rel=0.001)
        and smallest_loss_of_an_example(run) >= math.log(1 + 9 / math.e)
        and run.accuracy[-1] > 0.99
    ),
    "sigmoid_twice": lambda run: (
        run.losses[-1]
        == pytest.approx((math.log(1 + 1 / math.e) + math.log(2)) / 2, rel=0.001)
        and run.accuracy[-1] > 0.99
    ),
    "smoothed": lambda run: (
        0 < run.losses[-1] - (-0.91 * math.log(0.91) - 0.09 * math.log(0.01)) < 0.002
        and run.accuracy[-1] == 1
    ),
    "capped": lambda run: (
        run.losses[-1] / (1 - run.accuracy[-1])
        == pytest.approx(7 * math.log(10), rel=0.002)
        and np.ptp(run.losses) < 0.05
    ),
    "labels_from_one": lambda run: (
        run.losses[-1] < -5
        and (np.diff(run.losses) < 0).all()
        and set(run.labels) == {1.0, 2.0}
    ),
    "rounded_to_one": typed_in_float32,
    "diverging": lambda run: (
        run.losses[-1] / run.losses[-2] == pytest.approx(1.2**2, rel=0.01)
    ),
    "zigzag": lambda run: (
        (np.diff(run.losses)[-29:-1] * np.diff(run.losses)[-28:] < 0).mean() > 0.9
    ),
    "too_sure": too_sure,
    "overfitting": lambda run: (
        run.validation[-1] > 1.5 * run.validation.min()
        and run.accuracy[-10:].mean() < run.accuracy[run.validation.argmin()] - 0.01
        and run.losses[-1] < 0.1
    ),
    "mean_of_an_epoch": lambda run: (
        (run.validation < run.losses).all()
        and lb.softmax_cross_entropy(run.labels, run.outputs).mean()
        < (run.losses[-1] + run.validation[-1]) / 2
    ),
    "all_pairs": all_pairs,
    "summed": lambda run: run.losses[0] == pytest.approx(64 * math.log(4)),
    "healthy": lambda run: run.losses[-1] < math.log(3) / 3,
}


def test_each_fault_has_a_claim_and_each_symptom_a_fault():
    assert CLAIMS.keys() == CURVES.keys() == FAULTS.keys() | {"healthy"}


@pytest.mark.parametrize("name", CURVES)
def test_twenty_draws_show_the_fault_and_are_recognised(name):
    expected = [FAULTS[name]] if name in FAULTS else []
    for seed in SEEDS:
        run = curves.run(name, seed=seed)
        assert CLAIMS[name](run), (name, seed)
        found = lb.diagnose(run.losses, **run.known).findings
        assert [finding.name for finding in found] == expected, (name, seed)


@pytest.mark.parametrize("name", CURVES)
def test_the_same_seed_draws_the_same_and_another_draws_other_data(name):
    first, again, other = (curves.run(name, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(first.losses, again.losses, equal_nan=True)
    assert not np.array_equal(first.outputs, other.outputs) or name == "dead"
    assert repr(first).startswith(f"<Curve: {len(first.losses)} losses, ")


@cache
def first_rate(rate, seed):
    """The logits of a network like the dead one, after another first rate."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(200, 20))
    y = (x @ random.normal(size=(20, 10))).argmax(axis=1)
    layers = network.random_layers([20, 50, 50, 10], gain=math.sqrt(2), seed=seed)
    for step in range(30):
        slopes = network.layer_gradients(
            layers, x, y, lb.softmax_cross_entropy_grad, activation="relu"
        )
        factor = rate if step < 5 else 0.1
        layers = [w - factor * g for w, g in zip(layers, slopes, strict=True)]
    return network.layer_outputs(layers, x, activation="relu")[-1]


def test_a_high_rate_does_not_always_kill():
    assert all(first_rate(3.0, seed).std() > 0 for seed in SEEDS)
    assert all(first_rate(50.0, seed).std() == 0 for seed in range(3))


def test_adam_hardly_notices_that_a_loss_is_a_sum_and_descent_does():
    """On a parabola, with the mean and with 64 times the mean."""

    def adam(factor):
        w, m, v = 1.0, 0.0, 0.0
        for t in range(1, 51):
            g = factor * w
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            w -= 0.01 * (m / (1 - 0.9**t)) / (math.sqrt(v / (1 - 0.999**t)) + 1e-8)
        return w

    assert adam(64.0) == pytest.approx(adam(1.0), rel=1e-6)
    assert abs(1 - 0.04 * 1) ** 50 < 1 < abs(1 - 0.04 * 64) ** 50


def test_cross_entropy_jumps_a_little_above_the_limit_of_its_rate():
    """Two examples at 10 with one label each way: the curvature at the best is 25."""
    x, y = np.array([[10.0], [10.0]]), np.array([0.0, 1.0])
    terms = descent.linear_cost(
        lb.sigmoid_cross_entropy, lb.sigmoid_cross_entropy_grad, x, y
    )
    limit = 2 / 25
    below, above = (
        descent.gradient_descent(*terms, np.array([0.05]), rate=rate, steps=400)
        for rate in (0.95 * limit, 1.1 * limit)
    )
    assert below.costs[-1] == pytest.approx(math.log(2))
    assert above.costs[-1] > math.log(2) + 0.01
    assert above.last * above.parameters[-2] < 0  # on the other side


def test_an_unknown_fault_is_named():
    with pytest.raises(ValueError, match=r"name must be one of shuffled, .*'dropout'"):
        curves.run("dropout")
    with pytest.raises(ValueError, match="seed must be 0 or more, got -1"):
        curves.run("dead", seed=-1)
