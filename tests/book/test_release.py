"""What is uploaded: the package, the files of a release, the branch of notebooks."""

import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from importlib.metadata import version as installed
from pathlib import Path

import dist
import exit_check
import external_links
import notebooks
import notebooks_branch
import pytest
import release
import version
import yaml
from address import Address
from the_book import ROOT, tracked_files

from lossbook import __version__

OWNERS = packages_distributions()
NOWHERE = Address()
SOMEWHERE = Address("https://owner.example/book/", "https://code.example/owner/book")
CHANGELOG, CITATION, README, PROJECT = (
    (ROOT / name).read_text("utf-8")
    for name in ("CHANGELOG.md", "CITATION.cff", "README.md", "pyproject.toml")
)


def lines_of(name: str) -> list[str]:
    """The lines of a requirements file without its comments."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


# --- the version ------------------------------------------------------------------


def test_all_files_name_the_same_version():
    assert version.disagreements(CHANGELOG, CITATION, f"v{__version__}") == []


@pytest.mark.parametrize(
    "changelog, citation, tag, word",
    [
        (CHANGELOG, CITATION, "v9.9.9", "the tag is v9.9.9"),
        (CHANGELOG, CITATION, __version__, f"should be v{__version__}"),
        (CHANGELOG.replace("\n## ", "\n## 9"), CITATION, None, "CHANGELOG.md is 9"),
        (CHANGELOG.replace(" — 2", " — 3"), CITATION, None, "should be 3"),
        ("# Changelog\n\n## Unreleased\n", CITATION, None, "CHANGELOG.md is none"),
        (CHANGELOG, CITATION.replace("\nversion: ", "\nversion: 9"), None, "cff is 9"),
    ],
)
def test_another_version_is_named(changelog, citation, tag, word):
    assert word in "\n".join(version.disagreements(changelog, citation, tag))


# --- the package ------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The package as it is uploaded, with an address."""
    folder = tmp_path_factory.mktemp("dist")
    dist.build(folder, SOMEWHERE)
    return folder


