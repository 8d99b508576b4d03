"""The form of a chapter, read from its source. CONTRIBUTING.md says why."""

import ast
import re
import shutil
import statistics
import sys
import tomllib

import jupytext
from jupytext.cli import jupytext as convert
from the_book import CHAPTERS, ROOT

DECIMAL = re.compile(r"(?<![\w.])\d*\.\d+")
# A question is no code to learn from: its cell is one line, which says its name.
ASK = re.compile(r'questions\.ask\("\w+"\)')
GLUE = re.compile(r"^glue\(.*\)$|^from lossbook\.prose import glue$")


def code_cells(chapter):
    return [cell for cell in chapter.cells if cell.cell_type == "code"]


def text_of(chapter):
    return "\n".join(c.source for c in chapter.cells if c.cell_type == "markdown")


def figures_of(chapter):
    return [c for c in code_cells(chapter) if "figure" in c.metadata.get("mystnb", {})]


def tags(cell):
    return cell.metadata.get("tags", [])


def test_no_two_places_of_the_book_have_one_label():
    """A link to the second would lead to the first, or to neither."""
    label = re.compile(
        r"^\(([\w-]+)\)=$|^\s*:?name: (?!python3$)([\w-]+)$", re.MULTILINE
    )
    labels = [
        first or second
        for path in sorted((ROOT / "chapters").glob("*.md"))
        for first, second in label.findall(path.read_text("utf-8"))
    ]
    assert len(labels) > 100
    assert sorted({name for name in labels if labels.count(name) > 1}) == []


def test_cells_are_short(chapter):
    lengths = [len(cell.source.splitlines()) for cell in code_cells(chapter)]
    assert max(lengths) <= 15
    assert statistics.median(lengths) <= 5


def test_lines_of_code_fit_a_page_without_scrolling(chapter):
    for cell in code_cells(chapter):
        for line in cell.source.splitlines():
            assert len(line) <= 74, line


def test_code_is_hidden_only_where_it_teaches_nothing(chapter):
    for cell in code_cells(chapter):
        if "hide-input" in tags(cell):
            is_figure = "figure" in cell.metadata.get("mystnb", {})
            is_table = "tables." in cell.source
            imports = "import lossbook" in cell.source
            assert is_figure or is_table or imports, cell.source
        if "remove-cell" in tags(cell):
            assert all(GLUE.match(line) for line in cell.source.splitlines())
        assert ("remove-input" in tags(cell)) == bool(
            ASK.fullmatch(cell.source.strip())
        )
        assert set(tags(cell)) <= {"hide-input", "remove-cell", "remove-input"}


def imported(cell):
    """The packages that a cell imports, as the first part of each name."""
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0]


def test_a_page_imports_nothing_but_the_package_and_what_it_brings(source):
    """Then `pip install lossbook` is all that its notebook needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [re.match(r"[\w-]+", line)[0] for line in project["dependencies"]]
    brought = {name.replace("-", "_") for name in needed}
    brought |= {project["name"], *map(str.lower, sys.stdlib_module_names)}
    for cell in code_cells(jupytext.read(ROOT / source)):
        foreign = [name for name in imported(cell) if name.lower() not in brought]
        assert not foreign, cell.source


def test_what_is_left_out_of_a_notebook_is_not_needed_by_the_rest(chapter):
    """A reader's notebook has no removed cells, and must run all the same."""
    code = [cell for cell in code_cells(chapter) if "remove-cell" not in tags(cell)]
    assert not any("glue" in cell.source for cell in code)


def test_a_chapter_that_is_saved_in_jupyterlab_keeps_its_head_and_its_text(tmp_path):
    """Only the settings of figures are written in another way, by YAML's own rules."""
    for name in (CHAPTERS[0], "jupytext.toml"):
        shutil.copy(ROOT / name, tmp_path)
    page = tmp_path / CHAPTERS[0].rpartition("/")[2]
    before = page.read_text("utf-8")
    convert(["--quiet", "--to", "ipynb", str(page)])
    convert(["--quiet", "--to", "md:myst", str(page.with_suffix(".ipynb"))])
    after = page.read_text("utf-8")
    assert after.split("# ")[0] == before.split("# ")[0]
    settings = re.compile(r"(```\{code-cell\} ipython3\n)---\n.*?\n---\n", re.DOTALL)
    assert settings.sub(r"\1", after).strip() == settings.sub(r"\1", before).strip()


