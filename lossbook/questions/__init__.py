"""Questions that answer back: they name the mistake behind a wrong number.

>>> print(ask("equal_logits").reply("1/3"))
Not quite: that is the probability of the target. The loss is minus its logarithm.
Read on: chapter 02, “The negative log-likelihood”.

A module with the topic of a chapter as its name has the chapter's ``CHAPTER_NN``, which
is found without being named here. Beside it, ``_exercises`` holds the questions behind
the exercises of the chapter.
"""

import difflib
import importlib
import pkgutil
from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

from lossbook.questions.question import Choice, Mistake, Question, Reply

__all__ = ["CHAPTERS", "QUESTIONS", "Choice", "Mistake", "Question", "Reply", "ask"]


def _gather() -> Mapping[str, tuple[Question | Choice, ...]]:
    """Return the questions of all modules here, by the numbers of the chapters."""
    found: dict[str, tuple[Question | Choice, ...]] = {}
    for module in pkgutil.iter_modules(__path__):
        names = vars(importlib.import_module(f"{__name__}.{module.name}"))
        found |= {
            name.removeprefix(_CHAPTER): each
            for name, each in names.items()
            if name.startswith(_CHAPTER)
        }
    return MappingProxyType(dict(sorted(found.items())))


def _by_name() -> Mapping[str, Question | Choice]:
    """Return all questions, in the order of the chapters."""
    questions: dict[str, Question | Choice] = {}
    for question in chain.from_iterable(CHAPTERS.values()):
        if question.name in questions:
            raise ValueError(f"two questions have the name {question.name!r}")
        questions[question.name] = question
    return MappingProxyType(questions)


_CHAPTER = "CHAPTER_"
CHAPTERS = _gather()
QUESTIONS = _by_name()


def ask(name: str) -> Question | Choice:
    """Return a question, which shows itself and replies to answers.

    Parameters
    ----------
    name : str
        One of the names in `QUESTIONS`.

    Returns
    -------
    Question or Choice

    Raises
    ------
    ValueError
        If there is no question of that name.

    Examples
    --------
    >>> ask("equal_logits").reply("log 3").kind
    'right'
    >>> ask("equal_logit")
    Traceback (most recent call last):
        ...
    ValueError: there is no question 'equal_logit': did you mean 'equal_logits'?
    """
    if name in QUESTIONS:
        return QUESTIONS[name]
    close = difflib.get_close_matches(str(name).lower(), QUESTIONS, cutoff=0.75)
    hint = (
        f"did you mean {' or '.join(map(repr, close))}?"
        if close
        else f"the names are {', '.join(QUESTIONS)}"
    )
    raise ValueError(f"there is no question {name!r}: {hint}")
