"""Chapter 03: the numbers that it shows, and the counter-example of each box."""

import math

import numpy as np
import pytest
from scipy import optimize, special, stats

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


# --- choose the noise ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("truth", "gauss", "laplace"),
    [
        # half a kilogram off: 1/2 + log(1/2) + log(2π)/2; 1 + log(1)
        (4.7, 0.73, 1.00),
        # 5 kg off, ten scales: 50 in place of 1/2; 10 in place of 1
        (9.2, 50.23, 10.00),
    ],
)
def test_the_price_of_a_penguin(truth, gauss, laplace):
    assert lb.gaussian_nll(truth, 4.2, scale=0.5).round(2) == gauss
    assert lb.laplace_nll(truth, 4.2, scale=0.5).round(2) == laplace


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


def test_squared_error_does_worse_than_to_throw_a_reading_away():
    """Exactly: (1 + 100) / 4 against 1 against 1 / (1 + 1/100), as variances."""
    rng = np.random.default_rng(0)
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


def two_noises(X, y, *, rates):
    """The costs of the two lines with their best scales, and the scales."""
    terms = descent.linear_cost(lb.gaussian_nll, lb.gaussian_nll_grad, X, y)
    gauss = descent.gradient_descent(*terms, [0, 0], rate=0.5, steps=60)
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
    line, s, b, (gauss, laplace) = two_noises(X, MASS, rates=2 / np.arange(1, 1001))
    np.testing.assert_allclose(line, np.linalg.lstsq(X, MASS)[0], rtol=1e-12)
    assert b == pytest.approx(least_absolute(X, MASS), rel=1e-6)
    assert (round(s, 3), round(b, 3)) == (0.393, 0.312)
    assert (round(gauss, 3), round(laplace, 3)) == (0.485, 0.529)
    # With the best scale the first terms are 1/2 and 1.
    assert gauss == pytest.approx(0.5 + math.log(s) + math.log(2 * math.pi) / 2)
    assert laplace == pytest.approx(1 + math.log(2 * b))


def test_the_telephone_calls_decide_the_other_way():
    data = datasets.load_belgian_calls()
    X, y = design(data.year.astype(float)), data.calls
    rates = 10 / np.arange(1, 1001)
    _, _, b, (gauss, laplace) = two_noises(X, y, rates=rates)
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
    may_move = np.array([[1, free], [1, 1]])
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
    np.testing.assert_allclose(learned.last.ravel(), best.x, atol=1e-4)
    # The constant scale is that of the least squares.
    X = design(x)
    residuals = X @ np.linalg.lstsq(X, MASS)[0] - MASS
    assert np.exp(constant.last[1, 1]) == pytest.approx(residuals.std(), rel=1e-6)
    assert constant.last[0, 1] == 0


def test_a_useless_freedom_seldom_gains_two_nats():
    """Twice the gain is nearly chi-squared, with one degree of freedom."""
    assert 1 / 25 < stats.chi2(1).sf(2 * 2) < 1 / 20


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


def test_the_scales_of_the_biologists_show_25_grams():
    assert np.all(GRAMS % 25 == 0)
    assert np.any(GRAMS % 50 == 25)


def test_a_tenfold_scale_is_a_hundredth_of_the_push():
    steep, flat = (lb.gaussian_nll_grad(4.7, 4.2, scale=s) for s in (0.5, 5.0))
    assert steep == pytest.approx(-2)
    assert flat == pytest.approx(-0.02)


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
