"""The book holds nothing of the homework, wherever it is published."""

import zipfile
from pathlib import Path

import pytest
from the_book import ROOT

from lossbook.course.homework import BY_HAND, kind_of, read_homework

# Files whose text is what it looks like; others are pictures, fonts and archives.
TEXTS = {".html", ".js", ".json", ".txt", ".md", ".ipynb", ".xml", ".inv", ".css"}
FOLDERS = sorted(path.parent for path in (ROOT / "assignments").glob("*/questions.py"))


def signs(folder: Path) -> set[str]:
    """Words that only this homework has: its title, and the answers by hand."""
    cells = read_homework(folder).notebook.cells
    title = cells[0].source.splitlines()[0].removeprefix("# ")
    answers = {cell.source[:60] for cell in cells if kind_of(cell) == BY_HAND}
    return {title} | answers


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_nothing_of_a_homework_is_in_the_book(html, folder):
    wanted = {sign.encode() for sign in signs(folder)}
    assert len(wanted) > 1

    def found(name, content):
        return [(name, sign) for sign in wanted if sign in content]

    seen = []
    for path in html.rglob("*"):
        assert folder.name not in path.parts
        if path.suffix in TEXTS:
            seen += found(path.name, path.read_bytes())
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    seen += found(name, packed.read(name))
    assert seen == []
