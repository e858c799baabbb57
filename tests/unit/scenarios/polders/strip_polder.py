"""A polder of equal strips between parallel ditches, of any width and direction, with any soil."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import xarray as xr
from shapely import LineString, affinity, box
from shapely.geometry.base import BaseGeometry

from twin.grid import GridSpec
from twin.state import Twin

__all__ = ["CENTRE", "SIZE", "ditch_lines", "strip_polder", "voxels_of"]

CENTRE, SIZE = (120_500.0, 450_500.0), 1000.0
SAND, CLAY, LOAM, PEAT = 6, 2, 3, 1
_PLEISTOCENE, _HOLOCENE = 4050, 1090


def ditch_lines(spacing: float, angle: float = 0.0, length: float = 2000.0) -> list[LineString]:
    """Parallel lines a distance apart, one through the centre; at angle 0 from west to east."""
    x, y = CENTRE
    count = int(SIZE / spacing) + 1
    lines = [
        LineString([(x - length / 2, y + k * spacing), (x + length / 2, y + k * spacing)])
        for k in range(-count, count + 1)
    ]
    return [affinity.rotate(line, angle, origin=CENTRE) for line in lines]


def voxels_of(layers: Sequence[tuple[int, float]], grid: GridSpec, top: float = 0.0) -> xr.DataTree:
    """Voxels of 0.5 m in equal columns: lithoclass and thickness [m] from the top down, sand below."""
    codes = [code for code, thickness in layers for _ in range(round(thickness / 0.5))]
    codes += [SAND] * (80 - len(codes))
    lithok = np.array(codes[::-1], np.int8)[:, None, None] * np.ones((1, *grid.shape), np.int8)
    strat = np.where(lithok == SAND, _PLEISTOCENE, _HOLOCENE).astype(np.int16)
    z = top - 0.25 - 0.5 * np.arange(80)[::-1]
    dims = ("z", "y", "x")
    voxels = xr.Dataset({"lithok": (dims, lithok), "strat": (dims, strat)}, coords={**grid.coords(), "z": z})
    return xr.DataTree.from_dict({"/voxels": voxels})


def strip_polder(
    *,
    spacing: float = 45.0,
    angle: float = 0.0,
    cell: float = 10.0,
    ground: float | np.ndarray[Any, Any] = 0.0,
    levels: tuple[float, float] = (-0.5, -0.6),
    areas: dict[str, BaseGeometry] | None = None,
    lines: list[Any] | None = None,
    width: float = 0.0,
    subsurface: xr.DataTree | None = None,
    **surface: Any,
) -> Twin:
    """A square kilometre of polder; ``surface``: numbers or arrays of soil, land_use, permanent_water."""
    x, y = CENTRE
    outline = (x - SIZE / 2, y - SIZE / 2, x + SIZE / 2, y + SIZE / 2)
    grid, _ = GridSpec.from_bbox(outline, cell)
    fields = {"ground_level": np.float32(1.0) * ground, **surface}
    arrays = {
        name: (("y", "x"), np.broadcast_to(np.asarray(value), grid.shape).copy())
        for name, value in fields.items()
    }
    areas = {"polder": box(*outline)} if areas is None else areas
    polygons = gpd.GeoDataFrame(
        {"id": list(areas), "summer_level": levels[0], "winter_level": levels[1]},
        geometry=list(areas.values()),
        crs="EPSG:28992",
    )
    lines = ditch_lines(spacing, angle) if lines is None else lines
    features = {"peilgebieden": polygons}
    if lines:
        features["watercourses"] = gpd.GeoDataFrame(
            {"id": [f"ditch-{k}" for k in range(len(lines))], "width": width},
            geometry=lines,
            crs="EPSG:28992",
        )
    return Twin.from_datasets(
        xr.Dataset(arrays, coords=grid.coords()), subsurface, features, name="strips", reference_year=2025
    )
