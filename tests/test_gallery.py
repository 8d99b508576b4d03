"""The explorers of the book at all positions of their sliders.

What they say and draw is held against formulas written out here, with `math` alone.
"""

import gzip
import inspect
import itertools
import json
import math
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.text import Text
from rows import gather
from rows.softmax import ANIMALS, mistakes, softmax

from lossbook import gallery, handles, plots
from lossbook.explorer import Explorer
from lossbook.typography import as_written

BUDGET = 60_000  # bytes, compressed
PANEL = 325 * 72 / 96  # points that a panel gets where it is narrowest

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e-?\d+)?")
POWER = re.compile("(·)?(?<![0-9])10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def as_typed(text):
    """Write the numbers of a sentence so that `float` can read them."""
    text = POWER.sub(
        lambda power: f"{'' if power[1] else 1}e{power[2].translate(RAISED)}", text
    )
    return text.replace("−", "-")


@pytest.fixture(autouse=True)
def no_book_style():
    """An explorer brings its style along, whatever the notebook has set."""
    with plt.rc_context({"font.size": 6, "lines.linewidth": 0.1}):
        yield
    plt.close("all")


# --- what all explorers share: what each says is in `rows` ---------------------------

EXPLORERS = gather("EXPLORERS")
every_explorer = pytest.mark.parametrize(
    "make", EXPLORERS, ids=lambda make: make.__name__
)


def positions(explorer):
    """All positions of the sliders, as arguments of `update`."""
    values = [slider.values for slider in explorer.sliders.values()]
    for chosen in itertools.product(*values):
        yield dict(zip(explorer.sliders, chosen, strict=True))


def test_each_explorer_is_tried_here():
    made_here = {
        function
        for _, function in inspect.getmembers(gallery, inspect.isfunction)
        if inspect.signature(function).return_annotation is Explorer
    }
    assert made_here == set(EXPLORERS)


def test_names_are_unlike_so_that_all_fit_on_one_page():
    names = [make().name for make in EXPLORERS]
    assert len(names) == len(set(names))


@every_explorer
def test_each_number_said_is_right(make):
    explorer = make()
    for values in positions(explorer):
        sentence = explorer.move(**values)
        words = [as_written(word) for word in values.values() if isinstance(word, str)]
        numbers = sentence
        for word in words:
            numbers = numbers.replace(word, "")
        said = NUMBER.findall(as_typed(numbers))
        expected = EXPLORERS[make].said(**values)
        assert len(said) == len(expected), sentence
        for number, right in zip(said, expected, strict=True):
            digits, _, power = number.partition("e")
            decimals = len(digits.partition(".")[2]) - int(power or 0)
            half_a_unit = 0.5 * 10.0**-decimals
            assert abs(float(number) - right) <= half_a_unit * (1 + 1e-9), sentence


# What can be dragged: for each explorer its sliders with the number of their handles.
HANDLES = {
    "truth": {"percent": 1},
    "staircase": {"threshold": 2},
    "constant": {"constant": 2},
    "share": {"percent": 1},
    "softmax": {"cat": 1},
    "mistakes": {"logit": 2},
    "noise": {"z": 1, "seen": 1},
    "learned_scale": {"residual": 1, "scale": 1},
    "entropy_coin": {"percent": 1},
    "kl_bumps": {"mean": 2, "scale": 2},
    "neuron": {"w": 2, "b": 2},
    "saturated": {"z": 2},
    "layers": {"gain": 1},
    "sky": {"cloud": 2, "sun": 2, "moon": 2},
    "escapes": {"threshold": 2, "escape": 1},
    "reweighted": {"share": 2},
    "outlier": {"trip": 2, "delta": 1},
    "robustfamily": {"scale": 1, "residual": 2},
    "deltaline": {"delta": 1},
    "margin_losses": {"margin": 1},
    "margin_support": {"shift": 1},
    "margin_belief": {"percent": 1},
    "tour": {"says": 2},
    "crate": {"times": 1, "holds": 2},
    "preferences": {"h": 1, "beta": 1},
    "contrastive": {"tau": 1, "batch": 1},
    "mask": {"percent": 2, "sure": 1},
    # Words are chosen, and nothing is dragged.
    "cause_of_a_curve": {},
    "curve_of_a_cause": {},
}


@every_explorer
def test_a_handle_goes_one_way_with_its_slider_wherever_the_others_are(make):
    """Sideways with each step; up with many, since a full bar cannot grow."""
    explorer = make()
    sliders = explorer.sliders
    held = [(name, handle) for name in sliders for handle in sliders[name].handles]
    counts = {name: len(slider.handles) for name, slider in sliders.items()}
    assert {n: c for n, c in counts.items() if c} == HANDLES[explorer.name]
    places = []
    for values in positions(explorer):
        explorer.move(**values)
        places.append([handles.point(h) or (math.nan, math.nan) for _, h in held])
    shape = [len(slider.values) for slider in sliders.values()]
    places = np.reshape(places, (*shape, len(held), 2))
    for number, (name, _) in enumerate(held):
        upright = sliders[name].along == "y"
        along = places[..., number, int(upright)]
        along = np.moveaxis(along, list(sliders).index(name), -1)
        ways = set()
        for row in along.reshape(-1, along.shape[-1]):
            seen = row[~np.isnan(row)]  # out of sight, a handle is not there
            assert ((seen > 0) & (seen < 100)).all()
            ways |= set(np.sign(np.diff(seen)))
        assert len(ways - {0.0} if upright else ways) == 1, name


LEAST_CHANGE = 12  # dots of a screen that change by more than a quarter of black


@every_explorer
def test_each_control_changes_something_that_is_seen_wherever_the_others_are(make):
    """Second route to the check of the build: painted, at 72 dots an inch."""
    explorer = make()
    paintings = [Painting(panel) for panel in explorer.panels]
    seen = []
    for values in positions(explorer):
        explorer.move(**values)
        seen.append(np.concatenate([painting.dots() for painting in paintings]))
    shape = [len(slider.values) for slider in explorer.sliders.values()]
    frames = np.arange(len(seen)).reshape(shape)
    for axis, argument in enumerate(explorer.sliders):
        for row in np.moveaxis(frames, axis, -1).reshape(-1, shape[axis]):
            first = seen[row[0]].astype(int)
            changes = [(np.abs(seen[frame] - first) > 64).sum() for frame in row[1:]]
            at = next(itertools.islice(positions(explorer), row[0], None))
            assert max(changes) >= LEAST_CHANGE, f"{argument} at {at}"


class Painting:
    """A panel in dots, on which only what moves is painted anew."""

    def __init__(self, panel):
        self.moving = panel.moving
        if not self.moving:
            return
        figure = self.moving[0].figure
        self.canvas = FigureCanvasAgg(figure)
        self.canvas.draw()
        self.ground = self.canvas.copy_from_bbox(figure.bbox)

    def dots(self):
        """Return for each dot how much of its darkest colour is left, 0 to 255."""
        if not self.moving:
            return np.zeros(0, dtype=np.uint8)
        self.canvas.restore_region(self.ground)
        for artist in self.moving:
            artist.draw(self.canvas.renderer)
        colours = np.asarray(self.canvas.buffer_rgba())[..., :3]
        return colours.min(axis=-1).ravel()


@every_explorer
def test_each_word_chosen_is_said(make):
    explorer = make()
    for values in positions(explorer):
        sentence = explorer.move(**values)
        for value in values.values():
            assert not isinstance(value, str) or as_written(value) in sentence


@every_explorer
def test_the_sentence_ends_and_names_its_unit(make):
    sentence = make().move(**make().start)
    assert sentence.endswith(".")
    assert EXPLORERS[make].unit in sentence


@every_explorer
def test_the_page_stays_within_its_budget(make, monkeypatch):
    """Sizes are the same on every run, unlike times."""
    monkeypatch.setenv("LOSSBOOK_STATIC", "1")
    explorer = make()
    html = explorer.page.encode()
    assert len(gzip.compress(html, 6)) <= BUDGET
    table = json.dumps(explorer.table, ensure_ascii=False).encode()
    assert len(gzip.compress(table, 6)) <= BUDGET


@every_explorer
def test_figures_suit_a_phone(make):
    """A panel is as wide there as beside another one on a wide page."""
    for figure in {artist.figure for artist in make().moving}:
        width = figure.get_size_inches()[0] * 72
        letters = [text for text in figure.findobj(Text) if text.get_text()]
        assert min(text.get_size() for text in letters) * PANEL / width >= 9


@every_explorer
def test_the_alt_text_says_what_is_shown(make):
    explorer = make()
    assert len(" ".join(explorer.alts).split()) >= 20
    for alt in explorer.alts:
        # Where panels stand depends on the width of the page.
        assert not re.search(r"^(Above|Below|Left|Right)|\b(upper|lower) \w", alt)


# --- what each explorer draws -------------------------------------------------------


def moving(explorer, kind):
    return [artist for artist in explorer.moving if isinstance(artist, kind)]


def test_truth_the_dot_is_on_the_curve_and_the_tangent_touches_it_there():
    explorer = gallery.probability_of_truth()
    tangent, dot = moving(explorer, Line2D)
    for values in positions(explorer):
        explorer.move(**values)
        p = values["percent"] / 100
        ((x, y),) = dot.get_xydata()
        assert x == p
        assert y == pytest.approx(-math.log(p), abs=1e-15)
        (x0, y0), (x1, y1) = tangent.get_xydata()
        assert x0 < p < x1
        slope = (y1 - y0) / (x1 - x0)
        assert slope == pytest.approx(-1 / p, rel=1e-12)
        assert y0 + slope * (p - x0) == pytest.approx(y, abs=1e-12)
        low, high = dot.axes.get_ylim()
        assert low <= y <= high


def heights(bars):
    """Return the heights of bars, each a line of one segment."""
    segments = [segment for bar in bars for segment in bar.get_segments()]
    return np.array([end[1] - foot[1] for foot, end in segments])


def two_rows_of_bars(explorer):
    """Return the bars of the first panel and those of the second."""
    bars = moving(explorer, LineCollection)
    return [[bar for bar in bars if bar.axes is ax] for ax in {b.axes: 0 for b in bars}]


def test_softmax_bars_are_probabilities_and_the_gradient_of_the_loss():
    explorer = gallery.softmax_temperature()
    bars, pushes = two_rows_of_bars(explorer)
    for values in positions(explorer):
        explorer.move(**values)
        percent, _, *gradient = softmax(**values)
        y = ANIMALS.index(values["target"])

        probs = heights(bars)
        assert probs.min() >= 0
        assert probs.sum() == pytest.approx(1, abs=1e-14)
        assert probs[y] == pytest.approx(percent / 100, rel=1e-13)
        colours = [to_hex(bar.get_color()[0]) for bar in bars]
        assert colours == [
            plots.TRUTH if k == y else plots.PREDICTION for k in range(3)
        ]

        drawn = heights(pushes)
        np.testing.assert_allclose(drawn, gradient, rtol=1e-12, atol=1e-15)
        # Adding the same number to all logits changes nothing.
        assert abs(drawn.sum()) <= 1e-15
        assert drawn[y] <= 0
        assert np.delete(drawn, y).min() >= 0

        for row, tall in ((bars, probs), (pushes, drawn)):
            low, high = row[0].axes.get_ylim()
            assert low <= tall.min() and tall.max() <= high


def test_softmax_the_gradient_is_that_of_the_logits_not_of_the_scaled_ones():
    """Second route: the loss at the next positions of the slider, half a logit away."""
    explorer = gallery.softmax_temperature()
    _, pushes = two_rows_of_bars(explorer)
    slider = explorer.sliders["cat"].values
    for temperature, target in itertools.product(
        explorer.sliders["temperature"].values, ANIMALS
    ):
        rest = {"temperature": temperature, "target": target}
        slope = []
        for cat in slider:
            explorer.move(cat=cat, **rest)
            slope.append(heights(pushes)[0])
        loss = [softmax(cat, **rest)[1] for cat in slider]
        # The rule of Simpson over two steps of h adds up the slope between them. Its
        # error is h^5 / 90 times the fourth derivative of p / T by a logit; that of
        # the sigmoid is nowhere above 0.1277.
        h = slider[1] - slider[0]
        rise = h / 3 * (np.array(slope[:-2]) + 4 * np.array(slope[1:-1]) + slope[2:])
        np.testing.assert_allclose(
            rise,
            np.subtract(loss[2:], loss[:-2]),
            rtol=0,
            atol=0.1277 * h**5 / 90 / temperature**5 + 1e-12,
        )


def test_softmax_a_high_temperature_levels_and_a_low_one_decides():
    """As T grows all classes near 1/3; as it falls the largest logit takes it all."""
    explorer = gallery.softmax_temperature()
    bars, pushes = two_rows_of_bars(explorer)
    temperatures = explorer.sliders["temperature"].values
    assert list(temperatures) == sorted(temperatures)
    for cat, target in itertools.product(explorer.sliders["cat"].values, ANIMALS):
        spread, largest = [], []
        for temperature in temperatures:
            explorer.move(cat=cat, temperature=temperature, target=target)
            spread.append(heights(bars).max())
            largest.append(heights(bars).argmax())
            # No step of a logit can change the loss by more than 1 / T.
            assert np.abs(heights(pushes)).max() <= 1 / temperature
        assert spread == sorted(spread, reverse=True)
        assert set(largest) == {int(np.argmax([cat, 4, 2]))}
    # At the ends of the sliders, where logits are 12, 4 and 2, the factor between cat
    # and dog is e^(8 / T): e^16 at T = 1/2, e at T = 8.
    explorer.move(cat=12, temperature=0.5, target="cat")
    assert heights(bars)[0] > 1 - 2 * math.exp(-16)
    explorer.move(cat=12, temperature=8, target="cat")
    assert heights(bars)[0] / heights(bars)[1] == pytest.approx(math.e, rel=1e-12)


def test_softmax_numbers_stand_at_the_ends_of_their_bars():
    explorer = gallery.softmax_temperature()
    bars, pushes = two_rows_of_bars(explorer)
    for values in positions(explorer):
        explorer.move(**values)
        for row, form in ((bars, "{:.3f}"), (pushes, "{:+.3f}")):
            ax = row[0].axes
            texts = [t for t in moving(explorer, Text) if t.axes is ax]
            texts = [t for t in texts if t.get_text() != "target"]
            assert [t.get_text() for t in texts] == [
                form.format(h) for h in heights(row)
            ]
            for text, height in zip(texts, heights(row), strict=True):
                # Away from the bar, not across it.
                side = -1 if height < 0 else 1
                low, high = ax.get_ylim()
                gap = (text.get_position()[1] - height) * side
                assert 0 < gap < 0.15 * (high - low)
                assert text.get_va() == ("top" if height < 0 else "bottom")


def test_softmax_the_target_is_marked_where_its_bar_is():
    explorer = gallery.softmax_temperature()
    (mark,) = (t for t in moving(explorer, Text) if t.get_text() == "target")
    for k, target in enumerate(ANIMALS):
        explorer.move(cat=5, temperature=1, target=target)
        assert mark.get_position()[0] == k
        assert to_hex(mark.get_color()) == plots.TRUTH


def test_mistakes_the_curves_are_right_and_wrong_and_the_dots_on_them():
    explorer = gallery.softmax_mistakes()
    whole, part = (
        [line for line in moving(explorer, Line2D) if line.axes is ax]
        for ax in {line.axes: 0 for line in explorer.moving}
    )
    for curve, _ in (whole, part):
        (right,) = (line for line in curve.axes.lines if not line.get_animated())
        for z, loss in right.get_xydata():
            # log(1 + 2 exp(-z)), with the larger part outside of the logarithm.
            expected = max(-z, 0) + math.log(
                math.exp(-max(-z, 0)) + 2 * math.exp(-max(z, 0))
            )
            assert loss == pytest.approx(expected, rel=1e-12, abs=1e-15)
    for values in positions(explorer):
        explorer.move(**values)
        logit, *losses = mistakes(**values)
        for curve, dots in (whole, part):
            for z, loss in curve.get_xydata()[::4]:
                expected = mistakes(values["mistake"], z)[2]
                assert loss == pytest.approx(expected, rel=1e-9, abs=1e-15)
            drawn = dots.get_xydata()
            assert drawn[:, 0].tolist() == [logit, logit]
            np.testing.assert_allclose(drawn[:, 1], losses, rtol=1e-9, atol=1e-15)
        # Both dots can be seen in the whole.
        low, high = whole[1].axes.get_ylim()
        assert low < min(losses) and max(losses) < high


def test_mistakes_the_legend_tells_right_from_wrong():
    explorer = gallery.softmax_mistakes()
    legend = explorer.moving[0].axes.get_legend()
    assert [t.get_text() for t in legend.get_texts()] == ["right", "with the mistake"]
    assert [line.get_linestyle() for line in legend.get_lines()] == ["--", "-"]
