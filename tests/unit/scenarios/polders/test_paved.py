"""Built land: half of it is paved, so that its groundwater gets half the rain and half the evaporation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenarios.polders.groundwater import OPEN_WATER, UNPAVED, unpaved
from scenarios.polders.model import USES, Course, Weather
from scenarios.polders.projection import projection
from scenarios.polders.weather import days_of, synthetic
from tests.unit.scenarios.polders.peat_polder import peat_polder

DAY = 86_400.0
WEATHER = synthetic(2017, 2030)
BUILT = USES.index("built")


def course(use: int, weather: Weather, **changes: Any) -> Course:
    land = peat_polder(
        2,
        use=np.full(2, use, np.int8),
        spacing=np.array([40.0, 100.0]),
        relief_depth=np.array([0.25, 0.0]),
        relief_resistance=np.array([60.0 * DAY, np.inf]),
        **changes,
    )
    return projection(land, weather, first_year=2025, last_year=2030)


@pytest.mark.parametrize("head", [-3.0, np.nan], ids=["leaky", "closed"])
def test_the_groundwater_of_built_land_is_that_under_half_the_weather(head: float) -> None:
    half = replace(WEATHER, recharge=UNPAVED.value * WEATHER.recharge)
    town = course(BUILT, WEATHER, deep_head=np.full(2, head))
    meadow = course(USES.index("grass"), half, deep_head=np.full(2, head))
    for name in ("monthly", "lowest", "highest", "ghg", "glg"):
        assert getattr(town, name) == pytest.approx(getattr(meadow, name), abs=1e-5), name
    for name in ("seepage", "runoff"):
        assert getattr(town, name) == pytest.approx(getattr(meadow, name), abs=1e-6), name
    full = course(USES.index("grass"), WEATHER, deep_head=np.full(2, head))
    assert (np.ptp(town.monthly, axis=(0, 1)) < np.ptp(full.monthly, axis=(0, 1))).all()


def test_water_of_built_land_adds_up_over_all_of_it() -> None:
    """Rain on ditches and gardens, and seepage, go out by the pump, but for what the soil holds."""
    town = course(BUILT, WEATHER)
    ditch = OPEN_WATER.value / (1.0 - OPEN_WATER.value)
    rain = DAY * sum(WEATHER.recharge[days_of(WEATHER, year)].sum() for year in town.years)
    out = (town.pumped - town.inlet - town.seepage).sum(axis=0, dtype=np.float64)
    held = peat_polder(2).storage * (town.lowest.max(axis=0) - town.highest.min(axis=0))
    assert (np.abs(out - (ditch + UNPAVED.value) * rain) < held).all()
    assert (held < 0.2 * UNPAVED.value * rain).all()


def test_only_built_land_is_paved() -> None:
    land = peat_polder(len(USES), use=np.arange(len(USES), dtype=np.int8))
    assert unpaved(land).tolist() == [UNPAVED.value if name == "built" else 1.0 for name in USES]
    assert UNPAVED.status == "unverified"
