"""The losses of papers: each line against the formula of its paper, in loops."""

import ast
import itertools
import math
import re
from math import exp, log
from pathlib import Path

import numpy as np
import pytest
from lines import K, N, drawn, value

import lossbook as lb
from lossbook.identities import GROUPS, IDENTITIES, INPUTS, LETTERS

ROWS = [
    path.read_text("utf-8")
    for path in Path(lb.__file__).with_name("identities").glob("*.py")
]
ROOT = Path(__file__).parents[1]
BIBLIOGRAPHY = (ROOT / "references.bib").read_text("utf-8")
PAGE = (ROOT / "chapters" / "losses-of-papers.md").read_text("utf-8")
KEYS = set(re.findall(r"^@\w+\{(\w+),", BIBLIOGRAPHY, re.MULTILINE))


def sigmoid(x):
    return 1 / (1 + exp(-x))


def softmax(z):
    return [exp(x) / sum(map(exp, z)) for x in z]


def nll(z, y):
    return -log(softmax(z)[y])


# What a paper says of example i, as a function of all inputs, by the name of the loss.
FORMULAS = {}


def paper(name):
    """Write a formula down under the name of its loss."""
    return lambda formula: FORMULAS.setdefault(name, formula)


def candidates(d, i, left_out=()):
    """exp(similarity / temperature) of anchor i with each candidate but some."""
    return {j: exp(d["s"][i, j] / d["tau"]) for j in range(N) if j not in left_out}


@paper("Next token")
def next_token(d, i):
    return -log(exp(d["logits"][i, d["y"][i]]) / sum(map(exp, d["logits"][i])))


@paper("InfoNCE")
def info_nce(d, i):
    f = candidates(d, i)
    return -log(f[i] / sum(f.values()))


@paper("NT-Xent")
def nt_xent(d, i):
    f = candidates(d, i, left_out=[i])
    return -log(f[i + 1 if i % 2 == 0 else i - 1] / sum(f.values()))


@paper("CLIP")
def clip(d, i):
    s = d["scale"] * d["s"]
    return (nll(s[i], i) + nll(s[:, i], i)) / 2


@paper("SupCon")
def sup_con(d, i):
    f, positives = candidates(d, i, left_out=[i]), np.flatnonzero(d["same"][i])
    return -sum(log(f[p] / sum(f.values())) for p in positives) / len(positives)


@paper("CosFace")
def cos_face(d, i):
    y, c = d["y"][i], d["cosines"][i]
    right = exp(d["scale"] * (c[y] - d["margin"]))
    others = sum(exp(d["scale"] * c[k]) for k in range(K) if k != y)
    return -log(right / (right + others))


@paper("ArcFace")
def arc_face(d, i):
    y, c = d["y"][i], d["cosines"][i]
    right = exp(d["scale"] * math.cos(math.acos(c[y]) + d["margin"]))
    others = sum(exp(d["scale"] * c[k]) for k in range(K) if k != y)
    return -log(right / (right + others))


@paper("Distillation")
def distillation(d, i):
    p, q = (softmax(d[name][i] / d["T"]) for name in ("teacher", "student"))
    return d["T"] ** 2 * sum(a * log(a / b) for a, b in zip(p, q, strict=True))


@paper("Label smoothing")
def label_smoothing(d, i):
    z = d["logits"][i]
    uniform = sum(nll(z, k) for k in range(K)) / K
    return (1 - d["share"]) * nll(z, d["y"][i]) + d["share"] * uniform


@paper("Mixup")
def mixup(d, i):
    z, a, b = d["logits"][i], d["one_hot"][i].argmax(), d["other_one_hot"][i].argmax()
    return d["mix"] * nll(z, a) + (1 - d["mix"]) * nll(z, b)


@paper("ListNet")
def list_net(d, i):
    top = softmax(d["relevance"][i])
    return sum(top[k] * nll(d["scores"][i], k) for k in range(K))


@paper("Negative sampling")
def negative_sampling(d, i):
    drawn_pairs = sum(-log(sigmoid(-x)) for x in d["made_up"][i])
    return -log(sigmoid(d["seen"][i])) + drawn_pairs


