"""Put together all that is published, ready to be served: ``_build/site``.

    python publish/assemble_site.py [--without pdf lite offline]

The parts are made by their own scripts. A page of the site links to the parts that are
there and to no other.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from digests import checksums

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "_ext"))
from address import address  # noqa: E402
from downloads import FILES, FOLDER  # noqa: E402

BUILD = ROOT / "_build"
SITE = BUILD / "site"
HERE = Path(__file__).parent
PARTS = ("pdf", "lite", "offline")


def run(script: str) -> None:
    """Run one of the scripts; stop where it fails."""
    finished(start(script))


def start(script: str) -> subprocess.Popen:
    """Start one of the scripts."""
    return subprocess.Popen([sys.executable, HERE / f"{script}.py"])


def finished(process: subprocess.Popen) -> None:
    """Wait for a script; stop where it failed, which has said why."""
    if process.wait():
        sys.exit(f"{Path(process.args[1]).name} failed: the site is not complete.")


def build(parts: list[str]) -> None:
    """Write the pages."""
    shutil.rmtree(SITE, ignore_errors=True)
    jupyter_book = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    command = [jupyter_book, "build", ROOT, "-W", "-n", "--keep-going", "--quiet"]
    built = subprocess.run(
        [*command, "--builder", "custom", "--custom-builder", "site"],
        env=os.environ | {"LOSSBOOK_PARTS": " ".join(parts)},
    )
    if built.returncode:
        sys.exit("The pages of the site could not be built.")


def copy_parts(parts: list[str]) -> None:
    """Put the parts beside the pages."""
    downloads = SITE / FOLDER
    downloads.mkdir(exist_ok=True)
    for part, file, _ in FILES:
        if part in parts:
            shutil.copy(BUILD / file, downloads)
    if "lite" in parts:
        shutil.copytree(BUILD / "lite", SITE / "lite")
    said = checksums(downloads.iterdir())
    (downloads / "SHA256SUMS").write_text(said, "utf-8", newline="\n")


def main() -> None:
    """Make the parts and the pages."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--without", nargs="+", choices=PARTS, default=[])
    without = parser.parse_args().without
    parts = [part for part in PARTS if part not in without]
    # JupyterLite needs no Sphinx, so it is made beside the rest.
    lite = start("lite") if "lite" in parts else None
    for part in parts:
        if part != "lite":
            run(part)
    if lite:
        finished(lite)
    build(parts)
    copy_parts(parts)
    if address().site:
        run("cards")
    files = [path for path in SITE.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"The site: {SITE} ({len(files)} files, {size:.0f} MB)")


if __name__ == "__main__":
    main()
