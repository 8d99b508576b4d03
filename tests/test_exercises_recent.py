"""Chapter 10: right answers pass however they are written, wrong ones are named."""

import math

import numpy as np
import pytest

from lossbook.exercises import EXERCISES, check

NAMES = ("info_nce", "dpo", "dice")


def nce_by_lists(similarities, temperature):
    losses = []
    for i, row in enumerate(similarities.tolist()):
        leads = [(s - row[i]) / float(temperature) for s in row]
        top = max(leads)
        losses.append(top + math.log(math.fsum(math.exp(x - top) for x in leads)))
    return losses


def nce_by_pairs_of_rows(similarities, temperature):
    """Add the candidates one after another."""
    z = similarities / temperature
    logs = z[:, 0]
    for column in z.T[1:]:
        logs = np.logaddexp(logs, column)
    return logs - z[np.arange(len(z)), np.arange(len(z))]


def dpo_by_lists(chosen, rejected, ref_chosen, ref_rejected, beta):
    losses = []
    for c, r, rc, rr in zip(chosen, rejected, ref_chosen, ref_rejected, strict=True):
        m = float(beta) * math.fsum([c, -rc, -r, rr])
        losses.append(math.log1p(math.exp(-m)) if m > 0 else m_below(m))
    return losses


def m_below(m):
    return -m + math.log1p(math.exp(m))


def dpo_as_two_classes(chosen, rejected, ref_chosen, ref_rejected, beta):
    one, two = beta * (chosen - ref_chosen), beta * (rejected - ref_rejected)
    return np.logaddexp(one, two) - one


def dice_by_lists(y_true, probs):
    losses = []
    for truth, said in zip(y_true.tolist(), probs.tolist(), strict=True):
        inside = math.fsum(q for t, q in zip(truth, said, strict=True) if t)
        losses.append(1 - 2 * inside / (sum(truth) + math.fsum(said)))
    return losses


def dice_by_errors(y_true, probs):
    missed = (y_true * (1 - probs)).sum(axis=1)
    wrong = ((1 - y_true) * probs).sum(axis=1)
    return (missed + wrong) / (y_true + probs).sum(axis=1)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("info_nce", nce_by_lists),
        ("info_nce", nce_by_pairs_of_rows),
        ("dpo", dpo_by_lists),
        ("dpo", dpo_as_two_classes),
        ("dice", dice_by_lists),
        ("dice", dice_by_errors),
    ],
)
def test_a_right_answer_passes_however_it_is_written(name, answer):
    verdict = check(name, answer)
    assert verdict.passed, verdict


def nce_of_the_chapter(similarities, temperature):
    e = np.exp(similarities / temperature)
    positive = np.diag(e)
    negatives = e.sum(axis=1) - positive
    return -np.log(positive / negatives)


def dpo_of_the_chapter(chosen, rejected, ref_chosen, ref_rejected, beta):
    margin = beta * (chosen - rejected) - (ref_chosen - ref_rejected)
    return np.logaddexp(0, -margin)


def dice_of_the_chapter(y_true, probs, eps=1e-6):
    shared = (y_true * probs).sum(axis=1)
    sizes = y_true.sum(axis=1) + probs.sum(axis=1)
    return 1 - (2 * shared + eps) / (sizes + eps)


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("info_nce", nce_of_the_chapter, "left out of the denominator"),
        ("dpo", dpo_of_the_chapter, "outside of beta"),
        ("dice", dice_of_the_chapter, "decides about an empty mask"),
    ],
)
def test_the_attempts_that_stand_in_the_chapter_are_named(name, answer, mistake):
    assert mistake in check(name, answer).mistake


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("info_nce", lambda s, t: nce_by_lists(s, 1), "temperature is missing"),
        ("info_nce", lambda s, t: nce_by_lists(s, 1 / t), "multiplies by"),
        ("info_nce", lambda s, t: nce_by_lists(s.T, t), "down the columns"),
        ("info_nce", lambda s, t: np.mean(nce_by_lists(s, t)), "mean over"),
        (
            "info_nce",
            lambda s, t: np.subtract(nce_by_lists(s, t), math.log(len(s))),
            "denominator is a mean",
        ),
        ("dpo", lambda c, r, rc, rr, b: dpo_by_lists(c, r, rc, rr, 1), "Beta is"),
        ("dpo", lambda c, r, rc, rr, b: dpo_by_lists(r, c, rr, rc, b), "wrong sign"),
        ("dpo", lambda c, r, rc, rr, b: dpo_by_lists(rc, rr, c, r, b), "wrong sign"),
        ("dpo", lambda c, r, rc, rr, b: dpo_by_lists(c, r, 0 * c, 0 * c, b), "plays"),
        ("dpo", lambda c, r, rc, rr, b: dpo_by_lists(c, 0 * c, rc, 0 * c, b), "of the"),
        ("dice", lambda t, q: np.divide(1 + dice_by_errors(t, q), 2), "factor 2"),
        ("dice", lambda t, q: dice_by_lists(t.T, q.T), "runs over the masks"),
        (
            "dice",
            lambda t, q: dice_by_errors(t.ravel()[None], q.ravel()[None])[0],
            "po",
        ),
        ("dice", lambda t, q: 2 / (1 + 1 / dice_by_errors(t, q)), "Jaccard"),
    ],
)
def test_readers_write_the_same_mistakes_in_other_words(name, answer, mistake):
    verdict = check(name, answer)
    assert not verdict.passed
    assert verdict.mistake is not None, verdict
    assert mistake in verdict.mistake


