"""Print the whole book, with its answers and without them.

    python publish/pdf.py [--answers show|omit]

Chromium prints the page that Sphinx' builder ``singlehtml`` makes, so the book on paper
has the source of the pages. Chromium knows no page numbers for a list of contents, and
writes the title of a heading that moves to the next page twice into the bookmarks; both
are put right in the finished file.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import yaml
from pdf_faults import KOREAN, faults
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "_ext"), str(ROOT / "tests" / "book")]
from address import address  # noqa: E402
from the_book import CHROMIUM_FLAGS, chromium  # noqa: E402

from lossbook import __version__  # noqa: E402

PAGE = ROOT / "_build" / "singlehtml" / "intro.html"
FOLDER = ROOT / "_build" / "pdf"
NAMES = {"show": "lossbook.pdf", "omit": "lossbook-without-answers.pdf"}
HERE = Path(__file__).parent
ABOUT = (
    "Why does this loss have this shape? Tutorials about loss functions, and the "
    "package that runs them."
)
FOOTER = """<div style="width: 100%; text-align: center; font: 8px sans-serif">
<span class="pageNumber"></span></div>"""
OPTIONS = {
    "format": "A4",
    "prefer_css_page_size": True,
    "print_background": True,
    "display_header_footer": True,
    "header_template": "<span></span>",
    "footer_template": FOOTER,
    "outline": True,
    "tagged": True,
}
# The right edge of the numbers in the contents, in points, and their size.
NUMBER_EDGE = 532


def need_the_korean_font() -> None:
    """Stop with a word where the Korean letters could not be printed."""
    listed = shutil.which("fc-list")
    if listed:
        said = subprocess.run([listed, KOREAN], capture_output=True, encoding="utf-8")
        if not said.stdout.strip():
            sys.exit(
                f"The font {KOREAN} is missing, which has the Korean letters: "
                "on Debian and Ubuntu, apt install fonts-nanum."
            )


def start_chromium(playwright) -> Browser:
    """Start Chromium, Chrome or Edge, whichever is there."""
    path = chromium()
    if path is None:
        sys.exit(
            "No Chromium, Chrome or Edge to print with: "
            "on Debian and Ubuntu, apt install chromium."
        )
    return playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)


def build(answers: str) -> None:
    """Build the page with all chapters."""
    jupyter_book = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    built = subprocess.run(
        [jupyter_book, "build", ROOT, "--builder", "singlehtml", "--quiet"],
        env=os.environ | {"LOSSBOOK_ANSWERS": answers},
        stdout=subprocess.DEVNULL,
    )
    if built.returncode:
        sys.exit("The page with all chapters, which is printed, could not be built.")


def edition(answers: str) -> dict:
    """Return what the title page says."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    lines = [
        f"Edition {__version__}, {cited['date-released']}",
        "The text is under CC BY 4.0, the code under the BSD 3-clause licence.",
    ]
    if answers == "omit":
        lines.insert(1, "Without the answers to the exercises")
    if address().site:
        lines.append(address().site)
    return {"title": "lossbook", "about": ABOUT, "lines": lines}


def print_book(browser: Browser, whole: Path, answers: str) -> tuple[bytes, list]:
    """Return the printed book, from the page with all of it, and its headings."""
    page = browser.new_page()
    page.goto(whole.as_uri())
    page.add_style_tag(path=HERE / "paper.css")
    headings = page.evaluate((HERE / "paper.js").read_text("utf-8"), edition(answers))
    page.evaluate("document.fonts.ready.then(() => true)")
    printed = page.pdf(**OPTIONS)
    page.close()
    return printed, headings


def correct_bookmarks(pdf: pikepdf.Pdf, headings: list) -> None:
    """Give each bookmark the words of its heading."""
    with pdf.open_outline() as outline:

        def walk(items):
            for item in items:
                yield item
                yield from walk(item.children)

        items = list(walk(outline.root))
        if len(items) != len(headings):
            sys.exit(f"{len(items)} bookmarks do not fit {len(headings)} headings.")
        for item, (_, title) in zip(items, headings, strict=True):
            item.title = title


def places_of(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Return the page of each named place, from 1."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    names = pdf.Root.Dests
    return {str(name)[1:]: pages[names[name][0].objgen] for name in names}


def number_contents(pdf: pikepdf.Pdf, browser: Browser) -> None:
    """Write the page numbers beside the lines of the contents."""
    places = places_of(pdf)
    numbers: dict[int, list[tuple[float, int]]] = {}
    lines: dict[tuple[int, str], float] = {}
    for index, page in enumerate(pdf.pages):
        if index == 0:
            continue
        links = [note for note in page.get("/Annots", []) if "/Dest" in note]
        if index + 1 >= places["lossbook"]:
            break
        for note in links:
            # A line of two lines has two rectangles: its number is at the lower one.
            key = index, str(note.Dest)[1:]
            bottom = float(note.Rect[1])
            lines[key] = min(lines.get(key, bottom), bottom)
    for (index, name), bottom in lines.items():
        numbers.setdefault(index, []).append((bottom, places[name]))
    for index, entries in numbers.items():
        height = float(pdf.pages[index].mediabox[3])
        right = f"right: {595 - NUMBER_EDGE}pt"
        spans = "".join(
            f'<span style="{right}; bottom: {bottom + 1}pt">{number}</span>'
            for bottom, number in entries
        )
        sheet = browser.new_page()
        sheet.set_content(
            f"<style>@page {{ size: 595pt {height}pt; margin: 0 }}"
            "body { margin: 0; font: 9px sans-serif }"
            f"div {{ position: relative; height: {height - 1}pt; width: 595pt }}"
            f"span {{ position: absolute }}</style><div>{spans}</div>"
        )
        overlay = pikepdf.open(
            io.BytesIO(sheet.pdf(prefer_css_page_size=True, print_background=False))
        )
        sheet.close()
        pdf.pages[index].add_overlay(overlay.pages[0])


def finish(printed: bytes, headings: list, browser: Browser, path: Path) -> None:
    """Correct the printed book and write it, as small as it can be."""
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        correct_bookmarks(pdf, headings)
        number_contents(pdf, browser)
        pdf.Root.Lang = pikepdf.String("en")
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        for key in list(pdf.docinfo.keys()):
            del pdf.docinfo[key]
        pdf.docinfo["/Title"] = "lossbook"
        pdf.docinfo["/Author"] = "The lossbook maintainers"
        pdf.save(
            path,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
        )


def main() -> None:
    """Print the editions that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--answers", choices=NAMES)
    asked = parser.parse_args().answers
    need_the_korean_font()
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(f"Cannot write to {error.filename}: {error.strerror}.")
    pikepdf.settings.set_flate_compression_level(9)
    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        for answers in [asked] if asked else NAMES:
            build(answers)
            printed, headings = print_book(browser, PAGE, answers)
            path = FOLDER / NAMES[answers]
            finish(printed, headings, browser, path)
            if found := faults(path):
                sys.exit("\n".join(f"{path}: {line}." for line in found))
            print(f"The book on paper: {path}")
        browser.close()


if __name__ == "__main__":
    main()
