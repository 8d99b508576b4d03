"""What the mistakes of the exercises of chapter 02 are made of."""

import numpy as np

# Cat, horse and dog; the columns are cat, dog, horse. Three rows and three columns, so
# that sums along the wrong axis have a shape that fits.
PICTURES = [[5.0, 4.0, 2.0], [4.0, 2.0, 8.0], [4.0, 4.0, 1.0]]
# Four classes, and the model is wrong both times.
WRONG = [[0.5, -1.0, 2.0, 0.0], [3.0, -2.0, 0.1, 1.0]]


def exp_ratio(z):
    """Return softmax with the formula of the text, which overflows."""
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def exp_ratio_shifted_by_largest_of_all(z):
    """Return softmax after the largest logit of all rows is subtracted."""
    return exp_ratio(z - z.max())


def exp_ratio_clipped(z, bound):
    """Return softmax of logits that are clipped on both sides."""
    return exp_ratio(np.clip(z, -bound, bound))


def exp_ratio_clipped_above(z, bound):
    """Return softmax of logits that are clipped above."""
    return exp_ratio(np.minimum(z, bound))


BOUNDS = (10, 20, 30, 50, 80, 88, 100, 200, 250, 300, 500, 600, 700, 709)

# What is subtracted from a row instead of its largest number.
SHIFTS = (
    lambda z: z.mean(axis=1, keepdims=True),
    lambda z: np.median(z, axis=1, keepdims=True),
    lambda z: z.min(axis=1, keepdims=True),
    lambda z: z[:, :1],
    lambda z: z[:, -1:],
)


def exp_ratio_shifted(z, shift):
    """Return softmax after what `shift` gives for each row is subtracted."""
    return exp_ratio(z - shift(z))


# The same in all three exercises.
OVERFLOW = "This overflows, since nothing is subtracted from the logits."
OVERFLOW_WHY = (
    "exp(710) is too large for a 64-bit float. A shift of all logits changes nothing: "
    "subtract each row's largest logit first."
)
WHOLE = "This subtracts the largest logit of the whole array."
WHOLE_WHY = (
    "In a row that is far below it, every exponential underflows to 0. Subtract each "
    "row's own largest logit: z.max(axis=-1, keepdims=True)."
)
NOT_LARGEST = (
    "This subtracts the row's mean, or another of its numbers, not its largest."
)
NOT_LARGEST_WHY = (
    "The exponential of a logit that is 710 above the subtracted number still "
    "overflows. After the largest is subtracted, no logit is above 0: write "
    "z.max(axis=-1, keepdims=True)."
)
CLIPPED = "This clips the logits."
CLIPPED_WHY = (
    "Logits beyond the bound cannot be told apart any more, so the answer is finite "
    "and wrong. Subtracting the row's largest logit loses nothing."
)
