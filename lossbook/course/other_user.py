"""Another user, in a container that is thrown away after one student.

Gradescope grades each submission in a container of its own, in which bubblewrap is not
allowed to make another. There the code runs as a user who can read nothing of the
grader, with a filter of system calls and with limits. This is weaker than the other
sandboxes: the code sees the container's files that all users may read.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lossbook.course.sandbox import ENVIRONMENT, REASON, NoSandbox, limited_memory
from lossbook.course.system_calls import filter_program

__all__ = ["OtherUser", "find_other_user"]

USER = 61616  # of whom no other program runs
PROBE = "import os, sys; print(*(p for p in sys.argv[1:] if os.access(p, os.R_OK)))"


@dataclass(frozen=True)
class OtherUser:
    """A user who has nothing, on a system where no other sandbox works.

    Attributes
    ----------
    site : Path
        A folder in which NumPy is and nothing else.
    python : str
        A Python of the same version as this one, which the user can start.
    filter : bytes
        The filter of system calls, which the runner sets.
    user : int
        Whose rights the code has. All processes of this user are ended afterwards.
    """

    site: Path
    python: str
    filter: bytes
    user: int = USER

    @property
    def packages(self) -> list[str]:
        """Where NumPy is."""
        return [str(self.site)]

    @contextmanager
    def started(self, folder: Path, memory: int) -> Iterator[BinaryIO]:
        """Start the runner in a folder; what it writes is read from what is yielded.

        At the end everything that still runs of this user is ended.
        """
        folder.parent.chmod(0o711)
        ours, theirs = os.pipe()
        runner = [self.python, "-I", "-S", str(folder / "runner.py")]
        process = subprocess.Popen(
            [*runner, str(theirs), str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs],
            env=ENVIRONMENT,
            cwd="/tmp",
            start_new_session=True,
        )
        os.close(theirs)
        try:
            with limited_memory(self._processes, memory, self._end_all):
                yield open(ours, "rb", 0)  # noqa: SIM115 - the caller closes it
        finally:
            process.kill()
            process.wait()
            self._end_all()

    def _processes(self) -> list[int]:
        found = []
        for path in Path("/proc").iterdir():
            with suppress(OSError):
                if path.name.isdecimal() and path.stat().st_uid == self.user:
                    found.append(int(path.name))
        return found

    def _end_all(self) -> None:
        while running := [p for p in self._processes() if not _is_dead(p)]:
            for process in running:
                with suppress(OSError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.002)


def find_other_user(
    site: Path,
    closed: Sequence[Path],
    *,
    python: str | None = None,
    user: int = USER,
) -> OtherUser:
    """Return a sandbox that works here.

    Parameters
    ----------
    site : Path
        A folder in which NumPy is and nothing else, for all to read.
    closed : sequence of Path
        Files that the code of students must not be able to read: the secret, the
        solutions, the package.
    python : str, optional
        A Python of the same version as this one, which the user can start. By default
        that from which this one's environment was made.
    user : int
        The number of the user, who must have no other process.

    Returns
    -------
    OtherUser

    Raises
    ------
    NoSandbox
        If this process is not root on Linux, or the other user can read one of the
        files.
    """
    if sys.platform != "linux" or os.getuid() != 0:
        raise NoSandbox(f"{REASON} Another user needs Linux and the rights of root.")
    found = OtherUser(site, python or _python(), filter_program(), user)
    try:
        tried = subprocess.run(
            [found.python, "-I", "-S", "-c", PROBE, *map(str, closed)],
            user=found.user,
            group=found.user,
            extra_groups=[],
            env={},
            cwd="/",
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    except OSError as error:
        raise NoSandbox(
            f"{REASON} The other user cannot start {found.python}: {error.strerror}"
        ) from error
    if tried.returncode or tried.stdout.strip():
        said = tried.stdout.strip() or tried.stderr.strip()
        raise NoSandbox(
            f"{REASON} The other user can read what must be closed, such as with "
            f"chmod 700, or cannot start Python: {said}"
        )
    return found


def _python() -> str:
    """Return the Python of the system, not of the environment that is closed."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return str(Path(sys.base_prefix, "bin", name))


def _is_dead(process: int) -> bool:
    """Return whether a process has ended and waits for its parent to notice."""
    try:
        words = Path(f"/proc/{process}/stat").read_text("ascii", errors="replace")
    except OSError:
        return True
    return words.rpartition(")")[2].split()[0] in "ZX"
