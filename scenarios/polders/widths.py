"""How far ditches lie apart: the width of the parcel around each cell, by the classes of SOMERS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = ["WIDTH_CLASSES", "class_width", "parcel_width", "water_share"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]

WIDTH_CLASSES = ((0.0, 30.0), (30.0, 50.0), (50.0, 75.0), (75.0, 140.0), (140.0, 200.0), (200.0, 400.0))
"""Bounds of the classes [m]: the five of SOMERS, and one for land that is wider still."""

_POINTS_PER_CELL = 4
_LEAST_WIDTH = 15.0  # of the first class, that is open below: half of its upper bound
_SHEET = ("sea", "lake", "river", "boezem", "ring-canal")


def parcel_width(twin: Twin, wanted: Flags) -> Singles:
    """Width of the land between ditches around each cell, bank to bank.

    Parameters
    ----------
    twin
        Twin with the theme ``watercourses`` (``width`` where it is told), or with cells of permanent water.
    wanted
        Cells to look at, (ny, nx).

    Returns
    -------
    ndarray of float32
        (ny, nx) [m]; inf beyond the widest class, NaN where not wanted, or all over without any water.

    Notes
    -----
    From a cell straight away from the nearest ditch to the next one, or along the nearest ditch if that is
    shorter. Lines count as they lie, to a fraction of a cell, and the edge of the twin counts as a ditch.
    """
    from scenarios.kernels.parcel_width import mark_points, spread_points, widths

    dx, dy = twin.grid.dx, twin.grid.dy
    way = np.full((3, *twin.grid.shape), np.inf, np.float32)
    mark_points(*_points(twin), dx, dy, way)
    _mark_water(twin, way)
    spread_points(dx, dy, way)
    out = np.empty(twin.grid.shape, np.float32)
    widths(dx, dy, way, wanted, WIDTH_CLASSES[-1][1], out, 0, twin.grid.ny)
    return out


def class_width(width: npt.NDArray[np.floating]) -> tuple[Codes, Floats]:
    """Class of each width, and the width that stands for each class.

    Parameters
    ----------
    width
        [m], > 0; inf or NaN have no class.

    Returns
    -------
    tuple of ndarray
        Numbers in `WIDTH_CLASSES` of the shape of ``width``, -1 for none; middles of the classes [m].

    Examples
    --------
    >>> numbers, middles = class_width(np.array([45.0, 75.0, np.inf]))
    >>> numbers.tolist(), middles.tolist()
    ([1, 2, -1], [15.0, 40.0, 62.5, 107.5, 170.0, 300.0])
    """
    uppers = np.array([high for _, high in WIDTH_CLASSES])
    number = np.searchsorted(uppers, width).astype(np.int8)
    middles = np.array([(low + high) / 2.0 for low, high in WIDTH_CLASSES])
    return np.where(np.isfinite(width), number, -1).astype(np.int8), middles


def water_share(twin: Twin, area: npt.NDArray[np.int32], count: int) -> Floats:
    """Part of each water-level area that is open water, by its watercourses.

    Parameters
    ----------
    twin
        Twin with the theme ``watercourses`` and their ``width``.
    area
        Number of the area of each cell, (ny, nx); -1 for none.
    count
        Number of areas.

    Returns
    -------
    ndarray
        (count,) [1]; NaN where nothing tells. A watercourse counts in the area that holds its middle.
    """
    import shapely

    total = np.bincount(area[area >= 0], minlength=count) * twin.grid.cell_area
    table = twin.features.get("watercourses")
    if table is None or "width" not in table.columns:
        return np.full(count, np.nan)
    shapes = table.geometry.to_numpy()
    flat = shapely.get_dimensions(shapes) == 2
    size = np.where(flat, shapely.area(shapes), shapely.length(shapes) * table["width"].to_numpy(np.float64))
    middle = np.where(flat, shapely.point_on_surface(shapes), _middles(shapes, ~flat))
    x, y = shapely.get_x(middle), shapely.get_y(middle)
    inside = np.isfinite(size) & np.isfinite(x)
    inside[inside] = twin.grid.contains(x[inside], y[inside])
    row, column = twin.grid.index(x[inside], y[inside])
    holder = area[row, column]
    water = np.bincount(holder[holder >= 0], size[inside][holder >= 0], minlength=count)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where((total > 0.0) & (water > 0.0), np.minimum(water / total, 0.99), np.nan)


def _middles(shapes: npt.NDArray[np.object_], lines: Flags) -> npt.NDArray[np.object_]:
    import shapely

    middle = np.full(shapes.shape, shapely.Point(), dtype=object)
    middle[lines] = shapely.line_interpolate_point(shapely.line_merge(shapes[lines]), 0.5, normalized=True)
    return middle


def _points(twin: Twin) -> tuple[Floats, Floats, Floats]:
    """Points along all watercourses on the grid [m], and half the width of the water at each."""
    import shapely

    if "watercourses" not in twin.features:
        return np.empty(0), np.empty(0), np.empty(0)
    table = twin.features["watercourses"]
    shapes = table.geometry.to_numpy()
    flat = shapely.get_dimensions(shapes) == 2
    lines = np.where(flat, shapely.boundary(shapes), shapes)
    step = min(twin.grid.dx, twin.grid.dy) / _POINTS_PER_CELL
    places, owner = shapely.get_coordinates(shapely.segmentize(lines, step), return_index=True)
    half = np.where(flat, 0.0, _half_widths(table))[owner]
    return places[:, 0] - twin.grid.x0, twin.grid.y0 - places[:, 1], half


def _half_widths(table: gpd.GeoDataFrame) -> Floats:
    if "width" not in table.columns:
        return np.zeros(len(table))
    return np.nan_to_num(table["width"].to_numpy(np.float64, na_value=np.nan)) / 2.0


def _mark_water(twin: Twin, way: Singles) -> None:
    """Mark the centres of cells of permanent water that no watercourse passes."""
    if "permanent_water" not in twin.surface:
        return
    wet = (twin.surface["permanent_water"].values > 0) & ~np.isfinite(way[0])
    way[:2, wet] = 0.0
    way[2, wet] = min(twin.grid.dx, twin.grid.dy) / 2.0
