"""The catalogue as tables: a row for each loss, cells from the catalogue."""

import math
import re

import pytest

from lossbook import tables
from lossbook.catalogue import CATALOGUE
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
            called = re.match(r"`([\w.]+)", there).group(1)
            assert peer.name.endswith(called)
            for keyword, value in peer.keywords.items():
                assert (f"{keyword}={value!r}" in there) is (keyword != "reduction")
            assert peer.note in differs
            assert differs.endswith(peer.note)
            assert ("one-hot rows" in differs) is ("one_hot" in peer.takes) or peer.note
            apart = row.truth == "labels" and peer.gives == "element"
            assert ("to be added up" in differs) is apart
            assert ("times theirs" in differs) is (peer.factor != 1)
            assert (f"leaves out ${peer.lacks}$" in differs) is bool(peer.lacks)
            for ours, theirs in peer.knobs.items():
                assert (f"`{ours}` is `{theirs}`" in differs) is (ours != theirs)
    assert next(rows, None) is None


def test_some_rows_word_for_word():
    keras = tables.names_elsewhere("Keras").splitlines()
    assert "| `huber` | `huber` |  |" in keras
    assert (
        "| `brier` | `mean_squared_error` | takes labels as one-hot rows; ours is $K$ "
        "times theirs; "
        "takes the mean over the classes |"
    ) in keras
    optax = tables.names_elsewhere("optax").splitlines()
    assert (
        "| `multiclass_hinge(..., kind='crammer-singer')` | "
        "`optax.losses.multiclass_hinge_loss` |  |"
    ) in optax
    assert (
        "| `brier` | `optax.squared_error` | takes labels as one-hot rows; gives a "
        "number for each class, to be added up |"
    ) in optax
    torch = tables.names_elsewhere("PyTorch").splitlines()
    assert (
        "| `poisson_nll` | `poisson_nll_loss(..., log_input=False, eps=0.0)` | "
        "leaves out $\\log y!$; its defaults take the logarithm of the rate, and add "
        "eps=1e-8 to a rate; full=True adds Stirling's formula for log(y!) above "
        "y = 1 |"
    ) in torch
    learn = tables.names_elsewhere("scikit-learn")
    assert "ours is 0.5 times theirs" in learn
    assert "`level` is `alpha`" in learn


def test_an_unknown_library_gets_the_list():
    with pytest.raises(
        ValueError,
        match=r"^library must be one of Keras, PyTorch, optax, scikit-learn, got 'JAX'",
    ):
        tables.names_elsewhere("JAX")


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
