"""Sliders: refused when bad, and shown with the control that suits their values."""

import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.lines import Line2D

from lossbook.controls import MOST_BUTTONS, Slider

WORDS = {"values": ["cat", "dog"], "start": "cat"}


@pytest.mark.parametrize(
    ("changes", "says", "why"),
    [
        ({"values": []}, ["values", "'T'", "[]"], "no position"),
        ({"values": [1]}, ["values", "'T'", "[1]"], "one position cannot move"),
        ({"values": [1, 2, 1]}, ["values", "differ", "'1', '2', '1'"], "two alike"),
        (
            {"values": [1.01, 1.04], "start": 1.01, "form": "{:.1f} m"},
            ["values", "differ in print", "'1.0 m', '1.0 m'"],
            "a reader cannot tell 1.01 from 1.04 in this form",
        ),
        ({"form": "mm"}, ["values", "differ in print", "'mm'"], "no place for it"),
        ({"start": 3}, ["start", "'T'", "'1', '2'", "got 3"], "not a position"),
        ({"start": "cat"}, ["start", "got cat"], "another kind"),
        ({"label": ""}, ["label", "empty"], "nothing to say"),
        ({"label": " \n"}, ["label", "empty"], "nothing to hear"),
        ({"along": "z"}, ["along", "'T'", "'x' or 'y'", "'z'"], "no such axis"),
        ({"handle": "dot"}, ["handle", "'T'", "'d'"], "a name is no artist"),
        ({"handle": 3}, ["handle", "'T'", "got 3"], "a number is no artist"),
        (
            WORDS | {"handle": Line2D([0], [0])},
            ["handle is for numbers", "'T'", "['cat', 'dog']"],
            "words have no order along an axis",
        ),
        (WORDS | {"time": True}, ["time is for numbers", "'dog'"], "no steps in time"),
    ],
)
def test_a_bad_slider_is_refused(changes, says, why):
    arguments = {"label": "T", "values": [1, 2], "start": 1} | changes
    with pytest.raises(ValueError) as refusal:
        Slider(**arguments)
    for part in says:
        assert part in str(refusal.value), why


@pytest.mark.parametrize(
    ("values", "start", "form", "spoken", "kept"),
    [
        (range(3), 1, "{} %", ("0 %", "1 %", "2 %"), (0, 1, 2)),
        (np.arange(0, 0.5, 0.1), 0.3, "{:.1f}", None, None),
        (("cat", "dog"), "dog", "{}", ("cat", "dog"), ("cat", "dog")),
        (np.array(["cat", "dog"]), "dog", "{}", ("cat", "dog"), ("cat", "dog")),
    ],
    ids=["range", "0.30000000000000004 is 0.3", "words", "words of NumPy"],
)
def test_positions_are_plain_and_start_is_one_of_them(
    values, start, form, spoken, kept
):
    slider = Slider("T", values, start, form)
    assert slider.start in slider.values
    assert form.format(start) == form.format(slider.start)
    assert {type(value) for value in slider.values} <= {int, float, str}
    assert slider.spoken == (spoken or ("0.0", "0.1", "0.2", "0.3", "0.4"))
    assert slider.values == (kept or tuple(np.arange(0, 0.5, 0.1).tolist()))


@pytest.mark.parametrize(
    ("values", "kind", "widget"),
    [
        ([0.5, 1], "slider", "SelectionSlider"),
        (range(30), "slider", "SelectionSlider"),
        (list("ab"), "buttons", "ToggleButtons"),
        (list("abcdefgh")[:MOST_BUTTONS], "buttons", "ToggleButtons"),
        (list("abcdefgh")[: MOST_BUTTONS + 1], "list", "Dropdown"),
    ],
)
def test_one_rule_chooses_the_control_on_the_page_and_in_jupyter(values, kind, widget):
    slider = Slider("T", values, values[0])
    assert slider.kind == kind
    view, box = slider.widget()
    assert view is box and type(box).__name__ == widget
    html = BeautifulSoup(slider.control("id", "x"), "html.parser")
    found = {
        "slider": html.select("input[type=range]"),
        "buttons": html.select("[role=radiogroup] input[type=radio]"),
        "list": html.select("select"),
    }
    assert [name for name, elements in found.items() if elements] == [kind]
    assert {element["name"] for element in found[kind]} == {"x"}
    if kind != "slider":
        shown = html.select("option, label:has(input)")
        assert [words.text.strip() for words in shown] == values
        chosen = html.select("[selected], [checked]")
        assert [element["value"] for element in chosen] == ["0"]


def test_steps_in_time_have_a_play_button_on_the_page_and_in_jupyter():
    slider = Slider("Step", range(5), 0, time=True)
    html = BeautifulSoup(slider.control("id", "step"), "html.parser")
    assert [(b["value"], b["type"]) for b in html("button")] == [("step", "button")]
    view, box = slider.widget()
    play, shown = view.children
    assert type(play).__name__ == "Play" and shown is box
    assert (play.min, play.max, play.value) == (0, 4, box.index)


def test_a_link_carries_numbers_as_they_are_typed():
    slider = Slider("T", [-0.5, 1, 1e-9], 1, "{:.1e} nats")
    assert slider.typed == ("-0.5", "1", "1e-09")
    assert Slider("T", ["the cat", "a&b"], "a&b").typed == ("the cat", "a&b")
