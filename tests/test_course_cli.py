"""What a teacher types, from the first check to the table of grades."""

import os

import pytest
from homeworks import HW1

from lossbook.course import cli


def say(*arguments):
    cli.main([str(argument) for argument in arguments])


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret"
    path.write_bytes(b"only for these tests")
    path.chmod(0o600)
    return path


def test_check_tries_each_question(capsys):
    say("check", HW1, "--draws", 1)
    assert capsys.readouterr().out.count("right") == 4


def test_build_makes_four_notebooks(tmp_path, capsys):
    say("build", HW1, "--to", tmp_path)
    made = [
        tmp_path / kind / "hw1" / "hw1.ipynb"
        for kind in ("release", "solutions", "key", "source")
    ]
    assert capsys.readouterr().out.split() == list(map(str, made))
    handed_out, solved, key, source = (path.read_text("utf-8") for path in made)
    assert "NotImplementedError" in handed_out
    assert "NotImplementedError" not in solved + key + source
    assert "**Rubric**" in key and "**Rubric**" not in handed_out + solved + source
    assert "BEGIN SOLUTION" in source and "BEGIN SOLUTION" not in solved + key


def test_what_was_built_is_graded(tmp_path, capsys, secret, sandbox):
    say("build", HW1, "--to", tmp_path)
    for student, kind in (("ada", "solutions"), ("bob", "release")):
        folder = tmp_path / "submitted" / student / "hw1"
        folder.mkdir(parents=True)
        built = tmp_path / kind / "hw1" / "hw1.ipynb"
        (folder / "hw1.ipynb").write_bytes(built.read_bytes())
    arguments = (HW1, tmp_path / "submitted", "--secret", secret, "--to", tmp_path)
    say("grade", *arguments, "--jobs", 2)
    table = (tmp_path / "graded" / "hw1" / "grades.csv").read_text("utf-8")
    assert [line.split(",")[:2] for line in table.splitlines()[1:]] == [
        ["ada", "10"],
        ["bob", "0"],
    ]
    assert (tmp_path / "graded" / "hw1" / "feedback" / "bob.html").exists()
    said = capsys.readouterr()
    assert "still to be graded by hand: 2." in said.out
    assert "2/2" in said.err
    summary = (tmp_path / "graded" / "hw1" / "summary.md").read_text("utf-8")
    assert "what a class of 2 got right and wrong" in summary
    assert "| softmax-formula | 1 | 1 | 1.00 of 2 |" in summary


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "nowhere"), "a homework must have nowhere.md"),
        (("grade", HW1, "nowhere", "--secret", "nothing"), "No such file"),
        (
            ("grade", HW1, "x", "--secret", "x", "--jobs", 0),
            "--jobs must be at least 1",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(arguments, words):
    with pytest.raises(SystemExit) as end:
        say(*arguments)
    assert str(end.value).startswith("lossbook-course: ")
    assert words in str(end.value)


def test_without_a_secret_nothing_is_graded(capsys):
    with pytest.raises(SystemExit):
        say("grade", HW1, "submitted")
    assert "--secret" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
def test_a_secret_that_others_can_read_is_refused(secret):
    secret.chmod(0o644)
    with pytest.raises(ValueError, match="others can read the secret") as error:
        cli.read_secret(secret)
    assert "only for" not in str(error.value)
