"""Copy the notebooks of the book to a folder in which a reader works.

    python publish/work_copies.py [FOLDER]

The folder is ``my-notebooks`` unless another one is given; git ignores it. What a
reader has changed is never overwritten: a newer edition of such a notebook is put
beside it, with ``-new`` in its name. A copy that nobody has changed is replaced.
"""

import argparse
import json
import sys
from pathlib import Path

from digests import digest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "_build" / "html" / "notebooks"
KNOWN = ".copied.json"


def read(record: Path) -> dict[str, str]:
    """Return what was copied before, or nothing if that cannot be said any more.

    Then each copy of another edition counts as changed, so that none is lost.
    """
    try:
        return json.loads(record.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def copy(notebooks: Path, folder: Path) -> list[str]:
    """Copy what is missing or newer; return what the reader should know."""
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / KNOWN
    # The last edition of each notebook, and what was written to each file.
    known = read(record)

    def is_changed(path: Path, edition: str) -> bool:
        """Return whether a reader has worked in a file."""
        return path.exists() and digest(path) not in (edition, known.get(path.name))

    said = []
    for source in sorted(notebooks.glob("*.ipynb")):
        name, edition = source.name, digest(source)
        target, number = folder / name, 1
        if target.exists() and known.get(f"edition of {name}") == edition:
            continue
        while is_changed(target, edition):
            suffix = "-new" if number == 1 else f"-new-{number}"
            target, number = folder / f"{source.stem}{suffix}.ipynb", number + 1
        if target.name != name:
            said.append(f"{name} has your changes; the newer edition is {target.name}")
        target.write_bytes(source.read_bytes())
        known[f"edition of {name}"] = known[target.name] = edition
    record.write_text(json.dumps(known, indent=1), "utf-8")
    return said


def main() -> None:
    """Copy, and say where the copies are."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "my-notebooks")
    folder = parser.parse_args().folder
    if not any(NOTEBOOKS.glob("*.ipynb")):
        sys.exit(f"There are no notebooks in {NOTEBOOKS}: run make book first.")
    try:
        said = copy(NOTEBOOKS, folder)
    except OSError as error:
        sys.exit(f"Cannot write to {error.filename or folder}: {error.strerror}.")
    print(*said, f"The notebooks to work in: {folder}", sep="\n")


if __name__ == "__main__":
    main()
