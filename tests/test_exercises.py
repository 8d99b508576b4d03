"""The checks for readers: right answers pass, each mistake is called by its name."""

import math
import re
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest

from lossbook import exercises
from lossbook.exercises import EXERCISES, Exercise, Mistake, check
from lossbook.links import log_softmax, softmax

# --- right answers, each written in its own way -----------------------------------


def softmax_by_logs(logits):
    top = logits.max(axis=1, keepdims=True)
    return np.exp(logits - top - np.log(np.exp(logits - top).sum(1, keepdims=True)))


def softmax_by_loops(logits):
    rows = []
    for row in logits.tolist():
        weights = [math.exp(z - max(row)) for z in row]
        rows.append([w / sum(weights) for w in weights])
    return rows


def softmax_by_differences(logits):
    with np.errstate(over="ignore"):
        return 1 / np.exp(logits[:, None, :] - logits[:, :, None]).sum(axis=2)


def softmax_in_place(logits):
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits


def softmax_in_float32(logits):
    return softmax_by_logs(logits.astype(np.float32))


def nll_by_logsumexp(y_true, logits):
    top = logits.max(axis=1)
    total = np.exp(logits - top[:, None]).sum(axis=1)
    return np.log(total) + top - logits[np.arange(len(y_true)), y_true]


def nll_by_loops(y_true, logits):
    losses = []
    for y, row in zip(y_true, logits, strict=True):
        gaps = row - row[y]
        losses.append(gaps.max() + math.log(np.exp(gaps - gaps.max()).sum()))
    return losses


def nll_by_one_hot(y_true, logits):
    one_hot = np.arange(logits.shape[1]) == y_true[:, None]
    return -np.where(one_hot, log_softmax(logits), 0).sum(axis=1)


def grad_in_place(y_true, logits):
    p = softmax_by_logs(logits)
    p[np.arange(len(p)), y_true] -= 1
    return p


def grad_by_jacobian(y_true, logits):
    p = softmax_by_logs(logits)
    jacobian = p[:, :, None] * np.eye(p.shape[1]) - p[:, :, None] * p[:, None, :]
    rows = np.arange(len(p))
    # The column of the target, over minus its probability; the limit where that is 0.
    at_target = p[rows, y_true][:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        grad = -jacobian[rows, :, y_true] / at_target
    return np.where(at_target > 0, grad, grad_in_place(y_true, logits))


def grad_by_differences(y_true, logits):
    grad, h = np.empty_like(logits), 1e-4
    for k in range(logits.shape[1]):
        step = h * (np.arange(logits.shape[1]) == k)
        up, down = (nll_by_logsumexp(y_true, logits + s) for s in (step, -step))
        grad[:, k] = (up - down) / (2 * h)
    return grad


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("softmax", softmax_by_logs),
        ("softmax", softmax_by_loops),
        ("softmax", softmax_by_differences),
        ("softmax", softmax_in_place),
        ("softmax", softmax_in_float32),
        ("softmax_nll", nll_by_logsumexp),
        ("softmax_nll", nll_by_loops),
        ("softmax_nll", nll_by_one_hot),
        ("softmax_nll_grad", grad_in_place),
        ("softmax_nll_grad", grad_by_jacobian),
        ("softmax_nll_grad", grad_by_differences),
    ],
)
def test_a_right_answer_passes_however_it_is_written(name, answer):
    verdict = check(name, answer)
    assert verdict.passed, verdict
    assert verdict.mistake is None
    assert str(verdict).startswith(f"{name}: right.")


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_the_right_answer_is_the_packages_own(exercise):
    assert exercise.solution.__module__.startswith("lossbook.")
    assert (
        exercise.solution.__name__ in sys.modules[exercise.solution.__module__].__all__
    )
    assert check(exercise, exercise.solution).passed


# --- mistakes ---------------------------------------------------------------------

EVERY_MISTAKE = [
    pytest.param(exercise, mistake, id=f"{exercise.name}: {mistake.name}")
    for exercise in EXERCISES.values()
    for mistake in exercise.mistakes
]


@pytest.mark.parametrize(("exercise", "mistake"), EVERY_MISTAKE)
def test_each_mistake_in_each_form_is_called_by_its_own_name(exercise, mistake):
    assert mistake.answers
    for wrong in mistake.answers:
        verdict = check(exercise, wrong)
        assert not verdict.passed
        assert verdict.mistake == mistake.name
        assert mistake.why in verdict.hint


def readers_softmax(logits):
    """Softmax as it stands in most tutorials: right for logits that are not large."""
    return np.exp(logits) / np.sum(np.exp(logits), axis=1, keepdims=True)


def largest_by_loop(y_true, logits):
    return [-math.log(max(row)) for row in softmax_by_loops(logits)]


