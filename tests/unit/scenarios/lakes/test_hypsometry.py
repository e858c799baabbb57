"""Area, volume and level of a lake: worked volumes, closed forms of a bowl, and the way back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.lakes.hypsometry import Hypsometry
from scenarios.lakes.ijsselmeer import AREA, AREA_MARKERMEER, SUMMER_HIGH, SUMMER_LOW


def upright(area: float) -> Hypsometry:
    return Hypsometry(np.array([0.0]), np.array([area]))


def test_worked_volumes_of_the_lakes():
    band = (SUMMER_LOW.value, SUMMER_HIGH.value)
    both = AREA.value + AREA_MARKERMEER.value
    assert upright(AREA.value).volume(*band) == pytest.approx(220.000e6, rel=1e-9)
    assert upright(both).volume(-0.20, -0.10) == pytest.approx(180.000e6, rel=1e-9)
    assert upright(2.0e9).volume(*band) == pytest.approx(400e6, rel=1e-9)
    assert upright(2.0e9).volume(-0.20, -0.15) == pytest.approx(100e6, rel=1e-9)


BOWL = Hypsometry(np.array([-2.0, 0.0, 1.0]), np.array([1.0, 3.0, 3.5]) * 1e6)


def test_a_bowl_is_a_trapezium_between_its_nodes_and_upright_beyond():
    assert BOWL.volume(-2.0, 0.0) == pytest.approx(4.0e6)
    assert BOWL.volume(-1.0, 0.5) == pytest.approx(2.5e6 + 0.5 * 3.125e6)
    assert BOWL.volume(0.5, -1.0) == pytest.approx(-(2.5e6 + 0.5 * 3.125e6))
    assert BOWL.volume(1.0, 3.0) == pytest.approx(7.0e6)
    assert BOWL.volume(-5.0, -2.0) == pytest.approx(3.0e6)
    assert BOWL.area([-9.0, -1.0, 9.0]).tolist() == [1.0e6, 2.0e6, 3.5e6]


@given(st.floats(-4.0, 3.0), st.floats(-5e6, 2e7))
def test_the_level_after_water_is_added_holds_that_water(start, added):
    end = BOWL.level(start, added)
    assert float(BOWL.volume(start, end)) == pytest.approx(added, rel=1e-9, abs=1e-3)


def test_what_is_not_known_gives_no_level():
    assert np.isnan(BOWL.level(np.nan, 1.0))
    assert np.isnan(BOWL.level(0.0, np.nan))


@pytest.mark.parametrize(
    ("levels", "areas"),
    [
        ([0.0, 0.0], [1.0, 2.0]),
        ([0.0, 1.0], [2.0, 1.0]),
        ([0.0], [0.0]),
        ([0.0], [np.nan]),
        ([0.0], [1.0, 2.0]),
    ],
)
def test_no_lake_shrinks_upward_or_has_no_area(levels, areas):
    with pytest.raises(ValueError, match=r"levels|areas"):
        Hypsometry(np.array(levels), np.array(areas))
