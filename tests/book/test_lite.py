"""The part of the site in which the notebooks run: JupyterLite with Pyodide.

NumPy for Pyodide is in no package index, so no test here has it. Small wheels of the
same names take its place where one must be there.
"""

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile

import pytest
from bs4 import BeautifulSoup
from filelock import FileLock
from packaging.requirements import Requirement
from serving import served
from the_book import ROOT

from lossbook import __version__

REQUIRED = os.environ.get("LOSSBOOK_BROWSER") == "required"
SITE = ROOT / "_build" / "site"
PYODIDE = ROOT / "publish" / "node_modules" / "pyodide"
WHEELS = ROOT / "publish" / "lite-wheels.txt"
OUTSIDE = "https://cdn.jsdelivr.net/pyodide/"
# What lets a page read the answer of another host.
FOR_ALL = {"Access-Control-Allow-Origin": "*"}
# What Python for browsers has not, or has and cannot do.
LACKING = {
    "asyncio.subprocess", "concurrent", "curses", "dbm", "ensurepip", "fcntl", "grp",
    "multiprocessing", "msvcrt", "pty", "pwd", "readline", "resource", "select",
    "signal", "socket", "socketserver", "ssl", "subprocess", "syslog", "termios",
    "threading", "tkinter", "venv", "winreg", "_thread",
}  # fmt: skip
PINNED = re.compile(r"^([\w-]+)==(\S+)", re.M)


def missing(what):
    """Skip for want of something, or fail where it must be there."""
    (pytest.fail if REQUIRED else pytest.skip)(what)


@pytest.fixture(scope="module")
def lite():
    """The script that makes it."""
    try:
        import lite
    except ModuleNotFoundError as error:
        missing(f"no {error.name}: pip install -r publish/requirements.txt")
    return lite


@pytest.fixture(scope="module")
def packages():
    """Pyodide's list of packages."""
    if not PYODIDE.exists():
        missing("no Pyodide: npm ci --prefix publish")
    return json.loads((PYODIDE / "pyodide-lock.json").read_text("utf-8"))["packages"]


# ------------------------------------------------------------------- what fits together


