"""The table of symptoms: its numbers by their derivations, and what it points at."""

import math
import re
from pathlib import Path

import pytest

from lossbook.curves import CURVES
from lossbook.symptoms import SYMPTOMS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "chapters" / "reading-a-loss-curve.md").read_text("utf-8")
CELLS = re.compile(r"^```\{code-cell\}.*?^```$", re.DOTALL | re.MULTILINE)
DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+")


def nats(*shares):
    return -sum(p * math.log(p) for p in shares)


def second_softmax(classes):
    """The truth gets 1 and the others 0, and all of that goes through a softmax."""
    return math.log(math.e + classes - 1) - 1


# Every decimal of the page and of the table, with what it is.
NUMBERS = {
    "0.693": math.log(2),
    "0.693147": math.log(2),
    "1.099": math.log(3),
    "1.386": math.log(4),
    "1.792": math.log(6),
    "1.946": math.log(7),
    "2.079": math.log(8),
    "2.197": math.log(9),
    "1.609": math.log(5),
    "2.303": math.log(10),
    "2.302585": math.log(10),
    "0.325": nats(0.1, 0.9),
    "0.056": nats(0.01, 0.99),
    "0.16": nats(3 / 80, 77 / 80),
    "0.160": nats(3 / 80, 77 / 80),
    "12.8": 80 * nats(3 / 80, 77 / 80),
    "1.461": second_softmax(10),
    "0.551": second_softmax(3),
    "0.313": second_softmax(2),
    "0.503": (second_softmax(2) + math.log(2)) / 2,
    "0.500": nats(0.91, *9 * [0.01]),
    "0.199": nats(0.95, 0.05),
    "16.118": 7 * math.log(10),
    "16.12": 7 * math.log(10),
    "18.42": 8 * math.log(10),
    "14.5": 0.9 * 7 * math.log(10),
    "8.06": 0.5 * 7 * math.log(10),
    "1.44": (1 - 2.2) ** 2,
    "88.7": 64 * math.log(4),
    "0.0004": 0.02**2,
    "0.91": 1 - 0.1 + 0.1 / 10,
    "0.01": 0.1 / 10,
    # What is chosen, and not computed.
    "0.1": 0.1,
    "0.9": 0.9,
    "0.5": 0.5,
    "0.02": 0.02,
    "2.2": 2.2,
    "1.91": 1.91,
}


def decimals(text):
    return set(DECIMAL.findall(text))


def test_each_decimal_is_derived():
    table = " ".join(" ".join(vars(row).values()) for row in SYMPTOMS.values())
    found = decimals(CELLS.sub("", PAGE)) | decimals(table)
    assert found == NUMBERS.keys()


@pytest.mark.parametrize(("written", "value"), NUMBERS.items())
def test_each_decimal_is_right_to_its_last_digit(written, value):
    digits = len(written.partition(".")[2])
    assert float(written) == round(value, digits)


def test_the_page_has_a_section_for_each_row_in_this_order():
    headings = re.findall(r"^### (.*)$", PAGE, re.MULTILINE)
    assert headings == [row.title for row in SYMPTOMS.values()]


@pytest.mark.parametrize("name", SYMPTOMS)
def test_each_section_runs_the_curve_of_its_row(name):
    row = SYMPTOMS[name]
    section = PAGE.partition(f"### {row.title}\n")[2].partition("\n### ")[0]
    assert f'curves.run("{row.curve}")' in section
    assert row.curve in CURVES
    assert "**The check that decides:**" in section
    # Where it is explained, in the words of the row.
    chapters = re.findall(r"\d\d", row.where)
    assert all(f"chapter {number}" in section for number in chapters), row.where
    assert chapters or "the appendix on floating point" in section


def test_each_symptom_is_in_the_list_at_the_top():
    top = PAGE.partition("\n## ")[0]
    labels = re.findall(r"^\((curve-[\w-]+)\)=$", PAGE, re.MULTILINE)
    assert re.findall(r"<(curve-[\w-]+)>`", top) == labels
    assert len(labels) == len(SYMPTOMS) + 1  # the checklist
