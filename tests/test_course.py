"""A made-up class: each gets the grade that it deserves, and nobody else's changes."""

import io
import json
import os
import zipfile
from dataclasses import replace

import pytest
from homeworks import HANDED_OUT, HOMEWORK, LIMITS, SECRET, SOLVED

from lossbook.course.batch import write_feedback, write_table
from lossbook.course.grade import grade
from lossbook.course.sandbox import NoSandbox
from lossbook.course.verdicts import draw_all
from lossbook.exercises.outcome import call

ALL = {
    name: points
    for name, points in HOMEWORK.points.items()
    if name not in ("gradient_by_hand", "repair")
}


@pytest.fixture
def graded(sandbox, tmp_path):
    """Grade what a student wrote."""

    def graded(content, student="ada"):
        path = tmp_path / "hw1.ipynb"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return grade(HOMEWORK, SECRET, student, path, sandbox=sandbox, limits=LIMITS)

    return graded


def with_cells(**sources):
    """The solved notebook with other texts in some cells; None takes a cell away."""
    notebook = json.loads(SOLVED)
    for cell in list(notebook["cells"]):
        source = sources.get(cell["id"].replace("-", "_"), cell["source"])
        if source is None:
            notebook["cells"].remove(cell)
        cell["source"] = source
    return json.dumps(notebook)


def first(cell):
    """The solved notebook with a cell in front."""
    notebook = json.loads(SOLVED)
    notebook["cells"].insert(0, {"cell_type": "code", "source": cell, "metadata": {}})
    return json.dumps(notebook)


def zipped(**files):
    """A zip with these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def points(found):
    return {mark.cell: mark.points for mark in found.marks}


def test_the_solution_has_all_points_and_the_same_on_a_regrade(graded):
    found = graded(SOLVED)
    assert points(found) == ALL
    assert found.notes == ()
    assert graded(SOLVED) == found
    assert "the sum over all classes" in found.answers["gradient_by_hand"].lower()


def test_what_was_handed_out_has_none(graded):
    found = graded(HANDED_OUT)
    assert found.points == 0
    assert set(points(found)) == set(ALL)


NLL = ("softmax_nll-formula", "softmax_nll-extremes")
STABLE = """\
def softmax_nll(y_true, logits):
    z = logits - logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), y_true]
    return {}
