"""The search page: what is found, in which order, and where it leads."""

import re

import pytest
from rows.queries import QUERIES

pytestmark = pytest.mark.browser

HITS = """() => [...document.querySelectorAll('#search-results li')].map(li => ({
  title: li.querySelector('a').textContent,
  href: li.querySelector('a').getAttribute('href'),
  text: li.querySelector('.context')?.textContent ?? '',
  marked: [...li.querySelectorAll('mark')].map(mark => mark.textContent)}))"""
# The first places for many questions at once, each with the section that it is in.
FIRST = """questions => {
  const { find } = rankingOf(SECTIONS, WORDS);
  return questions.map(words => find(words).slice(0, 6).map(
    ({ url, section }) => [url, section ?? url]));
}"""
# The same among sections that a test makes up.
AMONG = """([sections, questions]) => {
  const { find } = rankingOf(sections, WORDS);
  return questions.map(words => find(words).map(({ title }) => title));
}"""
GLOSSARY, API = "chapters/glossary.html#", "chapters/api.html#lossbook."
SOFTMAX, ENTROPY = "chapters/02-softmax-nll.html#", "chapters/04-entropy-kl.html#"
# What is asked, how the first place begins, and one of the first six.
ORDER = [
    ("nats", f"{GLOSSARY}term-nat", "chapters/04"),
    ("calibration", f"{GLOSSARY}term-calibration", SOFTMAX),
    ("log sum exp", f"{GLOSSARY}term-logsumexp", SOFTMAX),
    ("log-sum-exp", f"{GLOSSARY}term-logsumexp", SOFTMAX),
    ("logsumexp", f"{GLOSSARY}term-logsumexp", f"{API}links.logsumexp"),
    ("kl divergence", f"{GLOSSARY}term-KL-divergence", ENTROPY),
    ("엔트로피", f"{GLOSSARY}term-entropy", f"{GLOSSARY}term-"),
    ("엔트로피를", GLOSSARY, GLOSSARY),
    ("label smoothing", f"{GLOSSARY}term-label-smoothing", "chapters/04"),
    ("hinge", "chapters/08-hinge.html", f"{GLOSSARY}term-hinge-loss"),
    ("L1 loss", "", "chapters/07-l1-l2-huber.html"),
    ("huber delta", "chapters/07-l1-l2-huber.html#", "chapters/07"),
    ("softmax temperature", f"{SOFTMAX}temperature", GLOSSARY),
    ("pos_weight", "chapters/06", "chapters/06"),
    ("temprature", "", f"{GLOSSARY}term-temperature"),
    ("softmax_cross_entropy", f"{API}classification.softmax_cross_entropy", ""),
]


@pytest.fixture(scope="module")
def page(browser, html):
    """The search page, opened from a file; an error on it fails the test."""
    page = browser.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((html / "search.html").as_uri())
    yield page
    page.close()
    assert not complaints


@pytest.fixture(scope="module")
def first(page):
    """The first places for each question of the tables here, asked in one go."""
    asked = [*QUERIES, *(words for words, _, _ in ORDER)]
    return dict(zip(asked, page.evaluate(FIRST, asked), strict=True))


@pytest.fixture(scope="module")
def find(page, html):
    """Search for words on the page as a reader does."""

    def search(words):
        page.goto((html / "search.html").as_uri())
        field = page.locator(".bd-search-container input[name=q]")
        field.fill(words)
        field.press("Enter")
        page.wait_for_url("**q=**")
        page.locator("#search-status:not(:empty)").wait_for()
        return page.evaluate(HITS)

    return search


@pytest.fixture
def among(page):
    """Search for words in made-up sections, given as a title and texts."""

    def search(sections, *questions):
        entry = {"above": "", "page": "", "text": "", "code": "", "kind": "chapter"}
        entries = [
            {**entry, "url": f"chapters/01.html#{title}", "title": title, **fields}
            for title, fields in sections.items()
        ]
        return page.evaluate(AMONG, [entries, questions])

    return search


