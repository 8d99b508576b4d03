"""Figures as SVG for a page: what stands still, names, colours, letters, numbers."""

import re
from io import StringIO
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from lossbook import plots
from lossbook.svg import Layers, as_file, inline_svg, settle

RED = "#ff0011"


@pytest.fixture(autouse=True)
def book_style():
    with plt.rc_context(plots.STYLE):
        yield
    plt.close("all")


def draw():
    """A figure with all that can go wrong: shared looks, black, clips, letters."""
    figure, (left, right) = plt.subplots(1, 2)
    left.plot([0.123456, 1], [0, 0.987654], color="black", label="x < 3.14159 & more")
    left.plot([0, 1], [0, 1], "o", color=plots.LOSS)
    left.set(title="black is #000000", ylabel="loss, nats")
    left.legend()
    right.plot([0, 1], [0, 1], "o", color=plots.LOSS)
    right.fill_between([0, 1], [0, 1], color="k", hatch="//", facecolor="none")
    right.set_title(r"$\sigma(z)$")
    return figure


def saved(figure):
    """The figure as Matplotlib writes it to a file."""
    stream = StringIO()
    figure.savefig(stream, format="svg")
    return stream.getvalue()


def inline(figure, *, prefix="p-", alt="a curve"):
    return inline_svg(saved(figure), prefix=prefix, alt=alt)


def apart(figure, *, prefix="p-"):
    settle([figure])
    return Layers(figure, prefix=prefix)


def layered(figure, *, prefix="p-", alt="a curve"):
    layers = apart(figure, prefix=prefix)
    return layers.picture([layers.shapes(a) for a in layers.moving], alt=alt)


def names(svg):
    return re.findall(r'\bid="([^"]*)"', svg)


def references(svg):
    return re.findall(r'url\(#([^)]*)\)|href="#([^"]*)"', svg)


def words(svg):
    """What a reader reads, in order."""
    root = ElementTree.fromstring(svg)
    return ["".join(text.itertext()) for text in root.iter("text")]


both_ways = pytest.mark.parametrize("picture", [inline, layered])


# --- every figure, saved to a file or taken apart ---------------------------------


@both_ways
def test_a_picture_is_one_element_with_a_text_alternative(picture):
    alt = 'The loss "falls" while p < 1 & grows'
    root = ElementTree.fromstring(picture(draw(), alt=alt))
    assert root.tag == "svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == alt
    width, height = np.array(plots.STYLE["figure.figsize"]) * 72
    assert root.get("viewBox") == f"0 0 {width:g} {height:g}"


@both_ways
@pytest.mark.parametrize(
    ("waste", "why"),
    [
        (r"<\?xml|<!DOCTYPE", "a page has one header, its own"),
        (r"<!--|<metadata|<style", "comments, dates, styles that reach other figures"),
        (r"xlink:|xmlns", "HTML needs no namespaces"),
        (
            r"<defs>\s*</defs>|<defs/>",
            "empty definitions, in each frame",
        ),
        (r"<g id=", "names that nothing refers to"),
        (r"font-family", "the letters are the page's"),
        (r"rotate\(-?0 ", "a turn by nothing"),
    ],
)
def test_a_picture_carries_no_waste(picture, waste, why):
    assert not re.search(waste, picture(draw())), why


@both_ways
def test_names_are_unique_and_references_lead_to_them(picture):
    svg = picture(draw())
    assert len(names(svg)) >= 4  # ticks of both axes, dot, hatch, edges of the axes
    assert len(names(svg)) == len(set(names(svg)))
    assert all(name.startswith("p-") for name in names(svg))
    used = {either or other for either, other in references(svg)}
    assert used == set(names(svg))


@both_ways
def test_two_figures_share_no_name(picture):
    one, other = picture(draw(), prefix="one-"), picture(draw(), prefix="other-")
    assert not set(names(one)) & set(names(other))


@both_ways
def test_black_follows_the_page_and_other_colours_stay(picture):
    svg = picture(draw())
    tags = "".join(re.findall(r"<[^>]+>", svg))
    assert "#000000" not in tags
    assert "stroke: currentColor" in tags
    assert 'fill="currentColor"' in tags.split(">")[0]
    assert plots.LOSS in tags


@both_ways
def test_letters_stay_letters_and_words_stay_whole(picture):
    """Numbers and colours are tidied in tags, never in what the reader reads."""
    seen = words(picture(draw()))
    assert "x < 3.14159 & more" in seen
    assert "black is #000000" in seen
    assert "loss, nats" in seen
    # Formulas too; Matplotlib writes them letter by letter, one font after another.
    assert sorted("σ(z)") in [sorted("".join(text.split())) for text in seen]


