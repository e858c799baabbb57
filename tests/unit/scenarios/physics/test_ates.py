"""Heat and cold in an aquifer: what must always hold, and the rules of balance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.physics.ates import (
    CAPACITY_RATIO,
    SURPLUS_LIMIT,
    WELL_DISTANCE,
    hydraulic_radius,
    longest_surplus,
    stored_energy,
    thermal_drift,
    thermal_radius,
    well_distance,
)
from twin import heat_reach

YEAR = 31_557_600.0
volumes, lengths = st.floats(1.0, 1e7), st.floats(1.0, 200.0)


def test_the_thermal_radius_is_the_one_that_claims_have():
    assert thermal_radius(volume=150_000.0, length=40.0) == heat_reach.thermal_radius(
        volume=150_000, length=40.0
    )


@settings(deadline=None)
@given(volumes, lengths, st.floats(1.0, 20.0))
def test_radii_grow_with_the_root_of_the_volume(volume, length, factor):
    for radius in (
        lambda v: thermal_radius(volume=v, length=length),
        lambda v: hydraulic_radius(volume=v, length=length, porosity=0.35),
    ):
        assert radius(factor * volume) == pytest.approx(np.sqrt(factor) * radius(volume), rel=1e-12)


@settings(deadline=None)
@given(volumes, lengths, st.floats(0.05, 0.6))
def test_heat_stays_behind_its_water_as_much_as_it_drifts_slower(volume, length, porosity):
    store = {"volume": volume, "length": length}
    behind = thermal_radius(**store) / hydraulic_radius(porosity=porosity, **store)
    assert behind**2 == pytest.approx(thermal_drift(velocity=1.0, porosity=porosity), rel=1e-12)
    assert behind < 1.0


@settings(deadline=None)
@given(volumes, lengths)
def test_the_cylinder_holds_the_energy(volume, length):
    radius = thermal_radius(volume=volume, length=length)
    ground = 4.18e6 / CAPACITY_RATIO
    held = np.pi * radius**2 * length * ground * 6.0
    assert held == pytest.approx(stored_energy(volume=volume, difference=6.0), rel=1e-12)


def test_distance_by_practice_or_by_choice():
    assert well_distance(radius=40.0) == 40.0 * WELL_DISTANCE.value
    assert well_distance(radius=[40.0, np.nan], times=2.0).tolist() == pytest.approx(
        [80.0, np.nan], nan_ok=True
    )
    assert WELL_DISTANCE.status == "unverified"


def test_the_longest_time_with_too_much_heat():
    years = YEAR * np.arange(13.0)
    sawtooth = np.where(np.arange(13) % 4 == 0, -1.0, 5.0)
    assert longest_surplus(time=years, heat=sawtooth) == 4 * YEAR
    rising = longest_surplus(time=years, heat=np.arange(13.0))
    assert rising == 12 * YEAR > SURPLUS_LIMIT.value
    # a surplus of cold is allowed
    assert longest_surplus(time=years, heat=-np.arange(13.0)) == YEAR
    assert longest_surplus(time=[0.0], heat=[0.0]) == 0.0
    assert np.isnan(longest_surplus(time=[0.0, 1.0], heat=[0.0, np.nan]))


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: thermal_radius(volume=-1.0, length=40.0), "volume"),
        (lambda: thermal_radius(volume=1.0, length=0.0), "length"),
        (lambda: hydraulic_radius(volume=1.0, length=1.0, porosity=0.0), "porosity"),
        (lambda: thermal_drift(velocity=np.inf, porosity=0.3), "velocity"),
        (lambda: stored_energy(volume=-1.0, difference=1.0), "volume"),
        (lambda: well_distance(radius=-1.0), "radius"),
        (lambda: longest_surplus(time=[0.0, 1.0], heat=[0.0]), "heat"),
        (lambda: longest_surplus(time=[1.0, 0.0], heat=[0.0, 0.0]), "time"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} "):
        call()
