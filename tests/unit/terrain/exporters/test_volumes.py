"""Claims and units of the voxel model as bodies, packed tiles, and the surface of water."""

from __future__ import annotations

import json
from math import pi
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from trimesh import Trimesh

from terrain.exporters.claims import claimed
from terrain.exporters.placement import placement
from terrain.exporters.strata import strata
from terrain.exporters.water_tiles import MOST, water_tiles
from twin import Twin
from twin.crs import rdnap_to_ecef
from twin.grid import GridSpec

X0, Y0 = 61_000.0, 546_000.0


@pytest.mark.parametrize("layer", ["claims", "voxels"])
def test_boxes_hold_their_content_and_errors_shrink(tilesets, tiles_of, read_glb, layer):
    tiles = tiles_of(tilesets / "ecef" / layer / "tileset.json")
    contents = [tile for tile in tiles if "content" in tile.told]
    assert contents
    for tile in tiles:
        if tile.parent is not None:
            assert tile.parent.holds(tile.corners())
            assert tile.error < tile.parent.error
    for tile in contents:
        for primitive in read_glb(tile.folder / tile.told["content"]["uri"]).primitives:
            assert tile.holds(tile.placed(primitive["positions"]))


def test_volumes_are_no_part_of_the_whole_scene(tilesets):
    root = json.loads((tilesets / "ecef" / "tileset.json").read_text())["root"]
    named = {child["content"]["uri"].split("/")[0] for child in root["children"]}
    assert not named & {"claims", "voxels"}


def test_claims_of_restricted_layers_are_left_out(small_twin):
    """Lines and remains make claims, but anybody may see this layer."""
    assert {"CAB", "PIP", "ARC"} & {claim.function for claim in small_twin.claims}
    (layer,) = claimed(small_twin)
    themes = set(layer.table.columns["theme"])
    assert themes == {"protection_zones", "wells", "ates", "doublets"}


def test_a_heat_store_claims_its_thermal_radius(small_twin):
    """A cylinder of radius r round each of the wells, as high as the filter."""
    (layer,) = claimed(small_twin)
    row = list(layer.table.columns["id"]).index("a1:warm")
    (body,) = [part.mesh for part in layer.parts if (part.mesh.features == row).any()]
    own = body.features[body.triangles[:, 0]] == row
    mesh = Trimesh(body.positions, body.triangles[own], process=True)
    assert mesh.is_watertight
    radius = np.sqrt(4.18e6 * 150_000 / (2.7e6 * pi * 30))
    assert mesh.volume == pytest.approx(30 * pi * radius**2, rel=0.01)
    assert mesh.bounds[:, 2].tolist() == [-60.0, -30.0]
    assert layer.table.columns["radius"][row] == pytest.approx(radius, abs=0.06)


def test_a_cold_body_of_unknown_growth_is_drawn_at_its_well(small_twin):
    doublets = small_twin.features["doublets"].assign(flow=float("nan"))
    twin = small_twin.with_(features={**small_twin.features, "doublets": doublets})
    (layer,) = claimed(twin)
    columns = layer.table.columns
    row = list(columns["id"]).index("d1")
    assert columns["radius"][row] == -9999.0  # no data
    assert any((part.mesh.features == row).any() for part in layer.parts)
    for part in layer.parts:
        assert np.isfinite(part.mesh.positions).all()


def test_nothing_claims_the_air(small_twin):
    """A zone up to 0 m NAP ends at the ground, which lies below that there."""
    (layer,) = claimed(small_twin)
    row = list(layer.table.columns["id"]).index("z1")
    ground = float(small_twin.surface["ground_level"].sel(x=X0 + 700, y=Y0 + 500, method="nearest"))
    assert layer.table.columns["top"][row] == pytest.approx(min(0.0, ground), abs=0.2)
    assert layer.table.columns["base"][row] == -60.0


def blocks(strat: np.ndarray) -> Twin:
    """A twin with voxels of 100 x 100 x 0.5 m (z, y, x) whose lowest north-west corner is known."""
    grid = GridSpec(X0 + 50, Y0 + 100 * strat.shape[1] - 50, 100, 100, *strat.shape[:0:-1])
    ground = GridSpec(X0 + 5, Y0 + 95, 10, 10, 10, 10)
    surface = xr.Dataset(
        {"ground_level": (("y", "x"), np.zeros((10, 10), np.float32))}, coords=ground.coords()
    )
    z = -9.75 + 0.5 * np.arange(strat.shape[0])
    codes = (("z", "y", "x"), strat.astype(np.int16))
    voxels = xr.Dataset({"strat": codes}, coords={"z": ("z", z), **grid.coords()})
    return Twin.from_datasets(surface, xr.DataTree.from_dict({"/voxels": voxels}))


def test_a_face_between_two_units_is_there_once_and_the_oldest_is_closed():
    strat = np.full((6, 4, 5), 5070)
    strat[3:] = 1100
    strat[4:, 1:3, 2:] = 1090
    strat[5, 0] = -127
    (layer,) = strata(blocks(strat))
    assert layer.table.columns["id"].tolist() == ["NIHO", "NAWO", "ST"]
    meshes = {
        part.material.name: Trimesh(part.mesh.positions - [X0, Y0, 0], part.mesh.triangles, process=False)
        for part in layer.parts
    }
    padded = np.pad(strat, 1, constant_values=-127)
    sizes = (100 * 100, 100 * 0.5, 100 * 0.5)
    expected = sum(size * np.count_nonzero(np.diff(padded, axis=axis)) for axis, size in enumerate(sizes))
    assert sum(mesh.area for mesh in meshes.values()) == pytest.approx(expected)
    assert meshes["ST"].volume == pytest.approx(np.count_nonzero(strat == 5070) * 100 * 100 * 0.5)
    # The youngest has only what is open to the sky.
    assert (meshes["NIHO"].face_normals[:, 2] >= 0).all()
    assert meshes["NIHO"].bounds[:, 2].tolist() == [-8.0, -7.0]


