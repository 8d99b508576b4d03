"""Every page in Firefox and in WebKit: no complaints, and every control moves."""

import json
import os
import shutil
import time

import pytest
from engines import Firefox, Pages, WebKit
from hands import HANDLES
from serving import served

from lossbook.questions import ask

pytestmark = pytest.mark.browser

# The controls of all explorers, each as the names of the explorer and of the control.
CONTROLS = """[...document.querySelectorAll(".explorer")].flatMap((box) =>
  JSON.parse(box.querySelector("script[type='application/json']").textContent).names
    .map((name) => `#${box.id} [name=${name}]`)).join()"""
# Choose the first or the last of several words as a click does.
CHOOSE = """(() => {{
  const all = [...document.querySelectorAll({control!r})];
  if (all[0].type === "range") return false;
  const last = {last};
  if (all.length > 1) all.at(last ? -1 : 0).click();
  else {{
    all[0].selectedIndex = last ? all[0].length - 1 : 0;
    all[0].dispatchEvent(new Event("input", {{ bubbles: true }}));
  }}
  return true;
}})()"""
SEEN = """(() => {{
  const box = document.querySelector({!r}).closest(".explorer");
  const pieces = [...box.querySelectorAll("g.moving")].map((group) => group.innerHTML);
  return pieces.join() + "@" + box.querySelector(".explorer-state").textContent;
}})()"""


@pytest.fixture(scope="module")
def address(html):
    with served(html, Pages) as address:
        yield address


@pytest.fixture(
    scope="module", params=[Firefox, WebKit], ids=lambda kind: kind.__name__
)
def engine(request, tmp_path_factory):
    kind = request.param
    if shutil.which(kind.program) is None:
        message = f"no {kind.program}: on Debian and Ubuntu, see README.md"
        if os.environ.get("LOSSBOOK_BROWSER") == "required":
            pytest.fail(message)
        pytest.skip(message)
    engine = kind(tmp_path_factory.mktemp(kind.__name__))
    yield engine
    engine.close()


def after(look, before):
    """Look until all that must change has changed; a sentence comes after a pause."""
    for _ in range(50):
        now = look()
        if all(a != b for a, b in zip(now, before, strict=True)):
            break
        time.sleep(0.05)
    return now


def test_pages_complain_of_nothing_and_every_control_moves(engine, address, source):
    page = source.removesuffix(".md")
    engine.open(f"{address}/{page}.html")
    for control in filter(None, engine.run(CONTROLS).split(",")):

        def look(control=control):
            return engine.run(SEEN.format(control)).split("@", 1)

        def go(key, control=control):
            words = CHOOSE.format(control=control, last=str(key == "End").lower())
            if not engine.run(words):
                engine.press(control, key)

        start = look()
        # Both ends, since a control may start at one of them.
        go("End")
        last = after(look, start) if look() != start else look()
        go("Home")
        first = after(look, last)
        assert first[0] != last[0], f"{control} moves nothing"
        assert first[1] != last[1], f"{control} changes no sentence"
    assert engine.run("complaints.join()") == ""


def in_panel(handle, key):
    """Return a place of a handle from the corner of its panel, wherever that is."""
    return [a - b for a, b in zip(handle[key], handle["corner"], strict=True)]


@pytest.mark.parametrize("pointer", ["mouse", "touch"])
def test_every_handle_is_dragged(engine, address, explored, pointer):
    """To both its ends, on a screen that has room for the explorer."""
    page = explored.removesuffix(".md")
    engine.open(f"{address}/{page}.html")
    names = "[...document.querySelectorAll('.explorer')].map((e) => e.id).join()"
    for name in filter(None, engine.run(names).split(",")):
        name = name.removeprefix("explorer-")

        def handles(name=name):
            return engine.run(f"JSON.stringify(({HANDLES})({name!r}))")

        for number in range(len(json.loads(handles()))):
            for way in ("first", "last"):
                handle = json.loads(handles())[number]
                scrolled = engine.run("scrollY")
                engine.drag(handle["now"], handle[way], pointer)

                def place(number=number):
                    return in_panel(json.loads(handles())[number], "now")

                # A drag begins and ends at whole pixels, so it may end a pixel off. The
                # nearest position may then be the next one, less than 1.4 px away.
                wanted = pytest.approx(in_panel(handle, way), abs=1.7)
                for _ in range(40):
                    if place() == wanted:
                        break
                    time.sleep(0.05)
                assert place() == wanted, (name, handle["own"], way)
                # What stands above may settle by a pixel or two meanwhile. A page that
                # the drag scrolls moves by much more.
                assert abs(engine.run("scrollY") - scrolled) <= 2
    assert engine.run("complaints.join()") == ""


def test_a_question_replies_as_python_does(engine, address):
    engine.open(f"{address}/chapters/02-softmax-nll.html")
    question = ask("equal_logits")
    field = "#question-equal_logits-answer"
    said = "document.querySelector('#question-equal_logits [role=status]').textContent"
    for typed in ("log 3", "log10 3", "17", "cat"):
        engine.run(f"document.querySelector({field!r}).value = {typed!r}")
        before = engine.run(said)
        engine.press(field, "Enter")
        after(lambda: (engine.run(said),), (before,))
        assert engine.run(said) == str(question.reply(typed))
    choice = ask("doubled_logits")
    for number, statement in enumerate(choice.statements):
        radio = f"#question-doubled_logits input[value='{number}']"
        engine.run(f'document.querySelector("{radio}").click()')
        engine.run("document.querySelector('#question-doubled_logits button').click()")
        said = said.replace("equal_logits", "doubled_logits")
        assert engine.run(said) == str(choice.reply(statement))
    assert engine.run("complaints.join()") == ""
