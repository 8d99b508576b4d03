"""Chapter 10: its identities, the numbers that it shows, and each counter-example."""

import itertools
import math

import mpmath as mp
import numpy as np
import pytest
from scipy import integrate, optimize, stats

import lossbook as lb
from lossbook import datasets, descent

BIRDS = datasets.load_penguins()
TRAIN, TEST = datasets.split(BIRDS.labels, test_fraction=0.3, seed=0)


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def similarities(seed, n=8, size=5, tau=0.1):
    u, v = unit(np.random.default_rng(seed).normal(size=(2, n, size)))
    return u @ v.T / tau, np.concatenate([u, v])


def surprise(scores, k):
    """-log softmax, written out with many digits."""
    total = mp.fsum(mp.e ** mp.mpf(s) for s in scores)
    return float(mp.log(total) - mp.mpf(scores[k]))


def log1pexp(x):
    return float(mp.log1p(mp.e ** mp.mpf(x)))


# --- which candidate is it? -------------------------------------------------------


def test_dpo_is_the_logistic_loss_of_a_difference_of_log_ratios():
    h = (-12.0 + 13.0) - (-15.0 + 13.5)
    assert lb.logistic(1, 0.1 * h) == pytest.approx(log1pexp(-0.1 * h), rel=1e-14)
    # And softmax cross-entropy over the two log-ratios.
    two = 0.1 * np.array([-12.0 + 13.0, -15.0 + 13.5])
    assert lb.softmax_cross_entropy(0, two) == pytest.approx(log1pexp(-0.1 * h))


def test_perplexity_and_the_mean_of_means():
    random = np.random.default_rng(0)
    tokens, logits = random.integers(50, size=8), random.normal(size=(8, 50))
    each = np.array([surprise(z, k) for z, k in zip(logits, tokens, strict=True)])
    assert lb.softmax_cross_entropy(tokens, logits) == pytest.approx(each, rel=1e-12)
    assert lb.model_perplexity(tokens, logits) == pytest.approx(math.exp(each.mean()))
    over_texts = (each[:6].mean() + each[6:].mean()) / 2
    assert abs(over_texts - each.mean()) > 0.04
    # One loss of a text, over fewer tokens: a larger perplexity.
    nats = 1000 * math.log(20)
    assert math.exp(nats / 1000) > math.exp(nats / 1500)


@pytest.mark.parametrize("seed", range(5))
def test_infonce_is_softmax_cross_entropy_with_the_row_as_its_class(seed):
    S, _ = similarities(seed)
    ours = lb.softmax_cross_entropy(np.arange(8), S)
    assert ours == pytest.approx([surprise(row, i) for i, row in enumerate(S)])
    # The gradient with respect to the cosines, by differences.
    slope = lb.softmax_cross_entropy_grad(np.arange(8), S) / 0.1
    step = 1e-6 * np.eye(8)[2]
    moved = [
        lb.softmax_cross_entropy(0, (S[0] * 0.1 + way * step) / 0.1) for way in (1, -1)
    ]
    assert (moved[0] - moved[1]) / 2e-6 == pytest.approx(slope[0, 2], abs=1e-7)


def test_the_best_infonce_score_is_the_pmi_plus_a_constant():
    """Three contexts, four candidates, one negative drawn as often as it occurs."""
    joint = np.random.default_rng(3).dirichlet(np.ones(12)).reshape(3, 4)
    context, candidate = joint.sum(axis=1), joint.sum(axis=0)

    def cost(s):
        s = s.reshape(3, 4)
        gap = s[:, None, :] - s[:, :, None]  # [c, x, other]
        return np.sum(joint[:, :, None] * candidate * np.logaddexp(0, gap))

    best = optimize.minimize(cost, np.zeros(12), options={"gtol": 1e-9}).x
    pmi = np.log(joint / np.outer(context, candidate))
    off = best.reshape(3, 4) - pmi
    assert np.ptp(off, axis=1) == pytest.approx(0, abs=1e-4)


def test_nt_xent_has_all_but_itself_in_its_sum():
    _, views = similarities(0)
    T = views @ views.T / 0.1
    by_hand = []
    for i in range(16):
        others = [T[i, k] for k in range(16) if k != i]
        j = (i + 8) % 16
        by_hand.append(surprise(others, j - (j > i)))
    np.fill_diagonal(T, -np.inf)
    partner = (np.arange(16) + 8) % 16
    assert lb.softmax_cross_entropy(partner, T) == pytest.approx(by_hand)
    slope = lb.softmax_cross_entropy_grad(partner, T)
    assert np.isfinite(slope).all() and slope.diagonal().tolist() == [0] * 16


def test_without_the_partner_in_the_sum_the_loss_falls_below_zero():
    """The counter-example of the box."""
    with_it = lb.softmax_cross_entropy([1], [[-np.inf, 9.0, 1.0, 0.0]])
    assert 0 < with_it[0] == pytest.approx(math.log1p((math.e + 1) / math.exp(9)))
    without = lb.logsumexp([1.0, 0.0]) - 9
    assert without == pytest.approx(math.log(math.e + 1) - 9) and without < -7.6


def test_clip_is_the_mean_of_two_directions_and_knows_no_shift():
    S, _ = similarities(1)

    def clip(S):
        both = (lb.softmax_cross_entropy(np.arange(8), M).mean() for M in (S, S.T))
        return sum(both) / 2

    columns = [surprise(S[:, j], j) for j in range(8)]
    rows = [surprise(S[i], i) for i in range(8)]
    assert clip(S) == pytest.approx((np.mean(rows) + np.mean(columns)) / 2)
    assert clip(S - 7) == pytest.approx(clip(S))


@pytest.mark.parametrize("seed", range(10))
def test_a_contrastive_loss_grows_with_the_batch(seed):
    """The counter-example of the box: the same vectors, three sizes."""
    random = np.random.default_rng(seed)
    u = random.normal(size=(512, 16))
    v = unit(u + random.normal(size=u.shape) / 2)
    u, losses = unit(u), []
    for n in (8, 64, 512):
        batches = (u[i : i + n] @ v[i : i + n].T for i in range(0, 512, n))
        losses.append(
            np.mean([lb.softmax_cross_entropy(np.arange(n), s / 0.1) for s in batches])
        )
    assert losses[1] > 4 * losses[0] and losses[2] > 4 * losses[1]
    for n in (8, 64, 512):  # a guess
        assert lb.softmax_cross_entropy(0, np.zeros(n)) == pytest.approx(math.log(n))


