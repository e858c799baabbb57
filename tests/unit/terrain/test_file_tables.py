"""Features from files: columns, ids, units, reference systems and clipping."""

from __future__ import annotations

import json
import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from terrain import build
from twin.crs import rdnap_to_etrs89
from twin.errors import InvalidInputError


def source(path, **keys):
    return {"connector": "file", "path": str(path), **keys}


@pytest.fixture
def write(tmp_path):
    """Write columns and shapes as GeoPackage, GeoJSON or GeoParquet, by the suffix of the name."""

    def call(name, shapes, crs="EPSG:28992", layer=None, **columns):
        table = gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)
        path = tmp_path / name
        if path.suffix == ".parquet":
            table.to_parquet(path)
        else:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "'crs' was not provided")
                table.to_file(path, driver="GPKG" if path.suffix == ".gpkg" else "GeoJSON", layer=layer)
        return path

    return call


@pytest.fixture
def houses(write):
    """Three houses: in the bbox, on its edge with most of it outside, and far away."""
    shapes = [
        box(100010, 500010, 100020, 500020),
        box(100095, 500010, 100115, 500020),
        box(2e5, 5e5, 200010, 500010),
    ]
    return write(
        "houses.gpkg",
        shapes,
        identificatie=["a", "b", "c"],
        bouwjaar=[1950, 2001, 1999],
        drempel=[0.6, 0.7, 9.0],
    )


def test_columns_are_taken_as_named_and_by_their_dutch_names(area, houses):
    table = build(area(buildings=source(houses, columns={"floor_level": "drempel"}))).features["buildings"]
    assert list(table["id"]) == ["a"]
    assert table["year"].tolist() == [1950]
    assert table["floor_level"].tolist() == [0.6]
    assert table.crs.to_epsg() == 28992
    assert "bouwjaar" not in table.columns


def test_a_missing_required_column_is_refused_with_those_there_are(area, houses, refused):
    problem = refused(lambda: build(area(buildings=source(houses))), "columns.floor_level")
    assert "columns: {floor_level: ...}" in problem.remedy
    assert "identificatie, bouwjaar, drempel" in problem.remedy


def test_a_column_that_the_file_lacks_is_refused_with_a_suggestion(area, houses, refused):
    wrong = source(houses, columns={"floor_level": "drempl"})
    problem = refused(lambda: build(area(buildings=wrong)), "columns.floor_level")
    assert problem.value == "drempl"
    assert "Did you mean 'drempel'?" in problem.remedy


def test_a_column_that_the_theme_lacks_is_refused_with_a_suggestion(area, houses, refused):
    wrong = source(houses, columns={"floor_level": "drempel", "yaer": "bouwjaar"})
    assert "'year'" in refused(lambda: build(area(buildings=wrong)), "columns.yaer").remedy


@pytest.mark.parametrize("name", ["t.gpkg", "t.geojson", "t.parquet"])
def test_every_format_gives_the_same_table(area, write, name):
    path = write(name, [Point(100010, 500010), Point(100020, 500020)], id=["p", "q"], naam=["Noord", "Zuid"])
    table = build(area(structures=source(path, values={"kind": "weir"}))).features["structures"]
    assert table["id"].tolist() == ["p", "q"]
    assert table["name"].tolist() == ["Noord", "Zuid"]
    assert table["kind"].tolist() == ["weir", "weir"]
    assert [point.coords[0] for point in table.geometry] == [(100010, 500010), (100020, 500020)]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4258"])
@pytest.mark.parametrize("name", ["d.geojson", "d.gpkg", "d.parquet"])
def test_degrees_are_transformed_exactly(area, write, name, crs):
    lat, lon, _ = rdnap_to_etrs89(100012.345, 500023.456, 0.0)
    path = write(name, [Point(lon, lat), Point(6.9, 52.2)], crs=crs, id=["p", "far"])
    twin = build(area(vital_objects=source(path)))
    (point,) = twin.features["vital_objects"].geometry
    assert (point.x, point.y) == pytest.approx((100012.345, 500023.456), abs=1e-3)
    assert "RDNAPTRANS2018" in twin.attributes["build_report"]


def test_an_area_in_degrees_that_covers_the_world_is_cut(area, write):
    path = write("w.geojson", [box(-180, -80, 180, 80)], crs="EPSG:4326", id=["w"])
    (shape,) = build(area(expectation_zones=source(path))).features["expectation_zones"].geometry
    assert shape.area == pytest.approx(8000, rel=1e-9)


@pytest.mark.parametrize(
    ("crs", "shape", "message"),
    [
        (None, Point(100010, 500010), "no reference system"),
        ("EPSG:25831", Point(633000, 5795000), "not EPSG:28992"),
        ("EPSG:28992", Point(4.7, 52.4), "degrees"),
        ("EPSG:4326", Point(100010, 500010), "RD without a crs"),
    ],
)
def test_a_wrong_reference_system_is_refused_with_the_suspicion(area, write, refused, crs, shape, message):
    path = write("c.gpkg", [shape], crs=crs, id=["p"])
    assert message in refused(lambda: build(area(structures=source(path))), "crs").message


