"""Chapter 03: the numbers that it shows, and the counter-example of each box."""

import csv
import math
from importlib import resources

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

import lossbook as lb
from lossbook import datasets, descent

PENGUINS = datasets.load_penguins()
BILL, _, FLIPPER, GRAMS = PENGUINS.features.T
MASS = GRAMS / 1000


def design(x):
    return descent.add_intercept(descent.standardize(x[:, None]))


# --- seven heads --------------------------------------------------------------------


def chance(heads, p):
    return math.comb(10, heads) * p**heads * (1 - p) ** (10 - heads)


def test_probabilities_add_up_to_one_and_the_likelihood_does_not():
    assert math.fsum(chance(k, 0.7) for k in range(11)) == pytest.approx(1)
    p = np.linspace(0, 1, 10_001)
    area = np.trapezoid(chance(7, p), p)
    # 120 · 7! 3! / 11!
    assert area == pytest.approx(1 / 11, abs=1e-8)
    assert p[chance(7, p).argmax()] == pytest.approx(0.7)


def test_the_area_is_one_part_in_tosses_plus_one_whatever_was_seen():
    for n in (1, 2, 5, 10):
        for k in range(n + 1):
            area, _ = integrate.quad(lambda p, k=k, n=n: stats.binom.pmf(k, n, p), 0, 1)
            assert area == pytest.approx(1 / (n + 1))
    # The argument of the chapter: eleven numbers, the first among the others.
    rng = np.random.default_rng(0)
    numbers = rng.uniform(size=(100_000, 11))
    heads = (numbers[:, 1:] < numbers[:, :1]).sum(axis=1)
    assert np.bincount(heads) / 100_000 == pytest.approx(np.full(11, 1 / 11), abs=5e-3)


def test_the_share_of_the_hill_depends_on_the_description_of_the_coin():
    """Over p it is a beta distribution of 8 and 4, over the log-odds of 7 and 3."""
    p, z = np.linspace(0, 1, 10_001), np.linspace(-20, 20, 40_001)
    shares, tops = [], []
    for coin in (p, lb.sigmoid(z)):
        hill = chance(7, coin)
        shares.append(hill[coin > 0.5].sum() / hill.sum())
        tops.append(coin[hill.argmax()])
    expected = [stats.beta(8, 4).sf(0.5), stats.beta(7, 3).sf(0.5)]
    assert shares == pytest.approx(expected, abs=2e-4)
    assert expected == pytest.approx([0.8867, 0.9102], abs=5e-5)
    assert tops == pytest.approx([0.7, 0.7], abs=1e-4)


def test_maximum_likelihood_takes_the_unseen_for_impossible():
    p = np.linspace(0, 1, 101)
    likelihood = np.array([chance(0, x) for x in p])
    assert likelihood.argmax() == 0
    assert likelihood[0] == 1
    assert lb.bernoulli_nll(1, 0.0) == np.inf


# --- from a product to a cost -------------------------------------------------------


def test_the_product_is_lost_and_the_sum_is_not():
    tosses = np.tile([1, 1, 1, 1, 1, 1, 1, 0, 0, 0], 200)
    losses = lb.bernoulli_nll(tosses, np.full(2000, 0.7))
    product = np.cumprod(np.exp(-losses))
    assert product[-1] == 0
    assert (product == 0).argmax() + 1 == 1228
    # 1400 log .7 + 600 log .3
    total = -1400 * math.log(0.7) - 600 * math.log(0.3)
    assert losses.sum() == pytest.approx(total)
    assert round(total, 2) == 1221.73
    assert losses.mean() == pytest.approx(lb.entropy([0.7, 0.3]))


def test_where_the_best_product_is_lost_all_are():
    heads, tails = 1400, 600
    for p in np.linspace(0.01, 0.99, 99):
        assert p**heads * (1 - p) ** tails == 0


def test_the_logarithm_keeps_the_top():
    p = np.linspace(0.01, 0.99, 99)
    product, cost = chance(7, p), []
    for x in p:
        cost.append(lb.bernoulli_nll([1] * 7 + [0] * 3, np.full(10, x)).mean())
    assert product.argmax() == np.argmin(cost)


def test_that_one_tells_nothing_about_another_is_not_enough_for_the_product():
    """Two fair coins and whether they agree: independent in pairs, not all three."""
    outcomes = [(a, b, int(a == b)) for a in (0, 1) for b in (0, 1)]

    def share(**seen):
        kept = [x for x in outcomes if all(x["abc".index(k)] == seen[k] for k in seen)]
        return len(kept) / len(outcomes)

    for pair in ("ab", "ac", "bc"):
        assert share(**dict.fromkeys(pair, 1)) == 1 / 4  # the product of two halves
    assert share(a=1, b=1, c=1) == 1 / 4 != (1 / 2) ** 3


# --- how sure is the top ------------------------------------------------------------


def test_the_curvature_gives_the_standard_error_of_a_share():
    h = 1e-4
    minus_log = [-math.log(chance(7, 0.7 + step)) for step in (-h, 0, h)]
    information = (minus_log[0] - 2 * minus_log[1] + minus_log[2]) / h**2
    assert information == pytest.approx(10 / (0.7 * 0.3), rel=1e-5)
    error = math.sqrt(0.7 * 0.3 / 10)
    assert information**-0.5 == pytest.approx(error, rel=1e-5)
    for seed in range(20):
        shares = np.random.default_rng(seed).binomial(10, 0.7, size=100_000) / 10
        assert shares.std() == pytest.approx(error, rel=0.01)
    # A fair coin makes the seven heads almost half as probable.
    assert 0.4 < chance(7, 0.5) / chance(7, 0.7) < 0.5


