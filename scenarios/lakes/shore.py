"""Land that a lake of the twin reaches at a higher level, and the dikes along it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.lakes.setup import lake_row, levels_of
from twin.progress import Progress

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from scenarios.bathtub import Bathtub
    from twin.grid import GridSpec
    from twin.state import Twin

__all__ = ["NEAR", "Shore", "dikes_along", "lake_cells", "shore_of", "shore_table"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

NEAR = 50.0
"""Farthest that a dike lies from the shore of the lake that it holds [m]."""
_ABOVE = np.round(np.arange(0.0, 3.01, 0.05), 2)
_SOURCE = "lake"


@dataclass(frozen=True, slots=True)
class Shore:
    """What a lake reaches at each level, over land that is joined to it and over no crest that is higher.

    Parameters
    ----------
    tub
        Level at which the water comes to each cell, and what stands there; the lake itself is no land.
    level
        Of the lake [m NAP].
    levels
        From the lower of that and the level before a raise on [m NAP], (n,).
    areas
        Land under water at each of ``levels`` [m2], (n,); other water is left out.
    area, volume, buildings
        At ``level``: land under water [m2], water on it [m3], buildings with water inside (NaN where the twin
        has none).
    """

    tub: Bathtub
    level: float
    levels: Floats
    areas: Floats
    area: float
    volume: float
    buildings: float


def lake_cells(grid: GridSpec, shape: BaseGeometry) -> Mask:
    """Cells whose centre lies in a lake, else the one that holds a point of it, (ny, nx)."""
    import shapely

    inside = np.zeros(grid.shape, np.bool_)
    west, south, east, north = shape.bounds
    columns = np.flatnonzero((grid.x >= west) & (grid.x <= east))
    rows = np.flatnonzero((grid.y >= south) & (grid.y <= north))
    if columns.size and rows.size:
        window = np.ix_(rows, columns)
        inside[window] = shapely.contains_xy(shape, *np.meshgrid(grid.x[columns], grid.y[rows]))
    if not inside.any():
        point = shape.representative_point()
        if grid.contains(point.x, point.y):
            inside[grid.index(point.x, point.y)] = True
    return inside


def shore_of(twin: Twin, name: str, progress: Progress) -> Shore:
    """Let a lake of the twin rise over the land around it.

    Parameters
    ----------
    twin
        With the lake.
    name
        Its id.
    progress
        Told how far it is.

    Notes
    -----
    The same flood as that of the sea (`scenarios.bathtub`): dikes hold until they are overtopped. The lake
    starts at its level, also where the ground model holds its bed or nothing.
    """
    from scenarios.bathtub import fill
    from scenarios.dike_states import ground_with_dikes

    row = lake_row(twin, name)
    level, before = levels_of(row)
    lowest = min(level, before)
    cells = lake_cells(twin.grid, row.geometry)
    barrier = np.array(ground_with_dikes(twin), np.float32)
    barrier[cells] = np.float32(lowest)
    tub = fill(twin.with_(surface={"sea": cells.astype(np.int8)}), barrier, 4, progress)
    tub = replace(tub, land=tub.land & ~cells)
    levels = np.round(lowest + _ABOVE, 6)
    here = tub.tables(np.array([level]))
    return Shore(
        tub=tub,
        level=level,
        levels=levels,
        areas=tub.tables(levels)["flooded_area"],
        area=float(here["flooded_area"][0]),
        volume=float(here["flooded_volume"][0]),
        buildings=float(here["buildings_flooded"][0]),
    )


def shore_table(twin: Twin, shore: Shore, name: str) -> gpd.GeoDataFrame:
    """Land under water at the level of the lake, as one shape, with its area and what stands on it."""
    import geopandas as gpd

    wet = shore.tub.land & (shore.tub.depth(shore.level) > 0.0)
    row = {
        "id": [f"{name}-shore"],
        _SOURCE: [name],
        "water_level": [shore.level],
        "area": [shore.area],
        "volume": [shore.volume],
        "buildings": [shore.buildings],
    }
    return gpd.GeoDataFrame(row, geometry=[_shape(twin.grid, wet)], crs=twin.grid.crs)


def _shape(grid: GridSpec, cells: Mask) -> BaseGeometry:
    """Outline of cells: the runs of each row, joined."""
    import shapely

    edges = np.diff(np.pad(cells.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    (rows, first), (_, last) = np.nonzero(edges == 1), np.nonzero(edges == -1)
    west, north = grid.x[0] - grid.dx / 2.0, grid.y[0] + grid.dy / 2.0
    runs = shapely.box(
        west + first * grid.dx, north - (rows + 1) * grid.dy, west + last * grid.dx, north - rows * grid.dy
    )
    whole: BaseGeometry = shapely.union_all(runs)
    return whole


def dikes_along(twin: Twin, name: str) -> gpd.GeoDataFrame | None:
    """Stretches of dike along a lake, with what is left of their crest above it; None when there are none.

    Returns
    -------
    GeoDataFrame or None
        Columns id, dike, lake, length [m], crest_level [m NAP], freeboard and freeboard_before [m].
    """
    import geopandas as gpd

    if "dikes" not in twin.features:
        return None
    row = lake_row(twin, name)
    dikes = twin.features["dikes"]
    pieces = dikes.geometry.intersection(row.geometry.buffer(NEAR))
    there = ~pieces.is_empty & (pieces.length > 0.0)
    if not there.any():
        return None
    level, before = levels_of(row)
    crest = dikes.loc[there, "crest_level"].to_numpy(float)
    names = dikes.loc[there, "id"].astype(str).to_numpy()
    columns = {
        "id": [f"{name}-{dike}" for dike in names],
        "dike": names,
        _SOURCE: name,
        "length": pieces[there].length.to_numpy(),
        "crest_level": crest,
        "freeboard": crest - level,
        "freeboard_before": crest - before,
    }
    return gpd.GeoDataFrame(columns, geometry=pieces[there].to_numpy(), crs=dikes.crs)