def no_shift_with_math(y_true, logits):
    weights = [[math.exp(z) for z in row] for row in logits]
    return [math.log(sum(w) / w[y]) for y, w in zip(y_true, weights, strict=True)]


def underflow_with_math(y_true, logits):
    p = softmax_by_loops(logits)
    return [-math.log(row[y]) for y, row in zip(y_true, p, strict=True)]


def binary_by_loop(y_true, logits):
    losses = []
    for y, row in zip(y_true, softmax_by_loops(logits), strict=True):
        terms = [math.log(p if k == y else 1 - p) for k, p in enumerate(row)]
        losses.append(-sum(terms))
    return losses


def one_hot_of(y_true, logits):
    return (np.arange(logits.shape[1]) == y_true[:, None]).astype(float)


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("softmax", readers_softmax, "nothing is subtracted"),
        ("softmax", lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(), "whole"),
        ("softmax", lambda z: softmax_by_logs(z.T).T, "down the columns"),
        ("softmax", lambda z: 0.5 * (1 + np.tanh(z / 2)), "sigmoid of each"),
        ("softmax", lambda z: (z >= z.max(1, keepdims=True)) / 1.0, None),
        ("softmax", log_softmax, "logarithm of softmax"),
        (
            "softmax",
            lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(1, keepdims=True),
            "largest logit of the whole array",
        ),
        ("softmax", lambda z: softmax_by_logs(z.clip(-50, 50)), "clips the logits"),
        # The floor is so high that the two can be told apart where nothing is extreme.
        (
            "softmax_nll",
            lambda y, z: -np.log(softmax_by_logs(z)[range(len(y)), y] + 0.1),
            "eps inside",
        ),
        (
            "softmax_nll",
            lambda y, z: -np.log(softmax_by_logs(z).clip(0.1, 0.9)[range(len(y)), y]),
            "eps inside",
        ),
        (
            "softmax_nll",
            lambda y, z: -np.log(readers_softmax(z)[range(len(y)), y] + 0.1),
            "eps inside",
        ),
        ("softmax_nll", largest_by_loop, "largest output"),
        ("softmax_nll", no_shift_with_math, "nothing is subtracted"),
        ("softmax_nll", underflow_with_math, "underflowed"),
        ("softmax_nll", binary_by_loop, "other classes"),
        (
            "softmax_nll",
            lambda y, z: np.diag(-np.log(softmax_by_logs(z)[:, y] + 1e-9)),
            "eps inside",
        ),
        (
            "softmax_nll",
            lambda y, z: (
                -np.log(np.maximum(softmax_by_logs(z), 1e-12))[range(len(y)), y]
            ),
            "eps inside",
        ),
        (
            "softmax_nll",
            lambda y, z: -np.log10(softmax_by_logs(z))[range(len(y)), y],
            "base 10",
        ),
        (
            "softmax_nll",
            lambda y, z: np.mean(nll_by_logsumexp(y, z)),
            "mean over the examples",
        ),
        (
            "softmax_nll",
            lambda y, z: nll_by_logsumexp(y, readers_softmax(z)),
            "softmax twice",
        ),
        (
            "softmax_nll",
            lambda y, z: np.log(softmax_by_logs(z))[range(len(y)), y],
            "minus sign",
        ),
        ("softmax_nll", lambda z, y: nll_by_logsumexp(y, z), "another order"),
        (
            "softmax_nll_grad",
            lambda y, z: one_hot_of(y, z) - softmax_by_logs(z),
            "one-hot minus p",
        ),
        (
            "softmax_nll_grad",
            lambda y, z: one_hot_of(y, z) * (softmax_by_logs(z) - 1),
            "Only the target",
        ),
        (
            "softmax_nll_grad",
            lambda y, z: grad_in_place(y, z) / y.size,
            "number of examples",
        ),
        (
            "softmax_nll_grad",
            lambda y, z: softmax_by_logs(z),
            "nothing is subtracted at",
        ),
        (
            "softmax_nll_grad",
            lambda y, z: softmax_by_logs(z) - softmax_by_logs(z) ** 2,
            "diagonal",
        ),
        (
            "softmax_nll_grad",
            lambda y, z: readers_softmax(z) - one_hot_of(y, z),
            "overflows",
        ),
        ("softmax_nll_grad", lambda z, y: grad_in_place(y, z), "another order"),
    ],
)
def test_readers_write_the_same_mistakes_in_other_words(name, answer, mistake):
    verdict = check(name, answer)
    assert not verdict.passed
    if mistake is None:
        assert verdict.mistake is None  # a tie has two largest logits: nobody's mistake
    else:
        assert mistake in verdict.mistake


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_every_exercise_is_complete(exercise):
    assert exercise.name == exercise.name.strip()
    assert exercise.name in exercise.statement
    assert len(exercise.mistakes) >= 3
    assert len({mistake.name for mistake in exercise.mistakes}) == len(
        exercise.mistakes
    )
    for arguments in (*exercise.ordinary, *exercise.extreme):
        assert len(arguments) == len(exercise.arguments)
    for mistake in exercise.mistakes:
        assert mistake.name.endswith(".")
        assert mistake.why.endswith(".")


