"""Information: codes and coins that can be worked out by hand, and inequalities."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy import inf, log, log2, nan
from numpy.testing import assert_allclose, assert_array_equal

from lossbook import information
from lossbook.classification import softmax_cross_entropy, softmax_cross_entropy_grad
from lossbook.information import (
    cross_entropy,
    cross_entropy_grad,
    entropy,
    js_divergence,
    js_divergence_grad,
    kl_divergence,
    kl_divergence_from_logits,
    kl_divergence_from_logits_grad,
    kl_divergence_grad,
    model_perplexity,
    mutual_information,
    perplexity,
    surprisal,
)
from lossbook.links import softmax

# Two sources and the codes made for them: of 1, 2, 3, 3 and of 3, 1, 2, 3 bits.
P = [1 / 2, 1 / 4, 1 / 8, 1 / 8]
Q = [1 / 8, 1 / 2, 1 / 4, 1 / 8]

VALUES = [
    # function, arguments, knobs, derivation, reason
    (surprisal, (1.0,), {}, 0.0, "what is certain tells nothing"),
    (surprisal, (0.0,), {}, inf, "what is impossible"),
    (surprisal, (1 / 8,), {"base": 2}, 3.0, "one of eight is three bits"),
    (surprisal, (1 / 1000,), {"base": 10}, 3.0, "and one of 1000 three digits"),
    (surprisal, (1 / 9,), {"base": 3}, 2.0, "any base"),
    (entropy, ([1.0, 0.0],), {}, 0.0, "certain: 0 log 0 is 0"),
    (entropy, ([1 / 2, 1 / 2],), {"base": 2}, 1.0, "a fair coin is one bit"),
    (entropy, ([1 / 3] * 3,), {}, log(3), "uniform over n is log n, not -log n"),
    (entropy, (P,), {"base": 2}, 1 / 2 + 2 / 4 + 3 / 8 + 3 / 8, "mean code length"),
    (cross_entropy, (P, Q), {"base": 2}, 3 / 2 + 1 / 4 + 2 / 8 + 3 / 8, "code of Q"),
    (cross_entropy, (Q, P), {"base": 2}, 1 / 8 + 2 / 2 + 3 / 4 + 3 / 8, "code of P"),
    (cross_entropy, ([0.0, 1.0], [0.0, 1.0]), {}, 0.0, "0 log 0 is 0"),
    (cross_entropy, ([0.5, 0.5], [0.0, 1.0]), {}, inf, "q is 0 and p is not"),
    (cross_entropy, ([0.0, 1.0], [0.5, 0.5]), {}, log(2), "p is 0 and q is not"),
    (kl_divergence, (P, Q), {"base": 2}, 2.375 - 1.75, "what the wrong code costs"),
    (kl_divergence, (Q, P), {"base": 2}, 2.25 - 1.75, "another number"),
    (kl_divergence, ([0.0, 1.0], [0.5, 0.5]), {}, log(2), "p is 0 and q is not"),
    (kl_divergence, ([0.5, 0.5], [0.0, 1.0]), {}, inf, "q is 0 and p is not"),
    (kl_divergence, ([0.0, 1.0], [0.0, 1.0]), {}, 0.0, "both are 0: nothing is lost"),
    (
        kl_divergence,
        ([0.5, 0.5], [1e-320, 1.0]),
        {},
        (log(0.5) - log(1e-320)) / 2 + log(0.5) / 2,
        "p / q is beyond float64, its logarithm is not",
    ),
    (js_divergence, ([1.0, 0.0], [0.0, 1.0]), {"base": 2}, 1.0, "nothing in common"),
    (js_divergence, (P, P), {}, 0.0, "everything in common"),
    (
        js_divergence,
        ([1.0, 0.0], [0.5, 0.5]),
        {},
        (log(4 / 3) + log(2 / 3) / 2 + log(2) / 2) / 2,
        "the middle is 3/4, 1/4",
    ),
    (mutual_information, (np.eye(4) / 4,), {"base": 2}, 2.0, "a copy tells all"),
    (mutual_information, (np.full((2, 4), 1 / 8),), {}, 0.0, "independent: nothing"),
    (
        mutual_information,
        ([[1 / 2, 1 / 4], [0.0, 1 / 4]],),
        {},
        log(4 / 3) / 2 + log(2 / 3) / 4 + log(2) / 4,
        "margins 3/4, 1/4 and 1/2, 1/2",
    ),
    (
        mutual_information,
        ([[1.0, 1e-150], [1e-150, 1e-150]],),
        {},
        1e-150 * (1 - 4 * log(2) + 150 * log(10)),
        "three rare t, margins 1 - 2t and 2t: t - 2 t log 2 - t log(4t)",
    ),
    (perplexity, ([1.0, 0.0],), {}, 1.0, "one outcome"),
    (perplexity, ([1 / 8] * 8,), {}, 8.0, "eight, equally likely"),
    (perplexity, (P,), {}, 2**1.75, "1.75 bits"),
]


@pytest.mark.parametrize(("function", "args", "knobs", "expected", "reason"), VALUES)
def test_value(function, args, knobs, expected, reason):
    answer = function(*args, **knobs)
    assert isinstance(answer, np.float64)
    assert_allclose(answer, expected, rtol=1e-15, atol=0, err_msg=reason)


def test_dyadic_codes_are_exact():
    assert entropy(P, base=2) == 1.75
    assert cross_entropy(P, Q, base=2) == 2.375
    assert cross_entropy(Q, P, base=2) == 2.25
    assert perplexity([1 / 16] * 16) == 16


def test_powers_of_the_base_are_exact():
    for k in range(1, 300):
        assert surprisal(2.0**-k, base=2) == k
        assert surprisal(float(f"1e-{k}"), base=10) == k


def weights(k):
    """Return a strategy of distributions over k outcomes, some of them impossible."""
    return (
        st.lists(st.one_of(st.just(0.0), st.floats(1e-12, 1)), min_size=k, max_size=k)
        .filter(lambda w: sum(w) > 0)
        .map(lambda w: np.array(w) / np.sum(w))
    )


pairs = st.integers(1, 6).flatmap(lambda k: st.tuples(weights(k), weights(k)))


@given(pairs)
def test_the_inequality_of_gibbs(pair):
    p, q = pair
    assert 0 <= entropy(p) <= log(len(p)) + 1e-15
    assert kl_divergence(p, q) >= 0
    assert kl_divergence(p, p) == 0
    assert cross_entropy(p, q) >= entropy(p) * (1 - 1e-15) - 1e-15
    assert 0 <= js_divergence(p, q) <= log(2) * (1 + 1e-15)
    assert 1 <= perplexity(p) <= len(p) * (1 + 1e-14)


@given(pairs)
def test_cross_entropy_is_entropy_and_divergence(pair):
    p, q = pair
    both = entropy(p) + kl_divergence(p, q)
    assert_allclose(cross_entropy(p, q), both, rtol=1e-13, atol=1e-14)


@given(pairs)
def test_js_is_symmetric_and_by_the_middle(pair):
    p, q = pair
    m = (p + q) / 2
    assert_allclose(js_divergence(p, q), js_divergence(q, p), rtol=1e-15)
    by_hand = (kl_divergence(p, m) + kl_divergence(q, m)) / 2
    assert_allclose(js_divergence(p, q), by_hand, rtol=1e-12, atol=1e-15)


@given(
    hnp.arrays(
        np.float64,
        st.tuples(st.integers(1, 4), st.integers(1, 4)),
        elements=st.floats(0, 1),
    ).filter(lambda w: w.sum() > 1e-3)
)
def test_mutual_information_by_three_entropies(w):
    joint = w / w.sum()
    a, b = joint.sum(axis=1), joint.sum(axis=0)
    by_entropies = entropy(a) + entropy(b) - entropy(joint.ravel())
    information = mutual_information(joint)
    assert information >= 0
    assert_allclose(information, by_entropies, atol=1e-14)
    assert_allclose(information, mutual_information(joint.T), rtol=1e-14, atol=1e-30)


@pytest.mark.parametrize("base", [2, 10, 3.5])
def test_base_changes_the_unit_only(base):
    joint = [[0.3, 0.1], [0.2, 0.4]]
    for function, args in [
        (surprisal, (P,)),
        (entropy, (P,)),
        (cross_entropy, (P, Q)),
        (kl_divergence, (P, Q)),
        (js_divergence, (P, Q)),
        (mutual_information, (joint,)),
    ]:
        nats = function(*args)
        assert_allclose(function(*args, base=base), nats / log(base), rtol=1e-15)


def test_axis_and_batches():
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(5), (2, 3)), rng.dirichlet(np.ones(5), (2, 3))
    for function, args in [
        (entropy, (p,)),
        (perplexity, (p,)),
        (cross_entropy, (p, q)),
        (kl_divergence, (p, q)),
        (js_divergence, (p, q)),
    ]:
        answer = function(*args)
        assert answer.shape == (2, 3)
        first = [np.moveaxis(a, -1, 0) for a in args]
        assert_array_equal(function(*first, axis=0), answer)
        assert_array_equal(function(*first, axis=-3), answer)
    joint = rng.dirichlet(np.ones(6), 4).reshape(4, 2, 3)
    assert_array_equal(
        mutual_information(joint), [mutual_information(table) for table in joint]
    )


def test_large_inputs_are_worked_out_in_blocks():
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(7), 10_000), rng.dirichlet(np.ones(7), 10_000)
    for function in (kl_divergence, js_divergence):
        parts = [
            function(p[i : i + 999], q[i : i + 999]) for i in range(0, 10_000, 999)
        ]
        assert_array_equal(function(p, q), np.concatenate(parts))


def test_nan_stays_in_its_row():
    p, q = np.array([P, P, P]), np.array([Q, Q, Q])
    p[1, 2] = nan
    for answer in (
        entropy(p),
        perplexity(p),
        cross_entropy(p, q),
        cross_entropy(q, p),
        kl_divergence(p, q),
        kl_divergence(q, p),
        js_divergence(p, q),
    ):
        assert_array_equal(np.isnan(answer), [False, True, False])
    p = np.array([[1.0, 0.0], [1.0, 0.0]])
    q = np.array([[1.0, nan], [0.5, 0.5]])  # p is 0 where q is NaN
    assert_array_equal(np.isnan(cross_entropy(p, q)), [True, False])
    assert_array_equal(np.isnan(kl_divergence(p, q)), [True, False])


# ------------------------------------------------- claims, and what answers them


def test_the_divergence_that_others_lose():
    """Peers give -1.6e-16, 0 and NaN for 1.05e-17 and its like."""
    p = np.array([0.3, 0.7])
    q = np.array([0.3 + 1e-8, 0.7 - 1e-8])
    d = q - p
    expected = np.sum(d**2 / (2 * p) - d**3 / (6 * p**2))  # Taylor, exact enough here
    textbook = np.sum(p * log(p / q))
    assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-8)
    assert abs(textbook - expected) > 0.01 * expected
    assert js_divergence(p, q) == pytest.approx(expected / 4, rel=1e-6)


def test_the_entropy_of_the_uniform_is_not_minus_log_n():
    """The claim: H of the uniform distribution is -log n."""
    assert entropy([1 / 5] * 5) == pytest.approx(+log(5))


def test_the_divergence_is_no_distance():
    """The claim: KL is a distance. It has two directions, and no triangle."""
    a, b, c = [0.5, 0.5], [0.25, 0.75], [0.1, 0.9]
    assert kl_divergence(a, b) != pytest.approx(kl_divergence(b, a))
    assert kl_divergence(a, c) > kl_divergence(a, b) + kl_divergence(b, c)


def test_the_least_cross_entropy_is_not_0():
    """The claim: the minimum of cross-entropy is 0. It is the entropy of p."""
    p = np.array([0.1, 0.2, 0.7])
    assert cross_entropy(p, p) == pytest.approx(0.8018, abs=5e-5)
    assert cross_entropy(p, p) == entropy(p)


def test_bits_and_nats():
    assert entropy([0.5, 0.5]) == log(2)
    assert entropy([0.9, 0.1], base=2) == pytest.approx(
        -0.9 * log2(0.9) - 0.1 * log2(0.1), rel=1e-15
    )


def test_a_sum_within_the_tolerance_moves_the_bounds_by_as_much():
    more = 9e-6
    p = [1 + more, 0.0]
    assert -1.01 * more < entropy(p) < 0
    assert 1 - 1.01 * more < perplexity(p) < 1
    assert 1 < js_divergence(p, [0.0, 1 + more], base=2) < 1 + 1.01 * more


def test_the_js_divergence_is_finite_and_its_root_a_distance():
    rng = np.random.default_rng(0)
    p, q, r = rng.dirichlet([0.2] * 4, size=(3, 500))
    pq, qr, pr = (np.sqrt(js_divergence(a, b)) for a, b in ((p, q), (q, r), (p, r)))
    assert np.all(pr <= pq + qr + 1e-15)
    for p0 in (0.0, 5e-324, 1e-310):
        assert js_divergence([p0, 1.0], [0.0, 1.0]) < 1e-300


# --------------------------------------------------------------------- gradients

SLOPES = [
    # function, p, q, knobs, derivation, reason
    (cross_entropy_grad, P, Q, {}, [-4, -1 / 2, -1 / 2, -1], "-p / q"),
    (cross_entropy_grad, [0.0, 1.0], [0.0, 1.0], {}, [0, -1], "0 where p is 0"),
    (cross_entropy_grad, [0.5, 0.5], [0.0, 1.0], {}, [-inf, -0.5], "any q is better"),
    (kl_divergence_grad, P, Q, {}, [-3, 1 / 2, 1 / 2, 0], "1 - p / q"),
    (kl_divergence_grad, P, Q, {"base": 2}, np.array([-3, 0.5, 0.5, 0]) / log(2),
     "in bits"),
    (kl_divergence_grad, [0.0, 1.0], [0.0, 1.0], {}, [1, 0], "p is 0: the term is q"),
    (kl_divergence_grad, [0.5, 0.5], [0.0, 1.0], {}, [-inf, 0.5], "any q is better"),
    (kl_divergence_grad, [0.5, 0.5], [0.5 + 2**-40, 0.5 - 2**-40], {},
     [2**-39 / (1 + 2**-39), -(2**-39) / (1 - 2**-39)], "near p no digit is lost"),
    (js_divergence_grad, [0.5, 0.5, 0.0], [0.5, 0.0, 0.5], {"base": 2}, [0, -inf, 0.5],
     "log(q / m) / 2"),
    (js_divergence_grad, [0.0, 1.0], [0.0, 1.0], {"base": 2}, [0.5, 0], "at 0 too"),
    (js_divergence_grad, [0.75, 0.25], [0.25, 0.75], {},
     [-log(2) / 2, log(3 / 2) / 2], "the middle is 1/2"),
    (js_divergence_grad, [0.5, 0.5], [0.5 + 1e-12, 0.5 - 1e-12], {},
     [(0.5 + 1e-12 - 0.5) / 2, (0.5 - 1e-12 - 0.5) / 2], "q / m would be 1 + 1e-12"),
    (js_divergence_grad, [0.3, 0.7], [5e-324, 1.0], {},
     [(log(2) + log(5e-324) - log(0.3)) / 2, log(1 / 0.85) / 2], "q / m underflows"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "p", "q", "knobs", "expected", "reason"), SLOPES)
def test_slope(function, p, q, knobs, expected, reason):
    rtol = 1e-11 if "1e-12" in reason else 1e-15
    assert_allclose(function(p, q, **knobs), expected, rtol=rtol, err_msg=reason)


@pytest.mark.parametrize("base", [None, 2])
@pytest.mark.parametrize(
    ("value", "slope"),
    [
        (cross_entropy, cross_entropy_grad),
        (kl_divergence, kl_divergence_grad),
        (js_divergence, js_divergence_grad),
        (kl_divergence_from_logits, kl_divergence_from_logits_grad),
    ],
)
def test_the_gradient_is_the_central_difference(value, slope, base):
    rng = np.random.default_rng(1)
    p, q = rng.dirichlet(np.full(4, 2.0), size=(2, 30))
    from_logits = slope is kl_divergence_from_logits_grad
    second = 3 * rng.normal(size=q.shape) if from_logits else q
    grad = slope(p, second, base=base)
    for i, j in ((0, 1), (2, 0), (3, 2)):  # along the distributions
        step = 1e-5 * second.min(axis=1, keepdims=True) * (np.eye(4)[i] - np.eye(4)[j])
        up, down = (value(p, second + s, base=base) for s in (step, -step))
        rise = (grad * step).sum(axis=1)
        assert_allclose(rise, (up - down) / 2, rtol=1e-5, atol=1e-13)


def test_the_textbook_differs_by_the_same_in_each_component():
    rng = np.random.default_rng(2)
    p, q = rng.dirichlet(np.ones(5), size=(2, 20))
    assert_allclose(kl_divergence_grad(p, q) - cross_entropy_grad(p, q), 1, rtol=1e-12)
    way = rng.dirichlet(np.ones(5), size=20) - q  # from one distribution to another
    assert_allclose(
        (kl_divergence_grad(p, q) * way).sum(axis=1),
        (cross_entropy_grad(p, q) * way).sum(axis=1),
        atol=1e-11,
    )


def test_gradients_along_an_axis_and_in_blocks():
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(7), (2, 4000)), rng.dirichlet(np.ones(7), (2, 4000))
    for function in (
        cross_entropy_grad,
        kl_divergence_grad,
        js_divergence_grad,
        kl_divergence_from_logits_grad,
    ):
        whole = function(p, q)
        assert whole.shape == p.shape
        assert_array_equal(function(p[:, 100:200], q[:, 100:200]), whole[:, 100:200])
        first = function(np.moveaxis(p, -1, 0), np.moveaxis(q, -1, 0), axis=0)
        assert_array_equal(np.moveaxis(first, 0, -1), whole)


def test_a_nan_spoils_the_gradient_of_its_row():
    p, q = np.array([P, P]), np.array([Q, Q])
    spoilt = p.copy()
    spoilt[1, 2] = nan
    for function in (
        cross_entropy_grad,
        kl_divergence_grad,
        js_divergence_grad,
        kl_divergence_from_logits_grad,
    ):
        for answer in (function(spoilt, q), function(q, spoilt)):
            assert_array_equal(np.isnan(answer), [[False] * 4, [True] * 4])


# --------------------------------------------------------------------- from logits


def test_a_divergence_from_logits_does_not_underflow():
    z = np.array([0.0, -1000.0])
    assert kl_divergence([0.5, 0.5], softmax(z)) == inf
    found = kl_divergence_from_logits([0.5, 0.5], z)
    assert found == pytest.approx(500 - log(2), rel=1e-15)
    assert kl_divergence_from_logits([0.5, 0.5], z, base=2) == pytest.approx(
        500 / log(2) - 1, rel=1e-15
    )
    assert_array_equal(kl_divergence_from_logits_grad([0.5, 0.5], z), [0.5, -0.5])
    # In 745.1 nats and less the softmax is there, but has lost digits.
    found = kl_divergence_from_logits([0.5, 0.5], [0.0, -744.0])
    assert found == pytest.approx(372 - log(2), rel=1e-15)


def test_a_divergence_from_logits_near_0_keeps_its_digits():
    p, step = np.array([0.3, 0.7]), 1e-8
    z = log(p) + np.array([step, 0.0])
    expected = p[0] * p[1] * step**2 / 2
    assert kl_divergence_from_logits(p, z) == pytest.approx(expected, rel=1e-7)
    textbook = log(np.exp(z).sum()) - (p * z).sum() - entropy(p)
    assert abs(textbook - expected) > 0.1 * expected


def test_logits_that_are_infinite():
    assert kl_divergence_from_logits([1.0, 0.0], [0.0, -inf]) == 0
    assert kl_divergence_from_logits([0.5, 0.5], [0.0, -inf]) == inf
    assert_array_equal(
        kl_divergence_from_logits_grad([0.5, 0.5], [3, -inf]), [0.5, -0.5]
    )
    for z in ([inf, 0.0], [-inf, -inf]):
        assert np.isnan(kl_divergence_from_logits([0.5, 0.5], z))
        assert np.isnan(kl_divergence_from_logits_grad([0.5, 0.5], z)).all()


@given(pairs, st.floats(-900, 900))
def test_from_logits_and_from_probabilities(pair, shift):
    p, q = pair
    z = 20 * q  # any logits
    of_softmax = kl_divergence(p, softmax(z))
    assert_allclose(kl_divergence_from_logits(p, z), of_softmax, rtol=1e-12, atol=1e-30)
    moved = kl_divergence_from_logits(p, z + shift)
    assert_allclose(moved, of_softmax, rtol=1e-9, atol=1e-12)
    less = softmax_cross_entropy(p, z) - entropy(p)
    assert_allclose(kl_divergence_from_logits(p, z), less, rtol=1e-12, atol=1e-13)
    assert_allclose(
        kl_divergence_from_logits_grad(p, z),
        softmax_cross_entropy_grad(p, z),
        rtol=1e-12,
        atol=1e-15,
    )


# ------------------------------------------------------------- a model on its data

TOKENS = np.array([[0, 1, 1, 2], [3, 1, -100, -100]])
SAID = np.random.default_rng(4).normal(size=(2, 4, 4))


def test_the_perplexity_of_a_model():
    assert model_perplexity(3, np.zeros(8)) == pytest.approx(8, rel=1e-15)
    assert model_perplexity([0, 1], [[90.0, 0.0], [0.0, 90.0]]) == 1
    # Of probabilities 1/2 and 1/8 the geometric mean is 1/4.
    z = log([[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]])
    assert model_perplexity([0, 1], z) == pytest.approx(4, rel=1e-15)
    assert model_perplexity([0], [[-1e4, 0.0]]) == inf
    assert np.isnan(model_perplexity([0, 1], [[0.0, nan], [0.0, 1.0]]))


def test_it_is_not_below_the_perplexity_of_the_shares():
    y, z = np.repeat([0, 1, 2], [2, 6, 2]), np.array([0.1, 1.0, -0.3])
    shares = [0.2, 0.6, 0.2]
    found = model_perplexity(y, np.tile(z, (10, 1)))
    assert found == pytest.approx(np.exp(cross_entropy(shares, softmax(z))), rel=1e-14)
    assert found > perplexity(shares)
    best = model_perplexity(y, np.tile(log(shares), (10, 1)))
    assert best == pytest.approx(perplexity(shares), rel=1e-14)


def test_examples_that_do_not_count():
    counted = TOKENS >= 0
    spoilt = SAID.copy()
    spoilt[~counted] = nan
    alone = model_perplexity(TOKENS[counted], SAID[counted])
    assert model_perplexity(TOKENS, spoilt, where=counted) == alone
    single = model_perplexity(TOKENS, spoilt.astype(np.float32), where=counted)
    assert single.dtype == np.float32 and single == pytest.approx(alone, rel=1e-6)
    with pytest.raises(
        ValueError, match=r"^where counts no example, so there is no mean$"
    ):
        model_perplexity(TOKENS, SAID, where=np.zeros((2, 4), bool))
    with pytest.raises(ValueError, match=r"shape of the losses, \(2, 4\), got \(4,\)"):
        model_perplexity(TOKENS, SAID, where=[True] * 4)
    with pytest.raises(ValueError, match=r"y_true\[1, 2\] is -100"):
        model_perplexity(TOKENS, SAID)


def test_the_gradient_of_a_perplexity_is_what_its_note_says():
    y, z = TOKENS[0], SAID[0]
    grad = model_perplexity(y, z) * softmax_cross_entropy_grad(y, z) / 4
    step = 1e-5 * np.random.default_rng(0).normal(size=z.shape)
    rise = (model_perplexity(y, z + step) - model_perplexity(y, z - step)) / 2
    assert (grad * step).sum() == pytest.approx(rise, rel=1e-7)


@pytest.mark.parametrize("count", [20, 9000])
def test_float32_logits_are_worked_out_in_float64(count):
    rng = np.random.default_rng(0)
    y, z = rng.integers(0, 5, count), 40 * rng.normal(size=(count, 5))
    z = z.astype(np.float32)
    exact = np.exp(softmax_cross_entropy(y, z.astype(float)).mean())
    assert model_perplexity(y, z) == np.float32(exact)


def test_a_class_far_behind_two_equal_ones():
    """softmax(z) is 1/2, 1/2 and exp(-1000) / 2, which underflows."""
    p, z = np.array([0.25, 0.25, 0.5]), np.array([0.0, 0.0, -1000.0])
    entropy = 0.5 * math.log(2) + 0.5 * math.log(4)
    cross = 0.5 * math.log(2) + 0.5 * (1000 + math.log(2))
    expected = cross - entropy
    assert kl_divergence_from_logits(p, z) == pytest.approx(expected, rel=1e-15)


def test_the_term_of_two_rare_outcomes_whose_product_underflows():
    """p log(p / q) - p + q, with q = a b in exact arithmetic."""
    for p00, a, b in [(5e-299, 1e-150, 1e-149), (2e-320, 1e-170, 1e-160)]:
        table = np.array([[[p00, a - p00], [b - p00, 1.0 - a - b]]])
        with mpmath.workdps(40):
            q = mpmath.mpf(a) * mpmath.mpf(b)
            exact = p00 * mpmath.log(mpmath.mpf(p00) / q) - p00 + q
        with np.errstate(all="ignore"):
            got = information._from_independence(table)[0, 0, 0]
        assert got == pytest.approx(float(exact), rel=1e-12, abs=5e-324)
