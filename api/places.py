"""Points and polygons in WKT, and the cells they mean."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from api.references import CRS84, ETRS89, RD
from twin.crs import etrs89_to_rdnap
from twin.errors import InvalidInputError, invalid
from twin.grid import GridSpec

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

__all__ = ["cell_of_point", "cells_of_box", "parse_point", "parse_polygon"]

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
_POINT = re.compile(rf"\s*POINT\s*\(\s*({_NUMBER})\s+({_NUMBER})\s*\)\s*", re.ASCII | re.IGNORECASE)
_LONGEST = 100_000
_GEOID = 43.0  # m: heights do not matter here, the middle of the country will do

Box = tuple[float, float, float, float]


def parse_point(text: str, crs: str) -> tuple[float, float]:
    """Read a point.

    Returns
    -------
    tuple
        Longitude and latitude, or x and y, whatever the axis order of `crs`.

    Raises
    ------
    InvalidInputError
        When it is no point, or its numbers do not fit the system.
    """
    found = _POINT.fullmatch(text[:200])
    if found is None or not all(math.isfinite(float(number)) for number in found.groups()):
        raise invalid("coords", text, "is no point of two numbers", "E.g. POINT(4.87 52.31).")
    first, second = float(found[1]), float(found[2])
    x, y = (second, first) if crs == ETRS89 else (first, second)
    fits_degrees = abs(x) <= 180 and abs(y) <= 90
    if crs == RD and fits_degrees:
        raise invalid("coords", text, "looks like degrees, not RD metres", f"Leave out crs ({CRS84}).")
    if crs != RD and not fits_degrees:
        raise invalid("coords", text, "is not in degrees", f"If these are RD metres, add crs={RD}.")
    return x, y


def cell_of_point(grid: GridSpec, point: tuple[float, float], crs: str, given: str) -> tuple[int, int]:
    """Row and column of the cell that holds a point, whose x or longitude comes first.

    Raises
    ------
    InvalidInputError
        When it lies outside the grid; `given` is what is told.
    """
    x, y = point
    if crs != RD:
        try:
            x, y = (float(value) for value in etrs89_to_rdnap(point[1], point[0], _GEOID)[:2])
        except InvalidInputError:  # where RD does not reach
            x, y = -1.0, -1.0
    if not grid.contains(x, y):
        raise _outside(grid, "coords", given)
    row, column = grid.index(x, y)
    return int(row), int(column)


def parse_polygon(text: str) -> Polygon | MultiPolygon:
    """Read a polygon in RD New.

    Raises
    ------
    InvalidInputError
        When it is no valid polygon.
    """
    import shapely

    if len(text) <= _LONGEST:
        try:
            found = shapely.from_wkt(text)
        except shapely.errors.GEOSException:
            found = None
        if isinstance(found, shapely.Polygon | shapely.MultiPolygon) and found.is_valid and found.area > 0:
            return found
    raise invalid("coords", text[:200], "is no valid polygon", "E.g. POLYGON((0 0, 9 0, 9 9, 0 0)) in RD.")


def cells_of_box(grid: GridSpec, box: Box, field: str, given: str) -> tuple[slice, slice]:
    """Rows and columns whose cells a box in RD touches, as far as the grid goes.

    Raises
    ------
    InvalidInputError
        When it touches none; `field` and `given` are what is told.
    """
    (top, left), (bottom, right) = (grid.index(box[0], box[3]), grid.index(box[2], box[1]))
    rows = slice(max(0, int(top)), min(grid.ny, int(bottom) + 1))
    columns = slice(max(0, int(left)), min(grid.nx, int(right) + 1))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        raise _outside(grid, field, given)
    return rows, columns


def _outside(grid: GridSpec, field: str, given: str) -> InvalidInputError:
    bounds = ", ".join(f"{edge:.10g}" for edge in grid.bbox)
    return invalid(field, given, "lies outside the grid", f"The grid spans {bounds} in RD.")
