"""Geography of the embedded area `demo`: named lines, polygons and points in RD New [m].

Nothing here depends on the ground level or the cell size; the relief, the surface themes and the subsurface
all read the same plan, so that a dike, its crest line and the clay below it lie in one place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry import box
from shapely.ops import split, substring

from terrain.demo.outline import CREEKS, LOCAL_ROADS, PEIL_ANCHORS, POINTS, RINGS, SMOOTH, STRAIGHT, Pairs
from terrain.demo.shapes import largest_line, largest_polygon

__all__ = [
    "BBOX", "BOEZEM_LEVEL", "CELLS", "DEFAULT_CELL", "DIKES", "PEILGEBIEDEN", "SEED", "coastline",
    "dune_inner", "line", "lines", "point", "polygon", "polygons", "river_width",
]  # fmt: skip

BBOX = (60000.0, 545000.0, 72800.0, 555240.0)
"""Outer edges xmin, ymin, xmax, ymax: open North Sea in reality, so that nobody takes it for a real place."""
SEED = 20250101
DEFAULT_CELL = 10
CELLS = (5, 10, 20)
_X0, _Y0 = BBOX[:2]

Floats = npt.NDArray[np.float64]

BOEZEM_LEVEL = -0.40
"""Level of boezem and ring canal [m NAP]."""

DIKES: dict[str, tuple[str, float, float, float]] = {
    # id: kind, crest level [m NAP], crest width [m], slope 1:m on both sides
    "zeedijk": ("sea-dike", 11.5, 8.0, 3.5),
    "rivierdijk": ("river-dike", 6.8, 6.0, 3.0),
    "slaperdijk": ("secondary-dike", 4.2, 4.0, 2.5),
    "zomerdijk": ("summer-dike", 2.2, 3.0, 3.0),
    "ringdijk": ("ring-dike", 0.6, 5.0, 3.0),
    "boezemkade": ("boezem-embankment", 0.2, 3.0, 2.5),
    "boezemkade-oost": ("boezem-embankment", 0.2, 3.0, 2.5),
}
"""Water barriers. Sea and river crests: still water 1/10,000 per year of Den Helder, 4.518 m NAP (Hydra-NL
WBI2017, output point WZ_1_13-4), plus waves and overtopping: about 7 m at sea, about 2 m on the river."""

PEILGEBIEDEN: dict[str, tuple[float, float, float]] = {
    # id: summer level, winter level [m NAP], mean height of the ground above the summer level [m]
    "veenpolder-1": (-0.65, -0.75, 0.45),
    "veenpolder-2": (-0.80, -0.90, 0.50),
    "veenpolder-3": (-1.10, -1.20, 0.55),
    "veenpolder-4": (-0.55, -0.65, 0.40),
    "veenpolder-5": (-0.75, -0.85, 0.60),
    "veenpolder-6": (-0.95, -1.05, 0.50),
    "kleipolder-1": (-0.60, -0.80, 1.05),
    "droogmakerij-1": (-6.10, -6.30, 1.10),
}
"""Target levels: veenpolders within -1.20..-0.40 m NAP as in the peilbesluiten of polder 't Hoekje; height of
the ground above the ditch 0.40-0.60 m as in the SOMERS classes for peat grassland."""


def _rd(pairs: Pairs) -> Floats:
    local = np.asarray(pairs, np.float64)
    return np.column_stack([local[:, 0] + _X0, local[:, 1] + _Y0])


def _smooth(pairs: Pairs, step: float = 40.0) -> LineString:
    """Curve through the points (Catmull-Rom), vertices about `step` metres apart."""
    p = _rd(pairs)
    p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    curve = [p[1:2]]
    for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True):
        t = np.linspace(0, 1, max(2, math.ceil(float(np.hypot(*(c - b))) / step) + 1))[1:, None]
        curve.append(
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        )
    return LineString(np.round(np.vstack(curve), 2))


def coastline(y: npt.ArrayLike) -> Floats:
    """Easting of the mean-sea-level line [m RD] at northing `y` [m RD]; sea to the west."""
    v = np.asarray(y, float) - _Y0
    bulge = 170.0 * np.exp(-(((v - 4450.0) / 1500.0) ** 2))
    return (
        _X0 + 2450.0 + 110.0 * np.cos(v / 2300.0) - bulge + 18.0 * np.sin(v / 310.0) + 9.0 * np.sin(v / 127.0)
    )


def dune_inner(y: npt.ArrayLike) -> Floats:
    """Easting of the landward edge of the dune belt [m RD]; there is no belt behind the hard sea dike."""
    v = np.asarray(y, float) - _Y0
    width = 980.0 + 150.0 * np.sin(v / 900.0) + 60.0 * np.sin(v / 260.0 + 1.0)
    gap = 1.0 / (1.0 + np.exp(-(v - 3500.0) / 60.0)) - 1.0 / (1.0 + np.exp(-(v - 5500.0) / 60.0))
    return coastline(y) + 130.0 + width * (1.0 - gap) + 20.0 * gap


def river_width(x: npt.ArrayLike) -> Floats:
    """Width of the tidal river [m] at easting `x` [m RD]: a funnel towards the sea."""
    u = np.asarray(x, float) - _X0
    return 250.0 + 150.0 * np.exp(-np.maximum(u - 2600.0, 0.0) / 2200.0) + 0.20 * np.maximum(2800.0 - u, 0.0)


def _ring(pairs: Pairs) -> Polygon:
    """Closed polygon with slightly rounded corners."""
    return Polygon(_rd(pairs)).buffer(-60, join_style="mitre").buffer(60, quad_segs=4)


def _column(x: Floats, y: Floats) -> Floats:
    return np.round(np.column_stack([x, y]), 2)


def _sea_dike() -> LineString:
    """The hard sea dike: along the coast, its ends turned into the dunes."""
    y = np.arange(_Y0 + 3240.0, _Y0 + 5761.0, 20.0)
    turn = np.clip(np.maximum(_Y0 + 3500.0 - y, y - (_Y0 + 5500.0)) / 260.0, 0, 1)
    return LineString(_column(coastline(y) + 75.0 + 190.0 * turn**1.5, y))


@cache
def lines() -> dict[str, LineString]:
    """Every named line; dikes run along their crest, `rivier` along its centre."""
    found = {name: _smooth(pairs) for name, pairs in (SMOOTH | LOCAL_ROADS | CREEKS).items()}
    found |= {name: LineString(_rd(pairs)) for name, pairs in STRAIGHT.items()}
    y = np.arange(_Y0, _Y0 + 8741.0, 20.0)
    found["duinrand"] = LineString(_column(dune_inner(y), y))
    found["kustlijn"] = LineString(_column(coastline(y), y))
    found["zeedijk"] = _sea_dike()
    ring = _ring(RINGS["droogmakerij"])
    canal = found["boezem"] = largest_line(found["boezem"].difference(ring.buffer(46, quad_segs=4)))
    found["ringdijk"] = LineString(ring.buffer(9, quad_segs=4).exterior.coords)
    found["ringvaart"] = LineString(ring.buffer(46, quad_segs=4).exterior.coords)
    west, east = _embankments(ring, canal, found["rivierdijk"])
    return found | {"boezemkade": west, "boezemkade-oost": east}


def _embankments(ring: Polygon, canal: LineString, dike: LineString) -> tuple[LineString, LineString]:
    """Kaden of boezem and ring canal: down the west side and round the ring, and the east side."""
    body = _boezem_body(ring, canal).intersection(_south_of(dike))
    edge = LineString(largest_polygon(body).exterior.coords)
    open_edge = largest_line(shapely.line_merge(edge.difference(dike.buffer(1.0))))
    if open_edge.coords[0][0] > open_edge.coords[-1][0]:
        open_edge = LineString(list(open_edge.coords)[::-1])
    middle = open_edge.length - canal.length + 1200.0
    west, east = substring(open_edge, 0.0, middle), substring(open_edge, middle, open_edge.length)
    return _onto(west.coords, dike, first=True), _onto(east.coords, dike, first=False)


def _boezem_body(ring: Polygon, canal: LineString) -> Polygon:
    """Ring canal and boezem between the crests of their kaden, reaching beyond the river dike."""
    canal = LineString([(canal.coords[0][0], canal.coords[0][1] + 200.0), *canal.coords])
    banks = canal.buffer(38, cap_style="flat", join_style="mitre")
    return largest_polygon(ring.buffer(82, quad_segs=4).union(banks))


def _onto(embankment: Iterable[tuple[float, ...]], dike: LineString, *, first: bool) -> LineString:
    """Extend an end of the embankment to the crest line of the dike."""
    corners = list(embankment)
    end = Point(corners[0 if first else -1])
    foot = dike.interpolate(dike.project(end)).coords[0]
    return LineString([foot, *corners] if first else [*corners, foot])


def _south_of(dike: LineString) -> Polygon:
    return Polygon(
        [*dike.coords, (_X0, dike.coords[-1][1]), (_X0, _Y0 - 100.0), (BBOX[2] + 100.0, _Y0 - 100.0)]
    )


def _halves(area: Polygon, cut: LineString) -> list[Polygon]:
    return [part for part in split(area, cut).geoms if isinstance(part, Polygon) and part.area > 5e4]


@cache
def polygons() -> dict[str, Polygon]:
    """Every named polygon: area, dunes, land behind the dikes, flank, peilgebieden, settlements, sites."""
    found: dict[str, Polygon] = {name: _ring(pairs) for name, pairs in RINGS.items()}
    area = found["gebied"] = box(*BBOX)
    rand, dike, coast = line("duinrand"), line("rivierdijk"), line("kustlijn")
    behind_dunes = Polygon([*rand.coords, (BBOX[2] + 100.0, rand.coords[-1][1]), (BBOX[2] + 100.0, _Y0)])
    found["binnendijks"] = largest_polygon(behind_dunes.intersection(_south_of(dike)).intersection(area))
    border = line("flankgrens").coords
    found["flank"] = largest_polygon(Polygon([*border, (BBOX[2], _Y0)]).intersection(area))
    found["duinen"] = largest_polygon(Polygon([*coast.coords, *reversed(rand.coords)]).intersection(area))
    core = found["duinen"].buffer(-110).buffer(60)
    south = found["natura2000-duinen"] = largest_polygon(core)
    found["natura2000-duinen-noord"] = largest_polygon(core.difference(south.buffer(1)))
    found["droogmakerij-1"] = found["droogmakerij"]
    body = _boezem_body(found["droogmakerij"], line("boezem")).difference(found["droogmakerij"])
    found["boezemgebied"] = largest_polygon(body.intersection(found["binnendijks"]))
    return found | _water_level_areas(found)


def _water_level_areas(known: dict[str, Polygon]) -> dict[str, Polygon]:
    """Peilgebieden: the polder land cut along boezem, peat border and the cross embankments."""
    polder = known["binnendijks"].difference(known["flank"]).difference(known["boezemgebied"])
    polder = polder.difference(known["droogmakerij"])
    parts = [part for part in shapely.get_parts(polder) if isinstance(part, Polygon)]
    for name in ("veengrens", "veengrens-zuid"):
        parts = [piece for part in parts for piece in _halves(part, line(name))]
    clay = Point(BBOX[0] + 5000, BBOX[1] + 7000)
    areas = {"kleipolder-1": next(part for part in parts if part.contains(clay))}
    for name in ("snede-west-noord", "snede-west-zuid", "snede-oost", "beek"):
        parts = [piece for part in parts for piece in _halves(part, line(name))]
    for name, at in PEIL_ANCHORS.items():
        areas[name] = next(part for part in parts if part.contains(Point(*_rd((at,))[0])))
    return areas


def line(name: str) -> LineString:
    """The named line, RD New [m]; KeyError when the plan has no such name."""
    return lines()[name]


def polygon(name: str) -> Polygon:
    """The named polygon, RD New [m]; KeyError when the plan has no such name."""
    return polygons()[name]


def point(name: str) -> Point:
    """The named site, RD New [m]; KeyError when the plan has no such name."""
    return Point(*_rd((POINTS[name],))[0])
