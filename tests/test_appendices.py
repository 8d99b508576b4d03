"""What the appendices say: floating point by another route, the chapters' needs."""

import csv
import math
import re
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

import lossbook as lb
from lossbook import plots
from lossbook.plots.floating_point import FUNCTIONS, INFINITE, LIBRARIES
from lossbook.plots.instructors import PREREQUISITES

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def many_digits():
    with localcontext() as context:
        context.prec = 50
        yield
    plt.close("all")


@pytest.fixture
def ax():
    return plt.subplots(figsize=(4.5, 7))[1]


def test_a_sure_model_has_a_small_loss_and_not_none():
    z = np.array([40.0, 0.0])
    p = np.exp(z) / np.exp(z).sum()
    truth = (1 + Decimal(-40).exp()).ln()
    assert np.log(p[0]) == 0
    assert lb.softmax_cross_entropy(0, z) == pytest.approx(
        float(truth), rel=1e-15, abs=0
    )


def test_its_gradient_is_minus_the_others_probability():
    z = np.array([40.0, 0.0])
    truth = -1 / (1 + Decimal(40).exp())
    assert lb.softmax(z)[0] - 1 == 0
    grad = lb.softmax_cross_entropy_grad(0, z)[0]
    assert grad == pytest.approx(float(truth), rel=1e-15, abs=0)


def test_underflow_is_harmless_until_a_logarithm_comes_after_it():
    assert math.exp(-746) == 0
    q = lb.softmax([0.0, 800.0])
    assert q[0] == 0
    assert lb.softmax_cross_entropy(0, [0.0, 800.0]) == 800


def test_underflow_alone_spoils_a_ratio():
    with np.errstate(invalid="ignore"):
        weight = np.exp([-1000.0, -1000.0])
        assert np.isnan(weight / weight.sum()).all()


def test_a_difference_of_near_numbers_is_exact():
    for a, b in np.random.default_rng(0).uniform(1, 2, (100, 2)).tolist():
        assert Fraction(a) - Fraction(b) == Fraction(a - b)


def test_the_sigmoid_as_typed_overflows_from_minus_710_down():
    with np.errstate(over="ignore"):
        assert np.isfinite(np.exp(-np.array(-709.5)))
        assert np.isinf(np.exp(-np.array(-710.0)))


def test_nan_in_nan_out_but_no_truth_is_nan():
    for row in lb.CATALOGUE.values():
        y_true, second = row.example([0.5, 0.5])
        unknown = second.copy()
        unknown.flat[0] = np.nan
        assert np.isnan(row.loss(y_true, unknown)[0]), row.name
        with pytest.raises((ValueError, TypeError), match="y_true"):
            row.loss(np.where([True, False], np.nan, y_true), second)


def test_the_worst_of_the_package_is_the_one_that_is_named():
    with open(ROOT / "benchmarks/results/accuracy.csv") as file:
        next(file)
        errors = {
            row["function"]: float(row["lossbook"])
            for row in csv.DictReader(file)
            if row["dtype"] == "float64"
        }
    worst = max(errors, key=errors.get)
    assert worst == "general_robust_grad (alpha)"
    assert 100 < errors.pop(worst) < 1000
    assert max(errors.values()) < 5


def test_the_terms_of_a_small_divergence_cancel():
    p, d = np.array([0.3, 0.7]), np.array([1e-8, -1e-8])
    q = p + d
    truth = sum(
        Decimal(a) * (Decimal(a) / Decimal(b)).ln() - Decimal(a) + Decimal(b)
        for a, b in zip(p.tolist(), q.tolist(), strict=True)
    )
    terms = p * np.log(p / q)
    assert np.abs(terms).min() / float(truth) > 2e7
    assert np.abs(terms).max() / float(truth) < 1e8
    assert (p * np.log(p / q) - p + q >= 0).all()
    assert terms.sum() != pytest.approx(float(truth), rel=0.1, abs=0)
    assert lb.kl_divergence(p, q) == pytest.approx(float(truth), rel=1e-15, abs=0)
    assert float(truth) == pytest.approx((d**2 / p).sum() / 2, rel=1e-7, abs=0)


def test_the_edges_of_float32_are_nearer():
    with np.errstate(over="ignore", under="ignore"):
        edges = np.exp(np.array([88, 89, -103, -104], dtype=np.float32))
    assert edges[0] < np.inf == edges[1]
    assert edges[2] > 0 == edges[3]


@pytest.mark.parametrize(("gap", "digits"), [(5, 12), (20, 6), (40, 0)])
def test_the_surer_the_model_the_fewer_digits_the_typed_loss_keeps(gap, digits):
    typed = np.log(np.exp(gap) + 1) - gap
    truth = (1 + Decimal(-gap).exp()).ln()
    error = abs(Decimal(float(typed)) / truth - 1)
    assert 10.0 ** -(digits + 3) < error <= 10.0**-digits


def test_accuracy_is_drawn_as_it_was_measured(ax):
    with open(ROOT / "benchmarks/results/accuracy.csv") as file:
        next(file)
        rows = list(csv.DictReader(file))
    plots.plot_accuracy(rows, ax=ax)
    lines = {line.get_label(): line for line in ax.get_lines()}
    drawn = 0
    for row in rows:
        if row["function"] in FUNCTIONS and row["dtype"] == "float64":
            for library in LIBRARIES:
                error = float(row[library] or "nan")
                shown = lines[library].get_xdata()[FUNCTIONS.index(row["function"])]
                assert shown == pytest.approx(
                    np.clip(error, 0.5, INFINITE), nan_ok=True
                )
                drawn += 1
    assert drawn == len(FUNCTIONS) * len(LIBRARIES)
    # As the alternative text says.
    assert lines["lossbook"].get_xdata().max() < 4
    lost = {
        name
        for library in LIBRARIES
        for name, error in zip(FUNCTIONS, lines[library].get_xdata(), strict=True)
        if error > 1e15
    }
    page = (ROOT / "chapters/floating-point.md").read_text("utf-8")
    said = re.search(r"reach 1e16 or infinity for (.*)\.\"", page).group(1)
    assert lost == {
        "log_softmax",
        "logsumexp",
        "softmax_cross_entropy",
        "softmax_cross_entropy_grad",
        "sigmoid_cross_entropy_grad",
        "logit",
        "kl_divergence",
        "log_cosh",
    }
    assert len(re.split(", | and ", said)) == len(lost)


def test_each_chapter_says_that_it_needs_what_the_figure_says():
    for number, (chapter, needs) in enumerate(PREREQUISITES.items(), start=1):
        assert chapter.startswith(f"{number:02} ")
        (path,) = ROOT.glob(f"chapters/{number:02}-*.md")
        goals = path.read_text("utf-8").split("**You need**")[1].split("**Time**")[0]
        named = {int(n) for n in re.findall(r"[Cc]hapter (\d\d)", goals)}
        assert named == set(needs), path.name


def test_dependencies_are_arrows_between_chapters(ax):
    plots.plot_dependencies(ax=ax)
    names = [text.get_text() for text in ax.texts if text.get_text()]
    assert names == list(PREREQUISITES)
    arrows = {
        (int(text.xyann[1]), int(text.xy[1]))
        for text in ax.texts
        if not text.get_text()
    }
    assert arrows == {
        (need, number)
        for number, needs in enumerate(PREREQUISITES.values(), start=1)
        for need in needs
    }
