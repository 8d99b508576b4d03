"""What a row says of a loss of a paper, and what the rows of a group share."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Identity:
    """One loss of a paper.

    Texts are Markdown with inline formulas, and have no full stop at their end.

    Attributes
    ----------
    name : str
        What papers call it.
    question : str
        What it asks of the model.
    formula : str
        The loss of one example in LaTeX. `LETTERS` says which letter is which input.
    code : str
        The line that computes it.
    loss : str
        Our loss that it is; of a sum, the part that gives it its name.
    takes : tuple of str
        The names in the line. `INPUTS` says what they stand for.
    sources : tuple of str
        Where it, or what is said of it, is from: keys of ``references.bib``.
    gradient : str
        Its gradient in words: what its own is, beside what the group says.
    fault : str
        What it does wrong, or where it fails.
    note : str
        Its names, factors and means in the libraries, or what else to know.
    """

    name: str
    question: str
    formula: str
    code: str
    loss: str
    takes: tuple[str, ...]
    sources: tuple[str, ...]
    gradient: str
    fault: str
    note: str


@dataclass(frozen=True)
class Group:
    """Losses that put one shape on different quantities, or answer one question.

    Attributes
    ----------
    title : str
        The heading.
    gradient : str
        What their gradients share, in Markdown.
    rows : tuple of Identity
    """

    title: str
    gradient: str
    rows: tuple[Identity, ...]
