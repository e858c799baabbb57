"""The panel: each area by itself, all decided land together, and rows that people and programs can read."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from scenarios.polders.effect import Answer, Case, Comparison, compare, effects
from scenarios.polders.panel import DECIDED, Panel, assess_by_area, effects_table, panel
from tests.unit.scenarios.polders.raised_polder import cases, peat_halves, raised
from twin.state import Twin


@pytest.fixture(scope="module")
def twin() -> Twin:
    return raised(peat_halves())


@pytest.fixture(scope="module")
def both(twin: Twin) -> tuple[Case, Case]:
    return cases(twin)


@pytest.fixture(scope="module")
def found(both: tuple[Case, Case]) -> Panel:
    return panel(*both, ["west", "east"], ["west"])


@pytest.mark.parametrize("name", sorted(effects()))
def test_an_area_alone_answers_as_the_area_among_all_land(name: str, both: tuple[Case, Case]) -> None:
    """What `Effect.local` promises; of other effects the two are the same by their making."""
    effect, case = effects()[name], both[1]
    by_area = assess_by_area(effect, case, ["west", "east"])
    for number, area in enumerate(case.columns.areas):
        among = effect.assess(replace(case, land=case.columns.area == number))
        alone = by_area[area]
        assert alone.reason == among.reason
        assert alone.value == pytest.approx(among.value, rel=1e-12, nan_ok=True)
        assert dict(alone.variants) == pytest.approx(dict(among.variants), rel=1e-9, nan_ok=True)
        assert dict(alone.parts) == pytest.approx(dict(among.parts), rel=1e-9, abs=1e-12, nan_ok=True)


def test_the_land_of_a_decision_is_told_as_it_is_compared(both: tuple[Case, Case], found: Panel) -> None:
    before, after = both
    west = before.columns.area == before.columns.areas.index("west")
    assert found.decided_areas == ("west",)
    for each in found.decided:
        asked = compare(each.effect, replace(before, land=west), replace(after, land=west))
        assert each.after.value == pytest.approx(asked.after.value, nan_ok=True)
        assert each.difference.value == pytest.approx(asked.difference.value, nan_ok=True)
    by_id = {each.effect.id: each.difference.value for each in found.decided}
    assert by_id["subsidence"] < 0.0
    assert by_id["co2_emission"] < 0.0
    assert by_id["groundwater_depth"] < -0.02


def test_where_nothing_is_decided_nothing_differs(found: Panel) -> None:
    for each in found.areas["east"]:
        if each.after.known and not each.effect.coupled:
            gone = each.difference
            assert (gone.value, gone.low, gone.high) == (0.0, 0.0, 0.0), each.effect.id


def test_what_was_answered_about_today_is_not_asked_again(both: tuple[Case, Case], found: Panel) -> None:
    today: dict[str, dict[str, Answer]] = {}
    panel(*both, ["west", "east"], ["east"], today)
    assert set(today) == {name for name, effect in effects().items() if not effect.coupled}
    again = panel(*both, ["west", "east"], ["west"], today)
    for area, rows in again.areas.items():
        for each, alone in zip(rows, found.areas[area], strict=True):
            if not each.effect.coupled:
                assert each.before is today[each.effect.id][area]
            assert each.before.value == pytest.approx(alone.before.value, nan_ok=True)


def test_all_decided_land_is_told_together(both: tuple[Case, Case]) -> None:
    before, after = both
    for each in panel(before, after, ["west", "east"], ["west", "east"]).decided:
        asked = compare(each.effect, before, after)
        for one, other in ((each.before, asked.before), (each.after, asked.after)):
            assert one.value == pytest.approx(other.value, rel=1e-12, nan_ok=True)


def test_without_a_decision_there_is_no_row_for_it(both: tuple[Case, Case]) -> None:
    before = both[0]
    nothing = panel(before, before, ["east"], [])
    assert set(nothing.areas) == {"east"}
    assert not nothing.decided
    assert nothing.decided_areas == ()


def test_the_table_has_a_row_for_each_area_and_effect(twin: Twin, found: Panel) -> None:
    table = effects_table(twin, found)
    assert table["area"].value_counts().to_dict() == dict.fromkeys(("west", "east", DECIDED), len(effects()))
    assert table["id"].is_unique
    assert table.crs.to_epsg() == 28992
    areas = twin.features["peilgebieden"].set_index("id").geometry
    union = table.geometry[table["area"] == DECIDED].iloc[0]
    assert union.equals(areas["west"])
    known = table.dropna(subset="after")
    assert (known["after_low"] <= known["after"]).all()
    assert (known["after"] <= known["after_high"]).all()
    np.testing.assert_allclose(known["after"] - known["before"], known["difference"], atol=1e-9)
    unknown = table[table["after"].isna()]
    assert unknown["reason"].str.len().gt(0).all()
    assert unknown["difference"].isna().all()
    row = table[(table["area"] == "west") & (table["effect"] == "subsidence")].iloc[0]
    parts = json.loads(row["parts"])
    total = sum(parts[f"{cause} [m]"]["after"] for cause in ("oxidation", "creep", "shrinkage"))
    assert total == pytest.approx(row["after"], rel=1e-6)
    assert 0.0 <= row["extrapolated"] <= 1.0
    months = json.loads(table[table["id"] == f"{DECIDED}-band_share"].iloc[0]["tables"])
    assert len(months["after"]) == 12


def test_numbers_that_are_none_are_null_in_parts_and_tables(twin: Twin) -> None:
    effect = effects()["subsidence"]
    bad = Answer(1.0, parts={"a [m]": math.nan}, table=[{"x": math.inf, "y": None, "z": "word"}])
    each = Comparison(effect, bad, Answer.unknown("no soil map"), Answer.unknown("no soil map"))
    row = effects_table(twin, Panel({"west": [each]}, ("west",), [each])).iloc[1]
    assert json.loads(row["parts"]) == {"a [m]": {"before": None, "after": None}}
    assert json.loads(row["tables"])["before"] == [{"x": None, "y": None, "z": "word"}]
    assert row["reason"] == "no soil map"
    assert math.isnan(row["after"])
