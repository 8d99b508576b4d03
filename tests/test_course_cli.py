"""What a teacher types, from the first check to the table of grades."""

import os
from pathlib import Path

import pytest
from homeworks import HOMEWORK, HW1, NO_ANSWERS, TO_GRADE

from lossbook.course import cli
from lossbook.course.batch import write_table
from lossbook.course.grade import Grade


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
    stub = "# YOUR CODE HERE\\n"
    assert stub in handed_out
    assert stub not in solved + key + source
    assert "**Rubric**" in key and "**Rubric**" not in handed_out + solved + source
    assert "BEGIN SOLUTION" in source and "BEGIN SOLUTION" not in solved + key


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of nbgrader's libraries
def test_what_was_built_is_graded(tmp_path, capsys, secret, sandbox):
    pytest.importorskip("nbgrader", reason="the part for courses is not installed")
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
    written = {
        path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    }
    assert len(written) > 10
    assert [p for p, content in written.items() if secret.read_bytes() in content] == (
        [secret]
    )
    assert secret.read_text("utf-8") not in said.out + said.err
    assert "still to be graded by hand: 2." in said.out
    assert "2/2" in said.err
    summary = (tmp_path / "graded" / "hw1" / "summary.md").read_text("utf-8")
    assert "what a class of 2 got right and wrong" in summary
    assert "| softmax-formula | 1 | 1 | 1.00 of 2 |" in summary


def test_new_makes_a_homework_that_is_in_order(tmp_path, capsys):
    say("new", tmp_path / "deep" / "hw9")
    made = [tmp_path / "deep" / "hw9" / name for name in ("hw9.md", "questions.py")]
    assert capsys.readouterr().out.split() == list(map(str, made))
    say("check", tmp_path / "deep" / "hw9", "--draws", 3)
    assert capsys.readouterr().out.count("right") == 2
    with pytest.raises(SystemExit, match="hw9 is there already"):
        say("new", tmp_path / "deep" / "hw9")


def test_a_new_secret_is_long_and_for_one_alone(tmp_path):
    path = tmp_path / "secret"
    say("secret", path)
    content = cli.read_secret(path)
    assert len(content) == 64
    with pytest.raises(SystemExit, match="is there already, and is not overwritten"):
        say("secret", path)
    assert path.read_bytes() == content


def test_grades_are_exported_when_all_of_them_are_there(tmp_path, capsys):
    graded = tmp_path / "graded" / "hw1"
    table = tmp_path / "canvas.csv"
    table.write_text("Student,ID,Section,hw (1)\nAda,ada,A,\nEva,e,A,\n", "utf-8")
    arguments = ("export", HW1, "canvas", table, "--to", tmp_path)
    with pytest.raises(SystemExit, match="there are no grades yet"):
        say(*arguments, "--column", "hw (1)")
    write_table(
        HOMEWORK, [Grade("ada", NO_ANSWERS, TO_GRADE, ())], {}, graded / "grades.csv"
    )
    with pytest.raises(SystemExit, match="by hand: 1, such as ada"):
        say(*arguments, "--column", "hw (1)")
    with pytest.raises(SystemExit, match="canvas needs --column"):
        say(*arguments, "--unfinished")
    say(*arguments, "--column", "hw (1)", "--unfinished")
    assert "Ada,ada,A,0" in (graded / "canvas.csv").read_text("utf-8")
    assert "no grade for the row e, Eva" in capsys.readouterr().out
    moodle = tmp_path / "moodle.csv"
    moodle.write_text("Identifier,Username,Grade\nParticipant 1,ada,\n", "utf-8")
    say("export", HW1, "moodle", moodle, "--to", tmp_path, "--unfinished")
    assert "Participant 1,ada,0" in (graded / "moodle.csv").read_text("utf-8")


def test_a_quiz_is_made_for_each_chapter(tmp_path, capsys):
    pytest.importorskip("text2qti", reason="the part for courses is not installed")
    say("quiz", "02", "07", "02", "--to", tmp_path)
    paths = [Path(line) for line in capsys.readouterr().out.split()]
    assert [path.name for path in paths] == [
        f"chapter-{chapter}-{kind}"
        for chapter in ("02", "07")
        for kind in ("moodle.xml", "qti.zip")
    ]
    assert all(path.stat().st_size > 1000 for path in paths)


def test_the_archive_for_gradescope_is_for_the_teacher_alone(tmp_path, secret, capsys):
    say("gradescope", HW1, "--secret", secret, "--to", tmp_path)
    path = tmp_path / "gradescope" / "hw1.zip"
    assert "worth 10 points" in capsys.readouterr().out
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "nowhere"), "there is no folder nowhere"),
        (
            ("grade", HW1, "nowhere", "--secret", "nothing"),
            "there is no file nothing; make it with",
        ),
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