def test_at_the_edge_the_curvature_claims_certainty():
    share = 0.0
    assert math.sqrt(share * (1 - share) / 10) == 0
    # Yet a coin with one head in twenty often shows none in ten tosses.
    assert chance(0, 1 / 20) > 1 / 2


# --- choose the noise ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("truth", "gauss", "laplace"),
    [
        # r = sd = 1/2: 1/2 + log(1/2) + log(2π)/2; √2 + log(1/√2)
        (4.7, 0.73, 1.07),
        # r = 5 kg, ten standard deviations: 50 in place of 1/2; 10 √2 in place of √2
        (9.2, 50.23, 13.80),
    ],
)
def test_what_an_error_costs_at_the_same_standard_deviation(truth, gauss, laplace):
    small = 0.5 / math.sqrt(2)
    assert stats.laplace(4.2, small).std() == pytest.approx(0.5)
    assert lb.gaussian_nll(truth, 4.2, scale=0.5).round(2) == gauss
    assert lb.laplace_nll(truth, 4.2, scale=small).round(2) == laplace


def test_of_the_two_terms_of_a_yes_or_no_one_is_zero():
    z = np.linspace(-3, 3, 13)
    for label, y in ((1, 1), (-1, 0)):
        np.testing.assert_allclose(
            lb.bernoulli_nll(np.full(13, y), lb.sigmoid(z)),
            lb.logistic(np.full(13, label), z),
            rtol=1e-12,
        )


def test_what_is_to_be_predicted_of_the_noises():
    z = np.linspace(-20, 2, 23)
    second = np.diff(lb.gaussian_nll(np.zeros(23), z), 2)
    np.testing.assert_allclose(second, 1)  # a parabola has one curvature
    below, above = (lb.laplace_nll_grad(1.0, 1.0 + step) for step in (-1e-9, 1e-9))
    assert (below, above) == (-1, 1)  # the corner
    nothing = lb.poisson_nll(np.zeros(23), np.exp(z))
    np.testing.assert_allclose(nothing, np.exp(z), rtol=1e-12)
    assert nothing[0] < 1e-8


def test_each_loss_is_minus_the_logarithm_of_its_noise():
    """Second opinion: the distributions of SciPy."""
    rng = np.random.default_rng(0)
    y, m, s = rng.normal(0, 3, 50), rng.normal(0, 3, 50), rng.uniform(0.1, 4, 50)
    p, mu = rng.uniform(0, 1, 50), rng.uniform(0.1, 9, 50)
    yes, count = rng.integers(0, 2, 50), rng.integers(0, 12, 50)
    for loss, log_density in [
        (lb.gaussian_nll(y, m, scale=s), stats.norm(m, s).logpdf(y)),
        (lb.laplace_nll(y, m, scale=s), stats.laplace(m, s).logpdf(y)),
        (lb.bernoulli_nll(yes, p), stats.bernoulli(p).logpmf(yes)),
        (lb.poisson_nll(count, mu), stats.poisson(mu).logpmf(count)),
    ]:
        np.testing.assert_allclose(loss, -log_density, rtol=1e-11)


def test_with_one_scale_they_are_the_losses_of_regression():
    y, m, s = np.arange(5.0), np.array([0.3, 2.0, 2.0, -1.0, 9.0]), 0.7
    rest = math.log(s) + math.log(2 * math.pi) / 2
    np.testing.assert_allclose(
        lb.gaussian_nll(y, m, scale=s), lb.squared_error(y, m) / (2 * s**2) + rest
    )
    np.testing.assert_allclose(
        lb.laplace_nll(y, m, scale=s), lb.absolute_error(y, m) / s + math.log(2 * s)
    )


# --- the output unit ----------------------------------------------------------------

CANONICAL = {
    # A, its slope (the mean), and the loss of y by the score.
    "Gaussian": (lambda z: z**2 / 2, lambda z: z, lb.gaussian_nll, [-1.5, 0.0, 2.0]),
    "Bernoulli": (
        lb.softplus,
        lb.sigmoid,
        lambda y, z: lb.bernoulli_nll(y, lb.sigmoid(z)),
        [0, 1],
    ),
    "Poisson": (np.exp, np.exp, lambda y, z: lb.poisson_nll(y, np.exp(z)), [0, 1, 5]),
}


@pytest.mark.parametrize("noise", CANONICAL)
def test_the_score_enters_in_two_places_only(noise):
    potential, _, loss, outcomes = CANONICAL[noise]
    z = np.linspace(-2, 2, 9)
    for y in outcomes:
        rest = loss(np.full(9, y), z) - (potential(z) - y * z)
        assert np.ptp(rest) <= 1e-12


@pytest.mark.parametrize("noise", CANONICAL)
def test_the_gradient_by_the_score_is_prediction_minus_truth(noise):
    _, mean, loss, outcomes = CANONICAL[noise]
    z, h = np.linspace(-2, 2, 9), 1e-5
    for y in outcomes:
        y = np.full(9, y)
        slope = (loss(y, z + h) - loss(y, z - h)) / (2 * h)
        np.testing.assert_allclose(slope, mean(z) - y, atol=1e-8)


def test_classes_have_the_same_form():
    z, y = np.array([0.3, -1.2, 2.0]), 1
    loss = lb.categorical_nll(y, lb.softmax(z))
    assert loss == pytest.approx(lb.logsumexp(z) - z[y])
    grad = lb.softmax_cross_entropy_grad(y, z)
    assert grad == pytest.approx(lb.softmax(z) - np.eye(3)[y])


def test_the_chain_rule_of_the_chapter():
    z = np.array([-2.0, 0.5, 1.0])
    p, mu = lb.sigmoid(z), np.exp(z)
    yes, count = [1, 0, 1], [0, 3, 2]
    by_chain = lb.bernoulli_nll_grad(yes, p) * p * (1 - p)
    np.testing.assert_allclose(by_chain, p - yes, rtol=1e-13)
    np.testing.assert_allclose(
        lb.poisson_nll_grad(count, mu) * mu, mu - count, rtol=1e-13
    )