@pytest.mark.parametrize("name", NAMES)
def test_the_right_answer_is_finite_on_all_inputs(name):
    """An exception would pass as the answer that raises the same."""
    exercise = EXERCISES[name]
    for arguments in (*exercise.ordinary, *exercise.extreme):
        value = exercise.solution(*map(np.array, arguments))
        assert np.isfinite(value).all()
        assert value.shape == (len(arguments[0]),)


def test_a_number_among_the_arguments_comes_as_a_number():
    seen = []

    def answer(similarities, temperature):
        seen.append(isinstance(temperature, float))
        return nce_by_lists(similarities, temperature)

    assert check("info_nce", answer)
    assert all(seen)


def test_the_reference_itself_costs_log_2():
    """As a message says of a beta that multiplies only a part."""
    same = np.array([-12.0, -7.5]), np.array([-9.0, -8.0])
    for beta in (0.1, 2.0):
        loss = EXERCISES["dpo"].solution(*same, *same, beta)
        assert loss == pytest.approx([math.log(2)] * 2, rel=1e-12)
        assert dpo_of_the_chapter(*same, *same, beta) != pytest.approx(loss)


def test_what_the_messages_say_of_the_denominator():
    """Without the positive the loss falls below 0; with it twice, to log 2."""
    sure = np.eye(3)
    assert (nce_of_the_chapter(sure, 0.1) < 0).all()
    assert "below 0" in said_of("info_nce", nce_of_the_chapter)
    # Of cosines it has a lowest value all the same: that of opposite ones.
    opposite = nce_of_the_chapter(2 * sure - 1, 0.1)
    assert opposite == pytest.approx([math.log(2) - 2 / 0.1] * 3)
    assert "lowest value" not in said_of("info_nce", nce_of_the_chapter)
    e = np.exp(sure / 0.01)
    twice = -np.log(np.diag(e) / (np.diag(e) + e.sum(axis=1)))
    assert twice == pytest.approx([math.log(2)] * 3)


def said_of(name, answer):
    return check(name, answer).hint


def test_what_the_messages_say_of_a_number_that_is_added():
    """Alone below, it makes small masks cost more; in both, the size counts."""

    def below(t, q, s=1):
        return 1 - 2 * (t * q).sum(axis=1) / ((t + q).sum(axis=1) + s)

    one, many = np.ones((1, 1)), np.ones((1, 9))
    assert below(one, one) == pytest.approx([1 / 3])
    assert 0 < below(many, many) < below(one, one)
    assert "alone" in check("dice", below).mistake
    assert "one pixel costs 1/3" in said_of("dice", below)

    half, wide = np.array([[0.5, 0.5]]), np.full((1, 8), 0.5)
    for up, down in ((1, 1), (2, 1), (1, 2)):

        def both(t, q, up=up, down=down):
            shared, sizes = (t * q).sum(axis=1), (t + q).sum(axis=1)
            return 1 - (2 * shared + up) / (sizes + down)

        small, large = both(half > 0, half), both(wide > 0, wide)
        assert small != pytest.approx(large)
        assert "how large a mask is" in said_of("dice", both)


def test_what_the_messages_say_of_squares_and_hinges_is_true_of_all_forms():
    """Each square is lowest at one gain above 0; each hinge is 0 from a margin on."""
    gains = np.linspace(-3, 9, 1201)
    nothing = np.zeros_like(gains)
    for mistake in EXERCISES["dpo"].mistakes:
        if "squared error" not in mistake.name and "hinge" not in mistake.name:
            continue
        assert "1" not in mistake.why  # which form it is, the message cannot know
        for answer in mistake.answers:
            loss = answer(gains, nothing, nothing, nothing, 0.5)
            if "hinge" in mistake.name:
                assert loss[-1] == 0 < loss[0]
            else:
                lowest = gains[loss.argmin()]
                assert 0 < lowest < 9 and loss[-1] > loss.min() + 1


@pytest.mark.parametrize("eps", [1e-6, 1e-20])
def test_the_input_that_an_eps_fails_on_is_shown_with_its_digits(eps):
    verdict = check("dice", lambda t, q: dice_of_the_chapter(t, q, eps))
    assert "empty mask" in verdict.mistake
    said = {1e-6: "0.000000001, 0.000000002", 1e-20: "1.e-30, 2.e-30"}[eps]
    (probs,) = (x for x in verdict.example.splitlines() if x.startswith("probs"))
    assert said in probs


@pytest.mark.parametrize("eps", [1e-4, 1e-6, 1e-8, 1e-12, 1e-20])
def test_an_eps_in_the_numerator_does_not_pass(eps):
    assert not check("dice", lambda t, q: dice_of_the_chapter(t, q, eps))
