"""Explorers: refused when bad, and the same on the page and in a kernel."""

import base64
import importlib
import itertools
import json
import re
import sys
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest
from bs4 import BeautifulSoup

from lossbook.explorer import (
    MOST_FRAMES,
    MOST_SLIDERS,
    WIDGET,
    Explorer,
    Slider,
)
from lossbook.prose import STATIC, STILL

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def live(monkeypatch):
    """As in Jupyter, unless a test says otherwise; no figure is left behind."""
    monkeypatch.delenv(STATIC, raising=False)
    yield
    plt.close("all")


@pytest.fixture
def page(monkeypatch):
    """As in the book's build, in whose kernels no widget may be made."""
    monkeypatch.setenv(STATIC, "1")
    monkeypatch.setitem(sys.modules, "ipywidgets", None)


def square(update=None, *, animated=True, returned=None, **changes):
    """Return the explorer of a dot on a parabola, as it is or spoilt by a change.

    `update` is called before the dot moves; `returned` takes the sentence's place.
    """
    figure, ax = plt.subplots()
    x = np.linspace(-2, 2)
    ax.plot(x, x**2)
    (dot,) = ax.plot([0], [0], "o", animated=animated)
    number = ax.text(0, 0, "", animated=animated)

    def move(x):
        if update:
            update(x)
        dot.set_data([x], [x**2])
        number.set(position=(x, x**2), text=f"{x**2:g}")
        return f"The square of {x} is {x**2}."

    arguments = {
        "alt": "A dot on the parabola.",
        "name": "square",
        "x": Slider("Number", [-2, -1, 0, 1, 2], start=1),
    }
    return Explorer(figure, returned or move, **(arguments | changes))


def three_sliders():
    """Return an explorer of three sliders and three artists, unlike in what moves."""
    figure, ax = plt.subplots()
    ax.set(xlim=(-3, 3), ylim=(-3, 12))
    (line,) = ax.plot([], [], animated=True)
    (dot,) = ax.plot([], [], "o", animated=True)
    word = ax.text(0, 5, "", animated=True)

    def update(slope, x, mood):
        line.set_data([-3, 3], [-3 * slope, 3 * slope])
        dot.set_data([x], [slope * x])
        word.set_text(mood)
        return f"At {x} the {mood} line of slope {slope} is at {slope * x}."

    return Explorer(
        figure,
        update,
        alt="A line, a dot on it and a word.",
        name="line",
        slope=Slider("Slope", [-1, 0.5], start=0.5),
        x=Slider("Number", [0, 1, 2], start=1),
        mood=Slider("Mood", ["calm", "glad", "sad", "wild"], start="calm"),
    )


def page_of(explorer):
    """The HTML that the build shows."""
    data, _ = explorer._repr_mimebundle_()
    return data["text/html"]


def soup_of(explorer):
    return BeautifulSoup(page_of(explorer), "html.parser")


# --- a bad explorer: refused at once, in words --------------------------------------


def many(count):
    return {f"x{i}": Slider("T", [1, 2], 1) for i in range(count)}


TWO = Slider("T", [1, 2], 1)

BAD = [
    ({"alt": ""}, ["alt", "empty"], "who does not see it is told nothing"),
    ({"alt": "\t "}, ["alt", "empty"], "blanks tell nothing"),
    ({"name": "two words"}, ["name", "'two words'"], "would break ids"),
    ({"name": 'a"b'}, ["name", "'a\"b'"], "would break out of an attribute"),
    ({"name": "2nd"}, ["name", "begin with a digit", "'2nd'"], "no identifier"),
    ({"name": ""}, ["name", "''"], "ids would be alike on a page"),
    ({"animated": False}, ["panels", "animated=True", "none in 1"], "nothing moves"),
    ({"x": [1, 2]}, ["x must be a Slider", "[1, 2]"], "a list is no slider"),
    ({"y": TWO}, ["update", "['x', 'y']", "(x)", "'y'"], "a slider too many"),
    (
        {"returned": lambda x, y: "ok"},
        ["update", "['x']", "(x, y)", "'y'"],
        "a slider too few",
    ),
    (
        {"returned": lambda t: "ok"},
        ["update", "['x']", "(t)"],
        "the slider has another name",
    ),
    (many(MOST_SLIDERS), ["sliders", "1 to 3", "got 4"], "with x, one too many"),
    (
        {"x": Slider("T", range(MOST_FRAMES + 1), 0)},
        ["sliders", f"at most {MOST_FRAMES}", f"got {MOST_FRAMES + 1}"],
        "pages would grow too heavy",
    ),
    (
        {"update": lambda x: 1 / (x - 2)},
        ["update failed", "x=2", "ZeroDivisionError: division by zero"],
        "raises at the last position",
    ),
    (
        {"update": lambda x: np.ones(2) @ np.ones(3 if x < 0 else 2)},
        ["update failed", "x=-2", "ValueError: matmul"],
        "raises at the first position",
    ),
    ({"returned": lambda x: None}, ["sentence", "None", "x=-2"], "forgot to return"),
    ({"returned": lambda x: x}, ["sentence", "-2", "x=-2"], "a number, not words"),
    ({"returned": lambda x: " "}, ["sentence", "' '", "x=-2"], "an empty sentence"),
    ({"alt": ["A dot.", "Another."]}, ["alt", "1 panels", "got 2"], "one too many"),
]


