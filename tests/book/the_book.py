"""Where the book is, what its pages are, and how to build, weigh and open it."""

import gzip
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

import yaml

ROOT = Path(__file__).parents[2]
HTML = Path(os.environ.get("LOSSBOOK_HTML", ROOT / "_build" / "html"))
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
PARTS = [[f"{page['file']}.md" for page in part["chapters"]] for part in TOC["parts"]]
CHAPTERS = PARTS[0]
PAGES = [f"{TOC['root']}.md", *itertools.chain(*PARTS)]

# The head of a page with code.
HEAD = """---
file_format: mystnb
kernelspec:
  display_name: Python 3
  name: python3
---

"""
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# A phone, with a finger for a mouse.
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "reduced_motion": "reduce",
}
# Folds and tabs, so that all of a page can be looked at.
OPEN_ALL = """() => {
  document.querySelectorAll('article details').forEach(d => { d.open = true });
  document.querySelectorAll('.sd-tab-content').forEach(p => p.style.display = 'block');
}"""


def build(
    source: Path, environment: dict[str, str] | None = None, builder: str = "html"
) -> subprocess.CompletedProcess:
    """Build a book as a reader would, with warnings as errors."""
    jupyter_book = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    command = [jupyter_book, "build", source]
    options = ["-W", "-n", "--keep-going"]
    if builder != "html":
        options += ["--builder", "custom", "--custom-builder", builder]
    return subprocess.run(
        [*command, *options],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def write_small_book(
    folder: Path, pages: Mapping[str, str], *, copied: bool = False
) -> Path:
    """Write a book of these pages, the first being its root, with all that is ours.

    The package and the extensions are links to ours, unless a test changes them.
    """
    place = shutil.copytree if copied else lambda ours, to: to.symlink_to(ours)
    for name in ("_ext", "_static", "_templates", "lossbook"):
        place(ROOT / name, folder / name)
    for name in ("_config.yml", "address.yml", "references.bib"):
        shutil.copy(ROOT / name, folder)
    root, *others = pages
    toc = {"format": "jb-book", "root": root, "chapters": [{"file": n} for n in others]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return folder


def tracked_files(*folders: str) -> list[str]:
    """The tracked files, from the root, or those below some folders."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *folders],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return list(filter(None, listed.stdout.split("\0")))


def copy_sources(folder: Path) -> None:
    """Copy the tracked files as they stand, without anything that was built."""
    for name in tracked_files():
        if (ROOT / name).is_file():  # it may be deleted and not yet committed
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


# The programs that are Chromium, by their names on Linux; on macOS and Windows they are
# not on the path, but in a folder of their own.
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
ON_MACOS = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
ON_WINDOWS = (
    "Chromium/Application/chrome.exe",
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)


def chromium(
    environment: Mapping[str, str] = os.environ, applications: str = "/Applications"
) -> str | None:
    """The path of a Chromium, Chrome or Edge, or None."""
    path = environment.get("PATH")
    found = (shutil.which(name, path=path) for name in CHROMIUM)
    if on_path := next(filter(None, found), None):
        return on_path
    variables = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
    folders = [environment[name] for name in variables if name in environment]
    places = [Path(applications, name) for name in ON_MACOS]
    places += [Path(folder, name) for name in ON_WINDOWS for folder in folders]
    return next((str(place) for place in places if place.is_file()), None)


def watch(page) -> None:
    """Keep whatever a page in Chromium asks for or complains of."""
    page.requested, page.complaints = [], []

    def complain(request):
        # Who leaves a page gives up what it still asks for.
        if request.failure != "net::ERR_ABORTED":
            page.complaints.append(request.url)

    page.on("request", lambda request: page.requested.append(request.url))
    page.on("requestfailed", complain)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            message.type in ("error", "warning")
            and page.complaints.append(message.text)
        ),
    )


def file_of(url: str) -> Path:
    """The file that a file:// address names."""
    return Path(url2pathname(urlparse(url).path))


def weight(urls: Iterable[str]) -> int:
    """Bytes that a server would send for these files: compressed, but for fonts."""
    paths = {file_of(url) for url in urls if url.startswith("file:")}
    return sum(
        path.stat().st_size
        if path.suffix == ".woff2"
        else len(gzip.compress(path.read_bytes(), 6))
        for path in paths
    )