@paper("NCE")
def nce(d, i):
    """The pair that occurred is told from k others, by u / (u + k q)."""
    u, kq = exp(d["seen"][i]), exp(d["seen_log_kq"][i])
    loss = -log(u / (u + kq))
    for x, log_kq in zip(d["made_up"][i], d["made_up_log_kq"][i], strict=True):
        loss -= log(exp(log_kq) / (exp(x) + exp(log_kq)))
    return loss


@paper("SigLIP")
def sig_lip(d, i):
    logits = d["scale"] * d["s"][i] + d["bias"]
    return -sum(log(sigmoid(x if i == j else -x)) for j, x in enumerate(logits))


@paper("CORAL")
def coral(d, i):
    loss = 0
    for k, b in enumerate(d["biases"]):
        above = sigmoid(d["score"][i] + b)
        loss -= log(above) if d["y"][i] > k else log(1 - above)
    return loss


@paper("Bradley–Terry")
def bradley_terry(d, i):
    a, b = exp(d["first"][i]), exp(d["second"][i])
    return -log((a if d["sign"][i] > 0 else b) / (a + b))


@paper("RankNet")
def rank_net(d, i):
    o = d["first"][i] - d["second"][i]
    return -d["preferred"][i] * o + log(1 + exp(o))


@paper("Reward model")
def reward_model(d, i):
    return -log(sigmoid(d["won"][i] - d["lost"][i]))


@paper("DPO")
def dpo(d, i):
    return -log(sigmoid(d["beta"] * d["h"][i]))


def both_ways(d, i):
    """-log(sigmoid) of the preference as it is stated, and of its opposite."""
    x = d["beta"] * d["h"][i]
    return -log(sigmoid(x)), -log(sigmoid(-x))


@paper("Conservative DPO (cDPO)")
def conservative_dpo(d, i):
    right, wrong = both_ways(d, i)
    return (1 - d["flipped"]) * right + d["flipped"] * wrong


@paper("Robust DPO")
def robust_dpo(d, i):
    e, (right, wrong) = d["flipped"], both_ways(d, i)
    return ((1 - e) * right - e * wrong) / (1 - 2 * e)


@paper("IPO")
def ipo(d, i):
    return (d["h"][i] - 1 / (2 * d["beta"])) ** 2


@paper("SLiC")
def slic(d, i):
    return max(0, d["margin"] - d["won"][i] + d["lost"][i])


@paper("KTO")
def kto(d, i):
    over = d["log_ratio"][i] - d["kl"]
    good = over if d["sign"][i] > 0 else -over
    return d["weight"] - d["weight"] * sigmoid(d["beta"] * good)


@paper("BCO")
def bco(d, i):
    won, lost = d["won"][i] - d["shift"], d["lost"][i] - d["shift"]
    return -log(sigmoid(won)) - log(sigmoid(-lost))


@paper("ORPO")
def orpo(d, i):
    won, lost = exp(d["mean_won"][i]), exp(d["mean_lost"][i])
    ratio = (won / (1 - won)) / (lost / (1 - lost))
    return -log(won) - d["weight"] * log(sigmoid(log(ratio)))


@paper("SimPO")
def sim_po(d, i):
    won, lost = d["beta"] * d["mean_won"][i], d["beta"] * d["mean_lost"][i]
    return -log(sigmoid(won - lost - d["margin"]))


@paper("GAN, critic")
def gan_critic(d, i):
    return -log(sigmoid(d["real"][i])) - log(1 - sigmoid(d["fake"][i]))


@paper("GAN, generator, non-saturating")
def gan_generator(d, i):
    return -log(sigmoid(d["fake"][i]))


@paper("GAN, generator, saturating")
def gan_saturating(d, i):
    return log(1 - sigmoid(d["fake"][i]))


@paper("GAN, critic, hinge")
def gan_hinge(d, i):
    return max(0, 1 - d["real"][i]) + max(0, 1 + d["fake"][i])


@paper("Triplet")
def triplet(d, i):
    return max(0, d["near"][i] - d["far"][i] + d["margin"])


@paper("Margin ranking")
def margin_ranking(d, i):
    return max(0, d["margin"] - d["sign"][i] * (d["first"][i] - d["second"][i]))


