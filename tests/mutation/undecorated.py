"""Take the decorators off, in the files themselves, so that mutmut sees the formulas.

mutmut changes functions, but leaves out those with a decorator, and here these are the
losses. This writes ``huber = of_residual(delta=positive)(huber)`` beneath a function
in place of the line above it, which means the same. ``make mutation`` runs it, in a
clone of its own: see CONTRIBUTING.md.

``python tests/mutation/undecorated.py`` changes the package in the current folder.
"""

import ast
import subprocess
import sys
from pathlib import Path


def undecorated(text: str) -> str:
    """Return the text of a module, each decorated function decorated beneath itself.

    Beneath a function with keyword-only arguments stand their defaults, which the
    decorators ask for.
    """
    lines = text.split("\n")
    functions = [
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
        and (node.decorator_list or node.args.kwonlyargs)
    ]
    for node in reversed(functions):  # from below, so that line numbers stay right
        first = min([node, *node.decorator_list], key=lambda n: n.lineno).lineno - 1
        decorated = node.name
        for decorator in reversed(node.decorator_list):
            decorated = f"{ast.unparse(decorator)}({decorated})"
        knobs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        defaults = ", ".join(
            f"{knob.arg!r}: {ast.unparse(default)}"
            for knob, default in knobs
            if default
        )
        # mutmut puts a function of its own in place, without docstring and defaults.
        beneath = [
            f"{node.name}.__doc__ = {ast.get_docstring(node, clean=False)!r}",
            f"{node.name}.__kwdefaults__ = {{{defaults}}}",
            *([f"{node.name} = {decorated}"] if node.decorator_list else []),
        ]
        lines[first : node.end_lineno] = [
            *lines[node.lineno - 1 : node.end_lineno],
            *beneath,
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    changed = ["git", "status", "--porcelain", "lossbook"]
    if subprocess.check_output(changed):
        sys.exit("lossbook has changes: run this in a clone, which can be thrown away")
    for path in sorted(Path("lossbook").glob("*.py")):
        text = path.read_text("utf-8")
        if (plain := undecorated(text)) != text:
            path.write_text(plain, "utf-8")
            print(path)
