"""What the mistakes of several exercises are made of."""

import numpy as np


def one_hot(y, p):
    """Return a row for each label, with a 1 in its column, as wide as `p`."""
    return np.eye(p.shape[1])[y]


def of_target(y, p):
    """Return the entry of each row of `p` that stands in the column of its label."""
    return p[np.arange(len(y)), y]
