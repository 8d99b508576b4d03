"""What the book says of the homework is true, and it holds nothing of it."""

import re
import zipfile
from pathlib import Path

import pytest
from made_up_class import hand_in
from the_book import ROOT

from lossbook.course import cli
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


PAGE = (ROOT / "chapters" / "instructors.md").read_text("utf-8")
SHOWN = re.findall(
    r"^\$ lossbook-course (.*)\n((?:.+\n)*?)(?=```|\$)", PAGE, re.MULTILINE
)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of nbgrader's libraries
def test_the_page_for_instructors_shows_what_the_commands_say(
    tmp_path, monkeypatch, capsys, sandbox
):
    monkeypatch.chdir(tmp_path)
    Path("assignments").symlink_to(ROOT / "assignments")
    hand_in(Path("course/submitted"))
    Path("gradebook.csv").write_text(
        "Student,ID,Section,Homework 1 (81234)\nAda,ada,A,\nChen,chen,A,\n"
        "Bela,bela,A,\n",
        "utf-8",
    )
    assert [words.split()[0] for words, _ in SHOWN] == [
        *("build", "secret", "grade", "export", "quiz", "check")
    ]
    for words, expected in SHOWN:
        said = re.findall(r'"[^"]*"|\S+', words)
        more = {"check": ["--draws", "1"], "export": ["--unfinished"]}.get(said[0], [])
        cli.main([word.strip('"') for word in said] + more)
        output = capsys.readouterr().out.replace("on 1 random", "on 200 random")
        assert output == expected, words


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_page_for_instructors_lists_each_homework(folder):
    homework = read_homework(folder)
    title = homework.notebook.cells[0].source.splitlines()[0].partition(": ")[2]
    questions = len(homework.questions) + len(homework.by_hand)
    (row,) = re.findall(rf"^\| `{folder.name}`: (.*) \|$", PAGE, re.MULTILINE)
    found, chapters, *numbers = row.split(" | ")
    assert found == title
    assert numbers == [
        str(questions),
        f"{sum(homework.points.values()):g}",
        str(homework.minutes),
    ]
    text = homework.notebook.cells[0].source
    assert chapters.replace(", ", " and ") in text
    assert re.search(rf"^- `{folder.name}`: .{{50}}", PAGE, re.MULTILINE)