@pytest.mark.parametrize(
    ("noise", "variance"),
    [
        ("Gaussian", np.ones_like),
        ("Bernoulli", lambda z: lb.sigmoid(z) * lb.sigmoid(-z)),
        ("Poisson", np.exp),
    ],
)
def test_the_second_derivative_is_the_variance(noise, variance):
    _, mean, _, _ = CANONICAL[noise]
    z, h = np.linspace(-2, 2, 9), 1e-5
    second = (mean(z + h) - mean(z - h)) / (2 * h)
    np.testing.assert_allclose(second, variance(z), rtol=1e-8)


def test_laplace_and_other_units_are_not_of_that_form():
    assert lb.laplace_nll_grad(0.0, 0.0) == 0  # at the corner
    assert lb.laplace_nll_grad(0.0, 3.0) == lb.laplace_nll_grad(0.0, 0.1) == 1
    # A rate through softplus: positive too, but the slope is another one.
    z = 1.0
    rate = lb.softplus(z)
    assert lb.poisson_nll_grad(3, rate) * lb.sigmoid(z) != pytest.approx(rate - 3)


# --- what squared error assumes -----------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_squared_error_does_worse_than_to_throw_a_reading_away(seed):
    """Exactly: (1 + 100) / 4 against 1 against 1 / (1 + 1/100), as variances."""
    rng = np.random.default_rng(seed)
    good, poor = rng.normal(20, 1, 100_000), rng.normal(20, 10, 100_000)
    squares = (good + poor) / 2
    nll = (good / 1**2 + poor / 10**2) / (1 / 1**2 + 1 / 10**2)
    for guess, variance in [(good, 1), (squares, 101 / 4), (nll, 100 / 101)]:
        assert guess.std() == pytest.approx(math.sqrt(variance), rel=0.01)
    assert nll.std() < good.std() < squares.std()
    # The weights are those of the least cost.
    for reading in range(3):
        y, scale = np.array([good[reading], poor[reading]]), np.array([1.0, 10.0])
        slope = lb.gaussian_nll_grad(y, np.full(2, nll[reading]), scale=scale).sum()
        assert slope == pytest.approx(0, abs=1e-13)


def test_the_mean_minimises_the_expected_square_of_a_skewed_distribution():
    """Counts of a Poisson distribution: far from a bell."""
    y = np.arange(40)
    p = np.exp(-lb.poisson_nll(y, np.full(40, 0.61)))
    constants = np.linspace(0, 2, 201)
    cost = [(p * lb.squared_error(y, np.full(40, c))).sum() for c in constants]
    assert constants[np.argmin(cost)] == pytest.approx(0.61)


def test_least_squares_is_the_best_linear_unbiased_estimate():
    """Gauss and Markov: whatever the noise, if it has one scale and no correlation."""
    rng = np.random.default_rng(0)
    X = design(FLIPPER[::10])
    n = len(X)
    least = np.linalg.pinv(X)
    for _ in range(20):
        # Any linear unbiased estimate: what is added gives 0 on all columns of X.
        other = least + rng.normal(size=(2, n)) @ (np.eye(n) - X @ least) / n
        np.testing.assert_allclose(other @ X, np.eye(2), atol=1e-12)
        worse = np.linalg.eigvalsh(other @ other.T - least @ least.T)
        assert worse.min() > -1e-12
        assert worse.max() > 0


def test_where_the_scale_varies_it_is_unbiased_but_neither_best_nor_well_judged():
    X = design(BILL)
    scale = np.exp(X[:, 0] / 2)
    least = np.linalg.pinv(X)
    W = X.T / scale**2
    weighted = np.linalg.solve(W @ X, W)
    for estimate in (least, weighted):
        np.testing.assert_allclose(estimate @ X, np.eye(2), atol=1e-12)
    true, better = (np.diag((A * scale**2) @ A.T) for A in (least, weighted))
    assert np.all(better < 0.9 * true)
    usual = (scale**2).mean() * np.diag(np.linalg.inv(X.T @ X))
    assert not np.allclose(usual, true, rtol=0.1)


def test_under_long_tails_an_estimate_that_is_not_linear_can_be_much_better():
    """The median of many Cauchy-like numbers against their mean."""
    rng = np.random.default_rng(0)
    y = rng.standard_t(2.1, size=(2000, 50))
    assert np.median(y, axis=1).std() < y.mean(axis=1).std() / 1.5


# --- a prior becomes a penalty ------------------------------------------------------


def test_the_prior_moves_the_top_and_the_description_does_too():
    coins = np.linspace(0, 1, 10_001)
    over_p = chance(7, coins) * coins * (1 - coins)
    over_z = over_p * coins * (1 - coins)
    assert coins[over_p.argmax()] == pytest.approx(8 / 12, abs=1e-4)
    assert coins[over_z.argmax()] == pytest.approx(9 / 14, abs=1e-4)
    # One more head and one more tail.
    assert coins[(coins**8 * (1 - coins) ** 4).argmax()] == coins[over_p.argmax()]


def test_the_probability_of_a_set_of_coins_does_not_depend_on_the_description():
    over_p = stats.beta(9, 5)  # the posterior is p^8 (1 - p)^4
    z = np.linspace(-20, 20, 40_001)
    p = lb.sigmoid(z)
    density = over_p.pdf(p) * p * (1 - p)
    assert np.trapezoid(density, z) == pytest.approx(1, abs=1e-6)
    above = np.trapezoid(density[z >= 0], z[z >= 0])
    assert above == pytest.approx(over_p.sf(0.5), abs=1e-6)


