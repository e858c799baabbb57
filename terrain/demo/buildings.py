"""All buildings of the demo: those that fit, with floor level, foundation and residents' homes."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from terrain.demo import countryside, districts, oldtown, plan
from terrain.demo.fields import Floats
from terrain.demo.lots import Geometries
from terrain.demo.plan import SEED
from terrain.demo.roads import roads
from terrain.demo.waterways import open_water
from twin.grid import CRS, GridSpec

__all__ = ["buildings", "footprints", "taken_ground"]

_ROAD_MARGIN, _DIKE_MARGIN, _WATER_MARGIN = 1.0, 12.0, 2.0
_STEP = {"greenhouse": 0.05, "industry": 0.15, "farm": 0.12}
"""Height of the floor above the ground by use [m]; houses have 0.15-0.60 m by age."""


@cache
def footprints() -> pd.DataFrame:
    """Buildings that stand clear of roads, water, dikes and each other; the first named keep their place."""
    table = pd.concat(
        [countryside.buildings(), oldtown.buildings(), districts.buildings()], ignore_index=True
    )
    order = {"utility": 0, "health": 0, "public": 0, "church": 1, "school": 1, "shop": 2}
    table = table.iloc[np.argsort(table["use"].map(order).fillna(3).to_numpy(), kind="stable")]
    shapes = table["geometry"].to_numpy()
    keep = shapely.contains_properly(plan.polygon("gebied").buffer(-5), shapes)
    keep &= ~_blocked(shapes) | (table["place"] == "Vitaal").to_numpy()
    table = table[keep].reset_index(drop=True)
    return table[_first_come(table["geometry"].to_numpy())].reset_index(drop=True)


def _blocked(shapes: Geometries) -> np.ndarray:
    """Whether a building touches a road, water, a dike or the lawn of the park."""
    lines = roads()
    blocks = list(
        shapely.buffer(lines.geometry.to_numpy(), lines["width"].to_numpy() / 2 + _ROAD_MARGIN, quad_segs=2)
    )
    for water in open_water():
        line = water.geometry.geom_type == "LineString"
        blocks.append(water.geometry.buffer(water.width / 2 + _WATER_MARGIN if line else 4.0, quad_segs=2))
    blocks += [plan.line(name).buffer(_DIKE_MARGIN + crest) for name, (_, crest, *_) in plan.DIKES.items()]
    blocks += [districts.park(), oldtown.fortress().exterior.buffer(14.0)]
    blocked = np.zeros(len(shapes), bool)
    blocked[STRtree(blocks).query(shapes, predicate="intersects")[0]] = True
    return blocked


def _first_come(shapes: Geometries) -> np.ndarray:
    """Keep a building unless an earlier kept one overlaps it."""
    inner = shapely.buffer(shapes, -0.15, quad_segs=1)
    first, second = STRtree(inner).query(inner, predicate="intersects")
    keep = np.ones(len(shapes), bool)
    for early, late in sorted(
        zip(first.tolist(), second.tolist(), strict=True), key=lambda pair: (pair[1], pair[0])
    ):
        if early < late and keep[early]:
            keep[late] = False
    return keep


def taken_ground(houses: pd.DataFrame) -> BaseGeometry:
    """Ground where no parcel ditch can be: settlements, sites, yards, roads, other water, feet of dikes."""
    names = (
        "oude-stad",
        "stationsbuurt",
        "nieuwe-wijk",
        "glastuinbouw",
        "bedrijventerrein",
        "kustdorp",
        "zanddorp",
    )
    parts = [plan.polygon(name).buffer(18) for name in names]
    parts.append(oldtown.fortress().buffer(40))
    parts += list(shapely.buffer(houses["geometry"].to_numpy(), 7.0, quad_segs=1))
    lines = roads()[roads()["kind"] != "street"]
    parts += list(shapely.buffer(lines.geometry.to_numpy(), lines["width"].to_numpy() / 2 + 5.0, quad_segs=2))
    parts += [plan.line(name).buffer(3.5 * crest + 12.0) for name, (_, crest, *_) in plan.DIKES.items()]
    for water in open_water():
        parts.append(
            water.geometry.buffer(water.width / 2 + 8.0 if water.geometry.geom_type == "LineString" else 10.0)
        )
    return shapely.union_all(parts)


def buildings(grid: GridSpec, ground: Floats, soil: np.ndarray) -> gpd.GeoDataFrame:
    """Table of buildings.

    Parameters
    ----------
    grid, ground, soil
        Final ground level [m NAP] and soil class: floors stand above the ground at centre and corners;
        sand carries shallow foundations, soft ground wooden piles before 1970 and concrete piles after.
    """
    table = footprints().copy()
    shapes = table.pop("geometry").to_numpy()
    rng = np.random.Generator(np.random.PCG64([SEED, 110]))
    under = _ground_under(grid, ground, shapes)
    old = np.clip((1990 - table["year"].to_numpy()) / 200.0, 0.0, 1.0)
    step = 0.15 + 0.40 * old + rng.uniform(0.0, 0.10, len(table))
    special = table["use"].map(_STEP).to_numpy(float)
    table["floor_level"] = np.round(under + np.where(np.isnan(special), step, special), 2)
    table["foundation"] = _foundation(grid, soil, shapes, table)
    table.insert(0, "id", [f"pand-{number + 1:05d}" for number in range(len(table))])
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def _ground_under(grid: GridSpec, ground: Floats, shapes: Geometries) -> Floats:
    """Ground under a building [m NAP]: at its centre or, where higher, at all but one of its corners."""
    centre = shapely.get_coordinates(shapely.centroid(shapes))
    left, low, right, high = shapely.bounds(shapes).T
    xs = np.stack([centre[:, 0], left, left, right, right])
    ys = np.stack([centre[:, 1], low, high, low, high])
    row, column = grid.index(xs, ys)
    sample = ground[np.clip(row, 0, grid.ny - 1), np.clip(column, 0, grid.nx - 1)]
    return np.asarray(np.maximum(sample[0], np.sort(sample, axis=0)[-2]), float)


def _foundation(grid: GridSpec, soil: np.ndarray, shapes: Geometries, table: pd.DataFrame) -> np.ndarray:
    from twin.vocabulary import SOIL

    firm = {code for code, entry in SOIL.items() if entry.key in {"dune_sand", "creek_sand", "cover_sand"}}
    centre = shapely.get_coordinates(shapely.centroid(shapes))
    row, column = grid.index(centre[:, 0], centre[:, 1])
    sand = np.isin(soil[row, column], sorted(firm))
    light = table["use"].isin(["greenhouse"]).to_numpy()
    old = (table["year"] < 1970).to_numpy()
    return np.where(sand | light, "shallow", np.where(old, "wooden-piles", "concrete-piles"))
