"""What the rows of losses of papers say of gradients, against differences of lines."""

import numpy as np
import pytest
from lines import K, N, drawn, sigmoid, slope, softmax, value

from lossbook.identities import IDENTITIES

# What the words say, as a formula of the inputs; by the name of the loss and the input
# that the gradient is taken with respect to.
WORDS = {}


def words(name, key):
    return lambda formula: WORDS.setdefault((name, key), formula)


# ------------------------------------------------------------------ which of these


@words("Next token", "logits")
def _(d):
    return softmax(d["logits"]) - d["one_hot"]


@words("InfoNCE", "s")
def _(d):
    return (softmax(d["s"] / d["tau"]) - np.eye(N)) / d["tau"]


def without_itself(d):
    return softmax(np.where(np.eye(N) == 1, -np.inf, d["s"] / d["tau"]))


@words("NT-Xent", "s")
def _(d):
    partner = np.eye(N)[[1, 0, 3, 2, 5, 4]]
    return (without_itself(d) - partner) / d["tau"]


@words("CLIP", "s")
def _(d):
    rows, columns = softmax(d["scale"] * d["s"]), softmax(d["scale"] * d["s"].T).T
    return d["scale"] * ((rows - np.eye(N)) + (columns - np.eye(N))) / 2


@words("SupCon", "s")
def _(d):
    """Each item has two positives."""
    return (without_itself(d) - d["same"] / 2) / d["tau"]


@words("CosFace", "cosines")
def _(d):
    logits = d["scale"] * (d["cosines"] - d["margin"] * d["one_hot"])
    return d["scale"] * (softmax(logits) - d["one_hot"])


@words("ArcFace", "cosines")
def _(d):
    angle, right = np.arccos(d["cosines"]), d["one_hot"] == 1
    logits = d["scale"] * np.cos(angle + d["margin"] * right)
    factor = np.where(right, np.sin(angle + d["margin"]) / np.sin(angle), 1)
    return d["scale"] * (softmax(logits) - right) * factor


@words("Distillation", "student")
def _(d):
    p, q = softmax(d["teacher"] / d["T"]), softmax(d["student"] / d["T"])
    return d["T"] * (q - p)


@words("Label smoothing", "logits")
def _(d):
    target = (1 - d["share"]) * d["one_hot"] + d["share"] / K
    return softmax(d["logits"]) - target


@words("Mixup", "logits")
def _(d):
    target = d["mix"] * d["one_hot"] + (1 - d["mix"]) * d["other_one_hot"]
    return softmax(d["logits"]) - target


@words("ListNet", "scores")
def _(d):
    return softmax(d["scores"]) - softmax(d["relevance"])


# ------------------------------------------------------------------- yes and no


@words("Negative sampling", "seen")
def _(d):
    return sigmoid(d["seen"]) - 1


@words("Negative sampling", "made_up")
def _(d):
    return sigmoid(d["made_up"])


@words("NCE", "seen")
def _(d):
    return sigmoid(d["seen"] - d["seen_log_kq"]) - 1


@words("NCE", "made_up")
def _(d):
    return sigmoid(d["made_up"] - d["made_up_log_kq"])


def pairs_of_a_batch(d):
    return sigmoid(d["scale"] * d["s"] + d["bias"]) - np.eye(N)


@words("SigLIP", "s")
def _(d):
    return d["scale"] * pairs_of_a_batch(d)


@words("SigLIP", "bias")
def _(d):
    return pairs_of_a_batch(d).sum()


@words("CORAL", "score")
def _(d):
    """The number of the cuts below is the class."""
    return sigmoid(d["score"][:, None] + d["biases"]).sum(axis=1) - d["y"]


# ------------------------------------------------------------------- which of two


def had_by_the_loser(d):
    return d["sign"] * sigmoid(-d["sign"] * (d["first"] - d["second"]))


@words("Bradley–Terry", "first")
def _(d):
    return -had_by_the_loser(d)


@words("Bradley–Terry", "second")
def _(d):
    return had_by_the_loser(d)


@words("RankNet", "first")
def _(d):
    return sigmoid(d["first"] - d["second"]) - d["preferred"]


