"""Make the folder that becomes the branch which Colab and Binder open.

    python publish/notebooks_branch.py

``_build/notebooks-branch`` gets the notebooks and what an image of repo2docker needs:
the version of Python of this repository's own ``.binder`` and the requirements of the
archive of the notebooks.
"""

import shutil
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "_ext"))
from address import Address, address  # noqa: E402
from notebooks import ARCHIVE, FOLDER  # noqa: E402

ARCHIVED = ROOT / "_build" / "html" / FOLDER / ARCHIVE
BRANCH = ROOT / "_build" / "notebooks-branch"


def readme(found: Address) -> str:
    """Return what a visitor of the branch sees."""
    lines = ["# The notebooks of lossbook", ""]
    lines += ["This branch is written anew with each release: changes are lost.", ""]
    if found.site:
        lines += [f"The book: <{found.site}>", ""]
    if found.project:
        first = "intro.ipynb"
        lines += [
            f"Open them [in Google Colab]({found.colab(first)}) or "
            f"[in Binder]({found.binder(first)}).",
            "",
        ]
    return "\n".join(lines)


def fill(folder: Path, archived: Path, found: Address) -> None:
    """Write the files of the branch."""
    (folder / ".binder").mkdir(parents=True)
    with zipfile.ZipFile(archived) as packed:
        for name in packed.namelist():
            file = Path(name).name
            if file.endswith(".ipynb"):
                (folder / file).write_bytes(packed.read(name))
            elif file == "requirements.txt":
                (folder / ".binder" / file).write_bytes(packed.read(name))
    shutil.copy(ROOT / ".binder" / "runtime.txt", folder / ".binder")
    for name in ("LICENSE", "LICENSE-TEXT"):
        shutil.copy(ROOT / name, folder)
    (folder / "README.md").write_text(readme(found), "utf-8", newline="\n")


def main() -> None:
    """Make the folder anew."""
    if not ARCHIVED.exists():
        sys.exit(f"There is no {ARCHIVED}: run make book first.")
    found = address()
    try:
        shutil.rmtree(BRANCH, ignore_errors=True)
        fill(BRANCH, ARCHIVED, found)
    except OSError as error:
        sys.exit(f"Cannot write to {error.filename}: {error.strerror}.")
    print(f"The branch for Colab and Binder: {BRANCH}")


if __name__ == "__main__":
    main()
