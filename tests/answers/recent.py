"""Chapter 10: InfoNCE, DPO and the soft Dice loss."""

# ruff: noqa: B905

import math

import numpy as np

from answers import ORDER, Right, Wrong
from lossbook.classification import sigmoid_cross_entropy, softmax_cross_entropy
from lossbook.links import log_sigmoid, log_softmax, sigmoid, softmax, softplus

# ------------------------------------------------------------------------ info_nce


def total(z, axis=1):
    return np.logaddexp.reduce(z, axis=axis)


def stable(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def nce_by_loops(similarities, temperature):
    losses = []
    for i, row in enumerate(similarities):
        logits = [s / temperature for s in row]
        top = max(logits)
        rest = sum(math.exp(z - top) for z in logits)
        losses.append(top + math.log(rest) - logits[i])
    return losses


def nce_naive_by_loops(similarities, temperature):
    losses = []
    for i, row in enumerate(similarities):
        weights = [math.exp(s / temperature) for s in row]
        losses.append(-math.log(weights[i] / sum(weights)))
    return losses


def nce_in_place(similarities, temperature):
    similarities /= temperature
    similarities -= similarities.max(axis=1)[:, None]
    return np.log(np.exp(similarities).sum(axis=1)) - np.diag(similarities)


def nce_by_einsum(similarities, temperature):
    return -np.einsum("ii->i", log_softmax(similarities / temperature))


def nce_by_eye(similarities, temperature):
    logs = log_softmax(similarities / temperature)
    return -(np.eye(len(logs)) * logs).sum(axis=1)


def nce_by_lead(similarities, temperature):
    """log(1 + the sum over the others of exp(s_j - s_i))."""
    z = similarities / temperature
    lead = z - np.diag(z)[:, None]
    np.fill_diagonal(lead, -np.inf)
    return softplus(total(lead))


def nce_naive(similarities, temperature):
    e = np.exp(similarities / temperature)
    return -np.log(np.diag(e) / e.sum(axis=1))


def nce_without_positive(similarities, temperature):
    e = np.exp(similarities / temperature)
    positive = np.diag(e)
    return -np.log(positive / (e.sum(axis=1) - positive))


def nce_masked(similarities, temperature):
    z = similarities / temperature
    others = np.where(np.eye(len(z), dtype=bool), -np.inf, z)
    return total(others) - np.diag(z)


def nce_positive_twice(similarities, temperature):
    e = np.exp(similarities / temperature)
    positive = np.diag(e)
    return -np.log(positive / (positive + e.sum(axis=1)))


def nce_masked_with_zero(similarities, temperature):
    z = similarities / temperature
    z[np.diag_indices(len(z))] = 0
    return total(z) - np.diag(similarities) / temperature


def nce_of_shifted_sum(similarities, temperature):
    z = similarities / temperature
    return np.log(np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1)) - np.diag(z)


def clip_loss(similarities, temperature):
    z = similarities / temperature
    labels = np.arange(len(z))
    rows = softmax_cross_entropy(labels, z)
    return (rows + softmax_cross_entropy(labels, z.T)) / 2


def siglip(similarities, temperature):
    signs = 2 * np.eye(len(similarities)) - 1
    return np.logaddexp(0, -signs * similarities / temperature).sum(axis=1)


