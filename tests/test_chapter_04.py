"""Chapter 04: the numbers that it shows, and the counter-example of each box."""

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from scipy import integrate, optimize, stats
from scipy.spatial.distance import jensenshannon
from scipy.special import rel_entr

import lossbook as lb
from lossbook import datasets

P, Q = [1 / 2, 1 / 4, 1 / 8, 1 / 8], [1 / 8, 1 / 2, 1 / 4, 1 / 8]
CODE = {"a": "0", "b": "10", "c": "110", "d": "111"}
TARGET = np.array([0.1, 0.2, 0.7])
X = np.linspace(-16, 16, 641)


def bell(mean, scale):
    return lb.softmax(-(((X - mean) / scale) ** 2) / 2)


def bumps(at):
    return (bell(-at, 0.6) + bell(at, 0.6)) / 2


# --- surprisal and entropy ----------------------------------------------------------


def test_surprisal_in_bits_and_nats():
    assert lb.surprisal([1, 1 / 2, 1 / 8], base=2).tolist() == [0, 1, 3]
    assert lb.surprisal(1 / 2) == pytest.approx(math.log(2))  # one bit
    for one, other in itertools.product([0.3, 0.01, 1], repeat=2):
        both = lb.surprisal(one) + lb.surprisal(other)
        assert lb.surprisal(one * other) == pytest.approx(both)


@pytest.mark.parametrize(
    ("heads", "bits"), [(0.5, "1.000"), (0.9, "0.469"), (1.0, "0.000")]
)
def test_three_coins(heads, bits):
    assert f"{lb.entropy([heads, 1 - heads], base=2):.3f}" == bits


def test_no_coin_tells_more_than_a_fair_one_and_half_a_bit_is_at_11_percent():
    chances = np.arange(101) / 100
    bits = lb.entropy(np.stack([chances, 1 - chances], axis=-1), base=2)
    assert bits.argmax() == 50
    assert bits[50] == 1
    assert np.abs(bits - 0.5).argmin() in (11, 89)


def test_a_box_of_tails_grows_higher_and_its_area_shrinks():
    tails = 2.0 ** -np.arange(2, 60)
    assert np.all(np.diff(lb.surprisal(tails)) > 0)
    assert np.all(np.diff(tails * lb.surprisal(tails)) < 0)
    assert tails[-1] * lb.surprisal(tails[-1]) < 1e-15


@pytest.mark.parametrize("n", [1, 2, 8, 26, 1000])
def test_the_entropy_of_the_uniform_is_plus_log_n(n):
    assert lb.entropy(np.full(n, 1 / n)) == pytest.approx(math.log(n), abs=1e-12)
    assert lb.perplexity(np.full(n, 1 / n)) == pytest.approx(n)


def test_the_uniform_has_the_largest_entropy_by_its_kl():
    rng = np.random.default_rng(0)
    for p in rng.dirichlet(np.ones(6), size=50):
        gap = math.log(6) - lb.entropy(p)
        assert gap == pytest.approx(lb.kl_divergence(p, np.full(6, 1 / 6)))
        assert gap > 0


# --- codes --------------------------------------------------------------------------


def test_the_code_attains_the_entropy_and_can_be_read():
    message = "abacabad"
    counts = Counter(message)
    assert [counts[letter] / 8 for letter in "abcd"] == P
    sent = "".join(CODE[letter] for letter in message)
    assert len(sent) / 8 == lb.entropy(P, base=2) == 1.75
    for one, other in itertools.permutations(CODE.values(), 2):
        assert not other.startswith(one)
    read, word = "", ""
    letter_of = {word: letter for letter, word in CODE.items()}
    for bit in sent:
        word += bit
        if word in letter_of:
            read, word = read + letter_of[word], ""
    assert (read, word) == (message, "")


def prefix_codes(longest, words=4):
    """All sets of word lengths that a prefix code of so many words can have."""
    for lengths in itertools.product(range(1, longest + 1), repeat=words):
        if sum(2.0**-n for n in lengths) <= 1:  # Kraft's inequality
            yield lengths


