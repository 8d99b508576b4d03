"""Stubs for type checkers and editors: what the decorators make, in plain signatures.

``python tests/stubs.py`` writes them beside the modules. `test_stubs` compares them
with the functions.
"""

import importlib
import inspect
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = (
    "links",
    "information",
    "classification",
    "regression",
    "margin",
    "likelihood",
    "overlap",
    "ranking",
    "reweighted",
    "forecast",
)
HEAD = """\
# Written by tests/stubs.py.
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossbook._check import Floats

"""


def stub(name: str) -> str:
    """Return the stub of a module: the signatures of its public functions."""
    module = importlib.import_module(f"lossbook.{name}")
    listed = ",\n".join(f'    "{public}"' for public in module.__all__)
    functions = "".join(
        f"def {public}{signature(getattr(module, public))}: ...\n"
        for public in module.__all__
    )
    text = f"{HEAD}__all__ = [\n{listed},\n]\n\n{functions}"
    return "\n".join(line for line in text.split("\n") if not _unused(line, text))


def signature(function: object) -> str:
    """Return the signature of a function, with its annotations as they are written."""
    found = inspect.signature(function)
    parameters, starred = [], False
    for parameter in found.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            parameters.append("*")
            starred = True
        default = parameter.default
        given = "" if default is parameter.empty else f" = {default!r}"
        parameters.append(f"{parameter.name}: {parameter.annotation}{given}")
    return f"({', '.join(parameters)}) -> {found.return_annotation}"


def _unused(line: str, text: str) -> bool:
    """Tell whether a line imports what the stub does not need."""
    needs = {"import numpy as np": "np.", "from typing import Literal": "Literal["}
    return line in needs and needs[line] not in text


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    for name in MODULES:
        path = ROOT / "lossbook" / f"{name}.pyi"
        path.write_text(stub(name), encoding="utf-8")
