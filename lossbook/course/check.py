"""Whether a homework is fit to be handed out: its answers pass, its mistakes do not."""

import secrets
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from lossbook.course.draws import drawn_for
from lossbook.course.homework import Homework
from lossbook.course.notebooks import solutions
from lossbook.course.questions import Function, Number
from lossbook.exercises.judge import verdict_on

__all__ = ["check_homework"]


def check_homework(homework: Homework, draws: int = 200) -> list[str]:
    """Return what was tried of each question, in a line each.

    The solutions in the notebook are run here: they are the teacher's own.

    Parameters
    ----------
    homework : Homework
        What is to be handed out.
    draws : int, default 200
        How many inputs are drawn for each function. On each of them every listed
        mistake is recognised by its name, and the solution of the notebook is right.

    Returns
    -------
    list of str
        A line for each question.

    Raises
    ------
    ValueError
        If a solution is wrong or missing, or the inputs do not tell the mistakes apart;
        the message says which and how.
    """
    if draws < 1:
        raise ValueError(f"draws must be at least 1, got {draws}")
    names = _run(homework)
    lines = []
    for question in homework.questions:
        if question.name not in names:
            raise ValueError(f"the solutions define no {question.name}")
        answer = names[question.name]
        if isinstance(question, Number):
            reply = question.question.reply(repr(float(answer)))
            if reply.kind != "right":
                raise ValueError(f"the solution of {question.name}: {reply.text}")
            mistakes = len(question.question.mistakes)
            lines.append(
                f"{question.name}: the solution is right; {mistakes} wrong numbers "
                "have a name"
            )
        else:
            lines.append(_tried(homework, question, answer, draws))
    return lines


def _run(homework: Homework) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__", "display": print}
    for cell in solutions(homework).cells:
        if cell.cell_type == "code":
            try:
                with redirect_stdout(StringIO()):
                    exec(compile(cell.source, f"cell {cell.id}", "exec"), names)
            except Exception as error:
                raise ValueError(
                    f"the cell {cell.id} of the solutions raises "
                    f"{type(error).__name__}: {error}"
                ) from error
    return names


def _tried(homework: Homework, question: Function, answer: Any, draws: int) -> str:
    exercise, secret = question.exercise, secrets.token_bytes(32)
    for number in range(draws):
        args = (exercise, question.draw, secret, homework.name, str(number))
        verdict = verdict_on(drawn_for(*args), answer)
        if not verdict:
            raise ValueError(f"the solution of {question.name} is wrong: {verdict}")
    wrong = sum(len(mistake.answers) for mistake in exercise.mistakes)
    return (
        f"{question.name}: the solution is right on {draws} random inputs, on which "
        f"all of {wrong} wrong answers are recognised ({len(exercise.mistakes)} names)"
    )
