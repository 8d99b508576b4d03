"""Gather what a release has to offer.

    python publish/release.py

``_build/release`` gets the files, with their checksums in ``SHA256SUMS``, and
``_build/release-notes.md`` what CHANGELOG.md says of the version. The site and the
package must be there: ``make release`` makes them first.
"""

import shutil
import sys
from pathlib import Path

from digests import checksums

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "_build"
RELEASE = BUILD / "release"
NOTES = BUILD / "release-notes.md"
FILES = {
    "site": (
        "downloads/lossbook.pdf",
        "downloads/lossbook-without-answers.pdf",
        "downloads/lossbook-offline.zip",
        "notebooks/lossbook-notebooks.zip",
    ),
    "dist": ("lossbook-*.whl", "lossbook-*.tar.gz"),
}


def sources(build: Path) -> list[Path]:
    """Return the files that a release has; stop with a word where one is missing."""
    found = []
    for folder, patterns in FILES.items():
        for pattern in patterns:
            paths = sorted((build / folder).glob(pattern))
            if len(paths) != 1:
                sys.exit(
                    f"{build / folder / pattern}: there should be one such file, not "
                    f"{len(paths)}. Run make site and make dist first."
                )
            found += paths
    return found


def notes(changelog: str) -> str:
    """Return what the changelog says of its newest release."""
    section = changelog.split("\n## ")[1]
    return section.partition("\n")[2].strip() + "\n"


def main() -> None:
    """Copy the files, and write the checksums and the notes."""
    paths = sources(BUILD)
    shutil.rmtree(RELEASE, ignore_errors=True)
    RELEASE.mkdir()
    for path in paths:
        shutil.copy(path, RELEASE)
    (RELEASE / "SHA256SUMS").write_text(checksums(paths), "utf-8", newline="\n")
    NOTES.write_text(notes((ROOT / "CHANGELOG.md").read_text("utf-8")), "utf-8")
    print(f"The release: {RELEASE} ({len(paths)} files); its notes: {NOTES}")


if __name__ == "__main__":
    main()
