"""Settings and fixtures that all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every run and every machine: a test that fails keeps failing
# until the cause is repaired. No deadline, since a shared runner may pause anywhere.
settings.register_profile("lossbook", deadline=None, derandomize=True)
settings.load_profile("lossbook")

# These tests compare with other libraries, which are in an environment of their own:
# see `make parity`.
collect_ignore = ["parity"]

ASSIGNMENTS = Path(__file__).parents[1] / "assignments"
FOLDERS = sorted(path.parent for path in ASSIGNMENTS.glob("*/questions.py"))


@pytest.fixture(scope="session")
def sandbox():
    """Where students' code is run; where there is none, its tests are skipped."""
    from lossbook.course.sandbox import NoSandbox, find_sandbox

    try:
        return find_sandbox()
    except NoSandbox as error:
        if os.environ.get("LOSSBOOK_SANDBOX") == "required":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session", params=FOLDERS, ids=lambda folder: folder.name)
def homework(request):
    """Each homework of the repository."""
    from lossbook.course.homework import read_homework

    return read_homework(request.param)
