"""Lines beside other lines: the rows, roads and cables of the demo follow dikes and roads at a distance."""

from __future__ import annotations

from typing import cast

import numpy as np
import shapely
from shapely import LineString, Point

__all__ = ["beside", "parallel_through"]


def beside(axis: LineString, offset: float) -> LineString:
    """The axis moved sideways [m, positive to the left]; where that falls apart, its longest part."""
    moved = shapely.offset_curve(axis, offset, join_style="mitre", mitre_limit=2.0) if offset else axis
    return LineString(np.round(max(shapely.get_parts(moved), key=shapely.length).coords, 2))


def parallel_through(guide: LineString, at: Point) -> LineString:
    """The line parallel to a guide that passes through a point."""
    away = shapely.distance(guide, at)
    parts = [part for side in (-1, 1) for part in shapely.get_parts(guide.offset_curve(side * away))]
    return cast(LineString, min(parts, key=at.distance))
