"""The lines of `lossbook.identities`, and what their notes say, asked of libraries.

``make parity-recent`` runs this in an environment of its own, .venv-recent. What is not
installed is left out, and the reason is printed.
"""

import importlib
import sys

import numpy as np
import pytest
from libraries import library
from lines import K, N, drawn, value

import lossbook as lb
from lossbook.identities import IDENTITIES

# By the name of the loss: the module that it is compared with, and a function of that
# module and the inputs. It gives their losses, or their mean.
PEERS = {}


def peer(name, module, rtol=1e-12):
    """Write a comparison down. It may change the inputs, which ours gets after it."""
    return lambda theirs: PEERS.setdefault((name, module), (theirs, rtol))


def tensor(x):
    return sys.modules["torch"].tensor(np.asarray(x))


def functional():
    return sys.modules["torch"].nn.functional


def each(function, *lists):
    """Return what a function of one example gives for all."""
    return [function(*map(float, row)) for row in zip(*lists, strict=True)]


@pytest.fixture
def given():
    d = drawn(0)
    # Similarities of vectors, since some libraries take these.
    return {**d, "s": d["u"] @ d["v"].T, "cosines": d["u"] @ class_vectors().T}


def class_vectors():
    vectors = np.random.default_rng(5).normal(size=(K, 3))
    return vectors / np.sqrt((vectors**2).sum(axis=1, keepdims=True))


# ------------------------------------------------------------------------ PyTorch


@peer("Next token", "torch")
def next_token(torch, d):
    return functional().cross_entropy(tensor(d["logits"]), tensor(d["y"]))


@peer("Distillation", "torch")
def distillation(torch, d):
    log_q = (tensor(d["student"]) / d["T"]).log_softmax(-1)
    p = (tensor(d["teacher"]) / d["T"]).softmax(-1)
    return d["T"] ** 2 * functional().kl_div(log_q, p, reduction="batchmean")


@peer("Label smoothing", "torch")
def label_smoothing(torch, d):
    z, y = tensor(d["logits"]), tensor(d["y"])
    return functional().cross_entropy(z, y, label_smoothing=d["share"])


@peer("Mixup", "torch")
def mixup(torch, d):
    rows = d["mix"] * d["one_hot"] + (1 - d["mix"]) * d["other_one_hot"]
    return functional().cross_entropy(tensor(d["logits"]), tensor(rows))


@peer("Bradley–Terry", "torch")
def bradley_terry(torch, d):
    difference = tensor(d["first"] - d["second"])
    return functional().soft_margin_loss(difference, tensor(d["sign"]))


@peer("RankNet", "torch")
def rank_net(torch, d):
    return with_logits(d["first"] - d["second"], d["preferred"])


def with_logits(z, t):
    t = np.broadcast_to(np.asarray(t, float), np.shape(z))
    return functional().binary_cross_entropy_with_logits(tensor(z), tensor(t.copy()))


@peer("GAN, critic", "torch")
def gan_critic(torch, d):
    return with_logits(d["real"], 1) + with_logits(d["fake"], 0)


@peer("GAN, generator, non-saturating", "torch")
def gan_generator(torch, d):
    return with_logits(d["fake"], 1)


@peer("GAN, generator, saturating", "torch")
def gan_saturating(torch, d):
    return -with_logits(d["fake"], 0)


@peer("Triplet", "torch", rtol=1e-5)  # it adds 1e-6 to each coordinate
def triplet(torch, d):
    points = tensor(d["u"]), tensor(d["start"][:, :3]), tensor(d["end"][:, :3])
    distances = [np.linalg.norm(points[0] - points[i], axis=1) for i in (1, 2)]
    d["near"], d["far"] = distances
    return functional().triplet_margin_loss(
        *points, margin=d["margin"], reduction="none"
    )


@peer("Margin ranking", "torch")
def margin_ranking(torch, d):
    scores = tensor(d["first"]), tensor(d["second"]), tensor(d["sign"])
    return functional().margin_ranking_loss(*scores, margin=d["margin"])


