"""Formats for other programs: what is written is read back by their own libraries."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import xarray as xr

from terrain.exporters.base import export
from terrain.exporters.frames import read_frames
from terrain.exporters.svg_section import draw_section
from twin.errors import InvalidInputError
from twin.store import Result

FORMATS = {"cog": "", "gpkg": "x.gpkg", "csv": "", "glb": "x.glb", "cityjson": "x.city.json", "svg": "x.svg"}


@pytest.fixture(scope="module")
def result(small_twin):
    grid = small_twin.grid
    ground = small_twin.surface["ground_level"].values
    level = np.where(ground > 0.5, np.inf, 0.25).astype(np.float32)
    level[np.isnan(ground)] = np.nan
    dataset = xr.Dataset(
        {
            "inundation_level": (("y", "x"), level),
            "water_depth": (("y", "x"), np.clip(0.25 - ground, 0, None)),
            "flooded_area": ("sea_level", [0.0, 10.0, 20.0]),
            "buildings_flooded": ("sea_level", [0.0, 1.0, 5.0]),
        },
        coords={**grid.coords(), "sea_level": [0.0, 0.5, 1.0]},
    )
    indicator = {"value": 12.5, "reference": 0.0, "unit": "m2", "reason": None}
    return Result(dataset, {}, {"sea-level-rise.flooded_area": indicator})


@pytest.mark.parametrize("form", FORMATS)
def test_same_input_same_bytes(small_twin, tmp_path, form):
    written = []
    for place in ("a", "b"):
        target = tmp_path / place / FORMATS[form] if FORMATS[form] else tmp_path / place
        export(small_twin, form, target)
        files = [target] if target.is_file() else sorted(target.rglob("*"))
        written.append({path.name: path.read_bytes() for path in files if path.is_file()})
    assert written[0]
    assert written[0] == written[1]


def test_grids_of_a_result(result, tmp_path):
    export(result, "cog", tmp_path / "out")
    with rasterio.open(tmp_path / "out" / "inundation_level.tif") as file:
        assert file.crs.to_epsg() == 28992
        assert file.bounds == pytest.approx(result.grid.bbox)
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert file.tags(1)["label_nl"] == "zeestand waarbij het overstroomt (m NAP)"
        values = file.read(1)
        expected = result.dataset["inundation_level"].values
        assert np.array_equal(values, np.where(np.isinf(expected), np.nan, expected), equal_nan=True)
    assert (tmp_path / "out" / "water_depth.tif").is_file()


def test_grids_of_a_twin_keep_classes_whole(small_twin, tmp_path):
    export(small_twin, "cog", tmp_path / "out")
    with rasterio.open(tmp_path / "out" / "land_use.tif") as file:
        assert file.dtypes == ("int16",)
        assert np.array_equal(file.read(1), small_twin.surface["land_use"].values)
    with rasterio.open(tmp_path / "out" / "ground_level.tif") as file:
        assert np.array_equal(file.read(1), small_twin.surface["ground_level"].values, equal_nan=True)


def test_a_grid_over_years_has_a_band_for_each(small_twin, tmp_path):
    ground = small_twin.surface["ground_level"].values
    depth = np.stack([ground, ground + 1])
    dims = ("level_year", "y", "x")
    dataset = xr.Dataset(
        {"groundwater_depth": (dims, depth)}, coords={**small_twin.grid.coords(), "level_year": [2050, 2100]}
    )
    export(Result(dataset, {}, {}), "cog", tmp_path / "out")
    with rasterio.open(tmp_path / "out" / "groundwater_depth.tif") as file:
        assert file.descriptions == ("groundwater_depth 2050", "groundwater_depth 2100")
        assert [file.tags(band)["units"] for band in (1, 2)] == ["m", "m"]
        assert np.array_equal(file.read(), depth, equal_nan=True)
    none = Result(dataset.drop_vars("groundwater_depth"), {}, {})
    with pytest.raises(InvalidInputError, match="source = 'a result': holds no grid"):
        export(none, "cog", tmp_path / "none")


def test_every_theme_is_a_layer(small_twin, tmp_path):
    export(small_twin, "gpkg", tmp_path / "x.gpkg")
    assert set(gpd.list_layers(tmp_path / "x.gpkg")["name"]) == set(small_twin.features)
    back = gpd.read_file(tmp_path / "x.gpkg", layer="dikes")
    assert back.crs.to_epsg() == 28992
    assert back.loc[0, "crest_level"] == 8.4
    assert back.geometry[0].equals(small_twin.features["dikes"].geometry[0])


def test_tables_of_a_result(result, tmp_path):
    export(result, "csv", tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "table-sea_level.csv")
    assert table["buildings_flooded"].tolist() == [0.0, 1.0, 5.0]
    indicators = pd.read_csv(tmp_path / "out" / "indicators.csv")
    assert indicators.loc[0, ["indicator", "value"]].tolist() == ["sea-level-rise.flooded_area", 12.5]


def test_tables_of_a_twin_have_a_point_per_feature(small_twin, tmp_path):
    export(small_twin, "csv", tmp_path / "out")
    wells = pd.read_csv(tmp_path / "out" / "features-wells.csv")
    assert wells.loc[0, ["id", "x", "y"]].tolist() == ["well-1", 61700.0, 546500.0]


def test_scene_in_one_file(small_twin, tmp_path, read_glb):
    export(small_twin, "glb", tmp_path / "x.glb")
    read = read_glb(tmp_path / "x.glb")
    assert read.json["asset"]["extras"]["origin"] == [61000.0, 546000.0, 0.0]
    row = read.table["id"].index("zeedijk")
    assert read.table["layer"][row] == "dikes"
    tops = [p["positions"][p["features"] == row, 2].max() for p in read.primitives if row in p["features"]]
    assert max(tops) == np.float32(8.4)


def test_buildings_are_closed_solids(small_twin, tmp_path):
    export(small_twin, "cityjson", tmp_path / "x.city.json")
    city = json.loads((tmp_path / "x.city.json").read_text())
    assert city["metadata"]["referenceSystem"].endswith("/EPSG/0/7415")
    assert len(city["CityObjects"]) == 100
    points = np.array(city["vertices"]) * city["transform"]["scale"] + city["transform"]["translate"]
    for building in city["CityObjects"].values():
        (solid,) = building["geometry"]
        (shell,) = solid["boundaries"]
        edges = [
            pair for face in shell for ring in face for pair in zip(ring, [*ring[1:], ring[0]], strict=True)
        ]
        assert len(set(edges)) == len(edges)
        assert all((b, a) in set(edges) for a, b in edges)
    floor, roof, *walls = city["CityObjects"]["b3"]["geometry"][0]["boundaries"][0]
    assert len(walls) == 8
    assert area_facing_up(points[roof[0]]) == pytest.approx(96.0)
    assert area_facing_up(points[roof[1]]) == pytest.approx(-4.0)
    assert area_facing_up(points[floor[0]]) == pytest.approx(-96.0)
    assert city["CityObjects"]["b3"]["attributes"]["year"] == 1903
    assert "floor_level" not in city["CityObjects"]["b7"]["attributes"]


def area_facing_up(ring: np.ndarray) -> float:
    following = np.roll(ring, -1, axis=0)
    return float((ring[:, 0] * following[:, 1] - following[:, 0] * ring[:, 1]).sum() / 2)


def test_section_shows_ground_voxels_and_cables(small_twin):
    drawn = ET.fromstring(draw_section(small_twin))
    named = [title.text for title in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert "zeedijk: 8.40 m NAP" in named
    assert "p1: -1.20 m NAP" in named
    labels = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "maaiveld / ground level" in labels
    assert "veen / peat" in labels
    assert "0" in labels


def test_section_says_in_words_what_it_shows(small_twin):
    drawn = ET.fromstring(draw_section(small_twin))
    assert drawn.get("role") == "img"
    assert drawn.get("aria-labelledby") == "title desc"
    named = {element.get("id"): element.text for element in drawn if element.get("id")}
    assert named["title"] == "sample / sample"
    assert "west-oost op y = 546635 m RD, hoogte" in named["desc"]
    assert "x 61 - 62.6 km RD" in named["desc"]
    labels = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "kruin van een dijk (m NAP) / crest of a dike" in labels
    assert "8.4" in labels


def test_section_of_a_result_shows_its_water(small_twin):
    dry, wet = (draw_section(small_twin, depth) for depth in (None, np.full(small_twin.grid.shape, 0.5)))
    assert "water op het land" not in dry
    assert "water op het land" in wet


def test_a_format_that_cannot_show_the_source_says_so(small_twin, result, tmp_path):
    bare = type(small_twin).from_datasets(small_twin.surface)
    for source, form, message in (
        (bare, "gpkg", "no features"),
        (bare, "csv", "no table"),
        (bare, "cityjson", "no buildings"),
        (result, "svg", "needs its twin"),
        (small_twin, "frames", "shows a result"),
    ):
        with pytest.raises(InvalidInputError, match=message):
            export(source, form, tmp_path / "x")
        assert not (tmp_path / "x").exists()


@pytest.fixture(scope="module")
def stored(small_twin, tmp_path_factory):
    return small_twin.save(tmp_path_factory.mktemp("stored") / "sample")


def test_a_result_is_drawn_with_its_own_twin(small_twin, result, stored, tmp_path):
    told = {"twin": {"baseline": str(stored), "digest": small_twin.digest}}
    export(Result(result.dataset, {}, {}, told), "svg", tmp_path / "x.svg")
    assert "water op het land" in (tmp_path / "x.svg").read_text()
    export(Result(result.dataset, {}, {}, told), "frames", tmp_path / "frames")
    back = read_frames(tmp_path / "frames", "ground")
    assert np.allclose(back, small_twin.surface["ground_level"].values, atol=0.0051, equal_nan=True)


def test_a_twin_that_has_changed_is_refused(result, stored, tmp_path):
    told = {"twin": {"baseline": str(stored), "digest": "another"}}
    with pytest.raises(InvalidInputError, match="has changed since"):
        export(Result(result.dataset, {}, {}, told), "svg", tmp_path / "x.svg")
