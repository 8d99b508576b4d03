"""Explorers fit the screen, keep their height, and are moved by mouse and finger."""

import math

import pytest
from hands import (
    HANDLES,
    MOVES,
    POSITIONS,
    SET,
    drag_with_finger,
    drag_with_mouse,
    explorers_of,
    values_at,
    wait_for_a_picture,
)
from the_book import CHAPTERS, PHONE

pytestmark = pytest.mark.browser

LAPTOP = {"viewport": {"width": 1280, "height": 720}}
SCREENS = {
    "laptop": (LAPTOP, 640),
    "phone": ({**PHONE, "viewport": {"width": 390, "height": 844}}, 740),
}
BIRDS = "chapters/01-why-a-loss.md"
SOFTMAX = "chapters/02-softmax-nll.md"
DESCENT = "chapters/05-cross-entropy-or-squared-error.md"

# The lowest and the highest that an explorer is, at its start, where its sentence is
# longest (50 sentences), and where it is shortest. Nothing else in it has room to grow.
HEIGHTS = """name => {
  const box = document.getElementById(`explorer-${name}`);
  const form = box.querySelector("form");
  const { names, values, states, pool } = JSON.parse(
    box.querySelector("script[type='application/json']").textContent);
  const length = frame => pool[states[frame]].length;
  const frames = [...states.keys()].sort((a, b) => length(b) - length(a));
  const seen = [box.getBoundingClientRect().height];
  for (const frame of [...frames.slice(0, 50), frames.at(-1)]) {
    let rest = frame;
    names.toReversed().forEach((name, i) => {
      const count = values.at(-1 - i).length;
      form.elements.namedItem(name).value = rest % count;
      rest = Math.floor(rest / count);
    });
    form.dispatchEvent(new Event("input"));
    seen.push(box.getBoundingClientRect().height);
  }
  return [Math.min(...seen), Math.max(...seen)];
}"""

# Static figures, with their captions, that are taller than a laptop's screen.
TALL = """limit => [...document.querySelectorAll('article svg.lossbook-figure')]
  .filter(svg => !svg.closest('.explorer'))
  .map(svg => [svg.closest('[id]').id, svg.getBoundingClientRect().height])
  .filter(([, height]) => height > limit)"""


@pytest.fixture(params=SCREENS, scope="module")
def screen(request):
    return SCREENS[request.param]


def test_an_explorer_fits_the_screen_and_keeps_its_height(visit, explored, screen):
    options, limit = screen
    page = visit(explored, **options)
    for name in explorers_of(page):
        low, high = page.evaluate(HEIGHTS, name)
        assert high <= limit, name
        assert low == high, name


def test_no_figure_is_taller_than_the_screen(visit, source, screen):
    page = visit(source, **screen[0])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate(TALL, 640) == []


def test_panels_stand_side_by_side_where_there_is_room(visit, explored, screen):
    page = visit(explored, **screen[0])
    for name in explorers_of(page):
        panels = page.locator(f"#explorer-{name} .explorer-panel").all()
        boxes = [panel.bounding_box() for panel in panels]
        if len(boxes) > 1:
            beside = boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
            assert beside == (screen[0] is LAPTOP), name


def test_each_handle_is_dragged_to_both_its_ends(visit, explored, screen):
    """By mouse on a laptop, by a finger on a phone, and the page does not scroll."""
    options, _ = screen
    page = visit(explored, **options)
    drag = drag_with_mouse if options is LAPTOP else drag_with_finger
    for name in explorers_of(page):
        explorer, _ = MOVES[name]
        state = page.locator(f"#explorer-{name} .explorer-state")
        for number in range(len(page.evaluate(HANDLES, name))):
            for way in ("first", "last"):
                handle = page.evaluate(HANDLES, name)[number]
                scrolled = page.evaluate("scrollY")
                drag(page, handle["now"], handle[way])
                wait_for_a_picture(page)
                assert page.evaluate("scrollY") == scrolled
                after = page.evaluate(HANDLES, name)[number]
                # Where positions share a place, either will do.
                assert after["now"] == pytest.approx(handle[way], abs=0.5), (
                    name,
                    handle["own"],
                    way,
                )
                at = page.evaluate(POSITIONS, name)
                assert state.inner_text() == explorer.move(**values_at(explorer, at))
    assert page.complaints == []


