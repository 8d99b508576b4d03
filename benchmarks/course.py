"""How long a class of 300 takes to be graded, and how much memory.

    python benchmarks/course.py [--students 300] [--homework hw1]

Half of the class hands in the solutions, the others one of several mistakes. The class
is graded by the command, as a teacher does, with two jobs; then once more, killed half
way and started again. All that both runs wrote must be equal.
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from lossbook.course.homework import ANSWER, kind_of, read_homework
from lossbook.course.notebooks import as_text, release, solutions

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "lossbook.course.cli"]
LOOK_EVERY = 0.2  # seconds


def hand_in(folder: Path, homework, students: int) -> None:
    """Write the notebooks: every other one has a stub in place of one answer."""
    solved, stubs = solutions(homework), release(homework)
    texts = [as_text(solved)]
    for number, cell in enumerate(solved.cells):
        if kind_of(cell) == ANSWER:
            notebook = json.loads(as_text(solved))
            notebook["cells"][number]["source"] = stubs.cells[number].source
            texts.append(json.dumps(notebook))
    for student in range(students):
        text = texts[0] if student % 2 else texts[1 + student // 2 % (len(texts) - 1)]
        path = folder / f"s{student:03d}" / homework.name / f"{homework.name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")


def grade(arguments: list[str], until: Path | None = None, count: int = 0):
    """Run the command; return seconds and the most bytes of all its processes.

    It is killed when a folder has so many files.
    """
    start, most = time.perf_counter(), 0
    command = [*COMMAND, "grade", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    ) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            memory = 0
            for one in [watched, *watched.children(recursive=True)]:
                try:
                    memory += one.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            most = max(most, memory)
            if until is not None and len(list(until.glob("*.json"))) >= count:
                os.kill(process.pid, signal.SIGKILL)
            time.sleep(LOOK_EVERY)
    return time.perf_counter() - start, most


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--homework", default="hw1")
    asked = parser.parse_args()
    source = ROOT / "assignments" / asked.homework
    homework = read_homework(source)
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        hand_in(folder / "submitted", homework, asked.students)
        secret = folder / "secret"
        secret.write_bytes(os.urandom(32))
        secret.chmod(0o600)
        base = [str(source), str(folder / "submitted"), "--secret", str(secret)]
        tables = []
        for name in ("whole", "killed"):
            arguments = [*base, "--jobs", "2", "--to", str(folder / name)]
            graded = folder / name / "graded" / homework.name
            if name == "killed":
                seconds, _ = grade(arguments, graded / "results", asked.students // 2)
                kept = {p: p.stat().st_mtime_ns for p in graded.glob("results/*.json")}
                print(f"killed after {seconds:.0f} s with {len(kept)} students graded")
            seconds, most = grade(arguments)
            print(
                f"{name}: {asked.students} submissions in {seconds:.0f} s; at most "
                f"{most / 1e6:.0f} MB in all processes"
            )
            tables.append((graded / "grades.csv").read_text("utf-8"))
        again = sum(path.stat().st_mtime_ns != then for path, then in kept.items())
        print(f"graded twice: {again}; tables equal: {tables[0] == tables[1]}")
        seconds, _ = grade(arguments)
        print(f"once more, with nothing to do: {seconds:.0f} s")


if __name__ == "__main__":
    main()
