"""The house of the package: which file imports which, drawn from the code.

``python tests/house.py`` prints the drawing that stands in CONTRIBUTING.md.
"""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import lossbook

PACKAGE = Path(lossbook.__file__).parent


def rooms() -> dict[str, list[Path]]:
    """Return each module of the package, and each folder as a whole, with its files."""
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room != "__init__":
            found.setdefault(room, []).append(path)
    return found


def imported(path: Path) -> set[str]:
    """Return the modules and folders of the package that a file names."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            first, *rest = node.module.split(".")
            if first == "lossbook":
                # `from lossbook import x` may mean the module x, or a name.
                names |= set(rest[:1] or (each.name for each in node.names))
        elif isinstance(node, ast.Import):
            dotted = [each.name.split(".") for each in node.names]
            names |= {
                parts[1] for parts in dotted if parts[0] == "lossbook" != parts[-1]
            }
    return names


def imports() -> dict[str, list[str]]:
    """Return for each module or folder the others that it imports, in their order."""
    files = rooms()
    graph = {
        room: {name for path in paths for name in imported(path)}
        & files.keys() - {room}
        for room, paths in files.items()
    }
    # graphlib raises a CycleError if imports go round in a circle.
    order = [*TopologicalSorter(graph).static_order()]
    depth: dict[str, int] = {}
    for room in order:
        depth[room] = 1 + max((depth[below] for below in graph[room]), default=0)
    order.sort(key=lambda room: (depth[room], room))
    return {room: sorted(graph[room], key=order.index) for room in order}


def drawing() -> str:
    """Return a line for each module: what it imports. It imports only from above."""
    found = imports()
    width = max(map(len, found))
    return "\n".join(
        f"{room:<{width}}  {' '.join(below)}".rstrip() for room, below in found.items()
    )


if __name__ == "__main__":
    print(drawing())
