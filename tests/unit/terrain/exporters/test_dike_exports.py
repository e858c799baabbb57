"""Room for dikes as the page and other programs read it: numbers, drawings, closed bodies."""

from __future__ import annotations

import gzip
import json
import xml.etree.ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from terrain.exporters.base import export
from terrain.exporters.dike_scene import write_dike_scene
from terrain.exporters.dike_sections import draw_dike_section
from terrain.exporters.dike_strip import has_dike_space, read_dike_space, write_dike_space
from tests.unit.terrain.exporters.dike_result import COUNT, KNOWN, UNKNOWN, dike_result
from twin.errors import InvalidInputError, StoreError
from twin.store import Result

SVG = "{http://www.w3.org/2000/svg}"
# Ten places of 10 m, 0.8 m higher landward: dH B + m (2 H dH + dH2), and a berm of 12 m x 1 m.
BODY = 100.0 * (0.8 * 4 + 3 * (2 * 5 * 0.8 + 0.8**2) + 12.0)


@pytest.fixture(scope="module")
def result(small_twin):
    return dike_result(small_twin)


@pytest.fixture(scope="module")
def stored(small_twin, tmp_path_factory):
    baseline = small_twin.save(tmp_path_factory.mktemp("stored") / "sample")
    return dike_result(small_twin, str(baseline))


def test_numbers_come_back_to_half_a_step(result, tmp_path):
    write_dike_space(result, tmp_path)
    header, arrays = read_dike_space(tmp_path)
    steps = {array["name"]: array["scale"] for array in header["arrays"]}
    order = ("scenario", "quantile", "year", "location")
    for name, scale in steps.items():
        given = result.dataset[f"dike_{name}"].transpose(*order).values.astype(float)
        given = np.where(UNKNOWN, np.nan, given)
        assert arrays[name].shape == (2, 2, 3, COUNT)
        kept = np.minimum(given, 32767 * scale)
        assert np.allclose(arrays[name], kept, atol=0.51 * scale, rtol=0, equal_nan=True), name
    assert steps["cost"] == 10.0
    assert arrays["cost"].max(where=~UNKNOWN, initial=0) == 327_670.0


def test_the_page_finds_everything_in_the_header(result, tmp_path):
    table = result.features["dike_space"].assign(inward_x=-0.0)
    write_dike_space(Result(result.dataset, {"dike_space": table}, {}, result.provenance), tmp_path)
    header = json.loads((tmp_path / "dike-space.json").read_text())
    assert (header["format"], header["version"], header["file"]) == ("zicht-dike-space", 1, "dike-space.bin")
    assert header["asked"] == {"scenario": "knmi23-h", "quantile": 0.5, "year": 2100, "rise": 0.82}
    assert [dike["id"] for dike in header["dikes"]] == ["zeedijk", "kade"]
    assert header["drivers"] == ["none", "height", "stability", "piping"]
    assert header["measures"][2] == {
        "id": "wall-toe",
        "label_nl": "wand in de teen",
        "label_en": "wall at the toe",
    }
    assert header["reasons"] == ["", "no norm: not a primary defence"]
    assert header["conflicts_unknown"] == "roads: the twin has no theme roads"
    places = header["locations"]
    assert places["reason"] == [0] * KNOWN + [1] * 3
    assert places["free_space"] == [12.3] * KNOWN + [None] * 3
    assert places["obstacle"][-1] is None
    assert header["profile"]["crest_level"][KNOWN:] == [None] * 3
    assert header["profile_now"]["offset"][:8] == [-17, -17, -17, -2, 2, 17, 17, 17]
    assert header["profile_required"]["level"][-8:] == [None] * 8
    assert "-0.0" not in (tmp_path / "dike-space.json").read_text()
    data = gzip.decompress((tmp_path / "dike-space.bin.gz").read_bytes())
    last = header["arrays"][-1]
    assert last["offset"] + 2 * last["length"] == len(data)


def test_little_endian_with_the_location_fastest(result, tmp_path):
    write_dike_space(result, tmp_path)
    header = json.loads((tmp_path / "dike-space.json").read_text())
    data = gzip.decompress((tmp_path / "dike-space.bin.gz").read_bytes())
    inward = next(array for array in header["arrays"] if array["name"] == "inward")
    index = ((1 * 2 + 0) * 3 + 2) * COUNT + 4  # llhi, 5 %, 2150, fifth place: 1 + 5 x 3 m
    at = inward["offset"] + 2 * index
    assert int.from_bytes(data[at : at + 2], "little", signed=True) == 160
    unknown = inward["offset"] + 2 * (COUNT - 1)
    assert int.from_bytes(data[unknown : unknown + 2], "little", signed=True) == -32768


