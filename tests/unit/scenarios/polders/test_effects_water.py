"""Effects on water: what is let in, what no longer finds room, and ditch bottoms."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.polders.effect import compare
from scenarios.polders.effects.bottom_heave import DitchBottomHeave
from scenarios.polders.effects.rain_storage import RainStorage
from scenarios.polders.effects.water_demand import SEASON, WaterDemand
from tests.unit.scenarios.polders.effect_cases import case, course
from tests.unit.scenarios.polders.peat_polder import DAY, peat_polder

AREA = 100.0
"""Land of the small polder [m2]."""


def inlet(*millimetres: float) -> np.ndarray:
    """Inlet of the last years, before them none, (10, 4)."""
    years = np.zeros((10, 4), np.float32)
    years[-len(millimetres) :] = np.array(millimetres)[:, None] * 1e-3
    return years


def test_demand_is_that_of_the_driest_year():
    columns = peat_polder()
    found = WaterDemand().assess(case(columns, course(columns, inlet=inlet(60, 126, 20))))
    assert found.value == pytest.approx(0.126 * AREA, rel=1e-6)
    assert (found.low, found.high) == pytest.approx((0.0, 0.126 * AREA), rel=1e-6)
    assert found.parts["driest_year_depth [mm]"] == pytest.approx(126, rel=1e-6)
    assert found.parts["mean_year [m3]"] == pytest.approx((0.06 + 0.126 + 0.02) * AREA / 8, rel=1e-6)
    assert found.columns == pytest.approx(np.full(4, 0.126), rel=1e-6)
    years = [row["name"] for row in found.table if row["row"] == "year"]
    assert years == [str(year) for year in range(2027, 2035)]
    assert "2033" in found.notes[0]


def test_demand_of_years_long_ago_is_not_counted():
    columns = peat_polder()
    years = inlet(10)
    years[0] = 1.0
    assert WaterDemand().assess(case(columns, course(columns, inlet=years))).value == pytest.approx(1.0)


def test_demand_stands_against_the_inlets():
    columns = peat_polder()
    given = course(columns, inlet=inlet(366))
    enough = WaterDemand().assess(case(columns, given, inlet_capacity=4.0))
    assert enough.parts["inlet_capacity_used [1]"] == pytest.approx(0.5, rel=1e-6)
    assert enough.parts["inlet_short [m3]"] == 0.0
    short = WaterDemand().assess(case(columns, given, inlet_capacity=0.5))
    assert short.parts["inlet_short [m3]"] == pytest.approx((0.366 - 0.0005 * SEASON) * AREA, rel=1e-6)
    assert any("short" in note for note in short.notes)
    none = WaterDemand().assess(case(columns, given, inlet_capacity=0.0))
    assert none.parts["inlet_short [m3]"] == pytest.approx(36.6, rel=1e-6)
    assert "inlet_capacity_used [1]" not in none.parts
    assert any("not known" in note for note in WaterDemand().assess(case(columns, given)).notes)


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf"), "much"])
def test_an_inlet_that_cannot_be_is_refused(value):
    assert [p.field for p in WaterDemand().check({"inlet_capacity": value})] == ["inlet_capacity"]
    assert WaterDemand().check({"inlet_capacity": 0.0}) == []


def test_a_worked_raise_takes_room_for_rain():
    """0.3 m in ditches and soil, 8 % open water, storage 0.12: 57.12 mm."""
    low = peat_polder()
    high = peat_polder(summer_level=np.full(4, -1.8), winter_level=np.full(4, -1.8))
    before, after = (
        case(columns, course(columns, depth=depth)) for columns, depth in ((low, 0.6), (high, 0.3))
    )
    found = compare(RainStorage(), before, after).difference
    assert found.value == pytest.approx(-57.1200, rel=1e-6)
    assert found.parts["ditches [mm]"] == pytest.approx(-24.0000, rel=1e-6)
    # peat of 0.05 to 0.15 instead of 0.12
    assert (found.low, found.high) == pytest.approx(
        (-24 - 300 * 0.92 * 0.15, -24 - 300 * 0.92 * 0.05), rel=1e-6
    )


def test_what_has_no_room_comes_over_the_land():
    columns = peat_polder(summer_level=np.full(4, -1.8), winter_level=np.full(4, -1.8))
    given = course(columns, depth=0.3)
    room = 1e3 * (0.08 * 0.3 + 0.92 * 0.12 * 0.3)
    found = RainStorage().assess(case(columns, given, storm_depth=100.0, pump_capacity=14.0))
    assert found.value == pytest.approx(room, rel=1e-6)
    over = 100 - 14 - room
    assert found.parts["storm_over_land [mm]"] == pytest.approx(over, rel=1e-5)
    # on the land alone: ditches hold as much of it for each of their metres
    assert found.parts["storm_over_land_volume [m3]"] == pytest.approx(over * 1e-3 * AREA, rel=1e-5)
    assert found.parts["flooded_by_storm [%]"] == 100.0
    small = RainStorage().assess(case(columns, given, storm_depth=20.0))
    assert small.parts["storm_over_land_volume [m3]"] == 0.0


def test_a_storm_of_negative_depth_is_refused():
    problems = RainStorage().check({"storm_depth": -5.0, "pump_capacity": float("nan")})
    assert [problem.field for problem in problems] == ["storm_depth", "pump_capacity"]


def deep_polder(**changes):
    """Ditches 0.5 m deep at 0.6 m below the ground: 1.9 m of clay over sand at 3 m."""
    clay = {"peat_thickness": np.zeros(4), "soft_thickness": np.full(4, 3.0), "deep_head": np.full(4, -1.5)}
    return peat_polder(4, **(clay | changes))


def test_ditch_bottom_of_clay():
    columns = deep_polder()
    found = DitchBottomHeave().assess(case(columns, course(columns)))
    factor = (1.9 * 15_000 + 0.5 * 9810) / (9810 * 3.0)
    assert found.columns == pytest.approx(np.full(4, factor), rel=1e-9)
    assert factor > 1.1
    assert (found.value, found.parts["lifting_now [%]"]) == (0.0, 0.0)
    heads = np.array([-1.5, -1.3, -0.9, -0.5])
    found = DitchBottomHeave().assess(case(deep_polder(deep_head=heads), course(columns)))
    assert found.value == pytest.approx(75.0)
    assert found.parts["lifting_now [%]"] == pytest.approx(50.0)
    assert "50.0 % lift already" in found.notes[0]


def test_peat_below_the_ditch_weighs_less():
    columns = deep_polder(peat_thickness=np.array([0.0, 2.1, 9.0, np.nan]))
    factor = DitchBottomHeave().assess(case(columns, course(columns))).columns
    assert factor is not None
    pressure = 9810 * 3.0
    # peat down to 2.1 m below the ground is 1.0 m of the 1.9 m below the ditch
    expected = [
        (weight + 0.5 * 9810) / pressure for weight in (1.9 * 15e3, 10.5e3 + 0.9 * 15e3, 1.9 * 10.5e3)
    ]
    assert factor[:3] == pytest.approx(expected, rel=1e-9)
    assert np.isnan(factor[3])


def test_a_raise_holds_the_bottom_down_and_a_lower_level_digs_it_deeper():
    columns = deep_polder()
    now = case(columns, course(columns))
    factors = {}
    for shift in (0.3, -0.3):
        level = np.full((10, 4), -2.1 + shift)
        moved = case(columns, course(columns, summer_level=level, winter_level=level))
        factors[shift] = DitchBottomHeave().assess(moved).parts["lowest_factor [1]"]
    today = DitchBottomHeave().assess(now).parts["lowest_factor [1]"]
    assert factors[0.3] - today == pytest.approx(0.3 * 9810 / (9810 * 3.0), rel=1e-9)
    assert today - factors[-0.3] == pytest.approx(0.3 * 15_000 / (9810 * 3.0), rel=1e-9)


@pytest.mark.parametrize(
    "changes",
    [
        {"resistance": np.full(4, np.inf)},
        {"deep_head": np.full(4, np.nan)},
        {"soft_thickness": np.full(4, 1.0)},
        {"soft_thickness": np.full(4, np.nan)},
    ],
)
def test_without_soft_soil_over_an_aquifer_nothing_is_said(changes):
    columns = deep_polder(**changes)
    found = DitchBottomHeave().assess(case(columns, course(columns)))
    assert np.isnan(found.value)
    assert found.reason


def test_no_pressure_lifts_nothing():
    columns = deep_polder(deep_head=np.full(4, -4.6), resistance=np.full(4, 500 * DAY))
    found = DitchBottomHeave().assess(case(columns, course(columns)))
    assert (found.value, found.parts["lowest_factor [1]"]) == (0.0, 10.0)
