"""Outputs that are never older than the code they came from, and the same everywhere.

The execution cache knows a notebook by its own cells. It does not see what the cells
import, so after a change in ``lossbook`` it would return the old outputs. Here the
state of the package and of its data is a part of the *name* of the cache: for another
state there is another cache. The same state is a Sphinx configuration value that all
pages depend on, so that Sphinx reads pages again which it would otherwise not touch.
After a change of the style sheet or the templates pages are only written again, and
nothing is run.

The kernels do not depend on the machine: they get no start-up files, no settings of
Matplotlib, and no locale, terminal width or time zone of the user. They run in
parallel, one on each core. What a cell prints is sent in one piece at its end, so that
a busy machine cannot cut it into parts.

This runs inside the build, so `make book` and `jupyter-book build .` share it.
"""

import hashlib
import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from myst_nb.core.read import is_myst_markdown_notebook
from sphinx.util import logging

logger = logging.getLogger(__name__)
LIBRARIES = ("numpy", "matplotlib", "ipywidgets", "myst-nb")


def digest_of_files(folder: Path) -> str:
    """Return a digest of the names and contents of all files below a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


# What a cell prints is sent when the cell ends or shows something. A kernel sends it
# every 0.2 s otherwise, on a busy machine in the middle of a line.
WHOLE_LINES = """import sys

for stream in (sys.stdout, sys.stderr):
    stream.flush_interval = 3600
"""
# No warning for each kernel that its sockets are not encrypted: it is local.
KERNEL_SETTINGS = """\
c.IPKernelApp.log_level = 40
c.InteractiveShellApp.exec_PYTHONSTARTUP = False
"""
# Variables that change how Python and its libraries behave.
FOREIGN = (
    "COLUMNS",
    "LINES",
    "MATPLOTLIBRC",
    "PYTHONSTARTUP",
    "PYTHONWARNINGS",
    "PYTHONINSPECT",
    "PYTHONOPTIMIZE",
    # Sphinx would write its year for the one that _config.yml gives.
    "SOURCE_DATE_EPOCH",
)


def clean_environment(build: Path) -> dict[str, str]:
    """Return the environment variables of the kernels, and write their settings.

    The settings are in the folder of the build, so that it also works with a home
    folder that is not writable.
    """
    ipython, matplotlib, runtime = (
        build / name for name in (".ipython", ".matplotlib", ".jupyter")
    )
    startup = ipython / "profile_default" / "startup"
    for folder in (startup, matplotlib, runtime):
        folder.mkdir(parents=True, exist_ok=True)
    (startup / "whole_lines.py").write_text(WHOLE_LINES, "utf-8")
    (startup.parent / "ipython_kernel_config.py").write_text(KERNEL_SETTINGS, "utf-8")
    return {
        # Explorers write the page's HTML and create no widget.
        "LOSSBOOK_STATIC": "1",
        "IPYTHONDIR": str(ipython),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(matplotlib),
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
    }


def name_cache(app, config):
    """Give the outputs of this state of the package a cache of their own."""
    # A kernel that the build starts inherits this.
    for name in FOREIGN:
        os.environ.pop(name, None)
    folder = Path(app.outdir).parent
    try:
        os.environ.update(clean_environment(folder))
    except OSError as error:
        # An exception would bury this below the lines of Sphinx.
        sys.exit(
            f"The book is built in {folder}, and that cannot be written "
            f"({error.filename}: {error.strerror}): make a copy of the whole folder "
            "that is yours, and build the book there."
        )
    source = Path(app.srcdir)
    libraries = "-".join(version(library) for library in LIBRARIES)
    config.lossbook_package = f"{digest_of_files(source / 'lossbook')}-{libraries}"
    config.lossbook_site = digest_of_files(source / "_ext")
    config.lossbook_looks = "-".join(
        digest_of_files(source / name) for name in ("_static", "_templates")
    )
    name = hashlib.sha256(config.lossbook_package.encode()).hexdigest()[:16]
    caches = Path(app.outdir).parent / ".outputs"
    if not (caches / name).exists():
        shutil.rmtree(caches, ignore_errors=True)
    config.nb_execution_cache_path = str(caches / name)


def execute_in_parallel(app, env, docnames):
    """Run the notebooks that the cache does not hold, one on each core.

    A notebook that fails here is run again by myst-nb, which reports the error.
    """
    if app.config.nb_execution_mode != "cache":
        return
    paths = [Path(env.doc2path(docname)) for docname in docnames]
    notebooks = [
        str(path)
        for path in paths
        if path.suffix == ".md" and is_myst_markdown_notebook(path.read_text("utf-8"))
    ]
    if len(notebooks) < 2:
        return
    cache = get_cache(app.config.nb_execution_cache_path)
    for path in notebooks:
        cache.add_nb_to_project(
            path, read_data={"type": "plugin", "name": "myst_nb_md"}
        )
    logger.info("executing notebooks in parallel")
    quiet = logging.getLogger("lossbook.execution").logger
    quiet.setLevel("ERROR")
    load_executor("local-parallel", cache, logger=quiet).run_and_cache(
        filter_uris=notebooks, timeout=app.config.nb_execution_timeout
    )


def setup(app):
    """Connect to the events at which the cache is chosen and filled."""
    app.add_config_value("lossbook_package", "", "env", str)
    app.add_config_value("lossbook_site", "", "env", str)
    # A style sheet or template does not change what was read: pages are only written.
    app.add_config_value("lossbook_looks", "", "html", str)
    app.connect("config-inited", name_cache)
    app.connect("env-before-read-docs", execute_in_parallel)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