@pytest.mark.parametrize(("changes", "says", "why"), BAD)
def test_a_bad_explorer_is_refused_at_its_definition(changes, says, why):
    with pytest.raises(ValueError) as refusal:
        square(**changes)
    for part in says:
        assert part in str(refusal.value), why
    assert plt.get_fignums() == []


def a_panel(*, width=4.5, animated=True):
    figure, ax = plt.subplots(figsize=(width, 2))
    ax.set(xlim=(0, 10), ylim=(0, 10))
    (dot,) = ax.plot([5], [5], "o", animated=animated)
    return figure, ax, dot


def with_handles(**changes):
    """Return an explorer of two panels and two sliders, with other handles."""
    (one, ax, dot), (other, _, far) = a_panel(), a_panel()
    rest = ax.plot([1], [1], "s")[0]
    fixed = ax.plot([2], [2], "s", animated=True)[0]
    gone = ax.plot([], [], "s", animated=True)[0]
    area = ax.add_patch(plt.Rectangle((0, 0), 1, 1, animated=True))
    artists = dict(locals())

    def update(x, y):
        dot.set_data([0, x], [0, y])
        far.set_data([x], [5 + y / 100])
        area.set_width(x)
        return f"At {x} and {y}."

    sliders = {
        "x": {"label": "across", "values": range(1, 9), "start": 4},
        "y": {"label": "up", "values": [2, 6], "start": 2},
    }
    for argument, names in changes.items():
        for name, value in names.items():
            sliders[argument][name] = (
                [artists[each] for each in value.split()] if name == "handle" else value
            )
    return Explorer(
        [one, other],
        update,
        alt=["A dot.", "Another one."],
        name="hands",
        **{argument: Slider(**given) for argument, given in sliders.items()},
    )


HANDLES = [
    ({"x": {"handle": "rest"}}, ["handle of x", "animated=True"], "does not move"),
    ({"x": {"handle": "area"}}, ["handle of x", "Line2D", "Rectangle"], "no point"),
    ({"x": {"handle": "ax"}}, ["handle of x", "animated=True", "Axes"], "no artist"),
    ({"x": {"handle": "fixed"}}, ["handle of x must move along x"], "stands still"),
    ({"x": {"handle": "gone"}}, ["handle of x must move", "[]"], "is not there"),
    (
        {"x": {"handle": "dot", "values": [1, 8, 3], "start": 1}},
        ["handle of x must move", "in one direction"],
        "forth and back",
    ),
    (
        {"y": {"handle": "dot", "along": "x"}},
        ["handle of y must move along x when y changes"],
        "the other axis",
    ),
    (
        {"x": {"handle": "dot"}, "y": {"handle": "dot"}},
        ["handle of y moves along x already with x"],
        "two masters",
    ),
]


@pytest.mark.parametrize(("changes", "says", "why"), HANDLES)
def test_a_bad_handle_is_refused_at_its_definition(changes, says, why):
    with pytest.raises(ValueError) as refusal:
        with_handles(**changes)
    for part in says:
        assert part in str(refusal.value), why


def test_panels_of_different_widths_are_refused():
    (one, _, _), (other, _, _) = a_panel(), a_panel(width=5)
    with pytest.raises(ValueError, match=r"panels .* same width, got .*\[4.5, 5.0\]"):
        Explorer([one, other], lambda x: "ok", alt=["A", "B"], name="w", x=TWO)
    assert plt.get_fignums() == []


