"""Make the part of the site in which the notebooks run: ``_build/lite``.

    python publish/lite.py

This is JupyterLite with a Python for browsers, Pyodide. All that a kernel needs to
start is beside it: Pyodide's core from npm, and the pure wheels of ``lite-wheels.txt``.

NumPy, Matplotlib and what they need are compiled for Pyodide, and no package index has
them. The browser of a reader loads them from Pyodide's public host. If the variable
LOSSBOOK_PYODIDE_WHEELS names a folder that has these wheels, they are put beside the
rest, and nothing is asked of another host.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from digests import digest
from dist import wheel_in
from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL, PYODIDE_VERSION
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent
BUILD = ROOT / "_build"
LITE = BUILD / "lite"
NOTEBOOKS = BUILD / "html" / "notebooks"
PYODIDE = HERE / "node_modules" / "pyodide"
WHEELS = HERE / "lite-wheels.txt"
LOCK = "pyodide-lock.json"
# The files of the npm package that a kernel loads.
CORE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
)
# What no package index has, with all that it needs in turn.
COMPILED = ("numpy", "matplotlib")
PYTHON = "3.14"
# One notebook on a page, the list of all, and what the menu of both leads to.
APPS = ("notebooks", "tree", "lab")
KERNEL = "@jupyterlite/pyodide-kernel-extension"
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appUrl": "./tree",
        "litePluginSettings": {f"{KERNEL}:kernel": {"disablePyPIFallback": True}},
    },
}


def run(*command, folder: Path | None = None) -> None:
    """Run a program, in a folder; stop where it fails, with what it said."""
    done = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        sys.exit(f"{done.stdout[-3000:]}\n{' '.join(map(str, command))} failed.")


def need(pyodide: Path, notebooks: Path) -> None:
    """Stop with a word where something is missing that others make."""
    if not any(notebooks.glob("*.ipynb")):
        sys.exit(f"There are no notebooks in {notebooks}: run make book first.")
    if not (pyodide / "package.json").exists():
        sys.exit(
            f"There is no Pyodide in {pyodide}: run npm ci --prefix publish first."
        )
    found = json.loads((pyodide / "package.json").read_text("utf-8"))["version"]
    if found != PYODIDE_VERSION:
        sys.exit(
            f"The kernel of JupyterLite needs Pyodide {PYODIDE_VERSION}, and "
            f"{pyodide} is {found}: correct publish/package.json."
        )


def closure(packages: dict, names) -> set[str]:
    """Return the keys of packages in Pyodide's list and of all that they need."""
    keys = {canonicalize_name(key): key for key in packages}
    found: set[str] = set()
    waiting = [keys[canonicalize_name(name)] for name in names]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            needed = map(canonicalize_name, packages[key]["depends"])
            waiting += [keys[name] for name in needed]
    return found


def is_beside(packages: dict, key: str, wheels: dict[str, Path]) -> bool:
    """Return whether a package of Pyodide's list is among the pure wheels."""
    return packages[key]["file_name"] in wheels


def filled(packages: dict, wheels: dict[str, Path], folder: Path) -> dict[str, Path]:
    """Return the compiled wheels that a maintainer has put into a folder.

    Stops with a word about each that is missing, or is not the one of Pyodide's list.
    """
    found, wrong = {}, []
    for key in sorted(closure(packages, COMPILED)):
        entry = packages[key]
        path = folder / entry["file_name"]
        if is_beside(packages, key, wheels):
            continue
        if not path.is_file():
            wrong.append(f"{path.name} is missing")
        elif digest(path) != entry["sha256"]:
            wrong.append(f"{path.name} is another file than Pyodide's list says")
        else:
            found[path.name] = path
    if wrong:
        lines = "\n".join(f"- {line}" for line in wrong)
        sys.exit(
            f"LOSSBOOK_PYODIDE_WHEELS is {folder}, and there\n{lines}\n"
            f"The archive of Pyodide {PYODIDE_VERSION} has these wheels."
        )
    return found


def list_of_packages(lock: dict, beside: dict[str, Path], outside: str) -> dict:
    """Return Pyodide's list for what is beside it.

    Parameters
    ----------
    lock : dict
        The list as Pyodide has it.
    beside : dict
        The wheels that are beside it, by their names. Those from an index are not
        packed as Pyodide packs them, so their digests are others.
    outside : str
        The address from which all other packages are loaded, or nothing. Then they
        are left out.
    """
    packages = {}
    for key, entry in lock["packages"].items():
        name = entry["file_name"]
        if name in beside:
            packages[key] = entry | {"sha256": digest(beside[name])}
        elif outside:
            packages[key] = entry | {"file_name": f"{outside}/{name}"}
    return lock | {"packages": packages}