INFO_NCE = [
    Right(nce_by_loops),
    Right(nce_in_place),
    Right(nce_by_einsum),
    Right(nce_by_eye),
    Right(nce_by_lead),
    Right(lambda s, t: softmax_cross_entropy(np.arange(len(s)), s / t)),
    Right(lambda s, t: softmax_cross_entropy(np.eye(len(s)), s / t), "one-hot targets"),
    Right(lambda s, t: total(s / t) - np.diag(s) / t),
    Right(lambda s, t: total(s / t - np.diag(s / t)[:, None])),
    Right(lambda s, t: -np.diag(log_softmax(s / t))),
    Right(lambda s, t: -np.diagonal(log_softmax(s * (1 / t), axis=1))),
    Right(lambda s, t: [-log_softmax(row / t)[i] for i, row in enumerate(s)]),
    Right(lambda s, t: total((s.T / t), axis=0) - np.diag(s) / t, "turned, and axis 0"),
    Right(lambda s, t: -np.diag(log_softmax(s / t + 5)), "a shift changes nothing"),
    Right(lambda s, t: -log_softmax(np.float32(s) / np.float32(t)).diagonal()),
    Wrong(lambda s, t: -np.diag(log_softmax(s)), "temperature is missing"),
    Wrong(lambda s, t: total(s) - np.diag(s), "temperature is missing"),
    Wrong(lambda s, t: -np.diag(log_softmax(s * t)), "multiplies by the temperature"),
    Wrong(lambda s, t: total(t * s) - t * np.diag(s), "multiplies by the temperature"),
    Wrong(lambda s, t: total(s / t) - np.diag(s), "Only one of the two parts"),
    Wrong(lambda s, t: total(s) - np.diag(s / t), "Only one of the two parts"),
    Wrong(
        lambda s, t: -np.log(np.exp(np.diag(s)) / np.exp(s / t).sum(axis=1)),
        "Only one of the two parts",
    ),
    Wrong(lambda s, t: -np.diag(log_softmax(s / 0.07)), "fixed number"),
    Wrong(lambda s, t: -np.diag(log_softmax(s * 20)), "fixed number"),
    Wrong(lambda s, t: -t * np.diag(log_softmax(s / t)), "scaled by the temperature"),
    Wrong(lambda s, t: -np.diag(log_softmax(s)) / t, "scaled by the temperature"),
    Wrong(nce_without_positive, "left out of the denominator"),
    Wrong(nce_masked, "left out of the denominator"),
    Wrong(nce_positive_twice, "in the denominator twice"),
    Wrong(nce_masked_with_zero, None, "the positive counts as exp(0)"),
    Wrong(lambda s, t: total(s / t, axis=0) - np.diag(s) / t, "down the columns"),
    Wrong(lambda s, t: -np.diag(log_softmax(s / t, axis=0)), "down the columns"),
    Wrong(lambda s, t: -np.diag(log_softmax(s.T / t)), "down the columns"),
    Wrong(clip_loss, "Both directions"),
    Wrong(lambda s, t: np.mean(clip_loss(s, t)), "Both directions"),
    Wrong(
        lambda s, t: np.log(np.exp(s / t).mean(axis=1)) - np.diag(s) / t,
        "denominator is a mean",
    ),
    Wrong(
        lambda s, t: np.log(np.exp(s / t).sum()) - np.diag(s) / t,
        "over all pairs of the batch",
    ),
    Wrong(siglip, "sigmoid of its own"),
    Wrong(
        lambda s, t: sigmoid_cross_entropy(np.eye(len(s)), s / t), "sigmoid of its own"
    ),
    Wrong(lambda s, t: -np.log(sigmoid(np.diag(s) / t)), "sigmoid of its own"),
    Wrong(lambda s, t: total(s / t) - (s / t).max(axis=1), "most similar candidate"),
    Wrong(lambda s, t: -np.log(stable(s / t).max(axis=1)), "most similar candidate"),
    Wrong(lambda s, t: -np.diag(s) / t, "similarity of the right pair"),
    Wrong(lambda s, t: 1 - np.diag(s), "similarity of the right pair"),
    Wrong(lambda s, t: np.diag(log_softmax(s / t)), "minus sign"),
    Wrong(lambda s, t: np.log(np.diag(stable(s / t))), "minus sign"),
    Wrong(lambda s, t: 1 - np.diag(stable(s / t)), "logarithm is missing"),
    Wrong(lambda s, t: np.diag(softmax(s / t)), "logarithm is missing"),
    Wrong(
        lambda s, t: softmax_cross_entropy(np.arange(len(s)), softmax(s / t)),
        "softmax twice",
    ),
    Wrong(lambda s, t: -np.diag(log_softmax(s / t)) / np.log(10), "base 10"),
    Wrong(lambda s, t: -np.log2(np.diag(stable(s / t))), "base 2"),
    Wrong(lambda s, t: -np.mean(np.diag(log_softmax(s / t))), "mean over the examples"),
    Wrong(lambda s, t: -np.trace(log_softmax(s / t)), "adds up the examples"),
    Wrong(lambda s, t: -np.diag(log_softmax(s / t)) / len(s), "divides by the number"),
    Wrong(lambda s, t: -log_softmax(s / t), "number for each pair"),
    Wrong(nce_of_shifted_sum, "not from the target"),
    Wrong(nce_naive, "since nothing is subtracted"),
    Wrong(nce_naive_by_loops, "since nothing is subtracted"),
    Wrong(
        lambda s, t: np.log(np.exp(s / t).sum(axis=1)) - np.diag(s) / t,
        "since nothing is subtracted",
    ),
    Wrong(
        lambda s, t: np.log(np.exp(s / t - np.diag(s / t)[:, None]).sum(axis=1)),
        "subtracts the logit of the target",
    ),
    Wrong(
        lambda s, t: (
            np.log(np.exp((s - s.max()) / t).sum(axis=1)) + (s.max() - np.diag(s)) / t
        ),
        "largest logit of the whole",
    ),
    Wrong(
        lambda s, t: (
            np.log(np.exp((s - s.mean(axis=1, keepdims=True)) / t).sum(axis=1))
            + (s.mean(axis=1) - np.diag(s)) / t
        ),
        "row's mean",
    ),
    Wrong(lambda s, t: -np.log(np.diag(stable(s / t))), "softmax that has underflowed"),
    Wrong(
        lambda s, t: -(np.eye(len(s)) * np.log(stable(s / t))).sum(axis=1),
        "multiplies 0",
    ),
    Wrong(lambda s, t: -np.log(np.diag(stable(s / t)) + 1e-8), "eps inside"),
    Wrong(lambda s, t: -np.log(np.diag(stable(s / t)).clip(1e-7, 1)), "eps inside"),
    Wrong(lambda s, t: -np.diag(log_softmax((s / t).clip(-50, 50))), "clips"),
    Wrong(lambda s, t: -np.diag(log_softmax(s / t**2)), None, "the square of it"),
    Wrong(lambda s, t: -np.diag(log_softmax(s / math.sqrt(t))), None, "the root of it"),
    Wrong(lambda s, t: -np.diag(log_softmax((1 - s) / t)), None, "distances"),
    Wrong(lambda s, t: -log_softmax(s / t)[0], None, "the first query alone"),
    Wrong(lambda t, s: -np.diag(log_softmax(s / t)), ORDER),
]


