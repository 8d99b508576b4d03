"""Try again what survived `make mutation`, with the change in the source itself.

    python tests/mutation/second_look.py "lossbook.exercises.*" tests/test_exercises*.py

mutmut switches a change on once the package is imported: what runs during the import
has run unchanged, and no test can notice. Here each survivor that fits the pattern
is written into the file, the tests run, and the file is put back. It prints those that
survive again. Run it where `make mutation` ran: in a clone of its own. The tests must
pass without a change; name those that do not hold there after ``--deselect``.
"""

import fnmatch
import subprocess
import sys
from pathlib import Path


def run(*command: str) -> subprocess.CompletedProcess:
    """Run a module of this environment, and keep what it prints."""
    return subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, encoding="utf-8"
    )


def survivors(pattern: str) -> list[str]:
    """Return the names of the changes that no test noticed."""
    lines = run("mutmut", "results").stdout.splitlines()
    names = [line.split(":")[0].strip() for line in lines if "survived" in line]
    return [name for name in names if fnmatch.fnmatch(name, pattern)]


def end_of(tests: list[str]) -> int:
    """Return how pytest ends: 0 if all pass, 1 or 2 if one or the import fails."""
    return run("pytest", "-x", "-q", "-p", "no:cacheprovider", *tests).returncode


def noticed(name: str, tests: list[str]) -> bool:
    """Return whether a test fails with the change in the source."""
    before = {path: path.read_bytes() for path in Path("lossbook").rglob("*.py")}
    try:
        run("mutmut", "apply", name)
        changed = [path for path, text in before.items() if path.read_bytes() != text]
        if len(changed) != 1:
            raise RuntimeError(f"{name} could not be written into its file")
        end = end_of(tests)
        if end not in (0, 1, 2):
            raise RuntimeError(f"pytest ended with {end} at {name}")
        return end != 0
    finally:
        for path, text in before.items():
            path.write_bytes(text)


def main() -> None:
    pattern, *tests = sys.argv[1:]
    if end_of(tests) != 0:
        raise SystemExit("The tests must pass before a change is tried.")
    again = survivors(pattern)
    left = [name for name in again if not noticed(name, tests)]
    print(f"{len(again)} survived mutmut, {len(left)} of them survive again:")
    for name in left:
        print(run("mutmut", "show", name).stdout)


if __name__ == "__main__":
    main()
