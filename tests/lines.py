"""The lines of `lossbook.identities`, evaluated."""

from typing import Any

import numpy as np

import lossbook as lb
from lossbook.identities import IDENTITIES


def value(name: str, given: dict[str, Any]) -> Any:
    """Return what the line of a row computes, of those inputs that it takes."""
    row = IDENTITIES[name]
    inputs = {key: given[key] for key in row.takes}
    return eval(row.code, {"lb": lb, "np": np, **inputs})
