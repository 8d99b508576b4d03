"""The folder that a sandbox sees: the job, the runner, and a package without losses."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import lossbook
from lossbook.course import protocol, runner
from lossbook.exercises import outcome

__all__ = ["write_folder"]

# What a homework may use of the package. None of them holds a loss.
HARMLESS = ("_check.py", "_rows.py", "datasets.py", "descent.py")
# What makes formulas public: needed by each module that a homework allows besides.
FORM = tuple(
    f"_{name}.py"
    for name in ("class_kinds", "docstring", "exact", "form", "kinds", "where")
)

STUB = '''"""What there is of lossbook while a homework is graded."""

import importlib

ALLOWED = {allowed}


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    for module in ALLOWED:
        found = importlib.import_module(f"lossbook.{{module}}")
        if name in found.__all__:
            return getattr(found, name)
    raise AttributeError(
        f"lossbook.{{name}} is not here while a homework is graded: it may be what you "
        "are asked to write"
    )
'''


def write_folder(folder: Path, job: Mapping[str, Any], allowed: Sequence[str]) -> None:
    """Write everything that is bound into a sandbox.

    Parameters
    ----------
    folder : Path
        An empty folder.
    job : mapping
        What the runner reads: cells, calls and limits.
    allowed : sequence of str
        Further modules of the package, such as ``"links"``, that students may import.
    """
    package, whole = folder / "lossbook", Path(lossbook.__file__).parent
    for name in ("course", "exercises"):
        (package / name).mkdir(parents=True)
        (package / name / "__init__.py").touch()
    stub = STUB.format(allowed=tuple(allowed))
    (package / "__init__.py").write_text(stub, "utf-8")
    further = (*FORM, *(f"{module}.py" for module in allowed)) if allowed else ()
    for name in (*HARMLESS, *further):
        shutil.copy(whole / name, package)
    shutil.copytree(whole / "data", package / "data")
    shutil.copy(outcome.__file__, package / "exercises")
    shutil.copy(protocol.__file__, package / "course")
    shutil.copy(runner.__file__, folder)
    (folder / "job.json").write_text(json.dumps(job), "utf-8")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
