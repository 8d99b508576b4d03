"""Check that all that names a version names the same one, and print it.

    python publish/version.py [TAG]

The version stands in ``lossbook/__init__.py``; the date of its release in the heading
of CHANGELOG.md. CITATION.cff repeats both. With a tag, the tag must be "v" and the
version. Everything else (the package, the notebooks, the PDF) takes them from there.
"""

import argparse
import re
import sys
from pathlib import Path

import yaml

from lossbook import __version__

ROOT = Path(__file__).parents[1]
HEADING = re.compile(r"^## (\d+\.\d+\.\d+) — (\d{4}-\d\d-\d\d)$", re.MULTILINE)


def disagreements(changelog: str, citation: str, tag: str | None = None) -> list[str]:
    """Return what does not fit the version of the package."""
    cited = yaml.safe_load(citation)
    heading = HEADING.search(changelog)
    version, date = heading.groups() if heading else ("none", "none")
    found = {
        "the newest release in CHANGELOG.md": (version, __version__),
        "the version in CITATION.cff": (str(cited["version"]), __version__),
        "the date in CITATION.cff": (str(cited["date-released"]), date),
    }
    if tag is not None:
        found["the tag"] = (tag, f"v{__version__}")
    return [
        f"{name} is {is_}, but should be {should}"
        for name, (is_, should) in found.items()
        if is_ != should
    ]


def main() -> None:
    """Check, and print the version."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tag", nargs="?")
    tag = parser.parse_args().tag
    files = [ROOT / name for name in ("CHANGELOG.md", "CITATION.cff")]
    wrong = disagreements(*(file.read_text("utf-8") for file in files), tag)
    if wrong:
        sys.exit("\n".join(wrong))
    print(__version__)


if __name__ == "__main__":
    main()
