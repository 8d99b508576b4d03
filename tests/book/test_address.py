"""The one setting of where the book and its source are."""

import pytest
from address import Address, address

SITE, REPOSITORY = "https://someone.github.io/book/", "https://github.com/someone/book"


def test_without_a_setting_there_is_no_address():
    assert address({}) == Address("", "")


@pytest.mark.parametrize("site", [SITE, SITE.rstrip("/"), f" {SITE}"])
def test_the_environment_comes_before_the_file(site, tmp_path):
    file = tmp_path / "address.yml"
    file.write_text(
        'site: "https://elsewhere.org/"\nrepository: ""\n', encoding="utf-8"
    )
    found = address({"LOSSBOOK_SITE": site, "LOSSBOOK_REPOSITORY": REPOSITORY}, file)
    assert found == Address(SITE, REPOSITORY)
    assert (found.path, found.project) == ("/book/", "someone/book")
    assert address({}, file).site == "https://elsewhere.org/"
    assert address({"LOSSBOOK_SITE": ""}, file).site == ""


def test_a_host_of_its_own_is_the_root():
    assert address({"LOSSBOOK_SITE": "https://lossbook.org"}).path == "/"


@pytest.mark.parametrize(
    "bad", ["github.com/a/b", "a/b", "https://x.org/?q", "ftp://x"]
)
def test_what_is_no_address_is_refused_by_name(bad):
    with pytest.raises(SystemExit, match=r"LOSSBOOK_REPOSITORY must .*, got"):
        address({"LOSSBOOK_REPOSITORY": bad})