@pytest.fixture(scope="module")
def captions():
    two = BIRDS.features[:, 2:]
    X = descent.add_intercept(descent.standardize(two, like=two[TRAIN]))
    y = BIRDS.labels
    n = np.bincount(y[TRAIN])
    every = np.arange(len(TRAIN))

    def loss(y, own):
        return lb.softmax_cross_entropy(every, own[:, y])

    def grad(y, own):
        return lb.softmax_cross_entropy_grad(every, own[:, y]) @ np.eye(3)[y]

    cost = descent.linear_cost(loss, grad, X[TRAIN], y[TRAIN])
    run = descent.gradient_descent(*cost, np.zeros((3, 3)), rate=4, steps=400)
    return X, y, n, loss, cost, run


def test_captions_that_repeat_add_the_log_of_their_number(captions):
    X, y, n, loss, _, run = captions
    assert n.tolist() == [106, 48, 86]
    for weights in (run.last, np.random.default_rng(0).normal(size=(3, 3))):
        own = X[TRAIN] @ weights
        by_species = lb.softmax_cross_entropy(y[TRAIN], own + np.log(n))
        expected = by_species + np.log(n[y[TRAIN]])
        assert loss(y[TRAIN], own) == pytest.approx(expected, rel=1e-12)
        assert (loss(y[TRAIN], own) > np.log(n[y[TRAIN]]) - 1e-9).all()
    floor = np.log(n[y[TRAIN]]).mean()
    assert run.costs[0] == pytest.approx(math.log(240))
    assert run.costs[0] > run.costs[-1] > floor


def test_a_second_optimiser_finds_the_same_captions(captions):
    """It fits softmax regression, which knows the prior; the rest is the identity."""
    X, y, n, _, _, run = captions

    def cost(w):
        z = X[TRAIN] @ w.reshape(3, 3)
        slope = X[TRAIN].T @ lb.softmax_cross_entropy_grad(y[TRAIN], z) / len(TRAIN)
        return lb.softmax_cross_entropy(y[TRAIN], z).mean(), slope.ravel()

    best = optimize.minimize(cost, np.zeros(9), jac=True, options={"gtol": 1e-8})
    floor = np.log(n[y[TRAIN]]).mean()
    assert run.costs[-1] == pytest.approx(best.fun + floor, abs=1e-4)
    regression = X[TEST] @ best.x.reshape(3, 3)
    ours = X[TEST] @ run.last + np.log(n)
    assert (ours.argmax(axis=1) == regression.argmax(axis=1)).mean() > 0.98


def test_a_score_alone_forgets_which_species_is_common(captions):
    X, y, n, _, _, run = captions
    score = X[TEST] @ run.last
    alone, known = score.argmax(axis=1), (score + np.log(n)).argmax(axis=1)
    rare = y[TEST] == 1
    assert (alone == 1).sum() > rare.sum() > (known == 1).sum()
    assert (alone[rare] == 1).mean() > 2 * (known[rare] == 1).mean()
    common = y[TEST] == 0
    assert (known[common] == 0).mean() > (alone[common] == 0).mean()


# --- soft targets -----------------------------------------------------------------


def test_supcon_is_a_soft_target():
    S, _ = similarities(0)
    positives = np.array([1, 1, 0, 0, 0, 1, 0, 0])
    by_hand = np.mean([surprise(S[0], k) for k in (0, 1, 5)])
    assert lb.softmax_cross_entropy(positives / 3, S[0]) == pytest.approx(by_hand)
    # Its lowest value: all probability on the three, equally.
    scores = np.where(positives, 50.0, 0.0)
    assert lb.softmax_cross_entropy(positives / 3, scores) == pytest.approx(math.log(3))


def test_distillation_and_its_gradient():
    teacher, student, T = np.array([4.0, 1, 0]), np.array([2.0, 2, 0]), 3
    p, q = lb.softmax(teacher / T), lb.softmax(student / T)
    kl = sum(a * math.log(a / b) for a, b in zip(p, q, strict=True))
    assert lb.kl_divergence(p, q) == pytest.approx(kl)
    cross = lb.softmax_cross_entropy(p, student / T)
    assert T**2 * (cross - lb.entropy(p)) == pytest.approx(T**2 * kl)

    def loss(z, factor):
        return factor * lb.kl_divergence(p, lb.softmax(z / T))

    for factor, expected in ((T**2, T * (q - p)), (1, (q - p) / T)):
        slope = optimize.approx_fprime(student, loss, 1e-7, factor)
        assert slope == pytest.approx(expected, abs=1e-6)


def test_cross_entropy_is_linear_in_its_target_and_brier_is_not():
    z, share = np.array([1.0, 0.5, -2]), 0.3
    first, second = surprise(z, 0), surprise(z, 1)
    mixed = lb.softmax_cross_entropy([share, 1 - share, 0], z)
    assert mixed == pytest.approx(share * first + (1 - share) * second)
    target = np.array([share, 1 - share, 0])
    differences = [
        share * lb.brier(0, p)
        + (1 - share) * lb.brier(1, p)
        - ((p - target) ** 2).sum()
        for p in np.random.default_rng(0).dirichlet(np.ones(3), 5)
    ]
    assert differences == pytest.approx([2 * share * (1 - share)] * 5)


@pytest.mark.parametrize("K", [2, 10, 1000])
def test_what_label_smoothing_asks_for(K):
    """The counter-example of the box, with a minimiser of its own."""

    def cost(gap):
        z = np.append(gap, np.zeros(K - 1))
        return lb.softmax_cross_entropy(0, z, label_smoothing=0.1)

    best = optimize.minimize_scalar(cost, bounds=(0, 20), method="bounded")
    p = lb.softmax(np.append(best.x, np.zeros(K - 1)))[0]
    assert p == pytest.approx(1 - 0.1 + 0.1 / K, abs=1e-5)
    target = np.append(p, np.full(K - 1, 0.1 / K))
    assert best.fun == pytest.approx(-(target * np.log(target)).sum(), abs=1e-4)
    assert round(best.fun, 3) == {2: 0.199, 10: 0.5, 1000: 1.015}[K]


