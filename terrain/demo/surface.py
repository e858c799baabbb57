"""The surface dataset of the demo: ground level with water, roads and dikes in it, and the covers on it."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import xarray as xr

from terrain.demo import plan
from terrain.demo.fields import Floats, Mask, burn, distance, mask, smoothstep
from terrain.demo.landcover import USE, Codes, land_cover
from terrain.demo.relief import bare_ground, brook_level, raise_dikes
from twin.grid import GridSpec

__all__ = ["build_surface", "surface_without_dikes"]

_EMBANKMENT = {"motorway": 1.1, "rail": 1.0, "provincial": 0.5, "local": 0.25}
"""Height of a road above the land beside it [m]."""
_USE_OF = {"river": "river", "creek": "river", "ditch": "ditch", "brook": "ditch"}
"""Land use of watercourses by kind; the others are lakes."""
_SHOWN = {5: ("primary", "secondary", "tertiary"), 10: ("primary", "secondary"), 20: ("primary",)}
"""Ditches that become cells of water, by cell size: about a tenth of peat meadow is water at each of them."""
_MIX = 0.18
"""How much a ditch that is no cell of its own lowers the mean level of its cell [m]."""


@dataclass(frozen=True, slots=True)
class WaterCells:
    """Water on the grid: land-use code (0: none), level [m NAP] (NaN: bed of the relief), small ditches."""

    use: Codes
    level: Floats
    mixed: Mask


def build_surface(
    grid: GridSpec, water: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, houses: pd.DataFrame
) -> xr.Dataset:
    """All surface variables; `houses` needs geometry, place and use only."""
    level, water_use = surface_without_dikes(grid, water, roads)
    raised = raise_dikes(grid, level)
    body = raised > level + 0.3
    water_use[body] = 0
    land_use, soil, roughness = land_cover(grid, water_use, roads, houses, body)
    sea = np.zeros(grid.shape, np.int8)
    sea[:, 0] = raised[:, 0] < 0
    arrays = {
        "ground_level": np.round(raised, 3).astype(np.float32),
        "sea": sea,
        "permanent_water": (water_use > 0).astype(np.int8),
        "land_use": land_use,
        "soil": soil,
        "roughness": roughness,
    }
    return xr.Dataset({name: (("y", "x"), array) for name, array in arrays.items()}, coords=grid.coords())


def surface_without_dikes(
    grid: GridSpec, water: gpd.GeoDataFrame, roads: gpd.GeoDataFrame
) -> tuple[Floats, Codes]:
    """Ground level with water and roads but no dike [m NAP], and the land-use code of water (0: land)."""
    level = bare_ground(grid)
    cells = _water(grid, water)
    wet = cells.use > 0
    level = _embankments(grid, level, roads, wet)
    level = np.where(cells.mixed & ~wet, level - _MIX, level)
    level = np.where(wet & ~np.isnan(cells.level), cells.level, level)
    sea = (grid.x[None, :] < plan.coastline(grid.y)[:, None]) & (level < 0)
    return level, np.where(sea, USE["sea"], cells.use).astype(np.int16)


def _water(grid: GridSpec, water: gpd.GeoDataFrame) -> WaterCells:
    """Burn the watercourses: river cells keep the bed of the relief, creeks their bed, others their level."""
    kind, width, shapes = water["kind"].to_numpy(), water["width"].to_numpy(float), water.geometry.to_numpy()
    ditch = kind == "ditch"
    shown = water["category"].isin(_SHOWN[round(grid.dx)]).to_numpy()
    wide = (shapely.get_type_id(shapes) == 1) & (width >= grid.dx)
    shapes = np.where(wide, shapely.buffer(shapes, width / 2, quad_segs=3), shapes)
    chosen = np.nonzero(shown & (kind != "sea"))[0]
    order = chosen[np.argsort(~ditch[chosen], kind="stable")]
    number = burn(grid, [(shapes[k], k + 1) for k in order], dtype="int32")
    level = np.where(kind == "creek", water["bed_level"], water["water_level"])
    level = np.where(np.isin(kind, ("sea", "river")), np.nan, level)
    carried = np.concatenate([[np.nan], level])[number]
    use = np.array([0, *(USE[_USE_OF.get(key, "lake")] for key in kind)], np.int16)[number]
    brook = number == int(np.nonzero(kind == "brook")[0][0]) + 1
    carried = np.where(brook, brook_level(grid)[0], carried)
    mixed = burn(grid, [(shapes[k], 1) for k in np.nonzero(~shown)[0]]) > 0
    return WaterCells(use, carried, mixed)


def _embankments(grid: GridSpec, level: Floats, roads: gpd.GeoDataFrame, wet: Mask) -> Floats:
    """Raise the ground under main roads and railway inside the dikes, but not over water."""
    inside = mask(grid, plan.polygon("binnendijks").buffer(-40)) & ~wet
    for kind, height in _EMBANKMENT.items():
        lines = shapely.union_all(roads.geometry[roads["kind"] == kind].to_numpy())
        half = float(roads["width"][roads["kind"] == kind].iloc[0]) / 2
        away = distance(grid, lines, half + 12.0)
        share = 1.0 - smoothstep(half, half + 10.0, np.where(np.isfinite(away), away, 1e6))
        level = np.where(inside, level + height * share, level)
    return level