def members(folder: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files of the wheel and of the source archive."""
    (wheel,), (archive,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as packed:
        inside = {name: packed.read(name) for name in packed.namelist()}
    with tarfile.open(archive) as packed:
        sources = {
            member.name.partition("/")[2]: packed.extractfile(member).read()
            for member in packed
            if member.isfile()
        }
    return inside, sources


def test_the_same_sources_give_the_same_package(built, tmp_path):
    before = os.umask(0o077)
    try:
        dist.build(tmp_path / "again", SOMEWHERE)
    finally:
        os.umask(before)
    first, again = (
        {path.name: path.read_bytes() for path in folder.iterdir()}
        for folder in (built, tmp_path / "again")
    )
    assert len(first) == 2 and first == again


def test_the_wheel_has_all_of_the_package_and_nothing_else(built):
    inside, _ = members(built)
    files = {name for name in inside if ".dist-info/" not in name}
    assert files == set(tracked_files("lossbook"))
    assert {"lossbook/explorer.js", "lossbook/questions/question.js"} < files


def test_the_archive_has_the_tests_and_the_texts_that_they_read(built):
    _, sources = members(built)
    folders = {name.partition("/")[0] for name in sources}
    assert folders >= {"lossbook", "tests", "chapters", "references.bib", "LICENSE"}
    assert not folders & {"_ext", "_static", "publish", ".github", ".binder"}
    assert not any(name.startswith("tests/book/") for name in sources)


@pytest.mark.parametrize("found", [NOWHERE, SOMEWHERE])
def test_the_addresses_are_where_programs_look_for_them(found):
    project = tomllib.loads(PROJECT + dist.urls(found))["project"].get("urls", {})
    cited = yaml.safe_load(CITATION + dist.citation_urls(found))
    assert set(project.values()) >= {found.site, found.repository} - {""}
    assert cited.get("url", "") == found.site
    assert cited.get("repository-code", "") == found.repository
    if found == NOWHERE:
        assert project == {}


def test_the_package_says_where_its_source_is(built):
    inside, sources = members(built)
    metadata = inside[f"lossbook-{__version__}.dist-info/METADATA"].decode()
    assert f"\nProject-URL: Source, {SOMEWHERE.repository}\n" in metadata
    assert f"\nProject-URL: Documentation, {SOMEWHERE.site}\n" in metadata
    assert SOMEWHERE.repository in sources["CITATION.cff"].decode()


@pytest.mark.parametrize("repository", ["", SOMEWHERE.repository])
def test_no_link_of_the_readme_is_dead_on_the_package_index(repository):
    links = re.findall(r"\]\(([^)]+)\)", dist.outward(README, "1.2.3", repository))
    assert all(link.startswith(("http", "#")) for link in links)
    files = f"{repository}/blob/v1.2.3/CONTRIBUTING.md" in links
    image = f"{repository}/raw/v1.2.3/.github/screenshot.png" in links
    assert files is image is bool(repository)


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setattr(dist, "DIST", tmp_path / "file" / "dist")
    monkeypatch.setattr(sys, "argv", ["dist.py"])
    with pytest.raises(SystemExit, match=r"Cannot write to .*file"):
        dist.main()


def test_a_copy_without_git_is_told_so(tmp_path, monkeypatch):
    def copy(folder):
        raise subprocess.CalledProcessError(128, "git", stderr="not a git repository")

    monkeypatch.setattr(dist, "copy_sources", copy)
    with pytest.raises(SystemExit, match="git, which says: not a git repository"):
        dist.build(tmp_path, NOWHERE)


def test_the_wheel_for_other_environments_is_the_same_one(built, tmp_path, monkeypatch):
    monkeypatch.setattr(dist, "address", lambda: SOMEWHERE)
    wheel = dist.wheel_in(tmp_path)
    assert list(tmp_path.iterdir()) == [wheel]
    assert wheel.read_bytes() == (built / wheel.name).read_bytes()


# --- without Jupyter Book ---------------------------------------------------------


def test_the_settings_of_plain_sphinx_do_without_jupyter_book(monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    settings = {
        "extensions": ["myst_nb", "jupyter_book", "sphinx_jupyterbook_latex", "korean"],
        "use_jupyterbook_latex": True,
    }
    exec(exit_check.OWN_SETTINGS, settings)
    assert settings["extensions"] == ["myst_nb", "korean"]
    assert "use_jupyterbook_latex" not in settings
    assert sys.path[0] == "_ext"


def test_plain_sphinx_gets_all_extensions_of_the_book():
    named = {line.lower() for line in lines_of("publish/exit/requirements.txt")}
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]
    others = {"sphinx", "jupyter-book"}
    for extension in config["config"]["extensions"]:
        if extension not in config["local_extensions"]:
            owners = OWNERS[extension.partition(".")[0]]
            found = {owner.replace("_", "-").lower() for owner in owners} & named
            assert found or set(owners) & others, extension


# --- the release ------------------------------------------------------------------


@pytest.fixture
def files(tmp_path) -> Path:
    """A folder with all that a release needs."""
    for folder, patterns in release.FILES.items():
        for pattern in patterns:
            path = tmp_path / folder / pattern.replace("*", "1.0.0")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pattern.encode())
    return tmp_path


def test_the_checksums_are_those_of_the_files(files):
    paths = release.sources(files)
    lines = release.checksums(paths).splitlines()
    assert len(lines) == len(paths) == 6
    for path in paths:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert f"{digest}  {path.name}" in lines


def test_a_missing_file_is_named(files):
    (files / "site" / "downloads" / "lossbook.pdf").unlink()
    with pytest.raises(SystemExit, match=r"lossbook\.pdf: there should be one"):
        release.sources(files)


def test_the_notes_are_those_of_the_newest_release():
    log = "# Changelog\n\n## 2.0.0 — 2027-01-01\n\n- New.\n\n## 1.0.0 — x\n\n- Old.\n"
    assert release.notes(log) == "- New.\n"
    assert "nine chapters" in release.notes(CHANGELOG)


# --- the branch of notebooks, and Binder ------------------------------------------


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("lossbook-notebooks/intro.ipynb", "{}")
        packed.writestr("lossbook-notebooks/requirements.txt", "lossbook==1.0.0\n")
        packed.writestr("lossbook-notebooks/README.txt", "words")
    return stream.getvalue()


@pytest.mark.parametrize("found", [NOWHERE, SOMEWHERE])
def test_the_branch_has_the_notebooks_and_what_binder_reads(found, tmp_path):
    (tmp_path / "x.zip").write_bytes(zipped())
    folder = tmp_path / "branch"
    notebooks_branch.fill(folder, tmp_path / "x.zip", found)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert {"intro.ipynb", ".binder/requirements.txt", ".binder/runtime.txt"} < names
    text = (folder / "README.md").read_text("utf-8")
    assert ("https://" in text) is bool(found.site)
    assert ("/owner/book/blob/notebooks/intro.ipynb" in text) is bool(found.site)


def test_binder_has_a_python_that_the_package_allows():
    name, _, number = (ROOT / ".binder/runtime.txt").read_text("utf-8").partition("-")
    lowest = tomllib.loads(PROJECT)["project"]["requires-python"].removeprefix(">=")
    assert name == "python"
    assert tuple(map(int, number.split("."))) >= tuple(map(int, lowest.split(".")))


@pytest.mark.parametrize("of", ["the repository", "the branch"])
def test_what_binder_installs_can_be_resolved(of, built, tmp_path):
    file = ROOT / ".binder" / "requirements.txt"
    options = []
    if of == "the branch":
        # The package is not on the index before it is released.
        options = ["--find-links", built]
        file = tmp_path / "requirements.txt"
        pins = [f"{name}=={installed(name)}" for name in notebooks.NEEDED]
        file.write_text("\n".join([f"lossbook=={__version__}", *pins]), "utf-8")
    # What is installed is what requirements.txt pins, so no index is asked.
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index"]
    said = subprocess.run(
        [*pip, "--no-build-isolation", *options, "-r", file],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,  # where repo2docker runs it, too
        check=False,
    )
    assert said.returncode == 0, said.stderr


def test_binder_installs_and_runs_files_that_are_there():
    folder = ROOT / ".binder"
    requirements = (folder / "requirements.txt").read_text("utf-8")
    named = re.findall(r"^-r (.*)$", requirements, re.MULTILINE)
    assert [(folder / name).resolve() for name in named] == [ROOT / "requirements.txt"]
    script = (folder / "postBuild").read_text("utf-8")
    (run,) = re.findall(r"^python (\S+)", script, re.MULTILINE)
    assert (ROOT / run).is_file()
    assert script.startswith("#!/usr/bin/env bash\n")


# --- the addresses outside --------------------------------------------------------


@pytest.mark.parametrize(
    "uri, asked",
    [
        ("https://doi.org/10.1/x", "https://doi.org/api/handles/10.1/x"),
        ("https://doi.org/api/handles/10.1/x", None),
        ("https://example.org/10.1/x", None),
    ],
)
def test_the_register_is_asked_for_a_doi(uri, asked):
    assert external_links.ask_the_register(None, uri) == asked
