"""The notebooks that a reader can take away, beside the pages of the book.

Each page with code gets a notebook with its outputs, and one archive has them all. They
are written when a build ends, and only if something that is in them has changed.
"""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import jupytext
import nbformat
from address import address
from archives import archive
from myst_nb.core.read import is_myst_markdown_notebook
from sphinx.util import logging
from to_notebook import Book, convert, sources_of, stem

from lossbook import __version__

logger = logging.getLogger(__name__)

FOLDER = "notebooks"
ARCHIVE = "lossbook-notebooks.zip"
# What an environment for the notebooks needs, at the versions that wrote the outputs.
NEEDED = ("numpy", "matplotlib", "ipython", "ipywidgets")

README = """\
The chapters of lossbook as notebooks. You need Python 3.11 or later.
Linux, macOS:  python3 -m venv env && . env/bin/activate
Windows:       py -m venv env; env\\Scripts\\Activate.ps1
Then:          pip install -r requirements.txt
               jupyter lab
"""


def has_notebook(env, page) -> bool:
    """Return whether a page of the book has a notebook: whether it has code."""
    return is_myst_markdown_notebook(Path(env.doc2path(page)).read_text("utf-8"))


def pages_of(env) -> list[str]:
    """Return all pages in the order of the book."""
    root = env.config.root_doc
    pages = [root]
    for page in pages:
        pages += env.toctree_includes.get(page, [])
    return list(dict.fromkeys(pages))


def book_of(app) -> Book:
    """Gather what the converter must know."""
    env = app.env
    pages = pages_of(env)
    titled = env.get_domain("std").labels
    numbers = {
        name: ".".join(map(str, number))
        for page in pages
        for name, number in env.toc_fignumbers.get(page, {}).get("figure", {}).items()
    }
    figures = {
        label: numbers[anchor]
        for label, (_, anchor, _) in titled.items()
        if anchor in numbers
    }
    labels = {
        name: (page, anchor, str(titled[name][2]) if name in titled else "")
        for name, (page, anchor) in env.get_domain("std").anonlabels.items()
    }
    return Book(
        source=Path(app.srcdir),
        titles={page: env.titles[page].astext() for page in pages},
        notebooks=tuple(page for page in pages if has_notebook(env, page)),
        labels=labels,
        figures=figures,
        works=env.get_domain("cite").bibdata.data,
        site=address().site,
        answers=app.config.lossbook_answers == "show",
        version=__version__,
    )


def included_in(app, book: Book) -> list[str]:
    """Return digests of the files that stand in a page with a notebook."""
    needed = app.env.dependencies
    files = {file for page in book.notebooks for file in needed.get(page, ())}
    paths = filter(Path.is_file, (book.source / file for file in sorted(files)))
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def state_of(app, book: Book) -> str:
    """Return a digest of all that the notebooks are made from."""
    said = [
        app.config.lossbook_package,
        app.config.lossbook_site,
        book.site,
        book.version,
        str(book.answers),
        json.dumps([book.titles, book.labels, book.figures]),
        requirements(book),
        *map(book.text_of, book.titles),
        *included_in(app, book),
        *(path.read_text("utf-8") for path in sorted(book.source.glob("*.bib"))),
    ]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def executed_in(cache: Path) -> dict:
    """Return the executed notebooks of a cache by their code."""
    read = (nbformat.read(path, 4) for path in cache.glob("executed/*/base.ipynb"))
    return {sources_of(notebook): notebook for notebook in read}


def requirements(book: Book) -> str:
    """Return the requirements file of the archive."""
    pins = [f"{name}=={version(name)}" for name in NEEDED]
    return "\n".join([f"lossbook=={book.version}", *pins, "jupyterlab>=4", ""])


def write_notebooks(app, exception):
    """Write the notebooks of all pages and the archive."""
    if exception or app.builder.name not in ("html", "site"):
        return
    book = book_of(app)
    folder = Path(app.outdir) / FOLDER
    stamp = Path(app.doctreedir) / f"notebooks-{app.builder.name}"
    state = state_of(app, book)
    written = stamp.read_text("utf-8") if stamp.exists() else ""
    names = [ARCHIVE, *(f"{stem(page)}.ipynb" for page in book.notebooks)]
    if written == state and all((folder / name).exists() for name in names):
        return
    folder.mkdir(exist_ok=True)
    executed = executed_in(Path(app.config.nb_execution_cache_path))
    files = {"README.txt": README, "requirements.txt": requirements(book)}
    for page in book.notebooks:
        code = sources_of(jupytext.reads(book.text_of(page), fmt="md:myst"))
        notebook = convert(book, page, executed[code])
        files[f"{stem(page)}.ipynb"] = nbformat.writes(notebook) + "\n"
    for old in folder.glob("*.ipynb"):
        old.unlink()
    for name, text in files.items():
        if name.endswith(".ipynb"):
            (folder / name).write_text(text, "utf-8", newline="\n")
    packed = {name: text.encode() for name, text in files.items()}
    (folder / ARCHIVE).write_bytes(archive(Path(ARCHIVE).stem, packed))
    stamp.write_text(state, "utf-8")


def setup(app):
    """Write the notebooks when the pages are there."""
    # After the pages, whose build may still fail.
    app.connect("build-finished", write_notebooks, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
