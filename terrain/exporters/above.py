"""Bodies of what stands on the ground: buildings, dikes, roads, water, structures, outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from terrain.exporters.columns import looks, numbers, rows, shapes, texts
from terrain.exporters.geometry import (
    Mesh,
    Paths,
    cylinders,
    drape,
    embankments,
    paths,
    prisms,
    ribbons,
    sides,
)
from terrain.exporters.glb import Material
from terrain.exporters.ground import Ground
from terrain.exporters.layers import Part
from terrain.exporters.profiles import bridged
from twin.vocabulary import LAND_USE

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "areas",
    "buildings",
    "dike_profiles",
    "dikes",
    "heights",
    "outlines",
    "roads",
    "structures",
    "vital_objects",
    "watercourses",
]

Floats = npt.NDArray[np.float64]
STOREYS = 6.0  # metres: height of a building that does not say its own
CREST = 3.0  # metres: drawn width of a dike's crest; the crest line itself carries no width
SLOPE = 3.0  # horizontal metres per metre of height of a drawn dike
LIFT = 0.25  # metres above the ground, so that roads do not flicker through it
ROAD_COLORS = {"motorway": "#8f7f74", "provincial": "#9d958a", "rail": "#5e5a58"}
ROAD_WIDTHS = {"motorway": 26.0, "provincial": 9.0, "local": 6.0, "street": 5.0, "rail": 8.0}
USE_COLORS = {
    "industry": "#b9b4c1", "greenhouse": "#cfe3e6", "office": "#c5c9d3", "shop": "#d9b8a4", "farm": "#c4a98b",
    "public": "#d8c9a6", "school": "#d8c9a6", "health": "#d8c9a6",
}  # fmt: skip


def buildings(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Extrude footprints from just below the ground or floor to their height, coloured by use."""
    footprints = shapes(table)
    base, top = heights(table, ground)
    return [
        Part(look, prisms(footprints[these], base[these], top[these], rows(these)))
        for look, these in looks(texts(table, "use"), USE_COLORS, Material("building", "#d8cfc4"))
    ]


def heights(table: gpd.GeoDataFrame, ground: Ground) -> tuple[Floats, Floats]:
    """Levels of the base and the top of buildings [m NAP], each shape (k,)."""
    x, y = shapely.get_coordinates(shapely.point_on_surface(shapes(table))).T
    around = ground.at(x, y)
    floor = numbers(table, "floor_level", around)
    top = np.maximum(floor, around) + np.maximum(numbers(table, "height", STOREYS), 0.5)
    return np.minimum(floor, around) - 0.5, top


