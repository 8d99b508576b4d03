"""Chapter 04: the numbers that it shows, and the counter-example of each box."""

import heapq
import itertools
import math
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

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


def from_chapter(*names):
    """Run the cells that define these functions, and return the functions."""
    page = Path(__file__).parents[1] / "chapters" / "04-entropy-kl.md"
    cells = re.findall(
        r"```\{code-cell\} ipython3\n(.*?)```", page.read_text("utf-8"), re.DOTALL
    )
    space = {"np": np, "lb": lb, "p": np.array(P), "x": X, "kl": lb.kl_divergence}
    for name in names:
        (cell,) = (cell for cell in cells if f"def {name}(" in cell)
        exec(cell, space)
    return [space[name] for name in names]


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
    assert bits[11] == pytest.approx(bits[89]) == pytest.approx(0.5, abs=1e-3)


def test_a_box_of_tails_grows_higher_and_its_area_shrinks():
    tails = 2.0 ** -np.arange(2, 60)
    assert np.all(np.diff(lb.surprisal(tails)) > 0)
    assert np.all(np.diff(tails * lb.surprisal(tails)) < 0)
    assert tails[-1] * lb.surprisal(tails[-1]) < 1e-15
    # One rare outcome adds little; a thousand of them together do not.
    assert lb.entropy([0.999, 0.001], base=2) < 0.02
    assert lb.entropy(np.full(1000, 0.001), base=2) > 9


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


def test_minus_log_of_0_6_by_three_logarithms():
    """An answer on the web calls the value of base 10 the natural logarithm."""
    shown = [f"{lb.surprisal(0.6, base=base):.4f}" for base in (2, np.e, 10)]
    assert shown == ["0.7370", "0.5108", "0.2218"]
    by_hand = [-math.log2(0.6), -math.log(0.6), -math.log10(0.6)]
    assert [float(number) for number in shown] == pytest.approx(by_hand, abs=5e-5)


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


def prefix_free(words):
    return not any(b.startswith(a) for a, b in itertools.permutations(words, 2))


def test_lengths_that_satisfy_kraft_belong_to_a_prefix_code():
    """Take the shortest first, and each time the next word that is still free."""
    for lengths in prefix_codes(5):
        words, free = [], Fraction(0)
        for n in sorted(lengths):
            words.append(f"{int(free * 2**n):0{n}b}")
            free += Fraction(1, 2**n)
        assert free <= 1
        assert prefix_free(words)


def test_surprisals_rounded_up_satisfy_kraft_and_waste_less_than_a_bit():
    for p in np.random.default_rng(5).dirichlet(np.full(7, 0.4), size=50):
        lengths = np.ceil(lb.surprisal(p, base=2))
        assert (2.0**-lengths).sum() <= 1
        assert lb.entropy(p, base=2) <= p @ lengths < lb.entropy(p, base=2) + 1


def shortest_mean(shares):
    """The mean length of Huffman's code: the sum of the groups that he joins."""
    heap, mean = list(shares), 0.0
    heapq.heapify(heap)
    while len(heap) > 1:
        both = heapq.heappop(heap) + heapq.heappop(heap)
        mean += both
        heapq.heappush(heap, both)
    return mean


def test_the_code_of_huffman_is_a_prefix_code_and_none_is_shorter():
    (huffman,) = from_chapter("huffman")
    codes = np.array(list(prefix_codes(5)))
    ties, zero = [1 / 4] * 4, [1 / 2, 1 / 2, 0, 0]
    drawn = np.random.default_rng(6).dirichlet(np.ones(4), size=30)
    for p in [P, Q, ties, zero, *drawn]:
        words = huffman(dict(enumerate(p)))
        assert prefix_free(words.values())
        mean = sum(p[k] * len(words[k]) for k in range(4))
        assert mean == pytest.approx((codes @ np.asarray(p)).min(), abs=1e-12)
        assert mean == pytest.approx(shortest_mean(p), abs=1e-12)
    lengths = {
        x: len(word) for x, word in huffman(dict(zip(CODE, P, strict=True))).items()
    }
    assert lengths == {x: len(word) for x, word in CODE.items()}
    assert huffman({"certain": 1.0}) == {"certain": ""}  # nothing need be sent


