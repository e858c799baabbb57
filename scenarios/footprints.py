"""Which cells a feature touches, and the lowest value of a field over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from twin.grid import GridSpec

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["lowest_over", "touched_cells"]

Integers = npt.NDArray[np.int64]

_BATCH = 4_000_000


def touched_cells(shapes: gpd.GeoSeries, grid: GridSpec) -> tuple[Integers, Integers, Integers]:
    """List the cells that each geometry touches.

    Parameters
    ----------
    shapes
        Points, lines or polygons, shape (n,).
    grid
        Grid of the cells.

    Returns
    -------
    tuple of ndarray
        Position of the geometry, row and column, one entry per touch, sorted by geometry. What lies outside
        the grid, is empty or missing, has no entry.
    """
    geometries = shapes.to_numpy()
    first, last = _corner_cells(geometries, grid)
    counts = np.clip(last - first + 1, 0, None)
    cells = counts.prod(axis=1)
    parts = [
        _touched_of(chunk, geometries, first, counts, cells, grid)
        for chunk in np.array_split(np.arange(len(geometries)), max(1, int(cells.sum()) // _BATCH + 1))
    ]
    feature, row, column = (np.concatenate(part) for part in zip(*parts, strict=True))
    return feature, row, column


def _corner_cells(geometries: npt.NDArray[Any], grid: GridSpec) -> tuple[Integers, Integers]:
    """First and last (row, column) of each bounding box, kept inside the grid; nothing if it lies outside."""
    import shapely

    bounds = shapely.bounds(geometries).reshape(-1, 4)
    missing = ~np.isfinite(bounds).all(axis=1)
    bounds = np.where(missing[:, None], np.array(grid.bbox), bounds)
    first = np.column_stack(grid.index(bounds[:, 0], bounds[:, 3]))
    last = np.column_stack(grid.index(bounds[:, 2], bounds[:, 1]))
    last[missing] = -1
    first[missing] = 0
    return np.maximum(first, 0), np.minimum(last, np.array(grid.shape) - 1)


def _touched_of(
    chunk: Integers,
    geometries: npt.NDArray[Any],
    first: Integers,
    counts: Integers,
    cells: Integers,
    grid: GridSpec,
) -> tuple[Integers, Integers, Integers]:
    import shapely

    feature = np.repeat(chunk, cells[chunk])
    starts = np.repeat(np.cumsum(cells[chunk]) - cells[chunk], cells[chunk])
    within = np.arange(feature.size) - starts
    row = first[feature, 0] + within // np.maximum(counts[feature, 1], 1)
    column = first[feature, 1] + within % np.maximum(counts[feature, 1], 1)
    x, y = grid.x0 + grid.dx * column, grid.y0 - grid.dy * row
    several = cells[feature] > 1
    keep = np.ones(feature.size, bool)
    boxes = shapely.box(
        x[several] - grid.dx / 2, y[several] - grid.dy / 2, x[several] + grid.dx / 2, y[several] + grid.dy / 2
    )
    keep[several] = shapely.intersects(geometries[feature[several]], boxes)
    return feature[keep], row[keep], column[keep]


def lowest_over(
    field: npt.NDArray[Any], touched: tuple[Integers, Integers, Integers], count: int, nothing: float
) -> npt.NDArray[np.float64]:
    """Lowest value of a field over the cells of each feature.

    Parameters
    ----------
    field
        Values, shape (ny, nx); NaN is passed over.
    touched
        What `touched_cells` gives.
    count
        Number of features.
    nothing
        Value of a feature without any cell or value.

    Returns
    -------
    ndarray
        Shape (count,).
    """
    feature, row, column = touched
    lowest = np.full(count, np.inf)
    np.fmin.at(lowest, feature, field[row, column].astype(np.float64))
    seen = np.zeros(count, bool)
    seen[feature[~np.isnan(field[row, column].astype(np.float64))]] = True
    return np.where(seen, lowest, nothing)
