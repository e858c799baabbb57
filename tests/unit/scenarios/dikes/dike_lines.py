"""Dikes along lines, with places and profiles made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from scenarios.dikes.model import Locations, Profiles

X0, Y0 = 100_000.0, 450_000.0


def along(*lines: Sequence[tuple[float, float]], step: float = 10.0) -> Locations:
    """Places along lines, counted from (X0, Y0); the protected side is on the left of each line."""
    rows: list[tuple[float, ...]] = []
    for number, corners in enumerate(lines):
        line = shapely.LineString(np.array(corners) + np.array([X0, Y0]))
        count = round(line.length / step)
        length = line.length / count
        for place in range(count):
            middle = (place + 0.5) * length
            near = [line.interpolate(middle + d) for d in (-0.4 * length, 0.0, 0.4 * length)]
            across = np.array([near[0].y - near[2].y, near[2].x - near[0].x])
            across /= np.hypot(*across)
            rows.append((number, middle, length, near[1].x, near[1].y, *across))
    dike, chainage, length, x, y, inward_x, inward_y = np.array(rows).T
    names = tuple(f"dike-{number}" for number in range(len(lines)))
    known = np.zeros(len(x), np.int32)
    return Locations(
        names, dike.astype(np.int32), chainage, length, x, y, inward_x, inward_y, ("", "not surveyed"), known
    )


def profiles(count: int, *, crest: float = 5.0, ground: float = 0.0, slope: float = 3.0) -> Profiles:
    """Dikes 4 m wide at the crest: the toes lie at 17 m with the slopes and levels by default."""
    one, none = np.ones(count), np.zeros(count)
    levels = ground * one
    return Profiles(
        crest * one, 4.0 * one, slope * one, slope * one, levels, levels,
        none, levels, none, levels, ("made up",), np.zeros(count, np.int8),
    )  # fmt: skip


def without(locations: Locations, *places: int) -> Locations:
    """The same places, some of them unknown."""
    unknown = np.zeros(len(locations.x), bool)
    unknown[list(places)] = True
    return locations.without(unknown, "not surveyed")
