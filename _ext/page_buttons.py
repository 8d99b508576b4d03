"""The buttons above a page: its notebook, ways to run it, and its source.

A button that needs an address is there only if the address is (``address.py``). "Run
this page" is only on a site that has JupyterLite beside it (``downloads.py``).
"""

from urllib.parse import urlencode

from address import Address, address
from downloads import parts_of
from notebooks import FOLDER, has_notebook
from to_notebook import stem

LAUNCH = "run.html"


def link(text: str, url: str, tooltip: str) -> dict[str, str]:
    """Return a button of the theme."""
    return {"type": "link", "url": url, "text": text, "tooltip": tooltip}


def ways_to_run(page: str, upward: str, lite: bool, found: Address) -> list[dict]:
    """Return the buttons of a page that has a notebook.

    Parameters
    ----------
    page : str
        The page, as in "chapters/02-softmax-nll".
    upward : str
        The way from the page to the root of the book: "" or "../".
    lite : bool
        Whether JupyterLite is beside the page.
    found : Address
        Where the book and its source are.
    """
    name = stem(page)
    file = f"{name}.ipynb"
    buttons = [
        link("Notebook", f"{upward}{FOLDER}/{file}", "Download this page as a notebook")
    ]
    if lite:
        run = f"{upward}{LAUNCH}?page={name}"
        buttons.append(link("Run this page", run, "Run the notebook in this browser"))
    if found.project:
        buttons += [
            link("Colab", found.colab(file), "Open the notebook in Google Colab"),
            link("Binder", found.binder(file), "Open the notebook on mybinder.org"),
        ]
    return buttons


def ways_to_improve(page: str, title: str, found: Address) -> list[dict]:
    """Return the buttons that lead to the source and to the list of errors."""
    if not found.project:
        return []
    edit = f"{found.repository}/edit/main/{page}.md"
    asked = urlencode(
        {"title": f"Error in “{title}”", "body": f"Page: {page}\n\nWhat is wrong:\n"}
    )
    return [
        link("Edit this page", edit, "Change the source of this page"),
        link(
            "Report an error", f"{found.repository}/issues/new?{asked}", "Open an issue"
        ),
    ]


def group(tooltip: str, icon: str, label: str, buttons: list[dict]) -> dict:
    """Return a menu of the theme."""
    return {
        "type": "group",
        "tooltip": tooltip,
        "icon": f"fas {icon}",
        "label": label,
        "buttons": buttons,
    }


def add_buttons(app, pagename, templatename, context, doctree):
    """Put the buttons before those of the theme."""
    if doctree is None or "header_buttons" not in context:
        return
    found = address()
    upward = "../" * pagename.count("/")
    menus = []
    if has_notebook(app.env, pagename):
        buttons = ways_to_run(pagename, upward, "lite" in parts_of(app), found)
        menus.append(group("Take this page away", "fa-download", "run", buttons))
    title = app.env.titles[pagename].astext()
    if buttons := ways_to_improve(pagename, title, found):
        menus.append(group("Improve this page", "fa-pencil", "improve", buttons))
    context["header_buttons"][:0] = menus


def setup(app):
    """Add the buttons after the theme has begun its list."""
    app.connect("html-page-context", add_buttons, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
