"""Where nothing can be written, the build says so in one sentence."""

from types import SimpleNamespace

import pytest
from fresh_outputs import name_cache


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("fresh_outputs.FOREIGN", ())
    in_the_way = tmp_path / "_build"
    in_the_way.write_text("A file where a folder cannot be made.", "utf-8")
    app = SimpleNamespace(outdir=in_the_way / "html", srcdir=tmp_path)
    with pytest.raises(SystemExit, match="_build, and that cannot be written"):
        name_cache(app, SimpleNamespace())