def test_a_geojson_with_rd_coordinates_and_no_crs_is_refused(area, tmp_path, refused):
    feature = {
        "type": "Feature",
        "properties": {"id": "p"},
        "geometry": {"type": "Point", "coordinates": [100010, 500010]},
    }
    path = tmp_path / "rd.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert "RD without a crs" in refused(lambda: build(area(structures=source(path))), "crs").message


def test_layers_are_named_when_one_is_missing_or_misspelt(area, write, refused):
    write("l.gpkg", [Point(100010, 500010)], layer="stuw", code=["s"])
    path = write("l.gpkg", [Point(100020, 500010)], layer="gemaal", code=["g"])
    problem = refused(lambda: build(area(structures=source(path))), "layer")
    assert problem.remedy == "Layers there are: stuw, gemaal."
    assert "gemaal" in refused(lambda: build(area(structures=source(path, layer="gemal"))), "layer").remedy
    both = [source(path, layer="stuw", values={"kind": "weir"}), source(path, layer="gemaal")]
    table = build(area(structures=both)).features["structures"]
    assert table["id"].tolist() == ["s", "g"]
    assert table["kind"][0] == "weir"
    assert pd.isna(table["kind"][1])


def test_where_keeps_rows_by_value(area, write, refused):
    path = write(
        "w.gpkg", [Point(100010 + i, 500010) for i in range(4)], code=list("abcd"), soort=[1, 2, 3, 2]
    )
    kept = build(area(structures=source(path, where={"soort": 2}))).features["structures"]
    assert kept["id"].tolist() == ["b", "d"]
    kept = build(area(structures=source(path, where={"soort": [1, 3], "code": "a"}))).features["structures"]
    assert kept["id"].tolist() == ["a"]
    problem = refused(lambda: build(area(structures=source(path, where={"sort": 2}))), "where.sort")
    assert "'soort'" in problem.remedy


def test_units_and_names_are_translated(area, write):
    path = write("u.gpkg", [Point(100010, 500010)], code=["g"], cap=[9.0], soort=["opvoergemaal"])
    entry = source(
        path,
        columns={"capacity": "cap", "kind": "soort"},
        units={"capacity": "m3/min"},
        translate={"kind": {"opvoergemaal": "pumping-station"}},
    )
    table = build(area(structures=entry)).features["structures"]
    assert table["capacity"][0] == pytest.approx(0.15)
    assert table["kind"][0] == "pumping-station"


def test_lines_and_areas_are_cut_at_the_bbox_and_buildings_are_not(area, write):
    line = write("l.gpkg", [LineString([(99900, 500040), (100050, 500040), (100050, 500200)])], code=["l"])
    zone = write(
        "z.gpkg",
        [box(99900, 499900, 100050, 500040), box(99000, 499000, 100000, 500080)],
        code=["z", "touch"],
    )
    house = write("h.gpkg", [box(100095, 500010, 100103, 500020)], code=["h"], bouwjaar=[2000], vloer=[1.0])
    twin = build(
        area(
            watercourses=source(line),
            expectation_zones=source(zone),
            buildings=source(house, columns={"floor_level": "vloer"}),
        )
    )
    assert twin.features["watercourses"].geometry[0].length == pytest.approx(50 + 40)
    assert twin.features["expectation_zones"]["id"].tolist() == ["z"]
    assert twin.features["expectation_zones"].geometry[0].area == pytest.approx(50 * 40)
    assert twin.features["buildings"].geometry[0].area == pytest.approx(80)


def test_a_bow_tie_is_mended_and_an_empty_shape_left_out(area, write):
    tie = Polygon([(100010, 500010), (100030, 500030), (100030, 500010), (100010, 500030)])
    path = write("b.gpkg", [tie, Polygon(), box(100040, 500040, 100050, 500050)], code=["tie", "none", "box"])
    twin = build(area(expectation_zones=source(path)))
    table = twin.features["expectation_zones"]
    assert table["id"].tolist() == ["tie", "box"]
    assert isinstance(table.geometry[0], MultiPolygon)
    assert table.geometry.area.tolist() == pytest.approx([200, 100])
    assert "1 invalid geometries mended" in twin.attributes["build_report"]


def test_ids_are_texts_and_numbered_when_the_file_has_none(area, write):
    path = write("i.gpkg", [Point(100010, 500010), Point(100020, 500010)], naam=["x", "y"])
    assert build(area(vital_objects=source(path))).features["vital_objects"]["id"].tolist() == [
        "vital-objects-1",
        "vital-objects-2",
    ]
    path = write("j.gpkg", [Point(100010, 500010), Point(100020, 500010)], nr=[283.0, 284.0])
    table = build(area(vital_objects=source(path, columns={"id": "nr"}))).features["vital_objects"]
    assert table["id"].tolist() == ["283", "284"]


