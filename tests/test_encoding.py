"""Text is read and written as UTF-8, also where the system's own encoding is another.

On Windows that is an old one, in which the letters of the book are not even possible.
ruff's rule for it (PLW1514) sees only what it can prove to be a path.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("lossbook", "tests", "_ext", "benchmarks", "publish")
MODE = re.compile(r"[rwaxbt+]+")
# Where the encoding stands if it is not named.
POSITION = {"read_text": 0, "write_text": 1}


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def constants(call: ast.Call) -> list[object]:
    return [getattr(argument, "value", None) for argument in call.args]


def opens_text(call: ast.Call) -> bool:
    """Whether this opens a file as text: other functions `open` an address."""
    given = constants(call)
    if isinstance(call.func, ast.Attribute):
        modes = given[:1]
        if modes and not (isinstance(modes[0], str) and MODE.fullmatch(modes[0])):
            return False
    else:
        modes = given[1:2]
    modes += [k.value.value for k in call.keywords if k.arg == "mode"]
    return not any("b" in mode for mode in modes)


def leaves_the_encoding_open(call: ast.Call) -> bool:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if "encoding" in named:
        return False
    name = name_of(call)
    if name in POSITION:
        return len(call.args) <= POSITION[name]
    if name == "open":
        return opens_text(call)
    return getattr(named.get("text"), "value", False) is True


def faults(source: str) -> list[int]:
    calls = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)]
    return [call.lineno for call in calls if leaves_the_encoding_open(call)]


@pytest.mark.parametrize(
    "source",
    [
        "path.read_text()",
        "path.read_text(errors='replace')",
        "path.write_text('x')",
        "open(path)",
        "open(path, 'w')",
        "open(path, mode='w')",
        "path.open()",
        "path.open('a', newline='')",
        "subprocess.run(command, capture_output=True, text=True)",
    ],
)
def test_an_encoding_that_is_left_open_is_found(source):
    assert faults(source) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "path.read_text('ascii')",
        "path.read_text(encoding='utf-8')",
        "path.write_text('x', 'utf-8')",
        "open(path, 'rb')",
        "path.open('wb')",
        "path.open(encoding='utf-8')",
        "engine.open(f'{address}/{page}.html')",
        "Image.open(picture)",
        "subprocess.run(command, capture_output=True)",
        "subprocess.run(command, text=True, encoding='utf-8')",
        "draw(text='x')",
    ],
)
def test_what_names_it_or_needs_none_is_left_alone(source):
    assert faults(source) == []


def test_each_file_is_opened_with_a_named_encoding():
    files = [path for name in FOLDERS for path in (ROOT / name).rglob("*.py")]
    assert len(files) > 100
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in files
        if (lines := faults(path.read_text(encoding="utf-8")))
    }
    assert found == {}
