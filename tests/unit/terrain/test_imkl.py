"""KLIC deliveries: what lies where, how deep and in what; samples count as an independent reading does."""

from __future__ import annotations

import gzip
import json
import math
import re
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from terrain import build
from terrain.connectors._gml import GmlError
from terrain.connectors._imkl_lines import lines_table
from terrain.connectors.imkl import read_delivery
from tests.unit.terrain.imkl_messages import IMKL_2, cable, line, link, member, message, network, place
from tests.unit.terrain.imkl_version_2 import VERSION_2
from twin.errors import InvalidInputError

STRAIGHT = "100010 500010 100060 500010"
SAMPLES = (
    "imkl_1_mantelbuis_extrageometrie.xml",
    "imkl_2_duct_pipe_cable.xml",
    "imkl_5_netwerktopologie.xml",
    "imkl_netinformatie_all_themes.xml.gz",
)


@pytest.fixture
def read(tmp_path):
    """Table and notes of a message."""

    def reading(*members: str, **how: str):
        path = tmp_path / "GI_message.xml"
        path.write_text(message(*members, **how), encoding="utf-8")
        return lines_table(read_delivery(path))

    return reading


@pytest.fixture(params=SAMPLES)
def sample(request, data_dir) -> Path:
    return data_dir / "klic" / request.param


def text_of(path: Path) -> str:
    return gzip.open(path, "rt", encoding="utf-8").read() if path.suffix == ".gz" else path.read_text("utf-8")


def test_samples_count_as_a_search_of_their_text_does(sample) -> None:
    text = re.sub(r"<!--.*?-->", "", text_of(sample), flags=re.DOTALL)
    expected = Counter(re.findall(r"<gml:featureMember>\s*<[\w-]+:(\w+)", text))
    found = read_delivery(sample)
    assert found.counts == dict(sorted(expected.items()))
    assert sum(found.counts.values()) == text.count("<gml:featureMember>")
    assert not found.unreadable


def test_every_line_of_a_sample_is_there_with_its_length(sample) -> None:
    found = read_delivery(sample)
    table, notes = lines_table(found)
    kinds = Counter(table["kind"])
    assert kinds == {name: count for name, count in found.counts.items() if name in kinds}
    text = text_of(sample)
    links = re.findall(r"<us-net-common:UtilityLink .*?</us-net-common:UtilityLink>", text, re.DOTALL)
    whole = 0.0
    for each in links:
        numbers = np.array(
            re.search(r"<gml:posList[^>]*>(.*?)</gml:posList>", each, re.DOTALL)[1].split(), float
        )
        whole += float(np.hypot(*np.diff(numbers.reshape(-1, 2), axis=0).T).sum())
    used = [name for each in found.features.values() for name in each.links.get("link", ())]
    assert len(used) == len(table)
    if len(set(used)) == len(used):  # in the large sample two cables share the link of their duct
        assert shapely.length(table.geometry.to_numpy()).sum() == pytest.approx(whole)
    assert "imkl/2015/wion/1.2" in notes[0]
    assert set(table["depth_status"]) <= {"standard", "assumed", "unknown", "measured"}
    assert table.loc[table["depth_status"] != "unknown", "depth"].notna().all()


def test_topology_of_a_sample_leads_to_its_nodes(data_dir) -> None:
    found = read_delivery(data_dir / "klic" / "imkl_5_netwerktopologie.xml")
    ends = {
        name
        for each in found.of("UtilityLink")
        for key in ("startNode", "endNode")
        for name in each.links[key]
    }
    assert ends == {each.id for each in found.of("Appurtenance")}


def test_a_duct_of_a_sample_owns_its_cables(data_dir) -> None:
    table, _ = lines_table(read_delivery(data_dir / "klic" / "imkl_2_duct_pipe_cable.xml"))
    bed = table.loc[table["kind"] == "Kabelbed", "id"].iloc[0]
    assert set(table["owner"]) == {bed}
    duct, notes = lines_table(read_delivery(data_dir / "klic" / "imkl_1_mantelbuis_extrageometrie.xml"))
    assert duct["width"].dropna().tolist() == [pytest.approx(2.26, abs=0.01)]  # 85.6 m2 over 37.8 m
    assert "1 lines with an extra area" in notes


