"""Bodies of what lies in the ground: cables, wells, doublets, heat stores, zones, remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from terrain.exporters.columns import looks, numbers, rows, shapes, texts
from terrain.exporters.geometry import Mesh, cylinders, drape, merge, paths, prisms, tubes
from terrain.exporters.glb import Material
from terrain.exporters.ground import Ground
from terrain.exporters.layers import Part
from terrain.exporters.profiles import bored
from twin.heat_reach import thermal_radius
from twin.lines import with_heights
from twin.vocabulary import NETWORKS

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "archaeology",
    "ates",
    "closed_loops",
    "doublets",
    "expectation_zones",
    "protection_zones",
    "utility_lines",
    "wells",
]

Floats = npt.NDArray[np.float64]
KICK_OFF = (
    400.0  # metres below ground where a deviated well leaves the vertical, unless it says so [unverified]
)
WELL_RADIUS = 7.0  # metres: a deep well drawn at its own 0.1 m could not be seen
ZONE_COLORS = {
    "waterwingebied": "#1d4ed8", "grondwaterbeschermingsgebied": "#60a5fa", "boringsvrije-zone": "#22a6b3",
    "asv": "#6366f1", "natura2000": "#4d9e5a",
}  # fmt: skip
EXPECTATION_COLORS = {"high": "#b45309", "medium": "#d69a4a", "low": "#ecd9b0"}
DRAPE_CELL = 200.0
UNKNOWN_COVER = 1.0  # metres: cover to draw lines of networks without a usual one


def utility_lines(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Draw cables and pipes as six-sided tubes, coloured by network.

    Lines whose places all have heights lie at them; others at their depth below the ground, or at the usual
    one of their network.
    """
    lines = table.geometry.to_numpy()
    lines = np.where(with_heights(lines), lines, shapes(table))
    network = texts(table, "network")
    usual = [NETWORKS[name].cover if name in NETWORKS else UNKNOWN_COVER for name in network.tolist()]
    depth = numbers(table, "depth", np.array(usual, np.float64))
    cover = numbers(table, "crossing_depth", 0.0)
    radius = np.clip(numbers(table, "diameter", 0.3) / 2, 0.15, 1.0)
    colors = {key: entry.color for key, entry in NETWORKS.items()}
    parts = []
    for look, these in looks(network, colors, Material("unknown", "#7a7a7a")):
        line = paths(lines[these], rows(these), step=4 * ground.grid.dx)
        above = ground.at(*line.points.T)
        trench = above - depth[line.features][line.line]
        level = bored(line, trench, above, ground.wet(*line.points.T), cover[line.features])
        level = np.where(np.isnan(line.heights), level, line.heights)
        points = np.column_stack([line.points, level])
        mesh = tubes(points, line.starts, radius[line.features], line.features)
        parts.append(Part(look, mesh))
    return parts


