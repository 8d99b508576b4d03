"""Questions that answer back: they name the mistake behind a wrong number.

>>> print(ask("equal_logits").reply("1/3"))
Not quite: that is the probability of the target. The loss is minus its logarithm.
Read on: chapter 02, “The negative log-likelihood”.

Each module here holds the questions of one chapter. Its ``CHAPTER_NN`` is found without
being named here.
"""

import difflib
import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType

from lossbook.questions.question import Choice, Mistake, Question, Reply

__all__ = ["QUESTIONS", "Choice", "Mistake", "Question", "Reply", "ask"]


def _gather() -> Mapping[str, Question | Choice]:
    """Return the questions of all modules here, in the order of the chapters."""
    chapters: dict[str, tuple[Question | Choice, ...]] = {}
    for module in pkgutil.iter_modules(__path__):
        found = vars(importlib.import_module(f"{__name__}.{module.name}"))
        chapters |= {n: each for n, each in found.items() if n.startswith("CHAPTER_")}
    questions: dict[str, Question | Choice] = {}
    for chapter in sorted(chapters):
        for question in chapters[chapter]:
            if question.name in questions:
                raise ValueError(f"two questions have the name {question.name!r}")
            questions[question.name] = question
    return MappingProxyType(questions)


QUESTIONS = _gather()


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
