"""What ``help`` says of a public function: shapes, errors, a source, an example."""

import inspect
import re

import pytest

from lossbook import (
    calibration,
    classification,
    datasets,
    descent,
    information,
    likelihood,
    links,
    margin,
    network,
    overlap,
    ranking,
    regression,
    reweighted,
)

MODULES = (links, information, classification, regression, margin, likelihood)
MODULES += (overlap, ranking, reweighted)
OTHERS = (descent, calibration, network, datasets)
FUNCTIONS = {
    name: getattr(module, name)
    for module in (*MODULES, *OTHERS)
    for name in module.__all__
    if inspect.isfunction(inspect.unwrap(getattr(module, name)))
}
# Their source is that of the function they are named after, or of their own terms.
WITHOUT_SOURCE = {"log_sigmoid", "cross_entropy", "categorical_nll"}


def sections(function):
    """The headings of a docstring, each with what stands below it."""
    parts = re.split(r"^([A-Z]\w+)\n-+\n", inspect.getdoc(function), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_help_says_what_goes_in_what_comes_out_and_shows_an_example(name):
    function = FUNCTIONS[name]
    parts = sections(function)
    assert {"Returns", "Examples"} <= set(parts)
    assert ">>> " in parts["Examples"]
    # In the order of the signature, each argument in its place.
    arguments = list(inspect.signature(function).parameters)
    if arguments:
        assert "Raises" in parts
        listed = re.findall(r"^(\S.*?) :", parts["Parameters"], flags=re.MULTILINE)
        assert [one for line in listed for one in line.split(", ")] == arguments


@pytest.mark.parametrize(
    "name", [name for module in MODULES for name in module.__all__]
)
def test_each_loss_and_quantity_names_its_source(name):
    if not name.endswith("_grad") and name not in WITHOUT_SOURCE:
        assert re.search(r"\(\d{4}\)|`\w+`", sections(FUNCTIONS[name])["References"])


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name.endswith("_grad")])
def test_a_gradient_says_with_respect_to_what(name):
    doc = inspect.getdoc(FUNCTIONS[name])
    assert "with respect to" in doc.partition("\n\n")[0]


@pytest.mark.parametrize(
    "name", [name for module in MODULES for name in module.__all__]
)
def test_the_errors_that_all_have_are_told(name):
    raises = sections(FUNCTIONS[name])["Raises"]
    assert " empty" in raises
    if "where" in inspect.signature(FUNCTIONS[name]).parameters:
        assert "`where` does not hold booleans" in re.sub(r"\s+", " ", raises)


@pytest.mark.parametrize("name", ["focal", "focal_grad"])
def test_a_note_is_not_cut_where_a_line_begins_with_an_argument(name):
    notes = re.sub(r"\s+", " ", sections(FUNCTIONS[name])["Notes"])
    assert "by gamma: the error is a few ulp up to gamma = 2" in notes
