"""A container of Docker, for machines without bubblewrap: macOS and Windows."""

import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from lossbook.course.sandbox import ENVIRONMENT, REASON, NoSandbox, own_user

__all__ = ["Docker", "find_docker"]

JOB = "/box/job"
TMP_BYTES = 16 * 1024**2
MOST_PROCESSES = 32

# The runner writes to a descriptor of its own, and Docker passes only the usual ones.
START = f"exec 9>&1 1>/dev/null 2>/dev/null; exec python3 -I {JOB}/runner.py 9 {JOB}"


@dataclass(frozen=True)
class Docker:
    """A container for each start, without network and with nothing to write to.

    Attributes
    ----------
    program : str
        The path of docker.
    image : str
        An image with ``python3`` and NumPy.
    user : int
        Whose rights the code has.
    """

    program: str
    image: str
    user: int
    filter: ClassVar[bytes] = b""  # Docker has one of its own

    @property
    def packages(self) -> list[str]:
        """NumPy is where the Python of the image finds it."""
        return []

    @contextmanager
    def started(self, folder: Path, memory: int) -> Iterator[BinaryIO]:
        """Start the runner in a folder; what it writes is read from what is yielded.

        At the end everything that still runs inside is ended.
        """
        name = f"lossbook-{uuid.uuid4().hex}"
        process = subprocess.Popen(
            [self.program, *self._options(name, folder, memory), "sh", "-c", START],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        try:
            yield process.stdout
        finally:
            # The program is only the container's client.
            subprocess.run(
                [self.program, "rm", "--force", name], capture_output=True, check=False
            )
            process.kill()
            process.wait()

    def _options(self, name: str, folder: Path, memory: int) -> list[str]:
        options = ["run", "--rm", "--pull", "never", "--name", name, "--read-only"]
        options += ["--network", "none", "--cap-drop", "ALL"]
        options += ["--security-opt", "no-new-privileges"]
        options += ["--ipc", "none", "--pids-limit", str(MOST_PROCESSES)]
        options += ["--memory", str(memory), "--memory-swap", str(memory)]
        options += ["--cpus", "1", "--user", f"{self.user}:{self.user}"]
        options += ["--tmpfs", f"/tmp:size={TMP_BYTES}", "--workdir", "/tmp"]
        for variable, value in ENVIRONMENT.items():
            options += ["--env", f"{variable}={value}"]
        mount = f"type=bind,source={folder},target={JOB},readonly"
        return [*options, "--mount", mount, "--entrypoint", "", self.image]


def find_docker(image: str) -> Docker:
    """Return a sandbox that works here.

    Parameters
    ----------
    image : str
        An image with ``python3`` and NumPy that is on this machine.

    Returns
    -------
    Docker

    Raises
    ------
    NoSandbox
        If there is no docker, no such image, or no NumPy in it.
    """
    program = shutil.which("docker")
    if program is None:
        raise NoSandbox(
            f"{REASON} --docker needs the program docker, which is not here."
        )
    options = ["run", "--rm", "--network", "none", "--pull", "never"]
    options += ["--entrypoint", ""]
    tried = subprocess.run(
        [program, *options, image, "python3", "-I", "-c", "import numpy"],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if tried.returncode:
        said = tried.stderr.strip().splitlines()[-1:] or ["nothing"]
        raise NoSandbox(
            f"{REASON} The image {image!r} must be on this machine and have python3 "
            f"with NumPy; docker says: {said[0]}"
        )
    return Docker(program, image, own_user())