def test_ten_tosses_no_heads_and_a_prior():
    """Exercise 1: p (1 - p)^11 is highest at 1/12."""
    p = np.linspace(0, 1, 12_001)
    assert p[(p * (1 - p) ** 11).argmax()] == pytest.approx(1 / 12, abs=1e-4)
    assert lb.bernoulli_nll(1, 1 / 12) == pytest.approx(math.log(12))


@pytest.mark.parametrize("s", [0.3, 2.0])
def test_a_gaussian_prior_is_an_l2_penalty(s):
    y, lam = np.array([1.0, 3, 5, 6, 7]), 0.1
    prior_scale = s / math.sqrt(5 * lam)
    assert s**2 / (5 * prior_scale**2) == pytest.approx(lam)

    def surprise(c):
        data = lb.gaussian_nll(y, np.full(5, c), scale=s).sum()
        return data + lb.gaussian_nll(0.0, c, scale=prior_scale)

    found = optimize.minimize_scalar(surprise, bracket=(0, 8))
    assert found.x == pytest.approx(y.mean() / (1 + lam), abs=1e-6)
    assert found.x == pytest.approx(4)
    # Up to a factor and a constant it is the objective of chapter 01.
    c = np.linspace(-3, 9, 25)
    objective = ((y - c[:, None]) ** 2).mean(axis=1) + lam * c**2
    rest = 2 * s**2 / 5 * np.array([surprise(x) for x in c]) - objective
    assert np.ptp(rest) < 1e-12 * abs(rest).max() + 1e-12


@pytest.mark.parametrize("lam", [0.5, 4.0, 8.7, 8.8, 20.0])
def test_a_laplace_prior_is_an_l1_penalty_that_can_hold_a_zero(lam):
    """Exercise 10, with the mean 4.4: exactly 0 from 8.8 on."""
    y, s = np.array([1.0, 3, 5, 6, 7]), 2.0
    b = 2 * s**2 / (5 * lam)
    c = np.linspace(-1, 6, 7001)
    data = sum(lb.gaussian_nll(np.full(c.shape, x), c, scale=s) for x in y)
    posterior = data + lb.laplace_nll(np.zeros(c.shape), c, scale=b)
    best = c[posterior.argmin()]
    assert best == pytest.approx(max(0, 4.4 - lam / 2), abs=1e-3)
    assert 4.4 / (1 + lam) > 0  # a Gaussian prior does not arrive there


def test_weight_decay_is_the_step_of_the_penalty():
    w, eta, lam = np.array([2.0, -3.0]), 0.1, 0.4
    g = np.array([0.5, 7.0])  # the gradient of the cost
    decayed = (1 - 2 * eta * lam) * w - eta * g
    np.testing.assert_allclose(w - eta * (g + 2 * lam * w), decayed)
    # A first step of Adam divides the gradient by its size: then they are two things.
    step = np.sign(g + 2 * lam * w)
    assert not np.allclose(w - eta * step, (1 - 2 * eta * lam) * w - eta * np.sign(g))


def test_the_penalty_weighs_less_with_more_data():
    """At the same prior and noise the shrinking by 1 / (1 + λ) fades."""
    shrinking = [1 / (1 + 2.0**2 / (n * 1.5**2)) for n in (5, 50, 500)]
    assert np.all(np.diff(shrinking) > 0)
    assert shrinking[-1] > 0.99


# --- counts -------------------------------------------------------------------------


def test_horse_kicks():
    often = np.array([109, 65, 22, 3, 1])
    deaths = np.repeat(np.arange(5), often)
    assert len(deaths) == 10 * 20
    assert deaths.sum() == 122

    terms = descent.linear_cost(
        lambda y, z: lb.poisson_nll(y, np.exp(z)),
        lambda y, z: np.exp(z) - y,
        np.ones((200, 1)),
        deaths,
    )
    fit = descent.gradient_descent(*terms, [0.0], rate=1.0, steps=50)
    assert np.exp(fit.last[0]) == pytest.approx(122 / 200, rel=1e-12)
    best = optimize.minimize(*terms[:1], [0.0], jac=terms[1])
    assert fit.costs[-1] == pytest.approx(best.fun, abs=1e-10)
    assert np.abs(terms[1](fit.last)).max() < 1e-12
    # The slope of the chapter is that of the package, by the chain rule.
    z = np.linspace(-1, 1, 200)
    np.testing.assert_allclose(
        lb.poisson_nll_grad(deaths, np.exp(z)) * np.exp(z),
        np.exp(z) - deaths,
        atol=1e-13,
    )
    expected = 200 * np.exp(-lb.poisson_nll(np.arange(5), np.full(5, 0.61)))
    assert expected.round(1).tolist() == [108.7, 66.3, 20.2, 4.1, 0.6]
    # Each within two units of what was seen.
    assert np.abs(expected - often).max() < 2
    assert deaths.mean() == 0.61


# --- penguins -----------------------------------------------------------------------


def least_absolute(X, y):
    """The least mean absolute error of a linear model, as a linear programme."""
    n, d = X.shape
    free, positive = [(None, None)] * d, [(0, None)] * (2 * n)
    return (
        optimize.linprog(
            np.concatenate([np.zeros(d), np.ones(2 * n)]),
            A_eq=np.hstack([X, np.eye(n), -np.eye(n)]),
            b_eq=y,
            bounds=free + positive,
        ).fun
        / n
    )