def test_smoothing_with_a_masked_class():
    z = np.array([2.0, 1.0, -np.inf])
    assert lb.softmax_cross_entropy(0, z, label_smoothing=0.1) == np.inf
    by_hand = 0.95 * surprise(z[:2], 0) + 0.05 * surprise(z[:2], 1)
    assert lb.softmax_cross_entropy([0.95, 0.05, 0], z) == pytest.approx(by_hand)


def test_cosface_is_a_logistic_loss_that_is_shifted():
    cosines, s, m = np.array([0.8, 0.5, 0.1]), 30, 0.35
    lead = s * cosines[0] - lb.logsumexp(s * cosines[1:])
    by_hand = surprise(s * cosines - np.array([s * m, 0, 0]), 0)
    assert lb.logistic(1, lead - s * m) == pytest.approx(by_hand)
    # Without the scale: the best that 1000 persons allow.
    assert lb.softmax(np.append(1.0, np.full(999, -1.0)))[0] < 0.01


def test_arcface_pushes_a_very_wrong_face_the_wrong_way():
    m = 0.5

    def loss(angle):
        return surprise([30 * math.cos(angle + m), 30 * 0.1], 0)

    assert loss(1.1) > loss(1.0)  # a smaller angle costs less
    assert loss(3.1) < loss(3.0)  # past π - m a larger one does
    assert 1.1 < math.pi - m < 3.0


def test_plackett_luce_is_a_sum_of_choices_and_a_distribution():
    scores = np.array([1.0, -1, 2, 0.5])
    orders = list(itertools.permutations(range(4)))
    losses = []
    for order in orders:
        s = scores[list(order)]
        losses.append(sum(surprise(s[i:], 0) for i in range(3)))
        assert lb.plackett_luce(order, scores) == pytest.approx(losses[-1])
    assert np.exp(-np.array(losses)).sum() == pytest.approx(1)
    two = lb.plackett_luce([1, 0], [0.3, 1.1])
    assert two == pytest.approx(lb.logistic(1, 1.1 - 0.3))
    # ListNet: its lowest value is the entropy of the relevances' softmax.
    relevance = np.array([3.0, 1, 0, 0])
    p = lb.softmax(relevance)
    assert lb.softmax_cross_entropy(p, relevance) == pytest.approx(lb.entropy(p))


# --- do these two belong together? ------------------------------------------------


@pytest.fixture(scope="module")
def letters():
    page = datasets.load_page()
    seen = np.zeros((26, 26))
    np.add.at(seen, (page.letters[:-1], page.letters[1:]), 1)
    seen /= seen.sum()
    drawn = 5 * np.outer(seen.sum(axis=1), seen.sum(axis=0))
    yes, s = seen / (seen + drawn), np.zeros((26, 26))
    for _ in range(3000):
        s -= 4 * lb.sigmoid_cross_entropy_grad(yes, s)
    return seen, drawn, s


def bits(seen, scores):
    this = seen.sum(axis=1)
    each = lb.softmax_cross_entropy(seen / this[:, None], scores)
    return this @ each / math.log(2)


def test_negative_sampling_converges_to_the_pmi_less_log_k(letters):
    seen, drawn, s = letters
    pmi = np.log(seen[seen > 0] / (drawn[seen > 0] / 5))
    assert s[seen > 0] == pytest.approx(pmi - math.log(5), abs=1e-8)
    assert s[seen == 0].max() < -9  # on the way to minus infinity


def test_a_second_optimiser_finds_the_same_scores(letters):
    seen, drawn, s = letters
    often = seen > 2e-3

    def cost(z):
        p, q = seen[often], drawn[often]
        value = (p * np.logaddexp(0, -z) + q * np.logaddexp(0, z)).sum()
        return value, -p / (1 + np.exp(z)) + q / (1 + np.exp(-z))

    start = np.zeros(often.sum())
    best = optimize.minimize(
        cost, start, jac=True, method="L-BFGS-B", options={"ftol": 0, "gtol": 1e-12}
    )
    assert best.x == pytest.approx(s[often], abs=1e-5)


def test_negative_sampling_is_not_a_softmax(letters):
    seen, _, s = letters
    lowest = lb.entropy(seen.ravel(), base=2) - lb.entropy(seen.sum(axis=1), base=2)
    assert bits(seen, s) > lowest + 0.4
    assert bits(seen, s + np.log(seen.sum(axis=0))) == pytest.approx(lowest, abs=2e-4)
    assert round(lowest, 4) == 3.3678


def test_nce_converges_to_the_log_probability(letters):
    """The logit is the score less log(k q), and the best logit is log(p / (k q))."""
    seen, drawn, s = letters
    score = s + np.log(drawn / seen.sum(axis=1, keepdims=True))
    given = seen / seen.sum(axis=1, keepdims=True)
    assert np.exp(score[seen > 0]) == pytest.approx(given[seen > 0], abs=1e-8)
    assert np.exp(score).sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_siglip_is_the_logistic_loss_of_all_pairs():
    S, _ = similarities(0)
    signs = 2 * np.eye(8) - 1
    by_hand = sum(log1pexp(-z) for z in (signs * (S - 10)).ravel()) / 8
    assert lb.logistic(signs, S - 10).sum() / 8 == pytest.approx(by_hand)
    as_yes = lb.sigmoid_cross_entropy(np.eye(8), S - 10).sum() / 8
    assert as_yes == pytest.approx(by_hand)


@pytest.mark.parametrize("n", [8, 1024, 32768])
def test_the_best_constant_bias_is_the_base_rate(n):
    def row(b):
        return lb.logistic(1, b) + (n - 1) * lb.logistic(-1, b)

    best = optimize.minimize_scalar(row, bounds=(-20, 5), method="bounded").x
    assert best == pytest.approx(-math.log(n - 1), abs=1e-4)
    push = (n - 1) * lb.sigmoid_cross_entropy_grad(0.0, -math.log(n - 1))
    assert push == pytest.approx(1 - 1 / n)
    assert (n - 1) * lb.sigmoid_cross_entropy_grad(0.0, 0.0) == (n - 1) / 2


