"""Checks for the reader's own functions, which name the classic mistake they see.

>>> import numpy as np
>>> def softmax(logits):
...     return 1 / (1 + np.exp(-logits))
>>> check("softmax", softmax)
softmax: not yet. This is the sigmoid of each logit.
<BLANKLINE>
The sigmoid asks K separate yes-or-no questions, so a row need not sum to 1. Softmax
asks one question with K answers. See chapter 02, “Softmax”.
<BLANKLINE>
logits   = [[5., 4., 2.],
            [4., 2., 8.],
            [4., 4., 1.]]
expected = [[0.70538, 0.2595 , 0.03512],
            [0.01794, 0.00243, 0.97963],
            [0.48786, 0.48786, 0.02429]]
given    = [[0.99331, 0.98201, 0.8808 ],
            [0.98201, 0.8808 , 0.99966],
            [0.98201, 0.98201, 0.73106]]
"""

import difflib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from lossbook.exercises.entropy import CHAPTER_04
from lossbook.exercises.judge import Exercise, Mistake, verdict_on
from lossbook.exercises.margin import CHAPTER_08
from lossbook.exercises.maximum_likelihood import CHAPTER_03
from lossbook.exercises.multi_label import CHAPTER_06
from lossbook.exercises.recent import CHAPTER_10
from lossbook.exercises.robust import CHAPTER_07
from lossbook.exercises.sigmoid_neuron import CHAPTER_05
from lossbook.exercises.softmax import CHAPTER_02
from lossbook.exercises.verdict import Verdict
from lossbook.exercises.which_loss import CHAPTER_09
from lossbook.exercises.why_a_loss import CHAPTER_01

__all__ = ["EXERCISES", "Exercise", "Mistake", "Verdict", "check", "names"]

EXERCISES: Mapping[str, Exercise] = MappingProxyType(
    {
        exercise.name: exercise
        for chapter in (
            CHAPTER_01,
            CHAPTER_02,
            CHAPTER_03,
            CHAPTER_04,
            CHAPTER_05,
            CHAPTER_06,
            CHAPTER_07,
            CHAPTER_08,
            CHAPTER_09,
            CHAPTER_10,
        )
        for exercise in chapter
    }
)


def names() -> tuple[str, ...]:
    """List the names of all exercises, in the order of the chapters.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> "softmax_nll" in names()
    True
    """
    return tuple(EXERCISES)


def check(exercise: str | Exercise, answer: Callable[..., Any]) -> Verdict:
    """Judge the reader's function, and name the mistake if it is a known one.

    Parameters
    ----------
    exercise : str or Exercise
        One of `names`, or an exercise of one's own.
    answer : callable
        The function to judge. It gets copies of all inputs. If it raises an exception,
        that is reported and goes no further. It runs in this process and has no limit
        of time: the check is for self-study. Marks are given by
        ``lossbook-course grade``, which trusts no answer.

    Returns
    -------
    Verdict
        ``.passed``, ``.mistake``, and a text to read.

    Raises
    ------
    ValueError
        If there is no exercise of that name.
    TypeError
        If the first argument is neither a name nor an `Exercise`.

    Examples
    --------
    >>> from lossbook import softmax_cross_entropy
    >>> check("softmax_nll", softmax_cross_entropy)
    softmax_nll: right. It agrees with lossbook on all inputs, the extreme ones too.
    >>> print(check("softmax_nll", lambda y_true, logits: None).finding)
    It returns None: is there a return at the end?
    """
    return verdict_on(_find(exercise), answer)


def _find(exercise: str | Exercise) -> Exercise:
    if isinstance(exercise, Exercise):
        return exercise
    if not isinstance(exercise, str):
        hint = ": the name first, the function second" if callable(exercise) else ""
        raise TypeError(
            'exercise must be a name, as in check("softmax", my_softmax), '
            f"got {type(exercise).__name__}{hint}"
        )
    if exercise not in EXERCISES:
        plain = "_".join(exercise.lower().replace("-", " ").split())
        close = [name for name in EXERCISES if plain and name.startswith(plain)]
        close = close or difflib.get_close_matches(plain, EXERCISES, n=1)
        hint = (
            f"did you mean {close[0]!r}?"
            if close
            else f"the names are {', '.join(names())}"
        )
        raise ValueError(f"there is no exercise {exercise!r}: {hint}")
    return EXERCISES[exercise]
