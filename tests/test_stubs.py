"""What a type checker and an editor see: the public names, arguments and knobs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import stubs

import lossbook as lb

PACKAGE = Path(lb.__file__).parent


@pytest.mark.parametrize("name", stubs.MODULES)
def test_a_stub_is_what_the_functions_are(name):
    written = (PACKAGE / f"{name}.pyi").read_text(encoding="utf-8")
    assert written == stubs.stub(name), "run python tests/stubs.py"


RIGHT = """
import numpy as np
import lossbook as lb
from lossbook.regression import huber

truth, prediction = np.zeros(3), [1.0, 2.0, 3.0]
cost: float = huber(truth, prediction, delta=2.0, where=[True, True, False]).mean()
slope = lb.softmax_cross_entropy_grad([0, 1], [[1.0, 2.0], [2.0, 1.0]])
total: float = slope.sum() + lb.huber(y_true=0.0, y_pred=1.0)
value, grad = lb.value_and_grad(lb.huber, 0.0, 3.0, delta=0.5)
p = lb.softmax([1.0, 2.0], axis=0)
lb.gaussian_nll([0.0], [1.0], scale=[2.0])
lb.focal([0, 1], [0.5, -0.5], gamma=1.0)
lb.multiclass_hinge([0], [[1.0, 2.0]], kind="crammer-singer")
row = lb.CATALOGUE["huber"]
print(cost, total, value, grad, p, row.name, lb.entropy(p, base=2))
"""
WRONG = """
import lossbook as lb

lb.huber([0.0], [1.0], 2.0)
lb.huber([0.0], [1.0], beta=2.0)
lb.huber([0.0])
lb.huber([0.0], [1.0], delta="wide")
lb.hinge([1], y_pred=[1.0])
lb.softmax([1.0, 2.0], axis=None)
"""


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What mypy says of a script that is right, and of one that is wrong."""
    pytest.importorskip("mypy", reason="this environment has no type checker")
    folder = tmp_path_factory.mktemp("typed")
    for name, text in (("right.py", RIGHT), ("wrong.py", WRONG)):
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary"]
    command += ["--cache-dir", str(folder / "cache"), "right.py", "wrong.py"]
    done = subprocess.run(
        command,
        cwd=folder,
        env=_with_package(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert not done.stderr, done.stderr
    return done.stdout.splitlines()


def _with_package():
    """Return the environment in which mypy finds the package."""
    if PACKAGE.parent.name == "site-packages":  # there mypy looks by itself
        return dict(os.environ)
    return {**os.environ, "MYPYPATH": str(PACKAGE.parent)}


def test_a_script_that_is_right_is_accepted(complaints):
    assert [line for line in complaints if "wrong.py" not in line] == []


def test_each_mistake_is_seen(complaints):
    lines = {int(line.split(":")[1]) for line in complaints if "wrong.py" in line}
    last = len(WRONG.splitlines())
    assert lines >= set(range(4, last + 1))


def test_every_public_function_of_a_loss_is_in_a_stub():
    functions = {name for name in lb.__all__ if name not in ("CATALOGUE", "diagnose")}
    stubbed = {
        name
        for module in stubs.MODULES
        for name in __import__(f"lossbook.{module}", fromlist=["_"]).__all__
    }
    assert functions - stubbed == {"value_and_grad"}
