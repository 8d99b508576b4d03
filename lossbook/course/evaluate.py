"""What a student's cells come to, evaluated in a sandbox.

A cell or a question that ends the runner, or never ends, costs itself alone: the runner
is started again without it.
"""

import re
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO

from lossbook.course import protocol
from lossbook.course.inside import write_folder
from lossbook.course.sandbox import NoSandbox, Sandbox
from lossbook.course.submissions import Piece
from lossbook.course.verdicts import Given
from lossbook.exercises.outcome import Arguments, Outcome

__all__ = ["Call", "Evaluation", "Limits", "evaluate"]


MOST_NOTES = 20
START_SECONDS = 60  # until the first cell begins: a busy machine is no student's doing
STARTS_IN_VAIN = 5
_NAME = re.compile(r"[A-Za-z_][\w.]{0,59}", re.ASCII)


@dataclass(frozen=True)
class Limits:
    """How much a submission may take.

    Attributes
    ----------
    step_seconds : int
        Of the processor, for one cell, and for one question with all its calls.
    wall_seconds : int
        Of one start of the runner, from its first cell on.
    starts : int
        How often the runner is started at most.
    memory_bytes : int
        Of one process.
    all_memory_bytes : int
        Of all processes together.
    processes : int
        At the same time.
    file_bytes : int
        Of one file.
    output_bytes : int
        Of all that is written to the program outside.
    """

    step_seconds: int = 5
    wall_seconds: int = 40
    starts: int = 6
    memory_bytes: int = 1024**3
    all_memory_bytes: int = 3 * 1024**3 // 2
    processes: int = 16
    file_bytes: int = 16 * 1024**2
    output_bytes: int = 8 * 1024**2


@dataclass(frozen=True)
class Call:
    """What is asked of one question.

    Attributes
    ----------
    question : str
        Its name.
    function : str
        The name that the student has defined.
    inputs : tuple of tuples
        The arguments of each call.
    value : bool, default False
        Whether the name is a number and no function.
    """

    question: str
    function: str
    inputs: tuple[Arguments, ...]
    value: bool = False


@dataclass
class Evaluation:
    """What came out.

    Attributes
    ----------
    given : dict
        From the name of a question to what came back.
    notes : list of str
        Which cells were left out and why, in words for the student.
    """

    given: dict[str, Given] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def evaluate(
    pieces: Sequence[Piece],
    calls: Sequence[Call],
    *,
    sandbox: Sandbox,
    limits: Limits | None = None,
    allowed: Sequence[str] = (),
) -> Evaluation:
    """Run cells in a sandbox and call what they define.

    Parameters
    ----------
    pieces : sequence of Piece
        The cells, in their order.
    calls : sequence of Call
        What is asked of each question.
    sandbox : Sandbox
        From `find_sandbox`.
    limits : Limits, optional
        How much it may take.
    allowed : sequence of str, default ()
        Modules of lossbook that may be imported inside.

    Returns
    -------
    Evaluation
        A question of which nothing came back has None for each outcome.
    """
    limits = limits or Limits()
    came = _Came(calls)
    without_cells: set[int] = set()
    without_questions: set[str] = set()
    starts = in_vain = 0
    while starts < limits.starts:
        job = {
            "cells": [asdict(piece) for piece in pieces],
            "calls": {call.question: _as_job(call) for call in calls},
            "without_cells": sorted(without_cells),
            "without_questions": sorted(without_questions),
            "limits": asdict(limits) | {"user": sandbox.user},
            "packages": sandbox.packages,
            "filter": sandbox.filter.hex(),
        }
        last, ended = _start(job, sandbox, limits, allowed, came)
        if ended:
            break
        without_cells |= came.too_long
        if last is None:
            # No cell has begun, so this is not the student's doing. On a busy machine
            # what a fork bomb has left may still be ending.
            in_vain += 1
            if in_vain == STARTS_IN_VAIN:
                raise NoSandbox("The sandbox did not start.")
            time.sleep(in_vain)
            continue
        starts += 1
        kind, which = last
        if kind == "cell":
            without_cells.add(which)
            came.notes.append(
                f"{_named(pieces[which])} ended the program or did not end, so it was "
                "left out."
            )
        else:
            without_questions.add(which)
            came.notes.append(
                f"The call of the answer to {which} ended the program or did not end."
            )
    why = f"was stopped after {limits.step_seconds} s."
    stopped = dict.fromkeys(came.too_long, why)
    notes = [
        f"{_named(pieces[number])} {why}"
        for number, why in sorted((came.raised | stopped).items())
        if number < len(pieces)
    ]
    return Evaluation(came.given(), (notes + came.notes)[:MOST_NOTES])