def test_an_area_file_names_a_delivery(area, tmp_path) -> None:
    path = tmp_path / "Levering_1.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("LI_leveringsinformatie.xml", "<other/>")
        archive.writestr("bronnen/GI_gebiedsinformatielevering_1.xml", message(
            network("middenspanning"), cable(links="way"), link(line(STRAIGHT)),
            cable(name="far", links="off"), link(line("0 0 10 10"), "off"), space=IMKL_2,
        ))  # fmt: skip
    twin = build(area(utility_lines={"connector": "imkl", "path": str(path)}))
    row = twin.features["utility_lines"].iloc[0]
    assert len(twin.features["utility_lines"]) == 1
    assert (row.id, row.network, row.depth, row.depth_status) == ("cable", "electricity-mv", 0.8, "assumed")
    assert (row.sigma_xy, row.sigma_z) == (0.5, 0.25)
    report = json.loads(twin.attributes["build_report"])
    assert IMKL_2 in json.dumps(report)


@pytest.mark.parametrize(("theme", "kind", "expected"), [
    ("gasLageDruk", "OlieGasChemicalienPijpleiding", "gas-lp"),
    ("gasLageDruk", "Elektriciteitskabel", "electricity-lv"),
    ("rioolOnderOverOfOnderdruk", "Rioolleiding", "sewer-pressure"),
    ("landelijkHoogspanningsnet", "Elektriciteitskabel", "electricity-hv"),
    ("petrochemie", "OlieGasChemicalienPijpleiding", "chemicals"),
    ("somethingNew", "Waterleiding", "water"), ("wees", "Overig", "other"),
])  # fmt: skip
def test_themes_become_networks(read, theme: str, kind: str, expected: str) -> None:
    table, _ = read(network(theme), cable(kind), link(line(STRAIGHT)))
    assert table["network"].tolist() == [expected]


STANDARD = '<imkl:standaardDieptelegging uom="urn:ogc:def:uom:OGC::m">0.63</imkl:standaardDieptelegging>'


def depth(kind: str, value: str, content: str = "", at: str = "100030 500010.5") -> str:
    told = f'<imkl:dieptePeil uom="urn:ogc:def:uom:OGC::{value}</imkl:dieptePeil>'
    where = f'<imkl:inNetwork xlink:href="net"/><imkl:ligging>{place(at)}</imkl:ligging>'
    return member(f"imkl:{kind}", "depth", where + told + content)


def code(name: str, value: str) -> str:
    return f'<imkl:{name} xlink:href="http://definities.geostandaarden.nl/imkl2015/id/waarde/X/{value}"/>'


@pytest.mark.parametrize(("parts", "expected"), [
    ((network(), cable()), (0.6, "assumed", 0.25)),
    ((network(content=STANDARD), cable()), (0.63, "standard", 0.25)),
    ((network("wees"), cable("Overig")), (math.nan, "unknown", 0.25)),
    ((network(content=STANDARD), cable(), depth("DiepteTovMaaiveld", 'cm">42')), (0.42, "measured", 0.25)),
    ((network(), cable(), depth("DiepteTovMaaiveld", 'm">0.9', code("diepteNauwkeurigheid", "tot30cm"))),
     (0.9, "measured", 0.15)),
    ((network(), cable(content='<us:pipeDiameter uom="x::mm">200</us:pipeDiameter>'),
      depth("DiepteTovMaaiveld", 'm">1.2', code("diepteAangrijpingspunt", "onderkant"))),
     (1.0, "measured", 0.25)),
    ((network(), cable(), depth("DiepteNAP", 'm">2.43',
      '<imkl:maaiveldPeil uom="x::m">5.55</imkl:maaiveldPeil>')), (3.12, "measured", 0.25)),
    ((network(), cable(), depth("DiepteTovMaaiveld", 'm">0.9', at="100030 500012")), (0.6, "assumed", 0.25)),
    ((network(), cable(content='<imkl:diepte xlink:href="#depth"/>'),
      depth("DiepteTovMaaiveld", 'm">0.9', at="100030 500012")), (0.9, "measured", 0.25)),
])  # fmt: skip
def test_the_depth_is_measured_told_usual_or_unknown(read, parts, expected) -> None:
    table, notes = read(*parts, link(line(STRAIGHT)))
    row = table.iloc[0]
    assert row.depth == pytest.approx(expected[0], nan_ok=True)
    assert (row.depth_status, row.sigma_z) == expected[1:]
    loose = sum("DiepteTov" in part or "DiepteNAP" in part for part in parts) and expected[1] != "measured"
    assert any("measured depths that no line takes" in note for note in notes) == bool(loose)


