"""Boreholes and cone penetration tests from BRO XML, GEF and tables, sound and broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from terrain import build
from terrain.connectors import connectors
from terrain.connectors.base import Wish
from terrain.subsurface.intervals import intervals_of
from twin.errors import InvalidInputError
from twin.grid import GridSpec

WIDE, _ = GridSpec.from_bbox((100_000, 440_000, 200_000, 510_000), 1000)
HERE = (100_050.0, 500_040.0)

BORE = """<?xml version="1.0"?>
<dispatchDataResponse xmlns="http://www.broservices.nl/xsd/dsbhrgt/2.1" xmlns:b="http://www.broservices.nl/xsd/bhrgtcommon/2.1"
 xmlns:brocom="http://www.broservices.nl/xsd/brocommon/3.0" xmlns:gml="http://www.opengis.net/gml/3.2">
<dispatchDocument><BHR_GT_O><brocom:broId>BHR000000000001</brocom:broId>
<deliveredLocation><b:location><gml:Point srsName="urn:ogc:def:crs:EPSG::{epsg}"><gml:pos>{pos}</gml:pos></gml:Point></b:location></deliveredLocation>
<deliveredVerticalPosition><b:offset uom="m">{level}</b:offset><b:verticalDatum>{datum}</b:verticalDatum></deliveredVerticalPosition>
<boring><b:finalDepthBoring uom="m">5.00</b:finalDepthBoring></boring>
<b:layer><b:upperBoundary>1.00</b:upperBoundary><b:lowerBoundary>2.50</b:lowerBoundary><b:anthropogenic>nee</b:anthropogenic>
 <b:soil><b:geotechnicalSoilName>
   zwakSiltigZand
 </b:geotechnicalSoilName><b:sandMedianClass>middelgrof300tot420um</b:sandMedianClass></b:soil></b:layer>
<b:layer><b:upperBoundary>0.00</b:upperBoundary><b:lowerBoundary>1.00</b:lowerBoundary><b:anthropogenic>ja</b:anthropogenic>
 <b:soil><b:geotechnicalSoilName>klei</b:geotechnicalSoilName></b:soil></b:layer>
<b:layer><b:upperBoundary>3.00</b:upperBoundary><b:lowerBoundary>2.50</b:lowerBoundary>
 <b:soil><b:geotechnicalSoilName>veen</b:geotechnicalSoilName></b:soil></b:layer>
</BHR_GT_O></dispatchDocument></dispatchDataResponse>
"""  # noqa: E501 - as such documents are

CPT = """<dispatchDataResponse xmlns="http://www.broservices.nl/xsd/dscpt/1.1" xmlns:c="http://www.broservices.nl/xsd/cptcommon/1.1"
 xmlns:brocom="http://www.broservices.nl/xsd/brocommon/3.0" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:swe="http://www.opengis.net/swe/2.0">