def test_same_input_same_bytes(result, tmp_path):
    written = []
    for place in ("a", "b"):
        export(result, "dike-space", tmp_path / place)
        written.append({path.name: path.read_bytes() for path in (tmp_path / place).iterdir()})
    assert written[0] == written[1]


def test_another_version_is_refused(result, tmp_path):
    write_dike_space(result, tmp_path)
    header = json.loads((tmp_path / "dike-space.json").read_text()) | {"version": 2}
    (tmp_path / "dike-space.json").write_text(json.dumps(header))
    with pytest.raises(StoreError, match="no dike space of version 1"):
        read_dike_space(tmp_path)


@pytest.mark.parametrize("form", ["dike-space", "dike-sections"])
def test_a_result_without_room_for_dikes_is_refused(small_twin, result, tmp_path, form):
    bare = Result(result.dataset.drop_vars("dike_inward"), result.features)
    assert not has_dike_space(bare)
    for source, message in ((bare, "Run the process dike-space"), (small_twin, "shows a result")):
        with pytest.raises(InvalidInputError, match=message):
            export(source, form, tmp_path / "x")


def test_a_table_of_another_length_is_refused(result, tmp_path):
    features = {"dike_space": result.features["dike_space"].iloc[:5]}
    with pytest.raises(InvalidInputError, match="each of 13 locations"):
        write_dike_space(Result(result.dataset, features), tmp_path)


def test_cross_sections_as_a_table(result, tmp_path):
    export(result, "dike-sections", tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} - {"manifest.json"} == {
        "sections.csv", "zeedijk.svg"
    }  # fmt: skip
    table = pd.read_csv(tmp_path / "out" / "sections.csv")
    assert len(table) == KNOWN * 2 * 8
    first = table[(table["id"] == "zeedijk-0000") & (table["section"] == "required")]
    assert first["level"].tolist() == [0, 0, 0, 5.8, 5.8, 1.0, 1.0, 0]
    assert first["offset"].is_monotonic_increasing


def test_a_drawing_shows_what_stands_in_the_way(result):
    drawn = ET.fromstring(draw_dike_section(result, 4))
    labels = [text.text for text in drawn.iter(f"{SVG}text")]
    wall = "wand in de teen / wall at the toe, 9.0 m"
    assert {"zeedijk, 45 m", "pand-1", "3.20 m NAP", "12.3 m", wall} <= set(labels)
    assert any("sea level +0.82 m" in label for label in labels)
    assert drawn.get("role") == "img"


def test_without_a_building_the_room_is_a_least_one(result):
    """Nothing stands within the 200 m that were looked at: that is no width of 200 m."""
    table = result.features["dike_space"].assign(free_space=200.0, obstacle=None)
    free = Result(result.dataset, {"dike_space": table}, {}, {})
    labels = [text.text for text in ET.fromstring(draw_dike_section(free, 0)).iter(f"{SVG}text")]
    assert "≥ 200.0 m" in labels
    assert "200.0 m" not in labels


def test_a_dike_that_grows_outward_shows_how_far(result):
    dataset = result.dataset.copy()
    dataset["dike_profile_required_offset"] = dataset["dike_profile_required_offset"] - 21.0
    labels = [
        text.text
        for text in ET.fromstring(draw_dike_section(Result(dataset, result.features, {}, {}), 0)).iter(
            f"{SVG}text"
        )
    ]
    assert "21.0 m" in labels


def test_water_above_the_crest_of_today_stands_against_the_new_dike(result):
    """At 5.4 m NAP, 0.4 m above today's crest, it ends on the new outer slope, 0.4 m below the new crest."""
    table = result.features["dike_space"].assign(water_level=5.4)
    drawn = ET.fromstring(draw_dike_section(Result(result.dataset, {"dike_space": table}), 0))
    (line,) = (entry for entry in drawn.iter(f"{SVG}line") if entry.get("stroke") == "#5b9fc4")
    axis = {
        float(text.text): float(text.get("x"))
        for text in drawn.iter(f"{SVG}text")
        if text.get("text-anchor") == "middle" and text.text.lstrip("-").isdigit()
    }
    scale = (axis[20.0] - axis[0.0]) / 20.0
    shore = (float(line.get("x2")) - axis[0.0]) / scale
    assert shore == pytest.approx(-2 + 3 * 0.8 - 3 * 0.4, abs=0.05)


def test_sand_above_the_ground_is_not_drawn_in_the_sky(result):
    """An aquifer whose top lies above the outer ground: the sky is laid over it."""
    table = result.features["dike_space"].assign(aquifer_top=1.0)
    drawn = list(ET.fromstring(draw_dike_section(Result(result.dataset, {"dike_space": table}), 0)))
    fills = [entry.get("fill") for entry in drawn]
    assert fills.index("#efdfae") < fills.index("#eef4f8")
    assert drawn[fills.index("#eef4f8")].tag == f"{SVG}polygon"


