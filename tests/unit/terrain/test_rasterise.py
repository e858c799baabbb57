"""Dike lines as cells: no water passes at any angle, and a breach lets it through."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy import ndimage
from shapely import LineString, MultiLineString, Point

from terrain.rasterise import breach_cells, crest_cells, raise_cells
from twin.errors import InvalidInputError
from twin.grid import GridSpec

CORNERS = np.ones((3, 3))


def grid_of(cell: float, nx: int = 40, ny: int = 36) -> GridSpec:
    return GridSpec(60000.0 + cell / 2, 545000.0 - cell / 2, cell, cell, nx, ny)


def sides_mixed(barrier: np.ndarray, line: LineString, grid: GridSpec, structure: np.ndarray | None) -> bool:
    """Whether some connected patch of free cells has centres on both sides of a straight line."""
    (xa, ya), (xb, yb) = line.coords[0], line.coords[-1]
    x, y = np.meshgrid(grid.x, grid.y)
    left = (xb - xa) * (y - ya) - (yb - ya) * (x - xa) > 0
    label, count = ndimage.label(~barrier, structure)
    return any(len(np.unique(left[label == patch])) > 1 for patch in range(1, count + 1))


def across(grid: GridSpec, degrees: float, offset: tuple[float, float]) -> LineString:
    xmin, ymin, xmax, ymax = grid.bbox
    centre = np.array([(xmin + xmax) / 2 + offset[0], (ymin + ymax) / 2 + offset[1]])
    run = 2 * (xmax - xmin) * np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    return LineString([centre - run, centre + run])


@pytest.mark.parametrize("cell", [10.0, 25.0])
def test_no_water_passes_a_straight_dike_at_any_angle(cell: float) -> None:
    grid, rng = grid_of(cell), np.random.Generator(np.random.PCG64(2))
    offsets = [(0.0, 0.0), (cell / 2, cell / 2), *rng.uniform(-3 * cell, 3 * cell, (6, 2))]
    for degrees in range(91):
        for offset in offsets:
            line = across(grid, degrees, tuple(offset))
            barrier = ~np.isnan(crest_cells([line], [5.0], grid))
            assert barrier.sum() >= min(grid.shape)
            assert not sides_mixed(barrier, line, grid, CORNERS), (degrees, offset)
            assert not sides_mixed(barrier, line, grid, None), (degrees, offset)


@pytest.mark.parametrize("cell", [10.0, 25.0])
def test_a_closed_ring_of_any_shape_keeps_water_out(cell: float) -> None:
    grid, rng = grid_of(cell), np.random.Generator(np.random.PCG64(3))
    centre = np.array([grid.x.mean(), grid.y.mean()])
    x, y = np.meshgrid(grid.x, grid.y)
    for _ in range(200):
        angles = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 40)))
        radius = rng.uniform(2 * cell, 16 * cell, angles.size)
        ring = centre + (radius * np.array([np.cos(angles), np.sin(angles)])).T
        line = LineString([*ring, ring[0]])
        barrier = ~np.isnan(crest_cells([line], [1.0], grid))
        inside = shapely.contains_xy(shapely.polygonize([shapely.unary_union(line)]), x, y) & ~barrier
        label, count = ndimage.label(~barrier, CORNERS)
        for patch in range(1, count + 1):
            assert len(np.unique(inside[label == patch])) == 1


def test_cells_are_exactly_those_that_a_fine_walk_along_the_line_meets() -> None:
    grid, rng = grid_of(10.0), np.random.Generator(np.random.PCG64(4))
    for _ in range(50):
        line = LineString(rng.uniform(grid.bbox[:2], grid.bbox[2:], (5, 2)))
        got = ~np.isnan(crest_cells([line], [0.0], grid))
        walk = shapely.get_coordinates(shapely.line_interpolate_point(line, np.arange(0, line.length, 0.05)))
        want = np.zeros(grid.shape, bool)
        want[grid.index(walk[:, 0], walk[:, 1])] = True
        assert not (want & ~got).any()
        row, column = np.nonzero(got & ~want)
        boxes = shapely.box(grid.x[column] - 5.0, grid.y[row] - 5.0, grid.x[column] + 5.0, grid.y[row] + 5.0)
        assert (shapely.distance(boxes, line) < 1e-6).all()


def test_both_cells_beside_a_crossed_corner_are_taken() -> None:
    grid = GridSpec(0.5, 3.5, 1.0, 1.0, 4, 4)
    crest = crest_cells([LineString([(0.5, 3.5), (2.5, 1.5)])], [2.0], grid)
    want = [[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
    assert (~np.isnan(crest)).astype(int).tolist() == want


def test_the_chain_runs_to_the_edge_of_the_grid() -> None:
    grid = grid_of(10.0, 8, 5)
    xmin, ymin, xmax, ymax = grid.bbox
    y = (ymin + ymax) / 2
    assert (~np.isnan(crest_cells([LineString([(xmin, y), (xmax, y)])], [1.0], grid))).sum() == 8
    assert (~np.isnan(crest_cells([LineString([(xmin - 1e7, y), (xmax + 1e7, y)])], [1.0], grid))).sum() == 8
    far = LineString([(xmin, ymin - 500.0), (xmax, ymin - 500.0)])
    assert np.isnan(crest_cells([far], [1.0], grid)).all()


def test_direction_makes_no_difference() -> None:
    grid, rng = grid_of(25.0), np.random.Generator(np.random.PCG64(5))
    for _ in range(100):
        line = LineString(rng.uniform(grid.bbox[:2], grid.bbox[2:], (2, 2)))
        there, back = (~np.isnan(crest_cells([way], [1.0], grid)) for way in (line, line.reverse()))
        assert np.array_equal(there, back)


def test_crests_are_interpolated_between_vertices_and_the_lowest_in_the_cell_counts() -> None:
    grid = GridSpec(0.5, 0.5, 1.0, 1.0, 4, 1)
    crest = crest_cells([LineString([(0.0, 0.5), (3.5, 0.5)])], [[1.0, 4.5]], grid)
    assert crest[0].tolist() == [1.0, 2.0, 3.0, 4.0]
    falling = crest_cells([LineString([(3.5, 0.5), (0.0, 0.5)])], [[4.5, 1.0]], grid)
    assert falling[0].tolist() == [1.0, 2.0, 3.0, 4.0]


def test_the_highest_of_several_lines_stays_and_a_missing_crest_raises_nothing() -> None:
    grid = grid_of(10.0, 10, 10)
    xmin, ymin, xmax, ymax = grid.bbox
    lines = [
        LineString([(xmin, ymin + 45), (xmax, ymin + 45)]),
        MultiLineString([[(xmin + 45, ymin), (xmin + 45, ymax)], [(xmin + 5, ymin), (xmin + 5, ymax)]]),
        LineString([(xmin, ymin + 95), (xmax, ymin + 95)]),
    ]
    for order in ([0, 1, 2], [2, 1, 0]):
        crest = crest_cells([lines[i] for i in order], [[3.25, 4.5, np.nan][i] for i in order], grid)
        assert crest.dtype == np.float32
        assert crest[5, 4] == 4.5
        assert crest[5, 7] == 3.25
        assert np.isnan(crest[0, 7])
        assert crest[0, 0] == 4.5
        assert np.nansum(crest > 0) == 28


def test_a_crest_raises_and_never_lowers() -> None:
    ground = np.array([[1.0, 9.0, np.nan, 2.0]])
    crest = np.array([[5.0, 5.0, 5.0, np.nan]])
    got = raise_cells(ground, crest)
    assert got.dtype == np.float32
    assert np.array_equal(got, np.array([[5.0, 9.0, np.nan, 2.0]], np.float32), equal_nan=True)


def test_wrong_numbers_of_levels_are_refused() -> None:
    grid, line = grid_of(10.0), LineString([(60000, 544900), (60100, 544900)])
    with pytest.raises(InvalidInputError, match="1 lines need as many levels"):
        crest_cells([line], [1.0, 2.0], grid)
    with pytest.raises(InvalidInputError, match="2 vertices"):
        crest_cells([line], [[1.0, 2.0, 3.0]], grid)


def test_nothing_to_raise_gives_an_empty_raster() -> None:
    assert np.isnan(crest_cells([], [], grid_of(10.0))).all()
    assert np.isnan(crest_cells([LineString()], [1.0], grid_of(10.0))).all()


@pytest.mark.parametrize("cell", [10.0, 25.0])
@pytest.mark.parametrize("width", [0.5, 30.0, 100.0])
def test_a_breach_lets_4_connected_water_through_and_stays_small(cell: float, width: float) -> None:
    grid, rng = grid_of(cell), np.random.Generator(np.random.PCG64(6))
    for degrees in range(0, 180, 3):
        line = across(grid, degrees, tuple(rng.uniform(-cell, cell, 2)))
        point = Point(grid.x.mean() + 2 * cell, grid.y.mean())
        gap = breach_cells(line, point, width, grid)
        barrier = ~np.isnan(crest_cells([line], [1.0], grid))
        assert not (gap & ~barrier).any()
        assert sides_mixed(barrier & ~gap, line, grid, None), degrees
        row, column = np.nonzero(gap)
        reach = np.hypot(grid.x[column] - point.x, grid.y[row] - point.y).max()
        assert reach <= 2 * cell + width / 2 + 4 * cell


def test_a_breach_takes_the_body_of_the_dike_with_it() -> None:
    grid = grid_of(10.0)
    line = LineString([(60000.0, 544825.0), (60400.0, 544825.0)])
    thin = breach_cells(line, Point(60200.0, 544800.0), 40.0, grid)
    thick = breach_cells(line, Point(60200.0, 544800.0), 40.0, grid, across=25.0)
    assert thin.sum() == 5
    assert np.array_equal(thick[17], thin[17])
    assert thick.any(axis=1).sum() == 5
    assert thick[15, 18:22].all()


def test_a_breach_outside_the_grid_is_empty_and_wrong_input_is_named_at_once() -> None:
    grid = grid_of(10.0)
    assert not breach_cells(LineString([(0, 0), (100, 0)]), Point(0, 0), 50.0, grid).any()
    with pytest.raises(InvalidInputError) as caught:
        breach_cells(LineString(), Point(0, 0), 0.0, grid, across=-1.0)
    assert [problem.field for problem in caught.value.problems] == ["breach_width", "across", "dike"]
