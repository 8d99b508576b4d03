"""What the mistakes of the exercises of chapter 04 are made of."""

import numpy as np

# The same in all three exercises.
UNITS = "04: Surprisal: what an outcome tells"
BITS = "This is in bits."
BITS_WHY = "The exercise asks for nats: use np.log. One bit is log 2 nats."
BASE_10 = "The logarithm is to base 10."
BASE_10_WHY = "The exercise asks for nats: use np.log, the natural logarithm."
DROPS = "This drops small probabilities along with the zeros."
DROPS_WHY = (
    "Only a probability of 0 adds nothing. A rare outcome has a small weight, but a "
    "large surprisal: at 0.001 it is 6.9 nats."
)
THRESHOLDS = (0.05, *(10.0**-k for k in range(1, 7)))


def information_0(p):
    """Return the entropy of each row, with 0 log 0 as 0."""
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=1)


def kl_terms(p, q):
    """Return the terms of KL, right for zeros in both arguments."""
    return np.where(p > 0, p * np.log(np.where(p > 0, p, 1) / q), 0)
