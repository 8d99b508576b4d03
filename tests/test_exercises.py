"""The checks for readers: right answers pass, each mistake is called by its name."""

import importlib
import math
import pkgutil
import re
import sys
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path

import numpy as np
import pytest

import lossbook
from lossbook import exercises
from lossbook.exercises import EXERCISES, Exercise, Mistake, check, judge
from lossbook.links import log_softmax, softmax
from lossbook.regression import huber

LOG_2PI = math.log(2 * math.pi)


def too_large(n):
    """Whether n! has no 64-bit float."""
    try:
        return not float(math.factorial(n))
    except OverflowError:
        return True


def stirling(n):
    return n * math.log(n) - n + 0.5 * math.log(2 * math.pi * n)


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
        ("softmax", lambda z: (z >= z.max(1, keepdims=True)) / 1.0, "all to the large"),
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


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_an_input_with_two_axes_is_announced(exercise):
    """An answer that loops over one axis must not meet two without being told."""
    axes = {
        np.ndim(argument)
        for arguments in (*exercise.ordinary, *exercise.extreme)
        for argument in arguments
    }
    matrices = re.search(r"\((N, K|N, N|I, J|D, K)\)", exercise.statement)
    assert (2 in axes) == bool(matrices)
    assert axes <= {0, 1, 2}
    assert (0 in axes) == ("is one number" in exercise.statement)


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


def only_up_to_100(logits):
    if np.abs(logits).max() > 100:
        raise MemoryError
    return softmax_by_logs(logits)


def test_a_failure_at_extreme_inputs_says_that_the_ordinary_ones_are_right():
    verdict = check("softmax", only_up_to_100)
    assert verdict.finding == "It raises MemoryError."
    assert verdict.hint == (
        "It is right for ordinary inputs. This input is an extreme one."
    )


def test_wrong_numbers_at_extreme_inputs_get_the_usual_reasons():
    verdict = check("huber", lambda y, p: huber(y, np.clip(p, y - 900, y + 900)))
    assert verdict.mistake is None
    assert verdict.hint == (
        "It is right for ordinary inputs. This input is an extreme one. Often some "
        "number on the way to the answer is too large or too small to be stored, "
        "although the answer is not, or a small number is lost beside a large one."
    )


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("squared_error", lambda y, p: (np.float32(p) - np.float32(y)) ** 2),
        ("gaussian_nll", lambda y, m: np.clip(m - y, -30, 30) ** 2 / 2 + 0.91893853),
        ("log_cosh", lambda y, p: np.log(np.cosh(np.clip(p - y, -500, 500)))),
        ("log_cosh", lambda y, p: np.nan_to_num(np.log(np.cosh(p - y)))),
    ],
)
def test_a_symmetric_loss_is_not_told_that_its_arguments_are_swapped(name, answer):
    assert check(name, answer).mistake != "It takes its arguments in another order."


def test_what_python_refused_is_shown():
    verdict = check("softmax_nll", no_shift_with_math)
    assert "nothing is subtracted" in verdict.mistake
    assert verdict.example.endswith("given    = OverflowError: math range error")
    assert "\ngiven    = KeyError: 'cat'" in check("softmax", raises).example
    assert "given" not in check("softmax", lambda z: None).example


def test_a_refusal_is_no_other_than_the_one_that_the_mistake_would_meet():
    def shape_error(y_true, logits):
        raise ValueError("operands could not be broadcast together")

    def overflows(y_true, logits):
        raise OverflowError("math range error")

    def divides(y_true, logits):
        raise ZeroDivisionError("float division by zero")

    for answer in (shape_error, overflows, divides):
        verdict = check("softmax_nll", answer)
        assert verdict.mistake is None
        assert verdict.finding.startswith("It raises ")


def test_what_overflows_and_underflows_may_be_refused_for_either():
    """1 / (1 + exp(1000)) overflows, and log(1 - 1) has no value: one comes first."""

    def focal(y, z):
        p = 1 / (1 + math.exp(-z))
        p_true = p if y else 1 - p
        return -((1 - p_true) ** 2) * math.log(p_true)

    verdict = check(
        "focal_loss",
        lambda y, z: [list(map(focal, *rows)) for rows in zip(y, z, strict=True)],
    )
    assert "has been rounded" in verdict.mistake
    assert "given    = ValueError" in verdict.example


@dataclass
class Refuses:
    """An array of a library that will not be turned into numbers."""

    error: BaseException

    def __array__(self, dtype=None, copy=None):
        raise self.error


