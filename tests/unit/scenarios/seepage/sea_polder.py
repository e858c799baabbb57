"""A sea, a polder behind it, and what else may lie on an aquifer: strips from west to east."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import xarray as xr
from shapely import box

from tests.unit.scenarios.polders.strip_polder import voxels_of
from twin.grid import GridSpec
from twin.state import Twin

__all__ = ["DAY", "LEVEL", "MEAN_SEA", "sea_polder"]

DAY = 86_400.0
MEAN_SEA = 0.03
LEVEL = MEAN_SEA - 4.0
"""Of the polder: 4 m below the mean sea."""
_X0, _Y0 = 60_000.0, 545_000.0
_KINDS = {"sea": (1, -8.0), "river": (2, -5.0), "polder": (8, -3.0), "dune": (6, 12.0), "town": (15, 2.0)}


def sea_polder(
    strips: Sequence[tuple[str, float]] = (("sea", 200.0), ("polder", 8000.0)),
    *,
    cell: float = 10.0,
    rows: int = 16,
    layers: Sequence[tuple[int, float]] | None = None,
    levels: Mapping[int, float] | None = None,
    **surface: Any,
) -> Twin:
    """Make a twin of strips ``(kind, width [m])``; polders are areas ``area-0``, ``area-1``, ...

    ``layers`` are those of `voxels_of` everywhere, from NAP down; ``levels`` [m NAP] are by the number of
    the area, summer as winter.
    """
    edges = np.cumsum([0.0, *(width for _, width in strips)])
    grid, _ = GridSpec.from_bbox((_X0, _Y0, _X0 + edges[-1], _Y0 + rows * cell), cell)
    number = np.searchsorted(edges, grid.x - _X0) - 1
    use, ground = (
        np.array([_KINDS[kind][entry] for kind, _ in strips])[number] * np.ones((rows, 1)) for entry in (0, 1)
    )
    wet = np.isin(use, (1, 2))
    arrays = {
        "ground_level": ground.astype(np.float32),
        "land_use": use.astype(np.int16),
        "sea": (use == 1).astype(np.int8),
        "permanent_water": wet.astype(np.int8),
    } | surface
    polders = [at for at, (kind, _) in enumerate(strips) if kind == "polder"]
    features = {}
    if polders:
        level = [(levels or {}).get(area, LEVEL) for area in range(len(polders))]
        shapes = [box(_X0 + edges[at], _Y0, _X0 + edges[at + 1], _Y0 + rows * cell) for at in polders]
        table = {
            "id": [f"area-{area}" for area in range(len(polders))],
            "summer_level": level,
            "winter_level": level,
        }
        features["peilgebieden"] = gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:28992")
    voxels = None
    if layers is not None:
        voxels = voxels_of(layers, GridSpec.from_bbox(grid.bbox, 10.0 * cell)[0])
    fields = {name: (("y", "x"), values) for name, values in arrays.items()}
    return Twin.from_datasets(
        xr.Dataset(fields, coords=grid.coords()), voxels, features, name="strips", reference_year=2025
    )