def is_at(url, place):
    """Whether an address is that place, a page and an anchor by their beginnings."""
    page, _, anchor = url.removeprefix("chapters/").partition("#")
    wanted_page, _, wanted_anchor = place.partition("#")
    return page.startswith(wanted_page) and anchor.startswith(wanted_anchor)


@pytest.mark.parametrize(("words", "places"), QUERIES.items(), ids=list(QUERIES))
def test_what_people_ask_leads_to_its_section(first, words, places):
    found = [url for hit in first[words][:3] for url in hit]
    assert any(is_at(url, place) for url in found for place in places), first[words]


def test_the_places_of_the_rows_are_in_the_book(page):
    urls = page.evaluate("SECTIONS.map(({ url }) => url)")
    for places in QUERIES.values():
        for place in places:
            assert any(is_at(url, place) for url in urls), place


@pytest.mark.parametrize(("words", "start", "soon"), ORDER, ids=[o[0] for o in ORDER])
def test_the_right_place_is_among_the_first(first, words, start, soon):
    urls = [url for url, _ in first[words]]
    assert urls[0].startswith(start), urls
    assert any(url.startswith(soon) for url in urls), urls


def test_what_is_typed_is_found_on_the_page(find, first):
    hits = find("why is my loss negative?")
    urls = [hit["href"] for hit in hits[:6]]
    assert urls == [url for url, _ in first["why is my loss negative?"]]
    assert "negative" in {word.lower() for word in hits[0]["marked"]}


# --- how the order comes about ------------------------------------------------------


def test_rare_words_count_and_common_ones_may_be_missing(among):
    common = {f"Common {i}": {"text": "The loss of a model falls."} for i in range(9)}
    sections = common | {"Rare": {"text": "Gradient clipping is a remedy."}}
    questions = ("why does clipping help my loss", "clipping of the loss when it falls")
    assert [titles[0] for titles in among(sections, *questions)] == ["Rare", "Rare"]


def test_words_that_carry_nothing_change_nothing(among):
    sections = {
        "Negative": {"text": "A negative loss."},
        "Other": {"text": "Why is it so, and how do you do it, what should I do?"},
    }
    plain, question = among(sections, "negative loss", "why should I do what I do?")
    assert plain == ["Negative"]
    assert question == ["Other"]
    (asked,) = among(sections, "How can it be that my loss is negative?")
    assert asked == ["Negative"]


def test_a_word_that_the_book_has_not_empties_nothing(among):
    sections = {"Huber": {"text": "Choose delta by the residuals."}, "Else": {}}
    (titles,) = among(sections, "xylophone zugzwang huber residual")
    assert titles == ["Huber"]


@pytest.mark.parametrize(
    "typed",
    [
        "BCEWithLogitsLoss",
        "nn.BCEWithLogitsLoss",
        "torch.nn.BCEWithLogitsLoss()",
        "bcewithlogitsloss",
        "bce with logits",
        "BCE_with_logits",
    ],
)
def test_a_name_of_a_class_is_found_whole_and_in_parts(among, typed):
    sections = {
        "Name": {"text": "`BCEWithLogitsLoss` takes logits."},
        "Else": {"text": "A loss is a number."},
    }
    assert among(sections, typed)[0][0] == "Name"


@pytest.mark.parametrize(
    "typed",
    ["0.693", ".693", "0,693", "0.69", "0.6931", "0.6932", "0.6931471805599453"],
)
def test_a_number_is_found_with_more_or_fewer_digits(among, typed):
    sections = {
        "Output": {"code": "0.69315 0.69315 1.38629", "text": "Other words."},
        "Prose": {"text": "The loss stays at 0.693, which is log 2."},
        "Other": {"text": "The loss stays at 0.703 or 0.6 or 1.693."},
    }
    assert among(sections, typed, f"loss {typed}")[0][0] == "Prose"
    assert "Other" not in among(sections, typed)[0]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2.302", True),
        ("2.303", True),
        ("2.3026", True),
        ("2.3", True),
        ("2.30258509299", True),
        ("2.304", False),
        ("12.302", False),
        ("2.4", False),
    ],
)
def test_a_number_may_be_cut_off_or_rounded(among, typed, found):
    assert among({"Ten": {"text": "It is 2.302585."}}, typed) == [["Ten"] * found]


