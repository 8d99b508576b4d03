"""What holds for each module of the package: length, imports, docstrings, bodies."""

import ast
import inspect
import re
from collections import Counter
from pathlib import Path
from statistics import median

import house
import pytest
from house import PACKAGE
from test_docstrings import MODULES as LOSSES_AND_QUANTITIES

MOST_LINES = 600
# Of 100 lines of docstrings in a module, so many may be copies of others. Modules with
# few lines are left out: there one sentence about two arguments is too much.
MOST_COPIES, FEW_LINES = 15, 30
# A table, which is read by its rows.
LONG = {"lossbook/catalogue.py"}
# Their new versions are still to come. Remove this when they are there.
BEING_REWRITTEN = {
    f"lossbook/{name}.py"
    for name in (
        "regression",
        "classification",
        "margin",
        "likelihood",
        "information",
        "links",
    )
}
MODULES = {
    path.relative_to(PACKAGE.parent).as_posix(): path.read_text("utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
}


def dotted(name: str) -> str:
    """Return the name under which a file is imported."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


NAMES = {dotted(name) for name in MODULES}
EXCUSED = {dotted(name) for name in BEING_REWRITTEN}


def too_long(modules: dict[str, str]) -> dict[str, int]:
    """Return how many lines the modules have that have too many."""
    lengths = {name: len(text.splitlines()) for name, text in modules.items()}
    return {name: lines for name, lines in lengths.items() if lines > MOST_LINES}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def written(node: ast.expr) -> str:
    """Return the dotted name that an expression is, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := written(node.value)):
        return f"{before}.{node.attr}"
    return ""


def private_imports(name: str, text: str) -> list[str]:
    """Return the private names of other modules that a module takes."""
    # A relative import starts here, one level up for each further dot.
    here = dotted(name).split(".")
    package = here if name.endswith("/__init__.py") else here[:-1]
    tree = ast.parse(text)
    taken: list[tuple[int, str, str]] = []
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                plain = each.name.partition(".")[0]
                modules[each.asname or plain] = each.name if each.asname else plain
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*start, *filter(None, [node.module])])
            for each in node.names:
                if f"{source}.{each.name}" in NAMES:
                    modules[each.asname or each.name] = f"{source}.{each.name}"
                elif source in NAMES and is_private(each.name):
                    taken.append((node.lineno, source, each.name))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            first, _, rest = written(node.value).partition(".")
            source = ".".join(filter(None, [modules.get(first, ""), rest]))
            # The module `_check` of the package is for all of the package.
            if source in NAMES and f"{source}.{node.attr}" not in NAMES:
                taken.append((node.lineno, source, node.attr))
    return [
        f"{name}:{line} takes {private} from {source}"
        for line, source, private in sorted(taken)
        if source not in EXCUSED and source != dotted(name)
    ]


def test_no_module_is_too_long_to_read():
    owned = {n: t for n, t in MODULES.items() if n not in LONG | BEING_REWRITTEN}
    assert len(owned) > 100
    found = [f"{name} has {lines} lines" for name, lines in too_long(owned).items()]
    assert not found, f"{', '.join(found)}; at most {MOST_LINES}: split it by purpose"


def test_no_module_takes_a_private_name_from_another():
    found = [
        taken
        for name, text in MODULES.items()
        if name not in BEING_REWRITTEN
        for taken in private_imports(name, text)
    ]
    assert not found, "\n".join(found)


def test_each_exception_is_a_module():
    assert MODULES.keys() >= LONG | BEING_REWRITTEN


def docstring_lines(text: str) -> list[str]:
    """Return the lines of all docstrings that say something.

    Headings, rules and the lines with the name and the type of an argument do not.
    """
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = [ast.get_docstring(n) for n in ast.walk(ast.parse(text)) if type(n) in kinds]
    lines = [line.strip() for doc in docs if doc for line in doc.splitlines()]
    named = re.compile(r"\*?\w+(, \*?\w+)* : ")
    return [line for line in lines if " " in line and not named.match(line)]


