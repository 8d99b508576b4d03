"""The kinds of losses of numbers: what a formula gets of two arguments."""

import inspect

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from lossbook import _kinds

YES = np.array([0.0, 1.0])
TWO = np.array([2.0, 3.0])
# A kind, a block of its two arguments, and what the formula gets.
GETS = [
    ("of_residual", (YES, TWO), [TWO - YES]),
    (
        "of_exact_residual",
        (np.array([0.1, 1.0]), TWO),
        [[1.9, 2.0], [3 * 2.0**-55, 0.0]],
    ),
    ("of_margin", (2 * YES - 1, TWO), [[-2, 3]]),
    ("of_decay", (2 * YES - 1, TWO), [np.exp([2.0, -3.0])]),
    ("of_number", (TWO,), [TWO]),
    ("of_probability", (YES,), [YES]),
    ("of_prob", (YES, YES / 2), [YES, YES / 2]),
    ("of_mean", (YES, TWO), [TWO - YES]),
    ("of_location", (YES, TWO), [TWO - YES]),
    ("of_spread", (YES, TWO), [TWO - YES, [0, 0]]),
    ("of_spread_of_location", (YES, TWO), [TWO - YES, [0, 0]]),
    ("of_coin", (YES, YES / 2), [YES, YES / 2]),
    ("of_rate", (TWO, TWO), [TWO, TWO]),
    ("of_log_rate", (TWO, YES), [TWO, YES, np.exp(YES)]),
    ("of_answer", (YES, TWO), [[-1, 1], [-2, 3], np.exp(-TWO)]),
    # Far out on the side of z the slope is 1 - t.
    ("of_logit", (YES, TWO), [TWO, np.exp(-TWO), [1, 0], 1.0]),
]
# What a kind refuses of each argument, if it is the last of a block.
REFUSES = {
    "of_residual": (np.nan, None),
    "of_exact_residual": (np.inf, None),
    "of_margin": (0.0, None),
    "of_probability": (1.5,),
    "of_prob": (1.5, -0.5),
    "of_mean": (np.inf, None),
    "of_coin": (0.5, 1.5),
    "of_rate": (0.5, -1.0),
    "of_log_rate": (-1.0, None),
    "of_answer": (0.5, None),
    "of_logit": (1.5, None),
}


def kind(name):
    """Return the kind of a decorator."""
    return getattr(_kinds, name).args[0]


@pytest.mark.parametrize(("name", "block", "expected"), GETS)
def test_what_the_formula_gets(name, block, expected):
    got = kind(name).quantity(*block)
    assert len(got) == len(expected)
    for one, other in zip(got, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-15, atol=0)


@pytest.mark.parametrize("name", REFUSES)
def test_what_is_refused_in_a_block(name):
    (block,) = (block for each, block, _ in GETS if each == name)
    for at, wrong in enumerate(REFUSES[name]):
        if wrong is not None:
            spoilt = [array.copy() for array in block]
            spoilt[at][-1] = wrong
            argument = [*kind(name).arguments][at]
            with pytest.raises(ValueError, match=rf"^{argument}"):
                kind(name).quantity(*spoilt)


def test_each_kind_is_tried_and_says_what_its_arguments_are():
    decorators = {name for name in _kinds.__all__ if name.startswith("of_")}
    assert {name for name, *_ in GETS} == decorators
    for name in decorators:
        said = kind(name)
        parameters = inspect.signature(said.read).parameters.values()
        taken = [p.name for p in parameters if p.kind is not p.VAR_POSITIONAL]
        assert not taken or taken == [*said.arguments]
        read = said.read(*([0.5] * len(said.arguments)))
        assert_array_equal(np.ravel(read.values), 0.5)
