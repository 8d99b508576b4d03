"""Lists of references whose labels are what the text shows.

That is "Gneiting and Raftery, 2007". The style that comes with pybtex says "GR07".
"""

from pybtex.plugin import register_plugin
from pybtex.style.formatting.alpha import Style as AlphaStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle

NAME = "lossbook_author_year"


def last_name(person) -> str:
    """Return a family name with what belongs before it: "van der Vaart"."""
    names = [*person.prelast_names, *person.last_names]
    return " ".join(names).replace("{", "").replace("}", "")


def label_of(entry) -> str:
    """Return authors, or else editors, and the year, as in the text."""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [last_name(person) for person in people]
    if len(names) > 2:
        names = [f"{names[0]} et al."]
    return f"{' and '.join(names)}, {entry.fields.get('year', 'n.d.')}"


class AuthorYearLabels(BaseLabelStyle):
    """A label for each entry of a list."""

    def format_labels(self, sorted_entries):
        """Label the entries in their order."""
        return map(label_of, sorted_entries)


class LabelOrder(BaseSortingStyle):
    """The order in which a reader looks for a label, who does not look at capitals."""

    def sorting_key(self, entry):
        """Return the label in small letters."""
        return label_of(entry).casefold()


class AuthorYearStyle(AlphaStyle):
    """The entries of the alpha style, under other labels and in their order."""

    default_label_style = NAME
    default_sorting_style = NAME


# The name that ``bibtex_default_style`` gives.
register_plugin("pybtex.style.labels", NAME, AuthorYearLabels)
register_plugin("pybtex.style.sorting", NAME, LabelOrder)
register_plugin("pybtex.style.formatting", NAME, AuthorYearStyle)


def setup(app):
    """All is done when this is imported."""
    return {"parallel_read_safe": True, "parallel_write_safe": True}
