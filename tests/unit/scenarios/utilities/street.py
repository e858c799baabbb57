"""A flat piece of ground with lines, for tests of what they lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import xarray as xr
from shapely import LineString

from scenarios.utilities.lines import Lines, lines_of
from twin.grid import GridSpec
from twin.state import Twin

__all__ = ["X0", "Y0", "along", "flat", "lines", "table"]

X0, Y0 = 100_000.0, 450_000.0
"""South-west corner of the ground, which is 200 m wide and high."""


def table(rows: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Features from rows with a ``geometry``; ids are numbered where they are left out."""
    whole = [{"id": f"f{number}", **row} for number, row in enumerate(rows)]
    return gpd.GeoDataFrame(whole, geometry="geometry", crs="EPSG:28992")


def flat(level: float = 0.0, **features: gpd.GeoDataFrame) -> Twin:
    """Ground of one level [m NAP], 200 m x 200 m at 5 m, with features."""
    grid, _ = GridSpec.from_bbox((X0, Y0, X0 + 200, Y0 + 200), 5)
    surface = xr.Dataset(
        {"ground_level": (("y", "x"), np.full(grid.shape, level, np.float32))}, coords=grid.coords()
    )
    return Twin.from_datasets(surface, features=features)


def along(y: float, network: str = "water", **columns: Any) -> dict[str, Any]:
    """A line from west to east, y metres from the south edge; 1 m deep and 0.1 m thick where not told."""
    shape = LineString([(X0 + 20, Y0 + y), (X0 + 180, Y0 + y)])
    told = {"network": network, "depth": 1.0, "depth_status": "measured", "diameter": 0.1}
    return {**told, "sigma_xy": 0.0, "sigma_z": 0.0, "geometry": shape, **columns}


def lines(*rows: Mapping[str, Any]) -> Lines:
    """Lines in flat ground."""
    found = lines_of(flat(utility_lines=table(rows)))
    assert found is not None
    return found