def test_a_level_without_ground_gives_the_line_heights(read) -> None:
    table, _ = read(network(), cable(), depth("DiepteNAP", 'm">-1.5'), link(line(STRAIGHT)))
    assert shapely.get_coordinates(table.geometry[0], include_z=True)[:, 2].tolist() == [-1.5, -1.5]
    assert table["depth_status"].tolist() == ["measured"]


def test_heights_of_a_geometry_are_kept(read) -> None:
    table, _ = read(network(), cable(), link(line("100010 500010 -1 100060 500010 -2", "EPSG:7415")))
    assert shapely.get_coordinates(table.geometry[0], include_z=True)[:, 2].tolist() == [-1.0, -2.0]


def test_links_of_a_line_are_joined(read) -> None:
    table, notes = read(network(), cable(links="way rest lost"), link(line(STRAIGHT)),
                        link(line("100060 500010 100060 500040"), "rest"))  # fmt: skip
    assert table.geometry[0].geom_type == "LineString"
    assert table.geometry[0].length == pytest.approx(80.0)
    assert "1 references that lead nowhere" in notes


def test_arcs_become_chords_near_the_arc(read) -> None:
    quarter = "100010 500000 100007.0710678 500007.0710678 100000 500010"
    table, _ = read(network(), cable(), link(line(quarter, kind="Arc")))
    shape = table.geometry[0]
    assert shape.length == pytest.approx(5.0 * math.pi, rel=1e-3)
    assert np.hypot(*(shapely.get_coordinates(shape) - [100000, 500000]).T) == pytest.approx(10.0)
    round_way, _ = read(
        network(), cable(), link(line("100010 500000 100000 500010 99990 500000", kind="Circle"))
    )
    assert round_way.geometry[0].length == pytest.approx(20.0 * math.pi, rel=1e-3)


def test_sizes_pressures_states_and_accuracies_come_in_si(read) -> None:
    content = (
        '<us:pipeDiameter uom="urn:ogc:def:uom:OGC::cm">15</us:pipeDiameter><us:pressure uom="x::bar">8'
        '</us:pressure><us:validFrom>1998-05-08T00:00:00</us:validFrom>'
        + code("geoNauwkeurigheidXY", "tot30cm") + code("buismateriaalType", "HDPE")
        + code("currentStatus", "projected")
    )  # fmt: skip
    row = read(network("gasHogeDruk"), cable("OlieGasChemicalienPijpleiding", content), link(line(STRAIGHT)))[
        0
    ].iloc[0]
    assert (row.diameter, row.pressure, row.year) == (0.15, 8e5, 1998)
    assert (row.material, row.status, row.sigma_xy) == ("HDPE", "planned", 0.15)
    odd = '<us:pipeDiameter uom="x::cm">0</us:pipeDiameter><us:pressure uom="x::feet">8</us:pressure>'
    row = read(network(), cable("Waterleiding", odd), link(line(STRAIGHT)))[0].iloc[0]
    assert np.isnan([row.diameter, row.pressure]).all()


def test_an_area_of_precaution_is_told_of_the_lines_of_its_network(read) -> None:
    ring = "100000 500000 100040 500000 100040 500020 100000 500020 100000 500000"
    area = ('<imkl:inNetwork xlink:href="net"/><imkl:eisVoorzorgsmaatregel>watch</imkl:eisVoorzorgsmaatregel>'
            f'<imkl:geometrie><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>{ring}</gml:posList>'
            '</gml:LinearRing></gml:exterior></gml:Polygon></imkl:geometrie>')  # fmt: skip
    table, _ = read(network(), cable(), cable(name="other", links="off"), link(line(STRAIGHT)),
                    link(line("100050 500010 100090 500010"), "off"),
                    member("imkl:AanduidingEisVoorzorgsmaatregel", "ev", area))  # fmt: skip
    assert table["precaution"].tolist() == ["watch", ""]


