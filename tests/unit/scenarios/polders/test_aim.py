"""The level that brings groundwater to a depth: by the strip formula, and what a run makes of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.drivers import DriverSet, resolve
from scenarios.intervention import Context
from scenarios.interventions.water_level_raise import WaterLevelRaise
from scenarios.model import Scenario
from scenarios.polders.aim import raise_for_groundwater
from scenarios.polders.columns import columns, open_water, with_drains
from scenarios.polders.groundwater import parcels
from scenarios.polders.outcome import water_level
from scenarios.polders.policies import Policy
from scenarios.polders.projection import projection
from scenarios.polders.subsidence import Losses
from scenarios.polders.weather import synthetic
from scenarios.run import check, run
from tests.unit.scenarios.polders.raised_polder import PARAMETERS, peat_halves
from tests.unit.scenarios.polders.strip_polder import strip_polder
from twin.errors import InvalidInputError
from twin.progress import silent
from twin.state import Twin

PEAT_SOIL, GRASS = 4, 8


class Held:
    """Ground that does not sink, whatever stands in it."""

    def begin(self, land: Any, wetness: Any, *, threads: int = 1) -> Held:
        self.losses = Losses(*np.zeros((3, land.area.size)))
        return self

    def year(self, wetness: Any) -> Losses:
        return self.losses


def depth_of_eight_years(twin: Twin, raises: tuple[float, float], drains: str, room: float) -> np.ndarray:
    """Mean groundwater of both halves by a whole projection from 2025 on [m below the ground]."""
    land = columns(twin)
    names = land.areas
    policy = Policy("fixation", raise_summer=raises[0], raise_winter=raises[1], below=room, above=room)
    course = projection(
        land, synthetic(2017, 2032), dict.fromkeys(names, policy), first_year=2025, last_year=2032,
        relation=Held(), drained=with_drains(land, dict.fromkeys(names, drains)),
        open_water=open_water(twin, land),
    )  # fmt: skip
    depth = course.monthly.mean(axis=(0, 1), dtype=np.float64)
    return np.array(
        [np.average(depth[land.area == at], weights=land.size[land.area == at]) for at in range(len(names))]
    )


def test_without_an_aquifer_it_is_the_bulge_of_the_strip_above_the_ditch() -> None:
    """depth = ground - level - N L^2 / (12 KD), so the raise is what is left of it above the aim."""
    twin = strip_polder(spacing=45.0, levels=(-1.8, -1.9), soil=PEAT_SOIL, land_use=GRASS)
    land = columns(twin)
    assert land.area.size == 1
    recharge = synthetic(2025, 2032).recharge.mean()
    bulge = recharge * land.spacing[0] ** 2 / (12.0 * land.transmissivity[0])
    found = raise_for_groundwater(twin, ["polder"], 1.4)  # so deep that trenches and the surface do nothing
    assert found == pytest.approx([1.85 + land.ground_level[0] - bulge - 1.4], abs=8e-3)
    summer = raise_for_groundwater(twin, ["polder"], 1.4, season="summer")
    assert summer == pytest.approx(2 * found, abs=0.02)


def test_over_an_aquifer_groundwater_follows_by_its_response_alone() -> None:
    twin = peat_halves(ground=0.0)
    response = parcels(columns(twin, ["west"])).response
    deep, shallow = (raise_for_groundwater(twin, ["west"], depth)[0] for depth in (1.2, 1.1))
    assert (shallow - deep) == pytest.approx(0.1 / response.mean(), rel=0.01)
    assert np.isnan(raise_for_groundwater(twin, ["west"], 0.5)[1])


@pytest.mark.parametrize("season", ["both", "summer"])
@pytest.mark.parametrize("drains", ["none", "passive", "pressurised"])
@pytest.mark.parametrize(("depth", "room"), [(0.3, 0.0), (0.4, 0.0), (0.4, 0.1)])
def test_eight_years_of_weather_have_the_depth_that_was_asked(
    depth: float, room: float, drains: str, season: str
) -> None:
    twin = peat_halves()
    raises = raise_for_groundwater(
        twin, ["west", "east"], depth, drains=drains, season=season, below=room, above=room
    )
    assert np.isfinite(raises).all()
    for at, up in enumerate(raises):
        found = depth_of_eight_years(twin, (up, up if season == "both" else 0.0), drains, room)
        assert found[at] == pytest.approx(depth, abs=0.01)


def test_the_process_tells_the_depth_that_was_asked() -> None:
    """But for what the ground sinks in eight years, and the level with it after the tenth."""
    twin = peat_halves()
    change = WaterLevelRaise(areas=("west", "east"), groundwater=0.3, policy="indexatie")
    assert change.check(twin) == []
    year = 2032
    state = change.apply(twin, Context(2025, year, 0.0))
    found = water_level(state, resolve(DriverSet(), year), PARAMETERS, silent).values["groundwater_depth"]
    assert found.value == pytest.approx(0.3, abs=0.02)


def test_what_no_level_can_do_is_refused_with_the_area() -> None:
    dry = strip_polder(lines=[], soil=PEAT_SOIL)
    context = Context(2025, 2032, 0.0)
    with pytest.raises(InvalidInputError) as caught:
        WaterLevelRaise(areas=("polder",), groundwater=0.3).apply(dry, context)
    (problem,) = caught.value.problems
    assert problem.field == "areas"
    assert "0.3 m below the ground" in problem.message
    with pytest.raises(InvalidInputError, match=r"surface|no level"):
        WaterLevelRaise(areas=("west",), groundwater=0.0).apply(peat_halves(), context)


def test_a_check_does_not_wait_for_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over HTTP it stands in the request: the run looks for the level, and names what it does not find."""
    dry, change = strip_polder(lines=[], soil=PEAT_SOIL), {"kind": "water-level-raise", "areas": ["polder"]}
    changes = [{**change, "by": 0.0}, {**change, "groundwater": 0.3}]
    aims = {"name": "x", "horizon": 2027, "interventions": changes, "processes": ["water-level-raise"]}
    with pytest.raises(InvalidInputError, match=r"interventions\[1\].areas = 'polder': has no level"):
        run(aims, dry)

    def searched(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("scenarios.polders.aim.raise_for_groundwater", searched)
    assert check(Scenario.load(aims), dry) == []
    unknown = {**aims, "interventions": [{**change, "areas": ["nergens"], "groundwater": 0.3}]}
    (problem,) = check(Scenario.load(unknown), dry)
    assert problem.field == "interventions[0].areas[0]"