def test_no_panel_at_all_is_refused():
    with pytest.raises(ValueError, match="panels must be"):
        Explorer([], lambda x: "ok", alt=[], name="w", x=TWO)


def test_the_table_says_where_each_handle_is_in_each_frame():
    explorer = with_handles(x={"handle": "dot far"}, y={"handle": "dot", "along": "y"})
    table = explorer.table
    assert table["names"] == ["x", "y"]
    assert table["labels"] == ["across", "up"]
    assert table["typed"] == [tuple("12345678"), ("2", "6")]
    assert [(h["panel"], h["x"], h["y"]) for h in table["handles"]] == [
        (0, 0, 1),
        (1, 0, None),
    ]
    dot, far = (
        [table["places"][place] for place in handle["at"]]
        for handle in table["handles"]
    )
    ax = explorer.moving[0].axes
    box = ax.get_position()  # of the figure, from below
    for frame, (x, y) in enumerate(itertools.product(range(1, 9), (2, 6))):
        across = 100 * (box.x0 + x / 10 * box.width)
        down = 100 * (1 - box.y0 - y / 10 * box.height)
        assert dot[frame] == pytest.approx((across, down), abs=0.051)
        assert far[frame][0] == pytest.approx(across, abs=0.051)


@pytest.mark.usefixtures("page")
def test_panels_stand_in_their_order_each_with_its_own_words():
    soup = soup_of(with_handles())
    pictures = soup.select(".explorer-panels > .explorer-panel > svg")
    assert [svg["aria-label"] for svg in pictures] == ["A dot.", "Another one."]
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))


def test_a_still_has_an_image_for_each_panel():
    soup = BeautifulSoup(with_handles().still(), "html.parser")
    assert [img["alt"] for img in soup("img")] == ["A dot.", "Another one."]
    assert {img["width"] for img in soup("img")} == {str(round(4.5 * 96))}


def test_no_slider_at_all_is_refused():
    figure, ax = plt.subplots()
    ax.plot([0], [0], animated=True)
    with pytest.raises(ValueError, match="sliders must be 1 to 3, got 0"):
        Explorer(figure, lambda: "ok", alt="A dot.", name="dot")


def fail_at_zero(x):
    if x == 0:
        raise KeyError("nothing here")


AT_THE_BUILD = [
    ({"update": fail_at_zero}, ["update failed at x=0: KeyError"], "inside the range"),
    (
        {"returned": lambda x: "" if x == 0 else "ok"},
        ["sentence", "''", "x=0"],
        "says nothing inside the range",
    ),
    (
        {"returned": lambda x: f"This is {x}."},
        ["update must move an artist when x changes", "at x=-2"],
        "only the sentence changes",
    ),
]


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(("changes", "says", "why"), AT_THE_BUILD)
def test_the_build_refuses_what_fails_at_any_position(changes, says, why):
    """At the definition: an error in a display would let the build pass."""
    with pytest.raises(ValueError) as refusal:
        square(**changes)
    for part in says:
        assert part in str(refusal.value), why


@pytest.mark.parametrize("dead", ["first", "middle", "last"])
def test_a_slider_that_moves_nothing_is_named(dead):
    figure, ax = plt.subplots()
    ax.set(xlim=(0, 4), ylim=(0, 4))
    (dot,) = ax.plot([0], [0], "o", animated=True)
    order = ["first", "middle", "last"]

    def update(**values):
        live = [values[name] for name in order if name != dead]
        dot.set_data([live[0]], [live[1]])
        return f"Sliders at {values}."

    sliders = {name: Slider(name, [1, 2, 3], 2) for name in order}
    explorer = Explorer(figure, update, alt="A dot.", name="dot", **sliders)
    with pytest.raises(ValueError, match=f"when {dead} changes"):
        assert explorer.table


def test_a_slider_that_moves_nothing_at_some_setting_is_named_with_the_setting():
    """The width of a margin would show only while the margin is shown."""
    figure, ax = plt.subplots()
    (line,) = ax.plot([], [], animated=True)

    def update(shown, width):
        line.set_data([0, width if shown == "yes" else 1], [0, 1])
        return f"Shown: {shown}, width {width}."

    explorer = Explorer(
        figure,
        update,
        alt="A line.",
        name="margin",
        shown=Slider("Shown", ["yes", "no"], "no"),
        width=Slider("Width", [2, 3, 4], 2),
    )
    with pytest.raises(ValueError, match=r"width changes.*at shown='no', width=2"):
        assert explorer.table