def test_a_number_with_one_digit_is_found_with_noughts_behind_it(among):
    sections = {"Half": {"text": "It ends at 0.500."}, "Other": {"text": "0.503"}}
    assert among(sections, "0.5", ".5") == [["Half"], ["Half"]]


def test_a_number_that_only_a_cell_prints_is_shown_there(find):
    hits = find("1.46115")
    assert any("1.46115" in hit["marked"] for hit in hits), hits


@pytest.mark.parametrize(
    "typed",
    ["크로스 엔트로피", "크로스엔트로피", "크로스엔트로피란", "크로스 엔트로피를 설명"],
)
def test_korean_words_are_found_with_endings_and_without_spaces(among, typed):
    sections = {
        "entropy": {"kind": "glossary", "text": "엔트로피. A mean."},
        "cross-entropy": {"kind": "glossary", "text": "크로스 엔트로피. Another mean."},
        "Section": {"text": "Here cross-entropy is explained."},
    }
    titles = among(sections, typed)[0]
    assert titles[0] == "cross-entropy"
    assert "Section" in titles


def test_a_letter_is_found_by_its_name(among):
    sections = {"δ is a knob": {"text": "Choose δ."}, "Else": {"text": "A delay."}}
    assert among(sections, "delta") == [["δ is a knob"]]


def test_a_title_that_says_the_opposite_stands_behind(among):
    sections = {
        "The loss rises, and the accuracy falls": {"text": "The accuracy, the loss."},
        "The loss rises, but the accuracy does not fall": {"text": "Loss, accuracy."},
    }
    both, one = sections
    same, opposite = among(
        sections,
        "loss increases while accuracy increases",
        "loss increases while accuracy decreases",
    )
    assert same == [one, both]
    assert opposite == [both, one]


def test_the_name_of_a_library_counts_less_than_what_is_asked(among):
    sections = {f"Keras {i}": {"text": "The loss in Keras."} for i in range(2)} | {
        f"Negative {i}": {"text": "A loss below 0."} for i in range(4)
    }
    for words in ("negative loss keras", "tensorflow negative loss"):
        assert among(sections, words)[0][0].startswith("Negative"), words
    assert among(sections, "keras")[0][0].startswith("Keras")


def test_what_is_said_twice_counts_more(among):
    sections = {"Red": {"text": "A wall and a roof."}, "Blue": {"text": "A wall."}}
    once, twice = among(sections, "blue or red", "blue or red, red")
    assert (once[0], twice[0]) == ("Blue", "Red")


def test_all_words_of_a_question_count_more_than_one_of_them_in_a_title(among):
    sections = {f"Else {i}": {"text": "Words. " * 20} for i in range(20)} | {
        "The loss is NaN": {"text": "What a float is. " * 5},
        "Noise": {"text": "Counts have Poisson noise. " + "Words. " * 9 + "It is NaN."},
        "Poisson": {"text": "A distribution of counts, after a man of that name."},
    }
    assert among(sections, "poisson nan")[0][0] == "Noise"


@pytest.mark.parametrize(("typed", "found"), [("16", True), ("1", False), ("6", False)])
def test_a_whole_number_is_found_as_the_whole_part_of_one_in_prose(among, typed, found):
    sections = {
        "Prose": {"text": "The loss stops at 16.118."},
        "Output": {"code": "16.118"},
    }
    assert among(sections, typed) == [["Prose"] * found]


