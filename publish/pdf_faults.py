"""What can be wrong with a printed book: its size, its links, its fonts."""

from pathlib import Path

import pikepdf

MEGABYTES = 10
KOREAN = "NanumGothic"


def names_of(pdf: pikepdf.Pdf) -> set[str]:
    """Return the names of all places that a link can lead to."""
    return {str(name) for name in pdf.Root.get("/Dests", {})}


def links_of(pdf: pikepdf.Pdf):
    """Return the page and the name of each link inside the book."""
    for number, page in enumerate(pdf.pages, 1):
        for note in page.get("/Annots", []):
            target = note.get("/Dest")
            action = note.get("/A", {})
            if action.get("/S") == pikepdf.Name.GoTo:
                target = action.D
            if target is not None:
                yield number, str(target)
            elif str(action.get("/URI", "")).startswith("file:"):
                yield number, str(action.URI)


def fonts_of(pdf: pikepdf.Pdf) -> set[str]:
    """Return the names of all fonts that are in the file."""
    found = set()
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
            found.add(str(thing.FontName))
    return found


def faults(path: Path) -> list[str]:
    """Return a line for each fault."""
    said = []
    size = path.stat().st_size / 1e6
    if size > MEGABYTES:
        said.append(f"it has {size:.1f} MB, more than {MEGABYTES}")
    with pikepdf.open(path) as pdf:
        names = names_of(pdf)
        said += [
            f"on page {number} a link leads to {name}, which is not there"
            for number, name in links_of(pdf)
            if name not in names
        ]
        if not any(KOREAN in font for font in fonts_of(pdf)):
            said.append(f"the font {KOREAN} is not in it, for the Korean letters")
        with pdf.open_outline() as outline:
            if not outline.root:
                said.append("it has no bookmarks")
    return said
