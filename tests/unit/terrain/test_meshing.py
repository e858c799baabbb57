"""Terrain meshes: shared edges, holes, triangles facing up."""

from __future__ import annotations

import numpy as np
import pytest

from terrain.meshing import LodTile, lattice_triangles, quadtree, skirt, surface_normals


def every(tile: LodTile) -> list[LodTile]:
    return [tile, *(below for child in tile.children for below in every(child))]


@pytest.mark.parametrize("shape", [(1024, 1280), (65, 65), (66, 65), (2, 2), (131, 700)])
def test_every_level_covers_the_grid_and_neighbours_share_their_edge(shape):
    tiles = every(quadtree(shape))
    for level in {tile.level for tile in tiles}:
        of_level = {(t.row, t.column): t for t in tiles if t.level == level}
        cells = sum(int((t.rows[-1] - t.rows[0]) * (t.columns[-1] - t.columns[0])) for t in of_level.values())
        assert cells == (shape[0] - 1) * (shape[1] - 1)
        for (row, column), tile in of_level.items():
            east, south = of_level.get((row, column + 1)), of_level.get((row + 1, column))
            assert east is None or (east.columns[0] == tile.columns[-1] and (east.rows == tile.rows).all())
            assert south is None or (south.rows[0] == tile.rows[-1] and (south.columns == tile.columns).all())


def test_full_resolution_leaves_of_64_cells():
    tiles = every(quadtree((1024, 1280)))
    leaves = [tile for tile in tiles if not tile.children]
    assert len(leaves) == 16 * 20
    assert {tile.level for tile in leaves} == {0}
    assert max(len(tile.rows) for tile in tiles) == 65
    assert len(tiles) == 320 + 80 + 20 + 6 + 2 + 1


def test_one_row_has_no_surface():
    with pytest.raises(ValueError, match="at least 2 x 2"):
        quadtree((1, 5))


def test_unknown_points_make_holes():
    known = np.ones((4, 4), bool)
    assert len(lattice_triangles(known)) == 18
    known[1, 1] = False
    triangles = lattice_triangles(known)
    assert len(triangles) == 18 - 6
    assert 5 not in triangles


def test_triangles_face_up():
    x, y = np.meshgrid(np.arange(5.0), -np.arange(4.0))
    points = np.column_stack([x.ravel(), y.ravel()])
    a, b, c = (points[lattice_triangles(np.ones((4, 5), bool))[:, k]] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    assert (area == 1.0).all()


def test_skirt_runs_once_round_and_stops_at_unknown_points():
    known = np.ones((3, 4), bool)
    ring, edges = skirt(known)
    assert sorted(ring.tolist()) == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]
    assert len(edges) == 10
    known[0, 1] = False
    assert len(skirt(known)[1]) == 8


def test_normals_of_a_plane():
    x, y = np.meshgrid(np.arange(6) * 10.0, -np.arange(5) * 5.0)
    normals = surface_normals(0.3 * x - 0.4 * y, 10.0, 5.0)
    expected = np.array([-0.3, 0.4, 1.0]) / np.sqrt(1.25)
    assert np.allclose(normals, expected, atol=1e-6)
