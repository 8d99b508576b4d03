"""Every page in Firefox and in WebKit: nothing is complained of, and sliders move."""

import os
import shutil
import time

import pytest
from engines import Firefox, Pages, WebKit
from serving import served

from lossbook.questions import ask

pytestmark = pytest.mark.browser

SLIDERS = "[...document.querySelectorAll('.explorer input')].map((s) => s.id).join(' ')"
SEEN = """(() => {{
  const box = document.getElementById({!r}).closest(".explorer");
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


def test_pages_complain_of_nothing_and_every_slider_moves(engine, address, source):
    page = source.removesuffix(".md")
    engine.open(f"{address}/{page}.html")
    for slider in engine.run(SLIDERS).split():

        def look(slider=slider):
            return engine.run(SEEN.format(slider)).split("@", 1)

        start = look()
        # Both ends, since a slider may start at one of them.
        engine.press(f"#{slider}", "End")
        last = after(look, start) if look() != start else look()
        engine.press(f"#{slider}", "Home")
        first = after(look, last)
        assert first[0] != last[0], f"{slider} moves nothing"
        assert first[1] != last[1], f"{slider} changes no sentence"
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
