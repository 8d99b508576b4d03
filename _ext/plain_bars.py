"""Bars in docstrings: |r| is an absolute value, not a substitution of reStructuredText.

So a docstring can be read as it stands, in a notebook and on the page.
"""

import re

BAR = re.compile(r"(?<!\\)\|")
NOT_TEXT = re.compile(r"``|\\|>>>|math::")


def escape_bars(app, what, name, obj, options, lines):
    """Escape the bars of each line that is running text."""
    lines[:] = [
        line if NOT_TEXT.search(line) else BAR.sub(r"\\|", line) for line in lines
    ]


def setup(app):
    """Connect to the event at which a docstring has been read."""
    # After napoleon, which reads the sections.
    app.connect("autodoc-process-docstring", escape_bars, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