def test_the_bias_of_the_paper_is_right_for_22_000():
    assert math.exp(10) + 1 == pytest.approx(22_000, rel=0.002)


def test_siglip_divides_the_sum_by_n():
    """The counter-example of the box."""
    n = 1024
    each = lb.logistic(2 * np.eye(n) - 1, np.full((n, n), -10.0))
    expected = log1pexp(10) + (n - 1) * log1pexp(-10)
    assert each.sum() / n == pytest.approx(expected)
    assert round(expected, 3) == 10.046
    assert each.mean() * n == pytest.approx(each.sum() / n)


def test_the_asymmetric_loss_and_its_two_simple_settings():
    t, z = np.array([1.0, 0, 0]), np.array([0.5, -1, 4])
    plain = lb.asymmetric(t, z, gamma_pos=0, gamma_neg=0, clip=0)
    assert plain == pytest.approx(lb.sigmoid_cross_entropy(t, z))
    even = lb.asymmetric(t, z, gamma_pos=2, gamma_neg=2, clip=0)
    assert even == pytest.approx(lb.focal(t, z, gamma=2))
    logits = lb.logit(np.array([0.04, 0.9, 0.999]))
    low, most, sure = lb.asymmetric_grad(np.zeros(3), logits)
    assert low == 0 and most > 0.7 and 0 < sure < 0.05


# --- one margin, many papers ------------------------------------------------------


@pytest.mark.parametrize("h", [-7.0, -0.5, 0.0, 3.0, 12.0])
def test_each_preference_loss_is_a_shape_of_the_book(h):
    beta, delta = 0.1, 4
    m = beta * h
    assert lb.logistic(1, m) == pytest.approx(log1pexp(-m))
    assert lb.squared_error(1 / (2 * beta), h) == pytest.approx((h - 5) ** 2)
    assert lb.hinge(1, h, margin=delta) == pytest.approx(max(0, delta - h))
    assert lb.sigmoid_margin(1, m) == pytest.approx(1 - 1 / (1 + math.exp(-m)))
    absolute = lb.absolute_error(1, lb.sigmoid(m))
    assert lb.sigmoid_margin(1, m) == pytest.approx(absolute)


def test_orpo_is_logistic_in_the_log_odds():
    for pw, pl in ((0.4, 0.1), (0.2, 0.7)):
        odds = pw / (1 - pw) / (pl / (1 - pl))
        by_hand = -math.log(odds / (1 + odds))
        assert lb.logistic(1, lb.logit(pw) - lb.logit(pl)) == pytest.approx(by_hand)


def test_the_number_at_the_start():
    beta = 0.1
    assert lb.logistic(1, 0.0) == pytest.approx(math.log(2))
    assert lb.hinge(1, 0.0) == 1
    assert lb.squared_error(1 / (2 * beta), 0.0) == pytest.approx(25)
    assert lb.logistic_grad(1, 0.0) * beta == -beta / 2


@pytest.mark.parametrize("p", [0.6, 0.9, 0.999])
def test_what_dpo_and_ipo_converge_to(p):
    beta = 0.1

    def dpo(h):
        return p * lb.logistic(1, beta * h) + (1 - p) * lb.logistic(-1, beta * h)

    def ipo(h):
        target = 1 / (2 * beta)
        return p * lb.squared_error(target, h) + (1 - p) * lb.squared_error(-target, h)

    for loss, expected in ((dpo, lb.logit(p) / beta), (ipo, (2 * p - 1) / (2 * beta))):
        best = optimize.minimize_scalar(loss, bounds=(-200, 200), method="bounded")
        assert best.x == pytest.approx(expected, abs=0.01)
    # If all agree, the push of DPO never ends.
    assert lb.logistic_grad(1, beta * 1000) < 0


def test_dpo_can_lower_both_answers():
    """The counter-example of the box, by the closed form of the probabilities."""
    polite, start = np.array([2.0, 1, 4]), np.array([0.3, 0.3, 0.4])
    w, losses, path = 0.0, [], []
    for _ in range(41):
        p = start * np.exp(w * polite)
        p /= p.sum()
        h = math.log(p[0] / start[0]) - math.log(p[1] / start[1])
        assert h == pytest.approx(w)  # one politer
        losses.append(log1pexp(-0.1 * h))
        path.append(p)
        w += 0.1 / (1 + math.exp(0.1 * h))
    assert (np.diff(losses) < 0).all()
    chosen, rejected, third = np.transpose(path)
    assert (np.diff(chosen) < 0).all() and (np.diff(rejected) < 0).all()
    assert (chosen[1:] > rejected[1:]).all()
    assert chosen[20] < 0.1 and chosen[40] < 0.02 and third[40] > 0.98
    assert [round(x, 3) for x in losses[::20]] == [0.693, 0.646, 0.602]


def test_a_smoothed_preference_has_a_finite_best_margin():
    def cost(m):
        return lb.sigmoid_cross_entropy(0.9, m)

    best = optimize.minimize_scalar(cost, bounds=(-9, 9), method="bounded").x
    assert best == pytest.approx(lb.logit(0.9), abs=1e-4)


@pytest.fixture(scope="module")
def heavier():
    random = np.random.default_rng(0)
    body = descent.standardize(BIRDS.features[:, :3])
    mass = BIRDS.features[:, 3]

    def pairs(some):
        a, b = random.choice(some, (2, 3000))
        a, b = a[mass[a] != mass[b]], b[mass[a] != mass[b]]
        return body[a] - body[b], np.where(mass[a] > mass[b], 1, -1)

    return *pairs(TRAIN), *pairs(TEST)


RATES = {
    "logistic": 1,
    "hinge": 0.05,
    "squared_error": 0.1,
    "exponential": 0.1,
    "sigmoid_margin": 9,
}


def trained(name, heavier, steps=1500):
    loss, slope = getattr(lb, name), getattr(lb, name + "_grad")
    cost, grad = descent.linear_cost(loss, slope, *heavier[:2])
    run = descent.gradient_descent(
        cost, grad, np.zeros(3), rate=RATES[name], steps=steps
    )
    return cost, grad, run


