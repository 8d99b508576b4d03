"""A homework is tried before it is handed out."""

from dataclasses import replace
from pathlib import Path

import pytest
from homeworks import HOMEWORK

from lossbook.course.check import check_homework
from lossbook.course.homework import read_homework


def with_solution(old, new):
    homework = read_homework(Path(__file__).parents[1] / "assignments" / "hw1")
    for cell in homework.notebook.cells:
        cell.source = cell.source.replace(old, new)
    return homework


def test_each_question_is_tried():
    lines = check_homework(HOMEWORK, draws=2)
    assert len(lines) == len(HOMEWORK.questions)
    assert (
        lines[0] == "untrained_loss: the solution is right; 4 wrong numbers have a name"
    )
    assert lines[1].startswith("softmax: the solution is right on 2 random ")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("np.log(20)", "np.log2(20)", "the solution of untrained_loss: .*in bits"),
        ("np.log(20)", "1 / 0", "the cell untrained_loss of the solutions raises Zero"),
        ("untrained_loss = ", "other = ", "raises NameError"),
        ("axis=-1", "axis=0", "the solution of softmax is wrong: .*down the columns"),
    ],
)
def test_a_solution_that_is_wrong_is_found(old, new, words):
    with pytest.raises(ValueError, match=words):
        check_homework(with_solution(old, new), draws=1)


def test_inputs_that_tell_no_mistake_apart_are_found():
    number, softmax, *_ = HOMEWORK.questions
    easy = replace(softmax, draw=lambda rng: ((([[0.0, 0.0]],),), ()))
    with pytest.raises(ValueError, match="draw of softmax must tell all listed"):
        check_homework(replace(HOMEWORK, questions=(number, easy)), draws=1)


def test_no_draw_is_no_check():
    with pytest.raises(ValueError, match="draws must be at least 1, got 0"):
        check_homework(HOMEWORK, draws=0)
