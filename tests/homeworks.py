"""The homeworks of the repository, for the tests of what is made from them."""

from pathlib import Path

from lossbook.course.evaluate import Limits
from lossbook.course.homework import read_homework
from lossbook.course.notebooks import as_text, release, solutions
from lossbook.course.verdicts import marks

ASSIGNMENTS = Path(__file__).parents[1] / "assignments"
FOLDERS = sorted(path.parent for path in ASSIGNMENTS.glob("*/questions.py"))

# Most tests look at one of them.
HW1 = ASSIGNMENTS / "hw1"
HOMEWORK = read_homework(HW1)
SOLVED, HANDED_OUT = as_text(solutions(HOMEWORK)), as_text(release(HOMEWORK))
NO_ANSWERS = tuple(marks(HOMEWORK, {}, {}))
# What waits for a person.
TO_GRADE = {question.name: "So." for question in HOMEWORK.by_hand}

SECRET = b"only for the tests"
LIMITS = Limits(step_seconds=2, wall_seconds=8)
