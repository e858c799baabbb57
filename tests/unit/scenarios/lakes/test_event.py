"""A wet time on a lake: closed forms with everything shut, the balance, and what sluices and pumps hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.lakes.event import event
from scenarios.lakes.parameters import LakeLevelParameters
from scenarios.lakes.setup import lake_of_figures

DAY = 86_400.0
LAKE = lake_of_figures(LakeLevelParameters())
SHUT = replace(LAKE, sluice=None, pumps=np.nan)


def test_with_everything_shut_the_lake_rises_by_inflow_over_area():
    course = event(SHUT, inflow=1000.0, days=14.0, mean_sea_level=0.0)
    assert course.rise == pytest.approx(1000.0 * 14 * DAY / 1.1e9, rel=1e-9)
    assert course.outflow == pytest.approx(0.0, abs=1.0)
    assert np.diff(course.level) == pytest.approx(np.full(56, 1000 * DAY / 4 / 1.1e9), rel=1e-6)


def test_january_2024_a_metre_of_rise_takes_a_fortnight_of_a_thousand_and_a_blocked_sluice():
    """Told of that month: more than 1 m above the winter level while more than 1000 m3/s came in."""
    course = event(SHUT, inflow=1000.0, days=30.0, mean_sea_level=0.0)
    days = float(np.interp(1.0, course.level - course.level[0], course.time)) / DAY
    assert days == pytest.approx(12.7315, rel=1e-4)
    before_pumps = replace(LAKE, pumps=np.nan)
    fair = event(before_pumps, inflow=1500.0, days=21.0, mean_sea_level=0.12)
    stormy = event(before_pumps, inflow=1500.0, days=21.0, mean_sea_level=0.12 + 1.0)
    assert fair.rise < 0.35 < 1.0 < stormy.rise < 1.7


def test_the_lake_settles_where_the_sluice_passes_what_comes_in():
    lake = replace(LAKE, pumps=np.nan)
    course = event(lake, inflow=1500.0, days=365.0, mean_sea_level=0.05)
    assert lake.sluice is not None
    assert lake.sluice.passes(course.level[-1], 0.05).discharge == pytest.approx(1500.0, rel=1e-3)


@pytest.mark.parametrize(("area", "inflow"), [(1e3, 1500.0), (1e3, 1e5), (1e7, 3000.0)])
def test_a_small_lake_settles_there_too(area, inflow):
    """All inflow would bring it millions of metres high: its table must be fine where it stands."""
    lake = replace(lake_of_figures(LakeLevelParameters(area=area / 1e6)), pumps=np.nan)
    course = event(lake, inflow=inflow, days=365.0, mean_sea_level=0.05)
    assert lake.sluice.passes(course.level[-1], 0.05).discharge == pytest.approx(inflow, rel=1e-2)


def test_pumps_that_bring_more_than_comes_in_hold_the_level():
    course = event(replace(LAKE, sluice=None, pumps=300.0), inflow=275.0, days=10.0, mean_sea_level=3.0)
    assert course.rise == pytest.approx(0.0, abs=1e-9)
    assert course.outflow == pytest.approx(course.inflow, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.0, 5000.0), st.floats(-0.5, 3.0), st.floats(0.5, 40.0), st.floats(1e5, 1e9))
def test_nothing_is_lost_and_a_small_lake_takes_no_step_too_long(inflow, sea, days, area):
    lake = lake_of_figures(LakeLevelParameters(area=area / 1e6))
    course = event(lake, inflow=inflow, days=days, mean_sea_level=sea)
    kept = float(lake.hypsometry.volume(course.level[0], course.level[-1]))
    assert course.inflow == pytest.approx(inflow * days * DAY, rel=1e-9)
    assert kept == pytest.approx(course.inflow - course.outflow, rel=1e-9, abs=1e-3)
    assert course.outflow >= -1e-6 * max(course.inflow, 1.0)
    assert course.level.min() >= lake.level - 1e-9
    # a constant inflow never lets the lake fall, however large the step is beside the lake
    assert (np.diff(course.level) >= -1e-6).all()
