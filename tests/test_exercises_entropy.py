"""The checks of chapter 04: right answers pass, each mistake is called by its name."""

import math

import numpy as np
import pytest

from lossbook.exercises import check
from lossbook.links import softmax


def xlogx(x):
    return x * math.log(x) if x > 0 else 0.0


def entropy_by_loops(p):
    return [-sum(xlogx(x) for x in row) for row in p.tolist()]


def entropy_by_mask(p):
    out = np.zeros(len(p))
    row, column = np.nonzero(p)
    np.subtract.at(out, row, p[row, column] * np.log(p[row, column]))
    return out


def entropy_from_bits(p):
    with np.errstate(divide="ignore", invalid="ignore"):
        return -np.nansum(p * np.log2(p), axis=1) * np.log(2)


def kl_by_loops(p, q):
    rows = []
    for one, other in zip(p.tolist(), q.tolist(), strict=True):
        terms = []
        for a, b in zip(one, other, strict=True):
            if a > 0 and b == 0:
                terms.append(math.inf)
            elif a > 0:
                terms.append(a * (math.log(a) - math.log(b)))
        rows.append(sum(terms))
    return rows


def kl_by_nansum(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nansum(p * np.log(p / q), axis=1)


def kl_as_a_difference(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        cross = -np.where(p > 0, p * np.log(q), 0).sum(axis=1)
    return cross - entropy_by_mask(p)


def kl_with_the_sums(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p > 0, p * np.log(p / q) - p + q, q).sum(axis=1)


def information_by_entropies(joint):
    parts = joint.sum(axis=1), joint.sum(axis=0)
    both = sum(xlogx(x) for x in joint.ravel())
    return both - sum(xlogx(x) for part in parts for x in part)


def information_by_rows(joint):
    """The mean KL of the rows from what they make together."""
    weight, whole = joint.sum(axis=1), joint.sum(axis=0)
    rows = joint / weight[:, None]
    return weight @ kl_by_nansum(rows, np.broadcast_to(whole, rows.shape))


def information_by_columns(joint):
    return information_by_rows(joint.T)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("entropy", entropy_by_loops),
        ("entropy", entropy_by_mask),
        ("entropy", entropy_from_bits),
        ("kl_divergence", kl_by_loops),
        ("kl_divergence", kl_by_nansum),
        ("kl_divergence", kl_as_a_difference),
        ("kl_divergence", kl_with_the_sums),
        ("mutual_information", information_by_entropies),
        ("mutual_information", information_by_rows),
        ("mutual_information", information_by_columns),
    ],
)
def test_right_answers_pass(name, answer):
    verdict = check(name, answer)
    assert verdict.passed, verdict