def test_a_message_of_version_2_is_read_by_its_local_names(tmp_path) -> None:
    path = tmp_path / "GI_gebiedsinformatielevering_21G000001_1_V1.xml"
    path.write_text(VERSION_2, encoding="utf-8")
    table, notes = lines_table(read_delivery(path))
    assert notes[0].startswith(f"namespaces: {IMKL_2} (5)")
    cable, duct = (table.set_index("kind").loc[kind] for kind in ("Elektriciteitskabel", "Mantelbuis"))
    assert (cable.id, cable.network, cable.diameter, cable.status) == (
        "nl.imkl-KL1111.kabel.1", "electricity-mv", 0.09, "existing",
    )  # fmt: skip
    assert (cable.depth, cable.depth_status, cable.sigma_z, cable.sigma_xy) == (0.95, "measured", 0.15, 0.15)
    assert (duct.diameter, duct.depth, duct.depth_status) == (0.16, 0.7, "standard")
    assert cable.owner == duct.owner == duct.id
    assert duct.contents == cable.id
    assert set(table["precaution"]) == {"toezicht"}
    assert table.geometry.length.tolist() == [50.0, 50.0]


def test_an_id_that_occurs_again_is_kept_once_and_told(read) -> None:
    table, notes = read(
        network(), cable(), cable(content="<imkl:label>again</imkl:label>"), link(line(STRAIGHT))
    )
    assert table["id"].tolist() == ["cable"]
    assert table["name"].tolist() == [""]
    assert "1 ids occur again, the first is kept" in notes


def test_heights_of_a_part_of_a_line_say_nothing_of_the_rest(read) -> None:
    part = line("100060 500010 -1 100060 500040 -2", "EPSG:7415")
    table, _ = read(network(), cable(links="way rest"), link(line(STRAIGHT)), link(part, "rest"))
    assert not table.geometry[0].has_z
    assert table.geometry[0].length == pytest.approx(80.0)
    assert (table["depth"][0], table["depth_status"][0]) == (0.6, "assumed")


def test_lines_of_no_length_and_areas_without_a_place_are_read(read) -> None:
    area = '<imkl:inNetwork xlink:href="net"/><imkl:eisVoorzorgsmaatregel>watch</imkl:eisVoorzorgsmaatregel>'
    table, _ = read(network(), cable(), link(line("100010 500010 100010 500010")),
                    member("imkl:AanduidingEisVoorzorgsmaatregel", "ev", area))  # fmt: skip
    assert table.geometry.length.tolist() == [0.0]
    assert table["precaution"].tolist() == [""]


def test_other_systems_and_broken_geometries_are_left_out_and_told(read) -> None:
    table, notes = read(network(), cable(), link(line("6.1 52.1 6.2 52.1", "EPSG:4258")))
    assert len(table) == 0
    assert any("not RD New" in note for note in notes)
    _, notes = read(network(), cable(), link(line("1 2 3")))
    assert any("coordinates" in note for note in notes)
    assert issubclass(GmlError, ValueError)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'


@pytest.mark.parametrize(("text", "told"), [
    (message(network(), head=BOMB), "document type"),
    (message(network(), head=OUTSIDE), "document type"),
    (message(network())[:-30], "well-formed"),
    ("<a>" * 100 + "</a>" * 100, "inside each other"),
    (message(), "no features"),
    (message(network(), space="http://example.org/other"), "is no IMKL"),
    ("no xml at all", "not a XML"),
])  # fmt: skip
def test_what_is_not_safe_or_no_delivery_is_refused_in_words(tmp_path, text: str, told: str) -> None:
    path = tmp_path / "GI_x.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError, match=told):
        read_delivery(path)


