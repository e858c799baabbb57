"""What people may give wrongly with a water level: refused with everything that is wrong, or unknown."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from shapely import box

from scenarios.model import Scenario
from scenarios.run import check, run
from tests.unit.scenarios.polders.raised_polder import peat_halves
from tests.unit.scenarios.polders.strip_polder import CENTRE, strip_polder
from twin.errors import InvalidInputError
from twin.state import Twin

RAISE = {"kind": "water-level-raise", "areas": ["west"], "by": 0.2}
SAND, PEAT_SOIL, GRASS = 8, 4, 8


@pytest.fixture(scope="module")
def peat() -> Twin:
    return peat_halves()


def content(*changes: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    return {
        "name": "x",
        "horizon": 2027,
        "interventions": list(changes),
        "processes": [{"water-level-raise": parameters}],
    }


def problems(twin: Twin, *changes: dict[str, Any], **parameters: Any) -> dict[str, str]:
    found = check(Scenario.load(content(*changes, **parameters)), twin)
    return {problem.field: problem.message for problem in found}


def test_everything_that_does_not_fit_the_twin_is_told_at_once(peat: Twin) -> None:
    found = problems(
        peat,
        {**RAISE, "areas": ["nergens"]},
        {**RAISE, "by": 1.5},
        {**RAISE, "by": 0.2, "season": "winter"},
        inlet_capacity=-1.0,
        band_low=0.5,
        band_high=0.3,
        areas=["noord"],
    )
    assert "is not one of the peilgebieden" in found["interventions[0].areas[0]"]
    assert "above the surface" in found["interventions[1].areas"]
    assert "winter level would stand above its summer level" in found["interventions[2].areas"]
    assert "no capacity of an inlet" in found["processes[0].water-level-raise.inlet_capacity"]
    assert "band" in found["processes[0].water-level-raise.band_low"]
    assert "processes[0].water-level-raise.areas[0]" in found


@pytest.mark.parametrize(
    "aims", [{}, {"by": 0.1, "freeboard": 0.4}, {"by": 0.1, "groundwater": 0.3}, {"by": -9.0}]
)
def test_a_raise_has_one_aim_that_can_be(aims: dict[str, float]) -> None:
    change = {"kind": "water-level-raise", "areas": ["west"], **aims}
    with pytest.raises(InvalidInputError) as caught:
        Scenario.load(content(change, {**change, "areas": []}))
    assert {problem.field.partition(".")[0] for problem in caught.value.problems} == {
        "interventions[0]",
        "interventions[1]",
    }


def test_a_higher_winter_level_that_is_meant_is_taken(peat: Twin) -> None:
    change = {**RAISE, "season": "winter"}
    assert problems(peat, change)
    assert problems(peat, {**change, "winter_above_summer": True}) == {}
    levels = strip_polder(levels=(-0.6, -0.5), soil=PEAT_SOIL)
    assert "above its summer level" in problems(levels)["processes[0].water-level-raise.areas"]
    assert problems(levels, winter_above_summer=True) == {}


def test_raises_that_drown_land_only_together_are_refused_when_they_meet(peat: Twin) -> None:
    twice = [{**RAISE, "by": 0.4}, {**RAISE, "by": 0.4}]
    with pytest.raises(InvalidInputError, match="above the surface"):
        run(content(*twice), peat)


def test_a_raise_begins_with_the_twin_at_the_earliest(peat: Twin) -> None:
    year = peat.reference_year
    told = problems(peat, RAISE | {"start": year - 1, "ramp": 100})
    assert told == {"interventions[0].start": f"lies before the year of the twin, {year}"}
    assert problems(peat, RAISE | {"start": year}) == {}


def test_a_flexible_level_may_not_rise_above_the_surface_either(peat: Twin) -> None:
    found = problems(peat, {**RAISE, "by": 0.2, "above": 0.5})
    assert "above the surface" in found["interventions[0].areas"]


def test_peat_is_unknown_and_told_where_the_raised_area_has_none() -> None:
    x, y = CENTRE
    areas = {"zand": box(x - 500, y - 500, x, y + 500), "veen": box(x, y - 500, x + 500, y + 500)}
    soil = np.full((100, 100), SAND)
    soil[:, 50:] = PEAT_SOIL
    twin = strip_polder(areas=areas, levels=(-0.7, -0.8), soil=soil, land_use=GRASS)
    found = run(content({**RAISE, "areas": ["zand"]}, areas=["zand"]), twin)
    rows = found.features["water_level_effects"].set_index("id")
    for name in ("co2_emission", "band_share"):
        entry = found.indicators[f"water-level-raise.{name}"]
        assert (entry["value"], entry["reason"]) == (None, "the soil here has no peat")
        assert rows.loc[f"zand-{name}", "reason"] == "the soil here has no peat"
        assert np.isnan(rows.loc[f"zand-{name}", "after"])
    assert found.indicators["water-level-raise.groundwater_rise"]["value"] > 0.0
    assert rows.loc["zand-groundwater_depth", "difference"] < 0.0


def test_without_a_soil_map_peat_and_sinking_are_unknown_and_groundwater_is_not() -> None:
    twin = strip_polder(levels=(-0.7, -0.8), land_use=GRASS)
    found = run(content({**RAISE, "areas": ["polder"]}), twin)
    for name in ("co2_emission", "subsidence", "band_share"):
        entry = found.indicators[f"water-level-raise.{name}"]
        assert entry["value"] is None
        assert "not known" in entry["reason"]
    assert found.indicators["water-level-raise.groundwater_rise"]["value"] > 0.0
    assert found.indicators["water-level-raise.groundwater_depth"]["value"] > 0.0


def test_use_outside_the_range_of_a_relation_is_a_number_a_map_and_a_note() -> None:
    deep = strip_polder(levels=(-1.6, -1.7), soil=PEAT_SOIL, land_use=GRASS, spacing=20.0)
    found = run(content(), deep)
    rows = found.features["water_level_effects"].set_index("id")
    assert rows.loc["polder-subsidence", "extrapolated"] == 1.0
    assert "extrapolated" in rows.loc["polder-subsidence", "notes"]
    assert (found.dataset["extrapolated"].values[0] == 1.0).any()
    parts = json.loads(rows.loc["polder-subsidence", "parts"])
    assert parts["creep [m]"]["after"] > 0.0