def test_blocks_of_tosses_come_near_the_entropy():
    _, bits_a_toss = from_chapter("huffman", "bits_a_toss")
    coin = lb.entropy([0.9, 0.1], base=2)
    for n in range(1, 9):
        chances = [math.prod(toss) for toss in itertools.product([0.9, 0.1], repeat=n)]
        assert bits_a_toss(n) == pytest.approx(shortest_mean(chances) / n, rel=1e-12)
        assert coin <= bits_a_toss(n) < coin + 1 / n
        # Under the belief in a fair coin all words of a block have the length n.
        assert shortest_mean([2.0**-n] * 2**n) == n
    assert bits_a_toss(6) < bits_a_toss(8)  # not every longer block is better
    shown = [f"{bits_a_toss(n):.3f}" for n in (1, 2, 4, 8)]
    assert shown == ["1.000", "0.645", "0.493", "0.476"]


def test_two_tosses_of_the_bent_coin_in_one_word():
    pairs = np.outer([0.9, 0.1], [0.9, 0.1]).ravel()
    assert pairs @ [1, 2, 3, 3] / 2 == pytest.approx(0.645)
    excess = lb.kl_divergence(pairs, P, base=2)
    assert 2 * 0.645 - 2 * lb.entropy([0.9, 0.1], base=2) == pytest.approx(excess)
    assert 1 / lb.entropy([0.9, 0.1], base=2) > 2  # toss by toss: more than twice
    codes = np.array(list(prefix_codes(5)))
    assert (codes @ pairs).min() == pytest.approx(2 * 0.645)  # exercise 2: the best


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


def test_long_blocks_with_surprisals_rounded_up_approach_the_cross_entropy():
    """A fair coin in the code for the bent one; the words of Huffman may differ."""
    for n in (1, 2, 4, 8, 12):
        pairs = itertools.product([(0.5, 0.9), (0.5, 0.1)], repeat=n)
        blocks = np.array([np.prod(block, axis=0) for block in pairs])
        mean = blocks[:, 0] @ np.ceil(lb.surprisal(blocks[:, 1], base=2)) / n
        cross = lb.cross_entropy([0.5, 0.5], [0.9, 0.1], base=2)
        assert cross <= mean < cross + 1 / n


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


def test_what_kl_div_of_pytorch_computes_and_when_it_is_negative():
    (kl_div,) = from_chapter("kl_div")
    p, q = np.array([0.7, 0.2, 0.1]), np.array([0.5, 0.3, 0.2])
    typed = kl_div(p, q).sum()
    # Sum of q log q, less that of q p: there is no logarithm of p in it.
    assert typed == pytest.approx(-lb.entropy(q) - q @ p)
    assert round(typed, 4) == -1.4597
    right = kl_div(np.log(q), p)
    assert right == pytest.approx(p * np.log(p / q))
    assert right.sum() == pytest.approx(rel_entr(p, q).sum())
    assert (round(right.sum(), 4), round(right.mean(), 4)) == (0.0851, 0.0284)
    # Exercise 9: with the arguments the other way round it is the other KL.
    assert kl_div(np.log(p), q).sum() == pytest.approx(rel_entr(q, p).sum())


def test_reduction_mean_of_kl_div_is_too_small_by_the_number_of_classes():
    (kl_div,) = from_chapter("kl_div")
    p, q = np.random.default_rng(0).dirichlet(np.ones(5), size=(2, 8))
    each = kl_div(np.log(q), p)
    batchmean = each.sum() / len(p)
    assert batchmean == pytest.approx(lb.kl_divergence(p, q).mean())
    assert each.mean() == pytest.approx(batchmean / 5)


def test_a_negative_sum_of_kl_div_means_that_its_input_is_no_log_softmax():
    """By Gibbs' inequality it is at least -log(sum(exp(input)))."""
    (kl_div,) = from_chapter("kl_div")
    rng = np.random.default_rng(1)
    signs = set()
    for p in rng.dirichlet(np.ones(4), size=200):
        logits = rng.normal(size=4)
        assert kl_div(lb.log_softmax(logits), p).sum() > 0
        total = kl_div(logits, p).sum()
        assert total >= -lb.logsumexp(logits) - 1e-12
        signs.add(total > 0)
        assert kl_div(lb.softmax(logits), p).sum() < 0  # probabilities for logarithms
    assert signs == {True, False}  # of logits: either


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


