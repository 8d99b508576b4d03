"""What is made from a homework: nothing of the solutions reaches students.

The homework of the repository is the example.
"""

import nbformat
import pytest
from homeworks import FOLDERS, SECRET

from lossbook.course.draws import drawn_for
from lossbook.course.homework import BEGIN, BY_HAND, END, kind_of, read_homework
from lossbook.course.notebooks import TEXT_STUB, as_text, leaks, release, solutions
from lossbook.course.questions import Function, Number
from lossbook.exercises.judge import verdict_on


def namespace_of(notebook):
    """Run the cells of a notebook, as far as they run."""
    names = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            exec(cell.source, names)
    return names


def test_the_reference_solves_each_question(homework):
    names = namespace_of(solutions(homework))
    for question in homework.questions:
        if isinstance(question, Number):
            reply = question.question.reply(repr(float(names[question.name])))
            assert reply.kind == "right", reply
            continue
        for student in ("ada", "bob"):
            args = (question.exercise, question.draw, SECRET, homework.name, student)
            assert verdict_on(drawn_for(*args), names[question.name]).passed


def test_students_get_stubs_and_nothing_of_the_solutions(homework):
    text = as_text(release(homework))
    assert leaks(homework, text) == []
    assert leaks(homework, as_text(solutions(homework)))
    cells = {cell.id: cell.source for cell in release(homework).cells}
    for question in homework.questions:
        names = {}
        arguments = ()
        if isinstance(question, Function):
            exec(cells[question.name], names)
            arguments = question.exercise.ordinary[0]
        with pytest.raises(NotImplementedError):
            exec(cells[question.name], names)
            names[question.name](*arguments)
    by_hand = [cell for cell in release(homework).cells if kind_of(cell) == BY_HAND]
    assert {cell.source for cell in by_hand} <= {TEXT_STUB}


def test_a_notebook_is_the_same_whenever_it_is_made(homework):
    folder = next(path for path in FOLDERS if path.name == homework.name)
    for made in (release, solutions):
        text = as_text(made(homework))
        assert as_text(made(read_homework(folder))) == text
        nbformat.validate(nbformat.reads(text, 4))


def test_a_leak_is_found_wherever_it_stands(homework):
    """In a comment, in a metadata field, with its quotation marks."""
    text = as_text(release(homework))
    inside = next(
        line.strip()
        for cell in homework.notebook.cells
        if BEGIN in cell.source
        for line in cell.source.partition(BEGIN)[2].partition(END)[0].splitlines()
        if len(line.strip()) > 20
    )
    assert leaks(homework, text + inside) == [inside]
    assert leaks(homework, text + BEGIN) == [BEGIN]
