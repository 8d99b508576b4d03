"""What the data sets hold, counted in the files themselves."""

import csv
import re
from collections import Counter
from dataclasses import FrozenInstanceError, replace
from importlib import resources

import numpy as np
import pytest

from lossbook.datasets import (
    load_belgian_calls,
    load_page,
    load_penguins,
    load_zoo,
    split,
)


def rows_of(name):
    """The rows of a file, read without the package's own reader."""
    text = resources.files("lossbook").joinpath(f"data/{name}").read_text("utf-8")
    header, *rows = csv.reader(text.splitlines())
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def penguin_rows():
    return rows_of("penguins.csv")


# --- penguins --------------------------------------------------------------------


def test_only_the_two_birds_without_measurements_are_left_out(penguin_rows):
    missing = [bird for bird in penguin_rows if "NA" in (bird["bill_length_mm"],)]
    assert len(penguin_rows) == 344
    assert sorted(bird["species"] for bird in missing) == ["Adelie", "Gentoo"]
    assert len(load_penguins()) == 344 - 2


def test_species_counts_are_those_of_the_file(penguin_rows):
    penguins = load_penguins()
    in_file = Counter(b["species"] for b in penguin_rows if b["body_mass_g"] != "NA")
    loaded = Counter(penguins.species[label] for label in penguins.labels)
    assert loaded == in_file
    assert penguins.species == ("Adelie", "Chinstrap", "Gentoo")


def test_island_counts_are_those_of_the_file(penguin_rows):
    penguins = load_penguins()
    pairs = zip(penguins.labels, penguins.island_labels, strict=True)
    loaded = Counter((penguins.species[s], penguins.islands[i]) for s, i in pairs)
    in_file = Counter(
        (b["species"], b["island"]) for b in penguin_rows if b["body_mass_g"] != "NA"
    )
    assert loaded == in_file


def test_each_row_holds_one_birds_measurements(penguin_rows):
    penguins = load_penguins()
    measured = [bird for bird in penguin_rows if bird["body_mass_g"] != "NA"]
    for i, bird in enumerate(measured):
        assert penguins.features[i].tolist() == [
            float(bird["bill_length_mm"]),
            float(bird["bill_depth_mm"]),
            float(bird["flipper_length_mm"]),
            float(bird["body_mass_g"]),
        ]
        assert penguins.species[penguins.labels[i]] == bird["species"]
        assert penguins.islands[penguins.island_labels[i]] == bird["island"]
        assert (penguins.sex[i] or "NA") == bird["sex"]


def test_penguins_have_the_shapes_units_and_types_that_are_promised():
    penguins = load_penguins()
    assert penguins.features.shape == (342, 4)
    assert penguins.features.dtype == np.float64
    assert np.all(np.isfinite(penguins.features))
    assert penguins.units == ("mm", "mm", "mm", "g")
    assert len(penguins.feature_names) == 4
    for labels in (penguins.labels, penguins.island_labels):
        assert labels.shape == (342,)
        assert np.issubdtype(labels.dtype, np.integer)
    assert Counter(penguins.sex)[""] == 9  # eleven in the file, two left out


@pytest.mark.parametrize("name", ["features", "labels", "island_labels"])
def test_penguins_cannot_be_changed(name):
    penguins = load_penguins()
    with pytest.raises(ValueError, match="read-only"):
        getattr(penguins, name)[0] = 0
    with pytest.raises(FrozenInstanceError):
        setattr(penguins, name, None)


def test_penguins_name_their_source_and_licence():
    penguins = load_penguins()
    assert "Gorman" in penguins.source
    assert penguins.licence == "CC0"


def test_penguins_show_how_many_there_are_of_each_species():
    penguins = load_penguins()
    assert repr(penguins) == "<Penguins: 151 Adelie, 68 Chinstrap, 123 Gentoo>"
    more = replace(penguins, species=(*penguins.species, "Emperor"))
    assert repr(more).endswith("123 Gentoo, 0 Emperor>")
    with pytest.raises(ValueError):  # no bird is left out for want of a name
        repr(replace(penguins, species=penguins.species[:2]))