def test_no_prefix_code_beats_the_entropy():
    rng = np.random.default_rng(1)
    codes = np.array(list(prefix_codes(6)))
    for p in [P, Q, *rng.dirichlet(np.ones(4), size=20)]:
        best = (codes @ np.asarray(p)).min()
        assert lb.entropy(p, base=2) - 1e-12 <= best < lb.entropy(p, base=2) + 1


def test_two_tosses_of_the_bent_coin_in_one_word():
    pairs = np.outer([0.9, 0.1], [0.9, 0.1]).ravel()
    assert pairs @ [1, 2, 3, 3] / 2 == pytest.approx(0.645)
    excess = lb.kl_divergence(pairs, P, base=2)
    assert 2 * 0.645 - 2 * lb.entropy([0.9, 0.1], base=2) == pytest.approx(excess)
    assert 1 / lb.entropy([0.9, 0.1], base=2) > 2  # toss by toss: more than twice


# --- cross-entropy and KL -----------------------------------------------------------


def test_the_eighths_and_which_is_which():
    """True is first: H(p, q) is for letters from p in the code for q."""
    assert lb.entropy(P, base=2) == lb.entropy(Q, base=2) == 1.75
    assert lb.surprisal(Q, base=2).tolist() == [3, 1, 2, 3]
    assert np.dot(P, [3, 1, 2, 3]) == 2.375
    assert lb.cross_entropy(P, Q, base=2) == 2.375
    assert lb.cross_entropy(Q, P, base=2) == 2.25
    assert lb.kl_divergence(P, Q, base=2) == pytest.approx(0.625, rel=1e-15)
    assert lb.kl_divergence(Q, P, base=2) == pytest.approx(0.5, rel=1e-15)


def test_the_bent_coin_believed_to_be_fair():
    bent, fair = [0.9, 0.1], [0.5, 0.5]
    assert lb.cross_entropy(bent, fair, base=2) == pytest.approx(1)
    assert 0.5 < lb.kl_divergence(bent, fair, base=2) < 0.54


def test_cross_entropy_is_entropy_and_kl_and_kl_is_never_negative():
    rng = np.random.default_rng(2)
    p, q = rng.dirichlet(np.ones(5), size=(2, 100))
    np.testing.assert_allclose(
        lb.cross_entropy(p, q), lb.entropy(p) + lb.kl_divergence(p, q), rtol=1e-13
    )
    assert lb.kl_divergence(p, q).min() > 0
    assert np.all(lb.kl_divergence(p, p) == 0)


def test_kl_is_infinite_only_where_the_believed_one_is_0():
    assert lb.kl_divergence([1 / 2, 1 / 2], [1, 0]) == math.inf
    assert lb.kl_divergence([1, 0], [1 / 2, 1 / 2]) == pytest.approx(math.log(2))


def test_kl_is_no_distance():
    a, b, c = [0.5, 0.5], [0.25, 0.75], [0.1, 0.9]
    kl = lb.kl_divergence
    assert (kl(a, c).round(4), kl(c, a).round(4)) == (0.5108, 0.3681)
    assert (kl(a, b) + kl(b, c)).round(4) == 0.2362  # the detour is shorter
    js = lb.js_divergence
    assert math.sqrt(js(a, c)) < math.sqrt(js(a, b)) + math.sqrt(js(b, c))


@pytest.mark.parametrize(
    ("mean", "scale", "there", "back"),
    [
        (1, 1, 1 / 2, 1 / 2),
        (-1, 1, 1 / 2, 1 / 2),
        # log(s2 / s1) + s1² / (2 s2²) - 1/2
        (0, 2, math.log(2) + 1 / 8 - 1 / 2, math.log(1 / 2) + 4 / 2 - 1 / 2),
    ],
)
def test_two_gaussians_of_one_scale_show_no_asymmetry(mean, scale, there, back):
    one, other = stats.norm(0, 1), stats.norm(mean, scale)
    for first, second, expected in ((one, other, there), (other, one, back)):

        def term(x, first=first, second=second):
            return first.pdf(x) * (first.logpdf(x) - second.logpdf(x))

        assert integrate.quad(term, -20, 20)[0] == pytest.approx(expected, rel=1e-8)
    assert lb.kl_divergence(bell(0, 1), bell(mean, scale)) == pytest.approx(there)
    assert lb.kl_divergence(bell(mean, scale), bell(0, 1)) == pytest.approx(back)