def fill_pyodide(
    target: Path, pyodide: Path, wheels: dict[str, Path], folder: Path | None
) -> list[Path]:
    """Copy Pyodide and its wheels; return the wheels that its list does not have."""
    lock = json.loads((pyodide / LOCK).read_text("utf-8"))
    packages = lock["packages"]
    known = {entry["file_name"] for entry in packages.values()}
    beside = {name: path for name, path in wheels.items() if name in known}
    missing = [
        packages[key]["file_name"]
        for key in closure(packages, ("micropip", "ipython", "jedi"))
        if not is_beside(packages, key, wheels)
    ]
    if missing:
        sys.exit(
            f"A kernel cannot start without {', '.join(sorted(missing))}: "
            f"correct {WHEELS.name}."
        )
    if folder:
        beside |= filled(packages, wheels, folder)
    target.mkdir(parents=True)
    for path in [*(pyodide / name for name in CORE), *beside.values()]:
        shutil.copyfile(path, target / path.name)
    written = list_of_packages(lock, beside, "" if folder else PYODIDE_CDN_URL)
    (target / LOCK).write_text(json.dumps(written), "utf-8")
    return [path for name, path in wheels.items() if name not in known]


def load_wheels(cache: Path) -> dict[str, Path]:
    """Load the pure wheels, unless they are there, and return them by their names."""
    stamp = cache / WHEELS.name
    if not stamp.exists() or stamp.read_bytes() != WHEELS.read_bytes():
        shutil.rmtree(cache, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download"]
        only = ["--no-deps", "--only-binary=:all:", "--python-version", PYTHON]
        run(*pip, *only, "--require-hashes", "--dest", cache, "--requirement", WHEELS)
        shutil.copyfile(WHEELS, stamp)
    return {path.name: path for path in sorted(cache.glob("*.whl"))}


def build(folder: Path, pyodide: Path, wheels: Path | None) -> Path:
    """Build JupyterLite in an empty folder, and return where it is."""
    source, output = folder / "lite", folder / "output"
    pure = load_wheels(BUILD / "lite-wheels")
    others = fill_pyodide(source / "static" / "pyodide", pyodide, pure, wheels)
    (source / "pypi").mkdir()
    for path in [*others, wheel_in(folder / "wheel")]:
        shutil.copy(path, source / "pypi")
    (source / "files").mkdir()
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        # Texts in one piece: JupyterLab's list of contents needs outputs like that.
        notebook = nbformat.read(path, nbformat.NO_CONVERT)
        text = nbformat.writes(notebook, nbformat.NO_CONVERT, split_lines=False)
        (source / "files" / path.name).write_text(text, "utf-8", newline="\n")
    (source / "jupyter-lite.json").write_text(json.dumps(SETTINGS), "utf-8")
    # The kernel, and the sliders; not what else this environment may have.
    kernel = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / KERNEL
    (sliders,) = (path for path in others if path.name.startswith("jupyterlab_widgets"))
    config = {
        "LiteBuildConfig": {
            "ignore_sys_prefix": ["federated_extensions"],
            "federated_extensions": [str(kernel), str(sliders)],
            "contents": ["files"],
            "apps": APPS,
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            "output_dir": str(output),
        }
    }
    (source / "jupyter_lite_config.json").write_text(json.dumps(config), "utf-8")
    # It keeps a record of what it has done in the folder in which it is started.
    run(sys.executable, "-m", "jupyterlite_core", "build", folder=source)
    return output


def main() -> None:
    """Build, and say where it is."""
    named = os.environ.get("LOSSBOOK_PYODIDE_WHEELS", "")
    folder = Path(named) if named else None
    if folder and not folder.is_dir():
        sys.exit(f"LOSSBOOK_PYODIDE_WHEELS must be a folder, got {named!r}")
    need(PYODIDE, NOTEBOOKS)
    try:
        with tempfile.TemporaryDirectory(dir=BUILD) as work:
            output = build(Path(work), PYODIDE, folder)
            shutil.rmtree(LITE, ignore_errors=True)
            shutil.move(output, LITE)
    except OSError as error:
        sys.exit(f"Cannot read or write {error.filename}: {error.strerror}.")
    size = sum(path.stat().st_size for path in LITE.rglob("*") if path.is_file())
    print(f"The notebooks with Python for browsers: {LITE} ({size / 1e6:.0f} MB)")


if __name__ == "__main__":
    main()
