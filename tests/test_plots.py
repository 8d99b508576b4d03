"""Figures, read from their artists: data, names, colours, the size of letters."""

import inspect
import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text
from rows import gather
from rows.softmax import ANIMALS, LABELS, POINTS, WEIGHTS, some_reliability

import lossbook
from lossbook import plots
from lossbook.calibration import Reliability, reliability

PLOTS = gather("PLOTS")
# The caller knows what the axes hold.
NAMED_BY_THE_CALLER = ("plot_points", "plot_regions")
COLOURS = {
    name: getattr(plots, name)
    for name in ("TRUTH", "PREDICTION", "LOSS", "GRADIENT", "QUIET")
}


@pytest.fixture(autouse=True)
def book_style():
    with plt.rc_context():
        plots.use_style()
        yield
    plt.close("all")


@pytest.fixture
def ax():
    return plt.subplots()[1]


# --- what all plots share -----------------------------------------------------------


def test_each_plot_is_tried_here():
    assert {name for name in dir(plots) if name.startswith("plot_")} == set(PLOTS)


every_plot = pytest.mark.parametrize("name", PLOTS)


@every_plot
def test_a_plot_takes_axes_draws_there_alone_and_returns_them(name):
    _, (left, right) = plt.subplots(1, 2)  # the right one is pyplot's present one
    untouched = len(right.get_children())
    before = len(left.get_children())
    assert getattr(plots, name)(*PLOTS[name][0], ax=left) is left
    assert len(left.get_children()) > before
    assert len(right.get_children()) == untouched
    assert len(plt.get_fignums()) == 1


@every_plot
def test_without_axes_a_plot_draws_into_the_present_ones(name):
    _, (_, right) = plt.subplots(1, 2)
    assert getattr(plots, name)(*PLOTS[name][0]) is right


@every_plot
def test_axes_are_by_keyword_alone_and_may_be_left_out(name):
    parameter = inspect.signature(getattr(plots, name)).parameters["ax"]
    assert parameter.kind is parameter.KEYWORD_ONLY
    assert parameter.default is None


@every_plot
def test_axes_are_named_with_their_units(name, ax):
    arguments, xlabel, ylabel = PLOTS[name]
    if name in NAMED_BY_THE_CALLER:
        ax.set(xlabel=xlabel, ylabel=ylabel)
    getattr(plots, name)(*arguments, ax=ax)
    assert (ax.get_xlabel(), ax.get_ylabel()) == (xlabel, ylabel)


@every_plot
def test_a_plot_does_not_write_to_what_it_is_given(name, ax):
    arguments = [np.array(a) if isinstance(a, list) else a for a in PLOTS[name][0]]
    arrays = [a for a in arguments if isinstance(a, np.ndarray)]
    copies = [a.copy() for a in arrays]
    for array in arrays:
        array.flags.writeable = False
    getattr(plots, name)(*arguments, ax=ax)
    for array, copy in zip(arrays, copies, strict=True):
        array.flags.writeable = True
        np.testing.assert_array_equal(array, copy)


# --- each plot: what it draws -------------------------------------------------------


def test_sigmoid_is_the_one_of_lossbook(ax):
    curve, dot = plots.plot_sigmoid(ax=ax).lines
    z, p = curve.get_data()
    np.testing.assert_array_equal(p, lossbook.sigmoid(z))
    np.testing.assert_allclose(p, 1 / (1 + np.exp(-z)), rtol=1e-14)
    assert dot.get_xydata().tolist() == [[0, 1 / 2]]  # undecided: e^0 / (1 + e^0)
    assert {curve.get_color(), dot.get_color()} == {plots.PREDICTION}


@pytest.mark.parametrize("target", [0, 1, 2])
def test_probabilities_are_bars_and_the_target_has_the_colour_of_truth(target, ax):
    probs = lossbook.softmax([5, 4, 2])
    plots.plot_probabilities(probs, target, ANIMALS, ax=ax)
    assert [bar.get_height() for bar in ax.patches] == probs.tolist()
    colours = [to_hex(bar.get_facecolor()) for bar in ax.patches]
    expected = [plots.PREDICTION] * 3
    expected[target] = plots.TRUTH
    assert colours == expected
    assert [text.get_text() for text in ax.get_xticklabels()] == list(ANIMALS)
    assert [text.get_text() for text in ax.texts] == [f"{p:.3f}" for p in probs]


