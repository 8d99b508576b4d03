"""Build the package as it is uploaded, and try it where there is nothing else.

    python publish/dist.py [--untried]

The wheel and the source archive are built from a copy of the tracked files, so that
nothing is written beside the sources and nothing else gets in. The same sources give
the same bytes. Then the wheel is installed in an empty environment, and the tests from
the source archive run there. ``--untried`` leaves that out.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from datetime import UTC, datetime
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "_ext"), str(ROOT / "tests" / "book")]
from address import Address, address  # noqa: E402
from the_book import copy_sources  # noqa: E402

DIST = ROOT / "_build" / "dist"
# Most of the time goes to these, and nothing in them depends on what is in the wheel.
LEFT_OUT = (
    *("test_accuracy*.py", "test_answers.py", "test_catalogue.py", "test_chapter_*.py"),
    *("test_course.py", "test_course_draws.py", "test_course_sandbox.py"),
    *("test_course_other_user.py", "test_course_quiz.py", "test_exercises*.py"),
    *("test_gallery*.py", "test_plots*.py", "test_regression.py"),
)
# What the tests take from the environment of the book.
FROM_THE_BOOK = ("beautifulsoup4", "jupytext", "psutil", "tqdm")
LINK = re.compile(r"(!?)\[([^]]*)\]\((?!https?:|#)([^)\s]+)\)")


def date_of_release(citation: str) -> str:
    """Return the seconds that stand for the date in CITATION.cff."""
    date = yaml.safe_load(citation)["date-released"]
    return str(int(datetime(date.year, date.month, date.day, tzinfo=UTC).timestamp()))


def outward(readme: str, version: str, repository: str) -> str:
    """Make the links of README.md right for a page of the package index.

    They lead to the files of the release. Without an address of the repository they
    become words, and images are left out.
    """

    def replace(link: re.Match) -> str:
        image, words, file = link.groups()
        if repository:
            kind = "raw" if image else "blob"
            return f"{image}[{words}]({repository}/{kind}/v{version}/{file})"
        return "" if image else words

    return LINK.sub(replace, readme)


def urls(found: Address) -> str:
    """Return the table of addresses for pyproject.toml."""
    named = {"Documentation": found.site}
    if found.repository:
        named["Source"] = found.repository
        named["Issues"] = f"{found.repository}/issues"
        named["Changelog"] = f"{found.repository}/blob/main/CHANGELOG.md"
    lines = [f'{name} = "{url}"' for name, url in named.items() if url]
    return "\n".join(["", "[project.urls]", *lines, ""]) if lines else ""


def citation_urls(found: Address) -> str:
    """Return the lines with the addresses for CITATION.cff."""
    named = {"url": found.site, "repository-code": found.repository}
    return "".join(f"{name}: {url}\n" for name, url in named.items() if url)


def put_in_addresses(folder: Path, found: Address) -> None:
    """Let the copied sources say where the book and its source are."""
    citation = folder / "CITATION.cff"
    text = citation.read_text("utf-8")
    citation.write_text(text + citation_urls(found), "utf-8", newline="\n")
    project = folder / "pyproject.toml"
    text = project.read_text("utf-8")
    project.write_text(text + urls(found), "utf-8", newline="\n")
    readme = folder / "README.md"
    version = str(yaml.safe_load(citation.read_text("utf-8"))["version"])
    text = outward(readme.read_text("utf-8"), version, found.repository)
    readme.write_text(text, "utf-8", newline="\n")


def build(dist: Path, found: Address, *kinds: str) -> None:
    """Write the wheel and the source archive, or only the kind that is asked for."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        try:
            copy_sources(folder)
        except (FileNotFoundError, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", None) or error
            sys.exit(f"The list of tracked files comes from git, which says: {said}")
        put_in_addresses(folder, found)
        # An archive keeps the rights of a file, which are those of one machine.
        for path in folder.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        citation = (folder / "CITATION.cff").read_text("utf-8")
        command = [sys.executable, "-m", "build", "--no-isolation"]
        subprocess.run(
            [*command, "--outdir", dist, *kinds, "."],
            cwd=folder,
            env=os.environ | {"SOURCE_DATE_EPOCH": date_of_release(citation)},
            stdout=subprocess.DEVNULL,
            check=True,
        )


def wheel_in(folder: Path) -> Path:
    """Build the wheel alone, for an environment of its own; return its path."""
    build(folder, address(), "--wheel")
    (wheel,) = folder.glob("lossbook-*.whl")
    return wheel


def check(wheel: Path, archive: Path) -> None:
    """Look at both as the package index does."""
    twine = [sys.executable, "-m", "twine", "check", "--strict"]
    subprocess.run([*twine, wheel, archive], check=True)
    subprocess.run([sys.executable, "-m", "check_wheel_contents", wheel], check=True)


def pins() -> str:
    """Return the versions with which the book is built."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if "==" in line)


def try_out(wheel: Path, archive: Path) -> None:
    """Run the tests of the source archive with the installed wheel."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        venv.create(folder / "env", with_pip=True)
        scripts = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
        (folder / "pins.txt").write_text(pins(), "utf-8")
        tools = ROOT / "tests" / "requirements.txt"
        pip = [scripts / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run(
            [*pip, "-c", folder / "pins.txt", "-r", tools, *FROM_THE_BOOK, wheel],
            check=True,
        )
        # Python 3.11.2, which Debian 12 has, knows no filters.
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        with tarfile.open(archive) as packed:
            packed.extractall(folder, **safely)
        (sources,) = folder.glob("lossbook-*")
        # What is imported now can only be the installed package.
        shutil.rmtree(sources / "lossbook")
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        subprocess.run(
            [
                *(scripts / "pytest", "-n", "logical", "--dist", "worksteal"),
                *("-o", "console_output_style=count", "-p", "no:cacheprovider"),
                *(f"--ignore-glob=tests/{name}" for name in LEFT_OUT),
                *("tests", "README.md", "--pyargs", "lossbook"),
            ],
            cwd=sources,
            env=environment,
            check=True,
        )


def main() -> None:
    """Build, check and try the package."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--untried", action="store_true")
    untried = parser.parse_args().untried
    try:
        shutil.rmtree(DIST, ignore_errors=True)
        DIST.mkdir(parents=True)
    except OSError as error:
        sys.exit(f"Cannot write to {error.filename}: {error.strerror}.")
    build(DIST, address())
    (wheel,), (archive,) = DIST.glob("*.whl"), DIST.glob("*.tar.gz")
    try:
        check(wheel, archive)
        if not untried:
            try_out(wheel, archive)
    except subprocess.CalledProcessError as error:
        words = " ".join(map(str, error.cmd))
        sys.exit(f"The package must not be uploaded, since this failed: {words}")
    print(f"The package: {wheel}", f"its sources: {archive}", sep="\n")


if __name__ == "__main__":
    main()
