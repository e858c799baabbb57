"""Boreholes of the demo, described from the voxels they pass."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
import xarray as xr

from terrain.demo.plan import BBOX, SEED, polygon
from terrain.demo.voxels import THICKNESS
from terrain.subsurface.intervals import Interval, interval_text
from twin.grid import CRS, GridSpec
from twin.vocabulary import LITHOCLASS, STRATIGRAPHY

__all__ = ["boreholes"]

_COLUMNS, _ROWS = 8, 6
_DEEP_EVERY = 5


def boreholes(voxels: xr.Dataset) -> gpd.GeoDataFrame:
    """Drill some forty holes on land, one in each cell of a coarse net.

    Parameters
    ----------
    voxels
        Voxel model of the demo.

    Returns
    -------
    gpd.GeoDataFrame
        Theme ``boreholes``: id, ground_level and base_level [m NAP], a description in Dutch with depths in
        m below ground, and the same as intervals.
    """
    grid = GridSpec.of(voxels)
    land = polygon("binnendijks").union(polygon("duinen")).buffer(-80.0)
    rows: list[dict[str, object]] = []
    shapes = []
    for x, y in _places():
        if not land.contains(shapely.Point(x, y)):
            continue
        row, column = (int(k) for k in grid.index(x, y))
        strat, lithok = (voxels[name].values[:, row, column] for name in ("strat", "lithok"))
        number = len(rows) + 1
        depth = 50.0 if number % _DEEP_EVERY == 0 else 15.0 + number % 4 * 3.0
        levels = voxels["z"].values[strat > 0]
        top = float(levels.max()) + THICKNESS / 2
        base = max(top - depth, float(levels.min()) - THICKNESS / 2)
        inside = (strat > 0) & (voxels["z"].values > base)
        drilled = _intervals(top, strat[inside][::-1], lithok[inside][::-1])
        rows.append(
            {
                "id": f"borehole-{number:02d}",
                "kind": "borehole",
                "ground_level": top,
                "base_level": base,
                "description": "; ".join(_told(top, interval) for interval in drilled),
                "intervals": interval_text(drilled),
            }
        )
        shapes.append(shapely.Point(x, y))
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def _places() -> npt.NDArray[np.float64]:
    """One place in every cell of the net, not too near its edges."""
    rng = np.random.Generator(np.random.PCG64([SEED, 700]))
    column, row = np.meshgrid(np.arange(_COLUMNS), np.arange(_ROWS))
    shift = rng.uniform(0.15, 0.85, (2, _ROWS, _COLUMNS))
    x = BBOX[0] + 2500.0 + (column + shift[0]) * (BBOX[2] - BBOX[0] - 2500.0) / _COLUMNS
    y = BBOX[1] + (row + shift[1]) * 8700.0 / _ROWS
    return np.round(np.column_stack([x.ravel(), y.ravel()]), 1)


def _intervals(ground: float, strat: npt.NDArray[np.int16], lithok: npt.NDArray[np.int8]) -> list[Interval]:
    """Intervals of one unit and one lithoclass, from the top down; both arrays go down from the ground."""
    changes = np.flatnonzero((np.diff(strat) != 0) | (np.diff(lithok) != 0)) + 1
    return [
        Interval(
            ground - first * THICKNESS,
            ground - last * THICKNESS,
            int(lithok[first]),
            STRATIGRAPHY[int(strat[first])].key,
            f"{LITHOCLASS[int(lithok[first])].label_nl}, {STRATIGRAPHY[int(strat[first])].label_nl}",
        )
        for first, last in pairwise([0, *changes.tolist(), strat.size])
    ]


def _told(ground: float, interval: Interval) -> str:
    """One interval in words."""
    span = f"{ground - interval.top:.1f}-{ground - interval.base:.1f}".replace(".", ",")
    return f"{span} m {interval.description}"
