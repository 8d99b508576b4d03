"""Losses of papers that are one or two of ours, or a sum with them. A table, not code.

A row says what the loss asks, its formula, its gradient, what it does wrong and what
the libraries do otherwise. It has the line that computes the loss, with
``import lossbook as lb`` and ``import numpy as np``. Its value has one number for each
example: an anchor, a pair, a token, a picture, a mask. The papers take the mean of
these, or the sum. So most of them need no function of their own. Some rows are a
function of the package alone, such as `tversky`; of others it has one as well:
`ensemble_crps` and `ranked_probability`. `lossbook.tables.identities` shows all rows.
There is one module for each group.
"""

from lossbook.identities.candidates import CANDIDATES
from lossbook.identities.critics import CRITICS
from lossbook.identities.distances import DISTANCES
from lossbook.identities.forecasts import FORECASTS
from lossbook.identities.inputs import INPUTS, LETTERS
from lossbook.identities.noisy_labels import NOISY_LABELS
from lossbook.identities.numbers import NUMBERS
from lossbook.identities.overlaps import OVERLAPS
from lossbook.identities.pairs import PAIRS
from lossbook.identities.preferences import PREFERENCES
from lossbook.identities.row import Group, Identity

__all__ = ["GROUPS", "IDENTITIES", "INPUTS", "LETTERS", "Group", "Identity"]

GROUPS: tuple[Group, ...] = (
    CANDIDATES,
    PAIRS,
    PREFERENCES,
    CRITICS,
    DISTANCES,
    NUMBERS,
    FORECASTS,
    OVERLAPS,
    NOISY_LABELS,
)

IDENTITIES: dict[str, Identity] = {
    row.name: row for group in GROUPS for row in group.rows
}
