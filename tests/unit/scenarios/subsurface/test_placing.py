"""A plan among what stands: what it claims, what it meets, and what it must not be told."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import geopandas as gpd
import pytest
from shapely import Point

from scenarios.forms import field
from scenarios.intervention import Context, Intervention, interventions
from scenarios.run import run
from scenarios.subsurface import placing
from scenarios.subsurface.placing import Placed, Standing, place_plan, standing
from tests.unit.scenarios.subsurface.crowded_coast import crowded_coast
from twin.errors import InvalidInputError
from twin.state import Twin

CONTEXT = Context(2025, 2100, 0.0)


@pytest.fixture(scope="module")
def known(coast: Twin) -> Standing:
    return standing(crowded_coast(coast), horizon=2100.0)


def doublet(**changes: Any) -> Intervention:
    plan = {"kind": "geothermal-doublet", "at": (61350.0, 545100.0), "spacing": 400.0, "flow_m3_h": 150.0}
    years = {"start": 2035, "end": 2065, "reservoir_top": -2000.0, "reservoir_base": -2060.0}
    return interventions()["geothermal-doublet"].model_validate(plan | years | changes)


class Renewed(Intervention):
    """Gives the storage system another life, or another place."""

    kind: Literal["renewed"] = field("Kind", "Soort", default="renewed")
    east: float = field("East", "Oost", default=0.0, unit="m")

    def apply(self, twin: Twin, context: Context) -> Twin:
        table = twin.features["ates"].copy()
        table["warm_x"] += self.east
        table["cold_x"] += self.east
        table["geometry"] = [Point(shape.x + self.east, shape.y) for shape in table.geometry]
        return twin.with_(features={"ates": gpd.GeoDataFrame(table, crs="EPSG:28992")})


class Ground(Renewed):
    """Works on the ground."""

    writes_ground: ClassVar[bool] = True

    def apply(self, twin: Twin, context: Context) -> Twin:
        raise AssertionError("is not to be called")


def pairs(placed: Placed) -> set[tuple[str, str, str, bool]]:
    return {(row["first"], row["second"], row["code"], row["holds"]) for row in placed.rows}


def test_a_plan_finds_what_a_run_finds(known: Standing) -> None:
    plan = doublet()
    placed = place_plan(plan, known, CONTEXT)
    assert {claim.id.partition(":")[0] for claim in placed.claims} == {"new-doublet-1"}
    content = {
        "name": "x", "interventions": [plan.model_dump(mode="json")], "processes": ["subsurface-conflicts"]
    }  # fmt: skip
    result = run(content, known.twin)
    found = set()
    for name, table in result.features.items():
        if name.endswith("conflicts"):
            for row in table.to_dict("records"):
                one, two = row["first"], row["second"]
                if "new-doublet-1" in one + two:
                    mine, other = (one, two) if "new-doublet-1" in one else (two, one)
                    found.add((mine, other, row["code"], row["holds"]))
    assert found == pairs(placed)
    assert any(code == "K1" for _, _, code, _ in found)
    indicators = {name: result.indicators[f"subsurface-conflicts.{name}"] for name in placed.counts()}
    assert placed.counts() == {name: entry["difference"] for name, entry in indicators.items()}


def test_the_worst_come_first(known: Standing) -> None:
    rows = place_plan(doublet(at=(61000.0, 545500.0)), known, CONTEXT).rows
    assert [row["id"] for row in rows] == [f"conflict-{rank}" for rank in range(1, len(rows) + 1)]
    assert rows[0]["verdict"] == "forbidden"
    order = ["forbidden", "conditional", "competing", "unknown", "synergy"]
    ranks = [order.index(row["verdict"]) for row in rows]
    assert ranks == sorted(ranks)


def test_what_is_changed_takes_the_place_of_what_it_was(known: Standing) -> None:
    same = place_plan(Renewed(), known, CONTEXT)
    assert same.claims == ()
    moved = place_plan(Renewed(east=50.0), known, CONTEXT)
    assert {claim.id.partition(":")[0] for claim in moved.claims} == {"wko"}
    assert moved.rows
    assert "wko" not in {row["second"].partition(":")[0] for row in moved.rows}
    away = place_plan(Renewed(east=700.0), known, CONTEXT)
    assert "bvz" not in {row["second"] for row in away.rows}


def test_nothing_is_told_of_hidden_themes_and_of_functions_that_were_not_asked(known: Standing) -> None:
    plan = doublet()
    every = place_plan(plan, known, CONTEXT)
    seen = place_plan(plan, known, CONTEXT, hidden={"utility_lines"})
    assert {row["second_theme"] for row in every.rows} - {row["second_theme"] for row in seen.rows} == {
        "utility_lines"
    }
    heat = place_plan(plan, known, CONTEXT, functions={"ARC"})
    assert all("ARC" in {row["first_function"], row["second_function"]} for row in heat.rows)


def test_a_year_is_looked_at_by_itself(known: Standing) -> None:
    early = place_plan(doublet(), known, CONTEXT, year=2030.0)
    assert not any(row["holds"] for row in early.rows)


def test_a_plan_that_writes_the_ground_or_lies_outside_is_refused(known: Standing) -> None:
    with pytest.raises(InvalidInputError, match="takes a run"):
        place_plan(Ground(), known, CONTEXT)
    with pytest.raises(InvalidInputError) as error:
        place_plan(doublet(at=(10_000.0, 400_000.0)), known, CONTEXT)
    assert error.value.problems[0].field.startswith("intervention.")
    kinds = {kind for kind, made in interventions().items() if made.writes_ground}
    assert {"dike-reinforcement", "dike-relocation", "lake-level"} <= kinds


def test_the_worst_pairs_are_told_and_all_are_counted(
    known: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = place_plan(doublet(), known, CONTEXT)
    monkeypatch.setattr(placing, "MOST_ROWS", 2)
    few = place_plan(doublet(), known, CONTEXT)
    assert len(every.rows) > 2
    assert few.rows == every.rows[:2]
    assert few.counts() == every.counts()


def test_a_plan_for_a_whole_area_is_no_plan_to_move_about(
    known: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "MOST_CLAIMS", 1)
    with pytest.raises(InvalidInputError, match="at most 1"):
        place_plan(doublet(), known, CONTEXT)
