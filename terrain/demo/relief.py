"""Ground level of the demo: natural relief, polders, settlements, and the bodies of dikes and embankments."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from terrain.demo import oldtown, plan
from terrain.demo.dunes import dune_height, foreshore
from terrain.demo.fields import Floats, burn, distance, far_distance, mask, noise, smoothstep
from terrain.demo.shapes import largest_polygon
from twin.grid import GridSpec

__all__ = ["bare_ground", "brook_level", "raise_dikes", "river_area"]

FLANK_TOP = 14.0
"""Height that the sandy flank reaches in the far corner, before hills of some metres [m NAP]."""
_RAISED = (
    ("oude-stad", 1.55, 60.0), ("stationsbuurt", 0.9, 40.0), ("nieuwe-wijk", 0.75, 40.0),
    ("bedrijventerrein", 0.7, 30.0),
)  # fmt: skip
"""Settlement, level to which its ground was raised [m NAP], width over which it slopes down [m]."""
INDUSTRY_LEVEL = 4.2
"""Level to which the industrial site outside the dike was raised [m NAP]."""
ROAD_DAM_LEVEL = 5.4
"""Level of the dam that carries the motorway over the salt marsh [m NAP]."""


def river_area() -> shapely.Polygon:
    """Water surface of the tidal river, from the sea to the east edge."""
    centre = np.asarray(plan.line("rivier").coords)
    half = plan.river_width(centre[:, 0])[:, None] / 2
    along = np.gradient(centre, axis=0)
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    banks = [*(centre + normal * half), *(centre - normal * half)[::-1]]
    water = shapely.Polygon(banks).buffer(0)
    return largest_polygon(water.intersection(plan.polygon("gebied")))


def bare_ground(grid: GridSpec) -> Floats:
    """Ground level without dikes, roads and ditches [m NAP]; sea and river cells carry their bed."""
    level = _polders(grid)
    level = np.where(mask(grid, plan.polygon("flank")), _flank(grid), level)
    level = _settlements(grid, level)
    outside = ~mask(grid, plan.polygon("binnendijks"))
    level = np.where(outside, _forelands(grid), level)
    shore = foreshore(grid)
    inland = grid.x[None, :] - plan.coastline(grid.y)[:, None]
    at_sea_dike = mask(grid, plan.line("zeedijk").buffer(160, cap_style="flat"))
    blend = smoothstep(70.0, 300.0, inland)
    shore = np.where(at_sea_dike, np.minimum(shore, 0.5), shore)
    level = np.where(at_sea_dike, shore * (1 - blend) + np.minimum(level, 0.5) * blend, level)
    level = np.where(inland < 75.0, shore, level)
    dunes, share = dune_height(grid)
    level = level + (dunes - level) * share
    return _river(grid, level)


def _polders(grid: GridSpec) -> Floats:
    """Polder land: mean level per peilgebied, gentle relief, creek ridge."""
    names = list(plan.PEILGEBIEDEN)
    area = burn(grid, [(plan.polygon(name), k + 1) for k, name in enumerate(names)])
    base = np.array([0.25, *(summer + above for summer, _, above in plan.PEILGEBIEDEN.values())])
    level = base[area] + 0.07 * noise(grid, 420.0, 20) + 0.035 * noise(grid, 60.0, 21)
    clay = area == names.index("kleipolder-1") + 1
    near_river = np.exp(-far_distance(grid, mask(grid, plan.line("rivierdijk"), touched=True)) / 420.0)
    level = level + np.where(clay, 0.35, 0.25) * near_river * (area > 0) * (
        area != names.index("droogmakerij-1") + 1
    )
    ridge = distance(grid, plan.line("kreekrug"), 700.0)
    crest = np.exp(-((np.where(np.isfinite(ridge), ridge, 1e9) / 190.0) ** 2))
    ridged: Floats = level + clay * crest * (0.75 + 0.12 * noise(grid, 150.0, 22))
    return ridged


@lru_cache(maxsize=1)
def brook_level(grid: GridSpec) -> tuple[Floats, Floats]:
    """Level of the brook's valley floor nearest to each cell [m NAP] and the distance to the brook [m]."""
    brook = plan.line("beek")
    away = distance(grid, brook, 700.0)
    near = np.nonzero(np.isfinite(away))
    floor = np.full(grid.shape, np.inf)
    upstream = 1.0 - shapely.line_locate_point(
        brook, shapely.points(grid.x[near[1]], grid.y[near[0]]), normalized=True
    )
    floor[near] = -0.45 + 6.2 * np.clip(upstream - 0.22, 0.0, 1.0) ** 1.25
    return floor, away


def _flank(grid: GridSpec) -> Floats:
    """Sandy flank: rises from the peat edge, cover-sand ridges, a hill in the corner, the brook cut in."""
    inside = mask(grid, plan.polygon("flank"))
    depth = far_distance(grid, ~inside) if (~inside).any() else np.zeros(grid.shape)
    rise = np.interp(depth, [0, 150, 600, 1500, 2600, 3800], [0.0, 0.5, 2.6, 7.4, 11.5, FLANK_TOP])
    ridges = smoothstep(100, 900, depth) * (
        1.1 * np.abs(noise(grid, 300.0, 30)) + 0.5 * noise(grid, 110.0, 31)
    )
    hill = 4.5 * np.exp(-(((grid.x[None, :] - 72500) / 900) ** 2) - ((grid.y[:, None] - 545300) / 700) ** 2)
    level = rise + ridges + hill
    floor, away = brook_level(grid)
    valley = floor + 0.35 + np.maximum(away - 45.0, 0.0) ** 1.15 / 75.0
    smooth = smoothstep(600.0, 450.0, away)
    return np.where(np.isfinite(away), np.minimum(level, valley) * smooth + level * (1 - smooth), level)


