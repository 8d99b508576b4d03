"""The exercises of chapter 09: answers written differently, right and wrong."""

import numpy as np
import pytest

from lossbook.exercises import EXERCISES, check


def brier_by_loops(y_true, probs):
    losses = []
    for y, row in zip(y_true, probs.tolist(), strict=True):
        losses.append(sum((p - (k == y)) ** 2 for k, p in enumerate(row)))
    return losses


def brier_by_norms(y_true, probs):
    # |p - e|² = |p|² - 2 p_y + 1
    rows = np.arange(len(probs))
    return (probs**2).sum(axis=1) - 2 * probs[rows, y_true] + 1


def brier_in_place(y_true, probs):
    probs[np.arange(len(probs)), y_true] -= 1
    return np.einsum("nk,nk->n", probs, probs)


def grad_by_eye(y_true, probs):
    return 2 * (probs - np.eye(probs.shape[1])[y_true])


def grad_by_differences(y_true, probs, h=1e-6):
    grad = np.empty_like(probs)
    for k in range(probs.shape[1]):
        step = h * (np.arange(probs.shape[1]) == k)
        up, down = (brier_by_norms(y_true, probs + s) for s in (step, -step))
        grad[:, k] = (up - down) / (2 * h)
    return grad


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("brier", brier_by_loops),
        ("brier", brier_by_norms),
        ("brier", brier_in_place),
        ("brier_grad", grad_by_eye),
        ("brier_grad", grad_by_differences),
    ],
)
def test_a_right_answer_passes_however_it_is_written(name, answer):
    verdict = check(name, answer)
    assert verdict.passed, verdict


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        (
            "brier",
            lambda y, p: [(1 - row[k]) ** 2 for k, row in zip(y, p, strict=True)],
            "only the target",
        ),
        ("brier", lambda y, p: brier_by_norms(y, p) / p.shape[1], "over the classes"),
        ("brier", lambda y, p: brier_by_norms(y, p) ** 0.5, "root"),
        ("brier", lambda y, p: 2 - 2 * p[np.arange(len(p)), y], "absolute"),
        ("brier", lambda y, p: np.mean(brier_by_norms(y, p)), "over the examples"),
        ("brier", lambda y, p: brier_by_norms(y, p) / len(y), "number of examples"),
        ("brier", lambda y, p: 0.5 * brier_by_norms(y, p), "half"),
        ("brier", lambda y, p: sum(brier_by_norms(y, p)), "adds up the examples"),
        ("brier", lambda y, p: sum((p - np.eye(p.shape[1])[y]) ** 2), "adds up the ex"),
        (
            "brier",
            lambda y, p: (p**2).sum(axis=1) - 2 * p.max(axis=1) + 1,
            "most probable class",
        ),
        ("brier", lambda y, p: -np.log(p[np.arange(len(p)), y]), "negative log"),
        ("brier_grad", lambda y, p: grad_by_eye(y, p) / 2, "factor 2"),
        ("brier_grad", lambda y, p: -grad_by_eye(y, p), "sign"),
        (
            "brier_grad",
            lambda y, p: np.stack(
                [
                    g @ (np.diag(q) - np.outer(q, q))
                    for g, q in zip(grad_by_eye(y, p), p, strict=True)
                ]
            ),
            "respect to the logits",
        ),
        (
            "brier_grad",
            lambda y, p: np.minimum(grad_by_eye(y, p), 0),
            "Only the target",
        ),
        ("brier_grad", lambda y, p: grad_by_eye(y, p) / len(y), "divides"),
    ],
)
def test_readers_write_the_same_mistakes_in_other_words(name, answer, mistake):
    verdict = check(name, answer)
    assert not verdict.passed
    assert mistake in verdict.mistake


@pytest.mark.parametrize("name", ["brier", "brier_grad", "multiclass_hinge"])
def test_a_batch_need_not_hold_each_class(name):
    """A one-hot matrix made of the labels alone is then too narrow."""
    assert any(
        max(labels) < np.shape(table)[1] - 1
        for labels, table in EXERCISES[name].ordinary
    )


def test_the_bound_in_a_message_is_the_largest_loss():
    (why,) = [m.why for m in EXERCISES["brier"].mistakes if "negative log" in m.name]
    assert "at most 2" in why
    assert brier_by_norms(np.array([0]), np.array([[0.0, 1.0]])) == 2
