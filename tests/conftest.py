"""Settings and fixtures that all tests share."""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

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


class ForAllToRead(NamedTuple):
    """A folder with NumPy alone, and a Python, which another user can use."""

    site: Path
    python: str


@pytest.fixture(scope="session")
def for_all_to_read(tmp_path_factory):
    """A Python that does not lie in somebody's home, and NumPy by itself."""
    import numpy

    folder = tmp_path_factory.mktemp("for-all")
    top = Path(tempfile.gettempdir()).resolve()
    for path in (p for p in (folder, *folder.parents) if top in p.parents):
        path.chmod(0o755)
    package = Path(numpy.__file__).parent
    for path in (package, package.with_name("numpy.libs")):
        if path.exists():
            shutil.copytree(path, folder / "numpy-alone" / path.name)
    system = "/usr/bin/python{}.{}".format(*sys.version_info)
    python = system if Path(system).exists() else sys.executable
    return ForAllToRead(folder / "numpy-alone", python)