def test_figures_are_named_described_and_explained(chapter):
    figures = figures_of(chapter)
    assert figures
    for cell in figures:
        figure = cell.metadata["mystnb"]["figure"]
        assert figure["name"].startswith("fig-")
        assert len(figure["caption"]) > 20
        # An explorer brings its text alternative along.
        if "gallery." not in cell.source:
            assert len(cell.metadata["mystnb"]["image"]["alt"]) > 40
    drawing = [
        c for c in code_cells(chapter) if re.search(r"plots\.plot_|gallery\.", c.source)
    ]
    assert all("figure" in c.metadata.get("mystnb", {}) for c in drawing)


def test_no_computed_number_is_typed_into_the_text(chapter):
    """A decimal in the text is an input: it stands in a cell's code as well."""
    code = "\n".join(cell.source for cell in code_cells(chapter))
    inputs = {float(number) for number in DECIMAL.findall(code)}
    text = re.sub(r"\{glue:text\}`[^`]*`|[Ss]ection [\d.]+", "", text_of(chapter))
    typed = [n for n in DECIMAL.findall(text) if float(n) not in inputs]
    assert typed == []


def test_every_glued_number_is_used(chapter):
    code = "\n".join(cell.source for cell in code_cells(chapter))
    names = set(re.findall(r'^glue\("(\w+)"', code, re.MULTILINE))
    used = set(re.findall(r"\{glue:text\}`(\w+)", text_of(chapter)))
    assert names == used


def test_a_misconception_says_in_words_that_it_is_false(source):
    """A notebook and a screen reader do not get the colour and the cross."""
    text = (ROOT / source).read_text("utf-8")
    titles = re.findall(r"\{admonition\} (.*)\n:class: misconception", text)
    assert len(titles) == len(re.findall(r"^:class:.*\bmisconception", text, re.M))
    for title in titles:
        assert re.fullmatch("False: “[^“”]+”", title)


def test_each_misconception_has_a_counter_example_that_runs(chapter):
    boxes = 0
    for before, after in zip(chapter.cells, chapter.cells[1:], strict=False):
        if before.cell_type != "markdown":
            continue
        count = before.source.count(":class: misconception")
        boxes += count
        # One box a cell, at its end, and code right beneath it.
        assert count <= 1, before.source
        if count:
            assert before.source.rstrip().endswith(":::"), before.source[-200:]
            assert after.cell_type == "code"
    assert boxes >= 1


def test_a_chapter_reads_in_the_time_that_it_states(chapter):
    """Words, formulas, lines of code, figures and explorers; exercises are extra."""
    text = text_of(chapter)
    (stated,) = re.findall(r"\*\*Time\*\*: (\d+) minutes", text)
    reading, exercises = text.split("## Exercises")
    reading += exercises[exercises.index("## What to take away") :]
    prose, formulas = re.subn(r"\$\$.*?\$\$", "", reading, flags=re.DOTALL)
    # What is not read: the key of a citation, and the first lines of a box.
    prose = re.sub(
        r"\{cite:\w\}`[^`]*`|^:\w+: .*|^:::+\{[\w-]+\}", "", prose, flags=re.M
    )
    words = re.findall(r"\w[\w’'-]*", prose)
    (last,) = [i for i, c in enumerate(chapter.cells) if "## Exercises" in c.source]
    code = [c for c in chapter.cells[:last] if c.cell_type == "code" and not tags(c)]
    figures = figures_of(chapter)
    explorers = [cell for cell in figures if "gallery." in cell.source]
    minutes = (
        len(words) / 130
        + formulas / 2
        + sum(len(cell.source.splitlines()) for cell in code) * 4 / 60
        + len(figures) / 2
        + len(explorers) * 3
    )
    assert 0.8 <= float(stated) / minutes <= 1.25, minutes


def test_a_chapter_has_all_its_parts(chapter):
    text = text_of(chapter)
    code = "\n".join(cell.source for cell in code_cells(chapter))
    assert ":class: goals" in text
    assert code.count("gallery.") >= 2
    assert text.count(":class: exercise") >= 6
    assert text.count(":::{dropdown}") >= text.count(":class: exercise")
    assert code.count("exercises.check(") >= 2
    for part in ("## Exercises", "## What to take away", "## Further reading"):
        assert part in text
    assert len(re.findall(r"\{cite:[pt]\}", text)) >= 3


def test_each_prediction_that_is_asked_for_is_answered(chapter):
    """The text that follows a question, or the figure behind it, is its answer."""
    asked = 0
    for i, cell in enumerate(chapter.cells):
        question = bool(ASK.fullmatch(cell.source.strip()))
        if not question and "**Predict first" not in cell.source:
            continue
        asked += 1
        answers = (c for c in chapter.cells[i + 1 :] if c.cell_type == "markdown")
        answer = next(answers).source.strip()
        # The answer may be folded away, or be a misconception.
        assert not answer.startswith("#" if question else ("#", "::")), cell.source
    assert asked >= 1
