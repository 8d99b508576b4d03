"""The page ``run.html``: from "Run this page" to the notebook in JupyterLite.

NumPy for browsers comes from another host (``publish/lite.py``). A kernel says nothing
for as long as that host is silent, so this page asks first (``launch.js``), and says
within ten seconds what does not answer. It is only on a site with JupyterLite.
"""

import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from downloads import parts_of
from notebooks import FOLDER, has_notebook, pages_of
from page_buttons import LAUNCH
from to_notebook import stem

HERE = Path(__file__).parent
SCRIPT = "launch.js"
# As seen from the root of the site: JupyterLite, and Pyodide's list of packages.
LITE = "lite"
LOCK = f"{LITE}/static/pyodide/pyodide-lock.json"


def outside_host(lock: Path) -> str:
    """Return the host that NumPy comes from, as "https://host", or nothing.

    The script of the page asks it, so a policy for the page must allow that.

    Parameters
    ----------
    lock : Path
        Pyodide's list of packages, beside the site or in it.
    """
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    parts = urlsplit(packages["numpy"]["file_name"])
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def is_there(app) -> bool:
    """Return whether the site gets this page."""
    return "lite" in parts_of(app)


def launch_page(app):
    """Return the page with all notebooks."""
    if not is_there(app):
        return
    pages = [page for page in pages_of(app.env) if has_notebook(app.env, page)]
    notebooks = [
        {
            "name": stem(page),
            "title": app.env.titles[page].astext(),
            "page": f"{page}.html",
            "file": f"{FOLDER}/{stem(page)}.ipynb",
            "lite": f"{LITE}/notebooks/index.html?path={stem(page)}.ipynb",
        }
        for page in pages
    ]
    # One name for all: many others have a meaning in the theme's templates.
    launch = {
        "address": LAUNCH,
        "all_notebooks": f"{LITE}/index.html",
        "lock": LOCK,
        "notebooks": notebooks,
        "script": f"_static/{SCRIPT}",
    }
    context = {"title": "Run a page", "launch": launch}
    yield LAUNCH.removesuffix(".html"), context, LAUNCH


def copy_script(app, exception):
    """Put the script beside the page."""
    if not exception and is_there(app):
        shutil.copy(HERE / SCRIPT, Path(app.outdir) / "_static")


def setup(app):
    """Add the page and its script."""
    app.connect("html-collect-pages", launch_page)
    app.connect("build-finished", copy_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