@pytest.mark.parametrize("name", ["logistic", "squared_error", "exponential"])
def test_a_second_optimiser_finds_the_same_penguins(name, heavier):
    cost, grad, run = trained(name, heavier)
    best = optimize.minimize(cost, np.ones(3), jac=grad, options={"gtol": 1e-9})
    assert run.last == pytest.approx(best.x, abs=1e-4)


def test_a_linear_program_finds_the_same_hinge(heavier):
    D, y = heavier[:2]
    _, _, run = trained("hinge", heavier)
    size = len(y)
    A = np.hstack([-(y[:, None] * D), -np.eye(size)])
    best = optimize.linprog(
        np.append(np.zeros(3), np.full(size, 1 / size)),
        A_ub=A,
        b_ub=np.full(size, -1.0),
        bounds=[(None, None)] * 3 + [(0, None)] * size,
    )
    assert run.costs[-1] == pytest.approx(best.fun, abs=1e-4)


def test_five_losses_order_the_penguins_alike_on_other_scales(heavier):
    D, y = heavier[2:]
    right, size = {}, {}
    for name in RATES:
        m = y * (D @ trained(name, heavier)[2].last)
        right[name], size[name] = (m > 0).mean(), m.mean()
    assert max(right.values()) - min(right.values()) < 0.015
    assert min(right.values()) > 0.83
    assert size["logistic"] > 4 * size["squared_error"]
    assert size["sigmoid_margin"] > 4 * size["logistic"]


def test_of_the_logistic_loss_the_margin_is_a_probability(heavier):
    D, y = heavier[2:]
    p = lb.sigmoid(D @ trained("logistic", heavier)[2].last)
    for low, high in ((0.1, 0.4), (0.4, 0.6), (0.6, 0.9), (0.9, 1)):
        here = (p >= low) & (p < high)
        assert (y[here] == 1).mean() == pytest.approx(p[here].mean(), abs=0.05)


def test_the_margins_of_the_bounded_loss_grow_without_end(heavier):
    D, y = heavier[:2]
    cost, _, run = trained("sigmoid_margin", heavier)
    sizes = [np.linalg.norm(run.parameters[k]) for k in (200, 500, 1000, 1500)]
    assert (np.diff(sizes) > 1).all()
    far = 1e6 * run.last
    assert cost(far) == pytest.approx((y * (D @ run.last) < 0).mean(), abs=1e-3)
    assert cost(far) < run.costs[-1]


# --- which is nearer? -------------------------------------------------------------


def test_the_triplet_loss_is_a_hinge():
    anchor, positive, negative = np.array([[0.0, 0], [1, 0], [0, 0.9]])
    near, far = math.dist(anchor, positive), math.dist(anchor, negative)
    assert lb.hinge(1, far - near, margin=0.2) == pytest.approx(0.3)
    assert max(0, near - far + 0.2) == pytest.approx(0.3)
    assert lb.perceptron(1, far - near) == pytest.approx(0.1)
    # Collapsed vectors: the loss is the margin, and the distances have no slope.
    assert lb.hinge(1, 0.0, margin=0.2) == pytest.approx(0.2)
    assert lb.perceptron([1, -1], [0.0, 0.0]).tolist() == [0, 0]
    assert lb.hinge(1, -0.4, margin=0) == lb.perceptron(1, -0.4)


# --- noise, pictures, velocities, values ------------------------------------------


@pytest.mark.parametrize("a", [0.999, 0.3, 0.01])
def test_three_targets_of_diffusion_differ_by_factors_of_the_time(a):
    x0, noise, guess = 0.7, -1.2, -0.9
    xt = math.sqrt(a) * x0 + math.sqrt(1 - a) * noise
    x0_guess = (xt - math.sqrt(1 - a) * guess) / math.sqrt(a)
    v = math.sqrt(a) * noise - math.sqrt(1 - a) * x0
    v_guess = math.sqrt(a) * guess - math.sqrt(1 - a) * x0_guess
    error = lb.squared_error(noise, guess)
    assert lb.squared_error(x0, x0_guess) == pytest.approx(error * (1 - a) / a)
    assert lb.squared_error(v, v_guess) == pytest.approx(error / a)


def test_one_error_in_the_noise_is_many_errors_in_the_picture():
    """The counter-example of the box."""
    a = np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))
    off = [0.1 * math.sqrt((1 - a[t - 1]) / a[t - 1]) for t in (1, 100, 500, 1000)]
    assert [round(x, 3) for x in off] == [0.001, 0.034, 0.342, 15.741]


def test_the_lowest_loss_of_flow_matching():
    def density(x, data):
        return math.exp(-((2 * x - data) ** 2) / 2)

    def left(x):
        up, down = density(x, 1), density(x, -1)
        mean = (up - down) / (up + down)  # of the data point
        return 4 * (1 - mean**2) * (up + down)

    whole = integrate.quad(lambda x: density(x, 1) + density(x, -1), -9, 9)[0]
    expected = integrate.quad(left, -9, 9)[0] / whole
    x = np.linspace(-6, 6, 4001)
    up, down = np.exp(-((2 * x - 1) ** 2) / 2), np.exp(-((2 * x + 1) ** 2) / 2)
    p = up / (up + down)
    ours = (16 * p * (1 - p) * (up + down)).sum() / (up + down).sum()
    assert ours == pytest.approx(expected, rel=1e-6)
    # And by drawing: no prediction is better than the mean.
    random = np.random.default_rng(0)
    x0, x1 = random.normal(size=200_000), random.choice([-1, 1], 200_000)
    x = (x0 + x1) / 2
    said = 2 * (np.tanh(2 * x) - x)
    assert ((x1 - x0 - said) ** 2).mean() == pytest.approx(expected, abs=0.03)
    assert (x1 - x0).var() > expected + 0.1


def test_a_clipped_error_is_never_corrected():
    off = np.array([0.5, 1.0001, 30])
    assert lb.huber_grad(0 * off, off, delta=1).tolist() == [0.5, 1, 1]

    def clipped(r):
        return np.clip(r, -1, 1) ** 2 / 2

    slope = (clipped(off + 1e-6) - clipped(off - 1e-6)) / 2e-6
    assert slope == pytest.approx([0.5, 0, 0])