def test_every_data_file_is_described_in_the_folders_readme():
    folder = resources.files("lossbook") / "data"
    readme = folder.joinpath("README.md").read_text("utf-8")
    files = {file.name for file in folder.iterdir()} - {"README.md"}
    assert {"penguins.csv", "guesses.txt"} <= files
    for name in files:
        description = readme.split(f"## {name}")[1].split("\n## ")[0]
        assert "Source:" in description
        assert "Licence:" in description


# --- Belgian calls ---------------------------------------------------------------


def test_calls_are_those_of_the_file():
    rows = rows_of("belgian_calls.csv")
    calls = load_belgian_calls()
    assert len(calls) == len(rows) == 24
    assert calls.year.tolist() == [1900 + int(row["year"]) for row in rows]
    assert calls.year.tolist() == list(range(1950, 1974))
    assert calls.calls.tolist() == [float(row["calls"]) for row in rows]
    assert calls.unit == "tens of millions"
    assert repr(calls) == "<BelgianCalls: 24 years, 1950 to 1973>"
    assert "Rousseeuw & Leroy (1987)" in calls.source
    assert "p. 26" in calls.source
    assert calls.licence == "facts, which no one owns"


# --- zoo -------------------------------------------------------------------------


def test_animals_are_those_of_the_file():
    rows = rows_of("zoo.csv")
    zoo = load_zoo()
    assert len(zoo) == len(rows) == 101
    assert repr(zoo) == "<Zoo: 101 animals, 16 features>"
    assert "name" not in zoo.feature_names
    assert "type" not in zoo.feature_names
    for i, row in enumerate(rows):
        assert zoo.animals[i] == row["name"]
        assert zoo.labels[i] == int(row["type"]) - 1
        assert zoo.features[i].tolist() == [float(row[n]) for n in zoo.feature_names]


@pytest.mark.parametrize(
    ("animal", "kind"),
    [
        ("bear", "mammal"),
        ("kiwi", "bird"),
        ("tortoise", "reptile"),
        ("carp", "fish"),
        ("newt", "amphibian"),
        ("gnat", "insect"),
        ("octopus", "other invertebrate"),
    ],
)
def test_classes_have_their_names(animal, kind):
    zoo = load_zoo()
    assert zoo.classes[zoo.labels[zoo.animals.index(animal)]] == kind


def test_columns_are_taken_by_name_in_the_order_asked_for():
    zoo = load_zoo()
    lion = zoo.animals.index("lion")
    assert zoo.columns("legs", "hair", "feathers")[lion].tolist() == [4, 1, 0]
    assert zoo.columns("milk").shape == (101, 1)
    with pytest.raises(ValueError, match=r"^names must be .* hair, .* got 'wings'$"):
        zoo.columns("milk", "wings")


def test_the_zoo_tells_its_source():
    zoo = load_zoo()
    assert "Forsyth (1990)" in zoo.source
    assert "10.24432/C5R59V" in zoo.source
    assert zoo.licence == "CC BY 4.0"


@pytest.mark.parametrize(
    ("load", "name"),
    [
        (load_belgian_calls, "year"),
        (load_belgian_calls, "calls"),
        (load_zoo, "features"),
        (load_zoo, "labels"),
        (load_page, "letters"),
    ],
)
def test_calls_animals_and_letters_are_loaded_once_and_cannot_be_changed(load, name):
    assert load() is load()
    with pytest.raises(ValueError, match="read-only"):
        getattr(load(), name)[0] = 0
    with pytest.raises(FrozenInstanceError):
        setattr(load(), name, 0)


# --- the page --------------------------------------------------------------------


def test_letters_are_those_of_the_page_in_their_order():
    text = resources.files("lossbook").joinpath("data/guesses.txt").read_text("ascii")
    page = load_page()
    assert page.text == text
    assert page.title == "The price of a guess"
    assert text.startswith(page.title + "\n\n")
    read = "".join(page.alphabet[k] for k in page.letters)
    assert read == "".join(re.findall("[a-z]", text.casefold()))
    assert len(page) == len(read) == 4698
    assert repr(page) == "<Page: 'The price of a guess', 4698 letters>"