@peer("Diffusion, the noise is predicted", "torch")
def diffusion(torch, d):
    mean = functional().mse_loss(tensor(d["said"]), tensor(d["noise"]))
    return d["noise"].shape[1] * mean


@peer("BYOL", "torch", rtol=1e-11)
def byol(torch, d):
    ones = tensor(np.ones(N))
    loss = functional().cosine_embedding_loss(tensor(d["u"]), tensor(d["v"]), ones)
    return 2 * loss


@peer("DQN", "torch")
def dqn(torch, d):
    target = d["reward"] + d["discount"] * d["best"]
    huber = functional().huber_loss(tensor(d["value"]), tensor(target))
    smooth = functional().smooth_l1_loss(tensor(d["value"]), tensor(target))
    assert huber.item() == pytest.approx(smooth.item())
    return huber


@peer("Mean absolute error of a softmax", "torch")
def mean_absolute_error(torch, d):
    p = tensor(d["logits"]).softmax(-1)
    return K * functional().l1_loss(p, tensor(d["one_hot"]))


# -------------------------------------------------------------------------- optax


@peer("NT-Xent", "optax", rtol=1e-11)
def nt_xent(optax, d):
    d["s"] = d["u"] @ d["u"].T
    return optax.losses.ntxent(d["u"], np.arange(N) // 2, d["tau"])


@peer("ListNet", "optax")
def list_net(optax, d):
    relevance = lb.softmax(d["relevance"])
    return optax.losses.ranking_softmax_loss(d["scores"], relevance, reduce_fn=None)


@peer("Label smoothing", "optax")
def smooth_labels(optax, d):
    rows = optax.smooth_labels(d["one_hot"], d["share"])
    return optax.softmax_cross_entropy(d["logits"], rows)


@peer("Poly-1", "optax")
def poly_1(optax, d):
    rows = d["logits"], d["one_hot"]
    return optax.losses.poly_loss_cross_entropy(*rows, epsilon=d["epsilon"])


def overlap(optax, d, **settings):
    """What optax gives for masks, which are images of one class there."""
    images = lb.logit(d["inside"])[:, :, None], d["mask"][:, :, None]
    return optax.losses.dice_loss(*images, reduction="none", **settings).ravel()


@peer("Soft Dice", "optax")
def dice(optax, d):
    return overlap(optax, d, smooth=0.0)


@peer("Jaccard, soft IoU", "optax")
def jaccard(optax, d):
    return overlap(optax, d, smooth=0.0, alpha=1.0, beta=1.0)


@peer("Focal Tversky", "optax")
def focal_tversky(optax, d):
    return overlap(optax, d, smooth=0.0, alpha=0.3, beta=0.7) ** 0.75


# --------------------------------------------------------- libraries for one purpose

METRIC = "pytorch_metric_learning.losses"


@peer("InfoNCE", "sentence_transformers.sentence_transformer.losses", rtol=1e-6)
def info_nce(losses, d):
    loss = losses.MultipleNegativesRankingLoss(None, scale=1 / d["tau"])
    rows = [tensor(d["u"]), tensor(d["v"])]
    return loss.compute_loss_from_embeddings(rows, None)


@peer("CLIP", "open_clip")
def clip(losses, d):
    return losses.ClipLoss()(tensor(d["u"]), tensor(d["v"]), d["scale"])


@peer("SigLIP", "open_clip")
def sig_lip(losses, d):
    return losses.SigLipLoss()(tensor(d["u"]), tensor(d["v"]), d["scale"], d["bias"])


@peer("NT-Xent", METRIC)
def nt_xent_in_pairs(losses, d):
    d["s"] = d["u"] @ d["u"].T
    return losses.NTXentLoss(d["tau"])(tensor(d["u"]), tensor(np.arange(N) // 2))


@peer("SupCon", METRIC)
def sup_con(losses, d):
    d["s"] = d["u"] @ d["u"].T
    # The first item, and those that are like it.
    groups = d["same"][0] + (np.arange(N) == 0)
    return losses.SupConLoss(d["tau"])(tensor(d["u"]), tensor(groups.astype(int)))


def with_class_vectors(loss, d):
    loss.W.data = tensor(class_vectors().T)
    return loss(tensor(d["u"]), tensor(d["y"]))


@peer("CosFace", METRIC)
def cos_face(losses, d):
    settings = {"margin": d["margin"], "scale": d["scale"]}
    return with_class_vectors(losses.CosFaceLoss(K, 3, **settings), d)


@peer("ArcFace", METRIC, rtol=1e-6)
def arc_face(losses, d):
    settings = {"margin": np.degrees(d["margin"]), "scale": d["scale"]}
    return with_class_vectors(losses.ArcFaceLoss(K, 3, **settings), d)


@peer("CORAL", "coral_pytorch.losses")
def coral(losses, d):
    above = 1.0 * (d["y"][:, None] > np.arange(K - 1))
    logits = tensor(d["score"][:, None] + d["biases"])
    return losses.coral_loss(logits, tensor(above), reduction=None)


@peer("CRPS of an ensemble", "scoringrules")
def crps(scoringrules, d):
    return scoringrules.crps_ensemble(d["truth"], d["members"], estimator="nrg")


@peer("Ranked probability score", "scoringrules")
def rps(scoringrules, d):
    return scoringrules.rps_score(d["y"] + 1, d["probs"])


# ---------------------------------------------------------------------------- trl


def pairs(kind, d, **more):
    """What `DPOTrainer` gives for pairs whose log ratios differ by h."""
    return each(
        lambda h, lost: trl_losses().dpo(kind, h + lost - 9, lost - 7, -9, -7, **more),
        d["h"],
        d["lost"],
    )


def trl_losses():
    return importlib.import_module("trl_losses")


@peer("DPO", "trl")
def dpo(trl, d):
    return pairs("sigmoid", d, beta=d["beta"])


@peer("Robust DPO", "trl")
def robust_dpo(trl, d):
    return pairs("robust", d, beta=d["beta"], label_smoothing=d["flipped"])


@peer("IPO", "trl")
def ipo(trl, d):
    theirs = pairs("ipo", d, beta=d["beta"])
    # Each log ratio is divided by the tokens of its answer.
    tokens = trl_losses().TOKENS_WON, trl_losses().TOKENS_LOST
    d["h"] = (d["h"] + d["lost"]) / tokens[0] - d["lost"] / tokens[1]
    return theirs


@peer("SLiC", "trl")
def slic(trl, d):
    theirs = pairs("hinge", d, beta=d["beta"])
    d["won"], d["lost"], d["margin"] = d["beta"] * d["h"], 0 * d["h"], 1.0
    return theirs


@peer("BCO", "trl")
def bco(trl, d):
    theirs = pairs("bco_pair", d, beta=d["beta"])
    d["won"], d["lost"] = d["beta"] * (d["h"] + d["lost"]), d["beta"] * d["lost"]
    d["shift"] = 0.0
    return theirs


@peer("KTO", "trl")
def kto(trl, d):
    settings = d["beta"], d["kl"], d["weight"]
    return [
        trl_losses().kto(ratio, good, *settings)
        for ratio, good in zip(d["log_ratio"], d["sign"] > 0, strict=True)
    ]


@peer("Reward model", "trl")
def reward_model(trl, d):
    return trl_losses().reward(d["won"], d["lost"])


@peer("Conservative DPO (cDPO)", "trl")
def conservative_dpo(trl, d):
    won, lost = d["h"] - 9, 0 * d["h"] - 9
    settings = {"beta": d["beta"], "label_smoothing": d["flipped"]}
    return trl_losses().cpo("sigmoid", won, lost, **settings)


@peer("SimPO", "trl")
def sim_po(trl, d):
    means = d["mean_won"], d["mean_lost"]
    return trl_losses().cpo("simpo", *means, beta=d["beta"], margin=d["margin"])


@peer("ORPO", "trl", rtol=1e-5)  # it computes in float32
def orpo(trl, d):
    second = trl_losses().orpo(d["mean_won"], d["mean_lost"], d["weight"])
    return -d["mean_won"] - second


# --------------------------------------------------------------------------- tests

# Why a line is compared with its paper's formula alone, in tests/test_identities.py.
NO_PEER = {
    "Evidential classification": "not found in these libraries",
    "Negative sampling": "not found in these libraries",
    "NCE": "not found in these libraries",
    "GAN, critic, hinge": "not found in these libraries",
    "Diffusion, the picture is predicted": "a factor times the one of the noise",
    "Diffusion, the velocity is predicted": "a factor times the one of the noise",
    "Flow matching": "a mean squared error, as the one of the noise",
    "Symmetric cross-entropy": "not found in these libraries",
    "Bootstrapping, soft": "not found in these libraries",
}


def test_each_line_has_a_peer_or_a_reason():
    compared = {name for name, _ in PEERS}
    assert compared | NO_PEER.keys() == IDENTITIES.keys()
    assert not compared & NO_PEER.keys()


@pytest.mark.parametrize(("name", "module"), PEERS)
def test_a_library_gives_the_same(given, record_property, name, module):
    theirs, rtol = PEERS[name, module]
    with library("torch").no_grad():
        found = np.asarray(theirs(library(module), given))
    ours = value(name, given)
    if found.ndim == 0:
        ours = ours.mean()
    np.testing.assert_allclose(found, ours, rtol=rtol, atol=rtol)
    package = module.partition(".")[0]
    apart = np.max(np.abs(found - ours))
    record_property("compared", f"{name}: {package}, {apart:.0e} apart")


@pytest.mark.parametrize("name", NO_PEER)
def test_what_is_not_compared(record_property, name):
    record_property("not compared", f"{name}: {NO_PEER[name]}")


# ------------------------------------------------------------- what the notes say


def test_pytorch_divides_by_the_tokens_that_count(given):
    torch = library("torch")
    logits, y = torch.tensor(given["logits"]), torch.tensor(given["y"])
    y[2] = -100
    found = torch.nn.functional.cross_entropy(logits, y)
    ours = value("Next token", given)
    assert found.item() == pytest.approx(np.delete(ours, 2).mean())


@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides")
def test_the_mean_of_kl_div_divides_by_the_classes_too(given):
    torch = library("torch")
    log_q = torch.tensor(given["student"]).log_softmax(-1)
    p = torch.tensor(given["teacher"]).softmax(-1)
    mean, batch_mean = (
        torch.nn.functional.kl_div(log_q, p, reduction=r).item()
        for r in ("mean", "batchmean")
    )
    assert batch_mean == pytest.approx(K * mean)


def test_margin_ranking_is_the_perceptron_by_default(given):
    torch = library("torch")
    scores = [torch.tensor(given[name]) for name in ("first", "second", "sign")]
    found = torch.nn.functional.margin_ranking_loss(*scores, reduction="none")
    ours = lb.perceptron(given["sign"], given["first"] - given["second"])
    np.testing.assert_allclose(found, ours, rtol=1e-12)


def test_triplets_of_pytorch_metric_learning(given):
    """Margin 0.05, and the mean over the triplets whose loss is not 0."""
    library("torch")
    losses = library("pytorch_metric_learning.losses")
    u, groups = given["u"], np.arange(N) // 2
    found = losses.TripletMarginLoss()(tensor(u), tensor(groups)).item()
    distance = np.linalg.norm(u[:, None] - u, axis=-1)
    ours = value(
        "Triplet",
        {
            "margin": 0.05,
            "near": np.array([distance[i, i ^ 1] for i in range(N) for _ in range(N)]),
            "far": distance.ravel(),
        },
    )
    ours = ours[(groups[:, None] != groups).ravel()]
    assert (ours == 0).any()
    assert found == pytest.approx(ours[ours > 0].mean())


def test_with_more_positives_nt_xent_is_not_sup_con(given):
    """It tells each positive from the negatives alone."""
    library("torch")
    losses = library("pytorch_metric_learning.losses")
    u, groups = given["u"], np.arange(N) // 3
    s = u @ u.T / given["tau"]
    pairs = [
        (s[i, j], lb.logsumexp(s[i, groups != groups[i]]))
        for i in range(N)
        for j in range(N)
        if i != j and groups[i] == groups[j]
    ]
    ours = np.mean([lb.logistic(1.0, a - b) for a, b in pairs])
    batch = tensor(u), tensor(groups)
    assert losses.NTXentLoss(given["tau"])(*batch).item() == pytest.approx(ours)
    assert losses.SupConLoss(given["tau"])(*batch).item() > ours + 0.1


def test_beyond_180_degrees_arc_face_has_another_formula():
    library("torch")
    losses = library("pytorch_metric_learning.losses")
    loss = losses.ArcFaceLoss(2, 2, margin=np.degrees(0.5), scale=4.0)
    loss.W.data = tensor(np.eye(2))
    angle = 3.0
    u = np.array([[np.cos(angle), np.sin(angle)]])
    found = loss(tensor(u), tensor([0])).item()
    line = value(
        "ArcFace",
        {
            "y": np.array([0]),
            "one_hot": np.eye(2)[:1],
            "cosines": u,
            "scale": 4.0,
            "margin": 0.5,
        },
    )
    other = 4.0 * np.array([[np.cos(angle) - 0.5 * np.sin(0.5), u[0, 1]]])
    assert found == pytest.approx(lb.softmax_cross_entropy([0], other)[0])
    assert abs(found - line[0]) > 0.1


def test_the_default_scale_of_sentence_transformers(given):
    library("torch")
    losses = library("sentence_transformers.sentence_transformer.losses")
    loss = losses.MultipleNegativesRankingLoss(None)
    rows = [tensor(given["u"]), tensor(given["v"])]
    found = loss.compute_loss_from_embeddings(rows, None).item()
    assert found == pytest.approx(value("InfoNCE", {**given, "tau": 1 / 20}).mean())
    assert abs(found - value("CLIP", {**given, "scale": 20.0}).mean()) > 1e-3


def test_relevances_are_no_distribution_for_optax(given):
    library("torch")
    optax = library("optax")
    found = optax.losses.ranking_softmax_loss(
        given["scores"], given["relevance"], reduce_fn=None
    )
    ours = -(given["relevance"] * lb.log_softmax(given["scores"])).sum(axis=1)
    np.testing.assert_allclose(found, ours, rtol=1e-12)


def test_defaults_of_optax(given):
    library("torch")
    optax = library("optax")
    rows = given["logits"], given["one_hot"]
    found = optax.losses.poly_loss_cross_entropy(*rows)
    ours = value("Poly-1", {**given, "epsilon": 2.0})
    np.testing.assert_allclose(found, ours, rtol=1e-12)
    ours = lb.tversky(given["mask"], given["inside"], smooth=1.0)
    np.testing.assert_allclose(overlap(optax, given), ours, rtol=1e-12)


def test_what_a_reward_model_of_trl_adds(given):
    library("trl")
    won, lost = given["won"], given["lost"]
    found = trl_losses().reward(won, lost, margin=0.3 + 0 * won, center=0.1)
    ours = lb.logistic(np.ones(N), won - lost - 0.3).mean()
    assert found == pytest.approx(ours + 0.1 * np.mean((won + lost) ** 2))


def test_a_divergence_below_0_counts_as_0_in_trl(given):
    library("trl")
    found = trl_losses().kto(1.5, True, beta=0.5, kl=-2.0, weight=1.0)
    assert found == pytest.approx(float(lb.sigmoid_margin(1.0, 0.5 * 1.5)))


def test_sim_po_of_trl_adds_a_loss_by_default():
    library("trl")
    from trl.experimental.cpo import CPOConfig

    assert CPOConfig.cpo_alpha == 1.0
