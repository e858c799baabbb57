"""3D Tiles: boxes that nest, errors that shrink, rigid transforms, vertices where they belong."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

from terrain.exporters.placement import placement
from terrain.exporters.tiles import write_tileset
from twin.crs import rdnap_to_ecef

FRAMES = ("rd", "ecef")
LAYERS = {
    "terrain", "archaeology", "ates", "boreholes", "buildings", "dikes", "doublets", "expectation-zones",
    "layers", "peilgebieden", "protection-zones", "roads", "structures", "utility-lines", "vital-objects",
    "watercourses", "wells",
}  # fmt: skip


def contents(tiles):
    for tile in tiles:
        uri = tile.told.get("content", {}).get("uri", "")
        if uri.endswith(".glb"):
            yield tile, tile.folder / uri


@pytest.mark.parametrize("frame", FRAMES)
def test_every_layer_has_a_tileset(tilesets, frame):
    root = json.loads((tilesets / frame / "tileset.json").read_text())
    named = {child["content"]["uri"].split("/")[0] for child in root["root"]["children"]}
    assert named == LAYERS
    assert root["asset"]["version"] == "1.1"


def test_the_local_frame_says_where_it_is_and_has_no_transform(tilesets, tiles_of):
    root = json.loads((tilesets / "rd" / "tileset.json").read_text())
    told = {"crs": "EPSG:28992", "verticalCrs": "EPSG:5709", "origin": [61000.0, 546000.0, 0.0]}
    assert root["asset"]["extras"] == told | {"meshCell": 10.0}
    assert json.loads((tilesets / "rd/buildings/tileset.json").read_text())["asset"]["extras"] == told
    assert not any("transform" in tile.told for tile in tiles_of(tilesets / "rd" / "tileset.json"))


@pytest.mark.parametrize("frame", FRAMES)
def test_boxes_nest_and_errors_shrink(tilesets, tiles_of, frame):
    tiles = tiles_of(tilesets / frame / "tileset.json")
    assert len(tiles) > 60
    for tile in tiles:
        if tile.parent is not None:
            assert tile.parent.holds(tile.corners()), tile.told
            assert tile.error < tile.parent.error


@pytest.mark.parametrize("frame", FRAMES)
def test_content_lies_in_its_box(tilesets, tiles_of, read_glb, frame):
    for tile, path in contents(tiles_of(tilesets / frame / "tileset.json")):
        for primitive in read_glb(path).primitives:
            assert tile.holds(tile.placed(primitive["positions"])), path


def test_transforms_are_orthonormal(tilesets, tiles_of):
    for tile in tiles_of(tilesets / "ecef" / "tileset.json"):
        rotation = tile.transform[:3, :3]
        assert np.abs(rotation @ rotation.T - np.eye(3)).max() < 1e-12
        assert np.linalg.det(rotation) == pytest.approx(1.0)


def test_a_known_point_stands_where_the_reference_puts_it(tilesets, tiles_of, read_glb):
    """The fort's south-west corner, its base at -3.5 m NAP, in EPSG:4978."""
    expected = np.array([float(v) for v in rdnap_to_ecef(61600.0, 547000.0, -3.5)])
    distances = [
        np.linalg.norm(tile.placed(primitive["positions"]) - expected, axis=1).min()
        for tile, path in contents(tiles_of(tilesets / "ecef" / "archaeology" / "tileset.json"))
        for primitive in read_glb(path).primitives
    ]
    assert min(distances) < 1e-3


def test_dikes_keep_their_crest(tilesets, read_glb):
    highest = [
        read_glb(path).primitives[0]["positions"][:, 2].max()
        for path in (tilesets / "rd" / "dikes").glob("*.glb")
    ]
    assert max(highest) == np.float32(8.4)


def test_attributes_of_every_building_can_be_read(tilesets, read_glb, small_twin):
    table = small_twin.features["buildings"].set_index("id")
    seen = {}
    for path in (tilesets / "rd" / "buildings").glob("*.glb"):
        glb = read_glb(path)
        used = {row for primitive in glb.primitives for row in primitive["features"].tolist()}
        assert used == set(range(len(glb.table["id"])))
        for row, name in enumerate(glb.table["id"]):
            seen[name] = {key: column[row] for key, column in glb.table.items()}
    assert set(seen) == set(table.index)
    assert seen["b3"] == {"id": "b3", "floor_level": 0.3, "year": 1903, "height": 9.0, "use": "home"}
    assert seen["b7"]["floor_level"] is None


def test_well_screen_is_a_part_of_its_own(tilesets, read_glb):
    (path,) = (tilesets / "rd" / "wells").glob("*.glb")
    spans = {
        p["material"]: (p["positions"][:, 2].min(), p["positions"][:, 2].max())
        for p in read_glb(path).primitives
    }
    assert spans["screen"] == (-60.0, -40.0)
    assert spans["well"][0] == -40.0


def test_heat_stores_have_their_thermal_radius(tilesets, read_glb):
    (path,) = (tilesets / "rd" / "ates").glob("*.glb")
    (warm,) = [p for p in read_glb(path).primitives if p["material"] == "warm-store"]
    radius = np.sqrt(4.18e6 * 150000 / (2.7e6 * np.pi * 30))
    assert np.ptp(warm["positions"][:, 0]) / 2 == pytest.approx(radius, rel=1e-5)


def test_doublet_reaches_its_reservoir(tilesets, read_glb):
    (path,) = [p for p in (tilesets / "rd" / "doublets").glob("*.glb") if "d1" in read_glb(p).table["id"]]
    (producer,) = [p for p in read_glb(path).primitives if p["material"] == "producer"]
    bottom = producer["positions"][producer["positions"][:, 2] < -2190]
    assert np.abs(bottom[:, :2].mean(axis=0) - (1500, 900)).max() < 1.0


def test_gzip_twins_hold_the_same_bytes(tilesets):
    files = [path for path in tilesets.glob("*/**/*") if path.suffix in {".json", ".glb"}]
    assert len(files) > 100
    for path in files:
        packed = path.with_name(path.name + ".gz").read_bytes()
        assert packed[4:8] == b"\0\0\0\0"
        assert gzip.decompress(packed) == path.read_bytes()


@pytest.mark.parametrize("frame", FRAMES)
def test_writing_twice_gives_the_same_bytes(tilesets, small_twin, tmp_path, frame):
    write_tileset(small_twin, tmp_path, frame)
    first, second = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (tilesets / frame, tmp_path)
    )
    assert first == second


def test_a_twin_without_features_is_terrain_only(small_twin, tmp_path):
    bare = type(small_twin).from_datasets(small_twin.surface)
    write_tileset(bare, tmp_path, "rd")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["terrain", "tileset.json", "tileset.json.gz"]


def test_origin_is_a_whole_kilometre(small_twin):
    assert placement(small_twin.grid, "rd").extras["origin"] == [61000.0, 546000.0, 0.0]
