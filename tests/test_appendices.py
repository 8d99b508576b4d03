"""What the appendices say: floating point by another route, the chapters' needs."""

import math
import re
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

import lossbook as lb
from lossbook import plots, tables
from lossbook._exact import exponentials
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


def test_a_row_is_shifted_only_if_a_logit_is_beyond_300():
    inside, beyond = np.array([[300.0, -300.0]]), np.array([[300.5, -300.0]])
    assert (exponentials(inside) == np.exp(inside)).all()
    assert exponentials(beyond)[0, 0] == np.exp(300.0)
    # The subtraction alone rounds: softmax as most write it loses digits here.
    z = np.array([0.1, 700.3])
    typed = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    truth = 1 / (1 + (Decimal(z[1]) - Decimal(z[0])).exp())
    assert abs(Decimal(float(typed[0])) / truth - 1) > Decimal("1e-15")
    assert lb.softmax(z)[0] == pytest.approx(float(truth), rel=1e-15, abs=0)


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


# --- the loss is NaN --------------------------------------------------------------


@pytest.mark.parametrize(
    ("dtype", "digits"), [(np.float16, 11), (np.float32, 24), (np.float64, 53)]
)
def test_a_sigmoid_is_rounded_to_1_at_the_logit_that_the_page_names(dtype, digits):
    """1 + e^-z is 1 from half a step above 1 down, and a step is 2^(1 - digits)."""
    edge = digits * math.log(2)
    page = (ROOT / "chapters/floating-point.md").read_text("utf-8")
    assert f"{digits} * np.log(2)" in page
    below, above = np.array([0.98 * edge, 1.02 * edge], dtype=dtype)
    assert 1 / (1 + np.exp(-below)) < 1 == 1 / (1 + np.exp(-above))


def test_a_loss_is_nan_because_everything_is_right():
    x = np.linspace(-4, 4, 80, dtype=np.float32)
    x = x[np.abs(x) > 0.3]
    t, w, costs = np.float32(x > 0), np.float32(0), []
    while len(costs) < 1000:
        a = 1 / (1 + np.exp(-w * x))
        with np.errstate(divide="ignore", invalid="ignore"):
            losses = -t * np.log(a) - (1 - t) * np.log(1 - a)
        if np.isnan(losses).any():
            break
        costs.append(losses.mean())
        w -= np.float32(0.5) * ((a - t) * x).mean()
    # Other machines may round e^x in another way, and come there a little later.
    assert 260 <= len(costs) <= 290
    assert (np.diff(costs) < 0).all() and costs[-1] == pytest.approx(0.0169, abs=4e-4)
    assert ((a > 0.5) == t).all()
    # Only where a is exactly 1, and the truth is 1.
    assert (np.isnan(losses) == ((a == 1) & (t == 1))).all()
    assert x[np.isnan(losses)].tolist() == [4]
    wide = w.astype(float) * x.astype(float)
    truth = np.log1p(np.exp(np.where(t == 1, -wide, wide))).mean()
    assert lb.sigmoid_cross_entropy(t, w * x).mean() == pytest.approx(truth, rel=1e-5)
    assert truth == pytest.approx(costs[-1], rel=0.01)


@pytest.mark.parametrize(("rate", "factor"), [(0.19, 0.9), (0.2, 1), (0.25, 1.5)])
def test_above_2_over_the_curvature_a_loss_grows_by_a_factor(rate, factor):
    """The distance to the mean is multiplied by 1 - 10 rate at each step."""
    y, c, losses = np.array([1.0, 3, 5, 6, 7]), 0.0, []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(2000):
            losses.append(((c - y) ** 2).sum())
            c -= rate * 2 * (c - y).sum()
    floor = ((y - y.mean()) ** 2).sum()
    excess = np.array(losses[:50]) - floor
    assert abs(1 - 10 * rate) == pytest.approx(factor)
    assert excess[1:] == pytest.approx(factor**2 * excess[:-1], rel=1e-6, abs=1e-9)
    grows = factor > 1
    assert np.isinf(losses).any() == np.isnan(losses).any() == grows
    if grows:
        assert np.round(losses[:5]).tolist() == [120, 241, 513, 1126, 2504]
        assert np.isinf(losses).argmax() < np.isnan(losses).argmax()


def test_a_root_of_0_has_a_value_and_no_slope():
    r = np.zeros(3)
    root = np.sqrt((r**2).mean())
    with np.errstate(invalid="ignore"):
        assert root == 0 and np.isnan(2 * r / 3 / (2 * root)).all()
    assert (lb.pseudo_huber_grad(0 * r, r, delta=0.01) == 0).all()
    # The root with a square inside of it, up to a factor and a constant.
    for delta in (0.01, 0.5):
        r = np.array([-3.0, -0.01, 0, 2])
        smooth = np.sqrt(r**2 + delta**2)
        ours = lb.pseudo_huber(0 * r, r, delta=delta)
        assert delta * (smooth - delta) == pytest.approx(ours, rel=1e-9)


