"""What holds for the effects of a level at any groundwater: wetter is wetter, parts make the whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scenarios.polders.effect import Answer, compare, effects
from scenarios.polders.effects.bearing import SEASON
from tests.unit.scenarios.polders.effect_cases import case, course
from tests.unit.scenarios.polders.peat_polder import peat_polder

MONTHS = arrays.arrays(np.float64, (12, 4), elements=st.floats(0.0, 2.0))
RISE = st.floats(0.0, 0.6)
EFFECTS = effects()


def assess(name: str, months: np.ndarray, rise: float) -> Answer:
    """Effect on a polder whose ditches and groundwater both stand higher by a rise."""
    level = np.full(4, -2.1 + rise)
    columns = peat_polder(summer_level=level, winter_level=level, use=np.array([0, 1, 0, 0], np.int8))
    return EFFECTS[name].assess(case(columns, course(columns, depth=np.maximum(months - rise, 0.0))))


@given(MONTHS, RISE)
@settings(max_examples=40, deadline=None)
def test_a_rise_costs_bearing_and_room_for_rain_and_holds_bottoms_down(months, rise):
    for name, sign in (("bearing_days", 1), ("rain_storage", -1)):
        before, after = assess(name, months, 0.0), assess(name, months, rise)
        assert sign * (after.value - before.value) >= -1e-6
    days = assess("bearing_days", months, rise)
    assert 0.0 <= days.low <= days.value <= days.high <= SEASON + 1e-9
    columns = peat_polder()
    now, level = course(columns), np.full((10, 4), -2.1 + rise)
    raised = course(columns, summer_level=level, winter_level=level)
    found = compare(EFFECTS["ditch_bottom_heave"], case(columns, now), case(columns, raised))
    assert found.difference.value <= 0.0
    assert found.difference.parts["lowest_factor [1]"] >= -1e-12


@given(MONTHS, RISE)
@settings(max_examples=40, deadline=None)
def test_a_rise_never_emits_more_dioxide_by_any_measured_line(months, rise):
    before, after = (assess("co2_emission", months, by) for by in (0.0, rise))
    methane = [
        found.parts["methane_land [t CO2-eq/ha/yr]"] + found.parts["methane_ditches [t CO2-eq/ha/yr]"]
        for found in (before, after)
    ]
    for name in (name for name in before.variants if "line of" in name or "curve" in name):
        dioxide = [found.variants[name] - gas for found, gas in zip((before, after), methane, strict=True)]
        assert dioxide[1] <= dioxide[0] + 1e-6


@given(MONTHS)
@settings(max_examples=40, deadline=None)
def test_every_month_is_in_the_band_or_out_of_it(months):
    found = assess("band_share", months, 0.0)
    for row in found.table:
        assert row["in_band"] + row["too_wet"] + row["too_dry"] == pytest.approx(1.0)
    assert found.value == pytest.approx(np.mean([row["in_band"] for row in found.table]))
    assert found.parts["area_in_band_all_year [1]"] <= found.parts["area_in_band_worst_month [1]"] + 1e-12
    assert found.parts["area_in_band_worst_month [1]"] <= found.value + 1e-12


@given(MONTHS, st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_parts_of_the_land_add_up_to_the_whole(months, first):
    columns = peat_polder()
    given_course = course(columns, depth=months, inlet=np.full((10, 4), 0.1, np.float32) * (1 + months[0]))
    part = np.arange(4) < first
    cases = [case(columns, given_course, land=land) for land in (None, part, ~part)]
    whole, one, other = (EFFECTS["co2_emission"].assess(each).parts["total [t CO2-eq/yr]"] for each in cases)
    assert whole == pytest.approx(one + other)
    whole, one, other = (EFFECTS["water_demand"].assess(each).value for each in cases)
    assert whole == pytest.approx(one + other)
