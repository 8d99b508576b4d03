"""A container of Docker is started with all its limits, and ended.

There is no Docker in most places where this runs, so a program of that name takes its
place: it notes how it was called, and runs what would run in the container.
"""

import json
import os
import shutil
import sys

import numpy as np
import pytest

from lossbook.course import docker
from lossbook.course.docker import find_docker
from lossbook.course.evaluate import Call, Limits, evaluate
from lossbook.course.sandbox import NoSandbox, find_sandbox
from lossbook.course.submissions import Piece

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0,
    reason="the program that takes its place needs root on Linux, to be another user",
)

PROGRAM = """\
#!{python}
import json, os, re, sys
arguments = sys.argv[1:]
with open({log!r}, "a") as log:
    log.write(json.dumps(arguments) + "\\n")
if arguments[0] != "run" or "missing" in arguments:
    print("Error: No such image: missing", file=sys.stderr)
    sys.exit(arguments[0] == "run")
command = arguments[arguments.index("image") + 1:]
mount = [a for a in arguments if a.startswith("type=bind")]
if mount:
    folder = re.search("source=([^,]*)", mount[0])[1]
    command[-1] = command[-1].replace("/box/job", folder)
    with open(folder + "/job.json") as file:
        job = json.load(file)
    # In a container the folder is there without what is above it.
    os.chmod(os.path.dirname(folder), 0o711)
    job["packages"] = [{site!r}]
    with open(folder + "/job.json", "w") as file:
        json.dump(job, file)
    # It has this user from the beginning, as in a container.
    user = int(arguments[arguments.index("--user") + 1].partition(":")[0])
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
else:
    sys.path.insert(0, {site!r})
    import numpy
    sys.exit()
command = [word.replace("python3", {python!r}) for word in command]
os.execvp(command[0], command)
"""


@pytest.fixture
def calls(tmp_path, monkeypatch, for_all_to_read):
    """How the program was called."""
    log, program = tmp_path / "log", tmp_path / "docker"
    words = {"python": for_all_to_read.python, "site": str(for_all_to_read.site)}
    program.write_text(PROGRAM.format(log=str(log), **words), "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(docker.shutil, "which", lambda name: str(program))
    return lambda: [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def test_what_a_student_wrote_is_evaluated_in_a_container(calls):
    sandbox = find_sandbox("image")
    cells = [Piece("def double(x):\n    print('noise')\n    return 2 * x")]
    call = Call("double", "double", (([1.0, 2.0],),))
    found = evaluate(cells, [call], sandbox=sandbox, limits=Limits(step_seconds=2))
    assert np.array_equal(found.given["double"].outcomes[0].value, [2.0, 4.0])
    tried, run, removed = calls()
    assert tried[0] == "run" and tried[-1] == "import numpy"
    options = run[: run.index("image")]
    for option, value in {
        "--network": "none",
        "--cap-drop": "ALL",
        "--security-opt": "no-new-privileges",
        "--pull": "never",
        "--ipc": "none",
        "--pids-limit": "32",
        "--memory": str(Limits().all_memory_bytes),
        "--memory-swap": str(Limits().all_memory_bytes),
        "--user": f"{sandbox.user}:{sandbox.user}",
    }.items():
        assert options[options.index(option) + 1] == value
    assert "--read-only" in options and "--rm" in options
    (mount,) = [option for option in options if option.startswith("type=")]
    assert mount.endswith(",target=/box/job,readonly")
    assert removed == ["rm", "--force", options[options.index("--name") + 1]]


def test_an_image_that_does_not_work_is_refused(calls):
    with pytest.raises(NoSandbox, match=r"'missing' must be .* No such image: missing"):
        find_docker("missing")


def test_without_docker_there_is_no_sandbox(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(NoSandbox, match="needs the program docker, which is not here"):
        find_docker("image")
