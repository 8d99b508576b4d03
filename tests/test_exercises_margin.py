"""Chapter 08: right answers pass however they are written, wrong ones are named."""

import numpy as np
import pytest

from lossbook.exercises import EXERCISES, check


def hinge_by_loop(y_true, scores):
    return [max(0.0, 1 - y * s) for y, s in zip(y_true, scores, strict=True)]


def hinge_by_where(y_true, scores):
    m = y_true * scores
    return np.where(m < 1, 1 - m, 0)


def hinge_by_cases(y_true, scores):
    return np.where(y_true > 0, (1 - scores).clip(0), (1 + scores).clip(0))


def grad_by_difference(y_true, scores):
    """A forward difference, half a unit in the last place of what matters."""
    scores, h = np.clip(scores, -10, 10), 1e-7
    up, down = hinge_by_where(y_true, scores + h), hinge_by_where(y_true, scores)
    return np.round((up - down) / h)


def grad_by_loop(y_true, scores):
    pairs = zip(y_true, scores, strict=True)
    return [-y if y * s <= 1 else 0.0 for y, s in pairs]  # the other end of the kink


def multiclass_by_loops(y_true, scores):
    return [
        sum(max(0, s - row[y] + 1) for k, s in enumerate(row) if k != y)
        for y, row in zip(y_true, scores, strict=True)
    ]


def multiclass_less_one(y_true, scores):
    right = np.take_along_axis(scores, y_true[:, None], axis=1)
    return np.maximum(0, scores - right + 1).sum(axis=1) - 1


def multiclass_by_mask(y_true, scores):
    keep = ~np.eye(scores.shape[1], dtype=bool)[y_true]
    lead = scores - scores[np.arange(len(scores)), y_true, None] + 1
    return (lead.clip(0) * keep).sum(-1)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("hinge", hinge_by_loop),
        ("hinge", hinge_by_where),
        ("hinge", hinge_by_cases),
        ("hinge_grad", grad_by_difference),
        ("hinge_grad", grad_by_loop),
        ("multiclass_hinge", multiclass_by_loops),
        ("multiclass_hinge", multiclass_less_one),
        ("multiclass_hinge", multiclass_by_mask),
    ],
)
def test_a_right_answer_passes_however_it_is_written(name, answer):
    verdict = check(name, answer)
    assert verdict.passed, verdict


def stops_at_the_boundary(y_true, scores):
    wrong = np.sign(scores) != y_true
    return np.maximum(0, 1 - y_true * scores) * wrong


def two_way_labels(y_true, scores):
    return hinge_by_loop([1 if y == 1 else 0 for y in y_true], scores)


def slope_without_label(y_true, scores):
    return np.where(y_true * scores < 1, -1.0, 0.0)


def own_rival(y_true, scores):
    right = scores[np.arange(len(scores)), y_true]
    return np.maximum(0, 1 + scores - right[:, None]).sum(axis=1)


def worst_rival(y_true, scores):
    worst = []
    for y, row in zip(y_true, scores, strict=True):
        worst.append(max(0, max(np.delete(row, y)) - row[y] + 1))
    return worst


