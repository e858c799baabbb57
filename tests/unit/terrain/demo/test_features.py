"""The feature tables of the demo: ids, counts, plausibility, determinism."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from terrain.demo import build, plan
from twin.features import THEMES, check_features
from twin.vocabulary import LAND_USE


def test_ids_that_others_rely_on(demo):
    assert {"zeedijk", "rivierdijk", "ringdijk", "boezemkade"} <= set(demo.features["dikes"]["id"])
    expected = {f"veenpolder-{k}" for k in range(1, 7)} | {"kleipolder-1", "droogmakerij-1"}
    assert set(demo.features["peilgebieden"]["id"]) == expected
    assert demo.reference_year == 2025
    assert demo.attributes["fictional"] == "true"
    assert "verzonnen" in demo.attributes["title_nl"]
    assert "Den Helder" in demo.attributes["note_en"]


def test_tables_are_valid_and_inside_the_area(demo):
    area = plan.polygon("gebied").buffer(61)
    for theme, table in demo.features.items():
        assert check_features(theme, table) == []
        assert table.is_valid.all(), theme
        assert not table.geometry.is_empty.any(), theme
        assert shapely.covers(area, table.geometry.to_numpy()).all(), theme
        assert set(THEMES[theme].required) <= set(table.columns)


def test_water_levels_stay_in_the_range_of_the_peilbesluiten(demo):
    table = demo.features["peilgebieden"].set_index("id")
    peat = table[table.index.str.startswith("veen")]
    assert peat[["summer_level", "winter_level"]].to_numpy().min() == pytest.approx(-1.20)
    assert peat[["summer_level", "winter_level"]].to_numpy().max() <= -0.40
    areas = list(table.geometry)
    shared = [a.intersection(b).area for k, a in enumerate(areas) for b in areas[k + 1 :]]
    assert max(shared) < 1.0


def test_about_six_thousand_buildings_that_do_not_overlap(demo):
    houses = demo.features["buildings"]
    assert 5500 < len(houses) < 6700
    shapes = shapely.buffer(houses.geometry.to_numpy(), -0.5)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert (first == second).all()
    assert houses["height"].between(3, 50).all()
    assert houses["year"].between(1150, 2025).all()


def test_floors_stand_above_the_ground(demo):
    houses = demo.features["buildings"]
    centre = shapely.get_coordinates(shapely.centroid(houses.geometry.to_numpy()))
    row, column = demo.grid.index(*centre.T)
    above = houses["floor_level"].to_numpy() - demo.surface["ground_level"].values[row, column]
    assert above.min() >= 0.04
    assert np.median(above) < 0.7


def test_people_and_foundations_are_plausible(demo):
    houses = demo.features["buildings"]
    people = houses["dwellings"].sum() * 2.1
    assert 9000 < people < 18000
    town = houses[houses["place"] == "Oude stad"]
    assert len(town) > 1200
    assert town["year"].median() < 1900
    assert {"wooden-piles", "shallow"} <= set(town["foundation"])
    assert not ((houses["year"] >= 1970) & (houses["foundation"] == "wooden-piles")).any()
    assert (houses.loc[houses["place"] == "Zanddorp", "foundation"] == "shallow").all()


def test_houses_stand_on_dry_land(demo):
    houses = demo.features["buildings"]
    homes = houses[houses["dwellings"] > 0]
    row, column = demo.grid.index(*shapely.get_coordinates(shapely.centroid(homes.geometry.to_numpy())).T)
    assert demo.surface["permanent_water"].values[row, column].mean() < 0.01


def test_water_system_has_its_works(demo):
    kinds = demo.features["structures"]["kind"].value_counts()
    assert kinds["pumping-station"] >= 9
    assert {"lock", "sluice", "weir", "culvert", "bridge"} <= set(kinds.index)
    assert demo.features["structures"].set_index("id")["capacity"]["gemaal-droogmakerij"] == pytest.approx(
        1.13, abs=0.05
    )
    assert {"substation", "hospital", "sewage-plant", "pumping-station"} <= set(
        demo.features["vital_objects"]["kind"]
    )
    assert {"river", "boezem", "ring-canal", "brook", "ditch"} <= set(demo.features["watercourses"]["kind"])
    assert {"motorway", "provincial", "local", "street", "rail"} == set(demo.features["roads"]["kind"])


def test_codes_are_those_of_the_vocabulary(demo):
    assert set(np.unique(demo.surface["land_use"].values)) <= set(LAND_USE)
    assert set(demo.features["land_use_areas"]["land_use"]) <= set(LAND_USE)
    manning = demo.surface["roughness"].values
    assert 0.01 < manning.min() < manning.max() <= 0.1


def test_the_same_twin_twice(monkeypatch):
    monkeypatch.setattr(build, "underground", lambda *_: (None, {}))
    first = build.build_demo(20).digest
    for cached in (build.footprints, build.roads):
        cached.cache_clear()
    assert build.build_demo(20).digest == first