@pytest.mark.parametrize(
    ("error", "finding"),
    [
        (
            RuntimeError("Can't call numpy() on Tensor that requires grad."),
            "It returns this Refuses, and turning it into numbers raises "
            "RuntimeError: Can't call numpy() on Tensor that requires grad.",
        ),
        (
            KeyError(3),
            "It returns this Refuses, and turning it into numbers raises KeyError: 3.",
        ),
        (
            SystemExit(),
            "It returns this Refuses, and turning it into numbers raises SystemExit.",
        ),
        (TypeError("no."), "It returns no array of numbers but this Refuses: no."),
    ],
)
def test_what_raises_while_it_is_turned_into_numbers_is_reported(error, finding):
    verdict = check("softmax", lambda logits: Refuses(error))
    assert not verdict.passed
    assert verdict.finding == finding


def test_an_exception_at_an_input_with_two_axes_names_them():
    verdict = check("softmax", lambda z: [math.exp(a) for a in z])
    assert verdict.hint == (
        "A function that takes one number at a time, such as those of `math`, was "
        "given an array here. "
        "The input here has two axes: `logits` has the shape (3, 3)."
    )
    assert "two axes" not in check("poisson_nll", lambda y, r: r.nothing).hint


def test_an_answer_with_other_arguments_is_told_how_it_is_called():
    for answer in (lambda z: z, lambda y, z, axis: z, lambda: 1):
        verdict = check("softmax_nll", answer)
        assert "raises TypeError" in verdict.finding
        assert verdict.hint == "It is called as `softmax_nll(y_true, logits)`."


@pytest.mark.parametrize(
    ("name", "answer", "hint"),
    [
        ("hinge", lambda y, s: max(0, 1 - y * s), "`np.maximum`"),
        ("huber", lambda y, p: (y - p) ** 2 / 2 if abs(y - p) < 1 else 0, "`np.where`"),
        ("poisson_nll", lambda y, r: math.lgamma(y + 1), "one number at a time"),
        ("gaussian_nll", lambda y, m: math.exp(m - y), "one number at a time"),
        ("poisson_nll", lambda y, r: math.factorial(y), "one number at a time"),
    ],
)
def test_what_numpy_says_of_an_array_in_the_wrong_place_is_explained(
    name, answer, hint
):
    verdict = check(name, answer)
    assert verdict.finding.startswith("It raises ")
    assert hint in verdict.hint


def test_an_answer_that_gives_its_numbers_one_by_one_is_told_to_collect_them():
    verdict = check("squared_error", lambda y, p: map(lambda a, b: (a - b) ** 2, y, p))
    assert verdict.finding == (
        "It returns this map, not its numbers: write list(...) around it, or square "
        "brackets."
    )
    generator = check("squared_error", lambda y, p: (a for a in y))
    assert "this generator, not its numbers" in generator.finding


def test_an_answer_that_lets_numpy_raise_is_told_the_same_mistake():
    def strict(logits):
        with np.errstate(all="raise"):
            return readers_softmax(logits)

    verdict = check("softmax", strict)
    assert "nothing is subtracted" in verdict.mistake
    assert verdict.example.endswith(
        "given    = FloatingPointError: overflow encountered in exp"
    )

    def divides(logits):
        with np.errstate(all="raise"):
            return softmax_by_logs(logits) * (1 / np.float64(logits.max() < 1000))

    verdict = check("softmax", divides)
    assert verdict.mistake is None
    assert verdict.finding.startswith("It raises FloatingPointError: ")
    assert "too large or too small to be stored" in verdict.hint


def test_an_infinity_of_an_overflow_is_not_taken_for_that_of_a_logarithm():
    def overflows(y_true, logits):
        gaps = logits - logits[np.arange(len(y_true)), y_true][:, None]
        return np.log(np.exp(gaps).sum(axis=1))

    def underflows(y_true, logits):
        return np.log(1 / softmax_by_logs(logits)[np.arange(len(y_true)), y_true])

    assert "overflows" in check("softmax_nll", overflows).mistake
    assert "underflowed" in check("softmax_nll", underflows).mistake


def test_three_arguments_in_any_other_order_are_recognised():
    right = EXERCISES["sigmoid_backward"].solution
    for answer in (
        lambda weights, upstream, outputs: right(upstream, weights, outputs),
        lambda a, d, w: right(d, w, a),
        lambda a, w, d: right(d, w, a),
    ):
        verdict = check("sigmoid_backward", answer)
        assert verdict.mistake == "It takes its arguments in another order."
        assert verdict.hint == (
            "It is called as `sigmoid_backward(upstream, weights, outputs)`."
        )