def test_a_mean_over_nothing_is_nan_and_its_sum_is_not():
    targets, losses = np.array([-100, -100]), np.array([1.2, 0.7])
    kept = targets != -100
    with np.errstate(invalid="ignore"):
        assert np.isnan((losses * kept).sum() / kept.sum())
    assert (losses * kept).sum() / max(kept.sum(), 1) == 0


def test_one_nan_among_the_inputs_spoils_each_slope():
    features = np.array([[39.1, 18.7], [39.5, np.nan], [40.3, 18.0]])
    error = features @ [0.1, 0.1] - 1
    assert np.isnan(error).tolist() == [False, True, False]
    assert np.isnan(features.T @ error).all()


def test_an_eps_sets_the_largest_loss():
    p = 1 / (1 + math.exp(40))
    for eps, cap in ((1e-7, 16.118), (1e-8, 18.421), (1e-12, 27.631)):
        assert round(-math.log(p + eps), 3) == round(-math.log(eps), 3) == cap
        # The slope with respect to the logit: p / (p + eps) is left of about 1.
        assert p / (p + eps) < 1e-4
    assert np.float16(1e-8) == 0
    assert lb.softmax_cross_entropy(0, [0.0, 40.0]) == 40


# --- a column and a vector --------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_a_column_minus_a_vector_teaches_the_mean(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(200, 1))
    y = 3 * x[:, 0] + rng.normal(scale=0.1, size=200)
    found = {}
    for target in (y, y[:, None]):
        w = b = 0.0
        for _ in range(500):
            r = w * x + b - target
            w, b = w - 0.2 * (r * x).mean(), b - 0.2 * r.mean()
        found[r.shape] = w, b, (r**2).mean()
    slope, start, loss = found[200, 200]
    assert (slope, start) == pytest.approx((0, y.mean()), abs=1e-9)
    assert loss == pytest.approx(y.var(), rel=1e-12)
    slope, _, loss = found[200, 1]
    assert slope == pytest.approx(3, abs=0.03) and loss < 0.02


def test_the_mean_over_all_pairs_is_two_variances_and_a_square():
    random = np.random.default_rng(0)
    for _ in range(20):
        p, y = random.normal(2, 3, 40), random.normal(size=40)
        pairs = ((p[:, None] - y) ** 2).mean()
        parts = p.var() + y.var() + (p.mean() - y.mean()) ** 2
        assert pairs == pytest.approx(parts)
        assert pairs > ((y.mean() - y) ** 2).mean() == pytest.approx(y.var())
        # It does not know which target belongs to which input.
        again = ((random.permutation(p)[:, None] - y) ** 2).mean()
        assert again == pytest.approx(pairs)


def test_nan_in_nan_out_but_no_truth_is_nan():
    for row in lb.CATALOGUE.values():
        y_true, second = row.example([0.5, 0.5])
        unknown = second.copy()
        unknown.flat[0] = np.nan
        assert np.isnan(row.loss(y_true, unknown)[0]), row.name
        with pytest.raises((ValueError, TypeError), match="y_true"):
            row.loss(np.where([True, False], np.nan, y_true), second)


def test_the_worst_of_the_package_is_the_one_that_is_named():
    errors = {
        row["function"]: float(row["lossbook"])
        for row in tables.accuracy()[1]
        if row["dtype"] == "float64"
    }
    worst = max(errors, key=errors.get)
    assert worst == "general_robust_grad (alpha)"
    assert 100 < errors.pop(worst) < 1000
    # "About a hundred", just above the threshold.
    clipped = [name for name in errors if name.startswith("asymmetric")]
    assert 80 < max(errors.pop(name) for name in clipped) < 150
    # "About ten", with a power of 5; all others are below.
    powers = {"softmax_focal (gamma)", "softmax_focal_grad (gamma)"}
    assert all(9 < errors.pop(name) < 12 for name in powers)
    assert max(errors.values()) < 8


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