def wells(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Draw each well as a tube from the ground to its screen, and the screen wider and in its own colour."""
    x, y = shapely.get_coordinates(shapely.centroid(shapes(table))).T
    top = ground.at(x, y)
    screen_base = numbers(table, "screen_base", top - 20)
    screen_top = np.minimum(numbers(table, "screen_top", screen_base + 5), top)
    every = np.arange(len(table))
    base = np.minimum(screen_base, screen_top - 0.5)
    return [
        Part(Material("well", "#1d4ed8"), cylinders(x, y, screen_top, top + 2, 1.5, every, 8)),
        Part(Material("screen", "#7dd3fc"), cylinders(x, y, base, screen_top, 2.5, every, 8)),
    ]


def doublets(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Draw two deviated wells with the reservoir round their bottoms; licences as translucent bodies."""
    geometry = shapes(table)
    areal = shapely.get_dimensions(geometry) == 2
    top, base = numbers(table, "reservoir_top", -2000.0), numbers(table, "reservoir_base", -2200.0)
    licence = Material("licence", "#f59e0b", opacity=0.25)
    surface = shapely.get_coordinates(shapely.centroid(geometry))
    parts = [Part(licence, prisms(geometry[areal], base[areal], top[areal], rows(areal)))]
    for well, color in (("producer", "#dc2626"), ("injector", "#2563eb")):
        x, y = numbers(table, f"{well}_x"), numbers(table, f"{well}_y")
        known = np.isfinite(x) & np.isfinite(y) & ~areal
        bottom = np.column_stack([x, y, base])[known]
        side = 5.0 if well == "producer" else -5.0
        start = np.column_stack([surface[known, 0] + side, surface[known, 1]])
        level = ground.at(*start.T)
        kick = np.clip(numbers(table, "kickoff_level", -KICK_OFF)[known], (level + top[known]) / 2, level - 1)
        tube = _deviated(start, bottom, level, kick, top[known], rows(known))
        x, y = x[known], y[known]
        around = cylinders(x, y, base[known], top[known], _plume(table)[known], rows(known), 24)
        parts += [
            Part(Material(well, color), tube),
            Part(Material(f"{well}-reservoir", color, opacity=0.3), around),
        ]
    return parts


def _deviated(
    start: Floats,
    bottom: Floats,
    level: Floats,
    kick: Floats,
    reservoir_top: Floats,
    features: npt.NDArray[np.int64],
) -> Mesh:
    """Run wells straight down to the kick-off, then straight to the top of the reservoir and its base."""
    share = ((kick - reservoir_top) / (kick - bottom[:, 2]))[:, None]
    entry = start + share * (bottom[:, :2] - start)
    points = np.stack(
        [
            np.column_stack([start, level + 3]),
            np.column_stack([start, kick]),
            np.column_stack([entry, reservoir_top]),
            bottom,
        ],
        axis=1,
    ).reshape(-1, 3)
    return tubes(points, 4 * np.arange(len(start) + 1), WELL_RADIUS, features, 8)


def _plume(table: gpd.GeoDataFrame) -> Floats:
    """Radius to draw round a bottom hole: a quarter of the distance between the two [m]."""
    apart = np.hypot(
        numbers(table, "producer_x") - numbers(table, "injector_x"),
        numbers(table, "producer_y") - numbers(table, "injector_y"),
    )
    return np.where(np.isfinite(apart), np.clip(apart / 4, 50.0, 600.0), 300.0)


def ates(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Draw the warm and the cold store as cylinders of their thermal radius, each with its well."""
    top, base = numbers(table, "filter_top", -20.0), numbers(table, "filter_base", -50.0)
    stores = zip(numbers(table, "volume", 1e5), np.maximum(top - base, 1.0), strict=True)
    usual = np.array([thermal_radius(volume=max(volume, 0.0), length=length) for volume, length in stores])
    radius = numbers(table, "thermal_radius", usual)
    parts = []
    for well, color in (("warm", "#f97316"), ("cold", "#38bdf8")):
        x, y = numbers(table, f"{well}_x"), numbers(table, f"{well}_y")
        known = np.isfinite(x) & np.isfinite(y)
        x, y, these = x[known], y[known], rows(known)
        parts += [
            Part(
                Material(f"{well}-well", color),
                cylinders(x, y, base[known], ground.at(x, y) + 1, 1.0, these, 6),
            ),
            Part(
                Material(f"{well}-store", color, 0.35),
                cylinders(x, y, base[known], top[known], radius[known], these, 32),
            ),
        ]
    return parts


def closed_loops(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Draw each borehole of a field of closed loops as a thin cylinder from the ground to its end."""
    places, these = shapely.get_coordinates(shapes(table), return_index=True)
    x, y = places.T
    base = numbers(table, "base_level", -100.0)[these]
    loops = cylinders(x, y, base, ground.at(x, y), 0.5, these.astype(np.int64), 6)
    return [Part(Material("loop", "#eab308"), loops)]


def protection_zones(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Extrude zones between their levels, translucent; those without levels lie on the ground."""
    top, base = numbers(table, "top_level"), numbers(table, "base_level")
    return [
        Part(look, _zone(shapes(table), top, base, these, ground))
        for look, these in looks(texts(table, "kind"), ZONE_COLORS, Material("zone", "#60a5fa", 0.25))
    ]


def expectation_zones(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Lay the zones of archaeological expectation on the ground, coloured by expectation."""
    top, base = numbers(table, "top_level"), numbers(table, "base_level")
    other = Material("unknown", "#d6a756", 0.45)
    return [
        Part(look, _zone(shapes(table), top, base, these, ground))
        for look, these in looks(texts(table, "expectation"), EXPECTATION_COLORS, other)
    ]


def archaeology(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Extrude remains between their levels; lines such as a Roman road are drawn 6 m wide."""
    geometry = shapes(table)
    lines = shapely.get_dimensions(geometry) == 1
    geometry[lines] = shapely.buffer(geometry[lines], 3.0, cap_style="flat")
    around = ground.at(*shapely.get_coordinates(shapely.centroid(geometry)).T)
    top = numbers(table, "top_level", around - 0.5)
    base = np.minimum(numbers(table, "base_level", top - 1.0), top - 0.2)
    return [Part(Material("archaeology", "#a16207", 0.9), prisms(geometry, base, top, np.arange(len(table))))]


def _zone(
    geometry: npt.NDArray[np.object_], top: Floats, base: Floats, these: npt.NDArray[np.bool_], ground: Ground
) -> Mesh:
    """Extrude the chosen zones that have both levels and drape the others."""
    body = these & np.isfinite(top) & np.isfinite(base) & (top > base)
    flat = these & ~body
    meshes = []
    if body.any():
        meshes.append(prisms(geometry[body], base[body], top[body], rows(body)))
    if flat.any():
        meshes.append(drape(geometry[flat], ground, 0.5, rows(flat), DRAPE_CELL))
    return merge(meshes)
