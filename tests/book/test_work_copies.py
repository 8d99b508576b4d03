"""The copies of the notebooks that a reader works in: no answer is lost."""

import sys

import pytest
import work_copies


@pytest.fixture
def notebooks(tmp_path):
    """Two notebooks of the book."""
    folder = tmp_path / "built"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.ipynb").write_text(f"{name}, first edition", "utf-8")
    return folder


def test_what_a_reader_has_changed_is_kept(notebooks, tmp_path):
    mine = tmp_path / "mine"
    assert work_copies.copy(notebooks, mine) == []
    (mine / "a.ipynb").write_text("my answer", "utf-8")
    assert work_copies.copy(notebooks, mine) == []  # nothing is newer
    for name in ("a", "b"):
        (notebooks / f"{name}.ipynb").write_text(f"{name}, second", "utf-8")
    (said,) = work_copies.copy(notebooks, mine)
    assert "a.ipynb has your changes" in said and "a-new.ipynb" in said
    texts = {path.name: path.read_text("utf-8") for path in mine.glob("*.ipynb")}
    assert texts == {
        "a.ipynb": "my answer",
        "a-new.ipynb": "a, second",
        "b.ipynb": "b, second",
    }


def test_a_copy_that_was_deleted_comes_back(notebooks, tmp_path):
    mine = tmp_path / "mine"
    work_copies.copy(notebooks, mine)
    (mine / "a.ipynb").unlink()
    assert work_copies.copy(notebooks, mine) == []
    assert (mine / "a.ipynb").read_text("utf-8") == "a, first edition"


def test_a_new_edition_does_not_overwrite_changes_in_an_earlier_one(
    notebooks, tmp_path
):
    mine = tmp_path / "mine"
    work_copies.copy(notebooks, mine)
    (mine / "a.ipynb").write_text("my answer", "utf-8")
    (notebooks / "a.ipynb").write_text("a, second", "utf-8")
    work_copies.copy(notebooks, mine)
    (mine / "a-new.ipynb").write_text("my other answer", "utf-8")
    (notebooks / "a.ipynb").write_text("a, third", "utf-8")
    work_copies.copy(notebooks, mine)
    texts = [path.read_text("utf-8") for path in mine.glob("a*.ipynb")]
    assert sorted(texts) == ["a, third", "my answer", "my other answer"]


def test_changes_outlive_a_record_that_is_broken(notebooks, tmp_path):
    mine = tmp_path / "mine"
    work_copies.copy(notebooks, mine)
    (mine / "a.ipynb").write_text("my answer", "utf-8")
    (mine / work_copies.KNOWN).write_text('{"a.ipynb": ', "utf-8")
    (said,) = work_copies.copy(notebooks, mine)
    assert "a.ipynb has your changes" in said
    assert (mine / "a.ipynb").read_text("utf-8") == "my answer"


def test_the_copies_are_named_and_so_is_what_prevents_them(
    notebooks, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(work_copies, "NOTEBOOKS", notebooks)
    mine, in_the_way = tmp_path / "mine", tmp_path / "file"
    monkeypatch.setattr(sys, "argv", ["work_copies.py", str(mine)])
    work_copies.main()
    assert capsys.readouterr().out == f"The notebooks to work in: {mine}\n"
    in_the_way.touch()
    monkeypatch.setattr(sys, "argv", ["work_copies.py", str(in_the_way / "mine")])
    with pytest.raises(SystemExit, match=r"Cannot write to .*file"):
        work_copies.main()
    monkeypatch.setattr(work_copies, "NOTEBOOKS", tmp_path / "nowhere")
    with pytest.raises(SystemExit, match="run make book first"):
        work_copies.main()