@pytest.mark.parametrize(("kappa", "printed"), [(1, 0.238), (0.1, 0.098)])
def test_a_quantile_with_a_rounded_kink_is_another_number(kappa, printed):
    def slope(c):
        def pull(y):
            return math.exp(-y) * lb.quantile_huber_grad(y, c, level=0.05, kappa=kappa)

        return integrate.quad(pull, 0, 40, points=[c, c + kappa], limit=200)[0]

    best = optimize.brentq(slope, 0, 3)
    assert best == pytest.approx(printed, abs=0.003)
    assert best > 1.8 * -math.log1p(-0.05)


# --- a whole forecast -------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_the_crps_of_an_ensemble_is_a_sum_of_quantile_losses(seed):
    random = np.random.default_rng(seed)
    members, y = np.sort(random.normal(size=7)), random.normal()
    levels = (np.arange(7) + 0.5) / 7
    pinball = [
        max(level * (y - x), (level - 1) * (y - x))
        for x, level in zip(members, levels, strict=True)
    ]
    assert lb.ensemble_crps(y, members) == pytest.approx(2 * np.mean(pinball))


@pytest.mark.parametrize("y", [-3.0, 0.0, 1.5])
def test_the_gaussian_crps_is_its_integral_and_all_quantile_losses(y):
    below = integrate.quad(lambda x: stats.norm.cdf(x) ** 2, -40, y)[0]
    above = integrate.quad(lambda x: stats.norm.sf(x) ** 2, y, 40)[0]
    assert lb.gaussian_crps(y, 0) == pytest.approx(below + above, rel=1e-7)

    def pinball(level):
        return float(lb.quantile(y, stats.norm.ppf(level), level=level))

    mean = integrate.quad(pinball, 0, 1, points=[stats.norm.cdf(y)])[0]
    assert lb.gaussian_crps(y, 0) == pytest.approx(2 * mean, rel=1e-6)
    assert lb.gaussian_crps(y, 0, scale=1e-9) == pytest.approx(abs(y), abs=1e-8)


def test_the_members_are_not_the_forecast():
    """The counter-example of the box, with more draws."""
    random = np.random.default_rng(1)
    draws, y = random.normal(size=(200_000, 4)), random.normal(size=200_000)

    def scores(spread):
        return [
            lb.ensemble_crps(y, spread * draws, fair=fair).mean()
            for fair in (False, True)
        ]

    narrow, right = scores(0.6), scores(1)
    assert narrow[0] < right[0] - 0.02  # the exact score prefers the narrow one
    assert narrow[1] > right[1] + 0.02
    # The fair score is that of the forecast itself, on average.
    assert right[1] == pytest.approx(lb.gaussian_crps(y, 0 * y).mean(), abs=0.005)
    assert lb.ensemble_crps(3, [-997, 2003], fair=True) == 0


CALLS = datasets.load_belgian_calls()


def line(name, rate):
    year = descent.standardize(CALLS.year[:, None])
    A, calls = 50 * descent.add_intercept(year), CALLS.calls
    loss, slope, spread = (
        getattr(lb, name + end) for end in ("", "_grad", "_scale_grad")
    )

    def cost(w):
        return loss(calls, A @ w[:2], scale=np.exp(w[2])).mean()

    def grad(w):
        sd = np.exp(w[2])
        tilt = A.T @ slope(calls, A @ w[:2], scale=sd) / len(calls)
        return np.append(tilt, sd * spread(calls, A @ w[:2], scale=sd).mean())

    run = descent.gradient_descent(cost, grad, [0, 1, 4.0], rate=rate, steps=4000)
    return cost, run.last


@pytest.mark.parametrize(
    ("name", "rate"), [("gaussian_nll", 0.3), ("gaussian_crps", 0.02)]
)
def test_a_second_optimiser_finds_the_same_calls(name, rate):
    cost, w = line(name, rate)
    best = optimize.minimize(
        cost,
        [0.1, 1, 3],
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 10_000},
    )
    assert w == pytest.approx(best.x, abs=1e-5)


def test_crps_is_no_robust_method_for_the_calls():
    def rise(w):
        return 500 * w[0] / CALLS.year.std()

    least_squares = 10 * np.polyfit(CALLS.year, CALLS.calls, 1)[0]
    by_nll, by_crps = line("gaussian_nll", 0.3)[1], line("gaussian_crps", 0.02)[1]
    assert rise(by_nll) == pytest.approx(least_squares, rel=1e-9)
    assert 0.8 * least_squares < rise(by_crps) < 0.9 * least_squares
    # Each line of least absolute error rises less than half as fast.
    absolute = optimize.linprog(
        [-1, 0, *[0] * 24, *[0] * 24],
        A_eq=np.vstack(
            [
                np.column_stack(
                    [CALLS.year - 1960, np.ones(24), np.eye(24), -np.eye(24)]
                ),
                [0, 0, *[1] * 48],
            ]
        ),
        b_eq=[*CALLS.calls, least_absolute_sum()],
        bounds=[(None, None)] * 2 + [(0, None)] * 48,
    )
    assert 10 * absolute.x[0] < rise(by_crps) / 2
    # The spread covers the bad years.
    clean = (CALLS.year < 1964) | (CALLS.year > 1970)
    assert np.exp(by_crps[2]) > 10 * np.polyfit(
        CALLS.year[clean], CALLS.calls[clean], 1, full=True
    )[1][0] ** 0.5 / math.sqrt(clean.sum())


def least_absolute_sum():
    best = optimize.linprog(
        [0, 0, *[1] * 48],
        A_eq=np.column_stack([CALLS.year - 1960, np.ones(24), np.eye(24), -np.eye(24)]),
        b_eq=CALLS.calls,
        bounds=[(None, None)] * 2 + [(0, None)] * 48,
    )
    return best.fun * (1 + 1e-9)


def test_rps_is_a_sum_of_halved_brier_scores():
    p, place = np.array([0.5, 0.3, 0.1, 0.1]), 1
    F = p.cumsum()[:3]
    halves = [lb.brier(int(place > k), [f, 1 - f]) / 2 for k, f in enumerate(F)]
    squares = [(f - (place <= k)) ** 2 for k, f in enumerate(F)]
    assert halves == pytest.approx(squares)
    assert lb.ranked_probability(place, p) == pytest.approx(sum(squares))
    near, far = [0.5, 0.5, 0, 0], [0.5, 0, 0, 0.5]
    assert lb.ranked_probability([0, 0], [near, far]).tolist() == [0.25, 0.75]
    assert np.ptp(lb.nll([0, 0], [near, far])) == 0