# --- the table: what the page shows is what drawing shows --------------------------


@pytest.mark.parametrize("make", [square, three_sliders])
def test_each_frame_of_the_table_is_what_drawing_at_its_values_gives(make):
    """Second route: loops in order, the last slider innermost, one drawing each."""
    explorer, other = make(), make()
    table = explorer.table
    pool = table["pool"]
    frame = 0
    for values in itertools.product(*(s.values for s in other.sliders.values())):
        state = other.move(**dict(zip(other.sliders, values, strict=True)))
        assert pool[table["states"][frame]] == state
        (panel,) = other.panels
        drawn = [panel.shapes(artist) for artist in panel.moving]
        assert [pool[pieces[frame]] for pieces in table["shapes"]] == drawn
        frame += 1
    assert frame == explorer.frames == len(table["states"])
    assert all(len(pieces) == frame for pieces in table["shapes"])


def test_the_last_slider_is_innermost():
    table = three_sliders().table
    words = [
        re.search("calm|glad|sad|wild", table["pool"][s])[0] for s in table["states"]
    ]
    assert words == ["calm", "glad", "sad", "wild"] * 6
    # slope, x, mood: frame = (slope * 3 + x) * 4 + mood, as the script counts.
    state = table["pool"][table["states"][(1 * 3 + 2) * 4 + 3]]
    assert state == "At 2 the wild line of slope 0.5 is at 1.0."
    assert table["values"] == [
        ("−1", "0.5"),
        ("0", "1", "2"),
        ("calm", "glad", "sad", "wild"),
    ]


def test_the_pool_holds_each_piece_once():
    """An artist that depends on few sliders costs little: 2 lines, 6 dots, 4 words."""
    explorer = three_sliders()
    table = explorer.table
    assert len(set(table["pool"])) == len(table["pool"])
    kinds = [len(set(pieces)) for pieces in table["shapes"]]
    # Slopes -1 and 0.5 meet at x = 0: one dot the less.
    assert sorted(kinds) == [2, 4, 5]
    assert len(table["pool"]) == 2 + 5 + 4 + explorer.frames


def test_the_artists_go_back_to_the_start_after_the_table():
    explorer = three_sliders()
    before = explorer.picture()
    assert explorer.table
    assert explorer.picture() == before


# --- the page ----------------------------------------------------------------------


@pytest.mark.usefixtures("page")
def test_the_page_is_html_and_makes_no_widget():
    """ipywidgets cannot even be imported here; one widget costs a page 456 kB."""
    with pytest.raises(ImportError):
        importlib.import_module("ipywidgets")
    data, metadata = square()._repr_mimebundle_()
    assert set(data) == {"text/html", "text/plain"}
    assert set(metadata) == {STILL}
    assert set(metadata[STILL]) == {"text/html", "text/plain"}
    assert data["text/plain"] == (
        "Explorer 'square': A dot on the parabola. Sliders: Number. "
        "The square of 1 is 1."
    )


@pytest.mark.usefixtures("page")
def test_each_slider_has_a_label_an_output_and_its_start():
    explorer = three_sliders()
    soup = soup_of(explorer)
    boxes = soup.select("input[type=range]")
    assert len(boxes) == 2
    sliders = list(explorer.sliders.items())[:2]
    for (argument, slider), box in zip(sliders, boxes, strict=True):
        assert box["name"] == argument
        position = slider.values.index(slider.start)
        spoken = slider.spoken[position]
        assert box["id"] == f"line-{argument}"
        assert (box["min"], box["max"]) == ("0", str(len(slider.values) - 1))
        assert box["value"] == str(position)
        assert box["aria-valuetext"] == spoken
        assert soup.select_one(f"label[for={box['id']}]").text == slider.label
        output = soup.select_one(f"output[for={box['id']}]")
        assert output.text == spoken
        # The slider itself says its value; the output must not say it again.
        assert output["aria-live"] == "off"


@pytest.mark.usefixtures("page")
def test_without_script_the_page_shows_the_start_and_no_dead_sliders():
    explorer = square()
    soup = soup_of(explorer)
    state = soup.select_one("p.explorer-state")
    assert state.text == explorer.move(x=1) == "The square of 1 is 1."
    # The style sheet reserves room for it: no height changes.
    assert state["data-longest"] == "The square of −2 is 4."
    assert soup.select_one("form.explorer-controls").has_attr("hidden")
    assert soup.select_one("button[type=reset]").text.strip()
    assert soup.svg.select(".moving text")[-1].text == "1"
    picture = BeautifulSoup(explorer.picture(), "html.parser")
    assert soup.svg.prettify() == picture.svg.prettify()