# What teachers run on their own machine is never imported in a browser.
MODULES = [
    path
    for path in sorted((ROOT / "lossbook").rglob("*.py"))
    if "course" not in path.relative_to(ROOT).parts
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_package_imports_nothing_that_pyodide_lacks(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported |= {node.module, *(f"{node.module}.{n.name}" for n in node.names)}
    parts = {".".join(name.split(".")[:n]) for name in imported for n in (1, 2)}
    assert not parts & LACKING


def test_pyodide_has_what_the_package_needs(packages):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    there = {
        name.replace("_", "-"): entry["version"] for name, entry in packages.items()
    }
    there |= {
        name.lower().replace("_", "-"): version
        for name, version in PINNED.findall(WHEELS.read_text("utf-8"))
    }
    for needed in map(Requirement, project["dependencies"]):
        assert needed.specifier.contains(there[needed.name]), needed


def test_the_wheels_are_those_of_pyodides_list(packages):
    for name, version in PINNED.findall(WHEELS.read_text("utf-8")):
        key = name.lower()
        listed = packages.get(key) or packages.get(key.replace("_", "-"))
        if listed:
            assert listed["version"] == version, name


# ----------------------------------------------------------------- Pyodide's own folder


def wheel(path, name, version, imports):
    """Write a wheel whose modules are empty."""
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    files = {f"{module}/__init__.py": "" for module in imports} | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any",
        f"{info}/RECORD": "",
    }
    with zipfile.ZipFile(path, "w") as packed:
        for file, text in files.items():
            packed.writestr(file, text)


@pytest.fixture
def stand_ins(lite, packages, tmp_path):
    """Pyodide with a list that has small wheels for NumPy and all that goes with it."""
    pure = lite.load_wheels(ROOT / "_build" / "lite-wheels")
    pyodide, folder = tmp_path / "pyodide", tmp_path / "wheels"
    pyodide.mkdir()
    folder.mkdir()
    for name in lite.CORE:
        shutil.copyfile(PYODIDE / name, pyodide / name)
    listed = json.loads((PYODIDE / lite.LOCK).read_text("utf-8"))
    for key in lite.closure(packages, lite.COMPILED):
        entry = listed["packages"][key]
        if entry["file_name"] not in pure:
            path = folder / entry["file_name"]
            wheel(path, entry["name"], entry["version"], entry["imports"])
            entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (pyodide / lite.LOCK).write_text(json.dumps(listed), "utf-8")
    return pyodide, pure, folder


def listed_in(folder):
    """Pyodide's list of packages in a folder."""
    return json.loads((folder / "pyodide-lock.json").read_text("utf-8"))["packages"]


def test_a_kernel_starts_from_what_is_beside_it(lite, stand_ins, tmp_path):
    pyodide, pure, _ = stand_ins
    target = tmp_path / "target"
    others = lite.fill_pyodide(target, pyodide, pure, None)
    assert {path.name.split("-")[0] for path in others} == {
        "comm",
        "ipywidgets",
        "jupyterlab_widgets",
    }
    packages = listed_in(target)
    for key in lite.closure(packages, ["micropip", "ipython", "jedi"]):
        path = target / packages[key]["file_name"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == packages[key]["sha256"]
    assert packages["numpy"]["file_name"].startswith(OUTSIDE)
    assert packages["numpy"]["sha256"] == listed_in(pyodide)["numpy"]["sha256"]


def test_a_filled_folder_leaves_nothing_outside(lite, stand_ins, tmp_path):
    target = tmp_path / "target"
    lite.fill_pyodide(target, *stand_ins)
    packages = listed_in(target)
    assert {"numpy", "matplotlib", "ipython"} < set(packages)
    for entry in packages.values():
        path = target / entry["file_name"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]


def test_what_is_missing_in_the_folder_is_named(lite, stand_ins, tmp_path):
    pyodide, pure, folder = stand_ins
    (numpy,), (pillow,) = folder.glob("numpy-*"), folder.glob("pillow-*")
    numpy.unlink()
    pillow.write_bytes(b"another")
    with pytest.raises(SystemExit) as stop:
        lite.fill_pyodide(tmp_path / "target", pyodide, pure, folder)
    said = str(stop.value)
    assert f"{numpy.name} is missing" in said
    assert f"{pillow.name} is another file" in said
    assert "matplotlib" not in said


def test_a_kernel_without_a_wheel_is_not_published(lite, stand_ins, tmp_path):
    pyodide, pure, _ = stand_ins
    less = {name: path for name, path in pure.items() if "micropip" not in name}
    with pytest.raises(SystemExit, match="cannot start without micropip-"):
        lite.fill_pyodide(tmp_path / "target", pyodide, less, None)


def test_what_others_make_is_asked_for_by_name(lite, tmp_path):
    with pytest.raises(SystemExit, match="run make book first"):
        lite.need(PYODIDE, tmp_path)
    (tmp_path / "x.ipynb").touch()
    with pytest.raises(SystemExit, match="npm ci --prefix publish"):
        lite.need(tmp_path, tmp_path)
    (tmp_path / "package.json").write_text('{"version": "0.1.0"}', "utf-8")
    with pytest.raises(SystemExit, match=r"needs Pyodide 314\.0\.6, .* is 0\.1\.0"):
        lite.need(tmp_path, tmp_path)


@pytest.mark.parametrize("named", ["no-such-folder", "pyproject.toml"])
def test_the_variable_must_name_a_folder(lite, named):
    done = subprocess.run(
        [sys.executable, ROOT / "publish" / "lite.py"],
        cwd=ROOT,
        env=os.environ | {"LOSSBOOK_PYODIDE_WHEELS": named},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert f"LOSSBOOK_PYODIDE_WHEELS must be a folder, got '{named}'" in done.stderr


def test_a_folder_that_cannot_be_written_is_named(
    lite, packages, html, tmp_path, monkeypatch
):
    monkeypatch.setattr(lite, "BUILD", tmp_path / "gone")
    with pytest.raises(SystemExit, match=r"Cannot read or write .*gone"):
        lite.main()


def test_without_npm_make_says_what_installs_it():
    if shutil.which("make") is None:
        pytest.skip("no make")
    stamp = "publish/node_modules/are-installed"
    done = subprocess.run(
        [shutil.which("make"), "--always-make", stamp],
        cwd=ROOT,
        env={"PATH": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode
    assert "Node.js and npm are missing" in done.stdout


# --------------------------------------------------------------------- the site, served


@pytest.fixture(scope="module")
def site(html):
    """The address of the site, below a path of its host."""
    with FileLock(ROOT / "_build" / "site.lock"):  # one process makes it
        if not (SITE / "lite").exists() or not (SITE / "run.html").exists():
            if not REQUIRED:
                pytest.skip("no site with JupyterLite: run make site")
            script = ROOT / "publish" / "assemble_site.py"
            only_lite = ["--without", "pdf", "offline"]
            subprocess.run([sys.executable, script, *only_lite], check=True)
    with served(SITE.parent) as address:
        yield f"{address}/site/"


@pytest.fixture
def reader(browser):
    """A browser in which nothing was kept; what it asks for is kept here."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(120_000)
    context.asked = []
    context.on("request", lambda request: context.asked.append(request.url))
    yield context
    context.close()


def silent(route):
    """Never answer."""


def refuse(route):
    """Answer as a host that cannot be reached."""
    route.abort("connectionrefused")


def absent(route):
    """Answer that there is no such file."""
    route.fulfill(status=404, headers=FOR_ALL)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (refuse, "cdn.jsdelivr.net, which cannot be reached"),
        (silent, "cdn.jsdelivr.net, which has not answered for 8 seconds"),
        (absent, "cdn.jsdelivr.net, which does not send them (error 404)"),
    ],
    ids=["refused", "silent", "not there"],
)
def test_the_launch_page_says_what_does_not_answer(reader, site, answer, reason):
    reader.route(f"{OUTSIDE}**", answer)
    page = reader.new_page()
    began = time.monotonic()
    page.goto(f"{site}run.html?page=02-softmax-nll")
    notice = page.locator("#launch-notice")
    notice.wait_for()
    assert time.monotonic() - began < 10
    assert reason in notice.inner_text()
    assert "Softmax and the negative log-likelihood" in notice.inner_text()
    links = {
        link.inner_text(): link.evaluate("link => link.href").removeprefix(site)
        for link in notice.locator("a").all()
    }
    assert links == {
        "Try again": "run.html?page=02-softmax-nll",
        "Open it anyway": "lite/notebooks/index.html?path=02-softmax-nll.ipynb",
        "read the page": "chapters/02-softmax-nll.html",
        "download its notebook": "notebooks/02-softmax-nll.ipynb",
    }
    assert all((SITE / link.partition("?")[0]).is_file() for link in links.values())


@pytest.mark.browser
def test_the_launch_page_goes_on_where_numpy_answers(reader, site):
    reader.route(f"{OUTSIDE}**", lambda route: route.fulfill(headers=FOR_ALL))
    reader.route("**/lite/notebooks/**", lambda route: route.fulfill(body="arrived"))
    page = reader.new_page()
    page.goto(f"{site}chapters/02-softmax-nll.html")
    page.goto(f"{site}run.html?page=02-softmax-nll")
    page.wait_for_url("**/lite/notebooks/index.html?path=02-softmax-nll.ipynb")
    page.go_back()
    assert page.url == f"{site}chapters/02-softmax-nll.html"


@pytest.mark.browser
def test_the_launch_page_knows_its_pages(reader, site):
    page = reader.new_page()
    page.goto(f"{site}run.html?page=<b>no</b>")
    status = page.locator("#launch-status")
    assert status.inner_text().startswith("There is no page called “<b>no</b>”")
    assert page.locator("#launch-list").is_visible()
    page.goto(f"{site}run.html")
    assert status.inner_text() == ""
    assert page.locator("#launch-list").is_visible()
    assert page.locator("#launch-notice").is_hidden()
    assert not [url for url in reader.asked if not url.startswith(site)]


@pytest.mark.browser
def test_opened_from_a_file_the_launch_page_says_what_it_needs(reader, site):
    page = reader.new_page()
    page.goto(f"{(SITE / 'run.html').as_uri()}?page=intro")
    notice = page.locator("#launch-notice")
    assert "only where a server sends the page" in notice.inner_text()
    assert "Open it anyway" not in notice.inner_text()


def test_without_javascript_the_notebooks_can_be_downloaded(site):
    soup = BeautifulSoup((SITE / "run.html").read_text("utf-8"), "html.parser")
    assert "needs JavaScript" in soup.select_one("#launch noscript").get_text()
    assert not soup.select("a:not([href])")  # which search engines complain of
    files = {link["href"] for link in soup.select("#launch-list a[download]")}
    there = {f"notebooks/{path.name}" for path in SITE.glob("notebooks/*.ipynb")}
    assert files == there == {f"notebooks/{p.name}" for p in SITE.glob("lite/files/*")}


def test_the_site_has_no_source_maps_and_few_files(site):
    files = [path for path in (SITE / "lite").rglob("*") if path.is_file()]
    assert not [path for path in files if path.suffix == ".map"]
    assert len(files) < 700
    assert sum(path.stat().st_size for path in files) < 50e6


@pytest.mark.browser
def test_the_list_of_all_notebooks_opens(reader, site):
    page = reader.new_page()
    page.goto(f"{site}lite/index.html")
    page.locator(".jp-DirListing-item", has_text="05-cross").wait_for()
    assert not [url for url in reader.asked if not url.startswith(("blob:", site))]


# ------------------------------------------------------------------- a kernel, for real


def open_notebook(reader, address):
    """Open chapter 01 and wait until a kernel takes what is to be run."""
    page = reader.new_page()
    page.goto(f"{address}lite/notebooks/index.html?path=01-why-a-loss.ipynb")
    page.locator(".jp-Toolbar-kernelName", has_text="Python (Pyodide)").wait_for()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    return page


def run(page, cell):
    """Run the selected cell and return what it puts out, without its number."""
    prompt = cell.locator(".jp-InputPrompt")
    before = prompt.inner_text()
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "([prompt, before]) => {"
        "  const text = prompt.innerText;"
        "  return text !== before && /[0-9]/.test(text); }",
        arg=[prompt.element_handle(), before],
    )
    return "\n".join(cell.locator(".jp-OutputArea-output").all_inner_texts()).strip()


def run_first(page):
    """Run the first cell and return what it puts out."""
    cell = page.locator(".jp-CodeCell").first
    cell.click()  # its code, which was folded, is shown
    page.locator(".jp-Cell.jp-mod-selected").first.wait_for()
    return run(page, cell)


def run_new(page, code):
    """Run code in a new cell below the selected one; return it with its output."""
    for key in ("Escape", "b", "Enter"):
        page.keyboard.press(key)
    page.keyboard.insert_text(code)
    cell = page.locator(".jp-CodeCell.jp-mod-selected")
    return cell, run(page, cell)


@pytest.mark.browser
def test_a_notebook_says_that_numpy_is_missing(reader, site):
    reader.route(f"{OUTSIDE}**", refuse)
    page = open_notebook(reader, site)
    assert "numpy, matplotlib could not be loaded: is the network there?" in run_first(
        page
    )
    _, said = run_new(page, "import importlib.metadata as m; m.version('lossbook')")
    assert said == f"'{__version__}'"
    host = site.removesuffix("site/")
    outside = [url for url in reader.asked if not url.startswith(("blob:", host))]
    assert any("/numpy-2" in url for url in outside)
    assert all(url.startswith(OUTSIDE) for url in outside), outside


@pytest.mark.browser
def test_with_a_filled_folder_a_notebook_needs_no_other_host(
    reader, site, lite, stand_ins, tmp_path
):
    copy = tmp_path / "book" / "lite"
    shutil.copytree(SITE / "lite", copy)
    shutil.rmtree(copy / "static" / "pyodide")
    lite.fill_pyodide(copy / "static" / "pyodide", *stand_ins)
    with served(tmp_path) as address:
        page = open_notebook(reader, f"{address}/book/")
        # As when the network fails for a moment: the next try loads what is missing.
        reader.route("**/numpy-*.whl", refuse)
        assert re.search(r"numpy.* could not be loaded", run_first(page))
        reader.unroute("**/numpy-*.whl")
        assert run_first(page) == ""
        slider = "import ipywidgets\nn = ipywidgets.IntSlider(3, description='n')\nn"
        cell, _ = run_new(page, slider)
        handle = cell.locator(".widget-slider .noUi-handle")
        handle.wait_for()
        handle.press("ArrowRight")
        cell.locator(".widget-readout", has_text="4").wait_for()
        page.locator(".jp-Notebook").press("Escape")
        assert run_new(page, "n.value")[1] == "4"
        # What the site does not have is not looked for in an index elsewhere.
        assert "not-there could not be" in run_new(page, "%pip install not-there")[1]
        outside = [u for u in reader.asked if not u.startswith(("blob:", address))]
        assert not outside