# ----------------------------------------------------------------------------- dpo


def ratios(c, r, rc, rr, beta):
    return beta * ((c - rc) - (r - rr))


def dpo_by_loops(chosen, rejected, ref_chosen, ref_rejected, beta):
    losses = []
    for c, r, rc, rr in zip(chosen, rejected, ref_chosen, ref_rejected):
        m = beta * (c - r - rc + rr)
        losses.append(max(-m, 0) + math.log1p(math.exp(-abs(m))))
    return losses


def dpo_as_in_the_paper(pi_w, pi_l, ref_w, ref_l, beta):
    pi_logratios = pi_w - pi_l
    ref_logratios = ref_w - ref_l
    return -log_sigmoid(beta * (pi_logratios - ref_logratios))


def dpo_by_softmax(c, r, rc, rr, beta):
    rewards = beta * np.stack([c - rc, r - rr], axis=1)
    return -log_softmax(rewards)[:, 0]


def dpo_by_cases(c, r, rc, rr, beta):
    m = ratios(c, r, rc, rr, beta)
    small = np.exp(-np.abs(m))
    return np.where(m > 0, np.log(1 + small), np.log(1 + small) - m)


def dpo_naive_by_loops(chosen, rejected, ref_chosen, ref_rejected, beta):
    losses = []
    for c, r, rc, rr in zip(chosen, rejected, ref_chosen, ref_rejected):
        m = beta * ((c - rc) - (r - rr))
        losses.append(-math.log(1 / (1 + math.exp(-m))))
    return losses


