"""How long the book takes to build, what its pages weigh, how fast its sliders move.

``make benchmarks`` prints one table. Times are medians, with the fastest and the
slowest run beside them; sizes are the same on every run. Nothing here is a test: what
must hold on every machine is in ``tests/``.
"""

import argparse
import contextlib
import gzip
import inspect
import itertools
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from lossbook import gallery, plots
from lossbook.explorer import STATIC, Explorer

sys.path.append(str(Path(__file__).parents[1] / "tests"))
sys.path.append(str(Path(__file__).parents[1] / "tests" / "book"))
from hands import HANDLES
from the_book import (
    CHAPTERS,
    CHROMIUM_FLAGS,
    PAGES,
    ROOT,
    build,
    chromium,
    copy_sources,
    file_of,
    weight,
)

BUILDS = 3
TABLES = 5
MOVES = 50

# What a reader may be asked to wait for.
INTRO_BUDGET = 200  # kB, a first visit of the first page
PAGE_BUDGET = 300  # kB, a first visit of any other
EXPLORER_BUDGET = 60  # kB, compressed
TABLE_BUDGET = 5  # s, in the build
SITE_BUDGET = 360  # s, all that is published, from nothing
PDF_BUDGET = 10  # MB
LIVE_BUDGET = 50  # ms, from a slider to the picture in Jupyter
SLIDER_BUDGET = 20  # ms, from a slider to the picture on a page
FRAME_BUDGET = 50  # ms, of a drag with a slowed processor
SLOWED = 4
MOVES_A_SECOND = 60

KINDS = {".html": "HTML", ".css": "CSS", ".js": "script", ".woff2": "fonts"}

ROW = "{:<44} {:>9} {:<3} {:>7}  {:<5}  {}"


def row(what, value, unit="", budget=None, detail="") -> None:
    """Print one line of the table."""
    number = value if isinstance(value, str) else f"{value:.{2 if value < 10 else 0}f}"
    fits = isinstance(value, str) or budget is None or value <= budget
    holds = "" if budget is None else "yes" if fits else "NO"
    print(ROW.format(what, number, unit, budget or "", holds, detail).rstrip())
    sys.stdout.flush()


def timed(what, seconds, *, unit="s", budget=None) -> None:
    """Print the median of some runs, and how far apart they were."""
    scaled = [second * {"s": 1, "ms": 1000}[unit] for second in seconds]
    spread = f"{min(scaled):.2f} to {max(scaled):.2f} in {len(scaled)} runs"
    row(what, median(scaled), unit, budget, spread)