@pytest.mark.parametrize(("exercise", "mistake"), EVERY_MISTAKE)
def test_every_mistake_points_to_a_heading_that_exists(exercise, mistake):
    number, heading = mistake.see.split(": ", maxsplit=1)
    chapters = Path(__file__).parent.parent / "chapters"
    (chapter,) = chapters.glob(f"{number}-*.md")
    headings = re.findall(r"^#+ (.*)$", chapter.read_text("utf-8"), re.MULTILINE)
    assert heading in headings


# --- answers that are nothing like an answer --------------------------------------


def raises(logits):
    raise KeyError("cat")


def refuses(logits):
    raise ValueError("No answer.")


def ends(logits):
    raise EOFError("Nothing more.")


def leaves(logits):
    sys.exit(3)


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        (lambda logits: None, "^It returns None: is there a return at the end[?]$"),
        (raises, "raises KeyError: 'cat'."),
        (leaves, "raises SystemExit: 3."),
        (lambda: 1, "raises TypeError: .*takes 0 positional arguments but 1 was given"),
        (lambda logits: assert_false(), r"^It raises AssertionError\.$"),
        (refuses, r"^It raises ValueError: No answer\.$"),
        (ends, r"^It raises EOFError: Nothing more\.$"),
        (lambda logits: "cat", "returns no array of numbers but this str"),
        (
            lambda logits: [[1.0], [1.0, 2.0]],
            "returns no array of numbers but this list",
        ),
        (lambda logits: softmax(logits) + 1e-9j, "no array of .* got dtype complex128"),
        (
            lambda logits: np.ma.masked_array(softmax(logits), logits > 7),
            "no array of .* masked array",
        ),
        (lambda logits: logits[:0], "no array of .* is empty"),
        (lambda logits: logits[0], r"returns the shape \(3,\), not \(3, 3\)"),
        (lambda logits: logits.sum(), r"returns the shape \(\), not \(3, 3\)"),
        (
            lambda logits: logits * np.nan,
            r"^It returns nan or inf where the answer is finite\.$",
        ),
        (lambda logits: 0 * logits + 1 / 3, "Its numbers differ by up to 0.65"),
        (np.ones((3, 3)), r"^Give check the function itself, not ndarray\.$"),
    ],
)
def test_anything_else_is_described(answer, finding):
    verdict = check("softmax", answer)
    assert not verdict.passed
    assert verdict.mistake is None
    assert re.search(finding, verdict.finding)


def assert_false():
    raise AssertionError


def test_an_unknown_failure_at_extreme_inputs_says_that_the_formula_is_right():
    def only_up_to_100(logits):
        if np.abs(logits).max() > 100:
            raise MemoryError
        return softmax_by_logs(logits)

    verdict = check("softmax", only_up_to_100)
    assert "MemoryError" in verdict.finding
    assert "formula is right" in verdict.hint


def test_the_first_input_that_differs_is_shown():
    def wrong_for_four_classes(logits):
        return softmax_by_logs(logits) * (1 if logits.shape[1] == 3 else 2)

    shown = check("softmax", wrong_for_four_classes).example
    assert "logits   = [[ 0.5, -1. ,  2. ,  0. ]," in shown
    assert "expected = [[0.15" in shown
    assert "given    = [[0.31" in shown


def test_an_answer_cannot_change_what_is_seen_later():
    def vandal(y_true, logits):
        logits[:] = 0
        y_true[:] = 0

    before = check("softmax_nll", nll_by_logsumexp)
    check("softmax_nll", vandal)
    assert check("softmax_nll", nll_by_logsumexp) == before
    assert before.passed


def test_an_answer_that_returns_the_same_array_each_time_is_still_judged_rightly():
    kept = {}

    def reuses(logits):
        out = kept.setdefault(logits.shape, np.empty_like(logits))
        out[:] = softmax_by_logs(logits)
        return out

    assert check("softmax", reuses).passed


def test_what_is_no_function_gets_the_call_to_write_instead():
    verdict = check("softmax", np.ones((3, 3)))
    assert verdict.passed is False
    assert str(verdict) == (
        "softmax: not yet. Give check the function itself, not ndarray.\n\n"
        'Write `check("softmax", softmax)`, without parentheses after the '
        "function's name."
    )


def test_arguments_in_another_order_get_the_call_to_write_instead():
    verdict = check("softmax_nll", lambda z, y: nll_by_logsumexp(y, z))
    assert verdict.finding == "It takes its arguments in another order."
    assert verdict.hint == "It is called as `softmax_nll(y_true, logits)`."