def dpo_one_bracket(c, r, rc, rr, beta):
    return np.logaddexp(0, -(beta * (c - rc) - r - rr))


def dpo_reference_outside(c, r, rc, rr, beta):
    z = beta * (c - r) - (rc - rr)
    return np.logaddexp(0, -z)


def dpo_from_probabilities(c, r, rc, rr, beta):
    w = np.exp(c) / np.exp(rc)
    v = np.exp(r) / np.exp(rr)
    return np.logaddexp(0, -beta * (np.log(w) - np.log(v)))


def dpo_from_one_ratio(c, r, rc, rr, beta):
    ratio = (np.exp(c) * np.exp(rr)) / (np.exp(r) * np.exp(rc))
    return np.logaddexp(0, -beta * np.log(ratio))


def dpo_from_ratios_by_math(chosen, rejected, ref_chosen, ref_rejected, beta):
    losses = []
    for c, r, rc, rr in zip(chosen, rejected, ref_chosen, ref_rejected):
        gain = math.log(math.exp(c) / math.exp(rc))
        m = beta * (gain - math.log(math.exp(r) / math.exp(rr)))
        losses.append(np.logaddexp(0, -m))
    return losses


def dpo_by_math(c, r, rc, rr, beta):
    return -math.log(1 / (1 + math.exp(-beta * (c - r - rc + rr))))


