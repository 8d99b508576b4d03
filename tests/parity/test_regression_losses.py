"""What chapter 07 says of the regression losses of PyTorch, by their class names."""

import os

import numpy as np
import pytest

import lossbook as lb

Y, Y_PRED = np.array([0.0, 1.0, -2.0, 4.0]), np.array([0.5, 1.0, 3.0, 3.0])


@pytest.fixture
def torch():
    if os.environ.get("LOSSBOOK_PEERS") != "required":
        pytest.importorskip("torch", reason="torch is not installed")
    import torch

    return torch


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("MSELoss", lb.squared_error),
        ("L1Loss", lb.absolute_error),
        ("HuberLoss", lb.huber),  # all at their defaults: 1 for both of the last
        ("SmoothL1Loss", lb.smooth_l1),
    ],
)
def test_the_classes_are_the_means_of_these_losses(torch, name, ours):
    loss = getattr(torch.nn, name)()
    theirs = loss(torch.tensor(Y_PRED), torch.tensor(Y)).item()
    assert theirs == pytest.approx(ours(Y, Y_PRED).mean(), rel=1e-12)


def test_only_at_1_are_huber_and_smooth_l1_the_same(torch):
    r = torch.tensor(30.0), torch.tensor(0.0)
    for knob in (0.1, 1.0, 10.0):
        huber = torch.nn.HuberLoss(delta=knob)(*r).item()
        smooth = torch.nn.SmoothL1Loss(beta=knob)(*r).item()
        assert huber == pytest.approx(knob * smooth)
        assert (huber == smooth) == (knob == 1)


def test_rmse_of_a_batch_that_is_fitted_exactly_is_0_and_its_gradient_nan(torch):
    said = torch.tensor(Y, requires_grad=True)
    rmse = torch.sqrt(torch.nn.MSELoss()(said, torch.tensor(Y)))
    rmse.backward()
    assert rmse.item() == 0
    assert said.grad.isnan().all()
    # MSE has a slope there: 0.
    said = torch.tensor(Y, requires_grad=True)
    torch.nn.MSELoss()(said, torch.tensor(Y)).backward()
    assert (said.grad == 0).all()


def test_hinge_embedding_loss_is_another_loss_than_the_hinge(torch):
    """As a sentence of chapter 08 says; chapter 09 shows which."""
    y, score = np.array([1.0, -1.0, 1.0]), np.array([2.0, 0.5, -1.0])
    loss = torch.nn.HingeEmbeddingLoss(reduction="none")
    found = loss(torch.tensor(score), torch.tensor(y)).tolist()
    assert found == [2, 0.5, -1] != lb.hinge(y, score).tolist()


@pytest.mark.parametrize("c", [4.685, 1.0])
def test_the_biweight_is_that_of_statsmodels(c):
    if os.environ.get("LOSSBOOK_PEERS") != "required":
        pytest.importorskip("statsmodels", reason="statsmodels is not installed")
    from statsmodels.robust.norms import TukeyBiweight

    theirs, r = TukeyBiweight(c=c), np.linspace(-6, 6, 97)
    np.testing.assert_allclose(
        theirs.rho(r) - theirs.rho(0 * r), lb.tukey_biweight(0 * r, r, c=c), atol=1e-13
    )
    ours = lb.tukey_biweight_grad(0 * r, r, c=c)
    np.testing.assert_allclose(theirs.psi(r), ours, atol=1e-13)
