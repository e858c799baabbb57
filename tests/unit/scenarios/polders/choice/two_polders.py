"""A square kilometre of polder, the west peat meadow and the east higher sand, each with its own level."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from shapely import box

from tests.unit.scenarios.polders.strip_polder import CENTRE, SIZE, strip_polder
from twin.grid import GridSpec
from twin.state import Twin

__all__ = ["two_polders"]

_PEAT_SOIL, _COVER_SAND, _GRASS = 4, 8, 8


def two_polders() -> Twin:
    """Areas ``peat`` (ground 0 m, level -0.5 / -0.6 m) and ``sand`` (ground 1.5 m, level 0.5 / 0.4 m)."""
    x, y = CENTRE
    half = SIZE / 2
    grid, _ = GridSpec.from_bbox((x - half, y - half, x + half, y + half), 20.0)
    east = np.broadcast_to(grid.x > x, grid.shape)
    # a little relief, so that there is more than one column
    relief = 0.1 * (np.arange(grid.shape[0]) % 3)[:, None]
    twin = strip_polder(
        cell=20.0,
        spacing=40.0,
        ground=(np.where(east, 1.5, 0.0) + relief).astype(np.float32),
        areas={"peat": box(x - half, y - half, x, y + half), "sand": box(x, y - half, x + half, y + half)},
        soil=np.where(east, _COVER_SAND, _PEAT_SOIL).astype(np.int16),
        land_use=np.int16(_GRASS),
    )
    table = twin.features["peilgebieden"].copy()
    table["summer_level"] = [-0.5, 0.5]
    table["winter_level"] = [-0.6, 0.4]
    return twin.with_(features={"peilgebieden": table, "buildings": _houses()})


def _houses() -> gpd.GeoDataFrame:
    """Houses on wooden piles, ten in each area, with heads from above the groundwater to well below it."""
    x, y = CENTRE
    corners = [(x + side + 37.0 * number, y + 13.0) for side in (-450.0, 50.0) for number in range(10)]
    heads = [base - 0.15 * number for base in (-0.3, 0.7) for number in range(10)]
    count = len(corners)
    return gpd.GeoDataFrame(
        {
            "id": [f"house-{number}" for number in range(count)],
            "year": [1900] * count,
            "floor_level": [0.4] * 10 + [1.4] * 10,
            "dwellings": [1] * count,
            "foundation": ["wooden-piles"] * count,
            "head_level": heads,
        },
        geometry=[box(at, north, at + 8.0, north + 8.0) for at, north in corners],
        crs="EPSG:28992",
    )
