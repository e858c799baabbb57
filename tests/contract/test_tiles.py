"""3D Tiles of the demo, for other twins: every file is there and a known point stands where it must."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from itertools import pairwise
from math import cos, radians, sin, sqrt
from pathlib import Path

import numpy as np
import pytest
from pyrdnap import RDNAP2018v1
from scipy.spatial.transform import Rotation

from terrain.exporters.tiles import write_tileset
from twin import Twin

pytestmark = pytest.mark.slow
VOLUMES = ("claims", "voxels")


@pytest.fixture(scope="module")
def demo(coarse_demo: Path) -> Twin:
    """The embedded area at 20 m: every theme, a quarter of the tiles."""
    return Twin.open(coarse_demo)


@pytest.fixture(scope="module")
def tiles(demo: Twin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("ecef")
    write_tileset(demo, out, "ecef")
    return out


def contents(path: Path) -> Iterator[tuple[Path, np.ndarray]]:
    """Every GLB of a tileset with its transform to EPSG:4978."""

    def below(told: dict, above: np.ndarray) -> Iterator[tuple[Path, np.ndarray]]:
        matrix = above @ np.array(told.get("transform", np.eye(4).ravel()), float).reshape(4, 4).T
        uri = told.get("content", {}).get("uri", "")
        if uri.endswith(".json"):
            yield from contents(path.parent / uri)
        elif uri:
            yield path.parent / uri, matrix
        for child in told.get("children", ()):
            yield from below(child, matrix)

    yield from below(json.loads(path.read_text())["root"], np.eye(4))


def chunks(path: Path) -> tuple[dict, bytes]:
    data = path.read_bytes()
    (size,) = struct.unpack_from("<I", data, 12)
    return json.loads(data[20 : 20 + size]), data[28 + size :]


def positions(path: Path) -> np.ndarray:
    """All vertices as the node places them, turned from the y-up of glTF to the z-up of tiles."""
    document, binary = chunks(path)
    (node,) = document["nodes"]
    turn = Rotation.from_quat(node.get("rotation", (0, 0, 0, 1)))
    found = []
    for told in {p["attributes"]["POSITION"] for p in document["meshes"][0]["primitives"]}:
        accessor = document["accessors"][told]
        start = document["bufferViews"][accessor["bufferView"]]["byteOffset"]
        kind, width = ("<i2", 4) if accessor["componentType"] == 5122 else ("<f4", 3)
        values = np.frombuffer(binary, kind, width * accessor["count"], start).reshape(-1, width)[:, :3]
        x, y, z = turn.apply(values * np.array(node.get("scale", (1.0, 1.0, 1.0)))).T
        found.append(
            np.column_stack([x, -z, y]) + np.array(node.get("translation", (0, 0, 0)))[[0, 2, 1]] * (1, -1, 1)
        )
    return np.concatenate(found)


def ids(path: Path) -> list[str]:
    document, binary = chunks(path)
    (table,) = document["extensions"]["EXT_structural_metadata"]["propertyTables"]
    views = [document["bufferViews"][table["properties"]["id"][key]] for key in ("values", "stringOffsets")]
    text, offsets = (binary[v["byteOffset"] : v["byteOffset"] + v["byteLength"]] for v in views)
    cuts = np.frombuffer(offsets, "<u4").tolist()
    return [text[a:b].decode() for a, b in pairwise(cuts)]


def reference_ecef(x: float, y: float, z: float) -> np.ndarray:
    """EPSG:4978 by the reference implementation of RDNAPTRANS2018 and the textbook formula (GRS80)."""
    place = RDNAP2018v1().reverse(x, y, z)
    lat, lon, height = radians(place.lat), radians(place.lon), place.height
    a, f = 6_378_137.0, 1 / 298.257222101
    e2 = f * (2 - f)
    n = a / sqrt(1 - e2 * sin(lat) ** 2)
    across, up = (n + height) * cos(lat), (n * (1 - e2) + height) * sin(lat)
    return np.array([across * cos(lon), across * sin(lon), up])


def test_every_file_is_there(tiles: Path):
    named = [tiles / "tileset.json", *(tiles / name / "tileset.json" for name in VOLUMES)]
    named += sorted(tiles.glob("*/meshopt.json"))
    found = [path for tileset in named for path, _ in contents(tileset)]
    assert len(found) == len(set(found)) == len(list(tiles.rglob("*.glb")))
    assert all(path.with_name(path.name + ".gz").is_file() for path in found)
    assert len(list((tiles / "terrain" / "4").glob("*.glb"))) == 80


def test_every_theme_is_there(demo: Twin, tiles: Path):
    wanted = {theme.replace("_", "-") for theme in demo.features} | {"terrain", "layers", *VOLUMES}
    assert {path.name for path in tiles.iterdir() if path.is_dir()} == wanted


def test_every_building_is_there_once(demo: Twin, tiles: Path):
    found = [name for path in (tiles / "buildings").glob("*.glb") for name in ids(path)]
    assert sorted(found) == sorted(demo.features["buildings"]["id"])


@pytest.fixture(scope="module")
def ground(tiles: Path) -> np.ndarray:
    """All vertices of the finest ground in EPSG:4978."""
    finest = [
        positions(path) @ matrix[:3, :3].T + matrix[:3, 3]
        for path, matrix in contents(tiles / "terrain" / "tileset.json")
        if path.parent.name == "4"
    ]
    assert len(finest) == 80
    return np.concatenate(finest)


@pytest.mark.parametrize("corner", [(0, 0), (0, -1), (-1, 0), (-1, -1), (201, 317)])
def test_ground_stands_within_a_centimetre(demo: Twin, ground: np.ndarray, corner: tuple[int, int]):
    row, column = corner
    x, y = float(demo.grid.x[column]), float(demo.grid.y[row])
    expected = reference_ecef(x, y, float(demo.surface["ground_level"].values[corner]))
    assert np.linalg.norm(ground - expected, axis=1).min() < 0.01


def test_a_building_stands_within_a_centimetre(demo: Twin, tiles: Path):
    """A corner of a roof, found through the attributes alone."""
    building = demo.features["buildings"].iloc[0]
    x, y = building.geometry.exterior.coords[0][:2]
    ((path, matrix),) = [
        (path, matrix)
        for path, matrix in contents(tiles / "buildings" / "tileset.json")
        if building["id"] in ids(path)
    ]
    placed = positions(path) @ matrix[:3, :3].T + matrix[:3, 3]
    plumb = [reference_ecef(x, y, level) for level in (-10.0, 60.0)]
    along = (plumb[1] - plumb[0]) / np.linalg.norm(plumb[1] - plumb[0])
    offset = placed - plumb[0]
    beside = np.linalg.norm(offset - np.outer(offset @ along, along), axis=1)
    assert np.sort(beside)[:2].max() < 0.01