def test_cumulative_link_and_coral():
    f, cuts, place = 0.4, np.array([-1.0, 0, 1.5]), 2
    below = [1 / (1 + math.exp(f - c)) for c in cuts]
    by_hand = -math.log(below[2] - below[1])
    assert lb.cumulative_link(place, f, cuts=cuts) == pytest.approx(by_hand)
    two = lb.cumulative_link([0, 1], [f, f], cuts=[0.0])
    assert two == pytest.approx(lb.logistic([-1, 1], [f, f]))
    coral = sum(log1pexp(-s * (f - c)) for s, c in zip((1, 1, -1), cuts, strict=True))
    above = np.arange(3) < place
    ours = lb.sigmoid_cross_entropy(above * 1.0, f - cuts).sum()
    assert ours == pytest.approx(coral)
    assert abs(coral - by_hand) > 0.02
    # Its slope: how many cuts the model expects below the truth, minus how many are.
    step = [
        lb.sigmoid_cross_entropy([1.0, 1, 0], f + h - cuts).sum() for h in (1e-6, -1e-6)
    ]
    expected = lb.sigmoid(f - cuts).sum() - 2
    assert (step[0] - step[1]) / 2e-6 == pytest.approx(expected, abs=1e-8)
    # Cumulative link leads to the middle of the class, or further into one at an end.
    middle = lb.cumulative_link_grad(1, -0.5, cuts=cuts)
    assert middle == pytest.approx(0, abs=1e-15)
    assert lb.cumulative_link_grad(1, -0.6, cuts=cuts) < 0
    assert lb.cumulative_link_grad(1, -0.4, cuts=cuts) > 0
    assert lb.cumulative_link_grad(0, -9.0, cuts=cuts) > 0
    assert lb.cumulative_link_grad(3, 9.0, cuts=cuts) < 0
    for k in range(4):  # the truth above raises f, the truth below lowers it
        slope = lb.cumulative_link_grad(k, f, cuts=cuts)
        step = lb.sigmoid_cross_entropy_grad((np.arange(3) < k) * 1.0, f - cuts).sum()
        assert (k in (0, 1)) == (slope > 0) == (step > 0)


# --- overlap ----------------------------------------------------------------------


def test_dice_and_jaccard_are_tversky_losses():
    t, q = np.array([1.0, 1, 0, 0]), np.array([0.9, 0.4, 0.3, 0])
    shared, whole = (t * q).sum(), (t + q).sum()
    assert lb.tversky(t, q) == pytest.approx(1 - 2 * shared / whole)
    jaccard = lb.tversky(t, q, alpha=1, beta=1)
    assert jaccard == pytest.approx(1 - shared / (whole - shared))
    slope = lb.tversky_grad(t, q)
    assert np.ptp(slope[:2]) == np.ptp(slope[2:]) == 0
    second = np.array([0, 0, 0, 1.0]), np.zeros(4)
    one = lb.tversky(np.append(t, second[0]), np.append(q, second[1]))
    mean = (lb.tversky(t, q) + lb.tversky(*second)) / 2
    assert mean > one + 0.2


def test_the_lovasz_hinge_of_hard_scores_is_twice_the_jaccard_loss():
    for mask in itertools.product([1, -1], repeat=4):
        for said in itertools.product([1, -1], repeat=4):
            inside = {i for i in range(4) if mask[i] > 0}
            called = {i for i in range(4) if said[i] > 0}
            if not inside:
                continue
            jaccard = 1 - len(inside & called) / len(inside | called)
            assert lb.lovasz_hinge(mask, said) == pytest.approx(2 * jaccard)


def test_dice_is_not_0_where_the_answer_is_the_target():
    """The counter-example of the box."""
    target = np.full(10, 0.3)
    assert lb.tversky(target, target) == pytest.approx(1 - 2 * 0.09 / 0.6)
    assert lb.tversky(target, np.ones(10)) == pytest.approx(1 - 2 * 0.3 / 1.3)
    assert lb.tversky(target, target) > lb.tversky(target, np.ones(10))