def copies(text: str) -> float:
    """Return how many of 100 docstring lines stand in the module before."""
    lines = docstring_lines(text)
    again = sum(count - 1 for count in Counter(lines).values())
    return 100 * again / len(lines)


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_say_things_once(name):
    if len(docstring_lines(MODULES[name])) < FEW_LINES or name in BEING_REWRITTEN:
        return
    lines = Counter(docstring_lines(MODULES[name])).most_common(5)
    assert copies(MODULES[name]) <= MOST_COPIES, lines


def test_a_copied_line_is_seen():
    once = 'def f():\n    """One line.\n\n    Another line.\n    """\n'
    assert copies(once) == 0
    assert copies(once + once.replace("f()", "g()")) == 50


PUBLIC = [
    pytest.param(inspect.unwrap(getattr(module, name)), id=name)
    for module in LOSSES_AND_QUANTITIES
    for name in module.__all__
]


def body_lines(function: object) -> int:
    """Return how many lines of code a function has, without docstring and comments."""
    (tree,) = ast.parse(inspect.getsource(function)).body
    *_, last = tree.body
    first = tree.body[1] if ast.get_docstring(tree) else tree.body[0]
    lines = inspect.getsource(function).splitlines()[first.lineno - 1 : last.end_lineno]
    return sum(
        bool(line.strip()) and not line.strip().startswith("#") for line in lines
    )


@pytest.mark.parametrize("function", PUBLIC)
def test_a_public_formula_is_short(function):
    assert body_lines(function) <= 12


def test_most_public_formulas_are_very_short():
    assert median(body_lines(param.values[0]) for param in PUBLIC) <= 4


def test_the_drawing_of_the_house_is_that_of_the_code():
    text = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text("utf-8")
    assert f"```text\n{house.drawing()}\n```" in text, "python tests/house.py"


def test_each_module_imports_only_from_above():
    above = set()
    for room, below in house.imports().items():
        assert set(below) <= above
        above.add(room)


def test_one_line_too_many_is_seen():
    assert too_long({"a": "\n" * 600, "b": "\n" * 601}) == {"b": 601}


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("from lossbook.svg import _f", "_f from lossbook.svg"),
        ("from lossbook.svg import _f as f", "_f from lossbook.svg"),
        ("def f():\n    from lossbook.svg import _f", "_f from lossbook.svg"),
        ("from .svg import _f", "_f from lossbook.svg"),
        ("from . import svg\nsvg._f()", "_f from lossbook.svg"),
        ("from lossbook import svg\nsvg._f()", "_f from lossbook.svg"),
        ("from lossbook import svg as s\ns._f", "_f from lossbook.svg"),
        ("import lossbook.svg\nlossbook.svg._f", "_f from lossbook.svg"),
        ("import lossbook.svg as s\ns._f", "_f from lossbook.svg"),
        ("import lossbook as lb\nlb._f", "_f from lossbook"),
        ("from lossbook import _check\n_check._f", "_f from lossbook._check"),
        ("from lossbook.plots import style\nstyle._f", "_f from lossbook.plots.style"),
        ("from lossbook import _check\n_check.knob", ""),
        ("import lossbook\nlossbook._check.knob", ""),
        ("from lossbook import __version__", ""),
        ("from lossbook.svg import f\nf._x", ""),
        ("import numpy as np\nnp._f", ""),
        ("class A:\n    def f(self):\n        self._x", ""),
    ],
)
def test_a_private_name_of_another_module_is_seen(text, private):
    found = private_imports("lossbook/prose.py", text)
    assert [each.partition(" takes ")[2] for each in found] == [private] * bool(private)


@pytest.mark.parametrize("place", ["rules", "__init__"])
def test_a_relative_import_starts_at_its_own_folder(place):
    text = "from .given import _f\nfrom ..svg import _g"
    found = private_imports(f"lossbook/diagnosis/{place}.py", text)
    assert [each.partition(" takes ")[2] for each in found] == [
        "_f from lossbook.diagnosis.given",
        "_g from lossbook.svg",
    ]
