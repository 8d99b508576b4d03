"""Three small real data sets and one page of text, all part of the package.

Each loader reads a file of ``lossbook/data`` and returns a frozen dataclass with
read-only arrays, so that no cell of a chapter can change what a later cell sees. The
numbers are those of the file: nothing is filled in, scaled or sorted.
"""

import csv
import functools
import string
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from lossbook import _check

__all__ = [
    "BelgianCalls",
    "Page",
    "Penguins",
    "Zoo",
    "load_belgian_calls",
    "load_page",
    "load_penguins",
    "load_zoo",
    "split",
]


@dataclass(frozen=True, eq=False, repr=False)
class Penguins:
    """Penguins of three species, measured near Palmer Station, Antarctica.

    Attributes
    ----------
    features : ndarray of shape (342, 4)
        One row per bird: bill length, bill depth, flipper length and body mass.
    feature_names, units : tuple of str
        What each column of `features` holds, and its unit.
    labels : ndarray of shape (342,)
        Index of each bird's species in `species`.
    species : tuple of str
        Names of the species, in the order of `labels`.
    island_labels : ndarray of shape (342,)
        Index of each bird's island in `islands`.
    islands : tuple of str
        Names of the islands, in the order of `island_labels`.
    sex : tuple of str
        ``"female"``, ``"male"``, or ``""`` for the nine birds where it is unknown.
    source, licence : str
        Where the data come from and under which terms.

    Notes
    -----
    The birds were measured in nesting pairs, a female and a male, which are neighbours
    in the file. So the rows are not independent: one mate tells something about the
    other.
    """

    features: npt.NDArray[np.float64]
    feature_names: tuple[str, ...]
    units: tuple[str, ...]
    labels: npt.NDArray[np.int64]
    species: tuple[str, ...]
    island_labels: npt.NDArray[np.int64]
    islands: tuple[str, ...]
    sex: tuple[str, ...]
    source: str
    licence: str

    def __len__(self) -> int:
        return len(self.labels)

    def __repr__(self) -> str:
        counts = np.bincount(self.labels, minlength=len(self.species))
        birds = ", ".join(
            f"{count} {name}" for name, count in zip(self.species, counts, strict=True)
        )
        return f"<Penguins: {birds}>"


@functools.cache
def load_penguins() -> Penguins:
    """Load the Palmer penguins: four body measurements and the species of each bird.

    The file has 344 birds. Two of them, one Adelie and one Gentoo, have no measurements
    and are left out, so that 342 remain.

    Returns
    -------
    Penguins
        Lengths and depths are in millimetres, body mass is in grams. Every call returns
        the same object; its arrays are read-only.

    References
    ----------
    Gorman, Williams & Fraser (2014), *Ecological sexual dimorphism and environmental
    variability within a community of Antarctic penguins (genus Pygoscelis)*,
    PLoS ONE 9(3): e90081. Packaged by Horst, Hill & Gorman (2020), *palmerpenguins*.

    Examples
    --------
    >>> penguins = load_penguins()
    >>> penguins
    <Penguins: 151 Adelie, 68 Chinstrap, 123 Gentoo>
    >>> penguins.features[0]
    array([  39.1,   18.7,  181. , 3750. ])
    >>> penguins.units
    ('mm', 'mm', 'mm', 'g')
    >>> penguins.species[penguins.labels[0]]
    'Adelie'
    >>> penguins.islands[penguins.island_labels[0]]
    'Torgersen'
    """
    columns = (
        "bill_length_mm",
        "bill_depth_mm",
        "flipper_length_mm",
        "body_mass_g",
    )
    species = ("Adelie", "Chinstrap", "Gentoo")
    islands = ("Biscoe", "Dream", "Torgersen")

    birds = [row for row in _rows("penguins.csv") if row["body_mass_g"] != "NA"]

    return Penguins(
        features=_read_only(
            [[float(bird[name]) for name in columns] for bird in birds]
        ),
        feature_names=("bill length", "bill depth", "flipper length", "body mass"),
        units=("mm", "mm", "mm", "g"),
        labels=_read_only([species.index(bird["species"]) for bird in birds]),
        species=species,
        island_labels=_read_only([islands.index(bird["island"]) for bird in birds]),
        islands=islands,
        sex=tuple("" if bird["sex"] == "NA" else bird["sex"] for bird in birds),
        source=(
            "Gorman, Williams & Fraser (2014), PLoS ONE 9(3): e90081; "
            "packaged by Horst, Hill & Gorman (2020), palmerpenguins"
        ),
        licence="CC0",
    )


