"""Greenhouse gas of peat: worked values of measured fields and inventories."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.physics.peat import CARBON_TO_CO2
from scenarios.physics.peat_emissions import (
    CARBON_TO_METHANE,
    DITCH_METHANE_DEEP,
    METHANE_WARMING,
    PER_HECTARE,
    SLOPE_EVANS,
    SLOPE_VAN_DER_POEL,
    SLOPE_VAN_DER_POEL_HIGH,
    SLOPE_VAN_DER_POEL_LOW,
    WET_METHANE_POOR,
    WET_METHANE_RICH,
    carbon_dioxide_curve,
    carbon_dioxide_line,
    ditch_methane,
    land_methane,
)

TONNES = 1000 * PER_HECTARE
"""A tonne for each hectare and year."""


def test_curve_of_worked_depths():
    carbon = carbon_dioxide_curve(depth=[0.2, 0.3, 0.6]) / TONNES / CARBON_TO_CO2
    assert carbon == pytest.approx([5.34138, 8.50381, 10.0355], rel=5e-6)


@pytest.mark.parametrize(
    ("slope", "tonnes"),
    [
        (SLOPE_VAN_DER_POEL, 4.6),
        (SLOPE_VAN_DER_POEL_LOW, 4.0),
        (SLOPE_VAN_DER_POEL_HIGH, 5.4),
        (SLOPE_EVANS, 3.0),
    ],
)
def test_lines_rise_by_their_tonnes_for_each_decimetre(slope, tonnes):
    low, high = carbon_dioxide_line(depth=[0.4, 0.5], slope=slope.value * PER_HECTARE)
    assert (high - low) / TONNES == pytest.approx(tonnes, rel=1e-9)


def test_lines_begin_where_peat_is_wet():
    assert carbon_dioxide_line(depth=[-0.2, 0.1], slope=1.0).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("carbon", "dioxide"), [(3.77, 13.8233), (2.66, 9.75333), (6.1, 22.3667), (3.6, 13.2)]
)
def test_carbon_in_dioxide(carbon, dioxide):
    assert carbon * CARBON_TO_CO2 == pytest.approx(dioxide, rel=5e-6)


@pytest.mark.parametrize(("methane", "dioxide"), [(16.0, 0.432000), (39.0, 1.05300)])
def test_methane_in_dioxide(methane, dioxide):
    assert methane * METHANE_WARMING.value / 1000 == pytest.approx(dioxide, rel=1e-6)


def test_methane_of_land_comes_within_20_cm_of_the_ground():
    rich = land_methane(depth=[0.3, 0.2, 0.125, 0.05, -0.1], wet=WET_METHANE_RICH.value * PER_HECTARE)
    most = 216 * CARBON_TO_METHANE
    assert rich / PER_HECTARE == pytest.approx([0, 0, most / 2, most, most], rel=1e-9, abs=1e-9)
    poor = land_methane(depth=0.0, wet=WET_METHANE_POOR.value * PER_HECTARE)
    assert poor / rich[-1] == pytest.approx(92 / 216, rel=1e-9)


def test_methane_of_ditches_counts_over_the_land_between():
    flux = ditch_methane(flux=DITCH_METHANE_DEEP.value * PER_HECTARE, open_water=0.2)
    assert flux / PER_HECTARE == pytest.approx(1165 * 0.2 / 0.8, rel=1e-9)


def test_what_is_not_known_stays_so_and_what_cannot_be_is_refused():
    assert np.isnan(carbon_dioxide_curve(depth=np.nan))
    with pytest.raises(ValueError, match="slope is -1"):
        carbon_dioxide_line(depth=0.4, slope=-1.0)
    with pytest.raises(ValueError, match="open_water is 1"):
        ditch_methane(flux=1.0, open_water=1.0)
    with pytest.raises(ValueError, match="wet is -2"):
        land_methane(depth=0.1, wet=-2.0)