def test_surprisal_is_minus_the_logarithm(ax):
    probs = [1, 0.5, 0.1]
    curve, dots = plots.plot_surprisal(probs, ax=ax).lines
    p, loss = curve.get_data()
    np.testing.assert_array_equal(loss, lossbook.surprisal(p))
    np.testing.assert_allclose(loss, -np.log(p), rtol=1e-15)
    assert dots.get_xdata().tolist() == probs
    np.testing.assert_allclose(dots.get_ydata(), -np.log(probs), rtol=1e-15)
    assert curve.get_color() == plots.LOSS
    assert dots.get_color() == plots.TRUTH
    # The whole curve is within the axes.
    assert ax.get_ylim()[1] > loss.max()


def test_surprisal_alone_has_no_dots(ax):
    _, dots = plots.plot_surprisal(ax=ax).lines
    assert dots.get_xdata().size == 0


def test_surprisal_of_the_impossible_is_drawn_without_complaint(ax):
    _, dots = plots.plot_surprisal([0.0, 0.5], ax=ax).lines
    assert dots.get_ydata()[0] == np.inf
    ax.figure.draw_without_rendering()


def test_costs_are_over_their_steps_and_from_zero(ax):
    costs = [1.0986, 0.7, 0.6, 0.55]
    (curve,) = plots.plot_costs(costs, ax=ax).lines
    assert curve.get_xdata().tolist() == [0, 1, 2, 3]  # step 0 is the start
    assert curve.get_ydata().tolist() == costs
    assert ax.get_ylim()[0] == 0


def test_points_go_to_their_class(ax):
    plots.plot_points(POINTS, LABELS, ANIMALS, ax=ax)
    for k, line in enumerate(ax.lines):
        np.testing.assert_array_equal(line.get_xydata(), POINTS[k == LABELS])
        assert line.get_linestyle() == "None"
    assert [line.get_color() for line in ax.lines] == list(plots.CLASSES)
    shapes = [line.get_marker() for line in ax.lines]
    assert len(set(shapes)) == 3  # apart without colours too
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == list(ANIMALS)


def test_points_may_have_other_colours(ax):
    colours = ["#111111", "#222222", "#333333"]
    plots.plot_points(POINTS, LABELS, ANIMALS, colours=colours, ax=ax)
    assert [line.get_color() for line in ax.lines] == colours


@pytest.mark.parametrize(
    ("weights", "why"),
    [
        (WEIGHTS, "three regions"),
        (1000 * WEIGHTS, "the leader has a probability of exactly 1"),
        (WEIGHTS[:, :2], "two classes"),
        (WEIGHTS - [[0], [0], [500]] * np.array([0, 1, 0]), "class 1 leads nowhere"),
    ],
)
def test_a_region_holds_the_points_where_its_class_leads(weights, why, ax):
    ax.set(xlim=(-3, 2), ylim=(-2, 1))
    plots.plot_regions(weights, ax=ax)
    assert ax.get_xlim() == (-3, 2)
    assert ax.get_ylim() == (-2, 1)
    regions = ax.collections
    assert len(regions) == weights.shape[1]
    rng = np.random.default_rng(0)
    points = rng.uniform([-3, -2], [2, 1], size=(300, 2))
    scores = points @ weights[:2] + weights[2]
    best = np.sort(scores / np.abs(weights[:2]).max(), axis=-1)
    clear = best[:, -1] - best[:, -2] > 0.05  # off the borders, known to a grid step
    leader = scores.argmax(axis=-1)
    assert clear.sum() > 200
    for k, region in enumerate(regions):
        assert to_hex(region.get_facecolor()[0]) == plots.CLASSES[k]
        path = region.get_paths()[0]
        inside = [len(path) > 0 and path.contains_point(p) for p in points[clear]]
        np.testing.assert_array_equal(inside, leader[clear] == k, err_msg=why)


def test_regions_of_standardized_features_are_drawn_in_the_units_of_the_axes():
    """A weight per standard deviation is weight / s per unit, with a new intercept."""
    mean, s = POINTS.mean(axis=0), POINTS.std(axis=0)
    per_unit = np.vstack(
        [WEIGHTS[:2] / s[:, None], WEIGHTS[2] - mean / s @ WEIGHTS[:2]]
    )
    drawn = []
    for weights, like in ((WEIGHTS, POINTS), (per_unit, None)):
        _, ax = plt.subplots()
        ax.set(xlim=(-1, 7), ylim=(0, 8))
        plots.plot_regions(weights, like=like, ax=ax)
        drawn.append([region.get_paths()[0].vertices for region in ax.collections])
    for one, other in zip(*drawn, strict=True):
        assert len(one) > 3
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9)


