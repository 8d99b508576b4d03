"""The catalogue as tables, in Markdown, for chapter 09 and for your own notebooks.

>>> from IPython.display import Markdown
>>> Markdown(properties())  # doctest: +SKIP
"""

import math
from collections.abc import Iterable, Sequence

from lossbook.catalogue import CATALOGUE, Peer, Row

__all__ = ["formulas", "names_elsewhere", "properties"]

# What the letters of a formula stand for; the chapter says it once for all rows.
_LETTERS = (r", \quad r = \hat y - y", r", \quad m = y f")


def formulas() -> str:
    r"""Return a table of all losses and their formulas, in Markdown with LaTeX.

    Returns
    -------
    str

    Examples
    --------
    >>> print(formulas().splitlines()[2])
    | `nll` | $-\log p_y$ |
    """
    return _table(
        ("loss", "formula"),
        ((f"`{row.name}`", f"${_formula(row)}$") for row in CATALOGUE.values()),
    )


def properties() -> str:
    """Return a table of what is true of each loss, in Markdown.

    Returns
    -------
    str
        The columns: name, what its best prediction estimates, whether it is convex,
        its steepest slope at the default knobs, and whether it has kinks.

    Examples
    --------
    >>> print(properties().splitlines()[8])
    | `squared_error` | mean | yes | no limit | none |
    """
    return _table(
        ("loss", "estimates", "convex", "steepest slope", "kinks or jumps"),
        (
            (
                f"`{row.name}`",
                row.minimiser,
                "yes" if row.convex else "no",
                _slope(row),
                "none" if row.differentiable else "yes",
            )
            for row in CATALOGUE.values()
        ),
    )


def names_elsewhere(library: str) -> str:
    """Return a table of what a library calls each loss, in Markdown.

    Parameters
    ----------
    library : str
        ``"PyTorch"``, ``"Keras"``, ``"optax"`` or ``"scikit-learn"``.

    Returns
    -------
    str
        The columns: our name; theirs, with the keywords that make it ours; and what
        differs. Losses that the library does not have are left out.

    Raises
    ------
    ValueError
        If the catalogue knows no such library.

    Examples
    --------
    >>> print(names_elsewhere("optax").splitlines()[6])
    | `squared_error` | `optax.squared_error` |  |
    """
    rows = [
        (f"`{row.name}`", f"`{_call(peer)}`", _difference(row, peer))
        for row in CATALOGUE.values()
        for peer in row.peers
        if peer.library == library
    ]
    if not rows:
        libraries = {peer.library for row in CATALOGUE.values() for peer in row.peers}
        raise ValueError(
            f"library must be one of {', '.join(sorted(libraries))}, got {library!r}"
        )
    return _table(("here", "there", "what differs"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _formula(row: Row) -> str:
    formula = row.formula
    for letters in _LETTERS:
        formula = formula.removesuffix(letters)
    # A bar would end the cell.
    return formula.replace("|", r"\vert{}")


def _slope(row: Row) -> str:
    if row.grad is None:
        return "0, with a jump"
    return f"{row.lipschitz:.3g}" if math.isfinite(row.lipschitz) else "no limit"


def _call(peer: Peer) -> str:
    name = peer.name.removeprefix("torch.nn.functional.").removeprefix("keras.losses.")
    # One number for each example is what all of ours give.
    settings = [f"{k}={v!r}" for k, v in peer.keywords.items() if k != "reduction"]
    return f"{name}(..., {', '.join(settings)})" if settings else name


def _difference(row: Row, peer: Peer) -> str:
    """Say which arguments, factor, term and names differ, and the note."""
    said = []
    if "one_hot" in peer.takes:
        said.append("takes labels as one-hot rows")
    if row.truth == "labels" and peer.gives == "element":
        said.append("gives a number for each class, to be added up")
    if peer.factor == "K":
        said.append("ours is $K$ times theirs")
    elif peer.factor != 1:
        said.append(f"ours is {peer.factor:g} times theirs")
    if peer.lacks:
        said.append(f"leaves out ${peer.lacks}$")
    said += [f"`{a}` is `{b}`" for a, b in peer.knobs.items() if a != b]
    if peer.note:
        said.append(peer.note)
    return "; ".join(said)
