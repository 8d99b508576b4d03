"""Tables that become lists of cards on a narrow screen.

Each cell carries the name of its column, which ``book.css`` shows where the columns
stand below one another. A table that fits a phone as it is stays a table.
"""

from docutils import nodes
from plain_words import words_of

# So many letters, and the gaps between the columns, fit into a line of a phone.
LETTERS = 34
GAP = 2


def columns_of(table):
    """Return the names of the columns, or nothing where the table has no head."""
    heads = list(table.findall(nodes.thead))
    rows = list(heads[0].findall(nodes.row)) if heads else []
    return [words_of(entry).strip() for entry in rows[-1]] if rows else []


def is_wide(table) -> bool:
    """Return whether the longest cells of all columns together exceed a line."""
    rows = [[words_of(entry) for entry in row] for row in table.findall(nodes.row)]
    widest = [max(map(len, column)) for column in zip(*rows, strict=False)]
    return sum(widest) + GAP * (len(widest) - 1) > LETTERS


def mark_tables(app, doctree, docname):
    """Name the columns in the cells of each table that is too wide for a phone."""
    for table in doctree.findall(nodes.table):
        names = columns_of(table)
        if not names or not is_wide(table):
            continue
        table["classes"].append("cards")
        for row in table.next_node(nodes.tbody).findall(nodes.row):
            for name, entry in zip(names, row, strict=False):
                entry["column"] = name


def visit_entry(self, node):
    """Write a cell as docutils does, and the name of its column."""
    type(self).visit_entry(self, node)
    if node.get("column"):
        name = self.attval(node["column"])
        self.body[-1] = self.body[-1].replace(">", f' data-column="{name}">', 1)


def depart_entry(self, node):
    """End a cell as docutils does."""
    type(self).depart_entry(self, node)


def setup(app):
    """Mark the tables when a page is complete, and write their cells."""
    app.add_node(nodes.entry, override=True, html=(visit_entry, depart_entry))
    app.connect("doctree-resolved", mark_tables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
