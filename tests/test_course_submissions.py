"""Files that students hand in: read if they are notebooks, refused in words if not."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from homeworks import HOMEWORK, SOLVED

from lossbook.course.notebooks import as_text, release, solutions
from lossbook.course.submissions import LARGEST, Unreadable, read_submission


@pytest.fixture
def read(tmp_path):
    """Read what is written as a student's file."""

    def read(content):
        path = tmp_path / "hw1.ipynb"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_submission(path, HOMEWORK)

    return read


def changed(change):
    notebook = json.loads(SOLVED)
    change(notebook["cells"])
    return json.dumps(notebook)


def named(cells, name):
    return next(
        i
        for i, cell in enumerate(cells)
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
    )


def test_a_notebook_is_its_code_in_order_with_the_questions_between(read):
    found = read(SOLVED)
    assert found.notes == ()
    assert [piece.question for piece in found.pieces if piece.question] == [
        question.name for question in HOMEWORK.questions
    ]
    by_name = {cell.id: cell.source for cell in solutions(HOMEWORK).cells}
    assert found.answers == {name: by_name[name] for name in found.answers}
    assert set(found.answers) >= {"softmax", "gradient_by_hand", "repair"}
    code = [piece.source for piece in found.pieces]
    assert by_name["softmax"] in code
    # The cells that give points are not the student's, and are not run.
    assert by_name["softmax-formula"] not in code


def test_the_same_notebook_in_other_forms(read):
    expected = read(SOLVED)
    assert read(b"\xef\xbb\xbf" + SOLVED.encode()) == expected
    notebook = nbformat.reads(SOLVED, 4)
    assert read(nbformat.v4.writes(notebook, split_lines=False)) == expected
    older = nbformat.convert(nbformat.reads(SOLVED, 4), 3)
    assert read(nbformat.v3.writes_json(older)) == expected


def test_what_is_missing_or_twice_is_said_and_the_rest_counts(read):
    def without(cells):
        del cells[named(cells, "softmax")]

    assert read(changed(without)).notes == ("The cell softmax is missing.",)

    def twice(cells):
        copied = dict(cells[named(cells, "softmax")], source="softmax = 1")
        cells.append(copied)

    found = read(changed(twice))
    assert found.notes == ("The cell softmax occurs twice.",)
    assert found.answers["softmax"] == "softmax = 1"

    def cut(cells):
        del cells[named(cells, "softmax-formula")]

    found = read(changed(cut))
    assert "softmax" not in [piece.question for piece in found.pieces]
    assert "softmax" in found.answers


def test_cells_of_a_students_own_are_run_and_give_no_points(read):
    def own(cells):
        cells.insert(0, {"cell_type": "code", "source": ["a = 1\n", "b"]})
        about = {"grade_id": "bonus", "points": 100, "grade": True, "solution": False}
        cells.append(
            {"cell_type": "code", "metadata": {"nbgrader": about}, "source": "c = 1"}
        )

    found = read(changed(own))
    assert found.pieces[0].source == "a = 1\nb"
    assert found.pieces[-1].source == "c = 1"
    assert "bonus" not in found.answers
    assert found.notes == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b" \n", "The file is empty."),
        (b"not JSON", "not a notebook .no JSON"),
        (b"<html>Sign in</html>", "not a notebook but a web page"),
        (b"[1, 2]", "JSON without the cells"),
        (b'{"cells": 3}', "JSON without the cells"),
        (b'{"worksheets": [3]}', "JSON without the cells"),
        (b"[" * 200_000, "not a notebook .no JSON"),
        (b'{"cells": ' + b"9" * 100_000 + b"}", "no"),
        (SOLVED.encode("utf-16"), "not written in UTF-8"),
        (b"\xff\xfe\x00", "not written in UTF-8"),
        (b'{"cells": [' + b"{}," * 3000 + b"{}]}", "3001 cells; 2000 are allowed"),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(read, content, words):
    with pytest.raises(Unreadable, match=words):
        read(content)


@pytest.mark.parametrize("cell", [None, 3, "x", [], {"source": 3}, {"metadata": 7}])
def test_a_cell_that_is_none_harms_no_other(read, cell):
    found = read(changed(lambda cells: cells.insert(0, cell)))
    assert set(found.answers) == set(read(SOLVED).answers)


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "sparse.ipynb"
    with path.open("wb") as file:
        file.truncate(LARGEST * 2)
    with pytest.raises(Unreadable, match="It has 40 MB; a notebook may have 20"):
        read_submission(path, HOMEWORK)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_what_is_no_file_is_refused(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(SOLVED, "utf-8")
    link, pipe = tmp_path / "link.ipynb", tmp_path / "pipe.ipynb"
    link.symlink_to(secret)
    os.mkfifo(pipe)
    for path, words in (
        (link, "a link"),
        (pipe, "a device or a pipe"),
        (tmp_path, "cannot be opened: Is a directory"),
        (Path("/dev/zero"), "a device or a pipe"),
        (tmp_path / "nothing", "cannot be opened: No such file"),
    ):
        with pytest.raises(Unreadable, match=words):
            read_submission(path, HOMEWORK)


def test_a_release_that_was_not_touched_is_read_too(read):
    assert read(as_text(release(HOMEWORK))).notes == ()


def test_text_beside_an_answer_belongs_to_it(read):
    """Below the cell for it, in two halves, or in the cell of the question."""

    def beside(cells):
        place = named(cells, "gradient_by_hand")
        cells[place]["source"] = "YOUR ANSWER HERE"
        text = {"cell_type": "markdown", "source": "By the chain rule.", "metadata": {}}
        cells.insert(place + 1, text)
        cells[named(cells, "repair")]["source"] = "18.4"
        cells.append(dict(cells[named(cells, "repair")], source="and 0"))
        cells[0]["source"] += "\nMy name is Ada."

    found = read(changed(beside))
    assert found.answers["gradient_by_hand"] == "By the chain rule."
    assert found.answers["repair"] == "18.4\n\nand 0"
    assert found.notes[0].startswith("Text that begins with “# Homework 1")
    assert found.notes[1:] == (
        "Text of another cell was added to the answer gradient_by_hand.",
        "The cell repair occurs twice.",
    )

    def inside(cells):
        question = next(c for c in cells if "## 4." in "".join(c["source"]))
        question["source"] = "".join(question["source"]) + "\nBy the chain rule."
        cells[named(cells, "gradient_by_hand")]["source"] = "YOUR ANSWER HERE"

    assert "By the chain rule." in read(changed(inside)).answers["gradient_by_hand"]
