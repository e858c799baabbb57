"""The process `water-level-raise` on a square kilometre of peat between ditches, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shapely import box

from scenarios.intervention import Context
from scenarios.interventions.water_level_raise import WaterLevelRaise
from scenarios.model import Scenario
from scenarios.polders.decisions import as_today, decisions
from scenarios.polders.effect import effects
from scenarios.polders.outcome import NO_AREAS, NOTHING_DECIDED
from scenarios.run import check, run
from tests.unit.scenarios.polders.strip_polder import strip_polder, voxels_of
from twin.errors import InvalidInputError
from twin.grid import GridSpec
from twin.state import Twin
from twin.store import Result

PEAT_SOIL, GRASS, PEAT, CLAY = 4, 8, 1, 2
X, Y = 120_500.0, 450_500.0
AREAS = {"west": box(X - 500, Y - 500, X, Y + 500), "east": box(X, Y - 500, X + 500, Y + 500)}
GRID, _ = GridSpec.from_bbox((X - 500, Y - 500, X + 500, Y + 500), 100)
RAISE = {"kind": "water-level-raise", "areas": ["west"], "by": 0.3, "start": 2030}


@pytest.fixture(scope="module")
def peat() -> Twin:
    """Two areas of 4 m of peat on clay on sand, ditches 45 m apart, 0.6 m below the ground."""
    return strip_polder(
        levels=(-0.6, -0.6),
        areas=AREAS,
        soil=PEAT_SOIL,
        land_use=GRASS,
        subsurface=voxels_of(((PEAT, 4.0), (CLAY, 3.0)), GRID),
    )


def ran(twin: Twin, *changes: dict[str, Any], horizon: int = 2050, **parameters: Any) -> Result:
    content = {
        "name": "x",
        "horizon": horizon,
        "interventions": list(changes),
        "processes": [{"water-level-raise": parameters}],
    }
    return run(content, twin)


@pytest.fixture(scope="module")
def raised(peat: Twin) -> dict[str, dict[str, Any]]:
    """Indicators of a raise of 0.3 m in the west, of that half alone."""
    found = ran(peat, RAISE, areas=["west"]).indicators
    return {name.partition(".")[2]: entry for name, entry in found.items()}


def refused(twin: Twin, *changes: dict[str, Any], **parts: Any) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        ran(twin, *changes, **parts)
    return {problem.field: problem.message for problem in caught.value.problems}


def test_raises_that_drown_an_area_together_are_refused_beforehand_and_all_named(peat: Twin) -> None:
    elsewhere = RAISE | {"areas": ["east"]}
    asked = {
        "name": "x",
        "interventions": [RAISE | {"by": 0.4}, elsewhere, RAISE | {"by": 0.3}],
        "processes": ["water-level-raise"],
    }
    (problem,) = check(Scenario.load(asked), peat)
    assert (problem.field, problem.value) == ("interventions[2].areas", "west")
    assert problem.message.startswith("together with interventions[0] its level of 0.1 m NAP stands above")
    asked["interventions"] = [RAISE, elsewhere, RAISE | {"by": 0.2}]
    assert check(Scenario.load(asked), peat) == []
    now, too_late = RAISE | {"by": 0.4}, RAISE | {"by": 0.3, "start": 2290}
    for order in ([now, too_late], [too_late, now]):
        assert check(Scenario.load(asked | {"interventions": order}), peat) == []


def test_groundwater_rises_less_than_the_ditch_and_peat_sinks_and_emits_less(
    raised: dict[str, dict[str, Any]],
) -> None:
    rise = raised["groundwater_rise"]
    assert rise["reference"] == 0.0
    assert rise["reason"] is None
    assert 0.02 < rise["value"] < 0.6
    assert raised["subsidence"]["difference"] < -0.03
    assert raised["co2_emission"]["difference"] < -1.0
    assert raised["water_demand"]["difference"] > 0.0
    assert "difference" in raised["co2_emission"]["method"]
    assert "extrapolated" in raised["subsidence"]["method"]


def test_values_lie_in_their_range_and_what_is_not_known_has_a_reason(
    raised: dict[str, dict[str, Any]],
) -> None:
    assert set(raised) == {"groundwater_rise", "subsidence", *effects()}
    assert raised["subsidence"]["low"] < raised["subsidence"]["high"]
    for entry in raised.values():
        if entry["value"] is None:
            assert entry["reason"]
        else:
            assert entry["low"] <= entry["value"] <= entry["high"]


def test_a_raise_of_nothing_is_the_reference(peat: Twin) -> None:
    found = ran(peat, {**RAISE, "by": 0.0}, horizon=2030).indicators
    assert all(entry["value"] == entry["reference"] for entry in found.values())
    assert NOTHING_DECIDED in found["water-level-raise.groundwater_rise"]["method"]


def test_land_that_is_not_raised_stays_as_it_was_to_the_bit(peat: Twin) -> None:
    plain, changed = (ran(peat, *changes, horizon=2035).dataset for changes in ((), (RAISE,)))
    east = plain["x"].values > X + 10
    for name in ("polder_ground_level", "mean_lowest_groundwater", "peat_emission"):
        np.testing.assert_array_equal(plain[name].values[..., east], changed[name].values[..., east])
    west = ~east
    higher = changed["groundwater_depth"].values[..., west] < plain["groundwater_depth"].values[..., west]
    assert higher[np.isfinite(plain["groundwater_depth"].values[..., west])].mean() > 0.95


def test_ground_at_the_horizon_is_that_of_the_twin_less_what_sank(peat: Twin) -> None:
    found = ran(peat, horizon=2030).dataset
    lost = found["subsidence"].values[0]
    ground = found["polder_ground_level"].values[0]
    np.testing.assert_allclose(ground, peat.surface["ground_level"].values - lost, atol=1e-5)
    assert 0.0 < np.nanmean(lost) < 0.2


def test_a_twin_without_areas_or_ditches_says_why_nothing_is_known(peat: Twin) -> None:
    bare = ran(Twin.from_datasets(peat.surface, reference_year=2025)).indicators
    assert {entry["reason"] for entry in bare.values()} == {NO_AREAS}
    dry = ran(strip_polder(lines=[], soil=PEAT_SOIL)).indicators
    assert all(entry["value"] is None and "watercourses" in entry["reason"] for entry in dry.values())


def test_without_peat_its_emission_is_unknown_and_not_zero() -> None:
    sand = ran(strip_polder(soil=8, land_use=GRASS), horizon=2026).indicators
    entry = sand["water-level-raise.co2_emission"]
    assert entry["value"] is None
    assert "peat" in entry["reason"]


def test_what_cannot_be_is_refused_before_anything_runs(peat: Twin) -> None:
    found = refused(peat, inlet_capacity=-1.0, areas=["noord"])
    assert {
        "processes[0].water-level-raise.areas[0]",
        "processes[0].water-level-raise.inlet_capacity",
    } <= set(found)
    above = refused(peat, {**RAISE, "by": 0.9})
    assert "above the surface" in above["interventions[0].areas"]
    winter = refused(strip_polder(levels=(-0.6, -0.5), soil=PEAT_SOIL))
    assert "above its summer level" in winter["processes[0].water-level-raise.areas"]
    assert "horizon" in refused(peat, horizon=2020)
    both = {**RAISE, "freeboard": 0.4}
    assert any("interventions[0]" in field for field in refused(peat, both))


def test_a_freeboard_is_measured_from_the_mean_ground_and_the_winter_level_moves_along() -> None:
    twin = strip_polder(levels=(-0.6, -0.7), areas=AREAS, ground=0.1)
    aim = WaterLevelRaise(areas=("west",), freeboard=0.4)
    assert aim.check(twin) == []
    found = aim.apply(twin, Context(2025, 2100, 0.0)).features["peilgebieden"]
    assert found["summer_level"].tolist() == pytest.approx([-0.3, -0.6])
    assert found["winter_level"].tolist() == pytest.approx([-0.4, -0.7])


def test_what_is_decided_stands_in_the_twin_and_a_ramp_is_half_way(peat: Twin) -> None:
    change = WaterLevelRaise(
        areas=("west",), by=0.4, start=2030, ramp=10, season="summer", policy="indexatie", drains="passive"
    )
    twin = change.apply(peat, Context(2025, 2034, 0.0))
    areas = twin.features["peilgebieden"]
    assert areas["summer_level"].tolist() == pytest.approx([-0.4, -0.6])
    assert areas["winter_level"].tolist() == pytest.approx([-0.6, -0.6])
    plan = decisions(twin)
    assert set(plan.policies) == {"west"}
    policy = plan.policies["west"]
    assert (policy.after, policy.start, policy.ramp) == ("indexation", 2030, 10)
    assert (policy.raise_summer, policy.raise_winter) == (0.4, 0.0)
    assert plan.drains == {"west": "passive"}
    assert plan.summer_level == {"west": -0.6}


def test_a_second_raise_adds_to_the_first(peat: Twin) -> None:
    context = Context(2025, 2100, 0.0)
    once = WaterLevelRaise(areas=("west",), by=0.1, start=2030).apply(peat, context)
    twice = WaterLevelRaise(areas=("west", "east"), by=0.2, start=2040).apply(once, context)
    assert twice.features["peilgebieden"]["summer_level"].tolist() == pytest.approx([-0.3, -0.4])
    plan = decisions(twice)
    west = plan.policies["west"]
    assert [(step.start, step.raise_summer) for step in west.steps] == [(2030, 0.1), (2040, 0.2)]
    assert plan.policies["east"].earlier is None
    assert plan.summer_level == {"west": -0.6, "east": -0.6}
    assert twice.features["peilgebieden"]["raise_summer"].tolist() == pytest.approx([0.3, 0.2])
    assert twice.features["peilgebieden"]["raise_start"].tolist() == [2030, 2040]


TWO_RAISES = (
    WaterLevelRaise(areas=("west",), by=0.1, start=2030, ramp=20, season="summer", drains="passive"),
    WaterLevelRaise(areas=("west",), by=0.2, start=2035, policy="indexatie", below=0.1),
)


@pytest.mark.parametrize("order", [1, -1])
def test_each_raise_keeps_its_year_pace_and_season_in_any_order_and_on_disk(
    peat: Twin, order: int, tmp_path: Path
) -> None:
    twin = peat
    for change in TWO_RAISES[::order]:
        twin = change.apply(twin, Context(2025, 2039, 0.0))
    twin.save(tmp_path / "twin")
    for found in (twin, Twin.open(tmp_path / "twin")):
        areas = found.features["peilgebieden"]
        assert areas["summer_level"].tolist() == pytest.approx([-0.6 + 0.2 + 0.1 * 10 / 20, -0.6])
        assert areas["winter_level"].tolist() == pytest.approx([-0.4, -0.6])
        assert areas["raise_start"].iloc[0] == 2030
        assert as_today(found).features["peilgebieden"]["summer_level"].tolist() == [-0.6, -0.6]
        plan = decisions(found)
        assert set(plan.policies) == {"west"}
        assert plan.drains == {}
        first, second = plan.policies["west"].steps
        assert (first.ramp, first.raise_winter, first.after, first.drains) == (20, 0.0, "fixation", "passive")
        assert (second.ramp, second.raise_winter, second.after, second.below) == (0, 0.2, "indexation", 0.1)


def test_two_raises_are_the_same_in_the_twin_the_course_the_tables_and_the_indicators(peat: Twin) -> None:
    changes = [{**RAISE, "by": 0.2, "start": 2028, "policy": "fixatie"}]
    one = ran(peat, changes[0], horizon=2033)
    changes.append({**changes[0], "by": 0.1, "start": 2031})
    two = ran(peat, *changes, horizon=2033)
    row = two.features["water_level_areas"].set_index("id").loc["west"]
    assert (row["raise_summer"], row["start"], row["summer_level"]) == pytest.approx((0.3, 2028, -0.3))
    assert [step["start"] for step in json.loads(row["steps"])] == [2028, 2031]
    told = two.dataset["parcel_summer_level"].sel(polder_case="after").values
    area = two.dataset["parcel_area"]
    west = area.values == json.loads(area.attrs["meanings"]).index("west")
    assert two.dataset["polder_year"].values.tolist() == [2025, 2030, 2033]
    assert told[:, west].max(axis=1) == pytest.approx([-0.6, -0.4, -0.3], abs=1e-3)
    for name in ("co2_mean", "subsidence"):
        values = [each.indicators[f"water-level-raise.{name}"]["value"] for each in (two, one)]
        assert values[0] < values[1] - 1e-4, name


def test_decisions_that_nobody_can_have_written_are_refused(peat: Twin) -> None:
    areas = TWO_RAISES[0].apply(peat, Context(2025, 2039, 0.0)).features["peilgebieden"]
    for text in ("{", "[]", "[3]", '[{"after": "sinking"}]', '[{"begin": 2030}]'):
        wrong = peat.with_(features={"peilgebieden": areas.assign(level_steps=[text, ""])})
        with pytest.raises(InvalidInputError) as caught:
            decisions(wrong)
        (problem,) = caught.value.problems
        assert problem.field == "peilgebieden.west.level_steps"


def test_fixing_the_level_without_raising_it_is_a_policy(peat: Twin) -> None:
    context = Context(2025, 2100, 0.0)
    assert WaterLevelRaise(areas=("west",), by=0.0).apply(peat, context) is peat
    fixed = WaterLevelRaise(areas=("west",), by=0.0, policy="fixatie").apply(peat, context)
    assert decisions(fixed).policies["west"].after == "fixation"
