"""Sluices against the tide: the worked table, the end of gravity discharge, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.physics.sluice import (
    emptying_time,
    level_for_discharge,
    orifice,
    pump_discharge,
    rise_that_ends,
    shore_strip,
    sluice_discharge,
    tidal_discharge,
)
from scenarios.physics.weir import weir_discharge

DAY = 86_400.0
SLUICE = {"sill": -4.7, "width": 300.0}
RISES = np.array([0.0, 0.25, 0.50, 0.75])
"""Sea-level rise of the worked table [m], on a mean sea of 0.05 m NAP."""


def test_the_worked_table_of_discharge_against_a_rising_sea():
    tide = tidal_discharge(level_in=-0.25, mean_sea_level=0.05 + RISES, amplitude=0.85, **SLUICE)
    assert tide.discharge == pytest.approx([1067.40, 595.321, 101.561, 0.0], rel=5e-6)
    assert tide.open_fraction == pytest.approx([0.385200, 0.276000, 0.109700, 0.0], abs=5e-7)


def test_part_of_the_tide_is_the_arc_of_a_cosine():
    """The sea stands below the lake for ``arccos((mean - h_in) / a) / pi`` of the tide."""
    tide = tidal_discharge(level_in=-0.25, mean_sea_level=0.05 + RISES[:3], amplitude=0.85, **SLUICE)
    arc = np.arccos((0.30 + RISES[:3]) / 0.85) / np.pi
    assert tide.open_fraction == pytest.approx(arc, abs=1.0 / 20_000)


def test_without_tide_it_is_the_weir():
    tide = tidal_discharge(level_in=0.2, mean_sea_level=-0.3, amplitude=0.0, **SLUICE)
    weir = weir_discharge(level_up=0.2, level_down=-0.3, crest_level=-4.7, width=300.0, coefficient=0.9)
    assert tide.discharge == pytest.approx(weir, rel=1e-12)
    assert tide.open_fraction == 1.0


def test_drowned_form_as_it_is_written_down_and_free_below_two_thirds():
    found = sluice_discharge(level_in=-0.25, level_sea=-0.60, **SLUICE)
    assert found == pytest.approx(0.9 * 300 * 4.1 * np.sqrt(2 * 9.81 * 0.35), rel=1e-12)
    free = sluice_discharge(level_in=-0.25, level_sea=-3.0, **SLUICE)
    assert free == pytest.approx(0.9 * 300 * 1.704888 * 4.45**1.5, rel=1e-5)


@pytest.mark.parametrize("sea", [-0.25, 0.0, 4.0])
def test_it_is_closed_against_the_sea(sea):
    assert sluice_discharge(level_in=-0.25, level_sea=sea, **SLUICE) == 0.0


def test_gravity_ends_at_a_rise_of_amplitude_and_lake_above_the_mean():
    ends = float(rise_that_ends(level_in=-0.25, mean_sea_level=0.05, amplitude=0.85))
    assert ends == pytest.approx(0.55, rel=1e-12)
    around = 0.05 + ends + np.array([-0.01, 0.001])
    tide = tidal_discharge(level_in=-0.25, mean_sea_level=around, amplitude=0.85, **SLUICE)
    assert tide.discharge[0] > 0.0
    assert tide.discharge[1] == 0.0


@settings(deadline=None)
@given(st.floats(-1.0, 1.0), st.floats(-0.5, 2.0), st.floats(0.0, 3.0), st.floats(0.0, 0.5))
def test_a_higher_sea_never_lets_more_through_and_a_higher_lake_never_less(lake, sea, amplitude, more):
    given_ = {"amplitude": amplitude, "midpoints": 500, **SLUICE}
    here = tidal_discharge(level_in=lake, mean_sea_level=sea, **given_)
    sea_up = tidal_discharge(level_in=lake, mean_sea_level=sea + more, **given_)
    lake_up = tidal_discharge(level_in=lake + more, mean_sea_level=sea, **given_)
    assert sea_up.discharge <= here.discharge * (1 + 1e-12)
    assert lake_up.discharge >= here.discharge * (1 - 1e-12)
    assert sea_up.open_fraction <= here.open_fraction <= lake_up.open_fraction


@settings(max_examples=30, deadline=None)
@given(st.floats(1.0, 4000.0), st.floats(-0.5, 2.0))
def test_the_level_that_keeps_a_discharge_gives_it(discharge, sea):
    level = level_for_discharge(
        discharge=discharge, mean_sea_level=sea, amplitude=0.85, midpoints=400, **SLUICE
    )
    back = tidal_discharge(
        level_in=level, mean_sea_level=sea, amplitude=0.85, midpoints=400, **SLUICE
    ).discharge
    assert back == pytest.approx(discharge, rel=1e-5)


def test_no_discharge_is_kept_from_low_water_and_too_much_by_no_level():
    given_ = {"mean_sea_level": [0.05, 0.55], "amplitude": 0.85, **SLUICE}
    # halving ends where the first of the midpoints of the tide lies below the lake
    assert level_for_discharge(discharge=0.0, **given_) == pytest.approx([-0.80, -0.30], abs=1e-5)
    assert np.isnan(level_for_discharge(discharge=1e9, **given_)).all()
    assert np.isnan(level_for_discharge(discharge=np.nan, **given_)).all()


def test_worked_openings_pumps_and_shore():
    assert orifice(area=1500.0, head=0.3) == pytest.approx(3275.25, rel=5e-6)
    assert orifice(area=1500.0, head=-0.3) == 0.0
    assert pump_discharge(depth_rate=14e-3 / DAY, area=100e6) == pytest.approx(16.2037, rel=5e-6)
    assert pump_discharge(depth_rate=1e-3 / DAY, area=1e6) == pytest.approx(0.0115741, rel=5e-6)
    assert shore_strip(rise=0.1, slope=50.0) == pytest.approx(5.00000, rel=1e-12)


def test_time_to_empty():
    assert emptying_time(volume=DAY * 10, outflow=12.0, inflow=2.0) == pytest.approx(DAY)
    assert emptying_time(volume=[1.0, 0.0], outflow=1.0, inflow=1.0).tolist() == [np.inf, 0.0]
    assert np.isnan(emptying_time(volume=1.0, outflow=np.nan))


def test_what_is_not_known_stays_so_and_what_cannot_be_is_refused():
    tide = tidal_discharge(level_in=[-0.25, np.nan], mean_sea_level=0.0, amplitude=0.85, **SLUICE)
    assert np.isfinite([tide.discharge[0], tide.open_fraction[0]]).all()
    assert np.isnan([tide.discharge[1], tide.open_fraction[1]]).all()
    with pytest.raises(ValueError, match=r"amplitude is -0\.5"):
        tidal_discharge(level_in=0.0, mean_sea_level=0.0, amplitude=-0.5, **SLUICE)
    with pytest.raises(ValueError, match="midpoints is 0"):
        tidal_discharge(level_in=0.0, mean_sea_level=0.0, amplitude=0.5, midpoints=0, **SLUICE)
    with pytest.raises(ValueError, match="width is -1"):
        sluice_discharge(level_in=0.0, level_sea=-1.0, sill=-4.0, width=-1.0)