@paper("Diffusion, the noise is predicted")
def diffusion_noise(d, i):
    return sum((a - b) ** 2 for a, b in zip(d["noise"][i], d["said"][i], strict=True))


def picture_and_velocity(d, i):
    """The true ones, and those that follow from the predicted noise."""
    picture = np.arange(5.0) - 2
    a, b = math.sqrt(d["kept"]), math.sqrt(1 - d["kept"])
    noisy = a * picture + b * d["noise"][i]
    drawn_from_noise = (noisy - b * d["said"][i]) / a
    velocity = a * d["noise"][i] - b * picture
    predicted = a * d["said"][i] - b * drawn_from_noise
    return picture, drawn_from_noise, velocity, predicted


@paper("Diffusion, the picture is predicted")
def diffusion_picture(d, i):
    picture, predicted, *_ = picture_and_velocity(d, i)
    return ((picture - predicted) ** 2).sum()


@paper("Diffusion, the velocity is predicted")
def diffusion_velocity(d, i):
    *_, velocity, predicted = picture_and_velocity(d, i)
    return ((velocity - predicted) ** 2).sum()


@paper("Flow matching")
def flow_matching(d, i):
    """The true velocity is the slope of the straight path from noise to data."""
    start, end = d["start"][i], d["end"][i]
    slope = ((0.25 * start + 0.75 * end) - (0.75 * start + 0.25 * end)) / 0.5
    return ((slope - d["velocity"][i]) ** 2).sum()


@paper("BYOL")
def byol(d, i):
    u, v = d["u"][i], d["v"][i]
    return 2 - 2 * (u @ v) / math.sqrt((u @ u) * (v @ v))


@paper("DQN")
def dqn(d, i):
    """The squared error near 0, and outside the slope is 1."""
    e = abs(d["reward"][i] + d["discount"] * d["best"][i] - d["value"][i])
    return e * e / 2 if e < 1 else e - 1 / 2


@paper("CRPS of an ensemble")
def crps(d, i):
    """The integral of (F(x) - [y <= x])², piece by piece."""
    y, members = d["truth"][i], d["members"][i]
    ends = sorted([y, *members])
    integral = 0
    for a, b in itertools.pairwise(ends):
        share = sum(m <= a for m in members) / len(members)
        integral += (share - (y <= a)) ** 2 * (b - a)
    return integral


@paper("Ranked probability score")
def rps(d, i):
    p, y = d["probs"][i], d["y"][i]
    return sum((sum(p[: k + 1]) - (y <= k)) ** 2 for k in range(K - 1))


@paper("Evidential classification")
def evidential(d, i):
    """The mean of (t - p)² over the Dirichlet distribution, by its moments."""
    total = d["total"][i]
    a = d["probs"][i] * total
    second = a * (a + 1) / (total * (total + 1))
    t = np.arange(K) == d["y"][i]
    return (t - 2 * t * a / total + second).sum()


@paper("Soft Dice")
def dice(d, i):
    t, q = d["mask"][i], d["inside"][i]
    return 1 - 2 * sum(t * q) / (sum(t) + sum(q))


@paper("Jaccard, soft IoU")
def jaccard(d, i):
    t, q = d["mask"][i], d["inside"][i]
    return 1 - sum(t * q) / (sum(t) + sum(q) - sum(t * q))


@paper("Focal Tversky")
def focal_tversky(d, i):
    t, q = d["mask"][i], d["inside"][i]
    shared, added, missed = sum(t * q), sum((1 - t) * q), sum(t * (1 - q))
    return (1 - shared / (shared + 0.3 * added + 0.7 * missed)) ** 0.75


@paper("Mean absolute error of a softmax")
def mean_absolute_error(d, i):
    p = softmax(d["logits"][i])
    return sum(abs(p[k] - (k == d["y"][i])) for k in range(K))


@paper("Poly-1")
def poly_1(d, i):
    p = softmax(d["logits"][i])[d["y"][i]]
    return -log(p) + d["epsilon"] * (1 - p)


@paper("Symmetric cross-entropy")
def symmetric(d, i):
    y, p = d["y"][i], softmax(d["logits"][i])
    reverse = -sum(p[k] * (0 if k == y else d["log_0"]) for k in range(K))
    return -d["alpha"] * log(p[y]) + d["beta"] * reverse