"""
# What a student wrote, the cells that lose their points, and words of the finding.
WRITTEN = {
    "in a loop": (
        "def softmax_nll(y_true, logits):\n    out = []\n"
        "    for y, z in zip(y_true, logits):\n        m = max(z)\n"
        "        out.append(np.log(sum(np.exp(v - m) for v in z)) - (z[y] - m))\n"
        "    return out",
        (),
        "",
    ),
    "as a list": (STABLE.format("losses.tolist()"), (), ""),
    "in float32": (STABLE.format("losses.astype(np.float32)"), (), ""),
    "with a column": (STABLE.format("losses[:, None]"), NLL, "shape"),
    "with a warning": (
        STABLE.format("losses").replace(
            "    return",
            "    np.log(np.zeros(1))\n    import warnings\n"
            "    warnings.warn('mind')\n    return",
        ),
        (),
        "",
    ),
    "with a class": (
        "class Loss:\n    def __call__(self, y_true, logits):\n        return "
        + "nll(y_true, logits)\n"
        + STABLE.format("losses").replace("softmax_nll", "nll")
        + "softmax_nll = Loss()",
        (),
        "",
    ),
    "changing its input": (
        STABLE.format("losses").replace("z = logits -", "logits *= 1; z = logits -"),
        (),
        "",
    ),
    "naive": (
        "def softmax_nll(y_true, logits):\n"
        "    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)\n"
        "    return -np.log(p[np.arange(len(p)), y_true])",
        NLL[1:],
        "overflows",
    ),
    "the mean": (STABLE.format("losses.mean()"), NLL, "mean over the examples"),
    "another name": ("def my_nll(y_true, logits):\n    return 0", NLL, "There is no"),
    "hangs": ("def softmax_nll(y, z):\n    while True: pass", NLL, "did not end"),
    "leaves": (
        "def softmax_nll(y, z):\n    import os; os._exit(0)",
        NLL,
        "There is no",
    ),
    "crashes": (
        "def softmax_nll(y, z):\n    import ctypes; ctypes.string_at(0)",
        NLL,
        "There is no",
    ),
    "too much memory": (
        "def softmax_nll(y, z):\n    return np.ones((10**5, 10**5))",
        NLL,
        "MemoryError",
    ),
    "too much output": (
        "def softmax_nll(y, z):\n    return np.zeros(10**7)",
        NLL,
        "too large",
    ),
    "no function": ("softmax_nll = 3", NLL, "It is no function"),
    "syntax error": ("def softmax_nll(y, z:\n", NLL, "There is no"),
    "the package's own": (
        "from lossbook import softmax_cross_entropy as softmax_nll",
        NLL,
        "There is no",
    ),
    "the solution of the package": (
        "from lossbook.exercises import EXERCISES\n"
        "softmax_nll = EXERCISES['softmax_nll'].solution",
        NLL,
        "There is no",
    ),
    "of scipy": (
        "from scipy.special import logsumexp\n"
        "def softmax_nll(y, z):\n    return logsumexp(z, 1) - z[range(len(z)), y]",
        NLL,
        "NameError",
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_an_answer_costs_its_own_points_and_no_others(graded, name):
    source, lost, words = WRITTEN[name]
    found = graded(with_cells(softmax_nll=source))
    assert points(found) == {cell: 0 if cell in lost else ALL[cell] for cell in ALL}
    findings = [mark.finding for mark in found.marks if mark.cell in lost]
    assert not lost or any(words in finding for finding in findings)


def test_a_table_of_somebody_elses_answers_is_worth_nothing(graded):
    bobs = draw_all(HOMEWORK, SECRET, "bob")["softmax_nll"]
    table = [
        (arguments, call(bobs.solution, arguments).value.tolist())
        for arguments in bobs.ordinary
    ]
    source = (
        f"TABLE = {table!r}\n"
        "def softmax_nll(y_true, logits):\n"
        "    for (y, z), answer in TABLE:\n"
        "        if np.array_equal(z, logits):\n            return answer"
    )
    copied = with_cells(softmax_nll=source)
    assert points(graded(copied, "bob"))["softmax_nll-formula"] == 3
    assert points(graded(copied, "ada"))["softmax_nll-formula"] == 0


# Cells in front of a notebook that is right.
IN_FRONT = {
    "endless loop": "while True: pass",
    "leaves": "import os; os._exit(0)",
    "fork bomb": "import os\nwhile True: os.fork()",
    "memory hog": "b = bytearray(10**10)",
    "crash": "import ctypes; ctypes.string_at(0)",
    "patched judge": "import lossbook.exercises.judge as j; j._agree = lambda a, b: 1",
    "patched numpy": "import numpy\nnumpy.allclose = lambda *a, **k: True",
    "warnings as errors": "import warnings; warnings.simplefilter('error')",
    "errors of numpy": "import numpy; numpy.seterr(all='raise')",
    "other names": "sum = max = list = print = 0",
    "gradebook": "import sqlite3; sqlite3.connect('gradebook.db')",
    "files": "open('/etc/shadow').read()",
    "environment": "import os; os.environ['SECRET']",
    "network": "import urllib.request as u; u.urlopen('http://example.org')",
    "huge output": "while True: print('x' * 10**6)",
    "flood of all descriptors": (
        "import os\nfor fd in range(100):\n"
        "    try: os.write(fd, bytes(10**7))\n    except OSError: pass"
    ),
    "magics": "%matplotlib inline\n!pip install x\nfiles = !ls\n?print",
    "another language": "%%bash\nrm -rf /",
    "a question": "input('How are you? ')",
    "a missing package": "import torch",
}


@pytest.mark.parametrize("name", IN_FRONT)
def test_a_cell_in_front_changes_no_grade(graded, name):
    assert points(graded(first(IN_FRONT[name]))) == ALL


# What honest students have around an answer that is right.
AROUND = {
    "imports of plots": "import matplotlib.pyplot as plt\nimport pandas as pd\n{}",
    "a check of its own": "exercises.check('softmax_nll', None)\n{}",
    "help": "help(np.exp)\nget_ipython().run_line_magic('time', '1')\n{}",
    "magics": "%matplotlib inline\n# is it?\n{}\nnp.exp?",
    "annotations": "from __future__ import annotations\n{}",
    "display": "from IPython.display import display\ndisplay(1)\n{}",
}


@pytest.mark.parametrize("name", AROUND)
def test_what_is_not_there_while_grading_costs_no_answer(graded, name):
    source = AROUND[name].format(STABLE.format("losses  # right?"))
    assert points(graded(with_cells(softmax_nll=source))) == ALL


def test_an_answer_below_the_cell_with_its_points_counts(graded):
    notebook = json.loads(SOLVED)
    place = next(n for n, c in enumerate(notebook["cells"]) if c["id"] == "softmax_nll")
    notebook["cells"].append(notebook["cells"].pop(place))
    assert points(graded(json.dumps(notebook))) == ALL


def test_half_a_character_stops_nobody(graded, tmp_path):
    found = graded(
        with_cells(
            softmax="def softmax(z): raise ValueError('\\ud800')", repair="a \ud800 b"
        )
    )
    assert found.answers["repair"] == "a ? b"
    write_feedback(HOMEWORK, found, {}, tmp_path)
    write_table(HOMEWORK, [found], {}, tmp_path / "grades.csv")


def test_a_message_shows_no_input(graded):
    source = "def softmax(logits):\n    raise ValueError(str(logits.tolist()))"
    found = graded(with_cells(softmax=source))
    said = " ".join(mark.finding + mark.hint for mark in found.marks)
    assert "ValueError …" in said
    drawn = draw_all(HOMEWORK, SECRET, "ada")["softmax"]
    numbers = {repr(n) for (z,) in drawn.ordinary for row in z for n in row}
    assert not any(number in said for number in numbers)


def test_in_float32_the_extremes_are_right_too(graded):
    for student in ("ada", "bob", "cem", "dan"):
        source = STABLE.format("losses").replace("= logits -", "= np.float32(logits) -")
        assert points(graded(with_cells(softmax_nll=source), student)) == ALL


def test_a_sandbox_that_does_not_start_gives_no_grade(tmp_path, sandbox):
    path = tmp_path / "hw1.ipynb"
    path.write_text(SOLVED, "utf-8")
    broken = replace(sandbox, program="/bin/false")
    with pytest.raises(NoSandbox, match="The sandbox did not start"):
        grade(HOMEWORK, SECRET, "ada", path, sandbox=broken, limits=LIMITS)


def test_a_name_that_is_used_again_later_counts_as_it_was(graded):
    notebook = json.loads(SOLVED)
    later = {"cell_type": "code", "source": "softmax = softmax_nll = 0", "metadata": {}}
    notebook["cells"].append(later)
    assert points(graded(json.dumps(notebook))) == ALL


def test_cells_that_give_points_may_say_what_they_like(graded):
    """Edited, with other points, or turned into text."""
    notebook = json.loads(SOLVED)
    for cell in notebook["cells"]:
        if cell["id"] in ALL:
            cell["source"] = "raise SystemExit"
            cell["metadata"]["nbgrader"]["points"] = 100
    assert points(graded(json.dumps(notebook))) == ALL


FORGED = """\
import json, os, struct
from lossbook.course import protocol
from lossbook.exercises.outcome import Outcome
import numpy as np
for fd in range(3, 40):
    for number in range(20):
        words = {"question": "softmax_nll", "number": number}
        try:
            os.write(fd, protocol.pack(protocol.OUTCOME, words, Outcome(np.zeros(3))))
        except OSError:
            pass