def test_what_is_added_to_the_terms_of_kl_is_not_0_for_stored_numbers():
    p, d = np.array([0.3, 0.7]), np.array([1e-8, -1e-8])
    q = p + d
    added = sum(Decimal(b) - Decimal(a) for a, b in zip(p, q, strict=True))
    assert 0 != abs(added) < Decimal(2) ** -53
    textbook = sum(
        Decimal(a) * (Decimal(a) / Decimal(b)).ln() for a, b in zip(p, q, strict=True)
    )
    # The error of the stored numbers is larger than the small divergence's last digits.
    found = Decimal(float(lb.kl_divergence(p, q)))
    assert abs(found / (textbook + added) - 1) < Decimal("1e-15")
    assert abs(found / textbook - 1) > Decimal("0.1")


def bfloat16(x):
    bits = np.array(x, dtype=np.float32).view(np.uint32)
    return (bits & 0xFFFF0000).view(np.float32)


def test_16_bits_lose_answers_in_two_ways():
    with np.errstate(over="ignore"):
        small = np.exp(np.array([11, 12], np.float16))
    assert np.isfinite(small[0]) and np.isinf(small[1])
    assert np.isfinite(bfloat16(np.exp([12.0, 88.0]))).all()
    assert np.float16(1) + np.float16(1 / 256) > 1
    assert bfloat16(1 + 1 / 256) == 1
    # As the text and the glossary say of the digits: the step just below 1, the range.
    assert bfloat16(np.nextafter(np.float32(1), np.float32(0))) == 1 - 1 / 256
    assert np.finfo(np.float16).nmant + 1 == 11
    assert np.finfo(np.float16).max == 65504
    assert bfloat16(np.finfo(np.float32).max) > 1e38


def test_loss_scaling_keeps_a_small_gradient():
    gradient, scale = 1e-8, 1024
    assert np.float16(gradient) == 0
    kept = np.float32(np.float16(gradient * scale)) / scale
    assert kept == pytest.approx(gradient, rel=0.01)
    with np.errstate(over="ignore"):
        assert np.isinf(np.float16(1e3 * scale))  # a factor that is too large


def test_the_package_reads_float16_and_returns_float32():
    half = np.array([0.1, 3.0], np.float16)
    for other in (np.zeros(2, np.float16), np.zeros(2, np.float32), [0, 0]):
        answer = lb.huber(other, half)
        assert answer.dtype == np.float32
        exact = lb.huber([0.0, 0.0], half.astype(float))
        assert (answer == exact.astype(np.float32)).all()
    assert lb.huber(np.zeros(2), half).dtype == np.float64
    assert lb.huber(np.zeros(2), np.zeros(2, np.float32)).dtype == np.float64
    assert lb.huber([0.0, 0.0], np.zeros(2, np.float32)).dtype == np.float64
    assert lb.huber([0, 0], np.zeros(2, np.float32)).dtype == np.float32
    assert lb.huber(np.zeros(2, np.float32), np.zeros(2, np.float32)).dtype == "f4"


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
    _, rows = tables.accuracy()
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


def all_before(chapters):
    """These chapters, and all that lead to them in the figure."""
    needs = dict(enumerate(PREREQUISITES.values(), start=1))
    return set(chapters).union(*(all_before(needs[chapter]) for chapter in chapters))


def test_each_chapter_says_that_it_needs_what_the_figure_says():
    for number, (chapter, needs) in enumerate(PREREQUISITES.items(), start=1):
        assert chapter.startswith(f"{number:02} ")
        (path,) = ROOT.glob(f"chapters/{number:02}-*.md")
        goals = path.read_text("utf-8").split("**You need**")[1].split("**Time**")[0]
        named = {int(n) for n in re.findall(r"[Cc]hapter (\d\d)", goals)}
        # A chapter may also name what those that it needs build on.
        assert set(needs) <= named <= all_before(needs), path.name


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


# --- pages run anywhere -----------------------------------------------------------

