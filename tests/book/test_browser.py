"""Pages in a real browser: what is asked for, what is said, what moves."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from hands import MOVES, explorers_of, press_right
from the_book import CHAPTERS, watch, weight

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}


def test_pages_ask_no_other_host_and_complain_of_nothing(visit, source):
    page = visit(source)
    assert {url.split(":")[0] for url in page.requested} <= {"file", "data"}
    assert page.complaints == []


# What depends on the width or on the colours. The rest is looked at once.
OF_LAYOUT = ["color-contrast", "scrollable-region-focusable", "target-size"]
# KaTeX's boxes are for the eye only, and have the colour of the text.
CONTEXT = {"exclude": [[".katex-html"]]}
# Without the list of all that is right, whose names take axe most of its time.
WRONG = {"resultTypes": ["violations"]}


def test_axe_finds_no_violation(visit, source):
    """With all folds open, on a laptop in the light and on a phone in the dark."""
    page = visit(source, color_scheme="light", reduced_motion="reduce", **DESKTOP)
    for details in page.locator("article details").all():
        details.evaluate("d => { d.open = true }")
    seen = [("light", DESKTOP), ("dark", PHONE)]
    if source == "chapters/09-which-loss.md":  # it has tabs, cards and wide tables
        seen = [("light", DESKTOP), ("light", PHONE), *seen[1:], ("dark", DESKTOP)]
    for scheme, screen in seen:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(screen["viewport"])
        # The theme hears of the change a moment later.
        page.locator(f"html[data-theme={scheme}]").wait_for(state="attached")
        # What still fades in would be judged by the contrast of its first moment.
        assert page.evaluate("document.getAnimations().length") == 0
        everything = (scheme, screen) == ("light", DESKTOP)
        options = WRONG if everything else WRONG | {"runOnly": OF_LAYOUT}
        results = Axe().run(page, context=CONTEXT, options=options)
        assert results.violations_count == 0, results.generate_report()


def test_figures_fit_a_phone_and_their_letters_can_be_read(phone, source):
    """At least 9 points, 12 CSS pixels, at the width shown."""
    page = phone
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for figure in page.locator("svg.lossbook-figure").all():
        box = figure.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    for panel in page.locator(".sd-tab-content:has(table)").all():
        hidden = panel.evaluate(
            "p => { const t = p.querySelector('table').parentElement;"
            " return t.scrollWidth - t.clientWidth }"
        )
        assert hidden == 0
    sizes = page.locator("svg.lossbook-figure text").evaluate_all(
        """letters => letters.map(letter => {
             const svg = letter.ownerSVGElement;
             const shown = svg.getBoundingClientRect().width;
             const scale = shown / svg.viewBox.baseVal.width;
             return scale * parseFloat(getComputedStyle(letter).fontSize);
           })"""
    )
    assert sizes or source not in CHAPTERS
    assert min(sizes, default=12) >= 12


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_controls_move_by_keyboard_and_say_what_lossbook_computes(
    visit, source, screen
):
    page = visit(source, **screen)
    for name in explorers_of(page):
        explorer, moves = MOVES[name]
        box = page.locator(f"#explorer-{name}")
        state = box.locator(".explorer-state")
        values = explorer.start
        assert state.inner_text() == explorer.move(**values)
        for argument, presses, value in moves:
            before = box.locator(".explorer-panels").inner_html()
            press_right(page, explorer, argument, presses)
            values[argument] = value
            assert state.inner_text() == explorer.move(**values)
            slider = explorer.sliders[argument]
            if slider.kind == "slider":
                control = box.locator(f"#{name}-{argument}")
                spoken = slider.say(value)
                assert control.get_attribute("aria-valuetext") == spoken
                output = box.locator(f"output[for={name}-{argument}]")
                assert output.inner_text() == spoken
            assert box.locator(".explorer-panels").inner_html() != before
        # What moves is what Python draws at those values.
        groups = box.locator("g.moving").all()
        for group, shapes in zip(groups, explorer.shapes(), strict=True):
            assert numbers_in(group.inner_html()) == numbers_in(shapes)
        box.locator("button[type=reset]").press("Enter")
        page.wait_for_timeout(50)
        assert state.inner_text() == explorer.move(**explorer.start)


def numbers_in(svg):
    """The coordinates of a piece of a picture, however its markup is written."""
    svg = re.sub(r"#[\w-]+", "", svg)
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", svg)]


def test_each_explorer_of_the_book_is_tried_here(html):
    built = "".join(path.read_text("utf-8") for path in html.rglob("*.html"))
    assert set(re.findall(r'id="explorer-(\w+)"', built)) == set(MOVES)


def test_the_first_screen_of_the_book_has_an_explorer(visit):
    for screen in (DESKTOP, PHONE):
        page = visit("intro.md", **screen)
        box = page.locator(".explorer").first.bounding_box()
        assert box["y"] + box["height"] <= screen["viewport"]["height"]


def test_the_list_of_contents_stays_in_the_window(visit):
    """Also that of the reference, which has the names of functions."""
    page = visit("chapters/api.md", **DESKTOP)
    # The list unfolds the section that is on the screen.
    longest = "lossbook.information.kl_divergence_from_logits_grad"
    page.evaluate(f"document.getElementById('{longest}').scrollIntoView()")
    page.locator(f".page-toc a[href='#{longest}']").wait_for()
    outside = page.evaluate(
        "[...document.querySelectorAll('.page-toc a')].filter("
        "(a) => a.getBoundingClientRect().right > innerWidth).map((a) => a.innerText)"
    )
    assert page.locator(".page-toc a").count() > 9
    assert outside == []


def test_without_javascript_the_page_is_whole(visit, source):
    with_script = visit(source)
    page = visit(source, java_script_enabled=False)
    text = page.locator("article").inner_text()
    # Folds and tabs open without a script too.
    formulas = page.locator(".math .katex-html").evaluate_all(
        """all => all.filter(formula =>
             !formula.closest("details, .sd-tab-content") && !formula.checkVisibility())
           .map(formula => formula.textContent)"""
    )
    assert formulas == []
    for box in page.locator(".explorer").all():
        assert all(svg.is_visible() for svg in box.locator("svg").all())
        assert box.locator(".explorer-state").inner_text()
        # Sliders that could not move are not shown.
        assert not box.locator(".explorer-controls").is_visible()
    headings = with_script.locator("article h1, article h2").all_inner_texts()
    assert headings
    assert all(heading.rstrip("#") in text for heading in headings)


@pytest.fixture(scope="module")
def brought(browser, html):
    """What the first page of the book asks for."""
    page = browser.new_page()
    watch(page)
    page.goto((html / "intro.html").as_uri())
    page.evaluate("document.fonts.ready.then(() => true)")
    yield set(page.requested)
    page.close()


def test_the_next_page_adds_little(visit, source, brought):
    """What a page asks for beyond what the first page of the book has brought."""
    assert weight(set(visit(source).requested) - brought) <= 150_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_its_colours_before_its_scripts_come(browser, html, scheme):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.route("**/*.js*", lambda route: route.abort())
    page.goto((html / "intro.html").as_uri())
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    context.close()


def test_figures_follow_the_page_into_the_dark(visit, source):
    page = visit(source, color_scheme="light")
    colours = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.locator(f"html[data-theme={scheme}]").wait_for(state="attached")
        colours[scheme] = page.locator("svg.lossbook-figure").evaluate_all(
            "all => all.map(svg => getComputedStyle(svg).fill)"
        )
    assert all(a != b for a, b in zip(colours["light"], colours["dark"], strict=True))
    # And the theme puts no light box under what cells put out as HTML.
    grounds = page.locator("div.cell_output .text_html").evaluate_all(
        "all => all.map(box => getComputedStyle(box).backgroundColor)"
    )
    assert set(grounds) <= {"rgba(0, 0, 0, 0)"}


def test_a_browser_draws_the_still_of_an_explorer_without_a_page_around_it(browser):
    """As in a notebook on a web site: no style sheet, no script, a dark ground."""
    page = browser.new_page(java_script_enabled=False)
    explorer, _ = MOVES["truth"]
    page.set_content(f'<body style="background: #111">{explorer.still()}')
    picture = page.locator("img")
    natural = "image => image.decode().then(() => image.naturalWidth)"
    assert picture.evaluate(natural) == pytest.approx(432, abs=1)
    assert picture.bounding_box()["width"] == 432
    page.close()
