"""Copy the notebooks of the book to a folder in which a reader works.

    python publish/work_copies.py [FOLDER]

The folder is ``my-notebooks`` unless another one is given; git ignores it. What a
reader has changed is never overwritten: a newer edition of such a notebook is put
beside it, with ``-new`` in its name. A copy that nobody has changed is replaced.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "_build" / "html" / "notebooks"
KNOWN = ".copied.json"


def digest(path: Path) -> str:
    """Return a digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy(notebooks: Path, folder: Path) -> list[str]:
    """Copy what is missing or newer; return what the reader should know."""
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / KNOWN
    known = json.loads(record.read_text("utf-8")) if record.exists() else {}
    said = []
    for source in sorted(notebooks.glob("*.ipynb")):
        name, edition = source.name, digest(source)
        target = folder / name
        if target.exists() and known.get(name) == edition:
            continue
        if target.exists() and digest(target) not in (edition, known.get(name)):
            target = folder / f"{source.stem}-new.ipynb"
            said.append(f"{name} has your changes; the newer edition is {target.name}")
        target.write_bytes(source.read_bytes())
        known[name] = edition
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