def test_long_faces_end_where_tiles_do():
    (layer,) = strata(blocks(np.full((2, 3, 25), 1100)))
    (part,) = layer.parts
    spans = np.ptp(part.mesh.positions[part.mesh.triangles][..., 0], axis=1)
    assert spans.max() == 1000.0


def test_voxels_stand_within_a_millimetre(tilesets, tiles_of, read_glb):
    corner = np.array([float(v) for v in rdnap_to_ecef(X0, Y0 + 500.0, -2.0)])
    apart = [
        np.linalg.norm(tile.placed(primitive["positions"]) - corner, axis=1).min()
        for tile in tiles_of(tilesets / "ecef" / "voxels" / "tileset.json")
        if "content" in tile.told
        for primitive in read_glb(tile.folder / tile.told["content"]["uri"]).primitives
    ]
    assert min(apart) < 1e-3


def test_packed_tiles_unpack_to_the_same_bytes(tilesets):
    import meshopt

    checked = 0
    for path in (tilesets / "ecef").glob("*/meshopt/**/*.glb"):
        layer = path.relative_to(tilesets / "ecef").parts[0]
        plain = tilesets / "ecef" / layer / path.relative_to(tilesets / "ecef" / layer / "meshopt")
        (document, binary), (known, data) = chunks(path), chunks(plain)
        assert "EXT_meshopt_compression" in document["extensionsRequired"]
        for view, other in zip(document["bufferViews"], known["bufferViews"], strict=True):
            raw = data[other["byteOffset"] :][: other["byteLength"]]
            told = view.get("extensions", {}).get("EXT_meshopt_compression")
            if told is None:
                assert binary[view["byteOffset"] :][: view["byteLength"]] == raw
                continue
            stored = binary[told["byteOffset"] :][: told["byteLength"]]
            back = meshopt.decode_gltf_buffer(stored, told["count"], told["byteStride"], told["mode"])
            checked += 1
            if told["mode"] != "TRIANGLES":
                assert back.tobytes() == raw
                continue
            kind = np.uint16 if told["byteStride"] == 2 else np.uint32
            assert turned(back.view(kind).reshape(-1, 3)) == turned(np.frombuffer(raw, kind).reshape(-1, 3))
    assert checked > 100


def chunks(path: Path) -> tuple[dict, bytes]:
    data = path.read_bytes()
    size = int.from_bytes(data[12:16], "little")
    return json.loads(data[20 : 20 + size]), data[28 + size :]


def turned(triangles: np.ndarray) -> list[tuple[int, ...]]:
    """Triangles, each from its smallest corner on: the codec may turn them."""
    first = triangles.argmin(axis=1)[:, None]
    return list(map(tuple, np.take_along_axis(triangles, (first + np.arange(3)) % 3, axis=1).tolist()))


def test_only_other_twins_get_packed_tiles(tilesets):
    assert not list((tilesets / "rd").rglob("*meshopt*"))


def test_water_is_decimated_and_still_at_its_level():
    grid = GridSpec(X0 + 2.5, Y0 + 4997.5, 5, 5, 1101, 1000)
    ground = np.full(grid.shape, -2.0, np.float32)
    depth = np.full(grid.shape, 1.5, np.float32)
    depth[:, :300] = 0.0
    depth[:100] = np.nan
    where = placement(grid, "rd")
    document, glb = water_tiles(grid, ground, depth, where, "water.glb", {"id": "flood"})
    size = int.from_bytes(glb[12:16], "little")
    told = json.loads(glb[20 : 20 + size])
    accessor = told["accessors"][told["meshes"][0]["primitives"][0]["attributes"]["POSITION"]]
    assert accessor["count"] <= MOST * MOST
    assert (accessor["min"][1], accessor["max"][1]) == (-0.5, -0.5)
    assert accessor["min"][0] == pytest.approx(300 * 5 + 12.5, abs=5)
    assert accessor["max"][0] == 1100 * 5 + 2.5, "the last square is one cell wide"
    assert len(glb) < 2_000_000
    assert document["root"]["children"][0]["content"]["uri"] == "water.glb"


def test_water_ends_inside_the_dike_beside_it():
    """A dike one cell wide, and behind it land as low as the water's bed, which stays dry."""
    grid = GridSpec(X0 + 2.5, Y0 + 97.5, 5, 5, 20, 20)
    ground = np.full(grid.shape, -2.0)
    ground[:, 10] = 3.0
    depth = np.zeros(grid.shape)
    depth[:, :10] = 1.5
    _, glb = water_tiles(grid, ground, depth, placement(grid, "rd"), "water.glb", {"id": "flood"})
    told = json.loads(glb[20 : 20 + int.from_bytes(glb[12:16], "little")])
    accessor = told["accessors"][told["meshes"][0]["primitives"][0]["attributes"]["POSITION"]]
    assert accessor["count"] == 20 * 11
    assert accessor["max"] == [52.5, -0.5, -2.5]
    assert accessor["min"] == [2.5, -0.5, -97.5]