@pytest.mark.parametrize(("d", "s"), [(1, 1), (-1, 1), (0.5, 2), (3, 0.7)])
def test_kl_of_two_gaussians_of_one_scale(d, s):
    one, other = stats.norm(4, s), stats.norm(4 + d, s)
    for first, second in ((one, other), (other, one)):

        def term(x, first=first, second=second):
            return first.pdf(x) * (first.logpdf(x) - second.logpdf(x))

        kl = integrate.quad(term, 4 - 12 * s, 4 + d + 12 * s, points=[4, 4 + d])[0]
        assert kl == pytest.approx(d**2 / (2 * s**2), rel=1e-7)


def test_finer_cells_keep_kl_and_raise_the_entropy():
    entropies = []
    for width in (0.5, 0.05, 0.005):
        cells = np.arange(-16, 16, width)
        one, other = (lb.softmax(-((cells - m) ** 2) / 2) for m in (0, 1))
        assert lb.kl_divergence(one, other) == pytest.approx(1 / 2, rel=1e-12)
        entropies.append(lb.entropy(one))
        rest = entropies[-1] + math.log(width)
        assert rest == pytest.approx(stats.norm(0, 1).entropy(), rel=1e-9)
    assert np.diff(entropies) == pytest.approx(math.log(10), rel=1e-9)


def test_a_differential_entropy_can_be_negative():
    for scale, sign in [(1, 1), (0.1, -1)]:
        paper = math.log(2 * math.pi * math.e * scale**2) / 2
        assert stats.norm(0, scale).entropy() == pytest.approx(paper)
        assert math.copysign(1, paper) == sign
        cells = np.arange(-16, 16, 0.005)
        rest = lb.entropy(lb.softmax(-((cells / scale) ** 2) / 2)) + math.log(0.005)
        assert rest == pytest.approx(paper, rel=1e-9)
    # In millimetres the scale of 0.1 m is 100, and the sign is another.
    assert stats.norm(0, 100).entropy() > 0


def test_kl_can_be_infinite_without_a_zero():
    """A Cauchy truth and a Gaussian belief: what each further stretch adds is alike."""
    one, other = stats.cauchy(), stats.norm()

    def term(x):
        return one.pdf(x) * (one.logpdf(x) - other.logpdf(x))

    stretches = [integrate.quad(term, n * 1e3, (n + 1) * 1e3)[0] for n in (1, 2, 3)]
    assert stretches == pytest.approx([1e3 / (2 * math.pi)] * 3, rel=0.01)


def test_the_formula_gives_a_number_for_samples_and_the_package_refuses():
    numbers = []
    for seed in range(20):
        one, two = np.sort(np.random.default_rng(seed).normal(size=(2, 10_000)))
        with np.errstate(invalid="ignore"):
            numbers.append(np.nansum(one * np.log(one / two)))
    assert np.median(np.abs(numbers)) > abs(numbers[0]) > 10  # KL is 0
    assert 5 <= np.sum(np.array(numbers) < 0) <= 15
    one, two = np.sort(np.random.default_rng(0).normal(size=(2, 10_000)))
    assert stats.ks_2samp(one, two).pvalue > 0.05  # from the same distribution
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


@pytest.mark.parametrize(
    ("K", "loss", "geometric_mean", "times_a_guess"),
    [
        (2, 0.6, "0.549", "1.1"),
        (10, 1.0, "0.368", "3.7"),
        (1000, 2.0, "0.135", "135.3"),
        (50257, 3.0, "0.050", "2502.1"),
    ],
)
def test_a_good_loss_depends_on_the_number_of_classes(
    K, loss, geometric_mean, times_a_guess
):
    """The larger loss is the better one here, and above 2 nothing is broken."""
    assert f"{np.exp(-loss):.3f}" == geometric_mean
    # e^(log K - loss): the distance from the price of knowing nothing.
    assert f"{np.exp(np.log(K) - loss):.1f}" == times_a_guess
    losses = [loss - 0.1, loss, loss + 0.1]  # of three examples
    assert stats.gmean(np.exp(np.negative(losses))) == pytest.approx(np.exp(-loss))


