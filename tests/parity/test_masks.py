"""Losses of masks, orders and doubtful labels beside those of other libraries.

Also what their defaults add: the notes of the functions say so.
"""

import numpy as np
import pytest
from libraries import library

import lossbook as lb

RNG = np.random.default_rng(0)
T = RNG.integers(0, 2, (5, 48))
P = RNG.random((5, 48))
Z = RNG.normal(scale=3.0, size=(5, 48))
SHAPE = (5, 1, 6, 8)  # batch, channel, height, width


def image(array, dtype=np.float64):
    """Return masks of pixels as a tensor of images."""
    return library("torch").tensor(np.asarray(array, dtype)).reshape(SHAPE)


@pytest.mark.parametrize(
    ("alpha", "beta", "smooth"), [(0.5, 0.5, 0.0), (1, 1, 0), (0.3, 0.7, 1.0)]
)
def test_tversky_of_monai(alpha, beta, smooth):
    monai = library("monai.losses")
    more = {"smooth_nr": smooth, "smooth_dr": smooth, "reduction": "none"}
    loss = monai.TverskyLoss(alpha=alpha, beta=beta, **more)
    said = image(P).requires_grad_()
    theirs = loss(said, image(T))
    knobs = {"alpha": float(alpha), "beta": float(beta), "smooth": float(smooth)}
    ours, grad = lb.value_and_grad(lb.tversky, T, P, **knobs)
    found = theirs.detach().numpy().ravel()
    np.testing.assert_allclose(found, ours, rtol=1e-12)
    theirs.sum().backward()
    np.testing.assert_allclose(said.grad.numpy().reshape(5, 48), grad, rtol=1e-10)


def test_dice_and_jaccard_of_monai():
    monai = library("monai.losses")
    for jaccard in (False, True):
        settings = {"smooth_nr": 0, "smooth_dr": 0, "reduction": "none"}
        loss = monai.DiceLoss(jaccard=jaccard, **settings)
        weight = 1.0 if jaccard else 0.5
        ours = lb.tversky(T, P, alpha=weight, beta=weight)
        found = loss(image(P), image(T)).numpy().ravel()
        np.testing.assert_allclose(found, ours, rtol=1e-12)


def test_an_empty_mask_costs_1_in_one_library_and_0_in_another():
    monai = library("monai.losses")
    smp = library("segmentation_models_pytorch")
    nothing, little = np.zeros((5, 48)), np.full((5, 48), 1e-3)
    assert monai.DiceLoss()(image(little), image(nothing)).item() > 0.99
    theirs = smp.DiceLoss("binary", from_logits=False)
    assert theirs(image(little), image(nothing)).item() == 0
    # In an empty mask ours is 0 for the empty answer, and 1 for each other one.
    assert (lb.tversky(nothing, nothing) == 0).all()
    assert (lb.tversky(nothing, little) == 1).all()
    # All masks of a batch are one to this library.
    pooled = theirs(image(P), image(T)).item()
    whole = lb.tversky(T.reshape(1, -1), P.reshape(1, -1))
    assert pooled == pytest.approx(whole[0], rel=1e-6)
    assert pooled != pytest.approx(lb.tversky(T, P).mean(), rel=1e-4)


def test_focal_tversky_of_segmentation_models():
    smp = library("segmentation_models_pytorch")
    for gamma in (1.0, 0.75):
        theirs = smp.TverskyLoss(
            "binary", from_logits=False, alpha=0.3, beta=0.7, gamma=gamma
        )
        knobs = {"alpha": 0.3, "beta": 0.7, "power": gamma}
        ours = lb.tversky(T.reshape(1, -1), P.reshape(1, -1), **knobs)[0]
        assert theirs(image(P), image(T)).item() == pytest.approx(ours, rel=1e-6)


