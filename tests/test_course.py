"""A made-up class: each gets the grade that it deserves, and nobody else's changes."""

import json

import pytest
from homeworks import HANDED_OUT, HOMEWORK, LIMITS, SECRET, SOLVED

from lossbook.course.grade import grade
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
    "naive": (
        "def softmax_nll(y_true, logits):\n"
        "    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)\n"
        "    return -np.log(p[np.arange(len(p)), y_true])",
        NLL[1:],
        "overflows",
    ),
    "the mean": (
        "def softmax_nll(y_true, logits):\n"
        "    z = logits - logits.max(axis=1, keepdims=True)\n"
        "    losses = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), y_true]\n"
        "    return losses.mean()",
        NLL,
        "",
    ),
    "another name": ("def my_nll(y_true, logits):\n    return 0", NLL, "There is no"),
    "hangs": ("def softmax_nll(y, z):\n    while True: pass", NLL, "There is no"),
    "leaves": (
        "def softmax_nll(y, z):\n    import os; os._exit(0)",
        NLL,
        "There is no",
    ),
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
    assert points(graded(copied, "bob"))["softmax_nll-formula"] == 2
    assert points(graded(copied, "ada"))["softmax_nll-formula"] == 0


@pytest.mark.parametrize(
    "cell",
    [
        "while True: pass",
        "import os; os._exit(0)",
        "import os\nwhile True: os.fork()",
        "b = bytearray(10**10)",
        "import lossbook.exercises.judge as j\nj._agree = lambda a, b: True",
        "import numpy\nnumpy.allclose = lambda *a, **k: True",
        "import warnings; warnings.simplefilter('error')",
        "import sqlite3; sqlite3.connect('gradebook.db')",
    ],
)
def test_a_cell_in_front_changes_no_grade(graded, cell):
    assert points(graded(first(cell))) == ALL


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
        (b"PK\x03\x04", "no"),
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
