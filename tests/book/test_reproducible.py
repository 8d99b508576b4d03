"""A small book comes out the same under circumstances that have changed pages."""

import shutil

from reproducible import FOLDER, differences, hostile_environment
from the_book import HEAD, build, write_small_book

# Printed in two parts, as a busy kernel sends it; numbers whose form depends on the
# width of a terminal or on a locale; what time and language it is.
PRINTED = """```{code-cell} ipython3
import time
import locale
import shutil

print("1.0", end="")
time.sleep(0.5)
print(" bit")
print()
print(sum([1, 2]), time.localtime(0).tm_hour, locale.localeconv()["decimal_point"])
print(shutil.get_terminal_size(), open(__import__("os").devnull).encoding)
```
"""
# A figure that the cell leaves open, and one that would be drawn into it.
DRAWN = """```{code-cell} ipython3
---
mystnb:
  image:
    alt: "A line that rises from the left to the right, without anything else."
---
import matplotlib.pyplot as plt

from lossbook import plots

plots.use_style()
plt.plot([1, 2]);
```

```{code-cell} ipython3
---
mystnb:
  image:
    alt: "A line that falls from the left to the right, without anything else."
---
print(len(plt.get_fignums()))
plt.gca().plot([2, 1]);
```
"""


def test_a_book_is_the_same_wherever_it_is_built(tmp_path):
    sites = []
    for name, environment in [
        ("book", None),
        (FOLDER, hostile_environment(tmp_path)),
    ]:
        folder = tmp_path / name
        folder.mkdir()
        intro = HEAD + "# A small book\n\n" + PRINTED
        drawn = HEAD + "# Drawn\n\n" + DRAWN
        write_small_book(folder, {"intro": intro, "drawn": drawn})
        result = build(folder, environment)
        assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
        sites.append(folder / "_build" / "html")
    assert differences(*sites) == []
    # Nor does it matter whether the folder holds an earlier build.
    shutil.rmtree(tmp_path / "book" / "_build" / ".doctrees")
    assert build(tmp_path / "book").returncode == 0
    assert differences(*sites) == []
    assert "1.0 bit" in (sites[1] / "intro.html").read_text("utf-8")
    drawn = (sites[1] / "drawn.html").read_text("utf-8")
    assert drawn.count("<figure") + drawn.count("<svg") >= 2