def test_lovasz_of_segmentation_models():
    smp = library("segmentation_models_pytorch")
    loss = smp.LovaszLoss("binary", per_image=True)
    # In float64 it raises an error.
    scores = image(Z, np.float32).requires_grad_()
    theirs = loss(scores, image(T, np.float32))
    ours, grad = lb.value_and_grad(lb.lovasz_hinge, 2 * T - 1, Z)
    assert theirs.item() == pytest.approx(ours.mean(), rel=1e-6)
    theirs.backward()
    found = scores.grad.numpy().reshape(5, 48) * len(T)
    np.testing.assert_allclose(found, grad, rtol=1e-4, atol=1e-7)
    empty = loss(image(Z, np.float32), image(0 * T, np.float32)).item()
    none = lb.lovasz_hinge(0 * T - 1, Z).mean()
    assert empty == pytest.approx(none, rel=1e-6)


@pytest.mark.parametrize(
    ("gamma_pos", "gamma_neg", "clip"), [(0, 4, 0.05), (1, 4, 0.05), (2, 2, 0.0)]
)
def test_asymmetric_of_timm(gamma_pos, gamma_neg, clip):
    timm, torch = library("timm"), library("torch")
    given = {"gamma_pos": gamma_pos, "gamma_neg": gamma_neg, "clip": clip}
    loss = timm.AsymmetricLossMultiLabel(**given, reduction="none")
    logits = torch.tensor(Z, requires_grad=True)
    theirs = loss(logits, torch.tensor(T))
    knobs = {name: float(value) for name, value in given.items()}
    ours, grad = lb.value_and_grad(lb.asymmetric, T, Z, **knobs)
    # It computes in float32.
    np.testing.assert_allclose(theirs.detach().numpy(), ours, rtol=2e-4, atol=1e-6)
    theirs.sum().backward()
    np.testing.assert_allclose(logits.grad.numpy(), grad, rtol=2e-4, atol=1e-6)


def test_cumulative_link_of_statsmodels():
    ordinal = library("statsmodels.miscmodels.ordinal_model")
    y, x, slope = RNG.integers(0, 4, 60), RNG.normal(size=(60, 1)), 1.7
    cuts = np.array([-1.0, 0.5, 2.0])
    model = ordinal.OrderedModel(y, x, distr="logit")
    # Its parameters: the first cut, and logarithms of the distances of the others.
    parameters = np.array([slope, cuts[0], *np.log(np.diff(cuts))])
    theirs = -model.loglikeobs(parameters)
    ours = lb.cumulative_link(y, slope * x[:, 0], cuts=cuts)
    np.testing.assert_allclose(theirs, ours, rtol=1e-12)


def test_plackett_luce_is_a_sum_of_what_optax_has():
    optax = library("optax")
    scores, k = Z[0, :6], 6
    order = RNG.permutation(k)
    parts = [
        optax.losses.softmax_cross_entropy_with_integer_labels(scores[order[i:]], 0)
        for i in range(k)
    ]
    ours = lb.plackett_luce(order, scores)
    assert float(sum(parts)) == pytest.approx(ours, rel=1e-5)
    # `ranking_softmax_loss` is another loss: it weighs each item by its label.
    relevance = np.arange(k)[::-1].astype(np.float32)[np.argsort(order)]
    other = optax.losses.ranking_softmax_loss(scores.astype(np.float32), relevance)
    weighed = relevance @ lb.softmax_cross_entropy(
        np.arange(k), np.broadcast_to(scores, (k, k))
    )
    assert float(other) == pytest.approx(weighed, rel=1e-5)
    assert float(other) != pytest.approx(ours, rel=1e-2)


def test_a_hinge_with_another_margin_is_that_of_ranking_in_pytorch():
    torch = library("torch")
    y, a, b = 2 * T[0] - 1, Z[0], Z[1]
    for margin in (0.0, 0.3, 2.0):
        theirs = torch.nn.functional.margin_ranking_loss(
            *map(torch.tensor, (a, b, y)), margin=margin, reduction="none"
        )
        ours = lb.hinge(y, a - b, margin=margin)
        np.testing.assert_allclose(theirs.numpy(), ours, rtol=1e-12, atol=1e-15)
    # The default of PyTorch is 0.
    default = torch.nn.MarginRankingLoss(reduction="none")
    found = default(*map(torch.tensor, (a, b, y))).numpy()
    np.testing.assert_array_equal(found, lb.hinge(y, a - b, margin=0.0))