def test_the_formula_gives_a_number_for_samples_and_the_package_refuses():
    one, two = np.sort(np.random.default_rng(0).normal(size=(2, 10_000)))
    assert stats.ks_2samp(one, two).pvalue > 0.05  # from the same distribution
    with np.errstate(invalid="ignore"):
        number = np.nansum(one * np.log(one / two))
    assert abs(number) > 10  # KL is 0
    with pytest.raises(ValueError, match=r"p must be >= 0, but p\[0\]"):
        lb.kl_divergence(one, two)


def test_jensen_shannon():
    assert lb.js_divergence([1, 0], [0, 1], base=2) == 1
    rng = np.random.default_rng(3)
    for p, q, r in rng.dirichlet(np.full(3, 0.3), size=(200, 3)):
        d = [math.sqrt(lb.js_divergence(*pair)) for pair in ((p, q), (q, r), (p, r))]
        assert d[0] == pytest.approx(jensenshannon(p, q), rel=1e-6)
        assert d[0] == math.sqrt(lb.js_divergence(q, p))
        assert d[2] <= d[0] + d[1]
        assert d[0] <= math.sqrt(math.log(2))


# --- the loss is H(p) plus your error ------------------------------------------------


def test_the_minimum_of_cross_entropy_is_the_entropy():
    assert lb.cross_entropy(TARGET, TARGET).round(4) == 0.8018
    found = optimize.minimize(
        lambda z: lb.softmax_cross_entropy(TARGET, z), np.zeros(3), tol=1e-12
    )
    assert found.fun == pytest.approx(lb.entropy(TARGET), rel=1e-9)
    assert lb.softmax(found.x) == pytest.approx(TARGET, abs=1e-4)
    uniform = lb.cross_entropy(TARGET, [1 / 3, 1 / 3, 1 / 3])
    assert uniform == pytest.approx(math.log(3))
    sure = [0.01, 0.01, 0.98]  # surer than the truth costs more than to know nothing
    assert lb.cross_entropy(TARGET, sure) > uniform


def test_the_mean_nll_of_labels_is_the_cross_entropy_of_their_shares():
    y, model = np.repeat([0, 1, 2], [1, 2, 7]), [0.2, 0.3, 0.5]
    mean = lb.nll(y, np.tile(model, (10, 1))).mean()
    assert mean == pytest.approx(lb.cross_entropy(TARGET, model), rel=1e-14)
    assert mean.round(5) == 0.88694


def test_over_the_first_argument_cross_entropy_and_kl_part():
    sure = [0, 0, 1]
    assert lb.cross_entropy(sure, TARGET) < lb.cross_entropy(TARGET, TARGET)
    assert lb.kl_divergence(sure, TARGET) > lb.kl_divergence(TARGET, TARGET) == 0
    for q in np.random.default_rng(4).dirichlet(np.ones(3), size=200):
        assert lb.cross_entropy(q, TARGET) >= lb.cross_entropy(sure, TARGET)


def test_the_higher_loss_can_belong_to_the_better_model():
    noisy, clear = [0.5, 0.5], [0.95, 0.05]
    better, worse = noisy, [0.8, 0.2]
    assert lb.kl_divergence(noisy, better) < lb.kl_divergence(clear, worse)
    assert lb.cross_entropy(noisy, better) > lb.cross_entropy(clear, worse)


def test_the_gradient_is_prediction_minus_truth_for_soft_labels_and_for_kl():
    z = np.log([0.2, 0.3, 0.5])
    slope = lb.softmax_cross_entropy_grad(TARGET, z)
    assert slope == pytest.approx([0.1, 0.1, -0.2], abs=1e-15)
    for k, step in enumerate(1e-5 * np.eye(3)):
        up, down = (lb.kl_divergence(TARGET, lb.softmax(z + s)) for s in (step, -step))
        assert (up - down) / 2e-5 == pytest.approx(slope[k], abs=1e-9)
    at_truth = lb.softmax_cross_entropy_grad(TARGET, np.log(TARGET))
    assert np.abs(at_truth).max() < 1e-15


