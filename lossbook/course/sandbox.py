"""Where a student's code runs: shut in, without network, files or company.

There are three kinds: bubblewrap on Linux, a container of Docker elsewhere, and another
user in a container that is thrown away after one student. `find_sandbox` returns one
that works on this machine or raises `NoSandbox` with what is missing. Nothing here ever
runs a student's code without one.
"""

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

__all__ = [
    "REASON",
    "NoSandbox",
    "Sandbox",
    "find_sandbox",
    "limited_memory",
    "own_user",
]

REASON = "Grading runs the code of students, and does so only in a sandbox."
# NumPy's threads would each need memory, and count as processes.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "HOME": "/tmp", "LC_ALL": "C.UTF-8"}

FIRST_USER, MOST_GRADERS = 100_000, 20_000
LOOK_EVERY = 0.05  # seconds between two looks at the memory
# What is not a part of a file: anonymous memory, and that which processes share.
_OWN_MEMORY = re.compile(r"^Rss(?:Anon|Shmem):\s*(\d+) kB", re.MULTILINE)


class NoSandbox(RuntimeError):
    """There is no sandbox here; the message says what is missing."""


class Sandbox(Protocol):
    """What all kinds of sandbox have.

    Attributes
    ----------
    user : int
        Whose rights the code has. Two sandboxes at the same time need two users, since
        the number of processes is counted for each user.
    packages : list of str
        Where NumPy is inside.
    filter : bytes
        The filter of system calls that the runner must set itself, or nothing.
    """

    user: int
    filter: bytes

    @property
    def packages(self) -> list[str]:
        """Where NumPy is inside."""

    def started(self, folder: Path, memory: int) -> AbstractContextManager[BinaryIO]:
        """Start the runner in a folder; what it writes is read from what is yielded.

        At the end everything that still runs inside is ended; the caller closes what
        was yielded. All processes together are ended when they have more than so many
        bytes of memory.
        """


def find_sandbox(image: str | None = None) -> Sandbox:
    """Return a sandbox that works here.

    Parameters
    ----------
    image : str, optional
        An image of Docker with Python and NumPy, which is then used.

    Returns
    -------
    Sandbox
        With bubblewrap if there is no image.

    Raises
    ------
    NoSandbox
        If it does not work here; the message says why and what to do.
    """
    # Each kind of sandbox needs this module.
    from lossbook.course.bubblewrap import find_bubblewrap
    from lossbook.course.docker import find_docker

    return find_bubblewrap() if image is None else find_docker(image)


def own_user() -> int:
    """Return the number of a user of whom nobody else has a process.

    Linux counts the processes of a user on the whole machine, so two graders at the
    same time need two users. The 99 numbers below belong to the same grader.
    """
    return FIRST_USER + os.getpid() % MOST_GRADERS * 100 + 99


@contextmanager
def limited_memory(
    processes: Callable[[], Iterable[int]], most: int, end: Callable[[], None]
) -> Iterator[None]:
    """Call ``end`` when processes have more than ``most`` bytes of memory together.

    The limits of Linux count for a process alone, so sixteen could take sixteen times
    as much.
    """
    done = threading.Event()

    def watch() -> None:
        while not done.wait(LOOK_EVERY):
            if sum(map(_memory, processes())) > most:
                end()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _memory(process: int) -> int:
    """Return the bytes that a process has for itself, or 0 if it has ended."""
    try:
        words = Path(f"/proc/{process}/status").read_text("utf-8", "replace")
    except OSError:
        return 0
    return 1024 * sum(int(kilobytes) for kilobytes in _OWN_MEMORY.findall(words))
