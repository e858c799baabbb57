"""Terrain meshes: shared edges, holes, triangles facing up."""

from __future__ import annotations

import numpy as np
import pytest

from terrain.meshing import (
    LodTile,
    lattice_strip,
    lattice_triangles,
    quadtree,
    skirt,
    surface_normals,
    vertical_error,
)


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


@pytest.mark.parametrize(("shape", "holes"), [((2, 2), 0), ((3, 2), 1), ((65, 65), 0), ((20, 30), 90)])
def test_a_strip_draws_the_same_triangles(shape, holes):
    known = np.ones(shape, bool)
    known.ravel()[np.random.default_rng(7).choice(known.size, holes, replace=False)] = False
    strip = lattice_strip(known)
    faces = np.stack([strip[:-2], strip[1:-1], strip[2:]], axis=1)
    faces[1::2] = faces[1::2, [0, 2, 1]]
    faces = faces[[len(set(face)) == 3 for face in faces.tolist()]]
    expected = lattice_triangles(known)

    def turned(triangles):
        """Cyclic order kept, lowest number first."""
        return {tuple(np.roll(face, -int(np.argmin(face))).tolist()) for face in triangles}

    assert turned(faces) == turned(expected)
    assert len(faces) == len(expected) > 0


def test_a_strip_takes_a_third_of_the_indices():
    assert len(lattice_strip(np.ones((65, 65), bool))) == 2 * 65 * 64 + 2 * 63
    assert len(lattice_strip(np.zeros((65, 65), bool))) == 0


def test_vertical_error_of_full_detail_and_of_a_plane_is_zero():
    x, y = np.meshgrid(np.arange(131.0), np.arange(70.0))
    plane = 0.25 * x - 0.5 * y
    for tile in every(quadtree(plane.shape, 16)):
        assert vertical_error(plane, tile.rows, tile.columns) < 1e-4
    rough = np.random.default_rng(1).normal(size=(9, 9))
    assert vertical_error(rough, np.arange(9), np.arange(9)) == 0.0


def test_vertical_error_is_measured_on_the_triangles():
    """A square with one corner of 1 m up: the cut from south-west to north-east leaves half of it flat."""
    rows = columns = np.array([0, 4])
    level = np.zeros((5, 5))
    level[4, 4] = 1.0
    assert vertical_error(level, rows, columns) == 0.75  # at (3, 3) and (4, 3): the plane there against 0
    level[4, 4], level[1, 1] = 0.0, -2.5
    assert vertical_error(level, rows, columns) == 2.5


def test_vertical_error_leaves_out_what_is_unknown():
    level = np.zeros((5, 5))
    level[2, 2] = np.nan
    level[1, 3] = 0.5
    assert vertical_error(level, np.array([0, 4]), np.array([0, 4])) == 0.5
    level[0, 0] = level[4, 0] = level[0, 4] = np.nan
    assert vertical_error(np.full((5, 5), np.nan), np.array([0, 4]), np.array([0, 4])) == 0.0


def test_a_finest_level_ends_the_tree():
    tiles = every(quadtree((131, 700), finest=2))
    assert {tile.level for tile in tiles} == {2, 3, 4}
    assert quadtree((10, 10), finest=1).level == 1