@pytest.fixture(scope="module")
def chinstraps():
    bins = np.clip((BIRDS.features[:, 2] - 180) // 5, 0, 6).astype(int)
    yes = (BIRDS.labels == 1) * 1.0
    in_bin = np.eye(7)[bins]

    def dice(w):
        return lb.tversky(yes, lb.sigmoid(w[bins]))

    def dice_grad(w):
        p = lb.sigmoid(w[bins])
        return in_bin.T @ (lb.tversky_grad(yes, p) * p * (1 - p))

    bce = descent.linear_cost(
        lb.sigmoid_cross_entropy, lb.sigmoid_cross_entropy_grad, in_bin, yes
    )
    by_bce = descent.gradient_descent(*bce, np.zeros(7), rate=10, steps=2000)
    by_dice = descent.gradient_descent(
        dice, dice_grad, np.zeros(7), rate=20, steps=2000
    )
    return bins, yes, by_bce, by_dice


def test_cross_entropy_says_the_shares_and_dice_the_best_mask(chinstraps):
    bins, yes, by_bce, by_dice = chinstraps
    shares = np.bincount(bins, yes) / np.bincount(bins)
    assert lb.sigmoid(by_bce.last) == pytest.approx(shares, abs=1e-6)

    def score(mask):
        called = np.array(mask)[bins]
        return 2 * (called * yes).sum() / (called.sum() + yes.sum())

    # The second optimiser: all 128 masks.
    best = max(itertools.product([0, 1], repeat=7), key=score)
    assert best == (0, 0, 1, 1, 1, 0, 0)
    assert lb.sigmoid(by_dice.last) == pytest.approx(best, abs=0.03)
    assert by_dice.costs[-1] == pytest.approx(1 - score(best), abs=1e-3)
    # The threshold is half of the best score.
    assert ((shares > score(best) / 2) == best).all()
    assert score(best) / 2 == pytest.approx(0.24, abs=1e-9)


def test_no_answer_between_0_and_1_has_a_lower_dice_loss(chinstraps):
    bins, yes, _, by_dice = chinstraps
    for p in np.random.default_rng(0).uniform(size=(300, 7)):
        assert lb.tversky(yes, p[bins]) > by_dice.costs[-1]


def test_the_output_of_a_dice_model_is_no_probability(chinstraps):
    """The counter-example of the box."""
    bins, yes, _, by_dice = chinstraps
    p = lb.sigmoid(by_dice.last[bins])
    called = p > 0.5
    assert p[called].mean() > 0.99 and yes[called].mean() < 0.37
    assert p.sum() > 1.9 * yes.sum() and yes.sum() == 68


# --- labels that may be wrong -----------------------------------------------------


def test_generalised_cross_entropy_and_its_ends():
    z, y = np.array([2.0, 0.5, -1]), 1
    p = np.exp(z) / np.exp(z).sum()
    gce = lb.generalized_cross_entropy
    assert gce(y, z, q=0.7) == pytest.approx((1 - p[y] ** 0.7) / 0.7)
    assert gce(y, z, q=1) == pytest.approx(1 - p[y])
    assert gce(y, z, q=1e-6) == pytest.approx(-math.log(p[y]), abs=1e-5)
    assert abs(np.eye(3)[y] - p).sum() / 2 == pytest.approx(1 - p[y])
    slope = lb.generalized_cross_entropy_grad(y, z, q=0.7)
    assert slope == pytest.approx(p[y] ** 0.7 * (p - np.eye(3)[y]))
    reverse = -(p * np.log([1e-4, 1, 1e-4])).sum()
    assert reverse == pytest.approx(-math.log(1e-4) * (1 - p[y]))
    assert -math.log(1e-4) / 4 > 2
    # Over all labels the values add up to the same, whatever the model says.
    assert sum(gce(k, z, q=1) for k in range(3)) == pytest.approx(2)
    # With two classes it is 1 - sigmoid of the margin.
    assert gce(0, [1.3, 0], q=1) == pytest.approx(lb.sigmoid_margin(1, 1.3))


def mean_of(name, q, p=0.7):
    """The mean loss of an answer q, from the formulas of the papers."""
    log, nlog = -math.log(q), -math.log1p(-q)
    each = {
        "cross-entropy": (log, nlog),
        "smoothing 0.1": (0.95 * log + 0.05 * nlog, 0.95 * nlog + 0.05 * log),
        "focal, 2": ((1 - q) ** 2 * log, q**2 * nlog),
        "GCE, 0.3": ((1 - q**0.3) / 0.3, (1 - (1 - q) ** 0.3) / 0.3),
        "GCE, 0.7": ((1 - q**0.7) / 0.7, (1 - (1 - q) ** 0.7) / 0.7),
        "Poly-1": (log + 1 - q, nlog + q),
        "SCE": (0.1 * log + 4 * (1 - q), 0.1 * nlog + 4 * q),
        "1 - p": (1 - q, q),
        "asymmetric": (log, max(q - 0.05, 0) ** 4 * -math.log1p(-max(q - 0.05, 0))),
    }[name]
    return p * each[0] + (1 - p) * each[1]


SAYS = {
    "cross-entropy": 0.7,
    "smoothing 0.1": 0.68,
    "focal, 2": 0.578,
    "GCE, 0.3": 0.770,
    "GCE, 0.7": 0.944,
    "Poly-1": 0.771,
    "SCE": 0.982,
    "1 - p": 1,
    "asymmetric": 0.776,
}


@pytest.mark.parametrize("name", SAYS)
def test_what_each_loss_says_when_the_truth_is_7_of_10(name):
    """The counter-example of the box, by a minimiser without a grid."""
    best = optimize.minimize_scalar(
        lambda q: mean_of(name, q), bounds=(1e-9, 1 - 1e-9), method="bounded"
    ).x
    assert best == pytest.approx(SAYS[name], abs=1e-3)


@pytest.mark.parametrize("name", SAYS)
def test_the_formulas_of_that_table_are_the_losses_of_the_package(name):
    gce, ce = lb.generalized_cross_entropy, lb.softmax_cross_entropy
    losses = {
        "cross-entropy": ce,
        "smoothing 0.1": lambda y, z: ce(y, z, label_smoothing=0.1),
        "focal, 2": lambda y, z: lb.softmax_focal(y, z, gamma=2),
        "GCE, 0.3": lambda y, z: gce(y, z, q=0.3),
        "GCE, 0.7": lambda y, z: gce(y, z, q=0.7),
        "Poly-1": lambda y, z: ce(y, z) + gce(y, z, q=1),
        "SCE": lambda y, z: 0.1 * ce(y, z) + 4 * gce(y, z, q=1),
        "1 - p": lambda y, z: gce(y, z, q=1),
        "asymmetric": lambda y, z: lb.asymmetric(1.0 - y, z[0]),
    }
    for q in (0.02, 0.3, 0.7, 0.99):
        z = np.array([float(lb.logit(q)), 0.0])
        ours = 0.7 * losses[name](0, z) + 0.3 * losses[name](1, z)
        assert ours == pytest.approx(mean_of(name, q), rel=1e-9)


def test_the_best_answer_of_gce_in_closed_form():
    for q, said in ((0.3, 0.770), (0.7, 0.944)):
        yes, no = 0.7 ** (1 / (1 - q)), 0.3 ** (1 / (1 - q))
        assert yes / (yes + no) == pytest.approx(said, abs=1e-3)


# --- what fits nowhere ------------------------------------------------------------


def clipped(ratio, good, eps=0.2):
    near = np.clip(ratio, 1 - eps, 1 + eps)
    return -np.minimum(ratio * good, near * good)


def test_a_clipped_ratio_is_flat_where_the_step_was_long_enough():
    ratio = np.array([0.5, 0.9, 1.1, 1.5])
    slope = {
        good: (clipped(ratio + 1e-6, good) - clipped(ratio - 1e-6, good)) / 2e-6
        for good in (1.0, -1.0)
    }
    assert slope[1.0] == pytest.approx([-1, -1, -1, 0])
    assert slope[-1.0] == pytest.approx([0, 1, 1, 1])
