"""Water at features: above the ground, above the floor, outside the land."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.impacts.hazard import WET_DEPTH, Hazard
from scenarios.impacts.sites import sites
from twin.state import Twin


def test_depth_above_ground_and_floor(farmed: Twin, hazard: Hazard) -> None:
    found = sites(farmed, hazard, "buildings")
    assert found is not None
    assert found.wet.all()
    assert found.depth().tolist() == pytest.approx([2.5, 2.5, 2.5])
    assert found.depth_inside().tolist() == pytest.approx([2.2, 2.5, 0.0])
    assert found.depth_inside(-0.1).tolist() == pytest.approx([2.1, 2.4, 0.0])
    assert found.depth(-9.0).tolist() == [0.0, 0.0, 0.0]
    assert found.arrival_time[0] == pytest.approx((61005 - 60540) * 6.0)
    assert found.rise_rate[0] == pytest.approx(2.5 / 7200)


def test_dry_features_have_no_water_whatever_the_shift(farmed: Twin, hazard: Hazard) -> None:
    dry = replace(hazard, depth=np.zeros_like(hazard.depth), wet=np.zeros_like(hazard.wet))
    found = sites(farmed, dry, "buildings")
    assert found is not None
    assert not found.wet.any()
    assert found.depth(0.5).tolist() == [0.0, 0.0, 0.0]
    assert np.isinf(found.arrival_time).all()


def test_without_the_theme_there_is_nothing(farmed: Twin, hazard: Hazard) -> None:
    assert sites(farmed, hazard, "roads") is None


def test_what_stands_in_permanent_water_is_wet_above_its_floor_only(farmed: Twin, hazard: Hazard) -> None:
    """A pumping station in a ditch is not out of service because there is water in the ditch."""
    ditch = hazard.land.copy()
    row, column = hazard.grid.index(np.array([61505.0]), np.array([545505.0]))
    ditch[row, column] = False
    in_water = replace(hazard, land=ditch, wet=hazard.wet & ditch)
    floors = farmed.features["vital_objects"].assign(floor_level=[1.2])
    found = sites(farmed.with_(features={"vital_objects": floors}), in_water, "vital_objects")
    assert found is not None
    assert found.wet.tolist() == [False]
    low = farmed.features["vital_objects"].assign(floor_level=[0.4])
    found = sites(farmed.with_(features={"vital_objects": low}), in_water, "vital_objects")
    assert found is not None
    assert found.depth_inside().tolist() == pytest.approx([0.6])


def test_a_sheet_of_water_on_a_slope_is_no_deeper_than_it_is(farmed: Twin, hazard: Hazard) -> None:
    """The level on the high side of a footprint does not stand above the ground on its low side."""
    x, _ = np.meshgrid(farmed.grid.x, farmed.grid.y)
    thin = np.where(hazard.land, 0.05, 0.0).astype(np.float32)
    slope = replace(hazard, ground=(0.1 * (x - 60000.0)).astype(np.float32), depth=thin, wet=thin > WET_DEPTH)
    floors = farmed.features["buildings"].assign(floor_level=np.nan)
    found = sites(farmed.with_(features={"buildings": floors}), slope, "buildings")
    assert found is not None
    assert found.depth().tolist() == pytest.approx([0.05] * 3)
    assert found.depth_inside().tolist() == pytest.approx([0.05] * 3)


def test_what_stands_in_permanent_water_without_a_floor_is_wet_when_the_water_rises(
    farmed: Twin, hazard: Hazard
) -> None:
    ditch = hazard.land.copy()
    row, column = hazard.grid.index(np.array([61505.0]), np.array([545505.0]))
    ditch[row, column] = False
    film = np.broadcast_to(np.int16(250), hazard.depth_cm.shape)
    full = replace(hazard, land=ditch, wet=hazard.wet & ditch, depth_cm=film)
    found = sites(farmed, full, "vital_objects")
    assert found is not None
    assert found.wet.tolist() == [False]
    found = sites(farmed, replace(full, depth_cm=film - np.int16(100)), "vital_objects")
    assert found is not None
    assert found.depth_inside().tolist() == pytest.approx([1.0])