@pytest.mark.usefixtures("page")
def test_the_script_gets_the_table():
    explorer = three_sliders()
    data = json.loads(soup_of(explorer).select_one("[type='application/json']").string)
    assert data == json.loads(json.dumps(explorer.table))


@pytest.mark.usefixtures("page")
def test_the_page_needs_no_other_file():
    html = page_of(square())
    assert not re.search(r"\bsrc=|<link|@import|https?://", html)


@pytest.mark.usefixtures("page")
def test_names_stand_once_on_a_page_of_two_explorers():
    html = page_of(square()) + page_of(square(name="other"))
    names = [tag["id"] for tag in BeautifulSoup(html, "html.parser").select("[id]")]
    assert len(names) >= 6
    assert len(names) == len(set(names))


NASTY = [
    "</script><b>out</b>",
    "<!-- <script> a script that never ends",
    '"><b>out</b>',
    "a < b & c > d",
    "&lt; is not <",
    "a back\\slash, a \u2028 line, a snowman \u2603",
]


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("text", NASTY)
def test_words_cannot_break_out_of_the_page(text):
    """Nor be changed: what was said is what is read."""
    figure, ax = plt.subplots()
    word = ax.text(0, 0, "", animated=True, parse_math=False)

    def update(x):
        word.set_text(f"{x} {text}")
        return f"{x}: {text}"

    values = [f"one {text}", f"two {text}"]
    explorer = Explorer(
        figure,
        update,
        alt=text,
        name="nasty",
        x=Slider(text, values, start=values[0]),
    )
    html = page_of(explorer)
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.select("b")
    assert len(soup.select("script")) == 2
    assert html.count("</script") == 2
    assert "<!--" not in html
    assert soup.select_one("[role=radiogroup] > span").text == text
    assert [label.text.strip() for label in soup.select("label")] == values
    assert soup.select_one(".explorer-state").text == f"{values[0]}: {text}"
    assert soup.svg["aria-label"] == text
    data = json.loads(soup.select_one("[type='application/json']").string)
    assert data["values"] == [values]
    assert [data["pool"][s] for s in data["states"]] == [f"{v}: {text}" for v in values]
    # The pieces of the picture become HTML again in the script.
    pieces = [data["pool"][piece] for piece in data["shapes"][0]]
    words = [BeautifulSoup(piece, "html.parser").find("text").text for piece in pieces]
    assert words == [f"{value} {text}" for value in values]


# --- a kernel -----------------------------------------------------------------------


def parts(explorer):
    """The picture, the controls by name, and the sentence of the live view."""
    picture, *views, state = explorer.widget.children
    boxes = [getattr(view, "children", (view,))[-1] for view in views]
    return picture, dict(zip(explorer.sliders, boxes, strict=True)), state


def still_and_moving(svg):
    soup = BeautifulSoup(svg, "html.parser")
    moving = [str(group.extract()) for group in soup.select("g.moving")]
    return str(soup), moving


def test_in_jupyter_the_widget_is_shown_and_the_still_is_kept_beside_it():
    explorer = square()
    explorer.move(x=2)  # the widget begins at the start all the same
    data, metadata = explorer._repr_mimebundle_(include=None, exclude=None)
    assert set(data) == {WIDGET, "text/html", "text/plain"}
    assert data[WIDGET]["model_id"] == explorer.widget.model_id
    assert data["text/html"] == explorer.still()
    assert data["text/plain"].endswith(" The square of 1 is 1.")
    assert metadata == {}


def test_the_widget_says_what_the_page_says():
    explorer = three_sliders()
    _, boxes, state = parts(explorer)
    for argument, box in boxes.items():
        slider = explorer.sliders[argument]
        assert box.description == slider.label
        assert box.value == slider.start
        assert tuple(label for label, _ in box.options) == slider.spoken
    assert state.value == explorer.move(**explorer.start)


def test_moving_a_slider_redraws_only_what_moves():
    explorer, other = three_sliders(), three_sliders()
    picture, boxes, state = parts(explorer)
    still, moving = still_and_moving(picture.value)
    values = explorer.start
    for argument, value in [("x", 2), ("mood", "wild"), ("slope", -1), ("x", 0)]:
        boxes[argument].value = value
        values[argument] = value
        assert state.value == other.move(**values)
        now = still_and_moving(picture.value)
        assert now[0] == still
        assert now[1] != moving
        assert picture.value == other.picture()
        moving = now[1]


