"""What a student handed in, read without trusting it.

A notebook is a file that anyone may have written. It is read as text and taken apart,
never run here; what is not a notebook is refused with a reason for its student.
"""

import io
import json
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lossbook.course.homework import ANSWER, BY_HAND, POINTS, Homework, kind_of
from lossbook.course.notebooks import CODE_STUB, TEXT_STUB, release

__all__ = [
    "BROKEN_ZIP",
    "LARGEST",
    "Piece",
    "Submission",
    "Unreadable",
    "read_submission",
    "timestamp_of",
]

LARGEST = 20_000_000  # bytes of a notebook
LONGEST = 200_000  # letters of a cell
MOST_CELLS = 2000
LONGEST_NAME = 100  # letters of the name of a cell
MOST_NOTES = 20
LONGEST_STAMP = 100  # bytes of a time
MOST_MEMBERS = 500  # of a zip
ZIPPED = b"PK\x03\x04"


# What zipfile raises for one that is broken, encrypted or of an unknown kind.
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    NotImplementedError,
)


class Unreadable(ValueError):
    """A submission that is no notebook; the message says why."""


@dataclass(frozen=True)
class Piece:
    """Code of a student that is run, and what is asked for after it.

    Attributes
    ----------
    source : str
        The code of one cell.
    question : str or None
        The name of the question whose points are given behind this cell.
    """

    source: str
    question: str | None = None


@dataclass(frozen=True)
class Submission:
    """A notebook that was read.

    Attributes
    ----------
    pieces : tuple of Piece
        All code cells in their order, without those that give points.
    answers : dict
        From the name of a cell that takes an answer to its text.
    notes : tuple of str
        What is not as it was handed out, in words for the student.
    """

    pieces: tuple[Piece, ...]
    answers: dict[str, str]
    notes: tuple[str, ...]


def read_submission(path: Path, homework: Homework) -> Submission:
    """Read the notebook that a student handed in.

    Parameters
    ----------
    path : Path
        A file. Symbolic links, devices and pipes are refused.
    homework : Homework
        What was asked.

    Returns
    -------
    Submission

    Raises
    ------
    Unreadable
        If it is no notebook, or too large for one.
    """
    cells = _cells(_text(path))
    kinds = {
        cell.metadata.nbgrader.grade_id: kind_of(cell)
        for cell in homework.notebook.cells
        if "nbgrader" in cell.metadata
    }
    asked = {q.point_cells[0]: q.name for q in homework.questions}
    handed_out = {_plain(cell.source) for cell in release(homework).cells}
    written: dict[str, list[str]] = {}
    pieces: list[Piece] = []
    answers: dict[str, str] = {}
    notes: list[str] = []
    seen: dict[str, None] = {}  # in their order
    for kind, source, name, attached in cells:
        known = kinds.get(name)
        if attached:
            notes.append(
                f"A file is attached to the cell {name or 'without a name'}; it is not "
                "shown to those who grade."
            )
        if known is not None and name in seen:
            notes.append(f"The cell {name} occurs twice.")
        seen[name] = None
        if known in (ANSWER, BY_HAND):
            written.setdefault(name, []).append(source)
        elif kind == "markdown" and known is None:
            if _plain(source) in handed_out | {""}:
                continue
            place = _place(source, homework, [n for n in seen if n in kinds])
            if place is None:
                words = _plain(source)[:40]
                notes.append(f"Text that begins with “{words}” belongs to no answer.")
            else:
                written.setdefault(place, []).append(source)
                notes.append(f"Text of another cell was added to the answer {place}.")
        if known == POINTS:
            if name in asked:
                pieces.append(Piece("", asked[name]))
        elif kind == "code":
            pieces.append(Piece(source))
    for name, parts in written.items():
        if kinds[name] == BY_HAND:
            own = [part for part in parts if _plain(part) not in ("", TEXT_STUB)]
            answers[name] = "\n\n".join(own)
        else:
            own = [part for part in parts if CODE_STUB.splitlines()[0] not in part]
            answers[name] = (own or parts)[-1]
    missing = [name for name, kind in kinds.items() if name not in seen]
    notes = notes[:MOST_NOTES]
    notes += [f"The cell {name} is missing." for name in missing]
    return Submission(tuple(pieces), answers, tuple(notes))


def whole(text: str) -> str:
    """Return a text that can be written: without halves of characters."""
    return text.encode("utf-8", "replace").decode()


def _plain(source: str) -> str:
    return " ".join(source.split())


