"""Where a student's code runs: shut in, without network, files or company.

`find_sandbox` returns a sandbox that works on this machine or raises `NoSandbox` with
what is missing. Nothing here ever runs a student's code without one.
"""

import os
import platform
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

__all__ = ["Bubblewrap", "NoSandbox", "find_sandbox"]

JOB, PYTHON, SITE = "/box/job", "/box/python", "/box/site"
NOBODY = 65534
TMP_BYTES = 16 * 1024**2
# NumPy's threads would each need memory, and count as processes.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "HOME": "/tmp", "LC_ALL": "C.UTF-8"}

WHAT_TO_DO = (
    "Grading runs the code of students, and does so only in a sandbox. It needs Linux "
    "with bubblewrap: apt install bubblewrap."
)
APPARMOR = (
    "On Ubuntu from 23.10 on, AppArmor forbids it; allow it with: sudo sysctl -w "
    "kernel.apparmor_restrict_unprivileged_userns=0"
)


class NoSandbox(RuntimeError):
    """There is no sandbox here; the message says what is missing."""


@dataclass(frozen=True)
class Bubblewrap:
    """Namespaces of Linux, made by the program bwrap.

    Attributes
    ----------
    program : str
        The path of bwrap.
    user : int, default 65534
        Whose rights the code has. As root, two sandboxes at the same time need two
        users, since the number of processes is counted for each user.
    """

    program: str
    user: int = NOBODY

    @property
    def packages(self) -> list[str]:
        """Where NumPy is inside."""
        return [SITE]

    @contextmanager
    def started(self, folder: Path, descriptor: int) -> Iterator[subprocess.Popen]:
        """Start the runner in a folder; it writes to the descriptor.

        At the end everything that still runs inside is ended.
        """
        with _forbidden_calls() as forbidden:
            command = [self.program, *self._options(folder)]
            command += ["--seccomp", str(forbidden)]
            command += [*_python(), "-I", "-S", f"{JOB}/runner.py"]
            process = subprocess.Popen(
                [*command, str(descriptor), JOB],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[descriptor, forbidden],
                # Process 1 inside keeps the environment of bwrap itself.
                env={},
                cwd="/",
            )
        try:
            yield process
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
            options += ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY)]
            options += ["--disable-userns"]
        # What bwrap makes on the way to a place is closed to the user inside.
        options += ["--dir", "/box", "--dir", SITE, "--ro-bind", "/usr", "/usr"]
        for name in ("lib", "lib64"):
            if Path("/", name).exists():
                options += ["--symlink", f"usr/{name}", f"/{name}"]
        if Path(sys.base_prefix) != Path("/usr"):
            options += ["--ro-bind", sys.base_prefix, PYTHON]
        numpy = Path(np.__file__).parent
        for path in (numpy, numpy.with_name("numpy.libs")):
            if path.exists():
                options += ["--ro-bind", str(path), f"{SITE}/{path.name}"]
        options += ["--ro-bind", str(folder), JOB, "--proc", "/proc", "--dir", "/dev"]
        for name in ("null", "zero", "urandom", "random"):
            options += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
        options += ["--size", str(TMP_BYTES), "--perms", "1777", "--tmpfs", "/tmp"]
        return [*options, "--remount-ro", "/", "--chdir", "/tmp"]


def find_sandbox() -> Bubblewrap:
    """Return a sandbox that works here.

    Returns
    -------
    Bubblewrap
        With the bwrap of the system.

    Raises
    ------
    NoSandbox
        If the system is not Linux, has no bwrap, or does not let it work.
    """
    if sys.platform != "linux":
        raise NoSandbox(f"{WHAT_TO_DO} This system is {platform.system()}.")
    program = shutil.which("bwrap")
    if program is None:
        raise NoSandbox(f"{WHAT_TO_DO} There is no bwrap here.")
    found = Bubblewrap(program)
    _filter()
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(
            [program, *found._options(Path(folder)), *_python(), "-I", "-S", "-c", ""],
            env={},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    if tried.returncode:
        said = tried.stderr.strip().splitlines()[-1:] or ["nothing"]
        raise NoSandbox(f"{WHAT_TO_DO} Here bwrap says: {said[0]}. {APPARMOR}")
    return found


def _python() -> list[str]:
    """Return how the Python of this process is called inside."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    inside = "/usr" if Path(sys.base_prefix) == Path("/usr") else PYTHON
    return [f"{inside}/bin/{name}"]


# ------------------------------------------------------------------- system calls

# Numbers of system calls, of errors, and of the parts of a filter, from Linux.
_CALLS = {
    "x86_64": (
        0xC000003E,
        {"unshare": 272, "ptrace": 101, "socket": 41, "mount": 165, "setns": 308},
        56,
    ),
    "aarch64": (
        0xC00000B7,
        {"unshare": 97, "ptrace": 117, "socket": 198, "mount": 40, "setns": 268},
        220,
    ),
}
_CLONE3, _EPERM, _ENOSYS = 435, 1, 38
_X32, _NEW_USER = 0x40000000, 0x10000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16


def _filter() -> bytes:
    """Return the filter for the kernel: what is forbidden fails, the rest goes on."""
    machine = platform.machine()
    if machine not in _CALLS:
        raise NoSandbox(
            f"{WHAT_TO_DO} It also needs a filter of system calls, which is known for "
            f"{' and '.join(_CALLS)}; this machine is {machine}."
        )
    architecture, calls, clone = _CALLS[machine]
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _ERROR | _EPERM),
    ]
    for number in calls.values():
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERROR | _EPERM)]
    lines += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ERROR | _ENOSYS)]
    lines += [(_EQUAL, 0, 3, clone), (_LOAD, 0, 0, _FIRST_ARGUMENT)]
    lines += [(_ANY_BIT, 0, 1, _NEW_USER), (_RETURN, 0, 0, _ERROR | _EPERM)]
    lines += [(_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("<HBBI", *line) for line in lines)


@contextmanager
def _forbidden_calls() -> Iterator[int]:
    """Give a descriptor from which bwrap reads the filter."""
    with tempfile.TemporaryFile() as file:
        file.write(_filter())
        file.seek(0)
        yield file.fileno()
