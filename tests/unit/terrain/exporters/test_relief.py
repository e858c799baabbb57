"""The ground as tiles: exact enough, without cracks, fine where there is relief."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr
from scipy.spatial import cKDTree

from terrain.exporters import relief
from terrain.exporters.glb import Pose
from terrain.exporters.placement import placement
from terrain.exporters.relief import plan_relief, write_relief
from twin.crs import rdnap_to_ecef
from twin.grid import GridSpec

FRAMES = ("rd", "ecef")


def contents(tiles):
    return [(tile, tile.folder / tile.told["content"]["uri"]) for tile in tiles if "content" in tile.told]


@pytest.mark.parametrize("frame", FRAMES)
def test_every_ground_vertex_is_within_three_millimetres_of_its_place(
    tilesets, tiles_of, read_glb, small_twin, frame
):
    grid, level = small_twin.grid, small_twin.surface["ground_level"].values
    x, y = np.meshgrid(grid.x, grid.y)
    known = np.isfinite(level)
    points = np.column_stack([x[known], y[known], level[known]]).astype(float)
    expected = {"rd": points - (61000.0, 546000.0, 0.0), "ecef": np.column_stack(rdnap_to_ecef(*points.T))}
    tree, checked, bridges = cKDTree(expected[frame]), 0, 0
    for tile, path in contents(tiles_of(tilesets / frame / "terrain" / "tileset.json")):
        ground = read_glb(path).primitives[0]
        used = np.unique(ground["triangles"])
        distance, _ = tree.query(tile.placed(ground["positions"][used]))
        # A coarse tile bridges voids smaller than its squares; the finest tiles never do.
        on_ground = distance < 3e-3
        assert on_ground.all() or path.parent.name != "2"
        bridges += int((~on_ground).sum())
        checked += len(used)
    assert checked > 20_000
    assert bridges < 0.01 * checked


def test_one_unknown_cell_tears_no_hole_in_a_coarse_tile(tmp_path, read_glb):
    level = np.zeros((257, 257), np.float32)
    level[128, 128] = np.nan
    grid = GridSpec(61005.0, 549000.0, 10.0, 10.0, 257, 257)
    write_relief(plan_relief(grid, level), tmp_path, placement(grid, "rd"))
    coarse, finest = (tmp_path / name for name in ("0/0_0.glb", "2/1_2.glb"))
    assert len(read_glb(coarse).primitives[0]["triangles"]) == 2 * 64 * 64
    assert len(read_glb(finest).primitives[0]["triangles"]) < 2 * 64 * 64


@pytest.mark.parametrize("frame", FRAMES)
def test_positions_and_indices_are_short(tilesets, read_glb, frame):
    for path in (tilesets / frame / "terrain").glob("[0-9]/*.glb"):
        glb = read_glb(path)
        assert {told["componentType"] for told in glb.json["accessors"]} == {5122, 5123}
        assert glb.json["extensionsRequired"] == ["KHR_mesh_quantization"]
        assert len({told["attributes"]["POSITION"] for told in glb.json["meshes"][0]["primitives"]}) == 1
        assert path.stat().st_size < 80_000


def test_ground_faces_up_and_skirts_are_apart(tilesets, read_glb):
    names = set()
    for path in sorted((tilesets / "rd" / "terrain").rglob("*.glb")):
        glb = read_glb(path)
        ground, skirt = glb.primitives
        a, b, c = (ground["positions"][ground["triangles"][:, k]] for k in range(3))
        assert (np.cross(b - a, c - a)[:, 2] > 0).all()
        names |= {ground["material"], skirt["material"]}
        assert glb.table["id"] == [f"ground-{path.parent.name}-{path.stem.replace('_', '-')}"]
        assert not ground["features"].any()
    assert names == {"ground", "skirt"}


def test_skirts_face_outwards_and_hang_down(tilesets, read_glb):
    for path in sorted((tilesets / "rd" / "terrain" / "2").glob("*.glb")):
        skirt = read_glb(path).primitives[1]
        a, b, c = (skirt["positions"][skirt["triangles"][:, k]] for k in range(3))
        middle = skirt["positions"][np.unique(skirt["triangles"])].mean(axis=0)
        outward = np.cross(b - a, c - a)
        assert ((outward * ((a + b + c) / 3 - middle))[:, :2].sum(axis=1) > 0).all()
        assert len(a) % 2 == 0
    assert len(read_glb(tilesets / "rd/terrain/2/0_3.glb").primitives[1]["triangles"]) == 2 * 4 * 64


def test_unknown_cells_are_holes(tilesets, read_glb):
    ground = read_glb(tilesets / "rd/terrain/2/0_3.glb").primitives[0]
    assert len(np.unique(ground["triangles"])) == 65 * 65 - 4 * 5
    assert len(ground["triangles"]) == 2 * 64 * 64 - 2 * (5 * 6) + 2


@pytest.mark.parametrize(("frame", "apart"), [("rd", 1e-9), ("ecef", 2e-3)])
def test_neighbouring_tiles_share_their_edge(tilesets, tiles_of, read_glb, frame, apart):
    placed = {}
    for tile, path in contents(tiles_of(tilesets / frame / "terrain" / "tileset.json")):
        ground = read_glb(path).primitives[0]
        placed[f"{path.parent.name}/{path.stem}"] = tile.placed(
            ground["positions"][np.unique(ground["triangles"])]
        )
    distance, _ = cKDTree(placed["2/0_3"]).query(placed["2/1_3"])
    assert (distance < apart).sum() == 65
    assert np.sort(distance)[65] > 9.9


def plane(twin, shape=(257, 257), height=0.0):
    """A flat area of 10 m cells with one ridge of the given height in the north-west."""
    grid = GridSpec(61005.0, 549995.0, 10, 10, shape[1], shape[0])
    level = np.zeros(shape, np.float32)
    level[21, 10:40] = height
    return grid, level


def test_errors_follow_the_relief(small_twin, tmp_path, tiles_of):
    """A ridge that level 1 misses gives four times its height, flat tiles a quarter of their cell."""
    grid, level = plane(small_twin, height=6.0)
    plan = plan_relief(grid, level)
    assert plan.errors[1, 0, 0] == 6.0
    assert plan.errors[1, 1, 1] == 0.0
    write_relief(plan, tmp_path, placement(grid, "rd"))
    tiles = tiles_of(tmp_path / "tileset.json")
    found = {tile.told["content"]["uri"]: tile.error for tile in tiles}
    assert found["1/0_1.glb"] == 24.0
    assert found["1/1_0.glb"] == 5.0
    assert found["2/0_3.glb"] == 0.0
    assert all(tile.error < tile.parent.error for tile in tiles if tile.parent)


def test_skirts_are_no_longer_than_a_coarser_neighbour_can_gape(tmp_path, read_glb, small_twin):
    grid, level = plane(small_twin)
    write_relief(plan_relief(grid, level), tmp_path, placement(grid, "rd"))
    assert read_glb(tmp_path / "2/0_3.glb").primitives[1]["positions"][:, 2].min() == pytest.approx(-0.5)


def test_a_large_area_gets_coarser_cells_and_says_so(tmp_path, monkeypatch, read_glb):
    monkeypatch.setattr(relief, "MOST_VERTICES", 20_000)
    grid = GridSpec(61005.0, 549995.0, 10, 10, 250, 200)
    level = np.add.outer(0.01 * np.arange(200), 0.02 * np.arange(250)).astype(np.float32)
    plan = plan_relief(grid, level)
    assert plan.finest == 1
    write_relief(plan, tmp_path, placement(grid, "rd"))
    document = json.loads((tmp_path / "tileset.json").read_text())
    assert document["asset"]["extras"]["meshCell"] == 20.0
    assert not (tmp_path / "2").exists()
    positions = read_glb(tmp_path / "1" / "1_0.glb").primitives[0]["positions"]
    assert positions[0, 2] == pytest.approx(level[128, 128], abs=3e-3)


def test_at_the_limit_every_cell_is_a_vertex(monkeypatch):
    monkeypatch.setattr(relief, "MOST_VERTICES", 100)
    grid = GridSpec(61005.0, 549995.0, 10, 10, 10, 10)
    assert plan_relief(grid, np.zeros((10, 10), np.float32)).finest == 0
    grid = GridSpec(61005.0, 549995.0, 10, 10, 11, 10)
    assert plan_relief(grid, np.zeros((10, 11), np.float32)).finest == 1


@pytest.mark.parametrize("frame", FRAMES)
def test_a_cliff_is_kept_within_its_step(tmp_path, tiles_of, read_glb, frame):
    """300 m of relief: the step of the levels grows, the error stays below 5 mm."""
    grid = GridSpec(190005.0, 320995.0, 10, 10, 65, 65)
    level = np.zeros(grid.shape, np.float32)
    level[:, 33:] = 300.0
    write_relief(plan_relief(grid, level), tmp_path, placement(grid, frame))
    ((tile, path),) = contents(tiles_of(tmp_path / "tileset.json"))
    ground = read_glb(path).primitives[0]
    x, y = np.meshgrid(grid.x, grid.y)
    points = np.column_stack([x.ravel(), y.ravel(), level.ravel()]).astype(float)
    expected = (
        points - (190000.0, 320000.0, 0.0) if frame == "rd" else np.column_stack(rdnap_to_ecef(*points.T))
    )
    found = tile.placed(ground["positions"][np.unique(ground["triangles"])])
    assert np.linalg.norm(found - expected, axis=1).max() < 5e-3 * np.sqrt(2)


def test_a_pose_is_written_in_the_axes_of_gltf():
    quarter = np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]])
    told = Pose(np.array([1.0, 2, 3]), quarter, np.array([4.0, 5, 6])).describe()
    assert told["translation"] == [1, 3, -2]
    assert told["scale"] == [4, 6, 5]
    assert told["rotation"] == pytest.approx([0, np.sqrt(0.5), 0, np.sqrt(0.5)])
    assert "rotation" not in Pose(np.zeros(3), np.eye(3), np.ones(3)).describe()


def test_nothing_known_gives_no_tileset(tmp_path):
    grid = GridSpec(61005.0, 549995.0, 10, 10, 4, 4)
    empty = xr.DataArray(np.full((4, 4), np.nan, np.float32)).values
    assert write_relief(plan_relief(grid, empty), tmp_path, placement(grid, "rd")) is None
    assert list(tmp_path.iterdir()) == []