<dispatchDocument><CPT_O><brocom:broId>CPT000000000001</brocom:broId>
<deliveredLocation><c:location srsName="urn:ogc:def:crs:EPSG::28992"><gml:pos>100050.0 500040.0</gml:pos></c:location></deliveredLocation>
<deliveredVerticalPosition><c:offset uom="m">1.00</c:offset><c:verticalDatum>NAP</c:verticalDatum></deliveredVerticalPosition>
<conePenetrometerSurvey><c:conePenetrationTest><c:cptResult>
<swe:encoding><swe:TextEncoding decimalSeparator="." tokenSeparator="," blockSeparator=";"/></swe:encoding>
<c:values>{values}</c:values></c:cptResult></c:conePenetrationTest></conePenetrometerSurvey></CPT_O></dispatchDocument></dispatchDataResponse>
"""  # noqa: E501

GEF_CPT = """#GEFID= 1, 1, 0
#COLUMN= 3
#COLUMNINFO= 1, m, sondeertrajectlengte, 1
#COLUMNINFO= 2, MPa, conusweerstand, 2
#COLUMNINFO= 3, MPa, plaatselijke wrijving, 3
#COLUMNVOID= 3, 9.999
#COLUMNSEPARATOR= ;
#RECORDSEPARATOR= !
#REPORTCODE= GEF-CPT-Report, 1, 1, 2
#TESTID= S1
#XYID= 31000, 100050.00, 500040.00
#ZID= 31000, 1.00
#EOH=
{rows}
"""

GEF_BORE = """#GEFID= 1, 1, 0
#COLUMN= 2
#COLUMNINFO= 1, m, diepte bovenkant laag, 1
#COLUMNINFO= 2, m, diepte onderkant laag, 2
#COLUMNSEPARATOR= ;
#RECORDSEPARATOR= !
#PROCEDURECODE= GEF-BORE-Report, 1, 0, 0
#TESTID= B1
#XYID= 31000, 100050.00, 500040.00
#ZID= 31000, 1.00
#EOH=
0.00;1.00;'Kz2';'ZAND';'BR';!
1.00;2.50;'Vm';;!
2.50;3.00;'NBE';;!
3.00;4.00;'Zs1k1';'ZMG';!
"""


def read(name: str, path: object, grid: GridSpec = WIDE) -> gpd.GeoDataFrame:
    connector = connectors()[name]
    source = connector.parse({"connector": name, "path": path}, Path())
    return connector.features(source, Wish("boreholes", "sources.boreholes", grid)).features


def refusal(name: str, path: object) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read(name, path)
    assert all(problem.field.startswith("sources.boreholes") for problem in caught.value.problems)
    return str(caught.value)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], str]:
    def put(name: str, text: str) -> str:
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return put


def rows(count: int, cells: Callable[[int], str], end: str) -> str:
    return end.join(cells(k) for k in range(count))


def record(depth: float, cone: float, friction: float) -> str:
    values = ["-999999"] * 25
    values[0], values[1], values[3], values[18] = str(depth), str(depth), str(cone), str(friction)
    return ",".join(values)


def test_a_bro_borehole_by_name_grain_and_order(write: Any) -> None:
    document = BORE.format(epsg=28992, pos="100050.0 500040.0", level="1.00", datum="NAP")
    table = read("bro_borehole", write("a.xml", document))
    (row,) = table.to_dict("records")
    assert (row["id"], row["kind"], row["ground_level"], row["base_level"]) == (
        "BHR000000000001", "borehole", 1.0, -4.0,
    )  # fmt: skip
    assert [(i.top, i.base, i.lithology) for i in intervals_of(row)] == [(1.0, 0.0, 0), (0.0, -1.5, 7)]
    assert row["description"] == "0,00-1,00 m klei; 1,00-2,50 m zwakSiltigZand"
    assert (row["geometry"].x, row["geometry"].y) == HERE


def test_degrees_are_transformed_exactly(write: Any) -> None:
    document = BORE.format(epsg=4258, pos="52.0 5.0", level="1.00", datum="NAP")
    (place,) = read("bro_borehole", write("a.xml", document)).geometry
    from twin.crs import etrs89_to_rdnap

    x, y, _ = etrs89_to_rdnap(52.0, 5.0, 43.0)
    assert (place.x, place.y) == pytest.approx((float(x), float(y)), abs=0.01)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"datum": "LAT"}, "LAT"),
        ({"datum": ""}, "no datum"),
        ({"level": "inf"}, "no height"),
        ({"level": "-9999"}, "no depths or levels of Dutch ground"),
        ({"epsg": "9" * 5000}, "no place"),
        ({"pos": "52.0 5.0"}, "no place"),
        ({"epsg": 4258, "pos": "5.0 52.0"}, "no place"),
        ({"level": ""}, "no height"),
        ({"epsg": 3857}, "no place"),
        ({"pos": "x"}, "no place"),
    ],
)
def test_what_cannot_be_placed_is_left_out_and_told(write: Any, changed: dict[str, Any], why: str) -> None:
    told = {"epsg": 28992, "pos": "100050.0 500040.0", "level": "1.00", "datum": "NAP"} | changed
    connector = connectors()["bro_borehole"]
    source = connector.parse(
        {"connector": "bro_borehole", "path": write("a.xml", BORE.format(**told))}, Path()
    )
    found = connector.features(source, Wish("boreholes", "sources.boreholes", WIDE))
    assert len(found.features) == 0
    assert any(why in note for note in found.notes)


def test_a_bro_borehole_without_an_id_or_with_endless_intervals(write: Any) -> None:
    document = BORE.format(epsg=28992, pos="100050.0 500040.0", level="1.00", datum="NAP")
    assert len(read("bro_borehole", write("a.xml", document.replace("brocom:broId", "brocom:other")))) == 0
    for endless in ("-inf", "nan"):
        text = document.replace("<b:upperBoundary>0.00", f"<b:upperBoundary>{endless}")
        (row,) = read("bro_borehole", write("a.xml", text)).to_dict("records")
        assert [(i.top, i.base) for i in intervals_of(row)] == [(0.0, -1.5)]


def test_a_bro_test_by_its_behaviour(write: Any) -> None:
    values = rows(
        200, lambda k: record(round(0.02 * k, 2), 0.4 if k < 100 else 15.0, 0.016 if k < 100 else 0.1), ";"
    )
    (row,) = read("bro_cpt", write("c.xml", CPT.format(values=values))).to_dict("records")
    assert (row["kind"], row["ground_level"], row["base_level"]) == ("cpt", 1.0, pytest.approx(1 - 3.98))
    assert [(i.top, i.base, i.lithology) for i in intervals_of(row)] == [(1.0, -1.0, 2), (-1.0, -3.0, 6)]


@pytest.mark.parametrize("depth", [1e9, 1e18, -5.0])
def test_depths_that_no_cone_reaches_are_left_out(write: Any, depth: float) -> None:
    """One of them would ask for gigabytes of bins."""
    values = ";".join(record(d, 5.0, 0.1) for d in (depth, depth))
    assert len(read("bro_cpt", write("c.xml", CPT.format(values=values)))) == 0
    assert len(read("gef", write("s.gef", GEF_CPT.format(rows=f"{depth};5.0;0.1;!")))) == 0
    table = {"nr": "C1", "x": HERE[0], "y": HERE[1], "surface": 1.0, "depth": [depth]}
    pd.DataFrame(table | {"coneresistance": 5.0, "localfriction": 0.1}).to_parquet(
        Path(write("t.parquet", ""))
    )
    assert len(read("borehole_table", str(Path(write("s.gef", "")).with_name("t.parquet")))) == 0


@pytest.mark.parametrize("told", ['blockSeparator=""', 'tokenSeparator=""'])
def test_a_bro_test_with_empty_separators_has_the_usual_ones(write: Any, told: str) -> None:
    text = CPT.format(values=record(1.0, 5.0, 0.1) + ";" + record(1.1, 5.0, 0.1))
    usual = {'blockSeparator=""': 'blockSeparator=";"', 'tokenSeparator=""': 'tokenSeparator=","'}[told]
    (row,) = read("bro_cpt", write("c.xml", text.replace(usual, told))).to_dict("records")
    assert len(intervals_of(row)) == 1


def test_a_document_that_is_one_long_tag_is_refused_before_it_is_read(write: Any) -> None:
    """The parser goes through an unfinished tag from its beginning with every portion."""
    long = f"<a b='{'x' * (9 << 20)}'/>"
    assert "8 MB in one tag or text" in refusal("bro_cpt", write("x.xml", long))
    assert "8 MB in one tag or text" in refusal("bro_cpt", write("x.xml", f"<a>{long[:-3]}</a>"))
    deep = "<a>" * 5000 + "</a>" * 5000
    assert "inside each other" in refusal("bro_cpt", write("x.xml", deep))


def test_xml_bombs_entities_and_other_documents_are_refused(write: Any) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>'
    entity = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
    for text in (bomb, entity):
        assert "document type or entities" in refusal("bro_borehole", write("x.xml", text))
    assert "not well-formed" in refusal("bro_cpt", write("x.xml", "<a><b></a>"))
    other = BORE.format(epsg=28992, pos="1 1", level="1", datum="NAP")
    assert "holds no CPT_O" in refusal("bro_cpt", write("x.xml", other))
    assert "is not a XML file" in refusal("bro_cpt", write("x.xml", "#GEFID= 1"))
    assert "no such file" in refusal("bro_cpt", "nowhere.xml")


def test_a_gef_test(write: Any) -> None:
    data = rows(
        200, lambda k: f"{0.02 * k:.2f};{0.4 if k < 100 else 15.0};{0.016 if k < 100 else 0.1};!", "\n"
    )
    (row,) = read("gef", write("s.gef", GEF_CPT.format(rows=data))).to_dict("records")
    assert (row["id"], row["kind"], row["ground_level"]) == ("S1", "cpt", 1.0)
    assert [(i.top, i.base, i.lithology) for i in intervals_of(row)] == [(1.0, -1.0, 2), (-1.0, -3.0, 6)]
    void = rows(50, lambda k: f"{0.02 * k:.2f};5.0;9.999;!", "\n")
    (row,) = read("gef", write("v.gef", GEF_CPT.format(rows=void))).to_dict("records")
    assert intervals_of(row) == ()


def test_a_gef_borehole(write: Any) -> None:
    (row,) = read("gef", write("b.gef", GEF_BORE)).to_dict("records")
    assert (row["id"], row["kind"], row["base_level"]) == ("B1", "borehole", -3.0)
    assert [i.lithology for i in intervals_of(row)] == [3, 1, None, 3]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (("#XYID= 31000", "#XYID= 31467"), "system 31467"), (("#ZID= 31000", "#ZID= 00001"), "datum 1"),
        (("#EOH=", "#EOX="), "cut off"), (("#GEFID", "#NOTID"), "#GEFID"), (("#XYID=", "#XY="), "no place"),
        (("GEF-CPT-Report", "GEF-DISS-Report"), "neither"),
        (("conusweerstand, 2", "conusweerstand, 99"), "no cone"),
        (("100050.00, 500040.00", "52.1, 5.0"), "no place in the Netherlands"),
        (("31000, 100050.00, 500040.00", "4258, 52.1, 13.0"), "no place in the Netherlands in system 4258"),
        (("COLUMNINFO", "COLINFO"), "no depth"), (("COLUMNINFO= 1", "COLUMNINFO= 0"), "no depth"),
        (("COLUMNINFO= 1", f"COLUMNINFO= {'9' * 5000}"), "no depth"),
        (("COLUMNINFO= 1", "COLUMNINFO= \u00b2"), "no depth"),
    ],
)  # fmt: skip
def test_broken_gef_files_are_refused_in_words(write: Any, changed: tuple[str, str], why: str) -> None:
    text = GEF_CPT.format(rows="0.00;5.0;0.1;!").replace(*changed)
    assert why in refusal("gef", write("s.gef", text))


def test_files_of_more_than_any_hole_has_are_refused(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terrain.connectors.gef._MOST_ROWS", 3)
    assert "over 3 lines of data" in refusal("gef", write("B.gef", GEF_BORE))
    monkeypatch.setattr("terrain.connectors._safe_xml._MOST_IN_ALL", 10)
    text = BORE.format(epsg=28992, pos="100050 500040", level="1.0", datum="NAP")
    assert "more than 10 elements" in refusal("bro_borehole", write("B.xml", text))


def test_a_gef_borehole_in_another_order(write: Any) -> None:
    (row,) = read("gef", write("b.gef", GEF_BORE.replace("0.00;1.00", "8.00;9.00"))).to_dict("records")
    assert row["base_level"] == -8.0
    assert [i.top for i in intervals_of(row)] == [0.0, -1.5, -2.0, -7.0]


def test_holes_of_one_name_in_two_places_are_two(tmp_path: Path) -> None:
    (tmp_path / "b.gef").write_text(GEF_BORE)
    (tmp_path / "c.gef").write_text(GEF_BORE.replace("100050.00", "100060.00"))
    assert read("gef", str(tmp_path))["id"].tolist() == ["B1", "B1-2"]


def test_a_folder_is_read_whole_and_what_comes_twice_counts_once(tmp_path: Path) -> None:
    for name in ("b.gef", "c.gef"):
        (tmp_path / name).write_text(GEF_BORE)
    (tmp_path / "notes.txt").write_text("no")
    assert len(read("gef", str(tmp_path))) == 1
    assert "holds no .xml" in refusal("bro_cpt", str(tmp_path))


def test_a_table_of_intervals_and_one_of_measurements(tmp_path: Path) -> None:
    place = {"nr": "B1", "x": HERE[0], "y": HERE[1], "surface": 1.0}
    bores = pd.DataFrame([
        {**place, "top": 1.0, "bottom": 2.0, "lith": "Z", "zm": 120.0, "zmk": None, "az": None, "ak": None},
        {**place, "top": 0.0, "bottom": 1.0, "lith": "K", "zm": None, "zmk": None, "az": "Z2", "ak": None},
        {**place, "nr": "B2", "surface": None, "top": 0.0, "bottom": 1.0, "lith": "V", "zm": None},
    ])  # fmt: skip
    bores.to_parquet(tmp_path / "bores.parquet")
    (row,) = read("borehole_table", str(tmp_path / "bores.parquet")).to_dict("records")
    assert [(i.top, i.base, i.lithology) for i in intervals_of(row)] == [(1.0, 0.0, 3), (0.0, -1.0, 5)]
    depth = np.arange(0.0, 2.0, 0.02)
    tests = pd.DataFrame({**place, "nr": "C1", "depth": depth, "coneresistance": 15.0, "localfriction": 0.1})
    tests.to_parquet(tmp_path / "tests.parquet")
    (row,) = read("borehole_table", str(tmp_path / "tests.parquet")).to_dict("records")
    assert [(i.top, i.base, i.lithology) for i in intervals_of(row)] == [(1.0, -1.0, 6)]
    bores.drop(columns="surface").to_parquet(tmp_path / "short.parquet")
    assert "no column surface" in refusal("borehole_table", str(tmp_path / "short.parquet"))


def test_tables_of_other_kinds_of_columns(tmp_path: Path) -> None:
    path = tmp_path / "bores.parquet"
    row: dict[str, Any] = {"nr": "B1", "x": HERE[0], "y": HERE[1], "surface": 1, "top": 0, "bottom": 1}
    pd.DataFrame([{**row, "lith": "Z", "zm": 120}]).to_parquet(path)
    (found,) = read("borehole_table", str(path)).to_dict("records")
    assert [i.lithology for i in intervals_of(found)] == [5]
    pd.DataFrame([{**row, "nr": None, "lith": "Z"}]).to_parquet(path)
    assert len(read("borehole_table", str(path))) == 0
    pd.DataFrame([{**row, "x": "east", "lith": "Z"}]).to_parquet(path)
    assert "cannot be read" in refusal("borehole_table", str(path))
    pd.DataFrame([{**row, "x": 5.0, "y": 52.1, "lith": "Z"}]).to_parquet(path)
    assert "degrees" in refusal("borehole_table", str(path))


def test_an_area_file_takes_them_together(area: Any, write: Any, tmp_path: Path) -> None:
    (tmp_path / "g").mkdir()
    (tmp_path / "g" / "b.gef").write_text(GEF_BORE)
    document = BORE.format(epsg=28992, pos="100020.0 500020.0", level="1.00", datum="NAP")
    sources = [
        {"connector": "gef", "path": str(tmp_path / "g")},
        {"connector": "bro_borehole", "path": write("a.xml", document)},
    ]
    twin = build(area(boreholes=sources))
    table = twin.features["boreholes"]
    assert sorted(table["id"]) == ["B1", "BHR000000000001"]
    assert all(intervals_of(row) for row in table.to_dict("records"))
    outside = {"connector": "gef", "path": str(tmp_path / "g")}
    assert (
        len(build(area(bbox=[100_060, 500_050, 100_100, 500_080], boreholes=outside)).features["boreholes"])
        == 0
    )
    with pytest.raises(InvalidInputError, match="gives boreholes, not wells"):
        build(area(wells=outside))