def two_noises(X, y):
    """The costs of the two lines with their best scales, and the scales."""
    rates = 10 / np.arange(1, 1001)
    terms = descent.linear_cost(lb.gaussian_nll, lb.gaussian_nll_grad, X, y)
    gauss = descent.gradient_descent(*terms, [0, 0], rate=0.5, steps=60)
    assert np.abs(terms[1](gauss.last)).max() < 1e-12
    terms = descent.linear_cost(lb.laplace_nll, lb.laplace_nll_grad, X, y)
    laplace = descent.gradient_descent(*terms, [0, 0], rate=rates, steps=len(rates))
    s = np.sqrt(((X @ gauss.last - y) ** 2).mean())
    b = np.abs(X @ laplace.last - y).mean()
    costs = (
        lb.gaussian_nll(y, X @ gauss.last, scale=s).mean(),
        lb.laplace_nll(y, X @ laplace.last, scale=b).mean(),
    )
    return gauss.last, s, b, costs


def test_two_noises_for_the_penguins():
    X = design(FLIPPER)
    line, s, b, (gauss, laplace) = two_noises(X, MASS)
    np.testing.assert_allclose(line, np.linalg.lstsq(X, MASS)[0], rtol=1e-12)
    assert b == pytest.approx(least_absolute(X, MASS), rel=1e-6)
    assert (round(s, 3), round(b, 3)) == (0.393, 0.312)
    assert (round(gauss, 3), round(laplace, 3)) == (0.485, 0.529)
    # With the best scale the first terms are 1/2 and 1.
    assert gauss == pytest.approx(0.5 + math.log(s) + math.log(2 * math.pi) / 2)
    assert laplace == pytest.approx(1 + math.log(2 * b))
    # No long tails: as many birds far out as a bell would have.
    assert abs(stats.kurtosis(X @ line - MASS)) < 0.2


def test_the_scale_of_largest_likelihood_is_too_small_on_average():
    """Of N squares a fit of d numbers takes the share d / N, by the trace."""
    for X, d in [(np.ones((342, 1)), 1), (design(FLIPPER), 2), (design(BILL[:5]), 2)]:
        n = len(X)
        left = np.eye(n) - X @ np.linalg.pinv(X)
        assert np.trace(left.T @ left) / n == pytest.approx(1 - d / n)
    # Drawn, twenty times, for five birds.
    X = design(BILL[:5])
    left = np.eye(5) - X @ np.linalg.pinv(X)
    for seed in range(20):
        noise = np.random.default_rng(seed).normal(size=(5, 20_000))
        assert ((left @ noise) ** 2).mean() == pytest.approx(1 - 2 / 5, rel=0.02)


@pytest.mark.parametrize("truth", [stats.laplace(1, 2), stats.expon(0, 3)])
def test_a_wrong_gaussian_is_the_nearest_in_kl(truth):
    """It has the mean and the variance of the truth, whatever its shape."""
    x = np.linspace(*truth.ppf([1e-9, 1 - 1e-9]), 4001)
    weight = truth.pdf(x) / truth.pdf(x).sum()

    def surprise(place):  # KL, up to the entropy of the truth
        mean, log_scale = place
        scale = math.exp(log_scale)
        return weight @ lb.gaussian_nll(x, np.full(x.shape, mean), scale=scale)

    best = optimize.minimize(surprise, [0.0, 0.0]).x
    assert best[0] == pytest.approx(truth.mean(), abs=0.02)
    assert np.exp(best[1]) == pytest.approx(truth.std(), rel=0.01)
    # The curvature would say s / √(2N) for the scale of N numbers.
    y = truth.rvs(size=(4000, 100), random_state=0)
    assert y.std(axis=1).std() > 1.3 * truth.std() / math.sqrt(2 * 100)


def test_the_telephone_calls_decide_the_other_way():
    data = datasets.load_belgian_calls()
    X, y = design(data.year.astype(float)), data.calls
    _, _, b, (gauss, laplace) = two_noises(X, y)
    assert b == pytest.approx(least_absolute(X, y), rel=1e-9)
    assert 3.5 < 24 * (gauss - laplace) < 4
    assert math.exp(24 * (gauss - laplace)) == pytest.approx(40, rel=0.1)


@pytest.mark.parametrize(("size", "cost"), [(1000, 7.393), (1, 0.485), (0.001, -6.422)])
def test_another_unit_moves_the_cost_and_nothing_else(size, cost):
    X = design(FLIPPER)
    line = X @ np.linalg.lstsq(X, MASS)[0]
    s = np.sqrt(((line - MASS) ** 2).mean())
    in_kg = lb.gaussian_nll(MASS, line, scale=s).mean()
    in_unit = lb.gaussian_nll(MASS * size, line * size, scale=s * size).mean()
    assert in_unit.round(3) == cost
    assert in_unit - in_kg == pytest.approx(math.log(size), abs=1e-12)


def test_after_a_transform_the_jacobian_term_makes_costs_comparable():
    X = design(FLIPPER)
    in_kg = _best_gaussian(X, MASS)
    of_log = _best_gaussian(X, np.log(MASS))
    assert in_kg - of_log > 1  # it looks like a great gain
    back = of_log + np.log(MASS).mean()
    assert 0 < in_kg - back < 0.005  # almost nothing is left
    # Second opinion: the density of a number whose logarithm is Gaussian.
    y, m, s = np.array([2.0, 4.2, 6.3]), np.array([1.0, 1.5, 1.5]), 0.3
    by_log = lb.gaussian_nll(np.log(y), m, scale=s) + np.log(y)
    np.testing.assert_allclose(by_log, -stats.lognorm(s, scale=np.exp(m)).logpdf(y))
    # The logarithm has no unit: grams would have looked better still.
    assert _best_gaussian(X, np.log(GRAMS)) == pytest.approx(of_log)
    grams_back = of_log + np.log(GRAMS).mean()
    assert grams_back - back == pytest.approx(math.log(1000))


