"""Whose notebooks there are: folders as nbgrader collects them, or a platform's zip."""

import re
import zipfile
from pathlib import Path

from lossbook.course.homework import Homework
from lossbook.course.submissions import BROKEN_ZIP, LARGEST

__all__ = ["students_in", "unpack"]

# Names that are safe in a path, on a page and in a table.
_STUDENT = re.compile(r"[\w@+=-][\w .@+=-]{0,99}")

# How platforms name the files in the zip of a whole class.
_PLATFORMS = (
    # Moodle: "Ada Lovelace_4711_assignsubmission_file/hw1.ipynb"
    re.compile(r"[^/]*?_(?P<student>\d+)_assignsubmission_file_?/?(?P<file>.+)"),
    # Canvas: "lovelaceada_4711_81234_hw1-1.ipynb"
    re.compile(r"[^_/]+(?:_LATE)?_(?P<student>\d+)_\d+_(?P<file>[^/]+)"),
)
_KINDS = (".ipynb", ".zip")


def students_in(folder: Path, homework: Homework) -> dict[str, Path]:
    """Return the file of each student, by the name of the student's folder.

    Parameters
    ----------
    folder : Path
        With ``STUDENT/HOMEWORK/HOMEWORK.ipynb``, as nbgrader collects them. A single
        notebook or zip of another name in that place, or in the folder of the student,
        is taken as well.
    homework : Homework
        What was asked.

    Returns
    -------
    dict
        A student who handed in nothing has the file that should be there.

    Raises
    ------
    ValueError
        If a folder has a name that is not safe on a page or in a table.
    """
    found = {}
    for student in sorted(folder.iterdir()):
        if student.is_symlink() or not student.is_dir() or student.name[0] == ".":
            continue
        if not _STUDENT.fullmatch(student.name):
            raise ValueError(
                "the name of a student's folder must be letters, digits and some of "
                f"_ . @ + = -, got {student.name!r}"
            )
        expected = student / homework.name / f"{homework.name}.ipynb"
        places = [expected.parent, student]
        found[student.name] = expected
        if not expected.exists() and not expected.parent.is_symlink():
            for place in places:
                others = [p for p in place.glob("*") if p.suffix in _KINDS]
                if len(others) == 1:
                    found[student.name] = others[0]
                    break
    return found


def unpack(archive: Path, homework: Homework, to: Path) -> tuple[list[str], list[str]]:
    """Write the notebooks in the zip of Moodle or Canvas to a folder for each student.

    Parameters
    ----------
    archive : Path
        What the platform gives when all submissions are downloaded.
    homework : Homework
        What was asked.
    to : Path
        Where ``STUDENT/HOMEWORK/HOMEWORK.ipynb`` is written. The student is the
        platform's own number, by which ``export`` finds the row of the grade.

    Returns
    -------
    tuple of two lists of str
        The students in the zip; and what was left out, and why.

    Raises
    ------
    ValueError
        If it is no zip, or no file in it is named as Moodle or Canvas do.
    """
    left_out, taken = [], {}
    exact = (f"/{homework.name}.ipynb", f"_{homework.name}.ipynb")
    try:
        packed = zipfile.ZipFile(archive)
    except zipfile.BadZipFile as error:
        raise ValueError(f"{archive.name} must be a folder or a zip") from error
    with packed:
        members = packed.infolist()
        # The one of which most names are: a student can choose the end of a name.
        platform = max(
            _PLATFORMS,
            key=lambda names: sum(bool(names.fullmatch(m.filename)) for m in members),
        )
        for member in members:
            name, match = member.filename, platform.fullmatch(member.filename)
            if member.is_dir() or match is None or not name.endswith(_KINDS):
                if not member.is_dir():
                    left_out.append(f"{name}: it is no notebook of a student")
            elif member.file_size > LARGEST:
                left_out.append(f"{name}: it has more than {LARGEST / 1e6:.0f} MB")
            else:
                earlier = taken.get(match["student"])
                # Of several files, the one that has the name of the homework.
                better = homework.name in match["file"] and (
                    earlier is None or not earlier.filename.endswith(exact)
                )
                if earlier and not better:
                    left_out.append(f"{name}: {earlier.filename} is there as well")
                else:
                    if earlier:
                        left_out.append(f"{earlier.filename}: {name} is there as well")
                    taken[match["student"]] = member
        for student, member in taken.items():
            folder = to / student / homework.name
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob(f"{homework.name}.*"):
                old.unlink()
            try:
                with packed.open(member) as file:
                    content = file.read(LARGEST + 1)
            except BROKEN_ZIP:
                left_out.append(f"{member.filename}: it cannot be read")
                continue
            kind = Path(member.filename).suffix
            (folder / f"{homework.name}{kind}").write_bytes(content)
    if not taken:
        raise ValueError(
            f"{archive.name} must hold files that are named as Moodle or Canvas name "
            f"them, such as lovelaceada_4711_81234_{homework.name}.ipynb; there is none"
        )
    return list(taken), left_out