def test_the_price_of_knowing_nothing_is_the_entropy_of_the_shares():
    for counts in ([1, 1], [99, 1], [3, 5, 2]):
        y = np.repeat(np.arange(len(counts)), counts)
        shares = np.bincount(y) / len(y)
        price = lb.nll(y, np.tile(shares, (len(y), 1))).mean()
        assert price == pytest.approx(stats.entropy(counts))
        assert price <= math.log(len(counts)) + 1e-12
    ends = [math.log(2), math.log(10), stats.entropy([99, 1])]
    assert [f"{end:.3f}" for end in ends] == ["0.693", "2.303", "0.056"]
    assert round(math.exp(3)) == 20


def test_the_lower_loss_can_have_the_lower_accuracy():
    one_wrong, all_right = [-math.log(0.99)] * 99 + [9 * math.log(10)], -math.log(0.73)
    assert f"{math.fsum(one_wrong) / 100:.3f}" == "0.217"
    assert f"{all_right:.3f}" == "0.315"
    assert max(one_wrong) == pytest.approx(lb.surprisal(1e-9))
    assert max(one_wrong) / math.fsum(one_wrong) > 0.95


def test_only_repeated_inputs_hold_a_training_loss_above_0():
    y = np.array([0, 1, 2, 2, 2])
    memorised = np.eye(3)[y]  # each input is another: any label can be given back
    assert lb.nll(y, memorised).mean() == 0
    shares = np.bincount(y) / len(y)
    for q in np.random.default_rng(7).dirichlet(np.ones(3), size=100):
        assert lb.nll(y, np.tile(q, (5, 1))).mean() >= lb.entropy(shares)  # all alike


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
    assert 0 < floor < lb.softmax_cross_entropy(teacher, z / 2)
    # A student with the teacher's logits is at the floor: one temperature for both.
    student = np.array([1, 2, 5])
    assert lb.softmax_cross_entropy(teacher, student / 2) == pytest.approx(floor)
    assert lb.softmax_cross_entropy(teacher, student) > floor + 0.1


def test_binary_cross_entropy_takes_soft_labels_and_ends_at_their_entropy():
    losses = lb.binary_cross_entropy([0.3] * 3, [0.1, 0.3, 0.5])
    assert losses.round(5).tolist() == [0.76453, 0.61086, 0.69315]
    for t in (0.02, 0.3, 0.5, 0.9):
        found = optimize.minimize_scalar(
            lambda z, t=t: lb.sigmoid_cross_entropy(t, z), bounds=(-9, 9)
        )
        assert found.fun == pytest.approx(stats.entropy([t, 1 - t]), rel=1e-9)
        assert lb.sigmoid(found.x) == pytest.approx(t, abs=1e-4)


SMOOTHING = 0.1


@pytest.mark.parametrize(
    ("K", "over_all", "over_the_others"),
    [(2, "0.1985", "0.3251"), (10, "0.5003", "0.5448"), (1000, "1.0148", "1.0158")],
)
def test_the_floor_of_label_smoothing(K, over_all, over_the_others):
    (smoothed,) = from_chapter("smoothed")
    # In the closed form: one class, and K - 1 that are alike.
    for among, shown in ((K, over_all), (K - 1, over_the_others)):
        small = SMOOTHING / among
        large = 1 - (K - 1) * small
        floor = -large * math.log(large) - (K - 1) * small * math.log(small)
        assert f"{floor:.4f}" == shown
        assert lb.entropy(smoothed(K, among)) == pytest.approx(floor)
    # And no logits have a lower loss: at the target itself the gradient is 0.
    z = np.log(smoothed(K, K))
    at_floor = lb.softmax_cross_entropy(0, z, label_smoothing=SMOOTHING)
    assert f"{at_floor:.4f}" == over_all
    slope = lb.softmax_cross_entropy_grad(0, z, label_smoothing=SMOOTHING)
    assert np.abs(slope).max() < 1e-14
    for step in np.random.default_rng(K).normal(size=(20, K)):
        moved = lb.softmax_cross_entropy(0, z + step, label_smoothing=SMOOTHING)
        assert moved > at_floor
    # The second convention is the first with another share.
    share = SMOOTHING * K / (K - 1)
    assert smoothed(K, K - 1) == pytest.approx(smoothed(K, K, share))


