"""Tables for the pages, and for your own notebooks: the catalogue, and the errors.

The tables of the catalogue are Markdown, that of the measured errors is HTML:

>>> from IPython.display import HTML, Markdown
>>> Markdown(properties())  # doctest: +SKIP
>>> HTML(accuracy_as_html())  # doctest: +SKIP
"""

import csv
import math
from collections.abc import Iterable, Sequence
from importlib import resources

from lossbook.catalogue import CATALOGUE, Peer, Row
from lossbook.identities import GROUPS, INPUTS, LETTERS, Group, Identity
from lossbook.symptoms import SYMPTOMS

__all__ = [
    "accuracy",
    "accuracy_as_html",
    "cross_entropies",
    "formulas",
    "identities",
    "identity_inputs",
    "names_elsewhere",
    "properties",
    "symptoms",
]

# Definitions that end a formula. The chapter gives them once for all rows.
_LETTERS = (r", \quad r = \hat y - y", r", \quad m = y f")

# What the model gives and how the truth is written, in the words of `Peer.takes`, and
# the function of the package that takes both.
_CROSS_ENTROPIES = {
    ("logits", "labels"): "softmax_cross_entropy",
    ("logits", "one_hot"): "softmax_cross_entropy",
    ("logits", "targets"): "sigmoid_cross_entropy",
    ("log_probs", "labels"): "",
    ("probs", "labels"): "nll",
    ("probs", "one_hot"): "cross_entropy",
    ("probs", "targets"): "binary_cross_entropy",
}
_IN_WORDS = {
    "logits": "logits",
    "log_probs": "log-probabilities",
    "probs": "probabilities",
    "labels": "a class index",
    "one_hot": "a row: one-hot, or shares",
    "targets": "0 or 1",
}


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
    """Return a table of the properties of each loss, in Markdown.

    Returns
    -------
    str
        The columns: name, what its best prediction estimates, whether it is convex
        (with the condition on its knob, if there is one), its steepest slope, and
        whether it has kinks. All but the condition are at the default knobs.

    Examples
    --------
    >>> print(properties().splitlines()[9])
    | `squared_error` | mean | yes | no limit | none |
    """
    return _table(
        ("loss", "estimates", "convex", "steepest slope", "kinks or jumps"),
        (
            (
                f"`{row.name}`",
                row.minimiser,
                f"for ${row.convex_for}$"
                if row.convex_for
                else ("yes" if row.convex else "no"),
                _slope(row),
                "none" if row.differentiable else "yes",
            )
            for row in CATALOGUE.values()
        ),
    )


