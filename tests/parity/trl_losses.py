"""The losses of trl, called without a model.

A trainer of trl computes its loss in a method that also reads a batch, calls the model
and writes down metrics. Here the trainer and the model are objects that give the
method what it asks for: log-probabilities of tokens, and those of the reference.
"""

from collections import defaultdict
from types import SimpleNamespace

import numpy as np
import torch
from trl import DPOTrainer, KTOTrainer, RewardTrainer
from trl.experimental.cpo import CPOTrainer
from trl.experimental.orpo import ORPOTrainer

# The log-probability of an answer is shared evenly among so many tokens.
TOKENS_WON, TOKENS_LOST = 2, 5


def trainer(**settings):
    """Return what the methods take for their trainer."""

    def same(x):
        return x

    return SimpleNamespace(
        model=SimpleNamespace(training=False),
        accelerator=SimpleNamespace(device="cpu", gather=same, gather_for_metrics=same),
        _metrics=defaultdict(lambda: defaultdict(list)),
        _total_train_tokens=0,
        aux_loss_enabled=False,
        precompute_ref_logps=True,
        **settings,
    )


def batch(log_probs, lengths):
    """Return a model that gives these log-probabilities, and a batch for it."""
    width = max(lengths)
    # The first token is the question.
    inside = torch.tensor([[0] + [1] * n + [0] * (width - n) for n in lengths])
    by_token = torch.tensor(np.asarray(log_probs) / lengths)[:, None] * inside[:, 1:]
    outputs = SimpleNamespace(
        log_probs=by_token,
        entropy=0 * by_token,
        mean_logits=0 * by_token,
        is_top1=by_token > 0,
    )
    return lambda **_: outputs, {"input_ids": 0 * inside, "completion_mask": inside}


def dpo(kind, won, lost, reference_won, reference_lost, beta, label_smoothing=0.0):
    """Return the loss of one pair of answers, given the logs of their probabilities."""
    model, inputs = batch([won, lost], [TOKENS_WON, TOKENS_LOST])
    inputs["ref_chosen_logps"] = torch.tensor([reference_won])
    inputs["ref_rejected_logps"] = torch.tensor([reference_lost])
    settings = trainer(
        loss_types=[kind],
        loss_weights=[1.0],
        beta=beta,
        label_smoothing=label_smoothing,
        f_divergence_type="reverse_kl",
        ld_alpha=None,
        use_weighting=False,
    )
    return DPOTrainer._compute_loss(settings, model, inputs, False).item()


def kto(log_ratio, good, beta, kl, weight):
    """Return the loss of one answer; `kl` is what the batch gives for it."""
    model, inputs = batch([log_ratio - 1.0], [TOKENS_WON])
    inputs["ref_logps"] = torch.tensor([-1.0], dtype=torch.float64)
    inputs["ref_KL_logps"] = torch.tensor([-3.0], dtype=torch.float64)
    inputs["label"] = torch.tensor([good])
    settings = trainer(
        loss_type="kto",
        beta=beta,
        calculate_KL=True,
        _compute_kl_logps=lambda *_: inputs["ref_KL_logps"] + kl,
        desirable_weight=weight,
        undesirable_weight=weight,
    )
    return KTOTrainer._compute_loss(settings, model, inputs, False).item()


def reward(won, lost, margin=None, center=None):
    """Return the mean loss of a reward model that gives these rewards."""
    outputs = SimpleNamespace(logits=torch.tensor([*won, *lost])[:, None])
    settings = trainer(args=SimpleNamespace(center_rewards_coefficient=center))
    inputs = {} if margin is None else {"margin": torch.tensor(margin)}
    return RewardTrainer.compute_loss(settings, lambda **_: outputs, inputs).item()


def cpo(kind, won, lost, beta, margin=0.0, label_smoothing=0.0):
    """Return the losses of pairs of answers, without a reference."""
    settings = trainer(
        alpha=0.0,
        beta=beta,
        loss_type=kind,
        simpo_gamma=margin,
        label_smoothing=label_smoothing,
    )
    losses, *_ = CPOTrainer.cpo_loss(settings, torch.tensor(won), torch.tensor(lost))
    return losses.numpy()


def orpo(mean_won, mean_lost, weight):
    """Return the second part of the losses, with the sign that trl gives it."""
    settings = trainer(beta=weight)
    logs = torch.tensor(mean_won), torch.tensor(mean_lost)
    losses, *_ = ORPOTrainer.odds_ratio_loss(settings, *logs)
    return losses.numpy()
