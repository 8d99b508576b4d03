"""Questions on the built pages: where they lead, and what they reply in a browser."""

import pytest
from bs4 import BeautifulSoup
from the_book import CHAPTERS, PHONE

from lossbook.questions import QUESTIONS

# Answer a question once after another as the form does; give what it replies each time.
# A real keyboard types in the tests of three engines, here it would take minutes.
ANSWER = """([name, answers]) => {
  const box = document.getElementById(`question-${name}`);
  const form = box.querySelector("form"), status = box.querySelector("[role=status]");
  return answers.map(answer => {
    const field = form.querySelector("input[type=text]");
    if (field) field.value = answer;
    else if (answer !== "") form.querySelector(`[value="${answer}"]`).checked = true;
    form.requestSubmit();
    return [status.innerText, status.dataset.kind];
  });
}"""
TYPED = ["123456", "654321", "-123456", "cat", "1,000", ""]


def asked_on(html, source):
    """Return the questions of a built page."""
    text = (html / source).with_suffix(".html").read_text("utf-8")
    boxes = BeautifulSoup(text, "html.parser").select("article .question")
    return [QUESTIONS[box["id"].removeprefix("question-")] for box in boxes]


def as_shown(reply):
    """Return a reply as text: code has a face of its own and no marks."""
    return str(reply).replace("`", "")


def test_each_question_is_on_one_page_and_leads_to_what_is_there(html):
    asked = [question for source in CHAPTERS for question in asked_on(html, source)]
    assert [question.name for question in asked] == list(QUESTIONS)
    for question in asked:
        for mistake in question.mistakes:
            page, anchor = mistake.read[1].split("#")
            text = (html / "chapters" / page).read_text("utf-8")
            assert f'id="{anchor}"' in text, mistake.read


def test_only_a_page_with_questions_loads_their_script(html, source):
    text = (html / source).with_suffix(".html").read_text("utf-8")
    assert ("_static/question.js" in text) == bool(asked_on(html, source))


@pytest.mark.browser
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_page_replies_as_python_does(visit, html, chapter):
    asked = asked_on(html, chapter)
    if not asked:
        return
    page = visit(chapter)
    for question in asked:
        box = page.locator(f"#question-{question.name}")
        if question.statements:
            assert box.get_by_role("radio").count() == len(question.statements)
            given = ["", *question.statements]
            typed = ["", *map(str, range(len(question.statements)))]
        else:
            assert box.get_by_role("textbox", name=question.asked).count() == 1
            given = [*TYPED, repr(question.mistakes[0].answer), repr(question.answer)]
            typed = given
        said = page.evaluate(ANSWER, [question.name, typed])
        missed = 0
        for one, (text, kind) in zip(given, said, strict=True):
            reply = question.reply(one, missed)
            assert (text, kind) == (as_shown(reply), reply.kind), (question.name, one)
            missed += reply.kind == "hint"
    assert page.complaints == []


@pytest.mark.browser
def test_the_place_to_read_on_is_a_link(visit):
    page = visit("chapters/02-softmax-nll.md")
    field = page.locator("#question-equal_logits-answer")
    field.fill("log10 3")
    page.locator("#question-equal_logits button").click()
    page.locator("#question-equal_logits [role=status] a").click()
    assert page.url.endswith("/02-softmax-nll.html#the-negative-log-likelihood")
    assert field.input_value() == "log10 3"  # the page was not loaded anew


@pytest.mark.browser
def test_axe_finds_no_violation_in_replies(visit):
    from axe_playwright_python.sync_playwright import Axe

    page = visit("chapters/02-softmax-nll.md", reduced_motion="reduce")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.locator(f"html[data-theme={scheme}]").wait_for(state="attached")
        for typed in ("0", "7", "log 3"):
            page.locator("#question-equal_logits-answer").fill(typed)
            page.locator("#question-equal_logits button").click()
            results = Axe().run(
                page,
                context={"include": [[".question"]]},
                options={"resultTypes": ["violations"]},
            )
            assert results.violations_count == 0, results.generate_report()


@pytest.mark.browser
def test_a_finger_finds_the_field_the_button_and_the_statements(visit):
    page = visit("chapters/02-softmax-nll.md", **PHONE)
    for control in page.locator(
        ".question :is(input[type=text], button, fieldset label)"
    ).all():
        box = control.bounding_box()
        assert box["height"] >= 44 and box["width"] >= 44


@pytest.mark.browser
def test_without_a_script_a_question_stands_there_whole(visit, html):
    chapter = "chapters/02-softmax-nll.md"
    page = visit(chapter, java_script_enabled=False)
    assert page.locator(".question form").first.count() == 1
    for question in asked_on(html, chapter):
        box = page.locator(f"#question-{question.name}")
        assert box.locator(".question-text").is_visible()
        assert not box.locator("form").is_visible()
        shown = box.locator("li:visible").all_inner_texts()
        assert tuple(shown) == question.statements


@pytest.mark.browser
def test_on_paper_statements_are_a_list(visit):
    page = visit("chapters/02-softmax-nll.md")
    assert page.locator(".question-statements:visible").count() == 0
    page.emulate_media(media="print")
    assert page.locator(".question-statements:visible").count() == 2
    assert page.locator(".question form:visible").count() == 0


@pytest.mark.browser
def test_a_page_does_not_jump_when_its_questions_come_alive(visit):
    """A form has its place before the script has run."""
    page = visit("chapters/02-softmax-nll.md")
    heights = page.locator(".question").evaluate_all(
        """boxes => boxes.map(box => [true, false].map(hidden => {
             box.querySelector("form").hidden = hidden;
             return box.getBoundingClientRect().height;
           }))"""
    )
    assert all(before == after for before, after in heights)