def logs(p):
    return [[math.log(x) for x in row] for row in p.tolist()]


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("entropy", lambda p: np.einsum("nk,nk->n", p, logs(p)), "sign is wrong"),
        ("entropy", lambda p: np.array(entropy_by_loops(p)) / math.log(2), "in bits"),
        ("entropy", lambda p: -np.sum(logs(p), axis=1), "without weighting"),
        ("entropy", lambda p: entropy_by_mask(p) / p.shape[1], "mean over the"),
        ("entropy", lambda p: np.log(p**-p), "one number for each outcome"),
        ("entropy", lambda p: float(np.sum(entropy_by_loops(p))), "averages the rows"),
        (
            "entropy",
            lambda p: -np.sum(p[p > 0] * np.log(p[p > 0])),
            "averages the rows",
        ),
        (
            "entropy",
            lambda p: -sum(row * np.log(row) for row in p),
            "down the columns",
        ),
        ("entropy", lambda p: np.prod(p**-p, axis=1), "perplexity"),
        ("entropy", lambda p: (p * (1 - p)).sum(axis=1), "sum of squares"),
        ("entropy", lambda p: np.log(1 / p) @ np.eye(p.shape[1])[0], None),
        ("entropy", lambda p: np.einsum("nk,nk->n", p, -np.log(p)), "nan where"),
        ("kl_divergence", lambda p, q: kl_by_nansum(q, p), "KL(q‖p)"),
        (
            "kl_divergence",
            lambda p, q: -np.einsum("nk,nk->n", p, logs(q)),
            "cross-entropy",
        ),
        (
            "kl_divergence",
            lambda p, q: np.subtract(entropy_by_loops(q), entropy_by_loops(p)),
            "difference of the two entropies",
        ),
        ("kl_divergence", lambda p, q: (p * np.log(q / p)).sum(1), "sign is wrong"),
        (
            "kl_divergence",
            lambda p, q: (p * np.abs(np.log(q / p))).sum(axis=1),
            "absolute value",
        ),
        ("kl_divergence", lambda p, q: (p * np.log2(p / q)).sum(axis=1), "in bits"),
        (
            "kl_divergence",
            lambda p, q: (np.log(p) - np.log(q)).sum(axis=1),
            "without weighting",
        ),
        ("kl_divergence", lambda p, q: np.mean(p * np.log(p / q), axis=1), "number of"),
        (
            "kl_divergence",
            lambda p, q: ((p - q) * np.log(p / q)).sum(axis=1),
            "symmetric",
        ),
        ("kl_divergence", lambda p, q: np.linalg.norm(p - q, axis=1), "far the numb"),
        (
            "kl_divergence",
            lambda p, q: sum(a * np.log(a / b) for a, b in zip(p, q, strict=True)),
            "down the columns",
        ),
        ("kl_divergence", lambda p, q: np.sum(p * np.log(p / q)) / len(p), "averages"),
        (
            "kl_divergence",
            lambda p, q: np.einsum("nk,nk->n", p, np.log(p) - np.log(q)),
            "nan where p is 0",
        ),
        (
            "kl_divergence",
            lambda p, q: np.sum(p * (np.log(p + 1e-9) - np.log(q + 1e-9)), axis=1),
            "eps inside",
        ),
        (
            "kl_divergence",
            lambda p, q: [
                sum(
                    a * math.log(a / b)
                    for a, b in zip(one, other, strict=True)
                    if a > 0 and b > 0
                )
                for one, other in zip(p, q, strict=True)
            ],
            "leaves out",
        ),
        (
            "mutual_information",
            lambda t: -sum(x * math.log(x) for x in t.ravel() if x),
            "entropy of the table",
        ),
        (
            "mutual_information",
            lambda t: -(t * np.log(t / t.sum(axis=1)[:, None])).sum(),
            "entropy that is left",
        ),
        (
            "mutual_information",
            lambda t: -(t.sum(axis=0) * np.log(t.sum(axis=0))).sum(),
            "alone",
        ),
        ("mutual_information", lambda t: -information_by_rows(t), "sign is wrong"),
        (
            "mutual_information",
            lambda t: information_by_rows(t) / math.log(2),
            "in bits",
        ),
        (
            "mutual_information",
            lambda t: np.sum(
                t * (np.log(t) - np.log(t.sum(1)[:, None]) - np.log(t.sum(0)))
            ),
            "nan where a cell is 0",
        ),
        (
            "mutual_information",
            lambda t: np.sum(
                t.sum(1)[:, None] * t.sum(0) * np.log(t.sum(1)[:, None] * t.sum(0) / t)
            ),
            "other way round",
        ),
    ],
)
def test_mistakes_are_called_by_their_names(name, answer, mistake):
    verdict = check(name, answer)
    assert not verdict.passed
    if mistake is None:
        assert verdict.mistake is None
    else:
        assert mistake in verdict.mistake


def test_the_attempts_of_the_chapter_are_named():
    def entropy(p):
        return (p * np.log(p)).sum(axis=-1)

    assert "sign is wrong" in check("entropy", entropy).mistake
    repaired = check("entropy", lambda p: -entropy(p))
    assert "nan where a probability is 0" in repaired.mistake
    kl = check("kl_divergence", lambda p, q: -(p * np.log(q)).sum(axis=-1))
    assert "This is the cross-entropy" in kl.mistake
    table = check("mutual_information", lambda t: -(t * np.log(t)).sum())
    assert "entropy of the table" in table.mistake


def test_the_answers_of_the_chapter_pass():
    def my_entropy(p):
        p = np.asarray(p, dtype=float)
        log_p = np.log(np.where(p > 0, p, 1))
        return -(p * log_p).sum(axis=-1)

    def my_kl(p, q):
        p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
        with np.errstate(divide="ignore"):
            log_q = np.log(np.where(p > 0, q, 1))
        log_p = np.log(np.where(p > 0, p, 1))
        return (p * (log_p - log_q)).sum(axis=-1)

    def my_information(joint):
        joint = np.asarray(joint, dtype=float)
        apart = np.outer(joint.sum(axis=1), joint.sum(axis=0))
        some = joint > 0
        return (joint[some] * np.log(joint[some] / apart[some])).sum()

    assert check("entropy", my_entropy)
    assert check("kl_divergence", my_kl)
    assert check("mutual_information", my_information)


def test_random_answers_are_not_named():
    assert check("entropy", lambda p: softmax(p).max(axis=1)).mistake is None
