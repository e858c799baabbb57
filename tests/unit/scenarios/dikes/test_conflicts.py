"""What gets in the way of a straight dike along y = 0, whose inner toe lies at 17 m and moves 2 m a year."""

from __future__ import annotations

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from shapely import LineString, Point, Polygon, box
from shapely.affinity import translate

from scenarios.dikes.conflicts import conflicts, free_space, kinds
from scenarios.dikes.growth import Growth, growth
from scenarios.dikes.model import Locations
from tests.unit.scenarios.dikes.dike_lines import X0, Y0, along, profiles, without
from twin.grid import GridSpec
from twin.state import Twin

YEARS = np.arange(2025, 2036)
PLACES = along([(0.0, 0.0), (200.0, 0.0)])


def features(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    moved = [row | {"geometry": translate(row["geometry"], X0, Y0)} for row in rows]
    return gpd.GeoDataFrame(moved, geometry="geometry", crs="EPSG:28992")


def empty(*columns: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({name: [] for name in ("id", *columns)}, geometry=[], crs="EPSG:28992")


def twin_with(**themes: gpd.GeoDataFrame) -> Twin:
    grid = GridSpec(X0 - 95.0, Y0 + 195.0, 10.0, 10.0, 40, 40)
    y = np.broadcast_to(grid.y[:, None], grid.shape)
    use = np.where(y - Y0 > 20.0, 8, 9).astype(np.int16)
    ground = np.zeros(grid.shape, np.float32)
    dataset = xr.Dataset(
        {"ground_level": (("y", "x"), ground), "land_use": (("y", "x"), use)}, coords=grid.coords()
    )
    return Twin.from_datasets(dataset, None, themes)


def growing(places: Locations = PLACES, outward: float = 0.0, year: int = 2030) -> Growth:
    """No work in 2025; from then on the inner toe moves 2 m a year, the outer one as told."""
    inward = np.tile(2.0 * (YEARS - 2025), (len(places.x), 1)).astype(float)
    outer = np.tile(outward * (YEARS - 2025), (len(places.x), 1)).astype(float)
    return growth(places, profiles(len(places.x)), inward, outer, YEARS, year)


def of_kind(kind: str, twin: Twin, grown: Growth | None = None) -> gpd.GeoDataFrame:
    table = conflicts(twin, growing() if grown is None else grown).table
    return table[table["kind"] == kind].set_index("object")


def house(name: str, distance: float, **columns: object) -> dict[str, object]:
    """A house of 8 x 10 m at a distance from the inner toe, 60 m along the dike."""
    near = 17.0 + distance
    shape = box(60.0, near, 70.0, near + 8.0)
    return {"id": name, "floor_level": 0.5, "year": 1970, "geometry": shape, **columns}


def test_houses_are_in_the_way_from_the_year_that_the_toe_comes_within_five_metres():
    table = features(
        house("on-the-dike", -10.0), house("near", 4.0), house("later", 10.0), house("last", 25.0),
        house("never", 25.5),
    )  # fmt: skip
    found = of_kind("buildings", twin_with(buildings=table))
    assert found["from_year"].to_dict() == {"on-the-dike": 2026, "near": 2026, "later": 2028, "last": 2035}
    assert found["at_year"].tolist() == [2030, 2030, 2030, 2035]
    assert (found["dike"] == "dike-0").all()
    assert found["chainage"].between(55.0, 75.0).all()


def test_what_a_house_is_worth():
    """80 m2 on three storeys: 240 m2 at 1000 EUR and two dwellings at 70,000; a hall has one storey."""
    table = features(
        house("flat", 1.0, use="residential", dwellings=2, height=9.5),
        house("hall", 1.0, use="industry", dwellings=0, height=9.5),
        house("bare", 1.0),
    )
    found = of_kind("buildings", twin_with(buildings=table))
    assert found.loc["flat", ["addresses", "floor_area", "value"]].tolist() == [2.0, 240.0, 380_000.0]
    assert found.loc["hall", ["addresses", "floor_area", "value"]].tolist() == [1.0, 80.0, 80.0 * 1497]
    assert found.loc["bare", "floor_area"] == 160.0
    assert "Slager 2016" in found.loc["bare", "source"]


def test_roads_across_and_along():
    """In 2030 the base reaches from -17 to 27 m: 44 m of a road across, none of one 1 m beyond."""
    table = features(
        {"id": "across", "kind": "local", "width": 6.0, "geometry": LineString([(50, -80), (50, 80)])},
        {"id": "beside", "kind": "local", "width": 6.0, "geometry": LineString([(0, 28), (200, 28)])},
        {"id": "both", "kind": "local", "width": 6.0, "geometry": LineString([(0, -9), (200, 9)])},
        {"id": "far", "kind": "local", "width": 6.0, "geometry": LineString([(0, 60), (200, 60)])},
    )
    found = of_kind("roads", twin_with(roads=table))
    assert found.loc["across", ["from_year", "length", "area", "relation"]].tolist() == [
        2026, pytest.approx(44.0), pytest.approx(264.0), "crossing"
    ]  # fmt: skip
    assert found.loc["beside", ["from_year", "at_year", "length", "relation"]].tolist() == [
        2031, 2035, pytest.approx(200.0), "along"
    ]  # fmt: skip
    assert found.loc["both", "relation"] == "crossing and along"
    assert "far" not in found.index


def test_a_road_that_crosses_another_dike_only_lies_along_this_one():
    """It ends on the new base of the first dike, and crosses the second, which needs no work."""
    places = along([(0.0, 0.0), (200.0, 0.0)], [(0.0, 60.0), (200.0, 60.0)])
    table = features({"id": "r", "kind": "local", "width": 6.0, "geometry": LineString([(50, 20), (50, 90)])})
    found = of_kind("roads", twin_with(roads=table), growing(without(places, *range(20, 40))))
    assert found["relation"].to_dict() == {"r": "along"}


def test_lines_below_the_dike_and_in_its_zone():
    columns = {"network": "water", "depth": 1.0, "depth_status": "standard"}
    table = features(
        {"id": "across", **columns, "geometry": LineString([(50, -80), (50, 80)])},
        {"id": "zone", **columns, "geometry": LineString([(0, 35), (200, 35)])},
    )
    found = of_kind("utility_lines", twin_with(utility_lines=table))
    assert found.loc["across", ["length", "relation"]].tolist() == [pytest.approx(44.0), "crossing"]
    assert found.loc["zone", ["from_year", "length", "relation"]].tolist() == [2029, 0.0, "near"]
    assert "unverified" in found.loc["zone", "source"]
    assert found.loc["zone", "label_en"] == "Cable or pipeline drinking water, zone"


def test_a_monument_is_dug_away_as_deep_as_the_foundation():
    """20 x 30 m from the toe on; 10 m of it taken in 2030; its top 0.3 m below the ground, dug to 0.8 m."""
    table = features(
        {"id": "shallow", "top_level": -0.3, "base_level": -2.0, "geometry": box(20, 17, 40, 47)},
        {"id": "deep", "top_level": -1.0, "base_level": -2.0, "geometry": box(60, 17, 80, 47)},
        {"id": "thin", "top_level": -0.3, "base_level": -0.4, "geometry": box(90, 17, 110, 47)},
        {"id": "unknown", "geometry": box(120, 17, 140, 47)},
    )
    found = of_kind("archaeology", twin_with(archaeology=table))
    assert found["area"].tolist() == pytest.approx([200.0] * 4)
    assert found["volume"].to_dict() == pytest.approx(
        {"shallow": 100.0, "deep": 0, "thin": 20.0, "unknown": 160.0}
    )
    assert found["relation"].to_dict() == {
        "shallow": "dug",
        "deep": "covered",
        "thin": "dug",
        "unknown": "dug",
    }


def test_a_monument_where_the_ground_is_not_known_is_neither_dug_nor_covered():
    table = features({"id": "m", "top_level": -0.3, "base_level": -2.0, "geometry": box(20, 17, 40, 47)})
    known = twin_with(archaeology=table)
    ground = xr.full_like(known.surface["ground_level"], np.nan)
    twin = SimpleNamespace(grid=known.grid, features=known.features, surface={"ground_level": ground})
    found = of_kind("archaeology", twin).loc["m"]
    assert (found["relation"], found["area"]) == ("depth unknown", 200.0)
    assert np.isnan(found["volume"])


def test_expected_finds_below_the_free_depth():
    table = features({"id": "z", "expectation": "high", "top_depth": 0.3, "geometry": box(0, -50, 200, 90)})
    found = of_kind("expectation_zones", twin_with(expectation_zones=table))
    assert found.loc["z", ["area", "volume"]].tolist() == pytest.approx([2000.0, 1000.0])
    assert found.loc["z", "label_nl"] == "Archeologische verwachting hoog (z)"


def test_protection_zones_by_their_kind():
    table = features(
        {"id": "water", "kind": "waterwingebied", "geometry": box(0, 0, 100, 90)},
        {"id": "nature", "kind": "Natura 2000", "geometry": box(100, 0, 200, 90)},
        {"id": "own", "kind": "kernzone", "geometry": box(0, 0, 200, 90)},
        {"id": "outside", "kind": "waterwingebied", "geometry": box(0, -60, 200, -10)},
    )
    for name in ("Reserveringszone", "Buitenbeschermingszone", "Vrijwaringszone - dijk"):
        table = pd.concat([table, table[table["id"] == "own"].assign(id=name, kind=name)], ignore_index=True)
    twin = twin_with(protection_zones=table)
    assert of_kind("protection_zones", twin)["area"].to_dict() == pytest.approx({"water": 1000.0})
    assert of_kind("natura2000", twin)["area"].to_dict() == pytest.approx({"nature": 1000.0})


def test_wells_within_the_zone():
    table = features(*({"id": f"w{y}", "geometry": Point(50, y)} for y in (0, 36, 50, 80)))
    found = of_kind("wells", twin_with(wells=table))
    assert found["from_year"].to_dict() == {"w0": 2026, "w36": 2026, "w50": 2032}


def test_land_use_that_is_lost():
    """From 17 to 20 m lies arable land, beyond it grass: by 2030 3 m and 7 m of it are taken."""
    found = of_kind("land_use", twin_with())
    assert found["area"].to_dict() == pytest.approx({"dike-0-arable": 600.0, "dike-0-grassland": 1400.0})
    assert found["from_year"].to_dict() == {"dike-0-arable": 2026, "dike-0-grassland": 2027}
    assert found["label_nl"].tolist() == ["Landgebruik akkerland", "Landgebruik grasland"]


def test_a_river_dike_that_grows_outward_takes_room_of_the_river():
    dikes = features(
        {"id": "dike-0", "crest_level": 5.0, "kind": "river-dike", "geometry": LineString([(0, 0), (200, 0)])}
    )
    twin = twin_with(dikes=dikes)
    assert of_kind("river_bed", twin).empty
    found = of_kind("river_bed", twin, growing(outward=1.0))
    assert found.loc["dike-0", ["area", "from_year", "relation"]].tolist() == [
        pytest.approx(1000.0), 2026, "outward"
    ]  # fmt: skip
    sea = dikes.assign(kind="sea-dike")
    assert of_kind("river_bed", twin_with(dikes=sea), growing(outward=1.0)).empty


def test_a_theme_that_is_missing_is_unknown_and_an_empty_one_is_nothing():
    found = conflicts(twin_with(buildings=empty("floor_level", "year")), growing())
    assert "buildings" not in found.reasons
    assert found.reasons["roads"] == "the twin has no theme roads"
    assert set(found.reasons) == set(kinds()) - {"buildings", "land_use"}


def test_without_growth_nothing_is_in_the_way():
    still = growth(PLACES, profiles(20), np.zeros((20, 11)), np.zeros((20, 11)), YEARS, 2030)
    found = conflicts(twin_with(buildings=features(house("a", -10.0))), still)
    assert len(found.table) == 0
    assert {"kind", "from_year", "addresses", "geometry"} <= set(found.table)
    assert still.base(5) is None


def test_a_toe_that_has_moved_stays():
    """A rise that falls back after 2030 takes no ground back."""
    inward = np.tile(np.where(YEARS <= 2030, 10.0, 4.0), (20, 1))
    grown = growth(PLACES, profiles(20), inward, 0 * inward, YEARS, 2035)
    assert grown.taken(grown.horizon).area == pytest.approx(2000.0)


def test_unknown_places_take_no_ground():
    grown = growing(without(PLACES, *range(10)))
    assert grown.taken(grown.horizon).area == pytest.approx(1000.0)


def test_room_before_the_first_house():
    """24 m from the toe less 5 m, beside the house only; 200 m elsewhere; the nearest of two counts."""
    table = features(house("behind", 60.0), house("first", 24.0))
    distance, obstacle = free_space(twin_with(buildings=table), PLACES, profiles(20))
    assert distance[6] == pytest.approx(19.0)
    assert obstacle[6] == "first"
    assert distance[[0, 19]].tolist() == [200.0, 200.0]
    assert obstacle[0] is None
    on_it, _ = free_space(twin_with(buildings=features(house("a", -3.0))), PLACES, profiles(20))
    assert on_it[6] == 0.0


def test_room_without_buildings_in_the_twin_is_unknown():
    distance, _ = free_space(twin_with(), PLACES, profiles(20))
    assert np.isnan(distance).all()
    some, _ = free_space(twin_with(buildings=empty("floor_level", "year")), without(PLACES, 3), profiles(20))
    assert np.isnan(some).tolist() == [place == 3 for place in range(20)]


def test_outlines_that_cross_themselves_or_are_empty_do_no_harm():
    """A bow-tie of two triangles of 25 m2 each, and a building with an empty outline."""
    knot = Polygon([(60, 20), (70, 30), (70, 20), (60, 30)])
    table = features({"id": "knot", "floor_level": 0.0, "year": 1900, "geometry": knot})
    table = pd.concat([table, table.assign(id="nowhere", geometry=[Polygon()])], ignore_index=True)
    twin = twin_with(buildings=table)
    found = of_kind("buildings", twin)
    assert found["area"].to_dict() == pytest.approx({"knot": 50.0})
    distance, obstacle = free_space(twin, PLACES, profiles(20))
    assert (distance[6], obstacle[6]) == (0.0, "knot")