def _best_gaussian(X, y):
    line = X @ np.linalg.lstsq(X, y)[0]
    return lb.gaussian_nll(y, line, scale=(line - y).std()).mean()


def test_a_label_outside_of_0_and_1_makes_the_formula_negative_without_end():
    p, label = np.array([0.5, 0.9, 0.99, 0.9999]), 2
    formula = -label * np.log(p) - (1 - label) * np.log(1 - p)
    assert formula.round(5).tolist() == [0.69315, -2.09186, -4.58507, -9.21014]
    assert formula == pytest.approx(-2 * np.log(p) + np.log(1 - p))
    # From logits, as PyTorch's BCEWithLogitsLoss has it: log(1 + e^z) - z y.
    z = special.logit(p)
    assert formula == pytest.approx(np.logaddexp(0, z) - label * z)
    far = np.arange(1.0, 700.0)  # the logits of a model that is ever surer
    assert np.all(np.diff(np.logaddexp(0, far) - label * far) < 0)
    # The other labels of the text: -1 for no, the classes 1 and 2, a price.
    z = np.linspace(-700, 700, 141)
    for wrong in (-1, 2, 250):
        assert (np.logaddexp(0, z) - wrong * z).min() < -600
        with pytest.raises(ValueError, match=r"y_true must be in \[0, 1\]"):
            lb.binary_cross_entropy(np.full(4, wrong), p)


def test_nll_of_probabilities_is_minus_p_and_negative_logits_are_harmless():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        logits, y = rng.normal(-50, 5, size=(100, 4)), rng.integers(4, size=100)
        assert logits.max() < 0
        rows = np.arange(100)
        wrong = -lb.softmax(logits)[rows, y]  # NLLLoss does no more than this
        assert -1 <= wrong.min() <= wrong.max() <= 0
        right = -lb.log_softmax(logits)[rows, y]
        assert right.min() >= 0
        assert right == pytest.approx(lb.softmax_cross_entropy(y, logits))
    one = lb.softmax_cross_entropy(0, [-50, -60, -55])
    assert one == pytest.approx(math.log(1 + math.exp(-10) + math.exp(-5)))


def test_the_logarithm_of_a_negative_rate_is_nan():
    with np.errstate(invalid="ignore"):
        assert np.isnan(-0.3 - 2 * np.log(-0.3 + 1e-8))  # as PyTorch has it
    with pytest.raises(ValueError, match="rate must be"):
        lb.poisson_nll(2, -0.3)


# --- a scale that is learned --------------------------------------------------------


def loss(y, outputs):
    mean, log_scale = outputs.T
    return lb.gaussian_nll(y, mean, scale=np.exp(log_scale))


def slope(y, outputs):
    mean, scale = outputs[:, 0], np.exp(outputs[:, 1])
    by_mean = lb.gaussian_nll_grad(y, mean, scale=scale)
    by_log_scale = 1 - ((mean - y) / scale) ** 2
    return np.stack([by_mean, by_log_scale], axis=-1)


def fit(x, free, mass=MASS):
    cost, grad = descent.linear_cost(loss, slope, design(x), mass)
    may_move = np.array([[1, free], [1, 1]])  # the mask of the chapter
    return descent.gradient_descent(
        cost,
        lambda W: grad(W) * may_move,
        [[0, 0], [mass.mean(), 0]],
        rate=0.1,
        steps=300,
    )


def test_the_slopes_by_mean_and_log_scale():
    rng = np.random.default_rng(0)
    y, outputs, h = rng.normal(size=20), rng.normal(size=(20, 2)), 1e-5
    for k, step in enumerate(np.eye(2) * h):
        by_hand = (loss(y, outputs + step) - loss(y, outputs - step)) / (2 * h)
        np.testing.assert_allclose(slope(y, outputs)[:, k], by_hand, rtol=1e-7)


@pytest.mark.parametrize(
    ("x", "one", "own", "gain"),
    [(FLIPPER, 0.485, 0.481, 1.4), (BILL, 0.978, 0.870, 37.1)],
    ids=["flipper", "bill"],
)
def test_a_learned_scale(x, one, own, gain):
    constant, learned = fit(x, 0), fit(x, 1)
    assert constant.costs[-1].round(3) == one
    assert learned.costs[-1].round(3) == own
    assert round(342 * (constant.costs[-1] - learned.costs[-1]), 1) == gain
    # Second opinion: SciPy finds no lower cost, and the same line.
    cost, grad = descent.linear_cost(loss, slope, design(x), MASS)
    best = optimize.minimize(
        lambda w: cost(w.reshape(2, 2)),
        np.array([0.0, 0.0, 4.0, 0.0]),
        jac=lambda w: grad(w.reshape(2, 2)).ravel(),
        tol=1e-9,
    )
    assert learned.costs[-1] == pytest.approx(best.fun, abs=1e-9)
    assert np.abs(grad(learned.last)).max() < 1e-12
    held = grad(constant.last) * [[1, 0], [1, 1]]
    assert np.abs(held).max() < 1e-12
    np.testing.assert_allclose(learned.last.ravel(), best.x, atol=1e-4)
    # The constant scale is that of the least squares.
    X = design(x)
    residuals = X @ np.linalg.lstsq(X, MASS)[0] - MASS
    assert np.exp(constant.last[1, 1]) == pytest.approx(residuals.std(), rel=1e-6)
    assert constant.last[0, 1] == 0