def test_reliability_is_one_dot_a_bin_as_large_as_its_count(ax):
    bins = some_reliability()
    plots.plot_reliability(bins, ax=ax)
    (dots,) = (c for c in ax.collections if isinstance(c, PathCollection))
    full = bins.count > 0
    drawn = np.ma.filled(dots.get_offsets(), np.nan)[full]
    by_hand = [[0.58, 1], [(0.62 + 0.65 + 0.69) / 3, 2 / 3], [(0.93 + 0.95) / 2, 1]]
    np.testing.assert_allclose(drawn, by_hand, rtol=1e-14)
    # Of six examples 1, 3 and 2 are in these bins; areas differ as they do.
    areas = dots.get_sizes()[full]
    np.testing.assert_allclose(np.diff(areas), 500 * np.diff([1, 3, 2]) / 6, rtol=1e-12)
    (diagonal,) = ax.lines
    assert diagonal.get_xydata().tolist() == [[0, 0], [1, 1]]  # claimed = right
    ax.figure.draw_without_rendering()  # empty bins are NaN, and no complaint


def test_a_reliability_of_yes_says_so(ax):
    plots.plot_reliability(some_reliability(), ax=ax)
    assert (ax.get_xlabel(), ax.get_ylabel()) == (
        "confidence of the model",
        "share that is right",
    )
    bars = reliability([0, 1, 1, 1], [0.0, 0.1, 0.1, 0.9])
    plots.plot_reliability(bars, ax=ax)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("probability of yes", "share of yes")
    low, high = ax.get_xlim()
    assert low < np.nanmin(bars.confidence) < 0.9 < high


@pytest.mark.parametrize("classes", [2, 3, 10, 100])
def test_no_bin_of_a_reliability_is_hidden(classes, ax):
    """The least confident of K classes claims 1/K."""
    confidence, accuracy = np.array([1 / classes, 1.0]), np.array([0.0, 1.0])
    bins = Reliability(
        edges=np.array([0, 0.5, 1]),
        count=np.array([1, 1]),
        confidence=confidence,
        accuracy=accuracy,
    )
    plots.plot_reliability(bins, ax=ax)
    low, high = ax.get_xlim()
    assert low < confidence.min() and confidence.max() < high
    low, high = ax.get_ylim()
    assert low < 0 and high > 1


# --- the style ----------------------------------------------------------------------


class Shell:
    """What stands for IPython: it may belong to a notebook, and is told things."""

    def __init__(self, kernel):
        self.told = []
        if kernel:
            self.kernel = "a kernel"

    def run_line_magic(self, *magic):
        self.told.append(magic)


def test_style_needs_no_notebook_and_starts_none(monkeypatch):
    """In a script, `set_matplotlib_formats` would start an IPython with its history."""
    started = []
    monkeypatch.setattr(plots.style, "set_matplotlib_formats", started.append)
    for outside in (None, Shell(kernel=False)):
        monkeypatch.setattr(plots.style, "get_ipython", lambda shell=outside: shell)
        plots.use_style()
    assert started == []
    monkeypatch.setattr(plots.style, "get_ipython", lambda: Shell(kernel=True))
    plots.use_style()
    assert started == ["svg"]


@pytest.mark.parametrize(
    ("set_in_the_shell", "told"),
    [
        ("Agg", [("matplotlib", "inline")]),
        ("AGG", [("matplotlib", "inline")]),
        ("module://ipympl.backend_nbagg", []),
        (None, []),
    ],
)
def test_figures_show_in_a_notebook_whatever_the_environment_says(
    monkeypatch, set_in_the_shell, told
):
    """MPLBACKEND=Agg, as servers set it, would leave them out without a word.

    A backend that was chosen in the notebook itself stays.
    """
    shell = Shell(kernel=True)
    monkeypatch.setattr(plots.style, "get_ipython", lambda: shell)
    monkeypatch.setattr(plots.style, "set_matplotlib_formats", lambda _: None)
    monkeypatch.setattr(plots.style.plt, "get_backend", lambda: "agg")
    monkeypatch.delenv("MPLBACKEND", raising=False)
    if set_in_the_shell:
        monkeypatch.setenv("MPLBACKEND", set_in_the_shell)
    plots.use_style()
    assert shell.told == told


PHONE = 358  # CSS pixels that a figure gets on a phone 390 wide
POINTS_PER_PIXEL = 72 / 96