@both_ways
def test_numbers_are_short(picture):
    tags = re.findall(r"<[^>]+>", picture(draw()))
    # Names are digests, not numbers.
    tags = [re.sub(r"#?p-[\w-]+", "", tag) for tag in tags]
    assert any(re.search(r"\d\.\d", tag) for tag in tags)
    assert [tag for tag in tags if re.search(r"\d\.\d{3}|\de-\d", tag)] == []


def test_short_numbers_stay_within_half_a_hundredth_of_a_point():
    long = saved(draw())
    short = inline_svg(long, prefix="p-", alt="a curve")
    of_paths = re.compile(r'<path [^>]*?\bd="([^"]*)"', re.DOTALL)
    numbers = [
        np.array(re.findall(r"-?\d+(?:\.\d+)?", " ".join(of_paths.findall(svg))), float)
        for svg in (long, short)
    ]
    assert numbers[0].size > 100
    np.testing.assert_allclose(numbers[1], numbers[0], rtol=0, atol=0.005 + 1e-9)


def test_both_ways_draw_the_same():
    """Second route: a figure in which nothing moves, taken apart and put together."""

    def shapes(svg):
        root = ElementTree.fromstring(svg)
        return sorted(
            (tag.tag, (tag.text or "").strip(), str(sorted(tag.attrib.items())))
            for tag in root.iter()
            if tag.tag not in ("svg", "g", "defs")
        )

    figure = draw()
    apart = layered(figure)  # first, since it makes the layout once and for all
    assert shapes(apart) == shapes(inline(figure))


# --- layers -----------------------------------------------------------------------

MOVERS = {
    "line": lambda ax: ax.plot([0, 1], [0, 1], color=RED, animated=True)[0],
    "markers": lambda ax: ax.plot([0, 1], [0, 1], "o", color=RED, animated=True)[0],
    "scatter": lambda ax: ax.scatter([0, 1], [0, 1], color=RED, animated=True),
    "patch": lambda ax: ax.add_patch(Rectangle((0, 0), 1, 1, fc=RED, animated=True)),
    "band": lambda ax: ax.fill_between([0, 1], [0, 1], color=RED, animated=True),
    "bars": lambda ax: ax.vlines([0, 1], 0, 1, color=RED, animated=True),
    "collection": lambda ax: ax.add_collection(
        LineCollection([[(0, 0), (1, 1)]], color=RED, animated=True)
    ),
    "text": lambda ax: ax.text(0.5, 0.5, "moves", color=RED, animated=True),
    "title": lambda ax: ax.set_title("moves", color=RED, animated=True),
    "note": lambda ax: ax.annotate("moves", (0, 0), color=RED, animated=True),
    "of the figure": lambda ax: ax.figure.text(0, 0, "moves", color=RED, animated=True),
}


@pytest.mark.parametrize("kind", MOVERS)
def test_the_still_part_holds_no_moving_artist(kind):
    figure, ax = plt.subplots()
    ax.plot([0, 1], [1, 0], color=plots.LOSS)
    artist = MOVERS[kind](ax)
    layers = apart(figure)
    assert layers.moving == [artist]
    still = layers.picture([], alt="still")
    assert RED not in still
    assert "moves" not in still
    assert plots.LOSS in still
    assert RED in layers.shapes(artist)


def test_a_legend_stands_still_though_its_line_moves():
    figure, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], color=RED, label="the loss", animated=True)
    ax.legend()
    still = apart(figure).picture([], alt="still")
    assert "the loss" in words(still)
    assert RED in still  # the short line beside the words


def test_each_moving_artist_has_a_group_of_its_own():
    figure, ax = plt.subplots()
    for x in range(3):
        ax.plot([x], [x], "o", animated=True)
    root = ElementTree.fromstring(layered(figure))
    groups = root.findall("./g[@class='moving']")
    assert [len(list(group.iter("use"))) for group in groups] == [1, 1, 1]


def test_dots_that_look_alike_do_not_share_a_name():
    """Matplotlib names a marker by its look; on a page a name must stand once."""
    figure, ax = plt.subplots()
    ax.plot([0], [0], "o", color=RED)
    for x in (1, 2):
        ax.plot([x], [x], "o", color=RED, animated=True)
    svg = layered(figure)
    assert svg.count("<use") > svg.count('<path id="') >= 5
    assert len(names(svg)) == len(set(names(svg)))


def test_clip_paths_stand_once_and_not_in_what_moves():
    """The edges of the axes would otherwise be in each frame of an explorer."""
    figure, axes = plt.subplots(1, 2)
    lines = [ax.plot([0, 1], [0, 1], animated=True)[0] for ax in axes]
    layers = apart(figure)
    for x in (0, 0.5, 1):
        for line in lines:
            line.set_data([0, x], [x, 1])
        pieces = [layers.shapes(line) for line in lines]
        assert all("url(#p-" in piece for piece in pieces)
        assert not any("clipPath" in piece for piece in pieces)
    svg = layers.picture(pieces, alt="two lines")
    clips = re.findall(r'<clipPath id="([^"]*)"', svg)
    assert len(clips) == len(set(clips))
    assert set(re.findall(r"url\(#([^)]*)\)", "".join(pieces))) <= set(clips)


