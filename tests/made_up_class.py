"""A made-up class of three for homework 1, which the page for instructors shows."""

import json
from pathlib import Path

from homeworks import HANDED_OUT, SOLVED

NAIVE = """\
def softmax(logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=-1, keepdims=True)
"""
SUMMED = """\
def softmax_nll(y_true, logits):
    return np.sum(-np.log(softmax(logits)[np.arange(len(y_true)), y_true]))
"""


def hand_in(submitted: Path) -> None:
    """Write what three students hand in: all right, nothing, and two mistakes."""
    notebook = json.loads(SOLVED)
    for cell in notebook["cells"]:
        wrong = {"softmax": NAIVE, "softmax_nll": SUMMED}
        cell["source"] = wrong.get(cell["id"], cell["source"])
    notebooks = {"ada": SOLVED, "bela": HANDED_OUT, "chen": json.dumps(notebook)}
    for student, text in notebooks.items():
        path = submitted / student / "hw1" / "hw1.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
