"""Build the book without Jupyter Book, with the newest Sphinx, and test its pages.

    python publish/exit_check.py [--python PYTHON] [--tests few]

So the book does not depend on Jupyter Book 1: `jupyter-book config sphinx` writes the
settings for Sphinx, and a copy of the sources is built with them in an empty
environment, every cell run and every warning an error. Then the tests in browsers read
these pages; they need tests/requirements.txt. A few of them use each page once; the
others ask again what the pinned build was asked.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "tests" / "book"), str(Path(__file__).parent)]
from run_notebooks import environment  # noqa: E402
from the_book import copy_sources  # noqa: E402

REQUIREMENTS = Path(__file__).parent / "exit" / "requirements.txt"
# These read no pages of LOSSBOOK_HTML, or ask what only the pinned theme promises.
OTHER_TESTS = ("test_lite.py", "test_paper.py", "test_published.py", "test_weight.py")
# Each page is used as a whole: its menus, controls and search, then without scripts.
FEW = (
    "all_of_a_page_works or say_what_lossbook_computes or page_replies"
    " or without_javascript"
)
# Sphinx needs to know where the extensions of the book are. Those of Jupyter Book
# itself have nothing to do for web pages, and cannot be installed beside a new Sphinx.
OWN_SETTINGS = """
import sys

sys.path.insert(0, "_ext")
extensions = [
    name
    for name in extensions
    if name not in ("jupyter_book", "sphinx_jupyterbook_latex")
]
del use_jupyterbook_latex
"""


def write_settings(sources: Path) -> None:
    """Write conf.py, as Jupyter Book does and without it."""
    jupyter_book = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    subprocess.run(
        [jupyter_book, "config", "sphinx", sources],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    settings = sources / "conf.py"
    text = settings.read_text("utf-8") + OWN_SETTINGS
    settings.write_text(text, "utf-8")


def alone() -> dict[str, str]:
    """Return the environment variables without the places of other packages."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def build(sources: Path, python: Path) -> Path:
    """Build the pages; return their folder."""
    html = sources / "_build" / "html"
    sphinx = [python, "-m", "sphinx", "-W", "-n", "--keep-going", "--quiet"]
    subprocess.run(
        [*sphinx, "-b", "html", ".", html], cwd=sources, env=alone(), check=True
    )
    return html


def main() -> None:
    """Build, and run the tests."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--tests", choices=("all", "few"), default="all")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        sources = folder / "book"
        copy_sources(sources)
        try:
            newest = ["--requirement", str(REQUIREMENTS)]
            python = environment(folder, newest, asked.python)
            write_settings(sources)
            html = build(sources, python)
            subprocess.run(
                [
                    *(sys.executable, "-m", "pytest", "tests/book", "-m", "browser"),
                    *(("-k", FEW) if asked.tests == "few" else ()),
                    *("-n", "logical", "--dist", "worksteal"),
                    *("-o", "console_output_style=count"),
                    *(f"--ignore=tests/book/{name}" for name in OTHER_TESTS),
                ],
                cwd=ROOT,
                env=os.environ | {"LOSSBOOK_HTML": str(html)},
                check=True,
            )
        except subprocess.CalledProcessError as error:
            words = " ".join(map(str, error.cmd))
            sys.exit(f"The book needs Jupyter Book, since this failed: {words}")
    print("The book is the same book without Jupyter Book.")


if __name__ == "__main__":
    main()
