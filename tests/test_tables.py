"""The catalogue as tables: a row for each loss, cells from the catalogue."""

import math
import re

import numpy as np
import pytest

import lossbook as lb
from lossbook import tables
from lossbook.catalogue import CATALOGUE
from lossbook.identities import GROUPS, INPUTS, LETTERS
from lossbook.plots.floating_point import LIBRARIES as MEASURED

LIBRARIES = ("PyTorch", "Keras", "optax", "scikit-learn")


def cells_of(table):
    """The cells of a Markdown table, its two lines of head left out."""
    return [line[2:-2].split(" | ") for line in table.splitlines()[2:]]


def test_a_table_has_a_head_and_a_rule():
    assert tables.formulas().splitlines()[:2] == ["| loss | formula |", "| --- | --- |"]
    assert tables.properties().splitlines()[:2] == [
        "| loss | estimates | convex | steepest slope | kinks or jumps |",
        "| --- | --- | --- | --- | --- |",
    ]
    assert tables.names_elsewhere("Keras").splitlines()[:2] == [
        "| here | there | what differs |",
        "| --- | --- | --- |",
    ]


def test_each_loss_has_its_formula():
    rows = cells_of(tables.formulas())
    assert [name for name, _ in rows] == [f"`{name}`" for name in CATALOGUE]
    for (_, formula), row in zip(rows, CATALOGUE.values(), strict=True):
        assert formula[0] == formula[-1] == "$"
        assert "|" not in formula
        written = formula[1:-1].replace(r"\vert{}", "|")
        assert row.formula.startswith(written)
        # Left out is only what the letters stand for.
        assert row.formula[len(written) :] in (
            "",
            r", \quad r = \hat y - y",
            r", \quad m = y f",
        )
        assert not written.endswith(("y - y", "y f"))


def test_each_loss_has_its_properties():
    rows = cells_of(tables.properties())
    for cells, (name, row) in zip(rows, CATALOGUE.items(), strict=True):
        title, estimates, convex, slope, kinks = cells
        assert title == f"`{name}`"
        assert estimates == row.minimiser
        if row.convex_for:
            assert convex == f"for ${row.convex_for}$"
        else:
            assert convex == ("yes" if row.convex else "no")
        assert (kinks == "none") is row.differentiable
        assert kinks in ("none", "yes")
        if row.grad is None:
            assert slope == "0, with a jump"
        elif math.isinf(row.lipschitz):
            assert slope == "no limit"
        else:
            assert float(slope) == pytest.approx(row.lipschitz, abs=0.005)


@pytest.mark.parametrize("library", LIBRARIES)
def test_each_name_elsewhere_comes_from_the_catalogue(library):
    rows = iter(cells_of(tables.names_elsewhere(library)))
    for name, row in CATALOGUE.items():
        for peer in row.peers:
            if peer.library != library:
                continue
            here, there, differs = next(rows)
            assert re.match(r"`(\w+)", here).group(1) == name
            assert ("(" in here) is bool(peer.ours)
            for keyword, value in peer.ours.items():
                assert f"{keyword}={value!r}" in here
            called, takes = re.match(r"`([\w.]+)\((\w+, \w+)", there).groups()
            assert peer.name.endswith(called)
            said = ["reals" if name == "y_true" else name for name in takes.split(", ")]
            assert tuple(said) == peer.takes
            as_class = re.findall(r", class `(\w+)`$", there)
            assert as_class == [peer.as_class.rpartition(".")[2]][: bool(peer.as_class)]
            for keyword, value in peer.keywords.items():
                assert (f"{keyword}={value!r}" in there) is (keyword != "reduction")
            assert peer.note in differs
            assert differs.endswith(peer.note)
            apart = row.truth == "labels" and peer.gives == "element"
            assert ("to be added up" in differs) is apart
            assert ("times theirs" in differs) is (peer.factor != 1)
            assert (f"leaves out ${peer.lacks}$" in differs) is bool(peer.lacks)
            for ours, theirs in peer.knobs.items():
                assert (f"`{ours}` is `{theirs}`" in differs) is (ours != theirs)
    assert next(rows, None) is None


def test_some_rows_word_for_word():
    keras = tables.names_elsewhere("Keras").splitlines()
    assert "| `huber` | `huber(y_true, y_pred)`, class `Huber` |  |" in keras
    assert (
        "| `brier` | `mean_squared_error(one_hot, probs)`, class `MeanSquaredError` | "
        "ours is $K$ times theirs; takes the mean over the classes |"
    ) in keras
    optax = tables.names_elsewhere("optax").splitlines()
    assert (
        "| `multiclass_hinge(..., kind='crammer-singer')` | "
        "`optax.losses.multiclass_hinge_loss(scores, labels)` |  |"
    ) in optax
    assert (
        "| `brier` | `optax.squared_error(probs, one_hot)` | gives a number for each "
        "class, to be added up |"
    ) in optax
    torch = tables.names_elsewhere("PyTorch").splitlines()
    assert (
        "| `poisson_nll` | `poisson_nll_loss(rate, counts, log_input=False, eps=0.0)`, "
        "class `PoissonNLLLoss` | "
        "leaves out $\\log y!$; its defaults take the logarithm of the rate, and add "
        "eps=1e-8 to a rate; full=True adds Stirling's formula for log(y!) above "
        "y = 1 |"
    ) in torch
    learn = tables.names_elsewhere("scikit-learn")
    assert "ours is 0.5 times theirs" in learn
    assert "`level` is `alpha`" in learn


