"""Is the book the same wherever it is built?

``python tests/book/reproducible.py`` builds the whole book a second time, from a copy
in a folder with a name that is hard on programs, for someone whose settings are as
unlike as can be, beside programs that keep both cores busy, and compares every page
with ``_build/html``. It takes as long as a build from nothing.
"""

import contextlib
import filecmp
import itertools
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from the_book import HTML, build, copy_sources

# What a builder may have set, each of which has changed pages of other books.
HOSTILE = {
    "MPLBACKEND": "Agg",
    "PYTHONWARNINGS": "default",
    "LC_ALL": "tr_TR.ISO-8859-9",
    "LANG": "tr_TR.ISO-8859-9",
    "COLUMNS": "40",
    "LINES": "5",
    "TZ": "Pacific/Kiritimati",
    "HOME": "/proc/nonexistent",
    "SOURCE_DATE_EPOCH": "0",
}
FOLDER = "été 한글 book"
PAGES = ("*.html", "*.js", "*.css")


def hostile_environment(folder: Path) -> dict[str, str]:
    """Return an environment unlike the present one, with files in `folder`."""
    startup = folder / "startup.py"
    startup.write_text("print('from a start-up file')\nsum = max\n", "utf-8")
    settings = folder / "matplotlibrc"
    settings.write_text("lines.linewidth: 9\naxes.titlelocation: left\n", "utf-8")
    return {
        **os.environ,
        **HOSTILE,
        "PYTHONSTARTUP": str(startup),
        "MATPLOTLIBRC": str(settings),
    }


def _work() -> None:
    while True:
        sum(range(10**6))


@contextlib.contextmanager
def busy_cores() -> Iterator[None]:
    """Keep every core at work."""
    workers = [
        multiprocessing.Process(target=_work, daemon=True)
        for _ in range(os.cpu_count() or 1)
    ]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()


def differences(one: Path, other: Path) -> list[str]:
    """Return the names of the pages, scripts and styles that two sites do not share."""
    names = {
        path.relative_to(site).as_posix()
        for site in (one, other)
        for pattern in PAGES
        for path in site.rglob(pattern)
    }
    _, differ, missing = filecmp.cmpfiles(one, other, names, shallow=False)
    return sorted(differ + missing)


def first_difference(one: Path, other: Path) -> str:
    """Return the first lines in which two pages differ, or which of them is missing."""
    if not (one.exists() and other.exists()):
        return "one of them is missing"
    lines = [path.read_text("utf-8").splitlines() for path in (one, other)]
    for here, there in itertools.zip_longest(*lines):
        if here != there:
            return f"{here!s:.300}\n{there!s:.300}"
    return "only the ends of lines differ"


def main() -> None:
    """Build the book again under other circumstances and compare."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / FOLDER
        folder.mkdir()
        environment = hostile_environment(Path(temporary))
        # The package is found in the copy, as it would be if it were installed there.
        copy_sources(folder)
        environment["PYTHONPATH"] = str(folder)
        with busy_cores():
            result = build(folder, environment)
        if result.returncode:
            sys.exit(result.stdout[-3000:] + result.stderr[-3000:])
        site = folder / "_build" / "html"
        found = differences(HTML, site)
        for name in found[:3]:
            print(f"{name}:\n{first_difference(HTML / name, site / name)}")
    if found:
        sys.exit(f"not the same when built elsewhere: {', '.join(found)}")
    print("The book is the same, byte for byte, when it is built elsewhere.")


if __name__ == "__main__":
    main()