CELL = re.compile(r"^```\{code-cell\}.*?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
OPTIONS = re.compile(
    r"\A(?:---\n.*?^---\n|(?::\w+:[^\n]*\n)+)", re.DOTALL | re.MULTILINE
)


def cells_of(page):
    """The code of a page's cells, without their options."""
    text = (ROOT / page).read_text("utf-8")
    return [OPTIONS.sub("", cell) for cell in CELL.findall(text)]


PAGES = ["intro.md", *sorted(f"chapters/{p.name}" for p in ROOT.glob("chapters/*.md"))]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_reads_a_file_by_its_place(page):
    for cell in cells_of(page):
        assert not re.search(
            r"\bopen\(|\bPath\(|read_csv|loadtxt|genfromtxt|\.\./", cell
        )


@pytest.mark.parametrize(
    "page", ["chapters/floating-point.md", "chapters/instructors.md"]
)
def test_an_appendix_runs_from_any_folder(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cells = cells_of(page)
    assert len(cells) >= 2
    names = {}
    for cell in cells:
        exec(compile(cell, page, "exec"), names)
    assert list(tmp_path.iterdir()) == []


# --- the page for instructors -----------------------------------------------------

MINUTES = {
    path.name[:2]: int(re.search(r"\*\*Time\*\*: (\d+)", path.read_text("utf-8"))[1])
    for path in sorted(ROOT.glob("chapters/[01]*.md"))
}


def test_the_reading_of_a_week_is_as_long_as_the_page_says():
    text = (ROOT / "chapters/instructors.md").read_text("utf-8")
    weeks = re.findall(r"^Week \d · (.*)$", text, re.MULTILINE)
    minutes = [sum(MINUTES[n] for n in re.findall(r"\d\d", week)) for week in weeks]
    assert len(minutes) == 6
    assert "from one to two and a half hours" in text
    assert 55 <= min(minutes) <= 70
    assert 130 <= max(minutes) <= 160


def test_the_sections_that_the_plan_names_are_there():
    text = (ROOT / "chapters/instructors.md").read_text("utf-8")
    for chapter, first, last in re.findall(r'Chapter (\d\d), "(.*?)" to "(.*?)"', text):
        (path,) = ROOT.glob(f"chapters/{chapter}-*.md")
        heads = re.findall(r"^## (.*)$", path.read_text("utf-8"), re.MULTILINE)
        (start,) = (i for i, head in enumerate(heads) if head.startswith(first))
        assert start < heads.index(last)
    # The plan goes on to chapter 05, which needs the sigmoid.
    assert '"Two classes first" to' in text


# --- the glossary -----------------------------------------------------------------


def glossary():
    """The entries as they are written: the names of each, and its lines."""
    text = (ROOT / "chapters/glossary.md").read_text("utf-8")
    body = text.split("```{glossary}\n")[1].split("\n```")[0]
    for entry in body.split("\n\n"):
        lines = entry.split("\n")
        yield [line for line in lines if not line.startswith(" ")], lines


def test_each_entry_of_the_glossary_stands_once_by_itself_and_in_order():
    seen = []
    for names, lines in glossary():
        assert lines == [*names, lines[-1]], f"a blank line is missing at {names}"
        assert names and lines[-1].startswith("  {ko}`"), lines
        seen.append(names)
    every = [name.lower() for names in seen for name in names]
    twice = {name for name in every if every.count(name) > 1}
    assert not twice
    first = [names[0].lower().replace("–", "-") for names in seen]
    assert first == sorted(first)


def test_an_entry_of_the_glossary_names_chapters_that_there_are():
    for names, lines in glossary():
        numbers = re.findall(r"See .*chapter (\d+)", lines[-1])
        assert numbers or "See the appendix" in lines[-1], names
        for number in re.findall(r"chapter (\d+)", lines[-1]):
            assert number in MINUTES, names


# --- the form in which the book is cited ------------------------------------------


def test_the_citation_names_this_version_and_both_licences():
    text = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {lb.__version__}\n" in text
    assert "BSD" in text and "CC BY 4.0" in text
    released = f"## {lb.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert ("date-released" in text) is released


def test_each_work_stands_once_and_in_order():
    text = (ROOT / "references.bib").read_text("utf-8")
    keys = re.findall(r"^@\w+\{(\w+),", text, re.MULTILINE)
    assert keys == sorted(set(keys))


def test_each_work_is_cited():
    text = (ROOT / "references.bib").read_text("utf-8")
    keys = set(re.findall(r"^@\w+\{(\w+),", text, re.MULTILINE))
    pages = [path.read_text("utf-8") for path in (ROOT / "chapters").glob("*.md")]
    cited = re.findall(r"\{cite:\w+\}`([^`]*)`", "\n".join(pages))
    assert keys == {key.strip() for listed in cited for key in listed.split(",")}


def test_what_else_is_not_a_number():
    with np.errstate(invalid="ignore"):
        infinite = np.array([np.inf])
        assert np.isnan(infinite / infinite)
        assert np.isnan(np.log([-1.0])) and np.isnan(np.sqrt([-1.0]))


def test_a_sum_that_should_be_0_can_be_rounded_below_it():
    """A squared distance of a point from itself, in its textbook form."""
    signs = set()
    for seed in range(20):
        x = np.random.default_rng(seed).normal(size=(50, 3)).astype(np.float32)
        added = np.float32(0)
        for column in x.T:
            added = added + column * column
        by_matrix = np.einsum("ij,ij->i", x[:, ::-1], x[:, ::-1])
        signs |= set(np.sign(added - 2 * by_matrix + added))
    assert signs == {-1.0, 0.0, 1.0}
