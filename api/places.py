"""Points and polygons in WKT, and the cells they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from api.references import ETRS89, to_rd
from twin.errors import InvalidInputError, invalid
from twin.grid import GridSpec

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

__all__ = ["Place", "cell_of_place", "cells_of_box", "parse_places", "parse_polygon", "read_wkt"]

_LONGEST = 100_000
_MOST_POINTS = 100
_FARTHEST = 1e7  # metres or degrees: beyond any
_HAIR = 1e-6  # m

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A point that was asked for.

    Parameters
    ----------
    x, y
        In RD New [m].
    height
        Height [m NAP], when it has one.
    told
        Longitude and latitude, or x and y, as they were given.
    """

    x: float
    y: float
    height: float | None
    told: tuple[float, float]


def parse_places(text: str, crs: str) -> list[Place]:
    """Read a POINT or MULTIPOINT, with heights (Z) or without, in the axis order of `crs`.

    Raises
    ------
    InvalidInputError
        When it is no point, or its numbers do not fit the system.
    """
    import shapely

    shape = read_wkt(text)
    if not isinstance(shape, shapely.Point | shapely.MultiPoint) or shape.is_empty:
        raise invalid("coords", text[:200], "is no point of finite numbers", "E.g. POINT(4.87 52.31).")
    has_height = bool(shapely.has_z(shape))
    given: npt.NDArray[np.float64] = shapely.get_coordinates(shape, include_z=True)
    if len(given) > _MOST_POINTS:
        raise invalid("coords", text[:200], f"has over {_MOST_POINTS} points", "Ask for fewer at a time.")
    flat = to_rd(given[:, :2], crs, text[:200])
    told = given[:, 1::-1] if crs == ETRS89 else given[:, :2]
    return [
        Place(x, y, row[2] if has_height else None, (first, second))
        for (x, y), row, (first, second) in zip(flat.tolist(), given.tolist(), told.tolist(), strict=True)
    ]


def cell_of_place(grid: GridSpec, place: Place, given: str) -> tuple[int, int]:
    """Row and column of the cell that holds a place; on the outer edge, of the cell within.

    Raises
    ------
    InvalidInputError
        When it lies outside the grid; `given` is what is told.
    """
    left, bottom, right, top = grid.bbox
    if not (left <= place.x <= right and bottom <= place.y <= top):
        raise _outside(grid, "coords", given)
    row, column = (int(number) for number in grid.index(place.x, place.y))
    return min(row, grid.ny - 1), min(column, grid.nx - 1)


def parse_polygon(text: str) -> Polygon | MultiPolygon:
    """Read a polygon in RD New.

    Raises
    ------
    InvalidInputError
        When it is no valid polygon.
    """
    import shapely

    found = read_wkt(text)
    if isinstance(found, shapely.Polygon | shapely.MultiPolygon) and found.is_valid and found.area > 0:
        return found
    raise invalid("coords", text[:200], "is no valid polygon", "E.g. POLYGON((0 0, 9 0, 9 9, 0 0)) in RD.")


def read_wkt(text: str) -> object:
    """Read a geometry; None when it is none, holds numbers of no place on earth, or is too long a text."""
    import shapely

    if len(text) > _LONGEST:
        return None
    try:
        with np.errstate(all="ignore"):  # 1e999 is infinite
            shape = shapely.from_wkt(text)
    except (shapely.errors.GEOSException, ValueError, NotImplementedError):  # the last of curves
        return None
    numbers = shapely.get_coordinates(shape, include_z=bool(shapely.has_z(shape)))
    return shape if (np.abs(numbers) <= _FARTHEST).all() else None  # false for NaN too


def cells_of_box(grid: GridSpec, box: Box, field: str, given: str) -> tuple[slice, slice]:
    """Rows and columns whose cells a box in RD overlaps, as far as the grid goes.

    A box that ends on an edge between cells does not ask for the next cell; a point asks for one.

    Raises
    ------
    InvalidInputError
        When it touches none; `field` and `given` are what is told.
    """
    top, left = grid.index(box[0] + _HAIR, box[3] - _HAIR)
    bottom, right = grid.index(box[2] - _HAIR, box[1] + _HAIR)
    rows = slice(max(0, int(top)), min(grid.ny, int(max(top, bottom)) + 1))
    columns = slice(max(0, int(left)), min(grid.nx, int(max(left, right)) + 1))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        raise _outside(grid, field, given)
    return rows, columns


def _outside(grid: GridSpec, field: str, given: str) -> InvalidInputError:
    bounds = ", ".join(f"{edge:.10g}" for edge in grid.bbox)
    return invalid(field, given[:200], "lies outside the grid", f"The grid spans {bounds} in RD.")
