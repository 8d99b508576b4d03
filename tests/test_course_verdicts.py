"""Points and words for what came back, without any student's code."""

from functools import cache, partial

import numpy as np
import pytest
from homeworks import HOMEWORK, SECRET

from lossbook.course.verdicts import Given, calls, draw_all, marks
from lossbook.exercises.outcome import Outcome, call

BY_NAME = {question.name: question for question in HOMEWORK.questions}


@cache
def inputs_of(student):
    return draw_all(HOMEWORK, SECRET, student)


def graded(name, answer, parameters=("y_true", "logits")):
    """Call an answer as the sandbox does, and return its marks by their cells."""
    asked = calls(inputs_of("ada")[name]) if name != "untrained_loss" else ((),)
    given = Given([call(answer, arguments) for arguments in asked], parameters)
    found = marks(HOMEWORK, inputs_of("ada"), {name: given})
    return {mark.cell: mark for mark in found if mark.cell.startswith(f"{name}-")}


def loss(y_true, logits):
    z = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), y_true]


def naive(y_true, logits):
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(p)), y_true])


def test_a_right_answer_has_all_points():
    for right in (
        loss,
        lambda y, z: loss(y, z).tolist(),
        lambda y, z: loss(y, z).astype(np.float32),
    ):
        found = graded("softmax_nll", right)
        assert [mark.points for mark in found.values()] == [3, 1]
        assert {mark.mistake for mark in found.values()} == {None}


def test_formula_and_extremes_are_points_apart():
    found = graded("softmax_nll", naive)
    formula, extremes = found.values()
    assert (formula.points, formula.most) == (3, 3)
    assert (extremes.points, extremes.most) == (0, 1)
    assert extremes.mistake and "overflows" in extremes.mistake


def test_a_wrong_formula_is_named_and_has_no_points_for_extremes():
    formula, extremes = graded("softmax_nll", lambda y, z: loss(y, z).mean()).values()
    assert formula.points == extremes.points == 0
    assert formula.mistake
    assert extremes.finding == "Points for extreme inputs need a right formula first."


def test_arguments_in_another_order_are_named():
    reversed_ = graded("softmax_nll", lambda z, y: loss(y, z), ("logits", "y_true"))
    formula = reversed_["softmax_nll-formula"]
    assert formula.mistake == "It takes its arguments in another order."
    assert "softmax_nll(y_true, logits)" in formula.hint


@pytest.mark.parametrize(
    ("value", "points", "words"),
    [
        (np.log(20), 1, "log 20"),
        (2.9957, 1, "log 20"),
        (np.log2(20), 0, "in bits"),
        (0.05, 0, "probability of each kind"),
        (7.0, 0, "Too large."),
        (np.nan, 0, ""),
        ([1.0, 2.0], 0, "several"),
        ("cat", 0, "no array of numbers"),
    ],
)
def test_a_number_is_graded_as_on_the_page(value, points, words):
    (mark,) = graded("untrained_loss", lambda: value).values()
    assert mark.points == points
    assert words in mark.finding


def test_no_finding_shows_an_input():
    asked = calls(inputs_of("ada")["softmax_nll"])
    numbers = {str(number) for _, z in asked[:3] for row in z for number in row}
    for answer in (naive, lambda y, z: z.sum(axis=1), lambda y, z: 1 / 0):
        for mark in graded("softmax_nll", answer).values():
            said = f"{mark.finding} {mark.hint} {mark.mistake}"
            assert not [number for number in numbers if f" {number} " in said]


def test_what_did_not_arrive_has_no_points():
    found = marks(HOMEWORK, inputs_of("ada"), {"softmax": Given([None] * 9)})
    assert sum(mark.points for mark in found) == 0
    assert {mark.finding for mark in found} == {
        f"There is no {name} in the notebook, or its cell did not run."
        for name in BY_NAME
    }


def test_one_outcome_that_is_missing_costs_its_points_alone():
    asked = calls(inputs_of("ada")["softmax_nll"])
    outcomes = [call(loss, arguments) for arguments in asked]
    outcomes[5] = None  # an extreme one
    given = {"softmax_nll": Given(outcomes)}
    found = {mark.cell: mark for mark in marks(HOMEWORK, inputs_of("ada"), given)}
    assert found["softmax_nll-formula"].points == 3
    assert found["softmax_nll-extremes"].points == 0
    assert found["softmax_nll-extremes"].finding == "It gave no answer."


def test_outcomes_for_other_calls_are_refused():
    with pytest.raises(ValueError, match=r"outcomes of softmax must be 9, .* got 1"):
        marks(HOMEWORK, inputs_of("ada"), {"softmax": Given([Outcome(np.ones(1))])})


def test_the_table_of_another_student_is_worth_nothing():
    bobs = calls(inputs_of("bob")["softmax_nll"])
    outcomes = list(map(partial(call, loss), bobs))
    found = marks(HOMEWORK, inputs_of("ada"), {"softmax_nll": Given(outcomes)})
    assert sum(mark.points for mark in found) == 0


def test_each_listed_wrong_answer_costs_its_points_and_is_named():
    """For one student, on the inputs that were drawn for this student."""
    drawn = draw_all(HOMEWORK, SECRET, "ada")
    for name, exercise in drawn.items():
        asked = calls(exercise)
        for mistake in exercise.mistakes:
            for wrong in mistake.answers:
                given = {name: Given([call(wrong, arguments) for arguments in asked])}
                found = [
                    mark
                    for mark in marks(HOMEWORK, drawn, given)
                    if mark.cell in BY_NAME[name].point_cells
                ]
                assert sum(mark.points for mark in found) < sum(m.most for m in found)
                assert mistake.name in {mark.mistake for mark in found}
