"""The logo is what the package draws today."""

import logo
import numpy as np
import pytest
from PIL import Image
from the_book import ROOT

import lossbook as lb

STATIC = ROOT / "_static"


def test_the_logo_is_what_the_script_writes():
    assert (STATIC / "favicon.svg").read_text("utf-8") == logo.svg()


@pytest.mark.parametrize("size", logo.ICONS)
def test_an_icon_is_the_logo(size):
    with Image.open(STATIC / "favicon.ico") as icon:
        icon.size = (size, size)
        drawn = icon.convert("RGBA")
    difference = np.subtract(drawn, logo.image(size), dtype=float)
    assert np.abs(difference).max() <= 8


def test_the_icon_of_a_phone_is_the_logo():
    with Image.open(STATIC / "touch-icon.png") as icon:
        drawn = icon.convert("RGBA")
    difference = np.subtract(drawn, logo.image(logo.TOUCH, corner=0), dtype=float)
    assert np.abs(difference).mean() <= 4  # its colours are reduced


def test_the_curve_is_the_loss_of_the_package():
    """Back from the places to the numbers; the point costs one nat."""
    room = logo.SIZE - 2 * logo.MARGIN
    across, down = logo.curve().T
    probability = (across - logo.MARGIN) / room
    nats = (logo.SIZE - logo.MARGIN - down) / room * logo.HIGHEST
    np.testing.assert_allclose(nats, lb.surprisal(probability), atol=1e-12)
    _, y = logo.place(np.exp(-1))
    assert (logo.SIZE - logo.MARGIN - y) / room * logo.HIGHEST == pytest.approx(1)