def one_against_rest(y_true, scores):
    signs = 2 * np.eye(scores.shape[1])[y_true] - 1
    return (1 - signs * scores).clip(0).sum(axis=1)


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("hinge", stops_at_the_boundary, "as soon as the answer is right"),
        ("hinge", lambda y, s: -np.minimum(0, y * s), "as soon as the answer is"),
        ("hinge", two_way_labels, "label -1 are left out"),
        ("hinge", lambda y, s: (1 - s).clip(0), "label is missing"),
        ("hinge", lambda y, s: hinge_by_loop(2 * y - 1, s), "labels as 0 and 1"),
        ("hinge", lambda y, s: 1 - s * y, "Nothing stops"),
        ("hinge", lambda y, s: hinge_by_loop(-y, s), "sign of the margin"),
        ("hinge", lambda y, s: hinge_by_where(y, s) ** 2, "squared hinge"),
        ("hinge", lambda y, s: np.logaddexp(0, -y * s), "logistic"),
        ("hinge", lambda y, s: hinge_by_loop(y, 1 / (1 + np.exp(-s))), "probability"),
        ("hinge", lambda y, s: (y * s < 0) * 1, "counts mistakes"),
        ("hinge", lambda y, s: np.mean(hinge_by_loop(y, s)), "mean over"),
        ("hinge", lambda y, s: sum(hinge_by_loop(y, s)), "adds up"),
        ("hinge_grad", slope_without_label, "with respect to the margin"),
        ("hinge_grad", lambda y, s: y * (y * s < 1), "sign is wrong"),
        ("hinge_grad", lambda y, s: np.where(y * s < 0, -y, 0), "Only mistakes"),
        ("hinge_grad", lambda y, s: 0 * s - y, "beyond the margin are pushed"),
        ("hinge_grad", lambda y, s: np.where(y * s > 1, -y, 0), "confused"),
        ("hinge_grad", lambda y, s: np.where(s < 1, -y, 0), "looks at the score"),
        ("hinge_grad", lambda y, s: -y * s * (y * s < 1), "multiplies by the score"),
        ("hinge_grad", lambda y, s: -2 * y * hinge_by_where(y, s), "squared hinge"),
        ("hinge_grad", lambda y, s: -y / (1 + np.exp(y * s)), "logistic"),
        ("hinge_grad", lambda y, s: np.divide(grad_by_loop(y, s), y.size), "divides"),
        ("multiclass_hinge", own_rival, "own rival"),
        ("multiclass_hinge", worst_rival, "worst rival"),
        ("multiclass_hinge", one_against_rest, "hinge of its own"),
        (
            "multiclass_hinge",
            lambda y, s: np.divide(multiclass_by_loops(y, s), s.shape[1]),
            "mean over the classes",
        ),
        (
            "multiclass_hinge",
            lambda y, s: multiclass_by_loops(y, -s),
            "wrong way round",
        ),
        (
            "multiclass_hinge",
            lambda y, s: np.logaddexp.reduce(s, axis=1) - s[range(len(y)), y],
            "cross-entropy",
        ),
        (
            "multiclass_hinge",
            lambda y, s: np.mean(multiclass_by_loops(y, s)),
            "mean over",
        ),
    ],
)
def test_readers_write_the_same_mistakes_in_other_words(name, answer, mistake):
    verdict = check(name, answer)
    assert not verdict.passed
    assert verdict.mistake is not None, verdict
    assert mistake in verdict.mistake


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("hinge", stops_at_the_boundary),
        ("hinge_grad", slope_without_label),
        ("multiclass_hinge", own_rival),
    ],
)
def test_the_attempts_that_stand_in_the_chapter_are_named(name, answer):
    assert check(name, answer).mistake is not None


@pytest.mark.parametrize("end", [0.5, 0.9, 0.97, 1.03, 1.2, 1.5, 2, 3])
def test_a_hinge_that_ends_elsewhere_does_not_pass(end):
    def ends(y_true, scores):
        return np.where(y_true * scores < end, 1 - y_true * scores, 0)

    assert not check("hinge", ends)
    assert not check("hinge", lambda y, s: np.maximum(0, end - y * s))
    assert not check("hinge_grad", lambda y, s: np.where(y * s < end, -y, 0))
    assert not check(
        "multiclass_hinge", lambda y, s: multiclass_by_mask(y, s / end) * end
    )


def margin_added_first(y_true, scores):
    right = scores[np.arange(len(scores)), y_true][:, None]
    return np.maximum(0, 1 + scores - right).sum(axis=1) - 1


def test_the_one_that_the_right_class_adds_may_be_taken_away_again():
    """In either order: no score is so large that the 1 is lost beside it."""
    assert check("multiclass_hinge", margin_added_first)
    assert check("multiclass_hinge", multiclass_less_one)


def test_where_the_one_is_lost_that_is_said():
    single = check(
        "multiclass_hinge", lambda y, s: margin_added_first(y, s.astype(np.float32))
    )
    assert single.mistake is None
    assert "a small number is lost beside a large one" in single.hint


def test_no_input_lies_on_the_kink():
    """There any subgradient would be a right answer."""
    for name in ("hinge", "hinge_grad"):
        for labels, scores in (*EXERCISES[name].ordinary, *EXERCISES[name].extreme):
            margins = np.multiply(labels, scores)
            assert not np.isin(margins, [0, 1]).any()