def test_each_chapter_has_a_handle(visit, explored):
    page = visit(explored)
    handles = page.locator(".explorer-handle").count()
    assert handles or explored not in CHAPTERS


def test_each_handle_takes_the_arrow_keys(visit, explored):
    """To the right is to the right in the picture, and up is up."""
    page = visit(explored, **LAPTOP)
    for name in explorers_of(page):
        explorer = MOVES[name][0]
        state = page.locator(f"#explorer-{name} .explorer-state")
        panels = page.locator(f"#explorer-{name} .explorer-panel")
        for number, handle in enumerate(page.evaluate(HANDLES, name)):
            grips = panels.nth(handle["panel"]).locator(".explorer-handle")
            grip = grips.nth(handle["inPanel"])
            if math.isnan(handle["now"][0]):  # out of sight, and no stop of the Tab key
                assert not grip.is_visible()
                continue
            grip.focus()
            keys = {"x": ("ArrowRight", "ArrowLeft"), "y": ("ArrowDown", "ArrowUp")}
            for axis in handle["axes"]:
                places = [handle["now"]["xy".index(axis)]]
                for key in (*keys[axis], keys[axis][1], keys[axis][0]):
                    page.keyboard.press(key)
                    now = page.evaluate(HANDLES, name)[number]["now"]
                    places.append(now["xy".index(axis)])
                a, b, c, d, e = places
                assert b >= a and b >= c >= d <= e and d < b, (name, handle["own"])
            at = page.evaluate(POSITIONS, name)
            assert state.inner_text() == explorer.move(**values_at(explorer, at))
            words = [explorer.sliders[own] for own in handle["own"]]
            label = grip.get_attribute("aria-label")
            assert all(slider.label in label for slider in words)
            values = values_at(explorer, at)
            spoken = [explorer.sliders[own].say(values[own]) for own in handle["own"]]
            assert grip.get_attribute("aria-valuetext") == ", ".join(spoken)
            outline = grip.evaluate("e => getComputedStyle(e).outlineStyle")
            assert outline == "solid"


def test_a_click_in_a_panel_goes_there(visit):
    page = visit("intro.md", **LAPTOP)
    (handle,) = page.evaluate(HANDLES, "truth")
    x, y = handle["last"]
    page.mouse.click(x, y + 60)
    wait_for_a_picture(page)
    assert page.evaluate(POSITIONS, "truth") == handle["to"]


def test_a_finger_that_scrolls_moves_no_handle(visit):
    page = visit("intro.md", **SCREENS["phone"][0])
    (handle,) = page.evaluate(HANDLES, "truth")
    before = page.evaluate(POSITIONS, "truth"), page.evaluate("scrollY")
    x, y = handle["last"]
    drag_with_finger(page, (x, y + 20), (x, y - 180))
    page.wait_for_timeout(300)
    assert page.evaluate(POSITIONS, "truth") == before[0]
    assert page.evaluate("scrollY") > before[1]
    page.touchscreen.tap(x, page.evaluate(HANDLES, "truth")[0]["now"][1])
    wait_for_a_picture(page)
    assert page.evaluate(POSITIONS, "truth") == handle["to"]


# --- positions that stay, and that come from elsewhere --------------------------------


def test_the_back_button_brings_the_position_that_was_left(visit):
    page = visit(SOFTMAX, **LAPTOP)
    name = explorers_of(page)[0]
    at = [2, 1, 2]
    page.evaluate(SET, [name, at])
    state = page.locator(f"#explorer-{name} .explorer-state")
    words = state.inner_text()
    page.wait_for_timeout(800)  # the reader has paused
    page.locator(".prev-next-area a").last.click()
    page.wait_for_url("**/03-*.html")
    page.go_back()
    page.wait_for_url("**/02-*.html")
    assert page.evaluate(POSITIONS, name) == at
    assert state.inner_text() == words
    page.locator(f"#explorer-{name} [type=reset]").click()
    page.wait_for_timeout(50)
    explorer = MOVES[name][0]
    assert state.inner_text() == explorer.move(**explorer.start)


