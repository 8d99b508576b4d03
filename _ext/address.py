"""Where the book is published and where its source is: one setting for all.

The setting is ``address.yml`` or, before it, two variables of the environment. Both
addresses may be empty. Then a page has no link that would need one.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import yaml

FILE = Path(__file__).parents[1] / "address.yml"
# A branch that holds the notebooks alone, which Colab and Binder open.
NOTEBOOKS_BRANCH = "notebooks"


@dataclass(frozen=True)
class Address:
    """The address of the site, with a slash at its end, and that of the repository."""

    site: str = ""
    repository: str = ""

    @property
    def project(self) -> str:
        """The owner and the name of the repository, as in ``owner/name``."""
        return urlsplit(self.repository).path.strip("/")

    @property
    def path(self) -> str:
        """The path of the site on its host: "/" or a path below it."""
        return urlsplit(self.site).path or "/"

    def colab(self, file: str) -> str:
        """Return where Google Colab opens a notebook; for that it needs a project."""
        branch = f"{self.project}/blob/{NOTEBOOKS_BRANCH}"
        return f"https://colab.research.google.com/github/{branch}/{file}"

    def binder(self, file: str) -> str:
        """Return where Binder opens a notebook; for that it needs a project."""
        branch = f"{self.project}/{NOTEBOOKS_BRANCH}"
        place = quote(f"lab/tree/{file}", safe="")
        return f"https://mybinder.org/v2/gh/{branch}?urlpath={place}"


def checked(name: str, url: str) -> str:
    """Return a full address without a slash at its end, or an empty string.

    Stops with a word: after an exception the build would print where in Sphinx it was.
    """
    url = url.strip().rstrip("/")
    parts = urlsplit(url)
    if url and not (parts.scheme in ("http", "https") and parts.netloc):
        sys.exit(f"{name} must be a full address, https://…, got {url!r}")
    if parts.query or parts.fragment:
        sys.exit(f"{name} must have no ? and no #, got {url!r}")
    return url


def address(environment=os.environ, file: Path = FILE) -> Address:
    """Read the setting: from the environment, and what is not there from the file.

    A variable that is set but empty says that there is no such address.
    """
    default = yaml.safe_load(file.read_text("utf-8"))
    site, repository = (
        checked(name, environment.get(name, default[key] or ""))
        for name, key in [
            ("LOSSBOOK_SITE", "site"),
            ("LOSSBOOK_REPOSITORY", "repository"),
        ]
    )
    return Address(site + "/" if site else "", repository)