@dataclass(frozen=True, eq=False, repr=False)
class BelgianCalls:
    """International telephone calls from Belgium, year by year.

    Attributes
    ----------
    year : ndarray of shape (24,)
        1950 to 1973.
    calls : ndarray of shape (24,)
        The number of calls in each year, in `unit`.
    unit : str
        ``"tens of millions"``.
    source, licence : str
        Where the data come from and under which terms.
    """

    year: npt.NDArray[np.int64]
    calls: npt.NDArray[np.float64]
    unit: str
    source: str
    licence: str

    def __len__(self) -> int:
        return len(self.year)

    def __repr__(self) -> str:
        return f"<BelgianCalls: {len(self)} years, {self.year[0]} to {self.year[-1]}>"


@functools.cache
def load_belgian_calls() -> BelgianCalls:
    """Load the Belgian telephone calls: 24 years, some of them counted in minutes.

    From 1964 to 1969, and in parts of 1963 and 1970, another recording system counted
    the minutes of all calls instead of the calls. The file holds all numbers as they
    were published, so these six years and two parts of years are outliers.

    Returns
    -------
    BelgianCalls
        Calls are in tens of millions. Every call of the function returns the same
        object; its arrays are read-only.

    References
    ----------
    Rousseeuw & Leroy (1987), *Robust Regression and Outlier Detection*, Wiley, table 2
    of chapter 2, page 26. In the R package MASS the data are called ``phones``.

    Examples
    --------
    >>> calls = load_belgian_calls()
    >>> calls
    <BelgianCalls: 24 years, 1950 to 1973>
    >>> calls.calls[calls.year == 1950]
    array([4.4])
    >>> calls.unit
    'tens of millions'
    """
    rows = _rows("belgian_calls.csv")
    return BelgianCalls(
        year=_read_only([1900 + int(row["year"]) for row in rows]),
        calls=_read_only([float(row["calls"]) for row in rows]),
        unit="tens of millions",
        source=(
            "Rousseeuw & Leroy (1987), Robust Regression and Outlier Detection, p. 26"
        ),
        licence="facts, which no one owns",
    )


@dataclass(frozen=True, eq=False, repr=False)
class Zoo:
    """Animals with fifteen yes-or-no traits, a number of legs, and a class.

    Attributes
    ----------
    animals : tuple of str
        The name of each animal. ``frog`` occurs twice: one of the two is venomous.
    features : ndarray of shape (101, 16)
        One row per animal: 1 or 0 for each trait, and the number of legs.
    feature_names : tuple of str
        What each column of `features` holds.
    labels : ndarray of shape (101,)
        Index of each animal's class in `classes`.
    classes : tuple of str
        Names of the classes, in the order of `labels`.
    source, licence : str
        Where the data come from and under which terms.
    """

    animals: tuple[str, ...]
    features: npt.NDArray[np.float64]
    feature_names: tuple[str, ...]
    labels: npt.NDArray[np.int64]
    classes: tuple[str, ...]
    source: str
    licence: str

    def __len__(self) -> int:
        return len(self.animals)

    def __repr__(self) -> str:
        return f"<Zoo: {len(self)} animals, {len(self.feature_names)} features>"

    def columns(self, *names: str) -> npt.NDArray[np.float64]:
        """Return the features with the given names, in the given order.

        Parameters
        ----------
        *names : str
            Names from `feature_names`.

        Returns
        -------
        ndarray of shape (101, len(names))
            One column for each name.

        Raises
        ------
        ValueError
            If a name is not in `feature_names`.

        Examples
        --------
        >>> load_zoo().columns("legs", "tail")[0]
        array([4., 0.])
        """
        for name in names:
            if name not in self.feature_names:
                raise ValueError(
                    f"names must be out of {', '.join(self.feature_names)}, "
                    f"got {name!r}"
                )
        return self.features[:, [self.feature_names.index(name) for name in names]]


@functools.cache
def load_zoo() -> Zoo:
    """Load the zoo data: sixteen features and a class for each of 101 animals.

    Returns
    -------
    Zoo
        Every call returns the same object; its arrays are read-only.

    References
    ----------
    Forsyth (1990), *Zoo*, UCI Machine Learning Repository, doi 10.24432/C5R59V.

    Examples
    --------
    >>> zoo = load_zoo()
    >>> zoo
    <Zoo: 101 animals, 16 features>
    >>> zoo.animals[0], zoo.classes[zoo.labels[0]]
    ('aardvark', 'mammal')
    >>> zoo.columns("airborne", "aquatic").sum(axis=0)
    array([24., 36.])
    """
    rows = _rows("zoo.csv")
    names = tuple(name for name in rows[0] if name not in ("name", "type"))
    return Zoo(
        animals=tuple(row["name"] for row in rows),
        features=_read_only([[float(row[name]) for name in names] for row in rows]),
        feature_names=names,
        labels=_read_only([int(row["type"]) - 1 for row in rows]),
        classes=(
            "mammal",
            "bird",
            "reptile",
            "fish",
            "amphibian",
            "insect",
            "other invertebrate",
        ),
        source=(
            "Forsyth (1990), Zoo, UCI Machine Learning Repository, "
            "https://doi.org/10.24432/C5R59V"
        ),
        licence="CC BY 4.0",
    )


