"""Bodies: closed, turned outward, and of the volume that their formula gives."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from terrain.exporters.geometry import (
    Mesh,
    cylinders,
    drape,
    embankments,
    merge,
    paths,
    prisms,
    ribbons,
    tubes,
)
from terrain.exporters.ground import Ground
from twin.grid import GridSpec


def volume(mesh: Mesh) -> float:
    """Signed volume (divergence theorem): positive when the triangles face outward."""
    a, b, c = (mesh.positions[mesh.triangles[:, k]] for k in range(3))
    origin = mesh.positions.mean(axis=0)
    return float(np.einsum("ij,ij->i", a - origin, np.cross(b - origin, c - origin)).sum() / 6)


def closed(mesh: Mesh) -> bool:
    """Whether every edge is used once in each direction."""
    edges = np.concatenate([mesh.triangles[:, [k, (k + 1) % 3]] for k in range(3)])
    forward = {tuple(edge) for edge in edges.tolist()}
    return len(forward) == len(edges) and all((b, a) in forward for a, b in forward)


def upward(mesh: Mesh) -> np.ndarray:
    a, b, c = (mesh.positions[mesh.triangles[:, k]] for k in range(3))
    return np.cross(b - a, c - a)[:, 2] / 2


def as_array(*shapes: object) -> np.ndarray:
    return np.array(shapes, dtype=object)


@pytest.fixture(scope="module")
def slope() -> Ground:
    """Plane z = 0.01 x + 0.02 y on a 10 m grid."""
    grid = GridSpec(5, 995, 10, 10, 100, 100)
    x, y = np.meshgrid(grid.x, grid.y)
    return Ground(grid, 0.01 * x + 0.02 * y)


@pytest.mark.parametrize("reverse", [False, True])
def test_prism_with_a_hole(reverse):
    shell, hole = [(0, 0), (10, 0), (10, 6), (0, 6)], [(2, 2), (4, 2), (4, 5), (2, 5)]
    polygon = Polygon(shell[::-1] if reverse else shell, [hole[::-1] if reverse else hole])
    mesh = prisms(as_array(polygon), -2.0, 3.0, np.array([7]))
    assert closed(mesh)
    assert volume(mesh) == pytest.approx((60 - 6) * 5)
    assert set(mesh.features.tolist()) == {7}


def test_multipolygons_keep_their_feature():
    both = MultiPolygon([box(0, 0, 1, 1), box(5, 0, 7, 1)])
    mesh = prisms(as_array(box(10, 0, 11, 1), both), [0.0, 1.0], [1.0, 3.0], np.array([4, 9]))
    assert volume(mesh) == pytest.approx(1 + 3 * 2)
    assert sorted(set(mesh.features.tolist())) == [4, 9]
    assert mesh.positions[mesh.features == 9, 2].tolist() == [1.0] * 8 + [3.0] * 8


def test_cylinder_volume():
    mesh = cylinders(np.array([100.0]), np.array([200.0]), -50.0, 10.0, 3.0, np.array([0]), 12)
    assert closed(mesh)
    assert volume(mesh) == pytest.approx(60 * 0.5 * 12 * 9 * np.sin(2 * np.pi / 12))


def test_tube_round_a_bend_is_closed_and_outward():
    points = np.array([[0.0, 0, 0], [10, 0, 0], [10, 10, 0], [0, 0, 5], [0, 0, -30], [20, 5, -60]])
    mesh = tubes(points, np.array([0, 3, 6]), np.array([1.0, 2.0]), np.array([3, 5]))
    assert closed(mesh)
    assert volume(mesh) > 0
    ring = mesh.positions[:6]
    assert np.linalg.norm(ring - points[0], axis=1).tolist() == pytest.approx([1.0] * 6)


def test_embankment_has_its_crest_exactly_and_its_volume():
    lines = paths(as_array(LineString([(0, 0), (100, 0)])), np.array([2]), step=10.0)
    n = len(lines.points)
    mesh = embankments(lines, np.full(n, 8.4), 1.5, 3.0, np.full(n, 2.4))
    assert closed(mesh)
    assert mesh.positions[:, 2].max() == 8.4
    assert volume(mesh) == pytest.approx(100 * 6.0 * (3.0 + 3.0 * 6.0))


def test_ribbon_lies_on_the_slope_and_faces_up(slope):
    lines = paths(as_array(LineString([(100, 100), (400, 100)])), np.array([0]), step=10.0)
    left = slope.at(lines.points[:, 0], lines.points[:, 1] + 4)
    right = slope.at(lines.points[:, 0], lines.points[:, 1] - 4)
    mesh = ribbons(lines, 4.0, left, right)
    assert (upward(mesh) > 0).all()
    assert upward(mesh).sum() == pytest.approx(300 * 8)
    assert mesh.positions[:, 2] == pytest.approx(0.01 * mesh.positions[:, 0] + 0.02 * mesh.positions[:, 1])


def test_draped_sheet_covers_its_polygon_and_follows_the_ground(slope):
    polygon = Polygon([(50, 50), (900, 80), (500, 900)], [[(400, 300), (500, 300), (450, 400)]])
    mesh = drape(as_array(polygon), slope, 0.5, np.array([0]), 100.0)
    assert (upward(mesh) > 0).all()
    assert upward(mesh).sum() == pytest.approx(polygon.area)
    expected = 0.01 * mesh.positions[:, 0] + 0.02 * mesh.positions[:, 1] + 0.5
    assert mesh.positions[:, 2] == pytest.approx(expected)


def test_paths_drop_repeated_points_and_split_multilines():
    lines = as_array(
        LineString([(0, 0), (0, 0), (10, 0)]),
        shapely.MultiLineString([[(0, 0), (0, 5)], [(7, 7), (7, 9), (8, 9)]]),
    )
    found = paths(lines, np.array([4, 6]))
    assert found.starts.tolist() == [0, 2, 4, 7]
    assert found.features.tolist() == [4, 6, 6]


def test_ground_is_bilinear_and_fills_holes_with_the_nearest():
    grid = GridSpec(0, 10, 10, 10, 3, 2)
    ground = Ground(grid, np.array([[0.0, 1.0, np.nan], [2.0, 3.0, np.nan]]))
    assert ground.at([5.0, 0.0, -99.0], [5.0, 5.0, 10.0]).tolist() == [1.5, 1.0, 0.0]
    assert ground.at(20.0, 10.0) == 1.0


def test_merging_nothing_gives_an_empty_mesh():
    assert len(merge([]).triangles) == 0
