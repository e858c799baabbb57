"""Drainage of parcels against worked values, limits of the formulas, and each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.physics.drainage import (
    drainage_resistance,
    equivalent_depth,
    ernst_rise,
    hooghoudt_rise,
    largest_deficit,
)
from scenarios.physics.groundwater_time import (
    STEADY_SHAPE,
    cosine_response,
    reservoir_step,
    zeeuw_hellinga_step,
)
from scenarios.physics.leaky_strip import ditch_inflow, leaky_strip_level, leaky_strip_response

DAY = 86400.0
MM = 1e-3 / DAY
STRIP = {"transmissivity": 0.2 / DAY, "resistance": 1000 * DAY}
DRIVEN = {"ditch_level": -2.5, "deep_head": -3.0, "recharge": -1.5 * MM}


@pytest.mark.parametrize(
    ("spacing", "base_depth", "radius", "depth"),
    [(60, 5, 0.5, 4.01379), (40, 4, 0.6, 3.35685), (6, 2, 0.04, 0.599922)],
)
def test_equivalent_depth_of_worked_cases(spacing, base_depth, radius, depth):
    found = equivalent_depth(spacing=spacing, base_depth=base_depth, radius=radius)
    assert found == pytest.approx(depth, rel=5e-6)


def test_both_branches_of_the_equivalent_depth_meet():
    spacing = 2 * np.pi * 5.0 / np.array([0.5 - 1e-9, 0.5])  # x = 0.5 -/+
    below, above = equivalent_depth(spacing=spacing, base_depth=5.0, radius=0.5)
    assert below == pytest.approx(above, rel=1e-6)


def test_wide_parcels_drain_at_the_full_depth():
    assert equivalent_depth(spacing=1e6, base_depth=2.0, radius=0.5) == pytest.approx(2.0, rel=1e-3)


@pytest.mark.parametrize(
    ("recharge", "conductivity", "depth", "spacing", "rise"),
    [
        (7.0, 0.5, 4.01379, 60, 1.34443),
        (1.5, 0.05, 3.35685, 40, 1.46689),
        (-0.3, 0.05, 3.35685, 40, -0.378857),
        (-1.5, 0.05, 0.599922, 6, -0.300078),
    ],
)
def test_hooghoudt_of_worked_cases(recharge, conductivity, depth, spacing, rise):
    found = hooghoudt_rise(
        recharge=recharge * MM, conductivity=conductivity / DAY, depth=depth, spacing=spacing
    )
    assert found == pytest.approx(rise, rel=5e-6)


def test_more_than_the_ditches_can_feed_is_not_known():
    peat = {"conductivity": 0.05 / DAY, "depth": 3.35685, "spacing": 40.0}
    most = largest_deficit(**peat)
    assert most / MM == pytest.approx(1.40855, rel=5e-6)  # from the rounded depth
    assert hooghoudt_rise(recharge=-most, **peat) == pytest.approx(-3.35685)
    assert np.isnan(hooghoudt_rise(recharge=-1.001 * most, **peat))


def test_ernst_of_a_worked_case():
    found = ernst_rise(
        recharge=5 * MM,
        vertical_thickness=0.5,
        vertical_conductivity=0.2 / DAY,
        transmissivity=5 / DAY,
        spacing=50,
        radial_thickness=5,
        radial_conductivity=1 / DAY,
        wet_perimeter=1.5,
    )
    assert found == pytest.approx(0.420809, rel=5e-6)


def test_mean_of_a_parcel_is_two_thirds_of_the_middle():
    middle = hooghoudt_rise(recharge=1e-6 * MM, conductivity=1 / DAY, depth=1.0, spacing=60.0)
    mean = 1e-6 * MM * drainage_resistance(transmissivity=1 / DAY, spacing=60.0)
    assert mean == pytest.approx(2 / 3 * middle, rel=1e-4)


@pytest.mark.parametrize(
    ("spacing", "mean", "level"), [(40, False, -3.58180), (40, True, -3.24363), (6, False, -2.54417)]
)
def test_leaky_strip_of_worked_cases(spacing, mean, level):
    found = leaky_strip_level(**DRIVEN, **STRIP, spacing=spacing, mean=mean)
    assert found == pytest.approx(level, rel=5e-6)


def test_a_parcel_follows_its_ditch_by_half():
    middle = leaky_strip_response(**STRIP, spacing=40, mean=False)
    assert middle == pytest.approx(0.459098, rel=5e-6)
    assert leaky_strip_response(**STRIP, spacing=40) == pytest.approx(0.628183, rel=5e-6)
    assert 0.20 * middle == pytest.approx(0.09, abs=0.003)


def test_ditches_give_what_leaks_and_evaporates():
    inflow = ditch_inflow(**DRIVEN, **STRIP, spacing=40)
    assert inflow / MM == pytest.approx(1.25637, rel=5e-6)
    mean = leaky_strip_level(**DRIVEN, **STRIP, spacing=40)
    leaked = (mean - DRIVEN["deep_head"]) / STRIP["resistance"]
    assert inflow + DRIVEN["recharge"] == pytest.approx(leaked, rel=1e-12)


@given(st.floats(1.0, 500.0), st.floats(0.001, 100.0), st.floats(10.0, 10_000.0), st.floats(-3.0, 3.0))
def test_the_water_of_a_strip_balances(spacing, kd, c, deep):
    strip = {"spacing": spacing, "transmissivity": kd / DAY, "resistance": c * DAY}
    driven = {"ditch_level": -1.0, "deep_head": deep, "recharge": 0.8 * MM}
    leaked = (leaky_strip_level(**driven, **strip) - deep) / strip["resistance"]
    assert ditch_inflow(**driven, **strip) + driven["recharge"] == pytest.approx(leaked, rel=1e-6, abs=1e-14)


def test_a_very_wide_parcel_does_not_feel_its_ditch():
    assert leaky_strip_response(**STRIP, spacing=1e6, mean=False) == 0.0


def test_reservoir_empties():
    after = reservoir_step(
        level=1.0, ditch_level=0.0, recharge=0.0, resistance=300 * DAY, storage=0.15, duration=30 * DAY
    )
    assert after == pytest.approx(0.513417, rel=5e-6)


@given(st.floats(0.0, 1e8), st.floats(-5.0, 5.0), st.floats(-5.0, 5.0))
def test_two_short_steps_are_one_long_step(duration, level, recharge):
    parcel = {"ditch_level": -2.0, "recharge": recharge * MM, "resistance": 200 * DAY, "storage": 0.1}
    half = reservoir_step(level=level, duration=duration / 2, **parcel)
    twice = reservoir_step(level=half, duration=duration / 2, **parcel)
    assert twice == pytest.approx(reservoir_step(level=level, duration=duration, **parcel), abs=1e-9)


def test_zeeuw_hellinga_of_a_worked_case_and_its_steady_state():
    parcel = {"transmissivity": 1 / DAY, "storage": 0.15, "spacing": 50.0, "recharge": 10 * MM}
    after = zeeuw_hellinga_step(rise=0.0, duration=5 * DAY, shape=0.8, **parcel)
    assert after == pytest.approx(0.390415, rel=5e-6)
    steady = zeeuw_hellinga_step(rise=0.0, duration=1e5 * DAY, shape=STEADY_SHAPE, **parcel)
    assert steady == pytest.approx(10 * MM * 50.0**2 / (8 * 1 / DAY), rel=1e-9)


def test_seasons_of_a_parcel():
    amplitude, lag = cosine_response(amplitude=1.5 * MM, resistance=300 * DAY, storage=0.15)
    assert amplitude == pytest.approx(0.355840, rel=5e-6)
    assert lag / DAY == pytest.approx(38.2942, rel=5e-6)
    mean = 0.8 * MM * 300 * DAY
    assert mean + amplitude == pytest.approx(0.595840, rel=5e-6)
    assert mean - amplitude == pytest.approx(-0.115840, rel=5e-6)


def test_steps_follow_the_cosine():
    """Daily steps of the reservoir settle on the amplitude of the closed form, within what a day cuts off."""
    days = np.arange(6 * 3653)
    recharge = 1.5 * MM * np.cos(2 * np.pi * (days + 0.5) / 365.25)
    level, levels = 0.0, []
    for amount in recharge:
        level = float(
            reservoir_step(
                level=level,
                ditch_level=0.0,
                recharge=amount,
                resistance=300 * DAY,
                storage=0.15,
                duration=DAY,
            )
        )
        levels.append(level)
    assert max(levels[-1461:]) == pytest.approx(0.355840, rel=1e-4)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: hooghoudt_rise(recharge=0.0, conductivity=0.0, depth=1.0, spacing=1.0), "conductivity"),
        (lambda: equivalent_depth(spacing=-1.0, base_depth=1.0, radius=1.0), "spacing"),
        (lambda: leaky_strip_response(spacing=1.0, transmissivity=1.0, resistance=0.0), "resistance"),
        (
            lambda: reservoir_step(
                level=0, ditch_level=0, recharge=0, resistance=1.0, storage=1.5, duration=1.0
            ),
            "storage",
        ),
    ],
)
def test_impossible_values_are_refused_by_name(call, name):
    with pytest.raises(ValueError, match=name):
        call()


def test_what_is_not_known_stays_so():
    assert np.isnan(leaky_strip_level(**DRIVEN, **STRIP, spacing=np.nan))
