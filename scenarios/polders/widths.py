"""How far ditches lie apart: the width of the parcel around each cell, by the classes of SOMERS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.threads import in_parts

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = ["WIDTH_CLASSES", "class_width", "ditch_cells", "ditch_points", "parcel_width", "water_share"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]

WIDTH_CLASSES = ((0.0, 30.0), (30.0, 50.0), (50.0, 75.0), (75.0, 140.0), (140.0, 200.0), (200.0, 400.0))
"""Bounds of the classes [m]: the five of SOMERS, and one for land that is wider still."""

_POINTS_PER_CELL = 4
_THREADS, _ROWS = 2, 100  # rows of cells that are worth a thread
_MOST_WATER = 0.99


def ditch_points(twin: Twin) -> Singles:
    """Where watercourses pass through cells.

    Parameters
    ----------
    twin
        Twin with or without the theme ``watercourses``; polygons count by their banks.

    Returns
    -------
    ndarray of float32
        (ny, nx, 5): way from the centre of a cell to the nearest point of a watercourse in it, east and south
        [m], the direction in which it runs there, and half the width of its water [m]; inf where none passes.
    """
    from scenarios.kernels.parcel_width import mark_points

    way = np.full((*twin.grid.shape, 5), np.inf, np.float32)
    if "watercourses" in twin.features:
        places, owner, half = _points(twin)
        mark_points(places, owner, half, twin.grid.x0, twin.grid.y0, twin.grid.dx, twin.grid.dy, way)
    return way


def ditch_cells(twin: Twin) -> Flags:
    """Cells through which a watercourse passes, (ny, nx): those in which `ditch_points` finds a point."""
    passed = np.zeros(twin.grid.shape, np.bool_)
    if "watercourses" not in twin.features:
        return passed
    places, _, _ = _points(twin)
    row = np.floor((twin.grid.y0 - places[:, 1]) / twin.grid.dy + 0.5)
    column = np.floor((places[:, 0] - twin.grid.x0) / twin.grid.dx + 0.5)
    inside = (row >= 0) & (row < twin.grid.ny) & (column >= 0) & (column < twin.grid.nx)
    passed[row[inside].astype(np.intp), column[inside].astype(np.intp)] = True
    return passed


def _points(twin: Twin) -> tuple[Floats, npt.NDArray[np.int64], Floats]:
    """Points along watercourses and banks (n, 2), the number of the line of each, and half its width [m]."""
    import shapely

    table = twin.features["watercourses"]
    shapes = table.geometry.to_numpy()
    flat = shapely.get_dimensions(shapes) == 2
    lines = np.where(flat, shapely.boundary(shapes), shapes)
    step = min(twin.grid.dx, twin.grid.dy) / _POINTS_PER_CELL
    places, owner = shapely.get_coordinates(shapely.segmentize(lines, step), return_index=True)
    return places, owner, np.where(flat, 0.0, _half_widths(table))


def parcel_width(twin: Twin, wanted: Flags, ditches: Singles) -> Singles:
    """Width of the land between ditches around each cell, bank to bank.

    Parameters
    ----------
    twin
        The twin; its cells of permanent water count as ditches too.
    wanted
        Cells to look at, (ny, nx).
    ditches
        What `ditch_points` gives.

    Returns
    -------
    ndarray of float32
        (ny, nx) [m]; inf beyond the widest class, NaN where not wanted, or all over without any water.

    Notes
    -----
    From a cell straight away from the nearest ditch to the next one, or along the nearest ditch if that is
    shorter. Lines count as they lie, to a fraction of a cell, and the edge of the twin counts as a ditch.
    """
    from scenarios.kernels.parcel_width import spread_points, widths

    dx, dy = twin.grid.dx, twin.grid.dy
    way = ditches.copy()
    if "permanent_water" in twin.surface:
        wet = (twin.surface["permanent_water"].values > 0) & np.isinf(way[..., 0])
        way[wet] = (0.0, 0.0, 0.0, 0.0, min(dx, dy) / 2.0)
    spread_points(dx, dy, way)
    out = np.empty(twin.grid.shape, np.float32)
    reach = WIDTH_CLASSES[-1][1]
    in_parts(
        lambda first, last: widths(dx, dy, way, wanted, reach, out, first, last),
        twin.grid.ny,
        _THREADS,
        _ROWS,
    )
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
    number = np.searchsorted(uppers, width)
    middles = np.array([(low + high) / 2.0 for low, high in WIDTH_CLASSES])
    return np.where(number < len(WIDTH_CLASSES), number, -1).astype(np.int8), middles


def water_share(twin: Twin, area: npt.NDArray[np.int32], count: int) -> Floats:
    """Part of each water-level area that is open water.

    Parameters
    ----------
    twin
        Twin with the theme ``watercourses`` and their ``width``, or with cells of permanent water.
    area
        Number of the area of each cell, (ny, nx); -1 for none.
    count
        Number of areas.

    Returns
    -------
    ndarray
        (count,) [1], by the watercourses, which count in the area that holds their middle; else by the cells;
        NaN where neither tells.
    """
    cells = np.bincount(area[area >= 0], minlength=count)
    lines = _water_of_lines(twin, area, count) / twin.grid.cell_area
    wet = np.zeros(count)
    if "permanent_water" in twin.surface:
        wet += np.bincount(area[(area >= 0) & (twin.surface["permanent_water"].values > 0)], minlength=count)
    water = np.where(lines > 0.0, lines, wet)
    known = (cells > 0) & (water > 0.0)
    return np.where(known, np.minimum(water / np.maximum(cells, 1), _MOST_WATER), np.nan)


def _water_of_lines(twin: Twin, area: npt.NDArray[np.int32], count: int) -> Floats:
    """Surface of the watercourses of each area [m2]."""
    import shapely

    table = twin.features.get("watercourses")
    if table is None or "width" not in table.columns:
        return np.zeros(count)
    shapes = table.geometry.to_numpy()
    flat = shapely.get_dimensions(shapes) == 2
    size = np.where(flat, shapely.area(shapes), shapely.length(shapes) * 2.0 * _half_widths(table))
    middle = np.where(flat, shapely.point_on_surface(shapes), _middles(shapes, ~flat))
    x, y = shapely.get_x(middle), shapely.get_y(middle)
    inside = np.isfinite(x) & np.isfinite(y)
    inside[inside] = twin.grid.contains(x[inside], y[inside])
    row, column = twin.grid.index(x[inside], y[inside])
    holder = area[row, column]
    return np.bincount(holder[holder >= 0], size[inside][holder >= 0], minlength=count).astype(np.float64)


def _middles(shapes: npt.NDArray[np.object_], lines: Flags) -> npt.NDArray[np.object_]:
    import shapely

    middle = np.full(shapes.shape, shapely.Point(), dtype=object)
    middle[lines] = shapely.line_interpolate_point(shapely.line_merge(shapes[lines]), 0.5, normalized=True)
    return middle


def _half_widths(table: gpd.GeoDataFrame) -> Floats:
    if "width" not in table.columns:
        return np.zeros(len(table))
    width = table["width"].to_numpy(np.float64, na_value=np.nan)
    return np.asarray(np.nan_to_num(width) / 2.0, np.float64)