@paper("Bootstrapping, soft")
def bootstrapping(d, i):
    p = softmax(d["logits"][i])
    entropy = -sum(x * log(x) for x in p)
    right = d["one_hot"][i].argmax()
    return -d["beta"] * log(p[right]) + (1 - d["beta"]) * entropy


def test_each_row_has_a_formula_here():
    assert list(FORMULAS) == list(IDENTITIES)
    # In a dictionary, a second row of the same name would replace the first.
    assert len(IDENTITIES) == sum(text.count(" Identity(\n") for text in ROWS)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", IDENTITIES)
def test_a_line_computes_what_the_paper_says(name, seed):
    given = drawn(seed)
    found = value(name, given)
    assert found.shape == (N,)
    right = [FORMULAS[name](given, i) for i in range(N)]
    np.testing.assert_allclose(found, right, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", IDENTITIES)
def test_each_input_counts(name):
    given, others = drawn(0), drawn(1)
    for key in IDENTITIES[name].takes:
        changed = value(name, {**given, key: others[key]})
        assert not np.allclose(changed, value(name, given)), key


def names_in(code):
    """The names that a line needs from outside, and those of ours that it calls."""
    nodes = list(ast.walk(ast.parse(code, mode="eval")))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    ours = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "lb"
    }
    return {node.id for node in names} - bound, ours


@pytest.mark.parametrize("name", IDENTITIES)
def test_a_row_fits_together(name):
    row = IDENTITIES[name]
    needed, ours = names_in(row.code)
    assert needed - {"lb", "np", "len", "enumerate", "sum"} == set(row.takes)
    assert row.loss in ours <= set(lb.__all__)
    assert row.sources and KEYS.issuperset(row.sources)


@pytest.mark.parametrize("name", IDENTITIES)
def test_a_row_says_all_that_is_asked_of_a_loss(name):
    row = IDENTITIES[name]
    said = (row.question, row.gradient, row.fault, row.note)
    for text in (row.name, row.formula, row.code, *said):
        assert text and "\n" not in text
    assert row.question.endswith("?")
    for text in (row.gradient, row.fault, row.note):
        # The page puts them behind a word and a colon, and a full stop behind them.
        assert len(text.split()) > 2 or "$" in text or "`" in text
        assert not text.endswith((".", ":"))
    for text in said:
        assert text.count("`") % 2 == text.count("$") % 2 == 0
    assert not set("`$") & set(row.formula) and "`" not in row.code
    assert row.formula.count("{") == row.formula.count("}")


@pytest.mark.parametrize("field", ["name", "question", "formula", "code", "fault"])
def test_no_two_losses_are_told_in_the_same_words(field):
    said = [getattr(row, field) for row in IDENTITIES.values()]
    assert len(set(said)) == len(said)


def tokens(formula):
    """Letters, digits and commands, each between blanks."""
    found = re.findall(r"\\[A-Za-z]+|[A-Za-z\d]|[^\s{}]", formula)
    return f" {' '.join(found)} "


@pytest.mark.parametrize("name", IDENTITIES)
def test_a_formula_has_the_letters_of_its_inputs(name):
    """Where its group says what p or I is, these may stand for them."""
    row = IDENTITIES[name]
    for key in row.takes:
        letter = LETTERS[key].removeprefix(r"\log ")
        stand_in = {"logits": "p", "mask": "I", "inside": "I"}.get(key, letter)
        assert {letter, stand_in} & {
            each for each in (letter, stand_in) if tokens(each) in tokens(row.formula)
        }, key


def test_a_work_that_a_row_names_is_among_its_sources():
    for row in IDENTITIES.values():
        for surname, year in re.findall(r"(\w+)(?: et al\.)?, (\d{4})\)", row.fault):
            assert any(
                re.search(rf"@\w+\{{{key},\s+author = [^\n]*{surname}", BIBLIOGRAPHY)
                and key.endswith(year)
                for key in row.sources
            ), surname


