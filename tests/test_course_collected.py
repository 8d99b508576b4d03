"""Whose notebooks there are, in folders as nbgrader has and in zips."""

import zipfile

import pytest
from homeworks import HOMEWORK

from lossbook.course import collected
from lossbook.course.collected import students_in, unpack


def put(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", "utf-8")


def found(folder):
    students = students_in(folder, HOMEWORK)
    return {
        name: path.relative_to(folder).as_posix() for name, path in students.items()
    }


def test_each_folder_is_a_student(tmp_path):
    put(tmp_path, "ada/hw1/hw1.ipynb", "bob/hw1/hw1 (1).ipynb", "cem/hw1/my hw.zip")
    put(tmp_path, "dan/hw1/a.ipynb", "dan/hw1/b.ipynb", "eva/hw2/hw2.ipynb")
    put(tmp_path, "fay/hw1.ipynb")
    put(tmp_path, ".ipynb_checkpoints/hw1/hw1.ipynb", "notes.txt")
    assert found(tmp_path) == {
        "ada": "ada/hw1/hw1.ipynb",
        "bob": "bob/hw1/hw1 (1).ipynb",
        "cem": "cem/hw1/my hw.zip",
        "dan": "dan/hw1/hw1.ipynb",  # which is not there: nobody knows which of two
        "eva": "eva/hw1/hw1.ipynb",
        "fay": "fay/hw1.ipynb",
    }


def test_a_folder_that_is_a_link_is_no_student(tmp_path):
    put(tmp_path, "ada/hw1/hw1.ipynb")
    try:
        (tmp_path / "eve").symlink_to(tmp_path / "ada", target_is_directory=True)
    except OSError:
        pytest.skip("this system lets not everybody make links")
    (tmp_path / "fay").mkdir()
    (tmp_path / "fay" / "hw1").symlink_to(tmp_path / "ada" / "hw1")
    assert found(tmp_path) == {"ada": "ada/hw1/hw1.ipynb", "fay": "fay/hw1/hw1.ipynb"}


@pytest.mark.parametrize("name", ["<b>", "a&b", 'a"b', "a'b", "-" * 101])
def test_a_name_that_is_not_safe_is_refused(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(ValueError, match="must be letters, digits and some of"):
        students_in(tmp_path, HOMEWORK)


def packed(tmp_path, **files):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("Ada Lovelace_4711_assignsubmission_file/hw1.ipynb", "4711"),
        ("Ada Lovelace_4711_assignsubmission_file_/hw1.ipynb", "4711"),
        ("Ada Lovelace_4711_assignsubmission_file_hw1.ipynb", "4711"),
        ("lovelaceada_4711_81234_hw1.ipynb", "4711"),
        ("lovelaceada_LATE_4711_81234_hw1-1.ipynb", "4711"),
        ("lovelaceada_4711_81234_my_hw1.zip", "4711"),
    ],
)
def test_the_names_of_moodle_and_canvas_are_understood(tmp_path, name, student):
    archive = packed(tmp_path, **{name: "here"})
    assert unpack(archive, HOMEWORK, tmp_path / "to") == ([student], [])
    kind = name.rpartition(".")[2]
    path = tmp_path / "to" / student / "hw1" / f"hw1.{kind}"
    assert path.read_text("utf-8") == "here"
    assert students_in(tmp_path / "to", HOMEWORK) == {student: path}


def test_what_is_left_out_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(collected, "LARGEST", 10)
    files = {
        "a_1_2_hw1.ipynb": "first",
        "a_1_3_other.ipynb": "x",
        "b_2_4_other.ipynb": "x",
        "b_2_5_hw1.ipynb": "second",
        "c_3_6_hw1.ipynb": "more than ten",
        "d_4_7_answer.docx": "x",
        "index.html": "x",
    }
    students, left_out = unpack(packed(tmp_path, **files), HOMEWORK, tmp_path / "to")
    assert students == ["1", "2"]
    assert left_out == [
        "a_1_3_other.ipynb: a_1_2_hw1.ipynb is there as well",
        "b_2_4_other.ipynb: b_2_5_hw1.ipynb is there as well",
        "c_3_6_hw1.ipynb: it has more than 0 MB",
        "d_4_7_answer.docx: it is no notebook of a student",
        "index.html: it is no notebook of a student",
    ]
    assert set(students_in(tmp_path / "to", HOMEWORK)) == {"1", "2"}
    assert (tmp_path / "to/2/hw1/hw1.ipynb").read_text("utf-8") == "second"


def test_a_later_zip_replaces_what_was_there(tmp_path):
    old = packed(tmp_path, **{"a_1_2_hw1.zip": "old"})
    unpack(old, HOMEWORK, tmp_path / "to")
    unpack(packed(tmp_path, **{"a_1_3_hw1.ipynb": "new"}), HOMEWORK, tmp_path / "to")
    (path,) = students_in(tmp_path / "to", HOMEWORK).values()
    assert path.read_text("utf-8") == "new"


def test_the_exact_name_goes_before_a_copy(tmp_path):
    files = {"a_1_2_hw1.ipynb": "own", "a_1_3_hw1 (1).ipynb": "copy"}
    _, left_out = unpack(packed(tmp_path, **files), HOMEWORK, tmp_path / "to")
    assert left_out == ["a_1_3_hw1 (1).ipynb: a_1_2_hw1.ipynb is there as well"]


def test_the_end_of_a_name_makes_nobody_else(tmp_path):
    """A student chooses it, and could write somebody else's number there."""
    evil = "hw1_4711_assignsubmission_file_hw1.ipynb"
    files = {
        "ada_4711_1_hw1.ipynb": "ada",
        "eve_999_2_" + evil: "eve",
        "bob_12_3_hw1.ipynb": "bob",
    }
    students, _ = unpack(packed(tmp_path, **files), HOMEWORK, tmp_path / "to")
    assert students == ["4711", "999", "12"]
    assert (tmp_path / "to/4711/hw1/hw1.ipynb").read_text("utf-8") == "ada"
    files = {
        "Ada_4711_assignsubmission_file_hw1.ipynb": "ada",
        "Eve_999_assignsubmission_file_" + evil: "eve",
    }
    students, _ = unpack(packed(tmp_path, **files), HOMEWORK, tmp_path / "other")
    assert students == ["4711", "999"]
    assert (tmp_path / "other/4711/hw1/hw1.ipynb").read_text("utf-8") == "ada"


def test_nothing_is_written_outside_of_the_folder(tmp_path):
    files = {"../x_assignsubmission_file/hw1.ipynb": "x", "a_1_2_../../hw1.ipynb": "x"}
    with pytest.raises(ValueError, match="must hold files that are named as Moodle"):
        unpack(packed(tmp_path, **files), HOMEWORK, tmp_path / "to")
    assert not (tmp_path / "to").exists()


def test_what_is_no_zip_is_refused(tmp_path):
    path = tmp_path / "all.zip"
    path.write_text("no zip", "utf-8")
    with pytest.raises(ValueError, match=r"all\.zip must be a folder or a zip"):
        unpack(path, HOMEWORK, tmp_path)
