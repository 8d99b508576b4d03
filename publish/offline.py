"""Pack the pages of the book for a computer without network.

    python publish/offline.py

The archive ``_build/lossbook-offline.zip`` holds one folder; a double click on its
``index.html`` opens the book. Its bytes depend on nothing but the pages.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "_ext"))
from archives import archive  # noqa: E402

HTML = ROOT / "_build" / "html"
ARCHIVE = ROOT / "_build" / "lossbook-offline.zip"
FOLDER = "lossbook"
# What only a server needs.
LEFT_OUT = {".buildinfo", "404.html", "objects.inv"}
README = """\
lossbook, a book about loss functions

Open index.html in a browser. The text, the sliders and the search work without a
network. The notebooks are in the folder "notebooks": they need Python and the package
(pip install lossbook).
"""


def pack(html: Path) -> bytes:
    """Return the archive."""
    files = {
        path.relative_to(html).as_posix(): path.read_bytes()
        for path in html.rglob("*")
        if path.is_file() and path.name not in LEFT_OUT
    }
    return archive(FOLDER, files | {"README.txt": README.encode()})


def main() -> None:
    """Pack, and say where the archive is."""
    if not (HTML / "index.html").exists():
        sys.exit(f"There is no book in {HTML}: run make book first.")
    try:
        ARCHIVE.write_bytes(pack(HTML))
    except OSError as error:
        sys.exit(f"Cannot write to {error.filename}: {error.strerror}.")
    print(f"The book for a folder: {ARCHIVE} ({ARCHIVE.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