def test_a_link_carries_a_position(visit, explored):
    """The link that an explorer offers, opened in a window of its own."""
    page = visit(explored, **LAPTOP)
    links = {}
    for name in explorers_of(page):
        last = page.evaluate(HANDLES_LAST, name)
        page.evaluate(SET, [name, last])
        links[name] = (
            last,
            page.locator(f"#explorer-{name} form a").evaluate("a => a.hash"),
        )
    for name, (at, link) in links.items():
        page.goto("about:blank")
        page.goto(page.requested[0].partition("#")[0] + link)
        assert page.evaluate(POSITIONS, name) == at
        box = page.locator(f"#explorer-{name}").bounding_box()
        assert -5 <= box["y"] < 720
        explorer = MOVES[name][0]
        state = page.locator(f"#explorer-{name} .explorer-state")
        assert state.inner_text() == explorer.move(**values_at(explorer, at))


HANDLES_LAST = """name => JSON.parse(document.querySelector(
  `#explorer-${name} script[type='application/json']`).textContent)
  .values.map(each => each.length - 1)"""


def test_a_link_that_is_wrong_leaves_what_it_does_not_know(visit):
    page = visit("intro.md")
    here = page.requested[0].partition("#")[0]
    start = page.evaluate(POSITIONS, "truth")
    for query in ("percent=1000", "percent=", "other=4", "%", "percent=0x14"):
        page.goto("about:blank")
        page.goto(f"{here}#explorer-truth?{query}")
        assert page.evaluate(POSITIONS, "truth") == start
    page.evaluate("location.hash = '#explorer-truth?percent=93&other=4'")
    page.wait_for_timeout(100)
    assert page.evaluate(POSITIONS, "truth") == [92]
    assert page.complaints == []


# --- steps in time --------------------------------------------------------------------


def player(page):
    """The first explorer of a page with a play button, that button and its slider."""
    button = page.locator(".explorer button[value]").first
    name = button.evaluate("b => b.closest('.explorer').id").partition("-")[2]
    argument = button.get_attribute("value")
    return name, button, list(MOVES[name][0].sliders).index(argument)


def test_play_goes_through_the_steps_and_can_be_stopped(visit):
    page = visit(DESCENT, **LAPTOP)
    name, button, number = player(page)
    start = page.evaluate(POSITIONS, name)
    assert button.inner_text() == "Play"
    start[number] = 0
    page.evaluate(SET, [name, start])
    button.click()
    assert button.inner_text() == "Stop"
    # A busy machine must not come to the last step before the second click.
    page.wait_for_function(
        f"([name, i]) => ({POSITIONS})(name)[i] >= 2", arg=[name, number]
    )
    button.click()
    assert button.inner_text() == "Play"
    now = page.evaluate(POSITIONS, name)
    assert now[:number] == start[:number] and now[number + 1 :] == start[number + 1 :]
    stopped = page.evaluate(POSITIONS, name)
    page.wait_for_timeout(900)
    assert page.evaluate(POSITIONS, name) == stopped


def test_play_stops_at_the_last_step_and_begins_anew(visit):
    page = visit(DESCENT, **LAPTOP)
    name, button, number = player(page)
    at = page.evaluate(POSITIONS, name)
    at[number] = page.evaluate(HANDLES_LAST, name)[number] - 2
    page.evaluate(SET, [name, at])
    button.click()
    page.wait_for_timeout(1500)
    assert button.inner_text() == "Play"
    assert page.evaluate(POSITIONS, name)[number] == at[number] + 2
    button.click()
    assert page.evaluate(POSITIONS, name)[number] == 0


def test_who_wants_no_motion_takes_one_step_at_a_time(visit):
    page = visit(DESCENT, reduced_motion="reduce", **LAPTOP)
    name, button, number = player(page)
    start = page.evaluate(POSITIONS, name)
    assert button.inner_text() == "Step"
    button.click()
    page.wait_for_timeout(900)
    assert page.evaluate(POSITIONS, name)[number] == start[number] + 1