def names_elsewhere(library: str) -> str:
    """Return a table of the names of the losses in a library, in Markdown.

    Parameters
    ----------
    library : str
        ``"PyTorch"``, ``"Keras"``, ``"optax"`` or ``"scikit-learn"``.

    Returns
    -------
    str
        The columns: our name; theirs with its arguments, and the class that computes
        the same; and what differs. Both names have the keywords that make them the
        same. Losses that the library does not have are left out.

    Raises
    ------
    ValueError
        If the catalogue does not name that library.

    Examples
    --------
    >>> print(names_elsewhere("optax").splitlines()[7])
    | `squared_error` | `optax.squared_error(y_pred, y_true)` |  |
    """
    rows = [
        (
            f"`{_with(row.name, [f'{k}={v!r}' for k, v in peer.ours.items()])}`",
            _call(peer),
            _difference(row, peer),
        )
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


def cross_entropies() -> str:
    """Return a table of which library calls which cross-entropy what, in Markdown.

    Returns
    -------
    str
        The columns: what the model gives (logits, probabilities or their logarithms);
        how the truth is written; and the functions that take both, ours first. Of
        PyTorch it names the classes.

    Examples
    --------
    >>> print(cross_entropies().splitlines()[5])
    | log-probabilities | a class index | PyTorch `NLLLoss` |
    """
    names = {
        view: [f"here `{ours}`"] if ours else []
        for view, ours in _CROSS_ENTROPIES.items()
    }
    for ours in dict.fromkeys(_CROSS_ENTROPIES.values()):
        for peer in CATALOGUE[ours].peers if ours in CATALOGUE else ():
            view = peer.takes if peer.takes in names else peer.takes[::-1]
            name = peer.as_class if peer.library == "PyTorch" else peer.name
            called = _with(name.split(".")[-1], _settings(peer))
            names[view].append(f"{peer.library} `{called}`")
    return _table(
        ("the model gives", "the truth is", "functions"),
        (
            (_IN_WORDS[given], _IN_WORDS[written], ", ".join(listed))
            for (given, written), listed in names.items()
        ),
    )


def symptoms() -> str:
    """Return a table of what a loss curve can show, in Markdown.

    Returns
    -------
    str
        The columns: what is seen, what it says of the model, the check that decides,
        and what to do.

    Examples
    --------
    >>> print(symptoms().splitlines()[11][:40])
    | **Below 0** | A loss of classes is nev
    """
    return _table(
        ("you see", "it says", "the check that decides", "then"),
        (
            (f"**{row.title}**", row.says, row.check, row.remedy)
            for row in SYMPTOMS.values()
        ),
    )


def identities(title: str = "") -> str:
    """Return the losses of papers that are losses of the package, in Markdown.

    Parameters
    ----------
    title : str
        The heading of one group of losses. Without it all groups follow one another,
        each beneath its heading.

    Returns
    -------
    str
        What the gradients of a group share; and for each loss what papers call it, the
        question that it answers, its formula, the line that computes it, one number for
        each example, its gradient in words, what it does wrong, and its names, factors
        and means in the libraries. Of the names in the lines, `identity_inputs` says
        what they stand for.

    Raises
    ------
    ValueError
        If no group has that title.

    Examples
    --------
    >>> print(identities("Which is nearer?").splitlines()[2])
    ### Triplet
    """
    if not title:
        return "\n\n".join(f"## {group.title}\n\n{_group(group)}" for group in GROUPS)
    for group in GROUPS:
        if group.title == title:
            return _group(group)
    titles = ", ".join(repr(group.title) for group in GROUPS)
    raise ValueError(f"title must be one of {titles}, got {title!r}")


def identity_inputs() -> str:
    """Return a table of what the names in the lines of `identities` stand for.

    Returns
    -------
    str
        The columns: name, its letter in the formulas, and meaning, in Markdown.

    Examples
    --------
    >>> print(identity_inputs().splitlines()[2])
    | `y` | $y$ | labels: the true class of each of n examples |
    """
    return _table(
        ("name", "letter", "meaning"),
        ((f"`{name}`", f"${LETTERS[name]}$", said) for name, said in INPUTS.items()),
    )


def accuracy() -> tuple[str, list[dict[str, str]]]:
    """Return the largest errors that ``benchmarks/accuracy.py`` has measured.

    Returns
    -------
    measured_with : str
        The date and the versions of the libraries.
    rows : list of dict
        For each function and dtype the largest error of each library in ulp, as text.
        It is empty if the library has no such function, or none that was compared.

    Examples
    --------
    >>> _, rows = accuracy()
    >>> list(rows[0])
    ['function', 'dtype', 'lossbook', 'scipy', 'scikit-learn', 'PyTorch', 'optax']
    """
    file = resources.files("lossbook") / "data" / "accuracy.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        measured_with = next(lines).strip("# \n")
        return measured_with, list(csv.DictReader(lines))


def accuracy_as_html() -> str:
    """Return all that `accuracy` returns as a folded table, in HTML.

    Returns
    -------
    str
    """
    measured_with, rows = accuracy()
    lines = [_html_row("th", rows[0]), *(_html_row("td", row.values()) for row in rows)]
    return (
        f"<details><summary>All functions, {measured_with}</summary>"
        '<div class="wide-table" tabindex="0"><table>'
        f"{''.join(lines)}</table></div></details>"
    )


def _group(group: Group) -> str:
    return "\n\n".join([group.gradient, *map(_identity, group.rows)])


def _identity(row: Identity) -> str:
    return (
        f"### {row.name}\n\n{row.question}\n\n"
        f"$\\displaystyle {row.formula}$\n\n`{row.code}`\n\n"
        f"- **Gradient**: {row.gradient}.\n- **Fault**: {row.fault}.\n"
        f"- **Note**: {row.note}."
    )


def _html_row(tag: str, cells: Iterable[str]) -> str:
    row = "".join(f"<{tag}>{cell}</{tag}>" for cell in cells)
    # Long names may break at each underscore.
    return f"<tr>{row}</tr>".replace("_", "_<wbr>")


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
    # The catalogue's word for truths that may be any number is no argument's name.
    takes = ["y_true" if view == "reals" else view for view in peer.takes]
    called = f"`{name}({', '.join([*takes, *_settings(peer)])})`"
    called += f", class `{peer.as_class.split('.')[-1]}`" if peer.as_class else ""
    return called


def _settings(peer: Peer) -> list[str]:
    # One number for each example is what all of ours give.
    return [f"{k}={v!r}" for k, v in peer.keywords.items() if k != "reduction"]


def _with(name: str, settings: Sequence[str]) -> str:
    return f"{name}(..., {', '.join(settings)})" if settings else name


def _difference(row: Row, peer: Peer) -> str:
    """Say what differs: factor, a missing term, names, and the note."""
    said = []
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