def test_at_the_floor_of_label_smoothing_the_lead_is_finite_and_the_plain_loss_not_0():
    """0.91 / 0.01 is 91; a model that is surer or less sure pays more."""
    lead = math.log(91)
    assert f"{lead:.2f}" == "4.51"
    logits = np.zeros((4, 10))
    logits[:, 0] = [3, lead, 6, 9]
    labels = np.zeros(4, dtype=int)
    smooth = lb.softmax_cross_entropy(labels, logits, label_smoothing=SMOOTHING)
    plain = lb.softmax_cross_entropy(labels, logits)
    assert smooth.round(4).tolist() == [0.6402, 0.5003, 0.5621, 0.8111]
    assert plain.round(4).tolist() == [0.3702, 0.0943, 0.0221, 0.0011]
    assert plain[1] == pytest.approx(-math.log(0.91))
    # Less the floor, the smoothed loss is the KL of the target from the model.
    target = np.full(10, 0.01)
    target[0] = 0.91
    rest = smooth - stats.entropy(target)
    by_kl = [rel_entr(target, q).sum() for q in lb.softmax(logits)]
    assert rest == pytest.approx(by_kl, abs=1e-14)
    # It reaches 0 where the plain loss does not.
    assert rest[1] == pytest.approx(0, abs=1e-14)
    assert plain[1] > 0.09


def test_the_formula_of_kl_div_is_negative_if_either_argument_does_not_add_up():
    def kl_div(first, second):
        return (second * (np.log(second) - first)).sum()

    half = np.log([0.5, 0.5])
    assert f"{kl_div(half, np.array([0.2, 0.2])):.4f}" == "-0.3665"  # a small target
    assert kl_div(half + 1, np.array([0.5, 0.5])) < 0  # a large model
    rng = np.random.default_rng(0)
    for p, q in rng.dirichlet([1, 1], size=(100, 2)):
        assert kl_div(np.log(q), p) >= 0


@pytest.mark.parametrize(
    ("last", "answer"), [(25, [0.483, 0.086, 0.431]), (30, [0.444, 0.079, 0.476])]
)
def test_class_weights_with_label_smoothing_can_teach_the_wrong_class(last, answer):
    weights = [1, 5, last]

    def weighted(z):
        return lb.softmax_cross_entropy(
            0, z, label_smoothing=SMOOTHING, class_weight=weights
        )

    found = lb.softmax(optimize.minimize(weighted, np.zeros(3), tol=1e-10).x)
    assert found == pytest.approx(answer, abs=6e-4)
    assert found[0] < 0.5  # although the example certainly is of class 0
    assert found.argmax() == (2 if last == 30 else 0)
    # Where the mass of class 2 wins: last * 0.1/3 above 1 - 0.2/3.
    assert (last > (1 - 0.2 / 3) / (0.1 / 3)) == (found.argmax() == 2)
    # Weighted by example, the cheapest answer is the smoothed target.
    found = optimize.minimize(
        lambda z: (
            weights[0] * lb.softmax_cross_entropy(0, z, label_smoothing=SMOOTHING)
        ),
        np.zeros(3),
        tol=1e-10,
    )
    assert lb.softmax(found.x) == pytest.approx([0.9 + 0.1 / 3, 0.1 / 3, 0.1 / 3], 1e-4)


def test_label_smoothing_with_a_masked_class_is_infinite():
    masked = np.array([2, 0, -np.inf])
    loss = lb.softmax_cross_entropy
    assert f"{loss(0, masked):.4f}" == "0.1269"
    assert loss(0, masked) == pytest.approx(math.log(1 + math.exp(-2)))
    assert loss(0, masked, label_smoothing=SMOOTHING) == math.inf
    # Smoothed over the two that are left.
    two = loss(0, masked[:2], label_smoothing=SMOOTHING)
    assert loss([0.95, 0.05, 0], masked) == pytest.approx(two)
    assert f"{two:.4f}" == "0.2269"
    # With a finite mask it is the same; left out, its share costs a fortune.
    finite = np.array([2, 0, -1e4])
    by_hand = -np.dot([0.95, 0.05, 0], lb.log_softmax(finite))
    assert by_hand == pytest.approx(two)
    # 10 002 and 2 times the share of each, more than the plain loss.
    with_share = loss(0, finite, label_smoothing=SMOOTHING)
    assert with_share == pytest.approx(loss(0, masked) + (10_002 + 2) * SMOOTHING / 3)
    assert f"{with_share:.0f}" == "334"
    assert np.isfinite(np.float16(-1e4))