def test_the_widget_begins_at_the_start_wherever_the_artists_were():
    explorer = square()
    at_start = explorer.picture()
    explorer.move(x=-2)
    picture, _, state = parts(explorer)
    assert picture.value == at_start
    assert state.value == "The square of 1 is 1."


def test_an_update_that_fails_says_so_and_the_next_move_heals_it():
    explorer = square(update=fail_at_zero)
    picture, boxes, state = parts(explorer)
    before = picture.value
    boxes["x"].value = 0
    assert "update failed at x=0: KeyError" in state.value
    assert "<strong>" in state.value
    assert picture.value == before
    boxes["x"].value = 2
    assert state.value == "The square of 2 is 4."
    assert picture.value != before


def test_words_cannot_break_out_of_the_widget():
    explorer = square(returned=lambda x: f"<b>{x}</b> & more")
    _, boxes, state = parts(explorer)
    assert state.value == "&lt;b&gt;1&lt;/b&gt; &amp; more"
    boxes["x"].value = 2
    assert state.value == "&lt;b&gt;2&lt;/b&gt; &amp; more"


def test_an_error_cannot_break_out_of_the_widget():
    def fail(x):
        if x == 0:
            raise KeyError("<b>")

    _, boxes, state = parts(square(update=fail))
    boxes["x"].value = 0
    assert "&lt;b&gt;" in state.value


def test_one_explorer_has_one_widget():
    """Shown twice, its two views follow each other."""
    explorer = square()
    assert explorer.widget is explorer.widget


# --- a saved notebook ----------------------------------------------------------------


def file_in(still):
    """The SVG file in the image, and what stands around it."""
    soup = BeautifulSoup(still, "html.parser")
    kind, code = soup.img["src"].split(",")
    assert kind == "data:image/svg+xml;base64"
    return ElementTree.fromstring(base64.b64decode(code)), soup


def test_a_still_is_the_picture_and_the_sentence_of_this_moment():
    explorer = square()
    explorer.move(x=2)
    picture, soup = file_in(explorer.still())
    assert picture.tag == f"{SVG}svg"
    assert [word.text for word in picture.iter(f"{SVG}text")][-1] == "4"
    assert [soup.img["alt"]] == explorer.alts
    assert soup.p.text == "The square of 2 is 4."
    # 4.8 inches of Matplotlib's own size are 461 pixels of 1/96 inch each.
    assert soup.img["width"] == str(round(plt.rcParams["figure.figsize"][0] * 96))


def test_what_is_displayed_once_more_follows_the_widget():
    explorer = square()
    _, boxes, _ = parts(explorer)
    boxes["x"].value = -2
    data, _ = explorer._repr_mimebundle_()
    _, soup = file_in(data["text/html"])
    assert soup.p.text == "The square of −2 is 4."


@pytest.mark.usefixtures("page")
def test_the_build_keeps_the_still_of_the_start_beside_the_page():
    explorer = three_sliders()
    _, metadata = explorer._repr_mimebundle_()
    assert metadata[STILL]["text/html"] == explorer.still()
    _, soup = file_in(explorer.still())
    assert soup.p.text == soup_of(explorer).select_one("p.explorer-state").text


@pytest.mark.parametrize("text", NASTY)
def test_words_cannot_break_out_of_a_still(text):
    explorer = square(returned=lambda x: f"{x} {text}", alt=text)
    _, soup = file_in(explorer.still())
    assert [tag.name for tag in soup.find_all(True)] == ["img", "p"]
    assert soup.img["alt"] == text
    assert soup.p.text == f"1 {text}"


# --- both ---------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["live", "static"])
def test_pyplot_keeps_no_figure(how, monkeypatch):
    """Pyplot would show it a second time, below the explorer."""
    if how == "static":
        monkeypatch.setenv(STATIC, "1")
    square()._repr_mimebundle_()
    assert plt.get_fignums() == []


def test_move_takes_the_sliders_by_name_and_says_what_is_seen():
    explorer = square()
    assert explorer.move(x=2) == "The square of 2 is 4."
    assert ">4</text>" in explorer.picture()
    assert explorer.start == {"x": 1}
    assert explorer.frames == 5