def dikes(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Draw embankments along the crest lines, the crest exactly at its level and no vertex left out."""
    lines = paths(shapes(table), np.arange(len(table)), step=2 * ground.grid.dx)
    crest_level = numbers(table, "crest_level")[lines.features][lines.line]
    below = ground.at(*lines.points.T)
    crest = np.where(np.isfinite(crest_level), crest_level, below)
    toe = _toe(lines, crest, ground)
    # Wide enough to enclose the ground's own ridge, which is as coarse as its cells and would show as teeth.
    half_width = max(CREST / 2, 0.75 * ground.grid.dx)
    return [Part(Material("dike", "#6f9a4c"), embankments(lines, crest, half_width, SLOPE, toe))]


def _toe(lines: Paths, crest: Floats, ground: Ground) -> Floats:
    """Level of the lower ground within 40 m on either side, between 0.5 and 15 m below the crest."""
    levels = [ground.at(*side.T) for reach in (15.0, 40.0) for side in sides(lines, reach)]
    toe: Floats = np.clip(np.min(levels, axis=0) - 0.5, crest - 15.0, crest - 0.5)
    return toe


def roads(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Lay roads and rails on the ground as strips of their width."""
    kind = texts(table, "kind")
    usual = np.array([ROAD_WIDTHS.get(name, 5.0) for name in kind])
    half = numbers(table, "width", usual) / 2
    return [
        Part(look, _strip(table, these, half, ground, LIFT, over_water=True))
        for look, these in looks(kind, ROAD_COLORS, Material("road", "#a8a299"))
    ]


def _strip(
    table: gpd.GeoDataFrame,
    these: npt.NDArray[np.bool_],
    half: Floats,
    ground: Ground,
    lift: float,
    *,
    over_water: bool = False,
) -> Mesh:
    """Widen lines and lay them level across, on the highest ground below their width or on a bridge."""
    lines = paths(shapes(table)[these], rows(these), step=ground.grid.dx)
    width = half[lines.features]
    across = [ground.at(*points.T) for points in (lines.points, *sides(lines, width))]
    level = np.max(across, axis=0) + lift
    if over_water:
        level = bridged(lines, level, ground.wet(*lines.points.T))
    return ribbons(lines, width, level, level)


def watercourses(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Draw open water at its level, or on the ground where that is higher or the level is unknown."""
    geometry, level = shapes(table), numbers(table, "water_level")
    areal = shapely.get_dimensions(geometry) == 2
    material = Material("water", "#5b9fc4", opacity=0.85)
    parts = []
    if areal.any():
        flat = drape(geometry[areal], ground, LIFT, rows(areal), 20 * ground.grid.dx)
        known = level[flat.features]
        flat.positions[:, 2] = np.where(np.isfinite(known), known, flat.positions[:, 2])
        parts.append(Part(material, flat))
    if not areal.all():
        half = np.maximum(numbers(table, "width", 3.0), 1.0) / 2
        strip = _strip(table, ~areal, half, ground, 0.15)
        known = np.nan_to_num(level[strip.features], nan=-np.inf)
        strip.positions[:, 2] = np.maximum(strip.positions[:, 2], known)
        parts.append(Part(material, strip))
    return parts


def outlines(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Draw the borders of areas as strips on the ground."""
    borders = shapely.boundary(shapes(table))
    half = np.full(len(table), 3.0)
    lines = table.set_geometry(borders, crs=table.crs)
    strip = _strip(lines, np.ones(len(table), bool), half, ground, 0.6)
    return [Part(Material("outline", "#3b82a0", unlit=True), strip)]


def areas(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Lay areas of land use over the ground in the colours of the map."""
    colors = {str(code): entry.color for code, entry in LAND_USE.items()}
    codes = np.array([f"{code:.0f}" for code in numbers(table, "land_use", 0.0)])
    geometry = shapes(table)
    return [
        Part(look, drape(geometry[these], ground, 0.3, rows(these), 20 * ground.grid.dx))
        for look, these in looks(codes, colors, Material("land-use", "#b7d391", 0.5))
    ]


def vital_objects(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Mark vital objects with hexagonal columns, or extrude their sites."""
    return _marks(table, ground, Material("vital-object", "#c2410c"), radius=9.0, height=30.0)


def structures(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Mark pumping stations, weirs and locks with small columns; those drawn as lines become decks."""
    return _decks(table, ground, Material("structure", "#44546a"), half=3.5, radius=4.0, height=6.0)


def dike_profiles(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Mark surveyed sections: a post where a place was measured, a ribbon along what a section stands for."""
    return _decks(table, ground, Material("dike-profile", "#4d7c0f"), half=0.5, radius=1.0, height=2.0)


def _decks(
    table: gpd.GeoDataFrame, ground: Ground, material: Material, half: float, radius: float, height: float
) -> list[Part]:
    """Columns for what is a point or an area, level ribbons for what is a line."""
    lines = shapely.get_dimensions(shapes(table)) == 1
    decks = paths(shapes(table)[lines], rows(lines))
    ends = ground.at(*decks.points.T)
    level = np.maximum.reduceat(ends, decks.starts[:-1])[decks.line] + 0.5 if len(ends) else ends
    return [
        *_marks(table[~lines], ground, material, radius, height, these=rows(~lines)),
        Part(material, ribbons(decks, half, level, level)),
    ]


def _marks(
    table: gpd.GeoDataFrame,
    ground: Ground,
    material: Material,
    radius: float,
    height: float,
    these: npt.NDArray[np.int64] | None = None,
) -> list[Part]:
    geometry = shapes(table)
    row = np.arange(len(table)) if these is None else these
    areal = shapely.get_dimensions(geometry) == 2
    x, y = shapely.get_coordinates(shapely.centroid(geometry)).T
    level, p = ground.at(x, y), ~areal
    columns = cylinders(x[p], y[p], level[p] - 1, level[p] + height, radius, row[p], 6)
    sites = prisms(geometry[areal], level[areal] - 1, level[areal] + height / 3, row[areal])
    return [Part(material, columns), Part(material, sites)]
