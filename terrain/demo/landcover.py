"""Land use, soil and roughness of the demo."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from terrain.demo import districts, oldtown, plan
from terrain.demo.fields import Mask, burn, far_distance, mask, noise, smoothstep
from terrain.demo.plan import SEED
from twin.grid import GridSpec
from twin.vocabulary import LAND_USE, SOIL

__all__ = ["USE", "Codes", "land_cover"]

Codes = npt.NDArray[np.int16]
USE = {entry.key: entry.code for entry in LAND_USE.values()}
"""Code of a land-use class by its key."""
_SOIL = {entry.key: entry.code for entry in SOIL.values()}
_RIBBON = ("Lintdorp", "Oosterlint", "Zuiderlint", "Middendorp", "Dijkdorp", "Oosterdijk")


def land_cover(
    grid: GridSpec, water_use: Codes, roads: gpd.GeoDataFrame, houses: pd.DataFrame, dike: Mask
) -> tuple[Codes, Codes, npt.NDArray[np.float32]]:
    """Land use, soil and Manning's n [s m-1/3]; `water_use` is the class of water (0: land)."""
    land_use = _fields(grid)
    land_use = _nature(grid, land_use)
    land_use = _built(grid, land_use, houses)
    land_use[dike] = USE["dike"]
    land_use = _traffic(grid, land_use, roads)
    wet = water_use > 0
    land_use = np.where(wet, water_use, land_use).astype(np.int16)
    soil = _soil(grid)
    soil[wet] = _SOIL["water"]
    manning = np.zeros(max(LAND_USE) + 1, np.float32)
    for code, entry in LAND_USE.items():
        manning[code] = entry.manning
    return land_use, soil, manning[land_use]


def _parcels(
    grid: GridSpec, inside: Mask, spacing: float, stretch: float, angle: float, stream: int
) -> npt.NDArray[np.int64]:
    """Number of the parcel of each cell inside: cells of scattered seeds, stretched in one direction."""
    rng = np.random.Generator(np.random.PCG64([SEED, stream]))
    turn = np.deg2rad(angle)
    axes = np.array(
        [[np.cos(turn) / stretch, np.sin(turn) / stretch], [-np.sin(turn) * stretch, np.cos(turn) * stretch]]
    )
    rows, columns = np.nonzero(inside)
    at = np.column_stack([grid.x[columns], grid.y[rows]]) @ axes.T
    corners = np.array([[plan.BBOX[i], plan.BBOX[j]] for i in (0, 2) for j in (1, 3)]) @ axes.T
    low, high = corners.min(axis=0), corners.max(axis=0)
    seeds = rng.uniform(low, high, (int(np.prod((high - low) / spacing)), 2))
    return np.asarray(cKDTree(seeds).query(at)[1], np.int64)


def _draw(parcel: npt.NDArray[np.int64], shares: dict[str, float], stream: int) -> Codes:
    """A crop for each parcel, drawn by its share."""
    rng = np.random.Generator(np.random.PCG64([SEED, stream]))
    crops = rng.choice([USE[key] for key in shares], int(parcel.max()) + 1, p=list(shares.values()))
    return crops[parcel].astype(np.int16)


def _fields(grid: GridSpec) -> Codes:
    """Grassland on peat, arable and grass on clay, large plots in the droogmakerij, a mosaic on sand."""
    codes = np.full(grid.shape, USE["grassland"], np.int16)
    shares = {"arable": 0.56, "grassland": 0.34, "horticulture": 0.06, "orchard": 0.04}
    clay = mask(grid, plan.polygon("kleipolder-1"))
    codes[clay] = _draw(_parcels(grid, clay, 175.0, 1.45, 30.0, 120), shares, 121)
    lake = mask(grid, plan.polygon("droogmakerij"))
    rows, columns = np.nonzero(lake)
    plot = (grid.x[columns] - plan.BBOX[0]) // 333 * 64 + (grid.y[rows] - plan.BBOX[1]) // 425
    shares = {"arable": 0.66, "grassland": 0.22, "horticulture": 0.08, "orchard": 0.04}
    codes[lake] = _draw(plot.astype(np.int64), shares, 122)
    sand = mask(grid, plan.polygon("flank"))
    shares = {"arable": 0.38, "grassland": 0.44, "forest": 0.12, "orchard": 0.02, "horticulture": 0.04}
    codes[sand] = _draw(_parcels(grid, sand, 190.0, 1.25, 62.0, 123), shares, 124)
    strip = clay & (grid.x[None, :] < plan.dune_inner(grid.y)[:, None] + 420.0)
    strip &= ~mask(grid, plan.line("zeedijk").buffer(1250.0, cap_style="flat"))
    plots = _parcels(grid, strip, 95.0, 1.5, 5.0, 125)
    codes[strip] = _draw(plots, {"horticulture": 0.62, "grassland": 0.38}, 126)
    return codes


