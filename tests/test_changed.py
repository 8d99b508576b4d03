"""What a change leads to, when only its own tests are run."""

import pytest
from changed import ROOT, TOPICS, named, needed_by

MODULES = [
    path.relative_to(ROOT).as_posix()
    for path in sorted(ROOT.glob("lossbook/**/*.py"))
    if path.stem not in ("__init__", "parts", "style")
]


@pytest.mark.parametrize("name", MODULES)
def test_each_module_leads_to_its_doctests_and_its_tests(name):
    tests = needed_by(name)
    assert name in tests
    assert any(test.startswith("tests/test_") for test in tests), tests


def test_each_chapter_leads_to_its_tests():
    chapters = sorted((ROOT / "chapters").glob("[0-9][0-9]-*.md"))
    assert [path.name[:2] for path in chapters] == list(TOPICS)
    for path in chapters:
        tests = needed_by(f"chapters/{path.name}")
        assert f"tests/test_chapter_{path.name[:2]}.py" in tests


@pytest.mark.parametrize("part", ["softmax_exercises", "multi_label_decisions"])
def test_a_part_of_a_chapter_leads_to_the_tests_of_the_chapter(part):
    whole = part.rpartition("_")[0]
    tests = needed_by(f"lossbook/questions/{part}.py")
    assert tests[1:] == needed_by(f"lossbook/questions/{whole}.py")[1:]
    assert any(test.startswith("tests/test_chapter_") for test in tests)


def test_a_part_of_exercises_leads_to_their_tests():
    tests = needed_by("lossbook/exercises/entropy_mutual_information.py")
    assert "tests/test_exercises_entropy.py" in tests
    assert "tests/test_chapter_04.py" in tests
    assert needed_by("lossbook/margin.py")[1:2] == ["tests/test_margin.py"]


def test_a_word_finds_the_modules_of_a_chapter():
    found = named("robust")
    for folder in ("plots", "gallery", "exercises"):
        assert f"lossbook/{folder}/robust.py" in found
    assert needed_by("README.md") == []


def test_a_group_of_losses_of_papers_leads_to_all_that_is_said_of_them():
    tests = needed_by("lossbook/identities/critics.py")
    for part in ("", "_gradients", "_faults"):
        assert f"tests/test_identities{part}.py" in tests
