"""The new district and the villages: streets and houses."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from terrain.demo import plan
from terrain.demo.ditches import Pattern, hatch
from terrain.demo.lots import Row, make, row, single, stamp
from terrain.demo.plan import SEED
from terrain.demo.shapes import largest_line

__all__ = ["buildings", "park", "ponds", "streets"]

_TERRACED = Row(11.0, (5.8, 7.0), (9.0, 10.5), (6.0, 13.0), 6)
_DETACHED = Row(12.0, (8.5, 12.5), (8.5, 12.0), (7.0, 14.0), 1)
_VILLAGE = Row(9.0, (7.0, 10.5), (8.0, 12.0), (4.0, 13.0), 2)
_RIBBON = Row(13.0, (8.0, 11.5), (9.0, 14.0), (8.0, 26.0), 1)
_DIKE_FOOT = Row(10.0, (6.0, 9.5), (8.0, 11.0), (2.0, 16.0), 3)

_SITES: dict[str, tuple[Pattern, Row, str, tuple[float, float]]] = {
    "nieuwe-wijk": (
        Pattern(24.0, (96.0, 112.0), (170.0, 250.0), 6.0),
        _TERRACED,
        "Nieuwe wijk",
        (1968, 2022),
    ),
    "stationsbuurt": (
        Pattern(-8.0, (66.0, 74.0), (130.0, 180.0), 6.0),
        _TERRACED,
        "Stationsbuurt",
        (1884, 1939),
    ),
    "kustdorp": (Pattern(82.0, (64.0, 78.0), (110.0, 170.0), 6.0), _VILLAGE, "Kustdorp", (1885, 2015)),
    "zanddorp": (Pattern(-14.0, (72.0, 92.0), (130.0, 210.0), 6.0), _DETACHED, "Zanddorp", (1860, 2020)),
}
"""Street pattern, row type, place name and building years of each built-up area."""

_RIBBONS: tuple[tuple[str, float, float, str, Row, tuple[float, float], int], ...] = (
    ("lintweg-west", 0.17, 0.62, "Lintdorp", _RIBBON, (1780, 2012), 0),
    ("lintweg-oost", 0.24, 0.72, "Oosterlint", _RIBBON, (1800, 2010), 0),
    ("zuidweg", 0.38, 0.74, "Zuiderlint", _RIBBON, (1820, 2008), 0),
    ("polderweg-4", 0.46, 0.78, "Middendorp", _VILLAGE, (1875, 2016), 0),
    ("polderweg-2", 0.40, 0.62, "Middendorp", _VILLAGE, (1875, 2016), 0),
    ("dijkweg", 0.50, 0.68, "Dijkdorp", _DIKE_FOOT, (1700, 1995), 1),
    ("dijkweg", 0.18, 0.25, "Oosterdijk", _DIKE_FOOT, (1720, 1990), 1),
)
"""Villages in a row along a road: road, from and to (shares of its length), name, row type, years, side."""


def _curved(line: LineString) -> LineString:
    """Bend a straight street gently, as planners of the seventies did."""
    xy = shapely.get_coordinates(shapely.segmentize(line, 25.0))
    shift = np.column_stack([17.0 * np.sin(xy[:, 1] / 120.0), 21.0 * np.sin(xy[:, 0] / 150.0)])
    return LineString(np.round(xy + shift, 2))


@cache
def park() -> BaseGeometry:
    """Park and playing fields in the middle of the new district."""
    area = plan.polygon("nieuwe-wijk")
    return (
        area.centroid.buffer(120.0, quad_segs=5).union(plan.point("station").buffer(50.0)).intersection(area)
    )


@cache
def ponds() -> tuple[tuple[str, LineString, float], ...]:
    """Water of the new district: the singel around it and one through it."""
    area = plan.polygon("nieuwe-wijk")
    around = LineString(area.buffer(-16, quad_segs=4).exterior.coords)
    left, low, right, high = area.bounds
    through = _curved(LineString([(left - 10, low + 230), (right - 120, high - 420)])).intersection(
        area.buffer(-16)
    )
    longest = max(shapely.get_parts(through), key=shapely.length)
    return ("Wijksingel", around, 12.0), ("Wijkvaart", longest, 14.0)


@cache
def streets() -> dict[str, tuple[LineString, ...]]:
    """Streets of each built-up area."""
    found = {}
    for number, (name, (pattern, *_)) in enumerate(_SITES.items()):
        rng = np.random.Generator(np.random.PCG64([SEED, 80 + number]))
        inside = plan.polygon(name).buffer(-34 if name == "nieuwe-wijk" else -6)
        free = inside.difference(park().buffer(8)).difference(shapely.union_all(_amenity_shapes()).buffer(24))
        long, cross = hatch(free, pattern, rng, stagger=False)
        found[name] = tuple(_curved(line) for line in [*long, *cross])
    return found


def buildings() -> pd.DataFrame:
    """Houses of the new district and the villages, schools, shops, flats."""
    rng = np.random.Generator(np.random.PCG64([SEED, 90]))
    tables = [_amenities(rng)]
    for name, (_, plan_row, place, years) in _SITES.items():
        shapes = np.concatenate([row(street, plan_row, rng) for street in streets()[name]])
        table = make(shapes, place, "residential", rng, year=years, height=(6.0, 10.0), dwellings=1.0)
        if name == "nieuwe-wijk":
            table["year"] = _by_distance(table["geometry"].to_numpy(), years, rng)
        tables.append(table)
    for road, start, end, place, plan_row, years, side in _RIBBONS:
        stretch = largest_line(substring(plan.line(road), start, end, normalized=True))
        shapes = row(stretch, plan_row, rng, side)
        tables.append(make(shapes, place, "residential", rng, year=years, height=(5.0, 9.0), dwellings=1.03))
    return pd.concat(tables, ignore_index=True)


def _by_distance(shapes: np.ndarray, years: tuple[float, float], rng: np.random.Generator) -> np.ndarray:
    """The district grew outwards from the town: further away is younger."""
    away = shapely.distance(shapes, plan.point("oude-stad"))
    share = (away - away.min()) / np.ptp(away)
    return np.round(years[0] + share * (years[1] - years[0]) + rng.normal(0, 2, share.size)).astype(np.int32)


_FLATS = ((6180, 6080), (6260, 6010), (6345, 5945), (6060, 6120), (5960, 6160), (6390, 5860))
_SINGLE: tuple[tuple[tuple[float, float], tuple[float, float], str, str, int, float], ...] = (
    ((5560, 5760), (90, 55), "Nieuwe wijk", "shop", 1984, 9.0),
    ((5350, 6160), (60, 34), "Nieuwe wijk", "school", 1979, 8.0),
    ((5900, 5480), (70, 30), "Nieuwe wijk", "school", 2008, 9.0),
    ((5240, 5720), (46, 30), "Nieuwe wijk", "sports", 1991, 9.0),
    ((3700, 7010), (58, 17), "Kustdorp", "hotel", 1968, 21.0),
    ((3660, 7120), (44, 16), "Kustdorp", "hotel", 1974, 18.0),
    ((3900, 7060), (24, 11), "Kustdorp", "church", 1905, 14.0),
    ((11480, 1310), (28, 12), "Zanddorp", "church", 1340, 16.0),
    ((8620, 6380), (24, 11), "Lintdorp", "church", 1862, 15.0),
    ((11110, 7510), (22, 10), "Oosterlint", "church", 1790, 14.0),
    ((5940, 2310), (26, 12), "Middendorp", "church", 1880, 15.0),
    ((6428, 6250), (80, 14), "Nieuwe wijk", "public", 1892, 12.0),
)
"""Shopping centre, schools, sports hall, hotels, churches, station: place, size, name, use, year, height."""


def _local(u: float, v: float) -> tuple[float, float]:
    return plan.BBOX[0] + u, plan.BBOX[1] + v


@cache
def _amenity_shapes() -> tuple[BaseGeometry, ...]:
    flats = [stamp(_local(*at), (62, 15), -0.75)[0] for at in _FLATS]
    return tuple(flats + [stamp(_local(*at), size, 0.05)[0] for at, size, *_ in _SINGLE])


def _amenities(rng: np.random.Generator) -> pd.DataFrame:
    shapes = np.asarray(_amenity_shapes(), object)
    count = len(_FLATS)
    parts = [
        make(
            shapes[:count],
            "Nieuwe wijk",
            "residential",
            rng,
            year=(1971, 1979),
            height=(24, 36),
            dwellings=64,
        )
    ]
    for k, (_, _, place, use, year, height) in enumerate(_SINGLE, start=count):
        parts.append(single(shapes[k : k + 1], place, use, rng, year, height))
    return pd.concat(parts, ignore_index=True)
