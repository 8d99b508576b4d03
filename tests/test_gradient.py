"""A loss and its gradient at once: the numbers of two calls, for each loss."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from test_catalogue import arguments

import lossbook as lb
from lossbook.catalogue import CATALOGUE
from lossbook.gradient import value_and_grad

every_slope = pytest.mark.parametrize(
    "row", [pytest.param(row, id=name) for name, row in CATALOGUE.items() if row.grad]
)


@every_slope
@pytest.mark.parametrize("count", [1, 60, 30_000])
def test_they_are_those_of_two_calls(row, count):
    y_true, second = arguments(row, count=count)
    knobs = {name: (knob.low + knob.high) / 2 for name, knob in row.knobs.items()}
    for given in ({}, knobs):
        loss, grad = value_and_grad(row.loss, y_true, second, **given)
        assert_array_equal(loss, row.loss(y_true, second, **given))
        assert_array_equal(grad, row.grad(y_true, second, **given))
    half = second.astype(np.float32)
    loss, grad = value_and_grad(row.loss, y_true, half)
    assert loss.dtype == grad.dtype == row.loss(y_true, half).dtype


@every_slope
def test_of_a_single_example(row):
    y_true, second = (array[0] for array in arguments(row, count=1))
    loss, grad = value_and_grad(row.loss, y_true, second)
    assert isinstance(loss, float) and loss == row.loss(y_true, second)
    assert_array_equal(grad, row.grad(y_true, second))


@pytest.mark.parametrize(
    ("other", "name"),
    [
        (lb.zero_one, "zero_one"),
        (lb.huber_grad, "huber_grad"),
        (lb.softmax, "softmax"),
        (np.abs, "absolute"),
        (3, "3"),
    ],
)
def test_what_has_no_gradient(other, name):
    words = rf"^loss must be a loss of lossbook with a gradient, got {name}$"
    with pytest.raises(TypeError, match=words):
        value_and_grad(other, 1, 1.0)
