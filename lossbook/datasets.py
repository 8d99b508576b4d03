"""Small, real data sets that ship with the package.

Every loader reads a CSV file of ``lossbook/data`` and returns a frozen dataclass
whose arrays are read-only, so that no cell of a chapter can change what a later one
sees. The file's text is the authority: nothing is filled in, scaled or sorted.
"""

import csv
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from lossbook import _check

__all__ = ["Penguins", "load_penguins", "split"]


@dataclass(frozen=True, eq=False, repr=False)
class Penguins:
    """Penguins of three species, measured near Palmer Station, Antarctica.

    Attributes
    ----------
    features : ndarray of shape (342, 4)
        One row a bird: bill length, bill depth, flipper length and body mass.
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
    """Load the Palmer penguins: four body measurements and a species for each bird.

    The file has 344 birds. Two of them, one Adelie and one Gentoo, were not measured
    at all; they are left out, which leaves 342.

    Returns
    -------
    Penguins
        Lengths and depths are in millimetres, body mass is in grams. The same object
        is returned by every call; its arrays are read-only.

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


def split(
    labels: npt.ArrayLike, *, test_fraction: float = 0.25, seed: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Divide examples into a training and a test part, class by class.

    Of a class with n examples, ``round(test_fraction * n)`` go to the test part, but
    never none and never all: both parts hold every class, in nearly the same shares.
    Which examples go is drawn at random; the seed decides it, so a cell that is run
    again finds the same birds.

    Parameters
    ----------
    labels : array_like of int, shape (N,)
        The class of each example. Each class needs two examples or more.
    test_fraction : float
        Share of each class that goes to the test part, between 0 and 1.
    seed : int
        Seed of the random draw.

    Returns
    -------
    train, test : ndarray of int
        Indices into `labels`, in rising order. Together they hold each index once.

    Raises
    ------
    ValueError
        If `labels` is empty or no vector, a class has a single example,
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
    labels = _check.numbers(labels, "labels")
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


def _rows(name: str) -> Iterable[dict[str, str]]:
    """Read a file of ``lossbook/data``: one dictionary a row, keyed by the header."""
    file = resources.files("lossbook") / "data" / name
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _read_only(values: npt.ArrayLike) -> npt.NDArray:
    """Make an array that raises an error when something is written to it."""
    array = np.array(values)
    array.flags.writeable = False
    return array
