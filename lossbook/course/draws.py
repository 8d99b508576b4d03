"""The inputs on which one student's answer is graded.

They follow from a secret of the teacher, so that nobody can guess them; they are others
for each student, so that a copied table of answers is worth nothing; and they are the
same whenever the same homework is graded again.

An input is only used if it tells the listed mistakes apart: each is judged on it first,
and what misses one, or calls it by another's name, is drawn again.
"""

import hmac
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from lossbook.exercises.judge import Answer, Exercise, verdict_from
from lossbook.exercises.outcome import Arguments, Outcome, call

__all__ = ["MOST_ATTEMPTS", "SHORTEST_SECRET", "Draw", "drawn_for", "generator"]

# Ordinary and extreme inputs, as an `Exercise` holds them.
Draw = Callable[
    [np.random.Generator], tuple[tuple[Arguments, ...], tuple[Arguments, ...]]
]

SHORTEST_SECRET = 16  # bytes
MOST_ATTEMPTS = 100


def generator(secret: bytes, *names: str) -> np.random.Generator:
    """Return the random numbers that belong to a secret and some names.

    Parameters
    ----------
    secret : bytes
        At least 16 bytes that only the teacher knows.
    *names : str
        What the numbers are for: homework, question, student.

    Returns
    -------
    numpy.random.Generator
        Philox, whose key is the HMAC-SHA256 of the names under the secret.

    Raises
    ------
    ValueError
        If the secret is too short, or a name is empty or holds the character NUL,
        which stands between the names.

    Examples
    --------
    >>> one = generator(b"a secret of the teacher", "hw1", "softmax", "ada")
    >>> two = generator(b"a secret of the teacher", "hw1", "softmax", "ada")
    >>> bool(one.random() == two.random())
    True
    """
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(
            f"secret must have at least {SHORTEST_SECRET} bytes, got {len(secret)}"
        )
    for name in names:
        if not name or "\0" in name:
            raise ValueError(f"names must be text without NUL, got {name!r}")
    message = "\0".join(["lossbook-draw-1", *names]).encode()
    key = hmac.digest(secret, message, "sha256")
    return np.random.Generator(np.random.Philox(key=int.from_bytes(key[:16], "little")))


def drawn_for(
    exercise: Exercise, draw: Draw, secret: bytes, homework: str, student: str
) -> Exercise:
    """Return an exercise with the inputs of one student.

    Parameters
    ----------
    exercise : Exercise
        What is asked, the right function, and the mistakes. Its own inputs are known to
        students and are not used.
    draw : callable
        Takes a generator and returns ordinary and extreme inputs.
    secret : bytes
        At least 16 bytes that only the teacher knows.
    homework, student : str
        Whose inputs they are.

    Returns
    -------
    Exercise
        On its inputs each listed mistake is recognised by its name.

    Raises
    ------
    ValueError
        If 100 draws in a row do not tell the mistakes apart.
    """
    for attempt in range(MOST_ATTEMPTS):
        names = (homework, exercise.name, student, str(attempt))
        drawn = draw(generator(secret, *names))
        if not isinstance(drawn, tuple) or len(drawn) != 2:
            raise ValueError(
                f"draw of {exercise.name} must return ordinary and extreme inputs, got "
                f"{drawn!r:.200}"
            )
        ordinary, extreme = drawn
        drawn = replace(exercise, ordinary=ordinary, extreme=extreme)
        confused = confusions(drawn)
        if not confused:
            return drawn
    raise ValueError(
        f"draw of {exercise.name} must tell all listed mistakes apart, but "
        f"{MOST_ATTEMPTS} draws did not; in the last: {'; '.join(confused)}"
    )


def confusions(exercise: Exercise) -> list[str]:
    """Return which listed mistakes the inputs of an exercise miss or misname."""
    found = []
    kept: dict[tuple[Callable[..., Any], str], Outcome] = {}

    def own(function: Callable[..., Any], arguments: Arguments) -> Outcome:
        key = function, repr(arguments)
        if key not in kept:
            kept[key] = call(function, arguments)
        return kept[key]

    for mistake in exercise.mistakes:
        for number, wrong in enumerate(mistake.answers):
            verdict = verdict_from(exercise, Answer(partial(own, wrong)), own)
            if verdict.passed or verdict.mistake != mistake.name:
                said = "passes" if verdict.passed else f"is called {verdict.finding!r}"
                found.append(f"form {number} of {mistake.name!r} {said}")
    return found