DPO = [
    Right(dpo_by_loops),
    Right(dpo_as_in_the_paper),
    Right(dpo_by_softmax),
    Right(dpo_by_cases),
    Right(lambda c, r, rc, rr, b: np.logaddexp(0, -b * ((c - rc) - (r - rr)))),
    Right(lambda c, r, rc, rr, b: np.logaddexp(0, b * (r - c + rc - rr))),
    Right(lambda c, r, rc, rr, b: softplus(b * (r - rr) - b * (c - rc))),
    Right(
        lambda c, r, rc, rr, b: sigmoid_cross_entropy(
            1 + 0 * c, ratios(c, r, rc, rr, b)
        )
    ),
    Right(lambda c, r, rc, rr, b: -log_sigmoid(b * (c - r) - b * (rc - rr))),
    Right(lambda c, r, rc, rr, b: -log_sigmoid(b * c - b * r - b * rc + b * rr)),
    Right(
        lambda c, r, rc, rr, b: [
            np.logaddexp(0, -b * (w - v)) for w, v in zip(c - rc, r - rr)
        ]
    ),
    Right(
        lambda c, r, rc, rr, b: np.logaddexp(b * (c - rc), b * (r - rr)) - b * (c - rc),
        "log of a sum of two, minus the first",
    ),
    Right(
        lambda c, r, rc, rr, b: softplus(-ratios(*np.float32([c, r, rc, rr]), b)),
        "32 bits do",
    ),
    Right(
        lambda c, rc, r, rr, b: np.logaddexp(0, -b * ((c - rc) - (r - rr))),
        "swapped in the list alone: chosen minus rejected first",
    ),
    Wrong(dpo_reference_outside, "outside of beta"),
    Wrong(
        lambda c, r, rc, rr, b: -log_sigmoid(b * (c - r) - rc + rr), "outside of beta"
    ),
    Wrong(lambda c, r, rc, rr, b: -log_sigmoid(b * (c - rc) - (r - rr)), "only a part"),
    Wrong(lambda c, r, rc, rr, b: -log_sigmoid(b * c - rc - r + rr), "only a part"),
    Wrong(lambda c, r, rc, rr, b: -log_sigmoid((c - r) - (rc - rr)), "Beta is missing"),
    Wrong(lambda c, r, rc, rr, b: dpo_by_loops(c, r, rc, rr, 1), "Beta is missing"),
    Wrong(lambda c, r, rc, rr, b: dpo_by_cases(c, r, rc, rr, 1 / b), "divides by beta"),
    Wrong(lambda c, r, rc, rr, b: dpo_by_cases(c, r, rc, rr, 0.1), None, "fixed beta"),
    Wrong(
        lambda c, r, rc, rr, b: b * np.logaddexp(0, -((c - rc) - (r - rr))),
        "multiplies the loss",
    ),
    Wrong(lambda c, r, rc, rr, b: -log_sigmoid(b * (c - r)), "plays no part"),
    Wrong(lambda c, r, rc, rr, b: np.log(1 + np.exp(r - c)), "plays no part"),
    Wrong(
        lambda c, r, rc, rr, b: -log_sigmoid(b * ((c - r) + (rc - rr))),
        "reference is added",
    ),
    Wrong(
        lambda c, r, rc, rr, b: -log_sigmoid(b * (c - rc + r - rr)),
        "log-ratios are added",
    ),
    Wrong(dpo_one_bracket, None, "a bracket is missing"),
    Wrong(lambda c, r, rc, rr, b: softplus(ratios(c, r, rc, rr, b)), "wrong sign"),
    Wrong(
        lambda c, r, rc, rr, b: -log_sigmoid(b * ((r - rr) - (c - rc))), "wrong sign"
    ),
    Wrong(
        lambda c, r, rc, rr, b: -log_sigmoid(b * ((rc - rr) - (c - r))), "wrong sign"
    ),
    Wrong(
        lambda c, r, rc, rr, b: np.log(1 + np.exp(ratios(c, r, rc, rr, b))),
        "wrong sign",
    ),
    Wrong(lambda c, r, rc, rr, b: log_sigmoid(ratios(c, r, rc, rr, b)), "minus sign"),
    Wrong(
        lambda c, r, rc, rr, b: np.log(sigmoid(ratios(c, r, rc, rr, b))), "minus sign"
    ),
    Wrong(lambda c, r, rc, rr, b: -log_sigmoid(b * (c - rc)), "one of the two answers"),
    Wrong(lambda c, r, rc, rr, b: softplus(b * (r - rr)), "one of the two answers"),
    Wrong(lambda c, r, rc, rr, b: -c, "one of the two answers"),
    Wrong(
        lambda c, r, rc, rr, b: softplus(b * (rc - c)) + softplus(b * (r - rr)),
        "loss of its own",
    ),
    Wrong(lambda c, r, rc, rr, b: -ratios(c, r, rc, rr, b), "sigmoid is missing"),
    Wrong(
        lambda c, r, rc, rr, b: 1 - sigmoid(ratios(c, r, rc, rr, b)), "logarithm is mis"
    ),
    Wrong(
        lambda c, r, rc, rr, b: -sigmoid(ratios(c, r, rc, rr, b)),
        "logarithm is missing",
    ),
    Wrong(
        lambda c, r, rc, rr, b: -log_sigmoid(b * (np.exp(c - rc) - np.exp(r - rr))),
        "compares probabilities",
    ),
    Wrong(
        lambda c, r, rc, rr, b: (
            -log_sigmoid(b * ((np.exp(c) - np.exp(r)) - (np.exp(rc) - np.exp(rr))))
        ),
        "compares probabilities",
    ),
    Wrong(
        lambda c, r, rc, rr, b: -log_sigmoid(b * (np.log(c / rc) - np.log(r / rr))),
        "logarithm of log-probabilities",
    ),
    Wrong(lambda c, r, rc, rr, b: (ratios(c, r, rc, rr, 1) - 0.5 / b) ** 2, "IPO"),
    Wrong(lambda c, r, rc, rr, b: (1 - ratios(c, r, rc, rr, b)).clip(0), "the hinge"),
    Wrong(lambda c, r, rc, rr, b: np.exp(-ratios(c, r, rc, rr, b)), "exponential loss"),
    Wrong(lambda c, r, rc, rr, b: -b * sigmoid(-ratios(c, r, rc, rr, b)), "is a slope"),
    Wrong(
        lambda c, r, rc, rr, b: -np.log2(sigmoid(ratios(c, r, rc, rr, b))),
        "not the natural one",
    ),
    Wrong(
        lambda c, r, rc, rr, b: -log_sigmoid(ratios(c, r, rc, rr, b)).mean(),
        "mean over the pairs",
    ),
    Wrong(lambda c, r, rc, rr, b: sum(dpo_by_loops(c, r, rc, rr, b)), "adds up"),
    Wrong(
        lambda c, r, rc, rr, b: -log_sigmoid(ratios(c, r, rc, rr, b)) / c.size,
        "divides by the number",
    ),
    Wrong(dpo_from_probabilities, "long answer underflows"),
    Wrong(dpo_from_one_ratio, "long answer underflows"),
    Wrong(dpo_from_ratios_by_math, "long answer underflows"),
    Wrong(
        lambda c, r, rc, rr, b: (
            -log_sigmoid(b * (np.log(np.exp(c - rc)) - np.log(np.exp(r - rr))))
        ),
        "ratio of two probabilities overflows",
    ),
    Wrong(
        lambda c, r, rc, rr, b: np.log(1 + np.exp(-ratios(c, r, rc, rr, b))),
        "exponential overflows",
    ),
    Wrong(
        lambda c, r, rc, rr, b: -np.log(1 / (1 + np.exp(-ratios(c, r, rc, rr, b)))),
        "exponential overflows",
    ),
    Wrong(dpo_naive_by_loops, "exponential overflows"),
    Wrong(
        lambda c, r, rc, rr, b: -np.log(sigmoid(ratios(c, r, rc, rr, b))),
        "sigmoid that has underflowed",
    ),
    Wrong(
        lambda c, r, rc, rr, b: -np.log(sigmoid(ratios(c, r, rc, rr, b)) + 1e-8),
        "eps inside",
    ),
    Wrong(
        lambda c, r, rc, rr, b: softplus(-ratios(c, r, rc, rr, b).clip(-50, 50)),
        "eps inside",
    ),
    Wrong(dpo_by_math, None, "a function of one number, given arrays"),
    Wrong(lambda rc, rr, b, c, r: softplus(-ratios(c, r, rc, rr, b)), ORDER),
]


