"""The programs and files that the tests of the book find on each system."""

from pathlib import Path

import pytest
from the_book import ROOT, chromium, file_of


def test_no_chromium_is_none(tmp_path):
    assert chromium({"PATH": str(tmp_path)}, str(tmp_path)) is None


@pytest.mark.parametrize(
    "place, environment",
    [
        ("Applications/Google Chrome.app/Contents/MacOS/Google Chrome", {}),
        ("Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge", {}),
        ("C/Google/Chrome/Application/chrome.exe", {"PROGRAMFILES": "C"}),
        ("D/Microsoft/Edge/Application/msedge.exe", {"PROGRAMFILES(X86)": "D"}),
        ("E/Chromium/Application/chrome.exe", {"LOCALAPPDATA": "E"}),
    ],
)
def test_chrome_and_edge_are_found_where_they_are(place, environment, tmp_path):
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text("", "utf-8")
    named = {name: str(tmp_path / folder) for name, folder in environment.items()}
    assert chromium({"PATH": "", **named}, str(tmp_path / "Applications")) == str(path)


def test_a_browser_on_the_path_comes_first(tmp_path):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    other = tmp_path / "Google/Chrome/Application/chrome.exe"
    other.parent.mkdir(parents=True)
    other.write_text("", "utf-8")
    environment = {"PATH": str(tmp_path), "PROGRAMFILES": str(tmp_path)}
    assert Path(chromium(environment, "")).stem == "chromium"


@pytest.mark.parametrize("name", ["README.md", "été 한글.md"])
def test_an_address_leads_back_to_its_file(name):
    assert file_of((ROOT / name).as_uri()) == ROOT / name
