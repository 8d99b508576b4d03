"""Run each notebook as a reader would who has nothing but the package.

    python publish/run_notebooks.py [--with "numpy==2.0.2" …] [--python PYTHON]

A fresh environment gets the wheel of the package and ipykernel, nothing else. Each
notebook then runs from top to bottom in another folder. An error, or a word on the
standard error, is a failure. ``--with`` adds requirements, ``--newest`` upgrades all
libraries to their newest versions, and ``--oldest`` takes the oldest ones that the
package allows.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from dist import wheel_in
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "_build" / "html" / "notebooks"


def oldest() -> list[str]:
    """Return the lowest version of each library that the package allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [name.replace(">=", "==") for name in project["dependencies"]]


def environment(folder: Path, requirements: list[str], python: str) -> Path:
    """Make an environment with the package from its wheel; return its Python."""
    # The libraries of this environment would be found before those of the new one.
    if python == sys.executable:
        venv.create(folder / "env", with_pip=True)
    else:
        subprocess.run([python, "-m", "venv", folder / "env"], check=True)
    scripts = "Scripts" if sys.platform == "win32" else "bin"
    inside = folder / "env" / scripts / "python"
    pip = [inside, "-m", "pip", "--quiet"]
    wheel = wheel_in(folder / "dist")
    subprocess.run([*pip, "install", wheel, "ipykernel", *requirements], check=True)
    return inside


class Manager(KernelManager):
    """Starts the kernel of a given Python."""

    python = ""

    @property
    def kernel_spec(self):
        """How to start it."""
        argv = [str(self.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def complaints(notebook) -> list[str]:
    """Return what the cells wrote to the standard error."""
    return [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr"
    ]


def run(path: Path, python: Path, folder: Path) -> str:
    """Run a notebook; return what went wrong, or nothing."""
    notebook = nbformat.read(path, 4)
    manager = type("Manager", (Manager,), {"python": python})()
    client = NotebookClient(
        notebook, km=manager, timeout=300, resources={"metadata": {"path": str(folder)}}
    )
    try:
        client.execute()
    except CellExecutionError as error:
        return str(error)
    return "\n".join(complaints(notebook))


def main() -> None:
    """Run all, and say which failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--with", dest="requirements", action="append", default=[])
    parser.add_argument("--oldest", action="store_true")
    parser.add_argument("--newest", action="store_true")
    parser.add_argument("--python", default=sys.executable)
    asked = parser.parse_args()
    requirements = asked.requirements + (oldest() if asked.oldest else [])
    if asked.newest:
        requirements += ["--upgrade", "--upgrade-strategy", "eager"]
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    if not paths:
        sys.exit(f"There are no notebooks in {NOTEBOOKS}: run make book first.")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        python = environment(Path(folder), requirements, asked.python)
        elsewhere = Path(folder) / "elsewhere"
        elsewhere.mkdir()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            said = pool.map(lambda path: run(path, python, elsewhere), paths)
            for path, wrong in zip(paths, said, strict=True):
                failed += bool(wrong)
                print(f"{path.name}: {wrong or 'runs'}", flush=True)
    sys.exit(f"{failed} of {len(paths)} notebooks fail" if failed else 0)


if __name__ == "__main__":
    main()