@words("RankNet", "second")
def _(d):
    return d["preferred"] - sigmoid(d["first"] - d["second"])


@words("Reward model", "won")
def _(d):
    return -sigmoid(d["lost"] - d["won"])


@words("Reward model", "lost")
def _(d):
    return sigmoid(d["lost"] - d["won"])


@words("DPO", "h")
def _(d):
    return -d["beta"] * sigmoid(-d["beta"] * d["h"])


@words("Conservative DPO (cDPO)", "h")
def _(d):
    return d["beta"] * (sigmoid(d["beta"] * d["h"]) - 1 + d["flipped"])


@words("Robust DPO", "h")
def _(d):
    rest = d["flipped"] / (1 - 2 * d["flipped"])
    return -d["beta"] * (sigmoid(-d["beta"] * d["h"]) + rest)


@words("IPO", "h")
def _(d):
    return 2 * d["h"] - 1 / d["beta"]


@words("SLiC", "won")
def _(d):
    return -1.0 * (d["won"] - d["lost"] < d["margin"])


@words("SLiC", "lost")
def _(d):
    return 1.0 * (d["won"] - d["lost"] < d["margin"])


@words("KTO", "log_ratio")
def _(d):
    x = d["sign"] * d["beta"] * (d["log_ratio"] - d["kl"])
    return -d["weight"] * d["beta"] * d["sign"] * sigmoid(x) * sigmoid(-x)


@words("BCO", "won")
def _(d):
    return -sigmoid(d["shift"] - d["won"])


@words("BCO", "lost")
def _(d):
    return sigmoid(d["lost"] - d["shift"])


def odds_push(d):
    """λ σ(-x), with the difference x of the log odds."""
    won, lost = np.exp(d["mean_won"]), np.exp(d["mean_lost"])
    return d["weight"] * sigmoid(np.log(lost / (1 - lost)) - np.log(won / (1 - won)))


@words("ORPO", "mean_won")
def _(d):
    return -1 - odds_push(d) / (1 - np.exp(d["mean_won"]))


@words("ORPO", "mean_lost")
def _(d):
    return odds_push(d) / (1 - np.exp(d["mean_lost"]))


def per_token(d):
    lead = d["beta"] * (d["mean_won"] - d["mean_lost"])
    return d["beta"] * sigmoid(d["margin"] - lead)


@words("SimPO", "mean_won")
def _(d):
    return -per_token(d)


@words("SimPO", "mean_lost")
def _(d):
    return per_token(d)


# --------------------------------------------------------- is it real, which is nearer


@words("GAN, critic", "real")
def _(d):
    return sigmoid(d["real"]) - 1


@words("GAN, critic", "fake")
def _(d):
    return sigmoid(d["fake"])


@words("GAN, generator, non-saturating", "fake")
def _(d):
    return sigmoid(d["fake"]) - 1


@words("GAN, generator, saturating", "fake")
def _(d):
    return -sigmoid(d["fake"])


@words("GAN, critic, hinge", "real")
def _(d):
    return -1.0 * (d["real"] < 1)


@words("GAN, critic, hinge", "fake")
def _(d):
    return 1.0 * (d["fake"] > -1)


@words("Triplet", "near")
def _(d):
    return 1.0 * (d["far"] - d["near"] < d["margin"])


@words("Triplet", "far")
def _(d):
    return -1.0 * (d["far"] - d["near"] < d["margin"])


def too_close(d):
    return d["sign"] * (d["sign"] * (d["first"] - d["second"]) < d["margin"])


@words("Margin ranking", "first")
def _(d):
    return -too_close(d)


@words("Margin ranking", "second")
def _(d):
    return too_close(d)


# ----------------------------------------------------------------- how far off


@words("Diffusion, the noise is predicted", "said")
def _(d):
    return 2 * (d["said"] - d["noise"])


@words("Diffusion, the picture is predicted", "said")
def _(d):
    return 2 * (1 - d["kept"]) / d["kept"] * (d["said"] - d["noise"])


@words("Diffusion, the velocity is predicted", "said")
def _(d):
    return 2 / d["kept"] * (d["said"] - d["noise"])


