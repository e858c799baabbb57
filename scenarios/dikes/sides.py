"""Which side of a dike is protected: the column says so, else water, water-level areas and lower ground do.

A line is drawn in one direction, so the answer is one for a whole run of it: no end of a dike, where it turns
into dunes or meets another, can flip on its own.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = ["LEFT", "RIGHT", "UNDECIDED", "Surroundings", "given_side"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEFT, RIGHT, UNDECIDED = 1, -1, 0
"""Protected side, seen along the line."""

_WATER_REACH = 300.0
_WATER_STEP = 10.0
_WIDE = 25.0
"""Water narrower than this [m] is a ditch, and ditches lie on the protected side."""
_LAND = np.arange(40.0, 151.0, 10.0)
_CLEAR = 0.25
"""Share of all evidence by which one side must win."""
_LOWER = 0.2
"""Difference in ground or target level [m] that tells the polder from the foreland."""
_PLACES = 200


def given_side(value: object) -> int | None:
    """Read column ``inside``: left or right; UNDECIDED when empty, None when it is neither."""
    import pandas as pd

    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return UNDECIDED
    return {"": UNDECIDED, "left": LEFT, "right": RIGHT}.get(str(value).strip().lower())


class Surroundings:
    """What lies on both sides of the dikes of a twin."""

    def __init__(self, twin: Twin) -> None:
        surface = twin.surface
        self._grid = twin.grid
        self._ground = surface["ground_level"].values
        self._water = [surface[name].values for name in ("sea", "permanent_water") if name in surface]
        self._areas = twin.features.get("peilgebieden")

    @cached_property
    def _wet(self) -> Flags:
        wet = np.zeros(self._grid.shape, np.bool_)
        for water in self._water:
            wet |= water > 0
        return wet

    @cached_property
    def _wide(self) -> Flags:
        return _wide_water(self._wet, min(self._grid.dx, self._grid.dy))

    def side(self, points: Floats, direction: Floats) -> int:
        """Decide the protected side of a run from places on it (k, 2) and its direction there (k, 2)."""
        few = np.unique(np.linspace(0, len(points) - 1, min(len(points), _PLACES)).astype(np.int64))
        points, left = points[few], np.column_stack([-direction[few, 1], direction[few, 0]])
        for evidence in (self._by_water, self._by_areas, self._by_ground):
            if (found := evidence(points, left)) != UNDECIDED:
                return found
        return UNDECIDED

    def _by_water(self, points: Floats, left: Floats) -> int:
        """Wide water lies on the other side; near water counts more than water far away."""
        away = np.arange(_WATER_STEP, _WATER_REACH + 1.0, _WATER_STEP)
        weight = 1.0 / (1.0 + away / 50.0)
        wet = [
            float((np.nan_to_num(self._sample(self._wide, points, side * left, away)) * weight).sum())
            for side in (LEFT, RIGHT)
        ]
        if max(wet) < 0.05 * weight.sum() * len(points):
            return UNDECIDED
        return -_winner(wet[0], wet[1])

    def _by_areas(self, points: Floats, left: Floats) -> int:
        """A water-level area lies inside; of two, that with the lower level."""
        if self._areas is None or not len(self._areas):
            return UNDECIDED
        votes = {LEFT: 0.0, RIGHT: 0.0}
        levels = {side: _target_level(self._areas, points + side * 75.0 * left) for side in votes}
        for side in votes:
            mine, other = levels[side], levels[-side]
            votes[side] += float((np.isfinite(mine) & (np.isnan(other) | (mine < other - _LOWER))).sum())
        if max(votes.values()) < 0.3 * len(points):
            return UNDECIDED
        return _winner(votes[LEFT], votes[RIGHT])

    def _by_ground(self, points: Floats, left: Floats) -> int:
        """The lower land lies inside."""
        land = np.where(self._wet, np.nan, self._ground)
        levels = []
        for side in (LEFT, RIGHT):
            found = self._sample(land, points, side * left, _LAND)
            seen = found[np.isfinite(found)]
            levels.append(float(np.median(seen)) if seen.size else np.nan)
        difference = levels[0] - levels[1]
        if not abs(difference) >= _LOWER:
            return UNDECIDED
        return LEFT if difference < 0 else RIGHT

    def _sample(self, field: npt.NDArray[np.generic], points: Floats, across: Floats, away: Floats) -> Floats:
        """Values (k, len(away)) of the cells at distances across the line; NaN off the grid."""
        x = points[:, :1] + across[:, :1] * away
        y = points[:, 1:] + across[:, 1:] * away
        row, column = self._grid.index(x, y)
        inside = self._grid.contains(x, y)
        found = np.full(x.shape, np.nan)
        found[inside] = field[row[inside], column[inside]]
        return found


def _winner(left: float, right: float) -> int:
    total = left + right
    if total <= 0.0 or abs(left - right) < _CLEAR * total:
        return UNDECIDED
    return LEFT if left > right else RIGHT


def _wide_water(wet: Flags, cell: float) -> Flags:
    """Water in which a square of 25 m fits, or of three cells where these are larger."""
    from scipy.ndimage import maximum_filter, minimum_filter

    size = max(3, round(_WIDE / cell))
    return np.asarray(maximum_filter(minimum_filter(wet, size=size), size=size), dtype=np.bool_)


def _target_level(areas: gpd.GeoDataFrame, points: Floats) -> Floats:
    """Summer level [m NAP] of the water-level area at each point; NaN where there is none."""
    import shapely

    tree = shapely.STRtree(areas.geometry.to_numpy())
    point, area = tree.query(shapely.points(points), predicate="intersects")
    levels = np.full(len(points), np.nan)
    levels[point] = areas["summer_level"].to_numpy(np.float64)[area]
    return levels
