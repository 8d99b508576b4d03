"""Formgrader, with all that a hostile student can write, in a real browser.

What it shows runs with the teacher's rights: a script there could start a kernel.
"""

import json
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from homeworks import HANDED_OUT, HOMEWORK, NO_ANSWERS
from payloads import PAYLOADS
from the_book import PHONE

from lossbook.course import feedback, gradebook
from lossbook.course.grade import Grade
from lossbook.course.submissions import read_submission

pytest.importorskip("nbgrader", reason="the part for courses is not installed")
pytestmark = [
    pytest.mark.browser,
    # Of the many libraries that nbgrader brings.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

CALM = "hw1"  # the title of the page
WAIT = 120  # seconds for the server, on a busy machine


def hostile(payloads):
    """A notebook with payloads in answers, outputs, metadata, and cells of its own."""
    notebook = json.loads(HANDED_OUT)
    answer = "\n\n".join(payloads)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {
                    "output_type": "display_data",
                    "data": {"text/html": answer, "application/javascript": "x = 1"},
                    "metadata": {},
                }
            ]
        if cell["id"] in ("softmax", "repair", "gradient_by_hand"):
            cell["source"] = answer
        else:
            cell |= {"cell_type": "markdown", "source": answer}
    new = {"cell_type": "markdown", "metadata": {}, "source": answer, "id": "new"}
    notebook["cells"].append(new)
    notebook["metadata"]["title"] = answer
    return json.dumps(notebook)


@pytest.fixture(scope="module")
def formgrader(tmp_path_factory):
    """The address of Formgrader in a course of two hostile students."""
    course = tmp_path_factory.mktemp("course")
    gradebook.configure(course)
    with gradebook.opened(HOMEWORK, course) as book:
        for student, payloads in {"all": PAYLOADS, "z": PAYLOADS[::-1]}.items():
            path = course / "submitted" / student / "hw1" / "hw1.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(hostile(payloads), "utf-8")
            answers = read_submission(path, HOMEWORK).answers
            grade = Grade(student, NO_ANSWERS, answers, ())
            gradebook.record(book, HOMEWORK, grade, path, course)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyter", "server", "--allow-root"]
    command += [f"--port={port}", "--no-browser", "--ServerApp.ip=127.0.0.1"]
    command += ["--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=False"]
    address = f"http://127.0.0.1:{port}"
    log = (course / "log").open("w", encoding="utf-8")
    with subprocess.Popen(command, cwd=course, stdout=log, stderr=log) as server, log:
        try:
            due = time.monotonic() + WAIT
            while True:
                try:
                    urllib.request.urlopen(f"{address}/api/status").close()
                    break
                except OSError:
                    assert server.poll() is None and time.monotonic() < due, (
                        course / "log"
                    ).read_text("utf-8")[-3000:]
                    time.sleep(0.2)
            yield address
        finally:
            server.terminate()


def test_nothing_of_a_student_acts_in_formgrader(browser, formgrader):
    context = browser.new_context()
    context.set_default_timeout(120_000)
    page = context.new_page()
    asked, dialogs = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.accept()))
    page.goto(f"{formgrader}/formgrader/gradebook/hw1/hw1")
    page.locator("a[href*='submissions/']").first.wait_for()
    links = page.locator("a[href*='submissions/']")
    addresses = {link.get_attribute("href") for link in links.all()}
    assert len(addresses) == 2
    for address in addresses:
        page.goto(f"{formgrader}{address}", wait_until="load")
        answer = page.locator(".nbgrader_cell", has_text="PWNED").first
        answer.wait_for()
        # What is written is there to be read, and no element of it.
        assert page.locator("text=</pre><script>").count() > 0
        within = page.locator(".nbgrader_cell")
        for hostile_element in ("script", "img", "iframe", "form", "style", "svg"):
            found = within.locator(f".rendered_html {hostile_element}")
            assert found.count() == 0, hostile_element
        assert within.locator(".rendered_html a").count() == 0
        page.wait_for_timeout(500)
        assert page.title() == CALM
        elements = page.evaluate(
            "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some("
            "a => a.name.startsWith('on') && a.value.includes('PWNED')"
            " || /^\\s*javascript:/i.test(a.value))).map(e => e.outerHTML)"
        )
        assert elements == []
    others = {url.split("/")[2] for url in asked} - {formgrader.partition("//")[2]}
    assert others <= {"cdnjs.cloudflare.com"}  # for MathJax, by nbgrader itself
    assert dialogs == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_feedback(browser, tmp_path, scheme):
    answers = {"softmax": PAYLOADS[0] * 20, "repair": "So.", "gradient_by_hand": "So."}
    grade = Grade("ada", NO_ANSWERS, answers, ("The cell softmax occurs twice.",))
    path = tmp_path / "ada.html"
    by_hand = {"repair": (2.5, "Nearly.")}
    path.write_text(feedback.page(HOMEWORK, grade, by_hand), "utf-8")
    context = browser.new_context(color_scheme=scheme, **PHONE)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    # axe is a script, which the policy of the page forbids.
    context.close()
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, **PHONE)
    page = context.new_page()
    page.goto(path.as_uri())
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()
    context.close()