@dataclass(frozen=True, eq=False, repr=False)
class Page:
    """A page of English, and its letters in order.

    Attributes
    ----------
    title, text : str
        The title, and the whole page with its title.
    letters : ndarray of int, shape (4698,)
        Index of each letter in `alphabet`. Capital letters count as small letters.
        Spaces, punctuation and ends of lines are left out.
    alphabet : str
        ``"abcdefghijklmnopqrstuvwxyz"``.
    source, licence : str
        Where the text comes from and under which terms.
    """

    title: str
    text: str
    letters: npt.NDArray[np.int64]
    alphabet: str
    source: str
    licence: str

    def __len__(self) -> int:
        return len(self.letters)

    def __repr__(self) -> str:
        return f"<Page: {self.title!r}, {len(self)} letters>"


@functools.cache
def load_page() -> Page:
    """Load "The price of a guess", a page of English whose letters chapter 04 counts.

    Returns
    -------
    Page
        Every call returns the same object; its array is read-only.

    References
    ----------
    The page was written for this book.

    Examples
    --------
    >>> page = load_page()
    >>> page
    <Page: 'The price of a guess', 4698 letters>
    >>> "".join(page.alphabet[k] for k in page.letters[:16])
    'thepriceofaguess'
    """
    text = (resources.files("lossbook") / "data" / "guesses.txt").read_text("utf-8")
    alphabet = string.ascii_lowercase
    return Page(
        title=text.splitlines()[0],
        text=text,
        letters=_read_only([alphabet.index(c) for c in text.lower() if c in alphabet]),
        alphabet=alphabet,
        source="The price of a guess, a page written for lossbook",
        licence="CC BY 4.0",
    )


def split(
    labels: npt.ArrayLike, *, test_fraction: float = 0.25, seed: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Divide examples at random into a training and a test part, class by class.

    Of a class with n examples, ``round(test_fraction * n)`` go to the test part, but at
    least one and at most n - 1. So both parts hold every class, and unless a class is
    small, its share is nearly the same in both. Which examples go there is drawn at
    random. The same seed gives the same parts.

    Examples are drawn one by one. Of two that belong together, as the penguins of one
    nest do, one may go to the training part and the other to the test part. The test
    part then holds new birds, but not birds from new nests.

    Parameters
    ----------
    labels : array_like of int, shape (N,)
        The class of each example. Each class needs at least two examples.
    test_fraction : float
        The share of each class that goes to the test part, between 0 and 1.
    seed : int
        Seed of the random draw.

    Returns
    -------
    train, test : ndarray of int
        Indices into `labels`, in increasing order. Each is in exactly one of the parts.

    Raises
    ------
    ValueError
        If `labels` is empty or not a vector, a class has a single example,
        `test_fraction` is not between 0 and 1, or `seed` is negative.
    TypeError
        If `labels` or `seed` are not integers, or `test_fraction` is not real.

    Examples
    --------
    >>> train, test = split([0, 0, 0, 0, 1, 1], test_fraction=0.5, seed=1)
    >>> len(train), len(test)
    (3, 3)
    >>> penguins = load_penguins()
    >>> train, test = split(penguins.labels, test_fraction=0.25, seed=0)
    >>> np.bincount(penguins.labels[test])
    array([38, 17, 31])
    """
    labels = _check.read_numbers(labels, "labels")
    if not np.issubdtype(labels.dtype, np.integer):
        raise TypeError(f"labels must be integers, got dtype {labels.dtype}")
    if labels.ndim != 1:
        raise ValueError(f"labels must have shape (N,), got {labels.shape}")
    test_fraction = _check.knob("test_fraction", test_fraction, above=0.0, below=1.0)
    seed = _check.integer("seed", seed, minimum=0)

    random = np.random.default_rng(seed)
    is_test = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        if len(members) < 2:
            raise ValueError(
                "labels must hold each class twice or more, so that both parts get "
                f"one, got a single example of class {label}"
            )
        size = min(max(round(test_fraction * len(members)), 1), len(members) - 1)
        is_test[random.choice(members, size=size, replace=False)] = True
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def _rows(name: str) -> list[dict[str, str]]:
    """Read a file of ``lossbook/data``: one dictionary per row, keyed by the header."""
    file = resources.files("lossbook") / "data" / name
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _read_only(values: npt.ArrayLike) -> npt.NDArray:
    """Return an array that raises an error when something is written to it."""
    array = np.array(values)
    array.flags.writeable = False
    return array