def test_ids_that_occur_twice_are_refused(area, write, refused):
    path = write("i.gpkg", [Point(100010, 500010), Point(100020, 500010)], nr=["a", "a"])
    assert refused(lambda: build(area(vital_objects=source(path, columns={"id": "nr"}))), "id").value == "a"


def test_an_id_column_with_gaps_is_refused(area, write, refused):
    path = write("g.gpkg", [Point(100010, 500010), Point(100020, 500010)], nr=["a", None])
    problem = refused(lambda: build(area(vital_objects=source(path, columns={"id": "nr"}))), "id")
    assert "1 ids are missing" in problem.message


def test_a_level_in_centimetres_is_suspected(area, write, refused):
    path = write("p.gpkg", [box(100000, 500000, 100100, 500080)], code=["p"], zp=[-120.0], wp=[-130.0])
    columns = {"summer_level": "zp", "winter_level": "wp"}
    with pytest.raises(InvalidInputError, match="centimetres") as caught:
        build(area(peilgebieden=source(path, columns=columns)))
    assert len(caught.value.problems) == 2
    entry = source(path, columns=columns, units={"summer_level": "cm", "winter_level": "cm"})
    assert build(area(peilgebieden=entry)).features["peilgebieden"]["summer_level"][0] == pytest.approx(-1.2)


def test_codes_for_missing_become_nan(area, write):
    path = write(
        "m.gpkg", [box(100000, 500000, 100100, 500080)], code=["p"], zomerpeil=[-9999.0], winterpeil=[-1.0]
    )
    twin = build(area(peilgebieden=source(path)))
    assert np.isnan(twin.features["peilgebieden"]["summer_level"][0])
    assert "1 missing values (-9999) in summer_level" in twin.attributes["build_report"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.gpkg", b"<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>"),
        ("x.gpkg", b"SQLite format 3\0" + bytes(200)),
        ("x.geojson", b"<OGRVRTDataSource/>"),
        ("x.geojson", b"{"),
        ("x.parquet", b"PAR1" + bytes(50)),
        ("x.shp", b"\0\0\x27\x0a"),
        ("x.csv", b"id,wkt\n"),
    ],
)
def test_broken_disguised_and_other_files_are_refused(area, tmp_path, refused, name, content):
    (tmp_path / name).write_bytes(content)
    assert refused(lambda: build(area(structures=source(tmp_path / name))), "path").value == name


def test_parquet_without_geometry_is_refused(area, tmp_path, refused):
    pd.DataFrame({"id": ["a"]}).to_parquet(tmp_path / "t.parquet")
    assert (
        "without geometry"
        in refused(lambda: build(area(structures=source(tmp_path / "t.parquet"))), "path").message
    )


def test_too_many_features_are_refused(area, houses, refused, monkeypatch):
    monkeypatch.setattr("terrain.connectors._vector.LIMIT_FEATURES", 2)
    entry = source(houses, columns={"floor_level": "drempel"})
    assert "3 features, at most 2" in refused(lambda: build(area(buildings=entry)), "path").message


def test_the_problems_of_all_themes_are_reported_at_once(area, houses, tmp_path):
    with pytest.raises(InvalidInputError) as caught:
        build(
            area(
                buildings=source(houses),
                structures=source(tmp_path / "none.gpkg"),
                dikes=[source(houses), source(tmp_path / "no.parquet")],
            )
        )
    assert {problem.field for problem in caught.value.problems} == {
        "sources.buildings.columns.floor_level",
        "sources.structures.path",
        "sources.dikes[1].path",
        "sources.dikes[0].columns.kind",
    }


def test_a_theme_with_nothing_in_the_bbox_is_empty(area, write):
    path = write("far.gpkg", [Point(200000, 500000)], code=["far"], naam=["x"])
    assert len(build(area(vital_objects=source(path))).features["vital_objects"]) == 0


def test_numbers_in_text_are_read_and_words_are_refused(area, write, refused):
    shape = [box(100010, 500010, 100020, 500020)]
    path = write("n.gpkg", shape, code=["h"], bouwjaar=["1950"], vloer=["0.6"], hoog=[None])
    entry = source(path, columns={"floor_level": "vloer", "height": "hoog"})
    table = build(area(buildings=entry)).features["buildings"]
    assert (table["year"][0], table["floor_level"][0]) == (1950, 0.6)
    assert np.isnan(table["height"][0])
    path = write("w.gpkg", shape, code=["h"], bouwjaar=["oud"], vloer=[0.6])
    problem = refused(
        lambda: build(area(buildings=source(path, columns={"floor_level": "vloer"}))), "columns.year"
    )
    assert (problem.value, "oud" in problem.message) == ("bouwjaar", True)


def test_a_layer_of_a_format_without_layers_is_refused(area, write, refused):
    path = write("p.parquet", [Point(100010, 500010)], id=["p"])
    assert "no meaning" in refused(lambda: build(area(structures=source(path, layer="x"))), "layer").message
