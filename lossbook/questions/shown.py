"""How a question is shown: on the page, in a saved notebook, and in Jupyter."""

import html
import json
import math
import re
from typing import Any

from lossbook.questions.numbers import forms_of

WIDGET = "application/vnd.jupyter.widget-view+json"


def as_html(text: str) -> str:
    """Return a text with its `code` as HTML."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def still(question: Any) -> str:
    """Return the question without a place for the answer, as HTML."""
    items = "".join(f"<li>{as_html(one)}</li>\n" for one in question.statements)
    listed = f'\n<ul class="question-statements">\n{items}</ul>' if items else ""
    return f'<p class="question-text">{as_html(question.text)}</p>{listed}'


def page(question: Any) -> str:
    """Return the question with a form, to which ``question.js`` replies."""
    name = f"question-{question.name}"
    control = (_radios if question.statements else _field)(question, name)
    # In the data, "</script" would end the script element too early.
    data = json.dumps(data_of(question), ensure_ascii=False).replace("<", "\\u003c")
    return f"""<div class="question" id="{name}">
{still(question).replace("<p ", f'<p id="{name}-text" ', 1)}
<form autocomplete="off" hidden>
{control}
<button type="submit">Check</button>
</form>
<p class="question-reply" role="status"></p>
<script type="application/json">{data}</script>
</div>"""


def _field(question: Any, name: str) -> str:
    return (
        f'<label for="{name}-answer">{html.escape(question.asked)}</label>\n'
        f'<input type="text" id="{name}-answer" name="answer" autocomplete="off" '
        f'autocapitalize="off" spellcheck="false" aria-describedby="{name}-text">'
    )


def _radios(question: Any, name: str) -> str:
    items = "\n".join(
        f'<label><input type="radio" name="answer" value="{number}"> '
        f"<span>{as_html(one)}</span></label>"
        for number, one in enumerate(question.statements)
    )
    return (
        f'<fieldset aria-describedby="{name}-text">\n'
        f"<legend>{html.escape(question.asked)}</legend>\n{items}\n</fieldset>"
    )


def data_of(question: Any) -> dict[str, Any]:
    """Return what ``question.js`` needs to reply as `reply` does."""
    if question.statements:
        return {"replies": [list(question.reply(one)) for one in question.statements]}
    return {
        "answer": _as_json(question.answer),
        "tolerance": question.tolerance,
        "unit": question.unit,
        "forms": forms_of(question.unit.lower()),
        "right": list(question.is_right),
        "mistakes": [[_as_json(m.answer), *m.reply] for m in question.mistakes],
        "hints": list(question.hints),
    }


def _as_json(number: float) -> float | str:
    """Return a number; JSON has no infinity, and JavaScript reads it from its name."""
    return number if math.isfinite(number) else f"{number}".replace("inf", "Infinity")


def widget(question: Any) -> Any:
    """Return the question as ``ipywidgets``."""
    import ipywidgets

    said = ipywidgets.HTML()
    missed: list[str] = []
    if question.statements:
        field = ipywidgets.RadioButtons(
            options=question.statements,
            value=None,
            layout={"width": "max-content", "max_width": "100%"},
        )
    else:
        field = ipywidgets.Text(
            description=question.asked,
            continuous_update=False,
            style={"description_width": "initial"},
        )
    check = ipywidgets.Button(description="Check")

    def reply(_event: object) -> None:
        typed = field.value or ""
        # A click on the button also ends the typing: one answer is counted once.
        earlier = missed.index(typed) if typed in missed else len(missed)
        answer = question.reply(typed, earlier)
        if answer.kind == "hint" and typed not in missed:
            missed.append(typed)
        said.value = as_html(str(answer))

    check.on_click(reply)
    if not question.statements:
        field.observe(reply, names="value")
    text = ipywidgets.HTML(as_html(question.text))
    return ipywidgets.VBox([text, field, check, said])
