"""Answers as readers write them: what is right passes, what is wrong is told why.

The rows stand in ``tests/answers/``, at least forty for each exercise.
"""

from itertools import permutations

import numpy as np
import pytest
from answers import ORDER, Right, Wrong, gather

from lossbook.exercises import EXERCISES, check

ANSWERS = gather()
ROWS = [
    pytest.param(name, row, id=f"{name} {number}")
    for name, rows in ANSWERS.items()
    for number, row in enumerate(rows)
]


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_an_answer_gets_the_verdict_that_is_true_of_it(name, row):
    verdict = check(name, row.answer)
    if isinstance(row, Right):
        assert verdict.passed, verdict
        return
    assert not verdict.passed
    assert verdict.mistake == full_name(name, row.mistake), verdict
    assert row.mistake or row.why, "what is wrong with it, since no name says it?"

    met, raised = what_happens(name, row.answer)
    last = verdict.example.splitlines()[-1]
    assert f"= {raised}" in last if raised else "Error" not in last
    if "overflow" in verdict.finding:
        assert met & {"overflow", "OverflowError"}
    if "underflow" in verdict.finding:
        assert met & {"underflow", "divide by zero", "ValueError"}
    if "nan" in verdict.finding:
        assert "nan" in verdict.example or met & {"ValueError", "ZeroDivisionError"}
    if row.mistake == ORDER:
        given, *others = permutations(range(len(EXERCISES[name].arguments)))
        assert not is_right_in(given, name, row.answer)
        assert any(is_right_in(order, name, row.answer) for order in others)


def full_name(name, part):
    """The mistake that is meant: the part stands in one name alone."""
    if part is None:
        return None
    names = [ORDER, *(mistake.name for mistake in EXERCISES[name].mistakes)]
    (found,) = [n for n in names if part in n]
    return found


def is_right_in(order, name, answer):
    """Whether it is right for all ordinary inputs, if they come in that order."""
    return all(
        is_right(name, answer, arguments, order)
        for arguments in EXERCISES[name].ordinary
    )


def is_right(name, answer, arguments, order=None):
    expected = EXERCISES[name].solution(*arguments)
    order = range(len(arguments)) if order is None else order
    try:
        given = answer(*(np.array(arguments[i])[()] for i in order))
    except Exception:
        return False
    return np.shape(given) == np.shape(expected) and np.allclose(
        given, expected, rtol=1e-5, atol=1e-6
    )


def what_happens(name, answer):
    """What numpy signals and Python raises, and what it raises where it fails first."""
    met, first = set(), None
    with np.errstate(all="call", call=lambda kind, _: met.add(kind)):
        for arguments in (*EXERCISES[name].ordinary, *EXERCISES[name].extreme):
            raised = ""
            try:
                answer(*(np.array(argument)[()] for argument in arguments))
            except Exception as error:
                raised = type(error).__name__
                met.add(raised)
            if first is None and (raised or not is_right(name, answer, arguments)):
                first = raised
    return met, first


@pytest.mark.parametrize("name", ANSWERS)
def test_each_exercise_has_forty_different_answers_of_both_kinds(name):
    rows = ANSWERS[name]
    assert len(set(map(what_it_does, rows))) == len(rows) >= 40
    assert sum(isinstance(row, Right) for row in rows) >= 12
    assert len({row.mistake for row in rows if isinstance(row, Wrong)}) >= 8


def what_it_does(row):
    """A function's code and constants: names of arguments make no other answer."""
    answer = row.answer
    if not hasattr(answer, "__code__"):
        return repr(answer)
    return (
        # Only where the names of arguments stand in another order, they say so.
        getattr(row, "mistake", "") == ORDER,
        what_the_code_does(answer.__code__),
        repr(answer.__defaults__),
        repr([cell.cell_contents for cell in answer.__closure__ or ()]),
    )


def what_the_code_does(code):
    inner = (
        what_the_code_does(c) if hasattr(c, "co_code") else repr(c)
        for c in code.co_consts
    )
    return code.co_code, code.co_names, tuple(inner)