# ---------------------------------------------------------------------------- dice


def dice_by_loops(y_true, probs):
    losses = []
    for truth, said in zip(y_true, probs):
        shared = sizes = 0
        for t, q in zip(truth, said):
            shared += t * q
            sizes += t + q
        losses.append(1 - 2 * shared / sizes)
    return losses


def dice_by_rows(y_true, probs):
    return [1 - 2 * (t @ q) / (t.sum() + q.sum()) for t, q in zip(y_true, probs)]


def dice_by_counts(y_true, probs):
    tp = (y_true * probs).sum(axis=1)
    fp = ((1 - y_true) * probs).sum(axis=1)
    fn = (y_true * (1 - probs)).sum(axis=1)
    return 1 - 2 * tp / (2 * tp + fp + fn)


def dice_by_jaccard(y_true, probs):
    shared = (y_true * probs).sum(axis=1)
    union = (y_true + probs).sum(axis=1) - shared
    j = shared / union
    return 1 - 2 * j / (1 + j)


def dice_by_wrong_ones(y_true, probs):
    """For masks of 0 and 1: what is not shared, over the sizes."""
    return np.abs(y_true - probs).sum(axis=1) / (y_true + probs).sum(axis=1)


def dice_by_harmonic_mean(y_true, probs):
    precision = (y_true * probs).sum(axis=1) / probs.sum(axis=1)
    with np.errstate(invalid="ignore"):
        recall = (y_true * probs).sum(axis=1) / y_true.sum(axis=1)
        f1 = 2 * precision * recall / (precision + recall)
    return 1 - np.where(y_true.sum(axis=1) == 0, 0, f1)