def test_any_distribution_can_be_the_target():
    z = np.log([0.2, 0.3, 0.5])
    assert lb.softmax_cross_entropy(TARGET, z).round(5) == 0.88694
    smooth = [0.1 / 3, 0.1 / 3, 0.9 + 0.1 / 3]
    by_knob = lb.softmax_cross_entropy(2, z, label_smoothing=0.1)
    assert lb.softmax_cross_entropy(smooth, z) == pytest.approx(by_knob, rel=1e-14)
    teacher = lb.softmax(np.array([1, 2, 5]) / 2)
    floor = lb.entropy(teacher)
    assert lb.softmax_cross_entropy(teacher, np.log(teacher)) == pytest.approx(floor)
    assert 0 < floor < lb.softmax_cross_entropy(teacher, z)


# --- forward and reverse ------------------------------------------------------------


def best(divergence, start):
    found = optimize.minimize(
        lambda w: float(divergence(bell(w[0], np.exp(w[1])))),
        start,
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-12},
    )
    assert found.success
    return found.x[0], math.exp(found.x[1]), found.fun


def test_forward_covers_both_bumps_by_their_moments():
    truth = bumps(2)
    mean, scale, value = best(lambda q: lb.kl_divergence(truth, q), [0.5, 0.1])
    assert mean == pytest.approx(0, abs=1e-4)
    assert scale == pytest.approx(math.sqrt(2**2 + 0.6**2), rel=1e-4)
    assert f"{lb.kl_divergence(truth, bell(0, 2.1)):.4f}" == "0.5552"
    assert value == pytest.approx(0.5552, abs=2e-4)


@pytest.mark.parametrize("side", [-1, 1])
def test_reverse_takes_one_bump(side):
    truth = bumps(2)
    mean, scale, value = best(lambda q: lb.kl_divergence(q, truth), [side, -0.5])
    assert mean == pytest.approx(2 * side, abs=0.01)
    assert scale == pytest.approx(0.6, abs=0.01)
    assert value == pytest.approx(math.log(2), abs=0.002)
    assert f"{lb.kl_divergence(bell(2 * side, 0.6), truth):.4f}" == "0.6919"


def test_the_search_over_the_grid_finds_these():
    truth = bumps(2)
    means, scales = np.linspace(-3, 3, 25), np.linspace(0.5, 2.5, 21)
    tries = list(itertools.product(means, scales))
    q = np.array([bell(*pair) for pair in tries])
    p = np.broadcast_to(truth, q.shape)
    forward, reverse = lb.kl_divergence(p, q), lb.kl_divergence(q, p)
    assert tries[forward.argmin()] == pytest.approx((0, 2.1))
    mean, scale = tries[reverse.argmin()]
    assert (abs(mean), scale) == pytest.approx((2, 0.6))
    twin = tries.index((-mean, scale))
    assert reverse[twin] == pytest.approx(reverse.min(), rel=1e-12)


def test_reverse_covers_bumps_that_are_near():
    truth = bumps(1)
    for start in ([0.2, 0.0], [1.0, -0.5], [-1.0, -0.5]):
        mean, scale, _ = best(lambda q: lb.kl_divergence(q, truth), start)
        assert mean == pytest.approx(0, abs=1e-3)
        assert 1.6 < scale / 0.6 < 2.1


# --- numerics -----------------------------------------------------------------------


def test_a_kl_close_to_0_keeps_its_digits():
    """By hand d²/2 (1/p1 + 1/p2): 2.381e-16, and not 1.05e-17."""
    p, d = np.array([0.3, 0.7]), np.array([1e-8, -1e-8])
    q = p + d
    by_hand = 1e-16 / 2 * (1 / 0.3 + 1 / 0.7)
    assert f"{by_hand:.3e}" == "2.381e-16"
    assert lb.kl_divergence(p, q) == pytest.approx(by_hand, rel=1e-6)
    for textbook in (np.sum(p * np.log(p / q)), rel_entr(p, q).sum()):
        assert abs(textbook / by_hand - 1) > 0.1


# --- real data ----------------------------------------------------------------------