# What people ask of a cross-entropy: what it takes, and what it is called in PyTorch,
# Keras and optax. Written from their pages, and not from the catalogue.
ASKED = {
    ("logits", "a class index"): (
        "CrossEntropyLoss",
        "sparse_categorical_crossentropy(..., from_logits=True)",
        "softmax_cross_entropy_with_integer_labels",
    ),
    ("logits", "a row: one-hot, or shares"): (
        "CrossEntropyLoss",
        "categorical_crossentropy(..., from_logits=True)",
        "softmax_cross_entropy",
    ),
    ("logits", "0 or 1"): (
        "BCEWithLogitsLoss",
        "binary_crossentropy(..., from_logits=True)",
        "sigmoid_binary_cross_entropy",
    ),
    ("log-probabilities", "a class index"): ("NLLLoss", None, None),
    ("probabilities", "a class index"): (
        None,
        "sparse_categorical_crossentropy",
        None,
    ),
    ("probabilities", "a row: one-hot, or shares"): (
        None,
        "categorical_crossentropy",
        None,
    ),
    ("probabilities", "0 or 1"): ("BCELoss", "binary_crossentropy", None),
}


def test_each_cross_entropy_stands_where_what_it_takes_stands():
    rows = cells_of(tables.cross_entropies())
    assert [tuple(row[:2]) for row in rows] == list(ASKED)
    for given, written, functions in rows:
        listed = dict(re.findall(r"([\w-]+) `(.*?)`", functions))
        for library, name in zip(
            ("PyTorch", "Keras", "optax"), ASKED[given, written], strict=True
        ):
            assert listed.get(library) == name
        # scikit-learn has one function, for probabilities.
        measured = given == "probabilities" and not written.startswith("a row")
        assert listed.get("scikit-learn") == ("log_loss" if measured else None)


def test_our_cross_entropies_take_what_the_table_says():
    """Class 0 of the logits 5, 4, 2 or their softmax; yes and no of the logit 4."""
    logits = np.array([5.0, 4.0, 2.0])
    given = {"logits": logits, "probabilities": lb.softmax(logits)}
    right = math.log(1 + math.exp(-1) + math.exp(-3))
    for says, written, functions in cells_of(tables.cross_entropies()):
        ours = re.match("here `(\\w+)`", functions)
        if says == "log-probabilities":
            assert ours is None
        elif written == "0 or 1":
            x = 4.0 if says == "logits" else 1 / (1 + math.exp(-4))
            value = getattr(lb, ours[1])([1.0, 0.0], [x, x])
            assert value == pytest.approx(
                [math.log1p(math.exp(-4 * s)) for s in (1, -1)]
            )
        else:
            truth = 0 if written == "a class index" else [1.0, 0.0, 0.0]
            args = (truth, given[says])
            assert getattr(lb, ours[1])(*args) == pytest.approx(right)
    # Shares, too.
    half = [0.5, 0.5, 0.0]
    for ours, x in (
        ("softmax_cross_entropy", "logits"),
        ("cross_entropy", "probabilities"),
    ):
        assert getattr(lb, ours)(half, given[x]) == pytest.approx(right + 0.5)


def test_an_unknown_library_gets_the_list():
    with pytest.raises(
        ValueError,
        match=r"^library must be one of Keras, PyTorch, optax, scikit-learn, got 'JAX'",
    ):
        tables.names_elsewhere("JAX")


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.title)
def test_each_loss_of_a_paper_has_all_that_its_row_says(group):
    first, *blocks = re.split(r"\n\n### ", tables.identities(group.title))
    assert first == group.gradient
    assert blocks == [
        f"{row.name}\n\n{row.question}\n\n$\\displaystyle {row.formula}$\n\n"
        f"`{row.code}`\n\n- **Gradient**: {row.gradient}.\n"
        f"- **Fault**: {row.fault}.\n- **Note**: {row.note}."
        for row in group.rows
    ]


def test_all_losses_of_papers_follow_one_another_beneath_their_headings():
    pieces = re.split(r"(?:^|\n\n)## ", tables.identities())[1:]
    assert pieces == [
        f"{group.title}\n\n{tables.identities(group.title)}" for group in GROUPS
    ]


def test_an_unknown_group_gets_the_list():
    titles = "Which of these is it\\?', 'Does this belong together\\?', "
    with pytest.raises(
        ValueError, match=rf"^title must be one of '{titles}.*, got 'Who\?'$"
    ):
        tables.identities("Who?")


def test_each_input_of_an_identity_has_its_letter_and_its_meaning():
    table = tables.identity_inputs()
    assert table.splitlines()[0] == "| name | letter | meaning |"
    assert cells_of(table) == [
        [f"`{name}`", f"${LETTERS[name]}$", said] for name, said in INPUTS.items()
    ]
    assert not [letter for letter in LETTERS.values() if "|" in letter]


def test_the_measured_errors_come_from_the_package():
    measured_with, rows = tables.accuracy()
    assert re.match(r"largest error in ulp; \d{4}-\d\d-\d\d; lossbook ", measured_with)
    assert len(rows) > 100
    for row in rows:
        assert list(row) == ["function", "dtype", *MEASURED]
        assert row["dtype"] in ("float32", "float64")
        for library in MEASURED:
            assert row[library] == "" or float(row[library]) >= 0


def test_all_measured_errors_stand_in_the_folded_table():
    measured_with, rows = tables.accuracy()
    html = tables.accuracy_as_html().replace("<wbr>", "")
    assert html.startswith(f"<details><summary>All functions, {measured_with}<")
    lines = re.findall("<tr>(.*?)</tr>", html)
    assert re.findall("<th>(.*?)</th>", lines[0]) == list(rows[0])
    assert [re.findall("<td>(.*?)</td>", line) for line in lines[1:]] == [
        list(row.values()) for row in rows
    ]