def gains(Y, x):
    """The gain of a scale that may change along x, for each row of Y.

    A second route to the gains of the chapter, by Fisher scoring, for many data sets.
    """
    X = design(x)
    H = np.linalg.pinv(X).T
    residual = Y - Y @ H @ X.T
    constant = np.log((residual**2).mean(axis=1)) / 2
    u = np.stack([0 * constant, constant], axis=-1)
    for _ in range(25):
        w = np.exp(-2 * u @ X.T)
        a, b, c = (w @ column for column in (X[:, 0] ** 2, X[:, 0], X[:, 1]))
        p, q = (w * Y) @ X[:, 0], (w * Y).sum(axis=1)
        line = np.stack([c * p - b * q, a * q - b * p], axis=-1)
        line = line / (a * c - b * b)[:, None]
        u = u + (w * (Y - line @ X.T) ** 2 - 1) @ H / 2
    w = np.exp(-2 * u @ X.T)
    own = (w * (Y - line @ X.T) ** 2 / 2 + u @ X.T).mean(axis=1)
    return len(x) * (constant + 0.5 - own)


def test_the_gains_of_the_chapter_by_another_route():
    assert gains(MASS[None], FLIPPER).round(1) == 1.4
    assert gains(MASS[None], BILL).round(1) == 37.1


@pytest.mark.parametrize("x", [FLIPPER, BILL], ids=["flipper", "bill"])
def test_a_useless_freedom_seldom_gains_two_nats_if_the_noise_is_gaussian(x):
    """Twice the gain is then nearly chi-squared, with one degree of freedom."""
    assert 1 / 25 < stats.chi2(1).sf(2 * 2) < 1 / 20
    rng = np.random.default_rng(0)
    shape = 1500, len(x)
    fewer = (gains(rng.normal(size=shape), x) > 2).mean()
    assert 1 / 40 < fewer < 1 / 17  # 1/20 but for the draw; 4000 draws: 0.042 to 0.046
    # Long tails look like a scale that changes.
    assert 1 / 6 < (gains(rng.laplace(size=shape), x) > 2).mean() < 1 / 4
    assert (gains(rng.uniform(size=shape), x) > 2).mean() < 1 / 100