@pytest.mark.parametrize("name", ["../../evil", "a/b", "Dijk & <Ümlaut> 日本", "x" * 300, ".."])
def test_any_id_of_a_dike_gives_a_file_in_the_folder(result, tmp_path, name):
    table = result.features["dike_space"]
    table = table.assign(dike=table["dike"].replace("zeedijk", name))
    export(Result(result.dataset, {"dike_space": table}), "dike-sections", tmp_path / "deep" / "out")
    drawn = list(tmp_path.rglob("*.svg"))
    assert len(drawn) == 1
    assert drawn[0].parent == tmp_path / "deep" / "out"


def test_a_drawing_without_subsoil_says_so(result):
    table = result.features["dike_space"].assign(aquifer_top=np.nan, free_space=np.nan, obstacle=None)
    bare = Result(result.dataset, {"dike_space": table}, {}, {})
    labels = [text.text for text in ET.fromstring(draw_dike_section(bare, 0)).iter(f"{SVG}text")]
    assert "ondergrond onbekend / subsoil unknown" in labels
    assert "onbekend / unknown" in labels


def test_new_dikes_are_closed_solids_in_cityjson(small_twin, result, tmp_path):
    write_dike_scene(result, small_twin, tmp_path)
    city = json.loads((tmp_path / "dike-space.city.json").read_text())
    points = np.array(city["vertices"]) * city["transform"]["scale"] + city["transform"]["translate"]
    dike = city["CityObjects"]["new-dike-zeedijk-0"]
    (shell,) = dike["geometry"][0]["boundaries"]
    faces = np.array([ring for (ring,) in shell])
    edges = np.sort(faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] == 2).all()
    a, b, c = (points[faces[:, k]] - points.mean(axis=0) for k in range(3))
    volume = np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6
    assert volume == pytest.approx(BODY, rel=0.005)
    assert dike["attributes"]["volume"] == pytest.approx(BODY, rel=0.005)
    assert dike["attributes"]["to_chainage"] == 100.0
    reserved = city["CityObjects"]["reservation-zeedijk-2100-reserve"]
    assert reserved["attributes"] | {"band": "reserve", "year": 2100} == reserved["attributes"]
    assert {entry["type"] for entry in city["CityObjects"].values()} == {"OtherConstruction", "LandUse"}


def test_cityjson_of_a_result_holds_buildings_and_new_dikes(stored, tmp_path):
    export(stored, "cityjson", tmp_path / "x.city.json")
    objects = json.loads((tmp_path / "x.city.json").read_text())["CityObjects"]
    assert {entry["type"] for entry in objects.values()} == {"Building", "OtherConstruction", "LandUse"}


def test_tiles_of_a_result_hold_new_dikes_and_reservations(stored, tmp_path, read_glb):
    export(stored, "3dtiles", tmp_path / "out")
    for frame in ("ecef", "rd"):
        root = json.loads((tmp_path / "out" / frame / "tileset.json").read_text())
        names = {child["content"]["uri"].split("/")[0] for child in root["root"]["children"]}
        assert {"dike-bodies", "dike-reservations", "buildings"} <= names
    (glb,) = (tmp_path / "out" / "rd" / "dike-bodies").glob("*.glb")
    read = read_glb(glb)
    assert read.table["dike"] == ["zeedijk"]
    assert max(p["positions"][:, 2].max() for p in read.primitives) == pytest.approx(5.8, abs=1e-3)
    (glb,) = (tmp_path / "out" / "rd" / "dike-reservations").glob("*.glb")
    assert read_glb(glb).table["year"] == [2100, 2100]


def test_geopackage_and_csv_hold_the_reservations(result, tmp_path):
    export(result, "gpkg", tmp_path / "x.gpkg")
    back = gpd.read_file(tmp_path / "x.gpkg", layer="dike_reservations")
    assert back["band"].tolist() == ["core", "core", "reserve"]
    assert back.geometry.area.tolist() == pytest.approx([400.0, 1000.0, 2000.0])
    export(result, "csv", tmp_path / "csv")
    futures = pd.read_csv(tmp_path / "csv" / "table-year-quantile-scenario-location.csv")
    assert len(futures) == 2 * 2 * 3 * KNOWN


def test_a_result_without_growth_has_no_scene(small_twin, result, tmp_path):
    dataset = result.dataset.copy()
    for part in ("offset", "level"):
        dataset[f"dike_profile_required_{part}"] = dataset[f"dike_profile_now_{part}"]
    still = Result(dataset, {"dike_space": result.features["dike_space"]})
    write_dike_scene(still, small_twin, tmp_path)
    assert list(tmp_path.iterdir()) == []