def test_the_whole_number_itself_stands_before_those_that_begin_with_it(among):
    sections = {"Begun": {"text": "It is 16.118."}, "Itself": {"text": "It is 16."}}
    assert among(sections, "16") == [["Itself", "Begun"]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("1.945", True), ("1.946", True), ("4.6052", True), ("1.95", False), ("2", False)],
)
def test_a_loss_that_is_the_logarithm_of_a_number_of_classes(among, typed, found):
    sections = {"Blind": {"text": "It pays log K."}, "Else": {"text": "It pays."}}
    assert among(sections, typed) == [["Blind"] * found]


@pytest.mark.parametrize("typed", ["why cross-entropy", "크로스 엔트로피를 왜 쓰나"])
def test_who_asks_why_is_led_to_the_reasons(among, typed):
    sections = {
        "cross-entropy": {"kind": "glossary", "text": "크로스 엔트로피. A mean."},
        "Why the logarithm?": {"text": "Products become sums."},
        **{f"Cross {i}": {"text": "The cross-entropy of a model."} for i in range(9)},
    }
    assert "Why the logarithm?" in among(sections, typed)[0][:3]
    assert "Why the logarithm?" not in among(sections, "cross-entropy")[0]


def test_a_title_that_asks_why_answers_who_asks_why(among):
    sections = {
        "The clipping of gradients": {"text": "Gradients are long."},
        "Why the clipping of long gradients": {"text": "Gradients are long."},
    }
    what, why = sections
    plain, reason = among(sections, "gradients clipping", "why gradients clipping")
    assert plain == [what, why]
    assert reason[0] == why


def test_the_other_words_of_the_search_are_in_the_book(page):
    """A line of search_words.js whose second half is nowhere in the book is idle."""
    idle = page.evaluate(
        """() => {
          const { find } = rankingOf(SECTIONS, { asked: [], idle: "" });
          const found = name => find(name).some(({ covers }) => covers > 0.9);
          return WORDS.asked.filter(([, meant]) => !meant.split(", ").some(found));
        }"""
    )
    assert idle == []


# --- what the page shows ------------------------------------------------------------


def test_excerpts_are_words_without_markup(find):
    for words in ("kl divergence", "softmax", "gradient"):
        hits = find(words)
        assert len(hits) > 10
        for hit in hits:
            assert not re.search(r"\\[a-z]+|[{}$]|<\w", hit["text"]), hit
        assert sum(bool(hit["text"]) for hit in hits) > len(hits) / 2


def test_a_search_shows_no_more_than_a_page_can_hold(find):
    assert len(find("loss")) == 40


def test_all_that_can_be_found_is_there(page, html):
    anchors = {}
    for url in page.evaluate("SECTIONS.map(({ url }) => url)"):
        path, _, anchor = url.partition("#")
        if path not in anchors:
            text = (html / path).read_text("utf-8")
            anchors[path] = set(re.findall(r'\bid="([^"]*)"', text))
        assert not anchor or anchor in anchors[path], url


def test_nothing_found_is_said(find):
    assert find("zzzzqqq") == []


def test_the_words_stand_beside_the_magnifier(visit):
    page = visit("search.md")
    icon = page.locator(".bd-search-container .fa-magnifying-glass").bounding_box()
    padding = page.locator(".bd-search-container input").evaluate(
        "e => e.getBoundingClientRect().x + parseFloat(getComputedStyle(e).paddingLeft)"
    )
    assert padding >= icon["x"] + icon["width"] + 4


def test_only_the_search_page_loads_the_search(visit, source):
    requested = " ".join(visit(source).requested)
    for name in (
        "searchindex",
        "searchtools",
        "language_data",
        "minisearch",
        "sections",
        "search_words",
        "ranking",
    ):
        assert name not in requested


def test_the_search_page_complains_of_nothing(visit):
    page = visit("search.md")
    assert page.complaints == []
