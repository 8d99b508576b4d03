"""What README.md, CONTRIBUTING.md and the workflows say of the commands is so."""

import re
import shlex

import pytest
from the_book import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TEXTS = {
    name: (ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md")
}
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CALLERS = [ROOT / ".ci" / "run", ROOT / ".ci" / "install", *WORKFLOWS]
# What has no plain command that would be the same in every shell.
NO_ROW = {"clean"}
RULE = re.compile(r"^([a-z][\w-]*):(?: ([^\n]*))?\n((?:\t.*\n)*)", re.MULTILINE)
ROW = re.compile(r"^\| `make ([\w-]+)` \| (.*?) \| (.*?) \| .* \|$", re.MULTILINE)
STAMP = re.compile(r"^(\$\(\w+\)/[\w-]+): (\S*requirements\S*)", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")


def targets() -> dict[str, list[str]]:
    """The commands of each target, as they would be typed in its environment."""
    return {
        name: [plain(line) for line in recipe.splitlines() if "echo" not in line]
        for name, _, recipe in RULE.findall(MAKEFILE)
    }


def plain(line: str) -> str:
    """A line of a recipe without the environment and without what is make's alone."""
    line = re.sub(r"\$\(\w+\)/(?:bin/)?(?!node_modules)", "", line.strip().lstrip("@"))
    line = re.sub(r"^\w+=\w+ ", "", re.sub(r" \$\(\w+\)", "", line))
    line = re.sub(r" -o console_output_style=count", "", line)
    return re.sub(r"(jupyter-book .*) --quiet", r"\1", line)


def rows() -> dict[str, tuple[list[str], list[str]]]:
    """What the tables say of each target: what it installs, and its plain commands."""
    return {
        name: (CODE.findall(files), CODE.findall(commands))
        for text in TEXTS.values()
        for name, files, commands in ROW.findall(text)
    }


def test_each_target_has_one_row_and_each_row_a_target():
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split()
    assert sorted(phony) == sorted(targets())
    named = [row[0] for text in TEXTS.values() for row in ROW.findall(text)]
    assert sorted(named) == sorted(set(phony) - NO_ROW)


@pytest.mark.parametrize("name", rows())
def test_a_plain_command_does_what_make_does(name):
    # A target without a command of its own shows what another one has made.
    recipe = targets()[name] or targets()["book"]
    assert rows()[name][1] == recipe


@pytest.mark.parametrize("name", rows())
def test_a_plain_command_names_files_that_are_there(name):
    files, commands = rows()[name]
    for command in commands:
        files += [
            word for word in shlex.split(command) if word.endswith((".py", ".mjs"))
        ]
    assert files
    for file in files:
        assert (ROOT / file).is_file(), file


def installed_for(name: str) -> set[str]:
    """The files that make installs for a target, those of other targets included."""
    depends = {name: needs.split() for name, needs, _ in RULE.findall(MAKEFILE)}
    stamps = dict(STAMP.findall(MAKEFILE))
    files = set()
    for need in depends[name]:
        files |= {stamps[need]} if need in stamps else set()
        files |= installed_for(need) if need in depends else set()
    return files


@pytest.mark.parametrize("name", rows())
def test_a_row_installs_what_make_installs(name):
    # The file of the book is named where it is the only one.
    files = installed_for(name)
    assert set(rows()[name][0]) == (files - {"requirements.txt"} or files)


def called_in(text: str) -> set[str]:
    """The targets that a script or a workflow calls."""
    text = re.sub(r"(?m)^ *#.*$| #.*$|^.*\bname: .*$", "", text)
    # The weekly run has its targets in a matrix.
    matrix = re.findall(r"^ +target:\n((?: +- .*\n)+)", text, re.MULTILINE)
    listed = re.findall(r"- ([\w-]+)", "".join(matrix))
    return {*listed, *re.findall(r"(?<![a-z] )\bmake (?:\w+=\S+ )*([a-z][\w-]*)", text)}


@pytest.mark.parametrize("path", CALLERS, ids=lambda path: path.name)
def test_each_target_that_is_called_exists(path):
    called = called_in(path.read_text("utf-8"))
    assert called <= set(targets())
    assert called or path.name == "install"


@pytest.mark.parametrize("name", TEXTS)
def test_each_target_that_a_text_names_exists(name):
    code = CODE.findall(re.sub(r"```\w*", "`", TEXTS[name]))
    called = set().union(*(called_in(part) for part in code))
    assert called and called <= set(targets())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_each_action_is_pinned_by_commit_and_keeps_no_credentials(path):
    text = path.read_text("utf-8")
    used = re.findall(r"uses: (.*)", text)
    assert used
    for action in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
    checkouts = text.count("uses: actions/checkout@")
    assert text.count("persist-credentials: false") == checkouts
    assert "\npermissions: {}\n" in text
    assert text.count("timeout-minutes:") == text.count("runs-on:")


def test_an_action_has_the_same_commit_everywhere():
    pins = re.findall(
        r"uses: (\S+)@(.*)", "".join(path.read_text("utf-8") for path in WORKFLOWS)
    )
    assert len(set(pins)) == len(dict(pins))