@words("Flow matching", "velocity")
def _(d):
    return 2 * (d["velocity"] - d["end"] + d["start"])


@words("BYOL", "v")
def _(d):
    return 2 * (d["v"] - d["u"])


@words("DQN", "value")
def _(d):
    return -np.clip(d["reward"] + d["discount"] * d["best"] - d["value"], -1, 1)


# ----------------------------------------------------------- forecasts and masks


@words("CRPS of an ensemble", "members")
def _(d):
    m = d["members"].shape[1]
    level = (d["members"].argsort(axis=1).argsort(axis=1) + 1 - 0.5) / m
    above = d["members"] > d["truth"][:, None]
    return 2 / m * np.where(above, 1 - level, -level)


@words("Ranked probability score", "probs")
def _(d):
    cuts = np.arange(K - 1)
    excess = d["probs"].cumsum(axis=1)[:, :-1] - (d["y"][:, None] <= cuts)
    from_j = [2 * excess[:, j:].sum(axis=1) for j in range(K)]
    return np.stack(from_j, axis=1)


@words("Evidential classification", "probs")
def _(d):
    p, s = d["probs"], d["total"][:, None]
    return 2 * (p - d["one_hot"]) + (1 - 2 * p) / (s + 1)


@words("Evidential classification", "total")
def _(d):
    """Below 0 whatever the label."""
    p = d["probs"]
    return -(p * (1 - p)).sum(axis=1) / (d["total"] + 1) ** 2


def sums(d):
    t, q = d["mask"], d["inside"]
    return [x.sum(axis=1, keepdims=True) for x in (t * q, (1 - t) * q, t * (1 - q))]


@words("Soft Dice", "inside")
def _(d):
    shared, added, missed = sums(d)
    u = 2 * shared + added + missed
    return np.where(d["mask"] == 1, -2 * (u - shared) / u**2, 2 * shared / u**2)


@words("Jaccard, soft IoU", "inside")
def _(d):
    shared, added, missed = sums(d)
    union = shared + added + missed
    return np.where(d["mask"] == 1, -1 / union, shared / union**2)


@words("Focal Tversky", "inside")
def _(d):
    """Of I / W with W = I + 0.3 A + 0.7 B; a pixel inside adds 1 - 0.7 to W."""
    shared, added, missed = sums(d)
    w = shared + 0.3 * added + 0.7 * missed
    inside = d["mask"] == 1
    tversky = np.where(inside, -(w - 0.3 * shared) / w**2, 0.3 * shared / w**2)
    return 0.75 * (1 - shared / w) ** -0.25 * tversky


# ----------------------------------------------------------------- wrong labels


def error(d):
    p = softmax(d["logits"])
    return p, (p * d["one_hot"]).sum(axis=1, keepdims=True), p - d["one_hot"]


@words("Mean absolute error of a softmax", "logits")
def _(d):
    _, right, off = error(d)
    return 2 * right * off


@words("Poly-1", "logits")
def _(d):
    _, right, off = error(d)
    return (1 + d["epsilon"] * right) * off


@words("Symmetric cross-entropy", "logits")
def _(d):
    _, right, off = error(d)
    return (d["alpha"] - d["beta"] * d["log_0"] * right) * off


@words("Bootstrapping, soft", "logits")
def _(d):
    p, _, off = error(d)
    entropy = -(p * np.log(p)).sum(axis=1, keepdims=True)
    return d["beta"] * off - (1 - d["beta"]) * p * (np.log(p) + entropy)


def test_each_loss_has_its_gradient_here():
    assert list(dict.fromkeys(name for name, _ in WORDS)) == list(IDENTITIES)


@pytest.mark.parametrize(("name", "key"), WORDS)
def test_the_words_say_the_gradient(name, key):
    given = drawn(0)
    right = WORDS[name, key](given)
    np.testing.assert_allclose(slope(name, given, key), right, rtol=1e-6, atol=1e-8)


# ---------------------------------------------------- what is said of signs and bounds


