"""What Lighthouse says of each page, in Chromium and from a server that compresses.

    python benchmarks/lighthouse.py [--folder _build/site] [PAGE ...]

Accessibility, best practices and SEO must be 100, and nothing may jump while a page
loads; otherwise the audits that failed are named, and the command fails. Performance is
printed beside the speed of the machine as Lighthouse estimates it (``index``): on a
busy or slow machine it says nothing about the page.
"""

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests" / "book"))
from serving import Quiet, served  # noqa: E402
from the_book import CHROMIUM_FLAGS, chromium  # noqa: E402

LIGHTHOUSE = ROOT / "publish" / "node_modules" / "lighthouse" / "cli" / "index.js"
# The budgets. Performance has none.
PERFECT = ("accessibility", "best-practices", "seo")
MOST_SHIFT = 0.01
COMPRESSED = {".css", ".html", ".js", ".json", ".svg", ".txt", ".xml"}
ROW = "{:<45} {:>5} {:>6} {:>5} {:>4} {:>6} {:>6} {:>6}"
HEAD = ("perf.", "access", "best", "SEO", "CLS", "kB", "index")


class Compressing(Quiet):
    """Send files as hosts of static pages do: compressed, to be kept for a while."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send a file, or the page for a wrong address."""
        path, status = Path(self.translate_path(self.path)), 200
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            path, status = Path(self.directory) / "404.html", 404
        data = path.read_bytes()
        self.send_response(status)
        if path.suffix in COMPRESSED:
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=31536000")
        self.end_headers()
        self.wfile.write(data)

    def guess_type(self, path: str | Path) -> str:
        """Return the type, with the encoding of a text."""
        kind = super().guess_type(path)
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def pages_of(folder: Path) -> list[str]:
    """Return the pages of the book; index.html only leads to the first of them."""
    paths = [*folder.glob("*.html"), *folder.glob("chapters/*.html")]
    names = [path.relative_to(folder).as_posix() for path in sorted(paths)]
    return [name for name in names if name != "index.html"]


def needed() -> dict[str, str]:
    """Return the programs, or stop with what is missing."""
    node, browser = shutil.which("node"), chromium()
    if node is None:
        sys.exit("Node.js is missing: on Debian and Ubuntu, apt install nodejs npm")
    if not LIGHTHOUSE.exists():
        sys.exit("Lighthouse is missing: npm ci --prefix publish")
    if browser is None:
        sys.exit("Chromium is missing: on Debian and Ubuntu, apt install chromium")
    return {"node": node, "browser": browser}


def judge(url: str, programs: dict[str, str]) -> dict:
    """Return Lighthouse's report of a page."""
    flags = " ".join(["--headless=new", *CHROMIUM_FLAGS])
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            programs["node"], LIGHTHOUSE, url, "--preset=desktop", "--quiet",
            "--output=json", f"--output-path={report}", f"--chrome-flags={flags}",
        ]  # fmt: skip
        done = subprocess.run(
            command,
            env=os.environ | {"CHROME_PATH": programs["browser"]},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if not report.exists():
            sys.exit(f"Lighthouse did not judge {url}:\n{done.stderr[-2000:]}")
        return json.loads(report.read_text("utf-8"))


def failures(report: dict) -> list[str]:
    """Return what is not as it must be."""
    audits, found = report["audits"], []
    if error := report.get("runtimeError"):
        return [error["message"]]
    for name in PERFECT:
        category = report["categories"][name]
        if category["score"] == 1:
            continue
        for ref in category["auditRefs"]:
            audit = audits[ref["id"]]
            if ref["weight"] and audit["score"] not in (1, None):
                found.append(f"{category['title']}: {audit['title']} ({ref['id']})")
    shift = audits["cumulative-layout-shift"]["numericValue"]
    if shift > MOST_SHIFT:
        found.append(f"CLS: {shift:.3f}, at most {MOST_SHIFT}")
    return found


def row(page: str, report: dict) -> str:
    """Return one line of the table."""
    names = ("performance", *PERFECT)
    scores = [report["categories"][name]["score"] for name in names]
    audits = report["audits"]
    return ROW.format(
        page,
        *("-" if score is None else f"{100 * score:.0f}" for score in scores),
        f"{audits['cumulative-layout-shift'].get('numericValue', 0):.3f}",
        f"{audits['total-byte-weight'].get('numericValue', 0) / 1000:.0f}",
        f"{report['environment']['benchmarkIndex']:.0f}",
    )


def main() -> None:
    """Judge the pages."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=ROOT / "_build" / "site")
    parser.add_argument("pages", metavar="PAGE", nargs="*", help="as in intro.html")
    arguments = parser.parse_args()
    folder, programs = arguments.folder, needed()
    if not (folder / "intro.html").exists():
        sys.exit(f"There are no pages in {folder}: run make site first.")
    print(ROW.format("Lighthouse", *HEAD))
    wrong = False
    with served(folder, Compressing) as address:
        for page in arguments.pages or pages_of(folder):
            report = judge(f"{address}/{page}", programs)
            print(row(page, report), flush=True)
            for failure in failures(report):
                wrong = True
                print(f"  NOT {failure}", flush=True)
    sys.exit(wrong)


if __name__ == "__main__":
    main()
