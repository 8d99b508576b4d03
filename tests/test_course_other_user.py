"""Another user, as in Gradescope's container: hostile cells harm themselves alone."""

import os
import sys

import numpy as np
import pytest

from lossbook.course import other_user
from lossbook.course.evaluate import Call, Limits, evaluate
from lossbook.course.other_user import find_other_user
from lossbook.course.sandbox import NoSandbox
from lossbook.course.submissions import Piece

ROOT_OF_LINUX = sys.platform == "linux" and os.getuid() == 0
needs_root = pytest.mark.skipif(not ROOT_OF_LINUX, reason="it needs root on Linux")

# Tests that run at the same time must not end each other's processes.
USER = other_user.USER + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
LIMITS = Limits(step_seconds=1, wall_seconds=8)
CALLS = (Call("double", "double", (([1.0, 2.0],),)), Call("half", "half", ((),), True))
DOUBLE, HALF = "def double(x):\n    return 2 * x", "half = 0.5"


@pytest.fixture(scope="module")
def grader(for_all_to_read):
    """A closed folder with a secret, and NumPy beside it."""
    source = for_all_to_read.site.parent / "source"
    source.mkdir(mode=0o700)
    (source / "secret").write_text("SECRET", "utf-8")
    return source.parent


@pytest.fixture
def right(grader, for_all_to_read):
    site, python = for_all_to_read
    closed = [grader / "source" / "secret"]
    sandbox = find_other_user(site, closed, python=python, user=USER)

    def right(*cells):
        pieces = [Piece(cell) for cell in cells]
        found = evaluate(pieces, CALLS, sandbox=sandbox, limits=LIMITS)
        values = [found.given[name].outcomes[0] for name in ("double", "half")]
        assert [p for p in sandbox._processes() if not other_user._is_dead(p)] == []
        return [
            outcome is not None
            and outcome.value is not None
            and np.array_equal(outcome.value, truth)
            for outcome, truth in zip(values, ([2.0, 4.0], 0.5), strict=True)
        ]

    return right


@needs_root
@pytest.mark.parametrize(
    "cell",
    [
        "",
        "while True: pass",
        "import os; os._exit(0)",
        "import os\nwhile True: os.fork()",
        "import os\nif os.fork() == 0:\n    os.setsid()\n    while True: pass",
        "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
        "b = bytearray(10**10)",
    ],
)
def test_a_hostile_cell_harms_itself_alone(right, cell):
    assert right(cell, DOUBLE, HALF) == [True, True]


@needs_root
@pytest.mark.parametrize(
    "probe",
    [
        "open({secret!r}).read()",
        "import os; os.listdir({source!r})",
        "import os; os.setuid(0)",
        "import socket; socket.socket()",
        "try: import lossbook.classification\nexcept ImportError: raise SystemExit",
        "import os\nopen(f'/proc/{os.getppid()}/environ').read()",
        "import ctypes\nif ctypes.CDLL(None).ptrace(16, 1, 0, 0): raise OSError",
    ],
)
def test_nothing_is_to_be_found(right, grader, probe):
    source = grader / "source"
    probe = probe.replace("{secret!r}", repr(str(source / "secret")))
    probe = probe.replace("{source!r}", repr(str(source)))
    assert right("half = 0.5", f"{probe}\nhalf = 1") == [False, True]


@needs_root
def test_what_is_not_closed_is_refused(grader, for_all_to_read):
    (grader / "open").write_text("SECRET", "utf-8")
    with pytest.raises(NoSandbox, match=r"can read what must be closed.*open"):
        find_other_user(
            grader / "numpy",
            [grader / "open"],
            python=for_all_to_read.python,
            user=USER,
        )


@needs_root
def test_a_python_that_cannot_be_started_is_refused(grader):
    with pytest.raises(NoSandbox, match=r"cannot start .*nothing: No such file"):
        find_other_user(grader / "numpy", [], python=str(grader / "nothing"))


def test_without_root_there_is_no_sandbox(monkeypatch, tmp_path):
    monkeypatch.setattr(other_user.os, "getuid", lambda: 1000, raising=False)
    with pytest.raises(NoSandbox, match="needs Linux and the rights of root"):
        find_other_user(tmp_path, [])