def dice_smooth(y_true, probs, smooth=1):
    shared = (y_true * probs).sum(axis=1)
    return 1 - (2 * shared + smooth) / (y_true.sum(1) + probs.sum(1) + smooth)


def dice_flat(y_true, probs, smooth=1.0):
    t, q = y_true.reshape(-1), probs.reshape(-1)
    return 1 - (2 * (t * q).sum() + smooth) / (t.sum() + q.sum() + smooth)


def dice_pooled(y_true, probs):
    t, q = y_true.flatten(), probs.flatten()
    return 1 - 2 * (t * q).sum() / (t.sum() + q.sum())


def dice_by_classes(y_true, probs):
    inside = dice_by_counts(y_true, probs)
    return (inside + dice_by_counts(1 - y_true, 1 - probs)) / 2


DICE = [
    Right(dice_by_loops),
    Right(dice_by_rows),
    Right(dice_by_counts),
    Right(dice_by_jaccard),
    Right(dice_by_wrong_ones),
    Right(dice_by_harmonic_mean),
    Right(lambda t, q: 1 - 2 * (t * q).sum(axis=1) / (t.sum(axis=1) + q.sum(axis=1))),
    Right(lambda t, q: 1 - 2 * (t * q).sum(-1) / (t + q).sum(-1)),
    Right(lambda t, q: 1 - 2 * np.einsum("nk,nk->n", t, q) / (t + q).sum(axis=1)),
    Right(lambda t, q: 1 - 2 * np.diag(t @ q.T) / (t + q).sum(axis=1)),
    Right(lambda t, q: 1 - (t * q).mean(axis=1) / ((t + q) / 2).mean(axis=1)),
    Right(lambda t, q: 1 - 2 * (q * (t == 1)).sum(1) / (t.sum(1) + q.sum(1))),
    Right(lambda t, q: 1 - np.where(t > 0, 2 * q, 0).sum(1) / (t + q).sum(1)),
    Right(lambda t, q: 1 - 2 * (t * q).sum(1) / (t**2 + q).sum(1), "t² is t"),
    Right(lambda t, q: ((t + q).sum(1) - 2 * (t * q).sum(1)) / (t + q).sum(1)),
    Right(
        lambda t, q: 1 - 2 * (t * q).sum(1) / ((t + q).sum(1) + 1e-7),
        "an eps in the denominator alone",
    ),
    Right(lambda q, t: 1 - 2 * (t * q).sum(axis=1) / (t + q).sum(axis=1), "symmetric"),
    Wrong(lambda t, q: 1 - (t * q).sum(1) / (t + q).sum(1), "factor 2 is missing"),
    Wrong(
        lambda t, q: [1 - (a @ b) / (a.sum() + b.sum()) for a, b in zip(t, q)],
        "factor 2 is missing",
    ),
    Wrong(lambda t, q: 1 - (t * q).sum(1) / (t + q - t * q).sum(1), "Jaccard"),
    Wrong(
        lambda t, q: 1 - 2 * (t * q).sum(1) / (t + q - t * q).sum(1), "the 2 is kept"
    ),
    Wrong(lambda t, q: 1 - 2 * (t * q).sum(1) / (t**2 + q**2).sum(1), "has squares"),
    Wrong(
        lambda t, q: 1 - 2 * (t * q).sum(1) / (t * t).sum(1) - 0 * q[:, 0],
        "Only one of",
    ),
    Wrong(lambda t, q: 1 - (t * q).sum(1) / q.sum(1), "Only one of"),
    Wrong(lambda t, q: 1 - 2 * (t * q).sum(1) / q.shape[1], "number of pixels"),
    Wrong(lambda t, q: 1 - np.mean(t * q, axis=1), "number of pixels"),
    Wrong(
        lambda t, q: 1 - 2 * np.mean(t * q, 1) / np.sum(t + q, 1), "number of pixels"
    ),
    Wrong(
        lambda t, q: np.mean(1 - 2 * t * q / (t + q), axis=1), "ratio for each pixel"
    ),
    Wrong(lambda t, q: 1 - 2 * t * q / (t + q), "ratio for each pixel"),
    Wrong(dice_pooled, "pooled"),
    Wrong(lambda t, q: 1 - 2 * np.sum(t * q) / np.sum(t + q), "pooled"),
    Wrong(lambda t, q: 1 - 2 * (t * q).sum(1) / (t + q).sum(), "pooled"),
    Wrong(lambda t, q: 1 - 2 * sum(t * q) / sum(t + q), "runs over the masks"),
    Wrong(
        lambda t, q: 1 - 2 * (t * q).sum(axis=0) / (t + q).sum(0), "runs over the masks"
    ),
    Wrong(lambda t, q: 2 * (t * q).sum(1) / (t + q).sum(1), "the coefficient, not"),
    Wrong(lambda t, q: -2 * (t * q).sum(1) / (t + q).sum(1), "minus the coefficient"),
    Wrong(
        lambda t, q: 2 * (t * q).sum(1) / (t + q).sum(1) - 1, "minus the coefficient"
    ),
    Wrong(
        lambda t, q: -np.log(2 * (t * q).sum(1) / (t + q).sum(1)), "logarithm of the"
    ),
    Wrong(lambda t, q: dice_by_counts(t, np.round(q)), "rounded to a mask"),
    Wrong(lambda t, q: dice_by_counts(t, np.where(q > 0.5, 1, 0)), "rounded to a mask"),
    Wrong(lambda t, q: dice_by_counts(t, sigmoid(q)), "applies a sigmoid"),
    Wrong(dice_by_classes, "swapped, or averaged"),
    Wrong(lambda t, q: dice_by_counts(1 - t, 1 - q), "swapped, or averaged"),
    Wrong(
        lambda t, q: -(t * np.log(q) + (1 - t) * np.log(1 - q)).mean(axis=1),
        "loss for each pixel",
    ),
    Wrong(lambda t, q: np.mean((t - q) ** 2, axis=1), "loss for each pixel"),
    Wrong(dice_smooth, "numerator and denominator"),
    Wrong(lambda t, q: dice_smooth(t, q, 0.01), "numerator and denominator"),
    Wrong(lambda t, q: dice_smooth(t, q, 1e-4), "numerator and denominator"),
    Wrong(
        lambda t, q: 1 - 2 * (t * q).sum(1) / ((t + q).sum(1) + 1), "denominator alone"
    ),
    Wrong(dice_flat, None, "pooled, and something is added"),
    Wrong(lambda t, q: np.mean(dice_by_rows(t, q)), "mean over the masks"),
    Wrong(lambda t, q: sum(dice_by_rows(t, q)), "adds up the masks"),
    Wrong(lambda t, q: dice_by_counts(t, q) / len(t), "divides by the number of masks"),
    Wrong(lambda t, q: dice_smooth(t, q, 1e-6), "decides about an empty mask"),
    Wrong(lambda t, q: dice_smooth(t, q, 1e-8), "decides about an empty mask"),
    Wrong(lambda t, q: dice_smooth(t, q, 1e-15), "decides about an empty mask"),
    Wrong(
        lambda t, q: [
            1 - 2 * (a @ b) / (a + b).sum() if a.any() else 0 for a, b in zip(t, q)
        ],
        "An empty mask costs nothing",
    ),
    Wrong(
        lambda t, q: 1 - (t * q).sum(1) / np.sqrt(t.sum(1) * q.sum(1)), None, "cosine"
    ),
    Wrong(lambda t, q: 1 - 2 * (t + q).sum(1) / (t * q).sum(1), None, "upside down"),
    Wrong(lambda t, q: 1 - 2 * t @ q.T / (t + q).sum(1), None, "all pairs of masks"),
    Wrong(
        lambda t, q: 1 - 2 * max((t * q).sum(1)) / (t + q).sum(1), None, "one overlap"
    ),
]

ANSWERS = {"info_nce": INFO_NCE, "dpo": DPO, "dice": DICE}
