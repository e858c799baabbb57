"""Water that goes from cell to cell over faces never passes a crest, at any angle; its length stays true."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from scenarios.flow.crests import Crests, crest_faces
from scenarios.flow.domain import Faces
from twin.grid import GridSpec

GRID = GridSpec(2.5, 597.5, 5.0, 5.0, 120, 120)
OBLONG = GridSpec(2.0, 598.5, 4.0, 3.0, 150, 200)
CREST = 5.0


def basins(faces: Faces, grid: GridSpec, level: float) -> np.ndarray:
    """Label cells that water of one level joins over the faces between them."""
    open_ground = np.zeros((2 * grid.ny - 1, 2 * grid.nx - 1), bool)  # cells at even places, faces between
    open_ground[::2, :] = open_ground[:, ::2] = True
    held = faces.sill >= level
    right, down = held & (faces.axis == 0), held & (faces.axis == 1)
    open_ground[2 * faces.row[right], 2 * faces.col[right] + 1] = False
    open_ground[2 * faces.row[down] + 1, 2 * faces.col[down]] = False
    return ndimage.label(open_ground)[0][::2, ::2]


def side_of(line: shapely.LineString, grid: GridSpec) -> np.ndarray:
    (x0, y0), (x1, y1) = line.coords
    x, y = np.meshgrid(grid.x, grid.y)
    return ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / line.length


def assert_tight(crests: Crests, line: shapely.LineString, grid: GridSpec) -> None:
    label, side = basins(crests.faces, grid, CREST), side_of(line, grid)
    reach = float(np.hypot(grid.dx, grid.dy))
    left, right = np.unique(label[side > reach]), np.unique(label[side < -reach])
    assert left.size == right.size == 1
    assert left[0] != right[0]


def through(angle: float, x: float, y: float) -> shapely.LineString:
    along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    return shapely.LineString([(x, y) - 2000 * along, (x, y) + 2000 * along])


@pytest.mark.parametrize("grid", [GRID, OBLONG])
@pytest.mark.parametrize("angle", range(0, 91, 5))
def test_a_straight_dike_holds_at_any_angle(angle: int, grid: GridSpec) -> None:
    for x, y in ((300.0, 300.0), (302.5, 297.5), (301.3, 304.1)):
        for turn in (angle, -angle):
            line = through(turn, x, y)
            assert_tight(crest_faces([line], [CREST], grid), line, grid)


@pytest.mark.parametrize("angle", range(0, 91, 5))
def test_its_length_is_true_at_any_angle(angle: int) -> None:
    along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    line = shapely.LineString([(301.3, 304.1) - 200 * along, (301.3, 304.1) + 200 * along])
    for grid in (GRID, OBLONG):
        crests = crest_faces([line], [CREST], grid)
        size = np.where(crests.faces.axis == 0, grid.dy, grid.dx)
        assert (crests.faces.share <= 1).all()
        assert (crests.faces.share > 0).all()
        faces = float(np.hypot(1, 1) * max(grid.dx, grid.dy))
        assert float((crests.faces.share * size).sum()) == pytest.approx(line.length, abs=faces)
        assert crests.paths[0].length.sum() == pytest.approx((crests.faces.share * size).sum(), rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 180), st.floats(200, 400), st.floats(200, 400))
def test_any_straight_dike_holds(angle: float, x: float, y: float) -> None:
    line = through(angle, x, y)
    assert_tight(crest_faces([line], [CREST], GRID), line, GRID)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(3, 60))
def test_any_closed_ring_stays_closed(seed: int, corners: int) -> None:
    rng = np.random.Generator(np.random.PCG64(seed))
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    angle[:3] = [0.0, 2.1, 4.2]
    angle.sort()
    radius = rng.uniform(100, 250, corners)
    xy = np.column_stack([300 + radius * np.cos(angle), 300 + radius * np.sin(angle)])
    if seed % 2:
        xy = np.rint(xy / 2.5) * 2.5  # on cell centres and corners, where the lattice of corners turns
    ring = shapely.LinearRing(xy)
    label = basins(crest_faces([ring], [CREST], GRID).faces, GRID, CREST)
    x, y = np.meshgrid(GRID.x, GRID.y)
    inside = shapely.contains_xy(shapely.Polygon(ring).buffer(-8), x, y)
    outside = ~shapely.contains_xy(shapely.Polygon(ring).buffer(8), x, y)
    assert not np.intersect1d(label[inside], label[outside]).size


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_dike_that_meets_another_leaves_no_gap(seed: int) -> None:
    rng = np.random.Generator(np.random.PCG64(seed))
    wall = np.column_stack([np.linspace(0, 600, 25), 300 + np.cumsum(rng.normal(0, 8, 25))])
    if seed % 2:
        wall = np.rint(wall / 2.5) * 2.5
    meeting = wall[12]
    cross = np.vstack([[meeting[0] + rng.normal(0, 50), -50.0], meeting])
    crests = crest_faces([shapely.LineString(wall), shapely.LineString(cross)], [CREST, CREST], GRID)
    label = basins(crests.faces, GRID, CREST)
    assert not np.intersect1d(label[-1, :20], label[-1, -20:]).size
    assert not np.intersect1d(label[0], label[-1]).size


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_one_line_or_its_pieces_hold_the_same(seed: int) -> None:
    rng = np.random.Generator(np.random.PCG64(seed))
    xy = np.column_stack([np.linspace(-100, 700, 40), 300 + np.cumsum(rng.normal(0, 12, 40))])
    pieces = shapely.MultiLineString([xy[:15], xy[14:30], xy[29:]])
    label = basins(crest_faces([pieces], [CREST], GRID).faces, GRID, CREST)
    assert not np.intersect1d(label[0], label[-1]).size