def test_a_high_temperature_shrinks_the_gradient_by_its_square():
    z, teacher = np.log([0.2, 0.3, 0.5]), np.array([1, 2, 5])

    def slope(temperature):
        soft = lb.softmax(teacher / temperature)
        grad = lb.softmax_cross_entropy_grad(soft, z / temperature)
        return np.abs(grad / temperature).max()

    assert slope(100) / slope(200) == pytest.approx(4, rel=0.02)
    assert slope(200) / slope(1000) == pytest.approx(25, rel=0.02)


def test_a_target_of_zeros_has_the_loss_0_unless_it_is_refused():
    z = np.log([0.2, 0.3, 0.5])
    assert np.sum(np.zeros(3) * -lb.log_softmax(z)) == 0
    with pytest.raises(ValueError, match=r"y_true sums to 0\.0"):
        lb.softmax_cross_entropy(np.zeros(3), z)


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


@pytest.mark.parametrize("start", [[0.0, 0.0], [0.2, 0.9], [-0.5, 0.5]])
def test_reverse_has_a_shallow_hollow_between_the_bumps(start):
    truth = bumps(2)
    mean, scale, value = best(lambda q: lb.kl_divergence(q, truth), start)
    assert mean == pytest.approx(0, abs=1e-3)
    assert scale == pytest.approx(1.8, abs=0.02)
    assert value > 1.1  # the deep ones: log 2
    # A hollow and not a saddle: all around it KL is larger.
    for turn in np.linspace(0, 2 * np.pi, 16, endpoint=False):
        place = bell(mean + 0.2 * np.cos(turn), scale + 0.2 * np.sin(turn))
        assert lb.kl_divergence(place, truth) > value


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


def test_the_search_of_the_chapter():
    bell_there, search = from_chapter("bell", "search")
    assert bell_there(1, 2) == pytest.approx(bell(1, 2), rel=1e-15)
    mean, scale, cost = search(2)["forward"]
    assert (mean, scale) == pytest.approx((0, 2.1))
    # The grid's nearest to the scale that calculus gives.
    assert abs(scale - np.hypot(2, 0.6)) <= 0.05
    assert f"{cost:.4f}" == "0.5552"
    mean, scale, cost = search(2)["reverse"]
    assert (abs(mean), scale) == pytest.approx((2, 0.6))
    assert abs(cost - math.log(2)) < 0.002
    # Exercise 5: the scale is nearly twice 0.6.
    near = search(1)["reverse"]
    assert (near[0], near[1]) == pytest.approx((0, 1.1))
    assert near[2] < math.log(2) - 0.1  # less than one bump alone would cost


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
    # The stored numbers do not add up alike, and this is most of the error.
    stored = float(sum(map(Fraction, p)) - sum(map(Fraction, q)))
    assert np.sum(q - p) == -stored != 0
    error = np.sum(p * np.log(p / q)) - by_hand
    assert 0.5 < stored / error < 0.75


def test_the_terms_of_a_small_kl():
    p, d = np.array([0.3, 0.7]), np.array([1e-4, -1e-4])
    terms = p * np.log(p / (p + d))
    assert terms == pytest.approx(-d + d**2 / (2 * p), abs=1e-11)
    assert np.all(terms + d > 0)
    assert terms.min() < 0


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


def test_the_chain_rule_of_entropy_in_both_orders():
    joint = np.array([[44, 0, 123], [56, 68, 0], [51, 0, 0]]) / 342
    table = lb.entropy(joint.ravel(), base=2)
    assert f"{table:.4f}" == "2.2114"
    for one in (joint, joint.T):
        first = one.sum(axis=1)
        then = first @ lb.entropy(one / first[:, None], base=2)
        assert lb.entropy(first, base=2) + then == pytest.approx(table, rel=1e-12)