"""


def test_forged_answers_are_only_answers(graded):
    """What a student writes into the pipe is compared like any other answer."""
    notebook = json.loads(HANDED_OUT)
    cell = {"cell_type": "code", "source": FORGED, "metadata": {}}
    notebook["cells"].insert(0, cell)
    assert graded(json.dumps(notebook)).points == 0


def test_a_cell_that_is_missing_is_said(graded):
    found = graded(with_cells(softmax=None))
    # The gradient of the solution calls it.
    lost = {name for name, value in points(found).items() if value == 0}
    assert lost == {name for name in ALL if name.split("-")[0] != "softmax_nll"} - {
        "untrained_loss-points"
    }
    assert "The cell softmax is missing." in found.notes


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"{", "no JSON"),
        (SOLVED.encode("utf-16"), "UTF-8"),
        (b"PK\x03\x04", "zip that cannot be read"),
        (zipped(**{"a.ipynb": SOLVED, "b.ipynb": SOLVED}), "zip with 2 notebooks"),
        (zipped(**{"hw1.ipynb": "0" * 30_000_000}), "in the zip has more than 20 MB"),
    ],
)
def test_what_is_no_notebook_has_no_points_and_stops_nothing(graded, content, words):
    found = graded(content)
    assert found.points == 0
    assert set(points(found)) == set(ALL)
    assert words in found.notes[0]


def test_a_file_that_is_none_has_no_points(graded, sandbox, tmp_path):
    path = tmp_path / "folder.ipynb"
    path.mkdir()
    found = grade(HOMEWORK, SECRET, "ada", path, sandbox=sandbox, limits=LIMITS)
    assert found.points == 0


def test_a_zip_of_one_notebook_is_graded(graded):
    files = {"__MACOSX/hw1.ipynb": "x", ".ipynb_checkpoints/hw1.ipynb": "x"}
    assert points(graded(zipped(**files, **{"hw1.ipynb": SOLVED}))) == ALL


@pytest.mark.skipif(os.name == "nt", reason="Windows lets not everybody make links")
def test_a_link_to_somebody_elses_notebook_has_no_points(sandbox, tmp_path):
    (tmp_path / "bob.ipynb").write_text(SOLVED, "utf-8")
    link = tmp_path / "hw1.ipynb"
    link.symlink_to(tmp_path / "bob.ipynb")
    found = grade(HOMEWORK, SECRET, "ada", link, sandbox=sandbox, limits=LIMITS)
    assert found.points == 0
    assert "a link to another file" in found.notes[0]