def _place(source: str, homework: Homework, earlier: Sequence[str]) -> str | None:
    """Return the answer by hand to which text in a cell of a student's own belongs.

    It is that of the question whose heading the text holds, or else of the question in
    which it stands, if a person grades that one.
    """
    headings, by_hand = homework.headings, {q.name for q in homework.by_hand}
    for cell in by_hand:
        if headings[cell] in source:
            return cell
    last = next((name for name in reversed(earlier) if name in headings), None)
    return last if last in by_hand else None


def timestamp_of(path: Path) -> datetime | None:
    """Return when a notebook was handed in, if there is a file beside it that says so.

    nbgrader's collecting writes ``timestamp.txt``; what is no time is passed over. The
    time is that of UTC, as in the gradebook, without saying so.
    """
    stamp = path.with_name("timestamp.txt")
    if (
        stamp.is_symlink()
        or not stamp.is_file()
        or stamp.stat().st_size > LONGEST_STAMP
    ):
        return None
    words = stamp.read_text("utf-8", errors="replace").strip()
    words = words.replace(" UTC", "+00:00").replace(" +", "+").replace(" -", "-")
    try:
        time = datetime.fromisoformat(words)
        return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
    except (ValueError, OverflowError):
        return None


def _text(path: Path) -> str:
    """Read a regular file and nothing else, and not more than a notebook can have."""
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    if path.is_symlink() or path.parent.is_symlink():
        raise Unreadable("It is a link to another file, not a notebook.")
    try:
        file = open(path, "rb", opener=lambda p, flags: os.open(p, flags | careful))  # noqa: SIM115
    except OSError as error:
        raise Unreadable(f"It cannot be opened: {error.strerror}.") from error
    with file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable("It is no file, but a device or a pipe.")
        if about.st_size > LARGEST:
            megabytes = about.st_size / 1e6
            raise Unreadable(
                f"It has {megabytes:.0f} MB; a notebook may have {LARGEST / 1e6:.0f}."
            )
        content = file.read(LARGEST + 1)
    if content.startswith(ZIPPED):
        content = _unzipped(content)
    if not content.strip():
        raise Unreadable("The file is empty.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("It is not written in UTF-8, as notebooks are.") from error


def _unzipped(content: bytes) -> bytes:
    """Return the one notebook in a zip. Nothing is written anywhere by its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = [
                member
                for member in packed.infolist()[:MOST_MEMBERS]
                if member.filename.endswith(".ipynb")
                and not member.filename.startswith("__MACOSX/")
                and ".ipynb_checkpoints/" not in member.filename
            ]
            if len(members) != 1:
                raise Unreadable(
                    f"It is a zip with {len(members)} notebooks; it must have one."
                )
            with packed.open(members[0]) as file:
                # The size that a zip declares may be wrong.
                found = file.read(LARGEST + 1)
    except Unreadable:
        raise
    except BROKEN_ZIP as error:
        raise Unreadable("It is a zip that cannot be read.") from error
    if len(found) > LARGEST:
        raise Unreadable(
            f"The notebook in the zip has more than {LARGEST / 1e6:.0f} MB."
        )
    return found


def _cells(text: str) -> list[tuple[str, str, str, bool]]:
    """Return kind, text, name, and whether a file is attached, of each cell."""
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        kind = "but a web page" if text.lstrip()[:1] == "<" else "(no JSON)"
        raise Unreadable(f"It is not a notebook {kind}.") from error
    listed = notebook.get("cells") if isinstance(notebook, dict) else None
    if listed is None and isinstance(notebook, dict):  # format 3 has worksheets
        sheets = notebook.get("worksheets")
        first = sheets[0] if isinstance(sheets, list) and sheets else None
        listed = first.get("cells") if isinstance(first, dict) else None
    if not isinstance(listed, list):
        raise Unreadable("It is JSON without the cells of a notebook.")
    if len(listed) > MOST_CELLS:
        raise Unreadable(f"It has {len(listed)} cells; {MOST_CELLS} are allowed.")
    return [_cell(cell) for cell in listed if isinstance(cell, dict)]


def _cell(cell: dict[str, Any]) -> tuple[str, str, str, bool]:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        source = ""
    metadata = cell.get("metadata")
    about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = about.get("grade_id") if isinstance(about, dict) else None
    return (
        str(cell.get("cell_type")),
        whole(source[:LONGEST]),
        whole(name)[:LONGEST_NAME] if isinstance(name, str) else "",
        bool(cell.get("attachments")),
    )