def test_names_of_arguments_tell_an_order_from_a_sign():
    by_names = check("squared_error_grad", lambda y_pred, y_true: 2 * (y_pred - y_true))
    assert by_names.mistake == "It takes its arguments in another order."
    by_letters = check("squared_error_grad", lambda p, y: 2 * (p - y))
    assert by_letters.mistake.startswith("The sign is wrong")


def test_no_extreme_inputs_are_spoken_of_where_there_are_none():
    assert str(check("sigmoid_backward", EXERCISES["sigmoid_backward"].solution)) == (
        "sigmoid_backward: right. It agrees with lossbook on all inputs."
    )


@pytest.mark.parametrize(
    ("words", "value", "expected"),
    [
        ("0.001 it is 6.9 nats", -math.log(0.001), 6.9),
        ("171! is too large", 171, next(n for n in range(200) if too_large(n))),
        ("exp(-745) is 0", math.exp(-746), 0),
        ("exp(710) is too large", 710, math.ceil(math.log(sys.float_info.max))),
        ("1000) has 2568 digits", 2568, len(str(math.factorial(1000)))),
        ("From 21! on", 21, next(n for n in range(99) if math.factorial(n) >= 2**63)),
        ("it is 0.04 nats off", math.log(2) - stirling(2), 0.04),
        ("1.3 nats without", math.log(2) - (2 * math.log(2) - 2), 1.3),
        ("residual of about 39", 39, math.ceil(math.sqrt(2 * 745 - LOG_2PI))),
        ("a residual of 38 is", 38, math.ceil(math.sqrt(2 * 709.78))),
        ("neighbouring numbers are 65536", np.spacing(np.float32(1e12)), 65536),
        ("floats are 0.0001 apart", np.spacing(1e12), 0.0001),
        ("some 745 below", math.exp(-745.2), 0),
    ],
)
def test_a_number_in_a_message_is_right(words, value, expected):
    texts = [m.why for exercise in EXERCISES.values() for m in exercise.mistakes]
    assert any(words in text for text in texts)
    assert value == pytest.approx(expected, rel=0.25 if expected < 0.1 else 0.03)


def test_a_long_exception_is_cut_and_stands_in_one_line():
    def verbose(logits):
        raise RuntimeError("many\nwords " * 100)

    verdict = check("softmax", verbose)
    assert verdict.finding.startswith("It raises RuntimeError: many words many")
    assert verdict.finding.endswith("many words ….")
    assert len(verdict.finding) < 350
    assert max(map(len, verdict.example.splitlines())) <= 88


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        (lambda p, q: 0 * p.sum(1) + np.nan, "nan or inf where the answer is finite"),
        (lambda p, q: np.where(q.min(1) > 0, kl(p, q), 7), "a finite number where"),
        (lambda p, q: np.where(q.min(1) > 0, kl(p, q), -np.inf), "finite number|inf"),
        (lambda p, q: np.where(np.isinf(kl(p, q)), np.nan, kl(p, q)), "nan where the"),
    ],
)
def test_what_differs_from_an_infinite_answer_is_described(answer, finding):
    verdict = check("kl_divergence", answer)
    assert verdict.mistake is None
    assert re.search(finding, verdict.finding)
    assert "differ by up to inf" not in verdict.finding


def kl(p, q):
    return EXERCISES["kl_divergence"].solution(p, q)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([0.0, -0.0], "[0., 0.]"),
        (-0.0, "0."),
        ([[-0.0, 1.0], [-2.0, 0.5]], "[[ 0. ,  1. ],\n [-2. ,  0.5]]"),
        ([-1e-9, 0.5], "[ 0. ,  0.5]"),
        ([-0.0, 1e12], "[0.e+00, 1.e+12]"),
        ([-0.5, 0.0], "[-0.5,  0. ]"),
        ([0, 2, 1], "[0, 2, 1]"),
        ([True, False], "[ True, False]"),
    ],
)
def test_a_zero_is_shown_without_a_sign(value, text):
    assert judge._as_text(value, 5, prefix="") == text