def test_a_wrong_answer_to_an_ordinary_input_has_no_hint_of_extremes():
    assert check("softmax", lambda z: 0 * z + 1 / 3).hint == ""


@pytest.mark.parametrize("off", [1e-3, 1e-4])
def test_an_answer_a_little_off_is_wrong(off):
    assert not check("softmax", lambda z: softmax_by_logs(z) * (1 + off))
    assert not check("softmax", lambda z: softmax_by_logs(z) + off)


def test_a_verdict_is_laid_out_in_paragraphs_and_numbers_in_columns():
    verdict = check("softmax_nll", lambda y, z: nll_by_logsumexp(y, z) + 1e-3)
    shown = """\
softmax_nll: not yet. Its numbers differ by up to 0.001.

y_true   = [0, 2, 1]
logits   = [[5., 4., 2.],
            [4., 2., 8.],
            [4., 4., 1.]]
expected = [0.34901, 0.02058, 0.71774]
given    = [0.35001, 0.02158, 0.71874]"""  # the last: log(2 + exp(-3))
    assert str(verdict) == shown
    assert verdict._repr_markdown_() == shown.replace(
        "softmax_nll: not yet.", "**softmax_nll: not yet.**"
    ).replace("y_true", "```text\ny_true") + ("\n```")


def test_a_hint_is_wrapped_at_84_and_a_long_word_stays_whole():
    words = ["a" * 41, "b" * 42, "c" * 41, "d" * 43, "e" * 100]  # 41 + 1 + 42 is 84
    text = str(exercises.Verdict("x", False, "No.", hint=" ".join(words)))
    first, second, *others = words
    assert text == "\n".join(["x: not yet. No.\n", f"{first} {second}", *others])


def test_a_reader_who_lets_numpy_raise_is_judged_alike():
    with np.errstate(all="raise"):
        assert "overflows" in check("softmax", readers_softmax).mistake


def test_warnings_of_an_answer_are_not_errors():
    # In the tests warnings are errors; the overflow must be judged by its value.
    assert "overflows" in check("softmax", readers_softmax).mistake


def test_keyboard_interrupt_still_stops_the_check():
    def interrupted(logits):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check("softmax", interrupted)


# --- what is shown ----------------------------------------------------------------


def test_a_verdict_reads_as_text_and_as_markdown():
    verdict = check("softmax_nll", largest_by_loop)
    text, markdown = repr(verdict), verdict._repr_markdown_()
    assert text == str(verdict)
    assert text.startswith("softmax_nll: not yet. This takes the largest output")
    assert markdown.startswith(
        "**softmax_nll: not yet.** This takes the largest output"
    )
    assert "```text\ny_true   = [1, 2]" in markdown
    for shown in (text, markdown):
        assert "chapter 02" in shown
    assert max(map(len, text.splitlines())) <= 88

    passed = check("softmax_nll", nll_by_logsumexp)
    assert passed._repr_markdown_().startswith("**softmax_nll: right.** It agrees")


def test_a_verdict_is_true_if_the_answer_is_right_so_that_assert_can_be_used():
    assert check("softmax", softmax_by_logs)
    assert not check("softmax", readers_softmax)


def test_verdicts_and_exercises_are_frozen():
    verdict = check("softmax", softmax_by_logs)
    with pytest.raises(FrozenInstanceError):
        verdict.passed = False
    with pytest.raises(TypeError):
        EXERCISES["softmax"] = None


# --- names and exercises of one's own ---------------------------------------------


def test_names_lists_the_exercises_and_a_wrong_name_is_answered_with_the_list():
    of_chapter_02 = [n for n in exercises.names() if n.startswith("softmax")]
    assert of_chapter_02 == ["softmax", "softmax_nll", "softmax_nll_grad"]
    with pytest.raises(ValueError, match=r"softmax, softmax_nll, .* got 'sofmax'"):
        check("sofmax", softmax_by_logs)
    with pytest.raises(ValueError, match=r"exercise must be one of .*, got \[\]"):
        check([], softmax)


def test_an_exercise_of_ones_own():
    square = Exercise(
        name="square",
        statement="Write square(x).",
        arguments=("x",),
        solution=lambda x: x**2,
        ordinary=((3.0,), ([1.0, 2.0],)),
        extreme=(),
        mistakes=(
            Mistake(
                "This doubles.",
                "Twice is not squared.",
                "01: Squares: an example",
                (lambda x: 2 * x,),
            ),
        ),
    )
    assert check(square, lambda x: x * x).passed
    doubled = check(square, lambda x: x + x)
    assert doubled.mistake == "This doubles."
    assert (
        doubled.hint == "Twice is not squared. See chapter 01, “Squares: an example”."
    )
    assert check(square, lambda x: x + 1).mistake is None
