"""The interventions well-field and protection-zone: what they add, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.intervention import Context
from scenarios.interventions.protection_zone import ProtectionZone
from scenarios.interventions.well_field import DrinkingWaterField
from scenarios.model import Scenario
from scenarios.subsurface.placing import place_plan, standing
from tests.unit.scenarios.drinking_water.well_polder import (
    GIVEN,
    MIDDLE,
    asked,
    guarded,
    value,
    well_polder,
    wells,
)
from tests.unit.scenarios.polders.strip_polder import CLAY, SAND
from twin.errors import InvalidInputError

X, Y = MIDDLE
CONTEXT = Context(start=2025, horizon=2100, sea_level_rise=0.0)
FIELD = {"line": ((X, Y), (X + 600.0, Y)), "yield_m3_yr": 1.2e6, "screen_top": -6.0, "screen_base": -14.0}
AREA = ((X, Y), (X + 1000.0, Y), (X + 1000.0, Y + 1000.0), (X, Y + 1000.0))
LAYERS = ((CLAY, 5.0), (SAND, 10.0), (CLAY, 5.0), (SAND, 20.0))
SEALED = {"layers": LAYERS}


def test_wells_stand_at_even_distances_on_the_line():
    table = DrinkingWaterField(**FIELD, wells=4).apply(well_polder(), CONTEXT).features["wells"]
    assert table.geometry.x.tolist() == pytest.approx([X, X + 200, X + 400, X + 600])
    assert table["discharge"].sum() * 31_557_600.0 == pytest.approx(1.2e6)
    assert set(table["kind"]) == {"drinking-water"}
    assert set(table["start"]) == {2025.0}
    assert np.isnan(table["end"]).all()
    assert table["id"].tolist() == [f"new-field-1-well-{number}" for number in range(1, 5)]
    assert table["owner"].nunique() == 1


def test_without_a_number_each_corner_has_a_well_and_one_well_stands_in_the_middle():
    assert len(DrinkingWaterField(**FIELD).apply(well_polder(), CONTEXT).features["wells"]) == 2
    [one] = DrinkingWaterField(**FIELD, wells=1).apply(well_polder(), CONTEXT).features["wells"].geometry
    assert (one.x, one.y) == (X + 300.0, Y)


def test_new_fields_come_beside_those_that_are_there():
    twin = well_polder(wells(valid_from=1968))
    once = DrinkingWaterField(**FIELD, start=2030, end=2060).apply(twin, CONTEXT)
    twice = DrinkingWaterField(**FIELD).apply(once, CONTEXT).features["wells"]
    assert twice["field"].tolist() == ["a", "new-field-1", "new-field-1", "new-field-2", "new-field-2"]
    assert twice["valid_from"][0] == 1968
    assert twice["end"].tolist()[1:3] == [2060.0, 2060.0]
    assert twice["discharge"].dtype == np.float64
    assert twice["id"].is_unique
    assert len(twin.features["wells"]) == 1


def test_its_water_is_drawn_while_it_is_there():
    drawn = {"kind": "well-field", **FIELD, "start": 2030, "end": 2060}
    for horizon, expected in ((2029, 0.0), (2050, 1.2e6), (2060, 0.0)):
        found = asked(well_polder(), horizon=horizon, interventions=[drawn], **GIVEN)
        assert value(found, "yield") == pytest.approx(expected)
        assert value(found, "yield", "reference") == 0.0


def test_zones_of_a_field_below_a_seal():
    """60 days, 25 and 100 years; the last below the clay only."""
    deep = FIELD | {"screen_top": -22.0, "screen_base": -38.0}
    changed = DrinkingWaterField(**deep, zones=True, province="P").apply(well_polder(**SEALED), CONTEXT)
    table = changed.features["protection_zones"].set_index("kind")
    assert table.loc["waterwingebied", "top_level"] == 0.0
    assert (table["base_level"] == -40.0).all()
    assert set(table["province"]) == {"P"}
    shapes = table.geometry
    assert shapes["grondwaterbeschermingsgebied"].buffer(1.0).contains(shapes["waterwingebied"])
    if "boringsvrije-zone" in table.index:
        assert table.loc["boringsvrije-zone", "top_level"] == -15.0
    found = asked(
        well_polder(**SEALED), interventions=[{"kind": "well-field", **deep, "zones": True, "start": 2030}]
    )
    assert value(found, "uncovered_area") == pytest.approx(0.0, abs=0.02 * value(found, "zone_area"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"line": ((0.0, 0.0), (X, Y))}, "line[0]"),
        ({"line": ((X, Y), (X + 5.0, Y)), "wells": 20}, "line"),
        ({"screen_top": 3.0}, "screen_top"),
        ({"screen_top": -1.0, "screen_base": -4.0}, "screen_base"),
        ({"screen_top": -300.0, "screen_base": -310.0}, "screen_base"),
    ],
)
def test_wells_that_cannot_be_are_refused(changed, field):
    problems = DrinkingWaterField(**FIELD | changed).check(well_polder(**SEALED))
    assert [problem.field for problem in problems] == [field]
    assert all(problem.remedy for problem in problems)


def test_a_good_field_is_not_refused_and_zones_need_layers():
    assert DrinkingWaterField(**FIELD, zones=True).check(well_polder(**SEALED)) == []
    assert DrinkingWaterField(**FIELD).check(well_polder()) == []
    [problem] = DrinkingWaterField(**FIELD, zones=True).check(well_polder())
    assert problem.field == "zones"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "well-field", **FIELD, "start": 2050, "end": 2040},
        {"kind": "well-field", **FIELD, "screen_base": -5.0},
        {"kind": "well-field", **FIELD, "yield_m3_yr": 0.0},
        {"kind": "well-field", **FIELD, "line": []},
        {"kind": "protection-zone", "area": AREA, "start": 2050, "end": 2040},
        {"kind": "protection-zone", "area": AREA, "top_level": -60.0, "base_level": -50.0},
        {"kind": "protection-zone", "area": AREA[:2]},
        {"kind": "protection-zone", "area": AREA, "zone": "nature"},
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(InvalidInputError) as caught:
        Scenario.load({"name": "x", "interventions": [wrong], "processes": ["drinking-water-capture"]})
    assert all(problem.field.startswith("interventions[0]") for problem in caught.value.problems)


def test_an_end_before_the_scenario_begins_is_refused():
    for plan in (DrinkingWaterField(**FIELD, end=2020), ProtectionZone(area=AREA, end=2020)):
        with pytest.raises(InvalidInputError, match="ends before it starts, in 2025"):
            plan.apply(well_polder(), CONTEXT)


def test_zones_of_a_few_wells_can_be_tried_out_and_those_of_many_take_a_run():
    known = standing(well_polder(**SEALED), horizon=2100.0)
    few = place_plan(DrinkingWaterField(**FIELD, wells=2, zones=True), known, CONTEXT)
    assert {claim.function for claim in few.claims} == {"WWG", "GWB", "BVZ"}
    with pytest.raises(InvalidInputError, match="takes a run for more than 12 wells") as caught:
        place_plan(DrinkingWaterField(**FIELD, wells=13, zones=True), known, CONTEXT)
    assert [problem.field for problem in caught.value.problems] == ["intervention.zones"]


def test_a_zone_is_added_with_its_levels_and_years():
    twin = well_polder(protection_zones=guarded(("asv", well_polder().features["peilgebieden"].geometry[0])))
    deep = ProtectionZone(area=AREA, zone="boringsvrije-zone", top_level=-60.0, province="P", start=2030)
    table = deep.apply(twin, CONTEXT).features["protection_zones"]
    row = table.iloc[1]
    assert table["id"].tolist() == ["z0", "new-zone-1"]
    assert (row["kind"], row["top_level"], row["start"]) == ("boringsvrije-zone", -60.0, 2030.0)
    assert np.isnan(row.get("base_level", np.nan))
    assert np.isnan(row.get("end", np.nan))
    assert row.geometry.area == pytest.approx(1e6)
    shallow = ProtectionZone(area=AREA, end=2060).apply(twin, CONTEXT).features["protection_zones"].iloc[1]
    assert (shallow["top_level"], shallow["end"]) == (0.0, 2060.0)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"area": (*AREA[:3], (59_000.0, Y + 1000.0))}, "area[3]"),
        ({"area": (AREA[0], AREA[2], AREA[1], AREA[3])}, "area"),
        ({"area": (AREA[0], AREA[1], AREA[0])}, "area"),
        ({"base_level": 5.0}, "base_level"),
    ],
)
def test_zones_that_cannot_be_are_refused(changed, field):
    problems = ProtectionZone(**{"area": AREA} | changed).check(well_polder())
    assert [problem.field for problem in problems] == [field]
    assert ProtectionZone(area=AREA).check(well_polder()) == []
