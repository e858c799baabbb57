"""The process: numbers of pairs, tables that keep to themselves what is not for everybody, and crowding."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from shapely import Point

from scenarios.model import Scenario
from scenarios.run import run
from scenarios.subsurface import outcome
from scenarios.subsurface.outcome import MAPS, NO_CLAIMS
from tests.unit.scenarios.subsurface.crowded_coast import crowded_coast
from twin.claim_table import APART, CONFLICT_TABLES, CROWDING
from twin.errors import InvalidInputError
from twin.state import Twin
from twin.store import Result

PREFIX = "subsurface-conflicts."
VERDICTS = ("forbidden", "conditional", "competing", "synergy", "unknown")
ORDER = {"forbidden": 0, "conditional": 1, "competing": 2, "unknown": 3, "synergy": 4}


@pytest.fixture(scope="module")
def twin(coast: Twin) -> Twin:
    return crowded_coast(coast)


def content(*interventions: dict[str, Any], horizon: int = 2100, **parameters: Any) -> dict[str, Any]:
    return {
        "name": "x", "horizon": horizon, "interventions": list(interventions),
        "processes": [{"subsurface-conflicts": parameters}],
    }  # fmt: skip


def doublet(**changes: Any) -> dict[str, Any]:
    plan = {"kind": "geothermal-doublet", "at": [61350, 545100], "spacing": 400, "flow_m3_h": 150}
    return plan | {"start": 2035, "end": 2065, "reservoir_top": -2000, "reservoir_base": -2060} | changes


@pytest.fixture(scope="module")
def found(twin: Twin) -> Result:
    return run(content(doublet()), twin)


def rows(result: Result) -> list[dict[str, Any]]:
    names = [name for name in CONFLICT_TABLES if name.endswith("conflicts")]
    tables = [result.features[name] for name in names if name in result.features]
    every = [row for table in tables for row in table.to_dict("records")]
    return sorted(every, key=lambda row: int(row["id"].rpartition("-")[2]))


def test_indicators_count_the_pairs_that_hold(found: Result) -> None:
    for name in VERDICTS:
        told = [row for row in rows(found) if row["verdict"] == name]
        entry = found.indicators[PREFIX + name]
        assert entry["value"] == sum(row["holds"] for row in told)
        assert entry["high"] == len(told)
        assert entry["low"] <= entry["value"] <= entry["high"]
        assert entry["reason"] is None


def test_the_plan_adds_to_what_was_there(found: Result, twin: Twin) -> None:
    alone = run(content(), twin)
    for name in VERDICTS:
        entry = found.indicators[PREFIX + name]
        assert entry["reference"] == alone.indicators[PREFIX + name]["value"]
    new = [row for row in rows(found) if "new-doublet" in row["first"] + row["second"]]
    assert new
    assert sum(found.indicators[PREFIX + name]["difference"] for name in VERDICTS) == sum(
        row["holds"] for row in new
    )
    meets = next(row for row in new if row["code"] == "K1")
    assert {meets["first"], meets["second"]} == {"old", "new-doublet-1"}
    assert meets["plan"] == "new-doublet-1"
    assert 2035.0 < meets["first_year"] < 2045.0 == meets["last_year"]
    assert meets["overlap_volume"] > 0.0


def test_the_worst_come_first_and_ids_are_their_own(found: Result) -> None:
    every = rows(found)
    assert [row["id"] for row in every] == [f"conflict-{rank}" for rank in range(1, len(every) + 1)]
    ranks = [(ORDER[row["verdict"]], not row["holds"]) for row in every]
    assert ranks == sorted(ranks)
    storage = [row for row in every if row["second"] == "bvz" or row["first"] == "bvz"]
    assert {row["code"] for row in storage} == {"X11"}, storage
    assert storage[0]["margin"] == pytest.approx(-11.0)
    assert storage[0]["margin_unit"] == "m"


def test_what_not_everybody_may_see_stands_apart(found: Result) -> None:
    for name, apart in CONFLICT_TABLES.items():
        table = found.features.get(name)
        if table is not None and name != CROWDING:
            for one, two in zip(table["first_theme"], table["second_theme"], strict=True):
                assert {one, two} & set(APART) == set(apart)
            assert table["id"].is_unique
    assert "archaeology_utility_lines_conflicts" in found.features
    plain = found.features["conflicts"].drop(columns="geometry").to_json()
    assert "terp" not in plain
    assert "cable" not in plain.replace("cables", "")
    claims = {name.removesuffix("_claims") for name in found.features if name.endswith("_claims")}
    assert {"doublets", "protection_zones", "archaeology", "utility_lines"} <= claims
    for theme in claims:
        table = found.features[f"{theme}_claims"]
        assert set(table["theme"]) == {theme}
        assert table["id"].is_unique


def test_words_and_remedies_stand_in_both_languages(found: Result) -> None:
    for row in rows(found):
        for language in ("nl", "en"):
            assert len(row[f"explanation_{language}"]) > 40
            assert isinstance(json.loads(row[f"remedies_{language}"]), list)
        assert row["geometry"].has_z
        assert np.isfinite([row["geometry"].x, row["geometry"].y, row["geometry"].z]).all()
        assert row["explanation_nl"] != row["explanation_en"]


def test_crowding_counts_functions_in_slices(found: Result, twin: Twin) -> None:
    dataset = found.dataset
    column, row = (int(i[0]) for i in reversed(twin.grid.index(np.array([61005.0]), np.array([545505.0]))))
    contact, water, deep = (dataset[name].values[row, column] for name in MAPS)
    assert contact >= 0
    assert water >= 2  # the zone and the storage system; heat of neighbours may be there too
    assert deep >= 1  # the zone has no base
    years = dataset["crowding_year"].values.tolist()
    assert years == [2025, 2050, 2075, 2100]
    np.testing.assert_array_equal(
        dataset["crowding"].sel(crowding_year=2100).values, np.stack([dataset[name].values for name in MAPS])
    )
    assert (dataset["crowding_top"].values > dataset["crowding_base"].values).all()


def test_fields_are_for_everybody_and_cells_of_everything_are_not(found: Result, twin: Twin) -> None:
    cells = found.features[CROWDING]
    street = cells[cells.geometry.contains(Point(61410, 545450))].iloc[0]
    assert street["contact"] >= 3  # a cable, a main and the site
    open_ground = found.dataset["crowding_contact"].sel(x=61405.0, y=545455.0).item()
    assert open_ground == 0.0
    assert cells["id"].is_unique
    assert cells.geometry.area.tolist() == [10_000.0] * len(cells)


def test_parameters_narrow_what_is_looked_at(twin: Twin) -> None:
    storage = run(content(functions=["ATES"]), twin)
    assert all("ATES" in {row["first_function"], row["second_function"]} for row in rows(storage))
    sure = run(content(least_probability=0.0), twin)
    assert all(row["holds"] for row in rows(sure))
    for year in (2040.0, 2050.0):
        then = run(content(doublet(), year=year), twin)
        meets = [row for row in rows(then) if row["code"] == "K1" and row["holds"]]
        assert bool(meets) == (year < 2045.0)


def test_nothing_below_ground_gives_nothing_with_the_reason(coast: Twin) -> None:
    bare = Twin.from_datasets(coast.surface[["ground_level"]])
    result = run(content(), bare)
    for name in VERDICTS:
        entry = result.indicators[PREFIX + name]
        assert (entry["value"], entry["reason"]) == (0.0, NO_CLAIMS)
    assert not result.features
    assert float(result.dataset["crowding"].max()) == 0.0


def test_of_too_many_the_worst_are_told(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    every = rows(run(content(), twin))
    monkeypatch.setattr(outcome, "MOST_ROWS", 2)
    few = run(content(), twin)
    sure = [row for row in every if row["holds"]]
    assert [(row["first"], row["second"]) for row in rows(few)] == [
        (row["first"], row["second"]) for row in sure[:2]
    ]
    plan = rows(run(content(doublet()), twin))
    assert all("new-doublet-1" in row["first"] + row["second"] for row in plan)
    entry = few.indicators[PREFIX + "conditional"]
    assert entry["high"] == len([row for row in every if row["verdict"] == "conditional"])
    assert "2 pairs are in the tables" in entry["method"]


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"year": 1850.0}, "year"),
        ({"functions": ["WEL"]}, "functions[0]"),
        ({"province": "Utrecht"}, "province"),
        ({"rules_day": "2026-13-01"}, "rules_day"),
        ({"rules_day": "2026-W01-1"}, "rules_day"),
        ({"rules_day": "20260131xx"}, "rules_day"),
        ({"least_probability": 1.5}, "least_probability"),
    ],
)
def test_what_is_wrong_is_named(parameters: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        Scenario.load(content(**parameters))
    assert [problem.field for problem in error.value.problems] == [
        f"processes[0].subsurface-conflicts.{field}"
    ]


def test_a_year_beyond_the_horizon_is_looked_at_too(twin: Twin) -> None:
    late = run(content(doublet(end=2300), horizon=2050, year=2200.0), twin)
    assert [row for row in rows(late) if row["code"] == "C5"]
    assert not [row for row in rows(late) if row["code"] == "K1"]


def test_what_exists_and_cannot_be_judged_is_told_and_the_rest_is_checked(twin: Twin) -> None:
    table = twin.features["doublets"].assign(end=[2000])
    result = run(content(), twin.with_(features={"doublets": table}))
    told = result.indicators["subsurface-conflicts.unknown"]
    assert "cannot be judged and are left out: old is before its start, 2015" in told["reason"]
    assert rows(result)
    assert "old" not in {row[name] for row in rows(result) for name in ("first", "second")}
    with pytest.raises(InvalidInputError, match="before its start"):
        run(content(), twin.with_(features={"doublets": table.assign(status=["planned"])}))


def test_the_day_of_rules_picks_their_version(twin: Twin) -> None:
    reserve = twin.features["protection_zones"].assign(kind=["asv"], top_level=[-300.0], base_level=[-400.0])
    changed = twin.with_(features={"protection_zones": reserve})
    plan = doublet(at=[61000, 545500])
    then, now = (run(content(plan, rules_day=day), changed) for day in ("2022-01-01", None))
    codes = [
        {row["code"] for row in rows(result) if "ASV" in {row["first_function"], row["second_function"]}}
        for result in (then, now)
    ]
    assert "X4" in codes[1]
    assert "X4" not in codes[0]
    assert "C4" in codes[0]
