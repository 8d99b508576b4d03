"""Run what a change of one module or chapter needs, in about a minute.

``make quick`` looks at what differs from the last commit. ``make quick OF=robust``, or
any other word, takes the files whose names hold that word instead.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Which chapter is about what: the name of its modules.
TOPICS = {
    "01": "why_a_loss",
    "02": "softmax",
    "03": "maximum_likelihood",
    "04": "entropy",
    "05": "sigmoid_neuron",
    "06": "multi_label",
    "07": "robust",
    "08": "margin",
    "09": "which_loss",
    "10": "recent",
}
# What else holds for the modules that hold losses.
OF_LOSSES = ("tests/test_catalogue.py", "tests/test_bad_input.py")
LOSSES = ("classification", "regression", "margin", "likelihood", "catalogue")
# Tests of a folder as a whole, beside the one of its name.
OF_FOLDERS = {
    "identities": (
        "tests/test_identities_gradients.py",
        "tests/test_identities_faults.py",
        "tests/test_tables.py",
    )
}


def changed() -> list[str]:
    """Return the files that differ from the last commit, new ones too."""
    command = ["git", "status", "--porcelain", "--untracked-files=all", "-z"]
    status = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    return [entry[3:] for entry in status.stdout.split("\0") if entry[3:]]


def named(word: str) -> list[str]:
    """Return the files of the package and the book whose names hold a word."""
    files = [*ROOT.glob("lossbook/**/*.py"), *ROOT.glob("chapters/*.md")]
    return [f.relative_to(ROOT).as_posix() for f in files if word in f.name]


def in_part(stem: str, topic: str) -> bool:
    """Return whether a module holds a chapter, or a part of it."""
    return stem == topic or stem.startswith(f"{topic}_")


def needed_by(name: str) -> list[str]:
    """Return the tests and doctests that a change of a file needs."""
    path = Path(name)
    # What lies deeper belongs to the folder below the package too.
    folder, stem = (
        "/".join(path.parts[:-1][:2]).rpartition("/")[2],
        path.stem.lstrip("_"),
    )
    wanted = []
    if path.parts[0] == "lossbook" and path.suffix == ".py":
        kind = "" if folder == "lossbook" else f"{folder}_"
        # A part of a long chapter has the tests of the whole.
        whole = next((t for t in TOPICS.values() if kind and in_part(stem, t)), stem)
        wanted = [name, f"tests/test_{kind}{whole}.py", f"tests/test_{kind[:-1]}.py"]
        wanted += OF_LOSSES if folder == "lossbook" and stem in LOSSES else ()
        wanted += OF_FOLDERS.get(folder, ())
        wanted += [
            f"tests/test_chapter_{number}.py"
            for number, topic in TOPICS.items()
            if whole == topic and kind
        ]
    elif path.parts[0] == "chapters":
        wanted = [f"tests/test_chapter_{stem[:2]}.py", "tests/test_appendices.py"]
        wanted += ["tests/book/test_sources.py", "tests/book/test_language.py"]
    elif path.parts[0] == "tests" and path.name.startswith("test_"):
        wanted = [name]
    return [test for test in wanted if (ROOT / test).is_file()]


def main() -> int:
    """Find the tests, say which, and run them."""
    files = named(sys.argv[1]) if len(sys.argv) > 1 else changed()
    tests = sorted({test for name in files for test in needed_by(name)})
    if not tests:
        print("Nothing has changed that these tests look at. All tests: make test")
        return 0
    print("Testing", *tests)
    return pytest.main(["-q", "-x", *tests])


if __name__ == "__main__":
    sys.exit(main())