def seconds_of(function) -> float:
    """Run a function once."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


# ---------------------------------------------------------------- the build


def build_or_stop(source: Path) -> None:
    """Build a book, or end with what went wrong."""
    result = build(source)
    if result.returncode:
        sys.exit(f"The book does not build.\n{result.stdout}\n{result.stderr}")


@contextlib.contextmanager
def built_copies() -> Iterator[Path]:
    """Time builds in fresh copies; give the HTML of the last."""
    cold, warm, changed = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(BUILDS):
            copy = Path(folder) / str(number)
            copy_sources(copy)
            cold.append(seconds_of(lambda copy=copy: build_or_stop(copy)))
            warm.append(seconds_of(lambda copy=copy: build_or_stop(copy)))
            page = copy / PAGES[-1]
            page.write_text(page.read_text("utf-8") + "\nOne sentence more.\n", "utf-8")
            changed.append(seconds_of(lambda copy=copy: build_or_stop(copy)))
        timed("build, cold", cold)
        timed("build, nothing changed", warm)
        timed("build, one sentence changed", changed)
        yield copy / "_build" / "html"


def time_site() -> None:
    """Time all that is published, from a fresh copy of the sources."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "site"
        copy_sources(copy)
        # What npm installs is no part of the build.
        (copy / "publish" / "node_modules").symlink_to(ROOT / "publish/node_modules")
        begin = time.perf_counter()
        build_or_stop(copy)  # as `make site` does first
        made = subprocess.run(
            [sys.executable, copy / "publish" / "assemble_site.py"],
            cwd=copy,
            env=os.environ | {"PYTHONPATH": str(copy)},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        seconds = time.perf_counter() - begin
        if made.returncode:
            sys.exit(f"The site cannot be made.\n{made.stdout}\n{made.stderr}")
        row("make site, from clean", seconds, "s", SITE_BUDGET)
        weigh_site(copy / "_build")


def weigh_site(build: Path) -> None:
    """Print how large the parts are that can be taken away."""
    for name, file, budget in (
        ("PDF", "pdf/lossbook.pdf", PDF_BUDGET),
        ("PDF without answers", "pdf/lossbook-without-answers.pdf", PDF_BUDGET),
        ("pages for a computer without network", "lossbook-offline.zip", None),
        ("notebooks", "html/notebooks/lossbook-notebooks.zip", None),
    ):
        path = build / file
        if path.exists():
            row(name, path.stat().st_size / 1e6, "MB", budget, file)
        else:
            row(name, "-", detail=f"no {file}: run make site")
    for name in ("lite", "site"):
        files = [path for path in (build / name).rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files) / 1e6
        row(name, size, "MB", detail=f"{len(files)} files")


# ---------------------------------------------------------------- pages


@contextlib.contextmanager
def browser_pages() -> Iterator[object]:
    """Give a Chromium, or None where there is none."""
    path = chromium()
    if path is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def visit(browser, html: Path, source: str):
    """Open a page; give it and the files that it asked for."""
    page = browser.new_page()
    requested = set()
    page.on("request", lambda request: requested.add(request.url.partition("?")[0]))
    page.goto((html / source).with_suffix(".html").as_uri())
    page.wait_for_load_state("networkidle")
    return page, requested


def weigh_pages(browser, html: Path) -> None:
    """Print what each page makes a browser load, first and after another page."""
    requested = {}
    for source in PAGES:
        page, requested[source] = visit(browser, html, source)
        page.close()
    visits = {source: weight(urls) / 1000 for source, urls in requested.items()}
    heaviest = max(CHAPTERS, key=visits.get)
    row("first visit, first page", visits[PAGES[0]], "kB", INTRO_BUDGET)
    row(
        "first visit, heaviest chapter",
        visits[heaviest],
        "kB",
        PAGE_BUDGET,
        Path(heaviest).stem,
    )
    for source in PAGES:
        kinds = Counter()
        for url in requested[source]:
            kind = KINDS.get(file_of(url).suffix, "other")
            kinds[kind] += weight([url]) / 1000
        name = Path(source).stem
        detail = " + ".join(
            f"{kind} {size:.0f}" for kind, size in sorted(kinds.items())
        )
        budget = INTRO_BUDGET if source == PAGES[0] else PAGE_BUDGET
        row(f"{name}: first visit", kinds.total(), "kB", budget, detail)
        before = PAGES[0] if source != PAGES[0] else PAGES[1]
        new = requested[source] - requested[before]
        row(f"{name}: coming from {Path(before).stem}", weight(new) / 1000, "kB")


# ---------------------------------------------------------------- explorers


def explorers():
    """Return what makes an explorer in the gallery, in the order of the file."""
    makers = [make for _, make in inspect.getmembers(gallery, inspect.isfunction)]
    makers = [m for m in makers if inspect.signature(m).return_annotation is Explorer]
    return sorted(makers, key=lambda make: inspect.unwrap(make).__code__.co_firstlineno)


def for_the_page(make) -> Explorer:
    """Make an explorer as the build does: all its pictures are drawn at once."""
    os.environ[STATIC] = "1"
    try:
        return make()
    finally:
        del os.environ[STATIC]


def live_moves(explorer) -> list[float]:
    """Seconds from a slider's new value to the new picture, in Jupyter's kernel."""
    _, *views, _ = explorer.widget.children
    # Beside a play button the slider is the second of two.
    boxes = [getattr(view, "children", (view,))[-1] for view in views]
    seconds = []
    turns = [itertools.cycle(box.options) for box in boxes]
    for number in range(MOVES + 2):
        box, turn = boxes[number % len(boxes)], turns[number % len(boxes)]
        value = next(value for _, value in turn if value != box.value)
        start = time.perf_counter()
        box.value = value
        seconds.append(time.perf_counter() - start)
    return seconds[2:]  # the first may load a font


PAGE_MOVES = """([name, moves]) => {
  const explorer = document.getElementById(`explorer-${name}`);
  const { names, values } = JSON.parse(
    explorer.querySelector("script[type='application/json']").textContent);
  const form = explorer.querySelector("form");
  const times = [];
  for (let i = 0; i < moves; i++) {
    const c = i % names.length;
    const control = form.elements.namedItem(names[c]);
    control.value = (Number(control.value) + 1) % values[c].length;
    const start = performance.now();
    form.dispatchEvent(new Event("input"));
    explorer.getBoundingClientRect(); // the layout is a part of the wait
    times.push((performance.now() - start) / 1000);
  }
  return times;
}"""


# From now on the page keeps how long its slow frames took: those of 50 ms or more.
KEEP_SLOW_FRAMES = """() => {
  window.slowFrames = [];
  new PerformanceObserver(list =>
    list.getEntries().forEach(entry => slowFrames.push(entry.duration))
  ).observe({ type: "long-animation-frame" });
}"""


def slow_frames(page, name: str) -> list[float]:
    """Drag each handle to both its ends with a slowed processor; give slow frames."""
    slow = []
    page.evaluate(KEEP_SLOW_FRAMES)
    session = page.context.new_cdp_session(page)
    for handle in page.evaluate(HANDLES, name):
        ends = [handle[key] for key in ("now", "first", "last")]
        if math.isnan(ends[0][0]):
            continue  # out of sight
        page.mouse.move(*ends[0])
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        page.wait_for_timeout(500)  # the page has scrolled, which is no drag
        page.evaluate("window.slowFrames = []")
        page.mouse.down()
        for start, end in itertools.pairwise([*ends, ends[1]]):
            for step in range(1, MOVES + 1):
                due = time.perf_counter() + 1 / MOVES_A_SECOND
                share = step / MOVES
                x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
                page.mouse.move(x, y)
                time.sleep(max(0, due - time.perf_counter()))
        page.mouse.up()
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        slow += page.evaluate("slowFrames")
    session.detach()
    return slow


def page_of(name: str, html: Path) -> str | None:
    """Return the page that shows an explorer."""
    for source in PAGES:
        text = (html / source).with_suffix(".html").read_text("utf-8")
        if f'id="explorer-{name}"' in text:
            return source
    return None


def measure_explorer(make, browser, html: Path) -> None:
    """Print what one explorer costs: in the build, on the page and in Jupyter."""
    tables = [seconds_of(lambda: for_the_page(make)) for _ in range(TABLES)]
    explorer = for_the_page(make)
    name = explorer.name
    size = len(gzip.compress(explorer.page.encode(), 6)) / 1000
    pool = f"{len(explorer.table['pool'])} pieces"
    row(f"{name}: frames", str(explorer.frames), detail=pool)
    timed(f"{name}: drawn for the page", tables, budget=TABLE_BUDGET)
    row(f"{name}: on the page, compressed", size, "kB", EXPLORER_BUDGET)
    timed(
        f"{name}: a move in Jupyter", live_moves(make()), unit="ms", budget=LIVE_BUDGET
    )
    if browser is None:
        return
    source = page_of(name, html)
    if source is None:
        row(f"{name}: a move on the page", "-", detail="on no page of the book")
        return
    page, _ = visit(browser, html, source)
    times = page.evaluate(PAGE_MOVES, [name, MOVES])
    timed(f"{name}: a move on the page", times, unit="ms", budget=SLIDER_BUDGET)
    slow = slow_frames(page, name)
    page.close()
    row(
        f"{name}: slowest frame of a drag",
        max(slow) if slow else f"< {FRAME_BUDGET}",
        "ms",
        FRAME_BUDGET,
        f"{len(slow)} above, processor {SLOWED} times slowed",
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--site",
        action="store_true",
        help="time the whole site too, which takes minutes",
    )
    site = parser.parse_args().site
    plots.use_style()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    print(ROW.format("", "measured", "", "budget", "holds", "of which"))
    if site:
        time_site()
    else:
        weigh_site(ROOT / "_build")
    with built_copies() as html, browser_pages() as browser:
        if browser is None:
            row(
                "pages",
                "-",
                detail="no Chromium: on Debian and Ubuntu, apt install chromium",
            )
        else:
            weigh_pages(browser, html)
        for make in explorers():
            measure_explorer(make, browser, html)


if __name__ == "__main__":
    main()
