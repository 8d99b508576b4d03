"""A change in the package or its data never leaves an old output in a page."""

import pytest
from the_book import HEAD, build, write_small_book

PAGE = f"""{HEAD}# A small book

```{{code-cell}} ipython3
import lossbook.fresh

lossbook.fresh.answer()
```
"""


@pytest.fixture
def small_book(tmp_path):
    """A book of two pages, with the configuration of this one and its own package."""
    pages = {"intro": PAGE, "more": "# A page without code\n"}
    write_small_book(tmp_path, pages, copied=True)
    (tmp_path / "lossbook" / "fresh.py").write_text(
        "from pathlib import Path\n\n"
        "def answer():\n"
        "    data = Path(__file__).with_name('data') / 'fresh.csv'\n"
        "    return 'code one, ' + data.read_text()\n",
        encoding="utf-8",
    )
    (tmp_path / "lossbook" / "data" / "fresh.csv").write_text("data one", "utf-8")
    return tmp_path


def test_no_output_outlives_the_code_and_the_data_it_came_from(small_book):
    def answer():
        result = build(small_book)
        assert result.returncode == 0, result.stderr[-3000:]
        return (small_book / "_build" / "html" / "intro.html").read_text("utf-8")

    assert "code one, data one" in answer()

    code = small_book / "lossbook" / "fresh.py"
    code.write_text(
        code.read_text("utf-8").replace("code one", "code two"), encoding="utf-8"
    )
    assert "code two, data one" in answer()

    (small_book / "lossbook" / "data" / "fresh.csv").write_text("data two", "utf-8")
    assert "code two, data two" in answer()

    # Nothing changed: nothing runs, and the page stays as it is.
    page = small_book / "_build" / "html" / "intro.html"
    written = page.stat().st_mtime_ns
    assert "code two, data two" in answer()
    assert page.stat().st_mtime_ns == written

    # A style sheet that changed is copied, and linked under another name.
    sheet = small_book / "_static" / "book.css"
    sheet.write_text(
        sheet.read_text("utf-8") + ".fresh { color: inherit; }\n", encoding="utf-8"
    )
    assert "code two, data two" in answer()
    assert page.stat().st_mtime_ns != written
    assert ".fresh" in (small_book / "_build/html/_static/book.css").read_text("utf-8")


def test_an_error_in_a_cell_fails_the_build(small_book):
    code = small_book / "lossbook" / "fresh.py"
    code.write_text("def answer():\n    raise ValueError('no answer')\n", "utf-8")
    result = build(small_book)
    assert result.returncode != 0
    assert "no answer" in result.stdout + result.stderr


def test_a_figure_without_a_text_alternative_fails_the_build(small_book):
    page = small_book / "intro.md"
    page.write_text(
        PAGE.replace(
            "import lossbook.fresh\n\nlossbook.fresh.answer()",
            "import matplotlib.pyplot as plt\n"
            "from lossbook import plots\n"
            "plots.use_style()\n"
            "plt.plot([1, 2]);",
        ),
        encoding="utf-8",
    )
    result = build(small_book)
    assert result.returncode != 0
    assert "figure without alt text" in result.stdout + result.stderr


def test_a_formula_with_an_error_fails_the_build(small_book):
    page = small_book / "intro.md"
    page.write_text(PAGE + "\nA broken formula: $\\frac{1}{$.\n", "utf-8")
    result = build(small_book)
    assert result.returncode != 0
    assert "KaTeX" in result.stdout + result.stderr