def packed(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def test_archives_that_are_no_delivery_are_refused_in_words(tmp_path) -> None:
    big = packed(tmp_path / "a.zip", GI_x__xml=message(network()) + " " * 20_000_000)
    with pytest.raises(InvalidInputError, match="to 1"):
        read_delivery(big)
    with pytest.raises(InvalidInputError, match="holds no XML"):
        read_delivery(packed(tmp_path / "b.zip", readme__txt="hello"))
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(InvalidInputError, match="cannot be read"):
        read_delivery(tmp_path / "c.zip")
    (tmp_path / "d.xml.gz").write_bytes(gzip.compress(message(network(), cable()).encode())[:-20])
    with pytest.raises(InvalidInputError, match=r"cannot be read|well-formed"):
        read_delivery(tmp_path / "d.xml.gz")
    bomb = message(network()).encode() + b"<!-- -->" * 1_000_000
    (tmp_path / "GI_bomb.xml.gz").write_bytes(gzip.compress(bomb))
    with pytest.raises(InvalidInputError, match="unpacks to more than"):
        read_delivery(tmp_path / "GI_bomb.xml.gz")
    with pytest.raises(InvalidInputError, match="no such file"):
        read_delivery(tmp_path / "e.xml")
    with pytest.raises(InvalidInputError, match="format that is not read"):
        read_delivery(tmp_path.joinpath("f.gpkg").write_text("x") and tmp_path / "f.gpkg")


def test_too_large_a_document_is_refused_before_it_is_whole(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("terrain.connectors._safe_xml.LIMIT_XML", 1000)
    from terrain.connectors import _safe_xml

    path = tmp_path / "GI_x.xml"
    path.write_text(message(network(), cable(), link(line(STRAIGHT))))
    with path.open("rb") as stream, pytest.raises(InvalidInputError, match="unpacks to more than"):
        list(_safe_xml.elements(stream, "x", "path", frozenset({"featureMember"}), limit=1000))


@pytest.mark.parametrize(("limit", "members", "told"), [
    ("_imkl_features.MOST_FEATURES", "<gml:member><imkl:Mangat/></gml:member>" * 60, "over 50 features"),
    ("_imkl_features.MOST_FEATURES",
     "<gml:member><imkl:M gml:id='a'/></gml:member>" * 60, "over 50 features"),
    ("_imkl_features._MOST_NAMESPACES",
     "".join(f"<gml:member><a xmlns='u{k}'/></gml:member>" for k in range(60)), "over 50 namespaces"),
    ("_safe_xml._MOST_IN_ALL", "<a/>" * 60, "more than 50 elements"),
])  # fmt: skip
def test_a_document_of_many_tiny_parts_is_refused_in_a_line(
    tmp_path, monkeypatch, limit: str, members: str, told: str
) -> None:
    monkeypatch.setattr(f"terrain.connectors.{limit}", 50)
    path = tmp_path / "GI_x.xml"
    path.write_text(message(members))
    with pytest.raises(InvalidInputError, match=told) as caught:
        read_delivery(path)
    assert len(str(caught.value)) < 300


def test_elements_of_the_documents_of_a_delivery_count_together(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("terrain.connectors._safe_xml._MOST_IN_ALL", 50)
    one = message("<a/>" * 30, network())
    with pytest.raises(InvalidInputError, match="more than 50 elements"):
        read_delivery(packed(tmp_path / "a.zip", GI_1__xml=one, GI_2__xml=one))


def test_a_surface_of_many_patches_is_left_out_and_told(tmp_path) -> None:
    """Patches are joined, which takes as the square of their number when they cross each other."""
    ring = "<gml:posList>0 0 9 0 9 9 0 0</gml:posList>"
    outline = f"<gml:exterior><gml:LinearRing>{ring}</gml:LinearRing></gml:exterior>"
    patch = f"<gml:PolygonPatch>{outline}</gml:PolygonPatch>"
    surface = f"<gml:Surface><gml:patches>{patch * 101}</gml:patches></gml:Surface>"
    path = tmp_path / "GI_x.xml"
    path.write_text(
        message(f"<gml:member><imkl:Extra><imkl:area>{surface}</imkl:area></imkl:Extra></gml:member>")
    )
    assert read_delivery(path).unreadable == {"is a surface of over 100 patches": 1}


def test_the_connector_gives_lines_alone(area, tmp_path) -> None:
    path = tmp_path / "GI_x.xml"
    path.write_text(message(network(), cable(), link(line(STRAIGHT))))
    with pytest.raises(InvalidInputError, match="gives utility_lines"):
        build(area(roads={"connector": "imkl", "path": str(path)}))


def test_problems_of_all_files_are_told_at_once(area, tmp_path) -> None:
    source = {"connector": "imkl", "path": [str(tmp_path / "a.xml"), str(tmp_path / "b.zip")]}
    with pytest.raises(InvalidInputError) as caught:
        build(area(utility_lines=source))
    assert len([each for each in caught.value.problems if "no such file" in each.message]) == 2