@pytest.mark.parametrize("name", ["Next token", "InfoNCE", "NT-Xent", "SupCon"])
def test_the_numbers_of_a_row_add_up_to_0(name):
    key = "logits" if name == "Next token" else "s"
    assert slope(name, drawn(1), key).sum(axis=1) == pytest.approx(
        np.zeros(N), abs=1e-7
    )


def test_the_pull_of_infonce_is_as_strong_as_all_pushes():
    found = slope("InfoNCE", drawn(1), "s")
    pull, pushes = -found.diagonal(), np.where(np.eye(N) == 1, 0, found)
    assert (pull > 0).all() and (pushes >= 0).all()
    assert pull == pytest.approx(pushes.sum(axis=1))


def test_a_positive_of_supcon_above_its_share_is_pushed_away():
    given = drawn(0)
    given["s"][0] = 0.1
    first, second = np.flatnonzero(given["same"][0])
    given["s"][0, first] = 1
    found = slope("SupCon", {**given, "tau": 0.1}, "s")[0]
    assert found[first] > 0 > found[second]


def test_a_smoothed_label_pulls_the_right_logit_back():
    best = 1 - 0.2 + 0.2 / 3
    for p, sign in ((best - 0.01, -1), (best + 0.01, 1)):
        logits = np.log([[p, (1 - p) / 2, (1 - p) / 2]])
        given = {"y": np.array([0]), "logits": logits, "share": 0.2}
        assert np.sign(slope("Label smoothing", given, "logits")[0, 0]) == sign


def test_dpo_starts_with_half_of_beta_and_fades():
    given = {"h": np.array([0.0, 20.0, 60.0]), "beta": 0.2}
    start, later, last = -slope("DPO", given, "h")
    assert start == pytest.approx(0.1)
    assert 0.1 > later > last > 0


def test_cdpo_and_ipo_pull_the_gain_back():
    beta, share = 0.2, 0.1
    for name, best in (
        ("Conservative DPO (cDPO)", np.log((1 - share) / share) / beta),
        ("IPO", 1 / (2 * beta)),
    ):
        given = {"h": best + np.array([-1.0, 1.0]), "beta": beta, "flipped": share}
        before, after = slope(name, given, "h")
        assert before < 0 < after


def test_kto_is_steepest_at_its_reference_and_fades_on_both_sides():
    far = {"log_ratio": np.array([0.3, -99.7, 100.3]), "sign": np.ones(3)}
    given = {**far, "kl": 0.3, "beta": 0.8, "weight": 2.0}
    steepest, left, right = slope("KTO", given, "log_ratio")
    assert steepest == pytest.approx(-2 * 0.8 / 4)
    assert abs(left) < 1e-9 > abs(right)


def test_only_the_part_at_right_angles_reaches_the_network():
    given = drawn(0)
    raw = 3 * given["v"]
    found = np.zeros_like(raw)
    for place in np.ndindex(raw.shape):
        ends = []
        for step in (1e-6, -1e-6):
            moved = raw.copy()
            moved[place] += step
            unit = moved / np.linalg.norm(moved, axis=1, keepdims=True)
            ends.append(value("BYOL", {**given, "v": unit}).sum())
        found[place] = (ends[0] - ends[1]) / 2e-6
    u, v = given["u"], given["v"]
    across = 2 * (v - u) - (2 * (v - u) * v).sum(axis=1, keepdims=True) * v
    assert found == pytest.approx(across / 3, abs=1e-8)


@pytest.mark.parametrize("name", ["Soft Dice", "Jaccard, soft IoU", "Focal Tversky"])
def test_a_mask_has_two_slopes(name):
    given = drawn(0)
    for mask, found in zip(
        given["mask"], slope(name, given, "inside").round(6), strict=True
    ):
        assert len(set(found[mask == 1])) == 1 == len(set(found[mask == 0]))
        assert found[mask == 1][0] < 0 < found[mask == 0][0]


def test_flow_matching_has_no_mean_gradient_at_the_mean_velocity():
    end = np.array([[-1.0], [1.0]])
    given = {"start": 0 * end, "end": end, "velocity": 0 * end}
    assert slope("Flow matching", given, "velocity").sum() == pytest.approx(0)