def test_numbers_that_differ_are_shown_with_the_digits_that_differ():
    shown = check("squared_error", lambda y, p: (y - p) ** 2 * (1 + 2e-5)).example
    assert "expected = [4., 1., 4., 1., 1.]" in shown
    assert "given    = [4.00008, 1.00002, 4.00008, 1.00002, 1.00002]" in shown
    shown = check("squared_error", lambda y, p: y**2 - 2 * y * p + p**2).example
    assert "y_true   = [ 1.e+12, -1.e+12]" in shown
    assert "y_pred   = [ 1.000000000001e+12, -9.999999999980e+11]" in shown


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
        "Write the function's name without parentheses after it, as in\n"
        '`exercises.check("softmax", my_softmax)`.'
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
        assert "chapter 02" in " ".join(shown.split())
    assert max(map(len, text.splitlines())) <= 88

    passed = check("softmax_nll", nll_by_logsumexp)
    assert passed._repr_markdown_().startswith("**softmax_nll: right.** It agrees")


def test_a_verdict_is_true_if_the_answer_is_right_so_that_assert_can_be_used():
    assert check("softmax", softmax_by_logs)
    assert not check("softmax", readers_softmax)


def test_markdown_shows_what_was_raised_as_it_is():
    markdown = check("softmax", lambda: 1)._repr_markdown_()
    assert r"\<lambda\>() takes 0 positional" in markdown
    assert "`softmax(logits)`" in markdown

    def shown(text):
        return exercises.Verdict("x", False, text)._repr_markdown_()

    assert shown("p_k * q_k, `p * _q`") == r"**x: not yet.** p_k \* q_k, `p * _q`"
    assert shown("A.__init__() [1] $3") == (
        r"**x: not yet.** A.\_\_init\_\_() \[1\] \$3"
    )


def test_verdicts_and_exercises_are_frozen():
    verdict = check("softmax", softmax_by_logs)
    with pytest.raises(FrozenInstanceError):
        verdict.passed = False
    with pytest.raises(TypeError):
        EXERCISES["softmax"] = None


# --- names and exercises of one's own ---------------------------------------------


def test_names_lists_the_exercises_and_a_wrong_name_is_answered_with_the_list():
    assert exercises.names() == tuple(EXERCISES)
    chapters = [EXERCISES[name].mistakes[0].see[:2] for name in exercises.names()]
    assert chapters == sorted(chapters)
    with pytest.raises(ValueError, match=r"'cat': the names are .*softmax_nll, "):
        check("cat", softmax)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Softmax", "softmax"),
        ("sofmax", "softmax"),
        ("softmax nll", "softmax_nll"),
        ("softmax-nll-grad", "softmax_nll_grad"),
        (" KL_Divergence ", "kl_divergence"),
        ("kl", "kl_divergence"),
        ("poisson", "poisson_nll"),
    ],
)
def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(written, meant):
    with pytest.raises(ValueError) as info:
        check(written, softmax)
    assert str(info.value) == (
        f"there is no exercise {written!r}: did you mean {meant!r}?"
    )


@pytest.mark.parametrize("swapped", [softmax, lambda z: z, Exercise])
def test_who_swaps_the_arguments_of_check_is_told_their_order(swapped):
    with pytest.raises(TypeError, match=r"the name first, the function second$"):
        check(swapped, "softmax")


def test_what_is_no_name_at_all_is_refused():
    with pytest.raises(TypeError, match=r'check\("softmax", my_softmax\), got list$'):
        check([], softmax)


def test_no_module_is_hidden_by_something_else_of_its_name():
    assert judge.__name__ == "lossbook.exercises.judge"
    for module in pkgutil.walk_packages(lossbook.__path__, "lossbook."):
        package, name = module.name.rsplit(".", 1)
        found = importlib.import_module(module.name)
        assert getattr(importlib.import_module(package), name) is found


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


def test_an_order_of_the_arguments_is_a_mistake_like_others():
    power = Exercise(
        name="power",
        statement="Write power(base, exponent).",
        arguments=("base", "exponent"),
        solution=lambda base, exponent: base**exponent,
        ordinary=((2.0, 3.0), (3.0, 1.0)),
        extreme=(),
        mistakes=(
            Mistake(
                "The exponent comes first.",
                "It is said “base to the exponent”.",
                "",
                (lambda base, exponent: base * exponent,),
                orders=((1, 0),),
            ),
        ),
    )
    for answer in (
        lambda e, b: b**e,
        lambda b, e: b * e,
    ):
        verdict = check(power, answer)
        assert verdict.finding == verdict.mistake == "The exponent comes first."
        assert verdict.hint == "It is said “base to the exponent”."
    # The general mistake is the first where the names of the arguments say it.
    by_names = check(power, lambda exponent, base: base**exponent)
    assert by_names.mistake == "It takes its arguments in another order."
    assert by_names.hint == "It is called as `power(base, exponent)`."