def test_what_an_island_tells():
    birds = datasets.load_penguins()
    counts = np.zeros((3, 3), dtype=int)
    np.add.at(counts, (birds.island_labels, birds.labels), 1)
    assert counts.tolist() == [[44, 0, 123], [56, 68, 0], [51, 0, 0]]
    joint = counts / counts.sum()
    before = lb.entropy(joint.sum(axis=0), base=2)
    island = joint.sum(axis=1)
    each = lb.entropy(joint / island[:, None], base=2)
    assert before.round(3) == 1.515
    assert each.round(3).tolist() == [0.832, 0.993, 0]
    told = lb.mutual_information(joint, base=2)
    assert told.round(3) == 0.748
    assert before - island @ each == pytest.approx(told)
    assert lb.mutual_information(joint.T, base=2) == pytest.approx(told)
    product = np.outer(island, joint.sum(axis=0))
    by_kl = lb.kl_divergence(joint.ravel(), product.ravel(), base=2)
    assert by_kl == pytest.approx(told)
    table = lb.entropy(joint.ravel(), base=2)
    assert lb.entropy(island, base=2) + before - table == pytest.approx(told)


def test_what_is_left_is_the_floor_of_who_sees_the_island_alone():
    birds = datasets.load_penguins()
    table = np.zeros((3, 3))
    np.add.at(table, (birds.island_labels, birds.labels), 1)
    shares = table / table.sum(axis=1, keepdims=True)
    weights = table.sum(axis=1) / table.sum()
    floor = weights @ lb.entropy(shares, base=2)
    best = lb.nll(birds.labels, shares[birds.island_labels]).mean() / np.log(2)
    assert best == pytest.approx(floor)
    rng = np.random.default_rng(0)
    for step in (0.01, 0.1, 1):
        q = shares * np.exp(step * rng.normal(size=(3, 3)))
        q /= q.sum(axis=1, keepdims=True)
        other = lb.nll(birds.labels, q[birds.island_labels]).mean() / np.log(2)
        assert other > floor


def bits_of_next(letters):
    """Counted by hand: the mean of the entropies after each letter."""
    after = {}
    for one, other in itertools.pairwise(letters):
        after.setdefault(one, Counter())[other] += 1
    bits = 0.0
    for followers in after.values():
        n = followers.total()
        bits -= sum(c * math.log2(c / n) for c in followers.values())
    return bits / (len(letters) - 1)


def test_letters_of_the_page():
    page = datasets.load_page()
    shares = np.bincount(page.letters, minlength=26) / len(page)
    single = lb.entropy(shares, base=2)
    assert math.log2(26) == pytest.approx(4.700, abs=5e-4)
    assert f"{single:.3f}" == "4.141"  # Shannon, 1951: 4.14
    assert math.log2(26) - single == pytest.approx(0.56, abs=0.005)
    assert lb.perplexity(shares).round(1) == 17.6
    assert 100 * np.sort(shares)[-2:] == pytest.approx([9.4, 13.4], abs=0.05)


def test_the_letter_before_helps_and_a_small_sample_flatters():
    letters = datasets.load_page().letters.tolist()
    assert f"{bits_of_next(letters):.3f}" == "3.368"
    single = lb.entropy(np.bincount(letters) / len(letters), base=2)
    for seed in range(5):
        shuffled = np.random.default_rng(seed).permutation(letters).tolist()
        assert 0.07 < single - bits_of_next(shuffled) < 0.10
    # Fewer letters flatter more.
    few = np.random.default_rng(0).permutation(letters)[:500].tolist()
    own = lb.entropy(np.bincount(few) / len(few), base=2)
    assert own - bits_of_next(few) > 0.4


# --- exercises ----------------------------------------------------------------------


def test_exercise_1_die_and_coin():
    apart = np.outer(np.full(8, 1 / 8), [1 / 2, 1 / 2])
    assert lb.entropy(apart.ravel(), base=2) == 4
    together = np.zeros((8, 2))
    together[:4, 0] = together[4:, 1] = 1 / 8
    assert lb.entropy(together.ravel(), base=2) == 3
    assert lb.mutual_information(together, base=2) == pytest.approx(1)


def test_exercise_10_one_value_can_raise_the_entropy():
    table = np.array([[9 / 10, 0], [1 / 20, 1 / 20]])
    before = lb.entropy(table.sum(axis=0), base=2)
    assert before < 0.3
    assert lb.entropy(table[1] / table[1].sum(), base=2) == 1
    assert lb.mutual_information(table) > 0
