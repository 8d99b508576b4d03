"""Settings and fixtures that all tests share."""

import os

import pytest
from hypothesis import settings

# The same examples on every run and every machine: a test that fails keeps failing
# until the cause is repaired. No deadline, since a shared runner may pause anywhere.
settings.register_profile("lossbook", deadline=None, derandomize=True)
settings.load_profile("lossbook")

# These tests compare with other libraries, which are in an environment of their own:
# see `make parity`.
collect_ignore = ["parity"]


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