def nests():
    """The nest of each bird of the file: neighbours, if both were measured."""
    file = resources.files("lossbook") / "data" / "penguins.csv"
    with file.open(encoding="utf-8") as lines:
        birds = list(csv.DictReader(lines))
    return np.array(
        [i // 2 for i, bird in enumerate(birds) if bird["body_mass_g"] != "NA"]
    )


def mates():
    """Both birds of each pair that was measured, and the same with the two swapped."""
    nest = nests()
    bird = np.flatnonzero(nest[1:] == nest[:-1])
    return np.concatenate([bird, bird + 1]), np.concatenate([bird + 1, bird])


def test_the_nests_of_the_chapter_are_those_of_the_file():
    assert (np.delete(np.arange(344), [3, 271]) // 2).tolist() == nests().tolist()
    one, other = mates()
    assert len(one) == 2 * 170
    assert np.array_equal(PENGUINS.labels[one], PENGUINS.labels[other])
    sex = np.array(PENGUINS.sex)
    known = (sex[one] != "") & (sex[other] != "")
    assert np.all(sex[one][known] != sex[other][known])


@pytest.mark.parametrize(
    ("x", "correlation"), [(FLIPPER, -0.09), (BILL, 0.59)], ids=["flipper", "bill"]
)
def test_mates_are_independent_given_the_flipper_and_not_given_the_bill(x, correlation):
    one, other = mates()
    X = design(x)
    residual = X @ np.linalg.lstsq(X, MASS)[0] - MASS
    found = np.corrcoef(residual[one], residual[other])[0, 1]
    assert found.round(2) == correlation
    # Both heavier, or both lighter, than the line says.
    alike = (residual[one] * residual[other] > 0).mean()
    assert alike > 0.65 if x is BILL else 0.4 < alike < 0.6


def test_along_the_bill_mates_overstate_the_evidence_at_most_twofold():
    one, other = mates()
    X = design(BILL)
    residual = X @ np.linalg.lstsq(X, MASS)[0] - MASS
    # What each bird says of a scale that changes: mates say similar things.
    says = (residual**2 / (residual**2).mean() - 1) * X[:, 0]
    assert np.corrcoef(says[one], says[other])[0, 1] > 0.1
    # If each bird repeats its mate, the gain is twice that of half the birds.
    half = slice(0, 342, 2)
    twice = gains(np.tile(MASS[half], 2)[None], np.tile(BILL[half], 2))
    assert twice == pytest.approx(2 * gains(MASS[half][None], BILL[half]))
    assert gains(MASS[None], BILL) / 2 > 5 * 2


def test_what_the_model_was_not_told_is_the_species():
    bills = [BILL[k == PENGUINS.labels] for k in range(3)]
    mass = [MASS[k == PENGUINS.labels] for k in range(3)]
    adelie, chinstrap, gentoo = range(3)
    # A short bill is an Adelie's; longer than the longest of them are the others'.
    shortest_of_others = min(bills[chinstrap].min(), bills[gentoo].min())
    assert (shortest_of_others > BILL).sum() > 75
    assert min(bills[chinstrap].mean(), bills[gentoo].mean()) > bills[adelie].max()
    assert mass[gentoo].mean() - mass[chinstrap].mean() > 1.3
    # Told the species, the scale has hardly anything to gain along the bill.
    for x, y in zip(bills, mass, strict=True):
        gain = len(x) * (fit(x, 0, y).costs[-1] - fit(x, 1, y).costs[-1])
        assert gain < 2


def test_the_loss_has_no_floor():
    losses = lb.gaussian_nll([4.2] * 3, [4.2] * 3, scale=[1, 1e-3, 1e-6])
    assert losses.round(2).tolist() == [0.92, -5.99, -12.9]
    assert np.diff(losses) == pytest.approx([-math.log(1000)] * 2)


def test_the_cheapest_claim_is_the_residual_and_a_double_claim_a_quarter_slope():
    claims = np.geomspace(0.05, 5, 2001)
    loss = lb.gaussian_nll(np.zeros(2001), np.full(2001, 0.5), scale=claims)
    assert claims[loss.argmin()] == pytest.approx(0.5, rel=3e-3)
    one, double = (lb.gaussian_nll_grad(0.0, 0.5, scale=s) for s in (0.3, 0.6))
    assert double == pytest.approx(one / 4)


def test_the_scales_of_the_biologists_show_25_grams():
    assert np.all(GRAMS % 25 == 0)
    assert np.any(GRAMS % 50 == 25)


def test_a_tenfold_scale_is_a_hundredth_of_the_push():
    steep, flat = (lb.gaussian_nll_grad(4.7, 4.2, scale=s) for s in (0.5, 5.0))
    assert steep == pytest.approx(-2)
    assert flat == pytest.approx(-0.02)


def test_two_losses_as_negative_log_likelihoods_have_one_unit():
    """In grams and kilograms: another MSE, another NLL, and the same pull."""
    grams, kilograms = (np.full(342, unit.mean()) for unit in (GRAMS, MASS))
    mse = [np.var(GRAMS), np.var(MASS)]
    assert [f"{m:.2f}" for m in mse] == ["641250.58", "0.64"]
    nll, pull = [], []
    for y, middle, unit in ((GRAMS, grams, 1000), (MASS, kilograms, 1)):
        s = y.std()
        nll.append(lb.gaussian_nll(y, middle, scale=s).mean())
        assert nll[-1] == pytest.approx(0.5 + math.log(s) + math.log(2 * math.pi) / 2)
        pull.append(lb.gaussian_nll_grad(0.0, s, scale=s) * 0.1 * unit)
        assert pull[-1] == pytest.approx(0.1 * unit / s)  # r / s², at r = s
        # The weight of the square is 1 / 2s², and its slope is that of the NLL.
        assert lb.squared_error_grad(0.0, s) / (2 * s**2) == pytest.approx(1 / s)
    assert [f"{n:.3f}" for n in nll] == ["8.105", "1.197"]
    assert nll[0] - nll[1] == pytest.approx(math.log(1000))
    assert [f"{p:.4f}" for p in pull] == ["0.1249"] * 2
    # Beside the cross-entropy of three species.
    assert f"{math.log(3):.3f}" == "1.099"
    assert mse[0] / math.log(3) > 500_000
    assert mse[1] < math.log(3)
    # The slope of the square changes with the unit too: 2r in grams is 1000 times 2r.
    slopes = [lb.squared_error_grad(0.0, y.std()) for y in (GRAMS, MASS)]
    assert slopes[0] == pytest.approx(1000 * slopes[1])


def test_the_hinge_is_not_the_logarithm_of_a_noise():
    """Two probabilities would add up to the same for every score; these do not."""
    scores = np.array([0.0, 1.0])
    for factor in [0.1, 1.0, 10.0]:
        yes, no = (
            np.exp(-factor * np.maximum(0, 1 - sign * scores)) for sign in (1, -1)
        )
        total = yes + no
        assert total[0] == pytest.approx(2 * math.exp(-factor))
        assert total[1] == pytest.approx(1 + math.exp(-2 * factor))
        # The difference is the square of 1 - exp(-factor): 0 for no factor but 0.
        assert total[1] - total[0] == pytest.approx((1 - math.exp(-factor)) ** 2)
        assert total[1] > total[0]


# --- exercises ----------------------------------------------------------------------


def test_the_best_constant_scale():
    rng = np.random.default_rng(0)
    r = rng.normal(0, 2, 40)
    zero = np.zeros(40)
    for nll, best in [
        (lb.gaussian_nll, np.sqrt((r**2).mean())),
        (lb.laplace_nll, np.abs(r).mean()),
    ]:
        found = optimize.minimize_scalar(
            lambda u, nll=nll: nll(zero, r, scale=np.exp(u)).mean(), bounds=(-3, 3)
        )
        assert np.exp(found.x) == pytest.approx(best, rel=1e-4)


def test_without_the_logarithm_of_the_scale_the_cheapest_is_infinite():
    variance = np.array([1, 1e3, 1e6])
    assert np.all(np.diff(1.0 / variance) < 0)


@pytest.mark.parametrize(("factor", "cheapest"), [(2, 1.0), (1, 2.0)])
def test_beside_a_whole_square_the_logarithm_has_the_factor_two(factor, cheapest):
    """Exercise 7: r² / v + factor log s, for a residual of 1 and s² = v."""
    v = np.linspace(0.1, 5, 4901)
    cost = 1 / v + factor * np.log(np.sqrt(v))
    assert v[cost.argmin()] == pytest.approx(cheapest, abs=1e-3)


def test_the_density_of_a_far_residual_is_too_small_for_a_float():
    with np.errstate(under="ignore"):
        assert np.exp(-(100.0**2) / 2) == 0
    assert lb.gaussian_nll(100.0, 0.0) == pytest.approx(
        5000 + math.log(2 * math.pi) / 2
    )


def test_poisson_by_lgamma():
    y, rate = np.array([0, 3, 1000]), np.array([0.5, 2.0, 900.0])
    by_hand = rate - y * np.log(rate) + special.gammaln(y + 1)
    np.testing.assert_allclose(lb.poisson_nll(y, rate), by_hand, rtol=1e-12)


def test_uniform_noise_has_a_set_of_best_constants():
    birds = np.array([3000, 4000, 4700])
    constants = np.arange(2500, 5300, 100)
    outside = np.abs(constants[:, None] - birds) > 1000
    cost = np.where(outside, np.inf, math.log(2000)).mean(axis=1)
    best = constants[cost == cost.min()]
    assert (best.min(), best.max()) == (3700, 4000)
