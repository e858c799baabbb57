"""Tables of the objects that effects name: one for each theme, and none in the rows that everybody reads."""

from __future__ import annotations

import json
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pytest

from api.access.restrictions import theme_of
from scenarios.polders.effect import Answer, Comparison, effects
from scenarios.polders.object_tables import OBJECT, object_tables
from scenarios.polders.panel import DECIDED, Panel, effects_table
from tests.unit.scenarios.polders.object_cases import house, line, polder, table
from twin.state import Twin

Row = Mapping[str, str | float | int | bool | None]


@pytest.fixture(scope="module")
def twin() -> Twin:
    homes = table([house(2, 2)], floor_level=0.0, use="woning", dwellings=1, year=1920)
    pipes = table(
        [line((2, 1), (2, 7)), line((4, 1), (4, 7))], network="water", depth=1.0, depth_status="standard"
    )
    return polder(buildings=homes, utility_lines=pipes)


def compared(effect: str, before: dict[str, float], after: dict[str, float]) -> Comparison:
    """An effect that names objects, and one network."""
    rows: list[list[Row]] = [
        [{"row": "network", "name": "water", "state": "wet", "value": 9.0, "unit": "m"}]
        for _ in (before, after)
    ]
    for found, told in zip(rows, (before, after), strict=True):
        found += [
            {"row": OBJECT, "name": name, "state": "at risk", "value": value, "unit": "m"}
            for name, value in told.items()
        ]
    first, second = (Answer(1.0, table=told) for told in rows)
    return Comparison(effects()[effect], first, second, Answer(0.0))


def test_a_line_has_a_row_with_both_sides_and_its_place(twin: Twin) -> None:
    decided = [compared("utilities", {"thing-0": 3.0}, {"thing-1": 5.0, "thing-0": 4.0})]
    found = object_tables(twin, decided)
    assert set(found) == {"utility_lines_water_level"}
    rows = found["utility_lines_water_level"].set_index("object")
    assert rows.loc["thing-0", ["before", "after"]].tolist() == [3.0, 4.0]
    assert np.isnan(rows.loc["thing-1", "before"])
    assert rows.loc["thing-1", "after"] == 5.0
    assert rows["id"].is_unique
    assert rows.loc["thing-1"].geometry.equals(twin.features["utility_lines"].geometry[1])


def test_effects_on_one_theme_share_a_table_and_without_objects_there_is_none(twin: Twin) -> None:
    both = [compared(name, {}, {"thing-0": 1.0}) for name in ("foundations", "crawl_spaces")]
    (only,) = object_tables(twin, both).values()
    assert only["effect"].tolist() == ["foundations", "crawl_spaces"]
    assert only["id"].is_unique
    assert object_tables(twin, [compared("utilities", {}, {})]) == {}
    assert object_tables(twin, []) == {}


def test_the_table_of_effects_names_no_object(twin: Twin) -> None:
    each = compared("utilities", {"thing-0": 3.0}, {"thing-0": 4.0})
    areas = gpd.GeoDataFrame({"id": ["west"]}, geometry=[house(5, 5)], crs="EPSG:28992")
    told = effects_table(
        twin.with_(features={"peilgebieden": areas.assign(summer_level=-2.0, winter_level=-2.0)}),
        Panel({"west": [each]}, ("west",), [each]),
    )
    assert "thing-0" not in told.to_json()
    (row,) = json.loads(told[told["area"] == DECIDED]["tables"].iloc[0])["after"]
    assert row["name"] == "water"


def test_every_effect_that_names_objects_says_of_which_theme() -> None:
    """Else they are in no table; and the table is restricted as its theme is."""
    named = {name: effect.theme for name, effect in effects().items() if effect.theme}
    assert named == {
        "archaeology": "archaeology", "crawl_spaces": "buildings", "foundations": "buildings",
        "roads": "roads", "settlement_difference": "buildings", "utilities": "utility_lines",
    }  # fmt: skip
    for theme in set(named.values()):
        assert theme_of(f"{theme}_water_level") == theme
