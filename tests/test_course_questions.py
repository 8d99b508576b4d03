"""Which cells give the points of a question."""

from dataclasses import replace

from lossbook.course.questions import Function, Number
from lossbook.exercises import EXERCISES
from lossbook.questions import ask


def test_a_function_has_points_for_its_formula_and_for_extremes_if_it_has_any():
    huber = EXERCISES["huber"]
    assert Function(huber, draw=lambda rng: ((), ())).point_cells == (
        "huber-formula",
        "huber-extremes",
    )
    tame = replace(huber, extreme=())
    assert Function(tame, draw=lambda rng: ((), ())).point_cells == ("huber-formula",)


def test_a_number_is_named_after_its_question():
    number = Number(ask("equal_logits"))
    assert number.name == "equal_logits"
    assert number.point_cells == ("equal_logits-points",)
