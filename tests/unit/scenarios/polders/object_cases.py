"""A polder with things on it: 20 x 20 cells of 10 m, two areas with a ditch between, and unknown land."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import xarray as xr
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from scenarios.polders.effect import Case
from scenarios.polders.model import Columns, Course
from tests.unit.scenarios.polders.effect_cases import course
from tests.unit.scenarios.polders.peat_polder import peat_polder
from twin.grid import GridSpec
from twin.state import Twin

__all__ = ["GRID", "WEST", "asked", "at", "dark_land", "house", "land", "line", "polder", "table"]

GRID = GridSpec(100_005.0, 450_195.0, 10.0, 10.0, 20, 20)
"""Cell (row r, column c) has its centre at x 100005 + 10 c, y 450195 - 10 r."""
WEST, EAST, UNKNOWN = slice(0, 9), slice(10, 20), slice(17, 20)
GROUND, LEVEL = -1.5, -2.1


def land() -> Columns:
    """Column 0 in the west (area a), 1 in the east (area b), 2 unknown in the south of b, a ditch between."""
    column = np.full(GRID.shape, -1, np.int32)
    column[:, WEST], column[:, EAST] = 0, 1
    column[UNKNOWN, EAST] = 2
    made = peat_polder(3)
    return replace(
        made,
        column=column,
        cells=np.bincount(column[column >= 0]).astype(np.int32),
        cell_area=100.0,
        area=np.array([0, 1, 1], np.int32),
        ground_level=np.full(3, GROUND),
        summer_level=np.full(3, LEVEL),
        winter_level=np.full(3, LEVEL),
        reasons=("", "no ditches"),
        reason=np.array([0, 0, 1], np.int32),
    )


def dark_land() -> Columns:
    """Land of which nothing is known from row 8 on in the east."""
    made = land()
    column = made.column.copy()
    column[8:, EAST] = 2
    return replace(made, column=column, cells=np.bincount(column[column >= 0]).astype(np.int32))


def at(row: float, column: float) -> Point:
    """The centre of a cell."""
    return Point(GRID.x0 + GRID.dx * column, GRID.y0 - GRID.dy * row)


def house(row: float, column: float) -> BaseGeometry:
    """A house of 8 m square around the centre of a cell."""
    middle = at(row, column)
    return box(middle.x - 4.0, middle.y - 4.0, middle.x + 4.0, middle.y + 4.0)


def line(*cells: tuple[float, float]) -> LineString:
    """A line through the centres of cells."""
    return LineString([at(*cell) for cell in cells])


def table(shapes: list[BaseGeometry], **columns: object) -> gpd.GeoDataFrame:
    """Features with ids 0, 1, ... and columns."""
    ids = [f"thing-{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=shapes, crs="EPSG:28992")


def polder(ground: np.ndarray | None = None, **themes: gpd.GeoDataFrame) -> Twin:
    """Twin with flat ground, a ditch, and features."""
    level = np.full(GRID.shape, GROUND, np.float32) if ground is None else ground.astype(np.float32)
    water = np.zeros(GRID.shape, np.int8)
    water[:, 9] = 1
    dims = ("y", "x")
    surface = xr.Dataset(
        {"ground_level": (dims, level), "permanent_water": (dims, water)}, coords=GRID.coords()
    )
    return Twin.from_datasets(surface, features=themes, reference_year=2025)


def asked(
    twin: Twin,
    *,
    depth: object = 0.5,
    columns: Columns | None = None,
    area: str | None = None,
    **changes: object,
) -> Case:
    """The tenth year of a course with the same months each year; ``changes`` are fields of the course."""
    columns = columns or land()
    given: Course = course(columns, depth=depth, **changes)
    chosen = None if area is None else columns.area == columns.areas.index(area)
    return Case(twin, columns, given, 9, 0.08, {}, chosen)
