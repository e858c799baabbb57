"""The level that brings groundwater to a depth: by the steady strip formula, and what a run makes of it."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.drivers import DriverSet, resolve
from scenarios.intervention import Context
from scenarios.interventions.water_level_raise import WaterLevelRaise
from scenarios.polders.aim import raise_for_groundwater
from scenarios.polders.columns import columns
from scenarios.polders.groundwater import parcels
from scenarios.polders.outcome import water_level
from scenarios.polders.weather import synthetic
from tests.unit.scenarios.polders.raised_polder import PARAMETERS, peat_halves
from tests.unit.scenarios.polders.strip_polder import strip_polder
from twin.progress import silent

PEAT_SOIL, GRASS = 4, 8


def test_without_an_aquifer_it_is_the_bulge_of_the_strip_above_the_ditch() -> None:
    """depth = ground - level - N L^2 / (12 KD), so the raise is what is left of it above the aim."""
    twin = strip_polder(spacing=45.0, levels=(-0.8, -0.9), soil=PEAT_SOIL, land_use=GRASS)
    land = columns(twin)
    assert land.area.size == 1
    recharge = synthetic(2025, 2056).recharge.mean()
    bulge = recharge * land.spacing[0] ** 2 / (12.0 * land.transmissivity[0])
    found = raise_for_groundwater(twin, ["polder"], 0.4)
    assert found == pytest.approx([0.85 + land.ground_level[0] - bulge - 0.4], abs=1e-6)
    summer = raise_for_groundwater(twin, ["polder"], 0.4, season="summer")
    assert summer == pytest.approx(2 * found, abs=1e-5)


def test_over_an_aquifer_groundwater_follows_by_its_response_alone() -> None:
    twin = peat_halves(ground=0.0)
    response = parcels(columns(twin, ["west"])).response
    deep, shallow = (raise_for_groundwater(twin, ["west"], depth)[0] for depth in (0.5, 0.4))
    assert (shallow - deep) == pytest.approx(0.1 / response.mean(), rel=1e-3)
    assert np.isnan(raise_for_groundwater(twin, ["west"], 0.5)[1])


def test_a_run_with_the_level_that_was_found_has_groundwater_near_the_aim() -> None:
    twin = peat_halves()
    change = WaterLevelRaise(areas=("west", "east"), groundwater=0.3, policy="indexatie")
    assert change.check(twin) == []
    year = 2032
    state = change.apply(twin, Context(2025, year, 0.0))
    found = water_level(state, resolve(DriverSet(), year), PARAMETERS, silent).values["groundwater_depth"]
    assert found.value == pytest.approx(0.3, abs=0.06)


def test_what_no_level_can_do_is_refused_with_the_area() -> None:
    dry = strip_polder(lines=[], soil=PEAT_SOIL)
    (problem,) = WaterLevelRaise(areas=("polder",), groundwater=0.3).check(dry)
    assert problem.field == "areas"
    assert "0.3 m below the ground" in problem.message
    (above,) = WaterLevelRaise(areas=("west",), groundwater=0.0).check(peat_halves())
    assert "surface" in above.message or "no level" in above.message