def _settlements(grid: GridSpec, level: Floats) -> Floats:
    """Old town and districts stand on raised ground; terp and castle hill."""
    for name, raise_to, shoulder in _RAISED:
        away = distance(grid, plan.polygon(name), shoulder)
        share = np.where(
            np.isfinite(away), 1.0 - smoothstep(0.0, shoulder, np.where(np.isfinite(away), away, 0)), 0.0
        )
        level = level + share * (np.maximum(level, raise_to + 0.10 * noise(grid, 80.0, 33)) - level)
    wall = distance(grid, oldtown.fortress().buffer(-8.0).exterior, 40.0)
    level = np.maximum(level, 4.4 - np.maximum(wall - 6.0, 0.0) / 1.5)
    for name, height, radius in (("terp", 3.6, 75.0), ("burcht", 2.2, 38.0)):
        away = distance(grid, plan.point(name), 4 * radius)
        mound = np.where(
            np.isfinite(away), height * (1.0 - smoothstep(0.45 * radius, 1.7 * radius, away)), 0.0
        )
        level = np.maximum(level, level * (mound <= 0) + (0.4 + mound) * (mound > 0))
    return level


def _forelands(grid: GridSpec) -> Floats:
    """Uiterwaarden and salt marsh with levee and scroll bars, and the raised sites outside the dike.

    Marsh lies at 0.4-1.3 m NAP: mean high water at Den Helder is 0.57 m.
    """
    bank = far_distance(grid, mask(grid, river_area()))
    centre = plan.line("rivier")
    north = grid.y[:, None] > np.interp(grid.x, *np.asarray(centre.coords)[::-1].T)[None, :]
    scroll = 0.22 * np.sin(bank / 17.0 + 1.4 * noise(grid, 500.0, 34)) * np.exp(-bank / 260.0)
    level = (
        0.78
        + 0.16 * noise(grid, 260.0, 35)
        + 0.06 * noise(grid, 50.0, 36)
        + 0.3 * np.exp(-bank / 45.0)
        + scroll
    )
    level = np.where(north, level - 0.12 + 0.10 * noise(grid, 130.0, 37), level)
    away = distance(grid, plan.polygon("industrie"), 40.0)
    site = np.where(np.isfinite(away), INDUSTRY_LEVEL - np.where(np.isfinite(away), away, 0) / 4.0, -99.0)
    dam = distance(grid, plan.line("snelweg").intersection(_beyond_river()), 40.0)
    road = np.where(np.isfinite(dam), ROAD_DAM_LEVEL - np.maximum(dam - 16.0, 0) / 3.0, -99.0)
    return np.maximum(np.maximum(level, site), road)


def _beyond_river() -> shapely.Polygon:
    """North of the tidal river."""
    centre = plan.line("rivier").coords
    return shapely.Polygon(
        [*centre, (plan.BBOX[0], plan.BBOX[3] + 50), (plan.BBOX[2] + 100, plan.BBOX[3] + 50)]
    )


def _river(grid: GridSpec, level: Floats) -> Floats:
    """Cut the tidal river: 6.5 m below NAP in the middle, banks of 1:8."""
    water = mask(grid, river_area())
    inward = far_distance(grid, ~water)
    groynes = distance(grid, _groynes(), 16.0)
    stone = np.where(np.isfinite(groynes), 0.7 - np.maximum(groynes - 0.71 * grid.dx, 0) / 2.0, -99.0)
    bed = np.maximum(-0.8 - inward / 8.0, -6.5 + 0.25 * noise(grid, 300.0, 38))
    level = np.where(water, np.minimum(level, bed), level)
    return np.where(water & (inward < 48.0), np.maximum(level, stone), level)


def _groynes() -> BaseGeometry:
    """Groynes on both banks: every 260 m a dam of stone, 45 m into the river."""
    centre = np.asarray(plan.line("rivier").segmentize(20.0).coords)[13::13]
    centre = centre[(centre[:, 0] > plan.BBOX[0] + 3400) & (centre[:, 0] < plan.BBOX[2] - 60)]
    along = np.gradient(centre, axis=0)
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    half = plan.river_width(centre[:, 0])[:, None] / 2
    pairs = [
        np.stack([centre + s * normal * (half + 15), centre + s * normal * (half - 45)], axis=1)
        for s in (1, -1)
    ]
    return shapely.union_all(np.asarray(shapely.linestrings(np.concatenate(pairs))))


def raise_dikes(grid: GridSpec, level: Floats, *, absent: frozenset[str] = frozenset()) -> Floats:
    """Raise the ground to the dikes: cells within 0.71 cell of a crest line have at least the crest."""
    for name, (_, crest, width, slope) in plan.DIKES.items():
        if name in absent:
            continue
        away = distance(grid, plan.line(name), crest * slope + 60.0 if crest > 2 else 40.0)
        flat = max(width / 2, 0.71 * grid.dx)
        level = np.maximum(level, crest - np.maximum(away - flat, 0.0) / slope)
    return level