def test_the_table_of_the_islands_is_large_enough_to_be_believed():
    birds = datasets.load_penguins()
    for seed in range(20):
        mixed = np.random.default_rng(seed).permutation(birds.labels)
        table = np.zeros((3, 3))
        np.add.at(table, (birds.island_labels, mixed), 1)
        assert lb.mutual_information(table / table.sum(), base=2) < 0.03


def test_what_is_left_is_the_floor_for_one_that_sees_the_island_alone():
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


def bits_of_next(letters, known=1):
    """Counted by hand: the mean of the entropies after each letter, or each pair."""
    after = {}
    for i in range(len(letters) - known):
        before = tuple(letters[i : i + known])
        after.setdefault(before, Counter())[letters[i + known]] += 1
    bits = 0.0
    for followers in after.values():
        n = followers.total()
        bits -= sum(c * math.log2(c / n) for c in followers.values())
    return bits / (len(letters) - known)


def test_letters_of_the_page():
    page = datasets.load_page()
    shares = np.bincount(page.letters, minlength=26) / len(page)
    single = lb.entropy(shares, base=2)
    assert math.log2(26) == pytest.approx(4.700, abs=5e-4)
    assert f"{single:.3f}" == "4.141"  # Shannon, 1951: 4.14
    assert math.log2(26) - single == pytest.approx(0.56, abs=0.005)
    assert lb.perplexity(shares).round(1) == 17.6
    code, alike = shortest_mean(shares), shortest_mean([1 / 26] * 26)
    assert f"{code:.3f}" == "4.171"
    assert single < code < single + 0.05
    assert min(math.log2(26) - code, alike - code) > 0.5
    assert 100 * np.sort(shares)[-2:] == pytest.approx([9.4, 13.4], abs=0.05)


def test_the_letter_before_helps_and_a_small_sample_flatters():
    letters = datasets.load_page().letters.tolist()
    assert f"{bits_of_next(letters):.3f}" == "3.368"
    single = lb.entropy(np.bincount(letters) / len(letters), base=2)
    for seed in range(20):
        shuffled = np.random.default_rng(seed).permutation(letters).tolist()
        assert 0.07 < single - bits_of_next(shuffled) < 0.10
        assert single - bits_of_next(shuffled, known=2) > 0.8  # triples are worse
    # Fewer letters flatter more.
    few = np.random.default_rng(0).permutation(letters)[:500].tolist()
    own = lb.entropy(np.bincount(few) / len(few), base=2)
    assert own - bits_of_next(few) > 0.4


def test_perplexity_takes_the_base_of_its_loss_and_the_exponential_of_the_mean():
    losses = np.array([2.0, 6.0])
    assert f"{np.exp(losses.mean()):.1f}" == "54.6"
    assert f"{np.exp(losses).mean():.1f}" == "205.4"
    assert 2 ** (losses.mean() / math.log(2)) == pytest.approx(np.exp(4))
    assert (f"{math.exp(3):.1f}", 2**3) == ("20.1", 8)  # 3 nats, taken for 3 bits
    # Batches of unlike size: the mean of the losses, weighted by their tokens.
    tokens = np.random.default_rng(0).exponential(3, size=100)
    small, large = tokens[:10], tokens[10:]
    weighted = (10 * small.mean() + 90 * large.mean()) / 100
    assert np.exp(weighted) == pytest.approx(np.exp(tokens.mean()))
    mean_of_both = (np.exp(small.mean()) + np.exp(large.mean())) / 2
    assert mean_of_both != pytest.approx(np.exp(tokens.mean()), rel=0.01)


def test_two_tokenizers_can_be_compared_by_bits_per_character_only():
    """One probability of the text, e^-100, and three numbers of tokens."""
    perplexities, bits = [], []
    for tokens in (25, 50, 100):
        each = np.full(tokens, 100 / tokens)  # nats
        assert each.sum() == pytest.approx(100)
        perplexities.append(f"{np.exp(each.mean()):.2f}")
        bits.append(f"{each.sum() / math.log(2) / 100:.3f}")
    assert perplexities == ["54.60", "7.39", "2.72"]
    assert set(bits) == {"1.443"}


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
    assert before == pytest.approx(lb.entropy([19 / 20, 1 / 20], base=2))
    assert before < 0.3
    assert lb.entropy(table[1] / table[1].sum(), base=2) == 1
    assert lb.mutual_information(table) > 0