def smallest_letters(figure):
    """In points, when the figure is scaled to a phone's width."""
    scale = min(1, PHONE * POINTS_PER_PIXEL / (figure.get_size_inches()[0] * 72))
    letters = [t for t in figure.findobj(Text) if t.get_text() and t.get_visible()]
    assert letters
    return scale * min(text.get_size() for text in letters)


@every_plot
def test_letters_of_a_plot_are_large_enough_on_a_phone(name):
    ax = getattr(plots, name)(*PLOTS[name][0])
    ax.figure.draw_without_rendering()
    assert smallest_letters(ax.figure) >= 9


def test_small_letters_would_be_seen():
    figure, ax = plt.subplots()
    ax.set_title("12 points on 358 pixels are 9.9, and 10 are 8.3", size=10)
    assert smallest_letters(figure) < 9


# --- colours ------------------------------------------------------------------------

# sRGB, IEC 61966-2-1: red, green and blue as X, Y, Z.
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
# What a colour is for eyes that lack a cone, in linear red, green and blue: Machado,
# Oliveira, Fernandes (2009), A physiologically-based model for simulation of color
# vision deficiency, IEEE TVCG 15(6), at full severity.
EYES = {
    "all cones": np.eye(3),
    "protanope": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranope": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
OKABE_ITO = (
    "#e69f00",
    "#56b4e9",
    "#009e73",
    "#f0e442",
    "#0072b2",
    "#d55e00",
    "#cc79a7",
)


def linear(colour):
    """Red, green and blue in proportion to light."""
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """The ratio of the Web Content Accessibility Guidelines, from 1 to 21."""
    dark, light = sorted(TO_XYZ[1] @ linear(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(light):
    """CIELAB of linear light; white is that of the screen."""
    t = TO_XYZ @ np.clip(light, 0, 1) / TO_XYZ.sum(axis=1)
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one, other, eyes):
    """How far apart two colours look: 2.3 can just be told, black to white is 100."""
    return np.linalg.norm(
        lab(EYES[eyes] @ linear(one)) - lab(EYES[eyes] @ linear(other))
    )


def closest(colours, eyes):
    return min(distance(a, b, eyes) for a, b in itertools.combinations(colours, 2))


# The palette of Okabe and Ito was made for all eyes, and is what figures are judged
# by. Its closest pair is 17.0 apart (orange and yellow, to a deuteranope). Red and
# green of Matplotlib's own cycle are 7.3 apart to the same eyes.
APART = min(closest(OKABE_ITO, eyes) for eyes in EYES)


@pytest.mark.parametrize(
    ("one", "other", "ratio", "why"),
    [
        ("#ffffff", "#000000", 21, "(1 + 0.05) / (0 + 0.05)"),
        ("#777777", "#777777", 1, "alike"),
        ("#ffffff", "#767676", 4.54, "the well-known lightest grey for text on white"),
    ],
)
def test_the_contrast_is_that_of_the_guidelines(one, other, ratio, why):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005), why


def test_the_distance_sees_what_it_must():
    assert distance("#000000", "#ffffff", "all cones") == pytest.approx(100, abs=0.1)
    np.testing.assert_allclose(APART, 17.0, atol=0.05)
    assert distance("#d62728", "#2ca02c", "deuteranope") < APART / 2
    # A row that does not sum to 1 would colour greys.
    for matrix in EYES.values():
        np.testing.assert_allclose(matrix.sum(axis=1), 1, atol=2e-6)


@pytest.mark.parametrize("page", ["#ffffff", "#121212"], ids=["light", "dark"])
@pytest.mark.parametrize("name", COLOURS)
def test_a_colour_stands_out_from_the_page(name, page):
    """3:1 is what the guidelines ask of graphics (1.4.11)."""
    assert contrast(COLOURS[name], page) >= 3


def test_each_colour_of_the_book_is_tried_here():
    colours = {
        name
        for name, value in vars(plots).items()
        if name.isupper() and isinstance(value, str) and value.startswith("#")
    }
    assert colours == set(COLOURS)
    assert set(plots.CLASSES) <= set(COLOURS.values())
    assert len(plots.CLASSES) == len(set(plots.CLASSES)) == len(set(plots.MARKERS))


@pytest.mark.parametrize("eyes", EYES)
def test_colours_with_a_meaning_stay_apart(eyes):
    """QUIET is left out: it is for lines that are thin or dashed as well as grey."""
    meanings = {name: c for name, c in COLOURS.items() if name != "QUIET"}
    near = [
        pair
        for pair in itertools.combinations(meanings, 2)
        if distance(*(meanings[name] for name in pair), eyes) <= APART
    ]
    assert near == []
