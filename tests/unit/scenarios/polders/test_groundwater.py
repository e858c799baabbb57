"""The daily groundwater gives the steady and the transient answers that can be written down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from scenarios.physics.groundwater_time import cosine_response, reservoir_step
from scenarios.physics.leaky_strip import ditch_inflow, leaky_strip_level, leaky_strip_response
from scenarios.polders.groundwater import PUMPED_DEPTH, Parcels, State, Year, parcels, start, year
from scenarios.polders.model import Columns
from scenarios.polders.regimes import months, reading_days, summer_share

DAY = 86_400.0
STRIP: dict[str, Any] = {"spacing": 40.0, "transmissivity": 0.2 / DAY, "resistance": 1000.0 * DAY}
Floats = npt.NDArray[np.float64]


def some(**values: Any) -> Columns:
    """Columns with the strip of the worked value, ground at 0 m NAP; what is given replaces it."""
    given = {
        "ground_level": 0.0, "summer_level": -2.5, "winter_level": -2.5, "deep_head": -3.0, "storage": 0.12,
        "relief_depth": 0.0, "relief_resistance": np.inf,
        "peat_thickness": 2.0, "clay_cover": 0.0, "soft_thickness": 5.0, **STRIP, **values,
    }  # fmt: skip
    size = max(np.size(value) for value in given.values())
    arrays = {
        name: np.broadcast_to(np.asarray(value, np.float64), size).copy()
        for name, value in given.items()
        if name not in ("use", "drains")
    }
    arrays["width"] = arrays["spacing"]
    codes: dict[str, Any] = {
        name: np.broadcast_to(np.int8(given.get(name, 0)), size) for name in ("use", "drains")
    }
    return Columns(
        areas=("a",), column=np.arange(size, dtype=np.int32)[None], cells=np.ones(size, np.int32),
        cell_area=25.0, area=np.zeros(size, np.int32), soils=("peat",), soil=np.zeros(size, np.int8),
        reasons=("",), reason=np.zeros(size, np.int32), **arrays, **codes,
    )  # fmt: skip


def run(
    columns: Columns, rain: float | Floats, years: int = 1, *, first: int = 2029, **options: Any
) -> tuple[Parcels, Year]:
    """Some years of the same weather [mm/d], from the steady state under no recharge."""
    given = parcels(columns)
    state = start(given, ground_level=columns.ground_level, level=columns.winter_level, recharge=0.0)
    state = options.pop("state", state)
    for number in range(first, first + years):
        days = summer_share(number).size
        daily = np.full(days, rain) if np.ndim(rain) == 0 else np.asarray(rain)[:days]
        found = year(given, state, **_levels(columns, **options), recharge=daily / DAY / 1000.0,
                     calendar_year=number)  # fmt: skip
        state = found.state
    return given, found


def _levels(columns: Columns, **bounds: Any) -> dict[str, Any]:
    unbound = np.full(columns.ground_level.size, np.nan)
    return {
        "ground_level": columns.ground_level, "summer": columns.summer_level, "winter": columns.winter_level,
        "lowest": unbound, "highest": unbound, **bounds,
    }  # fmt: skip


def test_the_steady_level_and_inflow_of_the_strip() -> None:
    columns = some()
    _, found = run(columns, -1.5, years=11)
    assert found.state.level[0] == pytest.approx(-3.24363, abs=5e-6)
    steady: dict[str, Any] = {"ditch_level": -2.5, "deep_head": -3.0, "recharge": -0.0015 / DAY, **STRIP}
    assert found.state.level[0] == pytest.approx(float(leaky_strip_level(**steady)), abs=1e-9)
    assert -found.ditch[0] / 365 == pytest.approx(1.25637e-3, rel=1e-5)
    assert -found.ditch[0] / 365 == pytest.approx(float(ditch_inflow(**steady)) * DAY, rel=1e-9)
    assert found.monthly[:, 0] == pytest.approx(np.full(12, 3.24363), abs=1e-5)


def test_groundwater_follows_part_of_a_raise_only() -> None:
    raised = some(winter_level=-2.3, summer_level=-2.3)
    change = run(raised, -1.5, 12)[1].state.level - run(some(), -1.5, 12)[1].state.level
    assert change[0] / 0.2 == pytest.approx(0.628183, rel=1e-6)


def test_a_parcel_without_an_aquifer_drains_as_a_linear_reservoir() -> None:
    kd = 60.0**2 / (12.0 * 300.0) / DAY  # resistance to the ditch 300 days
    for unknown in ({"resistance": np.nan}, {"resistance": np.inf}, {"deep_head": np.nan}):
        columns = some(spacing=60.0, transmissivity=kd, storage=0.15, ground_level=5.0, summer_level=0.0,
                       winter_level=0.0, **unknown)  # fmt: skip
        given, found = run(columns, 0.0, state=State(np.array([1.0]), np.array([0.0])))
        assert given.drainage[0] == pytest.approx(300 * DAY)
        assert found.seepage[0] == 0.0
        expected = reservoir_step(
            level=1.0, ditch_level=0.0, recharge=0.0, resistance=300 * DAY, storage=0.15,
            duration=(reading_days(2029) + 1.0) * DAY,
        )  # fmt: skip
        assert 5.0 - found.readings[:, 0] == pytest.approx(expected, abs=1e-6)


def test_a_tight_layer_is_as_good_as_no_aquifer() -> None:
    tight = parcels(some(resistance=np.array([1e13, 1e16, 1e20])))
    none = parcels(some(resistance=np.nan))
    assert tight.reaction == pytest.approx(none.reaction[0], rel=1e-3)
    assert tight.reaction[1:] == pytest.approx(none.reaction[0], rel=1e-6)
    edge = STRIP["transmissivity"] ** -1 * 400.0 * 1e6  # where the series takes over: half a spacing / 1000
    both = parcels(some(resistance=np.array([edge * (1 - 1e-9), edge * (1 + 1e-9)])))
    assert both.reaction[0] == pytest.approx(both.reaction[1], rel=1e-7)
    response = leaky_strip_response(spacing=40.0, transmissivity=0.2 / DAY, resistance=edge)
    assert both.response == pytest.approx(float(response), rel=1e-12)


def test_the_seasons_of_recharge_come_late_and_damped() -> None:
    """Worked value: amplitude 0.355840 m, lag 38.2942 days; N held for a day makes 5e-5 of it."""
    kd = 60.0**2 / (12.0 * 300.0) / DAY
    columns = some(spacing=60.0, transmissivity=kd, storage=0.15, resistance=np.nan, ground_level=9.0,
                   summer_level=0.0, winter_level=0.0)  # fmt: skip
    given = parcels(columns)
    state = start(given, ground_level=columns.ground_level, level=columns.winter_level, recharge=0.0)
    times, levels, begun = [], [], 0
    for number in range(2001, 2013):
        days = begun + np.arange(summer_share(number).size)
        rain = 0.0015 * np.cos(2 * np.pi * (days + 0.5) / 365.25) / DAY
        found = year(given, state, **_levels(columns), recharge=rain, calendar_year=number)
        state = found.state
        if number > 2004:
            times.append(days[reading_days(number)] + 1.0)
            levels.append(9.0 - found.readings[:, 0].astype(float))
        begun += days.size
    t = np.concatenate(times) * 2 * np.pi / 365.25
    parts, *_ = np.linalg.lstsq(np.stack([np.cos(t), np.sin(t)], axis=1), np.concatenate(levels))
    height, lag = cosine_response(amplitude=0.0015 / DAY, resistance=300 * DAY, storage=0.15)
    assert np.hypot(*parts) == pytest.approx(0.355840, rel=1e-4)
    assert np.hypot(*parts) == pytest.approx(float(height), rel=1e-4)
    assert np.arctan2(parts[1], parts[0]) / (2 * np.pi) * 365.25 == pytest.approx(float(lag) / DAY, abs=0.01)


def test_what_the_soil_cannot_hold_runs_off() -> None:
    columns = some(ground_level=-2.4)
    given, found = run(columns, 5.0, years=3)
    assert found.state.level[0] == -2.4
    assert found.readings.max() == found.lowest[0] == 0.0
    assert found.monthly.max() == pytest.approx(0.0, abs=1e-12)
    drained = given.response * 0.1 / given.reaction + (1 - given.response) * 0.6 / given.reaction
    assert found.runoff[0] / 365 == pytest.approx(0.005 - float(drained[0]) * DAY, rel=1e-12)


def test_ground_that_sinks_below_the_groundwater_sheds_it() -> None:
    columns = some(ground_level=-2.7, winter_level=-2.8, summer_level=-2.8)
    given = parcels(columns)
    state = State(np.array([-2.5]), np.array([-2.8]))
    found = year(given, state, **_levels(columns), recharge=np.zeros(365), calendar_year=2029)
    assert found.highest[0] == 0.0
    assert found.runoff[0] >= 0.12 * 0.19
    assert found.stored + found.ditch - found.seepage + found.runoff == pytest.approx(0.0, abs=1e-12)


def test_ditches_get_what_their_season_asks() -> None:
    """Without soil that takes part, a raise of 0.1 m in spring asks 0.1 m of each square metre of ditch."""
    columns = some(transmissivity=1e-12, resistance=np.nan, summer_level=-2.4)
    given, found = run(columns, 0.0)
    assert given.water[0] == pytest.approx(0.08 / 0.92)
    assert found.inlet[0] == pytest.approx(0.1 * given.water[0], rel=1e-4)
    assert found.pumped[0] == pytest.approx(0.1 * given.water[0], rel=1e-4)
    dry = run(columns, -1.0)[1]
    assert dry.inlet[0] > found.inlet[0] + 0.3 * given.water[0]


def test_a_flexible_level_lets_nothing_in_between_its_bounds() -> None:
    columns = some(resistance=np.nan, summer_level=-0.6, winter_level=-0.6, ground_level=0.0)
    wide: dict[str, Any] = {"lowest": np.array([-5.0]), "highest": np.array([5.0])}
    given, found = run(columns, -0.3, **wide)
    assert found.inlet[0] == 0.0
    assert found.pumped[0] == pytest.approx(0.0, abs=1e-12)
    lost = found.stored[0] + given.water[0] * (found.state.ditch[0] + 0.6)
    assert lost == pytest.approx(-0.0003 * 365 * (1 + given.water[0]), rel=1e-9)
    narrow: dict[str, Any] = {"lowest": np.array([-0.7]), "highest": np.array([-0.5])}
    dry, wet = run(columns, -1.0, **narrow)[1], run(columns, 1.5, **narrow)[1]
    assert (dry.state.ditch[0], wet.state.ditch[0]) == (-0.7, -0.5)
    assert dry.inlet[0] > 0.0 == pytest.approx(dry.pumped[0], abs=1e-12)
    assert wet.pumped[0] > 0.0 == wet.inlet[0]


def test_a_flexible_level_of_no_width_is_a_fixed_one() -> None:
    rain = 1.5 + 3.0 * np.sin(np.arange(366) / 7.0)
    columns = some(winter_level=-1.0, summer_level=-1.0)
    fixed = run(columns, rain)[1]
    close = run(columns, rain, lowest=np.array([-1.0]), highest=np.array([-1.0 + 1e-9]))[1]
    for name in ("inlet", "pumped", "ditch", "seepage", "runoff", "stored"):
        assert getattr(close, name) == pytest.approx(getattr(fixed, name), abs=1e-7), name


def test_narrow_drains_follow_and_pumped_ones_hold_the_summer() -> None:
    """Passive drains lift the summer and lower the winter; pumped ones lift the summer further."""
    rain = 0.7 + 2.2 * np.cos(2 * np.pi * np.arange(366) / 365.25)
    land: dict[str, Any] = {
        "deep_head": -1.2,
        "summer_level": -0.6,
        "winter_level": -0.6,
        "transmissivity": 0.05 / DAY,
    }
    none, passive, pumped = (
        run(some(**land, spacing=spacing, drains=drains), rain, 3)[1].monthly[:, 0]
        for spacing, drains in ((60.0, 0), (6.0, 1), (6.0, 2))
    )
    assert passive[7] < none[7] - 0.1
    assert passive[0] > none[0] + 0.1
    assert pumped[7] < passive[7] - 0.1
    assert pumped[7] > PUMPED_DEPTH.value - 0.05
    assert pumped[0] == pytest.approx(passive[0], abs=1e-3)


def test_pumped_drains_and_a_free_ditch_share_their_water_in_small_steps_too() -> None:
    """Between seasons drains go from the ditch level to that of a pump that takes from or feeds the ditch."""
    columns = some(
        spacing=6.0, transmissivity=0.4 / DAY, deep_head=-1.2, summer_level=-0.6, winter_level=-0.6, drains=2
    )
    rain = 0.7 - 2.2 * np.cos(2 * np.pi * np.arange(366) / 40.0)
    bounds = {"lowest": np.array([-0.8]), "highest": np.array([-0.4])}
    given, found = run(columns, rain, first=2029, **bounds)
    h, ditch = -0.6 * given.response[0] - 1.2 * (1.0 - given.response[0]), -0.6
    steps, depth = 100, np.zeros(365)
    for day, share in enumerate(summer_share(2029)):
        for _ in range(steps):
            n = rain[day] / 1000.0 / steps
            drain = ditch + share * max(-PUMPED_DEPTH.value - ditch, 0.0)
            rest = given.response[0] * drain - 1.2 * (1.0 - given.response[0])
            up = n - (h - rest) / (given.reaction[0] / DAY) / steps
            flow = given.response[0] * (h - drain) / (given.reaction[0] / DAY) / steps
            ditch = float(np.clip(ditch + n + flow / given.water[0], -0.8, -0.4))
            h = min(h + up / given.storage[0], 0.0)
            depth[day] -= h / steps
    month = months(2029)
    own = [depth[month == at].mean() for at in range(12)]
    assert found.monthly[:, 0] == pytest.approx(own, abs=5e-3)


def test_what_is_not_known_stays_so_and_spoils_no_neighbour() -> None:
    columns = some(winter_level=np.array([-2.5, np.nan, -2.5]))
    columns = replace(columns, storage=np.array([0.12, 0.12, np.nan]))
    _, found = run(columns, 1.0)
    alone = run(some(), 1.0)[1]
    for name in Year.__slots__[1:]:
        values = getattr(found, name)
        assert np.isnan(values[..., 1:]).all(), name
        assert (values[..., 0] == getattr(alone, name)[..., 0]).all(), name


def test_months_are_means_of_their_days() -> None:
    rain = np.where(months(2028) == 1, 4.0, 0.0)
    _, found = run(some(), rain, first=2028)
    assert found.monthly[1, 0] < found.monthly[0, 0]
    assert found.highest[0] <= found.monthly[:, 0].min() <= found.monthly[:, 0].max() <= found.lowest[0]
    assert found.readings[:, 0].min() >= found.highest[0]


def test_arguments_that_cannot_be_are_named() -> None:
    columns = some()
    given, state, levels = parcels(columns), State(np.zeros(1), np.zeros(1)), _levels(columns)
    with pytest.raises(ValueError, match="recharge has 365 days; allowed: the 366 of 2028"):
        year(given, state, recharge=np.zeros(365), calendar_year=2028, **levels)
    for name, value in (("transmissivity", 0.0), ("spacing", -1.0), ("storage", 1.5), ("resistance", -2.0)):
        with pytest.raises(ValueError, match=f"{name} is"):
            parcels(some(**{name: value}))
    with pytest.raises(ValueError, match="open_water is 0"):
        parcels(some(), open_water=0.0)
