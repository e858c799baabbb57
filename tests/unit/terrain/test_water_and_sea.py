"""Open water takes its level, the sea gets start cells, dikes their crests."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, box

from terrain import build
from terrain.crests import ground_crests, with_crests
from twin.grid import GridSpec


def source(path, **keys):
    return {"connector": "file", "path": str(path), **keys}


LEVELS = {"summer_level": "peil", "winter_level": "peil"}


@pytest.fixture
def watery(write_tif, ground):
    """The slope with 10.0 for open water in two columns and NoData in the first."""
    values = ground.copy()
    values[:, 2] = 10.0
    values[:, 7] = 10.0
    values[:, 0] = -9999
    return write_tif("watery.tif", values, nodata=-9999.0)


def surface(twin, name):
    return twin.surface[name].values


def test_open_water_takes_the_level_of_its_peilgebied(area, watery, peilgebieden, ground):
    entry = source(watery, water={"values": [10.0], "level": "peilgebieden"})
    twin = build(area(ground_level=entry, peilgebieden=source(peilgebieden, columns=LEVELS)))
    level = surface(twin, "ground_level")
    np.testing.assert_array_equal(level[:, 2], np.float32(-0.40))
    np.testing.assert_array_equal(level[:, 7], np.float32(-0.85))
    assert np.isnan(level[:, 0]).all()
    np.testing.assert_array_equal(level[:, 3:7], ground[:, 3:7])
    np.testing.assert_array_equal(
        surface(twin, "permanent_water").sum(axis=0), [0, 0, 8, 0, 0, 0, 0, 8, 0, 0]
    )
    assert "16 cells of open water" in twin.attributes["build_report"]


def test_open_water_takes_a_number(area, watery):
    twin = build(area(ground_level=source(watery, water={"values": [10.0], "level": -1.5})))
    np.testing.assert_array_equal(surface(twin, "ground_level")[:, [2, 7]], -1.5)


def test_water_outside_every_peilgebied_takes_the_nearest_level_never_nan(area, watery, tmp_path):
    table = gpd.GeoDataFrame(
        {"code": ["E"], "peil": [-0.7]}, geometry=[box(100060, 5e5, 100100, 500080)], crs=28992
    )
    table.to_file(tmp_path / "p.gpkg")
    entry = source(watery, water={"values": [10.0], "level": "peilgebieden"})
    twin = build(area(ground_level=entry, peilgebieden=source(tmp_path / "p.gpkg", columns=LEVELS)))
    np.testing.assert_array_equal(surface(twin, "ground_level")[:, [2, 7]], np.float32(-0.7))
    assert "8 of them lie in no peilgebied" in twin.attributes["build_report"]


def test_water_without_peilgebieden_or_without_levels_is_refused(area, watery, tmp_path, refused):
    entry = source(watery, water={"values": [10.0], "level": "peilgebieden"})
    assert "no peilgebieden" in refused(lambda: build(area(ground_level=entry)), "water.level").message
    table = gpd.GeoDataFrame(
        {"code": ["E"], "peil": [np.nan]}, geometry=[box(1e5, 5e5, 100100, 500080)], crs=28992
    )
    table.to_file(tmp_path / "p.gpkg")
    wrong = area(ground_level=entry, peilgebieden=source(tmp_path / "p.gpkg", columns=LEVELS))
    assert "summer level" in refused(lambda: build(wrong), "water.level").message


@pytest.mark.parametrize(("shift", "where"), [(43.2, "above"), (-60.0, "below")])
def test_ground_far_from_its_water_levels_is_suspected_of_another_datum(
    area, write_tif, ground, peilgebieden, refused, shift, where
):
    path = write_tif("gnss.tif", ground + np.float32(shift))
    wrong = area(ground_level=source(path, unit="m"), peilgebieden=source(peilgebieden, columns=LEVELS))
    problem = refused(lambda: build(wrong), "sources.ground_level")
    assert f"m {where} the water levels" in problem.message
    assert "ellipsoid" in problem.remedy


@pytest.fixture
def floors(tmp_path):
    """Ten houses along the fifth row, their floors 20 cm above the slope."""
    shapes = [box(100002 + 10 * i, 500033, 100008 + 10 * i, 500037) for i in range(10)]
    columns = {
        "code": list("abcdefghij"),
        "bouwjaar": [1990] * 10,
        "vloer": [1.6 + 0.01 * i for i in range(10)],
    }
    path = tmp_path / "houses.gpkg"
    gpd.GeoDataFrame(columns, geometry=shapes, crs=28992).to_file(path)
    return source(path, columns={"floor_level": "vloer"})


def test_ground_that_fits_the_floors_when_read_as_feet_is_suspected(area, write_tif, ground, floors, refused):
    assert len(build(area(buildings=floors)).features["buildings"]) == 10
    path = write_tif("feet.tif", ground / np.float32(0.3048))
    problem = refused(lambda: build(area(ground_level=source(path), buildings=floors)), "ground_level")
    assert "feet?" in problem.message
    assert "0.3048" in problem.remedy
    path = write_tif("gnss.tif", ground + np.float32(43))
    problem = refused(lambda: build(area(ground_level=source(path), buildings=floors)), "ground_level")
    assert "43" in problem.remedy


def test_a_low_polder_under_high_floors_is_no_suspicion(area, write_tif, ground, floors):
    twin = build(area(ground_level=source(write_tif("low.tif", ground - 4)), buildings=floors))
    assert len(twin.features["buildings"]) == 10


def test_the_sea_starts_at_the_outermost_valid_cells_of_an_edge(area, watery):
    twin = build(
        area(ground_level=source(watery, water={"values": [10.0], "level": 0.0}), sea={"edge": ["west"]})
    )
    expected = np.zeros((8, 10))
    expected[:, 1] = 1
    np.testing.assert_array_equal(surface(twin, "sea"), expected)
    twin = build(area(sea={"edge": ["north", "east"]}))
    expected = np.zeros((8, 10))
    expected[0] = expected[:, -1] = 1
    np.testing.assert_array_equal(surface(twin, "sea"), expected)
    assert surface(twin, "sea").dtype == np.int8


@pytest.mark.parametrize(("keys", "bed"), [({}, -5.0), ({"bed_level": -12.0}, -12.0)])
def test_polygons_of_the_sea_get_a_bed_where_the_ground_is_unknown(area, watery, tmp_path, keys, bed):
    gpd.GeoDataFrame(geometry=[box(99000, 499000, 100020, 501000)], crs=28992).to_file(tmp_path / "sea.gpkg")
    entry = source(watery, water={"values": [10.0], "level": 0.0})
    twin = build(area(ground_level=entry, sea=source(tmp_path / "sea.gpkg", **keys)))
    np.testing.assert_array_equal(surface(twin, "sea").sum(axis=0), [8, 8, 0, 0, 0, 0, 0, 0, 0, 0])
    np.testing.assert_array_equal(surface(twin, "ground_level")[:, 0], np.float32(bed))
    assert surface(twin, "ground_level")[0, 1] == np.float32(1.01)
    np.testing.assert_array_equal(surface(twin, "permanent_water")[:, :3].sum(axis=0), [8, 0, 8])


def test_without_sea_there_is_no_start_cell(area):
    twin = build(area())
    assert surface(twin, "sea").sum() == 0
    assert "no sea in this area" in twin.attributes["build_report"]


def test_a_sea_that_marks_no_cell_is_refused(area, tmp_path, refused):
    gpd.GeoDataFrame(geometry=[box(2e5, 5e5, 200100, 500100)], crs=28992).to_file(tmp_path / "sea.gpkg")
    assert "no cell" in refused(lambda: build(area(sea=source(tmp_path / "sea.gpkg"))), "sea").message


GRID = GridSpec.from_bbox((0.0, 0.0, 100.0, 40.0), 2.0)[0]


def ridge():
    """Flat ground at 0 with a ridge 4 m wide at +3 m along y = 20 that dips to +2 m at x = 40..60."""
    level = np.zeros(GRID.shape, np.float32)
    on = np.abs(GRID.y - 20) < 2
    level[on] = 3.0
    level[np.ix_(on, np.abs(GRID.x - 50) < 10)] = 2.0
    return level


def lines(*shapes, **columns):
    return gpd.GeoDataFrame(
        {"id": [str(i) for i in range(len(shapes))], **columns}, geometry=list(shapes), crs=28992
    )


def test_the_crest_is_the_highest_ground_within_five_metres_at_its_lowest_stretch():
    along = LineString([(5, 20), (95, 20)])
    beside = LineString([(5, 16), (30, 16)])
    far = LineString([(5, 10), (95, 10)])
    outside = LineString([(500, 10), (600, 10)])
    found = ground_crests(lines(along, beside, far, outside).geometry.to_numpy(), ridge(), GRID)
    np.testing.assert_array_equal(found, [2.0, 3.0, 0.0, np.nan])


def test_a_crest_comes_from_the_column_else_the_line_else_the_ground_and_says_so():
    flat = LineString([(5, 20), (30, 20)])
    z = LineString([(5, 20, 4.2), (30, 20, 4.0), (31, 20, 0.0)])
    zero = LineString([(5, 20, 0.0), (30, 20, 0.0)])
    table = lines(flat, z, zero, LineString([(500, 0), (600, 0)]), crest_level=[5.5, np.nan, 0.0, np.nan])
    crested = with_crests(table, ridge(), GRID, from_ground=False)
    np.testing.assert_array_equal(crested["crest_level"], [5.5, 4.0, 3.0, np.nan])
    assert crested["crest_method"].tolist() == ["column", "geometry", "ground", "unknown"]
    assert not crested.has_z.any()
    again = with_crests(table, ridge(), GRID, from_ground=True)
    np.testing.assert_array_equal(again["crest_level"], [3.0, 3.0, 3.0, np.nan])
    assert again["crest_method"].tolist() == ["ground", "ground", "ground", "unknown"]


def test_dikes_of_an_area_without_a_crest_column_get_one_from_the_ground(area, tmp_path):
    line = LineString([(100005, 500005, 0.0), (100095, 500005, 0.0)])
    lines(line, soort=["duin"]).to_file(tmp_path / "d.gpkg")
    twin = build(area(dikes=source(tmp_path / "d.gpkg", columns={"kind": "soort"}, crest="ground")))
    table = twin.features["dikes"]
    assert table["kind"].tolist() == ["dune"]
    assert table["crest_level"].tolist() == pytest.approx([1.70])
    assert table["crest_method"].tolist() == ["ground"]


def test_cells_of_the_sea_say_where_they_lie_lowest(area):
    twin = build(area(sea={"edge": ["south"]}))
    assert "the lowest start cell lies at 1.70 m NAP, at 100005, 500005" in twin.attributes["build_report"]
