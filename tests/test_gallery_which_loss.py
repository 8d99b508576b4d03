"""What the explorers of chapter 09 draw."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from rows.which_loss import GRAMS, LOSSES, crate
from test_gallery import positions

from lossbook import gallery, handles
from lossbook.catalogue import CATALOGUE
from lossbook.gallery.which_loss import ON_A_LINE


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_the_tour_shows_each_loss_of_one_free_number():
    one_number = {"targets", "signs", "reals"}
    any_number = {"y_pred", "logits", "scores"}
    assert set(ON_A_LINE) == {
        name
        for name, row in CATALOGUE.items()
        if row.truth in one_number and row.second in any_number
    }


@pytest.mark.parametrize("name", LOSSES)
def test_the_tour_draws_the_loss_and_its_slope(name):
    explorer = gallery.catalogue_tour()
    value, slope = LOSSES[name]
    here, curve, dot, there, slopes, push = explorer.moving
    explorer.move(loss=name, says=1.5)
    for place in (here, there):
        assert place.get_xdata() == [1.5, 1.5]
    for x, y in curve.get_xydata()[::7]:
        if np.isfinite(y):
            assert y == pytest.approx(value(x), abs=1e-12)
        else:
            assert value(x) >= 9
    assert dot.get_xydata() == pytest.approx(np.array([[1.5, value(1.5)]]))
    if slope is None:
        assert len(slopes.get_xydata()) == len(push.get_xydata()) == 0
        return
    for x, y in slopes.get_xydata()[3::7]:
        if np.isfinite(y):
            assert y == pytest.approx(slope(x), abs=1e-12)
        else:
            assert abs(slope(x)) >= 9
    assert push.get_xydata() == pytest.approx(np.array([[1.5, slope(1.5)]]))


@pytest.mark.parametrize("times", [1, 4, 19])
def test_the_crate_is_cheapest_where_the_line_stands(times):
    explorer = gallery.one_sided_cost()
    explorer.move(times=times, holds=4000)
    level, share, curve, best, dot = explorer.moving
    for holds, cost in curve.get_xydata():
        assert cost == pytest.approx(crate(times, holds)[2], rel=1e-12)
    _, _, cost, cheapest, _ = crate(times, 4000)
    assert dot.get_xydata().tolist() == [[4000, pytest.approx(cost)]]
    enough = sum(g <= 4000 for g in GRAMS) / len(GRAMS)
    assert share.get_xdata() == [4000] and share.get_ydata() == [enough]
    assert best.get_xdata() == [cheapest, cheapest]
    (foot, corner, end) = level.get_xydata().tolist()
    assert foot == [cheapest, 0]
    assert corner == [cheapest, pytest.approx(times / (1 + times))]
    assert end[1] == corner[1]
    # The corner is on the staircase: below its share are the lighter birds alone.
    lighter = sum(g < cheapest for g in GRAMS) / len(GRAMS)
    no_heavier = sum(g <= cheapest for g in GRAMS) / len(GRAMS)
    assert lighter < corner[1] <= no_heavier
    lowest = min(GRAMS, key=lambda holds: crate(times, holds)[2])
    assert crate(times, cheapest)[2] == pytest.approx(crate(times, lowest)[2])


def test_there_is_always_something_to_drag():
    """Though a dot leaves its panel where the loss or the cost is high."""
    for explorer in (gallery.catalogue_tour(), gallery.one_sided_cost()):
        for values in positions(explorer):
            explorer.move(**values)
            for slider in explorer.sliders.values():
                seen = [handles.point(handle) for handle in slider.handles]
                assert not seen or any(seen), values