class _Came:
    """What has arrived so far. The first answer to a call counts."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self.counts = {call.question: len(call.inputs) for call in calls}
        self.outcomes: dict[tuple[str, int], Outcome] = {}
        self.about: dict[str, tuple[tuple[str, ...] | None, bool]] = {}
        self.notes: list[str] = []
        self.too_long: set[int] = set()
        self.raised: dict[int, str] = {}
        self.late: set[str] = set()

    def take(self, kind: int, words: dict[str, Any], outcome: Outcome | None) -> None:
        question, stopped = words.get("question"), words.get("too_long")
        question = question if isinstance(question, str) else None
        if type(stopped) is int and stopped >= 0:
            self.too_long.add(stopped)
        raised = words.get("stopped")
        if type(raised) is int and raised >= 0:
            self.raised.setdefault(raised, _why(words))
        if words.get("late") is True and question in self.counts:
            self.late.add(question)
        elif kind == protocol.ABOUT and question in self.counts:
            names = words.get("parameters")
            if isinstance(names, list) and all(isinstance(n, str) for n in names):
                found = tuple(name[:100] for name in names[:100])
            else:
                found = None
            self.about.setdefault(question, (found, words.get("fits") is not False))
        number = words.get("number")
        if outcome is None or question not in self.counts or type(number) is not int:
            return
        if 0 <= number < self.counts[question]:
            self.outcomes.setdefault((question, number), outcome)

    def given(self) -> dict[str, Given]:
        return {
            question: Given(
                [self.outcomes.get((question, number)) for number in range(count)],
                *self.about.get(question, (None, True)),
                late=question in self.late,
            )
            for question, count in self.counts.items()
        }


def _start(
    job: dict[str, Any],
    sandbox: Sandbox,
    limits: Limits,
    allowed: Sequence[str],
    came: _Came,
) -> tuple[tuple[str, Any] | None, bool]:
    """Run once; return what began last, and whether the end was reached."""
    last, buffer, read = None, bytearray(), 0
    due = time.monotonic() + START_SECONDS
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "job"
        folder.mkdir()
        write_folder(folder, job, allowed)
        with _running(sandbox, folder, limits.all_memory_bytes) as came_in:
            while content := _next(due, came_in):
                read += len(content)
                if read > limits.output_bytes:
                    break
                buffer += content
                try:
                    for kind, content in protocol.frames(buffer):
                        words, outcome = protocol.unpack(kind, content)
                        if kind == protocol.ENDS:
                            return last, True
                        if kind == protocol.BEGINS:
                            if last is None:
                                due = time.monotonic() + limits.wall_seconds
                            last = _begun(words, job) or last
                        came.take(kind, words, outcome)
                except protocol.Broken:
                    break
    return last, False


@contextmanager
def _running(
    sandbox: Sandbox, folder: Path, memory: int
) -> Iterator[SimpleQueue[bytes]]:
    """Run a job, and yield the queue to which all that it writes comes.

    Windows cannot wait for a pipe with a limit of time, so a thread reads it.
    """
    came: SimpleQueue[bytes] = SimpleQueue()

    def read(pipe: BinaryIO) -> None:
        while content := pipe.read(65536):
            came.put(content)
        came.put(b"")

    with ExitStack() as afterwards:  # noqa: SIM117 - it ends behind the sandbox
        with sandbox.started(folder, memory) as pipe:
            afterwards.enter_context(pipe)
            reader = threading.Thread(target=read, args=(pipe,))
            reader.start()
            # Behind this block all inside has ended, so the pipe has an end.
            afterwards.callback(reader.join)
            yield came


def _next(due: float, came: SimpleQueue[bytes]) -> bytes:
    """Return what comes next, or nothing at its end or when its time is up."""
    try:
        return came.get(timeout=max(due - time.monotonic(), 0))
    except Empty:
        return b""


def _begun(words: dict[str, Any], job: dict[str, Any]) -> tuple[str, Any] | None:
    cell, question = words.get("cell"), words.get("question")
    if type(cell) is int and 0 <= cell < len(job["cells"]):
        return "cell", cell
    if isinstance(question, str) and question in job["calls"]:
        return "question", question
    return None


def _why(words: dict[str, Any]) -> str:
    """Say why a cell stopped, without what its message says: it may hold anything."""
    kind, missing = words.get("error"), words.get("missing")
    kind = kind if isinstance(kind, str) and _NAME.fullmatch(kind) else "an error"
    of_import = kind in ("ImportError", "ModuleNotFoundError")
    if of_import and isinstance(missing, str) and _NAME.fullmatch(missing):
        kind = f"{kind}: there is no {missing} while a homework is graded"
    return f"stopped with {kind}."


def _as_job(call: Call) -> dict[str, Any]:
    return {
        "function": call.function,
        "inputs": call.inputs,
        "value": call.value,
        "arguments": len(call.inputs[0]),
    }


def _named(piece: Piece) -> str:
    lines = [line.strip() for line in piece.source.splitlines() if line.strip()]
    return f"The cell that begins with “{(lines or [''])[0][:60]}”"
