"""The old town on the creek ridge: bastions, canals, ring streets, gates, market square and church."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import shapely
from shapely import LineString, Polygon

from terrain.demo import plan
from terrain.demo.lots import Row, make, row, single, stamp
from terrain.demo.plan import SEED
from terrain.demo.shapes import largest_polygon

__all__ = ["buildings", "canals", "fortress", "streets"]

_GATES = (12.0, 62.0, 118.0, 170.0, 228.0, 285.0, 330.0)
"""Directions of the streets from the market to the gates [degrees from the east]."""
_TERRACE = Row(4.0, (5.2, 8.4), (9.5, 14.0), (0.0, 3.5), 9)
_QUAY = Row(9.5, (5.2, 8.8), (11.0, 15.5), (0.0, 2.5), 11)


def _town() -> Polygon:
    return plan.polygon("oude-stad")


def _ring(inward: float) -> LineString:
    return LineString(_town().buffer(-inward, quad_segs=6).exterior.coords)


@cache
def fortress() -> Polygon:
    """Town with its rampart and a bastion at each corner, in the manner of the seventeenth century."""
    corners = shapely.get_coordinates(_town().simplify(25.0))[:-1]
    middle = np.asarray(_town().centroid.coords[0])
    parts = [_town().buffer(24.0, quad_segs=3)]
    for corner in corners:
        out = (corner - middle) / np.hypot(*(corner - middle))
        side = np.array([-out[1], out[0]])
        shape = [corner - 30 * out - 34 * side, corner + 34 * out - 50 * side, corner + 88 * out,
                 corner + 34 * out + 50 * side, corner - 30 * out + 34 * side]  # fmt: skip
        parts.append(Polygon(shape))
    return largest_polygon(shapely.union_all(parts))


@cache
def canals() -> tuple[tuple[str, LineString, float], ...]:
    """Name, centre line and width [m] of fortress moat, inner canal, harbour and its two outlets."""
    ring, middle = _ring(112.0), plan.point("oude-stad")
    moat = LineString(fortress().buffer(20.0, join_style="mitre").exterior.coords)
    spokes = [ring.interpolate(share, normalized=True) for share in (0.06, 0.56)]
    outlets = [LineString([spot, moat.interpolate(moat.project(_beyond(spot)))]) for spot in spokes]
    harbour = LineString([spokes[0].coords[0], (middle.x + 78.0, middle.y + 12.0), spokes[1].coords[0]])
    lines = [("Vestinggracht", moat, 28.0), ("Binnengracht", ring, 13.0), ("Oude Haven", harbour, 16.0)]
    return tuple(lines + [(f"Verlaat {k + 1}", line, 10.0) for k, line in enumerate(outlets)])


def _beyond(spot: shapely.Point) -> shapely.Point:
    """The same direction from the middle of the town, outside it."""
    middle = np.asarray(_town().centroid.coords[0])
    return shapely.Point(middle + 2.6 * (np.asarray(spot.coords[0]) - middle))


@cache
def streets() -> tuple[LineString, ...]:
    """Ring streets, and straight streets from the market to the gates."""
    middle = plan.point("oude-stad")
    rings = [_ring(inward) for inward in (18.0, 62.0, 160.0, 212.0)]
    spokes = []
    for gate in np.deg2rad(_GATES):
        bend = 0.09 * np.sin(5 * gate)
        reach = np.array([42.0, 140.0, 520.0])[:, None]
        turn = gate + bend * np.array([0.0, 1.0, 0.4])
        ray = LineString(np.array(middle.coords[0]) + reach * np.column_stack([np.cos(turn), np.sin(turn)]))
        spokes.append(ray.intersection(fortress().buffer(44)))
    return tuple(rings + [spoke for spoke in spokes if isinstance(spoke, LineString)])


def buildings() -> pd.DataFrame:
    """Town houses of four centuries along streets and quays, church, town hall, tower and mill."""
    rng = np.random.Generator(np.random.PCG64([SEED, 70]))
    rows = [row(canal, _QUAY, rng) for name, canal, _ in canals() if name in {"Binnengracht", "Oude Haven"}]
    rows += [row(street, _TERRACE, rng) for street in streets()]
    houses = make(
        np.concatenate(rows),
        "Oude stad",
        "residential",
        rng,
        year=(1620, 1935),
        height=(7.0, 13.5),
        dwellings=1.25,
    )
    modern = rng.random(len(houses)) < 0.13
    houses.loc[modern, "year"] = np.round(rng.uniform(1946, 2018, int(modern.sum()))).astype(np.int32)
    shops = rng.random(len(houses)) < 0.14
    houses.loc[shops, "use"] = "shop"
    return pd.concat([_landmarks(rng), houses], ignore_index=True)


_LANDMARKS = (
    ((-2, 2), (52, 22), "church", 1480, 19.0),
    ((-33, -1), (11, 11), "church", 1465, 47.0),
    ((4, 32), (26, 15), "public", 1614, 17.0),
)
"""Church, its tower and the town hall: place from the market [m], size [m], use, year, height [m]."""


def _landmarks(rng: np.random.Generator) -> pd.DataFrame:
    x, y = plan.point("oude-stad").coords[0]
    parts = [
        single(stamp((x + east, y + north), size, 0.12), "Oude stad", use, rng, year, height)
        for (east, north), size, use, year, height in _LANDMARKS
    ]
    return pd.concat(parts, ignore_index=True)