def test_the_page_has_a_section_for_each_group_with_its_papers():
    sections = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    titles = [text.partition("\n")[0] for text in sections]
    assert titles[:-2] == [group.title for group in GROUPS]
    for group, text in zip(GROUPS, sections, strict=False):
        assert f'Markdown(tables.identities("{group.title}"))' in text
        _, papers = text.split("**Papers**: ")
        listed = re.findall(r"(\S.*?) \{cite:p\}`(.*?)`(?:, |\.)", papers)
        assert listed == [(row.name, ",".join(row.sources)) for row in group.rows]


def test_each_input_is_explained_once_and_used():
    used = [key for row in IDENTITIES.values() for key in row.takes]
    assert set(used) == set(INPUTS) == set(drawn(0))
    assert list(INPUTS) == list(LETTERS)


# ------------------------------------------------------------- what the notes say


def test_supervised_contrast_is_at_least_log_k():
    """Two positives of five candidates: their logits are far above the others'."""
    given = drawn(0)
    best = {**given, "s": given["same"], "tau": 1e-3}
    assert value("SupCon", best) == pytest.approx(log(2))
    assert (value("SupCon", given) >= log(2)).all()


def test_two_forecasts_are_scored_by_functions_of_the_package_too():
    given = drawn(0)
    for name, ours in (
        ("CRPS of an ensemble", lb.ensemble_crps(given["truth"], given["members"])),
        ("Ranked probability score", lb.ranked_probability(given["y"], given["probs"])),
    ):
        assert value(name, given) == pytest.approx(ours)


def test_negative_sampling_is_nce_without_the_noise():
    given = drawn(0)
    silent = {**given, "seen_log_kq": 0 * given["seen"]}
    silent["made_up_log_kq"] = 0 * given["made_up"]
    assert value("NCE", silent) == pytest.approx(value("Negative sampling", given))


def test_coral_is_not_the_cumulative_link():
    """With the same cuts: it takes K - 1 dependent questions for independent ones."""
    given = drawn(0)
    ours = lb.cumulative_link(given["y"], given["score"], cuts=-given["biases"])
    assert (abs(value("CORAL", given) - ours) > 0.01).all()


def test_robust_dpo_has_no_lower_bound():
    losses = [
        value("Robust DPO", {"h": np.array([h]), "beta": 1.0, "flipped": 0.1})[0]
        for h in (10.0, 100.0, 1000.0)
    ]
    assert losses == pytest.approx([-10 / 8, -100 / 8, -1000 / 8], rel=1e-4)


def test_a_margin_of_0_is_the_perceptron():
    given = drawn(0) | {"margin": 0.0}
    ours = lb.perceptron(given["sign"], given["first"] - given["second"])
    assert value("Margin ranking", given).tolist() == ours.tolist()


def test_dqn_clips_the_slope_and_not_the_error():
    """Far away, half the square of a clipped error is constant. Huber's loss is not."""
    given = {"reward": np.zeros(2), "discount": 1.0, "best": np.zeros(2)}
    near, far = value("DQN", {**given, "value": np.array([5.0, 6.0])})
    assert far - near == 1
    clipped = np.clip([5.0, 6.0], -1, 1) ** 2 / 2
    assert clipped[0] == clipped[1]


def test_flow_matching_does_not_go_to_0():
    """From noise 0 to the data -1 and 1: at the start nothing tells which, so say 0."""
    end = np.array([[-1.0], [1.0]])
    for said, cost in ((0.0, 1.0), (0.5, 1.25), (-1.0, 2.0)):
        given = {"start": 0 * end, "end": end, "velocity": 0 * end + said}
        assert value("Flow matching", given).mean() == cost


def test_jaccard_follows_from_dice():
    given = drawn(0)
    dice_loss = value("Soft Dice", given)
    ours = 2 * dice_loss / (1 + dice_loss)
    assert value("Jaccard, soft IoU", given) == pytest.approx(ours)


def test_squares_in_the_denominator_make_another_loss_of_dice():
    """t = q: with squares in the denominator the loss is 0, and otherwise it is not."""
    t = np.array([[0.3, 0.3]])
    squared = 1 - 2 * (t * t).sum() / ((t * t).sum() + (t * t).sum())
    assert squared == 0
    assert value("Soft Dice", {"mask": t, "inside": t}) == pytest.approx([0.7])