def _nature(grid: GridSpec, codes: Codes) -> Codes:
    """Dunes with pine woods, beach, forelands, reed round the peat lake, woods and heath on sand."""
    inland = grid.x[None, :] - plan.coastline(grid.y)[:, None]
    to_edge = plan.dune_inner(grid.y)[:, None] - grid.x[None, :]
    belt = (inland > 60) & (to_edge > -5)
    behind = mask(grid, plan.polygon("binnendijks"))
    coast = (inland > 0) & ~behind
    north = grid.y[:, None] > np.interp(grid.x, *np.asarray(plan.line("rivier").coords)[::-1].T)[None, :]
    codes[coast & ~belt] = USE["salt_marsh"]
    codes[coast & ~belt & ~north & (noise(grid, 260.0, 127) > -0.1)] = USE["grassland"]
    codes[coast & ~belt & (noise(grid, 210.0, 128) > 1.15)] = USE["marsh"]
    codes[belt] = USE["dune"]
    codes[
        belt
        & (to_edge < 330 + 130 * noise(grid, 220.0, 129))
        & (inland > 420)
        & (noise(grid, 150.0, 130) > -0.35)
    ] = USE["forest"]
    codes[belt & (inland > 300) & (noise(grid, 190.0, 131) > 1.05)] = USE["heath"]
    codes[(inland > 0) & (inland <= 75)] = USE["beach"]
    sand = mask(grid, plan.polygon("flank"))
    wood = noise(grid, 480.0, 132) + 0.35 * noise(grid, 120.0, 133)
    codes[sand & (wood > 0.75)] = USE["forest"]
    codes[sand & (wood < -1.15)] = USE["heath"]
    brook = mask(grid, plan.line("beek").buffer(70.0))
    codes[brook] = np.where(noise(grid, 110.0, 134)[brook] > 0.25, USE["marsh"], USE["grassland"])
    lake = shapely.Point(plan.BBOX[0] + 10950, plan.BBOX[1] + 6340).buffer(1000)
    reed = mask(grid, shapely.affinity.scale(lake, 1.15, 0.52)) & (noise(grid, 130.0, 135) > -0.55)
    codes[reed & mask(grid, plan.polygon("veenpolder-4"))] = USE["marsh"]
    return codes


def _built(grid: GridSpec, codes: Codes, houses: pd.DataFrame) -> Codes:
    """Towns, villages, yards, glass, industry, park."""
    place, use, shape = houses["place"].to_numpy(), houses["use"].to_numpy(), houses["geometry"].to_numpy()
    yards = shapely.buffer(shape[(place == "Buitengebied") | (place == "Vitaal")], 13.0, quad_segs=1)
    rows = shapely.buffer(shape[np.isin(place, _RIBBON)], 15.0, quad_segs=1)
    layers: list[tuple[BaseGeometry, str]] = [(plan.polygon("glastuinbouw"), "horticulture")]
    layers += [(yard, "farmyard") for yard in yards] + [(home, "built_up") for home in rows]
    layers += [
        (plan.polygon(name), "built_up") for name in ("nieuwe-wijk", "stationsbuurt", "kustdorp", "zanddorp")
    ]
    layers += [(plan.polygon(name), "industry") for name in ("industrie", "bedrijventerrein")]
    layers += [
        (oldtown.fortress(), "park"),
        (plan.polygon("oude-stad"), "town_centre"),
        (districts.park(), "park"),
    ]
    layers += [(glass.buffer(3), "greenhouse") for glass in shape[use == "greenhouse"]]
    layers += [(shapely.Point(plan.BBOX[0] + 7060, plan.BBOX[1] + 6880).buffer(230), "park")]
    drawn = burn(grid, [(area, USE[key]) for area, key in layers])
    return np.where(drawn > 0, drawn, codes)


def _traffic(grid: GridSpec, codes: Codes, roads: gpd.GeoDataFrame) -> Codes:
    """Roads and railway as cells; streets are part of the built-up area, the tunnel lies under the river."""
    shown = roads[roads["kind"] != "street"]
    shapes = []
    for kind, width, line in zip(shown["kind"], shown["width"], shown.geometry, strict=True):
        code = USE["rail"] if kind == "rail" else USE["road"]
        shapes.append((line.buffer(width / 2) if width > grid.dx else line, code))
    drawn = burn(grid, shapes)
    return np.where(drawn > 0, drawn, codes)


def _soil(grid: GridSpec) -> Codes:
    """Soil map: dune sand, clay near sea and river, peat, clay on peat, lake bed, cover sand."""
    shapes = [(plan.polygon("gebied"), "sea_clay"), (plan.polygon("binnendijks"), "sea_clay")]
    peat = [plan.polygon(name) for name in plan.PEILGEBIEDEN if name.startswith("veen")]
    shapes += [(area, "peat") for area in peat]
    shapes += [
        (plan.polygon("droogmakerij"), "lake_bed_clay"),
        (plan.line("kreekrug").buffer(150), "creek_sand"),
    ]
    shapes += [(plan.polygon("flank"), "cover_sand"), (plan.line("beek").buffer(60), "brook_loam")]
    codes = burn(grid, [(shape, _SOIL[key]) for shape, key in shapes])
    to_dike = far_distance(grid, mask(grid, plan.line("rivierdijk"), touched=True))
    codes[(codes == _SOIL["peat"]) & (to_dike < 620 + 160 * noise(grid, 300.0, 136))] = _SOIL["clay_on_peat"]
    outside = ~mask(grid, plan.polygon("binnendijks")) & (to_dike < 900)
    codes[outside] = _SOIL["river_clay"]
    inland = grid.x[None, :] - plan.coastline(grid.y)[:, None]
    width = (plan.dune_inner(grid.y) - plan.coastline(grid.y))[:, None]
    reach = np.where(width > 300, width + 90 * smoothstep(300, 600, width), 70)
    codes[(inland > -400) & (inland < reach)] = _SOIL["dune_sand"]
    codes[mask(grid, plan.polygon("industrie"), plan.polygon("bedrijventerrein"))] = _SOIL["made_ground"]
    return codes