def test_the_page_has_the_letters_of_english():
    page = load_page()
    assert page.alphabet == "abcdefghijklmnopqrstuvwxyz"
    assert np.issubdtype(page.letters.dtype, np.integer)
    counts = Counter(page.alphabet[k] for k in page.letters)
    assert set(counts) == set(page.alphabet)  # each letter comes
    assert [letter for letter, _ in counts.most_common(3)] == ["e", "t", "a"]


def test_the_page_tells_its_source_and_licence():
    page = load_page()
    assert "written for lossbook" in page.source
    assert page.licence == "CC BY 4.0"


# --- split -----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("test_fraction", [0.1, 0.25, 0.9])
def test_split_holds_each_example_once(test_fraction, seed):
    labels = load_penguins().labels
    train, test = split(labels, test_fraction=test_fraction, seed=seed)
    assert np.array_equal(np.sort(np.r_[train, test]), np.arange(len(labels)))
    assert np.all(np.diff(train) > 0)
    assert np.all(np.diff(test) > 0)


@pytest.mark.parametrize(
    ("counts", "test_fraction", "in_test", "why"),
    [
        ([151, 68, 123], 0.25, [38, 17, 31], "round(37.75), round(17), round(30.75)"),
        ([10, 2], 0.1, [1, 1], "round(0.2) is 0, but no class may be missing"),
        ([10, 2], 0.9, [9, 1], "round(1.8) is 2, but one must stay to train on"),
        ([4], 0.5, [2], "one class is a plain split"),
    ],
)
def test_split_takes_its_share_of_each_class(counts, test_fraction, in_test, why):
    labels = np.repeat(np.arange(len(counts)), counts)
    train, test = split(labels, test_fraction=test_fraction, seed=3)
    assert np.bincount(labels[test]).tolist() == in_test, why
    assert (np.bincount(labels[train]) + in_test).tolist() == counts, why


def test_split_is_decided_by_its_seed():
    labels = load_penguins().labels
    first, second = split(labels, seed=1)[1], split(labels, seed=1)[1]
    other = split(labels, seed=2)[1]
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_split_can_draw_any_example():
    labels = [0] * 6
    drawn = np.concatenate(
        [split(labels, test_fraction=0.3, seed=s)[1] for s in range(60)]
    )
    assert set(drawn) == set(range(6))


@pytest.mark.parametrize(
    ("labels", "test_fraction", "seed", "error", "message"),
    [
        ([0.5, 1.0], 0.5, 0, TypeError, r"labels must be integers, got dtype float64"),
        ([[0, 0], [1, 1]], 0.5, 0, ValueError, r"labels .* shape .*\(2, 2\)"),
        ([0, 0, 7], 0.5, 0, ValueError, "^labels .* single example of class 7"),
        ([], 0.5, 0, ValueError, "labels is empty"),
        ([[0, 0], [1]], 0.5, 0, ValueError, "labels has rows of different lengths"),
        (np.ma.masked_array([0, 0], [0, 1]), 0.5, 0, TypeError, "labels is a masked"),
        ([0, 0], 0.0, 0, ValueError, r"test_fraction must be in \(0, 1\), got 0"),
        ([0, 0], 1.0, 0, ValueError, r"test_fraction must be in \(0, 1\), got 1"),
        ([0, 0], np.nan, 0, ValueError, "test_fraction must be .*, got nan"),
        ([0, 0], "a", 0, TypeError, "test_fraction must be one real number, got 'a'"),
        ([0, 0], 0.5, -1, ValueError, "seed must be .*, got -1"),
        ([0, 0], 0.5, 0.5, TypeError, "seed must be .*, got 0.5"),
        ([0, 0], 0.5, True, TypeError, "seed must be .*, got True"),
    ],
)
def test_split_says_what_is_wrong(labels, test_fraction, seed, error, message):
    with pytest.raises(error, match=message):
        split(labels, test_fraction=test_fraction, seed=seed)