def test_only_what_moved_changes():
    """The layout is made once: data beyond the axes does not shift them."""
    figure, ax = plt.subplots()
    (line,) = ax.plot([0, 1], [0, 1], animated=True)
    layers = apart(figure)
    first, still = layers.shapes(line), layers.picture([], alt="")
    line.set_data([0, 100], [0, 100])
    ax.relim()
    assert layers.shapes(line) != first
    assert layers.picture([], alt="") == still
    line.set_data([0, 1], [0, 1])
    assert layers.shapes(line) == first


def test_an_invisible_artist_is_an_empty_piece():
    figure, ax = plt.subplots()
    (line,) = ax.plot([0, 1], [0, 1], animated=True)
    layers = apart(figure)
    line.set_visible(False)
    assert layers.shapes(line) == ""


def test_what_moves_is_stacked_as_matplotlib_would():
    figure, ax = plt.subplots()
    above = ax.text(0, 0, "above", animated=True)  # zorder 3
    middle = ax.plot([0, 1], [0, 1], animated=True)[0]  # 2
    below = ax.add_patch(Rectangle((0, 0), 1, 1, animated=True))  # 1
    assert apart(figure).moving == [below, middle, above]


def test_axes_of_figures_that_stand_below_one_another_line_up():
    """The wider numbers of one push its axes to the right, and those of the other."""
    figures = []
    for top in (1, 1e6):
        figure, ax = plt.subplots(layout="constrained")
        ax.plot([0, 1], [0, top])
        ax.ticklabel_format(style="plain")
        figures.append(figure)
    settle(figures[:1])
    alone = figures[0].axes[0].get_position()
    settle(figures)
    narrow, wide = (figure.axes[0].get_position() for figure in figures)
    assert (narrow.x0, narrow.x1) == (wide.x0, wide.x1)
    assert narrow.x0 > alone.x0
    assert (narrow.y0, narrow.y1) == (alone.y0, alone.y1)


def test_taking_apart_is_repeatable():
    assert layered(draw()) == layered(draw())


@pytest.mark.parametrize(
    ("draw", "wanted", "why"),
    [
        (
            lambda ax: ax.fill_between([0, 1], [0, 1], color="#009e73", alpha=0.25),
            "fill-opacity: calc(0.25 * var(--lossbook-fill, 1)); stroke: #009e73",
            "a pale area",
        ),
        (
            lambda ax: ax.hist([1, 2, 2], color="#009e73", alpha=0.5),
            "fill-opacity: calc(0.5 * var(--lossbook-fill, 1)); stroke: #009e73",
            "pale bars",
        ),
        (
            lambda ax: ax.bar([1], [1], color=("#d55e00", 0.4), edgecolor="#d55e00"),
            "fill-opacity: calc(0.4 * var(--lossbook-fill, 1)); stroke: #d55e00",
            "an edge that was there is not doubled",
        ),
        (
            lambda ax: ax.vlines([1], 0, 1, color="#8f4ff2", alpha=0.3, linewidth=6),
            "stroke-opacity: calc(0.3 * var(--lossbook-band, 1)); stroke-width: 6",
            "a broad pale line",
        ),
        (
            lambda ax: ax.plot([0, 1], color="#8f4ff2", alpha=0.3, linewidth=1),
            "stroke-opacity: 0.3",
            "a thin line keeps its own",
        ),
    ],
)
def test_pale_areas_are_seen_on_a_dark_page(draw, wanted, why):
    figure, ax = plt.subplots()
    draw(ax)
    svg = apart(figure, prefix="x-").picture([], alt="Something pale.")
    assert wanted in svg, why
    assert not re.search(r"stroke: #\w+;[^\"]*stroke: #", svg)
    plt.close(figure)


# --- a file of its own ---------------------------------------------------------------


@both_ways
def test_a_file_needs_nothing_of_a_page(picture):
    """Its colours, its letters and its ground are its own, so it reads on any page."""
    figure = draw()
    figure.axes[0].fill_between([0, 1], [0, 1], color=plots.LOSS, alpha=0.2)
    on_the_page = picture(figure)
    assert "var(" in on_the_page and "currentColor" in on_the_page
    text = as_file(on_the_page)
    assert not re.search(r"var\(|calc\(|currentColor", text)
    assert "fill-opacity: 0.2" in text
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("font-family") == "sans-serif"
    assert root.get("fill") == "#000000"
    ground = root[0]
    assert (ground.get("width"), ground.get("height")) == ("100%", "100%")
    assert ground.get("fill") == "#ffffff"
    assert len(root) == len(ElementTree.fromstring(on_the_page)) + 1
